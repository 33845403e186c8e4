/** decimal.Context, its signals, and the context of the running thread. */
import { asInt, asJs, call, getattr, PyIter, truth, typeName } from "../objects/abstract.js";
import { attributeError, E, err, isException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import {
  type PyInt,
  PyList,
  type PyObj,
  PyObject,
  type PyType,
  typeOf,
} from "../objects/object.js";
import { iteratorType } from "../objects/sequence.js";
import type { Kw } from "../objects/signature.js";
import { builtinType, mkList, mkTuple, NotImplemented, newDict } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { type Interpreter, interp } from "../runtime/interpreter.js";
import { getContextVar, newContextVar, setContextVar } from "./_contextvars.js";
import * as D from "./decimal-core.js";
import { exceptionType } from "./exc.js";

// ---- signals ----

const exc = (name: string, ...bases: PyType[]): PyType => exceptionType("decimal", name, bases);
export const DecimalException = exc("DecimalException", E.ArithmeticError);
const InvalidOperation = exc("InvalidOperation", DecimalException);
const DivisionByZero = exc("DivisionByZero", DecimalException, E.ZeroDivisionError);
const Inexact = exc("Inexact", DecimalException);
const Rounded = exc("Rounded", DecimalException);
const Subnormal = exc("Subnormal", DecimalException);

/** Signals in the order of the dicts: class and the conditions that raise it. */
export const SIGNALS: readonly (readonly [PyType, number])[] = [
  [InvalidOperation, D.IEEE_INVALID],
  [exc("FloatOperation", DecimalException, E.TypeError), D.FLOAT_OPERATION],
  [DivisionByZero, D.DIVISION_BY_ZERO],
  [exc("Overflow", Inexact, Rounded), D.OVERFLOW],
  [exc("Underflow", Inexact, Rounded, Subnormal), D.UNDERFLOW],
  [Subnormal, D.SUBNORMAL],
  [Inexact, D.INEXACT],
  [Rounded, D.ROUNDED],
  [exc("Clamped", DecimalException), D.CLAMPED],
];
/** What is listed beside the exception: InvalidOperation by its causes. */
const CONDITIONS: readonly (readonly [PyType, number])[] = [
  [InvalidOperation, D.INVALID],
  [exc("ConversionSyntax", InvalidOperation), D.CONVERSION_SYNTAX],
  [exc("DivisionImpossible", InvalidOperation), D.DIVISION_IMPOSSIBLE],
  [exc("DivisionUndefined", InvalidOperation, E.ZeroDivisionError), D.DIVISION_UNDEFINED],
  [exc("InvalidContext", InvalidOperation), D.INVALID_CONTEXT],
  ...SIGNALS.slice(1),
];
export const EXCEPTIONS: Record<string, PyType> = {};
for (const [t] of [...SIGNALS, ...CONDITIONS]) EXCEPTIONS[t.name] = t;

/** Signals by the lowest bit of their conditions, as repr lists them. */
const BY_BIT = [0, 2, 6, 1, 3, 7, 5, 4].map((i) => SIGNALS[i]);
BY_BIT.unshift(SIGNALS[8]);

const BAD_SIGNAL =
  "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]";
function signalBits(o: PyObj): number {
  const s = SIGNALS.find(([t]) => t === o);
  if (s === undefined) throw err(E.KeyError, BAD_SIGNAL);
  return s[1];
}

class PySignalDict extends PyObject {
  bits = 0;
  /** False for one made by Python code, which belongs to no context. */
  valid = false;
}
const mixin_type = builtinType("SignalDictMixin", { module: "decimal", ctor: PySignalDict });
let signalDictType: PyType | null = null;
/** `SignalDict` is a MutableMapping; the class is made when first needed. */
function signalDict(bits: number): PySignalDict {
  if (signalDictType === null) {
    const abc = importModule(interp(), "collections.abc");
    const base = getattr(abc, "MutableMapping");
    const ns = newDict();
    ns.setStr("__module__", "abc");
    signalDictType = call(typeOf(base), ["SignalDict", mkTuple([mixin_type, base]), ns]) as PyType;
  }
  const d = new signalDictType.ctor(signalDictType) as PySignalDict;
  d.bits = bits;
  d.valid = true;
  return d;
}
function check(d: PySignalDict): void {
  if (!d.valid) throw valueError("invalid signal dict");
}
const invalidDict = () => err(E.KeyError, "invalid signal dict");
function dictBits(d: PyDict): number {
  if (d.size !== SIGNALS.length) throw invalidDict();
  let bits = 0;
  for (const [t, b] of SIGNALS) {
    const v = d.get(t);
    if (v === undefined) throw invalidDict();
    if (truth(v)) bits |= b;
  }
  return bits;
}
function bitsFrom(o: PyObj, list: boolean): number {
  if (o instanceof PySignalDict) return o.bits;
  if (o instanceof PyDict) return dictBits(o);
  if (list && o instanceof PyList) {
    let bits = 0;
    for (const x of o.items) bits |= signalBits(x);
    return bits;
  }
  throw typeError("argument must be a signal dict");
}
class SignalIter extends PyIter {
  private i = 0;
  override $next(): PyObj | undefined {
    return SIGNALS[this.i++]?.[0];
  }
}
const signal_iter_type = iteratorType("signal_iterator");
newMethod(mixin_type, "($type, *args, **kwargs)", (c: PyType) => new c.ctor(c));
slots(mixin_type, {
  __init__: () => null,
  __repr__: (d: PySignalDict) => {
    check(d);
    const shown = ([t, b]: readonly [PyType, number]): string =>
      `<class 'decimal.${t.name}'>:${(d.bits & b) !== 0 ? "True" : "False"}`;
    return `{${SIGNALS.map(shown).join(", ")}}`;
  },
  __len__: (d: PySignalDict) => {
    check(d);
    return SIGNALS.length;
  },
  __iter__: (d: PySignalDict) => {
    check(d);
    return new SignalIter(signal_iter_type);
  },
  __getitem__: (d: PySignalDict, k: PyObj) => {
    check(d);
    return (d.bits & signalBits(k)) !== 0;
  },
  __setitem__: (d: PySignalDict, k: PyObj, v: PyObj) => {
    check(d);
    const b = signalBits(k);
    d.bits = truth(v) ? d.bits | b : d.bits & ~b;
    return null;
  },
  __delitem__: () => {
    throw valueError("signal keys cannot be deleted");
  },
  __eq__: (d: PySignalDict, o: PyObj) => sameSignals(d, o) ?? NotImplemented,
  __ne__: (d: PySignalDict, o: PyObj) => {
    const r = sameSignals(d, o);
    return r === undefined ? NotImplemented : !r;
  },
});
mixin_type.set("__hash__", null);
function sameSignals(d: PySignalDict, o: PyObj): boolean | undefined {
  check(d);
  if (o instanceof PySignalDict) {
    check(o);
    return d.bits === o.bits;
  }
  if (!(o instanceof PyDict)) return undefined;
  try {
    return d.bits === dictBits(o);
  } catch (e) {
    if (isException(e, E.KeyError)) return undefined;
    throw e;
  }
}
methods(mixin_type, {
  copy: [
    "($self, /)",
    (d: PySignalDict) => {
      check(d);
      const r = newDict();
      for (const [t, b] of SIGNALS) r.set(t, (d.bits & b) !== 0);
      return r;
    },
  ],
});

// ---- Context ----

export const ROUNDINGS = [
  "ROUND_UP",
  "ROUND_DOWN",
  "ROUND_CEILING",
  "ROUND_FLOOR",
  "ROUND_HALF_UP",
  "ROUND_HALF_DOWN",
  "ROUND_HALF_EVEN",
  "ROUND_05UP",
];
export function roundingOf(o: PyObj): number {
  const n = ROUNDINGS.indexOf(asJs(o) ?? "");
  if (n < 0)
    throw typeError(
      "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
    );
  return n;
}

const DEFAULT_TRAPS = D.IEEE_INVALID | D.DIVISION_BY_ZERO | D.OVERFLOW;
export class PyDecContext extends PyObject implements D.Ctx {
  prec = 28;
  rounding = D.ROUND_HALF_EVEN;
  emin = -999999;
  emax = 999999;
  clamp = 0;
  capitals = 1;
  /** The limits as they were set: doubles cannot tell 10**18 - 1 from 10**18. */
  exact: Record<string, PyInt> = {};
  readonly flags: PySignalDict = signalDict(0);
  readonly traps: PySignalDict = signalDict(DEFAULT_TRAPS);

  /** Records conditions; raises when one of them is trapped. */
  add(bits: number): void {
    this.flags.bits |= bits;
    const hit = this.traps.bits & bits;
    if (hit === 0) return;
    const signal = SIGNALS.find(([, b]) => (b & hit) !== 0) as readonly [PyType, number];
    throw err(signal[0], mkList(CONDITIONS.filter(([, b]) => (b & hit) !== 0).map(([t]) => t)));
  }
  assign(o: PyDecContext): void {
    this.prec = o.prec;
    this.rounding = o.rounding;
    this.emin = o.emin;
    this.emax = o.emax;
    this.clamp = o.clamp;
    this.capitals = o.capitals;
    this.exact = { ...o.exact };
    this.traps.bits = o.traps.bits;
    this.flags.bits = o.flags.bits;
  }
  copy(): PyDecContext {
    const c = new PyDecContext(context_type);
    c.assign(this);
    return c;
  }
  override $getattro(name: string): PyObj | undefined {
    if (name === "flags" || name === "traps") return this[name];
    return super.$getattro(name);
  }
  override $setattro(name: string, v: PyObj | undefined): void {
    if (v === undefined) throw err(E.AttributeError, "context attributes cannot be deleted");
    if (name === "flags" || name === "traps") this[name].bits = bitsFrom(v, false);
    else if (Object.hasOwn(FIELDS, name)) FIELDS[name](this, v);
    else if (this.cls.hasDict) super.$setattro(name, v);
    else throw attributeError(this, name, `'${typeName(this)}' object has no attribute '${name}'`);
  }
}
export const context_type: PyType = builtinType("Context", {
  module: "decimal",
  ctor: PyDecContext,
  doc: "Context(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)\n--\n\nSettings of decimal arithmetic: precision, rounding, exponent range, signals.",
});

function number(o: PyObj): PyInt {
  const v = asInt(o);
  if (v === undefined) throw typeError("an integer is required");
  if (v < -(1n << 63n) || v >= 1n << 63n)
    throw err(E.OverflowError, "Python int too large to convert to C ssize_t");
  return v;
}
const limit =
  (key: "prec" | "emin" | "emax", lo: PyInt, hi: PyInt, text: string) =>
  (c: PyDecContext, o: PyObj): void => {
    const v = number(o);
    if (v < lo || v > hi) throw valueError(`valid range for ${text}`);
    c.exact[key] = v;
    c[key] = Number(v);
  };
const flag =
  (key: "capitals" | "clamp") =>
  (c: PyDecContext, o: PyObj): void => {
    const v = number(o);
    if (v !== 0 && v !== 1) throw valueError(`valid values for ${key} are 0 or 1`);
    c[key] = v;
  };
const FIELDS: Record<string, (c: PyDecContext, o: PyObj) => void> = {
  prec: limit("prec", 1, D.MAX_EXP, "prec is [1, MAX_PREC]"),
  rounding: (c, o) => {
    c.rounding = roundingOf(o);
  },
  Emin: limit("emin", -D.MAX_EXP, 0, "Emin is [MIN_EMIN, 0]"),
  Emax: limit("emax", 0, D.MAX_EXP, "Emax is [0, MAX_EMAX]"),
  capitals: flag("capitals"),
  clamp: flag("clamp"),
};
const ORDER = ["prec", "rounding", "Emin", "Emax", "capitals", "clamp"];

interface Templates {
  default: PyDecContext;
  basic: PyDecContext;
  extended: PyDecContext;
}
const made = new WeakMap<Interpreter, Templates>();
/** DefaultContext and its fellows, which programs change: one set an interpreter. */
export function templates(): Templates {
  let t = made.get(interp());
  if (t === undefined) {
    t = {
      default: new PyDecContext(context_type),
      basic: new PyDecContext(context_type),
      extended: new PyDecContext(context_type),
    };
    t.basic.prec = t.extended.prec = 9;
    t.basic.rounding = D.ROUND_HALF_UP;
    t.basic.traps.bits = DEFAULT_TRAPS | D.UNDERFLOW | D.CLAMPED;
    t.extended.traps.bits = 0;
    made.set(interp(), t);
  }
  return t;
}

newMethod(context_type, "($type, *args, **kwargs)", (t: PyType) => {
  const c = new t.ctor(t) as PyDecContext;
  c.assign(templates().default);
  c.flags.bits = 0;
  return c;
});
const INIT = [...ORDER, "flags", "traps"];
slots(context_type, {
  __init__: (c: PyDecContext, args: PyObj[], kw: Kw) => {
    if (args.length + kw.size > INIT.length)
      throw typeError(`function takes at most 8 arguments (${args.length + kw.size} given)`);
    setFields(c, args, kw, INIT, true);
    return null;
  },
  __repr__: (c: PyDecContext) => {
    const names = (bits: number): string =>
      BY_BIT.filter(([, b]) => (b & bits) !== 0)
        .map(([t]) => t.name)
        .join(", ");
    return (
      `Context(prec=${c.exact.prec ?? c.prec}, rounding=${ROUNDINGS[c.rounding]}, ` +
      `Emin=${c.exact.emin ?? c.emin}, Emax=${c.exact.emax ?? c.emax}, capitals=${c.capitals}, ` +
      `clamp=${c.clamp}, flags=[${names(c.flags.bits)}], traps=[${names(c.traps.bits)}])`
    );
  },
});
function setFields(
  c: PyDecContext,
  args: PyObj[],
  kw: Kw,
  order: readonly string[],
  list: boolean,
): void {
  for (const k of kw.keys())
    if (!INIT.includes(k))
      throw typeError(`this function got an unexpected keyword argument '${k}'`);
  order.forEach((name, i) => {
    const v = args[i] ?? kw.get(name) ?? null;
    if (v === null) return;
    if (name === "flags" || name === "traps") c[name].bits = bitsFrom(v, list);
    else FIELDS[name](c, v);
  });
}
getsets(context_type, {
  prec: (c: PyDecContext) => c.exact.prec ?? c.prec,
  rounding: (c: PyDecContext) => ROUNDINGS[c.rounding],
  Emin: (c: PyDecContext) => c.exact.emin ?? c.emin,
  Emax: (c: PyDecContext) => c.exact.emax ?? c.emax,
  capitals: (c: PyDecContext) => c.capitals,
  clamp: (c: PyDecContext) => c.clamp,
});
const signalList = (d: PySignalDict): PyObj =>
  mkList(SIGNALS.filter(([, b]) => (b & d.bits) !== 0).map(([t]) => t));
const whole = (c: PyDecContext, key: "prec" | "emin" | "emax"): bigint =>
  BigInt(c.exact[key] ?? c[key]);
methods(context_type, {
  Etiny: ["($self, /)", (c: PyDecContext) => norm(whole(c, "emin") - whole(c, "prec") + 1n)],
  Etop: ["($self, /)", (c: PyDecContext) => norm(whole(c, "emax") - whole(c, "prec") + 1n)],
  copy: ["($self, /)", (c: PyDecContext) => c.copy()],
  __copy__: ["($self, /)", (c: PyDecContext) => c.copy()],
  clear_flags: [
    "($self, /)",
    (c: PyDecContext) => {
      c.flags.bits = 0;
      return null;
    },
  ],
  clear_traps: [
    "($self, /)",
    (c: PyDecContext) => {
      c.traps.bits = 0;
      return null;
    },
  ],
  __reduce__: [
    "($self, /)",
    (c: PyDecContext) =>
      mkTuple([
        c.cls,
        mkTuple([
          c.exact.prec ?? c.prec,
          ROUNDINGS[c.rounding],
          c.exact.emin ?? c.emin,
          c.exact.emax ?? c.emax,
          c.capitals,
          c.clamp,
          signalList(c.flags),
          signalList(c.traps),
        ]),
      ]),
  ],
});
const norm = (v: bigint): PyInt =>
  v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v;

// ---- the current context ----

const variable = newContextVar("decimal_context");
export function current(): PyDecContext {
  const c = getContextVar(variable);
  if (c instanceof PyDecContext) return c;
  const fresh = templates().default.copy();
  fresh.flags.bits = 0;
  setContextVar(variable, fresh);
  return fresh;
}
export function setCurrent(o: PyObj): void {
  if (!(o instanceof PyDecContext)) throw typeError("argument must be a context");
  let c = o;
  if (Object.values(templates()).includes(c)) {
    c = c.copy();
    c.flags.bits = 0;
  }
  setContextVar(variable, c);
}
/** An optional `context` argument. */
export function contextOr(o: PyObj | undefined): PyDecContext {
  if (o === undefined || o === null) return current();
  if (!(o instanceof PyDecContext)) throw typeError("optional argument must be a context");
  return o;
}

class PyContextManager extends PyObject {
  local: PyDecContext = null as unknown as PyDecContext;
  global: PyDecContext = null as unknown as PyDecContext;
}
const manager_type = builtinType("ContextManager", {
  module: "decimal",
  ctor: PyContextManager,
  subclassable: false,
  instantiable: false,
});
methods(manager_type, {
  __enter__: [
    "($self, /)",
    (m: PyContextManager) => {
      setCurrent(m.local);
      return m.local;
    },
  ],
  __exit__: [
    "($self, /, *args)",
    (m: PyContextManager) => {
      setCurrent(m.global);
      return false;
    },
  ],
});
export function localContext(ctx: PyObj | undefined, kw: Kw): PyObj {
  const global = current();
  const base = ctx === undefined || ctx === null ? global : ctx;
  if (!(base instanceof PyDecContext)) throw typeError("optional argument must be a context");
  const m = new PyContextManager(manager_type);
  m.local = base.copy();
  m.global = global;
  setFields(m.local, [], kw, INIT, true);
  return m;
}
export function ieeeContext(o: PyObj): PyObj {
  const v = number(o);
  if (v <= 0 || v > 512 || Number(v) % 32 !== 0)
    throw valueError("argument must be a multiple of 32, with a maximum of 512");
  const bits = Number(v);
  const c = new PyDecContext(context_type);
  c.prec = 9 * (bits / 32) - 2;
  c.emax = 3 * 2 ** (bits / 16 + 3);
  c.emin = 1 - c.emax;
  c.clamp = 1;
  c.traps.bits = 0;
  return c;
}

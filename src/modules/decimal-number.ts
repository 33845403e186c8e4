/** decimal.Decimal, and the methods of contexts that calculate. */
import {
  asInt,
  asJs,
  asStr,
  type CmpOp,
  call,
  callMethod,
  getattr,
  isInstance,
  setattr,
  typeName,
} from "../objects/abstract.js";
import { mkComplex } from "../objects/complex.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { getsets, type MethodTable, methods, newMethod, slots } from "../objects/function.js";
import { hashInt, identity, normInt } from "../objects/hash.js";
import { PyDict } from "../objects/hashtable.js";
import { asciiDigits } from "../objects/intparse.js";
import {
  PyComplex,
  PyFloat,
  type PyInt,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  type PyType,
} from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { builtinType, mkFloat, mkTuple, NotImplemented } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { type Interpreter, interp } from "../runtime/interpreter.js";
import { warn } from "./_warnings.js";
import {
  context_type,
  contextOr,
  current,
  type PyDecContext,
  roundingOf,
} from "./decimal-context.js";
import * as D from "./decimal-core.js";
import { type Dec, FIN, INF, QNAN, SNAN, st } from "./decimal-core.js";
import * as M from "./decimal-math.js";
import * as O from "./decimal-more.js";
import {
  type Convention,
  deprecatedN,
  format,
  parse,
  representable,
  toEng,
  toSci,
} from "./decimal-text.js";

export class PyDecimal extends PyObject {
  v: Dec = D.ZERO;
}
PyDecimal.prototype.$equalsNumbers = true;
export const decimal_type = builtinType("Decimal", {
  module: "decimal",
  ctor: PyDecimal,
  doc: "Decimal(value='0', context=None)\n--\n\nA decimal number, exact as it was given; arithmetic follows the current context.",
});
interface Imported {
  tuple: PyObj;
  rational: PyObj;
}
const known = new WeakMap<Interpreter, Imported>();
/** What the module takes from the library, once an interpreter. */
export function imported(): Imported {
  const i = interp();
  let m = known.get(i);
  if (m === undefined) {
    const numbers = importModule(i, "numbers");
    callMethod(getattr(numbers, "Number"), "register", [decimal_type]);
    const tuple = call(getattr(importModule(i, "collections"), "namedtuple"), [
      "DecimalTuple",
      "sign digits exponent",
    ]);
    setattr(tuple, "__module__", "decimal");
    m = { tuple, rational: getattr(numbers, "Rational") };
    known.set(i, m);
  }
  return m;
}

export function mk(v: Dec): PyDecimal {
  const d = new PyDecimal(decimal_type);
  d.v = v;
  return d;
}
function mkAs(t: PyType, v: Dec): PyObj {
  if (t === decimal_type) return mk(v);
  return call(t, [mk(v)]);
}

// ---- conversion ----

export function fromInt(v: PyInt): Dec {
  return D.fin(v < 0, typeof v === "number" ? BigInt(Math.abs(v)) : v < 0n ? -v : v, 0);
}
export function fromDouble(v: number): Dec {
  if (Number.isNaN(v)) return D.NAN;
  const neg = v < 0 || Object.is(v, -0);
  if (!Number.isFinite(v)) return D.inf(neg);
  let m = Math.abs(v);
  let k = 0;
  while (!Number.isInteger(m)) {
    m *= 2;
    k++;
  }
  return D.fin(neg, BigInt(m) * 5n ** BigInt(k), -k);
}

/** An operand of arithmetic: Decimal or int. */
function operand(o: PyObj): Dec | undefined {
  if (o instanceof PyDecimal) return o.v;
  const i = asInt(o);
  return i === undefined ? undefined : fromInt(i);
}
export function need(o: PyObj): Dec {
  const d = operand(o);
  if (d === undefined)
    throw typeError(`conversion from ${typeName(o)} to Decimal is not supported`);
  return d;
}
function needPy(o: PyObj): PyDecimal {
  return o instanceof PyDecimal ? o : mk(need(o));
}

function tupleText(o: PyObj[]): string {
  if (o.length !== 3) throw valueError("argument must be a sequence of length 3");
  const sign = asInt(o[0]);
  if (sign !== 0 && sign !== 1) throw valueError("sign must be an integer with the value 0 or 1");
  const kind = asJs(o[2]);
  let exp: PyInt = 0;
  if (kind !== undefined) {
    if (!["F", "n", "N"].includes(kind))
      throw valueError("string argument in the third position must be 'F', 'n' or 'N'");
    if (kind === "F") return sign === 1 ? "-Inf" : "Inf";
  } else {
    const e = asInt(o[2]);
    if (e === undefined) throw valueError("exponent must be an integer");
    if (e < -(1n << 63n) || e >= 1n << 63n)
      throw err(E.OverflowError, "Python int too large to convert to C ssize_t");
    exp = e;
  }
  const list = o[1];
  const bad = () => valueError("coefficient must be a tuple of digits");
  if (!(list instanceof PyTuple || list instanceof PyList)) throw bad();
  let digits = "";
  for (const x of list.items) {
    const n = asInt(x);
    if (n === undefined || n < 0 || n > 9) throw bad();
    digits += n;
  }
  const s = sign === 1 ? "-" : "";
  if (kind !== undefined) return `${s}${kind === "N" ? "sNaN" : "NaN"}${digits}`;
  return `${s}${digits === "" ? "0" : digits}E${exp}`;
}
const clean = (s: string): string => s.trim().replace(/_/g, "");
/** `lax`: spaces around and underscores within are let go. */
function textOf(o: PyObj, lax: boolean): string | undefined {
  const s = asStr(o);
  if (s !== undefined) return lax ? clean(asciiDigits(s)) : asciiDigits(s);
  if (o instanceof PyTuple || o instanceof PyList) return tupleText(o.items);
  return undefined;
}
function parseExact(text: string): Dec {
  const d = parse(text);
  return representable(d) ? d : D.invalid();
}
function exact(o: PyObj, cx: PyDecContext): Dec {
  if (o instanceof PyDecimal) return o.v;
  st.bits = 0;
  const t = textOf(o, true);
  if (t !== undefined) {
    const d = parseExact(t);
    if (st.bits !== 0) cx.add(st.bits);
    return d;
  }
  if (o instanceof PyFloat) {
    cx.add(D.FLOAT_OPERATION);
    return fromDouble(o.v);
  }
  return need(o);
}

newMethod(
  decimal_type,
  "($type, /, value='0', context=None)",
  (t: PyType, value?: PyObj, context?: PyObj) => {
    const cx = contextOr(context);
    if (value === undefined) return made(t, D.ZERO);
    if (value instanceof PyDecimal && t === decimal_type && value.cls === decimal_type)
      return value;
    return made(t, exact(value, cx));
  },
);
function made(t: PyType, v: Dec): PyObj {
  const d = new t.ctor(t) as PyDecimal;
  d.v = v;
  return d;
}

/** `Context.create_decimal`: read and rounded. */
function createDecimal(cx: PyDecContext, o: PyObj | undefined): PyObj {
  st.bits = 0;
  let d: Dec;
  const t = o === undefined ? "0" : textOf(o, false);
  if (t !== undefined) {
    d = parse(t);
    d =
      d.nan && d.c !== 0n && d.digits > cx.prec - cx.clamp
        ? D.invalid(D.CONVERSION_SYNTAX)
        : D.finalize(d, cx);
  } else if (o instanceof PyDecimal) {
    d = o.v;
    d =
      d.nan && d.c !== 0n && d.digits > cx.prec - cx.clamp
        ? D.invalid(D.CONVERSION_SYNTAX)
        : D.finalize(d, cx);
    if (d === o.v && o.cls === decimal_type && st.bits === 0) return o;
  } else if (o instanceof PyFloat) {
    cx.add(D.FLOAT_OPERATION);
    d = D.finalize(fromDouble(o.v), cx);
  } else d = D.finalize(need(o as PyObj), cx);
  if (st.bits !== 0) cx.add(st.bits);
  return mk(d);
}

// ---- running operations ----

type Op1 = (a: Dec, cx: D.Ctx) => Dec;
type Op2 = (a: Dec, b: Dec, cx: D.Ctx) => Dec;
function run1(f: Op1, a: Dec, cx: PyDecContext): PyObj {
  st.bits = 0;
  const r = f(a, cx);
  if (st.bits !== 0) cx.add(st.bits);
  return mk(r);
}
function run2(f: Op2, a: Dec, b: Dec, cx: PyDecContext): PyObj {
  st.bits = 0;
  const r = f(a, b, cx);
  if (st.bits !== 0) cx.add(st.bits);
  return mk(r);
}

const NUMERIC: Record<string, Op2> = {
  add: D.add,
  sub: D.sub,
  mul: D.mul,
  truediv: D.div,
  floordiv: D.divInt,
  mod: D.rem,
};
for (const [name, f] of Object.entries(NUMERIC))
  slots(decimal_type, {
    [`__${name}__`]: (a: PyDecimal, o: PyObj) => {
      const b = operand(o);
      return b === undefined ? NotImplemented : run2(f, a.v, b, current());
    },
    [`__r${name}__`]: (b: PyDecimal, o: PyObj) => {
      const a = operand(o);
      return a === undefined ? NotImplemented : run2(f, a, b.v, current());
    },
  });
function pyDivmod(a: Dec, b: Dec, cx: PyDecContext): PyObj {
  st.bits = 0;
  const [q, r] = D.divmod(a, b, cx);
  if (st.bits !== 0) cx.add(st.bits);
  return mkTuple([mk(q), mk(r)]);
}
function pyPow(a: PyObj, b: PyObj, m: PyObj | undefined, cx: PyDecContext): PyObj {
  const x = operand(a);
  const y = operand(b);
  if (x === undefined || y === undefined) return NotImplemented;
  if (m === undefined || m === null) return run2(M.pow, x, y, cx);
  const z = operand(m);
  if (z === undefined) return NotImplemented;
  return run2((p, q) => M.powMod(p, q, z, cx), x, y, cx);
}
const int = (d: Dec): PyInt => {
  const c = d.e >= 0 ? d.c * D.pow10(d.e) : d.c / D.pow10(-d.e);
  return normInt(d.neg ? -c : c);
};
function toInt(d: Dec, rounding: number): PyInt {
  if (d.nan) throw valueError("cannot convert NaN to integer");
  if (d.kind === INF) throw err(E.OverflowError, "cannot convert Infinity to integer");
  return int(O.toIntegral(d, D.MAX_CTX, rounding, false));
}
function toDouble(d: Dec): number {
  if (d.kind === SNAN) throw valueError("cannot convert signaling NaN to float");
  if (d.nan) return Number.NaN;
  if (d.kind === INF) return d.neg ? -Infinity : Infinity;
  return Number(toSci(d));
}
const MODULUS = (1n << 61n) - 1n;
function hashDec(o: PyDecimal): PyInt {
  const d = o.v;
  if (d.kind === SNAN) throw typeError("Cannot hash a signaling NaN value");
  if (d.nan) return identity(o) / 16;
  if (d.kind === INF) return d.neg ? -314159 : 314159;
  const base = d.e >= 0 ? 10n : M.modPow(10n, MODULUS - 2n, MODULUS);
  const h = ((d.c % MODULUS) * M.modPow(base, BigInt(Math.abs(d.e)), MODULUS)) % MODULUS;
  return hashInt(normInt(d.neg ? -h : h));
}

slots(decimal_type, {
  __divmod__: (a: PyDecimal, o: PyObj) => {
    const b = operand(o);
    return b === undefined ? NotImplemented : pyDivmod(a.v, b, current());
  },
  __rdivmod__: (b: PyDecimal, o: PyObj) => {
    const a = operand(o);
    return a === undefined ? NotImplemented : pyDivmod(a, b.v, current());
  },
  __pow__: (a: PyDecimal, b: PyObj, m?: PyObj) => pyPow(a, b, m, current()),
  __rpow__: (b: PyDecimal, a: PyObj, m?: PyObj) => pyPow(a, b, m, current()),
  __neg__: (a: PyDecimal) => run1(D.minus, a.v, current()),
  __pos__: (a: PyDecimal) => run1(D.plus, a.v, current()),
  __abs__: (a: PyDecimal) => run1(D.abs, a.v, current()),
  __bool__: (a: PyDecimal) => !a.v.zero,
  __int__: (a: PyDecimal) => toInt(a.v, D.ROUND_DOWN),
  __float__: (a: PyDecimal) => mkFloat(toDouble(a.v)),
  __hash__: hashDec,
  __str__: (a: PyDecimal) => toSci(a.v, current().capitals === 1 ? "E" : "e"),
  __repr__: (a: PyDecimal) => `Decimal('${toSci(a.v, current().capitals === 1 ? "E" : "e")}')`,
});

// ---- comparison ----

/** Both sides of a comparison, undefined when Decimal cannot say. */
function comparable(a: Dec, o: PyObj, op: CmpOp, cx: PyDecContext): [Dec, Dec] | undefined {
  const b = operand(o);
  if (b !== undefined) return [a, b];
  const equality = op === "__eq__" || op === "__ne__";
  if (o instanceof PyFloat) {
    if (equality) cx.flags.bits |= D.FLOAT_OPERATION;
    else cx.add(D.FLOAT_OPERATION);
    return [a, fromDouble(o.v)];
  }
  if (o instanceof PyComplex) {
    if (!equality || o.im !== 0) return undefined;
    cx.flags.bits |= D.FLOAT_OPERATION;
    return [a, fromDouble(o.re)];
  }
  if (o instanceof PyObject && isInstance(o, imported().rational)) {
    const num = asInt(getattr(o, "numerator"));
    const den = asInt(getattr(o, "denominator"));
    if (num === undefined || den === undefined) return undefined;
    if (a.kind !== FIN) return [a, fromInt(num)];
    return [D.fin(a.neg, a.c * fromInt(den).c, a.e), fromInt(num)];
  }
  return undefined;
}
const TEST: Record<CmpOp, (n: number) => boolean> = {
  __lt__: (n) => n < 0,
  __le__: (n) => n <= 0,
  __eq__: (n) => n === 0,
  __ne__: (n) => n !== 0,
  __gt__: (n) => n > 0,
  __ge__: (n) => n >= 0,
};
for (const op of Object.keys(TEST) as CmpOp[])
  slots(decimal_type, {
    [op]: (self: PyDecimal, o: PyObj) => {
      const cx = current();
      const pair = comparable(self.v, o, op, cx);
      if (pair === undefined) return NotImplemented;
      const [a, b] = pair;
      if (a.nan || b.nan) {
        const equality = op === "__eq__" || op === "__ne__";
        if (!equality || a.kind === SNAN || b.kind === SNAN) cx.add(D.INVALID);
        return op === "__ne__";
      }
      return TEST[op](D.cmp(a, b));
    },
  });

// ---- methods shared by Decimal and Context ----

/** name: operation with one operand; a context method takes it as its argument. */
const UNARY: Record<string, Op1> = {
  exp: M.exp,
  ln: M.ln,
  log10: M.log10,
  logb: O.logb,
  logical_invert: O.logicalInvert,
  next_minus: O.nextMinus,
  next_plus: O.nextPlus,
  normalize: O.reduce,
  sqrt: M.sqrt,
};
const BINARY: Record<string, Op2> = {
  compare: D.compare,
  compare_signal: D.compareSignal,
  logical_and: (a, b, cx) => O.logical("and", a, b, cx),
  logical_or: (a, b, cx) => O.logical("or", a, b, cx),
  logical_xor: (a, b, cx) => O.logical("xor", a, b, cx),
  max: (a, b, cx) => D.extreme(a, b, cx, 1, false),
  max_mag: (a, b, cx) => D.extreme(a, b, cx, 1, true),
  min: (a, b, cx) => D.extreme(a, b, cx, -1, false),
  min_mag: (a, b, cx) => D.extreme(a, b, cx, -1, true),
  next_toward: O.nextToward,
  remainder_near: D.remNear,
  rotate: O.rotate,
  scaleb: O.scaleb,
  shift: O.shift,
  compare_total: (a, b) => D.sign3(D.cmpTotal(a, b)),
  compare_total_mag: (a, b) => D.sign3(D.cmpTotalMag(a, b)),
  copy_sign: (a, b) => a.withSign(b.neg),
};
const TESTS: Record<string, (d: Dec) => boolean> = {
  is_canonical: () => true,
  is_finite: (d) => d.kind === FIN,
  is_infinite: (d) => d.kind === INF,
  is_nan: (d) => d.nan,
  is_qnan: (d) => d.kind === QNAN,
  is_snan: (d) => d.kind === SNAN,
  is_signed: (d) => d.neg,
  is_zero: (d) => d.zero,
};
const RANGE_TESTS: Record<string, (d: Dec, cx: D.Ctx) => PyObj> = {
  is_normal: (d, cx) => d.kind === FIN && d.c !== 0n && d.adj >= cx.emin,
  is_subnormal: (d, cx) => d.kind === FIN && d.c !== 0n && d.adj < cx.emin,
  number_class: (d, cx) => O.numberClass(d, cx),
};
/** Operations that only contexts offer by name. */
const CONTEXT_UNARY: Record<string, Op1> = { abs: D.abs, plus: D.plus, minus: D.minus };
const CONTEXT_BINARY: Record<string, Op2> = {
  add: D.add,
  subtract: D.sub,
  multiply: D.mul,
  divide: D.div,
  divide_int: D.divInt,
  remainder: D.rem,
  quantize: O.quantize,
};

const own: MethodTable = {};
const ctx: MethodTable = {};
const add = (t: MethodTable, name: string, sig: string, f: (...a: never[]) => unknown): void => {
  (t as Record<string, unknown>)[name] = [sig, f];
};
for (const [name, f] of Object.entries(UNARY))
  add(own, name, "($self, /, context=None)", (a: PyDecimal, c?: PyObj) =>
    run1(f, a.v, contextOr(c)),
  );
for (const [name, f] of Object.entries({ ...UNARY, ...CONTEXT_UNARY }))
  add(ctx, name, "($self, x, /)", (c: PyDecContext, a: PyObj) => run1(f, need(a), c));
for (const [name, f] of Object.entries(BINARY))
  add(own, name, "($self, /, other, context=None)", (a: PyDecimal, b: PyObj, c?: PyObj) => {
    const cx = contextOr(c);
    return run2(f, a.v, need(b), cx);
  });
for (const [name, f] of Object.entries({ ...BINARY, ...CONTEXT_BINARY }))
  add(ctx, name, "($self, x, y, /)", (c: PyDecContext, a: PyObj, b: PyObj) =>
    run2(f, need(a), need(b), c),
  );
for (const [name, f] of Object.entries(TESTS)) {
  add(own, name, "($self, /)", (a: PyDecimal) => f(a.v));
  add(ctx, name, "($self, x, /)", (_c: PyDecContext, a: PyObj) => {
    if (name === "is_canonical" && !(a instanceof PyDecimal))
      throw typeError("argument must be a Decimal");
    return f(need(a));
  });
}
for (const [name, f] of Object.entries(RANGE_TESTS)) {
  add(own, name, "($self, /, context=None)", (a: PyDecimal, c?: PyObj) => f(a.v, contextOr(c)));
  add(ctx, name, "($self, x, /)", (c: PyDecContext, a: PyObj) => f(need(a), c));
}
methods(decimal_type, own);
methods(context_type, ctx);

// ---- Decimal's own methods ----

function integralMethod(exactly: boolean) {
  return (a: PyDecimal, rounding?: PyObj, c?: PyObj) => {
    const cx = contextOr(c);
    const mode = rounding === undefined || rounding === null ? cx.rounding : roundingOf(rounding);
    return run1((d, x) => O.toIntegral(d, x, mode, exactly), a.v, cx);
  };
}
function ratio(d: Dec): PyObj {
  if (d.nan) throw valueError("cannot convert NaN to integer ratio");
  if (d.kind === INF) throw err(E.OverflowError, "cannot convert Infinity to integer ratio");
  let n = d.c;
  let q = 1n;
  if (d.e >= 0) n *= D.pow10(d.e);
  else {
    q = D.pow10(-d.e);
    let x = n;
    let y = q;
    while (y !== 0n) [x, y] = [y, x % y];
    n /= x;
    q /= x;
  }
  return mkTuple([normInt(d.neg ? -n : n), normInt(q)]);
}
function asTuple(d: Dec): PyObj {
  const digits = (c: bigint): PyObj => mkTuple([...c.toString()].map(Number));
  let exp: PyObj = Number.isSafeInteger(d.e) ? d.e : normInt(BigInt(d.e));
  let coeff = digits(d.c);
  if (d.kind === INF) {
    exp = "F";
    coeff = mkTuple([0]);
  } else if (d.nan) {
    exp = d.kind === SNAN ? "N" : "n";
    if (d.c === 0n) coeff = mkTuple([]);
  }
  return call(imported().tuple, [d.neg ? 1 : 0, coeff, exp]);
}
function round(a: PyDecimal, n: PyObj | undefined): PyObj {
  const cx = current();
  if (n === undefined) return toInt(a.v, D.ROUND_HALF_EVEN);
  const k = asInt(n);
  if (k === undefined) throw typeError("optional arg must be an integer");
  if (k < -(1n << 63n) || k >= 1n << 63n)
    throw err(E.OverflowError, "Python int too large to convert to C ssize_t");
  return run2(O.quantize, a.v, D.fin(false, 1n, -Number(k)), cx);
}
function fromNumber(t: PyType, o: PyObj): PyObj {
  const d = o instanceof PyFloat ? fromDouble(o.v) : need(o);
  return mkAs(t, d);
}
const KEYS = { decimal_point: "point", thousands_sep: "sep", grouping: "groups" } as const;
/** The override of a locale's settings that `__format__` takes. */
function conventionOf(o: PyObj): Partial<Convention> {
  if (!(o instanceof PyDict)) throw typeError("optional argument must be a dict");
  const r: Partial<Convention> = {};
  for (const [k, to] of Object.entries(KEYS)) {
    const v = o.getStr(k);
    if (v === undefined) continue;
    const s = asJs(v);
    if (s === undefined) throw typeError("bad argument type for built-in operation");
    if (to === "groups" && /[^\0-\x7f]/.test(s)) throw valueError("invalid override dict");
    if (to !== "groups" && Buffer.byteLength(s) > 4) throw valueError("invalid override dict");
    r[to] = s;
  }
  return r;
}
deprecatedN.warn = () =>
  warn(
    E.DeprecationWarning,
    "Format specifier 'N' is deprecated and slated for removal in Python 3.18",
  );
const same = (a: PyDecimal): PyObj => a;

methods(decimal_type, {
  from_float: [
    "($type, f, /)",
    (t: PyType, f: PyObj) => {
      if (f instanceof PyFloat) return mkAs(t, fromDouble(f.v));
      const i = asInt(f);
      if (i === undefined) throw typeError("argument must be int or float");
      return mkAs(t, fromInt(i));
    },
  ],
  from_number: [
    "($type, number, /)",
    (t: PyType, o: PyObj) => {
      if (o instanceof PyFloat) current().add(D.FLOAT_OPERATION);
      return fromNumber(t, o);
    },
  ],
  __ceil__: ["($self, /)", (a: PyDecimal) => toInt(a.v, D.ROUND_CEILING)],
  __floor__: ["($self, /)", (a: PyDecimal) => toInt(a.v, D.ROUND_FLOOR)],
  __trunc__: ["($self, /)", (a: PyDecimal) => toInt(a.v, D.ROUND_DOWN)],
  __complex__: ["($self, /)", (a: PyDecimal) => mkComplex(toDouble(a.v), 0)],
  __copy__: ["($self, /)", same],
  __deepcopy__: ["($self, memo, /)", same],
  __round__: ["($self, ndigits=None, /)", round],
  __sizeof__: ["($self, /)", (a: PyDecimal) => 72 + 8 * Math.ceil(a.v.digits / 19)],
  __reduce__: ["($self, /)", (a: PyDecimal) => mkTuple([a.cls, mkTuple([toSci(a.v)])])],
  __format__: [
    "($self, format_spec, override=None, /)",
    (a: PyDecimal, spec: PyObj, override?: PyObj) => {
      const s = asJs(spec);
      if (s === undefined) throw typeError("format argument must be str");
      const local = override === undefined ? undefined : conventionOf(override);
      const cx = current();
      return fromUtf16(format(a.v, s, cx.capitals === 1, cx, local));
    },
  ],
  adjusted: ["($self, /)", (a: PyDecimal) => (a.v.kind === FIN ? a.v.adj : 0)],
  as_integer_ratio: ["($self, /)", (a: PyDecimal) => ratio(a.v)],
  as_tuple: ["($self, /)", (a: PyDecimal) => asTuple(a.v)],
  canonical: ["($self, /)", same],
  conjugate: ["($self, /)", same],
  copy_abs: ["($self, /)", (a: PyDecimal) => mk(a.v.withSign(false))],
  copy_negate: ["($self, /)", (a: PyDecimal) => mk(a.v.withSign(!a.v.neg))],
  radix: ["($self, /)", () => mk(D.fin(false, 10n, 0))],
  fma: [
    "($self, /, other, third, context=None)",
    (a: PyDecimal, b: PyObj, c: PyObj, x?: PyObj) => {
      const cx = contextOr(x);
      const y = need(b);
      const z = need(c);
      return run1((d, k) => D.fma(d, y, z, k), a.v, cx);
    },
  ],
  quantize: [
    "($self, /, exp, rounding=None, context=None)",
    (a: PyDecimal, e: PyObj, rounding?: PyObj, c?: PyObj) => {
      const cx = contextOr(c);
      const mode = rounding === undefined || rounding === null ? cx.rounding : roundingOf(rounding);
      const b = need(e);
      const w: D.Ctx =
        mode === cx.rounding
          ? cx
          : { prec: cx.prec, emin: cx.emin, emax: cx.emax, clamp: cx.clamp, rounding: mode };
      return run2((x, y) => O.quantize(x, y, w), a.v, b, cx);
    },
  ],
  same_quantum: [
    "($self, /, other, context=None)",
    (a: PyDecimal, b: PyObj, c?: PyObj) => {
      contextOr(c);
      return O.sameQuantum(a.v, need(b));
    },
  ],
  to_eng_string: [
    "($self, /, context=None)",
    (a: PyDecimal, c?: PyObj) => toEng(a.v, contextOr(c).capitals === 1 ? "E" : "e"),
  ],
  to_integral: ["($self, /, rounding=None, context=None)", integralMethod(false)],
  to_integral_value: ["($self, /, rounding=None, context=None)", integralMethod(false)],
  to_integral_exact: ["($self, /, rounding=None, context=None)", integralMethod(true)],
});
getsets(decimal_type, { real: (a: PyDecimal) => a, imag: () => mk(D.ZERO) });

// ---- Context's own methods ----

const integralContext = (exactly: boolean) => (c: PyDecContext, a: PyObj) =>
  run1((d, x) => O.toIntegral(d, x, c.rounding, exactly), need(a), c);
methods(context_type, {
  canonical: [
    "($self, x, /)",
    (_c: PyDecContext, a: PyObj) => {
      if (!(a instanceof PyDecimal)) throw typeError("argument must be a Decimal");
      return a;
    },
  ],
  _apply: ["($self, object, /)", (c: PyDecContext, a: PyObj) => run1(D.finalize, need(a), c)],
  copy_abs: ["($self, x, /)", (_c: PyDecContext, a: PyObj) => mk(need(a).withSign(false))],
  copy_negate: [
    "($self, x, /)",
    (_c: PyDecContext, a: PyObj) => {
      const d = need(a);
      return mk(d.withSign(!d.neg));
    },
  ],
  copy_decimal: ["($self, x, /)", (_c: PyDecContext, a: PyObj) => needPy(a)],
  create_decimal: ['($self, num="0", /)', createDecimal],
  create_decimal_from_float: [
    "($self, f, /)",
    (c: PyDecContext, f: PyObj) => {
      const i = asInt(f);
      if (!(f instanceof PyFloat) && i === undefined)
        throw typeError("argument must be int or float");
      return run1(D.finalize, f instanceof PyFloat ? fromDouble(f.v) : fromInt(i as PyInt), c);
    },
  ],
  divmod: [
    "($self, x, y, /)",
    (c: PyDecContext, a: PyObj, b: PyObj) => pyDivmod(need(a), need(b), c),
  ],
  fma: [
    "($self, x, y, z, /)",
    (c: PyDecContext, a: PyObj, b: PyObj, d: PyObj) => {
      const x = need(a);
      const y = need(b);
      const z = need(d);
      return run1((v, k) => D.fma(v, y, z, k), x, c);
    },
  ],
  power: [
    "($self, /, a, b, modulo=None)",
    (c: PyDecContext, a: PyObj, b: PyObj, m?: PyObj) => {
      need(a);
      need(b);
      if (m !== undefined && m !== null) need(m);
      return pyPow(a, b, m, c);
    },
  ],
  radix: ["($self, /)", () => mk(D.fin(false, 10n, 0))],
  same_quantum: [
    "($self, x, y, /)",
    (_c: PyDecContext, a: PyObj, b: PyObj) => O.sameQuantum(need(a), need(b)),
  ],
  to_eng_string: [
    "($self, x, /)",
    (c: PyDecContext, a: PyObj) => toEng(need(a), c.capitals === 1 ? "E" : "e"),
  ],
  to_sci_string: [
    "($self, x, /)",
    (c: PyDecContext, a: PyObj) => toSci(need(a), c.capitals === 1 ? "E" : "e"),
  ],
  to_integral: ["($self, x, /)", integralContext(false)],
  to_integral_value: ["($self, x, /)", integralContext(false)],
  to_integral_exact: ["($self, x, /)", integralContext(true)],
});

/**
 * Callables: Python functions, built-in functions, methods, and the descriptors that make them.
 *
 * Calls are virtual: `$call(args, kw)` for any arguments, `$call0`..`$call3` for positional ones
 * without an array. A function compiled from Python with n plain parameters has `n >= 0` and is
 * called as `f.js(a, b)`.
 */

import { callMissing, tpName, typeName } from "./abstract.js";
import type { PyCode } from "./code.js";
import { E, err, type PyBaseException, typeError } from "./errors.js";
import type { PyDict } from "./hashtable.js";
import { type BuiltinFn, type PyObj, PyObject, type PyType, typeOf } from "./object.js";
import { bindArgs, type Kw, type Signature, signature } from "./signature.js";
import {
  builtin_type,
  cell_type,
  classmethod_descriptor_type,
  function_type,
  getset_descriptor_type,
  member_descriptor_type,
  method_descriptor_type,
  method_type,
  method_wrapper_type,
  mkTuple,
  newDict,
  wrapper_descriptor_type,
} from "./types.js";

declare module "./object.js" {
  interface PyObject {
    /** 0: no descriptor, 1: non-data, 2: data, -1: ask the class. */
    readonly $descr: number;
    /** `__get__`; obj is undefined for access through the class. */
    $get(obj: PyObj | undefined, owner: PyType): PyObj;
    /** `__set__`, or `__delete__` when value is undefined. */
    $set(obj: PyObj, value: PyObj | undefined): void;
    $call(args: PyObj[], kw: Kw | null): PyObj;
    $call0(): PyObj;
    $call1(a: PyObj): PyObj;
    $call2(a: PyObj, b: PyObj): PyObj;
    $call3(a: PyObj, b: PyObj, c: PyObj): PyObj;
    $call4(a: PyObj, b: PyObj, c: PyObj, d: PyObj): PyObj;
    /** The values of `names`, a constant of the program, stand last in `args`. */
    $callNamed(args: PyObj[], names: readonly string[]): PyObj;
  }
}

const proto = PyObject.prototype as {
  -readonly [K in
    | "$descr"
    | "$get"
    | "$set"
    | "$call"
    | "$call0"
    | "$call1"
    | "$call2"
    | "$call3"
    | "$call4"
    | "$callNamed"]: PyObject[K];
};
proto.$descr = -1;
proto.$get = function (this: PyObject): PyObj {
  return this;
};
proto.$set = function (this: PyObject): void {};
proto.$call = function (this: PyObject, args: PyObj[], kw: Kw | null): PyObj {
  return callMissing(this, args, kw);
};
proto.$call0 = function (this: PyObject): PyObj {
  return this.$call([], null);
};
proto.$call1 = function (this: PyObject, a: PyObj): PyObj {
  return this.$call([a], null);
};
proto.$call2 = function (this: PyObject, a: PyObj, b: PyObj): PyObj {
  return this.$call([a, b], null);
};
proto.$call3 = function (this: PyObject, a: PyObj, b: PyObj, c: PyObj): PyObj {
  return this.$call([a, b, c], null);
};
proto.$call4 = function (this: PyObject, a: PyObj, b: PyObj, c: PyObj, d: PyObj): PyObj {
  return this.$call([a, b, c, d], null);
};
/** Arguments of `$callNamed` as those of `$call`. */
export function withoutNames(args: PyObj[], names: readonly string[]): [PyObj[], Kw] {
  const n = args.length - names.length;
  const kw: Kw = new Map();
  for (let i = 0; i < names.length; i++) kw.set(names[i], args[n + i]);
  return [args.slice(0, n), kw];
}
proto.$callNamed = function (this: PyObject, args: PyObj[], names: readonly string[]): PyObj {
  return this.$call(...withoutNames(args, names));
};

/** A variable of an enclosing function, seen from outside its code. */
export class PyCell extends PyObject {
  readonly load: () => PyObj | undefined;
  readonly store: (v: PyObj | undefined) => void;
  constructor(load: () => PyObj | undefined, store: (v: PyObj | undefined) => void) {
    super();
    this.cls = cell_type;
    this.h = 0;
    this.load = load;
    this.store = store;
  }
}

export function freshCell(v?: PyObj): PyCell {
  return new PyCell(
    () => v,
    (x) => {
      v = x;
    },
  );
}

/** A call by place alone of a function with `*args` or `**kw`. */
function callStarred(f: PyFunction, args: PyObj[]): PyObj {
  const { argcount: n, flags } = f.code;
  const given = args.length;
  if (given < n || (given > n && (flags & 4) === 0)) return f.js(...bindFunction(f, args, null));
  const rest = (flags & 4) !== 0 ? mkTuple(args.slice(n)) : newDict();
  const kw = (flags & 12) === 12 ? newDict() : undefined;
  if (n === 0) return kw === undefined ? f.js(rest) : f.js(rest, kw);
  if (n === 1) return kw === undefined ? f.js(args[0], rest) : f.js(args[0], rest, kw);
  return kw === undefined ? f.js(args[0], args[1], rest) : f.js(args[0], args[1], rest, kw);
}

/** Calls of a PyFunction whose parameters are not exactly the arguments given. */
function bound0(this: PyFunction): PyObj {
  if (this.n === 1 && this.defaults !== null) return this.js(this.defaults[0]);
  return this.code.starred ? callStarred(this, []) : this.js(...bindFunction(this, [], null));
}
function bound1(this: PyFunction, a: PyObj): PyObj {
  const d = this.defaults;
  if (d !== null && this.n === 2) return this.js(a, d[d.length - 1]);
  if (d !== null && this.n === 3 && d.length >= 2)
    return this.js(a, d[d.length - 2], d[d.length - 1]);
  return this.code.starred ? callStarred(this, [a]) : this.js(...bindFunction(this, [a], null));
}
function bound2(this: PyFunction, a: PyObj, b: PyObj): PyObj {
  const d = this.defaults;
  if (d !== null && this.n === 3) return this.js(a, b, d[d.length - 1]);
  if (d !== null && this.n === 4 && d.length >= 2)
    return this.js(a, b, d[d.length - 2], d[d.length - 1]);
  return this.code.starred
    ? callStarred(this, [a, b])
    : this.js(...bindFunction(this, [a, b], null));
}
function bound3(this: PyFunction, a: PyObj, b: PyObj, c: PyObj): PyObj {
  const d = this.defaults;
  if (d !== null && this.n === 4) return this.js(a, b, c, d[d.length - 1]);
  return this.code.starred
    ? callStarred(this, [a, b, c])
    : this.js(...bindFunction(this, [a, b, c], null));
}
function bound4(this: PyFunction, a: PyObj, b: PyObj, c: PyObj, d: PyObj): PyObj {
  return this.code.starred
    ? callStarred(this, [a, b, c, d])
    : this.js(...bindFunction(this, [a, b, c, d], null));
}

/**
 * `$call0`..`$call4` are fields: the body itself where the arguments fit it, so that V8 sees at
 * each place of a call which function is called there, and can inline it.
 */
export class PyFunction extends PyObject {
  override $call0: () => PyObj;
  override $call1: (a: PyObj) => PyObj;
  override $call2: (a: PyObj, b: PyObj) => PyObj;
  override $call3: (a: PyObj, b: PyObj, c: PyObj) => PyObj;
  override $call4: (a: PyObj, b: PyObj, c: PyObj, d: PyObj) => PyObj;
  code: PyCode;
  js: BuiltinFn;
  /** Number of parameters when all are plain; else -1. */
  n: number;
  globals: PyDict;
  name: string;
  qualname: string;
  /** Values of the last positional parameters. */
  defaults: PyObj[] | null;
  kwdefaults: PyDict | null;
  /** Makes the cells of the free variables, in the order of `code.freevars`. */
  closure: (() => PyCell[]) | null;
  module: PyObj;
  doc: PyObj;
  annotations: PyObj | undefined = undefined;
  annotate: PyObj = null;
  typeParams: PyObj = null;
  cells: PyCell[] | null = null;
  constructor(
    code: PyCode,
    js: BuiltinFn,
    globals: PyDict,
    defaults: PyObj[] | null,
    kwdefaults: PyDict | null,
    closure: (() => PyCell[]) | null,
  ) {
    super();
    this.cls = function_type;
    this.h = 0;
    const n = code.simple ? code.argcount : -1;
    this.$call0 = n === 0 ? js : bound0;
    this.$call1 = n === 1 ? js : bound1;
    this.$call2 = n === 2 ? js : bound2;
    this.$call3 = n === 3 ? js : bound3;
    this.$call4 = n === 4 ? js : bound4;
    this.code = code;
    this.js = js;
    this.n = n;
    this.globals = globals;
    this.name = code.name;
    this.qualname = code.qualname;
    this.defaults = defaults;
    this.kwdefaults = kwdefaults;
    this.closure = closure;
    this.module = globals.getStr("__name__") ?? null;
    this.doc = code.doc;
  }
  override get $descr(): number {
    return 1;
  }
  override $get(obj: PyObj | undefined, _owner: PyType): PyObj {
    return obj === undefined ? this : new PyBoundMethod(this, obj);
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    if (kw === null || kw.size === 0) {
      if (this.n === args.length) return this.js(...args);
      if (this.code.starred) return callStarred(this, args);
    }
    return this.js(...bindFunction(this, args, kw));
  }
  /** Gives the function another code, and the body that belongs to it. */
  setCode(code: PyCode, js: BuiltinFn): void {
    const n = code.simple ? code.argcount : -1;
    this.code = code;
    this.js = js;
    this.n = n;
    this.$call0 = n === 0 ? js : bound0;
    this.$call1 = n === 1 ? js : bound1;
    this.$call2 = n === 2 ? js : bound2;
    this.$call3 = n === 3 ? js : bound3;
    this.$call4 = n === 4 ? js : bound4;
  }
}

/** 'a', 'b', and 'c' */
export function listNames(names: string[]): string {
  const q = names.map((n) => `'${n}'`);
  if (q.length <= 2) return q.join(" and ");
  return `${q.slice(0, -1).join(", ")}, and ${q[q.length - 1]}`;
}

/** Arguments in the order of `co_varnames`, in CPython's words when they do not fit. */
const NO_NAMES: readonly string[] = [];
export function bindFunction(f: PyFunction, args: PyObj[], kw: Kw | null): PyObj[] {
  if (kw === null) {
    const bound = bindNamed(f, args, NO_NAMES);
    if (bound !== undefined) return bound;
  }
  const c = f.code;
  const npos = c.argcount;
  const total = npos + c.kwonly;
  const out: (PyObj | undefined)[] = new Array(total);
  const given = args.length;
  const hasVar = (c.flags & 4) !== 0;
  for (let i = 0; i < npos; i++) out[i] = i < given ? args[i] : undefined;
  for (let i = npos; i < total; i++) out[i] = undefined;
  let extra: PyDict | null = null;
  if ((c.flags & 8) !== 0) extra = newDict();
  if (kw !== null) {
    const posOnlyNamed: string[] = [];
    for (const [name, v] of kw) {
      let at = c.varnames.indexOf(name, c.posonly);
      if (at >= total) at = -1;
      if (at >= 0) {
        if (out[at] !== undefined)
          throw typeError(`${f.qualname}() got multiple values for argument '${name}'`);
        out[at] = v;
      } else if (extra !== null) extra.setStr(name, v);
      else if (c.varnames.indexOf(name) >= 0 && c.varnames.indexOf(name) < c.posonly)
        posOnlyNamed.push(name);
      else {
        const near = closest(name, c.varnames.slice(c.posonly, total));
        throw typeError(
          `${f.qualname}() got an unexpected keyword argument '${name}'` +
            (near === null ? "" : `. Did you mean '${near}'?`),
        );
      }
    }
    if (posOnlyNamed.length > 0)
      throw typeError(
        `${f.qualname}() got some positional-only arguments passed as keyword arguments: ` +
          `'${posOnlyNamed.join(", ")}'`,
      );
  }
  const defs = f.defaults;
  const ndef = defs === null ? 0 : defs.length;
  if (given > npos && !hasVar) throw tooMany(f, given, ndef, out);
  let missing: string[] | null = null;
  for (let i = 0; i < npos; i++) {
    if (out[i] !== undefined) continue;
    const d = i - (npos - ndef);
    if (d >= 0) out[i] = defs![d];
    else (missing ??= []).push(c.varnames[i]);
  }
  if (missing !== null) throw missingError(f, missing, "positional");
  for (let i = npos; i < total; i++) {
    if (out[i] !== undefined) continue;
    const v = f.kwdefaults?.getStr(c.varnames[i]);
    if (v !== undefined) out[i] = v;
    else (missing ??= []).push(c.varnames[i]);
  }
  if (missing !== null) throw missingError(f, missing, "keyword-only");
  if (hasVar) out.push(mkTuple(args.slice(npos)));
  if (extra !== null) out.push(extra);
  return out as PyObj[];
}

/**
 * `bindFunction` for keywords whose values stand behind the positional arguments, no name twice;
 * undefined where the arguments do not fit (`bindFunction` says why).
 */
export function bindNamed(
  f: PyFunction,
  args: PyObj[],
  names: readonly string[],
): PyObj[] | undefined {
  const c = f.code;
  const given = args.length - names.length;
  const npos = c.argcount;
  const flags = c.flags;
  if (given > npos && (flags & 4) === 0) return undefined;
  const total = npos + c.kwonly;
  const out: (PyObj | undefined)[] = [];
  for (let i = 0; i < total; i++) out.push(i < given && i < npos ? args[i] : undefined);
  const extra = (flags & 8) !== 0 ? newDict() : null;
  const places = c.places;
  for (let i = 0; i < names.length; i++) {
    const at = places.get(names[i]);
    if (at === undefined) {
      if (extra === null) return undefined;
      extra.setStr(names[i], args[given + i]);
    } else if (out[at] !== undefined) return undefined;
    else out[at] = args[given + i];
  }
  const defs = f.defaults;
  const first = defs === null ? npos : npos - defs.length;
  for (let i = given < npos ? given : npos; i < total; i++) {
    if (out[i] !== undefined) continue;
    const v =
      i >= npos ? f.kwdefaults?.getStr(c.varnames[i]) : i >= first ? defs![i - first] : undefined;
    if (v === undefined) return undefined;
    out[i] = v;
  }
  if ((flags & 4) !== 0) out.push(mkTuple(given > npos ? args.slice(npos, given) : []));
  if (extra !== null) out.push(extra);
  return out as PyObj[];
}

/** Where the values stand, for functions without `*args` and `**kw`; kept by the names, which are constants. */
function namedPlan(c: PyCode, given: number, names: readonly string[]): number[] | null {
  c.plans ??= new Map();
  let plan = c.plans.get(names);
  if (plan === undefined || plan.given !== given)
    c.plans.set(names, (plan = { given, from: makePlan(c, given, names) }));
  return plan.from;
}
function makePlan(c: PyCode, given: number, names: readonly string[]): number[] | null {
  if (given > c.argcount || (c.flags & 12) !== 0) return null;
  const from: number[] = [];
  for (let i = 0; i < c.argcount + c.kwonly; i++) from.push(i < given ? i : -1);
  for (let i = 0; i < names.length; i++) {
    const at = c.places.get(names[i]);
    if (at === undefined || from[at] >= 0) return null;
    from[at] = given + i;
  }
  return from;
}
function planned(f: PyFunction, args: PyObj[], from: number[], i: number): PyObj | undefined {
  const k = from[i];
  if (k >= 0) return args[k];
  const npos = f.code.argcount;
  if (i >= npos) return f.kwdefaults?.getStr(f.code.varnames[i]);
  const d = f.defaults;
  return d === null ? undefined : d[i - npos + d.length];
}

/** `f(a, k=v)`: the values of the names, which are a constant of the call, stand last in `args`. */
export function callNamed(f: PyFunction, args: PyObj[], names: readonly string[]): PyObj {
  const from = namedPlan(f.code, args.length - names.length, names);
  const n = from === null ? 0 : from.length;
  if (from !== null && n > 0 && n <= 3) {
    const a = planned(f, args, from, 0);
    if (n === 1 && a !== undefined) return f.js(a);
    const b = planned(f, args, from, 1);
    if (n === 2 && a !== undefined && b !== undefined) return f.js(a, b);
    const c = planned(f, args, from, 2);
    if (a !== undefined && b !== undefined && c !== undefined) return f.js(a, b, c);
  }
  const bound = bindNamed(f, args, names);
  if (bound !== undefined) return f.js(...bound);
  return f.$call(...withoutNames(args, names));
}

function missingError(f: PyFunction, names: string[], kind: string): PyBaseException {
  const s = names.length === 1 ? "" : "s";
  return typeError(
    `${f.qualname}() missing ${names.length} required ${kind} argument${s}: ${listNames(names)}`,
  );
}

function tooMany(f: PyFunction, given: number, ndef: number, out: unknown[]): PyBaseException {
  const n = f.code.argcount;
  const plural = ndef > 0 ? n !== 1 : n !== 1;
  const takes = ndef > 0 ? `from ${n - ndef} to ${n}` : `${n}`;
  let kwGiven = 0;
  for (let i = n; i < n + f.code.kwonly; i++) if (out[i] !== undefined) kwGiven++;
  const kws =
    kwGiven > 0
      ? ` positional argument${given !== 1 ? "s" : ""} (and ${kwGiven} keyword-only ` +
        `argument${kwGiven !== 1 ? "s" : ""})`
      : "";
  return typeError(
    `${f.qualname}() takes ${takes} positional argument${plural ? "s" : ""} ` +
      `but ${given}${kws} ${given === 1 && kwGiven === 0 ? "was" : "were"} given`,
  );
}

/** The name that a misspelt one may have meant: small edit distance, as CPython suggests. */
export function closest(name: string, candidates: Iterable<string>): string | null {
  if (name.length > 40) return null;
  let best: string | null = null;
  let bestCost = Infinity;
  for (const c of candidates) {
    if (c === name || c.length > 40) continue;
    const max = Math.floor(((name.length + c.length + 3) * 2) / 6);
    const cost = editDistance(name, c, Math.min(max, bestCost - 1));
    if (cost <= max && cost < bestCost) {
      best = c;
      bestCost = cost;
    }
  }
  return best;
}

/** Levenshtein distance where a substitution costs 2 (1 for another case), a move 2. */
function editDistance(a: string, b: string, limit: number): number {
  const MOVE = 2;
  const sub = (x: string, y: string): number =>
    x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 1 : MOVE;
  const row = Array.from({ length: b.length + 1 }, (_, j) => j * MOVE);
  for (let i = 1; i <= a.length; i++) {
    let diag = row[0];
    row[0] = i * MOVE;
    for (let j = 1; j <= b.length; j++) {
      const up = row[j];
      row[j] = Math.min(up + MOVE, row[j - 1] + MOVE, diag + sub(a[i - 1], b[j - 1]));
      diag = up;
    }
  }
  const d = row[b.length];
  return d > limit ? Infinity : d;
}

/** `instance.method`, of a Python function or another callable. */
const notCallable = (f: PyObj): PyBaseException =>
  typeError(`'${typeName(f)}' object is not callable`);

export class PyBoundMethod extends PyObject {
  func: PyObj;
  self: PyObj;
  constructor(func: PyObj, self: PyObj) {
    super();
    this.cls = method_type;
    this.h = 0;
    this.func = func;
    this.self = self;
  }
  override get $descr(): number {
    return 0;
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    if (!(this.func instanceof PyObject)) throw notCallable(this.func);
    return this.func.$call([this.self, ...args], kw);
  }
  override $call0(): PyObj {
    if (!(this.func instanceof PyObject)) throw notCallable(this.func);
    return this.func.$call1(this.self);
  }
  override $call1(a: PyObj): PyObj {
    return (this.func as PyObject).$call2(this.self, a);
  }
  override $call2(a: PyObj, b: PyObj): PyObj {
    return (this.func as PyObject).$call3(this.self, a, b);
  }
  override $call3(a: PyObj, b: PyObj, c: PyObj): PyObj {
    return (this.func as PyObject).$call4(this.self, a, b, c);
  }
}

/**
 * A built-in function, or a built-in method bound to `self`.
 * With `bound`, the implementation takes self first.
 */
export class PyBuiltin extends PyObject {
  readonly name: string;
  readonly fn: BuiltinFn;
  readonly sig: Signature;
  readonly self: PyObj | undefined;
  readonly bound: boolean;
  module: PyObj = null;
  doc: string | null = null;
  /** For a bound method: the class that defines it. */
  owner: PyType | null = null;
  constructor(name: string, sig: Signature, fn: BuiltinFn, self?: PyObj, bound = false) {
    super(builtin_type);
    // Fields, as in PyFunction, without the position that compiled code passes as one argument more
    // (which an optional parameter would take); subclasses have methods.
    if (new.target === PyBuiltin && !bound && sig.rest) {
      this.$call0 = () => fn([], noKw(sig));
      this.$call1 = (a) => fn([a], noKw(sig));
      this.$call2 = (a, b) => fn([a, b], noKw(sig));
      this.$call3 = (a, b, c) => fn([a, b, c], noKw(sig));
    } else if (new.target === PyBuiltin) {
      this.$call0 = !bound && fits(sig, 0) ? () => fn() : proto0;
      this.$call1 = !bound && fits(sig, 1) ? (a) => fn(a) : proto1;
      this.$call2 = !bound && fits(sig, 2) ? (a, b) => fn(a, b) : proto2;
      this.$call3 = !bound && fits(sig, 3) ? (a, b, c) => fn(a, b, c) : proto3;
    }
    this.name = name;
    this.sig = sig;
    this.fn = fn;
    this.self = self;
    this.bound = bound;
  }
  override get $descr(): number {
    return 0;
  }
  get qual(): string {
    return this.owner !== null
      ? `${this.owner.name}.${this.name}`
      : this.bound && this.self !== undefined
        ? `${typeName(this.self)}.${this.name}`
        : typeof this.module === "string" && this.module !== "builtins"
          ? `${this.module}.${this.name}`
          : this.name;
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    const s = this.sig;
    const n = args.length;
    if ((kw === null || kw.size === 0) && s.direct && n >= s.min && n <= s.max)
      return this.bound ? this.fn(this.self, ...args) : this.fn(...args);
    const a = bindArgs(this.name, this.qual, s, args, kw);
    return this.bound ? this.fn(this.self, ...a) : this.fn(...a);
  }
  override $call0(): PyObj {
    return this.bound && fits(this.sig, 0) ? this.fn(this.self) : this.$call([], null);
  }
  override $call1(a: PyObj): PyObj {
    return this.bound && fits(this.sig, 1) ? this.fn(this.self, a) : this.$call([a], null);
  }
  override $call2(a: PyObj, b: PyObj): PyObj {
    return this.bound && fits(this.sig, 2) ? this.fn(this.self, a, b) : this.$call([a, b], null);
  }
  override $call3(a: PyObj, b: PyObj, c: PyObj): PyObj {
    return this.bound && fits(this.sig, 3)
      ? this.fn(this.self, a, b, c)
      : this.$call([a, b, c], null);
  }
}
const { $call0: proto0, $call1: proto1, $call2: proto2, $call3: proto3 } = PyBuiltin.prototype;

/** What follows the array of a signature with `rest`, when no keyword was given. */
export const noKw = (s: Signature): Kw | undefined => (s.varkw ? new Map() : undefined);

/** n positional arguments are what the implementation takes, with nothing to bind. */
export const fits = (s: Signature, n: number): boolean => s.direct && n >= s.min && n <= s.max;
/** How a descriptor of a built-in type is shown and bound. */
export type MethodKind = "method" | "slot" | "class";

/** method_descriptor, wrapper_descriptor or classmethod_descriptor: `fn(self, ...args)`. */
export class PyMethodDescr extends PyObject {
  readonly name: string;
  readonly owner: PyType;
  readonly sig: Signature;
  readonly fn: BuiltinFn;
  readonly kind: MethodKind;
  doc: string | null = null;
  private quick: QuickMethod | null = null;
  constructor(owner: PyType, name: string, sig: Signature, fn: BuiltinFn, kind: MethodKind) {
    super(
      kind === "method"
        ? method_descriptor_type
        : kind === "slot"
          ? wrapper_descriptor_type
          : classmethod_descriptor_type,
    );
    this.owner = owner;
    this.name = name;
    this.sig = sig;
    this.fn = fn;
    this.kind = kind;
  }
  override get $descr(): number {
    return 1;
  }
  override $get(obj: PyObj | undefined, owner: PyType): PyObj {
    if (this.kind === "class") return this.bind(owner);
    if (obj === undefined) return this;
    this.check(obj);
    return this.bind(obj);
  }
  bind(self: PyObj): PyObj {
    if (this.kind === "slot") return new PySlotMethod(this, self);
    const b = new PyBuiltin(this.name, this.sig, this.fn, self, true);
    b.doc = this.doc;
    b.owner = this.owner;
    return b;
  }
  /** The receiver must be an instance of the type that owns the method. */
  check(self: PyObj): void {
    if (!typeOf(self).isSubtype(this.owner))
      throw typeError(
        this.kind === "slot"
          ? `descriptor '${this.name}' requires a '${this.owner.name}' object but received ` +
              `a '${typeName(self)}'`
          : `descriptor '${this.name}' for '${tpName(this.owner)}' objects doesn't apply to ` +
              `a '${typeName(self)}' object`,
      );
  }
  /** The method for receivers that are known to fit. */
  get onReceiver(): Method {
    return (this.quick ??= new QuickMethod(this));
  }
  /** The method as one of JavaScript's, by the name in virtuals.ts; undefined where that cannot be. */
  $virtual(_name: string): unknown {
    return undefined;
  }
  /** Calls with a receiver that is known to fit. */
  callOn(self: PyObj, args: PyObj[], kw: Kw | null): PyObj {
    const s = this.sig;
    const n = args.length;
    if ((kw === null || kw.size === 0) && s.direct && n >= s.min && n <= s.max)
      return this.fn(self, ...args);
    if (s.rest && (kw === null || kw.size === 0)) return this.fn(self, args, noKw(s));
    if (this.kind === "slot") return this.fn(self, ...bindSlot(this, args, kw));
    return this.fn(self, ...bindArgs(this.name, `${this.owner.name}.${this.name}`, s, args, kw));
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    if (args.length === 0)
      throw typeError(
        this.kind === "slot"
          ? `descriptor '${this.name}' of '${tpName(this.owner)}' object needs an argument`
          : `unbound method ${this.owner.name}.${this.name}() needs an argument`,
      );
    if (this.kind === "class") {
      const t = args[0];
      if (!(t instanceof PyObject) || !typeOf(t).isSubtype(typeTypeOf()))
        throw typeError(
          `descriptor '${this.name}' requires a type but received a '${typeName(t)}' instance`,
        );
    } else this.check(args[0]);
    return this.callOn(args[0], args.slice(1), kw);
  }
}

/** What compiled code calls when it has looked up a method: the receiver goes first. */
export interface Method {
  $call1(self: PyObj): PyObj;
  $call2(self: PyObj, a: PyObj): PyObj;
  $call3(self: PyObj, a: PyObj, b: PyObj): PyObj;
  $call4(self: PyObj, a: PyObj, b: PyObj, c: PyObj): PyObj;
  $call(args: PyObj[], kw: Kw | null): PyObj;
  $callNamed(args: PyObj[], names: readonly string[]): PyObj;
}

/**
 * A method of a built-in type without the check of its receiver. Compiled code passes one argument
 * too many (its position), hence the functions around the implementation.
 */
export class QuickMethod implements Method {
  readonly descr: PyMethodDescr;
  readonly $call1: (self: PyObj) => PyObj;
  readonly $call2: (self: PyObj, a: PyObj) => PyObj;
  readonly $call3: (self: PyObj, a: PyObj, b: PyObj) => PyObj;
  readonly $call4: (self: PyObj, a: PyObj, b: PyObj, c: PyObj) => PyObj;
  constructor(descr: PyMethodDescr) {
    this.descr = descr;
    const { sig, fn } = descr;
    if (sig.rest) {
      this.$call1 = (o) => fn(o, [], noKw(sig));
      this.$call2 = (o, a) => fn(o, [a], noKw(sig));
      this.$call3 = (o, a, b) => fn(o, [a, b], noKw(sig));
      this.$call4 = (o, a, b, c) => fn(o, [a, b, c], noKw(sig));
      return;
    }
    this.$call1 = fits(sig, 0) ? (o) => fn(o) : (o) => descr.callOn(o, [], null);
    this.$call2 = fits(sig, 1) ? (o, a) => fn(o, a) : (o, a) => descr.callOn(o, [a], null);
    this.$call3 = fits(sig, 2)
      ? (o, a, b) => fn(o, a, b)
      : (o, a, b) => descr.callOn(o, [a, b], null);
    this.$call4 = fits(sig, 3)
      ? (o, a, b, c) => fn(o, a, b, c)
      : (o, a, b, c) => descr.callOn(o, [a, b, c], null);
  }
  $call(args: PyObj[], kw: Kw | null): PyObj {
    return this.descr.callOn(args[0], args.slice(1), kw);
  }
  $callNamed(args: PyObj[], names: readonly string[]): PyObj {
    return this.$call(...withoutNames(args, names));
  }
}

function typeTypeOf(): PyType {
  return function_type.cls;
}

function bindSlot(d: PyMethodDescr, args: PyObj[], kw: Kw | null): unknown[] {
  const s = d.sig;
  if (kw !== null && kw.size > 0 && !s.varkw)
    throw typeError(`wrapper ${d.name}() takes no keyword arguments`);
  const n = args.length;
  if (!s.varargs && (n < s.min || n > s.max))
    throw typeError(
      d.name === "__pow__" || d.name === "__rpow__"
        ? `expected 1 or 2 arguments, got ${n}`
        : s.min === s.max
          ? `${s.min === 2 || d.name.endsWith("buffer__") ? `${d.name} ` : ""}expected ${s.min} argument${s.min === 1 ? "" : "s"}, got ${n}`
          : `${d.name} expected at ${n < s.min ? "least" : "most"} ` +
            `${n < s.min ? s.min : s.max} argument${(n < s.min ? s.min : s.max) === 1 ? "" : "s"}, got ${n}`,
    );
  return bindArgs(d.name, d.name, s, args, kw);
}

/** method-wrapper: a slot wrapper bound to its receiver. */
export class PySlotMethod extends PyObject {
  readonly descr: PyMethodDescr;
  readonly self: PyObj;
  constructor(descr: PyMethodDescr, self: PyObj) {
    super(method_wrapper_type);
    this.descr = descr;
    this.self = self;
  }
  override get $descr(): number {
    return 0;
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    return this.descr.callOn(this.self, args, kw);
  }
}

/** getset_descriptor (computed) or member_descriptor (a field). */
export class PyGetSet extends PyObject {
  readonly name: string;
  readonly owner: PyType;
  readonly getter: (self: never) => PyObj | undefined;
  readonly setter: ((self: never, v: PyObj | undefined) => void) | null;
  doc: string | null = null;
  /** A C function that may give nothing without an error. */
  silent = false;
  constructor(
    owner: PyType,
    name: string,
    getter: (self: never) => PyObj | undefined,
    setter: ((self: never, v: PyObj | undefined) => void) | null,
    member = false,
  ) {
    super(member ? member_descriptor_type : getset_descriptor_type);
    this.owner = owner;
    this.name = name;
    this.getter = getter;
    this.setter = setter;
  }
  override get $descr(): number {
    return 2;
  }
  private check(obj: PyObj): void {
    if (!typeOf(obj).isSubtype(this.owner))
      throw typeError(
        `descriptor '${this.name}' for '${tpName(this.owner)}' objects doesn't apply to ` +
          `a '${typeName(obj)}' object`,
      );
  }
  override $get(obj: PyObj | undefined, _owner: PyType): PyObj {
    if (obj === undefined) return this;
    this.check(obj);
    return this.getter(obj as never) as PyObj;
  }
  override $set(obj: PyObj, value: PyObj | undefined): void {
    this.check(obj);
    if (this.setter === null) throw readOnly(this, obj);
    this.setter(obj as never, value);
  }
}

function readOnly(d: PyGetSet, obj: PyObj): PyBaseException {
  return d.cls === member_descriptor_type
    ? attrError("readonly attribute")
    : attrError(`attribute '${d.name}' of '${typeName(obj)}' objects is not writable`);
}

function attrError(msg: string) {
  return err(E.AttributeError, msg);
}

export type MethodTable = Record<string, readonly [sig: string, fn: BuiltinFn, doc?: string]>;

/** Adds methods to a built-in type; `sig` starts with `($self` (or `($cls` for class methods). */
export function methods(type: PyType, table: MethodTable): void {
  for (const name of Object.keys(table)) {
    const [sig, fn, doc] = table[name];
    const s = signature(sig);
    const d = new PyMethodDescr(
      type,
      name,
      s,
      fn,
      s.receiver === "cls" || s.receiver === "type" ? "class" : "method",
    );
    d.doc = doc ?? null;
    type.set(name, d);
  }
}

/** What each special method takes beside self. */
const SLOT_SIGS: Record<string, string> = {
  __init__: "($self, /, *args, **kwargs)",
  __call__: "($self, /, *args, **kwargs)",
  __pow__: "($self, value, mod=None, /)",
  __rpow__: "($self, value, mod=None, /)",
  __ipow__: "($self, value, /)",
  __get__: "($self, instance, owner=None, /)",
  __set__: "($self, instance, value, /)",
  __delete__: "($self, instance, /)",
  __setattr__: "($self, name, value, /)",
  __setitem__: "($self, key, value, /)",
  __buffer__: "($self, flags, /)",
  __release_buffer__: "($self, buffer, /)",
};
for (const n of "repr str hash len iter next neg pos abs invert bool int float index aiter anext await del".split(
  " ",
))
  SLOT_SIGS[`__${n}__`] = "($self, /)";

export function slotSignature(name: string): Signature {
  return signature(SLOT_SIGS[name] ?? "($self, value, /)");
}

/** Adds special methods (slot wrappers) to a built-in type. */
export function slots(type: PyType, table: Record<string, BuiltinFn>): void {
  for (const name of Object.keys(table))
    type.set(name, new PyMethodDescr(type, name, slotSignature(name), table[name], "slot"));
}

/** Adds `__new__(cls, ...)`, a built-in function whose `__self__` is the type. */
export function newMethod(type: PyType, sig: string, fn: BuiltinFn): void {
  const s = signature(
    sig.replace("($type, ", "($type, cls_, /, ").replace("($type)", "($type, cls_, /)"),
  );
  const b = new NewFunction(type, s, fn, signature(sig));
  type.set("__new__", b);
}

/** `int.__new__`: checks that its first argument is a subtype before the work starts. */
export class NewFunction extends PyBuiltin {
  readonly type: PyType;
  readonly inner: Signature;
  constructor(type: PyType, sig: Signature, fn: BuiltinFn, inner: Signature) {
    super("__new__", sig, fn, type);
    this.type = type;
    this.inner = inner;
  }
  /** Makes an instance of cls; arguments are bound under the name of the type. */
  make(cls: PyType, args: PyObj[], kw: Kw | null): PyObj {
    const s = this.inner;
    const n = args.length;
    // Keywords may be meant for the `__init__` of a subclass.
    if (kw !== null && kw.size > 0 && s.positional && cls !== this.type)
      if (cls.lookup("__init__") !== this.type.lookup("__init__")) kw = null;
    if ((kw === null || kw.size === 0) && s.direct && n >= s.min && n <= s.max)
      return this.fn(cls, ...args);
    return this.fn(cls, ...bindArgs(this.type.name, this.type.name, s, args, kw));
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    const t = this.type.name;
    if (args.length === 0) throw typeError(`${t}.__new__(): not enough arguments`);
    const cls = args[0];
    if (!(cls instanceof PyObject) || !typeOf(cls).isSubtype(typeTypeOf()))
      throw typeError(`${t}.__new__(X): X is not a type object (${typeName(cls)})`);
    const c = cls as PyType;
    if (!c.isSubtype(this.type))
      throw typeError(`${t}.__new__(${c.name}): ${c.name} is not a subtype of ${t}`);
    return this.make(c, args.slice(1), kw);
  }
  override $call0(): PyObj {
    return this.$call([], null);
  }
  override $call1(a: PyObj): PyObj {
    return this.$call([a], null);
  }
  override $call2(a: PyObj, b: PyObj): PyObj {
    return this.$call([a, b], null);
  }
  override $call3(a: PyObj, b: PyObj, c: PyObj): PyObj {
    return this.$call([a, b, c], null);
  }
}

type Getter = (self: never) => PyObj | undefined;
type Setter = (self: never, v: PyObj | undefined) => void;

/** Adds computed attributes to a built-in type: `name: getter` or `name: [getter, setter]`. */
export function getsets(
  type: PyType,
  table: Record<string, Getter | readonly [Getter, Setter | null]>,
  member = false,
): void {
  for (const name of Object.keys(table)) {
    const e = table[name];
    const [get, set] = typeof e === "function" ? [e, null] : e;
    type.set(name, new PyGetSet(type, name, get, set, member));
  }
}

/** A function of a built-in module. */
export function builtinFunction(
  name: string,
  sig: string,
  fn: BuiltinFn,
  module: string | null = null,
): PyBuiltin {
  const b = new PyBuiltin(name, signature(sig), fn);
  b.module = module;
  return b;
}

/**
 * The helpers that compiled code calls (the `$r` of compiler/compile.ts). Their last argument,
 * `$p=N`, exists for its side effect in the caller; it is not declared here.
 */
import * as A from "../objects/abstract.js";
import * as N from "../objects/arith.js";
import type { PyCode } from "../objects/code.js";
import { dying, lookForDeath } from "../objects/deaths.js";
import {
  attributeError,
  E,
  err,
  isException,
  keyError,
  type PyBaseException,
  setMember,
  typeError,
  valueError,
} from "../objects/errors.js";
import { formatValue, joinStr } from "../objects/format.js";
import {
  bindNamed,
  callNamed as callFunction,
  freshCell,
  type Method,
  type PyBuiltin,
  PyCell,
  PyFunction,
  PyGetSet,
} from "../objects/function.js";
import { mkAsyncGen, mkCoro, mkGen, mkGenExpr } from "../objects/generator.js";
import { type Cell, PyDict, type PySet } from "../objects/hashtable.js";
import {
  type BuiltinFn,
  ExactFloat,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  PyType,
  TPFLAGS,
  typeOf,
} from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { PySlice, slice_type } from "../objects/slice.js";
import { PyInterpolation, PyTemplate } from "../objects/template.js";
import { buildClass } from "../objects/type.js";
import {
  dict_type,
  Ellipsis,
  list_type,
  mkList,
  mkSet,
  mkTuple,
  newDict,
  tuple_type,
} from "../objects/types.js";
import {
  genericBase,
  mkParamSpec,
  mkTypeAlias,
  mkTypeVar,
  mkTypeVarTuple,
} from "../objects/typevar.js";
import { AGYield, aiter, anextAw, asyncMgr, aw, yf } from "./async.js";
import { flags, safe } from "./breaker.js";
import { exc, popx, pushx, raise, rer, reraise, running, tb, tbc } from "./frames.js";
import { StarMatch } from "./groups.js";
import { frameMaker, gh, type LiveFrame, nativeCallee, reportedCall } from "./liveframe.js";
import { matchClass, matchMap, matchSeq } from "./match.js";
import { ga, lm, sm, super0 } from "./methods.js";
import { retraced } from "./retrace.js";
import { atOpcode, tracing } from "./tracing.js";

// ---- names ----

function nameError(name: string): PyBaseException {
  return setMember(err(E.NameError, `name '${name}' is not defined`), "name", name);
}

/** A global variable or built-in. */
function gl(g: PyDict, b: PyObj, name: string): PyObj {
  // A subclass of dict may answer for names that it does not hold (annotationlib's does).
  const v = nsGet(g, name);
  if (v !== undefined) return v;
  const w = nsGet(b, name);
  if (w !== undefined) return w;
  throw nameError(name);
}

/**
 * Where compiled code finds a variable of `d`, the globals `g` or the built-ins. Globals of a
 * subclass of dict may answer for names that they do not hold: `gl` asks them each time.
 */
function gcell(g: PyDict, d: PyObj, name: string): Cell {
  return g.cls === dict_type && d instanceof PyDict && d.cls === dict_type ? d.cell(name) : NO_CELL;
}
const NO_CELL: Cell = { v: undefined, owner: null, key: "" };

/** A name in a module or class body: its namespace, then globals and built-ins. */
function ln(l: PyObj, g: PyDict, b: PyObj, name: string): PyObj {
  if (l instanceof PyDict && l.cls === dict_type) {
    const v = l.getStr(name);
    if (v !== undefined) return v;
    return gl(g, b, name);
  }
  const v = nsGet(l, name);
  return v === undefined ? gl(g, b, name) : v;
}

function nsGet(l: PyObj, name: string): PyObj | undefined {
  if (l instanceof PyDict && l.cls === dict_type) return l.getStr(name);
  try {
    return A.getitem(l, name);
  } catch (e) {
    if (isException(e, E.KeyError)) return undefined;
    throw e;
  }
}

/** A free variable in a class body: the namespace goes first. */
function lcf(l: PyObj, name: string, v: PyObj | undefined): PyObj {
  const own = nsGet(l, name);
  if (own !== undefined) return own;
  return v === undefined ? ubf(name) : v;
}

function sn(l: PyObj, name: string, v: PyObj): void {
  if (l instanceof PyDict && l.cls === dict_type) l.setStr(name, v);
  else A.setitem(l, name, v);
}
function dn(l: PyObj, name: string): void {
  if (l instanceof PyDict && l.cls === dict_type) {
    const v = l.delete(name);
    if (v === undefined) throw nameError(name);
    dying(v);
    return;
  }
  try {
    A.delitem(l, name);
  } catch (e) {
    if (isException(e, E.KeyError)) throw nameError(name);
    throw e;
  }
}
function dnQuiet(l: PyObj, name: string): void {
  try {
    dn(l, name);
  } catch (e) {
    if (!isException(e, E.NameError)) throw e;
  }
}
function dg(g: PyDict, name: string): void {
  const v = g.delete(name);
  if (v === undefined) throw nameError(name);
  dying(v);
}
function ubl(name: string): never {
  throw err(
    E.UnboundLocalError,
    `cannot access local variable '${name}' where it is not associated with a value`,
  );
}
function ubf(name: string): never {
  throw setMember(
    err(
      E.NameError,
      `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
    ),
    "name",
    name,
  );
}

// ---- attributes, items ----

function sa(o: PyObj, name: string, v: PyObj): void {
  const plain: boolean = A.canStore(o, name);
  if (plain) {
    (o as unknown as Record<string, PyObj>)[`@${name}`] = v;
    return;
  }
  if (o instanceof PyObject && o.cls.native !== null && A.plainStores(o)) {
    const t = o.cls;
    const d = t.lookup(name);
    if (d instanceof PyGetSet && d.setter !== null && (d.owner === t || t.isSubtype(d.owner))) {
      d.setter(o as never, v);
      return;
    }
  }
  A.setattr(o, name, v);
}

function slice(a: PyObj, b: PyObj, c: PyObj): PySlice {
  return new PySlice(slice_type, a, b, c);
}

/** Exactly n items for `a, b = value`. */
function unpack(v: PyObj, n: number): PyObj[] {
  const isTuple = v instanceof PyTuple && v.cls === tuple_type;
  if (isTuple || (v instanceof PyList && v.cls === list_type)) {
    const items = v.items;
    if (items.length === n) return isTuple ? items : items.slice();
    throw items.length < n
      ? valueError(`not enough values to unpack (expected ${n}, got ${items.length})`)
      : valueError(`too many values to unpack (expected ${n}, got ${items.length})`);
  }
  const it = unpackIter(v);
  const out: PyObj[] = [];
  let x: PyObj | undefined;
  while (out.length < n) {
    x = it.$next();
    if (x === undefined)
      throw valueError(`not enough values to unpack (expected ${n}, got ${out.length})`);
    out.push(x);
  }
  if (it.$next() !== undefined) {
    const size = v instanceof PyDict ? v.size : undefined;
    throw valueError(
      `too many values to unpack (expected ${n}${size === undefined ? "" : `, got ${size}`})`,
    );
  }
  return out;
}
function unpackIter(v: PyObj): PyObject {
  const t = typeOf(v);
  if (t.lookup("__iter__") === undefined && t.lookup("__getitem__") === undefined)
    throw typeError(`cannot unpack non-iterable ${A.typeName(v)} object`);
  return A.iter(v);
}
/** `a, *b, c = value`: before, list, after. */
function unpackEx(v: PyObj, before: number, after: number): PyObj[] {
  const it = unpackIter(v);
  const all: PyObj[] = [];
  let x: PyObj | undefined;
  while ((x = it.$next()) !== undefined) all.push(x);
  if (all.length < before + after)
    throw valueError(
      `not enough values to unpack (expected at least ${before + after}, got ${all.length})`,
    );
  return [
    ...all.slice(0, before),
    mkList(all.slice(before, all.length - after)),
    ...all.slice(all.length - after),
  ];
}

// ---- displays ----

function dict(pairs: PyObj[]): PyDict {
  const d = newDict();
  for (let i = 0; i < pairs.length; i += 2) d.set(pairs[i], pairs[i + 1]);
  return d;
}
function dictSet(d: PyDict, k: PyObj, v: PyObj): void {
  d.set(k, v);
}
/** `{**m}` */
function dictMerge(d: PyDict, m: PyObj): void {
  if (m instanceof PyDict && m.cls === dict_type) {
    d.updateFrom(m);
    return;
  }
  const keys = A.getattrOpt(m, "keys");
  if (keys === undefined) throw typeError(`'${A.typeName(m)}' object is not a mapping`);
  for (const k of A.toArray(A.call0(keys))) d.set(k, A.getitem(m, k));
}
function mkset(items: PyObj[]): PySet {
  const s = mkSet();
  for (const x of items) s.add(x);
  return s;
}
const newSet = (): PySet => mkSet();
function setAdd(s: PySet, v: PyObj): void {
  s.add(v);
}
function spread(v: PyObj): PyObj[] {
  if (v instanceof PyObject || typeof v === "string")
    if (typeOf(v).lookup("__iter__") !== undefined || typeOf(v).lookup("__getitem__") !== undefined)
      return A.listed(v);
  throw typeError(`Value after * must be an iterable, not ${A.typeName(v)}`);
}

// ---- comparison ----

const cmp =
  (op: A.CmpOp) =>
  (a: PyObj, b: PyObj): PyObj =>
    A.richCompare(a, b, op);
const cmpLt = cmp("__lt__");
const cmpLe = cmp("__le__");
const cmpGt = cmp("__gt__");
const cmpGe = cmp("__ge__");
const cmpEq = cmp("__eq__");
const cmpNe = cmp("__ne__");
type Boxed = { $f?: number } | null;
function lt(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return cmpLt(a, b);
}
function le(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  return cmpLe(a, b);
}
function gt(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") return a > b;
  return cmpGt(a, b);
}
function ge(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  return cmpGe(a, b);
}
function eqv(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") return a === b;
  if (typeof a === "string" && typeof b === "string") return a === b;
  return cmpEq(a, b);
}
function nev(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") return a !== b;
  if (typeof a === "string" && typeof b === "string") return a !== b;
  return cmpNe(a, b);
}
// The same as JavaScript booleans, each written out: shared code would see all types at once.
function ltb(a: PyObj, b: PyObj): boolean {
  if (typeof a === "number" && typeof b === "number") return a < b;
  const x = (a as Boxed)?.$f;
  const y = (b as Boxed)?.$f;
  if (x !== undefined && y !== undefined) return x < y;
  return truth(cmpLt(a, b));
}
function leb(a: PyObj, b: PyObj): boolean {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  const x = (a as Boxed)?.$f;
  const y = (b as Boxed)?.$f;
  if (x !== undefined && y !== undefined) return x <= y;
  return truth(cmpLe(a, b));
}
function gtb(a: PyObj, b: PyObj): boolean {
  if (typeof a === "number" && typeof b === "number") return a > b;
  const x = (a as Boxed)?.$f;
  const y = (b as Boxed)?.$f;
  if (x !== undefined && y !== undefined) return x > y;
  return truth(cmpGt(a, b));
}
function geb(a: PyObj, b: PyObj): boolean {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  const x = (a as Boxed)?.$f;
  const y = (b as Boxed)?.$f;
  if (x !== undefined && y !== undefined) return x >= y;
  return truth(cmpGe(a, b));
}
function eqb(a: PyObj, b: PyObj): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b;
  if (typeof a === "string" && typeof b === "string") return a === b;
  return truth(cmpEq(a, b));
}
function neb(a: PyObj, b: PyObj): boolean {
  if (typeof a === "number" && typeof b === "number") return a !== b;
  if (typeof a === "string" && typeof b === "string") return a !== b;
  return truth(cmpNe(a, b));
}
const isin = (a: PyObj, b: PyObj): boolean => A.contains(b, a);
const notin = (a: PyObj, b: PyObj): boolean => !A.contains(b, a);
function is(a: PyObj, b: PyObj): boolean {
  return a === b;
}
function truth(o: PyObj): boolean {
  return typeof o === "boolean" ? o : A.truth(o);
}

// ---- calls ----

/** Stands for a callee that cannot be called: the error comes after the arguments. */
class NotCallable {
  private readonly f: PyObj;
  constructor(f: PyObj) {
    this.f = f;
  }
  $call0(): PyObj {
    return A.call(this.f, []);
  }
  $call1(): PyObj {
    return A.call(this.f, []);
  }
  $call2(): PyObj {
    return A.call(this.f, []);
  }
  $call3(): PyObj {
    return A.call(this.f, []);
  }
}
const nc = (f: PyObj): NotCallable => new NotCallable(f);

function cmn(m: Method, args: PyObj[], kw: Kw | null): PyObj {
  return m.$call(args, kw);
}
function calln(f: PyObj, args: PyObj[]): PyObj {
  return A.call(f, args, null);
}
const KW_MAP = { toString: (): string => "**" };
function kw(pairs: (string | PyObj)[]): Kw {
  const m: Kw = new Map();
  for (let i = 0; i < pairs.length; i += 2) m.set(pairs[i] as string, pairs[i + 1]);
  return m;
}
/** Keywords with `**mapping` among them; checked when the callee is known. */
class KwParts {
  readonly parts: unknown[];
  constructor(parts: unknown[]) {
    this.parts = parts;
  }
  /** No more than one empty dict, as in most calls that hand on what they were given. */
  isEmpty(): boolean {
    const [key, v] = this.parts;
    return this.parts.length === 2 && key === KW_MAP && v instanceof PyDict && v.size === 0;
  }
}
const kwMerge = (parts: unknown[]): KwParts => new KwParts(parts);

/** The name of a callee in "f() got multiple values ..." */
function calleeName(f: PyObj): string {
  if (f instanceof PyFunction) return `${moduleOf(f)}${f.qualname}()`;
  const q = f instanceof PyObject ? A.getattrOpt(f, "__qualname__") : undefined;
  if (typeof q === "string") {
    const m = A.getattrOpt(f, "__module__");
    return typeof m === "string" && m !== "builtins" ? `${m}.${q}()` : `${q}()`;
  }
  return `${A.typeName(f)} object`;
}
function moduleOf(f: PyFunction): string {
  return typeof f.module === "string" && f.module !== "builtins" ? `${f.module}.` : "";
}
function mergeKw(f: PyObj, parts: unknown[]): Kw {
  const m: Kw = new Map();
  const put = (k: string, v: PyObj): void => {
    if (m.has(k))
      throw typeError(`${calleeName(f)} got multiple values for keyword argument '${k}'`);
    m.set(k, v);
  };
  for (let i = 0; i < parts.length; i += 2) {
    const v = parts[i + 1] as PyObj;
    if (parts[i] !== KW_MAP) {
      put(parts[i] as string, v);
      continue;
    }
    const pairs: Iterable<[PyObj, PyObj]> =
      v instanceof PyDict ? [...v.pairs()] : mappingPairs(f, v);
    for (const [k, x] of pairs) {
      const s = A.asJs(k);
      if (s === undefined) throw typeError("keywords must be strings");
      put(s, x);
    }
  }
  return m;
}
/** The names of `parts` with their values pushed to `args`; null (and `args` as it was) when a name
 *  is there twice or the keywords are no exact dicts with str keys. */
function partNames(args: PyObj[], parts: unknown[]): string[] | null {
  const names: string[] = [];
  const before = args.length;
  for (let i = 0; i < parts.length; i += 2) {
    const v = parts[i + 1] as PyObj;
    if (parts[i] !== KW_MAP) {
      if (names.includes(parts[i] as string)) return giveUp(args, before);
      names.push(parts[i] as string);
      args.push(v);
      continue;
    }
    if (!(v instanceof PyDict)) return giveUp(args, before);
    const first = names.length === 0;
    for (const [k, x] of v.pairs()) {
      const s = A.asJs(k);
      if (s === undefined || (!first && names.includes(s))) return giveUp(args, before);
      names.push(s);
      args.push(x);
    }
  }
  return names;
}
function giveUp(args: PyObj[], length: number): null {
  args.length = length;
  return null;
}
function mappingPairs(f: PyObj, v: PyObj): [PyObj, PyObj][] {
  const keys = A.getattrOpt(v, "keys");
  if (keys === undefined)
    throw typeError(`${calleeName(f)} argument after ** must be a mapping, not ${A.typeName(v)}`);
  return A.toArray(A.call0(keys)).map((k) => [k, A.getitem(v, k)]);
}
class BadStar {
  readonly v: PyObj;
  constructor(v: PyObj) {
    this.v = v;
  }
}
function spreadArgs(v: PyObj): readonly PyObj[] {
  if (v instanceof PyTuple && v.cls === tuple_type) return v.items;
  const t = typeOf(v);
  if (t.lookup("__iter__") === undefined && t.lookup("__getitem__") === undefined)
    return [new BadStar(v) as unknown as PyObj];
  return A.listed(v);
}
function checkStar(f: PyObj, args: PyObj[]): void {
  for (const a of args)
    if ((a as unknown) instanceof BadStar)
      throw typeError(
        `${calleeName(f)} argument after * must be an iterable, not ${A.typeName((a as unknown as BadStar).v)}`,
      );
}
function calls(f: PyObj, args: PyObj[]): PyObj {
  checkStar(f, args);
  return A.call(f, args, null);
}
function callk(f: PyObj, args: PyObj[], k: Kw | KwParts): PyObj {
  checkStar(f, args);
  if (!(k instanceof KwParts) || k.isEmpty())
    return A.call(f, args, k instanceof KwParts ? null : k);
  if (f instanceof PyFunction) {
    const all = args.slice();
    const names = partNames(all, k.parts);
    const bound = names === null ? undefined : bindNamed(f, all, names);
    if (bound !== undefined) return f.js(...bound);
  }
  return A.call(f, args, mergeKw(f, k.parts));
}

/** A call in the traced form. */
function tcall(fr: LiveFrame, f: PyObj, args: PyObj[], k: Kw | KwParts | null): PyObj {
  checkStar(f, args);
  const kws = k instanceof KwParts ? mergeKw(f, k.parts) : k;
  const r = tracing.on
    ? reportedCall(fr, f, nativeCallee(f, args), args[0], () => A.call(f, args, kws))
    : A.call(f, args, kws);
  // The callee may be the one that began to watch.
  if (tracing.on) atOpcode(fr);
  return r;
}

/** `f(a, k=v)`: the values of the names stand last in `args`. */
function callNamed(f: PyObj, args: PyObj[], names: readonly string[]): PyObj {
  if (f instanceof PyFunction) return callFunction(f, args, names);
  return f instanceof PyObject ? f.$callNamed(args, names) : A.call(f, args);
}
/** `o.name(a, k=v)`: self stands first. */
function methodNamed(m: Method, args: PyObj[], names: readonly string[]): PyObj {
  if (m instanceof PyFunction) return callFunction(m, args, names);
  return m.$callNamed(args, names);
}

/** What `locals()` and friends see; set around such a call. */
export const caller: { locals: (() => PyObj) | null } = { locals: null };
export const localsReaders = new WeakSet<PyObject>();
function callLocals(f: PyObj, args: PyObj[], k: Kw | KwParts | null, locals: () => PyObj): PyObj {
  const kws = k instanceof KwParts ? mergeKw(f, k.parts) : k;
  if (!(f instanceof PyObject && localsReaders.has(f))) return A.call(f, args, kws);
  const before = caller.locals;
  caller.locals = locals;
  try {
    return A.call(f, args, kws);
  } finally {
    caller.locals = before;
  }
}
function localsDict(pairs: (string | PyObj | undefined)[], fr?: LiveFrame): PyDict {
  const d = newDict();
  for (let i = 0; i < pairs.length; i += 2) {
    const v = pairs[i + 1];
    if (v !== undefined) d.setStr(pairs[i] as string, v);
  }
  if (fr?.extra !== undefined) d.updateFrom(fr.extra);
  return d;
}
function nsView(l: PyObj, extra: (string | PyObj | undefined)[]): PyObj {
  if (extra.length === 0) return l;
  const d = newDict();
  if (l instanceof PyDict) d.updateFrom(l);
  d.updateFrom(localsDict(extra));
  return d;
}

/** `o[start:stop]`, without a slice object where a str is cut by ints. */
function getSlice(o: PyObj, start: PyObj, stop: PyObj): PyObj {
  if (
    typeof o === "string" &&
    (typeof start === "number" || start === null) &&
    (typeof stop === "number" || stop === null)
  )
    return o.slice(start ?? 0, stop ?? o.length);
  return A.getitem(o, new PySlice(slice_type, start, stop, null));
}

// ---- definitions ----

function mkf(
  code: PyCode,
  js: BuiltinFn,
  g: PyDict,
  defaults: PyObj[] | null,
  kwdefaults: PyDict | null,
  closure: (() => PyCell[]) | null,
): PyFunction {
  code.body ??= js;
  const f = new PyFunction(code, js, g, defaults, kwdefaults, closure);
  return tracing.ever ? retraced(f) : f;
}
/**
 * `__annotate__` functions and lazily evaluated expressions: `make` gives the body over other
 * globals, for `types.FunctionType(code, globals)` as annotationlib calls it.
 */
function mkann(
  code: PyCode,
  make: (g: PyDict, cells?: Record<string, PyCell>) => BuiltinFn,
  g: PyDict,
  defaults: PyObj[] | null,
  closure: (() => PyCell[]) | null,
): PyFunction {
  code.rebind = (globals, cells) =>
    make(globals, Object.fromEntries(code.freevars.map((n, i) => [n, cells[i]])));
  return mkf(code, make(g), g, defaults, null, closure);
}
function cell(load: () => PyObj | undefined, store: (v: PyObj | undefined) => void): PyCell {
  return new PyCell(load, store);
}
function annotated(f: PyFunction, a: PyObj): PyFunction {
  if (a instanceof PyDict) f.annotations = a;
  else f.annotate = a;
  return f;
}
/** `from __future__ import annotations`: the texts themselves. */
const strAnnotations = (pairs: PyObj[]): PyDict => dict(pairs);
function setTypeParams(f: PyFunction, params: PyObj[]): PyFunction {
  f.typeParams = mkTuple(params);
  return f;
}
/** `__annotate__` functions know the VALUE formats only; others are the caller's work. */
function annFormat(format: PyObj): void {
  const f = A.asInt(format);
  if (f === undefined)
    throw typeError(`'${A.typeName(format)}' object cannot be interpreted as an integer`);
  if (f !== 1 && f !== 2) throw err(E.NotImplementedError);
}
function ensureAnnotations(l: PyObj): void {
  if (nsGet(l, "__annotations__") === undefined) sn(l, "__annotations__", newDict());
}
function setAnnotation(l: PyObj, name: string, v: PyObj): void {
  A.setitem(nsGet(l, "__annotations__") as PyObj, name, v);
}
function mkclass(
  name: string,
  bases: PyObj[],
  k: Kw | KwParts | null,
  body: (ns: PyObj) => PyObj,
  b: PyObj,
): PyObj {
  if (b instanceof PyDict && b.getStr("__build_class__") === undefined)
    throw err(E.NameError, "__build_class__ not found");
  const kws = k instanceof KwParts ? mergeKw("__build_class__" as unknown as PyObj, k.parts) : k;
  return buildClass(name, bases, kws, body);
}
const moduleName = (g: PyDict): PyObj => g.getStr("__name__") ?? "builtins";
function unpackOne(v: PyObj): PyObj[] {
  return unpack(v, 1);
}
function assertion(msg: PyObj | undefined): PyBaseException {
  return err(E.AssertionError, msg);
}
// ---- exceptions ----

function matches(e: PyBaseException, cls: PyObj): boolean {
  if (cls instanceof PyType && (cls.flags & TPFLAGS.BASE_EXC_SUBCLASS) !== 0)
    return e.cls.isSubtype(cls);
  checkExceptClass(cls);
  return A.exceptionMatches(e, cls);
}
function checkExceptClass(cls: PyObj): void {
  if (cls instanceof PyTuple) {
    for (const c of cls.items) checkExceptClass1(c);
    return;
  }
  checkExceptClass1(cls);
}
function checkExceptClass1(c: PyObj): void {
  if (!(c instanceof PyType) || (c.flags & TPFLAGS.BASE_EXC_SUBCLASS) === 0)
    throw typeError("catching classes that do not inherit from BaseException is not allowed");
}

/** A context manager with its methods looked up, as `with` does. */
class Manager {
  readonly obj: PyObj;
  private readonly enterFn: PyObj;
  private readonly exitFn: PyObj;
  constructor(obj: PyObj) {
    const t = typeOf(obj);
    const enter = t.lookup("__enter__");
    const exit = t.lookup("__exit__");
    if (enter === undefined || exit === undefined) {
      const hint =
        t.lookup("__aenter__") !== undefined && t.lookup("__aexit__") !== undefined
          ? " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?"
          : "";
      throw typeError(
        `'${A.typeName(obj)}' object does not support the context manager protocol ` +
          `(missed ${exit === undefined ? "__exit__" : "__enter__"} method)${hint}`,
      );
    }
    this.obj = obj;
    this.enterFn = enter;
    this.exitFn = A.descrGet(exit, obj, t);
  }
  enter(): PyObj {
    return A.callSlot(this.enterFn, this.obj);
  }
  exit(e: PyBaseException | undefined): PyObj {
    if (e === undefined) return A.call3(this.exitFn, null, null, null);
    return A.call3(this.exitFn, e.cls, e, e.tb);
  }
}
const mgr = (o: PyObj): Manager => new Manager(o);

// ---- iteration ----

function yv(v: PyObj): PyObj {
  return v;
}

// ---- strings ----

function fmt(v: PyObj, conversion: number, spec: PyObj): PyObj {
  if (conversion === 114) v = A.repr(v);
  else if (conversion === 115) v = A.str(v);
  else if (conversion === 97) v = A.call1(asciiHook.f, v);
  if (spec === "" && typeof v === "string") return v;
  return formatValue(v, spec);
}
/** Set by the builtins module. */
export const asciiHook = {} as { f: PyObj };
const fjoin = (parts: PyObj[]): PyObj => joinStr(parts);

function interp(v: PyObj, text: PyObj, conversion: number, spec: PyObj): PyObj {
  return new PyInterpolation(
    v,
    text,
    conversion < 0 ? null : String.fromCharCode(conversion),
    spec,
  );
}
const templ = (parts: PyObj[]): PyObj => new PyTemplate(parts);

// ---- import, display: set by import.ts and the builtins module ----

export const importHooks = {
  importName: (_g: PyDict, _b: PyObj, _name: string, _from: PyObj, _level: number): PyObj => {
    throw err(E.ImportError, "__import__ not found");
  },
  display: (_v: PyObj): void => {},
};
function importName(g: PyDict, b: PyObj, name: string, from: PyObj, level: number): PyObj {
  return importHooks.importName(g, b, name, from, level);
}
/** `import a.b.c as x` */
function importAs(g: PyDict, b: PyObj, name: string): PyObj {
  let m = importName(g, b, name, null, 0);
  const parts = name.split(".");
  for (const p of parts.slice(1)) m = importFrom(m, p);
  return m;
}
function importFrom(m: PyObj, name: string): PyObj {
  const v = A.getattrOpt(m, name);
  if (v !== undefined) return v;
  return fromModules(m, name);
}
/** Set by import.ts: the last resort of `from m import name`, or the ImportError. */
export const fromHook = {
  missing: (_m: PyObj, name: string): PyObj => {
    throw err(E.ImportError, `cannot import name '${name}'`);
  },
};
function fromModules(m: PyObj, name: string): PyObj {
  return fromHook.missing(m, name);
}
function importStar(m: PyObj, l: PyObj): void {
  const all = A.getattrOpt(m, "__all__");
  const d = A.getattrOpt(m, "__dict__");
  const names =
    all !== undefined
      ? A.toArray(all)
      : d === undefined
        ? []
        : A.toArray(A.call0(A.getattr(d, "keys"))).filter(
            (k) => typeof k !== "string" || !k.startsWith("_"),
          );
  for (const n of names) {
    if (typeof n !== "string") {
      const mn = A.getattrOpt(m, "__name__");
      throw typeError(
        `${all !== undefined ? `Item in ${String(mn)}.__all__` : `Key in ${String(mn)}.__dict__`} must be str, not ${A.typeName(n)}`,
      );
    }
    sn(l, n, A.getattr(m, n));
  }
}
function display(v: PyObj): void {
  importHooks.display(v);
}

const inplace =
  (op: N.Op) =>
  (a: PyObj, b: PyObj): PyObj =>
    N.inplace(op, a, b);
function iadd(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") {
    const r = a + b;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r;
  }
  if (typeof a === "string" && typeof b === "string") return a + b;
  return N.inplace("add", a, b);
}

/** Every helper by the name that the compiler uses. */
/** Overwrites the interpreter registers above the frame's own, where dead values may lie. */
function clob(..._nothing: number[]): void {
  lookForDeath();
}

export const runtime = {
  clob,
  dying,
  flags,
  safe,
  // names
  gl,
  gcell,
  ln,
  lcf,
  sn,
  dn,
  dnQuiet,
  dg,
  ubl,
  ubf,
  // arithmetic
  F: ExactFloat,
  add: N.add,
  sub: N.sub,
  mul: N.mul,
  matmul: N.matmul,
  truediv: N.truediv,
  floordiv: N.floordiv,
  mod: N.mod,
  pow: N.pow,
  lshift: N.lshift,
  rshift: N.rshift,
  or: N.or,
  xor: N.xor,
  and: N.and,
  neg: N.neg,
  upos: N.pos,
  invert: N.invert,
  iadd,
  isub: inplace("sub"),
  imul: inplace("mul"),
  imatmul: inplace("matmul"),
  itruediv: inplace("truediv"),
  ifloordiv: inplace("floordiv"),
  imod: inplace("mod"),
  ipow: inplace("pow"),
  ilshift: inplace("lshift"),
  irshift: inplace("rshift"),
  ior: inplace("or"),
  ixor: inplace("xor"),
  iand: inplace("and"),
  lt,
  le,
  gt,
  ge,
  eqv,
  nev,
  ltb,
  leb,
  gtb,
  geb,
  eqb,
  neb,
  isin,
  notin,
  is,
  truth,
  // attributes, items
  ga,
  sa,
  canStore: A.canStore,
  da: A.delattr,
  gi: A.getitem,
  gs: getSlice,
  si: A.setitem,
  di: A.delitem,
  slice,
  pair: A.pair,
  unpack,
  unpackEx,
  unpackOne,
  // displays
  tuple: mkTuple,
  list: mkList,
  mkset,
  newSet,
  setAdd,
  newDict,
  dict,
  dictSet,
  dictMerge,
  spread,
  Ellipsis,
  // calls
  lm,
  nc,
  cmn,
  call0: A.call0,
  call1: A.call1,
  call2: A.call2,
  call3: A.call3,
  calln,
  calls,
  callk,
  callNamed,
  methodNamed,
  callLocals,
  localsDict,
  nsView,
  spreadArgs,
  kw,
  kwMerge,
  KW_MAP,
  super0,
  sm,
  tcall,
  frm: frameMaker(null),
  gh,
  // iteration, generators
  iter: A.iter,
  aiter,
  anextAw,
  aw,
  yf,
  yv,
  AGYield,
  mkGen,
  mkGenExpr,
  mkCoro,
  mkAsyncGen,
  // definitions
  mkf,
  mkann,
  cell,
  annotated,
  strAnnotations,
  annFormat,
  ensureAnnotations,
  setAnnotation,
  setTypeParams,
  mkclass,
  moduleName,
  genericBase,
  mkTypeVar,
  mkParamSpec,
  mkTypeVarTuple,
  mkTypeAlias,
  // exceptions
  tb,
  tbc,
  exc,
  rer,
  pushx,
  popx,
  raise,
  reraise,
  matches,
  assertion,
  mgr,
  asyncMgr,
  StarMatch,
  // match
  matchSeq,
  matchMap,
  matchClass,
  // strings
  fmt,
  fjoin,
  interp,
  templ,
  // import
  importName,
  importAs,
  importFrom,
  importStar,
  display,
};

export { attributeError, freshCell, keyError, type PyBuiltin, running };

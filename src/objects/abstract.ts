/**
 * Operations on any object: attributes, calls, iteration, comparison, hashing, text, containers.
 * The names are those of CPython's abstract layer (Objects/abstract.c, object.c) in short form.
 */
import { add, binop } from "./arith.js";
import {
  attributeError,
  E,
  err,
  isException,
  PyBaseException,
  typeError,
  warnHook,
} from "./errors.js";
import { closest, PyBoundMethod, PyFunction, PyGetSet, PyMethodDescr } from "./function.js";
import { hashOf } from "./hash.js";
import { PyDict, tableHooks } from "./hashtable.js";
import {
  KEPT,
  type Kept,
  PyFloat,
  PyInstance,
  type PyInt,
  PyIntSub,
  PyList,
  type PyObj,
  PyObject,
  PyStrSub,
  PyTuple,
  PyType,
  PyWStr,
  type Str,
  TPFLAGS,
  typeOf,
} from "./object.js";
import type { Kw } from "./signature.js";
import { list_type, mkTuple, NotImplemented, object_type, tuple_type, type_type } from "./types.js";

export { add, binop };

tableHooks.eq = eq;
tableHooks.hash = hash;
tableHooks.unhashable = (e, key, isSet) => {
  if (!(e instanceof PyBaseException) || e.cls !== E.TypeError) return e;
  const use = isSet ? "set element" : "dict key";
  return typeError(`cannot use '${fullName(typeOf(key))}' as a ${use} (${strJs(e)})`);
};

/** `tp_name`: built-in types outside `builtins` carry their module. */
export function tpName(t: PyType): string {
  // Types that C made from a spec keep the name that stands there, with the module.
  const fromC = (t.native as { fromC?: boolean } | null)?.fromC === true;
  if (t.isHeap && !fromC) return t.name;
  const m = t.dict.getStr("__module__");
  return typeof m === "string" ? `${m}.${t.name}` : t.name;
}
export const typeName = (o: PyObj): string => tpName(typeOf(o));

/** `%T` of CPython's formats: the module as well, unless it is builtins or __main__. */
export function fullName(t: PyType): string {
  if (!t.isHeap) return tpName(t);
  const m = t.dict.getStr("__module__");
  return typeof m === "string" && m !== "builtins" && m !== "__main__"
    ? `${m}.${t.qualname}`
    : t.qualname;
}

// ---- calls ----

/** `PyObject.prototype.$call`: for objects whose JavaScript class has no call of its own. */
export function callMissing(f: PyObject, args: PyObj[], kw: Kw | null): PyObj {
  const c = f.cls.lookup("__call__");
  if (c === undefined) throw typeError(`'${typeName(f)}' object is not callable`);
  return callBound(c, f, args, kw);
}

/** Calls what a class binds, with its receiver. */
function callBound(d: PyObj, self: PyObj, args: PyObj[], kw: Kw | null): PyObj {
  if (d instanceof PyFunction) return d.$call([self, ...args], kw);
  if (d instanceof PyMethodDescr && d.kind !== "class") return d.callOn(self, args, kw);
  return call(descrGet(d, self, typeOf(self)), args, kw);
}

export function call(f: PyObj, args: PyObj[], kw: Kw | null = null): PyObj {
  if (f instanceof PyObject) return f.$call(args, kw);
  throw typeError(`'${typeName(f)}' object is not callable`);
}
export function call0(f: PyObj): PyObj {
  return f instanceof PyObject ? f.$call0() : call(f, []);
}
export function call1(f: PyObj, a: PyObj): PyObj {
  return f instanceof PyObject ? f.$call1(a) : call(f, []);
}
export function call2(f: PyObj, a: PyObj, b: PyObj): PyObj {
  return f instanceof PyObject ? f.$call2(a, b) : call(f, []);
}
export function call3(f: PyObj, a: PyObj, b: PyObj, c: PyObj): PyObj {
  return f instanceof PyObject ? f.$call3(a, b, c) : call(f, []);
}

export function callable(o: PyObj): boolean {
  return typeOf(o).lookup("__call__") !== undefined;
}

/** `o.name(...)` without making a bound method. */
export function callMethod(o: PyObj, name: string, args: PyObj[], kw: Kw | null = null): PyObj {
  const t = typeOf(o);
  if (o instanceof PyObject && (o.$getattro !== genericGetattro || customGetattr(t)))
    return call(getattr(o, name), args, kw);
  const d = t.lookup(name);
  if (d instanceof PyFunction) {
    if (o instanceof PyObject && t.hasDict && instanceAttr(o, name) !== undefined)
      return call(getattr(o, name), args, kw);
    if (kw === null && d.n === args.length + 1) {
      switch (args.length) {
        case 0:
          return d.js(o);
        case 1:
          return d.js(o, args[0]);
        case 2:
          return d.js(o, args[0], args[1]);
      }
    }
    return d.$call([o, ...args], kw);
  }
  if (d instanceof PyMethodDescr && d.kind === "method") {
    if (o instanceof PyObject && t.hasDict && instanceAttr(o, name) !== undefined)
      return call(getattr(o, name), args, kw);
    return d.callOn(o, args, kw);
  }
  return call(getattr(o, name), args, kw);
}

/** A special method looked up on the type, bound lazily; undefined when the type has none. */
export function callSpecial(o: PyObj, name: string, ...args: PyObj[]): PyObj | undefined {
  const d = typeOf(o).lookup(name);
  if (d === undefined) return undefined;
  if (d instanceof PyMethodDescr && d.kind === "slot") return d.fn(o, ...args);
  return callBound(d, o, args, null);
}

/** The same when `d` was already looked up. */
export function callSlot(d: PyObj, o: PyObj, a?: PyObj, b?: PyObj): PyObj {
  if (d instanceof PyMethodDescr && d.kind === "slot")
    return a === undefined ? d.fn(o) : b === undefined ? d.fn(o, a) : d.fn(o, a, b);
  if (d instanceof PyFunction)
    return a === undefined ? d.$call1(o) : b === undefined ? d.$call2(o, a) : d.$call3(o, a, b);
  if (d instanceof PyMethodDescr && d.kind === "method") {
    const m = d.onReceiver;
    return a === undefined ? m.$call1(o) : b === undefined ? m.$call2(o, a) : m.$call3(o, a, b);
  }
  return callBound(d, o, a === undefined ? [] : b === undefined ? [a] : [a, b], null);
}

// ---- attributes ----

declare module "./object.js" {
  interface PyObject {
    /** The built-in `__getattribute__` of the JavaScript class; undefined when not found. */
    $getattro(name: string): PyObj | undefined;
    /** The built-in `__setattr__`/`__delattr__` (value undefined). */
    $setattro(name: string, value: PyObj | undefined): void;
  }
}

export function descrKind(d: PyObj): number {
  if (!(d instanceof PyObject)) return 0;
  const k = d.$descr;
  if (k >= 0) return k;
  const t = d.cls;
  if (t.descrVersion === t.version && !t.loose) return t.descrFound;
  const found =
    t.lookup("__set__") !== undefined || t.lookup("__delete__") !== undefined
      ? 2
      : t.lookup("__get__") !== undefined
        ? 1
        : 0;
  t.descrVersion = t.version;
  t.descrFound = found;
  return found;
}

/** `type(d).__get__(d, obj, owner)`, or d itself when it is no descriptor. */
export function descrGet(d: PyObj, obj: PyObj | undefined, owner: PyType): PyObj {
  if (!(d instanceof PyObject)) return d;
  if (d.$descr >= 0) return d.$get(obj, owner);
  if (descrKind(d) === 0) return d;
  const get = d.cls.lookup("__get__");
  if (get === undefined) return d;
  return callSlot(get, d, obj === undefined ? null : obj, owner);
}

function descrSet(d: PyObject, obj: PyObj, name: string, value: PyObj | undefined): void {
  if (d.$descr >= 0) {
    d.$set(obj, value);
    return;
  }
  const op = value === undefined ? "__delete__" : "__set__";
  const f = d.cls.lookup(op);
  if (f === undefined) throw attributeError(obj, name, op);
  if (value === undefined) callSlot(f, d, obj);
  else callSlot(f, d, obj, value);
}

const PROPERTIES_KEPT = 4096;
const properties = new Map<string, string>();
/**
 * The property in which the attribute `name` is kept. A text made by concatenation costs V8 a
 * look-up among all its strings whenever it is used as a key, so the texts are kept.
 */
export function propertyOf(name: string): string {
  let key = properties.get(name);
  if (key !== undefined) return key;
  if (properties.size >= PROPERTIES_KEPT) properties.clear();
  [key] = Object.keys({ [`@${name}`]: null });
  properties.set(name, key);
  return key;
}

/** What has the `@` properties of an instance. */
function propsOf(o: PyObject): Kept {
  return o[KEPT] ?? (o as unknown as Kept);
}

/** The instance's own attribute, whichever way it is kept. */
export function instanceAttr(o: PyObject, name: string): PyObj | undefined {
  if (o.odict !== undefined) return o.odict.getStr(name);
  return (o as unknown as Record<string, PyObj | undefined>)[propertyOf(name)];
}

/** Reads of instance attributes need no more than the `@` property. */
const keepsPlain = (t: PyType): boolean => !customGetattr(t);

/** Stores without asking the class: what `object.__setattr__` does in the end. */
export function setInstanceAttr(o: PyObject, name: string, v: PyObj): void {
  o.cls.ownName(name);
  if (o.odict !== undefined) o.odict.setStr(name, v);
  else if (o instanceof PyBaseException || !keepsPlain(o.cls)) {
    materialise(o);
    o.odict!.setStr(name, v);
  } else (o as unknown as Record<string, PyObj>)[propertyOf(name)] = v;
}

/**
 * Whether `o.name = v` may simply set the `@` property: a plain class that keeps attributes so, and
 * no data descriptor of that name. The answer for a class and name is kept until the class changes.
 */
export function canStore(o: PyObj, name: string): o is PyObject {
  if (!(o instanceof PyObject) || o.odict !== undefined) return false;
  const t = o.cls;
  let r = t.storable.get(name);
  if (r === undefined) {
    const d = t.lookup(name);
    r =
      t.isHeap &&
      !(o instanceof PyBaseException) &&
      o.$setattro === plainSetattro &&
      ownSetattr(t) === null &&
      keepsPlain(t) &&
      (t.hasDict
        ? d === undefined || descrKind(d) !== 2
        : t.plainSlots && t.mro.some((c) => c.slots?.includes(name) === true));
    if (!t.loose) t.storable.set(name, r);
    if (r) t.ownName(name);
  }
  // Told each time: a class writes down nothing until it has been asked a few times.
  if (r) t.known(`=${name}`, true);
  return r;
}

/** `o.__dict__` as a real dict; from here on attributes live in it. */
export function materialise(o: PyObject): PyDict {
  if (o.odict !== undefined) return o.odict;
  const d = new PyDict(dictType());
  const props = propsOf(o);
  for (const k of Object.keys(props)) {
    if (k.charCodeAt(0) !== 64) continue;
    const v = props[k];
    if (v !== undefined) d.setStr(k.slice(1), v);
    props[k] = undefined;
  }
  o.odict = d;
  return d;
}
function dictType(): PyType {
  return type_type.dict.cls;
}

/** Names bound on an instance, in order. */
export function instanceNames(o: PyObject): string[] {
  if (o.odict !== undefined) return [...o.odict.keys()].filter((k) => typeof k === "string");
  const props = propsOf(o);
  return Object.keys(props)
    .filter((k) => k.charCodeAt(0) === 64 && props[k] !== undefined)
    .map((k) => k.slice(1));
}

function genericGetattro(this: PyObject, name: string): PyObj | undefined {
  return genericGet(this, this.cls, name);
}
PyObject.prototype.$getattro = genericGetattro;
function plainSetattro(this: PyObject, name: string, value: PyObj | undefined): void {
  genericSet(this, name, value);
}
PyObject.prototype.$setattro = plainSetattro;

/** A data descriptor without `__get__` does not stand before the instance's own value. */
export const reads = (d: PyObject): boolean =>
  d.$descr >= 0 || d.cls.lookup("__get__") !== undefined;

/** `object.__getattribute__`; undefined when there is no such attribute. */
export function genericGet(o: PyObj, t: PyType, name: string): PyObj | undefined {
  const d = t.lookup(name);
  if (d !== undefined) {
    const kind = descrKind(d);
    if (kind === 2 && reads(d as PyObject)) return descrGet(d, o, t);
    if (o instanceof PyObject && t.hasDict) {
      const v = instanceAttr(o, name);
      if (v !== undefined) return v;
    }
    return kind === 1 ? descrGet(d, o, t) : d;
  }
  return o instanceof PyObject && t.hasDict ? instanceAttr(o, name) : undefined;
}

export function genericSet(o: PyObject, name: string, value: PyObj | undefined): void {
  const t = o.cls;
  const d = t.lookup(name);
  if (d !== undefined && descrKind(d) === 2) {
    descrSet(d as PyObject, o, name, value);
    return;
  }
  if (!t.hasDict) {
    if (d === undefined)
      throw attributeError(
        o,
        name,
        `'${typeName(o)}' object has no attribute '${name}'` +
          (t.dictoffset !== 0 || ownSetattr(t) !== null
            ? ""
            : " and no __dict__ for setting new attributes"),
      );
    throw attributeError(o, name, `'${typeName(o)}' object attribute '${name}' is read-only`);
  }
  if (value !== undefined) {
    setInstanceAttr(o, name, value);
    return;
  }
  if (instanceAttr(o, name) === undefined) throw noAttribute(o, name);
  if (o.odict !== undefined) o.odict.delete(name);
  else {
    // A later `@` property must come last again in __dict__ order.
    delete propsOf(o)[`@${name}`];
  }
}

/** The class's own `__getattribute__`, when it is not a built-in one; else null. */
function ownGetattribute(t: PyType): PyObj | null {
  if (t.ownGetattribute !== undefined) return t.ownGetattribute;
  const g = t.lookup("__getattribute__");
  return (t.ownGetattribute =
    g === undefined || (g instanceof PyMethodDescr && (g.fn as { virtual?: boolean }).virtual)
      ? null
      : g);
}
export function customGetattr(t: PyType): boolean {
  return ownGetattribute(t) !== null;
}

/** What every attribute look-up comes to; undefined instead of a plain AttributeError. */
export function lookupAttr(o: PyObj, name: string): PyObj | undefined {
  if (o instanceof PyObject && o.odict === undefined) {
    const v = (o as unknown as Record<string, PyObj | undefined>)[propertyOf(name)];
    if (v !== undefined) return v;
  }
  const t = typeOf(o);
  const own = o instanceof PyObject && t.isHeap ? ownGetattribute(t) : null;
  let v: PyObj | undefined;
  if (own === null) {
    if (o instanceof PyObject) {
      if (t.isHeap && t.lookup("__getattr__") !== undefined) {
        try {
          v = o.$getattro(name);
        } catch (e) {
          if (!isException(e, E.AttributeError)) throw e;
        }
      } else v = o.$getattro(name);
    } else v = genericGet(o, t, name);
    if (v !== undefined) return v;
    const hook = t.isHeap ? t.lookup("__getattr__") : undefined;
    if (hook === undefined) return undefined;
    return callSlot(hook, o, name);
  }
  const hook = t.lookup("__getattr__");
  if (hook === undefined) return callSlot(own, o, name);
  try {
    return callSlot(own, o, name);
  } catch (e) {
    if (!isException(e, E.AttributeError)) throw e;
  }
  return callSlot(hook, o, name);
}

export function getattr(o: PyObj, name: string): PyObj {
  let v: PyObj | undefined;
  try {
    v = lookupAttr(o, name);
  } catch (e) {
    throw told(e, o, name);
  }
  if (v === undefined) throw noAttribute(o, name);
  return v;
}
/** An AttributeError that a program raised in answer to a read says of what it was, too. */
export function told(e: unknown, o: PyObj, name: string): unknown {
  if (isException(e, E.AttributeError)) {
    const x = e as PyBaseException;
    if ((x.members?.name ?? null) === null && (x.members?.obj ?? null) === null)
      x.members = { ...x.members, name, obj: o };
  }
  return e;
}

/** `object`'s own look-up serves the object, and its own store. */
export const plainReads = (o: PyObject): boolean =>
  o.$getattro === genericGetattro && ownGetattribute(o.cls) === null;
export const plainStores = (o: PyObject): boolean =>
  o.$setattro === plainSetattro && ownSetattr(o.cls) === null;

/**
 * What `getattr` comes to when it runs no code: a value of the instance's own or of its class that is no
 * descriptor. Undefined when that is not sure.
 */
export function plainAttr(o: PyObject, name: string): PyObj | undefined {
  const t = o.cls;
  if (!plainReads(o)) return undefined;
  const d = t.lookup(name);
  if (d === undefined) return t.hasDict ? instanceAttr(o, name) : undefined;
  const kind = descrKind(d);
  if (kind === 2) return undefined;
  const v = t.hasDict ? instanceAttr(o, name) : undefined;
  return v === undefined && kind === 0 ? d : v;
}

/** `getattr(o, name, <missing>)`: undefined also when AttributeError was raised. */
export function getattrOpt(o: PyObj, name: string): PyObj | undefined {
  try {
    return lookupAttr(o, name);
  } catch (e) {
    if (isException(e, E.AttributeError)) return undefined;
    throw e;
  }
}

declare module "./object.js" {
  interface PyObject {
    /** The text of the AttributeError for a missing name, where it is not the usual one. */
    $noAttribute?(name: string): string;
  }
}

export function noAttribute(o: PyObj, name: string): PyBaseException {
  const d = typeOf(o).lookup(name);
  if (d instanceof PyGetSet && d.silent)
    return err(E.SystemError, "error return without exception set");
  const own = o instanceof PyObject ? o.$noAttribute : undefined;
  const msg =
    own !== undefined
      ? own.call(o as PyObject, name)
      : o instanceof PyType
        ? `type object '${o.name}' has no attribute '${name}'`
        : `'${typeName(o)}' object has no attribute '${name}'`;
  return attributeError(o, name, msg);
}

function ownSetattr(t: PyType): PyObj | null {
  if (t.ownSetattr !== undefined) return t.ownSetattr;
  const virtual = (d: PyObj | undefined): boolean =>
    d === undefined ||
    (d instanceof PyMethodDescr && (d.fn as { virtual?: boolean }).virtual === true);
  const s = t.lookup("__setattr__");
  return (t.ownSetattr = virtual(s) && virtual(t.lookup("__delattr__")) ? null : (s as PyObj));
}

/** Errors name list, tuple or str, not a class that is derived from it. */
export function builtinName(seq: PyObj): string {
  const { flags } = typeOf(seq);
  if ((flags & TPFLAGS.LIST_SUBCLASS) !== 0) return "list";
  if ((flags & TPFLAGS.TUPLE_SUBCLASS) !== 0) return "tuple";
  return (flags & TPFLAGS.UNICODE_SUBCLASS) !== 0 ? "str" : typeName(seq);
}

export function setattr(o: PyObj, name: string, value: PyObj): void {
  if (!(o instanceof PyObject)) {
    if (name === "__class__")
      throw typeError(
        "__class__ assignment only supported for mutable types or ModuleType subclasses",
      );
    const d = typeOf(o).lookup(name);
    throw attributeError(
      o,
      name,
      d === undefined
        ? `'${typeName(o)}' object has no attribute '${name}' and no __dict__ for setting new attributes`
        : descrKind(d) === 2
          ? `attribute '${name}' of '${typeName(o)}' objects is not writable`
          : `'${typeName(o)}' object attribute '${name}' is read-only`,
    );
  }
  const plain: boolean = canStore(o, name);
  if (plain) {
    (o as unknown as Record<string, PyObj>)[propertyOf(name)] = value;
    return;
  }
  const own = ownSetattr(o.cls);
  if (own === null) o.$setattro(name, value);
  else callSlot(own, o, name, value);
}

export function delattr(o: PyObj, name: string): void {
  if (!(o instanceof PyObject)) {
    const d = typeOf(o).lookup(name);
    if (name === "__class__") throw typeError("can't delete __class__ attribute");
    throw attributeError(
      o,
      name,
      d === undefined
        ? `'${typeName(o)}' object has no attribute '${name}' and no __dict__ for setting new attributes`
        : descrKind(d) === 2
          ? `attribute '${name}' of '${typeName(o)}' objects is not writable`
          : `'${typeName(o)}' object attribute '${name}' is read-only`,
    );
  }
  if (ownSetattr(o.cls) === null) {
    o.$setattro(name, undefined);
    return;
  }
  const d = o.cls.lookup("__delattr__");
  if (d !== undefined) callSlot(d, o, name);
}

// ---- iteration ----

declare module "./object.js" {
  interface PyObject {
    /** The next item, or undefined at the end. */
    $next(): PyObj | undefined;
    /** The same for `for a, b in ...`: `pair` itself says that the two are in it, without a tuple. */
    $pair(): PyObj | undefined | Pair;
  }
}
/** Who takes the two sets both to null again, so that nothing lives longer for it. */
export class Pair {
  a: PyObj = null;
  b: PyObj = null;
  of(a: PyObj, b: PyObj): this {
    this.a = a;
    this.b = b;
    return this;
  }
}
export const pair = new Pair();
PyObject.prototype.$pair = function (this: PyObject): PyObj | undefined {
  return this.$next();
};
PyObject.prototype.$next = function (this: PyObject): PyObj | undefined {
  const n = this.cls.lookup("__next__");
  if (n === undefined) throw typeError(`'${typeName(this)}' object is not an iterator`);
  try {
    return callSlot(n, this);
  } catch (e) {
    if (isException(e, E.StopIteration)) return undefined;
    throw e;
  }
};

/** Iterators made here: subclasses define `$next`. */
export abstract class PyIter extends PyObject {
  /** What an iterator returned at its end: the value of an `await` or `yield from` of it. */
  declare lastResult: PyObj;
  /** The next items, at most n, without taking them; undefined where that cannot be. */
  $peek(_n: number): PyObj[] | undefined {
    return undefined;
  }
  /** Takes as many items as `$peek` gave, or fewer. */
  $skip(_n: number): void {}
}
PyIter.prototype.lastResult = null;

/** Set by iter.ts: the iterator over `__getitem__`. */
export const iterHooks = {} as { seqIter(o: PyObj): PyObject };

export function iter(o: PyObj): PyObject {
  return o instanceof PyObject ? o.$iter() : anyIter(o);
}
/** Types whose `__getitem__` takes keys: it makes no sequence of them. */
export const subscriptOnly = new Set<PyType>();
export function anyIter(o: PyObj): PyObject {
  const t = typeOf(o);
  const f = t.lookup("__iter__");
  if (f === undefined) {
    if (
      t.lookup("__getitem__") !== undefined &&
      !t.isSubtype(dictType()) &&
      !t.mro.some((b) => subscriptOnly.has(b))
    )
      return iterHooks.seqIter(o);
    throw typeError(`'${typeName(o)}' object is not iterable`);
  }
  if (f === null) throw typeError(`'${typeName(o)}' object is not iterable`);
  const it = callSlot(f, o);
  if (it instanceof PyObject && (it instanceof PyIter || it.cls.lookup("__next__") !== undefined))
    return it;
  throw typeError(`iter() returned non-iterator of type '${typeName(it)}'`);
}

/** `__next__`: undefined at the end. */
export function next(it: PyObj): PyObj | undefined {
  if (it instanceof PyObject) return it.$next();
  throw typeError(`'${typeName(it)}' object is not an iterator`);
}

/** All items as a fresh array. */
export function toArray(o: PyObj): PyObj[] {
  if (o instanceof PyTuple && o.cls === tuple_type) return o.items.slice();
  if (o instanceof PyList && o.cls === list_type) return o.items.slice();
  const it = iter(o);
  const out: PyObj[] = [];
  let v: PyObj | undefined;
  while ((v = it.$next()) !== undefined) out.push(v);
  return out;
}

/** The same for what CPython makes a list of: it asks first how many there will be, which may fail. */
export function listed(o: PyObj): PyObj[] {
  if (!(o instanceof PyObject) || !o.cls.isHeap) return toArray(o);
  const it = iter(o);
  askLength(o);
  const out: PyObj[] = [];
  let v: PyObj | undefined;
  while ((v = it.$next()) !== undefined) out.push(v);
  return out;
}
/** Has `__len__` or else `__length_hint__` of a Python class say what is wrong. */
export function askLength(o: PyObject): void {
  try {
    if (anyLen(o) !== undefined) return;
  } catch (e) {
    if (!isException(e, E.TypeError)) throw e;
  }
  const hint = o.cls.lookup("__length_hint__");
  if (hint === undefined) return;
  let n: PyObj;
  try {
    n = callSlot(hint, o);
  } catch (e) {
    if (isException(e, E.TypeError)) return;
    throw e;
  }
  if (n === NotImplemented) return;
  const count = asInt(n);
  if (count === undefined)
    throw typeError(`__length_hint__ must be an integer, not ${typeName(n)}`);
  if (count < 0) throw err(E.ValueError, "__length_hint__() should return >= 0");
}

/** For `for (const x of items(o))` in code here. */
export function items(o: PyObj): IterableIterator<PyObj> {
  return new Items(iter(o));
}
/** A generator would do the same in three times the time. */
class Items implements IterableIterator<PyObj> {
  private readonly it: PyObject;
  constructor(it: PyObject) {
    this.it = it;
  }
  [Symbol.iterator](): this {
    return this;
  }
  next(): IteratorResult<PyObj> {
    const value = this.it.$next();
    return value === undefined ? { value: undefined, done: true } : { value, done: false };
  }
}

// ---- truth, size ----

export function truth(o: PyObj): boolean {
  switch (typeof o) {
    case "boolean":
      return o;
    case "number":
      return o !== 0;
    case "bigint":
      return true;
    case "string":
      return o.length !== 0;
    default: {
      return o === null ? false : o.$truth();
    }
  }
}
export function anyTruth(o: PyObject): boolean {
  const t = o.cls;
  const b = t.lookup("__bool__");
  if (b !== undefined) {
    const r = callSlot(b, o);
    if (typeof r !== "boolean")
      throw typeError(`__bool__ should return bool, returned ${typeName(r)}`);
    return r;
  }
  const l = t.lookup("__len__");
  return l === undefined ? true : lenResult(callSlot(l, o)) !== 0;
}

function lenResult(r: PyObj): number {
  const n = asIndex(r);
  if (n === undefined)
    throw typeError(`'${typeName(r)}' object cannot be interpreted as an integer`);
  if (n < 0) throw err(E.ValueError, "__len__() should return >= 0");
  if (typeof n === "bigint")
    throw err(E.OverflowError, "cannot fit 'int' into an index-sized integer");
  return n;
}

/** `len(o)` as Python sees it: up to the largest Py_ssize_t, more than a JavaScript array has. */
export function lenExact(o: PyObj): PyInt {
  if (typeof o === "string") return o.length;
  const n = o instanceof PyObject ? o.$len() : anyLen(o);
  if (n === undefined) throw typeError(`object of type '${typeName(o)}' has no len()`);
  return n;
}

/** `len(o)`, or undefined when the type has none. */
export function lenOpt(o: PyObj): number | undefined {
  if (typeof o === "string") return o.length;
  const n = o instanceof PyObject ? o.$len() : anyLen(o);
  return typeof n === "bigint" ? lenResult(n) : n;
}
/** Up to the largest Py_ssize_t. */
export function anyLen(o: PyObj): PyInt | undefined {
  const l = typeOf(o).lookup("__len__");
  if (l === undefined) return undefined;
  const r = callSlot(l, o);
  if (typeof r === "number" && r >= 0) return r;
  const n = asIndex(r);
  if (typeof n === "bigint" && n > 0n && n <= 0x7fff_ffff_ffff_ffffn) return n;
  return lenResult(r);
}

export function len(o: PyObj): number {
  const n = lenOpt(o);
  if (n === undefined) throw typeError(`object of type '${typeName(o)}' has no len()`);
  return n;
}

// ---- numbers as other types want them ----

/** The value of an int (or bool, or a subclass), undefined for anything else. */
export function asInt(o: PyObj): PyInt | undefined {
  switch (typeof o) {
    case "number":
    case "bigint":
      return o;
    case "boolean":
      return o ? 1 : 0;
    default:
      return o instanceof PyIntSub ? o.v : undefined;
  }
}

/** `operator.index(o)`, or undefined when o is no integer. */
export function asIndex(o: PyObj): PyInt | undefined {
  const v = asInt(o);
  if (v !== undefined) return v;
  const f = typeOf(o).lookup("__index__");
  if (f === undefined) return undefined;
  const r = callSlot(f, o);
  const i = asInt(r);
  if (i === undefined) throw typeError(`__index__ returned non-int (type ${typeName(r)})`);
  if (r instanceof PyIntSub || typeof r === "boolean") warnStrictSubclass("__index__", "int", r);
  return i;
}

/** A conversion method gave an instance of a subclass: allowed still, with a warning. */
export function warnStrictSubclass(method: string, type: string, r: PyObj): void {
  warnHook.warn(
    E.DeprecationWarning,
    `${method} returned non-${type} (type ${typeName(r)}).  The ability to return an instance of a strict subclass of ${type} is deprecated, and may be removed in a future version of Python.`,
  );
}

export function index(o: PyObj): PyInt {
  const v = asIndex(o);
  if (v === undefined)
    throw typeError(`'${typeName(o)}' object cannot be interpreted as an integer`);
  return v;
}

/** An index as a JavaScript number; beyond Py_ssize_t is an error of the given type, or clips. */
export function ssize(o: PyObj, overflow: PyType | null = E.OverflowError): number {
  const v = index(o);
  if (typeof v === "number") return v;
  if (v >= -(1n << 63n) && v < 1n << 63n) return Number(v);
  if (overflow === null) return v < 0n ? -Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  throw err(overflow, `cannot fit '${typeName(o)}' into an index-sized integer`);
}

/** The text of a str or a subclass, undefined for anything else. */
export function asStr(o: PyObj): Str | undefined {
  if (typeof o === "string" || o instanceof PyWStr) return o;
  return o instanceof PyStrSub ? o.v : undefined;
}

/** UTF-16 text of a str; undefined for anything else. */
export function asJs(o: PyObj): string | undefined {
  const s = asStr(o);
  return s === undefined ? undefined : typeof s === "string" ? s : s.toString();
}

/** The float value of a float or int, as arithmetic takes it; undefined for other types. */
export function asFloatFast(o: PyObj): number | undefined {
  if (o instanceof PyFloat) return o.v;
  const i = asInt(o);
  return i === undefined ? undefined : Number(i);
}

// ---- comparison ----

export type CmpOp = "__lt__" | "__le__" | "__eq__" | "__ne__" | "__gt__" | "__ge__";
const SWAPPED: Record<CmpOp, CmpOp> = {
  __lt__: "__gt__",
  __le__: "__ge__",
  __eq__: "__eq__",
  __ne__: "__ne__",
  __gt__: "__lt__",
  __ge__: "__le__",
};
export const CMP_SYMBOL: Record<CmpOp, string> = {
  __lt__: "<",
  __le__: "<=",
  __eq__: "==",
  __ne__: "!=",
  __gt__: ">",
  __ge__: ">=",
};

declare module "./object.js" {
  interface PyObject {
    /** Compares an exact instance of a built-in type with another of it; else undefined. */
    $compare?(op: CmpOp, b: PyObj): PyObj | undefined;
  }
}

/** `PyObject_RichCompare`. */
export function richCompare(a: PyObj, b: PyObj, op: CmpOp): PyObj {
  const x = (a as { $f?: number } | null)?.$f ?? a;
  const y = (b as { $f?: number } | null)?.$f ?? b;
  if (
    (typeof x === "number" && typeof y === "number") ||
    (typeof x === "string" && typeof y === "string")
  )
    switch (op) {
      case "__lt__":
        return x < y;
      case "__le__":
        return x <= y;
      case "__eq__":
        return x === y;
      case "__ne__":
        return x !== y;
      case "__gt__":
        return x > y;
      default:
        return x >= y;
    }
  const own = (a as Partial<PyObject> | null)?.$compare?.(op, b);
  if (own !== undefined) return own;
  const ta = typeOf(a);
  const tb = typeOf(b);
  let tried = false;
  if (ta !== tb && tb.isSubtype(ta)) {
    const f = tb.lookup(SWAPPED[op]);
    if (f !== undefined && f !== null) {
      tried = true;
      const r = callSlot(f, b, a);
      if (r !== NotImplemented) return r;
    }
  }
  const f = ta.lookup(op);
  if (f !== undefined && f !== null) {
    const r = callSlot(f, a, b);
    if (r !== NotImplemented) return r;
  }
  if (!tried) {
    const g = tb.lookup(SWAPPED[op]);
    if (g !== undefined && g !== null) {
      const r = callSlot(g, b, a);
      if (r !== NotImplemented) return r;
    }
  }
  if (op === "__eq__") return a === b;
  if (op === "__ne__") return a !== b;
  throw typeError(
    `'${CMP_SYMBOL[op]}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** Equality as containers test it: identity first. */
export function eq(a: PyObj, b: PyObj): boolean {
  if (a === b) return true;
  const ta = typeof a;
  if (ta === typeof b && (ta === "string" || ta === "number" || ta === "bigint")) return false;
  return truth(richCompare(a, b, "__eq__"));
}

/** What a comparison that gave a number below, of or above 0 says about an operator. */
export function ordered(op: CmpOp, c: number): boolean {
  switch (op) {
    case "__lt__":
      return c < 0;
    case "__le__":
      return c <= 0;
    case "__eq__":
      return c === 0;
    case "__ne__":
      return c !== 0;
    case "__gt__":
      return c > 0;
    default:
      return c >= 0;
  }
}

export function compareBool(a: PyObj, b: PyObj, op: CmpOp): boolean {
  if (typeof a === "number" && typeof b === "number") {
    switch (op) {
      case "__lt__":
        return a < b;
      case "__le__":
        return a <= b;
      case "__gt__":
        return a > b;
      case "__ge__":
        return a >= b;
    }
  }
  if (op === "__eq__") return eq(a, b);
  if (op === "__ne__" && a === b) return false;
  return truth(richCompare(a, b, op));
}

// ---- hash ----

export function hash(o: PyObj): PyInt {
  return hashOf(o);
}

// ---- text ----

/** The repr of an item; C may show a list or tuple that it has not filled yet. */
export const reprItem = (o: PyObj | undefined): Str => (o === undefined ? "<NULL>" : repr(o));

export function repr(o: PyObj): Str {
  const f = typeOf(o).lookup("__repr__");
  if (f === undefined) return `<${typeName(o)} object>`;
  const r = callSlot(f, o);
  const s = asStr(r);
  if (s === undefined) throw typeError(`__repr__ returned non-string (type ${typeName(r)})`);
  return s;
}

/** The result of `str(o)`: always exactly a str unless `__str__` gives a subclass. */
export function str(o: PyObj): Str {
  if (typeof o === "string" || o instanceof PyWStr) return o;
  const f = typeOf(o).lookup("__str__");
  if (f === undefined) return repr(o);
  const r = callSlot(f, o);
  const s = asStr(r);
  if (s === undefined) throw typeError(`__str__ returned non-string (type ${typeName(r)})`);
  return s;
}

/** repr and str as UTF-16, for messages. */
export const reprJs = (o: PyObj): string => repr(o).toString();
export const strJs = (o: PyObj): string => str(o).toString();

// ---- containers ----

export function getitem(o: PyObj, k: PyObj): PyObj {
  if (o instanceof PyObject) return o.$getitem(k);
  if (typeof o === "string" && typeof k === "number") {
    const c = o[k < 0 ? k + o.length : k];
    if (c !== undefined) return c;
  }
  return anyGetitem(o, k);
}

/** `o[k]` by the class's `__getitem__`, or `__class_getitem__`. */
export function anyGetitem(o: PyObj, k: PyObj): PyObj {
  const t = typeOf(o);
  const f = t.lookup("__getitem__");
  if (f !== undefined) return callSlot(f, o, k);
  if (o instanceof PyType) {
    const c = lookupAttr(o, "__class_getitem__");
    if (c !== undefined && c !== null) return call1(c, k);
    if (o === type_type) return iterHooksGeneric(o, k);
    throw typeError(`type '${tpName(o as PyType)}' is not subscriptable`);
  }
  throw typeError(`'${typeName(o)}' object is not subscriptable`);
}
/** Set by genericalias.ts. */
export const aliasHook = {} as { make(origin: PyObj, args: PyObj): PyObj };
function iterHooksGeneric(o: PyObj, k: PyObj): PyObj {
  return aliasHook.make(o, k);
}

export function setitem(o: PyObj, k: PyObj, v: PyObj): void {
  if (o instanceof PyObject) o.$setitem(k, v);
  else anySetitem(o, k, v);
}
export function anySetitem(o: PyObj, k: PyObj, v: PyObj): void {
  const f = typeOf(o).lookup("__setitem__");
  if (f === undefined) {
    asPlace(o, k);
    throw typeError(`'${typeName(o)}' object does not support item assignment`);
  }
  callSlot(f, o, k, v);
}

export function delitem(o: PyObj, k: PyObj): void {
  const f = typeOf(o).lookup("__delitem__");
  if (f !== undefined) {
    callSlot(f, o, k);
    return;
  }
  asPlace(o, k);
  throw typeError(
    asIndex(k) !== undefined && mayBeSequence(typeOf(o))
      ? `'${typeName(o)}' object doesn't support item deletion`
      : `'${typeName(o)}' object does not support item deletion`,
  );
}
/** CPython takes the key of what may be a sequence as a C integer before it finds no slot. */
function asPlace(o: PyObj, k: PyObj): void {
  if (!typeOf(o).isHeap) return;
  const i = asIndex(k);
  if (typeof i === "bigint" && BigInt.asIntN(64, i) !== i)
    throw err(E.IndexError, `cannot fit '${typeName(k)}' into an index-sized integer`);
}
/** Has CPython's type sequence slots? One that Python code makes has them in any case. */
const mayBeSequence = (t: PyType): boolean =>
  t.isHeap || ["__len__", "__getitem__", "__contains__"].some((n) => t.lookup(n) !== undefined);

export function contains(o: PyObj, v: PyObj): boolean {
  if (o instanceof PyObject) return o.$contains(v);
  if (typeof o === "string" && typeof v === "string") return o.includes(v);
  return anyContains(o, v);
}
export function anyContains(o: PyObj, v: PyObj): boolean {
  const f = typeOf(o).lookup("__contains__");
  if (f === null) throw typeError(`'${typeName(o)}' object is not a container`);
  if (f !== undefined) return truth(callSlot(f, o, v));
  let it: PyObject;
  try {
    it = iter(o);
  } catch (e) {
    if (isException(e, E.TypeError))
      throw typeError(`argument of type '${typeName(o)}' is not a container or iterable`);
    throw e;
  }
  let x: PyObj | undefined;
  while ((x = it.$next()) !== undefined) if (eq(x, v)) return true;
  return false;
}

// ---- classes ----

export function isType(o: PyObj): o is PyType {
  return o instanceof PyType;
}

/** Whether `o.__class__` of its instances is what `type(o)` gives. */
export const tellsClass = (t: PyType): boolean =>
  t.lookup("__class__") === object_type.dict.getStr("__class__") && !customGetattr(t);

/** `isinstance` without hooks: by the real type, then by `__class__`. */
function plainIsInstance(o: PyObj, cls: PyObj): boolean {
  if (cls instanceof PyType) {
    const t = typeOf(o);
    if (t.isSubtype(cls)) return true;
    if (!(o instanceof PyObject) || tellsClass(t)) return false;
    const c = getattrOpt(o, "__class__");
    return c instanceof PyType && c !== t && c.isSubtype(cls);
  }
  checkClass(cls, "isinstance() arg 2 must be a type, a tuple of types, or a union");
  const c = getattrOpt(o, "__class__");
  return c !== undefined && abstractSubclass(c, cls);
}

function basesOf(cls: PyObj): PyTuple | undefined {
  const b = getattrOpt(cls, "__bases__");
  return b instanceof PyTuple ? b : undefined;
}

function checkClass(cls: PyObj, msg: string): void {
  if (basesOf(cls) === undefined) throw typeError(msg);
}

function abstractSubclass(derived: PyObj, cls: PyObj): boolean {
  if (derived === cls) return true;
  const b = basesOf(derived);
  return b?.items.some((x) => abstractSubclass(x, cls)) ?? false;
}

export function isInstance(o: PyObj, cls: PyObj): boolean {
  if (typeOf(o) === cls) return true;
  if (cls instanceof PyType && cls.cls === type_type) return plainIsInstance(o, cls);
  if (cls instanceof PyTuple) {
    for (let i = 0; i < cls.items.length; i++) if (isInstance(o, cls.items[i])) return true;
    return false;
  }
  const f = typeOf(cls).lookup("__instancecheck__");
  if (f !== undefined) return truth(callSlot(f, cls, o));
  return plainIsInstance(o, cls);
}

export function plainIsSubclass(derived: PyObj, cls: PyObj): boolean {
  if (derived instanceof PyType && cls instanceof PyType) return derived.isSubtype(cls);
  checkClass(derived, "issubclass() arg 1 must be a class");
  checkClass(cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
  return abstractSubclass(derived, cls);
}

export function isSubclass(derived: PyObj, cls: PyObj): boolean {
  if (cls instanceof PyType && cls.cls === type_type) {
    if (derived === cls) return true;
    return plainIsSubclass(derived, cls);
  }
  if (cls instanceof PyTuple) return cls.items.some((c) => isSubclass(derived, c));
  const f = typeOf(cls).lookup("__subclasscheck__");
  if (f !== undefined) return truth(callSlot(f, cls, derived));
  return plainIsSubclass(derived, cls);
}
export { plainIsInstance };

/** Whether an exception (instance or class) matches what an `except` clause names. */
export function exceptionMatches(e: PyObj, cls: PyObj): boolean {
  if (cls instanceof PyTuple) {
    for (let i = 0; i < cls.items.length; i++) if (exceptionMatches(e, cls.items[i])) return true;
    return false;
  }
  const t = e instanceof PyType ? e : typeOf(e);
  return cls instanceof PyType && t.isSubtype(cls);
}

/** A new instance of a class without running `__init__`. */
export function allocate(cls: PyType): PyObject {
  const o = new cls.ctor(cls);
  return o;
}

export function suggest(name: string, candidates: Iterable<string>): string | null {
  return closest(name, candidates);
}

export { mkTuple, object_type, PyBoundMethod, PyInstance };

/** Calls what a class binds under a special name, whatever kind of descriptor it is. */
export function callSlotAny(d: PyObj, self: PyObj, args: PyObj[]): PyObj {
  return callBound(d, self, args, null);
}

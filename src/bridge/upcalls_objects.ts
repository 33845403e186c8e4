/** Upcalls: attributes, calls, numbers, sequences, mappings, iteration. */
import * as A from "../objects/abstract.js";
import { absolute, binop, inplace, invert, neg, type Op, pos } from "../objects/arith.js";
import { E, err, isException, typeError } from "../objects/errors.js";
import { asDouble, toFloat } from "../objects/float.js";
import { formatValue } from "../objects/format.js";
import { closest, PyFunction, PyMethodDescr } from "../objects/function.js";
import { builtinHash, identity } from "../objects/hash.js";
import { PyDict } from "../objects/hashtable.js";
import { toInt } from "../objects/int.js";
import { range_iterator_type } from "../objects/iter.js";
import {
  PyBytes,
  PyFloat,
  type PyInt,
  PyIntSub,
  type PyObj,
  PyObject,
  PyStrSub,
  PyTuple,
  type PyType,
  typeOf,
} from "../objects/object.js";
import { defaultRepr } from "../objects/objecttype.js";
import type { Kw } from "../objects/signature.js";
import { PySlice, slice_type } from "../objects/slice.js";
import { tuple_iterator_type } from "../objects/tuple.js";
import { newObject } from "../objects/type.js";
import {
  bytes_type,
  dict_type,
  float_type,
  int_type,
  mkFloat,
  mkList,
  mkTuple,
  NotImplemented,
  object_type,
} from "../objects/types.js";
import { builtin } from "./builtins.js";
import { PyNative } from "./native_object.js";
import { NativeGetSet } from "./types.js";
import { CTL, get, i32, put } from "./wire.js";

const CMP = ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"] as const;
const BINOPS: Record<string, Op> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "truediv",
  "//": "floordiv",
  "%": "mod",
  "@": "matmul",
  "<<": "lshift",
  ">>": "rshift",
  "&": "and",
  "|": "or",
  "^": "xor",
} as unknown as Record<string, Op>;

const name = (o: PyObj): string => A.asJs(o) as string;
/** Where C may pass anything for the name. */
const checked = (o: PyObj): string => {
  const s = A.asJs(o);
  if (s === undefined) throw typeError(`attribute name must be string, not '${A.typeName(o)}'`);
  return s;
};
const slice = (a: number, b: number): PySlice => new PySlice(slice_type, a, b, null);

function kwOf(d: PyObj | undefined): Kw | null {
  if (!(d instanceof PyDict)) return null;
  const kw: Kw = new Map();
  for (const [k, v] of d.pairs()) {
    const s = A.asJs(k);
    if (s === undefined) throw typeError("keywords must be strings");
    kw.set(s, v);
  }
  return kw;
}

/** The plain value inside an instance of a subclass of int, float, str or bytes. */
function plainValue(o: PyObj): PyObj {
  if (o instanceof PyIntSub) return o.v;
  if (o instanceof PyStrSub) return o.v;
  if (o instanceof PyFloat) return o.cls === float_type ? o : mkFloat(o.v);
  if (o instanceof PyBytes) {
    const b = new PyBytes(bytes_type);
    b.data = o.data;
    return b;
  }
  return o;
}

/** Looks a special method up on the type, or one of its bases, and calls it with the rest. */
function slotCall(dunder: string, cls: PyType, self: PyObj, args: PyObj[]): PyObj {
  const d = cls.lookup(dunder) ?? typeOf(self).lookup(dunder);
  if (d === undefined || d === null) {
    if (dunder.startsWith("__r") || args.length === 1) return NotImplemented;
    throw typeError(`'${A.typeName(self)}' object has no ${dunder}`);
  }
  const r = A.callSlotAny(d, self, args);
  return r === undefined ? null : r;
}

/** A dict has no items at places, unless a Python class gives it some. */
function refuseMapping(o: PyObj, dunder: string): void {
  if (o instanceof PyDict && typeOf(o).lookup(dunder) === dict_type.lookup(dunder))
    throw typeError(`${A.typeName(o)} is not a sequence`);
}

function seqIndex(o: PyObj, i: number): PyObj {
  return A.getitem(o, i);
}

/** What repr() or str() of an object returns, which may be of a subclass of str. */
function textOf(dunder: "__repr__" | "__str__", o: PyObj): PyObj {
  const f = typeOf(o).lookup(dunder);
  const r = f === undefined || f === null ? A.repr(o) : A.callSlot(f, o);
  if (A.asStr(r) === undefined)
    throw typeError(`${dunder} returned non-string (type ${A.typeName(r)})`);
  return r;
}
function asciiOf(o: PyObj): PyObj {
  const r = textOf("__repr__", o);
  return /^[\x00-\x7f]*$/.test(A.asStr(r)!.toString()) ? r : A.call(builtin("ascii"), [o]);
}

const has = (o: PyObj, name: string): boolean => typeOf(o).lookup(name) !== undefined;
function searchable(o: PyObj): void {
  if (!has(o, "__iter__") && !has(o, "__getitem__"))
    throw typeError(`argument of type '${A.typeName(o)}' is not iterable`);
}

function isSequence(o: PyObj): boolean {
  if (o instanceof PyDict) return false;
  return typeOf(o).lookup("__getitem__") !== undefined && !A.isType(o);
}

const { HOW, NRES, RAN } = CTL;

/**
 * An attribute that needs no code of Python's, so that C may keep the answer; for a getset of C's its
 * site (and any value: C calls the function). Undefined, with C told that code runs, for the rest.
 */
function quickAttr(o: PyObj, key: string): PyObj | undefined {
  if (o instanceof PyObject) {
    if (o instanceof PyNative && A.plainReads(o)) {
      // A class's own __getattr__ would come after a getter that raises AttributeError.
      const d = o.cls.lookup("__getattr__") === undefined ? o.cls.lookup(key) : undefined;
      if (d instanceof NativeGetSet && d.getSite !== 0) {
        i32[HOW] = 2;
        i32[NRES] = d.getSite;
        return null;
      }
    }
    const v = A.plainAttr(o, key);
    if (v !== undefined) {
      i32[HOW] = 1;
      return v;
    }
  }
  i32[RAN] = 1;
  return undefined;
}

export const objectOps: Record<string, (...a: never[]) => unknown> = {
  noop: () => null,
  getattr: (o: PyObj, n: PyObj) => {
    const key = name(n);
    return quickAttr(o, key) ?? A.getattr(o, key);
  },
  getattr_opt: (o: PyObj, n: PyObj) => {
    const key = name(n);
    return quickAttr(o, key) ?? A.getattrOpt(o, key);
  },
  setattr: (o: PyObj, n: PyObj, v: PyObj) => {
    const key = name(n);
    const plain: boolean = A.canStore(o, key);
    if (plain) i32[HOW] = 1;
    else {
      const d = o instanceof PyNative && A.plainStores(o) ? o.cls.lookup(key) : undefined;
      if (d instanceof NativeGetSet && d.setSite !== 0) {
        i32[HOW] = 2;
        i32[NRES] = d.setSite;
        return;
      }
      i32[RAN] = 1;
    }
    A.setattr(o, key, v);
  },
  delattr: (o: PyObj, n: PyObj) => A.delattr(o, name(n)),
  generic_getattr: (o: PyObj, n: PyObj) => {
    const s = checked(n);
    const v = o instanceof PyObject ? o.$getattro(s) : A.genericGet(o, typeOf(o), s);
    if (v === undefined) throw A.noAttribute(o, s);
    return v;
  },
  generic_setattr: (o: PyObj, n: PyObj, v: PyObj) =>
    o instanceof PyObject ? A.genericSet(o, checked(n), v) : A.setattr(o, checked(n), v),
  generic_delattr: (o: PyObj, n: PyObj) =>
    o instanceof PyObject ? A.genericSet(o, checked(n), undefined) : A.delattr(o, checked(n)),
  get_dict: (o: PyObj) => {
    if (!(o instanceof PyObject) || !typeOf(o).hasDict)
      throw err(E.AttributeError, "This object has no __dict__");
    return A.materialise(o);
  },
  set_dict: (o: PyObj, d: PyObj) => {
    if (!(d instanceof PyDict))
      throw typeError(`__dict__ must be set to a dictionary, not a '${A.typeName(d)}'`);
    if (!(o instanceof PyObject) || A.getattrOpt(o, "__dict__") === undefined)
      throw err(E.AttributeError, "This object has no __dict__");
    A.materialise(o as PyObject);
    (o as PyObject).odict = d;
  },
  repr: (o: PyObj) => textOf("__repr__", o),
  str: (o: PyObj) => textOf("__str__", o),
  ascii: asciiOf,
  bytes: (o: PyObj) => A.call(bytes_type, [o]),
  format: (o: PyObj, spec: PyObj) => formatValue(o, spec),
  hash: (o: PyObj) => A.hash(o),
  is_true: (o: PyObj) => (A.truth(o) ? 1 : 0),
  richcompare: (a: PyObj, b: PyObj, op: number) => A.richCompare(a, b, CMP[op]),
  isinstance: (o: PyObj, c: PyObj) => (A.isInstance(o, c) ? 1 : 0),
  issubclass: (o: PyObj, c: PyObj) => (A.isSubclass(o, c) ? 1 : 0),
  dir: (o: PyObj | undefined) => A.call(builtin("dir"), o === undefined ? [] : [o]),
  callable: (o: PyObj) => (A.callable(o) ? 1 : 0),
  closest_name: (name: PyObj, names: PyObj) =>
    closest(
      String(A.asStr(name)),
      (names as PyTuple).items.filter((n): n is string => typeof n === "string"),
    ),
  object_repr: (o: PyObj) => defaultRepr(o),
  object_hash: (o: PyObj) => builtinHash(o),
  id: (o: PyObj) => (o instanceof PyObject ? identity(o) : 0),

  call_tuple: (f: PyObj, args: PyObj | undefined, kw: PyObj | undefined) =>
    A.call(f, args instanceof PyTuple ? args.items : [], kwOf(kw)),
  /** A method without arguments; what is no method is looked at before it is called. */
  call_bare: (o: PyObj, n: string) => {
    const d = typeOf(o).lookup(n);
    if (d instanceof PyFunction || d instanceof PyMethodDescr) return A.callMethod(o, n, []);
    const f = A.getattr(o, n);
    if (!A.callable(f)) throw typeError(`attribute of type '${A.typeName(f)}' is not callable`);
    return A.call0(f);
  },
  call_method: (o: PyObj, n: PyObj, ...args: PyObj[]) => A.callMethod(o, name(n), args),
  slot_call: (n: PyObj, self: PyObj, ...args: PyObj[]) =>
    slotCall(name(n), typeOf(self), self, args),
  slot_call_of: (n: PyObj, cls: PyObj, self: PyObj, ...args: PyObj[]) =>
    slotCall(name(n), cls as PyType, self, args),
  slot_call_tuple: (cls: PyType, self: PyObj, args: PyObj | undefined, kw: PyObj | undefined) => {
    const f = A.descrGet(cls.lookup("__call__") as PyObj, self, typeOf(self));
    return A.call(f, args instanceof PyTuple ? args.items : [], kwOf(kw));
  },

  binop: (op: PyObj, a: PyObj, b: PyObj) =>
    op === "divmod" ? A.call(builtin("divmod"), [a, b]) : binop(BINOPS[name(op)], a, b),
  inplace: (op: PyObj, a: PyObj, b: PyObj) => inplace(BINOPS[name(op)], a, b),
  power: (a: PyObj, b: PyObj, m: PyObj, inPlace: number) => {
    // `__ipow__` is asked first, and gets no third argument.
    if (inPlace !== 0 && (m === null || has(a, "__ipow__"))) return inplace("pow" as Op, a, b);
    return m === null ? binop("pow" as Op, a, b) : A.call(builtin("pow"), [a, b, m]);
  },
  unary: (op: PyObj, o: PyObj) =>
    op === "neg" ? neg(o) : op === "pos" ? pos(o) : op === "abs" ? absolute(o) : invert(o),
  to_index: (o: PyObj) => A.index(o),
  to_int: (o: PyObj) => toInt(o),
  to_float: (o: PyObj) => mkFloat(toFloat(o)),
  as_double: (o: PyObj) => mkFloat(asDouble(o)),
  to_base: (o: PyObj, base: number) => {
    const v = A.index(o);
    const s = base === 10 ? v.toString() : null;
    return s ?? A.call(builtin(base === 2 ? "bin" : base === 8 ? "oct" : "hex"), [v]);
  },
  int_from_str: (s: PyObj, base: PyInt) => A.call(int_type, [s, base]),
  float_from_str: (s: PyObj) => A.call(float_type, [s]),
  number_check: (o: PyObj) => (typeOf(o).lookup("__index__") !== undefined ? 1 : 0),

  length: (o: PyObj) => A.len(o),
  length_hint: (o: PyObj) => A.lenOpt(o) ?? 0,
  getitem: (o: PyObj, k: PyObj) => A.getitem(o, k),
  getitem_opt: (o: PyObj, k: PyObj) => {
    try {
      return A.getitem(o, k);
    } catch (e) {
      if (isException(e, E.KeyError)) return undefined;
      throw e;
    }
  },
  setitem: (o: PyObj, k: PyObj, v: PyObj) => A.setitem(o, k, v),
  delitem: (o: PyObj, k: PyObj) => A.delitem(o, k),
  seq_getitem: (o: PyObj, i: number) => {
    if (!isSequence(o))
      throw typeError(
        o instanceof PyDict
          ? `${A.typeName(o)} is not a sequence`
          : `'${A.typeName(o)}' object does not support indexing`,
      );
    return seqIndex(o, i);
  },
  seq_setitem: (o: PyObj, i: number, v: PyObj) => {
    refuseMapping(o, "__setitem__");
    A.setitem(o, i, v);
  },
  seq_delitem: (o: PyObj, i: number) => {
    refuseMapping(o, "__delitem__");
    if (typeOf(o).lookup("__delitem__") === undefined)
      throw typeError(`'${A.typeName(o)}' object doesn't support item deletion`);
    A.delitem(o, i);
  },
  seq_check: (o: PyObj) => (isSequence(o) ? 1 : 0),
  mapping_check: (o: PyObj) =>
    typeOf(o).lookup("__getitem__") !== undefined && !A.isType(o) ? 1 : 0,
  contains: (o: PyObj, v: PyObj) => (A.contains(o, v) ? 1 : 0),
  seq_count: (o: PyObj, v: PyObj) => {
    let n = 0;
    searchable(o);
    for (const x of A.items(o)) if (x === v || A.eq(x, v)) n++;
    return n;
  },
  seq_index: (o: PyObj, v: PyObj) => {
    let n = 0;
    searchable(o);
    for (const x of A.items(o)) {
      if (x === v || A.eq(x, v)) return n;
      n++;
    }
    throw err(E.ValueError, "sequence.index(x): x not in sequence");
  },
  seq_repeat: (o: PyObj, n: number, inPlace: number) => {
    if (!isSequence(o)) throw typeError(`'${A.typeName(o)}' object can't be repeated`);
    const size = A.lenOpt(o) ?? 1;
    if (size === 0) n = Math.min(n, 1);
    if (size * n > Number.MAX_SAFE_INTEGER / 1024) throw err(E.MemoryError);
    return inPlace ? inplace("mul" as Op, o, n) : binop("mul" as Op, o, n);
  },
  seq_concat: (a: PyObj, b: PyObj, inPlace: number) => {
    if (!isSequence(a)) throw typeError(`'${A.typeName(a)}' object can't be concatenated`);
    return inPlace ? inplace("add" as Op, a, b) : binop("add" as Op, a, b);
  },
  getslice: (o: PyObj, a: number, b: number) => {
    if (!has(o, "__getitem__")) throw typeError(`'${A.typeName(o)}' object is unsliceable`);
    return A.getitem(o, slice(a, b));
  },
  setslice: (o: PyObj, a: number, b: number, v: PyObj) => {
    if (!has(o, "__setitem__"))
      throw typeError(`'${A.typeName(o)}' object doesn't support slice assignment`);
    A.setitem(o, slice(a, b), v);
  },
  delslice: (o: PyObj, a: number, b: number) => {
    if (!has(o, "__delitem__"))
      throw typeError(`'${A.typeName(o)}' object doesn't support slice deletion`);
    A.delitem(o, slice(a, b));
  },
  to_list: (o: PyObj) => mkList(A.toArray(o).slice()),
  to_tuple: (o: PyObj) => mkTuple(A.toArray(o).slice()),
  mapping_keys: (o: PyObj) => mkList(A.toArray(A.callMethod(o, "keys", [])).slice()),
  mapping_values: (o: PyObj) => mkList(A.toArray(A.callMethod(o, "values", [])).slice()),
  mapping_items: (o: PyObj) => mkList(A.toArray(A.callMethod(o, "items", [])).slice()),

  iter: (o: PyObj) => A.iter(o),
  aiter: (o: PyObj) => A.call(builtin("aiter"), [o]),
  next: (o: PyObj) => A.next(o),
  iter_check: (o: PyObj) => (typeOf(o).lookup("__next__") != null ? 1 : 0),
  aiter_check: (o: PyObj) => (typeOf(o).lookup("__anext__") != null ? 1 : 0),
  send: (o: PyObj, v: PyObj) => {
    try {
      if (v === null && typeOf(o).lookup("__next__") !== undefined) {
        const x = A.callSpecial(o, "__next__");
        return mkTuple([true, x as PyObj]);
      }
      return mkTuple([true, A.callMethod(o, "send", [v])]);
    } catch (e) {
      if (!isException(e, E.StopIteration)) throw e;
      return mkTuple([false, e.args.items[0] ?? null]);
    }
  },
  seqiter_new: (o: PyObj) => A.iterHooks.seqIter(o),
  calliter_new: (f: PyObj, sentinel: PyObj) => A.call(builtin("iter"), [f, sentinel]),
  plain_value: plainValue,
  /** `of`: the built-in base whose method is meant. */
  object_new: (t: PyObj, args: PyObj | undefined, kw: PyObj | undefined, of?: PyType) => {
    const type = t as PyType;
    const n = (of ?? type).lookup("__new__");
    if (n === undefined || n === object_type.dict.getStr("__new__"))
      return newObject(type, args instanceof PyTuple ? args.items : [], kwOf(kw));
    const f = A.descrGet(n, undefined, type);
    return A.call(f, [type, ...(args instanceof PyTuple ? args.items : [])], kwOf(kw));
  },
  object_init: (o: PyObj, args: PyObj | undefined, kw: PyObj | undefined, of?: PyType) => {
    const init = (of ?? typeOf(o)).lookup("__init__") as PyObj;
    const list = args instanceof PyTuple ? args.items : [];
    const r =
      init instanceof PyMethodDescr
        ? init.callOn(o, list, kwOf(kw))
        : A.call(A.descrGet(init, o, typeOf(o)), list, kwOf(kw));
    if (r !== null && r !== undefined)
      throw typeError(`__init__() should return None, not '${A.typeName(r)}'`);
  },
};

export const rawObjectOps: Record<string, (n: number) => void> = {
  /** (object or NULL for the one before, name, value), many times: see `setattr` */
  attr_stores: (n) => {
    let o: PyObj = null;
    // The property under which the class's instances have the attribute of the store before.
    let cls: PyType | null = null;
    let last = "";
    let property = "";
    for (let i = 0; i < n; i += 3) {
      const to = get(i);
      if (to !== undefined) o = to;
      const key = name(get(i + 1) as PyObj);
      const v = get(i + 2) as PyObj;
      const target = o as PyObject;
      if (target.cls === cls && key === last && target.odict === undefined) {
        (target as unknown as Record<string, PyObj>)[property] = v;
        continue;
      }
      A.setattr(o, key, v);
      cls = A.canStore(o, key) ? target.cls : null;
      last = key;
      property = A.propertyOf(key);
    }
  },
  /**
   * iterator, how many -> the next items, NRES of them, which the iterator has still to take
   * (iter_skips); HOW = 1 when stores into lists change them. None: one item as `next` gives it, and HOW = 2
   * for an iterator that never shows more.
   */
  next_items: () => {
    const it = get(0) as PyObj;
    const items = it instanceof A.PyIter ? it.$peek(get(1) as number) : undefined;
    if (items !== undefined && items.length > 0) {
      for (let i = 0; i < items.length; i++) put(i, items[i]);
      i32[NRES] = items.length;
      i32[HOW] = typeOf(it) === tuple_iterator_type || typeOf(it) === range_iterator_type ? 0 : 1;
      return;
    }
    i32[NRES] = 0;
    i32[RAN] = 1;
    const v = A.next(it);
    i32[HOW] = it instanceof A.PyIter && it.$peek !== A.PyIter.prototype.$peek ? 0 : 2;
    put(0, v);
  },
  /** (iterator or NULL for the one before, how many, None), many times */
  iter_skips: (n) => {
    let it: PyObj = null;
    for (let i = 0; i < n; i += 3) {
      const to = get(i);
      if (to !== undefined) it = to;
      (it as A.PyIter).$skip(get(i + 1) as number);
    }
  },
  /** callable, arguments */
  call: (n) => {
    const f = get(0) as PyObj;
    switch (n) {
      case 1:
        put(0, A.call0(f));
        return;
      case 2:
        put(0, A.call1(f, get(1) as PyObj));
        return;
      case 3: {
        const a = get(1) as PyObj;
        put(0, A.call2(f, a, get(2) as PyObj));
        return;
      }
      default: {
        const args = new Array<PyObj>(n - 1);
        for (let i = 1; i < n; i++) args[i - 1] = get(i) as PyObj;
        put(0, A.call(f, args));
      }
    }
  },
  /** callable, arguments, values of keywords, tuple of their names */
  call_kw: (n) => {
    const names = get(n - 1) as PyTuple;
    const f = get(0) as PyObj;
    const nkw = names.items.length;
    const all = new Array<PyObj>(n - 2);
    for (let i = 1; i < n - 1; i++) all[i - 1] = get(i) as PyObj;
    const kw: Kw = new Map();
    const npos = all.length - nkw;
    for (let i = 0; i < nkw; i++) kw.set(name(names.items[i]), all[npos + i]);
    put(0, A.call(f, all.slice(0, npos), kw));
  },
};

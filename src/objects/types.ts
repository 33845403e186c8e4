/**
 * The type objects that other files of this folder need while they load, and the way to make
 * a built-in type. A type's methods are in the file with its name.
 */
import { ExactDict, ExactSet, PyDict, PyFrozenSet, PyMutableSet, type PySet } from "./hashtable.js";
import {
  type Ctor,
  ExactFloat,
  exact,
  PyByteArray,
  PyBytes,
  PyComplex,
  PyFloat,
  PyInstance,
  PyIntSub,
  PyList,
  type PyObj,
  PyObject,
  PySingleton,
  PyStrSub,
  PyTuple,
  PyType,
  TPFLAGS,
  valueTypes,
} from "./object.js";

export interface TypeOptions {
  base?: PyType;
  ctor?: Ctor;
  /** Extra `tp_flags` bits. */
  flags?: number;
  /** False for types that Python code may not subclass, such as bool. */
  subclassable?: boolean;
  module?: string;
  hasDict?: boolean;
  hasWeakref?: boolean;
  basicsize?: number;
  itemsize?: number;
  doc?: string | null;
  meta?: PyType;
  /** False: calling the type is a TypeError, "cannot create 'x' instances". */
  instantiable?: boolean;
}

function bare(meta: PyType, name: string, bases: PyType[], flags: number, ctor: Ctor): PyType {
  const t = new PyType(meta, name, bases, undefined as unknown as PyDict, flags, ctor);
  return t;
}

const CORE = TPFLAGS.READY | TPFLAGS.STATIC_BUILTIN | TPFLAGS.IMMUTABLETYPE;
export const object_type = bare(
  undefined as unknown as PyType,
  "object",
  [],
  CORE | TPFLAGS.BASETYPE,
  PyInstance,
);
export const type_type = bare(
  undefined as unknown as PyType,
  "type",
  [object_type],
  CORE | TPFLAGS.BASETYPE | TPFLAGS.TYPE_SUBCLASS | TPFLAGS.HAVE_GC,
  PyType as unknown as Ctor,
);
export const dict_type = bare(
  type_type,
  "dict",
  [object_type],
  CORE |
    TPFLAGS.BASETYPE |
    TPFLAGS.DICT_SUBCLASS |
    TPFLAGS.HAVE_GC |
    TPFLAGS.MAPPING |
    TPFLAGS.MATCH_SELF,
  PyDict,
);
for (const t of [object_type, type_type, dict_type]) {
  t.cls = type_type;
  t.dict = new ExactDict(dict_type);
  t.mro = t === object_type ? [t] : [t, object_type];
  t.addToBases();
}
own(PyDict, dict_type);
type_type.hasDict = true;
type_type.basicsize = 928;
type_type.itemsize = 40;
/** Where native/moult.h has it: C code reads it there. */
type_type.dictoffset = 32;
type_type.weakrefoffset = 368;
dict_type.basicsize = 48;

export function newDict(): PyDict {
  return new ExactDict(dict_type);
}

/** A JavaScript class of one type alone keeps what is known of the type: see PyType.known. */
function own(ctor: Ctor & { owner?: PyType | null }, t: PyType): void {
  if (ctor === PyObject || ctor === PyInstance) return;
  ctor.owner = Object.hasOwn(ctor, "owner") ? null : t;
}

/** Says which JavaScript class a type's instances are of, where that is defined after the type. */
export function madeBy(t: PyType, ctor: abstract new (...args: never[]) => PyObject): void {
  t.ctor = ctor as unknown as Ctor;
  own(t.ctor, t);
}

/** Makes a built-in ("static") type. Methods are added by `methods`, `slots`, `getsets`. */
export function builtinType(name: string, o: TypeOptions = {}): PyType {
  const base = o.base ?? object_type;
  const dict = newDict();
  const flags =
    CORE |
    (o.flags ?? 0) |
    (o.subclassable === false ? 0 : TPFLAGS.BASETYPE) |
    (o.instantiable === false ? TPFLAGS.DISALLOW_INSTANTIATION : 0);
  const t = new PyType(o.meta ?? base.cls, name, [base], dict, flags, o.ctor ?? base.ctor);
  t.mro = [t, ...base.mro];
  t.inheritFlags();
  own(t.ctor, t);
  if (o.hasDict !== undefined) t.hasDict = o.hasDict;
  if (o.hasWeakref !== undefined) t.hasWeakref = o.hasWeakref;
  t.basicsize = o.basicsize ?? base.basicsize;
  t.itemsize = o.itemsize ?? base.itemsize;
  if (o.module !== undefined && o.module !== "builtins") {
    dict.setStr("__module__", o.module);
    t.moduleName = o.module;
  }
  if (o.doc !== undefined) dict.setStr("__doc__", o.doc);
  t.addToBases();
  return t;
}

const GC = TPFLAGS.HAVE_GC;
const MS = TPFLAGS.MATCH_SELF;
export const none_type = builtinType("NoneType", { subclassable: false });
export const int_type = builtinType("int", {
  ctor: PyIntSub,
  flags: TPFLAGS.LONG_SUBCLASS | MS,
  basicsize: 24,
  itemsize: 4,
});
export const bool_type = builtinType("bool", { base: int_type, subclassable: false });
export const str_type = builtinType("str", {
  ctor: PyStrSub,
  flags: TPFLAGS.UNICODE_SUBCLASS | MS,
  basicsize: 64,
});
valueTypes.none = none_type;
valueTypes.int = int_type;
valueTypes.bool = bool_type;
valueTypes.str = str_type;

export const float_type = builtinType("float", { ctor: PyFloat, flags: MS, basicsize: 24 });
export const complex_type = builtinType("complex", { ctor: PyComplex, basicsize: 32 });
export const bytes_type = builtinType("bytes", {
  ctor: PyBytes,
  flags: TPFLAGS.BYTES_SUBCLASS | MS,
  basicsize: 33,
  itemsize: 1,
});
export const bytearray_type = builtinType("bytearray", {
  ctor: PyByteArray,
  flags: MS,
  basicsize: 56,
});
export const tuple_type = builtinType("tuple", {
  ctor: PyTuple,
  flags: TPFLAGS.TUPLE_SUBCLASS | GC | TPFLAGS.SEQUENCE | MS,
  basicsize: 32,
  itemsize: 8,
});
export const list_type = builtinType("list", {
  ctor: PyList,
  flags: TPFLAGS.LIST_SUBCLASS | GC | TPFLAGS.SEQUENCE | MS,
  basicsize: 40,
});
export const set_type = builtinType("set", {
  ctor: PyMutableSet,
  flags: GC | MS,
  basicsize: 200,
  hasWeakref: true,
});
export const frozenset_type = builtinType("frozenset", {
  ctor: PyFrozenSet,
  flags: GC | MS,
  basicsize: 200,
  hasWeakref: true,
});

export const notimplemented_type = builtinType("NotImplementedType", { subclassable: false });
export const ellipsis_type = builtinType("ellipsis", { subclassable: false });
export const NotImplemented = new PySingleton(notimplemented_type, "NotImplemented");
export const Ellipsis = new PySingleton(ellipsis_type, "Ellipsis");

const plain = (name: string, o: TypeOptions = {}): PyType =>
  builtinType(name, { subclassable: false, flags: GC, ctor: PyObject, ...o });

export const function_type = plain("function", { hasDict: true, hasWeakref: true });
export const builtin_type = plain("builtin_function_or_method", {
  instantiable: false,
  hasWeakref: true,
});
export const method_type = plain("method", { hasWeakref: true });
export const method_descriptor_type = plain("method_descriptor", {
  instantiable: false,
  flags: GC | TPFLAGS.METHOD_DESCRIPTOR,
});
export const wrapper_descriptor_type = plain("wrapper_descriptor", {
  instantiable: false,
  flags: GC | TPFLAGS.METHOD_DESCRIPTOR,
});
export const classmethod_descriptor_type = plain("classmethod_descriptor", {
  instantiable: false,
});
export const method_wrapper_type = plain("method-wrapper", { instantiable: false });
export const getset_descriptor_type = plain("getset_descriptor", { instantiable: false });
export const member_descriptor_type = plain("member_descriptor", { instantiable: false });
export const cell_type = plain("cell");
/** Instances are C's: the bridge says how they are made. */
export const capsule_type = plain("PyCapsule", { instantiable: false, flags: 0 });
export const code_type = plain("code", { hasWeakref: true, flags: 0 });
export const frame_type = plain("frame", { instantiable: false });
export const traceback_type = plain("traceback");
export const mappingproxy_type = plain("mappingproxy", { flags: GC | TPFLAGS.MAPPING });

const ExactTuple = exact(PyTuple, function (this: PyTuple, items: PyObj[]) {
  this.cls = tuple_type;
  this.h = 0;
  this.items = items;
});
const ExactList = exact(PyList, function (this: PyList, items: PyObj[]) {
  this.cls = list_type;
  this.h = 0;
  this.items = items;
});
const ExactBytes = exact(PyBytes, function (this: PyBytes, data: Uint8Array) {
  this.cls = bytes_type;
  this.h = 0;
  this.data = data;
  this.hash = undefined;
});
export const EMPTY_TUPLE = new ExactTuple([]);
export const mkTuple = (items: PyTuple["items"]): PyTuple =>
  items.length === 0 ? EMPTY_TUPLE : new ExactTuple(items);
export const mkList = (items: PyList["items"]): PyList => new ExactList(items);
Object.defineProperty(ExactFloat.prototype, "cls", { value: float_type, writable: true });
export const mkFloat = (v: number): PyFloat => new ExactFloat(v) as unknown as PyFloat;
const EMPTY_BYTES = new ExactBytes(new Uint8Array(0));
const ONE_BYTE: PyBytes[] = [];
/** The empty one and those of one byte exist once, as in CPython; nobody may write to `data`. */
export function mkBytes(data: Uint8Array): PyBytes {
  if (data.length > 1) return new ExactBytes(data);
  return data.length === 0 ? EMPTY_BYTES : (ONE_BYTE[data[0]] ??= new ExactBytes(data));
}
export const mkSet = (): PySet => new ExactSet(set_type);
export const mkFrozenSet = (): PySet => new PyFrozenSet(frozenset_type);
/** An empty set or frozenset, as the type says. */
export const setOf = (t: PyType): PySet => (t === frozenset_type ? mkFrozenSet() : mkSet());

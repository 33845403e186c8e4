/** The metaclasses of ctypes: how a class statement becomes a C type. */
import {
  asIndex,
  asInt,
  asJs,
  asStr,
  call,
  callable,
  getattr,
  getattrOpt,
  len,
  ssize,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import { contiguous, getBuffer } from "../objects/buffer.js";
import { attributeError, E, err, isException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { type Ctor, PyBytes, type PyObj, PyObject, PyTuple, PyType } from "../objects/object.js";
import { builtinType, mkTuple, NotImplemented, newDict, type_type } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { CODES } from "./ctypes-codes.js";
import {
  CData,
  type FieldInfo,
  fresh,
  infoOf,
  type Kind,
  keep,
  memoryAt,
  need,
  newInfo,
  PyCType,
  type TypeInfo,
  wrap,
} from "./ctypes-info.js";
import { symbolAddress } from "./ctypes-libs.js";

const meta = (name: string, base: PyType = type_type): PyType =>
  builtinType(name, { module: "_ctypes", base, ctor: PyCType as unknown as Ctor, meta: type_type });
export const ctype_type = meta("CType_Type");
export const simple_meta = meta("PyCSimpleType", ctype_type);
export const struct_meta = meta("PyCStructType", ctype_type);
export const union_meta = meta("UnionType", ctype_type);
export const array_meta = meta("PyCArrayType", ctype_type);
export const pointer_meta = meta("PyCPointerType", ctype_type);
export const func_meta = meta("PyCFuncPtrType", ctype_type);

/** A base class of ctypes, itself without a layout. */
function baseType(name: string, m: PyType, base: PyType): PyType {
  const t = new PyCType(m, name, [base], newDict(), base.flags, CData as Ctor);
  t.flags = object_flags(base);
  t.mro = [t, ...base.mro];
  t.base = base;
  t.inheritFlags();
  t.dict.setStr("__module__", "_ctypes");
  t.addToBases();
  return t;
}
const object_flags = (base: PyType): number => base.flags;
export const cdata_type = baseType(
  "_CData",
  ctype_type,
  builtinType("_CDataRoot", { ctor: CData }).base as PyType,
);
export const simple_type = baseType("_SimpleCData", simple_meta, cdata_type);
export const structure_type = baseType("Structure", struct_meta, cdata_type);
export const union_type = baseType("Union", union_meta, cdata_type);
export const array_type = baseType("Array", array_meta, cdata_type);
export const pointer_type = baseType("_Pointer", pointer_meta, cdata_type);
export const func_type = baseType("CFuncPtr", func_meta, cdata_type);

// ---- simple types ----

function simpleInfo(t: PyCType, code: string, swapped: boolean): void {
  const cd = CODES[code];
  const info = newInfo("simple", cd.size, cd.align);
  info.code = code;
  info.swapped = swapped;
  info.format = (swapped ? ">" : "<") + cd.format;
  t.info = info;
}
slots(simple_meta, {
  __init__: (t: PyCType, args: PyObj[]) => {
    if (!typeInit(t, args)) return null;
    const raw = t.lookup("_type_");
    if (raw === undefined) throw err(E.AttributeError, "class must define a '_type_' attribute");
    const code = asJs(raw);
    if (code === undefined) throw typeError("class must define a '_type_' string attribute");
    if (code.length !== 1)
      throw valueError("class must define a '_type_' attribute which must be a string of length 1");
    if (CODES[code] === undefined)
      throw err(
        E.AttributeError,
        "class must define a '_type_' attribute which must be\n" +
          "a single character string containing one of 'cbBhHiIlLfuzZqQPXOv?dgFDG'.",
      );
    simpleInfo(t, code, false);
    // Numbers of more than a byte have a sibling of the other byte order.
    if (t.base === simple_type && "hHiIlLqQfd".includes(code)) {
      const other = new PyCType(t.cls, t.name, [t], newDict(), t.flags, t.ctor);
      other.mro = [other, ...t.mro];
      other.base = simple_type;
      other.dict.setStr("__module__", t.dict.getStr("__module__") ?? "ctypes");
      simpleInfo(other, code, true);
      t.set("__ctype_le__", t);
      t.set("__ctype_be__", other);
      other.set("__ctype_le__", t);
      other.set("__ctype_be__", other);
    }
    return null;
  },
});
/** False for the base classes themselves. */
function typeInit(_t: PyCType, args: PyObj[]): boolean {
  return args.length === 3;
}

// ---- structures and unions ----

/** Set by ctypes-data.ts: makes the descriptor of a field known by its CField. */
export const fieldHook = {
  info: (_f: PyObj): FieldInfo | undefined => undefined,
  nested: (_f: FieldInfo, _outer: FieldInfo): PyObj => null,
};
function setFields(t: PyCType, value: PyObj): void {
  const kind: Kind = t.cls.isSubtype(struct_meta) ? "struct" : "union";
  const own = t.info;
  if (own?.final && own.fields.length >= 0 && t.dict.getStr("_fields_") !== undefined)
    throw err(E.AttributeError, "_fields_ is final");
  const baseInfo = t.base === null ? undefined : infoOf(t.base);
  if (own?.final) throw err(E.AttributeError, "_fields_ is final");
  const layout = call(getattr(importModule(interp(), "ctypes._layout"), "get_layout"), [
    t,
    value,
    kind === "struct",
    baseInfo === undefined || (baseInfo.size === 0 && baseInfo.fields.length === 0)
      ? null
      : (t.base as PyObj),
  ]);
  const info = newInfo(
    kind,
    Number(asInt(getattr(layout, "size"))),
    Number(asInt(getattr(layout, "align"))),
  );
  info.format = asJs(getattr(layout, "format_spec")) ?? "B";
  info.fields = baseInfo === undefined ? [] : [...baseInfo.fields];
  const anonymous = getattrOpt(t, "_anonymous_");
  const hidden = new Set(
    anonymous === undefined ? [] : toArray(anonymous).map((x) => asJs(x) ?? ""),
  );
  const fields = toArray(getattr(layout, "fields"));
  for (const f of fields) {
    const fi = fieldHook.info(f);
    if (fi === undefined) throw typeError(`fields must be of type CField, got ${typeName(f)}`);
    const inner = need(fi.type);
    inner.final = true;
    if (inner.kind === "func") inner.final = true;
    info.fields.push(fi);
    t.dict.setStr(fi.name, f);
  }
  t.info = info;
  t.modified();
  for (const name of hidden) {
    const fi = info.fields.find((f) => f.name === name);
    if (fi === undefined)
      throw attributeError(t, name, `type object '${t.name}' has no attribute '${name}'`);
    fi.anonymous = true;
    const inner = need(fi.type);
    if (inner.kind !== "struct" && inner.kind !== "union")
      throw err(E.AttributeError, `'${name}' is specified in _anonymous_ but not in _fields_`);
    for (const g of inner.fields)
      if (t.dict.getStr(g.name) === undefined) t.set(g.name, fieldHook.nested(g, fi));
  }
}
const structInit = (t: PyCType, args: PyObj[]): PyObj => {
  if (!typeInit(t, args)) return null;
  if (truth(t.dict.getStr("_abstract_") ?? false)) return null;
  const fields = t.dict.getStr("_fields_");
  if (fields !== undefined) setFields(t, fields);
  else if (t.base !== null && infoOf(t.base) !== undefined) {
    const b = infoOf(t.base) as TypeInfo;
    b.final = true;
    t.info = { ...b, fields: [...b.fields], final: false };
  } else t.info = newInfo(t.cls.isSubtype(struct_meta) ? "struct" : "union", 0, 1);
  return null;
};
const plainSet = PyType.prototype.$setattro;
PyCType.prototype.$setattro = function (this: PyCType, name: string, v: PyObj | undefined): void {
  const struct = this.cls.isSubtype(struct_meta) || this.cls.isSubtype(union_meta);
  if (struct && name === "_fields_" && v !== undefined) {
    const had = this.dict.getStr("_fields_") !== undefined;
    if (had || this.info?.final === true) throw err(E.AttributeError, "_fields_ is final");
    setFields(this, v);
  }
  plainSet.call(this, name, v);
};
for (const m of [struct_meta, union_meta]) slots(m, { __init__: structInit });

// ---- arrays, pointers, functions ----

const arrays = new WeakMap<PyType, Map<number, PyType>>();
export function arrayOf(item: PyType, n: number): PyType {
  let m = arrays.get(item);
  if (m === undefined) arrays.set(item, (m = new Map()));
  let t = m.get(n);
  if (t === undefined) {
    const ns = newDict();
    ns.setStr("_length_", n);
    ns.setStr("_type_", item);
    t = call(array_meta, [`${item.name}_Array_${n}`, mkTuple([array_type]), ns]) as PyType;
    m.set(n, t);
  }
  return t;
}
slots(array_meta, {
  __init__: (t: PyCType, args: PyObj[]) => {
    if (!typeInit(t, args)) return null;
    const n = t.lookup("_length_");
    if (n === undefined) throw err(E.AttributeError, "class must define a '_length_' attribute");
    const length = asInt(n);
    if (length === undefined) throw typeError("The '_length_' attribute must be an integer");
    if (length < 0) throw valueError("The '_length_' attribute must not be negative");
    if (typeof length === "bigint")
      throw err(E.OverflowError, "The '_length_' attribute is too large");
    const item = t.lookup("_type_");
    if (item === undefined) throw err(E.AttributeError, "class must define a '_type_' attribute");
    const inner = infoOf(item);
    if (inner === undefined) throw typeError("_type_ must have storage info");
    if (inner.size * length > Number.MAX_SAFE_INTEGER)
      throw err(E.OverflowError, "array too large");
    const info = newInfo("array", inner.size * length, inner.align);
    inner.final = true;
    info.item = item as PyType;
    info.length = length;
    info.format = inner.format;
    t.info = info;
    return null;
  },
});
function setPointerItem(t: PyCType, item: PyObj): void {
  if (!(item instanceof PyCType) || infoOf(item) === undefined)
    throw typeError(
      item instanceof PyType ? `${"_type_"} must have storage info` : "_type_ must be a type",
    );
  (t.info as TypeInfo).item = item;
  (t.info as TypeInfo).format = `&${infoOf(item)?.format ?? "B"}`;
  item.pointerType ??= t;
}
slots(pointer_meta, {
  __init__: (t: PyCType, args: PyObj[]) => {
    if (!typeInit(t, args)) return null;
    t.info = newInfo("pointer", 8, 8);
    t.info.format = "P";
    const item = t.lookup("_type_");
    if (item !== undefined) setPointerItem(t, item);
    return null;
  },
});
methods(pointer_meta, {
  set_type: [
    "($self, type, /)",
    (t: PyCType, item: PyObj) => {
      setPointerItem(t, item);
      plainSet.call(t, "_type_", item);
      return null;
    },
  ],
});
/** `argtypes` as a function type or object keeps them, with their converters. */
export function convertersOf(o: PyObj): [PyObj[], PyObj[]] {
  let list: PyObj[];
  try {
    list = toArray(o);
  } catch (e) {
    if (!isException(e, E.TypeError)) throw e;
    throw typeError("_argtypes_ must be a sequence of types");
  }
  const conv = list.map((t, i) => {
    const f = getattrOpt(t, "from_param");
    if (f === undefined) throw typeError(`item ${i + 1} in _argtypes_ has no from_param method`);
    return f;
  });
  return [list, conv];
}
slots(func_meta, {
  __init__: (t: PyCType, args: PyObj[]) => {
    if (!typeInit(t, args)) return null;
    const info = newInfo("func", 8, 8);
    info.format = "X{}";
    const flags = t.lookup("_flags_");
    if (flags === undefined || asInt(flags) === undefined)
      throw typeError("class must define _flags_ which must be an integer");
    info.flags = Number(asInt(flags));
    const at = t.lookup("_argtypes_");
    if (at !== undefined && at !== null) {
      const [list, conv] = convertersOf(at);
      info.argtypes = list as PyType[];
      info.converters = conv;
    }
    const rt = t.lookup("_restype_");
    if (rt !== undefined && rt !== null) {
      if (infoOf(rt) === undefined && !callable(rt))
        throw typeError("_restype_ must be a type, a callable, or None");
      info.restype = rt;
    }
    t.info = info;
    return null;
  },
});

// ---- what all types have ----

function multiply(t: PyCType, o: PyObj): PyObj {
  if (asIndex(o) === undefined) return NotImplemented;
  const n = ssize(o);
  if (n < 0) throw valueError(`Array length must be >= 0, not ${n}`);
  return arrayOf(t, n);
}
slots(ctype_type, { __mul__: multiply, __rmul__: multiply });
getsets(ctype_type, {
  __pointer_type__: [
    (t: PyCType) => {
      if (t.pointerType === undefined)
        throw attributeError(
          t,
          "__pointer_type__",
          `type ${t.name} has no attribute '__pointer_type__'`,
        );
      return t.pointerType;
    },
    (t: PyCType, v: PyObj | undefined) => {
      t.pointerType = v;
    },
  ],
});
function fromBuffer(t: PyType, o: PyObj, offset: PyObj | undefined, copy: boolean): PyObj {
  const info = need(t);
  info.final = true;
  const at = offset === undefined ? 0 : ssize(offset);
  const v = getBuffer(o);
  if (v.readonly && !copy) {
    v.release();
    throw typeError("underlying buffer is not writable");
  }
  const d = contiguous(v);
  if (at < 0) throw valueError("offset cannot be negative");
  if (info.size > d.length - at) {
    v.release();
    throw valueError(
      `Buffer size too small (${d.length} instead of at least ${info.size + at} bytes)`,
    );
  }
  if (copy) {
    const r = fresh(t);
    r.mem.set(d.subarray(at, at + info.size));
    v.release();
    return r;
  }
  const r = wrap(t, d.subarray(at, at + info.size), null);
  r.exporter = o;
  keep(r, -1, o);
  return r;
}
/** `byref`, and parameters converted to what C takes. */
export class PyCArg extends PyObject {
  tag = "P";
  ffi: unknown = "intptr_t";
  value: unknown = null;
  obj: PyObj = null;
  /** Memory the value points to. */
  raw: Uint8Array | undefined = undefined;
}
export const carg_type = builtinType("CArgObject", {
  module: "_ctypes",
  ctor: PyCArg,
  instantiable: false,
});
export function carg(tag: string, ffi: unknown, value: unknown, obj: PyObj): PyCArg {
  const a = new PyCArg(carg_type);
  a.tag = tag;
  a.ffi = ffi;
  a.value = value;
  a.obj = obj;
  return a;
}
slots(carg_type, {
  __repr__: (a: PyCArg) =>
    typeof a.value === "bigint" && (a.tag === "P" || "zZ".includes(a.tag))
      ? `<cparam '${a.tag}' (0x${a.value.toString(16)})>`
      : `<cparam '${a.tag}' (${String(a.value)})>`,
});
const generic = (t: PyType, o: PyObj): PyObj => {
  if (o instanceof CData && o.cls.isSubtype(t)) return o;
  if (o instanceof PyCArg && o.obj instanceof CData && o.obj.cls.isSubtype(t)) return o;
  const as = getattrOpt(o, "_as_parameter_");
  if (as !== undefined) return call(getattr(t, "from_param"), [as]);
  throw typeError(`expected ${t.name} instance instead of ${typeName(o)}`);
};
const asParameter = (t: PyType, o: PyObj): PyObj | undefined => {
  const as = getattrOpt(o, "_as_parameter_");
  return as === undefined ? undefined : call(getattr(t, "from_param"), [as]);
};
/** Arrays of, and pointers to, the given code. */
function pointsTo(o: PyObj, code: string): boolean {
  if (!(o instanceof CData)) return false;
  const i = infoOf(o.cls);
  return (i?.kind === "array" || i?.kind === "pointer") && infoOf(i.item)?.code === code;
}
function simpleParam(t: PyCType, o: PyObj): PyObj {
  if (o instanceof PyObject && o.cls.isSubtype(t)) return o;
  const info = need(t);
  const { code } = info;
  const cd = CODES[code];
  if ("zZP".includes(code)) {
    if (o === null) return null;
    const item = code === "z" ? "c" : code === "Z" ? "u" : "";
    if ((code === "z" || code === "P") && o instanceof PyBytes) return stored("z", o);
    if ((code === "Z" || code === "P") && asStr(o) !== undefined) return stored("Z", o);
    if (code === "P" && asInt(o) !== undefined) return stored("P", o);
    if (item !== "" && pointsTo(o, item)) return o;
    if (
      o instanceof PyCArg &&
      o.tag === "P" &&
      (code === "P" || (o.obj instanceof CData && infoOf(o.obj.cls)?.code === item))
    )
      return o;
    if (code === "P" && o instanceof PyCArg) return o;
    if (code === "P" && o instanceof CData) {
      const i = need(o.cls);
      if (i.kind === "array" || i.kind === "pointer") return o;
      if (i.kind === "func" || "zZ".includes(i.code))
        return carg("P", "intptr_t", o.view.getBigUint64(0, true), o);
    }
    const as = asParameter(t, o);
    if (as !== undefined) return as;
    throw typeError(
      code === "P"
        ? `'${typeName(o)}' object cannot be interpreted as ctypes.c_void_p`
        : `'${typeName(o)}' object cannot be interpreted as ctypes.${code === "z" ? "c_char_p" : "c_wchar_p"}`,
    );
  }
  try {
    return stored(code, o, cd.ffi);
  } catch (e) {
    if (!isException(e, E.TypeError)) throw e;
    const as = asParameter(t, o);
    if (as !== undefined) return as;
    throw e;
  }
}
/** A Python value in the memory of a C type, ready to be passed. */
export function stored(code: string, o: PyObj, ffi: unknown = "intptr_t"): PyCArg {
  const mem = new Uint8Array(new ArrayBuffer(32));
  const v = new DataView(mem.buffer);
  const kept = CODES[code].set(v, o, true);
  const a = carg(code, ffi, ffiValue(code, v), o);
  a.raw = kept?.raw;
  return a;
}
/** What koffi takes for a simple type's memory. */
export function ffiValue(code: string, v: DataView): unknown {
  switch (code) {
    case "f":
      return v.getFloat32(0, true);
    case "d":
      return v.getFloat64(0, true);
    case "g":
    case "F":
    case "D":
    case "G":
      throw typeError("long double and complex values cannot be passed by value");
    case "?":
      return v.getUint8(0) !== 0;
    case "c":
      return v.getInt8(0);
    case "u":
      return v.getInt32(0, true);
    case "b":
      return v.getInt8(0);
    case "B":
      return v.getUint8(0);
    case "h":
      return v.getInt16(0, true);
    case "H":
      return v.getUint16(0, true);
    case "i":
      return v.getInt32(0, true);
    case "I":
      return v.getUint32(0, true);
    case "L":
    case "Q":
      return v.getBigUint64(0, true);
    default:
      return v.getBigInt64(0, true);
  }
}
function pointerParam(t: PyCType, o: PyObj): PyObj {
  if (o === null) return null;
  const item = need(t).item;
  if (item !== null && o instanceof CData && o.cls.isSubtype(item))
    return carg("P", "intptr_t", o.address, o);
  if (o instanceof CData) {
    const i = need(o.cls);
    if ((i.kind === "array" || i.kind === "pointer") && item !== null && i.item?.isSubtype(item))
      return o;
  }
  if (o instanceof PyCArg && item !== null && o.obj instanceof CData && o.obj.cls.isSubtype(item))
    return o;
  return generic(t, o);
}
function arrayParam(t: PyCType, o: PyObj): PyObj {
  const info = need(t);
  if (o instanceof CData && o.cls.isSubtype(t)) return o;
  const code = infoOf(info.item)?.code;
  if (code === "c" && o instanceof PyBytes) {
    if (o.data.length > info.length) throw valueError("Invalid length");
    return call(
      t,
      [...o.data].map((b) => b as PyObj),
    );
  }
  if (code === "u" && asStr(o) !== undefined) {
    if (len(o) > info.length) throw valueError("Invalid length");
    return call(t, toArray(o));
  }
  if (o instanceof PyTuple) {
    if (o.items.length > info.length) throw err(E.RuntimeError, "Invalid length");
    return call(t, o.items);
  }
  return generic(t, o);
}

methods(ctype_type, {
  from_address: [
    "($self, value, /)",
    (t: PyType, v: PyObj) => {
      const info = need(t);
      const a = asInt(v);
      if (a === undefined) throw typeError("integer expected");
      info.final = true;
      return wrap(t, memoryAt(BigInt.asUintN(64, BigInt(a)), info.size), null);
    },
  ],
  from_buffer: [
    "($self, obj, offset=0, /)",
    (t: PyType, o: PyObj, at?: PyObj) => fromBuffer(t, o, at, false),
  ],
  from_buffer_copy: [
    "($self, buffer, offset=0, /)",
    (t: PyType, o: PyObj, at?: PyObj) => fromBuffer(t, o, at, true),
  ],
  in_dll: [
    "($self, dll, name, /)",
    (t: PyType, dll: PyObj, name: PyObj) => {
      const info = need(t);
      const h = asInt(getattr(dll, "_handle"));
      if (h === undefined)
        throw typeError("the _handle attribute of the second argument must be an integer");
      const s = asJs(name);
      if (s === undefined)
        throw typeError(`in_dll() argument 2 must be str, not ${typeName(name)}`);
      return wrap(t, memoryAt(symbolAddress(BigInt(h), s, E.ValueError), info.size), null);
    },
  ],
  from_param: ["($self, value, /)", generic],
});
methods(simple_meta, { from_param: ["($self, value, /)", simpleParam] });
methods(pointer_meta, { from_param: ["($self, value, /)", pointerParam] });
methods(array_meta, { from_param: ["($self, value, /)", arrayParam] });

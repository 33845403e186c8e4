/** Objects of C types: simple values, structures, unions, arrays, pointers and their fields. */
import {
  aliasHook,
  asIndex,
  asJs,
  asStr,
  call,
  callable,
  len,
  reprJs,
  ssize,
  str,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import type { BufferView } from "../objects/buffer.js";
import { attributeError, E, err, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { identity } from "../objects/hash.js";
import { PyDict } from "../objects/hashtable.js";
import {
  PyByteArray,
  PyBytes,
  type PyObj,
  PyObject,
  PyTuple,
  type PyType,
} from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { PySlice, sliceIndices } from "../objects/slice.js";
import { concat, fromUtf16 } from "../objects/text.js";
import { builtinType, mkBytes, mkList, mkTuple, newDict } from "../objects/types.js";
import { CODES } from "./ctypes-codes.js";
import {
  CData,
  type FieldInfo,
  fresh,
  infoOf,
  keep,
  memoryAt,
  need,
  nullPointer,
  PyCType,
  type TypeInfo,
  wrap,
} from "./ctypes-info.js";
import {
  array_type,
  cdata_type,
  fieldHook,
  pointer_type,
  simple_type,
  structure_type,
  union_type,
} from "./ctypes-types.js";

/** Types whose values come out as Python's own: the direct children of _SimpleCData. */
export function isPlain(t: PyType): boolean {
  const i = infoOf(t);
  return i?.kind === "simple" && t.base === simple_type;
}
const viewOfMem = (m: Uint8Array): DataView => new DataView(m.buffer, m.byteOffset, m.byteLength);

/** The value at a place in an object's memory. */
export function load(t: PyType, mem: Uint8Array, base: CData | null, index: number): PyObj {
  const info = need(t);
  if (isPlain(t)) return CODES[info.code].get(viewOfMem(mem), !info.swapped);
  return wrap(t, mem, base, index);
}
/** Stores a Python value of any fitting kind at a place. */
export function store(t: PyType, mem: Uint8Array, o: PyObj, owner: CData, index: number): void {
  const info = need(t);
  if (info.kind === "simple" && !(o instanceof CData)) {
    const kept = CODES[info.code].set(viewOfMem(mem), o, !info.swapped);
    keep(owner, index, kept?.object ?? null, kept?.raw);
    return;
  }
  if (!(o instanceof CData)) {
    if (info.kind === "func" && callable(o)) {
      store(t, mem, call(t, [o]), owner, index);
      return;
    }
    if (o instanceof PyTuple) {
      store(t, mem, call(t, o.items), owner, index);
      return;
    }
    if (info.kind === "pointer" && o === null) {
      mem.fill(0);
      return;
    }
    if (info.kind === "array") {
      const code = infoOf(info.item)?.code;
      if ((code === "c" && o instanceof PyBytes) || (code === "u" && asStr(o) !== undefined)) {
        setChars(wrap(t, mem, null), info, o);
        return;
      }
    }
    throw typeError(`expected ${t.name} instance, got ${typeName(o)}`);
  }
  if (o.cls.isSubtype(t)) {
    mem.set(o.mem.subarray(0, mem.length));
    keep(owner, index, o);
    return;
  }
  const from = need(o.cls);
  if (info.kind === "pointer" && from.kind === "array") {
    if (info.item && from.item?.isSubtype(info.item)) {
      viewOfMem(mem).setBigUint64(0, o.address, true);
      keep(owner, index, o);
      return;
    }
  }
  if (
    info.kind === "simple" &&
    info.code === "P" &&
    (from.kind === "pointer" || from.kind === "array" || from.kind === "func")
  ) {
    // A void pointer takes any address.
  }
  throw typeError(`incompatible types, ${o.cls.name} instance instead of ${t.name} instance`);
}

// ---- what all have ----

CData.prototype.$buffer = function (this: CData): BufferView {
  let info = need(this.cls);
  const shape: number[] = [];
  let size = info.size;
  while (info.kind === "array") {
    shape.push(info.length);
    size = need(info.item as PyType).size;
    info = need(info.item as PyType);
  }
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1) * size);
  return {
    obj: this,
    data: this.mem,
    // What `resize` gave belongs to the one item.
    itemsize: shape.length === 0 ? this.mem.length : size,
    readonly: false,
    format: info.format,
    shape,
    strides,
    release: () => {},
  };
};
slots(cdata_type, {
  __hash__: () => {
    throw typeError("unhashable type");
  },
});
getsets(
  cdata_type,
  {
    _b_base_: (o: CData) => o.base,
    _b_needsfree_: (o: CData) => o.owned,
    _objects: (o: CData) => {
      if (o.kept === null) return null;
      const only =
        o.kept.get("-1") ?? (need(o.cls).kind === "simple" ? o.kept.get("0") : undefined);
      if (only !== undefined && o.kept.size === 1 && need(o.cls).kind === "simple") return only;
      const d = newDict();
      for (const [k, v] of o.kept) d.setStr(k, v);
      return d;
    },
  },
  true,
);
methods(cdata_type, {
  __ctypes_from_outparam__: ["($self, /)", (o: CData) => o],
  __reduce__: [
    "($self, /)",
    (o: CData) => {
      const i = need(o.cls);
      if (i.kind === "pointer" || i.kind === "func" || /[zZPO]/.test(i.code))
        throw valueError("ctypes objects containing pointers cannot be pickled");
      const d = o.odict ?? newDict();
      return mkTuple([unpickle.f, mkTuple([o.cls, mkTuple([d, mkBytes(o.mem.slice())])])]);
    },
  ],
  __setstate__: [
    "($self, dict, data, /)",
    (o: CData, args: PyObj, data: PyObj) => {
      if (data instanceof PyBytes) o.mem.set(data.data.subarray(0, o.mem.length));
      if (args instanceof PyDict && args.size > 0) {
        const d = (o.odict ??= newDict());
        for (const k of args.keys()) d.set(k, args.get(k) as PyObj);
      }
      return null;
    },
  ],
});
export const unpickle = { f: null as PyObj };

// ---- simple values ----

newMethod(simple_type, "($type, *args, **kwargs)", (t: PyType) => fresh(t));
const setSimple = (o: CData, v: PyObj): void => {
  const info = need(o.cls);
  const kept = CODES[info.code].set(o.view, v, !info.swapped);
  keep(o, 0, kept?.object ?? null, kept?.raw);
};
slots(simple_type, {
  __init__: (o: CData, args: PyObj[]) => {
    if (args.length > 1)
      throw typeError(`${o.cls.name} expected at most 1 argument, got ${args.length}`);
    if (args.length === 1) setSimple(o, args[0]);
    return null;
  },
  __repr__: (o: CData) => {
    const named = o.cls.name;
    if (o.cls.base !== simple_type)
      return `<${String(o.cls.dict.getStr("__module__") ?? "ctypes")}.${o.cls.qualname} object at 0x${identity(o).toString(16)}>`;
    const info = need(o.cls);
    return fromUtf16(`${named}(${reprJs(CODES[info.code].get(o.view, !info.swapped))})`);
  },
  __bool__: (o: CData) => o.mem.some((b) => b !== 0),
});
getsets(simple_type, {
  value: [
    (o: CData) => {
      const info = need(o.cls);
      return CODES[info.code].get(o.view, !info.swapped);
    },
    (o: CData, v: PyObj | undefined) => {
      if (v === undefined) throw typeError("can't delete attribute");
      setSimple(o, v);
    },
  ],
});
methods(simple_type, {
  __ctypes_from_outparam__: [
    "($self, /)",
    (o: CData) => {
      if (o.cls.base !== simple_type) return o;
      const info = need(o.cls);
      return CODES[info.code].get(o.view, !info.swapped);
    },
  ],
});

// ---- fields ----

class PyCField extends PyObject {
  info: FieldInfo = null as unknown as FieldInfo;
  /** The anonymous member that holds it. */
  outer: FieldInfo | null = null;
  override get $descr(): number {
    return 2;
  }
  private base(o: PyObj): CData {
    if (!(o instanceof CData)) throw typeError("not a ctype instance");
    return o;
  }
  get at(): number {
    return this.info.offset + (this.outer?.offset ?? 0);
  }
  override $get(o: PyObj | undefined, _t: PyType): PyObj {
    if (o === undefined) return this;
    const d = this.base(o);
    const f = this.info;
    const mem = d.mem.subarray(this.at, this.at + f.size);
    if (f.bits < 0) return load(f.type, mem, d, f.index);
    return bitsGet(f, mem);
  }
  override $set(o: PyObj, v: PyObj | undefined): void {
    const d = this.base(o);
    if (v === undefined) throw typeError("can't delete attribute");
    const f = this.info;
    const mem = d.mem.subarray(this.at, this.at + f.size);
    if (f.bits < 0) store(f.type, mem, v, d, f.index);
    else bitsSet(f, mem, v);
  }
}
function word(f: FieldInfo, mem: Uint8Array): bigint {
  let w = 0n;
  const swapped = need(f.type).swapped;
  for (let i = 0; i < mem.length; i++)
    w |= BigInt(mem[swapped ? mem.length - 1 - i : i]) << BigInt(8 * i);
  return w;
}
function bitsGet(f: FieldInfo, mem: Uint8Array): PyObj {
  const info = need(f.type);
  const raw = (word(f, mem) >> BigInt(f.bitOffset)) & ((1n << BigInt(f.bits)) - 1n);
  if (info.code === "?") return raw !== 0n;
  const v = "bhilq".includes(info.code) ? BigInt.asIntN(f.bits, raw) : raw;
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v;
}
function bitsSet(f: FieldInfo, mem: Uint8Array, o: PyObj): void {
  const info = need(f.type);
  let n: bigint;
  if (info.code === "?") n = truth(o) ? 1n : 0n;
  else {
    const v = asIndex(o);
    if (v === undefined)
      throw typeError(`'${typeName(o)}' object cannot be interpreted as an integer`);
    n = BigInt(v);
  }
  const mask = ((1n << BigInt(f.bits)) - 1n) << BigInt(f.bitOffset);
  const w = (word(f, mem) & ~mask) | ((n << BigInt(f.bitOffset)) & mask);
  for (let i = 0; i < mem.length; i++)
    mem[info.swapped ? mem.length - 1 - i : i] = Number((w >> BigInt(8 * i)) & 255n);
}
export const cfield_type = builtinType("CField", {
  module: "ctypes",
  ctor: PyCField,
  subclassable: false,
});
newMethod(
  cfield_type,
  "($type, /, *, name, type, byte_size, byte_offset, index, _internal_use, bit_size=None, bit_offset=None)",
  (
    t: PyType,
    name: PyObj,
    type: PyObj,
    size: PyObj,
    offset: PyObj,
    index: PyObj,
    internal: PyObj,
    bits?: PyObj,
    bitOffset?: PyObj,
  ) => {
    if (!truth(internal)) throw typeError("CField is not intended to be used directly");
    if (asStr(name) === undefined)
      throw typeError(`CField() argument 'name' must be str, not ${typeName(name)}`);
    if (!(type instanceof PyCType))
      throw typeError(`type of field ${reprJs(name)} must be a C type`);
    const info = infoOf(type);
    if (info === undefined) throw typeError(`type of field ${reprJs(name)} must be a C type`);
    const f = new t.ctor(t) as PyCField;
    const bit = bits === undefined || bits === null ? -1 : ssize(bits);
    if (bit >= 0 && !(info.kind === "simple" && "bBhHiIlLqQ?cu".includes(info.code)))
      throw typeError(`bit fields not allowed for type ${type.name}`);
    f.info = {
      name: asJs(name) as string,
      type,
      size: ssize(size),
      offset: ssize(offset),
      bits: bit,
      bitOffset: bitOffset === undefined || bitOffset === null ? 0 : ssize(bitOffset),
      index: ssize(index),
      anonymous: false,
    };
    return f;
  },
);
fieldHook.info = (f) => (f instanceof PyCField ? f.info : undefined);
fieldHook.nested = (f, outer) => {
  const n = new PyCField(cfield_type);
  n.info = { ...f, offset: f.offset + outer.offset };
  return n;
};
slots(cfield_type, {
  __repr__: (f: PyCField) => {
    const i = f.info;
    const bits = i.bits < 0 ? "" : `, bit_size=${i.bits}, bit_offset=${i.bitOffset}`;
    return `<ctypes.CField '${i.name}' type=${i.type.name}, ofs=${f.at}, size=${i.size}${bits}>`.replace(
      /, size=\d+, bit_size=(\d+), bit_offset=(\d+)>/,
      (_m, b, o) => `, bit_size=${b}, bit_offset=${o}>`,
    );
  },
});
getsets(cfield_type, {
  name: (f: PyCField) => f.info.name,
  type: (f: PyCField) => f.info.type,
  offset: (f: PyCField) => f.at,
  byte_offset: (f: PyCField) => f.at,
  byte_size: (f: PyCField) => f.info.size,
  size: (f: PyCField) => (f.info.bits < 0 ? f.info.size : f.info.bits * 65536 + f.info.bitOffset),
  bit_offset: (f: PyCField) => (f.info.bits < 0 ? 0 : f.info.bitOffset),
  bit_size: (f: PyCField) => (f.info.bits < 0 ? 8 * f.info.size : f.info.bits),
  is_bitfield: (f: PyCField) => f.info.bits >= 0,
  is_anonymous: (f: PyCField) => f.info.anonymous,
});

// ---- structures and unions ----

for (const t of [structure_type, union_type]) {
  newMethod(t, "($type, *args, **kwargs)", (c: PyType) => fresh(c));
  slots(t, {
    __init__: (o: CData, args: PyObj[], kw: Kw) => {
      const { fields } = need(o.cls);
      if (args.length > fields.length) throw typeError("too many initializers");
      args.forEach((v, i) => {
        const name = fields[i].name;
        if (kw.has(name)) throw typeError(`duplicate values for field '${name}'`);
        o.$setattro(name, v);
      });
      for (const [k, v] of kw) o.$setattro(k, v);
      return null;
    },
  });
}

// ---- arrays ----

newMethod(array_type, "($type, *args, **kwargs)", (t: PyType) => fresh(t));
const part = (o: CData, info: TypeInfo, i: number): Uint8Array => {
  const n = need(info.item as PyType).size;
  return o.mem.subarray(i * n, (i + 1) * n);
};
function setItem(o: CData, i: number, v: PyObj): void {
  const info = need(o.cls);
  if (i < 0 || i >= info.length) throw err(E.IndexError, "invalid index");
  store(info.item as PyType, part(o, info, i), v, o, i);
}
function getItem(o: CData, i: number): PyObj {
  const info = need(o.cls);
  if (i < 0 || i >= info.length) throw err(E.IndexError, "invalid index");
  return load(info.item as PyType, part(o, info, i), o, i);
}
/** Items as bytes, text or a list, as the item type asks. */
function collect(item: PyType, items: PyObj[]): PyObj {
  const code = isPlain(item) ? need(item).code : "";
  if (code === "c") return mkBytes(Uint8Array.from(items.map((b) => (b as PyBytes).data[0])));
  if (code === "u") return concat(items.map((s) => str(s)));
  return mkList(items);
}
methods(array_type, {
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});
slots(array_type, {
  __init__: (o: CData, args: PyObj[]) => {
    args.forEach((v, i) => {
      setItem(o, i, v);
    });
    return null;
  },
  __len__: (o: CData) => need(o.cls).length,
  __getitem__: (o: CData, k: PyObj) => {
    const info = need(o.cls);
    if (k instanceof PySlice) {
      const { start, step, length } = sliceIndices(k, info.length);
      return collect(
        info.item as PyType,
        Array.from({ length }, (_, i) => getItem(o, start + i * step)),
      );
    }
    if (asIndex(k) === undefined) throw typeError("indices must be integers");
    const i = ssize(k, E.IndexError);
    return getItem(o, i < 0 ? i + info.length : i);
  },
  __setitem__: (o: CData, k: PyObj, v: PyObj) => {
    const info = need(o.cls);
    if (k instanceof PySlice) {
      const { start, step, length } = sliceIndices(k, info.length);
      if (len(v) !== length) throw valueError("Can only assign sequence of same size");
      toArray(v).forEach((x, i) => {
        setItem(o, start + i * step, x);
      });
      return null;
    }
    if (asIndex(k) === undefined) throw typeError("indices must be integer");
    const i = ssize(k, E.IndexError);
    setItem(o, i < 0 ? i + info.length : i, v);
    return null;
  },
  __delitem__: () => {
    throw typeError("Array does not support item deletion");
  },
});
/** `value` and `raw` of character arrays. */
function setChars(o: CData, info: TypeInfo, v: PyObj): void {
  if (infoOf(info.item)?.code === "c") {
    if (!(v instanceof PyBytes))
      throw typeError(`bytes expected instead of ${typeName(v)} instance`);
    if (v.data.length > info.length) throw valueError("byte string too long");
    o.mem.set(v.data);
    if (v.data.length < info.length) o.mem[v.data.length] = 0;
    return;
  }
  const s = asJs(v);
  if (s === undefined)
    throw typeError(`unicode string expected instead of ${typeName(v)} instance`);
  const cps = [...s];
  if (cps.length > info.length) throw valueError("string too long");
  const w = o.view;
  cps.forEach((ch, i) => {
    w.setUint32(4 * i, ch.codePointAt(0) as number, true);
  });
  if (cps.length < info.length) w.setUint32(4 * cps.length, 0, true);
}
const charArray = (o: CData, name: string): TypeInfo => {
  const info = need(o.cls);
  const code = infoOf(info.item)?.code;
  if (code !== "c" && !(code === "u" && name === "value"))
    throw attributeError(o, name, `'${typeName(o)}' object has no attribute '${name}'`);
  return info;
};
CData.prototype.$getattro = function (this: CData, name: string): PyObj | undefined {
  const info = name === "value" || name === "raw" ? infoOf(this.cls) : undefined;
  const code = info?.kind === "array" ? infoOf(info.item)?.code : undefined;
  if (info !== undefined && (code === "c" || (code === "u" && name === "value"))) {
    if (name === "raw") return mkBytes(this.mem.slice());
    if (code === "c") {
      const end = this.mem.indexOf(0);
      return mkBytes(this.mem.slice(0, end < 0 ? undefined : end));
    }
    let s = "";
    const v = this.view;
    for (let i = 0; i < info.length; i++) {
      const cp = v.getUint32(4 * i, true);
      if (cp === 0) break;
      s += String.fromCodePoint(cp);
    }
    return fromUtf16(s);
  }
  return PyObject.prototype.$getattro.call(this, name);
};
CData.prototype.$setattro = function (this: CData, name: string, v: PyObj | undefined): void {
  const info = name === "value" || name === "raw" ? infoOf(this.cls) : undefined;
  if (info?.kind === "array" && v !== undefined && /^[cu]$/.test(infoOf(info.item)?.code ?? "")) {
    charArray(this, name);
    if (name === "value") setChars(this, info, v);
    else {
      const b = v instanceof PyBytes || v instanceof PyByteArray ? v.data : undefined;
      const d = b ?? (v instanceof CData ? v.mem : undefined);
      if (d === undefined) throw typeError(`a bytes-like object is required, not '${typeName(v)}'`);
      if (d.length > this.mem.length) throw valueError("byte string too long");
      this.mem.set(d);
    }
    return;
  }
  PyObject.prototype.$setattro.call(this, name, v);
};

// ---- pointers ----

newMethod(pointer_type, "($type, *args, **kwargs)", (t: PyType) => {
  if (need(t).item === null) throw typeError("Cannot create instance: has no _type_");
  return fresh(t);
});
const targetOf = (o: CData): bigint => o.view.getBigUint64(0, true);
function setTarget(o: CData, v: PyObj): void {
  const item = need(o.cls).item as PyType;
  if (!(v instanceof CData) || !v.cls.isSubtype(item)) {
    const i = v instanceof CData ? need(v.cls) : undefined;
    if (!(i?.kind === "array" && i.item?.isSubtype(item)))
      throw typeError(`expected ${item.name} instead of ${typeName(v)}`);
  }
  const d = v as CData;
  o.view.setBigUint64(0, d.address, true);
  keep(o, 1, d);
}
function pointee(o: CData, i: number): Uint8Array {
  const p = targetOf(o);
  if (p === 0n) throw nullPointer();
  const n = need(need(o.cls).item as PyType).size;
  return memoryAt(p + BigInt(i * n), n);
}
slots(pointer_type, {
  __init__: (o: CData, args: PyObj[]) => {
    if (args.length > 0) setTarget(o, args[0]);
    return null;
  },
  __bool__: (o: CData) => targetOf(o) !== 0n,
  __getitem__: (o: CData, k: PyObj) => {
    const item = need(o.cls).item as PyType;
    if (k instanceof PySlice) {
      const step = k.step === null ? 1 : ssize(k.step);
      if (step === 0) throw valueError("slice step cannot be zero");
      if (k.start === null && step < 0) throw valueError("slice start is required for step < 0");
      const start = k.start === null ? 0 : ssize(k.start);
      if (k.stop === null) throw valueError("slice stop is required");
      const stop = ssize(k.stop);
      const out: PyObj[] = [];
      for (let i = start; step > 0 ? i < stop : i > stop; i += step)
        out.push(load(item, pointee(o, i), o, i));
      return collect(item, out);
    }
    if (asIndex(k) === undefined) throw typeError("Pointer indices must be integer");
    const i = ssize(k);
    return load(item, pointee(o, i), o, i);
  },
  __setitem__: (o: CData, k: PyObj, v: PyObj) => {
    if (asIndex(k) === undefined) throw typeError("Pointer indices must be integer");
    const i = ssize(k);
    store(need(o.cls).item as PyType, pointee(o, i), v, o, i);
    return null;
  },
  __delitem__: () => {
    throw typeError("Pointer does not support item deletion");
  },
});
getsets(pointer_type, {
  contents: [
    (o: CData) => {
      const r = wrap(need(o.cls).item as PyType, pointee(o, 0), o, 0);
      return r;
    },
    (o: CData, v: PyObj | undefined) => {
      if (v === undefined) throw typeError("Pointer does not support item deletion");
      setTarget(o, v);
    },
  ],
});

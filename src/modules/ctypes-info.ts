/** What ctypes knows of C types, and the memory behind objects of them. */
import { E, err, typeError, valueError } from "../objects/errors.js";
import { type BuiltinFn, type PyBytes, type PyObj, PyObject, PyType } from "../objects/object.js";
import { addressOf, c, viewOf } from "./libc.js";

export interface FieldInfo {
  name: string;
  type: PyType;
  offset: number;
  size: number;
  /** -1: no bit field. */
  bits: number;
  bitOffset: number;
  index: number;
  anonymous: boolean;
}
export type Kind = "simple" | "struct" | "union" | "array" | "pointer" | "func";
export interface TypeInfo {
  kind: Kind;
  size: number;
  align: number;
  /** Type code of a simple type. */
  code: string;
  /** Stored in the byte order that is not the machine's. */
  swapped: boolean;
  /** Item type of arrays and pointers. */
  item: PyType | null;
  length: number;
  fields: FieldInfo[];
  /** `_fields_` was given: no more changes. */
  final: boolean;
  /** Struct members in buffer format. */
  format: string;
  argtypes: PyType[] | null;
  converters: PyObj[] | null;
  restype: PyObj;
  flags: number;
  /** koffi's type for passing by value. */
  ffi: unknown;
}
export function newInfo(kind: Kind, size: number, align: number): TypeInfo {
  return {
    kind,
    size,
    align,
    code: "",
    swapped: false,
    item: null,
    length: 0,
    fields: [],
    final: false,
    format: "",
    argtypes: null,
    converters: null,
    restype: null,
    flags: 0,
    ffi: undefined,
  };
}

/** A class whose metaclass is one of ctypes'. */
export class PyCType extends PyType {
  info: TypeInfo | undefined = undefined;
  pointerType: PyObj | undefined = undefined;
}
/** The layout of a C type; undefined for abstract classes and other types. */
export function infoOf(t: PyObj): TypeInfo | undefined {
  if (!(t instanceof PyCType)) return undefined;
  for (const b of t.mro) if (b instanceof PyCType && b.info !== undefined) return b.info;
  return undefined;
}
export function need(t: PyObj): TypeInfo {
  const i = infoOf(t);
  if (i === undefined) throw typeError("abstract class");
  return i;
}

/** An instance: a window on memory, its own or another object's. */
export class CData extends PyObject {
  mem: Uint8Array = new Uint8Array(0);
  /** The object whose memory this is a part of. */
  base: CData | null = null;
  index = 0;
  owned = true;
  /** Objects that must live as long as the memory points to them, by place. */
  kept: Map<string, PyObj> | null = null;
  /** Memory that it points to. */
  raws: Map<string, Uint8Array> | null = null;
  exporter: PyObj = null;
  get view(): DataView {
    return new DataView(this.mem.buffer, this.mem.byteOffset, this.mem.byteLength);
  }
  get address(): bigint {
    return addressOf(this.mem.length > 0 ? this.mem : EMPTY);
  }
}
const EMPTY = new Uint8Array(new ArrayBuffer(16));

export function allocate(n: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(Math.max(n, 1)), 0, n);
}
export function memoryAt(address: bigint, n: number): Uint8Array {
  return n === 0 ? new Uint8Array(0) : new Uint8Array(viewOf(address, n));
}
/** A new object of a type over given memory. */
export function wrap(t: PyType, mem: Uint8Array, base: CData | null, index = 0): CData {
  const o = new t.ctor(t) as CData;
  o.mem = mem;
  o.base = base;
  o.index = index;
  o.owned = false;
  return o;
}
export function fresh(t: PyType): CData {
  const info = need(t);
  info.final = true;
  const o = new t.ctor(t) as CData;
  o.mem = allocate(info.size);
  return o;
}

/** Notes that `what` is needed for as long as the memory of `o` lives. */
export function keep(o: CData, index: number, what: PyObj, raw?: Uint8Array): void {
  let key = String(index);
  let root = o;
  while (root.base !== null) {
    key += `:${root.index.toString(16)}`;
    root = root.base;
  }
  if (raw !== undefined) {
    root.raws ??= new Map();
    root.raws.set(key, raw);
  }
  if (what !== null) {
    root.kept ??= new Map();
    root.kept.set(key, what);
  }
}

// ---- strings in C memory ----

const texts = new WeakMap<PyObject, Uint8Array>();
/** A bytes object's contents with a NUL behind, at an address that does not move. */
export function cBytes(b: PyBytes): Uint8Array {
  let m = texts.get(b);
  if (m === undefined) {
    m = allocate(b.data.length + 1);
    m.set(b.data);
    texts.set(b, m);
  }
  return m;
}
export function wideText(s: string): Uint8Array {
  const cps = [...s];
  const m = allocate(4 * (cps.length + 1));
  const v = new DataView(m.buffer);
  cps.forEach((ch, i) => {
    v.setUint32(4 * i, ch.codePointAt(0) as number, true);
  });
  return m;
}
export function cStringAt(p: bigint, n = -1): Uint8Array {
  const len = n >= 0 ? n : Number(c("size_t strlen(intptr_t s)")(p));
  return memoryAt(p, len).slice();
}
export function wideAt(p: bigint, n = -1): string {
  const len = n >= 0 ? n : Number(c("size_t wcslen(intptr_t s)")(p));
  if (len === 0) return "";
  const m = memoryAt(p, 4 * len).slice();
  const v = new DataView(m.buffer);
  let s = "";
  for (let i = 0; i < len; i++) {
    const cp = v.getUint32(4 * i, true);
    if (cp > 0x10ffff)
      throw valueError(`character U+${cp.toString(16)} is not in range [U+0000; U+10ffff]`);
    s += String.fromCodePoint(cp);
  }
  return s;
}

// ---- Python objects as pointers ----

const objects = new Map<bigint, PyObj>();
const ids = new WeakMap<PyObject, bigint>();
let nextId = 0x10000000n;
/** A number that stands for an object where C expects a PyObject pointer. */
export function objectId(o: PyObj): bigint {
  if (o instanceof PyObject) {
    const known = ids.get(o);
    if (known !== undefined) {
      objects.set(known, o);
      return known;
    }
  }
  nextId += 16n;
  objects.set(nextId, o);
  if (o instanceof PyObject) ids.set(o, nextId);
  return nextId;
}
export function objectOf(id: bigint): PyObj | undefined {
  return objects.get(id);
}

/** How functions of the C API are called by their address. */
export interface PythonApi {
  /** The address of an object, for C to borrow until it is taken back. */
  lend(o: PyObj): bigint;
  takeBack(address: bigint): void;
  /** How many arguments a call may have. */
  readonly maxWords: number;
  readonly maxFloats: number;
  call(address: bigint, integers: bigint[], floats: number[], givesFloat: boolean): number | bigint;
  /** Throws the error that C left, or gives the object at the address, which C gave away. */
  end(address: bigint): PyObj;
}
/** Set by the bridge. */
export const pythonApi: { open: (() => PythonApi) | null } = { open: null };

/** Functions that ctypes offers by address though they are JavaScript. */
export const builtins = new Map<bigint, BuiltinFn>();
let nextBuiltin = 0x1000n;
export function builtinAddress(f: BuiltinFn): bigint {
  nextBuiltin += 16n;
  builtins.set(nextBuiltin, f);
  return nextBuiltin;
}
export const nullPointer = () => err(E.ValueError, "NULL pointer access");

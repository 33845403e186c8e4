/** _struct: packing of C values. */
import * as A from "../objects/abstract.js";
import { PyIter } from "../objects/abstract.js";
import { type BufferView, bytesOf, contiguous, getBuffer } from "../objects/buffer.js";
import { encode } from "../objects/codecs.js";
import { mkComplex } from "../objects/complex.js";
import { E, err, isException, type PyBaseException, typeError } from "../objects/errors.js";
import { asDouble } from "../objects/float.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { intAdd } from "../objects/intops.js";
import { doubleToHalf, halfToDouble } from "../objects/itemcodec.js";
import { defineModule } from "../objects/module.js";
import {
  PyByteArray,
  PyBytes,
  PyComplex,
  PyFloat,
  type PyInt,
  type PyObj,
  PyObject,
  type PyType,
} from "../objects/object.js";
import { iteratorType } from "../objects/sequence.js";
import { makeHeapType } from "../objects/type.js";
import { builtinType, mkBytes, mkFloat, mkTuple, newDict, type_type } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

const error_type = makeHeapType(type_type, "error", [E.Exception], newDict());
error_type.dict.setStr("__module__", "struct");
export function structError(msg: string): PyBaseException {
  const e = new error_type.ctor(error_type) as PyBaseException;
  e.args = mkTuple([msg]);
  return e;
}

/** How a value lies in memory; numbers, because `switch` finds them fastest. */
const Kind = {
  int8: 0,
  uint8: 1,
  int16: 2,
  uint16: 3,
  int32: 4,
  uint32: 5,
  int64: 6,
  uint64: 7,
  bool: 8,
  char: 9,
  half: 10,
  float: 11,
  double: 12,
  floatComplex: 13,
  doubleComplex: 14,
  string: 15,
  pascal: 16,
  pad: 17,
} as const;
type Kind = (typeof Kind)[keyof typeof Kind];

interface Field {
  code: string;
  kind: Kind;
  size: number;
  /** Items for most codes; bytes for s and p. */
  count: number;
  offset: number;
}
type Code = readonly [kind: Kind, size: number];
const STANDARD: Record<string, Code> = {
  x: [Kind.pad, 1],
  c: [Kind.char, 1],
  b: [Kind.int8, 1],
  B: [Kind.uint8, 1],
  "?": [Kind.bool, 1],
  h: [Kind.int16, 2],
  H: [Kind.uint16, 2],
  i: [Kind.int32, 4],
  I: [Kind.uint32, 4],
  l: [Kind.int32, 4],
  L: [Kind.uint32, 4],
  q: [Kind.int64, 8],
  Q: [Kind.uint64, 8],
  e: [Kind.half, 2],
  f: [Kind.float, 4],
  d: [Kind.double, 8],
  F: [Kind.floatComplex, 8],
  D: [Kind.doubleComplex, 16],
  s: [Kind.string, 1],
  p: [Kind.pascal, 1],
};
const NATIVE: Record<string, Code> = {
  ...STANDARD,
  l: [Kind.int64, 8],
  L: [Kind.uint64, 8],
  n: [Kind.int64, 8],
  N: [Kind.uint64, 8],
  P: [Kind.uint64, 8],
};

interface Layout {
  format: string;
  little: boolean;
  fields: Field[];
  size: number;
  /** As many entries as Python values, to be copied: V8 then knows at once what kind of array it is. */
  blank: PyObj[];
}
const cache = new Map<string, Layout>();

function parse(format: string): Layout {
  const known = cache.get(format);
  if (known !== undefined) return known;
  let i = 0;
  let little = true;
  let native = true;
  let align = true;
  const c0 = format[0];
  if (c0 === "<" || c0 === ">" || c0 === "!" || c0 === "=" || c0 === "@") {
    i = 1;
    native = align = c0 === "@";
    little = c0 !== ">" && c0 !== "!";
  }
  const codes = native ? NATIVE : STANDARD;
  const fields: Field[] = [];
  let offset = 0;
  let values = 0;
  while (i < format.length) {
    const c = format[i++];
    if (/\s/.test(c)) continue;
    let count = 1;
    let code = c;
    if (c >= "0" && c <= "9") {
      let n = 0;
      let k = i - 1;
      while (k < format.length && format[k] >= "0" && format[k] <= "9")
        n = n * 10 + Number(format[k++]);
      if (k >= format.length) throw structError("repeat count given without format specifier");
      count = n;
      code = format[k];
      i = k + 1;
      if (n > 0x7fffffffff) throw structError("total struct size too long");
    }
    const found = codes[code];
    if (found === undefined)
      throw structError(code === "\0" ? "embedded null character" : "bad char in struct format");
    const [kind, size] = found;
    if (align && size > 1 && code !== "s" && code !== "p") {
      const a = code === "D" || code === "F" ? size / 2 : size;
      offset = Math.ceil(offset / a) * a;
    }
    if (code !== "x") {
      if (code === "s" || code === "p") values++;
      else values += count;
      fields.push({ code, kind, size, count, offset });
    }
    offset += size * count;
  }
  const blank = new Array<PyObj>(values).fill(null).slice();
  const l: Layout = { format, little, fields, size: offset, blank };
  if (cache.size > 200) cache.clear();
  cache.set(format, l);
  return l;
}

/** An int that is none of the usual: another type, too large, or of eight bytes. */
function putRareInt(w: DataView, at: number, f: Field, v: PyObj, little: boolean): void {
  const n = A.asIndex(v);
  if (n === undefined) throw structError("required argument is not an integer");
  const signed = f.kind % 2 === 0;
  const bits = f.size * 8;
  const b = BigInt(n);
  const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const high = signed ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n;
  if (b < low || b > high) {
    if (f.size < 8) throw structError(`'${f.code}' format requires ${low} <= number <= ${high}`);
    throw structError(
      b < 0n && !signed && f.code !== "P"
        ? "can't convert negative int to unsigned"
        : "int too large to convert",
    );
  }
  if (f.size === 1) w.setUint8(at, Number(b) & 255);
  else if (f.size === 2) w.setUint16(at, Number(b) & 0xffff, little);
  else if (f.size === 4) w.setInt32(at, Number(BigInt.asIntN(32, b)), little);
  else w.setBigUint64(at, BigInt.asUintN(64, b), little);
}

function doubleOf(v: PyObj): number {
  if (v instanceof PyFloat) return v.v;
  if (
    A.asFloatFast(v) === undefined &&
    A.getattrOpt(v, "__float__") === undefined &&
    A.getattrOpt(v, "__index__") === undefined
  )
    throw structError("required argument is not a float");
  return asDouble(v);
}

/** Short runs are cheaper without a view. */
function setBytes(out: Uint8Array, d: Uint8Array, count: number, at: number): void {
  const n = Math.min(count, d.length);
  if (n > 32) out.set(d.subarray(0, n), at);
  else for (let i = 0; i < n; i++) out[at + i] = d[i];
}

function putString(f: Field, out: Uint8Array, at: number, v: PyObj): void {
  if (!(v instanceof PyBytes || v instanceof PyByteArray))
    throw structError(`argument for '${f.code}' must be a bytes object`);
  const d = v.data;
  if (f.kind === Kind.string) setBytes(out, d, f.count, at);
  else if (f.count > 0) {
    out[at] = Math.min(d.length, f.count - 1, 255);
    setBytes(out, d, f.count - 1, at + 1);
  }
}

function pack(l: Layout, out: Uint8Array, w: DataView, base: number, args: PyObj[]): void {
  const { little, fields } = l;
  let a = 0;
  for (let i = 0; i < fields.length; i++) {
    const f = fields[i];
    let at = base + f.offset;
    const { kind, size } = f;
    if (kind >= Kind.string) {
      putString(f, out, at, args[a++]);
      continue;
    }
    for (let k = 0; k < f.count; k++, at += size) {
      const v = args[a++];
      switch (kind) {
        case Kind.int8:
          if (typeof v === "number" && v >= -0x80 && v <= 0x7f) w.setInt8(at, v);
          else putRareInt(w, at, f, v, little);
          break;
        case Kind.uint8:
          if (typeof v === "number" && v >= 0 && v <= 0xff) w.setUint8(at, v);
          else putRareInt(w, at, f, v, little);
          break;
        case Kind.int16:
          if (typeof v === "number" && v >= -0x8000 && v <= 0x7fff) w.setInt16(at, v, little);
          else putRareInt(w, at, f, v, little);
          break;
        case Kind.uint16:
          if (typeof v === "number" && v >= 0 && v <= 0xffff) w.setUint16(at, v, little);
          else putRareInt(w, at, f, v, little);
          break;
        case Kind.int32:
          if (typeof v === "number" && v >= -0x80000000 && v <= 0x7fffffff)
            w.setInt32(at, v, little);
          else putRareInt(w, at, f, v, little);
          break;
        case Kind.uint32:
          if (typeof v === "number" && v >= 0 && v <= 0xffffffff) w.setUint32(at, v, little);
          else putRareInt(w, at, f, v, little);
          break;
        case Kind.int64:
        case Kind.uint64:
          if (typeof v === "number" && v >= 0) {
            w.setUint32(little ? at : at + 4, v % 0x100000000, little);
            w.setUint32(little ? at + 4 : at, Math.floor(v / 0x100000000), little);
          } else putRareInt(w, at, f, v, little);
          break;
        case Kind.bool:
          out[at] = A.truth(v) ? 1 : 0;
          break;
        case Kind.char: {
          const d = v instanceof PyBytes || v instanceof PyByteArray ? v.data : undefined;
          if (d === undefined || d.length !== 1)
            throw structError("char format requires a bytes object of length 1");
          out[at] = d[0];
          break;
        }
        case Kind.half:
          w.setUint16(at, doubleToHalf(doubleOf(v)), little);
          break;
        case Kind.float: {
          const x = doubleOf(v);
          if (Number.isFinite(x) && !Number.isFinite(Math.fround(x)))
            throw err(E.OverflowError, "float too large to pack with f format");
          w.setFloat32(at, x, little);
          break;
        }
        case Kind.double:
          w.setFloat64(at, doubleOf(v), little);
          break;
        default: {
          const z = v instanceof PyComplex ? v : mkComplex(asDouble(v), 0);
          if (kind === Kind.doubleComplex) {
            w.setFloat64(at, z.re, little);
            w.setFloat64(at + 8, z.im, little);
          } else {
            w.setFloat32(at, z.re, little);
            w.setFloat32(at + 4, z.im, little);
          }
        }
      }
    }
  }
}

/**
 * V8 keeps small arrays of bytes in its heap until somebody asks for their buffer, which costs more
 * than everything else here: they are read and written through this one.
 */
const SMALL = 64;
const scratch = new Uint8Array(SMALL);
const scratchView = new DataView(scratch.buffer);

/** The view on the bytes read last: a buffer is mostly read from again and again. */
let viewed: Uint8Array = new Uint8Array(0);
let view = new DataView(viewed.buffer);
function viewOf(d: Uint8Array): DataView {
  if (d !== viewed) {
    viewed = d;
    view = new DataView(d.buffer, d.byteOffset, d.byteLength);
  }
  return view;
}

function int64(w: DataView, at: number, little: boolean, signed: boolean): PyInt {
  const high = signed
    ? w.getInt32(little ? at + 4 : at, little)
    : w.getUint32(little ? at + 4 : at, little);
  if (high >= -0x200000 && high < 0x200000)
    return normSafe(high * 0x100000000 + w.getUint32(little ? at : at + 4, little));
  return normInt(signed ? w.getBigInt64(at, little) : w.getBigUint64(at, little));
}
/** -2**53 is the only value here that has to be a bigint. */
const normSafe = (n: number): PyInt => (n >= -Number.MAX_SAFE_INTEGER ? n : BigInt(n));

function unpack(l: Layout, d: Uint8Array, w: DataView, base: number): PyObj[] {
  const out = l.blank.slice();
  const { little, fields } = l;
  let a = 0;
  for (let i = 0; i < fields.length; i++) {
    const f = fields[i];
    let at = base + f.offset;
    const { kind, size } = f;
    if (kind >= Kind.string) {
      if (kind === Kind.string) out[a++] = mkBytes(d.slice(at, at + f.count));
      else {
        const n = f.count === 0 ? 0 : Math.min(d[at], f.count - 1);
        out[a++] = mkBytes(d.slice(at + 1, at + 1 + n));
      }
      continue;
    }
    for (let k = 0; k < f.count; k++, at += size) {
      let v: PyObj;
      switch (kind) {
        case Kind.int8:
          v = w.getInt8(at);
          break;
        case Kind.uint8:
          v = d[at];
          break;
        case Kind.int16:
          v = w.getInt16(at, little);
          break;
        case Kind.uint16:
          v = w.getUint16(at, little);
          break;
        case Kind.int32:
          v = w.getInt32(at, little);
          break;
        case Kind.uint32:
          v = w.getUint32(at, little);
          break;
        case Kind.int64:
        case Kind.uint64:
          v = int64(w, at, little, kind === Kind.int64);
          break;
        case Kind.bool:
          v = d[at] !== 0;
          break;
        case Kind.char:
          v = mkBytes(d.slice(at, at + 1));
          break;
        case Kind.half:
          v = mkFloat(halfToDouble(w.getUint16(at, little)));
          break;
        case Kind.float:
          v = mkFloat(w.getFloat32(at, little));
          break;
        case Kind.double:
          v = mkFloat(w.getFloat64(at, little));
          break;
        case Kind.floatComplex:
          v = mkComplex(w.getFloat32(at, little), w.getFloat32(at + 4, little));
          break;
        default:
          v = mkComplex(w.getFloat64(at, little), w.getFloat64(at + 8, little));
      }
      out[a++] = v;
    }
  }
  return out;
}

function formatOf(o: PyObj): string {
  const text = A.asStr(o);
  const s =
    text !== undefined
      ? Buffer.from(encode(text, "ascii", "strict")).toString("latin1")
      : o instanceof PyBytes
        ? Buffer.from(o.data).toString("latin1")
        : undefined;
  if (s === undefined)
    throw typeError(`Struct() argument 1 must be a str or bytes object, not ${A.typeName(o)}`);
  return s;
}
function layoutOf(format: PyObj): Layout {
  const known = typeof format === "string" ? cache.get(format) : undefined;
  return known ?? parse(formatOf(format));
}
function data(o: PyObj): Uint8Array {
  const d = bytesOf(o);
  if (d === undefined) throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
  return d;
}
function doPack(l: Layout, args: PyObj[]): PyObj {
  if (args.length !== l.blank.length)
    throw structError(`pack expected ${l.blank.length} items for packing (got ${args.length})`);
  const { size } = l;
  if (size > SMALL) {
    const out = new Uint8Array(size);
    pack(l, out, new DataView(out.buffer), 0, args);
    return mkBytes(out);
  }
  scratch.fill(0, 0, size);
  pack(l, scratch, scratchView, 0, args);
  return mkBytes(scratch.slice(0, size));
}
function doUnpack(l: Layout, o: PyObj): PyObj {
  const d = data(o);
  if (d.length !== l.size) throw structError(`unpack requires a buffer of ${l.size} bytes`);
  if (l.size > SMALL) return mkTuple(unpack(l, d, viewOf(d), 0));
  setBytes(scratch, d, SMALL, 0);
  return mkTuple(unpack(l, scratch, scratchView, 0));
}
function place(l: Layout, n: number, offset: PyObj | undefined, what: string): number {
  const exact = offset === undefined ? 0 : A.index(offset);
  if (typeof exact === "bigint" && what === "pack_into") A.ssize(exact, E.IndexError);
  let at = Number(exact);
  if (at < 0) {
    if (at + l.size > 0)
      throw structError(
        what === "pack_into"
          ? `no space to pack ${l.size} bytes at offset ${at}`
          : `not enough data to unpack ${l.size} bytes at offset ${at}`,
      );
    if (at + n < 0) throw structError(`offset ${at} out of range for ${n}-byte buffer`);
    at += n;
  }
  if (n - at < l.size)
    throw structError(
      `${what} requires a buffer of at least ${intAdd(typeof exact === "bigint" ? exact : at, l.size)} bytes for ${what === "pack_into" ? "packing" : "unpacking"} ${l.size} bytes at offset ${typeof exact === "bigint" ? exact : at} (actual buffer size is ${n})`,
    );
  return at;
}
function writable(buf: PyObj): BufferView {
  try {
    const v = getBuffer(buf, true);
    if (contiguous(v).buffer === v.data.buffer) return v;
    v.release();
  } catch (e) {
    if (!isException(e, E.BufferError) && !isException(e, E.TypeError)) throw e;
  }
  const name = buf === null ? "None" : A.typeName(buf);
  throw typeError(`argument must be read-write bytes-like object, not ${name}`);
}
/** `pack_into(buffer, offset, *values)`; what is missing is told as CPython does. */
function packInto(l: Layout, all: PyObj[]): PyObj {
  const [buf, offset, ...args] = all;
  if (all.length < 2)
    throw structError(`pack_into expected ${all.length < 1 ? "buffer" : "offset"} argument`);
  if (args.length !== l.blank.length)
    throw structError(
      `pack_into expected ${l.blank.length} items for packing (got ${args.length})`,
    );
  const v = writable(buf);
  try {
    if (v.readonly) throw typeError("pack_into() argument must be read-write bytes-like object");
    const n = v.shape.reduce((x, y) => x * y, 1) * v.itemsize;
    const out = v.data.subarray(0, n);
    const w = new DataView(out.buffer, out.byteOffset, n);
    pack(l, out, w, place(l, n, offset, "pack_into"), args);
  } finally {
    v.release();
  }
  return null;
}
function unpackFrom(l: Layout, buf: PyObj, offset: PyObj | undefined): PyObj {
  const d = buf instanceof PyBytes ? buf.data : data(buf);
  return mkTuple(unpack(l, d, viewOf(d), place(l, d.length, offset, "unpack_from")));
}
const unpack_iterator = iteratorType("unpack_iterator");
class UnpackIter extends PyIter {
  private readonly l: Layout;
  private readonly d: Uint8Array;
  private at = 0;
  constructor(l: Layout, d: Uint8Array) {
    super(unpack_iterator);
    this.l = l;
    this.d = d;
  }
  override $next(): PyObj | undefined {
    if (this.at >= this.d.length) return undefined;
    const v = unpack(this.l, this.d, viewOf(this.d), this.at);
    this.at += this.l.size;
    return mkTuple(v);
  }
  get left(): number {
    return (this.d.length - this.at) / this.l.size;
  }
}
methods(unpack_iterator, { __length_hint__: ["($self, /)", (it: UnpackIter) => it.left] });
function iterUnpack(l: Layout, o: PyObj): PyObj {
  const d = data(o);
  if (l.size === 0) throw structError("cannot iteratively unpack with a struct of length 0");
  if (d.length % l.size !== 0)
    throw structError(`iterative unpacking requires a buffer of a multiple of ${l.size} bytes`);
  return new UnpackIter(l, d);
}

function formatFirst(args: PyObj[]): PyObj {
  if (args.length === 0) throw typeError("missing format argument");
  return args[0];
}

class PyStruct extends PyObject {
  layout: Layout | null = null;
}
function ready(s: PyStruct): Layout {
  if (s.layout === null) throw err(E.RuntimeError, "Struct object is not initialized");
  return s.layout;
}
const struct_type = builtinType("Struct", { module: "_struct", ctor: PyStruct, hasWeakref: true });
newMethod(
  struct_type,
  "($type, *args, **kwargs)",
  (t: PyType, args: PyObj[], kw: Map<string, PyObj>) => {
    const s = new t.ctor(t) as PyStruct;
    const f = args[0] ?? kw.get("format");
    if (f !== undefined) s.layout = layoutOf(f);
    return s;
  },
);
slots(struct_type, {
  __init__: (s: PyStruct, args: PyObj[], kw: Map<string, PyObj>) => {
    const f = args[0] ?? kw.get("format");
    if (f === undefined) throw typeError("Struct() missing required argument 'format' (pos 1)");
    s.layout = layoutOf(f);
    return null;
  },
  __repr__: (s: PyStruct) => `Struct(${A.reprJs(ready(s).format)})`,
});
getsets(struct_type, {
  format: (s: PyStruct) => ready(s).format,
  size: (s: PyStruct) => s.layout?.size ?? -1,
});
methods(struct_type, {
  __sizeof__: ["($self, /)", (s: PyStruct) => 88 + 32 * ready(s).fields.length],
  pack: ["($self, /, *values)", (s: PyStruct, v: PyObj[]) => doPack(ready(s), v)],
  pack_into: ["($self, /, *values)", (s: PyStruct, v: PyObj[]) => packInto(ready(s), v)],
  unpack: ["($self, buffer, /)", (s: PyStruct, b: PyObj) => doUnpack(ready(s), b)],
  unpack_from: [
    "($self, /, buffer, offset=0)",
    (s: PyStruct, b: PyObj, o?: PyObj) => unpackFrom(ready(s), b, o),
  ],
  iter_unpack: ["($self, buffer, /)", (s: PyStruct, b: PyObj) => iterUnpack(ready(s), b)],
});

registerModule("_struct", () =>
  defineModule(
    "_struct",
    "Functions to convert between Python values and C structs.",
    {
      calcsize: ["($module, format, /)", (f: PyObj) => layoutOf(f).size],
      pack: ["($module, /, *values)", (v: PyObj[]) => doPack(layoutOf(formatFirst(v)), v.slice(1))],
      pack_into: [
        "($module, /, *values)",
        (v: PyObj[]) => packInto(layoutOf(formatFirst(v)), v.slice(1)),
      ],
      unpack: ["($module, format, buffer, /)", (f: PyObj, b: PyObj) => doUnpack(layoutOf(f), b)],
      unpack_from: [
        "($module, format, /, buffer, offset=0)",
        (f: PyObj, b: PyObj, o?: PyObj) => unpackFrom(layoutOf(f), b, o),
      ],
      iter_unpack: [
        "($module, format, buffer, /)",
        (f: PyObj, b: PyObj) => iterUnpack(layoutOf(f), b),
      ],
      _clearcache: [
        "($module, /)",
        () => {
          cache.clear();
          return null;
        },
      ],
    },
    { Struct: struct_type, error: error_type },
  ),
);

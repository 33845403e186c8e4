/** _struct: packing of C values. */
import * as A from "../objects/abstract.js";
import { PyIter } from "../objects/abstract.js";
import { type BufferView, bytesOf, getBuffer } from "../objects/buffer.js";
import { mkComplex } from "../objects/complex.js";
import { E, isException, type PyBaseException, typeError } from "../objects/errors.js";
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

interface Field {
  code: string;
  size: number;
  /** Items for most codes; bytes for s and p. */
  count: number;
  offset: number;
}
const STANDARD: Record<string, number> = {
  x: 1,
  c: 1,
  b: 1,
  B: 1,
  "?": 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 4,
  L: 4,
  q: 8,
  Q: 8,
  e: 2,
  f: 4,
  d: 8,
  F: 8,
  D: 16,
  s: 1,
  p: 1,
};
const NATIVE: Record<string, number> = { ...STANDARD, l: 8, L: 8, n: 8, N: 8, P: 8 };

interface Layout {
  format: string;
  little: boolean;
  fields: Field[];
  size: number;
  /** Number of Python values. */
  values: number;
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
  const sizes = native ? NATIVE : STANDARD;
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
    const size = sizes[code];
    if (size === undefined)
      throw structError(code === "\0" ? "embedded null character" : "bad char in struct format");
    if (align && size > 1 && code !== "s" && code !== "p") {
      const a = code === "D" || code === "F" ? size / 2 : size;
      offset = Math.ceil(offset / a) * a;
    }
    if (code !== "x") {
      if (code === "s" || code === "p") values++;
      else values += count;
      fields.push({ code, size, count, offset });
    }
    offset += size * count;
  }
  const l: Layout = { format, little, fields, size: offset, values };
  if (cache.size > 200) cache.clear();
  cache.set(format, l);
  return l;
}

const INTS: Record<string, [bytes: number, signed: boolean]> = {
  b: [1, true],
  B: [1, false],
  h: [2, true],
  H: [2, false],
  i: [4, true],
  I: [4, false],
};

/** What fits, of the codes that are always below eight bytes. */
const RANGES: Record<string, readonly [number, number]> = {
  b: [-0x80, 0x7f],
  B: [0, 0xff],
  h: [-0x8000, 0x7fff],
  H: [0, 0xffff],
  i: [-0x80000000, 0x7fffffff],
  I: [0, 0xffffffff],
};
function putInt(
  w: DataView,
  at: number,
  code: string,
  size: number,
  v: PyObj,
  little: boolean,
): void {
  if (typeof v === "number") {
    const r = RANGES[code];
    if (size < 8 && r !== undefined && v >= r[0] && v <= r[1]) {
      if (size === 1) w.setUint8(at, v & 255);
      else if (size === 2) w.setUint16(at, v & 0xffff, little);
      else w.setInt32(at, v | 0, little);
      return;
    }
  }
  const n = A.asIndex(v);
  if (n === undefined) throw structError("required argument is not an integer");
  const signed = INTS[code]?.[1] ?? "lqn".includes(code);
  const bits = size * 8;
  const b = BigInt(n);
  const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const high = signed ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n;
  if (b < low || b > high) {
    if (code === "P") throw structError("int too large to convert");
    if (size === 8 || "lLqQnN".includes(code)) {
      if (size === 8)
        throw structError(
          signed
            ? "int too large to convert"
            : b < 0n
              ? "can't convert negative int to unsigned"
              : "int too large to convert",
        );
    }
    throw structError(`'${code}' format requires ${low} <= number <= ${high}`);
  }
  if (size === 1) w.setUint8(at, Number(b) & 255);
  else if (size === 2) w.setUint16(at, Number(b) & 0xffff, little);
  else if (size === 4) w.setInt32(at, Number(BigInt.asIntN(32, b)), little);
  else w.setBigUint64(at, BigInt.asUintN(64, b), little);
}

/** Short runs are cheaper without a view. */
function setBytes(out: Uint8Array, d: Uint8Array, count: number, at: number): void {
  const n = Math.min(count, d.length);
  if (n > 32) out.set(d.subarray(0, n), at);
  else for (let i = 0; i < n; i++) out[at + i] = d[i];
}

function pack(l: Layout, out: Uint8Array, base: number, args: PyObj[]): void {
  const w = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let a = 0;
  for (const f of l.fields) {
    let at = base + f.offset;
    if (f.code === "s" || f.code === "p") {
      const d =
        args[a] instanceof PyBytes || args[a] instanceof PyByteArray
          ? (args[a] as PyBytes).data
          : undefined;
      if (d === undefined) throw structError(`argument for '${f.code}' must be a bytes object`);
      a++;
      if (f.code === "s") setBytes(out, d, f.count, at);
      else if (f.count > 0) {
        const n = Math.min(d.length, f.count - 1, 255);
        out[at] = n;
        out.set(d.subarray(0, n), at + 1);
      }
      continue;
    }
    for (let k = 0; k < f.count; k++, at += f.size) {
      const v = args[a++];
      switch (f.code) {
        case "c": {
          const d = v instanceof PyBytes || v instanceof PyByteArray ? v.data : undefined;
          if (d === undefined || d.length !== 1)
            throw structError("char format requires a bytes object of length 1");
          out[at] = d[0];
          break;
        }
        case "?":
          out[at] = A.truth(v) ? 1 : 0;
          break;
        case "e":
        case "f":
        case "d": {
          if (
            !(v instanceof PyFloat) &&
            A.asFloatFast(v) === undefined &&
            A.getattrOpt(v, "__float__") === undefined &&
            A.getattrOpt(v, "__index__") === undefined
          )
            throw structError("required argument is not a float");
          const x = v instanceof PyFloat ? v.v : asDouble(v);
          if (f.code === "d") w.setFloat64(at, x, l.little);
          else if (f.code === "f") {
            if (Number.isFinite(x) && !Number.isFinite(Math.fround(x)))
              throw new_(E.OverflowError, "float too large to pack with f format");
            w.setFloat32(at, x, l.little);
          } else w.setUint16(at, doubleToHalf(x), l.little);
          break;
        }
        case "F":
        case "D": {
          const z = v instanceof PyComplex ? v : mkComplex(asDouble(v), 0);
          if (f.code === "D") {
            w.setFloat64(at, z.re, l.little);
            w.setFloat64(at + 8, z.im, l.little);
          } else {
            w.setFloat32(at, z.re, l.little);
            w.setFloat32(at + 4, z.im, l.little);
          }
          break;
        }
        default:
          putInt(w, at, f.code, f.size, v, l.little);
      }
    }
  }
}

import { err as new_ } from "../objects/errors.js";

function unpack(l: Layout, d: Uint8Array, base: number): PyObj[] {
  const w = new DataView(d.buffer, d.byteOffset, d.byteLength);
  const out: PyObj[] = [];
  for (const f of l.fields) {
    let at = base + f.offset;
    if (f.code === "s") {
      out.push(mkBytes(d.slice(at, at + f.count)));
      continue;
    }
    if (f.code === "p") {
      const n = f.count === 0 ? 0 : Math.min(d[at], f.count - 1);
      out.push(mkBytes(d.slice(at + 1, at + 1 + n)));
      continue;
    }
    for (let k = 0; k < f.count; k++, at += f.size) {
      switch (f.code) {
        case "c":
          out.push(mkBytes(d.slice(at, at + 1)));
          break;
        case "?":
          out.push(d[at] !== 0);
          break;
        case "b":
          out.push(w.getInt8(at));
          break;
        case "B":
          out.push(d[at]);
          break;
        case "h":
          out.push(w.getInt16(at, l.little));
          break;
        case "H":
          out.push(w.getUint16(at, l.little));
          break;
        case "e":
          out.push(mkFloat(halfToDouble(w.getUint16(at, l.little))));
          break;
        case "f":
          out.push(mkFloat(w.getFloat32(at, l.little)));
          break;
        case "d":
          out.push(mkFloat(w.getFloat64(at, l.little)));
          break;
        case "F":
          out.push(mkComplex(w.getFloat32(at, l.little), w.getFloat32(at + 4, l.little)));
          break;
        case "D":
          out.push(mkComplex(w.getFloat64(at, l.little), w.getFloat64(at + 8, l.little)));
          break;
        default:
          if (f.size === 4)
            out.push("il".includes(f.code) ? w.getInt32(at, l.little) : w.getUint32(at, l.little));
          else
            out.push(
              normInt(
                "lqn".includes(f.code) ? w.getBigInt64(at, l.little) : w.getBigUint64(at, l.little),
              ),
            );
      }
    }
  }
  return out;
}

function formatOf(o: PyObj): string {
  const s =
    A.asJs(o) ?? (o instanceof PyBytes ? Buffer.from(o.data).toString("latin1") : undefined);
  if (s === undefined)
    throw typeError(`Struct() argument 1 must be a str or bytes object, not ${A.typeName(o)}`);
  return s;
}
function data(o: PyObj): Uint8Array {
  const d = bytesOf(o);
  if (d === undefined) throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
  return d;
}
function doPack(l: Layout, args: PyObj[]): PyObj {
  if (args.length !== l.values)
    throw structError(`pack expected ${l.values} items for packing (got ${args.length})`);
  const out = new Uint8Array(l.size);
  pack(l, out, 0, args);
  return mkBytes(out);
}
function doUnpack(l: Layout, o: PyObj): PyObj {
  const d = data(o);
  if (d.length !== l.size) throw structError(`unpack requires a buffer of ${l.size} bytes`);
  return mkTuple(unpack(l, d, 0));
}
function place(l: Layout, n: number, offset: PyObj | undefined, what: string): number {
  const exact = offset === undefined ? 0 : A.index(offset);
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
    return getBuffer(buf, true);
  } catch (e) {
    if (!isException(e, E.BufferError)) throw e;
    throw typeError(`argument must be read-write bytes-like object, not ${A.typeName(buf)}`);
  }
}
function packInto(l: Layout, buf: PyObj, offset: PyObj, args: PyObj[]): PyObj {
  if (args.length !== l.values)
    throw structError(`pack_into expected ${l.values} items for packing (got ${args.length})`);
  const v = writable(buf);
  try {
    if (v.readonly) throw typeError("pack_into() argument must be read-write bytes-like object");
    const n = v.shape.reduce((x, y) => x * y, 1) * v.itemsize;
    pack(l, v.data.subarray(0, n), place(l, n, offset, "pack_into"), args);
  } finally {
    v.release();
  }
  return null;
}
function unpackFrom(l: Layout, buf: PyObj, offset: PyObj | undefined): PyObj {
  const d = buf instanceof PyBytes ? buf.data : data(buf);
  return mkTuple(unpack(l, d, place(l, d.length, offset, "unpack_from")));
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
    const v = unpack(this.l, this.d, this.at);
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

class PyStruct extends PyObject {
  layout: Layout = parse("");
}
const struct_type = builtinType("Struct", { module: "_struct", ctor: PyStruct, hasWeakref: true });
newMethod(
  struct_type,
  "($type, *args, **kwargs)",
  (t: PyType, args: PyObj[], kw: Map<string, PyObj>) => {
    const s = new t.ctor(t) as PyStruct;
    const f = args[0] ?? kw.get("format");
    if (f !== undefined) s.layout = parse(formatOf(f));
    return s;
  },
);
slots(struct_type, {
  __init__: (s: PyStruct, args: PyObj[], kw: Map<string, PyObj>) => {
    const f = args[0] ?? kw.get("format");
    if (f === undefined) throw typeError("Struct() missing required argument 'format' (pos 1)");
    s.layout = parse(formatOf(f));
    return null;
  },
  __repr__: (s: PyStruct) => `Struct(${A.reprJs(s.layout.format)})`,
});
getsets(struct_type, {
  format: (s: PyStruct) => s.layout.format,
  size: (s: PyStruct) => s.layout.size,
});
methods(struct_type, {
  pack: ["($self, /, *values)", (s: PyStruct, v: PyObj[]) => doPack(s.layout, v)],
  pack_into: [
    "($self, buffer, offset, /, *values)",
    (s: PyStruct, b: PyObj, o: PyObj, v: PyObj[]) => packInto(s.layout, b, o, v),
  ],
  unpack: ["($self, buffer, /)", (s: PyStruct, b: PyObj) => doUnpack(s.layout, b)],
  unpack_from: [
    "($self, /, buffer, offset=0)",
    (s: PyStruct, b: PyObj, o?: PyObj) => unpackFrom(s.layout, b, o),
  ],
  iter_unpack: ["($self, buffer, /)", (s: PyStruct, b: PyObj) => iterUnpack(s.layout, b)],
});

registerModule("_struct", () =>
  defineModule(
    "_struct",
    "Functions to convert between Python values and C structs.",
    {
      calcsize: ["($module, format, /)", (f: PyObj) => parse(formatOf(f)).size],
      pack: [
        "($module, format, /, *values)",
        (f: PyObj, v: PyObj[]) => doPack(parse(formatOf(f)), v),
      ],
      pack_into: [
        "($module, format, buffer, offset, /, *values)",
        (f: PyObj, b: PyObj, o: PyObj, v: PyObj[]) => packInto(parse(formatOf(f)), b, o, v),
      ],
      unpack: [
        "($module, format, buffer, /)",
        (f: PyObj, b: PyObj) => doUnpack(parse(formatOf(f)), b),
      ],
      unpack_from: [
        "($module, format, /, buffer, offset=0)",
        (f: PyObj, b: PyObj, o?: PyObj) => unpackFrom(parse(formatOf(f)), b, o),
      ],
      iter_unpack: [
        "($module, format, buffer, /)",
        (f: PyObj, b: PyObj) => iterUnpack(parse(formatOf(f)), b),
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

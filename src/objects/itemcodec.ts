/** Native items in memory by struct format character: memoryview, array, and ctypes use it. */

import { index, truth } from "./abstract.js";
import { E, err, typeError, valueError } from "./errors.js";
import { normInt } from "./hash.js";
import { asDoubleHook } from "./itemhooks.js";
import { PyBytes, type PyObj } from "./object.js";
import { mkBytes, mkFloat } from "./types.js";

export interface ItemCodec {
  size: number;
  get(d: Uint8Array, offset: number): PyObj;
  /** Raises TypeError, OverflowError or ValueError for a value that does not fit. */
  set(d: Uint8Array, offset: number, v: PyObj): void;
}

const view = (d: Uint8Array): DataView => new DataView(d.buffer, d.byteOffset, d.byteLength);

function integer(size: 1 | 2 | 4 | 8, signed: boolean): ItemCodec {
  const bits = BigInt(size * 8);
  const low = signed ? -(1n << (bits - 1n)) : 0n;
  const high = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  return {
    size,
    get(d, o) {
      const w = view(d);
      switch (size) {
        case 1:
          return signed ? w.getInt8(o) : w.getUint8(o);
        case 2:
          return signed ? w.getInt16(o, true) : w.getUint16(o, true);
        case 4:
          return signed ? w.getInt32(o, true) : w.getUint32(o, true);
        default:
          return normInt(signed ? w.getBigInt64(o, true) : w.getBigUint64(o, true));
      }
    },
    set(d, o, v) {
      const n = index(v);
      if (n < low || n > high) throw err(E.OverflowError, "value out of range");
      const w = view(d);
      switch (size) {
        case 1:
          w.setInt8(o, Number(n));
          break;
        case 2:
          w.setInt16(o, Number(n), true);
          break;
        case 4:
          w.setInt32(o, Number(n), true);
          break;
        default:
          w.setBigUint64(o, BigInt.asUintN(64, BigInt(n)), true);
      }
    },
  };
}

export function halfToDouble(h: number): number {
  const s = h & 0x8000 ? -1 : 1;
  const e = (h >> 10) & 31;
  const f = h & 0x3ff;
  if (e === 0) return s * f * 2 ** -24;
  if (e === 31) return f ? Number.NaN : s * Infinity;
  return s * (1 + f / 1024) * 2 ** (e - 15);
}
export function doubleToHalf(v: number): number {
  const sign = v < 0 || Object.is(v, -0) ? 0x8000 : 0;
  if (Number.isNaN(v)) return sign | 0x7e00;
  const a = Math.abs(v);
  if (a === Infinity) return sign | 0x7c00;
  if (a === 0) return sign;
  let e = Math.max(-14, Math.floor(Math.log2(a)));
  if (a < 2 ** e) e--;
  if (e < -14) e = -14;
  const scaled = a / 2 ** (e - 10);
  let m = Math.floor(scaled);
  const r = scaled - m;
  if (r > 0.5 || (r === 0.5 && m & 1)) m++;
  if (m >= 2048) {
    m >>= 1;
    e++;
  }
  if (e > 15) throw err(E.OverflowError, "float too large to pack with e format");
  return m < 1024 ? sign | m : sign | ((e + 15) << 10) | (m & 0x3ff);
}

function real(size: 2 | 4 | 8): ItemCodec {
  return {
    size,
    get(d, o) {
      const w = view(d);
      return mkFloat(
        size === 8
          ? w.getFloat64(o, true)
          : size === 4
            ? w.getFloat32(o, true)
            : halfToDouble(w.getUint16(o, true)),
      );
    },
    set(d, o, v) {
      const x = asDoubleHook.f(v);
      const w = view(d);
      if (size === 8) w.setFloat64(o, x, true);
      else if (size === 4) w.setFloat32(o, x, true);
      else w.setUint16(o, doubleToHalf(x), true);
    },
  };
}

const CODECS: Record<string, ItemCodec> = {
  b: integer(1, true),
  B: integer(1, false),
  h: integer(2, true),
  H: integer(2, false),
  i: integer(4, true),
  I: integer(4, false),
  l: integer(8, true),
  L: integer(8, false),
  q: integer(8, true),
  Q: integer(8, false),
  n: integer(8, true),
  N: integer(8, false),
  P: integer(8, false),
  e: real(2),
  f: real(4),
  d: real(8),
  "?": {
    size: 1,
    get: (d, o) => d[o] !== 0,
    set: (d, o, v) => {
      d[o] = truth(v) ? 1 : 0;
    },
  },
  c: {
    size: 1,
    get: (d, o) => mkBytes(d.slice(o, o + 1)),
    set: (d, o, v) => {
      if (!(v instanceof PyBytes)) throw typeError("expected a bytes object");
      if (v.data.length !== 1) throw valueError("expected a bytes object of length 1");
      d[o] = v.data[0];
    },
  },
};

/** The codec of a native format of one character, with or without `@`. */
export function itemCodec(format: string): ItemCodec | undefined {
  return CODECS[format.startsWith("@") ? format.slice(1) : format];
}

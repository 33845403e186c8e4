/** The simple C types by code: sizes, and values in and out of memory. */
import { asInt, asJs, asStr, index, truth, typeName } from "../objects/abstract.js";

import { mkComplex } from "../objects/complex.js";
import { typeError, valueError } from "../objects/errors.js";
import { asDouble } from "../objects/float.js";
import { normInt } from "../objects/hash.js";
import { PyByteArray, PyBytes, PyComplex, type PyObj } from "../objects/object.js";
import { fromCodePoints, fromUtf16 } from "../objects/text.js";
import { mkBytes, mkFloat } from "../objects/types.js";
import { cBytes, cStringAt, objectId, objectOf, wideAt, wideText } from "./ctypes-info.js";
import { addressOf } from "./libc.js";

export interface Code {
  size: number;
  align: number;
  /** The letter of the buffer protocol's format. */
  format: string;
  /** koffi's name of the type. */
  ffi: string;
  get(v: DataView, little: boolean): PyObj;
  /** Gives what must be kept alive, if anything. */
  set(v: DataView, o: PyObj, little: boolean): Kept | undefined;
}
export interface Kept {
  object: PyObj;
  raw?: Uint8Array;
}

function integer(size: 1 | 2 | 4 | 8, signed: boolean, format: string): Code {
  const bits = 8 * size;
  return {
    size,
    align: size,
    format,
    ffi: `${signed ? "" : "u"}int${bits}_t`,
    get: (v, le) => {
      switch (size) {
        case 1:
          return signed ? v.getInt8(0) : v.getUint8(0);
        case 2:
          return signed ? v.getInt16(0, le) : v.getUint16(0, le);
        case 4:
          return signed ? v.getInt32(0, le) : v.getUint32(0, le);
        default:
          return normInt(signed ? v.getBigInt64(0, le) : v.getBigUint64(0, le));
      }
    },
    set: (v, o, le) => {
      const n = BigInt.asUintN(bits, BigInt(index(o)));
      if (size === 1) v.setUint8(0, Number(n));
      else if (size === 2) v.setUint16(0, Number(n), le);
      else if (size === 4) v.setUint32(0, Number(n), le);
      else v.setBigUint64(0, n, le);
      return undefined;
    },
  };
}
const pointer = (
  format: string,
  get: (p: bigint) => PyObj,
  set: (o: PyObj) => [bigint, Kept | undefined],
): Code => ({
  size: 8,
  align: 8,
  format,
  ffi: "intptr_t",
  get: (v, le) => get(v.getBigUint64(0, le)),
  set: (v, o, le) => {
    const [p, kept] = set(o);
    v.setBigUint64(0, BigInt.asUintN(64, p), le);
    return kept;
  },
});
const addressArg = (o: PyObj): bigint | undefined => {
  const i = asInt(o);
  return i === undefined ? undefined : BigInt(i);
};

/** 80-bit extended numbers, which the machine keeps in 16 bytes. */
function getLong(v: DataView): number {
  const m = v.getBigUint64(0, true);
  const se = v.getUint16(8, true);
  const e = se & 0x7fff;
  const s = se & 0x8000 ? -1 : 1;
  if (e === 0x7fff) return m << 1n === 0n || m === 1n << 63n ? s * Infinity : Number.NaN;
  return s * Number(m) * 2 ** Math.max(e - 16383 - 63, -1074);
}
function setLong(v: DataView, x: number): void {
  v.setBigUint64(8, 0n, true);
  v.setBigUint64(0, 0n, true);
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const a = Math.abs(x);
  if (!Number.isFinite(a)) {
    v.setBigUint64(0, Number.isNaN(a) ? 3n << 62n : 1n << 63n, true);
    v.setUint16(8, 0x7fff | sign, true);
  } else if (a === 0) v.setUint16(8, sign, true);
  else {
    let e = Math.floor(Math.log2(a));
    if (2 ** e > a) e--;
    if (2 ** (e + 1) <= a) e++;
    const m = BigInt(Math.round((a / 2 ** e) * 2 ** 52)) << 11n;
    v.setBigUint64(0, m, true);
    v.setUint16(8, (e + 16383) | sign, true);
  }
}
function complexOf(o: PyObj): [number, number] {
  if (o instanceof PyComplex) return [o.re, o.im];
  return [asDouble(o), 0];
}

export const CODES: Record<string, Code> = {
  b: integer(1, true, "b"),
  B: integer(1, false, "B"),
  h: integer(2, true, "h"),
  H: integer(2, false, "H"),
  i: integer(4, true, "i"),
  I: integer(4, false, "I"),
  l: integer(8, true, "l"),
  L: integer(8, false, "L"),
  q: integer(8, true, "q"),
  Q: integer(8, false, "Q"),
  "?": {
    size: 1,
    align: 1,
    format: "?",
    ffi: "bool",
    get: (v) => v.getUint8(0) !== 0,
    set: (v, o) => {
      v.setUint8(0, truth(o) ? 1 : 0);
      return undefined;
    },
  },
  f: {
    size: 4,
    align: 4,
    format: "f",
    ffi: "float",
    get: (v, le) => mkFloat(v.getFloat32(0, le)),
    set: (v, o, le) => {
      v.setFloat32(0, asDouble(o), le);
      return undefined;
    },
  },
  d: {
    size: 8,
    align: 8,
    format: "d",
    ffi: "double",
    get: (v, le) => mkFloat(v.getFloat64(0, le)),
    set: (v, o, le) => {
      v.setFloat64(0, asDouble(o), le);
      return undefined;
    },
  },
  g: {
    size: 16,
    align: 16,
    format: "g",
    ffi: "",
    get: (v) => mkFloat(getLong(v)),
    set: (v, o) => {
      setLong(v, asDouble(o));
      return undefined;
    },
  },
  F: {
    size: 8,
    align: 4,
    format: "Zf",
    ffi: "",
    get: (v, le) => mkComplex(v.getFloat32(0, le), v.getFloat32(4, le)),
    set: (v, o, le) => {
      const [re, im] = complexOf(o);
      v.setFloat32(0, re, le);
      v.setFloat32(4, im, le);
      return undefined;
    },
  },
  D: {
    size: 16,
    align: 8,
    format: "Zd",
    ffi: "",
    get: (v, le) => mkComplex(v.getFloat64(0, le), v.getFloat64(8, le)),
    set: (v, o, le) => {
      const [re, im] = complexOf(o);
      v.setFloat64(0, re, le);
      v.setFloat64(8, im, le);
      return undefined;
    },
  },
  c: {
    size: 1,
    align: 1,
    format: "c",
    ffi: "int8_t",
    get: (v) => mkBytes(Uint8Array.of(v.getUint8(0))),
    set: (v, o) => {
      const what = "one character bytes, bytearray, or an integer in range(256) expected, not ";
      if (o instanceof PyBytes || o instanceof PyByteArray) {
        if (o.data.length !== 1)
          throw typeError(`${what}${typeName(o)} of length ${o.data.length}`);
        v.setUint8(0, o.data[0]);
        return undefined;
      }
      const i = asInt(o);
      if (i === undefined) throw typeError(what + typeName(o));
      if (i < 0 || i > 255) throw typeError("integer not in range(256)");
      v.setUint8(0, Number(i));
      return undefined;
    },
  },
  u: {
    size: 4,
    align: 4,
    format: "u",
    ffi: "int32_t",
    get: (v, le) => fromCodePoints([v.getUint32(0, le)]),
    set: (v, o, le) => {
      const s = asStr(o);
      if (s === undefined)
        throw typeError(`a unicode character expected, not instance of ${typeName(o)}`);
      if (s.length !== 1)
        throw typeError(`a unicode character expected, not a string of length ${s.length}`);
      v.setUint32(0, s.toString().codePointAt(0) as number, le);
      return undefined;
    },
  },
  P: pointer(
    "P",
    (p) => (p === 0n ? null : normInt(p)),
    (o) => {
      if (o === null) return [0n, undefined];
      const p = addressArg(o);
      if (p === undefined) throw typeError("cannot be converted to pointer");
      return [p, undefined];
    },
  ),
  z: pointer(
    "z",
    (p) => (p === 0n ? null : mkBytes(cStringAt(p))),
    (o) => {
      if (o === null) return [0n, undefined];
      if (o instanceof PyBytes) {
        const raw = cBytes(o);
        return [addressOf(raw), { object: o, raw }];
      }
      const p = addressArg(o);
      if (p === undefined)
        throw typeError(`bytes or integer address expected instead of ${typeName(o)} instance`);
      return [p, undefined];
    },
  ),
  Z: pointer(
    "Z",
    (p) => (p === 0n ? null : fromUtf16(wideAt(p))),
    (o) => {
      if (o === null) return [0n, undefined];
      const s = asJs(o);
      if (s !== undefined) {
        const raw = wideText(s);
        return [addressOf(raw), { object: o, raw }];
      }
      const p = addressArg(o);
      if (p === undefined)
        throw typeError(
          `unicode string or integer address expected instead of ${typeName(o)} instance`,
        );
      return [p, undefined];
    },
  ),
  O: pointer(
    "O",
    (p) => {
      const o = p === 0n ? undefined : objectOf(p);
      if (o === undefined) throw valueError("PyObject is NULL");
      return o;
    },
    (o) => [objectId(o), { object: o }],
  ),
};
/** VARIANT_BOOL: 0 or -1 in two bytes. */
CODES.v = {
  ...CODES.h,
  format: "?",
  get: (v, le) => v.getInt16(0, le) !== 0,
  set: (v, o, le) => {
    v.setInt16(0, truth(o) ? -1 : 0, le);
    return undefined;
  },
};
CODES.G = { ...CODES.D, size: 32, align: 16, format: "Zg" };

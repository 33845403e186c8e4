/**
 * Hashes, as CPython computes them on 64-bit Linux: numbers modulo 2**61 - 1, so that equal
 * numbers of any type hash alike; tuples with its xxHash; text with a per-process seed.
 */
import { callSlot, typeName } from "./abstract.js";
import { E, err, type PyBaseException, typeError } from "./errors.js";
import { PySet } from "./hashtable.js";
import {
  PyBytes,
  PyComplex,
  PyFloat,
  type PyInt,
  PyIntSub,
  type PyObj,
  PyObject,
  PyStrSub,
  PyTuple,
  PyWStr,
  typeOf,
} from "./object.js";

const MODULUS = (1n << 61n) - 1n;

export function normInt(b: bigint): PyInt {
  return b >= -9007199254740991n && b <= 9007199254740991n ? Number(b) : b;
}

export function hashInt(v: PyInt): PyInt {
  if (typeof v === "number") return v === -1 ? -2 : v;
  let m = (v < 0n ? -v : v) % MODULUS;
  if (v < 0n) m = -m;
  return m === -1n ? -2 : normInt(m);
}

export function hashDouble(v: number): PyInt {
  if (Number.isInteger(v)) return Number.isSafeInteger(v) ? hashInt(v + 0) : hashInt(BigInt(v));
  if (v === Infinity) return 314159;
  if (v === -Infinity) return -314159;
  // v = m * 2**e with an integer m; the power's residue is a rotation within 61 bits.
  let m = Math.abs(v);
  let e = 0;
  while (!Number.isInteger(m)) {
    const step = m < 1e-100 ? 200 : 1;
    m *= 2 ** step;
    e -= step;
  }
  const shift = BigInt(((e % 61) + 61) % 61);
  const big = BigInt(m) % MODULUS;
  let x = ((big << shift) & MODULUS) | (big >> (61n - shift));
  if (v < 0) x = -x;
  return x === -1n ? -2 : normInt(x);
}

declare module "./object.js" {
  interface PyObject {
    /** An object that lives elsewhere (in C) has an address of its own. */
    $identity?(): number;
  }
}

let identities = 0;
const identityHash = new WeakMap<PyObject, number>();
/** A stable number for an object: `id(o)` counts in steps of 16, as addresses would. */
export function identity(o: PyObject): number {
  if (o.$identity !== undefined) return o.$identity();
  let n = identityHash.get(o);
  if (n === undefined) identityHash.set(o, (n = 0x7f0000000000 + ++identities * 16));
  return n;
}

/** Random for each process unless PYTHONHASHSEED fixes it. */
const seed = ((): number => {
  const s = process.env.PYTHONHASHSEED;
  if (s !== undefined && /^\d+$/.test(s)) return Number(s) >>> 0;
  return (Math.random() * 0x100000000) >>> 0;
})();

/** Two 32-bit mixes (as in cyrb53) give 53 bits; the sign comes from one more. */
function mixStart(): [number, number] {
  return [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
}
function mixEnd(h1: number, h2: number): number {
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return 4294967296 * (0x1fffff & h2) + (h1 >>> 0) - 0x10000000000000;
}

function hashUnits(n: number, at: (i: number) => number): number {
  if (n === 0) return 0;
  let [h1, h2] = mixStart();
  for (let i = 0; i < n; i++) {
    const c = at(i);
    h1 = Math.imul(h1 ^ c, 2654435761);
    h2 = Math.imul(h2 ^ c, 1597334677);
  }
  const r = mixEnd(h1, h2);
  return r === -1 ? -2 : r;
}

export function hashStr(s: string | PyWStr): number {
  return typeof s === "string"
    ? hashUnits(s.length, (i) => s.charCodeAt(i))
    : hashUnits(s.cps.length, (i) => s.cps[i]);
}

/** bytes hash like the ASCII str of the same characters, as CPython's do. */
export function hashBytes(b: Uint8Array): number {
  return hashUnits(b.length, (i) => b[i]);
}

const M64 = (1n << 64n) - 1n;
const P5 = 2870177450012600261n;
const P5_HI = Number(P5 >> 32n) | 0;
const P5_LO = Number(P5 & 0xffffffffn) | 0;

/** The high half of a product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const mid = ah * bl + ((al * bl) >>> 16);
  return (ah * bh + Math.floor(mid / 65536) + ((mid & 0xffff) + al * bh) / 65536) | 0;
}

/** xxHash over the items' hashes, in halves of 32 bits. */
export function hashTuple(items: PyObj[]): PyInt {
  let hi = P5_HI;
  let lo = P5_LO;
  for (let i = 0; i < items.length; i++) {
    const h = hashOf(items[i]);
    let xh: number;
    let xl: number;
    if (typeof h === "number") {
      xl = h | 0;
      if (xl !== h) xl = (h % 4294967296) | 0;
      xh = Math.floor(h / 4294967296) | 0;
    } else {
      xl = Number(BigInt.asIntN(32, h));
      xh = Number(BigInt.asIntN(32, h >> 32n));
    }
    // += x * 0xC2B2AE3D27D4EB4F
    const pl = Math.imul(xl, 0x27d4eb4f);
    const ph =
      (mulHigh(xl, 0x27d4eb4f) + Math.imul(xl, 0xc2b2ae3d) + Math.imul(xh, 0x27d4eb4f)) | 0;
    const sum = (lo >>> 0) + (pl >>> 0);
    hi = (hi + ph + (sum > 0xffffffff ? 1 : 0)) | 0;
    lo = sum | 0;
    // Rotated by 31 bits to the left.
    const rh = (hi << 31) | (lo >>> 1);
    const rl = (lo << 31) | (hi >>> 1);
    // *= 0x9E3779B185EBCA87
    lo = Math.imul(rl, 0x85ebca87);
    hi = (mulHigh(rl, 0x85ebca87) + Math.imul(rl, 0x9e3779b1) + Math.imul(rh, 0x85ebca87)) | 0;
  }
  const end = BigInt(items.length) ^ (P5 ^ 3527539n);
  const acc = ((BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0)) + end;
  if ((acc & M64) === M64) return 1546275796;
  return normInt(BigInt.asIntN(64, acc));
}

export function hashFrozenset(s: PySet): PyInt {
  if (s.hash !== undefined) return s.hash;
  let h = 0n;
  for (const k of s.keys()) {
    const x = BigInt(hashOf(k)) & M64;
    h ^= ((x ^ 89869747n ^ ((x << 16n) & M64)) * 3644798167n) & M64;
  }
  h ^= ((BigInt(s.size) + 1n) * 1927868237n) & M64;
  h ^= (h >> 11n) ^ (h >> 25n);
  h = (h * 69069n + 907133923n) & M64;
  const r = h === M64 ? 590923713 : normInt(BigInt.asIntN(64, h));
  s.hash = r;
  return r;
}

export function unhashable(o: PyObj): PyBaseException {
  return typeError(`unhashable type: '${typeName(o)}'`);
}

/** `hash(o)`. */
export function hashOf(o: PyObj): PyInt {
  switch (typeof o) {
    case "string":
      return hashStr(o);
    case "number":
    case "bigint":
      return hashInt(o);
    case "boolean":
      return o ? 1 : 0;
  }
  if (o === null) return 0xfca86420;
  if (!o.cls.isHeap) {
    if (o instanceof PyTuple) return hashTuple(o.items);
    if (o instanceof PyWStr) return hashStr(o);
    if (o instanceof PyFloat) return Number.isNaN(o.v) ? identity(o) / 16 : hashDouble(o.v);
    if (o instanceof PyBytes) return (o.hash ??= hashBytes(o.data));
  }
  const f = typeOf(o).lookup("__hash__");
  if (f === undefined || f === null) throw unhashable(o);
  const r = callSlot(f, o);
  if (typeof r === "number") return r === -1 ? -2 : r;
  if (typeof r === "bigint") {
    if (r >= -(1n << 63n) && r < 1n << 63n) return r;
    return hashInt(r);
  }
  if (typeof r === "boolean") return r ? 1 : 0;
  if (r instanceof PyIntSub) return hashInt(r.v);
  throw err(E.TypeError, "__hash__ method should return an integer");
}

/** The built-in `__hash__` of subclass instances and of types handled above. */
export function builtinHash(o: PyObj): PyInt {
  if (o instanceof PyIntSub) return hashInt(o.v);
  if (o instanceof PyStrSub) return hashStr(o.v);
  if (o instanceof PyFloat) return Number.isNaN(o.v) ? identity(o) / 16 : hashDouble(o.v);
  if (o instanceof PyTuple) return hashTuple(o.items);
  if (o instanceof PyBytes) return (o.hash ??= hashBytes(o.data));
  if (o instanceof PySet) return hashFrozenset(o);
  if (o instanceof PyWStr) return hashStr(o);
  if (o instanceof PyComplex) {
    const m = (1n << 64n) - 1n;
    const h = ((BigInt(hashDouble(o.re)) & m) + 1000003n * (BigInt(hashDouble(o.im)) & m)) & m;
    const r = normInt(BigInt.asIntN(64, h));
    return r === -1 ? -2 : r;
  }
  if (o instanceof PyObject) return identity(o) / 16;
  return hashOf(o);
}

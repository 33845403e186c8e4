/** Arithmetic on ints: numbers while safe, bigints beyond; a -0 never comes out. */
import { E, err } from "./errors.js";
import { normInt } from "./hash.js";
import type { PyInt } from "./object.js";

const MAX = Number.MAX_SAFE_INTEGER;
const both = (a: PyInt, b: PyInt): a is number => typeof a === "number" && typeof b === "number";
const big = (a: PyInt): bigint => (typeof a === "bigint" ? a : BigInt(a));

export function intAdd(a: PyInt, b: PyInt): PyInt {
  if (both(a, b)) {
    const r = a + (b as number);
    if (r <= MAX && r >= -MAX) return r;
  }
  return normInt(big(a) + big(b));
}

export function intSub(a: PyInt, b: PyInt): PyInt {
  if (both(a, b)) {
    const r = a - (b as number);
    if (r <= MAX && r >= -MAX) return r;
  }
  return normInt(big(a) - big(b));
}

export function intMul(a: PyInt, b: PyInt): PyInt {
  if (both(a, b)) {
    const r = a * (b as number);
    if (r <= MAX && r >= -MAX) return r === 0 ? 0 : r;
  }
  return normInt(big(a) * big(b));
}

function zeroDivision(text: string): never {
  throw err(E.ZeroDivisionError, text);
}

export function intDivmod(a: PyInt, b: PyInt): [PyInt, PyInt] {
  if (b === 0) zeroDivision("division by zero");
  if (both(a, b)) {
    const d = b as number;
    let r = a % d;
    let q = (a - r) / d;
    if (r !== 0 && r < 0 !== d < 0) {
      r += d;
      q -= 1;
    }
    return [q === 0 ? 0 : q, r === 0 ? 0 : r];
  }
  const x = big(a);
  const y = big(b);
  let q = x / y;
  let r = x - q * y;
  if (r !== 0n && r < 0n !== y < 0n) {
    r += y;
    q -= 1n;
  }
  return [normInt(q), normInt(r)];
}
export function intFloordiv(a: PyInt, b: PyInt): PyInt {
  // With equal signs the quotient that is cut off is the floor: no remainder is needed.
  if (b !== 0 && !both(a, b) && a < 0 === b < 0) return normInt(big(a) / big(b));
  return intDivmod(a, b)[0];
}
export function intMod(a: PyInt, b: PyInt): PyInt {
  if (both(a, b)) {
    const d = b as number;
    if (d === 0) zeroDivision("division by zero");
    const r = a % d;
    if (r === 0) return 0;
    return r < 0 !== d < 0 ? r + d : r;
  }
  if (b === 0) zeroDivision("division by zero");
  const y = big(b);
  const r = big(a) % y;
  return normInt(r !== 0n && r < 0n !== y < 0n ? r + y : r);
}

export function bitLength(v: PyInt): number {
  if (typeof v === "number") {
    let n = Math.abs(v);
    let bits = 0;
    if (n >= 0x100000000) {
      bits = 32;
      n = Math.floor(n / 0x100000000);
    }
    return bits + (32 - Math.clz32(n));
  }
  const b = v < 0n ? -v : v;
  const hex = b.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0], 16)));
}

/** a / b, correctly rounded. */
export function intTruediv(a: PyInt, b: PyInt): number {
  if (b === 0) zeroDivision("division by zero");
  if (both(a, b)) return a === 0 && (b as number) > 0 ? 0 : a / (b as number);
  const negative = a < 0 !== b < 0;
  const x = big(a) < 0n ? -big(a) : big(a);
  const y = big(b) < 0n ? -big(b) : big(b);
  if (x === 0n) return b < 0 ? -0 : 0;
  // Keep 66 bits of quotient and a sticky bit, then let Number() round once.
  const shift = bitLength(x) - bitLength(y) - 66;
  const n = shift >= 0 ? x : x << BigInt(-shift);
  const d = shift >= 0 ? y << BigInt(shift) : y;
  let q = n / d;
  if (q * d !== n) q |= 1n;
  if (shift > 1100) throw err(E.OverflowError, "integer division result too large for a float");
  let r: number;
  if (shift < -1040) {
    // Subnormal results: round at the place where the double ends.
    const drop = BigInt(-1074 - shift);
    r = drop > 70n ? 0 : Number(roundShift(q, drop)) * 2 ** -1074;
  } else r = Number(q) * 2 ** shift;
  if (!Number.isFinite(r))
    throw err(E.OverflowError, "integer division result too large for a float");
  return negative ? -r : r;
}

function roundShift(q: bigint, n: bigint): bigint {
  if (n <= 0n) return q << -n;
  const half = 1n << (n - 1n);
  const rest = q & ((1n << n) - 1n);
  let r = q >> n;
  if (rest > half || (rest === half && (r & 1n) === 1n)) r += 1n;
  return r;
}

/** As `float(int)`: OverflowError when it does not fit. */
export function intToFloat(v: PyInt): number {
  if (typeof v === "number") return v;
  const r = Number(v);
  if (!Number.isFinite(r)) throw err(E.OverflowError, "int too large to convert to float");
  return r;
}

/** a ** b for b >= 0. */
export function intPow(a: PyInt, b: PyInt): PyInt {
  if (both(a, b)) {
    let e = b as number;
    let base: number = a;
    let r = 1;
    while (e > 0) {
      if (e & 1) r *= base;
      e = Math.floor(e / 2);
      if (e > 0) base *= base;
      if (!(Math.abs(r) <= MAX && Math.abs(base) <= MAX)) {
        if (a === 1) return 1;
        if (a === -1) return (b as number) % 2 === 0 ? 1 : -1;
        if (a === 0) return 0;
        return bigPow(BigInt(a), BigInt(b));
      }
    }
    return r === 0 ? 0 : r;
  }
  return bigPow(big(a), big(b));
}
function bigPow(a: bigint, b: bigint): PyInt {
  if (a === 0n || a === 1n) return Number(b === 0n ? 1n : a);
  if (a === -1n) return b & 1n ? -1 : 1;
  try {
    return normInt(a ** b);
  } catch {
    throw err(E.MemoryError);
  }
}

/** pow(a, b, m) with CPython's sign rule. */
export function intPowMod(a: PyInt, b: PyInt, m: PyInt): PyInt {
  if (m === 0) throw err(E.ValueError, "pow() 3rd argument cannot be 0");
  const mod = big(m);
  const abs = mod < 0n ? -mod : mod;
  let base = big(a) % abs;
  if (base < 0n) base += abs;
  let e = big(b);
  if (e < 0n) {
    base = modInverse(base, abs);
    e = -e;
  }
  let r = 1n % abs;
  while (e > 0n) {
    if (e & 1n) r = (r * base) % abs;
    base = (base * base) % abs;
    e >>= 1n;
  }
  if (mod < 0n && r > 0n) r += mod;
  return normInt(r);
}
function modInverse(a: bigint, m: bigint): bigint {
  let [r0, r1, s0, s1] = [m, a, 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [s0, s1] = [s1, s0 - q * s1];
  }
  if (r0 !== 1n && m !== 1n)
    throw err(E.ValueError, "base is not invertible for the given modulus");
  return ((s0 % m) + m) % m;
}

export function intLshift(a: PyInt, b: PyInt): PyInt {
  if (b < 0) throw err(E.ValueError, "negative shift count");
  if (a === 0) return 0;
  if (both(a, b) && (b as number) < 53) {
    const r = a * 2 ** (b as number);
    if (r <= MAX && r >= -MAX) return r;
  }
  if (b > 0x40000000) throw err(E.OverflowError, "too many digits in integer");
  return normInt(big(a) << big(b));
}

export function intRshift(a: PyInt, b: PyInt): PyInt {
  if (b < 0) throw err(E.ValueError, "negative shift count");
  if (both(a, b)) {
    if ((b as number) > 1000) return a < 0 ? -1 : 0;
    const r = Math.floor(a / 2 ** (b as number));
    return r === 0 ? 0 : r;
  }
  if (typeof b === "bigint") return a < 0 ? -1 : 0;
  return normInt(big(a) >> big(b));
}

const isInt32 = (a: number): boolean => (a | 0) === a;
export function intAnd(a: PyInt, b: PyInt): PyInt {
  if (both(a, b) && isInt32(a) && isInt32(b as number)) return a & (b as number);
  return normInt(big(a) & big(b));
}
export function intOr(a: PyInt, b: PyInt): PyInt {
  if (both(a, b) && isInt32(a) && isInt32(b as number)) return a | (b as number);
  return normInt(big(a) | big(b));
}
export function intXor(a: PyInt, b: PyInt): PyInt {
  if (both(a, b) && isInt32(a) && isInt32(b as number)) return a ^ (b as number);
  return normInt(big(a) ^ big(b));
}
export const intNeg = (a: PyInt): PyInt => (a === 0 ? 0 : normInt2(-a));
export const intInvert = (a: PyInt): PyInt => intSub(-1, a);
export const intAbs = (a: PyInt): PyInt => (a < 0 ? intNeg(a) : a);
function normInt2(a: PyInt): PyInt {
  return typeof a === "bigint" ? normInt(a) : a;
}

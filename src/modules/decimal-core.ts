/**
 * Decimal numbers and their basic arithmetic by the General Decimal Arithmetic Specification 1.70:
 * no Python objects here. Conditions are gathered in `st.bits`; the caller clears it before and
 * raises or records after.
 */
import { E, err } from "../objects/errors.js";

export const FIN = 0;
export const INF = 1;
export const QNAN = 2;
export const SNAN = 3;

/** Conditions; their numbers are those of libmpdec. */
export const CLAMPED = 0x1;
export const CONVERSION_SYNTAX = 0x2;
export const DIVISION_BY_ZERO = 0x4;
export const DIVISION_IMPOSSIBLE = 0x8;
export const DIVISION_UNDEFINED = 0x10;
export const INEXACT = 0x40;
export const INVALID_CONTEXT = 0x80;
export const INVALID = 0x100;
export const FLOAT_OPERATION = 0x400;
export const OVERFLOW = 0x800;
export const ROUNDED = 0x1000;
export const SUBNORMAL = 0x2000;
export const UNDERFLOW = 0x4000;
/** Everything that counts as the signal InvalidOperation. */
export const IEEE_INVALID = 0x3ba;

export const ROUND_UP = 0;
export const ROUND_DOWN = 1;
export const ROUND_CEILING = 2;
export const ROUND_FLOOR = 3;
export const ROUND_HALF_UP = 4;
export const ROUND_HALF_DOWN = 5;
export const ROUND_HALF_EVEN = 6;
export const ROUND_05UP = 7;

export const MAX_EXP = 999999999999999999n;
export const MIN_ETINY = -1999999999999999997n;

export const st = { bits: 0 };

/** The part of a context that arithmetic reads. */
export interface Ctx {
  prec: number;
  rounding: number;
  emin: number;
  emax: number;
  clamp: number;
}
export const MAX_CTX: Ctx = {
  prec: Number(MAX_EXP),
  rounding: ROUND_HALF_EVEN,
  emin: -Number(MAX_EXP),
  emax: Number(MAX_EXP),
  clamp: 0,
};
export const etiny = (cx: Ctx): number => cx.emin - (cx.prec - 1);
export const etop = (cx: Ctx): number => cx.emax - (cx.prec - 1);

const POWERS: bigint[] = [1n];
const MAX_CACHED = 1024;
/** More digits than this are no number a program could hold. */
const MAX_SHIFT = 3e8;
export function pow10(n: number): bigint {
  if (n < MAX_CACHED) {
    for (let i = POWERS.length; i <= n; i++) POWERS.push(POWERS[i - 1] * 10n);
    return POWERS[n];
  }
  if (n > MAX_SHIFT) throw err(E.MemoryError);
  return 10n ** BigInt(n);
}

const LOG10_2 = Math.log10(2);
export function countDigits(c: bigint): number {
  if (c < 1000000000000000n) {
    let n = 1;
    for (let v = Number(c); v >= 10; v = Math.floor(v / 10)) n++;
    return n;
  }
  const hex = c.toString(16);
  const bits = hex.length * 4 - Math.clz32(Number.parseInt(hex[0], 16)) + 28;
  const n = Math.floor((bits - 1) * LOG10_2) + 1;
  return c >= pow10(n) ? n + 1 : n;
}

/** A number; `c` is the coefficient, or the payload of a NaN (0: none). */
export class Dec {
  readonly kind: number;
  readonly neg: boolean;
  readonly c: bigint;
  readonly e: number;
  private n = 0;
  constructor(kind: number, neg: boolean, c: bigint, e: number) {
    this.kind = kind;
    this.neg = neg;
    this.c = c;
    this.e = e;
  }
  get digits(): number {
    if (this.n === 0) this.n = countDigits(this.c);
    return this.n;
  }
  /** The exponent of the first digit. */
  get adj(): number {
    return this.e + this.digits - 1;
  }
  get special(): boolean {
    return this.kind !== FIN;
  }
  get nan(): boolean {
    return this.kind >= QNAN;
  }
  get zero(): boolean {
    return this.kind === FIN && this.c === 0n;
  }
  /** Finite without a fractional part. */
  get integral(): boolean {
    if (this.kind !== FIN) return false;
    if (this.e >= 0 || this.c === 0n) return true;
    return -this.e < this.digits && this.c % pow10(-this.e) === 0n;
  }
  /** An integral number's last digit is odd. */
  get odd(): boolean {
    if (this.e > 0) return false;
    return ((this.c / pow10(-this.e)) & 1n) === 1n;
  }
  withSign(neg: boolean): Dec {
    return neg === this.neg ? this : new Dec(this.kind, neg, this.c, this.e);
  }
}

export const fin = (neg: boolean, c: bigint, e: number): Dec => new Dec(FIN, neg, c, e);
export const inf = (neg: boolean): Dec => new Dec(INF, neg, 0n, 0);
export const NAN = new Dec(QNAN, false, 0n, 0);
export const ONE = fin(false, 1n, 0);
export const ZERO = fin(false, 0n, 0);

/** Sets a condition of invalid use and gives the NaN that goes with it. */
export function invalid(bit = INVALID): Dec {
  st.bits |= bit;
  return NAN;
}

// ---- rounding ----

/** Whether the last division by a power of ten lost something. */
let lost = false;

function roundsUp(neg: boolean, q: bigint, half: number, mode: number): boolean {
  switch (mode) {
    case ROUND_HALF_EVEN:
      return half > 0 || (half === 0 && (q & 1n) === 1n);
    case ROUND_HALF_UP:
      return half >= 0;
    case ROUND_HALF_DOWN:
      return half > 0;
    case ROUND_UP:
      return true;
    case ROUND_CEILING:
      return !neg;
    case ROUND_FLOOR:
      return neg;
    case ROUND_05UP:
      return q % 5n === 0n;
    default:
      return false;
  }
}

/** c / 10**n as an integer, rounded; sets `lost`. */
export function shiftRight(c: bigint, n: number, neg: boolean, mode: number): bigint {
  if (n === 0) {
    lost = false;
    return c;
  }
  if (n > countDigits(c)) {
    lost = c !== 0n;
    return lost && roundsUp(neg, 0n, -1, mode) ? 1n : 0n;
  }
  const p = pow10(n);
  const q = c / p;
  const r = c - q * p;
  lost = r !== 0n;
  if (!lost) return q;
  const twice = r * 2n;
  return roundsUp(neg, q, twice > p ? 1 : twice === p ? 0 : -1, mode) ? q + 1n : q;
}
export const wasLossy = (): boolean => lost;

function overflow(neg: boolean, cx: Ctx): Dec {
  st.bits |= OVERFLOW | INEXACT | ROUNDED;
  const m = cx.rounding;
  if (
    m === ROUND_DOWN ||
    m === ROUND_05UP ||
    (m === ROUND_CEILING && neg) ||
    (m === ROUND_FLOOR && !neg)
  )
    return fin(neg, pow10(cx.prec) - 1n, etop(cx));
  return inf(neg);
}

/** A finite result brought into the context's precision and exponent range. */
export function finish(neg: boolean, c: bigint, e: number, cx: Ctx): Dec {
  if (c === 0n) {
    const low = etiny(cx);
    const high = cx.clamp !== 0 ? etop(cx) : cx.emax;
    if (e < low || e > high) {
      st.bits |= CLAMPED;
      e = e < low ? low : high;
    }
    return fin(neg, 0n, e);
  }
  const d = countDigits(c);
  const adj = e + d - 1;
  if (adj > cx.emax) return overflow(neg, cx);
  if (adj < cx.emin) {
    st.bits |= SUBNORMAL;
    const low = etiny(cx);
    if (cx.clamp !== 0 && e > etop(cx)) {
      c *= pow10(e - etop(cx));
      e = etop(cx);
      st.bits |= CLAMPED;
    } else if (e < low) {
      c = shiftRight(c, low - e, neg, cx.rounding);
      e = low;
      st.bits |= ROUNDED;
      if (lost) {
        st.bits |= INEXACT | UNDERFLOW;
        if (c === 0n) st.bits |= CLAMPED;
      }
    }
    return fin(neg, c, e);
  }
  if (d > cx.prec) {
    c = shiftRight(c, d - cx.prec, neg, cx.rounding);
    e += d - cx.prec;
    st.bits |= lost ? ROUNDED | INEXACT : ROUNDED;
    if (c === pow10(cx.prec)) {
      c /= 10n;
      e++;
      if (e + cx.prec - 1 > cx.emax) return overflow(neg, cx);
    }
  } else if (cx.clamp !== 0) {
    const top = etop(cx);
    if (e > top) {
      c *= pow10(e - top);
      e = top;
      st.bits |= CLAMPED;
    }
  }
  return fin(neg, c, e);
}

/** A NaN's payload must fit the precision. */
function fitNan(a: Dec, cx: Ctx): Dec {
  const room = cx.prec - cx.clamp;
  if (a.c === 0n || a.digits <= room) return a.kind === QNAN ? a : new Dec(QNAN, a.neg, a.c, 0);
  return new Dec(QNAN, a.neg, a.c % pow10(room), 0);
}

/** Any number brought into the context, signs and NaNs kept. */
export function finalize(a: Dec, cx: Ctx): Dec {
  if (a.kind === FIN) return finish(a.neg, a.c, a.e, cx);
  if (a.kind === INF) return a;
  const room = cx.prec - cx.clamp;
  return a.c === 0n || a.digits <= room ? a : new Dec(a.kind, a.neg, a.c % pow10(room), 0);
}

/** The NaN that an operation on these gives, undefined when there is none among them. */
export function nanOf(cx: Ctx, a: Dec, b?: Dec, c?: Dec): Dec | undefined {
  const all = [a, b, c];
  const s = all.find((x) => x?.kind === SNAN);
  if (s !== undefined) {
    st.bits |= INVALID;
    return fitNan(s, cx);
  }
  const q = all.find((x) => x?.kind === QNAN);
  return q === undefined ? undefined : fitNan(q, cx);
}

// ---- sums ----

export function addSigned(a: Dec, b: Dec, bneg: boolean, cx: Ctx): Dec {
  if (a.kind !== FIN || b.kind !== FIN) {
    const nan = nanOf(cx, a, b);
    if (nan !== undefined) return nan;
    if (a.kind === INF) return b.kind === INF && a.neg !== bneg ? invalid() : a;
    return b.withSign(bneg);
  }
  let big = a;
  let small = b;
  let bigNeg = a.neg;
  let smallNeg = bneg;
  if (a.e < b.e) {
    big = b;
    small = a;
    bigNeg = bneg;
    smallNeg = a.neg;
  }
  let bc = big.c;
  let sc = small.c;
  let e = small.e;
  if (big.e !== small.e && bc !== 0n) {
    // Far below the last digit that counts, only "something is there" matters.
    const low = big.e - 1 + (big.digits > cx.prec ? 0 : big.digits - cx.prec - 1);
    if (small.adj < low) {
      e = low;
      if (sc !== 0n) sc = 1n;
    }
    bc *= pow10(big.e - e);
  }
  if (bigNeg === smallNeg) return finish(bigNeg, bc + sc, e, cx);
  const d = bc - sc;
  if (d === 0n) return finish(cx.rounding === ROUND_FLOOR, 0n, e, cx);
  return d > 0n ? finish(bigNeg, d, e, cx) : finish(smallNeg, -d, e, cx);
}
export const add = (a: Dec, b: Dec, cx: Ctx): Dec => addSigned(a, b, b.neg, cx);
export const sub = (a: Dec, b: Dec, cx: Ctx): Dec => addSigned(a, b, b.nan ? b.neg : !b.neg, cx);

export function plus(a: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN) return nanOf(cx, a) ?? a;
  const neg = a.neg && (a.c !== 0n || cx.rounding === ROUND_FLOOR);
  return finish(neg, a.c, a.e, cx);
}
export function minus(a: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN) return nanOf(cx, a) ?? a.withSign(!a.neg);
  return finish(a.c === 0n ? cx.rounding === ROUND_FLOOR : !a.neg, a.c, a.e, cx);
}
export function abs(a: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN) return nanOf(cx, a) ?? a.withSign(false);
  return finish(false, a.c, a.e, cx);
}

// ---- products ----

export function mul(a: Dec, b: Dec, cx: Ctx): Dec {
  const neg = a.neg !== b.neg;
  if (a.kind !== FIN || b.kind !== FIN) {
    const nan = nanOf(cx, a, b);
    if (nan !== undefined) return nan;
    return a.zero || b.zero ? invalid() : inf(neg);
  }
  return finish(neg, a.c * b.c, a.e + b.e, cx);
}

export function fma(a: Dec, b: Dec, c: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN || b.kind !== FIN || c.kind !== FIN) {
    if (a.nan || b.nan) return nanOf(cx, a, b, c) as Dec;
    if ((a.kind === INF && b.zero) || (b.kind === INF && a.zero)) return invalid();
    if (c.nan) return nanOf(cx, c) as Dec;
    if (a.kind === INF || b.kind === INF) return add(inf(a.neg !== b.neg), c, cx);
    return c;
  }
  return add(fin(a.neg !== b.neg, a.c * b.c, a.e + b.e), c, cx);
}

/** What division has to say about operands that are not two finite numbers with b != 0. */
function divSpecial(a: Dec, b: Dec, cx: Ctx, zeroExp: number): Dec | undefined {
  const neg = a.neg !== b.neg;
  if (a.kind !== FIN || b.kind !== FIN) {
    const nan = nanOf(cx, a, b);
    if (nan !== undefined) return nan;
    if (a.kind === INF) return b.kind === INF ? invalid() : inf(neg);
    if (zeroExp !== 0) {
      st.bits |= CLAMPED;
      return fin(neg, 0n, zeroExp);
    }
    return fin(neg, 0n, 0);
  }
  if (b.c !== 0n) return undefined;
  if (a.c === 0n) return invalid(DIVISION_UNDEFINED);
  st.bits |= DIVISION_BY_ZERO;
  return inf(neg);
}

export function div(a: Dec, b: Dec, cx: Ctx): Dec {
  const s = divSpecial(a, b, cx, etiny(cx));
  if (s !== undefined) return s;
  const neg = a.neg !== b.neg;
  const ideal = a.e - b.e;
  if (a.c === 0n) return finish(neg, 0n, ideal, cx);
  const shift = Math.max(b.digits - a.digits + cx.prec + 1, 0);
  if (shift > MAX_SHIFT) {
    // An exact quotient may exist at a precision that no machine has room for.
    return divExact(a, b, neg, ideal, cx);
  }
  const n = a.c * pow10(shift);
  let q = n / b.c;
  let e = ideal - shift;
  if (q * b.c !== n) {
    if (q % 5n === 0n) q += 1n;
  } else [q, e] = stripTo(q, e, ideal);
  return finish(neg, q, e, cx);
}
function divExact(a: Dec, b: Dec, neg: boolean, ideal: number, cx: Ctx): Dec {
  let den = b.c;
  let twos = 0;
  let fives = 0;
  while (den % 2n === 0n) {
    den /= 2n;
    twos++;
  }
  while (den % 5n === 0n) {
    den /= 5n;
    fives++;
  }
  if (a.c % den !== 0n) throw err(E.MemoryError);
  const k = Math.max(twos, fives);
  const n = a.c * pow10(k);
  const [q, e] = stripTo(n / b.c, ideal - k, ideal);
  return finish(neg, q, e, cx);
}

const STEPS = [256, 32, 16, 8, 4, 2, 1];
/** Takes trailing zeros off c while its exponent is below `limit`. */
export function stripTo(c: bigint, e: number, limit: number): [bigint, number] {
  if ((c & 1n) === 1n || c === 0n) return [c, e];
  for (const step of STEPS)
    while (e + step <= limit) {
      const p = pow10(step);
      const q = c / p;
      if (q * p !== c) break;
      c = q;
      e += step;
    }
  return [c, e];
}

/** Quotient (an integer) and remainder of finite numbers; null: the quotient has too many digits. */
function divmodFinite(a: Dec, b: Dec, prec: number): [bigint, bigint, number] | null {
  const ideal = Math.min(a.e, b.e);
  const diff = a.adj - b.adj;
  if (a.c === 0n) return [0n, 0n, ideal];
  if (diff < 0) return [0n, a.c * pow10(a.e - ideal), ideal];
  if (diff > prec) return null;
  const n = a.c * pow10(a.e - ideal);
  const d = b.c * pow10(b.e - ideal);
  const q = n / d;
  if (q >= pow10(Math.min(prec, diff + 2))) return null;
  return [q, n - q * d, ideal];
}

export function divInt(a: Dec, b: Dec, cx: Ctx): Dec {
  const s = divSpecial(a, b, cx, 0);
  if (s !== undefined) return s;
  const r = divmodFinite(a, b, cx.prec);
  return r === null ? invalid(DIVISION_IMPOSSIBLE) : finish(a.neg !== b.neg, r[0], 0, cx);
}
function remSpecial(a: Dec, b: Dec, cx: Ctx): Dec | undefined {
  if (a.kind !== FIN || b.kind !== FIN) {
    const nan = nanOf(cx, a, b);
    if (nan !== undefined) return nan;
    return a.kind === INF ? invalid() : finalize(a, cx);
  }
  if (b.c !== 0n) return undefined;
  return a.c === 0n ? invalid(DIVISION_UNDEFINED) : invalid();
}
export function rem(a: Dec, b: Dec, cx: Ctx): Dec {
  const s = remSpecial(a, b, cx);
  if (s !== undefined) return s;
  const r = divmodFinite(a, b, cx.prec);
  return r === null ? invalid(DIVISION_IMPOSSIBLE) : finish(a.neg, r[1], r[2], cx);
}
export function divmod(a: Dec, b: Dec, cx: Ctx): [Dec, Dec] {
  const neg = a.neg !== b.neg;
  if (a.kind !== FIN || b.kind !== FIN) {
    const nan = nanOf(cx, a, b);
    if (nan !== undefined) return [nan, nan];
    if (a.kind === INF) return [b.kind === INF ? invalid() : inf(neg), invalid()];
    return [fin(neg, 0n, 0), finalize(a, cx)];
  }
  if (b.c === 0n) {
    if (a.c === 0n) return [invalid(DIVISION_UNDEFINED), NAN];
    st.bits |= DIVISION_BY_ZERO | INVALID;
    return [inf(neg), NAN];
  }
  const r = divmodFinite(a, b, cx.prec);
  if (r === null) return [invalid(DIVISION_IMPOSSIBLE), NAN];
  return [finish(neg, r[0], 0, cx), finish(a.neg, r[1], r[2], cx)];
}

export function remNear(a: Dec, b: Dec, cx: Ctx): Dec {
  const s = remSpecial(a, b, cx);
  if (s !== undefined) return s;
  const ideal = Math.min(a.e, b.e);
  // A number far below half of b is its own remainder.
  if (a.c !== 0n && a.adj < b.adj - 1) return finish(a.neg, a.c * pow10(a.e - ideal), ideal, cx);
  const diff = a.adj - b.adj;
  if (a.c !== 0n && diff > cx.prec) return invalid(DIVISION_IMPOSSIBLE);
  const n = a.c * (a.c === 0n ? 1n : pow10(a.e - ideal));
  const d = b.c * (a.c === 0n ? 1n : pow10(b.e - ideal));
  let q = n / d;
  let r = n - q * d;
  if (r * 2n > d || (r * 2n === d && (q & 1n) === 1n)) {
    r -= d;
    q += 1n;
  }
  if (q >= pow10(Math.min(cx.prec, Math.max(diff, 0) + 2))) return invalid(DIVISION_IMPOSSIBLE);
  return finish(r < 0n ? !a.neg : a.neg, r < 0n ? -r : r, ideal, cx);
}

// ---- comparison ----

function cmpMagnitude(a: Dec, b: Dec): number {
  if (a.kind === INF || b.kind === INF) return a.kind === b.kind ? 0 : a.kind === INF ? 1 : -1;
  if (a.c === 0n || b.c === 0n) return a.c === b.c ? 0 : a.c === 0n ? -1 : 1;
  const x = a.adj;
  const y = b.adj;
  if (x !== y) return x > y ? 1 : -1;
  const ac = a.e > b.e ? a.c * pow10(a.e - b.e) : a.c;
  const bc = b.e > a.e ? b.c * pow10(b.e - a.e) : b.c;
  return ac > bc ? 1 : ac < bc ? -1 : 0;
}
/** -1, 0, 1 for numbers that are no NaN. */
export function cmp(a: Dec, b: Dec): number {
  if (a.zero && b.zero) return 0;
  if (a.zero) return b.neg ? 1 : -1;
  if (b.zero || a.neg !== b.neg) return a.neg ? -1 : 1;
  const m = cmpMagnitude(a, b);
  return a.neg ? -m : m;
}
const RANK = [0, 0, 2, 1];
function totalMag(a: Dec, b: Dec): number {
  const x = RANK[a.kind];
  const y = RANK[b.kind];
  if (x !== y) return x > y ? 1 : -1;
  if (x > 0) return a.c > b.c ? 1 : a.c < b.c ? -1 : 0;
  const m = cmpMagnitude(a, b);
  if (m !== 0 || a.kind === INF) return m;
  return a.e > b.e ? 1 : a.e < b.e ? -1 : 0;
}
export function cmpTotal(a: Dec, b: Dec): number {
  if (a.neg !== b.neg) return a.neg ? -1 : 1;
  return a.neg ? -totalMag(a, b) : totalMag(a, b);
}
export const cmpTotalMag = totalMag;
const SMALL = [fin(true, 1n, 0), ZERO, ONE];
export const sign3 = (n: number): Dec => SMALL[n + 1];

export function compare(a: Dec, b: Dec, cx: Ctx): Dec {
  if (a.nan || b.nan) return nanOf(cx, a, b) as Dec;
  return sign3(cmp(a, b));
}
export function compareSignal(a: Dec, b: Dec, cx: Ctx): Dec {
  if (a.nan || b.nan) {
    const nan = nanOf(cx, a, b) as Dec;
    st.bits |= INVALID;
    return nan;
  }
  return sign3(cmp(a, b));
}

/** max, min, max_mag, min_mag: `want` is 1 or -1. */
export function extreme(a: Dec, b: Dec, cx: Ctx, want: number, mag: boolean): Dec {
  if (a.nan || b.nan) {
    if (a.kind === QNAN && !b.nan) return finalize(b, cx);
    if (b.kind === QNAN && !a.nan) return finalize(a, cx);
    return nanOf(cx, a, b) as Dec;
  }
  let c = mag ? cmpMagnitude(a, b) : cmp(a, b);
  if (c === 0) c = cmpTotal(a, b);
  return finalize(c * want < 0 ? b : a, cx);
}

/**
 * Square root, exponential, logarithms and powers of decimals, correctly rounded: a binary
 * fixed-point value is computed with a few digits more until rounding is beyond doubt.
 */
import { bitLength } from "../objects/intops.js";
import {
  CLAMPED,
  type Ctx,
  cmp,
  countDigits,
  type Dec,
  div,
  etiny,
  FIN,
  fin,
  finish,
  INEXACT,
  INF,
  inf,
  invalid,
  mul,
  nanOf,
  ONE,
  OVERFLOW,
  pow10,
  ROUND_HALF_EVEN,
  ROUNDED,
  SUBNORMAL,
  st,
  stripTo,
  UNDERFLOW,
} from "./decimal-core.js";

const bits = (v: bigint): number => bitLength(v);

/** The integer part of the square root. */
export function isqrt(n: bigint): bigint {
  if (n < 0x10000000000000n) return BigInt(Math.floor(Math.sqrt(Number(n))));
  const half = BigInt((bits(n) - 1) >> 2);
  const a = isqrt(n >> (2n * half));
  let r = ((a << half) + (n >> half) / a) >> 1n;
  while (r * r > n) r -= 1n;
  while ((r + 1n) * (r + 1n) <= n) r += 1n;
  return r;
}

const halfEven = (cx: Ctx): Ctx =>
  cx.rounding === ROUND_HALF_EVEN ? cx : { ...cx, rounding: ROUND_HALF_EVEN };

export function sqrt(a: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN) {
    const nan = nanOf(cx, a);
    return nan ?? (a.neg ? invalid() : a);
  }
  const ideal = Math.floor(a.e / 2);
  if (a.c === 0n) return finish(a.neg, 0n, ideal, cx);
  if (a.neg) return invalid();
  let shift = Math.max(2 * (cx.prec + 1) - a.digits, 0);
  if (cx.prec > 3e8) shift = 0;
  if ((a.e - shift) % 2 !== 0) shift++;
  const n = a.c * pow10(shift);
  let r = isqrt(n);
  let e = (a.e - shift) / 2;
  if (r * r !== n) {
    if (cx.prec > 3e8) pow10(cx.prec);
    if (r % 5n === 0n) r += 1n;
  } else if (e < ideal) [r, e] = stripTo(r, e, ideal);
  return finish(false, r, e, halfEven(cx));
}

// ---- fixed point: a real x is the integer x * 2**p ----

/** 2**p * atanh(1/n). */
function atanhInverse(n: bigint, p: bigint): bigint {
  const sq = n * n;
  let t = (1n << p) / n;
  let sum = 0n;
  for (let k = 1n; t !== 0n; k += 2n) {
    sum += t / k;
    t /= sq;
  }
  return sum;
}
const ln10Cache = { bits: 0, value: 0n };
/** ln 10 by three inverse hyperbolic tangents. */
function ln10(p: number): bigint {
  if (ln10Cache.bits < p) {
    const w = BigInt(p + 64);
    ln10Cache.value =
      (46n * atanhInverse(31n, w) + 34n * atanhInverse(49n, w) + 20n * atanhInverse(161n, w)) >>
      32n;
    ln10Cache.bits = p + 32;
  }
  return ln10Cache.value >> BigInt(ln10Cache.bits - p);
}

/** e**x for |x| < 4 or so. */
function expFixed(x: bigint, p: number): bigint {
  const halvings = Math.floor(Math.sqrt(p)) + 2;
  const w = BigInt(p + 2 * halvings + 16);
  let t = x << (w - BigInt(p));
  t >>= BigInt(halvings);
  const one = 1n << w;
  let sum = one;
  let term = one;
  for (let k = 1n; ; k++) {
    term = ((term * t) >> w) / k;
    if (term === 0n || term === -1n) break;
    sum += term;
  }
  for (let i = 0; i < halvings; i++) sum = (sum * sum) >> w;
  return sum >> (w - BigInt(p));
}

/** ln m for 0.3 < m < 3.2 by Halley's iteration, each step tripling the digits. */
function lnFixed(m: bigint, p: number): bigint {
  const start = Math.log(Number(m >> BigInt(Math.max(p - 60, 0))) / 2 ** Math.min(p, 60));
  let y = BigInt(Math.round(start * 2 ** 50));
  let have = 50;
  const steps: number[] = [];
  for (let q = p; q > 45; q = Math.ceil(q / 3) + 4) steps.unshift(q);
  for (const q of steps) {
    const w = q + 8;
    y = w >= have ? y << BigInt(w - have) : y >> BigInt(have - w);
    const e = expFixed(y, w);
    const mw = p >= w ? m >> BigInt(p - w) : m << BigInt(w - p);
    y += ((2n * (mw - e)) << BigInt(w)) / (mw + e);
    have = w;
  }
  return have >= p ? y >> BigInt(have - p) : y << BigInt(p - have);
}

const BITS_PER_DIGIT = 3.3219280948873626;
const bitsFor = (digits: number): number => Math.ceil(digits * BITS_PER_DIGIT) + 32;

/**
 * Rounds an approximation: `make(digits)` gives c * 10**e, good to about that many digits.
 * The last three digits tell whether rounding at `prec` can be trusted.
 */
function settle(neg: boolean, cx: Ctx, make: (digits: number) => [bigint, number]): Dec {
  const w = halfEven(cx);
  for (let extra = 6; ; extra *= 2) {
    const [c, e] = make(cx.prec + extra);
    const d = countDigits(c);
    // A result below the normal range keeps fewer digits, which only helps.
    const drop = d - cx.prec;
    if (drop > 2) {
      const p = pow10(drop);
      const r = c % p;
      const near = 1000n;
      const half = p / 2n;
      const far = (x: bigint): boolean => (x < 0n ? -x : x) > near;
      if (drop > 4 && far(r) && far(r - half) && far(p - r)) {
        const out = finish(neg, c, e, w);
        markInexact();
        return out;
      }
    }
    if (extra > cx.prec + 10000) {
      const out = finish(neg, c, e, w);
      markInexact();
      return out;
    }
  }
}

/** What was rounded is inexact even where the digits kept do not show it. */
function markInexact(): void {
  st.bits |= INEXACT | ROUNDED;
  if ((st.bits & SUBNORMAL) !== 0) st.bits |= UNDERFLOW;
}

/** 1 with as many zeros as the precision has, marked inexact. */
function inexactOne(neg: boolean, cx: Ctx): Dec {
  st.bits |= INEXACT | ROUNDED;
  return fin(neg, pow10(cx.prec - 1), 1 - cx.prec);
}
function huge(neg: boolean, cx: Ctx): Dec {
  const r = finish(neg, 1n, cx.emax + 1, halfEven(cx));
  st.bits |= OVERFLOW;
  return r;
}
function tiny(neg: boolean, cx: Ctx): Dec {
  return finish(neg, 1n, etiny(cx) - 3, halfEven(cx));
}

/** e**x for x = c * 10**e (signed c), as digits and exponent. */
function expDigits(c: bigint, e: number, digits: number): [bigint, number] {
  const magnitude = Math.max(countDigits(c < 0n ? -c : c) + e, 0);
  const p = bitsFor(digits + 4 + magnitude);
  const x = e >= 0 ? (c * pow10(e)) << BigInt(p) : (c << BigInt(p)) / pow10(-e);
  const l = ln10(p);
  const k = x / l;
  const r = expFixed(x - k * l, p);
  const shift = digits + 2;
  return [(r * pow10(shift)) >> BigInt(p), Number(k) - shift];
}

export function exp(a: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN) {
    const nan = nanOf(cx, a);
    return nan ?? (a.neg ? fin(false, 0n, 0) : a);
  }
  if (a.c === 0n) return ONE;
  const adj = a.adj;
  // 10**adj alone decides far out.
  if (
    adj > 19 ||
    Number(a.c) * 10 ** a.e > 2.4 * (cx.emax + 2) + 5 * cx.prec ||
    Number(a.c) * 10 ** a.e > -2.4 * etiny(cx) + 50
  )
    return a.neg ? tiny(false, cx) : huge(false, cx);
  if (adj < -cx.prec - 1) return inexactOne(false, cx);
  const c = a.neg ? -a.c : a.c;
  return settle(false, cx, (n) => expDigits(c, a.e, n));
}

/** ln of c * 10**e (> 0, not 1) as signed digits and exponent. */
function lnDigits(c: bigint, e: number, digits: number): [bigint, number] {
  const d = countDigits(c);
  let k = d + e;
  // m = c / 10**d lies in [0.1, 1); below 0.316 it is taken ten times.
  let scale = d;
  if (c * c * 10n < pow10(2 * d)) {
    scale--;
    k--;
  }
  // Close to 1 the logarithm is small and needs as many digits more.
  let guard = 0;
  if (k === 0) {
    const diff = c - pow10(scale);
    guard = scale - countDigits(diff < 0n ? -diff : diff) + 1;
    if (guard < 0) guard = 0;
  }
  const p = bitsFor(digits + guard + 6 + countDigits(BigInt(Math.abs(k))));
  const m = (c << BigInt(p)) / pow10(scale);
  const y = lnFixed(m, p) + BigInt(k) * ln10(p);
  const shift = digits + guard + 2;
  return [(y * pow10(shift)) >> BigInt(p), -shift];
}

export function ln(a: Dec, cx: Ctx): Dec {
  const s = logSpecial(a, cx);
  if (s !== undefined) return s;
  if (cmp(a, ONE) === 0) return fin(false, 0n, 0);
  return settle(cmp(a, ONE) < 0, cx, (n) => {
    const [c, e] = lnDigits(a.c, a.e, n);
    return [c < 0n ? -c : c, e];
  });
}
function logSpecial(a: Dec, cx: Ctx): Dec | undefined {
  const nan = nanOf(cx, a);
  if (nan !== undefined) return nan;
  if (a.zero) return inf(true);
  if (a.neg) return invalid();
  return a.kind === INF ? a : undefined;
}

export function log10(a: Dec, cx: Ctx): Dec {
  const s = logSpecial(a, cx);
  if (s !== undefined) return s;
  const [c, e] = stripTo(a.c, a.e, Number.POSITIVE_INFINITY);
  if (c === 1n) return finish(e < 0, BigInt(Math.abs(e)), 0, halfEven(cx));
  return settle(cmp(a, ONE) < 0, cx, (n) => {
    const [l, le] = lnDigits(a.c, a.e, n + 4);
    const p = bitsFor(n + 8);
    const q = ((l < 0n ? -l : l) << BigInt(p)) / ln10(p);
    return [q, le];
  });
}

// ---- powers ----

/** |a| is exactly 1. */
const isOne = (a: Dec): boolean => a.kind === FIN && cmp(a.withSign(false), ONE) === 0;

export function pow(a: Dec, b: Dec, cx: Ctx): Dec {
  const nan = nanOf(cx, a, b);
  if (nan !== undefined) return nan;
  if (b.zero) return a.zero ? invalid() : ONE;
  const whole = b.integral;
  const neg = a.neg && whole && b.odd;
  if (a.zero) {
    return b.neg ? inf(neg) : fin(neg, 0n, 0);
  }
  if (a.neg && !whole) return invalid();
  if (a.kind === INF) return b.neg ? fin(neg, 0n, 0) : inf(neg);
  if (b.kind === INF) {
    if (isOne(a)) return inexactOne(false, cx);
    const grows = cmp(a, ONE) > 0;
    return grows === b.neg ? fin(false, 0n, 0) : inf(false);
  }
  if (isOne(a)) return powOne(a, b, neg, whole, cx);
  // The decimal exponent of the result, roughly: decides what is out of any range.
  const lg = log10Estimate(a) * (b.neg ? -1 : 1);
  const size = Math.log10(Math.abs(lg)) + b.adj;
  if (size > 19 || 10 ** (size - 1) > cx.emax - etiny(cx))
    return lg > 0 ? huge(neg, cx) : under(neg, cx);
  return whole ? powInt(a, b, neg, cx) : powReal(a, b, cx);
}
function under(neg: boolean, cx: Ctx): Dec {
  const r = tiny(neg, cx);
  st.bits |= UNDERFLOW | CLAMPED;
  return r;
}
function log10Estimate(a: Dec): number {
  const d = a.digits;
  const head = d > 17 ? Number(a.c / pow10(d - 17)) / 1e16 : Number(a.c) / 10 ** (d - 1);
  const v = Math.log10(head) + a.adj;
  if (Math.abs(v) > 1e-8) return v;
  // Close to 1 the difference itself says more.
  const diff = a.e < 0 ? a.c - pow10(-a.e) : 0n;
  const n = countDigits(diff < 0n ? -diff : diff);
  const s = 10 ** Math.max(n - 1 + a.e, -300) * 0.43;
  return diff < 0n ? -s : s;
}

function powOne(a: Dec, b: Dec, neg: boolean, whole: boolean, cx: Ctx): Dec {
  if (!whole) return inexactOne(false, cx);
  // 1.00 ** 3 has six places, as multiplication would give.
  if (b.neg) {
    const one = div(ONE, a.withSign(false), cx);
    return finish(neg, one.c, one.e, cx);
  }
  const times = b.e >= 0 && b.adj < 15 ? Number(b.c) * 10 ** b.e : 1e15;
  const places = -a.e * times;
  if (places > cx.prec - 1) {
    st.bits |= ROUNDED;
    return fin(neg, pow10(cx.prec - 1), 1 - cx.prec);
  }
  if (places <= 0) return fin(neg, 1n, 0);
  return fin(neg, pow10(places), -places);
}

function powInt(a: Dec, b: Dec, neg: boolean, cx: Ctx): Dec {
  const kept = st.bits;
  const n = b.e >= 0 ? b.c * pow10(b.e) : b.c / pow10(-b.e);
  const w: Ctx = {
    prec: cx.prec + countDigits(n) + 4,
    rounding: ROUND_HALF_EVEN,
    emin: -Number.MAX_SAFE_INTEGER,
    emax: Number.MAX_SAFE_INTEGER,
    clamp: 0,
  };
  let base = a.withSign(false);
  if (b.neg) {
    w.prec++;
    base = div(ONE, base, w);
  }
  let r = base;
  for (let i = BigInt(bits(n) - 2); i >= 0n; i--) {
    r = mul(r, r, w);
    if ((n >> i) & 1n) r = mul(r, base, w);
    if (r.kind !== FIN || r.c === 0n) break;
    if (r.adj > 4 * cx.emax + 100 || r.adj < -4 * cx.emax - 100) break;
  }
  const inexact = st.bits & (INEXACT | ROUNDED);
  st.bits = kept;
  if (r.kind !== FIN) return huge(neg, cx);
  const out = finish(neg, r.c, r.e, cx);
  st.bits |= inexact;
  return out;
}

function powReal(a: Dec, b: Dec, cx: Ctx): Dec {
  const y = b.neg ? -b.c : b.c;
  const make = (n: number): [bigint, number] => {
    const extra = Math.max(b.adj, 0) + 12 + countDigits(BigInt(Math.abs(a.adj) + 1));
    const [l, le] = lnDigits(a.c, a.e, n + extra + 4);
    return expDigits(l * y, le + b.e, n + 4);
  };
  const [c, e] = make(Math.max(cx.prec, a.digits) + 24);
  // An exact power of a tenth part, such as 4 ** 0.5, lies on a digit: it is rounded all the same.
  const out = finish(false, roundNear(c), e, cx);
  markInexact();
  return out;
}
/** Takes the noise off the last eight digits. */
function roundNear(c: bigint): bigint {
  const p = 100000000n;
  const q = (c + p / 2n) / p;
  return q * p;
}

export function powMod(a: Dec, b: Dec, m: Dec, cx: Ctx): Dec {
  if (a.special || b.special || m.special) {
    const nan = nanOf(cx, a, b, m);
    return nan ?? invalid();
  }
  if (!a.integral || !b.integral || !m.integral) return invalid();
  if (m.c === 0n || b.neg || m.adj >= cx.prec) return invalid();
  if (a.c === 0n && b.c === 0n) return invalid();
  const int = (x: Dec): bigint => (x.e >= 0 ? x.c * pow10(x.e) : x.c / pow10(-x.e));
  const mod = int(m);
  // b = c * 10**e: the tens are taken one by one.
  let r = modPow(modScaled(a, mod), b.e >= 0 ? b.c : int(b), mod);
  if (b.c !== 0n) for (let i = 0; i < b.e; i++) r = modPow(r, 10n, mod);
  return finish(a.neg && b.odd && b.c !== 0n, r, 0, cx);
}
function modScaled(a: Dec, m: bigint): bigint {
  if (a.e <= 0) return (a.c / pow10(-a.e)) % m;
  return ((a.c % m) * modPow(10n, BigInt(a.e), m)) % m;
}
export function modPow(base: bigint, e: bigint, m: bigint): bigint {
  let r = 1n % m;
  let b = base % m;
  for (let x = e; x > 0n; x >>= 1n) {
    if (x & 1n) r = (r * b) % m;
    b = (b * b) % m;
  }
  return r;
}

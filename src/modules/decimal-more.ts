/** Decimal operations beside the four rules: rounding to exponents, neighbours, digits, logic. */
import {
  addSigned,
  CLAMPED,
  type Ctx,
  cmp,
  Dec,
  DIVISION_BY_ZERO,
  etiny,
  etop,
  FIN,
  fin,
  finalize,
  finish,
  INEXACT,
  INF,
  inf,
  invalid,
  nanOf,
  OVERFLOW,
  plus,
  pow10,
  ROUND_CEILING,
  ROUND_FLOOR,
  ROUNDED,
  SUBNORMAL,
  shiftRight,
  st,
  stripTo,
  UNDERFLOW,
  wasLossy,
} from "./decimal-core.js";

export function quantize(a: Dec, b: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN || b.kind !== FIN) {
    const nan = nanOf(cx, a, b);
    if (nan !== undefined) return nan;
    return a.kind === INF && b.kind === INF ? a : invalid();
  }
  return toExponent(a, b.e, cx);
}
function toExponent(a: Dec, e: number, cx: Ctx): Dec {
  const low = etiny(cx);
  if (e > cx.emax || e < low) return invalid();
  if (a.c === 0n) return finish(a.neg, 0n, e, cx);
  const up = a.e - e;
  if (a.digits + up > cx.prec) return invalid();
  if (up >= 0) {
    if (a.adj > cx.emax) return invalid();
    return finish(a.neg, a.c * pow10(up), e, cx);
  }
  const c = shiftRight(a.c, -up, a.neg, cx.rounding);
  const bits = wasLossy() ? ROUNDED | INEXACT : ROUNDED;
  const r = fin(a.neg, c, e);
  if (r.digits > cx.prec || (c !== 0n && r.adj > cx.emax)) return invalid();
  st.bits |= bits;
  return finish(a.neg, c, e, cx);
}

export function toIntegral(a: Dec, cx: Ctx, rounding: number, exact: boolean): Dec {
  if (a.kind !== FIN) return nanOf(cx, a) ?? a;
  if (a.e >= 0) return a;
  if (a.c === 0n) return fin(a.neg, 0n, 0);
  const c = shiftRight(a.c, -a.e, a.neg, rounding);
  if (exact) st.bits |= wasLossy() ? ROUNDED | INEXACT : ROUNDED;
  return fin(a.neg, c, 0);
}

export function reduce(a: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN) return nanOf(cx, a) ?? a;
  const r = plus(a, cx).kind === FIN ? finish(a.neg, a.c, a.e, cx) : plus(a, cx);
  if (r.kind !== FIN) return r;
  if (r.c === 0n) return fin(r.neg, 0n, 0);
  const [c, e] = stripTo(r.c, r.e, cx.clamp !== 0 ? etop(cx) : cx.emax);
  return fin(r.neg, c, e);
}

/** The neighbour above (dir 1) or below (dir -1) without conditions. */
function neighbour(a: Dec, cx: Ctx, up: boolean): Dec {
  if (a.kind === INF) return a.neg !== up ? a : fin(a.neg, pow10(cx.prec) - 1n, etop(cx));
  const kept = st.bits;
  const w: Ctx = { ...cx, rounding: up ? ROUND_CEILING : ROUND_FLOOR };
  let r = finalize(a, w);
  if (r.kind === FIN && cmp(r, a) === 0) {
    const tiny = fin(false, 1n, etiny(cx) - 1);
    r = addSigned(a, tiny, !up, w);
  }
  st.bits = kept;
  return r;
}
export const nextPlus = (a: Dec, cx: Ctx): Dec => nanOf(cx, a) ?? neighbour(a, cx, true);
export const nextMinus = (a: Dec, cx: Ctx): Dec => nanOf(cx, a) ?? neighbour(a, cx, false);
export function nextToward(a: Dec, b: Dec, cx: Ctx): Dec {
  const nan = nanOf(cx, a, b);
  if (nan !== undefined) return nan;
  const c = cmp(a, b);
  if (c === 0) return a.withSign(b.neg);
  const r = neighbour(a, cx, c < 0);
  if (r.kind === INF) st.bits |= OVERFLOW | ROUNDED | INEXACT;
  else if (r.adj < cx.emin || r.c === 0n) {
    st.bits |= UNDERFLOW | SUBNORMAL | ROUNDED | INEXACT;
    if (r.c === 0n) st.bits |= CLAMPED;
  }
  return r;
}

export function logb(a: Dec, cx: Ctx): Dec {
  if (a.kind !== FIN) return nanOf(cx, a) ?? inf(false);
  if (a.c === 0n) {
    st.bits |= DIVISION_BY_ZERO;
    return inf(true);
  }
  const n = a.adj;
  return finish(n < 0, BigInt(Math.abs(n)), 0, cx);
}

/** An operand that counts places: an integer with exponent 0 within a bound. */
function places(b: Dec, limit: number): number | undefined {
  if (b.kind !== FIN || b.e !== 0 || b.c > BigInt(Math.min(limit, Number.MAX_SAFE_INTEGER)))
    return undefined;
  return b.neg ? -Number(b.c) : Number(b.c);
}
export function scaleb(a: Dec, b: Dec, cx: Ctx): Dec {
  const nan = nanOf(cx, a, b);
  if (nan !== undefined) return nan;
  const n = places(b, 2 * (cx.emax + cx.prec));
  if (n === undefined) return invalid();
  return a.kind === INF ? a : finish(a.neg, a.c, a.e + n, cx);
}
export function shift(a: Dec, b: Dec, cx: Ctx): Dec {
  const nan = nanOf(cx, a, b);
  if (nan !== undefined) return nan;
  const n = places(b, cx.prec);
  if (n === undefined) return invalid();
  if (a.kind === INF) return a;
  const c = cap(a.c, cx);
  return fin(a.neg, cap(n >= 0 ? c * pow10(n) : c / pow10(-n), cx), a.e);
}
const cap = (c: bigint, cx: Ctx): bigint =>
  fin(false, c, 0).digits > cx.prec ? c % pow10(cx.prec) : c;
export function rotate(a: Dec, b: Dec, cx: Ctx): Dec {
  const nan = nanOf(cx, a, b);
  if (nan !== undefined) return nan;
  const n = places(b, cx.prec);
  if (n === undefined) return invalid();
  if (a.kind === INF) return a;
  const left = n < 0 ? n + cx.prec : n;
  const c = cap(a.c, cx);
  const low = pow10(cx.prec - left);
  const head = c / low;
  return fin(a.neg, (c - head * low) * pow10(left) + head, a.e);
}

/** The digits of a logical operand, right-aligned in the precision; undefined for other numbers. */
function bitsOf(a: Dec): string | undefined {
  if (a.kind !== FIN || a.neg || a.e !== 0) return undefined;
  const s = a.c.toString();
  return /^[01]+$/.test(s) ? s : undefined;
}
export type Logic = "and" | "or" | "xor";
const LOGIC: Record<Logic, (x: string, y: string) => boolean> = {
  and: (x, y) => x === "1" && y === "1",
  or: (x, y) => x === "1" || y === "1",
  xor: (x, y) => x !== y,
};
export function logical(op: Logic, a: Dec, b: Dec, cx: Ctx): Dec {
  const x = bitsOf(a);
  const y = bitsOf(b);
  if (x === undefined || y === undefined) return invalid();
  const n = Math.min(Math.max(x.length, y.length), cx.prec);
  const xs = x.padStart(n, "0").slice(-n);
  const ys = y.padStart(n, "0").slice(-n);
  let out = "";
  for (let i = 0; i < n; i++) out += LOGIC[op](xs[i], ys[i]) ? "1" : "0";
  return fin(false, BigInt(out), 0);
}
export function logicalInvert(a: Dec, cx: Ctx): Dec {
  const x = bitsOf(a);
  if (x === undefined) return invalid();
  return logical("xor", a, fin(false, (pow10(cx.prec) - 1n) / 9n, 0), cx);
}

export function numberClass(a: Dec, cx: Ctx): string {
  if (a.nan) return a.kind === 3 ? "sNaN" : "NaN";
  const s = a.neg ? "-" : "+";
  if (a.kind === INF) return `${s}Infinity`;
  if (a.c === 0n) return `${s}Zero`;
  return a.adj < cx.emin ? `${s}Subnormal` : `${s}Normal`;
}
export function sameQuantum(a: Dec, b: Dec): boolean {
  if (a.nan || b.nan) return a.nan && b.nan;
  if (a.kind === INF || b.kind === INF) return a.kind === b.kind;
  return a.e === b.e;
}
export const copy = (a: Dec, neg: boolean): Dec => new Dec(a.kind, neg, a.c, a.e);

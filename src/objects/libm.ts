/**
 * The C library's functions of mathematics (native/mathematics.cxx). Programs print floats to the last
 * digit, and V8's own functions differ there from what CPython calls in some results of a hundred. The
 * addon is loaded at the first call; where it is not built, V8's do.
 */
import { createRequire } from "node:module";

type One = (x: number) => number;
type Two = (x: number, y: number) => number;
export interface Libm {
  acos: One;
  acosh: One;
  asin: One;
  asinh: One;
  atan: One;
  atanh: One;
  cbrt: One;
  cos: One;
  cosh: One;
  erf: One;
  erfc: One;
  exp: One;
  exp2: One;
  expm1: One;
  log: One;
  log10: One;
  log1p: One;
  log2: One;
  sin: One;
  sinh: One;
  tan: One;
  tanh: One;
  atan2: Two;
  hypot: Two;
  pow: Two;
}

function erf(x: number): number {
  if (Math.abs(x) < 2.4) {
    let s = x;
    let t = x;
    for (let n = 1; n < 200; n++) {
      t *= (-x * x) / n;
      const d = t / (2 * n + 1);
      s += d;
      if (Math.abs(d) < 1e-17 * Math.abs(s)) break;
    }
    return (2 / Math.sqrt(Math.PI)) * s;
  }
  return x > 0 ? 1 - erfc(x) : -1 + erfc(-x);
}
function erfc(x: number): number {
  if (x < 2.4) return 1 - erf(x);
  // Continued fraction, from the tail.
  let f = 0;
  for (let k = 120; k > 0; k--) f = k / 2 / (x + f);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + f);
}

function load(): Libm {
  try {
    return createRequire(import.meta.url)("../../build/Release/mathematics.node") as Libm;
  } catch {
    const own: Record<string, unknown> = { erf, erfc, exp2: (x: number) => 2 ** x };
    const names = Object.keys(late) as (keyof Libm)[];
    for (const name of names) own[name] ??= (Math as unknown as Record<string, unknown>)[name];
    return own as unknown as Libm;
  }
}

function bind(): Libm {
  const loaded = load();
  Object.assign(libm, loaded);
  return loaded;
}
const late: Libm = {
  acos: (x) => bind().acos(x),
  acosh: (x) => bind().acosh(x),
  asin: (x) => bind().asin(x),
  asinh: (x) => bind().asinh(x),
  atan: (x) => bind().atan(x),
  atanh: (x) => bind().atanh(x),
  cbrt: (x) => bind().cbrt(x),
  cos: (x) => bind().cos(x),
  cosh: (x) => bind().cosh(x),
  erf: (x) => bind().erf(x),
  erfc: (x) => bind().erfc(x),
  exp: (x) => bind().exp(x),
  exp2: (x) => bind().exp2(x),
  expm1: (x) => bind().expm1(x),
  log: (x) => bind().log(x),
  log10: (x) => bind().log10(x),
  log1p: (x) => bind().log1p(x),
  log2: (x) => bind().log2(x),
  sin: (x) => bind().sin(x),
  sinh: (x) => bind().sinh(x),
  tan: (x) => bind().tan(x),
  tanh: (x) => bind().tanh(x),
  atan2: (y, x) => bind().atan2(y, x),
  hypot: (x, y) => bind().hypot(x, y),
  pow: (x, y) => bind().pow(x, y),
};
/** Its functions are the addon's own from the first call on. */
export const libm: Libm = { ...late };

/** Of the value: between 0.22 and 0.45 units in its last place. */
const CERTAIN = 0.45 * 2 ** -53;
/**
 * x ** y for floats. The C library's power errs by less than 0.55 units in the last place, so where a
 * square or a square root lies further from the middle between two floats than that, both give the same.
 */
export function power(x: number, y: number): number {
  if (y === 2) {
    const r = x * x;
    if (r > 1e-270 && r < 1e270) {
      const c = 134217729 * x;
      const hi = c - (c - x);
      const lo = x - hi;
      const rest = lo * lo - (r - hi * hi - 2 * hi * lo);
      if (Math.abs(rest) < r * CERTAIN) return r;
    }
  } else if (y === 0.5 && x > 1e-270 && x < 1e270) {
    const r = Math.sqrt(x);
    const c = 134217729 * r;
    const hi = c - (c - r);
    const lo = r - hi;
    const rest = x - hi * hi - 2 * hi * lo - lo * lo;
    if (Math.abs(rest) < 2 * x * CERTAIN) return r;
  }
  return libm.pow(x, y);
}

/** Splits x into two halves of 26 bits, whose products are exact (Dekker). */
function split(x: number): [number, number] {
  const c = 134217729 * x;
  const hi = c - (c - x);
  return [hi, x - hi];
}
/** The length of a vector, correct to the last bit but for the rarest cases. */
export function length(xs: number[]): number {
  let max = 0;
  for (const x of xs) {
    const a = Math.abs(x);
    if (a === Infinity) return Infinity;
    if (Number.isNaN(a)) max = Number.NaN;
    else if (a > max) max = a;
  }
  if (xs.some((x) => Math.abs(x) === Infinity)) return Infinity;
  if (xs.some(Number.isNaN)) return Number.NaN;
  if (max === 0 || xs.length <= 1) return max;
  // Scaled by a power of two to below 1, where the sum begins: what is added is always the less.
  const e = Math.floor(Math.log2(max)) + 1;
  if (e < -1020) return length(xs.map((x) => x * 2 ** 600)) / 2 ** 600;
  const scale = 2 ** -e;
  let sum = 1;
  let rest = 0;
  let tail = 0;
  const add = (v: number): void => {
    const s = sum + v;
    rest += v - (s - sum);
    sum = s;
  };
  for (const x of xs) {
    const v = x * scale;
    const [hi, lo] = split(v);
    const p = v * v;
    add(p);
    tail += hi * hi - p + 2 * hi * lo + lo * lo;
  }
  let h = Math.sqrt(sum - 1 + (rest + tail));
  // What h's own square leaves, to be halved over h.
  const [hi, lo] = split(h);
  const p = h * h;
  add(-p);
  tail -= hi * hi - p + 2 * hi * lo + lo * lo;
  h += (sum - 1 + (rest + tail)) / (2 * h);
  return h / scale;
}

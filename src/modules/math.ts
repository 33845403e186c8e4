/** math. */
import * as A from "../objects/abstract.js";
import { absolute, binop, mul } from "../objects/arith.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { asDouble, floatToInt, isNegative } from "../objects/float.js";
import { normInt } from "../objects/hash.js";
import { bitLength, intAdd, intFloordiv, intMul, intSub } from "../objects/intops.js";
import { length, libm, power } from "../objects/libm.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { PyFloat, type PyInt, type PyObj, PyObject, typeOf } from "../objects/object.js";
import { mkFloat, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { gamma, lgamma } from "./gamma.js";

const domain = (text = "math domain error"): never => {
  throw valueError(text);
};
const range = (): never => {
  throw err(E.OverflowError, "math range error");
};

const atPole = (x: number): string =>
  `expected a noninteger or positive integer, got ${A.reprJs(mkFloat(x))}`;

/** Applies a real function with C's error rules: NaN from a number is a domain error. */
function checked(f: (x: number) => number, overflow: boolean, text?: (x: number) => string) {
  return (o: PyObj): PyObj => {
    const x = asDouble(o);
    const r = f(x);
    if (Number.isNaN(r) && !Number.isNaN(x)) domain(text?.(x));
    if (!Number.isFinite(r) && Number.isFinite(x)) {
      if (overflow) range();
      else domain(text?.(x));
    }
    return mkFloat(r);
  };
}

/** Integer square root: the largest r with r*r <= n. */
export function isqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** The logarithm of an int of any size. */
function logInt(v: PyInt, log: (x: number) => number): number {
  if (v <= 0) return domain("expected a positive input");
  const d = Number(v);
  if (Number.isFinite(d)) return log(d);
  // As a fraction below 1 and a power of two; a last bit stands for those that do not fit.
  const big = v as bigint;
  const n = bitLength(big);
  const shift = BigInt(n - 64);
  let top = big >> shift;
  if (top << shift !== big) top |= 1n;
  return log(Number(top) / 2 ** 64) + log(2) * n;
}
function logOf(o: PyObj, log: (x: number) => number): number {
  const i = A.asInt(o);
  if (i !== undefined) return logInt(i, log);
  const x = asDouble(o);
  if (x <= 0)
    domain(x === 0 || x < 0 ? `expected a positive input, got ${A.reprJs(mkFloat(x))}` : undefined);
  return log(x);
}

function gcd2(a: PyInt, b: PyInt): PyInt {
  if (typeof a === "number" && typeof b === "number") {
    a = Math.abs(a);
    b = Math.abs(b);
    while (b !== 0) [a, b] = [b, a % b];
    return a;
  }
  let x = BigInt(a);
  let y = BigInt(b);
  if (x < 0n) x = -x;
  if (y < 0n) y = -y;
  while (y !== 0n) [x, y] = [y, x % y];
  return normInt(x);
}

/** The exactly rounded sum, by keeping partial sums that do not overlap. */
function fsum(it: PyObj): number {
  let partials: number[] = [];
  let special = 0;
  let inf = 0;
  for (const o of A.items(it)) {
    let x = asDouble(o);
    if (!Number.isFinite(x)) {
      if (!Number.isNaN(x)) inf += x;
      special += x;
      continue;
    }
    const next: number[] = [];
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const hi = x + y;
      const lo = y - (hi - x);
      if (lo !== 0) next.push(lo);
      x = hi;
    }
    if (!Number.isFinite(x)) throw err(E.OverflowError, "intermediate overflow in fsum");
    next.push(x);
    partials = next;
  }
  if (special !== 0 || Number.isNaN(special)) {
    if (Number.isNaN(inf)) throw valueError("-inf + inf in fsum");
    return special;
  }
  let n = partials.length;
  if (n === 0) return 0;
  let hi = partials[--n];
  let lo = 0;
  while (n > 0) {
    const x = hi;
    const y = partials[--n];
    hi = x + y;
    lo = y - (hi - x);
    if (lo !== 0) break;
  }
  if (n > 0 && ((lo < 0 && partials[n - 1] < 0) || (lo > 0 && partials[n - 1] > 0))) {
    const y = lo * 2;
    const x = hi + y;
    if (y === x - hi) hi = x;
  }
  return hi;
}

function stepCount(n: PyInt): number {
  if (n < 0) throw valueError("steps must be a non-negative integer");
  return Number(n);
}
function nextafter(x: number, y: number, steps = 1): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const b = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < steps; i++) {
    if (x === y) return y;
    if (x === 0) {
      x = y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
      continue;
    }
    b.setFloat64(0, x);
    b.setBigInt64(0, b.getBigInt64(0) + (y > x === x > 0 ? 1n : -1n));
    x = b.getFloat64(0);
  }
  return x;
}
function ulp(x: number): number {
  if (Number.isNaN(x)) return x;
  x = Math.abs(x);
  if (x === Infinity) return x;
  const y = nextafter(x, Infinity);
  return y === Infinity ? x - nextafter(x, -Infinity) : y - x;
}
export function frexp(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let e = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1);
  let m = x * 2 ** -e;
  while (Math.abs(m) < 0.5) {
    m *= 2;
    e--;
  }
  while (Math.abs(m) >= 1) {
    m /= 2;
    e++;
  }
  return [m, e];
}
function ldexp(m: number, e: PyInt): number {
  if (m === 0 || !Number.isFinite(m)) return m;
  const n = Number(e);
  if (n > 2100) return range();
  if (n < -2200) return m < 0 ? -0 : 0;
  const [f, k] = frexp(m);
  const x = k + n;
  const r = x > 1023 ? f * 2 * 2 ** (x - 1) : x < -1021 ? f * 2 ** (x + 60) * 2 ** -60 : f * 2 ** x;
  if (!Number.isFinite(r)) return range();
  return r;
}

const intArg = (o: PyObj): PyInt => A.index(o);

function factorial(o: PyObj): PyObj {
  if (o instanceof PyFloat) throw typeError(`'float' object cannot be interpreted as an integer`);
  const n = intArg(o);
  if (n < 0) throw valueError("factorial() not defined for negative values");
  if (typeof n === "bigint" || n > 1e7)
    throw err(E.OverflowError, "factorial() argument should not exceed 9223372036854775807");
  const part = (a: number, b: number): bigint => {
    if (b - a < 8) {
      let r = 1n;
      for (let i = a; i < b; i++) r *= BigInt(i);
      return r;
    }
    const m = (a + b) >> 1;
    return part(a, m) * part(m, b);
  };
  return normInt(part(1, n + 1));
}

function rounded(name: "__floor__" | "__ceil__" | "__trunc__", f: (x: number) => number) {
  return (o: PyObj): PyObj => {
    if (!(o instanceof PyFloat && !o.cls.isHeap)) {
      const r = A.callSpecial(o, name);
      if (r !== undefined) return r;
      if (name === "__trunc__")
        throw typeError(`type ${A.typeName(o)} doesn't define __trunc__ method`);
    }
    const x = asDouble(o);
    return floatToInt(Number.isFinite(x) ? f(x) : x);
  };
}

const one = "($module, x, /)";
const two = "($module, x, y, /)";
const positive = (x: number): string => `expected a nonnegative input, got ${A.reprJs(mkFloat(x))}`;

registerModule("math", () => {
  const table: FunctionTable = {
    sqrt: [one, checked(Math.sqrt, false, positive)],
    cbrt: [one, checked((x) => libm.cbrt(x), false)],
    exp: [one, checked((x) => libm.exp(x), true)],
    exp2: [one, checked((x) => libm.exp2(x), true)],
    expm1: [one, checked((x) => libm.expm1(x), true)],
    log1p: [
      one,
      checked(
        (x) => (x <= -1 ? Number.NaN : libm.log1p(x)),
        false,
        (x) => `expected argument value > -1, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    sin: [
      one,
      checked(
        (x) => libm.sin(x),
        false,
        (x) => `expected a finite input, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    cos: [
      one,
      checked(
        (x) => libm.cos(x),
        false,
        (x) => `expected a finite input, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    tan: [
      one,
      checked(
        (x) => libm.tan(x),
        false,
        (x) => `expected a finite input, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    asin: [
      one,
      checked(
        (x) => libm.asin(x),
        false,
        (x) => `expected a number in range from -1 up to 1, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    acos: [
      one,
      checked(
        (x) => libm.acos(x),
        false,
        (x) => `expected a number in range from -1 up to 1, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    atan: [one, checked((x) => libm.atan(x), false)],
    sinh: [one, checked((x) => libm.sinh(x), true)],
    cosh: [one, checked((x) => libm.cosh(x), true)],
    tanh: [one, checked((x) => libm.tanh(x), false)],
    asinh: [one, checked((x) => libm.asinh(x), false)],
    acosh: [
      one,
      checked(
        (x) => libm.acosh(x),
        false,
        (x) => `expected argument value not less than 1, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    atanh: [
      one,
      checked(
        (x) => (Math.abs(x) >= 1 ? Number.NaN : libm.atanh(x)),
        false,
        (x) => `expected a number between -1 and 1, got ${A.reprJs(mkFloat(x))}`,
      ),
    ],
    erf: [one, checked((x) => libm.erf(x), false)],
    erfc: [one, checked((x) => libm.erfc(x), false)],
    gamma: [
      one,
      checked((x) => (x === -Infinity ? Number.NaN : x === Infinity ? x : gamma(x)), true, atPole),
    ],
    lgamma: [one, checked((x) => (Math.abs(x) === Infinity ? Infinity : lgamma(x)), true, atPole)],
    fabs: [one, checked(Math.abs, false)],
    degrees: [one, (o: PyObj) => mkFloat(asDouble(o) * (180 / Math.PI))],
    radians: [one, (o: PyObj) => mkFloat(asDouble(o) * (Math.PI / 180))],
    atan2: [
      "($module, y, x, /)",
      (y: PyObj, x: PyObj) => mkFloat(libm.atan2(asDouble(y), asDouble(x))),
    ],
    copysign: [
      two,
      (x: PyObj, y: PyObj) => {
        const a = Math.abs(asDouble(x));
        const b = asDouble(y);
        return mkFloat(isNegative(b) ? -a : a);
      },
    ],
    fmod: [
      two,
      (x: PyObj, y: PyObj) => {
        const [a, b] = [asDouble(x), asDouble(y)];
        if (!Number.isFinite(b) && !Number.isNaN(b) && Number.isFinite(a)) return mkFloat(a);
        const r = a % b;
        if (Number.isNaN(r) && !Number.isNaN(a) && !Number.isNaN(b)) domain();
        return mkFloat(r);
      },
    ],
    remainder: [
      two,
      (x: PyObj, y: PyObj) => {
        const [a, b] = [asDouble(x), asDouble(y)];
        if (Number.isNaN(a) || Number.isNaN(b)) return mkFloat(Number.NaN);
        if (!Number.isFinite(a) || b === 0) domain();
        if (!Number.isFinite(b)) return mkFloat(a);
        const m = Math.abs(a) % Math.abs(b);
        const c = Math.abs(b) - m;
        let r: number;
        if (m < c) r = m;
        else if (m > c) r = -c;
        else r = m - 2 * ((0.5 * (Math.abs(a) - m)) % Math.abs(b));
        return mkFloat(a < 0 || Object.is(a, -0) ? -r : r);
      },
    ],
    pow: [
      two,
      (x: PyObj, y: PyObj) => {
        const [a, b] = [asDouble(x), asDouble(y)];
        if (a === 1 || b === 0) return mkFloat(1);
        if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return mkFloat(1);
        const r = power(a, b);
        if (!Number.isNaN(a) && !Number.isNaN(b)) {
          if (Number.isNaN(r)) domain();
          if (!Number.isFinite(r) && Number.isFinite(a) && Number.isFinite(b)) {
            if (a === 0) domain();
            range();
          }
        }
        return mkFloat(r);
      },
    ],
    log: [
      "($module, x, base=math.e, /)",
      (x: PyObj, base?: PyObj) => {
        const a = logOf(x, (v) => libm.log(v));
        if (base === undefined) return mkFloat(a);
        const b = logOf(base, (v) => libm.log(v));
        if (b === 0) throw err(E.ZeroDivisionError, "division by zero");
        return mkFloat(a / b);
      },
    ],
    log2: [one, (x: PyObj) => mkFloat(logOf(x, (v) => libm.log2(v)))],
    log10: [one, (x: PyObj) => mkFloat(logOf(x, (v) => libm.log10(v)))],
    hypot: ["($module, *coordinates)", (xs: PyObj[]) => mkFloat(length(xs.map(asDouble)))],
    dist: [
      "($module, p, q, /)",
      (p: PyObj, q: PyObj) => {
        const a = A.toArray(p).map(asDouble);
        const b = A.toArray(q).map(asDouble);
        if (a.length !== b.length)
          throw valueError("both points must have the same number of dimensions");
        return mkFloat(length(a.map((v, i) => v - b[i])));
      },
    ],
    floor: [one, rounded("__floor__", Math.floor)],
    ceil: [one, rounded("__ceil__", Math.ceil)],
    trunc: [one, rounded("__trunc__", Math.trunc)],
    modf: [
      one,
      (o: PyObj) => {
        const x = asDouble(o);
        if (!Number.isFinite(x))
          return mkTuple([mkFloat(Number.isNaN(x) ? x : x < 0 ? -0 : 0), mkFloat(x)]);
        const i = Math.trunc(x);
        const f = x - i;
        return mkTuple([mkFloat(f === 0 ? (x < 0 || Object.is(x, -0) ? -0 : 0) : f), mkFloat(i)]);
      },
    ],
    frexp: [
      one,
      (o: PyObj) => {
        const [m, e] = frexp(asDouble(o));
        return mkTuple([mkFloat(m), e]);
      },
    ],
    ldexp: [
      "($module, x, i, /)",
      (x: PyObj, i: PyObj) => {
        const n = A.asInt(i);
        if (n === undefined) throw typeError("Expected an int as second argument to ldexp.");
        return mkFloat(ldexp(asDouble(x), n));
      },
    ],
    isfinite: [one, (o: PyObj) => Number.isFinite(asDouble(o))],
    isinf: [one, (o: PyObj) => Math.abs(asDouble(o)) === Infinity],
    isnan: [one, (o: PyObj) => Number.isNaN(asDouble(o))],
    isclose: [
      "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)",
      (a: PyObj, b: PyObj, rel?: PyObj, abs?: PyObj) => {
        const [x, y] = [asDouble(a), asDouble(b)];
        const r = rel === undefined ? 1e-9 : asDouble(rel);
        const t = abs === undefined ? 0 : asDouble(abs);
        if (r < 0 || t < 0) throw valueError("tolerances must be non-negative");
        if (x === y) return true;
        if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
        const d = Math.abs(x - y);
        return d <= Math.abs(r * y) || d <= Math.abs(r * x) || d <= t;
      },
    ],
    gcd: ["($module, *integers)", (xs: PyObj[]) => xs.map(intArg).reduce<PyInt>(gcd2, 0)],
    lcm: [
      "($module, *integers)",
      (xs: PyObj[]) => {
        let r: PyInt = 1;
        for (const x of xs.map(intArg)) {
          if (x === 0) r = 0;
          else if (r !== 0) r = intMul(intFloordiv(r, gcd2(r, x)), x < 0 ? intSub(0, x) : x);
        }
        return r;
      },
    ],
    isqrt: [
      "($module, n, /)",
      (o: PyObj) => {
        const n = intArg(o);
        if (n < 0) throw valueError("isqrt() argument must be nonnegative");
        return normInt(isqrt(BigInt(n)));
      },
    ],
    factorial: ["($module, n, /)", factorial],
    comb: [
      "($module, n, k, /)",
      (a: PyObj, b: PyObj) => {
        const n = BigInt(intArg(a));
        let k = BigInt(intArg(b));
        if (n < 0n) throw valueError("n must be a non-negative integer");
        if (k < 0n) throw valueError("k must be a non-negative integer");
        if (k > n) return 0;
        if (k > n - k) k = n - k;
        let r = 1n;
        for (let i = 0n; i < k; i++) r = (r * (n - i)) / (i + 1n);
        return normInt(r);
      },
    ],
    perm: [
      "($module, n, k=None, /)",
      (a: PyObj, b?: PyObj) => {
        if (b === undefined || b === null) return factorial(a);
        const n = BigInt(intArg(a));
        const k = BigInt(intArg(b));
        if (n < 0n) throw valueError("n must be a non-negative integer");
        if (k < 0n) throw valueError("k must be a non-negative integer");
        if (k > n) return 0;
        let r = 1n;
        for (let i = 0n; i < k; i++) r *= n - i;
        return normInt(r);
      },
    ],
    fsum: ["($module, seq, /)", (it: PyObj) => mkFloat(fsum(it))],
    prod: [
      "($module, iterable, /, *, start=1)",
      (it: PyObj, start?: PyObj) => {
        let acc: PyObj = start ?? 1;
        for (const x of A.items(it)) acc = mul(acc, x);
        return acc;
      },
    ],
    sumprod: [
      "($module, p, q, /)",
      (p: PyObj, q: PyObj) => {
        const a = A.toArray(p);
        const b = A.toArray(q);
        if (a.length !== b.length) throw valueError("Inputs are not the same length");
        let acc: PyObj = 0;
        a.forEach((x, i) => {
          acc = A.add(acc, binop("mul", x, b[i]));
        });
        return acc;
      },
    ],
    fma: [
      "($module, x, y, z, /)",
      (x: PyObj, y: PyObj, z: PyObj) => mkFloat(fma(asDouble(x), asDouble(y), asDouble(z))),
    ],
    nextafter: [
      "($module, x, y, /, *, steps=None)",
      (x: PyObj, y: PyObj, s?: PyObj) =>
        mkFloat(
          nextafter(
            asDouble(x),
            asDouble(y),
            s === undefined || s === null ? 1 : stepCount(A.index(s)),
          ),
        ),
    ],
    ulp: [one, (x: PyObj) => mkFloat(ulp(asDouble(x)))],
  };
  return defineModule(
    "math",
    "This module provides access to the mathematical functions\ndefined by the C standard.",
    table,
    {
      pi: mkFloat(Math.PI),
      e: mkFloat(Math.E),
      tau: mkFloat(2 * Math.PI),
      inf: mkFloat(Infinity),
      nan: mkFloat(Number.NaN),
    },
  );
});
/** x*y + z with one rounding, on exact rationals. */
function fma(x: number, y: number, z: number): number {
  if (![x, y, z].every(Number.isFinite)) {
    // A product of finite numbers does not reach infinity before it is added.
    const r = Number.isFinite(x) && Number.isFinite(y) ? z : x * y + z;
    if (Number.isNaN(r) && ![x, y, z].some(Number.isNaN)) return domain("invalid operation in fma");
    return r;
  }
  const split = (v: number): [bigint, number] => {
    const [m, e] = frexp(v);
    return [BigInt(m * 2 ** 53), e - 53];
  };
  const [a, ea] = split(x);
  const [b, eb] = split(y);
  const [c, ec] = split(z);
  const p = a * b;
  const ep = ea + eb;
  const e = Math.min(ep, ec);
  const s = (p << BigInt(ep - e)) + (c << BigInt(ec - e));
  if (s === 0n) return x * y + z;
  const neg = s < 0n;
  let v = neg ? -s : s;
  let k = e;
  const extra = bitLength(v) - 66;
  if (extra > 0) {
    const rest = v & ((1n << BigInt(extra)) - 1n);
    v >>= BigInt(extra);
    if (rest !== 0n) v |= 1n;
    k += extra;
  }
  if (bitLength(v) + k > 1024) throw err(E.OverflowError, "overflow in fma");
  const out = ldexp(Number(v), k);
  return neg ? -out : out;
}

export { absolute, intAdd, PyObject, typeOf };

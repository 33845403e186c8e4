/** The gamma function and its logarithm, by Lanczos' sum of 13 terms, which CPython takes too. */
import { libm } from "../objects/libm.js";

/** Lanczos' constant with Boost's rational coefficients for it. */
const G = 6.024680040776729583740234375;
const G_MINUS_HALF = G - 0.5;
const NUMERATOR = [
  23531376880.41075968857, 42919803642.6490987689579, 35711959237.35566804944,
  17921034426.037209699919, 6039542586.352028005064, 1439720407.3117216736632,
  248874557.86205415651146, 31426415.5854001943806, 2876370.628935372441225, 186056.26539522349504,
  8071.672002365816210638, 210.82427775157934587, 2.5066282746310002701649,
];
const DENOMINATOR = [
  0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925,
  66, 1,
];

function lanczosSum(x: number): number {
  let num = 0;
  let den = 0;
  if (x < 5)
    for (let i = NUMERATOR.length - 1; i >= 0; i--) {
      num = num * x + NUMERATOR[i];
      den = den * x + DENOMINATOR[i];
    }
  else
    for (let i = 0; i < NUMERATOR.length; i++) {
      num = num / x + NUMERATOR[i];
      den = den / x + DENOMINATOR[i];
    }
  return num / den;
}

/** sin(pi x), exact where x is a multiple of a half. */
function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const quarters: ((y: number) => number)[] = [
    (y) => libm.sin(Math.PI * y),
    (y) => libm.cos(Math.PI * (y - 0.5)),
    (y) => libm.sin(Math.PI * (1 - y)),
    (y) => -libm.cos(Math.PI * (y - 1.5)),
    (y) => libm.sin(Math.PI * (y - 2)),
  ];
  return Math.sign(x) * quarters[Math.round(2 * y)](y);
}

function factorial(n: number): number {
  let r = 1;
  for (let i = 2; i <= n; i++) r *= i;
  return r;
}

/** NaN at a pole. */
export function gamma(x: number): number {
  if (x === 0) return Number.NaN;
  if (Number.isInteger(x)) {
    if (x < 0) return Number.NaN;
    if (x <= 23) return factorial(x - 1);
  }
  const a = Math.abs(x);
  if (a < 1e-20) return 1 / x;
  if (a > 200) return x < 0 ? 0 / sinPi(x) : Infinity;
  const y = a + G_MINUS_HALF;
  // What rounding took away from y.
  const lost =
    a > G_MINUS_HALF ? ((y - a - G_MINUS_HALF) * G) / y : ((y - G_MINUS_HALF - a) * G) / y;
  let r =
    x < 0 ? ((-Math.PI / sinPi(a) / a) * libm.exp(y)) / lanczosSum(a) : lanczosSum(a) / libm.exp(y);
  r += x < 0 ? -lost * r : lost * r;
  if (a < 140) {
    const p = libm.pow(y, a - 0.5);
    return x < 0 ? r / p : r * p;
  }
  const root = libm.pow(y, a / 2 - 0.25);
  return x < 0 ? r / root / root : r * root * root;
}

/** The logarithm of gamma's size; NaN at a pole. */
export function lgamma(x: number): number {
  if (Number.isInteger(x) && x <= 2) return x <= 0 ? Number.NaN : 0;
  const a = Math.abs(x);
  if (a < 1e-20) return -libm.log(a);
  const r = libm.log(lanczosSum(a)) - G + (a - 0.5) * (libm.log(a + G_MINUS_HALF) - 1);
  return x < 0 ? libm.log(Math.PI) - libm.log(Math.abs(sinPi(a))) - libm.log(a) - r : r;
}

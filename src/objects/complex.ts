/** complex. */
import { asInt, asStr, callSpecial, typeName, warnStrictSubclass } from "./abstract.js";
import { E, err, typeError, valueError, warnHook } from "./errors.js";
import { asDouble, complexHook, isNegative, parseFloatText } from "./float.js";
import { floatRepr } from "./floatfmt.js";
import { formatComplex } from "./formatspec.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { builtinHash } from "./hash.js";
import { intToFloat } from "./intops.js";
import { asciiDigits } from "./intparse.js";
import { libm } from "./libm.js";
import { PyComplex, PyFloat, type PyObj, type PyType, typeOf } from "./object.js";
import { complex_type, mkFloat, mkTuple, NotImplemented } from "./types.js";

type C = [re: number, im: number];

export function mkComplex(re: number, im: number, t: PyType = complex_type): PyComplex {
  const z = new t.ctor(t) as PyComplex;
  z.re = re;
  z.im = im;
  return z;
}

function repr(re: number, im: number): string {
  const part = (v: number): string => floatRepr(v).replace(/\.0$/, "");
  const signed = (v: number): string => {
    const s = part(v);
    return s.startsWith("-") ? s : `+${s}`;
  };
  if (re === 0 && !Object.is(re, -0)) return `${part(im)}j`;
  return `(${part(re)}${signed(im)}j)`;
}

/** The value of a number as a complex; undefined when it is none. */
function operand(o: PyObj): C | undefined {
  if (o instanceof PyComplex) return [o.re, o.im];
  if (o instanceof PyFloat) return [o.v, 0];
  const i = asInt(o);
  return i === undefined ? undefined : [intToFloat(i), 0];
}
const isReal = (o: PyObj): boolean => !(o instanceof PyComplex);

const inf = (x: number): boolean => x === Infinity || x === -Infinity;
/** A signed 1 for an infinity, a signed 0 for anything finite. */
const boxed = (x: number): number =>
  Math.sign(1 / (Object.is(x, -0) ? -1 : x < 0 ? -1 : 1)) * (inf(x) ? 1 : 0);
const zeroed = (x: number): number => (Number.isNaN(x) ? (isNegative(x) ? -0 : 0) : x);

/** As C99 Annex G has it: infinities are not lost among NaNs. */
function mul([a, b]: C, [c, d]: C): C {
  const [ac, bd, ad, bc] = [a * c, b * d, a * d, b * c];
  const r: C = [ac - bd, ad + bc];
  if (!Number.isNaN(r[0]) || !Number.isNaN(r[1])) return r;
  let again = false;
  if (inf(a) || inf(b)) {
    [a, b, c, d] = [boxed(a), boxed(b), zeroed(c), zeroed(d)];
    again = true;
  }
  if (inf(c) || inf(d)) {
    [a, b, c, d] = [zeroed(a), zeroed(b), boxed(c), boxed(d)];
    again = true;
  }
  if (!again && [ac, bd, ad, bc].some(inf)) {
    [a, b, c, d] = [zeroed(a), zeroed(b), zeroed(c), zeroed(d)];
    again = true;
  }
  return again ? [Infinity * (a * c - b * d), Infinity * (a * d + b * c)] : r;
}
function div(x: C, y: C): C {
  const r = quotient(x, y);
  const [a, b] = x;
  const [c, d] = y;
  if (!Number.isNaN(r[0]) || !Number.isNaN(r[1])) return r;
  if ((inf(a) || inf(b)) && Number.isFinite(c) && Number.isFinite(d)) {
    const [p, q] = [boxed(a), boxed(b)];
    return [Infinity * (p * c + q * d), Infinity * (q * c - p * d)];
  }
  if ((inf(c) || inf(d)) && Number.isFinite(a) && Number.isFinite(b)) {
    const [p, q] = [boxed(c), boxed(d)];
    return [0 * (a * p + b * q), 0 * (b * p - a * q)];
  }
  return r;
}
function quotient([a, b]: C, [c, d]: C): C {
  if (c === 0 && d === 0) throw err(E.ZeroDivisionError, "division by zero");
  if (Math.abs(c) >= Math.abs(d)) {
    const r = d / c;
    const n = c + d * r;
    return [(a + b * r) / n, (b - a * r) / n];
  }
  if (Number.isNaN(d) || Number.isNaN(c)) return [Number.NaN, Number.NaN];
  const r = c / d;
  const n = c * r + d;
  return [(a * r + b) / n, (b * r - a) / n];
}
export function complexPow(x: C, y: C): C {
  if (y[0] === 0 && y[1] === 0) return [1, 0];
  if (x[0] === 0 && x[1] === 0) {
    if (y[1] !== 0 || y[0] < 0)
      throw err(E.ZeroDivisionError, "zero to a negative or complex power");
    return [0, 0];
  }
  if (y[1] === 0 && Number.isInteger(y[0]) && Math.abs(y[0]) <= 100) {
    let n = Math.abs(y[0]);
    let base = x;
    let r: C = [1, 0];
    while (n > 0) {
      if (n & 1) r = mul(r, base);
      base = mul(base, base);
      n >>= 1;
    }
    return y[0] < 0 ? div([1, 0], r) : r;
  }
  const vabs = libm.hypot(x[0], x[1]);
  const at = libm.atan2(x[1], x[0]);
  let len = libm.pow(vabs, y[0]);
  let phase = at * y[0];
  if (y[1] !== 0) {
    len *= libm.exp(-at * y[1]);
    phase += y[1] * libm.log(vabs);
  }
  return [len * libm.cos(phase), len * libm.sin(phase)];
}
complexHook.pow = (a, b) => mkComplex(...complexPow([a, 0], [b, 0]));

type Bin = (x: C, y: C, a: PyObj, b: PyObj) => C;
const op = (f: Bin) => (a: PyComplex, b: PyObj) => {
  const y = operand(b);
  return y === undefined ? NotImplemented : mkComplex(...f([a.re, a.im], y, a, b));
};
const rop = (f: Bin) => (b: PyComplex, a: PyObj) => {
  const x = operand(a);
  return x === undefined ? NotImplemented : mkComplex(...f(x, [b.re, b.im], a, b));
};
/** A real operand leaves the sign of the other's imaginary zero alone (since 3.14). */
const binary: Record<string, Bin> = {
  add: ([a, b], [c, d], x, y) => [a + c, isReal(x) ? d : isReal(y) ? b : b + d],
  sub: ([a, b], [c, d], x, y) => [a - c, isReal(x) ? -d : isReal(y) ? b : b - d],
  mul: (p, q, x, y) =>
    isReal(x) ? [p[0] * q[0], p[0] * q[1]] : isReal(y) ? [p[0] * q[0], p[1] * q[0]] : mul(p, q),
  truediv: (p, q, _x, y) => {
    if (isReal(y)) {
      if (q[0] === 0) throw err(E.ZeroDivisionError, "division by zero");
      return [p[0] / q[0], p[1] / q[0]];
    }
    return div(p, q);
  },
};
for (const n of Object.keys(binary))
  slots(complex_type, { [`__${n}__`]: op(binary[n]), [`__r${n}__`]: rop(binary[n]) });

function power(x: C, y: C): C {
  const r = complexPow(x, y);
  if (![...x, ...y].every(Number.isFinite)) return r;
  if (r.some((v) => !Number.isFinite(v))) throw err(E.OverflowError, "complex exponentiation");
  return r;
}
const equal = (a: PyComplex, b: PyObj): boolean | undefined => {
  if (b instanceof PyComplex) return a.re === b.re && a.im === b.im;
  if (b instanceof PyFloat) return a.im === 0 && a.re === b.v;
  const i = asInt(b);
  // biome-ignore lint/suspicious/noDoubleEquals: compares a number with a bigint exactly
  return i === undefined ? undefined : a.im === 0 && a.re == i;
};
slots(complex_type, {
  __repr__: (z: PyComplex) => repr(z.re, z.im),
  __hash__: builtinHash,
  __pow__: (a: PyComplex, b: PyObj, m?: PyObj) => {
    if (m !== undefined && m !== null) throw valueError("complex modulo");
    return op(power)(a, b);
  },
  __rpow__: (b: PyComplex, a: PyObj) => rop(power)(b, a),
  __neg__: (z: PyComplex) => mkComplex(-z.re, -z.im),
  __pos__: (z: PyComplex) => mkComplex(z.re, z.im),
  __abs__: (z: PyComplex) => {
    const r = libm.hypot(z.re, z.im);
    if (!Number.isFinite(r) && Number.isFinite(z.re) && Number.isFinite(z.im))
      throw err(E.OverflowError, "absolute value too large");
    return mkFloat(r);
  },
  __bool__: (z: PyComplex) => z.re !== 0 || z.im !== 0,
  __eq__: (a: PyComplex, b: PyObj) => equal(a, b) ?? NotImplemented,
  __ne__: (a: PyComplex, b: PyObj) => {
    const r = equal(a, b);
    return r === undefined ? NotImplemented : !r;
  },
});
getsets(
  complex_type,
  {
    real: (z: PyComplex) => mkFloat(z.re),
    imag: (z: PyComplex) => mkFloat(z.im),
  },
  true,
);

function parse(text: string): C | undefined {
  let s = text.trim();
  if (s.startsWith("(") && s.endsWith(")")) s = s.slice(1, -1).trim();
  const num =
    "[+-]?(?:(?:\\d(?:_?\\d)*)?\\.?(?:\\d(?:_?\\d)*)?(?:e[+-]?\\d(?:_?\\d)*)?|inf(?:inity)?|nan)";
  const both = new RegExp(
    `^(${num})?([+-](?:(?:\\d(?:_?\\d)*)?\\.?(?:\\d(?:_?\\d)*)?(?:e[+-]?\\d(?:_?\\d)*)?|inf(?:inity)?|nan)?)j$`,
    "i",
  ).exec(s);
  const imag = (t: string): number | undefined =>
    t === "+" || t === "" ? 1 : t === "-" ? -1 : parseFloatText(t);
  if (both !== null && both[1] !== undefined && both[1] !== "") {
    const re = parseFloatText(both[1]);
    const im = imag(both[2]);
    return re === undefined || im === undefined ? undefined : [re, im];
  }
  if (/j$/i.test(s)) {
    const im = imag(s.slice(0, -1));
    return im === undefined || /^\s|\s$/.test(s.slice(0, -1)) ? undefined : [0, im];
  }
  const re = parseFloatText(s);
  return re === undefined ? undefined : [re, 0];
}

/** A number argument of `complex()`. */
function toComplex(o: PyObj): C {
  if (o instanceof PyComplex) return [o.re, o.im];
  const f = typeOf(o).lookup("__complex__");
  if (f !== undefined) {
    const r = callSpecial(o, "__complex__");
    if (!(r instanceof PyComplex))
      throw typeError(`__complex__ returned non-complex (type ${typeName(r as PyObj)})`);
    if (r.cls !== complex_type) warnStrictSubclass("__complex__", "complex", r);
    return [r.re, r.im];
  }
  return [asDouble(o), 0];
}
const isNumber = (o: PyObj): boolean => {
  const t = typeOf(o);
  return (
    ["__complex__", "__float__", "__index__"].some((n) => t.lookup(n) !== undefined) ||
    o instanceof PyComplex
  );
};

function warnNotReal(name: string, v: PyObj | undefined): void {
  if (v instanceof PyComplex)
    warnHook.warn(
      E.DeprecationWarning,
      `complex() argument '${name}' must be a real number, not ${typeName(v)}`,
    );
}

newMethod(complex_type, "($type, /, real=0, imag=0)", (t: PyType, re?: PyObj, im?: PyObj) => {
  if (re === undefined && im === undefined) return mkComplex(0, 0, t);
  const s = re === undefined ? undefined : asStr(re);
  if (s !== undefined) {
    if (im !== undefined)
      throw typeError(`complex() argument 'real' must be a real number, not ${typeName(re!)}`);
    const z = parse(asciiDigits(s));
    if (z === undefined) throw valueError("complex() arg is a malformed string");
    return mkComplex(z[0], z[1], t);
  }
  if (re !== undefined && !isNumber(re))
    throw typeError(
      im === undefined
        ? `complex() argument must be a string or a number, not ${typeName(re)}`
        : `complex() argument 'real' must be a real number, not ${typeName(re)}`,
    );
  if (im !== undefined && asStr(im) !== undefined)
    throw typeError("complex() argument 'imag' must be a real number, not str");
  if (im !== undefined && !isNumber(im))
    throw typeError(`complex() argument 'imag' must be a real number, not ${typeName(im)}`);
  const a: C = re === undefined ? [0, 0] : toComplex(re);
  if (im === undefined) {
    if (re instanceof PyComplex && t === complex_type && re.cls === complex_type) return re;
    return mkComplex(a[0], a[1], t);
  }
  const b = toComplex(im);
  warnNotReal("real", re);
  warnNotReal("imag", im);
  return mkComplex(
    im instanceof PyComplex ? a[0] - b[1] : a[0],
    re instanceof PyComplex ? a[1] + b[0] : b[0],
    t,
  );
});
methods(complex_type, {
  conjugate: ["($self, /)", (z: PyComplex) => mkComplex(z.re, -z.im)],
  __complex__: [
    "($self, /)",
    (z: PyComplex) => (z.cls === complex_type ? z : mkComplex(z.re, z.im)),
  ],
  __format__: [
    "($self, format_spec, /)",
    (z: PyComplex, s: PyObj) => (s === "" ? repr(z.re, z.im) : formatComplex(z.re, z.im, s)),
  ],
  __getnewargs__: ["($self, /)", (z: PyComplex) => mkTuple([mkFloat(z.re), mkFloat(z.im)])],
  from_number: [
    "($type, number, /)",
    (t: PyType, n: PyObj) => {
      if (t === complex_type && n instanceof PyComplex && n.cls === t) return n;
      const z = toComplex(n);
      return mkComplex(z[0], z[1], t);
    },
  ],
});

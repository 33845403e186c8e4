/** float. */
import {
  asInt,
  asStr,
  callSpecial,
  index,
  reprJs,
  typeName,
  warnStrictSubclass,
} from "./abstract.js";
import { floatDivmod } from "./arith.js";
import { bytesOf } from "./buffer.js";
import { E, err, typeError, valueError } from "./errors.js";
import { floatRepr } from "./floatfmt.js";
import { formatFloat } from "./formatspec.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { hashDouble, identity, normInt } from "./hash.js";
import { intToFloat } from "./intops.js";
import { asciiDigits } from "./intparse.js";
import { power } from "./libm.js";
import { PyFloat, type PyInt, type PyObj, type PyObject, type PyType, typeOf } from "./object.js";
import { float_type, mkFloat, mkTuple, NotImplemented } from "./types.js";
import { native } from "./virtuals.js";

/** The sign of a NaN lives in its bits alone, which V8 keeps when it only moves them. */
const BITS = new BigUint64Array(1);
const DOUBLE = new Float64Array(BITS.buffer);
function nanOf(negative: boolean): number {
  BITS[0] = negative ? 0xfff8_0000_0000_0000n : 0x7ff8_0000_0000_0000n;
  return DOUBLE[0];
}
const NEGATIVE_NAN = nanOf(true);
export function isNegative(v: number): boolean {
  DOUBLE[0] = v;
  return BITS[0] >> 63n === 1n;
}
const negate = (v: number): number => (Number.isNaN(v) ? nanOf(!isNegative(v)) : -v);

function make(t: PyType, v: number): PyObj {
  return t === float_type ? mkFloat(v) : new (t.ctor as unknown as typeof PyFloat)(t, v);
}

const SPACE = /^[\t-\r \x1c-\x1f]+|[\t-\r \x1c-\x1f]+$/g;
/** Text as `float()` reads it; undefined when it is no number. */
export function parseFloatText(text: string): number | undefined {
  const s = text.replace(SPACE, "");
  const m =
    /^([+-]?)(?:(inf(?:inity)?)|(nan)|((?:\d(?:_?\d)*)?(?:\.(?:\d(?:_?\d)*)?)?)(?:e([+-]?\d(?:_?\d)*))?)$/i.exec(
      s,
    );
  if (m === null) return undefined;
  const sign = m[1] === "-" ? -1 : 1;
  if (m[2] !== undefined) return sign * Infinity;
  if (m[3] !== undefined) return sign < 0 ? NEGATIVE_NAN : Number.NaN;
  if (!/\d/.test(m[4])) return undefined;
  return Number(s.replace(/_/g, ""));
}

/** Texts of digits with a point, which both languages read alike. */
function plainNumber(s: string): number | undefined {
  if (s.length > 30) return undefined;
  let digits = 0;
  let points = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c >= 48 && c <= 57) digits++;
    else if (c === 46) points++;
    else if (c !== 45 || i > 0) return undefined;
  }
  return digits > 0 && points <= 1 ? Number(s) : undefined;
}

/** `float(x)`. */
export function toFloat(x: PyObj): number {
  if (x instanceof PyFloat && x.cls === float_type) return x.v;
  const f = typeOf(x).lookup("__float__");
  if (f !== undefined) {
    const r = callSpecial(x, "__float__") as PyObj;
    if (!(r instanceof PyFloat))
      throw typeError(`${typeName(x)}.__float__ returned non-float (type ${typeName(r)})`);
    if (r.cls !== float_type) warnStrictSubclass(`${typeName(x)}.__float__`, "float", r);
    return r.v;
  }
  if (typeOf(x).lookup("__index__") !== undefined) return intToFloat(index(x));
  const plain = typeof x === "string" ? plainNumber(x) : undefined;
  if (plain !== undefined) return plain;
  const s = asStr(x);
  const data = s === undefined ? bytesOf(x) : undefined;
  if (s === undefined && data === undefined)
    throw typeError(`float() argument must be a string or a real number, not '${typeName(x)}'`);
  // Bytes beyond ASCII belong to no number, whatever character they would be.
  const text = s === undefined ? Buffer.from(data!).toString("latin1") : asciiDigits(s);
  const v = s === undefined && /[^\x00-\x7f]/.test(text) ? undefined : parseFloatText(text);
  if (v === undefined) throw valueError(`could not convert string to float: ${reprJs(x)}`);
  return v;
}

/** As `PyFloat_AsDouble`: "must be real number, not str". */
export function asDouble(x: PyObj): number {
  if (x instanceof PyFloat) return x.v;
  const i = asInt(x);
  if (i !== undefined) return intToFloat(i);
  const t = typeOf(x);
  if (t.lookup("__float__") === undefined && t.lookup("__index__") === undefined)
    throw typeError(`must be real number, not ${typeName(x)}`);
  return toFloat(x);
}

newMethod(float_type, "($type, x=0, /)", (t: PyType, x?: PyObj) =>
  x instanceof PyFloat && x.cls === float_type && t === float_type
    ? x
    : make(t, x === undefined ? 0 : toFloat(x)),
);

const F = (o: PyFloat): number => o.v;
/** A float or int operand; undefined: NotImplemented. */
function operand(o: PyObj): number | undefined {
  if (o instanceof PyFloat) return o.v;
  const i = asInt(o);
  return i === undefined ? undefined : intToFloat(i);
}
type Bin = (a: number, b: number) => PyObj;
const op = (f: Bin) => (a: PyFloat, b: PyObj) => {
  const y = operand(b);
  return y === undefined ? NotImplemented : f(F(a), y);
};
const rop = (f: Bin) => (b: PyFloat, a: PyObj) => {
  const x = operand(a);
  return x === undefined ? NotImplemented : f(x, F(b));
};
function divide(a: number, b: number): PyObj {
  if (b === 0) throw err(E.ZeroDivisionError, "division by zero");
  return mkFloat(a / b);
}

export function floatPow(a: number, b: number): PyObj {
  if (a === 1 || b === 0) return mkFloat(1);
  if (a === 0 && b < 0) {
    // An infinite exponent is no error: 0.0 ** -inf is inf.
    if (b === -Infinity) return mkFloat(Infinity);
    throw err(E.ZeroDivisionError, "zero to a negative power");
  }
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b))
    return complexHook.pow(a, b);
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return mkFloat(1);
  const r = power(a, b);
  if (!Number.isFinite(r) && Number.isFinite(a) && Number.isFinite(b)) {
    const e = err(E.OverflowError);
    e.args = mkTuple([34, "Numerical result out of range"]);
    throw e;
  }
  return mkFloat(r);
}
/** Set by complex.ts. */
export const complexHook = {
  pow: (_a: number, _b: number): PyObj => {
    throw valueError("negative number cannot be raised to a fractional power");
  },
};

const binary: Record<string, Bin> = {
  add: (a, b) => mkFloat(a + b),
  sub: (a, b) => mkFloat(a - b),
  mul: (a, b) => mkFloat(a * b),
  truediv: divide,
  floordiv: (a, b) => mkFloat(floatDivmod(a, b)[0]),
  mod: (a, b) => mkFloat(floatDivmod(a, b)[1]),
  divmod: (a, b) => mkTuple(floatDivmod(a, b).map(mkFloat)),
};
for (const n of Object.keys(binary))
  slots(float_type, { [`__${n}__`]: op(binary[n]), [`__r${n}__`]: rop(binary[n]) });

/** Exact comparison with an int of any size: negative, 0, positive, or NaN. */
function compare(a: number, b: PyObj): number | undefined {
  if (b instanceof PyFloat) return a < b.v ? -1 : a > b.v ? 1 : a === b.v ? 0 : Number.NaN;
  const i = asInt(b);
  if (i === undefined) return undefined;
  if (Number.isNaN(a)) return Number.NaN;
  // JavaScript compares a number with a bigint exactly.
  return a < i ? -1 : a > i ? 1 : 0;
}
const cmp = (f: (c: number) => boolean) => (a: PyFloat, b: PyObj) => {
  const c = compare(a.v, b);
  return c === undefined ? NotImplemented : f(c);
};

export function floatToInt(v: number): PyInt {
  if (Number.isNaN(v)) throw valueError("cannot convert float NaN to integer");
  if (!Number.isFinite(v)) throw err(E.OverflowError, "cannot convert float infinity to integer");
  const t = Math.trunc(v);
  return Number.isSafeInteger(t) ? t + 0 : normInt(BigInt(t));
}

slots(float_type, {
  __pow__: (a: PyFloat, b: PyObj, m?: PyObj) => {
    if (m !== undefined && m !== null)
      throw typeError("pow() 3rd argument not allowed unless all arguments are integers");
    return op(floatPow)(a, b);
  },
  __rpow__: (b: PyFloat, a: PyObj) => rop(floatPow)(b, a),
  __lt__: cmp((c) => c < 0),
  __le__: cmp((c) => c <= 0),
  __eq__: cmp((c) => c === 0),
  __ne__: cmp((c) => c !== 0),
  __gt__: cmp((c) => c > 0),
  __ge__: cmp((c) => c >= 0),
  __neg__: (a: PyFloat) => mkFloat(negate(a.v)),
  __pos__: (a: PyFloat) => mkFloat(a.v),
  __abs__: (a: PyFloat) => mkFloat(Math.abs(a.v)),
  __int__: (a: PyFloat) => floatToInt(a.v),
  __float__: (a: PyFloat) => (a.cls === float_type ? a : mkFloat(a.v)),
  __bool__: (a: PyFloat) => a.v !== 0,
  __hash__: (a: PyFloat) => (Number.isNaN(a.v) ? identity(a) / 16 : hashDouble(a.v)),
  __repr__: (a: PyFloat) => floatRepr(a.v),
});
float_type.set("__doc__", "Convert a string or number to a floating-point number, if possible.");

/** Rounds half to even at 10**-n, on the exact decimal value. */
export function roundFloat(v: number, n: number): number {
  if (!Number.isFinite(v) || v === 0) return v;
  if (n > 323) return v;
  if (n < -308) return v < 0 ? -0 : 0;
  if (n >= 0) return v < 0 ? -Number(fixed(-v, n)) : Number(fixed(v, n));
  const p = 10n ** BigInt(-n);
  const b = BigInt(Math.trunc(v));
  const frac = v !== Math.trunc(v);
  let q = b / p;
  const r = b % p < 0n ? -(b % p) : b % p;
  const twice = r * 2n;
  if (twice > p || (twice === p && (frac || q % 2n !== 0n))) q += v < 0 ? -1n : 1n;
  const out = Number(q * p);
  return out === 0 && v < 0 ? -0 : out;
}

import { fixed } from "./floatfmt.js";

function ratio(v: number): [PyInt, PyInt] {
  if (Number.isNaN(v)) throw valueError("cannot convert NaN to integer ratio");
  if (!Number.isFinite(v)) throw err(E.OverflowError, "cannot convert Infinity to integer ratio");
  let e = 0;
  let m = v;
  while (!Number.isInteger(m)) {
    m *= 2;
    e++;
  }
  return [floatToInt(m), normInt(1n << BigInt(e))];
}

function hex(v: number): string {
  if (!Number.isFinite(v)) return floatRepr(v);
  const sign = v < 0 || Object.is(v, -0) ? "-" : "";
  if (v === 0) return `${sign}0x0.0p+0`;
  const d = new DataView(new ArrayBuffer(8));
  d.setFloat64(0, Math.abs(v));
  const hi = d.getUint32(0);
  const e = hi >>> 20;
  const frac =
    (hi & 0xfffff).toString(16).padStart(5, "0") + d.getUint32(4).toString(16).padStart(8, "0");
  const exp = e === 0 ? -1022 : e - 1023;
  return `${sign}0x${e === 0 ? 0 : 1}.${frac}p${exp < 0 ? "-" : "+"}${Math.abs(exp)}`;
}

function fromHex(s: string): number {
  const t = s.trim();
  const word = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(t);
  if (word !== null)
    return word[2].toLowerCase() === "nan" ? Number.NaN : word[1] === "-" ? -Infinity : Infinity;
  const m = /^([+-]?)(?:0x)?([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/i.exec(t);
  if (m === null || (m[2] + (m[3] ?? "")).length === 0)
    throw valueError("invalid hexadecimal floating-point string");
  const digits = m[2] + (m[3] ?? "");
  let b = BigInt(`0x${digits}`);
  let e = Number(m[4] ?? 0) - 4 * (m[3] ?? "").length;
  if (b === 0n) return m[1] === "-" ? -0 : 0;
  const bits = b.toString(2).length;
  const top = bits + e;
  if (top < -1080) return m[1] === "-" ? -0 : 0;
  if (top > 1024) throw err(E.OverflowError, "hexadecimal value too large to represent as a float");
  const keep = Math.min(53, top + 1074);
  const drop = bits - keep;
  if (drop > 0) {
    const half = 1n << BigInt(drop - 1);
    const rest = b & ((1n << BigInt(drop)) - 1n);
    b >>= BigInt(drop);
    if (rest > half || (rest === half && b & 1n)) b += 1n;
    e += drop;
  }
  let v = Number(b);
  while (e > 1000) {
    v *= 2 ** 1000;
    e -= 1000;
  }
  while (e < -1000) {
    v *= 2 ** -1000;
    e += 1000;
  }
  v *= 2 ** e;
  if (!Number.isFinite(v))
    throw err(E.OverflowError, "hexadecimal value too large to represent as a float");
  return m[1] === "-" ? -v : v;
}

methods(float_type, {
  as_integer_ratio: ["($self, /)", (a: PyFloat) => mkTuple(ratio(a.v))],
  is_integer: ["($self, /)", (a: PyFloat) => Number.isInteger(a.v)],
  conjugate: ["($self, /)", (a: PyFloat) => mkFloat(a.v)],
  hex: ["($self, /)", (a: PyFloat) => hex(a.v)],
  fromhex: [
    "($type, string, /)",
    (t: PyType, s: PyObj) => {
      const text = asStr(s);
      if (text === undefined) throw typeError("bad argument type for built-in operation");
      const v = fromHex(text.toString());
      return t === float_type ? mkFloat(v) : t.$call([mkFloat(v)], null);
    },
  ],
  from_number: [
    "($type, number, /)",
    (t: PyType, n: PyObj) => {
      if (t === float_type && n instanceof PyFloat && n.cls === t) return n;
      const v = mkFloat(asDouble(n));
      return t === float_type ? v : t.$call([v], null);
    },
  ],
  __trunc__: ["($self, /)", (a: PyFloat) => floatToInt(a.v)],
  __floor__: [
    "($self, /)",
    (a: PyFloat) => floatToInt(Number.isFinite(a.v) ? Math.floor(a.v) : a.v),
  ],
  __ceil__: ["($self, /)", (a: PyFloat) => floatToInt(Number.isFinite(a.v) ? Math.ceil(a.v) : a.v)],
  __round__: [
    "($self, ndigits=None, /)",
    (a: PyFloat, n?: PyObj) => {
      if (n === undefined || n === null) {
        if (!Number.isFinite(a.v)) return floatToInt(a.v);
        let r = Math.round(a.v);
        if (Math.abs(a.v - Math.trunc(a.v)) === 0.5) r = 2 * Math.round(a.v / 2);
        return floatToInt(r);
      }
      const r = roundFloat(a.v, Number(index(n)));
      if (!Number.isFinite(r) && Number.isFinite(a.v))
        throw err(E.OverflowError, "rounded value too large to represent");
      return mkFloat(r);
    },
  ],
  __format__: [
    "($self, format_spec, /)",
    (a: PyFloat, s: PyObj) => (s === "" ? strOf(a) : formatFloat(a.v, s)),
  ],
  __getnewargs__: ["($self, /)", (a: PyFloat) => mkTuple([mkFloat(a.v)])],
  __getformat__: [
    "($type, typestr, /)",
    (_t: PyType, kind: PyObj) => {
      const k = asStr(kind);
      if (k === undefined)
        throw typeError(`__getformat__() argument must be str, not ${typeName(kind)}`);
      if (k !== "double" && k !== "float")
        throw valueError("__getformat__() argument 1 must be 'double' or 'float'");
      return "IEEE, little-endian";
    },
  ],
});

import { str as strOfAny } from "./abstract.js";

const strOf = (a: PyFloat): PyObj => strOfAny(a);
getsets(float_type, { real: (a: PyFloat) => mkFloat(a.v), imag: () => mkFloat(0) });

import { asDoubleHook } from "./itemhooks.js";

asDoubleHook.f = asDouble;

native(float_type, "$truth", function (this: PyFloat): boolean {
  return this.v !== 0;
} as PyObject["$truth"]);

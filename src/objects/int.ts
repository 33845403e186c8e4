/** int and bool. */
import {
  asInt,
  asStr,
  callSpecial,
  index,
  truth,
  typeName,
  warnStrictSubclass,
} from "./abstract.js";
import { floatDivmod } from "./arith.js";
import { bytesOf } from "./buffer.js";
import { E, err, typeError, valueError, warnHook } from "./errors.js";
import { formatInt } from "./formatspec.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { hashInt, normInt } from "./hash.js";
import {
  bitLength,
  intAbs,
  intAdd,
  intAnd,
  intDivmod,
  intFloordiv,
  intInvert,
  intLshift,
  intMod,
  intMul,
  intNeg,
  intOr,
  intPow,
  intPowMod,
  intRshift,
  intSub,
  intToFloat,
  intTruediv,
  intXor,
} from "./intops.js";
import { parseIntText } from "./intparse.js";
import { libm } from "./libm.js";
import {
  PyByteArray,
  PyBytes,
  PyFloat,
  type PyInt,
  PyIntSub,
  type PyObj,
  type PyType,
  typeOf,
} from "./object.js";
import { bool_type, int_type, mkBytes, mkFloat, mkTuple, NotImplemented } from "./types.js";

/** The value of a receiver, which is an int or an instance of a subclass. */
const I = (o: PyObj): PyInt => asInt(o) as PyInt;

function make(t: PyType, v: PyInt): PyObj {
  if (t === int_type) return v;
  const o = new t.ctor(t) as PyIntSub;
  o.v = v;
  return o;
}

/** `int(x)` for one argument. */
export function toInt(x: PyObj): PyInt {
  if (typeof x === "string") return parseIntText(x, 10, x);
  const d = (x as { $f?: number } | null)?.$f;
  // Adding 0 makes no int of -0.
  if (d !== undefined && Math.abs(d) < Number.MAX_SAFE_INTEGER) return Math.trunc(d) + 0;
  const v = asInt(x);
  if (v !== undefined && !(x instanceof PyIntSub)) return v;
  const t = typeOf(x);
  const f = t.lookup("__int__");
  if (f !== undefined) {
    const r = callSpecial(x, "__int__") as PyObj;
    const i = asInt(r);
    if (i === undefined) throw typeError(`__int__ returned non-int (type ${typeName(r)})`);
    if (r instanceof PyIntSub || typeof r === "boolean") warnStrictSubclass("__int__", "int", r);
    return i;
  }
  if (t.lookup("__index__") !== undefined) return index(x);
  const s = asStr(x);
  if (s !== undefined) return parseIntText(s, 10, x);
  const data = bytesOf(x);
  if (data !== undefined)
    return parseIntText(
      latin1(data),
      10,
      x instanceof PyBytes || x instanceof PyByteArray ? x : mkBytes(data),
    );
  throw typeError(
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(x)}'`,
  );
}
const latin1 = (b: Uint8Array): string => Buffer.from(b).toString("latin1");

newMethod(int_type, "($type, x=0, /, base=10)", (t: PyType, x?: PyObj, base?: PyObj) => {
  if (base === undefined) return make(t, x === undefined ? 0 : toInt(x));
  if (x === undefined) throw typeError("int() missing string argument");
  const b = index(base);
  if (typeof b === "bigint" || (b !== 0 && (b < 2 || b > 36)))
    throw valueError("int() base must be >= 2 and <= 36, or 0");
  const s = asStr(x);
  if (s !== undefined) return make(t, parseIntText(s, b, x));
  if (x instanceof PyBytes || x instanceof PyByteArray)
    return make(t, parseIntText(latin1(x.data), b, x));
  throw typeError("int() can't convert non-string with explicit base");
});

type Bin = (a: PyInt, b: PyInt) => PyObj;
const op =
  (f: Bin) =>
  (a: PyObj, b: PyObj): PyObj => {
    const y = asInt(b);
    return y === undefined ? NotImplemented : f(I(a), y);
  };
const rop =
  (f: Bin) =>
  (b: PyObj, a: PyObj): PyObj => {
    const x = asInt(a);
    return x === undefined ? NotImplemented : f(x, I(b));
  };

const binary: Record<string, Bin> = {
  add: intAdd,
  sub: intSub,
  mul: intMul,
  floordiv: intFloordiv,
  mod: intMod,
  truediv: (a, b) => mkFloat(intTruediv(a, b)),
  divmod: (a, b) => mkTuple(intDivmod(a, b)),
  lshift: intLshift,
  rshift: intRshift,
  and: intAnd,
  or: intOr,
  xor: intXor,
};
for (const name of Object.keys(binary)) {
  slots(int_type, {
    [`__${name}__`]: op(binary[name]),
    [`__r${name}__`]: rop(binary[name]),
  });
}

function power(a: PyInt, b: PyInt, m: PyObj | undefined): PyObj {
  if (m !== undefined && m !== null) {
    const mod = asInt(m);
    if (mod === undefined) return NotImplemented;
    return intPowMod(a, b, mod);
  }
  if (b >= 0) return intPow(a, b);
  if (a === 0) throw err(E.ZeroDivisionError, "zero to a negative power");
  return mkFloat(libm.pow(intToFloat(a), intToFloat(b)));
}
const cmp = (f: (a: PyInt, b: PyInt) => boolean) => op((a, b) => f(a, b));

slots(int_type, {
  __pow__: (a: PyObj, b: PyObj, m?: PyObj) => {
    const y = asInt(b);
    return y === undefined ? NotImplemented : power(I(a), y, m);
  },
  __rpow__: (b: PyObj, a: PyObj, m?: PyObj) => {
    const x = asInt(a);
    return x === undefined ? NotImplemented : power(x, I(b), m);
  },
  __lt__: cmp((a, b) => a < b),
  __le__: cmp((a, b) => a <= b),
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint never equals a safe number here
  __eq__: cmp((a, b) => a == b),
  // biome-ignore lint/suspicious/noDoubleEquals: as above
  __ne__: cmp((a, b) => a != b),
  __gt__: cmp((a, b) => a > b),
  __ge__: cmp((a, b) => a >= b),
  __neg__: (a: PyObj) => intNeg(I(a)),
  __pos__: (a: PyObj) => I(a),
  __abs__: (a: PyObj) => intAbs(I(a)),
  __invert__: (a: PyObj) => intInvert(I(a)),
  __int__: (a: PyObj) => I(a),
  __index__: (a: PyObj) => I(a),
  __float__: (a: PyObj) => mkFloat(intToFloat(I(a))),
  __bool__: (a: PyObj) => I(a) !== 0,
  __hash__: (a: PyObj) => hashInt(I(a)),
  __repr__: (a: PyObj) => intRepr(I(a)),
});
int_type.set(
  "__doc__",
  "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments\nare given.",
);

/** `sys.set_int_max_str_digits`. */
export const digitsLimit = { value: 4300 };

export function intRepr(v: PyInt): string {
  if (typeof v === "number") return String(v);
  const s = v.toString();
  const n = s.length - (v < 0n ? 1 : 0);
  if (digitsLimit.value > 0 && n > digitsLimit.value)
    throw valueError(
      `Exceeds the limit (${digitsLimit.value} digits) for integer string conversion; ` +
        "use sys.set_int_max_str_digits() to increase the limit",
    );
  return s;
}

export function intToBytes(v: PyInt, length: number, little: boolean, signed: boolean): Uint8Array {
  let b = BigInt(v);
  if (b < 0n && !signed) throw err(E.OverflowError, "can't convert negative int to unsigned");
  const bits = BigInt(length * 8);
  const fits = signed
    ? length === 0
      ? b === 0n
      : b >= -(1n << (bits - 1n)) && b < 1n << (bits - 1n)
    : b < 1n << bits;
  if (!fits) throw err(E.OverflowError, "int too big to convert");
  if (b < 0n) b += 1n << bits;
  const hex = b.toString(16).padStart(length * 2, "0");
  const out = Uint8Array.from(Buffer.from(hex.slice(hex.length - length * 2), "hex"));
  return little ? out.reverse() : out;
}

export function intFromBytes(data: Uint8Array, little: boolean, signed: boolean): PyInt {
  if (data.length === 0) return 0;
  const be = little ? Uint8Array.from(data).reverse() : data;
  let b = BigInt(`0x${Buffer.from(be).toString("hex")}`);
  if (signed && be[0] >= 0x80) b -= 1n << BigInt(be.length * 8);
  return normInt(b);
}

function byteOrder(o: PyObj | undefined): boolean {
  if (o === undefined || o === "big") return false;
  if (o === "little") return true;
  const s = asStr(o);
  if (s === "big" || s === "little") return s === "little";
  if (s === undefined)
    throw typeError(`to_bytes() argument 'byteorder' must be str, not ${typeName(o)}`);
  throw valueError("byteorder must be either 'little' or 'big'");
}

/** The bytes of an argument of `from_bytes`. */
function bytesArg(o: PyObj): Uint8Array {
  if (o instanceof PyBytes || o instanceof PyByteArray) return o.data;
  const r = callSpecial(o, "__bytes__");
  if (r instanceof PyBytes) return r.data;
  if (asStr(o) !== undefined) throw typeError(`cannot convert '${typeName(o)}' object to bytes`);
  return bytesHook.fromObject(o);
}
/** Set by bytes.ts: bytes of a buffer or an iterable of ints. */
export const bytesHook = {
  fromObject: (o: PyObj): Uint8Array => {
    throw typeError(`cannot convert '${typeName(o)}' object to bytes`);
  },
};

methods(int_type, {
  bit_length: ["($self, /)", (a: PyObj) => bitLength(I(a))],
  bit_count: [
    "($self, /)",
    (a: PyObj) => {
      const v = BigInt(I(a));
      return [...(v < 0n ? -v : v).toString(2)].filter((c) => c === "1").length;
    },
  ],
  conjugate: ["($self, /)", (a: PyObj) => I(a)],
  as_integer_ratio: ["($self, /)", (a: PyObj) => mkTuple([I(a), 1])],
  is_integer: ["($self, /)", () => true],
  to_bytes: [
    "($self, /, length=1, byteorder='big', *, signed=False)",
    (a: PyObj, length?: PyObj, order?: PyObj, signed?: PyObj) => {
      const little = byteOrder(order);
      const n = length === undefined ? 1 : Number(index(length));
      if (n < 0) throw valueError("length argument must be non-negative");
      return mkBytes(intToBytes(I(a), n, little, signed !== undefined && truth(signed)));
    },
  ],
  from_bytes: [
    "($type, /, bytes, byteorder='big', *, signed=False)",
    (t: PyType, data: PyObj, order?: PyObj, signed?: PyObj) => {
      const v = intFromBytes(
        bytesArg(data),
        byteOrder(order),
        signed !== undefined && truth(signed),
      );
      return t === int_type ? v : t.$call([v], null);
    },
  ],
  __trunc__: ["($self, /)", (a: PyObj) => I(a)],
  __floor__: ["($self, /)", (a: PyObj) => I(a)],
  __ceil__: ["($self, /)", (a: PyObj) => I(a)],
  __round__: [
    "($self, ndigits=None, /)",
    (a: PyObj, nd?: PyObj) => {
      const v = I(a);
      if (nd === undefined || nd === null) return v;
      const n = Number(index(nd));
      if (n >= 0) return v;
      const p = intPow(10, -n);
      const [q, r] = intDivmod(v, p);
      const twice = intMul(r, 2);
      const up = twice > p || (twice === p && intMod(q, 2) === 1);
      return intMul(up ? intAdd(q, 1) : q, p);
    },
  ],
  __format__: [
    "($self, format_spec, /)",
    (a: PyObj, spec: PyObj) =>
      spec === "" && a instanceof PyIntSub
        ? (callSpecial(a, "__str__") as PyObj)
        : formatInt(typeof a === "boolean" ? a : I(a), spec),
  ],
  __getnewargs__: ["($self, /)", (a: PyObj) => mkTuple([I(a)])],
  __sizeof__: ["($self, /)", (a: PyObj) => 24 + 4 * Math.max(1, Math.ceil(bitLength(I(a)) / 30))],
});
getsets(int_type, {
  real: (a: PyObj) => I(a),
  imag: () => 0,
  numerator: (a: PyObj) => I(a),
  denominator: () => 1,
});

// ---- bool ----

newMethod(bool_type, "($type, object=False, /)", (_t: PyType, o?: PyObj) =>
  o === undefined ? false : truth(o),
);
const INVERT_TEXT =
  "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.";
const logic =
  (f: (a: boolean, b: boolean) => boolean, g: Bin) =>
  (a: PyObj, b: PyObj): PyObj => {
    if (typeof a === "boolean" && typeof b === "boolean") return f(a, b);
    const y = asInt(b);
    return y === undefined ? NotImplemented : g(I(a), y);
  };
slots(bool_type, {
  __repr__: (b: PyObj) => (b === true ? "True" : "False"),
  __and__: logic((a, b) => a && b, intAnd),
  __rand__: logic((a, b) => a && b, intAnd),
  __or__: logic((a, b) => a || b, intOr),
  __ror__: logic((a, b) => a || b, intOr),
  __xor__: logic((a, b) => a !== b, intXor),
  __rxor__: logic((a, b) => a !== b, intXor),
  __invert__: (a: PyObj) => {
    warnHook.warn(E.DeprecationWarning, INVERT_TEXT);
    return intInvert(I(a));
  },
});
bool_type.set(
  "__doc__",
  "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
);

export { floatDivmod, PyFloat };

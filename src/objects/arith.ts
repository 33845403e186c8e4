/**
 * The number protocol: binary and unary operators on any objects. Exact ints, floats and strs
 * are answered here; the rest goes by `__op__` and `__rop__` with CPython's precedence (a right
 * operand of a subclass that overrides the reflected method goes first).
 */
import { asInt, builtinName, callSlot, typeName } from "./abstract.js";
import { E, err, isException, type PyBaseException, typeError } from "./errors.js";
import {
  intAdd,
  intAnd,
  intFloordiv,
  intInvert,
  intLshift,
  intMod,
  intMul,
  intNeg,
  intOr,
  intPow,
  intRshift,
  intSub,
  intToFloat,
  intTruediv,
  intXor,
} from "./intops.js";
import { power } from "./libm.js";
import {
  PyFloat,
  type PyInt,
  type PyObj,
  PyObject,
  PyStrSub,
  PyWStr,
  TPFLAGS,
  typeOf,
} from "./object.js";
import { bool_type, mkFloat, NotImplemented } from "./types.js";

export type Op =
  | "add"
  | "sub"
  | "mul"
  | "matmul"
  | "truediv"
  | "floordiv"
  | "mod"
  | "divmod"
  | "pow"
  | "lshift"
  | "rshift"
  | "and"
  | "or"
  | "xor";

/** Operator text as in error messages. */
export const OP_SYMBOL: Record<Op, string> = {
  add: "+",
  sub: "-",
  mul: "*",
  matmul: "@",
  truediv: "/",
  floordiv: "//",
  mod: "%",
  divmod: "divmod()",
  pow: "** or pow()",
  lshift: "<<",
  rshift: ">>",
  and: "&",
  or: "|",
  xor: "^",
};

declare module "./object.js" {
  interface PyObject {
    /** A binary operator on two objects of exact built-in types; undefined: the slots decide. */
    $bin(op: Op, b: PyObj): PyObj | undefined;
  }
}
PyObject.prototype.$bin = () => undefined;

/** Set by str.ts: `text % b`. */
export const percentHook = {} as { format(text: string, b: PyObj): PyObj };

/** The special methods of an operator: of the left operand, of the right one, in place. */
interface Names {
  left: string;
  right: string;
  inPlace: string;
}
const NAMES = Object.fromEntries(
  Object.keys(OP_SYMBOL).map((op) => [
    op,
    { left: `__${op}__`, right: `__r${op}__`, inPlace: `__i${op}__` },
  ]),
) as Record<Op, Names>;

/** `__op__`/`__rop__` dispatch; NotImplemented when neither side can. */
function dispatch(op: Op, a: PyObj, b: PyObj): PyObj {
  const ta = typeOf(a);
  const tb = typeOf(b);
  const names = NAMES[op];
  const left = ta.lookup(names.left);
  if (ta !== tb) {
    const right = tb.lookup(names.right);
    if (right !== undefined) {
      const rightFirst = tb.isSubtype(ta) && right !== ta.lookup(names.right);
      if (rightFirst) {
        const r = callSlot(right, b, a);
        if (r !== NotImplemented) return r;
      }
      if (left !== undefined) {
        const r = callSlot(left, a, b);
        if (r !== NotImplemented) return r;
      }
      return rightFirst ? NotImplemented : callSlot(right, b, a);
    }
  }
  return left !== undefined ? callSlot(left, a, b) : NotImplemented;
}

export function unsupported(sym: string, a: PyObj, b: PyObj): PyBaseException {
  return typeError(`unsupported operand type(s) for ${sym}: '${typeName(a)}' and '${typeName(b)}'`);
}

const SEQUENCE =
  TPFLAGS.LIST_SUBCLASS |
  TPFLAGS.TUPLE_SUBCLASS |
  TPFLAGS.UNICODE_SUBCLASS |
  TPFLAGS.BYTES_SUBCLASS;
const isSequence = (o: PyObj): boolean => (typeOf(o).flags & SEQUENCE) !== 0;

/** The error of an operator that neither side has; sequences have words of their own. */
function noOperator(op: Op, sym: string, a: PyObj, b: PyObj): PyBaseException {
  if (op === "add" && isSequence(a))
    return typeError(
      (typeOf(a).flags & TPFLAGS.BYTES_SUBCLASS) !== 0
        ? `can't concat ${typeName(b)} to ${typeName(a)}`
        : `can only concatenate ${builtinName(a)} (not "${typeName(b)}") to ${builtinName(a)}`,
    );
  if (op === "mul" && (isSequence(a) || isSequence(b)))
    return typeError(
      `can't multiply sequence by non-int of type '${typeName(isSequence(a) ? b : a)}'`,
    );
  return unsupported(sym, a, b);
}

export function binop(op: Op, a: PyObj, b: PyObj): PyObj {
  if (a instanceof PyObject) {
    if (!a.cls.isHeap) {
      const r = a.$bin(op, b);
      if (r !== undefined) return r;
    }
  } else if (typeof a === "boolean") {
    const n = boolFirst(op, a, b);
    if (n !== undefined) return n;
  } else if (typeof a === "number" && typeof b === "boolean") {
    const f = FAST[op];
    if (f !== undefined) return f(a, b ? 1 : 0);
  } else if (typeof a === "string" && op === "mul" && typeof b === "number") {
    if (b * a.length < 0x10000000) return b > 0 ? a.repeat(b) : "";
  }
  const r = dispatch(op, a, b);
  if (r === NotImplemented) throw noOperator(op, OP_SYMBOL[op], a, b);
  return r;
}

/** `a op= b`: `__iop__`, else the binary operator with the augmented symbol in its message. */
export function inplace(op: Op, a: PyObj, b: PyObj): PyObj {
  if (typeof a === "object" && a !== null && !(a instanceof PyFloat)) {
    const f = typeOf(a).lookup(NAMES[op].inPlace);
    if (f !== undefined) {
      const r = callSlot(f, a, b);
      if (r !== NotImplemented) return r;
    }
    const r = dispatch(op, a, b);
    if (r === NotImplemented) throw noOperator(op, `${op === "pow" ? "**" : OP_SYMBOL[op]}=`, a, b);
    return r;
  }
  switch (op) {
    case "add":
      return iadd(a, b);
    default: {
      const fast = FAST[op];
      try {
        return fast !== undefined ? fast(a, b) : binop(op, a, b);
      } catch (e) {
        if (isException(e, E.TypeError) && e.args.items[0] === `${unsupportedText(op, a, b)}`)
          throw unsupported(`${op === "pow" ? "**" : OP_SYMBOL[op]}=`, a, b);
        throw e;
      }
    }
  }
}
function unsupportedText(op: Op, a: PyObj, b: PyObj): string {
  return `unsupported operand type(s) for ${OP_SYMBOL[op]}: '${typeName(a)}' and '${typeName(b)}'`;
}
function iadd(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (typeof a === "number" && typeof b === "number") return intAdd(a, b);
  const f = fastFloat(a, b);
  if (f !== undefined) return add(a, b);
  if (typeof a === "number" && typeof b === "boolean") return add(a, b ? 1 : 0);
  const r = dispatch("add", a, b);
  if (r === NotImplemented) throw noOperator("add", "+=", a, b);
  return r;
}

const exactInt = (o: PyObj): o is PyInt => typeof o === "number" || typeof o === "bigint";

/** The value of an exact float; undefined for everything else. */
const fx = (o: PyObj): number | undefined => (o as { $f?: number } | null)?.$f;

/** Whether both are exact float or int, and at least one is a float. */
function fastFloat(a: PyObj, b: PyObj): boolean | undefined {
  if (fx(a) !== undefined) return fx(b) !== undefined || exactInt(b) ? true : undefined;
  return exactInt(a) && fx(b) !== undefined ? true : undefined;
}
const fv = (o: PyObj): number => fx(o) ?? intToFloat(o as PyInt);

export function add(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") {
    const r = a + b;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r;
    return intAdd(a, b);
  }
  if (typeof a === "string" && typeof b === "string") return a + b;
  const x = fx(a);
  if (x === undefined && typeof a === "object") return binop("add", a, b);
  const y = fx(b);
  if (x !== undefined && y !== undefined) return mkFloat(x + y);
  if (exactInt(a) && exactInt(b)) return intAdd(a, b);
  if (fastFloat(a, b)) return mkFloat(fv(a) + fv(b));
  return binop("add", a, b);
}
export function sub(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") {
    const r = a - b;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r;
    return intSub(a, b);
  }
  const x = fx(a);
  if (x === undefined && typeof a === "object") return binop("sub", a, b);
  const y = fx(b);
  if (x !== undefined && y !== undefined) return mkFloat(x - y);
  if (exactInt(a) && exactInt(b)) return intSub(a, b);
  if (fastFloat(a, b)) return mkFloat(fv(a) - fv(b));
  return binop("sub", a, b);
}
export function mul(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number") {
    const r = a * b;
    if (r <= 9007199254740991 && r >= -9007199254740991) return r + 0;
    return intMul(a, b);
  }
  const x = fx(a);
  if (x === undefined && typeof a === "object") return binop("mul", a, b);
  const y = fx(b);
  if (x !== undefined && y !== undefined) return mkFloat(x * y);
  if (exactInt(a) && exactInt(b)) return intMul(a, b);
  if (fastFloat(a, b)) return mkFloat(fv(a) * fv(b));
  return binop("mul", a, b);
}
export function truediv(a: PyObj, b: PyObj): PyObj {
  const x = fx(a);
  const y = fx(b);
  if (x !== undefined && y !== undefined && y !== 0) return mkFloat(x / y);
  if (exactInt(a) && exactInt(b)) return mkFloat(intTruediv(a, b));
  if (fastFloat(a, b)) {
    const d = fv(b);
    if (d === 0) throw err(E.ZeroDivisionError, "division by zero");
    return mkFloat(fv(a) / d);
  }
  return binop("truediv", a, b);
}
/** Floor quotient and remainder of floats, as CPython rounds them. */
export function floatDivmod(x: number, y: number): [number, number] {
  if (y === 0) throw err(E.ZeroDivisionError, "division by zero");
  let m = x % y;
  let d = (x - m) / y;
  if (m !== 0) {
    if (y < 0 !== m < 0) {
      m += y;
      d -= 1;
    }
  } else m = y < 0 ? -0 : 0;
  let q: number;
  if (d !== 0) {
    q = Math.floor(d);
    if (d - q > 0.5) q += 1;
  } else q = x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  return [q, m];
}
export function floordiv(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number" && b !== 0) {
    const q = Math.floor(a / b);
    // The quotient is exact where it is far from the limits of a double.
    if (q < 1e15 && q > -1e15 && a < 1e15 && a > -1e15) return fixQuotient(a, b, q);
  }
  if (exactInt(a) && exactInt(b)) return intFloordiv(a, b);
  if (fastFloat(a, b)) return mkFloat(floatDivmod(fv(a), fv(b))[0]);
  return binop("floordiv", a, b);
}
/** Rounding may have lifted the quotient over an integer. */
function fixQuotient(a: number, b: number, q: number): number {
  const r = a - q * b;
  if (r !== 0 && r < 0 !== b < 0) return q - 1;
  return q + 0;
}
export function mod(a: PyObj, b: PyObj): PyObj {
  if (typeof a === "number" && typeof b === "number" && b !== 0) {
    const r = a % b;
    return r !== 0 && r < 0 !== b < 0 ? r + b : r + 0;
  }
  if (typeof a === "string" && !(b instanceof PyStrSub)) return percentHook.format(a, b);
  if (exactInt(a) && exactInt(b)) return intMod(a, b);
  if (fastFloat(a, b)) return mkFloat(floatDivmod(fv(a), fv(b))[1]);
  return binop("mod", a, b);
}
export function pow(a: PyObj, b: PyObj): PyObj {
  if (exactInt(a) && exactInt(b) && b >= 0) return intPow(a, b);
  if (fastFloat(a, b)) {
    const x = fv(a);
    const y = fv(b);
    // Infinite bases, roots of negative ones and zero divided have cases of their own (float.ts).
    if (x > 0 ? x < Infinity : x < 0 ? x > -Infinity && Number.isInteger(y) : x === 0 && y > 0) {
      const r = power(x, y);
      if (r < Infinity && r > -Infinity) return mkFloat(r);
    }
  }
  return binop("pow", a, b);
}
export const lshift = (a: PyObj, b: PyObj): PyObj =>
  exactInt(a) && exactInt(b) ? intLshift(a, b) : binop("lshift", a, b);
export const rshift = (a: PyObj, b: PyObj): PyObj =>
  exactInt(a) && exactInt(b) ? intRshift(a, b) : binop("rshift", a, b);
export const and = (a: PyObj, b: PyObj): PyObj =>
  exactInt(a) && exactInt(b)
    ? intAnd(a, b)
    : typeof a === "boolean" && typeof b === "boolean"
      ? a && b
      : binop("and", a, b);
export const or = (a: PyObj, b: PyObj): PyObj =>
  exactInt(a) && exactInt(b)
    ? intOr(a, b)
    : typeof a === "boolean" && typeof b === "boolean"
      ? a || b
      : binop("or", a, b);
export const xor = (a: PyObj, b: PyObj): PyObj =>
  exactInt(a) && exactInt(b)
    ? intXor(a, b)
    : typeof a === "boolean" && typeof b === "boolean"
      ? a !== b
      : binop("xor", a, b);
export const matmul = (a: PyObj, b: PyObj): PyObj => binop("matmul", a, b);

/** bool is an int with the operators of one, except for `&`, `|` and `^` of two. */
function boolFirst(op: Op, a: boolean, b: PyObj): PyObj | undefined {
  const f = FAST[op];
  if (f === undefined) return undefined;
  if (typeof b === "number") return f(a ? 1 : 0, b);
  if (typeof b === "boolean" && op !== "and" && op !== "or" && op !== "xor")
    return f(a ? 1 : 0, b ? 1 : 0);
  return undefined;
}

/** The operators with a fast path, by name. */
const FAST: Partial<Record<Op, (a: PyObj, b: PyObj) => PyObj>> = {
  add,
  sub,
  mul,
  truediv,
  floordiv,
  mod,
  pow,
  lshift,
  rshift,
  and,
  or,
  xor,
};

function unary(name: string, sym: string, o: PyObj): PyObj {
  const f = typeOf(o).lookup(name);
  if (f === undefined || f === null)
    throw typeError(`bad operand type for unary ${sym}: '${typeName(o)}'`);
  return callSlot(f, o);
}
export function neg(o: PyObj): PyObj {
  if (exactInt(o)) return intNeg(o);
  const x = fx(o);
  if (x !== undefined) return mkFloat(-x);
  return unary("__neg__", "-", o);
}
export const pos = (o: PyObj): PyObj => (exactInt(o) ? o : unary("__pos__", "+", o));
export const invert = (o: PyObj): PyObj =>
  exactInt(o) ? intInvert(o) : unary("__invert__", "~", o);
export const absolute = (o: PyObj): PyObj => {
  const f = typeOf(o).lookup("__abs__");
  if (f === undefined) throw typeError(`bad operand type for abs(): '${typeName(o)}'`);
  return callSlot(f, o);
};

/** The int value of an operand of an int method, or undefined (the method says NotImplemented). */
export const intOperand = (o: PyObj): PyInt | undefined => asInt(o);
export { bool_type, PyWStr };

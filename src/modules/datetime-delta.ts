/** datetime.timedelta. */
import { asInt, type CmpOp, callMethod, ordered, typeName } from "../objects/abstract.js";
import type { Op } from "../objects/arith.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { floatToInt } from "../objects/float.js";
import { getsets, methods, slots } from "../objects/function.js";
import { hashTuple, normInt } from "../objects/hash.js";
import { intAdd, intDivmod, intFloordiv, intMul, intTruediv } from "../objects/intops.js";
import {
  ExactFloat,
  PyFloat,
  type PyInt,
  type PyObj,
  PyTuple,
  type PyType,
} from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { mkFloat, mkTuple, NotImplemented } from "../objects/types.js";
import {
  addDelta,
  cmpDelta,
  delta,
  delta_type,
  deltaOfUs,
  isZero,
  mkDelta,
  OwnNew,
  PyDelta,
  subDelta,
  totalUs,
} from "./datetime-types.js";

// ---- making ----

const SIGNATURE = signature(
  "($type, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)",
);
/** From the smallest unit on, as sums of fractions depend on the order: place, name, microseconds. */
const UNITS = [
  [2, "microseconds", 1],
  [3, "milliseconds", 1e3],
  [1, "seconds", 1e6],
  [4, "minutes", 60e6],
  [5, "hours", 3600e6],
  [0, "days", 86400e6],
  [6, "weeks", 7 * 86400e6],
] as const;

/** The nearest integer, halves to even where `odd` is the parity of what it is added to. */
function roundAfter(v: number, odd: number): number {
  const whole = v < 0 ? -Math.round(-v) : Math.round(v);
  if (Math.abs(whole - v) !== 0.5) return whole;
  const half = (v + odd) * 0.5;
  return 2 * (half < 0 ? -Math.round(-half) : Math.round(half)) - odd;
}

function fromParts(values: (PyObj | undefined)[]): PyDelta {
  let total: PyInt = 0;
  let left = 0;
  for (const [at, name, factor] of UNITS) {
    const v = values[at];
    if (v === undefined || v === 0) continue;
    const n = typeof v === "number" ? v : asInt(v);
    if (n !== undefined) total = intAdd(total, intMul(n, factor));
    else if (v instanceof PyFloat) {
      // Raises for infinities and NaN.
      const whole = floatToInt(v.v);
      total = intAdd(total, intMul(whole, factor));
      const part = (v.v - Math.trunc(v.v)) * factor;
      if (part !== 0) {
        const us = Math.trunc(part);
        left += part - us;
        total = intAdd(total, us);
      }
    } else throw typeError(`unsupported type for timedelta ${name} component: ${typeName(v)}`);
  }
  if (left !== 0) {
    const odd = typeof total === "number" ? Math.abs(total % 2) : Number(total & 1n);
    total = intAdd(total, roundAfter(left, odd));
  }
  return deltaOfUs(total);
}
const SMALL = 1e9;
const small = (o: PyObj | undefined): o is number =>
  typeof o === "number" && o < SMALL && o > -SMALL;

function make(t: PyType, args: PyObj[], kw: Kw | null): PyObj {
  const v = (
    kw === null && args.length <= 7 ? args : bindArgs("__new__", "__new__", SIGNATURE, args, kw)
  ) as (PyObj | undefined)[];
  return as(t, fromParts(v));
}
/** The same value as an instance of `t`, which may be a subclass. */
function as(t: PyType, d: PyDelta): PyObj {
  if (t === delta_type) return d;
  const o = new t.ctor(t) as PyDelta;
  o.days = d.days;
  o.seconds = d.seconds;
  o.us = d.us;
  return o;
}

// ---- arithmetic ----

const NEAR = 9e5;
function times(d: PyDelta, n: PyInt): PyDelta {
  return typeof n === "number" && n <= NEAR && n >= -NEAR
    ? delta(d.days * n, d.seconds * n, d.us * n)
    : deltaOfUs(intMul(totalUs(d), n));
}
const byZero = () => err(E.ZeroDivisionError, "division by zero");
/** The integer nearest to a/b, halves to even. */
function nearest(a: PyInt, b: PyInt): PyInt {
  const [q, r] = intDivmod(a, b);
  const twice = intMul(r, 2);
  const up = b > 0 ? twice > b : twice < b;
  const odd = typeof q === "number" ? q % 2 !== 0 : (q & 1n) === 1n;
  // biome-ignore lint/suspicious/noDoubleEquals: a number may stand beside a bigint
  return up || (twice == b && odd) ? intAdd(q, 1) : q;
}
/** A float as numerator and denominator; a subclass may have its own idea of them. */
function ratio(f: PyFloat): [PyInt, PyInt] {
  if (!(f instanceof ExactFloat)) {
    const r = callMethod(f, "as_integer_ratio", []);
    if (!(r instanceof PyTuple))
      throw typeError(
        `unexpected return type from as_integer_ratio(): expected tuple, not '${typeName(r)}'`,
      );
    if (r.items.length !== 2) throw valueError("as_integer_ratio() must return a 2-tuple");
    const [a, b] = r.items.map(asInt);
    if (a === undefined || b === undefined)
      throw typeError("unsupported operand type(s) for *: 'int' and the like");
    return [a, b];
  }
  let v = f.v;
  if (Number.isNaN(v)) throw valueError("cannot convert NaN to integer ratio");
  if (!Number.isFinite(v)) throw err(E.OverflowError, "cannot convert Infinity to integer ratio");
  let shift = 0;
  while (!Number.isInteger(v)) {
    v *= 2;
    shift++;
  }
  return [normInt(BigInt(v)), normInt(1n << BigInt(shift))];
}
const timesRatio = (d: PyDelta, [a, b]: [PyInt, PyInt]): PyDelta => {
  if (b === 0) throw byZero();
  return deltaOfUs(nearest(intMul(totalUs(d), a), b));
};

function mul(a: PyObj, b: PyObj): PyObj {
  if (!(a instanceof PyDelta)) return NotImplemented;
  const n = asInt(b);
  if (n !== undefined) return times(a, n);
  return b instanceof PyFloat ? timesRatio(a, ratio(b)) : NotImplemented;
}
function truediv(a: PyDelta, b: PyObj): PyObj {
  if (b instanceof PyDelta) {
    if (isZero(b)) throw byZero();
    return mkFloat(intTruediv(totalUs(a), totalUs(b)));
  }
  const n = asInt(b);
  if (n !== undefined) {
    if (n === 0) throw byZero();
    return deltaOfUs(nearest(totalUs(a), n));
  }
  if (!(b instanceof PyFloat)) return NotImplemented;
  const [num, den] = ratio(b);
  return timesRatio(a, [den, num]);
}
function floordiv(a: PyDelta, b: PyObj): PyObj {
  if (b instanceof PyDelta) {
    if (isZero(b)) throw byZero();
    return intFloordiv(totalUs(a), totalUs(b));
  }
  const n = asInt(b);
  if (n === undefined) return NotImplemented;
  if (n === 0) throw byZero();
  return deltaOfUs(intFloordiv(totalUs(a), n));
}
function divmod(a: PyDelta, b: PyDelta): [PyInt, PyDelta] {
  if (isZero(b)) throw byZero();
  const [q, r] = intDivmod(totalUs(a), totalUs(b));
  return [q, deltaOfUs(r)];
}
const negated = (d: PyDelta): PyDelta => delta(-d.days, -d.seconds, -d.us);
const plain = (d: PyDelta): PyDelta =>
  d.cls === delta_type ? d : mkDelta(d.days, d.seconds, d.us);

export const COMPARISONS: readonly CmpOp[] = [
  "__lt__",
  "__le__",
  "__eq__",
  "__ne__",
  "__gt__",
  "__ge__",
];

PyDelta.prototype.$compare = function (this: PyDelta, op: CmpOp, b: PyObj): PyObj | undefined {
  return this.cls === delta_type && b instanceof PyDelta && b.cls === delta_type
    ? ordered(op, cmpDelta(this, b))
    : undefined;
};
PyDelta.prototype.$bin = function (this: PyDelta, op: Op, b: PyObj): PyObj | undefined {
  if (b instanceof PyDelta && b.cls === delta_type) {
    if (op === "add") return addDelta(this, b);
    if (op === "sub") return subDelta(this, b);
  }
  return undefined;
};

// ---- text ----

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
export function clockOf(seconds: number): string {
  const m = Math.floor(seconds / 60);
  return `${Math.floor(m / 60)}:${two(m % 60)}:${two(seconds % 60)}`;
}
function text(d: PyDelta): string {
  const days = d.days === 0 ? "" : `${d.days} day${Math.abs(d.days) === 1 ? "" : "s"}, `;
  const us = d.us === 0 ? "" : `.${String(d.us).padStart(6, "0")}`;
  return `${days}${clockOf(d.seconds)}${us}`;
}
function shown(d: PyDelta): string {
  const parts: string[] = [];
  if (d.days !== 0) parts.push(`days=${d.days}`);
  if (d.seconds !== 0) parts.push(`seconds=${d.seconds}`);
  if (d.us !== 0) parts.push(`microseconds=${d.us}`);
  return `${typeName(d)}(${parts.length === 0 ? "0" : parts.join(", ")})`;
}

/** Fills the type in, when the module is first imported. */
export function setupDelta(): void {
  const t = delta_type;
  t.set("__new__", new OwnNew(t, make));
  t.make0 = () => mkDelta(0, 0, 0);
  t.make1 = (a) => (small(a) ? mkDelta(a, 0, 0) : make(t, [a], null));
  t.make2 = (a, b) => (small(a) && small(b) ? delta(a, b, 0) : make(t, [a, b], null));
  t.make3 = (a, b, c) =>
    small(a) && small(b) && small(c) ? delta(a, b, c) : make(t, [a, b, c], null);
  const both =
    (f: (a: PyDelta, b: PyDelta) => PyObj) =>
    (a: PyObj, b: PyObj): PyObj =>
      a instanceof PyDelta && b instanceof PyDelta ? f(a, b) : NotImplemented;
  const swapped =
    (f: (a: PyObj, b: PyObj) => PyObj) =>
    (a: PyObj, b: PyObj): PyObj =>
      f(b, a);
  const table: Record<string, (a: PyObj, b: PyObj) => PyObj> = {
    add: both(addDelta),
    sub: both(subDelta),
    mod: both((a, b) => divmod(a, b)[1]),
    divmod: both((a, b) => mkTuple(divmod(a, b))),
    floordiv: (a, b) => (a instanceof PyDelta ? floordiv(a, b) : NotImplemented),
    truediv: (a, b) => (a instanceof PyDelta ? truediv(a, b) : NotImplemented),
  };
  for (const name of Object.keys(table))
    slots(t, { [`__${name}__`]: table[name], [`__r${name}__`]: swapped(table[name]) });
  for (const op of COMPARISONS) slots(t, { [op]: both((a, b) => ordered(op, cmpDelta(a, b))) });
  slots(t, {
    __mul__: mul,
    __rmul__: mul,
    __neg__: negated,
    __pos__: plain,
    __abs__: (d: PyDelta) => (d.days < 0 ? negated(d) : plain(d)),
    __bool__: (d: PyDelta) => !isZero(d),
    __hash__: (d: PyDelta) => (d.hash ??= hashTuple([d.days, d.seconds, d.us])),
    __repr__: shown,
    __str__: text,
  });
  getsets(
    t,
    {
      days: (d: PyDelta) => d.days,
      seconds: (d: PyDelta) => d.seconds,
      microseconds: (d: PyDelta) => d.us,
    },
    true,
  );
  methods(t, {
    total_seconds: [
      "($self, /)",
      (d: PyDelta) => mkFloat(intTruediv(totalUs(d), 1e6)),
      "The whole span in seconds.",
    ],
    __reduce__: [
      "($self, /)",
      (d: PyDelta) => mkTuple([d.cls, mkTuple([d.days, d.seconds, d.us])]),
    ],
  });
  t.set("resolution", mkDelta(0, 0, 1));
  t.set("min", mkDelta(-999999999, 0, 0));
  t.set("max", mkDelta(999999999, 86399, 999999));
}

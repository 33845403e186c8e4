/** datetime.date, and what its `isocalendar` gives. */
import {
  type CmpOp,
  call,
  callMethod,
  getattr,
  index,
  ordered,
  str,
  typeName,
} from "../objects/abstract.js";
import type { Op } from "../objects/arith.js";
import { typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { hashBytes } from "../objects/hash.js";
import { PyFloat, type PyObj, PyTuple, type PyType } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { builtinType, mkBytes, mkTuple, NotImplemented, tuple_type } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { COMPARISONS } from "./datetime-delta.js";
import { ctime, dateText, formatArg, strftime, timeTuple } from "./datetime-format.js";
import { isoDay, parseBy, readDate } from "./datetime-parse.js";
import { addDays, dateAs } from "./datetime-span.js";
import {
  checkDate,
  cInt,
  date_type,
  firstMonday,
  fromOrdinal,
  MAX_ORDINAL,
  mkDate,
  mkDelta,
  OwnNew,
  ordinal,
  type Plan,
  PyDate,
  PyDateTime,
  PyDelta,
  pickled,
  takeArgs,
  weekday,
  ymd,
} from "./datetime-types.js";
import { nowMs, secondsArg } from "./time.js";
import { localTm } from "./tz.js";

// ---- what isocalendar gives ----

class PyIsoDate extends PyTuple {}
export const isodate_type = builtinType("IsoCalendarDate", {
  base: tuple_type,
  ctor: PyIsoDate,
  module: "datetime",
  subclassable: false,
  basicsize: 40,
  doc: "ISO year, week and weekday of a date, as a tuple with names.",
});
function isoCalendar(d: PyDate): PyTuple {
  const n = ordinal(d.year, d.month, d.day);
  let year = d.year;
  let first = firstMonday(year);
  if (n < first) first = firstMonday(--year);
  else if (n >= firstMonday(year + 1)) first = firstMonday(++year);
  return new PyIsoDate(isodate_type, [
    year,
    Math.floor((n - first) / 7) + 1,
    ((n - first) % 7) + 1,
  ]);
}
function setupIsoDate(): void {
  const t = isodate_type;
  newMethod(
    t,
    "($type, /, year, week, weekday)",
    (_: PyType, y: PyObj, w: PyObj, d: PyObj) => new PyIsoDate(t, [cInt(y), cInt(w), cInt(d)]),
  );
  getsets(t, {
    year: (o: PyTuple) => o.items[0],
    week: (o: PyTuple) => o.items[1],
    weekday: (o: PyTuple) => o.items[2],
  });
  slots(t, {
    __repr__: ({ items: [y, w, d] }: PyTuple) =>
      `datetime.IsoCalendarDate(year=${String(y)}, week=${String(w)}, weekday=${String(d)})`,
  });
  methods(t, {
    // The class has no public name to be found by.
    __reduce__: [
      "($self, /)",
      (o: PyTuple) => mkTuple([tuple_type, mkTuple([mkTuple([...o.items])])]),
    ],
  });
}

// ---- making ----

const PLAN: Plan = { names: ["year", "month", "day"], min: 3, max: 3 };
function fill(t: PyType, y: number, m: number, d: number): PyDate {
  checkDate(y, m, d);
  if (t === date_type) return mkDate(y, m, d);
  const o = new t.ctor(t) as PyDate;
  o.year = y;
  o.month = m;
  o.day = d;
  return o;
}
export const isMonth = (m: number): boolean => m >= 1 && m <= 12;
function make(t: PyType, args: PyObj[], kw: Kw | null): PyObj {
  if (args.length === 1) {
    const b = pickled(args[0], 4, (at) => isMonth(at(2)), "date");
    if (b !== undefined) {
      const o = new t.ctor(t) as PyDate;
      o.year = b[0] * 256 + b[1];
      o.month = b[2];
      o.day = b[3];
      return o;
    }
  }
  const v: number[] = [0, 0, 0];
  takeArgs(PLAN, args, kw, (i, x) => {
    v[i] = cInt(x);
  });
  return fill(t, v[0], v[1], v[2]);
}

export function stateOf(d: PyDate): Uint8Array {
  return Uint8Array.of(d.year >> 8, d.year & 255, d.month, d.day);
}

/** The local date of a moment, as `t` makes it. */
function fromStamp(t: PyType, seconds: number): PyObj {
  const tm = localTm(seconds);
  return dateAs(t, tm.year, tm.mon, tm.mday);
}
function stampArg(o: PyObj): number {
  if (!(o instanceof PyFloat)) index(o);
  if (o === null) throw typeError("'NoneType' object cannot be interpreted as an integer");
  return secondsArg(o);
}

/** ISO's year, week and day may be larger than a C int: then the words are others. */
function isoInt(o: PyObj): number {
  const v = index(o);
  if (typeof v === "number" && v >= -0x80000000 && v <= 0x7fffffff) return v;
  throw valueError("ISO calendar component out of range");
}

// ---- arithmetic and comparison ----

const cmp = (a: PyDate, b: PyDate): number => a.year - b.year || a.month - b.month || a.day - b.day;
const isDay = (o: PyObj): o is PyDate => o instanceof PyDate && !(o instanceof PyDateTime);
const between = (a: PyDate, b: PyDate): PyDelta =>
  mkDelta(ordinal(a.year, a.month, a.day) - ordinal(b.year, b.month, b.day), 0, 0);

function add(a: PyObj, b: PyObj): PyObj {
  return isDay(a) && b instanceof PyDelta ? addDays(a, b, 1) : NotImplemented;
}
function sub(a: PyObj, b: PyObj): PyObj {
  if (!isDay(a)) return NotImplemented;
  if (isDay(b)) return between(a, b);
  return b instanceof PyDelta ? addDays(a, b, -1) : NotImplemented;
}
PyDate.prototype.$compare = function (this: PyDate, op: CmpOp, b: PyObj): PyObj | undefined {
  return this.cls === date_type && b instanceof PyDate && b.cls === date_type
    ? ordered(op, cmp(this, b))
    : undefined;
};
PyDate.prototype.$bin = function (this: PyDate, op: Op, b: PyObj): PyObj | undefined {
  if (op !== "add" && op !== "sub") return undefined;
  const r = op === "add" ? add(this, b) : sub(this, b);
  return r === NotImplemented ? undefined : r;
};

// ---- the type ----

/** Fills the type in, when the module is first imported. */
export function setupDate(): void {
  setupIsoDate();
  const t = date_type;
  t.set("__new__", new OwnNew(t, make));
  t.make3 = (y, m, d) => fill(t, cInt(y), cInt(m), cInt(d));
  for (const op of COMPARISONS)
    slots(t, {
      [op]: (a: PyDate, b: PyObj) => (isDay(b) ? ordered(op, cmp(a, b)) : NotImplemented),
    });
  slots(t, {
    __add__: add,
    __radd__: (a: PyObj, b: PyObj) => add(a, b),
    __sub__: sub,
    __rsub__: (a: PyObj, b: PyObj) => sub(b, a),
    __hash__: (d: PyDate) => (d.hash ??= hashBytes(stateOf(d))),
    __repr__: (d: PyDate) => `${typeName(d)}(${d.year}, ${d.month}, ${d.day})`,
    __str__: (d: PyDate) => callMethod(d, "isoformat", []),
  });
  getsets(t, {
    year: (d: PyDate) => d.year,
    month: (d: PyDate) => d.month,
    day: (d: PyDate) => d.day,
  });
  const replace = (d: PyDate, y?: PyObj, m?: PyObj, day?: PyObj): PyObj =>
    dateAs(
      d.cls,
      y === undefined ? d.year : cInt(y),
      m === undefined ? d.month : cInt(m),
      day === undefined ? d.day : cInt(day),
    );
  methods(t, {
    fromtimestamp: [
      "($type, timestamp, /)",
      (c: PyType, stamp: PyObj) => fromStamp(c, stampArg(stamp)),
      "The local date of a POSIX timestamp.",
    ],
    fromordinal: [
      "($type, ordinal, /)",
      (c: PyType, o: PyObj) => {
        const n = cInt(o);
        if (n < 1) throw valueError("ordinal must be >= 1");
        if (n > MAX_ORDINAL) checkDate(10000, 1, 1);
        fromOrdinal(n);
        return dateAs(c, ymd.year, ymd.month, ymd.day);
      },
      "The date with a number in the calendar whose day 1 is 0001-01-01.",
    ],
    fromisoformat: [
      "($type, object, /)",
      (c: PyType, s: PyObj) => dateAs(c, ...readDate(s)),
      "The date that a text in ISO 8601 says.",
    ],
    fromisocalendar: [
      "($type, /, year, week, day)",
      (c: PyType, year: PyObj, week: PyObj, day: PyObj) => {
        const n = isoDay(isoInt(year), isoInt(week), isoInt(day));
        if (typeof n === "string") throw valueError(n);
        fromOrdinal(n);
        return dateAs(c, ymd.year, ymd.month, ymd.day);
      },
      "The date of an ISO year, week and weekday.",
    ],
    strptime: [
      "($type, *args)",
      (c: PyType, args: PyObj[]) => parseBy("_strptime_datetime_date", c, args),
      "string, format -> the date that the string says",
    ],
    today: [
      "($type, /)",
      (c: PyType) =>
        c === date_type
          ? fromStamp(c, Math.floor(nowMs() / 1000))
          : callMethod(c, "fromtimestamp", [
              call(getattr(importModule(interp(), "time"), "time"), []),
            ]),
      "The local date of this moment.",
    ],
    ctime: ["($self, /)", ctime, "The text that the C function ctime makes."],
    strftime: [
      "($self, /, format)",
      (d: PyDate, f: PyObj) => strftime(d, f, callMethod(d, "timetuple", [])),
      "format -> text",
    ],
    __format__: [
      "($self, /, *args)",
      (d: PyDate, args: PyObj[]) => {
        if (args.length !== 1)
          throw typeError(`__format__() takes exactly 1 argument (${args.length} given)`);
        const f = formatArg(args[0]);
        return f === "" ? str(d) : callMethod(d, "strftime", [args[0]]);
      },
    ],
    timetuple: ["($self, /)", (d: PyDate) => timeTuple(d, -1), "The same as a struct_time."],
    isocalendar: ["($self, /)", isoCalendar, "ISO year, week and weekday."],
    isoformat: ["($self, /)", dateText, "YYYY-MM-DD"],
    isoweekday: ["($self, /)", (d: PyDate) => weekday(d) + 1, "Monday is 1, Sunday is 7."],
    toordinal: [
      "($self, /)",
      (d: PyDate) => ordinal(d.year, d.month, d.day),
      "The number of the day, from 0001-01-01, which is 1.",
    ],
    weekday: ["($self, /)", weekday, "Monday is 0, Sunday is 6."],
    replace: [
      "($self, /, year=unchanged, month=unchanged, day=unchanged)",
      replace,
      "The date with other values for some of its fields.",
    ],
    __replace__: ["($self, /, year=unchanged, month=unchanged, day=unchanged)", replace],
    __reduce__: [
      "($self, /)",
      (d: PyDate) => mkTuple([d.cls, mkTuple([mkBytes(stateOf(d))])]),
      "-> (cls, state)",
    ],
  });
  t.set("min", mkDate(1, 1, 1));
  t.set("max", mkDate(9999, 12, 31));
  t.set("resolution", mkDelta(1, 0, 0));
}

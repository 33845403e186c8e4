/** datetime.datetime. */
import {
  asIndex,
  asStr,
  type CmpOp,
  callMethod,
  hash,
  ordered,
  repr,
  typeName,
} from "../objects/abstract.js";
import type { Op } from "../objects/arith.js";
import { E, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { hashBytes } from "../objects/hash.js";
import { PyFloat, type PyObj, type PyObject, type PyType, type Str } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { concat } from "../objects/text.js";
import { mkBytes, mkFloat, mkTuple, NotImplemented } from "../objects/types.js";
import { warn } from "./_warnings.js";
import { isMonth, stateOf } from "./datetime-date.js";
import { COMPARISONS } from "./datetime-delta.js";
import { ctime, momentText, specArg, timeTuple } from "./datetime-format.js";
import { parseBy, readMoment } from "./datetime-parse.js";
import { addSpan, momentAs } from "./datetime-span.js";
import { clockState, protocolArg, stateZone } from "./datetime-time.js";
import {
  checkDate,
  checkTime,
  checkTz,
  cInt,
  cmpDelta,
  datetime_type,
  delta,
  isZero,
  mkDate,
  mkDateTime,
  OwnNew,
  ordinal,
  type Plan,
  PyDate,
  PyDateTime,
  PyDelta,
  PyTime,
  pickled,
  subDelta,
  takeArgs,
  time_type,
  totalUs,
} from "./datetime-types.js";
import { dstOf, mkTimezone, tzName, UTC, utcOffset } from "./datetime-zone.js";
import { nowMs, secondsArg } from "./time.js";
import { gmTm, localTm, localZone, type Tm } from "./tz.js";

// ---- making ----

function fill(
  t: PyType,
  y: number,
  m: number,
  d: number,
  hour: number,
  minute: number,
  second: number,
  us: number,
  tz: PyObject | null,
  fold: number,
): PyDateTime {
  checkDate(y, m, d);
  checkTime(hour, minute, second, us, fold);
  if (t === datetime_type) return mkDateTime(y, m, d, hour, minute, second, us, tz, fold);
  const o = new t.ctor(t) as PyDateTime;
  o.year = y;
  o.month = m;
  o.day = d;
  o.hour = hour;
  o.minute = minute;
  o.second = second;
  o.us = us;
  o.tz = tz;
  o.fold = fold;
  return o;
}
const PLAN: Plan = {
  names: "year month day hour minute second microsecond tzinfo fold".split(" "),
  min: 3,
  max: 8,
};
function fromState(t: PyType, b: Uint8Array, tz: PyObject | null): PyObj {
  const o = new t.ctor(t) as PyDateTime;
  o.year = b[0] * 256 + b[1];
  o.month = b[2] & 127;
  o.fold = b[2] >> 7;
  o.day = b[3];
  o.hour = b[4];
  o.minute = b[5];
  o.second = b[6];
  o.us = (b[7] << 16) | (b[8] << 8) | b[9];
  o.tz = tz;
  return o;
}
function make(t: PyType, args: PyObj[], kw: Kw | null): PyObj {
  if (args.length === 1 || args.length === 2) {
    const b = pickled(args[0], 10, (at) => isMonth(at(2) & 127), "datetime");
    if (b !== undefined) return fromState(t, b, stateZone(args[1]));
  }
  const v: number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let tz: PyObj = null;
  takeArgs(PLAN, args, kw, (i, x) => {
    if (i === 7) tz = x;
    else v[i] = cInt(x);
  });
  return fill(t, v[0], v[1], v[2], v[3], v[4], v[5], v[6], checkTz(tz), v[8]);
}

function reduce(o: PyDateTime, protocol: number): PyObj {
  const b = Uint8Array.from([...stateOf(o), ...clockState(o, 0)]);
  if (protocol > 3 && o.fold !== 0) b[2] |= 128;
  return mkTuple([o.cls, mkTuple(o.tz === null ? [mkBytes(b)] : [mkBytes(b), o.tz])]);
}

// ---- local time; seconds count from 1970, those of local time as if it were UTC ----

const DAY = 86400;
const EPOCH = 719163;
const wall = (o: PyDateTime): number =>
  (ordinal(o.year, o.month, o.day) - EPOCH) * DAY + o.hour * 3600 + o.minute * 60 + o.second;
const YEAR_1 = (1 - EPOCH) * DAY;
const YEAR_10000 = (3652060 - EPOCH) * DAY;
/** The local time of a moment. */
function local(u: number): number {
  const s = u + localZone().at(u).offset;
  if (s < YEAR_1 || s >= YEAR_10000) {
    const { year } = localTm(u);
    throw valueError(`year must be in 1..9999, not ${year}`);
  }
  return s;
}
/** The moment of a local time; `fold` chooses where it comes twice, or not at all. */
function fromLocal(t: number, fold: number): number {
  const a = local(t) - t;
  const first = t - a;
  const there = local(first);
  let b: number;
  if (there === t) {
    // Is there another one, a change of the clock away?
    const far = first + (fold === 0 ? -DAY : DAY);
    b = local(far) - far;
    if (a === b) return first;
  } else b = there - first;
  const second = t - b;
  if (local(second) === t) return second;
  if (there === t) return first;
  return fold === 0 ? Math.max(first, second) : Math.min(first, second);
}
function localZoneAt(u: number): PyObject {
  const z = localZone().at(u);
  return mkTimezone(delta(0, z.offset, 0), z.name);
}
function localZoneOf(o: PyDateTime): PyObject {
  let t = fromLocal(wall(o), o.fold);
  const other = fromLocal(wall(o), 1 - o.fold);
  if (other !== t && other > t === (o.fold === 1)) t = other;
  return localZoneAt(t);
}

/** A moment in local time or UTC; a zone then makes it its own. */
function fromStamp(
  t: PyType,
  seconds: number,
  us: number,
  utc: boolean,
  tz: PyObject | null,
): PyObj {
  const tm: Tm = utc ? gmTm(seconds) : localTm(seconds);
  checkDate(tm.year, tm.mon, tm.mday);
  let fold = 0;
  if (tz === null && !utc) {
    // Was the same time on the clock once before?
    const now = seconds + tm.gmtoff;
    const back = now - local(seconds - DAY) - DAY;
    if (back < 0 && local(seconds + back) === now) fold = 1;
  }
  return momentAs(t, tm.year, tm.mon, tm.mday, tm.hour, tm.min, Math.min(tm.sec, 59), us, tz, fold);
}
/** Whole seconds and the nearest microsecond, halves to even. */
function stampArg(o: PyObj): [number, number] {
  if (!(o instanceof PyFloat)) {
    if (asIndex(o) === undefined)
      throw typeError(
        `argument must be int or float, not ${o === null ? "NoneType" : typeName(o)}`,
      );
    return [secondsArg(o), 0];
  }
  if (Number.isNaN(o.v)) throw valueError("Invalid value NaN (not a number)");
  let s = Math.trunc(o.v);
  const part = (o.v - s) * 1e6;
  let us = Math.round(part);
  if (Math.abs(part - Math.trunc(part)) === 0.5) us = 2 * Math.round(part / 2);
  if (us >= 1e6) {
    us -= 1e6;
    s++;
  } else if (us < 0) {
    us += 1e6;
    s--;
  }
  return [secondsArg(mkFloat(s)), us + 0];
}
function inZone(t: PyType, seconds: number, us: number, tz: PyObject | null): PyObj {
  const r = fromStamp(t, seconds, us, tz !== null, tz);
  return tz === null ? r : callMethod(tz, "fromutc", [r]);
}
function now(): [number, number] {
  const ms = nowMs();
  const s = Math.floor(ms / 1000);
  return [s, Math.min(Math.floor((ms - s * 1000) * 1000), 999999)];
}
function deprecated(name: string, instead: string): void {
  warn(
    E.DeprecationWarning,
    `datetime.datetime.${name}() is deprecated and scheduled for removal in a future version. ` +
      `Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.${instead}.`,
    1,
  );
}

// ---- arithmetic and comparison ----

const near = (a: PyDateTime, b: PyDateTime): number =>
  a.year - b.year ||
  a.month - b.month ||
  a.day - b.day ||
  a.hour - b.hour ||
  a.minute - b.minute ||
  a.second - b.second ||
  a.us - b.us;
/** The difference of two times on the clock. */
const apart = (a: PyDateTime, b: PyDateTime): PyDelta =>
  delta(
    ordinal(a.year, a.month, a.day) - ordinal(b.year, b.month, b.day),
    (a.hour - b.hour) * 3600 + (a.minute - b.minute) * 60 + a.second - b.second,
    a.us - b.us,
  );
const offsetOf = (o: PyDateTime): PyDelta | null => utcOffset(o.tz, o);

function copy(o: PyDateTime, tz: PyObject | null, fold: number): PyDateTime {
  return mkDateTime(o.year, o.month, o.day, o.hour, o.minute, o.second, o.us, tz, fold);
}
/** A time whose offset depends on `fold` equals none in another zone (PEP 495). */
function ambiguous(o: PyDateTime, off: PyDelta | null): boolean {
  const other = utcOffset(o.tz, copy(o, o.tz, 1 - o.fold));
  if (other === off) return false;
  return other === null || off === null || cmpDelta(other, off) !== 0;
}

function compare(a: PyDateTime, b: PyDateTime, op: CmpOp): PyObj {
  if (a.tz === b.tz) return ordered(op, near(a, b));
  const equality = op === "__eq__" || op === "__ne__";
  const x = offsetOf(a);
  const y = offsetOf(b);
  let c: number;
  if (x === y || (x !== null && y !== null && cmpDelta(x, y) === 0)) c = near(a, b);
  else if (x !== null && y !== null) {
    const d = subDelta(apart(a, b), subDelta(x, y));
    c = d.days || d.seconds || d.us;
  } else if (equality) return op === "__ne__";
  else throw typeError("can't compare offset-naive and offset-aware datetimes");
  if (equality && c === 0 && (ambiguous(a, x) || ambiguous(b, y))) c = 1;
  return ordered(op, c);
}

function subtract(a: PyDateTime, b: PyDateTime): PyDelta {
  const d = apart(a, b);
  if (a.tz === b.tz) return d;
  const x = offsetOf(a);
  const y = offsetOf(b);
  if ((x === null) !== (y === null))
    throw typeError("can't subtract offset-naive and offset-aware datetimes");
  return x === null || y === null || cmpDelta(x, y) === 0 ? d : subDelta(d, subDelta(x, y));
}
function add(a: PyObj, b: PyObj): PyObj {
  return a instanceof PyDateTime && b instanceof PyDelta ? addSpan(a, b, 1) : NotImplemented;
}
function sub(a: PyObj, b: PyObj): PyObj {
  if (!(a instanceof PyDateTime)) return NotImplemented;
  if (b instanceof PyDateTime) return subtract(a, b);
  return b instanceof PyDelta ? addSpan(a, b, -1) : NotImplemented;
}
PyDateTime.prototype.$compare = function (
  this: PyDateTime,
  op: CmpOp,
  b: PyObj,
): PyObj | undefined {
  return this.cls === datetime_type && b instanceof PyDateTime && b.cls === datetime_type
    ? compare(this, b, op)
    : undefined;
};
PyDateTime.prototype.$bin = function (this: PyDateTime, op: Op, b: PyObj): PyObj | undefined {
  if (op === "add" && b instanceof PyDelta) return addSpan(this, b, 1);
  if (
    op !== "sub" ||
    !(b instanceof PyDelta || (b instanceof PyDateTime && b.cls === datetime_type))
  )
    return undefined;
  return sub(this, b);
};

function hashMoment(o: PyDateTime) {
  const off = utcOffset(o.tz, o.fold === 0 || o.tz === null ? o : copy(o, o.tz, 0));
  if (off === null) return hashBytes(Uint8Array.from([...stateOf(o), ...clockState(o, 0)]));
  const span = delta(
    ordinal(o.year, o.month, o.day),
    o.hour * 3600 + o.minute * 60 + o.second,
    o.us,
  );
  return hash(subDelta(span, off));
}

// ---- conversion ----

const EPOCH_UTC = mkDateTime(1970, 1, 1, 0, 0, 0, 0, UTC);
function timestamp(o: PyDateTime): PyObj {
  if (o.tz === null) return mkFloat(fromLocal(wall(o), o.fold) + o.us / 1e6);
  return callMethod(subtract(o, EPOCH_UTC), "total_seconds", []);
}

function astimezone(o: PyDateTime, zone?: PyObj): PyObj {
  let target = checkTz(zone ?? null);
  let own = o.tz ?? localZoneOf(o);
  if (own === target) return o;
  let off = utcOffset(own, o);
  if (off === null) {
    own = localZoneOf(o);
    if (own === target) return o;
    off = utcOffset(own, o) as PyDelta;
  }
  const moved = addSpan(o, off, -1);
  if (!(moved instanceof PyDateTime))
    throw typeError(`expected a datetime, not ${typeName(moved)}`);
  let utc = moved;
  if (moved.tz === null) {
    utc = new o.cls.ctor(moved.cls) as PyDateTime;
    for (const f of ["year", "month", "day", "hour", "minute", "second", "us", "fold"] as const)
      utc[f] = moved[f];
  }
  utc.tz = UTC;
  target ??= localZoneAt(Math.floor(Number(totalUs(subtract(utc, EPOCH_UTC))) / 1e6));
  utc.tz = target;
  return callMethod(target, "fromutc", [utc]);
}

function utcTuple(o: PyDateTime): PyObj {
  const off = offsetOf(o);
  if (off === null || isZero(off)) return timeTuple(o, 0);
  const moved = addSpan(copy(o, null, 0), off, -1) as PyDateTime;
  return timeTuple(moved, 0);
}

function shown(o: PyDateTime): Str {
  const n = [o.year, o.month, o.day, o.hour, o.minute];
  if (o.second !== 0 || o.us !== 0) n.push(o.second);
  if (o.us !== 0) n.push(o.us);
  const parts: Str[] = [`${typeName(o)}(${n.join(", ")}`];
  if (o.fold !== 0) parts.push(", fold=1");
  if (o.tz !== null) parts.push(", tzinfo=", repr(o.tz));
  return concat([...parts, ")"]);
}

const FIELDS =
  "year=unchanged, month=unchanged, day=unchanged, hour=unchanged, minute=unchanged, " +
  "second=unchanged, microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged";
function replace(
  o: PyDateTime,
  year?: PyObj,
  month?: PyObj,
  day?: PyObj,
  hour?: PyObj,
  minute?: PyObj,
  second?: PyObj,
  us?: PyObj,
  tz?: PyObj,
  fold?: PyObj,
): PyObj {
  const n = (v: PyObj | undefined, was: number): number => (v === undefined ? was : cInt(v));
  return momentAs(
    o.cls,
    n(year, o.year),
    n(month, o.month),
    n(day, o.day),
    n(hour, o.hour),
    n(minute, o.minute),
    n(second, o.second),
    n(us, o.us),
    tz === undefined ? o.tz : checkTz(tz),
    n(fold, o.fold),
  );
}
function combine(c: PyType, d: PyObj, t: PyObj, zone?: PyObj): PyObj {
  if (!(d instanceof PyDate))
    throw typeError(`combine() argument 1 must be datetime.date, not ${shownType(d)}`);
  if (!(t instanceof PyTime))
    throw typeError(`combine() argument 2 must be datetime.time, not ${shownType(t)}`);
  const tz = zone === undefined ? t.tz : checkTz(zone);
  return momentAs(c, d.year, d.month, d.day, t.hour, t.minute, t.second, t.us, tz, t.fold);
}
const shownType = (o: PyObj): string => (o === null ? "None" : typeName(o));
function sepArg(o: PyObj | undefined): Str {
  if (o === undefined) return "T";
  const s = asStr(o);
  if (s === undefined || s.length !== 1)
    throw typeError(
      "isoformat() argument 1 must be a unicode character, not " +
        (s === undefined ? shownType(o) : `a string of length ${s.length}`),
    );
  return s;
}
function clock(o: PyDateTime, tz: PyObject | null): PyTime {
  const t = new PyTime(time_type);
  t.hour = o.hour;
  t.minute = o.minute;
  t.second = o.second;
  t.us = o.us;
  t.tz = tz;
  t.fold = o.fold;
  return t;
}

function setupMaking(t: PyType): void {
  t.set("__new__", new OwnNew(t, make));
  t.make3 = (y, m, d) => {
    const [a, b, c] = [cInt(y), cInt(m), cInt(d)];
    checkDate(a, b, c);
    return mkDateTime(a, b, c, 0, 0, 0, 0, null);
  };
  methods(t, {
    now: [
      "($type, /, tz=None)",
      (c: PyType, tz?: PyObj) => inZone(c, ...now(), checkTz(tz ?? null)),
      "This moment, in local time or in that of a zone.",
    ],
    utcnow: [
      "($type, /)",
      (c: PyType) => {
        deprecated("utcnow", "now(datetime.UTC)");
        return fromStamp(c, ...now(), true, null);
      },
      "This moment in UTC, without a zone.",
    ],
    fromtimestamp: [
      "($type, /, timestamp, tz=None)",
      (c: PyType, stamp: PyObj, tz?: PyObj) => {
        const zone = checkTz(tz ?? null);
        return inZone(c, ...stampArg(stamp), zone);
      },
      "The moment of a POSIX timestamp, in local time or in that of a zone.",
    ],
    utcfromtimestamp: [
      "($type, timestamp, /)",
      (c: PyType, stamp: PyObj) => {
        deprecated("utcfromtimestamp", "fromtimestamp(timestamp, datetime.UTC)");
        return fromStamp(c, ...stampArg(stamp), true, null);
      },
      "The moment of a POSIX timestamp in UTC, without a zone.",
    ],
    strptime: [
      "($type, *args)",
      (c: PyType, args: PyObj[]) => parseBy("_strptime_datetime_datetime", c, args),
      "string, format -> the moment that the string says",
    ],
    combine: [
      "($type, /, date, time, tzinfo=unchanged)",
      combine,
      "date, time -> both together, in the time's zone or another",
    ],
    fromisoformat: [
      "($type, object, /)",
      (c: PyType, s: PyObj) => {
        const [[y, m, d], r] = readMoment(s);
        return momentAs(c, y, m, d, r.h, r.m, r.s, r.us, r.tz, 0);
      },
      "The moment that a text in ISO 8601 says.",
    ],
  });
  t.set("min", mkDateTime(1, 1, 1, 0, 0, 0, 0, null));
  t.set("max", mkDateTime(9999, 12, 31, 23, 59, 59, 999999, null));
  t.set("resolution", delta(0, 0, 1));
}

/** Fills the type in, when the module is first imported. */
export function setupMoment(): void {
  const t = datetime_type;
  setupMaking(t);
  for (const op of COMPARISONS)
    slots(t, {
      [op]: (a: PyDateTime, b: PyObj) =>
        b instanceof PyDateTime ? compare(a, b, op) : NotImplemented,
    });
  slots(t, {
    __add__: add,
    __radd__: (a: PyObj, b: PyObj) => add(a, b),
    __sub__: sub,
    __rsub__: (a: PyObj, b: PyObj) => sub(b, a),
    __hash__: (o: PyDateTime) => (o.hash ??= hashMoment(o)),
    __repr__: shown,
    __str__: (o: PyDateTime) =>
      callMethod(o, "isoformat", [], new Map<string, PyObj>([["sep", " "]])),
  });
  getsets(t, {
    hour: (o: PyDateTime) => o.hour,
    minute: (o: PyDateTime) => o.minute,
    second: (o: PyDateTime) => o.second,
    microsecond: (o: PyDateTime) => o.us,
    tzinfo: (o: PyDateTime) => o.tz,
    fold: (o: PyDateTime) => o.fold,
  });
  methods(t, {
    date: ["($self, /)", (o: PyDateTime) => mkDate(o.year, o.month, o.day), "The day of it."],
    time: ["($self, /)", (o: PyDateTime) => clock(o, null), "The time of day, without the zone."],
    timetz: ["($self, /)", (o: PyDateTime) => clock(o, o.tz), "The time of day with the zone."],
    ctime: ["($self, /)", ctime, "The text that the C function ctime makes."],
    timetuple: [
      "($self, /)",
      (o: PyDateTime) => {
        const dst = dstOf(o.tz, o);
        return timeTuple(o, dst === null ? -1 : isZero(dst) ? 0 : 1);
      },
      "The same as a struct_time.",
    ],
    timestamp: ["($self, /)", timestamp, "The POSIX timestamp, a float."],
    utctimetuple: ["($self, /)", utcTuple, "The moment in UTC as a struct_time."],
    isoformat: [
      "($self, /, sep='T', timespec='auto')",
      (o: PyDateTime, sep?: PyObj, spec?: PyObj) => momentText(o, sepArg(sep), specArg(spec, 2)),
      "YYYY-MM-DDTHH:MM:SS.mmmmmm+HH:MM, or as much of it as `timespec` says.",
    ],
    utcoffset: ["($self, /)", offsetOf, "What the zone says."],
    tzname: ["($self, /)", (o: PyDateTime) => tzName(o.tz, o), "What the zone says."],
    dst: ["($self, /)", (o: PyDateTime) => dstOf(o.tz, o), "What the zone says."],
    replace: [`($self, /, ${FIELDS})`, replace, "The moment with other values for some fields."],
    __replace__: [`($self, /, ${FIELDS})`, replace],
    astimezone: ["($self, /, tz=None)", astimezone, "The same moment in another zone."],
    __reduce_ex__: [
      "($self, /, *args)",
      (o: PyDateTime, args: PyObj[]) => reduce(o, protocolArg(args)),
    ],
    __reduce__: ["($self, /)", (o: PyDateTime) => reduce(o, 2)],
  });
}

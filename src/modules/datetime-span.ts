/** Making dates and datetimes of a class that may be a subclass, and moving them by a timedelta. */
import { call } from "../objects/abstract.js";
import { E, err, type PyBaseException } from "../objects/errors.js";
import type { PyObj, PyObject, PyType } from "../objects/object.js";
import {
  checkDate,
  checkTime,
  date_type,
  datetime_type,
  fromOrdinal,
  MAX_ORDINAL,
  mkDate,
  mkDateTime,
  ordinal,
  type PyDate,
  PyDateTime,
  type PyDelta,
  PyTime,
  time_type,
  ymd,
} from "./datetime-types.js";

const outOfRange = (): PyBaseException => err(E.OverflowError, "date value out of range");

/** A subclass makes its instances by its own call. */
export function dateAs(t: PyType, y: number, m: number, d: number): PyObj {
  if (t === date_type) {
    checkDate(y, m, d);
    return mkDate(y, m, d);
  }
  if (t === datetime_type) return momentAs(t, y, m, d, 0, 0, 0, 0, null, 0);
  return call(t, [y, m, d]);
}
export function momentAs(
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
): PyObj {
  if (t === datetime_type) {
    checkDate(y, m, d);
    checkTime(hour, minute, second, us, fold);
    return mkDateTime(y, m, d, hour, minute, second, us, tz, fold);
  }
  const r = call(t, [y, m, d, hour, minute, second, us, tz]);
  if (fold !== 0 && r instanceof PyDateTime) {
    checkTime(hour, minute, second, us, fold);
    r.fold = fold;
  }
  return r;
}

/** `o + sign * d` for a datetime. */
export function addSpan(o: PyDateTime, d: PyDelta, sign: 1 | -1): PyObj {
  let us = o.us + sign * d.us;
  let s = o.hour * 3600 + o.minute * 60 + o.second + sign * d.seconds;
  let day = ordinal(o.year, o.month, o.day) + sign * d.days;
  let carry = Math.floor(us / 1e6);
  us -= carry * 1e6;
  s += carry;
  carry = Math.floor(s / 86400);
  s -= carry * 86400;
  day += carry;
  if (day < 1 || day > MAX_ORDINAL) throw outOfRange();
  fromOrdinal(day);
  const { year, month, day: mday } = ymd;
  const hour = Math.floor(s / 3600);
  const minute = Math.floor(s / 60) % 60;
  return o.cls === datetime_type
    ? mkDateTime(year, month, mday, hour, minute, s % 60, us, o.tz)
    : momentAs(o.cls, year, month, mday, hour, minute, s % 60, us, o.tz, 0);
}
/** The same for a date: only whole days count. */
export function addDays(o: PyDate, d: PyDelta, sign: 1 | -1): PyObj {
  const day = ordinal(o.year, o.month, o.day) + sign * d.days;
  if (day < 1 || day > MAX_ORDINAL) throw outOfRange();
  fromOrdinal(day);
  const { year, month, day: mday } = ymd;
  return o.cls === date_type ? mkDate(year, month, mday) : dateAs(o.cls, year, month, mday);
}

/** An instance whose class is not asked. */
export function newTime(
  t: PyType,
  hour: number,
  minute: number,
  second: number,
  us: number,
  tz: PyObject | null,
  fold: number,
): PyTime {
  checkTime(hour, minute, second, us, fold);
  const o = new t.ctor(t) as PyTime;
  o.hour = hour;
  o.minute = minute;
  o.second = second;
  o.us = us;
  o.tz = tz;
  o.fold = fold;
  return o;
}

export function timeAs(
  t: PyType,
  hour: number,
  minute: number,
  second: number,
  us: number,
  tz: PyObject | null,
  fold: number,
): PyObj {
  if (t === time_type) return newTime(t, hour, minute, second, us, tz, fold);
  const r = call(t, [hour, minute, second, us, tz]);
  if (fold !== 0 && r instanceof PyTime) {
    checkTime(hour, minute, second, us, fold);
    r.fold = fold;
  }
  return r;
}

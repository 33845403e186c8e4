/** Reading ISO 8601. */
import { asStr, callMethod, reprJs, typeName } from "../objects/abstract.js";
import { type PyBaseException, typeError, valueError } from "../objects/errors.js";
import type { PyObj, PyObject, PyType, Str } from "../objects/object.js";
import { codeAt } from "../objects/text.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import {
  daysInMonth,
  delta,
  firstMonday,
  fromOrdinal,
  MAX_ORDINAL,
  MAXYEAR,
  MINYEAR,
  ymd,
} from "./datetime-types.js";
import { UTC, zoneOf } from "./datetime-zone.js";

/** Thrown inside this file: the text is none of the forms. */
const BAD = Symbol("not ISO 8601");

const code = (s: Str, i: number): number => (i < s.length ? codeAt(s, i) : 0);
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
function digits(s: Str, at: number, n: number): number {
  let v = 0;
  for (let i = at; i < at + n; i++) {
    const c = code(s, i);
    if (!isDigit(c)) throw BAD;
    v = v * 10 + c - 48;
  }
  return v;
}
const DASH = 45;
const COLON = 58;
const WEEK = 87;

// ---- weeks ----

/** Whether a year has a week 53. */
function longYear(year: number): boolean {
  return firstMonday(year + 1) - firstMonday(year) === 53 * 7;
}
/** The ordinal of a day of an ISO year; a complaint when there is none such. */
export function isoDay(year: number, week: number, day: number): number | string {
  if (year < MINYEAR || year > MAXYEAR)
    return `year must be in ${MINYEAR}..${MAXYEAR}, not ${year}`;
  if (week < 1 || week > 53 || (week === 53 && !longYear(year))) return `Invalid week: ${week}`;
  if (day < 1 || day > 7) return `Invalid weekday: ${day} (range is [1, 7])`;
  return firstMonday(year) + (week - 1) * 7 + day - 1;
}

// ---- dates ----

type Day = [year: number, month: number, day: number];
function parseDay(s: Str, end: number): Day {
  const year = digits(s, 0, 4);
  const dashed = code(s, 4) === DASH;
  let at = dashed ? 5 : 4;
  if (code(s, at) === WEEK) {
    const week = digits(s, at + 1, 2);
    at += 3;
    let day = 1;
    if (at < end) {
      if (dashed && code(s, at++) !== DASH) throw BAD;
      day = digits(s, at++, 1);
    }
    const n = isoDay(year, week, day);
    if (typeof n === "string" || n < 1 || n > MAX_ORDINAL) throw BAD;
    fromOrdinal(n);
    return [ymd.year, ymd.month, ymd.day];
  }
  const month = digits(s, at, 2);
  at += 2;
  if (dashed && code(s, at++) !== DASH) throw BAD;
  // CPython does not look at what stands behind eight digits.
  return [year, month, digits(s, at, 2)];
}
/** Where the date ends: at a separator, which may be any character, so the forms are told by length. */
function dayEnd(s: Str): number {
  const n = s.length;
  if (n === 7) return 7;
  if (code(s, 4) === DASH) {
    if (code(s, 5) !== WEEK) return 10;
    if (n > 8 && code(s, 8) === DASH) {
      if (n === 9) throw BAD;
      // YYYY-Www-D, or a dash that separates YYYY-Www from the hours.
      return n > 10 && isDigit(code(s, 10)) ? 8 : 10;
    }
    return 8;
  }
  if (code(s, 4) !== WEEK) return 8;
  let i = 7;
  while (i < n && isDigit(code(s, i))) i++;
  if (i < 9) return i;
  // Hours, minutes and seconds have two digits each.
  return i % 2 === 0 ? 7 : 8;
}

// ---- times ----

class Time {
  h = 0;
  m = 0;
  s = 0;
  us = 0;
  tz: PyObject | null = null;
  /** Something stood behind the last part. */
  more = false;
}
const SCALE = [0, 100000, 10000, 1000, 100, 10, 1];
/** HH[:MM[:SS[.ffffff]]] or without colons. */
function parseClock(s: Str, from: number, end: number): Time {
  const t = new Time();
  let at = from;
  let colons = true;
  for (let i = 0; i < 3; i++) {
    const v = digits(s, at, 2);
    if (i === 0) t.h = v;
    else if (i === 1) t.m = v;
    else t.s = v;
    at += 2;
    const c = code(s, at++);
    if (i === 0) colons = c === COLON;
    const mark = c === 46 || c === 44;
    if (mark && (i < 2 || at >= end)) throw BAD;
    if (at >= end) {
      t.more = c !== 0;
      return t;
    }
    if (colons && c === COLON) {
      if (i === 2) throw BAD;
    } else if (!mark) {
      if (colons) throw BAD;
      at--;
    }
  }
  const n = Math.min(end - at, 6);
  t.us = digits(s, at, n) * SCALE[n];
  at += n;
  while (isDigit(code(s, at))) at++;
  t.more = at < s.length;
  return t;
}
function parseTime(s: Str, from: number): Time {
  const end = s.length;
  let zone = from;
  while (zone < end) {
    const c = code(s, zone);
    if (c === 43 || c === DASH || c === 90) break;
    zone++;
  }
  const t = parseClock(s, from, zone);
  if (zone >= end) {
    if (t.more) throw BAD;
    return t;
  }
  const sign = code(s, zone);
  if (sign === 90) {
    if (zone + 1 !== end) throw BAD;
    t.tz = UTC;
    return t;
  }
  const z = parseClock(s, zone + 1, end);
  if (z.more) throw BAD;
  const k = sign === DASH ? -1 : 1;
  t.tz = zoneOf(delta(0, k * (z.h * 3600 + z.m * 60 + z.s), k * z.us));
  return t;
}

// ---- the three classes ----

function textArg(o: PyObj): Str {
  const s = asStr(o);
  if (s === undefined) throw typeError("fromisoformat: argument must be str");
  return s;
}
function reading<T>(o: PyObj, f: (s: Str) => T): T {
  const s = textArg(o);
  try {
    return f(s);
  } catch (e) {
    if (e === BAD) throw valueError(`Invalid isoformat string: ${reprJs(o)}`);
    throw e;
  }
}
const badMidnight = (): PyBaseException =>
  valueError("minute, second, and microsecond must be 0 when hour is 24");
export function readDate(o: PyObj): Day {
  return reading(o, (s) => {
    if (s.length !== 7 && s.length !== 8 && s.length !== 10) throw BAD;
    return parseDay(s, s.length);
  });
}
export function readTime(o: PyObj): Time {
  return reading(o, (s) => {
    const t = parseTime(s, code(s, 0) === 84 ? 1 : 0);
    if (t.h === 24) {
      if (t.m !== 0 || t.s !== 0 || t.us !== 0) throw badMidnight();
      t.h = 0;
    }
    return t;
  });
}
export function readMoment(o: PyObj): [Day, Time] {
  return reading(o, (s) => {
    if (s.length < 7) throw BAD;
    const end = dayEnd(s);
    const day = parseDay(s, end);
    if (s.length <= end) return [day, new Time()];
    const t = parseTime(s, end + 1);
    const [y, m, d] = day;
    if (t.h === 24 && m <= 12 && d <= daysInMonth(y, m)) {
      if (t.m !== 0 || t.s !== 0 || t.us !== 0) throw badMidnight();
      t.h = 0;
      if (d < daysInMonth(y, m)) day[2]++;
      else if (m < 12) [day[1], day[2]] = [m + 1, 1];
      else [day[0], day[1], day[2]] = [y + 1, 1, 1];
    }
    return [day, t];
  });
}

/** `strptime`: the library's, which wants the class. */
export function parseBy(fn: string, cls: PyType, args: PyObj[]): PyObj {
  if (args.length !== 2)
    throw typeError(`strptime() takes exactly 2 arguments (${args.length} given)`);
  args.forEach((a, i) => {
    if (asStr(a) === undefined)
      throw typeError(
        `strptime() argument ${i + 1} must be str, not ${a === null ? "None" : typeName(a)}`,
      );
  });
  return callMethod(importModule(interp(), "_strptime"), fn, [cls, ...args]);
}

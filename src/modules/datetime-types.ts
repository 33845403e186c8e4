/** The classes of _datetime: what their instances hold, how they are made, and how arguments come in. */
import { asStr, index, typeName } from "../objects/abstract.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { closest, NewFunction } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import {
  type Ctor,
  exact,
  PyBytes,
  type PyInt,
  type PyObj,
  PyObject,
  type PyType,
  type Str,
} from "../objects/object.js";
import { type Kw, signature } from "../objects/signature.js";
import { codeAt } from "../objects/text.js";
import { builtinType } from "../objects/types.js";

// ---- the calendar: the proleptic Gregorian one, day 1 is 0001-01-01 ----

export const MINYEAR = 1;
export const MAXYEAR = 9999;
export const MAX_ORDINAL = 3652059;
const BEFORE = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const LENGTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const CYCLE = 146097;

const isLeap = (y: number): boolean => y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
export const daysInMonth = (y: number, m: number): number =>
  m === 2 && isLeap(y) ? 29 : LENGTH[m];
export const daysBeforeMonth = (y: number, m: number): number =>
  BEFORE[m] + (m > 2 && isLeap(y) ? 1 : 0);
export function ordinal(y: number, m: number, d: number): number {
  const p = y - 1;
  return (
    p * 365 +
    Math.floor(p / 4) -
    Math.floor(p / 100) +
    Math.floor(p / 400) +
    daysBeforeMonth(y, m) +
    d
  );
}
/** What `fromOrdinal` found: the caller reads it at once. */
export const ymd = { year: 0, month: 0, day: 0 };
export function fromOrdinal(n: number): void {
  // Counted from the first of March of year 0, so that a leap day ends its year.
  const z = n + 305;
  const era = Math.floor(z / CYCLE);
  const doe = z - era * CYCLE;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  ymd.day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  ymd.month = mp < 10 ? mp + 3 : mp - 9;
  ymd.year = yoe + era * 400 + (mp < 10 ? 0 : 1);
}
/** Monday is 0. */
export const weekday = (d: PyDate): number => (ordinal(d.year, d.month, d.day) + 6) % 7;
/** The ordinal of the Monday that begins week 1 of a year. */
export function firstMonday(year: number): number {
  const first = ordinal(year, 1, 1);
  const day = (first + 6) % 7;
  return first - day + (day > 3 ? 7 : 0);
}

// ---- the classes ----

/** 0 <= seconds < 86400, 0 <= us < 1000000. */
export class PyDelta extends PyObject {
  days = 0;
  seconds = 0;
  us = 0;
  hash: PyInt | undefined = undefined;
}
export class PyTzInfo extends PyObject {}
export class PyTimezone extends PyTzInfo {
  offset!: PyDelta;
  name: Str | null = null;
}
export class PyDate extends PyObject {
  year = 1;
  month = 1;
  day = 1;
  hash: PyInt | undefined = undefined;
}
export class PyDateTime extends PyDate {
  hour = 0;
  minute = 0;
  second = 0;
  us = 0;
  fold = 0;
  tz: PyObject | null = null;
}
export class PyTime extends PyObject {
  hour = 0;
  minute = 0;
  second = 0;
  us = 0;
  fold = 0;
  tz: PyObject | null = null;
  hash: PyInt | undefined = undefined;
}

const type = (
  name: string,
  ctor: Ctor,
  basicsize: number,
  doc: string,
  base?: PyType,
  subclassable = true,
): PyType => builtinType(name, { module: "datetime", ctor, basicsize, doc, base, subclassable });
export const delta_type = type(
  "timedelta",
  PyDelta,
  40,
  "A span of time, exact to the microsecond.",
);
export const tzinfo_type = type("tzinfo", PyTzInfo, 16, "The base class of time zones.");
export const timezone_type = type(
  "timezone",
  PyTimezone,
  32,
  "A time zone with one offset from UTC.",
  tzinfo_type,
  false,
);
export const date_type = type("date", PyDate, 32, "date(year, month, day) --> a day");
export const datetime_type = type(
  "datetime",
  PyDateTime,
  48,
  "datetime(year, month, day[, hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a moment",
  date_type,
);
export const time_type = type(
  "time",
  PyTime,
  40,
  "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time of day",
);

// ---- exact instances; the values are in range ----

const ExactDelta = exact(PyDelta, function (this: PyDelta, d: number, s: number, us: number) {
  this.cls = delta_type;
  this.h = 0;
  this.days = d;
  this.seconds = s;
  this.us = us;
  this.hash = undefined;
});
const ExactDate = exact(PyDate, function (this: PyDate, y: number, m: number, d: number) {
  this.cls = date_type;
  this.h = 0;
  this.year = y;
  this.month = m;
  this.day = d;
  this.hash = undefined;
});
export type Clock = Pick<PyTime, "hour" | "minute" | "second" | "us">;
const ExactDateTime = exact(
  PyDateTime,
  function (
    this: PyDateTime,
    y: number,
    m: number,
    d: number,
    hour: number,
    minute: number,
    second: number,
    us: number,
    tz: PyObject | null,
    fold: number,
  ) {
    this.cls = datetime_type;
    this.h = 0;
    this.year = y;
    this.month = m;
    this.day = d;
    this.hash = undefined;
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.us = us;
    this.fold = fold;
    this.tz = tz;
  },
);
export const mkDate = (y: number, m: number, d: number): PyDate => new ExactDate(y, m, d);
export const mkDateTime = (
  y: number,
  m: number,
  d: number,
  hour: number,
  minute: number,
  second: number,
  us: number,
  tz: PyObject | null,
  fold = 0,
): PyDateTime => new ExactDateTime(y, m, d, hour, minute, second, us, tz, fold);

export const MAX_DAYS = 999999999;
/** A timedelta of days that may be too many. */
export function mkDelta(days: number, seconds: number, us: number): PyDelta {
  if (days > MAX_DAYS || days < -MAX_DAYS)
    throw days > 0x7fffffff || days < -0x80000000
      ? tooLarge()
      : err(E.OverflowError, `days=${days}; must have magnitude <= ${MAX_DAYS}`);
  // A product or a negation may have given -0.
  return new ExactDelta(days + 0, seconds + 0, us + 0);
}
export const tooLarge = (): PyBaseException =>
  err(E.OverflowError, "Python int too large to convert to C int");
const SAFE = 2 ** 52;
/** A timedelta of parts that are whole numbers in any range. */
export function delta(days: number, seconds: number, us: number): PyDelta {
  if (us < 0 || us >= 1e6) {
    const carry = Math.floor(us / 1e6);
    us -= carry * 1e6;
    seconds += carry;
  }
  if (seconds < 0 || seconds >= 86400) {
    const carry = Math.floor(seconds / 86400);
    seconds -= carry * 86400;
    days += carry;
  }
  return mkDelta(days, seconds, us);
}
/** A timedelta of so many microseconds. */
export function deltaOfUs(total: PyInt): PyDelta {
  if (typeof total === "number") return delta(0, 0, total);
  const day = 86400000000n;
  let days = total / day;
  let rest = total % day;
  if (rest < 0n) {
    rest += day;
    days -= 1n;
  }
  if (days > 0x7fffffffn || days < -0x80000000n) throw tooLarge();
  return delta(Number(days), 0, Number(rest));
}
export function totalUs(d: PyDelta): PyInt {
  const n = d.days * 86400e6 + d.seconds * 1e6 + d.us;
  return Math.abs(n) < SAFE
    ? n
    : normInt(BigInt(d.days) * 86400000000n + BigInt(d.seconds * 1e6 + d.us));
}
export const subDelta = (a: PyDelta, b: PyDelta): PyDelta =>
  delta(a.days - b.days, a.seconds - b.seconds, a.us - b.us);
export const addDelta = (a: PyDelta, b: PyDelta): PyDelta =>
  delta(a.days + b.days, a.seconds + b.seconds, a.us + b.us);
export const cmpDelta = (a: PyDelta, b: PyDelta): number =>
  a.days - b.days || a.seconds - b.seconds || a.us - b.us;
export const isZero = (d: PyDelta): boolean => d.days === 0 && d.seconds === 0 && d.us === 0;

// ---- checks ----

export function checkDate(y: number, m: number, d: number): void {
  if (y < MINYEAR || y > MAXYEAR)
    throw valueError(`year must be in ${MINYEAR}..${MAXYEAR}, not ${y}`);
  if (m < 1 || m > 12) throw valueError(`month must be in 1..12, not ${m}`);
  const dim = daysInMonth(y, m);
  if (d < 1 || d > dim)
    throw valueError(`day ${d} must be in range 1..${dim} for month ${m} in year ${y}`);
}
export function checkTime(h: number, m: number, s: number, us: number, fold: number): void {
  if (h < 0 || h > 23) throw valueError(`hour must be in 0..23, not ${h}`);
  if (m < 0 || m > 59) throw valueError(`minute must be in 0..59, not ${m}`);
  if (s < 0 || s > 59) throw valueError(`second must be in 0..59, not ${s}`);
  if (us < 0 || us > 999999) throw valueError(`microsecond must be in 0..999999, not ${us}`);
  if (fold !== 0 && fold !== 1) throw valueError(`fold must be either 0 or 1, not ${fold}`);
}
export function checkTz(tz: PyObj): PyObject | null {
  if (tz === null || tz instanceof PyTzInfo) return tz;
  throw typeError(
    `tzinfo argument must be None or of a tzinfo subclass, not type '${typeName(tz)}'`,
  );
}

// ---- arguments ----

/** A C int. */
export function cInt(o: PyObj): number {
  const v = typeof o === "number" ? o : index(o);
  if (typeof v === "number" && v >= -0x80000000 && v <= 0x7fffffff) return v;
  throw err(
    E.OverflowError,
    v >= 1n << 63n || v < -(1n << 63n)
      ? "Python int too large to convert to C long"
      : `signed integer is ${v > 0 ? "greater than maximum" : "less than minimum"}`,
  );
}

/** Arguments of a constructor that says "function" in its messages: names, required, by place. */
export interface Plan {
  names: readonly string[];
  min: number;
  max: number;
}
/**
 * Takes arguments one by one, each converted before the next is looked for.
 * @param take gets the place and the value.
 */
export function takeArgs(
  plan: Plan,
  args: PyObj[],
  kw: Kw | null,
  take: (i: number, v: PyObj) => void,
): void {
  const { names, min, max } = plan;
  const nkw = kw === null ? 0 : kw.size;
  const given = args.length;
  if (given + nkw > names.length && given <= max)
    throw typeError(
      `function takes at most ${names.length} ${given === 0 ? "keyword " : ""}arguments (${given + nkw} given)`,
    );
  if (given > max)
    throw typeError(
      max < names.length
        ? `function takes at most ${max} positional arguments (${given} given)`
        : `function takes at most ${max} arguments (${given + nkw} given)`,
    );
  let used = 0;
  for (let i = 0; i < names.length; i++) {
    const named = nkw > 0 ? kw!.get(names[i]) : undefined;
    if (named !== undefined) {
      used++;
      if (i < given)
        throw typeError(
          `argument for function given by name ('${names[i]}') and position (${i + 1})`,
        );
    }
    const v = i < given ? args[i] : named;
    if (v !== undefined) take(i, v);
    else if (i < min)
      throw typeError(`function missing required argument '${names[i]}' (pos ${i + 1})`);
  }
  if (used < nkw)
    for (const k of kw!.keys())
      if (!names.includes(k)) {
        const near = closest(k, names);
        throw typeError(
          `this function got an unexpected keyword argument '${k}'` +
            (near === null ? "" : `. Did you mean '${near}'?`),
        );
      }
}

/** A `__new__` that binds its arguments itself. */
export class OwnNew extends NewFunction {
  private readonly makeFrom: (t: PyType, args: PyObj[], kw: Kw | null) => PyObj;
  constructor(t: PyType, make: (t: PyType, args: PyObj[], kw: Kw | null) => PyObj) {
    const s = signature("($type, *args, **kwargs)");
    super(t, s, make as never, s);
    this.makeFrom = make;
  }
  override make(t: PyType, args: PyObj[], kw: Kw | null): PyObj {
    return this.makeFrom(t, args, kw);
  }
}

/** The bytes that a pickle has of an instance: bytes, or the text of Python 2; undefined for neither. */
export function pickled(
  o: PyObj,
  length: number,
  fits: (at: (i: number) => number) => boolean,
  what: string,
): Uint8Array | undefined {
  if (o instanceof PyBytes)
    return o.data.length === length && fits((i) => o.data[i]) ? o.data : undefined;
  const s = asStr(o);
  if (s === undefined || s.length !== length || !fits((i) => codeAt(s, i))) return undefined;
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const c = codeAt(s, i);
    if (c > 255)
      throw valueError(
        `Failed to encode latin1 string when unpickling a ${what} object. ` +
          "pickle.load(data, encoding='latin1') is assumed.",
      );
    out[i] = c;
  }
  return out;
}

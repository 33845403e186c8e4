/** datetime.time. */
import { callMethod, hash, index, ordered, repr, str, typeName } from "../objects/abstract.js";
import { typeError } from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { hashBytes } from "../objects/hash.js";
import type { PyObj, PyObject, PyType, Str } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { concat } from "../objects/text.js";
import { mkBytes, mkTuple, NotImplemented } from "../objects/types.js";
import { COMPARISONS } from "./datetime-delta.js";
import { clockText, formatArg, specArg, strftime, zoneText } from "./datetime-format.js";
import { parseBy, readTime } from "./datetime-parse.js";
import { newTime, timeAs } from "./datetime-span.js";
import {
  type Clock,
  checkTz,
  cInt,
  cmpDelta,
  delta,
  mkDelta,
  OwnNew,
  type Plan,
  PyTime,
  PyTzInfo,
  pickled,
  subDelta,
  takeArgs,
  time_type,
} from "./datetime-types.js";
import { dstOf, tzName, utcOffset } from "./datetime-zone.js";

// ---- making ----

const PLAN: Plan = {
  names: ["hour", "minute", "second", "microsecond", "tzinfo", "fold"],
  min: 0,
  max: 5,
};
/** The zone that a pickle has beside the bytes. */
export function stateZone(o: PyObj | undefined): PyObject | null {
  if (o === undefined || o === null) return null;
  if (o instanceof PyTzInfo) return o;
  throw typeError("bad tzinfo state arg");
}
function make(t: PyType, args: PyObj[], kw: Kw | null): PyObj {
  if (args.length === 1 || args.length === 2) {
    const b = pickled(args[0], 6, (at) => (at(0) & 127) < 24, "time");
    if (b !== undefined) {
      const o = new t.ctor(t) as PyTime;
      o.tz = stateZone(args[1]);
      o.hour = b[0] & 127;
      o.fold = b[0] >> 7;
      o.minute = b[1];
      o.second = b[2];
      o.us = (b[3] << 16) | (b[4] << 8) | b[5];
      return o;
    }
  }
  const v: number[] = [0, 0, 0, 0, 0, 0];
  let tz: PyObj = null;
  takeArgs(PLAN, args, kw, (i, x) => {
    if (i === 4) tz = x;
    else v[i] = cInt(x);
  });
  return newTime(t, v[0], v[1], v[2], v[3], checkTz(tz), v[5]);
}

export function clockState(t: Clock, fold: number): number[] {
  return [t.hour | (fold << 7), t.minute, t.second, t.us >> 16, (t.us >> 8) & 255, t.us & 255];
}
function reduce(o: PyTime, protocol: number): PyObj {
  const b = mkBytes(Uint8Array.from(clockState(o, protocol > 3 ? o.fold : 0)));
  return mkTuple([o.cls, mkTuple(o.tz === null ? [b] : [b, o.tz])]);
}
/** The one argument of `__reduce_ex__`. */
export function protocolArg(args: PyObj[]): number {
  if (args.length !== 1)
    throw typeError(`__reduce_ex__() takes exactly 1 argument (${args.length} given)`);
  return Number(index(args[0]));
}

// ---- comparison ----

const seconds = (t: Clock): number => t.hour * 3600 + t.minute * 60 + t.second;
/** Below, at or above zero; undefined where one of both knows its offset from UTC. */
function cmp(a: PyTime, b: PyTime): number | undefined {
  if (a.tz === b.tz) return seconds(a) - seconds(b) || a.us - b.us;
  const x = utcOffset(a.tz, null);
  const y = utcOffset(b.tz, null);
  if (x === y) return seconds(a) - seconds(b) || a.us - b.us;
  if (x === null || y === null) return undefined;
  if (cmpDelta(x, y) === 0) return seconds(a) - seconds(b) || a.us - b.us;
  const p = seconds(a) - x.days * 86400 - x.seconds;
  const q = seconds(b) - y.days * 86400 - y.seconds;
  return p - q || a.us - b.us;
}
function hashTime(t: PyTime) {
  // Both passes of an hour that comes twice are equal.
  let plain = t;
  if (t.fold !== 0 && t.tz !== null) {
    plain = new PyTime(time_type);
    Object.assign(plain, { hour: t.hour, minute: t.minute, second: t.second, us: t.us, tz: t.tz });
  }
  const off = utcOffset(plain.tz, null);
  return off === null
    ? hashBytes(Uint8Array.from(clockState(t, 0)))
    : hash(subDelta(delta(0, seconds(t), t.us), off));
}

function shown(t: PyTime): Str {
  const parts: Str[] = [`${typeName(t)}(${t.hour}, ${t.minute}`];
  if (t.us !== 0) parts.push(`, ${t.second}, ${t.us}`);
  else if (t.second !== 0) parts.push(`, ${t.second}`);
  if (t.tz !== null) parts.push(", tzinfo=", repr(t.tz));
  if (t.fold !== 0) parts.push(", fold=1");
  return concat([...parts, ")"]);
}

const FIELDS =
  "hour=unchanged, minute=unchanged, second=unchanged, microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged";
function replace(
  t: PyTime,
  hour?: PyObj,
  minute?: PyObj,
  second?: PyObj,
  us?: PyObj,
  tz?: PyObj,
  fold?: PyObj,
): PyObj {
  const n = (o: PyObj | undefined, was: number): number => (o === undefined ? was : cInt(o));
  return timeAs(
    t.cls,
    n(hour, t.hour),
    n(minute, t.minute),
    n(second, t.second),
    n(us, t.us),
    tz === undefined ? t.tz : checkTz(tz),
    n(fold, t.fold),
  );
}

/** Fills the type in, when the module is first imported. */
export function setupTime(): void {
  const t = time_type;
  t.set("__new__", new OwnNew(t, make));
  for (const op of COMPARISONS)
    slots(t, {
      [op]: (a: PyTime, b: PyObj) => {
        if (!(b instanceof PyTime)) return NotImplemented;
        const c = cmp(a, b);
        if (c !== undefined) return ordered(op, c);
        if (op === "__eq__") return false;
        if (op === "__ne__") return true;
        throw typeError("can't compare offset-naive and offset-aware times");
      },
    });
  slots(t, {
    __hash__: (o: PyTime) => (o.hash ??= hashTime(o)),
    __repr__: shown,
    __str__: (o: PyTime) => callMethod(o, "isoformat", []),
  });
  getsets(t, {
    hour: (o: PyTime) => o.hour,
    minute: (o: PyTime) => o.minute,
    second: (o: PyTime) => o.second,
    microsecond: (o: PyTime) => o.us,
    tzinfo: (o: PyTime) => o.tz,
    fold: (o: PyTime) => o.fold,
  });
  methods(t, {
    strptime: [
      "($type, *args)",
      (c: PyType, args: PyObj[]) => parseBy("_strptime_datetime_time", c, args),
      "string, format -> the time that the string says",
    ],
    isoformat: [
      "($self, /, timespec='auto')",
      (o: PyTime, spec?: PyObj) => clockText(o, specArg(spec, 1)) + zoneText(o.tz, null),
      "HH:MM:SS.mmmmmm+HH:MM, or as much of it as `timespec` says.",
    ],
    strftime: [
      "($self, /, format)",
      (o: PyTime, f: PyObj) =>
        strftime(o, f, mkTuple([1900, 1, 1, o.hour, o.minute, o.second, 0, 1, -1])),
      "format -> text",
    ],
    __format__: [
      "($self, /, *args)",
      (o: PyTime, args: PyObj[]) => {
        if (args.length !== 1)
          throw typeError(`__format__() takes exactly 1 argument (${args.length} given)`);
        return formatArg(args[0]) === "" ? str(o) : callMethod(o, "strftime", [args[0]]);
      },
    ],
    utcoffset: ["($self, /)", (o: PyTime) => utcOffset(o.tz, null), "What the zone says."],
    tzname: ["($self, /)", (o: PyTime) => tzName(o.tz, null), "What the zone says."],
    dst: ["($self, /)", (o: PyTime) => dstOf(o.tz, null), "What the zone says."],
    replace: [`($self, /, ${FIELDS})`, replace, "The time with other values for some fields."],
    __replace__: [`($self, /, ${FIELDS})`, replace],
    fromisoformat: [
      "($type, object, /)",
      (c: PyType, s: PyObj) => {
        const r = readTime(s);
        return timeAs(c, r.h, r.m, r.s, r.us, r.tz, 0);
      },
      "The time that a text in ISO 8601 says.",
    ],
    __reduce_ex__: [
      "($self, /, *args)",
      (o: PyTime, args: PyObj[]) => reduce(o, protocolArg(args)),
    ],
    __reduce__: ["($self, /)", (o: PyTime) => reduce(o, 2)],
  });
  const us = mkDelta(0, 0, 1);
  t.set("min", newTime(t, 0, 0, 0, 0, null, 0));
  t.set("max", newTime(t, 23, 59, 59, 999999, null, 0));
  t.set("resolution", us);
}

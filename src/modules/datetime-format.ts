/** Text of dates and times: ISO 8601, `ctime` and `strftime`. */
import { asJs, asStr, call, callMethod, getattr, index, typeName } from "../objects/abstract.js";
import { typeError, valueError } from "../objects/errors.js";
import { type PyObj, type PyObject, PyTuple, type Str } from "../objects/object.js";
import type { PyStructSeq } from "../objects/structseq.js";
import { codeAt, concat, substring } from "../objects/text.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import {
  type Clock,
  daysBeforeMonth,
  type PyDate,
  PyDateTime,
  PyTime,
  weekday,
} from "./datetime-types.js";
import { offsetText, tzName, utcOffset } from "./datetime-zone.js";
import { struct_time } from "./time.js";

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
const six = (n: number): string => String(n).padStart(6, "0");
export const dateText = (d: PyDate): string =>
  `${String(d.year).padStart(4, "0")}-${two(d.month)}-${two(d.day)}`;

/** The time of day in ISO 8601, as far as `spec` says. */
export function clockText(t: Clock, spec: string | undefined): string {
  const minutes = `${two(t.hour)}:${two(t.minute)}`;
  switch (spec) {
    case undefined:
    case "auto":
      return t.us === 0
        ? `${minutes}:${two(t.second)}`
        : `${minutes}:${two(t.second)}.${six(t.us)}`;
    case "hours":
      return two(t.hour);
    case "minutes":
      return minutes;
    case "seconds":
      return `${minutes}:${two(t.second)}`;
    case "milliseconds":
      return `${minutes}:${two(t.second)}.${String(Math.floor(t.us / 1000)).padStart(3, "0")}`;
    case "microseconds":
      return `${minutes}:${two(t.second)}.${six(t.us)}`;
    default:
      throw valueError("Unknown timespec value");
  }
}
export function specArg(o: PyObj | undefined, place: number): string | undefined {
  if (o === undefined) return undefined;
  const s = asJs(o);
  if (s === undefined)
    throw typeError(
      `isoformat() argument ${place} must be str, not ${o === null ? "None" : typeName(o)}`,
    );
  return s;
}
/** What stands behind the time: the offset from UTC, or nothing. */
export function zoneText(tz: PyObject | null, dt: PyObj): string {
  const off = utcOffset(tz, dt);
  return off === null ? "" : offsetText(off, ":");
}
export function momentText(d: PyDateTime, sep: Str, spec: string | undefined): Str {
  const text = clockText(d, spec) + zoneText(d.tz, d);
  return typeof sep === "string" ? dateText(d) + sep + text : concat([dateText(d), sep, text]);
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export function ctime(d: PyDate): string {
  const at = d instanceof PyDateTime ? d : { hour: 0, minute: 0, second: 0 };
  return (
    `${DAYS[weekday(d)]} ${MONTHS[d.month - 1]} ${String(d.day).padStart(2)} ` +
    `${two(at.hour)}:${two(at.minute)}:${two(at.second)} ${String(d.year).padStart(4, "0")}`
  );
}

export function timeTuple(d: PyDate, dst: number): PyStructSeq {
  const at = d instanceof PyDateTime ? d : { hour: 0, minute: 0, second: 0 };
  return struct_time.make([
    d.year,
    d.month,
    d.day,
    at.hour,
    at.minute,
    at.second,
    weekday(d),
    daysBeforeMonth(d.year, d.month) + d.day,
    dst,
    null,
    null,
  ]);
}

// ---- strftime ----

/**
 * What `time.strftime` cannot know is put into the format first: fractions, the zone, and years with
 * fewer than four digits, which the C library does not pad.
 */
export function strftime(o: PyDate | PyTime, format: PyObj, tuple: PyObj): PyObj {
  const f = asStr(format);
  if (f === undefined)
    throw typeError(
      `strftime() argument 1 must be str, not ${format === null ? "None" : typeName(format)}`,
    );
  const timed = o instanceof PyDateTime || o instanceof PyTime ? o : null;
  const tz = timed?.tz ?? null;
  const dt = o instanceof PyTime ? null : o;
  const lib = getattr(importModule(interp(), "time"), "strftime");
  const out: Str[] = [];
  const n = f.length;
  let from = 0;
  const put = (until: number, s: Str, next: number): void => {
    out.push(substring(f, from, until), s);
    from = next;
  };
  const offset = (sep: string): string => {
    const off = utcOffset(tz, dt);
    return off === null ? "" : offsetText(off, sep);
  };
  for (let i = 0; i < n - 1; i++) {
    if (codeAt(f, i) !== 37) continue;
    const at = i++;
    const c = String.fromCharCode(codeAt(f, i));
    if (c === "f") put(at, six(timed?.us ?? 0), i + 1);
    else if (c === "z") put(at, offset(""), i + 1);
    else if (c === ":" && i + 1 < n && codeAt(f, i + 1) === 122) put(at, offset(":"), ++i + 1);
    else if (c === "Z") put(at, escaped(tzName(tz, dt)), i + 1);
    else if (c === "Y" || c === "G" || c === "C" || c === "F") {
      const year = yearOf(c === "G" ? call(lib, ["%G", tuple]) : first(tuple));
      if (year === undefined || year >= 1000) continue;
      const four = String(year).padStart(4, "0");
      if (c === "F" && tuple instanceof PyTuple) {
        const [, m, d] = tuple.items.map((x) => Number(index(x)));
        put(at, `${four}-${two(m)}-${two(d)}`, i + 1);
      } else put(at, c === "C" ? two(Math.floor(year / 100)) : four, i + 1);
    }
  }
  if (from === 0) return call(lib, [f, tuple]);
  out.push(substring(f, from, n));
  return call(lib, [concat(out), tuple]);
}
const first = (t: PyObj): PyObj => (t instanceof PyTuple ? t.items[0] : null);
function yearOf(o: PyObj): number | undefined {
  const s = asJs(o);
  return s !== undefined ? Number(s) : typeof o === "number" ? o : undefined;
}
/** A name that the format may hold; a str of another class has its own `replace`. */
function escaped(name: PyObj): Str {
  if (name === null) return "";
  if (typeof name === "string") return name.replaceAll("%", "%%");
  const s = asStr(callMethod(name, "replace", ["%", "%%"]));
  if (s === undefined) throw typeError("tzname.replace() did not return a string");
  return s;
}
export function formatArg(o: PyObj): Str {
  const s = asStr(o);
  if (s === undefined)
    throw typeError(
      `__format__() argument 1 must be str, not ${o === null ? "None" : typeName(o)}`,
    );
  return s;
}

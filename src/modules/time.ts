/** The time module. */

import * as A from "../objects/abstract.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { defineModule, type PyModule } from "../objects/module.js";
import { simpleNamespace } from "../objects/namespace.js";
import type { Str } from "../objects/object.js";
import { PyFloat, type PyInt, type PyObj, PyTuple } from "../objects/object.js";
import { type PyStructSeq, structSequence } from "../objects/structseq.js";
import { codeAt, concat, substring } from "../objects/text.js";
import { mkFloat, mkTuple } from "../objects/types.js";
import { telling } from "../runtime/audit.js";
import { importModule } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";
import { call } from "./libc.js";
import { clinicInt } from "./os-path.js";
import { sleepMs } from "./signals.js";
import { formatTime } from "./strftime.js";
import { gmTm, localTm, localZone, makeTime, type Tm } from "./tz.js";

export const struct_time = structSequence(
  "time",
  "struct_time",
  ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"],
  ["tm_zone", "tm_gmtoff"],
  "The time value as returned by gmtime(), localtime(), and strptime(), and\naccepted by asctime(), mktime() and strftime().",
);

const fromTm = (t: Tm): PyStructSeq =>
  struct_time.make([
    t.year,
    t.mon,
    t.mday,
    t.hour,
    t.min,
    t.sec,
    t.wday,
    t.yday,
    t.isdst,
    t.zone,
    t.gmtoff,
  ]);

// ---- clocks ----

let origin = performance.timeOrigin;
/** Milliseconds since 1970, finer than Date.now and never behind or far ahead of it. */
export function nowMs(): number {
  const now = performance.now();
  const wall = Date.now();
  let t = origin + now;
  if (t < wall || t >= wall + 1) {
    // The clock was set, or drifted.
    origin += t < wall ? wall - t : wall + 0.999 - t;
    t = origin + now;
  }
  return t;
}
const nowNs = (): bigint => BigInt(Math.round(nowMs() * 1e6));
const nsFloat = (n: bigint): PyObj => mkFloat(Number(n) / 1e9);

function clock(id: number): bigint {
  if (id === 0) return nowNs();
  if (id === 1) return process.hrtime.bigint();
  return timespec("int clock_gettime(int id, void *ts)", id);
}
function timespec(prototype: string, id: number): bigint {
  const b = Buffer.alloc(16);
  call(prototype, [id, b]);
  return b.readBigInt64LE(0) * 1000000000n + b.readBigInt64LE(8);
}
function processNs(): bigint {
  const u = process.cpuUsage();
  return BigInt(u.user + u.system) * 1000n;
}

const CLOCKS: Record<string, [string, boolean]> = {
  monotonic: ["CLOCK_MONOTONIC", true],
  perf_counter: ["CLOCK_MONOTONIC", true],
  process_time: ["CLOCK_PROCESS_CPUTIME_ID", true],
  thread_time: ["CLOCK_THREAD_CPUTIME_ID", true],
  time: ["CLOCK_REALTIME", false],
};

// ---- arguments ----

const RANGE = "timestamp out of range for platform time_t";
/** Whole seconds of a timestamp argument; now when it is absent. */
export function secondsArg(o: PyObj | undefined): number {
  if (o === undefined || o === null) return Math.floor(nowMs() / 1000);
  let n: number;
  if (o instanceof PyFloat) {
    if (Number.isNaN(o.v)) throw valueError("Invalid value NaN (not a number)");
    n = Math.floor(o.v);
    if (!(Math.abs(n) < 2 ** 63)) throw err(E.OverflowError, RANGE);
  } else {
    const v = A.index(o);
    if (typeof v === "bigint" && (v >= 1n << 63n || v < -(1n << 63n)))
      throw err(E.OverflowError, RANGE);
    n = Number(v);
  }
  // Years beyond a C int.
  if (Math.abs(n) > 67768036191676799)
    throw Object.assign(err(E.OSError), {
      args: mkTuple([75, "Value too large for defined data type"]),
      members: {
        errno: 75,
        strerror: "Value too large for defined data type",
        filename: null,
        filename2: null,
      },
    });
  return n;
}

/** A time tuple argument with its fields in C's ranges. */
function tupleArg(fn: string, o: PyObj): Tm {
  if (!(o instanceof PyTuple)) throw typeError("Tuple or struct_time argument required");
  if (o.items.length !== 9) throw typeError(`${fn}(): illegal time tuple argument`);
  const n = o.items.map(fieldInt);
  const t: Tm = {
    year: n[0],
    mon: n[1],
    mday: n[2],
    hour: n[3],
    min: n[4],
    sec: n[5],
    wday: ((n[6] % 7) + 7) % 7,
    yday: n[7],
    isdst: n[8],
    zone: "",
    gmtoff: 0,
  };
  rawWday = n[6];
  if (o.cls === struct_time.type) {
    const [zone, off] = (o as PyStructSeq).extra;
    if (zone !== null && zone !== undefined) t.zone = String(A.asStr(zone));
    if (off !== null && off !== undefined) t.gmtoff = Number(A.index(off));
    if (zone === null || zone === undefined) setZone(t);
  } else setZone(t);
  return t;
}
let rawWday = 0;
function setZone(t: Tm): void {
  const l = tznames();
  t.zone = t.isdst > 0 ? l.names[1] : l.names[0];
  t.gmtoff = t.isdst > 0 ? -l.altzone : -l.timezone;
}
function fieldInt(o: PyObj): number {
  const v = A.index(o);
  if (v > 0x7fffffff) throw err(E.OverflowError, "signed integer is greater than maximum");
  if (v < -0x80000000) throw err(E.OverflowError, "signed integer is less than minimum");
  return Number(v);
}

/** What asctime and strftime demand of the fields; 0 stands for the first month and day. */
function checkTm(t: Tm): void {
  const bad = (what: string): PyBaseException => valueError(`${what} out of range`);
  if (t.mon === 0) t.mon = 1;
  else if (t.mon < 0 || t.mon > 12) throw bad("month");
  if (t.mday === 0) t.mday = 1;
  else if (t.mday < 0 || t.mday > 31) throw bad("day of month");
  if (t.hour < 0 || t.hour > 23) throw bad("hour");
  if (t.min < 0 || t.min > 59) throw bad("minute");
  if (t.sec < 0 || t.sec > 61) throw bad("seconds");
  if (rawWday < -1) throw bad("day of week");
  if (t.yday === 0) t.yday = 1;
  else if (t.yday < 0 || t.yday > 366) throw bad("day of year");
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
function asctime(t: Tm): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${DAYS[t.wday]} ${MONTHS[t.mon - 1]}${String(t.mday).padStart(3)} ${two(t.hour)}:${two(t.min)}:${two(t.sec)} ${t.year}`;
}

// ---- the local zone in short ----

interface Names {
  names: [string, string];
  timezone: number;
  altzone: number;
  daylight: number;
}
function tznames(): Names {
  const YEAR = (365 * 24 + 6) * 3600;
  const t = Math.floor(nowMs() / 1000 / YEAR) * YEAR;
  const z = localZone();
  const jan = z.at(t);
  const jul = z.at(t + YEAR / 2);
  const [a, b] = [-jan.offset || 0, -jul.offset || 0];
  // South of the equator January is summer.
  return a < b
    ? { names: [jul.name, jan.name], timezone: b, altzone: a, daylight: 1 }
    : { names: [jan.name, jul.name], timezone: a, altzone: b, daylight: a !== b ? 1 : 0 };
}
function putZone(m: PyModule): void {
  const n = tznames();
  m.dict.setStr("timezone", n.timezone);
  m.dict.setStr("altzone", n.altzone);
  m.dict.setStr("daylight", n.daylight);
  m.dict.setStr("tzname", mkTuple(n.names));
}

// ---- sleep ----

/** Seconds as a C time: int or float, rounded up to whole nanoseconds. */
export function timeArg(o: PyObj): number {
  if (o instanceof PyFloat) {
    if (Number.isNaN(o.v)) throw valueError("Invalid value NaN (not a number)");
    if (Math.abs(o.v) * 1e9 >= 2 ** 63)
      throw err(E.OverflowError, "timestamp out of range for C PyTime_t");
    return o.v;
  }
  const v = A.asIndex(o);
  if (v === undefined)
    throw typeError(`'${A.typeName(o)}' object cannot be interpreted as an integer or float`);
  if (Math.abs(Number(v)) * 1e9 >= 2 ** 63)
    throw err(E.OverflowError, "timestamp out of range for C PyTime_t");
  return Number(v);
}
function sleep(o: PyObj): PyObj {
  const s = timeArg(o);
  if (s < 0) throw valueError("sleep length must be non-negative");
  sleepMs(s * 1000);
  return null;
}

/** strftime of a str that may hold anything: only the parts around % are formatted. */
function strftime(format: PyObj, tuple?: PyObj): PyObj {
  const f = A.asStr(format);
  if (f === undefined)
    throw typeError(`strftime() argument 1 must be str, not ${A.typeName(format)}`);
  const t = tuple === undefined ? localTm(secondsArg(undefined)) : tupleArg("strftime", tuple);
  if (tuple === undefined) rawWday = t.wday;
  checkTm(t);
  if (typeof f === "string") return formatTime(f, t);
  const parts: Str[] = [];
  let from = 0;
  for (let i = 0; i <= f.length; i++)
    if (i === f.length || codeAt(f, i) > 0xffff) {
      parts.push(formatTime(String(substring(f, from, i)), t));
      if (i < f.length) parts.push(substring(f, i, i + 1));
      from = i + 1;
    }
  return concat(parts);
}

const ns = (f: () => bigint) => ["($module, /)", () => normInt(f()) as PyInt] as const;
const seconds = (f: () => bigint) => ["($module, /)", () => nsFloat(f())] as const;
const threadNs = (): bigint => clock(3);
const mono = (): bigint => process.hrtime.bigint();

registerModule("time", () => {
  const m = defineModule(
    "time",
    "This module provides various functions to manipulate time values.",
    {
      time: [
        "($module, /)",
        () => mkFloat(nowMs() / 1000),
        "Return the current time in seconds since the Epoch.",
      ],
      time_ns: ns(nowNs),
      monotonic: seconds(mono),
      monotonic_ns: ns(mono),
      perf_counter: seconds(mono),
      perf_counter_ns: ns(mono),
      process_time: seconds(processNs),
      process_time_ns: ns(processNs),
      thread_time: seconds(threadNs),
      thread_time_ns: ns(threadNs),
      clock_gettime: ["($module, clk_id, /)", (id: PyObj) => nsFloat(clock(clinicInt(id)))],
      clock_gettime_ns: ["($module, clk_id, /)", (id: PyObj) => normInt(clock(clinicInt(id)))],
      clock_getres: [
        "($module, clk_id, /)",
        (id: PyObj) => nsFloat(timespec("int clock_getres(int id, void *ts)", clinicInt(id))),
      ],
      clock_settime: [
        "($module, clk_id, time, /)",
        (id: PyObj, t: PyObj) => (
          setClock(clinicInt(id), BigInt(Math.round(timeArg(t) * 1e9))), null
        ),
      ],
      clock_settime_ns: [
        "($module, clk_id, time, /)",
        (id: PyObj, t: PyObj) => (setClock(clinicInt(id), BigInt(A.index(t))), null),
      ],
      pthread_getcpuclockid: ["($module, thread_id, /)", () => 3],
      get_clock_info: [
        "($module, name, /)",
        (name: PyObj) => {
          const s = A.asJs(name);
          if (s === undefined)
            throw typeError(`get_clock_info() argument 1 must be str, not ${A.typeName(name)}`);
          const c = CLOCKS[s];
          if (c === undefined) throw valueError("unknown clock");
          return simpleNamespace({
            implementation: `clock_gettime(${c[0]})`,
            monotonic: c[1],
            adjustable: !c[1],
            resolution: mkFloat(1e-9),
          });
        },
      ],
      sleep: [
        "($module, seconds, /)",
        telling(sleep, "time.sleep"),
        "Delay execution for a given number of seconds.",
      ],
      gmtime: ["($module, seconds=None, /)", (s?: PyObj) => fromTm(gmTm(secondsArg(s)))],
      localtime: ["($module, seconds=None, /)", (s?: PyObj) => fromTm(localTm(secondsArg(s)))],
      mktime: [
        "($module, tuple, /)",
        (t: PyObj) => {
          const tm = tupleArg("mktime", t);
          const r = makeTime(tm);
          if (Math.abs(r) > 67768036191676799)
            throw err(E.OverflowError, "mktime argument out of range");
          return mkFloat(r);
        },
      ],
      asctime: [
        "($module, tuple=None, /)",
        (t?: PyObj) => {
          if (t === undefined) return asctime(localTm(secondsArg(undefined)));
          const tm = tupleArg("asctime", t);
          checkTm(tm);
          return asctime(tm);
        },
      ],
      ctime: ["($module, seconds=None, /)", (s?: PyObj) => asctime(localTm(secondsArg(s)))],
      strftime: ["($module, format, tuple=None, /)", strftime],
      strptime: [
        "($module, string, format='%a %b %d %H:%M:%S %Y', /)",
        (...args: (PyObj | undefined)[]) =>
          A.call(
            A.getattr(importModule(interp(), "_strptime"), "_strptime_time"),
            args.filter((x): x is PyObj => x !== undefined),
          ),
      ],
      tzset: [
        "($module, /)",
        () => {
          putZone(m);
          return null;
        },
      ],
    },
    {
      struct_time: struct_time.type,
      _STRUCT_TM_ITEMS: 11,
      CLOCK_REALTIME: 0,
      CLOCK_MONOTONIC: 1,
      CLOCK_PROCESS_CPUTIME_ID: 2,
      CLOCK_THREAD_CPUTIME_ID: 3,
      CLOCK_MONOTONIC_RAW: 4,
      CLOCK_BOOTTIME: 7,
      CLOCK_TAI: 11,
    },
  );
  putZone(m);
  return m;
});

function setClock(id: number, t: bigint): void {
  const b = Buffer.alloc(16);
  b.writeBigInt64LE(t / 1000000000n, 0);
  b.writeBigInt64LE(t % 1000000000n, 8);
  call("int clock_settime(int id, const void *ts)", [id, b]);
}

export { getsets };

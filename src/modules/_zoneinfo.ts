/** _zoneinfo: time zones from TZif files; reading them is zoneinfo._common's. */
import {
  asInt,
  asJs,
  call,
  callMethod,
  getattr,
  isInstance,
  reprJs,
  toArray,
  truth,
} from "../objects/abstract.js";
import { typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import type { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { PyBytes, type PyObj, type PyObject, type PyType, typeOf } from "../objects/object.js";
import { mkBytes, mkTuple, newDict } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import { ordinal as daysOf, PyDateTime } from "./datetime-types.js";

/** What holds in a zone for a while: offsets from UTC in seconds and an abbreviation. */
interface Info {
  utcoff: number;
  dstoff: number;
  name: string;
  /** The timedelta objects, made when first asked for. */
  utc: PyObj | undefined;
  dst: PyObj | undefined;
}
const info = (utcoff: number, dstoff: number, name: string): Info => ({
  utcoff,
  dstoff,
  name,
  utc: undefined,
  dst: undefined,
});

/** A day of a year and a time on it, in local seconds from that year's start. */
type Rule = (year: number) => number;
interface Tail {
  std: Info;
  /** Absent in zones without summer time. */
  dst: Info | null;
  start: Rule;
  end: Rule;
}
interface Zone {
  key: PyObj;
  fromFile: string | null;
  utc: number[];
  /** Transitions in local time for fold 0 and fold 1. */
  wall: [number[], number[]];
  infos: Info[];
  before: Info | null;
  tail: Tail;
  fixed: boolean;
}

const zones = new WeakMap<PyObject, Zone>();
interface State {
  datetime: PyObj;
  timedelta: PyObj;
  type: PyType;
}
const states = new WeakMap<Interpreter, State>();
const state = (): State => states.get(interp()) as State;

// ---- POSIX TZ strings ----

const DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const leap = (y: number): boolean => y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
/** Days from 1970-01-01 to the start of a year. */
function yearStart(y: number): number {
  const p = y - 1;
  return p * 365 + Math.floor(p / 4) - Math.floor(p / 100) + Math.floor(p / 400) - 719162;
}
function monthRule(m: number, w: number, d: number, time: number): Rule {
  return (year) => {
    const first = DAYS[m - 1] + (m > 2 && leap(year) ? 1 : 0);
    const length = (m === 12 ? 365 : DAYS[m]) - DAYS[m - 1] + (m === 2 && leap(year) ? 1 : 0);
    const weekday = (((yearStart(year) + first + 4) % 7) + 7) % 7;
    let day = (((d - weekday) % 7) + 7) % 7;
    day += 7 * (w - 1);
    while (day >= length) day -= 7;
    return (first + day) * 86400 + time;
  };
}
function parseTail(text: string): Tail {
  const shown = reprJs(mkBytes(Buffer.from(text, "latin1")));
  const bad = (what: string) => valueError(`${what} ${shown}`);
  const badRule = () => valueError(`Malformed transition rule in TZ string: ${shown}`);
  let i = 0;
  const name = (which: string): string => {
    const m = /^(?:<([A-Za-z0-9+-]{3,})>|([A-Za-z]+))/.exec(text.slice(i));
    if (m === null) throw bad(`Invalid ${which} format in`);
    i += m[0].length;
    return m[1] ?? m[2];
  };
  const time = (wide: boolean): number | null => {
    const m = /^([+-]?)(\d{1,3})(?::(\d{2})(?::(\d{2}))?)?/.exec(text.slice(i));
    if (m === null) return null;
    const h = Number(m[2]);
    const min = Number(m[3] ?? 0);
    const s = Number(m[4] ?? 0);
    if (h > (wide ? 167 : 24) || min > 59 || s > 59) return null;
    i += m[0].length;
    return (m[1] === "-" ? -1 : 1) * (h * 3600 + min * 60 + s);
  };
  const stdName = name("STD");
  const stdOff = stdName.length < 3 ? null : time(false);
  if (stdOff === null) throw bad("Invalid STD offset in");
  const std = info(-stdOff, 0, stdName);
  const none: Rule = () => 0;
  if (i >= text.length) return { std, dst: null, start: none, end: none };
  const dstName = name("DST");
  const given = text[i] === "," ? null : time(false);
  if (text[i] !== "," && (given === null || i >= text.length)) throw bad("Invalid DST offset in");
  const dstOff = given === null ? std.utcoff + 3600 : -given;
  if (!text.slice(i + 1).includes(",")) throw bad("Missing transition rules in TZ string:");
  const rule = (): Rule => {
    if (text[i] !== ",") throw badRule();
    i++;
    const m = /^(?:M(\d{1,2})\.(\d)\.(\d)|(J?)(\d{1,3}))/.exec(text.slice(i));
    if (m === null) throw badRule();
    i += m[0].length;
    let at = 7200;
    if (text[i] === "/") {
      i++;
      const t = time(true);
      if (t === null) throw badRule();
      at = t;
    }
    if (m[1] !== undefined) {
      const [mo, w, d] = [Number(m[1]), Number(m[2]), Number(m[3])];
      if (mo < 1 || mo > 12 || w < 1 || w > 5 || d > 6) throw badRule();
      return monthRule(mo, w, d, at);
    }
    const n = Number(m[5]);
    if (m[4] === "J") {
      if (n < 1 || n > 365) throw badRule();
      // February 29 has no number.
      return (y) => (n - 1 + (n > 59 && leap(y) ? 1 : 0)) * 86400 + at;
    }
    if (n > 365) throw badRule();
    return () => n * 86400 + at;
  };
  const start = rule();
  const end = rule();
  if (i < text.length) throw badRule();
  return { std, dst: info(dstOff, dstOff - std.utcoff, dstName), start, end };
}
/** The part of the tail that holds at a local time. */
function tailAt(t: Tail, ts: number, year: number, fold: number): Info {
  if (t.dst === null) return t.std;
  const diff = t.dst.utcoff - t.std.utcoff;
  // Summer time may reach over New Year by an hour.
  let summer = false;
  for (const y of [year - 1, year + 1, year]) {
    const base = yearStart(y) * 86400;
    let start = base + t.start(y);
    let end = base + t.end(y);
    // An hour left out, or one that comes twice, belongs to one side by fold.
    if (fold === 0) {
      start += Math.max(diff, 0);
      end += Math.max(-diff, 0);
    } else {
      start += Math.min(diff, 0);
      end += Math.min(-diff, 0);
    }
    if (start < end) summer ||= ts >= start && ts < end;
    else if (y === year) summer = !(ts >= end && ts < start);
  }
  return summer ? t.dst : t.std;
}
/** The same for a UTC time, with the fold that the local time has. */
function tailFromUtc(t: Tail, ts: number, year: number): [Info, number] {
  if (t.dst === null) return [t.std, 0];
  // Around New Year the local year is another than the year in UTC.
  let summer = false;
  let start = 0;
  let end = 0;
  for (const y of [year - 1, year + 1, year]) {
    const base = yearStart(y) * 86400;
    start = base + t.start(y) - t.std.utcoff;
    end = base + t.end(y) - t.dst.utcoff;
    if (start < end) summer ||= ts >= start && ts < end;
    else if (y === year) summer = !(ts >= end && ts < start);
  }
  const diff = t.dst.utcoff - t.std.utcoff;
  const from = diff > 0 ? end : start;
  const fold = ts >= from && ts < from + Math.abs(diff) ? 1 : 0;
  return [summer ? t.dst : t.std, fold];
}

// ---- loading ----

function numbers(o: PyObj): number[] {
  return toArray(o).map((x) => Number(asInt(x)));
}
/** Summer-time offsets are not in the file: they follow from the neighbours in standard time. */
function dstOffsets(index: number[], utcoff: number[], isdst: number[]): number[] {
  const out = utcoff.map(() => 0);
  const known = isdst.map((d) => d === 0);
  for (let i = 1; i < index.length; i++) {
    const at = index[i];
    if (known[at]) continue;
    const before = index[i - 1];
    let off = isdst[before] !== 0 ? 0 : utcoff[at] - utcoff[before];
    if (off === 0 && i + 1 < index.length) {
      const after = index[i + 1];
      if (isdst[after] === 0) off = utcoff[at] - utcoff[after];
    }
    if (off !== 0) {
      known[at] = true;
      out[at] = off;
    }
  }
  return out.map((v, i) => (isdst[i] !== 0 && v === 0 ? 3600 : v));
}
function load(file: PyObj, key: PyObj, shown: string | null): Zone {
  const common = importModule(interp(), "zoneinfo._common");
  const [idx, utc, off, dst, abbr, tz] = toArray(call(getattr(common, "load_data"), [file]));
  const index = numbers(idx);
  const trans = numbers(utc);
  const utcoff = numbers(off);
  const isdst = numbers(dst);
  const names = toArray(abbr).map((s) => asJs(s) ?? "");
  const dstoff = dstOffsets(index, utcoff, isdst);
  const all = utcoff.map((u, i) => info(u, dstoff[i], names[i]));
  const infos = index.map((i) => all[i]);
  const standard = all.find((_, i) => isdst[i] === 0);
  const before = standard ?? all[0] ?? null;
  const wall: [number[], number[]] = [[], []];
  let last = before;
  infos.forEach((x, i) => {
    const a = last?.utcoff ?? x.utcoff;
    wall[0].push(trans[i] + Math.max(a, x.utcoff));
    wall[1].push(trans[i] + Math.min(a, x.utcoff));
    last = x;
  });
  const text = tz instanceof PyBytes ? Buffer.from(tz.data).toString("latin1") : "";
  const none: Rule = () => 0;
  let tail: Tail;
  if (text !== "") tail = parseTail(text);
  else {
    const final = infos.at(-1) ?? before;
    if (final === null) throw valueError("No time zone information found.");
    tail = { std: final, dst: null, start: none, end: none };
  }
  const same = (x: Info): boolean =>
    x.utcoff === tail.std.utcoff && x.dstoff === tail.std.dstoff && x.name === tail.std.name;
  const fixed = tail.dst === null && all.every(same);
  return {
    key,
    fromFile: shown,
    utc: trans,
    wall,
    infos,
    before: infos.length === 0 ? null : before,
    tail,
    fixed,
  };
}

/** How many of a sorted list are <= x. */
function upTo(list: number[], x: number): number {
  let lo = 0;
  let hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (list[mid] <= x) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

// ---- datetimes ----

const int = (o: PyObj, name: string): number => Number(asInt(getattr(o, name)));
function localSeconds(dt: PyObj): number {
  if (dt instanceof PyDateTime)
    return (
      (daysOf(dt.year, dt.month, dt.day) - 719163) * 86400 +
      dt.hour * 3600 +
      dt.minute * 60 +
      dt.second
    );
  const ordinal = Number(asInt(callMethod(dt, "toordinal", [])));
  return (
    (ordinal - 719163) * 86400 + int(dt, "hour") * 3600 + int(dt, "minute") * 60 + int(dt, "second")
  );
}
function find(z: Zone, dt: PyObj): Info | null {
  if (dt === null) return z.fixed ? z.tail.std : null;
  const ts = localSeconds(dt);
  const fold = dt instanceof PyDateTime ? dt.fold : int(dt, "fold");
  const list = z.wall[fold === 0 ? 0 : 1];
  const n = upTo(list, ts);
  if (n === list.length) return tailAt(z.tail, ts, int(dt, "year"), fold);
  return n === 0 ? z.before : z.infos[n - 1];
}
const delta = (seconds: number): PyObj => call(state().timedelta, [0, seconds]);
const zone = (o: PyObject): Zone => {
  const z = zones.get(o);
  if (z === undefined) throw typeError("ZoneInfo object was not initialised");
  return z;
};

function fromUtc(self: PyObject, dt: PyObj): PyObj {
  const z = zone(self);
  if (!isInstance(dt, state().datetime))
    throw typeError("fromutc: argument must be a datetime instance");
  if (getattr(dt, "tzinfo") !== self) throw valueError("fromutc: dt.tzinfo is not self");
  const ts = localSeconds(dt);
  const n = upTo(z.utc, ts);
  let now: Info;
  let fold = 0;
  if (n >= 1 && n < z.utc.length) {
    const prev = n >= 2 ? z.infos[n - 2] : (z.before as Info);
    now = z.infos[n - 1];
    const shift = prev.utcoff - now.utcoff;
    fold = shift > ts - z.utc[n - 1] ? 1 : 0;
  } else if (n === z.utc.length) {
    const last = z.utc.length;
    [now, fold] = tailFromUtc(z.tail, ts, int(dt, "year"));
    if (last > 0 && z.tail.dst === null) {
      const prev = last >= 2 ? z.infos[last - 2] : (z.before as Info);
      fold = prev.utcoff - now.utcoff > ts - z.utc[last - 1] ? 1 : 0;
    }
  } else now = z.before as Info;
  const r = callMethod(dt, "__add__", [delta(now.utcoff)]);
  return fold === 1 ? callMethod(r, "replace", [], new Map([["fold", 1 as PyObj]])) : r;
}

// ---- the class ----

interface Cache {
  weak: Map<string, WeakRef<PyObject>>;
  strong: Map<string, PyObject>;
}
const caches = new WeakMap<PyType, Cache>();
function cacheOf(t: PyType): Cache {
  let c = caches.get(t);
  if (c === undefined) caches.set(t, (c = { weak: new Map(), strong: new Map() }));
  return c;
}
const STRONG = 8;
function remember(c: Cache, key: string, o: PyObject): void {
  c.strong.delete(key);
  c.strong.set(key, o);
  if (c.strong.size > STRONG) c.strong.delete(c.strong.keys().next().value as string);
}
function fresh(t: PyType, key: PyObj): PyObject {
  const o = new t.ctor(t);
  const common = importModule(interp(), "zoneinfo._common");
  const tzpath = importModule(interp(), "zoneinfo._tzpath");
  const path = call(getattr(tzpath, "find_tzfile"), [key]);
  const file =
    path === null
      ? call(getattr(common, "load_tzdata"), [key])
      : call(getattr(importModule(interp(), "io"), "open"), [path, "rb"]);
  try {
    zones.set(o, load(file, key, null));
  } finally {
    callMethod(file, "close", []);
  }
  return o;
}
function cached(t: PyType, key: PyObj): PyObj {
  const s = asJs(key);
  if (s === undefined) return fresh(t, key);
  const c = cacheOf(t);
  const strong = c.strong.get(s);
  const known = strong ?? c.weak.get(s)?.deref();
  if (known !== undefined) {
    remember(c, s, known);
    return known;
  }
  const o = fresh(t, key);
  c.weak.set(s, new WeakRef(o));
  remember(c, s, o);
  return o;
}

function define(t: PyType): void {
  newMethod(t, "($type, /, key)", cached);
  slots(t, {
    __repr__: (o: PyObject) => {
      const z = zone(o);
      const name = typeOf(o).name;
      return z.key !== null
        ? `${qualified(o)}(key=${reprJs(z.key)})`
        : `${qualified(o)}.from_file(${z.fromFile ?? name})`;
    },
    __str__: (o: PyObject) => {
      const z = zone(o);
      return z.key !== null ? z.key : `${qualified(o)}.from_file(${z.fromFile})`;
    },
  });
  getsets(t, { key: (o: PyObject) => zone(o).key });
  methods(t, {
    utcoffset: [
      "($self, dt, /)",
      (o: PyObject, dt: PyObj) => {
        const i = find(zone(o), dt);
        return i === null ? null : (i.utc ??= delta(i.utcoff));
      },
    ],
    dst: [
      "($self, dt, /)",
      (o: PyObject, dt: PyObj) => {
        const i = find(zone(o), dt);
        return i === null ? null : (i.dst ??= delta(i.dstoff));
      },
    ],
    tzname: ["($self, dt, /)", (o: PyObject, dt: PyObj) => find(zone(o), dt)?.name ?? null],
    fromutc: ["($self, dt, /)", fromUtc],
    no_cache: [
      "($type, /, key)",
      (c: PyType, key: PyObj) => fresh(c, key),
      "Get a new instance of ZoneInfo, bypassing the cache.",
    ],
    from_file: [
      "($type, file_obj, /, key=None)",
      (c: PyType, file: PyObj, key?: PyObj) => {
        const o = new c.ctor(c);
        zones.set(o, load(file, key ?? null, reprJs(file)));
        return o;
      },
      "Create a ZoneInfo file from a file object.",
    ],
    clear_cache: [
      "($type, /, *, only_keys=None)",
      (c: PyType, keys?: PyObj) => {
        const cache = cacheOf(c);
        if (keys === undefined || keys === null) {
          cache.weak.clear();
          cache.strong.clear();
        } else
          for (const k of toArray(keys)) {
            const s = asJs(k) ?? "";
            cache.weak.delete(s);
            cache.strong.delete(s);
          }
        return null;
      },
      "Clear the ZoneInfo cache.",
    ],
    __reduce__: [
      "($self, /)",
      (o: PyObject) => {
        const z = zone(o);
        if (z.fromFile !== null) {
          const pickle = importModule(interp(), "pickle");
          throw call(getattr(pickle, "PicklingError"), [
            `Cannot pickle a ZoneInfo file from a file stream.`,
          ]);
        }
        const s = asJs(z.key) ?? "";
        const c = caches.get(o.cls);
        const plain = c?.weak.get(s)?.deref() === o || c?.strong.get(s) === o;
        return mkTuple([getattr(o.cls, "_unpickle"), mkTuple([z.key, plain])]);
      },
    ],
    _unpickle: [
      "($type, key, from_cache, /)",
      (c: PyType, key: PyObj, fromCache: PyObj) =>
        truth(fromCache) ? call(c, [key]) : fresh(c, key),
    ],
  });
}
const qualified = (o: PyObject): string =>
  `${String(getattr(o.cls, "__module__"))}.${o.cls.qualname}`;

registerModule("_zoneinfo", (i) => {
  let s = states.get(i);
  if (s === undefined) {
    const m = importModule(i, "datetime");
    const tzinfo = getattr(m, "tzinfo");
    const ns: PyDict = newDict();
    ns.setStr("__module__", "zoneinfo");
    const type = call(typeOf(tzinfo), ["ZoneInfo", mkTuple([tzinfo]), ns]) as PyType;
    define(type);
    s = { datetime: getattr(m, "datetime"), timedelta: getattr(m, "timedelta"), type };
    states.set(i, s);
  }
  return defineModule(
    "_zoneinfo",
    "C implementation of the zoneinfo module",
    {},
    { ZoneInfo: s.type },
  );
});

/**
 * Local time as the C library tells it: TZ (a POSIX rule or the name of a zone file) or
 * /etc/localtime. Zone files are read as RFC 8536 describes them.
 */
import { readFileSync } from "node:fs";

export interface LocalType {
  /** Seconds east of Greenwich. */
  offset: number;
  dst: boolean;
  name: string;
}

/** One end of daylight saving in a POSIX rule. */
interface Change {
  kind: "M" | "J" | "N";
  month: number;
  week: number;
  day: number;
  /** Seconds after midnight. */
  time: number;
}
interface Rule {
  std: LocalType;
  dst: LocalType | null;
  start: Change | null;
  end: Change | null;
}

const UTC: LocalType = { offset: 0, dst: false, name: "UTC" };

export class Zone {
  private readonly times: number[];
  private readonly types: LocalType[];
  private readonly rule: Rule | null;
  private readonly first: LocalType;
  constructor(times: number[], types: LocalType[], first: LocalType, rule: Rule | null) {
    this.times = times;
    this.types = types;
    this.first = first;
    this.rule = rule;
  }
  /** What holds at a moment (seconds since 1970). */
  at(t: number): LocalType {
    const n = this.times.length;
    if (n === 0 || t >= this.times[n - 1]) {
      if (this.rule !== null) return ruleAt(this.rule, t);
      return n === 0 ? this.first : this.types[n - 1];
    }
    if (t < this.times[0]) return this.first;
    let low = 0;
    let high = n - 1;
    while (high - low > 1) {
      const mid = (low + high) >> 1;
      if (this.times[mid] <= t) low = mid;
      else high = mid;
    }
    return this.types[low];
  }
}

// ---- the calendar ----

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar; month from 1. */
export function daysFrom(y: number, m: number, d: number): number {
  const yy = m <= 2 ? y - 1 : y;
  const era = Math.floor(yy / 400);
  const yoe = yy - era * 400;
  const doy = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146097 + doe - 719468;
}
export function civil(days: number): [number, number, number] {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const d = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const m = mp < 10 ? mp + 3 : mp - 9;
  return [yoe + era * 400 + (m <= 2 ? 1 : 0), m, d];
}
export const isLeap = (y: number): boolean => y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);

// ---- POSIX rules ----

/** When a change happens in a year, as seconds of local standard-less time. */
function changeAt(c: Change, year: number): number {
  const jan1 = daysFrom(year, 1, 1);
  let day: number;
  if (c.kind === "J") day = jan1 + c.day - 1 + (isLeap(year) && c.day >= 60 ? 1 : 0);
  else if (c.kind === "N") day = jan1 + c.day;
  else {
    const first = daysFrom(year, c.month, 1);
    const weekday = (((first + 4) % 7) + 7) % 7;
    day = first + ((c.day - weekday + 7) % 7) + (c.week - 1) * 7;
    const next = c.month === 12 ? daysFrom(year + 1, 1, 1) : daysFrom(year, c.month + 1, 1);
    while (day >= next) day -= 7;
  }
  return day * 86400 + c.time;
}
function ruleAt(r: Rule, t: number): LocalType {
  if (r.dst === null || r.start === null || r.end === null) return r.std;
  const year = civil(Math.floor((t + r.std.offset) / 86400))[0];
  const start = changeAt(r.start, year) - r.std.offset;
  const end = changeAt(r.end, year) - r.dst.offset;
  const on = start < end ? t >= start && t < end : t >= start || t < end;
  return on ? r.dst : r.std;
}

/** `EST5EDT,M3.2.0,M11.1.0`; null when the text is no rule. */
export function parseRule(text: string): Rule | null {
  let at = 0;
  const name = (): string | null => {
    const m = /^(?:<([A-Za-z0-9+-]+)>|([A-Za-z]{3,}))/.exec(text.slice(at));
    if (m === null) return null;
    at += m[0].length;
    return m[1] ?? m[2];
  };
  const hms = (): number | null => {
    const m = /^([+-])?(\d{1,3})(?::(\d{1,2}))?(?::(\d{1,2}))?/.exec(text.slice(at));
    if (m === null) return null;
    at += m[0].length;
    const s = Number(m[2]) * 3600 + Number(m[3] ?? 0) * 60 + Number(m[4] ?? 0);
    return m[1] === "-" ? -s : s;
  };
  const change = (): Change | null => {
    const m = /^,(?:M(\d+)\.(\d)\.(\d)|J(\d+)|(\d+))/.exec(text.slice(at));
    if (m === null) return null;
    at += m[0].length;
    let time = 7200;
    if (text[at] === "/") {
      at++;
      time = hms() ?? 7200;
    }
    if (m[1] !== undefined)
      return { kind: "M", month: Number(m[1]), week: Number(m[2]), day: Number(m[3]), time };
    const kind = m[4] !== undefined ? "J" : "N";
    return { kind, month: 0, week: 0, day: Number(m[4] ?? m[5]), time };
  };
  const std = name();
  if (std === null) return null;
  const west = hms();
  if (west === null) return null;
  const r: Rule = {
    std: { offset: -west || 0, dst: false, name: std },
    dst: null,
    start: null,
    end: null,
  };
  if (at === text.length) return r;
  const dst = name();
  if (dst === null) return null;
  let east = -west + 3600;
  if (at < text.length && text[at] !== ",") {
    const w = hms();
    if (w === null) return null;
    east = -w || 0;
  }
  r.dst = { offset: east, dst: true, name: dst };
  if (at === text.length) {
    // The rules of the United States hold when none are given.
    r.start = { kind: "M", month: 3, week: 2, day: 0, time: 7200 };
    r.end = { kind: "M", month: 11, week: 1, day: 0, time: 7200 };
    return r;
  }
  r.start = change();
  r.end = change();
  return r.start === null || r.end === null || at !== text.length ? null : r;
}

// ---- zone files ----

export function parseZone(b: Buffer): Zone | null {
  if (b.length < 44 || b.toString("latin1", 0, 4) !== "TZif") return null;
  const counts = (o: number) => ({
    isut: b.readUInt32BE(o + 20),
    isstd: b.readUInt32BE(o + 24),
    leap: b.readUInt32BE(o + 28),
    time: b.readUInt32BE(o + 32),
    type: b.readUInt32BE(o + 36),
    char: b.readUInt32BE(o + 40),
  });
  let at = 0;
  let wide = 4;
  let n = counts(0);
  if (b[4] >= 0x32) {
    at = 44 + n.time * 5 + n.type * 6 + n.char + n.leap * 8 + n.isstd + n.isut;
    wide = 8;
    n = counts(at);
  }
  at += 44;
  const times: number[] = [];
  for (let i = 0; i < n.time; i++)
    times.push(wide === 8 ? Number(b.readBigInt64BE(at + i * 8)) : b.readInt32BE(at + i * 4));
  at += n.time * wide;
  const index = b.subarray(at, at + n.time);
  at += n.time;
  const typesAt = at;
  at += n.type * 6;
  const chars = at;
  const types: LocalType[] = [];
  for (let i = 0; i < n.type; i++) {
    const o = typesAt + i * 6;
    const from = chars + b[o + 5];
    types.push({
      offset: b.readInt32BE(o),
      dst: b[o + 4] !== 0,
      name: b.toString("latin1", from, b.indexOf(0, from)),
    });
  }
  at += n.char + n.leap * (wide + 4) + n.isstd + n.isut;
  const footer =
    wide === 8 ? b.toString("latin1", at + 1, Math.max(at + 1, b.indexOf(10, at + 1))) : "";
  const first = types.find((t) => !t.dst) ?? types[0] ?? UTC;
  return new Zone(
    times,
    Array.from(index, (i) => types[i]),
    first,
    footer === "" ? null : parseRule(footer),
  );
}

function zoneFile(path: string): Zone | null {
  try {
    return parseZone(readFileSync(path));
  } catch {
    return null;
  }
}

let known: { tz: string | undefined; zone: Zone } | null = null;
/** The zone of this process, as TZ says now. */
export function localZone(): Zone {
  const tz = process.env.TZ;
  if (known !== null && known.tz === tz) return known.zone;
  const zone = find(tz);
  known = { tz, zone };
  return zone;
}
function find(tz: string | undefined): Zone {
  const utc = new Zone([], [], UTC, null);
  if (tz === undefined) return zoneFile("/etc/localtime") ?? utc;
  const name = tz.startsWith(":") ? tz.slice(1) : tz;
  if (name === "") return utc;
  const file = zoneFile(
    name.startsWith("/") ? name : `${process.env.TZDIR ?? "/usr/share/zoneinfo"}/${name}`,
  );
  if (file !== null) return file;
  const rule = parseRule(name);
  if (rule !== null) return new Zone([], [], rule.std, rule);
  const m = /^[A-Za-z]{3,}/.exec(name);
  return new Zone([], [], { offset: 0, dst: false, name: m?.[0] ?? "UTC" }, null);
}

// ---- broken-down time ----

export interface Tm {
  year: number;
  /** From 1. */
  mon: number;
  mday: number;
  hour: number;
  min: number;
  sec: number;
  /** Monday is 0. */
  wday: number;
  /** From 1. */
  yday: number;
  isdst: number;
  zone: string;
  gmtoff: number;
}

export function toTm(t: number, type: LocalType): Tm {
  const s = t + type.offset;
  const days = Math.floor(s / 86400);
  const rest = s - days * 86400;
  const [year, mon, mday] = civil(days);
  return {
    year,
    mon,
    mday,
    hour: Math.floor(rest / 3600),
    min: Math.floor(rest / 60) % 60,
    sec: rest % 60,
    wday: (((days + 3) % 7) + 7) % 7,
    yday: days - daysFrom(year, 1, 1) + 1,
    isdst: type.dst ? 1 : 0,
    zone: type.name,
    gmtoff: type.offset,
  };
}
export const localTm = (t: number): Tm => toTm(t, localZone().at(t));
export const gmTm = (t: number): Tm => toTm(t, { offset: 0, dst: false, name: "GMT" });

/** Seconds since 1970 of a local time whose fields may be out of range. */
export function makeTime(
  tm: Pick<Tm, "year" | "mon" | "mday" | "hour" | "min" | "sec" | "isdst">,
): number {
  const months = tm.year * 12 + tm.mon - 1;
  const y = Math.floor(months / 12);
  const m = months - y * 12 + 1;
  const local =
    daysFrom(y, m, 1) * 86400 + (tm.mday - 1) * 86400 + tm.hour * 3600 + tm.min * 60 + tm.sec;
  const z = localZone();
  // The offsets that hold around that time are the candidates.
  const around: LocalType[] = [];
  for (const step of [0, -86400, 86400, -7776000, 7776000, -15552000, 15552000]) {
    const t = z.at(local + step);
    if (!around.some((a) => a.offset === t.offset && a.dst === t.dst)) around.push(t);
  }
  const fits = around
    .map((a) => ({ t: local - a.offset, a }))
    .filter(({ t, a }) => z.at(t).offset === a.offset && z.at(t).dst === a.dst);
  if (tm.isdst >= 0) {
    const want = tm.isdst > 0;
    const exact = fits.find(({ a }) => a.dst === want);
    if (exact !== undefined) return exact.t;
    // As if the other kind of time held: only where the zone has both.
    const other = around.find((a) => a.dst === want);
    const here = fits[0]?.a ?? z.at(local - around[0].offset);
    if (other !== undefined && fits.length > 0) return local - other.offset;
    if (fits.length > 0) return fits[0].t;
    return local - (other ?? here).offset;
  }
  if (fits.length > 0)
    return Math.max(...fits.map((f) => f.t)) === fits[0].t ? fits[0].t : standard(fits);
  // In the gap of a change: the offset before it holds on.
  return local - z.at(local - Math.max(...around.slice(0, 3).map((a) => a.offset)) - 3600).offset;
}
function standard(fits: { t: number; a: LocalType }[]): number {
  return (fits.find((f) => !f.a.dst) ?? fits[0]).t;
}

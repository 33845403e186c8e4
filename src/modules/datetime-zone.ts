/** datetime.tzinfo and datetime.timezone, and how the other classes ask them. */
import {
  asStr,
  call,
  callMethod,
  getattrOpt,
  hash,
  repr,
  reprJs,
  typeName,
} from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { methods, newMethod, slots } from "../objects/function.js";
import { type PyObj, type PyObject, type PyType, type Str, typeOf } from "../objects/object.js";
import { concat } from "../objects/text.js";
import { mkTuple, NotImplemented } from "../objects/types.js";
import { addSpan } from "./datetime-span.js";
import {
  cmpDelta,
  delta,
  isZero,
  PyDateTime,
  PyDelta,
  PyTimezone,
  type PyTzInfo,
  subDelta,
  timezone_type,
  tzinfo_type,
} from "./datetime-types.js";

// ---- asking a zone ----

const outOfRange = (d: PyDelta) =>
  valueError(
    "offset must be a timedelta strictly between -timedelta(hours=24) and " +
      `timedelta(hours=24), not ${reprJs(d)}`,
  );
const isOffset = (d: PyDelta): boolean =>
  d.days === 0 || (d.days === -1 && (d.seconds > 0 || d.us > 0));

function ask(tz: PyObject | null, name: "utcoffset" | "dst", dt: PyObj): PyDelta | null {
  if (tz === null) return null;
  if (tz instanceof PyTimezone) return name === "dst" ? null : tz.offset;
  const r = callMethod(tz, name, [dt]);
  if (r === null) return null;
  if (!(r instanceof PyDelta))
    throw typeError(`tzinfo.${name}() must return None or timedelta, not '${typeName(r)}'`);
  if (!isOffset(r)) throw outOfRange(r);
  return r;
}
export const utcOffset = (tz: PyObject | null, dt: PyObj): PyDelta | null =>
  ask(tz, "utcoffset", dt);
export const dstOf = (tz: PyObject | null, dt: PyObj): PyDelta | null => ask(tz, "dst", dt);
export function tzName(tz: PyObject | null, dt: PyObj): PyObj {
  if (tz === null) return null;
  if (tz instanceof PyTimezone) return nameOf(tz);
  const r = callMethod(tz, "tzname", [dt]);
  if (r !== null && asStr(r) === undefined)
    throw typeError(`tzinfo.tzname() must return None or a string, not '${typeName(r)}'`);
  return r;
}

/** `+hh:mm`, with seconds and microseconds where there are any. */
export function offsetText(d: PyDelta, sep: string): string {
  const neg = d.days < 0;
  const s = neg ? delta(-d.days, -d.seconds, -d.us) : d;
  const two = (n: number): string => String(n).padStart(2, "0");
  const m = Math.floor(s.seconds / 60);
  let out = `${neg ? "-" : "+"}${two(Math.floor(m / 60))}${sep}${two(m % 60)}`;
  if (s.seconds % 60 !== 0 || s.us !== 0) out += sep + two(s.seconds % 60);
  if (s.us !== 0) out += `.${String(s.us).padStart(6, "0")}`;
  return out;
}

// ---- timezone ----

function nameOf(z: PyTimezone): Str {
  if (z.name !== null) return z.name;
  return isZero(z.offset) ? "UTC" : `UTC${offsetText(z.offset, ":")}`;
}
export function mkTimezone(offset: PyDelta, name: Str | null = null): PyTimezone {
  if (!isOffset(offset)) throw outOfRange(offset);
  const z = new PyTimezone(timezone_type);
  z.offset = offset;
  z.name = name;
  return z;
}
export const UTC = mkTimezone(delta(0, 0, 0));
/** A zone of an offset; that of no offset is UTC itself. */
export const zoneOf = (offset: PyDelta): PyTimezone => (isZero(offset) ? UTC : mkTimezone(offset));

function checkMoment(dt: PyObj, fn: string): void {
  if (dt !== null && !(dt instanceof PyDateTime))
    throw typeError(`${fn}(dt) argument must be a datetime instance or None, not ${typeName(dt)}`);
}
function needOwn(self: PyTzInfo, dt: PyObj): PyDateTime {
  if (!(dt instanceof PyDateTime)) throw typeError("fromutc: argument must be a datetime");
  if (dt.tz !== self) throw valueError("fromutc: dt.tzinfo is not self");
  return dt;
}

function setupTimezone(): void {
  const t = timezone_type;
  newMethod(t, "($type, /, offset, name=None)", (_: PyType, offset: PyObj, name?: PyObj) => {
    if (!(offset instanceof PyDelta))
      throw typeError(`timezone() argument 1 must be datetime.timedelta, not ${shownType(offset)}`);
    if (name === undefined) return zoneOf(offset);
    const s = asStr(name);
    if (s === undefined)
      throw typeError(`timezone() argument 2 must be str, not ${shownType(name)}`);
    return mkTimezone(offset, s);
  });
  const same = (a: PyTimezone, b: PyObj): boolean | undefined =>
    b instanceof PyTimezone ? cmpDelta(a.offset, b.offset) === 0 : undefined;
  slots(t, {
    __eq__: (a: PyTimezone, b: PyObj) => same(a, b) ?? NotImplemented,
    __ne__: (a: PyTimezone, b: PyObj) => {
      const r = same(a, b);
      return r === undefined ? NotImplemented : !r;
    },
    __lt__: () => NotImplemented,
    __le__: () => NotImplemented,
    __gt__: () => NotImplemented,
    __ge__: () => NotImplemented,
    __hash__: (z: PyTimezone) => hash(z.offset),
    __str__: nameOf,
    __repr__: (z: PyTimezone) =>
      z === UTC
        ? "datetime.timezone.utc"
        : concat([
            `${typeName(z)}(${reprJs(z.offset)}`,
            ...(z.name === null ? [] : [", ", repr(z.name)]),
            ")",
          ]),
  });
  methods(t, {
    utcoffset: [
      "($self, object, /)",
      (z: PyTimezone, dt: PyObj) => {
        checkMoment(dt, "utcoffset");
        return z.offset;
      },
      "The one offset of this zone.",
    ],
    tzname: [
      "($self, object, /)",
      (z: PyTimezone, dt: PyObj) => {
        checkMoment(dt, "tzname");
        return nameOf(z);
      },
      "The name given, or one made of the offset.",
    ],
    dst: [
      "($self, object, /)",
      (_: PyTimezone, dt: PyObj) => {
        checkMoment(dt, "dst");
        return null;
      },
      "None: such a zone knows no summer time.",
    ],
    fromutc: [
      "($self, object, /)",
      (z: PyTimezone, dt: PyObj) => addSpan(needOwn(z, dt), z.offset, 1),
      "The local time of a moment in UTC.",
    ],
    __getinitargs__: [
      "($self, /)",
      (z: PyTimezone) => mkTuple(z.name === null ? [z.offset] : [z.offset, z.name]),
    ],
  });
  t.set("utc", UTC);
  t.set("min", mkTimezone(delta(0, -86340, 0)));
  t.set("max", mkTimezone(delta(0, 86340, 0)));
}
const shownType = (o: PyObj): string => (o === null ? "None" : typeName(o));

// ---- tzinfo ----

/** Local time from UTC, for zones that tell their offsets from local time alone. */
function fromUtc(self: PyTzInfo, o: PyObj): PyObj {
  const dt = needOwn(self, o);
  const offset = utcOffset(self, dt);
  if (offset === null) throw valueError("fromutc: non-None utcoffset() result required");
  const dst = dstOf(self, dt);
  if (dst === null) throw valueError("fromutc: non-None dst() result required");
  const standard = addSpan(dt, subDelta(offset, dst), 1);
  const then = dstOf((standard as PyDateTime).tz, standard);
  if (then === null)
    throw valueError("fromutc: tz.dst() gave inconsistent results; cannot convert");
  return isZero(then) ? standard : addSpan(standard as PyDateTime, then, 1);
}

/** Fills both types in, when the module is first imported. */
export function setupZones(): void {
  const t = tzinfo_type;
  newMethod(t, "($type, *args, **kwargs)", (c: PyType) => new c.ctor(c));
  const abstract = (name: string) => () => {
    throw err(E.NotImplementedError, `a tzinfo subclass must implement ${name}()`);
  };
  methods(t, {
    tzname: ["($self, object, /)", abstract("tzname"), "datetime -> the name of the zone"],
    utcoffset: [
      "($self, object, /)",
      abstract("utcoffset"),
      "datetime -> how far east of UTC local time is",
    ],
    dst: ["($self, object, /)", abstract("dst"), "datetime -> the part that summer time has in it"],
    fromutc: ["($self, object, /)", fromUtc, "a moment in UTC -> the same in local time"],
    __reduce__: [
      "($self, /)",
      (z: PyTzInfo) => {
        const f = getattrOpt(z, "__getinitargs__");
        const args = f === undefined ? mkTuple([]) : call(f, []);
        return mkTuple([typeOf(z), args, callMethod(z, "__getstate__", [])]);
      },
      "-> (cls, args, state)",
    ],
  });
  setupTimezone();
}

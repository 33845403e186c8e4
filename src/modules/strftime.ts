/** strftime as the C library formats in the C locale. */
import { daysFrom, isLeap, makeTime, type Tm } from "./tz.js";

const DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const MONTH_NAMES =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** ISO 8601 year and week. */
function isoWeek(t: Tm): [number, number] {
  const week = (yday: number, wday: number): number => Math.floor((yday - 1 - wday + 10) / 7);
  const w = week(t.yday, t.wday);
  if (w < 1) {
    const y = t.year - 1;
    const days = isLeap(y) ? 366 : 365;
    return [y, week(t.yday + days, t.wday)];
  }
  if (w === 53) {
    // Does January's Thursday come first?
    const next = daysFrom(t.year + 1, 1, 1);
    const wday = (((next + 3) % 7) + 7) % 7;
    if (wday <= 3) return [t.year + 1, 1];
  }
  return [t.year, w];
}

const floorMod = (a: number, b: number): number => ((a % b) + b) % b;

interface Field {
  /** The text without padding, or a number with its usual width and padding. */
  text?: string;
  n?: number;
  width?: number;
  pad?: "0" | " ";
  /** `+hhmm` and the like: the sign stands in front of the zeros. */
  sign?: boolean;
}

function field(c: string, t: Tm): Field | string | null {
  const hour12 = t.hour % 12 === 0 ? 12 : t.hour % 12;
  const num = (n: number, width: number, pad: "0" | " " = "0"): Field => ({ n, width, pad });
  const name = (list: string[], i: number, cut?: number): Field => {
    const s = list[i] ?? "?";
    return { text: cut === undefined || s === "?" ? s : s.slice(0, cut) };
  };
  switch (c) {
    case "a":
      return name(DAY_NAMES, t.wday, 3);
    case "A":
      return name(DAY_NAMES, t.wday);
    case "b":
    case "h":
      return name(MONTH_NAMES, t.mon - 1, 3);
    case "B":
      return name(MONTH_NAMES, t.mon - 1);
    case "c":
      return "%a %b %e %H:%M:%S %Y";
    case "C":
      return num(Math.floor(t.year / 100), 1);
    case "d":
      return num(t.mday, 2);
    case "D":
    case "x":
      return "%m/%d/%y";
    case "e":
      return num(t.mday, 2, " ");
    case "F":
      return "%Y-%m-%d";
    case "g":
      return num(floorMod(isoWeek(t)[0], 100), 2);
    case "G":
      return num(isoWeek(t)[0], 1);
    case "H":
      return num(t.hour, 2);
    case "I":
      return num(hour12, 2);
    case "j":
      return num(t.yday, 3);
    case "k":
      return num(t.hour, 2, " ");
    case "l":
      return num(hour12, 2, " ");
    case "m":
      return num(t.mon, 2);
    case "M":
      return num(t.min, 2);
    case "n":
      return { text: "\n" };
    case "p":
      return { text: t.hour < 12 ? "AM" : "PM" };
    case "P":
      return { text: t.hour < 12 ? "am" : "pm" };
    case "r":
      return "%I:%M:%S %p";
    case "R":
      return "%H:%M";
    case "s":
      return num(makeTime(t), 1);
    case "S":
      return num(t.sec, 2);
    case "t":
      return { text: "\t" };
    case "T":
    case "X":
      return "%H:%M:%S";
    case "u":
      return num(t.wday + 1, 1);
    case "U":
      return num(Math.floor((t.yday - 1 + 7 - ((t.wday + 1) % 7)) / 7), 2);
    case "V":
      return num(isoWeek(t)[1], 2);
    case "w":
      return num((t.wday + 1) % 7, 1);
    case "W":
      return num(Math.floor((t.yday - 1 + 7 - t.wday) / 7), 2);
    case "y":
      return num(floorMod(t.year, 100), 2);
    case "Y":
      return num(t.year, 1);
    case "z": {
      if (t.isdst < 0) return { text: "" };
      const m = Math.floor(Math.abs(t.gmtoff) / 60);
      return {
        text: `${t.gmtoff < 0 ? "-" : "+"}${String(Math.floor(m / 60) * 100 + (m % 60)).padStart(4, "0")}`,
        sign: true,
      };
    }
    case "Z":
      return { text: t.zone };
    case "%":
      return { text: "%" };
    default:
      return null;
  }
}

export function formatTime(format: string, t: Tm): string {
  return format.replace(
    /%([_\-0^#]*)(\d*)([EO]?)([^])/g,
    (all, flags: string, width: string, mod: string, c: string) => {
      const f = field(c, t);
      if (f === null || (mod !== "" && !"cCxXyYdeHImMSuUVwWy".includes(c))) return all;
      let s: string;
      let pad = flags.match(/[_\-0]/g)?.at(-1);
      const w = width === "" ? 0 : Number(width);
      if (typeof f === "string") {
        s = formatTime(f, t);
        if (pad !== "-") s = s.padStart(w, pad === "0" ? "0" : " ");
      } else if (f.n !== undefined) {
        const p =
          pad === "_" ? " " : pad === "0" ? "0" : f.pad === " " && w === 0 ? " " : (f.pad ?? "0");
        const min = pad === "-" ? 0 : Math.max(w, f.width ?? 1);
        const digits = String(Math.abs(f.n));
        s =
          f.n < 0
            ? p === "0"
              ? `-${digits.padStart(min - 1, "0")}`
              : `-${digits}`.padStart(min, " ")
            : digits.padStart(min, p);
      } else {
        s = f.text ?? "";
        if (pad !== "-") {
          if (f.sign && pad !== "_") s = s.slice(0, 1) + s.slice(1).padStart(w - 1, "0");
          else s = s.padStart(w, pad === "0" ? "0" : " ");
        }
      }
      if (flags.includes("^")) s = s.toUpperCase();
      else if (flags.includes("#"))
        s = c === "Z" ? s : c === "p" ? s.toLowerCase() : s.toUpperCase();
      pad = undefined;
      return s;
    },
  );
}

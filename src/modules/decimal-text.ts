/** Text of decimals: reading, str, and the format mini-language as the decimal module has it. */
import { E, err, valueError } from "../objects/errors.js";
import { localeHook } from "../objects/formatspec.js";
import {
  CONVERSION_SYNTAX,
  type Ctx,
  Dec,
  FIN,
  fin,
  INF,
  inf,
  invalid,
  MAX_EXP,
  MIN_ETINY,
  pow10,
  QNAN,
  ROUND_HALF_EVEN,
  SNAN,
  shiftRight,
} from "./decimal-core.js";

const NUMBER =
  /^([+-]?)(?:(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?|(inf(?:inity)?)|(s?)nan(\d*))$/i;

/** The number that a text means, exactly; conversion-syntax when it means none. */
export function parse(text: string): Dec {
  const m = NUMBER.exec(text);
  if (m === null) return invalid(CONVERSION_SYNTAX);
  const neg = m[1] === "-";
  if (m[6] !== undefined) return inf(neg);
  if (m[8] !== undefined)
    return new Dec(m[7] === "" ? QNAN : SNAN, neg, m[8] === "" ? 0n : BigInt(m[8]), 0);
  const frac = m[3] ?? m[4] ?? "";
  const c = BigInt((m[2] ?? "") + frac);
  return fin(neg, c, Number(m[5] ?? 0) - frac.length);
}
/** Whether an exactly read number is one that the widest context can hold. */
export function representable(d: Dec): boolean {
  if (d.kind !== FIN) return true;
  const max = Number(MAX_EXP);
  if (d.c === 0n) return d.e <= max && d.e >= Number(MIN_ETINY);
  return d.adj <= max && d.e >= Number(MIN_ETINY);
}

const special = (d: Dec): string => {
  const s = d.neg ? "-" : "";
  if (d.kind === INF) return `${s}Infinity`;
  return `${s}${d.kind === SNAN ? "sNaN" : "NaN"}${d.c === 0n ? "" : d.c}`;
};
/** An exponent as text; beyond 2**53 a double would show as 1e+18. */
const expText = (n: number): string => {
  const t = Number.isSafeInteger(n) ? String(Math.abs(n)) : String(BigInt(Math.abs(n)));
  return (n < 0 ? "-" : "+") + t;
};

export function toSci(d: Dec, e = "E"): string {
  if (d.kind !== FIN) return special(d);
  const s = d.c.toString();
  const sign = d.neg ? "-" : "";
  if (d.e === 0) return sign + s;
  const adj = d.e + s.length - 1;
  if (d.e < 0 && adj >= -6) return sign + pointed(s, s.length + d.e);
  const frac = s.length > 1 ? `${s[0]}.${s.slice(1)}` : s;
  return `${sign}${frac}${e}${expText(adj)}`;
}
/** Digits with the point after `left` of them. */
function pointed(s: string, left: number): string {
  if (left <= 0) return `0.${"0".repeat(-left)}${s}`;
  return left >= s.length
    ? s + "0".repeat(left - s.length)
    : `${s.slice(0, left)}.${s.slice(left)}`;
}
export function toEng(d: Dec, e = "E"): string {
  if (d.kind !== FIN) return special(d);
  const s = d.c.toString();
  const adj = d.e + s.length - 1;
  if (d.e <= 0 && adj >= -6) return toSci(d, e);
  const sign = d.neg ? "-" : "";
  const third = (n: number): number => ((n % 3) + 3) % 3;
  if (d.c === 0n) {
    // Zero keeps its places: 0.00E+3 rather than 0E+1.
    const up = third(-d.e);
    const zero = up === 0 ? "0" : `0.${"0".repeat(up)}`;
    const x = d.e + up;
    return x === 0 ? sign + zero : `${sign}${zero}${e}${expText(x)}`;
  }
  const left = third(adj);
  const body = pointed(s, left + 1);
  const x = adj - left;
  return x === 0 ? sign + body : `${sign}${body}${e}${expText(x)}`;
}

// ---- format ----

interface Spec {
  fill: string;
  align: string;
  sign: string;
  noNegZero: boolean;
  alt: boolean;
  zeropad: boolean;
  width: number;
  sep: string;
  precision: number;
  fracSep: string;
  type: string;
}
const SPEC =
  /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(?=[\d,_])(\d+)?([,_])?)?([eEfFgGnN%])?$/su;

function parseSpec(text: string, capitals: boolean): Spec {
  const m = SPEC.exec(text);
  const bad = () => valueError("invalid format string");
  if (m === null) throw bad();
  const zeropad = m[6] !== undefined;
  if (zeropad && m[2] !== undefined) throw bad();
  if ((m[11] === "n" || m[11] === "N") && (m[8] !== undefined || m[10] !== undefined)) throw bad();
  return {
    fill: m[1] ?? " ",
    align: m[2] ?? ">",
    sign: m[3] ?? "-",
    noNegZero: m[4] !== undefined,
    alt: m[5] !== undefined,
    zeropad,
    width: Number(m[7] ?? -1),
    sep: m[8] ?? "",
    precision: m[9] === undefined ? -1 : places(m[9]),
    fracSep: m[10] ?? "",
    type: m[11] ?? (capitals ? "G" : "g"),
  };
}

function places(digits: string): number {
  const n = Number(digits);
  if (n >= 2 ** 63) throw err(E.OverflowError, "cannot fit 'int' into an index-sized integer");
  return n;
}

/** c * 10**e rounded to a coefficient of exponent `to`, to any length. */
function atExponent(d: Dec, to: number, mode: number): Dec {
  if (d.c === 0n) return fin(d.neg, 0n, to);
  if (d.e >= to) return fin(d.neg, d.c * pow10(d.e - to), to);
  return fin(d.neg, shiftRight(d.c, to - d.e, d.neg, mode), to);
}
function atDigits(d: Dec, n: number, mode: number): Dec {
  const e = d.adj + 1 - n;
  const r = atExponent(d, e, mode);
  return r.digits > n ? fin(d.neg, r.c / 10n, e + 1) : r;
}

/** The decimal point and grouping of type n: sizes of groups as characters, the last repeating. */
export interface Convention {
  point: string;
  sep: string;
  groups: string;
}
export const deprecatedN = { warn: (): void => {} };

export function format(
  d: Dec,
  text: string,
  capitals: boolean,
  cx: Ctx,
  convention?: Partial<Convention>,
): string {
  const spec = parseSpec(text, capitals);
  if (spec.type === "N") {
    deprecatedN.warn();
    return format(d, `${text.slice(0, -1)}n`, capitals, cx, convention).toUpperCase();
  }
  const signOf = (neg: boolean): string => (neg ? "-" : spec.sign === "-" ? "" : spec.sign);
  if (d.kind !== FIN) {
    const body = special(d.withSign(false)) + (spec.type === "%" ? "%" : "");
    return pad(signOf(d.neg), body, spec);
  }
  const mode = cx.rounding ?? ROUND_HALF_EVEN;
  const kind = spec.type === "n" ? "g" : spec.type;
  const lower = kind.toLowerCase();
  let v = kind === "%" ? fin(d.neg, d.c, d.e + 2) : d;
  const p = spec.precision;
  if (p >= 0) {
    if (v.c === 0n && lower !== "f" && kind !== "%") v = d;
    else if (lower === "e") v = atDigits(v, p + 1, mode);
    else if (lower === "f" || kind === "%") v = atExponent(v, -p, mode);
    else if (v.digits > p) v = atDigits(v, Math.max(p, 1), mode);
  }
  if (v.c === 0n && v.e > 0 && (lower === "f" || kind === "%")) v = atExponent(v, 0, mode);
  const neg = v.neg && !(spec.noNegZero && v.c === 0n);
  const digits = v.c.toString();
  const left = v.e + digits.length;
  let place: number;
  if (lower === "e") place = v.c === 0n && p >= 0 ? 1 - p : 1;
  else if (lower === "f" || kind === "%") place = left;
  else place = v.e <= 0 && left > -6 ? left : 1;
  let whole: string;
  let frac: string;
  if (place < 0) {
    whole = "0";
    frac = "0".repeat(-place) + digits;
  } else if (place > digits.length) {
    whole = digits + "0".repeat(place - digits.length);
    frac = "";
  } else {
    whole = digits.slice(0, place) || "0";
    frac = digits.slice(place);
  }
  const exp = left - place;
  const local: Convention = {
    point: spec.type === "n" ? localeHook.decimalPoint() : ".",
    sep: spec.type === "n" ? localeHook.grouping() : spec.sep,
    groups: "\u0003",
    ...(spec.type === "n" ? convention : {}),
  };
  return pad(signOf(neg), { whole, frac, exp }, spec, kind, local);
}

interface Parts {
  whole: string;
  frac: string;
  exp: number;
}
function pad(
  sign: string,
  body: string | Parts,
  spec: Spec,
  kind = "",
  local: Convention = { point: ".", sep: "", groups: "" },
): string {
  let text: string;
  if (typeof body === "string") {
    text = body;
    return justify(sign, text, spec.zeropad ? " " : spec.fill, spec.align, spec.width);
  }
  let tail = "";
  if (body.frac !== "" || spec.alt) {
    let f = body.frac;
    if (spec.fracSep !== "") f = f.replace(/(.{3})(?=.)/g, `$1${spec.fracSep}`);
    tail = local.point + f;
  }
  const lower = kind.toLowerCase();
  if (body.exp !== 0 || lower === "e")
    tail += `${kind === "E" || kind === "G" ? "E" : "e"}${expText(body.exp)}`;
  if (kind === "%") tail += "%";
  const min = spec.zeropad ? spec.width - sign.length - tail.length : 0;
  const whole = grouped(body.whole, local, min);
  if (spec.zeropad) return sign + whole + tail;
  return justify(sign, whole + tail, spec.fill, spec.align, spec.width);
}
/** Digits in groups, with zeros in front up to a width that counts separators. */
function grouped(digits: string, local: Convention, min: number): string {
  if (local.sep === "" || local.groups === "") return digits.padStart(min, "0");
  const parts: string[] = [];
  let rest = digits;
  let missing = min - digits.length;
  let size = 0;
  for (let i = 0; ; i++) {
    const c = i < local.groups.length ? local.groups.charCodeAt(i) : size;
    size = c === 0 || c >= 127 ? Number.POSITIVE_INFINITY : c;
    if (rest.length <= size) {
      const zeros = Math.max(0, Math.min(missing, size - rest.length));
      const head = "0".repeat(zeros) + rest;
      missing -= zeros;
      // One more group needs a separator and a digit at least.
      if (missing <= 0) {
        if (head !== "") parts.unshift(head);
        return parts.join(local.sep);
      }
      parts.unshift(head);
      rest = "";
      missing -= local.sep.length;
      if (missing <= 0) {
        parts.unshift("0");
        return parts.join(local.sep);
      }
    } else {
      parts.unshift(rest.slice(-size));
      rest = rest.slice(0, -size);
      missing -= local.sep.length;
    }
  }
}
function justify(sign: string, body: string, fill: string, align: string, width: number): string {
  const missing = width - [...sign].length - [...body].length;
  if (missing <= 0) return sign + body;
  if (align === "<") return sign + body + fill.repeat(missing);
  if (align === "=") return sign + fill.repeat(missing) + body;
  if (align === "^") {
    const l = Math.floor(missing / 2);
    return fill.repeat(l) + sign + body + fill.repeat(missing - l);
  }
  return fill.repeat(missing) + sign + body;
}

/** Text to int: `int("0x_ff", 0)` and friends, with any Unicode decimal digits. */
import { reprJs, typeName } from "./abstract.js";
import { valueError } from "./errors.js";
import { normInt } from "./hash.js";
import { digitsLimit } from "./int.js";
import type { PyInt, PyObj, Str } from "./object.js";
import { isSpace } from "./unicode.js";

const DIGIT = /^\p{Nd}$/u;
/** The value of a decimal digit character, or -1: each script's digits are ten in a row. */
export const decimalDigit = {
  value: (cp: number): number => {
    if (cp < 128) return cp >= 48 && cp <= 57 ? cp - 48 : -1;
    if (!DIGIT.test(String.fromCodePoint(cp))) return -1;
    let first = cp;
    while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
    return (cp - first) % 10;
  },
};

/** Decimal digits of any script as ASCII, Unicode spaces as plain ones. */
export function asciiDigits(s: Str): string {
  const t = s.toString();
  if (/^[\x00-\x7f]*$/.test(t)) return t;
  let out = "";
  for (const c of t) {
    const cp = c.codePointAt(0)!;
    const d = cp < 128 ? -1 : decimalDigit.value(cp);
    out += d >= 0 ? String(d) : isSpace(cp) && cp > 127 ? " " : c;
  }
  return out;
}

const PREFIX: Record<string, number> = { b: 2, o: 8, x: 16 };

/** The value of up to fifteen digits and a sign. */
function shortDecimal(s: string): number | undefined {
  const n = s.length;
  const minus = s.charCodeAt(0) === 45;
  const start = minus ? 1 : 0;
  if (n === start || n > 15) return undefined;
  let v = 0;
  for (let i = start; i < n; i++) {
    const d = s.charCodeAt(i) - 48;
    if (d < 0 || d > 9) return undefined;
    v = v * 10 + d;
  }
  return minus && v !== 0 ? -v : v;
}

/** Parses; `shown` is the argument for the error's text. */
export function parseIntText(text: Str, base: number, shown: PyObj): PyInt {
  if (base === 10 && typeof text === "string") {
    const v = shortDecimal(text);
    if (v !== undefined) return v;
  }
  const v = readDigits(text, base);
  if (v !== undefined) return v;
  let r = reprJs(shown);
  if (r.length > 200) r = r.slice(0, 200);
  throw valueError(`invalid literal for int() with base ${base}: ${r}`);
}

/** Undefined when it is no literal: V8 leaves a long function slowly by `throw`. */
function readDigits(text: Str, base: number): PyInt | undefined {
  let s = asciiDigits(text).replace(/^[\t-\r \x1c-\x1f]+|[\t-\r \x1c-\x1f]+$/g, "");
  let negative = false;
  if (s[0] === "+" || s[0] === "-") {
    negative = s[0] === "-";
    s = s.slice(1);
  }
  let radix = base;
  const prefixed = s[0] === "0" ? PREFIX[(s[1] ?? "").toLowerCase()] : undefined;
  if (prefixed !== undefined && (base === 0 || base === prefixed)) {
    radix = prefixed;
    s = s.slice(2);
    if (s[0] === "_") s = s.slice(1);
  } else if (base === 0) {
    radix = 10;
    if (/^0[0-9_]*[1-9]/.test(s)) return undefined;
  }
  if (!/^[0-9a-z]+(_[0-9a-z]+)*$/i.test(s)) return undefined;
  s = s.replace(/_/g, "").toLowerCase();
  if (!allBelow(s, radix)) return undefined;
  const powerOfTwo = (radix & (radix - 1)) === 0;
  if (!powerOfTwo && digitsLimit.value > 0 && s.length > digitsLimit.value)
    throw valueError(
      `Exceeds the limit (${digitsLimit.value} digits) for integer string conversion: value has ` +
        `${s.length} digits; use sys.set_int_max_str_digits() to increase the limit`,
    );
  let v: PyInt;
  const small = Number.parseInt(s, radix);
  if (Number.isSafeInteger(small)) v = small;
  else v = bigFrom(s, radix);
  return negative ? (typeof v === "bigint" ? normInt(-v) : v === 0 ? 0 : -v) : v;
}

/** Whether the lower-case digits are digits of that base. */
function allBelow(s: string, radix: number): boolean {
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if ((c <= 57 ? c - 48 : c - 87) >= radix) return false;
  }
  return true;
}

function bigFrom(s: string, radix: number): PyInt {
  if (radix === 10) return normInt(BigInt(s));
  if (radix === 16) return normInt(BigInt(`0x${s}`));
  if (radix === 8) return normInt(BigInt(`0o${s}`));
  if (radix === 2) return normInt(BigInt(`0b${s}`));
  const r = BigInt(radix);
  let v = 0n;
  for (const c of s) v = v * r + BigInt(c <= "9" ? c.charCodeAt(0) - 48 : c.charCodeAt(0) - 87);
  return normInt(v);
}

export { typeName };

/**
 * Text as characters: a JavaScript string when every character fits one code unit, else PyWStr.
 * The functions here take and give either; `chars` is the one way to walk both.
 */
import { asStr, typeName } from "./abstract.js";
import { typeError } from "./errors.js";
import { type PyObj, PyWStr, type Str } from "./object.js";

const SURROGATE_PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

/** A str from UTF-16 as JavaScript has it: pairs become one character. */
export function fromUtf16(s: string, codePoints?: readonly number[]): Str {
  if (codePoints !== undefined) return fromCodePoints(codePoints);
  if (!SURROGATE_PAIR.test(s)) return s;
  return new PyWStr(Uint32Array.from(s, (c) => c.codePointAt(0)!));
}

/** A str from code points; surrogates stay characters of their own. */
export function fromCodePoints(cps: ArrayLike<number>): Str {
  for (let i = 0; i < cps.length; i++)
    if (cps[i] > 0xffff) return new PyWStr(Uint32Array.from(cps));
  const parts: string[] = [];
  const step = 8192;
  for (let i = 0; i < cps.length; i += step) {
    const part: number[] = [];
    const end = Math.min(cps.length, i + step);
    for (let j = i; j < end; j++) part.push(cps[j]);
    parts.push(String.fromCharCode(...part));
  }
  return parts.join("");
}

export const strLen = (s: Str): number => s.length;
export const codeAt = (s: Str, i: number): number =>
  typeof s === "string" ? s.charCodeAt(i) : s.cps[i];

export function codePoints(s: Str): Uint32Array {
  if (typeof s !== "string") return s.cps;
  const out = new Uint32Array(s.length);
  for (let i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
  return out;
}

export function charAt(s: Str, i: number): Str {
  return typeof s === "string" ? s[i] : fromCodePoints([s.cps[i]]);
}

export function substring(s: Str, start: number, end: number): Str {
  if (typeof s === "string") return s.slice(start, end);
  return fromCodePoints(s.cps.subarray(start, end));
}

export function concat(parts: readonly Str[]): Str {
  let text = "";
  let k = 0;
  for (; k < parts.length; k++) {
    const p = parts[k];
    if (typeof p !== "string") break;
    text += p;
  }
  if (k === parts.length) return text;
  let n = 0;
  for (const p of parts) n += p.length;
  const out = new Uint32Array(n);
  let at = 0;
  for (const p of parts) {
    if (typeof p === "string") for (let i = 0; i < p.length; i++) out[at + i] = p.charCodeAt(i);
    else out.set(p.cps, at);
    at += p.length;
  }
  return new PyWStr(out);
}

export function strEq(a: Str, b: Str): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  if (a.cps.length !== b.cps.length) return false;
  for (let i = 0; i < a.cps.length; i++) if (a.cps[i] !== b.cps[i]) return false;
  return true;
}

/** Order by code points: negative, 0 or positive. */
export function strCmp(a: Str, b: Str): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = codeAt(a, i) - codeAt(b, i);
    if (d !== 0) return d;
  }
  return a.length - b.length;
}

/** The text of an argument that must be a str. */
export function needStr(o: PyObj, what: string): Str {
  const s = asStr(o);
  if (s === undefined) throw typeError(`${what}, not ${typeName(o)}`);
  return s;
}

const NAMED: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };
/** Set from the Unicode tables: whether repr shows a character as it is. */
export const printable = {
  test: (cp: number): boolean =>
    cp >= 0xa1 && cp !== 0xad && !/[\p{C}\p{Z}]/u.test(String.fromCodePoint(cp)),
};

/** `repr(str)`; with `ascii`, non-ASCII characters are escaped too. */
export function reprStr(s: Str, ascii = false): Str {
  const single = typeof s === "string" ? s.includes("'") : s.cps.includes(39);
  const dbl = typeof s === "string" ? s.includes('"') : s.cps.includes(34);
  const quote = single && !dbl ? '"' : "'";
  if (typeof s === "string" && /^[ !#-&(-[\]-~]*$/.test(s)) return `${quote}${s}${quote}`;
  const out: Str[] = [quote];
  const q = quote.charCodeAt(0);
  for (let i = 0; i < s.length; i++) {
    const c = codeAt(s, i);
    if (c === q) out.push(`\\${quote}`);
    else if (NAMED[c] !== undefined) out.push(NAMED[c]);
    else if (c >= 0x20 && c < 0x7f) out.push(String.fromCharCode(c));
    else if (!ascii && c >= 0x80 && (c < 0xd800 || c > 0xdfff) && printable.test(c))
      out.push(charAt(s, i));
    else if (c < 0x100) out.push(`\\x${c.toString(16).padStart(2, "0")}`);
    else if (c < 0x10000) out.push(`\\u${c.toString(16).padStart(4, "0")}`);
    else out.push(`\\U${c.toString(16).padStart(8, "0")}`);
  }
  out.push(quote);
  return concat(out);
}

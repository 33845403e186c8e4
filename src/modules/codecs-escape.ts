/** The escape codecs and UTF-7. */

import { handleDecode, lookupHook } from "../objects/codecs.js";
import { E, err, warnHook } from "../objects/errors.js";
import type { Str } from "../objects/object.js";
import { codePoints, concat, fromCodePoints } from "../objects/text.js";

const latin1 = (s: string): Uint8Array => Uint8Array.from(Buffer.from(s, "latin1"));
const hex = (c: number, n: number): string => c.toString(16).padStart(n, "0");
const SHORT: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };

export function encodeUnicodeEscape(s: Str): Uint8Array {
  const out: string[] = [];
  for (const c of codePoints(s))
    out.push(
      SHORT[c] ??
        (c >= 32 && c < 127
          ? String.fromCharCode(c)
          : c < 0x100
            ? `\\x${hex(c, 2)}`
            : c < 0x10000
              ? `\\u${hex(c, 4)}`
              : `\\U${hex(c, 8)}`),
    );
  return latin1(out.join(""));
}

export function encodeRawUnicodeEscape(s: Str): Uint8Array {
  const out: string[] = [];
  for (const c of codePoints(s))
    out.push(
      c < 0x100 ? String.fromCharCode(c) : c < 0x10000 ? `\\u${hex(c, 4)}` : `\\U${hex(c, 8)}`,
    );
  return latin1(out.join(""));
}

function hexValue(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  if (c >= 65 && c <= 70) return c - 55;
  return -1;
}

/** Collects characters and what error handlers give. */
class Sink {
  private readonly parts: Str[] = [];
  private run: number[] = [];
  put(c: number): void {
    this.run.push(c);
  }
  text(s: Str): void {
    this.parts.push(fromCodePoints(this.run), s);
    this.run = [];
  }
  done(): Str {
    if (this.parts.length === 0) return fromCodePoints(this.run);
    this.text("");
    return concat(this.parts);
  }
}

/** The first escape that means nothing is warned about, once all is decoded. */
class BadEscape {
  private text: string | null = null;
  note(text: string): void {
    this.text ??= text;
  }
  /** `prefix` stands before the quotes of such a literal. */
  warn(prefix: string): void {
    if (this.text === null) return;
    const what = this.text.length > 1 ? "octal escape" : "escape";
    warnHook.warn(
      E.DeprecationWarning,
      `${prefix}"\\${this.text}" is an invalid ${what} sequence. Such sequences will not work in the future. `,
    );
  }
}

const SIMPLE: Record<string, number> = {
  "\\": 92,
  "'": 39,
  '"': 34,
  b: 8,
  f: 12,
  t: 9,
  n: 10,
  r: 13,
  v: 11,
  a: 7,
};
const COUNT: Record<string, [number, string]> = {
  x: [2, "truncated \\xXX escape"],
  u: [4, "truncated \\uXXXX escape"],
  U: [8, "truncated \\UXXXXXXXX escape"],
};

export function decodeUnicodeEscape(b: Uint8Array, errors: string, final: boolean): [Str, number] {
  const out = new Sink();
  const bad = new BadEscape();
  let i = 0;
  while (i < b.length) {
    if (b[i] !== 92) {
      out.put(b[i++]);
      continue;
    }
    const start = i++;
    let reason = "\\ at end of string";
    let cut = i >= b.length;
    if (!cut) {
      const c = String.fromCharCode(b[i++]);
      if (c === "\n") continue;
      if (SIMPLE[c] !== undefined) {
        out.put(SIMPLE[c]);
        continue;
      }
      if (c >= "0" && c <= "7") {
        let v = b[i - 1] - 48;
        for (let k = 0; k < 2 && b[i] >= 48 && b[i] <= 55; k++) v = v * 8 + b[i++] - 48;
        if (v > 255) bad.note(v.toString(8));
        out.put(v);
        continue;
      }
      const count = COUNT[c];
      if (count !== undefined) {
        reason = count[1];
        let v = 0;
        let k = 0;
        for (; k < count[0] && i < b.length && hexValue(b[i]) >= 0; k++)
          v = v * 16 + hexValue(b[i++]);
        if (k === count[0]) {
          if (v <= 0x10ffff) {
            out.put(v);
            continue;
          }
          reason = "illegal Unicode character";
        } else cut = i >= b.length;
      } else if (c === "N") {
        reason = "malformed \\N character escape";
        if (i >= b.length) cut = true;
        else if (b[i] === 123) {
          let end = i + 1;
          while (end < b.length && b[end] !== 125) end++;
          if (end >= b.length) {
            i = end;
            cut = true;
          } else if (end === i + 1) i = end;
          else {
            const name = Buffer.from(b.subarray(i + 1, end)).toString("latin1");
            i = end + 1;
            const found = lookupHook.of(name);
            if (found !== undefined) {
              out.put(found);
              continue;
            }
            reason = "unknown Unicode character name";
          }
        }
      } else {
        bad.note(c);
        out.put(92);
        out.put(b[i - 1]);
        continue;
      }
    }
    if (cut && !final) return [out.done(), start];
    const f = handleDecode(errors, "unicodeescape", b, start, i, reason);
    out.text(f.text as Str);
    i = f.next;
  }
  bad.warn("");
  return [out.done(), i];
}

export function decodeRawUnicodeEscape(
  b: Uint8Array,
  errors: string,
  final: boolean,
): [Str, number] {
  const out = new Sink();
  let i = 0;
  while (i < b.length) {
    if (b[i] !== 92) {
      out.put(b[i++]);
      continue;
    }
    if (i + 1 >= b.length) {
      if (!final) return [out.done(), i];
      out.put(b[i++]);
      continue;
    }
    const start = i;
    const c = b[i + 1];
    if (c !== 117 && c !== 85) {
      out.put(92);
      out.put(c);
      i += 2;
      continue;
    }
    i += 2;
    const n = c === 117 ? 4 : 8;
    let v = 0;
    let k = 0;
    for (; k < n && i < b.length && hexValue(b[i]) >= 0; k++) v = v * 16 + hexValue(b[i++]);
    let reason = n === 4 ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape";
    if (k === n) {
      if (v <= 0x10ffff) {
        out.put(v);
        continue;
      }
      reason = "\\Uxxxxxxxx out of range";
    } else if (i >= b.length && !final) return [out.done(), start];
    const f = handleDecode(errors, "rawunicodeescape", b, start, i, reason);
    out.text(f.text as Str);
    i = f.next;
  }
  return [out.done(), i];
}

/** The escapes of bytes literals. */
export function decodeEscape(b: Uint8Array, errors: string): Uint8Array {
  const out: number[] = [];
  const bad = new BadEscape();
  let i = 0;
  while (i < b.length) {
    if (b[i] !== 92) {
      out.push(b[i++]);
      continue;
    }
    const start = i++;
    if (i >= b.length) throw err(E.ValueError, "Trailing \\ in string");
    const c = String.fromCharCode(b[i++]);
    if (c === "\n") continue;
    if (SIMPLE[c] !== undefined) out.push(SIMPLE[c]);
    else if (c >= "0" && c <= "7") {
      let v = b[i - 1] - 48;
      for (let k = 0; k < 2 && b[i] >= 48 && b[i] <= 55; k++) v = v * 8 + b[i++] - 48;
      if (v > 255) bad.note(v.toString(8));
      out.push(v & 255);
    } else if (c === "x") {
      const hi = i < b.length ? hexValue(b[i]) : -1;
      const lo = i + 1 < b.length ? hexValue(b[i + 1]) : -1;
      if (hi >= 0 && lo >= 0) {
        out.push(hi * 16 + lo);
        i += 2;
        continue;
      }
      if (errors === "strict") throw err(E.ValueError, `invalid \\x escape at position ${start}`);
      if (errors === "replace") out.push(63);
      else if (errors !== "ignore")
        throw err(E.ValueError, `decoding error; unknown error handling code: ${errors}`);
      if (hi >= 0) i++;
    } else {
      bad.note(c);
      out.push(92, b[i - 1]);
    }
  }
  bad.warn("b");
  return Uint8Array.from(out);
}

// ---- UTF-7 ----

const B64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const unB64 = (c: number): number => B64.indexOf(String.fromCharCode(c));
/** Characters that need no shift: all of ASCII that is printed, but `+`, `~` and the backslash. */
const direct = (c: number): boolean =>
  (c >= 32 && c < 126 && c !== 43 && c !== 92) || c === 9 || c === 10 || c === 13;

export function encodeUtf7(s: Str): Uint8Array {
  let out = "";
  let shifted = false;
  let bits = 0;
  let acc = 0;
  const flush = (): void => {
    while (bits >= 6) {
      out += B64[(acc >> (bits - 6)) & 63];
      bits -= 6;
      acc &= (1 << bits) - 1;
    }
  };
  const unit = (u: number): void => {
    acc = (acc << 16) | u;
    bits += 16;
    flush();
  };
  const close = (): void => {
    if (bits > 0) out += B64[(acc << (6 - bits)) & 63];
    bits = acc = 0;
    shifted = false;
  };
  for (const c of codePoints(s)) {
    if (direct(c)) {
      if (shifted) {
        close();
        if (unB64(c) >= 0 || c === 45) out += "-";
      }
      out += String.fromCharCode(c);
    } else if (!shifted && c === 43) out += "+-";
    else {
      if (!shifted) out += "+";
      shifted = true;
      if (c > 0xffff) {
        unit(0xd800 | ((c - 0x10000) >> 10));
        unit(0xdc00 | ((c - 0x10000) & 0x3ff));
      } else unit(c);
    }
  }
  if (shifted) {
    close();
    out += "-";
  }
  return latin1(out);
}

export function decodeUtf7(b: Uint8Array, errors: string, final: boolean): [Str, number] {
  const out = new Sink();
  let i = 0;
  let shifted = false;
  /** Where the shift sequence began, and the text before it. */
  let start = 0;
  let chars: number[] = [];
  let high = 0;
  let bits = 0;
  let acc = 0;
  const bad = (end: number, reason: string): void => {
    for (const c of chars) out.put(c);
    chars = [];
    shifted = false;
    const f = handleDecode(errors, "utf7", b, start, end, reason);
    out.text(f.text as Str);
    i = f.next;
  };
  const unit = (u: number): void => {
    if (high !== 0) {
      const h = high;
      high = 0;
      if (u >= 0xdc00 && u <= 0xdfff) {
        chars.push(0x10000 + ((h & 0x3ff) << 10) + (u & 0x3ff));
        return;
      }
      chars.push(h);
    }
    if (u >= 0xd800 && u <= 0xdbff) high = u;
    else chars.push(u);
  };
  while (i < b.length) {
    const c = b[i];
    if (shifted) {
      const v = unB64(c);
      if (v >= 0) {
        acc = ((acc << 6) | v) & 0x3fffff;
        bits += 6;
        i++;
        if (bits >= 16) {
          bits -= 16;
          unit((acc >> bits) & 0xffff);
          acc &= (1 << bits) - 1;
        }
        continue;
      }
      shifted = false;
      if (bits >= 6) {
        bad(i + 1, "partial character in shift sequence");
        continue;
      }
      if (bits > 0 && acc !== 0) {
        bad(i + 1, "non-zero padding bits in shift sequence");
        continue;
      }
      if (high !== 0 && c < 128) chars.push(high);
      for (const x of chars) out.put(x);
      chars = [];
      if (c === 45) i++;
      else if (c >= 128) {
        start = i;
        bad(i + 1, "unexpected special character");
      }
      continue;
    }
    if (c === 43) {
      start = i++;
      if (i < b.length && b[i] === 45) {
        out.put(43);
        i++;
      } else if (i < b.length && unB64(b[i]) < 0) bad(i + 1, "ill-formed sequence");
      else {
        shifted = true;
        high = bits = acc = 0;
      }
      continue;
    }
    if (c < 128) {
      out.put(c);
      i++;
    } else {
      start = i;
      bad(i + 1, "unexpected special character");
    }
  }
  if (shifted) {
    if (!final) return [out.done(), start];
    if (high !== 0 || bits >= 6 || (bits > 0 && acc !== 0)) {
      bad(b.length, "unterminated shift sequence");
    } else for (const x of chars) out.put(x);
  }
  return [out.done(), i];
}

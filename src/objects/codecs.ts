/** Text to bytes and back: the built-in codecs and error handlers. */
import { asStr, call1, index, typeName } from "./abstract.js";
import { E, err, isException, type PyBaseException, typeError } from "./errors.js";
import { PyBytes, type PyObj, PyTuple, type Str } from "./object.js";
import { codeAt, codePoints, concat, fromCodePoints, substring } from "./text.js";
import { mkBytes, mkTuple } from "./types.js";

/** `codecs.lookup_error`: user handlers by name; the built-in ones are below. */
export const errorHandlers = new Map<string, PyObj>();
/** Set by _codecs: encodes or decodes with any other codec of the codecs module. */
export const codecHook = {
  encode: (_s: Str, encoding: string, _errors: string): Uint8Array => {
    throw err(E.LookupError, `unknown encoding: ${encoding}`);
  },
  decode: (_b: Uint8Array, encoding: string, _errors: string): Str => {
    throw err(E.LookupError, `unknown encoding: ${encoding}`);
  },
};

export function normalizeName(name: string): string {
  if (name === "utf-8" || name === "ascii") return name;
  return name.toLowerCase().replace(/[ _]/g, "-");
}

export function encodeError(
  encoding: string,
  s: PyObj,
  start: number,
  end: number,
  reason: string,
): PyBaseException {
  const e = err(E.UnicodeEncodeError);
  e.args = mkTuple([encoding, s, start, end, reason]);
  e.members = { encoding, object: s, start, end, reason };
  return e;
}
export function decodeError(
  encoding: string,
  b: Uint8Array,
  start: number,
  end: number,
  reason: string,
): PyBaseException {
  const e = err(E.UnicodeDecodeError);
  const o = mkBytes(b);
  e.args = mkTuple([encoding, o, start, end, reason]);
  e.members = { encoding, object: o, start, end, reason };
  return e;
}

/** What an error handler gives: a replacement and where to go on. */
type Fix = { text: Str | Uint8Array; next: number };

export function handleEncode(
  errors: string,
  encoding: string,
  s: Str,
  start: number,
  end: number,
  reason: string,
): Fix {
  const bad = () => substring(s, start, end);
  const cps = () => codePoints(bad());
  const hex = (c: number, n: number): string => c.toString(16).padStart(n, "0");
  switch (errors) {
    case "strict":
      throw encodeError(encoding, s, start, end, reason);
    case "ignore":
      return { text: "", next: end };
    case "replace":
      return { text: "?".repeat(Math.max(0, end - start)), next: end };
    case "backslashreplace":
      return { text: Array.from(cps(), backslash).join(""), next: end };
    case "xmlcharrefreplace":
      return { text: Array.from(cps(), (c) => `&#${c};`).join(""), next: end };
    case "namereplace":
      return {
        text: Array.from(cps(), (c) => nameHook.of(c) ?? backslash(c)).join(""),
        next: end,
      };
    case "surrogateescape": {
      const out: number[] = [];
      for (const c of cps()) {
        if (c < 0xdc80 || c > 0xdcff) throw encodeError(encoding, s, start, end, reason);
        out.push(c - 0xdc00);
      }
      return { text: Uint8Array.from(out), next: end };
    }
    case "surrogatepass": {
      const c = codeAt(s, start);
      if (c < 0xd800 || c > 0xdfff) throw encodeError(encoding, s, start, end, reason);
      const out: number[] = [];
      for (const x of cps()) {
        if (encoding === "utf-8")
          out.push(0xe0 | (x >> 12), 0x80 | ((x >> 6) & 63), 0x80 | (x & 63));
        else if (encoding.startsWith("utf-16"))
          out.push(...(encoding.endsWith("be") ? [x >> 8, x & 255] : [x & 255, x >> 8]));
        else if (encoding.startsWith("utf-32"))
          out.push(
            ...(encoding.endsWith("be") ? [0, 0, x >> 8, x & 255] : [x & 255, x >> 8, 0, 0]),
          );
        else throw encodeError(encoding, s, start, end, reason);
      }
      return { text: Uint8Array.from(out), next: end };
    }
  }
  void hex;
  const h = errorHandlers.get(errors);
  if (h === undefined) throw err(E.LookupError, `unknown error handler name '${errors}'`);
  const r = call1(h, encodeError(encoding, s, start, end, reason));
  return fix(r, s.length, "encoding");
}
export const backslash = (c: number): string =>
  c < 0x100
    ? `\\x${c.toString(16).padStart(2, "0")}`
    : c < 0x10000
      ? `\\u${c.toString(16).padStart(4, "0")}`
      : `\\U${c.toString(16).padStart(8, "0")}`;
/** Set by unicodedata: `\N{NAME}` of a character. */
export const nameHook = { of: (_c: number): string | undefined => undefined };
/** Set by unicodedata: the character of a name, for `\N{...}` in literals and in unicode_escape. */
export const lookupHook = { of: (_name: string): number | undefined => undefined };

function fix(r: PyObj, n: number, what: string): Fix {
  const ok =
    r instanceof PyTuple &&
    r.items.length === 2 &&
    (asStr(r.items[0]) !== undefined || (what === "encoding" && r.items[0] instanceof PyBytes));
  if (!ok)
    throw typeError(
      `${what} error handler must return ${what === "encoding" ? "(str/bytes, int) tuple" : "(str, int) tuple"}`,
    );
  const t = (r as PyTuple).items[0];
  let next = Number(index((r as PyTuple).items[1]));
  if (next < 0) next += n;
  if (next < 0 || next > n)
    throw err(E.IndexError, `position ${next} from error handler out of bounds`);
  return { text: t instanceof PyBytes ? t.data : (asStr(t) as Str), next };
}

export function handleDecode(
  errors: string,
  encoding: string,
  b: Uint8Array,
  start: number,
  end: number,
  reason: string,
): Fix {
  switch (errors) {
    case "strict":
      throw decodeError(encoding, b, start, end, reason);
    case "ignore":
      return { text: "", next: end };
    case "replace":
      return { text: "\ufffd", next: end };
    case "backslashreplace":
      return {
        text: Array.from(
          b.subarray(start, end),
          (c) => `\\x${c.toString(16).padStart(2, "0")}`,
        ).join(""),
        next: end,
      };
    case "surrogateescape": {
      const out: number[] = [];
      for (let i = start; i < end && b[i] >= 0x80; i++) out.push(0xdc00 + b[i]);
      if (out.length === 0) throw decodeError(encoding, b, start, end, reason);
      return { text: fromCodePoints(out), next: start + out.length };
    }
    case "surrogatepass": {
      if (encoding === "utf-8" && start + 2 < b.length) {
        const [x, y, z] = [b[start], b[start + 1], b[start + 2]];
        const c = ((x & 15) << 12) | ((y & 63) << 6) | (z & 63);
        if (
          (x & 0xf0) === 0xe0 &&
          (y & 0xc0) === 0x80 &&
          (z & 0xc0) === 0x80 &&
          c >= 0xd800 &&
          c <= 0xdfff
        )
          return { text: String.fromCharCode(c), next: start + 3 };
      } else if (encoding.startsWith("utf-16") && start + 1 < b.length) {
        const c = encoding.endsWith("be")
          ? (b[start] << 8) | b[start + 1]
          : b[start] | (b[start + 1] << 8);
        if (c >= 0xd800 && c <= 0xdfff) return { text: String.fromCharCode(c), next: start + 2 };
      } else if (encoding.startsWith("utf-32") && start + 3 < b.length) {
        const c = new DataView(b.buffer, b.byteOffset + start).getUint32(
          0,
          !encoding.endsWith("be"),
        );
        if (c >= 0xd800 && c <= 0xdfff) return { text: String.fromCharCode(c), next: start + 4 };
      }
      throw decodeError(encoding, b, start, end, reason);
    }
  }
  const h = errorHandlers.get(errors);
  if (h === undefined) throw err(E.LookupError, `unknown error handler name '${errors}'`);
  return fix(call1(h, decodeError(encoding, b, start, end, reason)), b.length, "decoding");
}

// ---- UTF-8 ----

/** Short texts are not worth a call out of JavaScript. */
function asciiBytes(s: string): Uint8Array | undefined {
  const out = new Uint8Array(s.length);
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c > 127) return undefined;
    out[i] = c;
  }
  return out;
}
function asciiText(b: Uint8Array): string | undefined {
  let s = "";
  for (let i = 0; i < b.length; i++) {
    if (b[i] > 127) return undefined;
    s += String.fromCharCode(b[i]);
  }
  return s;
}

export function encodeUtf8(s: Str, errors = "strict"): Uint8Array {
  if (typeof s === "string") {
    const short = s.length <= 64 ? asciiBytes(s) : undefined;
    if (short !== undefined) return short;
    if (!/[\ud800-\udfff]/.test(s)) return new Uint8Array(Buffer.from(s, "utf8"));
  } else if (!s.cps.some((c) => c >= 0xd800 && c <= 0xdfff))
    return new Uint8Array(Buffer.from(s.toString(), "utf8"));
  const out: number[] = [];
  const put = (c: number): void => {
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else
      out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  };
  for (let i = 0; i < s.length; ) {
    const c = codeAt(s, i);
    if (c < 0xd800 || c > 0xdfff) {
      put(c);
      i++;
      continue;
    }
    let end = i + 1;
    while (end < s.length && codeAt(s, end) >= 0xd800 && codeAt(s, end) <= 0xdfff) end++;
    const f = handleEncode(errors, "utf-8", s, i, end, "surrogates not allowed");
    if (f.text instanceof Uint8Array) out.push(...f.text);
    else
      for (const x of codePoints(f.text)) {
        if (x >= 0x80) throw encodeError("utf-8", s, i, end, "surrogates not allowed");
        out.push(x);
      }
    i = f.next;
  }
  return Uint8Array.from(out);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Do the last two bytes begin a surrogate? An error handler may take it, once it is whole. */
const isHalfSurrogate = (b: Uint8Array, i: number): boolean =>
  b[i] === 0xed && i + 2 === b.length && (b[i + 1] & 0xe0) === 0xa0;

/** The bytes consumed when `final` is false may be fewer than given. */
export function decodeUtf8(b: Uint8Array, errors = "strict", final = true): [Str, number] {
  const short = b.length <= 32 ? asciiText(b) : undefined;
  if (short !== undefined) return [short, b.length];
  if (b.length < 0x1fffffe8)
    try {
      const s = utf8.decode(b);
      return [fromUtf16Fast(s), b.length];
    } catch {
      // Not clean: decode by hand.
    }
  const out: Str[] = [];
  let run: number[] = [];
  const flush = (): void => {
    if (run.length > 0) out.push(fromCodePoints(run));
    run = [];
  };
  let i = 0;
  while (i < b.length) {
    const c = b[i];
    if (c < 0x80) {
      run.push(c);
      i++;
      continue;
    }
    let need = 0;
    let low = 0x80;
    let high = 0xbf;
    if (c >= 0xc2 && c <= 0xdf) need = 1;
    else if (c >= 0xe0 && c <= 0xef) {
      need = 2;
      if (c === 0xe0) low = 0xa0;
      if (c === 0xed) high = 0x9f;
    } else if (c >= 0xf0 && c <= 0xf4) {
      need = 3;
      if (c === 0xf0) low = 0x90;
      if (c === 0xf4) high = 0x8f;
    }
    let reason = "invalid start byte";
    let end = i + 1;
    if (need > 0) {
      let k = 1;
      for (; k <= need && i + k < b.length; k++) {
        const x = b[i + k];
        if (x < (k === 1 ? low : 0x80) || x > (k === 1 ? high : 0xbf)) break;
      }
      if (k > need) {
        let cp = c & (0x3f >> need);
        for (let j = 1; j <= need; j++) cp = (cp << 6) | (b[i + j] & 63);
        run.push(cp);
        i += need + 1;
        continue;
      }
      if (!final && isHalfSurrogate(b, i)) break;
      if (i + k >= b.length) {
        if (!final) break;
        reason = "unexpected end of data";
        end = b.length;
      } else {
        reason = "invalid continuation byte";
        end = i + k;
      }
    }
    flush();
    const f = handleDecode(errors, "utf-8", b, i, end, reason);
    out.push(f.text as Str);
    i = f.next;
  }
  flush();
  return [concat(out), i];
}

import { fromUtf16 as fromUtf16Fast } from "./text.js";

// ---- single bytes ----

function encodeSingle(s: Str, limit: number, encoding: string, errors: string): Uint8Array {
  const out = new Uint8Array(s.length);
  let i = 0;
  for (; i < s.length; i++) {
    const c = codeAt(s, i);
    if (c >= limit) break;
    out[i] = c;
  }
  if (i === s.length) return out;
  const reason = `ordinal not in range(${limit})`;
  const parts: number[] = Array.from(out.subarray(0, i));
  while (i < s.length) {
    const c = codeAt(s, i);
    if (c < limit) {
      parts.push(c);
      i++;
      continue;
    }
    let end = i + 1;
    while (end < s.length && codeAt(s, end) >= limit) end++;
    const f = handleEncode(errors, encoding, s, i, end, reason);
    if (f.text instanceof Uint8Array) parts.push(...f.text);
    else
      for (const x of codePoints(f.text)) {
        if (x >= limit) throw encodeError(encoding, s, i, end, reason);
        parts.push(x);
      }
    i = f.next;
  }
  return Uint8Array.from(parts);
}

export function decodeLatin1(b: Uint8Array): string {
  return Buffer.from(b.buffer, b.byteOffset, b.byteLength).toString("latin1");
}
function decodeAscii(b: Uint8Array, errors: string): Str {
  let bad = -1;
  for (let i = 0; i < b.length; i++)
    if (b[i] >= 0x80) {
      bad = i;
      break;
    }
  if (bad < 0) return decodeLatin1(b);
  const out: Str[] = [];
  let i = 0;
  while (i < b.length) {
    const start = i;
    while (i < b.length && b[i] < 0x80) i++;
    out.push(decodeLatin1(b.subarray(start, i)));
    if (i >= b.length) break;
    const f = handleDecode(errors, "ascii", b, i, i + 1, "ordinal not in range(128)");
    out.push(f.text as Str);
    i = f.next;
  }
  return concat(out);
}

// ---- UTF-16 and UTF-32 ----

type Order = "le" | "be" | "native";
const label = (bits: number, order: Order): string =>
  order === "native" ? `utf-${bits}` : `utf-${bits}-${order}`;

export function encodeWide(s: Str, bits: 16 | 32, order: Order, errors: string): Uint8Array {
  const out: number[] = [];
  const big = order === "be";
  const unit = (v: number): void => {
    if (bits === 16) {
      if (big) out.push(v >> 8, v & 255);
      else out.push(v & 255, v >> 8);
    } else if (big) out.push(v >>> 24, (v >> 16) & 255, (v >> 8) & 255, v & 255);
    else out.push(v & 255, (v >> 8) & 255, (v >> 16) & 255, v >>> 24);
  };
  const put = (c: number): void => {
    if (bits === 16 && c > 0xffff) {
      c -= 0x10000;
      unit(0xd800 | (c >> 10));
      unit(0xdc00 | (c & 0x3ff));
    } else unit(c);
  };
  if (order === "native") unit(0xfeff);
  const name = label(bits, order);
  for (let i = 0; i < s.length; ) {
    const c = codeAt(s, i);
    if (c < 0xd800 || c > 0xdfff) {
      put(c);
      i++;
      continue;
    }
    const f = handleEncode(errors, name, s, i, i + 1, "surrogates not allowed");
    if (f.text instanceof Uint8Array) out.push(...f.text);
    else for (const x of codePoints(f.text)) put(x);
    i = f.next;
  }
  return Uint8Array.from(out);
}

/** Text, bytes consumed, and the byte order found (-1 little, 1 big, 0 none). */
export function decodeWide(
  b: Uint8Array,
  bits: 16 | 32,
  order: Order,
  errors: string,
  final = true,
): [Str, number, number] {
  const size = bits / 8;
  let i = 0;
  let big = order === "be";
  let found = order === "le" ? -1 : order === "be" ? 1 : 0;
  const unitAt = (at: number): number => {
    let v = 0;
    for (let k = 0; k < size; k++) v = v * 256 + b[big ? at + k : at + size - 1 - k];
    return v;
  };
  if (order === "native" && b.length >= size) {
    const first = unitAt(0);
    if (first === 0xfeff) {
      i = size;
      found = -1;
    } else if (first === (bits === 16 ? 0xfffe : 0xfffe0000)) {
      i = size;
      big = true;
      found = 1;
    }
  }
  // Errors name the byte order that was found.
  const name = `utf-${bits}-${big ? "be" : "le"}`;
  const out: Str[] = [];
  let run: number[] = [];
  const bad = (end: number, reason: string): void => {
    if (run.length > 0) out.push(fromCodePoints(run));
    run = [];
    const f = handleDecode(errors, name, b, i, end, reason);
    out.push(f.text as Str);
    i = f.next;
  };
  while (i < b.length) {
    if (i + size > b.length) {
      if (!final) break;
      bad(b.length, "truncated data");
      continue;
    }
    const v = unitAt(i);
    if (bits === 32) {
      if (v > 0x10ffff) bad(i + 4, "code point not in range(0x110000)");
      else if (v >= 0xd800 && v <= 0xdfff)
        bad(i + 4, "code point in surrogate code point range(0xd800, 0xe000)");
      else {
        run.push(v);
        i += 4;
      }
    } else if (v < 0xd800 || v > 0xdfff) {
      run.push(v);
      i += 2;
    } else if (v >= 0xdc00) bad(i + 2, "illegal encoding");
    else if (i + 4 > b.length) {
      if (!final) break;
      bad(b.length, "unexpected end of data");
    } else {
      const w = unitAt(i + 2);
      if (w >= 0xdc00 && w <= 0xdfff) {
        run.push(0x10000 + ((v - 0xd800) << 10) + (w - 0xdc00));
        i += 4;
      } else bad(i + 2, "illegal UTF-16 surrogate");
    }
  }
  if (run.length > 0) out.push(fromCodePoints(run));
  return [concat(out), i, found];
}

// ---- by name ----

const LATIN1 = new Set(["latin-1", "latin1", "iso-8859-1", "iso8859-1", "l1", "8859", "cp819"]);
const ASCII = new Set(["ascii", "us-ascii", "646"]);
const UTF8 = new Set(["utf-8", "utf8", "u8", "utf", "cp65001"]);
const WIDE: Record<string, [16 | 32, Order]> = {
  "utf-16": [16, "native"],
  utf16: [16, "native"],
  "utf-16-le": [16, "le"],
  "utf-16le": [16, "le"],
  "utf-16-be": [16, "be"],
  "utf-16be": [16, "be"],
  "utf-32": [32, "native"],
  utf32: [32, "native"],
  "utf-32-le": [32, "le"],
  "utf-32le": [32, "le"],
  "utf-32-be": [32, "be"],
  "utf-32be": [32, "be"],
};

export function encode(s: Str, encoding: string, errors: string): Uint8Array {
  const n = normalizeName(encoding);
  if (UTF8.has(n)) return encodeUtf8(s, errors);
  if (LATIN1.has(n)) return encodeSingle(s, 256, "latin-1", errors);
  if (ASCII.has(n)) return encodeSingle(s, 128, "ascii", errors);
  const w = WIDE[n];
  if (w !== undefined) return encodeWide(s, w[0], w[1], errors);
  return codecHook.encode(s, encoding, errors);
}

export function decode(b: Uint8Array, encoding: string, errors: string): Str {
  const n = normalizeName(encoding);
  if (UTF8.has(n)) return decodeUtf8(b, errors)[0];
  if (LATIN1.has(n)) return decodeLatin1(b);
  if (ASCII.has(n)) return decodeAscii(b, errors);
  const w = WIDE[n];
  if (w !== undefined) return decodeWide(b, w[0], w[1], errors)[0];
  return codecHook.decode(b, encoding, errors);
}

export { decodeAscii, encodeSingle, isException, typeName };

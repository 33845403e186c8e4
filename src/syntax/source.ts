/** From what the caller gives to the text the tokenizer reads: decoding, newlines, null bytes. */
import { PySyntaxError } from "./errors.js";
import type { ParseOptions } from "./parser.js";

const UTF8_NAMES = /^utf-?8(?:-|$)/;
const LATIN1_NAMES = /^(?:latin-1|iso-8859-1|iso-latin-1|latin1|l1|iso8859-1|cp819|8859)(?:-|$)/;
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_LINE = /^[ \t\f]*(?:#.*)?$/;

/** An error of the source as a whole. */
function sourceError(msg: string, filename: string, lineno = 0): PySyntaxError {
  return new PySyntaxError("SyntaxError", msg, {
    filename,
    lineno,
    offset: 0,
    text: null,
    end_lineno: lineno,
    end_offset: 0,
  });
}

export function readSource(source: string | Uint8Array, options: ParseOptions): string {
  let text = typeof source === "string" ? source : decodeSource(source, options);
  if (text.includes("\0")) {
    throw sourceError("source code string cannot contain null bytes", options.filename);
  }
  if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
  if (options.mode === "exec" && text !== "" && !text.endsWith("\n")) text += "\n";
  return text;
}

function decodeSource(bytes: Uint8Array, options: ParseOptions): string {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  const cookie = options.flags?.ignoreCookie ? null : findCookie(body);
  const name = cookie === null ? "utf-8" : normalizeName(cookie);
  if (bom && cookie !== null && name !== "utf-8") {
    throw sourceError(`encoding problem: ${cookie} with BOM`, options.filename);
  }
  if (name === "utf-8") return decodeUtf8(body, options.filename);
  if (name === "iso-8859-1") return decodeLatin1(body);
  const text = options.decode?.(body, cookie!);
  if (text === null || text === undefined) {
    throw sourceError(`unknown encoding: ${cookie}`, options.filename);
  }
  return text;
}

/** The PEP 263 cookie in one of the first two lines. */
export function findCookie(bytes: Uint8Array): string | null {
  let start = 0;
  for (let line = 0; line < 2; line++) {
    let end = start;
    while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
    const text = decodeLatin1(bytes.subarray(start, end));
    const match = COOKIE.exec(text);
    if (match !== null) return match[1]!;
    if (!BLANK_LINE.test(text)) return null;
    start = bytes[end] === 13 && bytes[end + 1] === 10 ? end + 2 : end + 1;
  }
  return null;
}

function normalizeName(cookie: string): string {
  const name = cookie.toLowerCase().replaceAll("_", "-");
  if (UTF8_NAMES.test(name)) return "utf-8";
  if (LATIN1_NAMES.test(name)) return "iso-8859-1";
  return name;
}

export function decodeLatin1(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    out += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return out;
}

function decodeUtf8(bytes: Uint8Array, filename: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const [at, reason] = invalidUtf8(bytes);
    const byte = bytes[at]!.toString(16).padStart(2, "0");
    let lineno = 1;
    for (let i = 0; i < at; i++) if (bytes[i] === 10) lineno++;
    throw sourceError(
      `(unicode error) 'utf-8' codec can't decode byte 0x${byte} in position ${at}: ${reason}`,
      filename,
      lineno,
    );
  }
}

/** Where the first invalid byte stands, and why it is. */
function invalidUtf8(bytes: Uint8Array): [number, string] {
  let i = 0;
  while (i < bytes.length) {
    const b = bytes[i]!;
    if (b < 0x80) {
      i++;
      continue;
    }
    const need =
      b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : 0;
    if (need === 0) return [i, "invalid start byte"];
    for (let k = 1; k <= need; k++) {
      const c = bytes[i + k];
      if (c === undefined) return [i, "unexpected end of data"];
      const low = k > 1 ? 0x80 : b === 0xe0 ? 0xa0 : b === 0xf0 ? 0x90 : 0x80;
      const high = k > 1 ? 0xbf : b === 0xed ? 0x9f : b === 0xf4 ? 0x8f : 0xbf;
      if (c < low || c > high) return [i, "invalid continuation byte"];
    }
    i += need + 1;
  }
  return [0, "invalid data"];
}

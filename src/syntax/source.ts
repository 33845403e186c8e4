/**
 * From what the caller gives to the text the tokenizer reads: decoding (PEP 263), newlines, null
 * bytes.
 */
import { codePointLength } from "./chars.js";
import { PySyntaxError } from "./errors.js";
import type { ParseOptions } from "./parser.js";

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_LINE = /^[ \t\f]*(?:#.*)?$/;
/** Other names of codecs that need no help from outside. */
const ALIASES: Record<string, string> = {
  utf8: "utf-8",
  u8: "utf-8",
  utf: "utf-8",
  latin1: "iso-8859-1",
  latin: "iso-8859-1",
  l1: "iso-8859-1",
  cp819: "iso-8859-1",
  "8859": "iso-8859-1",
  "iso8859-1": "iso-8859-1",
  "us-ascii": "ascii",
  "646": "ascii",
};

function sourceError(
  msg: string,
  filename: string,
  lineno = 0,
  offset = -1,
  endOffset = 0,
): PySyntaxError {
  return new PySyntaxError("SyntaxError", msg, {
    filename,
    lineno,
    offset,
    text: null,
    end_lineno: lineno,
    end_offset: endOffset,
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
  const { filename } = options;
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  const found = options.flags?.ignoreCookie ? null : findCookie(body);
  if (found === null) {
    const bad = invalidUtf8(body);
    if (bad !== null) throw undeclared(body, bad.at, options);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  }
  const name = normalName(found.name);
  if (bom && name !== "utf-8") {
    const msg = `encoding problem: ${name} with BOM`;
    throw sourceError(msg, filename, found.line, 0, found.length);
  }
  switch (ALIASES[name.toLowerCase().replaceAll("_", "-")] ?? name.toLowerCase()) {
    case "utf-8":
      return decodeUtf8(body, filename);
    case "iso-8859-1":
      return decodeLatin1(body);
    case "ascii":
      return decodeAscii(body, filename);
  }
  const text = options.decode?.(body, name);
  if (text === null || text === undefined) {
    throw sourceError(`unknown encoding: ${found.name}`, filename);
  }
  return text;
}

interface Cookie {
  name: string;
  line: number;
  /** Length of that line. */
  length: number;
}

/** The PEP 263 cookie in one of the first two lines. */
function findCookie(bytes: Uint8Array): Cookie | null {
  let start = 0;
  for (let line = 1; line <= 2; line++) {
    let end = start;
    while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
    const text = decodeLatin1(bytes.subarray(start, end));
    const match = COOKIE.exec(text);
    if (match !== null) return { name: match[1]!, line, length: text.length };
    if (!BLANK_LINE.test(text)) return null;
    start = bytes[end] === 13 && bytes[end + 1] === 10 ? end + 2 : end + 1;
  }
  return null;
}

/** The few names the reference itself brings into one form. */
function normalName(name: string): string {
  const lower = name.slice(0, 12).toLowerCase().replaceAll("_", "-");
  if (/^utf-8(?:-|$)/.test(lower)) return "utf-8";
  if (/^(?:latin-1|iso-8859-1|iso-latin-1)(?:-|$)/.test(lower)) return "iso-8859-1";
  return name;
}

export function decodeLatin1(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    out += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return out;
}

const hexByte = (b: number): string => b.toString(16).padStart(2, "0");

function decodeAscii(bytes: Uint8Array, filename: string): string {
  const at = bytes.findIndex((b) => b >= 128);
  if (at < 0) return decodeLatin1(bytes);
  const byte = hexByte(bytes[at]!);
  const msg = `'ascii' codec can't decode byte 0x${byte} in position ${at}: ordinal not in range(128)`;
  throw sourceError(msg, filename);
}

function decodeUtf8(bytes: Uint8Array, filename: string): string {
  const bad = invalidUtf8(bytes);
  if (bad === null) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const byte = hexByte(bytes[bad.at]!);
  const msg = `'utf-8' codec can't decode byte 0x${byte} in position ${bad.at}: ${bad.reason}`;
  throw sourceError(msg, filename);
}

/** The error about a byte that is no UTF-8 where no cookie explains it. */
function undeclared(bytes: Uint8Array, at: number, options: ParseOptions): PySyntaxError {
  let lineno = 1;
  let lineStart = 0;
  for (let i = 0; i < at; i++) {
    if (bytes[i] !== 10) continue;
    lineno++;
    lineStart = i + 1;
  }
  const before = new TextDecoder().decode(bytes.subarray(lineStart, at));
  const offset = codePointLength(before, 0, before.length) + 1;
  const msg =
    `Non-UTF-8 code starting with '\\x${hexByte(bytes[at]!)}' ` +
    `${options.fromFile === true ? `in file ${options.filename} ` : ""}on line ${lineno}, but no encoding ` +
    "declared; see https://peps.python.org/pep-0263/ for details";
  let lineEnd = at;
  while (lineEnd < bytes.length && bytes[lineEnd] !== 10 && bytes[lineEnd] !== 13) lineEnd++;
  return new PySyntaxError("SyntaxError", msg, {
    // A text in memory has no name yet when it is decoded.
    filename: options.fromFile === true ? options.filename : null,
    lineno,
    offset,
    text: new TextDecoder().decode(bytes.subarray(lineStart, lineEnd)),
    end_lineno: lineno,
    end_offset: offset,
  });
}

/** Where the first invalid byte stands, and why it is. */
function invalidUtf8(bytes: Uint8Array): { at: number; reason: string } | null {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return null;
  } catch {
    return findInvalidUtf8(bytes);
  }
}

/** How many bytes follow a first byte; 0 for bytes that can't be first. */
function continuationBytes(b: number): number {
  if (b >= 0xc2 && b < 0xe0) return 1;
  if (b >= 0xe0 && b < 0xf0) return 2;
  return b >= 0xf0 && b < 0xf5 ? 3 : 0;
}

function findInvalidUtf8(bytes: Uint8Array): { at: number; reason: string } {
  let i = 0;
  while (i < bytes.length) {
    const b = bytes[i]!;
    if (b < 0x80) {
      i++;
      continue;
    }
    const need = continuationBytes(b);
    if (need === 0) return { at: i, reason: "invalid start byte" };
    for (let k = 1; k <= need; k++) {
      const c = bytes[i + k];
      if (c === undefined) return { at: i, reason: "unexpected end of data" };
      // The second byte is restricted so that no code has two forms and no surrogate one.
      const low = k > 1 ? 0x80 : b === 0xe0 ? 0xa0 : b === 0xf0 ? 0x90 : 0x80;
      const high = k > 1 ? 0xbf : b === 0xed ? 0x9f : b === 0xf4 ? 0x8f : 0xbf;
      if (c < low || c > high) return { at: i, reason: "invalid continuation byte" };
    }
    i += need + 1;
  }
  return { at: 0, reason: "invalid data" };
}

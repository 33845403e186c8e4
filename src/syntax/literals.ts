/** The values of literals: escapes in strings, numbers. */
import type { ConstantValue, StrValue } from "./ast.js";
import { isHexDigit, utf8Length } from "./chars.js";
import { invalidEscape } from "./tokenize-string.js";

/** A literal that can't be decoded; the parser gives it a place. */
export class LiteralError {
  readonly msg: string;
  constructor(msg: string) {
    this.msg = msg;
  }
}

export interface EscapeContext {
  lookupName: (name: string) => number | null;
  /** The first invalid escape of a literal: its message, and where in the body it stands. */
  warn: (msg: string, at: number) => void;
}

const SIMPLE_ESCAPES: Record<string, string> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const isOctal = (c: number): boolean => c >= 48 && c <= 55;

function octalDigits(body: string, pos: number): number {
  let n = 1;
  while (n < 3 && isOctal(body.charCodeAt(pos + n))) n++;
  return n;
}

function hexDigits(body: string, pos: number, max: number): number {
  let n = 0;
  while (n < max && isHexDigit(body.charCodeAt(pos + n))) n++;
  return n;
}

/**
 * A position in the text as the reference's decoder counts it: every non-ASCII character has been
 * rewritten to a ten-character escape before.
 */
function decoderPosition(body: string, pos: number): number {
  let n = 0;
  for (let i = 0; i < pos; i++) {
    const c = body.charCodeAt(i);
    n += c < 128 ? 1 : (c & 0xfc00) === 0xdc00 ? 0 : 10;
  }
  return n;
}

function unicodeError(body: string, from: number, to: number, reason: string): LiteralError {
  const first = decoderPosition(body, from);
  const last = decoderPosition(body, to) - 1;
  const where = last > first ? `bytes in position ${first}-${last}` : byteAt(body, from, first);
  return new LiteralError(`(unicode error) 'unicodeescape' codec can't decode ${where}: ${reason}`);
}

function byteAt(body: string, from: number, position: number): string {
  return `byte 0x${body.charCodeAt(from).toString(16).padStart(2, "0")} in position ${position}`;
}

const HEX_ESCAPES: Record<string, { digits: number; error: string }> = {
  x: { digits: 2, error: "truncated \\xXX escape" },
  u: { digits: 4, error: "truncated \\uXXXX escape" },
  U: { digits: 8, error: "truncated \\UXXXXXXXX escape" },
};

/** Decodes the escapes of a str literal's body. */
export function decodeStr(body: string, context: EscapeContext): StrValue {
  let pos = body.indexOf("\\");
  if (pos < 0) return { type: "str", value: body };
  let out = "";
  let from = 0;
  let warned = false;
  // Escapes that write a high surrogate followed by one that writes a low one: where they join.
  let lastHigh = -1;
  let ambiguous: number[] | null = null;
  while (pos >= 0) {
    out += body.slice(from, pos);
    const char = body[pos + 1]!;
    const c = body.charCodeAt(pos + 1);
    const simple = SIMPLE_ESCAPES[char];
    let end = pos + 2;
    if (simple !== undefined) out += simple;
    else if (char === "\n") {
      // The line goes on.
    } else if (isOctal(c)) {
      end = pos + 1 + octalDigits(body, pos + 1);
      const digits = body.slice(pos + 1, end);
      const code = Number.parseInt(digits, 8);
      if (code > 255 && !warned) {
        warned = true;
        context.warn(invalidEscape(digits, "octal "), pos);
      }
      out += String.fromCharCode(code);
    } else if (char === "x" || char === "u" || char === "U") {
      const { digits, error } = HEX_ESCAPES[char]!;
      const n = hexDigits(body, pos + 2, digits);
      end = pos + 2 + n;
      if (n < digits) throw unicodeError(body, pos, end, error);
      const code = Number.parseInt(body.slice(pos + 2, end), 16);
      if (code > 0x10ffff) throw unicodeError(body, pos, end, "illegal Unicode character");
      if ((code & 0x1ffc00) === 0xd800) lastHigh = out.length;
      else if ((code & 0x1ffc00) === 0xdc00 && lastHigh >= 0 && lastHigh === out.length - 1) {
        ambiguous ??= [];
        ambiguous.push(lastHigh);
      }
      out += String.fromCodePoint(code);
    } else if (char === "N") {
      const close = body.indexOf("}", pos + 3);
      if (body[pos + 2] !== "{" || close <= pos + 3) {
        const to = body[pos + 2] !== "{" ? pos + 2 : close < 0 ? body.length : close + 1;
        throw unicodeError(body, pos, to, "malformed \\N character escape");
      }
      end = close + 1;
      const code = context.lookupName(body.slice(pos + 3, close));
      if (code === null) throw unicodeError(body, pos, end, "unknown Unicode character name");
      out += String.fromCodePoint(code);
    } else {
      // At the end of the text, a brace follows: the tokenizer has warned.
      if (!warned && pos + 1 < body.length) {
        warned = true;
        context.warn(invalidEscape(String.fromCodePoint(body.codePointAt(pos + 1)!)), pos);
      }
      out += "\\";
      end = pos + 1;
    }
    from = end;
    pos = body.indexOf("\\", char === "\\" ? end : end === pos + 1 ? end + 1 : end);
  }
  out += body.slice(from);
  if (ambiguous === null) return { type: "str", value: out };
  return { type: "str", value: out, codePoints: splitPairs(out, ambiguous) };
}

/** Code points of a text in which the pairs that begin at `places` stay apart. */
function splitPairs(text: string, places: number[]): number[] {
  const points: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (places.includes(i)) points.push(text.charCodeAt(i));
    else {
      const cp = text.codePointAt(i)!;
      points.push(cp);
      if (cp > 0xffff) i++;
    }
  }
  return points;
}

/** Joins adjacent literals; keeps surrogates apart that only the join would pair. */
export function concatStr(parts: StrValue[]): StrValue {
  if (parts.length === 1) return parts[0]!;
  let value = "";
  let ambiguous = false;
  for (const p of parts) {
    if (p.codePoints !== undefined) ambiguous = true;
    const last = value.charCodeAt(value.length - 1);
    if ((last & 0xfc00) === 0xd800 && (p.value.charCodeAt(0) & 0xfc00) === 0xdc00) ambiguous = true;
    value += p.value;
  }
  if (!ambiguous) return { type: "str", value };
  const codePoints = parts.flatMap(
    (p) => p.codePoints ?? Array.from(p.value, (ch) => ch.codePointAt(0)!),
  );
  return { type: "str", value, codePoints };
}

/** Decodes a bytes literal's body (ASCII only). */
export function decodeBytes(body: string, raw: boolean, context: EscapeContext): Uint8Array {
  const out = new Uint8Array(body.length);
  let n = 0;
  let warned = false;
  const warn = (msg: string, at: number): void => {
    if (!warned) context.warn(msg, at);
    warned = true;
  };
  for (let i = 0; i < body.length; i++) {
    const c = body.charCodeAt(i);
    if (raw || c !== 92) {
      out[n++] = c;
      continue;
    }
    const char = body[++i]!;
    const simple = SIMPLE_ESCAPES[char];
    if (simple !== undefined) out[n++] = simple.charCodeAt(0);
    else if (char === "\n") continue;
    else if (isOctal(char.charCodeAt(0))) {
      const digits = body.slice(i, i + octalDigits(body, i));
      const code = Number.parseInt(digits, 8);
      if (code > 255) warn(invalidEscape(digits, "octal "), i - 1);
      out[n++] = code & 255;
      i += digits.length - 1;
    } else if (char === "x") {
      if (hexDigits(body, i + 1, 2) < 2) {
        throw new LiteralError(`(value error) invalid \\x escape at position ${i - 1}`);
      }
      out[n++] = Number.parseInt(body.slice(i + 1, i + 3), 16);
      i += 2;
    } else {
      warn(invalidEscape(char), i - 1);
      out[n++] = 92;
      out[n++] = char.charCodeAt(0);
    }
  }
  return out.slice(0, n);
}

/** The value of a number token. */
export function decodeNumber(text: string, maxIntDigits: number): ConstantValue {
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  const last = plain.charCodeAt(plain.length - 1) | 32;
  const prefixed = plain.charCodeAt(0) === 48 && plain.length > 1 && /^0[xob]/i.test(plain);
  if (!prefixed && last === 106) {
    return { type: "complex", imag: Number(plain.slice(0, -1)) };
  }
  if (!prefixed && /[.eE]/.test(plain)) return { type: "float", value: Number(plain) };
  const value = Number(plain);
  if (Number.isSafeInteger(value)) return { type: "int", value };
  if (!prefixed && maxIntDigits > 0 && plain.length > maxIntDigits) {
    throw new LiteralError(
      `Exceeds the limit (${maxIntDigits} digits) for integer string conversion: ` +
        `value has ${plain.length} digits; use sys.set_int_max_str_digits() to increase the limit ` +
        "- Consider hexadecimal for huge integer literals to avoid decimal conversion limits.",
    );
  }
  return { type: "int", value: BigInt(plain) };
}

/** Bytes of the source that a piece of text takes, for columns inside literals. */
export function byteLength(text: string): number {
  return utf8Length(text, 0, text.length);
}

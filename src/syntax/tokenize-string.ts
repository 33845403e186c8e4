/**
 * String literals: plain ones as one token, f- and t-strings as START, MIDDLE..., END with the
 * tokens of the expressions between (PEP 701).
 */
import { extraBytes } from "./chars.js";
import { T } from "./kinds.js";
import type { Tokenizer } from "./tokenizer.js";

/** An f- or t-string the tokenizer is inside of. */
export interface FStringMode {
  letter: "f" | "t";
  quote: number;
  quoteSize: number;
  raw: boolean;
  /** Reading literal text (else: an expression). */
  inText: boolean;
  /** In a format spec. */
  inSpec: boolean;
  /** Brackets open in its expressions. */
  depth: number;
  /** `depth` outside the innermost replacement field, -1 outside all. */
  exprDepth: number;
  start: number;
  line: number;
  lineStart: number;
}

const MAX_NESTING = 3;

function quoteSizeAt(src: string, pos: number, quote: number): number {
  return src.charCodeAt(pos + 1) === quote && src.charCodeAt(pos + 2) === quote ? 3 : 1;
}

/** Goes back to the line of an unterminated literal, which is where the error is shown. */
function unterminated(
  t: Tokenizer,
  start: number,
  line: number,
  lineStart: number,
  what: string,
  hint = "",
): never {
  const detected = t.currentLine();
  // The reference does not mark the end of the source in a f- or t-string with single quotes.
  const atEnd = t.pos >= t.src.length && !/^[ft]-/.test(what);
  t.line = line;
  t.lineStart = lineStart;
  const msg = `unterminated ${what} literal (detected at line ${detected})${hint}`;
  return t.failAt(start + 1, msg, atEnd);
}

/** A plain string or bytes literal whose quote is at `quoteAt`; its prefix begins at `start`. */
export function scanString(t: Tokenizer, start: number, quoteAt: number): void {
  const { src } = t;
  const { length } = src;
  const quote = src.charCodeAt(quoteAt);
  const size = quoteSizeAt(src, quoteAt, quote);
  const { line, lineStart } = t;
  const col = t.col(start);
  let pos = quoteAt + size;
  let escapedQuote = false;
  let closed = false;
  while (pos < length) {
    const c = src.charCodeAt(pos);
    if (c === quote) {
      if (size === 1 || (src.charCodeAt(pos + 1) === quote && src.charCodeAt(pos + 2) === quote)) {
        pos += size;
        closed = true;
        break;
      }
    } else if (c === 92) {
      pos++;
      const escaped = src.charCodeAt(pos);
      if (escaped === quote) escapedQuote = true;
      else if (escaped === 10) t.newline(pos + 1, true);
      else if (escaped >= 128) t.extra += extraBytes(escaped);
    } else if (c === 10) {
      if (size === 1) break;
      t.newline(pos + 1, true);
    } else if (c >= 128) t.extra += extraBytes(c);
    pos++;
  }
  if (!closed) {
    t.pos = Math.min(pos, length);
    const mode = t.modes[t.modes.length - 1];
    if (mode !== undefined && mode.quote === quote && mode.quoteSize === size) {
      t.line = line;
      t.lineStart = lineStart;
      t.failAt(start + 1, `${mode.letter}-string: expecting '}'`);
    }
    if (size === 3) unterminated(t, start, line, lineStart, "triple-quoted string");
    const hint = escapedQuote ? "; perhaps you escaped the end quote?" : "";
    unterminated(t, start, line, lineStart, "string", hint);
  }
  t.store.push(T.STRING, start, pos, line, col, t.line, t.col(pos), 0);
  t.pos = pos;
}

const PREFIX_LETTERS = /^(?:b|u|r|f|t)+$/i;
const INCOMPATIBLE = ["ub", "ur", "uf", "ut", "bf", "bt", "ft"];

/**
 * At a quote that follows a word: reads the string if the word is a prefix. Returns false if it is
 * none, so the word is a name.
 */
export function scanPrefixedString(t: Tokenizer, start: number): boolean {
  const { src, pos } = t;
  const prefix = src.slice(start, pos).toLowerCase();
  if (!PREFIX_LETTERS.test(prefix) || new Set(prefix).size !== prefix.length) return false;
  if (prefix.length > 1) {
    for (const pair of INCOMPATIBLE) {
      if (!prefix.includes(pair[0]!) || !prefix.includes(pair[1]!)) continue;
      t.failRange(start + 1, pos + 1, `'${pair[0]}' and '${pair[1]}' prefixes are incompatible`);
    }
  }
  const isF = prefix.includes("f");
  if (!isF && !prefix.includes("t")) {
    scanString(t, start, pos);
    return true;
  }
  const quote = src.charCodeAt(pos);
  const quoteSize = quoteSizeAt(src, pos, quote);
  t.modes.push({
    letter: isF ? "f" : "t",
    quote,
    quoteSize,
    raw: prefix.includes("r"),
    inText: true,
    inSpec: false,
    depth: 0,
    exprDepth: -1,
    start,
    line: t.line,
    lineStart: t.lineStart,
  });
  t.put(isF ? T.FSTRING_START : T.TSTRING_START, start, pos + quoteSize);
  return true;
}

/** Reads literal text of an f- or t-string: one MIDDLE, or the END. */
export function scanFStringText(t: Tokenizer): void {
  const { src, pos } = t;
  const mode = t.modes[t.modes.length - 1]!;
  if (src.charCodeAt(pos) === 123 && src.charCodeAt(pos + 1) !== 123) {
    enterField(t, mode, pos);
  } else if (closes(src, pos, mode)) {
    t.modes.pop();
    t.put(mode.letter === "f" ? T.FSTRING_END : T.TSTRING_END, pos, pos + mode.quoteSize);
  } else scanMiddle(t, mode);
}

/** Literal text up to a brace or the closing quote. */
function scanMiddle(t: Tokenizer, mode: FStringMode): void {
  const { src } = t;
  const start = t.pos;
  const { line } = t;
  const col = t.col(start);
  const inSpec = mode.inSpec && mode.exprDepth >= 0;
  let namedEscape = false;
  let pos = start;
  // Braces behind the text that belong to the token.
  let extra = 0;
  let field = false;
  for (;;) {
    const c = pos < src.length ? src.charCodeAt(pos) : -1;
    if (c === -1 || (c === 10 && mode.quoteSize === 1)) unterminatedText(t, mode, pos, inSpec);
    if (c === mode.quote && closes(src, pos, mode)) break;
    if (c === 123) {
      if (src.charCodeAt(pos + 1) === 123 && !inSpec) {
        pos++;
        extra = 1;
      } else field = true;
      break;
    }
    if (c === 125) {
      if (namedEscape) pos++;
      else if (src.charCodeAt(pos + 1) === 125 && !inSpec && mode.depth === 0) {
        pos++;
        extra = 1;
      } else mode.inText = false;
      break;
    }
    if (c === 92) {
      const next = src.charCodeAt(pos + 1);
      if (next === 123 || next === 125) {
        if (!mode.raw) warnBraceEscape(t, pos, next);
        pos++;
        continue;
      }
      if (next === 10) t.newline(pos + 2, true);
      else if (next >= 128) t.extra += extraBytes(next);
      if (next === 78 && !mode.raw && src.charCodeAt(pos + 2) === 123) {
        namedEscape = true;
        pos++;
      }
      pos += pos + 1 < src.length ? 2 : 1;
      continue;
    }
    if (c === 10) t.newline(pos + 1, true);
    else if (c >= 128) t.extra += extraBytes(c);
    pos++;
  }
  // Of a doubled brace one is text, but both are inside the token's columns.
  const kind = mode.letter === "f" ? T.FSTRING_MIDDLE : T.TSTRING_MIDDLE;
  t.pos = pos + extra;
  t.store.push(kind, start, pos, line, col, t.line, t.col(t.pos), 0);
  if (field) enterField(t, mode, pos);
}

function unterminatedText(t: Tokenizer, mode: FStringMode, pos: number, inSpec: boolean): never {
  const what = `${mode.letter}-string`;
  t.pos = pos;
  if (inSpec && pos < t.src.length && mode.quoteSize === 1) {
    const msg = `newlines are not allowed in format specifiers for single quoted ${what}s`;
    t.failAt(pos + 1, `${what}: ${msg}`);
  }
  const size = mode.quoteSize === 3 ? "triple-quoted " : "";
  return unterminated(t, mode.start, mode.line, mode.lineStart, `${size}${what}`);
}

function closes(src: string, pos: number, mode: FStringMode): boolean {
  const { quote, quoteSize } = mode;
  if (src.charCodeAt(pos) !== quote) return false;
  if (quoteSize === 1) return true;
  return src.charCodeAt(pos + 1) === quote && src.charCodeAt(pos + 2) === quote;
}

function enterField(t: Tokenizer, mode: FStringMode, pos: number): void {
  mode.exprDepth++;
  if (mode.exprDepth >= MAX_NESTING) {
    t.failAt(pos, `${mode.letter}-string: expressions nested too deeply`);
  }
  mode.inText = false;
}

function warnBraceEscape(t: Tokenizer, pos: number, brace: number): void {
  const char = String.fromCharCode(brace);
  t.store.warnings.push({
    category: "SyntaxWarning",
    message: invalidEscape(char),
    lineno: t.line,
    col_offset: t.col(pos),
    end_lineno: t.line,
    end_col_offset: t.col(pos) + 2,
  });
}

/** The wording of 3.14 for an escape like `\\d`, given what follows the backslash. */
export function invalidEscape(char: string, kind = ""): string {
  return (
    `"\\${char}" is an invalid ${kind}escape sequence. ` +
    "Such sequences will not work in the future. " +
    `Did you mean "\\\\${char}"? A raw string is also an option.`
  );
}

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
      t.failRange(
        start + 1,
        pos + 1,
        `'${pair[0]}' and '${pair[1]}' prefixes are incompatible`,
      );
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
  const { src } = t;
  const { length } = src;
  const mode = t.modes[t.modes.length - 1]!;
  const { quote, quoteSize } = mode;
  const start = t.pos;
  const isF = mode.letter === "f";
  if (src.charCodeAt(start) === 123 && src.charCodeAt(start + 1) !== 123) {
    return enterField(t, mode, start);
  }
  if (closes(src, start, quote, quoteSize)) {
    t.modes.pop();
    return t.put(isF ? T.FSTRING_END : T.TSTRING_END, start, start + quoteSize);
  }
  const { line } = t;
  const col = t.col(start);
  const middle = (end: number, next: number): void => {
    const kind = isF ? T.FSTRING_MIDDLE : T.TSTRING_MIDDLE;
    // Of a doubled brace one is text, but both are inside the token's columns.
    t.store.push(kind, start, end, line, col, t.line, t.col(next), 0);
    t.pos = next;
  };
  const inSpec = mode.inSpec && mode.exprDepth >= 0;
  let namedEscape = false;
  let pos = start;
  for (;;) {
    const c = pos < length ? src.charCodeAt(pos) : -1;
    if (c === -1 || (c === 10 && quoteSize === 1)) {
      t.pos = pos;
      if (c === 10 && inSpec) {
        t.failAt(
          pos + 1,
          `${mode.letter}-string: newlines are not allowed in format specifiers ` +
            `for single quoted ${mode.letter}-strings`,
        );
      }
      const what = quoteSize === 3 ? "triple-quoted " : "";
      unterminated(t, mode.start, mode.line, mode.lineStart, `${what}${mode.letter}-string`);
    }
    if (c === quote && closes(src, pos, quote, quoteSize)) return middle(pos, pos);
    if (c === 123) {
      if (src.charCodeAt(pos + 1) === 123 && !inSpec) return middle(pos + 1, pos + 2);
      middle(pos, pos);
      return enterField(t, mode, pos);
    }
    if (c === 125) {
      if (namedEscape) return middle(pos + 1, pos + 1);
      if (src.charCodeAt(pos + 1) === 125 && !inSpec && mode.depth === 0) {
        return middle(pos + 1, pos + 2);
      }
      mode.inText = false;
      return middle(pos, pos);
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
      pos += pos + 1 < length ? 2 : 1;
      continue;
    }
    if (c === 10) t.newline(pos + 1, true);
    else if (c >= 128) t.extra += extraBytes(c);
    pos++;
  }
}

function closes(src: string, pos: number, quote: number, size: number): boolean {
  if (src.charCodeAt(pos) !== quote) return false;
  return size === 1 || (src.charCodeAt(pos + 1) === quote && src.charCodeAt(pos + 2) === quote);
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
export function invalidEscape(escape: string, kind = ""): string {
  return (
    `"\\${escape}" is an invalid ${kind}escape sequence. ` +
    "Such sequences will not work in the future. " +
    `Did you mean "\\\\${escape}"? A raw string is also an option.`
  );
}

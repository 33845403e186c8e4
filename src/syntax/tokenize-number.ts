/** Number literals, with the reference's errors for malformed ones. */
import { IS_WORD, isDigit, isHexDigit } from "./chars.js";
import { T } from "./kinds.js";
import type { Tokenizer } from "./tokenizer.js";

type Radix = "hexadecimal" | "octal" | "binary";

function isRadixDigit(c: number, radix: Radix): boolean {
  if (radix === "hexadecimal") return isHexDigit(c);
  return c >= 48 && c < (radix === "octal" ? 56 : 50);
}

/** Digits with single underscores between them; returns the end. */
function decimalTail(t: Tokenizer, pos: number): number {
  const { src } = t;
  for (;;) {
    while (isDigit(src.charCodeAt(pos))) pos++;
    if (src.charCodeAt(pos) !== 95) return pos;
    if (!isDigit(src.charCodeAt(pos + 1))) t.failAt(pos + 1, "invalid decimal literal");
    pos++;
  }
}

const KEYWORD_AFTER = /(?:i[fns]|(?:and|else|for|or|not)(?![\w\x80-\uffff]))/y;

/** A number may touch a keyword (with a warning), but no other word. */
function checkEnd(t: Tokenizer, pos: number, kind: string): void {
  const c = t.src.charCodeAt(pos);
  if (!(c < 128 && IS_WORD[c] === 1)) return;
  KEYWORD_AFTER.lastIndex = pos;
  if (!KEYWORD_AFTER.test(t.src)) t.failAt(pos, `invalid ${kind} literal`);
  const col = t.col(pos);
  t.store.warnings.push({
    category: "SyntaxWarning",
    message: `invalid ${kind} literal`,
    lineno: t.line,
    col_offset: col,
    end_lineno: t.line,
    end_col_offset: col,
  });
}

function radixNumber(t: Tokenizer, start: number, radix: Radix): void {
  const { src } = t;
  let pos = start + 2;
  const badDigit = (): never =>
    t.failAt(pos + 1, `invalid digit '${src[pos]}' in ${radix} literal`);
  do {
    if (src.charCodeAt(pos) === 95) pos++;
    const c = src.charCodeAt(pos);
    if (!isRadixDigit(c, radix)) {
      if (radix !== "hexadecimal" && isDigit(c)) badDigit();
      t.failAt(pos, `invalid ${radix} literal`);
    }
    while (isRadixDigit(src.charCodeAt(pos), radix)) pos++;
  } while (src.charCodeAt(pos) === 95);
  if (isDigit(src.charCodeAt(pos))) badDigit();
  checkEnd(t, pos, radix);
  t.put(T.NUMBER, start, pos);
}

/** The exponent at `pos` ("e" or "E"). Returns `pos` itself when it is none but a keyword. */
function exponent(t: Tokenizer, pos: number): number {
  const { src } = t;
  const next = src.charCodeAt(pos + 1);
  if (next === 43 || next === 45) {
    if (!isDigit(src.charCodeAt(pos + 2))) t.failAt(pos + 2, "invalid decimal literal");
    return decimalTail(t, pos + 2);
  }
  return isDigit(next) ? decimalTail(t, pos + 1) : pos;
}

export function scanNumber(t: Tokenizer, start: number): void {
  const { src } = t;
  let pos = start;
  let zerosEnd = 0;
  let leadingZero = false;
  if (src.charCodeAt(pos) === 48) {
    switch (src.charCodeAt(pos + 1) | 32) {
      case 120:
        radixNumber(t, start, "hexadecimal");
        return;
      case 111:
        radixNumber(t, start, "octal");
        return;
      case 98:
        radixNumber(t, start, "binary");
        return;
    }
    for (;;) {
      const c = src.charCodeAt(pos);
      if (c === 95) {
        if (!isDigit(src.charCodeAt(pos + 1))) t.failAt(pos + 1, "invalid decimal literal");
      } else if (c !== 48) break;
      pos++;
    }
    zerosEnd = pos;
    if (isDigit(src.charCodeAt(pos))) {
      leadingZero = true;
      pos = decimalTail(t, pos);
    }
  } else if (src.charCodeAt(pos) !== 46) pos = decimalTail(t, pos);
  let c = src.charCodeAt(pos);
  if (c === 46) {
    leadingZero = false;
    pos++;
    if (isDigit(src.charCodeAt(pos))) pos = decimalTail(t, pos);
    c = src.charCodeAt(pos);
  }
  if ((c | 32) === 101) {
    const end = exponent(t, pos);
    if (end === pos) {
      checkEnd(t, pos, "decimal");
      t.put(T.NUMBER, start, pos);
      return;
    }
    leadingZero = false;
    pos = end;
    c = src.charCodeAt(pos);
  }
  if ((c | 32) === 106) {
    pos++;
    checkEnd(t, pos, "imaginary");
    t.put(T.NUMBER, start, pos);
    return;
  }
  if (leadingZero) {
    t.failRange(
      start + 1,
      zerosEnd + 1,
      "leading zeros in decimal integer literals are not permitted; " +
        "use an 0o prefix for octal integers",
    );
  }
  checkEnd(t, pos, "decimal");
  t.put(T.NUMBER, start, pos);
}

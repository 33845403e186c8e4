/** Character classes of the tokenizer. */

// biome-ignore lint/suspicious/noConstEnum: inlined by tsc, which builds the product
export const enum C {
  OTHER = 0,
  NAME = 1,
  DIGIT = 2,
  QUOTE = 3,
  BLANK = 4,
  NEWLINE = 5,
  PUNCT = 6,
  DOT = 7,
  HASH = 8,
  BACKSLASH = 9,
}

/** The class of each ASCII character. */
export const CLASS = new Uint8Array(128);
/** 1 for ASCII letters, digits and the underscore. */
export const IS_WORD = new Uint8Array(128);

for (let c = 33; c < 127; c++) {
  const s = String.fromCharCode(c);
  if (/[A-Za-z_]/.test(s)) CLASS[c] = C.NAME;
  else if (/[0-9]/.test(s)) CLASS[c] = C.DIGIT;
  else if (/['"]/.test(s)) CLASS[c] = C.QUOTE;
  else if (s === ".") CLASS[c] = C.DOT;
  else if (s === "#") CLASS[c] = C.HASH;
  else if (s === "\\") CLASS[c] = C.BACKSLASH;
  else CLASS[c] = C.PUNCT;
  if (/\w/.test(s)) IS_WORD[c] = 1;
}
CLASS[32] = CLASS[9] = CLASS[12] = C.BLANK;
CLASS[10] = C.NEWLINE;

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

export function isHexDigit(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
}

/** Bytes that UTF-8 needs for a UTF-16 unit beyond one (half of a pair counts for two bytes). */
export function extraBytes(unit: number): number {
  if (unit < 0x80) return 0;
  if (unit < 0x800) return 1;
  return (unit & 0xf800) === 0xd800 ? 1 : 2;
}

/** The number of UTF-8 bytes of `text[from..to]`. */
export function utf8Length(text: string, from: number, to: number): number {
  let n = to - from;
  for (let i = from; i < to; i++) n += extraBytes(text.charCodeAt(i));
  return n;
}

/** The number of code points of `text[from..to]`. */
export function codePointLength(text: string, from: number, to: number): number {
  let n = to - from;
  for (let i = from; i < to - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xd800) continue;
    if ((text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      n--;
      i++;
    }
  }
  return n;
}

/** `str.isprintable` for one character. */
export function isPrintable(char: string): boolean {
  return char === " " || !/^[\p{C}\p{Z}]$/u.test(char);
}

/** "U+20AC" */
export function codePointName(cp: number): string {
  return `U+${cp.toString(16).toUpperCase().padStart(4, "0")}`;
}

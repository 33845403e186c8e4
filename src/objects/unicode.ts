/**
 * Character properties and case mappings. V8's tables serve; its Unicode version may be newer
 * than the 16.0 of Python 3.14, so a character assigned since is treated as V8 knows it.
 */

const test =
  (re: RegExp) =>
  (cp: number): boolean =>
    re.test(String.fromCodePoint(cp));
const memo =
  (ascii: (cp: number) => boolean, f: (cp: number) => boolean) =>
  (cp: number): boolean =>
    cp < 128 ? ascii(cp) : f(cp);

const upperAscii = (c: number): boolean => c >= 65 && c <= 90;
const lowerAscii = (c: number): boolean => c >= 97 && c <= 122;
const digitAscii = (c: number): boolean => c >= 48 && c <= 57;
const alphaAscii = (c: number): boolean => upperAscii(c) || lowerAscii(c);

export const isUpper = memo(upperAscii, test(/\p{Uppercase}/u));
export const isLower = memo(lowerAscii, test(/\p{Lowercase}/u));
export const isTitle = memo(() => false, test(/\p{Lt}/u));
export const isAlpha = memo(alphaAscii, test(/\p{L}/u));
export const isDecimal = memo(digitAscii, test(/\p{Nd}/u));
/** Digits beside the decimal ones: superscripts, circled digits. */
export const isDigit = memo(
  digitAscii,
  test(
    /\p{Nd}|[\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]/u,
  ),
);
/** Ideographs with a numeric value have no property of their own in regular expressions. */
const HAN_NUMBERS = new Set(
  Array.from(
    "㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零两〇",
    (c) => c.codePointAt(0)!,
  ),
);
export const isNumeric = memo(
  digitAscii,
  (c) => /\p{N}/u.test(String.fromCodePoint(c)) || HAN_NUMBERS.has(c),
);
export const isAlnum = (c: number): boolean =>
  isAlpha(c) || isDecimal(c) || isDigit(c) || isNumeric(c);
const SPACES = new Set([
  9, 10, 11, 12, 13, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002,
  0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f,
  0x3000,
]);
export const isSpace = (c: number): boolean => SPACES.has(c);
export const isPrintable = memo(
  (c) => c >= 0x20 && c < 0x7f,
  (c) => !/[\p{C}\p{Z}]/u.test(String.fromCodePoint(c)),
);
const IDENTIFIER = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u;
export const isIdentifier = (s: string): boolean => IDENTIFIER.test(s);

function isAscii(s: string): boolean {
  for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 127) return false;
  return true;
}
export const upper = (s: string): string => s.toUpperCase();
/** JavaScript's lower-casing has the rule for a final sigma, as Python's. */
export const lower = (s: string): string => s.toLowerCase();

/** Full case folding (CaseFolding.txt C + F), built from V8's mappings. */
export function casefold(s: string): string {
  if (isAscii(s)) return s.toLowerCase();
  let out = "";
  for (const c of s) out += foldChar(c);
  return out;
}
const FOLDS: Record<string, string> = { ß: "ss", ẞ: "ss", ς: "σ", ı: "ı", İ: "i̇" };
function foldChar(c: string): string {
  const own = FOLDS[c];
  if (own !== undefined) return own;
  const cp = c.codePointAt(0)!;
  // Cherokee folds to capitals.
  if ((cp >= 0xab70 && cp <= 0xabbf) || (cp >= 0x13f8 && cp <= 0x13fd)) return c.toUpperCase();
  if (cp >= 0x13a0 && cp <= 0x13f5) return c;
  const up = c.toUpperCase();
  const low = up.toLowerCase();
  return low.length > 0 && up !== c ? low : c.toLowerCase();
}

/** Title-case of one character, with the special forms for digraphs. */
const TITLE: Record<string, string> = {
  Ǆ: "ǅ",
  ǅ: "ǅ",
  ǆ: "ǅ",
  Ǉ: "ǈ",
  ǈ: "ǈ",
  ǉ: "ǈ",
  Ǌ: "ǋ",
  ǋ: "ǋ",
  ǌ: "ǋ",
  Ǳ: "ǲ",
  ǲ: "ǲ",
  ǳ: "ǲ",
  ß: "Ss",
  ﬀ: "Ff",
  ﬁ: "Fi",
  ﬂ: "Fl",
  ﬃ: "Ffi",
  ﬄ: "Ffl",
  ﬅ: "St",
  ﬆ: "St",
  և: "Եւ",
  ﬓ: "Մն",
  ﬔ: "Մե",
  ﬕ: "Մի",
  ﬖ: "Վն",
  ﬗ: "Մխ",
};
function titleChar(c: string): string {
  const own = TITLE[c];
  if (own !== undefined) return own;
  const cp = c.codePointAt(0)!;
  // Georgian letters and Greek with iota subscript stay single in title case.
  if (cp >= 0x10d0 && cp <= 0x10ff) return c;
  if (cp === 0x1fb3 || cp === 0x1fc3 || cp === 0x1ff3) return String.fromCodePoint(cp + 9);
  if (cp >= 0x1f80 && cp <= 0x1fff) {
    const u = c.toUpperCase();
    return u.length > 1 && u.endsWith("Ι") ? String.fromCodePoint(cp | 8) : u;
  }
  return c.toUpperCase();
}

/** `title` of ASCII, given in lower case. */
function titleAscii(s: string): string {
  let out = "";
  let from = 0;
  let prev = false;
  for (let i = 0; i < s.length; i++) {
    const letter = lowerAscii(s.charCodeAt(i));
    if (letter && !prev) {
      out += s.slice(from, i) + String.fromCharCode(s.charCodeAt(i) - 32);
      from = i + 1;
    }
    prev = letter;
  }
  return from === 0 ? s : out + s.slice(from);
}

export function title(s: string): string {
  if (isAscii(s)) return titleAscii(s.toLowerCase());
  let out = "";
  let prev = false;
  let at = 0;
  let lowered: string | undefined;
  for (const c of s) {
    // The whole text in lower case tells which sigma ends a word.
    if (!prev) out += titleChar(c);
    else if (c === SIGMA) out += (lowered ??= sigmas(s))[at];
    else out += c.toLowerCase();
    prev = isCased(c.codePointAt(0)!);
    at += c.length;
  }
  return out;
}
const SIGMA = "\u03a3";
/** Each capital sigma as the small one of its place; the other characters as they are. */
function sigmas(s: string): string {
  const lower = s.toLowerCase();
  const forms = lower.match(/[\u03c3\u03c2]/g) ?? [];
  let k = 0;
  return s.replace(/[\u03a3\u03c3\u03c2]/g, (c) => (c === SIGMA ? forms[k++] : (k++, c)));
}
const isCased = (c: number): boolean => isUpper(c) || isLower(c) || isTitle(c);

export function capitalize(s: string): string {
  if (s.charCodeAt(0) < 128) return s[0].toUpperCase() + s.toLowerCase().slice(1);
  const first = s === "" ? "" : String.fromCodePoint(s.codePointAt(0)!);
  return first === "" ? "" : titleChar(first) + s.toLowerCase().slice(first.toLowerCase().length);
}

export function swapcase(s: string): string {
  let out = "";
  let at = 0;
  let lowered: string | undefined;
  for (const c of s) {
    const cp = c.codePointAt(0)!;
    if (c === SIGMA) out += (lowered ??= sigmas(s))[at];
    else out += isUpper(cp) ? c.toLowerCase() : isLower(cp) ? c.toUpperCase() : c;
    at += c.length;
  }
  return out;
}

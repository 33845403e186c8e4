/** The lexical grammar of XML 1.0 as expat draws it: where a token ends, or which character ends it. */

/** A failure with expat's number; `at` is an index into the text, undefined: the token's start. */
export class XmlError extends Error {
  readonly code: number;
  readonly at: number | undefined;
  constructor(code: number, at?: number) {
    super(`expat ${code}`);
    this.code = code;
    this.at = at;
  }
}
/** Thrown when the text ends inside a token. */
export const INCOMPLETE = new Error("incomplete token");

export const X = {
  SYNTAX: 2,
  NO_ELEMENTS: 3,
  INVALID_TOKEN: 4,
  UNCLOSED_TOKEN: 5,
  TAG_MISMATCH: 7,
  DUPLICATE_ATTRIBUTE: 8,
  JUNK_AFTER_DOC_ELEMENT: 9,
  PARAM_ENTITY_REF: 10,
  UNDEFINED_ENTITY: 11,
  RECURSIVE_ENTITY_REF: 12,
  ASYNC_ENTITY: 13,
  BAD_CHAR_REF: 14,
  BINARY_ENTITY_REF: 15,
  ATTRIBUTE_EXTERNAL_ENTITY_REF: 16,
  MISPLACED_XML_PI: 17,
  UNKNOWN_ENCODING: 18,
  INCORRECT_ENCODING: 19,
  UNCLOSED_CDATA_SECTION: 20,
  EXTERNAL_ENTITY_HANDLING: 21,
  NOT_STANDALONE: 22,
  ENTITY_DECLARED_IN_PE: 24,
  CANT_CHANGE_FEATURE: 26,
  UNBOUND_PREFIX: 27,
  UNDECLARING_PREFIX: 28,
  INCOMPLETE_PE: 29,
  XML_DECL: 30,
  TEXT_DECL: 31,
  PUBLICID: 32,
  FINISHED: 36,
  RESERVED_PREFIX_XML: 38,
  RESERVED_PREFIX_XMLNS: 39,
  RESERVED_NAMESPACE_URI: 40,
  AMPLIFICATION: 43,
} as const;

const START =
  ":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd";
const REST = `${START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040`;
const name = new RegExp(`[${START}][${REST}]*`, "y");
const nmtoken = new RegExp(`[${REST}]+`, "y");
const NAME_CHAR = new RegExp(`[${REST}]`);
const NAME_START = new RegExp(`[${START}]`);
const reference = new RegExp(`&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([${START}][${REST}]*));`, "y");
const partialReference = new RegExp(`&(?:#x?|#[0-9]+|#x[0-9a-fA-F]+|[${START}][${REST}]*)?$`, "y");
/** Characters that XML does not have, lone surrogates (which mark undecodable bytes) among them. */
const BAD =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export const isSpace = (c: string): boolean => c === " " || c === "\n" || c === "\t" || c === "\r";
export const isNameChar = (c: string): boolean => NAME_CHAR.test(c);
export const isNameStart = (c: string): boolean => NAME_START.test(c);

export function matchName(t: string, at: number): string {
  name.lastIndex = at;
  return name.exec(t)?.[0] ?? "";
}
export function matchNmtoken(t: string, at: number): string {
  nmtoken.lastIndex = at;
  return nmtoken.exec(t)?.[0] ?? "";
}
export function skipSpace(t: string, at: number): number {
  while (at < t.length && isSpace(t[at])) at++;
  return at;
}
/** A name that must stand here; the text may end within it. */
export function needName(t: string, at: number): string {
  if (at >= t.length) throw INCOMPLETE;
  const n = matchName(t, at);
  if (n === "") throw new XmlError(X.INVALID_TOKEN, at);
  if (at + n.length >= t.length) throw INCOMPLETE;
  return n;
}
let searched = "";
let searchedFrom = 0;
let found = 0;
/**
 * Where such a character next is, at `from` or behind; infinity for nowhere. What one search has
 * found holds for the text up to there: to search again each time would take forever.
 */
export function nextBad(t: string, from: number): number {
  if (from < searchedFrom || from > found || t !== searched) {
    BAD.lastIndex = from;
    searched = t;
    searchedFrom = from;
    found = BAD.exec(t)?.index ?? Number.POSITIVE_INFINITY;
  } else searched = t; // An equal text may be another string, and comparing those is slow.
  return found;
}
/** Checks [from, to) for characters that XML does not have. */
export function checkChars(t: string, from: number, to: number): void {
  const at = nextBad(t, from);
  if (at < to) throw new XmlError(X.INVALID_TOKEN, at);
}

export interface Reference {
  /** A name, or a code point. */
  name: string;
  code: number;
  end: number;
}
export function scanReference(t: string, at: number): Reference {
  reference.lastIndex = at;
  const m = reference.exec(t);
  if (m !== null) {
    const code =
      m[1] !== undefined ? Number(m[1]) : m[2] !== undefined ? Number.parseInt(m[2], 16) : -1;
    return { name: m[3] ?? "", code, end: at + m[0].length };
  }
  partialReference.lastIndex = at;
  if (partialReference.test(t)) throw INCOMPLETE;
  let i = at + 1;
  if (t[i] === "#") {
    i++;
    if (t[i] === "x") i++;
    while (/[0-9a-fA-F]/.test(t[i] ?? "")) i++;
  } else i += matchName(t, i).length;
  throw new XmlError(X.INVALID_TOKEN, i);
}
export function validCode(n: number): boolean {
  return (
    n === 9 ||
    n === 10 ||
    n === 13 ||
    (n >= 32 && n < 0xd800) ||
    (n >= 0xe000 && n < 0xfffe) ||
    (n >= 0x10000 && n < 0x110000)
  );
}

export interface RawAttribute {
  name: string;
  at: number;
  /** The value between its quotes. */
  value: string;
}
export interface StartTag {
  name: string;
  attributes: RawAttribute[];
  empty: boolean;
  end: number;
}
export function scanStartTag(t: string, at: number): StartTag {
  const tag = needName(t, at + 1);
  let i = at + 1 + tag.length;
  const attributes: RawAttribute[] = [];
  for (;;) {
    const spaced = skipSpace(t, i);
    if (spaced >= t.length) throw INCOMPLETE;
    const c = t[spaced];
    if (c === ">") return { name: tag, attributes, empty: false, end: spaced + 1 };
    if (c === "/") {
      if (spaced + 1 >= t.length) throw INCOMPLETE;
      if (t[spaced + 1] !== ">") throw new XmlError(X.INVALID_TOKEN, spaced + 1);
      return { name: tag, attributes, empty: true, end: spaced + 2 };
    }
    if (spaced === i) throw new XmlError(X.INVALID_TOKEN, i);
    const n = needName(t, spaced);
    i = skipSpace(t, spaced + n.length);
    if (i >= t.length) throw INCOMPLETE;
    if (t[i] !== "=") throw new XmlError(X.INVALID_TOKEN, i);
    i = skipSpace(t, i + 1);
    if (i >= t.length) throw INCOMPLETE;
    const q = t[i];
    if (q !== '"' && q !== "'") throw new XmlError(X.INVALID_TOKEN, i);
    const end = t.indexOf(q, i + 1);
    const stop = end < 0 ? t.length : end;
    const value = t.slice(i + 1, stop);
    const lt = value.indexOf("<");
    checkChars(t, i + 1, lt < 0 ? stop : i + 1 + lt);
    for (let a = value.indexOf("&"); a >= 0; a = value.indexOf("&", a + 1)) {
      if (lt >= 0 && a > lt) break;
      scanReference(t, i + 1 + a);
    }
    if (lt >= 0) throw new XmlError(X.INVALID_TOKEN, i + 1 + lt);
    if (end < 0) throw INCOMPLETE;
    attributes.push({ name: n, at: spaced, value });
    i = end + 1;
  }
}

export interface Pi {
  target: string;
  data: string;
  end: number;
}
export function scanPi(t: string, at: number): Pi {
  const target = needName(t, at + 2);
  let i = at + 2 + target.length;
  const close = t.indexOf("?>", i);
  if (!isSpace(t[i])) {
    if (t[i] === "?" && i + 1 >= t.length) throw INCOMPLETE;
    if (close !== i) throw new XmlError(X.INVALID_TOKEN, t[i] === "?" ? i + 1 : i);
  }
  checkChars(t, i, close < 0 ? t.length : close);
  if (close < 0) throw INCOMPLETE;
  if (/^xml$/i.test(target) && target !== "xml") throw new XmlError(X.INVALID_TOKEN, at + 2 + 3);
  i = skipSpace(t, i);
  return { target, data: i < close ? t.slice(i, close) : "", end: close + 2 };
}
export function scanComment(t: string, at: number): { data: string; end: number } {
  const two = t.indexOf("--", at + 4);
  checkChars(t, at + 4, two < 0 ? t.length : two);
  if (two < 0 || two + 2 >= t.length) throw INCOMPLETE;
  if (t[two + 2] !== ">") throw new XmlError(X.INVALID_TOKEN, two + 2);
  return { data: t.slice(at + 4, two), end: two + 3 };
}
/** Whether t at `at` starts with s; INCOMPLETE when it ends before that is known. */
export function startsWith(t: string, at: number, s: string): boolean {
  if (t.startsWith(s, at)) return true;
  if (t.length - at < s.length && s.startsWith(t.slice(at))) throw INCOMPLETE;
  return false;
}
export const newlines = (s: string): string => (s.includes("\r") ? s.replace(/\r\n?/g, "\n") : s);

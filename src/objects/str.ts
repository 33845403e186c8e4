/** str. */
import {
  asIndex,
  asJs,
  asStr,
  callSpecial,
  getitem,
  index,
  iter,
  PyIter,
  toArray,
  typeName,
} from "./abstract.js";
import { percentHook } from "./arith.js";
import { decode, encode } from "./codecs.js";
import { E, err, isException, typeError, valueError } from "./errors.js";
import { formatStr } from "./formatspec.js";
import { methods, newMethod, slots } from "./function.js";
import { hashStr } from "./hash.js";
import { PyDict } from "./hashtable.js";
import {
  PyByteArray,
  PyBytes,
  PyList,
  type PyObj,
  PyStrSub,
  PyTuple,
  type PyType,
  PyWStr,
  type Str,
  typeOf,
} from "./object.js";
import { percentFormat } from "./percent.js";
import {
  badConcat,
  badRepeat,
  iteratorType,
  iterFunction,
  repeatCount,
  searchRange,
  sizedIndex,
} from "./sequence.js";
import type { Kw } from "./signature.js";
import { PySlice, sliceIndices } from "./slice.js";
import { formatFields } from "./strformat.js";
import {
  charAt,
  codeAt,
  codePoints,
  concat,
  fromCodePoints,
  fromUtf16,
  reprStr,
  strCmp,
  strEq,
  substring,
} from "./text.js";
import { mkBytes, mkList, mkTuple, NotImplemented, newDict, str_type } from "./types.js";
import * as U from "./unicode.js";

const S = (o: PyObj): Str => asStr(o) as Str;

function make(t: PyType, s: Str): PyObj {
  if (t === str_type) return s;
  const o = new t.ctor(t) as PyStrSub;
  o.v = s;
  return o;
}

newMethod(
  str_type,
  "($type, object='', encoding='utf-8', errors='strict')",
  (t: PyType, o?: PyObj, enc?: PyObj, errs?: PyObj) => {
    if (o === undefined) return make(t, "");
    if (enc === undefined && errs === undefined) {
      const f = typeOf(o).lookup("__str__");
      if (f === undefined) return make(t, "");
      const r = callSpecial(o, "__str__") as PyObj;
      if (asStr(r) === undefined)
        throw typeError(`__str__ returned non-string (type ${typeName(r)})`);
      return t === str_type ? r : make(t, S(r));
    }
    if (asStr(o) !== undefined) throw typeError("decoding str is not supported");
    const data = o instanceof PyBytes || o instanceof PyByteArray ? o.data : bufferHook.bytesOf(o);
    if (data === undefined)
      throw typeError(`decoding to str: need a bytes-like object, ${typeName(o)} found`);
    return make(
      t,
      decode(
        data,
        enc === undefined ? "utf-8" : String(enc),
        errs === undefined ? "strict" : String(errs),
      ),
    );
  },
);
/** Set by memoryview.ts: the bytes of any object with a buffer; undefined when it has none. */
export const bufferHook = { bytesOf: (_o: PyObj): Uint8Array | undefined => undefined };

// ---- search ----

/** Position of needle in s between start and end (characters), from the left; -1 when absent. */
export function find(s: Str, needle: Str, start: number, end: number): number {
  if (start > s.length || end - start < needle.length) return -1;
  if (typeof s === "string") {
    if (typeof needle !== "string") return -1;
    const at = s.indexOf(needle, start);
    return at >= 0 && at + needle.length <= end ? at : -1;
  }
  outer: for (let i = start; i + needle.length <= end; i++) {
    for (let k = 0; k < needle.length; k++) if (s.cps[i + k] !== codeAt(needle, k)) continue outer;
    return i;
  }
  return -1;
}
export function rfind(s: Str, needle: Str, start: number, end: number): number {
  if (start > s.length || end - start < needle.length) return -1;
  if (typeof s === "string") {
    if (typeof needle !== "string") return -1;
    const at = s.lastIndexOf(needle, end - needle.length);
    return at >= start ? at : -1;
  }
  outer: for (let i = end - needle.length; i >= start; i--) {
    for (let k = 0; k < needle.length; k++) if (s.cps[i + k] !== codeAt(needle, k)) continue outer;
    return i;
  }
  return -1;
}

function needle(o: PyObj, what: string): Str {
  const s = asStr(o);
  if (s === undefined)
    throw typeError(`${what} must be str, not ${o === null ? "None" : typeName(o)}`);
  return s;
}

type Search = (s: Str, n: Str, a: number, b: number) => number;
const searcher =
  (name: string, f: Search, raise: boolean) =>
  (self: PyObj, sub: PyObj, start?: PyObj, end?: PyObj) => {
    const s = S(self);
    const [a, b] = start === undefined ? [0, s.length] : searchRange(start, end, s.length);
    const at = f(s, needle(sub, `${name}() argument 1`), a, b);
    if (at < 0 && raise) throw valueError("substring not found");
    return at;
  };

function count(s: Str, n: Str, a: number, b: number): number {
  if (n.length === 0) return a > s.length ? 0 : Math.max(0, b - a + 1);
  let k = 0;
  for (let at = find(s, n, a, b); at >= 0; at = find(s, n, at + n.length, b)) k++;
  return k;
}

function affix(name: string, test: (s: Str, x: Str, a: number, b: number) => boolean) {
  return (self: PyObj, prefix: PyObj, start?: PyObj, end?: PyObj) => {
    const s = S(self);
    if (start === undefined && typeof s === "string" && typeof prefix === "string")
      return prefix.length <= s.length && test(s, prefix, 0, s.length);
    const [a, b] = searchRange(start, end, s.length);
    const one = (p: PyObj): boolean => {
      const x = asStr(p);
      if (x === undefined)
        throw typeError(
          prefix instanceof PyTuple
            ? `tuple for ${name} must only contain str, not ${typeName(p)}`
            : `${name} first arg must be str or a tuple of str, not ${typeName(p)}`,
        );
      if (a > s.length || x.length > b - a) return false;
      return test(s, x, a, b);
    };
    return prefix instanceof PyTuple ? prefix.items.some(one) : one(prefix);
  };
}
const regionEq = (s: Str, at: number, x: Str): boolean => {
  if (typeof s === "string" && typeof x === "string") return s.startsWith(x, at);
  for (let k = 0; k < x.length; k++) if (codeAt(s, at + k) !== codeAt(x, k)) return false;
  return true;
};

// ---- split, strip, join, replace ----

function stripChars(chars: PyObj | undefined, name: string): (cp: number) => boolean {
  if (chars === undefined || chars === null) return isBlank;
  const s = asStr(chars);
  if (s === undefined) throw typeError(`${name} arg must be None or str`);
  if (s.length === 1) {
    const only = codeAt(s, 0);
    return (cp) => cp === only;
  }
  const set = new Set<number>(codePoints(s));
  return (cp) => set.has(cp);
}
function strip(s: Str, test: (cp: number) => boolean, left: boolean, right: boolean): Str {
  let a = 0;
  let b = s.length;
  if (left) while (a < b && test(codeAt(s, a))) a++;
  if (right) while (b > a && test(codeAt(s, b - 1))) b--;
  return a === 0 && b === s.length ? s : substring(s, a, b);
}

/** `strip` of strings without more, and of one character: what nearly all programs ask. */
function stripPlain(s: string, only: number, left: boolean, right: boolean): string {
  let a = 0;
  let b = s.length;
  if (only < 0) {
    if (left) while (a < b && isBlank(s.charCodeAt(a))) a++;
    if (right) while (b > a && isBlank(s.charCodeAt(b - 1))) b--;
  } else {
    if (left) while (a < b && s.charCodeAt(a) === only) a++;
    if (right) while (b > a && s.charCodeAt(b - 1) === only) b--;
  }
  return a === 0 && b === s.length ? s : s.slice(a, b);
}
const stripper = (name: string, left: boolean, right: boolean) => (self: PyObj, c?: PyObj) => {
  const s = S(self);
  if (typeof s === "string") {
    if (c === undefined || c === null) return stripPlain(s, -1, left, right);
    if (typeof c === "string" && c.length === 1) return stripPlain(s, c.charCodeAt(0), left, right);
  }
  return strip(s, stripChars(c, name), left, right);
};

/** White space below U+0080, by code. */
const BLANK = new Uint8Array(128);
for (const c of [9, 10, 11, 12, 13, 28, 29, 30, 31, 32]) BLANK[c] = 1;
const isBlank = (c: number): boolean => (c < 128 ? BLANK[c] === 1 : U.isSpace(c));

function words(s: string): string[] {
  const out: string[] = [];
  const n = s.length;
  let i = 0;
  for (;;) {
    while (i < n && isBlank(s.charCodeAt(i))) i++;
    if (i >= n) return out;
    const start = i++;
    while (i < n && !isBlank(s.charCodeAt(i))) i++;
    out.push(s.slice(start, i));
  }
}
function splitSpace(s: Str, max: number): Str[] {
  if (max < 0 && typeof s === "string") return words(s);
  const out: Str[] = [];
  const n = s.length;
  let i = 0;
  for (;;) {
    while (i < n && isBlank(codeAt(s, i))) i++;
    if (i >= n) return out;
    if (max >= 0 && out.length >= max) {
      out.push(substring(s, i, n));
      return out;
    }
    const start = i;
    while (i < n && !isBlank(codeAt(s, i))) i++;
    out.push(substring(s, start, i));
  }
}
function rsplitSpace(s: Str, max: number): Str[] {
  const out: Str[] = [];
  let i = s.length;
  for (;;) {
    while (i > 0 && isBlank(codeAt(s, i - 1))) i--;
    if (i <= 0) break;
    if (max >= 0 && out.length >= max) {
      out.push(substring(s, 0, i));
      break;
    }
    const end = i;
    while (i > 0 && !isBlank(codeAt(s, i - 1))) i--;
    out.push(substring(s, i, end));
  }
  return out.reverse();
}
function splitSep(s: Str, sep: Str, max: number): Str[] {
  if (max < 0 && typeof s === "string" && typeof sep === "string") return s.split(sep);
  const out: Str[] = [];
  let at = 0;
  for (;;) {
    const i = max >= 0 && out.length >= max ? -1 : find(s, sep, at, s.length);
    if (i < 0) {
      out.push(substring(s, at, s.length));
      return out;
    }
    out.push(substring(s, at, i));
    at = i + sep.length;
  }
}
function rsplitSep(s: Str, sep: Str, max: number): Str[] {
  const out: Str[] = [];
  let end = s.length;
  for (;;) {
    const i = max >= 0 && out.length >= max ? -1 : rfind(s, sep, 0, end);
    if (i < 0) {
      out.push(substring(s, 0, end));
      return out.reverse();
    }
    out.push(substring(s, i + sep.length, end));
    end = i;
  }
}
const splitter =
  (space: (s: Str, max: number) => Str[], sepf: (s: Str, sep: Str, max: number) => Str[]) =>
  (self: PyObj, sep?: PyObj, max?: PyObj) => {
    const n = max === undefined ? -1 : Number(index(max));
    if (sep === undefined || sep === null) return mkList(space(S(self), n));
    const x = asStr(sep);
    if (x === undefined) throw typeError(`must be str or None, not ${typeName(sep)}`);
    if (x.length === 0) throw valueError("empty separator");
    return mkList(sepf(S(self), x, n));
  };

/** Lists of plain strs are joined as they are. */
function joinPlain(sep: string, items: readonly PyObj[]): string | undefined {
  for (let i = 0; i < items.length; i++) if (typeof items[i] !== "string") return undefined;
  return (items as string[]).join(sep);
}
export function joinStrs(sep: Str, it: PyObj): Str {
  if (
    typeof sep === "string" &&
    (it instanceof PyList || it instanceof PyTuple) &&
    !it.cls.isHeap
  ) {
    const s = joinPlain(sep, it.items);
    if (s !== undefined) return s;
  }
  let items: PyObj[];
  try {
    items = toArray(it);
  } catch (e) {
    if (
      isException(e, E.TypeError) &&
      typeOf(it).lookup("__iter__") === undefined &&
      typeOf(it).lookup("__getitem__") === undefined
    )
      throw typeError("can only join an iterable");
    throw e;
  }
  const parts: Str[] = [];
  let plain = typeof sep === "string";
  for (let i = 0; i < items.length; i++) {
    const x = asStr(items[i]);
    if (x === undefined)
      throw typeError(`sequence item ${i}: expected str instance, ${typeName(items[i])} found`);
    if (typeof x !== "string") plain = false;
    parts.push(x);
  }
  if (plain) return (parts as string[]).join(sep as string);
  const out: Str[] = [];
  parts.forEach((p, i) => {
    if (i > 0) out.push(sep);
    out.push(p);
  });
  return concat(out);
}

function replaceAll(s: string, old: string, neu: string): string {
  let at = s.indexOf(old);
  if (at < 0) return s;
  let out = "";
  let start = 0;
  for (; at >= 0; at = s.indexOf(old, start)) {
    out += s.slice(start, at) + neu;
    start = at + old.length;
  }
  return out + s.slice(start);
}
function replace(s: Str, old: Str, neu: Str, max: number): Str {
  if (max < 0 && typeof s === "string" && typeof old === "string" && typeof neu === "string")
    return old === "" ? replaceEmpty(s, neu, max) : replaceAll(s, old, neu);
  if (old.length === 0) return replaceEmpty(s, neu, max);
  const parts = splitSep(s, old, max);
  const out: Str[] = [];
  parts.forEach((p, i) => {
    if (i > 0) out.push(neu);
    out.push(p);
  });
  return concat(out);
}
function replaceEmpty(s: Str, neu: Str, max: number): Str {
  const out: Str[] = [];
  let left = max < 0 ? Infinity : max;
  for (let i = 0; i < s.length; i++) {
    if (left-- > 0) out.push(neu);
    out.push(charAt(s, i));
  }
  if (left > 0) out.push(neu);
  return concat(out);
}

function partition(self: PyObj, sep: PyObj, f: Search, right: boolean): PyObj {
  const s = S(self);
  const x = asStr(sep);
  if (x === undefined) throw typeError(`must be str, not ${typeName(sep)}`);
  if (x.length === 0) throw valueError("empty separator");
  const at = f(s, x, 0, s.length);
  if (at < 0) return mkTuple(right ? ["", "", s] : [s, "", ""]);
  return mkTuple([substring(s, 0, at), x, substring(s, at + x.length, s.length)]);
}

const LINE_ENDS = new Set([10, 11, 12, 13, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029]);
function splitlines(s: Str, keep: boolean): Str[] {
  const out: Str[] = [];
  let start = 0;
  for (let i = 0; i < s.length; i++) {
    const c = codeAt(s, i);
    if (!LINE_ENDS.has(c)) continue;
    const end = i;
    if (c === 13 && i + 1 < s.length && codeAt(s, i + 1) === 10) i++;
    out.push(substring(s, start, keep ? i + 1 : end));
    start = i + 1;
  }
  if (start < s.length) out.push(substring(s, start, s.length));
  return out;
}

// ---- padding ----

function fillChar(o: PyObj | undefined): Str {
  if (o === undefined) return " ";
  const s = asStr(o);
  if (s === undefined)
    throw typeError(`The fill character must be a unicode character, not ${typeName(o)}`);
  if (s.length !== 1) throw typeError("The fill character must be exactly one character long");
  return s;
}
function repeat(s: Str, n: number): Str {
  if (n <= 0 || s.length === 0) return "";
  if (s.length * n > 0x1fffffe8) throw err(E.MemoryError);
  if (typeof s === "string") return s.repeat(n);
  const out = new Uint32Array(s.length * n);
  for (let i = 0; i < n; i++) out.set(s.cps, i * s.length);
  return new PyWStr(out);
}
const padder =
  (f: (left: number, n: number) => [number, number]) =>
  (self: PyObj, width: PyObj, fill?: PyObj) => {
    const s = S(self);
    const w = Number(index(width));
    const c = fillChar(fill);
    if (w <= s.length) return s;
    const [l, r] = f(w - s.length, w);
    return concat([repeat(c, l), s, repeat(c, r)]);
  };

// ---- case ----

/** No mapping leads from the first plane of Unicode out of it: a string without pairs stays one. */
const mapCase = (f: (s: string) => string) => (self: PyObj) => {
  const s = S(self);
  return typeof s === "string" ? f(s) : fromUtf16(f(s.toString()));
};

/** The answers for ASCII are asked once: `test` is another function for each method. */
const every = (test: (cp: number) => boolean, empty: boolean) => {
  const ascii = Uint8Array.from({ length: 128 }, (_, c) => (test(c) ? 1 : 0));
  return (self: PyObj) => {
    const s = typeof self === "string" ? self : S(self);
    if (s.length === 0) return empty;
    for (let i = 0; i < s.length; i++) {
      const c = codeAt(s, i);
      if (c < 128 ? ascii[c] === 0 : !test(c)) return false;
    }
    return true;
  };
};
const cased = (want: (cp: number) => boolean, not: (cp: number) => boolean) => {
  const ascii = Uint8Array.from({ length: 128 }, (_, c) => (not(c) ? 2 : want(c) ? 1 : 0));
  return (self: PyObj) => {
    const s = typeof self === "string" ? self : S(self);
    let any = false;
    for (let i = 0; i < s.length; i++) {
      const c = codeAt(s, i);
      const kind = c < 128 ? ascii[c] : not(c) ? 2 : want(c) ? 1 : 0;
      if (kind === 2) return false;
      if (kind === 1) any = true;
    }
    return any;
  };
};
function isTitle(self: PyObj): boolean {
  const s = S(self);
  let any = false;
  let prev = false;
  for (let i = 0; i < s.length; i++) {
    const c = codeAt(s, i);
    if (U.isUpper(c) || U.isTitle(c)) {
      if (prev) return false;
      prev = any = true;
    } else if (U.isLower(c)) {
      if (!prev) return false;
      any = true;
    } else prev = false;
  }
  return any;
}

// ---- translate ----

/** What an exact dict answers for one character; it runs no code of the program's for int keys. */
function translated(table: PyDict, c: number, same: Str): Str {
  const r = table.get(c);
  if (r === undefined) return same;
  if (r === null) return "";
  return asStr(r) ?? translatedCode(r);
}
function translatedCode(r: PyObj): Str {
  const n = asIndex(r);
  if (n === undefined) throw typeError("character mapping must return integer, None or str");
  if (n < 0 || n > 0x10ffff) throw valueError("character mapping must be in range(0x110000)");
  return fromCodePoints([Number(n)]);
}
/** A string by a dict: a character's answer is looked up when it is met first. */
function translateString(s: string, table: PyDict): Str {
  const known: (Str | undefined)[] = new Array(128).fill(undefined);
  let out = "";
  let from = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    let t = c < 128 ? known[c] : undefined;
    if (t === undefined) {
      t = translated(table, c, s[i]);
      if (c < 128) known[c] = t;
    }
    if (typeof t !== "string") return translateAny(s, table);
    if (t.length === 1 && t.charCodeAt(0) === c) continue;
    out += s.slice(from, i) + t;
    from = i + 1;
  }
  return from === 0 ? s : out + s.slice(from);
}

function translate(self: PyObj, table: PyObj): Str {
  const s = S(self);
  return typeof s === "string" && table instanceof PyDict && !table.cls.isHeap
    ? translateString(s, table)
    : translateAny(s, table);
}
function translateAny(s: Str, table: PyObj): Str {
  const out: Str[] = [];
  for (let i = 0; i < s.length; i++) {
    const c = codeAt(s, i);
    let r: PyObj | undefined;
    if (table instanceof PyDict && !table.cls.isHeap) {
      r = table.get(c);
      if (r === undefined) {
        out.push(charAt(s, i));
        continue;
      }
    } else
      try {
        r = getitem(table, c);
      } catch (e) {
        if (!isException(e, E.LookupError)) throw e;
        out.push(charAt(s, i));
        continue;
      }
    if (r === null) continue;
    out.push(asStr(r) ?? translatedCode(r));
  }
  return concat(out);
}

function maketrans(x: PyObj, y?: PyObj, z?: PyObj): PyObj {
  const d = newDict();
  if (y === undefined) {
    if (!(x instanceof PyDict))
      throw typeError("if you give only one argument to maketrans it must be a dict");
    for (const [k, v] of x.pairs()) {
      const s = asStr(k);
      if (s === undefined) {
        if (typeof k !== "number")
          throw typeError("keys in translate table must be strings or integers");
        d.set(k, v);
      } else {
        if (s.length !== 1) throw valueError("string keys in translate table must be of length 1");
        d.set(codeAt(s, 0), v);
      }
    }
    return d;
  }
  const a = asStr(x);
  const b = asStr(y);
  if (a === undefined)
    throw typeError("first maketrans argument must be a string if there is a second argument");
  if (b === undefined) throw typeError(`maketrans() argument 2 must be str, not ${typeName(y)}`);
  if (a.length !== b.length)
    throw valueError("the first two maketrans arguments must have equal length");
  for (let i = 0; i < a.length; i++) d.set(codeAt(a, i), codeAt(b, i));
  if (z !== undefined)
    for (const c of codePoints(needle(z, "maketrans() argument 3"))) d.set(c, null);
  return d;
}

// ---- iteration ----

const str_iterator_type = iteratorType("str_iterator");
const str_ascii_iterator_type = iteratorType("str_ascii_iterator");
const ASCII = /^[\0-\x7f]*$/;
class StrIter extends PyIter {
  private readonly s: Str;
  private i = 0;
  constructor(s: Str) {
    super();
    this.cls = typeof s === "string" && ASCII.test(s) ? str_ascii_iterator_type : str_iterator_type;
    this.h = 0;
    this.s = s;
  }
  override $next(): PyObj | undefined {
    const s = this.s;
    if (this.i >= s.length) return undefined;
    return typeof s === "string" ? s[this.i++] : charAt(s, this.i++);
  }
  get left(): number {
    return this.s.length - this.i;
  }
  reduce(): PyObj {
    return this.left <= 0
      ? mkTuple([iterFunction.f, mkTuple([""])])
      : mkTuple([iterFunction.f, mkTuple([this.s]), this.i]);
  }
  setIndex(n: number): void {
    this.i = Math.max(0, Math.min(n, this.s.length));
  }
}
for (const t of [str_iterator_type, str_ascii_iterator_type])
  methods(t, {
    __length_hint__: ["($self, /)", (it: StrIter) => it.left],
    __reduce__: ["($self, /)", (it: StrIter) => it.reduce()],
    __setstate__: [
      "($self, state, /)",
      (it: StrIter, n: PyObj) => {
        it.setIndex(Number(index(n)));
        return null;
      },
    ],
  });

const compare = (f: (c: number) => boolean) => (a: PyObj, b: PyObj) => {
  const y = asStr(b);
  return y === undefined ? NotImplemented : f(strCmp(S(a), y));
};

slots(str_type, {
  __repr__: (s: PyObj) => reprStr(S(s)),
  __str__: (s: PyObj) => S(s),
  __hash__: (s: PyObj) => hashStr(S(s)),
  __len__: (s: PyObj) => S(s).length,
  __iter__: (s: PyObj) => new StrIter(S(s)),
  __contains__: (self: PyObj, x: PyObj) => {
    const n = asStr(x);
    if (n === undefined)
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(x)}`);
    const s = S(self);
    return find(s, n, 0, s.length) >= 0;
  },
  __getitem__: (self: PyObj, k: PyObj) => {
    const s = S(self);
    if (k instanceof PySlice) {
      const r = sliceIndices(k, s.length);
      if (r.step === 1) return substring(s, r.start, r.start + r.length);
      const out: number[] = [];
      for (let i = 0, j = r.start; i < r.length; i++, j += r.step) out.push(codeAt(s, j));
      return fromCodePoints(out);
    }
    const i = asIndex(k);
    if (i === undefined) throw typeError(`string indices must be integers, not '${typeName(k)}'`);
    const n = sizedIndex(i, k);
    const at = n < 0 ? n + s.length : n;
    if (at < 0 || at >= s.length) throw err(E.IndexError, "string index out of range");
    return charAt(s, at);
  },
  __add__: (a: PyObj, b: PyObj) => {
    const y = asStr(b);
    return y === undefined ? badConcat(a, b) : concat([S(a), y]);
  },
  __mul__: (a: PyObj, n: PyObj) => {
    const k = repeatCount(n);
    return k === undefined ? badRepeat(n) : repeat(S(a), k);
  },
  __rmul__: (a: PyObj, n: PyObj) => {
    const k = repeatCount(n);
    return k === undefined ? badRepeat(n) : repeat(S(a), k);
  },
  __mod__: (a: PyObj, args: PyObj) => percentFormat(S(a), args),
  __rmod__: (b: PyObj, a: PyObj) => {
    const x = asStr(a);
    return x === undefined ? NotImplemented : percentFormat(x, b);
  },
  __eq__: (a: PyObj, b: PyObj) => {
    const y = asStr(b);
    return y === undefined ? NotImplemented : strEq(S(a), y);
  },
  __ne__: (a: PyObj, b: PyObj) => {
    const y = asStr(b);
    return y === undefined ? NotImplemented : !strEq(S(a), y);
  },
  __lt__: compare((c) => c < 0),
  __le__: compare((c) => c <= 0),
  __gt__: compare((c) => c > 0),
  __ge__: compare((c) => c >= 0),
});
percentHook.format = percentFormat;
str_type.set(
  "__doc__",
  "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.",
);

const range = "start=None, end=None, /)";
methods(str_type, {
  find: [`($self, sub, ${range}`, searcher("find", find, false)],
  rfind: [`($self, sub, ${range}`, searcher("rfind", rfind, false)],
  index: [`($self, sub, ${range}`, searcher("index", find, true)],
  rindex: [`($self, sub, ${range}`, searcher("rindex", rfind, true)],
  count: [
    `($self, sub, ${range}`,
    (self: PyObj, sub: PyObj, start?: PyObj, end?: PyObj) => {
      const s = S(self);
      const [a, b] = searchRange(start, end, s.length);
      return count(s, needle(sub, "count() argument 1"), a, b);
    },
  ],
  startswith: [`($self, prefix, ${range}`, affix("startswith", (s, x, a) => regionEq(s, a, x))],
  endswith: [
    `($self, suffix, ${range}`,
    affix("endswith", (s, x, _a, b) => regionEq(s, b - x.length, x)),
  ],
  removeprefix: [
    "($self, prefix, /)",
    (self: PyObj, p: PyObj) => {
      const s = S(self);
      const x = needle(p, "removeprefix() argument");
      return x.length <= s.length && regionEq(s, 0, x) ? substring(s, x.length, s.length) : s;
    },
  ],
  removesuffix: [
    "($self, suffix, /)",
    (self: PyObj, p: PyObj) => {
      const s = S(self);
      const x = needle(p, "removesuffix() argument");
      const at = s.length - x.length;
      return x.length > 0 && at >= 0 && regionEq(s, at, x) ? substring(s, 0, at) : s;
    },
  ],
  strip: ["($self, chars=None, /)", stripper("strip", true, true)],
  lstrip: ["($self, chars=None, /)", stripper("lstrip", true, false)],
  rstrip: ["($self, chars=None, /)", stripper("rstrip", false, true)],
  split: ["($self, /, sep=None, maxsplit=-1)", splitter(splitSpace, splitSep)],
  rsplit: ["($self, /, sep=None, maxsplit=-1)", splitter(rsplitSpace, rsplitSep)],
  splitlines: [
    "($self, /, keepends=False)",
    (s: PyObj, keep?: PyObj) => mkList(splitlines(S(s), keep === true || keep === 1)),
  ],
  partition: ["($self, sep, /)", (s: PyObj, x: PyObj) => partition(s, x, find, false)],
  rpartition: ["($self, sep, /)", (s: PyObj, x: PyObj) => partition(s, x, rfind, true)],
  join: ["($self, iterable, /)", (s: PyObj, it: PyObj) => joinStrs(S(s), it)],
  replace: [
    "($self, old, new, /, count=-1)",
    (s: PyObj, a: PyObj, b: PyObj, n?: PyObj) =>
      replace(
        S(s),
        needle(a, "replace() argument 1"),
        needle(b, "replace() argument 2"),
        n === undefined ? -1 : Number(index(n)),
      ),
  ],
  ljust: ["($self, width, fillchar=' ', /)", padder((n) => [0, n])],
  rjust: ["($self, width, fillchar=' ', /)", padder((n) => [n, 0])],
  center: [
    "($self, width, fillchar=' ', /)",
    padder((n, w) => {
      const l = Math.floor(n / 2) + (n & w & 1);
      return [l, n - l];
    }),
  ],
  zfill: [
    "($self, width, /)",
    (self: PyObj, width: PyObj) => {
      const s = S(self);
      const fill = Number(index(width)) - s.length;
      if (fill <= 0) return s;
      const c = s.length > 0 ? codeAt(s, 0) : 0;
      return c === 43 || c === 45
        ? concat([charAt(s, 0), "0".repeat(fill), substring(s, 1, s.length)])
        : concat(["0".repeat(fill), s]);
    },
  ],
  expandtabs: [
    "($self, /, tabsize=8)",
    (self: PyObj, size?: PyObj) => {
      const n = size === undefined ? 8 : Number(index(size));
      const out: Str[] = [];
      let col = 0;
      const s = S(self);
      for (let i = 0; i < s.length; i++) {
        const c = codeAt(s, i);
        if (c === 9) {
          const k = n > 0 ? n - (col % n) : 0;
          out.push(" ".repeat(k));
          col += k;
        } else {
          out.push(charAt(s, i));
          col = c === 10 || c === 13 ? 0 : col + 1;
        }
      }
      return concat(out);
    },
  ],
  lower: ["($self, /)", mapCase(U.lower)],
  upper: ["($self, /)", mapCase(U.upper)],
  casefold: ["($self, /)", mapCase(U.casefold)],
  title: ["($self, /)", mapCase(U.title)],
  capitalize: ["($self, /)", mapCase(U.capitalize)],
  swapcase: ["($self, /)", mapCase(U.swapcase)],
  isalpha: ["($self, /)", every(U.isAlpha, false)],
  isalnum: ["($self, /)", every(U.isAlnum, false)],
  isdigit: ["($self, /)", every(U.isDigit, false)],
  isdecimal: ["($self, /)", every(U.isDecimal, false)],
  isnumeric: ["($self, /)", every(U.isNumeric, false)],
  isspace: ["($self, /)", every(U.isSpace, false)],
  isprintable: ["($self, /)", every(U.isPrintable, true)],
  isascii: ["($self, /)", every((c) => c < 128, true)],
  islower: ["($self, /)", cased(U.isLower, (c) => U.isUpper(c) || U.isTitle(c))],
  isupper: ["($self, /)", cased(U.isUpper, (c) => U.isLower(c) || U.isTitle(c))],
  istitle: ["($self, /)", isTitle],
  isidentifier: ["($self, /)", (s: PyObj) => U.isIdentifier(S(s).toString())],
  translate: ["($self, table, /)", translate],
  maketrans: [
    "($type, x, y=<unrepresentable>, z=<unrepresentable>, /)",
    (_t: PyObj, x: PyObj, y?: PyObj, z?: PyObj) => maketrans(x, y, z),
  ],
  encode: [
    "($self, /, encoding='utf-8', errors='strict')",
    (self: PyObj, enc?: PyObj, errs?: PyObj) =>
      mkBytes(
        encode(
          S(self),
          enc === undefined ? "utf-8" : (asJs(enc) ?? badArg("encode", "'encoding'", enc)),
          errs === undefined ? "strict" : (asJs(errs) ?? badArg("encode", "'errors'", errs)),
        ),
      ),
  ],
  format: [
    "($self, /, *args, **kwargs)",
    (s: PyObj, args: PyObj[], kw: Kw) => formatFields(S(s), args, kw),
  ],
  format_map: ["($self, mapping, /)", (s: PyObj, m: PyObj) => formatFields(S(s), null, m)],
  __format__: [
    "($self, format_spec, /)",
    (s: PyObj, spec: PyObj) =>
      spec === "" && s instanceof PyStrSub
        ? (callSpecial(s, "__str__") as PyObj)
        : formatStr(S(s), spec),
  ],
  __getnewargs__: ["($self, /)", (s: PyObj) => mkTuple([S(s)])],
  __sizeof__: [
    "($self, /)",
    (o: PyObj) => {
      const s = S(o);
      if (typeof s !== "string") return 60 + 4 * (s.length + 1) - 4;
      if (/^[\x00-\x7f]*$/.test(s)) return 41 + s.length;
      return /^[\x00-\xff]*$/.test(s) ? 57 + s.length : 58 + 2 * s.length;
    },
  ],
});
function badArg(name: string, n: number | string, o: PyObj): never {
  throw typeError(`${name}() argument ${n} must be str, not ${typeName(o)}`);
}

export { iter };

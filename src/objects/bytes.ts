/** bytes and bytearray: what both have; bytearray's own part is in bytearray.ts. */
import {
  asIndex,
  asJs,
  asStr,
  type CmpOp,
  callSpecial,
  index,
  isInstance,
  ordered,
  PyIter,
  reprJs,
  toArray,
  typeName,
} from "./abstract.js";
import { bytesOf, hasBuffer } from "./buffer.js";
import { bytesPercent } from "./bytespercent.js";
import { decode, decodeLatin1, encode } from "./codecs.js";
import { E, err, typeError, valueError } from "./errors.js";
import { type MethodTable, methods, newMethod, slots } from "./function.js";
import { hashBytes } from "./hash.js";
import { bytesHook } from "./int.js";
import { PyByteArray, PyBytes, type PyObj, PyTuple, type PyType, typeOf } from "./object.js";
import {
  badRepeat,
  iteratorType,
  iterFunction,
  repeatCount,
  searchRange,
  sizedIndex,
} from "./sequence.js";
import { PySlice, sliceIndices } from "./slice.js";
import { bytearray_type, bytes_type, mkBytes, mkList, mkTuple, NotImplemented } from "./types.js";
import { direct } from "./virtuals.js";

export type AnyBytes = PyBytes | PyByteArray;
export const isBytes = (o: PyObj): o is AnyBytes =>
  o instanceof PyBytes || o instanceof PyByteArray;

/** A result of the receiver's plain type. */
export function like(self: AnyBytes, data: Uint8Array): PyObj {
  if (self instanceof PyBytes) return mkBytes(data);
  const b = new PyByteArray(bytearray_type);
  b.data = data === self.data ? data.slice() : data;
  return b;
}

/** The data of an argument that must have a buffer. */
export function need(o: PyObj, what = "a bytes-like object is required, not"): Uint8Array {
  const d = isBytes(o) ? o.data : bytesOf(o);
  if (d === undefined) throw typeError(`${what} '${typeName(o)}'`);
  return d;
}

/** Bytes from an iterable of ints. */
export function fromInts(o: PyObj, what: string): Uint8Array {
  const out: number[] = [];
  for (const x of toArray(o)) {
    const n = asIndex(x);
    if (n === undefined)
      throw typeError(`'${typeName(x)}' object cannot be interpreted as an integer`);
    if (n < 0 || n > 255) throw valueError(`${what} must be in range(0, 256)`);
    out.push(Number(n));
  }
  return Uint8Array.from(out);
}

/** What `__bytes__` gives, for objects that have it. */
function fromSpecial(x: PyObj): PyBytes | undefined {
  if (x instanceof PyBytes && x.cls === bytes_type) return x;
  const r = callSpecial(x, "__bytes__");
  if (r === undefined || r instanceof PyBytes) return r;
  throw typeError(`__bytes__ returned non-bytes (type ${typeName(r)})`);
}

/** The argument of `bytes(x)` and `bytearray(x)`. */
export function construct(
  name: string,
  x: PyObj | undefined,
  enc: PyObj | undefined,
  errs: PyObj | undefined,
): Uint8Array {
  const range = name === "bytes" ? "bytes" : "byte";
  if (x === undefined) {
    if (enc !== undefined || errs !== undefined)
      throw typeError(
        enc !== undefined
          ? "encoding without a string argument"
          : "errors without a string argument",
      );
    return new Uint8Array(0);
  }
  const s = asStr(x);
  if (s !== undefined) {
    if (enc === undefined) throw typeError("string argument without an encoding");
    return encode(s, String(asJs(enc)), errs === undefined ? "strict" : String(asJs(errs)));
  }
  if (enc !== undefined) throw typeError("encoding without a string argument");
  if (errs !== undefined) throw typeError("errors without a string argument");
  const own = name === "bytes" ? fromSpecial(x) : undefined;
  if (own !== undefined) return own.data;
  if (isBytes(x)) return x.data.slice();
  if (typeOf(x).lookup("__index__") !== undefined) {
    const n = index(x);
    if (typeof n === "bigint" || n > 0x7fffffffff)
      throw err(E.OverflowError, `cannot fit '${typeName(x)}' into an index-sized integer`);
    if (n < 0) throw valueError("negative count");
    return new Uint8Array(n);
  }
  const d = bytesOf(x);
  if (d !== undefined) return d.slice();
  if (typeOf(x).lookup("__iter__") === undefined && typeOf(x).lookup("__getitem__") === undefined)
    throw typeError(`cannot convert '${typeName(x)}' object to ${name}`);
  return fromInts(x, range);
}
bytesHook.fromObject = (o) => {
  const d = bytesOf(o);
  if (d !== undefined) return d;
  if (typeOf(o).lookup("__iter__") === undefined)
    throw typeError(`cannot convert '${typeName(o)}' object to bytes`);
  return fromInts(o, "bytes");
};

newMethod(
  bytes_type,
  "($type, /, source=b'', encoding='utf-8', errors='strict')",
  (t: PyType, x?: PyObj, e?: PyObj, r?: PyObj) => {
    if (t === bytes_type && x !== undefined && e === undefined && r === undefined) {
      const own = fromSpecial(x);
      if (own !== undefined) return own;
    }
    const data = construct("bytes", x, e, r);
    if (t === bytes_type) return mkBytes(data);
    const b = new t.ctor(t) as PyBytes;
    b.data = data;
    return b;
  },
);

/** repr without the prefix. */
export function reprBytes(d: Uint8Array): string {
  let hasSingle = false;
  let hasDouble = false;
  for (const c of d) {
    if (c === 39) hasSingle = true;
    else if (c === 34) hasDouble = true;
  }
  const q = hasSingle && !hasDouble ? '"' : "'";
  const out: string[] = [q];
  for (const c of d) {
    if (c === q.charCodeAt(0) || c === 92) out.push("\\", String.fromCharCode(c));
    else if (c === 9) out.push("\\t");
    else if (c === 10) out.push("\\n");
    else if (c === 13) out.push("\\r");
    else if (c < 32 || c >= 127) out.push(`\\x${c.toString(16).padStart(2, "0")}`);
    else out.push(String.fromCharCode(c));
  }
  out.push(q);
  return out.join("");
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
const compare = (op: CmpOp) => (a: AnyBytes, b: PyObj) => {
  const other = a instanceof PyByteArray && asStr(b) === undefined;
  const d = isBytes(b) ? b.data : other ? bytesOf(b) : undefined;
  if (d === undefined) return NotImplemented;
  if ((op === "__eq__" || op === "__ne__") && a.data.length !== d.length) return op === "__ne__";
  return ordered(op, compareBytes(a.data, d));
};

const buf = (d: Uint8Array): Buffer => Buffer.from(d.buffer, d.byteOffset, d.byteLength);

/** A needle: an int stands for one byte. */
function needle(o: PyObj): Uint8Array {
  if (isBytes(o)) return o.data;
  const n = asIndex(o);
  if (n !== undefined) {
    if (n < 0 || n > 255) throw valueError("byte must be in range(0, 256)");
    return Uint8Array.of(Number(n));
  }
  const d = bytesOf(o);
  if (d === undefined)
    throw typeError(`argument should be integer or bytes-like object, not '${typeName(o)}'`);
  return d;
}
export function find(d: Uint8Array, x: Uint8Array, a: number, b: number): number {
  if (a > d.length || b - a < x.length) return -1;
  if (x.length === 0) return a;
  const at = buf(d).indexOf(x, a);
  return at >= 0 && at + x.length <= b ? at : -1;
}
export function rfind(d: Uint8Array, x: Uint8Array, a: number, b: number): number {
  if (a > d.length || b - a < x.length) return -1;
  if (x.length === 0) return b;
  const at = buf(d).lastIndexOf(x, b - x.length);
  return at >= a ? at : -1;
}
type Search = typeof find;
const searcher =
  (f: Search, raise: boolean) => (s: AnyBytes, x: PyObj, start?: PyObj, end?: PyObj) => {
    const n = needle(x);
    const [a, b] = searchRange(start, end, s.data.length);
    const at = f(s.data, n, a, b);
    if (at < 0 && raise) throw valueError("subsection not found");
    return at;
  };

const SPACE = new Set([9, 10, 11, 12, 13, 32]);
function stripSet(o: PyObj | undefined): Set<number> {
  return o === undefined || o === null ? SPACE : new Set(need(o));
}
function strip(s: AnyBytes, set: Set<number>, left: boolean, right: boolean): PyObj {
  const d = s.data;
  let a = 0;
  let b = d.length;
  if (left) while (a < b && set.has(d[a])) a++;
  if (right) while (b > a && set.has(d[b - 1])) b--;
  return like(s, d.slice(a, b));
}
function splitSpace(d: Uint8Array, max: number, right: boolean): Uint8Array[] {
  const out: Uint8Array[] = [];
  if (!right) {
    let i = 0;
    for (;;) {
      while (i < d.length && SPACE.has(d[i])) i++;
      if (i >= d.length) return out;
      if (max >= 0 && out.length >= max) {
        out.push(d.slice(i));
        return out;
      }
      const from = i;
      while (i < d.length && !SPACE.has(d[i])) i++;
      out.push(d.slice(from, i));
    }
  }
  let i = d.length;
  for (;;) {
    while (i > 0 && SPACE.has(d[i - 1])) i--;
    if (i <= 0) break;
    if (max >= 0 && out.length >= max) {
      out.push(d.slice(0, i));
      break;
    }
    const to = i;
    while (i > 0 && !SPACE.has(d[i - 1])) i--;
    out.push(d.slice(i, to));
  }
  return out.reverse();
}
function splitSep(d: Uint8Array, sep: Uint8Array, max: number): Uint8Array[] {
  const out: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const i = max >= 0 && out.length >= max ? -1 : find(d, sep, at, d.length);
    if (i < 0) {
      out.push(d.slice(at));
      return out;
    }
    out.push(d.slice(at, i));
    at = i + sep.length;
  }
}
function rsplitSep(d: Uint8Array, sep: Uint8Array, max: number): Uint8Array[] {
  const out: Uint8Array[] = [];
  let end = d.length;
  for (;;) {
    const i = max >= 0 && out.length >= max ? -1 : rfind(d, sep, 0, end);
    if (i < 0) {
      out.push(d.slice(0, end));
      return out.reverse();
    }
    out.push(d.slice(i + sep.length, end));
    end = i;
  }
}
const splitter = (right: boolean) => (s: AnyBytes, sep?: PyObj, max?: PyObj) => {
  const n = max === undefined ? -1 : Number(index(max));
  let parts: Uint8Array[];
  if (sep === undefined || sep === null) parts = splitSpace(s.data, n, right);
  else {
    const x = need(sep);
    if (x.length === 0) throw valueError("empty separator");
    parts = (right ? rsplitSep : splitSep)(s.data, x, n);
  }
  return mkList(parts.map((p) => like(s, p)));
};

export function concatBytes(parts: Uint8Array[]): Uint8Array {
  let n = 0;
  for (const p of parts) n += p.length;
  const out = new Uint8Array(n);
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

function affix(name: string, at: (d: Uint8Array, x: Uint8Array, a: number, b: number) => number) {
  return (s: AnyBytes, x: PyObj, start?: PyObj, end?: PyObj) => {
    const [a, b] = searchRange(start, end, s.data.length);
    const one = (p: PyObj): boolean => {
      const d = isBytes(p) ? p.data : bytesOf(p);
      if (d === undefined)
        throw typeError(
          x instanceof PyTuple
            ? `a bytes-like object is required, not '${typeName(p)}'`
            : `${name} first arg must be bytes or a tuple of bytes, not ${typeName(p)}`,
        );
      if (a > s.data.length || d.length > b - a) return false;
      const i = at(s.data, d, a, b);
      return buf(s.data.subarray(i, i + d.length)).equals(d);
    };
    return x instanceof PyTuple ? x.items.some(one) : one(x);
  };
}

function replace(d: Uint8Array, a: Uint8Array, b: Uint8Array, max: number): Uint8Array {
  if (a.length === 0) {
    const out: Uint8Array[] = [];
    let left = max < 0 ? Infinity : max;
    for (let i = 0; i < d.length; i++) {
      if (left-- > 0) out.push(b);
      out.push(d.subarray(i, i + 1));
    }
    if (left > 0) out.push(b);
    return concatBytes(out);
  }
  const parts = splitSep(d, a, max);
  const out: Uint8Array[] = [];
  parts.forEach((p, i) => {
    if (i > 0) out.push(b);
    out.push(p);
  });
  return concatBytes(out);
}

const upper = (c: number): boolean => c >= 65 && c <= 90;
const lower = (c: number): boolean => c >= 97 && c <= 122;
const digit = (c: number): boolean => c >= 48 && c <= 57;
const alpha = (c: number): boolean => upper(c) || lower(c);
const mapBytes = (f: (c: number, prevCased: boolean, i: number) => number) => (s: AnyBytes) => {
  let prev = false;
  return like(
    s,
    s.data.map((c, i) => {
      const r = f(c, prev, i);
      prev = alpha(c);
      return r;
    }),
  );
};
const toUpper = (c: number): number => (lower(c) ? c - 32 : c);
const toLower = (c: number): number => (upper(c) ? c + 32 : c);
const all =
  (f: (c: number) => boolean, empty = false) =>
  (s: AnyBytes) =>
    s.data.length === 0 ? empty : s.data.every(f);

function pad(f: (n: number, w: number) => [number, number], name: string) {
  return (s: AnyBytes, width: PyObj, fill?: PyObj) => {
    const w = Number(index(width));
    let c = 32;
    if (fill !== undefined) {
      if (!isBytes(fill) || fill.data.length !== 1)
        throw typeError(
          `${name}() argument 2 must be a byte string of length 1, not ${isBytes(fill) ? `a ${typeName(fill)} object of length ${fill.data.length}` : typeName(fill)}`,
        );
      c = fill.data[0];
    }
    const n = w - s.data.length;
    if (n <= 0) return like(s, s.data.slice());
    const [l] = f(n, w);
    const out = new Uint8Array(w).fill(c);
    out.set(s.data, l);
    return like(s, out);
  };
}

function splitlines(d: Uint8Array, keep: boolean): Uint8Array[] {
  const out: Uint8Array[] = [];
  let start = 0;
  for (let i = 0; i < d.length; i++) {
    if (d[i] !== 10 && d[i] !== 13) continue;
    const end = i;
    if (d[i] === 13 && d[i + 1] === 10) i++;
    out.push(d.slice(start, keep ? i + 1 : end));
    start = i + 1;
  }
  if (start < d.length) out.push(d.slice(start));
  return out;
}

export function fromHex(o: PyObj): Uint8Array {
  const data = asJs(o) === undefined && hasBuffer(o) ? bytesOf(o) : undefined;
  const s = data === undefined ? asJs(o) : decodeLatin1(data);
  if (s === undefined)
    throw typeError(`fromhex() argument must be str or bytes-like, not ${typeName(o)}`);
  const out: number[] = [];
  let i = 0;
  const space = (c: string): boolean => c !== "" && " \t\n\r\f\v".includes(c);
  while (i < s.length) {
    if (space(s[i])) {
      i++;
      continue;
    }
    for (let k = 0; k < 2; k++)
      if (i + k >= s.length || !/[0-9a-fA-F]/.test(s[i + k])) {
        if (i + k >= s.length)
          throw valueError("fromhex() arg must contain an even number of hexadecimal digits");
        throw valueError(`non-hexadecimal number found in fromhex() arg at position ${i + k}`);
      }
    out.push(Number.parseInt(s.slice(i, i + 2), 16));
    i += 2;
  }
  return Uint8Array.from(out);
}

/** `hex([sep[, bytes_per_sep]])`. */
export function hex(d: Uint8Array, sep: PyObj | undefined, per: PyObj | undefined): string {
  const h = buf(d).toString("hex");
  if (sep === undefined) return h;
  const s = asJs(sep) ?? (isBytes(sep) ? decodeLatin1(sep.data) : undefined);
  if (s === undefined) throw typeError("sep must be str or bytes.");
  if (s.length !== 1) throw valueError("sep must be length 1.");
  if (s.charCodeAt(0) > 127) throw valueError("sep must be ASCII.");
  const n = per === undefined ? 1 : Number(index(per));
  if (n === 0 || d.length === 0) return h;
  const size = Math.abs(n) * 2;
  const parts: string[] = [];
  if (n > 0) {
    let end = h.length;
    for (; end > size; end -= size) parts.unshift(h.slice(end - size, end));
    parts.unshift(h.slice(0, end));
  } else for (let i = 0; i < h.length; i += size) parts.push(h.slice(i, i + size));
  return parts.join(s);
}

const bytes_iterator_type = iteratorType("bytes_iterator");
const bytearray_iterator_type = iteratorType("bytearray_iterator");
class BytesIter extends PyIter {
  private src: AnyBytes | null;
  private i = 0;
  constructor(src: AnyBytes) {
    super(src instanceof PyBytes ? bytes_iterator_type : bytearray_iterator_type);
    this.src = src;
  }
  override $next(): PyObj | undefined {
    const v = this.src?.data[this.i++];
    if (v === undefined) this.src = null;
    return v;
  }
  get left(): number {
    return this.src === null ? 0 : Math.max(0, this.src.data.length - this.i);
  }
  reduce(): PyObj {
    return this.src === null
      ? mkTuple([iterFunction.f, mkTuple([mkTuple([])])])
      : mkTuple([iterFunction.f, mkTuple([this.src]), this.i]);
  }
  setIndex(n: number): void {
    if (this.src !== null) this.i = Math.max(0, Math.min(n, this.src.data.length));
  }
}
for (const t of [bytes_iterator_type, bytearray_iterator_type])
  methods(t, {
    __length_hint__: ["($self, /)", (it: BytesIter) => it.left],
    __reduce__: ["($self, /)", (it: BytesIter) => it.reduce()],
    __setstate__: [
      "($self, state, /)",
      (it: BytesIter, n: PyObj) => {
        it.setIndex(Number(index(n)));
        return null;
      },
    ],
  });

const range = "start=None, end=None, /)";
const shared: MethodTable = {
  find: [`($self, sub, ${range}`, searcher(find, false)],
  rfind: [`($self, sub, ${range}`, searcher(rfind, false)],
  index: [`($self, sub, ${range}`, searcher(find, true)],
  rindex: [`($self, sub, ${range}`, searcher(rfind, true)],
  count: [
    `($self, sub, ${range}`,
    (s: AnyBytes, x: PyObj, start?: PyObj, end?: PyObj) => {
      const n = needle(x);
      const [a, b] = searchRange(start, end, s.data.length);
      if (n.length === 0) return a > s.data.length ? 0 : Math.max(0, b - a + 1);
      let k = 0;
      for (let at = find(s.data, n, a, b); at >= 0; at = find(s.data, n, at + n.length, b)) k++;
      return k;
    },
  ],
  startswith: [`($self, prefix, ${range}`, affix("startswith", (_d, _x, a) => a)],
  endswith: [`($self, suffix, ${range}`, affix("endswith", (_d, x, _a, b) => b - x.length)],
  removeprefix: [
    "($self, prefix, /)",
    (s: AnyBytes, p: PyObj) => {
      const x = need(p);
      const hit = x.length <= s.data.length && buf(s.data.subarray(0, x.length)).equals(x);
      return like(s, s.data.slice(hit ? x.length : 0));
    },
  ],
  removesuffix: [
    "($self, suffix, /)",
    (s: AnyBytes, p: PyObj) => {
      const x = need(p);
      const at = s.data.length - x.length;
      const hit = x.length > 0 && at >= 0 && buf(s.data.subarray(at)).equals(x);
      return like(s, s.data.slice(0, hit ? at : s.data.length));
    },
  ],
  strip: ["($self, bytes=None, /)", (s: AnyBytes, c?: PyObj) => strip(s, stripSet(c), true, true)],
  lstrip: [
    "($self, bytes=None, /)",
    (s: AnyBytes, c?: PyObj) => strip(s, stripSet(c), true, false),
  ],
  rstrip: [
    "($self, bytes=None, /)",
    (s: AnyBytes, c?: PyObj) => strip(s, stripSet(c), false, true),
  ],
  split: ["($self, /, sep=None, maxsplit=-1)", splitter(false)],
  rsplit: ["($self, /, sep=None, maxsplit=-1)", splitter(true)],
  splitlines: [
    "($self, /, keepends=False)",
    (s: AnyBytes, k?: PyObj) =>
      mkList(splitlines(s.data, k === true || k === 1).map((p) => like(s, p))),
  ],
  partition: [
    "($self, sep, /)",
    (s: AnyBytes, sep: PyObj) => {
      const x = need(sep);
      if (x.length === 0) throw valueError("empty separator");
      const at = find(s.data, x, 0, s.data.length);
      const empty = () => like(s, new Uint8Array(0));
      if (at < 0) return mkTuple([like(s, s.data.slice()), empty(), empty()]);
      return mkTuple([
        like(s, s.data.slice(0, at)),
        like(s, x.slice()),
        like(s, s.data.slice(at + x.length)),
      ]);
    },
  ],
  rpartition: [
    "($self, sep, /)",
    (s: AnyBytes, sep: PyObj) => {
      const x = need(sep);
      if (x.length === 0) throw valueError("empty separator");
      const at = rfind(s.data, x, 0, s.data.length);
      const empty = () => like(s, new Uint8Array(0));
      if (at < 0) return mkTuple([empty(), empty(), like(s, s.data.slice())]);
      return mkTuple([
        like(s, s.data.slice(0, at)),
        like(s, x.slice()),
        like(s, s.data.slice(at + x.length)),
      ]);
    },
  ],
  join: [
    "($self, iterable_of_bytes, /)",
    (s: AnyBytes, it: PyObj) => {
      if (
        typeOf(it).lookup("__iter__") === undefined &&
        typeOf(it).lookup("__getitem__") === undefined
      )
        throw typeError("can only join an iterable");
      const parts: Uint8Array[] = [];
      toArray(it).forEach((x, i) => {
        const d = isBytes(x) ? x.data : bytesOf(x);
        if (d === undefined)
          throw typeError(`sequence item ${i}: expected a bytes-like object, ${typeName(x)} found`);
        if (i > 0) parts.push(s.data);
        parts.push(d);
      });
      return like(s, concatBytes(parts));
    },
  ],
  replace: [
    "($self, old, new, count=-1, /)",
    (s: AnyBytes, a: PyObj, b: PyObj, n?: PyObj) =>
      like(s, replace(s.data, need(a), need(b), n === undefined ? -1 : Number(index(n)))),
  ],
  translate: [
    "($self, table, /, delete=b'')",
    (s: AnyBytes, table: PyObj, del?: PyObj) => {
      const t = table === null ? null : need(table);
      if (t !== null && t.length !== 256)
        throw valueError("translation table must be 256 characters long");
      const gone = new Set(del === undefined ? [] : need(del));
      const out: number[] = [];
      for (const c of s.data) if (!gone.has(c)) out.push(t === null ? c : t[c]);
      return like(s, Uint8Array.from(out));
    },
  ],
  ljust: ["($self, width, fillchar=b' ', /)", pad(() => [0, 0], "ljust")],
  rjust: ["($self, width, fillchar=b' ', /)", pad((n) => [n, 0], "rjust")],
  center: [
    "($self, width, fillchar=b' ', /)",
    pad((n, w) => [Math.floor(n / 2) + (n & w & 1), 0], "center"),
  ],
  zfill: [
    "($self, width, /)",
    (s: AnyBytes, width: PyObj) => {
      const n = Number(index(width)) - s.data.length;
      if (n <= 0) return like(s, s.data.slice());
      const sign = s.data[0] === 43 || s.data[0] === 45 ? 1 : 0;
      return like(
        s,
        concatBytes([s.data.subarray(0, sign), new Uint8Array(n).fill(48), s.data.subarray(sign)]),
      );
    },
  ],
  expandtabs: [
    "($self, /, tabsize=8)",
    (s: AnyBytes, size?: PyObj) => {
      const n = size === undefined ? 8 : Number(index(size));
      const out: number[] = [];
      let col = 0;
      for (const c of s.data) {
        if (c === 9) {
          const k = n > 0 ? n - (col % n) : 0;
          for (let i = 0; i < k; i++) out.push(32);
          col += k;
        } else {
          out.push(c);
          col = c === 10 || c === 13 ? 0 : col + 1;
        }
      }
      return like(s, Uint8Array.from(out));
    },
  ],
  upper: ["($self, /)", mapBytes(toUpper)],
  lower: ["($self, /)", mapBytes(toLower)],
  swapcase: ["($self, /)", mapBytes((c) => (upper(c) ? c + 32 : toUpper(c)))],
  capitalize: ["($self, /)", mapBytes((c, _p, i) => (i === 0 ? toUpper(c) : toLower(c)))],
  title: ["($self, /)", mapBytes((c, prev) => (prev ? toLower(c) : toUpper(c)))],
  isalpha: ["($self, /)", all(alpha)],
  isdigit: ["($self, /)", all(digit)],
  isalnum: ["($self, /)", all((c) => alpha(c) || digit(c))],
  isspace: ["($self, /)", all((c) => SPACE.has(c))],
  isascii: ["($self, /)", all((c) => c < 128, true)],
  isupper: ["($self, /)", (s: AnyBytes) => s.data.some(upper) && !s.data.some(lower)],
  islower: ["($self, /)", (s: AnyBytes) => s.data.some(lower) && !s.data.some(upper)],
  istitle: [
    "($self, /)",
    (s: AnyBytes) => {
      let any = false;
      let prev = false;
      for (const c of s.data) {
        if (upper(c)) {
          if (prev) return false;
          any = prev = true;
        } else if (lower(c)) {
          if (!prev) return false;
          any = true;
        } else prev = false;
      }
      return any;
    },
  ],
  hex: [
    "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
    (s: AnyBytes, sep?: PyObj, n?: PyObj) => hex(s.data, sep, n),
  ],
  decode: [
    "($self, /, encoding='utf-8', errors='strict')",
    (s: AnyBytes, e?: PyObj, r?: PyObj) =>
      decode(
        s.data,
        e === undefined ? "utf-8" : (asJs(e) ?? badArg("'encoding'", e)),
        r === undefined ? "strict" : (asJs(r) ?? badArg("'errors'", r)),
      ),
  ],
  __sizeof__: ["($self, /)", (s: AnyBytes) => (s instanceof PyBytes ? 33 : 57) + s.data.length],
};
function badArg(n: string, o: PyObj): never {
  throw typeError(`decode() argument ${n} must be str, not ${typeName(o)}`);
}

for (const t of [bytes_type, bytearray_type]) {
  methods(t, shared);
  methods(t, {
    fromhex: [
      "($type, string, /)",
      (c: PyType, s: PyObj) => {
        const d = fromHex(s);
        const b = mkBytes(d);
        return c === bytes_type ? b : c.$call([b], null);
      },
    ],
    maketrans: [
      "($type, frm, to, /)",
      (_c: PyType, a: PyObj, b: PyObj) => {
        const x = need(a);
        const y = need(b);
        if (x.length !== y.length) throw valueError("maketrans arguments must have same length");
        const t256 = Uint8Array.from({ length: 256 }, (_, i) => i);
        x.forEach((c, i) => {
          t256[c] = y[i];
        });
        return mkBytes(t256);
      },
    ],
  });
  slots(t, {
    __len__: (s: AnyBytes) => s.data.length,
    __iter__: (s: AnyBytes) => new BytesIter(s),
    __contains__: (s: AnyBytes, x: PyObj) => {
      const n = asIndex(x);
      if (n !== undefined) {
        if (n < 0 || n > 255) throw valueError("byte must be in range(0, 256)");
        return s.data.includes(Number(n));
      }
      return find(s.data, need(x), 0, s.data.length) >= 0;
    },
    __getitem__: (s: AnyBytes, k: PyObj) => {
      const d = s.data;
      if (k instanceof PySlice) {
        const r = sliceIndices(k, d.length);
        if (r.step === 1) return like(s, d.slice(r.start, r.start + r.length));
        const out = new Uint8Array(r.length);
        for (let i = 0, j = r.start; i < r.length; i++, j += r.step) out[i] = d[j];
        return like(s, out);
      }
      const i = asIndex(k);
      if (i === undefined)
        throw typeError(
          `${t === bytes_type ? "byte" : "bytearray"} indices must be integers or slices, not ${typeName(k)}`,
        );
      const n = sizedIndex(i, k);
      const v = d[n < 0 ? n + d.length : n];
      if (v === undefined)
        throw err(
          E.IndexError,
          t === bytes_type ? "index out of range" : "bytearray index out of range",
        );
      return v;
    },
    __add__: (a: AnyBytes, b: PyObj) => {
      const d = isBytes(b) ? b.data : asStr(b) === undefined ? bytesOf(b) : undefined;
      if (d === undefined) {
        if (typeOf(b).lookup("__radd__") !== undefined) return NotImplemented;
        throw typeError(`can't concat ${typeName(b)} to ${typeName(a)}`);
      }
      return like(a, concatBytes([a.data, d]));
    },
    __mul__: (a: AnyBytes, n: PyObj) => {
      const k = repeatCount(n);
      if (k === undefined) return badRepeat(n);
      return like(a, repeatBytes(a.data, k));
    },
    __rmul__: (a: AnyBytes, n: PyObj) => {
      const k = repeatCount(n);
      if (k === undefined) return badRepeat(n);
      return like(a, repeatBytes(a.data, k));
    },
    __mod__: (a: AnyBytes, args: PyObj) => like(a, bytesPercent(a.data, args)),
    __rmod__: (b: PyObj, a: PyObj) =>
      isBytes(a) ? like(a, bytesPercent(a.data, b)) : NotImplemented,
    __lt__: compare("__lt__"),
    __le__: compare("__le__"),
    __eq__: compare("__eq__"),
    __ne__: compare("__ne__"),
    __gt__: compare("__gt__"),
    __ge__: compare("__ge__"),
  });
  direct(t);
}
export function repeatBytes(d: Uint8Array, n: number): Uint8Array {
  if (d.length * n > 0x7fffffff) throw err(E.MemoryError);
  const out = new Uint8Array(d.length * n);
  for (let i = 0; i < n; i++) out.set(d, i * d.length);
  return out;
}
slots(bytes_type, {
  __repr__: (s: PyBytes) => `b${reprBytes(s.data)}`,
  __str__: (s: PyBytes) => `b${reprBytes(s.data)}`,
  __hash__: (s: PyBytes) => (s.hash ??= hashBytes(s.data)),
});
methods(bytes_type, {
  __getnewargs__: ["($self, /)", (s: PyBytes) => mkTuple([mkBytes(s.data)])],
  __bytes__: ["($self, /)", (s: PyBytes) => (s.cls === bytes_type ? s : mkBytes(s.data))],
});
bytes_type.set(
  "__doc__",
  "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
);

export { isInstance, reprJs };

/** bytearray: what bytes has not. */
import { asIndex, asStr, callMethod, index, typeName } from "./abstract.js";
import { bytesOf, inUse } from "./buffer.js";
import {
  type AnyBytes,
  concatBytes,
  construct,
  fromInts,
  need,
  repeatBytes,
  reprBytes,
} from "./bytes.js";
import { E, err, typeError, valueError } from "./errors.js";
import { methods, newMethod, slots } from "./function.js";
import { PyByteArray, type PyObj, type PyType, typeOf } from "./object.js";
import { repeatCount, sizedIndex } from "./sequence.js";
import { PySlice, sliceIndices } from "./slice.js";
import { bytearray_type, mkBytes, mkTuple } from "./types.js";
import { direct } from "./virtuals.js";

function locked(b: PyByteArray): void {
  if (b.exports > 0 && inUse(b))
    throw err(E.BufferError, "Existing exports of data: object cannot be re-sized");
}
function assign(b: PyByteArray, data: Uint8Array): void {
  if (data.length !== b.data.length) locked(b);
  else if (b.exports > 0) {
    b.data.set(data);
    return;
  }
  b.data = data;
}
function byte(o: PyObj): number {
  const n = asIndex(o);
  if (n === undefined)
    throw typeError(`'${typeName(o)}' object cannot be interpreted as an integer`);
  if (n < 0 || n > 255) throw valueError("byte must be in range(0, 256)");
  return Number(n);
}

/** Appends with room to grow: `data` is a window on a larger buffer. */
function append(b: PyByteArray, extra: Uint8Array | number): void {
  locked(b);
  const n = b.data.length;
  const k = typeof extra === "number" ? 1 : extra.length;
  const buf = b.data.buffer;
  const used = b.data.byteOffset + n;
  const owned = (b as { grown?: ArrayBufferLike }).grown === buf;
  let data: Uint8Array;
  if (owned && used + k <= buf.byteLength) data = new Uint8Array(buf, b.data.byteOffset, n + k);
  else {
    const room = new ArrayBuffer(Math.max(16, Math.ceil((n + k) * 1.5)));
    (b as { grown?: ArrayBufferLike }).grown = room;
    data = new Uint8Array(room, 0, n + k);
    data.set(b.data);
  }
  if (typeof extra === "number") data[n] = extra;
  else data.set(extra, n);
  b.data = data;
}

newMethod(bytearray_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
/** Unlike bytes it escapes an apostrophe in any case. */
function bytearrayRepr(b: PyByteArray): string {
  const s = reprBytes(b.data);
  return `${b.cls.name}(b${s[0] === '"' ? s.replace(/'/g, "\\'") : s})`;
}

slots(bytearray_type, {
  __init__: (b: PyByteArray, args: PyObj[], kw: Map<string, PyObj>) => {
    const names = ["source", "encoding", "errors"];
    if (args.length > 3)
      throw typeError(`bytearray() takes at most 3 arguments (${args.length} given)`);
    const v = names.map((n, i) => args[i] ?? kw.get(n));
    locked(b);
    b.data = construct("bytearray", v[0], v[1], v[2]);
    return null;
  },
  __repr__: bytearrayRepr,
  __str__: bytearrayRepr,
  __setitem__: (b: PyByteArray, k: PyObj, v: PyObj) => {
    if (k instanceof PySlice) {
      let src: Uint8Array;
      if (v === b) src = b.data.slice();
      else if (asStr(v) === undefined && asIndex(v) === undefined)
        src = (bytesOf(v) ?? fromInts(v, "byte")).slice();
      else throw typeError("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
      const r = sliceIndices(k, b.data.length);
      if (r.step === 1) {
        const stop = Math.max(r.start, r.stop);
        assign(b, concatBytes([b.data.subarray(0, r.start), src, b.data.subarray(stop)]));
      } else {
        if (src.length !== r.length)
          throw valueError(
            `attempt to assign bytes of size ${src.length} to extended slice of size ${r.length}`,
          );
        for (let i = 0, j = r.start; i < r.length; i++, j += r.step) b.data[j] = src[i];
      }
      return null;
    }
    const i = asIndex(k);
    if (i === undefined)
      throw typeError(`bytearray indices must be integers or slices, not ${typeName(k)}`);
    const n = sizedIndex(i, k);
    // To convert the value may run code that changes the length.
    const x = byte(v);
    const at = n < 0 ? n + b.data.length : n;
    if (at < 0 || at >= b.data.length) throw err(E.IndexError, "bytearray index out of range");
    b.data[at] = x;
    return null;
  },
  __delitem__: (b: PyByteArray, k: PyObj) => {
    const d = b.data;
    if (k instanceof PySlice) {
      const r = sliceIndices(k, d.length);
      const gone = new Set<number>();
      for (let i = 0, j = r.start; i < r.length; i++, j += r.step) gone.add(j);
      if (gone.size > 0)
        assign(
          b,
          d.filter((_, i) => !gone.has(i)),
        );
      return null;
    }
    const i = asIndex(k);
    if (i === undefined)
      throw typeError(`bytearray indices must be integers or slices, not ${typeName(k)}`);
    const n = sizedIndex(i, k);
    const at = n < 0 ? n + d.length : n;
    if (at < 0 || at >= d.length) throw err(E.IndexError, "bytearray index out of range");
    assign(b, concatBytes([d.subarray(0, at), d.subarray(at + 1)]));
    return null;
  },
  __iadd__: (b: PyByteArray, o: PyObj) => {
    const d = asStr(o) === undefined ? bytesOf(o) : undefined;
    if (d === undefined) throw typeError(`can't concat ${typeName(o)} to ${typeName(b)}`);
    append(b, d === b.data ? d.slice() : d);
    return b;
  },
  __imul__: (b: PyByteArray, n: PyObj) => {
    const k = repeatCount(n);
    if (k === undefined)
      throw typeError(`can't multiply sequence by non-int of type '${typeName(n)}'`);
    assign(b, repeatBytes(b.data, k));
    return b;
  },
});
direct(bytearray_type);
bytearray_type.set("__hash__", null);
methods(bytearray_type, {
  append: [
    "($self, item, /)",
    (b: PyByteArray, v: PyObj) => {
      append(b, byte(v));
      return null;
    },
  ],
  extend: [
    "($self, iterable_of_ints, /)",
    (b: PyByteArray, v: PyObj) => {
      const d = bytesOf(v);
      if (d === undefined) {
        if (asStr(v) !== undefined) throw typeError("expected iterable of integers; got: 'str'");
        if (typeOf(v).lookup("__iter__") === undefined)
          throw typeError(`can't extend bytearray with ${typeName(v)}`);
        append(b, fromInts(v, "byte"));
      } else append(b, d === b.data ? d.slice() : d);
      return null;
    },
  ],
  insert: [
    "($self, index, item, /)",
    (b: PyByteArray, i: PyObj, v: PyObj) => {
      const n = b.data.length;
      let at = Number(index(i));
      if (at < 0) at = Math.max(0, at + n);
      at = Math.min(at, n);
      assign(b, concatBytes([b.data.subarray(0, at), Uint8Array.of(byte(v)), b.data.subarray(at)]));
      return null;
    },
  ],
  pop: [
    "($self, index=-1, /)",
    (b: PyByteArray, i?: PyObj) => {
      const n = b.data.length;
      if (n === 0) throw err(E.IndexError, "pop from empty bytearray");
      let at = i === undefined ? n - 1 : Number(index(i));
      if (at < 0) at += n;
      if (at < 0 || at >= n) throw err(E.IndexError, "pop index out of range");
      const v = b.data[at];
      locked(b);
      if (at === n - 1) b.data = b.data.subarray(0, n - 1);
      else b.data = concatBytes([b.data.subarray(0, at), b.data.subarray(at + 1)]);
      return v;
    },
  ],
  remove: [
    "($self, value, /)",
    (b: PyByteArray, v: PyObj) => {
      const at = b.data.indexOf(byte(v));
      if (at < 0) throw valueError("value not found in bytearray");
      assign(b, concatBytes([b.data.subarray(0, at), b.data.subarray(at + 1)]));
      return null;
    },
  ],
  clear: [
    "($self, /)",
    (b: PyByteArray) => {
      assign(b, new Uint8Array(0));
      return null;
    },
  ],
  reverse: [
    "($self, /)",
    (b: PyByteArray) => {
      b.data.reverse();
      return null;
    },
  ],
  copy: [
    "($self, /)",
    (b: PyByteArray) => {
      const c = new PyByteArray(bytearray_type);
      c.data = b.data.slice();
      return c;
    },
  ],
  resize: [
    "($self, size, /)",
    (b: PyByteArray, size: PyObj) => {
      const n = Number(index(size));
      if (n < 0) throw valueError(`bytearray.resize(): new size must be >= 0, got ${n}`);
      const d = new Uint8Array(n);
      d.set(b.data.subarray(0, n));
      assign(b, d);
      return null;
    },
  ],
  __reduce__: ["($self, /)", (b: PyByteArray) => reduced(b, 2)],
  __reduce_ex__: ["($self, proto=0, /)", (b: PyByteArray, p?: PyObj) => reduced(b, Number(p ?? 0))],
  __alloc__: ["($self, /)", (b: PyByteArray) => b.data.length + 1],
});

/** Protocols 0 to 2 have no bytes: they keep them as text. */
function reduced(b: PyByteArray, protocol: number): PyObj {
  const args =
    protocol >= 3
      ? [mkBytes(b.data.slice())]
      : b.data.length === 0
        ? []
        : [Buffer.from(b.data).toString("latin1"), "latin-1"];
  return mkTuple([b.cls, mkTuple(args), callMethod(b, "__getstate__", [])]);
}

export { type AnyBytes, need };

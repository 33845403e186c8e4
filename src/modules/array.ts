/** array. */
import {
  aliasHook,
  asIndex,
  asInt,
  asStr,
  type CmpOp,
  callMethod,
  eq,
  getattr,
  iter,
  PyIter,
  repr,
  ssize,
  typeName,
} from "../objects/abstract.js";
import { type BufferView, bytesOf, hasBuffer } from "../objects/buffer.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { asDouble } from "../objects/float.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { defineModule } from "../objects/module.js";
import {
  PyByteArray,
  PyBytes,
  PyList,
  type PyObj,
  PyObject,
  type PyType,
  type Str,
  TPFLAGS,
} from "../objects/object.js";
import { enterRepr, leaveRepr } from "../objects/reprguard.js";
import {
  compareItems,
  itemIndex,
  iteratorType,
  iterFunction,
  searchRange,
} from "../objects/sequence.js";
import { PySlice, slice_type, sliceIndices } from "../objects/slice.js";
import { codePoints, concat, fromCodePoints } from "../objects/text.js";
import {
  builtinType,
  mkBytes,
  mkFloat,
  mkList,
  mkTuple,
  NotImplemented,
} from "../objects/types.js";
import { direct } from "../objects/virtuals.js";
import { importModule } from "../runtime/import.js";
import { registerModule } from "../runtime/interpreter.js";
import { warn } from "./_warnings.js";
import { addressOf } from "./libc.js";

interface Kind {
  size: number;
  get(v: DataView, at: number): PyObj;
  set(v: DataView, at: number, x: PyObj): void;
  /** The format that the buffer protocol tells. */
  format: string;
}

function int(format: string, size: number, signed: boolean, name: string): Kind {
  const bits = BigInt(8 * size);
  const min = signed ? -(1n << (bits - 1n)) : 0n;
  const max = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  const wide = (v: number | bigint): string | null => {
    if (signed && size === 8)
      return format === "l"
        ? "Python int too large to convert to C long"
        : "int too big to convert";
    if (!signed && size === 8)
      return v < 0
        ? "can't convert negative value to unsigned int"
        : format === "L"
          ? "Python int too large to convert to C unsigned long"
          : "int too big to convert";
    if (!signed && size === 4 && v < 0) return "can't convert negative value to unsigned int";
    return null;
  };
  return {
    size,
    format,
    get: (v, at) => {
      switch (size) {
        case 1:
          return signed ? v.getInt8(at) : v.getUint8(at);
        case 2:
          return signed ? v.getInt16(at, true) : v.getUint16(at, true);
        case 4:
          return signed ? v.getInt32(at, true) : v.getUint32(at, true);
        default:
          return normInt(signed ? v.getBigInt64(at, true) : v.getBigUint64(at, true));
      }
    },
    set: (v, at, x) => {
      const i = typeof x === "number" ? x : asIndex(x);
      if (i === undefined)
        throw typeError(`'${typeName(x)}' object cannot be interpreted as an integer`);
      if (i < min || i > max)
        throw err(
          E.OverflowError,
          wide(i) ?? `${name} is ${i < min ? "less than minimum" : "greater than maximum"}`,
        );
      switch (size) {
        case 1:
          v.setUint8(at, Number(i));
          break;
        case 2:
          v.setUint16(at, Number(i), true);
          break;
        case 4:
          v.setUint32(at, Number(i), true);
          break;
        default:
          v.setBigUint64(at, BigInt.asUintN(64, BigInt(i)), true);
      }
    },
  };
}
const float = (format: string, size: number): Kind => ({
  size,
  format,
  get: (v, at) => mkFloat(size === 4 ? v.getFloat32(at, true) : v.getFloat64(at, true)),
  set: (v, at, x) => {
    const d = asDouble(x);
    if (size === 4) v.setFloat32(at, d, true);
    else v.setFloat64(at, d, true);
  },
});
const character = (format: string): Kind => ({
  size: 4,
  format,
  get: (v, at) => {
    const c = v.getUint32(at, true);
    if (c > 0x10ffff)
      throw valueError(`character U+${c.toString(16)} is not in range [U+0000; U+10ffff]`);
    return fromCodePoints([c]);
  },
  set: (v, at, x) => {
    const s = asStr(x);
    if (s === undefined)
      throw typeError(`array item must be a unicode character, not ${typeName(x)}`);
    if (s.length !== 1)
      throw typeError(`array item must be a unicode character, not a string of length ${s.length}`);
    v.setUint32(at, codePoints(s)[0], true);
  },
});
const KINDS: Record<string, Kind> = {
  b: int("b", 1, true, "signed char"),
  B: int("B", 1, false, "unsigned byte integer"),
  u: character("w"),
  w: character("w"),
  h: int("h", 2, true, "signed short integer"),
  H: int("H", 2, false, "unsigned short"),
  i: int("i", 4, true, "signed integer"),
  I: int("I", 4, false, "unsigned int"),
  l: int("l", 8, true, "signed long"),
  L: int("L", 8, false, "unsigned long"),
  q: int("q", 8, true, "signed long long"),
  Q: int("Q", 8, false, "unsigned long long"),
  f: float("f", 4),
  d: float("d", 8),
};
const isText = (code: string): boolean => code === "u" || code === "w";

export class PyArray extends PyObject {
  code = "b";
  kind = KINDS.b;
  length = 0;
  exports = 0;
  private buf = new Uint8Array(0);
  private view = new DataView(this.buf.buffer);

  get size(): number {
    return this.kind.size;
  }
  /** The used bytes. */
  get data(): Uint8Array {
    return this.buf.subarray(0, this.length * this.size);
  }
  get(i: number): PyObj {
    return this.kind.get(this.view, i * this.size);
  }
  set(i: number, x: PyObj): void {
    this.kind.set(this.view, i * this.size, x);
  }
  /** Changes the number of items; new ones are zero. */
  resize(n: number): void {
    if (this.exports > 0 && n !== this.length)
      throw err(E.BufferError, "cannot resize an array that is exporting buffers");
    const need = n * this.size;
    if (need > this.buf.length) {
      const grown = new Uint8Array(Math.max(need, this.buf.length + (this.buf.length >> 1), 16));
      grown.set(this.data);
      this.buf = grown;
      this.view = new DataView(grown.buffer);
    } else if (n < this.length) this.buf.fill(0, need, this.length * this.size);
    this.length = n;
  }
  /** Replaces all bytes. */
  assign(d: Uint8Array): void {
    const n = d.length / this.size;
    if (this.exports > 0 && n !== this.length)
      throw err(E.BufferError, "cannot resize an array that is exporting buffers");
    if (n === this.length) this.buf.set(d);
    else {
      this.buf = d.slice();
      this.view = new DataView(this.buf.buffer);
      this.length = n;
    }
  }
  add(x: PyObj): void {
    const n = this.length;
    this.resize(n + 1);
    try {
      this.set(n, x);
    } catch (e) {
      this.length = n;
      throw e;
    }
  }
  items(): PyObj[] {
    return Array.from({ length: this.length }, (_, i) => this.get(i));
  }
  override $buffer(): BufferView {
    this.exports++;
    let open = true;
    return {
      obj: this,
      data: this.data,
      itemsize: this.size,
      readonly: false,
      format: this.kind.format,
      shape: [this.length],
      strides: [this.size],
      release: () => {
        if (open) this.exports--;
        open = false;
      },
    };
  }
}

const array_type = builtinType("array", {
  module: "array",
  ctor: PyArray,
  flags: TPFLAGS.SEQUENCE,
  hasWeakref: true,
});
export function makeArray(code: string, cls: PyType = array_type): PyArray {
  const a = new cls.ctor(cls) as PyArray;
  a.code = code;
  a.kind = KINDS[code];
  return a;
}
function addText(a: PyArray, s: Str): void {
  for (const c of codePoints(s)) a.add(fromCodePoints([c]));
}
function addBytes(a: PyArray, d: Uint8Array): void {
  if (d.length % a.size !== 0) throw valueError("bytes length not a multiple of item size");
  const n = a.length;
  const copy = d.slice();
  a.resize(n + copy.length / a.size);
  a.data.set(copy, n * a.size);
}
function extend(a: PyArray, o: PyObj): void {
  if (o instanceof PyArray) {
    if (o.code !== a.code) throw typeError("can only extend with array of same kind");
    addBytes(a, o.data);
    return;
  }
  const it = iter(o);
  let v: PyObj | undefined;
  while ((v = it.$next()) !== undefined) a.add(v);
}

newMethod(
  array_type,
  "($type, *args, **kwargs)",
  (cls: PyType, args: PyObj[], kw: Map<string, PyObj>) => {
    if (cls === array_type && kw.size > 0)
      throw typeError("array.array() takes no keyword arguments");
    if (args.length < 1) throw typeError("array() takes at least 1 argument (0 given)");
    if (args.length > 2)
      throw typeError(`array() takes at most 2 arguments (${args.length} given)`);
    const code = asStr(args[0]);
    if (code === undefined)
      throw typeError(`array() argument 1 must be a unicode character, not ${typeName(args[0])}`);
    if (code.length !== 1)
      throw typeError(
        `array() argument 1 must be a unicode character, not a string of length ${code.length}`,
      );
    const c = code.toString();
    const init = args[1];
    const text = init === undefined ? undefined : asStr(init);
    if (text !== undefined && !isText(c))
      throw typeError(`cannot use a str to initialize an array with typecode '${c}'`);
    if (init instanceof PyArray && isText(init.code) && !isText(c))
      throw typeError(`cannot use a unicode array to initialize an array with typecode '${c}'`);
    if (KINDS[c] === undefined)
      throw valueError("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)");
    if (c === "u")
      warn(
        E.DeprecationWarning,
        "The 'u' type code is deprecated and will be removed in Python 3.16",
      );
    const a = makeArray(c, cls);
    if (init === undefined) return a;
    if (text !== undefined) addText(a, text);
    else if (init instanceof PyBytes || init instanceof PyByteArray) addBytes(a, init.data);
    else if (init instanceof PyArray && init.code === c) addBytes(a, init.data);
    else extend(a, init instanceof PyArray ? mkList(init.items()) : init);
    return a;
  },
);

const iterator_type = iteratorType("arrayiterator");
iterator_type.dict.setStr("__module__", "array");
class ArrayIterator extends PyIter {
  array: PyArray | null;
  i = 0;
  constructor(a: PyArray) {
    super(iterator_type);
    this.array = a;
  }
  override $next(): PyObj | undefined {
    const a = this.array;
    if (a === null) return undefined;
    if (this.i < a.length) return a.get(this.i++);
    this.array = null;
    return undefined;
  }
}
methods(iterator_type, {
  __reduce__: [
    "($self, /)",
    (it: ArrayIterator) =>
      it.array === null
        ? mkTuple([iterFunction.f, mkTuple([mkTuple([])])])
        : mkTuple([iterFunction.f, mkTuple([it.array]), it.i]),
  ],
  __setstate__: [
    "($self, state, /)",
    (it: ArrayIterator, n: PyObj) => {
      if (it.array !== null) it.i = Math.min(Math.max(0, ssize(n)), it.array.length);
      return null;
    },
  ],
});

function like(a: PyArray, d: Uint8Array): PyArray {
  const r = makeArray(a.code);
  addBytes(r, d);
  return r;
}
function selected(a: PyArray, k: PySlice): Uint8Array {
  const r = sliceIndices(k, a.length);
  const size = a.size;
  if (r.step === 1) return a.data.slice(r.start * size, (r.start + r.length) * size);
  const out = new Uint8Array(r.length * size);
  for (let i = 0, j = r.start; i < r.length; i++, j += r.step)
    out.set(a.data.subarray(j * size, (j + 1) * size), i * size);
  return out;
}
/** Replaces a slice; `value` undefined deletes it. */
function replace(a: PyArray, k: PySlice, value: Uint8Array | undefined): void {
  const r = sliceIndices(k, a.length);
  const size = a.size;
  const d = a.data;
  if (r.step === 1) {
    const start = r.start * size;
    const end = Math.max(r.start, r.start + r.length) * size;
    const mid = value ?? new Uint8Array(0);
    const out = new Uint8Array(d.length - (end - start) + mid.length);
    out.set(d.subarray(0, start));
    out.set(mid, start);
    out.set(d.subarray(end), start + mid.length);
    a.assign(out);
    return;
  }
  if (value === undefined) {
    const gone = new Set<number>();
    for (let i = 0, j = r.start; i < r.length; i++, j += r.step) gone.add(j);
    const out = new Uint8Array(d.length - r.length * size);
    let at = 0;
    for (let i = 0; i < a.length; i++)
      if (!gone.has(i)) {
        out.set(d.subarray(i * size, (i + 1) * size), at);
        at += size;
      }
    a.assign(out);
    return;
  }
  const n = value.length / size;
  if (n !== r.length)
    throw valueError(`attempt to assign array of size ${n} to extended slice of size ${r.length}`);
  for (let i = 0, j = r.start; i < n; i++, j += r.step)
    d.set(value.subarray(i * size, (i + 1) * size), j * size);
}
function place(a: PyArray, k: PyObj, range: string): number {
  if (asIndex(k) === undefined) throw typeError("array indices must be integers");
  return itemIndex(k, a.length, "array", range);
}
function repeated(a: PyArray, o: PyObj): Uint8Array {
  const n = Math.max(0, ssize(o));
  const d = a.data;
  const out = new Uint8Array(d.length * n);
  for (let i = 0; i < n; i++) out.set(d, i * d.length);
  return out;
}
const times = (a: PyArray, o: PyObj): PyObj => {
  if (asIndex(o) === undefined)
    throw typeError(`can't multiply sequence by non-int of type '${typeName(o)}'`);
  return like(a, repeated(a, o));
};
const compare = (op: CmpOp) => (a: PyArray, b: PyObj) =>
  b instanceof PyArray ? compareItems(a.items(), b.items(), op) : NotImplemented;

slots(array_type, {
  __repr__: (a: PyArray) => {
    const head = `${a.cls.name}('${a.code}'`;
    if (a.length === 0) return `${head})`;
    if (!enterRepr(a)) return "...";
    try {
      const body = isText(a.code) ? repr(fromCodePoints(codesOf(a))) : repr(mkList(a.items()));
      return concat([head, ", ", body, ")"]);
    } finally {
      leaveRepr(a);
    }
  },
  __len__: (a: PyArray) => a.length,
  __iter__: (a: PyArray) => new ArrayIterator(a),
  __contains__: (a: PyArray, x: PyObj) => a.items().some((y) => eq(y, x)),
  __getitem__: (a: PyArray, k: PyObj) =>
    k instanceof PySlice ? like(a, selected(a, k)) : a.get(place(a, k, "array index out of range")),
  __setitem__: (a: PyArray, k: PyObj, v: PyObj) => {
    if (!(k instanceof PySlice)) {
      a.set(place(a, k, "array assignment index out of range"), v);
      return null;
    }
    if (!(v instanceof PyArray))
      throw typeError(`can only assign array (not "${typeName(v)}") to array slice`);
    if (v.code !== a.code) throw typeError("bad argument type for built-in operation");
    replace(a, k, v.data.slice());
    return null;
  },
  __delitem__: (a: PyArray, k: PyObj) => {
    if (k instanceof PySlice) replace(a, k, undefined);
    else {
      const i = place(a, k, "array assignment index out of range");
      replace(a, new PySlice(slice_type, i, i + 1, null), undefined);
    }
    return null;
  },
  __add__: (a: PyArray, b: PyObj) => {
    if (!(b instanceof PyArray))
      throw typeError(`can only append array (not "${typeName(b)}") to array`);
    if (b.code !== a.code) throw typeError("bad argument type for built-in operation");
    const r = like(a, a.data);
    addBytes(r, b.data);
    return r;
  },
  __iadd__: (a: PyArray, b: PyObj) => {
    if (!(b instanceof PyArray))
      throw typeError(`can only extend with array (not "${typeName(b)}")`);
    extend(a, b);
    return a;
  },
  __mul__: times,
  __rmul__: times,
  __imul__: (a: PyArray, o: PyObj) => {
    if (asIndex(o) === undefined)
      throw typeError(`'${typeName(o)}' object cannot be interpreted as an integer`);
    a.assign(repeated(a, o));
    return a;
  },
  __lt__: compare("__lt__"),
  __le__: compare("__le__"),
  __eq__: compare("__eq__"),
  __ne__: compare("__ne__"),
  __gt__: compare("__gt__"),
  __ge__: compare("__ge__"),
});
direct(array_type);
array_type.set("__hash__", null);
const codesOf = (a: PyArray): number[] => a.items().map((c) => codePoints(asStr(c) as Str)[0]);

/** The `mformat` codes of array's pickles, little-endian ones. */
const FORMAT: Record<string, number> = {
  B: 0,
  b: 1,
  H: 2,
  h: 4,
  I: 6,
  i: 8,
  L: 10,
  l: 12,
  Q: 10,
  q: 12,
  f: 14,
  d: 16,
  u: 20,
  w: 20,
};
const DECODE: readonly [string, boolean][] = [
  ["B", false],
  ["b", false],
  ["H", false],
  ["H", true],
  ["h", false],
  ["h", true],
  ["I", false],
  ["I", true],
  ["i", false],
  ["i", true],
  ["Q", false],
  ["Q", true],
  ["q", false],
  ["q", true],
  ["f", false],
  ["f", true],
  ["d", false],
  ["d", true],
];
function swapped(d: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(d.length);
  for (let i = 0; i < d.length; i += size)
    for (let k = 0; k < size; k++) out[i + k] = d[i + size - 1 - k];
  return out;
}
function rebuild(cls: PyObj, code: string, format: number, d: Uint8Array): PyObj {
  const a = makeArray(code, cls as PyType);
  if (FORMAT[code] === format) {
    addBytes(a, d);
    return a;
  }
  if (format >= 18) {
    const enc = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"][format - 18];
    addText(a, asStr(callMethod(mkBytes(d.slice()), "decode", [enc])) as Str);
    return a;
  }
  const [from, big] = DECODE[format];
  const src = makeArray(from);
  addBytes(src, big ? swapped(d, KINDS[from].size) : d);
  for (const x of src.items()) a.add(x);
  return a;
}

const copy = (a: PyArray): PyObj => like(a, a.data);
const reduce = (a: PyArray, protocol: PyObj): PyObj => {
  const dict = a.cls.hasDict ? (getattr(a, "__dict__") ?? null) : null;
  if (Number(asInt(protocol)) < 3)
    return mkTuple([
      a.cls,
      mkTuple([a.code, isText(a.code) ? fromCodePoints(codesOf(a)) : mkList(a.items())]),
      dict,
    ]);
  return mkTuple([
    reconstructor.f,
    mkTuple([a.cls, a.code, FORMAT[a.code], mkBytes(a.data.slice())]),
    dict,
  ]);
};
const reconstructor = { f: null as PyObj };
methods(array_type, {
  append: [
    "($self, v, /)",
    (a: PyArray, x: PyObj) => {
      a.add(x);
      return null;
    },
  ],
  buffer_info: [
    "($self, /)",
    (a: PyArray) => mkTuple([a.data.length === 0 ? 0 : normInt(addressOf(a.data)), a.length]),
  ],
  byteswap: [
    "($self, /)",
    (a: PyArray) => {
      a.data.set(swapped(a.data, a.size));
      return null;
    },
  ],
  clear: [
    "($self, /)",
    (a: PyArray) => {
      a.resize(0);
      return null;
    },
  ],
  __copy__: ["($self, /)", copy],
  __deepcopy__: ["($self, unused, /)", copy],
  count: ["($self, v, /)", (a: PyArray, x: PyObj) => a.items().filter((y) => eq(y, x)).length],
  extend: [
    "($self, bb, /)",
    (a: PyArray, o: PyObj) => {
      extend(a, o);
      return null;
    },
  ],
  fromfile: [
    "($self, f, n, /)",
    (a: PyArray, f: PyObj, n: PyObj) => {
      const count = ssize(n);
      if (count < 0) throw valueError("negative count");
      const b = callMethod(f, "read", [count * a.size]);
      if (!(b instanceof PyBytes)) throw typeError("read() didn't return bytes");
      addBytes(a, b.data);
      if (b.data.length !== count * a.size)
        throw err(E.EOFError, "read() didn't return enough bytes");
      return null;
    },
  ],
  fromlist: [
    "($self, list, /)",
    (a: PyArray, l: PyObj) => {
      if (!(l instanceof PyList)) throw typeError("arg must be list");
      const n = a.length;
      try {
        for (const x of l.items) a.add(x);
      } catch (e) {
        a.resize(n);
        throw e;
      }
      return null;
    },
  ],
  frombytes: [
    "($self, buffer, /)",
    (a: PyArray, o: PyObj) => {
      if (!hasBuffer(o)) throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
      addBytes(a, bytesOf(o) as Uint8Array);
      return null;
    },
  ],
  fromunicode: [
    "($self, ustr, /)",
    (a: PyArray, o: PyObj) => {
      const s = asStr(o);
      if (s === undefined)
        throw typeError(`fromunicode() argument must be str, not ${typeName(o)}`);
      if (!isText(a.code))
        throw valueError("fromunicode() may only be called on unicode type arrays ('u' or 'w')");
      addText(a, s);
      return null;
    },
  ],
  index: [
    "($self, v, start=0, stop=sys.maxsize, /)",
    (a: PyArray, x: PyObj, start?: PyObj, stop?: PyObj) => {
      const [from, to] = searchRange(start, stop, a.length);
      for (let i = from; i < to && i < a.length; i++) if (eq(a.get(i), x)) return i;
      throw valueError("array.index(x): x not in array");
    },
  ],
  insert: [
    "($self, i, v, /)",
    (a: PyArray, k: PyObj, x: PyObj) => {
      let i = ssize(k);
      const n = a.length;
      if (i < 0) i = Math.max(0, i + n);
      i = Math.min(i, n);
      a.add(x);
      const d = a.data;
      const size = a.size;
      const item = d.slice(n * size);
      d.copyWithin((i + 1) * size, i * size, n * size);
      d.set(item, i * size);
      return null;
    },
  ],
  pop: [
    "($self, i=-1, /)",
    (a: PyArray, k?: PyObj) => {
      if (a.length === 0) throw err(E.IndexError, "pop from empty array");
      let i = k === undefined ? -1 : ssize(k);
      if (i < 0) i += a.length;
      if (i < 0 || i >= a.length) throw err(E.IndexError, "pop index out of range");
      const x = a.get(i);
      replace(a, new PySlice(slice_type, i, i + 1, null), undefined);
      return x;
    },
  ],
  __reduce_ex__: ["($self, value, /)", reduce],
  remove: [
    "($self, v, /)",
    (a: PyArray, x: PyObj) => {
      for (let i = 0; i < a.length; i++)
        if (eq(a.get(i), x)) {
          replace(a, new PySlice(slice_type, i, i + 1, null), undefined);
          return null;
        }
      throw valueError("array.remove(x): x not in array");
    },
  ],
  reverse: [
    "($self, /)",
    (a: PyArray) => {
      a.data.set(swapped(swapped(a.data, a.data.length || 1), a.size));
      return null;
    },
  ],
  tofile: [
    "($self, f, /)",
    (a: PyArray, f: PyObj) => {
      callMethod(f, "write", [mkBytes(a.data.slice())]);
      return null;
    },
  ],
  tolist: ["($self, /)", (a: PyArray) => mkList(a.items())],
  tobytes: ["($self, /)", (a: PyArray) => mkBytes(a.data.slice())],
  tounicode: [
    "($self, /)",
    (a: PyArray) => {
      if (!isText(a.code))
        throw valueError("tounicode() may only be called on unicode type arrays ('u' or 'w')");
      return fromCodePoints(codesOf(a));
    },
  ],
  __sizeof__: ["($self, /)", (a: PyArray) => 80 + a.length * a.size],
  __class_getitem__: ["($cls, object, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});
getsets(array_type, {
  typecode: (a: PyArray) => a.code,
  itemsize: (a: PyArray) => a.size,
});

registerModule("array", (i) => {
  const m = defineModule(
    "array",
    "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
    {
      _array_reconstructor: [
        "($module, arraytype, typecode, mformat_code, items, /)",
        (cls: PyObj, code: PyObj, format: PyObj, items: PyObj) => {
          const b = bytesOf(items);
          if (b === undefined)
            throw typeError(`fourth argument should be bytes, not ${typeName(items)}`);
          return rebuild(cls, String(code), Number(asInt(format)), b);
        },
      ],
    },
    { ArrayType: array_type, array: array_type, typecodes: "bBuwhHiIlLqQfd" },
  );
  reconstructor.f = m.dict.getStr("_array_reconstructor") ?? null;
  const abc = importModule(i, "collections.abc");
  callMethod(getattr(abc, "MutableSequence"), "register", [array_type]);
  return m;
});

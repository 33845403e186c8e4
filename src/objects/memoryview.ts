/** memoryview. */
import { aliasHook, asIndex, asJs, eq, index, PyIter, toArray, typeName } from "./abstract.js";
import {
  type BufferView,
  bytesOf,
  contiguous,
  getBuffer,
  type Holder,
  hasBuffer,
} from "./buffer.js";
import { hex } from "./bytes.js";
import { onDeath } from "./deaths.js";
import { E, err, typeError, valueError } from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { hashBytes } from "./hash.js";
import { type ItemCodec, itemCodec } from "./itemcodec.js";
import { PyBytes, type PyObj, PyObject, PyTuple, type PyType, typeOf } from "./object.js";
import { addressOf } from "./objecttype.js";
import { iteratorType, searchRange } from "./sequence.js";
import { PySlice, sliceIndices } from "./slice.js";
import { bufferHook } from "./str.js";
import {
  builtinType,
  bytearray_type,
  bytes_type,
  mkBytes,
  mkList,
  mkTuple,
  NotImplemented,
} from "./types.js";
import { direct } from "./virtuals.js";

/** One hold on an exporter, shared by the views made from each other. */
class Managed implements Holder {
  readonly view: BufferView;
  refs = 0;
  fresh = 0;
  busy = 0;
  private readonly self: WeakRef<Holder>;
  constructor(view: BufferView) {
    this.view = view;
    const self = new WeakRef<Holder>(this);
    this.self = self;
    view.holders?.add(self);
    if (view.obj instanceof PyBytes) return;
    onDeath(this, () => {
      view.holders?.delete(self);
      view.release();
    });
  }
  release(): void {
    this.view.holders?.delete(this.self);
    this.view.release();
  }
}

export class PyMemoryView extends PyObject {
  managed: Managed | null;
  readonly obj: PyObj;
  /** From the first item on; strides may lead backwards, then `offset` is not 0. */
  readonly data: Uint8Array;
  readonly offset: number;
  readonly itemsize: number;
  readonly readonly: boolean;
  readonly format: string;
  readonly shape: number[];
  readonly strides: number[];
  exports = 0;
  private used = false;
  /** A with statement holds it. */
  private entered = false;
  readonly codec: ItemCodec | undefined;
  hash: number | undefined = undefined;

  constructor(
    managed: Managed,
    o: Pick<BufferView, "data" | "itemsize" | "readonly" | "format" | "shape" | "strides">,
    offset = 0,
  ) {
    super(memoryview_type);
    this.managed = managed;
    managed.refs++;
    managed.fresh++;
    this.obj = managed.view.obj;
    this.data = o.data;
    this.offset = offset;
    this.itemsize = o.itemsize;
    this.readonly = o.readonly;
    this.format = o.format;
    this.shape = o.shape;
    this.strides = o.strides;
    this.codec = itemCodec(o.format);
  }

  get ndim(): number {
    return this.shape.length;
  }
  check(): void {
    if (this.managed === null)
      throw valueError("operation forbidden on released memoryview object");
    if (!this.used) {
      this.used = true;
      this.managed.fresh--;
    }
  }
  enter(): void {
    this.check();
    if (!this.entered) (this.managed as Managed).busy++;
    this.entered = true;
  }
  release(): void {
    const m = this.managed;
    if (m === null) return;
    if (this.exports > 0)
      throw err(
        E.BufferError,
        `memoryview has ${this.exports} exported buffer${this.exports === 1 ? "" : "s"}`,
      );
    this.managed = null;
    if (!this.used) m.fresh--;
    if (this.entered) m.busy--;
    if (--m.refs === 0) m.release();
  }
  /** A view of the same memory with another shape. */
  derive(
    change: Partial<Pick<BufferView, "itemsize" | "format" | "shape" | "strides" | "readonly">>,
    offset = this.offset,
  ): PyMemoryView {
    return new PyMemoryView(
      this.managed as Managed,
      {
        data: this.data,
        itemsize: change.itemsize ?? this.itemsize,
        readonly: change.readonly ?? this.readonly,
        format: change.format ?? this.format,
        shape: change.shape ?? this.shape,
        strides: change.strides ?? this.strides,
      },
      offset,
    );
  }
  window(): BufferView {
    return {
      obj: this,
      data: this.offset === 0 ? this.data : this.shifted(),
      itemsize: this.itemsize,
      readonly: this.readonly,
      format: this.format,
      shape: this.shape,
      strides: this.strides,
      release: () => {},
    };
  }
  /** The memory from the first item on, also in front of it for negative strides. */
  private shifted(): Uint8Array {
    const d = this.data;
    return new Uint8Array(d.buffer, d.byteOffset + this.offset, d.byteLength - this.offset);
  }
  bytes(): Uint8Array {
    if (this.strides.some((s) => s < 0)) {
      const n = this.shape.reduce((a, b) => a * b, 1) * this.itemsize;
      const out = new Uint8Array(n);
      let at = 0;
      this.walk((offset) => {
        out.set(this.data.subarray(offset, offset + this.itemsize), at);
        at += this.itemsize;
      });
      return out;
    }
    return contiguous(this.window());
  }
  walk(f: (offset: number) => void, dim = 0, offset = this.offset): void {
    if (dim === this.shape.length) {
      f(offset);
      return;
    }
    for (let i = 0; i < this.shape[dim]; i++) this.walk(f, dim + 1, offset + i * this.strides[dim]);
  }
  get nbytes(): number {
    return this.shape.reduce((a, b) => a * b, 1) * this.itemsize;
  }
  get cContiguous(): boolean {
    let expect = this.itemsize;
    for (let i = this.shape.length - 1; i >= 0; i--) {
      if (this.shape[i] > 1 && this.strides[i] !== expect) return false;
      expect *= this.shape[i];
    }
    return true;
  }
  get fContiguous(): boolean {
    let expect = this.itemsize;
    for (let i = 0; i < this.shape.length; i++) {
      if (this.shape[i] > 1 && this.strides[i] !== expect) return false;
      expect *= this.shape[i];
    }
    return true;
  }
  item(offset: number): PyObj {
    if (this.codec === undefined)
      throw err(E.NotImplementedError, `memoryview: unsupported format ${this.format}`);
    return this.codec.get(this.data, offset);
  }
  list(dim = 0, offset = this.offset): PyObj {
    if (this.shape.length === 0) return this.item(offset);
    const out: PyObj[] = [];
    for (let i = 0; i < this.shape[dim]; i++) {
      const at = offset + i * this.strides[dim];
      out.push(dim === this.shape.length - 1 ? this.item(at) : this.list(dim + 1, at));
    }
    return mkList(out);
  }
}
export const memoryview_type = builtinType("memoryview", {
  subclassable: false,
  ctor: PyMemoryView as never,
  hasWeakref: true,
  flags: 1 << 5,
});
PyMemoryView.prototype.$buffer = function (this: PyMemoryView, writable: boolean): BufferView {
  this.check();
  if (writable && this.readonly)
    throw err(E.BufferError, "memoryview: underlying buffer is not writable");
  this.exports++;
  const m = this.managed as Managed;
  m.busy++;
  let open = true;
  return {
    ...this.window(),
    release: () => {
      if (!open) return;
      this.exports--;
      m.busy--;
      open = false;
    },
  };
};
bufferHook.bytesOf = bytesOf;

export function mkMemoryView(o: PyObj): PyMemoryView {
  if (o instanceof PyMemoryView) {
    o.check();
    return o.derive({});
  }
  if (!hasBuffer(o))
    throw typeError(`memoryview: a bytes-like object is required, not '${typeName(o)}'`);
  const v = getBuffer(o);
  return new PyMemoryView(new Managed(v), v);
}
/** A view of memory that no object owns (`PyMemoryView_FromMemory`). */
export function viewOfMemory(v: BufferView): PyMemoryView {
  return new PyMemoryView(new Managed(v), v);
}

newMethod(memoryview_type, "($type, /, object)", (_t: PyType, o: PyObj) => mkMemoryView(o));

function position(m: PyMemoryView, keys: PyObj[]): number {
  let offset = m.offset;
  keys.forEach((k, dim) => {
    const n = m.shape[dim];
    const raw = Number(index(k));
    const i = raw < 0 ? raw + n : raw;
    if (i < 0 || i >= n)
      throw err(
        E.IndexError,
        m.ndim === 1
          ? "index out of bounds on dimension 1"
          : `index out of bounds on dimension ${dim + 1}`,
      );
    offset += i * m.strides[dim];
  });
  return offset;
}
/** The indices of one item. */
function wholeIndex(m: PyMemoryView, k: PyTuple): PyObj[] {
  const n = k.items.length;
  if (n < m.ndim) throw err(E.NotImplementedError, "sub-views are not implemented");
  if (n > m.ndim) throw typeError(`cannot index ${m.ndim}-dimension view with ${n}-element tuple`);
  return k.items;
}
const isIndexTuple = (k: PyObj): k is PyTuple =>
  k instanceof PyTuple && k.items.every((x) => asIndex(x) !== undefined);

function slice(m: PyMemoryView, s: PySlice): PyMemoryView {
  const r = sliceIndices(s, m.shape[0]);
  return m.derive(
    {
      shape: [r.length, ...m.shape.slice(1)],
      strides: [m.strides[0] * r.step, ...m.strides.slice(1)],
    },
    m.offset + r.start * m.strides[0],
  );
}

function setItem(m: PyMemoryView, offset: number, v: PyObj): void {
  if (m.codec === undefined)
    throw err(E.NotImplementedError, `memoryview: unsupported format ${m.format}`);
  try {
    m.codec.set(m.data, offset, v);
  } catch (e) {
    const x = e as { cls?: PyType };
    if (x.cls === E.TypeError) throw typeError(`memoryview: invalid type for format '${m.format}'`);
    if (x.cls === E.OverflowError || x.cls === E.ValueError)
      throw valueError(`memoryview: invalid value for format '${m.format}'`);
    throw e;
  }
}

const memory_iterator_type = iteratorType("memory_iterator");
class MemoryIter extends PyIter {
  private readonly m: PyMemoryView;
  private i = 0;
  constructor(m: PyMemoryView) {
    super(memory_iterator_type);
    this.m = m;
  }
  override $next(): PyObj | undefined {
    if (this.i >= this.m.shape[0]) return undefined;
    this.m.check();
    return this.m.item(this.m.offset + this.i++ * this.m.strides[0]);
  }
}

slots(memoryview_type, {
  __repr__: (m: PyMemoryView) =>
    m.managed === null ? `<released memory at ${addressOf(m)}>` : `<memory at ${addressOf(m)}>`,
  __len__: (m: PyMemoryView) => {
    m.check();
    if (m.ndim === 0) throw typeError("0-dim memory has no length");
    return m.shape[0];
  },
  __iter__: (m: PyMemoryView) => {
    m.check();
    if (m.ndim === 0) throw typeError("invalid indexing of 0-dim memory");
    if (m.ndim !== 1)
      throw err(E.NotImplementedError, "multi-dimensional sub-views are not implemented");
    return new MemoryIter(m);
  },
  __getitem__: (m: PyMemoryView, k: PyObj) => {
    m.check();
    if (m.ndim === 0) {
      if (k instanceof PyTuple && k.items.length === 0) return m.item(m.offset);
      if (typeName(k) === "ellipsis") return m;
      throw typeError("invalid indexing of 0-dim memory");
    }
    if (k instanceof PySlice) return slice(m, k);
    if (asIndex(k) !== undefined) {
      if (m.ndim > 1)
        throw err(E.NotImplementedError, "multi-dimensional sub-views are not implemented");
      return m.item(position(m, [k]));
    }
    if (isIndexTuple(k)) return m.item(position(m, wholeIndex(m, k)));
    if (k instanceof PyTuple && k.items.some((x) => x instanceof PySlice))
      throw err(E.NotImplementedError, "multi-dimensional slicing is not implemented");
    throw typeError("memoryview: invalid slice key");
  },
  __setitem__: (m: PyMemoryView, k: PyObj, v: PyObj) => {
    m.check();
    if (m.readonly) throw typeError("cannot modify read-only memory");
    if (k instanceof PySlice) {
      if (m.ndim !== 1)
        throw err(
          E.NotImplementedError,
          "memoryview slice assignments are currently restricted to ndim = 1",
        );
      const dst = slice(m, k);
      if (!hasBuffer(v)) throw typeError(`a bytes-like object is required, not '${typeName(v)}'`);
      const src = mkMemoryView(v);
      try {
        if (src.ndim !== 1 || src.shape[0] !== dst.shape[0] || src.format !== dst.format)
          throw valueError("memoryview assignment: lvalue and rvalue have different structures");
        const data = src.bytes().slice();
        let at = 0;
        dst.walk((offset) => {
          m.data.set(data.subarray(at, at + m.itemsize), offset);
          at += m.itemsize;
        });
      } finally {
        src.release();
        dst.release();
      }
    } else if (m.ndim === 0 && k instanceof PyTuple && k.items.length === 0)
      setItem(m, m.offset, v);
    else if (asIndex(k) !== undefined && m.ndim === 1) setItem(m, position(m, [k]), v);
    else if (isIndexTuple(k)) setItem(m, position(m, wholeIndex(m, k)), v);
    else if (
      k instanceof PyTuple &&
      k.items.length > 0 &&
      k.items.every((x) => x instanceof PySlice)
    )
      throw err(
        E.NotImplementedError,
        "memoryview slice assignments are currently restricted to ndim = 1",
      );
    else throw typeError("memoryview: invalid slice key");
    return null;
  },
  __delitem__: () => {
    throw typeError("cannot delete memory");
  },
  __eq__: (a: PyMemoryView, b: PyObj) => equal(a, b) ?? NotImplemented,
  __ne__: (a: PyMemoryView, b: PyObj) => {
    const r = equal(a, b);
    return r === undefined ? NotImplemented : !r;
  },
  __hash__: (m: PyMemoryView) => {
    if (m.hash !== undefined) return m.hash;
    m.check();
    if (!m.readonly) throw valueError("cannot hash writable memoryview object");
    if (!["B", "b", "c"].includes(m.format))
      throw valueError("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    m.hash = hashBytes(m.bytes());
    return m.hash;
  },
});
direct(memoryview_type);
function equal(a: PyMemoryView, b: PyObj): boolean | undefined {
  if (a === b) return true;
  if (!hasBuffer(b)) return undefined;
  if (a.managed === null) return false;
  if (b instanceof PyMemoryView && b.managed === null) return false;
  const o = mkMemoryView(b);
  try {
    if (a.shape.length !== o.shape.length || a.shape.some((n, i) => n !== o.shape[i])) return false;
    if (a.format === o.format && "BbcHhIiLlQqNnP?".includes(a.format))
      return Buffer.compare(a.bytes(), o.bytes()) === 0;
    if (a.codec === undefined || o.codec === undefined) return false;
    return eq(a.list(), o.list());
  } finally {
    o.release();
  }
}

getsets(memoryview_type, {
  obj: (m: PyMemoryView) => {
    m.check();
    return m.obj;
  },
  nbytes: (m: PyMemoryView) => {
    m.check();
    return m.nbytes;
  },
  itemsize: (m: PyMemoryView) => {
    m.check();
    return m.itemsize;
  },
  format: (m: PyMemoryView) => {
    m.check();
    return m.format;
  },
  ndim: (m: PyMemoryView) => {
    m.check();
    return m.ndim;
  },
  shape: (m: PyMemoryView) => {
    m.check();
    return mkTuple(m.shape.slice());
  },
  strides: (m: PyMemoryView) => {
    m.check();
    return mkTuple(m.strides.slice());
  },
  suboffsets: () => mkTuple([]),
  readonly: (m: PyMemoryView) => {
    m.check();
    return m.readonly;
  },
  c_contiguous: (m: PyMemoryView) => m.cContiguous,
  f_contiguous: (m: PyMemoryView) => m.fContiguous,
  contiguous: (m: PyMemoryView) => m.cContiguous || m.fContiguous,
});

methods(memoryview_type, {
  tobytes: [
    "($self, /, order='C')",
    (m: PyMemoryView) => {
      m.check();
      return mkBytes(m.bytes().slice());
    },
  ],
  tolist: [
    "($self, /)",
    (m: PyMemoryView) => {
      m.check();
      return m.list();
    },
  ],
  hex: [
    "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
    (m: PyMemoryView, s?: PyObj, n?: PyObj) => {
      m.check();
      return hex(m.bytes(), s, n);
    },
  ],
  release: [
    "($self, /)",
    (m: PyMemoryView) => {
      m.release();
      return null;
    },
  ],
  toreadonly: [
    "($self, /)",
    (m: PyMemoryView) => {
      m.check();
      return m.derive({ readonly: true });
    },
  ],
  cast: [
    "($self, /, format, shape=<unrepresentable>)",
    (m: PyMemoryView, format: PyObj, shape?: PyObj) => {
      m.check();
      const f = asJs(format);
      if (f === undefined) throw typeError("memoryview: format argument must be a string");
      if (!m.cContiguous) throw typeError("memoryview: casts are restricted to C-contiguous views");
      const c = itemCodec(f);
      if (c === undefined)
        throw valueError(
          "memoryview: destination format must be a native single character format prefixed with an optional '@'",
        );
      const isByte = (x: string): boolean => ["B", "b", "c"].includes(x.replace("@", ""));
      if (!isByte(f) && !isByte(m.format))
        throw typeError("memoryview: cannot cast between two non-byte formats");
      const bytes = m.nbytes;
      let dims: number[];
      if (shape === undefined) {
        if (bytes % c.size !== 0)
          throw typeError("memoryview: length is not a multiple of itemsize");
        dims = [bytes / c.size];
      } else {
        dims = toArray(shape).map((x) => {
          const n = Number(index(x));
          if (n <= 0) throw valueError("memoryview.cast(): elements of shape must be integers > 0");
          return n;
        });
        if (dims.reduce((a, b) => a * b, 1) * c.size !== bytes)
          throw typeError("memoryview: product(shape) * itemsize != buffer size");
      }
      const strides: number[] = [];
      let step = c.size;
      for (let i = dims.length - 1; i >= 0; i--) {
        strides[i] = step;
        step *= dims[i];
      }
      return m.derive({ itemsize: c.size, format: f, shape: dims, strides });
    },
  ],
  count: [
    "($self, value, /)",
    (m: PyMemoryView, v: PyObj) => toArray(m).filter((x) => eq(x, v)).length,
  ],
  index: [
    "($self, value, start=0, stop=sys.maxsize, /)",
    (m: PyMemoryView, v: PyObj, start?: PyObj, stop?: PyObj) => {
      const items = toArray(m);
      const [from, to] = searchRange(start, stop, items.length);
      const i = items.findIndex((x, k) => k >= from && k < to && eq(x, v));
      if (i < 0) throw valueError("memoryview.index(x): x not found");
      return i;
    },
  ],
  __enter__: [
    "($self, /)",
    (m: PyMemoryView) => {
      m.enter();
      return m;
    },
  ],
  __exit__: [
    "($self, /, *exc_info)",
    (m: PyMemoryView) => {
      m.release();
      return null;
    },
  ],
  _from_flags: ["($type, /, object, flags)", (_t: PyType, o: PyObj) => mkMemoryView(o)],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

export { typeOf };

// ---- the protocol by name ----

function named(o: PyObj, flags: PyObj): PyMemoryView {
  const writable = (Number(index(flags)) & 1) !== 0;
  if (!(o instanceof PyObject) || o.$buffer === undefined)
    throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
  const view = o.$buffer(writable);
  if (!(o instanceof PyMemoryView)) return new PyMemoryView(new Managed(view), view);
  view.release();
  return mkMemoryView(o);
}
const released = (_o: PyObj, view: PyObj): null => {
  if (!(view instanceof PyMemoryView)) throw typeError("expected a memoryview object");
  view.release();
  return null;
};
for (const t of [bytes_type, bytearray_type, memoryview_type]) slots(t, { __buffer__: named });
for (const t of [bytearray_type, memoryview_type]) slots(t, { __release_buffer__: released });

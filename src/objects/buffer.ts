/**
 * The buffer protocol inside JavaScript: any object may define `$buffer`, which gives a window
 * on its memory. `release` must be called once for each window.
 */
import { callSpecial, typeName } from "./abstract.js";
import { dyingHooks } from "./deaths.js";
import { E, err, typeError } from "./errors.js";
import { PyMethodDescr } from "./function.js";
import { PyByteArray, PyBytes, type PyObj, PyObject, typeOf } from "./object.js";

export interface BufferView {
  /** The exporter. */
  obj: PyObj;
  /** All bytes of the exporter's block, from the first item on. */
  data: Uint8Array;
  itemsize: number;
  readonly: boolean;
  format: string;
  shape: number[];
  /** In bytes. */
  strides: number[];
  release(): void;
  /** Where memoryviews of the exporter are noted, when it may have to change its size. */
  holders?: Set<WeakRef<Holder>>;
}

/**
 * A memoryview's hold on an exporter. CPython ends it with the last reference, so
 * `bytes(memoryview(b)[:n]); del b[:n]` is fine there. Here nobody tells of last references: the
 * collector is asked. Programs that do this for each packet cannot pay for a collection each
 * time: in between, a hold counts as dropped when every view made of it has been used and none
 * is in use.
 */
export interface Holder {
  /** Views that were never used: somebody must still mean to. */
  readonly fresh: number;
  /** Windows on views that are open now. */
  readonly busy: number;
  release(): void;
}

/** Collections made in any case for the sake of exporters that want another size. */
const COLLECTIONS = 20;

/** Whether an exporter's memory must stay where it is. Ends the holds that were dropped. */
export function inUse(exporter: {
  exports: number;
  holders: Set<WeakRef<Holder>> | undefined;
}): boolean {
  if (dyingHooks.observe(COLLECTIONS)) return exporter.exports > 0;
  const all = exporter.holders;
  if (all === undefined || all.size < exporter.exports) return true;
  const holds = [...all].map((r) => r.deref());
  for (const h of holds) if (h !== undefined && (h.fresh > 0 || h.busy > 0)) return true;
  for (const h of holds) h?.release();
  return exporter.exports > 0;
}

declare module "./object.js" {
  interface PyObject {
    $buffer?(writable: boolean): BufferView;
  }
}

function flat(obj: PyObj, data: Uint8Array, readonly: boolean, release: () => void): BufferView {
  return {
    obj,
    data,
    itemsize: 1,
    readonly,
    format: "B",
    shape: [data.length],
    strides: [1],
    release,
  };
}
const nothing = (): void => {};
PyBytes.prototype.$buffer = function (this: PyBytes, writable: boolean): BufferView {
  if (writable) throw err(E.BufferError, "Object is not writable.");
  return flat(this, this.data, true, nothing);
};
PyByteArray.prototype.$buffer = function (this: PyByteArray): BufferView {
  this.exports++;
  let open = true;
  const v = flat(this, this.data, false, () => {
    if (open) this.exports--;
    open = false;
  });
  v.holders = this.holders ??= new Set();
  return v;
};

export function hasBuffer(o: PyObj): o is PyObject {
  return (
    o instanceof PyObject &&
    (o.$buffer !== undefined || (o.cls.isHeap && o.cls.lookup("__buffer__") !== undefined))
  );
}

/** `PyObject_GetBuffer`. */
export function getBuffer(o: PyObj, writable = false): BufferView {
  if (o instanceof PyObject) {
    const own = o.cls.isHeap ? o.cls.lookup("__buffer__") : undefined;
    const python = own !== undefined && !(own instanceof PyMethodDescr);
    if (o.$buffer !== undefined && !python) return o.$buffer(writable);
    if (typeOf(o).lookup("__buffer__") !== undefined) {
      const mv = callSpecial(o, "__buffer__", writable ? 0x101 : 0x11c);
      if (mv instanceof PyObject && mv.$buffer !== undefined) {
        const v = mv.$buffer(writable);
        return {
          ...v,
          obj: o,
          release: () => {
            v.release();
            if (typeOf(o).lookup("__release_buffer__") !== undefined)
              callSpecial(o, "__release_buffer__", mv);
          },
        };
      }
      throw typeError("__buffer__ returned non-memoryview object");
    }
  }
  throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
}

/** A C-contiguous copy, or the memory itself when it is contiguous. */
export function contiguous(v: BufferView): Uint8Array {
  const n = v.shape.reduce((a, b) => a * b, 1) * v.itemsize;
  let expect = v.itemsize;
  let plain = true;
  for (let i = v.shape.length - 1; i >= 0; i--) {
    if (v.shape[i] > 1 && v.strides[i] !== expect) plain = false;
    expect *= v.shape[i];
  }
  if (plain) return v.data.subarray(0, n);
  const out = new Uint8Array(n);
  let at = 0;
  const walk = (dim: number, offset: number): void => {
    if (dim === v.shape.length) {
      out.set(v.data.subarray(offset, offset + v.itemsize), at);
      at += v.itemsize;
      return;
    }
    for (let i = 0; i < v.shape[dim]; i++) walk(dim + 1, offset + i * v.strides[dim]);
  };
  walk(0, 0);
  return out;
}

/** The bytes of any object with a buffer, for reading at once; undefined when it has none. */
export function bytesOf(o: PyObj): Uint8Array | undefined {
  if (o instanceof PyBytes || o instanceof PyByteArray) return o.data;
  if (!hasBuffer(o)) return undefined;
  const v = getBuffer(o);
  // A copy: the memory may be gone once the view is released.
  const d = contiguous(v).slice();
  v.release();
  return d;
}
/** The same where nothing else will do. */
export function contentsOf(o: PyObj): Uint8Array {
  const d = bytesOf(o);
  if (d !== undefined) return d;
  // Says why not.
  return getBuffer(o).data;
}

/** PickleBuffer: memory that a pickle may leave outside of itself. */
import { type BufferView, contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, type PyBaseException, valueError } from "../objects/errors.js";
import { methods, newMethod } from "../objects/function.js";
import { viewOfMemory } from "../objects/memoryview.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType } from "../objects/types.js";

export class PickleBuffer extends PyObject {
  obj: PyObj | undefined;
  view: BufferView | null = null;
  private hold(): BufferView {
    if (this.view === null) throw valueError("operation forbidden on released PickleBuffer object");
    return this.view;
  }
  override $buffer(writable: boolean): BufferView {
    this.hold();
    return getBuffer(this.obj as PyObj, writable);
  }
  /** The bytes of any contiguous layout, and whether they are read-only. */
  flat(scattered: () => PyBaseException): [Uint8Array, boolean] {
    const v = this.hold();
    const n = v.shape.reduce((a, b) => a * b, 1) * v.itemsize;
    const c = rows(v.shape, v.itemsize);
    const fortran = rows(v.shape.slice().reverse(), v.itemsize).reverse();
    const same = (s: number[]): boolean => v.shape.every((k, i) => k <= 1 || v.strides[i] === s[i]);
    if (n > 0 && !same(c) && !same(fortran)) throw scattered();
    const flat = getBuffer(this.obj as PyObj);
    const data = same(c) ? contiguous(flat) : flat.data.subarray(0, n);
    return [data, v.readonly];
  }
  /** The same as a row of bytes. */
  raw(): PyObj {
    const [data] = this.flat(() =>
      err(E.BufferError, "cannot extract raw buffer from non-contiguous buffer"),
    );
    const window: BufferView = {
      ...getBuffer(this.obj as PyObj),
      data,
      itemsize: 1,
      format: "B",
      shape: [data.length],
      strides: [1],
    };
    return viewOfMemory(window);
  }
  release(): void {
    this.view?.release();
    this.view = null;
    this.obj = undefined;
  }
}

/** Strides of a C-contiguous block. */
function rows(shape: number[], itemsize: number): number[] {
  const out: number[] = new Array(shape.length);
  let step = itemsize;
  for (let i = shape.length - 1; i >= 0; i--) {
    out[i] = step;
    step *= shape[i];
  }
  return out;
}

export const pickle_buffer_type = builtinType("PickleBuffer", {
  module: "pickle",
  ctor: PickleBuffer,
  hasWeakref: true,
  subclassable: false,
});
newMethod(pickle_buffer_type, "($type, object, /)", (t: PyType, o: PyObj) => {
  const b = new t.ctor(t) as PickleBuffer;
  b.obj = o;
  b.view = getBuffer(o);
  return b;
});
methods(pickle_buffer_type, {
  raw: ["($self, /)", (b: PickleBuffer) => b.raw()],
  release: [
    "($self, /)",
    (b: PickleBuffer) => {
      b.release();
      return null;
    },
  ],
});

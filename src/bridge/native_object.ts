/**
 * Instances of C types. The object is native memory; what JavaScript holds is a wrapper that owns
 * one count of it. A wrapper has no state of its own, unless its class is a Python subclass: then
 * attributes are kept here as on any instance, and C keeps the wrapper while it holds the object.
 */

import { concatHook } from "../modules/_operator.js";
import type { BufferView } from "../objects/buffer.js";
import { E, isException } from "../objects/errors.js";
import { type Ctor, PyInstance, type PyObj, PyObject, type PyType } from "../objects/object.js";
import { native, type Ptr } from "./addon.js";
import { finish, NativeSlot } from "./downcalls.js";
import { type MakeWrapper, readyHooks } from "./ready.js";
import { dropHandle, newHandle, numberAt, objs, put, wireHooks } from "./wire.js";

const { bind: bindTo, handleOf, wrapperOf, nativeOf } = native;
let adopting = 0;

/** Makes a wrapper for an existing native object when `adopting`, else a fresh object. */
export class PyNative extends PyInstance {
  /** While V8 collects: what the native object refers to. */
  edges: unknown = undefined;
  constructor(cls: PyType) {
    super(cls);
    const p = adopting;
    adopting = 0;
    bind(this, p, stateful(cls));
  }
}

/** Classes whose wrappers have no state but what PyNative gives them, by their JavaScript class. */
const quick = new WeakMap<PyType, { ctor: Ctor; make: MakeWrapper | null }>();
function quickFor(cls: PyType): MakeWrapper | null {
  let known = quick.get(cls);
  if (known === undefined || known.ctor !== cls.ctor) {
    const plain =
      Object.getPrototypeOf(cls.ctor) === PyNative && cls.native !== null && !stateful(cls);
    known = { ctor: cls.ctor, make: plain ? compiled(cls) : null };
    quick.set(cls, known);
  }
  return known.make;
}
readyHooks.maker = quickFor;

/** The text is compiled anew for each class, so that V8 sees the one shape that its stores make. */
function compiled(cls: PyType): MakeWrapper {
  const make = new Function(
    "t",
    "proto",
    "function C(h){this.cls=t;this.h=h;this.edges=undefined}" +
      "C.prototype=proto;return function(h){return new C(h)}",
  ) as (t: PyType, proto: object) => MakeWrapper;
  return make(cls, cls.ctor.prototype);
}

/** Both an instance of a built-in class, whose state is here, and native memory with fields. */
export function nativeState(base: Ctor): Ctor {
  return class extends (base as unknown as new (cls: PyType, ...state: unknown[]) => PyObject) {
    edges: unknown = undefined;
    constructor(cls: PyType, ...state: unknown[]) {
      super(cls, ...state);
      const p = adopting;
      adopting = 0;
      bind(this, p, true);
    }
    override $identity(): number {
      return nativeOf(this.h);
    }
  } as unknown as Ctor;
}

/** Makes w the wrapper of the object at p, or of a fresh one of its class when p is 0. */
function bind(w: PyObject, p: Ptr, state: boolean): void {
  if (p === 0) put(0, w.cls);
  const h = newHandle(undefined);
  w.h = h;
  if (bindTo(h, p, w, state ? 1 : 0) !== undefined) return;
  w.h = 0;
  dropHandle(h);
  finish(undefined);
  throw new Error("moult: allocation failed without an error");
}
const stateful = (t: PyType): boolean => t.hasDict || (t.isHeap && isPython(t));

/** Made by a class statement, as against PyType_FromSpec. */
function isPython(t: PyType): boolean {
  return (t.native as { fromC?: boolean } | null)?.fromC !== true;
}

wireHooks.wrap = (p, type) => {
  const known = handleOf(p);
  if (known !== 0) {
    const w = wrapperOf(known);
    if (w !== undefined) return w as PyObject;
  }
  return wireHooks.wrapFresh(p, type);
};
wireHooks.wrapFresh = (p, type) => {
  const cls = objs[type] as PyType;
  const make = quickFor(cls);
  if (make !== null) {
    const h = newHandle(undefined);
    const w = make(h) as PyObject;
    bindTo(h, p, w, 0);
    return w;
  }
  adopting = p;
  try {
    return new cls.ctor(cls);
  } finally {
    adopting = 0;
  }
};

PyNative.prototype.$identity = function (this: PyNative): number {
  return nativeOf(this.h);
};

concatHook.call = (a, b, inPlace) => {
  if (!(a instanceof PyNative)) return undefined;
  put(0, a);
  put(1, b);
  return finish(native.concat(inPlace));
};

const plainNext = PyObject.prototype.$next;
PyNative.prototype.$next = function (this: PyNative): PyObj | undefined {
  const d = this.cls.lookup("__next__");
  if (!(d instanceof NativeSlot)) return plainNext.call(this);
  try {
    return d.raw(this);
  } catch (e) {
    if (isException(e, E.StopIteration)) return undefined;
    throw e;
  }
};

/** The buffer of a C type that exports one. */
function nativeBuffer(this: PyObject, writable: boolean): BufferView {
  put(0, this);
  const format = native.getBuffer(writable ? 0x11d : 0x11c);
  if (format === undefined) {
    finish(undefined);
    throw new Error("moult: no buffer and no error");
  }
  const [id, at, len, readonly, itemsize, ndim] = [0, 1, 2, 3, 4, 5].map(numberAt);
  const dims = Array.from({ length: ndim }, (_, i) => i);
  const memory = native.viewMemory(at, len);
  let open = true;
  return {
    obj: this,
    data: new Uint8Array(memory, 0, len),
    readonly: readonly !== 0,
    itemsize,
    format,
    shape: dims.map((i) => numberAt(6 + i)),
    strides: dims.map((i) => numberAt(6 + ndim + i)),
    release: () => {
      if (!open) return;
      open = false;
      native.releaseBuffer(id);
    },
  };
}
export function exportsBuffer(t: PyType): void {
  (t.ctor.prototype as PyObject).$buffer = nativeBuffer;
}

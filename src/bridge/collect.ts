/** `gc.collect()` over both worlds; native/collect.cc has the essay. */

import { clearRefs, type PyWeakRef, weakHooks } from "../modules/_weakref.js";
import { collectHeap, collectYoung, gcHooks } from "../modules/gc.js";
import { refcountHook } from "../modules/sys.js";
import { keptHook, pollDeaths } from "../objects/deaths.js";
import { finalizeDead, unwatched } from "../objects/finalizers.js";
import { GenBase } from "../objects/generator.js";
import { PyModule } from "../objects/module.js";
import { PyList, type PyObj, PyObject, PyTuple, PyType } from "../objects/object.js";
import { object_type } from "../objects/types.js";
import { atSafePoint, Flag, flags } from "../runtime/breaker.js";
import { native, type Ptr } from "./addon.js";
import { PyNative } from "./native_object.js";
import { forgetReady } from "./ready.js";
import { drainFreed, objs } from "./wire.js";

const WRAPPER = 0x80000000;

/** What modules and classes refer to in C. */
const lent = new WeakMap<object, unknown[]>();

/** Hangs on each wrapper, module and class what its object refers to in C, for V8 to see. */
function showEdges(edges: Uint32Array): void {
  for (let i = 0; i < edges.length; ) {
    const w = native.wrapperOf(edges[i]);
    const o = w ?? objs[edges[i]];
    const n = edges[i + 1];
    const to: unknown[] = [];
    for (let k = i + 2; k < i + 2 + n; k++)
      to.push(edges[k] >= WRAPPER ? native.wrapperOf(edges[k] - WRAPPER) : objs[edges[k]]);
    if (w instanceof PyNative) w.edges = to;
    else if (o instanceof PyObject) lent.set(o, to);
    i += 2 + n;
  }
}
function hideEdges(edges: Uint32Array): void {
  for (let i = 0; i < edges.length; i += 2 + edges[i + 1]) {
    const w = native.wrapperOf(edges[i]);
    const o = w ?? objs[edges[i]];
    if (w instanceof PyNative) w.edges = undefined;
    // One by one: a table that is let go as a whole holds them for as long as V8 likes.
    else if (o instanceof PyObject) lent.delete(o);
  }
}

/** The types of mirrors that turn weak, for those that die. */
function weaken(handles: Uint32Array): (PyObject | undefined)[] {
  const husks: (PyObject | undefined)[] = [];
  for (const h of handles) {
    const o = objs[h];
    if (o instanceof PyObject) {
      native.gcWeaken(o);
      husks.push(husk(o));
      objs[h] = undefined;
    } else {
      native.gcWeaken({});
      husks.push(undefined);
    }
  }
  return husks;
}

/** What C's finalizers find instead of an object that went with the cycle: an empty one. */
function husk(o: PyObject): PyObject {
  if (o instanceof PyType) return object_type;
  if (o instanceof GenBase) return new PyObject(object_type);
  let x: PyObject;
  try {
    x = unwatched(o.cls);
  } catch {
    x = new PyObject(object_type);
  }
  if (o instanceof PyTuple) (x as PyTuple).items = new Array(o.items.length).fill(null);
  if (o instanceof PyList) (x as PyList).items = [];
  return x;
}

/** Gives the modules and classes that are gone. */
function restore(handles: Uint32Array, husks: (PyObject | undefined)[]): number[] {
  const alive = native.gcWeakened();
  const lost: number[] = [];
  handles.forEach((h, i) => {
    const instead = husks[i];
    const o = (alive[i] as PyObject | undefined) ?? instead;
    if (instead === undefined || o === undefined) return;
    objs[h] = o;
    if (o === instead && (o === object_type || o instanceof PyModule)) {
      native.gcLost(h);
      lost.push(h);
    }
    if (o !== object_type) o.h = h;
  });
  return lost;
}

/** Whether C has objects at all: an interpreter's native side starts with its first extension. */
export const border = { open: false };

let busy = false;
function collect(): number {
  if (busy) return 0;
  busy = true;
  if (!border.open) {
    try {
      keptHook.clear();
      collectHeap();
      pollDeaths();
    } finally {
      busy = false;
    }
    return 0;
  }
  let freed = 0;
  forgetReady();
  try {
    // Finalizers may bring objects back: then another round decides.
    for (let round = 0; round < 4; round++) {
      native.drain();
      drainFreed();
      const [edges, weak] = native.gcPrepare();
      showEdges(edges);
      const husks = weaken(weak);
      collectHeap();
      const lost = restore(weak, husks);
      hideEdges(edges);
      const [n, again] = native.gcFinish();
      native.drain();
      drainFreed();
      pollDeaths();
      if (lost.length > 0) {
        // What a module's state alone held is finalized before the module clears it.
        finalizeDead();
        keptHook.clear();
        for (const h of lost) native.gcEnd(h);
        drainFreed();
      }
      if (!again) {
        freed += n;
        break;
      }
    }
    native.trim();
  } finally {
    busy = false;
  }
  return freed;
}
gcHooks.collect = collect;
atSafePoint(() => {
  if (flags[Flag.COLLECT] === 0) return;
  flags[Flag.COLLECT] = 0;
  const before = native.stats().live;
  // Most are no cycles: V8 has just not looked yet.
  collectYoung();
  native.drain();
  drainFreed();
  if (native.stats().live * 2 > before) gcHooks.auto();
  native.collected();
});
keptHook.clear = () => native.clearKept();
refcountHook.get = (o) => (o instanceof PyNative ? native.refcountOf(o.h) + 1 : undefined);

// ---- weak references to native objects, which outlive the wrapper if C holds the object ----

const refs = new Map<Ptr, WeakRef<PyWeakRef>[]>();

weakHooks.made = (o: PyObject, r: PyWeakRef): void => {
  if (!(o instanceof PyNative)) return;
  const p = native.nativeOf(o.h);
  const list = refs.get(p);
  if (list === undefined) {
    refs.set(p, [new WeakRef(r)]);
    native.markWeak(o.h);
  } else list.push(new WeakRef(r));
};

/** The native object at p dies: newest references first, as CPython calls their callbacks. */
export function clearNativeRefs(p: Ptr): PyObj {
  const list = refs.get(p);
  refs.delete(p);
  if (list !== undefined)
    clearRefs(list.map((r) => r.deref()).filter((r): r is PyWeakRef => r !== undefined));
  return null;
}

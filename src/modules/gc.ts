/** gc: V8 collects; `collect()` also drains what the border holds (see the bridge). */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as A from "../objects/abstract.js";
import { valueError } from "../objects/errors.js";
import { PyFunction } from "../objects/function.js";
import { releaseUnawaited } from "../objects/generator.js";
import { PyDict, PySet } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import {
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  PyType,
  TPFLAGS,
  typeOf,
} from "../objects/object.js";
import { mkList, mkTuple, newDict, tuple_type } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

let v8gc: ((options?: { type: string }) => void) | undefined;
/** One full collection of the JavaScript heap, now. */
export function collectHeap(): void {
  heapCollector()();
}
/** A collection of the young objects only, which takes little time. */
export function collectYoung(): void {
  heapCollector()({ type: "minor" });
}
function heapCollector(): (options?: { type: string }) => void {
  if (v8gc === undefined) {
    setFlagsFromString("--expose-gc");
    v8gc = runInNewContext("gc") as (options?: { type: string }) => void;
    // Code caches are valid for one set of flags.
    setFlagsFromString("--no-expose-gc");
  }
  return v8gc;
}

/** Set by the bridge: a collection that sees both worlds; gives the number of objects freed. */
export const gcHooks = {
  /** Finalizers and callbacks of the dead run now. */
  finalizing: false,
  collect: (): number => {
    collectHeap();
    return 0;
  },
  /** Deals with what was found dead; set by lost.ts. */
  after: (): void => {},
  /** A collection that starts by itself. */
  auto: (): void => {
    if (enabled) gcHooks.collect();
  },
  isTracked: (_o: PyObject): boolean | undefined => undefined,
  referents: (_o: PyObject): PyObj[] | undefined => undefined,
};

let enabled = true;
let threshold = [2000, 10, 0];
let debug = 0;
const stats = { collections: 0, collected: 0 };

function referents(o: PyObj): PyObj[] {
  if (!(o instanceof PyObject)) return [];
  const own = gcHooks.referents(o);
  if (own !== undefined) return own;
  if (o instanceof PyList || o instanceof PyTuple) return o.items.slice();
  if (o instanceof PyDict) return [...o.pairs()].flat();
  if (o instanceof PySet) return [...o.keys()];
  if (o instanceof PyType) return [o.dict, ...o.bases, ...o.mro];
  if (o instanceof PyFunction)
    return [o.code, o.globals, o.doc, ...(o.defaults ?? []), ...(o.closure?.() ?? [])];
  const out: PyObj[] = A.instanceNames(o).map((n) => A.instanceAttr(o, n) as PyObj);
  return [...out, o.cls];
}

function isTracked(o: PyObj): boolean {
  if (!(o instanceof PyObject)) return false;
  const own = gcHooks.isTracked(o);
  if (own !== undefined) return own;
  if (o instanceof PyTuple && o.cls === tuple_type) return o.items.some(isTracked);
  if (o instanceof PyType) return o.isHeap;
  return (typeOf(o).flags & TPFLAGS.HAVE_GC) !== 0 || typeOf(o).isHeap;
}

const one = "($module, obj, /)";
registerModule("gc", () => {
  const callbacks = mkList([]);
  const garbage = mkList([]);
  const notify = (phase: string, collected: number): void => {
    for (const f of callbacks.items.slice()) {
      const info = newDict();
      info.setStr("generation", 2);
      info.setStr("collected", collected);
      info.setStr("uncollectable", 0);
      A.call2(f, phase, info);
    }
  };
  const collect = (): number => {
    // As in CPython a collection does not begin another: here a finalizer asked for it.
    if (gcHooks.finalizing) return 0;
    notify("start", 0);
    releaseUnawaited();
    const freed = gcHooks.collect();
    gcHooks.after();
    stats.collections++;
    stats.collected += freed;
    notify("stop", freed);
    return freed;
  };
  gcHooks.auto = () => {
    if (enabled) collect();
  };
  return defineModule(
    "gc",
    "This module provides access to the garbage collector for reference cycles.",
    {
      collect: [
        "($module, /, generation=2)",
        (g?: PyObj) => {
          const n = g === undefined ? 2 : Number(A.index(g));
          if (n < 0 || n > 2) throw valueError("invalid generation");
          return collect();
        },
      ],
      enable: [
        "($module, /)",
        () => {
          enabled = true;
          return null;
        },
      ],
      disable: [
        "($module, /)",
        () => {
          enabled = false;
          return null;
        },
      ],
      isenabled: ["($module, /)", () => enabled],
      get_count: ["($module, /)", () => mkTuple([0, 0, 0])],
      get_threshold: ["($module, /)", () => mkTuple(threshold.slice())],
      set_threshold: [
        "($module, threshold0, threshold1=<unrepresentable>, threshold2=<unrepresentable>, /)",
        (a: PyObj, b?: PyObj, c?: PyObj) => {
          threshold = [a, b ?? threshold[1], c ?? threshold[2]].map((x) => Number(A.index(x)));
          return null;
        },
      ],
      get_debug: ["($module, /)", () => debug],
      set_debug: [
        "($module, flags, /)",
        (f: PyObj) => {
          debug = Number(A.index(f));
          return null;
        },
      ],
      get_stats: [
        "($module, /)",
        () => {
          const make = (collections: number, collected: number): PyObj => {
            const d = newDict();
            d.setStr("collections", collections);
            d.setStr("collected", collected);
            d.setStr("uncollectable", 0);
            return d;
          };
          return mkList([make(0, 0), make(0, 0), make(stats.collections, stats.collected)]);
        },
      ],
      get_objects: ["($module, /, generation=None)", () => mkList([])],
      get_referents: ["($module, /, *objs)", (objs: PyObj[]) => mkList(objs.flatMap(referents))],
      get_referrers: ["($module, /, *objs)", () => mkList([])],
      is_tracked: [one, isTracked],
      is_finalized: [one, () => false],
      freeze: ["($module, /)", () => null],
      unfreeze: ["($module, /)", () => null],
      get_freeze_count: ["($module, /)", () => 0],
    },
    {
      callbacks,
      garbage,
      DEBUG_STATS: 1,
      DEBUG_COLLECTABLE: 2,
      DEBUG_UNCOLLECTABLE: 4,
      DEBUG_SAVEALL: 32,
      DEBUG_LEAK: 38,
    },
  );
});

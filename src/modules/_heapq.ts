/** _heapq and _bisect. */
import {
  call1,
  callMethod,
  compareBool,
  getitem,
  len,
  ssize,
  typeName,
} from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import { PyList, type PyObj } from "../objects/object.js";
import { registerModule } from "../runtime/interpreter.js";

type Less = (a: PyObj, b: PyObj) => boolean;
const less: Less = (a, b) => compareBool(a, b, "__lt__");
const more: Less = (a, b) => compareBool(b, a, "__lt__");

function heapOf(o: PyObj, name: string): PyList {
  if (!(o instanceof PyList))
    throw typeError(`${name}() argument 1 must be list, not ${typeName(o)}`);
  return o;
}
/** Comparisons run Python code, which may change the list. */
function check(h: PyList, n: number): void {
  if (h.items.length !== n) throw err(E.RuntimeError, "list changed size during iteration");
}

/** Moves the item at `pos` towards the root, not above `start`. */
function up(h: PyList, start: number, pos: number, lt: Less): void {
  const n = h.items.length;
  if (pos >= n) throw err(E.IndexError, "index out of range");
  while (pos > start) {
    const parent = (pos - 1) >> 1;
    const before = lt(h.items[pos], h.items[parent]);
    check(h, n);
    if (!before) break;
    const x = h.items[pos];
    h.items[pos] = h.items[parent];
    h.items[parent] = x;
    pos = parent;
  }
}
/** Moves the item at `pos` down to a leaf, then up to where it fits. */
function down(h: PyList, pos: number, lt: Less): void {
  const n = h.items.length;
  const start = pos;
  if (pos >= n) throw err(E.IndexError, "index out of range");
  const limit = n >> 1;
  while (pos < limit) {
    let child = 2 * pos + 1;
    if (child + 1 < n) {
      const left = lt(h.items[child], h.items[child + 1]);
      check(h, n);
      if (!left) child++;
    }
    const x = h.items[child];
    h.items[child] = h.items[pos];
    h.items[pos] = x;
    pos = child;
  }
  up(h, start, pos, lt);
}
const empty = (): never => {
  throw err(E.IndexError, "list index out of range");
};

function functions(lt: Less, tail: string) {
  const pop = (o: PyObj): PyObj => {
    const h = heapOf(o, `heappop${tail}`);
    if (h.items.length === 0) throw err(E.IndexError, "index out of range");
    const last = h.items.pop() as PyObj;
    if (h.items.length === 0) return last;
    const r = h.items[0];
    h.items[0] = last;
    down(h, 0, lt);
    return r;
  };
  return {
    [`heappush${tail}`]: [
      "($module, heap, item, /)",
      (o: PyObj, x: PyObj) => {
        const h = heapOf(o, `heappush${tail}`);
        h.items.push(x);
        up(h, 0, h.items.length - 1, lt);
        return null;
      },
    ],
    [`heappushpop${tail}`]: [
      "($module, heap, item, /)",
      (o: PyObj, x: PyObj) => {
        const h = heapOf(o, `heappushpop${tail}`);
        if (h.items.length === 0) return x;
        if (!lt(h.items[0], x)) return x;
        if (h.items.length === 0) empty();
        const r = h.items[0];
        h.items[0] = x;
        down(h, 0, lt);
        return r;
      },
    ],
    [`heappop${tail}`]: ["($module, heap, /)", pop],
    [`heapreplace${tail}`]: [
      "($module, heap, item, /)",
      (o: PyObj, x: PyObj) => {
        const h = heapOf(o, `heapreplace${tail}`);
        if (h.items.length === 0) throw err(E.IndexError, "index out of range");
        const r = h.items[0];
        h.items[0] = x;
        down(h, 0, lt);
        return r;
      },
    ],
    [`heapify${tail}`]: [
      "($module, heap, /)",
      (o: PyObj) => {
        const h = heapOf(o, `heapify${tail}`);
        for (let i = (h.items.length >> 1) - 1; i >= 0; i--) down(h, i, lt);
        return null;
      },
    ],
  } as const;
}

registerModule("_heapq", () =>
  defineModule(
    "_heapq",
    "Heap queue algorithm (a.k.a. priority queue).\n",
    { ...functions(less, ""), ...functions(more, "_max") },
    { __about__: "Heap queues\n" },
  ),
);

function search(
  left: boolean,
  a: PyObj,
  x: PyObj,
  lo: PyObj | undefined,
  hi: PyObj | undefined,
  key: PyObj | undefined,
): number {
  let low = lo === undefined ? 0 : ssize(lo);
  if (low < 0) throw valueError("lo must be non-negative");
  let high = hi === undefined || hi === null ? len(a) : ssize(hi);
  const keyed = key !== undefined && key !== null;
  while (low < high) {
    const mid = Math.floor((low + high) / 2);
    let y =
      a instanceof PyList && !a.cls.isHeap && mid < a.items.length ? a.items[mid] : getitem(a, mid);
    if (keyed) y = call1(key, y);
    if (left ? compareBool(y, x, "__lt__") : !compareBool(x, y, "__lt__")) low = mid + 1;
    else high = mid;
  }
  return low;
}
const SIG = "($module, /, a, x, lo=0, hi=None, *, key=None)";
const find =
  (left: boolean) =>
  (a: PyObj, x: PyObj, lo?: PyObj, hi?: PyObj, key?: PyObj): number =>
    search(left, a, x, lo, hi, key);
const insert =
  (left: boolean) =>
  (a: PyObj, x: PyObj, lo?: PyObj, hi?: PyObj, key?: PyObj): PyObj => {
    const k = key !== undefined && key !== null ? call1(key, x) : x;
    const i = search(left, a, k, lo, hi, key);
    if (a instanceof PyList && !a.cls.isHeap) a.items.splice(i, 0, x);
    else callMethod(a, "insert", [i, x]);
    return null;
  };
registerModule("_bisect", () =>
  defineModule("_bisect", "Bisection algorithms.\n", {
    bisect_right: [SIG, find(false)],
    insort_right: [SIG, insert(false)],
    bisect_left: [SIG, find(true)],
    insort_left: [SIG, insert(true)],
  }),
);

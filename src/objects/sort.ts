/**
 * The stable sort of list.sort and sorted: insertion sort of runs, then merges, comparing with
 * `<` only and in an order that JavaScript's own sort would not promise.
 */
import { eq, richCompare, truth } from "./abstract.js";
import { type PyObj, PyTuple } from "./object.js";
import { tuple_type } from "./types.js";

type Less = (a: PyObj, b: PyObj) => boolean;

const anyLess: Less = (a, b) => {
  const r = richCompare(a, b, "__lt__");
  return typeof r === "boolean" ? r : truth(r);
};
const value = (o: PyObj): number | undefined => (o as { $f?: number } | null)?.$f;
const itemLess: Less = (a, b) => {
  if (typeof a === "number" && typeof b === "number") return a < b;
  if (typeof a === "string" && typeof b === "string") return a < b;
  const x = value(a);
  const y = value(b);
  return x !== undefined && y !== undefined ? x < y : anyLess(a, b);
};
const tupleLess: Less = (a, b) => {
  const x = (a as PyTuple).items;
  const y = (b as PyTuple).items;
  const n = Math.min(x.length, y.length);
  for (let i = 0; i < n; i++) {
    const p = x[i];
    const q = y[i];
    if (p === q) continue;
    const simple = typeof p === typeof q && (typeof p === "number" || typeof p === "string");
    if (simple || !eq(p, q)) return itemLess(p, q);
  }
  return x.length < y.length;
};

/** The cheapest comparison that all keys allow. */
function lessFor(keys: PyObj[]): Less {
  if (keys.every((k) => k instanceof PyTuple && k.cls === tuple_type)) return tupleLess;
  return anyLess;
}

/**
 * The order of keys that are all ints, strs or floats without a NaN: no comparison can fail or be
 * seen, so that JavaScript's own stable sort gives the same. Undefined for others.
 */
function simpleOrder(keys: PyObj[], order: number[]): number[] | undefined {
  const first = keys[0];
  if (typeof first === "string") {
    if (!keys.every((k) => typeof k === "string")) return undefined;
    const s = keys as string[];
    return order.sort((a, b) => (s[a] < s[b] ? -1 : s[a] > s[b] ? 1 : 0));
  }
  const ints = typeof first === "number";
  const v = new Float64Array(keys.length);
  for (let i = 0; i < v.length; i++) {
    const k = keys[i];
    const x = ints ? k : value(k);
    if (typeof x !== "number" || Number.isNaN(x)) return undefined;
    v[i] = x;
  }
  return order.sort((a, b) => v[a] - v[b]);
}

/** Ints and strs that are equal are the same, so they are sorted themselves; undefined for others. */
function sortedValues(items: PyObj[]): PyObj[] | undefined {
  const n = items.length;
  if (typeof items[0] === "string") {
    for (let i = 1; i < n; i++) if (typeof items[i] !== "string") return undefined;
    return items.slice().sort();
  }
  for (let i = 0; i < n; i++) if (typeof items[i] !== "number") return undefined;
  if (n > 20) return Array.from(Float64Array.from(items as number[]).sort());
  const out = items.slice() as number[];
  for (let i = 1; i < n; i++) {
    const x = out[i];
    let k = i;
    for (; k > 0 && out[k - 1] > x; k--) out[k] = out[k - 1];
    out[k] = x;
  }
  return out;
}

export function sortItems(
  items: PyObj[],
  key: ((x: PyObj) => PyObj) | null,
  reverse: boolean,
): PyObj[] {
  const n = items.length;
  if (n === 0) return items;
  const plain = key === null ? sortedValues(items) : undefined;
  if (plain !== undefined) return reverse ? plain.reverse() : plain;
  const keys = key === null ? items : items.map(key);
  let order = Array.from({ length: n }, (_, i) => i);
  if (reverse) order.reverse();
  order = simpleOrder(keys, order) ?? mergeSort(order, keys, lessFor(keys));
  if (reverse) order.reverse();
  return order.map((i) => items[i]);
}

const RUN = 32;

function mergeSort(order: number[], keys: PyObj[], less: Less): number[] {
  const n = order.length;
  // Natural runs first: sorted input costs n - 1 comparisons.
  const starts: number[] = [];
  let at = 0;
  while (at < n) {
    starts.push(at);
    let end = at + 1;
    if (end < n) {
      if (less(keys[order[end]], keys[order[end - 1]])) {
        end++;
        while (end < n && less(keys[order[end]], keys[order[end - 1]])) end++;
        let i = at;
        let j = end - 1;
        while (i < j) {
          const t = order[i];
          order[i++] = order[j];
          order[j--] = t;
        }
      } else {
        end++;
        while (end < n && !less(keys[order[end]], keys[order[end - 1]])) end++;
      }
      const min = Math.min(n, at + RUN);
      for (; end < min; end++) insert(order, keys, less, at, end);
    }
    at = end;
  }
  let src = order;
  let dst = new Array<number>(n);
  while (starts.length > 1) {
    const next: number[] = [];
    for (let i = 0; i < starts.length; i += 2) {
      const a = starts[i];
      next.push(a);
      if (i + 1 === starts.length) {
        for (let k = a; k < n; k++) dst[k] = src[k];
        break;
      }
      const mid = starts[i + 1];
      const end = i + 2 < starts.length ? starts[i + 2] : n;
      merge(src, dst, a, mid, end, keys, less);
    }
    starts.length = 0;
    starts.push(...next);
    [src, dst] = [dst, src];
  }
  return src;
}

/** Binary insertion of order[end] into the sorted part from `at`. */
function insert(order: number[], keys: PyObj[], less: Less, at: number, end: number): void {
  const x = order[end];
  let lo = at;
  let hi = end;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (less(keys[x], keys[order[mid]])) hi = mid;
    else lo = mid + 1;
  }
  for (let i = end; i > lo; i--) order[i] = order[i - 1];
  order[lo] = x;
}

function merge(
  src: number[],
  dst: number[],
  a: number,
  mid: number,
  end: number,
  keys: PyObj[],
  less: Less,
): void {
  let i = a;
  let j = mid;
  let k = a;
  while (i < mid && j < end) dst[k++] = less(keys[src[j]], keys[src[i]]) ? src[j++] : src[i++];
  while (i < mid) dst[k++] = src[i++];
  while (j < end) dst[k++] = src[j++];
}

export { PyTuple };

/**
 * The stable sort of list.sort and sorted: insertion sort of runs, then merges, comparing with
 * `<` only and in an order that JavaScript's own sort would not promise.
 */
import { richCompare, truth } from "./abstract.js";
import { PyFloat, type PyObj, PyTuple } from "./object.js";
import { float_type } from "./types.js";

type Less = (a: PyObj, b: PyObj) => boolean;

/** The cheapest comparison that all keys allow. */
function lessFor(keys: PyObj[]): Less {
  if (keys.every((k) => typeof k === "number")) return (a, b) => (a as number) < (b as number);
  if (keys.every((k) => typeof k === "string")) return (a, b) => (a as string) < (b as string);
  if (keys.every((k) => k instanceof PyFloat && k.cls === float_type))
    return (a, b) => (a as PyFloat).v < (b as PyFloat).v;
  return (a, b) => {
    const r = richCompare(a, b, "__lt__");
    return typeof r === "boolean" ? r : truth(r);
  };
}

export function sortItems(
  items: PyObj[],
  key: ((x: PyObj) => PyObj) | null,
  reverse: boolean,
): PyObj[] {
  const n = items.length;
  if (n === 0) return items;
  const keys = key === null ? items : items.map(key);
  const less = lessFor(keys);
  let order = Array.from({ length: n }, (_, i) => i);
  if (reverse) order.reverse();
  order = mergeSort(order, keys, less);
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

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

/**
 * What the sort compares: `ranks` where those of two keys differ, else `less`, which is null where
 * equal ranks mean equal keys. Ranks are in the keys' order, and comparing them runs no Python code.
 */
interface Order {
  keys: PyObj[];
  ranks: number[];
  less: Less | null;
}

function orderOf(keys: PyObj[]): Order {
  const tuples = keys.every((k) => k instanceof PyTuple && k.cls === tuple_type);
  const heads = tuples ? keys.map((k) => (k as PyTuple).items[0]) : keys;
  if (typeof heads[0] === "string") {
    const ranks = textRanks(heads);
    if (ranks !== undefined) return { keys, ranks, less: tuples ? tupleLess : textLess };
  }
  const ranks = numberRanks(heads);
  if (ranks !== undefined) return { keys, ranks, less: tuples ? tupleLess : null };
  return { keys, ranks: keys.map(() => 0), less: tuples ? tupleLess : anyLess };
}

/** Ints and floats without a NaN are their own ranks; undefined for others. */
function numberRanks(keys: (PyObj | undefined)[]): number[] | undefined {
  const ranks: number[] = [];
  for (let i = 0; i < keys.length; i++) {
    const k = keys[i];
    const x = typeof k === "number" ? k : (k as { $f?: number } | null | undefined)?.$f;
    if (x === undefined || Number.isNaN(x)) return undefined;
    ranks.push(x);
  }
  return ranks;
}

const textLess: Less = (a, b) => (a as string) < (b as string);

/** The first code units after those that all strs share, as one number; undefined for others. */
function textRanks(keys: (PyObj | undefined)[]): number[] | undefined {
  const first = keys[0] as string;
  let shared = first.length;
  for (let i = 1; i < keys.length; i++) {
    const s = keys[i];
    if (typeof s !== "string") return undefined;
    let n = 0;
    while (n < shared && s.charCodeAt(n) === first.charCodeAt(n)) n++;
    shared = n;
  }
  return packed(keys as string[], shared, 7, 128) ?? packed(keys as string[], shared, 3, 65536);
}
/** `count` code units from `at` on as digits; undefined when one does not fit. */
function packed(keys: string[], at: number, count: number, radix: number): number[] | undefined {
  const ranks: number[] = [];
  for (let i = 0; i < keys.length; i++) {
    const s = keys[i];
    let rank = 0;
    for (let k = at; k < at + count; k++) {
      const c = k < s.length ? s.charCodeAt(k) : 0;
      if (c >= radix) return undefined;
      rank = rank * radix + c;
    }
    ranks.push(rank);
  }
  return ranks;
}

/** Ints that are equal are the same, so they are sorted themselves; undefined for others. */
function sortedInts(items: PyObj[]): PyObj[] | undefined {
  const n = items.length;
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
  const plain = key === null ? sortedInts(items) : undefined;
  if (plain !== undefined) return reverse ? plain.reverse() : plain;
  const keys = key === null ? items : items.map(key);
  let places: number[] = [];
  for (let i = 0; i < n; i++) places.push(reverse ? n - 1 - i : i);
  places = mergeSort(places, orderOf(keys));
  if (reverse) places.reverse();
  return places.map((i) => items[i]);
}

/** Whether the key at place x goes before the one at place y. */
function before(o: Order, x: number, y: number): boolean {
  const { ranks, less } = o;
  const a = ranks[x];
  const b = ranks[y];
  return a < b || (a === b && less !== null && less(o.keys[x], o.keys[y]));
}

const RUN = 32;

function mergeSort(order: number[], by: Order): number[] {
  const n = order.length;
  // Natural runs first: sorted input costs n - 1 comparisons.
  const starts: number[] = [];
  let at = 0;
  while (at < n) {
    starts.push(at);
    let end = at + 1;
    if (end < n) {
      if (before(by, order[end], order[end - 1])) {
        end++;
        while (end < n && before(by, order[end], order[end - 1])) end++;
        let i = at;
        let j = end - 1;
        while (i < j) {
          const t = order[i];
          order[i++] = order[j];
          order[j--] = t;
        }
      } else {
        end++;
        while (end < n && !before(by, order[end], order[end - 1])) end++;
      }
      const min = Math.min(n, at + RUN);
      for (; end < min; end++) insert(order, by, at, end);
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
      merge(src, dst, a, mid, end, by);
    }
    starts.length = 0;
    starts.push(...next);
    [src, dst] = [dst, src];
  }
  return src;
}

/** Binary insertion of order[end] into the sorted part from `at`. */
function insert(order: number[], by: Order, at: number, end: number): void {
  const x = order[end];
  let lo = at;
  let hi = end;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (before(by, x, order[mid])) hi = mid;
    else lo = mid + 1;
  }
  for (let i = end; i > lo; i--) order[i] = order[i - 1];
  order[lo] = x;
}

function merge(src: number[], dst: number[], a: number, mid: number, end: number, by: Order): void {
  let i = a;
  let j = mid;
  let k = a;
  while (i < mid && j < end) dst[k++] = before(by, src[j], src[i]) ? src[j++] : src[i++];
  while (i < mid) dst[k++] = src[i++];
  while (j < end) dst[k++] = src[j++];
}

export { PyTuple };

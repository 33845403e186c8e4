/** Upcalls: tuple, list, dict, set, slice, range, complex, bytearray, memory. */

import { observe } from "../modules/lost.js";
import * as A from "../objects/abstract.js";
import { dictUpdate } from "../objects/dict.js";
import { E, err, keyError, typeError } from "../objects/errors.js";
import { PyDict, type PySet } from "../objects/hashtable.js";
import {
  PyByteArray,
  type PyBytes,
  PyComplex,
  type PyFloat,
  type PyList,
  type PyObj,
  type PyTuple,
  typeOf,
} from "../objects/object.js";
import { PySlice, slice_type } from "../objects/slice.js";
import {
  bytearray_type,
  complex_type,
  dict_type,
  list_type,
  mappingproxy_type,
  mkFloat,
  mkFrozenSet,
  mkList,
  mkSet,
  mkTuple,
  newDict,
} from "../objects/types.js";
import { native } from "./addon.js";
import { builtin } from "./builtins.js";
import { CTL, FETCH, get, i32, put, putNumber, shown } from "./wire.js";

const iterable = (o: PyObj): boolean => {
  const t = typeOf(o);
  return t.lookup("__iter__") !== undefined || t.lookup("__getitem__") !== undefined;
};
const table = (o: PyObj): PyDict => o as PyDict;
const list = (o: PyObj): PyList => o as PyList;

/** A bytearray's memory is C's too: it does not move. C wants a NUL behind the last byte. */
function roomy(data: Uint8Array): Uint8Array {
  if (data.buffer.byteLength > data.byteOffset + data.length) return data;
  const mem = new Uint8Array(data.length + 65).subarray(0, data.length);
  mem.set(data);
  return mem;
}

/** No key's `__eq__` is asked when a str or an int is looked up; else C is told that code runs. */
function unasked(d: PyDict): boolean {
  if (!d.hasCustom) return true;
  i32[CTL.RAN] = 1;
  return false;
}

/** Containers of so many items are remembered as C was shown them. */
const SHOWN_MIN = 32;
/** C is told so many changes; with more of them it asks anew. */
const CHANGES_MAX = 1000;

/** Where a walk over a dict stood, so that the next block need not begin anew. */
const walks = new WeakMap<PyDict, { at: number; it: Iterator<[PyObj, PyObj]>; ver: number }>();

/** Writes a block of pairs into the slots; gives how many. */
function putPairs(d: PyDict, start: number): number {
  let w = walks.get(d);
  if (w === undefined || w.at !== start || w.ver !== d.size) {
    w = { at: 0, it: d.pairs(), ver: d.size };
    walks.set(d, w);
    while (w.at < start && w.it.next().done !== true) w.at++;
  }
  const known = start === 0 && d.size >= SHOWN_MIN && d.h !== 0 ? [] : shown.get(d.h);
  const follows = known !== undefined && known.length === 2 * start && d.cls === dict_type;
  if (follows) shown.set(d.h, known);
  else shown.delete(d.h);
  // A change while C walks will take it back.
  if (start === 0) d.asShown = true;
  let n = 0;
  while (n < FETCH / 2) {
    const r = w.it.next();
    if (r.done === true) break;
    const [k, v] = r.value;
    if (follows) known.push(k, v);
    put(2 * n, k);
    put(2 * n + 1, v);
    n++;
  }
  w.at += n;
  if (n < FETCH / 2) walks.delete(d);
  i32[CTL.HOW] = follows ? 1 : 0;
  return n;
}

/** The items of a list from `start` on were written for C. */
function showItems(l: PyList, start: number, n: number): boolean {
  const { h, items } = l;
  if (items.length < SHOWN_MIN || h === 0 || l.cls !== list_type) return false;
  let known = shown.get(h);
  if (start === 0) shown.set(h, (known = []));
  if (known === undefined || start > known.length) {
    shown.delete(h);
    return false;
  }
  for (let i = start; i < start + n; i++) known[i] = items[i];
  return true;
}

export const containerOps: Record<string, (...a: never[]) => unknown> = {
  list_new: () => mkList([]),
  list_insert: (l: PyObj, i: number, v: PyObj) => {
    const a = list(l).items;
    const at = i < 0 ? Math.max(0, i + a.length) : Math.min(i, a.length);
    a.splice(at, 0, v);
  },
  list_setslice: (l: PyObj, lo: number, hi: number, v: PyObj | undefined) => {
    const a = list(l).items;
    const n = a.length;
    lo = Math.max(0, Math.min(lo, n));
    hi = Math.max(lo, Math.min(hi, n));
    if (v !== undefined && !iterable(v)) throw typeError("can only assign an iterable");
    const fresh = v === undefined ? [] : A.toArray(v).slice();
    if (fresh.length < 50000) a.splice(lo, hi - lo, ...fresh);
    else list(l).items = [...a.slice(0, lo), ...fresh, ...a.slice(hi)];
    observe();
  },
  list_sort: (l: PyObj) => {
    A.callMethod(l, "sort", []);
  },
  list_reverse: (l: PyObj) => {
    list(l).items.reverse();
  },

  dict_get: (d: PyObj, k: PyObj) => table(d).get(k),
  dict_set: (d: PyObj, k: PyObj, v: PyObj) => table(d).set(k, v),
  /** As dict_set, for a str or an int -> 1 when no code of Python's has a say. */
  dict_put: (d: PyObj, k: PyObj, v: PyObj) => {
    const plain = unasked(table(d));
    table(d).set(k, v);
    return plain ? 1 : 0;
  },
  /** As dict_get, for a str or an int. */
  dict_find: (d: PyObj, k: PyObj) => {
    unasked(table(d));
    return table(d).get(k);
  },
  dict_del: (d: PyObj, k: PyObj) => {
    if (table(d).delete(k) === undefined) throw keyError(k);
  },
  dict_size: (d: PyObj) => table(d).size,
  dict_clear: (d: PyObj) => table(d).clear(),
  dict_copy: (d: PyObj) => {
    const c = newDict();
    c.updateFrom(table(d));
    return c;
  },
  dict_update: (d: PyObj, o: PyObj) => dictUpdate(table(d), [o], null, "update"),
  dict_merge: (d: PyObj, o: PyObj, override: number) => {
    if (!(o instanceof PyDict)) A.getattr(o, "keys");
    if (override) {
      dictUpdate(table(d), [o], null, "update");
      return;
    }
    const src = newDict();
    dictUpdate(src, [o], null, "update");
    for (const [k, v] of src.pairs()) if (!table(d).has(k)) table(d).set(k, v);
  },
  dict_merge2: (d: PyObj, o: PyObj, override: number) => {
    let i = 0;
    for (const item of A.items(o)) {
      if (!iterable(item)) throw typeError("object is not iterable");
      const pair = A.toArray(item);
      if (pair.length !== 2)
        throw err(
          E.ValueError,
          `dictionary update sequence element #${i} has length ${pair.length}; 2 is required`,
        );
      if (override || !table(d).has(pair[0])) table(d).set(pair[0], pair[1]);
      i++;
    }
  },
  dict_keys: (d: PyObj) => mkList([...table(d).keys()]),
  dict_values: (d: PyObj) => mkList([...table(d).values()]),
  dict_items: (d: PyObj) => mkList([...table(d).pairs()].map((p) => mkTuple(p))),
  dict_setdefault: (d: PyObj, k: PyObj, v: PyObj) => {
    const had = table(d).get(k);
    if (had !== undefined) return had;
    table(d).set(k, v);
    return v;
  },
  dict_pop: (d: PyObj, k: PyObj) => table(d).delete(k),
  dictproxy_new: (d: PyObj) => A.call(mappingproxy_type, [d]),

  set_new: (it: PyObj | undefined, frozen: number) => {
    const s = frozen ? mkFrozenSet() : mkSet();
    if (it !== undefined) for (const v of A.items(it)) s.add(v);
    return s;
  },
  set_add: (s: PyObj, v: PyObj) => (s as PySet).add(v),
  set_discard: (s: PyObj, v: PyObj) => ((s as PySet).delete(v) === undefined ? 0 : 1),
  set_contains: (s: PyObj, v: PyObj) => ((s as PySet).has(v) ? 1 : 0),
  set_pop: (s: PyObj) => A.callMethod(s, "pop", []),
  set_clear: (s: PyObj) => (s as PySet).clear(),
  set_size: (s: PyObj) => (s as PySet).size,

  slice_new: (start: PyObj, stop: PyObj, step: PyObj) => {
    return new PySlice(slice_type, start, stop, step);
  },
  slice_parts: (s: PyObj) => {
    const p = s as PySlice;
    return mkTuple([p.start, p.stop, p.step]);
  },
  slice_indices: (s: PyObj, n: number) => A.callMethod(s, "indices", [n]),
  range_new: (a: PyObj, b: PyObj, c: PyObj) => A.call(builtin("range"), [a, b, c]),
  complex_new: (re: PyObj, im: PyObj) => {
    const c = new PyComplex(complex_type);
    c.re = (re as PyFloat).v;
    c.im = (im as PyFloat).v;
    return c;
  },
  complex_parts: (o: PyObj, which: number) => {
    if (o instanceof PyComplex) return mkFloat(which === 0 ? o.re : o.im);
    const c = A.callSpecial(o, "__complex__");
    if (c !== undefined) {
      if (!(c instanceof PyComplex))
        throw typeError(
          `${A.typeName(o)}.__complex__() must return a complex, not ${A.typeName(c)}`,
        );
      return mkFloat(which === 0 ? c.re : c.im);
    }
    if (which === 1) return mkFloat(0);
    const f = A.callSpecial(o, "__float__") ?? A.callSpecial(o, "__index__");
    if (f === undefined) throw typeError(`must be real number, not ${A.typeName(o)}`);
    return typeof f === "number" ? mkFloat(f) : f;
  },

  bytearray_new: (b: PyObj) => {
    const a = new PyByteArray(bytearray_type);
    a.data = (b as PyBytes).data.slice();
    return a;
  },
  bytearray_resize: (o: PyObj, n: number) => {
    const a = o as PyByteArray;
    if (a.exports > 0)
      throw err(E.BufferError, "Existing exports of data: object cannot be re-sized");
    const old = a.data;
    a.data = new Uint8Array(n);
    a.data.set(old.subarray(0, n));
  },
};

export const rawContainerOps: Record<string, (n: number) => void> = {
  /** tuple, start -> items from there on */
  tuple_fetch: () => {
    const t = get(0) as PyTuple;
    const start = get(1) as number;
    const n = Math.min(t.items.length - start, FETCH);
    for (let i = 0; i < n; i++) put(i, t.items[start + i]);
    i32[CTL.NRES] = n;
  },
  /** list, start, count -> items, the list's length */
  list_fetch: () => {
    const l = get(0) as PyList;
    const { items } = l;
    const start = get(1) as number;
    const n = Math.max(0, Math.min(items.length - start, get(2) as number));
    for (let i = 0; i < n; i++) put(i, items[start + i]);
    i32[CTL.HOW] = showItems(l, start, n) ? 1 : 0;
    i32[CTL.NRES] = n;
    i32[CTL.LEN] = items.length;
  },
  /**
   * list, how many items it had -> (index, item) of NRES items that were shown and are others by now;
   * LEN: so many items were looked at. HOW = 0: ask anew.
   */
  list_same: () => {
    const l = get(0) as PyList;
    const had = get(1) as number;
    const { items } = l;
    const known = shown.get(l.h);
    i32[CTL.HOW] = 0;
    if (known === undefined || items.length !== had || known.length > had) return;
    let n = 0;
    let i = 0;
    for (; i < known.length && n < CHANGES_MAX; i++) {
      const v = items[i];
      if (known[i] === v) continue;
      known[i] = v;
      putNumber(2 * n, i);
      put(2 * n + 1, v);
      n++;
    }
    i32[CTL.HOW] = 1;
    i32[CTL.NRES] = n;
    i32[CTL.LEN] = i;
  },
  /** (dict or NULL for the one before, key, value), many times */
  dict_stores: (n) => {
    let d: PyDict | undefined;
    for (let i = 0; i < n; i += 3) {
      const to = get(i);
      if (to !== undefined) d = table(to);
      const k = get(i + 1) as PyObj;
      d!.set(k, get(i + 2) as PyObj);
    }
  },
  /** (list or NULL for the one before, index, value), many times; the index after the last appends. */
  list_stores: (n) => {
    let items: PyObj[] = [];
    // C's mirror has what C stores.
    let known: PyObj[] | undefined;
    for (let i = 0; i < n; i += 3) {
      const to = get(i) as PyList | undefined;
      if (to !== undefined) {
        ({ items } = to);
        known = shown.get(to.h);
      }
      const at = get(i + 1) as number;
      const v = get(i + 2) as PyObj;
      items[at] = v;
      if (known !== undefined && at <= known.length) known[at] = v;
    }
  },
  /** dict, position -> keys and values in turn */
  dict_pairs: () => {
    i32[CTL.NRES] = putPairs(table(get(0) as PyObj), get(1) as number) * 2;
  },
  /** As list_same: dict, how many pairs C has -> (number of the pair, value) */
  dict_same: () => {
    const d = table(get(0) as PyObj);
    const had = get(1) as number;
    const known = shown.get(d.h);
    i32[CTL.HOW] = 0;
    if (known === undefined || d.size !== had || known.length !== 2 * had) return;
    const changed: number[] = [];
    i32[CTL.NRES] = 0;
    if (d.asShown) {
      i32[CTL.HOW] = 1;
      return;
    }
    if (!d.compareShown(known, changed) || changed.length > CHANGES_MAX) return;
    changed.forEach((pair, n) => {
      putNumber(2 * n, pair);
      put(2 * n + 1, known[2 * pair + 1]);
    });
    d.asShown = true;
    i32[CTL.HOW] = 1;
    i32[CTL.NRES] = changed.length;
  },
  /** (bytearray or NULL for the one before, how many more buffers of it, None), many times */
  bytearray_exports: (n) => {
    let a: PyByteArray | undefined;
    for (let i = 0; i < n; i += 3) {
      const to = get(i);
      if (to !== undefined) a = to as PyByteArray;
      a!.exports += get(i + 1) as number;
    }
  },
  /** bytearray -> address, length */
  bytearray_fetch: () => {
    const a = get(0) as PyByteArray;
    a.data = roomy(a.data);
    putNumber(0, native.dataOf(a.data));
    putNumber(1, a.data.length);
  },
};

/** list. */
import {
  aliasHook,
  anyGetitem,
  anySetitem,
  asIndex,
  askLength,
  call1,
  eq,
  iter,
  len,
  lenOpt,
  listed,
  type repr,
  reprItem,
  reprJs,
  toArray,
  truth,
  typeName,
} from "./abstract.js";
import { E, err, typeError, valueError } from "./errors.js";
import { methods, newMethod, slots } from "./function.js";
import { PyList, type PyObj, PyObject, type PyType } from "./object.js";
import { enterRepr, leaveRepr } from "./reprguard.js";
import {
  ArrayIter,
  arrayIterMethods,
  badConcat,
  badRepeat,
  compareItems,
  comparisons,
  itemIndex,
  iteratorType,
  joinItems,
  repeatCount,
  repeatItems,
  searchRange,
} from "./sequence.js";
import { PySlice, sliceArray, sliceIndices } from "./slice.js";
import { sortItems } from "./sort.js";
import { concat } from "./text.js";
import { list_type, mkList, mkTuple } from "./types.js";
import { native } from "./virtuals.js";

export const list_iterator_type = iteratorType("list_iterator");
export const list_reverseiterator_type = iteratorType("list_reverseiterator");
/** Iterates over the list itself, whose array may be another one later. */
class ListIter extends ArrayIter {
  private readonly list: PyList;
  constructor(cls: PyType, list: PyList) {
    super(cls, list.items);
    this.list = list;
  }
  override $next(): PyObj | undefined {
    if (this.items === null) return undefined;
    const v = this.list.items[this.i];
    if (v !== undefined) {
      this.i++;
      return v;
    }
    this.items = null;
    return undefined;
  }
  override $peek(n: number): PyObj[] | undefined {
    return this.items === null ? undefined : this.list.items.slice(this.i, this.i + n);
  }
  override get left(): number {
    return this.items === null ? 0 : Math.max(0, this.list.items.length - this.i);
  }
  override owner(): PyObj {
    return this.list;
  }
}
arrayIterMethods(list_iterator_type, () => mkList([]));

class ReverseIter extends ListIter {
  constructor(list: PyList) {
    super(list_reverseiterator_type, list);
    this.i = list.items.length - 1;
  }
  override $next(): PyObj | undefined {
    const items = (this.owner() as PyList).items;
    if (this.items === null || this.i < 0 || this.i >= items.length) {
      this.items = null;
      return undefined;
    }
    return items[this.i--];
  }
  override $peek(): undefined {
    return undefined;
  }
  override get left(): number {
    const n = this.i + 1;
    return this.items === null || n > (this.owner() as PyList).items.length ? 0 : n;
  }
  override setIndex(n: number): void {
    this.i = Math.max(-1, Math.min(n, (this.owner() as PyList).items.length - 1));
  }
}
arrayIterMethods(list_reverseiterator_type, () => mkList([]), "reversed");

const isList = (o: PyObj): o is PyList => o instanceof PyList;

newMethod(list_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
const listNew = list_type.dict.getStr("__new__");

function setSlice(l: PyList, s: PySlice, v: PyObj): void {
  const items = v === l ? l.items.slice() : toArrayFor(v);
  const r = sliceIndices(s, l.items.length);
  if (r.step === 1) {
    const stop = Math.max(r.start, r.stop);
    if (items.length === stop - r.start) {
      for (let i = 0; i < items.length; i++) l.items[r.start + i] = items[i];
      return;
    }
    if (items.length < 50000) l.items.splice(r.start, stop - r.start, ...items);
    else l.items = [...l.items.slice(0, r.start), ...items, ...l.items.slice(stop)];
    return;
  }
  if (items.length !== r.length)
    throw valueError(
      `attempt to assign sequence of size ${items.length} to extended slice of size ${r.length}`,
    );
  for (let i = 0, j = r.start; i < r.length; i++, j += r.step) l.items[j] = items[i];
}
function toArrayFor(v: PyObj): PyObj[] {
  try {
    return toArray(v);
  } catch (e) {
    if (lenOpt(v) === undefined && !hasIter(v))
      throw typeError("must assign iterable to extended slice");
    throw e;
  }
}

import { typeOf } from "./object.js";

const hasIter = (v: PyObj): boolean => typeOf(v).lookup("__iter__") !== undefined;

function delSlice(l: PyList, s: PySlice): void {
  const r = sliceIndices(s, l.items.length);
  if (r.length === 0) return;
  if (r.step === 1) {
    l.items.splice(r.start, r.length);
    return;
  }
  const gone = new Set<number>();
  for (let i = 0, j = r.start; i < r.length; i++, j += r.step) gone.add(j);
  const kept = l.items.filter((_, i) => !gone.has(i));
  l.items.length = 0;
  for (const x of kept) l.items.push(x);
}

function extend(l: PyList, v: PyObj): void {
  if (v instanceof PyList && !v.cls.isHeap) {
    const src = v.items;
    const n = src.length;
    for (let i = 0; i < n; i++) l.items.push(src[i]);
    return;
  }
  const it = iter(v);
  if (v instanceof PyObject && v.cls.isHeap) askLength(v);
  let x: PyObj | undefined;
  while ((x = it.$next()) !== undefined) l.items.push(x);
}

export function listRepr(l: PyList): PyObj {
  if (l.items.length === 0) return "[]";
  if (!enterRepr(l)) return "[...]";
  try {
    const parts: ReturnType<typeof repr>[] = [];
    for (let i = 0; i < l.items.length; i++) {
      if (i > 0) parts.push(", ");
      parts.push(reprItem(l.items[i]));
    }
    return concat(["[", ...parts, "]"]);
  } finally {
    leaveRepr(l);
  }
}

slots(list_type, {
  __init__: (l: PyList, args: PyObj[], kw: Map<string, PyObj>) => {
    if (kw.size > 0 && l.cls.lookup("__new__") === listNew)
      throw typeError("list() takes no keyword arguments");
    if (args.length > 1) throw typeError(`list expected at most 1 argument, got ${args.length}`);
    l.items = args.length === 0 ? [] : listed(args[0]);
    return null;
  },
  __repr__: listRepr,
  __len__: (l: PyList) => l.items.length,
  __iter__: (l: PyList) => new ListIter(list_iterator_type, l),
  __contains__: (l: PyList, v: PyObj) => {
    for (let i = 0; i < l.items.length; i++) if (eq(l.items[i], v)) return true;
    return false;
  },
  __getitem__: (l: PyList, k: PyObj) => {
    if (typeof k === "number") {
      const v = l.items[k < 0 ? k + l.items.length : k];
      if (v !== undefined) return v;
      throw err(E.IndexError, "list index out of range");
    }
    if (k instanceof PySlice) return mkList(sliceArray(l.items, k));
    return l.items[itemIndex(k, l.items.length, "list")];
  },
  __setitem__: (l: PyList, k: PyObj, v: PyObj) => {
    if (k instanceof PySlice) setSlice(l, k, v);
    else l.items[itemIndex(k, l.items.length, "list", "list assignment index out of range")] = v;
    return null;
  },
  __delitem__: (l: PyList, k: PyObj) => {
    if (k instanceof PySlice) delSlice(l, k);
    else
      l.items.splice(itemIndex(k, l.items.length, "list", "list assignment index out of range"), 1);
    return null;
  },
  __add__: (a: PyList, b: PyObj) =>
    b instanceof PyList ? mkList(joinItems(a.items, b.items)) : badConcat(a, b),
  __iadd__: (a: PyList, b: PyObj) => {
    extend(a, b);
    return a;
  },
  __mul__: (a: PyList, n: PyObj) => {
    const k = repeatCount(n);
    return k === undefined ? badRepeat(n) : mkList(repeatItems(a.items, k));
  },
  __rmul__: (a: PyList, n: PyObj) => {
    const k = repeatCount(n);
    return k === undefined ? badRepeat(n) : mkList(repeatItems(a.items, k));
  },
  __imul__: (a: PyList, n: PyObj) => {
    const k = repeatCount(n);
    if (k === undefined) return badRepeat(n);
    a.items = repeatItems(a.items, k);
    return a;
  },
  ...comparisons(isList, (l) => l.items),
});
list_type.set("__hash__", null);
slots(list_type, {});
list_type.set(
  "__doc__",
  "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
);

methods(list_type, {
  append: [
    "($self, object, /)",
    (l: PyList, v: PyObj) => {
      l.items.push(v);
      return null;
    },
    "Append object to the end of the list.",
  ],
  extend: [
    "($self, iterable, /)",
    (l: PyList, v: PyObj) => {
      extend(l, v);
      return null;
    },
    "Extend list by appending elements from the iterable.",
  ],
  insert: [
    "($self, index, object, /)",
    (l: PyList, i: PyObj, v: PyObj) => {
      const n = l.items.length;
      const raw = asIndex(i);
      if (raw === undefined)
        throw typeError(`'${typeName(i)}' object cannot be interpreted as an integer`);
      let at = Number(raw);
      if (at < 0) at = Math.max(0, at + n);
      l.items.splice(Math.min(at, n), 0, v);
      return null;
    },
    "Insert object before index.",
  ],
  pop: [
    "($self, index=-1, /)",
    (l: PyList, i?: PyObj) => {
      const n = l.items.length;
      if (n === 0) throw err(E.IndexError, "pop from empty list");
      if (i === undefined) return l.items.pop();
      const raw = asIndex(i);
      if (raw === undefined)
        throw typeError(`'${typeName(i)}' object cannot be interpreted as an integer`);
      const at = Number(raw) < 0 ? Number(raw) + n : Number(raw);
      if (at < 0 || at >= n) throw err(E.IndexError, "pop index out of range");
      return l.items.splice(at, 1)[0];
    },
    "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range.",
  ],
  remove: [
    "($self, value, /)",
    (l: PyList, v: PyObj) => {
      for (let i = 0; i < l.items.length; i++)
        if (eq(l.items[i], v)) {
          l.items.splice(i, 1);
          return null;
        }
      throw valueError("list.remove(x): x not in list");
    },
    "Remove first occurrence of value.\n\nRaises ValueError if the value is not present.",
  ],
  clear: [
    "($self, /)",
    (l: PyList) => {
      l.items.length = 0;
      return null;
    },
    "Remove all items from list.",
  ],
  copy: [
    "($self, /)",
    (l: PyList) => mkList(l.items.slice()),
    "Return a shallow copy of the list.",
  ],
  reverse: [
    "($self, /)",
    (l: PyList) => {
      l.items.reverse();
      return null;
    },
    "Reverse *IN PLACE*.",
  ],
  count: [
    "($self, value, /)",
    (l: PyList, v: PyObj) => {
      let n = 0;
      for (let i = 0; i < l.items.length; i++) if (eq(l.items[i], v)) n++;
      return n;
    },
    "Return number of occurrences of value.",
  ],
  index: [
    "($self, value, start=0, stop=sys.maxsize, /)",
    (l: PyList, v: PyObj, start?: PyObj, stop?: PyObj) => {
      const [a, b] = searchRange(start, stop, l.items.length);
      for (let i = a; i < b && i < l.items.length; i++) if (eq(l.items[i], v)) return i;
      throw valueError(`list.index(x): x not in list`);
    },
    "Return first index of value.\n\nRaises ValueError if the value is not present.",
  ],
  sort: [
    "($self, /, *, key=None, reverse=False)",
    (l: PyList, key?: PyObj, reverse?: PyObj) => {
      const items = l.items;
      // While it sorts the list is empty, so that a change by a key function is noticed.
      const guard: PyObj[] = [];
      l.items = guard;
      try {
        const sorted = sortItems(
          items.slice(),
          key === undefined || key === null ? null : (x) => call1(key, x),
          reverse === undefined ? false : truth(reverse),
        );
        for (let i = 0; i < sorted.length; i++) items[i] = sorted[i];
      } finally {
        const changed = l.items !== guard || guard.length > 0;
        l.items = items;
        if (changed) throw valueError("list modified during sort");
      }
      return null;
    },
    "Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and stable (i.e. the\norder of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list item and sort them,\nascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in descending order.",
  ],
  __reversed__: ["($self, /)", (l: PyList) => new ReverseIter(l)],
  __sizeof__: ["($self, /)", (l: PyList) => 40 + 8 * l.items.length],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

export { len, mkTuple, type PyObject, reprJs };

native(list_type, "$getitem", function (this: PyList, k: PyObj): PyObj {
  if (typeof k === "number") {
    const items = this.items;
    const v = items[k < 0 ? k + items.length : k];
    if (v !== undefined) return v;
  } else if (k instanceof PySlice) return mkList(sliceArray(this.items, k));
  return anyGetitem(this, k);
} as PyObject["$getitem"]);
native(list_type, "$setitem", function (this: PyList, k: PyObj, v: PyObj): void {
  if (typeof k === "number") {
    const items = this.items;
    const i = k < 0 ? k + items.length : k;
    if (i >= 0 && i < items.length) {
      items[i] = v;
      return;
    }
  } else if (k instanceof PySlice) {
    setSlice(this, k, v);
    return;
  }
  anySetitem(this, k, v);
} as PyObject["$setitem"]);
native(list_type, "$iter", function (this: PyList): PyObject {
  return new ListIter(list_iterator_type, this);
} as PyObject["$iter"]);
native(list_type, "$contains", function (this: PyList, v: PyObj): boolean {
  const items = this.items;
  // The list may change while its items are compared.
  for (let i = 0; i < items.length; i++) if (items[i] === v || eq(items[i], v)) return true;
  return false;
} as PyObject["$contains"]);
native(list_type, "$len", function (this: PyList): number {
  return this.items.length;
} as PyObject["$len"]);
native(list_type, "$truth", function (this: PyList): boolean {
  return this.items.length !== 0;
} as PyObject["$truth"]);

PyList.prototype.$compare = function (this: PyList, op, b: PyObj): PyObj | undefined {
  return this.cls === list_type && b instanceof PyList && b.cls === list_type
    ? compareItems(this.items, b.items, op)
    : undefined;
};
PyList.prototype.$bin = function (this: PyList, op, b: PyObj): PyObj | undefined {
  if (this.cls !== list_type) return undefined;
  if (op === "add")
    return b instanceof PyList && b.cls === list_type
      ? mkList(joinItems(this.items, b.items))
      : undefined;
  if (op === "mul" && typeof b === "number" && b * this.items.length < 0x1000000)
    return mkList(repeatItems(this.items, b));
  return undefined;
};

list_type.make0 = () => mkList([]);
list_type.make1 = (a) => mkList(listed(a));

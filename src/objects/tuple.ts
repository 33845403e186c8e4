/** tuple. */
import { aliasHook, anyGetitem, eq, type repr, reprItem, toArray, typeName } from "./abstract.js";
import { E, err, typeError, valueError } from "./errors.js";
import { methods, newMethod, slots } from "./function.js";
import { hashTuple } from "./hash.js";
import { type PyObj, type PyObject, PyTuple, type PyType } from "./object.js";
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
import { PySlice, sliceArray } from "./slice.js";
import { concat } from "./text.js";
import { mkTuple, tuple_type } from "./types.js";
import { native } from "./virtuals.js";

export const tuple_iterator_type = iteratorType("tuple_iterator");
arrayIterMethods(tuple_iterator_type, () => mkTuple([]));

const isTuple = (o: PyObj): o is PyTuple => o instanceof PyTuple;

newMethod(tuple_type, "($type, iterable=(), /)", (t: PyType, it?: PyObj) => {
  if (t === tuple_type) {
    if (it === undefined) return mkTuple([]);
    if (it instanceof PyTuple && it.cls === tuple_type) return it;
    return mkTuple(toArray(it));
  }
  const x = new t.ctor(t) as PyTuple;
  x.items = it === undefined ? [] : toArray(it);
  return x;
});

// An exact tuple is its own copy.
function joined(a: PyTuple, b: PyTuple): PyObj {
  if (b.items.length === 0 && a.cls === tuple_type) return a;
  if (a.items.length === 0 && b.cls === tuple_type) return b;
  return mkTuple(joinItems(a.items, b.items));
}
function repeated(a: PyTuple, n: PyObj): PyObj {
  const k = repeatCount(n);
  if (k === undefined) return badRepeat(n);
  return k === 1 && a.cls === tuple_type ? a : mkTuple(repeatItems(a.items, k));
}

slots(tuple_type, {
  __repr__: (t: PyTuple) => {
    if (t.items.length === 0) return "()";
    if (!enterRepr(t)) return "(...)";
    try {
      const parts: ReturnType<typeof repr>[] = [];
      t.items.forEach((x, i) => {
        if (i > 0) parts.push(", ");
        parts.push(reprItem(x));
      });
      return concat(["(", ...parts, t.items.length === 1 ? ",)" : ")"]);
    } finally {
      leaveRepr(t);
    }
  },
  __hash__: (t: PyTuple) => hashTuple(t.items),
  __len__: (t: PyTuple) => t.items.length,
  __iter__: (t: PyTuple) => new ArrayIter(tuple_iterator_type, t.items),
  __contains__: (t: PyTuple, v: PyObj) => t.items.some((x) => eq(x, v)),
  __getitem__: (t: PyTuple, k: PyObj) => {
    if (typeof k === "number") {
      const v = t.items[k < 0 ? k + t.items.length : k];
      if (v !== undefined) return v;
      throw err(E.IndexError, "tuple index out of range");
    }
    if (k instanceof PySlice) return mkTuple(sliceArray(t.items, k));
    return t.items[itemIndex(k, t.items.length, "tuple")];
  },
  __add__: (a: PyTuple, b: PyObj) => (b instanceof PyTuple ? joined(a, b) : badConcat(a, b)),
  __mul__: repeated,
  __rmul__: repeated,
  ...comparisons(isTuple, (t) => t.items),
});
tuple_type.set(
  "__doc__",
  "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
);
methods(tuple_type, {
  count: [
    "($self, value, /)",
    (t: PyTuple, v: PyObj) => t.items.filter((x) => eq(x, v)).length,
    "Return number of occurrences of value.",
  ],
  index: [
    "($self, value, start=0, stop=sys.maxsize, /)",
    (t: PyTuple, v: PyObj, start?: PyObj, stop?: PyObj) => {
      const [a, b] = searchRange(start, stop, t.items.length);
      for (let i = a; i < b; i++) if (eq(t.items[i], v)) return i;
      throw valueError("tuple.index(x): x not in tuple");
    },
    "Return first index of value.\n\nRaises ValueError if the value is not present.",
  ],
  __getnewargs__: ["($self, /)", (t: PyTuple) => mkTuple([mkTuple(t.items.slice())])],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

export { typeError, typeName };

native(tuple_type, "$getitem", function (this: PyTuple, k: PyObj): PyObj {
  if (typeof k === "number") {
    const items = this.items;
    const v = items[k < 0 ? k + items.length : k];
    if (v !== undefined) return v;
  } else if (k instanceof PySlice) return mkTuple(sliceArray(this.items, k));
  return anyGetitem(this, k);
} as PyObject["$getitem"]);
PyTuple.prototype.$compare = function (this: PyTuple, op, b: PyObj): PyObj | undefined {
  return this.cls === tuple_type && b instanceof PyTuple && b.cls === tuple_type
    ? compareItems(this.items, b.items, op)
    : undefined;
};
PyTuple.prototype.$bin = function (this: PyTuple, op, b: PyObj): PyObj | undefined {
  if (op !== "add" || this.cls !== tuple_type) return undefined;
  return b instanceof PyTuple && b.cls === tuple_type
    ? mkTuple(joinItems(this.items, b.items))
    : undefined;
};
native(tuple_type, "$iter", function (this: PyTuple): PyObject {
  return new ArrayIter(tuple_iterator_type, this.items);
} as PyObject["$iter"]);
native(tuple_type, "$contains", function (this: PyTuple, v: PyObj): boolean {
  const items = this.items;
  for (let i = 0; i < items.length; i++) if (items[i] === v || eq(items[i], v)) return true;
  return false;
} as PyObject["$contains"]);
native(tuple_type, "$len", function (this: PyTuple): number {
  return this.items.length;
} as PyObject["$len"]);
native(tuple_type, "$truth", function (this: PyTuple): boolean {
  return this.items.length !== 0;
} as PyObject["$truth"]);

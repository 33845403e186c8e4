/** set and frozenset. */
import { aliasHook, callMethod, hash, items, repr, typeName } from "./abstract.js";
import { TableIter } from "./dict.js";
import { E, err, keyError, typeError } from "./errors.js";
import { type MethodTable, methods, newMethod, slots } from "./function.js";
import { hashFrozenset } from "./hash.js";
import { type HashTable, PyDict, PySet } from "./hashtable.js";
import type { PyObj, PyObject, PyType, Str } from "./object.js";
import { enterRepr, leaveRepr } from "./reprguard.js";
import { iteratorType, iterFunction } from "./sequence.js";
import { concat } from "./text.js";
import {
  frozenset_type,
  mkList,
  mkSet,
  mkTuple,
  NotImplemented,
  set_type,
  setOf,
} from "./types.js";
import { native } from "./virtuals.js";

const set_iterator_type = iteratorType("set_iterator");
methods(set_iterator_type, {
  __length_hint__: ["($self, /)", (it: TableIter) => it.left],
  __reduce__: [
    "($self, /)",
    (it: TableIter) => mkTuple([iterFunction.f, mkTuple([mkList(it.rest())])]),
  ],
});

/** A key to look up: a set stands for the frozenset of its items. */
function keyFor(k: PyObj): PyObj {
  if (k instanceof PySet && k.cls.lookup("__hash__") === null) return copy(k, frozenset_type);
  return k;
}

function copy(s: PySet, cls: PyType): PySet {
  const r = setOf(cls);
  r.updateFrom(s);
  return r;
}

function addAll(s: PySet, src: PyObj): void {
  if (src instanceof PySet) s.updateFrom(src);
  else if (src instanceof PyDict && !src.cls.isHeap) for (const [k, h] of src.hashed()) s.add(k, h);
  else for (const x of items(src)) s.add(x);
}

/** The result type of an operator: set or frozenset, never a subclass. */
const plain = (s: PySet): PyType => (s.cls.isSubtype(set_type) ? set_type : frozenset_type);

function fresh(s: PySet): PySet {
  return copy(s, plain(s));
}

newMethod(set_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
const setNew = set_type.dict.getStr("__new__");
newMethod(frozenset_type, "($type, iterable=(), /)", (t: PyType, it?: PyObj) => {
  if (t === frozenset_type && it instanceof PySet && it.cls === frozenset_type) return it;
  const s = new t.ctor(t) as PySet;
  if (it !== undefined) addAll(s, it);
  return s;
});

function setRepr(s: PySet): Str {
  const name = typeName(s);
  if (s.size === 0) return `${name}()`;
  if (!enterRepr(s)) return `${name}(...)`;
  try {
    const parts: Str[] = [];
    for (const x of [...s.keys()]) {
      if (parts.length > 0) parts.push(", ");
      parts.push(repr(x));
    }
    return s.cls === set_type
      ? concat(["{", ...parts, "}"])
      : concat([`${name}({`, ...parts, "})"]);
  } finally {
    leaveRepr(s);
  }
}

function subset(a: HashTable, b: HashTable): boolean {
  if (a.size > b.size) return false;
  if (a.map !== null && b.map !== null) {
    for (const k of a.map.keys()) if (!b.map.has(k)) return false;
    return true;
  }
  for (const [x, h] of a.hashed()) if (!b.hasHashed(x, h)) return false;
  return true;
}

const ordered =
  (f: (a: PySet, b: PySet) => boolean) =>
  (a: PySet, b: PyObj): PyObj =>
    b instanceof PySet ? f(a, b) : NotImplemented;

function toTable(o: PyObj): HashTable {
  if (o instanceof PySet || (o instanceof PyDict && !o.cls.isHeap)) return o;
  const s = mkSet();
  addAll(s, o);
  return s;
}

function intersection(s: PySet, o: PyObj): PySet {
  const r = setOf(plain(s));
  if (o instanceof PySet && s.map !== null && o.map !== null) {
    const [small, large] = o.size > s.size ? [s.map, o.map] : [o.map, s.map];
    const out = r.map as Map<PyObj, PyObj>;
    for (const k of small.keys()) if (large.has(k)) out.set(k, null);
  } else if (o instanceof PySet) {
    const [small, large] = o.size > s.size ? [s, o] : [o, s];
    for (const [x, h] of small.hashed()) if (large.hasHashed(x, h)) r.add(x, h);
  } else
    for (const x of items(o)) {
      hash(x);
      if (s.has(x)) r.add(x);
    }
  return r;
}
function difference(s: PySet, o: PyObj): PySet {
  const r = setOf(plain(s));
  const t = toTable(o);
  if (s.map !== null && t.map !== null) {
    const out = r.map as Map<PyObj, PyObj>;
    for (const k of s.map.keys()) if (!t.map.has(k)) out.set(k, null);
    return r;
  }
  for (const [x, h] of s.hashed()) if (!t.hasHashed(x, h)) r.add(x, h);
  return r;
}
function symmetric(s: PySet, o: PyObj): PySet {
  const r = fresh(s);
  const t = toTable(o);
  for (const [x, h] of t.hashed()) if (r.delete(x, h) === undefined) r.add(x, h);
  return r;
}
function union(s: PySet, o: PyObj): PySet {
  const r = fresh(s);
  addAll(r, o);
  return r;
}
function replace(s: PySet, r: PySet): PySet {
  s.clear();
  s.updateFrom(r);
  return s;
}

type SetOp = (s: PySet, o: PyObj) => PySet;
const operator =
  (f: SetOp) =>
  (a: PyObj, b: PyObj): PyObj =>
    a instanceof PySet && b instanceof PySet ? f(a, b) : NotImplemented;
const reflected =
  (f: SetOp) =>
  (b: PyObj, a: PyObj): PyObj =>
    a instanceof PySet && b instanceof PySet ? f(a, b) : NotImplemented;
const inplace =
  (f: SetOp) =>
  (a: PySet, b: PyObj): PyObj =>
    b instanceof PySet ? replace(a, f(a, b)) : NotImplemented;

const shared: MethodTable = {
  union: [
    "($self, /, *others)",
    (s: PySet, others: PyObj[]) => {
      const r = fresh(s);
      for (const o of others) addAll(r, o);
      return r;
    },
  ],
  intersection: [
    "($self, /, *others)",
    (s: PySet, others: PyObj[]) => others.reduce<PySet>((r, o) => intersection(r, o), fresh(s)),
  ],
  difference: [
    "($self, /, *others)",
    (s: PySet, others: PyObj[]) => others.reduce<PySet>((r, o) => difference(r, o), fresh(s)),
  ],
  symmetric_difference: ["($self, other, /)", symmetric],
  isdisjoint: [
    "($self, other, /)",
    (s: PySet, o: PyObj) => {
      for (const x of items(o)) if (s.has(x)) return false;
      return true;
    },
  ],
  issubset: ["($self, other, /)", (s: PySet, o: PyObj) => subset(s, toTable(o))],
  issuperset: ["($self, other, /)", (s: PySet, o: PyObj) => subset(toTable(o), s)],
  copy: ["($self, /)", (s: PySet) => (s.cls === frozenset_type ? s : fresh(s))],
  __reduce__: [
    "($self, /)",
    (s: PySet) =>
      mkTuple([s.cls, mkTuple([mkList([...s.keys()])]), callMethod(s, "__getstate__", [])]),
  ],
  __sizeof__: ["($self, /)", (s: PySet) => 200 + (s.size > 4 ? 32 * s.size : 0)],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
};
for (const t of [set_type, frozenset_type]) {
  slots(t, {
    __repr__: setRepr,
    __len__: (s: PySet) => s.size,
    __iter__: (s: PySet) => new TableIter(set_iterator_type, s, "keys", false, "set"),
    __contains__: (s: PySet, k: PyObj) => s.has(keyFor(k)),
    __eq__: ordered((a, b) => a.size === b.size && subset(a, b)),
    __ne__: ordered((a, b) => !(a.size === b.size && subset(a, b))),
    __le__: ordered(subset),
    __lt__: ordered((a, b) => a.size < b.size && subset(a, b)),
    __ge__: ordered((a, b) => subset(b, a)),
    __gt__: ordered((a, b) => b.size < a.size && subset(b, a)),
    __and__: operator(intersection),
    __rand__: reflected(intersection),
    __or__: operator(union),
    __ror__: reflected(union),
    __sub__: operator(difference),
    __rsub__: reflected(difference),
    __xor__: operator(symmetric),
    __rxor__: reflected(symmetric),
  });
  methods(t, shared);
  native(t, "$contains", function (this: PySet, k: PyObj): boolean {
    return this.has(keyFor(k));
  } as PyObject["$contains"]);
  native(t, "$len", function (this: PySet): number {
    return this.size;
  } as PyObject["$len"]);
  native(t, "$truth", function (this: PySet): boolean {
    return this.size !== 0;
  } as PyObject["$truth"]);
  native(t, "$iter", function (this: PySet): PyObject {
    return new TableIter(set_iterator_type, this, "keys", false, "set");
  } as PyObject["$iter"]);
}
slots(frozenset_type, { __hash__: (s: PySet) => hashFrozenset(s) });
slots(set_type, {
  __init__: (s: PySet, args: PyObj[], kw: Map<string, PyObj>) => {
    if (kw.size > 0 && s.cls.lookup("__new__") === setNew)
      throw typeError("set() takes no keyword arguments");
    if (args.length > 1) throw typeError(`set expected at most 1 argument, got ${args.length}`);
    s.clear();
    if (args.length === 1) addAll(s, args[0]);
    return null;
  },
  __iand__: inplace(intersection),
  __ior__: inplace(union),
  __isub__: inplace(difference),
  __ixor__: inplace(symmetric),
});
set_type.set("__hash__", null);
set_type.set("__doc__", "Build an unordered collection of unique elements.");
frozenset_type.set("__doc__", "Build an immutable unordered collection of unique elements.");
methods(set_type, {
  add: [
    "($self, object, /)",
    (s: PySet, v: PyObj) => {
      if (!s.has(v)) s.add(v);
      return null;
    },
    "Add an element to a set.\n\nThis has no effect if the element is already present.",
  ],
  remove: [
    "($self, object, /)",
    (s: PySet, v: PyObj) => {
      if (s.delete(keyFor(v)) === undefined) throw keyError(v);
      return null;
    },
  ],
  discard: [
    "($self, object, /)",
    (s: PySet, v: PyObj) => {
      s.delete(keyFor(v));
      return null;
    },
  ],
  pop: [
    "($self, /)",
    (s: PySet) => {
      for (const k of s.keys()) {
        s.delete(k);
        return k;
      }
      throw err(E.KeyError, "pop from an empty set");
    },
  ],
  clear: [
    "($self, /)",
    (s: PySet) => {
      s.clear();
      return null;
    },
  ],
  update: [
    "($self, /, *others)",
    (s: PySet, others: PyObj[]) => {
      for (const o of others) addAll(s, o);
      return null;
    },
  ],
  intersection_update: [
    "($self, /, *others)",
    (s: PySet, others: PyObj[]) => {
      replace(
        s,
        others.reduce<PySet>((r, o) => intersection(r, o), fresh(s)),
      );
      return null;
    },
  ],
  difference_update: [
    "($self, /, *others)",
    (s: PySet, others: PyObj[]) => {
      replace(
        s,
        others.reduce<PySet>((r, o) => difference(r, o), fresh(s)),
      );
      return null;
    },
  ],
  symmetric_difference_update: [
    "($self, other, /)",
    (s: PySet, o: PyObj) => {
      replace(s, symmetric(s, o));
      return null;
    },
  ],
});

export { typeName };

set_type.make0 = () => mkSet();
set_type.make1 = (a) => {
  const s = mkSet();
  addAll(s, a);
  return s;
};

/** dict, its views and iterators, and mappingproxy. */
import {
  aliasHook,
  anyGetitem,
  call0,
  callSpecial,
  contains,
  eq,
  getattrOpt,
  getitem,
  items,
  iter,
  len,
  type Pair,
  PyIter,
  pair,
  repr,
  toArray,
  truth,
  typeName,
} from "./abstract.js";
import { E, err, isException, keyError, typeError, valueError } from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { type HashTable, PyDict, PySet } from "./hashtable.js";
import { type PyObj, PyObject, type PyType, type Str, TPFLAGS, typeOf } from "./object.js";
import { enterRepr, leaveRepr } from "./reprguard.js";
import { iteratorType, iterFunction } from "./sequence.js";
import type { Kw } from "./signature.js";
import { concat } from "./text.js";
import { typeHooks } from "./type.js";
import {
  builtinType,
  dict_type,
  mappingproxy_type,
  mkList,
  mkSet,
  mkTuple,
  NotImplemented,
  newDict,
} from "./types.js";
import { native } from "./virtuals.js";

type What = "keys" | "values" | "items";

/** Iterates over a live table; a change of its size is an error from then on. */
export class TableIter extends PyIter {
  private table: HashTable | null;
  private readonly it: Iterator<PyObj | [PyObj, PyObj]>;
  private size: number;
  private readonly kind: What;
  private readonly reverse: boolean;
  private readonly word: string;
  private count = 0;
  constructor(cls: PyType, table: HashTable, kind: What, reverse = false, word = "dictionary") {
    super();
    this.cls = cls;
    this.h = 0;
    this.table = table;
    this.kind = kind;
    this.reverse = reverse;
    this.size = table.size;
    this.word = word;
    const src: Iterable<PyObj | [PyObj, PyObj]> =
      kind === "keys" ? table.keys() : kind === "values" ? table.values() : table.pairs();
    this.it = reverse ? [...src].reverse()[Symbol.iterator]() : src[Symbol.iterator]();
  }
  /** A key, a value or [key, value]; undefined at the end. */
  private step(): PyObj | [PyObj, PyObj] | undefined {
    const t = this.table;
    if (t === null) return undefined;
    if (t.size !== this.size) {
      this.size = -1;
      throw err(
        E.RuntimeError,
        `${this.word === "set" ? "Set" : this.word} changed size during iteration`,
      );
    }
    const r = this.it.next();
    if (r.done) {
      this.table = null;
      return undefined;
    }
    this.count++;
    if (this.count > this.size) {
      this.table = null;
      throw err(E.RuntimeError, `${this.word} keys changed during iteration`);
    }
    return r.value;
  }
  override $next(): PyObj | undefined {
    const x = this.step();
    return this.kind === "items" && x !== undefined
      ? mkTuple(x as [PyObj, PyObj])
      : (x as PyObj | undefined);
  }
  override $pair(): PyObj | undefined | Pair {
    if (this.kind !== "items") return this.$next();
    const x = this.step() as [PyObj, PyObj] | undefined;
    return x === undefined ? undefined : pair.of(x[0], x[1]);
  }
  get left(): number {
    return this.table?.size === this.size ? this.size - this.count : 0;
  }
  /** What is left, without using it up. */
  rest(): PyObj[] {
    const t = this.table;
    if (t === null) return [];
    const all =
      this.kind === "keys"
        ? [...t.keys()]
        : this.kind === "values"
          ? [...t.values()]
          : [...t.pairs()].map((p) => mkTuple(p));
    return (this.reverse ? all.reverse() : all).slice(this.count);
  }
}

const iterTypes: Record<What, [PyType, PyType]> = {
  keys: [iteratorType("dict_keyiterator"), iteratorType("dict_reversekeyiterator")],
  values: [iteratorType("dict_valueiterator"), iteratorType("dict_reversevalueiterator")],
  items: [iteratorType("dict_itemiterator"), iteratorType("dict_reverseitemiterator")],
};
for (const pair of Object.values(iterTypes))
  for (const t of pair)
    methods(t, {
      __length_hint__: ["($self, /)", (it: TableIter) => it.left],
      __reduce__: [
        "($self, /)",
        (it: TableIter) => mkTuple([iterFunction.f, mkTuple([mkList(it.rest())])]),
      ],
    });

export class PyDictView extends PyObject {
  readonly dict: PyDict;
  readonly what: What;
  constructor(dict: PyDict, what: What) {
    super();
    this.cls = viewTypes[what];
    this.h = 0;
    this.dict = dict;
    this.what = what;
  }
}
const viewTypes: Record<What, PyType> = {
  keys: builtinType("dict_keys", { subclassable: false, instantiable: false }),
  values: builtinType("dict_values", { subclassable: false, instantiable: false }),
  items: builtinType("dict_items", { subclassable: false, instantiable: false }),
};
export const dict_keys_type = viewTypes.keys;
export const dict_values_type = viewTypes.values;
export const dict_items_type = viewTypes.items;

// ---- dict ----

newMethod(dict_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));

/** `dict.update(other, **kw)`, also the constructor. */
export function dictUpdate(d: PyDict, args: PyObj[], kw: Kw | null, name: string): void {
  if (args.length > 1) throw typeError(`${name} expected at most 1 argument, got ${args.length}`);
  if (args.length === 1) mergeInto(d, args[0]);
  if (kw !== null) for (const [k, v] of kw) d.set(k, v);
}

const iterable = (x: PyObj): boolean =>
  typeOf(x).lookup("__iter__") !== undefined || typeOf(x).lookup("__getitem__") !== undefined;

export function mergeInto(d: PyDict, src: PyObj): void {
  if (
    src instanceof PyDict &&
    (!src.cls.isHeap || src.cls.lookup("__iter__") === dict_type.lookup("__iter__"))
  ) {
    if (src === d) return;
    const size = src.size;
    d.updateFrom(src);
    if (src.size !== size) throw err(E.RuntimeError, "dict mutated during update");
    return;
  }
  const keys = getattrOpt(src, "keys");
  if (keys !== undefined) {
    for (const k of toArray(call0(keys))) d.set(k, getitem(src, k));
    return;
  }
  let i = 0;
  for (const x of items(src)) {
    let pair: PyObj[];
    try {
      pair = toArray(x);
    } catch (e) {
      if (!isException(e, E.TypeError)) throw e;
      const bad = iterable(x) ? e : typeError("object is not iterable");
      callMethod(bad, "add_note", [
        `Cannot convert dictionary update sequence element #${i} to a sequence`,
      ]);
      throw bad;
    }
    if (pair.length !== 2)
      throw valueError(
        `dictionary update sequence element #${i} has length ${pair.length}; 2 is required`,
      );
    d.set(pair[0], pair[1]);
    i++;
  }
}

export function dictRepr(d: PyDict): Str {
  if (d.size === 0) return "{}";
  if (!enterRepr(d)) return "{...}";
  try {
    const parts: Str[] = [];
    for (const [k, v] of [...d.pairs()]) {
      if (parts.length > 0) parts.push(", ");
      parts.push(repr(k), ": ", repr(v));
    }
    return concat(["{", ...parts, "}"]);
  } finally {
    leaveRepr(d);
  }
}

function dictEq(a: PyDict, b: PyDict): boolean {
  if (a.size !== b.size) return false;
  for (const [k, v] of [...a.pairs()]) {
    const w = b.get(k);
    if (w === undefined || !eq(v, w)) return false;
  }
  return true;
}

/** `d[k]` with `__missing__` for subclasses. */
function subscript(d: PyDict, k: PyObj): PyObj {
  const v = d.get(k);
  if (v !== undefined) return v;
  if (d.cls.isHeap || d.cls !== dict_type) {
    const r =
      d.cls.lookup("__missing__") === undefined ? undefined : callSpecial(d, "__missing__", k);
    if (r !== undefined) return r;
  }
  throw keyError(k);
}

function copyOf(d: PyDict): PyDict {
  const c = newDict();
  c.updateFrom(d);
  return c;
}

slots(dict_type, {
  __init__: (d: PyDict, args: PyObj[], kw: Kw) => {
    dictUpdate(d, args, kw, "dict");
    return null;
  },
  __repr__: dictRepr,
  __len__: (d: PyDict) => d.size,
  __iter__: (d: PyDict) => new TableIter(iterTypes.keys[0], d, "keys"),
  __contains__: (d: PyDict, k: PyObj) => d.has(k),
  __getitem__: subscript,
  __setitem__: (d: PyDict, k: PyObj, v: PyObj) => {
    d.set(k, v);
    return null;
  },
  __delitem__: (d: PyDict, k: PyObj) => {
    if (d.delete(k) === undefined) throw keyError(k);
    return null;
  },
  __eq__: (a: PyDict, b: PyObj) => (b instanceof PyDict ? dictEq(a, b) : NotImplemented),
  __ne__: (a: PyDict, b: PyObj) => (b instanceof PyDict ? !dictEq(a, b) : NotImplemented),
  __or__: (a: PyObj, b: PyObj) => {
    if (!(a instanceof PyDict) || !(b instanceof PyDict)) return NotImplemented;
    const r = copyOf(a);
    r.updateFrom(b);
    return r;
  },
  __ror__: (b: PyObj, a: PyObj) => {
    if (!(a instanceof PyDict) || !(b instanceof PyDict)) return NotImplemented;
    const r = copyOf(a);
    r.updateFrom(b);
    return r;
  },
  __ior__: (a: PyDict, b: PyObj) => {
    mergeInto(a, b);
    return a;
  },
});
dict_type.set("__hash__", null);
dict_type.set(
  "__doc__",
  "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
);

const view = (what: What) => (d: PyDict) => new PyDictView(d, what);
methods(dict_type, {
  get: [
    "($self, key, default=None, /)",
    (d: PyDict, k: PyObj, def?: PyObj) => d.get(k) ?? nullish(d, k, def),
    "Return the value for key if key is in the dictionary, else default.",
  ],
  keys: [
    "($self, /)",
    view("keys"),
    "Return a set-like object providing a view on the dict's keys.",
  ],
  values: ["($self, /)", view("values"), "Return an object providing a view on the dict's values."],
  items: [
    "($self, /)",
    view("items"),
    "Return a set-like object providing a view on the dict's items.",
  ],
  setdefault: [
    "($self, key, default=None, /)",
    (d: PyDict, k: PyObj, def?: PyObj) => {
      const v = d.get(k);
      if (v !== undefined) return v;
      d.set(k, def ?? null);
      return def ?? null;
    },
    "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
  ],
  pop: [
    "($self, key, default=<unrepresentable>, /)",
    (d: PyDict, k: PyObj, def?: PyObj) => {
      const v = d.size === 0 ? undefined : d.delete(k);
      if (v !== undefined) return v;
      if (def !== undefined) return def;
      throw keyError(k);
    },
    "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError.",
  ],
  popitem: [
    "($self, /)",
    (d: PyDict) => {
      const last = d.lastPair();
      if (last === undefined) throw err(E.KeyError, "popitem(): dictionary is empty");
      d.delete(last[0]);
      return mkTuple(last);
    },
    "Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty.",
  ],
  update: [
    "($self, /, *args, **kwargs)",
    (d: PyDict, args: PyObj[], kw: Kw) => {
      dictUpdate(d, args, kw, "update");
      return null;
    },
    "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.",
  ],
  clear: [
    "($self, /)",
    (d: PyDict) => {
      d.clear();
      return null;
    },
    "Remove all items from the dict.",
  ],
  copy: ["($self, /)", copyOf, "Return a shallow copy of the dict."],
  fromkeys: [
    "($cls, iterable, value=None, /)",
    (t: PyType, it: PyObj, v?: PyObj) => {
      const d = t.$call([], null);
      const fast = d instanceof PyDict && !d.cls.isHeap;
      if (fast && it instanceof PySet && !it.cls.isHeap) {
        for (const [k, h] of it.hashed()) d.set(k, v ?? null, h);
        return d;
      }
      for (const k of items(it)) {
        if (fast) d.set(k, v ?? null);
        else callSpecial(d, "__setitem__", k, v ?? null);
      }
      return d;
    },
    "Create a new dictionary with keys from iterable and values set to value.",
  ],
  __reversed__: ["($self, /)", (d: PyDict) => new TableIter(iterTypes.keys[1], d, "keys", true)],
  __sizeof__: ["($self, /)", (d: PyDict) => 64 + 104 * d.size],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});
/** A stored None comes out as None, a missing key as the default. */
function nullish(d: PyDict, k: PyObj, def: PyObj | undefined): PyObj {
  const v = d.get(k);
  return v === undefined ? (def ?? null) : v;
}

// ---- views ----

const viewIter = (v: PyDictView): PyObject => new TableIter(iterTypes[v.what][0], v.dict, v.what);

for (const what of ["keys", "values", "items"] as const) {
  const t = viewTypes[what];
  slots(t, {
    __len__: (v: PyDictView) => v.dict.size,
    __iter__: viewIter,
    __repr__: (v: PyDictView) => {
      if (!enterRepr(v)) return "...";
      try {
        return concat([`dict_${what}(`, repr(mkList(toArray(v))), ")"]);
      } finally {
        leaveRepr(v);
      }
    },
  });
  methods(t, {
    __reversed__: [
      "($self, /)",
      (v: PyDictView) => new TableIter(iterTypes[what][1], v.dict, what, true),
    ],
  });
  getsets(t, { mapping: (v: PyDictView) => typeHooks.mappingproxy(v.dict) });
}
slots(viewTypes.keys, { __contains__: (v: PyDictView, k: PyObj) => v.dict.has(k) });
slots(viewTypes.items, {
  __contains__: (v: PyDictView, p: PyObj) => {
    const pair = p instanceof PyTupleC && p.items.length === 2 ? p.items : null;
    if (pair === null) return false;
    const w = v.dict.get(pair[0]);
    return w !== undefined && eq(w, pair[1]);
  },
});

import { PyTuple as PyTupleC } from "./object.js";

function isSetLike(o: PyObj): boolean {
  return o instanceof PySet || (o instanceof PyDictView && o.what !== "values");
}
function toSet(o: PyObj): PySet {
  const s = mkSet();
  for (const x of items(o)) s.add(x);
  return s;
}
function allIn(a: PyObj, b: PyObj): boolean {
  for (const x of items(a)) if (!contains(b, x)) return false;
  return true;
}
const viewCompare =
  (f: (a: PyObj, b: PyObj, la: number, lb: number) => boolean) => (a: PyObj, b: PyObj) =>
    isSetLike(b) ? f(a, b, len(a), len(b)) : NotImplemented;
for (const t of [viewTypes.keys, viewTypes.items]) {
  slots(t, {
    __eq__: viewCompare((a, b, x, y) => x === y && allIn(a, b)),
    __ne__: viewCompare((a, b, x, y) => !(x === y && allIn(a, b))),
    __lt__: viewCompare((a, b, x, y) => x < y && allIn(a, b)),
    __le__: viewCompare((a, b, x, y) => x <= y && allIn(a, b)),
    __gt__: viewCompare((a, b, x, y) => x > y && allIn(b, a)),
    __ge__: viewCompare((a, b, x, y) => x >= y && allIn(b, a)),
    __and__: (a: PyObj, b: PyObj) => {
      const r = mkSet();
      const [big, small] = isSetLike(a) ? [a, b] : [b, a];
      for (const x of items(small)) if (contains(big, x)) r.add(x);
      return r;
    },
    __rand__: (b: PyObj, a: PyObj) => {
      const r = mkSet();
      for (const x of items(a)) if (contains(b, x)) r.add(x);
      return r;
    },
    __or__: (a: PyObj, b: PyObj) => {
      const r = toSet(a);
      for (const x of items(b)) r.add(x);
      return r;
    },
    __ror__: (b: PyObj, a: PyObj) => {
      const r = toSet(a);
      for (const x of items(b)) r.add(x);
      return r;
    },
    __sub__: (a: PyObj, b: PyObj) => {
      const r = toSet(a);
      for (const x of items(b)) r.delete(x);
      return r;
    },
    __rsub__: (b: PyObj, a: PyObj) => {
      const r = toSet(a);
      for (const x of items(b)) r.delete(x);
      return r;
    },
    __xor__: (a: PyObj, b: PyObj) => {
      const r = toSet(a);
      const s = toSet(b);
      for (const x of [...s.keys()]) if (r.delete(x) === undefined) r.add(x);
      return r;
    },
  });
  t.set("__hash__", null);
  methods(t, {
    isdisjoint: [
      "($self, other, /)",
      (v: PyObj, o: PyObj) => {
        for (const x of items(o)) if (contains(v, x)) return false;
        return true;
      },
    ],
  });
}

// ---- mappingproxy ----

export class PyMappingProxy extends PyObject {
  readonly map: PyObj;
  constructor(map: PyObj) {
    super(mappingproxy_type);
    this.map = map;
  }
}
typeHooks.mappingproxy = (d) => new PyMappingProxy(d);
newMethod(mappingproxy_type, "($type, mapping)", (_t: PyType, m: PyObj) => {
  if ((typeOf(m).flags & TPFLAGS.SEQUENCE) !== 0 || typeOf(m).lookup("__getitem__") === undefined)
    throw typeError(`mappingproxy() argument must be a mapping, not ${typeName(m)}`);
  return new PyMappingProxy(m);
});
const fwd =
  (name: string) =>
  (p: PyMappingProxy, ...a: PyObj[]) =>
    callSpecial(p.map, name, ...a);
slots(mappingproxy_type, {
  __getitem__: (p: PyMappingProxy, k: PyObj) => getitem(p.map, k),
  __len__: (p: PyMappingProxy) => len(p.map),
  __iter__: (p: PyMappingProxy) => iter(p.map),
  __contains__: (p: PyMappingProxy, k: PyObj) => contains(p.map, k),
  __repr__: (p: PyMappingProxy) => concat(["mappingproxy(", repr(p.map), ")"]),
  __str__: (p: PyMappingProxy) => repr(p.map),
  __eq__: (p: PyMappingProxy, o: PyObj) => eq(p.map, o instanceof PyMappingProxy ? o.map : o),
  __hash__: fwd("__hash__"),
  __or__: (a: PyObj, b: PyObj) => binaryOr(unwrap(a), unwrap(b)),
  __ror__: (a: PyObj, b: PyObj) => binaryOr(unwrap(b), unwrap(a)),
  __ior__: (p: PyMappingProxy) => {
    throw typeError(`'|=' is not supported by ${typeName(p)}; use '|' instead`);
  },
});
const unwrap = (o: PyObj): PyObj => (o instanceof PyMappingProxy ? o.map : o);

import { or as binaryOr } from "./arith.js";

const call =
  (name: string) =>
  (p: PyMappingProxy, ...a: PyObj[]) =>
    callMethod(
      p.map,
      name,
      a.filter((x) => x !== undefined),
    );

import { callMethod } from "./abstract.js";

methods(mappingproxy_type, {
  get: ["($self, key, default=None, /)", call("get")],
  keys: ["($self, /)", call("keys")],
  values: ["($self, /)", call("values")],
  items: ["($self, /)", call("items")],
  copy: ["($self, /)", call("copy")],
  __reversed__: ["($self, /)", call("__reversed__")],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

export { truth };

native(dict_type, "$getitem", function (this: PyDict, k: PyObj): PyObj {
  const v = this.get(k);
  if (v !== undefined) return v;
  // A class below may have a `__missing__`.
  if (this.cls === dict_type) throw keyError(k);
  return anyGetitem(this, k);
} as PyObject["$getitem"]);
native(dict_type, "$setitem", function (this: PyDict, k: PyObj, v: PyObj): void {
  this.set(k, v);
} as PyObject["$setitem"]);
native(dict_type, "$iter", function (this: PyDict): PyObject {
  return new TableIter(iterTypes.keys[0], this, "keys");
} as PyObject["$iter"]);
native(dict_type, "$contains", function (this: PyDict, v: PyObj): boolean {
  return this.has(v);
} as PyObject["$contains"]);
native(dict_type, "$len", function (this: PyDict): number {
  return this.size;
} as PyObject["$len"]);
native(dict_type, "$truth", function (this: PyDict): boolean {
  return this.size !== 0;
} as PyObject["$truth"]);

const NO_KEYWORDS: Kw = new Map();
dict_type.make0 = newDict;
dict_type.make1 = (a) => {
  const d = newDict();
  if (a instanceof PyDict && a.cls === dict_type) d.updateFrom(a);
  else dictUpdate(d, [a], NO_KEYWORDS, "dict");
  return d;
};

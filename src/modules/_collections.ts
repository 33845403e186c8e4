/** _collections: deque, defaultdict, OrderedDict, _count_elements, _tuplegetter. */
import * as A from "../objects/abstract.js";
import { aliasHook, PyIter } from "../objects/abstract.js";
import { add, intOperand } from "../objects/arith.js";
import { dictRepr, dictUpdate, mergeInto, TableIter } from "../objects/dict.js";
import { E, err, keyError, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, PyTuple, type PyType, type Str } from "../objects/object.js";
import { enterRepr, leaveRepr } from "../objects/reprguard.js";
import {
  badConcat,
  badRepeat,
  compareItems,
  iteratorType,
  repeatCount,
  searchRange,
} from "../objects/sequence.js";
import type { Kw } from "../objects/signature.js";
import { concat } from "../objects/text.js";
import {
  builtinType,
  dict_type,
  mkList,
  mkTuple,
  NotImplemented,
  newDict,
} from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

/** A ring buffer: `head` is the place of the first item; the capacity is a power of two. */
class PyDeque extends PyObject {
  private buf: (PyObj | undefined)[] = new Array(8).fill(undefined);
  private head = 0;
  size = 0;
  maxlen = -1;
  /** Grows with each change; iterators watch it. */
  state = 0;
  at(i: number): PyObj {
    return this.buf[(this.head + i) & (this.buf.length - 1)] as PyObj;
  }
  put(i: number, v: PyObj): void {
    this.buf[(this.head + i) & (this.buf.length - 1)] = v;
  }
  private grow(): void {
    const n = this.buf.length;
    const next: (PyObj | undefined)[] = new Array(n * 2).fill(undefined);
    for (let i = 0; i < this.size; i++) next[i] = this.at(i);
    this.buf = next;
    this.head = 0;
  }
  append(v: PyObj): void {
    this.state++;
    if (this.maxlen === 0) return;
    if (this.size === this.buf.length) this.grow();
    this.buf[(this.head + this.size++) & (this.buf.length - 1)] = v;
    if (this.maxlen >= 0 && this.size > this.maxlen) this.popleft();
  }
  appendleft(v: PyObj): void {
    this.state++;
    if (this.maxlen === 0) return;
    if (this.size === this.buf.length) this.grow();
    this.head = (this.head - 1) & (this.buf.length - 1);
    this.buf[this.head] = v;
    this.size++;
    if (this.maxlen >= 0 && this.size > this.maxlen) this.pop();
  }
  pop(): PyObj {
    if (this.size === 0) throw err(E.IndexError, "pop from an empty deque");
    this.state++;
    const i = (this.head + --this.size) & (this.buf.length - 1);
    const v = this.buf[i] as PyObj;
    this.buf[i] = undefined;
    return v;
  }
  popleft(): PyObj {
    if (this.size === 0) throw err(E.IndexError, "pop from an empty deque");
    this.state++;
    const v = this.buf[this.head] as PyObj;
    this.buf[this.head] = undefined;
    this.head = (this.head + 1) & (this.buf.length - 1);
    this.size--;
    return v;
  }
  /** Moves items from one end to the other, whichever way is shorter. */
  rotate(k: number): void {
    const mask = this.buf.length - 1;
    const half = this.size / 2;
    k %= this.size;
    if (k > half) k -= this.size;
    else if (k < -half) k += this.size;
    this.state++;
    for (; k > 0; k--) {
      const last = (this.head + this.size - 1) & mask;
      const v = this.buf[last];
      this.buf[last] = undefined;
      this.head = (this.head - 1) & mask;
      this.buf[this.head] = v;
    }
    for (; k < 0; k++) {
      const v = this.buf[this.head];
      this.buf[this.head] = undefined;
      this.buf[(this.head + this.size) & mask] = v;
      this.head = (this.head + 1) & mask;
    }
  }
  toItems(): PyObj[] {
    const out: PyObj[] = [];
    for (let i = 0; i < this.size; i++) out.push(this.at(i));
    return out;
  }
  reset(items: PyObj[]): void {
    this.state++;
    this.buf = new Array(8).fill(undefined);
    this.head = 0;
    this.size = 0;
    for (const x of items) this.append(x);
  }
}
const deque_type = builtinType("deque", {
  module: "collections",
  ctor: PyDeque,
  flags: 1 << 5,
  hasWeakref: true,
});
const deque_iterator_type = iteratorType("_deque_iterator");
const deque_reverse_iterator_type = iteratorType("_deque_reverse_iterator");
class DequeIter extends PyIter {
  private readonly d: PyDeque;
  private readonly state: number;
  private i: number;
  private readonly step: number;
  constructor(d: PyDeque, reverse: boolean) {
    super(reverse ? deque_reverse_iterator_type : deque_iterator_type);
    this.d = d;
    this.state = d.state;
    this.step = reverse ? -1 : 1;
    this.i = reverse ? d.size - 1 : 0;
  }
  override $next(): PyObj | undefined {
    if (this.i < 0 || this.i >= this.d.size) return undefined;
    if (this.d.state !== this.state) throw err(E.RuntimeError, "deque mutated during iteration");
    const v = this.d.at(this.i);
    this.i += this.step;
    return v;
  }
  get left(): number {
    return this.step > 0 ? this.d.size - this.i : this.i + 1;
  }
}
for (const t of [deque_iterator_type, deque_reverse_iterator_type])
  methods(t, { __length_hint__: ["($self, /)", (it: DequeIter) => it.left] });

newMethod(deque_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
const dequeIndex = (d: PyDeque, k: PyObj): number => {
  const i = A.asIndex(k);
  if (i === undefined) throw typeError(`sequence index must be integer, not '${A.typeName(k)}'`);
  const at = Number(i) < 0 ? Number(i) + d.size : Number(i);
  if (at < 0 || at >= d.size) throw err(E.IndexError, "deque index out of range");
  return at;
};
function like(d: PyDeque, items: PyObj[]): PyDeque {
  const r = new d.cls.ctor(d.cls) as PyDeque;
  r.maxlen = d.maxlen;
  r.reset(items);
  return r;
}
const cmp = (op: A.CmpOp) => (a: PyDeque, b: PyObj) =>
  b instanceof PyDeque ? compareItems(a.toItems(), b.toItems(), op) : NotImplemented;
function remove(d: PyDeque, at: number): void {
  const items = d.toItems();
  items.splice(at, 1);
  const max = d.maxlen;
  d.maxlen = -1;
  d.reset(items);
  d.maxlen = max;
}
slots(deque_type, {
  __init__: (d: PyDeque, args: PyObj[], kw: Kw) => {
    if (args.length + kw.size > 2)
      throw typeError(`deque() takes at most 2 arguments (${args.length + kw.size} given)`);
    const max = args[1] ?? kw.get("maxlen") ?? null;
    const it = args[0] ?? kw.get("iterable");
    if (max !== null) {
      const n = A.asIndex(max);
      if (n === undefined) throw typeError(`an integer is required`);
      if (n < 0) throw valueError("maxlen must be non-negative");
      d.maxlen = Number(n);
    } else d.maxlen = -1;
    d.reset([]);
    if (it !== undefined) for (const x of A.items(it)) d.append(x);
    return null;
  },
  __len__: (d: PyDeque) => d.size,
  __iter__: (d: PyDeque) => new DequeIter(d, false),
  __contains__: (d: PyDeque, v: PyObj) => {
    const s = d.state;
    for (let i = 0; i < d.size; i++) {
      const hit = A.eq(d.at(i), v);
      if (d.state !== s) throw err(E.RuntimeError, "deque mutated during iteration");
      if (hit) return true;
    }
    return false;
  },
  __getitem__: (d: PyDeque, k: PyObj) => d.at(dequeIndex(d, k)),
  __setitem__: (d: PyDeque, k: PyObj, v: PyObj) => {
    d.put(dequeIndex(d, k), v);
    return null;
  },
  __delitem__: (d: PyDeque, k: PyObj) => {
    remove(d, dequeIndex(d, k));
    return null;
  },
  __repr__: (d: PyDeque) => {
    if (!enterRepr(d)) return "[...]";
    try {
      return concat([
        `${d.cls.name}(`,
        A.repr(mkList(d.toItems())),
        d.maxlen >= 0 ? `, maxlen=${d.maxlen})` : ")",
      ]);
    } finally {
      leaveRepr(d);
    }
  },
  __add__: (a: PyDeque, b: PyObj) => {
    if (!(b instanceof PyDeque)) return badConcat(a, b);
    return like(a, [...a.toItems(), ...b.toItems()]);
  },
  __iadd__: (a: PyDeque, b: PyObj) => {
    for (const x of b === a ? a.toItems() : A.items(b)) a.append(x);
    return a;
  },
  __mul__: (a: PyDeque, n: PyObj) => {
    const k = repeatCount(n);
    if (k === undefined) return badRepeat(n);
    const items = a.toItems();
    return like(a, Array.from({ length: k }, () => items).flat());
  },
  __rmul__: (a: PyDeque, n: PyObj) => {
    const k = repeatCount(n);
    if (k === undefined) return badRepeat(n);
    const items = a.toItems();
    return like(a, Array.from({ length: k }, () => items).flat());
  },
  __imul__: (a: PyDeque, n: PyObj) => {
    const k = repeatCount(n);
    if (k === undefined) return badRepeat(n);
    const items = a.toItems();
    a.reset(Array.from({ length: k }, () => items).flat());
    return a;
  },
  __lt__: cmp("__lt__"),
  __le__: cmp("__le__"),
  __eq__: cmp("__eq__"),
  __ne__: cmp("__ne__"),
  __gt__: cmp("__gt__"),
  __ge__: cmp("__ge__"),
});
direct(deque_type);
deque_type.set("__hash__", null);
getsets(deque_type, { maxlen: (d: PyDeque) => (d.maxlen < 0 ? null : d.maxlen) });
const nothing = (f: (d: PyDeque, v: PyObj) => void) => (d: PyDeque, v: PyObj) => {
  f(d, v);
  return null;
};
methods(deque_type, {
  append: ["($self, item, /)", nothing((d, v) => d.append(v))],
  appendleft: ["($self, item, /)", nothing((d, v) => d.appendleft(v))],
  pop: ["($self, /)", (d: PyDeque) => d.pop()],
  popleft: ["($self, /)", (d: PyDeque) => d.popleft()],
  extend: [
    "($self, iterable, /)",
    nothing((d, v) => {
      for (const x of v === d ? d.toItems() : A.items(v)) d.append(x);
    }),
  ],
  extendleft: [
    "($self, iterable, /)",
    nothing((d, v) => {
      for (const x of v === d ? d.toItems() : A.items(v)) d.appendleft(x);
    }),
  ],
  clear: [
    "($self, /)",
    (d: PyDeque) => {
      d.reset([]);
      return null;
    },
  ],
  copy: ["($self, /)", (d: PyDeque) => like(d, d.toItems())],
  __copy__: ["($self, /)", (d: PyDeque) => like(d, d.toItems())],
  count: [
    "($self, value, /)",
    (d: PyDeque, v: PyObj) => {
      const s = d.state;
      let n = 0;
      for (let i = 0; i < d.size; i++) {
        if (A.eq(d.at(i), v)) n++;
        if (d.state !== s) throw err(E.RuntimeError, "deque mutated during iteration");
      }
      return n;
    },
  ],
  index: [
    "($self, value, start=0, stop=None, /)",
    (d: PyDeque, v: PyObj, a?: PyObj, b?: PyObj) => {
      const [from, to] = searchRange(a, b, d.size);
      for (let i = from; i < to; i++) if (A.eq(d.at(i), v)) return i;
      throw valueError(`${A.reprJs(v)} is not in deque`);
    },
  ],
  insert: [
    "($self, index, value, /)",
    (d: PyDeque, i: PyObj, v: PyObj) => {
      if (d.maxlen >= 0 && d.size >= d.maxlen)
        throw err(E.IndexError, "deque already at its maximum size");
      let at = Number(A.index(i));
      if (at < 0) at = Math.max(0, at + d.size);
      const items = d.toItems();
      items.splice(Math.min(at, items.length), 0, v);
      d.reset(items);
      return null;
    },
  ],
  remove: [
    "($self, value, /)",
    (d: PyDeque, v: PyObj) => {
      const s = d.state;
      for (let i = 0; i < d.size; i++) {
        const hit = A.eq(d.at(i), v);
        if (d.state !== s) throw err(E.IndexError, "deque mutated during remove().");
        if (hit) {
          remove(d, i);
          return null;
        }
      }
      throw valueError("deque.remove(x): x not in deque");
    },
  ],
  reverse: [
    "($self, /)",
    (d: PyDeque) => {
      d.reset(d.toItems().reverse());
      return null;
    },
  ],
  rotate: [
    "($self, n=1, /)",
    (d: PyDeque, n?: PyObj) => {
      const k = n === undefined ? 1 : Number(A.index(n));
      if (d.size < 2) return null;
      d.rotate(k);
      return null;
    },
  ],
  __reversed__: ["($self, /)", (d: PyDeque) => new DequeIter(d, true)],
  __reduce__: [
    "($self, /)",
    (d: PyDeque) =>
      mkTuple([
        d.cls,
        d.maxlen < 0 ? mkTuple([]) : mkTuple([mkTuple([]), d.maxlen]),
        A.callMethod(d, "__getstate__", []),
        A.iter(d),
      ]),
  ],
  __sizeof__: ["($self, /)", (d: PyDeque) => 232 + 8 * 64 * Math.ceil(d.size / 64)],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

// ---- defaultdict ----

class PyDefaultDict extends PyDict {
  factory: PyObj = null;
}
const defaultdict_type = builtinType("defaultdict", {
  base: dict_type,
  module: "collections",
  ctor: PyDefaultDict,
});
newMethod(defaultdict_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(defaultdict_type, {
  __init__: (d: PyDefaultDict, args: PyObj[], kw: Kw) => {
    const f = args[0] ?? null;
    if (f !== null && !A.callable(f)) throw typeError("first argument must be callable or None");
    d.factory = f;
    dictUpdate(d, args.slice(1), kw, "defaultdict");
    return null;
  },
  __repr__: (d: PyDefaultDict) => {
    let f: Str;
    if (d.factory instanceof PyObject) {
      if (!enterRepr(d.factory)) f = "...";
      else
        try {
          f = A.repr(d.factory);
        } finally {
          leaveRepr(d.factory);
        }
    } else f = A.repr(d.factory);
    return concat([`${d.cls.name}(`, f, ", ", dictRepr(d), ")"]);
  },
  __or__: (a: PyObj, b: PyObj) => {
    if (!(a instanceof PyDefaultDict) || !(b instanceof PyDict)) return NotImplemented;
    const r = copyDefault(a);
    r.updateFrom(b);
    return r;
  },
  __ror__: (b: PyObj, a: PyObj) => {
    if (!(a instanceof PyDict) || !(b instanceof PyDefaultDict)) return NotImplemented;
    const r = new PyDefaultDict(defaultdict_type);
    r.factory = b.factory;
    r.updateFrom(a);
    r.updateFrom(b);
    return r;
  },
});
direct(defaultdict_type);
function copyDefault(d: PyDefaultDict): PyDefaultDict {
  const r =
    d.cls === defaultdict_type
      ? new PyDefaultDict(defaultdict_type)
      : (d.cls.$call([d.factory], null) as PyDefaultDict);
  r.factory = d.factory;
  r.updateFrom(d);
  return r;
}
methods(defaultdict_type, {
  __missing__: [
    "($self, key, /)",
    (d: PyDefaultDict, k: PyObj) => {
      if (d.factory === null) throw keyError(k);
      const v = A.call0(d.factory);
      if (d.cls.isHeap) A.setitem(d, k, v);
      else d.set(k, v);
      return v;
    },
  ],
  copy: ["($self, /)", copyDefault],
  __copy__: ["($self, /)", copyDefault],
  __reduce__: [
    "($self, /)",
    (d: PyDefaultDict) =>
      mkTuple([
        d.cls,
        d.factory === null ? mkTuple([]) : mkTuple([d.factory]),
        null,
        null,
        A.iter(A.callMethod(d, "items", [])),
      ]),
  ],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});
getsets(
  defaultdict_type,
  {
    default_factory: [
      (d: PyDefaultDict) => d.factory,
      (d: PyDefaultDict, v) => {
        d.factory = v ?? null;
      },
    ],
  },
  true,
);

// ---- OrderedDict ----

class PyOrderedDict extends PyDict {}
const ordereddict_type = builtinType("OrderedDict", {
  base: dict_type,
  module: "collections",
  ctor: PyOrderedDict,
  hasDict: true,
  hasWeakref: true,
});

import { exposeDict } from "../objects/objecttype.js";
import { direct } from "../objects/virtuals.js";

exposeDict(ordereddict_type);
const odict_iterator_type = iteratorType("odict_iterator");
newMethod(ordereddict_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
const plain = (d: PyObj): boolean => d instanceof PyOrderedDict && !d.cls.isHeap;
slots(ordereddict_type, {
  __init__: (d: PyOrderedDict, args: PyObj[], kw: Kw) => {
    update(d, args, kw, "OrderedDict");
    return null;
  },
  __repr__: (d: PyOrderedDict) => {
    if (d.size === 0) return `${d.cls.name}()`;
    if (!enterRepr(d)) return "...";
    try {
      const inner = newPlain(d);
      return concat([`${d.cls.name}(`, dictRepr(inner), ")"]);
    } finally {
      leaveRepr(d);
    }
  },
  __eq__: (a: PyOrderedDict, b: PyObj) => equal(a, b) ?? NotImplemented,
  __ne__: (a: PyOrderedDict, b: PyObj) => {
    const r = equal(a, b);
    return r === undefined ? NotImplemented : !r;
  },
  __iter__: (d: PyOrderedDict) =>
    new TableIter(odict_iterator_type, d, "keys", false, "OrderedDict"),
  __or__: (a: PyObj, b: PyObj) => {
    if (!(a instanceof PyOrderedDict) || !(b instanceof PyDict)) return NotImplemented;
    const r = a.cls.$call([a], null) as PyDict;
    r.updateFrom(b);
    return r;
  },
  __ror__: (b: PyObj, a: PyObj) => {
    if (!(a instanceof PyDict) || !(b instanceof PyOrderedDict)) return NotImplemented;
    const r = b.cls.$call([a], null) as PyDict;
    r.updateFrom(b);
    return r;
  },
  __ior__: (a: PyOrderedDict, b: PyObj) => {
    update(a, [b], null, "update");
    return a;
  },
});
function newPlain(d: PyOrderedDict): PyDict {
  const r = newDict();
  for (const [k, v] of d.pairs()) r.set(k, v);
  return r;
}
function update(d: PyOrderedDict, args: PyObj[], kw: Kw | null, name: string): void {
  if (plain(d)) {
    dictUpdate(d, args, kw, name);
    return;
  }
  if (args.length > 1) throw typeError(`${name} expected at most 1 argument, got ${args.length}`);
  const tmp = newDict();
  if (args.length === 1) mergeInto(tmp, args[0]);
  if (kw !== null) for (const [k, v] of kw) tmp.set(k, v);
  for (const [k, v] of tmp.pairs()) A.setitem(d, k, v);
}
function equal(a: PyOrderedDict, b: PyObj): boolean | undefined {
  if (!(b instanceof PyDict)) return undefined;
  if (a.size !== b.size) return false;
  if (b instanceof PyOrderedDict) {
    const x = [...a.pairs()];
    const y = [...b.pairs()];
    return x.every(([k, v], i) => A.eq(k, y[i][0]) && A.eq(v, y[i][1]));
  }
  for (const [k, v] of [...a.pairs()]) {
    const w = b.get(k);
    if (w === undefined || !A.eq(v, w)) return false;
  }
  return true;
}
methods(ordereddict_type, {
  move_to_end: [
    "($self, /, key, last=True)",
    (d: PyOrderedDict, k: PyObj, last?: PyObj) => {
      const v = d.get(k);
      if (v === undefined) throw keyError(k);
      const key = typeof k === "number" || typeof k === "string" ? k : (d.storedKey(k) as PyObj);
      if (last === undefined || A.truth(last)) {
        d.delete(key);
        d.set(key, v);
      } else {
        const rest = [...d.pairs()];
        d.clear();
        d.set(key, v);
        for (const [a, b] of rest) if (a !== key) d.set(a, b);
      }
      return null;
    },
  ],
  popitem: [
    "($self, /, last=True)",
    (d: PyOrderedDict, last?: PyObj) => {
      if (d.size === 0) throw err(E.KeyError, "dictionary is empty");
      let pair: [PyObj, PyObj] | undefined;
      if (last === undefined || A.truth(last)) pair = d.lastPair();
      else
        for (const p of d.pairs()) {
          pair = p;
          break;
        }
      d.delete((pair as [PyObj, PyObj])[0]);
      return mkTuple(pair as [PyObj, PyObj]);
    },
  ],
  pop: [
    "($self, /, key, default=<unrepresentable>)",
    (d: PyOrderedDict, k: PyObj, def?: PyObj) => {
      if (d.cls.isHeap && d.get(k) !== undefined) {
        const v = A.getitem(d, k);
        A.delitem(d, k);
        return v;
      }
      const v = d.delete(k);
      if (v !== undefined) return v;
      if (def !== undefined) return def;
      throw keyError(k);
    },
  ],
  setdefault: [
    "($self, /, key, default=None)",
    (d: PyOrderedDict, k: PyObj, def?: PyObj) => {
      const v = d.get(k);
      if (v !== undefined) return v;
      if (d.cls.isHeap) A.setitem(d, k, def ?? null);
      else d.set(k, def ?? null);
      return def ?? null;
    },
  ],
  update: [
    "($self, /, *args, **kwargs)",
    (d: PyOrderedDict, args: PyObj[], kw: Kw) => {
      update(d, args, kw, "update");
      return null;
    },
  ],
  copy: [
    "($self, /)",
    (d: PyOrderedDict) => {
      const r = d.cls.isHeap ? (d.cls.$call([], null) as PyDict) : new PyOrderedDict(d.cls);
      for (const [k, v] of d.pairs())
        if (d.cls.isHeap) A.setitem(r, k, v);
        else r.set(k, v);
      return r;
    },
  ],
  fromkeys: [
    "($cls, /, iterable, value=None)",
    (t: PyType, it: PyObj, v?: PyObj) => {
      const d = t.$call([], null);
      for (const k of A.items(it)) A.setitem(d, k, v ?? null);
      return d;
    },
  ],
  __reversed__: [
    "($self, /)",
    (d: PyOrderedDict) => new TableIter(odict_iterator_type, d, "keys", true, "OrderedDict"),
  ],
  __reduce__: [
    "($self, /)",
    (d: PyOrderedDict) =>
      mkTuple([
        d.cls,
        mkTuple([]),
        A.callMethod(d, "__getstate__", []),
        null,
        A.iter(A.callMethod(d, "items", [])),
      ]),
  ],
});

// ---- namedtuple fields ----

const tuplegetter_type = builtinType("_tuplegetter", {
  module: "collections",
  subclassable: false,
});
class TupleGetter extends PyObject {
  i = 0;
  doc: PyObj = null;
  override get $descr(): number {
    return 2;
  }
  override $get(obj: PyObj | undefined): PyObj {
    if (obj === undefined) return this;
    if (!(obj instanceof PyTuple)) {
      if (obj === null) return this;
      throw typeError(
        `descriptor for index '${this.i}' for tuple subclasses doesn't apply to '${A.typeName(obj)}' object`,
      );
    }
    const v = obj.items[this.i];
    if (v === undefined) throw err(E.IndexError, "tuple index out of range");
    return v;
  }
  override $set(_obj: PyObj, v: PyObj | undefined): void {
    throw err(E.AttributeError, v === undefined ? "can't delete attribute" : "can't set attribute");
  }
}
newMethod(tuplegetter_type, "($type, index, doc, /)", (_t: PyType, i: PyObj, doc: PyObj) => {
  const g = new TupleGetter(tuplegetter_type);
  g.i = Number(A.index(i));
  g.doc = doc;
  return g;
});
slots(tuplegetter_type, {
  __get__: (g: TupleGetter, obj: PyObj) => g.$get(obj === null ? undefined : obj),
  __set__: (g: TupleGetter, obj: PyObj, v: PyObj) => g.$set(obj, v),
  __delete__: (g: TupleGetter, obj: PyObj) => g.$set(obj, undefined),
  __repr__: (g: TupleGetter) => `_tuplegetter(${g.i}, ${A.reprJs(g.doc)})`,
});
getsets(
  tuplegetter_type,
  {
    __doc__: [
      (g: TupleGetter) => g.doc,
      (g: TupleGetter, v) => {
        g.doc = v ?? null;
      },
    ],
  },
  true,
);
methods(tuplegetter_type, {
  __reduce__: [
    "($self, /)",
    (g: TupleGetter) => mkTuple([tuplegetter_type, mkTuple([g.i, g.doc])]),
  ],
});

registerModule("_collections", () =>
  defineModule(
    "_collections",
    "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory",
    {
      _count_elements: [
        "($module, mapping, iterable, /)",
        (m: PyObj, it: PyObj) => {
          if (
            m instanceof PyDict &&
            m.cls.lookup("get") === dict_type.lookup("get") &&
            m.cls.lookup("__setitem__") === dict_type.lookup("__setitem__")
          ) {
            for (const x of A.items(it)) {
              const n = m.get(x);
              m.set(x, n === undefined ? 1 : add(n, 1));
            }
          } else
            for (const x of A.items(it)) A.setitem(m, x, add(A.callMethod(m, "get", [x, 0]), 1));
          return null;
        },
      ],
    },
    {
      deque: deque_type,
      _deque_iterator: deque_iterator_type,
      _deque_reverse_iterator: deque_reverse_iterator_type,
      defaultdict: defaultdict_type,
      OrderedDict: ordereddict_type,
      _tuplegetter: tuplegetter_type,
    },
  ),
);

export { intOperand };

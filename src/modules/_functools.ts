/** _functools: partial, reduce, cmp_to_key, lru_cache. */
import * as A from "../objects/abstract.js";
import { aliasHook } from "../objects/abstract.js";
import { typeError } from "../objects/errors.js";
import { getsets, methods, newMethod, PyBoundMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, PySingleton, PyTuple, type PyType } from "../objects/object.js";
import { exposeDict } from "../objects/objecttype.js";
import { enterRepr, leaveRepr } from "../objects/reprguard.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { getDict, setDict } from "../objects/type.js";
import { builtinType, dict_type, mkTuple, newDict, object_type } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

const placeholder_type = builtinType("_PlaceholderType", {
  module: "functools",
  subclassable: false,
});
const Placeholder = new PySingleton(placeholder_type, "Placeholder");
slots(placeholder_type, { __repr__: () => "Placeholder" });
newMethod(placeholder_type, "($type)", () => Placeholder);

export class PyPartial extends PyObject {
  func: PyObj = null;
  args: PyObj[] = [];
  kw: PyDict = newDict();
  private fill(args: PyObj[]): PyObj[] {
    if (!this.args.includes(Placeholder)) return [...this.args, ...args];
    const out: PyObj[] = [];
    let at = 0;
    for (const a of this.args) {
      if (a !== Placeholder) out.push(a);
      else {
        if (at >= args.length)
          throw typeError(
            `missing positional arguments in 'partial' call; expected at least ${this.args.filter((x) => x === Placeholder).length}, got ${args.length}`,
          );
        out.push(args[at++]);
      }
    }
    return [...out, ...args.slice(at)];
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    let k: Kw | null = kw;
    if (this.kw.size > 0) {
      k = new Map();
      for (const [n, v] of this.kw.pairs()) {
        const name = A.asJs(n);
        if (name === undefined) throw typeError("keywords must be strings");
        k.set(name, v);
      }
      if (kw !== null) for (const [n, v] of kw) k.set(n, v);
    }
    return A.call(this.func, this.fill(args), k);
  }
  override get $descr(): number {
    return this.cls.isHeap ? -1 : 1;
  }
  override $get(obj: PyObj | undefined): PyObj {
    return obj === undefined ? this : new PyBoundMethod(this, obj);
  }
}
/** The arguments of a partial of a partial: new ones go into its placeholders first. */
function merge(old: PyObj[], args: PyObj[]): PyObj[] {
  let at = 0;
  const out = old.map((a) => (a === Placeholder && at < args.length ? args[at++] : a));
  return [...out, ...args.slice(at)];
}

const partial_type = builtinType("partial", {
  module: "functools",
  ctor: PyPartial,
  hasDict: true,
  hasWeakref: true,
});
getsets(partial_type, {
  __dict__: [
    getDict as never,
    (p: PyPartial, v: PyObj | undefined) => {
      if (v === undefined) throw typeError("cannot delete __dict__");
      setDict(p, v);
    },
  ],
});
newMethod(
  partial_type,
  "($type, func, /, *args, **kwargs)",
  (c: PyType, f: PyObj, args: PyObj[], kw: Kw) => {
    if (!A.callable(f)) throw typeError("the first argument must be callable");
    if (args.length > 0 && args[args.length - 1] === Placeholder)
      throw typeError("trailing Placeholders are not allowed");
    const p = new c.ctor(c) as PyPartial;
    if (f instanceof PyPartial && A.instanceNames(f).length === 0) {
      p.func = f.func;
      p.args = merge(f.args, args);
      p.kw.updateFrom(f.kw);
    } else {
      p.func = f;
      p.args = args;
    }
    for (const [k, v] of kw) {
      if (v === Placeholder) throw typeError("Placeholder cannot be passed as a keyword argument");
      p.kw.set(k, v);
    }
    return p;
  },
);
getsets(
  partial_type,
  {
    func: (p: PyPartial) => p.func,
    args: (p: PyPartial) => mkTuple(p.args.slice()),
    keywords: (p: PyPartial) => p.kw,
  },
  true,
);
slots(partial_type, {
  __call__: (p: PyPartial, args: PyObj[], kw: Kw) => p.$call(args, kw),
  __get__: (p: PyPartial, obj: PyObj) => (obj === null ? p : new PyBoundMethod(p, obj)),
  __repr__: (p: PyPartial) => {
    const name = p.cls.isHeap
      ? `${A.strJs(A.getattr(p.cls, "__module__"))}.${p.cls.qualname}`
      : "functools.partial";
    if (!enterRepr(p)) return `${name}(...)`;
    try {
      const [func, args, kw] = [p.func, p.args, p.kw];
      const parts = [func, ...args].map(A.reprJs);
      for (const [k, v] of [...kw.pairs()]) parts.push(`${A.strJs(k)}=${A.reprJs(v)}`);
      return `${name}(${parts.join(", ")})`;
    } finally {
      leaveRepr(p);
    }
  },
});
/** The `__dict__` for `__reduce__`: None while nothing was ever stored there. */
function attributes(p: PyPartial): PyObj {
  if (p.odict === undefined && A.instanceNames(p).length === 0) return null;
  const d = A.materialise(p);
  return d.size === 0 ? null : d;
}

methods(partial_type, {
  __reduce__: [
    "($self, /)",
    (p: PyPartial) =>
      mkTuple([
        p.cls,
        mkTuple([p.func]),
        mkTuple([p.func, mkTuple(p.args.slice()), p.kw, attributes(p)]),
      ]),
  ],
  __setstate__: [
    "($self, state, /)",
    (p: PyPartial, s: PyObj) => {
      if (!(s instanceof PyTuple)) throw typeError("invalid partial state");
      const [func, args, kw, dict] = s.items;
      if (
        s.items.length !== 4 ||
        !A.callable(func) ||
        !(args instanceof PyTuple) ||
        !(kw === null || kw instanceof PyDict)
      )
        throw typeError("invalid partial state");
      if (args.items.at(-1) === Placeholder)
        throw typeError("trailing Placeholders are not allowed");
      p.func = func;
      p.args = A.toArray(args);
      if (kw === null) p.kw = newDict();
      else if (kw.cls === dict_type) p.kw = kw;
      else (p.kw = newDict()).updateFrom(kw);
      A.materialise(p);
      p.odict = dict instanceof PyDict ? dict : newDict();
      return null;
    },
  ],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

// ---- cmp_to_key ----

class KeyObject extends PyObject {
  cmp: PyObj = null;
  obj: PyObj | undefined = undefined;
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    const k = new KeyObject(key_type);
    k.cmp = this.cmp;
    [k.obj] = bindArgs("K", "K", signature("(obj)"), args, kw) as [PyObj];
    return k;
  }
}
const key_type = builtinType("KeyWrapper", {
  module: "functools",
  instantiable: false,
  subclassable: false,
});
const keyCmp = (test: (c: PyObj) => boolean) => (a: KeyObject, b: PyObj) => {
  if (!(b instanceof KeyObject)) throw typeError("other argument must be K instance");
  return test(A.call2(a.cmp, a.obj as PyObj, b.obj as PyObj));
};
getsets(key_type, { __text_signature__: () => "(obj)" });
slots(key_type, {
  __call__: (k: KeyObject, args: PyObj[], kw: Kw) => k.$call(args, kw),
  __lt__: keyCmp((c) => A.compareBool(c, 0, "__lt__")),
  __le__: keyCmp((c) => A.compareBool(c, 0, "__le__")),
  __eq__: keyCmp((c) => A.compareBool(c, 0, "__eq__")),
  __ne__: keyCmp((c) => A.compareBool(c, 0, "__ne__")),
  __gt__: keyCmp((c) => A.compareBool(c, 0, "__gt__")),
  __ge__: keyCmp((c) => A.compareBool(c, 0, "__ge__")),
});
key_type.set("__hash__", null);
getsets(key_type, { obj: (k: KeyObject) => k.obj ?? null }, true);

// ---- lru_cache ----

const MARK = new PyObject(object_type);
class LruCache extends PyObject {
  func: PyObj = null;
  typed = false;
  /** -1: no bound. */
  maxsize = -1;
  cacheInfo: PyObj = null;
  cache = newDict();
  hits = 0;
  misses = 0;
  key(args: PyObj[], kw: Kw | null): PyObj {
    if (!this.typed && (kw === null || kw.size === 0)) {
      if (args.length === 1) {
        const a = args[0];
        if (typeof a === "string" || typeof a === "number") return a;
      }
      return mkTuple(args.slice());
    }
    const k: PyObj[] = args.slice();
    if (kw !== null && kw.size > 0) {
      k.push(MARK);
      for (const [n, v] of kw) k.push(n, v);
    }
    if (this.typed) {
      for (const a of args) k.push(typeOf(a));
      if (kw !== null) for (const v of kw.values()) k.push(typeOf(v));
    }
    return mkTuple(k);
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    if (this.maxsize === 0) {
      this.misses++;
      return A.call(this.func, args, kw);
    }
    const k = this.key(args, kw);
    const hit = this.cache.get(k);
    if (hit !== undefined) {
      this.hits++;
      if (this.maxsize > 0) {
        // The least recently used stays first.
        this.cache.delete(k);
        this.cache.set(k, hit);
      }
      return hit;
    }
    this.misses++;
    const v = A.call(this.func, args, kw);
    if (this.maxsize > 0 && this.cache.size >= this.maxsize && this.cache.get(k) === undefined)
      for (const old of this.cache.keys()) {
        this.cache.delete(old);
        break;
      }
    this.cache.set(k, v);
    return v;
  }
  override get $descr(): number {
    return 1;
  }
  override $get(obj: PyObj | undefined): PyObj {
    return obj === undefined ? this : new PyBoundMethod(this, obj);
  }
}

import { typeOf } from "../objects/object.js";

const lru_type = builtinType("_lru_cache_wrapper", {
  module: "functools",
  ctor: LruCache,
  hasDict: true,
  hasWeakref: true,
});
exposeDict(lru_type);
newMethod(
  lru_type,
  "($type, user_function, maxsize, typed, cache_info_type)",
  (c: PyType, f: PyObj, max: PyObj, typed: PyObj, info: PyObj) => {
    const l = new c.ctor(c) as LruCache;
    l.func = f;
    l.maxsize = max === null ? -1 : Math.max(0, Number(A.index(max)));
    l.typed = A.truth(typed);
    l.cacheInfo = info;
    return l;
  },
);
slots(lru_type, {
  __call__: (l: LruCache, args: PyObj[], kw: Kw) => l.$call(args, kw),
  __get__: (l: LruCache, obj: PyObj) => (obj === null ? l : new PyBoundMethod(l, obj)),
});
methods(lru_type, {
  cache_info: [
    "($self, /)",
    (l: LruCache) =>
      A.call(l.cacheInfo, [l.hits, l.misses, l.maxsize < 0 ? null : l.maxsize, l.cache.size]),
  ],
  cache_clear: [
    "($self, /)",
    (l: LruCache) => {
      l.hits = l.misses = 0;
      l.cache.clear();
      return null;
    },
  ],
  __reduce__: ["($self, /)", (l: LruCache) => A.getattr(l, "__qualname__")],
  __copy__: ["($self, /)", (l: LruCache) => l],
  __deepcopy__: ["($self, memo, /)", (l: LruCache) => l],
});

registerModule("_functools", () =>
  defineModule(
    "_functools",
    "Tools that operate on functions.",
    {
      reduce: [
        "($module, function, iterable, /, initial=<unrepresentable>)",
        (f: PyObj, it: PyObj, init?: PyObj) => {
          const src = A.iter(it);
          let acc = init;
          let v: PyObj | undefined;
          while ((v = src.$next()) !== undefined) acc = acc === undefined ? v : A.call2(f, acc, v);
          if (acc === undefined)
            throw typeError("reduce() of empty iterable with no initial value");
          return acc;
        },
      ],
      cmp_to_key: [
        "($module, /, mycmp)",
        (cmp: PyObj) => {
          const k = new KeyObject(key_type);
          k.cmp = cmp;
          return k;
        },
      ],
    },
    {
      partial: partial_type,
      _lru_cache_wrapper: lru_type,
      Placeholder,
      _PlaceholderType: placeholder_type,
    },
  ),
);

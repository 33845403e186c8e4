/** _weakref: references that V8's collector honours. */

import {
  aliasHook,
  call1,
  callMethod,
  callSpecial,
  contains,
  delattr,
  delitem,
  eq,
  getattr,
  getitem,
  hash,
  iter,
  len,
  lookupAttr,
  repr,
  setattr,
  setitem,
  str,
  truth,
  typeName,
} from "../objects/abstract.js";
import { binop, inplace, type Op } from "../objects/arith.js";
import { dyingHooks, onDeath } from "../objects/deaths.js";
import { E, err, typeError } from "../objects/errors.js";
import { isFinalizable } from "../objects/finalizers.js";
import { getsets, methods, newMethod, PyBuiltin, PyFunction, slots } from "../objects/function.js";
import { GenBase } from "../objects/generator.js";
import { PySet } from "../objects/hashtable.js";
import { defineModule, PyModule } from "../objects/module.js";
import { type PyInt, type PyObj, PyObject, PyType, typeOf } from "../objects/object.js";
import { addressOf } from "../objects/objecttype.js";
import { virtual, weakrefHook } from "../objects/type.js";
import { builtinType, mkList, NotImplemented } from "../objects/types.js";
import { interp, interpOrNull, registerModule } from "../runtime/interpreter.js";
import { unraisable } from "../runtime/unraisable.js";
import { observe } from "./lost.js";

/** All references to an object, oldest first; kept beside it, not in it. */
const refsOf = new WeakMap<PyObject, Set<PyWeakRef>>();

/** Calls the callbacks of references whose objects V8 has collected. */
const registry = new FinalizationRegistry<WeakRef<PyWeakRef>>((held) => {
  const r = held.deref();
  // After the end of its interpreter nobody is there to be called.
  if (r !== undefined && interpOrNull() !== null) r.died();
});

/** References whose callbacks a program may wait for; weakref's own bookkeeping does not count. */
export const callbacks = { waiting: 0 };
function isBookkeeping(f: PyObj): boolean {
  if (!(f instanceof PyFunction)) return false;
  const m = f.globals.getStr("__name__");
  return m === "weakref" || m === "_weakrefset" || m === "importlib._bootstrap";
}
/** Things that live long, or are the library's own: no collection is made for their sake. */
function lasting(o: PyObject): boolean {
  if (o instanceof PyType || o instanceof PyFunction || o instanceof PyModule) return true;
  const m = o.cls.dict.getStr("__module__");
  const names = interp().sys.dict.getStr("stdlib_module_names");
  if (typeof m !== "string" || m.startsWith("_frozen_importlib")) return true;
  return names instanceof PySet && names.has(m.split(".", 1)[0]);
}

export class PyWeakRef extends PyObject {
  target: WeakRef<PyObject> | null;
  callback: PyObj;
  hash: PyInt | undefined = undefined;
  private counted = false;
  constructor(cls: PyType, o: PyObject, callback: PyObj) {
    super(cls);
    this.target = new WeakRef(o);
    this.callback = callback;
    let set = refsOf.get(o);
    if (set === undefined) refsOf.set(o, (set = new Set()));
    set.add(this);
    weakHooks.made(o, this);
    if (callback !== null) {
      this.counted = !lasting(o) && !isBookkeeping(callback);
      if (this.counted) callbacks.waiting++;
      const held = new WeakRef(this);
      registry.register(o, held, this);
      onDeath(o, () => held.deref()?.died());
    }
  }
  /** What the callback gets. */
  get shown(): PyObject {
    return this;
  }
  get(): PyObj {
    return this.target?.deref() ?? null;
  }
  /** As the program's own look: the last reference may have just gone. */
  look(): PyObj {
    // No frame here may hold the object meanwhile.
    if (this.mayBeDead()) observe();
    return this.get();
  }
  private mayBeDead(): boolean {
    const t = this.target?.deref();
    return t !== undefined && !lasting(t) && (this.callback === null || this.counted);
  }
  /** The object is gone: the callback runs once. */
  died(): void {
    this.target = null;
    // Found by `onDeath`: V8 keeps a cell for its own notice until the event loop runs, else.
    if (this.callback !== null) registry.unregister(this);
    if (this.counted) callbacks.waiting--;
    this.counted = false;
    const f = this.callback;
    this.callback = null;
    if (f !== null)
      try {
        call1(f, this.shown);
      } catch (e) {
        unraisable(e, "Exception ignored while calling weakref callback", f);
      }
  }
  override $call(args: PyObj[]): PyObj {
    if (args.length > 0) throw typeError("weakref expected 0 arguments");
    return this.look();
  }
  override $call0(): PyObj {
    return this.look();
  }
}

dyingHooks.watched = (o) =>
  (refsOf.has(o) && !lasting(o)) || isFinalizable(o) || (o instanceof GenBase && o.pending);
weakrefHook.first = (o) => {
  for (const r of refsOf.get(o) ?? []) return r;
  return null;
};

/** Set by the bridge, which keeps references to native objects. */
export const weakHooks = { made: (_o: PyObject, _r: PyWeakRef): void => {} };

/** Clears references, oldest first in the list; callbacks run newest first. */
export function clearRefs(refs: PyWeakRef[]): void {
  for (const r of refs) {
    registry.unregister(r);
    r.target = null;
  }
  for (const r of refs.reverse()) r.died();
}

/** Clears the references to an object that dies now (native objects tell). */
export function clearWeakRefs(o: PyObject): void {
  const set = refsOf.get(o);
  if (set === undefined) return;
  refsOf.delete(o);
  for (const r of [...set].reverse()) {
    registry.unregister(r);
    r.died();
  }
}

export const ref_type = builtinType("ReferenceType", {
  module: "weakref",
  ctor: PyWeakRef as never,
});
export const proxy_type = builtinType("ProxyType", {
  module: "weakref",
  subclassable: false,
  instantiable: false,
});
export const callable_proxy_type = builtinType("CallableProxyType", {
  module: "weakref",
  subclassable: false,
  instantiable: false,
});

function check(o: PyObj): PyObject {
  const t = typeOf(o);
  if (
    !(o instanceof PyObject) ||
    !(
      t.hasWeakref ||
      t.mro.some((x) => x.hasWeakref) ||
      o instanceof PyType ||
      o instanceof PyFunction ||
      o instanceof PyBuiltin
    )
  )
    throw typeError(`cannot create weak reference to '${typeName(o)}' object`);
  return o;
}

/** The plain reference to an object without a callback is made once. */
export function weakRef(o: PyObj, callback: PyObj, cls = ref_type): PyWeakRef {
  const x = check(o);
  if (callback === null && cls === ref_type)
    for (const r of refsOf.get(x) ?? []) if (r.cls === ref_type && r.callback === null) return r;
  return new (cls.ctor as unknown as typeof PyWeakRef)(cls, x, callback);
}

newMethod(ref_type, "($type, object, callback=None, /)", (t: PyType, o: PyObj, cb?: PyObj) =>
  weakRef(o, cb ?? null, t),
);
slots(ref_type, {
  __init__: () => null,
  __call__: (r: PyWeakRef) => r.get(),
  __hash__: (r: PyWeakRef) => {
    if (r.hash !== undefined) return r.hash;
    const o = r.get();
    if (o === null) throw typeError("weak object has gone away");
    r.hash = hash(o);
    return r.hash;
  },
  __eq__: (a: PyWeakRef, b: PyObj) => {
    if (!(b instanceof PyWeakRef)) return NotImplemented;
    const [x, y] = [a.get(), b.get()];
    return x === null || y === null ? a === b : eq(x, y);
  },
  __repr__: (r: PyWeakRef) => {
    const o = r.get();
    return o === null
      ? `<weakref at ${addressOf(r)}; dead>`
      : `<weakref at ${addressOf(r)}; to '${typeName(o)}' at ${addressOf(o as PyObject)}>`;
  },
});
getsets(ref_type, { __callback__: (r: PyWeakRef) => r.callback }, true);
methods(ref_type, {
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

// ---- proxies ----

/** The reference inside a proxy. */
class ProxyRef extends PyWeakRef {
  constructor(
    o: PyObject,
    callback: PyObj,
    private readonly proxy: PyWeakProxy,
  ) {
    super(ref_type, o, callback);
  }
  override get shown(): PyObject {
    return this.proxy;
  }
}
export class PyWeakProxy extends PyObject {
  readonly ref: PyWeakRef;
  constructor(o: PyObject, callback: PyObj) {
    super(callableType(o) ? callable_proxy_type : proxy_type);
    this.ref = new ProxyRef(o, callback, this);
  }
  get target(): PyObj {
    const o = this.ref.get();
    if (o === null) throw err(E.ReferenceError, "weakly-referenced object no longer exists");
    return o;
  }
}
const callableType = (o: PyObj): boolean => typeOf(o).lookup("__call__") !== undefined;
const un = (o: PyObj): PyObj => (o instanceof PyWeakProxy ? o.target : o);

for (const t of [proxy_type, callable_proxy_type]) {
  slots(t, {
    __getattribute__: virtual((p: PyObj, n: PyObj) => getattr(un(p), String(n))),
    __setattr__: (p: PyObj, n: PyObj, v: PyObj) => {
      setattr(un(p), String(n), v);
      return null;
    },
    __delattr__: (p: PyObj, n: PyObj) => {
      delattr(un(p), String(n));
      return null;
    },
    __str__: (p: PyObj) => str(un(p)),
    __repr__: (p: PyWeakProxy) => {
      const o = p.ref.get();
      return o === null
        ? `<weakproxy at ${addressOf(p)} to NoneType at 0x0>`
        : `<weakproxy at ${addressOf(p)} to ${typeName(o)} at ${addressOf(o as PyObject)}>`;
    },
    __bool__: (p: PyObj) => truth(un(p)),
    __len__: (p: PyObj) => len(un(p)),
    __iter__: (p: PyObj) => iter(un(p)),
    __next__: (p: PyObj) => callMethod(un(p), "__next__", []),
    __contains__: (p: PyObj, v: PyObj) => contains(un(p), v),
    __getitem__: (p: PyObj, k: PyObj) => getitem(un(p), k),
    __setitem__: (p: PyObj, k: PyObj, v: PyObj) => {
      setitem(un(p), k, v);
      return null;
    },
    __delitem__: (p: PyObj, k: PyObj) => {
      delitem(un(p), k);
      return null;
    },
  });
  t.set("__hash__", null);
  for (const op of [
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "divmod",
    "pow",
    "lshift",
    "rshift",
    "and",
    "or",
    "xor",
  ] as Op[])
    slots(t, {
      [`__${op}__`]: (a: PyObj, b: PyObj) => binop(op, un(a), un(b)),
      [`__r${op}__`]: (b: PyObj, a: PyObj) => binop(op, un(a), un(b)),
      [`__i${op}__`]: (a: PyObj, b: PyObj) => inplace(op, un(a), un(b)),
    });
  for (const op of ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"])
    slots(t, { [op]: (a: PyObj, b: PyObj) => callSpecial(un(a), op, un(b)) });
  for (const op of [
    "__neg__",
    "__pos__",
    "__abs__",
    "__invert__",
    "__int__",
    "__float__",
    "__index__",
  ])
    slots(t, { [op]: (a: PyObj) => callSpecial(un(a), op) });
}
PyWeakProxy.prototype.$getattro = function (this: PyWeakProxy, name: string) {
  return lookupAttr(this.target, name);
};
slots(callable_proxy_type, {
  __call__: (p: PyWeakProxy, args: PyObj[], kw: Map<string, PyObj>) =>
    (p.target as PyObject).$call(args, kw),
});

registerModule("_weakref", () =>
  defineModule(
    "_weakref",
    "Weak-reference support module.",
    {
      getweakrefcount: [
        "($module, object, /)",
        (o: PyObj) => (o instanceof PyObject ? (refsOf.get(o)?.size ?? 0) : 0),
      ],
      getweakrefs: [
        "($module, object, /)",
        (o: PyObj) => mkList(o instanceof PyObject ? [...(refsOf.get(o) ?? [])] : []),
      ],
      proxy: [
        "($module, object, callback=None, /)",
        (o: PyObj, cb?: PyObj) => new PyWeakProxy(check(o), cb ?? null),
      ],
      _remove_dead_weakref: [
        "($module, dct, key, /)",
        (d: PyObj, k: PyObj) => {
          const r = callMethod(d, "get", [k]);
          if (r instanceof PyWeakRef && r.get() === null) callMethod(d, "pop", [k, null]);
          return null;
        },
      ],
    },
    {
      ref: ref_type,
      ReferenceType: ref_type,
      ProxyType: proxy_type,
      CallableProxyType: callable_proxy_type,
    },
  ),
);

export { repr };

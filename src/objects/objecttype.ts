/** The methods of `object` itself. */
import {
  asJs,
  asStr,
  call,
  callMethod,
  callSpecial,
  customGetattr,
  descrGet,
  descrKind,
  getattr,
  getattrOpt,
  instanceAttr,
  instanceNames,
  isInstance,
  lookupAttr,
  materialise,
  noAttribute,
  reprJs,
  setattr,
  str,
  toArray,
  tpName,
  typeName,
} from "./abstract.js";
import { attributeError, E, err, type PyBaseException, typeError } from "./errors.js";
import { isFinalizable } from "./finalizers.js";
import { formatValue } from "./format.js";
import { getsets, methods, newMethod, type PyGetSet, PyMethodDescr, slots } from "./function.js";
import { builtinHash, identity } from "./hash.js";
import { PyDict, setObjectHash } from "./hashtable.js";
import { PyBytes, PyList, type PyObj, PyObject, PyTuple, PyType, typeOf } from "./object.js";
import type { Kw } from "./signature.js";
import { getDict, newObject, setDict, setObjectNewInit, slotValue, virtual } from "./type.js";
import {
  bool_type,
  ellipsis_type,
  mkList,
  mkTuple,
  NotImplemented,
  newDict,
  none_type,
  notimplemented_type,
  object_type,
} from "./types.js";

export const addressOf = (o: PyObject): string => `0x${identity(o).toString(16)}`;

/** `<module.Class object at 0x...>` */
export function defaultRepr(o: PyObj): string {
  const t = typeOf(o);
  const m = t.dict.getStr("__module__");
  const name = typeof m === "string" && m !== "builtins" ? `${m}.${t.qualname}` : t.qualname;
  return `<${name} object at ${o instanceof PyObject ? addressOf(o) : "0x7f0000000000"}>`;
}

const nameArg = (o: PyObj): string => {
  const s = asJs(o);
  if (s === undefined) throw typeError(`attribute name must be string, not '${typeName(o)}'`);
  return s;
};

export { nameArg };

/** `object.__getattribute__` of what has another built-in one: classes, modules, `super`, generic aliases. */
function plainGet(o: PyObject, name: string): PyObj | undefined {
  const d = o.cls.lookup(name);
  if (d !== undefined && descrKind(d) === 2) return descrGet(d, o, o.cls);
  // Classes and modules have theirs in a dict of their own.
  const { dict } = o as { dict?: unknown };
  const own =
    o instanceof PyType
      ? o.dict.getStr(name)
      : dict instanceof PyDict
        ? dict.getStr(name)
        : o.cls.hasDict
          ? instanceAttr(o, name)
          : undefined;
  return own ?? (d === undefined ? undefined : descrGet(d, o, o.cls));
}
function overridden(o: PyObject): boolean {
  const f = o.cls.lookup("__getattribute__");
  return (
    f instanceof PyMethodDescr &&
    (f.fn as { virtual?: boolean }).virtual === true &&
    f !== object_type.dict.getStr("__getattribute__")
  );
}

/** What a built-in class says itself about stores is not to be passed by. */
const skipped = (what: string, o: PyType): PyBaseException =>
  typeError(`can't apply this ${what} to ${typeName(o)} object`);

slots(object_type, {
  __repr__: defaultRepr,
  __str__: (o: PyObj) => callSpecial(o, "__repr__"),
  __hash__: (o: PyObj) => builtinHash(o),
  __eq__: (a: PyObj, b: PyObj) => (a === b ? true : NotImplemented),
  __ne__: (a: PyObj, b: PyObj) => {
    const r = callSpecial(a, "__eq__", b);
    return r === undefined || r === NotImplemented ? NotImplemented : !truthOf(r);
  },
  __lt__: () => NotImplemented,
  __le__: () => NotImplemented,
  __gt__: () => NotImplemented,
  __ge__: () => NotImplemented,
  __getattribute__: virtual((o: PyObj, name: PyObj) => {
    const n = nameArg(name);
    if (o instanceof PyObject && overridden(o)) {
      const own = plainGet(o, n);
      if (own !== undefined) return own;
      throw attributeError(o, n, `'${tpName(o.cls)}' object has no attribute '${n}'`);
    }
    const v = o instanceof PyObject ? o.$getattro(n) : lookupAttr(o, n);
    if (v === undefined) throw noAttribute(o, n);
    return v;
  }),
  __setattr__: virtual((o: PyObj, name: PyObj, v: PyObj) => {
    if (o instanceof PyType) throw skipped("__setattr__", o);
    if (o instanceof PyObject) o.$setattro(nameArg(name), v);
    else setattr(o, nameArg(name), v);
    return null;
  }),
  __delattr__: virtual((o: PyObj, name: PyObj) => {
    if (!(o instanceof PyObject)) throw noAttribute(o, nameArg(name));
    if (o instanceof PyType) throw skipped("__delattr__", o);
    o.$setattro(nameArg(name), undefined);
    return null;
  }),
  __init__: (o: PyObj, args: PyObj[], kw: Kw) => {
    if (args.length > 0 || kw.size > 0) {
      const t = typeOf(o);
      if (t.lookup("__init__") !== object_type.dict.getStr("__init__"))
        throw typeError(
          "object.__init__() takes exactly one argument (the instance to initialize)",
        );
      if (t.lookup("__new__") === object_type.dict.getStr("__new__"))
        throw typeError(
          `${t.name}.__init__() takes exactly one argument (the instance to initialize)`,
        );
    }
    return null;
  },
});

import { truth as truthOf } from "./abstract.js";

const objectNew = (t: PyType): boolean => {
  const built = solidBuiltin(t);
  return built === object_type || built.lookup("__new__") === object_type.dict.getStr("__new__");
};
newMethod(object_type, "($type, *args, **kwargs)", (t: PyType, args: PyObj[], kw: Kw) => {
  if (!objectNew(t)) {
    const name = tpName(solidBuiltin(t));
    throw typeError(`object.__new__(${tpName(t)}) is not safe, use ${name}.__new__()`);
  }
  return newObject(t, args, kw);
});
setObjectNewInit(
  object_type.dict.getStr("__new__") as PyObj,
  object_type.dict.getStr("__init__") as PyObj,
);
setObjectHash(
  object_type.dict.getStr("__hash__") as PyObj,
  object_type.dict.getStr("__eq__") as PyObj,
);

const sameSlots = (a: PyType, b: PyType): boolean =>
  a.slots !== null &&
  b.slots !== null &&
  a.slots.length === b.slots.length &&
  a.slots.every((s, i) => s === b.slots![i]);

function sameLayout(a: PyType, b: PyType): boolean {
  const root = (t: PyType): PyType => {
    let x = t;
    while (x.isHeap && x.base !== null && (x.slots === null || x.slots.length === 0)) x = x.base;
    return x;
  };
  if (a.hasDict !== b.hasDict || a.hasWeakref !== b.hasWeakref) return false;
  const [x, y] = [root(a), root(b)];
  return x === y || (sameSlots(x, y) && x.base === y.base);
}

/** Whether reads of the object's own attributes are for the class to answer. */
const hides = (t: PyType, o: PyObject): boolean =>
  customGetattr(t) ||
  instanceNames(o).some((n) => {
    const d = t.hasDict ? t.lookup(n) : undefined;
    return d !== undefined && descrKind(d) === 2;
  });

getsets(object_type, {
  __class__: [
    (o: PyObj) => typeOf(o),
    (o: PyObj, v) => {
      if (v === undefined) throw typeError("can't delete __class__ attribute");
      if (!(v instanceof PyType))
        throw typeError(`__class__ must be set to a class, not '${typeName(v)}' object`);
      const old = typeOf(o);
      if (!(o instanceof PyObject) || !old.isHeap || !v.isHeap) {
        const module = solidBuiltin(old);
        if (module.name === "module" && v.isSubtype(module)) {
          const m = o as PyObject & { dict: PyDict };
          // A property of the class may have the name of a variable.
          m.dict.unshare();
          m.cls = v;
          return;
        }
        throw typeError(
          "__class__ assignment only supported for mutable types or ModuleType subclasses",
        );
      }
      if (!sameLayout(old, v))
        throw typeError(
          `__class__ assignment: '${v.name}' object layout differs from '${old.name}'`,
        );
      if (old.plainSlots !== v.plainSlots) {
        const values = v.mro.map((c, i) =>
          (c.slots ?? []).map((s) => [c, s, slotValue(o, old.mro[i] ?? c, s)] as const),
        );
        o.cls = v;
        for (const [c, s, x] of values.flat())
          if (x !== undefined) (c.dict.getStr(s) as PyGetSet).$set(o, x);
      }
      o.cls = v;
      if (isFinalizable(o) || hides(v, o)) materialise(o);
      if (!isFinalizable(o)) Object.setPrototypeOf(o, v.ctor.prototype);
    },
  ],
});
object_type.set(
  "__doc__",
  "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
);

/** `copyreg`, needed by `__reduce_ex__`; set by the import system. */
export const reduceHook = {
  copyreg: (_name: string): PyObj => {
    throw err(E.ImportError, "copyreg");
  },
};

function slotNamesOf(t: PyType): string[] {
  const out: string[] = [];
  for (const c of t.mro) for (const s of c.slots ?? []) out.push(s);
  return out;
}

/** The default `__getstate__`. */
export function defaultState(o: PyObj): PyObj {
  if (!(o instanceof PyObject)) return null;
  const t = o.cls;
  let state: PyObj = null;
  if (t.hasDict) {
    const d = newDict();
    for (const n of instanceNames(o)) {
      const v = o.odict !== undefined ? o.odict.getStr(n) : (o as never)[`@${n}`];
      if (v !== undefined) d.setStr(n, v);
    }
    state = d.size > 0 ? d : null;
    if (d.size === 0 && o.odict !== undefined) state = d;
    if (state === null && instanceNames(o).length === 0) state = null;
  }
  const known = t.dict.getStr("__slotnames__");
  if (known instanceof PyList) {
    const sd = newDict();
    for (const n of [...known.items]) {
      const v = asStr(n) === undefined ? undefined : getattrOpt(o, String(n));
      if (v !== undefined) sd.set(n, v);
    }
    return sd.size > 0 ? mkTuple([state, sd]) : state;
  }
  const names = slotNamesOf(t);
  if (names.length > 0) {
    const sd = newDict();
    for (const c of t.mro)
      for (const n of c.slots ?? []) {
        const v = slotValue(o, c, n);
        if (v !== undefined) sd.setStr(n, v);
      }
    if (sd.size > 0) return mkTuple([state, sd]);
  }
  return state;
}

/** The built-in type that an instance is in memory. */
function solidBuiltin(t: PyType): PyType {
  let b = t;
  while (b.isHeap && b.base !== null) b = b.base;
  return b;
}

function reduce2(o: PyObj, protocol: number): PyObj {
  const t = typeOf(o);
  const getnew = getattrOpt(t, "__getnewargs_ex__");
  let args: PyObj = mkTuple([]);
  let kwargs: PyObj = null;
  if (getnew !== undefined) {
    const r = callMethod(o, "__getnewargs_ex__", []);
    if (!(r instanceof PyTuple))
      throw typeError(`__getnewargs_ex__ should return a tuple, not '${typeName(r)}'`);
    if (r.items.length !== 2)
      throw err(
        E.ValueError,
        `__getnewargs_ex__ should return a tuple of length 2, not ${r.items.length}`,
      );
    [args, kwargs] = r.items;
    const wrong = (what: string, type: string, x: PyObj): PyBaseException =>
      typeError(
        `${what} item of the tuple returned by __getnewargs_ex__ must be a ${type}, not '${typeName(x)}'`,
      );
    if (!(args instanceof PyTuple)) throw wrong("first", "tuple", args);
    if (!(kwargs instanceof PyDict)) throw wrong("second", "dict", kwargs);
  } else if (lookupAttr(t, "__getnewargs__") !== undefined) {
    args = callMethod(o, "__getnewargs__", []);
    if (!(args instanceof PyTuple))
      throw typeError(`__getnewargs__ should return a tuple, not '${typeName(args)}'`);
  } else if (t.itemsize !== 0 && !(o instanceof PyList) && !(o instanceof PyDict)) {
    if (!(o instanceof PyBytes) && t.itemsize !== 0 && !t.isHeap)
      throw typeError(`cannot pickle ${tpName(t)} objects`);
  }
  // An instance that holds more than Python can see needs the arguments that make it.
  const has = args instanceof PyTuple && (args.items.length > 0 || kwargs !== null);
  if (
    !has &&
    !(o instanceof PyList) &&
    !(o instanceof PyDict) &&
    t.lookup("__getstate__") === object_type.dict.getStr("__getstate__") &&
    solidBuiltin(t) !== object_type
  )
    throw typeError(`cannot pickle '${tpName(t)}' object`);
  const state = callMethod(o, "__getstate__", []);
  let listitems: PyObj = null;
  let dictitems: PyObj = null;
  if (o instanceof PyList) listitems = call(getattr(o, "__iter__"), []);
  if (o instanceof PyDict) {
    const it = callMethod(o, "items", []);
    dictitems = call(getattr(it, "__iter__"), []);
  }
  if (kwargs !== null && kwargs instanceof PyDict && kwargs.size > 0) {
    return mkTuple([
      reduceHook.copyreg("__newobj_ex__"),
      mkTuple([t, args, kwargs]),
      state,
      listitems,
      dictitems,
    ]);
  }
  void protocol;
  return mkTuple([
    reduceHook.copyreg("__newobj__"),
    mkTuple([t, ...(args as PyTuple).items]),
    state,
    listitems,
    dictitems,
  ]);
}

methods(object_type, {
  __init_subclass__: ["($cls, /)", () => null],
  __subclasshook__: ["($cls, object, /)", () => NotImplemented],
  __format__: [
    "($self, format_spec, /)",
    (o: PyObj, spec: PyObj) => {
      if (asJs(spec) === undefined)
        throw typeError(`__format__() argument must be str, not ${typeName(spec)}`);
      if (spec !== "")
        throw typeError(`unsupported format string passed to ${typeName(o)}.__format__`);
      return str(o);
    },
  ],
  __sizeof__: ["($self, /)", (o: PyObj) => typeOf(o).basicsize],
  __dir__: [
    "($self, /)",
    (o: PyObj) => {
      const names = new Set<PyObj>();
      const d = getattrOpt(o, "__dict__");
      if (d instanceof PyDict) for (const k of d.keys()) names.add(k);
      const c = getattrOpt(o, "__class__");
      if (c instanceof PyType) for (const t of c.mro) for (const k of t.dict.keys()) names.add(k);
      return mkList([...names]);
    },
  ],
  __getstate__: ["($self, /)", defaultState],
  __reduce__: ["($self, /)", (o: PyObj) => call(reduceHook.copyreg("_reduce_ex"), [o, 0])],
  __reduce_ex__: [
    "($self, protocol, /)",
    (o: PyObj, p: PyObj) => {
      const red = lookupAttr(typeOf(o), "__reduce__");
      if (red !== object_type.dict.getStr("__reduce__")) return callMethod(o, "__reduce__", []);
      if (typeof p === "number" && p >= 2) return reduce2(o, p);
      return call(reduceHook.copyreg("_reduce_ex"), [o, p]);
    },
  ],
});

/** `__dict__` of built-in types whose instances have one. */
export function exposeDict(t: PyType): void {
  getsets(t, { __dict__: [getDict as never, setDict as never] });
}

// ---- None, NotImplemented, Ellipsis ----

slots(none_type, { __repr__: () => "None", __bool__: () => false, __hash__: () => 0xfca86420 });
newMethod(none_type, "($type)", () => null);
slots(notimplemented_type, {
  __repr__: () => "NotImplemented",
  __bool__: () => {
    throw typeError("NotImplemented should not be used in a boolean context");
  },
});
newMethod(notimplemented_type, "($type)", () => NotImplemented);
slots(ellipsis_type, { __repr__: () => "Ellipsis" });
newMethod(ellipsis_type, "($type)", () => Ellipsis_);

import { Ellipsis as Ellipsis_ } from "./types.js";

methods(notimplemented_type, { __reduce__: ["($self, /)", () => "NotImplemented"] });
methods(ellipsis_type, { __reduce__: ["($self, /)", () => "Ellipsis"] });

export { attributeError, bool_type, formatValue, isInstance, reprJs, toArray };

/** _abc: registration and caching of abstract base classes. */
import {
  call1,
  callMethod,
  getattr,
  getattrOpt,
  isInstance,
  isSubclass,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import { E, err, typeError } from "../objects/errors.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, PyType, TPFLAGS, typeOf } from "../objects/object.js";
import { builtinType, frozenset_type, mkList, mkTuple, NotImplemented } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

const data_type = builtinType("_abc_data", { module: "_abc", instantiable: false });
/** What an ABC knows, all of it weak. */
class AbcData extends PyObject {
  readonly registry = new Set<WeakRef<PyObject>>();
  cache = new WeakSet<PyObject>();
  negative = new WeakSet<PyObject>();
  negativeVersion = counter;
  constructor() {
    super(data_type);
  }
  registered(): PyObject[] {
    const out: PyObject[] = [];
    for (const r of this.registry) {
      const o = r.deref();
      if (o === undefined) this.registry.delete(r);
      else out.push(o);
    }
    return out;
  }
}
let counter = 0;

const COLLECTION = TPFLAGS.SEQUENCE | TPFLAGS.MAPPING;
/** Marks a class and its subclasses for pattern matching; built-in types are what they are. */
function markCollection(t: PyType, flag: number): void {
  if ((t.flags & TPFLAGS.IMMUTABLETYPE) !== 0 || (t.flags & COLLECTION) === flag) return;
  t.flags = (t.flags & ~COLLECTION) | flag;
  for (const r of t.subclasses ?? []) {
    const s = r.deref();
    if (s !== undefined) markCollection(s, flag);
  }
}

function dataOf(cls: PyObj): AbcData {
  const d = getattr(cls, "_abc_impl");
  if (d instanceof AbcData) return d;
  throw typeError("_abc_impl is set to a wrong type");
}

function abstractNames(cls: PyType): PyObj {
  const names = new Set<PyObj>();
  for (const [k, v] of [...cls.dict.pairs()]) if (isAbstract(v)) names.add(k);
  for (const b of cls.bases) {
    const inherited = getattrOpt(b, "__abstractmethods__");
    if (inherited === undefined) continue;
    for (const n of toArray(inherited)) {
      const v = getattrOpt(cls, String(n));
      if (v !== undefined && isAbstract(v)) names.add(n);
    }
  }
  return call1(frozenset_type, mkList([...names]));
}
function isAbstract(v: PyObj): boolean {
  const f = getattrOpt(v, "__isabstractmethod__");
  return f !== undefined && truth(f);
}

function subclassCheck(cls: PyObj, sub: PyObj): boolean {
  if (!(sub instanceof PyType)) throw typeError("issubclass() arg 1 must be a class");
  const d = dataOf(cls);
  if (d.cache.has(sub)) return true;
  if (d.negativeVersion < counter) {
    d.negative = new WeakSet();
    d.negativeVersion = counter;
  } else if (d.negative.has(sub)) return false;
  const ok = callMethod(cls, "__subclasshook__", [sub]);
  if (ok === true) {
    d.cache.add(sub);
    return true;
  }
  if (ok === false) {
    d.negative.add(sub);
    return false;
  }
  if (ok !== NotImplemented)
    throw err(
      E.AssertionError,
      "__subclasshook__ must return either False, True, or NotImplemented",
    );
  if (sub.mro.includes(cls as PyType)) {
    d.cache.add(sub);
    return true;
  }
  for (const r of d.registered())
    if (isSubclass(sub, r)) {
      d.cache.add(sub);
      return true;
    }
  const subs = callMethod(cls, "__subclasses__", []);
  for (const s of toArray(subs))
    if (isSubclass(sub, s)) {
      d.cache.add(sub);
      return true;
    }
  d.negative.add(sub);
  return false;
}

registerModule("_abc", () =>
  defineModule("_abc", "Module contains faster C implementation of abc.ABCMeta", {
    get_cache_token: ["($module, /)", () => counter],
    _abc_init: [
      "($module, self, /)",
      (cls: PyObj) => {
        const c = cls as PyType;
        c.set("_abc_impl", new AbcData());
        const names = abstractNames(c);
        c.dict.setStr("__abstractmethods__", names);
        if (toArray(names).length > 0) c.flags |= TPFLAGS.IS_ABSTRACT;
        else c.flags &= ~TPFLAGS.IS_ABSTRACT;
        // collections.abc.Sequence and Mapping mark their classes for pattern matching.
        const f = c.dict.getStr("__abc_tpflags__");
        if (typeof f === "number") {
          c.flags = (c.flags & ~COLLECTION) | (f & COLLECTION);
          c.dict.delete("__abc_tpflags__");
        }
        c.modified();
        return null;
      },
    ],
    _abc_register: [
      "($module, self, subclass, /)",
      (cls: PyObj, sub: PyObj) => {
        if (!(sub instanceof PyType)) throw typeError("Can only register classes");
        if (isSubclass(sub, cls)) return sub;
        if (isSubclass(cls, sub))
          throw err(E.RuntimeError, "Refusing to create an inheritance cycle");
        dataOf(cls).registry.add(new WeakRef(sub));
        counter++;
        if (cls instanceof PyType) {
          const f = cls.flags & (TPFLAGS.SEQUENCE | TPFLAGS.MAPPING);
          if (f !== 0) markCollection(sub, f);
        }
        return sub;
      },
    ],
    _abc_instancecheck: [
      "($module, self, instance, /)",
      (cls: PyObj, o: PyObj) => {
        const c = getattr(o, "__class__");
        const d = dataOf(cls);
        if (c instanceof PyObject && d.cache.has(c)) return true;
        const t = typeOf(o);
        if (c === t) {
          if (d.negativeVersion === counter && d.negative.has(t)) return false;
          return callMethod(cls, "__subclasscheck__", [c]);
        }
        const r = callMethod(cls, "__subclasscheck__", [c]);
        return truth(r) ? r : callMethod(cls, "__subclasscheck__", [t]);
      },
    ],
    _abc_subclasscheck: ["($module, self, subclass, /)", subclassCheck],
    _get_dump: [
      "($module, self, /)",
      (cls: PyObj) => {
        const d = dataOf(cls);
        return mkTuple([mkList(d.registered()), mkList([]), mkList([]), d.negativeVersion]);
      },
    ],
    _reset_registry: [
      "($module, self, /)",
      (cls: PyObj) => {
        dataOf(cls).registry.clear();
        return null;
      },
    ],
    _reset_caches: [
      "($module, self, /)",
      (cls: PyObj) => {
        const d = dataOf(cls);
        d.cache = new WeakSet();
        d.negative = new WeakSet();
        return null;
      },
    ],
  }),
);

export { isInstance, PyDict, typeName };

/** `type`: making classes, calling them, their attributes. */

import {
  asJs,
  asStr,
  call,
  callable,
  callSlot,
  customGetattr,
  descrGet,
  descrKind,
  fullName,
  genericSet,
  getattr,
  getattrOpt,
  instanceAttr,
  lookupAttr,
  materialise,
  plainIsInstance,
  plainIsSubclass,
  reads,
  setattr,
  toArray,
  tpName,
  typeName,
} from "./abstract.js";
import {
  attributeError,
  E,
  err,
  isException,
  PyBaseException,
  typeError,
  warnHook,
} from "./errors.js";
import { finalizable } from "./finalizers.js";
import {
  fits,
  getsets,
  methods,
  NewFunction,
  newMethod,
  noKw,
  PyCell,
  PyFunction,
  PyGetSet,
  PyMethodDescr,
  slots,
} from "./function.js";
import { PyDict } from "./hashtable.js";
import {
  type Ctor,
  PyInstance,
  type PyObj,
  PyObject,
  PyTuple,
  PyType,
  TPFLAGS,
  typeCalls,
  typeOf,
} from "./object.js";
import type { Kw } from "./signature.js";
import { TYPE_SIGNATURES } from "./type-signatures.js";
import { mkList, mkTuple, newDict, object_type, str_type, type_type } from "./types.js";

/** Filled by other rooms: what type needs from above. */
export const typeHooks = {
  /** `__name__` of the module whose code is running. */
  currentModule: (): PyObj | undefined => undefined,
  mappingproxy: (d: PyObj): PyObj => d,
  union: (_a: PyObj, _b: PyObj): PyObj | undefined => undefined,
  isUnionArg: (_o: PyObj): boolean => false,
  classmethod: (f: PyObj): PyObj => f,
  staticmethod: (f: PyObj): PyObj => f,
  mangle: (cls: string, name: string): string =>
    name.startsWith("__") && !name.endsWith("__") ? `_${cls.replace(/^_+/, "")}${name}` : name,
  isIdentifier: (s: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(s),
  addNote: (_e: PyBaseException, _note: string): void => {},
};

// ---- calling ----

let objectNew: PyObj;
let objectInit: PyObj;
export function setObjectNewInit(n: PyObj, i: PyObj): void {
  objectNew = n;
  objectInit = i;
}
let typeCallDescr: PyObj;

export function typeCall(t: PyType, args: PyObj[], kw: Kw | null): PyObj {
  if (t === type_type && args.length === 1 && (kw === null || kw.size === 0))
    return typeOf(args[0]);
  const n = t.lookup("__new__") as PyObj;
  let o: PyObj;
  if (n instanceof NewFunction) {
    if ((t.flags & TPFLAGS.DISALLOW_INSTANTIATION) !== 0)
      throw typeError(`cannot create '${tpFull(t)}' instances`);
    o =
      n !== objectNew
        ? n.make(t, args, kw)
        : args.length > 0 &&
            kw === null &&
            t.lookup("__init__") !== objectInit &&
            (t.flags & TPFLAGS.IS_ABSTRACT) === 0
          ? new t.ctor(t)
          : newObject(t, args, kw);
  } else o = call(descrGet(n, undefined, t), [t, ...args], kw);
  const ot = typeOf(o);
  if (ot !== t && !ot.isSubtype(t)) return o;
  const init = ot.lookup("__init__") as PyObj;
  if (init === objectInit) {
    if ((args.length > 0 || (kw !== null && kw.size > 0)) && n === objectNew)
      throw typeError(`${t.name}() takes no arguments`);
    return o;
  }
  const r =
    init instanceof PyFunction
      ? init.$call([o, ...args], kw)
      : init instanceof PyMethodDescr
        ? init.callOn(o, args, kw)
        : call(descrGet(init, o, ot), args, kw);
  if (r !== null) throw typeError(`__init__() should return None, not '${typeName(r)}'`);
  return o;
}

function tpFull(t: PyType): string {
  const m = t.dict.getStr("__module__");
  return typeof m === "string" && m !== "builtins" ? `${m}.${t.name}` : t.name;
}

/** `object.__new__`. */
export function newObject(t: PyType, args: PyObj[], kw: Kw | null): PyObj {
  if ((t.flags & TPFLAGS.DISALLOW_INSTANTIATION) !== 0)
    throw typeError(`cannot create '${tpFull(t)}' instances`);
  if (args.length > 0 || (kw !== null && kw.size > 0)) {
    if (t.lookup("__new__") !== objectNew)
      throw typeError("object.__new__() takes exactly one argument (the type to instantiate)");
    if (t.lookup("__init__") === objectInit) throw typeError(`${t.name}() takes no arguments`);
  }
  if ((t.flags & TPFLAGS.IS_ABSTRACT) !== 0) throw abstractError(t);
  return new t.ctor(t);
}

function abstractError(t: PyType): PyBaseException {
  const names = toArray(t.dict.getStr("__abstractmethods__") ?? mkTuple([]))
    .map((x) => String(x))
    .sort();
  const quoted = names.map((x) => `'${x}'`).join(", ");
  return typeError(
    `Can't instantiate abstract class ${t.name} without an implementation for abstract ` +
      `method${names.length === 1 ? "" : "s"} ${quoted}`,
  );
}

/**
 * The Python `__init__` of a class whose instances are made by `object.__new__` under `type`'s
 * own call; undefined when more is involved.
 */
function plainInit(t: PyType): PyFunction | undefined {
  if (t.callVersion !== t.version) {
    t.callVersion = t.version;
    t.callInit = undefined;
    const init = t.lookup("__init__");
    const plain = t.cls === type_type || t.cls.lookup("__call__") === typeCallDescr;
    t.callKeeps =
      plain &&
      init === exceptionNewInit.init &&
      t.lookup("__new__") === exceptionNewInit.new &&
      (t.flags & TPFLAGS.BASE_EXC_SUBCLASS) !== 0;
    if (
      t.isHeap &&
      plain &&
      t.lookup("__new__") === objectNew &&
      (t.flags & (TPFLAGS.IS_ABSTRACT | TPFLAGS.DISALLOW_INSTANTIATION)) === 0 &&
      init instanceof PyFunction
    )
      t.callInit = init;
    t.callNew = undefined;
    if (t.isHeap && plain && !t.loose && init === objectInit) {
      const n = t.lookup("__new__");
      const f = n instanceof PyObject && n.$descr === 1 ? descrGet(n, undefined, t) : undefined;
      if (f instanceof PyFunction) t.callNew = f;
    }
  }
  return t.callInit as PyFunction | undefined;
}
/** What `type.__call__` does with the result of a `__new__` when the class has no `__init__`. */
function newResult(t: PyType, o: PyObj, args: () => PyObj[]): PyObj {
  if (o instanceof PyObject && o.cls === t) return o;
  const ot = typeOf(o);
  if (ot !== t && !ot.isSubtype(t)) return o;
  const init = ot.lookup("__init__") as PyObj;
  if (init !== objectInit) initResult(call(descrGet(init, o, ot), args(), null));
  return o;
}
/** `BaseException.__new__` and `__init__`; set by exceptions.ts. */
export const exceptionNewInit: { new?: PyObj; init?: PyObj } = {};
function exception(t: PyType, args: PyObj[]): PyObj {
  const e = new t.ctor(t) as PyBaseException;
  e.args = mkTuple(args);
  return e;
}
function initResult(r: PyObj): void {
  if (r !== null) throw typeError(`__init__() should return None, not '${typeName(r)}'`);
}
/** After so many calls a class gets a function of its own for them. */
const OFTEN = 50;
type Maker = (t: PyType, C: Ctor, init: PyObj, bad: (r: PyObj) => void) => () => PyObj;

/** The constructor's text too is compiled anew: its stores then know the one shape they make. */
function ownCtor(t: PyType): Ctor {
  const { ctor } = t;
  if (!isPlain(ctor)) return ctor;
  const own = new Function("cls", "this.cls=cls;this.h=0") as unknown as Ctor;
  own.prototype = ctor.prototype;
  markPlain(own);
  return own;
}

/**
 * The text is compiled anew for each class, so that V8 sees one class and one `__init__` in it and
 * can inline both. `init` is null for a class without one.
 */
function ownCall(t: PyType, n: number, init: PyFunction | null): () => PyObj {
  const params = ["a", "b", "c"].slice(0, n).join(",");
  const call =
    init === null
      ? "return new C(t)"
      : `const o=new C(t),r=init.$call${n + 1}(o${n > 0 ? "," : ""}${params});if(r!==null)bad(r);return o`;
  const make = new Function(
    "t",
    "C",
    "init",
    "bad",
    `return function(${params}){${call}}`,
  ) as Maker;
  t.ctor = ownCtor(t);
  return make(t, t.ctor, init, initResult);
}
/** Gives built-in types their `make0` to `make3`, where `__new__` alone decides. */
export function addMakers(types: readonly PyType[]): void {
  for (const t of types) {
    const n = t.lookup("__new__");
    if (!(n instanceof NewFunction) || t.lookup("__init__") !== objectInit) continue;
    const { fn, inner: s } = n;
    if (s.rest) {
      t.make0 = () => fn(t, [], noKw(s));
      t.make1 = (a) => fn(t, [a], noKw(s));
      t.make2 = (a, b) => fn(t, [a, b], noKw(s));
      t.make3 = (a, b, c) => fn(t, [a, b, c], noKw(s));
    } else {
      if (fits(s, 0)) t.make0 = () => fn(t);
      if (fits(s, 1)) t.make1 = (a) => fn(t, a);
      if (fits(s, 2)) t.make2 = (a, b) => fn(t, a, b);
      if (fits(s, 3)) t.make3 = (a, b, c) => fn(t, a, b, c);
    }
  }
}

/**
 * Set by the bridge: gives a C type that is called often a `$call0` to `$call3` of its own, when
 * calls of it are `type`'s. True when it has.
 */
export const ownConstruct = { install: (_t: PyType): boolean => false };
const constructs = (t: PyType): boolean =>
  t.native !== null && t.isHeap && (++t.callCount & 63) === 0 && ownConstruct.install(t);
/** Whether the class's calls are `type`'s, and object's or a type's own method makes and fills instances. */
export function constructors(t: PyType): { make: PyObj | null; init: PyObj | null } | null {
  if (t.cls !== type_type && t.cls.lookup("__call__") !== typeCallDescr) return null;
  if ((t.flags & (TPFLAGS.IS_ABSTRACT | TPFLAGS.DISALLOW_INSTANTIATION)) !== 0) return null;
  const make = t.lookup("__new__") as PyObj;
  const init = t.lookup("__init__") as PyObj;
  return {
    make: make === objectNew ? null : make,
    init: init === objectInit ? null : init,
  };
}

/** Whether calls without arguments only make an instance. */
const isBare = (t: PyType): boolean =>
  t.isHeap &&
  t.cls === type_type &&
  t.lookup("__new__") === objectNew &&
  t.lookup("__init__") === objectInit &&
  (t.flags & (TPFLAGS.IS_ABSTRACT | TPFLAGS.DISALLOW_INSTANTIATION)) === 0;

typeCalls.call0 = (t) => {
  const init = plainInit(t);
  if (init === undefined) {
    if (t.make0 !== null) return t.make0();
    if (t.callKeeps) return exception(t, []);
    if (constructs(t)) return t.$call0();
    if (t.isHeap && ++t.callCount > OFTEN && isBare(t)) t.$call0 = ownCall(t, 0, null);
    return t.$call([], null);
  }
  if (++t.callCount > OFTEN) t.$call0 = ownCall(t, 0, init);
  const o = new t.ctor(t);
  initResult(init.$call1(o));
  return o;
};
typeCalls.call1 = (t, a) => {
  if (t.make1 !== null) return t.make1(a);
  const init = plainInit(t);
  if (init === undefined && t.callNew !== undefined)
    return newResult(t, t.callNew.$call2(t, a), () => [a]);
  if (init === undefined)
    return t.callKeeps
      ? exception(t, [a])
      : t === type_type
        ? typeOf(a)
        : constructs(t)
          ? t.$call1(a)
          : t.$call([a], null);
  if (++t.callCount > OFTEN) t.$call1 = ownCall(t, 1, init);
  const o = new t.ctor(t);
  initResult(init.$call2(o, a));
  return o;
};
typeCalls.call2 = (t, a, b) => {
  if (t.make2 !== null) return t.make2(a, b);
  const init = plainInit(t);
  if (init === undefined && t.callNew !== undefined)
    return newResult(t, t.callNew.$call3(t, a, b), () => [a, b]);
  if (init === undefined && constructs(t)) return t.$call2(a, b);
  if (init === undefined) return t.callKeeps ? exception(t, [a, b]) : t.$call([a, b], null);
  if (++t.callCount > OFTEN) t.$call2 = ownCall(t, 2, init);
  const o = new t.ctor(t);
  initResult(init.$call3(o, a, b));
  return o;
};
typeCalls.call3 = (t, a, b, c) => {
  if (t.make3 !== null) return t.make3(a, b, c);
  const init = plainInit(t);
  if (init === undefined && t.callNew !== undefined)
    return newResult(t, t.callNew.$call4(t, a, b, c), () => [a, b, c]);
  if (init === undefined && constructs(t)) return t.$call3(a, b, c);
  if (init === undefined) return t.$call([a, b, c], null);
  if (++t.callCount > OFTEN) t.$call3 = ownCall(t, 3, init);
  const o = new t.ctor(t);
  initResult(init.$call4(o, a, b, c));
  return o;
};

/** A class whose metaclass has a `__call__` of its own answers by that. */
PyType.prototype.$call = function (this: PyType, args: PyObj[], kw: Kw | null): PyObj {
  if (this.cls !== type_type) {
    const c = this.cls.lookup("__call__") as PyObj;
    if (c !== typeCallDescr)
      return c instanceof PyFunction
        ? c.$call([this, ...args], kw)
        : call(descrGet(c, this, this.cls), args, kw);
  }
  return typeCall(this, args, kw);
};

// ---- making classes ----

function isBuiltinLayout(t: PyType): boolean {
  return t.base === null || t.ctor !== t.base.ctor;
}

/** The nearest base that decides how instances lie in memory. */
function solidBase(t: PyType): PyType {
  for (let b: PyType | null = t; b !== null; b = b.base) {
    if (!b.isHeap) {
      if (isBuiltinLayout(b)) return b;
    } else if (b.native !== null && (b.native as { solid?: boolean }).solid) return b;
    else if (b.slots !== null && b.slots.length > 0) return b;
  }
  return object_type;
}

/** `best_base`: the base that the new class extends in memory. */
export function bestBase(bases: PyType[]): PyType {
  let winner: PyType | null = null;
  let base: PyType | null = null;
  for (const b of bases) {
    if ((b.flags & TPFLAGS.BASETYPE) === 0)
      throw typeError(`type '${tpFull(b)}' is not an acceptable base type`);
    const s = solidBase(b);
    if (winner === null) {
      winner = s;
      base = b;
    } else if (winner.isSubtype(s)) continue;
    else if (s.isSubtype(winner)) {
      winner = s;
      base = b;
    } else throw typeError("multiple bases have instance lay-out conflict");
  }
  return base!;
}

/** The C3 order of a class over its bases. */
export function c3(t: PyType, bases: PyType[]): PyType[] {
  if (bases.length === 1) return [t, ...bases[0].mro];
  const lists = [...bases.map((b) => b.mro.slice()), bases.slice()];
  const out = [t];
  for (;;) {
    const left = lists.filter((l) => l.length > 0);
    if (left.length === 0) return out;
    const head = left.find((l) => !left.some((m) => m.indexOf(l[0], 1) > 0))?.[0];
    if (head === undefined) {
      const twice = bases.find((b, i) => bases.indexOf(b) < i);
      if (twice !== undefined) throw typeError(`duplicate base class ${twice.name}`);
      const names = [...new Set(left.map((l) => l[0].name))].join(", ");
      throw typeError(
        `Cannot create a consistent method resolution order (MRO) for bases ${names}`,
      );
    }
    out.push(head);
    for (const l of lists) if (l[0] === head) l.shift();
  }
}

function computeMro(t: PyType): PyType[] {
  const own = t.cls.lookup("mro");
  if (t.cls === type_type || own === type_type.dict.getStr("mro")) return c3(t, t.bases);
  const solid = solidBase(t.base ?? object_type);
  const mro = toArray(callSlot(own as PyObj, t)).map((x) => {
    if (!(x instanceof PyType)) throw typeError(`mro() returned a non-class ('${typeName(x)}')`);
    if (x !== t && !solid.isSubtype(solidBase(x)))
      throw typeError(`mro() returned base with unsuitable layout ('${x.name}')`);
    return x;
  });
  t.loose = mro.some((c) => c !== t && !t.bases.some((b) => b.mro.includes(c)));
  return mro;
}

/** Classes that have no order yet, because the `mro` of their metaclass runs. */
const unordered = new Set<PyType>();
function order(t: PyType): void {
  if (t.cls === type_type) {
    t.mro = computeMro(t);
    return;
  }
  const before = t.mro;
  unordered.add(t);
  try {
    const mro = computeMro(t);
    if (t.mro === before) t.mro = mro;
  } finally {
    unordered.delete(t);
  }
}

/** The most derived metaclass of the bases and `meta`. */
export function winnerMeta(meta: PyType, bases: PyObj[]): PyType {
  let winner = meta;
  for (const b of bases) {
    const m = typeOf(b);
    if (winner.isSubtype(m)) continue;
    if (m.isSubtype(winner)) winner = m;
    else
      throw typeError(
        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass " +
          "of the metaclasses of all its bases",
      );
  }
  return winner;
}

/** Marks constructors that do no more than PyObject's own. */
const PLAIN = Symbol("plain");
const markPlain = (c: Ctor): void => {
  (c as { [PLAIN]?: boolean })[PLAIN] = true;
};
const isPlain = (c: Ctor): boolean => Object.hasOwn(c, PLAIN);
markPlain(PyObject);
markPlain(PyInstance);

/** V8 makes a function, and its first instance, in a third of the time that a class takes. */
function subclassCtor(base: Ctor): Ctor {
  if (!isPlain(base)) return class extends base {};
  const c = function (this: PyObject, cls: PyType): void {
    this.cls = cls;
    this.h = 0;
  } as unknown as Ctor;
  c.prototype = Object.create(base.prototype);
  markPlain(c);
  return c;
}

/** A heap type with its MRO; no hooks run. For `type.__new__` and for the bridge. */
export function makeHeapType(
  meta: PyType,
  name: string,
  bases: PyType[],
  dict: PyDict,
  flags = 0,
): PyType {
  const base = bestBase(bases);
  const t = new (meta.ctor as unknown as typeof PyType)(
    meta,
    name,
    bases,
    dict,
    TPFLAGS.HEAPTYPE | TPFLAGS.READY | TPFLAGS.BASETYPE | TPFLAGS.HAVE_GC | flags,
    subclassCtor(base.ctor),
  );
  t.base = base;
  t.inheritFlags();
  t.hasDict = bases.some((b) => b.mro.some((x) => x.hasDict));
  t.hasWeakref = bases.some((b) => b.mro.some((x) => x.hasWeakref));
  t.basicsize = base.basicsize;
  t.itemsize = base.itemsize;
  t.dictoffset = base.dictoffset;
  t.weakrefoffset = base.weakrefoffset;
  order(t);
  t.addToBases();
  t.shadowAbove();
  return t;
}

/** Has instances of classes with `__del__` finalized, where their state is ours to keep. */
function addFinalizer(t: PyType): void {
  if (t.lookup("__del__") === undefined) return;
  for (const c of t.mro)
    if (c.isHeap ? c.native !== null : c !== object_type && isBuiltinLayout(c)) return;
  const keys = t.mro.flatMap((c) => (c.slots ?? []).map((name) => slotKey(name, c)));
  t.ctor = finalizable(PyObject, keys);
  t.shadowAbove();
}

/** Classes that add the same slots to the same base lie in memory alike, whatever their names. */
function slotKey(name: string, t: PyType): string {
  let depth = 0;
  for (let b: PyType | null = t.base; b !== null; b = b.base)
    if (b.slots !== null && b.slots.length > 0) depth++;
  return `s$${depth}$${name}`;
}

function addSlots(t: PyType, ns: PyDict, spec: PyObj): void {
  const list =
    typeof spec === "string"
      ? [spec]
      : toArray(spec instanceof PyDict ? mkList([...spec.keys()]) : spec);
  const names: string[] = [];
  let wantsDict = false;
  let wantsWeak = false;
  for (const item of list) {
    const s = asStr(item);
    if (typeof s !== "string")
      throw typeError(`__slots__ items must be strings, not '${typeName(item)}'`);
    if (s === "__dict__") {
      if (t.hasDict || wantsDict) throw typeError("__dict__ slot disallowed: we already got one");
      wantsDict = true;
    } else if (s === "__weakref__") {
      if (t.hasWeakref || wantsWeak)
        throw typeError("__weakref__ slot disallowed: we already got one");
      wantsWeak = true;
    } else {
      if (!typeHooks.isIdentifier(s)) throw typeError("__slots__ must be identifiers");
      const m = typeHooks.mangle(t.name, s);
      if (ns.getStr(m) !== undefined && m !== "__qualname__" && m !== "__classcell__")
        throw err(E.ValueError, `'${m}' in __slots__ conflicts with class variable`);
      names.push(m);
    }
  }
  if (names.length > 0 && t.base !== null && t.base.itemsize > 0 && !t.base.isSubtype(type_type))
    throw typeError(`nonempty __slots__ not supported for subtype of '${t.base.name}'`);
  t.slots = names.sort();
  t.basicsize += 8 * names.length;
  for (const name of names) t.dict.setStr(name, slotDescriptor(t, name));
  if (wantsDict) addDict(t);
  if (wantsWeak) addWeakref(t);
}

type Props = Record<string, PyObj | undefined>;

function slotDescriptor(t: PyType, name: string): PyGetSet {
  const key = slotKey(name, t);
  const plain = `@${name}`;
  const missing = (o: PyObject): PyBaseException =>
    attributeError(o, name, `'${fullName(o.cls)}' object has no attribute '${name}'`);
  return new PyGetSet(
    t,
    name,
    (self: PyObject) => {
      const v = (self as unknown as Props)[self.cls.plainSlots ? plain : key];
      if (v === undefined) throw missing(self);
      return v;
    },
    (self: PyObject, v) => {
      const o = self as unknown as Props;
      const k = self.cls.plainSlots ? plain : key;
      if (v === undefined && o[k] === undefined) throw attributeError(self, name, name);
      o[k] = v;
    },
    true,
  );
}

/** Decides how instances keep their slots, once the class has all of its names. */
function placeSlots(t: PyType): void {
  if (t.hasDict || t.slots === null || t.lookup("__del__") !== undefined) return;
  const first = (name: string): PyType | undefined =>
    t.mro.find((c) => c.dict.getStr(name) !== undefined);
  t.plainSlots = t.mro.every((c) => c.slots === null || c.slots.every((s) => first(s) === c));
}

/** The slots of an object that hold a value, for copying and pickling. */
export function slotValue(o: PyObject, t: PyType, name: string): PyObj | undefined {
  return (o as unknown as Props)[o.cls.plainSlots ? `@${name}` : slotKey(name, t)];
}

function addDict(t: PyType): void {
  if (t.hasDict) return;
  t.hasDict = true;
  t.dictoffset = -1;
  if (t.dict.getStr("__dict__") === undefined)
    t.dict.setStr("__dict__", new PyGetSet(t, "__dict__", getDict, setDict));
}

/** Set by _weakref: the first reference to an object, or None. */
export const weakrefHook = { first: (_o: PyObject): PyObj => null };

function addWeakref(t: PyType): void {
  if (t.hasWeakref) return;
  t.hasWeakref = true;
  if (t.dict.getStr("__weakref__") !== undefined) return;
  const get = (o: PyObject): PyObj => weakrefHook.first(o);
  t.dict.setStr("__weakref__", new PyGetSet(t, "__weakref__", get, null));
}

/** Classes and modules may inherit from a class whose instances have a dict to give. */
const fixedDict = (self: PyObject): PyDict | undefined => {
  const { dict } = self as { dict?: unknown };
  return self instanceof PyType || dict instanceof PyDict ? (dict as PyDict) : undefined;
};
export const getDict = (self: PyObject): PyObj => {
  const dict = fixedDict(self);
  if (dict === undefined) return materialise(self);
  return self instanceof PyType ? typeHooks.mappingproxy(dict) : dict;
};
export const setDict = (self: PyObject, v: PyObj | undefined): void => {
  if (fixedDict(self) !== undefined)
    throw err(
      E.AttributeError,
      self instanceof PyType
        ? "attribute '__dict__' of 'type' objects is not writable"
        : "readonly attribute",
    );
  if (v === undefined) {
    materialise(self);
    self.odict = newDict();
    return;
  }
  if (!(v instanceof PyDict))
    throw typeError(`__dict__ must be set to a dictionary, not a '${typeName(v)}'`);
  materialise(self);
  self.odict = v;
};

/** `type.__new__(meta, name, bases, ns, **kw)`. */
export function typeNew(meta: PyType, name: PyObj, bases: PyObj, ns: PyObj, kw: Kw | null): PyObj {
  if (typeof name !== "string")
    throw typeError(
      `type.__new__() argument 1 must be str, not ${name === null ? "None" : typeName(name)}`,
    );
  if (!(bases instanceof PyTuple))
    throw typeError(
      `type.__new__() argument 2 must be tuple, not ${bases === null ? "None" : typeName(bases)}`,
    );
  if (!(ns instanceof PyDict))
    throw typeError(
      `type.__new__() argument 3 must be dict, not ${ns === null ? "None" : typeName(ns)}`,
    );
  const list = bases.items.length === 0 ? [object_type] : bases.items;
  for (const b of list)
    if (!(b instanceof PyType)) {
      if (getattrOpt(b, "__mro_entries__") !== undefined)
        throw typeError("type() doesn't support MRO entry resolution; use types.new_class()");
    }
  const winner = winnerMeta(meta, list);
  if (list.some((b) => !(b instanceof PyType))) throw typeError("bases must be types");
  if (winner !== meta) {
    const n = winner.lookup("__new__");
    if (n !== undefined && n !== type_type.lookup("__new__"))
      return call(descrGet(n, undefined, winner), [winner, name, bases, ns], kw);
    meta = winner;
  }
  if (name.includes("\0")) throw err(E.ValueError, "type name must not contain null characters");
  const dict = newDict();
  dict.updateFrom(ns);
  const t = makeHeapType(meta, name, list as PyType[], dict);
  const spec = dict.getStr("__slots__");
  // First: a slot may have the name of the cell.
  const cell = dict.getStr("__classcell__");
  if (cell !== undefined) {
    if (!(cell instanceof PyCell))
      throw typeError(`__classcell__ must be a nonlocal cell, not ${typeRepr(typeOf(cell))}`);
    dict.delete("__classcell__");
    cell.store(t);
  }
  if (spec !== undefined) addSlots(t, ns, spec);
  else {
    if (t.base!.itemsize === 0 || t.base!.isSubtype(type_type)) addWeakref(t);
    addDict(t);
  }
  addFinalizer(t);
  const q = dict.getStr("__qualname__");
  if (q !== undefined) {
    if (typeof q !== "string")
      throw typeError(`type __qualname__ must be a str, not ${typeName(q)}`);
    t.qualname = q;
    dict.delete("__qualname__");
  }
  if (dict.getStr("__module__") === undefined) {
    const m = typeHooks.currentModule();
    if (m !== undefined) dict.setStr("__module__", m);
  }
  if (dict.getStr("__doc__") === undefined) dict.setStr("__doc__", null);
  const wrap = (n: string, f: (x: PyObj) => PyObj): void => {
    const x = dict.getStr(n);
    if (x instanceof PyFunction) dict.setStr(n, f(x));
  };
  wrap("__new__", typeHooks.staticmethod);
  wrap("__init_subclass__", typeHooks.classmethod);
  wrap("__class_getitem__", typeHooks.classmethod);
  if (dict.getStr("__eq__") !== undefined && dict.getStr("__hash__") === undefined)
    dict.setStr("__hash__", null);
  const dcell = dict.getStr("__classdictcell__");
  if (dcell instanceof PyCell) {
    dict.delete("__classdictcell__");
    dcell.store(dict);
  }
  placeSlots(t);
  t.modified();
  for (const k of dict.keys())
    if (typeof k !== "string" && asStr(k) === undefined) {
      warnHook.warn(E.RuntimeWarning, `non-string key in the __dict__ of class ${name}`);
      break;
    }
  setNames(t, ns);
  initSubclass(t, kw);
  return t;
}

function setNames(t: PyType, ns: PyDict): void {
  const told: [PyObj, PyObject][] = [];
  for (const [k, v] of ns.pairs())
    if (v instanceof PyObject && v.cls.lookup("__set_name__") !== undefined) told.push([k, v]);
  for (const [k, v] of told) {
    try {
      callSlot(v.cls.lookup("__set_name__") as PyObj, v, t, k);
    } catch (e) {
      if (e instanceof PyBaseException)
        typeHooks.addNote(
          e,
          `Error calling __set_name__ on '${typeName(v)}' instance ${reprName(k)} in '${t.name}'`,
        );
      throw e;
    }
  }
}
const reprName = (k: PyObj): string => `'${String(k)}'`;

function initSubclass(t: PyType, kw: Kw | null): void {
  let f: PyObj | undefined;
  for (let i = 1; i < t.mro.length && f === undefined; i++)
    f = t.mro[i].dict.getStr("__init_subclass__");
  if (t.mro[0] !== t && !t.mro.includes(t))
    throw typeError(
      `super(type, obj): obj (type ${t.name}) is not an instance or subtype of type (${t.name}).`,
    );
  // What `object` has does nothing.
  if (f === undefined || (t.mro.length === 2 && kw === null)) return;
  const own = f === t.mro[t.mro.length - 1].dict.getStr("__init_subclass__");
  if (own && kw !== null && kw.size > 0)
    throw typeError(`${t.name}.__init_subclass__() takes no keyword arguments`);
  call(descrGet(f, t, t), [], kw);
}

// ---- attributes of classes ----

PyType.prototype.$getattro = function (this: PyType, name: string): PyObj | undefined {
  const meta = this.cls;
  const m = meta.lookup(name);
  if (m !== undefined && descrKind(m) === 2 && reads(m as PyObject)) return descrGet(m, this, meta);
  const a = this.lookup(name);
  if (a !== undefined) return descrGet(a, undefined, this);
  return m === undefined ? undefined : descrGet(m, this, meta);
};

/** Which classes change how their instances keep attributes, see objects/object.ts. */
PyType.prototype.$setattro = function (this: PyType, name: string, v: PyObj | undefined): void {
  if ((this.flags & TPFLAGS.IMMUTABLETYPE) !== 0) throw immutable(this, name);
  const m = this.cls.lookup(name);
  if (m !== undefined && descrKind(m) === 2) {
    genericSet(this, name, v);
    return;
  }
  if (v === undefined) {
    if (this.dict.delete(name) === undefined)
      throw attributeError(this, name, `type object '${this.name}' has no attribute '${name}'`);
  } else this.dict.setStr(name, v);
  this.changed(name);
  if (v !== undefined) reclaim(this, name, v);
};

/** Set by the runtime: all objects that inherit from a prototype. */
export const instancesHook = { of: (_prototype: object): object[] => [] };

/**
 * A class that comes to answer reads of a name itself takes them from the properties of the instances
 * that are there already.
 */
function reclaim(t: PyType, name: string, v: PyObj): void {
  const all = name === "__getattribute__";
  if (!t.isHeap || !(v instanceof PyObject)) return;
  if (all ? !customGetattr(t) : descrKind(v) !== 2 || !reads(v)) return;
  const key = `@${name}`;
  const held = [...new Set(t.holders(all ? null : name))];
  for (const o of held.flatMap((c) => instancesHook.of(c.ctor.prototype)))
    if (o instanceof PyObject && o.cls?.hasDict && o.odict === undefined)
      if (all || (o as unknown as Props)[key] !== undefined) materialise(o);
}

function dropCached(t: PyType): void {
  t.modified();
}

const immutable = (t: PyType, name: string): PyBaseException =>
  typeError(`cannot set '${name}' attribute of immutable type '${tpName(t)}'`);
function checkMutable(t: PyType, name: string, v: PyObj | undefined): void {
  if ((t.flags & TPFLAGS.IMMUTABLETYPE) !== 0) throw immutable(t, name);
  if (v === undefined)
    throw typeError(`cannot delete '${name}' attribute of immutable type '${t.name}'`);
}

/** What evaluates a class's annotations; that there is nothing is noted in its dict. */
function annotateOf(t: PyType): PyObj {
  const a = t.dict.getStr("__annotate__") ?? t.dict.getStr("__annotate_func__");
  if (a !== undefined) return descrGet(a, undefined, t);
  t.dict.setStr("__annotate_func__", null);
  return null;
}

/** Set by the compiler's annotation support: evaluates `__annotate__`. */
export const annotationHooks = {
  evaluate: (_annotate: PyObj): PyObj => newDict(),
};

getsets(type_type, {
  __name__: [
    (t: PyType) => t.name,
    (t: PyType, v) => {
      checkMutable(t, "__name__", v);
      const s = asJs(v as PyObj);
      if (s === undefined)
        throw typeError(
          `can only assign string to ${t.name}.__name__, not '${typeName(v as PyObj)}'`,
        );
      if (s.includes("\0")) throw err(E.ValueError, "type name must not contain null characters");
      t.name = s;
    },
  ],
  __qualname__: [
    (t: PyType) => t.qualname,
    (t: PyType, v) => {
      checkMutable(t, "__qualname__", v);
      if (typeof v !== "string")
        throw typeError(
          `can only assign string to ${t.name}.__qualname__, not '${typeName(v as PyObj)}'`,
        );
      t.qualname = v;
    },
  ],
  __module__: [
    (t: PyType) => {
      const m = t.dict.getStr("__module__");
      if (m === undefined && t.isHeap) throw err(E.AttributeError, "__module__");
      // A built-in type may have a descriptor there, for its instances.
      return t.isHeap || asStr(m ?? null) !== undefined ? (m ?? "builtins") : t.moduleName;
    },
    (t: PyType, v) => {
      checkMutable(t, "__module__", v);
      t.set("__module__", v as PyObj);
      // Where the source begins is known of the module that made it.
      t.dict.delete("__firstlineno__");
    },
  ],
  __bases__: [
    (t: PyType) => mkTuple(t.bases.slice()),
    (t: PyType, v) => {
      checkMutable(t, "__bases__", v);
      setBases(t, v as PyObj);
    },
  ],
  __mro__: (t: PyType) => (unordered.has(t) ? null : mkTuple(t.mro.slice())),
  __base__: (t: PyType) => t.base,
  __dict__: (t: PyType) => typeHooks.mappingproxy(t.dict),
  __doc__: [
    (t: PyType) => {
      const d = t.dict.getStr("__doc__");
      return d === undefined ? null : descrGet(d, undefined, t);
    },
    (t: PyType, v) => {
      checkMutable(t, "__doc__", v);
      t.set("__doc__", v as PyObj);
    },
  ],
  __basicsize__: (t: PyType) => t.basicsize,
  __itemsize__: (t: PyType) => t.itemsize,
  __flags__: (t: PyType) => t.flags >>> 0,
  __dictoffset__: (t: PyType) => t.dictoffset,
  // An offset before the object, as CPython has them for what the collector manages.
  __weakrefoffset__: (t: PyType) => t.weakrefoffset || (t.isHeap && t.hasWeakref ? -32 : 0),
  __text_signature__: (t: PyType) =>
    t.isHeap
      ? ((t.native as { signature?: string | null } | null)?.signature ?? null)
      : (TYPE_SIGNATURES[t.moduleName === "builtins" ? t.name : `${t.moduleName}.${t.name}`] ??
        null),
  __abstractmethods__: [
    (t: PyType) => {
      const v = t === type_type ? undefined : t.dict.getStr("__abstractmethods__");
      if (v === undefined) throw attributeError(t, "__abstractmethods__", "__abstractmethods__");
      return v;
    },
    (t: PyType, v) => {
      if (v === undefined) {
        if (t.dict.delete("__abstractmethods__") === undefined)
          throw attributeError(t, "__abstractmethods__", "__abstractmethods__");
        t.flags &= ~TPFLAGS.IS_ABSTRACT;
      } else {
        t.dict.setStr("__abstractmethods__", v);
        if (toArray(v).length > 0) t.flags |= TPFLAGS.IS_ABSTRACT;
        else t.flags &= ~TPFLAGS.IS_ABSTRACT;
      }
      t.modified();
    },
  ],
  __annotations__: [
    (t: PyType) => {
      const known = t.isHeap
        ? (t.dict.getStr("__annotations__") ?? t.dict.getStr("__annotations_cache__"))
        : undefined;
      if (known !== undefined) return descrGet(known, undefined, t);
      if (!t.isHeap)
        throw attributeError(
          t,
          "__annotations__",
          `type object '${t.name}' has no attribute '__annotations__'`,
        );
      const a = annotateOf(t);
      const d = a === null ? newDict() : annotationHooks.evaluate(a);
      t.dict.setStr("__annotations_cache__", d);
      return d;
    },
    (t: PyType, v) => {
      checkMutable(t, "__annotations__", v === undefined ? null : v);
      if (v === undefined) {
        const gone = t.dict.delete("__annotations__") ?? t.dict.delete("__annotations_cache__");
        if (gone === undefined) throw err(E.AttributeError, "__annotations__");
      } else if (t.dict.getStr("__annotations__") !== undefined)
        t.dict.setStr("__annotations__", v);
      else t.dict.setStr("__annotations_cache__", v);
      // What was written by hand is not evaluated again.
      t.dict.delete("__annotate__");
      t.dict.delete("__annotate_func__");
      dropCached(t);
    },
  ],
  __annotate__: [
    (t: PyType) => {
      if (!t.isHeap)
        throw attributeError(
          t,
          "__annotate__",
          `type object '${t.name}' has no attribute '__annotate__'`,
        );
      return annotateOf(t);
    },
    (t: PyType, v) => {
      if (v === undefined) throw typeError("cannot delete __annotate__ attribute");
      checkMutable(t, "__annotate__", v);
      if (v !== null && !callable(v)) throw typeError("__annotate__ must be callable or None");
      t.dict.setStr("__annotate_func__", v);
      if (v !== null) {
        t.dict.delete("__annotations_cache__");
        t.dict.delete("__annotations__");
      }
      dropCached(t);
    },
  ],
  __type_params__: [
    (t: PyType) => (t.isHeap ? t.dict.getStr("__type_params__") : undefined) ?? mkTuple([]),
    (t: PyType, v) => {
      checkMutable(t, "__type_params__", v);
      t.dict.setStr("__type_params__", v as PyObj);
      dropCached(t);
    },
  ],
});

function setBases(t: PyType, v: PyObj): void {
  if (!(v instanceof PyTuple))
    throw typeError(`can only assign tuple to ${t.name}.__bases__, not ${typeName(v)}`);
  if (v.items.length === 0)
    throw typeError(`can only assign non-empty tuple to ${t.name}.__bases__, not ()`);
  for (const b of v.items) {
    if (!(b instanceof PyType))
      throw typeError(`${t.name}.__bases__ must be tuple of classes, not '${typeName(b)}'`);
    if (b.isSubtype(t) || extendsInMemory(b, t))
      throw typeError("a __bases__ item causes an inheritance cycle");
  }
  const bases = v.items as PyType[];
  const base = bestBase(bases);
  if (solidBase(base) !== solidBase(t.base!))
    throw typeError(
      `__bases__ assignment: '${base.name}' object layout differs from '${t.base!.name}'`,
    );
  const old = [t.bases, t.base] as const;
  t.bases = bases;
  t.base = base;
  const done: Reordered[] = [];
  try {
    remro(t, done);
  } catch (e) {
    for (const { t, from, to } of done) if (t.mro === to) t.mro = from;
    if (t.bases === bases) [t.bases, t.base] = old;
    throw e;
  }
  // The `mro` of a metaclass may have set others meanwhile.
  if (t.bases === bases) {
    t.addToBases();
    Object.setPrototypeOf(t.ctor.prototype, base.ctor.prototype);
    t.shadowAbove();
  }
  t.modified();
}
const extendsInMemory = (t: PyType, base: PyType): boolean => {
  for (let b: PyType | null = t; b !== null; b = b.base) if (b === base) return true;
  return false;
};
interface Reordered {
  t: PyType;
  from: PyType[];
  to: PyType[];
}
function remro(t: PyType, done: Reordered[]): void {
  const from = t.mro;
  const to = computeMro(t);
  // Somebody changed the bases meanwhile, and with them the order.
  if (t.mro !== from) return;
  t.mro = to;
  done.push({ t, from, to });
  for (const ref of t.subclasses ?? []) {
    const s = ref.deref();
    if (s?.bases.includes(t)) remro(s, done);
  }
}

export function virtual<F extends (...a: never[]) => unknown>(f: F): F {
  (f as { virtual?: boolean }).virtual = true;
  return f;
}

function typeRepr(t: PyType): string {
  const m = t.dict.getStr("__module__");
  return typeof m === "string" && m !== "builtins"
    ? `<class '${m}.${t.qualname}'>`
    : `<class '${t.qualname}'>`;
}

/** A name of an attribute that may be of a subclass of str. */
function attributeName(v: PyObj): string {
  const n = asJs(v);
  if (n === undefined) throw typeError(`attribute name must be string, not '${typeName(v)}'`);
  return n;
}

slots(type_type, {
  __repr__: typeRepr,
  __call__: (t: PyType, args: PyObj[], kw: Kw) => typeCall(t, args, kw),
  __getattribute__: virtual((t: PyObject, name: PyObj) => {
    const n = attributeName(name);
    const v = t.$getattro(n);
    if (v === undefined)
      throw attributeError(t, n, `type object '${(t as PyType).name}' has no attribute '${n}'`);
    return v;
  }),
  __setattr__: virtual((t: PyObject, name: PyObj, v: PyObj) => {
    t.$setattro(attributeName(name), v);
    return null;
  }),
  __delattr__: virtual((t: PyObject, name: PyObj) => {
    t.$setattro(attributeName(name), undefined);
    return null;
  }),
  __init__: (_t: PyType, args: PyObj[], _kw: Kw) => {
    if (args.length !== 1 && args.length !== 3)
      throw typeError("type.__init__() takes 1 or 3 arguments");
    return null;
  },
  __or__: (a: PyObj, b: PyObj) => typeHooks.union(a, b) ?? notImplemented(),
  __ror__: (a: PyObj, b: PyObj) => typeHooks.union(b, a) ?? notImplemented(),
});
typeCallDescr = type_type.dict.getStr("__call__") as PyObj;

import { NotImplemented } from "./types.js";

function notImplemented(): PyObj {
  return NotImplemented;
}

newMethod(type_type, "($type, *args, **kwds)", (meta: PyType, args: PyObj[], kw: Kw) => {
  if (meta === type_type && args.length === 1 && kw.size === 0) return typeOf(args[0]);
  if (args.length !== 3)
    throw typeError(
      meta === type_type && args.length !== 3
        ? "type() takes 1 or 3 arguments"
        : `type.__new__() takes exactly 3 arguments (${args.length} given)`,
    );
  return typeNew(meta, args[0], args[1], args[2], kw);
});

methods(type_type, {
  mro: [
    "($self, /)",
    (t: PyType) => mkList(c3(t, t.bases)),
    "Return a type's method resolution order.",
  ],
  __subclasses__: [
    "($self, /)",
    (t: PyType) => {
      const out: PyObj[] = [];
      for (const r of t.subclasses ?? []) {
        const s = r.deref();
        if (s?.bases.includes(t)) out.push(s);
      }
      return mkList(out);
    },
  ],
  __prepare__: ["($cls, *args, **kwds)", () => newDict()],
  __instancecheck__: ["($self, instance, /)", (t: PyType, o: PyObj) => plainIsInstance(o, t)],
  __subclasscheck__: ["($self, subclass, /)", (t: PyType, o: PyObj) => plainIsSubclass(o, t)],
  __sizeof__: ["($self, /)", (t: PyType) => t.basicsize],
  __dir__: [
    "($self, /)",
    (t: PyType) => {
      const names = new Set<PyObj>();
      for (const b of t.mro) for (const k of b.dict.keys()) names.add(k);
      return mkList([...names]);
    },
  ],
});

/** Runs a class statement: metaclass, `__prepare__`, body, call (PEP 3115, 560). */
export function buildClass(
  name: string,
  origBases: PyObj[],
  kw: Kw | null,
  body: (ns: PyObj) => PyObj,
): PyObj {
  let bases = origBases;
  if (origBases.some((b) => !(b instanceof PyType))) bases = resolveBases(origBases);
  let meta: PyObj | undefined;
  if (kw !== null && kw.has("metaclass")) {
    kw = new Map(kw);
    meta = kw.get("metaclass");
    kw.delete("metaclass");
  }
  if (meta === undefined) meta = bases.length > 0 ? typeOf(bases[0]) : type_type;
  if (meta instanceof PyType) meta = winnerMeta(meta, bases);
  const basesTuple = mkTuple(bases);
  const prepare = meta === type_type ? undefined : getattrOpt(meta, "__prepare__");
  const ns = prepare === undefined ? newDict() : call(prepare, [name, basesTuple], kw);
  if (!(ns instanceof PyDict) && typeOf(ns).lookup("__getitem__") === undefined)
    throw typeError(
      `${meta instanceof PyType ? meta.name : "<metaclass>"}.__prepare__() must return a mapping, not ${typeName(ns)}`,
    );
  const cell = body(ns);
  if (bases !== origBases) setNs(ns, "__orig_bases__", mkTuple(origBases));
  const cls = call(meta, [name, basesTuple, ns], kw);
  if (cell instanceof PyCell && cls instanceof PyType) {
    const got = cell.load();
    if (got === undefined)
      throw err(
        E.RuntimeError,
        `__class__ not set defining '${name}' as ${typeRepr(cls)}. Was __classcell__ propagated to type.__new__?`,
      );
    if (got !== cls)
      throw typeError(
        `__class__ set to ${got instanceof PyType ? typeRepr(got) : String(got)} defining '${name}' as ${typeRepr(cls)}`,
      );
  }
  return cls;
}

function setNs(ns: PyObj, name: string, v: PyObj): void {
  if (ns instanceof PyDict) ns.setStr(name, v);
  else callSlot(typeOf(ns).lookup("__setitem__") as PyObj, ns, name, v);
}

/** PEP 560: `__mro_entries__`. */
export function resolveBases(bases: PyObj[]): PyObj[] {
  const out: PyObj[] = [];
  let changed = false;
  for (const b of bases) {
    const f = b instanceof PyType ? undefined : getattrOpt(b, "__mro_entries__");
    if (f === undefined) {
      out.push(b);
      continue;
    }
    const r = call(f, [mkTuple(bases)]);
    if (!(r instanceof PyTuple)) throw typeError("__mro_entries__ must return a tuple");
    changed = true;
    out.push(...r.items);
  }
  return changed ? out : bases;
}

export { getattr, instanceAttr, isException, lookupAttr, object_type, setattr, str_type };

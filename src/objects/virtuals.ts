/**
 * Special methods as methods of JavaScript: `o.$getitem(k)` for `type(o).__getitem__(o, k)`. A
 * built-in type that is used much writes its own into its JavaScript class (`native`); the classes
 * made from it have it too as long as they do not bind the special method otherwise.
 *
 * Invariant: what stands in the prototype of a class is the native form of what the class's
 * look-up gives, or `generic`, which looks up each time.
 */
import {
  anyContains,
  anyGetitem,
  anyIter,
  anyLen,
  anySetitem,
  anyTruth,
  callSlotAny,
} from "./abstract.js";
import { PyFunction, PyMethodDescr } from "./function.js";
import {
  type BuiltinFn,
  type Ctor,
  type PyInt,
  type PyObj,
  PyObject,
  type PyType,
  typeHook,
} from "./object.js";

declare module "./object.js" {
  interface PyObject {
    $getitem(k: PyObj): PyObj;
    $setitem(k: PyObj, v: PyObj): void;
    $iter(): PyObject;
    $contains(v: PyObj): boolean;
    $len(): PyInt | undefined;
    $truth(): boolean;
  }
}

type Virtual = "$getitem" | "$setitem" | "$iter" | "$contains" | "$len" | "$truth";
type Proto = Record<string, unknown>;

const NAMES: Record<Virtual, string> = {
  $getitem: "__getitem__",
  $setitem: "__setitem__",
  $iter: "__iter__",
  $contains: "__contains__",
  $len: "__len__",
  $truth: "__bool__",
};
const VIRTUALS = Object.keys(NAMES) as Virtual[];

/** Set by abstract.ts's users below: what the operations do for any object. */
const generic = {} as Record<Virtual, unknown>;
const natives = Object.fromEntries(VIRTUALS.map((v) => [v, new Map()])) as Record<
  Virtual,
  Map<PyObj, { ctor: Ctor; f: unknown }>
>;

export function setGeneric<V extends Virtual>(name: V, f: PyObject[V]): void {
  generic[name] = f;
  (PyObject.prototype as unknown as Proto)[name] = f;
}

/** The form of a built-in type's special method that goes without a look-up. */
export function native<V extends Virtual>(t: PyType, name: V, f: PyObject[V]): void {
  const special = name === "$truth" ? truthName(t) : NAMES[name];
  natives[name].set(t.dict.getStr(special) as PyObj, { ctor: t.ctor, f });
  (t.ctor.prototype as unknown as Proto)[name] = f;
}

/** What a built-in type's own slot functions do, called without a look-up. */
const DIRECT: Partial<Record<Virtual, (f: BuiltinFn) => unknown>> = {
  $iter: (f) =>
    function (this: PyObject) {
      return f(this);
    },
  $getitem: (f) =>
    function (this: PyObject, k: PyObj) {
      return f(this, k);
    },
  $setitem: (f) =>
    function (this: PyObject, k: PyObj, v: PyObj) {
      f(this, k, v);
    },
  $contains: (f) =>
    function (this: PyObject, v: PyObj) {
      return f(this, v) === true;
    },
};
/**
 * The slot functions of a built-in type as its virtuals; its `__iter__` must give an iterator and
 * its `__contains__` a bool. Only for types with a JavaScript class of their own.
 */
export function direct(t: PyType): void {
  if (t.ctor === PyObject || t.ctor === t.base?.ctor)
    throw new Error(`${t.name} shares the JavaScript class of its base`);
  for (const [v, make] of Object.entries(DIRECT)) {
    const d = t.dict.getStr(NAMES[v as Virtual]);
    if (d instanceof PyMethodDescr && d.kind === "slot")
      native(t, v as Virtual, make(d.fn) as never);
  }
}

const SPECIAL = Object.values(NAMES);
/** Marks prototypes whose functions were chosen here. */
const OWN = "$virtuals";
const always = (): boolean => true;

/** Marks a `$next` that a C type's `__next__` gave. */
const NEXT = "$nextOfC";
function nextOf(t: PyType, p: Proto): void {
  const d = t.dict.getStr("__next__");
  const f = d instanceof PyMethodDescr ? d.$virtual("$next") : undefined;
  if (f !== undefined) {
    p.$next = f;
    p[NEXT] = true;
  } else if (Object.hasOwn(p, NEXT)) {
    delete p.$next;
    delete p[NEXT];
  }
}

typeHook.changed = (t: PyType): void => {
  // Types that share the JavaScript class of their base bind none of these names anew.
  if (t.ctor === PyObject || (t.base !== null && t.ctor === t.base.ctor)) return;
  const p = t.ctor.prototype as unknown as Proto;
  // A Python class below a built-in iterator that says itself what comes next.
  if (t.isHeap && t.native === null && t.dict.getStr("__next__") !== undefined)
    t.ctor.prototype.$next = PyObject.prototype.$next;
  nextOf(t, p);
  // A class with one base and none of the names does as its base does.
  if (t.bases.length === 1 && t.mro[1] === t.base && !Object.hasOwn(p, OWN)) {
    if (SPECIAL.every((name) => t.dict.getStr(name) === undefined)) return;
  }
  p[OWN] = true;
  for (const name of VIRTUALS) {
    const d = t.lookup(name === "$truth" ? truthName(t) : NAMES[name]);
    const n = d === undefined || d === null ? undefined : natives[name].get(d);
    if (d === undefined && name === "$truth") {
      if (p[name] !== always) p[name] = always;
      continue;
    }
    const f =
      n !== undefined && (t.ctor === n.ctor || t.ctor.prototype instanceof n.ctor)
        ? n.f
        : ((d instanceof PyMethodDescr ? d.$virtual(name) : undefined) ?? generic[name]);
    if (p[name] !== f) p[name] = f;
  }
};

setGeneric("$getitem", function (this: PyObject, k: PyObj): PyObj {
  return anyGetitem(this, k);
});
setGeneric("$setitem", function (this: PyObject, k: PyObj, v: PyObj): void {
  anySetitem(this, k, v);
});
setGeneric("$iter", function (this: PyObject): PyObject {
  return anyIter(this);
});

setGeneric("$contains", function (this: PyObject, v: PyObj): boolean {
  return anyContains(this, v);
});
setGeneric("$len", function (this: PyObject): PyInt | undefined {
  return anyLen(this);
});
setGeneric("$truth", function (this: PyObject): boolean {
  return anyTruth(this);
});

/** Truth is by `__bool__`, or else by `__len__`. */
const truthName = (t: PyType): string =>
  t.lookup("__bool__") === undefined ? "__len__" : "__bool__";

/** Calls what a class binds under a special name with one argument. */
export function callSpecial1(d: PyObj, o: PyObj, a: PyObj): PyObj {
  if (d instanceof PyFunction) return d.$call2(o, a);
  if (d instanceof PyMethodDescr && d.kind === "slot") return d.fn(o, a);
  return callSlotAny(d, o, [a]);
}

/**
 * `__del__`. CPython calls it with the last reference; V8 tells of deaths only after a collection
 * and then the object is gone. So what an instance of a class with `__del__` holds is kept beside
 * it (attributes and slots, which do not hold it back), and `__del__` gets a new object with the same
 * type, state and `id()`. Collections are made where a program could notice a death: before it
 * prints, when it follows a weak reference, at `gc.collect()` and at its end (see `observe`).
 *
 * Left out: instances whose state refers to themselves live until the end, and instances of
 * classes that extend built-in containers have no `__del__` called.
 */

import { callSlot } from "./abstract.js";
import { identity } from "./hash.js";
import { type Ctor, KEPT, type Kept, type PyObj, type PyObject, type PyType } from "./object.js";

interface Final {
  ref: WeakRef<PyObject>;
  cls: PyType;
  state: Kept;
  id: number;
}

const finals = new Set<Final>();

/** Set by modules: what becomes of an exception in `__del__`. */
export const finalizerHooks = {
  failed: (_e: unknown, _del: PyObj): void => {},
};

export function finalizersAlive(): number {
  return finals.size;
}

/** Has the property `key` of a class's instances kept beside them. */
function keep(proto: PyObject, key: string): void {
  if (Object.hasOwn(proto, key)) return;
  Object.defineProperty(proto, key, {
    get(this: PyObject) {
      return (this[KEPT] as Kept)[key];
    },
    set(this: PyObject, v: Kept[string]) {
      (this[KEPT] as Kept)[key] = v;
    },
  });
}

/** The class of instances to be finalized. `slots`: the properties that hold `__slots__`. */
export function finalizable(base: Ctor, slots: string[]): Ctor {
  const C: Ctor = class extends base {
    constructor(cls: PyType) {
      super(cls);
      watch(this);
    }
  };
  C.keep = (key) => keep(C.prototype, key);
  for (const key of ["odict", ...slots]) C.keep(key);
  return C;
}

export function isFinalizable(o: PyObject): boolean {
  return o[KEPT] !== undefined;
}

/** Not again for an object that is being finalized. */
let making: Final | null = null;

function watch(o: PyObject): void {
  const f = making;
  if (f !== null) {
    o[KEPT] = f.state;
    o.$identity = () => f.id;
    return;
  }
  const state: Kept = {};
  o[KEPT] = state;
  finals.add({ ref: new WeakRef(o), cls: o.cls, state, id: identity(o) });
}

/** Of nobody; a WeakRef made anew would keep its target alive for the rest of the job. */
const NOBODY = new WeakRef({} as PyObject);
/** An empty instance whose `__del__` is not called. */
export function unwatched(cls: PyType): PyObject {
  making = { ref: NOBODY, cls, state: {}, id: identity(cls) };
  try {
    return new cls.ctor(cls);
  } finally {
    making = null;
  }
}

function finalize(f: Final, o: PyObject | undefined): void {
  finals.delete(f);
  let self = o;
  if (self === undefined) {
    making = f;
    try {
      self = new f.cls.ctor(f.cls);
    } finally {
      making = null;
    }
  }
  const del = self.cls.lookup("__del__");
  if (del === undefined) return;
  try {
    callSlot(del, self);
  } catch (e) {
    finalizerHooks.failed(e, del);
  }
}

/** After a collection: finalizes what has died, oldest first. True when there was something. */
export function finalizeDead(): boolean {
  const dead: Final[] = [];
  for (const f of finals) if (f.ref.deref() === undefined) dead.push(f);
  for (const f of dead) finalize(f, undefined);
  return dead.length > 0;
}

/** The end of a program: everything that is left. */
export function finalizeAll(): void {
  for (let round = 0; round < 10 && finals.size > 0; round++)
    for (const f of [...finals]) finalize(f, f.ref.deref());
}

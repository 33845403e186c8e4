/**
 * `__del__`. CPython calls it with the last reference; V8 tells of deaths only after a collection
 * and then the object is gone. So what an instance of a class with `__del__` holds is kept beside
 * it (its dict and slots, which do not hold it back), and `__del__` gets a new object with the same
 * type, state and `id()`. Collections are made where a program could notice a death: before it
 * prints, when it follows a weak reference, at `gc.collect()` and at its end (see `observe`).
 *
 * Left out: instances whose state refers to themselves live until the end, and instances of
 * classes that extend built-in containers have no `__del__` called.
 */

import { callSlot } from "./abstract.js";
import { identity } from "./hash.js";
import type { Ctor, PyObj, PyObject, PyType } from "./object.js";
import { newDict } from "./types.js";

type Slots = Record<string, PyObj | undefined>;
interface Final {
  ref: WeakRef<PyObject>;
  cls: PyType;
  dict: NonNullable<PyObject["odict"]>;
  slots: Slots;
  id: number;
}

const finals = new Set<Final>();
const STATE = Symbol("slots");

/** Set by modules: what becomes of an exception in `__del__`. */
export const finalizerHooks = {
  failed: (_e: unknown, _del: PyObj): void => {},
};

export function finalizersAlive(): number {
  return finals.size;
}

/** The class of instances to be finalized. `slots`: the properties that hold `__slots__`. */
export function finalizable(base: Ctor, slots: string[]): Ctor {
  const C = class extends base {
    constructor(cls: PyType) {
      super(cls);
      watch(this);
    }
  };
  for (const key of slots)
    Object.defineProperty(C.prototype, key, {
      get(this: PyObject) {
        return (this as unknown as { [STATE]: Slots })[STATE][key];
      },
      set(this: PyObject, v: PyObj | undefined) {
        (this as unknown as { [STATE]: Slots })[STATE][key] = v;
      },
    });
  return C;
}

export function isFinalizable(o: PyObject): boolean {
  return (o as unknown as { [STATE]?: Slots })[STATE] !== undefined;
}

/** Not again for an object that is being finalized. */
let making: Final | null = null;

function watch(o: PyObject): void {
  const f = making;
  if (f !== null) {
    o.odict = f.dict;
    (o as unknown as { [STATE]: Slots })[STATE] = f.slots;
    o.$identity = () => f.id;
    return;
  }
  const dict = newDict();
  const slots: Slots = {};
  o.odict = dict;
  (o as unknown as { [STATE]: Slots })[STATE] = slots;
  finals.add({ ref: new WeakRef(o), cls: o.cls, dict, slots, id: identity(o) });
}

/** Of nobody; a WeakRef made anew would keep its target alive for the rest of the job. */
const NOBODY = new WeakRef({} as PyObject);
/** An empty instance whose `__del__` is not called. */
export function unwatched(cls: PyType): PyObject {
  making = { ref: NOBODY, cls, dict: newDict(), slots: {}, id: identity(cls) };
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

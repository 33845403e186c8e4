/**
 * `__del__` of classes written in Python. V8 tells that an object is gone, not that it is about to
 * go: so the state of such an instance lies in a dict of its own from birth, and when the object is
 * lost, another one with that very dict stands in for it in `__del__`. Instances with slots or with
 * the state of a built-in base have no such second life: their `__del__` is not called.
 */
import { callSlot, materialise } from "./abstract.js";
import { onDeath } from "./deaths.js";
import { PyBaseException } from "./errors.js";
import type { PyDict } from "./hashtable.js";
import { type PyObj, PyObject, type PyType } from "./object.js";

/** Set by runtime/unraisable.ts. */
export const finalizerHook = { failed: (e: PyBaseException, _f: PyObj): void => void e };

interface Life {
  ref: WeakRef<PyObject>;
  cls: PyType;
  state: PyDict;
}
const lives = new Set<Life>();

function finalize(o: PyObject): void {
  const f = o.cls.lookup("__del__");
  if (f === undefined || f === null) return;
  try {
    callSlot(f, o);
  } catch (e) {
    if (!(e instanceof PyBaseException)) throw e;
    finalizerHook.failed(e, f);
  }
}

function standIn(l: Life): PyObject {
  const o = new PyObject(l.cls);
  Object.setPrototypeOf(o, l.cls.ctor.prototype as object);
  o.odict = l.state;
  return o;
}

const slotted = (t: PyType): boolean => t.mro.some((c) => c.slots !== null && c.slots.length > 0);

/** Called for each new instance of a class that defines `__del__`, or inherits it. */
export function watchLife(o: PyObject): void {
  const cls = o.cls;
  if (!cls.hasDict || slotted(cls)) return;
  const life: Life = { ref: new WeakRef(o), cls, state: materialise(o) };
  lives.add(life);
  onDeath(o, () => {
    if (lives.delete(life)) finalize(standIn(life));
  });
}

/** The program ends: what is left is finalized as well, oldest first. */
export function finalizeAll(): void {
  for (const life of lives) {
    lives.delete(life);
    const o = life.ref.deref();
    if (o === undefined) finalize(standIn(life));
    else {
      life.cls = o.cls;
      finalize(o);
    }
  }
}

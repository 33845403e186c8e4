/** `Py_ReprEnter`: which containers are being shown, so that cycles end as `...`. */
import type { PyObject } from "./object.js";

const active = new Set<PyObject>();

/** False when o is being shown already. */
export function enterRepr(o: PyObject): boolean {
  if (active.has(o)) return false;
  active.add(o);
  return true;
}
export function leaveRepr(o: PyObject): void {
  active.delete(o);
}

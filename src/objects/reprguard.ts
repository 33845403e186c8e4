/** `Py_ReprEnter`: which containers are being shown, so that cycles end as `...`. */
import type { PyObject } from "./object.js";

export const activeReprs = new Set<PyObject>();

/** False when o is being shown already. */
export function enterRepr(o: PyObject): boolean {
  if (activeReprs.has(o)) return false;
  activeReprs.add(o);
  return true;
}
export function leaveRepr(o: PyObject): void {
  activeReprs.delete(o);
}

/** Exception classes of the modules here. */
import { type PyBaseException, ts } from "../objects/errors.js";
import type { PyType } from "../objects/object.js";
import { makeHeapType } from "../objects/type.js";
import { mkTuple, newDict, type_type } from "../objects/types.js";

export function exceptionType(module: string, name: string, bases: PyType[]): PyType {
  const t = makeHeapType(type_type, name, bases, newDict());
  t.dict.setStr("__module__", module);
  return t;
}
export function raise(t: PyType, msg: string): PyBaseException {
  const e = new t.ctor(t) as PyBaseException;
  e.args = mkTuple([msg]);
  e.context = ts.handled;
  return e;
}

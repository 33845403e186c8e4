/** Exceptions across the border, both ways. */
import { call, typeName } from "../objects/abstract.js";
import { E, err, PyBaseException, typeError } from "../objects/errors.js";
import { type PyObj, PyTuple, type PyType } from "../objects/object.js";
import { PyTraceback } from "../objects/traceback.js";
import { chain } from "../runtime/frames.js";
import { native } from "./addon.js";
import { CTL, drainFreed, get, i32, setTop } from "./wire.js";

/** The instance for a class and a value that may be its argument, its arguments, or itself. */
export function normaliseError(
  type: PyType,
  value: PyObj | undefined,
  tb: PyObj | undefined,
): PyBaseException {
  let e: PyObj;
  if (value instanceof PyBaseException && value.cls.isSubtype(type)) e = value;
  else if (value instanceof PyBaseException && !type.isSubtype(E.BaseException)) e = value;
  else if (value === undefined || value === null) e = call(type, []);
  else if (value instanceof PyTuple) e = call(type, value.items);
  else e = call(type, [value]);
  if (!(e instanceof PyBaseException))
    throw typeError(
      `calling <class '${type.name}'> should have returned an instance of BaseException, ` +
        `not <class '${typeName(e)}'>`,
    );
  if (tb instanceof PyTraceback) e.tb = tb;
  return e;
}

/** The error that C left in slots 1 to 3: what to throw. */
export function takeError(): PyBaseException {
  setTop(4);
  const type = get(1) as PyType;
  const value = get(2);
  const tb = get(3);
  if (i32[CTL.EXTRA] !== 0) native.releaseHeld();
  if (i32[CTL.FREED] !== 0) drainFreed();
  let e: PyBaseException;
  try {
    e = normaliseError(type, value, tb);
  } catch (x) {
    if (x instanceof PyBaseException) return x;
    throw x;
  }
  e.here = null;
  return e.context === null ? chain(e) : e;
}

export const systemError = (msg: string): PyBaseException => err(E.SystemError, msg);

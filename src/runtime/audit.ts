/** Audit hooks (PEP 578): what sys.addaudithook and C have registered, for the interpreter that runs. */
import { call } from "../objects/abstract.js";
import { E, isException } from "../objects/errors.js";
import type { PyObj } from "../objects/object.js";
import { type Interpreter, interp } from "./interpreter.js";

const hooks = new WeakMap<Interpreter, PyObj[]>();

export const audited = (): boolean => hooks.has(interp());

export function audit(event: PyObj, args: PyObj): void {
  for (const hook of hooks.get(interp()) ?? []) call(hook, [event, args]);
}

/** A hook that is there may refuse a new one, by an Exception, without its becoming an error. */
export function addHook(hook: PyObj, none: PyObj): void {
  try {
    audit("sys.addaudithook", none);
  } catch (e) {
    if (isException(e, E.Exception)) return;
    throw e;
  }
  const list = hooks.get(interp());
  if (list === undefined) hooks.set(interp(), [hook]);
  else list.push(hook);
}

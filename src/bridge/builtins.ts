/** Built-in functions by name, as the current interpreter has them. */
import { E, err } from "../objects/errors.js";
import type { PyObj } from "../objects/object.js";
import { interp } from "../runtime/interpreter.js";

export function builtin(name: string): PyObj {
  const f = interp().builtinsDict.getStr(name);
  if (f === undefined) throw err(E.RuntimeError, `lost builtins.${name}`);
  return f;
}

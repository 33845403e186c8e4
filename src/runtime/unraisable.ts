/** Exceptions that nobody can handle: `sys.unraisablehook` (`PyErr_FormatUnraisable`). */
import * as A from "../objects/abstract.js";
import { PyBaseException } from "../objects/errors.js";
import type { PyObj } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { normalise } from "./frames.js";
import { type Interpreter, interp } from "./interpreter.js";
import { printException } from "./traceback.js";

export const unraisable_hook_args = structSequence("", "UnraisableHookArgs", [
  "exc_type",
  "exc_value",
  "exc_traceback",
  "err_msg",
  "object",
]);

/** Reports what was thrown. `message` null: "Exception ignored in" and the object. */
export function unraisable(thrown: unknown, message: string | null, object: PyObj = null): void {
  const i = interp();
  const e = normalise(thrown);
  const args = unraisable_hook_args.make([e.cls, e, e.tb, message, object]);
  const hook = i.sys.dict.getStr("unraisablehook");
  try {
    if (hook !== undefined && hook !== null) A.call1(hook, args);
    else show(i, args);
  } catch (x) {
    if (hook === undefined || hook === null) return;
    const again = normalise(x);
    show(
      i,
      unraisable_hook_args.make([again.cls, again, again.tb, "Exception ignored in sys.unraisablehook", hook]),
    );
  }
}

/** `sys.__unraisablehook__`. */
export function show(i: Interpreter, u: PyObj): void {
  const out = i.sys.dict.getStr("stderr") ?? null;
  if (out === null) return;
  const e = A.getattr(u, "exc_value");
  const obj = A.getattr(u, "object");
  const msg = A.getattr(u, "err_msg");
  const text = msg === null ? "Exception ignored in" : A.strJs(msg);
  A.callMethod(out, "write", [obj === null ? `${text}:\n` : `${text}: ${safeRepr(obj)}\n`]);
  if (e instanceof PyBaseException) printException(i, e);
}

function safeRepr(o: PyObj): string {
  try {
    return A.reprJs(o);
  } catch {
    return "<object repr() failed>";
  }
}

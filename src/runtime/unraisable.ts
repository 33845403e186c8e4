/** Errors that nobody can handle go to `sys.unraisablehook`. */
import * as A from "../objects/abstract.js";
import { PyBaseException } from "../objects/errors.js";
import { finalizerHooks } from "../objects/finalizers.js";
import { lostHook } from "../objects/generator.js";
import type { PyObj } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { fromUtf16 } from "../objects/text.js";
import { normalise } from "./frames.js";
import { interp } from "./interpreter.js";
import { formatExceptionOnly, formatTraceback } from "./traceback.js";

export const unraisableArgs = structSequence("builtins", "UnraisableHookArgs", [
  "exc_type",
  "exc_value",
  "exc_traceback",
  "err_msg",
  "object",
]);

/** What `sys.unraisablehook` itself does. */
export function showUnraisable(args: PyObj): void {
  const i = interp();
  const [e, obj, msg] = ["exc_value", "object", "err_msg"].map((n) => A.getattr(args, n));
  const out = i.sys.dict.getStr("stderr") ?? null;
  if (out === null) return;
  const text =
    msg === null ? (obj === null ? "Exception ignored" : "Exception ignored in") : A.strJs(msg);
  A.callMethod(out, "write", [obj === null ? `${text}:\n` : `${text}: ${shown(obj)}\n`]);
  if (!(e instanceof PyBaseException)) return;
  const trace =
    e.tb === null
      ? ""
      : `Traceback (most recent call last):\n${formatTraceback(e.tb, Infinity, false)}`;
  A.callMethod(out, "write", [fromUtf16(trace + formatExceptionOnly(e))]);
}

function shown(o: PyObj): string {
  try {
    return A.reprJs(o);
  } catch (e) {
    if (!(e instanceof PyBaseException)) throw e;
    return "<object repr() failed>";
  }
}

/** Reports an error by the hook; without `message` it says "Exception ignored in". */
export function unraisable(thrown: unknown, message: string | null, obj: PyObj): void {
  const e = normalise(thrown);
  const i = interp();
  const hook = i.sys.dict.getStr("unraisablehook") ?? null;
  const text = message === null || obj === null ? message : `${message} ${shown(obj)}`;
  const args = unraisableArgs.make([e.cls, e, e.tb, text, text === message ? obj : null]);
  try {
    if (hook !== null) A.call1(hook, args);
    else showUnraisable(args);
  } catch (x) {
    if (!(x instanceof PyBaseException)) throw x;
    if (x !== e) unraisable(x, "Exception ignored in sys.unraisablehook", null);
  }
}
finalizerHooks.failed = (e, f) => unraisable(e, "Exception ignored while calling deallocator", f);

lostHook.failed = (g, e) => {
  unraisable(e, "Exception ignored while closing generator", g);
};

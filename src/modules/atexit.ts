/** atexit: functions that run when the program ends. */
import * as A from "../objects/abstract.js";
import { PyBaseException, typeError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import { unraisable } from "../runtime/unraisable.js";

interface Entry {
  f: PyObj;
  args: PyObj[];
  kw: Kw;
}
const tables = new WeakMap<Interpreter, Entry[]>();
function table(i: Interpreter): Entry[] {
  let t = tables.get(i);
  if (t === undefined) {
    t = [];
    tables.set(i, t);
    i.atExit.push(() => run(i));
  }
  return t;
}

/** Runs what was registered, last first; an error is reported and the rest runs all the same. */
function run(i: Interpreter): void {
  const t = table(i);
  for (;;) {
    const e = t.pop();
    if (e === undefined) return;
    try {
      A.call(e.f, e.args, e.kw);
    } catch (x) {
      if (!(x instanceof PyBaseException)) throw x;
      unraisable(x, "Exception ignored in atexit callback", e.f);
    }
  }
}

registerModule("atexit", (i) => {
  table(i);
  return defineModule(
    "atexit",
    "allow programmer to define multiple exit functions to be executed\nupon normal program termination.",
    {
      register: [
        "($module, func, /, *args, **kwargs)",
        (f: PyObj, args: PyObj[], kw: Kw) => {
          if (!A.callable(f)) throw typeError("the first argument must be callable");
          table(interp()).push({ f, args, kw });
          return f;
        },
      ],
      unregister: [
        "($module, func, /)",
        (f: PyObj) => {
          const t = table(interp());
          for (let k = t.length - 1; k >= 0; k--)
            if (k < t.length && A.eq(f, t[k].f)) t.splice(k, 1);
          return null;
        },
      ],
      _run_exitfuncs: [
        "($module, /)",
        () => {
          run(interp());
          return null;
        },
      ],
      _clear: [
        "($module, /)",
        () => {
          table(interp()).length = 0;
          return null;
        },
      ],
      _ncallbacks: ["($module, /)", () => table(interp()).length],
    },
  );
});

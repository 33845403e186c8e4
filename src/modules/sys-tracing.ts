/** `sys.settrace`, `sys.setprofile` and what belongs to them. */
import * as A from "../objects/abstract.js";
import { typeError } from "../objects/errors.js";
import { PyFunction } from "../objects/function.js";
import type { FunctionTable } from "../objects/module.js";
import { type PyObj, PyTuple } from "../objects/object.js";
import { audit } from "../runtime/audit.js";
import { retraced } from "../runtime/retrace.js";
import { perThread, threadSystem } from "../runtime/threads.js";
import { firstListener, freshWatch, refresh, tracing, type Watch } from "../runtime/tracing.js";

const watchesElsewhere = perThread<Watch>({
  save: () => tracing.watch,
  load: (w) => {
    tracing.watch = w;
    refresh();
  },
  fresh: freshWatch,
});

// Functions that are not reached by a name are found in the heap.
firstListener.come = () => {
  for (const f of threadSystem().instances(PyFunction.prototype)) retraced(f as PyFunction);
};

type Kind = "trace" | "profile";
function set(kind: Kind, f: PyObj): null {
  audit(kind === "trace" ? "sys.settrace" : "sys.setprofile");
  tracing.watch[kind] = f;
  refresh();
  return null;
}
function setAll(kind: Kind, f: PyObj): null {
  for (const w of [tracing.watch, ...watchesElsewhere()]) w[kind] = f;
  refresh();
  return null;
}

export const tracingFunctions: FunctionTable = {
  call_tracing: [
    "($module, func, args, /)",
    (f: PyObj, a: PyObj) => {
      if (!(a instanceof PyTuple))
        throw typeError(`call_tracing() argument 2 must be tuple, not ${A.typeName(a)}`);
      const w = tracing.watch;
      const { inside } = w;
      w.inside = 0;
      refresh();
      try {
        return A.call(f, a.items);
      } finally {
        w.inside = inside;
        refresh();
      }
    },
  ],
  gettrace: ["($module, /)", () => tracing.watch.trace],
  settrace: ["($module, function, /)", (f: PyObj) => set("trace", f)],
  _settraceallthreads: ["($module, function, /)", (f: PyObj) => setAll("trace", f)],
  getprofile: ["($module, /)", () => tracing.watch.profile],
  setprofile: ["($module, function, /)", (f: PyObj) => set("profile", f)],
  _setprofileallthreads: ["($module, function, /)", (f: PyObj) => setAll("profile", f)],
};

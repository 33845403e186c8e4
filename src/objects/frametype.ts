/** Attributes of frames and tracebacks. */
import { asInt } from "./abstract.js";
import { typeError, valueError } from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { PyModule } from "./module.js";
import type { PyObj, PyType } from "./object.js";
import { addressOf } from "./objecttype.js";
import { PyFrame, PyTraceback } from "./traceback.js";
import { frame_type, newDict, traceback_type } from "./types.js";

/** Variables of a function are known once an exception has left it; else nothing is. */
function f_locals(f: PyFrame): PyObj {
  if (f.locals !== null) return f.locals;
  if (f.code.name === "<module>") return f.globals;
  const d = newDict();
  // As the compiler's frameNames orders them.
  const c = f.code;
  const names = [...new Set([...c.varnames, ...c.cellvars, ...c.freevars])].filter(
    (n) => !n.startsWith("."),
  );
  f.values?.forEach((v, i) => {
    if (v !== undefined) d.setStr(names[i], v);
  });
  f.locals = d;
  f.values = undefined;
  return d;
}

getsets(frame_type, {
  f_back: (f: PyFrame) => f.back,
  f_code: (f: PyFrame) => f.code,
  f_globals: (f: PyFrame) => f.globals,
  f_builtins: (f: PyFrame) => {
    const b = f.globals.getStr("__builtins__");
    return b instanceof PyModule ? b.dict : (b ?? newDict());
  },
  f_locals,
  f_lineno: (f: PyFrame) => f.lineno,
  f_lasti: (f: PyFrame) => Math.max(0, f.pos) * 2,
  f_trace: [() => null, () => {}],
  f_trace_lines: [() => true, () => {}],
  f_trace_opcodes: [() => false, () => {}],
  f_generator: () => null,
});
slots(frame_type, {
  __repr__: (f: PyFrame) =>
    `<frame at ${addressOf(f)}, file '${f.code.filename}', line ${f.lineno}, code ${f.code.name}>`,
});
methods(frame_type, {
  clear: [
    "($self, /)",
    (f: PyFrame) => {
      if (f.code.name !== "<module>") {
        f.locals = null;
        f.values = undefined;
      }
      return null;
    },
  ],
});

getsets(traceback_type, {
  tb_frame: (t: PyTraceback) => t.frame,
  tb_lineno: (t: PyTraceback) => t.lineno,
  tb_lasti: (t: PyTraceback) => Math.max(0, t.frame.pos) * 2,
  tb_next: [
    (t: PyTraceback) => t.next,
    (t: PyTraceback, v) => {
      if (v !== null && !(v instanceof PyTraceback))
        throw typeError("expected traceback object or None");
      for (let x: PyTraceback | null = v; x !== null; x = x.next)
        if (x === t) throw valueError("traceback loop detected");
      t.next = v;
    },
  ],
});
newMethod(
  traceback_type,
  "($type, tb_next, tb_frame, tb_lasti, tb_lineno)",
  (_t: PyType, next: PyObj, frame: PyObj, _lasti: PyObj, line: PyObj) => {
    if (!(frame instanceof PyFrame)) throw typeError("traceback argument 2 must be a frame");
    const t = new PyTraceback(frame, next as PyTraceback | null);
    t.line = Number(asInt(line) ?? -1);
    return t;
  },
);

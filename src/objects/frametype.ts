/** Attributes of frames and tracebacks. */
import { asInt } from "./abstract.js";
import { E, err, typeError, valueError } from "./errors.js";
import { FrameLocals } from "./framelocals.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { PyModule } from "./module.js";
import type { PyObj, PyType } from "./object.js";
import { addressOf } from "./objecttype.js";
import { PyFrame, PyTraceback } from "./traceback.js";
import { frame_type, newDict, traceback_type } from "./types.js";

function f_locals(f: PyFrame): PyObj {
  if (f.locals !== null) return f.locals;
  if (f.code.name === "<module>") return f.globals;
  if (f.read === undefined || f.height >= 0) lookup.fill(f);
  return new FrameLocals(f);
}
/** Set by the runtime: finds the variables of a running function that was compiled without a frame. */
export const lookup = { fill: (_f: PyFrame): void => {} };

const bool = (v: PyObj | undefined): boolean => {
  if (v === undefined) throw typeError("can't delete numeric/char attribute");
  if (typeof v !== "boolean") throw typeError("attribute value type must be bool");
  return v;
};

getsets(frame_type, {
  f_back: (f: PyFrame) => f.back,
  f_code: (f: PyFrame) => f.code,
  f_globals: (f: PyFrame) => f.globals,
  f_builtins: (f: PyFrame) => {
    const b = f.globals.getStr("__builtins__");
    return b instanceof PyModule ? b.dict : (b ?? newDict());
  },
  f_locals,
  f_lineno: [
    (f: PyFrame) => f.lineno,
    (_f: PyFrame, v) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete attribute");
      if (typeof v !== "number") throw valueError("lineno must be an integer");
      throw valueError("f_lineno can only be set in a trace function");
    },
  ],
  f_lasti: (f: PyFrame) => Math.max(0, f.pos) * 2,
  f_trace: [
    (f: PyFrame) => f.trace,
    (f: PyFrame, v) => {
      f.trace = v ?? null;
    },
  ],
  f_trace_lines: [
    (f: PyFrame) => f.traceLines,
    (f: PyFrame, v) => {
      f.traceLines = bool(v);
    },
  ],
  f_trace_opcodes: [
    (f: PyFrame) => f.traceOpcodes,
    (f: PyFrame, v) => {
      if (v === undefined)
        throw err(
          E.AttributeError,
          "attribute 'f_trace_opcodes' of 'frame' objects cannot be deleted",
        );
      f.traceOpcodes = bool(v);
    },
  ],
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
        f.read = undefined;
        f.write = undefined;
      }
      return null;
    },
  ],
});

getsets(traceback_type, {
  tb_frame: (t: PyTraceback) => t.frame,
  tb_lineno: (t: PyTraceback) => t.lineno,
  tb_lasti: (t: PyTraceback) => Math.max(0, t.pos >= 0 ? t.pos : t.frame.pos) * 2,
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

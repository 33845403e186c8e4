/** Upcalls: errors, modules, import, sys, evaluation, weak references, buffers. */

import { PyWeakProxy } from "../modules/_weakref.js";
import { runCode } from "../modules/builtins.js";
import { collectYoung, gcHooks } from "../modules/gc.js";
import { signalHook } from "../modules/libc.js";
import { type AtFork, runAtFork } from "../modules/posix.js";
import { trip } from "../modules/signals.js";
import * as A from "../objects/abstract.js";
import { type BufferView, getBuffer, hasBuffer } from "../objects/buffer.js";
import { PyCode } from "../objects/code.js";
import { E, err, isException, PyBaseException, ts, typeError } from "../objects/errors.js";
import { PyDict } from "../objects/hashtable.js";
import { newModule, PyModule } from "../objects/module.js";
import { type PyObj, PyObject, PyTuple, PyType } from "../objects/object.js";
import { PyTraceback } from "../objects/traceback.js";
import { dict_type, mkTuple, newDict, object_type, type_type } from "../objects/types.js";
import { audit, auditing } from "../runtime/audit.js";
import { currentFrame, currentGlobals } from "../runtime/frames.js";
import { importModule, pyImport } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";
import { unraisable } from "../runtime/unraisable.js";
import { native } from "./addon.js";
import { builtin } from "./builtins.js";
import { clearNativeRefs } from "./collect.js";
import { normaliseError } from "./errors.js";
import { createBuiltin } from "./loader.js";
import { CTL, drainFreed, get, i32, put, putNumber } from "./wire.js";

const text = (o: PyObj | undefined): string => A.asJs(o as PyObj) as string;

function sysDict(): PyDict {
  return interp().sys.dict;
}

function report(hook: string, args: PyObj[]): void {
  const f = sysDict().getStr(hook);
  if (f !== undefined && f !== null) {
    A.call(f, args);
    return;
  }
  for (const a of args) if (a instanceof PyBaseException) process.stderr.write(describe(a));
}

const describe = (e: PyBaseException): string => {
  const s = A.strJs(e);
  return s === "" ? `${e.cls.name}\n` : `${e.cls.name}: ${s}\n`;
};

function printException(e: PyBaseException): void {
  report("excepthook", [e.cls, e, e.tb]);
}

function writeUnraisable(e: PyObj | undefined, where: PyObj | undefined, message?: PyObj): void {
  if (e instanceof PyBaseException)
    unraisable(e, message == null ? null : text(message), where ?? null);
}

/** Fields of exceptions that have C accessors. */
function excGet(e: PyObj, what: string): PyObj | undefined {
  if (!(e instanceof PyBaseException)) throw typeError("expected an exception");
  switch (what) {
    case "tb":
      return e.tb ?? undefined;
    case "cause":
      return e.cause ?? undefined;
    case "context":
      return e.context ?? undefined;
    default:
      return e.args;
  }
}
function excSet(e: PyObj, what: string, v: PyObj | undefined): void {
  if (!(e instanceof PyBaseException)) throw typeError("expected an exception");
  switch (what) {
    case "tb":
      if (v !== undefined && v !== null && !(v instanceof PyTraceback))
        throw typeError("__traceback__ must be a traceback or None");
      e.tb = (v as PyTraceback | null | undefined) ?? null;
      return;
    case "cause":
      e.cause = (v as PyBaseException | undefined) ?? null;
      e.suppress = true;
      return;
    case "context":
      e.context = (v as PyBaseException | undefined) ?? null;
      return;
    default:
      e.args = v instanceof PyTuple ? v : mkTuple(A.toArray(v as PyObj).slice());
  }
}

function newException(
  full: string,
  base: PyObj,
  dict: PyObj | undefined,
  doc: PyObj | undefined,
): PyObj {
  const dot = full.lastIndexOf(".");
  const ns = newDict();
  if (dict instanceof PyDict) {
    // The caller's dict gets it too, as CPython has it.
    if (dict.getStr("__module__") === undefined) dict.setStr("__module__", full.slice(0, dot));
    ns.updateFrom(dict);
  } else ns.setStr("__module__", full.slice(0, dot));
  if (doc !== undefined && ns.getStr("__doc__") === undefined) ns.setStr("__doc__", doc);
  const bases = base instanceof PyTuple ? base : mkTuple([base]);
  return A.call(type_type, [full.slice(dot + 1), bases, ns]);
}

/** Buffers that C holds, by number. */
const held = new Map<number, BufferView>();
let nextHeld = 1;

/** A block of C memory, so that memoryview() can be asked for it. */
class RawMemory extends PyObject {
  private readonly view: Omit<BufferView, "release" | "obj">;
  constructor(view: Omit<BufferView, "release" | "obj">) {
    super(object_type);
    this.view = view;
  }
  override $buffer(): BufferView {
    return { ...this.view, obj: null, release: () => {} };
  }
}

function weakref(): PyObj {
  return importModule(interp(), "weakref");
}

/** The importer that a path hook makes; undefined when the path is none of its. */
function importerBy(hook: PyObj, path: PyObj): PyObj | undefined {
  try {
    return A.call1(hook, path);
  } catch (e) {
    if (!isException(e, E.ImportError)) throw e;
    return undefined;
  }
}

/** Where a parse begins: Py_single_input, Py_file_input, Py_eval_input. */
const START = new Map([
  [256, "single"],
  [257, "exec"],
  [258, "eval"],
]);

export const runtimeOps: Record<string, (...a: never[]) => unknown> = {
  err_normalize: (t: PyObj, v: PyObj | undefined, tb: PyObj | undefined) => {
    const e = normaliseError(t as PyType, v, tb);
    if (e.context === null && ts.handled !== null && ts.handled !== e) e.context = ts.handled;
    return e;
  },
  err_print: (e: PyObj, setLast: number) => {
    const x = e as PyBaseException;
    if (x.cls.isSubtype(E.SystemExit)) throw x;
    if (setLast) {
      sysDict().setStr("last_exc", x);
      sysDict().setStr("last_type", x.cls);
      sysDict().setStr("last_value", x);
      sysDict().setStr("last_traceback", x.tb);
    }
    printException(x);
  },
  err_display: (e: PyObj) => {
    if (e instanceof PyBaseException) printException(e);
  },
  err_unraisable: writeUnraisable,
  err_handled: () => ts.handled ?? undefined,
  err_set_handled: (e: PyObj | undefined) => {
    ts.handled = (e as PyBaseException | undefined) ?? null;
  },
  err_new_exception: (name: PyObj, base: PyObj, dict: PyObj | undefined, doc: PyObj | undefined) =>
    newException(text(name), base, dict, doc),
  err_system_cause: (e: PyObj, cause: PyObj) => {
    const x = e as PyBaseException;
    x.cause = x.context = cause as PyBaseException;
    x.suppress = true;
  },
  err_warn: (category: PyObj | undefined, msg: PyObj, level: number) => {
    const kind = category ?? E.RuntimeWarning;
    // The C function does not look at the category, it calls it.
    const warning = kind instanceof PyType && kind.isSubtype(E.Warning) ? msg : A.call(kind, [msg]);
    const w = importModule(interp(), "warnings");
    A.call(A.getattr(w, "warn"), [warning, kind, level]);
  },
  err_warn_explicit: (
    category: PyObj,
    msg: PyObj,
    file: PyObj,
    line: PyObj,
    module: PyObj | undefined,
    registry: PyObj | undefined,
  ) => {
    const w = importModule(interp(), "warnings");
    const args = [msg, category, file, line, module ?? null, registry ?? null];
    A.call(A.getattr(w, "warn_explicit"), args);
  },
  /** 0, or the number of a signal that C noted. */
  err_check_signals: (n: number) => {
    if (n !== 0) trip(n);
    signalHook.check();
  },
  err_strerror: () => null,
  exc_get: (e: PyObj, what: PyObj) => excGet(e, text(what)),
  exc_set: (e: PyObj, what: PyObj, v: PyObj | undefined) => excSet(e, text(what), v),
  exc_matches: (e: PyObj, c: PyObj) => (A.exceptionMatches(e, c) ? 1 : 0),
  traceback_add: () => null,
  traceback_print: (tb: PyObj, file: PyObj) => {
    const t = importModule(interp(), "traceback");
    A.call(A.getattr(t, "print_tb"), [tb, null, file]);
  },

  module_new: (name: PyObj) => newModule(text(name)),
  module_dict: (m: PyObj) => (m as PyModule).dict,
  module_name: (m: PyObj) => {
    if (!(m instanceof PyModule)) {
      const n = A.getattrOpt(m, "__name__");
      return typeof n === "string" ? n : "";
    }
    const n = m.dict.getStr("__name__");
    if (A.asJs(n ?? null) === undefined) throw err(E.SystemError, "nameless module");
    return n;
  },
  module_filename: (m: PyObj) => {
    const n = (m as PyModule).dict.getStr("__file__");
    if (A.asJs(n ?? null) === undefined) throw err(E.SystemError, "module filename missing");
    return n;
  },
  module_add_function: () => null,
  import_name: (name: PyObj) => {
    // PyImport_Import: by the builtins' __import__, then what it put into sys.modules.
    const f = builtin("__import__");
    const g = currentGlobals() ?? newDict();
    A.call(f, [name, g, g, mkTuple(["__doc__"]), 0]);
    const m = interp().modules.get(name);
    if (m === undefined) throw err(E.KeyError, name);
    return m;
  },
  import_level: (name: PyObj, globals: PyObj | undefined, from: PyObj | undefined, level: number) =>
    pyImport(name, globals ?? null, from ?? null, level),
  import_add: (name: PyObj) => {
    const known = interp().modules.get(name);
    if (known instanceof PyModule) return known;
    // Nearly any object will do.
    const m = newModule("");
    m.dict.setStr("__name__", name);
    interp().modules.set(name, m);
    return m;
  },
  import_get: (name: PyObj) => interp().modules.get(name),
  import_modules: () => interp().modules,
  import_reload: (m: PyObj) =>
    A.call(A.getattr(importModule(interp(), "importlib"), "reload"), [m]),
  import_exec_code: (name: PyObj, code: PyObj, path?: PyObj, cpath?: PyObj) => {
    const m = (interp().modules.get(name) as PyModule | undefined) ?? newModule(text(name));
    interp().modules.set(name, m);
    if (m.dict.getStr("__builtins__") === undefined)
      m.dict.setStr("__builtins__", interp().builtinsDict);
    const fix = A.getattr(
      importModule(interp(), "importlib._bootstrap_external"),
      "_fix_up_module",
    );
    const file = path ?? (code instanceof PyCode ? code.filename : undefined);
    if (file === undefined)
      throw typeError("_fix_up_module() missing 1 required positional argument: 'pathname'");
    A.call(fix, cpath === undefined ? [m.dict, name, file] : [m.dict, name, file, cpath]);
    try {
      A.call(builtin("exec"), [code, m.dict]);
    } catch (e) {
      interp().modules.delete(name);
      throw e;
    }
    return interp().modules.get(name);
  },
  import_inittab: (name: PyObj, init: number) => {
    registerModule(text(name), () => createBuiltin(text(name), init));
  },
  import_importer: (path: PyObj) => {
    const cache = sysDict().get("path_importer_cache") as PyDict;
    const hit = cache.get(path);
    if (hit !== undefined) return hit;
    cache.set(path, null);
    for (const hook of A.toArray(sysDict().get("path_hooks") as PyObj)) {
      const importer = importerBy(hook, path);
      if (importer === undefined) continue;
      cache.set(path, importer);
      return importer;
    }
    return null;
  },
  sys_get: (name: PyObj) => sysDict().get(name),
  sys_set: (name: PyObj, v: PyObj | undefined) => {
    if (v === undefined) sysDict().delete(name);
    else sysDict().set(name, v);
  },
  sys_write: (which: number, s: PyObj) => {
    const f = sysDict().getStr(which === 2 ? "stderr" : "stdout");
    if (f !== undefined && f !== null) A.callMethod(f, "write", [s]);
  },
  sys_audited: () => (auditing.on ? 1 : 0),
  sys_audit: (event: PyObj, args: PyObj) => {
    audit(event, ...(args as PyTuple).items);
  },
  at_fork: (when: PyObj) => runAtFork(text(when) as AtFork),
  fspath: (p: PyObj) => A.call(A.getattr(importModule(interp(), "os"), "fspath"), [p]),

  weakref_new: (o: PyObj, callback: PyObj) =>
    A.call(A.getattr(weakref(), "ref"), callback === null ? [o] : [o, callback]),
  weakref_proxy: (o: PyObj, callback: PyObj) =>
    A.call(A.getattr(weakref(), "proxy"), callback === null ? [o] : [o, callback]),
  weakref_get: (r: PyObj) => (r instanceof PyWeakProxy ? r.ref.look() : A.call(r, [])),
  weakrefs_clear: (p: number) => clearNativeRefs(p),
  gc_collect: () => A.call(A.getattr(importModule(interp(), "gc"), "collect"), []),
  gc_stress: (full: number) => {
    if (full === 1) {
      gcHooks.collect();
      gcHooks.after();
    } else collectYoung();
    drainFreed();
    return null;
  },
  gc_enable: (what: number) => {
    const gc = importModule(interp(), "gc");
    const was = A.truth(A.call(A.getattr(gc, "isenabled"), [])) ? 1 : 0;
    if (what !== 2) A.call(A.getattr(gc, what ? "enable" : "disable"), []);
    return was;
  },
  eval_globals: () => currentGlobals() ?? undefined,
  eval_locals: () => {
    const f = currentFrame();
    if (f === null) return undefined;
    // A function's are a copy of what its frame shows, any other code's its namespace.
    const shown = A.getattr(f, "f_locals");
    return shown instanceof PyDict ? shown : A.call(dict_type, [shown]);
  },
  eval_builtins: () => interp().builtinsDict,
  eval_frame: () => currentFrame() ?? undefined,
  eval_code: (code: PyObj, globals: PyObj, locals: PyObj | undefined) => {
    if (!(code instanceof PyCode && globals instanceof PyDict))
      throw err(E.SystemError, "bad argument to internal function");
    return runCode(code, { g: globals, l: locals ?? globals });
  },
  compile: (source: PyObj, file: PyObj, start: number) => {
    const mode = START.get(start);
    if (mode === undefined) throw err(E.ValueError, "invalid start argument");
    return A.call(builtin("compile"), [source, file, mode]);
  },
  frame_info: () => null,
  function_name: (f: PyObj) => A.getattrOpt(f, "__name__") ?? A.typeName(f),
  recursion_limit: (n: number) => {
    const sys = interp().sys;
    if (n === 0) return A.call(A.getattr(sys, "getrecursionlimit"), []);
    A.call(A.getattr(sys, "setrecursionlimit"), [n]);
    return n;
  },
  exit: (status: number) => {
    throw err(E.SystemExit, status);
  },
  thread_dict: () => newDict(),

  /** Whether JavaScript has a buffer of it. */
  buffer_exported: (o: PyObj) => (hasBuffer(o) ? 1 : 0),
  buffer_release: (id: number) => {
    held.get(id)?.release();
    held.delete(id);
  },
  memoryview_new: (p: number, n: number, writable: number) => {
    const data = new Uint8Array(native.viewMemory(p, n), 0, n);
    const raw = new RawMemory({
      data,
      readonly: writable === 0,
      itemsize: 1,
      format: "B",
      shape: [n],
      strides: [1],
    });
    return A.call(builtin("memoryview"), [raw]);
  },
  memoryview_raw: (
    p: number,
    n: number,
    readonly: number,
    itemsize: number,
    ndim: number,
    copy: number,
    format: string,
    ...geometry: number[]
  ) => {
    const mem = new Uint8Array(native.viewMemory(p, n), 0, n);
    const raw = new RawMemory({
      data: copy !== 0 ? mem.slice() : mem,
      readonly: readonly !== 0,
      itemsize,
      format,
      shape: geometry.slice(0, ndim),
      strides: geometry.slice(ndim),
    });
    return A.call(builtin("memoryview"), [raw]);
  },
};

export const rawRuntimeOps: Record<string, (n: number) => void> = {
  /** object, writable -> address, length, itemsize, readonly, id, ndim, format, shape, strides */
  memoryview_info: () => {
    const o = get(0) as PyObj;
    const v = getBuffer(o, get(1) !== 0);
    const size = v.shape.reduce((a, b) => a * b, 1) * v.itemsize;
    const at = native.dataOf(v.data);
    const id = nextHeld++;
    held.set(id, v);
    putNumber(0, at);
    putNumber(1, size);
    putNumber(2, v.itemsize);
    putNumber(3, v.readonly ? 1 : 0);
    putNumber(4, id);
    putNumber(5, v.shape.length);
    put(6, v.format);
    v.shape.forEach((x, i) => {
      putNumber(7 + i, x);
      putNumber(7 + v.shape.length + i, v.strides[i]);
    });
    i32[CTL.NRES] = 7 + 2 * v.shape.length;
  },
};

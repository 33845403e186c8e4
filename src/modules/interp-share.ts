/** What one interpreter may give to another, and how it arrives there. */
import { readFileSync } from "node:fs";
import { asStr, call, callMethod, getattr, reprJs, strJs } from "../objects/abstract.js";
import { PyCode } from "../objects/code.js";
import {
  E,
  PyBaseException as Exception,
  isException,
  type PyBaseException,
} from "../objects/errors.js";
import { PyFunction } from "../objects/function.js";
import { mkMemoryView, PyMemoryView } from "../objects/memoryview.js";
import { newModule, type PyModule } from "../objects/module.js";
import { simpleNamespace } from "../objects/namespace.js";
import { PyBytes, PyFloat, type PyObj, type PyObject, PyTuple, typeOf } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import {
  bytes_type,
  float_type,
  function_type,
  mkBytes,
  mkFloat,
  mkTuple,
  str_type,
  tuple_type,
} from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { Origin } from "../runtime/retrace.js";
import { runSource } from "../runtime/run.js";
import { formatException } from "../runtime/traceback.js";
import { raise } from "./exc.js";
import { type Member, mainOf, not_shareable_error, self } from "./interp-family.js";
import { strToFs } from "./os-path.js";

/** Gives the object to the interpreter that is current. */
export type Shared = () => PyObj;

/** Other modules' types: undefined when the object is none of theirs. */
export const sharers: ((o: PyObject) => Shared | undefined)[] = [];

/** None, bool, int and str, which have no identity here, and so no interpreter. */
const isPlain = (o: PyObj): boolean =>
  o === null || typeof o !== "object" || typeOf(o) === str_type;
export const notShareable = (o: PyObj, cause?: PyBaseException): PyBaseException => {
  const e = raise(not_shareable_error, `${reprJs(o)} does not support cross-interpreter data`);
  if (cause !== undefined) e.cause = cause;
  return e;
};

function direct(o: PyObj, items: (x: PyObj) => Shared): Shared | undefined {
  if (isPlain(o)) return () => o;
  const obj = o as PyObject;
  if (obj instanceof PyBytes && obj.cls === bytes_type) return () => mkBytes(obj.data.slice());
  if (obj instanceof PyFloat && obj.cls === float_type) return () => mkFloat(obj.v);
  if (obj instanceof PyTuple && obj.cls === tuple_type) {
    const parts = obj.items.map(items);
    return () => mkTuple(parts.map((f) => f()));
  }
  if (obj instanceof PyMemoryView) return () => mkMemoryView(obj);
  for (const f of sharers) {
    const s = f(obj);
    if (s !== undefined) return s;
  }
  return undefined;
}
export function isShareable(o: PyObj): boolean {
  return direct(o, () => () => null) !== undefined;
}
/** Only what is shareable by itself. */
export function shareStrictly(o: PyObj): Shared {
  const s = direct(o, shareStrictly);
  if (s === undefined) throw notShareable(o);
  return s;
}

/** The same for the arguments of a call, of which the complaint tells all. */
export function shareArgs(args: PyObj): Shared {
  try {
    return share(args);
  } catch (e) {
    throw isException(e, not_shareable_error) ? notShareable(args, e) : e;
  }
}

/** A function that uses nothing but its arguments and builtins. */
function isStateless(f: PyFunction): boolean {
  if (f.code.freevars.length > 0 || f.defaults !== null || f.kwdefaults !== null) return false;
  const uses = (c: PyCode): boolean =>
    variablesOf(c).some((n) => f.globals.getStr(n) !== undefined) ||
    tupleOf(c, "co_consts").some((k) => k instanceof PyCode && uses(k));
  return !uses(f.code);
}
function variablesOf(c: PyCode): string[] {
  const known = c.origin instanceof Origin ? c.origin.variables(c) : undefined;
  return known === undefined ? c.names : c.names.filter((n) => known.has(n));
}
function tupleOf(c: PyCode, name: string): PyObj[] {
  const t = getattr(c, name);
  return t instanceof PyTuple ? t.items : [];
}
export function rebuild(code: PyCode, name: string): PyObj {
  const f = call(function_type, [code, mainOf(self()).dict, name]);
  return f;
}

/** Anything: what is not shareable goes as the code of a function, or as a pickle. */
export function share(o: PyObj): Shared {
  const s = direct(o, share);
  if (s !== undefined) return s;
  if (o instanceof PyFunction && isStateless(o)) {
    const { code, name } = o;
    return () => rebuild(code, name);
  }
  const from = self();
  let data: PyObj;
  try {
    data = callMethod(importModule(interp(), "pickle"), "dumps", [o]);
  } catch (e) {
    if (!(e instanceof Exception)) throw e;
    if (o instanceof PyFunction) {
      const x = raise(not_shareable_error, "only stateless functions are shareable");
      x.cause = e;
      throw x;
    }
    throw notShareable(o, e);
  }
  if (!(data instanceof PyBytes)) throw notShareable(o);
  const bytes = data;
  return () => unpickle(bytes, from);
}
/** Names of `__main__` that are not here are looked for in the script, which is run once for that. */
function unpickle(data: PyBytes, from: Member): PyObj {
  const load = (): PyObj => callMethod(importModule(interp(), "pickle"), "loads", [data]);
  const to = self();
  try {
    return load();
  } catch (e) {
    if (!isException(e, E.AttributeError) || to === from || !/__main__/.test(strJs(e))) throw e;
    const script = scriptFor(from, to);
    if (script === null) throw e;
    const { modules } = to.core;
    const main = modules.getStr("__main__") as PyObj;
    modules.setStr("__main__", script);
    try {
      return load();
    } finally {
      modules.setStr("__main__", main);
    }
  }
}
function scriptFor(from: Member, to: Member): PyModule | null {
  if (to.script !== null) return to.script;
  const file = asStr(mainOf(from).dict.getStr("__file__") ?? null);
  if (file === undefined) return null;
  const m = newModule("<fake __main__>");
  m.dict.setStr("__builtins__", to.core.builtins);
  m.dict.setStr("__file__", file);
  // Set before it runs, so that nothing in it begins once more.
  to.script = m;
  const path = strToFs(file);
  runSource(to.core, m, readFileSync(path), String(file), "exec");
  return m;
}

/** Takes in what was given; a failure is the giver's to know of. */
export function receive(what: string, s: Shared): PyObj {
  try {
    return s();
  } catch (e) {
    if (!(e instanceof Exception)) throw e;
    const x = raise(not_shareable_error, `${what} not shareable`);
    const why = raise(not_shareable_error, "object could not be unpickled");
    why.cause = e;
    e.tb = null;
    x.cause = raise(E.Exception, "");
    x.cause.args = mkTuple([fromUtf16(formatException(why).trimEnd())]);
    throw x;
  }
}

/** What a program gets to know of an exception in another interpreter. */
export function snapshot(e: PyBaseException): PyObj {
  const t = e.cls;
  const text = (f: () => string): string => {
    try {
      return f();
    } catch {
      return "<error>";
    }
  };
  const module = text(() => strJs(getattr(t, "__module__")));
  const msg = text(() => strJs(e));
  const name =
    module === "builtins" || module === "__main__" ? t.qualname : `${module}.${t.qualname}`;
  return simpleNamespace({
    type: simpleNamespace({ __name__: t.name, __qualname__: t.qualname, __module__: module }),
    msg: fromUtf16(msg),
    formatted: fromUtf16(msg === "" ? name : `${name}: ${msg}`),
    errdisplay: fromUtf16(text(() => formatException(e)).trimEnd()),
  });
}

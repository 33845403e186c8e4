/**
 * `import`: what is in `sys.modules` is answered here; the rest is done by the standard library's
 * own importlib, which runs as `_frozen_importlib` from the start.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  call,
  getattr,
  getattrOpt,
  getitem,
  lookupAttr,
  reprJs,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import {
  E,
  err,
  isException,
  keyError,
  PyBaseException,
  setMember,
  typeError,
  valueError,
  warnHook,
} from "../objects/errors.js";
import { PyDict } from "../objects/hashtable.js";
import { moduleHooks, newModule, PyModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { reduceHook } from "../objects/objecttype.js";
import { templateHook } from "../objects/template.js";
import type { PyTraceback } from "../objects/traceback.js";
import { typeHooks } from "../objects/type.js";
import { dict_type, mkTuple } from "../objects/types.js";
import { typingHook } from "../objects/typevar.js";
import { audit, auditing } from "./audit.js";
import { compileModule } from "./execute.js";
import { currentGlobals } from "./frames.js";
import { type Interpreter, interp } from "./interpreter.js";
import { fromHook, importHooks } from "./ops.js";
import { patiently } from "./tiering.js";

/** Runs a code object's program in a module's namespace. */
export function execModule(
  i: Interpreter,
  m: PyModule,
  source: Uint8Array,
  filename: string,
): void {
  const code = compileModule(source, filename);
  if (m.dict.getStr("__builtins__") === undefined) m.dict.setStr("__builtins__", i.builtinsDict);
  code.run!(m.dict, m.dict, i.builtinsDict);
}

/** Starts importlib: `_frozen_importlib` and `_frozen_importlib_external`. */
export function startImportlib(i: Interpreter, imp: PyModule): void {
  const load = (name: string, file: string): PyModule => {
    const m = newModule(name);
    i.modules.setStr(name, m);
    const path = join(i.options.stdlib, "importlib", file);
    execModule(i, m, readFileSync(path), `<frozen importlib.${file.slice(0, -3)}>`);
    return m;
  };
  const b = load("_frozen_importlib", "_bootstrap.py");
  i.bootstrap = b;
  call(getattr(b, "_install"), [i.sys, imp]);
  const ext = load("_frozen_importlib_external", "_bootstrap_external.py");
  i.bootstrapExternal = ext;
  call(getattr(b, "_install_external_importers"), []);
}

function absoluteName(name: string, g: PyObj, level: number): string {
  if (level === 0) return name;
  let pkg: PyObj = null;
  if (g instanceof PyDict) {
    const p = g.getStr("__package__") ?? null;
    const spec = g.getStr("__spec__") ?? null;
    if (p !== null) {
      if (typeof p !== "string") throw typeError("package must be a string");
      pkg = p;
    } else if (spec !== null) pkg = getattr(spec, "parent");
    else {
      warnHook.warn(
        E.ImportWarning,
        "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
      );
      const n = g.getStr("__name__");
      if (n === undefined) throw err(E.KeyError, "'__name__' not in globals");
      pkg = String(n);
      if (g.getStr("__path__") === undefined) {
        const at = (pkg as string).lastIndexOf(".");
        pkg = at < 0 ? "" : (pkg as string).slice(0, at);
      }
    }
  } else if (g === null) throw err(E.KeyError, "'__name__' not in globals");
  else throw typeError("globals must be a dict");
  let base = String(pkg);
  if (base === "")
    throw err(E.ImportError, "attempted relative import with no known parent package");
  for (let k = 1; k < level; k++) {
    const at = base.lastIndexOf(".");
    if (at < 0) throw err(E.ImportError, "attempted relative import beyond top-level package");
    base = base.slice(0, at);
  }
  return name === "" ? base : `${base}.${name}`;
}

function initializing(m: PyObj): boolean {
  const spec = getattrOpt(m, "__spec__");
  if (spec === undefined || spec === null) return false;
  const v = getattrOpt(spec, "_initializing");
  return v !== undefined && truth(v);
}

/** `importlib.import_module` in short: the module of an absolute name. */
export function importModule(i: Interpreter, name: string): PyObj {
  const m = i.modules.getStr(name);
  if (m !== undefined && m !== null) {
    i.importClock?.cached(name);
    if (i.bootstrap !== null && initializing(m))
      call(getattr(i.bootstrap, "_lock_unlock_module"), [name]);
    return m;
  }
  if (m === null) {
    const e = err(E.ModuleNotFoundError, `import of ${name} halted; None in sys.modules`);
    throw setMember(e, "name", name);
  }
  if (i.bootstrap === null) {
    const made = makeEarly(i, name);
    if (made !== undefined) return made;
    throw setMember(err(E.ModuleNotFoundError, `No module named '${name}'`), "name", name);
  }
  try {
    if (auditing.on) {
      const known = (n: string): PyObj => i.sys.dict.getStr(n) ?? null;
      audit("import", name, null, known("path"), known("meta_path"), known("path_hooks"));
    }
    const load = getattr(i.bootstrap, "_find_and_load");
    const run = (): PyObj => patiently(() => call(load, [name, importFunction(i)]));
    return i.importClock === null ? run() : i.importClock.measure(name, run);
  } catch (e) {
    if (e instanceof PyBaseException) trimImportlib(e);
    throw e;
  }
}

/**
 * Takes importlib's own frames out of a traceback: all of them for an ImportError, else those that
 * lead to the code of the imported module.
 */
function trimImportlib(e: PyBaseException): void {
  const always = e.cls.isSubtype(E.ImportError);
  let link: { next: PyTraceback | null } = { next: e.tb };
  const head = link;
  let chunk: { next: PyTraceback | null } | null = null;
  for (let t = e.tb; t !== null; t = t.next) {
    const code = t.frame.code;
    const inside = code.filename.startsWith("<frozen importlib._bootstrap");
    if (inside && chunk === null) chunk = link;
    if (!inside) chunk = null;
    if (inside && (always || code.name === "_call_with_frames_removed")) {
      (chunk as { next: PyTraceback | null }).next = t.next;
      link = chunk as { next: PyTraceback | null };
      chunk = null;
    } else link = t;
  }
  e.tb = head.next;
}

/** Built-in modules that importlib itself imports before it can find them. */
function makeEarly(i: Interpreter, name: string): PyObj | undefined {
  if (!isBuiltinModule(name)) return undefined;
  const m = makeBuiltinModule(i, name);
  i.modules.setStr(name, m);
  return m;
}

import { isBuiltinModule, makeBuiltinModule } from "./interpreter.js";

function importFunction(i: Interpreter): PyObj {
  return i.builtinsDict.getStr("__import__") ?? null;
}

/** `__import__(name, globals, locals, fromlist, level)`. */
export function pyImport(name: PyObj, g: PyObj, from: PyObj, level: number): PyObj {
  const i = interp();
  if (typeof name !== "string")
    throw typeError(`__import__() argument 1 must be str, not ${typeName(name)}`);
  if (level < 0) throw valueError("level must be >= 0");
  if (name === "" && level === 0) throw valueError("Empty module name");
  const abs = absoluteName(name, g, level);
  const m = importModule(i, abs);
  const hasFrom = from !== null && truth(from);
  if (!hasFrom) {
    if (level === 0 || name !== "") {
      const dot = name.indexOf(".");
      if (dot < 0) return m;
      if (level === 0) return importModule(i, name.slice(0, dot));
      const cut = name.length - dot;
      const top = abs.slice(0, abs.length - cut);
      const t = i.modules.getStr(top);
      if (t === undefined) throw keyError(`${reprJs(top)} not in sys.modules as expected`);
      return t;
    }
    return m;
  }
  if (i.bootstrap !== null && getattrOpt(m, "__path__") !== undefined) {
    // Names that are bound already need no search for submodules.
    if (toArray(from).every((n) => typeof n === "string" && n !== "*" && lookupQuiet(m, n)))
      return m;
    return call(getattr(i.bootstrap, "_handle_fromlist"), [m, from, importFunction(i)]);
  }
  return m;
}
function lookupQuiet(m: PyObj, n: string): boolean {
  return m instanceof PyModule && m.dict.getStr(n) !== undefined;
}

let plainImport: PyObj = null;
/** Tells which object is the built-in `__import__`. */
export function setPlainImport(f: PyObj): void {
  plainImport = f;
}

/** `__import__` of a mapping of another type that stands as `__builtins__`. */
function asked(b: PyObj): PyObj | undefined {
  try {
    return getitem(b, "__import__");
  } catch (e) {
    if (isException(e, E.KeyError)) return undefined;
    throw e;
  }
}
importHooks.importName = (g, b, name, from, level) => {
  const f = b instanceof PyDict && b.cls === dict_type ? b.getStr("__import__") : asked(b);
  if (f === plainImport) return pyImport(name, g, from, level);
  if (f === undefined) throw err(E.ImportError, "__import__ not found");
  return call(f, [name, g, g, from, level]);
};

fromHook.missing = (m, name) => {
  const i = interp();
  const mod = getattrOpt(m, "__name__");
  if (typeof mod === "string") {
    const sub = i.modules.getStr(`${mod}.${name}`);
    if (sub !== undefined && sub !== null) return sub;
  }
  const shown = typeof mod === "string" ? mod : "<unknown module name>";
  const file = getattrOpt(m, "__file__");
  let text: string;
  if (typeof file !== "string")
    text = `cannot import name '${name}' from ${initializing(m) ? "partially initialized module " : ""}'${shown}' (${initializing(m) ? "most likely due to a circular import" : "unknown location"})`;
  else
    text = initializing(m)
      ? `cannot import name '${name}' from partially initialized module '${shown}' (most likely due to a circular import) (${file})`
      : `cannot import name '${name}' from '${shown}' (${file})`;
  const e = err(E.ImportError, text);
  e.members = {
    msg: text,
    name: typeof mod === "string" ? mod : null,
    path: typeof file === "string" ? file : null,
    name_from: name,
  };
  throw e;
};

// ---- what the object layer asks of modules ----

typeHooks.currentModule = () => currentGlobals()?.getStr("__name__");
typingHook.get = (name) => getattr(importModule(interp(), "typing"), name);
typingHook.caller = () => currentGlobals()?.getStr("__name__") ?? null;
templateHook.unpickle = () =>
  getattr(importModule(interp(), "string.templatelib"), "_template_unpickle");
reduceHook.copyreg = (name) => getattr(importModule(interp(), "copyreg"), name);
moduleHooks.initializing = initializing;
moduleHooks.repr = (m) => {
  const b = interp().bootstrap;
  return b === null
    ? `<module ${reprJs(m.dict.getStr("__name__") ?? null)}>`
    : call(getattr(b, "_module_repr"), [m]);
};

export { isException, lookupAttr, mkTuple };

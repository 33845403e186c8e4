/** _warnings: what the `warnings` module builds on, and warnings raised by the interpreter. */
import * as A from "../objects/abstract.js";
import { E, err, PyBaseException, typeError, warnHook } from "../objects/errors.js";
import { unawaitedHook } from "../objects/generator.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyTuple, PyType } from "../objects/object.js";
import type { PyFrame } from "../objects/traceback.js";
import { mkList, mkTuple, newDict } from "../objects/types.js";
import { currentFrame } from "../runtime/frames.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import { warningHook } from "../runtime/syntaxerror.js";
import { unraisable } from "../runtime/unraisable.js";

interface State {
  filters: PyObj;
  onceregistry: PyObj;
  defaultaction: PyObj;
  version: number;
}
const states = new WeakMap<Interpreter, State>();
function state(): State {
  const i = interp();
  let s = states.get(i);
  if (s === undefined)
    states.set(
      i,
      (s = {
        filters: mkList(
          [
            ["default", E.DeprecationWarning, "__main__"],
            ["ignore", E.DeprecationWarning, null],
            ["ignore", E.PendingDeprecationWarning, null],
            ["ignore", E.ImportWarning, null],
            ["ignore", E.ResourceWarning, null],
          ].map(([action, cat, mod]) => mkTuple([action, null, cat, mod, 0] as PyObj[])),
        ),
        onceregistry: newDict(),
        defaultaction: "default",
        version: 0,
      }),
    );
  return s;
}

/** The Python-level warnings module, once it was imported. */
function warningsModule(): PyObj | undefined {
  return interp().modules.getStr("warnings");
}
function setting(name: "filters" | "_defaultaction" | "_onceregistry", fallback: PyObj): PyObj {
  const m = warningsModule();
  return (m === undefined ? undefined : A.getattrOpt(m, name)) ?? fallback;
}

function matches(pattern: PyObj, text: PyObj): boolean {
  if (pattern === null) return true;
  if (typeof pattern === "string") return pattern === text;
  return A.truth(A.callMethod(pattern, "match", [text]));
}

function actionFor(category: PyObj, text: PyObj, lineno: number, module: PyObj): [PyObj, PyObj] {
  const s = state();
  const m = warningsModule();
  const own = m === undefined ? undefined : A.getattrOpt(m, "_get_filters");
  const filters = own !== undefined ? A.call0(own) : setting("filters", s.filters);
  for (const f of A.toArray(filters)) {
    if (!(f instanceof PyTuple) || f.items.length !== 5)
      throw err(E.ValueError, "warnings.filters item 0 isn't a 5-tuple");
    const [action, msg, cat, mod, ln] = f.items;
    if (
      A.isSubclass(category, cat) &&
      matches(msg, text) &&
      matches(mod, module) &&
      (ln === 0 || ln === lineno)
    )
      return [action, f];
  }
  return [setting("_defaultaction", s.defaultaction), null];
}

function alreadyWarned(registry: PyDict, key: PyObj, set: boolean): boolean {
  const s = state();
  const v = registry.getStr("version");
  if (v !== s.version) {
    registry.clear();
    registry.setStr("version", s.version);
  } else if (registry.get(key) !== undefined) return true;
  if (set) registry.set(key, true);
  return false;
}

function show(
  message: PyObj,
  text: PyObj,
  category: PyType,
  filename: PyObj,
  lineno: number,
  source: PyObj,
): void {
  const m = warningsModule();
  const f = m === undefined ? undefined : A.getattrOpt(m, "_showwarnmsg");
  if (m !== undefined && f !== undefined) {
    const wm = A.call(A.getattr(m, "WarningMessage"), [
      message,
      category,
      filename,
      lineno,
      null,
      null,
      source,
    ]);
    A.call1(f, wm);
    return;
  }
  const out = interp().sys?.dict.getStr("stderr");
  if (out === undefined || out === null) return;
  const line = sourceLine(String(filename), lineno);
  A.callMethod(out, "write", [
    `${A.strJs(filename)}:${lineno}: ${category.name}: ${A.strJs(text)}\n${line === "" ? "" : `  ${line}\n`}`,
  ]);
}
function sourceLine(filename: string, lineno: number): string {
  return sourceLines(filename, lineno, null).trim();
}

import { sourceLines } from "../runtime/traceback.js";

export function warnExplicit(
  category: PyObj,
  message: PyObj,
  filename: PyObj,
  lineno: number,
  module: PyObj,
  registry: PyObj,
  source: PyObj = null,
): void {
  let text: PyObj;
  let instance: PyObj;
  let cat: PyType;
  if (message instanceof PyBaseException && message.cls.isSubtype(E.Warning)) {
    text = A.str(message);
    cat = message.cls;
    instance = message;
  } else {
    cat = category as PyType;
    text = message;
    instance = A.call1(cat, message);
  }
  if (module === null) {
    const f = String(filename);
    module = f.endsWith(".py") ? f.slice(0, -3) : f === "" ? "<unknown>" : f;
  }
  const key = mkTuple([text, cat, lineno]);
  const reg = registry instanceof PyDict ? registry : null;
  if (reg !== null && alreadyWarned(reg, key, false)) return;
  const [action] = actionFor(cat, text, lineno, module);
  if (action === "error") throw instance;
  if (action === "ignore") return;
  let again = false;
  if (action !== "always" && action !== "all") {
    if (reg !== null) reg.set(key, true);
    if (action === "once") {
      const once = setting("_onceregistry", state().onceregistry) as PyDict;
      again = alreadyWarned(once, mkTuple([text, cat]), true);
    } else if (action === "module") {
      if (reg !== null) again = alreadyWarned(reg, mkTuple([text, cat, 0]), true);
    } else if (action !== "default")
      throw err(
        E.RuntimeError,
        `Unrecognized action (${A.reprJs(action)}) in warnings.filters:\n None`,
      );
  }
  if (!again) show(instance, text, cat, filename, lineno, source);
}

const isInternal = (f: PyFrame): boolean =>
  f.code.filename.includes("importlib") && f.code.filename.includes("_bootstrap");

/** Where a warning of the given stack level points. */
function context(level: number): [PyObj, number, PyObj, PyObj] {
  let f = currentFrame();
  if (level <= 0 || (f !== null && isInternal(f))) {
    for (let k = level; k > 1 && f !== null; k--) f = f.back;
  } else
    for (let k = level; k > 1 && f !== null; k--) {
      do f = f.back;
      while (f !== null && isInternal(f));
    }
  const g = f === null ? interp().sys.dict : f.globals;
  let registry = g.getStr("__warningregistry__");
  if (registry === undefined) {
    registry = newDict();
    g.setStr("__warningregistry__", registry);
  }
  if (f === null) return ["<sys>", 0, "sys", registry];
  return [f.code.filename, f.lineno, g.getStr("__name__") ?? "<string>", registry];
}

function categoryOf(message: PyObj, category: PyObj): PyObj {
  if (message instanceof PyBaseException && message.cls.isSubtype(E.Warning)) return message.cls;
  if (category === null) return E.UserWarning;
  if (!(category instanceof PyType) || !category.isSubtype(E.Warning))
    throw typeError(
      `category must be a Warning subclass, not '${category instanceof PyType ? category.name : A.typeName(category)}'`,
    );
  return category;
}

/** `warnings.warn` from code here. */
export function warn(category: PyType, text: string, level = 1, source: PyObj = null): void {
  const [file, line, module, registry] = context(level);
  warnExplicit(category, text, file, line, module, registry, source);
}

warningHook.syntax = (category, msg, filename, lineno) => {
  warnExplicit(E[category], msg, filename, lineno, null, null);
};
warnHook.warn = warn;
unawaitedHook.warn = (c) => {
  try {
    const m = warningsModule();
    const f = m === undefined ? undefined : A.getattrOpt(m, "_warn_unawaited_coroutine");
    if (f !== undefined) A.call1(f, c);
    else warn(E.RuntimeWarning, `coroutine '${c.qualname}' was never awaited`, 1, c);
  } catch (e) {
    unraisable(e, "Exception ignored while finalizing coroutine", c);
  }
};

registerModule("_warnings", () => {
  const s = state();
  return defineModule(
    "_warnings",
    "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
    {
      warn: [
        "($module, /, message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())",
        (msg: PyObj, cat?: PyObj, level?: PyObj, source?: PyObj, skip?: PyObj) => {
          const category = categoryOf(msg, cat ?? null);
          let n = level === undefined ? 1 : Number(A.index(level));
          const prefixes = skip === undefined ? [] : A.toArray(skip).map(String);
          if (prefixes.length > 0) {
            n = Math.max(n, 2);
            let f = currentFrame();
            let k = 1;
            while (f !== null && (k < n || prefixes.some((p) => f!.code.filename.startsWith(p)))) {
              f = f.back;
              k++;
            }
            n = k;
          }
          const [file, line, module, registry] = context(n);
          warnExplicit(category, msg, file, line, module, registry, source ?? null);
          return null;
        },
      ],
      warn_explicit: [
        "($module, /, message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)",
        (
          msg: PyObj,
          cat: PyObj,
          file: PyObj,
          line: PyObj,
          module?: PyObj,
          registry?: PyObj,
          _g?: PyObj,
          source?: PyObj,
        ) => {
          warnExplicit(
            categoryOf(msg, cat),
            msg,
            file,
            Number(A.index(line)),
            module ?? null,
            registry ?? null,
            source ?? null,
          );
          return null;
        },
      ],
      _filters_mutated_lock_held: [
        "($module, /)",
        () => {
          state().version++;
          return null;
        },
      ],
      _acquire_lock: ["($module, /)", () => null],
      _release_lock: ["($module, /)", () => null],
    },
    {
      filters: s.filters,
      _onceregistry: s.onceregistry,
      _defaultaction: s.defaultaction,
      _warnings_context: null,
    },
  );
});

/** _contextvars: Context, ContextVar, Token. */
import { aliasHook, asJs, call, eq, PyIter, reprJs } from "../objects/abstract.js";
import { E, err, keyError, typeError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, PySingleton, type PyType } from "../objects/object.js";
import { addressOf } from "../objects/objecttype.js";
import { iteratorType } from "../objects/sequence.js";
import type { Kw } from "../objects/signature.js";
import { builtinType, mkTuple, NotImplemented } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { perThread } from "../runtime/threads.js";

export class PyContext extends PyObject {
  vars: Map<PyContextVar, PyObj> = new Map();
  /** The map is shared with a copy and must be copied before a change. */
  shared = false;
  entered = false;
  previous: PyContext | null = null;

  copy(): PyContext {
    const c = new PyContext(context_type);
    c.vars = this.vars;
    c.shared = this.shared = true;
    return c;
  }
  own(): Map<PyContextVar, PyObj> {
    if (this.shared) {
      this.vars = new Map(this.vars);
      this.shared = false;
    }
    return this.vars;
  }
}

export class PyContextVar extends PyObject {
  name = "";
  fallback: PyObj | undefined = undefined;
}

class PyToken extends PyObject {
  context: PyContext;
  variable: PyContextVar;
  old: PyObj | undefined;
  used = false;
  constructor(context: PyContext, variable: PyContextVar, old: PyObj | undefined) {
    super(token_type);
    this.context = context;
    this.variable = variable;
    this.old = old;
  }
}

const plain = { module: "_contextvars", subclassable: false } as const;
export const context_type: PyType = builtinType("Context", {
  ...plain,
  ctor: PyContext,
  hasWeakref: true,
});
export const contextvar_type = builtinType("ContextVar", {
  ...plain,
  ctor: PyContextVar,
  hasWeakref: true,
});
export const token_type: PyType = builtinType("Token", plain);
const missing_type = builtinType("_token_missing", {
  module: "_contextvars",
  subclassable: false,
  instantiable: false,
});
const MISSING = new PySingleton(missing_type, "<Token.MISSING>");
slots(missing_type, { __repr__: () => "<Token.MISSING>" });

/** The context of the running thread; threads swap it when they are switched. */
export const contextState: { current: PyContext | null } = { current: null };
perThread<PyContext | null>({
  save: () => contextState.current,
  load: (c) => {
    contextState.current = c;
  },
  fresh: () => null,
});
export function currentContext(): PyContext {
  return (contextState.current ??= new PyContext(context_type));
}

export function enterContext(c: PyContext): void {
  if (c.entered) throw err(E.RuntimeError, `cannot enter context: ${reprJs(c)} is already entered`);
  c.previous = currentContext();
  c.entered = true;
  contextState.current = c;
}
export function exitContext(c: PyContext): void {
  if (!c.entered)
    throw err(E.RuntimeError, `cannot exit context: ${reprJs(c)} has not been entered`);
  if (contextState.current !== c)
    throw err(
      E.RuntimeError,
      "cannot exit context: thread state references a different context object",
    );
  contextState.current = c.previous;
  c.previous = null;
  c.entered = false;
}

export function newContextVar(name: string, fallback?: PyObj): PyContextVar {
  const v = new PyContextVar(contextvar_type);
  v.name = name;
  v.fallback = fallback;
  return v;
}
/** The value of a variable; undefined when it has none at all. */
export function getContextVar(v: PyContextVar): PyObj | undefined {
  return contextState.current?.vars.get(v) ?? nullOr(contextState.current, v);
}
/** A variable set to None is there, though `??` passes over it. */
function nullOr(c: PyContext | null, v: PyContextVar): PyObj | undefined {
  return c?.vars.has(v) ? null : undefined;
}
export function setContextVar(v: PyContextVar, value: PyObj): PyObj {
  const c = currentContext();
  const t = new PyToken(c, v, c.vars.get(v));
  c.own().set(v, value);
  return t;
}
export function resetContextVar(v: PyContextVar, t: PyObj): void {
  if (!(t instanceof PyToken)) throw typeError(`expected an instance of Token, got ${reprJs(t)}`);
  if (t.used) throw err(E.RuntimeError, `${reprJs(t)} has already been used once`);
  if (t.variable !== v)
    throw err(E.ValueError, `${reprJs(t)} was created by a different ContextVar`);
  const c = currentContext();
  if (t.context !== c) throw err(E.ValueError, `${reprJs(t)} was created in a different Context`);
  t.used = true;
  if (t.old === undefined) c.own().delete(v);
  else c.own().set(v, t.old);
}

// ---- Context ----

newMethod(context_type, "($type, *args, **kwargs)", (_c: PyType, args: PyObj[], kw: Kw) => {
  if (args.length > 0 || kw.size > 0) throw typeError("Context() does not accept any arguments");
  return new PyContext(context_type);
});
function varKey(k: PyObj): PyContextVar {
  if (!(k instanceof PyContextVar))
    throw typeError(`a ContextVar key was expected, got ${reprJs(k)}`);
  return k;
}
class ContextIter extends PyIter {
  private readonly it: Iterator<PyObj>;
  constructor(t: PyType, it: Iterator<PyObj>) {
    super(t);
    this.it = it;
  }
  override $next(): PyObj | undefined {
    const r = this.it.next();
    return r.done === true ? undefined : r.value;
  }
}
const keys_type = iteratorType("keys");
const values_type = iteratorType("values");
const items_type = iteratorType("items");
function* pairs(m: Map<PyContextVar, PyObj>): IterableIterator<PyObj> {
  for (const [k, v] of m) yield mkTuple([k, v]);
}
function iterate(c: PyContext, t: PyType): ContextIter {
  c.shared = true;
  const it = t === keys_type ? c.vars.keys() : t === values_type ? c.vars.values() : pairs(c.vars);
  return new ContextIter(t, it);
}
function sameContext(a: PyContext, b: PyContext): boolean {
  if (a.vars === b.vars) return true;
  if (a.vars.size !== b.vars.size) return false;
  for (const [k, v] of a.vars) {
    const w = b.vars.get(k);
    if (w === undefined || !eq(v, w)) return false;
  }
  return true;
}
slots(context_type, {
  __len__: (c: PyContext) => c.vars.size,
  __iter__: (c: PyContext) => iterate(c, keys_type),
  __contains__: (c: PyContext, k: PyObj) => c.vars.has(varKey(k)),
  __getitem__: (c: PyContext, k: PyObj) => {
    const v = c.vars.get(varKey(k));
    if (v === undefined) throw keyError(k);
    return v;
  },
  __eq__: (a: PyContext, b: PyObj) => (b instanceof PyContext ? sameContext(a, b) : NotImplemented),
  __ne__: (a: PyContext, b: PyObj) =>
    b instanceof PyContext ? !sameContext(a, b) : NotImplemented,
});
context_type.set("__hash__", null);
methods(context_type, {
  get: [
    "($self, key, default=None, /)",
    (c: PyContext, k: PyObj, d?: PyObj) => {
      const v = c.vars.get(varKey(k));
      return v === undefined ? (d ?? null) : v;
    },
  ],
  keys: ["($self, /)", (c: PyContext) => iterate(c, keys_type)],
  values: ["($self, /)", (c: PyContext) => iterate(c, values_type)],
  items: ["($self, /)", (c: PyContext) => iterate(c, items_type)],
  copy: ["($self, /)", (c: PyContext) => c.copy()],
  run: [
    "($self, *args, **kwargs)",
    (c: PyContext, args: PyObj[], kw: Kw) => {
      if (args.length === 0) throw typeError("run() missing 1 required positional argument");
      enterContext(c);
      try {
        return call(args[0], args.slice(1), kw);
      } finally {
        exitContext(c);
      }
    },
  ],
});

// ---- ContextVar ----

newMethod(contextvar_type, "($type, *args, **kwargs)", (_c: PyType, args: PyObj[], kw: Kw) => {
  if (args.length !== 1 && !(args.length === 0 && kw.has("name")))
    throw typeError(`ContextVar() takes exactly 1 positional argument (${args.length} given)`);
  for (const k of kw.keys())
    if (k !== "default" && k !== "name")
      throw typeError(`ContextVar() got an unexpected keyword argument '${k}'`);
  const name = asJs(args[0] ?? kw.get("name") ?? null);
  if (name === undefined) throw typeError("context variable name must be a str");
  return newContextVar(name, kw.get("default"));
});
slots(contextvar_type, {
  __repr__: (v: PyContextVar) =>
    `<ContextVar name=${reprJs(v.name)}${v.fallback === undefined ? "" : ` default=${reprJs(v.fallback)}`} at ${addressOf(v)}>`,
});
getsets(contextvar_type, { name: (v: PyContextVar) => v.name }, true);
methods(contextvar_type, {
  get: [
    "($self, default=<unrepresentable>, /)",
    (v: PyContextVar, d?: PyObj) => {
      const x = getContextVar(v);
      if (x !== undefined) return x;
      if (d !== undefined) return d;
      if (v.fallback !== undefined) return v.fallback;
      throw err(E.LookupError, v);
    },
  ],
  set: ["($self, value, /)", (v: PyContextVar, x: PyObj) => setContextVar(v, x)],
  reset: [
    "($self, token, /)",
    (v: PyContextVar, t: PyObj) => {
      resetContextVar(v, t);
      return null;
    },
  ],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

// ---- Token ----

newMethod(token_type, "($type, *args, **kwargs)", () => {
  throw err(E.RuntimeError, "Tokens can only be created by ContextVars");
});
slots(token_type, {
  __repr__: (t: PyToken) =>
    `<Token${t.used ? " used" : ""} var=${reprJs(t.variable)} at ${addressOf(t)}>`,
});
token_type.set("__hash__", null);
getsets(token_type, {
  var: (t: PyToken) => t.variable,
  old_value: (t: PyToken) => (t.old === undefined ? MISSING : t.old),
});
token_type.set("MISSING", MISSING);
methods(token_type, {
  __enter__: ["($self, /)", (t: PyToken) => t],
  __exit__: [
    "($self, type, value, traceback, /)",
    (t: PyToken) => {
      resetContextVar(t.variable, t);
      return null;
    },
  ],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

registerModule("_contextvars", () =>
  defineModule(
    "_contextvars",
    "Context Variables",
    { copy_context: ["($module, /)", () => currentContext().copy()] },
    { Context: context_type, ContextVar: contextvar_type, Token: token_type },
  ),
);

/** module objects, and how modules written here are made. */
import { call, callable, genericGet, getattrOpt, truth, typeName } from "./abstract.js";
import { attributeError, E, err, typeError } from "./errors.js";
import { builtinFunction, getsets, methods, newMethod, slots } from "./function.js";
import { PyDict } from "./hashtable.js";
import { type BuiltinFn, type PyObj, PyObject, type PyType } from "./object.js";
import type { Kw } from "./signature.js";
import { annotationHooks, virtual } from "./type.js";
import { builtinType, mkList, newDict } from "./types.js";

export class PyModule extends PyObject {
  dict: PyDict = newDict();
  /** What the bridge keeps of an extension module. */
  native: unknown = null;
}
Object.defineProperty(PyModule.prototype, "odict", {
  get(this: PyModule) {
    return this.dict;
  },
  set(this: PyModule, d: PyDict | undefined) {
    if (d !== undefined) this.dict = d;
  },
});

export const module_type = builtinType("module", {
  ctor: PyModule,
  hasDict: true,
  hasWeakref: true,
});

/** Set by the import system: the module's repr from its spec. */
export const moduleHooks = {
  repr: (m: PyModule): PyObj => `<module ${String(m.dict.getStr("__name__"))}>`,
  /** Whether the spec says that the module is still being initialised. */
  initializing: (_m: PyModule): boolean => false,
};

PyModule.prototype.$getattro = function (this: PyModule, name: string): PyObj | undefined {
  const v = this.dict.getStr(name);
  if (v !== undefined && this.cls.lookup(name) === undefined) return v;
  const w = genericGet(this, this.cls, name);
  if (w !== undefined) return w;
  const hook = this.dict.getStr("__getattr__");
  return hook === undefined ? undefined : call(hook, [name]);
};
PyModule.prototype.$noAttribute = function (this: PyObject, name: string): string {
  const m = this as PyModule;
  const n = m.dict.getStr("__name__");
  if (typeof n !== "string") return `module has no attribute '${name}'`;
  if (moduleHooks.initializing(m))
    return `partially initialized module '${n}' has no attribute '${name}' (most likely due to a circular import)`;
  return `module '${n}' has no attribute '${name}'`;
};

newMethod(module_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(module_type, {
  __init__: (m: PyModule, args: PyObj[], kw: Kw) => {
    const name = args[0] ?? kw.get("name");
    if (name === undefined) throw typeError("module() missing required argument 'name' (pos 1)");
    if (typeof name !== "string")
      throw typeError(`module() argument 'name' must be str, not ${typeName(name)}`);
    initModule(m, name, args[1] ?? kw.get("doc") ?? null);
    return null;
  },
  __repr__: (m: PyModule) => moduleHooks.repr(m),
  __getattribute__: virtual((m: PyObject, name: PyObj) => {
    const v = m.$getattro(String(name));
    if (v === undefined)
      throw attributeError(
        m,
        String(name),
        (m.$noAttribute as (n: string) => string)(String(name)),
      );
    return v;
  }),
});
function initModule(m: PyModule, name: string, doc: PyObj): void {
  const d = m.dict;
  d.setStr("__name__", name);
  d.setStr("__doc__", doc);
  d.setStr("__package__", null);
  d.setStr("__loader__", null);
  d.setStr("__spec__", null);
}
getsets(module_type, { __dict__: (m: PyModule) => m.dict }, true);
getsets(module_type, {
  __annotations__: [
    (m: PyModule) => {
      const known = m.dict.getStr("__annotations__");
      if (known !== undefined) return known;
      const a = m.dict.getStr("__annotate__") ?? null;
      const d = a === null ? newDict() : annotationHooks.evaluate(a);
      m.dict.setStr("__annotations__", d);
      return d;
    },
    (m: PyModule, v) => {
      if (v === undefined) {
        if (m.dict.delete("__annotations__") === undefined)
          throw err(E.AttributeError, "__annotations__");
      } else m.dict.setStr("__annotations__", v);
      m.dict.delete("__annotate__");
    },
  ],
  __annotate__: [
    (m: PyModule) => m.dict.getStr("__annotate__") ?? null,
    (m: PyModule, v) => {
      if (v === undefined) throw typeError("cannot delete __annotate__ attribute");
      if (v !== null && !callable(v)) throw typeError("__annotate__ must be callable or None");
      m.dict.setStr("__annotate__", v);
      if (v !== null) m.dict.delete("__annotations__");
    },
  ],
});
methods(module_type, {
  __dir__: [
    "($self, /)",
    (m: PyModule) => {
      if (!(getattrOpt(m, "__dict__") instanceof PyDict))
        throw typeError("<module>.__dict__ is not a dictionary");
      const hook = m.dict.getStr("__dir__");
      return hook !== undefined ? call(hook, []) : mkList([...m.dict.keys()]);
    },
  ],
});

export function newModule(name: string, doc: PyObj = null): PyModule {
  const m = new PyModule(module_type);
  initModule(m, name, doc);
  return m;
}

export type FunctionTable = Record<string, readonly [sig: string, fn: BuiltinFn, doc?: string]>;

/** A built-in module from a table of functions and other values. */
export function defineModule(
  name: string,
  doc: string | null,
  functions: FunctionTable,
  values: Record<string, PyObj> = {},
): PyModule {
  const m = newModule(name, doc);
  addFunctions(m, functions);
  for (const k of Object.keys(values)) m.dict.setStr(k, values[k]);
  return m;
}

export function addFunctions(m: PyModule, functions: FunctionTable): void {
  const name = String(m.dict.getStr("__name__"));
  for (const k of Object.keys(functions)) {
    const [sig, fn, d] = functions[k];
    const f = builtinFunction(k, sig, fn, name);
    (f as { self: PyObj | undefined }).self = m;
    f.doc = d ?? null;
    m.dict.setStr(k, f);
  }
}

export { getattrOpt, truth };

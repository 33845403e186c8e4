/** Type parameters and aliases of PEP 695/696: the types that the `_typing` module exports. */
import { aliasHook, call, call1, getattr, iter, reprJs, typeName } from "./abstract.js";
import { E, err, typeError } from "./errors.js";
import { getsets, methods, newMethod, type PyFunction, slots } from "./function.js";
import type { PyDict } from "./hashtable.js";
import { type PyObj, PyObject, PyTuple, type PyType, type Str, TPFLAGS } from "./object.js";
import type { Kw } from "./signature.js";
import { typeHooks } from "./type.js";
import { builtinType, EMPTY_TUPLE, mkTuple, NotImplemented } from "./types.js";

/** Set by the import system: gives an attribute of the `typing` module. */
export const typingHook = {
  get: (_name: string): PyObj => {
    throw err(E.ImportError, "typing is not available");
  },
  caller: (): PyObj => null,
};
const typing = (name: string, ...args: PyObj[]): PyObj => call(typingHook.get(name), args);

const tv = (name: string) =>
  builtinType(name, { subclassable: false, module: "typing", hasDict: true, hasWeakref: true });
export const typevar_type = tv("TypeVar");
export const paramspec_type = tv("ParamSpec");
export const typevartuple_type = tv("TypeVarTuple");
export const paramspecargs_type = tv("ParamSpecArgs");
export const paramspeckwargs_type = tv("ParamSpecKwargs");
export const typealias_type = builtinType("TypeAliasType", {
  subclassable: false,
  module: "typing",
  hasWeakref: true,
});
/** Made like a class of Python, so that its instances are pickled as those are. */
export const generic_type = builtinType("Generic", { module: "typing", flags: TPFLAGS.HEAPTYPE });
export const nodefault_type = builtinType("NoDefaultType", {
  subclassable: false,
  module: "typing",
});
export const NoDefault = new PyObject(nodefault_type);
slots(nodefault_type, { __repr__: () => "typing.NoDefault" });
newMethod(nodefault_type, "($type)", () => NoDefault);
methods(nodefault_type, { __reduce__: ["($self, /)", () => "NoDefault"] });

type Kind = "TypeVar" | "ParamSpec" | "TypeVarTuple";
export class PyTypeParam extends PyObject {
  readonly kind: Kind;
  readonly name: string;
  /** Values, or functions that give them when first asked. */
  bound: PyObj = null;
  evalBound: PyObj = null;
  constraints: PyObj = EMPTY_TUPLE;
  evalConstraints: PyObj = null;
  default_: PyObj = NoDefault;
  evalDefault: PyObj = null;
  covariant = false;
  contravariant = false;
  inferVariance = false;
  constructor(cls: PyType, kind: Kind, name: string) {
    super(cls);
    this.kind = kind;
    this.name = name;
  }
}

const lazyValue = (f: PyObj): PyObj => call1(f, 1);

export function mkTypeVar(name: string, bound: PyObj, isTuple: boolean, def: PyObj): PyTypeParam {
  const t = new PyTypeParam(typevar_type, "TypeVar", name);
  t.inferVariance = true;
  if (isTuple) t.evalConstraints = bound;
  else t.evalBound = bound;
  t.evalDefault = def;
  setModule(t);
  return t;
}
export function mkParamSpec(name: string, def: PyObj): PyTypeParam {
  const t = new PyTypeParam(paramspec_type, "ParamSpec", name);
  t.inferVariance = true;
  t.evalDefault = def;
  setModule(t);
  return t;
}
export function mkTypeVarTuple(name: string, def: PyObj): PyTypeParam {
  const t = new PyTypeParam(typevartuple_type, "TypeVarTuple", name);
  t.evalDefault = def;
  setModule(t);
  return t;
}
function setModule(t: PyTypeParam): void {
  const m = typingHook.caller();
  (t as unknown as Record<string, PyObj>)["@__module__"] = m;
}

const hasDefault = (t: PyTypeParam): boolean => t.evalDefault !== null || t.default_ !== NoDefault;
const common = {
  __name__: ((t: PyTypeParam) => t.name) as never,
  __default__: ((t: PyTypeParam) => {
    if (t.evalDefault !== null) {
      t.default_ = lazyValue(t.evalDefault);
      t.evalDefault = null;
    }
    return t.default_;
  }) as never,
  evaluate_default: ((t: PyTypeParam) =>
    t.evalDefault ?? (t.default_ === NoDefault ? null : t.default_)) as never,
};
const variance = {
  __covariant__: ((t: PyTypeParam) => t.covariant) as never,
  __contravariant__: ((t: PyTypeParam) => t.contravariant) as never,
  __infer_variance__: ((t: PyTypeParam) => t.inferVariance) as never,
};
getsets(typevar_type, {
  ...common,
  ...variance,
  __bound__: ((t: PyTypeParam) => {
    if (t.evalBound !== null) {
      t.bound = lazyValue(t.evalBound);
      t.evalBound = null;
    }
    return t.bound;
  }) as never,
  __constraints__: ((t: PyTypeParam) => {
    if (t.evalConstraints !== null) {
      t.constraints = lazyValue(t.evalConstraints);
      t.evalConstraints = null;
    }
    return t.constraints;
  }) as never,
  evaluate_bound: ((t: PyTypeParam) => t.evalBound ?? t.bound) as never,
  evaluate_constraints: ((t: PyTypeParam) => t.evalConstraints) as never,
});
getsets(paramspec_type, {
  ...common,
  ...variance,
  __bound__: ((t: PyTypeParam) => t.bound) as never,
  args: ((t: PyTypeParam) => new PyParamSpecPart(paramspecargs_type, t)) as never,
  kwargs: ((t: PyTypeParam) => new PyParamSpecPart(paramspeckwargs_type, t)) as never,
});
getsets(typevartuple_type, common);

class PyParamSpecPart extends PyObject {
  readonly origin: PyObj;
  constructor(cls: PyType, origin: PyObj) {
    super(cls);
    this.origin = origin;
  }
}
for (const [t, what] of [
  [paramspecargs_type, "args"],
  [paramspeckwargs_type, "kwargs"],
] as const) {
  methods(t, {
    __mro_entries__: [
      "($self, bases, /)",
      (p: PyParamSpecPart) => {
        throw typeError(`Cannot subclass an instance of ${p.cls.name}`);
      },
    ],
  });
  newMethod(t, "($type, origin)", (c: PyType, o: PyObj) => new PyParamSpecPart(c, o));
  getsets(t, { __origin__: (p: PyParamSpecPart) => p.origin }, true);
  slots(t, {
    __repr__: (p: PyParamSpecPart) =>
      p.origin instanceof PyTypeParam ? `${p.origin.name}.${what}` : `${String(p.origin)}.${what}`,
    __eq__: (a: PyParamSpecPart, b: PyObj) =>
      b instanceof PyParamSpecPart && b.cls === a.cls ? a.origin === b.origin : NotImplemented,
  });
}

function reprParam(t: PyTypeParam): string {
  if (t.kind === "TypeVarTuple" || t.inferVariance) return t.name;
  return `${t.covariant ? "+" : t.contravariant ? "-" : "~"}${t.name}`;
}
const forward = (o: PyObj): PyObj =>
  typeof o === "string" ? call1(typingHook.get("ForwardRef"), o) : o;
const union = (a: PyObj, b: PyObj): PyObj =>
  typeHooks.union(forward(a), forward(b)) ?? NotImplemented;
for (const t of [typevar_type, paramspec_type, typevartuple_type]) {
  slots(t, { __repr__: reprParam });
  if (t !== typevartuple_type)
    slots(t, { __or__: union, __ror__: (a: PyObj, b: PyObj) => union(b, a) });
  methods(t, {
    has_default: ["($self, /)", hasDefault],
    __reduce__: ["($self, /)", (p: PyTypeParam) => p.name],
    __mro_entries__: [
      "($self, bases, /)",
      (p: PyTypeParam) => {
        throw typeError(`Cannot subclass an instance of ${p.kind}`);
      },
    ],
  });
}
methods(typevar_type, {
  __typing_subst__: [
    "($self, arg, /)",
    (t: PyTypeParam, a: PyObj) => typing("_typevar_subst", t, a),
  ],
  __typing_prepare_subst__: [
    "($self, alias, args, /)",
    (t: PyTypeParam, alias: PyObj, args: PyTuple) => {
      const params = getattr(alias, "__parameters__") as PyTuple;
      const i = params.items.indexOf(t);
      if (i < args.items.length) return args;
      if (i === args.items.length && hasDefault(t))
        return mkTuple([...args.items, getattr(t, "__default__")]);
      throw typeError(`Too few arguments for ${reprJs(alias)}`);
    },
  ],
});
methods(paramspec_type, {
  __typing_subst__: [
    "($self, arg, /)",
    (t: PyTypeParam, a: PyObj) => typing("_paramspec_subst", t, a),
  ],
  __typing_prepare_subst__: [
    "($self, alias, args, /)",
    (t: PyTypeParam, alias: PyObj, args: PyObj) =>
      typing("_paramspec_prepare_subst", t, alias, args),
  ],
});
methods(typevartuple_type, {
  __typing_subst__: [
    "($self, arg, /)",
    () => {
      throw typeError("Substitution of bare TypeVarTuple is not supported");
    },
  ],
  __typing_prepare_subst__: [
    "($self, alias, args, /)",
    (t: PyTypeParam, alias: PyObj, args: PyObj) =>
      typing("_typevartuple_prepare_subst", t, alias, args),
  ],
});
/** `*t` is one item: `Unpack[t]`. */
const unpackOne = (t: PyObj): PyObj =>
  iter(mkTuple([call1(getattr(typingHook.get("Unpack"), "__getitem__"), t)]));
slots(typevartuple_type, { __iter__: unpackOne });

function checkName(name: PyObj, of: string): string {
  if (typeof name !== "string")
    throw typeError(`${of}() argument 'name' must be str, not ${typeName(name)}`);
  return name;
}
newMethod(
  typevar_type,
  "($type, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False)",
  (
    c: PyType,
    name: PyObj,
    constraints: PyObj[],
    bound?: PyObj,
    def?: PyObj,
    co?: PyObj,
    contra?: PyObj,
    infer?: PyObj,
  ) => {
    const t = new PyTypeParam(c, "TypeVar", checkName(name, "typevar"));
    t.covariant = co === true;
    t.contravariant = contra === true;
    t.inferVariance = infer === true;
    if (t.covariant && t.contravariant)
      throw err(E.ValueError, "Bivariant types are not supported.");
    if (t.inferVariance && (t.covariant || t.contravariant))
      throw err(E.ValueError, "Variance cannot be specified with infer_variance.");
    if (bound !== undefined && bound !== null)
      t.bound = typing("_type_check", bound, "Bound must be a type.");
    if (constraints.length === 1) throw typeError("A single constraint is not allowed");
    if (constraints.length > 0 && t.bound !== null)
      throw typeError("Constraints cannot be combined with bound=...");
    t.constraints = mkTuple(constraints);
    if (def !== undefined) t.default_ = def;
    setModule(t);
    return t;
  },
);
newMethod(
  paramspec_type,
  "($type, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False)",
  (c: PyType, name: PyObj, bound?: PyObj, def?: PyObj, co?: PyObj, contra?: PyObj, inf?: PyObj) => {
    const t = new PyTypeParam(c, "ParamSpec", checkName(name, "paramspec"));
    t.covariant = co === true;
    t.contravariant = contra === true;
    t.inferVariance = inf === true;
    if (bound !== undefined && bound !== null) t.bound = bound;
    if (def !== undefined) t.default_ = def;
    setModule(t);
    return t;
  },
);
newMethod(
  typevartuple_type,
  "($type, name, *, default=NoDefault)",
  (c: PyType, name: PyObj, def?: PyObj) => {
    const t = new PyTypeParam(c, "TypeVarTuple", checkName(name, "typevartuple"));
    if (def !== undefined) t.default_ = def;
    setModule(t);
    return t;
  },
);

// ---- aliases ----

export class PyTypeAlias extends PyObject {
  readonly name: Str;
  readonly params: PyTuple;
  value: PyObj = null;
  evaluate: PyObj = null;
  module: PyObj = null;
  constructor(name: Str, params: PyTuple) {
    super(typealias_type);
    this.name = name;
    this.params = params;
  }
}
export function mkTypeAlias(
  name: string,
  params: PyObj[],
  evaluate: PyFunction,
  g: PyDict,
): PyTypeAlias {
  const a = new PyTypeAlias(name, mkTuple(params));
  a.evaluate = evaluate;
  a.module = g.getStr("__name__") ?? null;
  return a;
}
getsets(typealias_type, {
  __name__: (a: PyTypeAlias) => a.name,
  __value__: (a: PyTypeAlias) => {
    if (a.evaluate !== null) {
      a.value = lazyValue(a.evaluate);
      a.evaluate = null;
    }
    return a.value;
  },
  __type_params__: (a: PyTypeAlias) => a.params,
  __parameters__: (a: PyTypeAlias) => mkTuple(a.params.items.map(unpackedParam)),
  __module__: (a: PyTypeAlias) => a.module,
  evaluate_value: (a: PyTypeAlias) => a.evaluate ?? a.value,
});
methods(typealias_type, { __reduce__: ["($self, /)", (a: PyTypeAlias) => a.name] });
slots(typealias_type, {
  __iter__: unpackOne,
  __repr__: (a: PyTypeAlias) => a.name,
  __or__: union,
  __ror__: (a: PyObj, b: PyObj) => union(b, a),
  __getitem__: (a: PyTypeAlias, k: PyObj) => {
    if (a.params.items.length === 0) throw typeError("Only generic type aliases are subscriptable");
    return aliasHook.make(a, k);
  },
});
newMethod(
  typealias_type,
  "($type, name, value, *, type_params=())",
  (_c: PyType, name: PyObj, value: PyObj, params?: PyObj) => {
    if (params !== undefined && !(params instanceof PyTuple))
      throw typeError("type_params must be a tuple");
    const given = (params as PyTuple | undefined) ?? EMPTY_TUPLE;
    checkParams(given.items);
    const a = new PyTypeAlias(checkName(name, "typealias"), given);
    a.value = value;
    a.module = typingHook.caller();
    return a;
  },
);

/** What is no parameter is refused, and one without a default behind one with. */
function checkParams(params: readonly PyObj[]): void {
  let defaults = false;
  for (const p of params) {
    if (!(p instanceof PyTypeParam)) throw typeError(`Expected a type param, got ${reprJs(p)}`);
    if (getattr(p, "__default__") !== NoDefault) defaults = true;
    else if (defaults)
      throw typeError(`non-default type parameter '${reprJs(p)}' follows default type parameter`);
  }
}

// ---- Generic ----

/** `Generic[T, ...]` as the last base of a class with type parameters. */
export function genericBase(params: PyObj[]): PyObj {
  return typing("_generic_class_getitem", generic_type, mkTuple(params.map(unpackedParam)));
}
function unpackedParam(p: PyObj): PyObj {
  return p instanceof PyTypeParam && p.kind === "TypeVarTuple"
    ? call1(getattr(typingHook.get("Unpack"), "__getitem__"), p)
    : p;
}
methods(generic_type, {
  __class_getitem__: [
    "($cls, /, *args, **kwargs)",
    (c: PyType, args: PyObj[], kw: Kw) =>
      call(typingHook.get("_generic_class_getitem"), [c, ...args], kw),
  ],
  __init_subclass__: [
    "($cls, /, *args, **kwargs)",
    (c: PyType, args: PyObj[], kw: Kw) =>
      call(typingHook.get("_generic_init_subclass"), [c, ...args], kw),
  ],
});

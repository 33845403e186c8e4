/** `list[int]` (types.GenericAlias) and `int | str` (typing.Union). */
import {
  aliasHook,
  call,
  call1,
  call2,
  eq,
  getattr,
  getattrOpt,
  getitem,
  isInstance,
  isSubclass,
  iter,
  PyIter,
  reprJs,
  setattr,
  strJs,
  subscriptOnly,
  toArray,
  typeName,
} from "./abstract.js";
import { E, isException, typeError } from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { hashOf } from "./hash.js";
import { PyList, type PyObj, PyObject, PyTuple, PyType, typeOf } from "./object.js";
import { builtinHook, iteratorType } from "./sequence.js";
import type { Kw } from "./signature.js";
import { typeHooks, virtual } from "./type.js";
import {
  builtinType,
  Ellipsis,
  frozenset_type,
  mkList,
  mkTuple,
  NotImplemented,
  none_type,
} from "./types.js";
import { generic_type, PyTypeAlias, PyTypeParam } from "./typevar.js";

export class PyGenericAlias extends PyObject {
  readonly origin: PyObj;
  readonly args: PyTuple;
  starred = false;
  private params: PyTuple | null = null;
  constructor(cls: PyType, origin: PyObj, args: PyObj) {
    super(cls);
    this.origin = origin;
    this.args = args instanceof PyTuple ? args : mkTuple([args]);
  }
  get parameters(): PyTuple {
    this.params ??= mkTuple(collectParameters(this.args.items));
    return this.params;
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    const r = call(this.origin, args, kw);
    try {
      if (r instanceof PyObject) setattr(r, "__orig_class__", this);
    } catch (e) {
      if (!isException(e, E.AttributeError) && !isException(e, E.TypeError)) throw e;
    }
    return r;
  }
}
export const genericalias_type = builtinType("GenericAlias", {
  module: "types",
  ctor: PyGenericAlias as never,
  hasWeakref: true,
});
aliasHook.make = (origin, args) => new PyGenericAlias(genericalias_type, origin, args);

const isTypeVarLike = (o: PyObj): boolean =>
  !(o instanceof PyType) && getattrOpt(o, "__typing_subst__") !== undefined;

/** Type variables of the arguments, each once, in order of appearance. */
export function collectParameters(args: PyObj[]): PyObj[] {
  const out: PyObj[] = [];
  const add = (p: PyObj): void => {
    if (!out.includes(p)) out.push(p);
  };
  for (const a of args) {
    if (a instanceof PyType) continue;
    if (isTypeVarLike(a)) add(a);
    else if (a instanceof PyTuple || a instanceof PyList) collectParameters(a.items).forEach(add);
    else {
      const p = a instanceof PyObject ? getattrOpt(a, "__parameters__") : undefined;
      if (p instanceof PyTuple) p.items.forEach(add);
    }
  }
  return out;
}

/** The text of one argument. */
function argRepr(a: PyObj): string {
  if (typeName(a) === "ellipsis") return "...";
  if (a instanceof PyList) return `[${a.items.map(argRepr).join(", ")}]`;
  if (a instanceof PyTuple) return `(${a.items.map(argRepr).join(", ")})`;
  if (a instanceof PyGenericAlias) return reprJs(a);
  const q = a instanceof PyObject ? getattrOpt(a, "__qualname__") : undefined;
  const m = a instanceof PyObject ? getattrOpt(a, "__module__") : undefined;
  if (getattrOpt(a, "__origin__") !== undefined && getattrOpt(a, "__args__") !== undefined)
    return reprJs(a);
  if (q !== undefined && m !== undefined && m !== null)
    return m === "builtins" ? strJs(q) : `${strJs(m)}.${strJs(q)}`;
  return reprJs(a);
}

/** What an alias answers itself; all else is its origin's. */
const OWN_ATTRIBUTES = [
  "__args__",
  "__bases__",
  "__class__",
  "__copy__",
  "__deepcopy__",
  "__mro_entries__",
  "__origin__",
  "__parameters__",
  "__reduce__",
  "__reduce_ex__",
  "__typing_unpacked_tuple_args__",
  "__unpacked__",
];
const own = new Set(OWN_ATTRIBUTES);
PyGenericAlias.prototype.$getattro = function (this: PyGenericAlias, name: string) {
  return own.has(name) ? PyObject.prototype.$getattro.call(this, name) : getattr(this.origin, name);
};

/** Arguments with `*tuple[...]` of known length opened. */
function unpacked(items: PyObj[]): PyObj[] {
  return items.flatMap((a) => {
    if (a instanceof PyType) return [a];
    const inner = getattrOpt(a, "__typing_unpacked_tuple_args__");
    const closed = inner instanceof PyTuple && inner.items.at(-1) !== Ellipsis;
    return closed ? inner.items : [a];
  });
}

/** Replaces the parameters of an alias by items, as `alias[items]` does. */
function substitute(self: PyObj, args: PyObj[], params: PyObj[], item: PyObj): PyObj[] {
  if (params.length === 0) throw typeError(`${reprJs(self)} is not a generic class`);
  let items: PyObj = mkTuple(unpacked(item instanceof PyTuple ? item.items : [item]));
  for (const p of params) {
    const prep = getattrOpt(p, "__typing_prepare_subst__");
    if (prep !== undefined && prep !== null) items = call2(prep, self, items);
  }
  const given = (items as PyTuple).items;
  if (given.length !== params.length)
    throw typeError(
      `Too ${given.length > params.length ? "many" : "few"} arguments for ${reprJs(self)}; ` +
        `actual ${given.length}, expected ${params.length}`,
    );
  const out: PyObj[] = [];
  for (const a of args) {
    if (a instanceof PyType) {
      out.push(a);
      continue;
    }
    const unpack = getattrOpt(a, "__typing_is_unpacked_typevartuple__") === true;
    const subst = getattrOpt(a, "__typing_subst__");
    let v: PyObj;
    if (subst !== undefined && subst !== null) v = call1(subst, given[params.indexOf(a)]);
    else if (a instanceof PyTuple || a instanceof PyList) {
      const inner = substitute(self, a.items, params, items);
      v = a instanceof PyTuple ? mkTuple(inner) : mkList(inner);
    } else {
      const sub = a instanceof PyObject ? getattrOpt(a, "__parameters__") : undefined;
      if (sub instanceof PyTuple && sub.items.length > 0) {
        const vals: PyObj[] = [];
        for (const p of sub.items) {
          const x = given[params.indexOf(p)];
          if (x instanceof PyTuple && p instanceof PyTypeParam && p.kind === "TypeVarTuple")
            vals.push(...x.items);
          else vals.push(x);
        }
        v = getitem(a, mkTuple(vals));
      } else v = a;
    }
    if (unpack && v instanceof PyTuple) out.push(...v.items);
    else out.push(v);
  }
  return out;
}

newMethod(
  genericalias_type,
  "($type, origin, args, /)",
  (t: PyType, o: PyObj, a: PyObj) => new (t.ctor as unknown as typeof PyGenericAlias)(t, o, a),
);
getsets(
  genericalias_type,
  {
    __origin__: (g: PyGenericAlias) => g.origin,
    __args__: (g: PyGenericAlias) => g.args,
    __unpacked__: (g: PyGenericAlias) => g.starred,
  },
  true,
);
getsets(genericalias_type, {
  __parameters__: (g: PyGenericAlias) => g.parameters,
  __typing_unpacked_tuple_args__: (g: PyGenericAlias) =>
    g.starred && typeName(g.origin) === "type" && (g.origin as PyType).name === "tuple"
      ? g.args
      : null,
});
const ga_iterator_type = iteratorType("generic_alias_iterator");
class StarIter extends PyIter {
  private alias: PyGenericAlias | null;
  constructor(a: PyGenericAlias) {
    super(ga_iterator_type);
    this.alias = a;
  }
  override $next(): PyObj | undefined {
    const a = this.alias;
    if (a === null) return undefined;
    this.alias = null;
    const s = new PyGenericAlias(genericalias_type, a.origin, a.args);
    s.starred = true;
    return s;
  }
}
slots(genericalias_type, {
  __repr__: (g: PyGenericAlias) => {
    const args = g.args.items.length === 0 ? "()" : g.args.items.map(argRepr).join(", ");
    return `${g.starred ? "*" : ""}${argRepr(g.origin)}[${args}]`;
  },
  __call__: (g: PyGenericAlias, args: PyObj[], kw: Kw) => g.$call(args, kw),
  __getitem__: (g: PyGenericAlias, item: PyObj) => {
    const r = new PyGenericAlias(
      genericalias_type,
      g.origin,
      mkTuple(substitute(g, g.args.items, g.parameters.items, item)),
    );
    r.starred = g.starred;
    return r;
  },
  __eq__: (a: PyGenericAlias, b: PyObj) =>
    b instanceof PyGenericAlias
      ? a.starred === b.starred && eq(a.origin, b.origin) && eq(a.args, b.args)
      : NotImplemented,
  __hash__: (g: PyGenericAlias) =>
    Number(BigInt.asIntN(53, BigInt(hashOf(g.origin)) ^ BigInt(hashOf(g.args)))),
  __iter__: (g: PyGenericAlias) => new StarIter(g),
  __or__: (a: PyObj, b: PyObj) => typeHooks.union(a, b) ?? NotImplemented,
  __ror__: (a: PyObj, b: PyObj) => typeHooks.union(b, a) ?? NotImplemented,
  __getattribute__: virtual((g: PyObject, name: PyObj) => getattr(g, String(name))),
});
methods(genericalias_type, {
  __mro_entries__: ["($self, bases, /)", (g: PyGenericAlias) => mkTuple([g.origin])],
  __instancecheck__: [
    "($self, instance, /)",
    () => {
      throw typeError("isinstance() argument 2 cannot be a parameterized generic");
    },
  ],
  __subclasscheck__: [
    "($self, subclass, /)",
    () => {
      throw typeError("issubclass() argument 2 cannot be a parameterized generic");
    },
  ],
  __reduce__: [
    "($self, /)",
    (g: PyGenericAlias) => {
      if (!g.starred) return mkTuple([genericalias_type, mkTuple([g.origin, g.args])]);
      const plain = new PyGenericAlias(genericalias_type, g.origin, g.args);
      return mkTuple([builtinHook.get("next"), mkTuple([new StarIter(plain)])]);
    },
  ],
  __dir__: [
    "($self, /)",
    (g: PyGenericAlias) => {
      const names = toArray(call1(builtinHook.get("dir"), g.origin));
      const more = OWN_ATTRIBUTES.filter(
        (n) => !names.includes(n) && g.cls.lookup(n) !== undefined,
      );
      return mkList([...names, ...more]);
    },
  ],
});

// ---- unions ----

export class PyUnion extends PyObject {
  readonly args: PyTuple;
  constructor(args: PyObj[]) {
    super(union_type);
    this.args = mkTuple(args);
  }
}
export const union_type = builtinType("Union", {
  module: "typing",
  subclassable: false,
  instantiable: false,
  ctor: PyUnion as never,
  hasWeakref: true,
});

function isUnionable(o: PyObj): boolean {
  return (
    o === null ||
    typeName(o) === "ForwardRef" ||
    o instanceof PyType ||
    o instanceof PyGenericAlias ||
    o instanceof PyUnion ||
    o instanceof PyTypeAlias ||
    o instanceof PyTypeParam
  );
}
function flatten(args: PyObj[]): PyObj[] {
  const out: PyObj[] = [];
  const add = (a: PyObj): void => {
    if (a instanceof PyUnion) {
      a.args.items.forEach(add);
      return;
    }
    const v: PyObj = a === null ? none_type : a;
    if (!out.some((x) => x === v || (!(x instanceof PyType) && !(v instanceof PyType) && eq(x, v))))
      out.push(v);
  };
  args.forEach(add);
  return out;
}
export function makeUnion(args: PyObj[]): PyObj {
  const list = flatten(args);
  return list.length === 1 ? list[0] : new PyUnion(list);
}
typeHooks.union = (a, b) => (isUnionable(a) && isUnionable(b) ? makeUnion([a, b]) : undefined);

subscriptOnly.add(union_type);
slots(union_type, {
  __repr__: (u: PyUnion) =>
    u.args.items.map((a) => (a === none_type ? "None" : argRepr(a))).join(" | "),
  __eq__: (a: PyUnion, b: PyObj) =>
    b instanceof PyUnion
      ? a.args.items.length === b.args.items.length &&
        a.args.items.every((x) => b.args.items.some((y) => eq(x, y)))
      : NotImplemented,
  __hash__: (u: PyUnion) => hashOf(call1(frozenset_type, u.args)),
  __or__: (a: PyObj, b: PyObj) => unionOr(a, b),
  __ror__: (b: PyObj, a: PyObj) => unionOr(a, b),
  __getitem__: (u: PyUnion, item: PyObj) =>
    makeUnion(substitute(u, u.args.items, collectParameters(u.args.items), item)),
});
function unionOr(a: PyObj, b: PyObj): PyObj {
  if (isUnionable(a) && isUnionable(b)) return makeUnion([a, b]);
  const ok = (o: PyObj): boolean =>
    isUnionable(o) ||
    typeof o === "string" ||
    getattrOpt(o, "__typing_subst__") !== undefined ||
    typeOf(o).lookup("__mro_entries__") !== undefined ||
    getattrOpt(o, "__origin__") !== undefined;
  return ok(a) && ok(b) ? makeUnion([a, b]) : NotImplemented;
}
getsets(union_type, { __args__: (u: PyUnion) => u.args }, true);
getsets(union_type, {
  __parameters__: (u: PyUnion) => mkTuple(collectParameters(u.args.items)),
  __origin__: () => union_type,
  __name__: () => "Union",
  __qualname__: () => "Union",
});
methods(union_type, {
  __instancecheck__: [
    "($self, instance, /)",
    (u: PyUnion, o: PyObj) => u.args.items.some((a) => isInstance(o, a)),
  ],
  __subclasscheck__: [
    "($self, subclass, /)",
    (u: PyUnion, o: PyObj) => {
      if (!(o instanceof PyType)) throw typeError("issubclass() arg 1 must be a class");
      return u.args.items.some((a) => isSubclass(o, a));
    },
  ],
  __mro_entries__: [
    "($self, bases, /)",
    (u: PyUnion) => {
      throw typeError(`Cannot subclass ${reprJs(u)}`);
    },
  ],
  __class_getitem__: [
    "($cls, item, /)",
    (_c: PyObj, item: PyObj) => {
      const args = item instanceof PyTuple ? item.items : [item];
      if (args.length === 0) throw typeError("Cannot take a Union of no types.");
      return makeUnion(args);
    },
  ],
});

export { generic_type, iter };

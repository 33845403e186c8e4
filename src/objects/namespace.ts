/** types.SimpleNamespace. */
import { eq, instanceAttr, instanceNames, materialise, repr, typeName } from "./abstract.js";
import { mergeInto } from "./dict.js";
import { typeError } from "./errors.js";
import { methods, newMethod, slots } from "./function.js";
import { PyDict } from "./hashtable.js";
import { PyInstance, type PyObj, PyObject, type PyType, type Str } from "./object.js";
import { exposeDict } from "./objecttype.js";
import { enterRepr, leaveRepr } from "./reprguard.js";
import type { Kw } from "./signature.js";
import { concat } from "./text.js";
import { builtinType, mkTuple, NotImplemented } from "./types.js";

export const namespace_type = builtinType("SimpleNamespace", {
  module: "types",
  ctor: PyInstance,
  hasDict: true,
});
exposeDict(namespace_type);

export function simpleNamespace(values: Record<string, PyObj>): PyObject {
  const n = new PyInstance(namespace_type);
  const d = materialise(n);
  for (const k of Object.keys(values)) d.setStr(k, values[k]);
  return n;
}

newMethod(namespace_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(namespace_type, {
  __init__: (n: PyObject, args: PyObj[], kw: Kw) => {
    if (args.length > 1)
      throw typeError(`${typeName(n)} expected at most 1 argument, got ${args.length}`);
    const d = materialise(n);
    if (args.length === 1) mergeInto(d, args[0]);
    for (const [k, v] of kw) d.setStr(k, v);
    return null;
  },
  __repr__: (n: PyObject) => {
    const name = n.cls === namespace_type ? "namespace" : n.cls.name;
    if (!enterRepr(n)) return `${name}(...)`;
    try {
      const parts: Str[] = [];
      for (const k of instanceNames(n)) {
        if (parts.length > 0) parts.push(", ");
        parts.push(`${k}=`, repr(instanceAttr(n, k) as PyObj));
      }
      return concat([`${name}(`, ...parts, ")"]);
    } finally {
      leaveRepr(n);
    }
  },
  __eq__: (a: PyObject, b: PyObj) =>
    b instanceof PyObject && b.cls.isSubtype(namespace_type)
      ? eq(materialise(a), materialise(b))
      : NotImplemented,
});
namespace_type.set("__hash__", null);
methods(namespace_type, {
  __reduce__: ["($self, /)", (n: PyObject) => mkTuple([n.cls, mkTuple([]), materialise(n)])],
  __replace__: [
    "($self, /, **changes)",
    (n: PyObject, kw: Kw) => {
      const c = n.cls.$call([], null) as PyObject;
      const d = materialise(c);
      d.updateFrom(materialise(n));
      for (const [k, v] of kw) d.setStr(k, v);
      return c;
    },
  ],
});

export { PyDict };

/** The JavaScript objects behind the C API's data symbols. */
import { E } from "../objects/errors.js";
import type { Ctor, PyObj, PyType } from "../objects/object.js";
import {
  builtinType,
  capsule_type,
  Ellipsis,
  NotImplemented,
  object_type,
} from "../objects/types.js";
import { native } from "./addon.js";
import { PyNative } from "./native_object.js";
import { newHandle } from "./wire.js";

/** C types that the object layer does not have. */
function stand_in(name: string): PyType {
  return builtinType(name, { subclassable: false, instantiable: false });
}

/** All types that `object` has as direct or indirect subclasses, by name. */
function typesByName(): Map<string, PyType> {
  const found = new Map<string, PyType>();
  const visit = (t: PyType): void => {
    if (t.isHeap) return;
    if (!found.has(t.name)) found.set(t.name, t);
    for (const r of t.subclasses ?? []) {
      const s = r.deref();
      if (s !== undefined && found.get(s.name) !== s) visit(s);
    }
  };
  visit(object_type);
  return found;
}

const VALUES: Record<string, PyObj> = {
  _Py_NoneStruct: null,
  _Py_TrueStruct: true,
  _Py_FalseStruct: false,
  _Py_EllipsisObject: Ellipsis,
  _Py_NotImplementedStruct: NotImplemented,
};

/** Gives each its reserved handle. Once, before anything else gets one. */
export function registerStatics(): void {
  const types = typesByName();
  capsule_type.ctor = PyNative as Ctor;
  native.statics.forEach(([symbol, name], i) => {
    let o: PyObj;
    if (symbol in VALUES) o = VALUES[symbol];
    else if (symbol.startsWith("PyExc_")) o = E[name];
    else {
      const short = name.slice(name.lastIndexOf(".") + 1);
      o = types.get(short) ?? types.get(name) ?? stand_in(short);
    }
    const h = newHandle(o);
    if (h !== i + 1) throw new Error("moult: the handles of static objects are taken");
    if (o !== null && typeof o === "object") o.h = h;
  });
}

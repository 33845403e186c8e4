/** super: attribute look-up along an MRO from behind a class. */
import { call, descrGet, genericGet, getattrOpt, typeName } from "./abstract.js";
import { E, err, typeError } from "./errors.js";
import { getsets, newMethod, slots } from "./function.js";
import { type PyObj, PyObject, PyType, typeOf } from "./object.js";
import { virtual } from "./type.js";
import { builtinType } from "./types.js";

export class PySuper extends PyObject {
  thisclass: PyType | null = null;
  self: PyObj | undefined = undefined;
  /** The class whose MRO is walked. */
  selfClass: PyType | null = null;
  static readonly type = builtinType("super", { ctor: PySuper });

  static of(cls: PyType, self: PyObj): PySuper {
    const s = new PySuper(PySuper.type);
    s.bind(cls, self);
    return s;
  }

  bind(cls: PyType, self: PyObj | undefined): void {
    this.thisclass = cls;
    this.self = self;
    if (self !== undefined) this.selfClass = superCheck(cls, self);
  }
}

function superCheck(cls: PyType, self: PyObj): PyType {
  if (self instanceof PyType && self.isSubtype(cls)) return self;
  const t = typeOf(self);
  if (t.isSubtype(cls)) return t;
  const c = getattrOpt(self, "__class__");
  if (c instanceof PyType && c !== t && c.isSubtype(cls)) return c;
  throw typeError(
    `super(type, obj): obj (${self instanceof PyType ? `type ${self.name}` : `instance of ${typeName(self)}`}) ` +
      `is not an instance or subtype of type (${cls.name}).`,
  );
}

/** Finds name behind thisclass; the value bound to the object. */
PySuper.prototype.$getattro = function (this: PySuper, name: string): PyObj | undefined {
  if (this.selfClass !== null && name !== "__class__") {
    const mro = this.selfClass.mro;
    for (let i = mro.indexOf(this.thisclass as PyType) + 1; i > 0 && i < mro.length; i++) {
      const d = mro[i].dict.getStr(name);
      if (d === undefined) continue;
      const self = this.self as PyObj;
      return descrGet(d, self === this.selfClass ? undefined : self, this.selfClass);
    }
  }
  return genericGet(this, this.cls, name);
};
PySuper.prototype.$noAttribute = function (this: PySuper, name: string): string {
  return `'${typeName(this)}' object has no attribute '${name}'`;
};

/** Set by runtime: the class cell and first argument of the function that calls `super()`. */
export const superHook = {
  caller: (): [PyObj | undefined, PyObj | undefined] => {
    throw err(E.RuntimeError, "super(): no arguments");
  },
};

newMethod(PySuper.type, "($type, *args)", (cls: PyType) => new cls.ctor(cls));
slots(PySuper.type, {
  __init__: (s: PySuper, args: PyObj[]) => {
    if (args.length > 2)
      throw typeError(`super() expected at most 2 arguments, got ${args.length}`);
    let [cls, self] = args as [PyObj | undefined, PyObj | undefined];
    if (args.length === 0) [cls, self] = superHook.caller();
    if (!(cls instanceof PyType))
      throw typeError(`super() argument 1 must be a type, not ${typeName(cls as PyObj)}`);
    s.bind(cls, args.length === 2 && self === null ? undefined : self);
    return null;
  },
  __repr__: (s: PySuper) =>
    s.selfClass !== null
      ? `<super: <class '${s.thisclass?.name}'>, <${s.selfClass.name} object>>`
      : `<super: <class '${s.thisclass?.name}'>, NULL>`,
  __get__: (s: PySuper, obj: PyObj) => {
    if (obj === null || s.self !== undefined) return s;
    const { cls } = s;
    return cls === PySuper.type
      ? PySuper.of(s.thisclass as PyType, obj)
      : call(cls, [s.thisclass, obj]);
  },
  __getattribute__: virtual((s: PyObject, name: PyObj) => {
    const v = s.$getattro(String(name));
    if (v === undefined)
      throw err(E.AttributeError, `'${typeName(s)}' object has no attribute '${String(name)}'`);
    return v;
  }),
});
getsets(
  PySuper.type,
  {
    __thisclass__: (s: PySuper) => s.thisclass,
    __self__: (s: PySuper) => s.self ?? null,
    __self_class__: (s: PySuper) => s.selfClass,
  },
  true,
);

/** property, classmethod and staticmethod. */
import {
  aliasHook,
  call1,
  call2,
  getattr,
  getattrOpt,
  materialise,
  setattr,
  truth,
  typeName,
} from "./abstract.js";
import { attributeError, E, err, isException, typeError } from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { type PyObj, PyObject, type PyType, typeOf } from "./object.js";
import { exposeDict } from "./objecttype.js";
import type { Kw } from "./signature.js";
import { typeHooks } from "./type.js";
import { builtinType } from "./types.js";

export class PyProperty extends PyObject {
  fget: PyObj = null;
  fset: PyObj = null;
  fdel: PyObj = null;
  doc: PyObj = null;
  name: PyObj | undefined = undefined;
  getterDoc = false;
  override get $descr(): number {
    return this.cls.isHeap ? -1 : 2;
  }
  override $get(obj: PyObj | undefined, _owner: PyType): PyObj {
    if (obj === undefined) return this;
    if (this.fget === null) throw this.no("getter", obj);
    return call1(this.fget, obj);
  }
  override $set(obj: PyObj, v: PyObj | undefined): void {
    if (v === undefined) {
      if (this.fdel === null) throw this.no("deleter", obj);
      call1(this.fdel, obj);
    } else {
      if (this.fset === null) throw this.no("setter", obj);
      call2(this.fset, obj, v);
    }
  }
  private propertyName(): string | undefined {
    if (typeof this.name === "string") return this.name;
    const n = this.fget === null ? undefined : getattrOpt(this.fget, "__name__");
    return typeof n === "string" ? n : undefined;
  }
  private no(what: string, obj: PyObj): Error {
    const n = this.propertyName();
    const t = typeOf(obj).qualname;
    return err(
      E.AttributeError,
      n === undefined
        ? `property of '${t}' object has no ${what}`
        : `property '${n}' of '${t}' object has no ${what}`,
    ) as unknown as Error;
  }
}

export const property_type = builtinType("property", { ctor: PyProperty });
newMethod(property_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(property_type, {
  __init__: (p: PyProperty, args: PyObj[], kw: Kw) => {
    const names = ["fget", "fset", "fdel", "doc"];
    const v: PyObj[] = names.map((n, i) => args[i] ?? kw.get(n) ?? null);
    [p.fget, p.fset, p.fdel, p.doc] = v;
    if (p.doc === null && p.fget !== null) {
      const d = getattrOpt(p.fget, "__doc__");
      if (d !== undefined && d !== null) {
        p.doc = d;
        p.getterDoc = true;
      }
    }
    if (p.cls.isHeap)
      try {
        setattr(p, "__doc__", p.doc);
      } catch (e) {
        // An explicit doc that there is no room for is dropped, as it always was.
        if (p.getterDoc || !isException(e, E.AttributeError)) throw e;
      }
    return null;
  },
  __get__: (p: PyProperty, obj: PyObj, owner?: PyObj) =>
    obj === null && owner !== null && owner !== undefined
      ? p
      : p.$get(obj === null ? undefined : obj, property_type),
  __set__: (p: PyProperty, obj: PyObj, v: PyObj) => {
    p.$set(obj, v);
    return null;
  },
  __delete__: (p: PyProperty, obj: PyObj) => {
    p.$set(obj, undefined);
    return null;
  },
});
function copy(p: PyProperty, change: Partial<Record<"fget" | "fset" | "fdel", PyObj>>): PyObj {
  const fget = change.fget !== undefined ? change.fget : p.fget;
  const doc = p.getterDoc && change.fget !== undefined ? null : p.doc;
  const q = p.cls.$call(
    [
      fget,
      change.fset !== undefined ? change.fset : p.fset,
      change.fdel !== undefined ? change.fdel : p.fdel,
      p.getterDoc ? null : doc,
    ],
    null,
  );
  if (q instanceof PyProperty) q.name = p.name;
  return q;
}
methods(property_type, {
  getter: ["($self, object, /)", (p: PyProperty, f: PyObj) => copy(p, { fget: f })],
  setter: ["($self, object, /)", (p: PyProperty, f: PyObj) => copy(p, { fset: f })],
  deleter: ["($self, object, /)", (p: PyProperty, f: PyObj) => copy(p, { fdel: f })],
  __set_name__: [
    "($self, /, *args)",
    (p: PyProperty, args: PyObj[]) => {
      if (args.length !== 2)
        throw typeError(
          `__set_name__() takes 2 positional arguments but ${args.length} were given`,
        );
      p.name = args[1];
      return null;
    },
  ],
});
getsets(
  property_type,
  {
    fget: (p: PyProperty) => p.fget,
    fset: (p: PyProperty) => p.fset,
    fdel: (p: PyProperty) => p.fdel,
    __doc__: [
      (p: PyProperty) => p.doc,
      (p: PyProperty, v) => {
        p.doc = v ?? null;
      },
    ],
  },
  true,
);
getsets(property_type, {
  __name__: [
    (p: PyProperty) => {
      const n = p.name ?? (p.fget === null ? undefined : getattrOpt(p.fget, "__name__"));
      if (n === undefined)
        throw attributeError(p, "__name__", "'property' object has no attribute '__name__'");
      return n;
    },
    (p: PyProperty, v) => {
      p.name = v;
    },
  ],
  __isabstractmethod__: (p: PyProperty) =>
    [p.fget, p.fset, p.fdel].some((f) => f !== null && isAbstract(f)),
});

function isAbstract(f: PyObj): boolean {
  const v = getattrOpt(f, "__isabstractmethod__");
  return v !== undefined && truth(v);
}

/** What classmethod and staticmethod share: a wrapped callable whose attributes they copy. */
export class PyWrapper extends PyObject {
  func: PyObj = null;
}
export class PyClassMethod extends PyWrapper {
  override get $descr(): number {
    return 1;
  }
  override $get(_obj: PyObj | undefined, owner: PyType): PyObj {
    return new PyBoundMethod(this.func, owner);
  }
}
export class PyStaticMethod extends PyWrapper {
  override get $descr(): number {
    return 1;
  }
  override $get(): PyObj {
    return this.func;
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    return (this.func as PyObject).$call(args, kw);
  }
}

import { PyBoundMethod } from "./function.js";

export const classmethod_type = builtinType("classmethod", {
  ctor: PyClassMethod,
  hasDict: true,
});
export const staticmethod_type = builtinType("staticmethod", {
  ctor: PyStaticMethod,
  hasDict: true,
});
/** An attribute of the wrapped function, kept in the wrapper's dict once it was asked for. */
const ofWrapped = (
  name: string,
): readonly [(w: PyWrapper) => PyObj, (w: PyWrapper, v: PyObj | undefined) => void] => [
  (w) => {
    const d = materialise(w);
    let v = d.getStr(name);
    if (v === undefined) d.setStr(name, (v = getattr(w.func, name)));
    return v;
  },
  (w, v) => {
    const d = materialise(w);
    if (v !== undefined) d.setStr(name, v);
    else if (d.delete(name) === undefined)
      throw attributeError(w, name, `'${typeName(w)}' object has no attribute '${name}'`);
  },
];

for (const t of [classmethod_type, staticmethod_type]) {
  exposeDict(t);
  newMethod(t, "($type, *args, **kwargs)", (c: PyType) => new c.ctor(c));
  slots(t, {
    __init__: (w: PyWrapper, args: PyObj[], kw: Kw) => {
      if (args.length !== 1 || kw.size > 0)
        throw err(E.TypeError, `${t.name} expected 1 argument, got ${args.length}`);
      w.func = args[0];
      for (const n of ["__module__", "__name__", "__qualname__", "__doc__"]) {
        const v = getattrOpt(w.func, n);
        if (v !== undefined) setattr(w, n, v);
      }
      return null;
    },
    __get__: (w: PyWrapper, obj: PyObj, owner?: PyObj) =>
      w.$get(obj === null ? undefined : obj, (owner ?? typeOf(obj)) as PyType),
    __repr__: (w: PyWrapper) => `<${t.name}(${reprJs(w.func)})>`,
  });
  getsets(t, { __func__: (w: PyWrapper) => w.func, __wrapped__: (w: PyWrapper) => w.func }, true);
  getsets(t, {
    __isabstractmethod__: (w: PyWrapper) => isAbstract(w.func),
    __annotations__: ofWrapped("__annotations__"),
    __annotate__: ofWrapped("__annotate__"),
  });
  methods(t, {
    __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
  });
}
slots(staticmethod_type, {
  __call__: (w: PyStaticMethod, args: PyObj[], kw: Kw) => w.$call(args, kw),
});

import { reprJs } from "./abstract.js";

typeHooks.classmethod = (f) => classmethod_type.$call([f], null);
typeHooks.staticmethod = (f) => staticmethod_type.$call([f], null);

export { typeName };

/** Reading attributes and finding methods, for compiled code: the ways with no call between. */
import * as A from "../objects/abstract.js";
import { E, err } from "../objects/errors.js";
import {
  type Method,
  PyFunction,
  PyGetSet,
  PyMethodDescr,
  withoutNames,
} from "../objects/function.js";
import { module_type, PyModule } from "../objects/module.js";
import { type PyObj, PyObject, PyType, typeOf } from "../objects/object.js";
import { PyClassMethod, PyProperty, PyStaticMethod } from "../objects/property.js";
import type { Kw } from "../objects/signature.js";
import { PySuper } from "../objects/super.js";
import { type_type } from "../objects/types.js";

/** What a look-up found; called with the object first, which it may not want. */
abstract class Found implements Method {
  abstract $call1(self: PyObj): PyObj;
  abstract $call2(self: PyObj, a: PyObj): PyObj;
  abstract $call3(self: PyObj, a: PyObj, b: PyObj): PyObj;
  abstract $call4(self: PyObj, a: PyObj, b: PyObj, c: PyObj): PyObj;
  abstract $call(args: PyObj[], kw: Kw | null): PyObj;
  $callNamed(args: PyObj[], names: readonly string[]): PyObj {
    return this.$call(...withoutNames(args, names));
  }
}

/** An attribute that is called without its object as first argument. */
class Resolved extends Found {
  readonly f: PyObj;
  constructor(f: PyObj) {
    super();
    this.f = f;
  }
  $call1(): PyObj {
    return A.call0(this.f);
  }
  $call2(_o: PyObj, a: PyObj): PyObj {
    return A.call1(this.f, a);
  }
  $call3(_o: PyObj, a: PyObj, b: PyObj): PyObj {
    return A.call2(this.f, a, b);
  }
  $call4(_o: PyObj, a: PyObj, b: PyObj, c: PyObj): PyObj {
    return A.call3(this.f, a, b, c);
  }
  $call(args: PyObj[], kw: Kw | null): PyObj {
    return A.call(this.f, args.slice(1), kw);
  }
}

/** A static method found through an instance. */
class StaticCall extends Found {
  private readonly f: PyFunction;
  constructor(f: PyFunction) {
    super();
    this.f = f;
  }
  $call1(): PyObj {
    return this.f.$call0();
  }
  $call2(_o: PyObj, a: PyObj): PyObj {
    return this.f.$call1(a);
  }
  $call3(_o: PyObj, a: PyObj, b: PyObj): PyObj {
    return this.f.$call2(a, b);
  }
  $call4(_o: PyObj, a: PyObj, b: PyObj, c: PyObj): PyObj {
    return this.f.$call3(a, b, c);
  }
  $call(args: PyObj[], kw: Kw | null): PyObj {
    return this.f.$call(args.slice(1), kw);
  }
}

/** A class method found through an instance of `cls`. */
class ClassCall extends Found {
  private readonly f: PyFunction;
  private readonly cls: PyType;
  constructor(f: PyFunction, cls: PyType) {
    super();
    this.f = f;
    this.cls = cls;
  }
  $call1(): PyObj {
    return this.f.$call1(this.cls);
  }
  $call2(_o: PyObj, a: PyObj): PyObj {
    return this.f.$call2(this.cls, a);
  }
  $call3(_o: PyObj, a: PyObj, b: PyObj): PyObj {
    return this.f.$call3(this.cls, a, b);
  }
  $call4(_o: PyObj, a: PyObj, b: PyObj, c: PyObj): PyObj {
    return this.f.$call4(this.cls, a, b, c);
  }
  $call(args: PyObj[], kw: Kw | null): PyObj {
    return this.f.$call([this.cls, ...args.slice(1)], kw);
  }
}

/**
 * Looks up `o.name` for a call: an unbound function or descriptor, else what the read gives.
 * `own` is the instance's own `@` property. Compiled code comes here when it finds no `#name`.
 */
export function lm(o: PyObj, name: string, own: PyObj | undefined): Method {
  if (own !== undefined) return new Resolved(own);
  if (o instanceof PyModule) return new Resolved(moduleAttr(o, name) ?? A.getattr(o, name));
  const t = typeOf(o);
  if (o instanceof PyType && t === type_type) {
    const m = classMethod(o, name);
    if (m !== null) return m;
  }
  if (o instanceof PyObject && (o.$getattro !== plainGetattro || (t.isHeap && A.customGetattr(t))))
    return new Resolved(A.getattr(o, name));
  const d = t.lookup(name);
  if (d instanceof PyFunction || (d instanceof PyMethodDescr && d.kind === "method")) {
    if (o instanceof PyObject && o.odict !== undefined && o.odict.getStr(name) !== undefined)
      return new Resolved(A.getattr(o, name));
    const m = d instanceof PyFunction ? d : d.onReceiver;
    if (o instanceof PyObject) t.known(`#${name}`, m);
    else if (VALUES.has(typeof o))
      // Nobody can change str and int, so that their values keep this for good.
      Object.defineProperty(Object.getPrototypeOf(o), `#${name}`, { value: m, writable: true });
    return m;
  }
  if (d instanceof PyStaticMethod || d instanceof PyClassMethod) {
    const inside = o instanceof PyObject ? A.instanceAttr(o, name) : undefined;
    if (inside === undefined && d.func instanceof PyFunction) {
      const m = d instanceof PyStaticMethod ? new StaticCall(d.func) : new ClassCall(d.func, t);
      if (o instanceof PyObject) t.known(`#${name}`, m);
      return m;
    }
  }
  return new Resolved(A.getattr(o, name));
}
const VALUES = new Set(["string", "number", "bigint"]);

/** What `C.name(...)` calls for a class of no metaclass; null: what a read gives. */
function classMethod(o: PyType, name: string): Method | null {
  if (o.loose) return null;
  o.classCalls ??= new Map();
  let m = o.classCalls.get(name) as Method | null | undefined;
  if (m === undefined) {
    const meta = type_type.lookup(name);
    m = meta !== undefined && A.descrKind(meta) === 2 ? null : ofClass(o, o.lookup(name));
    o.classCalls.set(name, m);
  }
  return m;
}
function ofClass(o: PyType, d: PyObj | undefined): Method | null {
  if (d instanceof PyFunction) return new StaticCall(d);
  if (d instanceof PyMethodDescr) return d.kind === "class" ? null : new Resolved(d);
  if (d instanceof PyStaticMethod || d instanceof PyClassMethod) {
    if (!(d.func instanceof PyFunction)) return null;
    return d instanceof PyStaticMethod ? new StaticCall(d.func) : new ClassCall(d.func, o);
  }
  return null;
}
const plainGetattro = PyObject.prototype.$getattro;
const classGetattro = PyType.prototype.$getattro;

/** A module's variable; from now on the module has it as an `@` property. */
function moduleAttr(m: PyModule, name: string): PyObj | undefined {
  const v = m.dict.getStr(name);
  if (v === undefined || m.cls !== module_type || module_type.lookup(name) !== undefined)
    return undefined;
  m.dict.share(name, m);
  return v;
}

/** `o.name` where the instance has no `@` property: notes what the class has for it. */
export function ga(o: PyObj, name: string): PyObj {
  if (o instanceof PyModule) return moduleAttr(o, name) ?? A.getattr(o, name);
  if (o instanceof PyType && o.$getattro === classGetattro && o.cls.lookup(name) === undefined) {
    const d = o.lookup(name);
    if (d !== undefined && !A.customGetattr(o.cls)) {
      if (A.descrKind(d) === 0) return d;
      if (o.cls.lookup("__getattr__") === undefined) return A.getattr(o, name);
    }
  } else if (o instanceof PyObject && o.odict === undefined && o.$getattro === plainGetattro) {
    const t = o.cls;
    if (name === "__class__" && t.isHeap && A.tellsClass(t)) {
      t.known(".__class__", t);
      return t;
    }
    if (t.isHeap && !A.customGetattr(t)) {
      const d = t.lookup(name);
      if (d instanceof PyProperty && d.fget instanceof PyFunction && d.$descr === 2)
        return property(d.fget, o, name);
      if (d instanceof PyGetSet && (d.owner === t || t.isSubtype(d.owner))) {
        const v = d.getter(o as never);
        if (v !== undefined) return v;
      }
      if (d !== undefined && A.descrKind(d) === 0 && A.instanceAttr(o, name) === undefined) {
        t.known(`.${name}`, d);
        return d;
      }
    }
  }
  return A.getattr(o, name);
}

function property(f: PyFunction, o: PyObj, name: string): PyObj {
  try {
    return f.$call1(o);
  } catch (e) {
    throw A.told(e, o, name);
  }
}

export function super0(f: PyObj, cls: PyObj | undefined, self: PyObj | undefined): PyObj {
  if (f !== superType()) return A.call0(f);
  if (cls === undefined) throw err(E.RuntimeError, "super(): empty __class__ cell");
  if (self === undefined) throw err(E.RuntimeError, "super(): arg[0] deleted");
  return PySuper.of(cls as PyType, self);
}
function superType(): PyType {
  return PySuper.type;
}

/** The method of `super().name(...)`, to be called with self first. */
export function sm(
  f: PyObj,
  cls: PyObj | undefined,
  self: PyObj | undefined,
  name: string,
): Method {
  if (
    f === superType() &&
    cls instanceof PyType &&
    self !== undefined &&
    !(self instanceof PyType)
  ) {
    const mro = typeOf(self).mro;
    let i = mro.indexOf(cls);
    if (i >= 0 && name !== "__class__") {
      while (++i < mro.length) {
        const d = mro[i].dict.getStr(name);
        if (d === undefined) continue;
        if (d instanceof PyFunction) return d;
        if (d instanceof PyMethodDescr && d.kind !== "class") return d.onReceiver;
        break;
      }
    }
  }
  return new Resolved(A.getattr(super0(f, cls, self), name));
}

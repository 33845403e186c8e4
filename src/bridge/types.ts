/** Types on both sides: those C exports or makes, and Python's classes as C sees them. */
import { tpName } from "../objects/abstract.js";
import { attributeError } from "../objects/errors.js";
import { NewFunction, PyGetSet } from "../objects/function.js";
import { PyModule } from "../objects/module.js";
import { type Ctor, type PyObj, type PyTuple, PyType, TPFLAGS } from "../objects/object.js";
import { PyStaticMethod, staticmethod_type } from "../objects/property.js";
import { type Kw, signature } from "../objects/signature.js";
import { constructors, makeHeapType, ownConstruct } from "../objects/type.js";
import { newDict, object_type } from "../objects/types.js";
import { type Interpreter, interpOrNull } from "../runtime/interpreter.js";
import { native } from "./addon.js";
import {
  callSlotArgs,
  callSlotSite,
  construct,
  METH,
  NativeFunction,
  NativeMethod,
  NativeSlot,
} from "./downcalls.js";
import { exportsBuffer, nativeState, PyNative } from "./native_object.js";
import { readyHooks } from "./ready.js";
import { CTL, i32, newHandle, objs, put, putNumber, putWord, wireHooks } from "./wire.js";

/** `PyType.native` of types that C knows. */
export interface TypeRecord {
  fromC: boolean;
  /** The type adds fields to its base's instances (objects/type.ts reads this). */
  solid: boolean;
  version: number;
  /** `__text_signature__`, from the head of the docstring (objects/type.ts reads this). */
  signature?: string | null;
}
const record = (t: PyType): TypeRecord | null => t.native as TypeRecord | null;

// ---- a Python class becomes known to C ----

export function typeHandle(t: PyType): number {
  if (t.h === 0) mirrorType(t);
  else {
    const r = record(t);
    if (r !== null && !r.fromC && r.version !== t.version) {
      r.version = t.version;
      native.untouch(t.h);
    }
  }
  return t.h;
}
wireHooks.typeHandle = typeHandle;

/** Whose a type is: those of a closed interpreter are hollow from then on. */
const ownerOf = new WeakMap<PyType, Interpreter>();
export function owned(t: PyType): void {
  const i = interpOrNull();
  if (i !== null && t.isHeap) ownerOf.set(t, i);
}
/** What C holds of a closed interpreter's types and modules keeps nothing else of it alive. */
export function hollow(i: Interpreter): void {
  objs.forEach((o, h) => {
    if (!(o instanceof PyType) || ownerOf.get(o) !== i) return;
    objs[h] = object_type;
    o.h = 0;
  });
  for (const m of i.modules.values())
    if (m instanceof PyModule && m.h !== 0 && objs[m.h] === m) {
      const husk = new PyModule(m.cls);
      husk.h = m.h;
      objs[m.h] = husk;
      native.forgetModule(m.h);
    }
}

function mirrorType(t: PyType): void {
  const mro = t.mro.map((x) => (x === t ? 0 : typeHandle(x)));
  const meta = t.cls === t ? 0 : typeHandle(t.cls);
  const base = t.base === null ? 0 : typeHandle(t.base);
  const h = newHandle(t);
  t.h = h;
  owned(t);
  native.newType({
    handle: h,
    name: tpName(t),
    flags: t.flags >>> 0,
    meta,
    base,
    basicsize: t.basicsize,
    itemsize: t.itemsize,
    dictoffset: t.dictoffset,
    weaklistoffset: t.weakrefoffset,
    mro: mro.map((x) => (x === 0 ? h : x)),
  });
  t.native ??= { fromC: false, solid: false, version: t.version } satisfies TypeRecord;
}

/** sq_concat, sq_repeat and their in-place forms: Python classes never fill them. */
const SQ_ONLY_C = new Set([40, 46, 42, 43]);
const TP_NEW = 65;
const TP_INIT = native.slots.find(([, name]) => name === "__init__")?.[0];

/**
 * For each slot of a type that was not made by C: 0 nothing, 1 Python code, or the handle of the
 * C type whose slot function is meant. Written into the second word of the slots.
 */
export function slotSources(t: PyType): void {
  const how = new Int32Array(84);
  const own = t.isHeap;
  for (const [slot, name] of native.slots) {
    if (own && SQ_ONLY_C.has(slot)) continue;
    if (slot === 57 || slot === 68) continue;
    const d = t.lookup(name);
    if (d === undefined || d === null || how[slot] === 1) continue;
    if (d instanceof NativeSlot) {
      if (d.slot === slot) how[slot] = typeHandle(d.owner);
      else if (native.slots.some(([s, n]) => s === slot && n === name) && how[slot] === 0) continue;
    } else if (object_type.dict.getStr(name) === d) {
      if (how[slot] === 0) how[slot] = object_type.h;
    } else how[slot] = 1;
  }
  if (own && t.lookup("__getattr__") !== undefined) how[58] = 1;
  const n = t.lookup("__new__");
  if (n instanceof NativeNew) how[TP_NEW] = typeHandle(n.type);
  else if (n !== undefined)
    how[TP_NEW] = n === object_type.dict.getStr("__new__") ? object_type.h : 1;
  for (let i = 0; i < how.length; i++) putWord(i, how[i]);
}

// ---- a type made by PyType_FromSpec ----

/** `__new__` over a C tp_new. */
export class NativeNew extends NewFunction {
  readonly site: number;
  constructor(type: PyType, site: number) {
    const sig = signature("($type, cls_, /, *args, **kwargs)");
    super(type, sig, (cls: PyObj, args: PyObj[], kw: Kw) => callSlotArgs(site, cls, args, kw), sig);
    this.site = site;
  }
  override make(cls: PyType, args: PyObj[], kw: Kw | null): PyObj {
    return callSlotArgs(this.site, cls, args, kw) as PyObj;
  }
}

/** A C type that is called often, without a state of Python's: one crossing for both halves. */
ownConstruct.install = (t) => {
  const c = constructors(t);
  const wrapper = readyHooks.maker(t);
  if (c === null || wrapper === null) return false;
  if (c.make !== null && !(c.make instanceof NativeNew)) return false;
  if (c.init !== null && !(c.init instanceof NativeSlot && c.init.slot === TP_INIT)) return false;
  // What object.__new__ says to arguments that nobody takes.
  if (c.make === null && c.init === null) return false;
  const make = c.make === null ? 0 : c.make.site;
  const init = c.init === null ? 0 : c.init.site;
  t.$call0 = () => construct(t, make, init, 0, wrapper);
  t.$call1 = (a) => {
    put(0, a);
    return construct(t, make, init, 1, wrapper);
  };
  t.$call2 = (a, b) => {
    put(0, a);
    put(1, b);
    return construct(t, make, init, 2, wrapper);
  };
  t.$call3 = (a, b, c) => {
    put(0, a);
    put(1, b);
    put(2, c);
    return construct(t, make, init, 3, wrapper);
  };
  return true;
};

/** Docstrings may start with a signature: `name(args)\n--\n\n`. */
export function splitDoc(name: string, doc: string | undefined): [string | null, string | null] {
  if (doc === undefined) return [null, null];
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (doc.startsWith(`${short}(`)) {
    const end = doc.indexOf(")\n--\n\n");
    if (end >= 0) return [doc.slice(short.length, end + 1), doc.slice(end + 6)];
  }
  return [null, doc];
}

export function newCType(
  name: string,
  module: string | undefined,
  bases: PyTuple,
  flags: number,
  meta: PyType,
  doc: string | undefined,
  isNative: number,
  basicsize: number,
  itemsize: number,
  dictoffset: number,
  weakrefoffset: number,
): void {
  const list = bases.items as PyType[];
  for (const b of list) typeHandle(b);
  const t = makeHeapType(meta, name, list, newDict());
  const base = t.base as PyType;
  if (isNative !== 0 && !native.isNativeType(base.h))
    t.ctor = base.mro.every((b) => b.isHeap || b === object_type)
      ? (class extends PyNative {} as Ctor)
      : nativeState(Object.getPrototypeOf(t.ctor) as Ctor);
  t.flags = flags | TPFLAGS.READY | TPFLAGS.HEAPTYPE;
  const [signature, text] = splitDoc(name, doc);
  t.native = {
    fromC: true,
    solid: basicsize > base.basicsize,
    version: 0,
    signature,
  } satisfies TypeRecord;
  t.basicsize = basicsize;
  t.itemsize = itemsize;
  t.dictoffset = dictoffset;
  t.weakrefoffset = weakrefoffset;
  if (dictoffset !== 0 || (flags & TPFLAGS.MANAGED_DICT) !== 0) t.hasDict = true;
  if (weakrefoffset !== 0 || (flags & TPFLAGS.MANAGED_WEAKREF) !== 0) t.hasWeakref = true;
  if (module !== undefined) t.dict.setStr("__module__", module);
  t.dict.setStr("__doc__", doc === undefined ? null : text);
  const h = newHandle(t);
  t.h = h;
  owned(t);
  putNumber(0, h);
  t.mro.forEach((x, i) => {
    putNumber(i + 1, x === t ? h : typeHandle(x));
  });
  i32[CTL.NRES] = t.mro.length + 1;
}

export function methodDescr(
  t: PyType,
  name: string,
  site: number,
  flags: number,
  doc: string | undefined,
): PyObj {
  const [signature, text] = splitDoc(name, doc);
  if ((flags & METH.STATIC) !== 0) {
    const f = new NativeFunction(name, site, flags, t, undefined, signature);
    f.doc = text;
    f.owner = t;
    const s = new PyStaticMethod(staticmethod_type);
    s.func = f;
    return s;
  }
  const d = new NativeMethod(t, name, site, flags, signature);
  d.doc = text;
  return d;
}
export function addMethod(
  t: PyType,
  name: string,
  site: number,
  flags: number,
  doc: string | undefined,
): void {
  if ((flags & METH.COEXIST) === 0 && t.dict.getStr(name) !== undefined) return;
  t.dict.setStr(name, methodDescr(t, name, site, flags, doc));
}

/** A getset or member over C functions. */
export class NativeGetSet extends PyGetSet {
  /** 0: not readable, not writable. */
  getSite = 0;
  setSite = 0;
}

export function getsetDescr(
  t: PyType,
  name: string,
  getSite: number,
  setSite: number,
  delSite: number,
  doc: string | undefined,
  member: boolean,
): PyGetSet {
  const getter = (self: PyObj): PyObj => {
    if (getSite === 0)
      throw attributeError(
        self,
        name,
        `attribute '${name}' of '${tpName(t)}' objects is not readable`,
      );
    return callSlotSite(getSite, self) as PyObj;
  };
  const setter = (self: PyObj, v: PyObj | undefined): void => {
    if (v === undefined) callSlotSite(delSite, self);
    else callSlotSite(setSite, self, v);
  };
  const d = new NativeGetSet(t, name, getter, setSite === 0 ? null : setter, member);
  d.getSite = getSite;
  d.silent = !member;
  d.setSite = setSite;
  d.doc = splitDoc(name, doc)[1];
  return d;
}

export function addSlot(t: PyType, name: string, site: number, sig: number): void {
  if (t.dict.getStr(name) !== undefined) return;
  if (name === "__buffer__") exportsBuffer(t);
  if (name === "__new__") {
    t.dict.setStr(name, new NativeNew(t, site));
    return;
  }
  const sigName = native.sigs[sig];
  const row = native.slots.find(([, n, s]) => n === name && s === sigName);
  t.dict.setStr(name, new NativeSlot(t, name, site, sigName, row === undefined ? 0 : row[0]));
}

export function qualifiedTypeName(t: PyType, what: number): PyObj {
  const module = t.dict.getStr("__module__") ?? "builtins";
  switch (what) {
    case 0:
      return t.name;
    case 1:
      return t.qualname;
    case 2:
      return module;
    default:
      return module === "builtins" || module === "__main__" || typeof module !== "string"
        ? t.qualname
        : `${module}${what === 4 ? ":" : "."}${t.qualname}`;
  }
}

/**
 * What a Python object is in JavaScript.
 *
 * | Python            | JavaScript                                                    |
 * |-------------------|---------------------------------------------------------------|
 * | None              | `null`                                                        |
 * | True, False       | `true`, `false`                                               |
 * | int               | `number` when it is a safe integer, else `bigint`; never both |
 * | str               | `string` when every character is below U+10000, one code unit |
 * |                   | a character (lone surrogates included); else `PyWStr`         |
 * | everything else   | an instance of `PyObject`                                     |
 *
 * `undefined` is no Python value: it is the sentinel for "missing" (an unbound local, a failed
 * look-up, an exhausted iterator), so that expected misses cost no JavaScript exception.
 *
 * Invariants:
 * - An int outside the safe range is a bigint and an int inside is a number (`normInt`).
 * - `PyWStr` holds at least one code point above U+FFFF (`fromCodePoints` decides).
 * - Attributes of an instance are own JavaScript properties named `@` + name, unless its
 *   `__dict__` was asked for: then they live in `odict` and there are no `@` properties.
 * - A `@x` property exists only where a plain read of `x` gives it: classes with their own
 *   `__getattribute__`, and names that the class binds to a data descriptor, use `odict`.
 * - A Python exception is thrown as itself: the JavaScript `throw` carries the PyBaseException.
 */
import type { Holder } from "./buffer.js";
import type { PyDict } from "./hashtable.js";

export type PyObj = null | boolean | number | bigint | string | PyObject;
export type PyInt = number | bigint;
export type Str = string | PyWStr;

/** A bound for what a JavaScript implementation of a built-in may take and give. */
// biome-ignore lint/suspicious/noExplicitAny: built-ins narrow their own arguments
export type BuiltinFn = (...args: any[]) => any;

/** Attributes and slots, by the names of the properties that stand for them. */
export type Kept = Record<string, PyObj | undefined> & { odict?: PyDict };
export const KEPT = Symbol("kept");

export class PyObject {
  cls!: PyType;
  /** Index in the bridge's handle table; 0 when C does not know the object. */
  h!: number;
  /** The materialised `__dict__`, when there is one. */
  declare odict: PyDict | undefined;
  /** Where an instance that will be finalized has its attributes; see finalizers.ts. */
  declare [KEPT]: Kept | undefined;
  /**
   * V8 keeps what it learns about stores with the function that makes them. This one makes hundreds
   * of shapes, so that each of its stores looks up the shape: classes whose objects are made all the
   * time give no class here and set both fields themselves.
   */
  constructor(cls?: PyType) {
    if (cls === undefined) return;
    this.cls = cls;
    this.h = 0;
  }
}
PyObject.prototype.odict = undefined;
PyObject.prototype[KEPT] = undefined;

/**
 * A constructor for the instances of exactly one type, whose JavaScript class makes those of
 * subclasses too: as above, it sets all fields itself.
 */
export function exact<T extends PyObject, A extends unknown[]>(
  base: abstract new (...args: never[]) => T,
  set: (this: T, ...args: A) => void,
): new (
  ...args: A
) => T {
  set.prototype = base.prototype;
  return set as unknown as new (
    ...args: A
  ) => T;
}

/** Bits of `tp_flags` (Include/object.h); the bridge hands them to C as they are. */
export const TPFLAGS = {
  ITEMS_AT_END: 1 << 23,
  STATIC_BUILTIN: 1 << 1,
  MANAGED_WEAKREF: 1 << 3,
  MANAGED_DICT: 1 << 4,
  SEQUENCE: 1 << 5,
  MAPPING: 1 << 6,
  DISALLOW_INSTANTIATION: 1 << 7,
  IMMUTABLETYPE: 1 << 8,
  HEAPTYPE: 1 << 9,
  BASETYPE: 1 << 10,
  HAVE_VECTORCALL: 1 << 11,
  READY: 1 << 12,
  HAVE_GC: 1 << 14,
  METHOD_DESCRIPTOR: 1 << 17,
  VALID_VERSION_TAG: 1 << 19,
  IS_ABSTRACT: 1 << 20,
  MATCH_SELF: 1 << 22,
  LONG_SUBCLASS: 1 << 24,
  LIST_SUBCLASS: 1 << 25,
  TUPLE_SUBCLASS: 1 << 26,
  BYTES_SUBCLASS: 1 << 27,
  UNICODE_SUBCLASS: 1 << 28,
  DICT_SUBCLASS: 1 << 29,
  BASE_EXC_SUBCLASS: 1 << 30,
  TYPE_SUBCLASS: 1 << 31,
} as const;

/** The bits a subclass takes over from its base. */
const INHERITED_FLAGS =
  TPFLAGS.SEQUENCE | TPFLAGS.MAPPING | TPFLAGS.MATCH_SELF | (0xff << 24) | TPFLAGS.HAVE_GC;

const COLLECTION = TPFLAGS.SEQUENCE | TPFLAGS.MAPPING;

/** `keep` is told of each property that instances may get, where they do not hold them themselves. */
export type Ctor = (new (cls: PyType) => PyObject) & { keep?: (key: string) => void };

/** Set by virtuals.ts: a class has changed. */
export const typeHook = { changed: (_t: PyType): void => {} };
/** Set by the bridge: lets what WeakRefs of this job refer to die within the job. */
export const keptHook = { clear: (): void => {} };
let derefs = 0;

/** Calls of classes, by the number of arguments; set by type.ts. */
export const typeCalls = {} as {
  call0(t: PyType): PyObj;
  call1(t: PyType, a: PyObj): PyObj;
  call2(t: PyType, a: PyObj, b: PyObj): PyObj;
  call3(t: PyType, a: PyObj, b: PyObj, c: PyObj): PyObj;
};
/** In a type's cache: the name was looked up and is not there. */
const MISSING = Symbol("missing");

function typeCall0(this: PyType): PyObj {
  return typeCalls.call0(this);
}
function typeCall1(this: PyType, a: PyObj): PyObj {
  return typeCalls.call1(this, a);
}
function typeCall2(this: PyType, a: PyObj, b: PyObj): PyObj {
  return typeCalls.call2(this, a, b);
}
function typeCall3(this: PyType, a: PyObj, b: PyObj, c: PyObj): PyObj {
  return typeCalls.call3(this, a, b, c);
}

export class PyType extends PyObject {
  /** Fields, as in PyFunction: a class that is called often gets functions of its own. */
  override $call0: () => PyObj = typeCall0;
  override $call1: (a: PyObj) => PyObj = typeCall1;
  override $call2: (a: PyObj, b: PyObj) => PyObj = typeCall2;
  override $call3: (a: PyObj, b: PyObj, c: PyObj) => PyObj = typeCall3;
  /** Calls so far that no function of its own has answered. */
  callCount = 0;
  /** `tp_name` without its module. */
  name: string;
  qualname: string;
  bases: PyType[];
  base: PyType | null;
  mro: PyType[];
  dict: PyDict;
  flags: number;
  /** JavaScript class of the instances; each Python class has one, so V8 learns its shape. */
  ctor: Ctor;
  /** Instances carry a `__dict__`. */
  hasDict = false;
  hasWeakref = false;
  /** Names of `__slots__` in this class alone, mangled; null when it has none. */
  slots: string[] | null = null;
  /** Values of `__slots__` are `@` properties, as there is no dict and no name is bound twice. */
  plainSlots = false;
  /** `__module__` of a built-in type, whatever its instances have under that name. */
  moduleName = "builtins";
  /** Grows with each change of this type or of a base. */
  version = 0;
  subclasses: Set<WeakRef<PyType>> | null = null;
  /** With so many more the dead are looked for. */
  private subclassRoom = 0;
  /** CPython's sizes as extensions read them; the bridge may refine them for each core. */
  basicsize = 16;
  itemsize = 0;
  dictoffset = 0;
  weakrefoffset = 0;
  /** What the bridge keeps of a type that C knows. */
  native: unknown = null;
  private cache: Map<string, PyObj | typeof MISSING> = new Map();
  /** Names that a store on an instance may put into an `@` property; see abstract.ts. */
  readonly storable: Map<string, boolean> = new Map();
  /** Names that classes below have looked up: nothing is to be forgotten there of others. */
  private askedBelow: Set<string> | null = null;
  /** A metaclass has put a class into the MRO that is no base, and whose changes nobody tells. */
  loose = false;
  /** Keys of `known`; null for none. */
  private knownKeys: Set<string> | null = null;
  private factsAsked = 0;
  /** Kept by methods.ts until the type changes: what `C.name(...)` calls. */
  classCalls: Map<string, unknown> | null = null;
  /** Names that instances may have for themselves, so that no method is `known` under them. */
  private ownNames: Set<string> | null = null;
  /** Kept by abstract.ts and hashtable.ts until the type changes; undefined: not looked up yet. */
  ownGetattribute: PyObj | undefined = undefined;
  ownSetattr: PyObj | undefined = undefined;
  byIdentity: boolean | undefined = undefined;
  /** What a plain `C(...)` runs, found by type.ts for this version. */
  callVersion = -1;
  callInit: PyObj | undefined = undefined;
  /** An exception class that takes any arguments and only keeps them; with `callVersion`. */
  callKeeps = false;
  /** A `__new__` written in Python of a class without an `__init__`; with `callVersion`. */
  callNew: PyObject | undefined = undefined;
  /** What `descrKind` found for the instances of this version. */
  descrVersion = -1;
  descrFound = 0;
  /** What a built-in type makes of so many arguments, without `__new__` and `__init__`. */
  make0: (() => PyObj) | null = null;
  make1: ((a: PyObj) => PyObj) | null = null;
  make2: ((a: PyObj, b: PyObj) => PyObj) | null = null;
  make3: ((a: PyObj, b: PyObj, c: PyObj) => PyObj) | null = null;

  constructor(
    meta: PyType,
    name: string,
    bases: PyType[],
    dict: PyDict,
    flags: number,
    ctor: Ctor,
  ) {
    super(meta);
    this.name = name;
    this.qualname = name;
    this.bases = bases;
    this.base = bases.length > 0 ? bases[0] : null;
    this.mro = [this];
    this.dict = dict;
    this.flags = flags;
    this.ctor = ctor;
  }

  /** `_PyType_Lookup`: the first binding of name along the MRO, descriptors unbound. */
  lookup(name: string): PyObj | undefined {
    const hit = this.cache.get(name);
    if (hit !== undefined) return hit === MISSING ? undefined : (hit as PyObj);
    const found = this.find(name);
    if (this.loose) return found;
    this.cache.set(name, found === undefined ? MISSING : found);
    return found;
  }
  private find(name: string): PyObj | undefined {
    const { mro } = this;
    const own = mro[0].dict.getStr(name);
    if (own !== undefined) return own;
    if (this.isLinear()) {
      // What stands above, the base may know already.
      const { base } = this;
      if (base!.isHeap) (base!.askedBelow ??= new Set()).add(name);
      return base!.lookup(name);
    }
    let found: PyObj | undefined;
    for (let i = 1; i < mro.length; i++) {
      if (mro[i].isHeap) (mro[i].askedBelow ??= new Set()).add(name);
      if (found === undefined) found = mro[i].dict.getStr(name);
    }
    return found;
  }
  /** Whether the order of look-ups is this class's dict and then its base's order. */
  private isLinear(): boolean {
    const { mro, base } = this;
    if (base === null || mro[0] !== this || base.mro.length !== mro.length - 1) return false;
    for (let i = 1; i < mro.length; i++) if (mro[i] !== base.mro[i - 1]) return false;
    return true;
  }

  /** The class of the MRO that binds name. */
  whereIs(name: string): PyType | undefined {
    return this.mro.find((t) => t.dict.getStr(name) !== undefined);
  }

  /**
   * Notes a fact about this class in the prototype of its instances, where compiled code reads it
   * as a property of the instance: `#name` is the method that a call of `name` finds, `.name` the
   * class's attribute that a read gives, `=name` is true where a store may set the `@` property. A
   * fact holds for this class alone, so a class
   * below has `undefined` of its own until the same is found out there. Invariant: no `#name`
   * where an instance may have an attribute of that name, other than in its `odict`.
   */
  known(key: string, fact: unknown): void {
    // Writing to a prototype is dear: not for classes that are used a few times.
    if (this.loose || ++this.factsAsked < 8) return;
    const facts = this.facts;
    // Instances with a dict come here each time, with what is known long since.
    if (facts === null || (facts[key] === fact && Object.hasOwn(facts, key))) return;
    if (key.charCodeAt(0) === 35 && this.ownNames?.has(key.slice(1)) === true) return;
    (this.knownKeys ??= new Set()).add(key);
    facts[key] = fact;
    this.shadowBelow(key);
  }
  /** What `known` writes to; null for types that share the JavaScript class of another. */
  private get facts(): Record<string, unknown> | null {
    return this.isHeap || (this.ctor as { owner?: PyType | null }).owner === this
      ? (this.ctor.prototype as unknown as Record<string, unknown>)
      : null;
  }
  private shadowBelow(key: string): void {
    for (const ref of this.subclasses ?? []) {
      const sub = ref.deref();
      if (sub === undefined || Object.hasOwn(sub.ctor.prototype, key)) continue;
      (sub.ctor.prototype as unknown as Record<string, unknown>)[key] = undefined;
      sub.shadowBelow(key);
    }
  }
  /** Hides what is known of the classes above; for a class that is new or has other bases. */
  shadowAbove(): void {
    const own = this.ctor.prototype as unknown as Record<string, unknown>;
    for (let p = Object.getPrototypeOf(own); p !== PyObject.prototype; p = Object.getPrototypeOf(p))
      for (const key of Object.keys(p)) {
        const c = key.charCodeAt(0);
        if ((c === 35 || c === 46 || c === 61) && !Object.hasOwn(own, key)) own[key] = undefined;
      }
  }
  /** Instances may have `name` of their own from now on. */
  ownName(name: string): void {
    if (this.ownNames?.has(name) === true) return;
    (this.ownNames ??= new Set()).add(name);
    this.ctor.keep?.(`@${name}`);
    const key = `#${name}`;
    if (this.knownKeys?.has(key) === true) this.facts![key] = undefined;
  }

  /** This class and those below whose instances may keep a name (or any) as a property. */
  *holders(name: string | null): Generator<PyType> {
    if (this.ownNames !== null && (name === null || this.ownNames.has(name))) yield this;
    for (const ref of this.subclasses ?? []) yield* ref.deref()?.holders(name) ?? [];
  }

  /** Must follow every change of `dict`, `bases` or `mro`. */
  modified(): void {
    this.version++;
    this.cache.clear();
    this.storable.clear();
    this.classCalls = null;
    this.ownGetattribute = this.ownSetattr = this.byIdentity = undefined;
    this.$call0 = typeCall0;
    this.$call1 = typeCall1;
    this.$call2 = typeCall2;
    this.$call3 = typeCall3;
    if (this.knownKeys !== null) {
      for (const key of this.knownKeys) this.facts![key] = undefined;
      this.knownKeys.clear();
    }
    typeHook.changed(this);
    this.eachSubclass((sub) => sub.modified());
  }
  /** The same for the binding of one name. What is kept by `version` depends on special names. */
  changed(name: string): void {
    if (name.startsWith("__")) this.modified();
    else this.forget(name, [`#${name}`, `.${name}`, `=${name}`]);
  }
  private forget(name: string, keys: string[]): void {
    this.cache.delete(name);
    this.storable.delete(name);
    this.classCalls?.delete(name);
    if (this.knownKeys !== null)
      for (const key of keys) if (this.knownKeys.delete(key)) this.facts![key] = undefined;
    if (this.askedBelow?.has(name) === true) this.eachSubclass((sub) => sub.forget(name, keys));
  }
  private eachSubclass(f: (sub: PyType) => void): void {
    if (this.subclasses === null) return;
    for (const ref of this.subclasses) {
      const sub = ref.deref();
      if (sub === undefined) this.subclasses.delete(ref);
      else f(sub);
    }
    this.subclassRoom = 2 * this.subclasses.size;
    // What `deref` gave lives to the end of the job, unless the collector is told otherwise.
    if ((derefs += this.subclasses.size) > 1000) {
      derefs = 0;
      keptHook.clear();
    }
  }

  /** Sets a binding of the class itself, as `type.__setattr__` does after its checks. */
  set(name: string, value: PyObj): void {
    this.dict.setStr(name, value);
    this.changed(name);
  }

  isSubtype(other: PyType): boolean {
    return this === other || this.mro.includes(other);
  }

  addToBases(): void {
    const ref = new WeakRef(this);
    for (const b of this.bases) {
      (b.subclasses ??= new Set()).add(ref);
      if (b.subclasses.size > b.subclassRoom + 64) {
        b.eachSubclass(() => {});
        keptHook.clear();
      }
    }
  }

  inheritFlags(): void {
    if (this.base === null) return;
    this.flags |= this.base.flags & INHERITED_FLAGS & ~COLLECTION;
    // The first class of the order of look-up that is a sequence or a mapping decides.
    const kind = [this, ...this.mro, this.base].find((t) => (t.flags & COLLECTION) !== 0);
    if (kind !== undefined) this.flags |= kind.flags & COLLECTION;
    if (this.base.hasDict) this.hasDict = true;
    if (this.base.hasWeakref) this.hasWeakref = true;
  }

  get isHeap(): boolean {
    return (this.flags & TPFLAGS.HEAPTYPE) !== 0;
  }
}

/** A str with a character above U+FFFF; `cps` are its code points and must not change. */
export class PyWStr extends PyObject {
  readonly cps: Uint32Array;
  private js: string | undefined = undefined;
  constructor(cps: Uint32Array) {
    super(str_type());
    this.cps = cps;
  }
  get length(): number {
    return this.cps.length;
  }
  /** UTF-16, as JavaScript and Node want it. */
  override toString(): string {
    if (this.js === undefined) {
      const parts: string[] = [];
      for (let i = 0; i < this.cps.length; i += 4096)
        parts.push(String.fromCodePoint(...this.cps.subarray(i, i + 4096)));
      this.js = parts.join("");
    }
    return this.js;
  }
}

/** Set by types.ts: the types of the values that are no PyObject. */
export const valueTypes = {} as { none: PyType; bool: PyType; int: PyType; str: PyType };
function str_type(): PyType {
  return valueTypes.str;
}

export function typeOf(o: PyObj): PyType {
  switch (typeof o) {
    case "object":
      return o === null ? valueTypes.none : o.cls;
    case "number":
    case "bigint":
      return valueTypes.int;
    case "string":
      return valueTypes.str;
    case "boolean":
      return valueTypes.bool;
    default:
      throw new Error(`moult: no Python object: ${typeof o} ${String(o)}`);
  }
}

const EMPTY_BYTES = new Uint8Array(0);

/** A one-of-a-kind object such as NotImplemented. */
export class PySingleton extends PyObject {
  readonly name: string;
  constructor(cls: PyType, name: string) {
    super(cls);
    this.name = name;
  }
}

/** `object()` and instances of Python classes. */
export class PyInstance extends PyObject {}

/** An instance of a subclass of int (bool excepted). */
export class PyIntSub extends PyObject {
  v: PyInt = 0;
}

/** An instance of a subclass of str. */
export class PyStrSub extends PyObject {
  v: Str = "";
}

export class PyFloat extends PyObject {
  v: number;
  constructor(cls: PyType, v = 0) {
    super(cls);
    this.v = v;
  }
}

/**
 * A float that is exactly a float: arithmetic makes and drops many, so an instance has no field but
 * its value. Compiled code knows it by `$f`, which nothing else has.
 */
export class ExactFloat {
  readonly $f: number;
  constructor(v: number) {
    this.$f = v;
  }
}
Object.setPrototypeOf(ExactFloat.prototype, PyFloat.prototype);
Object.defineProperty(ExactFloat.prototype, "v", {
  get(this: ExactFloat) {
    return this.$f;
  },
});
Object.defineProperty(ExactFloat.prototype, "h", { value: 0, writable: true });

export class PyComplex extends PyObject {
  re = 0;
  im = 0;
}

export class PyTuple extends PyObject {
  items: PyObj[];
  constructor(cls: PyType, items: PyObj[] = []) {
    super(cls);
    this.items = items;
  }
}

export class PyList extends PyObject {
  items: PyObj[];
  constructor(cls: PyType, items: PyObj[] = []) {
    super(cls);
    this.items = items;
  }
}

export class PyBytes extends PyObject {
  data: Uint8Array = EMPTY_BYTES;
  /** Cached hash. */
  hash: PyInt | undefined = undefined;
}

/** `data` is the used part of `buf`; a resize with `exports` > 0 is a BufferError. */
export class PyByteArray extends PyObject {
  data: Uint8Array = EMPTY_BYTES;
  exports = 0;
  /** See buffer.ts. */
  holders: Set<WeakRef<Holder>> | undefined = undefined;
}

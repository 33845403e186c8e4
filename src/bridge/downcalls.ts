/**
 * Calling C. A call site in C stands for one function and the convention it is called with; the
 * arguments go through the wire.
 */
import { asJs } from "../objects/abstract.js";
import { E, err, isException, typeError } from "../objects/errors.js";
import {
  type Method,
  PyBuiltin,
  PyMethodDescr,
  slotSignature,
  withoutNames,
} from "../objects/function.js";
import { PyModule } from "../objects/module.js";
import { type PyObj, type PyObject, PyType, typeOf } from "../objects/object.js";
import { type Kw, Signature } from "../objects/signature.js";
import { native } from "./addon.js";
import { takeError } from "./errors.js";
import { expect, type MakeWrapper, placeOf, unused, wrapperFor } from "./ready.js";
import {
  CTL,
  drainFreed,
  dropHandle,
  i32,
  newHandle,
  put,
  SLOTS,
  TAG,
  tagAt,
  takeSlot0,
} from "./wire.js";

export const METH = {
  VARARGS: 1,
  KEYWORDS: 2,
  NOARGS: 4,
  O: 8,
  CLASS: 0x10,
  STATIC: 0x20,
  COEXIST: 0x40,
  FASTCALL: 0x80,
  METHOD: 0x200,
} as const;

const { SITE, NARGS, KW, FREED, READY, READY_TYPE } = CTL;
/** By themselves, not as properties: V8 then calls them without a look-up. */
const { call: enterCall, slot: enterSlot, construct: enterConstruct } = native;

/** What a trampoline gave: its return value, or what is in slot 0; undefined for C's bare NULL. */
export function finish(r: unknown): PyObj | undefined {
  if (r !== undefined) {
    if (i32[FREED] !== 0) drainFreed();
    return r as PyObj;
  }
  return fromSlot0(0);
}
function fromSlot0(site: number): PyObj | undefined {
  const tag = tagAt(0);
  if (tag === TAG.EXC) throw takeError();
  const v = takeSlot0();
  if (tag === TAG.NATIVE_FRESH && site !== 0) expect(site, (v as PyObject).cls);
  return v;
}

/** Calls a PyMethodDef's function, and a slot's, with n arguments that are in the slots. */
function callSite(site: number, n: number, names: number): PyObj | undefined {
  const at = placeOf(site);
  i32[SITE] = site;
  i32[NARGS] = n;
  i32[KW] = names;
  let r: unknown;
  if (at < 0) r = enterCall();
  else {
    const w = wrapperFor(at);
    r = enterCall(w);
    if (r !== w) unused(at, w);
  }
  if (r === undefined) return fromSlot0(site);
  if (i32[FREED] !== 0) drainFreed();
  return r as PyObj;
}
function slotSite(site: number, n: number, names: number): PyObj | undefined {
  const at = placeOf(site);
  i32[SITE] = site;
  i32[NARGS] = n;
  i32[KW] = names;
  let r: unknown;
  if (at < 0) r = enterSlot();
  else {
    const w = wrapperFor(at);
    r = enterSlot(w);
    if (r !== w) unused(at, w);
  }
  if (r === undefined) return fromSlot0(site);
  if (i32[FREED] !== 0) drainFreed();
  return r as PyObj;
}

/** Keyword names as tuples that stay in C, by the names in their order. */
interface Names {
  index: number;
  readonly next: Map<string, Names>;
}
const noNames: Names = { index: 0, next: new Map() };
const namesIn = (kw: Kw | readonly string[]): Iterable<string> =>
  kw instanceof Map ? kw.keys() : kw;
function kwIndex(kw: Kw | readonly string[]): number {
  let at = noNames;
  for (const k of namesIn(kw)) {
    let to = at.next.get(k);
    if (to === undefined) {
      to = { index: 0, next: new Map() };
      at.next.set(k, to);
    }
    at = to;
  }
  if (at.index === 0) {
    let i = 0;
    for (const k of namesIn(kw)) put(i++, k);
    i32[NARGS] = i;
    at.index = native.kwnames();
  }
  return at.index;
}

/** Writes arguments and makes the call of a site by `enter` (callSite or slotSite). */
function crossing(
  site: number,
  self: PyObj | undefined,
  args: PyObj[],
  kw: Kw | null,
  enter: (site: number, n: number, names: number) => PyObj | undefined,
): PyObj | undefined {
  const nkw = kw === null ? 0 : kw.size;
  if (args.length + nkw + 2 > SLOTS)
    throw typeError(`more than ${SLOTS - 2} arguments to a C function`);
  const names = nkw > 0 ? kwIndex(kw as Kw) : 0;
  let n = 0;
  if (self !== undefined) put(n++, self);
  for (let i = 0; i < args.length; i++) put(n++, args[i]);
  if (nkw > 0) for (const v of (kw as Kw).values()) put(n++, v);
  return enter(site, n, names);
}

/**
 * `type.__call__` of a C type with n arguments in the slots, in one crossing. `init` and `make` are the
 * sites of tp_init and tp_new; 0: object's.
 */
export function construct(
  t: PyType,
  make: number,
  init: number,
  n: number,
  wrapper: MakeWrapper,
): PyObj {
  const h = newHandle(undefined);
  const w = wrapper(h);
  i32[SITE] = init;
  i32[NARGS] = n;
  i32[KW] = make;
  i32[READY] = h;
  i32[READY_TYPE] = t.h;
  const r = enterConstruct(w);
  if (r === w) {
    if (i32[FREED] !== 0) drainFreed();
    return w;
  }
  if (i32[READY] !== 0) dropHandle(h);
  return finish(r) as PyObj;
}

// ---- functions from PyMethodDef ----

const VAR = "(*args, **kwargs)";
const SELF_VAR = "($self, /, *args, **kwargs)";

/** Any arguments; `text` is what `__text_signature__` shows (C checks for itself). */
function open(pattern: string, text: string | null): Signature {
  const s = new Signature(pattern);
  (s as { text: string | null }).text = text;
  return s;
}

/** `mod.f()` or `T.m()`, as argument errors name it. */
function shown(name: string, qual: string, module: PyObj): string {
  return typeof module === "string" && module !== "builtins" ? `${module}.${qual}` : qual || name;
}

function checkCount(flags: number, n: number, kw: Kw | null, what: () => string): void {
  if (kw !== null && kw.size > 0 && (flags & METH.KEYWORDS) === 0)
    throw typeError(`${what()}() takes no keyword arguments`);
  if ((flags & METH.NOARGS) !== 0 && n !== 0)
    throw typeError(`${what()}() takes no arguments (${n} given)`);
  if ((flags & METH.O) !== 0 && n !== 1)
    throw typeError(`${what()}() takes exactly one argument (${n} given)`);
}

/** As `crossing`, for arguments of which the last are those of `names`. */
function crossingNamed(
  site: number,
  self: PyObj | undefined,
  args: PyObj[],
  names: NamesOfSite,
): PyObj | undefined {
  if (args.length + 2 > SLOTS) throw typeError(`more than ${SLOTS - 2} arguments to a C function`);
  let n = 0;
  if (self !== undefined) put(n++, self);
  for (let i = 0; i < args.length; i++) put(n++, args[i]);
  return callSite(site, n, names.index);
}

/** The index of the names that a function was last called with: they are constants of programs. */
class NamesOfSite {
  private last: readonly string[] | null = null;
  index = 0;
  find(names: readonly string[]): this {
    if (this.last !== names) {
      this.index = kwIndex(names);
      this.last = names;
    }
    return this;
  }
}

/** builtin_function_or_method over a C function. */
export class NativeFunction extends PyBuiltin {
  readonly site: number;
  readonly flags: number;
  /** Passed with each call; undefined when the site knows it (a module) or there is none. */
  readonly receiver: PyObj | undefined;
  private readonly names = new NamesOfSite();
  constructor(
    name: string,
    site: number,
    flags: number,
    self: PyObj | undefined,
    receiver: PyObj | undefined,
    text: string | null = null,
  ) {
    super(name, open(VAR, text), (args: PyObj[], kw: Kw) => this.$call(args, kw), self, false);
    this.site = site;
    this.flags = flags;
    this.receiver = receiver;
  }
  private what(): string {
    const { self } = this;
    // As __qualname__ has it: bound to anything but a module, the class stands before.
    if (self !== undefined && !(self instanceof PyModule) && typeof this.module !== "string")
      return `${(self instanceof PyType ? self : typeOf(self)).qualname}.${this.name}`;
    return shown(this.name, this.qual, this.module);
  }
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    // CPython's oldest convention tells the bare name.
    checkCount(this.flags, args.length, kw, () =>
      (this.flags & METH.VARARGS) !== 0 && typeof this.module !== "string"
        ? this.name
        : this.what(),
    );
    return crossing(this.site, this.receiver, args, kw, callSite) as PyObj;
  }
  override $call0(): PyObj {
    if ((this.flags & METH.O) !== 0) return this.$call([], null);
    let n = 0;
    if (this.receiver !== undefined) put(n++, this.receiver);
    return callSite(this.site, n, 0) as PyObj;
  }
  override $call1(a: PyObj): PyObj {
    if ((this.flags & METH.NOARGS) !== 0) return this.$call([a], null);
    let n = 0;
    if (this.receiver !== undefined) put(n++, this.receiver);
    put(n++, a);
    return callSite(this.site, n, 0) as PyObj;
  }
  override $call2(a: PyObj, b: PyObj): PyObj {
    if ((this.flags & (METH.NOARGS | METH.O)) !== 0) return this.$call([a, b], null);
    let n = 0;
    if (this.receiver !== undefined) put(n++, this.receiver);
    put(n++, a);
    put(n++, b);
    return callSite(this.site, n, 0) as PyObj;
  }
  override $call3(a: PyObj, b: PyObj, c: PyObj): PyObj {
    if ((this.flags & (METH.NOARGS | METH.O)) !== 0) return this.$call([a, b, c], null);
    let n = 0;
    if (this.receiver !== undefined) put(n++, this.receiver);
    put(n++, a);
    put(n++, b);
    put(n++, c);
    return callSite(this.site, n, 0) as PyObj;
  }
  override $callNamed(args: PyObj[], names: readonly string[]): PyObj {
    if ((this.flags & METH.KEYWORDS) === 0) return this.$call(...withoutNames(args, names));
    return crossingNamed(this.site, this.receiver, args, this.names.find(names)) as PyObj;
  }
}

/** A method of a C type for receivers that are known to fit. */
class NativeReceiver implements Method {
  private readonly descr: NativeMethod;
  private readonly site: number;
  private readonly flags: number;
  private readonly names = new NamesOfSite();
  constructor(descr: NativeMethod) {
    this.descr = descr;
    this.site = descr.site;
    this.flags = descr.flags;
  }
  $call1(self: PyObj): PyObj {
    if ((this.flags & METH.O) !== 0) return this.descr.callOn(self, [], null);
    put(0, self);
    return callSite(this.site, 1, 0) as PyObj;
  }
  $call2(self: PyObj, a: PyObj): PyObj {
    if ((this.flags & METH.NOARGS) !== 0) return this.descr.callOn(self, [a], null);
    put(0, self);
    put(1, a);
    return callSite(this.site, 2, 0) as PyObj;
  }
  $call3(self: PyObj, a: PyObj, b: PyObj): PyObj {
    if ((this.flags & (METH.NOARGS | METH.O)) !== 0) return this.descr.callOn(self, [a, b], null);
    put(0, self);
    put(1, a);
    put(2, b);
    return callSite(this.site, 3, 0) as PyObj;
  }
  $call4(self: PyObj, a: PyObj, b: PyObj, c: PyObj): PyObj {
    return this.descr.callOn(self, [a, b, c], null);
  }
  $call(args: PyObj[], kw: Kw | null): PyObj {
    return this.descr.callOn(args[0], args.slice(1), kw);
  }
  $callNamed(args: PyObj[], names: readonly string[]): PyObj {
    if ((this.flags & METH.KEYWORDS) === 0) return this.$call(...withoutNames(args, names));
    return crossingNamed(this.site, undefined, args, this.names.find(names)) as PyObj;
  }
}

/** method_descriptor or classmethod_descriptor over a C function. */
export class NativeMethod extends PyMethodDescr {
  readonly site: number;
  readonly flags: number;
  private receiver: NativeReceiver | null = null;
  constructor(owner: PyType, name: string, site: number, flags: number, text: string | null) {
    super(
      owner,
      name,
      open(SELF_VAR, text),
      (self: PyObj, args: PyObj[], kw: Kw) => this.callOn(self, args, kw),
      (flags & METH.CLASS) !== 0 ? "class" : "method",
    );
    this.site = site;
    this.flags = flags;
  }
  override callOn(self: PyObj, args: PyObj[], kw: Kw | null): PyObj {
    checkCount(this.flags, args.length, kw, () => `${this.owner.name}.${this.name}`);
    return crossing(this.site, self, args, kw, callSite) as PyObj;
  }
  override get onReceiver(): Method {
    return (this.receiver ??= new NativeReceiver(this));
  }
  override bind(self: PyObj): PyObj {
    const f = new NativeFunction(this.name, this.site, this.flags, self, self, this.sig.text);
    f.doc = this.doc;
    f.owner = this.owner;
    return f;
  }
}

// ---- slots ----

/** Calls a slot's site with the arguments as they are. */
export function callSlotSite(site: number, a: PyObj, b?: PyObj, c?: PyObj): PyObj | undefined {
  put(0, a);
  let n = 1;
  if (b !== undefined) put(n++, b);
  if (c !== undefined) put(n++, c);
  return slotSite(site, n, 0);
}
export function callSlotArgs(
  site: number,
  self: PyObj,
  args: PyObj[],
  kw: Kw | null,
): PyObj | undefined {
  return crossing(site, self, args, kw, slotSite);
}

function slot1(site: number, self: PyObj): PyObj | undefined {
  put(0, self);
  return slotSite(site, 1, 0);
}
function slot2(site: number, self: PyObj, a: PyObj): PyObj | undefined {
  put(0, self);
  put(1, a);
  return slotSite(site, 2, 0);
}
/** C slots as methods of their classes (objects/virtuals.ts); C has checked what they give. */
const VIRTUALS: Record<string, (site: number, special: string) => unknown> = {
  $len: (site) =>
    function (this: PyObj) {
      return slot1(site, this);
    },
  $getitem: (site) =>
    function (this: PyObj, k: PyObj) {
      return slot2(site, this, k);
    },
  $setitem: (site) =>
    function (this: PyObj, k: PyObj, v: PyObj) {
      callSlotSite(site, this, k, v);
    },
  $contains: (site) =>
    function (this: PyObj, v: PyObj) {
      return slot2(site, this, v) === true;
    },
  $truth: (site, special) =>
    special === "__bool__"
      ? function (this: PyObj) {
          return slot1(site, this) === true;
        }
      : function (this: PyObj) {
          return slot1(site, this) !== 0;
        },
  $next: (site) =>
    function (this: PyObj) {
      try {
        return slot1(site, this);
      } catch (e) {
        if (isException(e, E.StopIteration)) return undefined;
        throw e;
      }
    },
};

/** wrapper_descriptor over a slot function. */
export class NativeSlot extends PyMethodDescr {
  readonly site: number;
  readonly slot: number;
  /** The call without Python's conventions around it: undefined where C gave a bare NULL. */
  readonly raw: (self: PyObj, a?: PyObj, b?: PyObj) => PyObj | undefined;
  constructor(owner: PyType, name: string, site: number, sig: string, slot: number) {
    const raw = (self: PyObj, a?: PyObj, b?: PyObj) => callSlotSite(site, self, a, b);
    super(owner, name, slotSignature(name), slotFunction(site, sig, raw), "slot");
    this.site = site;
    this.slot = slot;
    this.raw = raw;
    this.open = sig === "init" || sig === "call";
  }
  override $virtual(name: string): unknown {
    const { site } = this;
    const make = VIRTUALS[name];
    return make === undefined ? undefined : make(site, this.name);
  }
  /** Takes any arguments. */
  private readonly open: boolean;
  override callOn(self: PyObj, args: PyObj[], kw: Kw | null): PyObj {
    if (this.open) return callSlotArgs(this.site, self, args, kw) as PyObj;
    return super.callOn(self, args, kw);
  }
}

function slotFunction(
  site: number,
  sig: string,
  raw: (self: PyObj, a?: PyObj, b?: PyObj) => PyObj | undefined,
): (...args: never[]) => unknown {
  switch (sig) {
    case "call":
    case "init":
    case "vectorcall":
      return (self: PyObj, args: PyObj[], kw: Kw | null) => callSlotArgs(site, self, args, kw);
    case "next":
      return (self: PyObj) => {
        const v = raw(self);
        if (v === undefined) throw err(E.StopIteration);
        return v;
      };
    case "descr_get":
      return (self: PyObj, obj: PyObj, owner: PyObj | undefined) => {
        if (obj === null && (owner ?? null) === null)
          throw typeError("__get__(None, None) is invalid");
        return raw(self, obj, owner ?? null);
      };
    case "getattro":
    case "getattr":
      return (self: PyObj, name: PyObj) => {
        if (asJs(name) === undefined)
          throw typeError(`attribute name must be string, not '${typeOf(name).name}'`);
        return raw(self, name);
      };
    default:
      return raw;
  }
}

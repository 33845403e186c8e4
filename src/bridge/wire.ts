/**
 * Values in slots, and the handle table.
 *
 * JavaScript and C share one memory area (native/wire.h). A slot is 16 bytes: tag, a 32-bit word,
 * a payload. `put` writes a value for C, `get` reads one from C. Each side reads all slots it was
 * given before it does anything that could cross again.
 *
 * `objs[h]` is what C knows as handle h. It keeps an object alive for as long as C holds its
 * mirror; when C drops it, C lists the handle and `drainFreed` forgets it. Handles of wrappers of
 * native objects hold nothing here: C finds those wrappers itself, through weak references.
 */

import { normInt } from "../objects/hash.js";
import {
  PyBytes,
  PyFloat,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  PyType,
  PyWStr,
} from "../objects/object.js";
import { fromCodePoints } from "../objects/text.js";
import {
  bytes_type,
  float_type,
  list_type,
  mkBytes,
  mkFloat,
  newDict,
  tuple_type,
} from "../objects/types.js";
import { native, type Ptr } from "./addon.js";

export const TAG = {
  NULL: 0,
  NONE: 1,
  FALSE: 2,
  TRUE: 3,
  INT: 4,
  FLOAT: 5,
  HANDLE: 6,
  NEW: 7,
  PTR: 8,
  STR: 9,
  BYTES: 10,
  BIG: 11,
  TUPLE: 12,
  LIST: 13,
  NATIVE: 14,
  NATIVE_NEW: 15,
  EXC: 16,
  DICT: 17,
  TEXT: 18,
  NATIVE_FRESH: 19,
} as const;
const LINK = 0x80000000;
const FILLED = 0x40000000;

/** By themselves, not as properties: V8 then calls them without a look-up. */
const { newStr, newBig, newWide, newBytes, handleOf, bytesOf, bigOf, wrapperOf, typeOf, strOf } =
  native;
const { letGo, doze } = native;
const { wideOf, link: linkTo, keep: keepAs, items: fetchItems } = native;
const L = native.layout;
export const i32 = new Int32Array(native.wire);
export const u32 = new Uint32Array(native.wire);
export const f64 = new Float64Array(native.wire);
const u8 = new Uint8Array(native.wire);
/** Index of slot 0 in 32-bit words, and of its payload in doubles. */
const S = L.slots / 4;
const F = L.slots / 8 + 1;
export const CTL = {
  FREED: L.FREED,
  DEAD: L.DEAD,
  SITE: L.SITE,
  NARGS: L.NARGS,
  KW: L.KW,
  EXTRA: L.EXTRA,
  NRES: L.NRES,
  OP: L.OP,
  LEN: L.LEN,
  INTERP: L.INTERP,
  RAN: L.RAN,
  HOW: L.HOW,
  READY: L.READY,
  READY_TYPE: L.READY_TYPE,
} as const;
const FREED_LIST = L.freed / 4;
export const SLOTS = L.nslots;
export const FETCH = L.nfetch;
const { FREED } = CTL;

// ---- handles ----

export const objs: (PyObj | undefined)[] = [undefined];
const free: number[] = [];

export function newHandle(o: PyObj | undefined): number {
  const h = free.length > 0 ? (free.pop() as number) : objs.length;
  objs[h] = o;
  return h;
}

/**
 * What C's mirror of a large list or dict was shown, by handle: the items, or keys and values in turn.
 * When C looks again it is told what is another by now.
 */
export const shown = new Map<number, PyObj[]>();

/** In a list of freed handles: the object stays C's by this handle, but JavaScript's alone to keep. */
const DOZES = 0x80000000;

function forget(given: number): void {
  if (given >= DOZES) {
    const h = given - DOZES;
    doze(h, objs[h] as PyObject);
    objs[h] = undefined;
    return;
  }
  const h = given;
  const o = objs[h];
  if (shown.size !== 0) shown.delete(h);
  if (o instanceof PyObject && o.h === h) o.h = 0;
  objs[h] = undefined;
  free.push(h);
}

/** A handle that C was not told of, or has refused. */
export function dropHandle(h: number): void {
  forget(h);
}

/** Forgets what C has dropped. */
export function drainFreed(): void {
  const n = i32[FREED];
  for (let k = 0; k < n; k++) forget(u32[FREED_LIST + k]);
  i32[FREED] = 0;
  if (n >= 4096) for (const h of native.moreFreed()) forget(h);
}

// ---- texts ----

/** Room for a text at each slot: short ones go to C with their characters. */
const TEXT = L.text;
const TEXT_MAX = L.ntext;
const KEPT_MAX = 64;
const PLACES = 256;

/**
 * What C is given again and again keeps its block, which is held here. A text's place is known by its
 * length and ends; it gets the place when it comes for the second time. Blocks are of an
 * interpreter's core, so each interpreter has texts of its own. Who loses a place may be named in an
 * earlier slot: it is let go when slot 0 is written anew.
 */
class KeptTexts {
  readonly texts = new Array<string>(PLACES).fill("");
  readonly candidates = new Array<string>(PLACES).fill("");
  readonly handles = new Int32Array(PLACES);
  private readonly leaving: number[] = [];
  /** The handle of the text's block, for a slot; 0 when it has none, -1 with MemoryError set in C. */
  find(text: string, slot: number): number {
    if (slot === 0 && this.leaving.length > 0) this.leave();
    const n = text.length;
    if (n === 0 || n > KEPT_MAX) return 0;
    const at = (n * 31 + text.charCodeAt(0) * 7 + text.charCodeAt(n - 1)) & (PLACES - 1);
    if (this.texts[at] === text) return this.handles[at];
    if (this.candidates[at] === text) return this.keep(at, text);
    this.candidates[at] = text;
    return 0;
  }
  private keep(at: number, text: string): number {
    const p = newStr(text);
    if (p === 0) return -1;
    const known = handleOf(p);
    const h = known !== 0 ? known : newHandle(text);
    if (known === 0) keepAs(p, h);
    const old = this.handles[at];
    this.texts[at] = text;
    this.handles[at] = h;
    if (old !== 0) this.leaving.push(old);
    return h;
  }
  private leave(): void {
    for (const h of this.leaving.splice(0)) letGo(h);
  }
  close(): void {
    this.leave();
    this.texts.fill("");
    this.candidates.fill("");
    for (const h of this.handles) if (h !== 0) letGo(h);
    this.handles.fill(0);
  }
}
const keptTexts: (KeptTexts | undefined)[] = [];
const textsOf = (interp: number): KeptTexts => (keptTexts[interp] ??= new KeptTexts());
/** The interpreter that C works for ends. */
export function forgetTexts(): void {
  const i = i32[CTL.INTERP];
  keptTexts[i]?.close();
  keptTexts[i] = undefined;
}

/**
 * Short texts that went to C with their characters not long ago, by what these come to: they often
 * come back, and making a string anew takes longer. (Of a power of two.)
 */
const RECENT = 4096;
const recent = new Array<string>(RECENT).fill("");
function recentText(at: number, n: number): string | undefined {
  let hash = n;
  for (let j = 0; j < n; j++) hash = Math.imul(hash, 31) + u8[at + j];
  const text = recent[(hash ^ (hash >>> 12)) & (RECENT - 1)];
  if (text.length !== n) return undefined;
  for (let j = 0; j < n; j++) if (text.charCodeAt(j) !== u8[at + j]) return undefined;
  return text;
}

function putText(i: number, text: string): void {
  const k = S + i * 4;
  const h = textsOf(i32[CTL.INTERP]).find(text, i);
  if (h > 0) {
    i32[k + 1] = h;
    i32[k] = TAG.HANDLE;
    return;
  }
  if (h < 0) {
    f64[F + i * 2] = 0;
    i32[k] = TAG.PTR;
    return;
  }
  const n = text.length;
  if (n <= TEXT_MAX) {
    const at = TEXT + i * TEXT_MAX;
    let all = 0;
    let hash = n;
    for (let j = 0; j < n; j++) {
      const c = text.charCodeAt(j);
      u8[at + j] = c;
      all |= c;
      hash = Math.imul(hash, 31) + c;
    }
    if (all <= 0xff) {
      recent[(hash ^ (hash >>> 12)) & (RECENT - 1)] = text;
      i32[k + 1] = n;
      i32[k] = TAG.TEXT;
      return;
    }
  }
  f64[F + i * 2] = newStr(text);
  i32[k] = TAG.PTR;
}

// ---- what other files of the bridge give ----

export const wireHooks = {
  /** The handle of a type, which is made known to C when it is not. */
  typeHandle: (_t: PyType): number => {
    throw new Error("moult: the bridge is not set up");
  },
  /** A wrapper for the native object at p, of the type with handle `type`. */
  wrap: (_p: Ptr, _type: number): PyObj => {
    throw new Error("moult: the bridge is not set up");
  },
  /** The same for one that has none. */
  wrapFresh: (_p: Ptr, _type: number): PyObj => {
    throw new Error("moult: the bridge is not set up");
  },
};

// ---- writing ----

export function put(i: number, v: PyObj | undefined): void {
  const k = S + i * 4;
  switch (typeof v) {
    case "number":
      i32[k] = TAG.INT;
      f64[F + i * 2] = v;
      return;
    case "string":
      putText(i, v);
      return;
    case "boolean":
      i32[k] = v ? TAG.TRUE : TAG.FALSE;
      return;
    case "undefined":
      i32[k] = TAG.NULL;
      return;
    case "bigint":
      f64[F + i * 2] = newBig(v);
      i32[k] = TAG.PTR;
      return;
    default:
      if (v === null) {
        i32[k] = TAG.NONE;
        return;
      }
      // C code of another thread may have dropped it since we last looked.
      if (i32[FREED] !== 0) drainFreed();
      if (v.h !== 0) {
        i32[k + 1] = v.h;
        i32[k] = TAG.HANDLE;
      } else putObject(i, v);
  }
}

function putObject(i: number, v: PyObject): void {
  const k = S + i * 4;
  if (v instanceof PyFloat && v.cls === float_type) {
    f64[F + i * 2] = v.v;
    i32[k] = TAG.FLOAT;
    return;
  }
  if (v instanceof PyWStr) {
    f64[F + i * 2] = newWide(v.cps);
    i32[k] = TAG.PTR;
    return;
  }
  if (v instanceof PyType) {
    i32[k + 1] = wireHooks.typeHandle(v);
    i32[k] = TAG.HANDLE;
    return;
  }
  const h = newHandle(v);
  if (v instanceof PyBytes && v.cls === bytes_type) {
    v.h = h;
    f64[F + i * 2] = newBytes(v.data, h);
    i32[k] = TAG.PTR;
    return;
  }
  const type = wireHooks.typeHandle(v.cls);
  v.h = h;
  i32[k + 1] = h;
  i32[k + 2] = type;
  i32[k + 3] = v instanceof PyTuple || v instanceof PyList ? v.items.length : 0;
  i32[k] = TAG.NEW;
}

/** A JavaScript number as it is, for results that are no Python values. */
export function putNumber(i: number, v: number): void {
  i32[S + i * 4] = TAG.INT;
  f64[F + i * 2] = v;
}
export function putTag(i: number, tag: number): void {
  i32[S + i * 4] = tag;
}
export function putWord(i: number, v: number): void {
  i32[S + i * 4 + 1] = v;
}

// ---- reading ----

/** First slot that no value waiting to be read occupies. */
let top = 0;
export function setTop(n: number): void {
  top = n;
}

export const tagAt = (i: number): number => i32[S + i * 4];
export const numberAt = (i: number): number => f64[F + i * 2];

export function get(i: number): PyObj | undefined {
  const k = S + i * 4;
  switch (i32[k]) {
    case TAG.NULL:
      return undefined;
    case TAG.NONE:
      return null;
    case TAG.FALSE:
      return false;
    case TAG.TRUE:
      return true;
    case TAG.INT:
      return f64[F + i * 2];
    case TAG.FLOAT:
      return mkFloat(f64[F + i * 2]);
    case TAG.HANDLE:
      return objs[i32[k + 1]] ?? (wrapperOf(i32[k + 1]) as PyObject | undefined);
    case TAG.STR:
      return getStr(i, f64[F + i * 2], i32[k + 1]);
    case TAG.BYTES: {
      const p = f64[F + i * 2];
      const link = i32[k + 1] !== 0;
      if (link) {
        const h = handleOf(p);
        if (h !== 0) return objs[h];
      }
      const b = mkBytes(bytesOf(p));
      // Short ones are not of this block alone.
      if (link && b.data.length > 1) linkTo(p, (b.h = newHandle(b)));
      return b;
    }
    case TAG.BIG:
      return normInt(bigOf(f64[F + i * 2]));
    case TAG.TUPLE: {
      const p = f64[F + i * 2];
      const n = u32[k + 1];
      if (n >= LINK) {
        const h = handleOf(p);
        if (h !== 0) return objs[h];
      }
      const t = new PyTuple(tuple_type);
      if (n >= LINK) linkTo(p, (t.h = newHandle(t)));
      t.items = n < LINK && n >= FILLED ? given(n - FILLED) : getItems(p, n & ~LINK);
      return t;
    }
    case TAG.LIST: {
      const p = f64[F + i * 2];
      const n = u32[k + 1];
      if (n >= LINK) {
        const h = handleOf(p);
        if (h !== 0) return objs[h];
      }
      const l = new PyList(list_type);
      if (n >= LINK) linkTo(p, (l.h = newHandle(l)));
      l.items = n < LINK && n >= FILLED ? given(n - FILLED) : getItems(p, n & ~LINK);
      return l;
    }
    case TAG.DICT:
      return getDict(f64[F + i * 2], u32[k + 1]);
    case TAG.NATIVE: {
      const p = f64[F + i * 2];
      const w = wrapperOf(i32[k + 1]) as PyObject | undefined;
      return w ?? wireHooks.wrap(p, typeOf(p));
    }
    case TAG.NATIVE_FRESH:
      return wireHooks.wrapFresh(f64[F + i * 2], i32[k + 1]);
    case TAG.NATIVE_NEW:
      return wireHooks.wrap(f64[F + i * 2], i32[k + 1]);
    default:
      throw new Error(`moult: C wrote a slot with tag ${i32[k]}`);
  }
}

/** Keyword arguments that C has packed into a dict. */
function getDict(p: Ptr, n: number): PyObj {
  const h = handleOf(p);
  if (h !== 0) return objs[h] as PyObj;
  const d = newDict();
  linkTo(p, (d.h = newHandle(d)));
  const pairs = getItems(p, 2 * n);
  for (let i = 0; i < n; i++) d.set(pairs[2 * i], pairs[2 * i + 1]);
  return d;
}

function getStr(i: number, p: Ptr, h: number): PyObj {
  const s =
    (h >= 0x100 ? recentText(TEXT + i * TEXT_MAX, h >> 8) : undefined) ??
    strOf(p) ??
    fromCodePoints(wideOf(p));
  if ((h & 1) !== 0) keepAs(p, newHandle(s));
  return s;
}

/** The items of the tuple or list in slot 0, which C has written behind it. */
function given(n: number): PyObj[] {
  const items = new Array<PyObj>(n);
  top = 4 + n;
  for (let j = 0; j < n; j++) items[j] = get(4 + j) as PyObj;
  return items;
}

/** The items of a native tuple or list; they are read through slots above those in use. */
function getItems(p: Ptr, n: number): PyObj[] {
  const items = new Array<PyObj>(n);
  const base = top;
  for (let start = 0; start < n; ) {
    const m = Math.min(n - start, SLOTS - base, 1024);
    if (m <= 0) throw new RangeError("moult: call stack: containers nested too deeply");
    fetchItems(p, start, base, m);
    top = base + m;
    for (let j = 0; j < m; j++) items[start + j] = get(base + j) as PyObj;
    start += m;
  }
  top = base;
  return items;
}

/** After C returned undefined: reads slot 0. C lets go of what it held for us at the next call. */
export function takeSlot0(): PyObj | undefined {
  top = 4;
  const v = get(0);
  if (i32[FREED] !== 0) drainFreed();
  return v;
}

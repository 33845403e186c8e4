/**
 * The table under dict, set, frozenset and every namespace.
 *
 * Fast mode (`entries === null`): `map` goes from key to value, where each key is its own
 * JavaScript Map key: str, int, None and objects that hash by identity. Entry mode is entered
 * for good with the first key of another kind (float, bool, tuple, bytes, user `__hash__`...):
 * `entries` keeps the order, `simple` finds the keys that have a JavaScript key (True and 1.0
 * normalise to 1), `tuples` the tuples of such keys by a number of ours (`tupleKey`), which is much
 * cheaper than CPython's hash, `buckets` the others by hash. `custom` tells that a key with a
 * user-defined `__eq__` is inside, which may equal a key of the other kinds.
 */
import {
  exact,
  PyComplex,
  PyFloat,
  type PyInt,
  PyIntSub,
  type PyObj,
  PyObject,
  PyStrSub,
  PyTuple,
  type PyType,
  PyWStr,
} from "./object.js";

type Key = PyObj;

/** Set by abstract.ts, which loads after this file. */
export const tableHooks = {} as {
  eq(a: PyObj, b: PyObj): boolean;
  hash(o: PyObj): PyInt;
  unhashable(e: unknown, key: PyObj, isSet: boolean): unknown;
};
const eq = (a: PyObj, b: PyObj): boolean => tableHooks.eq(a, b);
const hash = (o: PyObj): PyInt => tableHooks.hash(o);

/** The hash of a key; the error tells what it could not be used as. */
function keyHash(o: PyObj, t: HashTable): PyInt {
  try {
    return hash(o);
  } catch (e) {
    throw tableHooks.unhashable(e, o, t.isSet);
  }
}

function sameTuple(a: PyTuple, b: PyTuple): boolean {
  const x = a.items;
  const y = b.items;
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i] && !eq(x[i], y[i])) return false;
  return true;
}

class Entry {
  key: PyObj;
  value: PyObj;
  hash: PyInt;
  constructor(key: PyObj, value: PyObj, hash: PyInt) {
    this.key = key;
    this.value = value;
    this.hash = hash;
  }
}

let objectHash: PyObj | undefined;
let objectEq: PyObj | undefined;

/** types.ts tells what `object` itself binds. */
export function setObjectHash(h: PyObj, e: PyObj): void {
  objectHash = h;
  objectEq = e;
}

export function hashesByIdentity(t: PyType): boolean {
  t.byIdentity ??= t.lookup("__hash__") === objectHash && t.lookup("__eq__") === objectEq;
  return t.byIdentity;
}

function floatKey(v: number): Key | undefined {
  if (Number.isInteger(v)) return Number.isSafeInteger(v) ? v + 0 : BigInt(v);
  return undefined;
}

/** The JavaScript Map key that equals k, when its kind has one. */
function simpleKey(k: PyObj): Key | undefined {
  switch (typeof k) {
    case "string":
    case "number":
    case "bigint":
      return k;
    case "boolean":
      return k ? 1 : 0;
    default:
      if (k === null) return null;
      if (k instanceof PyFloat) return isPlainNumber(k) ? floatKey(k.v) : undefined;
      if (k instanceof PyIntSub || k instanceof PyStrSub)
        return isPlainNumber(k) && !(k.v instanceof PyWStr) ? k.v : undefined;
      if (k instanceof PyWStr || k instanceof PyComplex) return undefined;
      return hashesByIdentity(k.cls) ? k : undefined;
  }
}

/** The object's class keeps the `__hash__` and `__eq__` of its built-in base. */
function isPlainNumber(k: PyFloat | PyIntSub | PyStrSub): boolean {
  if (!k.cls.isHeap) return true;
  let b: PyType = k.cls;
  while (b.isHeap && b.base !== null) b = b.base;
  return (
    k.cls.lookup("__eq__") === b.lookup("__eq__") &&
    k.cls.lookup("__hash__") === b.lookup("__hash__")
  );
}

const scratch = new Float64Array(1);
const halves = new Int32Array(scratch.buffer);
function textKey(s: string): number {
  let h = s.length;
  for (let i = 0; i < s.length; i++) h = (Math.imul(h, 31) + s.charCodeAt(i)) | 0;
  return h;
}

/** The tuple compares and hashes as tuples do. */
function isPlainTuple(t: PyTuple): boolean {
  if (!t.cls.isHeap) return true;
  let b: PyType = t.cls;
  while (b.isHeap && b.base !== null) b = b.base;
  return (
    t.cls.lookup("__eq__") === b.lookup("__eq__") &&
    t.cls.lookup("__hash__") === b.lookup("__hash__")
  );
}

/**
 * Equal for equal tuples of numbers, strs, None and such tuples; undefined for tuples that hold
 * anything else, which only its own `__hash__` and `__eq__` can tell.
 */
function tupleKey(t: PyTuple): number | undefined {
  if (!isPlainTuple(t)) return undefined;
  const items = t.items;
  let h = items.length;
  for (let i = 0; i < items.length; i++) {
    const x = items[i];
    let k: number;
    if (typeof x === "number") {
      scratch[0] = x;
      k = halves[0] ^ halves[1];
    } else if (typeof x === "string") k = textKey(x);
    else if (x === null) k = 0x5f3759df;
    else if (x instanceof PyTuple) {
      const inner = tupleKey(x);
      if (inner === undefined) return undefined;
      k = inner;
    } else {
      const s = simpleKey(x) ?? (x as { $f?: number }).$f;
      if (typeof s === "number" && !Number.isNaN(s)) {
        scratch[0] = s;
        k = halves[0] ^ halves[1];
      } else if (typeof s === "string") k = textKey(s);
      else return undefined;
    }
    h = Math.imul(h ^ k, 0x9e3779b1);
    h ^= h >>> 15;
  }
  return h;
}

declare module "./object.js" {
  interface PyObject {
    /** A built-in type whose values may equal ints or floats. */
    $equalsNumbers?: boolean;
  }
}

/** An object that may equal a str or a number of another type. */
function isCustom(k: PyObj): boolean {
  return (
    k instanceof PyObject && (k.cls.isHeap || k instanceof PyComplex || k.$equalsNumbers === true)
  );
}

/** A variable of a namespace as compiled code sees it: undefined when it is not bound. */
export interface Cell {
  v: PyObj | undefined;
  /** The module that has the variable as a property too, where compiled code reads attributes. */
  owner: Record<string, unknown> | null;
  key: string;
}
function put(c: Cell, v: PyObj | undefined): void {
  c.v = v;
  if (c.owner !== null) c.owner[c.key] = v;
}

export class HashTable extends PyObject {
  map: Map<Key, PyObj> | null = new Map();
  private entries: Set<Entry> | null = null;
  private simple: Map<Key, Entry> | null = null;
  private tuples: Map<number, Entry[]> | null = null;
  private buckets: Map<PyInt, Entry[]> | null = null;
  private custom = false;
  /** Nothing changed since C was shown all pairs (src/bridge). */
  asShown = false;
  /** A key's own `__eq__` may be asked when a str or a number is looked up. */
  get hasCustom(): boolean {
    return this.custom;
  }
  get isSet(): boolean {
    return false;
  }
  /** Invariant: `v` of each is what the table holds under the name. */
  private cells: Map<string, Cell> | null = null;

  /** The cell of a name; compiled code reads global variables in it. */
  cell(name: string): Cell {
    this.cells ??= new Map();
    let c = this.cells.get(name);
    if (c === undefined) {
      c = { v: this.getStr(name), owner: null, key: `@${name}` };
      this.cells.set(name, c);
    }
    return c;
  }
  /** From now on `owner` has the variable `name` as a property, until `unshare`. */
  share(name: string, owner: PyObject): void {
    const c = this.cell(name);
    c.owner = owner as unknown as Record<string, unknown>;
    put(c, c.v);
  }
  unshare(): void {
    for (const c of this.cells?.values() ?? [])
      if (c.owner !== null) {
        c.owner[c.key] = undefined;
        c.owner = null;
      }
  }
  private note(k: PyObj, v: PyObj | undefined): void {
    if (typeof k !== "string") return;
    const c = this.cells!.get(k);
    if (c !== undefined) put(c, v);
  }
  private noteAll(): void {
    for (const [k, c] of this.cells!) put(c, this.getStr(k));
  }

  get size(): number {
    return this.map !== null ? this.map.size : this.entries!.size;
  }

  private toEntries(): void {
    const map = this.map!;
    this.map = null;
    this.tail = null;
    this.entries = new Set();
    this.simple = new Map();
    this.tuples = new Map();
    this.buckets = new Map();
    for (const [k, v] of map) {
      const e = new Entry(k, v, 0);
      this.entries.add(e);
      this.simple.set(k, e);
    }
  }

  /** Only in entry mode; a comparison may turn the table to fast mode by clearing it. */
  private find(k: PyObj, known?: PyInt): Entry | undefined {
    const key = simpleKey(k);
    if (key !== undefined) {
      const e = this.simple!.get(key);
      if (e !== undefined || !this.custom) return e;
    } else if (k instanceof PyTuple) {
      const tk = tupleKey(k);
      if (tk !== undefined) {
        const e = this.findTuple(k, tk);
        if (e !== undefined || !this.custom) return e;
        return this.findByHash(k, known ?? keyHash(k, this), true);
      }
    }
    const h = known ?? keyHash(k, this);
    return this.map === null ? this.findByHash(k, h, key !== undefined) : undefined;
  }

  /** No comparison of such tuples can change the table. */
  private findTuple(k: PyTuple, tk: number): Entry | undefined {
    const bucket = this.tuples!.get(tk);
    if (bucket === undefined) return undefined;
    for (let i = 0; i < bucket.length; i++) {
      const e = bucket[i];
      if (e.key === k || sameTuple(e.key as PyTuple, k)) return e;
    }
    return undefined;
  }

  private findByHash(k: PyObj, h: PyInt, isSimple: boolean): Entry | undefined {
    const buckets = this.buckets!;
    const entries = this.entries!;
    const bucket = buckets.get(h);
    const candidates = bucket === undefined ? [] : bucket.slice();
    // A user-defined object may equal a str or a number: rare, so a scan will do.
    if (!isSimple && isCustom(k)) {
      for (const e of this.simple!.values()) if (hash(e.key) === h) candidates.push(e);
      for (const b of this.tuples!.values())
        for (const e of b) if (hash(e.key) === h) candidates.push(e);
    }
    for (const e of candidates) {
      if (e.key === k) return e;
      const same = eq(e.key, k);
      // The comparison changed the table under this look-up: once more, over what it is now.
      if (this.entries !== entries || !entries.has(e))
        return this.map === null ? this.findByHash(k, h, isSimple) : undefined;
      if (same) return e;
    }
    return undefined;
  }

  get(k: PyObj, known?: PyInt): PyObj | undefined {
    if (this.map !== null) {
      if (typeof k === "string" || typeof k === "number") return this.map.get(k);
      const key = simpleKey(k);
      if (key !== undefined) return this.map.get(key);
      if (k instanceof PyTuple && !k.cls.isHeap && tupleKey(k) !== undefined) return undefined;
      const h = known ?? keyHash(k, this);
      if (!isCustom(k) || this.size === 0) return undefined;
      this.toEntries();
      return this.find(k, h)?.value;
    }
    return this.find(k, known)?.value;
  }

  /** Look-up by an attribute or variable name. */
  getStr(name: string): PyObj | undefined {
    return this.map !== null ? this.map.get(name) : this.find(name)?.value;
  }

  setStr(name: string, value: PyObj): void {
    this.asShown = false;
    if (this.map !== null) {
      if (this.tail !== null && !this.map.has(name)) this.tail.push(name);
      this.map.set(name, value);
      if (this.cells !== null) this.note(name, value);
    } else this.set(name, value);
  }

  has(k: PyObj): boolean {
    return this.get(k) !== undefined;
  }

  /** The key as it was first stored, or undefined. */
  storedKey(k: PyObj): PyObj | undefined {
    if (this.map !== null) {
      const key = simpleKey(k);
      if (key !== undefined) return this.map.has(key) ? key : undefined;
      this.get(k);
      if (this.map !== null) return undefined;
    }
    return this.find(k)?.key;
  }

  set(k: PyObj, v: PyObj, known?: PyInt): void {
    this.asShown = false;
    if (this.cells !== null) this.note(k, v);
    if (this.map !== null) {
      if (typeof k === "string" || typeof k === "number") {
        if (this.tail !== null && !this.map.has(k)) this.tail.push(k);
        this.map.set(k, v);
        return;
      }
      const key = simpleKey(k);
      if (key !== undefined && (key === k || this.map.has(key))) {
        if (this.tail !== null && !this.map.has(key)) this.tail.push(key);
        this.map.set(key, v);
        return;
      }
      if (key === undefined && !(k instanceof PyTuple)) known ??= keyHash(k, this);
      if (this.map !== null) this.toEntries();
    }
    const key = simpleKey(k);
    const tk = key === undefined && k instanceof PyTuple ? tupleKey(k) : undefined;
    if (key === undefined && tk === undefined) known ??= keyHash(k, this);
    if (this.map !== null) this.toEntries();
    let e = this.find(k, known);
    if (e !== undefined) {
      e.value = v;
      return;
    }
    if (this.map !== null) this.toEntries();
    e = new Entry(k, v, 0);
    if (key !== undefined) this.simple!.set(key, e);
    else if (tk !== undefined) {
      const bucket = this.tuples!.get(tk);
      if (bucket === undefined) this.tuples!.set(tk, [e]);
      else bucket.push(e);
    } else {
      e.hash = known!;
      const bucket = this.buckets!.get(e.hash);
      if (bucket === undefined) this.buckets!.set(e.hash, [e]);
      else bucket.push(e);
      if (isCustom(k)) this.custom = true;
    }
    if (this.tail !== null) this.tail.push(e);
    this.entries!.add(e);
  }

  /** Removes k and returns its value, or undefined when it was not there. */
  delete(k: PyObj, known?: PyInt): PyObj | undefined {
    this.asShown = false;
    if (this.map !== null) {
      const v = this.get(k, known);
      if (v === undefined) return undefined;
      if (this.map !== null) {
        this.map.delete(simpleKey(k)!);
        if (this.cells !== null) this.note(simpleKey(k)!, undefined);
        return v;
      }
    }
    const e = this.find(k, known);
    if (e === undefined || this.map !== null) return undefined;
    if (this.cells !== null) this.note(e.key, undefined);
    this.entries!.delete(e);
    const key = simpleKey(e.key);
    const tk = key === undefined && e.key instanceof PyTuple ? tupleKey(e.key) : undefined;
    if (key !== undefined) this.simple!.delete(key);
    else if (tk !== undefined) {
      const bucket = this.tuples!.get(tk)!;
      if (bucket.length === 1) this.tuples!.delete(tk);
      else bucket.splice(bucket.indexOf(e), 1);
    } else {
      const bucket = this.buckets!.get(e.hash)!;
      if (bucket.length === 1) this.buckets!.delete(e.hash);
      else bucket.splice(bucket.indexOf(e), 1);
    }
    return e.value;
  }

  clear(): void {
    this.asShown = false;
    this.map = new Map();
    this.tail = null;
    this.entries = this.simple = this.tuples = this.buckets = null;
    this.custom = false;
    if (this.cells !== null) this.noteAll();
  }

  /** Keys in insertion order; a JavaScript iterator that bears changes while it runs. */
  keys(): IterableIterator<PyObj> {
    if (this.map !== null) return this.map.keys();
    return mapIter(this.entries!.values(), (e) => e.key);
  }

  values(): IterableIterator<PyObj> {
    if (this.map !== null) return this.map.values();
    return mapIter(this.entries!.values(), (e) => e.value);
  }

  /**
   * Whether the keys are still those of `known` (keys and values in turn, as many as here are). Puts
   * values that are others into `known`, and the numbers of their pairs into `changed`.
   */
  compareShown(known: PyObj[], changed: number[]): boolean {
    let i = 0;
    if (this.map !== null) {
      for (const [k, v] of this.map) {
        if (known[i] !== k) return false;
        if (known[i + 1] !== v) {
          known[i + 1] = v;
          changed.push(i / 2);
        }
        i += 2;
      }
      return true;
    }
    for (const e of this.entries!) {
      if (known[i] !== e.key) return false;
      if (known[i + 1] !== e.value) {
        known[i + 1] = e.value;
        changed.push(i / 2);
      }
      i += 2;
    }
    return true;
  }
  pairs(): IterableIterator<[PyObj, PyObj]> {
    if (this.map !== null) return this.map.entries();
    return mapIter(this.entries!.values(), (e): [PyObj, PyObj] => [e.key, e.value]);
  }

  /**
   * Keys (fast mode) or entries in order, for those who take the last one again and again. What was
   * removed may still be in it; what was added is.
   */
  private tail: unknown[] | null = null;

  /** The last pair, or undefined when empty. */
  lastPair(): [PyObj, PyObj] | undefined {
    this.tail ??= [...(this.map !== null ? this.map.keys() : this.entries!)];
    for (let i = this.tail.length - 1; i >= 0; i--) {
      const x = this.tail[i];
      if (this.map !== null) {
        if (this.map.has(x as Key)) return [x as Key, this.map.get(x as Key) as PyObj];
      } else if (this.entries!.has(x as Entry)) return [(x as Entry).key, (x as Entry).value];
      this.tail.pop();
    }
    return undefined;
  }

  /** Copies the pairs of another table; keys are not hashed again in fast mode. */
  updateFrom(other: HashTable): void {
    this.asShown = false;
    this.tail = null;
    if (this.map !== null && other.map !== null) {
      if (this.map.size === 0) this.map = copyMap(other.map);
      else for (const [k, v] of other.map) this.map.set(k, v);
      if (this.cells !== null) this.noteAll();
    } else if (other.map !== null) for (const [k, v] of [...other.map]) this.set(k, v);
    else for (const e of [...other.entries!]) this.set(e.key, e.value, other.hashOf(e));
  }

  /** The hash that an entry was stored with, so that nobody has to compute it again. */
  private hashOf(e: Entry): PyInt | undefined {
    if (e.key instanceof PyTuple && tupleKey(e.key) !== undefined) return undefined;
    return simpleKey(e.key) === undefined ? e.hash : undefined;
  }

  /** Keys with the hashes that are known, for set operations that carry keys over. */
  hashed(): [PyObj, PyInt | undefined][] {
    if (this.map !== null) return [...this.map.keys()].map((k) => [k, undefined]);
    return [...this.entries!].map((e) => [e.key, this.hashOf(e)]);
  }

  hasHashed(k: PyObj, h: PyInt | undefined): boolean {
    return this.get(k, h) !== undefined;
  }
}

function* mapIter<A, B>(it: Iterable<A>, f: (a: A) => B): IterableIterator<B> {
  for (const x of it) yield f(x);
}

export class PyDict extends HashTable {}

/** set and frozenset: the values are all null. */
export class PySet extends HashTable {
  /** Cached hash of a frozenset. */
  hash: PyInt | undefined = undefined;
  override get isSet(): boolean {
    return true;
  }
  add(k: PyObj, h?: PyInt): void {
    this.set(k, null, h);
  }
}

/** A class each, as they have methods of their own: see PyType.known. */
export class PyMutableSet extends PySet {}
export class PyFrozenSet extends PySet {}

/** All fields of a table, for the constructors below. */
interface Fields {
  cls: PyType;
  h: number;
  map: Map<Key, PyObj> | null;
  entries: Set<Entry> | null;
  simple: Map<Key, Entry> | null;
  tuples: Map<number, Entry[]> | null;
  buckets: Map<PyInt, Entry[]> | null;
  custom: boolean;
  asShown: boolean;
  cells: Map<string, Cell> | null;
  tail: unknown[] | null;
  hash: PyInt | undefined;
}
export const ExactDict = exact(PyDict, function (this: PyDict, cls: PyType) {
  const t = this as unknown as Fields;
  t.cls = cls;
  t.h = 0;
  t.map = new Map();
  t.entries = t.simple = t.tuples = t.buckets = t.cells = t.tail = null;
  t.custom = t.asShown = false;
});
export const ExactSet = exact(PyMutableSet, function (this: PySet, cls: PyType) {
  const t = this as unknown as Fields;
  t.cls = cls;
  t.h = 0;
  t.map = new Map();
  t.entries = t.simple = t.tuples = t.buckets = t.cells = t.tail = null;
  t.custom = t.asShown = false;
  t.hash = undefined;
});

/** A third faster than what `new Map` does of a map. */
function copyMap(from: Map<Key, PyObj>): Map<Key, PyObj> {
  const to = new Map<Key, PyObj>();
  from.forEach((v, k) => {
    to.set(k, v);
  });
  return to;
}

/** What list, tuple and range share: comparison, index arguments, repetition, iterators. */
import {
  asIndex,
  builtinName,
  type CmpOp,
  compareBool,
  eq,
  ordered,
  PyIter,
  typeName,
} from "./abstract.js";
import { E, err, typeError } from "./errors.js";
import { methods, slots } from "./function.js";
import { type PyInt, type PyObj, PyObject, type PyType, typeOf } from "./object.js";
import { builtinType, mkTuple, NotImplemented } from "./types.js";

/** Lexicographic comparison of two arrays of items. */
export function compareItems(a: PyObj[], b: PyObj[], op: CmpOp): PyObj {
  if (a.length !== b.length && (op === "__eq__" || op === "__ne__")) return op === "__ne__";
  let i = 0;
  while (i < a.length && i < b.length && eq(a[i], b[i])) i++;
  if (i < a.length && i < b.length) {
    if (op === "__eq__") return false;
    if (op === "__ne__") return true;
    return compareBool(a[i], b[i], op);
  }
  return ordered(op, a.length - b.length);
}

/** The six comparison slots for a type whose instances have items. */
export function comparisons<T extends PyObject>(
  is: (o: PyObj) => o is T,
  items: (o: T) => PyObj[],
): Record<CmpOp, (a: T, b: PyObj) => PyObj> {
  const make = (op: CmpOp) => (a: T, b: PyObj) =>
    is(b) ? compareItems(items(a), items(b), op) : NotImplemented;
  return {
    __lt__: make("__lt__"),
    __le__: make("__le__"),
    __eq__: make("__eq__"),
    __ne__: make("__ne__"),
    __gt__: make("__gt__"),
    __ge__: make("__ge__"),
  };
}

/** An index into `what` of the given length, negative ones counted from the end. */
export function itemIndex(
  k: PyObj,
  length: number,
  what: string,
  range = `${what} index out of range`,
): number {
  const i = asIndex(k);
  if (i === undefined)
    throw typeError(`${what} indices must be integers or slices, not ${typeName(k)}`);
  const n = sizedIndex(i, k);
  const at = n < 0 ? n + length : n;
  if (at < 0 || at >= length) throw err(E.IndexError, range);
  return at;
}

/** `i`, which is k's, as a number that may be compared with a length. */
export function sizedIndex(i: PyInt, k: PyObj): number {
  if (typeof i === "number") return i;
  if (BigInt.asIntN(64, i) !== i)
    throw err(E.IndexError, `cannot fit '${typeName(k)}' into an index-sized integer`);
  return Number(i);
}
/** The factor of a sequence repetition; undefined when o is no integer. */
export function repeatCount(o: PyObj): number | undefined {
  const n = asIndex(o);
  if (n === undefined) return undefined;
  if (typeof n === "bigint") {
    if (n < 0n) return 0;
    if (n < 1n << 63n) throw err(E.MemoryError);
    throw err(E.OverflowError, `cannot fit '${typeName(o)}' into an index-sized integer`);
  }
  return n < 0 ? 0 : n;
}

/** `seq * o` for o that is no integer: NotImplemented if o may know better, else the error. */
export function badRepeat(o: PyObj): PyObj {
  const t = typeOf(o);
  const repeats = (x: PyType): boolean => x.isHeap && x.lookup("__rmul__") !== undefined;
  // A sequence cannot tell better how often to repeat.
  if (repeats(t) || (t.lookup("__rmul__") !== undefined && t.lookup("__getitem__") === undefined))
    return NotImplemented;
  throw typeError(`can't multiply sequence by non-int of type '${typeName(o)}'`);
}
export function badConcat(seq: PyObj, o: PyObj): PyObj {
  if (typeOf(o).lookup("__radd__") !== undefined) return NotImplemented;
  const name = builtinName(seq);
  throw typeError(`can only concatenate ${name} (not "${typeName(o)}") to ${name}`);
}

/** `a + b`; V8's concat pays for its generality, which short arrays would notice. */
export function joinItems(a: readonly PyObj[], b: readonly PyObj[]): PyObj[] {
  if (a.length + b.length > 48) return a.concat(b);
  const out: PyObj[] = [];
  for (let i = 0; i < a.length; i++) out.push(a[i]);
  for (let i = 0; i < b.length; i++) out.push(b[i]);
  return out;
}

export function repeatItems(items: PyObj[], n: number): PyObj[] {
  if (n <= 0) return [];
  if (items.length * n > 0x7ffffff) throw err(E.MemoryError);
  if (items.length === 1) return new Array<PyObj>(n).fill(items[0]);
  const out: PyObj[] = [];
  const k = items.length;
  for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) out.push(items[j]);
  return out;
}

/** start and stop of `index(value, start, stop)`, clamped. */
export function searchRange(
  start: PyObj | undefined,
  stop: PyObj | undefined,
  n: number,
): [number, number] {
  const clamp = (o: PyObj | undefined, d: number): number => {
    if (o === undefined || o === null) return d;
    const i = asIndex(o);
    if (i === undefined)
      throw typeError("slice indices must be integers or have an __index__ method");
    let v = typeof i === "bigint" ? (i < 0n ? -Infinity : Infinity) : i;
    if (v < 0) v = Math.max(0, v + n);
    return v;
  };
  return [clamp(start, 0), Math.min(clamp(stop, n), n)];
}

/** An iterator over a live array (list, or a tuple's items). */
export class ArrayIter extends PyIter {
  protected items: PyObj[] | null;
  protected i = 0;
  constructor(cls: PyType, items: PyObj[]) {
    super();
    this.cls = cls;
    this.h = 0;
    this.items = items;
  }
  override $next(): PyObj | undefined {
    const items = this.items;
    if (items === null) return undefined;
    const v = items[this.i];
    if (v !== undefined) {
      this.i++;
      return v;
    }
    this.items = null;
    return undefined;
  }
  override $peek(n: number): PyObj[] | undefined {
    return this.items?.slice(this.i, this.i + n);
  }
  override $skip(n: number): void {
    this.i += n;
  }
  get left(): number {
    return this.items === null ? 0 : Math.max(0, this.items.length - this.i);
  }
  get done(): boolean {
    return this.items === null;
  }
  get at(): number {
    return this.i;
  }
  /** What `iter()` would be called with for another iterator like this one. */
  owner(): PyObj {
    return mkTuple(this.items ?? []);
  }
  setIndex(n: number): void {
    this.i = Math.max(0, n);
  }
}

/** `__next__` of an iterator class made here: StopIteration at the end. */
export function iterSlots(t: PyType): void {
  slots(t, {
    __iter__: (it: PyObj) => it,
    __next__: (it: PyObject) => {
      // Below a type that may be subclassed, `$next` may be what calls this here.
      const own = t.ctor.prototype.$next;
      const v = own === PyObject.prototype.$next ? it.$next() : own.call(it);
      if (v === undefined) throw err(E.StopIteration);
      return v;
    },
  });
}

export function iteratorType(name: string, module?: string): PyType {
  const t = builtinType(name, { subclassable: false, instantiable: false, ctor: PyObject, module });
  iterSlots(t);
  return t;
}

/** `__length_hint__`, `__reduce__`, `__setstate__` of array iterators. */
export function arrayIterMethods(
  t: PyType,
  empty: () => PyObj,
  maker: keyof typeof iterMakers = "iter",
): void {
  methods(t, {
    __length_hint__: ["($self, /)", (it: ArrayIter) => it.left],
    __reduce__: [
      "($self, /)",
      (it: ArrayIter) => {
        return it.done
          ? mkTuple([iterMakers.iter(), mkTuple([empty()])])
          : mkTuple([iterMakers[maker](), mkTuple([it.owner()]), it.at]);
      },
    ],
    __setstate__: [
      "($self, state, /)",
      (it: ArrayIter, n: PyObj) => {
        it.setIndex(Number(asIndex(n)));
        return null;
      },
    ],
  });
}
/**
 * The built-in functions that pickled iterators are made by, as `builtins` has them when asked;
 * set by the builtins module.
 */
export const builtinHook = { get: (_name: string): PyObj => null };
export const iterMakers = {
  iter: (): PyObj => builtinHook.get("iter"),
  reversed: (): PyObj => builtinHook.get("reversed"),
};
/** The built-in function `iter`, for pickling iterators. */
export const iterFunction = {
  get f(): PyObj {
    return iterMakers.iter();
  },
};

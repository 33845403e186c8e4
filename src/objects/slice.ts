/** slice objects and their arithmetic. */
import { asIndex, type CmpOp, eq, reprJs, richCompare } from "./abstract.js";
import { E, err, typeError, valueError } from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { hashTuple } from "./hash.js";
import { intAdd, intSub } from "./intops.js";
import { type PyInt, type PyObj, PyObject, type PyType } from "./object.js";
import { builtinType, mkTuple, NotImplemented } from "./types.js";

export class PySlice extends PyObject {
  start: PyObj;
  stop: PyObj;
  step: PyObj;
  constructor(cls: PyType, start: PyObj, stop: PyObj, step: PyObj) {
    super();
    this.cls = cls;
    this.h = 0;
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

export const slice_type = builtinType("slice", { subclassable: false, ctor: PySlice as never });

const MAX = Number.MAX_SAFE_INTEGER;
function bound(v: PyObj): number {
  const i = asIndex(v);
  if (i === undefined)
    throw typeError("slice indices must be integers or None or have an __index__ method");
  return typeof i === "number" ? i : i < 0n ? -MAX : MAX;
}

export interface Range {
  start: number;
  stop: number;
  step: number;
  length: number;
}

/** `PySlice_Unpack` and `PySlice_AdjustIndices`: where a slice falls in `length` items. */
export function sliceIndices(s: PySlice, length: number): Range {
  const step = s.step === null ? 1 : bound(s.step);
  if (step === 0) throw valueError("slice step cannot be zero");
  let start = s.start === null ? (step < 0 ? MAX : 0) : bound(s.start);
  let stop = s.stop === null ? (step < 0 ? -MAX : MAX) : bound(s.stop);
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  if (start < 0) {
    start += length;
    if (start < low) start = low;
  } else if (start > high) start = high;
  if (stop < 0) {
    stop += length;
    if (stop < low) stop = low;
  } else if (stop > high) stop = high;
  let n = 0;
  if (step < 0) {
    if (stop < start) n = Math.floor((start - stop - 1) / -step) + 1;
  } else if (start < stop) n = Math.floor((stop - start - 1) / step) + 1;
  return { start, stop, step, length: n };
}

/** `slice.indices`, for lengths and bounds of any size. */
function exactIndices(s: PySlice, length: PyInt): PyInt[] {
  const part = (o: PyObj): PyInt => {
    const v = asIndex(o);
    if (v === undefined)
      throw typeError("slice indices must be integers or None or have an __index__ method");
    return v;
  };
  const step = s.step === null ? 1 : part(s.step);
  if (step === 0) throw valueError("slice step cannot be zero");
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? intSub(length, 1) : length;
  const clamp = (o: PyObj, missing: PyInt): PyInt => {
    if (o === null) return missing;
    const v = part(o);
    if (v >= 0) return v > high ? high : v;
    const w = intAdd(v, length);
    return w < low ? low : w;
  };
  return [clamp(s.start, step < 0 ? high : low), clamp(s.stop, step < 0 ? low : high), step];
}

/** The items of a JavaScript array that a slice selects. */
export function sliceArray<T>(
  items: ArrayLike<T> & { slice(a: number, b: number): T[] },
  s: PySlice,
): T[] {
  const { start, stop } = s;
  // JavaScript's `slice` counts from the end and clamps as Python does.
  if (
    s.step === null &&
    (typeof start === "number" || start === null) &&
    (typeof stop === "number" || stop === null)
  )
    return items.slice(start ?? 0, stop ?? items.length);
  const r = sliceIndices(s, items.length);
  if (r.step === 1) return items.slice(r.start, r.start + r.length);
  const out: T[] = [];
  for (let i = 0, j = r.start; i < r.length; i++, j += r.step) out.push(items[j]);
  return out;
}

newMethod(slice_type, "($type, *args)", (cls: PyType, args: PyObj[]) => {
  if (args.length === 0) throw typeError("slice expected at least 1 argument, got 0");
  if (args.length > 3) throw typeError(`slice expected at most 3 arguments, got ${args.length}`);
  if (args.length === 1) return new PySlice(cls, null, args[0], null);
  return new PySlice(cls, args[0], args[1], args[2] ?? null);
});
getsets(
  slice_type,
  {
    start: (s: PySlice) => s.start,
    stop: (s: PySlice) => s.stop,
    step: (s: PySlice) => s.step,
  },
  true,
);
const parts = (s: PySlice): PyObj[] => [s.start, s.stop, s.step];
const compare = (op: CmpOp) => (a: PySlice, b: PyObj) => {
  if (!(b instanceof PySlice)) return NotImplemented;
  if (op === "__eq__") return parts(a).every((x, i) => eq(x, parts(b)[i]));
  if (op === "__ne__") return !parts(a).every((x, i) => eq(x, parts(b)[i]));
  return richCompare(mkTuple(parts(a)), mkTuple(parts(b)), op);
};
slots(slice_type, {
  __repr__: (s: PySlice) => `slice(${parts(s).map(reprJs).join(", ")})`,
  __hash__: (s: PySlice) => hashTuple(parts(s)),
  __eq__: compare("__eq__"),
  __ne__: compare("__ne__"),
  __lt__: compare("__lt__"),
  __le__: compare("__le__"),
  __gt__: compare("__gt__"),
  __ge__: compare("__ge__"),
});
methods(slice_type, {
  indices: [
    "($self, object, /)",
    (s: PySlice, o: PyObj) => {
      const n = asIndex(o) as PyInt | undefined;
      if (n === undefined) throw typeError("'object' object cannot be interpreted as an integer");
      if (n < 0) throw err(E.ValueError, "length should not be negative");
      return mkTuple(exactIndices(s, n));
    },
    "S.indices(len) -> (start, stop, stride)",
  ],
  __reduce__: ["($self, /)", (s: PySlice) => mkTuple([slice_type, mkTuple(parts(s))])],
});

/** range, and the iterators of enumerate, zip, map, filter, reversed and `iter(f, sentinel)`. */
import {
  aliasHook,
  asIndex,
  call,
  call0,
  call1,
  callSpecial,
  eq,
  getitem,
  index,
  iter,
  iterHooks,
  len,
  type Pair,
  PyIter,
  pair,
  truth,
  typeName,
} from "./abstract.js";
import { E, err, isException, typeError, valueError } from "./errors.js";
import { getsets, type MethodTable, methods, newMethod, slots } from "./function.js";
import { hashTuple } from "./hash.js";
import { intAdd, intFloordiv, intMod, intMul, intSub } from "./intops.js";
import { type PyInt, type PyObj, PyObject, type PyType, TPFLAGS, typeOf } from "./object.js";
import { iteratorType, iterFunction, iterSlots } from "./sequence.js";
import type { Kw } from "./signature.js";
import { PySlice } from "./slice.js";
import { builtinType, mkTuple, NotImplemented } from "./types.js";
import { direct } from "./virtuals.js";

// ---- range ----

export class PyRange extends PyObject {
  readonly start: PyInt;
  readonly stop: PyInt;
  readonly step: PyInt;
  readonly length: PyInt;
  constructor(start: PyInt, stop: PyInt, step: PyInt) {
    super();
    this.cls = range_type;
    this.h = 0;
    this.start = start;
    this.stop = stop;
    this.step = step;
    const up = step > 0;
    this.length = (up ? start < stop : start > stop)
      ? intAdd(
          intFloordiv(
            intSub(up ? intSub(stop, start) : intSub(start, stop), 1),
            up ? step : intSub(0, step),
          ),
          1,
        )
      : 0;
  }
  at(i: PyInt): PyInt {
    return intAdd(this.start, intMul(i, this.step));
  }
}
export const range_type = builtinType("range", {
  subclassable: false,
  flags: TPFLAGS.SEQUENCE,
  ctor: PyRange as never,
});
export const range_iterator_type = iteratorType("range_iterator");
const longrange_iterator_type = iteratorType("longrange_iterator");

class RangeIter extends PyIter {
  private v: number;
  private left: number;
  private readonly step: number;
  constructor(start: number, step: number, length: number) {
    super();
    this.cls = range_iterator_type;
    this.h = 0;
    this.v = start;
    this.step = step;
    this.left = length;
  }
  override $next(): PyObj | undefined {
    if (this.left <= 0) return undefined;
    this.left--;
    const v = this.v;
    this.v = v + this.step;
    return v;
  }
  override $peek(n: number): PyObj[] {
    const m = Math.min(n, this.left);
    const out = new Array<PyObj>(m);
    for (let j = 0; j < m; j++) out[j] = this.v + j * this.step;
    return out;
  }
  override $skip(n: number): void {
    this.skip(n);
  }
  get remaining(): number {
    return this.left;
  }
  get value(): number {
    return this.v;
  }
  get stride(): number {
    return this.step;
  }
  skip(n: number): void {
    n = Math.max(0, Math.min(n, this.left));
    this.v += n * this.step;
    this.left -= n;
  }
}
class LongRangeIter extends PyIter {
  private i: PyInt = 0;
  readonly r: PyRange;
  constructor(r: PyRange) {
    super(longrange_iterator_type);
    this.r = r;
  }
  override $next(): PyObj | undefined {
    if (this.i >= this.r.length) return undefined;
    const v = this.r.at(this.i);
    this.i = intAdd(this.i, 1);
    return v;
  }
  get remaining(): PyInt {
    return intSub(this.r.length, this.i);
  }
  get rest(): PyRange {
    return new PyRange(this.r.at(this.i), this.r.at(this.r.length), this.r.step);
  }
  skip(n: PyInt): void {
    const to = intAdd(this.i, n < 0 ? 0 : n);
    this.i = to > this.r.length ? this.r.length : to;
  }
}
methods(range_iterator_type, {
  __length_hint__: ["($self, /)", (it: RangeIter) => it.remaining],
  __reduce__: [
    "($self, /)",
    (it: RangeIter) =>
      mkTuple([
        iterFunction.f,
        mkTuple([new PyRange(it.value, it.value + it.remaining * it.stride, it.stride)]),
        0,
      ]),
  ],
  __setstate__: [
    "($self, state, /)",
    (it: RangeIter, n: PyObj) => {
      it.skip(Number(index(n)));
      return null;
    },
  ],
});
methods(longrange_iterator_type, {
  __length_hint__: ["($self, /)", (it: LongRangeIter) => it.remaining],
  __reduce__: [
    "($self, /)",
    (it: LongRangeIter) => mkTuple([iterFunction.f, mkTuple([it.rest]), 0]),
  ],
  __setstate__: [
    "($self, state, /)",
    (it: LongRangeIter, n: PyObj) => {
      it.skip(index(n));
      return null;
    },
  ],
});

newMethod(range_type, "($type, *args)", (_t: PyType, args: PyObj[]) => {
  if (args.length === 0) throw typeError("range expected at least 1 argument, got 0");
  if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
  if (args.length === 1) return new PyRange(0, index(args[0]), 1);
  const step = args.length === 3 ? index(args[2]) : 1;
  if (step === 0) throw valueError("range() arg 3 must not be zero");
  return new PyRange(index(args[0]), index(args[1]), step);
});
getsets(
  range_type,
  {
    start: (r: PyRange) => r.start,
    stop: (r: PyRange) => r.stop,
    step: (r: PyRange) => r.step,
  },
  true,
);
function rangeIter(r: PyRange): PyObject {
  if (typeof r.length === "number" && typeof r.start === "number" && typeof r.step === "number") {
    const last = r.start + r.length * r.step;
    if (Number.isSafeInteger(last)) return new RangeIter(r.start, r.step, r.length);
  }
  return new LongRangeIter(r);
}
const sameRange = (a: PyRange, b: PyRange): boolean =>
  a.length === b.length &&
  (a.length === 0 || (a.start === b.start && (a.length === 1 || a.step === b.step)));
const isPlainInt = (v: PyObj): boolean =>
  typeof v === "number" || typeof v === "bigint" || typeof v === "boolean";
function find(r: PyRange, v: PyObj): PyInt | undefined {
  const n =
    typeof v === "number" || typeof v === "bigint"
      ? v
      : typeof v === "boolean"
        ? Number(v)
        : undefined;
  if (n === undefined) {
    const it = rangeIter(r);
    let i = 0;
    let x: PyObj | undefined;
    while ((x = it.$next()) !== undefined) {
      if (eq(x, v)) return i;
      i++;
    }
    return undefined;
  }
  const d = intSub(n, r.start);
  if (r.length === 0 || intMod(d, r.step) !== 0) return undefined;
  const q = intFloordiv(d, r.step);
  return q >= 0 && q < r.length ? q : undefined;
}
slots(range_type, {
  __repr__: (r: PyRange) =>
    r.step === 1 ? `range(${r.start}, ${r.stop})` : `range(${r.start}, ${r.stop}, ${r.step})`,
  __len__: (r: PyRange) => {
    if (r.length > 0x7fff_ffff_ffff_ffffn)
      throw err(E.OverflowError, "Python int too large to convert to C ssize_t");
    return r.length;
  },
  __bool__: (r: PyRange) => r.length !== 0,
  __iter__: rangeIter,
  __contains__: (r: PyRange, v: PyObj) => find(r, v) !== undefined,
  __eq__: (a: PyRange, b: PyObj) => (b instanceof PyRange ? sameRange(a, b) : NotImplemented),
  __ne__: (a: PyRange, b: PyObj) => (b instanceof PyRange ? !sameRange(a, b) : NotImplemented),
  __hash__: (r: PyRange) =>
    hashTuple([
      r.length,
      r.length === 0 ? null : r.start,
      r.length === 0 || r.length === 1 ? null : r.step,
    ]),
  __getitem__: (r: PyRange, k: PyObj) => {
    if (k instanceof PySlice) {
      const part = (x: PyObj): PyInt | null => (x === null ? null : index(x));
      const step = part(k.step) ?? 1;
      if (step === 0) throw valueError("slice step cannot be zero");
      const clamp = (x: PyInt | null, d: PyInt): PyInt => {
        if (x === null) return d;
        const low = step < 0 ? -1 : 0;
        const high = step < 0 ? intSub(r.length, 1) : r.length;
        if (x < 0) {
          const y = intAdd(x, r.length);
          return y < low ? low : y;
        }
        return x > high ? high : x;
      };
      const start = clamp(part(k.start), step < 0 ? intSub(r.length, 1) : 0);
      const stop = clamp(part(k.stop), step < 0 ? -1 : r.length);
      return new PyRange(r.at(start), r.at(stop), intMul(r.step, step));
    }
    const i = asIndex(k);
    if (i === undefined)
      throw typeError(`range indices must be integers or slices, not ${typeName(k)}`);
    const at = i < 0 ? intAdd(i, r.length) : i;
    if (at < 0 || at >= r.length) throw err(E.IndexError, "range object index out of range");
    return r.at(at);
  },
});
direct(range_type);
methods(range_type, {
  __reversed__: [
    "($self, /)",
    (r: PyRange) =>
      rangeIter(new PyRange(r.at(intSub(r.length, 1)), intSub(r.start, r.step), intSub(0, r.step))),
  ],
  count: [
    "($self, value, /)",
    (r: PyRange, v: PyObj) => {
      if (isPlainInt(v)) return find(r, v) === undefined ? 0 : 1;
      const it = rangeIter(r);
      let n = 0;
      let x: PyObj | undefined;
      while ((x = it.$next()) !== undefined) if (eq(x, v)) n++;
      return n;
    },
  ],
  index: [
    "($self, value, /)",
    (r: PyRange, v: PyObj) => {
      const i = find(r, v);
      if (i === undefined)
        throw valueError(
          typeof v === "number" || typeof v === "bigint"
            ? `${v} is not in range`
            : "sequence.index(x): x not in sequence",
        );
      return i;
    },
  ],
  __reduce__: [
    "($self, /)",
    (r: PyRange) => mkTuple([range_type, mkTuple([r.start, r.stop, r.step])]),
  ],
});

// ---- iteration by index, and with a sentinel ----

const iterator_type = iteratorType("iterator");
class SeqIter extends PyIter {
  private seq: PyObj | undefined;
  private i = 0;
  constructor(seq: PyObj) {
    super(iterator_type);
    this.seq = seq;
  }
  override $next(): PyObj | undefined {
    if (this.seq === undefined) return undefined;
    try {
      return getitem(this.seq, this.i++);
    } catch (e) {
      if (isException(e, E.IndexError) || isException(e, E.StopIteration)) {
        this.seq = undefined;
        return undefined;
      }
      throw e;
    }
  }
  reduce(): PyObj {
    return this.seq === undefined
      ? mkTuple([iterFunction.f, mkTuple([mkTuple([])])])
      : mkTuple([iterFunction.f, mkTuple([this.seq]), this.i]);
  }
  setIndex(n: number): void {
    if (this.seq !== undefined) this.i = Math.max(0, n);
  }
  hint(): PyObj {
    return this.seq === undefined ? 0 : Math.max(0, len(this.seq) - this.i);
  }
}
methods(iterator_type, {
  __length_hint__: ["($self, /)", (it: SeqIter) => it.hint()],
  __reduce__: ["($self, /)", (it: SeqIter) => it.reduce()],
  __setstate__: [
    "($self, state, /)",
    (it: SeqIter, n: PyObj) => {
      it.setIndex(Number(index(n)));
      return null;
    },
  ],
});
iterHooks.seqIter = (o) => new SeqIter(o);

const callable_iterator_type = iteratorType("callable_iterator");
export class CallableIter extends PyIter {
  private f: PyObj | undefined;
  private readonly sentinel: PyObj;
  constructor(f: PyObj, sentinel: PyObj) {
    super(callable_iterator_type);
    this.f = f;
    this.sentinel = sentinel;
  }
  override $next(): PyObj | undefined {
    if (this.f === undefined) return undefined;
    try {
      const v = call0(this.f);
      if (!eq(v, this.sentinel)) return v;
    } catch (e) {
      if (!isException(e, E.StopIteration)) throw e;
    }
    this.f = undefined;
    return undefined;
  }
  reduce(): PyObj {
    return this.f === undefined
      ? mkTuple([iterFunction.f, mkTuple([mkTuple([])])])
      : mkTuple([iterFunction.f, mkTuple([this.f, this.sentinel])]);
  }
}
methods(callable_iterator_type, {
  __reduce__: ["($self, /)", (it: CallableIter) => it.reduce()],
});

// ---- enumerate, zip, map, filter, reversed ----

class Enumerate extends PyIter {
  it!: PyObject;
  n: PyInt = 0;
  override $next(): PyObj | undefined {
    const v = this.it.$next();
    if (v === undefined) return undefined;
    const n = this.n;
    this.n = intAdd(n, 1);
    return mkTuple([n, v]);
  }
  override $pair(): PyObj | undefined | Pair {
    if (this.cls !== enumerate_type) return this.$next();
    const v = this.it.$next();
    if (v === undefined) return undefined;
    const n = this.n;
    this.n = intAdd(n, 1);
    return pair.of(n, v);
  }
}
class Zip extends PyIter {
  its: PyObject[] = [];
  strict = false;
  override $next(): PyObj | undefined {
    if (this.its.length === 0) return undefined;
    const out: PyObj[] = [];
    for (let i = 0; i < this.its.length; i++) {
      const v = this.its[i].$next();
      if (v === undefined) {
        if (this.strict) this.check(i);
        return undefined;
      }
      out.push(v);
    }
    return mkTuple(out);
  }
  override $pair(): PyObj | undefined | Pair {
    const { its } = this;
    if (its.length !== 2 || this.cls !== zip_type) return this.$next();
    const a = its[0].$next();
    const b = a === undefined ? undefined : its[1].$next();
    if (a !== undefined && b !== undefined) return pair.of(a, b);
    if (this.strict) this.check(a === undefined ? 0 : 1);
    return undefined;
  }
  private check(i: number): void {
    const others = (n: number): string => (n === 1 ? " " : "s 1-");
    if (i > 0) throw valueError(`zip() argument ${i + 1} is shorter than argument${others(i)}${i}`);
    for (let k = 1; k < this.its.length; k++)
      if (this.its[k].$next() !== undefined)
        throw valueError(`zip() argument ${k + 1} is longer than argument${others(k)}${k}`);
  }
}
class PyMap extends PyIter {
  f: PyObj = null;
  its: PyObject[] = [];
  strict = false;
  override $next(): PyObj | undefined {
    if (this.its.length === 1) {
      const v = this.its[0].$next();
      return v === undefined ? undefined : call1(this.f, v);
    }
    const args: PyObj[] = [];
    for (let i = 0; i < this.its.length; i++) {
      const v = this.its[i].$next();
      if (v === undefined) {
        if (this.strict) this.check(i);
        return undefined;
      }
      args.push(v);
    }
    return call(this.f, args);
  }
  private check(i: number): void {
    const others = (n: number): string => (n === 1 ? " " : "s 1-");
    if (i > 0) throw valueError(`map() argument ${i + 1} is shorter than argument${others(i)}${i}`);
    for (let k = 1; k < this.its.length; k++)
      if (this.its[k].$next() !== undefined)
        throw valueError(`map() argument ${k + 1} is longer than argument${others(k)}${k}`);
  }
}
class Filter extends PyIter {
  f: PyObj = null;
  it!: PyObject;
  override $next(): PyObj | undefined {
    let v: PyObj | undefined;
    while ((v = this.it.$next()) !== undefined)
      if (truth(this.f === null ? v : call1(this.f, v))) return v;
    return undefined;
  }
}
class Reversed extends PyIter {
  seq: PyObj = null;
  i = -1;
  override $next(): PyObj | undefined {
    if (this.i < 0) return undefined;
    try {
      return getitem(this.seq, this.i--);
    } catch (e) {
      if (isException(e, E.IndexError) || isException(e, E.StopIteration)) {
        this.i = -1;
        return undefined;
      }
      throw e;
    }
  }
}

export const enumerate_type = builtinType("enumerate", { ctor: Enumerate });
export const zip_type = builtinType("zip", { ctor: Zip });
export const map_type = builtinType("map", { ctor: PyMap });
export const filter_type = builtinType("filter", { ctor: Filter });
export const reversed_type = builtinType("reversed", { ctor: Reversed });
for (const t of [enumerate_type, zip_type, map_type, filter_type, reversed_type]) iterSlots(t);

newMethod(
  enumerate_type,
  "($type, /, iterable, start=0)",
  (t: PyType, it: PyObj, start?: PyObj) => {
    const e = new t.ctor(t) as Enumerate;
    e.it = iter(it);
    if (start !== undefined) e.n = index(start);
    return e;
  },
);
methods(enumerate_type, {
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
  __reduce__: ["($self, /)", (e: Enumerate) => mkTuple([e.cls, mkTuple([e.it, e.n])])],
});
function strictFlag(kw: Kw, name: string): boolean {
  for (const k of kw.keys())
    if (k !== "strict") throw typeError(`${name}() got an unexpected keyword argument '${k}'`);
  const s = kw.get("strict");
  return s !== undefined && truth(s);
}
newMethod(zip_type, "($type, *iterables, **kw)", (t: PyType, its: PyObj[], kw: Kw) => {
  const z = new t.ctor(t) as Zip;
  z.strict = strictFlag(kw, "zip");
  its.forEach((x, i) => {
    try {
      z.its.push(iter(x));
    } catch (e) {
      if (isException(e, E.TypeError) && typeOf(x).lookup("__iter__") === undefined)
        throw typeError(`'${typeName(x)}' object is not iterable`);
      void i;
      throw e;
    }
  });
  return z;
});
newMethod(map_type, "($type, *args, **kw)", (t: PyType, args: PyObj[], kw: Kw) => {
  if (args.length < 2) throw typeError("map() must have at least two arguments.");
  const m = new t.ctor(t) as PyMap;
  m.strict = strictFlag(kw, "map");
  m.f = args[0];
  m.its = args.slice(1).map(iter);
  return m;
});
const state: MethodTable = {
  __setstate__: [
    "($self, state, /)",
    (z: Zip | PyMap, s: PyObj) => {
      z.strict = truth(s);
      return null;
    },
  ],
};
/** `__reduce__` of an iterator over iterators: strictness is the state, when there is any. */
const reduced = (z: Zip | PyMap, args: PyObj[]): PyObj =>
  mkTuple(z.strict ? [z.cls, mkTuple(args), true] : [z.cls, mkTuple(args)]);
methods(zip_type, { ...state, __reduce__: ["($self, /)", (z: Zip) => reduced(z, z.its)] });
methods(map_type, {
  ...state,
  __reduce__: ["($self, /)", (m: PyMap) => reduced(m, [m.f, ...m.its])],
});
methods(filter_type, {
  __reduce__: ["($self, /)", (x: Filter) => mkTuple([x.cls, mkTuple([x.f, x.it])])],
});
newMethod(filter_type, "($type, function, iterable, /)", (t: PyType, f: PyObj, it: PyObj) => {
  const x = new t.ctor(t) as Filter;
  x.f = f;
  x.it = iter(it);
  return x;
});
newMethod(reversed_type, "($type, object, /)", (t: PyType, seq: PyObj) => {
  const f = typeOf(seq).lookup("__reversed__");
  if (f === null) throw typeError(`'${typeName(seq)}' object is not reversible`);
  if (f !== undefined) {
    const r = callSpecial(seq, "__reversed__");
    if (r !== undefined) return r;
  }
  if (
    typeOf(seq).lookup("__getitem__") === undefined ||
    (typeOf(seq).flags & TPFLAGS.DICT_SUBCLASS) !== 0
  )
    throw typeError(`'${typeName(seq)}' object is not reversible`);
  const r = new t.ctor(t) as Reversed;
  r.seq = seq;
  r.i = len(seq) - 1;
  return r;
});
methods(reversed_type, {
  __length_hint__: ["($self, /)", (r: Reversed) => (r.i < 0 || len(r.seq) < r.i + 1 ? 0 : r.i + 1)],
  __reduce__: [
    "($self, /)",
    (r: Reversed) =>
      r.i < 0 ? mkTuple([r.cls, mkTuple([mkTuple([])])]) : mkTuple([r.cls, mkTuple([r.seq]), r.i]),
  ],
  __setstate__: [
    "($self, state, /)",
    (r: Reversed, state: PyObj) => {
      const n = Number(index(state));
      if (r.i >= 0 || r.seq !== null) r.i = Math.max(-1, Math.min(n, len(r.seq) - 1));
      return null;
    },
  ],
});

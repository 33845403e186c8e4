/** Sets of characters for the regular expression engine: sorted ranges of code points. */
import { CASED, DIGIT, LOWER, SPACE, UPPER, WORD } from "./generated/sre-data.js";

const MAX = 0x10ffff;

export class CharSet {
  /** first, last, first, last...: sorted, apart. */
  readonly ranges: readonly number[];
  private readonly table = new Uint8Array(256);
  /** The one character of the set, or -1. */
  readonly single: number;

  constructor(ranges: readonly number[]) {
    this.ranges = ranges;
    for (let i = 0; i < ranges.length; i += 2)
      for (let c = ranges[i]; c <= ranges[i + 1] && c < 256; c++) this.table[c] = 1;
    this.single = ranges.length === 2 && ranges[0] === ranges[1] ? ranges[0] : -1;
  }

  has(c: number): boolean {
    if (c < 256) return this.table[c] === 1;
    const r = this.ranges;
    let lo = 0;
    let hi = r.length >> 1;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (r[2 * mid + 1] < c) lo = mid + 1;
      else hi = mid;
    }
    return 2 * lo < r.length && r[2 * lo] <= c;
  }

  negate(): CharSet {
    const out: number[] = [];
    let at = 0;
    for (let i = 0; i < this.ranges.length; i += 2) {
      if (this.ranges[i] > at) out.push(at, this.ranges[i] - 1);
      at = this.ranges[i + 1] + 1;
    }
    if (at <= MAX) out.push(at, MAX);
    return new CharSet(out);
  }
}

/** Sorts and joins ranges. */
export function makeSet(ranges: readonly number[]): CharSet {
  const list: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) list.push([ranges[i], ranges[i + 1]]);
  list.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [a, b] of list) {
    if (out.length > 0 && a <= out[out.length - 1] + 1) {
      if (b > out[out.length - 1]) out[out.length - 1] = b;
    } else out.push(a, b);
  }
  return new CharSet(out);
}

function unpack(text: string): number[] {
  let last = 0;
  return text.split(" ").map((t) => (last += Number.parseInt(t, 36)));
}
const lazy = <T>(make: () => T): (() => T) => {
  let v: T | undefined;
  return () => (v ??= make());
};
const complement = (f: () => CharSet): (() => CharSet) => lazy(() => f().negate());

export const ALL = new CharSet([0, MAX]);
export const NOT_NEWLINE = new CharSet([0, 9, 11, MAX]);
const asciiDigit = lazy(() => new CharSet([48, 57]));
const asciiSpace = lazy(() => new CharSet([9, 13, 32, 32]));
export const asciiWord = lazy(() => new CharSet([48, 57, 65, 90, 95, 95, 97, 122]));
const newline = lazy(() => new CharSet([10, 10]));
const uniDigit = lazy(() => new CharSet(unpack(DIGIT)));
const uniSpace = lazy(() => new CharSet(unpack(SPACE)));
export const uniWord = lazy(() => new CharSet(unpack(WORD)));
const uniNewline = lazy(() => new CharSet([10, 13, 28, 30, 0x85, 0x85, 0x2028, 0x2029]));

/** By category code, in the order of re/_constants.py. */
export const CATEGORIES: readonly (() => CharSet)[] = [
  asciiDigit,
  complement(asciiDigit),
  asciiSpace,
  complement(asciiSpace),
  asciiWord,
  complement(asciiWord),
  newline,
  complement(newline),
  asciiWord,
  complement(asciiWord),
  uniDigit,
  complement(uniDigit),
  uniSpace,
  complement(uniSpace),
  uniWord,
  complement(uniWord),
  uniNewline,
  complement(uniNewline),
];

function mapping(text: string): Map<number, number> {
  const n = unpack(text);
  const m = new Map<number, number>();
  for (let i = 0; i < n.length; i += 4)
    for (let c = n[i]; c <= n[i + 1]; c += n[i + 2]) m.set(c, c + n[i + 3]);
  return m;
}
const lowerMap = lazy(() => mapping(LOWER));
const upperMap = lazy(() => mapping(UPPER));
const cased = lazy(() => new CharSet(unpack(CASED)));

export const asciiLower = (c: number): number => (c >= 65 && c <= 90 ? c + 32 : c);
export const uniLower = (c: number): number => (c < 128 ? asciiLower(c) : (lowerMap().get(c) ?? c));
export const asciiCased = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
export const uniCased = (c: number): boolean => cased().has(c);

/** The characters whose lower case is in the set. */
export function foldSet(s: CharSet, unicode: boolean): CharSet {
  const out: number[] = [];
  const moved: [number, number][] = unicode
    ? [...lowerMap()]
    : Array.from({ length: 26 }, (_, i): [number, number] => [65 + i, 97 + i]);
  const gone: number[] = [];
  for (const [c, l] of moved) {
    gone.push(c, c);
    if (s.has(l)) out.push(c, c);
  }
  const kept = intersect(s, makeSet(gone).negate());
  return makeSet([...kept.ranges, ...out]);
}

export function intersect(a: CharSet, b: CharSet): CharSet {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  const x = a.ranges;
  const y = b.ranges;
  while (i < x.length && j < y.length) {
    const lo = Math.max(x[i], y[j]);
    const hi = Math.min(x[i + 1], y[j + 1]);
    if (lo <= hi) out.push(lo, hi);
    if (x[i + 1] < y[j + 1]) i += 2;
    else j += 2;
  }
  return new CharSet(out);
}

/** The characters whose upper case is in a range. */
export function upperIn(lo: number, hi: number): number[] {
  const out: number[] = [];
  for (const [c, u] of upperMap()) if (u >= lo && u <= hi) out.push(c, c);
  return out;
}

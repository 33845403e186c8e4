/** Reads the code that re/_compiler.py makes into a tree. */
import { ALL, CATEGORIES, CharSet, foldSet, makeSet, NOT_NEWLINE, upperIn } from "./sre-charset.js";

export const INF = 0xffffffff;

export type SreNode =
  | { t: "char"; set: CharSet }
  | { t: "at"; code: number }
  | { t: "mark"; n: number }
  | { t: "branch"; alts: SreNode[][] }
  | { t: "rep"; kind: "max" | "min" | "poss"; min: number; max: number; body: SreNode[] }
  | { t: "assert"; neg: boolean; back: number; body: SreNode[] }
  | { t: "atomic"; body: SreNode[] }
  | { t: "ref"; group: number; fold: Fold }
  | { t: "cond"; group: number; yes: SreNode[]; no: SreNode[] }
  | { t: "fail" };

export enum Fold {
  None = 0,
  Ascii = 1,
  Unicode = 2,
}

/** Positions, in the order of re/_constants.py. */
export const At = {
  Beginning: 0,
  BeginningLine: 1,
  BeginningString: 2,
  Boundary: 3,
  NonBoundary: 4,
  End: 5,
  EndLine: 6,
  EndString: 7,
  LocBoundary: 8,
  LocNonBoundary: 9,
  UniBoundary: 10,
  UniNonBoundary: 11,
} as const;

/** Opcodes, in the order of re/_constants.py. */
const Op = {
  Failure: 0,
  Success: 1,
  Any: 2,
  AnyAll: 3,
  Assert: 4,
  AssertNot: 5,
  At: 6,
  Branch: 7,
  Category: 8,
  Charset: 9,
  BigCharset: 10,
  GroupRef: 11,
  GroupRefExists: 12,
  In: 13,
  Info: 14,
  Jump: 15,
  Literal: 16,
  Mark: 17,
  MaxUntil: 18,
  MinUntil: 19,
  NotLiteral: 20,
  Negate: 21,
  Range: 22,
  Repeat: 23,
  RepeatOne: 24,
  Subpattern: 25,
  MinRepeatOne: 26,
  AtomicGroup: 27,
  PossessiveRepeat: 28,
  PossessiveRepeatOne: 29,
  GroupRefIgnore: 30,
  InIgnore: 31,
  LiteralIgnore: 32,
  NotLiteralIgnore: 33,
  GroupRefLocIgnore: 34,
  InLocIgnore: 35,
  LiteralLocIgnore: 36,
  NotLiteralLocIgnore: 37,
  GroupRefUniIgnore: 38,
  InUniIgnore: 39,
  LiteralUniIgnore: 40,
  NotLiteralUniIgnore: 41,
  RangeUniIgnore: 42,
} as const;

/** Raised for code that no compiler made. */
export class BadCode extends Error {}

class Reader {
  private readonly code: readonly number[];
  constructor(code: readonly number[]) {
    this.code = code;
  }
  at(i: number): number {
    if (i >= this.code.length) throw new BadCode();
    return this.code[i];
  }

  /** Reads up to `end`, SUCCESS or JUMP; gives the place where it stopped. */
  seq(i: number, end: number): [SreNode[], number] {
    const out: SreNode[] = [];
    while (i < end) {
      const op = this.at(i);
      switch (op) {
        case Op.Success:
        case Op.Jump:
        case Op.MaxUntil:
        case Op.MinUntil:
          return [out, i];
        case Op.Failure:
          out.push({ t: "fail" });
          i++;
          break;
        case Op.Any:
          out.push({ t: "char", set: NOT_NEWLINE });
          i++;
          break;
        case Op.AnyAll:
          out.push({ t: "char", set: ALL });
          i++;
          break;
        case Op.Category:
          out.push({ t: "char", set: category(this.at(i + 1)) });
          i += 2;
          break;
        case Op.At:
          if (this.at(i + 1) > 11) throw new BadCode();
          out.push({ t: "at", code: this.at(i + 1) });
          i += 2;
          break;
        case Op.Mark:
          out.push({ t: "mark", n: this.at(i + 1) });
          i += 2;
          break;
        case Op.Literal:
        case Op.NotLiteral:
        case Op.LiteralIgnore:
        case Op.NotLiteralIgnore:
        case Op.LiteralLocIgnore:
        case Op.NotLiteralLocIgnore:
        case Op.LiteralUniIgnore:
        case Op.NotLiteralUniIgnore:
          out.push({ t: "char", set: literal(op, this.at(i + 1)) });
          i += 2;
          break;
        case Op.In:
        case Op.InIgnore:
        case Op.InLocIgnore:
        case Op.InUniIgnore: {
          const next = i + 1 + this.at(i + 1);
          let set = this.charset(i + 2, next);
          if (op !== Op.In) set = foldSet(set, op === Op.InUniIgnore);
          out.push({ t: "char", set });
          i = next;
          break;
        }
        case Op.Info:
          i += 1 + this.at(i + 1);
          break;
        case Op.Branch: {
          const alts: SreNode[][] = [];
          i++;
          while (this.at(i) !== 0) {
            const next = i + this.at(i);
            alts.push(this.seq(i + 1, next)[0]);
            i = next;
          }
          i++;
          out.push({ t: "branch", alts });
          break;
        }
        case Op.RepeatOne:
        case Op.MinRepeatOne:
        case Op.PossessiveRepeatOne:
        case Op.Repeat:
        case Op.PossessiveRepeat: {
          const next = i + 1 + this.at(i + 1);
          const [body] = this.seq(i + 4, next);
          const until = op === Op.Repeat ? this.at(next) : 0;
          const min = this.at(i + 2);
          const max = this.at(i + 3);
          if (min > max) throw new BadCode();
          out.push({
            t: "rep",
            kind:
              op === Op.RepeatOne || until === Op.MaxUntil
                ? "max"
                : op === Op.MinRepeatOne || until === Op.MinUntil
                  ? "min"
                  : "poss",
            min,
            max: max === INF ? Number.POSITIVE_INFINITY : max,
            body,
          });
          i = op === Op.Repeat || op === Op.PossessiveRepeat ? next + 1 : next;
          break;
        }
        case Op.AtomicGroup: {
          const next = i + 1 + this.at(i + 1);
          out.push({ t: "atomic", body: this.seq(i + 2, next)[0] });
          i = next;
          break;
        }
        case Op.Assert:
        case Op.AssertNot: {
          const next = i + 1 + this.at(i + 1);
          const [body] = this.seq(i + 3, next);
          out.push({ t: "assert", neg: op === Op.AssertNot, back: this.at(i + 2), body });
          i = next;
          break;
        }
        case Op.GroupRef:
        case Op.GroupRefIgnore:
        case Op.GroupRefLocIgnore:
        case Op.GroupRefUniIgnore:
          out.push({
            t: "ref",
            group: this.at(i + 1) + 1,
            fold:
              op === Op.GroupRef
                ? Fold.None
                : op === Op.GroupRefUniIgnore
                  ? Fold.Unicode
                  : Fold.Ascii,
          });
          i += 2;
          break;
        case Op.GroupRefExists: {
          const group = this.at(i + 1) + 1;
          const target = i + 2 + this.at(i + 2) - 1;
          const [yes, stop] = this.seq(i + 3, target);
          if (stop < target && this.at(stop) === Op.Jump) {
            const after = stop + 1 + this.at(stop + 1);
            out.push({ t: "cond", group, yes, no: this.seq(target, after)[0] });
            i = after;
          } else {
            out.push({ t: "cond", group, yes, no: [] });
            i = target;
          }
          break;
        }
        default:
          throw new BadCode();
      }
    }
    return [out, i];
  }

  private charset(i: number, end: number): CharSet {
    const ranges: number[] = [];
    let negate = false;
    while (i < end) {
      const op = this.at(i++);
      switch (op) {
        case Op.Failure: {
          const s = makeSet(ranges);
          return negate ? s.negate() : s;
        }
        case Op.Negate:
          negate = !negate;
          break;
        case Op.Literal:
          ranges.push(this.at(i), this.at(i));
          i++;
          break;
        case Op.Category:
          ranges.push(...category(this.at(i)).ranges);
          i++;
          break;
        case Op.Range:
        case Op.RangeUniIgnore:
          ranges.push(this.at(i), this.at(i + 1));
          if (op === Op.RangeUniIgnore) ranges.push(...upperIn(this.at(i), this.at(i + 1)));
          i += 2;
          break;
        case Op.Charset:
          this.bits(i, 0, ranges);
          i += 8;
          break;
        case Op.BigCharset: {
          const blocks = this.at(i++);
          for (let b = 0; b < 256; b++) {
            const block = (this.at(i + (b >> 2)) >>> ((b & 3) * 8)) & 255;
            this.bits(i + 64 + block * 8, b * 256, ranges);
          }
          i += 64 + blocks * 8;
          break;
        }
        default:
          throw new BadCode();
      }
    }
    throw new BadCode();
  }

  /** Adds the 256 bits at i as characters from `base` on. */
  private bits(i: number, base: number, ranges: number[]): void {
    for (let c = 0; c < 256; c++)
      if ((this.at(i + (c >> 5)) >>> (c & 31)) & 1) {
        const n = ranges.length;
        if (n > 0 && ranges[n - 1] === base + c - 1) ranges[n - 1]++;
        else ranges.push(base + c, base + c);
      }
  }
}

function category(n: number): CharSet {
  if (n >= CATEGORIES.length) throw new BadCode();
  return CATEGORIES[n]();
}

function literal(op: number, c: number): CharSet {
  let set = new CharSet([c, c]);
  if (op !== Op.Literal && op !== Op.NotLiteral)
    set = foldSet(set, op === Op.LiteralUniIgnore || op === Op.NotLiteralUniIgnore);
  const not =
    op === Op.NotLiteral ||
    op === Op.NotLiteralIgnore ||
    op === Op.NotLiteralLocIgnore ||
    op === Op.NotLiteralUniIgnore;
  return not ? set.negate() : set;
}

export function parseCode(code: readonly number[]): SreNode[] {
  return new Reader(code).seq(0, code.length)[0];
}

/** The least number of characters that a sequence matches. */
export function minWidth(nodes: readonly SreNode[]): number {
  let n = 0;
  for (const x of nodes)
    switch (x.t) {
      case "char":
        n++;
        break;
      case "branch":
        n += Math.min(...x.alts.map(minWidth));
        break;
      case "rep":
        n += x.min * minWidth(x.body);
        break;
      case "atomic":
        n += minWidth(x.body);
        break;
      case "cond":
        n += Math.min(minWidth(x.yes), minWidth(x.no));
        break;
    }
  return n;
}

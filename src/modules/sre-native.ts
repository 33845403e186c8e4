/**
 * V8's own regular expressions for the patterns where they do the same as Python's. What differs
 * is left to the machine of sre-vm.ts: repeats of what may match nothing, groups that only some
 * rounds of a repeat set, references to groups that may be unset, atomic groups, conditionals.
 */
import { type CharSet, uniWord } from "./sre-charset.js";
import { At, Fold, minWidth, type SreNode } from "./sre-parse.js";

class Unfit extends Error {}

const unit = (c: number): string => `\\u${c.toString(16).padStart(4, "0")}`;
const PLAIN = /[A-Za-z0-9 ,:;<>="'%&@!#~`_]/;
const literal = (c: number): string => {
  const s = String.fromCharCode(c);
  return c < 128 && PLAIN.test(s) ? s : unit(c);
};

const sources = new WeakMap<CharSet, string>();
/** A class for the characters below U+10000; no others come in these strings. */
function classOf(s: CharSet): string {
  const known = sources.get(s);
  if (known !== undefined) return known;
  let body = "";
  let last = -1;
  const r = s.ranges;
  for (let i = 0; i < r.length && r[i] <= 0xffff; i += 2) {
    last = Math.min(r[i + 1], 0xffff);
    body += r[i] === last ? unit(r[i]) : `${unit(r[i])}-${unit(last)}`;
  }
  const src =
    s.single >= 0 && s.single <= 0xffff
      ? literal(s.single)
      : body === ""
        ? "(?!)"
        : body === "\\u0000-\\uffff"
          ? "[^]"
          : `[${body}]`;
  sources.set(s, src);
  return src;
}

function boundary(not: boolean): string {
  const w = classOf(uniWord());
  return not
    ? `(?:(?<=${w})(?=${w})|(?<!${w})(?!${w}))`
    : `(?:(?<=${w})(?!${w})|(?<!${w})(?=${w}))`;
}
function position(code: number): string {
  switch (code) {
    case At.Beginning:
    case At.BeginningString:
      return "^";
    case At.BeginningLine:
      return "(?<![^\\n])";
    case At.End:
      return "(?=\\n?$)";
    case At.EndLine:
      return "(?![^\\n])";
    case At.EndString:
      return "$";
    case At.Boundary:
    case At.LocBoundary:
      return "\\b";
    case At.NonBoundary:
    case At.LocNonBoundary:
      return "\\B";
    default:
      return boundary(code === At.UniNonBoundary);
  }
}

const hasMark = (nodes: readonly SreNode[]): boolean =>
  nodes.some(
    (n) =>
      n.t === "mark" ||
      (n.t === "branch" && n.alts.some(hasMark)) ||
      ((n.t === "rep" || n.t === "assert" || n.t === "atomic") && hasMark(n.body)) ||
      (n.t === "cond" && (hasMark(n.yes) || hasMark(n.no))),
  );
const nestedMark = (nodes: readonly SreNode[]): boolean =>
  nodes.some((n) => n.t !== "mark" && hasMark([n]));

class Translator {
  /** Groups in the order in which they close. */
  readonly closes: number[] = [];
  private opened = 0;

  seq(nodes: readonly SreNode[], sure: Set<number>): string {
    let out = "";
    for (const n of nodes) out += this.node(n, sure);
    return out;
  }

  private node(n: SreNode, sure: Set<number>): string {
    switch (n.t) {
      case "char":
        return classOf(n.set);
      case "at":
        return position(n.code);
      case "fail":
        return "(?!)";
      case "mark": {
        const g = (n.n >> 1) + 1;
        if ((n.n & 1) === 0) {
          if (++this.opened !== g) throw new Unfit();
          return "(";
        }
        this.closes.push(g);
        sure.add(g);
        return ")";
      }
      case "branch":
        return `(?:${n.alts.map((a) => this.seq(a, new Set(sure))).join("|")})`;
      case "assert": {
        if ((n.neg || n.back > 0) && hasMark(n.body)) throw new Unfit();
        const kind = n.back > 0 ? (n.neg ? "?<!" : "?<=") : n.neg ? "?!" : "?=";
        return `(${kind}${this.seq(n.body, n.neg ? new Set(sure) : sure)})`;
      }
      case "ref":
        if (n.fold !== Fold.None || !sure.has(n.group)) throw new Unfit();
        return `(?:\\${n.group})`;
      case "rep":
        return this.repeat(n, sure);
      default:
        throw new Unfit();
    }
  }

  private repeat(n: SreNode & { t: "rep" }, sure: Set<number>): string {
    if (n.kind === "poss") throw new Unfit();
    const one = n.body.length === 1 && n.body[0].t === "char";
    if (!one) {
      if (minWidth(n.body) === 0) throw new Unfit();
      if (hasMark(n.body) && (n.max > 1 ? nestedMark(n.body) || n.max === 0 : n.max === 0))
        throw new Unfit();
    }
    // A look-behind reads V8's repeats backwards, but their width is fixed there.
    const inner = this.seq(n.body, n.min > 0 ? sure : new Set(sure));
    const body = one ? inner : `(?:${inner})`;
    const q =
      n.min === 0 && n.max === Number.POSITIVE_INFINITY
        ? "*"
        : n.min === 1 && n.max === Number.POSITIVE_INFINITY
          ? "+"
          : n.min === 0 && n.max === 1
            ? "?"
            : n.max === Number.POSITIVE_INFINITY
              ? `{${n.min},}`
              : `{${n.min},${n.max}}`;
    if (n.min > 1000 || (n.max > 1000 && n.max !== Number.POSITIVE_INFINITY)) throw new Unfit();
    if (q === "{1,1}") return body;
    return n.min === n.max ? `${body}{${n.min}}` : body + q + (n.kind === "min" ? "?" : "");
  }
}

export class NativePattern {
  readonly source: string;
  readonly closes: readonly number[];
  private readonly cache: Partial<Record<string, RegExp>> = {};
  constructor(source: string, closes: readonly number[]) {
    this.source = source;
    this.closes = closes;
  }
  /** flags: "g" to search, "y" to match; with "d" for the positions of groups. */
  regexp(flags: string, full: boolean): RegExp {
    const key = full ? `${flags}f` : flags;
    return (this.cache[key] ??= new RegExp(full ? `(?:${this.source})$` : this.source, flags));
  }
}

/** The pattern for V8, or null when it does not do the same. */
export function translate(nodes: readonly SreNode[], groups: number): NativePattern | null {
  try {
    const t = new Translator();
    const source = t.seq(nodes, new Set());
    if (t.closes.length !== groups || source.length > 200_000) return null;
    const p = new NativePattern(source, t.closes);
    p.regexp("g", false);
    return p;
  } catch (e) {
    if (e instanceof Unfit || e instanceof SyntaxError || e instanceof RangeError) return null;
    throw e;
  }
}

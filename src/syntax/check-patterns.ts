/** What patterns may not do: bind a name twice, repeat a key, leave nothing for later cases. */
import type * as ast from "./ast.js";
import { reprConstant, reprFloat, reprStr } from "./repr.js";

export interface PatternContext {
  fail: (at: ast.Located, msg: string) => never;
  /** Called for each expression in a pattern. */
  visit: (e: ast.Expr) => void;
}

/** Checks the pattern of a case; `irrefutable`: it may match everything. */
export function checkPatterns(
  pattern: ast.Pattern,
  irrefutable: boolean,
  context: PatternContext,
): void {
  new PatternCheck(context).pattern(pattern, irrefutable, []);
}

class PatternCheck {
  private readonly context: PatternContext;

  constructor(context: PatternContext) {
    this.context = context;
  }

  /** `names`: those bound so far, to which this pattern's are added. */
  pattern(p: ast.Pattern, irrefutable: boolean, names: string[]): void {
    switch (p.kind) {
      case "MatchValue":
        if (!isPatternValue(p.value)) {
          this.context.fail(p, "patterns may only match literals and attribute lookups");
        }
        this.context.visit(p.value);
        break;
      case "MatchSingleton":
        break;
      case "MatchSequence":
        if (p.patterns.filter((q) => q.kind === "MatchStar").length > 1) {
          this.context.fail(p, "multiple starred names in sequence pattern");
        }
        for (const q of p.patterns) this.pattern(q, true, names);
        break;
      case "MatchMapping":
        this.mapping(p, names);
        break;
      case "MatchClass":
        this.classPattern(p, names);
        break;
      case "MatchStar":
        this.bind(p, p.name, names);
        break;
      case "MatchAs":
        if (p.pattern !== null) this.pattern(p.pattern, irrefutable, names);
        else if (!irrefutable) {
          const what = p.name === null ? "wildcard" : `name capture ${reprStr(p.name)}`;
          this.context.fail(p, `${what} makes remaining patterns unreachable`);
        }
        this.bind(p, p.name, names);
        break;
      case "MatchOr":
        this.alternatives(p, irrefutable, names);
        break;
    }
  }

  private bind(p: ast.Pattern, name: string | null, names: string[]): void {
    if (name === null) return;
    if (names.includes(name)) {
      this.context.fail(p, `multiple assignments to name ${reprStr(name)} in pattern`);
    }
    names.push(name);
  }

  private alternatives(p: ast.MatchOr, irrefutable: boolean, names: string[]): void {
    let expected: string[] | null = null;
    p.patterns.forEach((q, i) => {
      const own: string[] = [];
      this.pattern(q, irrefutable && i === p.patterns.length - 1, own);
      if (expected === null) expected = own;
      else if (own.length !== expected.length || !own.every((n) => expected!.includes(n))) {
        this.context.fail(p, "alternative patterns bind different names");
      }
    });
    for (const name of expected ?? []) this.bind(p, name, names);
  }

  private mapping(p: ast.MatchMapping, names: string[]): void {
    const seen = new Set<string>();
    for (const key of p.keys) {
      const value = constantKey(key);
      if (value !== null) {
        if (seen.has(value.key)) {
          this.context.fail(p, `mapping pattern checks duplicate key (${value.repr})`);
        }
        seen.add(value.key);
      } else if (key.kind !== "Attribute") {
        this.context.fail(p, "mapping pattern keys may only match literals and attribute lookups");
      }
      this.context.visit(key);
    }
    for (const q of p.patterns) this.pattern(q, true, names);
    this.bind(p, p.rest, names);
  }

  private classPattern(p: ast.MatchClass, names: string[]): void {
    p.kwd_attrs.forEach((attr, i) => {
      const other = p.kwd_attrs.indexOf(attr, i + 1);
      if (other < 0) return;
      this.context.fail(
        p.kwd_patterns[other]!,
        `attribute name repeated in class pattern: ${attr}`,
      );
    });
    this.context.visit(p.cls);
    for (const q of p.patterns) this.pattern(q, true, names);
    for (const q of p.kwd_patterns) this.pattern(q, true, names);
  }
}

function isPatternValue(e: ast.Expr): boolean {
  return e.kind === "Attribute" || constantKey(e) !== null;
}

/** A constant of a pattern: a text that equal constants share, and its repr. */
function constantKey(e: ast.Expr): { key: string; repr: string } | null {
  if (e.kind === "Constant") {
    const c = e.value;
    if (c.type === "str") return { key: `s${reprConstant(c)}`, repr: reprConstant(c) };
    if (c.type === "bytes") return { key: reprConstant(c), repr: reprConstant(c) };
    if (c.type === "None" || c.type === "Ellipsis") return { key: c.type, repr: c.type };
    if (c.type === "bool") return { key: numberKey(c.value ? 1 : 0, 0), repr: reprConstant(c) };
  }
  const n = numberOf(e);
  return n === null ? null : { key: numberKey(n.real, n.imag), repr: n.repr };
}

interface NumberValue {
  real: number | bigint;
  imag: number;
  repr: string;
}

function numberKey(real: number | bigint, imag: number): string {
  return `${real === 0 ? 0 : real},${imag === 0 ? 0 : imag}`;
}

/** Numbers as patterns write them: `1`, `-1.5`, `-1+2j`. */
function numberOf(e: ast.Expr): NumberValue | null {
  if (e.kind === "Constant") {
    const c = e.value;
    if (c.type === "int" || c.type === "float") {
      return { real: c.value, imag: 0, repr: reprConstant(c) };
    }
    return c.type === "complex" ? { real: 0, imag: c.imag, repr: reprConstant(c) } : null;
  }
  if (e.kind === "UnaryOp" && e.op === "USub") {
    const n = numberOf(e.operand);
    if (n === null) return null;
    const isComplex = n.repr.endsWith("j");
    const repr = isComplex ? reprComplex(-0, -n.imag) : n.repr === "0" ? "0" : `-${n.repr}`;
    return { real: -n.real, imag: -n.imag, repr };
  }
  if (e.kind !== "BinOp" || (e.op !== "Add" && e.op !== "Sub")) return null;
  const left = numberOf(e.left);
  const right = numberOf(e.right);
  if (left === null || right === null || !right.repr.endsWith("j")) return null;
  const imag = e.op === "Add" ? right.imag : -right.imag;
  return { real: left.real, imag, repr: reprComplex(Number(left.real), imag) };
}

function reprComplex(real: number, imag: number): string {
  const part = (x: number): string => reprFloat(x).replace(/\.0$/, "");
  if (real === 0 && !Object.is(real, -0)) return `${part(imag)}j`;
  const sign = imag < 0 || Object.is(imag, -0) ? "" : "+";
  return `(${part(real)}${sign}${part(imag)}j)`;
}

/** Patterns of the match statement. */
import type * as ast from "./ast.js";
import { StmtBuilder } from "./builder-stmt.js";
import { Soft, T } from "./kinds.js";

export abstract class PatternParser extends StmtBuilder {
  /** The pattern of a `case`: a sequence needs no brackets there. */
  protected patterns(): ast.Pattern {
    const s = this.pos;
    const first = this.maybeStarPattern();
    if (this.kind[this.pos] !== T.COMMA) {
      if (first.kind === "MatchStar") this.fail();
      return first;
    }
    return this.matchSequence(s, this.morePatterns(first));
  }

  private morePatterns(first: ast.Pattern): ast.Pattern[] {
    const all = [first];
    while (this.accept(T.COMMA)) {
      const k = this.kind[this.pos];
      if (k === T.COLON || k === T.IF || k === T.RPAR || k === T.RSQB) break;
      all.push(this.maybeStarPattern());
    }
    return all;
  }

  private maybeStarPattern(): ast.Pattern {
    const s = this.pos;
    if (!this.accept(T.STAR)) return this.pattern();
    const name = this.captureName();
    return this.matchStar(s, name);
  }

  /** A capture target: null for the wildcard. */
  private captureName(): string | null {
    const t = this.pos;
    const name = this.identifier();
    if (this.value[t] === Soft.UNDERSCORE) return null;
    if (this.isNotCapture()) this.fail();
    return name;
  }

  private isNotCapture(): boolean {
    const k = this.kind[this.pos];
    return k === T.DOT || k === T.LPAR || k === T.EQUAL;
  }

  protected pattern(): ast.Pattern {
    const s = this.pos;
    const pattern = this.orPattern();
    if (!this.accept(T.AS)) return pattern;
    const name = this.captureName();
    if (name === null) this.fail();
    return this.matchAs(s, pattern, name);
  }

  private orPattern(): ast.Pattern {
    const s = this.pos;
    const first = this.closedPattern();
    if (this.kind[this.pos] !== T.VBAR) return first;
    const all = [first];
    while (this.accept(T.VBAR)) all.push(this.closedPattern());
    return this.matchOr(s, all);
  }

  private closedPattern(): ast.Pattern {
    const s = this.pos;
    switch (this.kind[s]) {
      case T.NUMBER:
      case T.MINUS:
        return this.matchValue(s, this.signedNumber());
      case T.STRING:
      case T.FSTRING_START:
      case T.TSTRING_START: {
        const value = this.atom();
        return this.matchValue(s, value);
      }
      case T.NONE:
        this.pos++;
        return this.matchSingleton(s, { type: "None" });
      case T.TRUE:
        this.pos++;
        return this.matchSingleton(s, { type: "bool", value: true });
      case T.FALSE:
        this.pos++;
        return this.matchSingleton(s, { type: "bool", value: false });
      case T.NAME:
        return this.namePattern();
      case T.LPAR:
        return this.groupOrSequence();
      case T.LSQB: {
        this.pos++;
        const all: ast.Pattern[] = [];
        if (this.kind[this.pos] !== T.RSQB) all.push(...this.morePatterns(this.maybeStarPattern()));
        this.expect(T.RSQB);
        return this.matchSequence(s, all);
      }
      case T.LBRACE:
        return this.mappingPattern();
    }
    return this.fail();
  }

  /** A number, perhaps negative, perhaps plus or minus an imaginary one. */
  private signedNumber(): ast.Expr {
    const s = this.pos;
    const left = this.maybeNegative();
    const k = this.kind[this.pos];
    if (k !== T.PLUS && k !== T.MINUS) return left;
    const real = left.kind === "UnaryOp" ? left.operand : left;
    if (real.kind !== "Constant" || real.value.type === "complex") this.fail();
    this.pos++;
    if (this.kind[this.pos] !== T.NUMBER) this.fail();
    const imag = this.number();
    if (imag.value.type !== "complex") this.fail();
    return this.binOp(s, left, k === T.PLUS ? "Add" : "Sub", imag);
  }

  private maybeNegative(): ast.Expr {
    const s = this.pos;
    const minus = this.accept(T.MINUS);
    if (this.kind[this.pos] !== T.NUMBER) this.fail();
    const n = this.number();
    return minus ? this.unaryOp(s, "USub", n) : n;
  }

  private namePattern(): ast.Pattern {
    const s = this.pos;
    const { kind } = this;
    const next = kind[s + 1];
    if (next !== T.DOT && next !== T.LPAR && next !== T.EQUAL) {
      const name = this.captureName();
      return this.matchAs(s, null, name);
    }
    const cls = this.nameOrAttr();
    if (kind[this.pos] === T.LPAR) return this.classPattern(s, cls);
    if (cls.kind === "Name" || this.isNotCapture()) {
      if (cls.kind === "Name" && this.value[s] === Soft.UNDERSCORE)
        return this.matchAs(s, null, null);
      this.fail();
    }
    return this.matchValue(s, cls);
  }

  private nameOrAttr(): ast.Expr {
    const s = this.pos;
    let e: ast.Expr = this.nameNode(this.pos++, this.names[this.value[s]!]!, "Load");
    while (this.accept(T.DOT)) e = this.attribute(s, e, this.identifier(), "Load");
    return e;
  }

  private groupOrSequence(): ast.Pattern {
    const s = this.pos++;
    if (this.accept(T.RPAR)) return this.matchSequence(s, []);
    const first = this.maybeStarPattern();
    if (this.kind[this.pos] === T.COMMA) {
      const all = this.morePatterns(first);
      this.expect(T.RPAR);
      return this.matchSequence(s, all);
    }
    if (first.kind === "MatchStar") this.fail();
    this.expect(T.RPAR);
    return first;
  }

  private mappingPattern(): ast.Pattern {
    const s = this.pos++;
    const keys: ast.Expr[] = [];
    const patterns: ast.Pattern[] = [];
    while (this.kind[this.pos] !== T.RBRACE) {
      if (this.accept(T.DOUBLESTAR)) {
        const rest = this.captureName();
        if (rest === null) this.fail();
        this.accept(T.COMMA);
        this.expect(T.RBRACE);
        return this.matchMapping(s, keys, patterns, rest);
      }
      keys.push(this.mappingKey());
      this.expect(T.COLON);
      patterns.push(this.pattern());
      if (!this.accept(T.COMMA)) break;
    }
    this.expect(T.RBRACE);
    return this.matchMapping(s, keys, patterns, null);
  }

  private mappingKey(): ast.Expr {
    switch (this.kind[this.pos]) {
      case T.NUMBER:
      case T.MINUS:
        return this.signedNumber();
      case T.NAME: {
        const key = this.nameOrAttr();
        if (key.kind === "Name") this.fail();
        return key;
      }
      case T.STRING:
      case T.FSTRING_START:
      case T.TSTRING_START:
      case T.NONE:
      case T.TRUE:
      case T.FALSE:
        return this.atom();
    }
    return this.fail();
  }

  private classPattern(s: number, cls: ast.Expr): ast.Pattern {
    this.pos++;
    const patterns: ast.Pattern[] = [];
    const names: string[] = [];
    const named: ast.Pattern[] = [];
    while (this.kind[this.pos] !== T.RPAR) {
      if (this.kind[this.pos] === T.NAME && this.kind[this.pos + 1] === T.EQUAL) {
        names.push(this.identifier());
        this.pos++;
        named.push(this.pattern());
      } else {
        if (names.length > 0) this.fail();
        patterns.push(this.pattern());
      }
      if (!this.accept(T.COMMA)) break;
    }
    this.expect(T.RPAR);
    return this.matchClass(s, cls, patterns, names, named);
  }
}

/** Rules for atoms: brackets of all kinds and comprehensions. */
import { T } from "../kinds.js";
import { LiteralError } from "../literals.js";
import { DiagnoserBase, type Part } from "./base.js";
import { CONSTANT_KINDS } from "./names.js";

export abstract class AtomRules extends DiagnoserBase {
  abstract expression(): Part | null;
  abstract expressionWithoutInvalid(): Part | null;
  abstract namedExpression(): Part | null;
  abstract assignmentExpression(): Part | null;
  abstract starExpressions(): Part | null;
  abstract starExpression(): Part | null;
  abstract yieldExpression(): Part | null;
  abstract starredExpression(): Part | null;
  abstract disjunction(): Part | null;
  abstract bitwiseOr(): Part | null;
  abstract starTargets(): Part | null;
  abstract strings(): Part | null;
  abstract invalidForTarget(): void;

  protected atom(): Part | null {
    const s = this.pos;
    const k = this.fetch(s);
    switch (k) {
      case T.NAME:
        return this.name();
      case T.TRUE:
      case T.FALSE:
      case T.NONE:
      case T.ELLIPSIS:
        this.pos++;
        return this.part(CONSTANT_KINDS.get(k)!, s);
      case T.NUMBER:
        this.pos++;
        this.checkNumber(s);
        return this.part("Constant", s);
      case T.STRING:
      case T.FSTRING_START:
      case T.TSTRING_START:
        return this.strings();
      case T.LPAR:
        return this.tuple() ?? this.group() ?? this.generatorExpression();
      case T.LSQB:
        return this.list() ?? this.listComprehension();
      case T.LBRACE:
        return this.dict() ?? this.set() ?? this.dictComprehension() ?? this.setComprehension();
    }
    return null;
  }

  protected abstract readonly literals: { number(t: number): unknown };

  private checkNumber(t: number): void {
    if (this.tokens.text(t).includes("_")) this.since(6, "Underscores in numeric literals are");
    try {
      this.literals.number(t);
    } catch (e) {
      if (!(e instanceof LiteralError)) throw e;
      const line = this.tokens.line[t]!;
      throw this.places.error("SyntaxError", e.msg, line, 0, line, 0);
    }
  }

  starNamedExpression(): Part | null {
    const s = this.pos;
    const starred = this.attempt(() => {
      const value = this.eat(T.STAR) ? this.bitwiseOr() : null;
      return value && this.part("Starred", s, [value]);
    });
    return starred ?? this.attempt(() => this.namedExpression());
  }

  /** One or more, with commas between and perhaps one at the end. */
  protected starNamedExpressions(): Part[] | null {
    const found = this.commaList(() => this.starNamedExpression());
    if (found !== null) this.eat(T.COMMA);
    return found;
  }

  protected tuple(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      if (!this.eat(T.LPAR)) return null;
      const items: Part[] = [];
      this.attempt(() => {
        const first = this.starNamedExpression();
        if (first === null || !this.eat(T.COMMA)) return false;
        items.push(first, ...(this.starNamedExpressions() ?? []));
        return true;
      });
      return this.eat(T.RPAR) ? this.part("Tuple", s, items) : null;
    });
  }

  private group(): Part | null {
    const inner = this.attempt(() => {
      if (!this.eat(T.LPAR)) return null;
      const value = this.attempt(() => this.yieldExpression()) ?? this.namedExpression();
      return value !== null && this.eat(T.RPAR) ? value : null;
    });
    if (inner !== null) return inner;
    this.mistake(() => this.invalidGroup());
    return null;
  }

  private invalidGroup(): void {
    this.attempt(() => {
      const a = this.eat(T.LPAR) ? this.starredExpression() : null;
      if (a !== null && this.eat(T.RPAR)) {
        this.failPart(a, "cannot use starred expression here");
      }
      return false;
    });
    this.attempt(() => {
      const a = this.pos + 1;
      if (!this.eat(T.LPAR) || !this.eat(T.DOUBLESTAR)) return false;
      if (this.expression() !== null && this.eat(T.RPAR)) {
        this.failRange(a, a, "cannot use double starred expression here");
      }
      return false;
    });
  }

  protected list(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      if (!this.eat(T.LSQB)) return null;
      const items = this.starNamedExpressions() ?? [];
      return this.eat(T.RSQB) ? this.part("List", s, items) : null;
    });
  }

  private set(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      const items = this.eat(T.LBRACE) ? this.starNamedExpressions() : null;
      return items !== null && this.eat(T.RBRACE) ? this.part("Set", s) : null;
    });
  }

  // ---- Dictionaries ----------------------------------------------------------------------------

  private dict(): Part | null {
    const s = this.pos;
    const found = this.attempt(() => {
      if (!this.eat(T.LBRACE)) return null;
      if (this.commaList(() => this.doubleStarredPair()) !== null) this.eat(T.COMMA);
      return this.eat(T.RBRACE) ? this.part("Dict", s) : null;
    });
    if (found !== null) return found;
    // The reference tries this rule in the first pass, too.
    if (this.eat(T.LBRACE)) this.invalidPairs();
    this.pos = s;
    return null;
  }

  private doubleStarredPair(): Part | null {
    const unpacked = this.attempt(() => (this.eat(T.DOUBLESTAR) ? this.bitwiseOr() : null));
    return unpacked ?? this.attempt(() => this.pair());
  }

  private pair(): Part | null {
    const s = this.pos;
    if (this.expression() === null || !this.eat(T.COLON) || this.expression() === null) return null;
    return this.part("pair", s);
  }

  /** After `{`: pairs of which one is wrong. */
  private invalidPairs(): void {
    this.attempt(() => {
      const pairs = this.commaList(() => this.doubleStarredPair());
      if (pairs !== null && this.eat(T.COMMA)) this.invalidPair();
      return false;
    });
    this.invalidValue();
  }

  private invalidPair(): void {
    this.attempt(() => {
      const key = this.expression();
      if (key === null || this.at(T.COLON)) return false;
      const { line, endLine, endCol } = this.tokens;
      throw this.places.bytes(
        "SyntaxError",
        "':' expected after dictionary key",
        line[key.first]!,
        endCol[key.last]! - 1,
        endLine[key.last]!,
        -1,
      );
    });
    this.invalidValue();
  }

  /** A key and a colon without a proper value. */
  private invalidValue(): void {
    this.attempt(() => {
      if (this.expression() === null || !this.eat(T.COLON)) return false;
      const star = this.pos;
      if (this.eat(T.STAR) && this.bitwiseOr() !== null) {
        this.failFrom(star, "cannot use a starred expression in a dictionary value");
      }
      return false;
    });
    this.attempt(() => {
      const colon = this.expression() === null ? -1 : this.pos;
      if (colon >= 0 && this.eat(T.COLON) && this.atAny(T.RBRACE, T.COMMA)) {
        this.failRange(colon, colon, "expression expected after dictionary key and ':'");
      }
      return false;
    });
  }

  private dictComprehension(): Part | null {
    const s = this.pos;
    const found = this.attempt(() => {
      if (!this.eat(T.LBRACE) || this.pair() === null) return null;
      if (this.forIfClauses() === null || !this.eat(T.RBRACE)) return null;
      return this.part("DictComp", s);
    });
    if (found !== null) return found;
    this.mistake(() => {
      const a = this.pos + 1;
      if (!this.eat(T.LBRACE) || !this.eat(T.DOUBLESTAR) || this.bitwiseOr() === null) return;
      if (this.forIfClauses() !== null && this.eat(T.RBRACE)) {
        this.failRange(a, a, "dict unpacking cannot be used in dict comprehension");
      }
    });
    return null;
  }

  // ---- Comprehensions --------------------------------------------------------------------------

  private listComprehension(): Part | null {
    return this.comprehension("ListComp", T.LSQB, T.RSQB);
  }

  private setComprehension(): Part | null {
    return this.comprehension("SetComp", T.LBRACE, T.RBRACE);
  }

  private comprehension(kind: string, open: T, close: T): Part | null {
    const s = this.pos;
    const found = this.attempt(() => {
      if (!this.eat(open) || this.namedExpression() === null) return null;
      return this.forIfClauses() !== null && this.eat(close) ? this.part(kind, s) : null;
    });
    if (found === null) this.mistake(() => this.invalidComprehension());
    return found;
  }

  /** `expression` that `:=` does not follow, or an assignment expression. */
  protected walrusOrExpression(): Part | null {
    const named = this.attempt(() => this.assignmentExpression());
    if (named !== null) return named;
    return this.attempt(() => {
      const e = this.expression();
      return e !== null && !this.at(T.COLONEQUAL) ? e : null;
    });
  }

  protected generatorExpression(): Part | null {
    const s = this.pos;
    const found = this.attempt(() => {
      if (!this.eat(T.LPAR) || this.walrusOrExpression() === null) return null;
      if (this.forIfClauses() === null || !this.eat(T.RPAR)) return null;
      return this.part("GeneratorExp", s);
    });
    if (found === null) this.mistake(() => this.invalidComprehension());
    return found;
  }

  private invalidComprehension(): void {
    this.attempt(() => {
      if (!this.eatAny(T.LSQB, T.LPAR, T.LBRACE)) return false;
      const a = this.starredExpression();
      if (a !== null && this.forIfClauses() !== null) {
        this.failPart(a, "iterable unpacking cannot be used in comprehension");
      }
      return false;
    });
    const msg = "did you forget parentheses around the comprehension target?";
    this.attempt(() => {
      if (!this.eatAny(T.LSQB, T.LBRACE)) return false;
      const a = this.starNamedExpression();
      if (a === null || !this.eat(T.COMMA)) return false;
      const b = this.starNamedExpressions();
      if (b !== null && this.forIfClauses() !== null) {
        this.failRange(a.first, b[b.length - 1]!.last, msg);
      }
      return false;
    });
    this.attempt(() => {
      if (!this.eatAny(T.LSQB, T.LBRACE)) return false;
      const a = this.starNamedExpression();
      const comma = this.pos;
      if (a === null || !this.eat(T.COMMA)) return false;
      if (this.forIfClauses() !== null) this.failRange(a.first, comma, msg);
      return false;
    });
  }

  /** `for x in y if z ...`: a part whose items are the last iterable or condition. */
  protected forIfClauses(): Part | null {
    const clauses = this.many(() => this.forIfClause());
    return clauses.length > 0 ? clauses[clauses.length - 1]! : null;
  }

  private forIfClause(): Part | null {
    // After `in` there is no way back to the other alternatives.
    let committed = false;
    const clause = (isAsync: boolean): Part | null => {
      const s = this.pos;
      return this.attempt(() => {
        if (isAsync && !this.eat(T.ASYNC)) return null;
        if (!this.eat(T.FOR) || this.starTargets() === null || !this.eat(T.IN)) return null;
        committed = true;
        let last = this.disjunction();
        if (last === null) return null;
        for (;;) {
          const condition = this.attempt(() => (this.eat(T.IF) ? this.disjunction() : null));
          if (condition === null) {
            if (isAsync) this.since(6, "Async comprehensions are");
            return this.part("comprehension", s, [last]);
          }
          last = condition;
        }
      });
    };
    const found = clause(true) ?? (committed ? null : clause(false));
    if (found !== null || committed) return found;
    this.mistake(() => this.invalidForIfClause());
    this.mistake(() => this.invalidForTarget());
    return null;
  }

  private invalidForIfClause(): void {
    this.eat(T.ASYNC);
    if (!this.eat(T.FOR)) return;
    if (this.commaList(() => this.bitwiseOr()) === null) return;
    this.eat(T.COMMA);
    if (!this.at(T.IN)) this.fail("'in' expected after for-loop variables");
  }
}

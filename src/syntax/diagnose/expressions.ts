/** Rules for expressions, from tuples without brackets down to primaries, and lambdas. */
import { T } from "../kinds.js";
import { type Part, Rule } from "./base.js";
import { expressionName } from "./names.js";
import { ParameterRules } from "./parameters.js";

export abstract class ExpressionRules extends ParameterRules {
  protected abstract passBreakOrContinue(): Part | null;
  protected abstract simpleStatement(): Part | null;

  /** `a, b`: a tuple if there is a comma. */
  private listOf(element: () => Part | null): Part | null {
    const s = this.pos;
    const items = this.commaList(element);
    if (items === null) return null;
    if (!this.eat(T.COMMA) && items.length === 1) return items[0]!;
    return this.part("Tuple", s, items);
  }

  protected expressions(): Part | null {
    return this.listOf(() => this.expression());
  }

  starExpressions(): Part | null {
    return this.listOf(() => this.starExpression());
  }

  starExpression(): Part | null {
    return this.memo(Rule.STAR_EXPRESSION, () => {
      const s = this.pos;
      const starred = this.attempt(() => {
        const value = this.eat(T.STAR) ? this.bitwiseOr() : null;
        return value && this.part("Starred", s, [value]);
      });
      return starred ?? this.expression();
    });
  }

  yieldExpression(): Part | null {
    const s = this.pos;
    const from = this.attempt(() => {
      if (!this.eat(T.YIELD) || !this.eat(T.FROM) || this.expression() === null) return null;
      return this.part("YieldFrom", s);
    });
    if (from !== null) return from;
    if (!this.eat(T.YIELD)) return null;
    this.attempt(() => this.starExpressions());
    return this.part("Yield", s);
  }

  expression(): Part | null {
    return this.memo(Rule.EXPRESSION, () => {
      this.mistake(() => this.invalidExpression());
      this.mistake(() => this.invalidLegacy());
      return this.plainExpression();
    });
  }

  private plainExpression(): Part | null {
    const s = this.pos;
    const conditional = this.attempt(() => {
      if (this.disjunction() === null || !this.eat(T.IF)) return null;
      if (this.disjunction() === null || !this.eat(T.ELSE)) return null;
      return this.expression() && this.part("IfExp", s);
    });
    return conditional ?? this.attempt(() => this.disjunction()) ?? this.lambda();
  }

  expressionWithoutInvalid(): Part | null {
    const before = this.invalid;
    this.invalid = false;
    const found = this.plainExpression();
    this.invalid = before;
    return found;
  }

  private lambda(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      if (!this.eat(T.LAMBDA)) return null;
      this.attempt(() => this.parametersOf("lambda"));
      if (!this.eat(T.COLON) || this.expression() === null) return null;
      return this.part("Lambda", s);
    });
  }

  private isLegacy(part: Part): boolean {
    if (part.kind !== "Name" || part.first !== part.last) return false;
    const text = this.tokens.text(part.first);
    return text === "print" || text === "exec";
  }

  private invalidLegacy(): void {
    const a = this.name();
    if (a === null || this.at(T.LPAR)) return;
    const b = this.starExpressions();
    if (b === null || !this.isLegacy(a)) return;
    const word = this.tokens.text(a.first);
    const msg = `Missing parentheses in call to '${word}'. Did you mean ${word}(...)?`;
    this.failRange(a.first, b.last, msg);
  }

  private invalidExpression(): void {
    this.attempt(() => {
      if (!this.eat(T.STRING)) return false;
      const a = this.many(() => (this.at(T.STRING) ? null : this.expressionWithoutInvalid()));
      if (a.length > 0 && this.eat(T.STRING)) {
        const msg = "invalid syntax. Is this intended to be part of the string?";
        this.failRange(a[0]!.first, a[a.length - 1]!.last, msg);
      }
      return false;
    });
    if (this.attempt(() => this.forgottenComma())) return;
    this.attempt(() => {
      const a = this.disjunction();
      if (a === null || !this.eat(T.IF)) return false;
      const b = this.disjunction();
      if (b !== null && !this.atAny(T.ELSE, T.COLON)) {
        this.failRange(a.first, b.last, "expected 'else' after 'if' expression");
      }
      return false;
    });
    this.attempt(() => {
      if (this.disjunction() === null || !this.eat(T.IF)) return false;
      if (this.disjunction() === null || !this.eat(T.ELSE)) return false;
      if (!this.ahead(() => this.expression())) {
        this.failAtNext("expected expression after 'else', but statement is given");
      }
      return false;
    });
    this.attempt(() => {
      const a = this.passBreakOrContinue();
      if (a === null || !this.eat(T.IF) || this.disjunction() === null) return false;
      if (this.eat(T.ELSE) && this.simpleStatement() !== null) {
        this.failPart(a, "expected expression before 'if', but statement is given");
      }
      return false;
    });
    this.lambdaInString(T.FSTRING_MIDDLE, "f");
    this.lambdaInString(T.TSTRING_MIDDLE, "t");
  }

  /** Two expressions in a row inside brackets. True when it matched without an error. */
  private forgottenComma(): boolean {
    const reserved = this.ahead(
      () =>
        this.attempt(() => this.eat(T.NAME) && this.eat(T.STRING)) ||
        (this.at(T.NAME) && this.isSoftKeyword(this.pos)),
    );
    if (reserved) return false;
    const a = this.disjunction();
    const b = a && this.expressionWithoutInvalid();
    if (a === null || b === null) return false;
    if (!this.isLegacy(a) && this.level[this.pos - 1] !== 0) {
      this.failRange(a.first, b.last, "invalid syntax. Perhaps you forgot a comma?");
    }
    return true;
  }

  private lambdaInString(middle: T, letter: string): void {
    this.attempt(() => {
      const s = this.pos;
      if (!this.eat(T.LAMBDA)) return false;
      this.attempt(() => this.parametersOf("lambda"));
      if (this.eat(T.COLON) && this.at(middle)) {
        const msg = `${letter}-string: lambda expressions are not allowed without parentheses`;
        this.failRange(s, this.pos - 1, msg);
      }
      return false;
    });
  }

  // ---- Assignment expressions ------------------------------------------------------------------

  assignmentExpression(): Part | null {
    const s = this.pos;
    if (!this.eat(T.NAME) || !this.eat(T.COLONEQUAL) || this.expression() === null) return null;
    this.since(8, "Assignment expressions are");
    return this.part("NamedExpr", s);
  }

  namedExpression(): Part | null {
    const named = this.attempt(() => this.assignmentExpression());
    if (named !== null) return named;
    this.mistake(() => this.invalidNamed());
    return this.attempt(() => {
      const e = this.expression();
      return e !== null && !this.at(T.COLONEQUAL) ? e : null;
    });
  }

  private invalidNamed(): void {
    this.memo(Rule.INVALID_NAMED, () => {
      this.attempt(() => {
        const a = this.expression();
        if (a !== null && this.eat(T.COLONEQUAL) && this.expression() !== null) {
          this.failPart(a, `cannot use assignment expressions with ${expressionName(a)}`);
        }
        return false;
      });
      this.attempt(() => {
        const a = this.pos;
        if (!this.eat(T.NAME) || !this.eat(T.EQUAL)) return false;
        const b = this.bitwiseOr();
        if (b !== null && !this.atAny(T.EQUAL, T.COLONEQUAL)) {
          const msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
          this.failRange(a, b.last, msg);
        }
        return false;
      });
      this.attempt(() => {
        const display = this.ahead(
          () =>
            this.list() ??
            this.tuple() ??
            this.generatorExpression() ??
            this.atAny(T.TRUE, T.NONE, T.FALSE),
        );
        if (display) return false;
        const a = this.bitwiseOr();
        if (a === null || !this.eat(T.EQUAL) || this.bitwiseOr() === null) return false;
        if (!this.atAny(T.EQUAL, T.COLONEQUAL)) {
          const what = expressionName(a);
          this.failPart(a, `cannot assign to ${what} here. Maybe you meant '==' instead of '='?`);
        }
        return false;
      });
      return null;
    });
  }

  // ---- Operators -------------------------------------------------------------------------------

  /** Operands with a word between them. */
  private boolOp(rule: Rule, word: T, operand: () => Part | null): Part | null {
    return this.memo(rule, () => {
      const s = this.pos;
      const items = this.commaList(operand, word);
      if (items === null) return null;
      return items.length === 1 ? items[0]! : this.part("BoolOp", s);
    });
  }

  disjunction(): Part | null {
    return this.boolOp(Rule.DISJUNCTION, T.OR, () => this.conjunction());
  }

  private conjunction(): Part | null {
    return this.boolOp(Rule.CONJUNCTION, T.AND, () => this.inversion());
  }

  private inversion(): Part | null {
    return this.memo(Rule.INVERSION, () => {
      const s = this.pos;
      const not = this.attempt(() => (this.eat(T.NOT) ? this.inversion() : null));
      return not !== null ? this.part("UnaryOp", s) : this.comparison();
    });
  }

  private comparison(): Part | null {
    const s = this.pos;
    const left = this.bitwiseOr();
    if (left === null) return null;
    const pairs = this.many(() => this.comparisonPair());
    if (pairs.length === 0) return left;
    return this.part("Compare", s, pairs[0]!.kind === "in" ? [left] : []);
  }

  private comparisonPair(): Part | null {
    const s = this.pos;
    const k = this.fetch(s);
    switch (k) {
      case T.NOTEQUAL:
        if (this.flufl) this.fail("with Barry as BDFL, use '<>' instead of '!='");
        this.pos++;
        break;
      case T.LESS:
        if (this.flufl && this.tokens.isOldNotEqual(s)) this.pos++;
        else this.mistake(() => this.invalidNotEqual());
        this.pos++;
        break;
      case T.NOT:
        this.pos++;
        if (!this.eat(T.IN)) return null;
        break;
      case T.IS: {
        const isNot = this.attempt(() => {
          this.pos++;
          return this.eat(T.NOT) ? this.bitwiseOr() : null;
        });
        if (isNot !== null) return this.part("op", s);
        this.pos = s + 1;
        break;
      }
      case T.EQEQUAL:
      case T.LESSEQUAL:
      case T.GREATEREQUAL:
      case T.GREATER:
      case T.IN:
        this.pos++;
        break;
      default:
        return null;
    }
    return this.bitwiseOr() && this.part(k === T.IN ? "in" : "op", s);
  }

  /** True when `barry_as_FLUFL` is in force. */
  protected flufl = false;

  private invalidNotEqual(): void {
    const a = this.pos;
    if (!this.eat(T.LESS) || !this.eat(T.GREATER) || !this.tokens.isOldNotEqual(a)) return;
    this.failRange(a, a + 1, "invalid syntax.  Maybe you meant '!=' instead of '<>'?");
  }

  /** Left-associative operators of one precedence. */
  private leftAssoc(rule: Rule, operators: T[], seed: () => Part | null): Part | null {
    return this.memo(rule, () => {
      const s = this.pos;
      let left = seed();
      while (left !== null) {
        const longer = this.attempt(() => {
          const k = this.fetch(this.pos);
          if (!operators.includes(k)) return null;
          this.pos++;
          const right = this.operand(rule);
          if (right !== null && k === T.AT) this.since(5, "The '@' operator is");
          return right;
        });
        if (longer === null) break;
        left = this.part("BinOp", s);
      }
      return left;
    });
  }

  /** The right operand in a rule of binary operators. */
  private operand(rule: Rule): Part | null {
    switch (rule) {
      case Rule.BITOR:
        return this.bitwiseXor();
      case Rule.BITXOR:
        return this.bitwiseAnd();
      case Rule.BITAND:
        return this.shift();
      case Rule.SHIFT:
        return this.sum();
      case Rule.SUM:
        return this.term();
      default:
        return this.factor();
    }
  }

  bitwiseOr(): Part | null {
    return this.leftAssoc(Rule.BITOR, [T.VBAR], () => this.bitwiseXor());
  }

  private bitwiseXor(): Part | null {
    return this.leftAssoc(Rule.BITXOR, [T.CIRCUMFLEX], () => this.bitwiseAnd());
  }

  private bitwiseAnd(): Part | null {
    return this.leftAssoc(Rule.BITAND, [T.AMPER], () => this.shift());
  }

  private shift(): Part | null {
    return this.leftAssoc(Rule.SHIFT, [T.LEFTSHIFT, T.RIGHTSHIFT], () => {
      this.mistake(() => {
        const operators = [T.PLUS, T.MINUS, T.STAR, T.SLASH, T.PERCENT, T.DOUBLESLASH, T.AT];
        if (this.sum() === null || !this.eatAny(...operators)) return;
        this.notAfterOperator(() => this.inversion());
      });
      return this.sum();
    });
  }

  private sum(): Part | null {
    return this.leftAssoc(Rule.SUM, [T.PLUS, T.MINUS], () => this.term());
  }

  private term(): Part | null {
    const operators = [T.STAR, T.SLASH, T.DOUBLESLASH, T.PERCENT, T.AT];
    return this.leftAssoc(Rule.TERM, operators, () => {
      this.mistake(() => {
        if (!this.eatAny(T.PLUS, T.MINUS, T.TILDE)) return;
        this.notAfterOperator(() => this.factor());
      });
      return this.factor();
    });
  }

  private notAfterOperator(operand: () => Part | null): void {
    const a = this.pos;
    const b = this.eat(T.NOT) ? operand() : null;
    if (b !== null) this.failRange(a, b.last, "'not' after an operator must be parenthesized");
  }

  private factor(): Part | null {
    return this.memo(Rule.FACTOR, () => {
      const s = this.pos;
      const signed = this.attempt(() =>
        this.eatAny(T.PLUS, T.MINUS, T.TILDE) ? this.factor() : null,
      );
      return signed !== null ? this.part("UnaryOp", s) : this.power();
    });
  }

  private power(): Part | null {
    const s = this.pos;
    const base = this.awaitPrimary();
    if (base === null) return null;
    const exponent = this.attempt(() => (this.eat(T.DOUBLESTAR) ? this.factor() : null));
    return exponent !== null ? this.part("BinOp", s) : base;
  }

  private awaitPrimary(): Part | null {
    return this.memo(Rule.AWAIT_PRIMARY, () => {
      const s = this.pos;
      const awaited = this.attempt(() => (this.eat(T.AWAIT) ? this.primary() : null));
      if (awaited === null) return this.primary();
      this.since(5, "Await expressions are");
      return this.part("Await", s);
    });
  }

  // ---- Primaries -------------------------------------------------------------------------------

  private primary(): Part | null {
    return this.memo(Rule.PRIMARY, () => {
      const s = this.pos;
      let found = this.attempt(() => this.atom());
      while (found !== null) {
        const longer: Part | null =
          this.attempt(() =>
            this.eat(T.DOT) && this.eat(T.NAME) ? this.part("Attribute", s) : null,
          ) ??
          this.attempt(() => this.generatorExpression() && this.part("Call", s)) ??
          this.attempt(() => {
            if (!this.eat(T.LPAR)) return null;
            this.attempt(() => this.arguments());
            return this.eat(T.RPAR) ? this.part("Call", s) : null;
          }) ??
          this.attempt(() => {
            if (!this.eat(T.LSQB) || this.slices() === null) return null;
            return this.eat(T.RSQB) ? this.part("Subscript", s) : null;
          });
        if (longer === null) break;
        found = longer;
      }
      return found;
    });
  }

  protected slices(): Part | null {
    const s = this.pos;
    const single = this.attempt(() => {
      const a = this.slice();
      return a !== null && !this.at(T.COMMA) ? a : null;
    });
    if (single !== null) return single;
    const items = this.commaList(
      () => this.slice() ?? this.attempt(() => this.starredExpression()),
    );
    if (items === null) return null;
    this.eat(T.COMMA);
    return this.part("Tuple", s, items);
  }

  private slice(): Part | null {
    const s = this.pos;
    const slice = this.attempt(() => {
      this.attempt(() => this.expression());
      if (!this.eat(T.COLON)) return null;
      this.attempt(() => this.expression());
      if (this.eat(T.COLON)) this.attempt(() => this.expression());
      return this.part("Slice", s);
    });
    return slice ?? this.attempt(() => this.namedExpression());
  }
}

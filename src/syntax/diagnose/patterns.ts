/** Rules for the patterns of `case`. */
import { Soft, T } from "../kinds.js";
import { LiteralError } from "../literals.js";
import { type Part, Rule } from "./base.js";
import { ExpressionRules } from "./expressions.js";
import { expressionName } from "./names.js";

export abstract class PatternRules extends ExpressionRules {
  protected patterns(): Part | null {
    const s = this.pos;
    if (this.openSequence() !== null) return this.part("pattern", s);
    return this.pattern();
  }

  protected pattern(): Part | null {
    return this.asPattern() ?? this.attempt(() => this.orPattern());
  }

  private asPattern(): Part | null {
    const s = this.pos;
    const found = this.attempt(() => {
      if (this.orPattern() === null || !this.eat(T.AS)) return null;
      return this.captureTarget() && this.part("pattern", s);
    });
    if (found === null) this.mistake(() => this.invalidAs());
    return found;
  }

  private invalidAs(): void {
    if (this.orPattern() === null || !this.eat(T.AS)) return;
    const t = this.pos;
    if (this.eatSoft(Soft.UNDERSCORE)) this.failRange(t, t, "cannot use '_' as a target");
    const a = this.expression();
    if (a !== null) this.failPart(a, `cannot use ${expressionName(a)} as pattern target`);
  }

  private orPattern(): Part | null {
    const s = this.pos;
    const items = this.commaList(() => this.closedPattern(), T.VBAR);
    return items && this.part("pattern", s);
  }

  private closedPattern(): Part | null {
    return this.memo(Rule.CLOSED_PATTERN, () => {
      const s = this.pos;
      const found =
        this.attempt(() => this.literalPattern()) ||
        this.attempt(() => this.captureTarget() !== null) ||
        this.attempt(() => this.eatSoft(Soft.UNDERSCORE)) ||
        this.attempt(() => this.valuePattern()) ||
        this.attempt(() => this.groupPattern()) ||
        this.attempt(() => this.sequencePattern()) ||
        this.attempt(() => this.mappingPattern()) ||
        this.classPattern();
      return found ? this.part("pattern", s) : null;
    });
  }

  // ---- Literals --------------------------------------------------------------------------------

  private literalPattern(): boolean {
    if (this.attempt(() => this.signedNumber() && !this.atAny(T.PLUS, T.MINUS))) return true;
    if (this.attempt(() => this.complexNumber())) return true;
    return this.strings() !== null || this.eatAny(T.NONE, T.TRUE, T.FALSE);
  }

  private signedNumber(): boolean {
    if (this.eat(T.NUMBER)) return true;
    return this.attempt(() => this.eat(T.MINUS) && this.eat(T.NUMBER));
  }

  private complexNumber(): boolean {
    this.eat(T.MINUS);
    if (!this.eat(T.NUMBER)) return false;
    if (this.isImaginary(this.pos - 1)) this.fail("real number required in complex literal");
    if (!this.eatAny(T.PLUS, T.MINUS) || !this.eat(T.NUMBER)) return false;
    if (!this.isImaginary(this.pos - 1)) this.fail("imaginary number required in complex literal");
    return true;
  }

  private isImaginary(t: number): boolean {
    try {
      const value = this.literals.number(t);
      return value.type === "complex";
    } catch (e) {
      if (e instanceof LiteralError) return false;
      throw e;
    }
  }

  private literalExpression(): boolean {
    if (this.attempt(() => this.signedNumber() && !this.atAny(T.PLUS, T.MINUS))) return true;
    if (this.attempt(() => this.complexNumber())) return true;
    if (this.atAny(T.STRING, T.FSTRING_START, T.TSTRING_START) && this.strings() !== null) {
      return true;
    }
    return this.eatAny(T.NONE, T.TRUE, T.FALSE);
  }

  // ---- Names -----------------------------------------------------------------------------------

  private captureTarget(): Part | null {
    return this.attempt(() => {
      if (this.ahead(() => this.eatSoft(Soft.UNDERSCORE))) return null;
      const name = this.name();
      return name !== null && !this.atAny(T.DOT, T.LPAR, T.EQUAL) ? name : null;
    });
  }

  /** A dotted name; at least one dot if `dotted`. */
  private nameOrAttribute(dotted: boolean): boolean {
    if (!this.eat(T.NAME)) return false;
    let dots = 0;
    while (this.attempt(() => this.eat(T.DOT) && this.eat(T.NAME))) dots++;
    return dots > 0 || !dotted;
  }

  private valuePattern(): boolean {
    return this.nameOrAttribute(true) && !this.atAny(T.DOT, T.LPAR, T.EQUAL);
  }

  // ---- Groups, sequences, mappings -------------------------------------------------------------

  private groupPattern(): boolean {
    return this.eat(T.LPAR) && this.pattern() !== null && this.eat(T.RPAR);
  }

  private sequencePattern(): boolean {
    const list = this.attempt(() => {
      if (!this.eat(T.LSQB)) return false;
      this.attempt(() => this.maybeSequence());
      return this.eat(T.RSQB);
    });
    if (list) return true;
    return this.attempt(() => {
      if (!this.eat(T.LPAR)) return false;
      this.openSequence();
      return this.eat(T.RPAR);
    });
  }

  private openSequence(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      if (this.maybeStar() === null || !this.eat(T.COMMA)) return null;
      this.attempt(() => this.maybeSequence());
      return this.part("pattern", s);
    });
  }

  private maybeSequence(): boolean {
    if (this.commaList(() => this.maybeStar()) === null) return false;
    this.eat(T.COMMA);
    return true;
  }

  private maybeStar(): Part | null {
    return this.starPattern() ?? this.pattern();
  }

  private starPattern(): Part | null {
    return this.memo(Rule.STAR_PATTERN, () => {
      const s = this.pos;
      const captured = this.attempt(() => this.eat(T.STAR) && this.captureTarget() !== null);
      const found =
        captured || this.attempt(() => this.eat(T.STAR) && this.eatSoft(Soft.UNDERSCORE));
      return found ? this.part("pattern", s) : null;
    });
  }

  private mappingPattern(): boolean {
    if (this.attempt(() => this.eat(T.LBRACE) && this.eat(T.RBRACE))) return true;
    const rest = (): boolean => {
      if (!this.eat(T.DOUBLESTAR) || this.captureTarget() === null) return false;
      this.eat(T.COMMA);
      return this.eat(T.RBRACE);
    };
    if (this.attempt(() => this.eat(T.LBRACE) && rest())) return true;
    const items = (): boolean => this.commaList(() => this.keyValue()) !== null;
    if (this.attempt(() => this.eat(T.LBRACE) && items() && this.eat(T.COMMA) && rest())) {
      return true;
    }
    return this.attempt(() => {
      if (!this.eat(T.LBRACE) || !items()) return false;
      this.eat(T.COMMA);
      return this.eat(T.RBRACE);
    });
  }

  private keyValue(): Part | null {
    const s = this.pos;
    const key =
      this.attempt(() => this.literalExpression()) ||
      this.attempt(() => this.nameOrAttribute(true));
    if (!key || !this.eat(T.COLON) || this.pattern() === null) return null;
    return this.part("item", s);
  }

  // ---- Classes ---------------------------------------------------------------------------------

  private classPattern(): boolean {
    const withArguments = (read: () => boolean): boolean =>
      this.attempt(() => {
        if (!this.nameOrAttribute(false) || !this.eat(T.LPAR) || !read()) return false;
        return this.eat(T.RPAR);
      });
    const trailing = (read: () => boolean) => (): boolean => {
      if (!read()) return false;
      this.eat(T.COMMA);
      return true;
    };
    const positional = (): boolean => this.positionalPatterns() !== null;
    const keywords = (): boolean => this.keywordPatterns();
    const found =
      withArguments(() => true) ||
      withArguments(trailing(positional)) ||
      withArguments(trailing(keywords)) ||
      withArguments(trailing(() => positional() && this.eat(T.COMMA) && keywords()));
    if (!found) this.mistake(() => this.invalidClass());
    return found;
  }

  private positionalPatterns(): Part[] | null {
    return this.commaList(() => this.pattern());
  }

  private keywordPatterns(): boolean {
    const found = this.commaList(() => {
      const s = this.pos;
      if (!this.eat(T.NAME) || !this.eat(T.EQUAL) || this.pattern() === null) return null;
      return this.part("item", s);
    });
    return found !== null;
  }

  private invalidClass(): void {
    if (!this.nameOrAttribute(false) || !this.eat(T.LPAR)) return;
    this.attempt(() => this.positionalPatterns() !== null && this.eat(T.COMMA));
    if (!this.keywordPatterns() || !this.eat(T.COMMA)) return;
    const a = this.positionalPatterns();
    if (a === null) return;
    this.failRange(
      a[0]!.first,
      a[a.length - 1]!.last,
      "positional patterns follow keyword patterns",
    );
  }
}

/** Rules for the parameters of functions and lambdas, which differ in what may follow a name. */
import { T } from "../kinds.js";
import type { Part } from "./base.js";
import { TargetRules } from "./targets.js";

export type ParameterStyle = "def" | "lambda";

export abstract class ParameterRules extends TargetRules {
  private style: ParameterStyle = "def";

  /** Parameters, with the mistakes people make there. */
  protected parametersOf(style: ParameterStyle): boolean {
    const before = this.style;
    this.style = style;
    try {
      this.mistake(() => this.invalidParameters());
      return this.parameters();
    } finally {
      this.style = before;
    }
  }

  /** What closes the list: `)` or `:`. */
  private get close(): T {
    return this.style === "def" ? T.RPAR : T.COLON;
  }

  private parameters(): boolean {
    const withSlash = this.attempt(() => {
      if (this.slashNoDefault() === null) return false;
      this.many(() => this.noDefault());
      this.many(() => this.withDefault());
      this.attempt(() => this.starEtc());
      this.since(8, "Positional-only parameters are");
      return true;
    });
    if (withSlash) return true;
    const slashDefault = this.attempt(() => {
      if (this.slashWithDefault() === null) return false;
      this.many(() => this.withDefault());
      this.attempt(() => this.starEtc());
      this.since(8, "Positional-only parameters are");
      return true;
    });
    if (slashDefault) return true;
    const plain = this.attempt(() => {
      if (this.many(() => this.noDefault()).length === 0) return false;
      this.many(() => this.withDefault());
      this.attempt(() => this.starEtc());
      return true;
    });
    if (plain) return true;
    const defaults = this.attempt(() => {
      if (this.many(() => this.withDefault()).length === 0) return false;
      this.attempt(() => this.starEtc());
      return true;
    });
    return defaults || this.attempt(() => this.starEtc());
  }

  /** `/` and what must follow it. */
  private slash(): boolean {
    return this.eat(T.SLASH) && (this.eat(T.COMMA) || this.at(this.close));
  }

  private slashNoDefault(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      if (this.many(() => this.noDefault()).length === 0) return null;
      return this.slash() ? this.part("slash", s) : null;
    });
  }

  private slashWithDefault(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      this.many(() => this.noDefault());
      if (this.many(() => this.withDefault()).length === 0) return null;
      return this.slash() ? this.part("slash", s) : null;
    });
  }

  /** After a parameter: a comma, or the end of the list just ahead. */
  private parameterEnd(): boolean {
    if (this.eat(T.COMMA)) {
      if (this.style === "def") this.eat(T.TYPE_COMMENT);
      return true;
    }
    return this.attempt(() => {
      if (this.style === "def") this.eat(T.TYPE_COMMENT);
      return this.at(this.close);
    });
  }

  /** A name with its annotation. */
  private parameter(starAnnotation = false): Part | null {
    const s = this.pos;
    if (!this.eat(T.NAME)) return null;
    if (this.style === "lambda") return this.part("arg", s);
    const annotated = this.attempt(() => {
      if (!this.eat(T.COLON)) return null;
      return starAnnotation ? this.starExpression() : this.expression();
    });
    return starAnnotation && annotated === null ? null : this.part("arg", s);
  }

  private noDefault(): Part | null {
    return this.attempt(() => {
      const a = this.parameter();
      return a !== null && this.parameterEnd() ? a : null;
    });
  }

  private starAnnotated(): Part | null {
    return this.attempt(() => {
      const a = this.style === "def" ? this.parameter(true) : null;
      return a !== null && this.parameterEnd() ? a : null;
    });
  }

  private defaultValue(): boolean {
    const found = this.attempt(() => this.eat(T.EQUAL) && this.expression() !== null);
    if (found) return true;
    this.mistake(() => {
      const a = this.pos;
      if (this.eat(T.EQUAL) && this.atAny(T.RPAR, T.COMMA)) {
        this.failRange(a, a, "expected default value expression");
      }
    });
    return false;
  }

  private withDefault(): Part | null {
    return this.attempt(() => {
      const a = this.parameter();
      return a !== null && this.defaultValue() && this.parameterEnd() ? a : null;
    });
  }

  private maybeDefault(): Part | null {
    return this.attempt(() => {
      const a = this.parameter();
      if (a === null) return null;
      this.attempt(() => this.defaultValue());
      return this.parameterEnd() ? a : null;
    });
  }

  private starEtc(): boolean {
    this.mistake(() => this.invalidStarEtc());
    const rest = (): boolean => {
      this.many(() => this.maybeDefault());
      this.attempt(() => this.keywords());
      return true;
    };
    return (
      this.attempt(() => this.eat(T.STAR) && this.noDefault() !== null && rest()) ||
      this.attempt(() => this.eat(T.STAR) && this.starAnnotated() !== null && rest()) ||
      this.attempt(() => {
        if (!this.eat(T.STAR) || !this.eat(T.COMMA)) return false;
        return this.many(() => this.maybeDefault()).length > 0 && rest();
      }) ||
      this.attempt(() => this.keywords())
    );
  }

  private keywords(): boolean {
    this.mistake(() => this.invalidKeywords());
    return this.attempt(() => this.eat(T.DOUBLESTAR) && this.noDefault() !== null);
  }

  // ---- Mistakes --------------------------------------------------------------------------------

  private failToken(t: number, msg: string): never {
    return this.failRange(t, t, msg);
  }

  private anySlash(): Part | null {
    return this.slashNoDefault() ?? this.slashWithDefault();
  }

  private invalidParameters(): void {
    this.attempt(() => {
      const a = this.pos;
      if (this.eat(T.SLASH) && this.eat(T.COMMA)) {
        this.failToken(a, "at least one argument must precede /");
      }
      return false;
    });
    this.attempt(() => {
      if (this.anySlash() === null) return false;
      this.many(() => this.maybeDefault());
      const a = this.pos;
      if (this.eat(T.SLASH)) this.failToken(a, "/ may appear only once");
      return false;
    });
    this.attempt(() => {
      this.slashNoDefault();
      this.many(() => this.noDefault());
      const helper =
        this.slashWithDefault() !== null || this.many(() => this.withDefault()).length > 0;
      const a = helper ? this.noDefault() : null;
      if (a !== null) {
        this.failPart(a, "parameter without a default follows parameter with a default");
      }
      return false;
    });
    this.attempt(() => this.parenthesized());
    this.attempt(() => {
      this.anySlash();
      this.many(() => this.maybeDefault());
      if (!this.eat(T.STAR)) return false;
      if (!this.eat(T.COMMA) && this.noDefault() === null) return false;
      this.many(() => this.maybeDefault());
      const a = this.pos;
      if (this.eat(T.SLASH)) this.failToken(a, "/ must be ahead of *");
      return false;
    });
    this.attempt(() => {
      if (this.many(() => this.maybeDefault()).length === 0 || !this.eat(T.SLASH)) return false;
      const a = this.pos;
      if (this.eat(T.STAR)) this.failToken(a, "expected comma between / and *");
      return false;
    });
  }

  private parenthesized(): boolean {
    this.many(() => this.noDefault());
    const a = this.pos;
    if (!this.eat(T.LPAR)) return false;
    const isDef = this.style === "def";
    if (isDef) {
      if (this.many(() => this.noDefault()).length === 0) return false;
    } else if (this.commaList(() => this.parameter()) === null) return false;
    this.eat(T.COMMA);
    if (this.eat(T.RPAR)) {
      const what = isDef ? "Function parameters" : "Lambda expression parameters";
      this.failRange(a, this.pos - 1, `${what} cannot be parenthesized`);
    }
    return false;
  }

  private invalidStarEtc(): void {
    const isDef = this.style === "def";
    this.attempt(() => {
      const a = this.pos;
      if (!this.eat(T.STAR)) return false;
      const bare =
        this.eat(this.close) || (this.eat(T.COMMA) && this.eatAny(this.close, T.DOUBLESTAR));
      if (bare) {
        const msg = "named arguments must follow bare *";
        if (isDef) this.failToken(a, msg);
        this.fail(msg);
      }
      return false;
    });
    if (isDef) {
      this.attempt(() => {
        if (this.eat(T.STAR) && this.eat(T.COMMA) && this.eat(T.TYPE_COMMENT)) {
          this.fail("bare * has associated type comment");
        }
        return false;
      });
    }
    this.attempt(() => {
      if (!this.eat(T.STAR) || this.parameter() === null) return false;
      const a = this.pos;
      if (this.eat(T.EQUAL)) {
        this.failToken(a, "var-positional argument cannot have default value");
      }
      return false;
    });
    this.attempt(() => {
      if (!this.eat(T.STAR)) return false;
      if (this.noDefault() === null && !this.eat(T.COMMA)) return false;
      this.many(() => this.maybeDefault());
      const a = this.pos;
      if (this.eat(T.STAR) && (this.noDefault() !== null || this.eat(T.COMMA))) {
        this.failToken(a, "* argument may appear only once");
      }
      return false;
    });
  }

  private invalidKeywords(): void {
    const msg = "arguments cannot follow var-keyword argument";
    this.attempt(() => {
      if (!this.eat(T.DOUBLESTAR) || this.parameter() === null) return false;
      const a = this.pos;
      if (this.eat(T.EQUAL)) this.failToken(a, "var-keyword argument cannot have default value");
      return false;
    });
    this.attempt(() => {
      if (!this.eat(T.DOUBLESTAR) || this.parameter() === null || !this.eat(T.COMMA)) return false;
      const a = this.parameter();
      if (a !== null) this.failPart(a, msg);
      return false;
    });
    this.attempt(() => {
      if (!this.eat(T.DOUBLESTAR) || this.parameter() === null || !this.eat(T.COMMA)) return false;
      const a = this.pos;
      if (this.eatAny(T.STAR, T.DOUBLESTAR, T.SLASH)) this.failToken(a, msg);
      return false;
    });
  }
}

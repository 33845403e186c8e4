/** Rules for the arguments of calls. */
import { T } from "../kinds.js";
import { type Part, Rule } from "./base.js";
import { StringRules } from "./strings.js";

const GENERATOR = "Generator expression must be parenthesized";
const WALRUS_OR_EQUAL = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";

/** What a run of arguments holds. */
interface Arguments {
  positional: Part[];
  unpacksKeywords: boolean;
}

export abstract class CallRules extends StringRules {
  protected arguments(): Part | null {
    return this.memo(Rule.ARGUMENTS, () => {
      const s = this.pos;
      const found = this.attempt(() => {
        if (this.args() === null) return null;
        this.eat(T.COMMA);
        return this.at(T.RPAR) ? this.part("arguments", s) : null;
      });
      if (found === null) this.mistake(() => this.invalidArguments());
      return found;
    });
  }

  private args(): Arguments | null {
    const start = this.pos;
    const positional = this.positionals();
    if (positional !== null) {
      const rest = this.attempt(() => (this.eat(T.COMMA) ? this.keywordArguments() : null));
      if (rest === null) return { positional, unpacksKeywords: false };
      rest.positional.unshift(...positional);
      return rest;
    }
    this.pos = start;
    return this.attempt(() => this.keywordArguments());
  }

  private positionals(): Part[] | null {
    return this.commaList(() => {
      const e = this.attempt(() => this.starredExpression()) ?? this.walrusOrExpression();
      return e !== null && !this.at(T.EQUAL) ? e : null;
    });
  }

  private keywordArguments(): Arguments | null {
    const result: Arguments = { positional: [], unpacksKeywords: false };
    const take = (parts: Part[]): Arguments => {
      for (const p of parts) {
        if (p.kind === "Starred") result.positional.push(p);
        else if (p.kind === "**") result.unpacksKeywords = true;
      }
      return result;
    };
    const both = this.attempt(() => {
      const a = this.commaList(() => this.keywordOrStarred());
      if (a === null || !this.eat(T.COMMA)) return null;
      const b = this.commaList(() => this.keywordOrUnpacking());
      return b && [...a, ...b];
    });
    if (both !== null) return take(both);
    const first = this.commaList(() => this.keywordOrStarred());
    if (first !== null) return take(first);
    const second = this.commaList(() => this.keywordOrUnpacking());
    return second && take(second);
  }

  starredExpression(): Part | null {
    this.mistake(() => {
      const a = this.pos;
      if (!this.eat(T.STAR) || this.expression() === null || !this.eat(T.EQUAL)) return;
      const b = this.expression();
      if (b !== null) {
        this.failRange(a, b.last, "cannot assign to iterable argument unpacking");
      }
    });
    const s = this.pos;
    const found = this.attempt(() => {
      const value = this.eat(T.STAR) ? this.expression() : null;
      return value && this.part("Starred", s, [value]);
    });
    if (found !== null) return found;
    this.mistake(() => {
      if (this.eat(T.STAR)) this.fail("Invalid star expression");
    });
    return null;
  }

  private namedArgument(): Part | null {
    const s = this.pos;
    return this.attempt(() => {
      if (!this.eat(T.NAME) || !this.eat(T.EQUAL) || this.expression() === null) return null;
      return this.part("keyword", s);
    });
  }

  private keywordOrStarred(): Part | null {
    this.mistake(() => this.invalidKeyword());
    return this.namedArgument() ?? this.attempt(() => this.starredExpression());
  }

  private keywordOrUnpacking(): Part | null {
    this.mistake(() => this.invalidKeyword());
    const named = this.namedArgument();
    if (named !== null) return named;
    const s = this.pos;
    return this.attempt(() => {
      if (!this.eat(T.DOUBLESTAR) || this.expression() === null) return null;
      return this.part("**", s);
    });
  }

  private invalidKeyword(): void {
    const s = this.pos;
    this.attempt(() => {
      if (this.eatAny(T.TRUE, T.FALSE, T.NONE) && this.eat(T.EQUAL)) {
        this.failRange(s, s + 1, `cannot assign to ${this.tokens.text(s)}`);
      }
      return false;
    });
    this.attempt(() => {
      if (!this.eat(T.NAME) || !this.eat(T.EQUAL) || this.expression() === null) return false;
      if (this.forIfClauses() !== null) this.failRange(s, s + 1, WALRUS_OR_EQUAL);
      return false;
    });
    this.attempt(() => {
      if (this.ahead(() => this.eat(T.NAME) && this.eat(T.EQUAL))) return false;
      const a = this.expression();
      if (a !== null && this.eat(T.EQUAL)) {
        const msg = 'expression cannot contain assignment, perhaps you meant "=="?';
        this.failRange(a.first, this.pos - 1, msg);
      }
      return false;
    });
    this.attempt(() => {
      if (!this.eat(T.DOUBLESTAR) || this.expression() === null || !this.eat(T.EQUAL)) return false;
      const b = this.expression();
      if (b !== null) this.failRange(s, b.last, "cannot assign to keyword argument unpacking");
      return false;
    });
  }

  private invalidArguments(): void {
    const s = this.pos;
    // Each alternative that matches ends the search, whether it complains or not.
    const found =
      this.attempt(() => this.unpackingAfterUnpacking()) ||
      this.attempt(() => this.generatorThenMore()) ||
      this.attempt(() => {
        if (!this.eat(T.NAME) || !this.eat(T.EQUAL) || this.expression() === null) return false;
        if (this.forIfClauses() !== null) this.failRange(s, s + 1, WALRUS_OR_EQUAL);
        return false;
      }) ||
      this.attempt(() => this.missingValue()) ||
      this.attempt(() => this.bareGenerator());
    if (found) return;
    this.attempt(() => {
      if (this.args() === null || !this.eat(T.COMMA)) return false;
      const a = this.expression();
      const clause = a && this.forIfClauses();
      if (a !== null && clause !== null) {
        this.failRange(a.first, clause.items[0]!.last, GENERATOR);
      }
      return false;
    });
    this.attempt(() => {
      const a = this.args();
      if (a === null || !this.eat(T.COMMA) || this.args() === null) return false;
      this.fail(
        a.unpacksKeywords
          ? "positional argument follows keyword argument unpacking"
          : "positional argument follows keyword argument",
      );
    });
  }

  /** `*x` after `**y`. */
  private unpackingAfterUnpacking(): boolean {
    const before =
      this.attempt(() => {
        if (this.positionals() === null || !this.eat(T.COMMA)) return false;
        return this.keywordArguments() !== null;
      }) || this.attempt(() => this.keywordArguments() !== null);
    if (!before) return false;
    const comma = this.pos;
    if (!this.eat(T.COMMA)) return false;
    const unpacked = this.commaList(() => {
      const e = this.starredExpression();
      return e !== null && !this.at(T.EQUAL) ? e : null;
    });
    if (unpacked === null) return false;
    return this.failFrom(comma, "iterable argument unpacking follows keyword argument unpacking");
  }

  private generatorThenMore(): boolean {
    const a = this.expression();
    const clause = a && this.forIfClauses();
    if (a === null || clause === null || !this.eat(T.COMMA)) return false;
    const more = this.attempt(() => this.args() !== null);
    if (!more) this.attempt(() => this.expression() !== null && this.forIfClauses() !== null);
    return this.failRange(a.first, clause.items[0]!.last, GENERATOR);
  }

  /** `f(a=, b)` */
  private missingValue(): boolean {
    this.attempt(() => this.args() !== null && this.eat(T.COMMA));
    const a = this.pos;
    if (!this.eat(T.NAME) || !this.eat(T.EQUAL) || !this.atAny(T.COMMA, T.RPAR)) return false;
    return this.failRange(a, a + 1, "expected argument value expression");
  }

  /** `f(a, b for b in c)` */
  private bareGenerator(): boolean {
    const a = this.args();
    const clause = a && this.forIfClauses();
    if (a === null || clause === null) return false;
    if (a.positional.length <= 1) return true;
    const last = a.positional[a.positional.length - 1]!;
    return this.failRange(last.first, clause.items[0]!.last, GENERATOR);
  }
}

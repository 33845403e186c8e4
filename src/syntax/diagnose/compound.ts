/** Rules for compound statements. */
import { Soft, T } from "../kinds.js";
import { Rule } from "./base.js";
import { expressionName } from "./names.js";
import { SimpleRules } from "./simple.js";

const EXPECTED_COLON = "expected ':'";

export abstract class CompoundRules extends SimpleRules {
  protected statements(): boolean {
    let any = false;
    while (this.attempt(() => this.knownStatement() || this.statement())) any = true;
    return any;
  }

  /**
   * Skips a statement the fast parser has accepted, unless what is wrong follows it directly: that
   * may be meant as a part of it.
   */
  private knownStatement(): boolean {
    if (this.skip === null) return false;
    const end = this.skip[this.pos]!;
    if (end === 0) return false;
    const last = this.kind[end] === T.DEDENT || this.kind[end] === T.ENDMARKER;
    if (!last && this.skip[end] === 0) return false;
    this.pos = end;
    this.fill = Math.max(this.fill, end);
    return true;
  }

  private statement(): boolean {
    return this.compoundStatement() || this.simpleStatements();
  }

  protected compoundStatement(): boolean {
    switch (this.fetch(this.pos)) {
      case T.DEF:
        return this.functionDefinition();
      case T.AT:
        return this.functionDefinition() || this.classDefinition();
      case T.ASYNC:
        return this.functionDefinition() || this.withStatement() || this.forStatement();
      case T.IF:
        return this.ifStatement(T.IF, "if");
      case T.CLASS:
        return this.classDefinition();
      case T.WITH:
        return this.withStatement();
      case T.FOR:
        return this.forStatement();
      case T.TRY:
        return this.tryStatement();
      case T.WHILE:
        return this.whileStatement();
    }
    return this.matchStatement();
  }

  // ---- Blocks ----------------------------------------------------------------------------------

  protected block(): boolean {
    const found = this.memo(Rule.BLOCK, () => {
      const s = this.pos;
      const indented = this.attempt(() => {
        if (!this.eat(T.NEWLINE) || !this.eat(T.INDENT)) return false;
        return this.statements() && this.eat(T.DEDENT);
      });
      if (indented || this.simpleStatements()) return this.part("block", s);
      this.mistake(() => {
        if (this.eat(T.NEWLINE) && !this.at(T.INDENT)) {
          this.failIndent("expected an indented block");
        }
      });
      return null;
    });
    return found !== null;
  }

  private colonBlock(): boolean {
    return this.eat(T.COLON) && this.block();
  }

  private forced(kind: T, text: string): void {
    if (!this.at(kind)) this.failRange(this.pos, this.pos, `expected '${text}'`);
    this.pos++;
  }

  /** The header has been read: complains when the line ends without a colon. */
  private missingColon(): void {
    if (this.eat(T.NEWLINE)) this.fail(EXPECTED_COLON);
  }

  /** The header has been read: complains when no indented block follows its colon. */
  private missingBlock(what: string, keyword: number): void {
    if (!this.eat(T.COLON) || !this.eat(T.NEWLINE) || this.at(T.INDENT)) return;
    const line = this.tokens.line[keyword];
    this.failIndent(`expected an indented block after ${what} on line ${line}`);
  }

  /** Both complaints about a header, which is read twice as in the reference. */
  private invalidHeader(header: () => boolean, what: string, keyword = this.pos): void {
    this.attempt(() => {
      if (header()) this.missingColon();
      return false;
    });
    this.attempt(() => {
      if (header()) this.missingBlock(what, keyword);
      return false;
    });
  }

  private elseBlock(): boolean {
    this.mistake(() => {
      const a = this.pos;
      this.attempt(() => {
        if (this.eat(T.ELSE)) this.missingBlock("'else' statement", a);
        return false;
      });
      if (this.eat(T.ELSE) && this.colonBlock() && this.eat(T.ELIF)) {
        this.fail("'elif' block follows an 'else' block");
      }
    });
    return this.attempt(() => {
      if (!this.eat(T.ELSE)) return false;
      this.forced(T.COLON, ":");
      return this.block();
    });
  }

  private ifStatement(word: T, text: string): boolean {
    const header = (): boolean => this.eat(word) && this.namedExpression() !== null;
    this.mistake(() => this.invalidHeader(header, `'${text}' statement`));
    const chained = this.attempt(
      () => header() && this.colonBlock() && this.ifStatement(T.ELIF, "elif"),
    );
    if (chained) return true;
    return this.attempt(() => {
      if (!header() || !this.colonBlock()) return false;
      this.elseBlock();
      return true;
    });
  }

  private whileStatement(): boolean {
    const header = (): boolean => this.eat(T.WHILE) && this.namedExpression() !== null;
    this.mistake(() => this.invalidHeader(header, "'while' statement"));
    return this.attempt(() => {
      if (!header() || !this.colonBlock()) return false;
      this.elseBlock();
      return true;
    });
  }

  // ---- for -------------------------------------------------------------------------------------

  private forStatement(): boolean {
    this.mistake(() => {
      const keyword = this.at(T.ASYNC) ? this.pos + 1 : this.pos;
      const header = (): boolean => {
        this.eat(T.ASYNC);
        if (!this.eat(T.FOR) || this.starTargets() === null || !this.eat(T.IN)) return false;
        return this.starExpressions() !== null;
      };
      this.invalidHeader(header, "'for' statement", keyword);
    });
    for (const isAsync of [false, true]) {
      const start = this.pos;
      const begun =
        (!isAsync || this.eat(T.ASYNC)) &&
        this.eat(T.FOR) &&
        this.starTargets() !== null &&
        this.eat(T.IN);
      if (begun) {
        // No way back after `in`.
        if (this.forRest()) {
          if (isAsync) this.since(5, "Async for loops are");
          return true;
        }
        this.pos = start;
        return false;
      }
      this.pos = start;
    }
    this.mistake(() => this.invalidForTarget());
    return false;
  }

  private forRest(): boolean {
    if (this.starExpressions() === null || !this.eat(T.COLON)) return false;
    this.eat(T.TYPE_COMMENT);
    if (!this.block()) return false;
    this.elseBlock();
    return true;
  }

  // ---- with ------------------------------------------------------------------------------------

  private withStatement(): boolean {
    this.mistake(() => {
      const keyword = this.at(T.ASYNC) ? this.pos + 1 : this.pos;
      for (const bracketed of [false, true]) {
        this.attempt(() => {
          if (this.withHeader(bracketed)) this.missingBlock("'with' statement", keyword);
          return false;
        });
      }
    });
    for (const isAsync of [false, true]) {
      for (const bracketed of [true, false]) {
        const found = this.attempt(() => {
          if (isAsync && !this.eat(T.ASYNC)) return false;
          if (!this.eat(T.WITH) || !this.withItems(bracketed) || !this.withBody()) return false;
          if (isAsync) this.since(5, "Async with statements are");
          return true;
        });
        if (found) return true;
      }
    }
    this.mistake(() => {
      for (const bracketed of [false, true]) {
        this.attempt(() => {
          if (this.withHeader(bracketed)) this.missingColon();
          return false;
        });
      }
    });
    return false;
  }

  private withItems(bracketed: boolean): boolean {
    if (!bracketed) return this.commaList(() => this.withItem()) !== null;
    if (!this.eat(T.LPAR) || this.commaList(() => this.withItem()) === null) return false;
    this.eat(T.COMMA);
    return this.eat(T.RPAR);
  }

  private withBody(): boolean {
    if (!this.eat(T.COLON)) return false;
    this.eat(T.TYPE_COMMENT);
    return this.block();
  }

  private withItem() {
    const named = this.attempt(() => {
      const e = this.expression();
      if (e === null || !this.eat(T.AS) || this.starTarget() === null) return null;
      return this.atAny(T.COMMA, T.RPAR, T.COLON) ? e : null;
    });
    if (named !== null) return named;
    this.mistake(() => {
      if (this.expression() === null || !this.eat(T.AS)) return;
      const a = this.expression();
      if (a !== null && this.atAny(T.COMMA, T.RPAR, T.COLON)) this.failTarget(a, "star");
    });
    return this.expression();
  }

  /** The header of a `with` as the rules for mistakes see it. */
  private withHeader(bracketed: boolean): boolean {
    this.eat(T.ASYNC);
    if (!this.eat(T.WITH) || (bracketed && !this.eat(T.LPAR))) return false;
    const items = this.commaList(() => {
      const e = bracketed ? this.expressions() : this.expression();
      if (e !== null) this.attempt(() => this.eat(T.AS) && this.starTarget() !== null);
      return e;
    });
    if (items === null || !bracketed) return items !== null;
    this.eat(T.COMMA);
    return this.eat(T.RPAR);
  }

  // ---- try -------------------------------------------------------------------------------------

  private tryStatement(): boolean {
    this.mistake(() => this.invalidTry());
    const tryBlock = (): boolean => {
      if (!this.eat(T.TRY)) return false;
      this.forced(T.COLON, ":");
      return this.block();
    };
    if (this.attempt(() => tryBlock() && this.finallyBlock())) return true;
    const handlers = (star: boolean): boolean => {
      let any = false;
      while (this.attempt(() => this.exceptBlock(star))) any = true;
      if (!any) return false;
      this.elseBlock();
      this.finallyBlock();
      if (star) this.since(11, "Exception groups are");
      return true;
    };
    return (
      this.attempt(() => tryBlock() && handlers(false)) ||
      this.attempt(() => tryBlock() && handlers(true))
    );
  }

  private invalidTry(): void {
    const a = this.pos;
    this.attempt(() => {
      if (this.eat(T.TRY)) this.missingBlock("'try' statement", a);
      return false;
    });
    this.attempt(() => {
      if (this.eat(T.TRY) && this.colonBlock() && !this.atAny(T.EXCEPT, T.FINALLY)) {
        this.fail("expected 'except' or 'finally' block");
      }
      return false;
    });
    const msg = "cannot have both 'except' and 'except*' on the same 'try'";
    const handlers = (star: boolean): boolean => {
      if (!this.eat(T.TRY) || !this.eat(T.COLON)) return false;
      while (this.block()) {
        // The reference allows any number of blocks here.
      }
      let any = false;
      while (this.attempt(() => this.exceptBlock(star))) any = true;
      return any;
    };
    const typeAndName = (): boolean => {
      if (this.expression() === null) return false;
      this.attempt(() => this.eat(T.AS) && this.eat(T.NAME));
      return true;
    };
    this.attempt(() => {
      if (!handlers(false)) return false;
      const at = this.pos;
      if (!this.eat(T.EXCEPT) || !this.eat(T.STAR) || !typeAndName()) return false;
      if (this.eat(T.COLON)) this.failRange(at, at + 1, msg);
      return false;
    });
    this.attempt(() => {
      if (!handlers(true)) return false;
      const at = this.pos;
      if (!this.eat(T.EXCEPT)) return false;
      this.attempt(typeAndName);
      if (this.eat(T.COLON)) this.failRange(at, at, msg);
      return false;
    });
  }

  private finallyBlock(): boolean {
    this.mistake(() => {
      const a = this.pos;
      if (this.eat(T.FINALLY)) this.missingBlock("'finally' statement", a);
    });
    return this.attempt(() => {
      if (!this.eat(T.FINALLY)) return false;
      this.forced(T.COLON, ":");
      return this.block();
    });
  }

  /** `except`, and for exception groups the star. */
  private exceptWord(star: boolean): boolean {
    return this.eat(T.EXCEPT) && (!star || this.eat(T.STAR));
  }

  private exceptBlock(star: boolean): boolean {
    this.mistake(() => this.invalidExceptIndent(star));
    const word = (): boolean => this.exceptWord(star);
    const found =
      this.attempt(() => word() && this.expression() !== null && this.colonBlock()) ||
      this.attempt(() => {
        if (!word() || this.expression() === null || !this.eat(T.AS)) return false;
        return this.eat(T.NAME) && this.colonBlock();
      }) ||
      this.attempt(() => {
        if (!word() || this.expressions() === null || !this.colonBlock()) return false;
        this.since(14, "except expressions without parentheses are");
        return true;
      }) ||
      (!star && this.attempt(() => word() && this.colonBlock()));
    if (found) return true;
    this.mistake(() => this.invalidExcept(star));
    return false;
  }

  private invalidExceptIndent(star: boolean): void {
    const a = this.pos;
    const what = star ? "'except*' statement" : "'except' statement";
    this.attempt(() => {
      if (!this.exceptWord(star) || this.expression() === null) return false;
      this.attempt(() => this.eat(T.AS) && this.eat(T.NAME));
      this.missingBlock(what, a);
      return false;
    });
    if (!star && this.exceptWord(star)) this.missingBlock(what, a);
  }

  private invalidExcept(star: boolean): void {
    const word = star ? "except*" : "except";
    this.attempt(() => {
      const a = this.exceptWord(star) ? this.expression() : null;
      if (a === null || !this.eat(T.COMMA) || this.expressions() === null) return false;
      if (this.eat(T.AS) && this.eat(T.NAME) && this.eat(T.COLON)) {
        const msg = "multiple exception types must be parenthesized when using 'as'";
        this.failFrom(a.first, msg);
      }
      return false;
    });
    this.attempt(() => {
      if (!this.exceptWord(star) || this.expression() === null) return false;
      this.attempt(() => this.eat(T.AS) && this.eat(T.NAME));
      this.missingColon();
      return false;
    });
    this.attempt(() => {
      if (!this.exceptWord(star)) return false;
      if (!star) this.missingColon();
      else if (this.eatAny(T.NEWLINE, T.COLON)) this.fail("expected one or more exception types");
      return false;
    });
    this.attempt(() => {
      if (!this.exceptWord(star) || this.expression() === null || !this.eat(T.AS)) return false;
      const a = this.expression();
      if (a !== null && this.colonBlock()) {
        this.failPart(a, `cannot use ${word} statement with ${expressionName(a)}`);
      }
      return false;
    });
  }

  // ---- Definitions -----------------------------------------------------------------------------

  private decorators(): boolean {
    let any = false;
    const one = (): boolean =>
      this.eat(T.AT) && this.namedExpression() !== null && this.eat(T.NEWLINE);
    while (this.attempt(one)) any = true;
    return any;
  }

  private functionDefinition(): boolean {
    return (
      this.attempt(() => this.decorators() && this.functionRaw()) ||
      this.attempt(() => this.functionRaw())
    );
  }

  private functionRaw(): boolean {
    if (this.invalid) {
      // This rule for mistakes can succeed, and then is the definition.
      const start = this.pos;
      if (this.invalidDef()) return true;
      this.pos = start;
    }
    for (const isAsync of [false, true]) {
      const found = this.attempt(() => {
        if (isAsync && !this.eat(T.ASYNC)) return false;
        if (!this.defHeader(false) || !this.eat(T.COLON)) return false;
        this.attempt(() => this.functionTypeComment());
        if (!this.block()) return false;
        if (isAsync) this.since(5, "Async functions are");
        return true;
      });
      if (found) return true;
    }
    return false;
  }

  private defHeader(forceBracket: boolean): boolean {
    if (!this.eat(T.DEF) || !this.eat(T.NAME)) return false;
    this.attempt(() => this.typeParams());
    if (forceBracket) this.forced(T.LPAR, "(");
    else if (!this.eat(T.LPAR)) return false;
    this.attempt(() => this.parametersOf("def"));
    if (!this.eat(T.RPAR)) return false;
    this.attempt(() => this.eat(T.ARROW) && this.expression() !== null);
    return true;
  }

  private functionTypeComment(): boolean {
    const indented = this.attempt(() => {
      if (!this.eat(T.NEWLINE) || !this.eat(T.TYPE_COMMENT)) return false;
      return this.ahead(() => this.eat(T.NEWLINE) && this.eat(T.INDENT));
    });
    if (indented) return true;
    this.mistake(() => {
      if (!this.eat(T.TYPE_COMMENT) || !this.eat(T.NEWLINE)) return;
      if (this.eat(T.TYPE_COMMENT) && this.eat(T.NEWLINE) && this.eat(T.INDENT)) {
        this.fail("Cannot have two type comments on def");
      }
    });
    return this.eat(T.TYPE_COMMENT);
  }

  private invalidDef(): boolean {
    this.attempt(() => {
      this.eat(T.ASYNC);
      const keyword = this.pos;
      if (this.defHeader(false)) this.missingBlock("function definition", keyword);
      return false;
    });
    this.eat(T.ASYNC);
    if (!this.defHeader(true)) return false;
    this.forced(T.COLON, ":");
    this.attempt(() => this.functionTypeComment());
    return this.block();
  }

  private classDefinition(): boolean {
    return (
      this.attempt(() => this.decorators() && this.classRaw()) ||
      this.attempt(() => this.classRaw())
    );
  }

  private classRaw(): boolean {
    const header = (): boolean => {
      if (!this.eat(T.CLASS) || !this.eat(T.NAME)) return false;
      this.attempt(() => this.typeParams());
      this.attempt(() => {
        if (!this.eat(T.LPAR)) return false;
        this.attempt(() => this.arguments());
        return this.eat(T.RPAR);
      });
      return true;
    };
    this.mistake(() => this.invalidHeader(header, "class definition"));
    return this.attempt(() => header() && this.colonBlock());
  }

  // ---- match -----------------------------------------------------------------------------------

  private matchStatement(): boolean {
    const header = (): boolean => this.eatSoft(Soft.MATCH) && this.subject();
    const found = this.attempt(() => {
      if (!header() || !this.eat(T.COLON) || !this.eat(T.NEWLINE)) return false;
      if (!this.eat(T.INDENT)) return false;
      let any = false;
      while (this.attempt(() => this.caseBlock())) any = true;
      if (!any || !this.eat(T.DEDENT)) return false;
      this.since(10, "Pattern matching is");
      return true;
    });
    if (!found) this.mistake(() => this.invalidHeader(header, "'match' statement"));
    return found;
  }

  private subject(): boolean {
    const list = this.attempt(() => {
      if (this.starNamedExpression() === null || !this.eat(T.COMMA)) return false;
      this.attempt(() => this.starNamedExpressions());
      return true;
    });
    return list || this.attempt(() => this.namedExpression()) !== null;
  }

  private caseBlock(): boolean {
    const guard = (): boolean =>
      this.attempt(() => this.eat(T.IF) && this.namedExpression() !== null);
    const header = (): boolean => {
      if (!this.eatSoft(Soft.CASE) || this.patterns() === null) return false;
      guard();
      return true;
    };
    this.mistake(() => this.invalidHeader(header, "'case' statement"));
    return this.attempt(() => header() && this.colonBlock());
  }
}

/** Rules for simple statements. */
import { Soft, T } from "../kinds.js";
import { type Part, Rule } from "./base.js";
import { expressionName } from "./names.js";
import { PatternRules } from "./patterns.js";

export abstract class SimpleRules extends PatternRules {
  protected simpleStatements(): boolean {
    const one = this.attempt(() => {
      if (this.simpleStatement() === null || this.at(T.SEMI)) return false;
      return this.eat(T.NEWLINE);
    });
    if (one) return true;
    return this.attempt(() => {
      if (this.commaList(() => this.simpleStatement(), T.SEMI) === null) return false;
      this.eat(T.SEMI);
      return this.eat(T.NEWLINE);
    });
  }

  protected simpleStatement(): Part | null {
    return this.memo(Rule.SIMPLE_STMT, () => {
      const s = this.pos;
      return this.anySimple() ? this.part("statement", s) : null;
    });
  }

  private anySimple(): boolean {
    if (this.assignment()) return true;
    const k = this.fetch(this.pos);
    if (k === T.NAME && this.ahead(() => this.eatSoft(Soft.TYPE))) {
      if (this.attempt(() => this.typeAlias())) return true;
    }
    if (this.attempt(() => this.starExpressions()) !== null) return true;
    switch (k) {
      case T.RETURN:
        this.pos++;
        this.attempt(() => this.starExpressions());
        return true;
      case T.IMPORT:
      case T.FROM:
        return this.importStatement();
      case T.RAISE:
        return this.raiseStatement();
      case T.PASS:
      case T.BREAK:
      case T.CONTINUE:
        this.pos++;
        return true;
      case T.DEL:
        return this.delStatement();
      case T.YIELD:
        return this.yieldExpression() !== null;
      case T.ASSERT:
        this.pos++;
        if (this.expression() === null) return false;
        this.attempt(() => this.eat(T.COMMA) && this.expression() !== null);
        return true;
      case T.GLOBAL:
      case T.NONLOCAL:
        this.pos++;
        return this.commaList(() => this.name()) !== null;
    }
    return false;
  }

  protected passBreakOrContinue(): Part | null {
    const s = this.pos;
    return this.eatAny(T.PASS, T.BREAK, T.CONTINUE) ? this.part("statement", s) : null;
  }

  private raiseStatement(): boolean {
    const exc = this.attempt(() => this.eat(T.RAISE) && this.expression() !== null);
    if (!exc) return this.eat(T.RAISE);
    this.attempt(() => this.eat(T.FROM) && this.expression() !== null);
    return true;
  }

  private delStatement(): boolean {
    const found = this.attempt(() => {
      if (!this.eat(T.DEL) || this.delTargets() === null) return false;
      return this.atAny(T.SEMI, T.NEWLINE);
    });
    if (found) return true;
    this.mistake(() => {
      const a = this.eat(T.DEL) ? this.starExpressions() : null;
      if (a !== null) this.failTarget(a, "del");
    });
    return false;
  }

  // ---- Assignments -----------------------------------------------------------------------------

  private annotatedValue(): boolean {
    return (
      this.attempt(() => this.yieldExpression()) !== null ||
      this.attempt(() => this.starExpressions()) !== null
    );
  }

  /** `: annotation`, perhaps with a value. */
  private annotation(): boolean {
    if (!this.eat(T.COLON) || this.expression() === null) return false;
    this.attempt(() => this.eat(T.EQUAL) && this.annotatedValue());
    return true;
  }

  private augmented(): boolean {
    const k = this.fetch(this.pos);
    if (k < T.PLUSEQUAL || k > T.DOUBLESLASHEQUAL) return false;
    this.pos++;
    if (k === T.ATEQUAL) this.since(5, "The '@' operator is");
    return true;
  }

  private assignment(): boolean {
    if (this.attempt(() => this.eat(T.NAME) && this.annotation())) {
      this.since(6, "Variable annotation syntax is");
      return true;
    }
    const annotated = this.attempt(() => {
      const target =
        this.attempt(() => this.eat(T.LPAR) && this.singleTarget() !== null && this.eat(T.RPAR)) ||
        this.attributeOrSubscript() !== null;
      return target && this.annotation();
    });
    if (annotated) {
      this.since(6, "Variable annotations syntax is");
      return true;
    }
    const plain = this.attempt(() => {
      if (this.many(() => this.targetAndEqual()).length === 0) return false;
      if (!this.annotatedValue() || this.at(T.EQUAL)) return false;
      this.eat(T.TYPE_COMMENT);
      return true;
    });
    if (plain) return true;
    const start = this.pos;
    if (this.singleTarget() !== null && this.augmented()) {
      // No way back after the operator.
      if (this.annotatedValue()) return true;
      this.pos = start;
      return false;
    }
    this.pos = start;
    this.mistake(() => this.invalidAssignment());
    return false;
  }

  private targetAndEqual(): Part | null {
    const target = this.starTargets();
    return target !== null && this.eat(T.EQUAL) ? target : null;
  }

  /** `[...]` or `(...)`, perhaps in more brackets. */
  private displayTarget(): Part | null {
    const found = this.list() ?? this.tuple();
    if (found !== null) return found;
    return this.attempt(() => {
      const a = this.eat(T.LPAR) ? this.displayTarget() : null;
      return a !== null && this.eat(T.RPAR) ? a : null;
    });
  }

  private invalidAssignment(): void {
    this.attempt(() => {
      const a = this.displayTarget();
      if (a !== null && this.eat(T.COLON) && this.expression() !== null) {
        this.failPart(a, `only single target (not ${expressionName(a)}) can be annotated`);
      }
      return false;
    });
    this.attempt(() => {
      const a = this.starNamedExpression();
      if (a === null || !this.eat(T.COMMA)) return false;
      while (this.starNamedExpressions() !== null) {
        // The reference allows any number of lists here.
      }
      if (this.eat(T.COLON) && this.expression() !== null) {
        this.failPart(a, "only single target (not tuple) can be annotated");
      }
      return false;
    });
    this.attempt(() => {
      const a = this.expression();
      if (a !== null && this.eat(T.COLON) && this.expression() !== null) {
        this.failPart(a, "illegal target for annotation");
      }
      return false;
    });
    const refused = this.attempt(() => {
      this.many(() => this.targetAndEqual());
      const a = this.starExpressions();
      if (a === null || !this.eat(T.EQUAL)) return false;
      this.failTarget(a, "star");
      return true;
    });
    if (refused) return;
    this.attempt(() => {
      this.many(() => this.targetAndEqual());
      const a = this.yieldExpression();
      if (a !== null && this.eat(T.EQUAL)) {
        this.failPart(a, "assignment to yield expression not possible");
      }
      return false;
    });
    this.attempt(() => {
      const a = this.starExpressions();
      if (a !== null && this.augmented() && this.annotatedValue()) {
        const what = expressionName(a);
        this.failPart(a, `'${what}' is an illegal expression for augmented assignment`);
      }
      return false;
    });
  }

  // ---- type ------------------------------------------------------------------------------------

  private typeAlias(): boolean {
    if (!this.eatSoft(Soft.TYPE) || !this.eat(T.NAME)) return false;
    this.attempt(() => this.typeParams());
    if (!this.eat(T.EQUAL) || this.expression() === null) return false;
    this.since(12, "Type statement is");
    return true;
  }

  protected typeParams(): boolean {
    this.mistake(() => {
      const token = this.pos + 1;
      if (this.eat(T.LSQB) && this.eat(T.RSQB)) {
        this.failFrom(token, "Type parameter list cannot be empty");
      }
    });
    if (!this.eat(T.LSQB) || this.commaList(() => this.typeParam()) === null) return false;
    this.eat(T.COMMA);
    if (!this.eat(T.RSQB)) return false;
    this.since(12, "Type parameter lists are");
    return true;
  }

  private typeParam(): Part | null {
    return this.memo(Rule.TYPE_PARAM, () => {
      const s = this.pos;
      const value = (read = () => this.expression()): boolean =>
        this.attempt(() => {
          if (!this.eat(T.EQUAL) || read() === null) return false;
          this.since(13, "Type parameter defaults are");
          return true;
        });
      const done = (): Part => this.part("type_param", s);
      if (this.eat(T.NAME)) {
        this.attempt(() => this.eat(T.COLON) && this.expression() !== null);
        value();
        return done();
      }
      this.mistake(() => this.invalidTypeParam(T.STAR, "TypeVarTuple"));
      this.mistake(() => this.invalidTypeParam(T.DOUBLESTAR, "ParamSpec"));
      if (this.attempt(() => this.eat(T.STAR) && this.eat(T.NAME))) {
        value(() => this.starExpression());
        return done();
      }
      if (!this.eat(T.DOUBLESTAR) || !this.eat(T.NAME)) return null;
      value();
      return done();
    });
  }

  private invalidTypeParam(star: T, what: string): void {
    if (!this.eat(star) || !this.eat(T.NAME)) return;
    const colon = this.pos;
    const e = this.eat(T.COLON) ? this.expression() : null;
    if (e === null) return;
    const bound = e.kind === "Tuple" ? "constraints" : "bound";
    this.failFrom(colon, `cannot use ${bound} with ${what}`);
  }

  // ---- Imports ---------------------------------------------------------------------------------

  private dottedName(): Part | null {
    const s = this.pos;
    if (!this.eat(T.NAME)) return null;
    while (this.attempt(() => this.eat(T.DOT) && this.eat(T.NAME))) {
      // The next piece.
    }
    return this.part("dotted", s);
  }

  private importStatement(): boolean {
    this.mistake(() => this.invalidImport());
    const plain = this.attempt(() => {
      if (!this.eat(T.IMPORT)) return false;
      return this.commaList(() => this.dottedAsName()) !== null;
    });
    return plain || this.attempt(() => this.importFrom());
  }

  private invalidImport(): void {
    const a = this.pos;
    this.attempt(() => {
      if (!this.eat(T.IMPORT) || this.commaList(() => this.dottedName()) === null) return false;
      if (this.eat(T.FROM) && this.dottedName() !== null) {
        this.failFrom(a, "Did you mean to use 'from ... import ...' instead?");
      }
      return false;
    });
    if (this.eat(T.IMPORT) && this.eat(T.NEWLINE)) this.noNames();
  }

  private noNames(): never {
    return this.failFrom(this.pos - 1, "Expected one or more names after 'import'");
  }

  private dottedAsName(): Part | null {
    const s = this.pos;
    this.mistake(() => {
      if (this.dottedName() !== null) this.invalidImportTarget();
    });
    if (this.dottedName() === null) return null;
    this.attempt(() => this.eat(T.AS) && this.eat(T.NAME));
    return this.part("alias", s);
  }

  /** After a name: `as` and something that is no name. */
  private invalidImportTarget(): void {
    if (!this.eat(T.AS)) return;
    const fine = this.ahead(
      () => this.eat(T.NAME) && this.eatAny(T.COMMA, T.RPAR, T.SEMI, T.NEWLINE),
    );
    const a = fine ? null : this.expression();
    if (a !== null) this.failPart(a, `cannot use ${expressionName(a)} as import target`);
  }

  private importFrom(): boolean {
    const { tokens } = this;
    const future = this.attempt(() => {
      if (!this.eat(T.FROM)) return null;
      const dots = this.dots();
      const module = this.dottedName();
      if (module === null || !this.eat(T.IMPORT)) return null;
      const s = this.pos;
      if (!this.importTargets()) return null;
      const isFuture =
        dots === 0 && module.first === module.last && tokens.text(module.first) === "__future__";
      return { isFuture, s };
    });
    if (future !== null) {
      if (future.isFuture) {
        for (let t = future.s; t < this.pos; t++) {
          if (tokens.text(t) === "barry_as_FLUFL") this.flufl = true;
        }
      }
      return true;
    }
    return this.attempt(() => {
      if (!this.eat(T.FROM) || this.dots() === 0) return false;
      return this.eat(T.IMPORT) && this.importTargets();
    });
  }

  private dots(): number {
    let n = 0;
    while (this.eatAny(T.DOT, T.ELLIPSIS)) n++;
    return n;
  }

  private importTargets(): boolean {
    const names = (): boolean => this.commaList(() => this.importAsName()) !== null;
    const bracketed = this.attempt(() => {
      if (!this.eat(T.LPAR) || !names()) return false;
      this.eat(T.COMMA);
      return this.eat(T.RPAR);
    });
    if (bracketed) return true;
    if (this.attempt(() => names() && !this.at(T.COMMA))) return true;
    if (this.eat(T.STAR)) return true;
    this.mistake(() => {
      this.attempt(() => {
        if (names() && this.eat(T.COMMA) && this.eat(T.NEWLINE)) {
          this.fail("trailing comma not allowed without surrounding parentheses");
        }
        return false;
      });
      if (this.eat(T.NEWLINE)) this.noNames();
    });
    return false;
  }

  private importAsName(): Part | null {
    const s = this.pos;
    this.mistake(() => {
      if (this.eat(T.NAME)) this.invalidImportTarget();
    });
    if (!this.eat(T.NAME)) return null;
    this.attempt(() => this.eat(T.AS) && this.eat(T.NAME));
    return this.part("alias", s);
  }
}

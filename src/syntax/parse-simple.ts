/** Simple statements: those of one line. */
import type * as ast from "./ast.js";
import { Soft, T } from "./kinds.js";
import { AUGMENTED } from "./parse-expr.js";
import { PatternParser } from "./parse-patterns.js";

export abstract class SimpleStatementParser extends PatternParser {
  /** Statements with semicolons between them, up to and with the newline. */
  protected simpleStatements(into: ast.Stmt[]): void {
    for (;;) {
      into.push(this.simpleStatement());
      if (!this.accept(T.SEMI)) break;
      if (this.kind[this.pos] === T.NEWLINE) break;
    }
    this.expect(T.NEWLINE);
  }

  private simpleStatement(): ast.Stmt {
    const s = this.pos;
    switch (this.kind[s]) {
      case T.NAME:
        if (this.value[s] === Soft.TYPE && this.kind[s + 1] === T.NAME) {
          const k = this.kind[s + 2];
          if (k === T.EQUAL || k === T.LSQB) return this.typeAliasStatement();
        }
        return this.expressionStatement();
      case T.RETURN:
        this.pos++;
        return this.returnStmt(s, this.endsStatement() ? null : this.starExpressions());
      case T.IMPORT:
        return this.importStatement();
      case T.FROM:
        return this.fromStatement();
      case T.RAISE:
        return this.raiseStatement();
      case T.PASS:
        this.pos++;
        return this.passStmt(s);
      case T.DEL:
        return this.delStatement();
      case T.YIELD: {
        const value = this.yieldExpression();
        return this.exprStmt(s, value);
      }
      case T.ASSERT: {
        this.pos++;
        const test = this.expression();
        const msg = this.accept(T.COMMA) ? this.expression() : null;
        return this.assertStmt(s, test, msg);
      }
      case T.BREAK:
        this.pos++;
        return this.breakStmt(s);
      case T.CONTINUE:
        this.pos++;
        return this.continueStmt(s);
      case T.GLOBAL: {
        const names = this.nameList();
        return this.globalStmt(s, names);
      }
      case T.NONLOCAL: {
        const names = this.nameList();
        return this.nonlocalStmt(s, names);
      }
    }
    return this.expressionStatement();
  }

  private endsStatement(): boolean {
    const k = this.kind[this.pos];
    return k === T.NEWLINE || k === T.SEMI;
  }

  /** An expression, an assignment, an annotation or an augmented assignment. */
  private expressionStatement(): ast.Stmt {
    const s = this.pos;
    const first = this.starExpressions();
    const k = this.kind[this.pos]!;
    if (k === T.NEWLINE) return this.exprStmt(s, first);
    if (k === T.EQUAL) return this.assignment(s, first);
    if (k === T.COLON) return this.annotated(s, first);
    if (k >= T.PLUSEQUAL && k <= T.DOUBLESLASHEQUAL) {
      const target = this.singleTarget(first);
      this.pos++;
      const value = this.annotatedValue();
      return this.augAssign(s, target, AUGMENTED[k - T.PLUSEQUAL]!, value);
    }
    return this.exprStmt(s, first);
  }

  private assignment(s: number, first: ast.Expr): ast.Stmt {
    const targets: ast.Expr[] = [];
    let value = first;
    while (this.accept(T.EQUAL)) {
      targets.push(this.toStore(value));
      if (this.kind[this.pos] === T.YIELD) {
        value = this.yieldExpression();
        break;
      }
      value = this.starExpressions();
    }
    if (this.kind[this.pos] === T.EQUAL) this.fail();
    return this.assign(s, targets, value, this.typeCommentHere());
  }

  protected typeCommentHere(): string | null {
    if (this.kind[this.pos] !== T.TYPE_COMMENT) return null;
    return this.tokens.text(this.pos++);
  }

  private annotated(s: number, target: ast.Expr): ast.Stmt {
    const simple = target.kind === "Name" && this.kind[s] === T.NAME ? 1 : 0;
    const checked = this.singleTarget(target);
    this.pos++;
    const annotation = this.expression();
    const value = this.accept(T.EQUAL) ? this.annotatedValue() : null;
    return this.annAssign(s, checked, annotation, value, simple);
  }

  private annotatedValue(): ast.Expr {
    return this.kind[this.pos] === T.YIELD ? this.yieldExpression() : this.starExpressions();
  }

  private singleTarget(e: ast.Expr): ast.Name | ast.Attribute | ast.Subscript {
    if (e.kind !== "Name" && e.kind !== "Attribute" && e.kind !== "Subscript") this.fail();
    e.ctx = "Store";
    return e;
  }

  private typeAliasStatement(): ast.Stmt {
    const s = this.pos++;
    const name = this.nameNode(this.pos++, this.names[this.value[s + 1]!]!, "Store");
    const params = this.typeParams();
    this.expect(T.EQUAL);
    const value = this.expression();
    return this.typeAlias(s, name, params, value);
  }

  /** `[T: bound = default, *Ts, **P]`, if there. */
  protected typeParams(): ast.TypeParam[] {
    const params: ast.TypeParam[] = [];
    if (!this.accept(T.LSQB)) return params;
    do {
      params.push(this.typeParam());
      if (!this.accept(T.COMMA)) break;
    } while (this.kind[this.pos] !== T.RSQB);
    this.expect(T.RSQB);
    return params;
  }

  private typeParam(): ast.TypeParam {
    const s = this.pos;
    if (this.accept(T.STAR)) {
      const name = this.identifier();
      const value = this.accept(T.EQUAL) ? this.starExpression() : null;
      return this.typeVarTuple(s, name, value);
    }
    if (this.accept(T.DOUBLESTAR)) {
      const name = this.identifier();
      const value = this.accept(T.EQUAL) ? this.expression() : null;
      return this.paramSpec(s, name, value);
    }
    const name = this.identifier();
    const bound = this.accept(T.COLON) ? this.expression() : null;
    const value = this.accept(T.EQUAL) ? this.expression() : null;
    return this.typeVar(s, name, bound, value);
  }

  private raiseStatement(): ast.Stmt {
    const s = this.pos++;
    if (this.endsStatement()) return this.raiseStmt(s, null, null);
    const exc = this.expression();
    const cause = this.accept(T.FROM) ? this.expression() : null;
    return this.raiseStmt(s, exc, cause);
  }

  private nameList(): string[] {
    this.pos++;
    const names = [this.identifier()];
    while (this.accept(T.COMMA)) names.push(this.identifier());
    return names;
  }

  private delStatement(): ast.Stmt {
    const s = this.pos++;
    const targets: ast.Expr[] = [];
    do {
      targets.push(this.toDel(this.primary()));
      if (!this.accept(T.COMMA)) break;
    } while (!this.endsStatement());
    if (!this.endsStatement()) this.fail();
    return this.deleteStmt(s, targets);
  }

  private toDel(e: ast.Expr): ast.Expr {
    switch (e.kind) {
      case "Name":
      case "Attribute":
      case "Subscript":
        e.ctx = "Del";
        return e;
      case "Tuple":
      case "List":
        e.ctx = "Del";
        for (const elt of e.elts) this.toDel(elt);
        return e;
    }
    return this.fail();
  }

  // ---- Imports ---------------------------------------------------------------------------------

  private dottedName(): string {
    let name = this.identifier();
    while (this.accept(T.DOT)) name += `.${this.identifier()}`;
    return name;
  }

  private importStatement(): ast.Stmt {
    const s = this.pos++;
    const names: ast.Alias[] = [];
    do {
      const at = this.pos;
      const name = this.dottedName();
      const asname = this.accept(T.AS) ? this.identifier() : null;
      names.push(this.alias(at, name, asname));
    } while (this.accept(T.COMMA));
    return this.importStmt(s, names);
  }

  private fromStatement(): ast.Stmt {
    const s = this.pos++;
    let level = 0;
    for (;;) {
      if (this.accept(T.DOT)) level++;
      else if (this.accept(T.ELLIPSIS)) level += 3;
      else break;
    }
    let module: string | null = null;
    if (level === 0 || this.kind[this.pos] !== T.IMPORT) module = this.dottedName();
    this.expect(T.IMPORT);
    const names = this.importedNames();
    if (module === "__future__" && level === 0) {
      if (names.some((n) => n.name === "barry_as_FLUFL")) this.flufl = true;
    }
    return this.importFrom(s, module, names, level);
  }

  private importedNames(): ast.Alias[] {
    const s = this.pos;
    if (this.accept(T.STAR)) return [this.alias(s, "*", null)];
    const names: ast.Alias[] = [];
    const bracket = this.accept(T.LPAR);
    do {
      const at = this.pos;
      const name = this.identifier();
      const asname = this.accept(T.AS) ? this.identifier() : null;
      names.push(this.alias(at, name, asname));
      if (!this.accept(T.COMMA)) break;
    } while (!bracket || this.kind[this.pos] !== T.RPAR);
    if (bracket) this.expect(T.RPAR);
    return names;
  }
}

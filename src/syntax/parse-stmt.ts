/** Compound statements and the four ways to read a whole source. */
import type * as ast from "./ast.js";
import { FAIL } from "./cursor.js";
import { Soft, T } from "./kinds.js";
import { LiteralError } from "./literals.js";
import { SimpleStatementParser } from "./parse-simple.js";

export class StatementParser extends SimpleStatementParser {
  /** If set: for each statement read, by its first token, the token after it. */
  ends: Int32Array | null = null;

  parseModule(typeIgnores: ast.TypeIgnore[]): ast.Module {
    const body: ast.Stmt[] = [];
    this.flufl = this.options.flags?.barryAsFLUFL === true;
    while (this.kind[this.pos] !== T.ENDMARKER) this.statement(body);
    return { kind: "Module", body, type_ignores: typeIgnores };
  }

  parseExpression(): ast.Expression {
    this.flufl = this.options.flags?.barryAsFLUFL === true;
    const body = this.expressions();
    while (this.accept(T.NEWLINE)) {
      // Empty lines may follow.
    }
    if (this.kind[this.pos] !== T.ENDMARKER) this.fail();
    return { kind: "Expression", body };
  }

  parseInteractive(): ast.Interactive {
    const body: ast.Stmt[] = [];
    this.flufl = this.options.flags?.barryAsFLUFL === true;
    const s = this.pos;
    if (this.accept(T.NEWLINE)) body.push(this.passStmt(s));
    else {
      const compound = this.compoundStatement();
      if (compound === null) this.simpleStatements(body);
      else {
        body.push(compound);
        this.expect(T.NEWLINE);
      }
    }
    return { kind: "Interactive", body };
  }

  /** `(int, *str, **dict) -> float` */
  parseFunctionType(): ast.FunctionType {
    const argtypes: ast.Expr[] = [];
    this.expect(T.LPAR);
    let star = 0;
    if (this.kind[this.pos] !== T.RPAR) {
      do {
        if (this.accept(T.STAR)) {
          if (star > 0) this.fail();
          star = 1;
        } else if (this.accept(T.DOUBLESTAR)) {
          if (star > 1) this.fail();
          star = 2;
        } else if (star > 0) this.fail();
        argtypes.push(this.expression());
      } while (this.accept(T.COMMA));
    }
    this.expect(T.RPAR);
    this.expect(T.ARROW);
    const returns = this.expression();
    while (this.accept(T.NEWLINE)) {
      // Empty lines may follow.
    }
    if (this.kind[this.pos] !== T.ENDMARKER) this.fail();
    return { kind: "FunctionType", argtypes, returns };
  }

  /** The index after the last token read; where it stopped, if it failed. */
  get consumed(): number {
    return this.pos;
  }

  private statement(into: ast.Stmt[]): void {
    const s = this.pos;
    const { flufl } = this;
    const compound = this.compoundStatement();
    if (compound !== null) into.push(compound);
    else this.simpleStatements(into);
    // An import that changes how the rest is read must be seen again.
    if (this.ends !== null && flufl === this.flufl) this.ends[s] = this.pos;
  }

  private compoundStatement(): ast.Stmt | null {
    const s = this.pos;
    switch (this.kind[s]) {
      case T.IF:
        return this.ifStatement();
      case T.DEF:
        return this.functionDefinition(s, [], false);
      case T.CLASS:
        return this.classDefinition(s, []);
      case T.FOR:
        return this.forStatement(s, false);
      case T.WITH:
        return this.withStatement(s, false);
      case T.TRY:
        return this.tryStatement();
      case T.WHILE:
        return this.whileStatement();
      case T.AT:
        return this.decorated();
      case T.ASYNC:
        this.pos++;
        switch (this.kind[this.pos]) {
          case T.DEF:
            return this.functionDefinition(s, [], true);
          case T.FOR:
            return this.forStatement(s, true);
          case T.WITH:
            return this.withStatement(s, true);
        }
        return this.fail();
      case T.NAME:
        if (this.value[s] === Soft.MATCH && this.mayBeSubject(s + 1)) return this.tryMatch();
    }
    return null;
  }

  private block(): ast.Stmt[] {
    const body: ast.Stmt[] = [];
    if (!this.accept(T.NEWLINE)) {
      this.simpleStatements(body);
      return body;
    }
    this.expect(T.INDENT);
    do this.statement(body);
    while (!this.accept(T.DEDENT));
    return body;
  }

  private colonBlock(): ast.Stmt[] {
    this.expect(T.COLON);
    return this.block();
  }

  private elseBlock(): ast.Stmt[] {
    return this.accept(T.ELSE) ? this.colonBlock() : [];
  }

  private ifStatement(): ast.If {
    const first = this.ifPart();
    let last = first;
    const chain = [first];
    while (this.kind[this.pos] === T.ELIF) {
      const next = this.ifPart();
      last.orelse.push(next);
      chain.push(next);
      last = next;
    }
    if (this.accept(T.ELSE)) last.orelse = this.colonBlock();
    // Each `elif` reaches to the end of the whole statement.
    for (const node of chain) {
      const end = this.lastToken();
      node.end_lineno = this.endLine[end]!;
      node.end_col_offset = this.endCol[end]!;
    }
    return first;
  }

  private ifPart(): ast.If {
    const s = this.pos++;
    const test = this.namedExpression();
    const body = this.colonBlock();
    return this.ifStmt(s, test, body, []);
  }

  private whileStatement(): ast.Stmt {
    const s = this.pos++;
    const test = this.namedExpression();
    const body = this.colonBlock();
    const orelse = this.elseBlock();
    return this.whileStmt(s, test, body, orelse);
  }

  private forStatement(s: number, isAsync: boolean): ast.Stmt {
    this.pos++;
    const target = this.forTargets();
    this.expect(T.IN);
    const iter = this.starExpressions();
    this.expect(T.COLON);
    const comment = this.typeCommentHere();
    const body = this.block();
    const orelse = this.elseBlock();
    return isAsync
      ? this.asyncFor(s, target, iter, body, orelse, comment)
      : this.forStmt(s, target, iter, body, orelse, comment);
  }

  private tryStatement(): ast.Stmt {
    const s = this.pos++;
    const body = this.colonBlock();
    const handlers: ast.ExceptHandler[] = [];
    let star = false;
    while (this.kind[this.pos] === T.EXCEPT) {
      const at = this.pos++;
      const hasStar = this.accept(T.STAR);
      if (handlers.length > 0 && hasStar !== star) this.fail();
      star = hasStar;
      handlers.push(this.handler(at, star));
    }
    const orelse = handlers.length > 0 ? this.elseBlock() : [];
    const final = this.accept(T.FINALLY) ? this.colonBlock() : [];
    if (handlers.length === 0 && final.length === 0) this.fail();
    return star
      ? this.tryStar(s, body, handlers, orelse, final)
      : this.tryStmt(s, body, handlers, orelse, final);
  }

  private handler(s: number, star: boolean): ast.ExceptHandler {
    let type: ast.Expr | null = null;
    let name: string | null = null;
    if (star || this.kind[this.pos] !== T.COLON) {
      const at = this.pos;
      type = this.expressions();
      if (this.kind[this.pos] === T.AS) {
        // Without brackets, a tuple of types has no name.
        if (type.kind === "Tuple" && this.kind[at] !== T.LPAR) this.fail();
        if (type.kind === "Tuple" && this.bareTuple(at, type)) this.fail();
        this.pos++;
        name = this.identifier();
      }
    }
    const body = this.colonBlock();
    return this.exceptHandler(s, type, name, body);
  }

  /** A tuple whose first token is "(" but which is not in brackets as a whole: `(a), b`. */
  private bareTuple(at: number, tuple: ast.Tuple): boolean {
    const first = tuple.elts[0];
    if (first === undefined) return false;
    return this.matchingBracket(at) !== this.pos - 1;
  }

  /** The token that closes the bracket at `t`. */
  private matchingBracket(t: number): number {
    const { kind } = this;
    let depth = 0;
    for (let i = t; ; i++) {
      switch (kind[i]) {
        case T.LPAR:
        case T.LSQB:
        case T.LBRACE:
          depth++;
          break;
        case T.RPAR:
        case T.RSQB:
        case T.RBRACE:
          if (--depth === 0) return i;
          break;
        case T.ENDMARKER:
        case T.ERROR:
          return i;
      }
    }
  }

  // ---- with ------------------------------------------------------------------------------------

  private withStatement(s: number, isAsync: boolean): ast.Stmt {
    this.pos++;
    const items = this.withItems();
    this.expect(T.COLON);
    const comment = this.typeCommentHere();
    const body = this.block();
    return isAsync
      ? this.asyncWith(s, items, body, comment)
      : this.withStmt(s, items, body, comment);
  }

  private withItems(): ast.WithItem[] {
    const start = this.pos;
    if (this.kind[start] === T.LPAR && this.kind[this.matchingBracket(start) + 1] === T.COLON) {
      // Either items in brackets or an expression in brackets; the items have precedence.
      try {
        this.pos++;
        const items: ast.WithItem[] = [];
        do items.push(this.withItem());
        while (this.accept(T.COMMA) && this.kind[this.pos] !== T.RPAR);
        this.expect(T.RPAR);
        if (this.kind[this.pos] === T.COLON) return items;
      } catch (e) {
        if (e !== FAIL && !(e instanceof LiteralError)) throw e;
      }
      this.pos = start;
    }
    const items = [this.withItem()];
    while (this.accept(T.COMMA)) items.push(this.withItem());
    return items;
  }

  private withItem(): ast.WithItem {
    const context = this.expression();
    const vars = this.accept(T.AS) ? this.starTarget() : null;
    return { kind: "withitem", context_expr: context, optional_vars: vars };
  }

  // ---- Definitions -----------------------------------------------------------------------------

  private decorated(): ast.Stmt {
    const decorators: ast.Expr[] = [];
    while (this.accept(T.AT)) {
      decorators.push(this.namedExpression());
      this.expect(T.NEWLINE);
    }
    const s = this.pos;
    if (this.kind[s] === T.CLASS) return this.classDefinition(s, decorators);
    const isAsync = this.accept(T.ASYNC);
    if (this.kind[this.pos] !== T.DEF) this.fail();
    return this.functionDefinition(s, decorators, isAsync);
  }

  private functionDefinition(s: number, decorators: ast.Expr[], isAsync: boolean): ast.Stmt {
    this.pos++;
    const name = this.identifier();
    const typeParams = this.typeParams();
    this.expect(T.LPAR);
    const args = this.parameters(T.RPAR, true);
    this.expect(T.RPAR);
    const returns = this.accept(T.ARROW) ? this.expression() : null;
    this.expect(T.COLON);
    const comment = this.functionTypeComment();
    const body = this.block();
    return isAsync
      ? this.asyncFunctionDef(s, name, args, body, decorators, returns, comment, typeParams)
      : this.functionDef(s, name, args, body, decorators, returns, comment, typeParams);
  }

  /** The type comment of a def: after the colon, or on the first line of the body. */
  private functionTypeComment(): string | null {
    const { kind, pos } = this;
    if (kind[pos] === T.TYPE_COMMENT) {
      if (kind[pos + 1] === T.NEWLINE && kind[pos + 2] === T.TYPE_COMMENT) this.fail();
      return this.typeCommentHere();
    }
    if (kind[pos] === T.NEWLINE && kind[pos + 1] === T.TYPE_COMMENT) {
      if (kind[pos + 2] === T.NEWLINE && kind[pos + 3] === T.INDENT) {
        this.pos++;
        return this.typeCommentHere();
      }
    }
    return null;
  }

  private classDefinition(s: number, decorators: ast.Expr[]): ast.Stmt {
    this.pos++;
    const name = this.identifier();
    const typeParams = this.typeParams();
    const bases: ast.Expr[] = [];
    const keywords: ast.Keyword[] = [];
    if (this.accept(T.LPAR)) {
      this.argumentList(bases, keywords, -1);
      this.expect(T.RPAR);
    }
    const body = this.colonBlock();
    return this.classDef(s, name, bases, keywords, body, decorators, typeParams);
  }

  // ---- match -----------------------------------------------------------------------------------

  /** Could the token after a name `match` begin a subject? Else the name is an ordinary one. */
  private mayBeSubject(t: number): boolean {
    switch (this.kind[t]) {
      case T.NAME:
      case T.NUMBER:
      case T.STRING:
      case T.FSTRING_START:
      case T.TSTRING_START:
      case T.LPAR:
      case T.LSQB:
      case T.LBRACE:
      case T.ELLIPSIS:
      case T.MINUS:
      case T.PLUS:
      case T.TILDE:
      case T.STAR:
      case T.NOT:
      case T.LAMBDA:
      case T.AWAIT:
      case T.NONE:
      case T.TRUE:
      case T.FALSE:
        return true;
    }
    return false;
  }

  private tryMatch(): ast.Stmt | null {
    const s = this.pos;
    let subject: ast.Expr;
    try {
      this.pos++;
      subject = this.subject();
    } catch (e) {
      if (e !== FAIL && !(e instanceof LiteralError)) throw e;
      this.pos = s;
      return null;
    }
    const { kind, pos } = this;
    if (kind[pos] !== T.COLON || kind[pos + 1] !== T.NEWLINE || kind[pos + 2] !== T.INDENT) {
      this.pos = s;
      return null;
    }
    this.pos += 3;
    const cases: ast.MatchCase[] = [];
    do cases.push(this.caseBlock());
    while (!this.accept(T.DEDENT));
    return this.matchStmt(s, subject, cases);
  }

  private subject(): ast.Expr {
    const s = this.pos;
    const starred = this.kind[s] === T.STAR;
    const first = this.starNamedExpression();
    if (this.kind[this.pos] !== T.COMMA) {
      if (starred) this.fail();
      return first;
    }
    const elts = [first];
    while (this.accept(T.COMMA)) {
      if (this.kind[this.pos] === T.COLON) break;
      elts.push(this.starNamedExpression());
    }
    return this.tuple(s, elts, "Load");
  }

  private caseBlock(): ast.MatchCase {
    if (this.value[this.pos] !== Soft.CASE) this.fail();
    this.expect(T.NAME);
    const pattern = this.patterns();
    const guard = this.accept(T.IF) ? this.namedExpression() : null;
    const body = this.colonBlock();
    return { kind: "match_case", pattern, guard, body };
  }
}

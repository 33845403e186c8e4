/** Makers of the other nodes: each runs from token `s` to the last token read, layout left out. */
import type * as ast from "./ast.js";
import { ExpressionParser } from "./parse-expr.js";

export abstract class StmtBuilder extends ExpressionParser {
  protected functionDef(
    s: number,
    name: string,
    args: ast.Arguments,
    body: ast.Stmt[],
    decorator_list: ast.Expr[],
    returns: ast.Expr | null,
    type_comment: string | null,
    type_params: ast.TypeParam[],
  ): ast.FunctionDef {
    const e = this.lastToken();
    return {
      kind: "FunctionDef",
      name,
      args,
      body,
      decorator_list,
      returns,
      type_comment,
      type_params,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected asyncFunctionDef(
    s: number,
    name: string,
    args: ast.Arguments,
    body: ast.Stmt[],
    decorator_list: ast.Expr[],
    returns: ast.Expr | null,
    type_comment: string | null,
    type_params: ast.TypeParam[],
  ): ast.AsyncFunctionDef {
    const e = this.lastToken();
    return {
      kind: "AsyncFunctionDef",
      name,
      args,
      body,
      decorator_list,
      returns,
      type_comment,
      type_params,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected classDef(
    s: number,
    name: string,
    bases: ast.Expr[],
    keywords: ast.Keyword[],
    body: ast.Stmt[],
    decorator_list: ast.Expr[],
    type_params: ast.TypeParam[],
  ): ast.ClassDef {
    const e = this.lastToken();
    return {
      kind: "ClassDef",
      name,
      bases,
      keywords,
      body,
      decorator_list,
      type_params,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected returnStmt(s: number, value: ast.Expr | null): ast.Return {
    const e = this.pos - 1;
    return {
      kind: "Return",
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected deleteStmt(s: number, targets: ast.Expr[]): ast.Delete {
    const e = this.pos - 1;
    return {
      kind: "Delete",
      targets,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected assign(
    s: number,
    targets: ast.Expr[],
    value: ast.Expr,
    type_comment: string | null,
  ): ast.Assign {
    const e = this.pos - 1;
    return {
      kind: "Assign",
      targets,
      value,
      type_comment,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected typeAlias(
    s: number,
    name: ast.Name,
    type_params: ast.TypeParam[],
    value: ast.Expr,
  ): ast.TypeAlias {
    const e = this.pos - 1;
    return {
      kind: "TypeAlias",
      name,
      type_params,
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected augAssign(
    s: number,
    target: ast.AugAssign["target"],
    op: ast.Operator,
    value: ast.Expr,
  ): ast.AugAssign {
    const e = this.pos - 1;
    return {
      kind: "AugAssign",
      target,
      op,
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected annAssign(
    s: number,
    target: ast.AnnAssign["target"],
    annotation: ast.Expr,
    value: ast.Expr | null,
    simple: number,
  ): ast.AnnAssign {
    const e = this.pos - 1;
    return {
      kind: "AnnAssign",
      target,
      annotation,
      value,
      simple,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected forStmt(
    s: number,
    target: ast.Expr,
    iter: ast.Expr,
    body: ast.Stmt[],
    orelse: ast.Stmt[],
    type_comment: string | null,
  ): ast.For {
    const e = this.lastToken();
    return {
      kind: "For",
      target,
      iter,
      body,
      orelse,
      type_comment,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected asyncFor(
    s: number,
    target: ast.Expr,
    iter: ast.Expr,
    body: ast.Stmt[],
    orelse: ast.Stmt[],
    type_comment: string | null,
  ): ast.AsyncFor {
    const e = this.lastToken();
    return {
      kind: "AsyncFor",
      target,
      iter,
      body,
      orelse,
      type_comment,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected whileStmt(s: number, test: ast.Expr, body: ast.Stmt[], orelse: ast.Stmt[]): ast.While {
    const e = this.lastToken();
    return {
      kind: "While",
      test,
      body,
      orelse,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected ifStmt(s: number, test: ast.Expr, body: ast.Stmt[], orelse: ast.Stmt[]): ast.If {
    const e = this.lastToken();
    return {
      kind: "If",
      test,
      body,
      orelse,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected withStmt(
    s: number,
    items: ast.WithItem[],
    body: ast.Stmt[],
    type_comment: string | null,
  ): ast.With {
    const e = this.lastToken();
    return {
      kind: "With",
      items,
      body,
      type_comment,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected asyncWith(
    s: number,
    items: ast.WithItem[],
    body: ast.Stmt[],
    type_comment: string | null,
  ): ast.AsyncWith {
    const e = this.lastToken();
    return {
      kind: "AsyncWith",
      items,
      body,
      type_comment,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchStmt(s: number, subject: ast.Expr, cases: ast.MatchCase[]): ast.Match {
    const e = this.lastToken();
    return {
      kind: "Match",
      subject,
      cases,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected raiseStmt(s: number, exc: ast.Expr | null, cause: ast.Expr | null): ast.Raise {
    const e = this.pos - 1;
    return {
      kind: "Raise",
      exc,
      cause,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected tryStmt(
    s: number,
    body: ast.Stmt[],
    handlers: ast.ExceptHandler[],
    orelse: ast.Stmt[],
    finalbody: ast.Stmt[],
  ): ast.Try {
    const e = this.lastToken();
    return {
      kind: "Try",
      body,
      handlers,
      orelse,
      finalbody,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected tryStar(
    s: number,
    body: ast.Stmt[],
    handlers: ast.ExceptHandler[],
    orelse: ast.Stmt[],
    finalbody: ast.Stmt[],
  ): ast.TryStar {
    const e = this.lastToken();
    return {
      kind: "TryStar",
      body,
      handlers,
      orelse,
      finalbody,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected exceptHandler(
    s: number,
    type: ast.Expr | null,
    name: string | null,
    body: ast.Stmt[],
  ): ast.ExceptHandler {
    const e = this.lastToken();
    return {
      kind: "ExceptHandler",
      type,
      name,
      body,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected assertStmt(s: number, test: ast.Expr, msg: ast.Expr | null): ast.Assert {
    const e = this.pos - 1;
    return {
      kind: "Assert",
      test,
      msg,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected importStmt(s: number, names: ast.Alias[]): ast.Import {
    const e = this.pos - 1;
    return {
      kind: "Import",
      names,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected importFrom(
    s: number,
    module: string | null,
    names: ast.Alias[],
    level: number,
  ): ast.ImportFrom {
    const e = this.pos - 1;
    return {
      kind: "ImportFrom",
      module,
      names,
      level,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected globalStmt(s: number, names: string[]): ast.Global {
    const e = this.pos - 1;
    return {
      kind: "Global",
      names,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected nonlocalStmt(s: number, names: string[]): ast.Nonlocal {
    const e = this.pos - 1;
    return {
      kind: "Nonlocal",
      names,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected exprStmt(s: number, value: ast.Expr): ast.ExprStmt {
    const e = this.pos - 1;
    return {
      kind: "Expr",
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected passStmt(s: number): ast.Pass {
    const e = this.pos - 1;
    return {
      kind: "Pass",
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected breakStmt(s: number): ast.Break {
    const e = this.pos - 1;
    return {
      kind: "Break",
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected continueStmt(s: number): ast.Continue {
    const e = this.pos - 1;
    return {
      kind: "Continue",
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchValue(s: number, value: ast.Expr): ast.MatchValue {
    const e = this.pos - 1;
    return {
      kind: "MatchValue",
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchSingleton(s: number, value: ast.MatchSingleton["value"]): ast.MatchSingleton {
    const e = this.pos - 1;
    return {
      kind: "MatchSingleton",
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchSequence(s: number, patterns: ast.Pattern[]): ast.MatchSequence {
    const e = this.pos - 1;
    return {
      kind: "MatchSequence",
      patterns,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchMapping(
    s: number,
    keys: ast.Expr[],
    patterns: ast.Pattern[],
    rest: string | null,
  ): ast.MatchMapping {
    const e = this.pos - 1;
    return {
      kind: "MatchMapping",
      keys,
      patterns,
      rest,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchClass(
    s: number,
    cls: ast.Expr,
    patterns: ast.Pattern[],
    kwd_attrs: string[],
    kwd_patterns: ast.Pattern[],
  ): ast.MatchClass {
    const e = this.pos - 1;
    return {
      kind: "MatchClass",
      cls,
      patterns,
      kwd_attrs,
      kwd_patterns,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchStar(s: number, name: string | null): ast.MatchStar {
    const e = this.pos - 1;
    return {
      kind: "MatchStar",
      name,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchAs(s: number, pattern: ast.Pattern | null, name: string | null): ast.MatchAs {
    const e = this.pos - 1;
    return {
      kind: "MatchAs",
      pattern,
      name,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected matchOr(s: number, patterns: ast.Pattern[]): ast.MatchOr {
    const e = this.pos - 1;
    return {
      kind: "MatchOr",
      patterns,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected typeVar(
    s: number,
    name: string,
    bound: ast.Expr | null,
    default_value: ast.Expr | null,
  ): ast.TypeVar {
    const e = this.pos - 1;
    return {
      kind: "TypeVar",
      name,
      bound,
      default_value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected paramSpec(s: number, name: string, default_value: ast.Expr | null): ast.ParamSpec {
    const e = this.pos - 1;
    return {
      kind: "ParamSpec",
      name,
      default_value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected typeVarTuple(
    s: number,
    name: string,
    default_value: ast.Expr | null,
  ): ast.TypeVarTuple {
    const e = this.pos - 1;
    return {
      kind: "TypeVarTuple",
      name,
      default_value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
}

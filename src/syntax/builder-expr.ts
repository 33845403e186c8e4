/** Makers of expression nodes: each node runs from token `s` to the last token read. */
import type * as ast from "./ast.js";
import { Cursor } from "./cursor.js";

export abstract class ExprBuilder extends Cursor {
  protected nameNode(s: number, id: string, ctx: ast.Ctx): ast.Name {
    const e = this.pos - 1;
    return {
      kind: "Name",
      id,
      ctx,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected constant(s: number, value: ast.ConstantValue, u: boolean): ast.Constant {
    const e = this.pos - 1;
    return {
      kind: "Constant",
      value,
      u,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected attribute(s: number, value: ast.Expr, attr: string, ctx: ast.Ctx): ast.Attribute {
    const e = this.pos - 1;
    return {
      kind: "Attribute",
      value,
      attr,
      ctx,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected subscript(s: number, value: ast.Expr, slice: ast.Expr, ctx: ast.Ctx): ast.Subscript {
    const e = this.pos - 1;
    return {
      kind: "Subscript",
      value,
      slice,
      ctx,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected call(s: number, func: ast.Expr, args: ast.Expr[], keywords: ast.Keyword[]): ast.Call {
    const e = this.pos - 1;
    return {
      kind: "Call",
      func,
      args,
      keywords,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected keyword(s: number, arg: string | null, value: ast.Expr): ast.Keyword {
    const e = this.pos - 1;
    return {
      kind: "keyword",
      arg,
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected starred(s: number, value: ast.Expr, ctx: ast.Ctx): ast.Starred {
    const e = this.pos - 1;
    return {
      kind: "Starred",
      value,
      ctx,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected tuple(s: number, elts: ast.Expr[], ctx: ast.Ctx): ast.Tuple {
    const e = this.pos - 1;
    return {
      kind: "Tuple",
      elts,
      ctx,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected list(s: number, elts: ast.Expr[], ctx: ast.Ctx): ast.List {
    const e = this.pos - 1;
    return {
      kind: "List",
      elts,
      ctx,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected set(s: number, elts: ast.Expr[]): ast.SetExpr {
    const e = this.pos - 1;
    return {
      kind: "Set",
      elts,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected dict(s: number, keys: (ast.Expr | null)[], values: ast.Expr[]): ast.Dict {
    const e = this.pos - 1;
    return {
      kind: "Dict",
      keys,
      values,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected listComp(s: number, elt: ast.Expr, generators: ast.Comprehension[]): ast.ListComp {
    const e = this.pos - 1;
    return {
      kind: "ListComp",
      elt,
      generators,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected setComp(s: number, elt: ast.Expr, generators: ast.Comprehension[]): ast.SetComp {
    const e = this.pos - 1;
    return {
      kind: "SetComp",
      elt,
      generators,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected generatorExp(
    s: number,
    elt: ast.Expr,
    generators: ast.Comprehension[],
  ): ast.GeneratorExp {
    const e = this.pos - 1;
    return {
      kind: "GeneratorExp",
      elt,
      generators,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected dictComp(
    s: number,
    key: ast.Expr,
    value: ast.Expr,
    generators: ast.Comprehension[],
  ): ast.DictComp {
    const e = this.pos - 1;
    return {
      kind: "DictComp",
      key,
      value,
      generators,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected slice(
    s: number,
    lower: ast.Expr | null,
    upper: ast.Expr | null,
    step: ast.Expr | null,
  ): ast.Slice {
    const e = this.pos - 1;
    return {
      kind: "Slice",
      lower,
      upper,
      step,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected boolOp(s: number, op: ast.BoolOperator, values: ast.Expr[]): ast.BoolOp {
    const e = this.pos - 1;
    return {
      kind: "BoolOp",
      op,
      values,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected namedExpr(s: number, target: ast.Name, value: ast.Expr): ast.NamedExpr {
    const e = this.pos - 1;
    return {
      kind: "NamedExpr",
      target,
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected binOp(s: number, left: ast.Expr, op: ast.Operator, right: ast.Expr): ast.BinOp {
    const e = this.pos - 1;
    return {
      kind: "BinOp",
      left,
      op,
      right,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected unaryOp(s: number, op: ast.UnaryOperator, operand: ast.Expr): ast.UnaryOp {
    const e = this.pos - 1;
    return {
      kind: "UnaryOp",
      op,
      operand,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected compare(
    s: number,
    left: ast.Expr,
    ops: ast.CmpOperator[],
    comparators: ast.Expr[],
  ): ast.Compare {
    const e = this.pos - 1;
    return {
      kind: "Compare",
      left,
      ops,
      comparators,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected lambda(s: number, args: ast.Arguments, body: ast.Expr): ast.Lambda {
    const e = this.pos - 1;
    return {
      kind: "Lambda",
      args,
      body,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected ifExp(s: number, test: ast.Expr, body: ast.Expr, orelse: ast.Expr): ast.IfExp {
    const e = this.pos - 1;
    return {
      kind: "IfExp",
      test,
      body,
      orelse,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected awaitExpr(s: number, value: ast.Expr): ast.Await {
    const e = this.pos - 1;
    return {
      kind: "Await",
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected yieldExpr(s: number, value: ast.Expr | null): ast.Yield {
    const e = this.pos - 1;
    return {
      kind: "Yield",
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected yieldFrom(s: number, value: ast.Expr): ast.YieldFrom {
    const e = this.pos - 1;
    return {
      kind: "YieldFrom",
      value,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected joinedStr(s: number, values: ast.Expr[]): ast.JoinedStr {
    const e = this.pos - 1;
    return {
      kind: "JoinedStr",
      values,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected templateStr(s: number, values: ast.Expr[]): ast.TemplateStr {
    const e = this.pos - 1;
    return {
      kind: "TemplateStr",
      values,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected formattedValue(
    s: number,
    value: ast.Expr,
    conversion: number,
    format_spec: ast.JoinedStr | null,
  ): ast.FormattedValue {
    const e = this.pos - 1;
    return {
      kind: "FormattedValue",
      value,
      conversion,
      format_spec,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected interpolation(
    s: number,
    value: ast.Expr,
    str: ast.StrValue,
    conversion: number,
    format_spec: ast.JoinedStr | null,
  ): ast.Interpolation {
    const e = this.pos - 1;
    return {
      kind: "Interpolation",
      value,
      str,
      conversion,
      format_spec,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected argNode(
    s: number,
    arg: string,
    annotation: ast.Expr | null,
    type_comment: string | null,
  ): ast.Arg {
    const e = this.pos - 1;
    return {
      kind: "arg",
      arg,
      annotation,
      type_comment,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
  protected alias(s: number, name: string, asname: string | null): ast.Alias {
    const e = this.pos - 1;
    return {
      kind: "alias",
      name,
      asname,
      lineno: this.line[s]!,
      col_offset: this.col[s]!,
      end_lineno: this.endLine[e]!,
      end_col_offset: this.endCol[e]!,
    };
  }
}

/**
 * Expressions: one precedence-climbing loop for everything from `or` to `**`, primaries with their
 * trailers, lambdas and conditional expressions.
 */
import type * as ast from "./ast.js";
import { T } from "./kinds.js";
import { AtomParser } from "./parse-atoms.js";

// biome-ignore lint/suspicious/noConstEnum: inlined by tsc, which builds the product
const enum Prec {
  NONE = 0,
  OR,
  AND,
  NOT,
  COMPARE,
  BITOR,
  BITXOR,
  BITAND,
  SHIFT,
  SUM,
  TERM,
  UNARY,
}

/** How tightly each token kind binds as an infix operator. */
const PRECEDENCE = new Uint8Array(128);
const BINARY: (ast.Operator | undefined)[] = [];
const COMPARISON: (ast.CmpOperator | undefined)[] = [];

function binary(kind: T, precedence: Prec, op: ast.Operator): void {
  PRECEDENCE[kind] = precedence;
  BINARY[kind] = op;
}
function comparison(kind: T, op: ast.CmpOperator): void {
  PRECEDENCE[kind] = Prec.COMPARE;
  COMPARISON[kind] = op;
}
PRECEDENCE[T.OR] = Prec.OR;
PRECEDENCE[T.AND] = Prec.AND;
PRECEDENCE[T.NOT] = Prec.COMPARE;
comparison(T.EQEQUAL, "Eq");
comparison(T.NOTEQUAL, "NotEq");
comparison(T.LESS, "Lt");
comparison(T.LESSEQUAL, "LtE");
comparison(T.GREATER, "Gt");
comparison(T.GREATEREQUAL, "GtE");
comparison(T.IN, "In");
comparison(T.IS, "Is");
binary(T.VBAR, Prec.BITOR, "BitOr");
binary(T.CIRCUMFLEX, Prec.BITXOR, "BitXor");
binary(T.AMPER, Prec.BITAND, "BitAnd");
binary(T.LEFTSHIFT, Prec.SHIFT, "LShift");
binary(T.RIGHTSHIFT, Prec.SHIFT, "RShift");
binary(T.PLUS, Prec.SUM, "Add");
binary(T.MINUS, Prec.SUM, "Sub");
binary(T.STAR, Prec.TERM, "Mult");
binary(T.SLASH, Prec.TERM, "Div");
binary(T.DOUBLESLASH, Prec.TERM, "FloorDiv");
binary(T.PERCENT, Prec.TERM, "Mod");
binary(T.AT, Prec.TERM, "MatMult");

/** The operators of augmented assignments, from T.PLUSEQUAL on. */
export const AUGMENTED: ast.Operator[] = [
  "Add",
  "Sub",
  "Mult",
  "MatMult",
  "Div",
  "Mod",
  "Pow",
  "LShift",
  "RShift",
  "BitOr",
  "BitXor",
  "BitAnd",
  "FloorDiv",
];

export abstract class ExpressionParser extends AtomParser {
  /** `from __future__ import barry_as_FLUFL` is in force: `<>` instead of `!=`. */
  protected flufl = false;

  /** `a, *b`: one expression, or a tuple without parentheses. */
  protected starExpressions(): ast.Expr {
    const s = this.pos;
    const first = this.starExpression();
    if (this.kind[this.pos] !== T.COMMA) return first;
    const elts = [first];
    while (this.accept(T.COMMA)) {
      if (!this.startsExpression()) break;
      elts.push(this.starExpression());
    }
    return this.tuple(s, elts, "Load");
  }

  /** `a, b` without stars. */
  protected expressions(): ast.Expr {
    const s = this.pos;
    const first = this.expression();
    if (this.kind[this.pos] !== T.COMMA) return first;
    const elts = [first];
    while (this.accept(T.COMMA)) {
      if (!this.startsExpression()) break;
      elts.push(this.expression());
    }
    return this.tuple(s, elts, "Load");
  }

  /** After a comma: does another element follow, or was it a trailing comma? */
  private startsExpression(): boolean {
    switch (this.kind[this.pos]) {
      case T.NEWLINE:
      case T.EQUAL:
      case T.RPAR:
      case T.RSQB:
      case T.RBRACE:
      case T.COLON:
      case T.SEMI:
      case T.ENDMARKER:
      case T.IN:
      case T.EXCLAMATION:
      case T.TYPE_COMMENT:
        return false;
    }
    return true;
  }

  protected starExpression(): ast.Expr {
    const s = this.pos;
    if (!this.accept(T.STAR)) return this.expression();
    return this.starred(s, this.bitwiseOr(), "Load");
  }

  protected starNamedExpression(): ast.Expr {
    const s = this.pos;
    if (!this.accept(T.STAR)) return this.namedExpression();
    return this.starred(s, this.bitwiseOr(), "Load");
  }

  protected namedExpression(): ast.Expr {
    const s = this.pos;
    if (this.kind[s] === T.NAME && this.kind[s + 1] === T.COLONEQUAL) {
      this.pos++;
      const target = this.nameNode(s, this.names[this.value[s]!]!, "Store");
      this.pos++;
      return this.namedExpr(s, target, this.expression());
    }
    return this.expression();
  }

  protected expression(): ast.Expr {
    const s = this.pos;
    if (this.kind[s] === T.LAMBDA) return this.lambdaExpression();
    const body = this.climb(Prec.OR);
    if (this.kind[this.pos] !== T.IF) return body;
    this.pos++;
    const test = this.climb(Prec.OR);
    this.expect(T.ELSE);
    return this.ifExp(s, test, body, this.expression());
  }

  protected disjunction(): ast.Expr {
    return this.climb(Prec.OR);
  }

  protected bitwiseOr(): ast.Expr {
    return this.climb(Prec.BITOR);
  }

  /** An expression of operators that bind at least as tightly as `min`. */
  private climb(min: Prec): ast.Expr {
    const s = this.pos;
    const { kind } = this;
    let left: ast.Expr;
    switch (kind[s]) {
      case T.NOT:
        if (min > Prec.NOT) this.fail();
        this.pos++;
        left = this.unaryAfter(s, "Not", Prec.NOT);
        break;
      case T.MINUS:
        this.pos++;
        left = this.unaryAfter(s, "USub", Prec.UNARY);
        break;
      case T.PLUS:
        this.pos++;
        left = this.unaryAfter(s, "UAdd", Prec.UNARY);
        break;
      case T.TILDE:
        this.pos++;
        left = this.unaryAfter(s, "Invert", Prec.UNARY);
        break;
      default:
        left = this.power();
    }
    for (;;) {
      const k = kind[this.pos]!;
      const precedence = PRECEDENCE[k]!;
      if (precedence === Prec.NONE || precedence < min) return left;
      if (precedence > Prec.COMPARE) {
        this.pos++;
        const right = this.climb(precedence + 1);
        left = this.binOp(s, left, BINARY[k]!, right);
      } else if (precedence === Prec.COMPARE) {
        if (k === T.NOT && kind[this.pos + 1] !== T.IN) return left;
        left = this.comparisons(s, left);
      } else {
        const values = [left];
        while (this.accept(k)) values.push(this.climb(precedence + 1));
        left = this.boolOp(s, k === T.AND ? "And" : "Or", values);
      }
    }
  }

  private unaryAfter(s: number, op: ast.UnaryOperator, precedence: Prec): ast.Expr {
    return this.unaryOp(s, op, this.climb(precedence));
  }

  private comparisons(s: number, left: ast.Expr): ast.Expr {
    const ops: ast.CmpOperator[] = [];
    const comparators: ast.Expr[] = [];
    for (;;) {
      const op = this.comparisonOperator();
      if (op === null) return this.compare(s, left, ops, comparators);
      ops.push(op);
      comparators.push(this.climb(Prec.BITOR));
    }
  }

  private comparisonOperator(): ast.CmpOperator | null {
    const k = this.kind[this.pos]!;
    if (k === T.NOT) {
      if (this.kind[this.pos + 1] !== T.IN) return null;
      this.pos += 2;
      return "NotIn";
    }
    const op = COMPARISON[k];
    if (op === undefined) return null;
    if (this.flufl) {
      if (k === T.NOTEQUAL) this.fail();
      if (k === T.LESS && this.tokens.isOldNotEqual(this.pos)) {
        this.pos += 2;
        return "NotEq";
      }
    }
    this.pos++;
    if (k === T.IS && this.accept(T.NOT)) return "IsNot";
    return op;
  }

  private power(): ast.Expr {
    const s = this.pos;
    let base: ast.Expr;
    if (this.accept(T.AWAIT)) base = this.awaitExpr(s, this.primary());
    else base = this.primary();
    if (this.kind[this.pos] !== T.DOUBLESTAR) return base;
    this.pos++;
    return this.binOp(s, base, "Pow", this.climb(Prec.UNARY));
  }

  protected primary(): ast.Expr {
    const s = this.pos;
    const { kind } = this;
    let e = this.atom();
    for (;;) {
      switch (kind[this.pos]) {
        case T.DOT:
          this.pos++;
          e = this.attribute(s, e, this.identifier(), "Load");
          continue;
        case T.LPAR:
          this.pos++;
          e = this.callOf(s, e);
          continue;
        case T.LSQB: {
          this.pos++;
          const index = this.slices();
          this.expect(T.RSQB);
          e = this.subscript(s, e, index, "Load");
          continue;
        }
      }
      return e;
    }
  }

  // ---- Calls and subscripts --------------------------------------------------------------------

  private callOf(s: number, func: ast.Expr): ast.Call {
    const open = this.pos - 1;
    const args: ast.Expr[] = [];
    const keywords: ast.Keyword[] = [];
    if (this.accept(T.RPAR)) return this.call(s, func, args, keywords);
    this.argumentList(args, keywords, open);
    this.expect(T.RPAR);
    return this.call(s, func, args, keywords);
  }

  /**
   * Arguments up to `)` (not read). `open` is the token of the opening bracket where a generator
   * expression may stand alone, or -1.
   */
  protected argumentList(args: ast.Expr[], keywords: ast.Keyword[], open: number): void {
    const { kind } = this;
    let unpacked = false;
    for (;;) {
      const s = this.pos;
      switch (kind[s]) {
        case T.RPAR:
          return;
        case T.STAR:
          if (unpacked) this.fail();
          this.pos++;
          args.push(this.starred(s, this.expression(), "Load"));
          break;
        case T.DOUBLESTAR: {
          unpacked = true;
          this.pos++;
          const value = this.expression();
          keywords.push(this.keyword(s, null, value));
          break;
        }
        default:
          if (kind[s] === T.NAME && kind[s + 1] === T.EQUAL) {
            this.pos += 2;
            const value = this.expression();
            keywords.push(this.keyword(s, this.names[this.value[s]!]!, value));
            break;
          }
          if (keywords.length > 0) this.fail();
          args.push(this.namedExpression());
          if (kind[this.pos] === T.FOR || kind[this.pos] === T.ASYNC) {
            this.soleGenerator(args, open);
            return;
          }
      }
      if (!this.accept(T.COMMA)) return;
    }
  }

  /** `f(x for x in y)`: the generator expression's brackets are those of the call. */
  private soleGenerator(args: ast.Expr[], open: number): void {
    if (open < 0 || args.length > 1) this.fail();
    const generators = this.comprehensionClauses();
    if (this.kind[this.pos] !== T.RPAR) this.fail();
    this.pos++;
    args[0] = this.generatorExp(open, args[0]!, generators);
    this.pos--;
  }

  private slices(): ast.Expr {
    const s = this.pos;
    const first = this.sliceItem();
    if (this.kind[this.pos] !== T.COMMA) {
      return first.kind === "Starred" ? this.tuple(s, [first], "Load") : first;
    }
    const elts = [first];
    while (this.accept(T.COMMA)) {
      if (this.kind[this.pos] === T.RSQB) break;
      elts.push(this.sliceItem());
    }
    return this.tuple(s, elts, "Load");
  }

  private sliceItem(): ast.Expr {
    const s = this.pos;
    const { kind } = this;
    let lower: ast.Expr | null = null;
    if (kind[s] !== T.COLON) {
      if (this.accept(T.STAR)) return this.starred(s, this.expression(), "Load");
      const e = this.namedExpression();
      if (kind[this.pos] !== T.COLON || kind[s + 1] === T.COLONEQUAL) return e;
      lower = e;
    }
    this.pos++;
    const upper = this.sliceEnds() ? null : this.expression();
    let step: ast.Expr | null = null;
    if (this.accept(T.COLON) && !this.sliceEnds()) step = this.expression();
    return this.slice(s, lower, upper, step);
  }

  private sliceEnds(): boolean {
    const k = this.kind[this.pos];
    return k === T.COLON || k === T.COMMA || k === T.RSQB;
  }

  // ---- Lambda ----------------------------------------------------------------------------------

  private lambdaExpression(): ast.Expr {
    const s = this.pos++;
    const args = this.parameters(T.COLON, false);
    this.expect(T.COLON);
    return this.lambda(s, args, this.expression());
  }

  /** Parameters up to `close` (not read); annotations and type comments only where allowed. */
  protected parameters(close: T, annotated: boolean): ast.Arguments {
    const result: ast.Arguments = {
      kind: "arguments",
      posonlyargs: [],
      args: [],
      vararg: null,
      kwonlyargs: [],
      kw_defaults: [],
      kwarg: null,
      defaults: [],
    };
    const { kind } = this;
    let star = false;
    while (kind[this.pos] !== close) {
      switch (kind[this.pos]) {
        case T.SLASH:
          if (star || result.args.length === 0 || result.posonlyargs.length > 0) this.fail();
          this.pos++;
          result.posonlyargs = result.args;
          result.args = [];
          break;
        case T.STAR:
          if (star) this.fail();
          star = true;
          this.pos++;
          if (kind[this.pos] !== T.COMMA) {
            result.vararg = this.parameter(annotated, true);
          } else if (kind[this.pos + 1] !== T.NAME) this.fail();
          break;
        case T.DOUBLESTAR:
          this.pos++;
          result.kwarg = this.parameter(annotated, false);
          this.parameterEnd(result.kwarg, close, annotated);
          if (kind[this.pos] !== close) this.fail();
          return result;
        default: {
          const arg = this.parameter(annotated, false);
          const value = this.accept(T.EQUAL) ? this.expression() : null;
          if (star) {
            result.kwonlyargs.push(arg);
            result.kw_defaults.push(value);
          } else {
            result.args.push(arg);
            if (value !== null) result.defaults.push(value);
            else if (result.defaults.length > 0) this.fail();
          }
          this.parameterEnd(arg, close, annotated);
          continue;
        }
      }
      if (star && result.vararg !== null) this.parameterEnd(result.vararg, close, annotated);
      else if (!this.accept(T.COMMA) && kind[this.pos] !== close) this.fail();
    }
    return result;
  }

  /** The comma after a parameter and its type comment. */
  private parameterEnd(arg: ast.Arg, close: T, annotated: boolean): void {
    const comma = this.accept(T.COMMA);
    if (annotated && this.kind[this.pos] === T.TYPE_COMMENT) {
      arg.type_comment = this.tokens.text(this.pos++);
    }
    if (!comma && this.kind[this.pos] !== close) this.fail();
  }

  private parameter(annotated: boolean, starAnnotation: boolean): ast.Arg {
    const s = this.pos;
    const name = this.identifier();
    let annotation: ast.Expr | null = null;
    if (annotated && this.accept(T.COLON)) {
      annotation = starAnnotation ? this.starExpression() : this.expression();
    }
    return this.argNode(s, name, annotation, null);
  }
}

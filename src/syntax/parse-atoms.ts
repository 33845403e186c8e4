/** Atoms: names, literals, strings and f-strings, and everything in brackets. */
import type * as ast from "./ast.js";
import { ExprBuilder } from "./builder-expr.js";
import { T } from "./kinds.js";
import { LiteralReader } from "./literal-tokens.js";
import { concatStr, LiteralError } from "./literals.js";
import type { ParseOptions } from "./parser.js";
import type { TokenStore } from "./tokens.js";

/** A replacement field's text between the braces, without comments. */
function fieldText(source: string, from: number, to: number): string {
  const text = source.slice(from, to);
  if (!text.includes("#")) return text;
  let out = "";
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === "\\") {
      out += text.slice(i, i + 2);
      i++;
      continue;
    }
    if (c === '"' || c === "'") {
      if (quote === "") quote = c;
      else if (quote === c) quote = "";
    }
    if (c === "#" && quote === "") {
      while (i < text.length && text[i] !== "\n") i++;
      if (i < text.length) out += "\n";
    } else out += c;
  }
  return out;
}

export abstract class AtomParser extends ExprBuilder {
  protected readonly options: ParseOptions;
  private readonly literals: LiteralReader;

  constructor(tokens: TokenStore, options: ParseOptions) {
    super(tokens);
    this.options = options;
    this.literals = new LiteralReader(tokens, options);
  }

  protected abstract expression(): ast.Expr;
  protected abstract namedExpression(): ast.Expr;
  protected abstract starExpressions(): ast.Expr;
  /** `*x` with x at the level of `|`, or a named expression. */
  protected abstract starNamedExpression(): ast.Expr;
  protected abstract disjunction(): ast.Expr;
  protected abstract bitwiseOr(): ast.Expr;
  protected abstract primary(): ast.Expr;

  protected atom(): ast.Expr {
    const s = this.pos;
    switch (this.kind[s]) {
      case T.NAME:
        this.pos++;
        return this.nameNode(s, this.names[this.value[s]!]!, "Load");
      case T.NUMBER:
        return this.number();
      case T.STRING:
      case T.FSTRING_START:
        return this.strings();
      case T.TSTRING_START:
        return this.templates();
      case T.LPAR:
        return this.parenthesized();
      case T.LSQB:
        return this.listDisplay();
      case T.LBRACE:
        return this.braces();
      case T.TRUE:
        this.pos++;
        return this.constant(s, { type: "bool", value: true }, false);
      case T.FALSE:
        this.pos++;
        return this.constant(s, { type: "bool", value: false }, false);
      case T.NONE:
        this.pos++;
        return this.constant(s, { type: "None" }, false);
      case T.ELLIPSIS:
        this.pos++;
        return this.constant(s, { type: "Ellipsis" }, false);
    }
    return this.fail();
  }

  protected number(): ast.Constant {
    const s = this.pos++;
    return this.constant(s, this.literals.number(s), false);
  }

  // ---- Brackets --------------------------------------------------------------------------------

  private parenthesized(): ast.Expr {
    const s = this.pos++;
    const { kind } = this;
    if (this.accept(T.RPAR)) return this.tuple(s, [], "Load");
    if (kind[this.pos] === T.YIELD) {
      const inner = this.yieldExpression();
      this.expect(T.RPAR);
      return inner;
    }
    const starred = kind[this.pos] === T.STAR;
    const first = this.starNamedExpression();
    switch (kind[this.pos]) {
      case T.RPAR:
        if (starred) this.fail();
        this.pos++;
        return first;
      case T.COMMA: {
        const elts = this.moreElements(first, T.RPAR);
        this.expect(T.RPAR);
        return this.tuple(s, elts, "Load");
      }
      case T.FOR:
      case T.ASYNC: {
        if (starred) this.fail();
        const generators = this.comprehensionClauses();
        this.expect(T.RPAR);
        return this.generatorExp(s, first, generators);
      }
    }
    return this.fail();
  }

  /** After a first element: the others, up to `close` (not read). */
  private moreElements(first: ast.Expr, close: T): ast.Expr[] {
    const elts = [first];
    while (this.accept(T.COMMA)) {
      if (this.kind[this.pos] === close) break;
      elts.push(this.starNamedExpression());
    }
    return elts;
  }

  private listDisplay(): ast.Expr {
    const s = this.pos++;
    if (this.accept(T.RSQB)) return this.list(s, [], "Load");
    const starred = this.kind[this.pos] === T.STAR;
    const first = this.starNamedExpression();
    const k = this.kind[this.pos];
    if ((k === T.FOR || k === T.ASYNC) && !starred) {
      const generators = this.comprehensionClauses();
      this.expect(T.RSQB);
      return this.listComp(s, first, generators);
    }
    const elts = this.moreElements(first, T.RSQB);
    this.expect(T.RSQB);
    return this.list(s, elts, "Load");
  }

  private braces(): ast.Expr {
    const s = this.pos++;
    const { kind } = this;
    if (this.accept(T.RBRACE)) return this.dict(s, [], []);
    if (kind[this.pos] === T.DOUBLESTAR) return this.dictItems(s, [], []);
    const starred = kind[this.pos] === T.STAR;
    const named = kind[this.pos + 1] === T.COLONEQUAL;
    const first = this.starNamedExpression();
    const k = kind[this.pos];
    if (k === T.COLON && !starred && !named) {
      this.pos++;
      const value = this.expression();
      const next = kind[this.pos];
      if (next === T.FOR || next === T.ASYNC) {
        const generators = this.comprehensionClauses();
        this.expect(T.RBRACE);
        return this.dictComp(s, first, value, generators);
      }
      if (!this.accept(T.COMMA)) {
        this.expect(T.RBRACE);
        return this.dict(s, [first], [value]);
      }
      return this.dictItems(s, [first], [value]);
    }
    if ((k === T.FOR || k === T.ASYNC) && !starred) {
      const generators = this.comprehensionClauses();
      this.expect(T.RBRACE);
      return this.setComp(s, first, generators);
    }
    const elts = this.moreElements(first, T.RBRACE);
    this.expect(T.RBRACE);
    return this.set(s, elts);
  }

  private dictItems(s: number, keys: (ast.Expr | null)[], values: ast.Expr[]): ast.Dict {
    while (!this.accept(T.RBRACE)) {
      if (this.accept(T.DOUBLESTAR)) {
        keys.push(null);
        values.push(this.bitwiseOr());
      } else {
        keys.push(this.expression());
        this.expect(T.COLON);
        values.push(this.expression());
      }
      if (!this.accept(T.COMMA)) {
        this.expect(T.RBRACE);
        break;
      }
    }
    return this.dict(s, keys, values);
  }

  protected comprehensionClauses(): ast.Comprehension[] {
    const clauses: ast.Comprehension[] = [];
    for (;;) {
      const isAsync = this.accept(T.ASYNC) ? 1 : 0;
      this.expect(T.FOR);
      const target = this.forTargets();
      this.expect(T.IN);
      const iter = this.disjunction();
      const ifs: ast.Expr[] = [];
      while (this.accept(T.IF)) ifs.push(this.disjunction());
      clauses.push({ kind: "comprehension", target, iter, ifs, is_async: isAsync });
      const k = this.kind[this.pos];
      if (k !== T.FOR && k !== T.ASYNC) return clauses;
    }
  }

  /** The targets of `for`, which end at `in`. */
  protected forTargets(): ast.Expr {
    const s = this.pos;
    const first = this.starTarget();
    if (this.kind[this.pos] !== T.COMMA) return first;
    const elts = [first];
    while (this.accept(T.COMMA)) {
      if (this.kind[this.pos] === T.IN) break;
      elts.push(this.starTarget());
    }
    return this.tuple(s, elts, "Store");
  }

  protected starTarget(): ast.Expr {
    const s = this.pos;
    if (this.accept(T.STAR)) {
      const value = this.toStore(this.primary());
      return this.starred(s, value, "Store");
    }
    return this.toStore(this.primary());
  }

  /** Turns a parsed expression into an assignment target, or fails. */
  protected toStore(e: ast.Expr): ast.Expr {
    switch (e.kind) {
      case "Name":
      case "Attribute":
      case "Subscript":
        e.ctx = "Store";
        return e;
      case "Starred":
        e.ctx = "Store";
        this.toStore(e.value);
        return e;
      case "Tuple":
      case "List":
        e.ctx = "Store";
        for (const elt of e.elts) this.toStore(elt);
        return e;
    }
    return this.fail();
  }

  protected yieldExpression(): ast.Expr {
    const s = this.pos++;
    if (this.accept(T.FROM)) return this.yieldFrom(s, this.expression());
    switch (this.kind[this.pos]) {
      case T.RPAR:
      case T.RBRACE:
      case T.NEWLINE:
      case T.ENDMARKER:
      case T.SEMI:
      case T.EQUAL:
      case T.EXCLAMATION:
      case T.COLON:
      case T.TYPE_COMMENT:
        return this.yieldExpr(s, null);
    }
    return this.yieldExpr(s, this.starExpressions());
  }

  // ---- Strings ---------------------------------------------------------------------------------

  /** Adjacent string literals; f-strings among them make one JoinedStr of all. */
  private strings(): ast.Expr {
    const s = this.pos;
    const { kind } = this;
    if (kind[s] === T.STRING && kind[s + 1] !== T.STRING && kind[s + 1] !== T.FSTRING_START) {
      const value = this.literals.string(s);
      this.pos++;
      if (kind[this.pos] === T.TSTRING_START) this.fail();
      return this.constant(s, value, this.hasU(s));
    }
    const parts: ast.Expr[] = [];
    let fString = false;
    let bytes = 0;
    let count = 0;
    for (;;) {
      const t = this.pos;
      const k = kind[t];
      if (k === T.STRING) {
        const value = this.literals.string(t);
        this.pos++;
        if (value.type === "bytes") bytes++;
        parts.push(this.constant(t, value, this.hasU(t)));
      } else if (k === T.FSTRING_START) {
        fString = true;
        this.fString(parts);
      } else break;
      count++;
    }
    if (kind[this.pos] === T.TSTRING_START) this.fail();
    if (bytes > 0) {
      if (bytes < count) throw new LiteralError("cannot mix bytes and nonbytes literals");
      return this.constant(s, { type: "bytes", value: joinBytes(parts) }, this.hasU(s));
    }
    const values = mergeStrings(parts, fString);
    return fString ? this.joinedStr(s, values) : values[0]!;
  }

  private hasU(t: number): boolean {
    return (this.tokens.source.charCodeAt(this.tokens.start[t]!) | 32) === 117;
  }

  private templates(): ast.Expr {
    const s = this.pos;
    const parts: ast.Expr[] = [];
    do this.fString(parts);
    while (this.kind[this.pos] === T.TSTRING_START);
    const k = this.kind[this.pos];
    if (k === T.STRING || k === T.FSTRING_START) this.fail();
    return this.templateStr(s, mergeStrings(parts, true));
  }

  /** One f- or t-string: puts its pieces into `parts`. */
  private fString(parts: ast.Expr[]): void {
    const start = this.pos++;
    const { kind, tokens } = this;
    const template = kind[start] === T.TSTRING_START;
    const prefix = tokens.text(start);
    const raw = prefix.includes("r") || prefix.includes("R");
    for (;;) {
      switch (kind[this.pos]) {
        case T.FSTRING_MIDDLE:
        case T.TSTRING_MIDDLE:
          this.middle(parts, raw);
          break;
        case T.LBRACE:
          this.replacementField(parts, template, template, raw);
          break;
        case T.FSTRING_END:
        case T.TSTRING_END:
          this.pos++;
          return;
        default:
          this.fail();
      }
    }
  }

  private middle(parts: ast.Expr[], raw: boolean): void {
    const t = this.pos++;
    const value = this.literals.middle(t, raw);
    if (value.value !== "") parts.push(this.constant(t, value, false));
  }

  private replacementField(
    parts: ast.Expr[],
    template: boolean,
    interpolate: boolean,
    raw: boolean,
  ): void {
    const s = this.pos++;
    const { kind, tokens } = this;
    const value = kind[this.pos] === T.YIELD ? this.yieldExpression() : this.starExpressions();
    const debug = this.accept(T.EQUAL);
    // The text of the expression ends before `!`, `:` or `}`.
    const textEnd = this.pos;
    let conversion = -1;
    if (this.accept(T.EXCLAMATION)) conversion = this.conversion();
    let spec: ast.JoinedStr | null = null;
    if (kind[this.pos] === T.COLON) spec = this.formatSpec(template, raw);
    else if (debug && conversion < 0) conversion = 114;
    this.expect(T.RBRACE);
    let text = "";
    if (debug || interpolate) {
      text = fieldText(tokens.source, tokens.end[s]!, tokens.start[textEnd]!);
    }
    if (debug) {
      const node = this.constant(s, { type: "str", value: text }, false);
      node.col_offset = this.col[s]! + 1;
      node.end_lineno = this.line[textEnd]!;
      node.end_col_offset = this.col[textEnd]!;
      parts.push(node);
    }
    if (!interpolate) {
      parts.push(this.formattedValue(s, value, conversion, spec));
      return;
    }
    if (debug) text = text.slice(0, text.lastIndexOf("="));
    parts.push(this.interpolation(s, value, { type: "str", value: text }, conversion, spec));
  }

  private conversion(): number {
    const t = this.pos;
    const { tokens } = this;
    const name = this.identifier();
    if (tokens.start[t] !== tokens.end[t - 1]) this.fail();
    if (name !== "s" && name !== "r" && name !== "a") this.fail();
    return name.charCodeAt(0);
  }

  private formatSpec(template: boolean, raw: boolean): ast.JoinedStr {
    const s = this.pos++;
    const parts: ast.Expr[] = [];
    for (;;) {
      const k = this.kind[this.pos];
      if (k === T.FSTRING_MIDDLE || k === T.TSTRING_MIDDLE) this.middle(parts, raw);
      else if (k === T.LBRACE) this.replacementField(parts, template, false, raw);
      else break;
    }
    return this.joinedStr(s, mergeStrings(parts, true));
  }
}

function joinBytes(parts: ast.Expr[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const p of parts) {
    if (p.kind === "Constant" && p.value.type === "bytes") pieces.push(p.value.value);
  }
  const out = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of pieces) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

/** Joins runs of constants; `dropEmpty` leaves empty ones out. */
function mergeStrings(parts: ast.Expr[], dropEmpty: boolean): ast.Expr[] {
  const out: ast.Expr[] = [];
  for (let i = 0; i < parts.length; i++) {
    const first = parts[i]!;
    if (first.kind !== "Constant") {
      out.push(first);
      continue;
    }
    const run: ast.StrValue[] = [first.value as ast.StrValue];
    let last = first;
    while (i + 1 < parts.length) {
      const next = parts[i + 1]!;
      if (next.kind !== "Constant") break;
      run.push(next.value as ast.StrValue);
      last = next;
      i++;
    }
    const value = concatStr(run);
    if (dropEmpty && value.value === "") continue;
    first.value = value;
    first.end_lineno = last.end_lineno;
    first.end_col_offset = last.end_col_offset;
    out.push(first);
  }
  return out;
}

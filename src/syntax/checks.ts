/**
 * Errors and warnings of the compiler stage that need only the tree and its scopes.
 *
 * The walk goes in the order in which the reference generates code, since the first error counts:
 * values before targets, a class body before its bases, `else` of a `try` before its handlers, and
 * annotations of a module or class after everything else in it.
 */
import type * as ast from "./ast.js";
import { checkPatterns } from "./check-patterns.js";
import * as warn from "./check-warnings.js";
import type { PySyntaxWarning } from "./errors.js";
import { errorAt, tooDeepToCompile } from "./futures.js";
import type { Scope, SymbolTable } from "./scopes.js";

const MAX_BLOCKS = 21;
const IN_GROUP_HANDLER = "'break', 'continue' and 'return' cannot appear in an except* block";

/** What a statement is nested in, as far as leaving it matters. */
type Block = "loop" | "group handler" | "other";

/** Throws the first compiler-stage SyntaxError, else returns the SyntaxWarnings in their order. */
export function check(tree: ast.Mod, table: SymbolTable): PySyntaxWarning[] {
  const warnings: PySyntaxWarning[] = [];
  if (tree.kind === "FunctionType") return warnings;
  if (tree.kind !== "Expression") warn.warnFinally(tree.body, warnings);
  try {
    new Checker(table, warnings).tree(tree);
  } catch (e) {
    throw e instanceof RangeError ? tooDeepToCompile(table.filename) : e;
  }
  return warnings;
}

class Checker {
  private readonly table: SymbolTable;
  private readonly warnings: PySyntaxWarning[];
  private scope: Scope;
  private blocks: Block[] = [];
  /** Annotations to look at when the present module or class body is done. */
  private deferred: ast.Expr[] = [];

  constructor(table: SymbolTable, warnings: PySyntaxWarning[]) {
    this.table = table;
    this.warnings = warnings;
    this.scope = table.top;
  }

  tree(tree: ast.Module | ast.Interactive | ast.Expression): void {
    if (tree.kind === "Expression") this.expr(tree.body);
    else {
      this.body(tree.body);
      this.annotations();
    }
  }

  private fail(at: ast.Located, msg: string): never {
    throw errorAt(this.table.filename, at, msg);
  }

  // ---- Blocks ----------------------------------------------------------------------------------

  /** Runs `inside` as a code unit of its own. */
  private unit(scope: Scope | undefined, inside: () => void): void {
    const { blocks, deferred } = this;
    const outer = this.scope;
    if (scope !== undefined) this.scope = scope;
    this.blocks = [];
    this.deferred = [];
    inside();
    this.scope = outer;
    this.blocks = blocks;
    this.deferred = deferred;
  }

  private nested(kind: Block, at: ast.Located, inside: () => void): void {
    if (this.blocks.length >= MAX_BLOCKS) this.fail(at, "too many statically nested blocks");
    this.blocks.push(kind);
    inside();
    this.blocks.pop();
  }

  private annotations(): void {
    if (!this.table.futures.annotations) this.exprs(this.deferred);
  }

  // ---- Statements ------------------------------------------------------------------------------

  private body(body: ast.Stmt[]): void {
    for (const s of body) this.statement(s);
  }

  private statement(s: ast.Stmt): void {
    switch (s.kind) {
      case "Expr":
        this.expr(s.value);
        break;
      case "Assign":
        this.expr(s.value);
        this.exprs(s.targets);
        break;
      case "Return":
        this.returnStatement(s);
        break;
      case "If":
        this.ifStatement(s);
        break;
      case "FunctionDef":
      case "AsyncFunctionDef":
        this.functionDef(s);
        break;
      case "ClassDef":
        this.classDef(s);
        break;
      case "AugAssign":
        this.expr(s.target);
        this.expr(s.value);
        break;
      case "AnnAssign":
        this.annAssign(s);
        break;
      case "AsyncFor":
      case "For":
        this.forLoop(s);
        break;
      case "While":
        this.nested("loop", s, () => {
          this.expr(s.test);
          this.body(s.body);
        });
        this.body(s.orelse);
        break;
      case "AsyncWith":
      case "With":
        this.withItems(s, 0);
        break;
      case "Try":
      case "TryStar":
        this.tryStatement(s);
        break;
      case "Raise":
        this.maybe(s.exc);
        this.maybe(s.cause);
        break;
      case "Assert":
        warn.warnAssert(s, this.warnings);
        this.expr(s.test);
        this.maybe(s.msg);
        break;
      case "Delete":
        this.exprs(s.targets);
        break;
      case "Match":
        this.matchStatement(s);
        break;
      case "TypeAlias":
        this.unit(undefined, () => {
          this.typeParams(s.type_params);
          this.expr(s.value);
        });
        break;
      case "ImportFrom":
        this.lateFuture(s);
        break;
      case "Break":
        this.leaveLoop(s, "'break' outside loop");
        break;
      case "Continue":
        this.leaveLoop(s, "'continue' not properly in loop");
        break;
    }
  }

  private returnStatement(s: ast.Return): void {
    const { scope } = this;
    if (!scope.isFunctionLike) this.fail(s, "'return' outside function");
    if (s.value !== null && scope.isCoroutine && scope.isGenerator) {
      this.fail(s, "'return' with value in async generator");
    }
    this.maybe(s.value);
    const at = s.value?.kind === "Constant" ? s.value : s;
    if (this.blocks.includes("group handler")) this.fail(at, IN_GROUP_HANDLER);
  }

  private leaveLoop(s: ast.Stmt, msg: string): void {
    for (let i = this.blocks.length - 1; i >= 0; i--) {
      if (this.blocks[i] === "loop") return;
      if (this.blocks[i] === "group handler") this.fail(s, IN_GROUP_HANDLER);
    }
    this.fail(s, msg);
  }

  private ifStatement(s: ast.If): void {
    for (let node = s; ; ) {
      this.expr(node.test);
      this.body(node.body);
      const next = node.orelse[0];
      if (node.orelse.length !== 1 || next?.kind !== "If") {
        this.body(node.orelse);
        return;
      }
      node = next;
    }
  }

  private forLoop(s: ast.For | ast.AsyncFor): void {
    this.nested("loop", s, () => {
      this.expr(s.iter);
      this.expr(s.target);
      this.body(s.body);
    });
    this.body(s.orelse);
  }

  private withItems(s: ast.With | ast.AsyncWith, at: number): void {
    const item = s.items[at];
    if (item === undefined) {
      this.body(s.body);
      return;
    }
    this.expr(item.context_expr);
    this.nested("other", s, () => {
      this.maybe(item.optional_vars);
      this.withItems(s, at + 1);
    });
  }

  private tryStatement(s: ast.Try | ast.TryStar): void {
    if (s.finalbody.length === 0) this.tryExcept(s);
    else {
      this.nested("other", s, () => {
        if (s.handlers.length > 0) this.tryExcept(s);
        else this.body(s.body);
      });
      this.body(s.finalbody);
    }
  }

  private tryExcept(s: ast.Try | ast.TryStar): void {
    const { handlers } = s;
    this.nested("other", s, () => this.body(s.body));
    this.body(s.orelse);
    this.nested(s.kind === "TryStar" ? "group handler" : "other", s, () => {
      handlers.forEach((h, i) => {
        if (h.type === null && i < handlers.length - 1) {
          this.fail(h, "default 'except:' must be last");
        }
        this.maybe(h.type);
        this.nested("other", s, () => this.body(h.body));
      });
    });
  }

  private matchStatement(s: ast.Match): void {
    this.expr(s.subject);
    s.cases.forEach((c, i) => {
      const last = i === s.cases.length - 1;
      checkPatterns(c.pattern, c.guard !== null || last, {
        fail: (at, msg) => this.fail(at, msg),
        visit: (e) => this.expr(e),
      });
      this.maybe(c.guard);
      this.body(c.body);
    });
  }

  private lateFuture(s: ast.ImportFrom): void {
    if (s.module !== "__future__" || s.level !== 0) return;
    if (s.lineno > this.table.futures.lastLine || !this.isFutureImport(s)) {
      this.fail(s, "from __future__ imports must occur at the beginning of the file");
    }
  }

  /** Is it one of the future imports that count? */
  private isFutureImport(s: ast.ImportFrom): boolean {
    const tree = this.table.top.node;
    if (tree.kind !== "Module" && tree.kind !== "Interactive") return false;
    for (const other of tree.body) {
      if (other === s) return true;
      if (other.kind === "ImportFrom" && other.module === "__future__") continue;
      if (other.kind !== "Expr" || other !== tree.body[0]) return false;
    }
    return false;
  }

  private annAssign(s: ast.AnnAssign): void {
    const { target } = s;
    if (s.value !== null) {
      this.expr(s.value);
      this.expr(target);
    } else if (target.kind === "Attribute") this.expr(target.value);
    else if (target.kind === "Subscript") {
      this.expr(target.value);
      this.expr(target.slice);
    }
    if (s.simple && !this.scope.isFunctionLike) this.deferred.push(s.annotation);
  }

  // ---- Definitions -----------------------------------------------------------------------------

  private defaults(args: ast.Arguments): void {
    this.exprs(args.defaults);
    for (const d of args.kw_defaults) this.maybe(d);
  }

  private functionDef(s: ast.FunctionDef | ast.AsyncFunctionDef): void {
    this.exprs(s.decorator_list);
    this.defaults(s.args);
    this.unit(undefined, () => {
      this.typeParams(s.type_params);
      if (!this.table.futures.annotations) this.signature(s);
      this.unit(this.table.scopeOf.get(s), () => this.body(s.body));
    });
  }

  private signature(s: ast.FunctionDef | ast.AsyncFunctionDef): void {
    const { args } = s;
    const starred = (e: ast.Expr | null): void => {
      if (e !== null) this.expr(e.kind === "Starred" ? e.value : e);
    };
    for (const a of args.args) this.maybe(a.annotation);
    for (const a of args.posonlyargs) this.maybe(a.annotation);
    if (args.vararg !== null) starred(args.vararg.annotation);
    for (const a of args.kwonlyargs) this.maybe(a.annotation);
    if (args.kwarg !== null) this.maybe(args.kwarg.annotation);
    this.maybe(s.returns);
  }

  private classDef(s: ast.ClassDef): void {
    this.exprs(s.decorator_list);
    this.unit(undefined, () => {
      this.typeParams(s.type_params);
      this.unit(this.table.scopeOf.get(s), () => {
        this.body(s.body);
        this.annotations();
      });
      this.checkKeywords(s.keywords);
      this.elements(s.bases);
      for (const k of s.keywords) this.expr(k.value);
    });
  }

  private typeParams(params: ast.TypeParam[]): void {
    let defaults = false;
    for (const p of params) {
      if (p.kind === "TypeVar") this.maybe(p.bound);
      const value = p.default_value;
      if (value === null) {
        if (defaults) {
          this.fail(p, `non-default type parameter '${p.name}' follows default type parameter`);
        }
        continue;
      }
      defaults = true;
      this.expr(value.kind === "Starred" && p.kind === "TypeVarTuple" ? value.value : value);
    }
  }

  // ---- Expressions -----------------------------------------------------------------------------

  private exprs(list: ast.Expr[]): void {
    for (const e of list) this.expr(e);
  }

  private maybe(e: ast.Expr | null): void {
    if (e !== null) this.expr(e);
  }

  /** Expressions among which stars are allowed. */
  private elements(list: ast.Expr[]): void {
    for (const e of list) this.expr(e.kind === "Starred" ? e.value : e);
  }

  private expr(e: ast.Expr): void {
    switch (e.kind) {
      case "Name":
      case "Constant":
        break;
      case "Call":
        this.call(e);
        break;
      case "Attribute":
        this.expr(e.value);
        break;
      case "Subscript":
        if (e.ctx === "Load") warn.warnSubscript(e, this.warnings);
        this.expr(e.value);
        this.expr(e.slice);
        break;
      case "Compare":
        warn.warnCompare(e, this.warnings);
        this.expr(e.left);
        this.exprs(e.comparators);
        break;
      case "BinOp":
        this.binOp(e);
        break;
      case "BoolOp":
        this.exprs(e.values);
        break;
      case "UnaryOp":
        this.expr(e.operand);
        break;
      case "Tuple":
      case "List":
        if (e.ctx === "Store") this.unpacking(e);
        this.elements(e.elts);
        break;
      case "Set":
        this.elements(e.elts);
        break;
      case "Dict":
        e.keys.forEach((k, i) => {
          this.maybe(k);
          this.expr(e.values[i]!);
        });
        break;
      case "IfExp":
        this.expr(e.test);
        this.expr(e.body);
        this.expr(e.orelse);
        break;
      case "Lambda":
        this.defaults(e.args);
        this.unit(this.table.scopeOf.get(e), () => this.expr(e.body));
        break;
      case "ListComp":
      case "SetComp":
      case "GeneratorExp":
        this.comprehension(e, [e.elt]);
        break;
      case "DictComp":
        this.comprehension(e, [e.key, e.value]);
        break;
      case "NamedExpr":
        this.expr(e.value);
        break;
      case "Yield":
      case "YieldFrom":
        this.yieldExpr(e);
        break;
      case "Await":
        this.expr(e.value);
        break;
      case "Starred":
        this.fail(
          e,
          e.ctx === "Store"
            ? "starred assignment target must be in a list or tuple"
            : "can't use starred expression here",
        );
        break;
      case "Slice":
        this.maybe(e.lower);
        this.maybe(e.upper);
        this.maybe(e.step);
        break;
      case "JoinedStr":
      case "TemplateStr":
        this.exprs(e.values);
        break;
      case "FormattedValue":
      case "Interpolation":
        this.expr(e.value);
        this.maybe(e.format_spec);
        break;
    }
  }

  private binOp(e: ast.BinOp): void {
    const rights: ast.Expr[] = [];
    let node: ast.Expr = e;
    while (node.kind === "BinOp") {
      rights.push(node.right);
      node = node.left;
    }
    this.expr(node);
    for (let i = rights.length - 1; i >= 0; i--) this.expr(rights[i]!);
  }

  /** The first iterable comes last if the comprehension is a function of its own. */
  private comprehension(
    e: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
    results: ast.Expr[],
  ): void {
    const first = e.generators[0]!;
    const inlined = this.table.scopeOf.get(e)?.inlined === true;
    if (inlined) this.expr(first.iter);
    for (const g of e.generators) {
      if (g !== first) this.expr(g.iter);
      this.expr(g.target);
      this.exprs(g.ifs);
    }
    this.exprs(results);
    if (!inlined) this.expr(first.iter);
  }

  private call(e: ast.Call): void {
    this.checkKeywords(e.keywords);
    warn.warnCall(e, this.warnings);
    this.expr(e.func);
    this.elements(e.args);
    for (const k of e.keywords) this.expr(k.value);
  }

  private checkKeywords(keywords: ast.Keyword[]): void {
    for (let i = 0; i < keywords.length; i++) {
      const name = keywords[i]!.arg;
      if (name === null) continue;
      for (let j = i + 1; j < keywords.length; j++) {
        const other = keywords[j]!;
        if (other.arg === name) this.fail(other, `keyword argument repeated: ${name}`);
      }
    }
  }

  private unpacking(e: ast.Tuple | ast.List): void {
    let seen = false;
    e.elts.forEach((elt, i) => {
      if (elt.kind !== "Starred") return;
      if (seen) this.fail(e, "multiple starred expressions in assignment");
      if (i >= 256) this.fail(e, "too many expressions in star-unpacking assignment");
      seen = true;
    });
  }

  private yieldExpr(e: ast.Yield | ast.YieldFrom): void {
    const { scope } = this;
    const word = e.kind === "Yield" ? "'yield'" : "'yield from'";
    if (!scope.isFunctionLike) this.fail(e, `${word} outside function`);
    if (e.kind === "YieldFrom" && scope.node.kind === "AsyncFunctionDef") {
      this.fail(e, "'yield from' inside async function");
    }
    this.maybe(e.value);
  }
}

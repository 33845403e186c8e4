/** Scope building in expressions and patterns. */
import type * as ast from "./ast.js";
import { isAsyncDef, NameNotes } from "./scope-names.js";
import { type ScopeKind, SymFlag } from "./scopes.js";

/** Assignments that may not happen in certain blocks, and what those are called. */
const BLOCK_NAMES: Partial<Record<ScopeKind, string>> = {
  annotation: "an annotation",
  type_variable: "a TypeVar bound",
  type_alias: "a type alias",
  type_params: "the definition of a generic",
};

const WALRUS_BLOCKS: Partial<Record<ScopeKind, string>> = {
  class: "cannot be used in a class body",
  type_params: "cannot be used within the definition of a generic",
  type_alias: "cannot be used in a type alias",
  type_variable: "cannot be used in a TypeVar bound",
};

const COMPREHENSION_NAMES = {
  ListComp: { kind: "list", name: "listcomp", text: "list comprehension" },
  SetComp: { kind: "set", name: "setcomp", text: "set comprehension" },
  DictComp: { kind: "dict", name: "dictcomp", text: "dict comprehension" },
  GeneratorExp: { kind: "generator", name: "genexpr", text: "generator expression" },
} as const;

const COMPREHENSION_TEXT = {
  list: "list comprehension",
  set: "set comprehension",
  dict: "dict comprehension",
  generator: "generator expression",
} as const;

type AnyComprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp;

export class ExpressionScopes extends NameNotes {
  protected exprs(list: ast.Expr[]): void {
    for (const e of list) this.expr(e);
  }

  protected maybe(e: ast.Expr | null): void {
    if (e !== null) this.expr(e);
  }

  protected defaults(args: ast.Arguments): void {
    this.exprs(args.defaults);
    for (const d of args.kw_defaults) this.maybe(d);
  }

  protected parameters(args: ast.Arguments): void {
    const { scope } = this.cur;
    for (const a of args.posonlyargs) this.add(a.arg, SymFlag.PARAM, a);
    for (const a of args.args) this.add(a.arg, SymFlag.PARAM, a);
    for (const a of args.kwonlyargs) this.add(a.arg, SymFlag.PARAM, a);
    if (args.vararg !== null) {
      this.add(args.vararg.arg, SymFlag.PARAM, args.vararg);
      scope.hasVarargs = true;
    }
    if (args.kwarg !== null) {
      this.add(args.kwarg.arg, SymFlag.PARAM, args.kwarg);
      scope.hasVarkw = true;
    }
  }

  protected keywords(keywords: ast.Keyword[]): void {
    this.checkKeywords(keywords);
    for (const k of keywords) this.expr(k.value);
  }

  protected expr(e: ast.Expr): void {
    switch (e.kind) {
      case "Name":
        this.name(e);
        break;
      case "Attribute":
        this.checkName(e.attr, e, e.ctx);
        this.expr(e.value);
        break;
      case "Call":
        this.expr(e.func);
        this.exprs(e.args);
        this.keywords(e.keywords);
        break;
      case "Constant":
        return;
      case "Subscript":
        this.expr(e.value);
        this.expr(e.slice);
        break;
      case "BinOp":
        this.binOp(e);
        break;
      case "Compare":
        this.expr(e.left);
        this.exprs(e.comparators);
        break;
      case "BoolOp":
        this.exprs(e.values);
        break;
      case "UnaryOp":
        this.expr(e.operand);
        break;
      case "Tuple":
      case "List":
      case "Set":
        this.exprs(e.elts);
        break;
      case "Dict":
        for (const k of e.keys) this.maybe(k);
        this.exprs(e.values);
        break;
      case "IfExp":
        this.expr(e.test);
        this.expr(e.body);
        this.expr(e.orelse);
        break;
      case "Lambda": {
        this.defaults(e.args);
        const scope = this.enter("function", "lambda", e, e.lineno);
        this.table.scopeOf.set(e, scope);
        this.parameters(e.args);
        this.expr(e.body);
        this.exit();
        break;
      }
      case "ListComp":
      case "SetComp":
      case "GeneratorExp":
        this.comprehension(e, e.elt, null);
        break;
      case "DictComp":
        this.comprehension(e, e.key, e.value);
        break;
      case "NamedExpr":
        this.namedExpr(e);
        break;
      case "Yield":
      case "YieldFrom":
        this.notInAnnotation("yield expression", e);
        this.maybe(e.value);
        this.cur.scope.isGenerator = true;
        if (this.cur.scope.comprehension !== null) {
          const where = COMPREHENSION_TEXT[this.cur.scope.comprehension];
          throw this.error(e, `'yield' inside ${where}`);
        }
        return;
      case "Await":
        this.awaitExpr(e);
        break;
      case "Starred":
        this.expr(e.value);
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

  protected name(e: ast.Name): void {
    const { cur } = this;
    if (e.ctx !== "Load") {
      if (e.ctx === "Del") this.checkName(e.id, e, "Del");
      this.add(e.id, SymFlag.LOCAL, e);
      return;
    }
    if (cur.unevaluated) return;
    this.add(e.id, SymFlag.USE, e);
    // `super()` without arguments needs the class.
    if (e.id === "super" && cur.scope.isFunctionLike) this.add("__class__", SymFlag.USE, e);
  }

  /** A sum of many terms leans to the left: no recursion there. */
  protected binOp(e: ast.BinOp): void {
    const rights: ast.Expr[] = [];
    let node: ast.Expr = e;
    while (node.kind === "BinOp") {
      rights.push(node.right);
      node = node.left;
    }
    this.expr(node);
    for (let i = rights.length - 1; i >= 0; i--) this.expr(rights[i]!);
  }

  protected awaitExpr(e: ast.Await): void {
    this.notInAnnotation("await expression", e);
    const { scope } = this.cur;
    if (!(this.topLevelAwait && scope.kind === "module")) {
      if (!scope.isFunctionLike) throw this.error(e, "'await' outside function");
      if (scope.comprehension === null && !isAsyncDef(scope)) {
        throw this.error(e, "'await' outside async function");
      }
    }
    this.expr(e.value);
    scope.isCoroutine = true;
  }

  protected notInAnnotation(what: string, e: ast.Expr): void {
    const { scope, info } = this.cur;
    const where = info ?? BLOCK_NAMES[scope.kind];
    if (where !== undefined) throw this.error(e, `${what} cannot be used within ${where}`);
  }

  protected namedExpr(e: ast.NamedExpr): void {
    this.notInAnnotation("named expression", e);
    if (this.cur.inIterable > 0) {
      throw this.error(
        e,
        "assignment expression cannot be used in a comprehension iterable expression",
      );
    }
    if (this.cur.scope.comprehension !== null) this.bindOutside(e.target);
    this.expr(e.value);
    this.expr(e.target);
  }

  /** `:=` in a comprehension binds in the block around it. */
  protected bindOutside(target: ast.Name): void {
    const name = target.id;
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const { scope } = this.stack[i]!;
      const known = scope.symbolFor(name)?.flags ?? 0;
      if (scope.comprehension !== null) {
        if (known & SymFlag.COMP_ITER && known & SymFlag.LOCAL) {
          throw this.error(
            target,
            `assignment expression cannot rebind comprehension iteration variable '${name}'`,
          );
        }
        continue;
      }
      if (scope.kind === "function") {
        this.add(name, known & SymFlag.GLOBAL ? SymFlag.GLOBAL : SymFlag.NONLOCAL, target);
        this.directive(name, target);
        this.addChecked(scope, name, SymFlag.LOCAL, target);
        break;
      }
      if (scope.kind === "module") {
        this.add(name, SymFlag.GLOBAL, target);
        this.directive(name, target);
        this.addChecked(scope, name, SymFlag.GLOBAL, target);
        break;
      }
      const where = WALRUS_BLOCKS[scope.kind];
      if (where !== undefined) {
        throw this.error(target, `assignment expression within a comprehension ${where}`);
      }
    }
  }

  protected comprehension(e: AnyComprehension, elt: ast.Expr, value: ast.Expr | null): void {
    const first = e.generators[0]!;
    const { cur } = this;
    cur.inIterable++;
    this.expr(first.iter);
    cur.inIterable--;
    const { kind, name } = COMPREHENSION_NAMES[e.kind];
    const scope = this.enter("function", name, e, e.lineno);
    this.table.scopeOf.set(e, scope);
    scope.comprehension = kind;
    if (first.is_async) scope.isCoroutine = true;
    this.addTo(scope, ".0", SymFlag.PARAM);
    scope.params.push(".0");
    this.iterationTarget(first.target);
    this.exprs(first.ifs);
    for (let i = 1; i < e.generators.length; i++) this.clause(e.generators[i]!);
    if (value !== null) this.expr(value);
    this.expr(elt);
    scope.isGenerator = kind === "generator";
    const isAsync = scope.isCoroutine && !scope.isGenerator;
    this.exit();
    if (!isAsync) return;
    const outer = this.cur.scope;
    const allowed =
      outer.comprehension !== null ||
      isAsyncDef(outer) ||
      (this.topLevelAwait && outer.kind === "module");
    if (!allowed) {
      throw this.error(e, "asynchronous comprehension outside of an asynchronous function");
    }
    outer.isCoroutine = true;
  }

  protected iterationTarget(target: ast.Expr): void {
    const { cur } = this;
    cur.inTarget = true;
    this.expr(target);
    cur.inTarget = false;
  }

  protected clause(c: ast.Comprehension): void {
    this.iterationTarget(c.target);
    const { cur } = this;
    cur.inIterable++;
    this.expr(c.iter);
    cur.inIterable--;
    this.exprs(c.ifs);
    if (c.is_async) cur.scope.isCoroutine = true;
  }

  // ---- Patterns --------------------------------------------------------------------------------

  protected pattern(p: ast.Pattern): void {
    switch (p.kind) {
      case "MatchValue":
        this.expr(p.value);
        break;
      case "MatchSingleton":
        return;
      case "MatchSequence":
      case "MatchOr":
        for (const q of p.patterns) this.pattern(q);
        return;
      case "MatchStar":
        if (p.name !== null) this.add(p.name, SymFlag.LOCAL, p);
        return;
      case "MatchMapping":
        this.exprs(p.keys);
        for (const q of p.patterns) this.pattern(q);
        if (p.rest !== null) this.add(p.rest, SymFlag.LOCAL, p);
        return;
      case "MatchClass":
        this.expr(p.cls);
        for (const q of p.patterns) this.pattern(q);
        p.kwd_attrs.forEach((name, i) => {
          this.checkName(name, p.kwd_patterns[i]!, "Store");
        });
        for (const q of p.kwd_patterns) this.pattern(q);
        return;
      case "MatchAs":
        if (p.pattern !== null) this.pattern(p.pattern);
        if (p.name !== null) this.add(p.name, SymFlag.LOCAL, p);
        return;
    }
  }
}

/**
 * The first half of scope analysis: walks the tree in the reference's order and notes, block by
 * block, what the text says about each name. Raises the errors that need no more than that.
 */
import type * as ast from "./ast.js";
import { ExpressionScopes } from "./scope-exprs.js";
import { isAsyncDef } from "./scope-names.js";
import { type FutureFeatures, Scope, SymbolTable, SymFlag } from "./scopes.js";

type AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef;

export function buildScopes(
  tree: ast.Mod,
  filename: string,
  futures: FutureFeatures,
  topLevelAwait: boolean,
): SymbolTable {
  const top = new Scope("module", "top", tree, null, 0, null);
  const table = new SymbolTable(filename, top, futures);
  new Builder(table, topLevelAwait).tree(tree);
  return table;
}

class Builder extends ExpressionScopes {
  tree(tree: ast.Mod): void {
    this.table.scopeOf.set(tree, this.table.top);
    switch (tree.kind) {
      case "Module":
      case "Interactive":
        this.statements(tree.body);
        break;
      case "Expression":
        this.expr(tree.body);
        break;
      case "FunctionType":
        throw this.error(tree.returns, "this compiler does not handle FunctionTypes");
    }
  }

  // ---- Statements ------------------------------------------------------------------------------

  private statements(body: ast.Stmt[]): void {
    for (const s of body) this.statement(s);
  }

  /** Statements that may be skipped at run time. */
  private conditionally(...bodies: ast.Stmt[][]): void {
    const { cur } = this;
    const before = cur.conditional;
    cur.conditional = true;
    for (const body of bodies) this.statements(body);
    cur.conditional = before;
  }

  private statement(s: ast.Stmt): void {
    switch (s.kind) {
      case "Expr":
        this.expr(s.value);
        break;
      case "Assign":
        this.exprs(s.targets);
        this.expr(s.value);
        break;
      case "If":
        this.ifStatement(s);
        break;
      case "Return":
        if (s.value !== null) {
          this.expr(s.value);
          this.cur.scope.returnsValue = true;
        }
        return;
      case "FunctionDef":
      case "AsyncFunctionDef":
        this.functionDef(s);
        break;
      case "For":
      case "AsyncFor":
        if (s.kind === "AsyncFor") this.needsAsync(s, "for");
        this.expr(s.target);
        this.expr(s.iter);
        this.conditionally(s.body, s.orelse);
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
      case "Raise":
        this.maybe(s.exc);
        this.maybe(s.cause);
        break;
      case "Try":
      case "TryStar":
        this.conditionally(s.body);
        for (const h of s.handlers) {
          this.maybe(h.type);
          if (h.name !== null) this.add(h.name, SymFlag.LOCAL, h);
          this.conditionally(h.body);
        }
        this.conditionally(s.orelse, s.finalbody);
        break;
      case "While":
        this.expr(s.test);
        this.conditionally(s.body, s.orelse);
        break;
      case "With":
      case "AsyncWith":
        if (s.kind === "AsyncWith") this.needsAsync(s, "with");
        for (const item of s.items) {
          this.expr(item.context_expr);
          this.maybe(item.optional_vars);
        }
        this.conditionally(s.body);
        break;
      case "Import":
        for (const a of s.names) this.alias(a);
        return;
      case "ImportFrom":
        for (const a of s.names) this.alias(a);
        return;
      case "Assert":
        this.expr(s.test);
        this.maybe(s.msg);
        break;
      case "Delete":
        this.exprs(s.targets);
        break;
      case "Global":
      case "Nonlocal":
        this.declaration(s);
        break;
      case "Match":
        this.expr(s.subject);
        for (const c of s.cases) {
          this.pattern(c.pattern);
          this.maybe(c.guard);
          this.conditionally(c.body);
        }
        return;
      case "TypeAlias":
        this.typeAlias(s);
        break;
      case "Pass":
      case "Break":
      case "Continue":
        return;
    }
  }

  private needsAsync(s: ast.Stmt, word: string): void {
    const { scope } = this.cur;
    if (isAsyncDef(scope)) return;
    if (this.topLevelAwait && scope.kind === "module") {
      scope.isCoroutine = true;
      return;
    }
    throw this.error(s, `'async ${word}' outside async function`);
  }

  private ifStatement(s: ast.If): void {
    // A chain of elif is a loop here, for it may be long.
    for (let node = s; ; ) {
      this.expr(node.test);
      this.conditionally(node.body);
      const next = node.orelse[0];
      if (node.orelse.length !== 1 || next?.kind !== "If") {
        this.conditionally(node.orelse);
        break;
      }
      node = next;
    }
  }

  private alias(a: ast.Alias): void {
    if (a.name === "*") {
      if (this.cur.scope.kind !== "module") {
        throw this.error(a, "import * only allowed at module level");
      }
      return;
    }
    const name = a.asname ?? a.name;
    const dot = name.indexOf(".");
    this.add(dot < 0 ? name : name.slice(0, dot), SymFlag.IMPORT, a);
  }

  private declaration(s: ast.Global | ast.Nonlocal): void {
    const word = s.kind === "Global" ? "global" : "nonlocal";
    for (const name of s.names) {
      const known = this.lookup(name);
      if (known & (SymFlag.PARAM | SymFlag.LOCAL | SymFlag.USE | SymFlag.ANNOT)) {
        let msg = `name '${name}' is assigned to before ${word} declaration`;
        if (known & SymFlag.PARAM) msg = `name '${name}' is parameter and ${word}`;
        else if (known & SymFlag.USE) msg = `name '${name}' is used prior to ${word} declaration`;
        else if (known & SymFlag.ANNOT) msg = `annotated name '${name}' can't be ${word}`;
        throw this.error(s, msg);
      }
      this.add(name, s.kind === "Global" ? SymFlag.GLOBAL : SymFlag.NONLOCAL, s);
      this.directive(name, s);
    }
  }

  private annAssign(s: ast.AnnAssign): void {
    const { target } = s;
    const { scope } = this.cur;
    if (target.kind === "Name") {
      const known = this.lookup(target.id);
      const declared = known & (SymFlag.GLOBAL | SymFlag.NONLOCAL);
      if (declared && scope !== this.table.top && s.simple) {
        const word = known & SymFlag.GLOBAL ? "global" : "nonlocal";
        throw this.error(s, `annotated name '${target.id}' can't be ${word}`);
      }
      if (s.simple) this.add(target.id, SymFlag.ANNOT | SymFlag.LOCAL, target);
      else if (s.value !== null) this.add(target.id, SymFlag.LOCAL, target);
    } else this.expr(target);
    this.annotation(s.annotation);
    this.maybe(s.value);
  }

  /** The annotation of a variable: all of a block share one annotation block. */
  private annotation(annotation: ast.Expr): void {
    const owner = this.cur;
    const { scope } = owner;
    if (
      ((scope.kind === "class" && owner.conditional) || scope.kind === "module") &&
      !scope.hasConditionalAnnotations
    ) {
      scope.hasConditionalAnnotations = true;
      this.add("__conditional_annotations__", SymFlag.USE, annotation);
    }
    if (owner.annotations === null) {
      const block = this.enterAnnotations(scope.node, annotation.lineno);
      owner.annotations = this.cur;
      if (!this.table.futures.annotations) {
        if (scope.kind === "class") this.seeClass(block, annotation);
        if (scope.kind !== "function") this.table.annotationsOf.set(scope.node, block);
      }
    } else this.push(owner.annotations);
    const walk = this.cur;
    walk.unevaluated = scope.kind === "function";
    this.expr(annotation);
    walk.unevaluated = false;
    this.exit();
  }

  private enterAnnotations(node: ast.Node, lineno: number): Scope {
    const block = this.enter("annotation", "__annotate__", node, lineno);
    // Under the future import annotations are text; only their errors count.
    if (this.table.futures.annotations) block.parent!.children.pop();
    return block;
  }

  private seeClass(block: Scope, at: ast.Located): void {
    block.canSeeClassScope = true;
    this.add("__classdict__", SymFlag.USE, at);
  }

  // ---- Definitions -----------------------------------------------------------------------------

  private functionDef(s: AnyFunction): void {
    this.add(s.name, SymFlag.LOCAL, s);
    this.defaults(s.args);
    this.exprs(s.decorator_list);
    const generic = s.type_params.length > 0;
    if (generic) {
      this.enterTypeParams(s, s.name);
      this.addTo(this.cur.scope, ".defaults", SymFlag.PARAM);
      this.cur.scope.params.push(".defaults");
      if (s.args.kw_defaults.some((d) => d !== null)) {
        this.addTo(this.cur.scope, ".kwdefaults", SymFlag.PARAM);
        this.cur.scope.params.push(".kwdefaults");
      }
      for (const p of s.type_params) this.typeParam(p);
    }
    this.signatureAnnotations(s);
    const scope = this.enter("function", s.name, s, s.lineno);
    this.table.scopeOf.set(s, scope);
    if (s.kind === "AsyncFunctionDef") scope.isCoroutine = true;
    this.parameters(s.args);
    this.statements(s.body);
    this.exit();
    if (generic) this.exit();
  }

  private signatureAnnotations(s: AnyFunction): void {
    const outer = this.cur.scope;
    const { args } = s;
    const block = this.enterAnnotations(s, s.lineno);
    if (!this.table.futures.annotations) this.table.annotationsOf.set(s, block);
    if (outer.canSeeClassScope || outer.kind === "class") this.seeClass(block, s);
    for (const a of args.posonlyargs) this.maybe(a.annotation);
    for (const a of args.args) this.maybe(a.annotation);
    if (args.vararg !== null) this.maybe(args.vararg.annotation);
    if (args.kwarg !== null) this.maybe(args.kwarg.annotation);
    for (const a of args.kwonlyargs) this.maybe(a.annotation);
    this.maybe(s.returns);
    this.exit();
  }

  private classDef(s: ast.ClassDef): void {
    this.add(s.name, SymFlag.LOCAL, s);
    this.exprs(s.decorator_list);
    const outerClass = this.className;
    const generic = s.type_params.length > 0;
    if (generic) {
      this.className = s.name;
      const block = this.enterTypeParams(s, s.name);
      block.mangledNames = new Set();
      this.addTo(block, ".type_params", SymFlag.LOCAL | SymFlag.USE);
      this.addTo(block, ".generic_base", SymFlag.LOCAL | SymFlag.USE);
      for (const p of s.type_params) this.typeParam(p);
    }
    this.exprs(s.bases);
    this.keywords(s.keywords);
    this.className = s.name;
    const scope = this.enter("class", s.name, s, s.lineno);
    this.table.scopeOf.set(s, scope);
    if (generic) {
      this.add("__type_params__", SymFlag.LOCAL, s);
      this.addTo(scope, ".type_params", SymFlag.USE);
    }
    this.statements(s.body);
    this.exit();
    if (generic) this.exit();
    this.className = outerClass;
  }

  private enterTypeParams(node: AnyFunction | ast.ClassDef | ast.TypeAlias, name: string): Scope {
    const inClass = this.cur.scope.kind === "class";
    const block = this.enter("type_params", name, node, node.lineno);
    this.table.typeParamsOf.set(node, block);
    if (inClass) this.seeClass(block, node);
    return block;
  }

  private typeParam(p: ast.TypeParam): void {
    this.add(p.name, SymFlag.TYPE_PARAM | SymFlag.LOCAL, p);
    if (p.name === "__classdict__") {
      throw this.error(p, `reserved name '${p.name}' cannot be used for type parameter`);
    }
    if (p.kind === "TypeVar" && p.bound !== null) {
      const info = p.bound.kind === "Tuple" ? "a TypeVar constraint" : "a TypeVar bound";
      this.typeVariable(p, p.bound, info, this.table.boundOf);
    }
    if (p.default_value !== null) {
      this.typeVariable(p, p.default_value, `a ${p.kind} default`, this.table.defaultOf);
    }
  }

  private typeVariable(
    p: ast.TypeParam,
    e: ast.Expr,
    info: string,
    map: Map<ast.TypeParam, Scope>,
  ): void {
    const inClass = this.cur.scope.canSeeClassScope;
    const block = this.enter("type_variable", p.name, p, e.lineno);
    map.set(p, block);
    if (inClass) this.seeClass(block, e);
    this.cur.info = info;
    this.expr(e);
    this.exit();
  }

  private typeAlias(s: ast.TypeAlias): void {
    this.expr(s.name);
    const inClass = this.cur.scope.kind === "class";
    const generic = s.type_params.length > 0;
    if (generic) {
      this.enterTypeParams(s, s.name.id);
      for (const p of s.type_params) this.typeParam(p);
    }
    const block = this.enter("type_alias", s.name.id, s, s.lineno);
    this.table.scopeOf.set(s, block);
    if (inClass) this.seeClass(block, s.value);
    this.expr(s.value);
    this.exit();
    if (generic) this.exit();
  }
}

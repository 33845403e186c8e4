/**
 * The first half of scope analysis: walks the tree in the reference's order and notes, block by
 * block, what the text says about each name. Raises the errors that need no more than that.
 */
import type * as ast from "./ast.js";
import { errorAt } from "./futures.js";
import { type FutureFeatures, Scope, type ScopeKind, SymbolTable, SymFlag } from "./scopes.js";

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
type AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef;

/** What the builder knows about a block only while it walks. */
interface Walk {
  scope: Scope;
  /** In the first iterable of a comprehension, however deep. */
  inIterable: number;
  /** Names bound now are iteration variables. */
  inTarget: boolean;
  /** In `if`, `for`, `try`...: annotations may not be reached. */
  conditional: boolean;
  /** An annotation of a local variable: never evaluated, so its names don't count. */
  unevaluated: boolean;
  /** Where in a type parameter this block stands. */
  info: string | null;
  /** The block of the annotations in this one. */
  annotations: Walk | null;
}

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

class Builder {
  private readonly table: SymbolTable;
  private readonly filename: string;
  private readonly topLevelAwait: boolean;
  private readonly stack: Walk[] = [];
  private cur: Walk;
  private className: string | null = null;

  constructor(table: SymbolTable, topLevelAwait: boolean) {
    this.table = table;
    this.filename = table.filename;
    this.topLevelAwait = topLevelAwait;
    this.cur = newWalk(table.top);
    this.stack.push(this.cur);
  }

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

  private error(at: ast.Located, msg: string): Error {
    return errorAt(this.filename, at, msg);
  }

  // ---- Blocks ----------------------------------------------------------------------------------

  private enter(kind: ScopeKind, name: string, node: ast.Node, lineno: number): Scope {
    const parent = this.cur.scope;
    const scope = new Scope(kind, name, node, parent, lineno, this.className);
    parent.children.push(scope);
    const walk = newWalk(scope);
    this.push(walk);
    if (kind === "annotation" || kind === "type_alias" || kind === "type_variable") {
      this.addTo(scope, ".format", SymFlag.PARAM | SymFlag.USE);
    }
    return scope;
  }

  private push(walk: Walk): void {
    walk.inIterable = this.cur.inIterable;
    const { scope } = walk;
    if (scope.kind !== "class" && this.cur.scope.mangledNames !== null) {
      scope.mangledNames = this.cur.scope.mangledNames;
    }
    this.stack.push(walk);
    this.cur = walk;
  }

  private exit(): void {
    this.stack.pop();
    this.cur = this.stack[this.stack.length - 1]!;
  }

  // ---- Names -----------------------------------------------------------------------------------

  private lookup(name: string): number {
    return this.cur.scope.symbolFor(name)?.flags ?? 0;
  }

  /** Notes something about a name in the present block. */
  private add(name: string, flags: number, at: ast.Located): void {
    const { scope } = this.cur;
    if (flags & (SymFlag.PARAM | SymFlag.LOCAL | SymFlag.IMPORT)) this.checkName(name, at, "Store");
    if (flags & SymFlag.TYPE_PARAM && scope.mangledNames !== null) scope.mangledNames.add(name);
    this.addChecked(scope, name, flags, at);
  }

  private addChecked(scope: Scope, name: string, flags: number, at: ast.Located): void {
    const mangled = scope.mangle(name);
    const known = scope.symbols.get(mangled)?.flags ?? 0;
    if (flags & known & SymFlag.PARAM) {
      throw this.error(at, `duplicate argument '${name}' in function definition`);
    }
    if (flags & known & SymFlag.TYPE_PARAM) {
      throw this.error(at, `duplicate type parameter '${name}'`);
    }
    let all = flags;
    if (scope === this.cur.scope && this.cur.inTarget) {
      if ((known | flags) & (SymFlag.GLOBAL | SymFlag.NONLOCAL)) {
        throw this.error(
          at,
          `comprehension inner loop cannot rebind assignment expression target '${name}'`,
        );
      }
      all |= SymFlag.COMP_ITER;
    }
    this.addTo(scope, mangled, all);
    if (flags & SymFlag.PARAM) scope.params.push(mangled);
    else if (flags & SymFlag.GLOBAL) this.addTo(this.table.top, mangled, SymFlag.GLOBAL);
  }

  private addTo(scope: Scope, mangled: string, flags: number): void {
    const sym = scope.symbols.get(mangled);
    if (sym === undefined) scope.addSymbol(mangled, flags);
    else sym.flags |= flags;
  }

  private checkName(name: string, at: ast.Located, ctx: ast.Ctx): void {
    if (name !== "__debug__" || ctx === "Load") return;
    throw this.error(at, `cannot ${ctx === "Store" ? "assign to" : "delete"} __debug__`);
  }

  private checkKeywords(keywords: ast.Keyword[]): void {
    for (const k of keywords) if (k.arg !== null) this.checkName(k.arg, k, "Store");
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
        return this.expr(s.value);
      case "Assign":
        this.exprs(s.targets);
        return this.expr(s.value);
      case "If":
        return this.ifStatement(s);
      case "Return":
        if (s.value !== null) {
          this.expr(s.value);
          this.cur.scope.returnsValue = true;
        }
        return;
      case "FunctionDef":
      case "AsyncFunctionDef":
        return this.functionDef(s);
      case "For":
      case "AsyncFor":
        if (s.kind === "AsyncFor") this.needsAsync(s, "for");
        this.expr(s.target);
        this.expr(s.iter);
        return this.conditionally(s.body, s.orelse);
      case "ClassDef":
        return this.classDef(s);
      case "AugAssign":
        this.expr(s.target);
        return this.expr(s.value);
      case "AnnAssign":
        return this.annAssign(s);
      case "Raise":
        this.maybe(s.exc);
        return this.maybe(s.cause);
      case "Try":
      case "TryStar":
        this.conditionally(s.body);
        for (const h of s.handlers) {
          this.maybe(h.type);
          if (h.name !== null) this.add(h.name, SymFlag.LOCAL, h);
          this.conditionally(h.body);
        }
        return this.conditionally(s.orelse, s.finalbody);
      case "While":
        this.expr(s.test);
        return this.conditionally(s.body, s.orelse);
      case "With":
      case "AsyncWith":
        if (s.kind === "AsyncWith") this.needsAsync(s, "with");
        for (const item of s.items) {
          this.expr(item.context_expr);
          this.maybe(item.optional_vars);
        }
        return this.conditionally(s.body);
      case "Import":
        for (const a of s.names) this.alias(a);
        return;
      case "ImportFrom":
        for (const a of s.names) this.alias(a);
        return;
      case "Assert":
        this.expr(s.test);
        return this.maybe(s.msg);
      case "Delete":
        return this.exprs(s.targets);
      case "Global":
      case "Nonlocal":
        return this.declaration(s);
      case "Match":
        this.expr(s.subject);
        for (const c of s.cases) {
          this.pattern(c.pattern);
          this.maybe(c.guard);
          this.conditionally(c.body);
        }
        return;
      case "TypeAlias":
        return this.typeAlias(s);
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
        return this.conditionally(node.orelse);
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

  private directive(name: string, at: ast.Located): void {
    const { scope } = this.cur;
    scope.directives.push({ name: scope.mangle(name), at });
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

  private defaults(args: ast.Arguments): void {
    this.exprs(args.defaults);
    for (const d of args.kw_defaults) this.maybe(d);
  }

  private parameters(args: ast.Arguments): void {
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

  // ---- Expressions -----------------------------------------------------------------------------

  private exprs(list: ast.Expr[]): void {
    for (const e of list) this.expr(e);
  }

  private maybe(e: ast.Expr | null): void {
    if (e !== null) this.expr(e);
  }

  private keywords(keywords: ast.Keyword[]): void {
    this.checkKeywords(keywords);
    for (const k of keywords) this.expr(k.value);
  }

  private expr(e: ast.Expr): void {
    switch (e.kind) {
      case "Name":
        return this.name(e);
      case "Attribute":
        this.checkName(e.attr, e, e.ctx);
        return this.expr(e.value);
      case "Call":
        this.expr(e.func);
        this.exprs(e.args);
        return this.keywords(e.keywords);
      case "Constant":
        return;
      case "Subscript":
        this.expr(e.value);
        return this.expr(e.slice);
      case "BinOp":
        return this.binOp(e);
      case "Compare":
        this.expr(e.left);
        return this.exprs(e.comparators);
      case "BoolOp":
        return this.exprs(e.values);
      case "UnaryOp":
        return this.expr(e.operand);
      case "Tuple":
      case "List":
      case "Set":
        return this.exprs(e.elts);
      case "Dict":
        for (const k of e.keys) this.maybe(k);
        return this.exprs(e.values);
      case "IfExp":
        this.expr(e.test);
        this.expr(e.body);
        return this.expr(e.orelse);
      case "Lambda": {
        this.defaults(e.args);
        const scope = this.enter("function", "lambda", e, e.lineno);
        this.table.scopeOf.set(e, scope);
        this.parameters(e.args);
        this.expr(e.body);
        return this.exit();
      }
      case "ListComp":
      case "SetComp":
      case "GeneratorExp":
        return this.comprehension(e, e.elt, null);
      case "DictComp":
        return this.comprehension(e, e.key, e.value);
      case "NamedExpr":
        return this.namedExpr(e);
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
        return this.awaitExpr(e);
      case "Starred":
        return this.expr(e.value);
      case "Slice":
        this.maybe(e.lower);
        this.maybe(e.upper);
        return this.maybe(e.step);
      case "JoinedStr":
      case "TemplateStr":
        return this.exprs(e.values);
      case "FormattedValue":
      case "Interpolation":
        this.expr(e.value);
        return this.maybe(e.format_spec);
    }
  }

  private name(e: ast.Name): void {
    const { cur } = this;
    if (e.ctx !== "Load") {
      if (e.ctx === "Del") this.checkName(e.id, e, "Del");
      return this.add(e.id, SymFlag.LOCAL, e);
    }
    if (cur.unevaluated) return;
    this.add(e.id, SymFlag.USE, e);
    // `super()` without arguments needs the class.
    if (e.id === "super" && cur.scope.isFunctionLike) this.add("__class__", SymFlag.USE, e);
  }

  /** A sum of many terms leans to the left: no recursion there. */
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

  private awaitExpr(e: ast.Await): void {
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

  private notInAnnotation(what: string, e: ast.Expr): void {
    const { scope, info } = this.cur;
    const where = info ?? BLOCK_NAMES[scope.kind];
    if (where !== undefined) throw this.error(e, `${what} cannot be used within ${where}`);
  }

  private namedExpr(e: ast.NamedExpr): void {
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
  private bindOutside(target: ast.Name): void {
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
        return this.addChecked(scope, name, SymFlag.LOCAL, target);
      }
      if (scope.kind === "module") {
        this.add(name, SymFlag.GLOBAL, target);
        this.directive(name, target);
        return this.addChecked(scope, name, SymFlag.GLOBAL, target);
      }
      const where = WALRUS_BLOCKS[scope.kind];
      if (where !== undefined) {
        throw this.error(target, `assignment expression within a comprehension ${where}`);
      }
    }
  }

  private comprehension(e: AnyComprehension, elt: ast.Expr, value: ast.Expr | null): void {
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

  private iterationTarget(target: ast.Expr): void {
    const { cur } = this;
    cur.inTarget = true;
    this.expr(target);
    cur.inTarget = false;
  }

  private clause(c: ast.Comprehension): void {
    this.iterationTarget(c.target);
    const { cur } = this;
    cur.inIterable++;
    this.expr(c.iter);
    cur.inIterable--;
    this.exprs(c.ifs);
    if (c.is_async) cur.scope.isCoroutine = true;
  }

  // ---- Patterns --------------------------------------------------------------------------------

  private pattern(p: ast.Pattern): void {
    switch (p.kind) {
      case "MatchValue":
        return this.expr(p.value);
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

function isAsyncDef(scope: Scope): boolean {
  return scope.kind === "function" && scope.node.kind === "AsyncFunctionDef";
}

function newWalk(scope: Scope): Walk {
  return {
    scope,
    inIterable: 0,
    inTarget: false,
    conditional: false,
    unevaluated: false,
    info: null,
    annotations: null,
  };
}

/** Scope building, its base: the stack of blocks and what is noted about names in them. */
import type * as ast from "./ast.js";
import { errorAt } from "./futures.js";
import { Scope, type ScopeKind, type SymbolTable, SymFlag } from "./scopes.js";

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

export class NameNotes {
  protected readonly table: SymbolTable;
  protected readonly filename: string;
  protected readonly topLevelAwait: boolean;
  protected readonly stack: Walk[] = [];
  protected cur: Walk;
  protected className: string | null = null;

  constructor(table: SymbolTable, topLevelAwait: boolean) {
    this.table = table;
    this.filename = table.filename;
    this.topLevelAwait = topLevelAwait;
    this.cur = newWalk(table.top);
    this.stack.push(this.cur);
  }

  protected error(at: ast.Located, msg: string): Error {
    return errorAt(this.filename, at, msg);
  }

  // ---- Blocks ----------------------------------------------------------------------------------

  protected enter(kind: ScopeKind, name: string, node: ast.Node, lineno: number): Scope {
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

  protected push(walk: Walk): void {
    walk.inIterable = this.cur.inIterable;
    const { scope } = walk;
    if (scope.kind !== "class" && this.cur.scope.mangledNames !== null) {
      scope.mangledNames = this.cur.scope.mangledNames;
    }
    this.stack.push(walk);
    this.cur = walk;
  }

  protected exit(): void {
    this.stack.pop();
    this.cur = this.stack[this.stack.length - 1]!;
  }

  // ---- Names -----------------------------------------------------------------------------------

  protected lookup(name: string): number {
    return this.cur.scope.symbolFor(name)?.flags ?? 0;
  }

  /** Notes something about a name in the present block. */
  protected add(name: string, flags: number, at: ast.Located): void {
    const { scope } = this.cur;
    if (flags & (SymFlag.PARAM | SymFlag.LOCAL | SymFlag.IMPORT)) this.checkName(name, at, "Store");
    if (flags & SymFlag.TYPE_PARAM && scope.mangledNames !== null) scope.mangledNames.add(name);
    this.addChecked(scope, name, flags, at);
  }

  protected addChecked(scope: Scope, name: string, flags: number, at: ast.Located): void {
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

  protected addTo(scope: Scope, mangled: string, flags: number): void {
    const sym = scope.symbols.get(mangled);
    if (sym === undefined) scope.addSymbol(mangled, flags);
    else sym.flags |= flags;
  }

  protected directive(name: string, at: ast.Located): void {
    const { scope } = this.cur;
    scope.directives.push({ name: scope.mangle(name), at });
  }

  protected checkName(name: string, at: ast.Located, ctx: ast.Ctx): void {
    if (name !== "__debug__" || ctx === "Load") return;
    throw this.error(at, `cannot ${ctx === "Store" ? "assign to" : "delete"} __debug__`);
  }

  protected checkKeywords(keywords: ast.Keyword[]): void {
    for (const k of keywords) if (k.arg !== null) this.checkName(k.arg, k, "Store");
  }
}

export function isAsyncDef(scope: Scope): boolean {
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

/**
 * The second half of scope analysis: from what each block says about its names to where each name
 * lives (local, cell, free or global).
 *
 * Blocks are resolved from the outside in, with the names bound and declared global outside passed
 * down, and the names left free inside passed up.
 */
import { errorAt } from "./futures.js";
import { type Scope, type Sym, type SymbolTable, SymFlag, type SymScope } from "./scopes.js";

const BOUND = SymFlag.LOCAL | SymFlag.PARAM | SymFlag.IMPORT | SymFlag.TYPE_PARAM;

/** The cells a class provides to the blocks inside it, without binding them as names. */
const CLASS_CELLS = ["__class__", "__classdict__", "__conditional_annotations__"];

export function resolveScopes(table: SymbolTable, inline: boolean): void {
  new Resolver(table.filename, inline).block(table.top, null, new Set(), new Set(), null);
}

class Resolver {
  private readonly filename: string;
  private readonly inline: boolean;

  constructor(filename: string, inline: boolean) {
    this.filename = filename;
    this.inline = inline;
  }

  /**
   * Resolves a block and those inside. The three sets are the block's own copies (it changes them):
   * names bound in enclosing functions (null at the top), names declared global outside, and those
   * of the bound ones that are type parameters. Returns the names it leaves free.
   */
  block(
    scope: Scope,
    bound: Set<string> | null,
    global: Set<string>,
    typeParams: Set<string>,
    classAround: Scope | null,
  ): Set<string> {
    const isClass = scope.kind === "class";
    const local = new Set<string>();
    const childBound = new Set<string>(isClass && bound !== null ? bound : undefined);
    const childGlobal = new Set<string>(isClass ? global : undefined);
    const scopes = new Map<string, SymScope>();
    for (const sym of scope.symbols.values()) {
      const found = this.name(scope, sym, bound, local, global, typeParams, classAround);
      scopes.set(sym.name, found);
    }
    if (isClass) for (const name of CLASS_CELLS) childBound.add(name);
    else {
      if (scope.isFunctionLike) for (const name of local) childBound.add(name);
      if (bound !== null) for (const name of bound) childBound.add(name);
      for (const name of global) childGlobal.add(name);
    }
    const ownFree: string[] = [];
    for (const [name, found] of scopes) if (found === "free") ownFree.push(name);
    // First what the blocks inside leave free, later all that this block does.
    const free = new Set<string>();
    const inlinedCells = this.children(
      scope,
      scopes,
      free,
      childBound,
      childGlobal,
      typeParams,
      classAround,
    );
    if (scope.isFunctionLike) makeCells(scopes, free, inlinedCells);
    else if (isClass) takeClassCells(scope, free);
    record(scope, scopes, bound, free, inlinedCells);
    for (const name of ownFree) free.add(name);
    return free;
  }

  /** Resolves the blocks inside, adds what they leave free to `free`, and inlines comprehensions. */
  private children(
    scope: Scope,
    scopes: Map<string, SymScope>,
    free: Set<string>,
    bound: Set<string>,
    global: Set<string>,
    typeParams: Set<string>,
    classAround: Scope | null,
  ): Set<string> {
    const inlinedCells = new Set<string>();
    for (const child of scope.children) {
      let childClass: Scope | null = null;
      if (child.canSeeClassScope) childClass = scope.kind === "class" ? scope : classAround;
      const childFree = this.block(
        child,
        new Set(bound),
        new Set(global),
        new Set(typeParams),
        childClass,
      );
      if (
        this.inline &&
        child.comprehension !== null &&
        child.comprehension !== "generator" &&
        !scope.canSeeClassScope
      ) {
        child.inlined = true;
        inlineComprehension(scope, child, scopes, childFree, inlinedCells);
      }
      for (const name of childFree) free.add(name);
      if (child.hasFree || child.childHasFree) scope.childHasFree = true;
    }
    return inlinedCells;
  }

  private name(
    scope: Scope,
    sym: Sym,
    bound: Set<string> | null,
    local: Set<string>,
    global: Set<string>,
    typeParams: Set<string>,
    classAround: Scope | null,
  ): SymScope {
    const { name, flags } = sym;
    if (flags & SymFlag.GLOBAL) {
      if (flags & SymFlag.NONLOCAL) this.fail(scope, name, `name '${name}' is nonlocal and global`);
      global.add(name);
      bound?.delete(name);
      return "global_explicit";
    }
    if (flags & SymFlag.NONLOCAL) {
      if (bound === null) {
        this.fail(scope, name, "nonlocal declaration not allowed at module level");
      }
      if (!bound.has(name)) this.fail(scope, name, `no binding for nonlocal '${name}' found`);
      if (typeParams.has(name)) {
        this.fail(scope, name, `nonlocal binding not allowed for type parameter '${name}'`);
      }
      scope.hasFree = true;
      return "free";
    }
    if (flags & BOUND) {
      local.add(name);
      global.delete(name);
      if (flags & SymFlag.TYPE_PARAM) typeParams.add(name);
      else typeParams.delete(name);
      return "local";
    }
    if (classAround !== null) {
      // A name of the class around goes through the class namespace, past functions outside it.
      const outer = classAround.symbols.get(name)?.flags ?? 0;
      if (outer & SymFlag.GLOBAL) return "global_explicit";
      if (outer & BOUND && !(outer & SymFlag.NONLOCAL)) return "global_implicit";
    }
    if (bound?.has(name)) {
      scope.hasFree = true;
      return "free";
    }
    return "global_implicit";
  }

  private fail(scope: Scope, name: string, msg: string): never {
    const directive = scope.directives.find((d) => d.name === name);
    if (directive === undefined) throw new Error(`no directive for ${name}`);
    throw errorAt(this.filename, directive.at, msg);
  }
}

/** Local variables that inner blocks use become cells. */
function makeCells(
  scopes: Map<string, SymScope>,
  free: Set<string>,
  inlinedCells: Set<string>,
): void {
  for (const [name, found] of scopes) {
    if (found !== "local" || !(free.has(name) || inlinedCells.has(name))) continue;
    scopes.set(name, "cell");
    free.delete(name);
  }
}

function takeClassCells(scope: Scope, free: Set<string>): void {
  if (free.delete("__class__")) scope.needsClassClosure = true;
  if (free.delete("__classdict__")) scope.needsClassdict = true;
  if (free.delete("__conditional_annotations__")) scope.hasConditionalAnnotations = true;
}

/** Is the name free in a block inside (one that is not itself inlined)? */
function isFreeBelow(scope: Scope, name: string): boolean {
  return scope.children.some((child) =>
    child.inlined ? isFreeBelow(child, name) : child.symbols.get(name)?.scope === "free",
  );
}

/** Copies the names of a comprehension into the block that runs it. */
function inlineComprehension(
  scope: Scope,
  comprehension: Scope,
  scopes: Map<string, SymScope>,
  free: Set<string>,
  inlinedCells: Set<string>,
): void {
  for (const sym of comprehension.symbols.values()) {
    const { name } = sym;
    if (sym.flags & SymFlag.PARAM) continue;
    let found = sym.scope;
    if (found === "cell" || sym.flags & SymFlag.COMP_CELL) inlinedCells.add(name);
    const existing = scope.symbols.get(name);
    if (found === "free" && scope.kind === "class" && CLASS_CELLS.includes(name)) {
      found = "global_implicit";
      free.delete(name);
    }
    if (existing === undefined) {
      const copy = scope.addSymbol(name, sym.flags);
      copy.fromComprehension = true;
      scopes.set(name, found);
    } else if (
      existing.flags & BOUND &&
      scope.kind !== "class" &&
      !isFreeBelow(comprehension, name)
    ) {
      free.delete(name);
      if (found === "free") existing.flags |= sym.flags & SymFlag.USE;
    }
  }
}

function record(
  scope: Scope,
  scopes: Map<string, SymScope>,
  bound: Set<string> | null,
  free: Set<string>,
  inlinedCells: Set<string>,
): void {
  for (const sym of scope.symbols.values()) {
    if (inlinedCells.has(sym.name)) sym.flags |= SymFlag.COMP_CELL;
    sym.scope = scopes.get(sym.name)!;
  }
  const throughClass = scope.kind === "class" || scope.canSeeClassScope;
  for (const name of free) {
    const sym = scope.symbols.get(name);
    if (sym !== undefined) {
      if (throughClass) sym.flags |= SymFlag.FREE_CLASS;
      continue;
    }
    if (bound !== null && !bound.has(name)) continue;
    scope.addSymbol(name, 0).scope = "free";
  }
}

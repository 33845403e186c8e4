/**
 * Scopes and symbols: which block binds each name, and how each use of it must be compiled.
 *
 * The table mirrors the reference's `symtable` (flags, scope kinds, the hidden symbols `.format`,
 * `.type_params`, `.generic_base`, `.defaults`, `.0`, and `__class__`, `__classdict__`,
 * `__conditional_annotations__` of classes).
 *
 * List, set and dict comprehensions are inlined into the block around them (PEP 709), as in CPython,
 * unless AnalyzeOptions says otherwise. Such a scope has `inlined` set and stays among its parent's
 * `children` (CPython splices it out). Its own symbols say what the comprehension binds; the names
 * it does not bind mean what they mean in the parent. So a variable of the parent that only an
 * inlined comprehension uses is "local" in the parent, not "cell", though "free" in the
 * comprehension. Names the parent did not know are copied into it, marked `fromComprehension`.
 */
import type * as ast from "./ast.js";

export type ScopeKind =
  | "module"
  | "function"
  | "class"
  | "annotation"
  | "type_params"
  | "type_alias"
  | "type_variable";

export type SymScope = "local" | "cell" | "free" | "global_explicit" | "global_implicit";

/** What the text of a block says about a name; the bits are those of CPython's `symtable`. */
export const SymFlag = {
  GLOBAL: 1,
  LOCAL: 2,
  PARAM: 4,
  NONLOCAL: 8,
  USE: 16,
  /** Free in a class block for the sake of an inner function, though maybe bound there too. */
  FREE_CLASS: 64,
  IMPORT: 128,
  ANNOT: 256,
  COMP_ITER: 512,
  TYPE_PARAM: 1024,
  COMP_CELL: 2048,
} as const;

export class Sym {
  readonly name: string;
  flags = 0;
  scope: SymScope = "global_implicit";
  /** Known in this block only because an inlined comprehension uses or binds it. */
  fromComprehension = false;

  constructor(name: string) {
    this.name = name;
  }
  get isAssigned(): boolean {
    return (this.flags & (SymFlag.LOCAL | SymFlag.PARAM | SymFlag.IMPORT)) !== 0;
  }
  get isReferenced(): boolean {
    return (this.flags & SymFlag.USE) !== 0;
  }
  get isParameter(): boolean {
    return (this.flags & SymFlag.PARAM) !== 0;
  }
  get isDeclaredGlobal(): boolean {
    return (this.flags & SymFlag.GLOBAL) !== 0;
  }
  get isNonlocal(): boolean {
    return (this.flags & SymFlag.NONLOCAL) !== 0;
  }
  get isImported(): boolean {
    return (this.flags & SymFlag.IMPORT) !== 0;
  }
  get isAnnotated(): boolean {
    return (this.flags & SymFlag.ANNOT) !== 0;
  }
  get isCompIter(): boolean {
    return (this.flags & SymFlag.COMP_ITER) !== 0;
  }
  get isTypeParam(): boolean {
    return (this.flags & SymFlag.TYPE_PARAM) !== 0;
  }
  /** A class block must pass this name's cell on to its functions (it may also bind the name). */
  get isFreeInClass(): boolean {
    return (this.flags & SymFlag.FREE_CLASS) !== 0;
  }
}

export type ComprehensionKind = "list" | "set" | "dict" | "generator";

export class Scope {
  readonly kind: ScopeKind;
  /** "top", the def's or class's name, "lambda", "listcomp", "genexpr", "__annotate__", ... */
  readonly name: string;
  readonly node: ast.Node;
  readonly parent: Scope | null;
  readonly children: Scope[] = [];
  /** By mangled name, in order of first appearance. */
  readonly symbols = new Map<string, Sym>();
  /** Parameters in the order of `co_varnames`. */
  readonly params: string[] = [];
  readonly lineno: number;
  /** The name private names are mangled with: the innermost class around. */
  className: string | null;
  /** Inside a function (at any depth). */
  readonly nested: boolean;
  comprehension: ComprehensionKind | null = null;
  isGenerator = false;
  isCoroutine = false;
  hasVarargs = false;
  hasVarkw = false;
  returnsValue = false;
  /** CPython merges this comprehension into the block around it (PEP 709). */
  inlined = false;
  /** An annotation, type-parameter or type-alias block directly in a class: sees its namespace. */
  canSeeClassScope = false;
  /** A class whose methods use `super` or `__class__`: it makes a `__class__` cell. */
  needsClassClosure = false;
  /** A class whose annotation or type-parameter blocks look names up in it: a `__classdict__` cell. */
  needsClassdict = false;
  /** Module or class with annotations under `if`, `for`, `try`...: `__conditional_annotations__`. */
  hasConditionalAnnotations = false;
  /** Has free variables of its own. */
  hasFree = false;
  /** A block below has free variables. */
  childHasFree = false;
  /** In the parameter block of a generic class, only these names are mangled with its name. */
  mangledNames: Set<string> | null = null;
  /** Where `global` and `nonlocal` (or `:=` in a comprehension) speak of a name. */
  readonly directives: { name: string; at: ast.Located }[] = [];
  /** A generator/comprehension that has an `await` or `async for`, so is asynchronous. */
  get isAsyncGenerator(): boolean {
    return this.isGenerator && this.isCoroutine;
  }
  get isComprehension(): boolean {
    return this.comprehension !== null;
  }
  /** Function-like: local variables live in fast locals. */
  get isFunctionLike(): boolean {
    return this.kind !== "module" && this.kind !== "class";
  }

  constructor(
    kind: ScopeKind,
    name: string,
    node: ast.Node,
    parent: Scope | null,
    lineno: number,
    className: string | null,
  ) {
    this.kind = kind;
    this.name = name;
    this.node = node;
    this.parent = parent;
    this.lineno = lineno;
    this.className = className;
    this.nested = parent !== null && (parent.nested || parent.isFunctionLike);
  }

  addSymbol(mangledName: string, flags: number): Sym {
    const sym = new Sym(mangledName);
    sym.flags = flags;
    this.symbols.set(mangledName, sym);
    return sym;
  }
  lookup(mangledName: string): Sym | undefined {
    return this.symbols.get(mangledName);
  }
  /** The name as this block's code knows it. */
  mangle(name: string): string {
    if (this.mangledNames !== null && !this.mangledNames.has(name)) return name;
    return mangle(this.className, name);
  }
  /** Mangles a name as written and looks it up. */
  symbolFor(name: string): Sym | undefined {
    return this.symbols.get(this.mangle(name));
  }
}

/** `from __future__ import` features that change meaning; the rest are always on. */
export interface FutureFeatures {
  annotations: boolean;
  barryAsFLUFL: boolean;
  /** Line of the last valid future import, 0 when there is none. */
  lastLine: number;
}

export class SymbolTable {
  readonly filename: string;
  readonly top: Scope;
  readonly futures: FutureFeatures;
  /** Module/Expression/Interactive, defs, lambdas, classes, comprehensions, type aliases. */
  readonly scopeOf = new Map<ast.Node, Scope>();
  /** Defs, classes and type aliases with type parameters. */
  readonly typeParamsOf = new Map<ast.Node, Scope>();
  /** The `__annotate__` block of a def (always there), or of a class or module with annotations. */
  readonly annotationsOf = new Map<ast.Node, Scope>();
  /** Bounds (or constraints) and defaults of type parameters. */
  readonly boundOf = new Map<ast.TypeParam, Scope>();
  readonly defaultOf = new Map<ast.TypeParam, Scope>();

  constructor(filename: string, top: Scope, futures: FutureFeatures) {
    this.filename = filename;
    this.top = top;
    this.futures = futures;
  }
}

/** `__x` inside class `_C` becomes `_C__x`. */
export function mangle(className: string | null, name: string): string {
  if (className === null || name.charCodeAt(0) !== 95 || name.charCodeAt(1) !== 95) return name;
  if (name.endsWith("__") || name.includes(".")) return name;
  const stripped = className.replace(/^_+/, "");
  return stripped === "" ? name : `_${stripped}${name}`;
}

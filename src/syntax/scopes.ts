/**
 * Scopes and symbols: which block binds each name, and how each use of it must be compiled.
 *
 * The table mirrors the reference's `symtable` (flags, scope kinds, the hidden symbols `.format`,
 * `.type_params`, `.generic_base`, `.defaults`, `.0`, and `__class__`, `__classdict__`,
 * `__conditional_annotations__` of classes), with one difference: a comprehension keeps its own
 * scope here even where CPython merges it into the block around it. `Scope.inlined` tells where.
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
  readonly className: string | null;
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
  /** Has free variables of its own or below. */
  hasFree = false;
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

  lookup(mangledName: string): Sym | undefined {
    return this.symbols.get(mangledName);
  }
  /** Mangles a name as written and looks it up. */
  symbolFor(name: string): Sym | undefined {
    return this.symbols.get(mangle(this.className, name));
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

export interface AnalyzeOptions {
  /** Future features in force from outside (`compile(..., flags)`). */
  futureAnnotations?: boolean;
}

/** `__x` inside class `_C` becomes `_C__x`. */
export function mangle(className: string | null, name: string): string {
  if (className === null || name.charCodeAt(0) !== 95 || name.charCodeAt(1) !== 95) return name;
  if (name.endsWith("__") || name.includes(".")) return name;
  const stripped = className.replace(/^_+/, "");
  return stripped === "" ? name : `_${stripped}${name}`;
}

/** Builds the symbol table; throws PySyntaxError as the reference's symtable stage does. */
export function analyze(
  _tree: ast.Mod,
  _filename: string,
  _options: AnalyzeOptions = {},
): SymbolTable {
  throw new Error("analyze: not written yet");
}

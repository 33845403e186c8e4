/** The entry point of scope analysis: a tree to its symbol table. */
import type * as ast from "./ast.js";
import { readFutures, tooDeepToCompile } from "./futures.js";
import { buildScopes } from "./scope-build.js";
import { resolveScopes } from "./scope-resolve.js";
import type { SymbolTable } from "./scopes.js";

export interface AnalyzeOptions {
  /** Future features in force from outside (`compile(..., flags)`). */
  futureAnnotations?: boolean;
  /** PyCF_ALLOW_TOP_LEVEL_AWAIT */
  topLevelAwait?: boolean;
  /** Inline comprehensions as PEP 709 does; default true. */
  inlineComprehensions?: boolean;
}

/** Builds the symbol table; throws PySyntaxError as the reference's symtable stage does. */
export function analyze(
  tree: ast.Mod,
  filename: string,
  options: AnalyzeOptions = {},
): SymbolTable {
  const futures = readFutures(tree, filename);
  if (options.futureAnnotations === true) futures.annotations = true;
  try {
    const table = buildScopes(tree, filename, futures, options.topLevelAwait === true);
    resolveScopes(table, options.inlineComprehensions !== false);
    return table;
  } catch (e) {
    throw e instanceof RangeError ? tooDeepToCompile(filename) : e;
  }
}

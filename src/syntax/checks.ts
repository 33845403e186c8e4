/** Errors and warnings of the compiler stage that need only the tree and its scopes. */
import type * as ast from "./ast.js";
import type { PySyntaxWarning } from "./errors.js";
import type { SymbolTable } from "./scopes.js";

export interface CheckOptions {
  /** PyCF_ALLOW_TOP_LEVEL_AWAIT. */
  topLevelAwait?: boolean;
}

/** Throws the first compiler-stage SyntaxError, else returns the SyntaxWarnings in source order. */
export function check(
  _tree: ast.Mod,
  _table: SymbolTable,
  _options: CheckOptions = {},
): PySyntaxWarning[] {
  return [];
}

/** `from __future__ import ...`: which features are on. */
import type * as ast from "./ast.js";
import { PySyntaxError } from "./errors.js";
import type { FutureFeatures } from "./scopes.js";

const KNOWN = new Set([
  "nested_scopes",
  "generators",
  "division",
  "absolute_import",
  "with_statement",
  "print_function",
  "unicode_literals",
  "generator_stop",
  "annotations",
  "barry_as_FLUFL",
]);

/** An error about a node of the tree. Such places count bytes, as in the reference. */
export function errorAt(filename: string, at: ast.Located, msg: string): PySyntaxError {
  return new PySyntaxError("SyntaxError", msg, {
    filename,
    lineno: at.lineno,
    offset: at.col_offset + 1,
    text: null,
    end_lineno: at.end_lineno,
    end_offset: at.end_col_offset + 1,
  });
}

/** The tree is deeper than the stack allows. */
export function tooDeepToCompile(filename: string): PySyntaxError {
  const msg = "maximum recursion depth exceeded during compilation";
  const place = { filename, lineno: 0, offset: 0, text: null, end_lineno: 0, end_offset: 0 };
  return new PySyntaxError("RecursionError", msg, place);
}

function isDocstring(s: ast.Stmt): boolean {
  return s.kind === "Expr" && s.value.kind === "Constant" && s.value.value.type === "str";
}

/** Reads the future imports at the beginning of a module; throws on unknown features. */
export function readFutures(tree: ast.Mod, filename: string): FutureFeatures {
  const found: FutureFeatures = { annotations: false, barryAsFLUFL: false, lastLine: 0 };
  if (tree.kind !== "Module" && tree.kind !== "Interactive") return found;
  const { body } = tree;
  for (let i = body.length > 0 && isDocstring(body[0]!) ? 1 : 0; i < body.length; i++) {
    const s = body[i]!;
    if (s.kind !== "ImportFrom" || s.level !== 0 || s.module !== "__future__") break;
    for (const alias of s.names) {
      if (!KNOWN.has(alias.name)) {
        const msg =
          alias.name === "braces"
            ? "not a chance"
            : `future feature ${alias.name.slice(0, 100)} is not defined`;
        throw errorAt(filename, alias, msg);
      }
      if (alias.name === "annotations") found.annotations = true;
      else if (alias.name === "barry_as_FLUFL") found.barryAsFLUFL = true;
    }
    found.lastLine = s.lineno;
  }
  return found;
}

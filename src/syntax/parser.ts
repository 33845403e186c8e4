/** The entry point: source text to tree. */
import type * as ast from "./ast.js";
import type { PySyntaxWarning } from "./errors.js";

export type ParseMode = "exec" | "eval" | "single" | "func_type";

export interface ParseOptions {
  filename: string;
  mode: ParseMode;
  /** Minor version as in `ast.parse(feature_version=(3, N))`. */
  featureVersion?: number;
  /** Read `# type:` comments. */
  typeComments?: boolean;
  flags?: {
    /** PyCF_DONT_IMPLY_DEDENT */
    dontImplyDedent?: boolean;
    /** PyCF_ALLOW_INCOMPLETE_INPUT: raise _IncompleteInputError at the end of an unfinished text. */
    allowIncompleteInput?: boolean;
    /** `<>` instead of `!=` (PEP 401). */
    barryAsFLUFL?: boolean;
    /** PyCF_IGNORE_COOKIE is implied for strings; this one ignores the cookie of bytes too. */
    ignoreCookie?: boolean;
  };
  /** For `\N{NAME}`: the code points of a name or named sequence, or null. */
  lookupName?: (name: string) => number | null;
  /** For PEP 263 cookies other than UTF-8 and Latin-1: null when the codec is unknown. */
  decode?: (bytes: Uint8Array, encoding: string) => string | null;
  /** Gets the warnings of tokenizer and literals (invalid escapes, `1if x`). */
  warn?: (warning: PySyntaxWarning) => void;
  /** `int()` digit limit, 0 for none (default 4300). */
  maxIntDigits?: number;
}

interface ModeResult {
  exec: ast.Module;
  eval: ast.Expression;
  single: ast.Interactive;
  func_type: ast.FunctionType;
}

export function parse<M extends ParseMode>(
  _source: string | Uint8Array,
  _options: ParseOptions & { mode: M },
): ModeResult[M] {
  throw new Error("parse: not written yet");
}

/** Finds the reason why a source does not parse. */
import { PySyntaxError } from "./errors.js";
import type { ParseOptions } from "./parser.js";
import type { TokenStore } from "./tokens.js";

/** The source is nested more deeply than the stack allows. */
export function tooDeep(filename: string): PySyntaxError {
  return new PySyntaxError("MemoryError", "Parser stack overflowed - Memory Error", {
    filename,
    lineno: 0,
    offset: 0,
    text: null,
    end_lineno: 0,
    end_offset: 0,
  });
}

export function diagnose(tokens: TokenStore, options: ParseOptions): never {
  const e = tokens.error;
  throw new PySyntaxError(e?.errorType ?? "SyntaxError", e?.msg ?? "invalid syntax", {
    filename: options.filename,
    lineno: e?.lineno ?? 1,
    offset: e?.offset ?? 1,
    text: null,
    end_lineno: 1,
    end_offset: 1,
  });
}

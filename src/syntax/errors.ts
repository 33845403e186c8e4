/** What the syntax layer throws and collects. The caller turns these into Python exceptions. */

export type SyntaxErrorType =
  | "SyntaxError"
  | "IndentationError"
  | "TabError"
  | "_IncompleteInputError"
  | "MemoryError"
  | "RecursionError";

export interface ErrorPlace {
  filename: string | null;
  /** 0 when the source as a whole is wrong (then offset is -1 and the end means nothing). */
  lineno: number;
  /** 1-based column in characters (code points); of errors about the tree, in UTF-8 bytes. */
  offset: number;
  /** The source line with its newline, or null when it is not known. */
  text: string | null;
  end_lineno: number;
  end_offset: number;
}

/**
 * A SyntaxError (or a relative) with CPython's message and place. `MemoryError` and `RecursionError`
 * stand for sources nested too deeply; their place means nothing.
 */
export class PySyntaxError extends Error implements ErrorPlace {
  readonly errorType: SyntaxErrorType;
  readonly msg: string;
  readonly filename: string | null;
  readonly lineno: number;
  readonly offset: number;
  readonly text: string | null;
  readonly end_lineno: number;
  readonly end_offset: number;
  /** For those who look for a mistyped keyword: where a whole statement began last, and the source. */
  context: [number, number, string] | null = null;

  constructor(errorType: SyntaxErrorType, msg: string, place: ErrorPlace) {
    super(`${msg} (${place.filename}, line ${place.lineno})`);
    this.name = "PySyntaxError";
    this.errorType = errorType;
    this.msg = msg;
    this.filename = place.filename;
    this.lineno = place.lineno;
    this.offset = place.offset;
    this.text = place.text;
    this.end_lineno = place.end_lineno;
    this.end_offset = place.end_offset;
  }
}

/** A SyntaxWarning; the runtime decides whether to show it, ignore it or raise it. */
export interface PySyntaxWarning {
  category: "SyntaxWarning" | "DeprecationWarning";
  message: string;
  lineno: number;
  /** UTF-8 byte offset like `col_offset`. */
  col_offset: number;
  end_lineno: number;
  end_col_offset: number;
}

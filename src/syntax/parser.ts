/**
 * The entry point: source text to tree.
 *
 * Two parsers share the token store. The fast one (`StatementParser`) builds the tree and gives up
 * without a word on the first thing it can't read. Only then the slow one in `diagnose/` reads the
 * tokens again, in the order of the reference's grammar, to find CPython's message and place.
 */
import type * as ast from "./ast.js";
import { FAIL } from "./cursor.js";
import { checkVersion, diagnose, tooDeep } from "./diagnose.js";
import type { PySyntaxWarning } from "./errors.js";
import { T } from "./kinds.js";
import { LiteralError } from "./literals.js";
import { StatementParser } from "./parse-stmt.js";
import { readSource } from "./source.js";
import { tokenize } from "./tokenizer.js";
import type { TokenStore } from "./tokens.js";

export type ParseMode = "exec" | "eval" | "single" | "func_type";

export interface ParseOptions {
  filename: string;
  mode: ParseMode;
  /** It is the file of that name, and no text in memory. */
  fromFile?: boolean;
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
  /** For `\N{NAME}`: the code point of a name, or null. */
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
  source: string | Uint8Array,
  options: ParseOptions & { mode: M },
): ModeResult[M] {
  const text = readSource(source, options);
  const tokens = tokenize(text, {
    typeComments: options.typeComments,
    interactive: options.mode === "single",
    keepIndents: options.flags?.dontImplyDedent,
  });
  const ignores = takeTypeIgnores(tokens);
  try {
    if ((options.featureVersion ?? 14) < 14) checkVersion(tokens, options);
    if (tokens.error === null) {
      const { warnings } = tokens;
      const parser = new StatementParser(tokens, { ...options, warn: (w) => warnings.push(w) });
      const result = fastParse(parser, tokens, options, ignores);
      if (result !== null) {
        if (options.warn !== undefined) deliver(warnings, options.warn);
        return result as ModeResult[M];
      }
    }
    // Once more, to tell which statements are right, and then the search for what is wrong.
    const parser = new StatementParser(tokens, { ...options, warn: undefined });
    const ends = new Int32Array(tokens.count);
    // With type comments the reference finds fault even with some statements that are right.
    if (options.typeComments !== true) parser.ends = ends;
    fastParse(parser, tokens, options, []);
    diagnose(tokens, options, { ends, failedAt: parser.consumed });
  } catch (e) {
    if (e instanceof RangeError && /call stack/.test(e.message)) throw tooDeep(options.filename);
    throw e;
  }
}

/** Hands warnings on in source order, each once (the parser may have read a place twice). */
function deliver(warnings: PySyntaxWarning[], warn: (w: PySyntaxWarning) => void): void {
  warnings.sort((a, b) => a.lineno - b.lineno || a.col_offset - b.col_offset);
  warnings.forEach((w, i) => {
    const before = warnings[i - 1];
    if (before?.lineno !== w.lineno || before.col_offset !== w.col_offset) warn(w);
  });
}

function fastParse(
  parser: StatementParser,
  tokens: TokenStore,
  options: ParseOptions,
  ignores: ast.TypeIgnore[],
): ast.Mod | null {
  try {
    switch (options.mode) {
      case "exec":
        return parser.parseModule(ignores);
      case "eval":
        return parser.parseExpression();
      case "single": {
        const tree = parser.parseInteractive();
        return onlyLayoutAfter(tokens, parser.consumed - 1) ? tree : null;
      }
      case "func_type":
        return parser.parseFunctionType();
    }
  } catch (e) {
    if (e === FAIL || e instanceof LiteralError) return null;
    throw e;
  }
}

/** Takes the TYPE_IGNORE tokens out of the store. */
function takeTypeIgnores(tokens: TokenStore): ast.TypeIgnore[] {
  const found: ast.TypeIgnore[] = [];
  if (tokens.kind.indexOf(T.TYPE_IGNORE) < 0) return found;
  let to = 0;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kind[i] === T.TYPE_IGNORE) {
      found.push({ kind: "TypeIgnore", lineno: tokens.line[i]!, tag: tokens.text(i) });
    } else tokens.move(i, to++);
  }
  tokens.count = to;
  return found;
}

/** Does nothing but blank lines and comments follow token `t`? */
export function onlyLayoutAfter(tokens: TokenStore, t: number): boolean {
  return /^(?:[ \t\n\f]|#.*)*$/.test(tokens.source.slice(tokens.end[t]));
}

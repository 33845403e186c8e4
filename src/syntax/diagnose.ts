/** Finds the reason why a source does not parse. */
import { TokenizerStop } from "./diagnose/base.js";
import { CompoundRules } from "./diagnose/compound.js";
import { PySyntaxError } from "./errors.js";
import { T } from "./kinds.js";
import { onlyLayoutAfter, type ParseOptions } from "./parser.js";
import type { TokenStore } from "./tokens.js";

/** The source is nested more deeply than the stack allows. */
export function tooDeep(filename: string): PySyntaxError {
  return new PySyntaxError(
    "MemoryError",
    "Parser stack overflowed - Python source too complex to parse",
    {
      filename,
      lineno: 0,
      offset: 0,
      text: null,
      end_lineno: 0,
      end_offset: 0,
    },
  );
}

class Diagnoser extends CompoundRules {
  constructor(tokens: TokenStore, options: ParseOptions) {
    super(tokens, options);
    this.reset();
  }

  private reset(): void {
    this.flufl = this.options.flags?.barryAsFLUFL === true;
  }

  override restart(): void {
    super.restart();
    this.reset();
  }

  /** Reads the whole source; false when it can't. */
  read(): boolean {
    switch (this.options.mode) {
      case "exec":
        this.statements();
        return this.eat(T.ENDMARKER);
      case "eval":
        return this.expressions() !== null && this.end();
      case "single":
        return this.interactive();
      case "func_type":
        return this.functionType();
    }
  }

  private end(): boolean {
    while (this.eat(T.NEWLINE)) {
      // Empty lines may follow.
    }
    return this.eat(T.ENDMARKER);
  }

  private interactive(): boolean {
    if (this.attempt(() => this.compoundStatement() && this.eat(T.NEWLINE))) return true;
    return this.simpleStatements() || this.eat(T.NEWLINE);
  }

  private functionType(): boolean {
    if (!this.eat(T.LPAR)) return false;
    this.attempt(() => this.typeExpressions());
    if (!this.eat(T.RPAR) || !this.eat(T.ARROW)) return false;
    return this.expression() !== null && this.end();
  }

  private typeExpressions(): boolean {
    const plain = this.commaList(() => this.expression()) !== null;
    const starred = (star: T, comma: boolean): boolean =>
      this.attempt(() => {
        if (comma && !this.eat(T.COMMA)) return false;
        return this.eat(star) && this.expression() !== null;
      });
    const one = starred(T.STAR, plain);
    const two = starred(T.DOUBLESTAR, plain || one);
    return plain || one || two;
  }
}

/** What the fast parser can tell about a source that it refused. */
export interface FastResult {
  /** For each right statement, by its first token, the token after it (else 0). */
  ends: Int32Array;
  /** The token at which it stopped. */
  failedAt: number;
}

/** Throws the error that CPython raises for these tokens. */
export function diagnose(tokens: TokenStore, options: ParseOptions, known: FastResult): never {
  const reader = new Diagnoser(tokens, options);
  reader.skip = known.ends;
  try {
    const error = find(reader, tokens, options);
    if (error.msg === "invalid syntax")
      error.context = [...lastCompound(tokens, known.ends), tokens.source];
    throw error;
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
    // Too deep for this parser, which needs more stack than the fast one.
    const { places } = reader;
    throw places.laterError(0) ?? places.range(known.failedAt, known.failedAt, "invalid syntax");
  }
}

const REMEMBERED = new Set([T.IF, T.CLASS, T.FOR, T.WITH, T.TRY, T.WHILE, T.ASYNC]);

/** Line and column of the last compound statement that is right, functions aside; zeros without one. */
function lastCompound(tokens: TokenStore, ends: Int32Array): [number, number] {
  for (let s = ends.length - 1; s >= 0; s--) {
    if (ends[s] === 0) continue;
    const kind = tokens.kind[s]!;
    const block = REMEMBERED.has(kind) && tokens.kind[s + 1] !== T.DEF;
    const match = kind === T.NAME && tokens.kind[ends[s]! - 1] === T.DEDENT;
    if (block || match) return [tokens.line[s]!, tokens.col[s]!];
  }
  return [0, 0];
}

/** Throws when the source uses syntax newer than `options.featureVersion` (or is wrong). */
export function checkVersion(tokens: TokenStore, options: ParseOptions): void {
  const reader = new Diagnoser(tokens, options);
  const found = attempt(reader);
  if (found instanceof PySyntaxError) throw reader.places.laterError(reader.fill) ?? found;
}

function find(reader: Diagnoser, tokens: TokenStore, options: ParseOptions): PySyntaxError {
  const first = attempt(reader);
  const { places } = reader;
  const last = reader.fill - 1;
  if (first === "read") {
    const multiple = options.mode === "single" && !onlyLayoutAfter(tokens, last);
    const what = multiple ? "multiple statements found while compiling a single statement" : "";
    return places.atToken("SyntaxError", what || "invalid syntax", last);
  }
  if (options.flags?.allowIncompleteInput && atEnd(tokens, last)) {
    return places.atToken("_IncompleteInputError", "incomplete input", last);
  }
  let error = first;
  if (error === null) {
    reader.restart();
    const second = attempt(reader);
    if (second !== "read") error = second;
  }
  const { fill } = reader;
  if (error !== null) {
    return (atEnd(tokens, fill - 1) ? null : places.laterError(fill)) ?? error;
  }
  const kind = tokens.kind[last];
  if (kind === T.INDENT || kind === T.DEDENT) {
    const msg = kind === T.INDENT ? "unexpected indent" : "unexpected unindent";
    return places.atToken("IndentationError", msg, fill - 1);
  }
  return places.laterError(fill) ?? places.range(last, last, "invalid syntax");
}

/** Has the reference's tokenizer met the end of the source when it has read token `last`? */
function atEnd(tokens: TokenStore, last: number): boolean {
  if (tokens.kind[last] === T.ERROR) return tokens.error!.atEnd;
  // It looks one character further than most tokens.
  switch (tokens.kind[last]) {
    case T.NEWLINE:
      if (tokens.col[last]! >= 0) return false;
      break;
    case T.STRING:
    case T.FSTRING_END:
    case T.TSTRING_END:
      return false;
  }
  return tokens.end[last]! >= tokens.source.length;
}

/** One pass: an error, null when it failed without one, or "read" when it did not fail at all. */
function attempt(reader: Diagnoser): PySyntaxError | null | "read" {
  try {
    return reader.read() ? "read" : null;
  } catch (e) {
    if (e instanceof TokenizerStop) return e.error;
    if (e instanceof PySyntaxError) return e;
    throw e;
  }
}

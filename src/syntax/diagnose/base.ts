/**
 * The slow parser that explains why a source is refused: its foundation.
 *
 * CPython reads a source with a PEG parser, and when that fails reads it once more with extra rules
 * that recognise typical mistakes. Message and place depend on the order in which alternatives are
 * tried, on which results are remembered (also between rules that look for mistakes and those that
 * don't) and on the last token anyone looked at. So this parser follows the reference's grammar
 * alternative by alternative. It makes no tree, only `Part`s: what kind of expression stands where.
 *
 * A rule returns null when it does not match (and leaves `pos` where it was); a mistake is thrown.
 */
import type { PySyntaxError, SyntaxErrorType } from "../errors.js";
import { Soft, T } from "../kinds.js";
import type { ParseOptions } from "../parser.js";
import type { TokenStore } from "../tokens.js";
import { ErrorPlaces } from "./places.js";

/** Something recognised: tokens `first` to `last`, and the parts that matter to messages. */
export interface Part {
  /** An expression's kind as in the tree; other things have names of their own. */
  kind: string;
  first: number;
  last: number;
  items: Part[];
}

// biome-ignore lint/suspicious/noConstEnum: inlined by tsc, which builds the product
export const enum Rule {
  SIMPLE_STMT,
  BLOCK,
  EXPRESSION,
  STAR_EXPRESSION,
  DISJUNCTION,
  CONJUNCTION,
  INVERSION,
  BITOR,
  BITXOR,
  BITAND,
  SHIFT,
  SUM,
  TERM,
  FACTOR,
  AWAIT_PRIMARY,
  PRIMARY,
  STRINGS,
  TSTRING,
  ARGUMENTS,
  STAR_TARGET,
  TARGET_WITH_STAR_ATOM,
  T_PRIMARY,
  DEL_TARGET,
  TYPE_PARAM,
  CLOSED_PATTERN,
  STAR_PATTERN,
  INVALID_NAMED,
  COUNT,
}

interface Memo {
  part: Part | null;
  end: number;
}

/** Thrown when the tokenizer's own error is reached. */
export class TokenizerStop {
  readonly error: PySyntaxError;
  constructor(error: PySyntaxError) {
    this.error = error;
  }
}

export class DiagnoserBase {
  protected readonly tokens: TokenStore;
  protected readonly options: ParseOptions;
  protected readonly kind: Uint8Array;
  readonly places: ErrorPlaces;
  protected pos = 0;
  /** Statements known to be right: the token after each, by its first token (else 0). */
  skip: Int32Array | null = null;
  /** One more than the index of the last token looked at. */
  fill = 0;
  /** In the second pass: look for mistakes. */
  invalid = false;
  private memos = new Map<number, Memo>();
  /** Open brackets after each token. */
  protected readonly level: Int32Array;

  constructor(tokens: TokenStore, options: ParseOptions) {
    this.tokens = tokens;
    this.options = options;
    this.kind = tokens.kind;
    this.places = new ErrorPlaces(tokens, options.filename);
    this.level = bracketLevels(tokens);
  }

  /** Prepares for the second pass. */
  restart(): void {
    this.pos = 0;
    this.invalid = true;
    this.memos = new Map();
  }

  // ---- Tokens ----------------------------------------------------------------------------------

  protected fetch(index: number): T {
    if (index >= this.fill) {
      this.fill = index + 1;
      this.places.reached = index;
      if (this.kind[index] === T.ERROR) throw new TokenizerStop(this.places.tokenizerError());
    }
    return this.kind[index]!;
  }

  protected at(kind: T): boolean {
    return this.fetch(this.pos) === kind;
  }

  protected atAny(...kinds: T[]): boolean {
    return kinds.includes(this.fetch(this.pos));
  }

  protected eat(kind: T): boolean {
    if (this.fetch(this.pos) !== kind) return false;
    this.pos++;
    return true;
  }

  protected eatAny(...kinds: T[]): boolean {
    if (!kinds.includes(this.fetch(this.pos))) return false;
    this.pos++;
    return true;
  }

  /** A soft keyword as a word of the grammar. */
  protected eatSoft(name: number): boolean {
    if (!this.at(T.NAME) || this.tokens.value[this.pos] !== name) return false;
    this.pos++;
    return true;
  }

  protected isSoftKeyword(index: number): boolean {
    const name = this.tokens.value[index]!;
    return name >= Soft.UNDERSCORE && name <= Soft.TYPE;
  }

  /** A NAME token. */
  protected name(): Part | null {
    if (!this.eat(T.NAME)) return null;
    return this.part("Name", this.pos - 1);
  }

  // ---- Combinators -----------------------------------------------------------------------------

  /** One alternative: goes back when it fails. */
  protected attempt<R>(alternative: () => R): R {
    const start = this.pos;
    const result = alternative();
    if (!result) this.pos = start;
    return result;
  }

  /** Does it match here? Reads nothing. */
  protected ahead(alternative: () => unknown): boolean {
    const start = this.pos;
    const result = alternative();
    this.pos = start;
    return Boolean(result);
  }

  /** Matches as often as possible; the parts found. */
  protected many(element: () => Part | null): Part[] {
    const found: Part[] = [];
    for (;;) {
      const part = this.attempt(element);
      if (part === null) return found;
      found.push(part);
    }
  }

  /** One or more, with commas between; null when there is none. */
  protected commaList(element: () => Part | null, separator: T = T.COMMA): Part[] | null {
    const first = this.attempt(element);
    if (first === null) return null;
    const found = [first];
    for (;;) {
      const next = this.attempt(() => (this.eat(separator) ? element() : null));
      if (next === null) return found;
      found.push(next);
    }
  }

  /** Tries a rule for mistakes. If it matches without complaint, nothing has happened. */
  protected mistake(rule: () => unknown): void {
    if (!this.invalid) return;
    const start = this.pos;
    rule();
    this.pos = start;
  }

  protected memo(rule: Rule, compute: () => Part | null): Part | null {
    const start = this.pos;
    const key = start * Rule.COUNT + rule;
    const known = this.memos.get(key);
    if (known !== undefined) {
      this.pos = known.end;
      return known.part;
    }
    const part = compute();
    if (part === null) this.pos = start;
    this.memos.set(key, { part, end: this.pos });
    return part;
  }

  /** A part from token `first` to the last one read. */
  protected part(kind: string, first: number, items: Part[] = []): Part {
    return { kind, first, last: this.pos - 1, items };
  }

  /** `ast.parse(feature_version=...)`: this syntax came with Python 3.`minor`. */
  protected since(minor: number, what: string): void {
    const version = this.options.featureVersion;
    if (version === undefined || version >= minor) return;
    this.fail(`${what} only supported in Python 3.${minor} and greater`);
  }

  // ---- Complaints ------------------------------------------------------------------------------

  /** An error at the last token looked at. */
  protected fail(msg: string, type: SyntaxErrorType = "SyntaxError"): never {
    throw this.places.atToken(type, msg, this.fill - 1);
  }

  protected failIndent(msg: string): never {
    return this.fail(msg, "IndentationError");
  }

  protected failAtNext(msg: string): never {
    this.fetch(this.pos);
    throw this.places.atToken("SyntaxError", msg, this.pos);
  }

  protected failRange(first: number, last: number, msg: string): never {
    throw this.places.range(first, last, msg);
  }

  protected failPart(part: Part, msg: string): never {
    return this.failRange(part.first, part.last, msg);
  }

  /** From a token to where the tokenizer stands. */
  protected failFrom(first: number, msg: string): never {
    throw this.places.fromTo(first, this.fill - 1, msg);
  }
}

function bracketLevels(tokens: TokenStore): Int32Array {
  const levels = new Int32Array(tokens.count);
  let level = 0;
  for (let i = 0; i < tokens.count; i++) {
    switch (tokens.kind[i]) {
      case T.LPAR:
      case T.LSQB:
      case T.LBRACE:
        level++;
        break;
      case T.RPAR:
      case T.RSQB:
      case T.RBRACE:
        level--;
        break;
    }
    levels[i] = level;
  }
  return levels;
}

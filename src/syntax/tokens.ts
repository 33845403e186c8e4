/**
 * The token store: the whole source as parallel arrays, so that the parsers look ahead, go back and
 * read positions by index, and no object is made for a token.
 *
 * `start` and `end` are UTF-16 indices into `source`; `line`/`col` and `endLine`/`endCol` are the
 * positions the tree reports (lines from 1, UTF-8 bytes from 0). `value` is the number of the name
 * for NAME and keywords. Names are interned: each is one string however often it occurs.
 */
import type { PySyntaxWarning, SyntaxErrorType } from "./errors.js";
import { KEYWORDS, SOFT_KEYWORDS, T } from "./kinds.js";

/** An error the tokenizer met; it is raised when a parser asks for the token at that place. */
export interface TokenError {
  errorType: SyntaxErrorType;
  msg: string;
  lineno: number;
  /** 1-based, in characters, ready to report. */
  offset: number;
  endLineno: number;
  endOffset: number;
  /** Raised instead of a parser's error wherever that was (an end of file inside brackets is not). */
  final: boolean;
  /** The end of the source came too early. */
  atEnd: boolean;
  /** It happened inside an f- or t-string. */
  inString: boolean;
}

/** An open bracket the source never closes. */
export interface OpenBracket {
  char: string;
  lineno: number;
  /** Byte column. */
  col: number;
}

/** Hash of a name, continued one UTF-16 unit at a time by the tokenizer's own loop. */
export function hashName(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}

const RESERVED = [...KEYWORDS, ...SOFT_KEYWORDS];
const RESERVED_HASHES = RESERVED.map(hashName);
export const KEYWORD_COUNT = KEYWORDS.length;

export class TokenStore {
  readonly source: string;
  count = 0;
  kind: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  line: Int32Array;
  col: Int32Array;
  endLine: Int32Array;
  endCol: Int32Array;
  value: Int32Array;
  readonly names: string[] = RESERVED.slice();
  error: TokenError | null = null;
  /** Brackets open at the end (or at the error), innermost last. */
  open: OpenBracket[] = [];
  readonly warnings: PySyntaxWarning[] = [];
  private readonly hashes: number[] = RESERVED_HASHES.slice();
  private slots = new Int32Array(1024);
  private mask = 1023;

  constructor(source: string) {
    this.source = source;
    const capacity = Math.max(64, source.length >> 2);
    this.kind = new Uint8Array(capacity);
    this.start = new Int32Array(capacity);
    this.end = new Int32Array(capacity);
    this.line = new Int32Array(capacity);
    this.col = new Int32Array(capacity);
    this.endLine = new Int32Array(capacity);
    this.endCol = new Int32Array(capacity);
    this.value = new Int32Array(capacity);
    for (let i = 0; i < RESERVED.length; i++) this.place(i);
  }

  push(
    kind: T,
    start: number,
    end: number,
    line: number,
    col: number,
    endLine: number,
    endCol: number,
    value: number,
  ): void {
    const i = this.count++;
    if (i >= this.kind.length) this.grow();
    this.kind[i] = kind;
    this.start[i] = start;
    this.end[i] = end;
    this.line[i] = line;
    this.col[i] = col;
    this.endLine[i] = endLine;
    this.endCol[i] = endCol;
    this.value[i] = value;
  }

  /** Is `<` at token `i` the first half of `<>`? */
  isOldNotEqual(i: number): boolean {
    return this.kind[i + 1] === T.GREATER && this.end[i] === this.start[i + 1];
  }

  /** Copies token `from` over token `to`. */
  move(from: number, to: number): void {
    if (from === to) return;
    this.kind[to] = this.kind[from]!;
    this.start[to] = this.start[from]!;
    this.end[to] = this.end[from]!;
    this.line[to] = this.line[from]!;
    this.col[to] = this.col[from]!;
    this.endLine[to] = this.endLine[from]!;
    this.endCol[to] = this.endCol[from]!;
    this.value[to] = this.value[from]!;
  }

  text(i: number): string {
    return this.source.slice(this.start[i], this.end[i]);
  }

  /** The number of the name at `start..end` of the source, whose hash is `hash`. */
  intern(start: number, end: number, hash: number): number {
    const length = end - start;
    const { slots, mask, hashes, names, source } = this;
    let at = hash & mask;
    for (;;) {
      const n = slots[at]! - 1;
      if (n < 0) return this.add(source.slice(start, end), hash);
      if (hashes[n] === hash) {
        const name = names[n]!;
        if (name.length === length && source.startsWith(name, start)) return n;
      }
      at = (at + 1) & mask;
    }
  }

  /**
   * As `intern`, for a name in normal form where the source has another. It is no keyword even if it
   * looks like one: then it gets a number of its own.
   */
  internText(text: string): number {
    const hash = hashName(text);
    let at = hash & this.mask;
    for (;;) {
      const n = this.slots[at]! - 1;
      if (n < 0) return this.add(text, hash);
      if (this.hashes[n] === hash && this.names[n] === text) {
        if (n >= RESERVED.length) return n;
        this.hashes.push(hash);
        return this.names.push(text) - 1;
      }
      at = (at + 1) & this.mask;
    }
  }

  private add(name: string, hash: number): number {
    const n = this.names.length;
    this.names.push(name);
    this.hashes.push(hash);
    if (n * 2 > this.mask) {
      this.mask = this.mask * 2 + 1;
      this.slots = new Int32Array(this.mask + 1);
      for (let i = 0; i < n; i++) this.place(i);
    }
    this.place(n);
    return n;
  }

  private place(n: number): void {
    let at = this.hashes[n]! & this.mask;
    while (this.slots[at] !== 0) at = (at + 1) & this.mask;
    this.slots[at] = n + 1;
  }

  private grow(): void {
    const capacity = this.kind.length * 2;
    const kind = new Uint8Array(capacity);
    kind.set(this.kind);
    this.kind = kind;
    const copy = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const fresh = new Int32Array(capacity);
      fresh.set(old);
      return fresh;
    };
    this.start = copy(this.start);
    this.end = copy(this.end);
    this.line = copy(this.line);
    this.col = copy(this.col);
    this.endLine = copy(this.endLine);
    this.endCol = copy(this.endCol);
    this.value = copy(this.value);
  }
}

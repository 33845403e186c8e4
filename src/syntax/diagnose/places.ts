/** From tokens to the lines and columns of a SyntaxError. */
import { codePointLength } from "../chars.js";
import { PySyntaxError, type SyntaxErrorType } from "../errors.js";
import { T } from "../kinds.js";
import type { TokenStore } from "../tokens.js";

export class ErrorPlaces {
  private readonly tokens: TokenStore;
  private readonly filename: string;
  private lineStarts: number[] | null = null;

  constructor(tokens: TokenStore, filename: string) {
    this.tokens = tokens;
    this.filename = filename;
  }

  /** A line's text with its newline, or null. */
  text(lineno: number): string | null {
    const { source } = this.tokens;
    if (this.lineStarts === null) {
      this.lineStarts = [0];
      for (let i = source.indexOf("\n"); i >= 0; i = source.indexOf("\n", i + 1)) {
        this.lineStarts.push(i + 1);
      }
    }
    const start = this.lineStarts[lineno - 1];
    if (start === undefined) return null;
    const next = this.lineStarts[lineno];
    const line = source.slice(start, next);
    return line;
  }

  error(
    errorType: SyntaxErrorType,
    msg: string,
    lineno: number,
    offset: number,
    endLineno: number,
    endOffset: number,
  ): PySyntaxError {
    return new PySyntaxError(errorType, msg, {
      filename: this.filename,
      lineno,
      offset,
      text: this.text(lineno),
      end_lineno: endLineno,
      end_offset: endOffset,
    });
  }

  /**
   * A byte column (1-based as the reference passes it on) as a character column, in a line of text.
   * Columns beyond the line end at its end.
   */
  private characters(lineno: number, column: number): number {
    const line = this.text(lineno) ?? "";
    let bytes = 0;
    let chars = 0;
    for (const c of line) {
      if (bytes >= column) return chars;
      const cp = c.codePointAt(0)!;
      bytes += cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
      chars++;
    }
    return column > bytes ? Math.min(chars + 1, chars + column - bytes) : chars;
  }

  /** An error at a byte range: columns count from 0, and -1 as the end means "none". */
  bytes(
    errorType: SyntaxErrorType,
    msg: string,
    lineno: number,
    col: number,
    endLineno: number,
    endCol: number,
  ): PySyntaxError {
    const offset = this.characters(lineno, col + 1);
    const end = endCol < 0 ? endCol + 1 : this.characters(lineno, endCol + 1);
    return this.error(errorType, msg, lineno, offset, endLineno, end);
  }

  atToken(errorType: SyntaxErrorType, msg: string, t: number): PySyntaxError {
    const { tokens } = this;
    const line = tokens.line[t]!;
    if (tokens.col[t]! >= 0) {
      const endLine = tokens.endLine[t]!;
      return this.bytes(errorType, msg, line, tokens.col[t]!, endLine, tokens.endCol[t]!);
    }
    // INDENT and DEDENT have no column: the reference takes where the tokenizer stands.
    const start = this.lineStart(tokens.end[t]!);
    const offset = codePointLength(tokens.source, start, tokens.end[t]!);
    return this.error(errorType, msg, line, offset, line, -1);
  }

  private lineStart(at: number): number {
    return this.tokens.source.lastIndexOf("\n", at - 1) + 1;
  }

  range(first: number, last: number, msg: string): PySyntaxError {
    const { tokens } = this;
    return this.bytes(
      "SyntaxError",
      msg,
      tokens.line[first]!,
      tokens.col[first]!,
      tokens.endLine[last]!,
      tokens.endCol[last]!,
    );
  }

  /** From a token's start to where the tokenizer stands after token `last`. */
  fromTo(first: number, last: number, msg: string): PySyntaxError {
    const { tokens } = this;
    const line = tokens.line[first]!;
    const endLine = tokens.endLine[last]!;
    const col = tokens.col[first]!;
    return this.bytes("SyntaxError", msg, line, col, endLine, tokens.endCol[last]!);
  }

  /** The error the tokenizer stopped with. */
  tokenizerError(): PySyntaxError {
    const e = this.tokens.error!;
    if (e.atEnd && this.tokens.open.length > 0) return this.unclosed();
    return this.error(e.errorType, e.msg, e.lineno, e.offset, e.endLineno, e.endOffset);
  }

  unclosed(): PySyntaxError {
    const bracket = this.tokens.open[this.tokens.open.length - 1]!;
    const { lineno, col } = bracket;
    const msg = `'${bracket.char}' was never closed`;
    return this.bytes("SyntaxError", msg, lineno, col, lineno, -1);
  }

  /**
   * An error further on in the source that the tokenizer would find takes the place of the parser's:
   * any it raises by itself, or a bracket never closed on a line before the last one looked at.
   */
  laterError(fill: number): PySyntaxError | null {
    const { tokens } = this;
    const { error } = tokens;
    if (error === null || tokens.kind[fill - 1] === T.ERROR) return null;
    if (error.final) return this.tokenizerError();
    const bracket = tokens.open[tokens.open.length - 1];
    if (bracket === undefined || tokens.line[fill - 1]! <= bracket.lineno) return null;
    return this.unclosed();
  }
}

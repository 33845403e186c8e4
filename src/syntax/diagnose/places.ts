/** From tokens to the lines and columns of a SyntaxError. */
import { codePointLength, utf8Length } from "../chars.js";
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

  /** The last token looked at: the tokenizer stands behind it. */
  reached = 0;

  /** A line's text with its newline, or null. */
  private line(lineno: number): string | null {
    const { source } = this.tokens;
    if (this.lineStarts === null) {
      this.lineStarts = [0];
      for (let i = source.indexOf("\n"); i >= 0; i = source.indexOf("\n", i + 1)) {
        this.lineStarts.push(i + 1);
      }
    }
    const start = this.lineStarts[lineno - 1];
    return start === undefined ? null : source.slice(start, this.lineStarts[lineno]);
  }

  /** The text an error in this line shows. Only the tokenizer's present line has its newline. */
  private text(lineno: number): string | null {
    const text = this.line(lineno);
    if (text === null || lineno <= 0) return lineno === 0 ? "" : null;
    if (lineno >= this.tokens.endLine[this.reached]!) return text;
    return text.replace(/\n$/, "");
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
    // Columns count in the text shown, as in the reference.
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
    const offset = col < 0 ? 0 : this.characters(lineno, col + 1);
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
    if (tokens.kind[t] === T.ERROR && tokens.error!.final) {
      return this.error(errorType, msg, line, tokens.error!.offset, line, -1);
    }
    // Layout tokens have no column: the reference takes where the tokenizer stands.
    const start = this.lineStart(tokens.end[t]!);
    const offset = codePointLength(tokens.source, start, tokens.end[t]!);
    return this.error(errorType, msg, line, offset, line, -1);
  }

  private lineStart(at: number): number {
    const { source } = this.tokens;
    // At the end of the source the tokenizer stands behind the last newline, still in that line.
    const behind = at === source.length && source.endsWith("\n") ? at - 2 : at - 1;
    return behind < 0 ? 0 : source.lastIndexOf("\n", behind) + 1;
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
    const start = this.lineStart(tokens.end[last]!);
    const endCol = tokens.endCol[last]!;
    const end = endCol < 0 ? utf8Length(tokens.source, start, tokens.end[last]!) : endCol;
    return this.bytes("SyntaxError", msg, line, col, endLine, end - 1);
  }

  /** The error the tokenizer stopped with. */
  tokenizerError(): PySyntaxError {
    const e = this.tokens.error!;
    if (!e.final && e.atEnd && this.tokens.open.length > 0) return this.unclosed();
    const error = this.error(e.errorType, e.msg, e.lineno, e.offset, e.endLineno, e.endOffset);
    if (!e.final) return error;
    const text = this.line(e.lineno)?.replace(/\n$/, "") ?? null;
    return new PySyntaxError(e.errorType, e.msg, { ...error, text });
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
    if (error === null || error.inString || tokens.kind[fill - 1] === T.ERROR) return null;
    if (error.final) return this.tokenizerError();
    if (fill === 0) return null;
    const bracket = tokens.open[tokens.open.length - 1];
    if (bracket === undefined || tokens.line[fill - 1]! <= bracket.lineno) return null;
    return this.unclosed();
  }
}

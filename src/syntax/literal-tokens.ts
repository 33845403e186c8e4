/** The values of literal tokens, with warnings about invalid escapes. */
import type * as ast from "./ast.js";
import { utf8Length } from "./chars.js";
import {
  decodeBytes,
  decodeNumber,
  decodeStr,
  type EscapeContext,
  LiteralError,
} from "./literals.js";
import type { ParseOptions } from "./parser.js";
import type { TokenStore } from "./tokens.js";

export class LiteralReader {
  private readonly tokens: TokenStore;
  private readonly options: ParseOptions;

  constructor(tokens: TokenStore, options: ParseOptions) {
    this.tokens = tokens;
    this.options = options;
  }

  number(t: number): ast.ConstantValue {
    return decodeNumber(this.tokens.text(t), this.options.maxIntDigits ?? 4300);
  }

  /** The text of a MIDDLE token of an f- or t-string. */
  middle(t: number, raw: boolean): ast.StrValue {
    const text = this.tokens.text(t);
    return raw ? { type: "str", value: text } : this.decode(t, text, 0);
  }

  /** The value of a STRING token. */
  string(t: number): ast.StrValue | ast.BytesValue {
    const { source } = this.tokens;
    const start = this.tokens.start[t]!;
    let bodyStart = start;
    let raw = false;
    let bytes = false;
    let quote = source.charCodeAt(bodyStart);
    while (quote !== 34 && quote !== 39) {
      if ((quote | 32) === 114) raw = true;
      else if ((quote | 32) === 98) bytes = true;
      quote = source.charCodeAt(++bodyStart);
    }
    const end = this.tokens.end[t]!;
    const size =
      end - bodyStart >= 6 &&
      source.charCodeAt(bodyStart + 1) === quote &&
      source.charCodeAt(bodyStart + 2) === quote
        ? 3
        : 1;
    bodyStart += size;
    const body = source.slice(bodyStart, end - size);
    if (!bytes) return raw ? { type: "str", value: body } : this.decode(t, body, bodyStart - start);
    for (let i = 0; i < body.length; i++) {
      if (body.charCodeAt(i) >= 128) {
        throw new LiteralError("bytes can only contain ASCII literal characters");
      }
    }
    return { type: "bytes", value: decodeBytes(body, raw, this.escapes(t, bodyStart - start)) };
  }

  private decode(t: number, body: string, bodyAt: number): ast.StrValue {
    if (!body.includes("\\")) return { type: "str", value: body };
    return decodeStr(body, this.escapes(t, bodyAt));
  }

  /** What decoding needs to know about the literal whose body begins `bodyAt` after token `t`. */
  private escapes(t: number, bodyAt: number): EscapeContext {
    return {
      lookupName: this.options.lookupName ?? (() => null),
      warn: (msg, at) => this.warnEscape(msg, t, at + bodyAt),
    };
  }

  private warnEscape(message: string, t: number, at: number): void {
    const { tokens } = this;
    const start = tokens.start[t]!;
    const before = tokens.source.slice(start, start + at);
    const newline = before.lastIndexOf("\n");
    const lines = newline < 0 ? 0 : before.split("\n").length - 1;
    const lineno = tokens.line[t]! + lines;
    const col =
      newline < 0
        ? tokens.col[t]! + utf8Length(before, 0, before.length)
        : utf8Length(before, newline + 1, before.length);
    this.options.warn?.({
      category: "SyntaxWarning",
      message,
      lineno,
      col_offset: col,
      end_lineno: lineno,
      end_col_offset: col + 2,
    });
  }
}

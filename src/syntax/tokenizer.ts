/**
 * Source text to tokens, in one pass over the whole text.
 *
 * Columns are UTF-8 byte offsets, but the text is UTF-16: `extra` counts how many bytes the line so
 * far has beyond its units, so a column is `pos - lineStart + extra` and costs nothing on ASCII.
 *
 * Inside an f- or t-string the tokenizer switches between literal text and expressions; `modes` is
 * the stack of strings it is inside of (see tokenize-fstring.ts for the literal part).
 *
 * An error ends the token store with an ERROR token. It is raised only if and when a parser gets
 * there, as the reference reads its tokens on demand.
 */
import {
  C,
  CLASS,
  codePointLength,
  codePointName,
  extraBytes,
  IS_WORD,
  isDigit,
  isPrintable,
  utf8Length,
} from "./chars.js";
import { FIRST_KEYWORD, T } from "./kinds.js";
import { scanNumber } from "./tokenize-number.js";
import { PUNCTUATION } from "./tokenize-punct.js";
import {
  type FStringMode,
  scanFStringText,
  scanPrefixedString,
  scanString,
} from "./tokenize-string.js";
import { KEYWORD_COUNT, type TokenError, TokenStore } from "./tokens.js";

export interface TokenizeOptions {
  /** Emit TYPE_COMMENT and TYPE_IGNORE. */
  typeComments?: boolean;
  /** Emit COMMENT and NL, as the `tokenize` module does. */
  extraTokens?: boolean;
  /** End as a source read in interactive mode does. */
  interactive?: boolean;
  /** In interactive mode: no dedents at the end of the text (PyCF_DONT_IMPLY_DEDENT). */
  keepIndents?: boolean;
}

const MAX_INDENT = 100;
const MAX_LEVEL = 200;

/** Thrown inside the tokenizer once `store.error` is set. */
export const STOP = { stop: true };

export class Tokenizer {
  readonly src: string;
  readonly store: TokenStore;
  pos = 0;
  line = 1;
  lineStart = 0;
  /** UTF-8 bytes beyond UTF-16 units since `lineStart`. */
  extra = 0;
  /** Open brackets: character, line and byte column of each. */
  readonly brackets: number[] = [];
  readonly bracketLines: number[] = [];
  readonly bracketCols: number[] = [];
  readonly modes: FStringMode[] = [];
  private readonly typeComments: boolean;
  private readonly extraTokens: boolean;
  private readonly interactive: boolean;
  private readonly keepIndents: boolean;
  private readonly indents: number[] = [0];
  private readonly altIndents: number[] = [0];
  private atLineStart = true;
  /** Where the lines begin that the reference's buffer holds. */
  private keptFrom = 0;
  /** The last comment and its column. */
  private commentAt = -1;
  private commentCol = 0;

  constructor(src: string, options: TokenizeOptions) {
    this.src = src;
    this.store = new TokenStore(src);
    this.typeComments = options.typeComments === true;
    this.extraTokens = options.extraTokens === true;
    this.interactive = options.interactive === true;
    this.keepIndents = options.keepIndents === true;
  }

  run(): TokenStore {
    try {
      for (;;) {
        const { modes } = this;
        if (modes.length > 0 && modes[modes.length - 1]!.inText) scanFStringText(this);
        else if (!this.expressions()) break;
      }
    } catch (e) {
      if (e !== STOP) throw e;
    }
    for (let i = 0; i < this.brackets.length; i++) {
      this.store.open.push({
        char: String.fromCharCode(this.brackets[i]!),
        lineno: this.bracketLines[i]!,
        col: this.bracketCols[i]!,
      });
    }
    return this.store;
  }

  col(pos: number): number {
    return pos - this.lineStart + this.extra;
  }

  /** The line the reference says it is at: at the end of the text, still the last one. */
  currentLine(): number {
    if (this.pos < this.src.length || this.pos !== this.lineStart) return this.line;
    return this.line - 1;
  }

  /** A new line begins at `pos`; `within`: inside a string, whose lines the reference keeps. */
  newline(pos: number, within = false): void {
    this.line++;
    this.lineStart = pos;
    this.extra = 0;
    if (!within) this.keptFrom = pos;
  }

  /** Puts a token of one line, from `start` to `end`, which is also the new position. */
  put(kind: T, start: number, end: number): void {
    const col = start - this.lineStart + this.extra;
    this.store.push(kind, start, end, this.line, col, this.line, col + end - start, 0);
    this.pos = end;
  }

  /** A NEWLINE, which begins where a comment before it begins. */
  private putNewline(pos: number): void {
    const at = this.commentAt;
    if (at < this.lineStart) {
      this.put(T.NEWLINE, pos, pos + 1);
      return;
    }
    const { line } = this;
    this.store.push(T.NEWLINE, at, pos + 1, line, this.commentCol, line, this.col(pos) + 1, 0);
  }

  /** An error with the place up to `end` (UTF-16 index in the present line). */
  failAt(end: number, msg: string, atEnd = false): never {
    return this.failRange(end, end, msg, atEnd);
  }

  /** An error with two places, each up to an index in the present line. */
  failRange(end: number, secondEnd: number, msg: string, atEnd = false): never {
    const { src, line, lineStart } = this;
    const offset = codePointLength(src, lineStart, end);
    const endOffset = codePointLength(src, lineStart, secondEnd);
    return this.stop({
      errorType: "SyntaxError",
      msg,
      lineno: line,
      offset,
      endLineno: line,
      endOffset,
      final: true,
      atEnd,
    });
  }

  stop(cause: Omit<TokenError, "inString">): never {
    const { store } = this;
    const error = { ...cause, inString: this.modes.length > 0 };
    const line = error.final ? error.lineno : this.currentLine();
    store.error = error;
    store.push(T.ERROR, this.pos, this.pos, line, -1, line, -1, 0);
    throw STOP;
  }

  /**
   * Reads tokens outside string text until a mode changes or the text ends. Returns false at the
   * end.
   */
  private expressions(): boolean {
    const { src, store } = this;
    const { length } = src;
    let { pos } = this;
    for (;;) {
      if (this.atLineStart) {
        this.atLineStart = false;
        this.pos = pos;
        this.indentation();
        pos = this.pos;
      }
      if (pos >= length) {
        this.pos = pos;
        this.end();
        return false;
      }
      const c = src.charCodeAt(pos);
      switch (c < 128 ? CLASS[c] : C.NAME) {
        case C.BLANK:
          pos++;
          continue;
        case C.NAME: {
          const start = pos;
          let h = 0;
          let ch = c;
          while (ch < 128 && IS_WORD[ch] === 1) {
            h = (Math.imul(h, 31) + ch) | 0;
            ch = ++pos < length ? src.charCodeAt(pos) : 0;
          }
          if ((ch === 34 || ch === 39) && pos - start <= 5) {
            this.pos = pos;
            if (scanPrefixedString(this, start)) {
              pos = this.pos;
              if (this.inText()) return true;
              continue;
            }
          } else if (ch >= 128) {
            pos = this.unicodeName(start, pos);
            continue;
          }
          const n = store.intern(start, pos, h);
          const col = start - this.lineStart + this.extra;
          const kind = n < KEYWORD_COUNT ? FIRST_KEYWORD + n : T.NAME;
          store.push(kind, start, pos, this.line, col, this.line, col + pos - start, n);
          continue;
        }
        case C.DIGIT:
          this.pos = pos;
          scanNumber(this, pos);
          pos = this.pos;
          continue;
        case C.DOT: {
          const next = src.charCodeAt(pos + 1);
          this.pos = pos;
          if (isDigit(next)) scanNumber(this, pos);
          else if (next === 46 && src.charCodeAt(pos + 2) === 46)
            this.put(T.ELLIPSIS, pos, pos + 3);
          else this.put(T.DOT, pos, pos + 1);
          pos = this.pos;
          continue;
        }
        case C.QUOTE:
          this.pos = pos;
          scanString(this, pos, pos);
          pos = this.pos;
          continue;
        case C.NEWLINE:
          if (this.brackets.length === 0) {
            this.putNewline(pos);
            this.atLineStart = true;
          } else if (this.extraTokens) this.put(T.NL, pos, pos + 1);
          pos++;
          this.newline(pos);
          continue;
        case C.HASH:
          this.pos = pos;
          this.comment(false);
          pos = this.pos;
          continue;
        case C.BACKSLASH:
          this.pos = pos;
          this.continuation();
          pos = this.pos;
          continue;
        case C.PUNCT: {
          this.pos = pos;
          if (this.punctuation(c, pos)) return true;
          pos = this.pos;
          continue;
        }
        default:
          this.failAt(pos + 1, `invalid non-printable character ${codePointName(c)}`);
      }
    }
  }

  private inText(): boolean {
    const { modes } = this;
    return modes.length > 0 && modes[modes.length - 1]!.inText;
  }

  /** Operators and brackets. Returns true when the f-string mode changes. */
  private punctuation(c: number, pos: number): boolean {
    const { src } = this;
    switch (c) {
      case 40:
      case 91:
      case 123: {
        if (this.brackets.length >= MAX_LEVEL) this.failAt(pos + 1, "too many nested parentheses");
        this.brackets.push(c);
        this.bracketLines.push(this.line);
        this.bracketCols.push(this.col(pos));
        if (this.modes.length > 0) this.modes[this.modes.length - 1]!.depth++;
        this.put(c === 40 ? T.LPAR : c === 91 ? T.LSQB : T.LBRACE, pos, pos + 1);
        return false;
      }
      case 41:
      case 93:
      case 125:
        return this.closing(c, pos);
      case 58: {
        const mode = this.modes.length > 0 ? this.modes[this.modes.length - 1]! : null;
        if (mode !== null && mode.depth - 1 === mode.exprDepth) {
          mode.inText = true;
          mode.inSpec = true;
          this.put(T.COLON, pos, pos + 1);
          return true;
        }
        break;
      }
    }
    const entry = PUNCTUATION[c]!;
    const second = src.charCodeAt(pos + 1);
    if (second === entry.second) {
      if (entry.third !== 0 && src.charCodeAt(pos + 2) === entry.third) {
        this.put(entry.threeKind, pos, pos + 3);
      } else this.put(entry.twoKind, pos, pos + 2);
    } else if (second === entry.altSecond) {
      if (entry.altThird !== 0 && src.charCodeAt(pos + 2) === entry.altThird) {
        this.put(entry.altThreeKind, pos, pos + 3);
      } else this.put(entry.altTwoKind, pos, pos + 2);
    } else if (second === 62 && entry.withGreater !== 0) {
      this.put(entry.withGreater, pos, pos + 2);
    } else this.put(entry.oneKind, pos, pos + 1);
    return false;
  }

  private closing(c: number, pos: number): boolean {
    const { brackets, modes } = this;
    const mode = modes.length > 0 ? modes[modes.length - 1]! : null;
    const char = String.fromCharCode(c);
    if (mode !== null && mode.depth === 0 && c === 125) {
      this.failAt(pos + 1, `${mode.letter}-string: single '}' is not allowed`);
    }
    if (brackets.length === 0) {
      if (!this.extraTokens) this.failAt(pos + 1, `unmatched '${char}'`);
    } else {
      const open = brackets.pop()!;
      const openLine = this.bracketLines.pop()!;
      this.bracketCols.pop();
      if (c !== (open === 40 ? 41 : open + 2)) {
        if (mode !== null && open === 123 && mode.depth - 1 === mode.exprDepth) {
          this.failAt(pos + 1, `${mode.letter}-string: unmatched '${char}'`);
        }
        const opening = String.fromCharCode(open);
        const where = openLine !== this.line ? ` on line ${openLine}` : "";
        this.failAt(
          pos + 1,
          `closing parenthesis '${char}' does not match opening parenthesis '${opening}'${where}`,
        );
      }
    }
    this.put(c === 41 ? T.RPAR : c === 93 ? T.RSQB : T.RBRACE, pos, pos + 1);
    if (mode === null) return false;
    mode.depth--;
    if (mode.depth < 0) this.failAt(pos + 1, `${mode.letter}-string: unmatched '${char}'`);
    if (c === 125 && mode.depth === mode.exprDepth) {
      mode.exprDepth--;
      mode.inText = true;
      mode.inSpec = false;
      return true;
    }
    return false;
  }

  /** At a backslash outside strings: joins the next line. */
  private continuation(): void {
    const { src } = this;
    const next = this.pos + 1;
    if (src.charCodeAt(next) !== 10) {
      const end = Math.min(next + 1, src.length);
      this.stop({
        errorType: "SyntaxError",
        msg: "unexpected character after line continuation character",
        lineno: this.line,
        offset: this.bufferOffset(end),
        endLineno: this.line,
        endOffset: 0,
        final: false,
        atEnd: false,
      });
    }
    if (next + 1 >= src.length) this.unexpectedEnd(next + 1);
    this.pos = next + 1;
    this.newline(this.pos);
  }

  /** A place counted in bytes from the start of the buffer, but at most the length of the line. */
  private bufferOffset(end: number): number {
    const { src, lineStart, keptFrom } = this;
    if (keptFrom === lineStart) return codePointLength(src, lineStart, end);
    const bytes = utf8Length(src, keptFrom, end);
    const line = codePointLength(src, lineStart, this.lineEnd());
    return Math.min(bytes, line + 1);
  }

  private unexpectedEnd(end: number): never {
    this.pos = end;
    const { line } = this;
    return this.stop({
      errorType: "SyntaxError",
      msg: "unexpected EOF while parsing",
      lineno: line,
      offset: codePointLength(this.src, this.lineStart, end),
      endLineno: line,
      endOffset: -1,
      final: false,
      atEnd: true,
    });
  }

  private unicodeName(start: number, pos: number): number {
    const { src } = this;
    const { length } = src;
    let extra = 0;
    while (pos < length) {
      const c = src.charCodeAt(pos);
      if (c < 128 && IS_WORD[c] === 0) break;
      extra += extraBytes(c);
      pos++;
    }
    const text = src.slice(start, pos);
    let at = 0;
    for (const char of text) {
      const ok = at === 0 ? /^[\p{XIDS}_]$/u.test(char) : /^[\p{XIDC}]$/u.test(char);
      at += char.length;
      if (ok) continue;
      const code = codePointName(char.codePointAt(0)!);
      const kind = isPrintable(char)
        ? `character '${char}' (${code})`
        : `non-printable character ${code}`;
      this.failAt(start + at, `invalid ${kind}`);
    }
    const col = this.col(start);
    const n = this.store.internText(text.normalize("NFKC"));
    this.extra += extra;
    this.store.push(T.NAME, start, pos, this.line, col, this.line, this.col(pos), n);
    return pos;
  }

  /** Reads a comment up to the end of the line. `alone`: nothing else stands on the line. */
  private comment(alone: boolean): void {
    const { src } = this;
    const start = this.pos;
    let end = src.indexOf("\n", start);
    if (end < 0) end = src.length;
    if (this.typeComments && this.typeComment(start, end, alone)) return;
    if (this.extraTokens) this.put(T.COMMENT, start, end);
    else {
      this.commentAt = start;
      this.commentCol = this.col(start);
    }
    this.skipTo(start, end);
  }

  /** Moves over text without tokens, keeping count of bytes. */
  private skipTo(from: number, to: number): void {
    const { src } = this;
    for (let i = from; i < to; i++) {
      const c = src.charCodeAt(i);
      if (c >= 128) this.extra += extraBytes(c);
    }
    this.pos = to;
  }

  private typeComment(start: number, end: number, alone: boolean): boolean {
    const { src } = this;
    const m = /^#[ \t]*type:[ \t]*/.exec(src.slice(start, end));
    if (m === null) return false;
    const textStart = start + m[0].length;
    const text = src.slice(textStart, end);
    if (/^ignore(?![0-9A-Za-z]|[^\0-\x7f])/.test(text)) {
      const whole = alone && end < src.length;
      this.store.push(
        T.TYPE_IGNORE,
        textStart + 6,
        whole ? end + 1 : end,
        this.line,
        this.col(textStart + 6),
        this.line,
        this.col(end),
        0,
      );
      this.skipTo(start, end);
      if (whole) {
        this.pos = end + 1;
        this.newline(this.pos);
      }
      return true;
    }
    const col = this.col(textStart);
    this.skipTo(textStart, end);
    this.store.push(T.TYPE_COMMENT, textStart, end, this.line, col, this.line, this.col(end), 0);
    return true;
  }

  /** Measures the indentation of lines until one with code on it; puts INDENT and DEDENT tokens. */
  private indentation(): void {
    const { src } = this;
    const { length } = src;
    for (;;) {
      let { pos } = this;
      let column = 0;
      let alt = 0;
      let joined = 0;
      let joinedAlt = 0;
      let c = 0;
      for (;;) {
        c = pos < length ? src.charCodeAt(pos) : 0;
        if (c === 32) {
          column++;
          alt++;
        } else if (c === 9) {
          column = ((column >> 3) + 1) << 3;
          alt++;
        } else if (c === 12) column = alt = 0;
        else if (c === 92 && pos < length) {
          // Only the first line of joined lines counts.
          if (joined === 0) {
            joined = column;
            joinedAlt = alt;
          }
          this.pos = pos;
          this.continuation();
          pos = this.pos;
          continue;
        } else break;
        pos++;
      }
      this.pos = pos;
      if (c === 35) {
        const { line } = this;
        this.comment(true);
        if (this.line !== line) continue;
        pos = this.pos;
        if (this.store.count > 0 && this.store.kind[this.store.count - 1] === T.TYPE_COMMENT) {
          if (this.store.end[this.store.count - 1] === pos) {
            // A type comment on its own line is a token, without any indentation, then a newline.
            if (pos < length) {
              this.put(T.NEWLINE, pos, pos + 1);
              this.newline(this.pos);
              continue;
            }
          }
        }
        // Behind a comment that ends the text no dedents follow.
        if (pos >= length) return;
        c = src.charCodeAt(pos);
      }
      if (c === 10) {
        if (this.extraTokens) this.put(T.NL, pos, pos + 1);
        this.pos = pos + 1;
        this.newline(this.pos);
        continue;
      }
      if (joined > 0) this.indentTo(joined, joinedAlt);
      else this.indentTo(column, alt);
      return;
    }
  }

  private indentTo(column: number, alt: number): void {
    const { indents, altIndents, store, pos } = this;
    let top = indents.length - 1;
    if (column === indents[top]) {
      if (alt !== altIndents[top]) this.tabError();
      return;
    }
    const line = this.line;
    if (column > indents[top]!) {
      if (top + 1 >= MAX_INDENT) {
        this.indentError("IndentationError", "too many levels of indentation");
      }
      if (alt <= altIndents[top]!) this.tabError();
      indents.push(column);
      altIndents.push(alt);
      store.push(T.INDENT, this.lineStart, pos, line, -1, line, -1, 0);
      return;
    }
    const before = store.count;
    while (top > 0 && column < indents[top]!) {
      indents.pop();
      altIndents.pop();
      top--;
      const dedentLine = this.currentLine();
      store.push(T.DEDENT, pos, pos, dedentLine, -1, dedentLine, -1, 0);
    }
    if (column !== indents[top]) {
      store.count = before;
      const end = this.lineEnd();
      this.pos = end;
      this.stop({
        errorType: "IndentationError",
        msg: "unindent does not match any outer indentation level",
        lineno: line,
        offset: codePointLength(this.src, this.lineStart, end),
        endLineno: line,
        endOffset: -1,
        final: false,
        atEnd: false,
      });
    }
    if (alt !== altIndents[top]) {
      store.count = before;
      this.tabError();
    }
  }

  private lineEnd(): number {
    const end = this.src.indexOf("\n", this.pos);
    return end < 0 ? this.src.length : end + 1;
  }

  private tabError(): never {
    return this.indentError("TabError", "inconsistent use of tabs and spaces in indentation");
  }

  private indentError(errorType: "TabError" | "IndentationError", msg: string): never {
    const { line } = this;
    return this.stop({
      errorType,
      msg,
      lineno: line,
      offset: 1,
      endLineno: line,
      endOffset: 0,
      final: false,
      atEnd: false,
    });
  }

  /** The end of the text. */
  private end(): void {
    const { store, pos } = this;
    const line = this.currentLine();
    const put = (kind: T): void => store.push(kind, pos, pos, line, -1, line, -1, 0);
    if (this.brackets.length > 0) {
      this.pos = this.src.length;
      this.stop({
        errorType: "SyntaxError",
        msg: "",
        lineno: line,
        offset: 0,
        endLineno: line,
        endOffset: 0,
        final: false,
        atEnd: true,
      });
    }
    const pending = this.indents.length > 1;
    // In interactive mode the end of the text is a newline, before and after implied dedents.
    if (this.interactive && store.count > 0) put(T.NEWLINE);
    if (pending && !(this.interactive && this.keepIndents)) {
      for (let i = 1; i < this.indents.length; i++) put(T.DEDENT);
      if (this.interactive) put(T.NEWLINE);
    }
    put(T.ENDMARKER);
  }
}

export function tokenize(source: string, options: TokenizeOptions = {}): TokenStore {
  return new Tokenizer(source, options).run();
}

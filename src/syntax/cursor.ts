/**
 * The place in the token store that the fast parser reads from.
 *
 * The fast parser only recognises: at the first thing it can't take it throws FAIL and says nothing
 * about the reason. Finding the reason is the work of `diagnose/`, which reads the tokens again.
 */
import { T } from "./kinds.js";
import type { TokenStore } from "./tokens.js";

/** Thrown where the fast parser stops. */
export const FAIL = { fail: true };

export class Cursor {
  protected readonly tokens: TokenStore;
  protected readonly kind: Uint8Array;
  protected readonly line: Int32Array;
  protected readonly col: Int32Array;
  protected readonly endLine: Int32Array;
  protected readonly endCol: Int32Array;
  protected readonly value: Int32Array;
  protected readonly names: string[];
  protected pos = 0;

  constructor(tokens: TokenStore) {
    this.tokens = tokens;
    this.kind = tokens.kind;
    this.line = tokens.line;
    this.col = tokens.col;
    this.endLine = tokens.endLine;
    this.endCol = tokens.endCol;
    this.value = tokens.value;
    this.names = tokens.names;
  }

  protected fail(): never {
    throw FAIL;
  }

  protected expect(kind: T): void {
    if (this.kind[this.pos] !== kind) throw FAIL;
    this.pos++;
  }

  protected accept(kind: T): boolean {
    if (this.kind[this.pos] !== kind) return false;
    this.pos++;
    return true;
  }

  /** The present token's name, which must be one. */
  protected identifier(): string {
    if (this.kind[this.pos] !== T.NAME) throw FAIL;
    return this.names[this.value[this.pos++]!]!;
  }

  /** The last token read that is not layout. */
  protected lastToken(): number {
    let e = this.pos - 1;
    while (e > 0) {
      const k = this.kind[e]!;
      if (k !== T.NEWLINE && k !== T.DEDENT && k !== T.INDENT) break;
      e--;
    }
    return e;
  }
}

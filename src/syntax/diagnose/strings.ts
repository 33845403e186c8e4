/** Rules for strings, f-strings and t-strings. */
import { T } from "../kinds.js";
import { LiteralReader } from "../literal-tokens.js";
import { LiteralError } from "../literals.js";
import type { ParseOptions } from "../parser.js";
import type { TokenStore } from "../tokens.js";
import { AtomRules } from "./atoms.js";
import { type Part, Rule } from "./base.js";

export abstract class StringRules extends AtomRules {
  protected readonly literals: LiteralReader;

  constructor(tokens: TokenStore, options: ParseOptions) {
    super(tokens, options);
    this.literals = new LiteralReader(tokens, { ...options, warn: undefined });
  }

  /** Runs a decoding; its failure is an error at token `t`. */
  private decode<R>(t: number, run: () => R): R {
    try {
      return run();
    } catch (e) {
      if (e instanceof LiteralError) this.failRange(t, t, e.msg);
      throw e;
    }
  }

  strings(): Part | null {
    return this.memo(Rule.STRINGS, () => {
      const s = this.pos;
      this.mistake(() => this.invalidConcat());
      const parts = this.many(() => this.stringOrF());
      if (parts.length > 0) {
        const bytes = parts.filter((p) => p.kind === "bytes").length;
        if (bytes > 0 && bytes < parts.length) this.fail("cannot mix bytes and nonbytes literals");
        const isF = parts.some((p) => p.kind === "JoinedStr");
        return this.part(isF ? "JoinedStr" : "Constant", s);
      }
      const templates = this.many(() => this.tString());
      return templates.length > 0 ? this.part("TemplateStr", s) : null;
    });
  }

  private invalidConcat(): void {
    const msg = "cannot mix t-string literals with string or bytes literals";
    this.attempt(() => {
      const a = this.many(() => this.stringOrF());
      const b = a.length > 0 ? this.tString() : null;
      if (b !== null) this.failRange(a[a.length - 1]!.first, b.last, msg);
      return false;
    });
    this.attempt(() => {
      const a = this.many(() => this.tString());
      const b = a.length > 0 ? this.stringOrF() : null;
      if (b !== null) this.failRange(a[a.length - 1]!.first, b.last, msg);
      return false;
    });
  }

  private stringOrF(): Part | null {
    const s = this.pos;
    if (this.eat(T.STRING)) {
      const value = this.decode(this.fill - 1, () => this.literals.string(s));
      return this.part(value.type, s);
    }
    if (!this.eat(T.FSTRING_START)) return null;
    return this.interpolated(s, T.FSTRING_MIDDLE, T.FSTRING_END, "JoinedStr");
  }

  private tString(): Part | null {
    return this.memo(Rule.TSTRING, () => {
      const s = this.pos;
      if (!this.eat(T.TSTRING_START)) return null;
      const found = this.interpolated(s, T.TSTRING_MIDDLE, T.TSTRING_END, "TemplateStr");
      if (found !== null) this.since(14, "t-strings are");
      return found;
    });
  }

  private isRaw(start: number): boolean {
    return /r/i.test(this.tokens.text(start));
  }

  private interpolated(s: number, middle: T, end: T, kind: string): Part | null {
    const letter = kind === "JoinedStr" ? "f" : "t";
    const texts: number[] = [];
    for (;;) {
      const field = this.attempt(() => this.field(letter, middle));
      if (field !== null) continue;
      if (!this.eat(middle)) break;
      texts.push(this.pos - 1);
    }
    if (!this.eat(end)) return null;
    const raw = this.isRaw(s);
    for (const t of texts) this.decode(t, () => this.literals.middle(t, raw));
    return this.part(kind, s);
  }

  private annotatedRhs(): Part | null {
    return this.attempt(() => this.yieldExpression()) ?? this.starExpressions();
  }

  private field(letter: string, middle: T): Part | null {
    const s = this.pos;
    const found = this.attempt(() => {
      if (!this.eat(T.LBRACE) || this.annotatedRhs() === null) return null;
      this.eat(T.EQUAL);
      this.attempt(() => this.conversion(letter));
      this.attempt(() => this.fullSpec(letter, middle));
      return this.eat(T.RBRACE) ? this.part("field", s) : null;
    });
    if (found === null) this.mistake(() => this.invalidField(letter));
    return found;
  }

  private conversion(letter: string): boolean {
    const mark = this.pos;
    if (!this.eat(T.EXCLAMATION) || !this.eat(T.NAME)) return false;
    const { tokens } = this;
    const name = this.pos - 1;
    if (tokens.end[mark] !== tokens.start[name]) {
      const msg = `${letter}-string: conversion type must come right after the exclamation mark`;
      this.failRange(mark, name, msg);
    }
    const text = tokens.names[tokens.value[name]!]!;
    if (!["s", "r", "a"].includes(text)) {
      this.failRange(
        name,
        name,
        `${letter}-string: invalid conversion character '${text}': expected 's', 'r', or 'a'`,
      );
    }
    return true;
  }

  private fullSpec(letter: string, middle: T): boolean {
    if (!this.eat(T.COLON)) return false;
    this.specItems(letter, middle);
    return true;
  }

  private specItems(letter: string, middle: T): void {
    for (;;) {
      if (this.eat(middle)) {
        const t = this.pos - 1;
        this.decode(t, () => this.literals.middle(t, false));
        continue;
      }
      if (this.attempt(() => this.field(letter, middle)) === null) return;
    }
  }

  private invalidField(letter: string): void {
    const say = `${letter}-string: `;
    const s = this.pos;
    if (!this.eat(T.LBRACE)) return;
    const early: [T, string][] = [
      [T.EQUAL, "="],
      [T.EXCLAMATION, "!"],
      [T.COLON, ":"],
      [T.RBRACE, "}"],
    ];
    for (const [kind, text] of early) {
      if (this.at(kind)) {
        this.failRange(this.pos, this.pos, `${say}valid expression required before '${text}'`);
      }
    }
    if (!this.ahead(() => this.annotatedRhs())) {
      this.failAtNext(`${say}expecting a valid expression after '{'`);
    }
    const after = (): void => {
      this.pos = s + 1;
      this.annotatedRhs();
    };
    after();
    if (!this.atAny(T.EQUAL, T.EXCLAMATION, T.COLON, T.RBRACE)) {
      this.failAtNext(`${say}expecting '=', or '!', or ':', or '}'`);
    }
    if (this.eat(T.EQUAL) && !this.atAny(T.EXCLAMATION, T.COLON, T.RBRACE)) {
      this.failAtNext(`${say}expecting '!', or ':', or '}'`);
    }
    after();
    this.eat(T.EQUAL);
    if (this.eat(T.EXCLAMATION)) {
      if (this.atAny(T.COLON, T.RBRACE)) this.failAtNext(`${say}missing conversion character`);
      if (!this.at(T.NAME)) this.failAtNext(`${say}invalid conversion character`);
      this.pos++;
    }
    if (!this.atAny(T.COLON, T.RBRACE)) this.failAtNext(`${say}expecting ':' or '}'`);
    if (this.eat(T.COLON)) {
      // The reference reads the spec of a t-string with the rule for f-strings.
      this.specItems("f", T.FSTRING_MIDDLE);
      if (!this.at(T.RBRACE)) this.failAtNext(`${say}expecting '}', or format specs`);
    }
  }
}

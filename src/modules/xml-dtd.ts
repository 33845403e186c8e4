/** Document type declarations: entities, attribute defaults, content models. */
import { matchName, matchNmtoken, newlines, skipSpace, X, XmlError } from "./xml-scan.js";

export interface Entity {
  name: string;
  /** Replacement text of an internal entity. */
  text: string | null;
  base: string | null;
  sysid: string | null;
  pubid: string | null;
  notation: string | null;
  param: boolean;
  open: boolean;
  /** Declared in the document's own internal subset. */
  internalSubset: boolean;
}
export interface AttDef {
  name: string;
  cdata: boolean;
  value: string | null;
}
export class Dtd {
  entities = new Map<string, Entity>();
  params = new Map<string, Entity>();
  attributes = new Map<string, Map<string, AttDef>>();
  hasParamRefs = false;
  standalone = false;
  keepProcessing = true;
}

/** type, quantifier, name, children: as element declarations report content models. */
export type Model = [number, number, string | null, Model[]];

const QUANT: Record<string, number> = { "?": 1, "*": 2, "+": 3 };

/** A cursor over the inside of one declaration, with expat's complaints. */
export class Decl {
  readonly t: string;
  i: number;
  private readonly base: number;
  /** @param base where the text starts in the source, for error positions */
  constructor(t: string, base: number) {
    this.t = t;
    this.i = 0;
    this.base = base;
  }
  fail(code: number = X.SYNTAX): never {
    throw new XmlError(code, this.base + this.i);
  }
  /** Skips white space; true when there was some. */
  space(): boolean {
    const from = this.i;
    this.i = skipSpace(this.t, this.i);
    return this.i > from;
  }
  need(): void {
    if (!this.space()) this.fail();
  }
  name(): string {
    const n = matchName(this.t, this.i);
    if (n === "") this.fail();
    this.i += n.length;
    return n;
  }
  token(): string {
    const n = matchNmtoken(this.t, this.i);
    if (n === "") this.fail();
    this.i += n.length;
    return n;
  }
  eat(s: string): boolean {
    if (!this.t.startsWith(s, this.i)) return false;
    this.i += s.length;
    return true;
  }
  literal(): string {
    const q = this.t[this.i];
    if (q !== '"' && q !== "'") this.fail();
    const end = this.t.indexOf(q, this.i + 1);
    if (end < 0) this.fail(X.INVALID_TOKEN);
    const s = this.t.slice(this.i + 1, end);
    this.i = end + 1;
    return s;
  }
  done(): void {
    this.space();
    if (this.i < this.t.length) this.fail();
  }
  /** SYSTEM or PUBLIC identifiers; null when there are none. */
  externalId(publicOnly = false): { sysid: string | null; pubid: string | null } | null {
    if (this.eat("SYSTEM")) {
      this.need();
      return { sysid: this.literal(), pubid: null };
    }
    if (!this.eat("PUBLIC")) return null;
    this.need();
    const at = this.i;
    const raw = this.literal();
    if (!/^[-'()+,./:=?;!*#@$_%\w \r\n]*$/.test(raw)) {
      this.i = at;
      this.fail(X.PUBLICID);
    }
    const pubid = raw.replace(/[ \r\n]+/g, " ").trim();
    this.space();
    const c = this.t[this.i];
    if (publicOnly && c !== '"' && c !== "'") return { sysid: null, pubid };
    return { sysid: this.literal(), pubid };
  }

  model(): Model {
    if (this.eat("EMPTY")) return [1, 0, null, []];
    if (this.eat("ANY")) return [2, 0, null, []];
    if (!this.eat("(")) this.fail();
    this.space();
    if (this.eat("#PCDATA")) {
      const kids: Model[] = [];
      this.space();
      while (this.eat("|")) {
        this.space();
        kids.push([4, 0, this.name(), []]);
        this.space();
      }
      if (!this.eat(")")) this.fail();
      const star = this.eat("*");
      if (!star && kids.length > 0) this.fail();
      return [3, star ? 2 : 0, null, kids];
    }
    return this.group();
  }
  private group(): Model {
    const kids: Model[] = [];
    let type = 6;
    for (;;) {
      this.space();
      if (this.eat("(")) kids.push(this.group());
      else {
        const n = this.name();
        kids.push([4, this.quant(), n, []]);
      }
      this.space();
      if (this.eat(")")) break;
      const c = this.t[this.i];
      if (c !== "|" && c !== ",") this.fail();
      if (kids.length === 1) type = c === "|" ? 5 : 6;
      else if ((c === "|") !== (type === 5)) this.fail();
      this.i++;
    }
    return [type, this.quant(), null, kids];
  }
  private quant(): number {
    const q = QUANT[this.t[this.i] ?? ""] ?? 0;
    if (q > 0) this.i++;
    return q;
  }

  /** The type of an attribute as the handler gets it. */
  attributeType(): string {
    const list = (item: () => string): string => {
      const out: string[] = [];
      do {
        this.space();
        out.push(item());
        this.space();
      } while (this.eat("|"));
      if (!this.eat(")")) this.fail();
      return `(${out.join("|")})`;
    };
    if (this.eat("(")) return list(() => this.token());
    const t = this.name();
    if (t === "NOTATION") {
      this.need();
      if (!this.eat("(")) this.fail();
      return `NOTATION${list(() => this.name())}`;
    }
    if (!/^(CDATA|ID|IDREFS?|ENTITY|ENTITIES|NMTOKENS?)$/.test(t)) this.fail();
    return t;
  }
}

/**
 * The end of a declaration that starts with "<!": the index behind its ">"; -1 when the text ends
 * before it.
 */
export function declEnd(t: string, at: number): number {
  for (let i = at + 2; i < t.length; i++) {
    const c = t[i];
    if (c === ">") return i + 1;
    if (c === '"' || c === "'") {
      i = t.indexOf(c, i + 1);
      if (i < 0) return -1;
    } else if (c === "<") throw new XmlError(X.INVALID_TOKEN, i);
  }
  return -1;
}

/** Character references in an entity's value are resolved when it is declared, others kept. */
export function entityValue(raw: string, base: number, param: (name: string) => string): string {
  let out = "";
  for (let i = 0; i < raw.length; ) {
    const c = raw[i];
    if (c === "%") {
      const n = matchName(raw, i + 1);
      if (n === "" || raw[i + 1 + n.length] !== ";")
        throw new XmlError(X.INVALID_TOKEN, base + i + 1);
      out += param(n);
      i += n.length + 2;
    } else if (c === "&" && raw[i + 1] === "#") {
      const m = /^&#(?:([0-9]+)|x([0-9a-fA-F]+));/.exec(raw.slice(i, i + 16));
      if (m === null) throw new XmlError(X.INVALID_TOKEN, base + i + 2);
      const code = m[1] !== undefined ? Number(m[1]) : Number.parseInt(m[2], 16);
      if (code === 0 || code > 0x10ffff) throw new XmlError(X.BAD_CHAR_REF, base + i);
      out += String.fromCodePoint(code);
      i += m[0].length;
    } else if (c === "&") {
      const n = matchName(raw, i + 1);
      if (n === "" || raw[i + 1 + n.length] !== ";")
        throw new XmlError(X.INVALID_TOKEN, base + i + 1);
      out += raw.slice(i, i + n.length + 2);
      i += n.length + 2;
    } else {
      out += c;
      i++;
    }
  }
  return newlines(out);
}

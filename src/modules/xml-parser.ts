/** An XML parser that behaves as expat does: events, error numbers and their positions. */
import { Decl, Dtd, declEnd, type Entity, entityValue, type Model } from "./xml-dtd.js";
import { type Decoder, detect, Position } from "./xml-input.js";
import * as S from "./xml-scan.js";
import { INCOMPLETE, newlines, X, XmlError } from "./xml-scan.js";

/** Handlers by name; an absent one is undefined. What a handler throws ends the parse. */
export interface Handlers {
  startElement?: (name: string, attributes: string[], specified: number) => void;
  endElement?: (name: string) => void;
  characterData?: (s: string) => void;
  processingInstruction?: (target: string, data: string) => void;
  comment?: (data: string) => void;
  startCdata?: () => void;
  endCdata?: () => void;
  defaults?: (raw: string) => void;
  startNamespace?: (prefix: string | null, uri: string | null) => void;
  endNamespace?: (prefix: string | null) => void;
  xmlDecl?: (version: string | null, encoding: string | null, standalone: number) => void;
  startDoctype?: (
    name: string,
    sysid: string | null,
    pubid: string | null,
    internal: boolean,
  ) => void;
  endDoctype?: () => void;
  elementDecl?: (name: string, model: Model) => void;
  attlistDecl?: (
    element: string,
    name: string,
    type: string,
    value: string | null,
    required: boolean,
  ) => void;
  entityDecl?: (e: Entity) => void;
  unparsedEntityDecl?: (e: Entity) => void;
  notationDecl?: (
    name: string,
    base: string | null,
    sysid: string | null,
    pubid: string | null,
  ) => void;
  notStandalone?: () => boolean;
  /** Whether the program dealt with the entity. */
  externalEntity?: (
    context: string | null,
    base: string | null,
    sysid: string | null,
    pubid: string | null,
  ) => boolean;
  skippedEntity?: (name: string, param: boolean) => void;
}

const XML_URI = "http://www.w3.org/XML/1998/namespace";
const XMLNS_URI = "http://www.w3.org/2000/xmlns/";
const PREDEFINED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const RUN = /[^<&\n\r\]]+/y;

type Mode = "start" | "prolog" | "subset" | "content" | "epilog" | "fragment" | "external";

interface OpenElement {
  raw: string;
  name: string;
  prefixes: (string | null)[];
}

export class XmlParser {
  handlers: Handlers = {};
  /** `DefaultHandler` was set (rather than DefaultHandlerExpand): entities are not expanded. */
  keepEntities = false;
  base: string | null = null;
  paramParsing = 0;
  foreignDtd = false;
  namespacePrefixes = false;
  readonly separator: string | null;
  private given: string | null;
  readonly unknownEncoding: (name: string) => string | null;
  dtd = new Dtd();

  error = 0;
  finished = false;
  started = false;
  maxAmplification = 100;
  amplificationThreshold = 8388608;
  /** expat's reparse deferral. */
  deferral = true;
  /** How much there was when nothing could be read. */
  private cutOff = 0;
  private expanded = 0;
  private fed = 0;

  private decoder: Decoder | null = null;
  private pendingBytes: Uint8Array = new Uint8Array(0);
  private text = "";
  private pos = 0;
  private eventAt = 0;
  readonly position = new Position();
  private mode: Mode = "start";
  private final = false;
  private readonly stack: OpenElement[] = [];
  private inCdata = false;
  private bindings = new Map<string, string | null>([["xml", XML_URI]]);
  private doctype: { name: string; sysid: string | null; pubid: string | null } | null = null;
  private seenRoot = false;
  private inEntity = 0;

  constructor(
    encoding: string | null,
    separator: string | null,
    unknownEncoding: (name: string) => string | null,
  ) {
    this.given = encoding;
    this.separator = separator;
    this.unknownEncoding = unknownEncoding;
  }

  /** A parser for an external entity: it shares declarations and handlers. */
  child(context: string | null, encoding: string | null): XmlParser {
    const p = new XmlParser(encoding, this.separator, this.unknownEncoding);
    p.handlers = this.handlers;
    p.keepEntities = this.keepEntities;
    p.base = this.base;
    p.paramParsing = this.paramParsing;
    p.namespacePrefixes = this.namespacePrefixes;
    p.deferral = this.deferral;
    p.dtd = this.dtd;
    p.bindings = new Map(this.bindings);
    p.mode = context === null ? "external" : "fragment";
    return p;
  }

  /** The input is text that was made UTF-8: declarations do not count. */
  forceUtf8(): void {
    if (this.decoder === null) this.given = "utf-8";
  }
  /** The position of the event under way, or of the error. */
  locate(): Position {
    return this.position.to(this.text, Math.min(this.eventAt, this.text.length));
  }
  inputContext(): string | null {
    return this.started && !this.finished ? this.text.slice(this.eventAt) : null;
  }

  // ---- feeding ----

  parse(data: Uint8Array, final: boolean): void {
    if (this.finished) {
      this.error = X.FINISHED;
      throw new XmlError(X.FINISHED);
    }
    this.started = true;
    this.fed += data.length;
    try {
      this.take(data, final);
      this.final = final;
      this.attempt();
      if (final) this.finished = true;
    } catch (e) {
      this.finished = true;
      if (e instanceof XmlError) {
        this.error = e.code;
        if (e.at !== undefined && this.inEntity === 0) this.eventAt = e.at;
      }
      throw e;
    }
  }

  /** Markup that was cut off is read again when there is twice as much of it, or on demand. */
  private attempt(): void {
    const have = this.text.length - this.pos;
    if (this.deferral && !this.final && have < 2 * this.cutOff) return;
    const from = this.pos;
    this.run();
    this.cutOff = this.pos === from ? have : 0;
  }

  private take(data: Uint8Array, final: boolean): void {
    if (this.pos > 0) {
      this.position.drop(this.text, this.pos);
      this.text = this.text.slice(this.pos);
      this.pos = this.eventAt = 0;
    }
    if (this.decoder === null) {
      const all =
        this.pendingBytes.length > 0 ? Buffer.concat([this.pendingBytes, data]) : data.slice();
      const d = detect(all, final, this.given, this.unknownEncoding);
      if (d === null) {
        this.pendingBytes = all;
        return;
      }
      this.decoder = d.decoder;
      const width = d.decoder;
      this.position.width = (u) => width.width(u);
      this.position.byte = d.skip;
      this.position.drop("", 0);
      data = all.subarray(d.skip);
      this.pendingBytes = new Uint8Array(0);
    }
    this.text += this.decoder.decode(data, final);
  }

  private run(): void {
    if (this.decoder === null && !this.final) return;
    try {
      for (;;) {
        this.eventAt = this.pos;
        if (!this.step()) return;
      }
    } catch (e) {
      if (e !== INCOMPLETE) throw e;
      if (this.final) throw new XmlError(X.UNCLOSED_TOKEN);
    }
  }
  private end(): false {
    if (!this.final) return false;
    this.eventAt = this.text.length;
    if (this.inCdata) throw new XmlError(X.UNCLOSED_CDATA_SECTION);
    if (this.mode === "fragment") {
      if (this.stack.length > 0) throw new XmlError(X.ASYNC_ENTITY);
      return false;
    }
    if (this.mode !== "epilog" && this.mode !== "external") throw new XmlError(X.NO_ELEMENTS);
    return false;
  }

  private step(): boolean {
    if (this.pos >= this.text.length) return this.end();
    switch (this.mode) {
      case "start":
        return this.xmlDeclaration(false);
      case "fragment":
        if (this.pos === 0 && this.position.byte <= 3 && !this.seenRoot) {
          this.seenRoot = true;
          if (S.startsWith(this.text, this.pos, "<?xml")) return this.xmlDeclaration(true);
        }
        return this.contentStep();
      case "external":
        if (!this.seenRoot) {
          this.seenRoot = true;
          if (S.startsWith(this.text, this.pos, "<?xml")) return this.xmlDeclaration(true);
        }
        return this.subsetStep(false);
      case "content":
        return this.contentStep();
      case "subset":
        return this.subsetStep(true);
      default:
        return this.prologStep();
    }
  }

  private raw(from: number, to: number): void {
    this.handlers.defaults?.(this.text.slice(from, to));
  }

  // ---- XML declaration ----

  private xmlDeclaration(textDecl: boolean): boolean {
    const t = this.text;
    const next = (): void => {
      if (!textDecl) this.mode = "prolog";
    };
    if (!S.startsWith(t, this.pos, "<?xml") || t.length === this.pos + 5) {
      if (t.startsWith("<?xml", this.pos)) throw INCOMPLETE;
      next();
      return true;
    }
    if (!S.isSpace(t[this.pos + 5])) {
      next();
      return true;
    }
    const end = t.indexOf("?>", this.pos);
    S.checkChars(t, this.pos, end < 0 ? t.length : end);
    if (end < 0) throw INCOMPLETE;
    const decl = t.slice(this.pos, end + 2);
    const m =
      /^<\?xml(?:\s+version\s*=\s*(?:"([\w.:-]+)"|'([\w.:-]+)'))?(?:\s+encoding\s*=\s*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)'))?(?:\s+standalone\s*=\s*(?:"(yes|no)"|'(yes|no)'))?\s*\?>$/.exec(
        decl,
      );
    const version = m?.[1] ?? m?.[2] ?? null;
    const encoding = m?.[3] ?? m?.[4] ?? null;
    const standalone = m?.[5] ?? m?.[6];
    if (m === null || (textDecl ? encoding === null || standalone !== undefined : version === null))
      throw new XmlError(textDecl ? X.TEXT_DECL : X.XML_DECL, this.declFault(decl));
    if (!textDecl && standalone === "yes") this.dtd.standalone = true;
    if (this.handlers.xmlDecl !== undefined)
      this.handlers.xmlDecl(
        version,
        encoding,
        standalone === undefined ? -1 : standalone === "yes" ? 1 : 0,
      );
    else this.raw(this.pos, end + 2);
    this.pos = end + 2;
    next();
    return true;
  }
  /** Where a malformed declaration stops making sense. */
  private declFault(decl: string): number {
    const parts =
      /^<\?xml(\s+version\s*=\s*("[\w.:-]+"|'[\w.:-]+'))?(\s+encoding\s*=\s*("[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(\s+standalone\s*=\s*("(?:yes|no)"|'(?:yes|no)'))?\s*/.exec(
        decl,
      );
    return this.pos + (parts?.[0].length ?? 5);
  }

  // ---- prolog and epilog ----

  private prologStep(): boolean {
    const t = this.text;
    const c = t[this.pos];
    const epilog = this.mode === "epilog";
    if (S.isSpace(c)) {
      const end = S.skipSpace(t, this.pos);
      this.raw(this.pos, end);
      this.pos = end;
      return true;
    }
    if (c !== "<") {
      S.checkChars(t, this.pos, this.pos + 1);
      if (epilog) throw new XmlError(X.JUNK_AFTER_DOC_ELEMENT);
      throw new XmlError(c === "&" ? X.INVALID_TOKEN : X.SYNTAX);
    }
    if (this.pos + 1 >= t.length) throw INCOMPLETE;
    const d = t[this.pos + 1];
    if (d === "?") return this.pi(t);
    if (d === "!") {
      if (S.startsWith(t, this.pos, "<!--")) return this.comment(t);
      if (!epilog && S.startsWith(t, this.pos, "<!DOCTYPE")) return this.startDoctype();
      if (/[A-Za-z[]/.test(t[this.pos + 2]))
        throw new XmlError(epilog ? X.JUNK_AFTER_DOC_ELEMENT : X.SYNTAX);
      throw new XmlError(X.INVALID_TOKEN, this.pos + 2);
    }
    if (!S.isNameStart(d)) throw new XmlError(X.INVALID_TOKEN, this.pos + 1);
    if (epilog) throw new XmlError(X.JUNK_AFTER_DOC_ELEMENT);
    if (this.foreignDtd && this.doctype === null) {
      this.foreignDtd = false;
      this.dtd.hasParamRefs = true;
      if (this.paramParsing !== 0) this.handlers.externalEntity?.(null, this.base, null, null);
    }
    this.mode = "content";
    return true;
  }
  private pi(t: string): boolean {
    const p = S.scanPi(t, this.pos);
    if (p.target === "xml") throw new XmlError(X.MISPLACED_XML_PI);
    if (this.handlers.processingInstruction !== undefined)
      this.handlers.processingInstruction(p.target, newlines(p.data));
    else this.raw(this.pos, p.end);
    this.pos = p.end;
    return true;
  }
  private comment(t: string): boolean {
    const c = S.scanComment(t, this.pos);
    if (this.handlers.comment !== undefined) this.handlers.comment(newlines(c.data));
    else this.raw(this.pos, c.end);
    this.pos = c.end;
    return true;
  }

  // ---- document type ----

  private startDoctype(): boolean {
    const t = this.text;
    if (this.doctype !== null) throw new XmlError(X.SYNTAX);
    let end = -1;
    let internal = false;
    for (let i = this.pos + 9; i < t.length; i++) {
      const c = t[i];
      if (c === '"' || c === "'") {
        i = t.indexOf(c, i + 1);
        if (i < 0) break;
      } else if (c === "[" || c === ">") {
        end = i;
        internal = c === "[";
        break;
      }
    }
    if (end < 0) throw INCOMPLETE;
    const d = new Decl(t.slice(this.pos + 9, end), this.pos + 9);
    d.need();
    const name = d.name();
    d.space();
    const id = d.externalId() ?? { sysid: null, pubid: null };
    d.done();
    this.doctype = { name, ...id };
    if (id.sysid !== null) this.dtd.hasParamRefs = true;
    if (this.handlers.startDoctype !== undefined)
      this.handlers.startDoctype(name, id.sysid, id.pubid, internal);
    else this.raw(this.pos, end + 1);
    this.pos = end + 1;
    if (internal) {
      this.mode = "subset";
      return true;
    }
    return this.endDoctype(this.pos - 1, this.pos);
  }
  private endDoctype(from: number, to: number): boolean {
    const d = this.doctype;
    this.mode = "prolog";
    if ((d !== null && d.sysid !== null) || this.foreignDtd) {
      this.foreignDtd = false;
      const h = this.handlers;
      if (this.paramParsing !== 0 && h.externalEntity !== undefined) {
        if (!h.externalEntity(null, this.base, d?.sysid ?? null, d?.pubid ?? null))
          throw new XmlError(X.EXTERNAL_ENTITY_HANDLING);
      }
      if (!this.dtd.standalone && h.notStandalone !== undefined && !h.notStandalone())
        throw new XmlError(X.NOT_STANDALONE);
    }
    if (this.handlers.endDoctype !== undefined) this.handlers.endDoctype();
    else if (from >= 0) this.raw(from, to);
    return true;
  }

  private subsetStep(internal: boolean): boolean {
    const t = this.text;
    const c = t[this.pos];
    if (S.isSpace(c)) {
      const end = S.skipSpace(t, this.pos);
      this.raw(this.pos, end);
      this.pos = end;
      return true;
    }
    if (c === "]" && internal) {
      const end = S.skipSpace(t, this.pos + 1);
      if (end >= t.length) throw INCOMPLETE;
      if (t[end] !== ">") throw new XmlError(X.SYNTAX, end);
      const from = this.pos;
      this.pos = end + 1;
      return this.endDoctype(from, end + 1);
    }
    if (c === "%") return this.paramReference();
    if (c === "]" && !internal && S.startsWith(t, this.pos, "]]>")) {
      this.pos += 3;
      return true;
    }
    if (c !== "<") throw new XmlError(S.isNameChar(c) ? X.SYNTAX : X.INVALID_TOKEN);
    if (this.pos + 1 >= t.length) throw INCOMPLETE;
    if (t[this.pos + 1] === "?") return this.pi(t);
    if (S.startsWith(t, this.pos, "<!--")) return this.comment(t);
    if (t[this.pos + 1] !== "!")
      throw new XmlError(
        S.isNameStart(t[this.pos + 1]) ? X.SYNTAX : X.INVALID_TOKEN,
        S.isNameStart(t[this.pos + 1]) ? undefined : this.pos + 1,
      );
    if (!internal && S.startsWith(t, this.pos, "<![")) return this.conditional();
    const end = declEnd(t, this.pos);
    S.checkChars(t, this.pos, end < 0 ? t.length : end);
    if (end < 0) throw INCOMPLETE;
    const handled = this.declaration(t.slice(this.pos + 2, end - 1), this.pos + 2, internal);
    if (!handled) this.raw(this.pos, end);
    this.pos = end;
    return true;
  }
  private conditional(): boolean {
    const t = this.text;
    const m = /^<!\[\s*(INCLUDE|IGNORE|%[^;]+;)\s*\[/.exec(t.slice(this.pos, this.pos + 200));
    if (m === null) throw new XmlError(X.SYNTAX);
    let word = m[1];
    if (word[0] === "%") word = (this.dtd.params.get(word.slice(1, -1))?.text ?? "").trim();
    if (word === "INCLUDE") {
      this.pos += m[0].length;
      return true;
    }
    let depth = 1;
    let i = this.pos + m[0].length;
    for (; depth > 0; i++) {
      if (i >= t.length) throw INCOMPLETE;
      if (t.startsWith("<![", i)) depth++;
      else if (t.startsWith("]]>", i)) depth--;
    }
    this.pos = i + 2;
    return true;
  }
  private paramReference(): boolean {
    const t = this.text;
    const n = S.needName(t, this.pos + 1);
    const end = this.pos + 1 + n.length;
    if (t[end] !== ";") throw new XmlError(X.INVALID_TOKEN, end);
    const dtd = this.dtd;
    const first = !dtd.hasParamRefs;
    dtd.hasParamRefs = true;
    const e = dtd.params.get(n);
    if (this.paramParsing === 0) {
      dtd.keepProcessing = dtd.standalone;
      if (this.handlers.skippedEntity !== undefined) this.handlers.skippedEntity(n, true);
      else this.raw(this.pos, end + 1);
      this.pos = end + 1;
      return true;
    }
    if (e === undefined) {
      if (first && (dtd.standalone || !dtd.hasParamRefs)) throw new XmlError(X.UNDEFINED_ENTITY);
      dtd.keepProcessing = dtd.standalone;
      this.handlers.skippedEntity?.(n, true);
      this.pos = end + 1;
      return true;
    }
    if (e.open) throw new XmlError(X.RECURSIVE_ENTITY_REF);
    e.open = true;
    if (e.text !== null) {
      const text = e.text;
      this.within(text, () => {
        while (this.pos < this.text.length) this.subsetStep(false);
      });
    } else if (this.handlers.externalEntity !== undefined) {
      if (!this.handlers.externalEntity(null, e.base, e.sysid, e.pubid))
        throw new XmlError(X.EXTERNAL_ENTITY_HANDLING);
    } else dtd.keepProcessing = dtd.standalone;
    e.open = false;
    this.pos = end + 1;
    return true;
  }
  /** Runs over another text as if it stood here; positions stay at the reference. */
  private within(text: string, f: () => void): void {
    this.expanded += text.length;
    if (
      this.expanded > this.amplificationThreshold &&
      this.expanded > this.maxAmplification * this.fed
    )
      throw new XmlError(X.AMPLIFICATION);
    const outer = { text: this.text, pos: this.pos, at: this.eventAt, final: this.final };
    if (this.inEntity === 0) this.locate();
    this.inEntity++;
    const located = this.locate;
    this.locate = () => this.position;
    this.text = text;
    this.pos = 0;
    this.final = true;
    try {
      f();
    } catch (e) {
      if (e === INCOMPLETE) throw new XmlError(X.UNCLOSED_TOKEN);
      throw e;
    } finally {
      this.text = outer.text;
      this.pos = outer.pos;
      this.eventAt = outer.at;
      this.final = outer.final;
      this.locate = located;
      if (this.inEntity === 1) this.locate = XmlParser.prototype.locate;
    }
    this.inEntity--;
  }

  /** One markup declaration; false when no handler took it. */
  private declaration(body: string, at: number, internal: boolean): boolean {
    const text = internal || this.paramParsing === 0 ? body : this.expandParams(body);
    const d = new Decl(text, at);
    const word = d.name();
    switch (word) {
      case "ELEMENT": {
        d.need();
        const name = d.name();
        d.need();
        const model = d.model();
        d.done();
        this.handlers.elementDecl?.(name, model);
        return this.handlers.elementDecl !== undefined;
      }
      case "ATTLIST":
        return this.attlist(d);
      case "ENTITY":
        return this.entityDecl(d, internal);
      case "NOTATION": {
        d.need();
        const name = d.name();
        d.need();
        const id = d.externalId(true);
        if (id === null) d.fail();
        d.done();
        this.handlers.notationDecl?.(name, this.base, id?.sysid ?? null, id?.pubid ?? null);
        return this.handlers.notationDecl !== undefined;
      }
      default:
        throw new XmlError(X.SYNTAX, this.pos);
    }
  }
  private expandParams(body: string): string {
    return body.replace(/("[^"]*"|'[^']*')|%([^\s;%]+);/g, (all, quoted, n) => {
      if (quoted !== undefined) return quoted;
      const e = this.dtd.params.get(n);
      return e?.text == null ? all : ` ${this.expandParams(e.text)} `;
    });
  }
  private attlist(d: Decl): boolean {
    d.need();
    const element = d.name();
    const defs = this.dtd.attributes.get(element) ?? new Map();
    this.dtd.attributes.set(element, defs);
    let handled = false;
    for (;;) {
      const spaced = d.space();
      if (d.i >= d.t.length) break;
      if (!spaced) d.fail();
      const name = d.name();
      d.need();
      const type = d.attributeType();
      d.need();
      let value: string | null = null;
      let required = false;
      if (d.eat("#REQUIRED")) required = true;
      else if (!d.eat("#IMPLIED")) {
        if (d.eat("#FIXED")) {
          required = true;
          d.need();
        }
        value = this.attributeValue(d.literal(), type === "CDATA");
      }
      if (!defs.has(name) && this.dtd.keepProcessing)
        defs.set(name, { name, cdata: type === "CDATA", value });
      if (this.dtd.keepProcessing && this.handlers.attlistDecl !== undefined) {
        this.handlers.attlistDecl(element, name, type, value, required);
        handled = true;
      }
    }
    return handled;
  }
  private entityDecl(d: Decl, internal: boolean): boolean {
    d.need();
    const param = d.eat("%");
    if (param) d.need();
    const name = d.name();
    d.need();
    const e: Entity = {
      name,
      text: null,
      base: this.base,
      sysid: null,
      pubid: null,
      notation: null,
      param,
      open: false,
      internalSubset: internal,
    };
    const id = d.externalId();
    if (id === null) {
      const at = this.pos + 2 + d.i + 1;
      e.text = entityValue(d.literal(), at, (n) => {
        if (internal) throw new XmlError(X.PARAM_ENTITY_REF);
        return this.dtd.params.get(n)?.text ?? "";
      });
      e.base = null;
    } else {
      e.sysid = id.sysid;
      e.pubid = id.pubid;
      const spaced = d.space();
      if (!param && d.eat("NDATA")) {
        if (!spaced) d.fail();
        d.need();
        e.notation = d.name();
      }
    }
    d.done();
    if (!this.dtd.keepProcessing) return false;
    const table = param ? this.dtd.params : this.dtd.entities;
    if (table.has(name) || (!param && Object.hasOwn(PREDEFINED, name))) return false;
    table.set(name, e);
    if (e.notation !== null && this.handlers.unparsedEntityDecl !== undefined) {
      this.handlers.unparsedEntityDecl(e);
      return true;
    }
    if (this.handlers.entityDecl === undefined) return false;
    this.handlers.entityDecl({ ...e, base: this.base });
    return true;
  }

  // ---- content ----

  private contentStep(): boolean {
    const t = this.text;
    if (this.inCdata) return this.cdataStep();
    const c = t[this.pos];
    if (c === "<") {
      if (this.pos + 1 >= t.length) throw INCOMPLETE;
      switch (t[this.pos + 1]) {
        case "/":
          return this.endTag();
        case "?":
          return this.pi(t);
        case "!":
          if (S.startsWith(t, this.pos, "<!--")) return this.comment(t);
          if (S.startsWith(t, this.pos, "<![CDATA[")) {
            if (this.handlers.startCdata !== undefined) this.handlers.startCdata();
            else this.raw(this.pos, this.pos + 9);
            this.pos += 9;
            this.inCdata = true;
            return true;
          }
          throw new XmlError(
            X.INVALID_TOKEN,
            this.pos + (t[this.pos + 2] === "[" || t[this.pos + 2] === "-" ? 3 : 2),
          );
        default:
          return this.startTag();
      }
    }
    if (c === "&") return this.reference();
    return this.data(t, false);
  }
  private emit(s: string, from: number, to: number): void {
    if (this.handlers.characterData !== undefined) {
      let rest = s;
      if (this.decoder?.converted === true)
        for (; rest.length > 1024; rest = rest.slice(1024))
          this.handlers.characterData(rest.slice(0, 1024));
      this.handlers.characterData(rest);
    } else this.raw(from, to);
  }
  private data(t: string, cdata: boolean): boolean {
    const at = this.pos;
    const c = t[at];
    if (c === "\n" || c === "\r") {
      if (c === "\r" && at + 1 >= t.length && !this.final) throw INCOMPLETE;
      const end = c === "\r" && t[at + 1] === "\n" ? at + 2 : at + 1;
      this.emit("\n", at, end);
      this.pos = end;
      return true;
    }
    let end = at;
    for (;;) {
      RUN.lastIndex = end;
      const m = RUN.exec(t);
      if (m !== null) end += m[0].length;
      const d = t[end];
      if (d === "]") {
        if (t.startsWith("]]>", end)) {
          if (cdata) break;
          if (end > at) break;
          throw new XmlError(X.INVALID_TOKEN, end + 2);
        }
        if (t.length - end < 3 && (t.length - end === 1 || t[end + 1] === "]") && !this.final) {
          if (end === at) throw INCOMPLETE;
          break;
        }
        if (cdata && t.length - end < 3 && (t.length - end === 1 || t[end + 1] === "]")) {
          if (end === at) throw INCOMPLETE;
          break;
        }
        end++;
        continue;
      }
      if (cdata && (d === "<" || d === "&")) {
        end++;
        continue;
      }
      break;
    }
    const bad = S.nextBad(t, at);
    if (bad < end) {
      if (bad === at) throw new XmlError(X.INVALID_TOKEN, at);
      end = bad;
    }
    this.emit(t.slice(at, end), at, end);
    this.pos = end;
    return true;
  }
  private cdataStep(): boolean {
    const t = this.text;
    if (t.startsWith("]]>", this.pos)) {
      if (this.handlers.endCdata !== undefined) this.handlers.endCdata();
      else this.raw(this.pos, this.pos + 3);
      this.inCdata = false;
      this.pos += 3;
      return true;
    }
    try {
      return this.data(t, true);
    } catch (e) {
      if (e === INCOMPLETE && this.final) throw new XmlError(X.UNCLOSED_CDATA_SECTION);
      throw e;
    }
  }

  private reference(): boolean {
    const r = S.scanReference(this.text, this.pos);
    const at = this.pos;
    if (r.code >= 0) {
      if (!S.validCode(r.code)) throw new XmlError(X.BAD_CHAR_REF);
      this.emit(String.fromCodePoint(r.code), at, r.end);
      this.pos = r.end;
      return true;
    }
    const known = Object.hasOwn(PREDEFINED, r.name) ? PREDEFINED[r.name] : undefined;
    if (known !== undefined) {
      this.emit(known, at, r.end);
      this.pos = r.end;
      return true;
    }
    const e = this.findEntity(r.name);
    const skip = (): boolean => {
      if (this.handlers.skippedEntity !== undefined) this.handlers.skippedEntity(r.name, false);
      else this.raw(at, r.end);
      this.pos = r.end;
      return true;
    };
    if (e === undefined) return skip();
    if (e.open) throw new XmlError(X.RECURSIVE_ENTITY_REF);
    if (e.notation !== null) throw new XmlError(X.BINARY_ENTITY_REF);
    if (e.text !== null) {
      if (this.keepEntities) return skip();
      e.open = true;
      const level = this.stack.length;
      this.within(e.text, () => {
        while (this.pos < this.text.length) {
          this.contentStep();
          if (this.stack.length < level) throw new XmlError(X.ASYNC_ENTITY);
        }
        if (this.inCdata) throw new XmlError(X.UNCLOSED_CDATA_SECTION);
        if (this.stack.length !== level) throw new XmlError(X.ASYNC_ENTITY);
      });
      e.open = false;
    } else if (this.handlers.externalEntity !== undefined) {
      e.open = true;
      const ok = this.handlers.externalEntity(this.openContext(), e.base, e.sysid, e.pubid);
      e.open = false;
      if (!ok) throw new XmlError(X.EXTERNAL_ENTITY_HANDLING);
    } else this.raw(at, r.end);
    this.pos = r.end;
    return true;
  }
  /** Namespace bindings and open entities, as expat hands them on. */
  private openContext(): string {
    const parts: string[] = [];
    if (this.separator !== null)
      for (const [p, u] of this.bindings)
        if (u !== null && p !== "xml") parts.push(p === "" ? `=${u}` : `${p}=${u}`);
    for (const e of this.dtd.entities.values()) if (e.open) parts.push(e.name);
    return parts.join("\f");
  }
  private findEntity(name: string): Entity | undefined {
    const e = this.dtd.entities.get(name);
    if (!this.dtd.hasParamRefs || this.dtd.standalone) {
      if (e === undefined) throw new XmlError(X.UNDEFINED_ENTITY);
      if (!e.internalSubset) throw new XmlError(X.ENTITY_DECLARED_IN_PE);
    }
    return e;
  }

  /** White space and references of an attribute's value resolved. */
  private attributeValue(raw: string, cdata: boolean, depth = 0): string {
    let out = raw;
    if (/[&\t\n\r]/.test(raw)) {
      out = "";
      for (let i = 0; i < raw.length; ) {
        const c = raw[i];
        if (c === "&") {
          const r = S.scanReference(raw, i);
          i = r.end;
          if (r.code >= 0) {
            if (!S.validCode(r.code)) throw new XmlError(X.BAD_CHAR_REF);
            out += String.fromCodePoint(r.code);
          } else if (Object.hasOwn(PREDEFINED, r.name)) out += PREDEFINED[r.name];
          else out += this.entityInAttribute(r.name, depth);
        } else if (c === "\r") {
          out += " ";
          i += raw[i + 1] === "\n" ? 2 : 1;
        } else {
          out += c === "\n" || c === "\t" ? " " : c;
          i++;
        }
      }
    }
    return cdata ? out : out.replace(/^ +| +$/g, "").replace(/ {2,}/g, " ");
  }
  private entityInAttribute(name: string, depth: number): string {
    const e = this.findEntity(name);
    if (e === undefined) return "";
    if (e.open) throw new XmlError(X.RECURSIVE_ENTITY_REF);
    if (e.notation !== null) throw new XmlError(X.BINARY_ENTITY_REF);
    if (e.text === null) throw new XmlError(X.ATTRIBUTE_EXTERNAL_ENTITY_REF);
    if (e.text.includes("<")) throw new XmlError(X.INVALID_TOKEN);
    this.expanded += e.text.length;
    if (
      this.expanded > this.amplificationThreshold &&
      this.expanded > this.maxAmplification * this.fed
    )
      throw new XmlError(X.AMPLIFICATION);
    e.open = true;
    const s = this.attributeValue(e.text, true, depth + 1);
    e.open = false;
    return s;
  }

  private startTag(): boolean {
    const t = this.text;
    if (!S.isNameStart(t[this.pos + 1])) throw new XmlError(X.INVALID_TOKEN, this.pos + 1);
    const tag = S.scanStartTag(t, this.pos);
    const from = this.pos;
    const defs = this.dtd.attributes.get(tag.name);
    let pairs: string[] = [];
    const seen = new Set<string>();
    for (const a of tag.attributes) {
      if (seen.has(a.name)) throw new XmlError(X.DUPLICATE_ATTRIBUTE, a.at);
      seen.add(a.name);
      pairs.push(a.name, this.attributeValue(a.value, defs?.get(a.name)?.cdata ?? true));
    }
    let specified = pairs.length;
    if (defs !== undefined)
      for (const d of defs.values())
        if (d.value !== null && !seen.has(d.name)) pairs.push(d.name, d.value);
    const el: OpenElement = { raw: tag.name, name: tag.name, prefixes: [] };
    if (this.separator !== null) {
      const before = this.bindings;
      [pairs, specified] = this.bind(pairs, specified, el);
      el.name = this.expand(tag.name, true);
      if (tag.empty && el.prefixes.length > 0) el.prefixes = [...el.prefixes];
      this.saved.push(before);
    }
    if (this.handlers.startElement !== undefined)
      this.handlers.startElement(el.name, pairs, specified);
    else this.raw(from, tag.end);
    this.pos = tag.end;
    if (tag.empty) {
      if (this.handlers.endElement !== undefined) {
        // The end of an empty element happens where its tag ends.
        if (this.handlers.startElement !== undefined && this.inEntity === 0) this.eventAt = tag.end;
        this.handlers.endElement(el.name);
      }
      this.closed(el);
    } else this.stack.push(el);
    return true;
  }
  private readonly saved: Map<string, string | null>[] = [];

  /** Takes namespace declarations out of the attributes and expands the names of the others. */
  private bind(pairs: string[], specified: number, el: OpenElement): [string[], number] {
    const kept: string[] = [];
    let count = 0;
    for (let i = 0; i < pairs.length; i += 2) {
      const n = pairs[i];
      const declares = n === "xmlns" || n.startsWith("xmlns:");
      if (!declares) {
        kept.push(n, pairs[i + 1]);
        if (i < specified) count += 2;
        continue;
      }
      const prefix = n === "xmlns" ? null : n.slice(6);
      const uri = pairs[i + 1];
      this.checkBinding(prefix, uri);
      if (el.prefixes.length === 0) this.bindings = new Map(this.bindings);
      this.bindings.set(prefix ?? "", uri === "" ? null : uri);
      el.prefixes.push(prefix);
      this.handlers.startNamespace?.(prefix, uri === "" ? null : uri);
    }
    const seen = new Set<string>();
    for (let i = 0; i < kept.length; i += 2) {
      if (!kept[i].includes(":")) continue;
      kept[i] = this.expand(kept[i], false);
      const key = kept[i]
        .split(this.separator as string)
        .slice(0, 2)
        .join(" ");
      if (seen.has(key)) throw new XmlError(X.DUPLICATE_ATTRIBUTE);
      seen.add(key);
    }
    return [kept, count];
  }
  private checkBinding(prefix: string | null, uri: string): void {
    if (prefix !== null && uri === "") {
      if (prefix === "xmlns") throw new XmlError(X.RESERVED_PREFIX_XMLNS);
      if (prefix === "xml") throw new XmlError(X.RESERVED_PREFIX_XML);
      throw new XmlError(X.UNDECLARING_PREFIX);
    }
    if (prefix === "xmlns") throw new XmlError(X.RESERVED_PREFIX_XMLNS);
    if (prefix === "xml" && uri !== XML_URI) throw new XmlError(X.RESERVED_PREFIX_XML);
    if (prefix !== "xml" && uri === XML_URI) throw new XmlError(X.RESERVED_NAMESPACE_URI);
    if (uri === XMLNS_URI) throw new XmlError(X.RESERVED_NAMESPACE_URI);
    const sep = this.separator ?? "";
    if (sep !== "" && uri.includes(sep) && !/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/.test(sep))
      throw new XmlError(X.SYNTAX);
  }
  private expand(name: string, element: boolean): string {
    const sep = this.separator as string;
    const colon = name.indexOf(":");
    if (colon < 0) {
      const uri = element ? this.bindings.get("") : undefined;
      return uri == null ? name : `${uri}${sep}${name}`;
    }
    const prefix = name.slice(0, colon);
    const uri = this.bindings.get(prefix);
    if (uri == null) throw new XmlError(X.UNBOUND_PREFIX);
    const local = name.slice(colon + 1);
    const tail = this.namespacePrefixes && sep !== "" ? `${sep}${prefix}` : "";
    return `${uri}${sep}${local}${tail}`;
  }
  private closed(el: OpenElement): void {
    if (this.separator !== null) {
      for (let i = el.prefixes.length - 1; i >= 0; i--)
        this.handlers.endNamespace?.(el.prefixes[i]);
      this.bindings = this.saved.pop() as Map<string, string | null>;
    }
    if (this.stack.length === 0 && this.mode === "content") {
      this.mode = "epilog";
      this.seenRoot = true;
    }
  }
  private endTag(): boolean {
    const t = this.text;
    const n = S.needName(t, this.pos + 2);
    const i = S.skipSpace(t, this.pos + 2 + n.length);
    if (i >= t.length) throw INCOMPLETE;
    if (t[i] !== ">") throw new XmlError(X.INVALID_TOKEN, i);
    const el = this.stack.at(-1);
    if (el === undefined) throw new XmlError(X.ASYNC_ENTITY);
    if (el.raw !== n) throw new XmlError(X.TAG_MISMATCH, this.pos + 2);
    if (this.handlers.endElement !== undefined) this.handlers.endElement(el.name);
    else this.raw(this.pos, i + 1);
    this.stack.pop();
    this.pos = i + 1;
    this.closed(el);
    return true;
  }
}

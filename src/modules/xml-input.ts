/** Bytes of an XML document to text: byte order marks, declared encodings, positions. */
import { X, XmlError } from "./xml-scan.js";

export interface Decoder {
  /** Not UTF-8: character data is reported in pieces of what expat's buffer holds. */
  readonly converted: boolean;
  /** Bytes a UTF-16 unit of the text took in the input. */
  width(unit: number): number;
  decode(bytes: Uint8Array, final: boolean): string;
}

const utf8Width = (c: number): number =>
  c < 0x80 ? 1 : c < 0x800 || (c >= 0xd800 && c < 0xe000) ? 2 : 3;

class Utf8 implements Decoder {
  readonly converted = false;
  private rest: Uint8Array = new Uint8Array(0);
  width = utf8Width;
  decode(bytes: Uint8Array, final: boolean): string {
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    const cut = final ? all.length : complete(all);
    this.rest = all.slice(cut);
    const s = new TextDecoder("utf-8", { ignoreBOM: true }).decode(all.subarray(0, cut));
    if (!s.includes("\ufffd")) return s;
    // A lone surrogate marks the first byte that is no UTF-8; nothing after it matters.
    const n = validPrefix(all.subarray(0, cut));
    return n === cut
      ? s
      : `${new TextDecoder("utf-8", { ignoreBOM: true }).decode(all.subarray(0, n))}\udfff`;
  }
}
/** The length of what ends with a whole character. */
function complete(b: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= b.length; back++) {
    const c = b[b.length - back];
    if (c < 0x80) return b.length;
    if (c >= 0xc0) {
      const need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
      return need > back ? b.length - back : b.length;
    }
  }
  return b.length;
}
function validPrefix(b: Uint8Array): number {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let lo = 0;
  let hi = b.length;
  const ok = (n: number): boolean => {
    try {
      strict.decode(b.subarray(0, complete(b.subarray(0, n))));
      return true;
    } catch {
      return false;
    }
  };
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1;
    if (ok(mid)) lo = mid;
    else hi = mid - 1;
  }
  return complete(b.subarray(0, lo));
}
class Utf16 implements Decoder {
  readonly converted = true;
  private rest: Uint8Array = new Uint8Array(0);
  private readonly big: boolean;
  constructor(big: boolean) {
    this.big = big;
  }
  width(): number {
    return 2;
  }
  decode(bytes: Uint8Array): string {
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    const n = all.length & ~1;
    this.rest = all.slice(n);
    const copy = Buffer.from(all.subarray(0, n));
    return (this.big ? copy.swap16() : copy).toString("utf16le");
  }
}
/** One character a byte, by a table of 256. */
class Table implements Decoder {
  readonly converted = true;
  private readonly table: string;
  constructor(table: string) {
    this.table = table;
  }
  width(): number {
    return 1;
  }
  decode(bytes: Uint8Array): string {
    let s = "";
    for (const b of bytes) s += this.table[b];
    return s;
  }
}
const LATIN1 = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join("");
const ASCII = LATIN1.slice(0, 128) + "\udfff".repeat(128);

/** A decoder by name; `unknown` makes the table of an encoding that expat does not know itself. */
export function decoderFor(name: string, unknown: (name: string) => string | null): Decoder {
  switch (name.toLowerCase()) {
    case "utf-8":
      return new Utf8();
    case "utf-16":
    case "utf-16be":
      return new Utf16(true);
    case "utf-16le":
      return new Utf16(false);
    case "iso-8859-1":
      return new Table(LATIN1);
    case "us-ascii":
      return new Table(ASCII);
  }
  const t = unknown(name);
  if (t === null || !t.startsWith(LATIN1.slice(0, 128))) throw new XmlError(X.UNKNOWN_ENCODING);
  return new Table(t.replace(/\ufffd/g, "\udfff"));
}

export interface Detected {
  decoder: Decoder;
  /** Bytes of the mark to skip. */
  skip: number;
  encoding: string;
}
/**
 * Finds the encoding from the first bytes; null when more of them are needed.
 * @param given the encoding that the program named, which overrules the document
 */
export function detect(
  b: Uint8Array,
  final: boolean,
  given: string | null,
  unknown: (name: string) => string | null,
): Detected | null {
  if (b.length < 4 && !final) return null;
  const mark =
    b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf
      ? 3
      : (b[0] === 0xfe && b[1] === 0xff) || (b[0] === 0xff && b[1] === 0xfe)
        ? 2
        : 0;
  if (given !== null) {
    if (/^utf-16/i.test(given) && mark === 2)
      return { decoder: new Utf16(b[0] === 0xfe), skip: 2, encoding: given };
    const decoder = decoderFor(given, unknown);
    return { decoder, skip: mark === 3 && /^utf-8$/i.test(given) ? 3 : 0, encoding: given };
  }
  if (mark === 2) return { decoder: new Utf16(b[0] === 0xfe), skip: 2, encoding: "utf-16" };
  if (b[0] === 0 && b[1] === 0x3c) return { decoder: new Utf16(true), skip: 0, encoding: "utf-16" };
  if (b[0] === 0x3c && b[1] === 0)
    return { decoder: new Utf16(false), skip: 0, encoding: "utf-16" };
  const head = Buffer.from(b.subarray(mark, Math.min(b.length, 1024))).toString("latin1");
  if (head.startsWith("<?xml") && !head.includes("?>") && !final && b.length < 1024) return null;
  const m = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/.exec(head);
  const name = m?.[1] ?? "utf-8";
  if (/^utf-16/i.test(name)) {
    const at = mark + (m?.[0].length ?? 0) - name.length - 1;
    throw new XmlError(X.INCORRECT_ENCODING, at);
  }
  if (mark === 3 && !/^utf-8$/i.test(name)) throw new XmlError(X.INCORRECT_ENCODING, 0);
  return { decoder: decoderFor(name, unknown), skip: mark, encoding: name };
}

/** Counts lines, columns and bytes up to an index of a text that grows at its end. */
export class Position {
  line = 1;
  column = 0;
  byte = 0;
  private at = 0;
  private marks: [number, number, number, number] = [1, 0, 0, 0];
  width: (unit: number) => number = utf8Width;

  /** Moves to an index; going back starts over from the last `drop`. */
  to(text: string, index: number): this {
    if (index < this.at) [this.line, this.column, this.byte, this.at] = this.marks;
    for (; this.at < index; this.at++) {
      const c = text.charCodeAt(this.at);
      this.byte += this.width(c);
      if (c === 10) {
        // A line feed behind a carriage return is part of the same line end.
        if (!(this.at > 0 && text.charCodeAt(this.at - 1) === 13)) this.line++;
        this.column = 0;
      } else if (c === 13) {
        this.line++;
        this.column = 0;
      } else if (c < 0xdc00 || c > 0xdfff) this.column++;
    }
    return this;
  }
  /** The first n units of the text go away. */
  drop(text: string, n: number): void {
    this.to(text, n);
    this.at = 0;
    this.marks = [this.line, this.column, this.byte, 0];
  }
}

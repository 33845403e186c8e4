/** Incremental decoders and encoders of text streams. */
import * as A from "../objects/abstract.js";
import {
  decodeAscii,
  decodeLatin1,
  decodeUtf8,
  decodeWide,
  encode,
  encodeUtf8,
  normalizeName,
} from "../objects/codecs.js";
import { E, err, typeError } from "../objects/errors.js";
import { normInt } from "../objects/hash.js";
import { PyBytes, type PyObj, PyTuple, type Str } from "../objects/object.js";
import { mkBytes, mkTuple } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { joinBytes } from "./io-base.js";

export interface Decoder {
  decode(d: Uint8Array, final: boolean): Str;
  reset(): void;
  /** Bytes that were not decoded yet, and the codec's own flags. */
  getstate(): [Uint8Array, bigint];
  setstate(rest: Uint8Array, flags: bigint): void;
}

export interface Encoder {
  encode(s: Str): Uint8Array;
  reset(): void;
  /** False in the middle of a stream: no byte order mark. */
  start(atStart: boolean): void;
}

const EMPTY = new Uint8Array(0);

/** How many bytes at the end begin a character that is not complete. */
function openTail(b: Uint8Array): number {
  const n = b.length;
  for (let k = 1; k <= 3 && k <= n; k++) {
    const c = b[n - k];
    if (c < 0x80) return 0;
    if (c >= 0xc0) return c >= 0xf0 ? (k < 4 ? k : 0) : c >= 0xe0 ? (k < 3 ? k : 0) : k < 2 ? k : 0;
  }
  return 0;
}

class Utf8Decoder implements Decoder {
  private rest: Uint8Array = EMPTY;
  private readonly errors: string;
  constructor(errors: string) {
    this.errors = errors;
  }
  decode(d: Uint8Array, final: boolean): Str {
    if (this.rest.length > 0) {
      d = joinBytes([this.rest, d]);
      this.rest = EMPTY;
    }
    if (d.length === 0) return "";
    if (!final) {
      // Cut in front of an open character, so that the rest decodes fast.
      const tail = openTail(d);
      const head = tail === 0 ? d : d.subarray(0, d.length - tail);
      const [s, used] = decodeUtf8(head, this.errors, false);
      if (tail > 0 || used < head.length) {
        // What is no character after all must fail now, as it does in one piece.
        const left = d.subarray(used);
        const [t, more] = decodeUtf8(left, this.errors, false);
        this.rest = left.slice(more);
        return t.length === 0 ? s : concat([s, t]);
      }
      return s;
    }
    return decodeUtf8(d, this.errors, true)[0];
  }
  reset(): void {
    this.rest = EMPTY;
  }
  getstate(): [Uint8Array, bigint] {
    return [this.rest, 0n];
  }
  setstate(rest: Uint8Array): void {
    this.rest = rest;
  }
}

import { concat } from "../objects/text.js";

class ByteDecoder implements Decoder {
  private readonly f: (d: Uint8Array) => Str;
  constructor(f: (d: Uint8Array) => Str) {
    this.f = f;
  }
  decode(d: Uint8Array): Str {
    return this.f(d);
  }
  reset(): void {}
  getstate(): [Uint8Array, bigint] {
    return [EMPTY, 0n];
  }
  setstate(): void {}
}

type Order = "le" | "be" | "native";
class WideDecoder implements Decoder {
  private rest: Uint8Array = EMPTY;
  private order: Order;
  private readonly bits: 16 | 32;
  private readonly given: Order;
  private readonly errors: string;
  constructor(bits: 16 | 32, order: Order, errors: string) {
    this.bits = bits;
    this.given = this.order = order;
    this.errors = errors;
  }
  decode(d: Uint8Array, final: boolean): Str {
    if (this.rest.length > 0) d = joinBytes([this.rest, d]);
    if (this.given === "native" && this.order === "native" && !final && d.length < this.bits / 8) {
      this.rest = d.slice();
      return "";
    }
    const [s, used, found] = decodeWide(d, this.bits, this.order, this.errors, final);
    if (this.order === "native" && d.length > 0) this.order = found > 0 ? "be" : "le";
    this.rest = d.slice(used);
    return s;
  }
  reset(): void {
    this.rest = EMPTY;
    this.order = this.given;
  }
  getstate(): [Uint8Array, bigint] {
    // As the codecs module numbers them: 2 undecided, 1 big end first, 0 as this machine.
    const f =
      this.given !== "native" ? 0n : this.order === "native" ? 2n : this.order === "be" ? 1n : 0n;
    return [this.rest, f];
  }
  setstate(rest: Uint8Array, flags: bigint): void {
    this.rest = rest;
    if (this.given === "native") this.order = flags === 2n ? "native" : flags === 1n ? "be" : "le";
  }
}

class PyDecoder implements Decoder {
  private readonly o: PyObj;
  constructor(o: PyObj) {
    this.o = o;
  }
  decode(d: Uint8Array, final: boolean): Str {
    const r = A.callMethod(this.o, "decode", [mkBytes(d), final]);
    const s = A.asStr(r);
    if (s === undefined)
      throw typeError(`decoder should return a string result, not '${A.typeName(r)}'`);
    return s;
  }
  reset(): void {
    A.callMethod(this.o, "reset", []);
  }
  getstate(): [Uint8Array, bigint] {
    const r = A.callMethod(this.o, "getstate", []);
    if (!(r instanceof PyTuple) || r.items.length !== 2) throw typeError("illegal decoder state");
    const [b, f] = r.items;
    if (!(b instanceof PyBytes))
      throw typeError(
        `illegal decoder state: the first item should be a bytes object, not '${A.typeName(b)}'`,
      );
    return [b.data, BigInt(A.index(f))];
  }
  setstate(rest: Uint8Array, flags: bigint): void {
    A.callMethod(this.o, "setstate", [mkTuple([mkBytes(rest), normInt(flags)])]);
  }
}

class PyEncoder implements Encoder {
  private readonly o: PyObj;
  constructor(o: PyObj) {
    this.o = o;
  }
  encode(s: Str): Uint8Array {
    const r = A.callMethod(this.o, "encode", [s]);
    if (!(r instanceof PyBytes))
      throw typeError(`encoder should return a bytes object, not '${A.typeName(r)}'`);
    return r.data;
  }
  reset(): void {
    A.callMethod(this.o, "reset", []);
  }
  start(atStart: boolean): void {
    if (atStart) A.callMethod(this.o, "reset", []);
    else A.callMethod(this.o, "setstate", [0]);
  }
}

class WideEncoder implements Encoder {
  private mark = true;
  private readonly name: string;
  private readonly errors: string;
  constructor(name: string, errors: string) {
    this.name = name;
    this.errors = errors;
  }
  encode(s: Str): Uint8Array {
    const d = encode(s, this.mark ? this.name : `${this.name}-le`, this.errors);
    this.mark = false;
    return d;
  }
  reset(): void {
    this.mark = true;
  }
  start(atStart: boolean): void {
    this.mark = atStart;
  }
}

/** The codecs that need no Python code, by their usual names. */
const NATIVE: Record<string, string> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  ascii: "ascii",
  "us-ascii": "ascii",
  "latin-1": "latin-1",
  latin1: "latin-1",
  "iso-8859-1": "latin-1",
  "iso8859-1": "latin-1",
  "utf-16": "utf-16",
  "utf-16-le": "utf-16-le",
  "utf-16-be": "utf-16-be",
  "utf-32": "utf-32",
  "utf-32-le": "utf-32-le",
  "utf-32-be": "utf-32-be",
};

export interface TextCodec {
  /** Plain UTF-8: text can be joined first and encoded later. */
  utf8: boolean;
  /** Each character is one byte, or UTF-8: positions can be counted. */
  counted: boolean;
  decoder(errors: string): Decoder;
  encoder(errors: string): Encoder;
}

/** Finds the codec of a text encoding. */
export function textCodec(encoding: string): TextCodec {
  const n = NATIVE[normalizeName(encoding)];
  const plain = (f: (s: Str) => Uint8Array): Encoder => ({ encode: f, reset() {}, start() {} });
  if (n === "utf-8")
    return {
      utf8: true,
      counted: true,
      decoder: (e) => new Utf8Decoder(e),
      encoder: (e) => plain((s) => encodeUtf8(s, e)),
    };
  if (n === "latin-1" || n === "ascii")
    return {
      utf8: false,
      counted: true,
      decoder: (e) =>
        new ByteDecoder(n === "ascii" ? (d) => decodeAscii(d, e) : (d) => decodeLatin1(d)),
      encoder: (e) => plain((s) => encode(s, n, e)),
    };
  if (n !== undefined) {
    const bits = n.startsWith("utf-16") ? 16 : 32;
    const order: Order = n.endsWith("-le") ? "le" : n.endsWith("-be") ? "be" : "native";
    return {
      utf8: false,
      counted: false,
      decoder: (e) => new WideDecoder(bits, order, e),
      encoder: (e) => (order === "native" ? new WideEncoder(n, e) : plain((s) => encode(s, n, e))),
    };
  }
  const info = A.callMethod(importModule(interp(), "_codecs"), "lookup", [encoding]);
  if (A.getattrOpt(info, "_is_text_encoding") === false)
    throw err(E.LookupError, `'${encoding}' is not a text encoding`);
  return {
    utf8: false,
    counted: false,
    decoder: (e) => new PyDecoder(A.call1(A.getattr(info, "incrementaldecoder"), e)),
    encoder: (e) => new PyEncoder(A.call1(A.getattr(info, "incrementalencoder"), e)),
  };
}

/** _io.TextIOWrapper: text over a stream of bytes. */
import * as A from "../objects/abstract.js";
import { E, err, isException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { type PyInt, type PyObj, PyObject, type Str } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { codeAt, concat, substring } from "../objects/text.js";
import { builtinType, mkBytes } from "../objects/types.js";
import {
  bytesArg,
  closedError,
  isClosed,
  joinBytes,
  nextBy,
  nextLine,
  offsetArg,
  sizeArg,
  textiobase_type,
  toInt,
  unsupported,
} from "./io-base.js";
import {
  bufferedrandom_type,
  bufferedreader_type,
  bufferedwriter_type,
  dirty,
  PyBuffered,
  typeFull,
} from "./io-buffered.js";
import { type Decoder, type Encoder, type TextCodec, textCodec } from "./io-codec.js";
import { fromLf, hasChar, indexOfChar, Newlines } from "./io-newline.js";
import { clinicInt } from "./os-path.js";

const SURROGATE = /[\ud800-\udfff]/;

/** Where decoding of the present chunk began. */
interface Snapshot {
  flags: bigint;
  input: Uint8Array;
}

export class PyTextIOWrapper extends PyObject {
  state: "new" | "ok" | "detached" = "new";
  buffer: PyObj = null;
  /** The buffer when it is one of this module's own. */
  private fast: PyBuffered | null = null;
  encoding = "utf-8";
  errors = "strict";
  lineBuffering = false;
  writeThrough = false;
  chunk = 8192;
  finalizing = false;
  newline: string | null = null;
  private codec: TextCodec | null = null;
  private decoder: Decoder | null = null;
  private encoder: Encoder | null = null;
  private lines: Newlines | null = null;
  /** What a line ends with when newlines are not universal. */
  private readNl: string | null = null;
  /** What "\n" is written as. */
  private writeNl: string | null = null;
  private canSeek = false;
  private telling = false;
  private hasRead1 = false;

  /** Not written yet: text that only needs UTF-8, behind bytes that are ready. */
  private ready: Uint8Array[] = [];
  private waiting: string[] = [];
  private pending = 0;

  private decoded: Str = "";
  private used = 0;
  private hasDecoded = false;
  private snapshot: Snapshot | null = null;
  private ratio = 0;

  init(
    buffer: PyObj,
    encoding: string,
    errors: string,
    newline: string | null,
    lineBuffering: boolean,
    writeThrough: boolean,
  ): void {
    this.state = "new";
    const codec = textCodec(encoding);
    this.buffer = buffer;
    this.fast =
      buffer instanceof PyBuffered &&
      (buffer.cls === bufferedwriter_type ||
        buffer.cls === bufferedreader_type ||
        buffer.cls === bufferedrandom_type)
        ? buffer
        : null;
    this.encoding = encoding;
    this.errors = errors;
    this.codec = codec;
    this.lineBuffering = lineBuffering;
    this.writeThrough = writeThrough;
    this.forgetDecoded();
    this.snapshot = null;
    this.ready = [];
    this.waiting = [];
    this.pending = 0;
    const readable = A.truth(A.callMethod(buffer, "readable", []));
    const writable = A.truth(A.callMethod(buffer, "writable", []));
    this.setNewline(newline);
    this.decoder = readable ? codec.decoder(errors) : null;
    this.encoder = writable ? codec.encoder(errors) : null;
    this.canSeek = this.telling = A.truth(A.callMethod(buffer, "seekable", []));
    this.hasRead1 = this.fast !== null || A.getattrOpt(buffer, "read1") !== undefined;
    this.state = "ok";
    this.fixEncoder();
  }
  private setNewline(newline: string | null): void {
    this.newline = newline;
    this.lines = newline === null || newline === "" ? new Newlines(newline === null) : null;
    this.readNl = newline === null || newline === "" ? null : newline;
    this.writeNl = newline === "\r" || newline === "\r\n" ? newline : null;
  }
  /** In the middle of a stream no byte order mark is written. */
  private fixEncoder(): void {
    if (this.encoder === null || !this.canSeek || this.codec?.counted) return;
    if (offsetArg(A.callMethod(this.buffer, "tell", [])) !== 0) this.encoder.start(false);
  }

  reconfigure(
    encoding: string | undefined,
    errors: string | undefined,
    newline: string | null | undefined,
  ): void {
    if (encoding === undefined && errors === undefined && newline === undefined) return;
    const e = errors ?? (encoding === undefined ? this.errors : "strict");
    const codec = encoding === undefined ? (this.codec as TextCodec) : textCodec(encoding);
    if (newline !== undefined) this.setNewline(newline);
    this.codec = codec;
    if (encoding !== undefined) this.encoding = encoding;
    this.errors = e;
    if (this.decoder !== null) this.decoder = codec.decoder(e);
    if (this.encoder !== null) {
      this.encoder = codec.encoder(e);
      this.fixEncoder();
    }
  }

  // ---- checks ----

  checkAttached(): void {
    if (this.state === "ok") return;
    throw valueError(
      this.state === "detached"
        ? "underlying buffer has been detached"
        : "I/O operation on uninitialized object",
    );
  }
  get closed(): boolean {
    this.checkAttached();
    return this.fast !== null ? this.fast.closed : isClosed(this.buffer);
  }
  check(): void {
    this.checkAttached();
    if (this.fast !== null ? this.fast.closed : isClosed(this.buffer)) throw closedError();
  }
  get hasRead(): boolean {
    return this.hasDecoded;
  }
  get newlines(): PyObj {
    this.checkAttached();
    return this.decoder === null || this.lines === null ? null : this.lines.newlines;
  }

  // ---- writing ----

  write(s: Str): number {
    this.check();
    if (this.encoder === null) throw unsupported("not writable");
    const n = s.length;
    let flush = false;
    if (this.lineBuffering || this.writeNl !== null) {
      const lf = hasChar(s, "\n");
      flush = this.lineBuffering && (lf || hasChar(s, "\r"));
      if (lf && this.writeNl !== null) s = fromLf(s, this.writeNl);
    }
    if (this.pending + s.length > this.chunk && this.pending > 0) this.writeOut();
    if (typeof s === "string" && (this.codec as TextCodec).utf8 && !SURROGATE.test(s)) {
      this.waiting.push(s);
      this.pending += s.length;
    } else {
      const d = this.encoder.encode(s);
      this.gather();
      this.ready.push(d);
      this.pending += d.length;
    }
    dirty.add(this);
    if (this.pending >= this.chunk || flush || this.writeThrough) this.writeOut();
    if (flush) this.flushBuffer();
    if (this.hasDecoded || this.snapshot !== null) {
      this.forgetDecoded();
      this.snapshot = null;
    }
    this.resetDecoder();
    return n;
  }
  /** Encodes the text that waits. */
  private gather(): void {
    if (this.waiting.length === 0) return;
    const t = this.waiting.length === 1 ? this.waiting[0] : this.waiting.join("");
    this.waiting = [];
    this.ready.push(Buffer.from(t, "utf8"));
  }
  writeOut(): void {
    if (this.pending === 0) {
      dirty.delete(this);
      return;
    }
    this.gather();
    const d = joinBytes(this.ready);
    this.ready = [];
    this.pending = 0;
    dirty.delete(this);
    if (this.fast !== null) {
      this.fast.check("write to closed file");
      this.fast.write(d);
    } else A.callMethod(this.buffer, "write", [mkBytes(d)]);
  }
  private flushBuffer(): void {
    if (this.fast !== null && this.fast.writes) {
      this.fast.check("flush of closed file");
      this.fast.flush();
    } else A.callMethod(this.buffer, "flush", []);
  }
  flush(): void {
    this.check();
    this.telling = this.canSeek;
    this.writeOut();
    this.flushBuffer();
  }
  /** For the end of the program. */
  flushAll(): void {
    if (this.state === "ok" && !this.closed) {
      this.writeOut();
      this.flushBuffer();
    }
    dirty.delete(this);
  }
  fd(): number {
    return this.fast?.fd() ?? -1;
  }

  // ---- reading ----

  private forgetDecoded(): void {
    this.decoded = "";
    this.used = 0;
    this.hasDecoded = false;
  }
  private setDecoded(s: Str): void {
    this.decoded = s;
    this.used = 0;
    this.hasDecoded = true;
  }
  private resetDecoder(): void {
    if (this.decoder === null) return;
    this.decoder.reset();
    this.lines?.reset();
  }
  private decode(d: Uint8Array, final: boolean): Str {
    const s = (this.decoder as Decoder).decode(d, final);
    return this.lines === null ? s : this.lines.feed(s, final);
  }
  private getState(): [Uint8Array, bigint] {
    const [rest, flags] = (this.decoder as Decoder).getstate();
    if (this.lines === null) return [rest, flags];
    return [rest, (flags << 1n) | (this.lines.pendingCr ? 1n : 0n)];
  }
  private setState(rest: Uint8Array, flags: bigint): void {
    if (this.lines === null) (this.decoder as Decoder).setstate(rest, flags);
    else {
      this.lines.pendingCr = (flags & 1n) === 1n;
      (this.decoder as Decoder).setstate(rest, flags >> 1n);
    }
  }

  /** Reads and decodes one more chunk; false at the end. */
  private readChunk(hint: number): boolean {
    if (this.decoder === null) throw unsupported("not readable");
    const state = this.telling ? this.getState() : null;
    let size = this.chunk;
    if (hint > 0) size = Math.max(size, Math.floor(Math.max(this.ratio, 1) * hint));
    let input: Uint8Array;
    if (this.fast !== null && this.fast.reads) {
      this.fast.check("read of closed file");
      input = this.fast.read1(size);
    } else {
      const m = this.hasRead1 ? "read1" : "read";
      const r = A.callMethod(this.buffer, m, [size]);
      input = inputOf(r, `underlying ${m}() should have returned a bytes-like object`);
    }
    let eof = input.length === 0;
    const s = this.decode(input, eof);
    this.setDecoded(s);
    if (s.length > 0) {
      this.ratio = input.length / s.length;
      eof = false;
    } else this.ratio = 0;
    if (state !== null)
      this.snapshot = {
        flags: state[1],
        input: state[0].length > 0 ? joinBytes([state[0], input]) : input,
      };
    return !eof;
  }

  read(n: number): Str {
    this.check();
    if (this.decoder === null) throw unsupported("not readable");
    this.writeOut();
    if (n < 0) {
      let all: Uint8Array;
      if (this.fast !== null && this.fast.reads) {
        this.fast.check("read of closed file");
        const d = this.fast.readAll();
        if (d === undefined)
          throw inputError(null, "underlying read() should have returned a bytes-like object");
        all = d;
      } else
        all = inputOf(
          A.callMethod(this.buffer, "read", []),
          "underlying read() should have returned a bytes-like object",
        );
      const s = this.decode(all, true);
      const rest = this.takeAll();
      if (this.snapshot !== null) {
        this.forgetDecoded();
        this.snapshot = null;
      }
      return rest.length === 0 ? s : s.length === 0 ? rest : concat([rest, s]);
    }
    const parts: Str[] = [];
    let left = n;
    let s = this.take(left);
    parts.push(s);
    left -= s.length;
    while (left > 0) {
      if (!this.readChunk(left)) break;
      s = this.take(left);
      parts.push(s);
      left -= s.length;
    }
    return parts.length === 1 ? parts[0] : concat(parts);
  }
  private take(n: number): Str {
    const d = this.decoded;
    const end = Math.min(d.length, this.used + n);
    const s = this.used === 0 && end === d.length ? d : substring(d, this.used, end);
    this.used = end;
    return s;
  }
  private takeAll(): Str {
    return this.take(this.decoded.length - this.used);
  }

  readline(limit: number): Str {
    this.check();
    this.writeOut();
    const d = this.decoded;
    if (limit < 0 && typeof d === "string" && this.lines?.translate === true) {
      const at = d.indexOf("\n", this.used);
      if (at >= 0) {
        const s = d.slice(this.used, at + 1);
        this.used = at + 1;
        return s;
      }
    }
    if (limit === 0) return "";
    let before: Str = "";
    for (;;) {
      if (this.used >= this.decoded.length) {
        let more = true;
        do more = this.readChunk(0);
        while (more && this.decoded.length === 0);
        if (!more) {
          this.forgetDecoded();
          this.snapshot = null;
          return before;
        }
      }
      const here =
        this.used === 0 ? this.decoded : substring(this.decoded, this.used, this.decoded.length);
      const text: Str = before.length === 0 ? here : concat([before, here]);
      let end = this.lineEnd(text, Math.max(0, before.length - 1));
      if (limit >= 0 && (end < 0 ? text.length >= limit : end > limit)) end = limit;
      if (end >= 0) {
        this.used += end - before.length;
        return end === text.length ? text : substring(text, 0, end);
      }
      this.used = this.decoded.length;
      before = text;
    }
  }
  /** Behind the first line end at or after `from`, or -1. */
  private lineEnd(t: Str, from: number): number {
    if (this.readNl !== null) {
      if (this.readNl.length === 1) {
        const at = indexOfChar(t, this.readNl.charCodeAt(0), from);
        return at < 0 ? -1 : at + 1;
      }
      for (let at = from; ; at++) {
        at = indexOfChar(t, 13, at);
        if (at < 0) return -1;
        if (at + 1 < t.length && codeAt(t, at + 1) === 10) return at + 2;
      }
    }
    const lf = indexOfChar(t, 10, from);
    if (this.lines?.translate) return lf < 0 ? -1 : lf + 1;
    const cr = indexOfChar(t, 13, from);
    if (cr >= 0 && (lf < 0 || cr < lf))
      return cr + 1 < t.length && codeAt(t, cr + 1) === 10 ? cr + 2 : cr + 1;
    return lf < 0 ? -1 : lf + 1;
  }

  override $next(): PyObj | undefined {
    return nextBy(this, ownNext, () => {
      this.checkAttached();
      this.telling = false;
      let s: PyObj;
      if (this.cls.isHeap) {
        const line = nextLine(this);
        if (line !== undefined && A.asStr(line) === undefined)
          throw err(
            E.OSError,
            `readline() should have returned a str object, not '${A.typeName(line)}'`,
          );
        s = line ?? "";
      } else s = this.readline(-1);
      if (A.len(s) === 0) {
        this.snapshot = null;
        this.telling = this.canSeek;
        return undefined;
      }
      return s;
    });
  }

  // ---- the position ----

  tell(): PyInt {
    this.check();
    if (!this.canSeek) throw unsupported("underlying stream is not seekable");
    if (!this.telling) throw err(E.OSError, "telling position disabled by next() call");
    this.writeOut();
    A.callMethod(this, "flush", []);
    const at = offsetArg(A.callMethod(this.buffer, "tell", []));
    const snap = this.snapshot;
    if (this.decoder === null || snap === null) return toInt(at);
    const start = at - snap.input.length;
    if (this.used === 0) return cookie(start, snap.flags, 0, 0, false);
    const counted = this.count(snap);
    if (counted >= 0) return toInt(start + counted);
    return this.search(start, snap);
  }
  /** Bytes of the characters that were read, where they can be told from the text; else -1. */
  private count(snap: Snapshot): number {
    if (!(this.codec as TextCodec).counted || snap.flags !== 0n) return -1;
    if (this.lines !== null && snap.input.includes(13)) return -1;
    const s = substring(this.decoded, 0, this.used);
    if (!(this.codec as TextCodec).utf8) return this.errors === "strict" ? s.length : -1;
    if (typeof s === "string") {
      if (this.errors !== "strict" && /[^\x00-\x7f]/.test(s)) return -1;
      if (this.errors !== "strict" && snap.input.some((b) => b >= 0x80)) return -1;
      return SURROGATE.test(s) ? -1 : Buffer.byteLength(s);
    }
    return this.errors === "strict" ? Buffer.byteLength(s.toString()) : -1;
  }
  /** Decodes byte by byte up to the place, and remembers the last clean point. */
  private search(start: number, snap: Snapshot): PyInt {
    const saved = this.getState();
    try {
      if (start === 0 && snap.flags === 0n) this.resetDecoder();
      else this.setState(new Uint8Array(0), snap.flags);
      let skip = this.used;
      let flags = snap.flags;
      let fed = 0;
      let chars = 0;
      let eof = false;
      let found = false;
      for (let i = 0; i < snap.input.length; i++) {
        fed++;
        chars += this.decode(snap.input.subarray(i, i + 1), false).length;
        const [rest, f] = this.getState();
        if (rest.length === 0 && chars <= skip) {
          start += fed;
          skip -= chars;
          flags = f;
          fed = chars = 0;
        }
        if (chars >= skip) {
          found = true;
          break;
        }
      }
      if (!found) {
        chars += this.decode(new Uint8Array(0), true).length;
        eof = true;
        if (chars < skip) throw err(E.OSError, "can't reconstruct logical file position");
      }
      return cookie(start, flags, fed, skip, eof);
    } finally {
      this.setState(saved[0], saved[1]);
    }
  }

  seek(where: PyObj, whence: number): PyObj {
    this.check();
    if (!this.canSeek) throw unsupported("underlying stream is not seekable");
    if (whence === 1) {
      if (A.index(where) !== 0) throw unsupported("can't do nonzero cur-relative seeks");
      A.callMethod(this, "flush", []);
      where = A.callMethod(this, "tell", []);
    } else if (whence === 2) {
      if (A.index(where) !== 0) throw unsupported("can't do nonzero end-relative seeks");
      A.callMethod(this, "flush", []);
      this.forgetDecoded();
      this.snapshot = null;
      this.resetDecoder();
      const r = A.callMethod(this.buffer, "seek", [0, 2]);
      this.encoder?.start(r === 0);
      return r;
    } else if (whence !== 0) throw valueError(`invalid whence (${whence}, should be 0, 1 or 2)`);
    const v = A.index(where);
    if (v < 0) throw valueError(`negative seek position ${A.reprJs(where)}`);
    A.callMethod(this, "flush", []);
    const k = readCookie(v);
    A.callMethod(this.buffer, "seek", [toInt(k.start)]);
    this.forgetDecoded();
    this.snapshot = null;
    if (this.decoder !== null) {
      if (v === 0) this.resetDecoder();
      else {
        this.setState(new Uint8Array(0), k.flags);
      }
      this.snapshot = { flags: k.flags, input: new Uint8Array(0) };
      if (k.skip > 0) {
        const input = bytesArg(A.callMethod(this.buffer, "read", [k.feed]));
        this.snapshot = { flags: k.flags, input };
        this.setDecoded(this.decode(input, k.eof));
        if (this.decoded.length < k.skip)
          throw err(E.OSError, "can't restore logical file position");
        this.used = k.skip;
      }
    }
    this.encoder?.start(k.start === 0 && k.flags === 0n);
    return where;
  }

  drop(): void {
    this.buffer = null;
    this.fast = null;
    this.state = "detached";
    dirty.delete(this);
  }
}

function inputOf(r: PyObj, what: string): Uint8Array {
  try {
    return bytesArg(r);
  } catch (e) {
    if (!isException(e, E.TypeError)) throw e;
    throw inputError(r, what);
  }
}
const inputError = (r: PyObj, what: string) => typeError(`${what}, not '${A.typeName(r)}'`);

// A position as one number: 64 bits each of offset, decoder flags, bytes to feed, characters
// to skip, and whether the end must be decoded.
function cookie(start: number, flags: bigint, feed: number, skip: number, eof: boolean): PyInt {
  let v = BigInt(start);
  v |= flags << 64n;
  v |= BigInt(feed) << 128n;
  v |= BigInt(skip) << 192n;
  if (eof) v |= 1n << 256n;
  return normInt(v);
}
function readCookie(v: PyInt) {
  const b = BigInt(v);
  const part = (i: bigint): bigint => (b >> i) & 0xffffffffffffffffn;
  return {
    start: Number(part(0n)),
    flags: part(64n),
    feed: Number(part(128n)),
    skip: Number(part(192n)),
    eof: b >> 256n !== 0n,
  };
}

export const textiowrapper_type = builtinType("TextIOWrapper", {
  module: "_io",
  base: textiobase_type,
  ctor: PyTextIOWrapper,
});

// ---- arguments ----

function optStr(fn: string, name: string, o: PyObj | undefined): string | undefined {
  if (o === undefined || o === null) return undefined;
  const s = A.asJs(o);
  if (s === undefined)
    throw typeError(`${fn}() argument '${name}' must be str or None, not ${A.typeName(o)}`);
  if (s.includes("\0")) throw valueError("embedded null character");
  return s;
}
export function checkNewline(s: string): string {
  if (!["", "\n", "\r", "\r\n"].includes(s)) throw valueError(`illegal newline value: ${s}`);
  return s;
}
/** The encoding that None and "locale" stand for. */
export const localeEncoding = { name: "utf-8" };

const INIT = signature(
  "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
);
slots(textiowrapper_type, {
  __init__: (t: PyTextIOWrapper, args: PyObj[], kw: Kw) => {
    const n = "TextIOWrapper";
    const [buffer, encoding, errors, newline, line, through] = bindArgs(n, n, INIT, args, kw) as [
      PyObj,
      ...(PyObj | undefined)[],
    ];
    t.state = "new";
    let enc = optStr(n, "encoding", encoding);
    const e = optStr(n, "errors", errors) ?? "strict";
    const nl = optStr(n, "newline", newline);
    if (nl !== undefined) checkNewline(nl);
    if (enc === undefined || enc === "locale") enc = localeEncoding.name;
    t.init(
      buffer,
      enc,
      e,
      nl ?? null,
      line !== undefined && A.truth(line),
      through !== undefined && A.truth(through),
    );
    return null;
  },
  __repr__: (t: PyTextIOWrapper) => {
    if (t.state === "new") t.checkAttached();
    const parts: Str[] = [`<${t.cls.isHeap ? typeFull(t.cls) : "_io.TextIOWrapper"}`];
    for (const k of ["name", "mode"]) {
      let v: PyObj | undefined;
      try {
        v = A.getattrOpt(t, k);
      } catch (e) {
        if (!isException(e, E.ValueError)) throw e;
      }
      if (v !== undefined) parts.push(` ${k}=`, A.repr(v));
    }
    parts.push(` encoding=${A.reprJs(t.encoding)}>`);
    return concat(parts);
  },
  __next__: (t: PyTextIOWrapper) => {
    const line = t.$next();
    if (line === undefined) throw err(E.StopIteration);
    return line;
  },
});
const ownNext = textiowrapper_type.lookup("__next__") as PyObj;

const ask = (method: string) =>
  [
    "($self, /)",
    (t: PyTextIOWrapper) => (t.checkAttached(), A.callMethod(t.buffer, method, [])),
  ] as const;

function optBool(o: PyObj | undefined, before: boolean): boolean {
  if (o === undefined || o === null) return before;
  return A.index(o) !== 0;
}

methods(textiowrapper_type, {
  write: [
    "($self, text, /)",
    (t: PyTextIOWrapper, o: PyObj) => {
      const s = A.asStr(o);
      if (s === undefined) throw typeError(`write() argument must be str, not ${A.typeName(o)}`);
      return t.write(s);
    },
  ],
  read: [
    "($self, size=-1, /)",
    (t: PyTextIOWrapper, n?: PyObj) => {
      const size = sizeArg(n);
      return t.read(size);
    },
  ],
  readline: [
    "($self, size=-1, /)",
    (t: PyTextIOWrapper, n?: PyObj) => {
      const size = n === undefined ? -1 : A.ssize(n);
      return t.readline(size);
    },
  ],
  flush: [
    "($self, /)",
    (t: PyTextIOWrapper) => {
      t.flush();
      return null;
    },
  ],
  close: [
    "($self, /)",
    (t: PyTextIOWrapper) => {
      t.checkAttached();
      if (A.truth(A.getattr(t, "closed"))) return null;
      let failed: unknown;
      try {
        A.callMethod(t, "flush", []);
      } catch (e) {
        failed = e;
      }
      dirty.delete(t);
      const r = A.callMethod(t.buffer, "close", []);
      if (failed !== undefined) throw failed;
      return r;
    },
  ],
  detach: [
    "($self, /)",
    (t: PyTextIOWrapper) => {
      t.checkAttached();
      A.callMethod(t, "flush", []);
      const b = t.buffer;
      t.drop();
      return b;
    },
  ],
  reconfigure: [
    "($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
    (
      t: PyTextIOWrapper,
      encoding?: PyObj,
      errors?: PyObj,
      newline?: PyObj,
      line?: PyObj,
      through?: PyObj,
    ) => {
      t.checkAttached();
      let enc = optStr("reconfigure", "encoding", encoding);
      const e = optStr("reconfigure", "errors", errors);
      if (t.hasRead && (enc !== undefined || e !== undefined || newline !== undefined))
        throw unsupported(
          "It is not possible to set the encoding or newline of stream after the first read",
        );
      let nl: string | null | undefined;
      if (newline !== undefined) {
        nl = newline === null ? null : A.asJs(newline);
        if (nl === undefined)
          throw typeError(
            `reconfigure() argument 'newline' must be str or None, not ${A.typeName(newline)}`,
          );
        if (nl !== null) checkNewline(nl);
      }
      const lb = optBool(line, t.lineBuffering);
      const wt = optBool(through, t.writeThrough);
      A.callMethod(t, "flush", []);
      if (enc === "locale") enc = localeEncoding.name;
      t.reconfigure(enc, e, nl);
      t.lineBuffering = lb;
      t.writeThrough = wt;
      return null;
    },
  ],
  fileno: ask("fileno"),
  seekable: ask("seekable"),
  readable: ask("readable"),
  writable: ask("writable"),
  isatty: ask("isatty"),
  seek: [
    "($self, cookie, whence=os.SEEK_SET, /)",
    (t: PyTextIOWrapper, where: PyObj, whence?: PyObj) =>
      t.seek(where, whence === undefined ? 0 : clinicInt(whence)),
  ],
  tell: ["($self, /)", (t: PyTextIOWrapper) => t.tell()],
  truncate: [
    "($self, pos=None, /)",
    (t: PyTextIOWrapper, pos?: PyObj) => {
      t.checkAttached();
      A.callMethod(t, "flush", []);
      return A.callMethod(t.buffer, "truncate", [pos ?? null]);
    },
  ],
  __getstate__: [
    "($self, /)",
    (t: PyTextIOWrapper) => {
      throw typeError(`cannot pickle '${A.typeName(t)}' instances`);
    },
  ],
});
getsets(
  textiowrapper_type,
  {
    encoding: (t: PyTextIOWrapper) => t.encoding,
    line_buffering: (t: PyTextIOWrapper) => t.lineBuffering,
    write_through: (t: PyTextIOWrapper) => t.writeThrough,
    _finalizing: [
      (t: PyTextIOWrapper) => t.finalizing,
      (t: PyTextIOWrapper, v) => {
        t.finalizing = v === true;
      },
    ],
  },
  true,
);
getsets(textiowrapper_type, {
  name: (t: PyTextIOWrapper) => (t.checkAttached(), A.getattr(t.buffer, "name")),
  closed: (t: PyTextIOWrapper) => t.closed,
  newlines: (t: PyTextIOWrapper) => t.newlines,
  errors: (t: PyTextIOWrapper) => (t.checkAttached(), t.errors),
  buffer: (t: PyTextIOWrapper) => (t.checkAttached(), t.buffer),
  _CHUNK_SIZE: [
    (t: PyTextIOWrapper) => (t.checkAttached(), t.chunk),
    (t: PyTextIOWrapper, v) => {
      t.checkAttached();
      const n = A.ssize(v ?? null);
      if (n <= 0) throw valueError("a strictly positive integer is required");
      t.chunk = n;
    },
  ],
});

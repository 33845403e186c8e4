/**
 * Streams of zlib that work at once. Node's own stream objects do their work through a handle
 * whose `writeSync` is used here directly.
 */
import zlib from "node:zlib";
import { crc32 } from "./checksums.js";

interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inAt: number,
    inLength: number,
    out: Uint8Array,
    outAt: number,
    outLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
  close(): void;
}
interface NodeStream {
  _handle: Handle;
  _writeState: Uint32Array;
}

export class ZlibError extends Error {
  readonly errno: number;
  constructor(message: string, errno: number) {
    super(message);
    this.errno = errno;
  }
}
const EMPTY = new Uint8Array(0);

class Raw {
  private readonly handle: Handle;
  private readonly state: Uint32Array;
  private error: ZlibError | null = null;
  availOut = 0;
  availIn = 0;
  constructor(s: unknown) {
    const n = s as NodeStream;
    this.handle = n._handle;
    this.state = n._writeState;
    this.handle.onerror = (message, errno) => {
      this.error = new ZlibError(message, errno);
    };
  }
  write(flush: number, input: Uint8Array, at: number, out: Uint8Array): ZlibError | null {
    this.error = null;
    this.handle.writeSync(flush, input, at, input.length - at, out, 0, out.length);
    [this.availOut, this.availIn] = this.state;
    return this.error;
  }
}

export interface Settings {
  level: number;
  wbits: number;
  memLevel: number;
  strategy: number;
  dictionary: Uint8Array | null;
}

export function join(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  let n = 0;
  for (const p of parts) n += p.length;
  const out = new Uint8Array(n);
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export class Deflater {
  private readonly raw: Raw;
  private readonly settings: Settings;
  /** All that was written, for copies: zlib's state cannot be had. */
  private readonly log: [Uint8Array, number][] = [];
  finished = false;
  constructor(s: Settings) {
    this.settings = s;
    const options: zlib.ZlibOptions = {
      level: s.level,
      windowBits: Math.max(9, s.wbits > 15 ? s.wbits - 16 : Math.abs(s.wbits)),
      memLevel: s.memLevel,
      strategy: s.strategy,
    };
    if (s.dictionary !== null) options.dictionary = s.dictionary;
    this.raw = new Raw(
      s.wbits < 0
        ? zlib.createDeflateRaw(options)
        : s.wbits > 15
          ? zlib.createGzip(options)
          : zlib.createDeflate(options),
    );
  }
  write(data: Uint8Array, flush: number): Uint8Array {
    this.log.push([data.slice(), flush]);
    const parts: Uint8Array[] = [];
    let at = 0;
    for (let size = 16384; ; size = Math.min(size * 2, 1 << 20)) {
      const out = new Uint8Array(size);
      const e = this.raw.write(flush, data, at, out);
      if (e !== null) throw e;
      parts.push(out.subarray(0, size - this.raw.availOut));
      at = data.length - this.raw.availIn;
      if (this.raw.availOut > 0) break;
    }
    if (flush === zlib.constants.Z_FINISH) this.finished = true;
    return join(parts);
  }
  copy(): Deflater {
    const d = new Deflater(this.settings);
    for (const [data, flush] of this.log) d.write(data, flush);
    return d;
  }
}

type Kind = "zlib" | "raw" | "gzip";

export class Inflater {
  private raw: Raw | null = null;
  private kind: Kind | null;
  private readonly wbits: number;
  private readonly dictionary: Uint8Array | null;
  private readonly log: Uint8Array[] = [];
  /** A byte that came out while looking whether the stream is at its end. */
  private peeked: Uint8Array = EMPTY;
  /** Bytes of the gzip header, and of its trailer. */
  private head: number[] | null = null;
  private tail: number[] | null = null;
  private crc = 0;
  private total = 0;
  eof = false;
  /** Input that the last call left over. */
  rest: Uint8Array = EMPTY;

  constructor(wbits: number, dictionary: Uint8Array | null) {
    this.wbits = wbits;
    this.dictionary = dictionary;
    this.kind = wbits < 0 ? "raw" : wbits > 31 ? null : wbits > 15 ? "gzip" : "zlib";
  }

  private open(): Raw {
    const bits = this.wbits < 0 ? -this.wbits : this.wbits & 15;
    const options: zlib.ZlibOptions = { windowBits: bits === 0 ? 15 : Math.max(8, bits) };
    if (this.dictionary !== null) options.dictionary = this.dictionary;
    if (this.kind === "gzip") {
      this.head ??= [];
      options.windowBits = 15;
    }
    return new Raw(
      this.kind === "zlib" ? zlib.createInflate(options) : zlib.createInflateRaw(options),
    );
  }

  /** Reads the gzip header: how many bytes of data belong to it; the body follows. */
  private header(data: Uint8Array): number {
    const h = this.head as number[];
    for (let i = 0; i < data.length; i++) {
      h.push(data[i]);
      if ((h.length === 1 && h[0] !== 0x1f) || (h.length === 2 && h[1] !== 0x8b))
        throw new ZlibError("incorrect header check", -3);
      if (h.length === 3 && h[2] !== 8) throw new ZlibError("unknown compression method", -3);
      if (h.length === 4 && (h[3] & 0xe0) !== 0)
        throw new ZlibError("unknown header flags set", -3);
      if (this.complete(h)) {
        this.head = null;
        return i + 1;
      }
    }
    return data.length;
  }
  private complete(h: number[]): boolean {
    if (h.length < 10) return false;
    let n = 10;
    if (h[3] & 4) {
      if (h.length < n + 2) return false;
      n += 2 + h[n] + 256 * h[n + 1];
    }
    for (const flag of [8, 16])
      if (h[3] & flag) {
        const end = h.indexOf(0, n);
        if (end < 0) return false;
        n = end + 1;
      }
    if (h[3] & 2) n += 2;
    return h.length >= n;
  }

  private trailer(data: Uint8Array): void {
    const t = (this.tail ??= []);
    let i = 0;
    while (t.length < 8 && i < data.length) t.push(data[i++]);
    this.rest = data.subarray(i);
    const word = (at: number): number =>
      (t[at] | (t[at + 1] << 8) | (t[at + 2] << 16) | (t[at + 3] << 24)) >>> 0;
    if (t.length >= 4 && word(0) !== this.crc) throw new ZlibError("incorrect data check", -3);
    if (t.length < 8) return;
    if (word(4) !== this.total >>> 0) throw new ZlibError("incorrect length check", -3);
    this.eof = true;
  }

  /** At most `max` bytes (0: no bound); what is left of the input is in `rest`. */
  write(data: Uint8Array, max: number): Uint8Array {
    if (data.length > 0) this.log.push(data.slice());
    this.rest = EMPTY;
    if (this.eof) {
      this.rest = data;
      return EMPTY;
    }
    if (this.kind === null) {
      if (data.length === 0) return EMPTY;
      this.kind = data[0] === 0x1f ? "gzip" : "zlib";
    }
    this.raw ??= this.open();
    const raw = this.raw;
    if (this.head !== null) {
      data = data.subarray(this.header(data));
      if (this.head !== null) return EMPTY;
    }
    if (this.tail !== null) {
      this.trailer(data);
      return EMPTY;
    }
    const parts: Uint8Array[] = [];
    let left = max === 0 ? Number.POSITIVE_INFINITY : max;
    if (this.peeked.length > 0) {
      parts.push(this.peeked);
      left -= this.peeked.length;
      this.peeked = EMPTY;
    }
    let at = 0;
    let done = false;
    for (let size = 16384; left > 0; size = Math.min(size * 2, 1 << 22)) {
      const out = new Uint8Array(Math.min(size, left));
      const e = raw.write(zlib.constants.Z_SYNC_FLUSH, data, at, out);
      const n = out.length - raw.availOut;
      if (e !== null) throw e;
      if (n > 0) parts.push(out.subarray(0, n));
      left -= n;
      at = data.length - raw.availIn;
      if (raw.availOut > 0) {
        done = raw.availIn > 0;
        break;
      }
    }
    if (!done) {
      // Only asking for the end tells whether it is reached.
      const probe = new Uint8Array(1);
      const e = raw.write(zlib.constants.Z_FINISH, EMPTY, 0, probe);
      if (raw.availOut === 0) this.peeked = probe;
      else done = e === null;
    }
    this.rest = data.subarray(at);
    const out = join(parts);
    if (this.kind === "gzip") {
      this.crc = crc32(out, this.crc);
      this.total = (this.total + out.length) >>> 0;
      if (done) this.trailer(this.rest);
    } else this.eof = done;
    return out;
  }

  /** Another stream at the same place; `max` of each call does not matter to zlib's state. */
  copy(pending: number): Inflater {
    const c = new Inflater(this.wbits, this.dictionary);
    const all = join(this.log.length === 0 ? [EMPTY] : this.log);
    c.write(all.subarray(0, all.length - pending), 0);
    return c;
  }
}

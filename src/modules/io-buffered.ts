/** _io: BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair. */
import * as A from "../objects/abstract.js";
import type { PyBaseException } from "../objects/errors.js";
import { E, err, isException, setMember, typeError, valueError } from "../objects/errors.js";
import { getsets, type MethodTable, methods, slots } from "../objects/function.js";
import { PyBytes, type PyObj, PyObject, type PyType } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { concat } from "../objects/text.js";
import { builtinType, mkBytes, mkTuple } from "../objects/types.js";
import {
  alloc,
  bufferediobase_type,
  bytesArg,
  closedError,
  DEFAULT_BUFFER_SIZE,
  isClosed,
  joinBytes,
  nextBy,
  nextLine,
  offsetArg,
  sizeArg,
  toInt,
  unsupported,
  viewOfMemory,
  withWritable,
} from "./io-base.js";
import { fileio_type, PyFileIO } from "./io-file.js";
import { EAGAIN } from "./os-errors.js";
import { clinicInt } from "./os-path.js";

/** Writers and text streams that hold what is not written yet; they are flushed at the end. */
export const dirty = new Set<{ flushAll(): void; fd(): number }>();

const EMPTY = new Uint8Array(0);

export class PyBuffered extends PyObject {
  raw: PyObj = null;
  state: "new" | "ok" | "detached" = "new";
  /** The raw stream when it is a plain FileIO: spares the way through Python calls. */
  fast: PyFileIO | null = null;
  size = DEFAULT_BUFFER_SIZE;
  reads = false;
  writes = false;
  finalizing = false;
  /** Read ahead: `buf[pos..end]`. */
  private buf: Uint8Array | null = null;
  private pos = 0;
  private end = 0;
  /** Not written yet: `out[from..to]`. */
  private out: Uint8Array | null = null;
  private from = 0;
  private to = 0;
  /** Where the raw stream stands; -1 when that is not known. */
  private abs = -1;

  init(raw: PyObj, size: number, reads: boolean, writes: boolean): void {
    this.state = "new";
    if (size <= 0) throw valueError("buffer size must be strictly positive");
    this.raw = raw;
    this.fast = raw instanceof PyFileIO && raw.cls === fileio_type ? raw : null;
    this.size = size;
    this.reads = reads;
    this.writes = writes;
    this.buf = this.out = null;
    this.pos = this.end = this.from = this.to = 0;
    this.abs = -1;
    dirty.delete(this);
    this.state = "ok";
  }

  // ---- checks ----

  checkInit(): void {
    if (this.state === "ok") return;
    throw valueError(
      this.state === "detached"
        ? "raw stream has been detached"
        : "I/O operation on uninitialized object",
    );
  }
  get closed(): boolean {
    this.checkInit();
    return this.fast !== null ? this.fast.closed : isClosed(this.raw);
  }
  /** The stream must be open and in order. */
  check(what: string): void {
    this.checkInit();
    if (this.fast !== null ? this.fast.closed : isClosed(this.raw)) throw closedError(what);
  }

  // ---- the raw stream ----

  private rawRead(into: Uint8Array, from: number, n: number): number | undefined {
    let got: number | undefined;
    if (this.fast !== null) {
      const f = this.fast;
      f.check();
      if (!f.reading) throw unsupported("File not open for reading");
      got = f.read(into, from, n);
    } else {
      const r = A.callMethod(this.raw, "readinto", [viewOfMemory(into.subarray(from, from + n))]);
      if (r === null) return undefined;
      if (A.asIndex(r) === undefined) throw rawInvalid("readinto", r);
      got = A.ssize(r, E.ValueError);
      if (got < 0 || got > n)
        throw err(
          E.OSError,
          `raw readinto() returned invalid length ${got} (should have been between 0 and ${n})`,
        );
    }
    if (got !== undefined && this.abs >= 0) this.abs += got;
    return got;
  }
  private rawWrite(d: Uint8Array, from: number, n: number): number | undefined {
    let put: number | undefined;
    if (this.fast !== null) {
      const f = this.fast;
      f.check();
      if (!f.writing) throw unsupported("File not open for writing");
      put = f.write(d, from, n);
    } else {
      const r = A.callMethod(this.raw, "write", [viewOfMemory(d.subarray(from, from + n))]);
      if (r === null) return undefined;
      put = A.ssize(r, E.ValueError);
      if (put < 0 || put > n)
        throw err(
          E.OSError,
          `raw write() returned invalid length ${put} (should have been between 0 and ${n})`,
        );
    }
    if (put !== undefined && this.abs >= 0) this.abs += put;
    return put;
  }
  private rawTell(): number {
    let n: number;
    if (this.fast !== null) {
      this.fast.check();
      n = this.fast.rawSeek(0, 1);
    } else {
      n = offsetArg(A.callMethod(this.raw, "tell", []));
      if (n < 0) throw err(E.OSError, `Raw stream returned invalid position ${n}`);
    }
    return (this.abs = n);
  }
  private rawSeek(at: number, whence: number): number {
    let n: number;
    if (this.fast !== null) n = this.fast.rawSeek(at, whence);
    else {
      n = offsetArg(A.callMethod(this.raw, "seek", [toInt(at), whence]));
      if (n < 0) throw err(E.OSError, `Raw stream returned invalid position ${n}`);
    }
    return (this.abs = n);
  }

  // ---- reading ----

  private get ahead(): number {
    return this.end - this.pos;
  }
  private forget(): void {
    this.pos = this.end = 0;
  }
  /** Reads once into the buffer, behind what is or was there. */
  private fill(): number | undefined {
    this.buf ??= alloc(this.size);
    const n = this.rawRead(this.buf, this.end, this.size - this.end);
    if (n !== undefined) this.end += n;
    return n;
  }
  private take(n: number): Uint8Array {
    const d = n === 0 ? EMPTY : (this.buf as Uint8Array).slice(this.pos, this.pos + n);
    this.pos += n;
    return d;
  }

  readN(n: number): Uint8Array | undefined {
    const have = this.ahead;
    if (n <= have) return this.take(n);
    this.settle();
    const out = alloc(n);
    let got = have;
    if (have > 0) out.set((this.buf as Uint8Array).subarray(this.pos, this.end));
    this.forget();
    const part = (): Uint8Array => out.slice(0, got);
    // Whole blocks go past the buffer.
    while (n - got >= this.size) {
      const rest = n - got;
      const r = this.rawRead(out, got, rest - (rest % this.size));
      if (r === undefined || r === 0) return r === 0 || got > 0 ? part() : undefined;
      got += r;
    }
    while (got < n) {
      const r = this.fill();
      if (r === undefined || r === 0) return r === 0 || got > 0 ? part() : undefined;
      const k = Math.min(n - got, this.ahead);
      out.set((this.buf as Uint8Array).subarray(this.pos, this.pos + k), got);
      this.pos += k;
      got += k;
    }
    return out;
  }

  readAll(): Uint8Array | undefined {
    this.settle();
    const rest = this.take(this.ahead);
    this.forget();
    if (this.fast !== null) {
      if (!this.fast.reading) throw unsupported("File not open for reading");
      this.fast.check();
      const all = this.fast.readAll();
      this.abs = -1;
      if (all === undefined) return rest.length > 0 ? rest : undefined;
      return rest.length > 0 ? joinBytes([rest, all]) : all;
    }
    this.abs = -1;
    const readall = A.getattrOpt(this.raw, "readall");
    if (readall !== undefined) {
      const t = A.call0(readall);
      if (t === null) return rest.length > 0 ? rest : undefined;
      if (!(t instanceof PyBytes)) throw typeError("readall() should return bytes");
      return rest.length > 0 ? joinBytes([rest, t.data]) : t.data;
    }
    const parts = rest.length > 0 ? [rest] : [];
    for (;;) {
      const t = A.callMethod(this.raw, "read", []);
      if (t !== null && !(t instanceof PyBytes)) throw typeError("read() should return bytes");
      if (t === null || t.data.length === 0)
        return parts.length === 0 ? (t === null ? undefined : EMPTY) : joinBytes(parts);
      parts.push(t.data);
    }
  }

  read1(n: number): Uint8Array {
    if (n < 0) n = this.size;
    if (n === 0) return EMPTY;
    if (this.ahead > 0) return this.take(Math.min(n, this.ahead));
    this.settle();
    this.forget();
    const out = alloc(n);
    const got = this.rawRead(out, 0, n) ?? 0;
    return got === n ? out : out.slice(0, got);
  }

  peek(): Uint8Array {
    this.settle();
    if (this.ahead === 0) {
      this.forget();
      this.fill();
    }
    return this.buf === null ? EMPTY : this.buf.slice(this.pos, this.end);
  }

  readInto(d: Uint8Array, once: boolean): number | undefined {
    let done = Math.min(this.ahead, d.length);
    if (done > 0) {
      d.set((this.buf as Uint8Array).subarray(this.pos, this.pos + done));
      this.pos += done;
    }
    if (done === d.length) return done;
    this.settle();
    this.forget();
    while (done < d.length) {
      const rest = d.length - done;
      let n: number | undefined;
      if (rest > this.size) n = this.rawRead(d, done, rest);
      else if (!(once && done > 0)) {
        n = this.fill();
        if (n !== undefined && n > 0) {
          const k = Math.min(this.ahead, rest);
          d.set((this.buf as Uint8Array).subarray(this.pos, this.pos + k), done);
          this.pos += k;
          done += k;
          if (once) break;
          continue;
        }
      } else n = 0;
      if (n === 0 || (n === undefined && done > 0)) break;
      if (n === undefined) return undefined;
      done += n;
      if (once) break;
    }
    return done;
  }

  /** A line with its end; at most `limit` bytes when that is not negative. */
  readLine(limit: number): Uint8Array {
    this.settle();
    const parts: Uint8Array[] = [];
    let n = 0;
    for (;;) {
      if (this.ahead === 0) {
        this.forget();
        const r = this.fill();
        if (r === undefined || r === 0) break;
      }
      const b = this.buf as Uint8Array;
      let max = this.ahead;
      if (limit >= 0) max = Math.min(max, limit - n);
      const at = b.indexOf(10, this.pos);
      if (at >= 0 && at < this.pos + max) {
        parts.push(this.take(at + 1 - this.pos));
        break;
      }
      const d = this.take(max);
      parts.push(d);
      n += d.length;
      if (limit >= 0 && n >= limit) break;
    }
    return parts.length === 0 ? EMPTY : joinBytes(parts);
  }

  // ---- writing ----

  /** Before the raw stream is read or moved: what waits must be written. */
  private settle(): void {
    if (this.to > this.from) this.flushOut();
  }
  private get free(): number {
    return this.size - this.to;
  }

  /** Writes what waits. */
  flushOut(): void {
    if (this.ahead > 0 && this.writes && this.reads) this.rewind();
    while (this.from < this.to) {
      const n = this.rawWrite(this.out as Uint8Array, this.from, this.to - this.from);
      if (n === undefined) throw blocked(0);
      this.from += n;
    }
    this.from = this.to = 0;
    dirty.delete(this);
  }
  /** Brings the raw stream back to where reading stopped. */
  private rewind(): void {
    if (this.ahead > 0) this.rawSeek(-this.ahead, 1);
    this.forget();
  }

  write(d: Uint8Array): number {
    const n = d.length;
    if (this.ahead > 0) this.rewind();
    this.out ??= alloc(this.size);
    if (n <= this.free) {
      this.out.set(d, this.to);
      this.to += n;
      if (n > 0) dirty.add(this);
      return n;
    }
    try {
      this.flushOut();
    } catch (e) {
      if (!isException(e, E.BlockingIOError)) throw e;
      // Keep what fits, as much as the buffer takes.
      this.out.copyWithin(0, this.from, this.to);
      this.to -= this.from;
      this.from = 0;
      const k = Math.min(this.free, n);
      this.out.set(d.subarray(0, k), this.to);
      this.to += k;
      if (k === n) return n;
      throw blocked(k);
    }
    let done = 0;
    while (n - done >= this.size) {
      const r = this.rawWrite(d, done, n - done);
      if (r === undefined) {
        const rest = n - done;
        const k = Math.min(rest, this.size);
        this.out.set(d.subarray(done, done + k), 0);
        this.to = k;
        dirty.add(this);
        done += k;
        if (rest > this.size) throw blocked(done);
        return n;
      }
      done += r;
    }
    this.out.set(d.subarray(done), 0);
    this.to = n - done;
    if (this.to > 0) dirty.add(this);
    return n;
  }

  flush(): void {
    this.settle();
    if (this.reads) this.rewind();
  }
  /** For the end of the program. */
  flushAll(): void {
    if (this.state === "ok" && !this.closed) this.flushOut();
    dirty.delete(this);
  }
  fd(): number {
    return this.fast?.fd ?? -1;
  }

  // ---- the position ----

  seek(at: number, whence: number): number {
    if ((whence === 0 || whence === 1) && this.reads) {
      const waiting = this.to > this.from;
      if (!waiting) {
        const current = this.abs >= 0 ? this.abs : this.rawTell();
        const here = current - this.ahead;
        const offset = whence === 0 ? at - here : at;
        if (offset >= -this.pos && offset <= this.ahead && this.buf !== null) {
          this.pos += offset;
          return here + offset;
        }
      }
    }
    this.settle();
    if (whence === 1) at -= this.ahead;
    const n = this.rawSeek(at, whence);
    this.forget();
    return n;
  }
  tell(): number {
    const n = this.rawTell() - this.ahead + (this.to - this.from);
    return n < 0 ? 0 : n;
  }
  /** Forgets all buffers: the stream is closed. */
  drop(): void {
    this.buf = this.out = null;
    this.forget();
    this.from = this.to = 0;
    dirty.delete(this);
  }
}

function rawInvalid(fn: string, r: PyObj): PyBaseException {
  const e = err(E.OSError, `raw ${fn}() failed`);
  e.cause = typeError(`'${A.typeName(r)}' object cannot be interpreted as an integer`);
  e.suppress = true;
  return e;
}

export function blocked(written: number): PyBaseException {
  const text = "write could not complete without blocking";
  const e = err(E.BlockingIOError);
  e.args = mkTuple([EAGAIN, text, written]);
  e.members = { errno: EAGAIN, strerror: text, filename: null, filename2: null };
  return setMember(e, "characters_written", written);
}

// ---- types ----

export const bufferedreader_type = builtinType("BufferedReader", {
  module: "_io",
  base: bufferediobase_type,
  ctor: class PyBufferedReader extends PyBuffered {
    override $next(): PyObj | undefined {
      return nextBuffered(this);
    }
  },
});
export const bufferedwriter_type = builtinType("BufferedWriter", {
  module: "_io",
  base: bufferediobase_type,
  ctor: class PyBufferedWriter extends PyBuffered {},
});
export const bufferedrandom_type = builtinType("BufferedRandom", {
  module: "_io",
  base: bufferediobase_type,
  ctor: class PyBufferedRandom extends PyBuffered {
    override $next(): PyObj | undefined {
      return nextBuffered(this);
    }
  },
});

function nextBuffered(b: PyBuffered): PyObj | undefined {
  return nextBy(b, nextSlots.get(b.cls.isHeap ? ownerOf(b) : b.cls) ?? null, () => {
    if (b.cls.isHeap) return nextLine(b);
    b.check("readline of closed file");
    const line = b.readLine(-1);
    return line.length === 0 ? undefined : mkBytes(line);
  });
}
const nextSlots = new Map<PyType, PyObj>();
function ownerOf(b: PyBuffered): PyType {
  return b.cls.isSubtype(bufferedreader_type) ? bufferedreader_type : bufferedrandom_type;
}

const bytesOrNone = (d: Uint8Array | undefined): PyObj => (d === undefined ? null : mkBytes(d));

function init(
  b: PyBuffered,
  name: string,
  args: PyObj[],
  kw: Kw,
  reads: boolean,
  writes: boolean,
): null {
  const [raw, size] = bindArgs(name, name, INIT, args, kw) as (PyObj | undefined)[];
  const n = size === undefined ? DEFAULT_BUFFER_SIZE : A.ssize(size);
  b.state = "new";
  const r = raw as PyObj;
  const need = (method: string, text: string): void => {
    if (!A.truth(A.callMethod(r, method, []))) throw unsupported(`File or stream is not ${text}.`);
  };
  if (reads && writes) need("seekable", "seekable");
  if (reads) need("readable", "readable");
  if (writes) need("writable", "writable");
  b.init(r, n, reads, writes);
  return null;
}
const INIT = signature("(raw, buffer_size=DEFAULT_BUFFER_SIZE)");

const common: MethodTable = {
  detach: [
    "($self, /)",
    (b: PyBuffered) => {
      b.checkInit();
      A.callMethod(b, "flush", []);
      const raw = b.raw;
      b.raw = null;
      b.fast = null;
      b.drop();
      b.state = "detached";
      return raw;
    },
  ],
  close: [
    "($self, /)",
    (b: PyBuffered) => {
      b.checkInit();
      if (A.truth(A.getattr(b, "closed"))) return null;
      let failed: unknown;
      try {
        A.callMethod(b, "flush", []);
      } catch (e) {
        failed = e;
      }
      try {
        A.callMethod(b.raw, "close", []);
      } finally {
        b.drop();
      }
      if (failed !== undefined) throw failed;
      return null;
    },
  ],
  seekable: ["($self, /)", (b: PyBuffered) => (b.checkInit(), A.callMethod(b.raw, "seekable", []))],
  fileno: ["($self, /)", (b: PyBuffered) => (b.checkInit(), A.callMethod(b.raw, "fileno", []))],
  isatty: ["($self, /)", (b: PyBuffered) => (b.checkInit(), A.callMethod(b.raw, "isatty", []))],
  _dealloc_warn: ["($self, source, /)", () => null],
  seek: [
    "($self, target, whence=0, /)",
    (b: PyBuffered, target: PyObj, whence?: PyObj) => {
      const w = whence === undefined ? 0 : clinicInt(whence);
      b.checkInit();
      if (w < 0 || w > 4) throw valueError(`whence value ${w} unsupported`);
      b.check("seek of closed file");
      if (!A.truth(A.callMethod(b.raw, "seekable", [])))
        throw unsupported("File or stream is not seekable.");
      return toInt(b.seek(offsetArg(target), w));
    },
  ],
  tell: ["($self, /)", (b: PyBuffered) => (b.checkInit(), toInt(b.tell()))],
  __sizeof__: ["($self, /)", (b: PyBuffered) => 160 + b.size],
  __getstate__: [
    "($self, /)",
    (b: PyBuffered) => {
      throw typeError(`cannot pickle '${A.typeName(b)}' instances`);
    },
  ],
};
const reading: MethodTable = {
  readable: ["($self, /)", (b: PyBuffered) => (b.checkInit(), A.callMethod(b.raw, "readable", []))],
  read: [
    "($self, size=-1, /)",
    (b: PyBuffered, size?: PyObj) => {
      const n = sizeArg(size);
      b.checkInit();
      if (n < -1) throw valueError("read length must be non-negative or -1");
      b.check("read of closed file");
      return bytesOrNone(n === -1 ? b.readAll() : b.readN(n));
    },
  ],
  read1: [
    "($self, size=-1, /)",
    (b: PyBuffered, size?: PyObj) => {
      const n = size === undefined ? -1 : A.ssize(size);
      b.check("read of closed file");
      return mkBytes(b.read1(n));
    },
  ],
  peek: [
    "($self, size=0, /)",
    (b: PyBuffered) => {
      b.check("peek of closed file");
      return mkBytes(b.peek());
    },
  ],
  readinto: [
    "($self, buffer, /)",
    (b: PyBuffered, o: PyObj) => {
      return withWritable("readinto", o, (d) => {
        b.check("readinto of closed file");
        return b.readInto(d, false) ?? null;
      });
    },
  ],
  readinto1: [
    "($self, buffer, /)",
    (b: PyBuffered, o: PyObj) => {
      return withWritable("readinto1", o, (d) => {
        b.check("readinto of closed file");
        return b.readInto(d, true) ?? null;
      });
    },
  ],
  readline: [
    "($self, size=-1, /)",
    (b: PyBuffered, size?: PyObj) => {
      const n = sizeArg(size);
      b.check("readline of closed file");
      return mkBytes(b.readLine(n));
    },
  ],
};
const truncate = (b: PyBuffered, pos?: PyObj): PyObj => {
  b.check("truncate of closed file");
  if (!b.writes) throw unsupported("truncate");
  b.flush();
  const r = A.callMethod(b.raw, "truncate", [pos ?? null]);
  return r;
};
const writing: MethodTable = {
  writable: ["($self, /)", (b: PyBuffered) => (b.checkInit(), A.callMethod(b.raw, "writable", []))],
  write: [
    "($self, buffer, /)",
    (b: PyBuffered, o: PyObj) => {
      b.checkInit();
      const d = bytesArg(o);
      b.check("write to closed file");
      return b.write(d);
    },
  ],
  flush: [
    "($self, /)",
    (b: PyBuffered) => {
      b.check("flush of closed file");
      b.flush();
      return null;
    },
  ],
  truncate: ["($self, pos=None, /)", truncate],
};

function setup(t: PyType, reads: boolean, writes: boolean): void {
  const table: MethodTable = { ...common };
  if (reads) Object.assign(table, reading);
  if (writes) Object.assign(table, writing);
  else {
    table.flush = [
      "($self, /)",
      (b: PyBuffered) => {
        b.checkInit();
        return A.callMethod(b.raw, "flush", []);
      },
    ];
    table.truncate = ["($self, pos=None, /)", truncate];
  }
  methods(t, table);
  slots(t, {
    __init__: (b: PyBuffered, args: PyObj[], kw: Kw) => init(b, t.name, args, kw, reads, writes),
    __repr__: (b: PyBuffered) => streamRepr(b),
  });
  if (reads) {
    slots(t, {
      __next__: (b: PyBuffered) => {
        const line = b.cls.isHeap ? nextLine(b) : b.$next();
        if (line === undefined) throw err(E.StopIteration);
        return line;
      },
    });
    nextSlots.set(t, t.lookup("__next__") as PyObj);
  }
  getsets(
    t,
    {
      raw: (b: PyBuffered) => (b.state === "detached" ? null : b.raw),
      _finalizing: [
        (b: PyBuffered) => b.finalizing,
        (b: PyBuffered, v) => {
          b.finalizing = v === true;
        },
      ],
    },
    true,
  );
  getsets(t, {
    closed: (b: PyBuffered) => b.closed,
    name: (b: PyBuffered) => (b.checkInit(), A.getattr(b.raw, "name")),
    mode: (b: PyBuffered) => (b.checkInit(), A.getattr(b.raw, "mode")),
  });
}
setup(bufferedreader_type, true, false);
setup(bufferedwriter_type, false, true);
setup(bufferedrandom_type, true, true);

/** `<_io.BufferedReader name='x'>` */
export function streamRepr(b: PyObject): PyObj {
  const t = b.cls.isHeap ? typeFull(b.cls) : A.typeName(b);
  let name: PyObj | undefined;
  try {
    name = A.getattrOpt(b, "name");
  } catch (e) {
    if (!isException(e, E.ValueError)) throw e;
  }
  return name === undefined ? `<${t}>` : concat([`<${t} name=`, A.repr(name), ">"]);
}
export function typeFull(t: PyType): string {
  return t.name;
}

// ---- a pair of one-way streams ----

class PyRWPair extends PyObject {
  reader: PyObj = null;
  writer: PyObj = null;
  ready = false;
  need(which: "reader" | "writer"): PyObj {
    if (!this.ready) throw valueError("I/O operation on uninitialized object");
    return this[which];
  }
}
export const bufferedrwpair_type = builtinType("BufferedRWPair", {
  module: "_io",
  base: bufferediobase_type,
  ctor: PyRWPair,
});
const PAIR = signature("(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)");
const to = (which: "reader" | "writer", method: string) =>
  [
    "($self, /, *args)",
    (p: PyRWPair, args: PyObj[]) => A.callMethod(p.need(which), method, args),
  ] as const;
slots(bufferedrwpair_type, {
  __init__: (p: PyRWPair, args: PyObj[], kw: Kw) => {
    const [r, w, size] = bindArgs("BufferedRWPair", "BufferedRWPair", PAIR, args, kw) as PyObj[];
    if (!A.truth(A.callMethod(r, "readable", [])))
      throw unsupported("File or stream is not readable.");
    if (!A.truth(A.callMethod(w, "writable", [])))
      throw unsupported("File or stream is not writable.");
    const rest = size === undefined ? [] : [size];
    p.reader = A.call(bufferedreader_type, [r, ...rest]);
    p.writer = A.call(bufferedwriter_type, [w, ...rest]);
    p.ready = true;
    return null;
  },
});
methods(bufferedrwpair_type, {
  read: to("reader", "read"),
  peek: to("reader", "peek"),
  read1: to("reader", "read1"),
  readinto: to("reader", "readinto"),
  readinto1: to("reader", "readinto1"),
  write: to("writer", "write"),
  flush: to("writer", "flush"),
  readable: to("reader", "readable"),
  writable: to("writer", "writable"),
  close: [
    "($self, /)",
    (p: PyRWPair) => {
      try {
        A.callMethod(p.need("writer"), "close", []);
      } finally {
        A.callMethod(p.need("reader"), "close", []);
      }
      return null;
    },
  ],
  isatty: [
    "($self, /)",
    (p: PyRWPair) => {
      const w = A.callMethod(p.need("writer"), "isatty", []);
      return w !== false ? w : A.callMethod(p.need("reader"), "isatty", []);
    },
  ],
});
getsets(bufferedrwpair_type, {
  closed: (p: PyRWPair) => {
    if (!p.ready) throw err(E.RuntimeError, "the BufferedRWPair object is being garbage-collected");
    return A.getattr(p.writer, "closed");
  },
});

/** _io.FileIO: bytes to and from a descriptor. */

import { type BigIntStats, closeSync, fstatSync, readSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import * as A from "../objects/abstract.js";
import { onDeath } from "../objects/deaths.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { PyBytes, type PyObj, PyObject, type PyType, type Str } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { bindArgs, signature } from "../objects/signature.js";
import { concat } from "../objects/text.js";
import { builtinType, mkBytes } from "../objects/types.js";
import { audit, auditing } from "../runtime/audit.js";
import { shared } from "../runtime/threads.js";
import { warn } from "./_warnings.js";
import {
  alloc,
  bytesArg,
  closedError,
  DEFAULT_BUFFER_SIZE,
  offsetArg,
  rawiobase_type,
  sizeArg,
  toInt,
  unsupported,
  withWritable,
} from "./io-base.js";
import { call, raw, signalHook } from "./libc.js";
import { sweep } from "./lost.js";
import {
  EAGAIN,
  EBADF,
  EINTR,
  EISDIR,
  EMFILE,
  ESPIPE,
  errnoOf,
  fromNode,
  sysError,
} from "./os-errors.js";
import { asBuffer, clinicInt, fspath, strToFs } from "./os-path.js";
import { nonBlocking, openHook, openPath, setInheritable } from "./posix-files.js";

const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;

/** read(2) and the like give undefined where nothing is there now (EAGAIN). */
const WOULD_BLOCK = undefined;

export class PyFileIO extends PyObject {
  fd = -1;
  created = false;
  reading = false;
  writing = false;
  appending = false;
  closefd = true;
  blksize = DEFAULT_BUFFER_SIZE;
  /** Where the kernel stands, as long as only this object can move it; else -1. */
  private pos = -1;
  /** Nobody else got to know the descriptor. */
  private own = false;
  /** The move to the end that opening for append asks for was put off. */
  private atEnd = false;
  private canSeek: boolean | undefined = undefined;
  finalizing = false;
  /** What is closed when this stream is lost. */
  private watched: { fd: number } | null = null;

  // ---- opening ----

  open(file: PyObj, mode: string, closefd: boolean, opener: PyObj): void {
    if (this.fd >= 0) {
      if (this.closefd) this.close();
      else this.fd = -1;
    }
    let fd = -1;
    let path: PyObj = null;
    if (typeof file === "boolean") warn(E.RuntimeWarning, "bool is used as a file descriptor");
    const n = A.asInt(file);
    if (n !== undefined) {
      fd = clinicInt(n);
      if (fd < 0) throw valueError("negative file descriptor");
    } else {
      path = fspath(file);
      const text = path instanceof PyBytes ? path.data : (A.asStr(path) as Str).toString();
      if (typeof text === "string" ? text.includes("\0") : text.includes(0))
        throw valueError("embedded null byte");
    }
    const flags = this.setMode(mode);
    this.closefd = closefd;
    this.canSeek = undefined;
    if (fd >= 0) this.fd = fd;
    else {
      if (auditing.on) audit("open", file, mode, flags);
      if (!closefd) throw valueError("Cannot use closefd=False with file name");
      if (opener === null) {
        const p = path instanceof PyBytes ? asBuffer(path.data) : strToFs(A.asStr(path) as Str);
        this.fd = this.openNamed(p, flags, file);
        this.own = true;
      } else {
        const r = A.call2(opener, file, flags);
        const v = A.asInt(r);
        if (v === undefined) throw typeError("expected integer from opener");
        const got = clinicInt(v);
        if (got < 0) throw valueError(`opener returned ${got}`);
        this.fd = got;
        setInheritable(got, false);
        openHook.opened(got);
      }
    }
    let st: BigIntStats;
    try {
      st = fstatSync(this.fd, { bigint: true });
    } catch (e) {
      this.fd = -1;
      throw fromNode(e, n === undefined ? file : undefined);
    }
    const kind = Number(st.mode) & 0o170000;
    if (kind === 0o040000) {
      if (n === undefined) closeSync(this.fd);
      this.fd = -1;
      throw sysError(EISDIR, file);
    }
    if (this.own) this.watched = watch(this, this.fd, st);
    if (st.blksize > 1n) this.blksize = Number(st.blksize);
    if (kind === 0o100000) this.canSeek = true;
    else if (kind === 0o010000 || kind === 0o140000) this.canSeek = false;
    this.terminal = kind === 0o020000;
    this.pos = this.own ? 0 : -1;
    A.setattr(this, "name", file);
    if (this.appending) {
      if (this.own && !this.reading && kind === 0o100000) {
        this.atEnd = true;
        this.pos = Number(st.size);
      } else if (this.canSeek !== false) this.rawSeek(0, 2, true);
    }
  }
  /** A character device: it may be a terminal. */
  terminal = false;

  private openNamed(p: string | Buffer, flags: number, file: PyObj): number {
    try {
      return openPath(p, flags, 0o666, file);
    } catch (e) {
      // Descriptors of lost objects may be in the way.
      if (memberErrno(e) !== EMFILE) throw e;
      sweep();
      return openPath(p, flags, 0o666, file);
    }
  }

  private setMode(mode: string): number {
    let main = false;
    let plus = false;
    this.created = this.reading = this.writing = this.appending = false;
    const bad = (): PyBaseException =>
      valueError("Must have exactly one of create/read/write/append mode and at most one plus");
    let flags = 0;
    for (const ch of mode)
      switch (ch) {
        case "x":
        case "r":
        case "w":
        case "a":
          if (main) throw bad();
          main = true;
          if (ch === "r") this.reading = true;
          else this.writing = true;
          if (ch === "x") {
            this.created = true;
            flags |= O_EXCL | O_CREAT;
          } else if (ch === "w") flags |= O_CREAT | O_TRUNC;
          else if (ch === "a") {
            this.appending = true;
            flags |= O_APPEND | O_CREAT;
          }
          break;
        case "b":
          break;
        case "+":
          if (plus) throw bad();
          plus = true;
          break;
        default:
          throw valueError(`invalid mode: ${mode}`);
      }
    if (!main) throw bad();
    if (plus) this.reading = this.writing = true;
    return flags | (this.reading && this.writing ? O_RDWR : this.writing ? O_WRONLY : 0);
  }

  get mode(): string {
    if (this.created) return this.reading ? "xb+" : "xb";
    if (this.appending) return this.reading ? "ab+" : "ab";
    return this.reading ? (this.writing ? "rb+" : "rb") : "wb";
  }

  // ---- state ----

  get closed(): boolean {
    return this.fd < 0;
  }
  check(): void {
    if (this.fd < 0) throw closedError("I/O operation on closed file");
  }
  /** The descriptor for others: from now on they may move its position. */
  fileno(): number {
    this.check();
    this.escape();
    return this.fd;
  }
  private escape(): void {
    if (!this.own) return;
    if (this.atEnd) this.settle();
    this.own = false;
    this.pos = -1;
  }
  private settle(): void {
    this.atEnd = false;
    call("int64_t lseek(int fd, int64_t at, int whence)", [this.fd, 0, 2]);
  }
  isTty(): boolean {
    this.check();
    return isatty(this.fd);
  }
  seekable(): boolean {
    this.check();
    if (this.canSeek === undefined) {
      try {
        this.rawSeek(0, 1);
        this.canSeek = true;
      } catch (e) {
        if (!(e instanceof PyObject)) throw e;
        this.canSeek = false;
      }
    }
    return this.canSeek;
  }

  close(): void {
    const fd = this.fd;
    this.fd = -1;
    if (fd < 0 || !this.closefd) return;
    nonBlocking.delete(fd);
    if (this.watched !== null) this.watched.fd = -1;
    try {
      closeSync(fd);
    } catch (e) {
      if (errnoOf(e) !== EINTR) throw fromNode(e);
    }
  }

  // ---- reading and writing ----

  /** Whether other threads are to run while the system works. */
  private mayWait(): boolean {
    return shared.on && (this.terminal || this.canSeek === false);
  }

  /** Bytes read; 0 at the end, undefined when nothing is there now. */
  read(into: Uint8Array, from: number, n: number): number | undefined {
    if (n === 0) return 0;
    if (this.terminal) signalHook.prepare();
    for (;;) {
      try {
        const got = this.mayWait()
          ? plainRead(this.fd, into.subarray(from, from + n))
          : readSync(this.fd, into, from, n, null);
        if (this.pos >= 0) this.pos += got;
        return got;
      } catch (e) {
        const code = errnoOf(e);
        if (code === EINTR) signalHook.check();
        else if (code === EAGAIN) {
          if (this.fd > 2 || nonBlocking.has(this.fd)) return WOULD_BLOCK;
          waitFor(this.fd, 1);
        } else throw fromNode(e);
      }
    }
  }

  write(data: Uint8Array, from = 0, n = data.length): number | undefined {
    for (;;) {
      try {
        const put =
          n === 0
            ? 0
            : this.mayWait()
              ? plainWrite(this.fd, data.subarray(from, from + n))
              : writeSync(this.fd, data, from, n, null);
        if (this.appending) {
          this.atEnd = false;
          this.pos = -1;
        } else if (this.pos >= 0) this.pos += put;
        return put;
      } catch (e) {
        const code = errnoOf(e);
        if (code === EINTR) signalHook.check();
        else if (code === EAGAIN) {
          if (this.fd > 2 || nonBlocking.has(this.fd)) return WOULD_BLOCK;
          waitFor(this.fd, 4);
        } else throw fromNode(e);
      }
    }
  }

  /** Everything to the end; undefined when nothing is there now. */
  readAll(): Uint8Array | undefined {
    let size = 0;
    try {
      const st = fstatSync(this.fd);
      if (st.isFile()) size = Math.max(0, st.size - Math.max(0, this.pos));
    } catch {
      // The estimate is not needed.
    }
    let buf = alloc(size > 0 ? size + 1 : 8192);
    let n = 0;
    for (;;) {
      if (n === buf.length) {
        const bigger = alloc(n < 0x4000000 ? n * 2 : n + 0x4000000);
        bigger.set(buf);
        buf = bigger;
      }
      const got = this.read(buf, n, Math.min(buf.length - n, 0x7ffff000));
      if (got === undefined) {
        if (n === 0) return undefined;
        break;
      }
      if (got === 0) break;
      n += got;
    }
    return buf.length - n > Math.max(65536, n) ? buf.slice(0, n) : buf.subarray(0, n);
  }

  // ---- the position ----

  rawSeek(at: number | bigint, whence: number, quiet = false): number {
    if (this.canSeek === false) {
      if (quiet) return 0;
      throw sysError(ESPIPE);
    }
    if (this.pos >= 0) {
      if (whence === 1 && at === 0) return this.pos;
      if (whence === 0 && at === this.pos) return this.pos;
    }
    if (this.atEnd && whence === 1) this.settle();
    this.atEnd = false;
    try {
      const r = call("int64_t lseek(int fd, int64_t at, int whence)", [this.fd, at, whence]);
      if (this.own) this.pos = r;
      return r;
    } catch (e) {
      if (quiet) return 0;
      throw e;
    }
  }

  truncate(size: PyObj | undefined): PyObj {
    this.check();
    if (!this.writing) throw mode("writing");
    const n = size === undefined || size === null ? this.rawSeek(0, 1) : offsetArg(size);
    call("int ftruncate(int fd, int64_t n)", [this.fd, n]);
    return size === undefined || size === null ? toInt(n) : size;
  }
}

/** Has a descriptor closed when the stream that owns it has been collected. */
function watch(f: PyFileIO, fd: number, st: BigIntStats): { fd: number } {
  const w = { fd };
  const { dev, ino } = st;
  onDeath(f, () => {
    if (w.fd < 0) return;
    try {
      // The number may have been closed and given to something else.
      const now = fstatSync(w.fd, { bigint: true });
      if (now.dev === dev && now.ino === ino) closeSync(w.fd);
    } catch {
      // Closed by number.
    }
  });
  return w;
}

/** As `readSync`, with the interpreter's lock released. */
function plainRead(fd: number, into: Uint8Array): number {
  const r = raw("int64_t read(int fd, void *buf, size_t n)", [fd, into, into.length]);
  if (r < 0) throw Object.assign(new Error("read"), { errno: r });
  return r;
}
function plainWrite(fd: number, data: Uint8Array): number {
  const r = raw("int64_t write(int fd, const void *buf, size_t n)", [fd, data, data.length]);
  if (r < 0) throw Object.assign(new Error("write"), { errno: r });
  return r;
}

function memberErrno(e: unknown): number {
  const m = (e as { members?: Record<string, PyObj> | null }).members;
  return typeof m?.errno === "number" ? m.errno : 0;
}
/** Waits until a descriptor that somebody made non-blocking is ready. */
function waitFor(fd: number, events: number): void {
  const p = Buffer.alloc(8);
  p.writeInt32LE(fd, 0);
  p.writeInt16LE(events, 4);
  call("int poll(void *fds, unsigned long n, int timeout)", [p, 1, -1]);
}

export const fileio_type = builtinType("FileIO", {
  module: "_io",
  base: rawiobase_type,
  ctor: PyFileIO,
});

const mode = (what: string): PyBaseException => unsupported(`File not open for ${what}`);
const readingCheck = (f: PyFileIO): void => {
  f.check();
  if (!f.reading) throw mode("reading");
};

const INIT = signature("(file, mode='r', closefd=True, opener=None)");
newMethod(fileio_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(fileio_type, {
  __init__: (f: PyFileIO, args: PyObj[], kw: Kw) => {
    const [file, m, closefd, opener] = bindArgs("FileIO", "FileIO", INIT, args, kw) as PyObj[];
    const text = m === undefined ? "r" : A.asJs(m);
    if (text === undefined)
      throw typeError(`FileIO() argument 'mode' must be str, not ${A.typeName(m)}`);
    f.open(file, text, closefd === undefined || A.truth(closefd), opener ?? null);
    return null;
  },
  __repr__: (f: PyFileIO) => {
    const t = f.cls.isHeap ? A.typeName(f) : "_io.FileIO";
    if (f.fd < 0) return `<${t} [closed]>`;
    const name = A.getattrOpt(f, "name");
    const tail = ` mode='${f.mode}' closefd=${f.closefd ? "True" : "False"}>`;
    return name === undefined
      ? `<${t} fd=${f.fd}${tail}`
      : concat([`<${t} name=`, A.repr(name), tail]);
  },
});
methods(fileio_type, {
  read: [
    "($self, size=-1, /)",
    (f: PyFileIO, size?: PyObj) => {
      readingCheck(f);
      const n = sizeArg(size);
      if (n < 0) return readAll(f);
      const buf = alloc(Math.min(n, 0x7ffff000));
      const got = f.read(buf, 0, buf.length);
      if (got === undefined) return null;
      return mkBytes(got === buf.length ? buf : buf.slice(0, got));
    },
  ],
  readall: [
    "($self, /)",
    (f: PyFileIO) => {
      readingCheck(f);
      return readAll(f);
    },
  ],
  readinto: [
    "($self, buffer, /)",
    (f: PyFileIO, into: PyObj) => {
      readingCheck(f);
      return withWritable("readinto", into, (d) => f.read(d, 0, d.length) ?? null, "argument 1");
    },
  ],
  write: [
    "($self, b, /)",
    (f: PyFileIO, b: PyObj) => {
      f.check();
      if (!f.writing) throw mode("writing");
      return f.write(bytesArg(b)) ?? null;
    },
  ],
  seek: [
    "($self, pos, whence=0, /)",
    (f: PyFileIO, at: PyObj, whence?: PyObj) => {
      f.check();
      const w = whence === undefined ? 0 : clinicInt(whence);
      return toInt(f.rawSeek(offsetArg(at), w));
    },
  ],
  tell: [
    "($self, /)",
    (f: PyFileIO) => {
      f.check();
      return toInt(f.rawSeek(0, 1));
    },
  ],
  truncate: ["($self, size=None, /)", (f: PyFileIO, size?: PyObj) => f.truncate(size)],
  close: [
    "($self, /)",
    (f: PyFileIO) => {
      if (!f.closefd) {
        // The descriptor stays open, the object is closed all the same.
        baseClose(f);
        f.fd = -1;
        return null;
      }
      try {
        baseClose(f);
      } finally {
        f.close();
      }
      return null;
    },
  ],
  seekable: ["($self, /)", (f: PyFileIO) => f.seekable()],
  readable: [
    "($self, /)",
    (f: PyFileIO) => {
      f.check();
      return f.reading;
    },
  ],
  writable: [
    "($self, /)",
    (f: PyFileIO) => {
      f.check();
      return f.writing;
    },
  ],
  fileno: ["($self, /)", (f: PyFileIO) => f.fileno()],
  isatty: ["($self, /)", (f: PyFileIO) => f.isTty()],
  _isatty_open_only: ["($self, /)", (f: PyFileIO) => f.terminal && f.isTty()],
  _dealloc_warn: ["($self, object, /)", () => null],
  __getstate__: [
    "($self, /)",
    (f: PyFileIO) => {
      throw typeError(`cannot pickle '${A.typeName(f)}' instances`);
    },
  ],
});
function readAll(f: PyFileIO): PyObj {
  const d = f.readAll();
  return d === undefined ? null : mkBytes(d);
}
/** `_RawIOBase.close`: flushes and marks, once. */
function baseClose(f: PyFileIO): void {
  const own = rawiobase_type.lookup("close") as PyObj;
  if (f.cls === fileio_type) return;
  A.callSlotAny(own, f, []);
}
getsets(fileio_type, {
  closed: (f: PyFileIO) => f.closed,
  closefd: (f: PyFileIO) => f.closefd,
  mode: (f: PyFileIO) => f.mode,
  _blksize: [
    (f: PyFileIO) => f.blksize,
    (f: PyFileIO, v) => {
      f.blksize = A.ssize(v ?? null);
    },
  ],
});
getsets(
  fileio_type,
  {
    _finalizing: [
      (f: PyFileIO) => f.finalizing,
      (f: PyFileIO, v) => {
        f.finalizing = v === true;
      },
    ],
  },
  true,
);

export { EBADF, err };

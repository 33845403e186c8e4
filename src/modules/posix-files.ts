/** posix: opening, reading, making, removing, changing files. */
import * as fs from "node:fs";
import { isatty } from "node:tty";
import * as A from "../objects/abstract.js";
import { bytesOf, contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import type { FunctionTable } from "../objects/module.js";
import { type PyBytes, PyFloat, type PyObj, PyTuple } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { mkBytes, mkTuple } from "../objects/types.js";
import { shared } from "../runtime/threads.js";
import { c, call, cstr, errno, signalHook } from "./libc.js";
import {
  EAGAIN,
  EBADF,
  EINTR,
  EINVAL,
  ENOTSUP,
  ENOTTY,
  errnoOf,
  fromNode,
  sys,
  sysError,
} from "./os-errors.js";
import {
  asBuffer,
  atDir,
  cInt,
  clinicInt,
  dirFd,
  type FsPath,
  fdArg,
  fdPath,
  fsdecode,
  idArg,
  pathArg,
} from "./os-path.js";
import { onlyPath, statFd } from "./posix-stat.js";

export const O_CLOEXEC = 0o2000000;

/** Any integer that an `off_t` holds. */
export function offset(o: PyObj): number | bigint {
  const v = A.index(o);
  if (typeof v === "bigint" && (v >= 1n << 63n || v < -(1n << 63n)))
    throw err(E.OverflowError, "Python int too large to convert to C long");
  return v;
}

/** Bytes of a buffer argument. */
export function dataArg(o: PyObj): Uint8Array {
  const d = bytesOf(o);
  if (d === undefined) throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
  return d;
}

/** read(2) at the current position; handlers run when a signal interrupts it. */
export function readFd(fd: number, into: Uint8Array, at = 0, n = into.length): number {
  if (fd < 0) throw sysError(EBADF);
  if (n === 0) {
    statFd(fd);
    return 0;
  }
  if (shared.on)
    return call("int64_t read(int fd, void *buf, size_t n)", [fd, into.subarray(at, at + n), n]);
  for (;;) {
    try {
      return fs.readSync(fd, into, at, n, null);
    } catch (e) {
      if (errnoOf(e) !== EINTR) throw fromNode(e);
      signalHook.check();
    }
  }
}
export function writeFd(fd: number, data: Uint8Array): number {
  if (fd < 0) throw sysError(EBADF);
  if (shared.on)
    return call("int64_t write(int fd, const void *buf, size_t n)", [fd, data, data.length]);
  for (;;) {
    try {
      return fs.writeSync(fd, data, 0, data.length, null);
    } catch (e) {
      if (errnoOf(e) !== EINTR) throw fromNode(e);
      signalHook.check();
    }
  }
}
export function lseek(fd: number, at: number | bigint, whence: number): number {
  return call("int64_t lseek(int fd, int64_t at, int whence)", [fd, at, whence]);
}

// ---- open ----

/** Flushes what unclosed writers hold for a file that is opened anew; set by _io. */
export const openHook = { opened: (_fd: number): void => {} };

export function openPath(path: FsPath, flags: number, mode: number, obj: PyObj): number {
  for (;;) {
    try {
      const fd = fs.openSync(path, flags | O_CLOEXEC, mode);
      openHook.opened(fd);
      return fd;
    } catch (e) {
      if (errnoOf(e) !== EINTR) throw fromNode(e, obj);
      signalHook.check();
    }
  }
}

function close(fd: number): void {
  if (fd < 0) throw sysError(EBADF);
  sys(() => fs.closeSync(fd));
}

export function setInheritable(fd: number, on: boolean): void {
  const flags = call("int fcntl(int fd, int cmd, int arg)", [fd, 1, 0]);
  const next = on ? flags & ~1 : flags | 1;
  if (next !== flags) call("int fcntl(int fd, int cmd, int arg)", [fd, 2, next]);
}

export const getFlags = (fd: number): number =>
  call("int fcntl(int fd, int cmd, int arg)", [fd, 3, 0]);

/** Descriptors that Python code made non-blocking. */
export const nonBlocking = new Set<number>();
export function setBlocking(fd: number, blocking: boolean): void {
  const flags = getFlags(fd);
  const next = blocking ? flags & ~0o4000 : flags | 0o4000;
  if (next !== flags) call("int fcntl(int fd, int cmd, int arg)", [fd, 4, next]);
  if (blocking) nonBlocking.delete(fd);
  else nonBlocking.add(fd);
}

// ---- several buffers ----

function iovecs(buffers: PyObj, writable: boolean): { data: Uint8Array[]; release: () => void } {
  if (A.lenOpt(buffers) === undefined)
    throw typeError(`${writable ? "readv" : "writev"}() arg 2 must be a sequence`);
  const views = A.toArray(buffers).map((b) => getBuffer(b, writable));
  return {
    data: views.map((v) => contiguous(v)),
    release: () => {
      for (const v of views) v.release();
    },
  };
}
function vector(o: PyObj, writable: boolean, f: (data: Uint8Array[]) => number): PyObj {
  const { data, release } = iovecs(o, writable);
  try {
    return sys(() => f(data));
  } finally {
    release();
  }
}

// ---- times ----

/** Seconds (int or float) to nanoseconds, rounded down. */
function toNs(o: PyObj): bigint {
  if (o instanceof PyFloat) {
    if (Number.isNaN(o.v)) throw valueError("Invalid value NaN (not a number)");
    const s = Math.floor(o.v);
    return BigInt(s) * 1000000000n + BigInt(Math.floor((o.v - s) * 1e9));
  }
  return BigInt(A.index(o)) * 1000000000n;
}

function timespecs(times: [bigint, bigint] | null): Buffer {
  const b = Buffer.alloc(32);
  if (times === null) {
    for (const at of [8, 24]) b.writeBigInt64LE((1n << 30n) - 1n, at); // UTIME_NOW
    return b;
  }
  times.forEach((t, i) => {
    let s = t / 1000000000n;
    let n = t % 1000000000n;
    if (n < 0n) {
      n += 1000000000n;
      s -= 1n;
    }
    b.writeBigInt64LE(s, i * 16);
    b.writeBigInt64LE(n, i * 16 + 8);
  });
  return b;
}

function utime(path: PyObj, times?: PyObj, ns?: PyObj, dir?: PyObj, follow?: PyObj): PyObj {
  const p = pathArg("utime", path, { fd: true });
  if (times !== undefined && times !== null && ns !== undefined)
    throw valueError("utime: you may specify either 'times' or 'ns' but not both");
  let t: [bigint, bigint] | null = null;
  if (times !== undefined && times !== null) {
    if (!(times instanceof PyTuple) || times.items.length !== 2)
      throw typeError("utime: 'times' must be either a tuple of two ints or None");
    t = [toNs(times.items[0]), toNs(times.items[1])];
  } else if (ns !== undefined) {
    if (!(ns instanceof PyTuple) || ns.items.length !== 2)
      throw typeError("utime: 'ns' must be a tuple of two ints");
    t = [BigInt(A.index(ns.items[0])), BigInt(A.index(ns.items[1]))];
  }
  const d = dirFd(dir);
  const f = follow === undefined || A.truth(follow);
  onlyPath("utime", p, d, f);
  const spec = timespecs(t);
  if (p.fd >= 0) {
    call("int futimens(int fd, void *times)", [p.fd, spec]);
    return null;
  }
  const whole = t === null || (t[0] % 1000000000n === 0n && t[1] % 1000000000n === 0n);
  if (whole && d === undefined) {
    // Whole seconds need no more than what Node offers.
    const at = t === null ? Date.now() / 1000 : Number(t[0] / 1000000000n);
    const mt = t === null ? at : Number(t[1] / 1000000000n);
    if (t !== null) {
      sys(() => (f ? fs.utimesSync(p.fs, at, mt) : fs.lutimesSync(p.fs, at, mt)), p.obj);
      return null;
    }
  }
  call(
    "int utimensat(int dir, const void *path, void *times, int flags)",
    [d ?? -100, cstr(Buffer.from(p.fs as string)), spec, f ? 0 : 0x100],
    p.obj,
  );
  return null;
}

// ---- the table ----

/** A function of one path (or descriptor) and what it does with Node's form of it. */
function onPath(fn: string, o: PyObj, dir: PyObj | undefined, f: (path: FsPath) => unknown): PyObj {
  const p = pathArg(fn, o);
  const d = dirFd(dir);
  sys(() => f(atDir(p.fs, d)), p.obj);
  return null;
}

function twoPaths(
  fn: string,
  src: PyObj,
  dst: PyObj,
  srcDir: PyObj | undefined,
  dstDir: PyObj | undefined,
  f: (a: FsPath, b: FsPath) => void,
): PyObj {
  const a = pathArg(fn, src, { arg: "src" });
  const b = pathArg(fn, dst, { arg: "dst" });
  const [da, db] = [dirFd(srcDir), dirFd(dstDir)];
  sys(() => f(atDir(a.fs, da), atDir(b.fs, db)), a.obj, b.obj);
  return null;
}
const renames = (fn: string) => (s: PyObj, d: PyObj, sd?: PyObj, dd?: PyObj) =>
  twoPaths(fn, s, d, sd, dd, (a, b) => fs.renameSync(a, b));
const removes = (fn: string) => (o: PyObj, dir?: PyObj) =>
  onPath(fn, o, dir, (p) => {
    if (p === "") throw sysError(2, "");
    fs.unlinkSync(p);
  });

function chmod(path: PyObj, modeObj: PyObj, dir?: PyObj, follow?: PyObj): PyObj {
  const p = pathArg("chmod", path, { fd: true });
  const m = clinicInt(modeObj);
  const d = dirFd(dir);
  const f = follow === undefined || A.truth(follow);
  onlyPath("chmod", p, d);
  if (p.fd >= 0) sys(() => fs.fchmodSync(p.fd, m), p.obj);
  else if (f) sys(() => fs.chmodSync(atDir(p.fs, d), m), p.obj);
  else {
    const r = c("int fchmodat(int dir, const void *path, unsigned int mode, int flags)")(
      d ?? -100,
      cstr(Buffer.from(p.fs as string)),
      m,
      0x100,
    );
    if (Number(r) === -1) {
      const n = errno();
      if (n === ENOTSUP)
        throw err(E.NotImplementedError, "chmod: follow_symlinks unavailable on this platform");
      throw sysError(n, p.obj);
    }
  }
  return null;
}

function access(path: PyObj, modeObj: PyObj, dir?: PyObj, eff?: PyObj, follow?: PyObj): PyObj {
  const p = pathArg("access", path);
  const m = clinicInt(modeObj);
  const d = dirFd(dir);
  const effective = eff !== undefined && A.truth(eff);
  const f = follow === undefined || A.truth(follow);
  if (effective || !f)
    return (
      Number(
        c("int faccessat(int dir, const void *path, int mode, int flags)")(
          d ?? -100,
          cstr(Buffer.from(p.fs as string)),
          m,
          (f ? 0 : 0x100) | (effective ? 0x200 : 0),
        ),
      ) === 0
    );
  try {
    fs.accessSync(atDir(p.fs, d), m);
    return true;
  } catch {
    return false;
  }
}

export const terminal_size = structSequence(
  "os",
  "terminal_size",
  ["columns", "lines"],
  [],
  "A tuple of (columns, lines) for holding terminal window size",
);

function getTerminalSize(o?: PyObj): PyObj {
  const fd = o === undefined ? 1 : clinicInt(o);
  if (!isatty(fd)) {
    statFd(fd);
    throw sysError(ENOTTY);
  }
  const b = Buffer.alloc(8);
  call("int ioctl(int fd, unsigned long request, void *arg)", [fd, 0x5413, b]);
  return terminal_size.make([b.readUInt16LE(2), b.readUInt16LE(0)]);
}

/** Reads at most n bytes into fresh memory. */
export function readBytes(fd: number, n: number): PyBytes {
  const buf = new Uint8Array(Buffer.allocUnsafeSlow(n).buffer);
  const got = readFd(fd, buf);
  return mkBytes(got === n ? buf : buf.slice(0, got));
}

const count = (o: PyObj): number => {
  const n = A.ssize(o);
  if (n < 0) throw sysError(EINVAL);
  return Math.min(n, 0x7fffffff);
};

export const fileFunctions: FunctionTable = {
  open: [
    "($module, /, path, flags, mode=511, *, dir_fd=None)",
    (path: PyObj, flags: PyObj, mode?: PyObj, dir?: PyObj) => {
      const p = pathArg("open", path);
      const d = dirFd(dir);
      return openPath(
        atDir(p.fs, d),
        clinicInt(flags),
        mode === undefined ? 0o777 : clinicInt(mode),
        p.obj,
      );
    },
    "Open a file for low level IO.  Returns a file descriptor (integer).",
  ],
  close: ["($module, /, fd)", (o: PyObj) => (close(fdArg2(o)), null), "Close a file descriptor."],
  closerange: [
    "($module, fd_low, fd_high, /)",
    (low: PyObj, high: PyObj) => {
      for (let i = Math.max(0, clinicInt(low)); i < clinicInt(high); i++)
        try {
          fs.closeSync(i);
        } catch {
          // Closed already.
        }
      return null;
    },
  ],
  read: ["($module, fd, length, /)", (fd: PyObj, n: PyObj) => readBytes(clinicInt(fd), count(n))],
  readinto: [
    "($module, fd, buffer, /)",
    (fd: PyObj, o: PyObj) => {
      const v = getBuffer(o, true);
      try {
        return readFd(clinicInt(fd), contiguous(v));
      } finally {
        v.release();
      }
    },
  ],
  write: [
    "($module, fd, data, /)",
    (fd: PyObj, data: PyObj) => writeFd(clinicInt(fd), dataArg(data)),
  ],
  pread: [
    "($module, fd, length, offset, /)",
    (fd: PyObj, n: PyObj, at: PyObj) => {
      const size = A.ssize(n);
      if (size < 0) throw sysError(EINVAL);
      const buf = Buffer.allocUnsafeSlow(Math.min(size, 0x7fffffff));
      const f = clinicInt(fd);
      const got = sys(() => fs.readSync(f, buf, 0, buf.length, offset(at)));
      return mkBytes(new Uint8Array(buf.subarray(0, got)));
    },
  ],
  pwrite: [
    "($module, fd, buffer, offset, /)",
    (fd: PyObj, data: PyObj, at: PyObj) => {
      const [f, d, o] = [clinicInt(fd), dataArg(data), Number(offset(at))];
      return sys(() => fs.writeSync(f, d, 0, d.length, o));
    },
  ],
  readv: [
    "($module, fd, buffers, /)",
    (fd: PyObj, b: PyObj) => vector(b, true, (d) => fs.readvSync(clinicInt(fd), d)),
  ],
  writev: [
    "($module, fd, buffers, /)",
    (fd: PyObj, b: PyObj) => vector(b, false, (d) => fs.writevSync(clinicInt(fd), d)),
  ],
  preadv: [
    "($module, fd, buffers, offset, flags=0, /)",
    (fd: PyObj, b: PyObj, at: PyObj) =>
      vector(b, true, (d) => fs.readvSync(clinicInt(fd), d, Number(offset(at)))),
  ],
  pwritev: [
    "($module, fd, buffers, offset, flags=0, /)",
    (fd: PyObj, b: PyObj, at: PyObj) =>
      vector(b, false, (d) => fs.writevSync(clinicInt(fd), d, Number(offset(at)))),
  ],
  lseek: [
    "($module, fd, position, whence, /)",
    (fd: PyObj, at: PyObj, whence: PyObj) => lseek(clinicInt(fd), offset(at), clinicInt(whence)),
  ],
  isatty: ["($module, fd, /)", (fd: PyObj) => isatty(Math.max(0, clinicInt(fd)))],
  dup: [
    "($module, fd, /)",
    (fd: PyObj) => call("int fcntl(int fd, int cmd, int arg)", [clinicInt(fd), 1030, 0]),
  ],
  dup2: [
    "($module, /, fd, fd2, inheritable=True)",
    (a: PyObj, b: PyObj, inherit?: PyObj) => {
      const [x, y] = [clinicInt(a), clinicInt(b)];
      if (x < 0 || y < 0) throw sysError(EBADF);
      if (inherit === undefined || A.truth(inherit)) return call("int dup2(int a, int b)", [x, y]);
      return call("int dup3(int a, int b, int flags)", [x, y, O_CLOEXEC]);
    },
  ],
  pipe: ["($module, /)", () => makePipe(O_CLOEXEC)],
  pipe2: ["($module, flags, /)", (f: PyObj) => makePipe(clinicInt(f))],
  get_inheritable: [
    "($module, fd, /)",
    (fd: PyObj) => (call("int fcntl(int fd, int cmd, int arg)", [clinicInt(fd), 1, 0]) & 1) === 0,
  ],
  set_inheritable: [
    "($module, fd, inheritable, /)",
    (fd: PyObj, on: PyObj) => (setInheritable(clinicInt(fd), clinicInt(on) !== 0), null),
  ],
  get_blocking: ["($module, fd, /)", (fd: PyObj) => (getFlags(clinicInt(fd)) & 0o4000) === 0],
  set_blocking: [
    "($module, fd, blocking, /)",
    (fd: PyObj, on: PyObj) => (setBlocking(clinicInt(fd), A.truth(on)), null),
  ],
  mkdir: [
    "($module, /, path, mode=511, *, dir_fd=None)",
    (o: PyObj, mode?: PyObj, dir?: PyObj) => {
      const m = mode === undefined ? 0o777 : clinicInt(mode);
      return onPath("mkdir", o, dir, (p) => fs.mkdirSync(p, m));
    },
  ],
  rmdir: [
    "($module, /, path, *, dir_fd=None)",
    (o: PyObj, dir?: PyObj) => onPath("rmdir", o, dir, (p) => fs.rmdirSync(p)),
  ],
  unlink: ["($module, /, path, *, dir_fd=None)", removes("unlink")],
  remove: ["($module, /, path, *, dir_fd=None)", removes("remove")],
  rename: ["($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)", renames("rename")],
  replace: ["($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)", renames("replace")],
  link: [
    "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)",
    (s: PyObj, d: PyObj, sd?: PyObj, dd?: PyObj, follow?: PyObj) => {
      const f = follow !== undefined && A.truth(follow);
      return twoPaths("link", s, d, sd, dd, (a, b) => {
        // linkat follows a symbolic link only when it was asked to.
        if (f && fs.lstatSync(a).isSymbolicLink()) fs.linkSync(fs.realpathSync(a), b);
        else fs.linkSync(a, b);
      });
    },
  ],
  symlink: [
    "($module, /, src, dst, target_is_directory=False, *, dir_fd=None)",
    (s: PyObj, d: PyObj, _t?: PyObj, dir?: PyObj) => {
      const a = pathArg("symlink", s, { arg: "src" });
      const b = pathArg("symlink", d, { arg: "dst" });
      sys(() => fs.symlinkSync(a.fs, atDir(b.fs, dirFd(dir))), a.obj, b.obj);
      return null;
    },
  ],
  readlink: [
    "($module, /, path, *, dir_fd=None)",
    (o: PyObj, dir?: PyObj) => {
      const p = pathArg("readlink", o);
      const d = dirFd(dir);
      const target = sys(() => fs.readlinkSync(atDir(p.fs, d), "buffer"), p.obj);
      return p.bytes ? mkBytes(new Uint8Array(target)) : fsdecode(target);
    },
  ],
  chmod: ["($module, /, path, mode, *, dir_fd=None, follow_symlinks=True)", chmod],
  fchmod: [
    "($module, /, fd, mode)",
    (fd: PyObj, m: PyObj) => (sys(() => fs.fchmodSync(clinicInt(fd), clinicInt(m))), null),
  ],
  chown: [
    "($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
    (o: PyObj, uid: PyObj, gid: PyObj, dir?: PyObj, follow?: PyObj) => {
      const p = pathArg("chown", o, { fd: true });
      const d = dirFd(dir);
      const f = follow === undefined || A.truth(follow);
      const [u, g] = [idArg(uid, "uid"), idArg(gid, "gid")];
      onlyPath("chown", p, d, f);
      sys(() => {
        if (p.fd >= 0) fs.fchownSync(p.fd, u, g);
        else if (f) fs.chownSync(atDir(p.fs, d), u, g);
        else fs.lchownSync(atDir(p.fs, d), u, g);
      }, p.obj);
      return null;
    },
  ],
  lchown: [
    "($module, /, path, uid, gid)",
    (o: PyObj, uid: PyObj, gid: PyObj) => {
      const p = pathArg("lchown", o);
      sys(() => fs.lchownSync(p.fs, idArg(uid, "uid"), idArg(gid, "gid")), p.obj);
      return null;
    },
  ],
  fchown: [
    "($module, /, fd, uid, gid)",
    (fd: PyObj, uid: PyObj, gid: PyObj) => {
      sys(() => fs.fchownSync(clinicInt(fd), idArg(uid, "uid"), idArg(gid, "gid")));
      return null;
    },
  ],
  access: [
    "($module, /, path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
    access,
  ],
  utime: [
    "($module, /, path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)",
    utime,
  ],
  truncate: [
    "($module, /, path, length)",
    (o: PyObj, n: PyObj) => {
      const p = pathArg("truncate", o, { fd: true });
      const size = Number(offset(n));
      if (size < 0) throw sysError(EINVAL, p.obj);
      sys(() => (p.fd >= 0 ? fs.ftruncateSync(p.fd, size) : fs.truncateSync(p.fs, size)), p.obj);
      return null;
    },
  ],
  ftruncate: [
    "($module, fd, length, /)",
    (fd: PyObj, n: PyObj) => {
      const size = Number(offset(n));
      if (size < 0) throw sysError(EINVAL);
      sys(() => fs.ftruncateSync(clinicInt(fd), size));
      return null;
    },
  ],
  fsync: ["($module, /, fd)", (o: PyObj) => (sys(() => fs.fsyncSync(fdArg(o))), null)],
  fdatasync: ["($module, /, fd)", (o: PyObj) => (sys(() => fs.fdatasyncSync(fdArg(o))), null)],
  sync: ["($module, /)", () => (c("void sync()")(), null)],
  umask: ["($module, mask, /)", (m: PyObj) => process.umask(clinicInt(m) & 0o777)],
  get_terminal_size: ["($module, fd=<unrepresentable>, /)", getTerminalSize],
  mkfifo: [
    "($module, /, path, mode=438, *, dir_fd=None)",
    (o: PyObj, mode?: PyObj, dir?: PyObj) => {
      const p = pathArg("mkfifo", o);
      call(
        "int mkfifoat(int dir, const void *path, unsigned int mode)",
        [
          dirFd(dir) ?? -100,
          cstr(Buffer.from(p.fs as string)),
          mode === undefined ? 0o666 : clinicInt(mode),
        ],
        p.obj,
      );
      return null;
    },
  ],
  mknod: [
    "($module, /, path, mode=384, device=0, *, dir_fd=None)",
    (o: PyObj, mode?: PyObj, dev?: PyObj, dir?: PyObj) => {
      const p = pathArg("mknod", o);
      call(
        "int mknodat(int dir, const void *path, unsigned int mode, uint64_t dev)",
        [
          dirFd(dir) ?? -100,
          cstr(Buffer.from(p.fs as string)),
          mode === undefined ? 0o600 : clinicInt(mode),
          dev === undefined ? 0 : A.index(dev),
        ],
        p.obj,
      );
      return null;
    },
  ],
};

function fdArg2(o: PyObj): number {
  return cInt(o);
}

export function makePipe(flags: number): PyObj {
  const b = Buffer.alloc(8);
  call("int pipe2(void *fds, int flags)", [b, flags]);
  return mkTuple([b.readInt32LE(0), b.readInt32LE(4)]);
}

export { asBuffer, EAGAIN, fdPath };

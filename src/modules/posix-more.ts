/** posix: Linux extras - extended attributes, pseudo-terminals, event and timer descriptors. */
import * as A from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { typeError, valueError } from "../objects/errors.js";
import { normInt } from "../objects/hash.js";
import type { FunctionTable } from "../objects/module.js";
import { PyFloat, type PyObj } from "../objects/object.js";
import { mkBytes, mkFloat, mkList, mkTuple } from "../objects/types.js";
import { type CValue, c, call, cstr, errno, setErrno, untilNul } from "./libc.js";
import { EINVAL, sysError } from "./os-errors.js";
import { clinicInt, fdArg, fsdecode, type PathArg, pathArg } from "./os-path.js";
import { offset, setInheritable } from "./posix-files.js";
import { fsBytes } from "./posix-process.js";

// ---- extended attributes ----

/** Picks the function for a descriptor, a path, or a link itself. */
function xattr(p: PathArg, follow: boolean, name: string, rest: string, args: CValue[]): number {
  const result = name.startsWith("set") || name.startsWith("remove") ? "int" : "int64_t";
  if (p.fd >= 0) return call(`${result} f${name}(int fd${rest})`, [p.fd, ...args], p.obj);
  const path = cstr(Buffer.from(p.fs as string));
  return call(
    `${result} ${follow ? "" : "l"}${name}(const void *path${rest})`,
    [path, ...args],
    p.obj,
  );
}
const followed = (p: PathArg, o: PyObj | undefined, fn: string): boolean => {
  const f = o === undefined || A.truth(o);
  if (!f && p.fd >= 0) throw valueError(`${fn}: cannot use fd and follow_symlinks together`);
  return f;
};

const attributes: FunctionTable = {
  getxattr: [
    "($module, /, path, attribute, *, follow_symlinks=True)",
    (o: PyObj, name: PyObj, follow?: PyObj) => {
      const p = pathArg("getxattr", o, { fd: true });
      const f = followed(p, follow, "getxattr");
      const b = Buffer.alloc(65536);
      const n = xattr(p, f, "getxattr", ", const void *name, void *buf, size_t n", [
        cstr(fsBytes(name)),
        b,
        b.length,
      ]);
      return mkBytes(new Uint8Array(b.subarray(0, n)));
    },
  ],
  setxattr: [
    "($module, /, path, attribute, value, flags=0, *, follow_symlinks=True)",
    (o: PyObj, name: PyObj, value: PyObj, flags?: PyObj, follow?: PyObj) => {
      const p = pathArg("setxattr", o, { fd: true });
      const f = followed(p, follow, "setxattr");
      const d = bytesOf(value);
      if (d === undefined)
        throw typeError(`a bytes-like object is required, not '${A.typeName(value)}'`);
      xattr(p, f, "setxattr", ", const void *name, const void *value, size_t n, int flags", [
        cstr(fsBytes(name)),
        d,
        d.length,
        flags === undefined ? 0 : clinicInt(flags),
      ]);
      return null;
    },
  ],
  removexattr: [
    "($module, /, path, attribute, *, follow_symlinks=True)",
    (o: PyObj, name: PyObj, follow?: PyObj) => {
      const p = pathArg("removexattr", o, { fd: true });
      const f = followed(p, follow, "removexattr");
      xattr(p, f, "removexattr", ", const void *name", [cstr(fsBytes(name))]);
      return null;
    },
  ],
  listxattr: [
    "($module, /, path=None, *, follow_symlinks=True)",
    (o?: PyObj, follow?: PyObj) => {
      const p = pathArg("listxattr", o, { fd: true, nullable: true });
      const f = followed(p, follow, "listxattr");
      const b = Buffer.alloc(65536);
      const n = xattr(p, f, "listxattr", ", void *buf, size_t n", [b, b.length]);
      const out: PyObj[] = [];
      for (let at = 0; at < n; ) {
        const name = untilNul(b.subarray(0, n), at);
        out.push(fsdecode(name));
        at += name.length + 1;
      }
      return mkList(out);
    },
  ],
};

// ---- terminals ----

function ptsname(fd: number): PyObj {
  const b = Buffer.alloc(256);
  const r = Number(c("int ptsname_r(int fd, void *buf, size_t n)")(fd, b, b.length));
  if (r !== 0) throw sysError(r);
  return fsdecode(untilNul(b));
}
const terminals: FunctionTable = {
  openpty: [
    "($module, /)",
    () => {
      const b = Buffer.alloc(8);
      call("int openpty(void *master, void *slave, void *name, void *termp, void *winp)", [
        b,
        b.subarray(4),
        null,
        null,
        null,
      ]);
      const [m, s] = [b.readInt32LE(0), b.readInt32LE(4)];
      setInheritable(m, false);
      setInheritable(s, false);
      return mkTuple([m, s]);
    },
  ],
  login_tty: [
    "($module, fd, /)",
    (fd: PyObj) => (call("int login_tty(int fd)", [fdArg(fd)]), null),
  ],
  posix_openpt: [
    "($module, oflag, /)",
    (f: PyObj) => {
      const fd = call("int posix_openpt(int flags)", [clinicInt(f)]);
      setInheritable(fd, false);
      return fd;
    },
  ],
  grantpt: ["($module, fd, /)", (fd: PyObj) => (call("int grantpt(int fd)", [fdArg(fd)]), null)],
  unlockpt: ["($module, fd, /)", (fd: PyObj) => (call("int unlockpt(int fd)", [fdArg(fd)]), null)],
  ptsname: ["($module, fd, /)", (fd: PyObj) => ptsname(fdArg(fd))],
  ttyname: [
    "($module, fd, /)",
    (fd: PyObj) => {
      const b = Buffer.alloc(256);
      const r = Number(c("int ttyname_r(int fd, void *buf, size_t n)")(clinicInt(fd), b, b.length));
      if (r !== 0) throw sysError(r);
      return fsdecode(untilNul(b));
    },
  ],
};

// ---- devices ----

function device(o: PyObj): bigint {
  return BigInt.asUintN(64, BigInt(A.index(o)));
}
const NODEV = (1n << 64n) - 1n;
const devices: FunctionTable = {
  major: [
    "($module, device, /)",
    (o: PyObj) => {
      const d = device(o);
      if (d === NODEV) return -1;
      return normInt(((d >> 8n) & 0xfffn) | ((d >> 32n) & 0xfffff000n));
    },
  ],
  minor: [
    "($module, device, /)",
    (o: PyObj) => {
      const d = device(o);
      if (d === NODEV) return -1;
      return normInt((d & 0xffn) | ((d >> 12n) & 0xffffff00n));
    },
  ],
  makedev: [
    "($module, major, minor, /)",
    (a: PyObj, b: PyObj) => {
      const [x, y] = [device(a), device(b)];
      if (x === NODEV && y === NODEV) return normInt(NODEV);
      return normInt(
        ((x & 0xfffff000n) << 32n) |
          ((x & 0xfffn) << 8n) |
          ((y & 0xffffff00n) << 12n) |
          (y & 0xffn),
      );
    },
  ],
};

// ---- event and timer descriptors ----

const BILLION = 1000000000n;
/** Two timespecs: interval, then first expiration. */
function itimerspec(interval: bigint, initial: bigint): Buffer {
  const b = Buffer.alloc(32);
  [interval, initial].forEach((t, i) => {
    b.writeBigInt64LE(t / BILLION, i * 16);
    b.writeBigInt64LE(t % BILLION, i * 16 + 8);
  });
  return b;
}
const toNs = (o: PyObj | undefined): bigint =>
  o === undefined
    ? 0n
    : o instanceof PyFloat
      ? BigInt(Math.round(o.v * 1e9))
      : BigInt(A.index(o)) * BILLION;
function timerPair(b: Buffer, ns: boolean): PyObj {
  const at = (o: number): bigint => b.readBigInt64LE(o) * BILLION + b.readBigInt64LE(o + 8);
  const one = (t: bigint): PyObj => (ns ? normInt(t) : mkFloat(Number(t) / 1e9));
  return mkTuple([one(at(16)), one(at(0))]);
}
const settime = (ns: boolean) => (fd: PyObj, flags?: PyObj, initial?: PyObj, interval?: PyObj) => {
  const t = (o: PyObj | undefined): bigint =>
    ns ? (o === undefined ? 0n : BigInt(A.index(o))) : toNs(o);
  const old = Buffer.alloc(32);
  call("int timerfd_settime(int fd, int flags, void *new, void *old)", [
    fdArg(fd),
    flags === undefined ? 0 : clinicInt(flags),
    itimerspec(t(interval), t(initial)),
    old,
  ]);
  return timerPair(old, ns);
};
const gettime = (ns: boolean) => (fd: PyObj) => {
  const b = Buffer.alloc(32);
  call("int timerfd_gettime(int fd, void *cur)", [fdArg(fd), b]);
  return timerPair(b, ns);
};

const descriptors: FunctionTable = {
  eventfd: [
    "($module, /, initval, flags=EFD_CLOEXEC)",
    (n: PyObj, f?: PyObj) =>
      call("int eventfd(unsigned int n, int flags)", [
        Number(A.index(n)),
        f === undefined ? 0o2000000 : clinicInt(f),
      ]),
  ],
  eventfd_read: [
    "($module, /, fd)",
    (fd: PyObj) => {
      const b = Buffer.alloc(8);
      call("int64_t read(int fd, void *buf, size_t n)", [fdArg(fd), b, 8]);
      return normInt(b.readBigUInt64LE(0));
    },
  ],
  eventfd_write: [
    "($module, /, fd, value)",
    (fd: PyObj, v: PyObj) => {
      const b = Buffer.alloc(8);
      b.writeBigUInt64LE(BigInt(A.index(v)), 0);
      call("int64_t write(int fd, const void *buf, size_t n)", [fdArg(fd), b, 8]);
      return null;
    },
  ],
  timerfd_create: [
    "($module, clockid, /, *, flags=0)",
    (clock: PyObj, f?: PyObj) =>
      call("int timerfd_create(int clock, int flags)", [
        clinicInt(clock),
        (f === undefined ? 0 : clinicInt(f)) | 0o2000000,
      ]),
  ],
  timerfd_gettime: ["($module, fd, /)", gettime(false)],
  timerfd_gettime_ns: ["($module, fd, /)", gettime(true)],
  timerfd_settime: ["($module, fd, /, *, flags=0, initial=0.0, interval=0.0)", settime(false)],
  timerfd_settime_ns: ["($module, fd, /, *, flags=0, initial=0, interval=0)", settime(true)],
  memfd_create: [
    "($module, /, name, flags=MFD_CLOEXEC)",
    (name: PyObj, f?: PyObj) =>
      call("int memfd_create(const void *name, unsigned int flags)", [
        cstr(fsBytes(name)),
        f === undefined ? 1 : Number(A.index(f)),
      ]),
  ],
  pidfd_open: [
    "($module, /, pid, flags=0)",
    (pid: PyObj, f?: PyObj) =>
      call("int64_t syscall(int64_t n, int64_t pid, int64_t flags)", [
        434,
        clinicInt(pid),
        f === undefined ? 0 : clinicInt(f),
      ]),
  ],
};

// ---- copying in the kernel ----

const copying: FunctionTable = {
  sendfile: [
    "($module, /, out_fd, in_fd, offset, count)",
    (out: PyObj, inp: PyObj, at: PyObj, n: PyObj) => {
      const off = at === null ? null : Buffer.alloc(8);
      if (off !== null) off.writeBigInt64LE(BigInt(offset(at)), 0);
      return call("int64_t sendfile(int out, int in, void *off, size_t n)", [
        fdArg(out),
        fdArg(inp),
        off,
        A.ssize(n),
      ]);
    },
  ],
  copy_file_range: [
    "($module, /, src, dst, count, offset_src=None, offset_dst=None)",
    (src: PyObj, dst: PyObj, n: PyObj, a?: PyObj, b?: PyObj) => {
      const size = A.ssize(n);
      if (size < 0) throw valueError("negative value for 'count' not allowed");
      const off = (o: PyObj | undefined): Buffer | null => {
        if (o === undefined || o === null) return null;
        const buf = Buffer.alloc(8);
        buf.writeBigInt64LE(BigInt(offset(o)), 0);
        return buf;
      };
      return call(
        "int64_t copy_file_range(int in, void *offin, int out, void *offout, size_t n, unsigned int flags)",
        [clinicInt(src), off(a), clinicInt(dst), off(b), size, 0],
      );
    },
  ],
  splice: [
    "($module, /, src, dst, count, offset_src=None, offset_dst=None, flags=0)",
    (src: PyObj, dst: PyObj, n: PyObj, a?: PyObj, b?: PyObj, f?: PyObj) => {
      const off = (o: PyObj | undefined): Buffer | null => {
        if (o === undefined || o === null) return null;
        const buf = Buffer.alloc(8);
        buf.writeBigInt64LE(BigInt(offset(o)), 0);
        return buf;
      };
      return call(
        "int64_t splice(int in, void *offin, int out, void *offout, size_t n, unsigned int flags)",
        [
          clinicInt(src),
          off(a),
          clinicInt(dst),
          off(b),
          A.ssize(n),
          f === undefined ? 0 : clinicInt(f),
        ],
      );
    },
  ],
  posix_fadvise: [
    "($module, fd, offset, length, advice, /)",
    (fd: PyObj, at: PyObj, n: PyObj, advice: PyObj) => {
      const r = Number(
        c("int posix_fadvise(int fd, int64_t at, int64_t n, int advice)")(
          clinicInt(fd),
          offset(at),
          offset(n),
          clinicInt(advice),
        ),
      );
      if (r !== 0) throw sysError(r);
      return null;
    },
  ],
  posix_fallocate: [
    "($module, fd, offset, length, /)",
    (fd: PyObj, at: PyObj, n: PyObj) => {
      const r = Number(
        c("int posix_fallocate(int fd, int64_t at, int64_t n)")(
          clinicInt(fd),
          offset(at),
          offset(n),
        ),
      );
      if (r !== 0) throw sysError(r);
      return null;
    },
  ],
  lockf: [
    "($module, fd, command, length, /)",
    (fd: PyObj, cmd: PyObj, n: PyObj) => {
      call("int lockf(int fd, int cmd, int64_t n)", [clinicInt(fd), clinicInt(cmd), offset(n)]);
      return null;
    },
  ],
};

const namespaces: FunctionTable = {
  setns: [
    "($module, /, fd, nstype=0)",
    (fd: PyObj, t?: PyObj) => {
      call("int setns(int fd, int type)", [fdArg(fd), t === undefined ? 0 : clinicInt(t)]);
      return null;
    },
  ],
  unshare: [
    "($module, /, flags)",
    (f: PyObj) => (call("int unshare(int flags)", [clinicInt(f)]), null),
  ],
  chroot: [
    "($module, /, path)",
    (o: PyObj) => {
      const p = pathArg("chroot", o);
      call("int chroot(const void *path)", [cstr(Buffer.from(p.fs as string))], p.obj);
      return null;
    },
  ],
};

export const moreFunctions: FunctionTable = {
  ...attributes,
  ...terminals,
  ...devices,
  ...descriptors,
  ...copying,
  ...namespaces,
};
export { EINVAL, errno, setErrno };

/** fcntl, termios, resource, syslog: thin layers over the C library. */
import * as A from "../objects/abstract.js";
import { bytesOf, contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { normInt } from "../objects/hash.js";
import { defineModule } from "../objects/module.js";
import { PyBytes, PyList, type PyObj, PyObject, PyTuple, type PyType } from "../objects/object.js";
import { makeHeapType } from "../objects/type.js";
import { mkBytes, mkList, mkTuple, newDict, type_type } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { c, call, cstr, errno, raw, signalHook } from "./libc.js";
import { FCNTL, RESOURCE, SYSLOG, TERMIOS } from "./os-consts.js";
import { consts, EINTR, strerror, sysError } from "./os-errors.js";
import { clinicInt, fdArg } from "./os-path.js";
import { nonBlocking } from "./posix-files.js";
import { fsBytes } from "./posix-process.js";
import { rusage, struct_rusage } from "./rusage.js";

/** Calls again after a signal; other errors raise. */
function again(f: () => number): number {
  for (;;) {
    const r = f();
    if (r >= 0) return r;
    if (r !== -EINTR) throw sysError(-r);
    signalHook.check();
  }
}

/** An int for C, as a bit pattern. */
function bits(o: PyObj): bigint {
  return BigInt.asIntN(64, BigInt(A.index(o)));
}

// ---- fcntl ----

const FN = "int fcntl(int fd, int cmd, int64_t arg)";
const FNP = "int fcntl(int fd, int cmd, void *arg)";
function fcntl(fdO: PyObj, cmdO: PyObj, arg?: PyObj): PyObj {
  const fd = fdArg(fdO);
  const cmd = clinicInt(cmdO);
  if (arg === undefined || A.asIndex(arg) !== undefined) {
    const v = arg === undefined ? 0n : bits(arg);
    const r = again(() => raw(FN, [fd, cmd, v]));
    if (cmd === 4) {
      // F_SETFL: reading and writing must know whether to wait.
      if ((v & 0o4000n) !== 0n) nonBlocking.add(fd);
      else nonBlocking.delete(fd);
    }
    return r;
  }
  const text = A.asStr(arg);
  const d = text !== undefined ? Buffer.from(text.toString()) : bytesOf(arg);
  if (d === undefined)
    throw typeError(
      `fcntl() argument 3 must be an integer, a bytes-like object, or a string, not ${A.typeName(arg)}`,
    );
  if (d.length > 1024) throw valueError("fcntl argument 3 is too long");
  const b = Buffer.alloc(1024 + 8);
  b.set(d);
  again(() => raw(FNP, [fd, cmd, b]));
  return mkBytes(new Uint8Array(b.subarray(0, d.length)));
}

const IOCTL = "int ioctl(int fd, unsigned long request, int64_t arg)";
const IOCTLP = "int ioctl(int fd, unsigned long request, void *arg)";
function ioctl(fdO: PyObj, req: PyObj, arg?: PyObj, mutate?: PyObj): PyObj {
  const fd = fdArg(fdO);
  const r = A.asIndex(req);
  if (r === undefined) throw typeError(`ioctl() argument 2 must be int, not ${A.typeName(req)}`);
  const request = BigInt.asUintN(64, BigInt(r));
  if (arg === undefined || A.asIndex(arg) !== undefined) {
    const v = arg === undefined ? 0n : bits(arg);
    return again(() => raw(IOCTL, [fd, request, v]));
  }
  if (
    !(arg instanceof PyBytes) &&
    arg instanceof PyObject &&
    (mutate === undefined || A.truth(mutate))
  ) {
    const view = (() => {
      try {
        return getBuffer(arg, true);
      } catch {
        return null;
      }
    })();
    if (view !== null)
      try {
        const d = contiguous(view);
        const b = Buffer.alloc(Math.max(1024, d.length) + 8);
        b.set(d);
        const n = again(() => raw(IOCTLP, [fd, request, b]));
        d.set(b.subarray(0, d.length));
        return n;
      } finally {
        view.release();
      }
  }
  const text = A.asStr(arg);
  const d = text !== undefined ? Buffer.from(text.toString()) : bytesOf(arg);
  if (d === undefined)
    throw typeError(
      `ioctl() argument 3 must be an integer, a bytes-like object, or a string, not ${A.typeName(arg)}`,
    );
  const b = Buffer.alloc(Math.max(1024, d.length) + 8);
  b.set(d);
  again(() => raw(IOCTLP, [fd, request, b]));
  return mkBytes(new Uint8Array(b.subarray(0, d.length)));
}

registerModule("fcntl", () =>
  defineModule(
    "fcntl",
    "This module performs file control and I/O control on file descriptors.",
    {
      fcntl: ["($module, fd, cmd, arg=0, /)", fcntl],
      ioctl: ["($module, fd, request, arg=0, mutate_flag=True, /)", ioctl],
      flock: [
        "($module, fd, operation, /)",
        (fd: PyObj, op: PyObj) => {
          const [f, o] = [fdArg(fd), clinicInt(op)];
          again(() => raw("int flock(int fd, int op)", [f, o]));
          return null;
        },
      ],
      lockf: [
        "($module, fd, cmd, len=0, start=0, whence=0, /)",
        (fd: PyObj, cmd: PyObj, len?: PyObj, start?: PyObj, whence?: PyObj) => {
          const f = fdArg(fd);
          const op = clinicInt(cmd);
          const b = Buffer.alloc(32);
          const kind = op === 8 ? 2 : (op & 1) !== 0 ? 0 : (op & 2) !== 0 ? 1 : -1;
          if (kind < 0) throw valueError("unrecognized lockf argument");
          b.writeInt16LE(kind, 0);
          b.writeInt16LE(whence === undefined ? 0 : clinicInt(whence), 2);
          b.writeBigInt64LE(start === undefined ? 0n : bits(start), 8);
          b.writeBigInt64LE(len === undefined ? 0n : bits(len), 16);
          again(() => raw(FNP, [f, (op & 4) !== 0 ? 6 : 7, b]));
          return null;
        },
      ],
    },
    consts(FCNTL),
  ),
);

// ---- termios ----

const termios_dict = newDict();
termios_dict.setStr("__module__", "termios");
const TermiosError: PyType = makeHeapType(type_type, "error", [E.Exception], termios_dict);

function termiosError(n: number): PyBaseException {
  const e = err(E.Exception);
  e.cls = TermiosError;
  e.args = mkTuple([n, strerror(n)]);
  return e;
}
function tcall(prototype: string, args: (number | Uint8Array)[]): void {
  for (;;) {
    const r = raw(prototype, args);
    if (r >= 0) return;
    if (r !== -EINTR) throw termiosError(-r);
    signalHook.check();
  }
}
/** Line speeds as termios numbers them; 3.14 shows bits a second. */
const SPEEDS = [
  0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400,
];
const FAST = [
  57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000,
  2500000, 3000000, 3500000, 4000000,
];
const toSpeed = (code: number): number =>
  code < 16 ? SPEEDS[code] : (FAST[code - 0o10001] ?? code);
function fromSpeed(n: number): number {
  const i = SPEEDS.indexOf(n);
  if (i >= 0) return i;
  const j = FAST.indexOf(n);
  return j >= 0 ? 0o10001 + j : n;
}

function tcgetattr(o: PyObj): PyObj {
  const fd = fdArg(o);
  const b = Buffer.alloc(64);
  tcall("int tcgetattr(int fd, void *t)", [fd, b]);
  const flag = (i: number): number => b.readUInt32LE(i * 4);
  const cc: PyObj[] = Array.from(b.subarray(17, 49), (x) => mkBytes(Uint8Array.of(x)));
  if ((flag(3) & 2) === 0) for (const i of [5, 6]) cc[i] = b[17 + i]; // VTIME and VMIN as numbers
  const speed = (name: string): number =>
    toSpeed(Number(c(`unsigned int ${name}(const void *t)`)(b)));
  return mkList([
    flag(0),
    flag(1),
    flag(2),
    flag(3),
    speed("cfgetispeed"),
    speed("cfgetospeed"),
    mkList(cc),
  ]);
}
function tcsetattr(fdO: PyObj, when: PyObj, attrs: PyObj): PyObj {
  const fd = fdArg(fdO);
  const w = clinicInt(when);
  if (!(attrs instanceof PyList) || attrs.items.length !== 7)
    throw typeError("tcsetattr, arg 3: must be 7 element list");
  const b = Buffer.alloc(64);
  tcall("int tcgetattr(int fd, void *t)", [fd, b]);
  const v = attrs.items;
  for (let i = 0; i < 4; i++)
    b.writeUInt32LE(Number(BigInt.asUintN(32, BigInt(A.index(v[i])))), i * 4);
  const cc = v[6];
  if (!(cc instanceof PyList) || cc.items.length !== 32)
    throw typeError("tcsetattr: attributes[6] must be 32 element list");
  cc.items.forEach((x, i) => {
    if (x instanceof PyBytes && x.data.length === 1) b[17 + i] = x.data[0];
    else {
      const n = A.asInt(x);
      if (n === undefined)
        throw typeError("tcsetattr: elements of attributes must be characters or integers");
      b[17 + i] = Number(n) & 0xff;
    }
  });
  c("int cfsetispeed(void *t, unsigned int s)")(b, fromSpeed(clinicInt(v[4])));
  c("int cfsetospeed(void *t, unsigned int s)")(b, fromSpeed(clinicInt(v[5])));
  tcall("int tcsetattr(int fd, int when, const void *t)", [fd, w, b]);
  return null;
}
const tc = (name: string) =>
  [
    "($module, fd, value, /)",
    (fd: PyObj, v: PyObj) => {
      tcall(`int ${name}(int fd, int v)`, [fdArg(fd), clinicInt(v)]);
      return null;
    },
  ] as const;

registerModule("termios", () =>
  defineModule(
    "termios",
    "This module provides an interface to the Posix calls for tty I/O control.",
    {
      tcgetattr: ["($module, fd, /)", tcgetattr],
      tcsetattr: ["($module, fd, when, attributes, /)", tcsetattr],
      tcdrain: [
        "($module, fd, /)",
        (fd: PyObj) => (tcall("int tcdrain(int fd)", [fdArg(fd)]), null),
      ],
      tcsendbreak: tc("tcsendbreak"),
      tcflush: tc("tcflush"),
      tcflow: tc("tcflow"),
      tcgetwinsize: [
        "($module, fd, /)",
        (fd: PyObj) => {
          const b = Buffer.alloc(8);
          tcall(IOCTLP, [fdArg(fd), 0x5413, b]);
          return mkTuple([b.readUInt16LE(0), b.readUInt16LE(2)]);
        },
      ],
      tcsetwinsize: [
        "($module, fd, winsize, /)",
        (fdO: PyObj, size: PyObj) => {
          const fd = fdArg(fdO);
          if (A.lenOpt(size) !== 2)
            throw typeError("tcsetwinsize, arg 2: must be a two-item sequence");
          const [rows, cols] = A.toArray(size).map((x) => Number(A.index(x)));
          const b = Buffer.alloc(8);
          tcall(IOCTLP, [fd, 0x5413, b]);
          b.writeUInt16LE(rows & 0xffff, 0);
          b.writeUInt16LE(cols & 0xffff, 2);
          tcall(IOCTLP, [fd, 0x5414, b]);
          return null;
        },
      ],
    },
    { ...consts(TERMIOS), error: TermiosError },
  ),
);

// ---- resource ----

const INFINITY = (1n << 64n) - 1n;
function limit(b: Buffer, at: number): PyObj {
  const v = b.readBigUInt64LE(at);
  return v === INFINITY ? -1 : normInt(v);
}
function limits(b: Buffer): PyObj {
  return mkTuple([limit(b, 0), limit(b, 8)]);
}
function toLimits(o: PyObj): Buffer {
  const v = A.toArray(o);
  if (v.length !== 2) throw valueError("expected a tuple of 2 integers");
  const b = Buffer.alloc(16);
  v.forEach((x, i) => {
    b.writeBigUInt64LE(BigInt.asUintN(64, BigInt(A.index(x))), i * 8);
  });
  return b;
}
function which(o: PyObj): number {
  const n = clinicInt(o);
  if (n < 0 || n > 15) throw valueError("invalid resource specified");
  return n;
}
/** EINVAL and EPERM have words of their own. */
function limitCall(prototype: string, args: (number | Uint8Array | null)[]): void {
  const r = raw(prototype, args);
  if (r >= 0) return;
  if (r === -22) throw valueError("current limit exceeds maximum limit");
  if (r === -1) throw valueError("not allowed to raise maximum limit");
  throw sysError(-r);
}

registerModule("resource", () =>
  defineModule(
    "resource",
    null,
    {
      getrusage: [
        "($module, who, /)",
        (who: PyObj) => {
          const b = Buffer.alloc(144);
          const r = raw("int getrusage(int who, void *ru)", [clinicInt(who), b]);
          if (r === -22) throw valueError("invalid who parameter");
          if (r < 0) throw sysError(-r);
          return rusage(b);
        },
      ],
      getrlimit: [
        "($module, resource, /)",
        (o: PyObj) => {
          const b = Buffer.alloc(16);
          call("int getrlimit(int which, void *l)", [which(o), b]);
          return limits(b);
        },
      ],
      setrlimit: [
        "($module, resource, limits, /)",
        (o: PyObj, l: PyObj) => {
          limitCall("int setrlimit(int which, const void *l)", [which(o), toLimits(l)]);
          return null;
        },
      ],
      prlimit: [
        "($module, pid, resource, limits=None, /)",
        (pid: PyObj, o: PyObj, l?: PyObj) => {
          const old = Buffer.alloc(16);
          limitCall("int prlimit(int pid, int which, const void *new, void *old)", [
            clinicInt(pid),
            which(o),
            l === undefined || l === null ? null : toLimits(l),
            old,
          ]);
          return limits(old);
        },
      ],
      getpagesize: ["($module, /)", () => 4096],
    },
    { ...consts(RESOURCE), struct_rusage: struct_rusage.type, error: E.OSError },
  ),
);

// ---- syslog ----

let ident: Buffer | null = null;
let opened = false;
function openlog(name?: PyObj, option?: PyObj, facility?: PyObj): PyObj {
  ident = name === undefined || name === null ? null : cstr(fsBytes(name));
  c("void openlog(const void *ident, int option, int facility)")(
    ident,
    option === undefined ? 0 : clinicInt(option),
    facility === undefined ? 8 : clinicInt(facility),
  );
  opened = true;
  return null;
}
function syslog(args: PyObj[]): PyObj {
  if (args.length < 1 || args.length > 2)
    throw typeError("syslog.syslog requires 1 to 2 arguments");
  const priority = args.length === 2 ? clinicInt(args[0]) : 6;
  const m = args[args.length - 1];
  const s = A.asJs(m);
  if (s === undefined)
    throw typeError(`syslog() argument ${args.length} must be str, not ${A.typeName(m)}`);
  if (!opened) openlog();
  c("void syslog(int priority, const void *format, const void *text)")(
    priority,
    cstr("%s"),
    cstr(s),
  );
  return null;
}
registerModule("syslog", () =>
  defineModule(
    "syslog",
    null,
    {
      openlog: ["($module, /, ident=<unrepresentable>, logoption=0, facility=LOG_USER)", openlog],
      syslog: ["($module, /, *args)", syslog],
      closelog: [
        "($module, /)",
        () => {
          if (opened) c("void closelog()")();
          opened = false;
          ident = null;
          return null;
        },
      ],
      setlogmask: [
        "($module, maskpri, /)",
        (m: PyObj) => Number(c("int setlogmask(int mask)")(Number(A.index(m)))),
      ],
      LOG_MASK: ["($module, pri, /)", (p: PyObj) => 1 << Number(A.index(p))],
      LOG_UPTO: ["($module, pri, /)", (p: PyObj) => (1 << (Number(A.index(p)) + 1)) - 1],
    },
    consts(SYSLOG),
  ),
);

export { errno, PyTuple };

/** The _signal module. */
import * as A from "../objects/abstract.js";
import { E, osError, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import { PyFloat, type PyObj, type PyType } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { makeHeapType } from "../objects/type.js";
import { mkFloat, mkSet, mkTuple, newDict, type_type } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { currentThread, mainThread } from "../runtime/threads.js";
import { c, call, errno, raw, signalHook } from "./libc.js";
import { SIGNAL } from "./os-consts.js";
import { consts, EAGAIN, EINTR, EINVAL, strerror, sysError } from "./os-errors.js";
import { clinicInt } from "./os-path.js";
import { getFlags } from "./posix-files.js";
import { statFd } from "./posix-stat.js";
import {
  defaults,
  handlerOf,
  NSIG,
  setHandler,
  sigmask,
  signalsPending,
  wakeup,
} from "./signals.js";
import { sigset } from "./spawn.js";

const NAMES =
  "Hangup|Interrupt|Quit|Illegal instruction|Trace/breakpoint trap|Aborted|Bus error|" +
  "Floating point exception|Killed|User defined signal 1|Segmentation fault|" +
  "User defined signal 2|Broken pipe|Alarm clock|Terminated|Stack fault|Child exited|Continued|" +
  "Stopped (signal)|Stopped|Stopped (tty input)|Stopped (tty output)|Urgent I/O condition|" +
  "CPU time limit exceeded|File size limit exceeded|Virtual timer expired|" +
  "Profiling timer expired|Window changed|I/O possible|Power failure|Bad system call";

function strsignal(n: number): PyObj {
  const name = NAMES.split("|")[n - 1];
  if (name !== undefined) return name;
  if (n >= 34 && n <= 64) return `Real-time signal ${n - 34}`;
  return null;
}

const itimer_dict = newDict();
itimer_dict.setStr("__module__", "signal");
const ItimerError: PyType = makeHeapType(type_type, "ItimerError", [E.OSError], itimer_dict);

const siginfo = structSequence("signal", "struct_siginfo", [
  "si_signo",
  "si_code",
  "si_errno",
  "si_pid",
  "si_uid",
  "si_status",
  "si_band",
]);
function infoOf(b: Buffer): PyObj {
  return siginfo.make([
    b.readInt32LE(0),
    b.readInt32LE(8),
    b.readInt32LE(4),
    b.readInt32LE(16),
    b.readUInt32LE(20),
    b.readInt32LE(24),
    Number(b.readBigInt64LE(16)),
  ]);
}

/** A signal number that exists. */
function number(o: PyObj): number {
  const n = clinicInt(o);
  if (n < 1 || n >= NSIG) throw valueError("signal number out of range");
  return n;
}
function numbers(o: PyObj): number[] {
  return A.toArray(o).map((x) => {
    const n = Number(A.index(x));
    if (n < 1 || n >= NSIG) throw valueError(`signal number ${n} out of range [1; 64]`);
    return n;
  });
}
function toSet(b: Uint8Array): PyObj {
  const out = mkSet();
  for (let n = 1; n < NSIG; n++) if (((b[(n - 1) >> 3] >> ((n - 1) & 7)) & 1) !== 0) out.add(n);
  return out;
}

// ---- timers ----

function timeval(b: Buffer, at: number, o: PyObj | undefined): void {
  if (o === undefined) return;
  const s = o instanceof PyFloat ? o.v : Number(A.index(o));
  const us = Math.ceil(s * 1e6);
  b.writeBigInt64LE(BigInt(Math.floor(us / 1e6)), at);
  b.writeBigInt64LE(BigInt(us - Math.floor(us / 1e6) * 1e6), at + 8);
}
function timerPair(b: Buffer): PyObj {
  const at = (o: number): PyObj =>
    mkFloat(Number(b.readBigInt64LE(o)) + Number(b.readBigInt64LE(o + 8)) * 1e-6);
  return mkTuple([at(16), at(0)]);
}
function timerError(): PyBaseException {
  const n = errno();
  const e = osError(n, strerror(n));
  e.cls = ItimerError;
  return e;
}

/** Calls what waits for signals until it is not interrupted. */
function waiting(prototype: string, set: Buffer, info: Buffer, more: Buffer[] = []): number {
  for (;;) {
    const r = raw(prototype, [set, info, ...more]);
    if (r >= 0) return r;
    if (r === -EAGAIN && more.length > 0) return -1;
    if (r !== -EINTR) throw sysError(-r);
    signalHook.check();
  }
}

/** Who sets what belongs to the process. */
function mainOnly(name: string): void {
  if (currentThread() !== mainThread)
    throw valueError(`${name} only works in main thread of the main interpreter`);
}

registerModule("_signal", () => {
  const int = defaults.intHandler;
  return defineModule(
    "_signal",
    "This module provides mechanisms to use signal handlers in Python.",
    {
      signal: [
        "($module, signalnum, handler, /)",
        (n: PyObj, h: PyObj) => {
          const s = clinicInt(n);
          const v = A.asInt(h);
          mainOnly("signal");
          if (s < 1 || s >= NSIG) throw valueError("signal number out of range");
          if (v !== undefined ? v !== 0 && v !== 1 : !A.callable(h))
            throw typeError(
              "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
            );
          signalHook.check();
          return setHandler(s, h);
        },
      ],
      getsignal: ["($module, signalnum, /)", (n: PyObj) => handlerOf(number(n))],
      raise_signal: [
        "($module, signalnum, /)",
        (n: PyObj) => {
          const s = clinicInt(n);
          if (s === 2) signalHook.prepare();
          const r = Number(c("int raise(int n)")(s));
          if (r !== 0) throw sysError(errno());
          signalHook.check();
          return null;
        },
      ],
      strsignal: ["($module, signalnum, /)", (n: PyObj) => strsignal(number(n))],
      alarm: [
        "($module, seconds, /)",
        (s: PyObj) => Number(c("unsigned int alarm(unsigned int s)")(clinicInt(s))),
      ],
      setitimer: [
        "($module, which, seconds, interval=0.0, /)",
        (which: PyObj, s: PyObj, interval?: PyObj) => {
          const b = Buffer.alloc(32);
          const old = Buffer.alloc(32);
          timeval(b, 16, s);
          timeval(b, 0, interval);
          const r = c("int setitimer(int which, const void *new, void *old)")(
            clinicInt(which),
            b,
            old,
          );
          if (Number(r) !== 0) throw timerError();
          return timerPair(old);
        },
      ],
      getitimer: [
        "($module, which, /)",
        (which: PyObj) => {
          const b = Buffer.alloc(32);
          const r = c("int getitimer(int which, void *cur)")(clinicInt(which), b);
          if (Number(r) !== 0) throw timerError();
          return timerPair(b);
        },
      ],
      pause: [
        "($module, /)",
        () => {
          signalHook.prepare();
          if (!signalsPending()) c("int pause()")();
          signalHook.check();
          return null;
        },
      ],
      set_wakeup_fd: [
        "($module, fd, /, *, warn_on_full_buffer=True)",
        (o: PyObj, warn?: PyObj) => {
          const fd = clinicInt(o);
          mainOnly("set_wakeup_fd");
          if (fd >= 0) {
            statFd(fd);
            if ((getFlags(fd) & 0o4000) === 0)
              throw valueError(`the fd ${fd} must be in non-blocking mode`);
          }
          const before = wakeup.fd;
          wakeup.fd = fd < 0 ? -1 : fd;
          wakeup.warn = warn === undefined || A.truth(warn);
          return before;
        },
      ],
      siginterrupt: [
        "($module, signalnum, flag, /)",
        (n: PyObj, flag: PyObj) => {
          const s = number(n);
          const r = raw("int siginterrupt(int n, int flag)", [s, A.truth(flag) ? 1 : 0]);
          if (r < 0) throw sysError(-r);
          return null;
        },
      ],
      pthread_kill: [
        "($module, thread_id, signalnum, /)",
        (_id: PyObj, n: PyObj) => {
          const s = clinicInt(n);
          if (s < 0 || s >= NSIG) throw sysError(EINVAL);
          if (s === 2) signalHook.prepare();
          if (s !== 0) c("int raise(int n)")(s);
          signalHook.check();
          return null;
        },
      ],
      pthread_sigmask: [
        "($module, how, mask, /)",
        (how: PyObj, mask: PyObj) => {
          const old = sigmask(clinicInt(how), sigset(numbers(mask)));
          signalHook.check();
          return toSet(old);
        },
      ],
      sigpending: [
        "($module, /)",
        () => {
          const b = Buffer.alloc(128);
          call("int sigpending(void *set)", [b]);
          return toSet(b);
        },
      ],
      sigwait: [
        "($module, sigset, /)",
        (set: PyObj) => {
          const out = Buffer.alloc(4);
          for (;;) {
            const r = Number(c("int sigwait(const void *set, void *n)")(sigset(numbers(set)), out));
            if (r === 0) return out.readInt32LE(0);
            if (r !== EINTR) throw sysError(r);
            signalHook.check();
          }
        },
      ],
      sigwaitinfo: [
        "($module, sigset, /)",
        (set: PyObj) => {
          const info = Buffer.alloc(128);
          waiting("int sigwaitinfo(const void *set, void *info)", sigset(numbers(set)), info);
          return infoOf(info);
        },
      ],
      sigtimedwait: [
        "($module, sigset, timeout, /)",
        (set: PyObj, timeout: PyObj) => {
          const s = A.asFloatFast(timeout);
          if (s === undefined)
            throw typeError(
              `'${A.typeName(timeout)}' object cannot be interpreted as an integer or float`,
            );
          if (s < 0) throw valueError("timeout must be non-negative");
          const spec = Buffer.alloc(16);
          spec.writeBigInt64LE(BigInt(Math.floor(s)), 0);
          spec.writeBigInt64LE(BigInt(Math.floor((s % 1) * 1e9)), 8);
          const info = Buffer.alloc(128);
          const r = waiting(
            "int sigtimedwait(const void *set, void *info, const void *t)",
            sigset(numbers(set)),
            info,
            [spec],
          );
          return r < 0 ? null : infoOf(info);
        },
      ],
      valid_signals: [
        "($module, /)",
        () => {
          const out = mkSet();
          for (let n = 1; n < NSIG; n++) if (n !== 32 && n !== 33) out.add(n);
          return out;
        },
      ],
      pidfd_send_signal: [
        "($module, pidfd, signalnum, siginfo=None, flags=0, /)",
        (fd: PyObj, n: PyObj, info?: PyObj, flags?: PyObj) => {
          if (info !== undefined && info !== null) throw typeError("siginfo must be None");
          call("int64_t syscall(int64_t n, int64_t fd, int64_t sig, void *info, int64_t flags)", [
            424,
            clinicInt(fd),
            clinicInt(n),
            null,
            flags === undefined ? 0 : clinicInt(flags),
          ]);
          signalHook.check();
          return null;
        },
      ],
    },
    {
      ...consts(SIGNAL),
      default_int_handler: int,
      struct_siginfo: siginfo.type,
      ItimerError,
    },
  );
});

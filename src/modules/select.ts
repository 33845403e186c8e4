/** The select module: select, poll and epoll on descriptors. */
import * as A from "../objects/abstract.js";
import {
  E,
  err,
  keyError,
  type PyBaseException,
  typeError,
  valueError,
} from "../objects/errors.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { PyFloat, type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType, mkList, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { call, raw, signalHook } from "./libc.js";
import { SELECT } from "./os-consts.js";
import { consts, EBADF, EEXIST, EINTR, sysError } from "./os-errors.js";
import { clinicInt, fdArg } from "./os-path.js";
import { signalsPending } from "./signals.js";

/** A wait is cut in pieces of this length, in case a signal came just before it. */
const SLICE = 1000;

/**
 * Calls `f(ms)` (-1: for ever) until it gives something, the time is over, or a handler raises.
 * f gives a count, 0 at the end of its time, or minus errno.
 */
export function waitLoop(ms: number, f: (ms: number) => number): number {
  const end = ms < 0 ? Number.POSITIVE_INFINITY : performance.now() + ms;
  if (ms < 0 || ms >= 500) signalHook.prepare();
  let left = ms < 0 ? Number.POSITIVE_INFINITY : ms;
  for (;;) {
    if (signalsPending()) signalHook.check();
    const piece = Math.min(left, SLICE);
    const r = f(Math.ceil(piece));
    if (r > 0) return r;
    if (r < 0) {
      if (r !== -EINTR) throw sysError(-r);
      signalHook.check();
    }
    left = end - performance.now();
    if (left <= 0) return r === 0 || ms === 0 ? 0 : Math.max(0, f(0));
  }
}

/** Seconds or milliseconds; undefined for None. */
function timeout(o: PyObj | undefined, what: string): number | undefined {
  if (o === undefined || o === null) return undefined;
  if (o instanceof PyFloat) {
    if (Number.isNaN(o.v)) throw valueError("Invalid value NaN (not a number)");
    return o.v;
  }
  const v = A.asIndex(o);
  if (v === undefined) throw typeError(what);
  return Number(v);
}

// ---- select ----

const outOfRange = (): PyBaseException => valueError("filedescriptor out of range in select()");
function fdSet(list: PyObj): { objs: PyObj[]; fds: number[]; set: Buffer; max: number } {
  let objs: PyObj[];
  try {
    objs = A.toArray(list);
  } catch (e) {
    if (isException(e, E.TypeError)) throw typeError("arguments 1-3 must be sequences");
    throw e;
  }
  const set = Buffer.alloc(128);
  let max = -1;
  const fds = objs.map((o) => {
    const fd = fdArg(o);
    if (fd >= 1024) throw outOfRange();
    set[fd >> 3] |= 1 << (fd & 7);
    max = Math.max(max, fd);
    return fd;
  });
  return { objs, fds, set, max };
}

import { isException } from "../objects/errors.js";

function select(r: PyObj, w: PyObj, x: PyObj, t?: PyObj): PyObj {
  const s = timeout(t, "timeout must be a float or None");
  if (s !== undefined && Math.abs(s) * 1e9 >= 2 ** 63)
    throw err(E.OverflowError, "timestamp out of range for C PyTime_t");
  if (s !== undefined && s < 0) throw valueError("timeout must be non-negative");
  const sets = [r, w, x].map(fdSet);
  const max = Math.max(...sets.map((k) => k.max));
  const given = sets.map((k) => Buffer.from(k.set));
  const time = Buffer.alloc(16);
  waitLoop(s === undefined ? -1 : s * 1000, (ms) => {
    sets.forEach((k, i) => {
      given[i].copy(k.set);
    });
    time.writeBigInt64LE(BigInt(Math.floor(ms / 1000)), 0);
    time.writeBigInt64LE(BigInt((ms % 1000) * 1000), 8);
    return raw("int select(int n, void *r, void *w, void *x, void *t)", [
      max + 1,
      sets[0].set,
      sets[1].set,
      sets[2].set,
      time,
    ]);
  });
  return mkTuple(
    sets.map((k) =>
      mkList(k.objs.filter((_o, i) => ((k.set[k.fds[i] >> 3] >> (k.fds[i] & 7)) & 1) !== 0)),
    ),
  );
}

// ---- poll ----

class PyPoll extends PyObject {
  readonly fds = new Map<number, number>();
}
const poll_type = builtinType("poll", {
  module: "select",
  subclassable: false,
  instantiable: false,
  ctor: PyPoll,
});
function mask(o: PyObj | undefined, d: number): number {
  if (o === undefined) return d;
  const v = A.index(o);
  if (v < 0) throw valueError("Cannot convert negative int");
  if (v > 0xffff) throw err(E.OverflowError, "Python int too large for C unsigned short");
  return Number(v);
}
const DEFAULT = 1 | 2 | 4;
methods(poll_type, {
  register: [
    "($self, fd, eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)",
    (p: PyPoll, fd: PyObj, events?: PyObj) => {
      const m = mask(events, DEFAULT);
      p.fds.set(fdArg(fd), m);
      return null;
    },
  ],
  modify: [
    "($self, fd, eventmask, /)",
    (p: PyPoll, fd: PyObj, events: PyObj) => {
      const n = fdArg(fd);
      const m = mask(events, 0);
      if (!p.fds.has(n)) throw sysError(2);
      p.fds.set(n, m);
      return null;
    },
  ],
  unregister: [
    "($self, fd, /)",
    (p: PyPoll, fd: PyObj) => {
      const n = fdArg(fd);
      if (!p.fds.delete(n)) throw keyError(n);
      return null;
    },
  ],
  poll: [
    "($self, timeout=None, /)",
    (p: PyPoll, t?: PyObj) => {
      const ms = timeout(t, "timeout must be an integer or None");
      if (ms !== undefined && Math.abs(ms) * 1e6 >= 2 ** 63)
        throw err(E.OverflowError, "timestamp out of range for C PyTime_t");
      const b = Buffer.alloc(Math.max(8, p.fds.size * 8));
      let i = 0;
      for (const [fd, events] of p.fds) {
        b.writeInt32LE(fd, i * 8);
        b.writeUInt16LE(events, i * 8 + 4);
        i++;
      }
      const n = waitLoop(ms === undefined || ms < 0 ? -1 : ms, (left) =>
        raw("int poll(void *fds, unsigned long n, int timeout)", [b, i, left]),
      );
      const out: PyObj[] = [];
      for (let k = 0; k < i && out.length < n; k++) {
        const got = b.readUInt16LE(k * 8 + 6);
        if (got !== 0) out.push(mkTuple([b.readInt32LE(k * 8), got]));
      }
      return mkList(out);
    },
  ],
});

// ---- epoll ----

class PyEpoll extends PyObject {
  private buffer: Buffer | null = null;
  /** At least so many bytes, for nobody else; another thread may be waiting on the same epoll. */
  room(n: number): Buffer {
    const b = this.buffer;
    this.buffer = null;
    return b !== null && b.length >= n ? b : Buffer.allocUnsafe(n);
  }
  giveBack(b: Buffer): void {
    this.buffer = b;
  }
  fd = -1;
  check(): number {
    if (this.fd < 0) throw valueError("I/O operation on closed epoll object");
    return this.fd;
  }
}
const epoll_type = builtinType("epoll", { module: "select", ctor: PyEpoll });
/** The C struct is packed on this processor family alone. */
const EVENT = process.arch === "x64" ? { size: 12, data: 4 } : { size: 16, data: 8 };

newMethod(epoll_type, "($type, sizehint=-1, flags=0)", (t: PyType, hint?: PyObj, flags?: PyObj) => {
  const n = hint === undefined ? -1 : clinicInt(hint);
  const f = flags === undefined ? 0 : clinicInt(flags);
  if (n === -1) {
    // The default.
  } else if (n <= 0) throw valueError("negative sizehint");
  if (f !== 0 && f !== 0o2000000) throw err(E.OSError, "invalid flags");
  const e = new t.ctor(t) as PyEpoll;
  e.fd = call("int epoll_create1(int flags)", [0o2000000]);
  return e;
});
function control(e: PyEpoll, op: number, fd: number, events: number): null {
  const b = Buffer.alloc(16);
  b.writeUInt32LE(events >>> 0, 0);
  b.writeInt32LE(fd, EVENT.data);
  call("int epoll_ctl(int ep, int op, int fd, void *event)", [e.check(), op, fd, b]);
  return null;
}
function events32(o: PyObj | undefined, d: number): number {
  if (o === undefined) return d;
  return Number(BigInt.asUintN(32, BigInt(A.index(o))));
}
const closeEpoll = (e: PyEpoll): null => {
  if (e.fd >= 0) {
    const fd = e.fd;
    e.fd = -1;
    raw("int close(int fd)", [fd]);
  }
  return null;
};
methods(epoll_type, {
  fromfd: [
    "($type, fd, /)",
    (t: PyType, fd: PyObj) => {
      const e = new t.ctor(t) as PyEpoll;
      e.fd = clinicInt(fd);
      return e;
    },
  ],
  close: ["($self, /)", closeEpoll],
  fileno: ["($self, /)", (e: PyEpoll) => e.check()],
  register: [
    "($self, /, fd, eventmask=select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT)",
    (e: PyEpoll, fd: PyObj, events?: PyObj) =>
      control(e, 1, fdArg(fd), events32(events, 1 | 2 | 4)),
  ],
  modify: [
    "($self, /, fd, eventmask)",
    (e: PyEpoll, fd: PyObj, events: PyObj) => control(e, 3, fdArg(fd), events32(events, 0)),
  ],
  unregister: ["($self, /, fd)", (e: PyEpoll, fd: PyObj) => control(e, 2, fdArg(fd), 0)],
  poll: [
    "($self, /, timeout=None, maxevents=-1)",
    (e: PyEpoll, t?: PyObj, max?: PyObj) => {
      const fd = e.check();
      const s = timeout(t, "timeout must be an integer or None");
      let n = max === undefined ? -1 : clinicInt(max);
      if (n === -1) n = 1023;
      else if (n < 1) throw valueError(`maxevents must be greater than 0, got ${n}`);
      const b = e.room(n * EVENT.size);
      const got = waitLoop(s === undefined || s < 0 ? -1 : s * 1000, (ms) =>
        raw("int epoll_wait(int ep, void *events, int n, int timeout)", [fd, b, n, ms]),
      );
      const out: PyObj[] = [];
      for (let i = 0; i < got; i++)
        out.push(
          mkTuple([b.readInt32LE(i * EVENT.size + EVENT.data), b.readUInt32LE(i * EVENT.size)]),
        );
      e.giveBack(b);
      return mkList(out);
    },
  ],
  __enter__: ["($self, /)", (e: PyEpoll) => (e.check(), e)],
  __exit__: ["($self, exc_type=None, exc_value=None, exc_tb=None, /)", closeEpoll],
});
getsets(epoll_type, { closed: (e: PyEpoll) => e.fd < 0 });

registerModule("select", () =>
  defineModule(
    "select",
    "This module supports asynchronous I/O on multiple file descriptors.",
    {
      select: ["($module, rlist, wlist, xlist, timeout=None, /)", select],
      poll: ["($module, /)", () => new PyPoll(poll_type)],
    },
    { ...consts(SELECT), error: E.OSError, epoll: epoll_type },
  ),
);

export { EBADF, EEXIST };

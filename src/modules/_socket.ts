/** The _socket module: BSD sockets through the C library. */

import * as A from "../objects/abstract.js";
import { bytesOf, contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { PyFloat, type PyObj, PyObject, PyTuple, type PyType } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { builtinType, mkBytes, mkFloat, mkList, mkTuple } from "../objects/types.js";
import { audit } from "../runtime/audit.js";
import { registerModule } from "../runtime/interpreter.js";
import { withWritable } from "./io-base.js";
import { addressOf, type CValue, c, call, cstr, errno, raw, signalHook } from "./libc.js";
import {
  consts,
  EAGAIN,
  EALREADY,
  EINPROGRESS,
  EINTR,
  EISCONN,
  ENOTSUP,
  sysError,
} from "./os-errors.js";
import { clinicInt } from "./os-path.js";
import { setInheritable } from "./posix-files.js";
import { waitLoop } from "./select.js";
import { gaierror, herror, pack, unpack } from "./socket-addr.js";
import { SOCKET } from "./socket-consts.js";
import { socketFunctions } from "./socket-names.js";

/** Seconds; -1 waits for ever. Shared by sockets made later. */
let defaultTimeout = -1;

const POLLIN = 1;
const POLLOUT = 4;

class PySocket extends PyObject {
  fd = -1;
  family = -1;
  type = -1;
  proto = -1;
  /** Seconds; negative: for ever; 0: not at all. */
  timeout = -1;

  setTimeout(t: number): void {
    this.timeout = t;
    if (this.fd >= 0) this.setBlocking(t < 0);
  }
  private setBlocking(on: boolean): void {
    const flag = Buffer.alloc(4);
    flag.writeInt32LE(on ? 0 : 1, 0);
    call("int ioctl(int fd, unsigned long request, void *arg)", [this.fd, 0x5421, flag]);
  }

  /** Waits until the socket is ready; false when the time is over. */
  wait(events: number, seconds: number): boolean {
    const b = Buffer.alloc(8);
    b.writeInt32LE(this.fd, 0);
    b.writeInt16LE(events, 4);
    return (
      waitLoop(seconds < 0 ? -1 : seconds * 1000, (ms) =>
        raw("int poll(void *fds, unsigned long n, int timeout)", [b, 1, ms]),
      ) > 0
    );
  }

  /** Runs a call with the timeout of this socket. f gives minus errno for a failure. */
  run(events: number, f: () => number, timeout = this.timeout): number {
    const end = timeout > 0 ? performance.now() + timeout * 1000 : 0;
    for (;;) {
      if (timeout > 0 && this.fd >= 0) {
        const left = (end - performance.now()) / 1000;
        if (left <= 0 || !this.wait(events, left)) throw timedOut();
      } else if (timeout < 0) signalHook.prepare();
      const r = f();
      if (r >= 0) return r;
      if (r === -EINTR) {
        signalHook.check();
        continue;
      }
      if (timeout > 0 && r === -EAGAIN) continue;
      throw sysError(-r);
    }
  }
}
function timedOut(): PyBaseException {
  return err(E.TimeoutError, "timed out");
}

const socket_type = builtinType("socket", { module: "_socket", ctor: PySocket });

/** Seconds of a timeout argument: -1 for None. */
function timeoutArg(o: PyObj): number {
  if (o === null) return -1;
  let s: number;
  if (o instanceof PyFloat) {
    if (Number.isNaN(o.v)) throw valueError("Invalid value NaN (not a number)");
    s = o.v;
  } else {
    const v = A.asIndex(o);
    if (v === undefined)
      throw typeError(`'${A.typeName(o)}' object cannot be interpreted as an integer or float`);
    s = Number(v);
  }
  if (s < 0) throw valueError("Timeout value out of range");
  if (s * 1e9 >= 2 ** 63) throw err(E.OverflowError, "timestamp out of range for C PyTime_t");
  return s;
}

/** A socket option that is an int. */
function intOption(fd: number, level: number, option: number): number {
  const b = Buffer.alloc(4);
  const n = Buffer.from([4, 0, 0, 0]);
  call("int getsockopt(int fd, int level, int option, void *value, void *n)", [
    fd,
    level,
    option,
    b,
    n,
  ]);
  return b.readInt32LE(0);
}

const INIT = signature("(family=-1, type=-1, proto=-1, fileno=None)");
newMethod(socket_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(socket_type, {
  __init__: (s: PySocket, args: PyObj[], kw: Kw) => {
    const v = bindArgs("socket", "socket", INIT, args, kw) as (PyObj | undefined)[];
    let family = v[0] === undefined ? -1 : clinicInt(v[0]);
    let type = v[1] === undefined ? -1 : clinicInt(v[1]);
    let proto = v[2] === undefined ? -1 : clinicInt(v[2]);
    const given = v[3];
    audit("socket.__new__", s, family, type, proto);
    if (given !== undefined && given !== null) {
      const fd = clinicInt(given);
      if (fd < 0) throw valueError("negative file descriptor");
      const name = address(fd, "getsockname");
      if (family === -1) family = name.length >= 2 ? name.readUInt16LE(0) : 0;
      if (type === -1) type = intOption(fd, 1, 3);
      if (proto === -1) proto = intOption(fd, 1, 38);
      s.fd = fd;
    } else {
      if (family === -1) family = 2;
      if (type === -1) type = 1;
      if (proto === -1) proto = 0;
      s.fd = call("int socket(int family, int type, int proto)", [family, type | 0o2000000, proto]);
    }
    s.family = family;
    s.type = type & ~(0o2000000 | 0o4000);
    s.proto = proto;
    if ((type & 0o4000) !== 0) s.timeout = 0;
    else {
      s.timeout = defaultTimeout;
      if (defaultTimeout >= 0) s.setTimeout(defaultTimeout);
    }
    return null;
  },
  __repr__: (s: PySocket) =>
    `<socket object, fd=${s.fd}, family=${s.family}, type=${s.type}, proto=${s.proto}>`,
  __del__: (s: PySocket) => {
    close(s);
    return null;
  },
});

function close(s: PySocket): void {
  if (s.fd < 0) return;
  const fd = s.fd;
  s.fd = -1;
  const r = raw("int close(int fd)", [fd]);
  if (r < 0 && r !== -104) throw sysError(-r);
}

function address(fd: number, fn: "getsockname" | "getpeername"): Buffer {
  const b = Buffer.alloc(128);
  const n = Buffer.from([128, 0, 0, 0]);
  call(`int ${fn}(int fd, void *addr, void *n)`, [fd, b, n]);
  return b.subarray(0, Math.min(128, n.readUInt32LE(0)));
}

function connect(s: PySocket, o: PyObj, fn: string): number {
  const a = pack(fn, s.family, o);
  const CONNECT = "int connect(int fd, const void *addr, unsigned int n)";
  let r = raw(CONNECT, [s.fd, a, a.length]);
  const waits = r === -EINTR ? s.timeout !== 0 : s.timeout > 0 && r === -EINPROGRESS;
  if (r === -EINTR) signalHook.check();
  if (!waits) return r;
  if (!s.wait(POLLOUT, s.timeout)) {
    if (fn === "connect_ex") return -EAGAIN;
    throw timedOut();
  }
  r = -intOption(s.fd, 1, 4);
  return r === -EISCONN ? 0 : r;
}

function recvArgs(fn: string, size: PyObj, flags: PyObj | undefined): [number, number] {
  const n = A.ssize(size);
  const f = flags === undefined ? 0 : clinicInt(flags);
  if (n < 0) throw valueError(`negative buffersize in ${fn}`);
  return [n, f];
}
const RECV = "int64_t recv(int fd, void *buf, size_t n, int flags)";
const SEND = "int64_t send(int fd, const void *buf, size_t n, int flags)";
const RECVFROM = "int64_t recvfrom(int fd, void *buf, size_t n, int flags, void *addr, void *alen)";

function recv(s: PySocket, into: Uint8Array, n: number, flags: number): number {
  if (n === 0) return 0;
  return s.run(POLLIN, () => raw(RECV, [s.fd, into, n, flags]));
}
function recvfrom(s: PySocket, into: Uint8Array, n: number, flags: number): [number, PyObj] {
  const addr = Buffer.alloc(128);
  const alen = Buffer.alloc(4);
  const got = s.run(POLLIN, () => {
    alen.writeUInt32LE(128, 0);
    return raw(RECVFROM, [s.fd, into.length === 0 ? null : into, n, flags, addr, alen]);
  });
  return [got, unpack(addr.subarray(0, Math.min(128, alen.readUInt32LE(0))))];
}
/** recv_into and recvfrom_into: the memory and how much of it. */
function into<T>(
  fn: string,
  o: PyObj,
  size: PyObj | undefined,
  flags: PyObj | undefined,
  f: (d: Uint8Array, n: number, flags: number) => T,
): T {
  return withWritable(
    fn,
    o,
    (d) => {
      let n = size === undefined ? 0 : A.ssize(size);
      const fl = flags === undefined ? 0 : clinicInt(flags);
      if (n < 0) throw valueError(`negative buffersize in ${fn}`);
      if (n === 0) n = d.length;
      if (n > d.length)
        throw valueError(
          fn === "recv_into"
            ? "buffer too small for requested bytes"
            : "nbytes is greater than the length of the buffer",
        );
      return f(d, n, fl);
    },
    "argument 1",
  );
}
function dataOf(o: PyObj): Uint8Array {
  const d = bytesOf(o);
  if (d === undefined) throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
  return d;
}
const pointer = (d: Uint8Array): CValue => (d.length === 0 ? null : d);

// ---- messages with ancillary data ----

const align = (n: number): number => (n + 7) & ~7;
/** struct msghdr over buffers; `keep` must live as long as it is used. */
function msghdr(
  name: Buffer | null,
  data: Uint8Array[],
  control: Buffer | null,
): { b: Buffer; keep: unknown[] } {
  const iov = Buffer.alloc(Math.max(1, data.length) * 16);
  data.forEach((d, i) => {
    iov.writeBigUInt64LE(d.length === 0 ? 0n : addressOf(d), i * 16);
    iov.writeBigUInt64LE(BigInt(d.length), i * 16 + 8);
  });
  const b = Buffer.alloc(56);
  if (name !== null && name.length > 0) {
    b.writeBigUInt64LE(addressOf(name), 0);
    b.writeUInt32LE(name.length, 8);
  }
  b.writeBigUInt64LE(addressOf(iov), 16);
  b.writeBigUInt64LE(BigInt(data.length), 24);
  if (control !== null && control.length > 0) {
    b.writeBigUInt64LE(addressOf(control), 32);
    b.writeBigUInt64LE(BigInt(control.length), 40);
  }
  return { b, keep: [iov, name, control, data] };
}

function sendmsg(s: PySocket, buffers: PyObj, ancO?: PyObj, flagsO?: PyObj, addrO?: PyObj): PyObj {
  let list: PyObj[];
  try {
    list = A.toArray(buffers);
  } catch {
    throw typeError("sendmsg() argument 1 must be an iterable");
  }
  const data = list.map(dataOf);
  const parts: Buffer[] = [];
  if (ancO !== undefined && ancO !== null)
    for (const item of A.items(ancO)) {
      if (!(item instanceof PyTuple) || item.items.length !== 3)
        throw typeError("[sendmsg() ancillary data items] must be a tuple of 3 items");
      const d = dataOf(item.items[2]);
      const h = Buffer.alloc(align(16 + d.length));
      h.writeBigUInt64LE(BigInt(16 + d.length), 0);
      h.writeInt32LE(clinicInt(item.items[0]), 8);
      h.writeInt32LE(clinicInt(item.items[1]), 12);
      h.set(d, 16);
      parts.push(h);
    }
  const control = parts.length > 0 ? Buffer.concat(parts) : null;
  const flags = flagsO === undefined ? 0 : clinicInt(flagsO);
  const name = addrO === undefined || addrO === null ? null : pack("sendmsg", s.family, addrO);
  const m = msghdr(name, data, control);
  const n = s.run(POLLOUT, () =>
    raw("int64_t sendmsg(int fd, const void *msg, int flags)", [s.fd, m.b, flags]),
  );
  void m.keep;
  return n;
}

function recvmsg(
  s: PySocket,
  data: Uint8Array[],
  ancSize: number,
  flags: number,
): [number, PyObj, number, PyObj] {
  if (ancSize < 0) throw valueError("negative ancillary data buffer size in recvmsg()");
  const control = ancSize > 0 ? Buffer.alloc(ancSize) : null;
  const name = Buffer.alloc(128);
  let m = msghdr(name, data, control);
  const n = s.run(POLLIN, () => {
    m = msghdr(name, data, control);
    return raw("int64_t recvmsg(int fd, void *msg, int flags)", [s.fd, m.b, flags | 0x40000000]);
  });
  const anc: PyObj[] = [];
  const used = Number(m.b.readBigUInt64LE(40));
  if (control !== null)
    for (let at = 0; at + 16 <= used; ) {
      const len = Number(control.readBigUInt64LE(at));
      if (len < 16) break;
      const end = Math.min(at + len, used);
      anc.push(
        mkTuple([
          control.readInt32LE(at + 8),
          control.readInt32LE(at + 12),
          mkBytes(new Uint8Array(control.subarray(at + 16, end))),
        ]),
      );
      at += align(len);
    }
  const alen = m.b.readUInt32LE(8);
  return [
    n,
    mkList(anc),
    m.b.readInt32LE(48) & ~0x40000000,
    unpack(name.subarray(0, Math.min(128, alen))),
  ];
}

methods(socket_type, {
  _accept: [
    "($self, /)",
    (s: PySocket) => {
      const addr = Buffer.alloc(128);
      const n = Buffer.alloc(4);
      const fd = s.run(POLLIN, () => {
        n.writeUInt32LE(128, 0);
        return raw("int accept4(int fd, void *addr, void *n, int flags)", [
          s.fd,
          addr,
          n,
          0o2000000,
        ]);
      });
      return mkTuple([fd, unpack(addr.subarray(0, Math.min(128, n.readUInt32LE(0))))]);
    },
  ],
  bind: [
    "($self, address, /)",
    (s: PySocket, o: PyObj) => {
      const a = pack("bind", s.family, o);
      audit("socket.bind", s, o);
      call("int bind(int fd, const void *addr, unsigned int n)", [s.fd, a, a.length]);
      return null;
    },
  ],
  close: ["($self, /)", (s: PySocket) => (close(s), null)],
  connect: [
    "($self, address, /)",
    (s: PySocket, o: PyObj) => {
      audit("socket.connect", s, o);
      const r = connect(s, o, "connect");
      if (r < 0) throw sysError(-r);
      return null;
    },
  ],
  connect_ex: ["($self, address, /)", (s: PySocket, o: PyObj) => -connect(s, o, "connect_ex") || 0],
  detach: [
    "($self, /)",
    (s: PySocket) => {
      const fd = s.fd;
      s.fd = -1;
      return fd;
    },
  ],
  fileno: ["($self, /)", (s: PySocket) => s.fd],
  getpeername: ["($self, /)", (s: PySocket) => unpack(address(s.fd, "getpeername"))],
  getsockname: ["($self, /)", (s: PySocket) => unpack(address(s.fd, "getsockname"))],
  getsockopt: [
    "($self, level, option, buflen=0, /)",
    (s: PySocket, level: PyObj, option: PyObj, size?: PyObj) => {
      const [l, o] = [clinicInt(level), clinicInt(option)];
      const n = size === undefined ? 0 : clinicInt(size);
      if (n === 0) return intOption(s.fd, l, o);
      if (n < 0 || n > 1024) throw err(E.OSError, "getsockopt buflen out of range");
      const b = Buffer.alloc(n);
      const len = Buffer.alloc(4);
      len.writeUInt32LE(n, 0);
      call("int getsockopt(int fd, int level, int option, void *value, void *n)", [
        s.fd,
        l,
        o,
        b,
        len,
      ]);
      return mkBytes(new Uint8Array(b.subarray(0, len.readUInt32LE(0))));
    },
  ],
  setsockopt: [
    "($self, level, option, value, optlen=0, /)",
    (s: PySocket, level: PyObj, option: PyObj, value: PyObj, size?: PyObj) => {
      const [l, o] = [clinicInt(level), clinicInt(option)];
      const SET =
        "int setsockopt(int fd, int level, int option, const void *value, unsigned int n)";
      const i = A.asIndex(value);
      if (value === null) {
        if (size === undefined)
          throw typeError("setsockopt() argument 4 must be specified when value is None");
        call(SET, [s.fd, l, o, null, clinicInt(size)]);
      } else if (i !== undefined) {
        const b = Buffer.alloc(4);
        b.writeInt32LE(clinicInt(i), 0);
        call(SET, [s.fd, l, o, b, 4]);
      } else {
        const d = dataOf(value);
        call(SET, [s.fd, l, o, pointer(d), d.length]);
      }
      return null;
    },
  ],
  listen: [
    "($self, backlog=None, /)",
    (s: PySocket, n?: PyObj) => {
      const backlog = n === undefined ? 128 : Math.max(0, clinicInt(n));
      call("int listen(int fd, int n)", [s.fd, backlog]);
      return null;
    },
  ],
  recv: [
    "($self, bufsize, flags=0, /)",
    (s: PySocket, size: PyObj, flags?: PyObj) => {
      const [n, f] = recvArgs("recv", size, flags);
      const b = Buffer.allocUnsafeSlow(n);
      const got = recv(s, b, n, f);
      return mkBytes(
        got === n ? new Uint8Array(b.buffer, b.byteOffset, n) : new Uint8Array(b.subarray(0, got)),
      );
    },
  ],
  recv_into: [
    "($self, buffer, nbytes=0, flags=0, /)",
    (s: PySocket, o: PyObj, size?: PyObj, flags?: PyObj) =>
      into("recv_into", o, size, flags, (d, n, f) => recv(s, d, n, f)),
  ],
  recvfrom: [
    "($self, bufsize, flags=0, /)",
    (s: PySocket, size: PyObj, flags?: PyObj) => {
      const [n, f] = recvArgs("recvfrom", size, flags);
      const b = Buffer.allocUnsafeSlow(n);
      const [got, addr] = recvfrom(s, b, n, f);
      return mkTuple([mkBytes(new Uint8Array(b.subarray(0, got))), addr]);
    },
  ],
  recvfrom_into: [
    "($self, buffer, nbytes=0, flags=0, /)",
    (s: PySocket, o: PyObj, size?: PyObj, flags?: PyObj) =>
      into("recvfrom_into", o, size, flags, (d, n, f) => {
        const [got, addr] = recvfrom(s, d, n, f);
        return mkTuple([got, addr]);
      }),
  ],
  recvmsg: [
    "($self, bufsize, ancbufsize=0, flags=0, /)",
    (s: PySocket, size: PyObj, anc?: PyObj, flags?: PyObj) => {
      const n = A.ssize(size);
      if (n < 0) throw valueError("negative buffer size in recvmsg()");
      const b = Buffer.allocUnsafeSlow(n);
      const [got, list, fl, addr] = recvmsg(
        s,
        [b],
        anc === undefined ? 0 : A.ssize(anc),
        flags === undefined ? 0 : clinicInt(flags),
      );
      return mkTuple([mkBytes(new Uint8Array(b.subarray(0, got))), list, fl, addr]);
    },
  ],
  recvmsg_into: [
    "($self, buffers, ancbufsize=0, flags=0, /)",
    (s: PySocket, buffers: PyObj, anc?: PyObj, flags?: PyObj) => {
      const views = A.toArray(buffers).map((o) => getBuffer(o, true));
      try {
        const [got, list, fl, addr] = recvmsg(
          s,
          views.map((v) => contiguous(v)),
          anc === undefined ? 0 : A.ssize(anc),
          flags === undefined ? 0 : clinicInt(flags),
        );
        return mkTuple([got, list, fl, addr]);
      } finally {
        for (const v of views) v.release();
      }
    },
  ],
  send: [
    "($self, data, flags=0, /)",
    (s: PySocket, o: PyObj, flags?: PyObj) => {
      const d = dataOf(o);
      const f = flags === undefined ? 0 : clinicInt(flags);
      return s.run(POLLOUT, () => raw(SEND, [s.fd, pointer(d), d.length, f]));
    },
  ],
  sendall: [
    "($self, data, flags=0, /)",
    (s: PySocket, o: PyObj, flags?: PyObj) => {
      const d = dataOf(o);
      const f = flags === undefined ? 0 : clinicInt(flags);
      const end = s.timeout > 0 ? performance.now() + s.timeout * 1000 : 0;
      for (let at = 0; at < d.length; ) {
        const rest = d.subarray(at);
        const left = s.timeout > 0 ? (end - performance.now()) / 1000 : s.timeout;
        if (s.timeout > 0 && left <= 0) throw timedOut();
        at += s.run(POLLOUT, () => raw(SEND, [s.fd, rest, rest.length, f]), left);
        signalHook.check();
      }
      return null;
    },
  ],
  sendto: [
    "($self, /, *args)",
    (s: PySocket, args: PyObj[]) => {
      if (args.length !== 2 && args.length !== 3)
        throw typeError(`sendto() takes 2 or 3 arguments (${args.length} given)`);
      const d = dataOf(args[0]);
      const f = args.length === 3 ? clinicInt(args[1]) : 0;
      const a = pack("sendto", s.family, args[args.length - 1]);
      return s.run(POLLOUT, () =>
        raw(
          "int64_t sendto(int fd, const void *buf, size_t n, int flags, const void *addr, unsigned int alen)",
          [s.fd, pointer(d), d.length, f, a, a.length],
        ),
      );
    },
  ],
  sendmsg: ["($self, buffers, ancdata=(), flags=0, address=None, /)", sendmsg],
  setblocking: [
    "($self, flag, /)",
    (s: PySocket, o: PyObj) => {
      s.setTimeout(A.truth(o) ? -1 : 0);
      return null;
    },
  ],
  getblocking: ["($self, /)", (s: PySocket) => s.timeout !== 0],
  settimeout: [
    "($self, timeout, /)",
    (s: PySocket, o: PyObj) => {
      s.setTimeout(timeoutArg(o));
      return null;
    },
  ],
  gettimeout: ["($self, /)", (s: PySocket) => (s.timeout < 0 ? null : mkFloat(s.timeout))],
  shutdown: [
    "($self, how, /)",
    (s: PySocket, how: PyObj) => {
      call("int shutdown(int fd, int how)", [s.fd, clinicInt(how)]);
      return null;
    },
  ],
});
getsets(
  socket_type,
  {
    family: (s: PySocket) => s.family,
    type: (s: PySocket) => s.type,
    proto: (s: PySocket) => s.proto,
  },
  true,
);
getsets(socket_type, {
  timeout: (s: PySocket) => (s.timeout < 0 ? null : mkFloat(s.timeout)),
});

registerModule("_socket", () =>
  defineModule(
    "_socket",
    "Implementation module for socket operations.",
    {
      ...socketFunctions,
      close: [
        "($module, fd, /)",
        (o: PyObj) => {
          const r = raw("int close(int fd)", [clinicInt(o)]);
          if (r < 0 && r !== -104) throw sysError(-r);
          return null;
        },
      ],
      dup: [
        "($module, fd, /)",
        (o: PyObj) => call("int fcntl(int fd, int cmd, int arg)", [clinicInt(o), 1030, 0]),
      ],
      socketpair: [
        "($module, family=AF_UNIX, type=SOCK_STREAM, proto=0, /)",
        (f?: PyObj, t?: PyObj, p?: PyObj) => {
          const v = [f, t, p].map((x, i) => (x === undefined ? [1, 1, 0][i] : clinicInt(x)));
          const b = Buffer.alloc(8);
          call("int socketpair(int family, int type, int proto, void *fds)", [
            v[0],
            v[1] | 0o2000000,
            v[2],
            b,
          ]);
          const make = (fd: number): PySocket => {
            const s = new PySocket(socket_type);
            s.fd = fd;
            [s.family, s.type, s.proto] = v;
            s.timeout = defaultTimeout;
            if (defaultTimeout >= 0) s.setTimeout(defaultTimeout);
            return s;
          };
          return mkTuple([make(b.readInt32LE(0)), make(b.readInt32LE(4))]);
        },
      ],
      getdefaulttimeout: [
        "($module, /)",
        () => (defaultTimeout < 0 ? null : mkFloat(defaultTimeout)),
      ],
      setdefaulttimeout: [
        "($module, timeout, /)",
        (o: PyObj) => {
          defaultTimeout = timeoutArg(o);
          return null;
        },
      ],
      CMSG_LEN: ["($module, length, /)", (n: PyObj) => cmsg(n, "CMSG_LEN") + 16],
      CMSG_SPACE: ["($module, length, /)", (n: PyObj) => align(cmsg(n, "CMSG_SPACE")) + 16],
    },
    {
      ...consts(SOCKET),
      socket: socket_type,
      SocketType: socket_type,
      error: E.OSError,
      gaierror,
      herror,
      timeout: E.TimeoutError,
      has_ipv6: true,
      BDADDR_ANY: "00:00:00:00:00:00",
      BDADDR_LOCAL: "00:00:00:FF:FF:FF",
    },
  ),
);
function cmsg(o: PyObj, fn: string): number {
  const n = A.ssize(o);
  if (n < 0 || n > 0x7fffffff) throw err(E.OverflowError, `${fn}() argument out of range`);
  return n;
}

export { c, cstr, EALREADY, ENOTSUP, errno, setInheritable };

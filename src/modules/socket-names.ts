/** _socket: functions about hosts, services, interfaces and the order of bytes. */

import * as A from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import type { FunctionTable } from "../objects/module.js";
import { PyBytes, type PyObj, PyTuple } from "../objects/object.js";
import { mkBytes, mkList, mkTuple } from "../objects/types.js";
import { telling } from "../runtime/audit.js";
import { c, call, cstr, errno, memoryAt, stringAt, untilNul } from "./libc.js";
import { sysError } from "./os-errors.js";
import { clinicInt } from "./os-path.js";
import { fsBytes } from "./posix-process.js";
import {
  AF,
  gaiError,
  hostArg,
  hostError,
  lookup,
  ntop,
  pton,
  resolve,
  unpack,
} from "./socket-addr.js";

const osErr = (text: string): PyBaseException => err(E.OSError, text);

const cString = (ptr: bigint): string => stringAt(ptr)?.toString() ?? "";
/** A NULL-terminated array of pointers. */
function pointers(at: bigint): bigint[] {
  const out: bigint[] = [];
  if (at === 0n) return out;
  for (let p = at; ; p += 8n) {
    const v = memoryAt(p, 8).readBigUInt64LE(0);
    if (v === 0n) return out;
    out.push(v);
  }
}
/** struct hostent as (name, aliases, addresses). */
function hostent(p: bigint): PyObj {
  const b = memoryAt(p, 32);
  const family = b.readInt32LE(16);
  const n = b.readInt32LE(20);
  return mkTuple([
    cString(b.readBigUInt64LE(0)),
    mkList(pointers(b.readBigUInt64LE(8)).map(cString)),
    mkList(pointers(b.readBigUInt64LE(24)).map((a) => ntop(family, memoryAt(a, n)))),
  ]);
}
function herrno(): number {
  const at = BigInt(c("uint64_t __h_errno_location()")());
  return memoryAt(at, 4).readInt32LE(0);
}

function getaddrinfo(
  host: PyObj,
  port: PyObj,
  family?: PyObj,
  type?: PyObj,
  proto?: PyObj,
  flags?: PyObj,
): PyObj {
  let h: string | null;
  if (host === null) h = null;
  else if (A.asStr(host) !== undefined || host instanceof PyBytes) h = hostArg(host);
  else throw typeError("getaddrinfo() argument 1 must be string or None");
  let p: string | null;
  const i = A.asInt(port);
  if (port === null) p = null;
  else if (i !== undefined) p = String(i);
  else if (A.asStr(port) !== undefined || port instanceof PyBytes) p = hostArg(port);
  else throw osErr("Int or String expected");
  const n = (o: PyObj | undefined): number => (o === undefined ? 0 : clinicInt(o));
  return mkList(
    lookup(h, p, n(family), n(type), n(proto), n(flags)).map((a) =>
      mkTuple([a.family, a.type, a.proto, a.canon, unpack(a.addr)]),
    ),
  );
}

function getnameinfo(addr: PyObj, flagsO: PyObj): PyObj {
  if (!(addr instanceof PyTuple)) throw typeError("getnameinfo() argument 1 must be a tuple");
  const flags = clinicInt(flagsO);
  const v = addr.items;
  const host = A.asJs(v[0]);
  if (v.length < 2 || v.length > 4 || host === undefined)
    throw typeError("getnameinfo(): illegal sockaddr argument");
  const port = clinicInt(v[1]);
  const flow = v.length > 2 ? Number(A.index(v[2])) : 0;
  const scope = v.length > 3 ? Number(A.index(v[3])) : 0;
  if (flow > 0xfffff) throw err(E.OverflowError, "getnameinfo(): flowinfo must be 0-1048575.");
  const found = lookup(host, String(port), 0, 2, 0, 0x404);
  if (found.length !== 1) throw osErr("sockaddr resolved to multiple addresses");
  const a = found[0].addr;
  if (found[0].family === AF.INET && v.length !== 2) throw osErr("IPv4 sockaddr must be 2 tuple");
  if (found[0].family === AF.INET6) {
    a.writeUInt32BE(flow, 4);
    a.writeUInt32LE(scope, 24);
  }
  const [h, s] = [Buffer.alloc(1025), Buffer.alloc(32)];
  const r = Number(
    c(
      "int getnameinfo(const void *addr, unsigned int n, void *host, unsigned int hn, void *serv, unsigned int sn, int flags)",
    )(a, a.length, h, h.length, s, s.length, flags),
  );
  if (r !== 0) throw gaiError(r);
  return mkTuple([untilNul(h).toString(), untilNul(s).toString()]);
}

// ---- byte order ----

const order = (bits: 16 | 32) =>
  [
    "($module, integer, /)",
    (o: PyObj) => {
      const v = A.index(o);
      if (v < 0) throw valueError("Cannot convert negative int");
      if (v >= 2 ** bits) throw err(E.OverflowError, `Python int too large for C uint${bits}_t`);
      const n = Number(v);
      if (bits === 16) return ((n & 0xff) << 8) | (n >> 8);
      return (((n & 0xff) << 24) | ((n & 0xff00) << 8) | ((n >>> 8) & 0xff00) | (n >>> 24)) >>> 0;
    },
  ] as const;

const text = (fn: string, n: number, o: PyObj): string => {
  const s = A.asJs(o);
  if (s === undefined)
    throw typeError(`${fn}() argument ${n === 0 ? "" : `${n} `}must be str, not ${A.typeName(o)}`);
  return s;
};

function service(fn: string, p: bigint, missing: string): Buffer {
  void fn;
  if (p === 0n) throw osErr(missing);
  return memoryAt(p, 32);
}

export const socketFunctions: FunctionTable = {
  getaddrinfo: [
    "($module, /, host, port, family=0, type=0, proto=0, flags=0)",
    telling(getaddrinfo, [
      "socket.getaddrinfo",
      (host, port, family, type, proto) => [host, port, family ?? 0, type ?? 0, proto ?? 0],
    ]),
    "Resolve host and port into addrinfo struct.",
  ],
  getnameinfo: ["($module, sockaddr, flags, /)", getnameinfo],
  gethostname: [
    "($module, /)",
    () => {
      const b = Buffer.alloc(1024);
      call("int gethostname(void *buf, size_t n)", [b, 1023]);
      return untilNul(b).toString();
    },
  ],
  sethostname: [
    "($module, name, /)",
    (o: PyObj) => {
      const b = fsBytes(o);
      call("int sethostname(const void *name, size_t n)", [cstr(b), b.length]);
      return null;
    },
  ],
  gethostbyname: [
    "($module, host, /)",
    (o: PyObj) => Array.from(resolve(hostArg(o), AF.INET)).join("."),
  ],
  gethostbyname_ex: [
    "($module, host, /)",
    (o: PyObj) => {
      const host = hostArg(o);
      resolve(host, AF.INET);
      const p = BigInt(c("uint64_t gethostbyname(const void *name)")(cstr(host)));
      if (p === 0n) throw hostError(herrno());
      return hostent(p);
    },
  ],
  gethostbyaddr: [
    "($module, host, /)",
    (o: PyObj) => {
      const found = lookup(hostArg(o), null, 0, 1, 0, 0)[0];
      const packed =
        found.family === AF.INET6 ? found.addr.subarray(8, 24) : found.addr.subarray(4, 8);
      const p = BigInt(
        c("uint64_t gethostbyaddr(const void *addr, unsigned int n, int family)")(
          Buffer.from(packed),
          packed.length,
          found.family,
        ),
      );
      if (p === 0n) throw hostError(herrno());
      return hostent(p);
    },
  ],
  getprotobyname: [
    "($module, name, /)",
    (o: PyObj) => {
      const p = BigInt(
        c("uint64_t getprotobyname(const void *name)")(cstr(text("getprotobyname", 0, o))),
      );
      if (p === 0n) throw osErr("protocol not found");
      return memoryAt(p, 24).readInt32LE(16);
    },
  ],
  getservbyname: [
    "($module, servicename, protocolname=None, /)",
    (o: PyObj, proto?: PyObj) => {
      const p = BigInt(
        c("uint64_t getservbyname(const void *name, const void *proto)")(
          cstr(text("getservbyname", 1, o)),
          proto === undefined ? null : cstr(text("getservbyname", 2, proto)),
        ),
      );
      return service("getservbyname", p, "service/proto not found").readUInt16BE(16);
    },
  ],
  getservbyport: [
    "($module, port, protocolname=None, /)",
    (o: PyObj, proto?: PyObj) => {
      const n = clinicInt(o);
      if (n < 0 || n > 0xffff) throw err(E.OverflowError, "getservbyport: port must be 0-65535.");
      const p = BigInt(
        c("uint64_t getservbyport(int port, const void *proto)")(
          ((n & 0xff) << 8) | (n >> 8),
          proto === undefined ? null : cstr(text("getservbyport", 2, proto)),
        ),
      );
      return cString(service("getservbyport", p, "port/proto not found").readBigUInt64LE(0));
    },
  ],
  htons: order(16),
  ntohs: order(16),
  htonl: order(32),
  ntohl: order(32),
  inet_aton: [
    "($module, ip_addr, /)",
    (o: PyObj) => {
      const b = Buffer.alloc(4);
      const r = Number(
        c("int inet_aton(const void *text, void *out)")(cstr(text("inet_aton", 0, o)), b),
      );
      if (r === 0) throw osErr("illegal IP address string passed to inet_aton");
      return mkBytes(new Uint8Array(b));
    },
  ],
  inet_ntoa: [
    "($module, packed_ip, /)",
    (o: PyObj) => {
      const d = bytesOf(o);
      if (d === undefined)
        throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
      if (d.length !== 4) throw osErr("packed IP wrong length for inet_ntoa");
      return Array.from(d).join(".");
    },
  ],
  inet_pton: [
    "($module, address_family, ip_string, /)",
    (f: PyObj, o: PyObj) => {
      const family = clinicInt(f);
      const s = text("inet_pton", 2, o);
      if (family !== AF.INET && family !== AF.INET6) throw sysError(97);
      const b = pton(family, s);
      if (b === null) throw osErr("illegal IP address string passed to inet_pton");
      return mkBytes(new Uint8Array(b));
    },
  ],
  inet_ntop: [
    "($module, address_family, packed_ip, /)",
    (f: PyObj, o: PyObj) => {
      const family = clinicInt(f);
      const d = bytesOf(o);
      if (d === undefined)
        throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
      if (family !== AF.INET && family !== AF.INET6)
        throw valueError(`unknown address family ${family}`);
      if (d.length !== (family === AF.INET ? 4 : 16))
        throw valueError("invalid length of packed IP address string");
      return ntop(family, d);
    },
  ],
  if_nameindex: [
    "($module, /)",
    () => {
      const list = BigInt(c("uint64_t if_nameindex()")());
      if (list === 0n) throw sysError(errno());
      const out: PyObj[] = [];
      for (let p = list; ; p += 16n) {
        const b = memoryAt(p, 16);
        if (b.readUInt32LE(0) === 0) break;
        out.push(mkTuple([b.readUInt32LE(0), cString(b.readBigUInt64LE(8))]));
      }
      c("void if_freenameindex(uint64_t list)")(list);
      return mkList(out);
    },
  ],
  if_nametoindex: [
    "($module, oname, /)",
    (o: PyObj) => {
      const n = Number(c("unsigned int if_nametoindex(const void *name)")(cstr(fsBytes(o))));
      if (n === 0) throw sysError(errno());
      return n;
    },
  ],
  if_indextoname: [
    "($module, if_index, /)",
    (o: PyObj) => {
      const b = Buffer.alloc(32);
      const p = BigInt(
        c("uint64_t if_indextoname(unsigned int i, void *name)")(Number(A.index(o)), b),
      );
      if (p === 0n) throw sysError(errno());
      return untilNul(b).toString();
    },
  ],
};

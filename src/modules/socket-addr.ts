/** _socket: addresses as Python tuples and as C structures, and the names of hosts. */
import * as A from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { E, err, type PyBaseException, typeError } from "../objects/errors.js";
import type { Str } from "../objects/object.js";
import { PyByteArray, PyBytes, type PyObj, PyTuple, type PyType } from "../objects/object.js";
import { makeHeapType } from "../objects/type.js";
import { mkBytes, mkTuple, newDict, type_type } from "../objects/types.js";
import { c, cstr, errno, memoryAt, stringAt, untilNul } from "./libc.js";
import { strerror, sysError } from "./os-errors.js";
import { clinicInt, fsdecode, fsencode } from "./os-path.js";

export const AF = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16, PACKET: 17, VSOCK: 40 } as const;

function errorType(name: string): PyType {
  const d = newDict();
  d.setStr("__module__", "socket");
  return makeHeapType(type_type, name, [E.OSError], d);
}
export const gaierror = errorType("gaierror");
export const herror = errorType("herror");

function coded(type: PyType, code: number, text: string): PyBaseException {
  const e = err(E.OSError);
  e.cls = type;
  e.args = mkTuple([code, text]);
  e.members = { errno: code, strerror: text, filename: null, filename2: null };
  return e;
}
export function gaiError(code: number): PyBaseException {
  if (code === -11) return sysError(errno());
  const b = stringAt(BigInt(c("uint64_t gai_strerror(int code)")(code)));
  return coded(gaierror, code, b === null ? "" : b.toString());
}
export function hostError(code: number): PyBaseException {
  const b = stringAt(BigInt(c("uint64_t hstrerror(int code)")(code)));
  return coded(herror, code, b === null ? "" : b.toString());
}

// ---- numbers and text of addresses ----

export function ntop(family: number, packed: Uint8Array): string {
  const out = Buffer.alloc(64);
  c("uint64_t inet_ntop(int family, const void *src, void *dst, unsigned int n)")(
    family,
    packed,
    out,
    out.length,
  );
  return untilNul(out).toString();
}
export function pton(family: number, text: string): Buffer | null {
  const out = Buffer.alloc(16);
  const r = Number(
    c("int inet_pton(int family, const void *src, void *dst)")(family, cstr(text), out),
  );
  return r === 1 ? out.subarray(0, family === AF.INET ? 4 : 16) : null;
}

export interface Info {
  family: number;
  type: number;
  proto: number;
  canon: string;
  addr: Buffer;
}
/** `getaddrinfo` of the C library. */
export function lookup(
  host: string | null,
  service: string | null,
  family: number,
  type: number,
  proto: number,
  flags: number,
): Info[] {
  const hints = Buffer.alloc(48);
  hints.writeInt32LE(flags, 0);
  hints.writeInt32LE(family, 4);
  hints.writeInt32LE(type, 8);
  hints.writeInt32LE(proto, 12);
  const result = Buffer.alloc(8);
  const r = Number(
    c("int getaddrinfo(const void *host, const void *service, const void *hints, void *result)")(
      host === null ? null : cstr(host),
      service === null ? null : cstr(service),
      hints,
      result,
    ),
  );
  if (r !== 0) throw gaiError(r);
  const out: Info[] = [];
  const first = result.readBigUInt64LE(0);
  for (let p = first; p !== 0n; ) {
    const b = memoryAt(p, 48);
    const canon = stringAt(b.readBigUInt64LE(32));
    out.push({
      family: b.readInt32LE(4),
      type: b.readInt32LE(8),
      proto: b.readInt32LE(12),
      canon: canon === null ? "" : canon.toString(),
      addr: memoryAt(b.readBigUInt64LE(24), b.readUInt32LE(16)),
    });
    p = b.readBigUInt64LE(40);
  }
  c("void freeaddrinfo(uint64_t list)")(first);
  return out;
}

/** A host argument: text, with IDNA where it is not ASCII. */
export function hostArg(o: PyObj): string {
  const s = A.asJs(o);
  if (s !== undefined) {
    if (/^[\x00-\x7f]*$/.test(s)) return s;
    const b = A.callMethod(o, "encode", ["idna"]);
    return Buffer.from((b as PyBytes).data).toString("latin1");
  }
  if (o instanceof PyBytes || o instanceof PyByteArray)
    return Buffer.from(o.data).toString("latin1");
  throw typeError(`str, bytes or bytearray expected, not ${A.typeName(o)}`);
}

/** The packed address of a host. */
export function resolve(host: string, family: number): Buffer {
  if (host === "") {
    if (family === AF.INET) return Buffer.alloc(4);
    if (family === AF.INET6) return Buffer.alloc(16);
  }
  if (family === AF.INET && (host === "255.255.255.255" || host === "<broadcast>"))
    return Buffer.from([255, 255, 255, 255]);
  if (family === AF.INET) {
    const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
    if (m !== null && m.slice(1).every((x) => Number(x) < 256 && (x === "0" || x[0] !== "0")))
      return Buffer.from(m.slice(1).map(Number));
  }
  const found = lookup(host, null, family, 0, 0, 0);
  const a = found[0];
  return a.family === AF.INET6 ? a.addr.subarray(8, 24) : a.addr.subarray(4, 8);
}

// ---- socket addresses ----

const badType = (fn: string, what: string, o: PyObj): PyBaseException =>
  typeError(`${fn}(): ${what} address must be tuple, not ${A.typeName(o)}`);

function portArg(fn: string, o: PyObj): number {
  const n = clinicInt(o);
  if (n < 0 || n > 0xffff) throw err(E.OverflowError, `${fn}(): port must be 0-65535.`);
  return n;
}

/** A Python address as C takes it. */
export function pack(fn: string, family: number, o: PyObj): Buffer {
  switch (family) {
    case AF.UNIX: {
      const s = A.asStr(o);
      const d = s !== undefined ? fsencode(s as Str) : bytesOf(o);
      if (d === undefined)
        throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
      const abstract = d.length === 0 || d[0] === 0;
      if (d.length > (abstract ? 108 : 107)) throw err(E.OSError, "AF_UNIX path too long");
      const b = Buffer.alloc(2 + d.length + (abstract ? 0 : 1));
      b.writeUInt16LE(family, 0);
      b.set(d, 2);
      return b;
    }
    case AF.INET: {
      if (!(o instanceof PyTuple)) throw badType(fn, "AF_INET", o);
      if (o.items.length !== 2) throw typeError("AF_INET address must be a pair (host, port)");
      const host = hostArg(o.items[0]);
      const port = clinicInt(o.items[1]);
      const addr = resolve(host, family);
      if (port < 0 || port > 0xffff) throw err(E.OverflowError, `${fn}(): port must be 0-65535.`);
      const b = Buffer.alloc(16);
      b.writeUInt16LE(family, 0);
      b.writeUInt16BE(port, 2);
      b.set(addr, 4);
      return b;
    }
    case AF.INET6: {
      if (!(o instanceof PyTuple)) throw badType(fn, "AF_INET6", o);
      const v = o.items;
      if (v.length < 2 || v.length > 4)
        throw typeError("AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])");
      const host = hostArg(v[0]);
      const port = clinicInt(v[1]);
      const flow = v.length > 2 ? Number(A.index(v[2])) : 0;
      const scope = v.length > 3 ? Number(A.index(v[3])) : 0;
      const addr = resolve(host, family);
      if (port < 0 || port > 0xffff) throw err(E.OverflowError, `${fn}(): port must be 0-65535.`);
      if (flow < 0 || flow > 0xfffff)
        throw err(E.OverflowError, `${fn}(): flowinfo must be 0-1048575.`);
      const b = Buffer.alloc(28);
      b.writeUInt16LE(family, 0);
      b.writeUInt16BE(port, 2);
      b.writeUInt32BE(flow, 4);
      b.set(addr, 8);
      b.writeUInt32LE(scope >>> 0, 24);
      return b;
    }
    case AF.NETLINK: {
      if (!(o instanceof PyTuple)) throw badType(fn, "AF_NETLINK", o);
      const b = Buffer.alloc(12);
      b.writeUInt16LE(family, 0);
      b.writeUInt32LE(Number(A.index(o.items[0])) >>> 0, 4);
      b.writeUInt32LE(Number(A.index(o.items[1])) >>> 0, 8);
      return b;
    }
    case AF.VSOCK: {
      if (!(o instanceof PyTuple)) throw badType(fn, "AF_VSOCK", o);
      const b = Buffer.alloc(16);
      b.writeUInt16LE(family, 0);
      b.writeUInt32LE(Number(A.index(o.items[1])) >>> 0, 4);
      b.writeUInt32LE(Number(A.index(o.items[0])) >>> 0, 8);
      return b;
    }
    case AF.PACKET: {
      if (!(o instanceof PyTuple)) throw badType(fn, "AF_PACKET", o);
      const v = o.items;
      if (v.length < 2 || v.length > 5)
        throw typeError("AF_PACKET address must be a tuple of two to five elements");
      const name = hostArg(v[0]);
      const index = Number(c("unsigned int if_nametoindex(const void *name)")(cstr(name)));
      if (index === 0) throw sysError(errno());
      const hw = v.length > 4 ? bytesOf(v[4]) : undefined;
      const b = Buffer.alloc(20);
      b.writeUInt16LE(family, 0);
      b.writeUInt16BE(portArg(fn, v[1]), 2);
      b.writeInt32LE(index, 4);
      b.writeUInt16LE(v.length > 3 ? clinicInt(v[3]) : 0, 8);
      b[10] = v.length > 2 ? clinicInt(v[2]) & 0xff : 0;
      if (hw !== undefined) {
        if (hw.length > 8) throw err(E.ValueError, "hardware address must be 8 bytes or less");
        b[11] = hw.length;
        b.set(hw, 12);
      }
      return b;
    }
    default:
      throw err(E.OSError, `${fn}(): bad family`);
  }
}

/** An address that C filled, as Python shows it; None when there is none. */
export function unpack(b: Buffer): PyObj {
  if (b.length === 0) return null;
  const family = b.readUInt16LE(0);
  switch (family) {
    case AF.INET:
      return mkTuple([Array.from(b.subarray(4, 8)).join("."), b.readUInt16BE(2)]);
    case AF.INET6: {
      const host = Buffer.alloc(1025);
      const r = Number(
        c(
          "int getnameinfo(const void *addr, unsigned int n, void *host, unsigned int hn, void *serv, unsigned int sn, int flags)",
        )(b, b.length, host, host.length, null, 0, 1),
      );
      const name = r === 0 ? untilNul(host).toString() : ntop(AF.INET6, b.subarray(8, 24));
      return mkTuple([
        name.replace(/%.*$/, ""),
        b.readUInt16BE(2),
        b.readUInt32BE(4),
        b.readUInt32LE(24),
      ]);
    }
    case AF.UNIX: {
      const path = b.subarray(2);
      if (path.length > 0 && path[0] === 0) return mkBytes(new Uint8Array(path));
      return fsdecode(untilNul(path));
    }
    case AF.NETLINK:
      return mkTuple([b.readUInt32LE(4), b.readUInt32LE(8)]);
    case AF.VSOCK:
      return mkTuple([b.readUInt32LE(8), b.readUInt32LE(4)]);
    case AF.PACKET: {
      const name = Buffer.alloc(32);
      c("uint64_t if_indextoname(unsigned int i, void *name)")(b.readUInt32LE(4), name);
      return mkTuple([
        untilNul(name).toString(),
        b.readUInt16BE(2),
        b[10],
        b.readUInt16LE(8),
        mkBytes(new Uint8Array(b.subarray(12, 12 + b[11]))),
      ]);
    }
    default:
      return mkTuple([family, mkBytes(new Uint8Array(b.subarray(2)))]);
  }
}
export { strerror };

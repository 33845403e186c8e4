/** _ssl, over the OpenSSL that Node.js exports: contexts, memory BIOs, connections. */
import { X509Certificate } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import {
  asInt,
  asJs,
  call,
  callable,
  callMethod,
  getattr,
  len,
  reprJs,
  ssize,
  truth,
  typeName,
} from "../objects/abstract.js";
import { bytesOf, contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, osError, PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { defineModule } from "../objects/module.js";
import { PyFloat, type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType, mkBytes, mkList, mkTuple, newDict } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";
import { unraisable } from "../runtime/unraisable.js";
import { addressOf, c, errno, viewOf } from "./libc.js";
import { callback } from "./sqlite-api.js";
import {
  failed,
  hostnameText,
  make,
  O,
  type Ptr,
  queued,
  systemBundle,
  text,
  X,
} from "./ssl-api.js";
import { SSL_CONSTANTS } from "./ssl-consts.js";

const K = SSL_CONSTANTS as Record<string, number>;
const CERT_NONE = 0;
const CERT_REQUIRED = 2;
const TLS_CLIENT = 16;
const TLS_SERVER = 17;

// ---- memory BIOs ----

class PyMemoryBio extends PyObject {
  ptr: Ptr = 0n;
  eofWritten = false;
  get pending(): number {
    return O.bioCtrl(this.ptr, 10, 0, 0n);
  }
}
const bio_type = builtinType("MemoryBIO", { module: "_ssl", ctor: PyMemoryBio });
const bioEnds = new FinalizationRegistry<Ptr>((p) => O.bioFree(p));
newMethod(bio_type, "($type, /)", (t: PyType) => {
  const b = new t.ctor(t) as PyMemoryBio;
  b.ptr = O.bioNew(O.bioMem());
  // An empty BIO asks for a retry rather than telling of an end.
  O.bioCtrl(b.ptr, 130, -1, 0n);
  bioEnds.register(b, b.ptr);
  return b;
});
methods(bio_type, {
  read: [
    "($self, size=-1, /)",
    (b: PyMemoryBio, n?: PyObj) => {
      const avail = b.pending;
      const want = n === undefined ? -1 : ssize(n);
      const size = want < 0 || want > avail ? avail : want;
      const out = Buffer.alloc(Math.max(size, 1));
      const got = size === 0 ? 0 : O.bioRead(b.ptr, out, size);
      return mkBytes(new Uint8Array(out.subarray(0, Math.max(got, 0))));
    },
  ],
  write: [
    "($self, b, /)",
    (b: PyMemoryBio, o: PyObj) => {
      const d = data(o);
      if (b.eofWritten) throw plainError("cannot write() after write_eof()");
      return d.length === 0 ? 0 : O.bioWrite(b.ptr, d, d.length);
    },
  ],
  write_eof: [
    "($self, /)",
    (b: PyMemoryBio) => {
      b.eofWritten = true;
      O.bioCtrl(b.ptr, 130, 0, 0n);
      return null;
    },
  ],
});
getsets(bio_type, {
  pending: (b: PyMemoryBio) => b.pending,
  eof: (b: PyMemoryBio) => b.eofWritten && b.pending === 0,
});
function data(o: PyObj): Buffer {
  const v = getBuffer(o);
  const d = Buffer.from(contiguous(v));
  v.release();
  return d;
}
function plainError(msg: string): PyBaseException {
  return err(X.SSLError, msg);
}

// ---- contexts ----

class PySslContext extends PyObject {
  ptr: Ptr = 0n;
  protocol = 0;
  checkHostname = false;
  hostFlags = 4;
  sni: PyObj = null;
  msgCallback: PyObj = null;
  keylog: PyObj = null;
  postHandshake = false;
  alpn: Buffer | null = null;
}
const context_type = builtinType("_SSLContext", { module: "_ssl", ctor: PySslContext });
const contextEnds = new FinalizationRegistry<Ptr>((p) => O.ctxFree(p));
const METHODS: Record<number, string> = {
  2: "TLS_method",
  3: "TLS_method",
  4: "TLS_method",
  5: "TLS_method",
  [TLS_CLIENT]: "TLS_client_method",
  [TLS_SERVER]: "TLS_server_method",
};
/** SSL_CTX_ctrl commands. */
const CTRL = {
  MODE: 33,
  SET_MIN: 123,
  SET_MAX: 124,
  GET_MIN: 130,
  GET_MAX: 131,
  SET_GROUPS: 92,
} as const;

newMethod(context_type, "($type, protocol, /)", (t: PyType, p: PyObj) => {
  const protocol = ssize(p);
  const method = METHODS[protocol];
  if (method === undefined) throw valueError(`invalid or unsupported protocol version ${protocol}`);
  const x = new t.ctor(t) as PySslContext;
  x.ptr = O.ctxNew(O.method(method));
  if (x.ptr === 0n) throw queued();
  contextEnds.register(x, x.ptr);
  x.protocol = protocol;
  x.checkHostname = protocol === TLS_CLIENT;
  O.setVerify(x.ptr, protocol === TLS_CLIENT ? 3 : 0, 0n);
  O.setOptions(
    x.ptr,
    0x80000850n |
      BigInt(K.OP_NO_COMPRESSION) |
      BigInt(K.OP_CIPHER_SERVER_PREFERENCE) |
      0x2000000n |
      0x80n |
      0x100000n,
  );
  O.ctxCtrl(x.ptr, CTRL.MODE, 6, null);
  O.setParamFlags(O.param(x.ptr), 0x8000);
  O.hostFlags(O.param(x.ptr), x.hostFlags);
  if (protocol === TLS_CLIENT || protocol === TLS_SERVER || protocol === 2) {
    O.ctxCtrl(x.ptr, CTRL.SET_MIN, protocol === 2 ? 0x303 : 0x303, null);
    O.ciphers12(
      x.ptr,
      "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM",
    );
  }
  const sid = Buffer.from("Python");
  O.sessionIdContext(x.ptr, sid, sid.length);
  return x;
});
const str = (o: PyObj, f: string): string => {
  const s = asJs(o);
  if (s === undefined) throw typeError(`${f}() argument must be str, not ${typeName(o)}`);
  return s;
};
/** A path argument, in the file system's encoding. */
function path(o: PyObj, what: string): string {
  try {
    return Buffer.from(
      bytesOf(call(getattr(importModule(interp(), "os"), "fsencode"), [o])) as Uint8Array,
    ).toString();
  } catch (e) {
    if (e instanceof PyBaseException && e.cls === E.TypeError)
      throw typeError(`${what} should be a valid filesystem path`);
    throw e;
  }
}
function cipherInfo(k: Ptr): PyObj {
  const d = newDict();
  const b = Buffer.alloc(512);
  O.cipherDescription(k, b, 512);
  const alg = Buffer.alloc(4);
  const strength = O.cipherBits(k, alg);
  const name = (nid: number): PyObj =>
    nid === 0 ? null : (text(O.nid2ln(nid))?.toLowerCase() ?? null);
  d.setStr("id", O.cipherId(k));
  d.setStr("name", text(O.cipherName(k)));
  d.setStr("protocol", text(O.cipherVersion(k)));
  d.setStr("description", b.subarray(0, b.indexOf(0)).toString().trimEnd());
  d.setStr("strength_bits", strength);
  d.setStr("alg_bits", alg.readInt32LE(0));
  d.setStr("aead", O.cipherAead(k) !== 0);
  d.setStr("symmetric", name(O.cipherNid(k)));
  d.setStr("digest", name(O.digestNid(k)));
  d.setStr("kea", name(O.kxNid(k)));
  d.setStr("auth", name(O.authNid(k)));
  return d;
}
function stack(s: Ptr): Ptr[] {
  if (s === 0n) return [];
  return Array.from({ length: O.stackNum(s) }, (_, i) => O.stackValue(s, i));
}
function der(x: Ptr): Uint8Array {
  const n = O.i2d(x, null);
  const b = Buffer.from(new ArrayBuffer(n));
  const p = Buffer.from(new ArrayBuffer(8));
  p.writeBigUInt64LE(addressOf(b));
  O.i2d(x, p);
  return new Uint8Array(b);
}
function addCertificate(x: PySslContext, bytes: Uint8Array): void {
  const b = Buffer.from(bytes);
  const stable = Buffer.from(new ArrayBuffer(b.length));
  b.copy(stable);
  const p = Buffer.from(new ArrayBuffer(8));
  p.writeBigUInt64LE(addressOf(stable));
  const cert = O.d2i(0n, p, stable.length);
  if (cert === 0n) throw queued();
  O.storeAdd(O.store(x.ptr), cert);
  O.errClear();
  O.x509Free(cert);
}
function storeCerts(x: PySslContext): Ptr[] {
  return stack(O.storeObjects(O.store(x.ptr)))
    .filter((o) => O.objectType(o) === 1)
    .map((o) => O.objectX509(o));
}
const notFound = (file: string): PyBaseException =>
  osError(2, "No such file or directory", file === "" ? null : undefined);

methods(context_type, {
  set_ciphers: [
    "($self, cipherlist, /)",
    (x: PySslContext, o: PyObj) => {
      if (O.ciphers12(x.ptr, str(o, "set_ciphers")) === 0) {
        O.errClear();
        throw plainError("No cipher can be selected.");
      }
      return null;
    },
  ],
  get_ciphers: [
    "($self, /)",
    (x: PySslContext) => mkList(stack(O.ctxCiphers(x.ptr)).map(cipherInfo)),
  ],
  _set_alpn_protocols: [
    "($self, protos, /)",
    (x: PySslContext, o: PyObj) => {
      const b = data(o);
      x.alpn = b;
      if (O.alpn(x.ptr, b.length === 0 ? Buffer.alloc(1) : b, b.length) !== 0)
        throw err(E.MemoryError);
      O.alpnSelect(x.ptr, alpnCallback(x), 0n);
      return null;
    },
  ],
  load_cert_chain: [
    "($self, /, certfile, keyfile=None, password=None)",
    (x: PySslContext, cert: PyObj, key?: PyObj, password?: PyObj) => {
      const file = path(cert, "certfile");
      const keyFile = key === undefined || key === null ? file : path(key, "keyfile");
      for (const f of [file, keyFile]) if (!existsSync(f)) throw notFound(f);
      let failure: unknown;
      if (password !== undefined && password !== null) {
        const p = callback(
          "int sslPassword(void *b, int size, int rw, void *u)",
          (buffer: bigint, size: number) => {
            try {
              let v: PyObj = password;
              if (callable(v)) v = call(v, []);
              const s = asJs(v);
              const d = s !== undefined ? Buffer.from(s) : bytesOf(v);
              if (d === undefined) throw typeError("password should be a string or callable");
              if (d.length > size) throw valueError(`password cannot be longer than ${size} bytes`);
              new Uint8Array(viewOf(buffer, size)).set(d);
              return d.length;
            } catch (e) {
              failure = e;
              return -1;
            }
          },
        );
        O.passwordCallback(x.ptr, p);
      }
      try {
        if (O.chainFile(x.ptr, file) !== 1 || O.keyFile(x.ptr, keyFile, 1) !== 1) {
          if (failure !== undefined) {
            O.errClear();
            throw failure;
          }
          throw queued();
        }
        if (O.checkKey(x.ptr) !== 1) throw queued();
      } finally {
        O.passwordCallback(x.ptr, 0n);
      }
      return null;
    },
  ],
  load_verify_locations: [
    "($self, /, cafile=None, capath=None, cadata=None)",
    (x: PySslContext, cafile?: PyObj, capath?: PyObj, cadata?: PyObj) => {
      const f = cafile ?? null;
      const d = capath ?? null;
      const raw = cadata ?? null;
      if (f === null && d === null && raw === null)
        throw typeError("cafile, capath and cadata cannot be all omitted");
      if (raw !== null) {
        const s = asJs(raw);
        if (s === undefined) {
          const b = bytesOf(raw);
          if (b === undefined)
            throw typeError("cadata should be an ASCII string or a bytes-like object");
          addCertificate(x, b);
        } else {
          const blocks = s.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
          if (blocks === null)
            throw make(X.SSLError, 0, "no start line: cadata does not contain a certificate");
          for (const b of blocks)
            addCertificate(x, Buffer.from(b.replace(/-----[^-]*-----/g, ""), "base64"));
        }
      }
      if (f !== null || d !== null) {
        const file = f === null ? null : path(f, "cafile");
        const dir = d === null ? null : path(d, "capath");
        if (file !== null && !existsSync(file)) throw notFound(file);
        if (O.verifyLocations(x.ptr, file, dir) !== 1) throw queued();
      }
      return null;
    },
  ],
  set_default_verify_paths: [
    "($self, /)",
    (x: PySslContext) => {
      O.defaultPaths(x.ptr);
      const file = process.env.SSL_CERT_FILE ?? systemBundle();
      if (file !== undefined && existsSync(file) && readFileSync(file).length > 0)
        O.verifyLocations(x.ptr, file, process.env.SSL_CERT_DIR ?? null);
      O.errClear();
      return null;
    },
  ],
  load_dh_params: [
    "($self, path, /)",
    (x: PySslContext, o: PyObj) => {
      const file = path(o, "path");
      if (!existsSync(file)) throw osError(2, "No such file or directory", o);
      const pem = readFileSync(file);
      const bio = O.bioBuffer(pem, pem.length);
      const key = O.readParameters(bio, null);
      O.bioFree(bio);
      if (key === 0n || O.tmpDh(x.ptr, key) !== 1) throw queued();
      return null;
    },
  ],
  set_ecdh_curve: [
    "($self, name, /)",
    (x: PySslContext, o: PyObj) => {
      const name = asJs(o) ?? (bytesOf(o) && Buffer.from(bytesOf(o) as Uint8Array).toString());
      if (name === undefined)
        throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(o)}`);
      if (
        O.sn2nid(name) === 0 ||
        O.ctxCtrl(x.ptr, CTRL.SET_GROUPS, 0, Buffer.from(`${name}\0`)) !== 1
      ) {
        O.errClear();
        throw valueError(`unknown elliptic curve name ${reprJs(o)}`);
      }
      return null;
    },
  ],
  cert_store_stats: [
    "($self, /)",
    (x: PySslContext) => {
      const d = newDict();
      const all = stack(O.storeObjects(O.store(x.ptr)));
      const certs = storeCerts(x);
      d.setStr("x509", certs.length);
      d.setStr("crl", all.filter((o) => O.objectType(o) === 2).length);
      d.setStr("x509_ca", certs.filter((k) => O.checkCa(k) !== 0).length);
      return d;
    },
  ],
  get_ca_certs: [
    "($self, /, binary_form=False)",
    (x: PySslContext, binary?: PyObj) => {
      const raw = binary !== undefined && truth(binary);
      return mkList(
        storeCerts(x)
          .filter((k) => O.checkCa(k) !== 0)
          .map((k) => (raw ? mkBytes(der(k)) : certDict(der(k), O.x509Version(k) + 1))),
      );
    },
  ],
  session_stats: [
    "($self, /)",
    (x: PySslContext) => {
      const d = newDict();
      const names =
        "number connect connect_good connect_renegotiate accept accept_good accept_renegotiate hits misses timeouts cache_full".split(
          " ",
        );
      const commands = [20, 21, 22, 23, 24, 25, 26, 27, 29, 30, 31];
      names.forEach((n, i) => {
        d.setStr(n, O.ctxCtrl(x.ptr, commands[i], 0, null));
      });
      return d;
    },
  ],
  _wrap_bio: [
    "($self, /, incoming, outgoing, server_side, server_hostname=None, *, owner=None, session=None)",
    (
      x: PySslContext,
      incoming: PyObj,
      outgoing: PyObj,
      server: PyObj,
      host?: PyObj,
      owner?: PyObj,
      session?: PyObj,
    ) => {
      if (!(incoming instanceof PyMemoryBio) || !(outgoing instanceof PyMemoryBio))
        throw typeError("incoming and outgoing must be MemoryBIO objects");
      const s = newConnection(x, truth(server), host ?? null, owner ?? null, session ?? null);
      O.bioUp(incoming.ptr);
      O.bioUp(outgoing.ptr);
      O.setBio(s.ptr, incoming.ptr, outgoing.ptr);
      s.keep = [incoming, outgoing];
      return s;
    },
  ],
  _wrap_socket: [
    "($self, /, sock, server_side, server_hostname=None, *, owner=None, session=None)",
    (x: PySslContext, sock: PyObj, server: PyObj, host?: PyObj, owner?: PyObj, session?: PyObj) => {
      const s = newConnection(x, truth(server), host ?? null, owner ?? null, session ?? null);
      s.sock = new WeakRef(sock as PyObject);
      O.setFd(s.ptr, ssize(callMethod(sock, "fileno", [])));
      return s;
    },
  ],
});
const selectors = new WeakMap<PySslContext, bigint>();
/** The server's choice: the first of its own protocols that the client offers. */
function alpnCallback(x: PySslContext): bigint {
  let p = selectors.get(x);
  if (p !== undefined) return p;
  p = callback(
    "int sslAlpn(void *s, void *out, void *outlen, void *in, unsigned int n, void *arg)",
    (_s: bigint, out: bigint, outlen: bigint, input: bigint, n: number) => {
      const offered = new Uint8Array(viewOf(input, n));
      const own = x.alpn ?? Buffer.alloc(0);
      for (let i = 0; i < own.length; i += own[i] + 1) {
        const want = own.subarray(i + 1, i + 1 + own[i]);
        for (let j = 0; j < offered.length; j += offered[j] + 1) {
          if (Buffer.compare(want, offered.subarray(j + 1, j + 1 + offered[j])) !== 0) continue;
          new DataView(viewOf(out, 8)).setBigUint64(0, input + BigInt(j + 1), true);
          new Uint8Array(viewOf(outlen, 1))[0] = offered[j];
          return 0;
        }
      }
      return 3;
    },
  );
  selectors.set(x, p);
  return p;
}
const SERVERNAME_CALLBACK = 53;
const sniCallbacks = new WeakMap<PySslContext, bigint>();
/** Lets the program choose a context by the name that a client asks for. */
function sniCallback(x: PySslContext): bigint {
  let p = sniCallbacks.get(x);
  if (p !== undefined) return p;
  p = callback(
    "int sslServername(void *s, void *alert, void *arg)",
    (ssl: bigint, alert: bigint) => {
      const s = connections.get(ssl)?.deref();
      const f = x.sni;
      if (s === undefined || f === null) return 3;
      const refuse = (code: number): number => {
        new DataView(viewOf(alert, 4)).setInt32(0, code, true);
        return 2;
      };
      try {
        const owner = s.owner?.deref() ?? s.sock?.deref();
        if (owner === undefined) return refuse(80);
        const r = call(f, [owner, text(O.servername(ssl, 0)), x]);
        if (r === null) return 0;
        const code = asInt(r);
        if (code === undefined) {
          unraisable(
            typeError(`an integer is required, not ${typeName(r)}`),
            "Exception ignored in ssl servername callback",
            f,
          );
          return refuse(80);
        }
        return refuse(Number(code));
      } catch (e) {
        if (!(e instanceof PyBaseException)) throw e;
        unraisable(e, "Exception ignored in ssl servername callback", f);
        return refuse(40);
      }
    },
  );
  sniCallbacks.set(x, p);
  return p;
}
const connections = new Map<Ptr, WeakRef<PySslSocket>>();
const version = (set: number) => (x: PySslContext, v: PyObj | undefined) => {
  let n = ssize(v ?? null);
  if (n === -2) n = set === CTRL.SET_MIN ? 0x301 : 0x304;
  else if (n === -1) n = set === CTRL.SET_MIN ? 0x304 : 0;
  else if (![0x300, 0x301, 0x302, 0x303, 0x304].includes(n))
    throw valueError(`Unsupported TLS/SSL version 0x${n.toString(16)}`);
  if (x.protocol !== TLS_CLIENT && x.protocol !== TLS_SERVER && x.protocol !== 2)
    throw valueError(
      "The context's protocol doesn't support modification of highest and lowest version.",
    );
  if (O.ctxCtrl(x.ptr, set, n, null) === 0)
    throw valueError(`Unsupported TLS/SSL version 0x${n.toString(16)}`);
};
getsets(context_type, {
  protocol: (x: PySslContext) => x.protocol,
  options: [
    (x: PySslContext) => normInt(O.options(x.ptr)),
    (x: PySslContext, v: PyObj | undefined) => {
      const n = asInt(v ?? null);
      if (n === undefined)
        throw typeError(`'${typeName(v ?? null)}' object cannot be interpreted as an integer`);
      if (n < 0) throw err(E.OverflowError, "can't convert negative value to unsigned int");
      const want = BigInt(n);
      const now = O.options(x.ptr);
      O.clearOptions(x.ptr, now & ~want);
      O.setOptions(x.ptr, want & ~now);
    },
  ],
  verify_mode: [
    (x: PySslContext) => {
      const m = O.verifyMode(x.ptr);
      return m === 0 ? CERT_NONE : m === 1 ? 1 : CERT_REQUIRED;
    },
    (x: PySslContext, v: PyObj | undefined) => {
      const n = ssize(v ?? null);
      if (n < 0 || n > 2) throw valueError("invalid value for verify_mode");
      if (n === CERT_NONE && x.checkHostname)
        throw valueError("Cannot set verify_mode to CERT_NONE when check_hostname is enabled.");
      O.setVerify(x.ptr, n === 0 ? 0 : n === 1 ? 1 : 3, 0n);
    },
  ],
  verify_flags: [
    (x: PySslContext) => Number(O.paramFlags(O.param(x.ptr))),
    (x: PySslContext, v: PyObj | undefined) => {
      const want = BigInt(ssize(v ?? null));
      const p = O.param(x.ptr);
      const now = O.paramFlags(p);
      O.clearParamFlags(p, now & ~want);
      O.setParamFlags(p, want & ~now);
    },
  ],
  check_hostname: [
    (x: PySslContext) => x.checkHostname,
    (x: PySslContext, v: PyObj | undefined) => {
      x.checkHostname = v !== undefined && truth(v);
      if (x.checkHostname && O.verifyMode(x.ptr) === 0) O.setVerify(x.ptr, 3, 0n);
    },
  ],
  _host_flags: [
    (x: PySslContext) => x.hostFlags,
    (x: PySslContext, v: PyObj | undefined) => {
      x.hostFlags = ssize(v ?? null);
      O.hostFlags(O.param(x.ptr), x.hostFlags);
    },
  ],
  minimum_version: [
    (x: PySslContext) => {
      const n = O.ctxCtrl(x.ptr, CTRL.GET_MIN, 0, null);
      return n === 0 ? -2 : n;
    },
    version(CTRL.SET_MIN),
  ],
  maximum_version: [
    (x: PySslContext) => {
      const n = O.ctxCtrl(x.ptr, CTRL.GET_MAX, 0, null);
      return n === 0 ? -1 : n;
    },
    version(CTRL.SET_MAX),
  ],
  security_level: (x: PySslContext) => O.securityLevel(x.ptr),
  num_tickets: [
    (x: PySslContext) => O.numTickets(x.ptr),
    (x: PySslContext, v: PyObj | undefined) => {
      const n = ssize(v ?? null);
      if (n < 0) throw valueError("value must be non-negative");
      if (x.protocol !== TLS_SERVER) throw valueError("SSLContext is not a server context.");
      O.setNumTickets(x.ptr, n);
    },
  ],
  post_handshake_auth: [
    (x: PySslContext) => x.postHandshake,
    (x: PySslContext, v: PyObj | undefined) => {
      x.postHandshake = v !== undefined && truth(v);
      O.postHandshake(x.ptr, x.postHandshake ? 1 : 0);
    },
  ],
  sni_callback: [
    (x: PySslContext) => x.sni,
    (x: PySslContext, v: PyObj | undefined) => {
      if (x.protocol === TLS_CLIENT)
        throw valueError("sni_callback cannot be set on TLS_CLIENT context");
      if (v !== undefined && v !== null && !callable(v)) throw typeError("not a callable object");
      x.sni = v ?? null;
      O.callbackCtrl(x.ptr, SERVERNAME_CALLBACK, x.sni === null ? 0n : sniCallback(x));
    },
  ],
  _msg_callback: [
    (x: PySslContext) => x.msgCallback,
    (x: PySslContext, v: PyObj | undefined) => {
      if (v !== undefined && v !== null && !callable(v))
        throw typeError(`${typeName(v)} is not callable.`);
      if (v !== undefined && v !== null)
        throw err(E.NotImplementedError, "protocol messages are not reported");
      x.msgCallback = null;
    },
  ],
  keylog_filename: [
    (x: PySslContext) => x.keylog,
    (x: PySslContext, v: PyObj | undefined) => {
      x.keylog = v ?? null;
      if (x.keylog === null) {
        O.keylog(x.ptr, 0n);
        return;
      }
      const file = path(x.keylog, "keylog_filename");
      appendFileSync(file, "");
      const f = callback(
        "void sslKeylog(void *s, const char *line)",
        (_s: bigint, line: string) => {
          appendFileSync(file, `${line}\n`);
        },
      );
      O.keylog(x.ptr, f);
    },
  ],
});

// ---- certificates ----

const LONG_NAMES: Record<string, string> = {
  C: "countryName",
  ST: "stateOrProvinceName",
  L: "localityName",
  O: "organizationName",
  OU: "organizationalUnitName",
  CN: "commonName",
  SN: "surname",
  GN: "givenName",
  DC: "domainComponent",
  UID: "userId",
  street: "streetAddress",
};
function nameTuple(s: string | undefined): PyObj {
  const lines = (s ?? "").split("\n").filter((l) => l !== "");
  return mkTuple(
    lines.map((l) => {
      const at = l.indexOf("=");
      const key = l.slice(0, at);
      return mkTuple([mkTuple([LONG_NAMES[key] ?? key, l.slice(at + 1)])]);
    }),
  );
}
function certDict(bytes: Uint8Array, ver: number): PyObj {
  const x = new X509Certificate(bytes);
  const d = newDict();
  d.setStr("subject", nameTuple(x.subject));
  d.setStr("issuer", nameTuple(x.issuer));
  d.setStr("version", ver);
  d.setStr("serialNumber", x.serialNumber);
  d.setStr("notBefore", x.validFrom);
  d.setStr("notAfter", x.validTo);
  const alt = x.subjectAltName;
  if (alt !== undefined)
    d.setStr(
      "subjectAltName",
      mkTuple(
        alt.split(", ").map((e) => {
          const at = e.indexOf(":");
          return mkTuple([e.slice(0, at), e.slice(at + 1)]);
        }),
      ),
    );
  const info = x.infoAccess ?? "";
  const access = (prefix: string): string[] =>
    info
      .split("\n")
      .filter((l) => l.startsWith(prefix))
      .map((l) => l.slice(l.indexOf("URI:") + 4));
  const ocsp = access("OCSP - URI:");
  const issuers = access("CA Issuers - URI:");
  if (ocsp.length > 0) d.setStr("OCSP", mkTuple(ocsp));
  if (issuers.length > 0) d.setStr("caIssuers", mkTuple(issuers));
  return d;
}

// ---- connections ----

class PySslSocket extends PyObject {
  ptr: Ptr = 0n;
  context: PySslContext = null as unknown as PySslContext;
  sock: WeakRef<PyObject> | null = null;
  keep: PyObj[] = [];
  server = false;
  hostname: PyObj = null;
  owner: WeakRef<PyObject> | null = null;
  shutdownSeen = false;
}
const socket_type = builtinType("_SSLSocket", {
  module: "_ssl",
  ctor: PySslSocket,
  instantiable: false,
  subclassable: false,
});
const socketEnds = new FinalizationRegistry<Ptr>((p) => {
  hostnameText.delete(p);
  connections.delete(p);
  O.sslFree(p);
});
function newConnection(
  x: PySslContext,
  server: boolean,
  host: PyObj,
  owner: PyObj,
  session: PyObj,
): PySslSocket {
  if (x.protocol === TLS_CLIENT && server)
    throw plainError("Cannot create a server socket with a PROTOCOL_TLS_CLIENT context");
  if (x.protocol === TLS_SERVER && !server)
    throw plainError("Cannot create a client socket with a PROTOCOL_TLS_SERVER context");
  const s = new PySslSocket(socket_type);
  let name: string | null = null;
  if (host !== null) {
    const t =
      asJs(host) ??
      (bytesOf(host) === undefined
        ? undefined
        : Buffer.from(bytesOf(host) as Uint8Array).toString());
    if (t === undefined)
      throw typeError(
        `wrap() argument 'server_hostname' must be str or None, not ${typeName(host)}`,
      );
    if (t === "" || t.startsWith("."))
      throw valueError("server_hostname cannot be an empty string or start with a leading dot.");
    name = t;
  }
  O.errClear();
  s.ptr = O.sslNew(x.ptr);
  if (s.ptr === 0n) throw queued();
  socketEnds.register(s, s.ptr);
  connections.set(s.ptr, new WeakRef(s));
  s.context = x;
  s.server = server;
  s.hostname = name;
  if (owner instanceof PyObject) s.owner = new WeakRef(owner);
  if (name !== null) {
    const ip = isIP(name) !== 0;
    if (!ip) O.ctrl(s.ptr, 55, 0, name);
    if (x.checkHostname) {
      const p = O.sslParam(s.ptr);
      if (ip) O.setIp(p, name);
      else O.setHost(p, name, Buffer.byteLength(name));
    }
    hostnameText.set(s.ptr, (code) =>
      code === 62
        ? `Hostname mismatch, certificate is not valid for '${name}'.`
        : code === 64
          ? `IP address mismatch, certificate is not valid for '${name}'.`
          : undefined,
    );
  }
  if (server) O.acceptState(s.ptr);
  else O.connectState(s.ptr);
  if (session instanceof PySslSession) O.setSession(s.ptr, session.ptr);
  return s;
}
/** Seconds an operation may take: negative for ever, 0 not at all; BIOs never wait. */
function timeoutOf(s: PySslSocket): number {
  const sock = s.sock?.deref();
  if (sock === undefined) return 0;
  const t = callMethod(sock, "gettimeout", []);
  return t === null ? -1 : t instanceof PyFloat ? t.v : Number(asInt(t));
}
/** Waits for the socket; false when the time is over. */
function wait(s: PySslSocket, write: boolean, until: number): boolean {
  const sock = s.sock?.deref();
  if (sock === undefined) return true;
  const fd = ssize(callMethod(sock, "fileno", []));
  const b = Buffer.alloc(8);
  b.writeInt32LE(fd, 0);
  b.writeInt16LE(write ? 4 : 1, 4);
  const ms = until === Number.POSITIVE_INFINITY ? -1 : Math.max(0, Math.ceil(until - Date.now()));
  return Number(c("int poll(void *fds, unsigned long n, int ms)")(b, 1, ms)) !== 0;
}
/**
 * Runs a step of OpenSSL. A blocking socket does not block for its time: the waiting is done by
 * poll, so that other threads run.
 */
function step(
  s: PySslSocket,
  timeout: number,
  f: () => number,
): [result: number, code: number, no: number] {
  const sock = timeout < 0 ? s.sock?.deref() : undefined;
  const mode = (on: number): void => {
    if (sock === undefined) return;
    const flag = Buffer.alloc(4);
    flag.writeInt32LE(on, 0);
    c("int ioctl(int fd, unsigned long request, void *arg)")(
      ssize(callMethod(sock, "fileno", [])),
      0x5421,
      flag,
    );
  };
  O.errClear();
  mode(1);
  const r = f();
  const no = errno();
  const code = r > 0 ? 0 : O.getError(s.ptr, r);
  mode(0);
  return [r, code, no];
}
/** Runs an operation until it is done, waiting between tries as the socket's timeout allows. */
function retry(s: PySslSocket, what: string, f: () => number): number {
  if (s.sock !== null && s.sock.deref() === undefined)
    throw make(X.SSLError, 0, "Underlying socket connection gone");
  const t = timeoutOf(s);
  const until = t > 0 ? Date.now() + t * 1000 : Number.POSITIVE_INFINITY;
  for (;;) {
    const [r, code, no] = step(s, t, f);
    if (r > 0) return r;
    if ((code === 2 || code === 3) && s.sock !== null && t !== 0) {
      if (!wait(s, code === 3, until)) throw err(E.TimeoutError, `The ${what} operation timed out`);
      continue;
    }
    if (code === 6) return 0;
    throw failed(s.ptr, code, no, () => osError(no, sysText(no)));
  }
}
function sysText(n: number): string {
  return String(asJs(call(getattr(importModule(interp(), "os"), "strerror"), [n])) ?? "");
}
const done = (s: PySslSocket): void => {
  if (O.finished(s.ptr) === 0) throw valueError("handshake not done yet");
};
function cipherTuple(k: Ptr): PyObj {
  return mkTuple([text(O.cipherName(k)), text(O.cipherVersion(k)), O.cipherBits(k, null)]);
}
methods(socket_type, {
  do_handshake: [
    "($self, /)",
    (s: PySslSocket) => {
      const r = retry(s, "handshake", () => O.handshake(s.ptr));
      if (r === 0) throw failed(s.ptr, 6, 0, () => osError(0, ""));
      return null;
    },
  ],
  read: [
    "($self, size=1024, buffer=None, /)",
    (s: PySslSocket, n?: PyObj, buffer?: PyObj) => {
      let size = n === undefined ? 1024 : ssize(n);
      if (buffer === undefined || buffer === null) {
        if (size < 0) throw valueError("size should not be negative");
        if (size === 0) return mkBytes(new Uint8Array(0));
        const out = Buffer.alloc(size);
        const got = retry(s, "read", () => O.read(s.ptr, out, size));
        return mkBytes(new Uint8Array(out.subarray(0, got)));
      }
      const v = getBuffer(buffer, true);
      try {
        if (size <= 0 || size > v.data.length) size = v.data.length;
        if (size === 0) return 0;
        const out = Buffer.alloc(size);
        const got = retry(s, "read", () => O.read(s.ptr, out, size));
        v.data.set(out.subarray(0, got));
        return got;
      } finally {
        v.release();
      }
    },
  ],
  write: [
    "($self, b, /)",
    (s: PySslSocket, o: PyObj) => {
      const b = data(o);
      if (b.length === 0) return 0;
      return retry(s, "write", () => O.write(s.ptr, b, b.length));
    },
  ],
  pending: ["($self, /)", (s: PySslSocket) => O.pending(s.ptr)],
  shutdown: [
    "($self, /)",
    (s: PySslSocket) => {
      const t = timeoutOf(s);
      const until = t > 0 ? Date.now() + t * 1000 : Number.POSITIVE_INFINITY;
      for (let zeros = 0; ; ) {
        const [r, code, no] = step(s, t, () => O.shutdown(s.ptr));
        if (r > 0) break;
        if (r === 0) {
          if (++zeros > 1) break;
          s.shutdownSeen = true;
          continue;
        }
        if ((code === 2 || code === 3) && s.sock !== null && t !== 0) {
          if (!wait(s, code === 3, until))
            throw err(E.TimeoutError, `The ${code === 2 ? "read" : "write"} operation timed out`);
          continue;
        }
        throw failed(s.ptr, code, no, () => osError(no, sysText(no)));
      }
      return s.sock?.deref() ?? null;
    },
  ],
  getpeercert: [
    "($self, der=False, /)",
    (s: PySslSocket, binary?: PyObj) => {
      done(s);
      const x = O.peer(s.ptr);
      if (x === 0n) return null;
      const b = der(x);
      const ver = O.x509Version(x) + 1;
      O.x509Free(x);
      if (binary !== undefined && truth(binary)) return mkBytes(b);
      return O.verifyMode(s.context.ptr) === 0 ? newDict() : certDict(b, ver);
    },
  ],
  get_unverified_chain: ["($self, /)", (s: PySslSocket) => chain(O.peerChain(s.ptr))],
  get_verified_chain: ["($self, /)", (s: PySslSocket) => chain(O.verifiedChain(s.ptr))],
  cipher: [
    "($self, /)",
    (s: PySslSocket) => {
      const k = O.cipher(s.ptr);
      return k === 0n ? null : cipherTuple(k);
    },
  ],
  shared_ciphers: [
    "($self, /)",
    (s: PySslSocket) => {
      const all = stack(O.sslCiphers(s.ptr));
      return all.length === 0 ? null : mkList(all.map(cipherTuple));
    },
  ],
  version: [
    "($self, /)",
    (s: PySslSocket) => (O.finished(s.ptr) === 0 ? null : text(O.version(s.ptr))),
  ],
  selected_alpn_protocol: [
    "($self, /)",
    (s: PySslSocket) => {
      const p = Buffer.alloc(8);
      const n = Buffer.alloc(4);
      O.alpnSelected(s.ptr, p, n);
      const size = n.readUInt32LE(0);
      return size === 0 ? null : Buffer.from(viewOf(p.readBigUInt64LE(0), size)).toString();
    },
  ],
  compression: ["($self, /)", () => null],
  get_channel_binding: [
    "($self, /, cb_type='tls-unique')",
    (s: PySslSocket, type?: PyObj) => {
      const kind = type === undefined ? "tls-unique" : asJs(type);
      if (kind !== "tls-unique") throw valueError(`'${kind}' channel binding type not implemented`);
      const b = Buffer.alloc(128);
      const own = (O.sessionReused(s.ptr) !== 0) !== !s.server;
      const n = own ? O.getFinished(s.ptr, b, 128) : O.getPeerFinished(s.ptr, b, 128);
      return n === 0 ? null : mkBytes(new Uint8Array(b.subarray(0, n)));
    },
  ],
  verify_client_post_handshake: [
    "($self, /)",
    () => {
      throw err(
        E.NotImplementedError,
        "Post-handshake auth is not supported by your OpenSSL version.",
      );
    },
  ],
});
class PyCertificate extends PyObject {
  der: Uint8Array = new Uint8Array(0);
  version = 3;
}
const certificate_type = builtinType("Certificate", {
  module: "_ssl",
  ctor: PyCertificate,
  instantiable: false,
  subclassable: false,
});
function chain(s: Ptr): PyObj {
  if (s === 0n) return null;
  return mkList(
    stack(s).map((x) => {
      const k = new PyCertificate(certificate_type);
      k.der = der(x);
      k.version = O.x509Version(x) + 1;
      return k;
    }),
  );
}
methods(certificate_type, {
  public_bytes: [
    "($self, /, format=Encoding.PEM)",
    (k: PyCertificate, format?: PyObj) => {
      const f = format === undefined ? 1 : ssize(format);
      if (f === 2) return mkBytes(k.der);
      if (f !== 1) throw valueError("Unsupported format");
      return new X509Certificate(k.der).toString();
    },
  ],
  get_info: ["($self, /)", (k: PyCertificate) => certDict(k.der, k.version)],
});

class PySslSession extends PyObject {
  ptr: Ptr = 0n;
}
const session_type = builtinType("SSLSession", {
  module: "_ssl",
  ctor: PySslSession,
  instantiable: false,
});
getsets(session_type, {
  id: (e: PySslSession) => {
    const n = Buffer.alloc(4);
    const p = O.sessionId(e.ptr, n);
    return mkBytes(new Uint8Array(viewOf(p, n.readUInt32LE(0))).slice());
  },
  time: (e: PySslSession) => O.sessionTime(e.ptr),
  timeout: (e: PySslSession) => O.sessionTimeout(e.ptr),
  ticket_lifetime_hint: (e: PySslSession) => O.sessionHint(e.ptr),
  has_ticket: (e: PySslSession) => O.sessionTicket(e.ptr) !== 0,
});
const sessionEnds = new FinalizationRegistry<Ptr>((p) => O.sessionFree(p));
getsets(socket_type, {
  context: [
    (s: PySslSocket) => s.context,
    (s: PySslSocket, v: PyObj | undefined) => {
      if (!(v instanceof PySslContext)) throw typeError("The value must be a SSLContext");
      s.context = v;
      O.setContext(s.ptr, v.ptr);
    },
  ],
  server_side: (s: PySslSocket) => s.server,
  server_hostname: (s: PySslSocket) => s.hostname,
  owner: [
    (s: PySslSocket) => s.owner?.deref() ?? null,
    (s: PySslSocket, v: PyObj | undefined) => {
      s.owner = v instanceof PyObject ? new WeakRef(v) : null;
    },
  ],
  session_reused: (s: PySslSocket) => O.sessionReused(s.ptr) !== 0,
  session: [
    (s: PySslSocket) => {
      const p = O.session(s.ptr);
      if (p === 0n) return null;
      const e = new PySslSession(session_type);
      e.ptr = p;
      sessionEnds.register(e, p);
      return e;
    },
    (s: PySslSocket, v: PyObj | undefined) => {
      if (!(v instanceof PySslSession)) throw typeError("Value is not a SSLSession.");
      if (s.server) throw valueError("Cannot set session for server-side SSLSocket.");
      if (O.finished(s.ptr) !== 0) throw valueError("Cannot set session after handshake.");
      O.setSession(s.ptr, v.ptr);
    },
  ],
});

// ---- the module ----

function objectTuple(o: Ptr): PyObj {
  const nid = O.obj2nid(o);
  if (nid === 0) throw valueError("Unknown object");
  const b = Buffer.alloc(256);
  const n = O.obj2txt(b, 256, o, 1);
  return mkTuple([
    nid,
    text(O.nid2sn(nid)),
    text(O.nid2ln(nid)),
    n <= 0 ? null : b.subarray(0, n).toString(),
  ]);
}
function randomBytes(n: number): PyObj {
  if (n < 0) throw valueError("num must be positive");
  const b = new Uint8Array(n);
  for (let i = 0; i < n; i += 65536) crypto.getRandomValues(b.subarray(i, i + 65536));
  return mkBytes(b);
}

registerModule("_ssl", () => {
  const n = O.versionNumber();
  const info = mkTuple([
    (n >>> 28) & 15,
    (n >>> 20) & 255,
    (n >>> 12) & 255,
    (n >>> 4) & 255,
    n & 15,
  ]);
  return defineModule(
    "_ssl",
    "Implementation module for SSL socket operations.  See the socket module\nfor documentation.",
    {
      RAND_bytes: ["($module, n, /)", (k: PyObj) => randomBytes(ssize(k))],
      RAND_status: ["($module, /)", () => true],
      RAND_add: [
        "($module, string, entropy, /)",
        (s: PyObj) => {
          len(s);
          return null;
        },
      ],
      get_default_verify_paths: [
        "($module, /)",
        () =>
          mkTuple(["SSL_CERT_FILE", "/usr/lib/ssl/cert.pem", "SSL_CERT_DIR", "/usr/lib/ssl/certs"]),
      ],
      nid2obj: [
        "($module, nid, /)",
        (k: PyObj) => {
          const nid = ssize(k);
          if (nid < 0) throw valueError("NID must be positive");
          const o = O.nid2obj(nid);
          if (o === 0n) {
            O.errClear();
            throw valueError(`unknown NID ${nid}`);
          }
          return objectTuple(o);
        },
      ],
      txt2obj: [
        "($module, /, txt, name=False)",
        (t: PyObj, name?: PyObj) => {
          const s = str(t, "txt2obj");
          const o = O.txt2obj(s, name !== undefined && truth(name) ? 0 : 1);
          if (o === 0n) {
            O.errClear();
            throw valueError(`unknown object '${s.slice(0, 100)}'`);
          }
          const r = objectTuple(o);
          O.objFree(o);
          return r;
        },
      ],
      _test_decode_cert: [
        "($module, path, /)",
        (f: PyObj) => {
          const pem = readFileSync(path(f, "path"));
          return certDict(new Uint8Array(new X509Certificate(pem).raw), 3);
        },
      ],
    },
    {
      ...SSL_CONSTANTS,
      ...X,
      _SSLContext: context_type,
      _SSLSocket: socket_type,
      MemoryBIO: bio_type,
      SSLSession: session_type,
      Certificate: certificate_type,
      _DEFAULT_CIPHERS:
        "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM",
      OPENSSL_VERSION: O.versionText(),
      OPENSSL_VERSION_NUMBER: n,
      OPENSSL_VERSION_INFO: info,
      _OPENSSL_API_VERSION: info,
    },
  );
});

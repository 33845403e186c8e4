/** OpenSSL as _ssl uses it: the copy that Node.js carries and exports. Errors as CPython tells them. */
import { existsSync } from "node:fs";
import { setattr } from "../objects/abstract.js";
import { E, type PyBaseException } from "../objects/errors.js";
import type { PyType } from "../objects/object.js";
import { mkTuple } from "../objects/types.js";
import { exceptionType } from "./exc.js";
import { type CValue, c, viewOf } from "./libc.js";

export type Ptr = bigint;
type Fn = (...args: CValue[]) => number | bigint;
/** A function whose result is a pointer or a long. */
const big =
  (proto: string) =>
  (...a: CValue[]): bigint =>
    BigInt((c(proto) as Fn)(...a) ?? 0);
const int =
  (proto: string) =>
  (...a: CValue[]): number =>
    Number((c(proto) as Fn)(...a) ?? 0);

const P = "intptr_t";
export const O = {
  method: (name: string) => big(`${P} ${name}()`)(),
  ctxNew: big(`${P} SSL_CTX_new(${P} m)`),
  ctxFree: int(`void SSL_CTX_free(${P} x)`),
  ctxCtrl: int(`long SSL_CTX_ctrl(${P} x, int cmd, long n, void *p)`),
  ctrl: int(`long SSL_ctrl(${P} s, int cmd, long n, const char *p)`),
  options: big(`uint64_t SSL_CTX_get_options(${P} x)`),
  setOptions: big(`uint64_t SSL_CTX_set_options(${P} x, uint64_t o)`),
  clearOptions: big(`uint64_t SSL_CTX_clear_options(${P} x, uint64_t o)`),
  setVerify: int(`void SSL_CTX_set_verify(${P} x, int mode, ${P} f)`),
  verifyMode: int(`int SSL_CTX_get_verify_mode(${P} x)`),
  param: big(`${P} SSL_CTX_get0_param(${P} x)`),
  sslParam: big(`${P} SSL_get0_param(${P} s)`),
  paramFlags: big(`unsigned long X509_VERIFY_PARAM_get_flags(${P} p)`),
  setParamFlags: int(`int X509_VERIFY_PARAM_set_flags(${P} p, unsigned long f)`),
  clearParamFlags: int(`int X509_VERIFY_PARAM_clear_flags(${P} p, unsigned long f)`),
  hostFlags: int(`void X509_VERIFY_PARAM_set_hostflags(${P} p, unsigned int f)`),
  setHost: int(`int X509_VERIFY_PARAM_set1_host(${P} p, const char *n, size_t l)`),
  setIp: int(`int X509_VERIFY_PARAM_set1_ip_asc(${P} p, const char *n)`),
  ciphers12: int(`int SSL_CTX_set_cipher_list(${P} x, const char *s)`),
  ctxCiphers: big(`${P} SSL_CTX_get_ciphers(${P} x)`),
  stackNum: int(`int OPENSSL_sk_num(${P} s)`),
  stackValue: big(`${P} OPENSSL_sk_value(${P} s, int i)`),
  chainFile: int(`int SSL_CTX_use_certificate_chain_file(${P} x, const char *f)`),
  keyFile: int(`int SSL_CTX_use_PrivateKey_file(${P} x, const char *f, int t)`),
  checkKey: int(`int SSL_CTX_check_private_key(${P} x)`),
  passwordCallback: int(`void SSL_CTX_set_default_passwd_cb(${P} x, ${P} f)`),
  verifyLocations: int(`int SSL_CTX_load_verify_locations(${P} x, const char *f, const char *d)`),
  defaultPaths: int(`int SSL_CTX_set_default_verify_paths(${P} x)`),
  store: big(`${P} SSL_CTX_get_cert_store(${P} x)`),
  storeAdd: int(`int X509_STORE_add_cert(${P} s, ${P} x)`),
  storeObjects: big(`${P} X509_STORE_get0_objects(${P} s)`),
  objectType: int(`int X509_OBJECT_get_type(${P} o)`),
  objectX509: big(`${P} X509_OBJECT_get0_X509(${P} o)`),
  checkCa: int(`int X509_check_ca(${P} x)`),
  alpn: int(`int SSL_CTX_set_alpn_protos(${P} x, const void *p, unsigned int n)`),
  alpnSelect: int(`void SSL_CTX_set_alpn_select_cb(${P} x, ${P} f, ${P} a)`),
  securityLevel: int(`int SSL_CTX_get_security_level(${P} x)`),
  numTickets: int(`size_t SSL_CTX_get_num_tickets(${P} x)`),
  setNumTickets: int(`int SSL_CTX_set_num_tickets(${P} x, size_t n)`),
  sessionIdContext: int(
    `int SSL_CTX_set_session_id_context(${P} x, const void *p, unsigned int n)`,
  ),
  postHandshake: int(`void SSL_CTX_set_post_handshake_auth(${P} x, int on)`),
  sslNew: big(`${P} SSL_new(${P} x)`),
  sslFree: int(`void SSL_free(${P} s)`),
  setBio: int(`void SSL_set_bio(${P} s, ${P} r, ${P} w)`),
  setFd: int(`int SSL_set_fd(${P} s, int fd)`),
  connectState: int(`void SSL_set_connect_state(${P} s)`),
  acceptState: int(`void SSL_set_accept_state(${P} s)`),
  handshake: int(`int SSL_do_handshake(${P} s)`),
  read: int(`int SSL_read(${P} s, void *b, int n)`),
  write: int(`int SSL_write(${P} s, const void *b, int n)`),
  pending: int(`int SSL_pending(${P} s)`),
  shutdown: int(`int SSL_shutdown(${P} s)`),
  getError: int(`int SSL_get_error(${P} s, int r)`),
  finished: int(`int SSL_is_init_finished(${P} s)`),
  version: big(`${P} SSL_get_version(${P} s)`),
  cipher: big(`${P} SSL_get_current_cipher(${P} s)`),
  cipherName: big(`${P} SSL_CIPHER_get_name(${P} k)`),
  cipherVersion: big(`${P} SSL_CIPHER_get_version(${P} k)`),
  cipherBits: int(`int SSL_CIPHER_get_bits(${P} k, void *alg)`),
  cipherId: int(`uint32_t SSL_CIPHER_get_id(${P} k)`),
  cipherDescription: big(`${P} SSL_CIPHER_description(${P} k, void *b, int n)`),
  cipherAead: int(`int SSL_CIPHER_is_aead(${P} k)`),
  cipherNid: int(`int SSL_CIPHER_get_cipher_nid(${P} k)`),
  digestNid: int(`int SSL_CIPHER_get_digest_nid(${P} k)`),
  kxNid: int(`int SSL_CIPHER_get_kx_nid(${P} k)`),
  authNid: int(`int SSL_CIPHER_get_auth_nid(${P} k)`),
  sslCiphers: big(`${P} SSL_get_client_ciphers(${P} s)`),
  peer: big(`${P} SSL_get1_peer_certificate(${P} s)`),
  peerChain: big(`${P} SSL_get_peer_cert_chain(${P} s)`),
  verifiedChain: big(`${P} SSL_get0_verified_chain(${P} s)`),
  verifyResult: int(`long SSL_get_verify_result(${P} s)`),
  verifyText: big(`${P} X509_verify_cert_error_string(long n)`),
  alpnSelected: int(`void SSL_get0_alpn_selected(${P} s, void *p, void *n)`),
  session: big(`${P} SSL_get1_session(${P} s)`),
  setSession: int(`int SSL_set_session(${P} s, ${P} e)`),
  sessionReused: int(`int SSL_session_reused(${P} s)`),
  sessionFree: int(`void SSL_SESSION_free(${P} e)`),
  sessionId: big(`${P} SSL_SESSION_get_id(${P} e, void *n)`),
  sessionTime: int(`long SSL_SESSION_get_time(${P} e)`),
  sessionTimeout: int(`long SSL_SESSION_get_timeout(${P} e)`),
  sessionTicket: int(`int SSL_SESSION_has_ticket(${P} e)`),
  sessionHint: int(`unsigned long SSL_SESSION_get_ticket_lifetime_hint(${P} e)`),
  getFinished: int(`size_t SSL_get_finished(${P} s, void *b, size_t n)`),
  getPeerFinished: int(`size_t SSL_get_peer_finished(${P} s, void *b, size_t n)`),
  i2d: int(`int i2d_X509(${P} x, void *out)`),
  d2i: big(`${P} d2i_X509(${P} x, void *in, long n)`),
  x509Free: int(`void X509_free(${P} x)`),
  x509Version: int(`long X509_get_version(${P} x)`),
  bioNew: big(`${P} BIO_new(${P} m)`),
  bioMem: () => big(`${P} BIO_s_mem()`)(),
  bioFree: int(`int BIO_free(${P} b)`),
  bioUp: int(`int BIO_up_ref(${P} b)`),
  bioRead: int(`int BIO_read(${P} b, void *d, int n)`),
  bioWrite: int(`int BIO_write(${P} b, const void *d, int n)`),
  bioCtrl: int(`long BIO_ctrl(${P} b, int cmd, long n, ${P} p)`),
  callbackCtrl: int(`long SSL_CTX_callback_ctrl(${P} x, int cmd, ${P} f)`),
  servername: big(`${P} SSL_get_servername(${P} s, int type)`),
  setContext: big(`${P} SSL_set_SSL_CTX(${P} s, ${P} x)`),
  keylog: int(`void SSL_CTX_set_keylog_callback(${P} x, ${P} f)`),
  readParameters: big(`${P} PEM_read_bio_Parameters(${P} b, void *out)`),
  tmpDh: int(`int SSL_CTX_set0_tmp_dh_pkey(${P} x, ${P} k)`),
  bioBuffer: big(`${P} BIO_new_mem_buf(const void *d, int n)`),
  sn2nid: int("int OBJ_sn2nid(const char *s)"),
  errGet: big("unsigned long ERR_peek_last_error()"),
  errClear: int("void ERR_clear_error()"),
  errReason: big(`${P} ERR_reason_error_string(unsigned long e)`),
  txt2obj: big(`${P} OBJ_txt2obj(const char *s, int noname)`),
  nid2obj: big(`${P} OBJ_nid2obj(int n)`),
  obj2nid: int(`int OBJ_obj2nid(${P} o)`),
  nid2sn: big(`${P} OBJ_nid2sn(int n)`),
  nid2ln: big(`${P} OBJ_nid2ln(int n)`),
  obj2txt: int(`int OBJ_obj2txt(void *b, int n, ${P} o, int noname)`),
  objFree: int(`void ASN1_OBJECT_free(${P} o)`),
  versionText: () => text(big(`${P} OpenSSL_version(int t)`)(0)) ?? "",
  versionNumber: () => Number(big("unsigned long OpenSSL_version_num()")()),
} as const;

export function text(p: bigint): string | null {
  if (p === 0n) return null;
  const n = Number(c("size_t strlen(intptr_t s)")(p));
  return n === 0 ? "" : Buffer.from(viewOf(p, n)).toString();
}

// ---- errors ----

const sub = (name: string, ...bases: PyType[]): PyType => exceptionType("ssl", name, bases);
const SSLError = sub("SSLError", E.OSError);
export const X = {
  SSLError,
  SSLZeroReturnError: sub("SSLZeroReturnError", SSLError),
  SSLWantReadError: sub("SSLWantReadError", SSLError),
  SSLWantWriteError: sub("SSLWantWriteError", SSLError),
  SSLSyscallError: sub("SSLSyscallError", SSLError),
  SSLEOFError: sub("SSLEOFError", SSLError),
  SSLCertVerificationError: sub("SSLCertVerificationError", SSLError, E.ValueError),
};
const LIBRARIES: Record<number, string> = {
  4: "RSA",
  6: "EVP",
  8: "OBJ",
  9: "PEM",
  11: "X509",
  13: "ASN1",
  16: "EC",
  20: "SSL",
  32: "BIO",
  34: "X509V3",
};
const unpackLib = (e: bigint): number => Number((e >> 23n) & 0xffn);
const unpackReason = (e: bigint): number => Number(e & 0x7fffffn);

export function make(type: PyType, code: number, message: string, error = 0n): PyBaseException {
  const e = new type.ctor(type) as PyBaseException;
  const lib = error === 0n ? undefined : LIBRARIES[unpackLib(error)];
  const reason = error === 0n ? null : text(O.errReason(error));
  const mnemonic = reason === null ? null : reason.toUpperCase().replace(/[ -]/g, "_");
  let shown = message;
  if (message === "" && reason !== null) shown = reason;
  if (mnemonic !== null && lib !== undefined) shown = `[${lib}: ${mnemonic}] ${shown}`;
  else if (mnemonic !== null) shown = `[${mnemonic}] ${shown}`;
  shown += " (_ssl.c)";
  e.args = mkTuple([code, shown]);
  e.members = { errno: code, strerror: shown, filename: null, filename2: null };
  setattr(e, "reason", mnemonic);
  setattr(e, "library", lib ?? null);
  return e;
}
/** What OpenSSL's own queue says; clears it. */
export function queued(): PyBaseException {
  const e = O.errGet();
  O.errClear();
  return make(X.SSLError, unpackLib(e), "", e);
}
/** The exception for a failed operation on a connection; `code` is SSL_get_error's. */
export function failed(
  ssl: Ptr,
  code: number,
  no: number,
  osError: () => PyBaseException,
): PyBaseException {
  const e = O.errGet();
  O.errClear();
  switch (code) {
    case 2:
      return make(X.SSLWantReadError, 2, "The operation did not complete (read)");
    case 3:
      return make(X.SSLWantWriteError, 3, "The operation did not complete (write)");
    case 6:
      return make(X.SSLZeroReturnError, 6, "TLS/SSL connection has been closed (EOF)");
    case 5:
      if (e === 0n) {
        if (no !== 0) return osError();
        return make(X.SSLEOFError, 8, "EOF occurred in violation of protocol");
      }
      return make(X.SSLSyscallError, 5, "Some I/O error occurred", e);
    case 1: {
      const lib = unpackLib(e);
      const reason = unpackReason(e);
      if (lib === 20 && reason === 134) return verification(ssl, e);
      if (lib === 20 && reason === 294)
        return make(X.SSLEOFError, 8, "EOF occurred in violation of protocol", e);
      return make(X.SSLError, 1, "", e);
    }
    default:
      return make(X.SSLError, code, "Invalid error code", e);
  }
}
function verification(ssl: Ptr, error: bigint): PyBaseException {
  const code = O.verifyResult(ssl);
  const why = hostnameText.get(ssl)?.(code) ?? text(O.verifyText(code)) ?? "";
  const e = make(X.SSLCertVerificationError, 1, `${text(O.errReason(error)) ?? ""}: ${why}`, error);
  setattr(e, "verify_code", code);
  setattr(e, "verify_message", why);
  return e;
}
/** Messages of mismatched names, which only the connection knows. */
export const hostnameText = new Map<Ptr, (code: number) => string | undefined>();

/** Where a system keeps the certificates it trusts. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
export const systemBundle = (): string | undefined => BUNDLES.find((f) => existsSync(f));

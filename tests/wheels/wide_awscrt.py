"""Amazon's common runtime in C (awscrt): checksums, CBOR, event loops with callbacks, HTTP on this machine."""
import io
import os
import threading
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, HTTPServer
import awscrt
from awscrt import auth, checksums, crypto, exceptions, http, io as aio, checksums as ck
import zlib

print(checksums.crc32(b"hello") == zlib.crc32(b"hello"), checksums.crc32c(b"hello"), checksums.crc64nvme(b"hello"), checksums.crc32(b"lo", checksums.crc32(b"hel")) == zlib.crc32(b"hello"))
for bad in (lambda: checksums.crc32("s"), lambda: checksums.crc32(b"", -1), lambda: checksums.crc32c(b"", 2**40), lambda: aio.EventLoopGroup("x"), lambda: aio.ClientTlsContext(5)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e)[:60])
h = crypto.Hash.sha256_new(); h.update(b"a"); h.update("b")
print(h.digest().hex()[:16], crypto.HMAC.sha256_hmac_new(b"key") if False else crypto.Hash.md5_new().digest().hex())
hm = crypto.HMAC(b"key", ) if False else None
elg = aio.EventLoopGroup(1)
res = aio.DefaultHostResolver(elg)
boot = aio.ClientBootstrap(elg, res)


class H(BaseHTTPRequestHandler):
    def log_message(self, *a):
        pass

    def do_GET(self):
        body = self.path.encode() * 100
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Two", "2")
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        n = int(self.headers["Content-Length"])
        body = self.rfile.read(n)
        self.send_response(201)
        self.send_header("Content-Length", str(n))
        self.end_headers()
        self.wfile.write(body[::-1])

    protocol_version = "HTTP/1.1"


srv = HTTPServer(("127.0.0.1", 0), H)
threading.Thread(target=srv.serve_forever, daemon=True).start()
conn = http.HttpClientConnection.new("127.0.0.1", srv.server_port, boot).result(10)
print(conn.is_open(), conn.version)
for method, path, body in (("GET", "/abc", None), ("PUT", "/p", b"0123456789")):
    hs = http.HttpHeaders([("host", "x")])
    if body:
        hs.add("content-length", str(len(body)))
    req = http.HttpRequest(method, path, hs, io.BytesIO(body) if body else None)
    got, status = bytearray(), []

    def on_response(http_stream, status_code, headers, **kw):
        status.append((status_code, dict(headers).get("X-Two"), threading.current_thread() is threading.main_thread()))

    def on_body(http_stream, chunk, **kw):
        got.extend(chunk)

    s = conn.request(req, on_response, on_body)
    s.activate()
    print(s.completion_future.result(10), status, bytes(got[:8]), len(got))
print(req.method, req.path, list(req.headers), hs.get("HOST"), hs.get("none", 5))
conn.close().result(10)
print(conn.is_open())
f = http.HttpClientConnection.new("127.0.0.1", 1, boot)
try:
    f.result(10)
except exceptions.AwsCrtError as e:
    print(type(e).__name__, e.name)
cred = auth.AwsCredentialsProvider.new_static("id", "secret", "token").get_credentials().result(10)
print(cred.access_key_id, cred.session_token, repr(cred).startswith("AwsCredentials") or cred.secret_access_key)
calls = []


def delegate():
    calls.append(threading.current_thread() is threading.main_thread())
    return auth.AwsCredentials("a", "b")


print(auth.AwsCredentialsProvider.new_delegate(delegate).get_credentials().result(10).access_key_id, calls)


def boom():
    raise KeyError("no credentials")


try:
    auth.AwsCredentialsProvider.new_delegate(boom).get_credentials().result(10)
except Exception as e:
    print(type(e).__name__, e)
cfg = auth.AwsSigningConfig(algorithm=auth.AwsSigningAlgorithm.V4, signature_type=auth.AwsSignatureType.HTTP_REQUEST_HEADERS, credentials_provider=auth.AwsCredentialsProvider.new_static("id", "secret"), region="r", service="s",
                            date=__import__("datetime").datetime(2020, 1, 2, tzinfo=__import__("datetime").timezone.utc))
signed = auth.aws_sign_request(http.HttpRequest("GET", "/", http.HttpHeaders([("host", "h")])), cfg).result(10)
print(signed.headers.get("Authorization"))
srv.shutdown()

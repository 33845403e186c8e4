"""An HTTP client in Rust (primp) against a server of our own on this machine, with threads and asyncio."""
import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import primp


class H(BaseHTTPRequestHandler):
    def log_message(self, *a):
        pass

    def do_GET(self):
        if self.path == "/missing":
            self.send_response(404)
            body = b"gone"
        elif self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/x?redirected=1")
            body = b""
        else:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Set-Cookie", "c=1; Path=/")
            body = json.dumps({"path": self.path, "h": self.headers.get("X-Test"), "cookie": self.headers.get("Cookie")}).encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


srv = ThreadingHTTPServer(("127.0.0.1", 0), H)
threading.Thread(target=srv.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{srv.server_port}"
c = primp.Client(headers={"X-Test": "yes"}, timeout=10, cookie_store=True)
r = c.get(base + "/a", params={"q": "1 2"})
print(r.status_code, r.json(), r.text[:8], r.content[:8], r.headers.get("content-type"), r.url.replace(base, ""), r.encoding)
print(c.get(base + "/b").json()["cookie"], c.get(base + "/missing").status_code, c.get(base + "/redirect").json()["path"])
print(c.post(base + "/p", json={"a": [1, None, "é"]}).json(), c.post(base + "/p", data={"k": "v w"}).text, c.post(base + "/p", content=b"\0raw").content)
for bad in (lambda: c.get("http://127.0.0.1:1/"), lambda: c.get("nonsense"), lambda: c.get(5), lambda: primp.Client(proxy="::bad"), lambda: c.get(base + "/missing").json(),
            lambda: c.get(base + "/missing").raise_for_status()):
    try:
        print(type(bad()).__name__)
    except Exception as e:
        print([k.__name__ for k in type(e).__mro__ if k.__module__ != "builtins"][:1], type(e).__name__)
out = []
ts = [threading.Thread(target=lambda i=i: out.append(c.get(f"{base}/t{i}").json()["path"])) for i in range(8)]
[t.start() for t in ts]; [t.join() for t in ts]
print(sorted(out))


async def main():
    a = primp.AsyncClient(timeout=10)
    rs = await asyncio.gather(*(a.get(f"{base}/{i}") for i in range(5)))
    print([r.status_code for r in rs], [json.loads(r.text)["path"] for r in rs])
    try:
        await a.get("http://127.0.0.1:1/")
    except Exception as e:
        print(type(e).__name__)


asyncio.run(main())
srv.shutdown()

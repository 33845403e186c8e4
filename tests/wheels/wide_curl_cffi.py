"""libcurl by cffi (curl_cffi): requests against a server on this machine, callbacks from C, asyncio."""
import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from curl_cffi import Curl, CurlError, CurlInfo, CurlMime, CurlOpt, requests
from curl_cffi.requests import AsyncSession, Session


class H(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *a):
        pass

    def reply(self, status, body, headers=()):
        self.send_response(status)
        for k, v in headers:
            self.send_header(k, v)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/r":
            self.reply(302, b"", [("Location", "/end")])
        elif self.path == "/404":
            self.reply(404, b"no")
        else:
            self.reply(200, json.dumps({"path": self.path, "cookie": self.headers.get("Cookie"), "x": self.headers.get("X-Y")}).encode(), [("Set-Cookie", "a=b"), ("Content-Type", "application/json")])

    def do_POST(self):
        self.reply(201, self.rfile.read(int(self.headers["Content-Length"])))


srv = ThreadingHTTPServer(("127.0.0.1", 0), H)
threading.Thread(target=srv.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{srv.server_port}"
r = requests.get(base + "/a", params={"q": "1 2"}, headers={"X-Y": "z"})
print(r.status_code, r.json(), r.headers["content-type"], r.ok, r.reason, r.url.replace(base, ""))
with Session() as s:
    s.get(base + "/c")
    print(s.get(base + "/d").json()["cookie"], s.get(base + "/r").json()["path"], s.get(base + "/r", allow_redirects=False).status_code)
    print(s.post(base + "/p", json={"k": [1, "é"]}).json(), s.post(base + "/p", data={"a": "b c"}).text, s.post(base + "/p", data=b"\0\1").content)
    got = []
    print(s.get(base + "/cb", content_callback=lambda b: got.append(len(b))).status_code, sum(got) > 10)
    with s.stream("GET", base + "/st") as st:
        print(b"".join(st.iter_content())[:9])
    for bad in (lambda: s.get("http://127.0.0.1:1/"), lambda: s.get(base + "/404").raise_for_status(), lambda: s.get("nonsense://x"), lambda: s.get(base, timeout="x"), lambda: s.get(base + "/404").json()):
        try:
            print(bad())
        except Exception as e:
            print(type(e).__name__, getattr(e, "code", None))
c = Curl()
body, heads = [], []
c.setopt(CurlOpt.URL, (base + "/raw").encode())
c.setopt(CurlOpt.WRITEFUNCTION, lambda b: body.append(b))
c.setopt(CurlOpt.HEADERFUNCTION, lambda b: heads.append(b))
c.perform()
print(c.getinfo(CurlInfo.RESPONSE_CODE), b"".join(body)[:10], heads[0], c.getinfo(CurlInfo.EFFECTIVE_URL)[-4:])


def boom(b):
    raise KeyError("in the callback")


c.close()
c = Curl()
c.setopt(CurlOpt.URL, (base + "/raw").encode())
c.setopt(CurlOpt.WRITEFUNCTION, boom)
try:
    c.perform()
except Exception as e:
    print(type(e).__name__)
c.close()
out = []
ts = [threading.Thread(target=lambda i=i: out.append(requests.get(f"{base}/t{i}").json()["path"])) for i in range(6)]
[t.start() for t in ts]; [t.join() for t in ts]
print(sorted(out))


async def main():
    async with AsyncSession() as s:
        rs = await asyncio.gather(*(s.get(f"{base}/{i}") for i in range(6)))
        print([x.json()["path"] for x in rs])
        try:
            await s.get("http://127.0.0.1:1/")
        except Exception as e:
            print(type(e).__name__)


asyncio.run(main())
srv.shutdown()

"""socket, select, selectors on this machine alone."""
import array, os, select, selectors, socket, struct, time


def show(label, f):
    try:
        print(label, f())
    except Exception as e:
        print(label, type(e).__name__, e)


server = socket.create_server(("127.0.0.1", 0))
host, port = server.getsockname()
client = socket.create_connection((host, port), timeout=5)
conn, addr = server.accept()
print(host, addr == client.getsockname(), conn.getpeername() == addr, client.family.name, client.type.name)
client.sendall(b"hello\nworld\n")
f = conn.makefile("rw", newline="\n")
print(f.readline(), f.readline(), end="")
f.write("reply\n")
f.flush()
print(client.recv(100), client.gettimeout(), conn.gettimeout())
client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(client.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0, client.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE))
client.settimeout(0.02)
show("timeout", lambda: client.recv(1))
client.setblocking(False)
show("blocking", lambda: client.recv(1))
show("refused", lambda: socket.create_connection(("127.0.0.1", 1)))
big = os.urandom(300_000)
client.setblocking(True)
a, b = socket.socketpair()
b.setblocking(False)
sent = 0
got = bytearray()
while len(got) < len(big):
    if sent < len(big):
        r, w, _ = select.select([b], [a], [], 1)
    else:
        r, w, _ = select.select([b], [], [], 1)
    if w:
        sent += a.send(big[sent : sent + 50000])
    if r:
        got += b.recv(65536)
print(got == big, sent == len(big))
a.shutdown(socket.SHUT_WR)
print(b.recv(1))
a.close()
b.close()
f.close()
conn.close()
print(client.recv(10))
client.close()
server.close()
print(client, client.fileno())
show("closed", lambda: client.send(b"x"))

# datagrams, unix sockets, descriptors in messages
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.bind(("", 0))
v = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(v.sendto(b"datagram", ("localhost", u.getsockname()[1])), u.recvfrom(100)[0])
u.close()
v.close()
path = f"/tmp/moult-{os.getpid()}"
s = socket.socket(socket.AF_UNIX)
s.bind(path)
s.listen()
c = socket.socket(socket.AF_UNIX)
c.connect(path)
k, _ = s.accept()
r, w = os.pipe()
socket.send_fds(c, [b"take"], [w])
msg, fds, flags, _ = socket.recv_fds(k, 10, 1)
os.write(fds[0], b"written elsewhere")
print(msg, os.read(r, 100), len(fds))
for fd in fds + [r, w]:
    os.close(fd)
for x in (s, c, k):
    x.close()
os.unlink(path)

# names
print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))
print(socket.gethostbyname("localhost"), socket.inet_aton("1.2.3.4"), socket.inet_ntop(socket.AF_INET6, b"\0" * 15 + b"\1"))
show("unknown", lambda: socket.getaddrinfo("no-such-host.invalid", 1))
print(socket.htons(0x1234), socket.ntohl(1), socket.has_ipv6)
show("inet", lambda: socket.inet_pton(socket.AF_INET, "300.1.1.1"))

# selectors
for kind in (selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector):
    with kind() as sel:
        a, b = socket.socketpair()
        sel.register(a, selectors.EVENT_READ, "a")
        sel.register(b, selectors.EVENT_WRITE, "b")
        print(kind.__name__, [(key.data, ev) for key, ev in sel.select(0)])
        sel.modify(b, selectors.EVENT_READ, "b2")
        print(sel.select(0), sel.select(0.01))
        b.send(b"x")
        print([(key.data, ev) for key, ev in sel.select(1)], len(sel.get_map()))
        sel.unregister(b)
        a.close()
        b.close()
p = select.poll()
r, w = os.pipe()
p.register(r, select.POLLIN)
print(p.poll(10))
os.close(w)
print([(fd == r, ev == select.POLLHUP) for fd, ev in p.poll(10)])
os.close(r)
start = time.monotonic()
select.select([], [], [], 0.05)
print(0.04 < time.monotonic() - start < 1)

"""The classes of io."""
import io, os, sys, tempfile, codecs


def show(label, f):
    try:
        print(label, repr(f()))
    except Exception as e:
        print(label, type(e).__name__, e)


root = tempfile.mkdtemp()
os.chdir(root)
path = "f"

# text: newlines
data = b"one\ntwo\r\nthree\rfour"
for newline in (None, "", "\n", "\r", "\r\n"):
    open(path, "wb").write(data)
    with open(path, newline=newline) as f:
        print(repr(newline), list(f), f.newlines)
    with open(path, newline=newline) as f:
        print(repr(f.read(5)), repr(f.readline()), f.tell(), repr(f.read()), f.newlines)
    with open(path, "w", newline=newline) as f:
        f.write("a\nb\r\nc\r")
    print(open(path, "rb").read())

# text: positions
text = "héllo\nwörld\n\U0001f600 smile\nlast"
with open(path, "w", encoding="utf-8") as f:
    print(f.write(text), f.tell(), f.seek(0), f.truncate())
    f.write(text)
with open(path, encoding="utf-8") as f:
    marks = []
    while True:
        marks.append(f.tell())
        if not f.readline():
            break
    print(marks)
    for m in reversed(marks):
        f.seek(m)
        print(repr(f.readline()), end=" ")
    print()
    f.seek(0)
    print(f.read(8), f.tell())
    where = f.tell()
    rest = f.read()
    f.seek(where)
    print(f.read() == rest)
    show("cur", lambda: f.seek(1, 1))
    show("end", lambda: f.seek(-1, 2))
    show("whence", lambda: f.seek(0, 9))
    print(f.seek(0, 2), f.seek(0, 1))
    f.seek(0)
    next(f)
    show("tell in iteration", lambda: f.tell())
with open(path, "r+", encoding="utf-8") as f:
    print(repr(f.readline()))
    f.seek(0)
    f.write("H")
    f.seek(0)
    print(repr(f.readline()))
with open(path, "a+", encoding="utf-8") as f:
    print(f.tell() > 0, repr(f.read()))
    f.write("!")
    f.seek(0)
    print(repr(f.read()[-5:]))

# encodings
for enc in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "ascii", "cp1252"):
    def rt():
        with open(path, "w", encoding=enc) as f:
            f.write("aé\n")
            f.write("b\n")
        with open(path, encoding=enc) as f:
            lines = f.readlines()
        return open(path, "rb").read(), lines
    show(enc, rt)
with open(path, "wb") as f:
    f.write(b"ok \xff\xc3 bad")
for errors in ("strict", "ignore", "replace", "surrogateescape", "backslashreplace"):
    show(errors, lambda: ascii(open(path, encoding="utf-8", errors=errors).read()))
with open(path, "w", encoding="ascii", errors="xmlcharrefreplace") as f:
    f.write("é€")
print(open(path).read())
show("bad encoding", lambda: open(path, encoding="no-such"))
show("bad write", lambda: open(path, "w", encoding="ascii").write("é"))
show("surrogate", lambda: open(path, "w", encoding="utf-8").write("\ud800"))

# reconfigure, detach
raw = io.BytesIO()
t = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", line_buffering=False)
t.write("x")
print(raw.getvalue(), t.line_buffering, t.write_through, t.errors)
t.reconfigure(line_buffering=True, encoding="latin-1", errors="replace", newline="\r\n")
print(raw.getvalue(), t.encoding, t.errors)
t.write("é\n")
print(raw.getvalue())
t.reconfigure(write_through=True)
t.write("z")
print(raw.getvalue(), t.detach() is raw)
show("detached", lambda: t.write("x"))
show("detached repr", lambda: repr(t))
t = io.TextIOWrapper(io.BytesIO(b"a\nb"), encoding="ascii")
t.readline()
show("reconfigure", lambda: t.reconfigure(encoding="utf-8"))
print(t, t.readable(), t.writable(), t.seekable(), t._CHUNK_SIZE)

# buffered
with open(path, "wb", buffering=5) as f:
    print(f, f.write(b"abc"), f.raw.tell(), f.write(b"defgh"), f.raw.tell(), f.tell())
with open(path, "rb", buffering=4) as f:
    print(f.peek(1), f.read(1), f.read1(10), f.read1(10), f.read(), f.read(), f.tell())
    print(f.seek(2), f.readline(), f.seek(-2, 2), f.read(), f.seek(0), f.readinto(bytearray(3)))
    b = bytearray(20)
    print(f.readinto(b), b[:6], f.readinto1(b))
    show("write", lambda: f.write(b"x"))
    show("truncate", lambda: f.truncate(0))
with open(path, "r+b") as f:
    print(f.read(2), f.write(b"ZZ"), f.read(2), f.tell(), f.seek(0), f.read())
    print(f.truncate(4), f.seek(0), f.read(), type(f).__name__)
with open(path, "rb", buffering=0) as f:
    print(f, f.read(2), f.readall(), f.read(1), f.readable(), f.writable(), f.mode)
show("unbuffered text", lambda: open(path, "r", 0))
pair = io.BufferedRWPair(io.BytesIO(b"in"), w := io.BytesIO())
print(pair.read(), pair.write(b"out"), pair.flush(), w.getvalue(), pair.closed)
pair.close()
print(pair.closed)

# raw streams in Python
class Slow(io.RawIOBase):
    def __init__(self, data):
        self.data = data
        self.log = []

    def readable(self):
        return True

    def readinto(self, b):
        self.log.append(len(b))
        n = min(3, len(b), len(self.data))
        b[:n] = self.data[:n]
        self.data = self.data[n:]
        return n


s = Slow(b"line one\nline two\n")
r = io.BufferedReader(s, 8)
print(r.readline(), r.read(4), s.log, list(r), r.closed)
print(list(io.TextIOWrapper(io.BufferedReader(Slow("zwölf\nBoxkämpfer".encode())), encoding="utf-8")))


class Sink(io.RawIOBase):
    def __init__(self):
        self.got = []

    def writable(self):
        return True

    def write(self, b):
        self.got.append(bytes(b))
        return min(len(b), 4)


k = Sink()
wr = io.BufferedWriter(k, 6)
wr.write(b"abc")
wr.write(b"defghijkl")
wr.flush()
print(k.got, wr.closed)
wr.close()
print(k.closed, isinstance(k, io.IOBase), issubclass(io.FileIO, io.RawIOBase))
show("after close", lambda: wr.write(b"x"))


class Upper(io.TextIOWrapper):
    def write(self, s):
        return super().write(s.upper())


u = Upper(io.BytesIO(), encoding="utf-8")
print("hello", file=u)
u.seek(0)
print(u.read(), type(u).__name__, repr(u))

# in memory
s = io.StringIO("first\nsecond\n")
print(s.readline(), list(s), s.tell(), s.seek(0), s.read(3), s.getvalue())
s = io.StringIO(newline=None)
s.write("a\r\nb\rc\n")
print(repr(s.getvalue()), s.newlines)
s = io.StringIO()
print("x", 1, [2], file=s, sep="|", end="$")
s.write("é\U0001f600z")
print(s.getvalue(), s.seek(0, 2), s.seek(2), s.truncate(), s.getvalue())
b = io.BytesIO(b"some bytes\nmore")
print(b.read(4), b.readline(), b.getvalue(), b.seek(-4, 2), b.read(), b.tell())
v = b.getbuffer()
v[0:4] = b"SOME"
show("resize", lambda: b.write(b"x" * 50))
v.release()
print(b.getvalue(), b.seek(20), b.write(b"!"), b.getvalue())
with io.StringIO() as s:
    pass
show("closed", lambda: s.write("x"))

# newline decoder
d = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), translate=True)
print([d.decode(x) for x in (b"a\r", b"\nb\r", b"c", b"\xc3", b"\xa9")], d.newlines, d.getstate())

# open with an opener, descriptors
dfd = os.open(root, os.O_RDONLY)
with open("f", "w", opener=lambda p, fl: os.open(p, fl, dir_fd=dfd)) as f:
    f.write("opened")
os.close(dfd)
print(open(path).read())
fd = os.open(path, os.O_RDONLY)
with open(fd, closefd=False) as f:
    print(f.read(), f.name == fd, f.fileno() == fd)
print(os.lseek(fd, 0, 1))
os.close(fd)
show("closed fd", lambda: open(fd))
print(sys.stdout.encoding, sys.stdout.name, sys.stdout.mode, sys.stdout.fileno(), sys.stderr.errors, sys.stdin.name)
print(io.text_encoding("x"), io.DEFAULT_BUFFER_SIZE, io.SEEK_END)
open(path, "w").write("never closed")
print(open(path).read())
os.remove(path)
os.chdir("/")
os.rmdir(root)

"""print: what it calls of the file it is given."""

import io
import sys


class W:
    def __init__(self):
        self.got = []

    def write(self, s):
        self.got.append(s)


class Own(W):
    def __init__(self):
        super().__init__()
        self.write = lambda s: self.got.append("own " + s)


class Asked:
    def __getattr__(self, name):
        print("asked", name)
        return lambda s: None


class Static:
    got = []

    @staticmethod
    def write(s):
        Static.got.append(s)


class Caught(io.StringIO):
    def write(self, s):
        return super().write(s.upper())


class S(str):
    def __str__(self):
        return "str of S"


w, o, c, t = W(), Own(), Caught(), io.StringIO()
d = W()
d.__dict__["write"] = lambda s: d.got.append("dict " + s)
for f in (w, o, d, Static, Static(), c, t):
    print("a", 1, None, S("x"), file=f)
    print(file=f, end="!")
    print("a", "b", sep="\U0001f600", file=f)
print(w.got, o.got, d.got, Static.got, ascii(c.getvalue()), ascii(t.getvalue()), sep="\n")
print("x", file=Asked())
del o.write
print("again", file=o)
print(o.got[-2:])
for bad in (5, "text", W):
    try:
        print("x", file=bad)
    except (AttributeError, TypeError) as e:
        print(type(e).__name__, e)
sys.stdout.write = lambda s: io.TextIOWrapper.write(sys.stdout, "<" + s + ">")
print("patched", 1)
del sys.stdout.write
print("done")

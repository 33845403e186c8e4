# Reports show sources in their own encoding, marks as wide as the characters, and names that were meant.
import os
import subprocess
import sys
import tempfile

SOURCES = [
    b"\x89\n",
    b'x = 1\n# c\ny = "\xe9"\n',
    b'# coding: latin-1\nraise RuntimeError("h\xe9 ho")\n',
    b'\xef\xbb\xbfassert 1 > 2, "mess\xc3\xa4ge"\n',
    b'\xef\xbb\xbfreturn "\xc3\xa4"',
    b'# coding: latin1\nreturn "\xe4"',
    b'# coding: cp437\n"\xc2\xa2" + f(4, x for x in range(1))\n',
    's = "漢字"; 1/0; "漢"\n'.encode(),
    'def f():\n    s = "漢" + 1\nf()\n'.encode(),
    's = "漢字" 1\n'.encode(),
    b"x = 1\r\nif 1:\n\treturn 5\r\ny = 2\r\n",
    b"x = 1\r\n\treturn 5\r\n",
    b"class A:\n    def __init__(self): self._pri = 2\n    def m(self):\n        self._prj\nA().m()\n",
    b"class A:\n    def __init__(self): self.blech = 2\n    def m(self):\n        blech\nA().m()\n",
    b"def f():\n    something = 1\n    somethong\n    somethong = 2\nf()\n",
    b"class A:\n    blech = 1\n    def __getattr__(self, n): raise AttributeError\nA().bluch\n",
    b"class A: pass\nfor i in range(900): setattr(A, f'index_{i}', 1)\nA().index_o\n",
]

with tempfile.TemporaryDirectory() as d:
    path = os.path.join(d, "s.py")
    for source in SOURCES:
        with open(path, "wb") as f:
            f.write(source)
        r = subprocess.run(
            [sys.executable, path], capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"}
        )
        print(r.stdout + r.stderr.replace(d + "/", ""))


class P:
    blech = 1

    @property
    def bloch(self):
        raise AttributeError("no")


class B:
    def __getattribute__(self, n):
        raise AttributeError("no")


class D:
    def __get__(self, o, t):
        raise AttributeError


class C:
    d = D()


for o, name in (P(), "bloch"), (B(), "bloch"), (C(), "d"), (C, "d"):
    for read in (getattr, lambda o, name: o.bloch if name == "bloch" else o.d)[: 1 + (type(o) is not B)]:
        try:
            read(o, name)
        except AttributeError as e:
            print(e.name, e.obj is o)
for a in -5, -1, 0, 1, 3:
    for b in -5, -1, 0, 1, 2, 4:
        for n in 0, 1, 3:
            print(UnicodeEncodeError("u", "a" * n, a, b, "r"), UnicodeDecodeError("u", b"a" * n, a, b, "r"))
for text in b"\x89", b"return 5":
    try:
        compile(text, "<x>", "exec")
    except SyntaxError as e:
        print(e.args)

"""A mistyped keyword is named; what a SyntaxError knows of its source."""
import traceback

for s in (
    "fro x import y",
    "x = 1\nif x:\n  whlie x: pass\n",
    "def f():\n   retrun 1\n",
    "clas A:\n  x = 1\n",
    "if x:\n  pass\nesle:\n  pass\n",
    "a b",
    "async for",
    "x = 1\n\ndef f():\n  y = 3\n  asyncc def g(): pass\n",
    "def f():\n  if x:\n    pass\n  a b",
    "for i in x:\n  while y:\n    if z: pass\n    x\n  y\na b",
    "match x:\n  case 1: pass\na b",
    "class A: pass\ndef f(): pass\na b",
):
    try:
        compile(s, "<s>", "exec")
    except SyntaxError as e:
        print(repr(s), e._metadata)
        print("".join(traceback.format_exception_only(e)), end="")
for n in range(9):
    try:
        print(n, SyntaxError("m", tuple(range(n)))._metadata)
    except TypeError as e:
        print(n, e)

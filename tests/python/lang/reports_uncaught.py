"""What is printed of exceptions that nobody catches: marks, groups, mistyped keywords."""
import subprocess
import sys
import tempfile

PROGRAMS = [
    """
def w(a):
    return v(a)
def v(a):
    x = [1].index(a)
    return x
w(2)
""",
    """
def f(): raise ValueError('a')
def g():
    try: f()
    except ValueError as e: raise KeyError('k') from e
errs = []
for h in (f, g):
    try: h()
    except Exception as e: errs.append(e)
errs[0].add_note('n1')
raise ExceptionGroup('outer', errs + [ExceptionGroup('inner', [OSError(2)])])
""",
    "x = 1\nfro x import y\n",
    """
class A:
    __slots__ = ()
    def __setattr__(self, n, v): object.__setattr__(self, n, v)
A().x = 1
""",
]
for text in PROGRAMS:
    with tempfile.NamedTemporaryFile("w", suffix=".py") as f:
        f.write(text)
        f.flush()
        r = subprocess.run([sys.executable, f.name], capture_output=True, text=True)
        print(r.stderr.replace(f.name, "PROGRAM"))

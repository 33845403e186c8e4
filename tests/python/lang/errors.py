# Exceptions: chaining, groups, tracebacks, finally rules.
import sys, traceback
def t(fn):
    try: return fn()
    except BaseException as e: return f"{type(e).__name__}: {e}"
def a():
    try: 1 / 0
    except ZeroDivisionError as e: raise ValueError("bad") from e
try: a()
except ValueError as e:
    print(repr(e.__cause__), e.__suppress_context__, e.__traceback__.tb_next.tb_lineno)
def b():
    try: {}["k"]
    except KeyError: raise TypeError("again")
try: b()
except TypeError as e: print(repr(e.__context__), e.__cause__)
def order():
    out = []
    for i in range(3):
        try:
            if i == 1: continue
            out.append(i)
        except ValueError: pass
        else: out.append("else")
        finally: out.append("fin")
    return out
print(order())
def ret():
    try: return "try"
    finally: print("cleanup")
print(ret())
def nested():
    try:
        try: raise KeyError(1)
        finally: print("inner", sys.exc_info()[0].__name__)
    except KeyError as e: return e.args
print(nested(), sys.exc_info())
try: raise ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [KeyError(3)])])
except* ValueError as eg: print("V", eg.exceptions)
except* (TypeError, KeyError) as eg: print("T", eg)
try:
    try: raise OSError(2, "No such file", "x.txt")
    except OSError as e:
        print(e, type(e).__name__, e.errno, e.filename); e.add_note("note"); raise
except FileNotFoundError as e: print(e.__notes__)
class MyErr(Exception):
    def __init__(self, code): super().__init__(f"code {code}"); self.code = code
print(t(lambda: (_ for _ in ()).throw(MyErr(5))))
print(t(lambda: undefined_name), t(lambda: [].x), t(lambda: [1][5]), t(lambda: {}[1]), t(lambda: int("z")))
print(t(lambda: 1 + "a"), t(lambda: "a" + 1), t(lambda: [] + ()), t(lambda: -"a"), t(lambda: 1 < "a"), t(lambda: len(5)))
print(t(lambda: None()), t(lambda: 5[0]), t(lambda: {}.x), t(lambda: next(iter([]))), t(lambda: [1].index(2)))
def unbound():
    print(x)
    x = 1
print(t(unbound))
def rec(n): return rec(n + 1)
print(t(lambda: rec(0))[:30])
class CM:
    def __init__(self, swallow): self.s = swallow
    def __enter__(self): return self
    def __exit__(self, et, ev, tb): print("exit", et and et.__name__, ev); return self.s
with CM(True): raise ValueError("x")
print(t(lambda: exec("with CM(False): raise KeyError('y')")))
with CM(False) as p, CM(True) as q: raise RuntimeError("two")
print(t(lambda: exec("assert 1 == 2, 'msg'")), t(lambda: exec("assert 0")))
try:
    exec("def f():\n  return 1\n   x")
except SyntaxError as e: print(type(e).__name__, e.msg, e.lineno, e.offset)
try: compile("a b", "<s>", "exec")
except SyntaxError as e: print(e.msg, e.lineno, e.offset, repr(e.text))
def deep(): shallow()
def shallow(): raise LookupError("here")
try: deep()
except LookupError: print(traceback.format_exc().replace(__file__, "errors.py"))
try:
    raise ValueError("multi\nline")
except ValueError as e: print(traceback.format_exception_only(e))
print(ValueError(1, 2), repr(ValueError("a")), str(KeyError("k")), repr(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")))
print(t(lambda: b"\xff".decode()), t(lambda: "é".encode("ascii")), t(lambda: (1, 2).__getitem__("x")))
def g():
    try: yield 1
    except GeneratorExit: print("gexit"); raise
x = g(); next(x); x.close()
try: raise 5
except TypeError as e: print(e)
try:
    try: raise ValueError("1")
    except ValueError: raise
except ValueError as e: print("reraised", e)
del x
print(t(lambda: x))

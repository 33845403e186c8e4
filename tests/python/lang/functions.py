# Calls, defaults, keyword rules and their error texts.
def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw

def attempt(fn, *a, **k):
    try:
        print(fn(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)

attempt(f, 1, d=4)
attempt(f, 1, 2, 3, 4, 5, d=6, z=7)
attempt(f)
attempt(f, 1)
attempt(f, 1, b=2, d=3)
attempt(f, 1, d=4, **{"a": 9})
def g(x, y): pass
attempt(g)
attempt(g, 1)
attempt(g, 1, 2, 3)
attempt(g, 1, 2, z=3)
attempt(g, 1, x=2)
attempt(lambda: None, 1)
def h(*, k): pass
attempt(h)
attempt(h, 1)
attempt(h, 1, k=2)
def i(a, b=1): pass
attempt(i, 1, 2, 3)
attempt(i, bb=2)
attempt(len)
attempt(len, 1)
attempt(len, [], [])
attempt([].append)
attempt([].append, 1, 2)
attempt("".join, 1)
attempt(int, "x")
attempt(int, "12", 99)
attempt(sorted, [1, "a"])
attempt(print, sep=1)
class C:
    def __init__(self, x): self.x = x
    def m(self, y=2): return self.x, y
attempt(C)
attempt(C, 1, 2)
attempt(C(1).m)
attempt(C(1).m, 2, 3)
attempt(C.m)
print(f.__name__, f.__defaults__, f.__kwdefaults__, f.__code__.co_varnames, f.__code__.co_argcount)
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
c = counter()
print(c(), c(5), c.__closure__[0].cell_contents, counter.__qualname__, c.__qualname__)
print((lambda *a, **k: (a, k))(*[1, 2], *(3,), **{"x": 1}, y=2))
attempt(lambda: f(*5))
attempt(lambda: f(**5))
def gen():
    try:
        got = yield 1
        print("got", got)
        yield from [2, 3]
        return "end"
    finally:
        print("closed")
it = gen()
print(next(it), it.send("hi"), next(it))
try:
    next(it)
except StopIteration as e:
    print("stop", e.value)
def deco(tag):
    def wrap(fn):
        def inner(*a): return tag, fn(*a)
        return inner
    return wrap
@deco("x")
@deco("y")
def target(v): return v
print(target(1))
print([x for x in range(5) if x % 2], {x: x * x for x in range(3)}, sorted({x % 2 for x in range(5)}))
print([[y for y in range(x)] for x in range(3)], [lambda: i for i in range(3)][0]())

# Variables of functions that know nothing of being looked at.
import inspect
import sys


def peek(n=1):
    f = sys._getframe(n)
    return f.f_locals


def own(a):
    b = [a]
    names = inspect.currentframe().f_locals
    c = 3
    return dict(names, names=None) == {"a": a, "b": b, "c": 3, "names": None}


def caller(a, b):
    c = [1, 2]
    for i in range(3):
        pass
    print(dict(peek()))
    peek()["c"] = "changed"
    print(c)
    add = lambda: (a, c)
    print(sorted(peek()))
    return add


def deep(n):
    k = n * 2
    if n > 0:
        return deep(n - 1)
    return peek()["k"], peek(2)["k"], peek(3)["k"]


class K:
    def m(self):
        loc = 5
        return sorted(peek()), type(peek()).__name__


def gen():
    x = 1
    yield sorted(peek())
    y = 2
    yield peek()["y"] + peek()["x"]


def template(text):
    return text.format(**sys._getframe(1).f_locals)


def greet(name, age):
    twice = age * 2
    return template("{name} is {age}, twice {twice}")


print(own(1))
print(caller(1, "x")())
print(deep(3))
print(K().m())
print(list(gen()))
print(greet("Ann", 7))
try:
    peek()["x"] = 5
    print(x)
except Exception as e:
    print(repr(e))

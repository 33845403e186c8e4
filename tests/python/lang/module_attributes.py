# Attributes of modules as they change under compiled code that has read them before.
import sys
import types

m = types.ModuleType("m")
m.x = 1


def read():
    try:
        return m.x
    except AttributeError as e:
        return str(e)


def call(f):
    try:
        return m.f(f)
    except AttributeError as e:
        return str(e)


for _ in range(3):
    print(read())
m.x = 2
print(read())
m.__dict__["x"] = 3
print(read())
vars(m).update(x=4)
print(read())
del m.x
print(read(), hasattr(m, "x"), "x" in vars(m))
m.__getattr__ = lambda name: ("hook", name)
print(read(), m.y)
m.x = 5
print(read())
m.__dict__.clear()
print(read())
m.x = 6
m.f = lambda a: ("f", a)
print(call(1), call(2))
m.f = str
print(call(3))
print(sorted(k for k in dir(m) if not k.startswith("__")), m.__dict__)
exec("x = 7\ndef f(a): return x + a", m.__dict__)
print(read(), call(1))
exec("x = 8", m.__dict__)
print(read(), call(1), m.f(2))
exec("def g():\n  global x\n  x += 1", m.__dict__)
m.g()
print(read(), call(0))


class M(types.ModuleType):
    def f(self, a):
        return "method", a


n = types.ModuleType("n")
n.x = 1
n.f = lambda a: a


def again():
    return n.x, n.f(1), n.__class__.__name__


print(again(), again())
n.__class__ = M
try:
    print(again(), again())
except TypeError as e:
    print(e)


class A:
    def kind(self):
        return self.__class__


class B(A):
    pass


a = A()
for _ in range(20):
    a.kind(), B().kind()
print(a.kind().__name__, B().kind().__name__)
a.__class__ = B
print(a.kind().__name__)


class C(A):
    @property
    def __class__(self):
        return int


print(C().kind(), isinstance(C(), int), type(C()).__name__)
A.__class__attr = 1
a.__dict__["__class__"] = "dict"
print(a.kind().__name__)
print(sys.maxsize, sys.maxsize)

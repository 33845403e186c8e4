# Class creation, MRO, descriptors, slots, metaclasses.
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, kw)
        return {}
    def __new__(mcs, name, bases, ns, **kw):
        cls = super().__new__(mcs, name, bases, ns)
        cls.tag = kw.get("tag")
        return cls
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print("call", cls.__name__, a)
        return super().__call__(*a)
class A(metaclass=Meta, tag=1):
    def hi(self): return "A"
class B(A, tag=2):
    def hi(self): return "B" + super().hi()
class C(A):
    def hi(self): return "C" + super().hi()
class D(B, C):
    def hi(self): return "D" + super().hi()
print(D().hi(), [k.__name__ for k in D.__mro__], B.tag, C.tag)
try:
    class E(A, D): pass
except TypeError as e:
    print(e)
class Desc:
    def __set_name__(self, owner, name): self.name = name; print("set_name", owner.__name__, name)
    def __get__(self, obj, owner=None): return self if obj is None else obj.__dict__.get("_" + self.name, "unset")
    def __set__(self, obj, v): obj.__dict__["_" + self.name] = v
    def __delete__(self, obj): print("delete")
class F:
    d = Desc()
    def __init_subclass__(cls, **kw): print("init_subclass", cls.__name__, kw)
    def __class_getitem__(cls, k): return (cls.__name__, k)
f = F()
print(f.d); f.d = 5; print(f.d, f.__dict__); del f.d
class G(F, x=1): pass
print(F[int], F[1, 2])
class S:
    __slots__ = ("a", "b")
s = S(); s.a = 1
print(s.a, hasattr(s, "b"), S.__slots__)
for op in (lambda: s.b, lambda: setattr(s, "c", 1), lambda: S.a.__get__(5)):
    try: print(op())
    except Exception as e: print(type(e).__name__, e)
class P:
    @property
    def x(self): "doc x"; return self._x
    @x.setter
    def x(self, v): self._x = v
    @x.deleter
    def x(self): del self._x
    @property
    def ro(self): return 1
p = P(); p.x = 3; print(p.x, P.x.__doc__); del p.x
for op in (lambda: p.x, lambda: setattr(p, "ro", 1), lambda: delattr(p, "ro"), lambda: p.nope, lambda: P.nope, lambda: (1).foo, lambda: None.x):
    try: print(op())
    except Exception as e: print(type(e).__name__, e)
class N:
    def __getattr__(self, n):
        if n == "boom": raise AttributeError("no boom")
        return "dyn " + n
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __eq__(self, o): return isinstance(o, N)
    def __lt__(self, o): return NotImplemented
    def __len__(self): return 3
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
    def __contains__(self, v): return v == "in"
    def __call__(self, *a): return a
    def __bool__(self): return False
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __iadd__(self, o): return "iadd"
    def __format__(self, s): return f"<{s}>"
n = N(); n.y = 4
print(n.y, n.zz, hasattr(n, "boom"), n == N(), n != N(), len(n), list(n), "in" in n, n(1), bool(n), n + 1, 1 + n, f"{n:abc}")
m = n; m += 1; print(m)
try: n < n
except TypeError as e: print(e)
try: hash(n)
except TypeError as e: print(e)
X = type("X", (int,), {"double": lambda self: self * 2})
print(X(4).double(), X.__name__, isinstance(X(1), int), X(3) + 1, type(X(3) + 1))
class L(list):
    def append(self, v): super().append(v * 2)
l = L([1]); l.append(2); print(l, type(l[:]), l == [1, 4])
class Dm(dict):
    def __missing__(self, k): return k * 2
print(Dm(a=1)["zz"], Dm(a=1).get("zz"))
class Str(str):
    def shout(self): return self.upper() + "!"
print(Str("hi").shout(), Str("a") + "b", {Str("k"): 1}["k"])
print(type.__call__(type, 5), object().__class__, type(type))
from abc import ABC, abstractmethod
class Ab(ABC):
    @abstractmethod
    def m(self): ...
    @property
    @abstractmethod
    def q(self): ...
try: Ab()
except TypeError as e: print(e)
import enum
class Color(enum.Enum):
    RED = 1
    GREEN = 2
print(Color.RED, Color(2), Color["RED"].name, list(Color), Color.RED in Color)
class Fl(enum.Flag):
    A = 1; B = 2
print(Fl.A | Fl.B, Fl(3), ~Fl.A)
from dataclasses import dataclass, field
@dataclass(order=True)
class Pt:
    x: int
    y: int = 2
    z: list = field(default_factory=list)
print(Pt(1), Pt(1) == Pt(1, 2, []), Pt(1) < Pt(2))
try: Pt()
except TypeError as e: print(e)
from typing import NamedTuple, Generic, TypeVar, Optional, Union, get_type_hints
class NT(NamedTuple):
    a: int
    b: str = "x"
print(NT(1), NT(1)._replace(b="y"), NT(1)[1])
T = TypeVar("T")
class Box(Generic[T]):
    v: Optional[T] = None
print(Box[int], Union[int, None], list[int], dict[str, int] | None, get_type_hints(Pt))
class New[K, V=int]:
    def m[Q](self, q: Q) -> K: ...
print(New.__type_params__, New[int, str], New.m.__type_params__)
type Alias[Z] = list[Z]
print(Alias, Alias[int], Alias.__value__)

# What classes say to odd requests, and what a class changes for instances that are there already.
import warnings, types
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
t(lambda: type('A',(5,),{}))
t(lambda: type('A',(None,),{}))
t(lambda: type('A',(int,5),{}))
with warnings.catch_warnings(record=True) as w:
    t(lambda: type('A',(),{1:2}))
    print([str(x.message) for x in w])
class C: pass
t(lambda: object.__setattr__(C, 'x', 1))
t(lambda: object.__delattr__(C, 'x'))
t(lambda: object.__setattr__(int, 'x', 1))
m = types.ModuleType("m")
class M2(types.ModuleType):
    __dict__ = property(lambda s: 3)
t(lambda: dir(M2("m2")))
t(lambda: classmethod())
class CM(classmethod): pass
t(lambda: CM(1,2))
t(lambda: repr(CM(1)))
class St(staticmethod): pass
t(lambda: repr(St(1)))
class B: pass
def f():
    class M(type):
        def mro(cls):
            del M.mro
            return (B,)
    class A(metaclass=M): pass
t(f)
class Base: pass
class Meta1(type, Base): pass
class D(metaclass=Meta1): pass
d = Base.__dict__['__dict__']
t(lambda: d.__set__(D, {}))
t(lambda: d.__delete__(D))
t(lambda: type(d.__get__(D)))
class Mod(types.ModuleType, Base): pass
mm = Mod('x')
t(lambda: d.__set__(mm, {}))
t(lambda: sorted(d.__get__(mm)))
class Ex(Exception, Base): pass
e = Ex()
t(lambda: d.__set__(e, {'a': 1}))
t(lambda: e.__dict__)
t(lambda: mm.__setattr__('__dict__', {}))
t(lambda: setattr(mm, '__class__', int))
class S1: __slots__=('a',)
class S2: __slots__=('b',)
t(lambda: setattr(S1(), '__class__', S2))
class X:
    def __getnewargs_ex__(self): return ((), 5)
t(lambda: X().__reduce_ex__(2))
class X:
    def __getnewargs_ex__(self): return (3, {})
t(lambda: X().__reduce_ex__(2))
class A: pass
class B(A): pass
a=B(); a.x=1; a.y = 3
A.x = property(lambda s: 2)
print(a.x, a.__dict__)
def f(): return a.y
f()
A.__getattribute__ = lambda s, n: 'own '+n
print(a.y, f())
del A.__getattribute__
print(a.y, f(), a.x)
class D1: 
    def __set__(self, o, v): o.__dict__['q'] = v
class Z: pass
z = Z(); z.q = 5
Z.q = D1()
print(z.q)
z.q = 7
print(z.q, z.__dict__)
class Z2:
    w = property(lambda s: 'w of Z2')
z.w = 9
z.__class__ = Z2
print(z.w, z.__dict__)
class X2(metaclass=type('Me', (type,), {'a': D1()})): pass
t(lambda: X2.a.__class__)
X2 = type(X2)('X2', (), {'a': 4})
t(lambda: X2.a)
print(int.__add__.__call__(1, 2))
t(lambda: int().__pow__())
t(lambda: int().__pow__(1,2,3))
t(lambda: [].__setitem__(1))
t(lambda: A().__setattr__(1))
t(lambda: b"".__buffer__())
t(lambda: A().__delattr__())
t(lambda: property().__set__(1))
t(lambda: property().__get__())
t(lambda: property().__get__(1,2,3))
t(lambda: int().__add__())
t(lambda: int().__add__(1, 2))
t(lambda: int().__neg__(1))
t(lambda: len("a", 2) )
class P: 
    def __init__(self): self.s = 1
class F(P):
    class ms(super): pass
    def m(self): return type(self.u).__name__, self.u.s
    def u(self): pass
F.u = F.ms(F)
t(lambda: F().m()[0])
@classmethod
def ann(cls) -> int: pass
print(ann.__annotations__, '__annotations__' in ann.__dict__)
ann.__annotations__ = {'z': 1}
print(ann.__annotations__, ann.__wrapped__.__annotations__)
del ann.__annotations__
print(ann.__annotations__)
del ann.__annotations__
t(lambda: delattr(ann, '__annotations__'))
t(lambda: delattr(staticmethod(f), '__annotate__'))
class SL:
    __slotnames__ = ['k']
    def __getattr__(self, n):
        if n == 'k': return 8
        raise AttributeError
t(lambda: SL().__reduce_ex__(2)[2])
class LH:
    def __iter__(self): return iter([1])
    def __length_hint__(self): raise ValueError("hint")
t(lambda: list(LH()))
t(lambda: tuple(LH()))
t(lambda: [].extend(LH()))
t(lambda: [*LH()])
t(lambda: bytearray(LH()))
t(lambda: set(LH()))
t(lambda: sorted(LH()))
class LH:
    def __iter__(self): return iter([1])
    def __len__(self): raise ValueError("len")
t(lambda: list(LH()))
t(lambda: tuple(LH()))
t(lambda: [].extend(LH()))
class LH:
    def __iter__(self): return iter([1])
    def __len__(self): return -1
t(lambda: list(LH()))
class LH:
    def __iter__(self): return iter([1])
    def __len__(self): raise TypeError("no")
    def __length_hint__(self): return "x"
t(lambda: list(LH()))
class LH:
    def __iter__(self): return iter([1])
    def __length_hint__(self): return NotImplemented
t(lambda: list(LH()))

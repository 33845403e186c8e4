# Type aliases as objects, and what object's own methods refuse.
import pickle, typing
type A[T]=list[T]
type B=int
from typing import TypeAliasType, TypeVar
for k in (A,B): print(pickle.loads(pickle.dumps(k)) is k, k.__reduce__(), k.__module__)
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
t(lambda: TypeAliasType('X',int,type_params=(1,2)))
t(lambda: TypeAliasType('X',int,type_params=(str,)))
T=TypeVar('T',default=int); U=TypeVar('U')
t(lambda: TypeAliasType('X',int,type_params=(T,U)))
t(lambda: TypeAliasType('X',int,type_params=[T]))
t(lambda: TypeAliasType(5,int))
class C:
    def __init__(self): pass
t(lambda: C(1))
class D: pass
t(lambda: D(1)); t(lambda: D().__init__(1)); t(lambda: C.__init__(1,2)); t(lambda: object(1)); t(lambda: object().__init__(1)); t(lambda: object.__new__(D,1)); t(lambda: object.__init__(C(),1)); t(lambda: D(a=1))
class E:
    def __new__(cls,*a): return object.__new__(cls)
t(lambda: object.__init__(E(),1)); t(lambda: E(1).__init__(2))
class F:
    def __new__(cls,*a): return object.__new__(cls,*a)
t(lambda: F(1))
class G:
    def __init__(self,*a): super().__init__(*a)
t(lambda: G(1))
class H(E,G): pass
t(lambda: H(1))
a=(1,2); print(a*1 is a, 1*a is a)
class TT(tuple): pass
b=TT(a); print(b*1 is b, type(b*1))
class S(str): pass
for f in (lambda: D.__setattr__(D(), 5, 1), lambda: setattr(D(),5,1), lambda: object.__setattr__(D(),5,1), lambda: getattr(D(),5), lambda: type.__setattr__(D,5,1), lambda: D.__getattribute__(D(),5), lambda: delattr(D(),5), lambda: type.__getattribute__(D,5), lambda: object.__delattr__(D(),5)): t(f)
t(lambda: hash(((),)*3) and 1)
from typing import *
type P[*Ts, **Q]=tuple[*Ts, Callable[Q,int]]
t(lambda: P[int,str,[int]]); t(lambda: P[int].__value__ is P.__value__); t(lambda: P.__parameters__)
t(lambda: A[int].__origin__); t(lambda: A[int].__value__); t(lambda: A[int,str]); t(lambda: B[int]); t(lambda: A | None); t(lambda: None | A[int])
t(lambda: isinstance(1,B)); t(lambda: repr(A[int]))

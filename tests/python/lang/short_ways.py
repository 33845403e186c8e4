"""Short ways of calls, comparisons and class attributes give what the long ones do."""
import collections, enum
class N:
    def __new__(cls, *a):
        o = super().__new__(cls); o.a=a; return o
class N2(N):
    def __init__(self, *a): self.i = a
class W:
    def __new__(cls, x): return N2(1) if x==1 else (5 if x==2 else (M(3) if x==3 else object.__new__(cls)))
class M(W):
    def __init__(self, x): self.m=(self.__dict__.get("m",0),x)
    def __new__(cls, x): return object.__new__(cls)
for i in range(3):
    print(N(1,2).a, N2(1,2).i, type(W(1)).__name__, W(2), W(3).m, type(W(4)).__name__)
class B(W):
    def __init__(self, x): return 3
W.k=B
class W2:
    def __new__(cls,a): return object.__new__(Bad)
class Bad(W2):
    def __new__(cls,a): return object.__new__(Bad)
    def __init__(self,a): return 3
try: W2(1)
except TypeError as e: print(e)
def nn(cls,a): return a
W.__new__=nn; print(W(7)); W.__new__=lambda c,x: object.__new__(c)
try: print(type(W(7)).__name__)
except TypeError as e: print(e)
W.__init__=lambda s,x: print("init",x); W(8)
NT=collections.namedtuple("NT","a b"); print(NT(1,2),NT(1,2)==(1,2),NT(1,2)<NT(1,3),[1,2]<[1,3],[1]==(1,),(1,2)!=(1,2),[1,[2]]==[1,[2]],(1,)>=(1,0))
try: NT(1)
except TypeError as e: print(e)
try: [1]<[None]
except TypeError as e: print(e)
try: [1]<(1,)
except TypeError as e: print(e)
class D:
    v=7
    def __set_name__(s,o,n): pass
class H: d=D()
def read(): return H.d, H().d
print(read()[0].v)
D.__get__=lambda s,o,t: ("got", o is None)
print(read())
D.__set__=lambda s,o,v: print("set",v)
h=H(); h.d=3; h.__dict__["d"]=9; print(h.d)
del D.__get__; print(h.d)
del D.__set__; print(h.d)
class Me(type):
    def __getattr__(c,n): return "meta "+n
    @property
    def p(c): return "P"
class X(metaclass=Me):
    p=1
    class q:
        def __get__(s,o,t): raise AttributeError("z")
    q=q()
for _ in range(3): print(X.p, X.q, X.zz)
class L(list):
    def __eq__(s,o): return "L"
    __hash__=None
print([1]==L([1]), L([1])==[1], (L(),)==([],), L()<[1])
class C(enum.Enum): A=1;B=2
print(C.A==C.B, C.A==C.A, C.A!=C.B, C.A.value, C.A.name)

# Classes changed while instances live, orders of mro(), and reports of syntax errors made by hand.
import sys
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
# set and no get
class Desc:
    def __init__(s,n): s.name=n
    def __set__(s,o,v): o.__dict__[s.name]=v
d=Desc('a')
class X: a=d
x=X(); t(lambda: x.a is d); x.a=42; t(lambda: x.a); 
class Meta(type):
    def __new__(m,*a): c=super().__new__(m,*a); type.__setattr__(c,'b',5) if 0 else None; return c
d2=Desc('a')
class M(type): a=d2
class Y(metaclass=M): pass
t(lambda: Y.a is d2)
x=X(); x.__dict__['a']=1; t(lambda: x.a)
# subclass propagation
class A: pass
class B(A): pass
class C(A): pass
class D(B,C):
    def __repr__(self): return "D(%r)"%(tuple(self),)
    __str__=__repr__
dd=D()
t(lambda: hash(dd)==id(dd)//16 or True)
A.__hash__=lambda self: 42; t(lambda: hash(dd))
C.__hash__=lambda self: 314; t(lambda: hash(dd))
B.__hash__=lambda self: 144; t(lambda: hash(dd))
D.__hash__=lambda self: 100; t(lambda: hash(dd))
D.__hash__=None; t(lambda: hash(dd))
del D.__hash__; t(lambda: hash(dd))
B.__hash__=None; t(lambda: hash(dd))
del B.__hash__; t(lambda: hash(dd)); 
C.__hash__=None; t(lambda: hash(dd)); del C.__hash__; t(lambda: hash(dd))
A.__hash__=None; t(lambda: hash(dd)); del A.__hash__
d={}; 
A.foo=lambda s:'A.foo'; t(lambda: dd.foo()); B.foo=lambda s:'B.foo'; t(lambda: dd.foo()); del B.foo; t(lambda: dd.foo())
A.__getattribute__=lambda s,n: 24 if n=='foo' else object.__getattribute__(s,n)
t(lambda: dd.foo)
B.__getattr__=lambda s,n: 'hello' if n=='spam' else 1/0
t(lambda: dd.spam); t(lambda: dd.foo)
del A.__getattribute__; t(lambda: dd.foo()); del A.foo; t(lambda: dd.foo); del B.__getattr__; t(lambda: dd.foo)
# altmro
class A:
    def f(self): return 'A'
class B(A): pass
class C(A):
    def f(self): return 'C'
class D(B,C): pass
t(lambda: (D().f(), D.mro(), D.__mro__))
class PMM(type):
    def mro(self):
        L=type.mro(self); L.reverse(); return L
class X(D,B,C,A,metaclass=PMM): pass
t(lambda: (X.__mro__, X().f()))
class _metaclass(type):
    def mro(self): return [self, dict, object]
try:
  class X(object, metaclass=_metaclass):
    def __getitem__(self,k): return dict.__getitem__(self,k)+42
  t(lambda: X())
except BaseException as e: print(type(e).__name__, e)
t(lambda: setattr(True,'__class__',int)); t(lambda: setattr(1,'__class__',bool)); t(lambda: setattr(object(),'__class__',bool)); t(lambda: setattr([], '__class__', tuple)); t(lambda: setattr(D(),'__class__',5)); t(lambda: delattr(D(),'__class__'))
import traceback
class BadS(SyntaxError): pass
def se(*a):
    try: raise SyntaxError(*a)
    except SyntaxError as e: print(''.join(traceback.format_exception_only(e))); sys.stderr=sys.stdout; sys.excepthook(SyntaxError,SyntaxError(*a),None)
se('bad bad',('bad.py',1,2,'abcdefg',1,7)); se('bad',('bad.py',1,0,'abcdefg',1,0)); se('bad bad',('bad.py',1,2,'abcdefg',1,2)); se('bad bad',('bad.py',1,4,'abcdefg',1,2)); se('bad bad',('bad.py',1,2,'abcdefg')); se('bad bad',('bad.py',1,-1,'abcdefg',1,-1)); se('bad bad',('bad.py',1,100,'abcdefg',1,200)); se('bad bad',('bad.py',1,2,'abcdefg',3,4)); se('bad'); se(); se('b',(None,None,None,None)); se('b',('f.py',3,1,'  x = 1\n'))

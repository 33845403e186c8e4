# Annotations that programs write, replace and delete by hand.
def t(f,*a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
def show(c): print(sorted(k for k in vars(c) if 'annot' in k))
class X:
    a: int
show(X); X.__annotations__={'z':int}; show(X); print(X.__annotations__, X.__annotate__)
del X.__annotations__; show(X); print(X.__annotations__, X.__annotate__); show(X)
def d(): del X.__annotations__
t(d); t(d); show(X)
class Y: pass
show(Y); t(lambda: Y.__annotations__); show(Y); t(lambda: Y.__annotate__); show(Y)
def d(): del Y.__annotations__
t(d); t(d)
class Z: a:int
Z.__annotate__=None; show(Z); print(Z.__annotations__); Z.__annotate__=lambda f: {'q':f}; show(Z); print(Z.__annotations__); show(Z)
Z.__annotations__; Z.__annotate__=None; show(Z); print(Z.__annotations__)
def s(): Z.__annotate__=5
t(s)
def s(): del Z.__annotate__
t(s)
def s(): int.__annotate__=None
t(s)
def s(): del int.__annotate__
t(s)
def s(): int.__annotations__={}
t(s)
def s(): del int.__annotations__
t(s)
class W:
    __annotations__={'k':1}
show(W); print(W.__annotations__, W.__annotate__); W.__annotations__={'l':2}; show(W); del W.__annotations__; show(W); print(W.__annotations__)
class V:
    a:int
    def __annotate__(f): return {'v':f}
show(V); t(lambda: V.__annotations__); t(lambda: type(V.__annotate__)); V.__annotate__=None; show(V)
class Q: a:int
Q.__annotate__=lambda f: 5; t(lambda: Q.__annotations__)
Q.__annotations__=7; t(lambda: Q.__annotations__)
def f(a:int): pass
f.__annotations__={'r':1}; t(lambda: f.__annotate__); 
def s(): f.__annotations__=5
t(s)
def s(): f.__annotate__=5
t(s)
f.__annotations__=None; t(lambda: f.__annotations__)
del f.__annotations__; t(lambda: f.__annotations__)
f.__annotate__=lambda x: 5; t(lambda: f.__annotations__)
import types
m=types.ModuleType('m'); t(lambda: m.__annotate__); m.__annotate__=lambda x:{'m':x}; t(lambda: m.__annotations__)
def s(): m.__annotate__=5
t(s)
def s(): del m.__annotate__
t(s)
m.__annotations__=5; t(lambda: m.__annotations__); t(lambda: m.__annotate__)
del m.__annotations__; t(lambda: m.__annotations__)
def s(): del m.__annotations__
t(s); t(s)
class A[T]: pass
def d(): del A.__type_params__
t(d); A.__type_params__=5; t(lambda: A.__type_params__)
def d(): int.__type_params__=()
t(d); t(lambda: int.__type_params__)
class B(A): pass
t(lambda: B.__type_params__)
for a in ((None, (), {}), ('A', (), 5), ('A', 5, {}), ('A', (), None), ('A', None, {}), ('A', (), {'__qualname__': 5})):
    t(type, *a)

def f(): pass
for op in (lambda: delattr(f,'__dict__'), lambda: setattr(f,'__dict__',None), lambda: setattr(f,'__dict__',3)):
    try: op(); print('ok')
    except Exception as e: print(type(e).__name__, e)
f.__dict__={'a':1}; print(f.a)
import types, builtins
print(f.__builtins__ is builtins.__dict__)
C=types.CellType
print(C(2)<C(3), C(2)==C(2), C()<C(1), C(1)>C(), C()==C(), C(1)!=C(2))
try: print(C(1)==1, C(1)<1)
except TypeError as e: print(e)
try: hash(C(1))
except TypeError as e: print(e)
print(repr(C()).split(' at ')[0], repr(C()).split(': ')[1])
class G:
    @property
    def x(self): "doc"
    y=property(None)
    def __init__(s): pass
print(G.x.__name__, G.x.__doc__, G.y.__doc__)
try: print(G.y.__name__)
except AttributeError as e: print(e)
class P(property):
    "subdoc"
print(P(lambda s:1).__doc__, P(lambda s:1,doc='d').__doc__)
def gd(s): "gdoc"
print(P(gd).__doc__)
try: property.__set_name__(property(), 1)
except TypeError as e: print(e)
try: property().__set_name__()
except TypeError as e: print(e)
for n in ('fget','fset','fdel'):
    try: setattr(property(),n,1)
    except AttributeError as e: print(e)
class Q:
    p=property()
for op in (lambda: Q().p, lambda: setattr(Q(),'p',1), lambda: delattr(Q(),'p')):
    try: op()
    except AttributeError as e: print(e)

class A:
    __slots__ = ('x', 'y')
    def __init__(self): self.x = 1
class B(A):
    __slots__ = ('z',)
class C(A):
    __slots__ = ('x',)
class D(A): pass
class E(A):
    __slots__ = ()
    y = 5
    @property
    def x(self): return 'prop'
    def __init__(self): pass
for cls in (A, B, C, D):
    o = cls(); print(o.x, hasattr(o, 'y'))
    o.y = 3; o.y += 1; print(o.y); del o.y; print(hasattr(o, 'y'))
    try: o.w = 1; print('dict', o.__dict__)
    except AttributeError as e: print(e)
    try: del o.y
    except AttributeError as e: print(e)
c = C(); A.x.__set__(c, 'base'); print(c.x, A.x.__get__(c))
e = E(); A.x.__set__(e, 7); print(e.x, e.y)
try: e.y = 3
except AttributeError as ex: print(ex)
import copy, pickle
b = B(); b.z = 9; b2 = copy.copy(b); print(b2.x, b2.z)
class F:
    __slots__ = ('x',)
class G:
    __slots__ = ('x',)
f = F(); f.x = 4; f.__class__ = G; print(f.x)
print(sorted([3.5, -0.0, 0.0, 1.0, float('inf')]), sorted([1, 2.5, 0]), sorted(['b', 'a', 'ab']), sorted([(1, 'a'), (0, 'z'), (1, 'A')], reverse=True))
print(sorted([True, 0, 2]), sorted([(1, 2.0), (1, 1.5), (0,)]))

import sys, collections, typing
def f(): return globals() is sys.modules['__main__'].__dict__
print(f(), sys._getframemodulename(), sys._getframemodulename(1), sys._getframemodulename(99))
def g(n): return sys._getframemodulename(n)
print(g(0), g(1), g(2), g(-1))
ns = {'__name__': 'other'}
exec('import collections\nclass A: pass\ndef h(): return globals()["__name__"]\nP = collections.namedtuple("P", "a")\nx = h()', ns)
print(ns['A'].__module__, ns['x'], ns['P'].__module__, ns['h']())
print([globals()['__name__'] for i in range(2)], (lambda: globals()['__name__'])())
T = typing.TypeVar('T'); print(T.__module__, type('X', (), {}).__module__)
N = typing.NewType('N', int); print(N.__module__)
import enum
E = enum.Enum('E', 'a b'); print(E.__module__, E.a)
def deep(n): return deep(n-1) if n else type('Y', (), {}).__module__
print(deep(100), eval('globals()["__name__"]', {'__name__': 'ev'}))
print(sorted(map(lambda x: (x, globals()['__name__']), [2, 1])))
class M(type):
    def __new__(m, n, b, d): return super().__new__(m, n, b, {})
class Q(metaclass=M): pass
print(Q.__module__)

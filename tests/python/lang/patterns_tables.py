"""Structural patterns over built-in and registered classes; tables under attack; pickled iterators."""

import collections.abc, pickle
def kind(v):
    match v:
        case [*_]: return "sequence"
        case {}: return "mapping"
        case str(): return "str"
        case _: return "other"
import array
class Late: pass
class Child(Late): pass
for v in ([], (), "", "abc", b"", b"x", bytearray(b"x"), {}, {1: 2}, set(), range(3), array.array("i"), memoryview(b"a"), 5, collections.deque(), collections.UserDict(), collections.UserList(), Child()):
    print(type(v).__name__, kind(v))
Late.__len__ = lambda s: 0
collections.abc.Mapping.register(Late)
print(kind(Late()), kind(Child()))
class M(collections.UserDict, collections.abc.Sequence): pass
class S(collections.UserList, collections.abc.Mapping): pass
print(kind(M()), kind(S()))

# Look-ups that change the table they look into.
class Evil:
    def __init__(self, d): self.d = d
    def __hash__(self): return 1
    def __eq__(self, other):
        self.d.clear()
        return True
d = {}
d[Evil(d)] = 1
d[Evil(d)] = 2
print(len(d))
class Counted:
    def __init__(self, n): self.n, self.hashes = n, 0
    def __hash__(self):
        self.hashes += 1
        return hash(self.n)
    def __eq__(self, o): return self.n == o.n
items = [Counted(i) for i in range(5)]
s = set(items); s | set(s); s & set(s); s - set(); s ^ set(); dict.fromkeys(s); frozenset(s); s.copy(); s <= s.copy()
print([i.hashes for i in items])

# Iterators keep their place in a pickle.
def left(it):
    next(it)
    return list(pickle.loads(pickle.dumps(it)))
for it in (iter([1, 2, 3]), reversed([1, 2, 3]), iter((1, 2, 3)), reversed((1, 2, 3)), iter("abc"), iter(b"abc"), iter(range(3)), iter(range(2**70, 2**70 + 3)), iter({1: 2, 3: 4}), reversed({1: 2, 3: 4}), iter({1: 2, 3: 4}.items()), enumerate("abc"), zip("ab", "cd"), map(abs, [-1, -2]), filter(None, [1, 2, 0, 3])):
    print(left(it))
print(range(10).count(True), len(range(2**63 - 1)), slice(None, 2**70).indices(2**80), 0 / -3, range(2**70)[5])

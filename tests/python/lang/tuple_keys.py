from collections import namedtuple
N = namedtuple('N', 'a b')
d = {}
d[1, 2] = 'x'; d[N(3, 4)] = 'n'; d[(1.5, 'a')] = 'f'; d[((1, 2), None)] = 'nest'; d[(True, 2)] = 'same'
print(d, d[N(1, 2)], d[3, 4], d[(1.0, 2)], d.get((9, 9)), ((1, 2), None) in d, d[(1.5, 'a')])
class K:
    def __hash__(self): return hash((1, 2))
    def __eq__(self, o): return o == (1, 2) or isinstance(o, K)
print(d[K()], K() in d)
e = {K(): 1}; print(e[(1, 2)], (1, 2) in e, (2, 1) in e)
e[(1, 2)] = 5; print(len(e))
nan = float('nan'); d[(nan,)] = 1; print(d[(nan,)], (float('nan'),) in d)
try: d[([],)]
except TypeError as ex: print(ex)
try: ([1], 2) in {(1, 2)}
except TypeError as ex: print(ex)
del d[1, 2]; print((1, 2) in d, len(d)); d.pop(N(3, 4)); print(len(d))
s = {(i, str(i)) for i in range(100)}; t = {(i, str(i)) for i in range(50, 150)}
print(len(s & t), len(s | t), len(s - t), len(s ^ t), (55, '55') in s, s >= {(3, '3')})
s.discard((3, '3')); s.remove((4, '4')); print(len(s)); 
try: s.remove((4, '4'))
except KeyError as ex: print(ex)
big = {(10**20, 1): 1}; print(big[(10**20, 1.0)])
print({(1,): 1} == {(1.0,): 1}, frozenset([(1, 2)]) == frozenset([(1.0, 2)]))
c = dict(d); c.clear(); c[(1, 2)] = 3; print(c, list(d.items())[0])
class T(tuple):
    def __eq__(self, o): return False
    __hash__ = tuple.__hash__
x = T((1, 2)); f = {x: 1}; print(f.get((1, 2)), f[x], (1, 2) in f)

import gc
print([(i, v) for i, v in enumerate('abc', 5)], {k: v for k, v in {'a': 1, 'b': 2}.items()})
for a, b in zip([1, 2, 3], 'xy'): print(a, b)
for a, b in [(1, 2), [3, 4], 'xy', {5: 1, 6: 2}]: print(a, b)
try:
    for a, b in zip([1, 2], [1], strict=True): print(a, b)
except ValueError as e: print(e)
try:
    for a, b in zip([1], [1, 2], strict=True): print(a, b)
except ValueError as e: print(e)
for x in ([1], [(1, 2, 3)], [(1,)], ['abc']):
    try:
        for a, b in x: print(a, b)
    except (TypeError, ValueError) as e: print(e)
for i, (a, b) in enumerate(zip('ab', 'cd')): print(i, a, b)
class E(enumerate):
    def __next__(self): return ('x', super().__next__())
for a, b in E('ab'): print(a, b)
class Z(zip): pass
for a, b in Z('ab', 'cd'): print(a, b)
d = {1: 2, 3: 4}
try:
    for k, v in d.items(): d[k + 10] = v
except RuntimeError as e: print(e)
for k, v in reversed({1: 2, 3: 4}.items()): print(k, v)
for n, in [(1,), (2,)]: print(n)
print(list(a + b for a, b in zip([1, 2], [3, 4])), sum(i * v for i, v in enumerate(range(5))))
def g():
    for i, v in enumerate('ab'):
        got = yield i, v
        print('got', got)
it = g(); print(next(it), it.send(1))
for d[0], d[1] in zip([1, 2], [3, 4]): print(d[0], d[1])
for i, i in enumerate('ab'): print(i)
class C:
    @property
    def __class__(self): return int
print(isinstance(C(), int), isinstance(C(), str), isinstance(C(), (str, int)), isinstance(3, str), isinstance(C, int), isinstance(int, C))
class G:
    def __getattribute__(self, n): return list if n == '__class__' else object.__getattribute__(self, n)
print(isinstance(G(), list), isinstance(G(), dict))
for f in ('{} {}', '{0} {1!r:>5}', '{a}', '{} {0}', '{0} {}', '{.x}', '{[0]}', '{:{}}', '{', '}', '{{}}{}'):
    for k in range(2):
        try: print(f.format('s', 3, a=4))
        except Exception as e: print(type(e).__name__, e)

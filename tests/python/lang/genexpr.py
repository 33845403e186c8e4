g = (x * y for x in range(4) if x & 1 for y in (1, 2, 3) if y != x for z in 'a')
print(next(g), list(g), list(g))
def f(n): return (i + n for i in range(3))
print(list(f(1)), sum(i for i in [1, 2]), any(x > 1 for x in (0, 2)))
g = (1 // x for x in (1, 0, 2))
print(next(g))
import traceback
try: next(g)
except ZeroDivisionError: print(traceback.format_exc().replace(__file__, 'genexpr.py'), end='')
print(list(g))
g = (i for i in range(5)); next(g)
try: g.throw(ValueError('t'))
except ValueError as e: print('got', e)
print(list(g)); g = (i for i in range(5)); next(g); g.close(); print(list(g), g.gi_code.co_name, g.gi_running)
fs = list(lambda: i for i in range(3)); print([f() for f in fs])
fs = [f for f in (lambda: i for i in range(3))]; print([f() for f in fs])
class A:
    k = 3
    l = list(k2 for k2 in range(k))
print(A.l, [list(j for j in range(i)) for i in range(3)])
print(tuple((a, b) for a in 'xy' for b in (c for c in a * 2)), {w: (v := w) for w in 'pq'}, v)
def outer():
    t = 0
    def add(k):
        nonlocal t
        t += k
        return t
    print(sum(add(k) for k in range(4)), t, list((t := q) for q in (5, 6)), t)
outer()
g = (x for x in g2()) if False else (y for y in (yy for yy in [1, 2])); print(g.send(None), next(g, 'd'), next(g, 'd'))
try: (x for x in 5)
except TypeError as e: print(e)
def gen():
    try: yield from (i * 2 for i in range(3))
    finally: print('fin')
print(list(gen())); q = gen(); next(q); q.close()
print(list(zip((i for i in 'ab'), (j for j in 'cd'))), max((i for i in ()), default=7))
print(int(), int('7'), str(), list(), list('ab'), tuple(), tuple([1]), dict(), dict({1: 2}), dict([(1, 2)]), set(), set('a'), frozenset(), float(), float('2'), bool(), bool(3), bytes(), bytes(2))
for c, a in ((int, 'x'), (float, []), (list, 5), (dict, 5), (set, 1), (tuple, 2)):
    try: c(a)
    except Exception as e: print(type(e).__name__, e)

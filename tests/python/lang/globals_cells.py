x = 1
def f(): return x
print(f())
x = None
print(f())
del x
try: f()
except NameError as e: print(e)
globals()['x'] = 5
print(f())
def g(): return len('abc')
print(g())
len = lambda s: 'mine'
print(g())
del len
print(g())
import builtins
builtins.zork = 9
def h(): return zork
print(h()); del builtins.zork
try: h()
except NameError as e: print(e)
ns = {}
exec("def q(): return y\ny=3", ns); print(ns['q']()); ns.update(y=4); print(ns['q']()); ns.clear()
try: ns['q']
except KeyError as e: print(e)
class D(dict):
    def __missing__(self, k):
        if k == 'len': return lambda s: 'D'
        raise KeyError(k)
print(eval("len('ab')", D()))

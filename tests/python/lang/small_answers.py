# Answers of built-in things that programs look at now and then.
import types,sys
print(type(iter('abc')), type(iter('é')), type(iter('')))
class U: pass
for o in (U(), U(), 3):
    for i in (2**70, 'a', 0):
        try: o[i]=1
        except Exception as e: print(type(e).__name__, e)
        try: o[i]
        except Exception as e: print(type(e).__name__, e)
        try: del o[i]
        except Exception as e: print(type(e).__name__, e)
try: exec("class A: pass", {'__builtins__': {}})
except Exception as e: print(type(e).__name__, e)
try: exec("import os", {'__builtins__': {}})
except Exception as e: print(type(e).__name__, e)
try: exec("assert 0", {'__builtins__': {}})
except BaseException as e: print(type(e).__name__, e)
class L:
    a=1
    locals()['b']=2
    print(b, locals() is locals())
    vars()['c']=2
    print(c)
def deep(n):
    if n: deep(n-1)
    else: 1/0
import traceback
print(L.b)
def ex():
    try: 1/0
    except ZeroDivisionError:
        r=sys._current_exceptions(); return {k==__import__('threading').get_ident(): v for k,v in r.items()}
print(ex(), list(sys._current_exceptions().values()))
co=compile('def f():\n def g(): return lambda: 1\n return g\nclass K: pass\n','x','exec')
print([c for c in co.co_consts if hasattr(c,'co_name')].__len__(), [c.co_name for c in co.co_consts if hasattr(c,'co_name')])
def out():
    def inn(): return [x for x in y]
    return (x for x in inn), lambda z: z
print([c.co_name for c in out.__code__.co_consts if hasattr(c,'co_name')])
import operator, collections
for it in (iter([1,2,3]), reversed([1,2]), iter(collections.deque([1,2])), reversed(collections.deque([1])), iter((1,2)), iter({1:2}), iter({1}), iter(range(3)), iter('abc'), iter(b'ab'), iter(bytearray(b'abc')), __import__('itertools').repeat(1,4), reversed({1:1})):
    print(type(it).__name__, operator.length_hint(it,-1)); next(it); print(operator.length_hint(it,-1))
import struct
print(struct.Struct('i').__sizeof__() > 20, struct.Struct('ii').__sizeof__()>struct.Struct('i').__sizeof__())
import ctypes
print(ctypes.Array[int], (ctypes.c_int*3)[str])
import random
for a in (2**70, -1, 'a', 1.5, 0, -2**70):
    try: print(random.getrandbits(a))
    except BaseException as e: print(type(e).__name__, e)
random.seed(5); print([random.binomialvariate(100,0.3) for i in range(5)], random.binomialvariate(1000,.5), random.binomialvariate(), random.getrandbits(64))

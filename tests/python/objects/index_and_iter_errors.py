for kind in (iter, lambda d: iter(d.items()), lambda d: iter(d.values()), reversed):
    d={'a':1}; it=kind(d); del d['a']
    for _ in range(2):
        try: print(next(it,None))
        except RuntimeError as e: print(e)
    d={'a':1,'b':2}; it=kind(d); next(it); d.clear()
    for _ in range(2):
        try: print(next(it,None))
        except RuntimeError as e: print(e)
    d={'a':1,'b':2}; it=kind(d); next(it); del d['b']
    try: print(next(it,None))
    except RuntimeError as e: print(e)
    d={'a':1,'b':2}; it=kind(d); next(it); next(it); d['c']=1
    try: print(next(it,None))
    except RuntimeError as e: print(e)
s={1}; it=iter(s); s.clear()
try: print(next(it,None))
except RuntimeError as e: print(e)
try:
    d={'a':1,'b':2}
    for k in d: del d[k]
except RuntimeError as e: print(e)
d={'a':1}
try:
    for k in d: del d[k]
    print('no error')
except RuntimeError as e: print(e)
class L(list): pass
class T(tuple): pass
for f in (lambda: L()+'a', lambda: T()+'a', lambda:[]+1, lambda: ()+1):
    try: f()
    except TypeError as e: print(e)
for d in ({}, [], 1, 'a', object()):
    try: del d.zz
    except AttributeError as e: print(e)
    try: d.zz=1
    except AttributeError as e: print(e)
    try: del d.__class__
    except (AttributeError,TypeError) as e: print(e)
b=bytearray(b'ab')
for i,v in ((5,'x'),(5,300),(0,'x'),('a','b')):
    try: b[i]=v
    except Exception as e: print(type(e).__name__,e)
for o in (bytearray(b'a'), b'a', [1], (1,), 'a', range(3)):
    try: o[2**70]
    except Exception as e: print(type(e).__name__, e)
b=bytearray(b'a')
try: b[2**70]=1
except Exception as e: print(type(e).__name__, e)
try: del b[2**70]
except Exception as e: print(type(e).__name__, e)
for i in (2**60, -2**60, 2**63, -2**63, -2**64):
    for o in (bytearray(b"a"), b"a", [1], (1,), "a", range(3)):
        try: o[i]
        except Exception as e: print(type(e).__name__, e)


class P:
    pass


for o in (P(), {1}, b"", range(3), {}.keys(), None, 1.5, len, P, "a", (1,), 1):
    for k in (0, "a"):
        try:
            del o[k]
        except TypeError as e:
            print(e)

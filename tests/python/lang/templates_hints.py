"""Template strings as objects; length hints; islice bounds."""

import pickle, collections.abc, string.templatelib as t, operator, itertools, copy
x=5; T=t'a{x!r:>5}b{x}'
p=pickle.loads(pickle.dumps(T)); print(p.strings, p.values, [i.expression for i in p.interpolations])
it=iter(T); print(isinstance(it, collections.abc.Iterator), next(it), type(it))
for _ in it: pass
try: next(it)
except StopIteration: print('stop')
for f in (lambda:t.Template(1), lambda:t.Interpolation(), lambda:t.Interpolation(1,2), lambda:t.Interpolation(1,'a','z'), lambda:t.Interpolation(1,'a','r',4), lambda:T+'a', lambda:'a'+T, lambda:T+T, lambda:t.Template('a','b',t.Interpolation(1)).strings, lambda: t.Template(a=1), lambda:hash(T)!=0, lambda:T==T, lambda:T==t'a', lambda:type('X',(t.Template,),{})):
    try: print(str(f())[:60])
    except Exception as e: print(type(e).__name__, e)
class B:
    def __length_hint__(s): raise TypeError
class C:
    def __length_hint__(s): return NotImplemented
class D:
    def __len__(s): raise TypeError('x')
    def __length_hint__(s): return 5
class E:
    def __length_hint__(s): return 'a'
class F:
    def __length_hint__(s): return -1
for o in (B(),C(),D(),E(),F(),[1],itertools.repeat(1),itertools.repeat(1,3)):
    try: print(operator.length_hint(o,7))
    except Exception as e: print(type(e).__name__, e)
try: print(operator.length_hint(1,'a'))
except Exception as e: print(type(e).__name__, e)
import sys
print(len(list(itertools.islice(itertools.count(),1,10,sys.maxsize))))
for a in ((1,10,sys.maxsize+1),(-1,),(None,),(1,None,0),('a',),(1,2,3,4)):
    try: print(len(list(itertools.islice([1,2,3],*a))))
    except Exception as e: print(type(e).__name__, e)

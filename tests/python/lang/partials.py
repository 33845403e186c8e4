"""functools.partial: placeholders, state, errors; cmp_to_key."""

import functools
from functools import partial, Placeholder as PH
def cap(*a,**k): return a,k
p=partial(cap,PH,0); p2=partial(p,PH,1,2,3); print(p2.args, p2.func is cap)
p=partial(cap,PH,0,x=1); p2=partial(p,5,1,2,3,y=2); print(p2.args, p2.keywords,p2.func is cap)
for f in (lambda:partial(p,PH), lambda:partial(cap,PH), lambda: p(), lambda: partial(cap,a=PH),  lambda:partial(3),
  lambda: partial(cap).__setstate__((cap,)), lambda: partial(cap).__setstate__((cap,(),{})), lambda: partial(cap).__setstate__((None,(),{},None)), lambda: partial(cap).__setstate__((cap,[],{},None)),lambda: partial(cap).__setstate__((cap,(),[],None)),lambda: partial(cap).__setstate__((cap,(PH,),{},None)),
  lambda: partial(cap).__setstate__((cap,None,{},None)), lambda: delattr(partial(cap),'__dict__'), lambda: functools.cmp_to_key(), lambda: functools.cmp_to_key(cap)(),  lambda: functools.cmp_to_key(cap)(x=1), lambda:functools.cmp_to_key(cap)(1)<3):
    try: print(str(f()).split(' object at')[0])
    except Exception as e: print(type(e).__name__, e)
q=partial(cap,1,a=10); q.attr=[]; q.__setstate__((cap,(1,),dict(a=10),dict(attr=[]))); print(q.__reduce__()[2][1:]); q.__setstate__((cap,(1,),dict(a=10),None)); print(q.__reduce__()[2][1:]); print(q.__dict__)
q=partial(cap); q.x=1; print(q.__reduce__()[2][1:])
q.keywords[3]=4
try: q()
except Exception as e: print(type(e).__name__, e)
print(repr(q).replace(repr(cap),'cap'))
class P(partial): pass
print(repr(P(cap,1)).replace(repr(cap),'cap'))
import inspect
print(inspect.signature(functools.cmp_to_key(cap)), inspect.signature(functools.cmp_to_key))
print(inspect.signature(partial))
class Sub(partial): pass
s=Sub(cap,PH,1); t=partial(s,2); print(t.func is s, t())
try: type('X',(functools._PlaceholderType if hasattr(functools,'_PlaceholderType') else type(PH),),{})
except Exception as e: print(e)
print(type(PH), repr(PH))

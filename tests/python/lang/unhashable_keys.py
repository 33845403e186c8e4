"""What dict and set say about keys that have no hash."""

import collections
d={1:2}; s={1}
class K:
    def __hash__(self): raise TypeError('boo')
class S(TypeError): pass
class L:
    def __hash__(self): raise S('boo')
for k in ([], K(), L(), {1}):
  for n,f in dict(getitem=lambda:d[k], contains=lambda:k in d, get=lambda:d.get(k), pop=lambda:d.pop(k), pop2=lambda:d.pop(k,1), popempty=lambda:{}.pop(k,1), lit=lambda:{k:1}, comp=lambda:{k:1 for _ in 'a'}, setlit=lambda:{k}, setcomp=lambda:{k for _ in 'a'}, sin=lambda:k in s, sdisc=lambda:s.discard(k), srem=lambda:s.remove(k),sadd=lambda:s.add(k), fs=lambda:frozenset([k]), fromkeys=lambda:dict.fromkeys([k]), dd=lambda:collections.defaultdict(int)[k], setd=lambda:d.setdefault(k), dele=lambda:d.__delitem__(k), upd=lambda:d.update([(k,1)]), h=lambda:hash(k), tup=lambda:d[(k,1)], dinit=lambda: dict([(k,2)]), items=lambda:(k,1) in d.items(), keys=lambda:k in d.keys(), ior=lambda:s.union([k]), sset=lambda:set([k]),sym=lambda:s.symmetric_difference([k]), iss=lambda:s.issuperset([k]), inter=lambda: s.intersection([k]),diff=lambda:s.difference([k])).items():
    try: print(n, f())
    except Exception as e: print(n, type(e).__name__, e, repr(e.__context__), repr(e.__cause__))
for f in (lambda:dict([1]), lambda:dict(['ab',1]), lambda:dict([(1,2),(1,2,3)]), lambda:dict(5), lambda:dict([[1]]), lambda:dict(1,2), lambda:{}.update(1,2),lambda:{}.update(1), lambda:{}|1, lambda: {}.popitem()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e, getattr(e,'__notes__',None))

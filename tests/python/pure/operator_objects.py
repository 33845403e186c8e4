import collections, copy, pickle, operator
od=collections.OrderedDict(a=1); od.x=['hi']
for d in (od.copy(), copy.copy(od), copy.deepcopy(od), pickle.loads(pickle.dumps(od))): print(d, getattr(d,'x',None))
print(od.__reduce__()[:3])
m=operator.methodcaller('f',1,k=2); print(m, m.__reduce__()[0].keywords if hasattr(m.__reduce__()[0],'keywords') else 0, m.__reduce__()[1])
print(operator.methodcaller('upper').__reduce__(), pickle.loads(pickle.dumps(operator.methodcaller('split',',')))('a,b'))
print(operator.attrgetter('a.b','c').__reduce__(), operator.itemgetter(1,2).__reduce__())
for f in (lambda:operator.attrgetter('a')(1,x=1), lambda:operator.itemgetter(1)([1],x=1), lambda:operator.methodcaller('a')(1,x=1), lambda:operator.attrgetter('a')(), lambda:operator.itemgetter(1)(1,2), lambda:operator.methodcaller('a')(), lambda:operator.methodcaller(), lambda:operator.methodcaller(3), lambda:operator.attrgetter(3), lambda:operator.attrgetter(a=1), lambda:operator.itemgetter(a=1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
import inspect
print(inspect.signature(operator.attrgetter('a')), inspect.signature(operator.itemgetter(1)), inspect.signature(operator.methodcaller('a')))

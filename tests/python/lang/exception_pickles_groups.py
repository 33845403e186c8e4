import pickle, copy
e=AttributeError('foo', name='n', obj=3); e.x=1
for p in range(3,6):
    q=pickle.loads(pickle.dumps(e,p)); print(q.args, q.name, q.obj, q.x)
e=ImportError('foo', name='n', path='p'); q=copy.copy(e); print(q.args,q.msg,q.name,q.path, ImportError('x').__reduce__(), e.__reduce__()[2])
print(AttributeError('x').__reduce__(), e.__reduce__()[1], AttributeError('x',name='y').__reduce__()[2])
print(copy.copy(NameError('x',name='q')).name)
l=[ValueError(1)]
class EG(ExceptionGroup): pass
g=EG('t',l); l.clear(); print(repr(g), g.exceptions)
g=ExceptionGroup('m',(ValueError(1),)); print(repr(g)); g.args=(1,); print(repr(g))
for n in ('message','exceptions'):
    try: setattr(g,n,1)
    except AttributeError as x: print(x)
def f(exc):
    try:
        try: raise exc
        except* ValueError as e: raise SyntaxError(3)
    except BaseException as e: print(type(e).__name__, getattr(e,'exceptions',None), repr(e.__context__))
f(ExceptionGroup('a',[ValueError(1)])); f(ValueError(2)); f(ExceptionGroup('a',[ValueError(1),TypeError(2)]))
def h():
    try:
        try: raise ExceptionGroup('a',[ValueError(1),TypeError(2)])
        except* ValueError: raise KeyError(1)
        except* TypeError: raise IndexError(2)
    except BaseException as e: print(repr(e))
h()
print(str(UnicodeEncodeError.__new__(UnicodeEncodeError)))
e=UnicodeEncodeError.__new__(UnicodeEncodeError); e.object='abc'; print(repr(str(e)))

import types
class A: x=1
class B(A): pass
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: object.__getattribute__(B,'x'))
t(lambda: object.__getattribute__(A,'x'))
t(lambda: object.__getattribute__(list[str],'__dict__'))
t(lambda: object.__getattribute__(list[str],'append'))
t(lambda: object.__getattribute__(list[str],'__origin__'))
m = types.ModuleType("m"); m.__getattr__ = lambda n: n
t(lambda: object.__getattribute__(m,'zz'))
t(lambda: object.__getattribute__(m,'__name__'))
class S(A):
    def m(self): return 1
s = super(S, S())
t(lambda: object.__getattribute__(s,'x'))
t(lambda: object.__getattribute__(int|str,'__args__'))
t(lambda: object.__getattribute__(S(),'m')())
import inspect
t(lambda: inspect.getattr_static(list[str], "parse_obj", None))

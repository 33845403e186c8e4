# Hooks and limits in sys that a program replaced, took away or set.
import sys
class BB:
    def write(self, s): return len(s)
s=sys.stdout
def deep(n):
    if n: deep(n-1)
    else: 1/0
import traceback
def show():
    try: deep(5)
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())
import os
class Out:
    def write(self, t): return s.write(t.replace(os.getcwd() + '/', ''))
    def flush(self): pass
sys.stderr = Out()
for lim in (3,1,0,-1,'a',None,1000):
    if lim=='a': continue
    sys.tracebacklimit=lim
    print('LIM',lim); show()
    try: deep(3)
    except ZeroDivisionError:
        try: traceback.print_exc(file=sys.stderr)
        except Exception as e: print(repr(e))
        try: print(len(traceback.extract_tb(sys.exc_info()[2])))
        except Exception as e: print(repr(e))
del sys.tracebacklimit
try:
    try: deep(1)
    except ZeroDivisionError as e: raise ValueError from e
except ValueError:
    sys.tracebacklimit=1
    sys.excepthook(*sys.exc_info())
del sys.tracebacklimit
old=sys.displayhook
out=[]
sys.displayhook=lambda v: out.append(v)
exec(compile('1+1\nNone\n"a"' if 0 else '1+1','x','single')); exec(compile('None','x','single')); print(out)
del sys.displayhook
try: exec(compile('1+1','x','single'))
except BaseException as e: print(type(e).__name__, e)
sys.displayhook=5
try: exec(compile('1+1','x','single'))
except BaseException as e: print(type(e).__name__, e)
sys.displayhook=old
exec(compile('"x\\ud800"','x','single'))
sys.stdout=None
try: exec(compile('1','x','single'))
except Exception as e: sys.stdout=s; print(repr(e))
sys.stdout=s
del sys.stdout
try: exec(compile('1+1','x','single'))
except BaseException as e: sys.stdout=s; print(type(e).__name__, e)
print(repr(sum([complex(1,-0.0),1])), sum([1,complex(1,-0.0)]), sum([complex(1,-0.0),1.0]), sum([1.0,complex(1,-0.0)]), sum([0.1]*10), sum([0.1j]*10), sum([1e308,1e308]), sum([-0.0]), sum([1.0,10E100,1.0,-10E100,2j]))
import builtins, os
try: builtins.dir(1,2)
except Exception as e: print(repr(e))
class D:
    def __dir__(self): return 7
try: dir(D())
except Exception as e: print(repr(e))
class D:
    __dict__=8
try: dir(D())
except Exception as e: print(repr(e))
import warnings
warnings.simplefilter('always')
for v in ('0','.foo','int','nosuch','os.getpid','nosuch.x','os.nosuch','sys.getrecursionlimit'):
    os.environ['PYTHONBREAKPOINT']=v
    try: print(v, type(breakpoint()))
    except Exception as e: print(repr(e))
os.environ['PYTHONBREAKPOINT']='builtins.print'
breakpoint(1,2,sep='-')
sys.breakpointhook=lambda *a: print('hook',a)
breakpoint(4)
del sys.breakpointhook
try: breakpoint()
except Exception as e: print(repr(e))
import ast
for o in (0,1,2):
    print([ (c(), c.__doc__) if 0 else o for c in ()])
    g={}
    exec(compile('"""d"""\ndef f():\n    """fd"""\n    assert False\n    return __debug__\nr=__debug__','x','exec',optimize=o),g)
    try: print(g['f'](), g['f'].__doc__, g.get('__doc__'), g['r'])
    except AssertionError: print('AE')
for t in (type(sys.flags), type(sys.version_info)):
    try: t()
    except TypeError as e: print(e)
print(sys.version_info >= (3, 14), sys.flags.optimize)

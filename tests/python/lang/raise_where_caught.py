"""What is raised and caught in one function, by way of loops, handlers, finally and with."""
import os, sys, traceback

def show():
    print(traceback.format_exc().replace(os.path.abspath(__file__), "here"))

def f(x):
    try:
        if x==1: raise ValueError(x)
        if x==2: raise KeyError(x)
        if x==3: return 'r'
        for i in range(3):
            try:
                if x==4: raise TypeError
                if x==5: raise ValueError('in')
            except TypeError as e:
                raise RuntimeError('ctx') from e
            finally:
                if x==6: raise OSError('fin')
    except ValueError as e:
        return 'V', e.args, e.__context__
    except RuntimeError as e:
        return repr(e), repr(e.__cause__), repr(e.__context__)
    else:
        return 'else'
def g(x):
    with open('/dev/null') as h:
        if x: raise ValueError('w')
    try:
        raise LookupError('a')
    finally:
        raise KeyError('b')
def gen():
    while True:
        try:
            v = yield
            if v: raise ValueError(v)
        except ValueError as e:
            print('g',e)
            if e.args[0]>2: raise
def star(x):
    try:
        raise ExceptionGroup('eg',[ValueError(1),TypeError(2)])
    except* ValueError as e:
        if x: raise KeyError('from star')
for i in range(8):
    try: print(i,f(i))
    except Exception: show()
for i in range(2):
    try: g(i)
    except Exception: show()
    try: star(i)
    except BaseException: show()
x=gen(); next(x)
try:
    for v in (0,1,2,3): x.send(v)
except ValueError: show()
import sys
print(sys.exc_info())
for text in ('x', '1g', '_1', '1__2', '٣x'):
    try: int(text, 16)
    except ValueError as e: print(e)
for x in (3.1, 0.1, -7.25, 1e-200, 2.5e150, float('inf')):
    print(x ** 2, abs(x) ** 0.5)

import gc
def g(name):
    try:
        yield 1
        yield 2
    finally:
        print('closed', name)
x = g('a'); next(x)
del x
gc.collect()
def use():
    y = g('b'); next(y)
use(); gc.collect()
print('then')
z = g('c'); next(z); z.close()
def bad():
    try:
        yield 1
    finally:
        raise ValueError('in close')
import sys
def hook(a): print(a.exc_type.__name__, a.exc_value, a.err_msg.split(' at ')[0], a.object)
sys.unraisablehook = hook
w = bad(); next(w); del w; gc.collect()
def plain():
    with open('/dev/null') as f:
        yield f
p = plain(); f = next(p); print(f.closed); del p; gc.collect(); print(f.closed)
async def co():
    try:
        await inner()
    finally:
        print('coroutine closed')
class inner:
    def __await__(self):
        yield 5
c = co(); print(c.send(None)); del c; gc.collect()
print('end')

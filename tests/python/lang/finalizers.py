"""Finalizers, unraisable errors, variables of frames that an exception left."""

import gc, sys
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
def f():
    a = A(1)
f()
gc.collect()
class B:
    def __del__(self): 1 / 0
def hook(u): print(type(u).__name__, u.exc_type.__name__, u.err_msg.split(" <")[0], u.object)
sys.unraisablehook = hook
def g():
    b = B()
g()
gc.collect()
sys.unraisablehook = sys.__unraisablehook__
def outer():
    secret = 3
    def inner(x):
        y = x + secret
        return 1 / 0
    inner(4)
try:
    outer()
except ZeroDivisionError as e:
    t = e.__traceback__.tb_next
    print(sorted(set(t.tb_frame.f_locals) - {'inner'}), dict(sorted(t.tb_next.tb_frame.f_locals.items())))
def h():
    value = 1
    return valeu
import traceback
try: h()
except NameError: print(traceback.format_exc().splitlines()[-1])
class OS(OSError):
    def __init__(self, what): super().__init__(2, what)
print(repr(OS("x")), OS("x").errno)
keep = A(2)
print("end")

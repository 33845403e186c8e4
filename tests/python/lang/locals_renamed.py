L = locals
import builtins as b
def g():
    a = 1
    y = L()
    return y
print(g())
def g():
    a = 1
    y = b.locals()
    return y
print(g())
def g(f):
    a = 1
    y = f()
    return y
print(g(L))

# The names of what evaluates annotations.
def f() -> int: pass
class C:
    x: int
    def m(self, a: int): pass
def o():
    def inner(a: int): pass
    class K: y: int
    return inner, K
i,K=o()
z: int
async def g[T](a: T): pass
class G[T]:
    v: T
    def m[U](self, a: U): pass
for q in (f,C,C.m,i,K,g,G,G.m): print(q.__annotate__.__qualname__, q.__annotate__.__name__)
print(__annotate__.__qualname__)

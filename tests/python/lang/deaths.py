import weakref, gc
class A:
    def __init__(s,n): s.n=n
    def __del__(s): print("del",s.n)
a=A(1)
del a
print("after")
def f():
    a=A(2)
f()
print("after2")
x=A(3); x=None
print("after3")
class B: pass
b=B(); r=weakref.ref(b, lambda r: print("cb")); print(r() is b)
del b
print(r())
d=weakref.WeakValueDictionary(); b=B(); d['k']=b; print(len(d)); del b; print(len(d))
gc.collect()
print("end", r(), len(d))
y=A(4)
import gc, weakref
class C: pass
def t1():
    c=C(); r=weakref.ref(c); del c
    gc.collect(); print(1,r())
def t2():
    c=C(); d=C(); r=weakref.ref(c); del c,d
    gc.collect(); print(2,r())
def t3():
    c=C(); d=C(); d.l=c; r=weakref.ref(c); del c,d
    gc.collect(); print(3,r())
def t4():
    c=C(); c.l=c; r=weakref.ref(c); del c
    gc.collect(); print(4,r())
def t5():
    c=C(); r=weakref.ref(c); c=None
    print(5,r())
def t6():
    c=C(); r=weakref.ref(c); del c
    print(6,r())
t1();t2();t3();t4();t5();t6()

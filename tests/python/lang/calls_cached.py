class B:
    def get(self): return 'B.get'
    def f(self, a, b=2): return (a, b)
class D(B): pass
class E(D):
    def get(self): return 'E.get'
b, d, e = B(), D(), E()
def t(o): return o.get()
for o in (b, d, e)*3: print(t(o), end=' ')
D.get = lambda self: 'D.get'
for o in (b, d, e)*2: print(t(o), end=' ')
d.get = lambda: 'own'
print(t(d), t(D()))
del D.get
print(t(d), t(D()), d.f(1), d.f(1, 3), d.f(a=4), d.f(1, b=7))
b.__dict__['get'] = lambda: 'dict'
print(t(b), t(B()))
class M:
    def get(self): return 'M'
class X(M, D): pass
print(t(X()))
X.__bases__ = (D, M)
print(t(X()))
x = X(); x.__class__ = E; print(t(x))
class S(B):
    def get(self): return 'S' + super().get()
    def f(self, a): return super().f(a, b=5)
print(t(S()), S().f(3))
try: None.foo()
except AttributeError as ex: print(ex)
f5 = 5
try: f5(1)
except TypeError as ex: print(ex)
try: [].append()
except TypeError as ex: print(ex)
class P:
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = v * 2
p = P(); p.x = 4; print(p.x); p.x += 1; print(p.x)
class L(list):
    def append(self, v): super().append(v * 2)
l = L(); l.append(4); q = []; q.append(1); l.append(5); print(l, q)

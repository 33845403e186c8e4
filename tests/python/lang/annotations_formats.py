"""Annotations in their formats, over closures and type parameters; formats of enums."""

from dataclasses import dataclass
import annotationlib, enum
def f():
    class X:
        a: undefined
        b: list[undefined]
    r1=annotationlib.get_annotations(X, format=annotationlib.Format.FORWARDREF)
    print(r1)
    @dataclass
    class D:
        a: undefined
        b: list[undefined]
        c: int
    print(annotationlib.get_annotations(D.__init__, format=annotationlib.Format.FORWARDREF))
    undefined=int
    print(annotationlib.get_annotations(X))
    print(annotationlib.get_annotations(X,format=annotationlib.Format.STRING))
f()
def g[T](x: T, y: list[U]) -> T: pass
print(str(annotationlib.get_annotations(g, format=annotationlib.Format.FORWARDREF)).split(', owner')[0])
class C[T]:
    x: T
    def m(self, a: T, b: C[T]) -> __class__: pass
print(annotationlib.get_annotations(C), annotationlib.get_annotations(C.m))
class I(enum.IntEnum):
    A=1
    def __str__(self): return self.name.lower()
print(format(I.A), f"{I.A}", f"{I.A:3}", '%s'%I.A, str(I.A), '{}'.format(I.A))
type L[T] = list[T] | und
print(L.__type_params__)
try: L.__value__
except NameError as e: print(e)

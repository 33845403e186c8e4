"""Slots, member descriptors and dataclasses that have them; globals of exec."""

import types, dataclasses
from dataclasses import dataclass, field
class S: __slots__=('x',)
print(type(S.x), types.MemberDescriptorType, type(S.x) is types.MemberDescriptorType)
@dataclass(slots=True)
class A:
    x:int
@dataclass(slots=True)
class B(A):
    x:int
    y:int
    def foo(self): return super().__repr__(), __class__
print(B(1,2))
try: print(B(1,2).foo())
except Exception as e: print(type(e), e)
@dataclass(frozen=True)
class C: pass
try: C().x=3
except Exception as e: print(type(e), e)
try: exec("global a; a=1; b=2", g:={}, l:={})
finally: print(g.keys(), l)
from typing import Literal, NoDefault
print(type(NoDefault)() is NoDefault)
print(type.__type_params__)
class W: __slots__=('__weakref__',)
print(W.__weakref__, W().__weakref__)
class Q: pass
print(sorted(Q.__dict__), Q().__weakref__)

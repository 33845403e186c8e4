import warnings
warnings.simplefilter('ignore')
def t(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
class Evil(str): pass
t(lambda: type.__getattribute__(list, Evil('append')))
t(lambda: getattr([], Evil('append')).__name__)
t(lambda: object.__getattribute__([], Evil('append')).__name__)
t(lambda: '%5%' % ())
t(lambda: '%%' % ())
t(lambda: '%5%' % (1,))
t(lambda: '%-5%|' % ())
t(lambda: b'%5%' % ())
def ue():
    e = UnicodeDecodeError('ascii', b'abc', 0, 1, 'r')
    e.object = b''; 
    return str(e)
t(ue)
def ue2():
    e = UnicodeDecodeError.__new__(UnicodeDecodeError)
    return str(e)
t(ue2)
def ue3():
    e = UnicodeEncodeError('ascii', 'abc', 0, 1, 'r')
    e.object = 5
    return str(e)
t(ue3)
def ue4():
    e = UnicodeEncodeError('ascii', 'abc', 0, 1, 'r')
    del e.object
    return str(e)
t(ue4)
def ue5():
    e = UnicodeTranslateError('abc', 5, 9, 'r')
    return str(e), e.start, e.end
t(ue5)
def ue6():
    class EvilObj: pass
    e = UnicodeEncodeError('utf-8', '', 1, 2, 'why')
    e.object = EvilObj()
    return str(e)
t(ue6)
class X:
    __slots__ = ['a']
def sl():
    class X:
        __slots__ = ['a']
    return X().a
t(sl)
t(lambda: X().a)
def sl2():
    class X:
        __slots__ = ['a']
    del X().a
t(sl2)
def cyc():
    class A: pass
    class B(A): pass
    A.__bases__ = (B,)
t(cyc)
def dset():
    class D(dict):
        __slots__ = ()
    class M(type): pass
    class C(metaclass=M): pass
    C.__dict__['x'] = 1
t(dset)
import sys
fr = sys._getframe()
t(lambda: fr.f_trace_lines)
def dl():
    del fr.f_trace_lines
t(dl)
def dl2(): fr.f_trace_lines = 1
t(dl2)
def dl3(): del fr.f_trace_opcodes
t(dl3)
t(lambda: fr.f_locals is globals())
for enc in ('utf-16', 'utf-32', 'utf-16-le', 'utf-32-be', 'utf-7', 'utf-8'):
    for b in (b'\xff', b'\xff\xfe\x00\xd8', b'abc', b'+a', b'\x00\xd8\x00\x00'):
        t(lambda: b.decode(enc))
def mro():
    class A:
        def mro(cls): 1
    class M(type):
        def mro(self):
            f = lambda: __class__
            return type.mro(self)
    class X(metaclass=M): pass
    return X.__mro__
t(mro)

def evil(effect):
    class Text(str):
        def __str__(self):
            effect(exc)
            return self
    for make in (
        lambda: UnicodeEncodeError(Text("utf-8"), "x", 0, 1, "why"),
        lambda: UnicodeDecodeError("utf-8", b"x", 0, 1, Text("why")),
        lambda: UnicodeTranslateError("x", 0, 1, Text("why")),
    ):
        exc = make()
        t(lambda: str(exc))
def no_object(e): del e.object
def none(e): e.object = None
evil(no_object)
evil(none)
def gen():
    yield
g = gen(); next(g)
t(lambda: g.throw(ValueError, "x", 23))
t(lambda: g.gi_yieldfrom)

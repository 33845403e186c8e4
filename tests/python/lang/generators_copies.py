"""Generators: contexts, delegation; what can be copied and what cannot."""

import sys, copy, types, inspect
def g():
    try: raise KeyError('a')
    except Exception: yield
x=g(); next(x)
try: x.throw(ValueError)
except ValueError as e: print(repr(e.__context__))
def make():
    try: yield
    except Exception as exc:
        print(sys.exception(), exc.__context__)
        yield
        print(sys.exception())
        yield
        raise
m=make(); next(m)
try: raise ValueError(1)
except Exception as exc:
    m.throw(exc)
next(m)
try: next(m)
except ValueError as e: print(repr(e.__context__))
for o in (x, lambda:0, sys, iter([]), property(), object()):
    try: copy.copy(o); print('ok')
    except TypeError as e: print(e)
def a():
    yield 1
def b():
    y=yield from a()
gb=b(); next(gb); print(gb.gi_yieldfrom.gi_code.co_name); list(gb); print(gb.gi_yieldfrom)
@types.coroutine
def bar(): return (yield from c)
async def foo(): return 'spam'
c=foo()
async def main(): return await bar()
try: main().send(None)
except StopIteration as e: print(e.value)
class CM:
    def __aenter__(s): return 1
    def __aexit__(s,*a): return 2
async def w():
    async with CM(): pass
try: w().send(None)
except TypeError as e: print(e)
class F:
    def __aiter__(s): return s
    def __anext__(s): return s
    def __await__(s): 1/0
async def af():
    async for _ in F(): pass
try: af().send(None)
except TypeError as e: print(e, repr(e.__cause__))
async def r():
    return [i async for i in ag() if i async for j in ag()]
async def ag():
    yield 1
    yield 2
try: r().send(None)
except StopIteration as e: print(e.value)
gen=(i for i in [1])
class S: __slots__=('a',)
s=S(); s.a=1; print(copy.copy(s).a)
class L(list): pass
print(copy.copy(L([1])), copy.deepcopy(types.SimpleNamespace(a=[1])))
import datetime, decimal, fractions, collections, re, uuid, pathlib, array, enum, functools, weakref, io, random
for o in (datetime.date(2020,1,1), fractions.Fraction(1,2), collections.OrderedDict(a=1), collections.deque([1],3), collections.Counter('aab'), collections.defaultdict(int,a=1), re.compile('a'), uuid.UUID(int=1), pathlib.Path('/a'), array.array('i',[1]), functools.partial(print,1), range(3), slice(1,2), b'x', bytearray(b'x'), frozenset([1]), {1}, 1j, 1.5, ..., NotImplemented, None, type, list[int], int|str, collections.namedtuple('N','a')(1), Exception('x'), OSError(2,'x'), random.Random(1), datetime.timezone.utc, datetime.datetime(2020,1,1), datetime.timedelta(1), io.StringIO('x'), io.BytesIO(b'x'), zip([1]), map(len,[[]]), enumerate([1]), reversed([1]), weakref.ref(S) ):
    try: print(repr(copy.copy(o)).split(' at 0x')[0][:40])
    except TypeError as e: print(type(o), e)

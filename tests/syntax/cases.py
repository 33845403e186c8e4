# Hand-written sources for record.py.

# Sources with mistakes.
ERRORS = [
    'f((x)=2)',
    'if a:\n    b\nelse:\n    c\nelif d:\n    e\n',
    'try: a\nexcept: b\nexcept* c: d',
    "f'\\\\{1}'",
    "f'\\\\{1 2}'",
    'x = 1\ndef f():\n  y = 2\n  z = (1 2)\n',
    'class A:\n  def f(self): pass\n  def g(self):\n    return 1 +\n',
    'if 1:\n    a\n  b\n',
    'if 1:\n\ta\n        b\n',
    'if 1:\n        a\n\tb\n',
    '  x\n',
    'x\n  y\n',
    'if 1:\nx\n',
    "a = 'abc\n",
    "a = '''abc\n\nd",
    "a = f'{x",
    "a = f'{x}\n",
    "a = f'''{x\n}",
    "a = f'''{x}\n\n",
    'a = $\n',
    "a = é$ + 'é' ?\n",
    "a = 'é' €\n",
    'a\\ b\n',
    'a\\',
    'a\\\n',
    '(a',
    '(a\nb',
    'x = (1,\ny = 2\n',
    'x = (1,\nfor a in b:\n  pass\n',
    'a = )\n',
    '(a]',
    '(\na]',
    '0777',
    '0b12',
    '0o8',
    '1_',
    '1__0',
    '1.e',
    '1e+',
    '0x',
    '0xg',
    '1a',
    '1_a',
    '1if x else y',
    '1.5a',
    '1ja',
    '0_7',
    '00',
    '0b',
    "é = 1'",
    'a b',
    "f'{a b}'",
    "f'{a'",
    "f'}'",
    "f'{'",
    "f'{}'",
    "f'{a!}'",
    "f'{a!z}'",
    "f'{a:{b:{c:{d}}}}'",
    "f'{a)}'",
    "f'{(a}'",
    "f'{a!r:^{b}'",
    "f'{a:\n}'",
    "f'''{a:\n}'''",
    "f'{lambda x:1}'",
    "bu'x'",
    "ub'x'",
    "fb'x'",
    "tf'x'",
    "rrr'x'",
    'a\x00b',
    '\ufeffa=1 b',
    "x = '\\N{foo}'",
    "x = b'é'",
    "'a' b'b'",
    "x='\\u12'",
    'x = 1;;',
    '\x0c x',
    'if 1:\n  x\n \x0c y\n',
    '\xa0',
    'a\u200bb',
    "x = '\\",
    "x = 'a\\\n",
    "'abc\\'\n",
    'x = "abc\\"\n\'',
    "f'{a\n",
    "f'{a",
    "f'{\n}'",
    "f'{a\n}'",
    "f'{a:{b}\n}'",
    'f"{x:\n}"',
    'a=1',
    ' 1',
    '1\n2',
    '',
    '(',
    '1;',
    'a=1\nb=2',
    'if 1:\n  x\ny',
    'if 1:\n  x\n',
    'if 1:\n  x',
    '\n',
    'x\n\n\n# a\n',
    'x\ny',
    'def f():\n  pass\n\n\n',
    'if 1: x',
    'x;y',
    '   x',
    "(3 f'{a}')",
    "(3 f'a')",
    "(3 t'a')",
    "{3 'a'}",
    "{3 t'a'}",
    "{3 t'{a}'}",
    "{3 f'{a}'}",
    "{3: 4, 3 t'a'}",
    '{3: 4, 3 b}',
    '{3: 4, **a, 3 b}',
    "[3 t'a']",
    "f'{x:{y}w}}b'",
    "f'{x:{ }w}}b'",
    "f'{x:{ }w}}b{y=}'",
    "f'{ }}'",
    "f'{ }' 'abc",
    "f'{ }}' 'abc",
    "f'{ x y}}'",
    "f'{x:{ }w}' 'abc",
    "f'{x:{ }}' 'abc",
    "f'{x:{ } 'abc",
    "x = f'''a\n{e{f}}'''",
    "x = f'''{a}\nb{e{f}}'''",
    "x = f'''{a}\nb\nc\n{e{f}}'''",
    "x = f'''a\nb\nc\n{e{f}}'''",
    "x = '''a\nb\nc''' y",
    "f(x, '''a\nb\nc''', y\nz)",
    "x = f'''a\nb\nc''' y",
    "x = f'''{a\n}b\nc''' y",
    "x = f'''a\n{a\n}b\nc''' y",
    '日 = 0777',
    "日 = f'{2}\\N{foo}{3}'",
    "日 = f'{2:\\N{foo}{3}}'",
    "f'a\\N{foo}'",
    "f'a\\N{foo}' 'b'",
    "f'a\\N{foo}' + x",
    "f'a{x}\\xz'",
    "f'\\N{foo}{a}'",
    "f'\\N{foo}{a}{b}' f'c'",
    "x = (f'\\N{foo}' f'\\N{bar}')",
    '1if',
    '1ifx',
    '1inx',
    '1andx',
    '1orx',
    '1notx',
    '1or x',
    'if 1:\n  x\n\n',
    'if 1:\n',
    'if 1:',
    'x',
    'x\n',
    '(1,\n',
    "'''a",
    "'abc",
    'def f():\n  if 1:\n    x\n',
    'def f():\n  if 1:\n    x\n\n',
    'for a in b:\n  ',
    'x = \\',
    'x \\\n',
    'try:\n  x\n',
    'try:\n  x\nexcept A:',
    '@x',
    '@x\n',
    'class A: pass\n',
    '  ',
    '# c',
    '# c\n',
    'if 1: x\n',
    "f'''a",
    'x = [1,',
    'if 1:\n  x\n  # c\n',
    'if 1:\n  x\n# c\n',
    'if 1:\n  x\n   ',
    'a = 1;',
    'if a: b\nelse: c',
    'lambda x',
    'x = (yield\n',
    "f'\\N{foo}{a b}'",
    "f'\\N{foo}{a b}' 1 2",
    "f'{a:\\xz}{a b}'",
    "f'\\N{foo}{a' 'b'",
    "f'\\N{foo}{a!z}'",
    "x = '''a\nb''' \\ y\n",
    "x = '''a\né''' \\ y\n",
    "x = '''aé\nb''' \\ y\n",
    "x = '''abcdefghijklmn\nb''' \\ y\n",
    "日 = '''abc\nb''' \\ y\n",
]

# Sources that parse, for the compiler stage.
COMPILE = [
    'await x',
    'def f(): await x',
    'def f():\n [await x for x in y]',
    '[x async for x in y]',
    'def f(): [x async for x in y]',
    'def f(): (x async for x in y)',
    'lambda: (yield)',
    'yield',
    'class A: yield',
    '[(yield) for x in y]',
    'def f(): [(yield) for x in y]',
    'def f[T:(yield)](): pass',
    'def f[T=(x:=1)](): pass',
    'type X = (yield)',
    'type X[T] = (x:=1)',
    'def f(x: (y:=1)): pass',
    'def f(x, x): pass',
    'def f[T,T](): pass',
    'def f(__debug__): pass',
    '__debug__=1',
    'del __debug__',
    'x.__debug__=1',
    'f(__debug__=1)',
    'import __debug__',
    'def __debug__(): pass',
    'class A[__classdict__:int]: pass',
    'class A: [x:=1 for y in z]',
    '[x for x in (y:=z)]',
    '[x:=1 for x in y]',
    '[[x:=1 for y in z] for x in w]',
    '[x for y in z if (x:=1) for x in w]',
    'def f():\n x=1\n global x',
    'def f(x): global x',
    'def f():\n print(x)\n global x',
    'def f():\n x:int\n global x',
    'def f():\n global x\n x:int',
    'nonlocal x',
    'def f(): nonlocal x',
    'def f():\n global x\n nonlocal x',
    'def f[T]():\n def g(): nonlocal T',
    'class A:\n import a.b as *',
    'def f(): from x import *',
    'class A: from x import *',
    'x:int\nglobal x',
    'global x\nx:int=1',
    'def f(): yield from x\nasync def f(): yield from x',
    'async def f():\n return 1\n yield',
    'await',
    'x = 1\nglobal x',
    'class A:\n  (yield)',
    'lambda x,x:1',
    'def f(a,*,a):pass',
    'class A:\n  def f(self):\n    nonlocal __class__',
    'def f():\n  __class__=1\n  super()',
    'case __debug__:1',
    'match x:\n case __debug__: pass',
    'match x:\n case A(__debug__=1): pass',
    'async def f(): [await x for x in y]',
    'async def f(): return [[await z for z in w] for x in y]',
    'def f(): return (await z for z in w)',
    'class A:\n [await z for z in w]',
    'async def f():\n lambda: await x',
    'async def f():\n  class A: await x',
    'for __debug__ in x: pass',
    'with x as __debug__: pass',
    'try: pass\nexcept A as __debug__: pass',
    'def f():\n try: pass\n finally:\n  return 1',
    'def f():\n try: pass\n finally:\n  for x in y: return 1',
    'def f():\n try: pass\n finally:\n  for x in y: break\n  else: return',
    'for a in b:\n try: pass\n finally:\n  break',
    'for a in b:\n try: pass\n finally:\n  while x:\n   continue\n  continue',
    'try: pass\nfinally:\n def f(): return 1',
    'try: pass\nfinally:\n class A:\n  def f():return',
    'def f():\n try: pass\n finally:\n  try: return\n  finally: pass',
    'def f():\n try: pass\n finally:\n  with a: return',
    'def f():\n for x in y:\n  try: pass\n  finally:\n   while 1:\n    if z: return\n    break\n   else: break',
    'yield from x',
    'class A: yield from x',
    'async def f(): yield from x',
    'async for x in y: pass',
    'def f():\n async for x in y: pass',
    'def f():\n async with x: pass',
    'async with x: pass',
    'x = *a',
    '*a',
    'return *a',
    'print(*a)',
    "f'{*a}'",
    '*a = 1',
    '*a, *b = 1',
    '[*a, [*b, *c]] = 1',
    'for *x in y: pass',
    'for *x, *y in z: pass',
    'with a as *b: pass',
    'del (*a,)',
    'x[*a] = 1',
    'a is 1',
    "a is not 'x'",
    '1 is a is 2',
    'a is ()',
    'a is None',
    'a is ...',
    'a is True',
    "a is b'x'",
    'a is 1.5',
    'a is -1',
    'assert (a, b)',
    'assert ()',
    "assert (a, 'b')",
    '1()',
    "'a'()",
    '[]()',
    '{}()',
    '(x for x in y)()',
    "f'{x}'()",
    '(1,2)()',
    '(lambda:1)()',
    "t'a'()",
    'None()',
    '1[0]',
    'None[0]',
    "'a'['b']",
    "[1]['a']",
    '(1,2)[1.5]',
    '[1][x]',
    '{1}[0]',
    '(x for x in y)[0]',
    '(lambda:1)[0]',
    "f'{x}'['a']",
    '[1][1,2]',
    '[1][[1]]',
    '...[0]',
    "t'a'[0]",
    '[1][None]',
    '[1][True]',
    "x['a'](1)",
    'match x:\n case y: pass\n case z: pass',
    'match x:\n case _: pass\n case z: pass',
    'match x:\n case y | z: pass',
    'match x:\n case (a, a): pass',
    'match x:\n case [*a, *b]: pass',
    "match x:\n case {'a':1,'a':2}: pass",
    'match x:\n case {1:1,1.0:2, True:3}: pass',
    'match x:\n case A(b=1,b=2): pass',
    'match x:\n case a | 1: pass',
    'match x:\n case [a] | [b]: pass',
    "match x:\n case f'a': pass",
    "match x:\n case {f'a':1}: pass",
    'match x:\n case y if z: pass\n case w: pass',
    'match x:\n case (y): pass\n case 1: pass',
    'match x:\n case y as z: pass',
    'match x:\n case {-1: a, -1: b}: pass',
    'match x:\n case {1+1j: a, 1+1j: b}: pass',
    'match x:\n case {a.b: a, a.b: c}: pass',
    'match x:\n case {None: a, None: c}: pass',
    'f(a=1,b=2,a=3)',
    'class A(b=1,b=2): pass',
    'class A(B, *c, **d, e=1, e=2): return',
    'x: f(a=1,a=2)',
    'def g():\n x: f(a=1,a=2)',
    'x.y: f(a=1,a=2)',
    'def g(x: f(a=1,a=2)): pass',
    'from __future__ import annotations\nx: f(a=1,a=2)',
    'try: pass\nexcept: pass\nexcept A: pass',
    'try: pass\nexcept* A: return',
    'def f():\n try: pass\n except* A: return',
    'for x in y:\n try: pass\n except* A: break',
    'try: pass\nexcept* A:\n for x in y: continue',
    'while 1: pass\nelse: break',
    'def f():\n while 1:\n  def g(): break',
    'while 1:\n class A: continue',
    'import a\nfrom __future__ import division',
    "'doc'\n'x'\nfrom __future__ import division",
    'x=1;from __future__ import division',
    'from __future__ import x',
    'from __future__ import braces',
    'from __future__ import *',
    'from .__future__ import x',
    'def f():\n from __future__ import division',
    'match x:\n case 1 | 1: pass\n case _ | 2: pass',
    'match x:\n case 1 | _: pass\n case 2: pass',
    'match x:\n case a, _: pass\n case _, b: pass',
    '[x for x in *a]',
    'x = (*a)',
    '(*a, b) = c',
    'if 0: return',
    'def f(): return 1; yield 2',
    'async def f():\n  return 1\n  yield 2',
    'async def f():\n yield 2\n return 1',
    'def f():\n try:\n  pass\n finally:\n  lambda: (yield)\n  x = [y for y in z]\n  if a:\n   continue',
    'super().__debug__ = 1',
    '(a, b): int = 1',
    'x = __debug__',
    'try:\n pass\nexcept* A:\n pass\nexcept* B:\n def f(): return 1\n continue',
    'a is (1,)',
    'a is (b,)',
    'a is (1, b)',
    'a is []',
    "a is ('x', (1, 2))",
    '(1,2) is a',
    'a is (1, -2)',
    '() is ()',
    '1 is 1 is 1',
    'a is b is 1',
    'a is 1 is b',
    'a is not ()',
    'a is {}',
    "a is f'x'",
    'a is lambda: 1',
    '[1][(1,2)]',
    '[1][(x,2)]',
    "(1,)['a']",
    "(x,)['a']",
    'assert (1,2)',
    'assert (a,)',
    'if (a is 1): pass',
    'x = 1 if a is 1 else 2',
    'def f(a=1 is 2): a is 3\n1 is 4',
    'class A(1 is 2): 3 is 4',
    '@(1 is 2)\ndef f(x: 3 is 4=5 is 6)->7 is 8: 9 is 0',
    '[1 is x for x in 2 is y if 3 is z]',
    'try: 1 is 2\nexcept 3 is 4: 5 is 6\nelse: 7 is 8\nfinally: 9 is 0',
    'with 1 is 2 as a[3 is 4]: 5 is 6',
    'for a[1 is 2] in 3 is 4: 5 is 6\nelse: 7 is 8',
    'a[1 is 2] = 3 is 4',
    'a[1 is 2] += 3 is 4',
    'a[1 is 2]: 3 is 4 = 5 is 6',
    'x: 1 is 2 = 3 is 4\n5 is 6',
    'while 1 is 2: 3 is 4',
    'match 1 is 2:\n case a if 3 is 4: 5 is 6',
    'lambda x=1 is 2: 3 is 4',
    '{1 is 2: 3 is 4}',
    '{**a, 1 is 2: 3 is 4}',
    '{x: 1 is 2 for x in 3 is 4}',
    'f(1 is 2, *(3 is 4), a=5 is 6, **(7 is 8))',
    'a.b(1 is 2)(3 is 4)',
    "f'{1 is 2:{3 is 4}}'",
    '(x := 1 is 2)',
    'assert 1 is 2, 3 is 4',
    'raise (1 is 2) from (3 is 4)',
    'del a[1 is 2]',
    'return',
    'type X[T: 1 is 2 = 3 is 4] = 5 is 6',
    'def f[T: 1 is 2 = 3 is 4](x: 5 is 6 = 7 is 8): pass',
    'class A[T: 1 is 2](3 is 4): 5 is 6',
    '(1 is 2) < (3 is 4)',
    'a if 1 is 2 else 3 is 4',
    '(yield 1 is 2)',
    'async def f(): await (1 is 2)',
    'class A:\n x: 1 is 2\n y: 3 is 4\n 5 is 6',
    'def f():\n x: 1 is 2 = 3 is 4',
    'if x:\n y: 1 is 2\n3 is 4',
    '(x): 1 is 2\n3 is 4',
    'x.y: 1 is 2\n3 is 4',
    'x[1 is 2]: 3 is 4',
    'for x in y:\n try: 1 is 2\n finally: 3 is 4',
    'def f(*, a=1 is 2, b: 3 is 4): pass',
    '@a(1 is 2)\nclass A(b=3 is 4): 5 is 6',
    "t'{1 is 2}'",
    "print(a=1, **{'a': 1 is 2}, a=2)",
    'a(b=1,b=2)(c=1,c=2)',
    'a(x(b=1,b=2),c=1,c=2)',
    'a.b(c(d=1,d=2),e=1,e=2)',
    '*a, *b = f(c=1,c=2)',
    '[*a for a in b] = 1',
    'for *a in f(b=1,b=1): pass',
    'with f(b=1,b=2) as *a: pass',
    'x = *a, f(b=1,b=2)',
    'f(**a, a=1, b=2, **c, b=3)',
    'if a and (1 is 2) or not (3 is 4): 5 is 6',
    '1 is 2 if 3 is 4 else 5 is 6',
    'try: pass\nexcept:1 is 2\nexcept A: 3 is 4',
    'while 1:\n  while 2:\n    try:\n      pass\n    except* A:\n      while 3: break\n      break',
]

# Programs whose symbol tables are recorded.
SCOPES = [
    'x: int',
    'def f():\n  x: (lambda: y)=1\n  z:w',
    'from __future__ import annotations\nclass A:\n  x: B\n  def f(self, a: A)->C: pass',
    'def f():\n  x: (yield)',
    'class A:\n  x: __class__',
    'class _C[__T](__B): x:__T\n',
    'class C:\n  type X[__T]=__U',
    'class C:\n  def f[T: __U](self, __a): pass\n  if 1: z: int',
    'def f():\n x=1\n [x for x in z]\n [lambda: x for q in z]',
    'def f():\n  class X:\n    [(a, lambda: a) for b in c]\n  a=1',
    'def f():\n  x:int\n  def g(): x',
    'for x in y:\n  try: pass\n  except A as e: pass\n  else: w=1',
    'with a as b:\n x:int\nx:str',
    'class A:\n with a as b:\n  x:int\n',
    'class A:\n match a:\n  case b:\n   x:int\n',
]

# Lines and blocks that record.py damages at random.
SEEDS = r'''
x = 1
x = y = (a, *b)
a, *b = c
(a, b), [c, *d] = e
x: int = 5
(x): int
x.y: List[int] = []
x += 1
x[1:2, ::3, *z] = f(a, *b, c=1, **d)
print(x, file=y)
f(a for a in b if c)
f(a, b=1, *c, **d)
del x, (y, z), [w], a.b, c[1]
return x, *y
raise A from b
assert x, "msg"
global a, b
nonlocal c
import a.b as c, d
from . import (a as b, c)
from .x.y import z as w, q
from x import *
pass; break; continue
lambda x, /, y=1, *z, k, w=2, **kw: x + y
x if y else z
not a and b or c
a < b <= c != d is not e not in f
a | b ^ c & d << e >> f + g - h * i / j // k % l @ m ** -n
~a + -b
await x.y(z)
[x for x in y if a if b for z in w]
{x: y for x, y in z}
{x for x in y}
(x async for x in y)
{1: 2, **a, 3: 4}
{1, *a, 2}
{}
()
[]
(x := 5)
f"a{x!r:>{w}}b{y = }"
t"a{x!r:>{w}}b{y = }"
"a" 'b' """c"""
b"a" b'c'
x = yield y
x = yield from y
if a: pass
if (a := b): x = 1
while a: break
for x, *y in z: pass
for x in a, b: print(x)
with a as b, c as (d, e): pass
with (a as b, c): pass
with (yield): pass
try: pass
@a.b(c)
async def f(x): await y
def f(a: int, /, b=1, *args: *Ts, c, d: str = "", **kw) -> int: return 1
class A(B, metaclass=C, *d): x = 1
type X[T: int = str, *Ts, **P] = list[T]
def f[T](x: T) -> T: pass
class A[T = int]: pass
match x, y:
match x:
x = match(y)
case = match[1]
type = 5
print "hello"
exec "a"
a = b = c = d
x = a.b.c[d](e).f
x = "abc" if a else 'def'
x = 0x1f + 1_000 + 1.5e10 + 3j
x = ...
x = None or True and False
async with a as b: pass
async for x in y: pass
'''.strip('\n').split('\n')

BLOCKS = [
"if a:\n    b\nelif c:\n    d\nelse:\n    e\n",
"while a:\n    b\nelse:\n    c\n",
"for a in b:\n    c\nelse:\n    d\n",
"try:\n    a\nexcept B as c:\n    d\nexcept (E, F):\n    g\nexcept:\n    h\nelse:\n    i\nfinally:\n    j\n",
"try:\n    a\nexcept* B as c:\n    d\nexcept* E, F:\n    g\n",
"try:\n    a\nfinally:\n    b\n",
"def f(a, b=1, *c, d=2, **e):\n    '''doc'''\n    return a\n",
"@dec\n@dec2(x)\nclass A(B, C=D):\n    x: int = 1\n    def f(self):\n        pass\n",
"async def f():\n    async for x in y:\n        await z\n    async with a as b:\n        yield c\n",
"with open(a) as b, c:\n    d\n",
"with (\n    open(a) as b,\n    c,\n):\n    d\n",
"match a:\n    case 1 | -2 | 'x' | None:\n        b\n    case [c, *d] if e:\n        f\n    case {'k': g, **h}:\n        i\n    case A(j, k=l) as m:\n        n\n    case o.p:\n        q\n    case (r, s) | [t]:\n        u\n    case 1+2j:\n        pass\n    case _:\n        v\n",
"x = [\n    1,\n    2,\n    (3,\n     4),\n]\n",
"x = {\n    'a': 1,\n    'b': [2, 3],\n    **c,\n}\n",
"def f(\n    a,\n    b: int = 1,\n):\n    return (\n        a +\n        b\n    )\n",
"class A:\n    def f(self):\n        if x:\n            return y\n        else:\n            z = 1\n\n    def g(self):\n        pass\n\nb = 2\n",
"x = f'''a {b\n + c} d\n{e:{f}}'''\ny = 1\n",
"é = 'ü' + f(ß, 'ñ')\nif é: print('日本', x)\n",
"def f(x):\n    return [y for y in x\n            if y]\n\nprint(f(1))\n",
"a = 1 # comment\nb = 2; c = 3\nd = \\\n  4\n",
"if x:\n\ty = 1\n\tz = 2\n",
"from a import (\n    b,\n    c as d,\n)\nimport e\n",
"for x in range(10):\n    for y in z:\n        if x == y: continue\n        print(x,\n              y)\n",
"type A = int\ntype B[T] = list[T]\ndef f[T: (int, str), *U, **P](x: T, *a: *U): ...\n",
"lambda: (yield)\nx = lambda a, *, b=1: {a: b}\ny = lambda *a, **k: (a, k)\n",
]

TOKENS = ["(",")","[","]","{","}",":",",",";",".","=","==","+","*","**","-","/","@","->",":=","if","else","elif","for","in","not","and","lambda","def","class","return","import","from","as","with","try","except","finally","while","pass","yield","await","async","None","True","x","1","'s'","f'{a}'","print","match","case","type","_","*x","!","~","<","\n","\n    ","|","%","is","del","global","raise","assert","t'{a}'","...","+=","<>","$","\\\n"]

# Syntax by the version that brought it.
VERSIONS = [
    "x: int", "(x): int", "async def f(): pass", "async for x in y: pass", "async with x: pass",
    "await x", "a @ b", "a @= b", "[x async for x in y]", "(x:=1)", "def f(a,/): pass",
    "lambda a,/: 1", "match x:\n case 1: pass", "try: pass\nexcept* A: pass", "type X = int",
    "def f[T](): pass", "class A[T=int]: pass", "def f[*T=int](): pass", "t'a'",
    "try: pass\nexcept A, B: pass", "1_000", "0x_f", "with (a as b): pass", "x[*a]",
    "def f(*a: *b): pass", "match x:\n case 1\n  pass", "x = [await a for b in c]",
]

TYPE_COMMENTS = """\
x = 1 # type: int
x = 1 # type: ignore
x = 1 # type: ignore[foo]
for a in b: # type: int
    pass
with a as b: # type: int
    pass
def f(a, # type: int
      b=1, # type: str
      *, # foo
      c, # type: int
      **d # type: int
      ):
    # type: (...) -> int
    pass
def f(a): # type: (int) -> str
    return a
def f(a): # type: (int) -> str
    # type: (int) -> str
    return a
# type: ignore
def g():
    x = 1 # type:   List[int]
    # type: ignore
    # type: int
    pass
if x:
    # type: int
    y
lambda a, *b: 1 # type: int
async for x in y: # type: int
    pass
# type: ignore"""

# Templates of random programs: $N a name, $E an expression, $P a pattern, $T type parameters,
# $B an indented block.
EXPRESSIONS = [
    "($E + $E)", "($E is $E)", "$N($E, $N=$E, $N=$E)", "[$E for $N in $E if $E]",
    "($E for $N, $N in $E)", "{$E: $E for $N in $E}", "(lambda $N, $N=$E: $E)", "($N := $E)",
    "(yield $E)", "(await $E)", "$E[$E]", "$E.$N", "($E if $E else $E)", "f'{($E)}'", "[*$E, $E]",
    "{$E for $N in $E for $N in $E}", "super()", "(not $E or $E)", "[$E async for $N in $E]",
    "{**$E, $E: $E}", "(yield from $E)", "($E < $E is not $E)",
]
PATTERNS = [
    "$N", "_", "-1", "$N.b", "[$P, *$N]", "($P | $P)", "{1: $P, 's': $P, **$N}",
    "A($P, b=$P, c=$P)", "($P as $N)", "[$P, $P]", "1+2j", "None",
]
TYPE_PARAMS = ["", "", "[T]", "[T: $E]", "[$N = $E]", "[T, *Ts, **P]", "[T=int, U]"]
SIMPLE = [
    "$N = $E", "$E", "global $N", "nonlocal $N", "return $E", "$N: $E = $E", "$N: $E", "del $N",
    "import $N", "from m import $N as $N", "break", "continue", "pass", "return", "$N += $E",
    "$N, *$N = $E", "assert $E, $E", "type $N$T = $E", "($N): $E",
]
COMPOUND = [
    "if $E:\n$B\nelse:\n$B", "for $N in $E:\n$B", "while $E:\n$B\nelse:\n$B",
    "try:\n$B\nexcept $E as $N:\n$B\nfinally:\n$B", "try:\n$B\nexcept* $E:\n$B",
    "with $E as $N:\n$B", "match $E:\n  case $P if $E: $N\n  case $P: $E",
    "match $E:\n  case $P: $N\n  case $P: $E",
    "def $N$T($N, $N=$E):\n$B", "def f$T(self, x: $E = $E, *args, k=$E) -> $E:\n$B",
    "async def $N$T($N):\n$B", "class $N$T($E, k=$E):\n$B", "class A:\n$B", "class _B:\n$B",
    "async for $N in $E:\n$B", "async with $E as $N:\n$B", "@$E\ndef $N():\n$B", "def f():\n$B",
    "def g():\n$B", "class D:\n$B",
]

"""One-line answers and refusals of many parts of the library."""
import array, ast, collections, copy, dataclasses, functools, json, math, pickle, sys, types
def t(s, g=globals()):
    try: print(s, '=>', repr(eval(s, g)))
    except BaseException as e: print(s, '!!', type(e).__name__, e)
def gen(a):
    b = 2
    yield a
    c = 3
    yield b
g = gen(5)
next(g)
list(g)
@types.coroutine
class BS(bytearray): pass
x = BS(b'abc'); x.x = 5; t('copy.copy(x).x'); t('pickle.loads(pickle.dumps(x)).x'); t('copy.deepcopy(x)'); t('bytearray(b"a").__reduce_ex__(4)'); t('bytearray(b"a\\xff").__reduce_ex__(2)'); t('x.__reduce_ex__(2)')
class DS(collections.deque):
    __slots__ = ('x', 'y', '__dict__')
d = DS('ab'); d.x = 1; d.z = [2]; t('copy.copy(d).x'); t('pickle.loads(pickle.dumps(d)).x')
t('b"...%(f(o)o)b..." % {b"f(o)o": b"abc"}'); t('"%(f(o)o)s" % {"f(o)o": 1}'); t('bytes.fromhex(b"12 34")'); t('bytes.fromhex(array.array("B", b"1A"))'); t('bytearray.fromhex("1")'); t('bytes.fromhex("zz")'); t('bytes.fromhex(3)')
class R:
    __repr__ = None; __str__ = None; __len__ = None; __iter__ = None; __bool__ = None; __hash__ = None; __eq__ = None; __add__ = None; __contains__ = None; __getitem__ = None; __call__ = None; __neg__ = None
r = R()
for s in ('repr(r)', 'str(r)', 'len(r)', 'iter(r)', 'hash(r)', 'r + 1', '1 in r', 'r[0]', 'r()', 'f"{r}"', 'format(r)', 'list(r)', 'reversed(r)'): t(s)
class Dir:
    def __dir__(self): return 7
class Dd: __dict__ = 8
t('dir(Dir())'); t('dir(Dd())'); t('vars(3)')
for f, a in (('fma', (math.inf, 1, 1)), ('fma', (1e308, 10, 0)), ('fma', (math.inf, 0, 1)), ('gamma', (-123,)), ('gamma', (-127.45117632943295,)), ('lgamma', (-3,)), ('nextafter', (1, 2)), ('hypot', (3,4)), ('sqrt', (-1,)), ('log', (0,)), ('log', (-1,)), ('acos', (2,)), ('factorial', (-1,)), ('comb', (-1, 2)), ('exp', (1000,)), ('pow', (0, -1)), ('fmod', (1, 0)), ('ldexp', (1, 10000)), ('isqrt', (-1,)), ('log2', (0,)), ('log10', (-1,)), ('atanh', (1,)), ('cosh', (1000,)), ('sumprod', ([1,2],[3])), ('remainder', (1, 0)), ('sin', (math.inf,)), ('floor', (math.nan,)), ('log1p', (-1,)), ('expm1', (1000,)), ('cbrt', (-8,)), ('dist', ([1],[1,2])), ('gcd', (1.5,)), ('perm', (3, -1)), ('prod', (3,)), ('trunc', ('a',)), ('ulp', (0.0,)), ('gamma', (0.0,)), ('gamma', (171.7,)), ('lgamma', (0,))):
    t(f'math.{f}{a if len(a) > 1 else "(" + repr(a[0]) + ")"}'.replace('inf', 'math.inf').replace('nan', 'math.nan'))
t('math.nextafter(1, 2, steps=-1)')
t('"{0.}".format(1)'); t('"{0[}".format(1)'); t('"{!}".format(1)'); t('"{0!x}".format(1)'); t('"{:{}}".format(1,2)'); t('"{a} {}".format(1, a=2)'); t('"{} {0}".format(1)'); t('"{".format()'); t('"}".format()'); t('"{0[a]}".format({"a":1})'); t('"{0[}".format(1)'); t('"{.x}".format(1)'); t('"{0[]}".format([1])'); t('"{0]}".format([1])')
p = functools.partial(print); p2 = functools.partial(p); 
class PS(functools.partial): pass
q = PS(print); q.__setstate__((q, (), {}, {})); 
for st in (None, (), (1,2,3), (print, None, {}, None), (print, (), [], None)): t('functools.partial(print).__setstate__(st)', {**globals(), 'st': st})
t('copy.replace(gen.__code__, co_name="zz").co_name')
t('ast.Name()'); t('ast.Name("a", foo=1).foo'); t('ast.Constant(1, 2, 3)'); t('ast.dump(ast.Name("x"))'); t('copy.replace(ast.Name("x"), id="y").id'); t('copy.replace(ast.Name("x"), foo="y")'); t('repr(ast.parse("x+1"))'); t('ast.literal_eval("1+")'); t('ast.literal_eval("f()")'); t('ast.get_docstring(ast.parse("\'d\'"))'); t('ast.unparse(ast.parse("x if y else [z for z in w]"))')
@dataclasses.dataclass(frozen=True, slots=True)
class C: pass
@dataclasses.dataclass(frozen=True)
class C2: x: int
@dataclasses.dataclass(slots=True)
class B1:
    a: int
    def m(self): return super().__repr__() and __class__.__name__
t('B1(1).m()')
class D2(C2): pass
dd = D2(10); 
def sa(o, n, v): setattr(o, n, v)
t('sa(dd, "y", 3)'); t('dd.y'); t('sa(dd, "x", 3)')
t('collections.deque([0,1,2]).index(0, -10)'); t('collections.deque([1,2,3]).index(1, -4)'); t('collections.deque("abc", 2)'); t('collections.deque(3, 4, 5)'); t('collections.deque(maxlen=-1)'); t('collections.deque([1]) * -1'); t('[1]*-1'); t('list(collections.deque([1,2])*2)'); dq = collections.deque([1,2]); dq.append(dq); t('dq')
a = array.array('i', [1]); t('a.__imul__("bad")'); t('a * "x"'); t('a + [1]'); t('a.fromlist([1.5])'); t('array.array("u", "a")'); t('array.array("q", [2**63])'); t('array.array("z")'); t('a.pop(5)'); t('a.index(9)')
class AA: pass
AA.__module__ = 'zz'; t("'__firstlineno__' in AA.__dict__"); t('setattr(AA, "__name__", "a\\0b")'); t('setattr(AA, "__type_params__", 5)')
t('sum([1j, 2.5, 0.1]*3)'); t('sum([0.1]*10)'); t('sum([1, 0.1, 1j])'); t('exec("1", {"__builtins__": 123})'); t('exec("print(1)", {"__builtins__": {}})'); t('compile("1", "", "exec", optimize=5)')
class NS(dict):
    def __missing__(self, k): return k.upper()
t('eval("foo", {}, NS())'); t('eval("1", 5)'); t('eval("1", {}, 5)'); t('exec(5)'); t('eval("x=1")'); t('eval("")')
sys.breakpointhook = lambda *a: a; t('breakpoint(7)'); del sys.breakpointhook; t('breakpoint()')
t('json.dumps({(1,2): 3})'); t('json.dumps({(1,2): 3, "a": {1j: 2}}, skipkeys=True, indent=1)'); t('json.loads("[1,,2]")'); t('json.loads("{\\"a\\" 1}")'); t('json.loads("NaN")'); t('json.dumps(float("nan"), allow_nan=False)'); t('json.loads("\\"\\\\ud800\\"")'); t('json.loads("")'); t('json.loads("[1] x")'); t('json.loads(b"\\xff")')

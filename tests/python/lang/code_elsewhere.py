# Code objects over other globals, cells and built-ins; as bytes.
import types, marshal
def f(a, b=2):
    return a + b + K
K=1
g = types.FunctionType(f.__code__, {'K': 100}, 'zz', (5,))
print(g(1), g.__name__, g.__defaults__, g.__kwdefaults__)
def outer():
    x = 5
    def inner(): return x
    def setx(v):
        nonlocal x; x = v
    return inner, setx
i, s = outer()
c = types.CellType(42)
h = types.FunctionType(i.__code__, {}, closure=(c,))
print(h()); c.cell_contents = 7; print(h(), i())
exec(i.__code__, {}, closure=(c,))
print(eval(f.__code__.replace(co_name='q')) if 0 else 'x')
def glob(): 
    global ZZ
    ZZ = 3
ns = {}
exec(glob.__code__, ns); print(ns['ZZ'])
for bad in [lambda: exec(i.__code__), lambda: exec(i.__code__, closure=()), lambda: exec("1", closure=(c,)), lambda: exec(glob.__code__, closure=(c,)), lambda: exec(i.__code__, closure=(1,)),lambda: eval(i.__code__),
  lambda: types.FunctionType(i.__code__, {}), lambda: types.FunctionType(i.__code__, {}, closure=(1,)), lambda: types.FunctionType(glob.__code__, {}, closure=(c,)), lambda: types.FunctionType(i.__code__, {}, closure=[c]),
  lambda: types.FunctionType(1, {}), lambda: types.FunctionType(glob.__code__, 1), lambda: types.FunctionType(glob.__code__, {}, 1), lambda: types.FunctionType(glob.__code__, {}, 'x', 1), lambda: types.FunctionType(glob.__code__, {}, 'x', None,None,1)]:
    try: bad(); print('no')
    except Exception as e: print(type(e).__name__, e)
code = compile("def f(x):\n  return x*2\nprint(f(4))\nclass A:\n  def m(self): return [y for y in range(3)]\nprint(A().m())\n", "zz", "exec")
d = marshal.dumps(code)
exec(marshal.loads(d))
k = marshal.loads(marshal.dumps(f.__code__))
print(types.FunctionType(k, {"K":1}, None, (2,))(1), k.co_name, k.co_varnames, k.co_names)
def gen():
    yield K
gg = types.FunctionType(gen.__code__, {'K': 'gen'})
print(list(gg()))
def rec(n): return n if n<1 else rec2(n-1)
import copy
rec2 = types.FunctionType(rec.__code__, {'rec2': lambda n: ('stop', n)})
print(rec(3))
print(eval("len", {'__builtins__': types.MappingProxyType({'len': 5})}))
class B(dict):
    def __missing__(self, k): return k+'!'
print(eval("foo", {'__builtins__': B()}))
try: exec("print(1)", {'__builtins__': {}})
except Exception as e: print(repr(e))
try: exec("def f():\n  return len([])\nf()", {'__builtins__': {}})
except Exception as e: print(repr(e))
def ff(): return len('x')
try: print(types.FunctionType(ff.__code__, {'__builtins__': {'len': lambda x: 'own'}})())
except Exception as e: print(repr(e))
try: print(types.FunctionType(ff.__code__, {'__builtins__': {}})())
except Exception as e: print(repr(e))
try: exec("import os", {'__builtins__': {}})
except Exception as e: print(repr(e))

for bad in (lambda: marshal.dumps(code, allow_code=False), lambda: marshal.loads(d, allow_code=False), lambda: marshal.loads(b"?")):
    try: bad()
    except ValueError as e: print(e)
def swap(): return K
def other(): return K, 'other'
swap.__code__ = other.__code__
print(swap())
ns = {'K': 'theirs'}
exec("def theirs(): return K", ns)
ns['theirs'].__code__ = other.__code__
print(ns['theirs']())
import tempfile, os, py_compile, sys
with tempfile.TemporaryDirectory() as dir:
    path = os.path.join(dir, 'first_mod.py')
    with open(path, 'w') as f: f.write('"""doc"""\nX = 3\nclass C:\n    def g(self): return __class__.__name__, [X for _ in "ab"]\n')
    print(os.path.basename(py_compile.compile(path, cfile=os.path.join(dir, 'second_mod.pyc'))))
    sys.path.insert(0, dir)
    import second_mod
    print(second_mod.C().g(), second_mod.__doc__, os.path.basename(second_mod.__file__))

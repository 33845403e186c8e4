"""Code objects in other namespaces: types.FunctionType, __code__, exec(closure=), marshal."""
import marshal
import types

x = "module"


def plain(a, b=2, *c, d=4, **e):
    return x, a, b, c, d, e


f = types.FunctionType(plain.__code__, {"x": "elsewhere"})
try:
    f(1)
except TypeError as e:
    print(e)
print(f(1, 2, d=3))
f = types.FunctionType(plain.__code__, {"x": "elsewhere"}, "named", (7,), None, {"d": 9})
print(f(1), f.__name__, f.__defaults__, f.__kwdefaults__)
print(plain(1))


def outer(v):
    def inner(w=0):
        nonlocal v
        v += 1
        return x, v, w

    return inner


i = outer(10)
cell = types.CellType(100)
j = types.FunctionType(i.__code__, {"x": "j"}, "j", (5,), (cell,))
print(j(), j(6), cell.cell_contents, i())


def gen(n):
    for k in range(n):
        yield x, k


print(list(types.FunctionType(gen.__code__, {"x": "g", "range": range})(2)))

for args in [
    (1, {}),
    (plain.__code__, 1),
    (plain.__code__, {}, 1),
    (plain.__code__, {}, None, 1),
    (plain.__code__, {}, None, None, 1),
    (plain.__code__, {}, None, None, (cell,)),
    (plain.__code__, {}, None, None, None, 1),
    (i.__code__, {}),
    (i.__code__, {}, None, None, ()),
    (i.__code__, {}, None, None, (1,)),
]:
    try:
        types.FunctionType(*args)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


def run():
    n = 0

    def step():
        nonlocal n
        n += x

    return step


step = run()
cell = types.CellType(3)
exec(step.__code__, {"x": 4}, closure=(cell,))
print(cell.cell_contents)
for source, closure in [
    (step.__code__, None),
    (step.__code__, ()),
    (step.__code__, [cell]),
    (step.__code__, (1,)),
    ("pass", (cell,)),
    (plain.__code__, (cell,)),
]:
    try:
        exec(source, {"x": 1}, closure=closure)
    except TypeError as e:
        print(e)
try:
    eval(step.__code__)
except TypeError as e:
    print(e)


def twice():
    seen.append(x)
    return x * 2


names = {"x": 21, "seen": []}
print(eval(twice.__code__, names), names["seen"])
print(exec(twice.__code__, names), names["seen"])


def one():
    return x, 1


def two():
    return x, 2


one.__code__ = two.__code__
print(one())
m = outer(1)
m.__code__ = i.__code__
print(m(), m())

c = compile("def f(a):\n    return a + y\nz = f(1)\n", "<made>", "exec")
d = marshal.loads(marshal.dumps(c))
names = {"y": 5}
exec(d, names)
print(d.co_filename, d.co_name, names["z"], names["f"](2), names["f"].__code__.co_firstlineno)
g = types.FunctionType(marshal.loads(marshal.dumps(plain.__code__)), {"x": "loaded"})
print(g(1, 2, d=3), g.__code__.co_varnames, g.__code__.co_qualname)
print(marshal.loads(marshal.dumps([c, (1, c)]))[0].co_name)
for do in (lambda: marshal.dumps(c, allow_code=False), lambda: marshal.loads(marshal.dumps(c), allow_code=False)):
    try:
        do()
    except ValueError as e:
        print(e)
try:
    exec(marshal.loads(marshal.dumps(compile("def f():\n    1/0\nf()", "<gone>", "exec"))))
except ZeroDivisionError as e:
    tb = e.__traceback__.tb_next
    while tb:
        print(tb.tb_frame.f_code.co_filename, tb.tb_lineno)
        tb = tb.tb_next

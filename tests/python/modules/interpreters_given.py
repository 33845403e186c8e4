# What a call in another interpreter gets: names of attributes and imports are no state of a function,
# and what does not arrive is the caller's error before anything runs.
import concurrent.interpreters as I
import math
from concurrent.futures import InterpreterPoolExecutor


def stateless():
    import math
    return math.floor(2.5), "x".math if hasattr("x", "math") else 0


def uses_a_global():
    return math.pi


class Broken:
    def __reduce__(self):
        return (int, ("x",))


i = I.create()
# No script that the other could run again.
del __file__
print(i.call(stateless))
for args, kwargs in [((uses_a_global,), {}), ((len, Broken()), {}), ((dict,), {"a": Broken()})]:
    try:
        i.call(*args, **kwargs)
    except I.NotShareableError as e:
        print(e, e.__context__)
        print(e.__cause__)
i.close()
with InterpreterPoolExecutor(2) as ex:
    for f in stateless, uses_a_global:
        try:
            print(ex.submit(f).result())
        except I.NotShareableError as e:
            print(e)

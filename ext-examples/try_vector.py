import gc
import operator
import weakref

from vector import Vector, _live


def attempt(label, func):
    try:
        print(label, func())
    except Exception as error:
        print(label, "raises", type(error).__name__)


class Named(Vector):
    """A subclass in Python overrides slots by methods."""

    def __init__(self, name, items):
        super().__init__(items, label=name)
        self.name = name

    def __len__(self):
        return 1000 + super().__len__()

    def __add__(self, other):
        return "sum of " + repr(other)

    def __repr__(self):
        return f"{self.name}={super().__repr__()}"

    def __getitem__(self, key):
        return ("item", key, super().__getitem__(key))


# In a function, so that nothing is left of it when it is done.
def main():
    v = Vector([1, 2.5, -3], label="v")
    w = Vector((4, 0.5, 2))
    print(v, repr(w), v.size, v.label, v.first, v.kind, Vector.__doc__, Vector.__module__)
    print(v + w, v - w, v * w, v * 2, 2 * v, 1 - v, v / 2, v**2, v @ w, -v, abs(Vector([3, 4])))
    attempt("add str", lambda: v + "x")
    attempt("radd str", lambda: "x" + v)
    attempt("sizes", lambda: v + Vector())
    attempt("pow mod", lambda: pow(v, 2, 3))
    attempt("rpow", lambda: 2**v)
    before = v
    v += w
    print(v is before, v, bool(v), bool(Vector([0, 0])))
    attempt("iadd number", lambda: operator.iadd(v, 1))
    print(int(Vector([3, 4])), float(Vector([3, 4])), [10, 20, 30, 40][Vector([7, 7])], hex(w))
    print(operator.concat(Vector([1]), Vector([2])))

    print(len(v), v[0], v[-1], v[0:2], v[::-1], 3 in v, 99 in v, list(v), sorted(v))
    attempt("index", lambda: v[3])
    attempt("negative", lambda: v[-4])
    attempt("key", lambda: v["x"])
    v[0] = 10
    v[-1] = 11
    print(v, max(v), sum(v), tuple(reversed(v)), v.__getitem__(1))
    del v[1]
    print(v, v.size)
    attempt("set", lambda: operator.setitem(v, 0, "x"))
    v.append(5)
    print(v.tolist(), Vector.zeros(2), Vector.append.__doc__, Vector.append.__text_signature__)

    print(Vector([1, 2]) == Vector([1, 2]), Vector([1]) != Vector([2]), Vector([1]) < Vector([1, 0]))
    print(Vector([1]) == 1, Vector([1]) != 1, hash(Vector([1, 2])) == hash(Vector([1.0, 2.0])))
    attempt("order", lambda: Vector([1]) < 1)
    print({Vector([1]): "one"}[Vector([1])])
    print(Vector([1, 2, 3])(2), Vector([1, 2, 3])(x=-1))

    v.first = 7
    attempt("kind", lambda: setattr(v, "kind", 1))
    attempt("size", lambda: setattr(v, "size", 1))
    attempt("first", lambda: delattr(v, "first"))
    attempt("no such", lambda: v.nothing)
    attempt("new attribute", lambda: setattr(v, "nothing", 1))
    del v.label
    attempt("label", lambda: v.label)
    attempt("del label", lambda: delattr(v, "label"))

    n = Named("n", [1, 2])
    print(n, repr(n), len(n), n.size, n[0], n + 1, n * 2, isinstance(n, Vector))
    print(n.__dict__, Named.__mro__[1] is Vector, issubclass(Named, Vector))
    print(n.label, n == Vector([1, 2]))
    n.name = "m"
    n.extra = [n]
    print(n.extra[0] is n, repr(n))
    print(type(n + 0).__name__, type(n * 1).__name__, Named.zeros.__name__)

    ref = weakref.ref(w)
    print(ref() is w)
    gone = []
    w2 = Vector([1])
    ref2 = weakref.ref(w2, lambda r: gone.append(r() is None))
    del w2
    gc.collect()
    print(gone, ref2())

    cycle = Vector([1])
    cycle.label = [cycle]
    other = Vector([2], label=Vector([3]))
    other.label.label = other


main()
gc.collect()
print(_live())

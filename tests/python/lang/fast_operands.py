"""Operators, slices and keyword calls on exact built-in types and on their subclasses."""


class L(list):
    def __add__(self, o):
        return "L+"

    def __getitem__(self, k):
        return ("L[]", k)


class R(list):
    def __radd__(self, o):
        return "R+"


class T(tuple):
    def __radd__(self, o):
        return "T+"


class B(list):
    pass


class Idx:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        print("index", self.n)
        return self.n


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


a = [1, 2, 3, 4, 5]
print(a + [6], a + R([1]), L([1]) + a, B([1]) + a, type(B([1]) + a))
print((1,) + (2,), (1,) + T((2,)), T((1,)) + (2,))
print(a * 0, a * -1, [1] * 3, a[:2] * 2, 2 * a[:1], a * True, True * a)
for s in (slice(None), slice(1, 3), slice(-2, None), slice(3, 1), slice(-100, 100), slice(None, -1)):
    print(a[s], tuple(a)[s], "hello"[s], b"hello"[s], range(5)[s])
print(a[1:3], a[:], a[-2:], a[:-2], a[5:], a[2:1], "abcdef"[1:-1], "abc"[5:], "abc"[-9:2])
print("a\U0001F600b"[1:2], "a\U0001F600b"[1:], a[Idx(1) : Idx(3)], a[True:3], L(a)[1:2])
print(a[10**30 :], a[: 10**30], a[-(10**30) :], "abc"[-(10**30) : 10**30])
show(lambda: a[1.5:])
show(lambda: "abc"["a":])
show(lambda: 5[1:2])
show(lambda: None[1:2])
b = a[:]
b[1:3] = (8, 9)
print(b)
b[1:3] = [7]
print(b)
b[1:1] = "xy"
print(b)
b[:] = b
print(b)
b[::2] = range(3)
print(b)
show(lambda: b.__setitem__(slice(0, 2), 5))
show(lambda: b.__setitem__(slice(0, 6, 2), [5]))
print(True + True, True + 1, 1 + True, True * 2.5, True - False, True // 1, 7 % True, True << 3)
print(True & False, True | False, True ^ True, True & 1, 1 | False, True**2, 2**True, True / 2)
x = 1
x += True
print(x, type(True + 0), "ab" * True, "ab" * 3, "ab" * 0, "ab" * -5, 3 * "ab", "\U0001F600" * 2)
show(lambda: True // False)
show(lambda: 1 + "a")
show(lambda: "a" + 1)
show(lambda: "a" * 1.5)
show(lambda: a + (1,))
show(lambda: a + None)
show(lambda: a * "x")
show(lambda: True + None)
show(lambda: 1 % False)


def plain(p, q, r=3):
    return p, q, r


def only(p, /, q, *rest, k=1, **more):
    return p, q, rest, k, more


def needs(*rest, k):
    return rest, k


t, d = (1, 2), {"r": 4}
print(plain(*t, **d), plain(1, r=0, q=2), only(1, 2, 3, k=5, z=6), only(*t, *t, **{"p": 9, "k": 0}))
print(only(1, q=2, z=3, y=4), only(1, 2, **{}, **{"w": 1}), needs(1, 2, k=3), needs(k=1))
show(lambda: needs(1))
show(lambda: plain(1, 2, 3, 4))
show(lambda: plain(1, q=2, p=3))
show(lambda: plain(1, z=3))
show(lambda: only(q=1))
show(lambda: only(p=1, q=1))
show(lambda: plain(*t, **d, **d))
show(lambda: plain(*t, r=1, **d))
show(lambda: plain(1, **{3: 4}))
show(lambda: plain(1, **[1]))
show(lambda: plain(*5))
show(lambda: dict(**{"a": 1}, **{"b": 2}))
show(lambda: dict(**{"a": 1}, **{"a": 2}))


class M:
    def keys(self):
        return ["q", "r"]

    def __getitem__(self, k):
        return k * 2


print(plain(1, **M()), only(1, 2, **M()) if False else "-")
show(lambda: plain(*t, **M()))

"""Calls with every kind of argument."""


def plain(a, b, c=3):
    return a + b + c


def many(*args, **kwargs):
    return len(args) + len(kwargs)


def mixed(a, /, b, *rest, c=1, **more):
    return a + b + c + len(rest) + len(more)


def run():
    n = 0
    t = (1, 2)
    d = {"c": 4}
    for i in range(6000):
        n += plain(i, 1) + plain(1, c=2, b=i) + plain(*t, **d)
        n += many(1, 2, 3) + many(*t, x=1, y=2) + many(**d)
        n += mixed(1, 2, 3, 4, c=5, z=6) + mixed(*t, *t, **d)
    return n

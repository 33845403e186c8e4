"""Exceptions raised and caught: in one function, across calls, expected misses."""


class Mine(Exception):
    pass


def fail(i):
    if i & 1:
        raise Mine(i)
    return i


def run():
    n = 0
    for i in range(3000):
        try:
            n += fail(i)
        except Mine as e:
            n += e.args[0]
        try:
            raise ValueError
        except ValueError:
            n += 1
        n += getattr(fail, "missing", 1)
        try:
            {}["x"]
        except KeyError:
            n += 1
        finally:
            n += 1
    return n

"""Generators: pipelines, send, yield from, recursion."""


def numbers(n):
    for i in range(n):
        yield i


def evens(it):
    for x in it:
        if not x & 1:
            yield x


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def averager():
    total = count = 0
    mean = None
    while True:
        total += yield mean
        count += 1
        mean = total / count


def run():
    n = sum(evens(numbers(20000)))
    n += sum(tree(10))
    a = averager()
    next(a)
    for i in range(5000):
        m = a.send(i)
    return n, m

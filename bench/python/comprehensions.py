"""Comprehensions of every kind."""


def run():
    n = 0
    for k in range(12):
        a = [x * x for x in range(800) if x % 3]
        b = {x: x + k for x in a}
        c = {v % 97 for v in b.values()}
        d = [[i * j for j in range(12)] for i in range(40)]
        e = [y for row in d for y in row if y & 1]
        n += len(a) + len(b) + len(c) + len(e) + sum(x for x in a if x > k)
    return n

"""Sorting with and without keys."""

import random
from operator import itemgetter


def run():
    rnd = random.Random(3)
    xs = [rnd.random() for _ in range(8000)]
    rows = [(int(x * 100), str(x), -x) for x in xs]
    a = sorted(xs)
    b = sorted(rows, key=lambda r: r[1])
    c = sorted(rows, key=itemgetter(0, 2), reverse=True)
    rows.sort()
    return a[0] < a[-1], b[0][1][:5], c[0][0], rows[0][0]

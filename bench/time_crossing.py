"""Times the functions of crossing.abi3.so; prints one JSON object: row -> ns per operation."""
import json
import sys
from time import perf_counter_ns

import crossing


def empty_loop(n):
    for _ in range(n):
        pass


def noargs(n, f=crossing.noargs):
    for _ in range(n):
        f()


def one(n, f=crossing.one):
    for i in range(n):
        f(i)


def varargs(n, f=crossing.varargs):
    for i in range(n):
        f(i, 3)


def keywords(n, f=crossing.keywords):
    for i in range(n):
        f(i, b=3)


def fastcall(n, f=crossing.fastcall):
    for i in range(n):
        f(i, 3)


def fastkeywords(n, f=crossing.fastkeywords):
    for i in range(n):
        f(i, b=3)


def long_round_trip(n):
    crossing.long_round_trip(n)


def list_walk(n, made={}):
    if n not in made:
        made[n] = list(range(1000, 1000 + n))
    crossing.list_walk(made[n])


def callback(n):
    crossing.callback(lambda i: i, n)


ROWS = [empty_loop, noargs, one, varargs, keywords, fastcall, fastkeywords, long_round_trip,
        list_walk, callback]
N = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
REPEATS = 7

result = {}
for row in ROWS:
    row(N // 10)
    times = []
    for _ in range(REPEATS):
        start = perf_counter_ns()
        row(N)
        times.append((perf_counter_ns() - start) / N)
    result[row.__name__] = sorted(times)[REPEATS // 2]
print(json.dumps(result))

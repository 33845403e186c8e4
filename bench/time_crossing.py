"""Times crossing.abi3.so and api.abi3.so; prints one JSON object: row -> ns per operation.

Arguments: how many operations a row makes, then the rows wanted (all without any).
"""
import json
import sys
from time import perf_counter_ns

import api
import crossing
from crossing import Cell

CALLS, API = {}, {}


def call(f):
    CALLS[f.__name__] = f


@call
def empty_loop(n):
    for _ in range(n):
        pass


@call
def noargs(n, f=crossing.noargs):
    for _ in range(n):
        f()


@call
def one(n, f=crossing.one):
    for i in range(n):
        f(i)


@call
def varargs(n, f=crossing.varargs):
    for i in range(n):
        f(i, 3)


@call
def keywords(n, f=crossing.keywords):
    for i in range(n):
        f(i, b=3)


@call
def fastcall(n, f=crossing.fastcall):
    for i in range(n):
        f(i, 3)


@call
def fastkeywords(n, f=crossing.fastkeywords):
    for i in range(n):
        f(i, b=3)


@call
def one_str(n, f=crossing.one, text="some text of it"):
    for _ in range(n):
        f(text)


@call
def give_str(n, f=crossing.give_str, text="some text of it"):
    for _ in range(n):
        f(text)


@call
def give_tuple(n, f=crossing.give_tuple):
    for i in range(n):
        f(i)


@call
def give_instance(n, f=crossing.give_cell):
    for _ in range(n):
        f()


@call
def construct(n):
    for i in range(n):
        Cell(i)


@call
def method_noargs(n, c=Cell(1)):
    for _ in range(n):
        c.touch()


@call
def method_one(n, c=Cell(1)):
    for i in range(n):
        c.plus(i)


@call
def getset_get(n, c=Cell(1)):
    for _ in range(n):
        c.value


@call
def getset_set(n, c=Cell(1)):
    for i in range(n):
        c.value = i


@call
def slot_add(n, c=Cell(1)):
    for _ in range(n):
        c + c


@call
def slot_len(n, c=Cell(1)):
    for _ in range(n):
        len(c)


@call
def slot_getitem(n, c=Cell(1)):
    for i in range(n):
        c[i]


@call
def slot_compare(n, c=Cell(1)):
    for _ in range(n):
        c == c


@call
def slot_call(n, c=Cell(1)):
    for _ in range(n):
        c()


@call
def slot_next(n):
    for _ in Cell(n):
        pass


# ---- what C builds and Python reads ----

@call
def built_list(n):
    total = 0
    for v in api.list_build(n):
        total += v


@call
def built_dict(n, keys={}):
    if n not in keys:
        keys[n] = [f"k{i}" for i in range(n)]
    for key, value in api.dict_build(keys[n]).items():
        pass


# ---- what C does with the API ----

class Plain:
    def __init__(self):
        self.value = 1

    def method(self):
        return None


def echo(x):
    return x


def generate(n):
    for i in range(n):
        yield i


def nothing():
    return None


def row(name, f, *objects):
    API[name] = lambda n: f(n, *objects)


def of_length(name, f, make):
    """A row over a container of n, which is made once and walked again."""
    made = {}

    def run(n):
        if n not in made:
            made[n] = make(n)
        f(n, made[n])
    API[name] = run


table = {f"k{i}": i for i in range(100)} | {"size": 3}
plain, cell, text = Plain(), Cell(5), "some text of it"
row("long_round_trip", api.long_round_trip)
row("float_round_trip", api.float_round_trip)
row("str_round_trip", api.str_round_trip)
row("bytes_round_trip", api.bytes_round_trip)
row("tuple_build", api.tuple_build)
of_length("tuple_walk", api.tuple_walk, lambda n: tuple(range(1000, 1000 + n)))
of_length("list_walk", api.list_walk, lambda n: list(range(1000, 1000 + n)))
of_length("list_walk_str", api.list_walk, lambda n: [f"item {i}" for i in range(n)])
of_length("list_store", api.list_store, lambda n: [None] * n)
API["list_build"] = api.list_build
of_length("dict_build", lambda n, keys: api.dict_build(keys), lambda n: [f"k{i}" for i in range(n)])
of_length("dict_walk", lambda n, d: api.dict_walk(d), lambda n: {f"k{i}": i for i in range(n)})
row("dict_get", api.dict_get, table, "k50")
row("dict_get_string", api.dict_get_string, table)
row("dict_store", api.dict_store, {}, "key")
row("attr_get", api.attr_get, plain, "value")
row("attr_get_string", api.attr_get_string, plain)
row("attr_set", api.attr_set, plain, "other")
row("type_attr_get", api.attr_get, cell, "value")
API["construct_in_c"] = crossing.make_cells
row("call_none", api.call_none, nothing)
row("call_one", api.call_one, echo, 7)
row("call_format", api.call_format, echo)
row("call_method", api.call_method, plain, "method")
row("call_type", api.call_none, Plain)
API["iterate_range"] = lambda n: api.iterate(range(n))
of_length("iterate_list", lambda n, made: api.iterate(made), lambda n: list(range(n)))
API["iterate_generator"] = lambda n: api.iterate(generate(n))
row("add_ints", api.number_add, 100000, 23)
row("add_floats", api.number_add, 1.5, 2.25)
row("multiply_ints", api.number_multiply, 100000, 23)
row("compare_ints", api.compare, 1000, 2000)
row("compare_strs", api.compare, "abc", "abd")
row("is_true", api.is_true, text)
row("is_instance", api.is_instance, plain, Plain)
row("callable", api.callable, nothing)
row("size_of_dict", api.size, table)
row("item_of_list", api.get_item, [1, 2, 3], 1)
row("item_of_dict", api.get_item, table, "k50")
row("buffer_bytes", api.buffer, b"some bytes")
row("buffer_bytearray", api.buffer, bytearray(b"some bytes"))
row("error", api.error)

N = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
wanted = sys.argv[2:]
REPEATS = 7


def time(f):
    f(N // 10)
    times = []
    for _ in range(REPEATS):
        start = perf_counter_ns()
        f(N)
        times.append((perf_counter_ns() - start) / N)
    return sorted(times)[REPEATS // 2]


print(json.dumps({group: {name: time(f) for name, f in rows.items() if not wanted or name in wanted}
                  for group, rows in (("calls", CALLS), ("api", API))}))

import containers


def attempt(label, func, *args):
    try:
        print(label, func(*args))
    except Exception as error:
        print(label, "raises", type(error).__name__)


print(containers.squares(0), containers.squares(5), containers.swap((1, "two")))
attempt("swap a list", containers.swap, [1, 2])
attempt("swap one", containers.swap, (1,))
print(containers.tuple_slice((1, 2, 3, 4), 1, 3), containers.tuple_slice((1, 2), 0, 99))
attempt("shared", containers.set_in_shared, (1, 2))

print(containers.list_play())
numbers = [3, 1, 2]
print(containers.sort(numbers) is numbers, numbers)
attempt("sort", containers.sort, [1, "a"])
attempt("sort a tuple", containers.sort, (1, 2))
attempt("get", containers.list_get, numbers, 2)
attempt("get behind", containers.list_get, numbers, 3)
attempt("get negative", containers.list_get, numbers, -1)
containers.list_set(numbers, 1, "new")
attempt("set behind", containers.list_set, numbers, 3, "x")
print(numbers)
alias = numbers
containers.list_clear(numbers)
print(numbers, alias)
print(containers.deep_sum([1, (2, [3, [4]], ()), 2**40, True]))
attempt("deep", containers.deep_sum, [1, "x"])
attempt("big", containers.deep_sum, [2**63])


class MyList(list):
    def __len__(self):
        return 100


print(containers.list_get(MyList("abc"), 1), containers.deep_sum(MyList([1, 2])))

print(containers.dict_play())
print(containers.invert({"a": 1, "b": (2,)}), containers.invert({}))
attempt("unhashable", containers.invert, {"a": []})
counts = {"a": 1, "b": "x", 3: [4]}
containers.double_values(counts)
print(counts)
attempt("double", containers.double_values, {"a": None})
print(containers.dict_get({1: "one"}, True), containers.dict_get({}, "k"))
attempt("unhashable key", containers.dict_get, {}, [])
attempt("no dict", containers.dict_get, [], 1)


class Missing(dict):
    def __missing__(self, key):
        return "made up"


print(containers.dict_get(Missing(a=1), "a"), containers.dict_get(Missing(), "a"))
print(containers.merge({"a": 1}, {"a": 2, "b": 3}, False))
print(containers.merge({"a": 1}, {"a": 2}, True))
attempt("merge", containers.merge, {}, 5, True)
proxy = containers.read_only({"a": 1})
print(type(proxy).__name__, proxy["a"], proxy == {"a": 1})
attempt("proxy", lambda: proxy.__setitem__("a", 2))

size, items, frozen, *rest = containers.set_play([3, 1, 2, 3])
print(size, sorted(items), sorted(frozen), rest)
attempt("unhashable in set", containers.set_play, [[]])
numbers = {1, 2, 3}
print(sorted(containers.drain(numbers)), numbers)

for obj in ([], (), {}, set(), "", 1, 1.5, len, range(3), None):
    print(type(obj).__name__, containers.protocols(obj))
print(containers.mapping_play({"first": 1}))
print(containers.sequence_play([1, 2, 3, 2]))
print(containers.sequence_play((2,)), containers.sequence_play([2]))
attempt("range", containers.sequence_play, range(3))
print([containers.identity(o) for o in (None, 1, 2**100, "s", [], {}, print, containers, object())])

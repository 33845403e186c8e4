"""Persistent maps, sets and lists in Rust (rpds-py, 0.7 on: the last with an abi3 wheel)."""
from rpds import HashTrieMap, HashTrieSet, List

m = HashTrieMap({"a": 1, "b": 2})
n = m.insert("c", 3)
print(len(m), len(n), sorted(n), n["c"], "a" in n, n.get("a"), n.get("z"), sorted(n.items()))
print(n.remove("a") == HashTrieMap({"b": 2, "c": 3}), sorted(n.keys()), sorted(n.values()))
for act in (lambda: m["zz"], lambda: m.remove("zz"), lambda: List(5), lambda: HashTrieMap(5)):
    try:
        print(act())
    except Exception as e:
        print(type(e).__name__, e)
print(repr(HashTrieMap({"k": [1]})), dict(HashTrieMap({1: 2})), HashTrieMap() == HashTrieMap({}))
s = HashTrieSet([1, 2, 3])
print(sorted(s.insert(7)), len(s), 2 in s, sorted(s.remove(1)), sorted(s))
items = List([1, 2, 3])
print(items, items.first, items.rest, items.push_front(0), list(reversed(items)), items == List([1, 2, 3]))
print(len(items), list(items), items != List([]))


class Bad:
    def __hash__(self):
        raise RuntimeError("no hash")


for make in (lambda: HashTrieSet([Bad()]), lambda: m.insert(Bad(), 1), lambda: m[Bad()]):
    try:
        print(make())
    except Exception as e:
        print(type(e).__name__, e)


class Key:
    def __init__(self, v):
        self.v = v

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return isinstance(other, Key) and self.v == other.v


keyed = HashTrieMap()
for i in range(50):
    keyed = keyed.insert(Key(i % 10), i)
print(len(keyed), sorted(keyed.values()), keyed[Key(3)])

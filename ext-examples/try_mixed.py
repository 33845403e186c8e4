"""Random programs of steps, in C and once more in Python; both must come to the same."""
import random

import mixed


class Plain:
    limit = 5

    def __init__(self):
        self.a = 1

    @property
    def twice(self):
        return self.a * 2


class Guarded:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, ("guarded", value))

    def __getattr__(self, name):
        return "no " + name


class Bold(mixed.Shy):
    def __getattr__(self, name):
        return "bold " + name


class Odd:
    """A key that equals a text."""
    def __hash__(self):
        return hash("k1")

    def __eq__(self, other):
        return other == "k1" or other is self


KEYS = ["k0", "k1", "k2", "a key of more than sixteen characters", "é", "漢字", 0, 1, -7, 2**70, None, 1.0, True]
NAMES = ["a", "b", "limit", "twice", "missing"]
VALUES = [None, True, 0, 12345, 2**80, 1.5, "text", "a text of more than sixteen characters", b"b", (1, "two"),
          ["list"], Plain]


def python_step(name, o, key, value):
    match name:
        case "dict_get" | "dict_get_string" | "dict_default":
            return o.get(key)
        case "dict_set" | "dict_set_string" | "set":
            o[key] = value
        case "dict_del":
            del o[key]
        case "dict_has":
            return key in o
        case "dict_clear":
            o.clear()
        case "dict_walk":
            return list(o.items())
        case "size":
            return len(o)
        case "get":
            return o[key]
        case "list_get":
            if key < 0:
                raise IndexError
            return o[key]
        case "list_set":
            if key < 0:
                raise IndexError
            o[key] = value
        case "list_append":
            o.append(value)
        case "list_insert":
            o.insert(key, value)
        case "list_reverse":
            o.reverse()
        case "list_walk":
            return list(o)
        case "attr_get" | "attr_get_string":
            return getattr(o, key)
        case "attr_has":
            return hasattr(o, key)
        case "call_text":
            return o(key)
        case "attr_set":
            setattr(o, key, value)
        case "attr_del":
            delattr(o, key)
        case "next":
            return next(o, None)
        case "call":
            return o()


def python_run(steps):
    out = []
    for s in steps:
        try:
            out.append(python_step(*s))
        except Exception as e:
            out.append(type(e))
    return out


class World:
    """The objects that a program works on; two worlds of one seed are alike."""
    def __init__(self, r):
        self.dicts = [{}, {k: i for i, k in enumerate(KEYS)}, {f"n{i}": i for i in range(r.choice([5, 40]))}]
        if r.random() < 0.2:
            self.dicts[0][Odd()] = "odd"
        self.lists = [[], [*VALUES], [f"item {i}" for i in range(r.choice([5, 70]))]]
        self.objects = [Plain(), Guarded(), Plain(), mixed.Shy(), Bold()]
        self.dicts.append(self.objects[2].__dict__)
        self.iterators = [iter(self.lists[1]), iter(range(3, 900, 7)), iter(tuple(VALUES)), iter(self.dicts[1]),
                          (x for x in self.lists[2])]
        self.calls = [self.change, self.nothing]
        self.echoes = [str, str.upper]
        self.random = random.Random(r.random())

    def nothing(self):
        return None

    def change(self):
        r = self.random
        d, items = r.choice(self.dicts), r.choice(self.lists)
        d[r.choice(NAMES)] = r.choice(VALUES)
        if items:
            items[r.randrange(len(items))] = r.choice(VALUES)
        items.append("changed")
        self.objects[0].b = r.randrange(100)
        return len(d), len(items)


def program(r, n):
    """Steps as indices, so that each world gets them with its own objects."""
    steps = []
    for _ in range(n):
        key, value = r.randrange(len(KEYS)), r.randrange(len(VALUES))
        kind = r.choice(["dict", "dict", "dict", "list", "list", "object", "object", "iterator", "call", "echoe"])
        if kind == "dict":
            name = r.choice(["dict_get", "dict_set", "dict_has", "get", "set", "size", "dict_walk", "dict_del",
                             "dict_get_string", "dict_set_string", "dict_default", "dict_clear"])
            if name == "dict_clear" and r.random() < 0.8:
                name = "dict_set"
            where, key = r.randrange(4), KEYS[key % 6] if name.endswith("string") else KEYS[key]
            if where == 3:
                key = NAMES[value % 2]
        elif kind == "list":
            name = r.choice(["list_get", "list_set", "list_append", "get", "set", "size", "list_walk", "list_insert",
                             "list_reverse"])
            where, key = r.randrange(3), r.choice([0, 1, 2, 30, 39, 1000, -1])
        elif kind == "object":
            name = r.choice(["attr_get", "attr_get", "attr_set", "attr_set", "attr_get_string", "attr_del", "attr_has"])
            where, key = r.randrange(5), r.choice(NAMES)
        elif kind == "echoe":
            name, where, key = "call_text", r.randrange(2), KEYS[key % 6]
        elif kind == "iterator":
            name, where = "next", r.randrange(5)
        else:
            name, where = "call", r.randrange(2)
        for _ in range(r.choice([1, 1, 1, 3, 20])):
            steps.append((name, kind + "s", where, key, VALUES[value]))
    return steps


def told(x):
    """Without what differs from run to run."""
    if isinstance(x, (list, tuple)):
        return type(x)(map(told, x))
    if isinstance(x, dict):
        return {told(k): told(v) for k, v in x.items()}
    if isinstance(x, mixed.Shy):
        return type(x).__name__
    if isinstance(x, (Plain, Guarded)):
        return type(x).__name__, told(vars(x))
    return "an odd key" if isinstance(x, Odd) else x


def play(seed, runs=4):
    r = random.Random(seed)
    worlds = World(random.Random(seed)), World(random.Random(seed))
    count = 0
    for _ in range(runs):
        steps = program(r, 40)
        results = []
        for w, run in zip(worlds, (mixed.run, python_run)):
            mine = [(name, getattr(w, of)[where], key, value) for name, of, where, key, value in steps]
            results.append(told(run(mine)))
        for i, (c, p) in enumerate(zip(*results)):
            if type(c) is not type(p) or c != p:
                print("seed", seed, "step", i, steps[i], "C:", c, "Python:", p)
                return 0
        for what in "dicts", "lists", "objects":
            c, p = (told(getattr(w, what)) for w in worlds)
            if c != p:
                print("seed", seed, what, "differ")
                return 0
        count += len(steps)
        for w in worlds:
            w.change()
    return count


print(sum(play(seed) for seed in range(5)), "steps agree")
d = mixed.build(["a", "b", "a", "c", "a", 7, 7, "é", "a longer key than most of them"] * 3)
print(d, list(d), len(d), d["a"], mixed.run([("dict_walk", d, "", None), ("size", d, "", None)]))
d["new"] = 1
print(mixed.run([("dict_walk", d, "", None), ("dict_get", d, "new", None), ("dict_get", d, "none", None)]))

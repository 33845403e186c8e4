"""pickle: the errors of broken pickles, the bytes of every protocol, hooks, memos."""
import copyreg
import io
import pickle
import pickletools
import collections


class P:
    def __init__(self, a):
        self.a = a


class Slots:
    __slots__ = ("x", "y")


class Reduced:
    def __init__(self, rv):
        self.rv = rv

    def __reduce__(self):
        return self.rv


class NewArgs(tuple):
    def __new__(cls, *a, **k):
        return super().__new__(cls, a)

    def __getnewargs_ex__(self):
        return tuple(self), {"k": 1}


class MyDict(dict):
    pass


class MyList(list):
    pass


def setter(o, state):
    o.state = state


BROKEN = [
    b"", b"(", b"K", b"\xff", b"'", b"R.", b"(.", b"Nt.", b"i", b"imath\nlog\n.", b")NR.", b"N)R.",
    b"NN\x81.", b"cbuiltins\nint\nN\x81.", b"c\n\n.", b"cx\n", b"S'abc\n.", b"p1\n", b"Np-1\n.",
    b"P\xff\n.", b"Pa\n.", b"NQ.", b"\x82\x00.", b"\x82\x07.", b"\x97.", b"(Nd.", b"}(Nu.",
    b"cbuiltins\nobject\n)\x81K\x05b.", b"cbuiltins\nobject\n)\x81}b.", b"\x80\x09.",
    b"X\x03\x00\x00\x00ab", b"X\x03\x00\x00\x00\xff\xfe\xfd.", b"L0x10L\n.", b"I0x10\n.",
    b"Fabc\n.", b"g99\n.", b"gab\n.",
    b"\x80\x04\x95\x06\x00\x00\x00\x00\x00\x00\x00Vhelloworld\n.",
    b"\x80\x04\x95\x0c\x00\x00\x00\x00\x00\x00\x00N\x95\x00\x00\x00\x00\x00\x00\x00\x00NN.",
    b"\x95\x00\x00\x00\x00\x00\x00\x00\x80.", b"\x8f(K\x01K\x01\x90.", b"N0.", b"(0N.", b"I010\n.",
    b"I01\n.", b"I00\n.", b"L-12L\n.", b"U\x02ab.", b"U\x02\xff\xfe.", b"S'a\\x41'\n.",
]
for data in BROKEN:
    try:
        print(data, "->", repr(pickle.loads(data)))
    except Exception as e:
        print(data, type(e).__name__, e)

b = b"bytes of some length"
shared = ["x", 1]
ints = [0, 1, 255, 256, 65535, 65536, -1, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**63, -(2**63)]
ints += [2**2000, -128, -32768, -(2**39), -(2**39) - 1]
VALUES = [
    None, True, 1.5, -0.0, float("inf"), ints, "ascii", "ué", "\U0001f600", "\ud800", "a\nb\\\r\0\x1a",
    b, b"", bytearray(b"ab"), bytearray(), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], [shared, shared],
    {}, {1: 2}, {"a": shared, "b": shared}, set(), {7}, frozenset([3]), P(1), [P(2), P(3)], 1j, range(3),
    list(range(1001)), list(range(1000)), {i: i for i in range(1000)}, {i: i for i in range(1001)},
    set(range(1000)), MyDict(a=1), MyList([1, 2]), len, P, pickle, type(None), type(...), NotImplemented,
    Ellipsis, collections.OrderedDict(a=1), collections.deque([1, 2]), NewArgs(1, 2), [].append, "x" * 300, b"y" * 300,
    Reduced((P, (1,), None, iter([]), iter([]))), Reduced((list, (), None, iter([1, 2, 3]))),
    Reduced((dict, (), None, None, iter([(1, 2)]))), Reduced((P, (1,), {"z": 1}, None, None, setter)),
    Reduced("NAME"), Reduced(5), Reduced((1,)), Reduced((1, 2)), Reduced((P, 2)), Reduced((P, (), None, 3)),
    Reduced((P, (), None, None, 3)), Reduced((P, (), None, None, None, 3)), Reduced((P, (), None, None, iter([3]))),
    lambda: 0, io.StringIO, [[[lambda: 0]]], {"k": {"l": lambda: 0}}, (lambda: 0,), {1: print, 2: iter(())},
]
NAME = VALUES[-16]


def show(data):
    import hashlib
    return data if len(data) < 90 else (len(data), hashlib.md5(data).hexdigest())


for v in VALUES:
    for proto in range(6):
        try:
            data = pickle.dumps(v, proto)
        except Exception as e:
            text = str(e).split(" at 0x")[0]
            print(proto, type(v).__name__, type(e).__name__, text, [n.split(" at 0x")[0] for n in getattr(e, "__notes__", [])])
            continue
        print(proto, type(v).__name__, show(data))
        try:
            again = pickle.loads(data)
        except Exception as e:
            print("  ", type(e).__name__, e)
            continue
        if not isinstance(v, (P, Reduced)) and type(v).__module__ == "builtins" and not isinstance(v, (list, float)):
            try:
                assert again == v or again is v or callable(v), (again, v)
            except AssertionError as e:
                print("   differs", type(again))

s = Slots()
s.x = 1
for proto in range(6):
    try:
        t = pickle.loads(pickle.dumps(s, proto))
        print(proto, t.x, hasattr(t, "y"))
    except TypeError as e:
        print(proto, e)
rec = []
rec.append(rec)
rt = ([],)
rt[0].append(rt)
rd = {}
rd["me"] = rd
p = P(None)
p.a = p
for v in (rec, rt, rd, p):
    for proto in range(6):
        print(proto, show(pickle.dumps(v, proto)))


class Pick(pickle.Pickler):
    def persistent_id(self, o):
        return "id-%s" % o.a if isinstance(o, P) else None

    def reducer_override(self, o):
        return (int, (5,)) if o is shared_object else NotImplemented


class Unpick(pickle.Unpickler):
    def persistent_load(self, pid):
        return ("loaded", pid)

    def find_class(self, module, name):
        print("find", module, name)
        return super().find_class(module, name)


shared_object = object()
for proto in range(6):
    f = io.BytesIO()
    Pick(f, proto).dump([P(1), shared_object, b"x"])
    print(show(f.getvalue()))
    f.seek(0)
    print(Unpick(f).load())
f = io.BytesIO()
pk = pickle.Pickler(f)
print(pk.bin, pk.fast, len(pk.memo.copy()), hasattr(pk, "dispatch_table"))
pk.dispatch_table = {P: lambda o: (tuple, (["from", "table"],))}
pk.dump(P(1))
print(pickle.loads(f.getvalue()), sorted(i for i, o in pk.memo.copy().values()))
pk.clear_memo()
print(pk.memo.copy())
up = pickle.Unpickler(io.BytesIO(pickle.dumps([1, "a", "a"])))
print(up.load(), up.memo.copy())
for bad in (lambda: pickle.Pickler(1), lambda: pickle.Unpickler(1), lambda: pickle.dumps(1, 6),
            lambda: pickle.dumps(1, 2, buffer_callback=print), lambda: pickle.loads("x"), lambda: pickle.loads(b"N.", encoding=1),
            lambda: setattr(pk, "memo", 1), lambda: setattr(up, "memo", {"a": 1}), lambda: setattr(up, "memo", {-1: 1}),
            lambda: pickle.Pickler.__new__(pickle.Pickler).dump(1), lambda: pickle.Unpickler.__new__(pickle.Unpickler).load(),
            lambda: pickle.dump(1, 2), lambda: pickle.load(2)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
fast = io.BytesIO()
pf = pickle.Pickler(fast, 2)
pf.fast = 1
pf.dump([shared, shared])
print(fast.getvalue())
copyreg.add_extension("__main__", "P", 0xF0)
print(pickle.dumps(P(1), 2), pickle.loads(pickle.dumps(P(1), 2)).a)
copyreg.remove_extension("__main__", "P", 0xF0)
bufs = []
data = pickle.dumps([pickle.PickleBuffer(b"abc"), pickle.PickleBuffer(bytearray(b"def"))], 5, buffer_callback=bufs.append)
print(data, [bytes(b) for b in pickle.loads(data, buffers=bufs)])
print(pickle.dumps(pickle.PickleBuffer(b"abc"), 5), pickle.dumps(pickle.PickleBuffer(bytearray(b"abc")), 5))


class Chunks:
    def __init__(self):
        self.sizes = []

    def write(self, b):
        self.sizes.append(len(b))


c = Chunks()
pickle.dump([b"x" * 70000, "y" * 70000, list(range(30000)), bytearray(80000), "end"], c)
print(c.sizes)
for proto in range(6):
    big = [b"x" * 70000, "y" * 70000, list(range(30000)), "end"]
    f = io.BytesIO()
    pickle.dump(big, f, proto)
    f.seek(0)
    print(show(f.getvalue()), pickle.load(f) == big, pickle.load(io.BufferedReader(io.BytesIO(f.getvalue()))) == big)

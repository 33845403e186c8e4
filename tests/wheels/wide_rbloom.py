"""Bloom filters in Rust (rbloom): set operations, hash functions in Python, saving."""
import os
import tempfile
from rbloom import Bloom

b = Bloom(1000, 0.01)
b.add("x"); b.update(["a", "b"], (1, 2, 3), {"k": 1})
print("x" in b, "a" in b, 2 in b, "k" in b, "nope" in b, bool(b), bool(Bloom(10, 0.1)), b.size_in_bits % 8)
c = b.copy(); c.add("only c")
print(b < c, b <= c, c > b, b == c, b == b.copy(), c.issuperset(b), b.issubset(c), "only c" in b | c, "only c" in b & c)
b |= c
print("only c" in b, b == c, 990 < 1000, round(b.approx_items))
b &= Bloom(1000, 0.01)
print(bool(b), b.issubset(["x"]) if False else b.issubset(c))
for bad in (lambda: Bloom(0, 0.1), lambda: Bloom(10, 2), lambda: Bloom(10, 0.1) | Bloom(20, 0.1), lambda: Bloom("x", 1),
            lambda: c.add([]), lambda: c.update(5), lambda: Bloom(10, 0.1, hash_func=len) | Bloom(10, 0.1), lambda: c.save("/tmp/none")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)


def h(obj):
    if obj == "bad":
        raise KeyError("cannot hash")
    return hash(str(obj)) if False else int.from_bytes(str(obj).encode().ljust(16, b"\0")[:16], "little") - 2**127


f = Bloom(5000, 0.001, h)
f.update(range(5000))
print(all(i in f for i in range(5000)), sum(i in f for i in range(5000, 9000)) < 400, f.hash_func is h)
for bad in (lambda: f.add("bad"), lambda: Bloom(5, 0.5, lambda o: "text").add(1), lambda: Bloom(5, 0.5, lambda o: 2**200).add(1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "f.bloom")
    f.save(p)
    g = Bloom.load(p, h)
    print(g == f, os.path.getsize(p) > 100, 77 in g)
    raw = f.save_bytes()
    print(Bloom.load_bytes(raw, h) == f, len(raw) == os.path.getsize(p))
f.clear()
print(bool(f), 3 in f, f.union([3], {4}).__contains__(4), f.intersection(g) == f)

# Built-in types: numbers, text, containers, formatting.
print(7 // -2, 7 % -2, divmod(-7, 2), 2 ** -1, 10 ** 20, -5 >> 1, 5 & 3 | 8 ^ 1, ~5, round(2.5), round(-3.5), round(1234.567, -2), round(2.675, 2))
print(1e300 * 1e10, -1e-320, 1 / 3, 1e22, 1e-5, 123456789.123456789, float("1e16"), 0.1 + 0.2, 5e-324, 1.0, -0.0, 3.14e5)
print(hash(1) == hash(1.0) == hash(True), hash(2 ** 61 - 1), hash(-1), hash(1.5), hash(10 ** 30), hash((1, 2)), hash(None) == hash(None))
print(int("0x1f", 16), int("-0b101", 0), int(" 12_3 "), int(3.9), int(-3.9), (255).to_bytes(2, "big"), int.from_bytes(b"\xff\x00", "little", signed=True), (10 ** 20).bit_length())
print(complex(1, -2), (1 + 2j) * (3 - 1j), abs(3 + 4j), 1j ** 2, complex("1+2j"))
print(f"{3.14159:.2f} {1234567:,} {255:#x} {255:08b} {-5:+d} {'a':>5}|{'b':<5}|{'c':^5}| {1e10:g} {0.00001234:e} {12345.678:10.1f} {5:03} {1.5:%} {'x':*^7}")
print("%s %r %d %5.2f %x %o %e %c %% %-5d| %+d" % ("a", "b", 3, 2.5, 255, 8, 12345.6, "z", 4, 5), "%(k)s" % {"k": 1})
print("{} {1} {0}".format(1, 2) if False else "{1} {0} {x.real} {y[0]} {0!r:>5}".format("a", 2, x=3, y=[4]))
s = "Hello, Wörld"
print(s.upper(), s.lower(), s.title(), s.swapcase(), s.find("o"), s.rfind("o"), s.count("l"), s.replace("l", "L", 1), s.split(", "), s.partition(","), s.center(20, "*"), s[::-1], s[1:5], s[-3:])
print("a,b,,c".split(","), " a  b ".split(), "a\nb\r\nc".splitlines(), "x".join("abc"), "abc".translate({97: "A", 98: None}), "ß".upper(), "ǆ".title(), "İ".lower(), "straße".casefold(), "abc".startswith(("x", "a")), "1²३".isdigit(), "٣".isdecimal(), "é".isalpha())
print(repr("tab\t nl\n q' dq\" \x00 \x7f é \u200b 😀 \ud800"), ascii("é😀"), "😀a"[0], len("😀a"), "😀".encode("utf-16-le"))
b = b"ab\x00\xff"
print(b, b[0], b[1:3], b.hex(), bytes.fromhex("0aff"), b + b"x", b.find(b"\x00"), bytes(3), bytes([1, 2]), b"a,b".split(b","), b"%d-%s" % (5, b"q"), bytearray(b"xy"), b.decode("latin-1"))
ba = bytearray(b"hello"); ba[0] = 72; ba += b"!"; del ba[1]; ba.append(33); print(ba, ba.upper())
mv = memoryview(bytearray(b"abcdef")); mv[1:3] = b"XY"; print(mv.tobytes(), mv[2], mv[::2].tolist(), mv.cast("H").shape, mv.readonly)
l = [3, 1, 2]; l.sort(); l.insert(1, 9); l.extend([7]); l[1:2] = [8, 8]; print(l, l.pop(), l.index(8), l[::-1], l * 2, sorted(l, reverse=True), [1, 2] < [1, 3], l.count(8))
t = (1, [2], "x"); print(t, t[1:], t + (4,), t * 2, (1,), (), t.index("x"), tuple("ab"))
d = {"b": 1, "a": 2}; d["c"] = 3; d |= {"z": 0}; print(d, list(d.items()), d.pop("b"), d.get("q", 5), dict(a=1, **{"x": 2}), {**d, "n": 1}, d.setdefault("k", []), list(reversed(d)), d.keys() & {"a", "q"}, d == dict(d))
print({1: "a", 1.0: "b", True: "c"}, {(1, 2): 3}[(1, 2)], {frozenset([1]): 2}[frozenset([1])])
st = {1, 2, 3}; print(st & {2, 5}, st | {9}, st - {1}, st ^ {3, 4}, st <= {1, 2, 3, 4}, frozenset("ab") == {"a", "b"}, len(st))
print(range(10)[2:8:2], list(range(5, 0, -2)), 3 in range(5), range(3) == range(0, 3, 1), len(range(0, 100, 7)))
print(list(zip([1, 2], "ab")), list(enumerate("ab", 1)), list(map(lambda x, y: x + y, [1, 2], [3, 4])), list(filter(None, [0, 1, "", 2])), sum([0.1] * 10), min(3, 1, 2), max("abc"), any([0, 1]), all([]), list(reversed([1, 2])))
a, (b2, *c), d2 = 1, (2, 3, 4), 5; print(a, b2, c, d2)
x = [1, 2, 3, 4, 5]; print(x[-2:], x[:-2], x[10:], x[::2]); del x[::2]; print(x)
print(1 if [] else 2, [] or "d", 0 and 1, not None, 1 < 2 < 3, 1 == 1.0 != 2, "a" in "abc", None is None, (y := 5) + y)
print(isinstance(True, int), issubclass(bool, int), type(5).__name__, callable(len), id(5) == id(5), chr(97), ord("€"), bin(10), oct(8), hex(-255), abs(-5), pow(2, 10, 1000))
import math
print(math.floor(-2.5), math.ceil(2.1), math.sqrt(2), math.pi, math.gcd(12, 18), math.factorial(20), math.isqrt(99), math.comb(5, 2), math.log(100, 10), math.hypot(3, 4), math.fsum([.1] * 10))
match [1, {"k": (2, 3)}]:
    case [int(n), {"k": (p, q), **rest}] if n: print(n, p, q, rest)
for v in (5, "s", [1, 2], {"t": 1}, (1, 2, 3), None, 2.5):
    match v:
        case 5 | 6: r = "num"
        case str() as ss: r = "str " + ss
        case [x1, x2]: r = f"pair {x1} {x2}"
        case {"t": tv}: r = f"map {tv}"
        case (first, *others): r = f"seq {first} {others}"
        case None: r = "none"
        case _: r = "other"
    print(r, end="; ")
print()
name = "t"; print(t"hi {name!r:>4}".strings, t"{name}".values)
print(f"{'nested ' + f'{1 + 1}'} {{}} {d2=} {d2 = :>3}")
print([*range(3), *"ab"], {*[1, 2]}, {**{"a": 1}}, *[1, 2], sep="-")

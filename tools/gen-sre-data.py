"""Writes src/modules/generated/sre-data.ts. Run it with CPython 3.14:
python3.14 tools/gen-sre-data.py > src/modules/generated/sre-data.ts"""
import _sre


def ranges(test):
    out, start = [], None
    for c in range(0x110001):
        ok = c < 0x110000 and test(chr(c))
        if ok and start is None:
            start = c
        elif not ok and start is not None:
            out += [start, c - 1]
            start = None
    return out


def packed(numbers):
    """Differences between neighbours, base 36."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    out, last = [], 0
    for n in numbers:
        d, last = n - last, n
        s = ""
        neg, d = d < 0, abs(d)
        while d or not s:
            d, r = divmod(d, 36)
            s = digits[r] + s
        out.append("-" + s if neg else s)
    return " ".join(out)


def pairs(f):
    """Runs of characters with one step and one difference: first, last, step, difference."""
    found = [(c, f(c) - c) for c in range(0x110000) if f(c) != c]
    out = []
    i = 0
    while i < len(found):
        c, d = found[i]
        step, last, j = 1, c, i + 1
        if j < len(found) and found[j][1] == d and found[j][0] - c in (1, 2):
            step = found[j][0] - c
            while j < len(found) and found[j][1] == d and found[j][0] - last == step:
                last = found[j][0]
                j += 1
        out += [c, last, step, d]
        i = j
    return out


def simple_upper(c):
    u = chr(c).upper()
    if len(u) == 1:
        return ord(u)
    t = chr(c).title()
    return ord(t) if len(t) == 1 else c


def emit(name, text):
    print(f"export const {name} =")
    step = 88
    parts = [text[i:i + step] for i in range(0, len(text), step)]
    print(" +\n".join(f'  "{p}"' for p in parts) + ";")


print("/** Made by tools/gen-sre-data.py from Unicode 16.0; do not edit. */")
emit("WORD", packed(ranges(lambda c: c.isalnum() or c == "_")))
emit("DIGIT", packed(ranges(str.isdecimal)))
emit("SPACE", packed(ranges(str.isspace)))
emit("LOWER", packed(pairs(_sre.unicode_tolower)))
emit("UPPER", packed(pairs(simple_upper)))
emit("CASED", packed(ranges(lambda c: _sre.unicode_iscased(ord(c)))))

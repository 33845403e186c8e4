"""Building strings: concatenation, join, f-strings, formats."""


def run():
    s = ""
    for i in range(8000):
        s += chr(97 + i % 26)
    parts = [f"{i}:{i * i:>8d}|{i / 7:.3f}" for i in range(4000)]
    t = ",".join(parts)
    u = "".join(x.strip() + "%s-%d" % ("ab", n) for n, x in enumerate(t.split("|")))
    return len(s), len(t), len(u), s[::-1][:5]

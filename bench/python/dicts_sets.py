"""Dicts and sets: counting, grouping, set algebra."""


def run():
    words = [f"k{i * 7919 % 997}" for i in range(6000)]
    count = {}
    for w in words:
        count[w] = count.get(w, 0) + 1
    groups = {}
    for i, w in enumerate(words):
        groups.setdefault(len(w), []).append(i)
    a = {i * 3 for i in range(3000)}
    b = {i * 5 for i in range(3000)}
    n = 0
    for i in range(9000):
        if i in a:
            n += 1
        if (i, i + 1) in groups:
            n += 1
    grid = {}
    for x in range(60):
        for y in range(60):
            grid[x, y] = x ^ y
    n += sum(grid[y, x] for x in range(60) for y in range(60))
    return n, len(a & b), len(a | b), len(a ^ b), len(count), sum(map(len, groups.values()))

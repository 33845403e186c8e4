"""Pancake flips over all permutations: slices of small lists."""


def permuted(items):
    if len(items) < 2:
        yield items
        return
    for i in range(len(items)):
        rest = items[:i] + items[i + 1 :]
        for p in permuted(rest):
            yield [items[i]] + p


def run(n=7):
    best = check = 0
    for number, p in enumerate(permuted(list(range(n)))):
        flips = 0
        k = p[0]
        while k:
            p[: k + 1] = p[k::-1]
            flips += 1
            k = p[0]
        best = max(best, flips)
        check += -flips if number & 1 else flips
    return best, check

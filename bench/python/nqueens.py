"""Queens on a board, by permutations and by a recursive generator."""

from itertools import permutations


def by_permutations(n):
    cols = range(n)
    return sum(
        1
        for v in permutations(cols)
        if n == len({v[i] + i for i in cols}) == len({v[i] - i for i in cols})
    )


def by_search(n, row=0, cols=(), ups=(), downs=()):
    if row == n:
        yield cols
        return
    for c in range(n):
        if c not in cols and c + row not in ups and c - row not in downs:
            yield from by_search(n, row + 1, (*cols, c), (*ups, c + row), (*downs, c - row))


def run():
    return by_permutations(7), sum(1 for _ in by_search(7))

"""The chaos game with points as objects: floats, operators, attributes."""

import random


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Point(self.x - other.x, self.y - other.y)

    def __mul__(self, k):
        return Point(self.x * k, self.y * k)

    def dist(self, other):
        return ((self.x - other.x) ** 2 + (self.y - other.y) ** 2) ** 0.5


def run():
    rnd = random.Random(7)
    corners = [Point(0.0, 0.0), Point(1.0, 0.0), Point(0.5, 0.866), Point(0.2, 0.9)]
    grid = [[0] * 40 for _ in range(40)]
    p = Point(0.3, 0.3)
    far = 0.0
    for _ in range(12000):
        c = corners[int(rnd.random() * 4)]
        p = p + (c - p) * 0.55
        grid[int(p.x * 39)][int(p.y * 39)] += 1
        far = max(far, p.dist(c))
    return sum(1 for row in grid for n in row if n), round(far, 9)

"""Planets that attract each other: float arithmetic on lists."""

PAIRS = [
    ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 39.478),
    ([4.84, -1.16, -0.10], [0.60, 2.81, -0.02], 0.0376),
    ([8.34, 4.12, -0.40], [-1.01, 1.82, 0.008], 0.0112),
    ([12.89, -15.11, -0.22], [1.08, 0.86, -0.01], 0.0017),
    ([15.37, -25.9, 0.17], [0.97, 0.59, -0.03], 0.0020),
]


def run():
    bodies = [(p[:], v[:], m) for p, v, m in PAIRS]
    for _ in range(1200):
        for i, (p1, v1, m1) in enumerate(bodies):
            for p2, v2, m2 in bodies[i + 1 :]:
                dx = p1[0] - p2[0]
                dy = p1[1] - p2[1]
                dz = p1[2] - p2[2]
                f = 0.01 * (dx * dx + dy * dy + dz * dz) ** -1.5
                v1[0] -= dx * m2 * f
                v1[1] -= dy * m2 * f
                v1[2] -= dz * m2 * f
                v2[0] += dx * m1 * f
                v2[1] += dy * m1 * f
                v2[2] += dz * m1 * f
        for p, v, _m in bodies:
            p[0] += 0.01 * v[0]
            p[1] += 0.01 * v[1]
            p[2] += 0.01 * v[2]
    return round(bodies[0][0][0], 9)

"""Escape times in the complex plane, on floats and on complex numbers."""


def run(size=70):
    total = 0
    for row in range(size):
        ci = 2.0 * row / size - 1.0
        for col in range(size):
            cr = 2.0 * col / size - 1.5
            zr = zi = 0.0
            n = 0
            while n < 50 and zr * zr + zi * zi <= 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                n += 1
            total += n
    for row in range(20):
        for col in range(20):
            c = complex(col / 10 - 1.5, row / 10 - 1)
            z = 0j
            n = 0
            while n < 50 and abs(z) <= 2:
                z = z * z + c
                n += 1
            total += n
    return total

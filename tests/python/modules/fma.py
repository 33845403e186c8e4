"""math.fma where the product alone would not do."""
import math

inf, nan, big = math.inf, math.nan, 1.7976931348623157e308
for args in [(1.0, 2.0, 3.0), (big, 2.0, -inf), (big, 2.0, -big), (-big, big, inf), (inf, 0.0, 1.0), (inf, 1.0, -inf),
             (inf, 2.0, 3.0), (nan, 1.0, 2.0), (inf, 0.0, nan), (big, 2.0, big), (1e-300, 1e-300, 0.0),
             (0.1, 10.0, -1.0), (5e-324, 0.5, 5e-324), (-0.0, 1.0, 0.0), (1 + 2**-52, 1 - 2**-52, -1.0)]:
    try:
        print(args, math.fma(*args))
    except (ValueError, OverflowError) as e:
        print(args, type(e).__name__, e)

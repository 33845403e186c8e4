"""Times the programs named on the command line; prints JSON: {name: [median ms, result]}.

A program runs for at least half a second and five times; the first third, in which a compiling
interpreter warms up, does not count.
"""

import importlib
import json
import sys
import time


def measure(run):
    times = []
    begin = time.perf_counter()
    while len(times) < 6 or time.perf_counter() - begin < 0.6:
        t = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - t)
    rest = sorted(times[len(times) // 3 :])
    return [rest[len(rest) // 2] * 1000, repr(result)]


sys.path.insert(0, sys.argv[1])
out = {}
for name in sys.argv[2:]:
    out[name] = measure(importlib.import_module(name).run)
print(json.dumps(out))

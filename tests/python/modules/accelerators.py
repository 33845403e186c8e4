# The C sides of statistics and uuid.
import _statistics
import _uuid
import uuid

inv = _statistics._normal_dist_inv_cdf
for i in range(1, 400):
    print(f"{inv(i / 400, 0.5, 2):.13g}", end=" ")
for e in range(1, 300, 7):
    print(f"{inv(10.0 ** -e, 0.0, 1.0):.13g} {inv(1 - 10.0 ** -(e % 16 + 1) if e % 16 < 15 else 0.5, 3, 4):.13g}")
for a in [(0.0, 1, 1), (1.0, 1, 1), (0.5, 1, 0), ("a", 1, 1), (1,), (1, 2, 3, 4), (0.5, 1, -1), (float("nan"), 1, 1), (True, 1, 1)]:
    try:
        print(inv(*a))
    except Exception as e:
        print(type(e).__name__, e)
print(repr(_statistics.__doc__), inv.__doc__, inv.__text_signature__)
print(sorted(x for x in dir(_uuid) if not x.startswith("__")))
print(_uuid.has_uuid_generate_time_safe, _uuid.has_stable_extractable_node)
print(_uuid.__doc__, _uuid.generate_time_safe.__doc__, _uuid.generate_time_safe.__text_signature__)
data, safe = _uuid.generate_time_safe()
print(len(data), safe)
made = [uuid.uuid1() for _ in range(2000)]
print(len(set(made)), {u.version for u in made}, {u.variant for u in made}, {u.is_safe for u in made})
print([u.time for u in made] == sorted(u.time for u in made), len({u.node for u in made}))
import time
print(abs((made[0].time - 0x01B21DD213814000) / 1e7 - time.time()) < 60)

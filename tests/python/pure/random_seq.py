import random, heapq, bisect
for seed in (0, 1, -5, 12345678901234567890, 'text', b'bytes', 1.5, None.__class__.__name__):
    r = random.Random(seed)
    print(seed, r.random(), r.getrandbits(70), r.randrange(1000), r.choice('abc'), r.sample(range(50), 5), round(r.gauss(0, 1), 12), r.uniform(1, 2), r.randbytes(5))
    l = list(range(10)); r.shuffle(l); print(l)
s = r.getstate(); a = [r.random() for _ in range(700)]; r.setstate(s); print(a == [r.random() for _ in range(700)], len(s[1]))
for bad in ((1, 2), (3, (1,), None)):
    try: r.setstate(bad)
    except Exception as e: print(type(e).__name__, e)
h = [random.Random(7).randrange(100) for _ in range(1)] + [5, 3, 9, 1, 7, 2]
heapq.heapify(h); print(h); heapq.heappush(h, 4); print(h, heapq.heappop(h), heapq.heapreplace(h, 6), heapq.heappushpop(h, 0), h)
heapq.heapify_max(h); print(h, heapq.heappop_max(h), h, heapq.nlargest(3, h), heapq.nsmallest(2, h), list(heapq.merge([1, 4], [2, 3])))
for f in (lambda: heapq.heappop([]), lambda: heapq.heappush(3, 1), lambda: heapq.heapreplace([], 1), lambda: bisect.bisect([1], 2, -1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
l = [1, 3, 3, 5]; print(bisect.bisect_left(l, 3), bisect.bisect(l, 3), bisect.bisect_left(l, -3, key=lambda x: -x)); bisect.insort(l, 4); print(l)

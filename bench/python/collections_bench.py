"""deque, Counter, OrderedDict, defaultdict, namedtuple."""

from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

Pair = namedtuple("Pair", "a b")


def run():
    q = deque(maxlen=500)
    n = 0
    for i in range(8000):
        q.append(i)
        if i & 3 == 0:
            n += q.popleft()
        q.rotate(1)
    c = Counter(i % 37 for i in range(6000))
    c.update("mississippi")
    od = OrderedDict((i, i) for i in range(1500))
    for i in range(0, 1500, 3):
        od.move_to_end(i)
    dd = defaultdict(list)
    for i in range(4000):
        dd[i % 50].append(i)
    ps = [Pair(i, -i) for i in range(2000)]
    n += sum(p.a + p.b for p in ps) + ps[3]._replace(a=1).a
    return n, c.most_common(2), next(iter(od)), len(dd)

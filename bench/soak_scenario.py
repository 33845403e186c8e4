"""One scenario of `npm run soak`: soak_scenario.py NAME TOTAL. Prints a JSON object: what the memory was after
the first tenth and at the end, and how many instances of the extension's type were left."""
import gc
import json
import queue
import sys
import threading
from time import perf_counter, sleep

import soak

ROUNDS = 100


def rss():
    """After a collection V8's own threads take some 50 ms to give its pages back to the system."""
    gc.collect()
    gc.collect()
    sleep(0.3)
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096


def from_python(n, Thing=soak.Thing):
    for _ in range(n):
        Thing()


def from_c(n):
    soak.churn(n)


def cycles(n, Thing=soak.Thing):
    for _ in range(n):
        a, b = Thing(), []
        a.ref = b
        b.append(a)


def exceptions(n):
    def fail(x):
        raise ValueError(x)

    for i in range(n // 2):
        try:
            soak.through(fail, i)
        except ValueError as e:
            assert e.args == (i,)
    assert soak.failures(fail, "text", n - n // 2) == n - n // 2


def callbacks(n):
    assert soak.failures(lambda x: [x], (1, 2), n // 2) == 0
    assert soak.failures(soak.Thing, "held", n - n // 2) == 0


def containers(n):
    for _ in range(n // 100):
        assert soak.walk(soak.list_of(20)) == 20
        assert soak.walk(soak.dict_of(20)) == 20
        made = [str(i) for i in range(30)]
        assert soak.walk(made) == 30
        assert soak.walk(dict.fromkeys(made)) == 30
        assert len(soak.list_of(5)[2]) == 2
        assert soak.dict_of(5)["key 3"] == 3.0


def threads(n):
    done = []
    for _ in range(n):
        t = threading.Thread(target=done.append, args=(soak.Thing(),))
        t.start()
        t.join()
    assert len(done) == n


def hammer(n):
    """Eight threads of Python and four of C at one extension."""
    jobs = queue.Queue()

    def run():
        while (k := jobs.get()) is not None:
            things = [soak.Thing(soak.list_of(3)) for _ in range(20)]
            assert soak.walk([t.ref for t in things]) == 20
            assert soak.failures(lambda x: soak.dict_of(x), 4, 5) == 0
            soak.work(2000)

    crew = [threading.Thread(target=run) for _ in range(8)]
    for t in crew:
        t.start()
    for k in range(n):
        jobs.put(k)
    for _ in crew:
        jobs.put(None)
    assert soak.on_threads(lambda: soak.Thing(soak.Thing()), 4, n // 8 + 1) == 0
    for t in crew:
        t.join()


def main(name, total):
    step = globals()[name]
    share = max(total // ROUNDS, 1)
    start = perf_counter()
    early = 0
    for i in range(ROUNDS):
        step(share)
        if i == ROUNDS // 10 - 1:
            early = rss()
    late = rss()
    print(json.dumps({
        "scenario": name, "count": share * ROUNDS, "seconds": round(perf_counter() - start, 1),
        "early": early, "late": late, "live": soak._live(),
    }))


main(sys.argv[1], int(sys.argv[2]))

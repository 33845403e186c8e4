"""concurrent.interpreters: calls, code, queues, threads and pools."""
import re
import sys
import threading


def double(x):
    return x * 2


def uses_global():
    return CONSTANT


CONSTANT = 5


def with_defaults(a, b=2, *c, d=4, **e):
    return a, b, c, d, e


def closure():
    z = 4
    return lambda: z


class Point:
    def __init__(self, x=1):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

    def __repr__(self):
        return f"Point({self.x})"


def moved(p):
    return Point(p.x + 1)


def bad():
    raise KeyError("k")


def main():
    from concurrent import interpreters as I
    from concurrent.futures import InterpreterPoolExecutor

    def t(f):
        try:
            text = repr(f())
        except BaseException as e:
            text = f"{type(e).__name__} | {e}"
        sys.stdout.write(re.sub("0x[0-9a-f]+", "0x", text) + "\n")
        sys.stdout.flush()

    m = I.get_main()
    i = I.create()
    for f in (
        lambda: m.exec("1"), lambda: m.close(), lambda: m.call(len, "a"), lambda: m.prepare_main(a=1),
        lambda: I.Interpreter(55), lambda: I.Interpreter("x"), lambda: (m, i, I.get_current() is m, I.list_all()),
        lambda: (i.whence, m.whence, i.is_running(), m.is_running()),
        lambda: i.call(double, 3), lambda: i.call(uses_global), lambda: i.call(with_defaults, 1, 5, 6, d=7, k=8),
        lambda: i.call(closure()), lambda: i.call(double, [1]), lambda: i.call(moved, Point(4)),
        lambda: i.call(double, Point()), lambda: i.call(bad), lambda: i.call(double, (x for x in [])),
        lambda: i.exec("x = 1"), lambda: i.exec("print(x, __name__, flush=True)"), lambda: i.exec("1/0"),
        lambda: i.exec("import nothing_here"), lambda: i.exec("def f(:"),
        lambda: i.prepare_main(q=5, w="s"), lambda: i.exec("print(q, w, flush=True)"), lambda: i.prepare_main(q=[]),
        lambda: i.prepare_main({"b": b"x", "t": (1, (2.5, None))}), lambda: i.exec("print(b, t, flush=True)"),
        lambda: i.exec(double), lambda: i.exec(bad), lambda: i.call(exec, "print(q, flush=True)"),
        lambda: i.call(lambda: 5), lambda: i.call(lambda *a, **k: (a, k), 1, 2, x=3),
        lambda: i.call(eval, "__name__, len(globals()) > 5, x"),
        lambda: i.exec("import sys, json; json.marker = 1; print(len(sys.path) > 1, flush=True)"),
        lambda: hasattr(__import__("json"), "marker"),
    ):
        t(f)
    q = I.create_queue(2)
    r = I.create_queue()
    t(lambda: (q, q.maxsize, q.empty(), q.full(), q.qsize(), I.Queue(q.id) is q))
    for f in (
        lambda: q.put([1, {2: 3}]), lambda: q.put(Point(7)), lambda: q.full(), lambda: q.put_nowait(1),
        lambda: q.get(), lambda: q.get(), lambda: q.get_nowait(), lambda: q.get(timeout=0),
        lambda: q.put((1, "a", b"b", None, True, 2.5)), lambda: q.get(),
        lambda: i.prepare_main(q=q, r=r), lambda: i.exec("q.put({'from': 'there'}); r.put(q)"),
        lambda: q.get(), lambda: r.get() is q,
        lambda: i.exec("r.put('lost', unbounditems=None)"),
    ):
        t(f)
    th = i.call_in_thread(exec, "r.put('from a thread')")
    th.join()
    i.exec("import atexit; atexit.register(print, 'leaving', flush=True)")
    i.close()
    t(lambda: r.get())
    t(lambda: i.exec("1"))
    t(lambda: I.list_all())
    t(lambda: I.is_shareable(q))
    made = []

    def work(n):
        j = I.create()
        j.prepare_main(n=n, r=r)
        j.exec("total = 0\nfor k in range(20000): total += k\nr.put((n, total))")
        made.append(j)
    while not r.empty():
        r.get()
    ts = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for x in ts:
        x.start()
    for x in ts:
        x.join()
    print(sorted(r.get() for _ in ts))
    for x in made:
        x.close()
    with InterpreterPoolExecutor(2) as pool:
        print(list(pool.map(double, range(5))), pool.submit(sum, [1, 2]).result())
        try:
            pool.submit(bad).result()
        except KeyError as e:
            print("KeyError", e, type(e.__cause__).__name__)
    print(I.list_all())


if __name__ == "__main__":
    main()

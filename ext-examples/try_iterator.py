import gc

import iterator
from iterator import Countdown


def attempt(label, func, *args):
    try:
        print(label, func(*args))
    except Exception as error:
        print(label, "raises", type(error).__name__)


def failing(n):
    if n == 2:
        raise KeyError(n)
    return n


class Even(Countdown):
    def __next__(self):
        super().__next__()
        return super().__next__()


def generator():
    yield 1
    yield [2]
    return 3


class Old:
    def __getitem__(self, index):
        if index > 2:
            raise IndexError
        return index * 10

    def __len__(self):
        return 3


class Broken:
    def __iter__(self):
        return self

    def __next__(self):
        raise OSError("broken")


# In a function, so that nothing is left of it when it is done.
def main():
    c = Countdown(3)
    print(iter(c) is c, next(c), c.__next__(), c.__length_hint__(), list(c), list(c), next(c, "end"))
    print([n for n in Countdown(4) if n % 2], sum(Countdown(10)), list(zip(Countdown(3), "ab")))
    first, *rest = Countdown(4)
    print(first, rest, max(Countdown(3)), 2 in Countdown(3), dict(enumerate(Countdown(2))))
    print(list(Countdown(3, lambda n: n * n)), list(Countdown(start=1, callback=str)))

    attempt("callback", list, Countdown(3, failing))
    attempt("stop", list, Countdown(3, lambda n: next(iter([]))))
    print(list(iterator.count_from(3)), type(iterator.count_from(3)) is Countdown)
    attempt("no callback", Countdown, 1, 2)
    attempt("type", Countdown, "x")

    print(list(Even(6)), isinstance(Even(1), Countdown))

    print(iterator.collect("abc"), iterator.collect(generator()), iterator.collect({"k": "v"}))
    print(iterator.collect(range(3)), iterator.collect(Old()), iterator.collect(Countdown(2)))
    attempt("number", iterator.collect, 5)
    attempt("broken", iterator.collect, Broken())
    print(iterator.transform(lambda x: x + 1, (1, 2)), iterator.transform(str, Countdown(2)))
    attempt("transform", iterator.transform, failing, [1, 2, 3])
    print(iterator.backwards([1, 2, 3]), iterator.backwards("abc"), iterator.backwards(Old()))
    attempt("backwards", iterator.backwards, {1, 2})
    print([iterator.is_iterator(o) for o in (c, iter([]), generator(), [], Old(), Broken())])
    print(list(iterator.over_sequence(Old())), next(iterator.over_sequence("xyz")))
    numbers = iter([1, 2, 3, 4])
    print(list(iterator.until(lambda: next(numbers), 3)), next(numbers))
    print(iterator.ping(20, iterator.ping))
    print(iterator.ping(20, lambda depth, me: iterator.ping(depth, me)))

    holder = []
    holder.append(Countdown(1, lambda n: holder))


main()
gc.collect()
print(iterator._live())

import gc
import sys

import counter

first = counter.make(5)
print(first.next(), first.next(), counter.made(), counter.is_ours(None))
print(counter.Counter(10, step=-2).next(), counter.made())
print(first.module() is counter, type(first).__module__, type(first).__qualname__)


class Double(counter.Counter):
    def next(self):
        return super().next() * 2


print(Double(1).next(), Double(1).module() is counter)
try:
    counter.Counter(999_999, 5).next()
except counter.TheEnd as error:
    print(type(error).__name__, error, isinstance(error, ArithmeticError), type(error).__module__)
mistakes = (
    lambda: first.next(1),
    lambda: counter.Counter("x"),
    lambda: counter.Counter(1, "x").next(),
)
for call in mistakes:
    try:
        call()
    except TypeError:
        print("TypeError")

# A second import makes a second module with a state of its own.
del sys.modules["counter"]
import counter as second

print(second is counter, second.Counter is type(first), second.made())
second.make()
print(second.made(), second.TheEnd.__name__, second._live()[1])

loop = second.make(1, [])
loop_list = [loop]
del loop, loop_list, first, Double
gc.collect()
print(second._live())

import gc

import calls


def attempt(func, *args, **kwargs):
    try:
        print(func.__name__, func(*args, **kwargs))
    except Exception as error:
        print(func.__name__, "raises", type(error).__name__)


print(calls.__doc__, calls.one_arg.__doc__, calls.one_arg.__text_signature__)
print(calls.no_args())
print(calls.one_arg([1]))
print(calls.var_args(), calls.var_args(1, "two"))
print(calls.keywords(), calls.keywords(1, two=2))
print(calls.fast(), calls.fast(1, 2.5, None))
print(calls.fast_keywords(1, *[2, 3], a="A", **{"b": "B"}))
attempt(calls.no_args, 1)
attempt(calls.one_arg)
attempt(calls.one_arg, 1, 2)
attempt(calls.one_arg, arg=1)
attempt(calls.var_args, key=1)
attempt(calls.fast, key=1)

limits = (255, 511, -32768, 65537, -(2**31), -1, -(2**63), 2**64 + 5, 2**63 - 1, -1, 42)
attempt(calls.integers, *limits)
attempt(calls.integers, 256, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
attempt(calls.integers, 0, 0, 32768, 0, 0, 0, 0, 0, 0, 0, 0)
attempt(calls.integers, 0, 0, 0, 0, 2**31, 0, 0, 0, 0, 0, 0)
attempt(calls.integers, 0, 0, 0, 0, 0, 0, 2**63, 0, 0, 0, 0)
attempt(calls.integers, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 0, 0)
attempt(calls.integers, True, False, True, 0, 0, 0, 0, 0, 0, 0, 0)
attempt(calls.reals, 0.5, 3)
attempt(calls.reals, "0.5", 3)
attempt(calls.characters, b"x", "\u20ac", [])
attempt(calls.characters, b"xy", "x", 1)
attempt(calls.characters, b"x", "\U0001f40d", "yes")
attempt(calls.texts, "s", None, b"y", "s\0s", "z\0z", b"y\0y")
attempt(calls.texts, "gr\u00fcn", "z", bytearray(b"y"), b"bytes", None, bytearray(b"array"))
attempt(calls.texts, "s", None, b"y", "s", "z", "str")
attempt(calls.texts, "s\0", None, b"y", "s", "z", b"y")
attempt(calls.texts, "\ud800", None, b"y", "s", "z", b"y")
attempt(calls.encoded, "gr\u00fcn", "ab")
attempt(calls.encoded, "gr\u00fcn", b"raw")
attempt(calls.encoded, "\u20ac", "ab")
target = bytearray(b"....")
attempt(calls.buffers, "text\0", b"bytes", target)
print(target)
attempt(calls.buffers, b"bytes", memoryview(b"view")[1:], bytearray())
attempt(calls.buffers, "text", b"bytes", b"constant")
attempt(calls.typed, 1, [2], b"3", bytearray(b"4"), "5")
attempt(calls.typed, 1, (2,), b"3", bytearray(b"4"), "5")
attempt(calls.typed, 1, [2], "3", bytearray(b"4"), "5")
attempt(calls.converted, 3, 4)
attempt(calls.converted, "x", 4)
attempt(calls.converted, 3, "x")
print(calls.count_cleanups())
attempt(calls.nested, 1, (2, 3), ("name", (0.25,)))
attempt(calls.nested, 1, [2, 3], ("name", (0.25,)))
attempt(calls.nested, 1, (2,), ("name", (0.25,)))
attempt(calls.optional, 1)
attempt(calls.optional, 1, 2, 3)
attempt(calls.optional, 1, third=[], only="o")
attempt(calls.optional, 1, 2, 3, "o")
attempt(calls.optional)
attempt(calls.optional, 1, second="two")
attempt(calls.optional, 1, 2, second=2)
attempt(calls.optional, 1, unknown=2)
attempt(calls.unpacked, 1)
attempt(calls.unpacked, 1, 2)
attempt(calls.unpacked)
attempt(calls.unpacked, 1, 2, 3)

built = calls.build()
for item in built:
    print(item)
print(built[6][0] is built[6][1])

for result in calls.call_back(lambda *args, **kwargs: (args, kwargs)):
    print(result)


def failing(*args):
    raise LookupError(args)


attempt(calls.call_back, failing)


class Derived(calls.Caller):
    pass


def methods():
    caller = Derived(number=3)
    print(caller.plain(), caller.where(1, x=2), caller.fast("a", "b"))
    print(type(Derived.create(5)).__name__, Derived.create(5).plain(), calls.Caller.create(6).plain())
    print(caller.lonely(1), calls.Caller.lonely())
    print(calls.Caller.plain(caller), calls.Caller.__module__, calls.Caller.__doc__)
    attempt(calls.Caller.plain, 3)
    attempt(calls.Caller.__new__, calls.Caller, "x")
    method = caller.fast
    print(method("bound"), method.__self__ is caller, method.__name__)


methods()
gc.collect()
print(calls._live())

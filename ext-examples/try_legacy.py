import gc
import sys

import legacy


def attempt(label, func, *args):
    try:
        print(label, func(*args))
    except Exception as error:
        print(label, "raises", type(error).__name__)


print(legacy.__name__, legacy.__doc__, legacy.ANSWER, legacy.NAME, legacy.TABLE)
print(legacy.add(2, 3), legacy.add_by_capsule(4, 5), legacy.calls(), legacy.find())
print(legacy.add.__doc__, legacy.add.__name__, legacy.add.__module__, legacy.add.__self__ is legacy)
try:
    legacy.fail()
except legacy.Error as error:
    print(type(error).__name__, error, legacy.Error.__module__, legacy.Error.__mro__[1].__name__)

capsule = legacy.wrap(7)
print(type(capsule).__name__, legacy.unwrap(capsule), legacy.describe(capsule), legacy._live())
print(legacy.describe(legacy._C_API))
attempt("wrong capsule", legacy.unwrap, legacy._C_API)
attempt("no capsule", legacy.unwrap, 7)
attempt("too big", legacy.add, 2**31, 0)
attempt("too few", legacy.add, 1)
del capsule
gc.collect()
print(legacy._live())

# Importing again gives a new module object with the same contents, and does not run C again.
legacy.extra = "kept only here"
del sys.modules["legacy"]
import legacy as again

print(again is legacy, again.Error is legacy.Error, again.TABLE is legacy.TABLE)
print(again.calls(), again.ANSWER)

import errno
import sys
import warnings

import errors


def attempt(label, func, *args):
    try:
        print(label, func(*args))
    except BaseException as error:
        print(label, "raises", type(error).__name__, error.args)
        return error


attempt("none", errors.raise_, ValueError)
attempt("object", errors.raise_, ValueError, "text")
attempt("tuple", errors.raise_, ValueError, (1, 2))
attempt("instance", errors.raise_, ValueError, ValueError("made"))
attempt("exit", errors.raise_, SystemExit, 3)
attempt("stop", errors.raise_, StopIteration, "value")
attempt("key", errors.raise_text, KeyError, "gr\u00fcn")
attempt("formatted", errors.raise_formatted, ["\u20ac"])
error = attempt("special", errors.raise_special, "s")
print(isinstance(error, LookupError), isinstance(error, errors.BaseError), error.code)
print(errors.SpecialError.__doc__, errors.SpecialError.__module__, errors.BaseError.__bases__)

error = attempt("enoent", errors.raise_errno, errno.ENOENT, "file")
print(error.errno == errno.ENOENT, error.filename, error.filename2)
error = attempt("eexist", errors.raise_errno, errno.EEXIST, "from", "to")
print(error.filename, error.filename2)
error = attempt("eperm", errors.raise_errno, errno.EPERM)
print(error.filename)
error = attempt("import", errors.raise_import_error)
print(error.name, error.path)
attempt("argument", errors.bad_argument)
attempt("memory", errors.no_memory)

try:
    errors.forget_exception()
except SystemError as error:
    print("SystemError without cause", error.__cause__)
try:
    errors.forget_result()
except SystemError as error:
    print("SystemError because of", repr(error.__cause__))


def fail(error):
    def func():
        raise error

    return func


print(errors.catch(lambda: 1, ValueError))
print(errors.catch(fail(ValueError("v")), ValueError))
print(errors.catch(fail(ValueError("v")), (TypeError, (ValueError,))))
print(errors.catch(fail(KeyError), LookupError))
attempt("other", errors.catch, fail(KeyError("k")), ValueError)
error = ValueError("same")
print(attempt("restored", errors.fetch_and_restore, fail(error)) is error)
print(error.__traceback__ is not None)
print(errors.fetch_and_restore(lambda: "fine"), errors.swallow(fail(KeyError("k"))))
print(
    errors.matches(ValueError, Exception),
    errors.matches(ValueError("x"), (KeyError, ValueError)),
    errors.matches(KeyError, ValueError),
)
print(errors.handled())
try:
    raise ValueError("being handled")
except ValueError as error:
    print(errors.handled() is error)
print(errors.handled())

cause, context = TypeError("cause"), KeyError("context")
error = attempt("chain", errors.chain, ValueError("v"), cause, context)
print(error.__cause__ is cause, error.__context__ is context, errors.links(error))
print(errors.links(ValueError()))
try:
    try:
        raise KeyError("first")
    except KeyError:
        errors.raise_during()
except errors.SpecialError as error:
    print(repr(error), repr(error.__context__), error.__cause__, error.__suppress_context__)
print(errors.decode_error())

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    errors.warn(UserWarning, "careful")
print([(str(w.message), w.category.__name__) for w in caught])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    attempt("warning as error", errors.warn, DeprecationWarning, "old")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    attempt("ignored warning", errors.warn, DeprecationWarning, "old")

hooked = []


def hook(info):
    hooked.append((info.exc_type.__name__, str(info.exc_value), info.object))


sys.unraisablehook = hook
errors.unraisable("the place")
sys.unraisablehook = sys.__unraisablehook__
print(hooked)

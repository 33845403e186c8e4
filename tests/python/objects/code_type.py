import types

ARGS = (1, 0, 0, 1, 0, 3, b"\x00\x00", (5,), ("x",), ("a",), "f.py", "n", "q.n", 7, b"", b"")
c = types.CodeType(*ARGS)
print(c.co_name, c.co_qualname, c.co_filename, c.co_firstlineno, c.co_flags)
print(c.co_argcount, c.co_nlocals, c.co_varnames, c.co_names, c.co_consts, c.co_code)
print(types.CodeType(*ARGS, ("free",), ("cell",)).co_freevars)


def attempt(*args):
    try:
        print(types.CodeType(*args))
    except Exception as e:
        print(type(e).__name__, e)


attempt()
attempt(*ARGS, (), (), ())
for i in range(18):
    attempt(*[1.5 if k == i else v for k, v in enumerate(ARGS + ((), ()))])
attempt(-1, *ARGS[1:])
attempt(*ARGS[:9], (), *ARGS[10:])
attempt(*ARGS[:3], 5, *ARGS[4:])
attempt(*ARGS[:8], (5,), *ARGS[9:])


def documented():
    """Nothing else."""


def passing():
    pass


for f in (documented, passing, lambda: None):
    print(f.__code__.co_consts, f.__code__.co_code)

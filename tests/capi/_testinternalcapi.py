"""Stand-in for what test.support asks of CPython's _testinternalcapi."""

SIZEOF_PYGC_HEAD = 16
SIZEOF_PYOBJECT = 16
SIZEOF_MANAGED_PRE_HEADER = 16


def get_c_recursion_remaining():
    return 1000

"""Stand-in for the helpers that test.test_capi takes from CPython's _testcapi.

_testcapi itself is no limited API, so it cannot be loaded. Here is what can be told without it:
the limits of C types. What a test needs beyond that is an AttributeError, and counted.
"""

CHAR_MAX = 127
CHAR_MIN = -128
UCHAR_MAX = 255
SHRT_MAX = 2**15 - 1
SHRT_MIN = -(2**15)
USHRT_MAX = 2**16 - 1
INT_MAX = 2**31 - 1
INT_MIN = -(2**31)
UINT_MAX = 2**32 - 1
LONG_MAX = LLONG_MAX = PY_SSIZE_T_MAX = INT64_MAX = 2**63 - 1
LONG_MIN = LLONG_MIN = PY_SSIZE_T_MIN = INT64_MIN = -(2**63)
ULONG_MAX = ULLONG_MAX = SIZE_MAX = UINT64_MAX = 2**64 - 1
INT32_MAX, INT32_MIN, UINT32_MAX = INT_MAX, INT_MIN, UINT_MAX
SIZEOF_VOID_P = SIZEOF_TIME_T = SIZEOF_PID_T = 8
SIZEOF_WCHAR_T = 4
FLT_MAX = 3.4028234663852886e38
FLT_MIN = 1.1754943508222875e-38
DBL_MAX = 1.7976931348623157e308
DBL_MIN = 2.2250738585072014e-308
PyObject_Head = None
Py_single_input, Py_file_input, Py_eval_input = 256, 257, 258
Py_Version = 0x030E00F0
WITH_PYMALLOC = 0
nan_msb_is_signaling = 0


class error(Exception):
    __module__ = "_testcapi"


# What is C's: tests/capi/standin, which npm run capi-tests compiles.
from _testcapi_c import *  # noqa: E402, F403

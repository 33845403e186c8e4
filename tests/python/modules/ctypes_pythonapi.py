"""Functions of the C API called through ctypes: objects, varied arguments, errors, callbacks."""

import sys
from ctypes import PYFUNCTYPE, c_char_p, c_double, c_int, c_long, c_size_t, c_ssize_t, c_void_p
from ctypes import py_object, pythonapi


def api(name, result, *args):
    f = pythonapi[name]
    f.restype = result
    f.argtypes = args
    return f


def show(f, *args):
    try:
        print(f.__name__, repr(f(*args)))
    except Exception as e:
        print(f.__name__, type(e).__name__, e)


class Held:
    def __repr__(self):
        return "<held>"


held = Held()
show(api("PyObject_Repr", py_object, py_object), held)
show(api("PyList_Size", c_ssize_t, py_object), [1, 2, 3])
show(api("PyFloat_AsDouble", c_double, py_object), 2.5)
show(api("PyFloat_AsDouble", c_double, py_object), "x")
show(api("PyFloat_FromDouble", py_object, c_double), 0.125)
show(api("PyLong_FromSize_t", py_object, c_size_t), 2**64 - 1)
show(api("PyLong_AsLong", c_long, py_object), -7)
show(api("PyObject_GetAttrString", py_object, py_object, c_char_p), held, b"absent")
show(api("PyDict_GetItem", py_object, py_object, py_object), {}, 1)

fmt = pythonapi.PyUnicode_FromFormat
fmt.restype = py_object
fmt.argtypes = (c_char_p,)
print(fmt(b"%d %s %R %A %zd", c_int(-3), c_char_p(b"text"), py_object(held), py_object("\xe9"), c_ssize_t(9)))
many = [c_int(i) for i in range(9)]
print(fmt(b"%d%d%d%d%d%d%d%d%d", *many))

build = pythonapi.Py_BuildValue
build.restype = py_object
build.argtypes = (c_char_p,)
print(build(b"(idsO)", c_int(1), c_double(2.5), c_char_p(b"s"), py_object(held)))

log = []
call = api("PyObject_CallObject", py_object, py_object, py_object)
call(log.append, (held,))
print(log)
show(call, lambda: 1 / 0, ())

before = sys.getrefcount(held)
for _ in range(100):
    api("PyObject_Str", py_object, py_object)(held)
print(sys.getrefcount(held) - before)

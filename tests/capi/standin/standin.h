/* A stand-in for the helpers that CPython's tests of the limited API take from _testcapi, which is
 * no limited API itself. */
#ifndef STANDIN_H
#define STANDIN_H
#define Py_LIMITED_API 0x030E0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NULLABLE(x) \
  if ((x) == Py_None) (x) = NULL
/* What an out argument holds before the call. */
#define MARKER ((PyObject*)&object_helpers)

extern PyMethodDef object_helpers[], codec_helpers[], parse_helpers[];

static inline PyObject* number_or_error(Py_ssize_t n) {
  return n == -1 && PyErr_Occurred() ? NULL : PyLong_FromSsize_t(n);
}
#endif

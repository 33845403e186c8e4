// Slice and range objects.
#include "api.h"

using namespace moult;

// New reference; NULL stands for None.
MOULT_EXPORT PyObject* PySlice_New(PyObject* start, PyObject* stop, PyObject* step) {
  return up_obj(OP_slice_new, start ? start : Py_None, stop ? stop : Py_None,
                step ? step : Py_None);
}

static bool clamp(PyObject* o, Py_ssize_t* out) {
  if (!is_int(o) && !PyIndex_Check(o)) {
    type_error("slice indices must be integers or None or have an __index__ method");
    return false;
  }
  Py_ssize_t v = PyNumber_AsSsize_t(o, nullptr);
  if (v == -1 && error_set()) return false;
  *out = v;
  return true;
}

MOULT_EXPORT int PySlice_Unpack(PyObject* s, Py_ssize_t* start, Py_ssize_t* stop,
                                Py_ssize_t* step) {
  Ref parts(up_obj(OP_slice_parts, s));
  if (!parts) return -1;
  PyObject *a = PyTuple_GetItem(parts, 0), *b = PyTuple_GetItem(parts, 1),
           *c = PyTuple_GetItem(parts, 2);
  *step = 1;
  if (c != Py_None) {
    if (!clamp(c, step)) return -1;
    if (*step == 0) {
      PyErr_SetString(PyExc_ValueError, "slice step cannot be zero");
      return -1;
    }
    if (*step < -PY_SSIZE_T_MAX_) *step = -PY_SSIZE_T_MAX_;
  }
  *start = *step < 0 ? PY_SSIZE_T_MAX_ : 0;
  if (a != Py_None && !clamp(a, start)) return -1;
  *stop = *step < 0 ? -PY_SSIZE_T_MAX_ - 1 : PY_SSIZE_T_MAX_;
  if (b != Py_None && !clamp(b, stop)) return -1;
  return 0;
}
MOULT_EXPORT Py_ssize_t PySlice_AdjustIndices(Py_ssize_t n, Py_ssize_t* start, Py_ssize_t* stop,
                                              Py_ssize_t step) {
  if (*start < 0) {
    *start += n;
    if (*start < 0) *start = step < 0 ? -1 : 0;
  } else if (*start >= n) {
    *start = step < 0 ? n - 1 : n;
  }
  if (*stop < 0) {
    *stop += n;
    if (*stop < 0) *stop = step < 0 ? -1 : 0;
  } else if (*stop >= n) {
    *stop = step < 0 ? n - 1 : n;
  }
  if (step < 0) return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
  return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}
MOULT_EXPORT int PySlice_GetIndicesEx(PyObject* s, Py_ssize_t n, Py_ssize_t* start,
                                      Py_ssize_t* stop, Py_ssize_t* step, Py_ssize_t* count) {
  if (PySlice_Unpack(s, start, stop, step) < 0) return -1;
  *count = PySlice_AdjustIndices(n, start, stop, *step);
  return 0;
}
MOULT_EXPORT int PySlice_GetIndices(PyObject* s, Py_ssize_t n, Py_ssize_t* start, Py_ssize_t* stop,
                                    Py_ssize_t* step) {
  Ref parts(up_obj(OP_slice_parts, s));
  if (!parts) return -1;
  PyObject *a = PyTuple_GetItem(parts, 0), *b = PyTuple_GetItem(parts, 1),
           *c = PyTuple_GetItem(parts, 2);
  *step = 1;
  if (c != Py_None) {
    if (!is_int(c)) return -1;
    *step = PyLong_AsSsize_t(c);
  }
  *start = *step < 0 ? n - 1 : 0;
  if (a != Py_None) {
    if (!is_int(a)) return -1;
    *start = PyLong_AsSsize_t(a);
    if (*start < 0) *start += n;
  }
  *stop = *step < 0 ? -1 : n;
  if (b != Py_None) {
    if (!is_int(b)) return -1;
    *stop = PyLong_AsSsize_t(b);
    if (*stop < 0) *stop += n;
  }
  if (*stop > n || *start >= n || *step == 0) return -1;
  return 0;
}

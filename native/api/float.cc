// Floating-point and complex number objects.
#include <float.h>
#include <math.h>
#include "../border.h"
#include "../types.h"
#include "api.h"

namespace moult {

PyObject* new_float(double v) {
  PyObject* o = take_spare(SP_FLOAT);
  if (LIKELY(o != nullptr)) {
    float_value(o) = v;
    return o;
  }
  o = with_layout([&](auto l) -> PyObject* {
    PyObject* r = (PyObject*)heap_alloc(l.float_value() + 8, K_VALUE);
    if (LIKELY(r != nullptr)) at<double>(r, l.float_value()) = v;
    return r;
  });
  if (UNLIKELY(!o)) return PyErr_NoMemory();
  o->ob_refcnt = 1;
  o->ob_type = &PyFloat_Type;
  return o;
}

}  // namespace moult

using namespace moult;

// New reference.
MOULT_EXPORT PyObject* PyFloat_FromDouble(double v) { return new_float(v); }

MOULT_EXPORT double PyFloat_AsDouble(PyObject* o) {
  if (UNLIKELY(!o)) {
    PyErr_BadArgument();
    return -1;
  }
  if (LIKELY(o->ob_type == &PyFloat_Type)) return float_value(o);
  if (isinstance(o, PyFloat_Type)) return float_value(plain_value(o));
  if (is_int(o) && (o->ob_type == &PyLong_Type || o->ob_type == &PyBool_Type)) {
    double d;
    if (int_to_double(o, &d)) return d;
    if (!error_set()) PyErr_SetString(PyExc_OverflowError, "int too large to convert to float");
    return -1;
  }
  unaryfunc f = is_native(o) ? slot_of<unaryfunc>(o, Py_nb_float) : nullptr;
  if (f) {
    Ref r(f(o));
    if (!r) return -1;
    if (isinstance(r, PyFloat_Type)) return PyFloat_AsDouble(r);
    PyErr_Format(PyExc_TypeError, "%.50s.__float__() must return a float, not %.50s", type_name(o),
                 type_name(r));
    return -1;
  }
  Ref r(up_obj(OP_as_double, o));
  if (!r) return -1;
  return float_value(r);
}

// New reference; accepts str, bytes and buffers like float().
MOULT_EXPORT PyObject* PyFloat_FromString(PyObject* s) {
  if (!s) return PyErr_BadArgument(), nullptr;
  if (!is_str(s) && !PyObject_CheckBuffer(s))
    return type_error("float() argument must be a string or a real number, not '%.200s'",
                      type_name(s));
  return up_obj(OP_float_from_str, s);
}
MOULT_EXPORT double PyFloat_GetMax(void) { return DBL_MAX; }
MOULT_EXPORT double PyFloat_GetMin(void) { return DBL_MIN; }
MOULT_EXPORT PyObject* PyFloat_GetInfo(void) {
  Ref sys(PyImport_ImportModule("sys"));
  return sys ? PyObject_GetAttrString(sys, "float_info") : nullptr;
}

// New reference.
MOULT_EXPORT PyObject* PyComplex_FromDoubles(double re, double im) {
  Ref a(new_float(re)), b(new_float(im));
  return a && b ? up_obj(OP_complex_new, a.p, b.p) : nullptr;
}
static double complex_part(PyObject* o, int which) {
  Ref r(up_obj(OP_complex_parts, o, which));
  return r ? float_value(r) : -1.0;
}
MOULT_EXPORT double PyComplex_RealAsDouble(PyObject* o) {
  if (o && o->ob_type == &PyFloat_Type) return float_value(o);
  return complex_part(o, 0);
}
MOULT_EXPORT double PyComplex_ImagAsDouble(PyObject* o) {
  if (o && (o->ob_type == &PyFloat_Type || is_int(o))) return 0.0;
  return complex_part(o, 1);
}

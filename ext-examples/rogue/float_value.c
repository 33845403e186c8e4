/* Inline macros of the full API: PyFloat_AS_DOUBLE as its headers have it. */
#include "rogue.h"

typedef struct {
  PyObject ob_base;
  double ob_fval;
} Float;

static PyObject* run(PyObject* module, PyObject* o) {
  (void)module;
  return PyFloat_FromDouble(((Float*)o)->ob_fval);
}

static PyMethodDef methods[] = {{"run", run, METH_O, "Its value."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(float_value)

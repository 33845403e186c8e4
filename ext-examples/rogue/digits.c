/* Reads an int's digits. */
#include "rogue.h"

typedef struct {
  PyObject ob_base;
  Py_ssize_t ob_size;
  unsigned int ob_digit[1];
} Int;

static PyObject* run(PyObject* module, PyObject* o) {
  (void)module;
  return PyLong_FromUnsignedLong(((Int*)o)->ob_digit[0]);
}

static PyMethodDef methods[] = {{"run", run, METH_O, "The lowest digit."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(digits)

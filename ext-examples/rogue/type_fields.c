/* Reads a field of a type, after having asked the API for something it may ask. */
#include "rogue.h"

typedef struct {
  PyObject ob_base;
  Py_ssize_t ob_size;
  const char* tp_name;
  Py_ssize_t tp_basicsize;
} Type;

static PyObject* run(PyObject* module, PyObject* o) {
  (void)module;
  if (PyType_GetFlags(Py_TYPE(o)) == 0) return NULL;
  return PyLong_FromSsize_t(((Type*)Py_TYPE(o))->tp_basicsize);
}

static PyMethodDef methods[] = {{"run", run, METH_O, "tp_basicsize."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(type_fields)

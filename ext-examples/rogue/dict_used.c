/* Inline macros of the full API: PyDict_GET_SIZE as its headers have it. */
#include "rogue.h"

typedef struct {
  PyObject ob_base;
  Py_ssize_t ma_used;
} Dict;

static PyObject* run(PyObject* module, PyObject* o) {
  (void)module;
  return PyLong_FromSsize_t(((Dict*)o)->ma_used);
}

static PyMethodDef methods[] = {{"run", run, METH_O, "Its size."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(dict_used)

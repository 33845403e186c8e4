/* Keeps a borrowed reference, and passes it to the API when its owner is gone. */
#include "rogue.h"

static PyObject* run(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  PyObject* tuple = PyTuple_New(1);
  PyObject* text = PyUnicode_FromString("a text of some length");
  if (tuple == NULL || text == NULL || PyTuple_SetItem(tuple, 0, text) < 0) return NULL;
  PyObject* kept = PyTuple_GetItem(tuple, 0);
  Py_DECREF(tuple);
  return PyLong_FromSsize_t(PyUnicode_GetLength(kept));
}

static PyMethodDef methods[] = {{"run", run, METH_NOARGS, "A length."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(borrowed_call)

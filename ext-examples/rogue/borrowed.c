/* Keeps a borrowed reference, and looks at the object when its owner is gone. */
#include "rogue.h"

static PyObject* kept;

static PyObject* keep(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  PyObject* list = PyList_New(0);
  PyObject* item = PyLong_FromString("1180591620717411303424", NULL, 10);
  if (list == NULL || item == NULL || PyList_Append(list, item) < 0) return NULL;
  Py_DECREF(item);
  kept = PyList_GetItem(list, 0);
  Py_DECREF(list);
  Py_RETURN_NONE;
}

static PyObject* run(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  Py_INCREF(kept);
  return kept;
}

static PyMethodDef methods[] = {
    {"keep", keep, METH_NOARGS, "Keeps the item of a list."},
    {"run", run, METH_NOARGS, "That item."},
    {NULL, NULL, 0, NULL},
};
ROGUE_MODULE(borrowed)

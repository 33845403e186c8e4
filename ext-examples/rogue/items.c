/* Reads a list's items without asking the list. */
#include "rogue.h"

typedef struct {
  PyObject ob_base;
  Py_ssize_t ob_size;
  PyObject** ob_item;
} List;

static PyObject* run(PyObject* module, PyObject* o) {
  (void)module;
  PyObject* item = ((List*)o)->ob_item[0];
  Py_INCREF(item);
  return item;
}

static PyMethodDef methods[] = {{"run", run, METH_O, "The first item."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(items)

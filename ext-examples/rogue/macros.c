/* Inline macros of the full API: PyTuple_GET_ITEM as its headers have it. */
#include "rogue.h"

typedef struct {
  PyObject ob_base;
  Py_ssize_t ob_size;
  PyObject* ob_item[1];
} Tuple;
#define TUPLE_GET_ITEM(o, i) (((Tuple*)(o))->ob_item[i])

static PyObject* run(PyObject* module, PyObject* o) {
  (void)module;
  PyObject* item = TUPLE_GET_ITEM(o, 0);
  Py_INCREF(item);
  return item;
}

static PyMethodDef methods[] = {{"run", run, METH_O, "The first item."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(macros)

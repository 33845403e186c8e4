/* Inline macros of the full API: PyList_SET_ITEM as its headers have it. */
#include "rogue.h"

typedef struct {
  PyObject ob_base;
  Py_ssize_t ob_size;
  PyObject** ob_item;
} List;
#define LIST_SET_ITEM(o, i, v) (((List*)(o))->ob_item[i] = (v))

static PyObject* run(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  PyObject* list = PyList_New(1);
  if (list == NULL) return NULL;
  LIST_SET_ITEM(list, 0, PyLong_FromLong(7));
  return list;
}

static PyMethodDef methods[] = {{"run", run, METH_NOARGS, "[7]"}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(set_item)

/* Takes the namespace of a class from its tp_dict. */
#include "rogue.h"

#define TP_DICT 264

static PyObject* run(PyObject* module, PyObject* cls) {
  (void)module;
  PyObject* dict = *(PyObject**)((char*)cls + TP_DICT);
  Py_INCREF(dict);
  return dict;
}

static PyMethodDef methods[] = {{"run", run, METH_O, "The namespace."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(tp_dict)

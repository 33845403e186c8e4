/* Writes to a string that others have seen. */
#include "rogue.h"

static PyObject* run(PyObject* module, PyObject* o) {
  (void)module;
  Py_ssize_t n;
  char* s = (char*)PyUnicode_AsUTF8AndSize(o, &n);
  if (s == NULL) return NULL;
  for (Py_ssize_t i = 0; i < n; i++)
    if (s[i] >= 'a' && s[i] <= 'z') s[i] -= 32;
  Py_INCREF(o);
  return o;
}

static PyMethodDef methods[] = {{"run", run, METH_O, "In capitals."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(text)

/* The stand-in's module; tests/capi/_testcapi.py adds what needs no C. */
#include "standin.h"

static int fill(PyObject* m) {
  PyMethodDef* tables[] = {object_helpers, codec_helpers, parse_helpers};
  for (int i = 0; i < 3; i++)
    if (PyModule_AddFunctions(m, tables[i]) < 0) return -1;
  return 0;
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, fill}, {0, NULL}};
static PyModuleDef def = {
    PyModuleDef_HEAD_INIT, "_testcapi_c", NULL, 0, NULL, slots, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit__testcapi_c(void) { return PyModuleDef_Init(&def); }

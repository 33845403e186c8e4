/* What the binaries of this folder share. Each breaks the contract of the stable ABI on purpose, in
 * the way its name says: it compiles, it may even work on some interpreter, and it must not. */
#ifndef ROGUE_H
#define ROGUE_H

#define Py_LIMITED_API 0x030b0000
#include <Python.h>

#define ROGUE_MODULE(name)                                                     \
  static struct PyModuleDef module_def = {                                     \
      PyModuleDef_HEAD_INIT, #name, NULL, 0, methods, NULL, NULL, NULL, NULL}; \
  PyMODINIT_FUNC PyInit_##name(void) { return PyModuleDef_Init(&module_def); }

#endif

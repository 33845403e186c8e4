// What C knows of a module: its definition, its state, and where extensions come from.
#ifndef MOULT_MODULES_H
#define MOULT_MODULES_H

#include "moult.h"

namespace moult {

struct ModuleRec {
  PyModuleDef* def;
  void* state;
  PyObject* module;  // borrowed
  PyObject* dict;    // owned, once asked for
  const void* token;
  Py_ssize_t state_size;
  char* name;  // kept for PyModule_GetName
  bool executed;
};

void module_free(ModuleRec* m);
ModuleRec* module_rec(PyObject* module);
// The full name that the loader is importing under, for PyModule_Create.
extern __thread const char* package_context;

}  // namespace moult

#endif

// What C knows of a module: its definition, its state, and where extensions come from.
#ifndef MOULT_MODULES_H
#define MOULT_MODULES_H

#include "moult.h"

namespace moult {

// What a module's state is looked after by.
struct StateHooks {
  traverseproc traverse;
  inquiry clear;
  freefunc free;
};

// Its block holds a count for JavaScript's module until that is gone (module_end).
struct ModuleRec {
  PyModuleDef* def;
  void* state;
  PyObject* module;  // borrowed
  PyObject* dict;    // owned, once asked for
  const void* token;
  Py_ssize_t state_size;
  char* name;  // kept for PyModule_GetName
  bool executed;
  void* exec;  // the exec slot of a module that slots describe
  StateHooks hooks;
  Site* sites;  // of its functions
  bool ended;
  Interp* interp;
  ModuleRec *before, *after;  // in the interpreter's list, in order of creation
};

// What a module is made from, whichever structure describes it.
struct ModuleParts {
  PyModuleDef* def;  // null: described by slots alone
  const void* token;
  void* create;
  const char* doc;
  PyMethodDef* methods;
  Py_ssize_t state_size;
  StateHooks hooks;
  bool stateful, executed;
};
// New reference.
PyObject* make_module(const ModuleParts& d, PyObject* nameobj, const char* name, PyObject* spec);
// The state's memory, made when it is not there yet. False with an error set.
bool module_state(PyObject* m, Py_ssize_t size);
bool run_exec_slot(PyObject* m, void* f, const char* name);
void module_free(ModuleRec* m);
// JavaScript's module is gone, or its interpreter ends: m_clear, m_free, and the count goes.
void module_end(ModuleRec* m);
void modules_end(Interp* i);
// Whether the hooks may look at the state: never at one that was not made.
inline bool has_state(const ModuleRec* m) { return m->state || m->state_size <= 0; }
ModuleRec* module_rec(PyObject* module);
// The full name that the loader is importing under, for PyModule_Create.
extern __thread const char* package_context;

}  // namespace moult

// Level 3.15's statement of what a binary was built for.
struct PyABIInfo {
  uint8_t abiinfo_major_version, abiinfo_minor_version;
  uint16_t flags;
  uint32_t build_version, abi_version;
};
MOULT_EXPORT int PyABIInfo_Check(PyABIInfo* info, const char* module_name);
MOULT_EXPORT int PyModule_Exec(PyObject* module);
MOULT_EXPORT PyObject* PyModule_FromSlotsAndSpec(const struct PySlot* slots, PyObject* spec);

#endif

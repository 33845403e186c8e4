// Importing.
#include "../containers.h"
#include "api.h"

using namespace moult;

// New references, but for AddModule(Object) and GetModuleDict: borrowed.
MOULT_EXPORT PyObject* PyImport_Import(PyObject* name) { return up_obj(OP_import_name, name); }
MOULT_EXPORT PyObject* PyImport_ImportModule(const char* name) {
  Ref n(PyUnicode_FromString(name));
  return n ? PyImport_Import(n) : nullptr;
}
MOULT_EXPORT PyObject* PyImport_ImportModuleNoBlock(const char* name) {
  return PyImport_ImportModule(name);
}
MOULT_EXPORT PyObject* PyImport_ImportModuleLevelObject(PyObject* name, PyObject* globals,
                                                        PyObject* locals, PyObject* from,
                                                        int level) {
  (void)locals;
  if (!name) {
    PyErr_SetString(PyExc_ValueError, "Empty module name");
    return nullptr;
  }
  return up_obj(OP_import_level, name, globals, from, level);
}
MOULT_EXPORT PyObject* PyImport_ImportModuleLevel(const char* name, PyObject* globals,
                                                  PyObject* locals, PyObject* from, int level) {
  Ref n(PyUnicode_FromString(name));
  return n ? PyImport_ImportModuleLevelObject(n, globals, locals, from, level) : nullptr;
}
MOULT_EXPORT PyObject* PyImport_GetModuleDict(void) {
  PyObject*& d = g->interp->modules_dict;
  if (!d) d = up_obj(OP_import_modules);
  return d;
}
MOULT_EXPORT PyObject* PyImport_GetModule(PyObject* name) { return up_obj(OP_import_get, name); }
MOULT_EXPORT PyObject* PyImport_AddModuleRef(const char* name) {
  Ref n(PyUnicode_FromString(name));
  return n ? up_obj(OP_import_add, n.p) : nullptr;
}
MOULT_EXPORT PyObject* PyImport_AddModuleObject(PyObject* name) {
  PyObject* d = PyImport_GetModuleDict();
  return d ? keep_item(d, name, up_obj(OP_import_add, name)) : nullptr;
}
MOULT_EXPORT PyObject* PyImport_AddModule(const char* name) {
  Ref n(PyUnicode_FromString(name));
  return n ? PyImport_AddModuleObject(n) : nullptr;
}
MOULT_EXPORT PyObject* PyImport_ReloadModule(PyObject* m) { return up_obj(OP_import_reload, m); }
MOULT_EXPORT PyObject* PyImport_GetImporter(PyObject* path) {
  return up_obj(OP_import_importer, path);
}
MOULT_EXPORT PyObject* PyImport_ExecCodeModuleObject(PyObject* name, PyObject* code, PyObject* path,
                                                     PyObject* cpath) {
  return up_obj(OP_import_exec_code, name, code, path, cpath);
}
MOULT_EXPORT PyObject* PyImport_ExecCodeModuleWithPathnames(const char* name, PyObject* code,
                                                            const char* path, const char* cpath) {
  Ref n(PyUnicode_FromString(name)), p(path ? PyUnicode_FromString(path) : nullptr);
  Ref c(cpath ? PyUnicode_FromString(cpath) : nullptr);
  return n ? PyImport_ExecCodeModuleObject(n, code, p, c) : nullptr;
}
MOULT_EXPORT PyObject* PyImport_ExecCodeModuleEx(const char* name, PyObject* code,
                                                 const char* path) {
  return PyImport_ExecCodeModuleWithPathnames(name, code, path, nullptr);
}
MOULT_EXPORT PyObject* PyImport_ExecCodeModule(const char* name, PyObject* code) {
  return PyImport_ExecCodeModuleWithPathnames(name, code, nullptr, nullptr);
}
MOULT_EXPORT long PyImport_GetMagicNumber(void) { return 3627 | 0x0d0a0000L; }
MOULT_EXPORT const char* PyImport_GetMagicTag(void) { return "moult-314"; }

// ---- modules that C brings with it ----

typedef PyObject* (*init_fn)(void);

// From now on `import name` calls init. 0, or -1 with an error set.
MOULT_EXPORT int PyImport_AppendInittab(const char* name, init_fn init) {
  return up_void(OP_import_inittab, name, (double)(uintptr_t)init) ? 0 : -1;
}
// No module is frozen here: 0, "not found".
MOULT_EXPORT int PyImport_ImportFrozenModuleObject(PyObject*) { return 0; }
MOULT_EXPORT int PyImport_ImportFrozenModule(const char*) { return 0; }

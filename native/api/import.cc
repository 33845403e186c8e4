// Importing.
#include "../containers.h"
#include "api.h"

MOULT_EXPORT PyObject* PyUnicode_DecodeFSDefault(const char* s);

using namespace moult;

// New references, but for AddModule(Object) and GetModuleDict: borrowed.
MOULT_EXPORT PyObject* PyImport_Import(PyObject* name) {
  if (!name) {
    PyErr_SetString(PyExc_SystemError, "NULL object passed to Py_BuildValue");
    return nullptr;
  }
  if (!is_str(name)) return type_error("module name must be a string");
  return up_obj(OP_import_name, name);
}
MOULT_EXPORT PyObject* PyImport_ImportModule(const char* name) {
  Ref n(PyUnicode_FromString(name));
  return n ? PyImport_Import(n) : nullptr;
}
MOULT_EXPORT PyObject* PyImport_ImportModuleNoBlock(const char* name) {
  if (PyErr_WarnEx(PyExc_DeprecationWarning,
                   "PyImport_ImportModuleNoBlock() is deprecated and scheduled for removal in "
                   "Python 3.15. Use PyImport_ImportModule() instead.",
                   1))
    return nullptr;
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
  if (!is_str(name)) return type_error("module name must be a string");
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
  Ref n(PyUnicode_FromString(name));
  if (!n) return nullptr;
  Ref p(path ? PyUnicode_DecodeFSDefault(path) : nullptr);
  Ref c(cpath ? PyUnicode_DecodeFSDefault(cpath) : nullptr);
  // Where the source of compiled code would be.
  if (!p && c) p = call_module("importlib._bootstrap_external", "_get_sourcefile", "(O)", c.p);
  if (error_set()) PyErr_Clear();
  return PyImport_ExecCodeModuleObject(n, code, p, c);
}
MOULT_EXPORT PyObject* PyImport_ExecCodeModuleEx(const char* name, PyObject* code,
                                                 const char* path) {
  return PyImport_ExecCodeModuleWithPathnames(name, code, path, nullptr);
}
MOULT_EXPORT PyObject* PyImport_ExecCodeModule(const char* name, PyObject* code) {
  return PyImport_ExecCodeModuleWithPathnames(name, code, nullptr, nullptr);
}
// The number with which files of compiled code begin, as importlib has it.
MOULT_EXPORT long PyImport_GetMagicNumber(void) {
  Ref m(from_module("importlib.util", "MAGIC_NUMBER"));
  const uint8_t* p = m ? (const uint8_t*)PyBytes_AsString(m) : nullptr;
  return p ? (long)p[0] | (long)p[1] << 8 | (long)p[2] << 16 | (long)p[3] << 24 : -1;
}
// Text that stays; some name even where compiled code has no files.
MOULT_EXPORT const char* PyImport_GetMagicTag(void) {
  Ref sys(from_module("sys", "implementation"));
  Ref tag(sys ? PyObject_GetAttrString(sys, "cache_tag") : nullptr);
  if (!tag) PyErr_Clear();
  const char* s = tag && is_str(tag) ? str_utf8(tag, nullptr) : nullptr;
  return s ? str_utf8(intern_cstr(s), nullptr) : "moult-314";
}

// ---- modules that C brings with it ----

typedef PyObject* (*init_fn)(void);

// From now on `import name` calls init. 0, or -1 with an error set.
MOULT_EXPORT int PyImport_AppendInittab(const char* name, init_fn init) {
  return up_void(OP_import_inittab, name, (double)(uintptr_t)init) ? 0 : -1;
}
// No module is frozen here: 0, "not found".
MOULT_EXPORT int PyImport_ImportFrozenModuleObject(PyObject*) { return 0; }
MOULT_EXPORT int PyImport_ImportFrozenModule(const char*) { return 0; }

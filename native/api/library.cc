// Functions of Python modules, called from C: where the host's own library has what the API wants.
#include "api.h"

namespace moult {

// New reference.
PyObject* from_module(const char* module, const char* name) {
  Ref m(PyImport_ImportModule(module));
  return m ? PyObject_GetAttrString(m, name) : nullptr;
}

// New reference. The format is Py_BuildValue's, in parentheses: one tuple of arguments.
PyObject* call_module(const char* module, const char* name, const char* format, ...) {
  Ref f(from_module(module, name));
  if (!f) return nullptr;
  va_list va;
  va_start(va, format);
  Ref args(Py_VaBuildValue(format, va));
  va_end(va);
  return args ? PyObject_CallObject(f, args) : nullptr;
}

// The part of a tuple at i (new reference); steals the tuple.
PyObject* part_of(PyObject* tuple, Py_ssize_t i) {
  Ref t(tuple);
  return t ? xincref(PyTuple_GetItem(t, i)) : nullptr;
}

}  // namespace moult

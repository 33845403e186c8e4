// Marshalling: names that only old binaries import.
#include "api.h"

using namespace moult;

// New references.
MOULT_EXPORT PyObject* PyMarshal_ReadObjectFromString(const char* s, Py_ssize_t n) {
  return call_module("marshal", "loads", "(y#)", s, n);
}
MOULT_EXPORT PyObject* PyMarshal_WriteObjectToString(PyObject* o, int version) {
  return call_module("marshal", "dumps", "(Oi)", o, version);
}

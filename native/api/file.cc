// File objects: what Python's io gives, used from C.
#include "api.h"

using namespace moult;

enum { PRINT_RAW = 1 };

// New reference. The name is not used.
MOULT_EXPORT PyObject* PyFile_FromFd(int fd, const char* name, const char* mode, int buffering,
                                     const char* encoding, const char* errors, const char* newline,
                                     int closefd) {
  (void)name;
  return call_module("io", "open", "(isizzzi)", fd, mode, buffering, encoding, errors, newline,
                     closefd);
}

static PyObject* eof() {
  PyErr_SetString(PyExc_EOFError, "EOF when reading a line");
  return nullptr;
}

// New reference. n 0: a whole line with its end; n > 0: at most n bytes of it; n < 0: a line
// without its end, and no line is an error.
MOULT_EXPORT PyObject* PyFile_GetLine(PyObject* f, int n) {
  if (!f) return bad_call();
  Ref r(n <= 0 ? PyObject_CallMethod(f, "readline", nullptr)
               : PyObject_CallMethod(f, "readline", "i", n));
  if (!r) return nullptr;
  if (!is_bytes(r) && !is_str(r)) return type_error("object.readline() returned non-string");
  if (n >= 0) return r.release();
  if (is_bytes(r)) {
    const char* s = PyBytes_AsString(r);
    Py_ssize_t len = PyBytes_Size(r);
    if (len == 0) return eof();
    return s[len - 1] == '\n' ? PyBytes_FromStringAndSize(s, len - 1) : r.release();
  }
  Py_ssize_t len = str_length(r);
  if (len == 0) return eof();
  return str_char(r, len - 1) == '\n' ? call_module("operator", "getitem", "(ON)", r.p,
                                                    call_module("builtins", "slice", "(i)", -1))
                                      : r.release();
}

MOULT_EXPORT int PyFile_WriteObject(PyObject* v, PyObject* f, int flags) {
  if (!f) {
    type_error("writeobject with NULL file");
    return -1;
  }
  Ref write(PyObject_GetAttrString(f, "write"));
  if (!write) return -1;
  Ref text(!v                    ? PyUnicode_FromString("<NULL>")
           : (flags & PRINT_RAW) ? PyObject_Str(v)
                                 : PyObject_Repr(v));
  Ref r(text ? PyObject_CallFunction(write, "(O)", text.p) : nullptr);
  return r ? 0 : -1;
}

// With an error set already it does nothing but fail.
MOULT_EXPORT int PyFile_WriteString(const char* s, PyObject* f) {
  if (!f) {
    if (!error_set()) PyErr_SetString(PyExc_SystemError, "null file for PyFile_WriteString");
    return -1;
  }
  if (error_set()) return -1;
  Ref text(PyUnicode_FromString(s));
  return text ? PyFile_WriteObject(text, f, PRINT_RAW) : -1;
}

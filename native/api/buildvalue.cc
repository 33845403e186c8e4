// Py_BuildValue: Python values from C values by format.
#include <ctype.h>
#include <stdlib.h>
#include "../containers.h"
#include "api.h"

using namespace moult;

namespace {

struct Builder {
  va_list va;
  const char* f;
  // After an error the rest of the arguments is still read: "N" must be released.
  bool failed = false;

  void fail() { failed = true; }
  void error(const char* text) {
    if (!error_set()) PyErr_SetString(PyExc_SystemError, text);
    failed = true;
  }
  Py_ssize_t count(char end);
  PyObject* value();
  PyObject* sequence(char end, bool list);
  PyObject* dict();
};

Py_ssize_t Builder::count(char end) {
  Py_ssize_t n = 0;
  int level = 0;
  for (const char* p = f; level > 0 || *p != end; p++) {
    switch (*p) {
      case 0:
        PyErr_SetString(PyExc_SystemError, "unmatched paren in format");
        return -1;
      case '(':
      case '[':
      case '{':
        if (level == 0) n++;
        level++;
        break;
      case ')':
      case ']':
      case '}':
        level--;
        break;
      case '#':
      case '&':
      case ',':
      case ':':
      case ' ':
      case '\t':
        break;
      default:
        if (level == 0) n++;
    }
  }
  return n;
}

PyObject* text_value(char code, const char* s, Py_ssize_t n) {
  if (!s) return incref(Py_None);
  if (n < 0) n = (Py_ssize_t)strlen(s);
  return code == 'y' ? PyBytes_FromStringAndSize(s, n) : PyUnicode_FromStringAndSize(s, n);
}

PyObject* Builder::sequence(char end, bool list) {
  Py_ssize_t n = count(end);
  if (n < 0) {
    fail();
    return nullptr;
  }
  Ref r(list ? PyList_New(n) : PyTuple_New(n));
  if (!r) fail();
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject* v = value();
    if (!v) {
      // The first failure counts; what follows is read without building anything on it.
      fail();
      SavedError keep;
      for (i++; i < n; i++) xdecref(value());
      break;
    }
    if (!r)
      decref(v);
    else if (list)
      list_items(r)[i] = v;
    else
      tuple_items(r)[i] = v;
  }
  while (*f == ',' || *f == ' ' || *f == '\t' || *f == ':') f++;
  if (*f != end)
    error("Unmatched paren in format");
  else if (end)
    f++;
  return failed ? nullptr : r.release();
}

PyObject* Builder::dict() {
  Py_ssize_t n = count('}');
  if (n < 0) {
    fail();
    return nullptr;
  }
  if (n % 2) {
    error("Bad dict format");
    return nullptr;
  }
  Ref d(PyDict_New());
  if (!d) fail();
  for (Py_ssize_t i = 0; i < n; i += 2) {
    Ref k(value());
    Ref v(value());
    if (!k || !v || !d || PyDict_SetItem(d, k, v) < 0) {
      fail();
      SavedError keep;
      for (i += 2; i < n; i++) xdecref(value());
      break;
    }
  }
  while (*f == ',' || *f == ' ' || *f == '\t' || *f == ':') f++;
  if (*f != '}')
    error("Unmatched paren in format");
  else
    f++;
  return failed ? nullptr : d.release();
}

PyObject* Builder::value() {
  for (;;) {
    char c = *f++;
    switch (c) {
      case '(':
        return sequence(')', false);
      case '[':
        return sequence(']', true);
      case '{':
        return dict();
      case 'b':
      case 'B':
      case 'h':
      case 'i':
        return PyLong_FromLong(va_arg(va, int));
      case 'H':
        return PyLong_FromLong((long)va_arg(va, unsigned));
      case 'I':
        return PyLong_FromUnsignedLong(va_arg(va, unsigned));
      case 'n':
      case 'l':
      case 'L':
        return PyLong_FromLong(va_arg(va, long));
      case 'k':
      case 'K':
        return PyLong_FromUnsignedLong(va_arg(va, unsigned long));
      case 'p':
        return PyBool_FromLong(va_arg(va, int));
      case 'f':
      case 'd':
        return PyFloat_FromDouble(va_arg(va, double));
      case 'D': {
        double* p = va_arg(va, double*);
        return PyComplex_FromDoubles(p[0], p[1]);
      }
      case 'c': {
        char b = (char)va_arg(va, int);
        return PyBytes_FromStringAndSize(&b, 1);
      }
      case 'C': {
        int cp = va_arg(va, int);
        if (cp < 0 || cp > 0x10ffff) {
          PyErr_SetString(PyExc_ValueError, "chr() arg not in range(0x110000)");
          return nullptr;
        }
        Py_UCS4 u = (Py_UCS4)cp;
        return str_from_ucs4(&u, 1);
      }
      case 'u': {
        wchar_t* w = va_arg(va, wchar_t*);
        Py_ssize_t n = -1;
        if (*f == '#') {
          f++;
          n = va_arg(va, Py_ssize_t);
        }
        if (!w) return incref(Py_None);
        return PyUnicode_FromWideChar(w, n);
      }
      case 's':
      case 'z':
      case 'U':
      case 'y': {
        const char* s = va_arg(va, const char*);
        Py_ssize_t n = -1;
        if (*f == '#') {
          f++;
          n = va_arg(va, Py_ssize_t);
        }
        return text_value(c, s, n);
      }
      case 'N':
      case 'S':
      case 'O':
        if (*f == '&') {
          f++;
          typedef PyObject* (*maker)(void*);
          maker make = va_arg(va, maker);
          void* arg = va_arg(va, void*);
          return make(arg);
        } else {
          PyObject* o = va_arg(va, PyObject*);
          if (o) return c == 'N' ? o : incref(o);
          if (!error_set())
            PyErr_SetString(PyExc_SystemError, "NULL object passed to Py_BuildValue");
          return nullptr;
        }
      case ':':
      case ',':
      case ' ':
      case '\t':
        break;
      default:
        PyErr_SetString(PyExc_SystemError, "bad format char passed to Py_BuildValue");
        return nullptr;
    }
  }
}

PyObject* build(const char* format, va_list va) {
  Builder b;
  va_copy(b.va, va);
  b.f = format;
  Py_ssize_t n = b.count(0);
  PyObject* r = n < 0    ? nullptr
                : n == 0 ? incref(Py_None)
                : n == 1 ? b.value()
                         : b.sequence(0, false);
  va_end(b.va);
  return r;
}

}  // namespace

// New reference. "N" takes over the caller's reference, even when building fails.
MOULT_EXPORT PyObject* Py_VaBuildValue(const char* format, va_list va) { return build(format, va); }
MOULT_EXPORT PyObject* _Py_VaBuildValue_SizeT(const char* format, va_list va) {
  return build(format, va);
}
MOULT_EXPORT PyObject* Py_BuildValue(const char* format, ...) {
  va_list va;
  va_start(va, format);
  PyObject* r = build(format, va);
  va_end(va);
  return r;
}
MOULT_EXPORT PyObject* _Py_BuildValue_SizeT(const char* format, ...) {
  va_list va;
  va_start(va, format);
  PyObject* r = build(format, va);
  va_end(va);
  return r;
}

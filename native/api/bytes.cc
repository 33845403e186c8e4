// Bytes and bytearray objects.
#include <stdlib.h>
#include <initializer_list>
#include "../containers.h"
#include "api.h"

using namespace moult;

static PyObject* bytes_alloc(Py_ssize_t n) {
  PyObject* o = with_layout([&](auto l) -> PyObject* {
    PyObject* r = (PyObject*)heap_alloc(l.bytes_data() + (size_t)n + 1, K_VALUE);
    if (LIKELY(r != nullptr)) (&at<char>(r, l.bytes_data()))[n] = 0;
    return r;
  });
  if (!o) return PyErr_NoMemory();
  o->ob_refcnt = 1;
  o->ob_type = &PyBytes_Type;
  ob_size(o) = n;
  return o;
}

namespace moult {
PyObject* make_bytes(const void* s, Py_ssize_t n) {
  PyObject* o = bytes_alloc(n);
  if (o && s) memcpy(bytes_data(o), s, (size_t)n);
  return o;
}
}  // namespace moult

// New reference. With s NULL the bytes are for the caller to fill, before anyone else sees them.
MOULT_EXPORT PyObject* PyBytes_FromStringAndSize(const char* s, Py_ssize_t n) {
  if (n < 0) {
    PyErr_SetString(PyExc_SystemError, "Negative size passed to PyBytes_FromStringAndSize");
    return nullptr;
  }
  if (n == 0) return incref(g->interp->empty_bytes);
  if ((size_t)n > ((size_t)1 << 46)) {
    PyErr_SetString(PyExc_OverflowError, "byte string is too large");
    return nullptr;
  }
  return make_bytes(s, n);
}
MOULT_EXPORT PyObject* PyBytes_FromString(const char* s) {
  return PyBytes_FromStringAndSize(s, (Py_ssize_t)strlen(s));
}
// New reference; takes buffers and iterables of ints.
MOULT_EXPORT PyObject* PyBytes_FromObject(PyObject* o) {
  if (!o) return bad_call();
  if (o->ob_type == &PyBytes_Type) return incref(o);
  if (!PyObject_CheckBuffer(o)) {
    Ref it(is_str(o) ? nullptr : PyObject_GetIter(o));
    if (!it) {
      if (error_set() && !PyErr_ExceptionMatches(PyExc_TypeError)) return nullptr;
      return type_error("cannot convert '%.200s' object to bytes", type_name(o));
    }
  }
  return PyObject_CallFunction((PyObject*)&PyBytes_Type, "(O)", o);
}

static PyObject* check_bytes(PyObject* o) {
  if (LIKELY(o && is_bytes(o))) return o->ob_type == &PyBytes_Type ? o : plain_value(o);
  if (!o) return bad_call();
  return type_error("expected bytes, %.200s found", type_name(o));
}
MOULT_EXPORT Py_ssize_t PyBytes_Size(PyObject* o) {
  o = check_bytes(o);
  return o ? ob_size(o) : -1;
}
// Borrowed memory, NUL-terminated, valid while the object lives.
MOULT_EXPORT char* PyBytes_AsString(PyObject* o) {
  o = check_bytes(o);
  return o ? bytes_data(o) : nullptr;
}
MOULT_EXPORT int PyBytes_AsStringAndSize(PyObject* o, char** s, Py_ssize_t* n) {
  if (!s) return bad_call_int();
  PyObject* b = check_bytes(o);
  if (!b) return -1;
  *s = bytes_data(b);
  if (n) {
    *n = ob_size(b);
  } else if ((Py_ssize_t)strlen(*s) != ob_size(b)) {
    PyErr_SetString(PyExc_ValueError, "embedded null byte");
    return -1;
  }
  return 0;
}
// *a is replaced by a new reference, or set to NULL on failure; b is not stolen.
MOULT_EXPORT void PyBytes_Concat(PyObject** a, PyObject* b) {
  PyObject* left = *a;
  if (!left) return;
  *a = nullptr;
  if (!b) {
    decref(left);
    return;
  }
  Py_buffer x, y;
  if (PyObject_GetBuffer(left, &x, PyBUF_SIMPLE) < 0) {
    PyErr_Clear();
    type_error("can't concat %.100s to %.100s", type_name(b), type_name(left));
    decref(left);
    return;
  }
  if (PyObject_GetBuffer(b, &y, PyBUF_SIMPLE) < 0) {
    PyErr_Clear();
    type_error("can't concat %.100s to %.100s", type_name(b), type_name(left));
    PyBuffer_Release(&x);
    decref(left);
    return;
  }
  PyObject* r = PyBytes_FromStringAndSize(nullptr, x.len + y.len);
  if (r && x.len + y.len) {
    memcpy(bytes_data(r), x.buf, (size_t)x.len);
    memcpy(bytes_data(r) + x.len, y.buf, (size_t)y.len);
  }
  PyBuffer_Release(&x);
  PyBuffer_Release(&y);
  decref(left);
  *a = r;
}
MOULT_EXPORT void PyBytes_ConcatAndDel(PyObject** a, PyObject* b) {
  PyBytes_Concat(a, b);
  xdecref(b);
}
MOULT_EXPORT PyObject* PyBytes_Repr(PyObject* o, int smart) {
  if (!is_bytes(o)) return bad_call();
  Ref r(up_obj(OP_bytes_repr, o, smart));
  if (!r || smart || str_char(r, 1) != '"') return r.release();
  // Single quotes whatever the content is.
  Buf b;
  b.add("b'");
  for (Py_ssize_t i = 2, n = str_length(r) - 1; i < n; i++) {
    Py_UCS4 c = str_char(r, i);
    if (c == '\'') b.add('\\');
    b.cp(c);
  }
  b.add('\'');
  return str_from_valid_utf8(b.p, (Py_ssize_t)b.n);
}
// New reference: bytes with escapes decoded as in a literal.
MOULT_EXPORT PyObject* PyBytes_DecodeEscape(const char* s, Py_ssize_t n, const char* errors,
                                            Py_ssize_t, const char*) {
  Ref b(PyBytes_FromStringAndSize(s, n));
  Ref codecs(PyImport_ImportModule("_codecs"));
  Ref r(b && codecs
            ? PyObject_CallMethod(codecs, "escape_decode", "Os", b.p, errors ? errors : "strict")
            : nullptr);
  return r ? xincref(PyTuple_GetItem(r, 0)) : nullptr;
}

// ---- bytearray: JavaScript's memory; C sees a copy that is carried over at each crossing ----

MOULT_EXPORT PyObject* PyByteArray_FromStringAndSize(const char* s, Py_ssize_t n) {
  if (n < 0) {
    PyErr_SetString(PyExc_SystemError, "Negative size passed to PyByteArray_FromStringAndSize");
    return nullptr;
  }
  Ref b(make_bytes(s, n));
  if (b && !s) memset(bytes_data(b), 0, (size_t)n);
  return b ? up_obj(OP_bytearray_new, b.p) : nullptr;
}
MOULT_EXPORT PyObject* PyByteArray_FromObject(PyObject* o) {
  return PyObject_CallFunction((PyObject*)&PyByteArray_Type, "(O)", o);
}
MOULT_EXPORT PyObject* PyByteArray_Concat(PyObject* a, PyObject* b) {
  // Only contiguous memory is taken.
  for (PyObject* o : {a, b}) {
    Py_buffer v;
    if (PyObject_GetBuffer(o, &v, PyBUF_SIMPLE) < 0) {
      PyErr_Clear();
      return type_error("can't concat %.100s to %.100s", type_name(b), type_name(a));
    }
    PyBuffer_Release(&v);
  }
  Ref r(PyByteArray_FromObject(a));
  return r ? up_obj(OP_seq_concat, r.p, b, 0) : nullptr;
}

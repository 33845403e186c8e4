// Exception objects: their cause, context, traceback and arguments.
#include <initializer_list>
#include "api.h"

MOULT_EXPORT PyObject* PyUnicode_DecodeFSDefault(const char* s);

using namespace moult;

static PyObject* get(PyObject* e, const char* what) {
  SavedError keep;
  PyObject* r = up_obj(OP_exc_get, e, what);
  if (!r) PyErr_Clear();
  return r;
}
static void set(PyObject* e, const char* what, PyObject* v) {
  SavedError keep;
  if (!up_void(OP_exc_set, e, what, v)) PyErr_Clear();
}

// New reference, or NULL.
MOULT_EXPORT PyObject* PyException_GetTraceback(PyObject* e) { return get(e, "tb"); }
MOULT_EXPORT PyObject* PyException_GetCause(PyObject* e) { return get(e, "cause"); }
MOULT_EXPORT PyObject* PyException_GetContext(PyObject* e) { return get(e, "context"); }
// New reference.
MOULT_EXPORT PyObject* PyException_GetArgs(PyObject* e) { return get(e, "args"); }
// Does not steal. 0, or -1 with TypeError.
MOULT_EXPORT int PyException_SetTraceback(PyObject* e, PyObject* tb) {
  return up_void(OP_exc_set, e, "tb", tb == Py_None ? nullptr : tb) ? 0 : -1;
}
MOULT_EXPORT void PyException_SetArgs(PyObject* e, PyObject* args) { set(e, "args", args); }
// Both steal.
MOULT_EXPORT void PyException_SetCause(PyObject* e, PyObject* cause) {
  set(e, "cause", cause == Py_None ? nullptr : cause);
  xdecref(cause);
}
MOULT_EXPORT void PyException_SetContext(PyObject* e, PyObject* context) {
  set(e, "context", context == Py_None ? nullptr : context);
  xdecref(context);
}
// Borrowed text.
MOULT_EXPORT const char* PyExceptionClass_Name(PyObject* t) { return as_type(t)->name; }

MOULT_EXPORT int PyTraceBack_Print(PyObject* tb, PyObject* file) {
  if (!tb) return 0;
  if (tb->ob_type != &PyTraceBack_Type) return bad_call_int();
  return up_void(OP_traceback_print, tb, file) ? 0 : -1;
}

// ---- SyntaxError: where it is ----

// Line `line` of a file, with its end (new reference); NULL without an error when there is none.
MOULT_EXPORT PyObject* PyErr_ProgramText(const char* filename, int line) {
  if (!filename || !*filename || line <= 0) return nullptr;
  SavedError keep;
  Ref name(PyUnicode_DecodeFSDefault(filename));
  Ref f(name ? call_module("tokenize", "open", "(O)", name.p) : nullptr);
  Ref text;
  for (int i = 0; f && i < line; i++) {
    text = PyObject_CallMethod(f, "readline", nullptr);
    if (!text || !is_str(text) || str_length(text) == 0) {
      text = nullptr;
      break;
    }
  }
  Ref closed(f ? PyObject_CallMethod(f, "close", nullptr) : nullptr);
  PyErr_Clear();
  return text.release();
}

// Completes the pending error with its place; col counts from 1, below that it is not known.
MOULT_EXPORT void PyErr_SyntaxLocationEx(const char* filename, int line, int col) {
  Ref e(take_error());
  if (!e) return;
  auto put = [&](const char* name, PyObject* v) {
    Ref value(v ? v : incref(Py_None));
    if (PyObject_SetAttrString(e, name, value) < 0) PyErr_Clear();
  };
  put("lineno", PyLong_FromLong(line));
  put("offset", col >= 0 ? PyLong_FromLong(col) : nullptr);
  put("end_lineno", nullptr);
  put("end_offset", nullptr);
  if (filename) {
    put("filename", PyUnicode_DecodeFSDefault(filename));
    Ref text(PyErr_ProgramText(filename, line));
    if (text) put("text", incref(text.p));
  }
  if (e->ob_type != as_type(PyExc_SyntaxError)) {
    Ref msg;
    if (PyObject_GetOptionalAttrString(e, "msg", &msg.p) < 0) PyErr_Clear();
    if (!msg) put("msg", PyObject_Str(e));
    Ref flag;
    if (PyObject_GetOptionalAttrString(e, "print_file_and_line", &flag.p) < 0) PyErr_Clear();
    if (!flag) put("print_file_and_line", nullptr);
  }
  PyErr_Clear();
  set_error(e.release());
}
MOULT_EXPORT void PyErr_SyntaxLocation(const char* filename, int line) {
  PyErr_SyntaxLocationEx(filename, line, -1);
}

// ---- UnicodeError ----

static bool of_kind(PyObject* e, PyObject* type) {
  if (e && isinstance(e, *as_type(type))) return true;
  type_error("expecting a %s object, got %T", as_type(type)->name, e);
  return false;
}
// The kinds share their layout, so CPython takes any of them where only a text is read.
static bool of_family(PyObject* e, PyObject* type) {
  for (PyObject* kind :
       {PyExc_UnicodeDecodeError, PyExc_UnicodeEncodeError, PyExc_UnicodeTranslateError})
    if (e && isinstance(e, *as_type(kind))) return true;
  return of_kind(e, type);
}
static PyObject* attr(PyObject* e, const char* name, bool bytes) {
  PyObject* r = PyObject_GetAttrString(e, name);
  if (r == Py_None) {
    decref(r);
    return type_error("UnicodeError '%s' attribute is not set", name);
  }
  if (r && (bytes ? !is_bytes(r) : !is_str(r))) {
    decref(r);
    return type_error("UnicodeError '%s' attribute must be %s", name,
                      bytes ? "a bytes" : "a string");
  }
  return r;
}
static int position(PyObject* e, const char* name, bool bytes, Py_ssize_t* out) {
  Ref obj(attr(e, "object", bytes));
  Ref v(obj ? PyObject_GetAttrString(e, name) : nullptr);
  if (!v) return -1;
  Py_ssize_t i = PyLong_AsSsize_t(v);
  if (i == -1 && error_set()) return -1;
  Py_ssize_t n = bytes ? PyBytes_Size(obj) : PyUnicode_GetLength(obj);
  bool end = name[0] == 'e';
  if (end) {
    if (i < 1) i = 1;
    if (i > n) i = n;
  } else {
    if (i < 0) i = 0;
    if (i >= n) i = n ? n - 1 : 0;
  }
  *out = i;
  return 0;
}
static int set_position(PyObject* e, const char* name, Py_ssize_t v) {
  Ref i(PyLong_FromSsize_t(v));
  return i ? PyObject_SetAttrString(e, name, i) : -1;
}
static int set_text(PyObject* e, const char* s) {
  Ref t(PyUnicode_FromString(s));
  return t ? PyObject_SetAttrString(e, "reason", t) : -1;
}
// New references; positions are clipped to the object.
#define UNICODE_ERROR(K, bytes)                                                         \
  MOULT_EXPORT PyObject* PyUnicode##K##Error_GetObject(PyObject* e) {                   \
    return of_kind(e, PyExc_Unicode##K##Error) ? attr(e, "object", bytes) : nullptr;    \
  }                                                                                     \
  MOULT_EXPORT PyObject* PyUnicode##K##Error_GetReason(PyObject* e) {                   \
    return of_family(e, PyExc_Unicode##K##Error) ? attr(e, "reason", false) : nullptr;  \
  }                                                                                     \
  MOULT_EXPORT int PyUnicode##K##Error_GetStart(PyObject* e, Py_ssize_t* out) {         \
    return of_kind(e, PyExc_Unicode##K##Error) ? position(e, "start", bytes, out) : -1; \
  }                                                                                     \
  MOULT_EXPORT int PyUnicode##K##Error_GetEnd(PyObject* e, Py_ssize_t* out) {           \
    return of_kind(e, PyExc_Unicode##K##Error) ? position(e, "end", bytes, out) : -1;   \
  }                                                                                     \
  MOULT_EXPORT int PyUnicode##K##Error_SetStart(PyObject* e, Py_ssize_t v) {            \
    return of_kind(e, PyExc_Unicode##K##Error) ? set_position(e, "start", v) : -1;      \
  }                                                                                     \
  MOULT_EXPORT int PyUnicode##K##Error_SetEnd(PyObject* e, Py_ssize_t v) {              \
    return of_kind(e, PyExc_Unicode##K##Error) ? set_position(e, "end", v) : -1;        \
  }                                                                                     \
  MOULT_EXPORT int PyUnicode##K##Error_SetReason(PyObject* e, const char* s) {          \
    return of_kind(e, PyExc_Unicode##K##Error) ? set_text(e, s) : -1;                   \
  }
UNICODE_ERROR(Decode, true)
UNICODE_ERROR(Encode, false)
UNICODE_ERROR(Translate, false)
MOULT_EXPORT PyObject* PyUnicodeDecodeError_GetEncoding(PyObject* e) {
  if (!of_family(e, PyExc_UnicodeDecodeError)) return nullptr;
  return attr(e, "encoding", false);
}
MOULT_EXPORT PyObject* PyUnicodeEncodeError_GetEncoding(PyObject* e) {
  if (!of_family(e, PyExc_UnicodeEncodeError)) return nullptr;
  return attr(e, "encoding", false);
}
// New reference.
MOULT_EXPORT PyObject* PyUnicodeDecodeError_Create(const char* encoding, const char* object,
                                                   Py_ssize_t n, Py_ssize_t start, Py_ssize_t end,
                                                   const char* reason) {
  return PyObject_CallFunction(PyExc_UnicodeDecodeError, "sy#nns", encoding, object, n, start, end,
                               reason);
}

// The error indicator. It holds a class and a value that need not be an exception yet: setting,
// testing and clearing an error cost no crossing. The instance is made when somebody looks at it
// or when the error reaches JavaScript.
#include <errno.h>
#include <stdlib.h>
#include "../attention.h"
#include "../types.h"
#include "api.h"

namespace moult {

static void store(MType* type, PyObject* value, PyObject* tb) {
  ThreadState* ts = g->ts;
  MType* t = ts->exc_type;
  PyObject *v = ts->exc_value, *b = ts->exc_tb;
  ts->exc_type = type;
  ts->exc_value = value;
  ts->exc_tb = tb;
  xdecref(t);
  xdecref(v);
  xdecref(b);
}

SavedError::~SavedError() { store(type, value, tb); }

PyObject* bad_call() {
  PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  return nullptr;
}
bool second_chance() {
  if (!PyErr_ExceptionMatches(PyExc_MemoryError)) return false;
  give_reserve();
  PyErr_Clear();
  return true;
}
NullError null_error() {
  if (!error_set()) PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
  return NullError();
}
int bad_call_int() {
  bad_call();
  return -1;
}
PyObject* type_error(const char* format, ...) {
  va_list va;
  va_start(va, format);
  PyObject* s = PyUnicode_FromFormatV(format, va);
  va_end(va);
  if (s) {
    PyErr_SetObject(PyExc_TypeError, s);
    decref(s);
  }
  return nullptr;
}

void report_ignored(const char* message) {
  Ref e(take_error());
  if (e && !up_void(OP_err_unraisable, e.p, (PyObject*)nullptr, message)) PyErr_Clear();
}

bool normalize_error() {
  ThreadState* ts = g->ts;
  if (!ts->exc_type) return false;
  // Making the instance may raise: that error is the one, and when it is for want of memory it has
  // no instance either.
  for (int tries = 0; tries < 8; tries++) {
    PyObject* v = ts->exc_value;
    if (v && is_exc(v) && !ts->exc_tb && subtype(v->ob_type, ts->exc_type)) return true;
    Ref t((PyObject*)ts->exc_type), value(v), tb(ts->exc_tb);
    ts->exc_type = nullptr;
    ts->exc_value = ts->exc_tb = nullptr;
    PyObject* e = up_obj(OP_err_normalize, t.p, value.p, tb.p);
    if (e)
      set_error(e);
    else if (!ts->exc_type)
      PyErr_NoMemory();
  }
  fatal("Cannot recover from MemoryErrors while normalizing exceptions.");
}

PyObject* take_error() {
  if (!normalize_error()) return nullptr;
  ThreadState* ts = g->ts;
  PyObject* e = ts->exc_value;
  decref(ts->exc_type);
  ts->exc_type = nullptr;
  ts->exc_value = nullptr;
  return e;
}

void set_error(PyObject* e) { store(incref(e->ob_type), e, nullptr); }

}  // namespace moult

using namespace moult;

// Borrowed reference to the class of the pending error.
MOULT_EXPORT PyObject* PyErr_Occurred(void) { return (PyObject*)g->ts->exc_type; }
MOULT_EXPORT void PyErr_Clear(void) {
  if (g->ts->exc_type) store(nullptr, nullptr, nullptr);
}

// Takes its own references.
MOULT_EXPORT void PyErr_SetObject(PyObject* type, PyObject* value) {
  if (!type) {
    PyErr_Clear();
    return;
  }
  if (!is_type(type) || !as_type(type)->has(Py_TPFLAGS_BASE_EXC_SUBCLASS)) {
    PyErr_Format(PyExc_SystemError,
                 "_PyErr_SetObject: exception %R is not a BaseException subclass", type);
    return;
  }
  store(incref((MType*)type), xincref(value), nullptr);
}
MOULT_EXPORT void PyErr_SetNone(PyObject* type) { PyErr_SetObject(type, nullptr); }
MOULT_EXPORT void PyErr_SetString(PyObject* type, const char* message) {
  PyObject* s = str_decode_utf8(message, (Py_ssize_t)strlen(message), "replace", nullptr);
  if (UNLIKELY(!s)) return;
  PyErr_SetObject(type, s);
  xdecref(s);
}
MOULT_EXPORT PyObject* PyErr_NoMemory(void) {
  PyErr_SetNone(PyExc_MemoryError);
  return nullptr;
}
// Returns NULL always.
MOULT_EXPORT PyObject* PyErr_FormatV(PyObject* type, const char* format, va_list va) {
  PyErr_Clear();
  PyObject* s = PyUnicode_FromFormatV(format, va);
  if (s) PyErr_SetObject(type, s);
  xdecref(s);
  return nullptr;
}
MOULT_EXPORT PyObject* PyErr_Format(PyObject* type, const char* format, ...) {
  va_list va;
  va_start(va, format);
  PyErr_FormatV(type, format, va);
  va_end(va);
  return nullptr;
}
MOULT_EXPORT int PyErr_BadArgument(void) {
  PyErr_SetString(PyExc_TypeError, "bad argument type for built-in operation");
  return 0;
}
MOULT_EXPORT void PyErr_BadInternalCall(void) { bad_call(); }
MOULT_EXPORT void _PyErr_BadInternalCall(const char* file, int line) {
  PyErr_Format(PyExc_SystemError, "%s:%d: bad argument to internal function", file, line);
}

// ---- matching ----

MOULT_EXPORT int PyErr_GivenExceptionMatches(PyObject* given, PyObject* exc) {
  if (!given || !exc) return 0;
  if (is_tuple(exc)) {
    Py_ssize_t n = PyTuple_Size(exc);
    for (Py_ssize_t i = 0; i < n; i++)
      if (PyErr_GivenExceptionMatches(given, PyTuple_GetItem(exc, i))) return 1;
    return 0;
  }
  if (is_exc(given)) given = (PyObject*)given->ob_type;
  if (is_type(given) && is_type(exc) && as_type(given)->has(Py_TPFLAGS_BASE_EXC_SUBCLASS) &&
      as_type(exc)->has(Py_TPFLAGS_BASE_EXC_SUBCLASS))
    return subtype(as_type(given), as_type(exc));
  return given == exc;
}
MOULT_EXPORT int PyErr_ExceptionMatches(PyObject* exc) {
  return PyErr_GivenExceptionMatches(PyErr_Occurred(), exc);
}

// ---- taking and putting back ----

// New reference, or NULL.
MOULT_EXPORT PyObject* PyErr_GetRaisedException(void) { return take_error(); }
// Steals.
MOULT_EXPORT void PyErr_SetRaisedException(PyObject* e) {
  if (e)
    set_error(e);
  else
    PyErr_Clear();
}
// Three new references (or NULLs).
MOULT_EXPORT void PyErr_Fetch(PyObject** type, PyObject** value, PyObject** tb) {
  *type = *value = *tb = nullptr;
  PyObject* e = take_error();
  if (!e) return;
  *type = (PyObject*)incref(e->ob_type);
  *value = e;
  *tb = PyException_GetTraceback(e);
  // Nothing is pending after this, even if there was no memory for the traceback.
  if (!*tb) PyErr_Clear();
}
// Steals all three.
MOULT_EXPORT void PyErr_Restore(PyObject* type, PyObject* value, PyObject* tb) {
  if (!type) {
    store(nullptr, nullptr, nullptr);
    xdecref(value);
    xdecref(tb);
    return;
  }
  if (tb == Py_None) {
    decref(tb);
    tb = nullptr;
  }
  if (value == Py_None) {
    decref(value);
    value = nullptr;
  }
  if (value && tb && is_exc(value)) {
    PyObject* was = PyException_GetTraceback(value);
    if (was != tb) up_void(OP_exc_set, value, "tb", tb);
    xdecref(was);
    decref(tb);
    tb = nullptr;
  }
  store((MType*)type, value, tb);
}
// The references behind the three pointers are replaced.
MOULT_EXPORT void PyErr_NormalizeException(PyObject** type, PyObject** value, PyObject** tb) {
  if (!*type) return;
  if (*value && is_exc(*value) && subtype((*value)->ob_type, (MType*)*type)) {
    PyObject* exact = (PyObject*)incref((*value)->ob_type);
    decref(*type);
    *type = exact;
    return;
  }
  PyObject* v = *value && *value != Py_None ? *value : nullptr;
  PyObject* e = up_obj(OP_err_normalize, *type, v, (PyObject*)nullptr);
  bool failed = !e;
  if (failed) e = take_error();
  if (!e) return;
  xdecref(*value);
  *value = e;
  // A type that makes instances of another (OSError) is told as it was.
  if (failed) {
    decref(*type);
    *type = (PyObject*)incref(e->ob_type);
  }
  (void)tb;
}
// New reference to the exception being handled, or NULL.
MOULT_EXPORT PyObject* PyErr_GetHandledException(void) {
  PyObject* e = up_obj(OP_err_handled);
  if (e == Py_None) {
    decref(e);
    return nullptr;
  }
  return e;
}
// Does not steal.
MOULT_EXPORT void PyErr_SetHandledException(PyObject* e) { up_void(OP_err_set_handled, e); }
// Three new references (or NULLs).
MOULT_EXPORT void PyErr_GetExcInfo(PyObject** type, PyObject** value, PyObject** tb) {
  PyObject* e = PyErr_GetHandledException();
  *value = e;
  *type = e ? (PyObject*)incref(e->ob_type) : incref(Py_None);
  PyObject* trace = e ? PyException_GetTraceback(e) : nullptr;
  *tb = trace ? trace : incref(Py_None);
}
// Steals all three.
MOULT_EXPORT void PyErr_SetExcInfo(PyObject* type, PyObject* value, PyObject* tb) {
  PyErr_SetHandledException(value == Py_None ? nullptr : value);
  xdecref(type);
  xdecref(value);
  xdecref(tb);
}

// ---- errno ----

static PyObject* from_errno(PyObject* type, PyObject* name, PyObject* name2) {
  int code = errno;
  Ref text(PyUnicode_FromString(code ? strerror(code) : "Error"));
  Ref args;
  if (!name)
    args = Py_BuildValue("(iO)", code, text.p);
  else if (!name2)
    args = Py_BuildValue("(iOO)", code, text.p, name);
  else
    args = Py_BuildValue("(iOOiO)", code, text.p, name, 0, name2);
  if (args) PyErr_SetObject(type, args);
  errno = code;
  return nullptr;
}
// Each returns NULL.
MOULT_EXPORT PyObject* PyErr_SetFromErrno(PyObject* t) { return from_errno(t, nullptr, nullptr); }
MOULT_EXPORT PyObject* PyErr_SetFromErrnoWithFilenameObject(PyObject* t, PyObject* f) {
  return from_errno(t, f, nullptr);
}
MOULT_EXPORT PyObject* PyErr_SetFromErrnoWithFilenameObjects(PyObject* t, PyObject* f,
                                                             PyObject* f2) {
  return from_errno(t, f, f2);
}
MOULT_EXPORT PyObject* PyErr_SetFromErrnoWithFilename(PyObject* t, const char* f) {
  int code = errno;
  Ref name(f ? PyUnicode_FromString(f) : nullptr);
  errno = code;
  return from_errno(t, name, nullptr);
}

// ---- reporting ----

MOULT_EXPORT void Py_Exit(int status) __attribute__((noreturn));
MOULT_EXPORT int PyFile_WriteObject(PyObject* o, PyObject* file, int flags);
MOULT_EXPORT int PyFile_WriteString(const char* s, PyObject* file);

// Does what an uncaught SystemExit does; never returns.
static void leave(PyObject* e) {
  Ref code(PyObject_GetAttrString(e, "code"));
  PyErr_Clear();
  if (!code || code.p == Py_None) Py_Exit(0);
  if (is_int(code)) Py_Exit((int)PyLong_AsLong(code));
  PyObject* out = PySys_GetObject("stderr");
  if (out && out != Py_None) {
    PyFile_WriteObject(code, out, 1);
    PyFile_WriteString("\n", out);
  }
  PyErr_Clear();
  Py_Exit(1);
}
MOULT_EXPORT void PyErr_PrintEx(int set_last) {
  Ref e(take_error());
  if (!e) return;
  if (isinstance(e, *as_type(PyExc_SystemExit))) leave(e);
  up_void(OP_err_print, e.p, set_last);
}
MOULT_EXPORT void PyErr_Print(void) { PyErr_PrintEx(1); }
MOULT_EXPORT void PyErr_DisplayException(PyObject* e) { up_void(OP_err_display, e); }
MOULT_EXPORT void PyErr_Display(PyObject*, PyObject* value, PyObject*) {
  SavedError keep;
  if (value) up_void(OP_err_display, value);
}
MOULT_EXPORT void PyErr_WriteUnraisable(PyObject* where) {
  Ref e(take_error());
  if (e && !up_void(OP_err_unraisable, e.p, where)) PyErr_Clear();
}

// 0, or -1 with an error when the filters say so.
MOULT_EXPORT int PyErr_WarnEx(PyObject* category, const char* text, Py_ssize_t level) {
  Ref s(PyUnicode_FromString(text));
  if (!s) return -1;
  return up_void(OP_err_warn, category, s.p, level) ? 0 : -1;
}
MOULT_EXPORT int PyErr_WarnFormat(PyObject* category, Py_ssize_t level, const char* f, ...) {
  va_list va;
  va_start(va, f);
  Ref s(PyUnicode_FromFormatV(f, va));
  va_end(va);
  if (!s) return -1;
  return up_void(OP_err_warn, category, s.p, level) ? 0 : -1;
}
MOULT_EXPORT int PyErr_ResourceWarning(PyObject*, Py_ssize_t level, const char* f, ...) {
  va_list va;
  va_start(va, f);
  Ref s(PyUnicode_FromFormatV(f, va));
  va_end(va);
  if (!s) return -1;
  return up_void(OP_err_warn, PyExc_ResourceWarning, s.p, level) ? 0 : -1;
}
MOULT_EXPORT int PyErr_WarnExplicit(PyObject* category, const char* text, const char* file,
                                    int line, const char* module, PyObject* registry) {
  Ref s(PyUnicode_FromString(text)), f(PyUnicode_FromString(file));
  Ref m(module ? PyUnicode_FromString(module) : nullptr);
  if (!s || !f) return -1;
  if (registry && registry != Py_None && !is_dict(registry)) {
    type_error("'registry' must be a dict or None");
    return -1;
  }
  return up_void(OP_err_warn_explicit, category, s.p, f.p, line, m.p, registry) ? 0 : -1;
}
MOULT_EXPORT int PyErr_CheckSignals(void) { return run_signals() ? 0 : -1; }

// New reference: a class named by the part after the last dot.
MOULT_EXPORT PyObject* PyErr_NewExceptionWithDoc(const char* name, const char* doc, PyObject* base,
                                                 PyObject* dict) {
  if (!strchr(name, '.')) {
    PyErr_SetString(PyExc_SystemError, "PyErr_NewException: name must be module.class");
    return nullptr;
  }
  Ref n(PyUnicode_FromString(name)), d(doc ? PyUnicode_FromString(doc) : nullptr);
  if (!n) return nullptr;
  return up_obj(OP_err_new_exception, n.p, base ? base : PyExc_Exception, dict, d.p);
}
MOULT_EXPORT PyObject* PyErr_NewException(const char* name, PyObject* base, PyObject* dict) {
  return PyErr_NewExceptionWithDoc(name, nullptr, base, dict);
}

// Return NULL; arguments are not stolen.
MOULT_EXPORT PyObject* PyErr_SetImportErrorSubclass(PyObject* type, PyObject* msg, PyObject* name,
                                                    PyObject* path) {
  if (!is_type(type) || !subtype(as_type(type), (MType*)PyExc_ImportError))
    return type_error("expected a subclass of ImportError");
  if (!msg) return type_error("expected a message argument");
  Ref kw(PyDict_New()), args(PyTuple_Pack(1, msg));
  if (!kw || !args || PyDict_SetItemString(kw, "name", name ? name : Py_None) < 0 ||
      PyDict_SetItemString(kw, "path", path ? path : Py_None) < 0)
    return nullptr;
  PyObject* e = PyObject_Call(type, args, kw);
  if (e) set_error(e);
  return nullptr;
}
MOULT_EXPORT PyObject* PyErr_SetImportError(PyObject* msg, PyObject* name, PyObject* path) {
  return PyErr_SetImportErrorSubclass(PyExc_ImportError, msg, name, path);
}

/* Exceptions: raising, catching, chaining, new types, warnings, and what happens when C forgets. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"

#include <errno.h>

static PyObject* base_error;
static PyObject* special_error;

/* ---- raising ---- */

static PyObject* raise(PyObject* module, PyObject* args) {
  PyObject *type, *value = NULL;
  (void)module;
  if (!PyArg_ParseTuple(args, "O|O:raise", &type, &value)) return NULL;
  if (value == NULL)
    PyErr_SetNone(type);
  else
    PyErr_SetObject(type, value);
  return NULL;
}

static PyObject* raise_text(PyObject* module, PyObject* args) {
  PyObject* type;
  const char* text;
  (void)module;
  if (!PyArg_ParseTuple(args, "Os:raise_text", &type, &text)) return NULL;
  PyErr_SetString(type, text);
  return NULL;
}

static PyObject* raise_special(PyObject* module, PyObject* text) {
  (void)module;
  PyErr_SetObject(special_error, text);
  return NULL;
}

/* The formats that every version since 3.2 knows. */
static PyObject* raise_formatted(PyObject* module, PyObject* obj) {
  PyObject* text = PyUnicode_FromString("str");
  (void)module;
  if (text == NULL) return NULL;
  PyErr_Format(PyExc_ValueError,
               "%% %c %d %i %u %x %ld %lu %zd %zu %lld %llu %s %.3s %U %V %V %S %R %A [%5d] [%05d]",
               'A', -1, -2, 3u, 255, -4L, 5UL, (Py_ssize_t)-6, (size_t)7, -8LL, 9ULL, "text",
               "abcdef", text, text, "unused", NULL, "used", obj, obj, obj, 42, 42);
  Py_DECREF(text);
  return NULL;
}

static PyObject* raise_errno(PyObject* module, PyObject* args) {
  int number;
  PyObject *first = NULL, *second = NULL;
  (void)module;
  if (!PyArg_ParseTuple(args, "i|OO:raise_errno", &number, &first, &second)) return NULL;
  errno = number;
  if (second != NULL) return PyErr_SetFromErrnoWithFilenameObjects(PyExc_OSError, first, second);
  if (first != NULL) return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, first);
  return PyErr_SetFromErrno(PyExc_OSError);
}

static PyObject* raise_import_error(PyObject* module, PyObject* ignored) {
  PyObject* message = PyUnicode_FromString("not here");
  PyObject* name = PyUnicode_FromString("somewhere");
  PyObject* path = PyUnicode_FromString("/no/where.so");
  (void)module, (void)ignored;
  if (message != NULL && name != NULL && path != NULL) PyErr_SetImportError(message, name, path);
  Py_XDECREF(message);
  Py_XDECREF(name);
  Py_XDECREF(path);
  return NULL;
}

static PyObject* bad_argument(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  PyErr_BadArgument();
  return NULL;
}

static PyObject* no_memory(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyErr_NoMemory();
}

/* ---- forgetting: the interpreter turns both of these into SystemError ---- */

static PyObject* forget_exception(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return NULL;
}

static PyObject* forget_result(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  PyErr_SetString(PyExc_KeyError, "left behind");
  return PyLong_FromLong(1);
}

/* ---- catching ---- */

static PyObject* catch (PyObject* module, PyObject* args) {
  PyObject *func, *expected;
  (void)module;
  if (!PyArg_ParseTuple(args, "OO:catch", &func, &expected)) return NULL;
  PyObject* result = PyObject_CallNoArgs(func);
  if (result != NULL) return Py_BuildValue("sN", "returned", result);
  if (!PyErr_ExceptionMatches(expected)) return NULL;
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  int has_traceback = traceback != NULL && PyTraceBack_Check(traceback);
  Py_XDECREF(traceback);
  return Py_BuildValue("sNNi", "caught", type, value, has_traceback);
}

static PyObject* fetch_and_restore(PyObject* module, PyObject* func) {
  PyObject *type, *value, *traceback;
  (void)module;
  PyObject* result = PyObject_CallNoArgs(func);
  if (result != NULL) return result;
  PyErr_Fetch(&type, &value, &traceback);
  if (PyErr_Occurred() != NULL)
    return PyErr_Format(PyExc_AssertionError, "something is left after a fetch");
  PyErr_Restore(type, value, traceback);
  return NULL;
}

static PyObject* swallow(PyObject* module, PyObject* func) {
  (void)module;
  PyObject* result = PyObject_CallNoArgs(func);
  if (result != NULL) return result;
  PyErr_Clear();
  Py_RETURN_NONE;
}

static PyObject* matches(PyObject* module, PyObject* args) {
  PyObject *given, *expected;
  (void)module;
  if (!PyArg_ParseTuple(args, "OO:matches", &given, &expected)) return NULL;
  return PyBool_FromLong(PyErr_GivenExceptionMatches(given, expected));
}

static PyObject* handled(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  PyObject* exception = PyErr_GetHandledException();
  return exception != NULL ? exception : Py_NewRef(Py_None);
}

/* ---- chaining ---- */

static PyObject* chain(PyObject* module, PyObject* args) {
  PyObject *error, *cause, *context;
  (void)module;
  if (!PyArg_ParseTuple(args, "OOO:chain", &error, &cause, &context)) return NULL;
  PyException_SetCause(error, Py_NewRef(cause));
  PyException_SetContext(error, Py_NewRef(context));
  PyErr_SetObject((PyObject*)Py_TYPE(error), error);
  return NULL;
}

static PyObject* links(PyObject* module, PyObject* error) {
  PyObject* cause = PyException_GetCause(error);
  PyObject* context = PyException_GetContext(error);
  PyObject* traceback = PyException_GetTraceback(error);
  (void)module;
  PyObject* result = Py_BuildValue("OOi", cause != NULL ? cause : Py_None,
                                   context != NULL ? context : Py_None, traceback != NULL);
  Py_XDECREF(cause);
  Py_XDECREF(context);
  Py_XDECREF(traceback);
  return result;
}

/* Raises while another exception is being handled in Python: it becomes the context. */
static PyObject* raise_during(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyErr_Format(special_error, "while handling");
}

/* ---- Unicode errors ---- */

static PyObject* decode_error(PyObject* module, PyObject* ignored) {
  Py_ssize_t start, end;
  (void)module, (void)ignored;
  PyObject* error = PyObject_CallFunction(PyExc_UnicodeDecodeError, "synns", "codec", "bytes",
                                          (Py_ssize_t)1, (Py_ssize_t)3, "reason");
  if (error == NULL) return NULL;
  if (PyUnicodeDecodeError_SetStart(error, 2) < 0 ||
      PyUnicodeDecodeError_SetReason(error, "why") < 0 ||
      PyUnicodeDecodeError_GetStart(error, &start) < 0 ||
      PyUnicodeDecodeError_GetEnd(error, &end) < 0) {
    Py_DECREF(error);
    return NULL;
  }
  PyObject* result = Py_BuildValue("NNNnn", PyUnicodeDecodeError_GetEncoding(error),
                                   PyUnicodeDecodeError_GetObject(error),
                                   PyUnicodeDecodeError_GetReason(error), start, end);
  Py_DECREF(error);
  return result;
}

/* ---- warnings ---- */

static PyObject* warn(PyObject* module, PyObject* args) {
  PyObject* category;
  const char* text;
  (void)module;
  if (!PyArg_ParseTuple(args, "Os:warn", &category, &text)) return NULL;
  if (PyErr_WarnEx(category, text, 1) < 0) return NULL;
  if (PyErr_WarnFormat(category, 1, "%s again, %d", text, 2) < 0) return NULL;
  Py_RETURN_NONE;
}

/* For an exception that nobody can catch: it goes to sys.unraisablehook. */
static PyObject* unraisable(PyObject* module, PyObject* obj) {
  (void)module;
  PyErr_SetString(PyExc_RuntimeError, "nobody listens");
  PyErr_WriteUnraisable(obj);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"raise_", raise, METH_VARARGS, NULL},
    {"raise_text", raise_text, METH_VARARGS, NULL},
    {"raise_special", raise_special, METH_O, NULL},
    {"raise_formatted", raise_formatted, METH_O, NULL},
    {"raise_errno", raise_errno, METH_VARARGS, NULL},
    {"raise_import_error", raise_import_error, METH_NOARGS, NULL},
    {"bad_argument", bad_argument, METH_NOARGS, NULL},
    {"no_memory", no_memory, METH_NOARGS, NULL},
    {"forget_exception", forget_exception, METH_NOARGS, NULL},
    {"forget_result", forget_result, METH_NOARGS, NULL},
    {"catch", catch, METH_VARARGS, NULL},
    {"fetch_and_restore", fetch_and_restore, METH_O, NULL},
    {"swallow", swallow, METH_O, NULL},
    {"matches", matches, METH_VARARGS, NULL},
    {"handled", handled, METH_NOARGS, NULL},
    {"chain", chain, METH_VARARGS, NULL},
    {"links", links, METH_O, NULL},
    {"raise_during", raise_during, METH_NOARGS, NULL},
    {"decode_error", decode_error, METH_NOARGS, NULL},
    {"warn", warn, METH_VARARGS, NULL},
    {"unraisable", unraisable, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject* module) {
  PyObject* dict = Py_BuildValue("{s:i}", "code", 42);
  if (dict == NULL) return -1;
  base_error = PyErr_NewException("errors.BaseError", NULL, dict);
  Py_DECREF(dict);
  if (base_error == NULL) return -1;
  PyObject* bases = PyTuple_Pack(2, base_error, PyExc_LookupError);
  if (bases == NULL) return -1;
  special_error =
      PyErr_NewExceptionWithDoc("errors.SpecialError", "A documented one.", bases, NULL);
  Py_DECREF(bases);
  if (special_error == NULL) return -1;
  if (PyModule_AddObjectRef(module, "BaseError", base_error) < 0) return -1;
  return PyModule_AddObjectRef(module, "SpecialError", special_error);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};

MODULE(errors, "When things go wrong.", methods, slots)

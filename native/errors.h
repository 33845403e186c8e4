// The error indicator's inside.
#ifndef MOULT_ERRORS_H
#define MOULT_ERRORS_H

#include "moult.h"

MOULT_EXPORT void PyErr_Clear(void);
MOULT_EXPORT PyObject* PyErr_NoMemory(void);
MOULT_EXPORT PyObject* PyErr_Occurred(void);
MOULT_EXPORT void PyErr_SetString(PyObject* type, const char* message);
MOULT_EXPORT void PyErr_SetObject(PyObject* type, PyObject* value);
MOULT_EXPORT void PyErr_SetNone(PyObject* type);
MOULT_EXPORT PyObject* PyErr_Format(PyObject* type, const char* format, ...);
MOULT_EXPORT int PyErr_ExceptionMatches(PyObject* type);
MOULT_EXPORT void PyErr_Fetch(PyObject** type, PyObject** value, PyObject** tb);
MOULT_EXPORT void PyErr_Restore(PyObject* type, PyObject* value, PyObject* tb);
MOULT_EXPORT void _PyErr_BadInternalCall(const char* file, int line);

namespace moult {

inline bool error_set() { return g->ts->exc_type != nullptr; }
// SystemError "bad argument to internal function", as a null result.
PyObject* bad_call();
int bad_call_int();
PyObject* type_error(const char* format, ...);

// SystemError for a NULL where an object is wanted, as the failure of whatever type is returned.
struct NullError {
  operator PyObject*() const { return nullptr; }
  template <class T>
  operator T() const {
    return (T)-1;
  }
};
NullError null_error();
// After a failure of what cannot fail in CPython: when memory had run out the reserve is given
// back, the error is cleared, and true says to try once more.
bool second_chance();
#define REQUIRE(...)                          \
  do {                                        \
    const void* required_[] = {__VA_ARGS__};  \
    for (const void* p_ : required_)          \
      if (UNLIKELY(!p_)) return null_error(); \
  } while (0)
// Makes the pending error's instance exist: the error is then (class, instance, traceback).
bool normalize_error();
// Hands the pending error to sys.unraisablehook, with a message of CPython's.
void report_ignored(const char* message);
// Takes the pending error as an instance (new reference); null when there is none.
PyObject* take_error();
void set_error(PyObject* exception);  // steals
// Keeps the pending error while cleaning up.
struct SavedError {
  MType* type;
  PyObject *value, *tb;
  SavedError() : type(g->ts->exc_type), value(g->ts->exc_value), tb(g->ts->exc_tb) {
    g->ts->exc_type = nullptr;
    g->ts->exc_value = g->ts->exc_tb = nullptr;
  }
  ~SavedError();
};

}  // namespace moult

#endif

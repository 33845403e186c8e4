/* Issuing warnings. -1 means that the filters turned the warning into an exception. */
#ifndef MOULT_WARNINGS_H
#define MOULT_WARNINGS_H

MOULT_BEGIN_C

PyAPI_FUNC(int) PyErr_WarnEx(PyObject* category, const char* message, Py_ssize_t stack_level);
PyAPI_FUNC(int)
    PyErr_WarnFormat(PyObject* category, Py_ssize_t stack_level, const char* format, ...);
#if MOULT_API >= 0x03060000
PyAPI_FUNC(int)
    PyErr_ResourceWarning(PyObject* source, Py_ssize_t stack_level, const char* format, ...);
#endif
PyAPI_FUNC(int) PyErr_WarnExplicit(PyObject* category, const char* message, const char* filename,
                                   int line, const char* module, PyObject* registry);
#define PyErr_Warn(category, message) PyErr_WarnEx((category), (message), 1)

MOULT_END_C

#endif

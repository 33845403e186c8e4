/* The sys module from C. */
#ifndef MOULT_SYSMODULE_H
#define MOULT_SYSMODULE_H

MOULT_BEGIN_C

PyAPI_FUNC(PyObject*) PySys_GetObject(const char* name);
PyAPI_FUNC(int) PySys_SetObject(const char* name, PyObject* value);
#if MOULT_API >= 0x030f0000
PyAPI_FUNC(PyObject*) PySys_GetAttr(PyObject* name);
PyAPI_FUNC(PyObject*) PySys_GetAttrString(const char* name);
PyAPI_FUNC(int) PySys_GetOptionalAttr(PyObject* name, PyObject** result);
PyAPI_FUNC(int) PySys_GetOptionalAttrString(const char* name, PyObject** result);
#endif
PyAPI_FUNC(void) PySys_SetArgv(int argc, wchar_t** argv);
PyAPI_FUNC(void) PySys_SetArgvEx(int argc, wchar_t** argv, int updatepath);
PyAPI_FUNC(void) PySys_SetPath(const wchar_t*);
PyAPI_FUNC(void) PySys_WriteStdout(const char* format, ...)
    Py_GCC_ATTRIBUTE((format(printf, 1, 2)));
PyAPI_FUNC(void) PySys_WriteStderr(const char* format, ...)
    Py_GCC_ATTRIBUTE((format(printf, 1, 2)));
PyAPI_FUNC(void) PySys_FormatStdout(const char* format, ...);
PyAPI_FUNC(void) PySys_FormatStderr(const char* format, ...);
PyAPI_FUNC(void) PySys_ResetWarnOptions(void);
PyAPI_FUNC(void) PySys_AddWarnOption(const wchar_t*);
PyAPI_FUNC(void) PySys_AddWarnOptionUnicode(PyObject*);
PyAPI_FUNC(int) PySys_HasWarnOptions(void);
PyAPI_FUNC(void) PySys_AddXOption(const wchar_t*);
PyAPI_FUNC(PyObject*) PySys_GetXOptions(void);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PySys_Audit(const char* event, const char* format, ...);
PyAPI_FUNC(int) PySys_AuditTuple(const char* event, PyObject* args);
#endif

MOULT_END_C

#endif

/* Exceptions and warnings. */
#ifndef MOULT_PYERRORS_H
#define MOULT_PYERRORS_H

MOULT_BEGIN_C

/* the error indicator */
PyAPI_FUNC(void) PyErr_SetNone(PyObject* type);
PyAPI_FUNC(void) PyErr_SetObject(PyObject* type, PyObject* value);
PyAPI_FUNC(void) PyErr_SetString(PyObject* type, const char* message);
PyAPI_FUNC(PyObject*) PyErr_Occurred(void);
PyAPI_FUNC(void) PyErr_Clear(void);
PyAPI_FUNC(void) PyErr_Fetch(PyObject** type, PyObject** value, PyObject** traceback);
PyAPI_FUNC(void) PyErr_Restore(PyObject* type, PyObject* value, PyObject* traceback);
#if MOULT_API >= 0x030c0000
PyAPI_FUNC(PyObject*) PyErr_GetRaisedException(void);
PyAPI_FUNC(void) PyErr_SetRaisedException(PyObject*);
#endif
#if MOULT_API >= 0x030b0000
PyAPI_FUNC(PyObject*) PyErr_GetHandledException(void);
PyAPI_FUNC(void) PyErr_SetHandledException(PyObject*);
#endif
#if MOULT_API >= 0x03030000
PyAPI_FUNC(void) PyErr_GetExcInfo(PyObject** type, PyObject** value, PyObject** traceback);
PyAPI_FUNC(void) PyErr_SetExcInfo(PyObject* type, PyObject* value, PyObject* traceback);
#endif
PyAPI_FUNC(int) PyErr_GivenExceptionMatches(PyObject* given, PyObject* expected);
PyAPI_FUNC(int) PyErr_ExceptionMatches(PyObject* expected);
PyAPI_FUNC(void) PyErr_NormalizeException(PyObject** type, PyObject** value, PyObject** traceback);

/* exception objects */
PyAPI_FUNC(int) PyException_SetTraceback(PyObject*, PyObject* traceback);
PyAPI_FUNC(PyObject*) PyException_GetTraceback(PyObject*);
PyAPI_FUNC(PyObject*) PyException_GetCause(PyObject*);
PyAPI_FUNC(void) PyException_SetCause(PyObject*, PyObject* cause);
PyAPI_FUNC(PyObject*) PyException_GetContext(PyObject*);
PyAPI_FUNC(void) PyException_SetContext(PyObject*, PyObject* context);
#if MOULT_API >= 0x030c0000
PyAPI_FUNC(PyObject*) PyException_GetArgs(PyObject*);
PyAPI_FUNC(void) PyException_SetArgs(PyObject*, PyObject* args);
#endif
#if MOULT_API >= 0x03080000
PyAPI_FUNC(const char*) PyExceptionClass_Name(PyObject*);
#endif
#define PyExceptionClass_Check(x) \
  (PyType_Check(x) && PyType_FastSubclass((PyTypeObject*)(x), Py_TPFLAGS_BASE_EXC_SUBCLASS))
#define PyExceptionInstance_Check(x) _MOULT_HAS_FLAG((x), Py_TPFLAGS_BASE_EXC_SUBCLASS)
#define PyExceptionInstance_Class(x) _PyObject_CAST(Py_TYPE(_PyObject_CAST(x)))

/* the built-in ones */
PyAPI_DATA(PyObject*) PyExc_BaseException;
PyAPI_DATA(PyObject*) PyExc_Exception;
#if MOULT_API >= 0x030b0000
PyAPI_DATA(PyObject*) PyExc_BaseExceptionGroup;
#endif
#if MOULT_API >= 0x03050000
PyAPI_DATA(PyObject*) PyExc_StopAsyncIteration;
#endif
PyAPI_DATA(PyObject*) PyExc_StopIteration;
PyAPI_DATA(PyObject*) PyExc_GeneratorExit;
PyAPI_DATA(PyObject*) PyExc_ArithmeticError;
PyAPI_DATA(PyObject*) PyExc_LookupError;
PyAPI_DATA(PyObject*) PyExc_AssertionError;
PyAPI_DATA(PyObject*) PyExc_AttributeError;
PyAPI_DATA(PyObject*) PyExc_BufferError;
PyAPI_DATA(PyObject*) PyExc_EOFError;
PyAPI_DATA(PyObject*) PyExc_FloatingPointError;
PyAPI_DATA(PyObject*) PyExc_OSError;
PyAPI_DATA(PyObject*) PyExc_ImportError;
#if MOULT_API >= 0x03060000
PyAPI_DATA(PyObject*) PyExc_ModuleNotFoundError;
#endif
PyAPI_DATA(PyObject*) PyExc_IndexError;
PyAPI_DATA(PyObject*) PyExc_KeyError;
PyAPI_DATA(PyObject*) PyExc_KeyboardInterrupt;
PyAPI_DATA(PyObject*) PyExc_MemoryError;
PyAPI_DATA(PyObject*) PyExc_NameError;
PyAPI_DATA(PyObject*) PyExc_OverflowError;
PyAPI_DATA(PyObject*) PyExc_RuntimeError;
#if MOULT_API >= 0x03050000
PyAPI_DATA(PyObject*) PyExc_RecursionError;
#endif
PyAPI_DATA(PyObject*) PyExc_NotImplementedError;
PyAPI_DATA(PyObject*) PyExc_SyntaxError;
PyAPI_DATA(PyObject*) PyExc_IndentationError;
PyAPI_DATA(PyObject*) PyExc_TabError;
PyAPI_DATA(PyObject*) PyExc_ReferenceError;
PyAPI_DATA(PyObject*) PyExc_SystemError;
PyAPI_DATA(PyObject*) PyExc_SystemExit;
PyAPI_DATA(PyObject*) PyExc_TypeError;
PyAPI_DATA(PyObject*) PyExc_UnboundLocalError;
PyAPI_DATA(PyObject*) PyExc_UnicodeError;
PyAPI_DATA(PyObject*) PyExc_UnicodeEncodeError;
PyAPI_DATA(PyObject*) PyExc_UnicodeDecodeError;
PyAPI_DATA(PyObject*) PyExc_UnicodeTranslateError;
PyAPI_DATA(PyObject*) PyExc_ValueError;
PyAPI_DATA(PyObject*) PyExc_ZeroDivisionError;
#if MOULT_API >= 0x03030000
PyAPI_DATA(PyObject*) PyExc_BlockingIOError;
PyAPI_DATA(PyObject*) PyExc_BrokenPipeError;
PyAPI_DATA(PyObject*) PyExc_ChildProcessError;
PyAPI_DATA(PyObject*) PyExc_ConnectionError;
PyAPI_DATA(PyObject*) PyExc_ConnectionAbortedError;
PyAPI_DATA(PyObject*) PyExc_ConnectionRefusedError;
PyAPI_DATA(PyObject*) PyExc_ConnectionResetError;
PyAPI_DATA(PyObject*) PyExc_FileExistsError;
PyAPI_DATA(PyObject*) PyExc_FileNotFoundError;
PyAPI_DATA(PyObject*) PyExc_InterruptedError;
PyAPI_DATA(PyObject*) PyExc_IsADirectoryError;
PyAPI_DATA(PyObject*) PyExc_NotADirectoryError;
PyAPI_DATA(PyObject*) PyExc_PermissionError;
PyAPI_DATA(PyObject*) PyExc_ProcessLookupError;
PyAPI_DATA(PyObject*) PyExc_TimeoutError;
#endif
PyAPI_DATA(PyObject*) PyExc_EnvironmentError;
PyAPI_DATA(PyObject*) PyExc_IOError;
PyAPI_DATA(PyObject*) PyExc_Warning;
PyAPI_DATA(PyObject*) PyExc_UserWarning;
PyAPI_DATA(PyObject*) PyExc_DeprecationWarning;
PyAPI_DATA(PyObject*) PyExc_PendingDeprecationWarning;
PyAPI_DATA(PyObject*) PyExc_SyntaxWarning;
PyAPI_DATA(PyObject*) PyExc_RuntimeWarning;
PyAPI_DATA(PyObject*) PyExc_FutureWarning;
PyAPI_DATA(PyObject*) PyExc_ImportWarning;
PyAPI_DATA(PyObject*) PyExc_UnicodeWarning;
PyAPI_DATA(PyObject*) PyExc_BytesWarning;
#if MOULT_API >= 0x030a0000
PyAPI_DATA(PyObject*) PyExc_EncodingWarning;
#endif
PyAPI_DATA(PyObject*) PyExc_ResourceWarning;

/* raising with one call; those that return an object return NULL */
PyAPI_FUNC(int) PyErr_BadArgument(void);
PyAPI_FUNC(PyObject*) PyErr_NoMemory(void);
PyAPI_FUNC(PyObject*) PyErr_SetFromErrno(PyObject* type);
PyAPI_FUNC(PyObject*) PyErr_SetFromErrnoWithFilenameObject(PyObject* type, PyObject* filename);
#if MOULT_API >= 0x03040000
PyAPI_FUNC(PyObject*)
    PyErr_SetFromErrnoWithFilenameObjects(PyObject* type, PyObject* filename, PyObject* filename2);
#endif
PyAPI_FUNC(PyObject*) PyErr_SetFromErrnoWithFilename(PyObject* type, const char* filename);
PyAPI_FUNC(PyObject*) PyErr_Format(PyObject* type, const char* format, ...);
#if MOULT_API >= 0x03050000
PyAPI_FUNC(PyObject*) PyErr_FormatV(PyObject* type, const char* format, va_list args);
#endif
#if MOULT_API >= 0x03060000
PyAPI_FUNC(PyObject*)
    PyErr_SetImportErrorSubclass(PyObject* type, PyObject* message, PyObject* name, PyObject* path);
#endif
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*) PyErr_SetImportError(PyObject* message, PyObject* name, PyObject* path);
#endif
PyAPI_FUNC(void) PyErr_BadInternalCall(void);
PyAPI_FUNC(void) _PyErr_BadInternalCall(const char* filename, int line);
#define PyErr_BadInternalCall() _PyErr_BadInternalCall(__FILE__, __LINE__)

/* new exception types */
PyAPI_FUNC(PyObject*) PyErr_NewException(const char* name, PyObject* base, PyObject* dict);
PyAPI_FUNC(PyObject*)
    PyErr_NewExceptionWithDoc(const char* name, const char* doc, PyObject* base, PyObject* dict);

PyAPI_FUNC(void) PyErr_WriteUnraisable(PyObject* where);
PyAPI_FUNC(int) PyErr_CheckSignals(void);
PyAPI_FUNC(void) PyErr_SetInterrupt(void);
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(int) PyErr_SetInterruptEx(int signum);
#endif
PyAPI_FUNC(void) PyErr_SyntaxLocation(const char* filename, int line);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(void) PyErr_SyntaxLocationEx(const char* filename, int line, int column);
#endif
PyAPI_FUNC(PyObject*) PyErr_ProgramText(const char* filename, int line);

/* fields of the Unicode errors */
PyAPI_FUNC(PyObject*)
    PyUnicodeDecodeError_Create(const char* encoding, const char* object, Py_ssize_t length,
                                Py_ssize_t start, Py_ssize_t end, const char* reason);
PyAPI_FUNC(PyObject*) PyUnicodeEncodeError_GetEncoding(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicodeDecodeError_GetEncoding(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicodeEncodeError_GetObject(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicodeDecodeError_GetObject(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicodeTranslateError_GetObject(PyObject*);
PyAPI_FUNC(int) PyUnicodeEncodeError_GetStart(PyObject*, Py_ssize_t*);
PyAPI_FUNC(int) PyUnicodeDecodeError_GetStart(PyObject*, Py_ssize_t*);
PyAPI_FUNC(int) PyUnicodeTranslateError_GetStart(PyObject*, Py_ssize_t*);
PyAPI_FUNC(int) PyUnicodeEncodeError_SetStart(PyObject*, Py_ssize_t);
PyAPI_FUNC(int) PyUnicodeDecodeError_SetStart(PyObject*, Py_ssize_t);
PyAPI_FUNC(int) PyUnicodeTranslateError_SetStart(PyObject*, Py_ssize_t);
PyAPI_FUNC(int) PyUnicodeEncodeError_GetEnd(PyObject*, Py_ssize_t*);
PyAPI_FUNC(int) PyUnicodeDecodeError_GetEnd(PyObject*, Py_ssize_t*);
PyAPI_FUNC(int) PyUnicodeTranslateError_GetEnd(PyObject*, Py_ssize_t*);
PyAPI_FUNC(int) PyUnicodeEncodeError_SetEnd(PyObject*, Py_ssize_t);
PyAPI_FUNC(int) PyUnicodeDecodeError_SetEnd(PyObject*, Py_ssize_t);
PyAPI_FUNC(int) PyUnicodeTranslateError_SetEnd(PyObject*, Py_ssize_t);
PyAPI_FUNC(PyObject*) PyUnicodeEncodeError_GetReason(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicodeDecodeError_GetReason(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicodeTranslateError_GetReason(PyObject*);
PyAPI_FUNC(int) PyUnicodeEncodeError_SetReason(PyObject*, const char*);
PyAPI_FUNC(int) PyUnicodeDecodeError_SetReason(PyObject*, const char*);
PyAPI_FUNC(int) PyUnicodeTranslateError_SetReason(PyObject*, const char*);

PyAPI_FUNC(int) PyOS_snprintf(char* buffer, size_t size, const char* format, ...)
    Py_GCC_ATTRIBUTE((format(printf, 3, 4)));
PyAPI_FUNC(int) PyOS_vsnprintf(char* buffer, size_t size, const char* format, va_list args)
    Py_GCC_ATTRIBUTE((format(printf, 3, 0)));

Py_NO_RETURN PyAPI_FUNC(void) Py_FatalError(const char* message);

MOULT_END_C

#endif

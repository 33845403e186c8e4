/* Starting, asking after, and ending the interpreter. */
#ifndef MOULT_PYLIFECYCLE_H
#define MOULT_PYLIFECYCLE_H

MOULT_BEGIN_C

PyAPI_FUNC(void) Py_Initialize(void);
PyAPI_FUNC(void) Py_InitializeEx(int install_signal_handlers);
PyAPI_FUNC(void) Py_Finalize(void);
#if MOULT_API >= 0x03060000
PyAPI_FUNC(int) Py_FinalizeEx(void);
#endif
PyAPI_FUNC(int) Py_IsInitialized(void);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) Py_IsFinalizing(void);
#endif
PyAPI_FUNC(PyThreadState*) Py_NewInterpreter(void);
PyAPI_FUNC(void) Py_EndInterpreter(PyThreadState*);
PyAPI_FUNC(int) Py_AtExit(void (*func)(void));
Py_NO_RETURN PyAPI_FUNC(void) Py_Exit(int);
PyAPI_FUNC(int) Py_Main(int argc, wchar_t** argv);
#if MOULT_API >= 0x03080000
PyAPI_FUNC(int) Py_BytesMain(int argc, char** argv);
#endif

PyAPI_FUNC(void) Py_SetProgramName(const wchar_t*);
PyAPI_FUNC(wchar_t*) Py_GetProgramName(void);
PyAPI_FUNC(void) Py_SetPythonHome(const wchar_t*);
PyAPI_FUNC(wchar_t*) Py_GetPythonHome(void);
PyAPI_FUNC(wchar_t*) Py_GetProgramFullPath(void);
PyAPI_FUNC(wchar_t*) Py_GetPrefix(void);
PyAPI_FUNC(wchar_t*) Py_GetExecPrefix(void);
PyAPI_FUNC(wchar_t*) Py_GetPath(void);

PyAPI_FUNC(const char*) Py_GetVersion(void);
PyAPI_FUNC(const char*) Py_GetPlatform(void);
PyAPI_FUNC(const char*) Py_GetCopyright(void);
PyAPI_FUNC(const char*) Py_GetCompiler(void);
PyAPI_FUNC(const char*) Py_GetBuildInfo(void);
#if MOULT_API >= 0x030b0000
PyAPI_DATA(const unsigned long) Py_Version;
#endif
#if MOULT_API >= 0x030e0000
PyAPI_FUNC(uint32_t) Py_PACK_FULL_VERSION(int major, int minor, int micro, int level, int serial);
PyAPI_FUNC(uint32_t) Py_PACK_VERSION(int major, int minor);
#define Py_PACK_FULL_VERSION(X, Y, Z, LEVEL, SERIAL) _Py_PACK_FULL_VERSION(X, Y, Z, LEVEL, SERIAL)
#define Py_PACK_VERSION(X, Y) _Py_PACK_VERSION(X, Y)
#endif

typedef void (*PyOS_sighandler_t)(int);
PyAPI_FUNC(PyOS_sighandler_t) PyOS_getsig(int);
PyAPI_FUNC(PyOS_sighandler_t) PyOS_setsig(int, PyOS_sighandler_t);

MOULT_END_C

#endif

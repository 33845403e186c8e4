/* Running code, and letting go of the GIL. */
#ifndef MOULT_CEVAL_H
#define MOULT_CEVAL_H

MOULT_BEGIN_C

PyAPI_FUNC(PyObject*) PyEval_EvalCode(PyObject* code, PyObject* globals, PyObject* locals);
PyAPI_FUNC(PyObject*)
    PyEval_EvalCodeEx(PyObject* code, PyObject* globals, PyObject* locals, PyObject* const* args,
                      int argc, PyObject* const* kwargs, int kwargc, PyObject* const* defaults,
                      int default_count, PyObject* kwdefaults, PyObject* closure);
PyAPI_FUNC(PyObject*) PyEval_EvalFrame(PyFrameObject*);
PyAPI_FUNC(PyObject*) PyEval_EvalFrameEx(PyFrameObject*, int throwing);

PyAPI_FUNC(PyObject*) PyEval_GetBuiltins(void);
PyAPI_FUNC(PyObject*) PyEval_GetGlobals(void);
PyAPI_FUNC(PyObject*) PyEval_GetLocals(void);
PyAPI_FUNC(PyFrameObject*) PyEval_GetFrame(void);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(PyObject*) PyEval_GetFrameBuiltins(void);
PyAPI_FUNC(PyObject*) PyEval_GetFrameGlobals(void);
PyAPI_FUNC(PyObject*) PyEval_GetFrameLocals(void);
#endif
PyAPI_FUNC(const char*) PyEval_GetFuncName(PyObject*);
PyAPI_FUNC(const char*) PyEval_GetFuncDesc(PyObject*);

PyAPI_FUNC(int) Py_AddPendingCall(int (*func)(void*), void* arg);
PyAPI_FUNC(int) Py_MakePendingCalls(void);
PyAPI_FUNC(void) Py_SetRecursionLimit(int);
PyAPI_FUNC(int) Py_GetRecursionLimit(void);
#if MOULT_API >= 0x03090000
PyAPI_FUNC(int) Py_EnterRecursiveCall(const char* where);
PyAPI_FUNC(void) Py_LeaveRecursiveCall(void);
#endif

PyAPI_FUNC(PyThreadState*) PyEval_SaveThread(void);
PyAPI_FUNC(void) PyEval_RestoreThread(PyThreadState*);
PyAPI_FUNC(void) PyEval_InitThreads(void);
PyAPI_FUNC(void) PyEval_AcquireThread(PyThreadState*);
PyAPI_FUNC(void) PyEval_ReleaseThread(PyThreadState*);

#define Py_BEGIN_ALLOW_THREADS \
  {                            \
    PyThreadState* _save;      \
    _save = PyEval_SaveThread();
#define Py_BLOCK_THREADS PyEval_RestoreThread(_save);
#define Py_UNBLOCK_THREADS _save = PyEval_SaveThread();
#define Py_END_ALLOW_THREADS   \
  PyEval_RestoreThread(_save); \
  }

MOULT_END_C

#endif

/* Interpreters, thread states, and modules found by their definition. */
#ifndef MOULT_PYSTATE_H
#define MOULT_PYSTATE_H

MOULT_BEGIN_C

#define MAX_CO_EXTRA_USERS 255

PyAPI_FUNC(PyInterpreterState*) PyInterpreterState_New(void);
PyAPI_FUNC(void) PyInterpreterState_Clear(PyInterpreterState*);
PyAPI_FUNC(void) PyInterpreterState_Delete(PyInterpreterState*);
#if MOULT_API >= 0x03090000
PyAPI_FUNC(PyInterpreterState*) PyInterpreterState_Get(void);
#endif
#if MOULT_API >= 0x03080000
PyAPI_FUNC(PyObject*) PyInterpreterState_GetDict(PyInterpreterState*);
#endif
#if MOULT_API >= 0x03070000
PyAPI_FUNC(int64_t) PyInterpreterState_GetID(PyInterpreterState*);
#endif

#if MOULT_API >= 0x03030000
PyAPI_FUNC(int) PyState_AddModule(PyObject* module, PyModuleDef* def);
PyAPI_FUNC(int) PyState_RemoveModule(PyModuleDef* def);
#endif
PyAPI_FUNC(PyObject*) PyState_FindModule(PyModuleDef* def);

PyAPI_FUNC(PyThreadState*) PyThreadState_New(PyInterpreterState*);
PyAPI_FUNC(void) PyThreadState_Clear(PyThreadState*);
PyAPI_FUNC(void) PyThreadState_Delete(PyThreadState*);
PyAPI_FUNC(PyThreadState*) PyThreadState_Get(void);
#define PyThreadState_GET() PyThreadState_Get()
PyAPI_FUNC(PyThreadState*) PyThreadState_Swap(PyThreadState*);
PyAPI_FUNC(PyObject*) PyThreadState_GetDict(void);
PyAPI_FUNC(int) PyThreadState_SetAsyncExc(unsigned long thread_id, PyObject* exception);
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(PyInterpreterState*) PyThreadState_GetInterpreter(PyThreadState*);
PyAPI_FUNC(PyFrameObject*) PyThreadState_GetFrame(PyThreadState*);
PyAPI_FUNC(uint64_t) PyThreadState_GetID(PyThreadState*);
#endif

typedef enum { PyGILState_LOCKED, PyGILState_UNLOCKED } PyGILState_STATE;
PyAPI_FUNC(PyGILState_STATE) PyGILState_Ensure(void);
PyAPI_FUNC(void) PyGILState_Release(PyGILState_STATE);
PyAPI_FUNC(PyThreadState*) PyGILState_GetThisThreadState(void);

#if MOULT_API >= 0x030f0000
typedef struct PyInterpreterGuard PyInterpreterGuard;
typedef struct PyInterpreterView PyInterpreterView;
typedef struct PyThreadStateToken PyThreadStateToken;
PyAPI_FUNC(PyInterpreterGuard*) PyInterpreterGuard_FromCurrent(void);
PyAPI_FUNC(PyInterpreterGuard*) PyInterpreterGuard_FromView(PyInterpreterView*);
PyAPI_FUNC(void) PyInterpreterGuard_Close(PyInterpreterGuard*);
PyAPI_FUNC(PyInterpreterView*) PyInterpreterView_FromCurrent(void);
PyAPI_FUNC(PyInterpreterView*) PyInterpreterView_FromMain(void);
PyAPI_FUNC(void) PyInterpreterView_Close(PyInterpreterView*);
PyAPI_FUNC(PyThreadStateToken*) PyThreadState_Ensure(PyInterpreterGuard*);
PyAPI_FUNC(PyThreadStateToken*) PyThreadState_EnsureFromView(PyInterpreterView*);
PyAPI_FUNC(void) PyThreadState_Release(PyThreadStateToken*);
#endif

MOULT_END_C

#endif

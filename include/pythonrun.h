/* Compiling source, and printing the error indicator. */
#ifndef MOULT_PYTHONRUN_H
#define MOULT_PYTHONRUN_H

MOULT_BEGIN_C

#define Py_single_input 256
#define Py_file_input 257
#define Py_eval_input 258
#define Py_func_type_input 345

PyAPI_FUNC(PyObject*) Py_CompileString(const char* source, const char* filename, int start);

PyAPI_FUNC(void) PyErr_Print(void);
PyAPI_FUNC(void) PyErr_PrintEx(int set_sys_last_vars);
PyAPI_FUNC(void) PyErr_Display(PyObject* unused, PyObject* value, PyObject* traceback);
#if MOULT_API >= 0x030c0000
PyAPI_FUNC(void) PyErr_DisplayException(PyObject*);
#endif

PyAPI_DATA(int) (*PyOS_InputHook)(void);

MOULT_END_C

#endif

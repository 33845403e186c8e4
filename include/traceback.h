/* Tracebacks. */
#ifndef MOULT_TRACEBACK_H
#define MOULT_TRACEBACK_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyTraceBack_Type;
#define PyTraceBack_Check(op) _MOULT_IS_EXACTLY((op), &PyTraceBack_Type)

PyAPI_FUNC(int) PyTraceBack_Here(PyFrameObject*);
PyAPI_FUNC(int) PyTraceBack_Print(PyObject* traceback, PyObject* file);

MOULT_END_C

#endif

/* Iterators over a sequence, and over the results of a function. */
#ifndef MOULT_ITEROBJECT_H
#define MOULT_ITEROBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PySeqIter_Type;
PyAPI_DATA(PyTypeObject) PyCallIter_Type;
#define PySeqIter_Check(op) _MOULT_IS_EXACTLY((op), &PySeqIter_Type)
#define PyCallIter_Check(op) _MOULT_IS_EXACTLY((op), &PyCallIter_Type)

PyAPI_FUNC(PyObject*) PySeqIter_New(PyObject* sequence);
PyAPI_FUNC(PyObject*) PyCallIter_New(PyObject* callable, PyObject* sentinel);

MOULT_END_C

#endif

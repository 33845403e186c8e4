/* Tuples. PyTuple_SetItem takes over the reference it is given. */
#ifndef MOULT_TUPLEOBJECT_H
#define MOULT_TUPLEOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyTuple_Type;
PyAPI_DATA(PyTypeObject) PyTupleIter_Type;
#define PyTuple_Check(op) _MOULT_HAS_FLAG((op), Py_TPFLAGS_TUPLE_SUBCLASS)
#define PyTuple_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyTuple_Type)

PyAPI_FUNC(PyObject*) PyTuple_New(Py_ssize_t size);
PyAPI_FUNC(Py_ssize_t) PyTuple_Size(PyObject*);
PyAPI_FUNC(PyObject*) PyTuple_GetItem(PyObject*, Py_ssize_t index);
PyAPI_FUNC(int) PyTuple_SetItem(PyObject*, Py_ssize_t index, PyObject* item);
PyAPI_FUNC(PyObject*) PyTuple_GetSlice(PyObject*, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(PyObject*) PyTuple_Pack(Py_ssize_t count, ...);

MOULT_END_C

#endif

/* Lists. PyList_SetItem takes over the reference it is given; PyList_Append and _Insert do not. */
#ifndef MOULT_LISTOBJECT_H
#define MOULT_LISTOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyList_Type;
PyAPI_DATA(PyTypeObject) PyListIter_Type;
PyAPI_DATA(PyTypeObject) PyListRevIter_Type;
#define PyList_Check(op) _MOULT_HAS_FLAG((op), Py_TPFLAGS_LIST_SUBCLASS)
#define PyList_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyList_Type)

PyAPI_FUNC(PyObject*) PyList_New(Py_ssize_t size);
PyAPI_FUNC(Py_ssize_t) PyList_Size(PyObject*);
PyAPI_FUNC(PyObject*) PyList_GetItem(PyObject*, Py_ssize_t index);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(PyObject*) PyList_GetItemRef(PyObject*, Py_ssize_t index);
#endif
PyAPI_FUNC(int) PyList_SetItem(PyObject*, Py_ssize_t index, PyObject* item);
PyAPI_FUNC(int) PyList_Insert(PyObject*, Py_ssize_t index, PyObject* item);
PyAPI_FUNC(int) PyList_Append(PyObject*, PyObject* item);
PyAPI_FUNC(PyObject*) PyList_GetSlice(PyObject*, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(int) PyList_SetSlice(PyObject*, Py_ssize_t start, Py_ssize_t end, PyObject* items);
PyAPI_FUNC(int) PyList_Sort(PyObject*);
PyAPI_FUNC(int) PyList_Reverse(PyObject*);
PyAPI_FUNC(PyObject*) PyList_AsTuple(PyObject*);

MOULT_END_C

#endif

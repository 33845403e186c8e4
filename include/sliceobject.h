/* Slices, and Ellipsis. */
#ifndef MOULT_SLICEOBJECT_H
#define MOULT_SLICEOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyObject) _Py_EllipsisObject;
#if MOULT_API >= 0x030d0000
#define Py_Ellipsis Py_GetConstantBorrowed(Py_CONSTANT_ELLIPSIS)
#else
#define Py_Ellipsis (&_Py_EllipsisObject)
#endif

PyAPI_DATA(PyTypeObject) PySlice_Type;
PyAPI_DATA(PyTypeObject) PyEllipsis_Type;
#define PySlice_Check(op) _MOULT_IS_EXACTLY((op), &PySlice_Type)

PyAPI_FUNC(PyObject*) PySlice_New(PyObject* start, PyObject* stop, PyObject* step);
PyAPI_FUNC(int) PySlice_GetIndices(PyObject*, Py_ssize_t length, Py_ssize_t* start,
                                   Py_ssize_t* stop, Py_ssize_t* step);
PyAPI_FUNC(int) PySlice_GetIndicesEx(PyObject*, Py_ssize_t length, Py_ssize_t* start,
                                     Py_ssize_t* stop, Py_ssize_t* step, Py_ssize_t* slice_length);
#if (MOULT_API >= 0x03050400 && MOULT_API < 0x03060000) || MOULT_API >= 0x03060100
PyAPI_FUNC(int) PySlice_Unpack(PyObject*, Py_ssize_t* start, Py_ssize_t* stop, Py_ssize_t* step);
PyAPI_FUNC(Py_ssize_t)
    PySlice_AdjustIndices(Py_ssize_t length, Py_ssize_t* start, Py_ssize_t* stop, Py_ssize_t step);
/* A length that changes while the slice's own numbers are worked out is read after them. */
#define PySlice_GetIndicesEx(slice, length, start, stop, step, slicelen) \
  (PySlice_Unpack((slice), (start), (stop), (step)) < 0                  \
       ? ((*(slicelen) = 0), -1)                                         \
       : ((*(slicelen) = PySlice_AdjustIndices((length), (start), (stop), *(step))), 0))
#endif

MOULT_END_C

#endif

/* Byte strings that can be changed. */
#ifndef MOULT_BYTEARRAYOBJECT_H
#define MOULT_BYTEARRAYOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyByteArray_Type;
PyAPI_DATA(PyTypeObject) PyByteArrayIter_Type;
#define PyByteArray_Check(op) PyObject_TypeCheck((op), &PyByteArray_Type)
#define PyByteArray_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyByteArray_Type)

PyAPI_FUNC(PyObject*) PyByteArray_FromObject(PyObject*);
PyAPI_FUNC(PyObject*) PyByteArray_Concat(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyByteArray_FromStringAndSize(const char*, Py_ssize_t);
PyAPI_FUNC(Py_ssize_t) PyByteArray_Size(PyObject*);
PyAPI_FUNC(char*) PyByteArray_AsString(PyObject*);
PyAPI_FUNC(int) PyByteArray_Resize(PyObject*, Py_ssize_t);

MOULT_END_C

#endif

/* True and False, which are ints. */
#ifndef MOULT_BOOLOBJECT_H
#define MOULT_BOOLOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyBool_Type;
#define PyBool_Check(x) _MOULT_IS_EXACTLY((x), &PyBool_Type)

PyAPI_DATA(PyLongObject) _Py_FalseStruct;
PyAPI_DATA(PyLongObject) _Py_TrueStruct;
#if MOULT_API >= 0x030d0000
#define Py_False Py_GetConstantBorrowed(Py_CONSTANT_FALSE)
#define Py_True Py_GetConstantBorrowed(Py_CONSTANT_TRUE)
#else
#define Py_False _PyObject_CAST(&_Py_FalseStruct)
#define Py_True _PyObject_CAST(&_Py_TrueStruct)
#endif

PyAPI_FUNC(int) Py_IsTrue(PyObject* x);
#define Py_IsTrue(x) Py_Is((x), Py_True)
PyAPI_FUNC(int) Py_IsFalse(PyObject* x);
#define Py_IsFalse(x) Py_Is((x), Py_False)

#if MOULT_API >= 0x030c0000
#define Py_RETURN_TRUE return Py_True
#define Py_RETURN_FALSE return Py_False
#else
#define Py_RETURN_TRUE return Py_NewRef(Py_True)
#define Py_RETURN_FALSE return Py_NewRef(Py_False)
#endif

PyAPI_FUNC(PyObject*) PyBool_FromLong(long);

MOULT_END_C

#endif

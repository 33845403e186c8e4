/* Sets and frozen sets. */
#ifndef MOULT_SETOBJECT_H
#define MOULT_SETOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PySet_Type;
PyAPI_DATA(PyTypeObject) PyFrozenSet_Type;
PyAPI_DATA(PyTypeObject) PySetIter_Type;
#define PyFrozenSet_CheckExact(ob) _MOULT_IS_EXACTLY((ob), &PyFrozenSet_Type)
#define PyFrozenSet_Check(ob) \
  (PyFrozenSet_CheckExact(ob) || PyType_IsSubtype(Py_TYPE(ob), &PyFrozenSet_Type))
#define PyAnySet_CheckExact(ob) \
  (_MOULT_IS_EXACTLY((ob), &PySet_Type) || _MOULT_IS_EXACTLY((ob), &PyFrozenSet_Type))
#define PyAnySet_Check(ob)                                                  \
  (PyAnySet_CheckExact(ob) || PyType_IsSubtype(Py_TYPE(ob), &PySet_Type) || \
   PyType_IsSubtype(Py_TYPE(ob), &PyFrozenSet_Type))
#define PySet_CheckExact(op) _MOULT_IS_EXACTLY((op), &PySet_Type)
#define PySet_Check(ob) (PySet_CheckExact(ob) || PyType_IsSubtype(Py_TYPE(ob), &PySet_Type))

PyAPI_FUNC(PyObject*) PySet_New(PyObject* iterable);
PyAPI_FUNC(PyObject*) PyFrozenSet_New(PyObject* iterable);
PyAPI_FUNC(int) PySet_Add(PyObject*, PyObject* key);
PyAPI_FUNC(int) PySet_Clear(PyObject*);
PyAPI_FUNC(int) PySet_Contains(PyObject*, PyObject* key);
PyAPI_FUNC(int) PySet_Discard(PyObject*, PyObject* key);
PyAPI_FUNC(PyObject*) PySet_Pop(PyObject*);
PyAPI_FUNC(Py_ssize_t) PySet_Size(PyObject*);

MOULT_END_C

#endif

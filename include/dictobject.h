/* Dictionaries, their views, and the read-only proxy. */
#ifndef MOULT_DICTOBJECT_H
#define MOULT_DICTOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyDict_Type;
PyAPI_DATA(PyTypeObject) PyDictKeys_Type;
PyAPI_DATA(PyTypeObject) PyDictValues_Type;
PyAPI_DATA(PyTypeObject) PyDictItems_Type;
PyAPI_DATA(PyTypeObject) PyDictIterKey_Type;
PyAPI_DATA(PyTypeObject) PyDictIterValue_Type;
PyAPI_DATA(PyTypeObject) PyDictIterItem_Type;
PyAPI_DATA(PyTypeObject) PyDictRevIterKey_Type;
PyAPI_DATA(PyTypeObject) PyDictRevIterValue_Type;
PyAPI_DATA(PyTypeObject) PyDictRevIterItem_Type;
#define PyDict_Check(op) _MOULT_HAS_FLAG((op), Py_TPFLAGS_DICT_SUBCLASS)
#define PyDict_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyDict_Type)
#define PyDictKeys_Check(op) PyObject_TypeCheck((op), &PyDictKeys_Type)
#define PyDictValues_Check(op) PyObject_TypeCheck((op), &PyDictValues_Type)
#define PyDictItems_Check(op) PyObject_TypeCheck((op), &PyDictItems_Type)
#define PyDictViewSet_Check(op) (PyDictKeys_Check(op) || PyDictItems_Check(op))

PyAPI_FUNC(PyObject*) PyDict_New(void);
PyAPI_FUNC(PyObject*) PyDict_GetItem(PyObject*, PyObject* key);
PyAPI_FUNC(PyObject*) PyDict_GetItemWithError(PyObject*, PyObject* key);
PyAPI_FUNC(PyObject*) PyDict_GetItemString(PyObject*, const char* key);
PyAPI_FUNC(int) PyDict_SetItem(PyObject*, PyObject* key, PyObject* value);
PyAPI_FUNC(int) PyDict_SetItemString(PyObject*, const char* key, PyObject* value);
PyAPI_FUNC(int) PyDict_DelItem(PyObject*, PyObject* key);
PyAPI_FUNC(int) PyDict_DelItemString(PyObject*, const char* key);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PyDict_GetItemRef(PyObject*, PyObject* key, PyObject** result);
PyAPI_FUNC(int) PyDict_GetItemStringRef(PyObject*, const char* key, PyObject** result);
#endif
#if MOULT_API >= 0x030f0000
PyAPI_FUNC(int)
    PyDict_SetDefaultRef(PyObject*, PyObject* key, PyObject* default_value, PyObject** result);
#endif
PyAPI_FUNC(void) PyDict_Clear(PyObject*);
PyAPI_FUNC(int) PyDict_Next(PyObject*, Py_ssize_t* position, PyObject** key, PyObject** value);
PyAPI_FUNC(PyObject*) PyDict_Keys(PyObject*);
PyAPI_FUNC(PyObject*) PyDict_Values(PyObject*);
PyAPI_FUNC(PyObject*) PyDict_Items(PyObject*);
PyAPI_FUNC(Py_ssize_t) PyDict_Size(PyObject*);
PyAPI_FUNC(PyObject*) PyDict_Copy(PyObject*);
PyAPI_FUNC(int) PyDict_Contains(PyObject*, PyObject* key);
PyAPI_FUNC(int) PyDict_Update(PyObject*, PyObject* other);
PyAPI_FUNC(int) PyDict_Merge(PyObject*, PyObject* other, int override);
PyAPI_FUNC(int) PyDict_MergeFromSeq2(PyObject*, PyObject* pairs, int override);

MOULT_END_C

#endif

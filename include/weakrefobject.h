/* Weak references. */
#ifndef MOULT_WEAKREFOBJECT_H
#define MOULT_WEAKREFOBJECT_H

MOULT_BEGIN_C

typedef struct _PyWeakReference PyWeakReference;

PyAPI_DATA(PyTypeObject) _PyWeakref_RefType;
PyAPI_DATA(PyTypeObject) _PyWeakref_ProxyType;
PyAPI_DATA(PyTypeObject) _PyWeakref_CallableProxyType;
#define PyWeakref_CheckRef(op) PyObject_TypeCheck((op), &_PyWeakref_RefType)
#define PyWeakref_CheckRefExact(op) _MOULT_IS_EXACTLY((op), &_PyWeakref_RefType)
#define PyWeakref_CheckProxy(op)                     \
  (_MOULT_IS_EXACTLY((op), &_PyWeakref_ProxyType) || \
   _MOULT_IS_EXACTLY((op), &_PyWeakref_CallableProxyType))
#define PyWeakref_Check(op) (PyWeakref_CheckRef(op) || PyWeakref_CheckProxy(op))

PyAPI_FUNC(PyObject*) PyWeakref_NewRef(PyObject*, PyObject* callback);
PyAPI_FUNC(PyObject*) PyWeakref_NewProxy(PyObject*, PyObject* callback);
PyAPI_FUNC(PyObject*) PyWeakref_GetObject(PyObject*);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PyWeakref_GetRef(PyObject*, PyObject** target);
#endif

MOULT_END_C

#endif

/* Making objects, and the garbage collector's view of them. */
#ifndef MOULT_OBJIMPL_H
#define MOULT_OBJIMPL_H

MOULT_BEGIN_C

PyAPI_FUNC(void*) PyObject_Malloc(size_t size);
#if MOULT_API >= 0x03050000
PyAPI_FUNC(void*) PyObject_Calloc(size_t count, size_t size);
#endif
PyAPI_FUNC(void*) PyObject_Realloc(void*, size_t size);
PyAPI_FUNC(void) PyObject_Free(void*);
#define PyObject_MALLOC PyObject_Malloc
#define PyObject_REALLOC PyObject_Realloc
#define PyObject_FREE PyObject_Free
#define PyObject_Del PyObject_Free
#define PyObject_DEL PyObject_Free

PyAPI_FUNC(PyObject*) PyObject_Init(PyObject*, PyTypeObject*);
PyAPI_FUNC(PyVarObject*) PyObject_InitVar(PyVarObject*, PyTypeObject*, Py_ssize_t size);
#define PyObject_INIT(op, type) PyObject_Init(_PyObject_CAST(op), (type))
#define PyObject_INIT_VAR(op, type, size) PyObject_InitVar(_PyVarObject_CAST(op), (type), (size))

PyAPI_FUNC(PyObject*) _PyObject_New(PyTypeObject*);
PyAPI_FUNC(PyVarObject*) _PyObject_NewVar(PyTypeObject*, Py_ssize_t size);
#define PyObject_New(type, typeobj) ((type*)_PyObject_New(typeobj))
#define PyObject_NewVar(type, typeobj, n) ((type*)_PyObject_NewVar((typeobj), (n)))
#define PyObject_NEW(type, typeobj) PyObject_New(type, (typeobj))
#define PyObject_NEW_VAR(type, typeobj, n) PyObject_NewVar(type, (typeobj), (n))

PyAPI_FUNC(Py_ssize_t) PyGC_Collect(void);
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(int) PyGC_Enable(void);
PyAPI_FUNC(int) PyGC_Disable(void);
PyAPI_FUNC(int) PyGC_IsEnabled(void);
#endif

#define PyType_IS_GC(type) PyType_HasFeature((type), Py_TPFLAGS_HAVE_GC)
PyAPI_FUNC(PyObject*) _PyObject_GC_New(PyTypeObject*);
PyAPI_FUNC(PyVarObject*) _PyObject_GC_NewVar(PyTypeObject*, Py_ssize_t size);
PyAPI_FUNC(PyVarObject*) _PyObject_GC_Resize(PyVarObject*, Py_ssize_t size);
#define PyObject_GC_New(type, typeobj) ((type*)_PyObject_GC_New(typeobj))
#define PyObject_GC_NewVar(type, typeobj, n) ((type*)_PyObject_GC_NewVar((typeobj), (n)))
#define PyObject_GC_Resize(type, op, n) ((type*)_PyObject_GC_Resize(_PyVarObject_CAST(op), (n)))
PyAPI_FUNC(void) PyObject_GC_Track(void*);
PyAPI_FUNC(void) PyObject_GC_UnTrack(void*);
PyAPI_FUNC(void) PyObject_GC_Del(void*);
#if MOULT_API >= 0x03090000
PyAPI_FUNC(int) PyObject_GC_IsTracked(PyObject*);
PyAPI_FUNC(int) PyObject_GC_IsFinalized(PyObject*);
#endif

/* For use in a tp_traverse whose parameters are called visit and arg. */
#define Py_VISIT(op)                                    \
  do {                                                  \
    if (op) {                                           \
      int _moult_stop = visit(_PyObject_CAST(op), arg); \
      if (_moult_stop) return _moult_stop;              \
    }                                                   \
  } while (0)

MOULT_END_C

#endif

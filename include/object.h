/* Objects and types.

   Every object starts with a reference count and a pointer to its type. What a compiled extension
   does with those two words depends on the level it asked for:

     below 3.12   counts are changed in place, by the 32-bit sequences of Python 3.14's headers
     3.12 on      counts are changed by calls
     3.13 on      None, True, False, Ellipsis and NotImplemented come from a call
     3.14 on      the type and the count are read by calls
     3.15 on      the size is read by a call too: no object field is touched any more

   Immortal objects have bit 31 of the low count word set. */
#ifndef MOULT_OBJECT_H
#define MOULT_OBJECT_H

MOULT_BEGIN_C

#define _Py_IMMORTAL_INITIAL_REFCNT (3ULL << 30)
#define _Py_STATIC_IMMORTAL_INITIAL_REFCNT (_Py_IMMORTAL_INITIAL_REFCNT | (5ULL << 48))

#ifndef MOULT_OPAQUE_OBJECTS

struct _object {
  __extension__ union {
    int64_t ob_refcnt_full;
    __extension__ struct {
#if PY_BIG_ENDIAN
      uint16_t ob_flags;
      uint16_t ob_overflow;
      uint32_t ob_refcnt;
#else
      uint32_t ob_refcnt;
      uint16_t ob_overflow;
      uint16_t ob_flags;
#endif
    };
  };
  PyTypeObject* ob_type;
};

typedef struct {
  PyObject ob_base;
  Py_ssize_t ob_size;
} PyVarObject;

#define PyObject_HEAD PyObject ob_base;
#define PyObject_VAR_HEAD PyVarObject ob_base;
#define PyObject_HEAD_INIT(type) {{(int64_t)_Py_STATIC_IMMORTAL_INITIAL_REFCNT}, (type)},
#define PyVarObject_HEAD_INIT(type, size) {PyObject_HEAD_INIT(type)(size)},

#else

typedef struct PyVarObject PyVarObject;

#endif

#define Py_INVALID_SIZE ((Py_ssize_t)-1)

#define _PyObject_CAST(op) _Py_CAST(PyObject*, (op))
#define _PyVarObject_CAST(op) _Py_CAST(PyVarObject*, (op))

/* ---- functions that types are made of ---- */

typedef PyObject* (*unaryfunc)(PyObject*);
typedef PyObject* (*binaryfunc)(PyObject*, PyObject*);
typedef PyObject* (*ternaryfunc)(PyObject*, PyObject*, PyObject*);
typedef int (*inquiry)(PyObject*);
typedef Py_ssize_t (*lenfunc)(PyObject*);
typedef PyObject* (*ssizeargfunc)(PyObject*, Py_ssize_t);
typedef PyObject* (*ssizessizeargfunc)(PyObject*, Py_ssize_t, Py_ssize_t);
typedef int (*ssizeobjargproc)(PyObject*, Py_ssize_t, PyObject*);
typedef int (*ssizessizeobjargproc)(PyObject*, Py_ssize_t, Py_ssize_t, PyObject*);
typedef int (*objobjargproc)(PyObject*, PyObject*, PyObject*);
typedef int (*objobjproc)(PyObject*, PyObject*);
typedef int (*visitproc)(PyObject*, void*);
typedef int (*traverseproc)(PyObject*, visitproc, void*);

typedef void (*freefunc)(void*);
typedef void (*destructor)(PyObject*);
typedef PyObject* (*getattrfunc)(PyObject*, char*);
typedef PyObject* (*getattrofunc)(PyObject*, PyObject*);
typedef int (*setattrfunc)(PyObject*, char*, PyObject*);
typedef int (*setattrofunc)(PyObject*, PyObject*, PyObject*);
typedef PyObject* (*reprfunc)(PyObject*);
typedef Py_hash_t (*hashfunc)(PyObject*);
typedef PyObject* (*richcmpfunc)(PyObject*, PyObject*, int);
typedef PyObject* (*getiterfunc)(PyObject*);
typedef PyObject* (*iternextfunc)(PyObject*);
typedef PyObject* (*descrgetfunc)(PyObject*, PyObject*, PyObject*);
typedef int (*descrsetfunc)(PyObject*, PyObject*, PyObject*);
typedef int (*initproc)(PyObject*, PyObject*, PyObject*);
typedef PyObject* (*newfunc)(PyTypeObject*, PyObject*, PyObject*);
typedef PyObject* (*allocfunc)(PyTypeObject*, Py_ssize_t);

#if MOULT_API >= 0x030c0000
typedef PyObject* (*vectorcallfunc)(PyObject* callable, PyObject* const* args, size_t nargsf,
                                    PyObject* kwnames);
#endif

typedef struct {
  int slot;
  void* pfunc;
} PyType_Slot;

typedef struct {
  const char* name;
  int basicsize; /* negative, from 3.12 on: what is added to the base's instances */
  int itemsize;
  unsigned int flags;
  PyType_Slot* slots;
} PyType_Spec;

/* ---- flags of types ---- */

#define Py_TPFLAGS_DISALLOW_INSTANTIATION (1UL << 7)
#define Py_TPFLAGS_IMMUTABLETYPE (1UL << 8)
#define Py_TPFLAGS_HEAPTYPE (1UL << 9)
#define Py_TPFLAGS_BASETYPE (1UL << 10)
#if MOULT_API >= 0x030c0000
#define Py_TPFLAGS_HAVE_VECTORCALL (1UL << 11)
#endif
#define Py_TPFLAGS_READY (1UL << 12)
#define Py_TPFLAGS_READYING (1UL << 13)
#define Py_TPFLAGS_HAVE_GC (1UL << 14)
#define Py_TPFLAGS_HAVE_STACKLESS_EXTENSION 0
#if MOULT_API >= 0x03080000
#define Py_TPFLAGS_METHOD_DESCRIPTOR (1UL << 17)
#endif
#define Py_TPFLAGS_VALID_VERSION_TAG (1UL << 19)
#define Py_TPFLAGS_IS_ABSTRACT (1UL << 20)
#if MOULT_API >= 0x030c0000
#define Py_TPFLAGS_ITEMS_AT_END (1UL << 23)
#endif
#define Py_TPFLAGS_LONG_SUBCLASS (1UL << 24)
#define Py_TPFLAGS_LIST_SUBCLASS (1UL << 25)
#define Py_TPFLAGS_TUPLE_SUBCLASS (1UL << 26)
#define Py_TPFLAGS_BYTES_SUBCLASS (1UL << 27)
#define Py_TPFLAGS_UNICODE_SUBCLASS (1UL << 28)
#define Py_TPFLAGS_DICT_SUBCLASS (1UL << 29)
#define Py_TPFLAGS_BASE_EXC_SUBCLASS (1UL << 30)
#define Py_TPFLAGS_TYPE_SUBCLASS (1UL << 31)
#define Py_TPFLAGS_DEFAULT (Py_TPFLAGS_HAVE_STACKLESS_EXTENSION | 0)
/* Without a meaning today; sources still name them. */
#define Py_TPFLAGS_HAVE_FINALIZE (1UL << 0)
#define Py_TPFLAGS_HAVE_VERSION_TAG (1UL << 18)

#if MOULT_API >= 0x030e0000
#define Py_TP_USE_SPEC NULL
#endif

#define Py_LT 0
#define Py_LE 1
#define Py_EQ 2
#define Py_NE 3
#define Py_GT 4
#define Py_GE 5

#define Py_PRINT_RAW 1

/* ---- the objects there is one of ---- */

#if MOULT_API >= 0x030d0000
#define Py_CONSTANT_NONE 0
#define Py_CONSTANT_FALSE 1
#define Py_CONSTANT_TRUE 2
#define Py_CONSTANT_ELLIPSIS 3
#define Py_CONSTANT_NOT_IMPLEMENTED 4
#define Py_CONSTANT_ZERO 5
#define Py_CONSTANT_ONE 6
#define Py_CONSTANT_EMPTY_STR 7
#define Py_CONSTANT_EMPTY_BYTES 8
#define Py_CONSTANT_EMPTY_TUPLE 9
PyAPI_FUNC(PyObject*) Py_GetConstant(unsigned int constant_id);
PyAPI_FUNC(PyObject*) Py_GetConstantBorrowed(unsigned int constant_id);
#endif

PyAPI_DATA(PyObject) _Py_NoneStruct;
PyAPI_DATA(PyObject) _Py_NotImplementedStruct;
#if MOULT_API >= 0x030d0000
#define Py_None Py_GetConstantBorrowed(Py_CONSTANT_NONE)
#define Py_NotImplemented Py_GetConstantBorrowed(Py_CONSTANT_NOT_IMPLEMENTED)
#else
#define Py_None (&_Py_NoneStruct)
#define Py_NotImplemented (&_Py_NotImplementedStruct)
#endif

PyAPI_DATA(PyTypeObject) PyType_Type;
PyAPI_DATA(PyTypeObject) PyBaseObject_Type;
PyAPI_DATA(PyTypeObject) PySuper_Type;

/* ---- type, size, identity ---- */

PyAPI_FUNC(int) Py_Is(PyObject* x, PyObject* y);
#define Py_Is(x, y) ((x) == (y))
PyAPI_FUNC(int) Py_IsNone(PyObject* x);
#define Py_IsNone(x) Py_Is((x), Py_None)

#if MOULT_API >= 0x030e0000
PyAPI_FUNC(PyTypeObject*) Py_TYPE(PyObject* ob);
PyAPI_FUNC(Py_ssize_t) Py_REFCNT(PyObject* ob);
#else
static inline PyTypeObject* _Py_TYPE(PyObject* ob) { return ob->ob_type; }
static inline Py_ssize_t _Py_REFCNT(PyObject* ob) { return (Py_ssize_t)ob->ob_refcnt; }
#define Py_TYPE(ob) _Py_TYPE(_PyObject_CAST(ob))
#define Py_REFCNT(ob) _Py_REFCNT(_PyObject_CAST(ob))
#endif

#if MOULT_API >= 0x030f0000
PyAPI_FUNC(Py_ssize_t) Py_SIZE(PyObject* ob);
PyAPI_FUNC(void) Py_SET_SIZE(PyVarObject* ob, Py_ssize_t size);
PyAPI_FUNC(int) Py_IS_TYPE(PyObject* ob, PyTypeObject* type);
#else
static inline Py_ssize_t _Py_SIZE(PyObject* ob) { return _PyVarObject_CAST(ob)->ob_size; }
static inline void _Py_SET_SIZE(PyVarObject* ob, Py_ssize_t size) { ob->ob_size = size; }
static inline int _Py_IS_TYPE(PyObject* ob, PyTypeObject* type) { return Py_TYPE(ob) == type; }
#define Py_SIZE(ob) _Py_SIZE(_PyObject_CAST(ob))
#define Py_SET_SIZE(ob, size) _Py_SET_SIZE(_PyVarObject_CAST(ob), (size))
#define Py_IS_TYPE(ob, type) _Py_IS_TYPE(_PyObject_CAST(ob), (type))
#endif

#ifndef MOULT_OPAQUE_OBJECTS
static inline void _Py_SET_TYPE(PyObject* ob, PyTypeObject* type) { ob->ob_type = type; }
#define Py_SET_TYPE(ob, type) _Py_SET_TYPE(_PyObject_CAST(ob), (type))
#endif

PyAPI_FUNC(int) PyType_IsSubtype(PyTypeObject* a, PyTypeObject* b);
PyAPI_FUNC(unsigned long) PyType_GetFlags(PyTypeObject* type);

static inline int _PyObject_TypeCheck(PyObject* ob, PyTypeObject* type) {
  return Py_IS_TYPE(ob, type) || PyType_IsSubtype(Py_TYPE(ob), type);
}
#define PyObject_TypeCheck(ob, type) _PyObject_TypeCheck(_PyObject_CAST(ob), (type))

static inline int PyType_HasFeature(PyTypeObject* type, unsigned long feature) {
  return (PyType_GetFlags(type) & feature) != 0;
}
#define PyType_FastSubclass(type, flag) PyType_HasFeature((type), (flag))

/* Tests by one bit of the type's flags, which subclasses inherit. */
#define _MOULT_HAS_FLAG(op, flag) PyType_HasFeature(Py_TYPE(_PyObject_CAST(op)), (flag))
#define _MOULT_IS_EXACTLY(op, type) Py_IS_TYPE(_PyObject_CAST(op), (type))

#define PyType_Check(op) _MOULT_HAS_FLAG((op), Py_TPFLAGS_TYPE_SUBCLASS)
#define PyType_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyType_Type)

/* ---- reference counts ---- */

PyAPI_FUNC(void) _Py_Dealloc(PyObject*);
PyAPI_FUNC(void) Py_IncRef(PyObject*);
PyAPI_FUNC(void) Py_DecRef(PyObject*);
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(void) _Py_IncRef(PyObject*);
PyAPI_FUNC(void) _Py_DecRef(PyObject*);
#endif

#if MOULT_API >= 0x030d0000
PyAPI_FUNC(void) _Py_SetRefcnt(PyObject* ob, Py_ssize_t refcnt);
static inline void Py_SET_REFCNT(PyObject* ob, Py_ssize_t refcnt) { _Py_SetRefcnt(ob, refcnt); }
#else
static inline void _MOULT_set_refcnt(PyObject* ob, Py_ssize_t refcnt) {
  if ((int32_t)ob->ob_refcnt < 0) return;
  if ((size_t)refcnt > (size_t)UINT32_MAX)
    ob->ob_refcnt = (uint32_t)_Py_IMMORTAL_INITIAL_REFCNT;
  else
    ob->ob_refcnt = (uint32_t)refcnt;
}
#define Py_SET_REFCNT(ob, refcnt) _MOULT_set_refcnt(_PyObject_CAST(ob), (refcnt))
#endif

#if MOULT_API >= 0x030c0000
static inline void _MOULT_incref(PyObject* op) { _Py_IncRef(op); }
static inline void _MOULT_decref(PyObject* op) { _Py_DecRef(op); }
#else
static inline void _MOULT_incref(PyObject* op) {
  uint32_t count = op->ob_refcnt;
  if (count >= (uint32_t)_Py_IMMORTAL_INITIAL_REFCNT) return;
  op->ob_refcnt = count + 1;
}
static inline void _MOULT_decref(PyObject* op) {
  if ((int32_t)op->ob_refcnt < 0) return;
  if (--op->ob_refcnt == 0) _Py_Dealloc(op);
}
#endif

static inline void _MOULT_xincref(PyObject* op) {
  if (op != _Py_NULL) _MOULT_incref(op);
}
static inline void _MOULT_xdecref(PyObject* op) {
  if (op != _Py_NULL) _MOULT_decref(op);
}
static inline PyObject* _Py_NewRef(PyObject* op) {
  _MOULT_incref(op);
  return op;
}
static inline PyObject* _Py_XNewRef(PyObject* op) {
  _MOULT_xincref(op);
  return op;
}

PyAPI_FUNC(PyObject*) Py_NewRef(PyObject* op);
PyAPI_FUNC(PyObject*) Py_XNewRef(PyObject* op);
#define Py_INCREF(op) _MOULT_incref(_PyObject_CAST(op))
#define Py_DECREF(op) _MOULT_decref(_PyObject_CAST(op))
#define Py_XINCREF(op) _MOULT_xincref(_PyObject_CAST(op))
#define Py_XDECREF(op) _MOULT_xdecref(_PyObject_CAST(op))
#define Py_NewRef(op) _Py_NewRef(_PyObject_CAST(op))
#define Py_XNewRef(op) _Py_XNewRef(_PyObject_CAST(op))

/* Empties the variable before the reference is given up: a finalizer may look at it. */
#define Py_CLEAR(var)                         \
  do {                                        \
    __typeof__(var)* _moult_var = &(var);     \
    __typeof__(var) _moult_old = *_moult_var; \
    if (_moult_old != _Py_NULL) {             \
      *_moult_var = _Py_NULL;                 \
      Py_DECREF(_moult_old);                  \
    }                                         \
  } while (0)

#if MOULT_API >= 0x030c0000
#define Py_RETURN_NONE return Py_None
#define Py_RETURN_NOTIMPLEMENTED return Py_NotImplemented
#else
#define Py_RETURN_NONE return Py_NewRef(Py_None)
#define Py_RETURN_NOTIMPLEMENTED return Py_NewRef(Py_NotImplemented)
#endif

#define Py_RETURN_RICHCOMPARE(a, b, op) \
  do {                                  \
    switch (op) {                       \
      case Py_EQ:                       \
        if ((a) == (b)) Py_RETURN_TRUE; \
        Py_RETURN_FALSE;                \
      case Py_NE:                       \
        if ((a) != (b)) Py_RETURN_TRUE; \
        Py_RETURN_FALSE;                \
      case Py_LT:                       \
        if ((a) < (b)) Py_RETURN_TRUE;  \
        Py_RETURN_FALSE;                \
      case Py_GT:                       \
        if ((a) > (b)) Py_RETURN_TRUE;  \
        Py_RETURN_FALSE;                \
      case Py_LE:                       \
        if ((a) <= (b)) Py_RETURN_TRUE; \
        Py_RETURN_FALSE;                \
      case Py_GE:                       \
        if ((a) >= (b)) Py_RETURN_TRUE; \
        Py_RETURN_FALSE;                \
      default:                          \
        Py_UNREACHABLE();               \
    }                                   \
  } while (0)

/* ---- types made at run time ---- */

PyAPI_FUNC(PyObject*) PyType_FromSpec(PyType_Spec*);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*) PyType_FromSpecWithBases(PyType_Spec*, PyObject* bases);
#endif
#if MOULT_API >= 0x03040000
PyAPI_FUNC(void*) PyType_GetSlot(PyTypeObject*, int slot);
#endif
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(PyObject*) PyType_FromModuleAndSpec(PyObject* module, PyType_Spec*, PyObject* bases);
PyAPI_FUNC(PyObject*) PyType_GetModule(PyTypeObject*);
PyAPI_FUNC(void*) PyType_GetModuleState(PyTypeObject*);
#endif
#if MOULT_API >= 0x030b0000
PyAPI_FUNC(PyObject*) PyType_GetName(PyTypeObject*);
PyAPI_FUNC(PyObject*) PyType_GetQualName(PyTypeObject*);
#endif
#if MOULT_API >= 0x030c0000
PyAPI_FUNC(PyObject*) PyType_FromMetaclass(PyTypeObject* metaclass, PyObject* module,
                                           PyType_Spec* spec, PyObject* bases);
PyAPI_FUNC(void*) PyObject_GetTypeData(PyObject* obj, PyTypeObject* cls);
PyAPI_FUNC(Py_ssize_t) PyType_GetTypeDataSize(PyTypeObject* cls);
#endif
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(PyObject*) PyType_GetFullyQualifiedName(PyTypeObject* type);
PyAPI_FUNC(PyObject*) PyType_GetModuleName(PyTypeObject* type);
PyAPI_FUNC(PyObject*) PyType_GetModuleByDef(PyTypeObject* type, PyModuleDef* def);
#endif
#if MOULT_API >= 0x030e0000
PyAPI_FUNC(int) PyType_GetBaseByToken(PyTypeObject* type, void* token, PyTypeObject** result);
PyAPI_FUNC(int) PyType_Freeze(PyTypeObject* type);
#endif
#if MOULT_API >= 0x030f0000
PyAPI_FUNC(PyObject*) PyType_FromSlots(PySlot* slots);
PyAPI_FUNC(PyObject*) PyType_GetModuleByToken(PyTypeObject* type, const void* token);
PyAPI_FUNC(void*) PyObject_GetTypeData_DuringGC(PyObject* obj, PyTypeObject* cls);
PyAPI_FUNC(void*) PyType_GetModuleState_DuringGC(PyTypeObject*);
PyAPI_FUNC(int) PyType_GetBaseByToken_DuringGC(PyTypeObject*, void* token, PyTypeObject** result);
PyAPI_FUNC(PyObject*) PyType_GetModule_DuringGC(PyTypeObject*);
PyAPI_FUNC(PyObject*) PyType_GetModuleByToken_DuringGC(PyTypeObject*, const void* token);
PyAPI_FUNC(int) PyObject_CallFinalizerFromDealloc(PyObject*);
#endif

PyAPI_FUNC(int) PyType_Ready(PyTypeObject*);
PyAPI_FUNC(PyObject*) PyType_GenericAlloc(PyTypeObject*, Py_ssize_t nitems);
PyAPI_FUNC(PyObject*) PyType_GenericNew(PyTypeObject*, PyObject* args, PyObject* kwargs);
PyAPI_FUNC(unsigned int) PyType_ClearCache(void);
PyAPI_FUNC(void) PyType_Modified(PyTypeObject*);

/* ---- what can be done with any object ---- */

PyAPI_FUNC(PyObject*) PyObject_Repr(PyObject*);
PyAPI_FUNC(PyObject*) PyObject_Str(PyObject*);
PyAPI_FUNC(PyObject*) PyObject_ASCII(PyObject*);
PyAPI_FUNC(PyObject*) PyObject_Bytes(PyObject*);
PyAPI_FUNC(PyObject*) PyObject_RichCompare(PyObject*, PyObject*, int op);
PyAPI_FUNC(int) PyObject_RichCompareBool(PyObject*, PyObject*, int op);
PyAPI_FUNC(PyObject*) PyObject_GetAttrString(PyObject*, const char* name);
PyAPI_FUNC(int) PyObject_SetAttrString(PyObject*, const char* name, PyObject* value);
PyAPI_FUNC(int) PyObject_HasAttrString(PyObject*, const char* name);
PyAPI_FUNC(PyObject*) PyObject_GetAttr(PyObject*, PyObject* name);
PyAPI_FUNC(int) PyObject_SetAttr(PyObject*, PyObject* name, PyObject* value);
PyAPI_FUNC(int) PyObject_HasAttr(PyObject*, PyObject* name);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PyObject_DelAttrString(PyObject*, const char* name);
PyAPI_FUNC(int) PyObject_DelAttr(PyObject*, PyObject* name);
PyAPI_FUNC(int) PyObject_GetOptionalAttr(PyObject*, PyObject* name, PyObject** result);
PyAPI_FUNC(int) PyObject_GetOptionalAttrString(PyObject*, const char* name, PyObject** result);
PyAPI_FUNC(int) PyObject_HasAttrWithError(PyObject*, PyObject* name);
PyAPI_FUNC(int) PyObject_HasAttrStringWithError(PyObject*, const char* name);
#else
#define PyObject_DelAttrString(o, name) PyObject_SetAttrString((o), (name), NULL)
#define PyObject_DelAttr(o, name) PyObject_SetAttr((o), (name), NULL)
#endif
PyAPI_FUNC(PyObject*) PyObject_SelfIter(PyObject*);
PyAPI_FUNC(PyObject*) PyObject_GenericGetAttr(PyObject*, PyObject* name);
PyAPI_FUNC(int) PyObject_GenericSetAttr(PyObject*, PyObject* name, PyObject* value);
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(PyObject*) PyObject_GenericGetDict(PyObject*, void* context);
#endif
#if MOULT_API >= 0x03030000
PyAPI_FUNC(int) PyObject_GenericSetDict(PyObject*, PyObject* value, void* context);
#endif
PyAPI_FUNC(Py_hash_t) PyObject_Hash(PyObject*);
PyAPI_FUNC(Py_hash_t) PyObject_HashNotImplemented(PyObject*);
PyAPI_FUNC(int) PyObject_IsTrue(PyObject*);
PyAPI_FUNC(int) PyObject_Not(PyObject*);
PyAPI_FUNC(int) PyCallable_Check(PyObject*);
PyAPI_FUNC(void) PyObject_ClearWeakRefs(PyObject*);
PyAPI_FUNC(PyObject*) PyObject_Dir(PyObject*);
PyAPI_FUNC(int) Py_ReprEnter(PyObject*);
PyAPI_FUNC(void) Py_ReprLeave(PyObject*);

MOULT_END_C

#endif

/* Modules. */
#ifndef MOULT_MODULEOBJECT_H
#define MOULT_MODULEOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyModule_Type;
#define PyModule_Check(op) PyObject_TypeCheck((op), &PyModule_Type)
#define PyModule_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyModule_Type)

PyAPI_FUNC(PyObject*) PyModule_New(const char* name);
PyAPI_FUNC(PyObject*) PyModule_GetDict(PyObject*);
PyAPI_FUNC(const char*) PyModule_GetName(PyObject*);
PyAPI_FUNC(const char*) PyModule_GetFilename(PyObject*);
PyAPI_FUNC(PyObject*) PyModule_GetFilenameObject(PyObject*);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*) PyModule_NewObject(PyObject* name);
PyAPI_FUNC(PyObject*) PyModule_GetNameObject(PyObject*);
#endif
PyAPI_FUNC(PyModuleDef*) PyModule_GetDef(PyObject*);
PyAPI_FUNC(void*) PyModule_GetState(PyObject*);

#ifndef MOULT_OPAQUE_OBJECTS
typedef struct PyModuleDef_Base {
  PyObject ob_base;
  PyObject* (*m_init)(void);
  Py_ssize_t m_index;
  PyObject* m_copy;
} PyModuleDef_Base;

#define PyModuleDef_HEAD_INIT \
  { PyObject_HEAD_INIT(_Py_NULL) _Py_NULL, 0, _Py_NULL }
#else
typedef struct PyModuleDef_Base PyModuleDef_Base;
#endif

#if MOULT_API >= 0x03050000
PyAPI_DATA(PyTypeObject) PyModuleDef_Type;
PyAPI_FUNC(PyObject*) PyModuleDef_Init(PyModuleDef*);

struct PyModuleDef_Slot {
  int slot;
  void* value;
};
#endif

#if MOULT_API >= 0x030c0000
#define Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED ((void*)0)
#define Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED ((void*)1)
#define Py_MOD_PER_INTERPRETER_GIL_SUPPORTED ((void*)2)
#endif
#if MOULT_API >= 0x030d0000
#define Py_MOD_GIL_USED ((void*)0)
#define Py_MOD_GIL_NOT_USED ((void*)1)
#endif

#ifndef MOULT_OPAQUE_OBJECTS
struct PyModuleDef {
  PyModuleDef_Base m_base;
  const char* m_name;
  const char* m_doc;
  Py_ssize_t m_size;
  PyMethodDef* m_methods;
  PyModuleDef_Slot* m_slots; /* before 3.5 a function that nothing ever called */
  traverseproc m_traverse;
  inquiry m_clear;
  freefunc m_free;
};
#endif

#if MOULT_API >= 0x030f0000
PyAPI_FUNC(PyObject*) PyModule_FromSlotsAndSpec(const PySlot* slots, PyObject* spec);
PyAPI_FUNC(int) PyModule_Exec(PyObject* module);
PyAPI_FUNC(int) PyModule_GetStateSize(PyObject* module, Py_ssize_t* result);
PyAPI_FUNC(int) PyModule_GetToken(PyObject* module, void** result);
PyAPI_FUNC(void*) PyModule_GetState_DuringGC(PyObject* module);
PyAPI_FUNC(int) PyModule_GetToken_DuringGC(PyObject* module, void** result);
#endif

MOULT_END_C

#endif

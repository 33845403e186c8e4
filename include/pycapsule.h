/* Capsules carry a C pointer through Python under a name. */
#ifndef MOULT_PYCAPSULE_H
#define MOULT_PYCAPSULE_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyCapsule_Type;
#define PyCapsule_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyCapsule_Type)

typedef void (*PyCapsule_Destructor)(PyObject*);

PyAPI_FUNC(PyObject*) PyCapsule_New(void* pointer, const char* name, PyCapsule_Destructor);
PyAPI_FUNC(void*) PyCapsule_GetPointer(PyObject*, const char* name);
PyAPI_FUNC(PyCapsule_Destructor) PyCapsule_GetDestructor(PyObject*);
PyAPI_FUNC(const char*) PyCapsule_GetName(PyObject*);
PyAPI_FUNC(void*) PyCapsule_GetContext(PyObject*);
PyAPI_FUNC(int) PyCapsule_IsValid(PyObject*, const char* name);
PyAPI_FUNC(int) PyCapsule_SetPointer(PyObject*, void* pointer);
PyAPI_FUNC(int) PyCapsule_SetDestructor(PyObject*, PyCapsule_Destructor);
PyAPI_FUNC(int) PyCapsule_SetName(PyObject*, const char* name);
PyAPI_FUNC(int) PyCapsule_SetContext(PyObject*, void* context);
PyAPI_FUNC(void*) PyCapsule_Import(const char* name, int no_block);

MOULT_END_C

#endif

/* Functions written in C, and how each wants to be called. */
#ifndef MOULT_METHODOBJECT_H
#define MOULT_METHODOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyCFunction_Type;
#define PyCFunction_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyCFunction_Type)
#define PyCFunction_Check(op) PyObject_TypeCheck((op), &PyCFunction_Type)

typedef PyObject* (*PyCFunction)(PyObject* self, PyObject* args);
typedef PyObject* (*PyCFunctionWithKeywords)(PyObject* self, PyObject* args, PyObject* kwargs);
typedef PyObject* (*PyCFunctionFast)(PyObject* self, PyObject* const* args, Py_ssize_t nargs);
typedef PyObject* (*PyCFunctionFastWithKeywords)(PyObject* self, PyObject* const* args,
                                                 Py_ssize_t nargs, PyObject* kwnames);
typedef PyObject* (*PyCMethod)(PyObject* self, PyTypeObject* defining_class, PyObject* const* args,
                               size_t nargs, PyObject* kwnames);
/* The names that sources from before 3.13 use. */
typedef PyCFunctionFast _PyCFunctionFast;
typedef PyCFunctionFastWithKeywords _PyCFunctionFastWithKeywords;

/* Puts a function of another convention into a method table without a warning. */
#define _PyCFunction_CAST(func) ((PyCFunction)(void (*)(void))(func))

#define METH_VARARGS 0x0001
#define METH_KEYWORDS 0x0002
#define METH_NOARGS 0x0004
#define METH_O 0x0008
#define METH_CLASS 0x0010
#define METH_STATIC 0x0020
#define METH_COEXIST 0x0040
#if MOULT_API >= 0x030a0000
#define METH_FASTCALL 0x0080
#endif
#if MOULT_API >= 0x03090000
#define METH_METHOD 0x0200
#endif

struct PyMethodDef {
  const char* ml_name;
  PyCFunction ml_meth;
  int ml_flags;
  const char* ml_doc;
};

PyAPI_FUNC(PyCFunction) PyCFunction_GetFunction(PyObject*);
PyAPI_FUNC(PyObject*) PyCFunction_GetSelf(PyObject*);
PyAPI_FUNC(int) PyCFunction_GetFlags(PyObject*);
PyAPI_FUNC(PyObject*) PyCFunction_New(PyMethodDef*, PyObject* self);
PyAPI_FUNC(PyObject*) PyCFunction_NewEx(PyMethodDef*, PyObject* self, PyObject* module);
#if MOULT_API >= 0x03090000
PyAPI_FUNC(PyObject*)
    PyCMethod_New(PyMethodDef*, PyObject* self, PyObject* module, PyTypeObject* defining_class);
#define PyCFunction_NewEx(method, self, module) PyCMethod_New((method), (self), (module), NULL)
#define PyCFunction_New(method, self) PyCFunction_NewEx((method), (self), NULL)
#else
#define PyCFunction_New(method, self) PyCFunction_NewEx((method), (self), NULL)
#endif

MOULT_END_C

#endif

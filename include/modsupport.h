/* Taking arguments apart, building values, filling modules. */
#ifndef MOULT_MODSUPPORT_H
#define MOULT_MODSUPPORT_H

MOULT_BEGIN_C

/* Up to 3.12 a '#' in a format meant a Py_ssize_t only behind these other names. Python since 3.13
   treats both alike, and so does Moult; using them here lets the same binary run on old ones. */
#if defined(PY_SSIZE_T_CLEAN) && MOULT_API < 0x030d0000
#define PyArg_Parse _PyArg_Parse_SizeT
#define PyArg_ParseTuple _PyArg_ParseTuple_SizeT
#define PyArg_ParseTupleAndKeywords _PyArg_ParseTupleAndKeywords_SizeT
#define PyArg_VaParse _PyArg_VaParse_SizeT
#define PyArg_VaParseTupleAndKeywords _PyArg_VaParseTupleAndKeywords_SizeT
#define Py_BuildValue _Py_BuildValue_SizeT
#define Py_VaBuildValue _Py_VaBuildValue_SizeT
#define PyObject_CallFunction _PyObject_CallFunction_SizeT
#define PyObject_CallMethod _PyObject_CallMethod_SizeT
#endif

PyAPI_FUNC(int) PyArg_Parse(PyObject*, const char* format, ...);
PyAPI_FUNC(int) PyArg_ParseTuple(PyObject* args, const char* format, ...);
/* In C a list of char * may be passed as one of char *const; C++ does not convert. */
#ifndef PY_CXX_CONST
#ifdef __cplusplus
#define PY_CXX_CONST
#else
#define PY_CXX_CONST const
#endif
#endif
PyAPI_FUNC(int) PyArg_ParseTupleAndKeywords(PyObject* args, PyObject* kwargs, const char* format,
                                            char* PY_CXX_CONST* names, ...);
PyAPI_FUNC(int) PyArg_VaParseTupleAndKeywords(PyObject* args, PyObject* kwargs, const char* format,
                                              char* PY_CXX_CONST* names, va_list);
PyAPI_FUNC(int) PyArg_VaParse(PyObject* args, const char* format, va_list);
PyAPI_FUNC(int) PyArg_ValidateKeywordArguments(PyObject* kwargs);
PyAPI_FUNC(int)
    PyArg_UnpackTuple(PyObject* args, const char* name, Py_ssize_t min, Py_ssize_t max, ...);
PyAPI_FUNC(PyObject*) Py_BuildValue(const char* format, ...);
PyAPI_FUNC(PyObject*) Py_VaBuildValue(const char* format, va_list);

#define Py_CLEANUP_SUPPORTED 0x20000

#if MOULT_API >= 0x030a0000
PyAPI_FUNC(int) PyModule_AddObjectRef(PyObject* module, const char* name, PyObject* value);
#endif
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PyModule_Add(PyObject* module, const char* name, PyObject* value);
#endif
PyAPI_FUNC(int) PyModule_AddObject(PyObject* module, const char* name, PyObject* value);
PyAPI_FUNC(int) PyModule_AddIntConstant(PyObject* module, const char* name, long value);
PyAPI_FUNC(int) PyModule_AddStringConstant(PyObject* module, const char* name, const char* value);
#define PyModule_AddIntMacro(module, name) PyModule_AddIntConstant((module), #name, (name))
#define PyModule_AddStringMacro(module, name) PyModule_AddStringConstant((module), #name, (name))
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(int) PyModule_AddType(PyObject* module, PyTypeObject* type);
#endif
#if MOULT_API >= 0x03050000
PyAPI_FUNC(int) PyModule_SetDocString(PyObject* module, const char* doc);
PyAPI_FUNC(int) PyModule_AddFunctions(PyObject* module, PyMethodDef* methods);
PyAPI_FUNC(int) PyModule_ExecDef(PyObject* module, PyModuleDef* def);
#endif

#define PYTHON_API_VERSION 1013
#define PYTHON_API_STRING "1013"
#define PYTHON_ABI_VERSION 3
#define PYTHON_ABI_STRING "3"

PyAPI_FUNC(PyObject*) PyModule_Create2(PyModuleDef* def, int abi_version);
#define PyModule_Create(def) PyModule_Create2((def), PYTHON_ABI_VERSION)
#if MOULT_API >= 0x03050000
PyAPI_FUNC(PyObject*) PyModule_FromDefAndSpec2(PyModuleDef* def, PyObject* spec, int abi_version);
#define PyModule_FromDefAndSpec(def, spec) \
  PyModule_FromDefAndSpec2((def), (spec), PYTHON_ABI_VERSION)
#endif

MOULT_END_C

#endif

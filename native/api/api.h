// Declarations of the API's functions that other files of native/ use.
#ifndef MOULT_API_H
#define MOULT_API_H

#include "../moult.h"
#include "../errors.h"
#include "../values.h"

MOULT_EXPORT PyObject* PyDict_New(void);
MOULT_EXPORT int PyDict_SetItem(PyObject* d, PyObject* k, PyObject* v);
MOULT_EXPORT int PyDict_SetItemString(PyObject* d, const char* k, PyObject* v);
MOULT_EXPORT PyObject* PyDict_GetItemWithError(PyObject* d, PyObject* k);
MOULT_EXPORT PyObject* PyDict_GetItemString(PyObject* d, const char* k);
MOULT_EXPORT Py_ssize_t PyDict_Size(PyObject* d);
MOULT_EXPORT int PyDict_Next(PyObject* d, Py_ssize_t* pos, PyObject** k, PyObject** v);
MOULT_EXPORT int PyDict_Contains(PyObject* d, PyObject* k);
MOULT_EXPORT PyObject* PyDict_Copy(PyObject* d);
MOULT_EXPORT int PyDict_Update(PyObject* d, PyObject* o);
MOULT_EXPORT PyObject* PyList_New(Py_ssize_t n);
MOULT_EXPORT int PyList_Append(PyObject* l, PyObject* v);
MOULT_EXPORT PyObject* PyList_GetItem(PyObject* l, Py_ssize_t i);
MOULT_EXPORT int PyList_SetItem(PyObject* l, Py_ssize_t i, PyObject* v);
MOULT_EXPORT Py_ssize_t PyList_Size(PyObject* l);
MOULT_EXPORT PyObject* PyTuple_New(Py_ssize_t n);
MOULT_EXPORT PyObject* PyTuple_Pack(Py_ssize_t n, ...);
MOULT_EXPORT PyObject* PyTuple_GetItem(PyObject* t, Py_ssize_t i);
MOULT_EXPORT int PyTuple_SetItem(PyObject* t, Py_ssize_t i, PyObject* v);
MOULT_EXPORT Py_ssize_t PyTuple_Size(PyObject* t);

MOULT_EXPORT PyObject* PySequence_Concat(PyObject* a, PyObject* b);
MOULT_EXPORT PyObject* PySequence_InPlaceConcat(PyObject* a, PyObject* b);
MOULT_EXPORT PyObject* PyNumber_Index(PyObject* o);
MOULT_EXPORT int Py_MakePendingCalls(void);
MOULT_EXPORT PyObject* PyNumber_Long(PyObject* o);
MOULT_EXPORT PyObject* PyNumber_Float(PyObject* o);
MOULT_EXPORT Py_ssize_t PyNumber_AsSsize_t(PyObject* o, PyObject* exc);
MOULT_EXPORT int PyIndex_Check(PyObject* o);
MOULT_EXPORT int PyNumber_Check(PyObject* o);
MOULT_EXPORT PyObject* PyLong_FromLong(long v);
MOULT_EXPORT PyObject* PyLong_FromSsize_t(Py_ssize_t v);
MOULT_EXPORT PyObject* PyLong_FromSize_t(size_t v);
MOULT_EXPORT PyObject* PyLong_FromLongLong(long long v);
MOULT_EXPORT PyObject* PyLong_FromUnsignedLong(unsigned long v);
MOULT_EXPORT PyObject* PyLong_FromUnsignedLongLong(unsigned long long v);
MOULT_EXPORT PyObject* PyLong_FromVoidPtr(void* p);
MOULT_EXPORT long PyLong_AsLong(PyObject* o);
MOULT_EXPORT int PyLong_AsInt(PyObject* o);
MOULT_EXPORT long PyLong_AsLongAndOverflow(PyObject* o, int* overflow);
MOULT_EXPORT long long PyLong_AsLongLong(PyObject* o);
MOULT_EXPORT Py_ssize_t PyLong_AsSsize_t(PyObject* o);
MOULT_EXPORT unsigned long PyLong_AsUnsignedLong(PyObject* o);
MOULT_EXPORT unsigned long long PyLong_AsUnsignedLongLong(PyObject* o);
MOULT_EXPORT unsigned long PyLong_AsUnsignedLongMask(PyObject* o);
MOULT_EXPORT unsigned long long PyLong_AsUnsignedLongLongMask(PyObject* o);
MOULT_EXPORT PyObject* PyFloat_FromDouble(double v);
MOULT_EXPORT double PyFloat_AsDouble(PyObject* o);
MOULT_EXPORT PyObject* PyBool_FromLong(long v);
MOULT_EXPORT PyObject* PyComplex_FromDoubles(double re, double im);
MOULT_EXPORT double PyComplex_RealAsDouble(PyObject* o);
MOULT_EXPORT double PyComplex_ImagAsDouble(PyObject* o);

MOULT_EXPORT PyObject* PyBytes_FromString(const char* s);
MOULT_EXPORT PyObject* PyBytes_FromStringAndSize(const char* s, Py_ssize_t n);
MOULT_EXPORT char* PyBytes_AsString(PyObject* o);
MOULT_EXPORT Py_ssize_t PyBytes_Size(PyObject* o);
MOULT_EXPORT int PyBytes_AsStringAndSize(PyObject* o, char** s, Py_ssize_t* n);
MOULT_EXPORT char* PyByteArray_AsString(PyObject* o);
MOULT_EXPORT Py_ssize_t PyByteArray_Size(PyObject* o);
MOULT_EXPORT PyObject* PyUnicode_FromString(const char* s);
MOULT_EXPORT PyObject* PyUnicode_FromStringAndSize(const char* s, Py_ssize_t n);
MOULT_EXPORT PyObject* PyUnicode_FromFormat(const char* f, ...);
MOULT_EXPORT PyObject* PyUnicode_FromFormatV(const char* f, va_list va);
MOULT_EXPORT const char* PyUnicode_AsUTF8AndSize(PyObject* o, Py_ssize_t* n);
MOULT_EXPORT PyObject* PyUnicode_AsEncodedString(PyObject* o, const char* enc, const char* err);
MOULT_EXPORT PyObject* PyUnicode_AsUTF8String(PyObject* o);
MOULT_EXPORT PyObject* PyUnicode_Decode(const char* s, Py_ssize_t n, const char* e, const char* r);
MOULT_EXPORT PyObject* PyUnicode_FromWideChar(const wchar_t* w, Py_ssize_t n);
MOULT_EXPORT PyObject* PyUnicode_InternFromString(const char* s);
MOULT_EXPORT Py_ssize_t PyUnicode_GetLength(PyObject* o);
MOULT_EXPORT int PyUnicode_CompareWithASCIIString(PyObject* o, const char* s);

MOULT_EXPORT PyObject* PyObject_Repr(PyObject* o);
MOULT_EXPORT PyObject* PyObject_Str(PyObject* o);
MOULT_EXPORT PyObject* PyObject_ASCII(PyObject* o);
MOULT_EXPORT PyObject* PyObject_GetAttr(PyObject* o, PyObject* n);
MOULT_EXPORT PyObject* PyObject_GetAttrString(PyObject* o, const char* n);
MOULT_EXPORT int PyObject_GetOptionalAttr(PyObject* o, PyObject* n, PyObject** r);
MOULT_EXPORT int PyObject_GetOptionalAttrString(PyObject* o, const char* n, PyObject** r);
MOULT_EXPORT int PyObject_SetAttr(PyObject* o, PyObject* n, PyObject* v);
MOULT_EXPORT int PyObject_SetAttrString(PyObject* o, const char* n, PyObject* v);
MOULT_EXPORT PyObject* PyObject_GenericGetAttr(PyObject* o, PyObject* n);
MOULT_EXPORT int PyObject_GenericSetAttr(PyObject* o, PyObject* n, PyObject* v);
MOULT_EXPORT int PyObject_IsTrue(PyObject* o);
MOULT_EXPORT int PyObject_IsInstance(PyObject* o, PyObject* c);
MOULT_EXPORT int PyObject_IsSubclass(PyObject* o, PyObject* c);
MOULT_EXPORT Py_hash_t PyObject_Hash(PyObject* o);
MOULT_EXPORT Py_hash_t PyObject_HashNotImplemented(PyObject* o);
MOULT_EXPORT PyObject* PyObject_RichCompare(PyObject* a, PyObject* b, int op);
MOULT_EXPORT int PyObject_RichCompareBool(PyObject* a, PyObject* b, int op);
MOULT_EXPORT PyObject* PyObject_GetItem(PyObject* o, PyObject* k);
MOULT_EXPORT int PyObject_SetItem(PyObject* o, PyObject* k, PyObject* v);
MOULT_EXPORT int PyObject_DelItem(PyObject* o, PyObject* k);
MOULT_EXPORT Py_ssize_t PyObject_Size(PyObject* o);
MOULT_EXPORT PyObject* PyObject_GetIter(PyObject* o);
MOULT_EXPORT PyObject* PyObject_SelfIter(PyObject* o);
MOULT_EXPORT PyObject* PyIter_Next(PyObject* o);
MOULT_EXPORT int PyCallable_Check(PyObject* o);
MOULT_EXPORT PyObject* PyObject_Call(PyObject* f, PyObject* a, PyObject* k);
MOULT_EXPORT PyObject* PyObject_CallObject(PyObject* f, PyObject* a);
MOULT_EXPORT PyObject* PyObject_CallNoArgs(PyObject* f);
MOULT_EXPORT PyObject* PyObject_Vectorcall(PyObject* f, PyObject* const* a, size_t n, PyObject* k);
MOULT_EXPORT PyObject* PyVectorcall_Call(PyObject* f, PyObject* a, PyObject* k);
MOULT_EXPORT PyObject* PyObject_CallMethod(PyObject* o, const char* name, const char* f, ...);
MOULT_EXPORT PyObject* PyObject_CallFunction(PyObject* o, const char* f, ...);
MOULT_EXPORT PyObject* Py_VaBuildValue(const char* f, va_list va);
MOULT_EXPORT PyObject* Py_BuildValue(const char* f, ...);
MOULT_EXPORT PyObject* PySequence_Fast(PyObject* o, const char* m);
MOULT_EXPORT PyObject* PySequence_Tuple(PyObject* o);
MOULT_EXPORT PyObject* PySequence_List(PyObject* o);
MOULT_EXPORT PyObject* PySequence_GetItem(PyObject* o, Py_ssize_t i);
MOULT_EXPORT int PySequence_Check(PyObject* o);
MOULT_EXPORT Py_ssize_t PySequence_Size(PyObject* o);

MOULT_EXPORT int PyErr_BadArgument(void);
MOULT_EXPORT int PyErr_WarnFormat(PyObject* category, Py_ssize_t level, const char* f, ...);
MOULT_EXPORT int PyErr_WarnEx(PyObject* category, const char* text, Py_ssize_t level);
MOULT_EXPORT Py_ssize_t PySlice_AdjustIndices(Py_ssize_t n, Py_ssize_t* start, Py_ssize_t* stop,
                                              Py_ssize_t step);
MOULT_EXPORT void* PyObject_Malloc(size_t n);
MOULT_EXPORT void PyObject_Free(void* p);
MOULT_EXPORT void PyObject_GC_Del(void* p);
MOULT_EXPORT void* PyMem_Malloc(size_t n);
MOULT_EXPORT void PyMem_Free(void* p);
MOULT_EXPORT PyObject* PyType_GenericAlloc(PyTypeObject* t, Py_ssize_t n);
MOULT_EXPORT PyObject* PyType_GenericNew(PyTypeObject* t, PyObject* a, PyObject* k);
MOULT_EXPORT int PyType_IsSubtype(PyTypeObject* a, PyTypeObject* b);
MOULT_EXPORT PyObject* PyMember_GetOne(const char* obj, PyMemberDef* m);
MOULT_EXPORT int PyMember_SetOne(char* obj, PyMemberDef* m, PyObject* v);
MOULT_EXPORT PyObject* PyMemoryView_FromObject(PyObject* o);
MOULT_EXPORT int PyObject_GetBuffer(PyObject* o, Py_buffer* b, int flags);
MOULT_EXPORT int PyObject_CheckBuffer(PyObject* o);
MOULT_EXPORT int PyBuffer_IsContiguous(const Py_buffer* b, char order);
MOULT_EXPORT int PyBuffer_FillInfo(Py_buffer* b, PyObject* o, void* buf, Py_ssize_t n, int ro,
                                   int f);
MOULT_EXPORT void PyBuffer_Release(Py_buffer* b);
MOULT_EXPORT PyObject* PyImport_ImportModule(const char* n);
MOULT_EXPORT PyObject* PyImport_Import(PyObject* n);
MOULT_EXPORT PyObject* PyImport_GetModuleDict(void);
MOULT_EXPORT PyObject* PyModule_GetDict(PyObject* m);
MOULT_EXPORT PyObject* PyModuleDef_Init(PyModuleDef* d);
MOULT_EXPORT PyObject* PyModule_Create2(PyModuleDef* d, int v);
MOULT_EXPORT PyObject* PyModule_NewObject(PyObject* n);
MOULT_EXPORT int PyModule_AddFunctions(PyObject* m, PyMethodDef* f);
MOULT_EXPORT int PyModule_SetDocString(PyObject* m, const char* doc);
MOULT_EXPORT int PyModule_AddObjectRef(PyObject* m, const char* n, PyObject* v);
MOULT_EXPORT PyObject* PyModule_FromDefAndSpec2(PyModuleDef* d, PyObject* spec, int v);
MOULT_EXPORT int PyModule_ExecDef(PyObject* m, PyModuleDef* d);
MOULT_EXPORT int PyState_AddModule(PyObject* m, PyModuleDef* d);
MOULT_EXPORT PyObject* PyCMethod_New(PyMethodDef* d, PyObject* s, PyObject* m, PyTypeObject* c);
MOULT_EXPORT PyObject* PyException_GetTraceback(PyObject* e);
MOULT_EXPORT int PyOS_vsnprintf(char* b, size_t n, const char* f, va_list va);
MOULT_EXPORT PyObject* PyOS_FSPath(PyObject* p);
MOULT_EXPORT PyObject* PySys_GetObject(const char* name);
MOULT_EXPORT int PySys_SetObject(const char* name, PyObject* v);
MOULT_EXPORT PyObject* PyEval_EvalCode(PyObject* code, PyObject* globals, PyObject* locals);
MOULT_EXPORT void* PyMem_RawMalloc(size_t n);
MOULT_EXPORT void PyMem_RawFree(void* p);
MOULT_EXPORT wchar_t* PyUnicode_AsWideCharString(PyObject* o, Py_ssize_t* n);
MOULT_EXPORT int PyErr_CheckSignals(void);
MOULT_EXPORT unsigned long PyThread_get_thread_ident(void);
MOULT_EXPORT int PyGILState_Ensure(void);
MOULT_EXPORT void PyGILState_Release(int state);

// ---- library.cc ----
namespace moult {
PyObject* from_module(const char* module, const char* name);
PyObject* call_module(const char* module, const char* name, const char* format, ...);
PyObject* part_of(PyObject* tuple, Py_ssize_t i);
}  // namespace moult

#endif

/* One line for each thing that headers may inline. Compiled against two sets of headers at the same
   level, it must come to need the same symbols. */
#include <Python.h>
#include <structmember.h>

#define LEVEL (Py_LIMITED_API + 0)

void incref(PyObject* o) { Py_INCREF(o); }
void decref(PyObject* o) { Py_DECREF(o); }
void xincref(PyObject* o) { Py_XINCREF(o); }
void xdecref(PyObject* o) { Py_XDECREF(o); }
void clear(PyObject** o) { Py_CLEAR(*o); }
PyTypeObject* type(PyObject* o) { return Py_TYPE(o); }
Py_ssize_t refcnt(PyObject* o) { return Py_REFCNT(o); }
void set_refcnt(PyObject* o) { Py_SET_REFCNT(o, 1); }
int is_type(PyObject* o, PyTypeObject* t) { return Py_IS_TYPE(o, t); }
int type_check(PyObject* o, PyTypeObject* t) { return PyObject_TypeCheck(o, t); }
#ifndef Py_TARGET_ABI3T
Py_ssize_t size(PyVarObject* o) { return Py_SIZE((PyObject*)o); }
void set_size(PyVarObject* o) { Py_SET_SIZE(o, 1); }
void set_type(PyObject* o, PyTypeObject* t) { Py_SET_TYPE(o, t); }
#endif
PyObject* none(void) { return Py_None; }
PyObject* true_(void) { return Py_True; }
PyObject* false_(void) { return Py_False; }
PyObject* ellipsis(void) { return Py_Ellipsis; }
PyObject* not_implemented(void) { return Py_NotImplemented; }
PyObject* return_none(void) { Py_RETURN_NONE; }
PyObject* return_true(void) { Py_RETURN_TRUE; }
PyObject* return_false(void) { Py_RETURN_FALSE; }
PyObject* return_not_implemented(void) { Py_RETURN_NOTIMPLEMENTED; }
PyObject* rich(int a, int b, int op) {
  switch (op) {
    case Py_LT:
      return PyBool_FromLong(a < b);
    default:
      return PyBool_FromLong(a == b);
  }
}
int long_check(PyObject* o) { return PyLong_Check(o); }
int long_exact(PyObject* o) { return PyLong_CheckExact(o); }
int bool_check(PyObject* o) { return PyBool_Check(o); }
int float_check(PyObject* o) { return PyFloat_Check(o); }
int float_exact(PyObject* o) { return PyFloat_CheckExact(o); }
int complex_check(PyObject* o) { return PyComplex_Check(o); }
int unicode_check(PyObject* o) { return PyUnicode_Check(o); }
int unicode_exact(PyObject* o) { return PyUnicode_CheckExact(o); }
int bytes_check(PyObject* o) { return PyBytes_Check(o); }
int bytearray_check(PyObject* o) { return PyByteArray_Check(o); }
int tuple_check(PyObject* o) { return PyTuple_Check(o); }
int list_check(PyObject* o) { return PyList_Check(o); }
int dict_check(PyObject* o) { return PyDict_Check(o); }
int set_check(PyObject* o) { return PySet_Check(o); }
int any_set_check(PyObject* o) { return PyAnySet_Check(o); }
int frozen_set_check(PyObject* o) { return PyFrozenSet_Check(o); }
int type_type(PyObject* o) { return PyType_Check(o); }
int module_check(PyObject* o) { return PyModule_Check(o); }
int slice_check(PyObject* o) { return PySlice_Check(o); }
int range_check(PyObject* o) { return PyRange_Check(o); }
int function_check(PyObject* o) { return PyCFunction_Check(o); }
int memoryview_check(PyObject* o) { return PyMemoryView_Check(o); }
int weakref_check(PyObject* o) { return PyWeakref_Check(o); }
int capsule_check(PyObject* o) { return PyCapsule_CheckExact(o); }
int iter_check(PyObject* o) { return PyIter_Check(o); }
int exception_class(PyObject* o) { return PyExceptionClass_Check(o); }
int exception_instance(PyObject* o) { return PyExceptionInstance_Check(o); }
int is_gc(PyTypeObject* t) { return PyType_IS_GC(t); }
int has_feature(PyTypeObject* t) { return PyType_HasFeature(t, Py_TPFLAGS_BASETYPE); }
int visit_it(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(o);
  return 0;
}
#ifndef Py_TARGET_ABI3T
PyObject* new_(PyTypeObject* t) { return PyObject_New(PyObject, t); }
PyObject* gc_new(PyTypeObject* t) { return PyObject_GC_New(PyObject, t); }
PyVarObject* gc_resize(PyVarObject* o) { return PyObject_GC_Resize(PyVarObject, o, 3); }
static PyModuleDef def = {PyModuleDef_HEAD_INIT, "m", 0, -1, 0, 0, 0, 0, 0};
PyObject* create(void) { return PyModule_Create(&def); }
#endif
int* mem_new(void) { return PyMem_New(int, 3); }
int add_int(PyObject* m) { return PyModule_AddIntMacro(m, READONLY); }
PyObject* parse(PyObject* a) { return PyArg_ParseTuple(a, "") ? Py_BuildValue("") : NULL; }
PyObject* call(PyObject* o) { return PyObject_CallMethod(o, "m", "i", 1); }
Py_ssize_t length(PyObject* o) {
  return PyObject_Length(o) + PySequence_Length(o) + PyMapping_Length(o);
}
int delete_attr(PyObject* o, PyObject* n) {
  return PyObject_DelAttr(o, n) + PyObject_DelAttrString(o, "n");
}
int delete_item(PyObject* o, PyObject* n) {
  return PyMapping_DelItem(o, n) + PyMapping_DelItemString(o, "n");
}
void bad_call(void) { PyErr_BadInternalCall(); }
int indices(PyObject* o, Py_ssize_t* n) {
  return PySlice_GetIndicesEx(o, 9, n, n + 1, n + 2, n + 3);
}
void without_gil(void){
    Py_BEGIN_ALLOW_THREADS Py_BLOCK_THREADS Py_UNBLOCK_THREADS Py_END_ALLOW_THREADS}
#if LEVEL >= 0x030a0000
PyObject* new_ref(PyObject* o) {
  return Py_NewRef(o);
}
int is_none(PyObject* o) { return Py_IsNone(o) + Py_IsTrue(o) + Py_IsFalse(o) + Py_Is(o, o); }
#endif
#if LEVEL >= 0x030c0000
size_t nargs(size_t n) { return PyVectorcall_NARGS(n) + PY_VECTORCALL_ARGUMENTS_OFFSET; }
#endif

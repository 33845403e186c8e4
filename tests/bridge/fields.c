/* An exception with fields of its own, and a static that keeps any object. */
#define Py_LIMITED_API 0x030c0000
#include <Python.h>
#include <structmember.h>
typedef struct {
  int code;
  PyObject* extra;
} Data;
static PyTypeObject* T;
static int fields_init(PyObject* s, PyObject* a, PyObject* k) {
  initproc f = (initproc)PyType_GetSlot((PyTypeObject*)PyExc_ValueError, Py_tp_init);
  if (f(s, a, k) < 0) return -1;
  Data* d = PyObject_GetTypeData(s, T);
  d->code = 42;
  d->extra = Py_NewRef(a);
  return 0;
}
static int fields_trav(PyObject* s, visitproc visit, void* arg) {
  traverseproc f = (traverseproc)PyType_GetSlot((PyTypeObject*)PyExc_ValueError, Py_tp_traverse);
  Py_VISIT(((Data*)PyObject_GetTypeData(s, T))->extra);
  return f ? f(s, visit, arg) : 0;
}
static int fields_clear(PyObject* s) {
  inquiry f = (inquiry)PyType_GetSlot((PyTypeObject*)PyExc_ValueError, Py_tp_clear);
  Py_CLEAR(((Data*)PyObject_GetTypeData(s, T))->extra);
  return f ? f(s) : 0;
}
static int live;
static void fields_dealloc(PyObject* s) {
  PyTypeObject* t = Py_TYPE(s);
  PyObject_GC_UnTrack(s);
  fields_clear(s);
  live--;
  destructor f = (destructor)PyType_GetSlot((PyTypeObject*)PyExc_ValueError, Py_tp_dealloc);
  f(s);
  Py_DECREF(t);
}
static PyObject* fields_new(PyTypeObject* t, PyObject* a, PyObject* k) {
  newfunc f = (newfunc)PyType_GetSlot((PyTypeObject*)PyExc_ValueError, Py_tp_new);
  live++;
  return f(t, a, k);
}
static PyMemberDef mem[] = {{"code", T_INT, offsetof(Data, code), Py_RELATIVE_OFFSET, 0},
                            {"extra", T_OBJECT, offsetof(Data, extra), Py_RELATIVE_OFFSET, 0},
                            {0}};
static PyType_Slot slots[] = {{Py_tp_new, fields_new},
                              {Py_tp_init, fields_init},
                              {Py_tp_traverse, fields_trav},
                              {Py_tp_clear, fields_clear},
                              {Py_tp_dealloc, fields_dealloc},
                              {Py_tp_members, mem},
                              {0, 0}};
static PyType_Spec spec = {"fields.Err", -(int)sizeof(Data), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, slots};
static PyObject* fail(PyObject* m, PyObject* a) {
  PyErr_SetObject((PyObject*)T, a);
  return NULL;
}
static PyObject* getlive(PyObject* m, PyObject* a) { return PyLong_FromLong(live); }
static PyObject* kept;
static PyObject* keep(PyObject* m, PyObject* a) {
  Py_XDECREF(kept);
  kept = Py_NewRef(a);
  Py_RETURN_NONE;
}
static PyObject* give(PyObject* m, PyObject* a) { return Py_NewRef(kept ? kept : Py_None); }
static PyMethodDef meth[] = {{"fail", fail, METH_O, 0},
                             {"live", getlive, METH_NOARGS, 0},
                             {"keep", keep, METH_O, 0},
                             {"give", give, METH_NOARGS, 0},
                             {0}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "fields", 0, -1, meth};
PyMODINIT_FUNC PyInit_fields(void) {
  PyObject* m = PyModule_Create(&def);
  PyObject* b = PyTuple_Pack(1, PyExc_ValueError);
  T = (PyTypeObject*)PyType_FromSpecWithBases(&spec, b);
  if (!T) return NULL;
  PyModule_AddObjectRef(m, "Err", (PyObject*)T);
  return m;
}

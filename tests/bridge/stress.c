/* Calls whose objects only the caller holds, and the mode that collects before each
 * (stress.test.ts). */
#define Py_LIMITED_API 0x030c0000
#include <Python.h>
#include <string.h>

static PyObject* made(PyObject* self, PyObject* type) {
  (void)self;
  /* What the allocator hands out next is not zero. */
  void* old[64];
  for (int i = 0; i < 64; i++) memset(old[i] = PyObject_Malloc(16), 0x77, 16);
  for (int i = 0; i < 64; i++) PyObject_Free(old[i]);
  PyObject* o = PyType_GenericAlloc((PyTypeObject*)type, 0);
  PyGC_Collect();
  return o;
}

/* An instance of a type made here refers to what it was made with, and tells of its death. */
typedef struct {
  PyObject_HEAD PyObject* of;
} Thing;
static long dead;
static int thing_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(o));
  Py_VISIT(((Thing*)o)->of);
  return 0;
}
static int thing_clear(PyObject* o) {
  Py_CLEAR(((Thing*)o)->of);
  return 0;
}
static void thing_dealloc(PyObject* o) {
  PyTypeObject* t = Py_TYPE(o);
  PyObject_GC_UnTrack(o);
  thing_clear(o);
  dead++;
  PyObject_GC_Del(o);
  Py_DECREF(t);
}
static PyType_Slot thing_slots[] = {{Py_tp_traverse, thing_traverse},
                                    {Py_tp_clear, thing_clear},
                                    {Py_tp_dealloc, thing_dealloc},
                                    {0, NULL}};
static PyType_Spec thing_spec = {"stress.Thing", sizeof(Thing), 0,
                                 Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, thing_slots};

/* How many of two things in cycles with lists are dead at the end: the first may be. */
static PyObject* during(PyObject* self, PyObject* unused) {
  (void)self, (void)unused;
  PyObject* type = PyType_FromSpec(&thing_spec);
  for (int i = 0; type && i < 2; i++) {
    PyObject* list = PyList_New(0);
    Thing* o = (Thing*)PyType_GenericAlloc((PyTypeObject*)type, 0);
    o->of = list;
    PyList_Append(list, (PyObject*)o);
    Py_DECREF(o);
    for (int k = 0; k < 4; k++) PyErr_Clear();
  }
  Py_XDECREF(type);
  return PyLong_FromLong(dead);
}

static PyMethodDef methods[] = {
    {"made", made, METH_O, NULL}, {"during", during, METH_NOARGS, NULL}, {0}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "stress", NULL, -1, methods, 0, 0, 0, 0};
PyMODINIT_FUNC PyInit_stress(void) { return PyModule_Create(&def); }

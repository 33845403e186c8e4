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

/* How often an object that nothing but a cycle holds dies while this runs. */
static PyObject* during(PyObject* self, PyObject* f) {
  (void)self;
  PyObject* r = PyObject_CallNoArgs(f);
  if (!r) return NULL;
  long before = PyLong_AsLong(r);
  Py_DECREF(r);
  for (int i = 0; i < 20; i++) PyErr_Clear();
  r = PyObject_CallNoArgs(f);
  if (!r) return NULL;
  long after = PyLong_AsLong(r);
  Py_DECREF(r);
  return Py_BuildValue("(ll)", before, after);
}

static PyMethodDef methods[] = {
    {"made", made, METH_O, NULL}, {"during", during, METH_O, NULL}, {0}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "stress", NULL, -1, methods, 0, 0, 0, 0};
PyMODINIT_FUNC PyInit_stress(void) { return PyModule_Create(&def); }

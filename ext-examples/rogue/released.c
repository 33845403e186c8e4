/* Uses an instance of its own after the last reference was given back. */
#include "rogue.h"

typedef struct {
  PyObject_HEAD
  Py_ssize_t value;
} Box;

static PyType_Slot box_slots[] = {{0, NULL}};
static PyType_Spec box_spec = {"released.Box", sizeof(Box), 0, Py_TPFLAGS_DEFAULT, box_slots};

static PyObject* run(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  PyObject* cls = PyType_FromSpec(&box_spec);
  if (cls == NULL) return NULL;
  Box* box = PyObject_New(Box, (PyTypeObject*)cls);
  Py_DECREF(cls);
  if (box == NULL) return NULL;
  box->value = 5;
  Py_DECREF(box);
  return PyLong_FromSsize_t(box->value);
}

static PyMethodDef methods[] = {{"run", run, METH_NOARGS, "Its value."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(released)

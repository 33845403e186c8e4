/* An instance with one field more than its type says. */
#include "rogue.h"

typedef struct {
  PyObject_HEAD
  Py_ssize_t first, second, forgotten;
} Box;

static PyType_Slot box_slots[] = {{0, NULL}};
static PyType_Spec box_spec = {"basicsize.Box", offsetof(Box, forgotten), 0, Py_TPFLAGS_DEFAULT,
                               box_slots};

static PyObject* run(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  PyObject* cls = PyType_FromSpec(&box_spec);
  if (cls == NULL) return NULL;
  PyObject* box = PyObject_CallObject(cls, NULL);
  Py_DECREF(cls);
  if (box == NULL) return NULL;
  ((Box*)box)->first = 1;
  ((Box*)box)->forgotten = 3;
  return box;
}

static PyMethodDef methods[] = {{"run", run, METH_NOARGS, "A box."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(basicsize)

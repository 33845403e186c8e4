/* Inline macros of the full API: _PyObject_GC_TRACK writes to the collector's head. */
#include "rogue.h"

typedef struct {
  PyObject_HEAD
  PyObject* held;
} Node;

static void node_dealloc(PyObject* self) {
  PyTypeObject* cls = Py_TYPE(self);
  PyObject_GC_Del(self);
  Py_DECREF(cls);
}
static int node_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(((Node*)self)->held);
  return 0;
}
static PyType_Slot node_slots[] = {
    {Py_tp_dealloc, node_dealloc}, {Py_tp_traverse, node_traverse}, {0, NULL}};
static PyType_Spec node_spec = {"gc_head.Node", sizeof(Node), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, node_slots};

static PyObject* run(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  PyObject* cls = PyType_FromSpec(&node_spec);
  if (cls == NULL) return NULL;
  Node* node = PyObject_GC_New(Node, (PyTypeObject*)cls);
  Py_DECREF(cls);
  if (node == NULL) return NULL;
  node->held = NULL;
  ((void**)node)[-1] = node;
  Py_DECREF(node);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {{"run", run, METH_NOARGS, "Nothing."}, {NULL, NULL, 0, NULL}};
ROGUE_MODULE(gc_head)

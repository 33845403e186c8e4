/* Module state and types that end: for tests/bridge/life.test.ts. */
#define Py_LIMITED_API 0x030c0000
#include <Python.h>
#include <stdio.h>

typedef struct {
  PyObject* kept;
  int number;
} State;
static State* state(PyObject* m) { return (State*)PyModule_GetState(m); }

static int traverse_state(PyObject* m, visitproc visit, void* arg) {
  Py_VISIT(state(m)->kept);
  return 0;
}
static int clear_state(PyObject* m) {
  fprintf(stderr, "m_clear %d\n", state(m)->number);
  Py_CLEAR(state(m)->kept);
  return 0;
}
static void free_state(void* m) {
  fprintf(stderr, "m_free %d\n", state((PyObject*)m)->number);
  Py_CLEAR(state((PyObject*)m)->kept);
}
static int execute(PyObject* m) {
  static int made;
  state(m)->number = ++made;
  state(m)->kept = PyList_New(0);
  return state(m)->kept ? 0 : -1;
}

static PyObject* keep(PyObject* m, PyObject* o) {
  PyObject* old = state(m)->kept;
  state(m)->kept = Py_NewRef(o);
  Py_XDECREF(old);
  Py_RETURN_NONE;
}
static PyObject* kept(PyObject* m, PyObject* unused) {
  (void)unused;
  return Py_NewRef(state(m)->kept);
}

static void first(void) { fprintf(stderr, "Py_AtExit first\n"); }
static void second(void) { fprintf(stderr, "Py_AtExit second\n"); }
static PyObject* at_exit(PyObject* m, PyObject* unused) {
  (void)m, (void)unused;
  return PyLong_FromLong(Py_AtExit(first) | Py_AtExit(second));
}

typedef struct {
  PyObject_HEAD
  PyObject* held;
} Thing;
static int live;

static PyObject* new_thing(PyTypeObject* t, PyObject* args, PyObject* kwargs) {
  (void)kwargs;
  PyObject* held = NULL;
  if (!PyArg_ParseTuple(args, "|O", &held)) return NULL;
  Thing* o = (Thing*)((allocfunc)PyType_GetSlot(t, Py_tp_alloc))(t, 0);
  if (!o) return NULL;
  o->held = Py_XNewRef(held);
  live++;
  return (PyObject*)o;
}
static int traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(o));
  Py_VISIT(((Thing*)o)->held);
  return 0;
}
static int clear(PyObject* o) {
  Py_CLEAR(((Thing*)o)->held);
  return 0;
}
static void dealloc(PyObject* o) {
  PyTypeObject* t = Py_TYPE(o);
  PyObject_GC_UnTrack(o);
  clear(o);
  live--;
  ((freefunc)PyType_GetSlot(t, Py_tp_free))(o);
  Py_DECREF(t);
}
static PyObject* seven(PyObject* o, PyObject* unused) {
  (void)o, (void)unused;
  return PyLong_FromLong(7);
}
static PyMethodDef thing_methods[] = {{"seven", seven, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyType_Slot slots[] = {{Py_tp_new, (void*)new_thing},     {Py_tp_dealloc, (void*)dealloc},
                              {Py_tp_traverse, (void*)traverse}, {Py_tp_clear, (void*)clear},
                              {Py_tp_methods, thing_methods},    {0, NULL}};
static PyType_Spec spec = {"life.Thing", sizeof(Thing), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE, slots};

static PyObject* make_type(PyObject* m, PyObject* unused) {
  (void)unused;
  return PyType_FromModuleAndSpec(m, &spec, NULL);
}
/* Types with one instance each, which nobody keeps. */
static PyObject* churn(PyObject* m, PyObject* count) {
  long n = PyLong_AsLong(count);
  for (long i = 0; i < n; i++) {
    PyObject* t = make_type(m, NULL);
    PyObject* o = t ? PyObject_CallNoArgs(t) : NULL;
    Py_XDECREF(t);
    if (!o) return NULL;
    Py_DECREF(o);
  }
  Py_RETURN_NONE;
}
static PyObject* things(PyObject* m, PyObject* unused) {
  (void)m, (void)unused;
  return PyLong_FromLong(live);
}

static PyMethodDef methods[] = {
    {"keep", keep, METH_O, NULL},          {"kept", kept, METH_NOARGS, NULL},
    {"at_exit", at_exit, METH_NOARGS, NULL}, {"make_type", make_type, METH_NOARGS, NULL},
    {"churn", churn, METH_O, NULL},        {"things", things, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void*)execute}, {0, NULL}};
static struct PyModuleDef def = {
    PyModuleDef_HEAD_INIT, "life", NULL, sizeof(State), methods, module_slots,
    traverse_state,        clear_state, free_state};
PyMODINIT_FUNC PyInit_life(void) { return PyModuleDef_Init(&def); }

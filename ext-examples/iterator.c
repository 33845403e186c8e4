/* Iterating in both directions: a type that Python walks, functions that walk what Python gives. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x03080000
#endif
#include "target.h"

static PyTypeObject* countdown_type;
static Py_ssize_t live_countdowns;

/* ---- an iterator type, as one wrote it in 2019 ---- */

typedef struct {
  INSTANCE_HEAD
  long current;
  PyObject* callback; /* called with each number, or NULL */
} Countdown;

#define COUNTDOWN(o) INSTANCE(Countdown, (o), countdown_type)

static PyObject* countdown_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"start", "callback", NULL};
  long start;
  PyObject* callback = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "l|O:Countdown", names, &start, &callback))
    return NULL;
  if (callback != NULL && !PyCallable_Check(callback)) {
    PyErr_SetString(PyExc_TypeError, "callback must be callable");
    return NULL;
  }
  /* Not PyObject_GC_New: a subclass may add fields, and only this clears and tracks them all. */
  PyObject* self = PyType_GenericAlloc(type, 0);
  if (self == NULL) return NULL;
  live_countdowns++;
  COUNTDOWN(self)->current = start;
  Py_XINCREF(callback);
  COUNTDOWN(self)->callback = callback;
  return self;
}

static int countdown_traverse(PyObject* self, visitproc visit, void* arg) {
#if PY_VERSION_HEX >= 0x03090000
  Py_VISIT(Py_TYPE(self));
#endif
  Py_VISIT(COUNTDOWN(self)->callback);
  return 0;
}

static int countdown_clear(PyObject* self) {
  Py_CLEAR(COUNTDOWN(self)->callback);
  return 0;
}

static void countdown_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  countdown_clear(self);
  live_countdowns--;
  PyObject_GC_Del(self);
  Py_DECREF(type);
}

/* NULL without an exception is the end. */
static PyObject* countdown_next(PyObject* self) {
  if (COUNTDOWN(self)->current <= 0) return NULL;
  PyObject* number = PyLong_FromLong(COUNTDOWN(self)->current--);
  if (number == NULL || COUNTDOWN(self)->callback == NULL) return number;
  PyObject* result = PyObject_CallFunctionObjArgs(COUNTDOWN(self)->callback, number, NULL);
  Py_DECREF(number);
  return result;
}

static PyObject* countdown_length_hint(PyObject* self, PyObject* ignored) {
  (void)ignored;
  return PyLong_FromLong(COUNTDOWN(self)->current);
}

static PyMethodDef countdown_methods[] = {
    {"__length_hint__", countdown_length_hint, METH_NOARGS, "How many there will be."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot countdown_slots[] = {
    {Py_tp_doc, "Numbers that fall to one."},
    {Py_tp_new, countdown_new},
    {Py_tp_traverse, countdown_traverse},
    {Py_tp_clear, countdown_clear},
    {Py_tp_dealloc, countdown_dealloc},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, countdown_next},
    {Py_tp_methods, countdown_methods},
    {0, NULL},
};

static PyType_Spec countdown_spec = {
    "iterator.Countdown",
    INSTANCE_SIZE(Countdown),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    countdown_slots,
};

/* Without the type's own constructor: every field is set here before the collector may look. */
static PyObject* count_from(PyObject* module, PyObject* arg) {
  long start = PyLong_AsLong(arg);
  (void)module;
  if (start == -1 && PyErr_Occurred()) return NULL;
  PyObject* self = (PyObject*)PyObject_GC_New(Countdown, countdown_type);
  if (self == NULL) return NULL;
  live_countdowns++;
  COUNTDOWN(self)->current = start;
  COUNTDOWN(self)->callback = NULL;
  PyObject_GC_Track(self);
  return self;
}

/* ---- walking ---- */

static PyObject* collect(PyObject* module, PyObject* iterable) {
  PyObject *item, *list, *iter = PyObject_GetIter(iterable);
  (void)module;
  if (iter == NULL) return NULL;
  list = PyList_New(0);
  while (list != NULL && (item = PyIter_Next(iter)) != NULL) {
    if (PyList_Append(list, item) < 0) Py_CLEAR(list);
    Py_DECREF(item);
  }
  Py_DECREF(iter);
  if (PyErr_Occurred()) Py_CLEAR(list);
  return list;
}

static PyObject* transform(PyObject* module, PyObject* args) {
  PyObject *func, *iterable, *item, *iter, *list = NULL;
  (void)module;
  if (!PyArg_ParseTuple(args, "OO:transform", &func, &iterable)) return NULL;
  iter = PyObject_GetIter(iterable);
  if (iter == NULL) return NULL;
  list = PyList_New(0);
  while (list != NULL && (item = PyIter_Next(iter)) != NULL) {
    PyObject* result = PyObject_CallFunctionObjArgs(func, item, NULL);
    Py_DECREF(item);
    if (result == NULL || PyList_Append(list, result) < 0) Py_CLEAR(list);
    Py_XDECREF(result);
  }
  Py_DECREF(iter);
  if (PyErr_Occurred()) Py_CLEAR(list);
  return list;
}

/* Through the sequence protocol; index and length instead of an iterator. */
static PyObject* backwards(PyObject* module, PyObject* sequence) {
  Py_ssize_t i, size = PySequence_Size(sequence);
  PyObject* list;
  (void)module;
  if (size < 0) return NULL;
  list = PyList_New(0);
  for (i = size - 1; list != NULL && i >= 0; i--) {
    PyObject* item = PySequence_GetItem(sequence, i);
    if (item == NULL || PyList_Append(list, item) < 0) Py_CLEAR(list);
    Py_XDECREF(item);
  }
  return list;
}

static PyObject* is_iterator(PyObject* module, PyObject* obj) {
  (void)module;
  return PyBool_FromLong(PyIter_Check(obj));
}

static PyObject* over_sequence(PyObject* module, PyObject* sequence) {
  (void)module;
  return PySeqIter_New(sequence);
}

static PyObject* until(PyObject* module, PyObject* args) {
  PyObject *callable, *sentinel;
  (void)module;
  if (!PyArg_ParseTuple(args, "OO:until", &callable, &sentinel)) return NULL;
  return PyCallIter_New(callable, sentinel);
}

/* Calls itself through Python until the depth is reached. */
static PyObject* ping(PyObject* module, PyObject* args) {
  long depth;
  PyObject* pong;
  (void)module;
  if (!PyArg_ParseTuple(args, "lO:ping", &depth, &pong)) return NULL;
  if (depth == 0) return PyUnicode_FromString("bottom");
  return PyObject_CallFunction(pong, "lO", depth - 1, pong);
}

static PyObject* live(PyObject* module, PyObject* ignored) {
  (void)module;
  (void)ignored;
  return PyLong_FromSsize_t(live_countdowns);
}

static PyMethodDef methods[] = {
    {"count_from", count_from, METH_O, "A countdown without a callback."},
    {"collect", collect, METH_O, "The items as a list."},
    {"transform", transform, METH_VARARGS, "What the function makes of each item."},
    {"backwards", backwards, METH_O, "A sequence from its end."},
    {"is_iterator", is_iterator, METH_O, "Whether next() works."},
    {"over_sequence", over_sequence, METH_O, "An iterator that uses indices."},
    {"until", until, METH_VARARGS, "An iterator that calls."},
    {"ping", ping, METH_VARARGS, "Call back and forth."},
    {"_live", live, METH_NOARGS, "How many countdowns there are."},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject* module) {
  PyObject* type = PyType_FromSpec(&countdown_spec);
  if (type == NULL) return -1;
  Py_XDECREF((PyObject*)countdown_type);
  countdown_type = (PyTypeObject*)type; /* this reference, and one for the module */
  Py_INCREF(type);
  if (PyModule_AddObject(module, "Countdown", type) < 0) {
    Py_DECREF(type);
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};

MODULE(iterator, "One after the other.", methods, slots)

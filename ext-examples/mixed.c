/* One call of run() does what a program of small steps says: it reads and stores items and
   attributes, walks, iterates and calls Python, in any order. What it reads must be what the step
   before stored, whoever did. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"

#include <string.h>

/* ---- a type whose attributes are C functions ---- */

static PyObject* shy_length(PyObject* self, void* unused) {
  (void)self, (void)unused;
  return PyLong_FromLong(5);
}
static PyObject* shy_never(PyObject* self, void* unused) {
  (void)self, (void)unused;
  PyErr_SetString(PyExc_AttributeError, "never there");
  return NULL;
}
static int shy_set(PyObject* self, PyObject* value, void* unused) {
  (void)self, (void)unused;
  if (value != Py_None) return 0;
  PyErr_SetString(PyExc_ValueError, "not None");
  return -1;
}
static PyGetSetDef shy_getset[] = {{"a", shy_length, shy_set, NULL, NULL},
                                   {"b", shy_never, shy_set, NULL, NULL},
                                   {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot shy_slots[] = {{Py_tp_getset, shy_getset}, {0, NULL}};
static PyType_Spec shy_spec = {"mixed.Shy", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
                               shy_slots};

/* ---- steps ---- */

/* A new reference to the result of one step; NULL with an exception. */
static PyObject* or_none(PyObject* borrowed) {
  if (borrowed == NULL && PyErr_Occurred()) return NULL;
  return Py_NewRef(borrowed != NULL ? borrowed : Py_None);
}
static PyObject* done(int status) { return status < 0 ? NULL : Py_NewRef(Py_None); }

static PyObject* walk_dict(PyObject* dict) {
  Py_ssize_t at = 0;
  PyObject *key, *value, *out = PyList_New(0);
  while (out != NULL && PyDict_Next(dict, &at, &key, &value)) {
    PyObject* pair = PyTuple_Pack(2, key, value);
    if (pair == NULL || PyList_Append(out, pair) < 0) Py_CLEAR(out);
    Py_XDECREF(pair);
  }
  return out;
}
static PyObject* walk_list(PyObject* list) {
  PyObject* out = PyList_New(0);
  for (Py_ssize_t i = 0; out != NULL && i < PyList_Size(list); i++) {
    PyObject* item = PyList_GetItem(list, i);
    if (item == NULL || PyList_Append(out, item) < 0) Py_CLEAR(out);
  }
  return out;
}

static PyObject* step(const char* name, PyObject* o, PyObject* key, PyObject* value) {
  int overflow;
  Py_ssize_t i = PyLong_Check(key) ? PyLong_AsLongAndOverflow(key, &overflow) : 0;
  const char* text = PyUnicode_Check(key) ? PyUnicode_AsUTF8AndSize(key, NULL) : "";
  if (text == NULL) return NULL;
#define IS(what) (strcmp(name, what) == 0)
  if (IS("dict_get")) return or_none(PyDict_GetItemWithError(o, key));
  if (IS("dict_get_string")) return or_none(PyDict_GetItemString(o, text));
  if (IS("dict_set")) return done(PyDict_SetItem(o, key, value));
  if (IS("dict_set_string")) return done(PyDict_SetItemString(o, text, value));
  if (IS("dict_del")) return done(PyDict_DelItem(o, key));
  if (IS("dict_has")) return PyBool_FromLong(PyDict_Contains(o, key));
  if (IS("dict_default")) return or_none(PyDict_GetItem(o, key));
  if (IS("dict_clear")) return PyDict_Clear(o), Py_NewRef(Py_None);
  if (IS("dict_walk")) return walk_dict(o);
  if (IS("size")) return PyLong_FromSsize_t(PyObject_Size(o));
  if (IS("get")) return PyObject_GetItem(o, key);
  if (IS("set")) return done(PyObject_SetItem(o, key, value));
  if (IS("list_get")) return or_none(PyList_GetItem(o, i));
  if (IS("list_set")) return done(PyList_SetItem(o, i, Py_NewRef(value)));
  if (IS("list_append")) return done(PyList_Append(o, value));
  if (IS("list_insert")) return done(PyList_Insert(o, i, value));
  if (IS("list_reverse")) return done(PyList_Reverse(o));
  if (IS("list_walk")) return walk_list(o);
  if (IS("attr_get")) return PyObject_GetAttr(o, key);
  if (IS("attr_get_string")) return PyObject_GetAttrString(o, text);
  if (IS("attr_has")) return PyBool_FromLong(PyObject_HasAttr(o, key));
  if (IS("attr_set")) return done(PyObject_SetAttr(o, key, value));
  if (IS("attr_del")) return done(PyObject_SetAttr(o, key, NULL));
  if (IS("next")) {
    PyObject* item = PyIter_Next(o);
    return item == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : item;
  }
  if (IS("call_text")) return PyObject_CallFunction(o, "s", text);
  if (IS("call")) return PyObject_CallFunctionObjArgs(o, NULL);
  PyErr_Format(PyExc_ValueError, "no step named %s", name);
  return NULL;
}

/* run([(name, object, key, value), ...]): the results, the exceptions' types in their places. */
static PyObject* run(PyObject* module, PyObject* steps) {
  (void)module;
  PyObject* out = PyList_New(0);
  for (Py_ssize_t i = 0; out != NULL && i < PyList_Size(steps); i++) {
    PyObject* s = PyList_GetItem(steps, i);
    PyObject* name = s != NULL ? PyTuple_GetItem(s, 0) : NULL;
    PyObject* o = name != NULL ? PyTuple_GetItem(s, 1) : NULL;
    PyObject* key = o != NULL ? PyTuple_GetItem(s, 2) : NULL;
    PyObject* value = key != NULL ? PyTuple_GetItem(s, 3) : NULL;
    const char* text = value != NULL ? PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
    if (text == NULL) {
      Py_CLEAR(out);
      break;
    }
    PyObject* result = step(text, o, key, value);
    if (result == NULL) {
      PyObject *type, *value, *traceback;
      PyErr_Fetch(&type, &value, &traceback);
      if (type == PyExc_MemoryError) {
        PyErr_Restore(type, value, traceback);
        Py_CLEAR(out);
        break;
      }
      result = Py_NewRef(type);
      Py_DECREF(type);
      Py_XDECREF(value);
      Py_XDECREF(traceback);
    }
    if (PyList_Append(out, result) < 0) Py_CLEAR(out);
    Py_DECREF(result);
  }
  return out;
}

/* build(keys): a dict that C makes, reads again and changes before anybody sees it. */
static PyObject* build(PyObject* module, PyObject* keys) {
  (void)module;
  PyObject* d = PyDict_New();
  for (Py_ssize_t i = 0; d != NULL && i < PyList_Size(keys); i++) {
    PyObject* key = PyList_GetItem(keys, i);
    PyObject* old = PyDict_GetItemWithError(d, key);
    PyObject* count = PyLong_FromLong(old != NULL ? PyLong_AsLong(old) + 1 : 1);
    if (count == NULL || PyDict_SetItem(d, key, count) < 0) Py_CLEAR(d);
    Py_XDECREF(count);
  }
  return d;
}

static PyMethodDef methods[] = {
    {"run", run, METH_O, NULL}, {"build", build, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static int fill(PyObject* module) {
  PyObject* type = PyType_FromSpec(&shy_spec);
  if (type == NULL) return -1;
  int status = PyModule_AddObjectRef(module, "Shy", type);
  Py_DECREF(type);
  return status;
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, fill}, {0, NULL}};
MODULE(mixed, "Programs of small steps.", methods, slots)

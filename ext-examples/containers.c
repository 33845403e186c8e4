/* Lists, tuples, dicts and sets: building, walking, and who owns which reference. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"

/* ---- tuples: SetItem takes the reference over, GetItem only lends ---- */

static PyObject* squares(PyObject* module, PyObject* arg) {
  (void)module;
  Py_ssize_t count = PyNumber_AsSsize_t(arg, PyExc_OverflowError);
  if (count == -1 && PyErr_Occurred()) return NULL;
  PyObject* tuple = PyTuple_New(count);
  if (tuple == NULL) return NULL;
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject* square = PyLong_FromSsize_t(i * i);
    if (square == NULL || PyTuple_SetItem(tuple, i, square) < 0) {
      Py_DECREF(tuple);
      return NULL;
    }
  }
  return tuple;
}

static PyObject* swap(PyObject* module, PyObject* pair) {
  (void)module;
  PyObject* first = PyTuple_GetItem(pair, 0);
  PyObject* second = first != NULL ? PyTuple_GetItem(pair, 1) : NULL;
  return second != NULL ? PyTuple_Pack(2, second, first) : NULL;
}

static PyObject* tuple_slice(PyObject* module, PyObject* args) {
  PyObject* tuple;
  Py_ssize_t start, end;
  (void)module;
  if (!PyArg_ParseTuple(args, "Onn:tuple_slice", &tuple, &start, &end)) return NULL;
  return PyTuple_GetSlice(tuple, start, end);
}

/* A tuple that somebody else can see may not be changed. */
static PyObject* set_in_shared(PyObject* module, PyObject* tuple) {
  (void)module;
  Py_INCREF(tuple);
  int status = PyTuple_SetItem(tuple, 0, Py_NewRef(Py_None));
  Py_DECREF(tuple);
  if (status < 0) return NULL;
  Py_RETURN_NONE;
}

/* ---- lists ---- */

static PyObject* list_play(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  PyObject* list = PyList_New(2);
  PyObject* extra = PyUnicode_FromString("extra");
  PyObject* slice = Py_BuildValue("[ii]", 7, 8);
  if (list == NULL || extra == NULL || slice == NULL) goto failed;
  PyList_SetItem(list, 0, PyLong_FromLong(3));
  PyList_SetItem(list, 1, PyLong_FromLong(1));
  if (PyList_SetItem(list, 1, PyLong_FromLong(2)) < 0 || /* the 1 is released */
      PyList_Append(list, slice) < 0 || PyList_Insert(list, 0, extra) < 0 ||
      PyList_Insert(list, 100, extra) < 0 || PyList_SetSlice(list, 1, 3, slice) < 0 ||
      PyList_Reverse(list) < 0)
    goto failed;
  PyObject* result = Py_BuildValue("nNOON", PyList_Size(list), PyList_GetSlice(list, 1, 3),
                                   PyList_GetItem(list, 0), list, PyList_AsTuple(list));
  Py_DECREF(list);
  Py_DECREF(extra);
  Py_DECREF(slice);
  return result;

failed:
  Py_XDECREF(list);
  Py_XDECREF(extra);
  Py_XDECREF(slice);
  return NULL;
}

static PyObject* sort(PyObject* module, PyObject* list) {
  (void)module;
  if (PyList_Sort(list) < 0) return NULL;
  return Py_NewRef(list);
}

static PyObject* list_get(PyObject* module, PyObject* args) {
  PyObject* list;
  Py_ssize_t index;
  (void)module;
  if (!PyArg_ParseTuple(args, "On:list_get", &list, &index)) return NULL;
  return Py_XNewRef(PyList_GetItem(list, index));
}

/* SetItem releases what it is given even when it fails. */
static PyObject* list_set(PyObject* module, PyObject* args) {
  PyObject *list, *item;
  Py_ssize_t index;
  (void)module;
  if (!PyArg_ParseTuple(args, "OnO:list_set", &list, &index, &item)) return NULL;
  if (PyList_SetItem(list, index, Py_NewRef(item)) < 0) return NULL;
  Py_RETURN_NONE;
}

static PyObject* list_clear(PyObject* module, PyObject* list) {
  (void)module;
  if (PyList_SetSlice(list, 0, PyList_Size(list), NULL) < 0) return NULL;
  Py_RETURN_NONE;
}

/* Sums nested lists and tuples. */
static long long sum_of(PyObject* obj, int* failed) {
  long long sum = 0;
  if (PyLong_Check(obj)) {
    sum = PyLong_AsLongLong(obj);
    *failed |= sum == -1 && PyErr_Occurred();
  } else if (PyList_Check(obj)) {
    for (Py_ssize_t i = 0; !*failed && i < PyList_Size(obj); i++)
      sum += sum_of(PyList_GetItem(obj, i), failed);
  } else if (PyTuple_Check(obj)) {
    for (Py_ssize_t i = 0; !*failed && i < PyTuple_Size(obj); i++)
      sum += sum_of(PyTuple_GetItem(obj, i), failed);
  } else {
    PyErr_Format(PyExc_TypeError, "cannot sum %R", obj);
    *failed = 1;
  }
  return sum;
}

static PyObject* deep_sum(PyObject* module, PyObject* obj) {
  (void)module;
  int failed = 0;
  long long sum = sum_of(obj, &failed);
  return failed ? NULL : PyLong_FromLongLong(sum);
}

/* ---- dicts ---- */

static PyObject* dict_play(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  PyObject* dict = PyDict_New();
  PyObject* key = PyLong_FromLong(1);
  PyObject* value = PyUnicode_FromString("one");
  PyObject* pairs = Py_BuildValue("[(ss)(ss)]", "text", "not new", "pair", "added");
  if (dict == NULL || key == NULL || value == NULL || pairs == NULL) goto failed;
  if (PyDict_SetItem(dict, key, value) < 0 || PyDict_SetItemString(dict, "text", value) < 0 ||
      PyDict_SetItemString(dict, "gone", Py_None) < 0 || PyDict_DelItemString(dict, "gone") < 0 ||
      PyDict_MergeFromSeq2(dict, pairs, 0) < 0)
    goto failed;
  PyObject* copy = PyDict_Copy(dict);
  if (copy == NULL || PyDict_DelItem(copy, key) < 0) goto failed;
  PyObject* result =
      Py_BuildValue("nNNNNOOii", PyDict_Size(dict), copy, PyDict_Keys(dict), PyDict_Values(dict),
                    PyDict_Items(dict), PyDict_GetItem(dict, key),
                    PyDict_GetItemString(dict, "missing") == NULL ? Py_True : Py_False,
                    PyDict_Contains(dict, key), PyDict_Contains(dict, value));
  PyDict_Clear(dict);
  Py_DECREF(dict);
  Py_DECREF(key);
  Py_DECREF(value);
  Py_DECREF(pairs);
  return result;

failed:
  Py_XDECREF(dict);
  Py_XDECREF(key);
  Py_XDECREF(value);
  Py_XDECREF(pairs);
  return NULL;
}

/* Next lends keys and values; the dict must not grow or shrink meanwhile. */
static PyObject* invert(PyObject* module, PyObject* dict) {
  PyObject *key, *value, *inverted = PyDict_New();
  Py_ssize_t position = 0;
  (void)module;
  while (inverted != NULL && PyDict_Next(dict, &position, &key, &value)) {
    if (PyDict_SetItem(inverted, value, key) < 0) Py_CLEAR(inverted);
  }
  return inverted;
}

/* Replacing values of keys that are there is allowed while walking. */
static PyObject* double_values(PyObject* module, PyObject* dict) {
  PyObject *key, *value;
  Py_ssize_t position = 0;
  (void)module;
  while (PyDict_Next(dict, &position, &key, &value)) {
    PyObject* twice = PyNumber_Add(value, value);
    if (twice == NULL) return NULL;
    int status = PyDict_SetItem(dict, key, twice);
    Py_DECREF(twice);
    if (status < 0) return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* dict_get(PyObject* module, PyObject* args) {
  PyObject *dict, *key;
  (void)module;
  if (!PyArg_ParseTuple(args, "OO:dict_get", &dict, &key)) return NULL;
  PyObject* value = PyDict_GetItemWithError(dict, key);
  if (value == NULL && !PyErr_Occurred()) return PyUnicode_FromString("missing");
  return Py_XNewRef(value);
}

static PyObject* merge(PyObject* module, PyObject* args) {
  PyObject *into, *from;
  int override;
  (void)module;
  if (!PyArg_ParseTuple(args, "OOp:merge", &into, &from, &override)) return NULL;
  if (PyDict_Merge(into, from, override) < 0) return NULL;
  return Py_NewRef(into);
}

static PyObject* read_only(PyObject* module, PyObject* mapping) {
  (void)module;
  return PyDictProxy_New(mapping);
}

/* ---- sets ---- */

static PyObject* set_play(PyObject* module, PyObject* iterable) {
  (void)module;
  PyObject* set = PySet_New(iterable);
  PyObject* frozen = set != NULL ? PyFrozenSet_New(set) : NULL;
  PyObject* item = PyLong_FromLong(1000);
  if (set == NULL || frozen == NULL || item == NULL) goto failed;
  int added = PySet_Add(set, item);
  int contained = PySet_Contains(set, item);
  Py_ssize_t size = PySet_Size(set);
  int discarded = PySet_Discard(set, item);
  int again = PySet_Discard(set, item);
  if (added < 0 || contained < 0 || discarded < 0 || again < 0) goto failed;
  int kinds = PySet_Check(set) + 2 * PyAnySet_Check(frozen) + 4 * PyFrozenSet_CheckExact(frozen);
  Py_DECREF(item);
  PyObject* result = Py_BuildValue("nNNiiii", size, PySequence_List(set), PySequence_List(frozen),
                                   contained, discarded, again, kinds);
  Py_DECREF(set);
  Py_DECREF(frozen);
  return result;

failed:
  Py_XDECREF(set);
  Py_XDECREF(frozen);
  Py_XDECREF(item);
  return NULL;
}

static PyObject* drain(PyObject* module, PyObject* set) {
  (void)module;
  PyObject* list = PyList_New(0);
  while (list != NULL && PySet_Size(set) > 0) {
    PyObject* item = PySet_Pop(set);
    if (item == NULL || PyList_Append(list, item) < 0) Py_CLEAR(list);
    Py_XDECREF(item);
  }
  return list;
}

/* ---- any object, by protocol ---- */

static PyObject* protocols(PyObject* module, PyObject* obj) {
  (void)module;
  return Py_BuildValue("iiiii", PySequence_Check(obj), PyMapping_Check(obj), PyNumber_Check(obj),
                       PyCallable_Check(obj), PyIndex_Check(obj));
}

static PyObject* mapping_play(PyObject* module, PyObject* mapping) {
  (void)module;
  if (PyMapping_SetItemString(mapping, "added", Py_True) < 0) return NULL;
  return Py_BuildValue(
      "nNNNNii", PyMapping_Size(mapping), PyMapping_Keys(mapping), PyMapping_Values(mapping),
      PyMapping_Items(mapping), PyMapping_GetItemString(mapping, "added"),
      PyMapping_HasKeyString(mapping, "added"), PyMapping_HasKeyString(mapping, "nope"));
}

static PyObject* sequence_play(PyObject* module, PyObject* sequence) {
  (void)module;
  PyObject* two = PyLong_FromLong(2);
  if (two == NULL) return NULL;
  PyObject* result = Py_BuildValue("NNNNNnni", PySequence_Concat(sequence, sequence),
                                   PySequence_Repeat(sequence, 2), PySequence_GetItem(sequence, -1),
                                   PySequence_GetSlice(sequence, 1, 3), PySequence_Tuple(sequence),
                                   PySequence_Count(sequence, two), PySequence_Index(sequence, two),
                                   PySequence_Contains(sequence, two));
  Py_DECREF(two);
  return result;
}

/* The same object comes out that went in. */
static PyObject* identity(PyObject* module, PyObject* obj) {
  (void)module;
  PyObject* list = PyList_New(1);
  PyObject* dict = PyDict_New();
  if (list == NULL || dict == NULL) return NULL;
  PyList_SetItem(list, 0, Py_NewRef(obj));
  int same = PyList_GetItem(list, 0) == obj;
  if (PyDict_SetItemString(dict, "key", obj) < 0) return NULL;
  same += PyDict_GetItemString(dict, "key") == obj;
  PyObject* tuple = PyTuple_Pack(2, obj, list);
  same += tuple != NULL && PyTuple_GetItem(tuple, 0) == obj && PyTuple_GetItem(tuple, 1) == list;
  Py_XDECREF(tuple);
  Py_DECREF(list);
  Py_DECREF(dict);
  return PyLong_FromLong(same);
}

static PyMethodDef methods[] = {
    {"squares", squares, METH_O, NULL},
    {"swap", swap, METH_O, NULL},
    {"tuple_slice", tuple_slice, METH_VARARGS, NULL},
    {"set_in_shared", set_in_shared, METH_O, NULL},
    {"list_play", list_play, METH_NOARGS, NULL},
    {"sort", sort, METH_O, NULL},
    {"list_get", list_get, METH_VARARGS, NULL},
    {"list_set", list_set, METH_VARARGS, NULL},
    {"list_clear", list_clear, METH_O, NULL},
    {"deep_sum", deep_sum, METH_O, NULL},
    {"dict_play", dict_play, METH_NOARGS, NULL},
    {"invert", invert, METH_O, NULL},
    {"double_values", double_values, METH_O, NULL},
    {"dict_get", dict_get, METH_VARARGS, NULL},
    {"merge", merge, METH_VARARGS, NULL},
    {"read_only", read_only, METH_O, NULL},
    {"set_play", set_play, METH_O, NULL},
    {"drain", drain, METH_O, NULL},
    {"protocols", protocols, METH_O, NULL},
    {"mapping_play", mapping_play, METH_O, NULL},
    {"sequence_play", sequence_play, METH_O, NULL},
    {"identity", identity, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

MODULE(containers, "What holds other things.", methods, slots)

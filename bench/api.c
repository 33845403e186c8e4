/* What `npm run bench -- abi` times inside C: each row does one thing of the limited API n times.
 */
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <string.h>

/* A row gets n and up to two objects; BODY is one operation and leaves nothing behind. */
#define ROW(name, BODY)                                           \
  static PyObject* name(PyObject* m, PyObject* args) {            \
    Py_ssize_t n;                                                 \
    PyObject *a = NULL, *b = NULL;                                \
    (void)m;                                                      \
    if (!PyArg_ParseTuple(args, "n|OO", &n, &a, &b)) return NULL; \
    for (Py_ssize_t i = 0; i < n; i++) {                          \
      BODY                                                        \
    }                                                             \
    Py_RETURN_NONE;                                               \
  }
/* Takes a new reference and drops it. */
#define DROP(expression)           \
  {                                \
    PyObject* made = (expression); \
    if (made == NULL) return NULL; \
    Py_DECREF(made);               \
  }
#define CHECK(expression) \
  if ((expression) < 0) return NULL;

/* values */
ROW(long_round_trip, {
  PyObject* o = PyLong_FromLong(i + 100000);
  if (o == NULL || PyLong_AsLong(o) != i + 100000) return NULL;
  Py_DECREF(o);
})
ROW(float_round_trip, {
  PyObject* o = PyFloat_FromDouble((double)i);
  if (o == NULL || PyFloat_AsDouble(o) != (double)i) return NULL;
  Py_DECREF(o);
})
ROW(str_round_trip, {
  Py_ssize_t size;
  PyObject* o = PyUnicode_FromStringAndSize("some text of it", 15);
  if (o == NULL || PyUnicode_AsUTF8AndSize(o, &size) == NULL) return NULL;
  Py_DECREF(o);
})
ROW(bytes_round_trip, {
  PyObject* o = PyBytes_FromStringAndSize("some text of it", 15);
  if (o == NULL || PyBytes_AsString(o) == NULL) return NULL;
  Py_DECREF(o);
})

/* tuples, lists, dicts */
ROW(tuple_build, DROP(PyTuple_Pack(2, Py_None, Py_True)))
ROW(tuple_walk, if (PyTuple_GetItem(a, i) == NULL) return NULL;)
ROW(list_walk, if (PyList_GetItem(a, i) == NULL) return NULL;)
ROW(list_store, CHECK(PyList_SetItem(a, i, PyLong_FromSsize_t(i))))
static PyObject* list_build(PyObject* m, PyObject* arg) {
  Py_ssize_t n = PyLong_AsSsize_t(arg);
  PyObject* list = PyList_New(0);
  (void)m;
  for (Py_ssize_t i = 0; list != NULL && i < n; i++) {
    PyObject* v = PyLong_FromSsize_t(i);
    if (v == NULL || PyList_Append(list, v) < 0) Py_CLEAR(list);
    Py_XDECREF(v);
  }
  return list;
}
static PyObject* dict_build(PyObject* m, PyObject* keys) {
  Py_ssize_t n = PyList_Size(keys);
  PyObject* dict = PyDict_New();
  (void)m;
  for (Py_ssize_t i = 0; dict != NULL && i < n; i++)
    if (PyDict_SetItem(dict, PyList_GetItem(keys, i), Py_None) < 0) Py_CLEAR(dict);
  return dict;
}
static PyObject* dict_walk(PyObject* m, PyObject* dict) {
  Py_ssize_t at = 0, n = 0;
  PyObject *key, *value;
  (void)m;
  while (PyDict_Next(dict, &at, &key, &value)) n++;
  return PyLong_FromSsize_t(n);
}
ROW(dict_get, if (PyDict_GetItem(a, b) == NULL) return NULL;)
ROW(dict_get_string, if (PyDict_GetItemString(a, "size") == NULL) return NULL;)
ROW(dict_store, CHECK(PyDict_SetItem(a, b, Py_None)))

/* attributes: of an instance of a Python class, and of a heap type */
ROW(attr_get, DROP(PyObject_GetAttr(a, b)))
ROW(attr_get_string, DROP(PyObject_GetAttrString(a, "value")))
ROW(attr_set, CHECK(PyObject_SetAttr(a, b, Py_None)))

/* calls */
ROW(call_none, DROP(PyObject_CallNoArgs(a)))
ROW(call_one, DROP(PyObject_CallFunctionObjArgs(a, b, NULL)))
ROW(call_format, DROP(PyObject_CallFunction(a, "n", i)))
ROW(call_method, DROP(PyObject_CallMethodObjArgs(a, b, NULL)))

/* iteration, over all that a gives */
static PyObject* iterate(PyObject* m, PyObject* iterable) {
  PyObject *it = PyObject_GetIter(iterable), *v;
  (void)m;
  if (it == NULL) return NULL;
  while ((v = PyIter_Next(it)) != NULL) Py_DECREF(v);
  Py_DECREF(it);
  if (PyErr_Occurred()) return NULL;
  Py_RETURN_NONE;
}

/* protocols */
ROW(number_add, DROP(PyNumber_Add(a, b)))
ROW(number_multiply, DROP(PyNumber_Multiply(a, b)))
ROW(compare, CHECK(PyObject_RichCompareBool(a, b, Py_LT)))
ROW(is_true, CHECK(PyObject_IsTrue(a)))
ROW(is_instance, CHECK(PyObject_IsInstance(a, b)))
ROW(callable, if (!PyCallable_Check(a)) return NULL;)
ROW(size, CHECK(PyObject_Size(a)))
ROW(get_item, DROP(PyObject_GetItem(a, b)))
ROW(buffer, {
  Py_buffer view;
  if (PyObject_GetBuffer(a, &view, PyBUF_SIMPLE) < 0) return NULL;
  PyBuffer_Release(&view);
})
ROW(error, {
  PyErr_SetString(PyExc_ValueError, "no");
  if (!PyErr_ExceptionMatches(PyExc_ValueError)) return NULL;
  PyErr_Clear();
})

#define VARARGS(name)               \
  {                                 \
#name, name, METH_VARARGS, NULL \
  }
#define ONE(name)             \
  {                           \
#name, name, METH_O, NULL \
  }
static PyMethodDef methods[] = {VARARGS(long_round_trip),
                                VARARGS(float_round_trip),
                                VARARGS(str_round_trip),
                                VARARGS(bytes_round_trip),
                                VARARGS(tuple_build),
                                VARARGS(tuple_walk),
                                VARARGS(list_walk),
                                VARARGS(list_store),
                                ONE(list_build),
                                ONE(dict_build),
                                ONE(dict_walk),
                                VARARGS(dict_get),
                                VARARGS(dict_get_string),
                                VARARGS(dict_store),
                                VARARGS(attr_get),
                                VARARGS(attr_get_string),
                                VARARGS(attr_set),
                                VARARGS(call_none),
                                VARARGS(call_one),
                                VARARGS(call_format),
                                VARARGS(call_method),
                                ONE(iterate),
                                VARARGS(number_add),
                                VARARGS(number_multiply),
                                VARARGS(compare),
                                VARARGS(is_true),
                                VARARGS(is_instance),
                                VARARGS(callable),
                                VARARGS(size),
                                VARARGS(get_item),
                                VARARGS(buffer),
                                VARARGS(error),
                                {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot slots[] = {{0, NULL}};
static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "api", NULL, 0, methods, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_api(void) { return PyModuleDef_Init(&module); }

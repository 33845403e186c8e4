/* What `npm run bench` times: one function for each calling convention, and loops that stay in C. */
#define Py_LIMITED_API 0x030b0000
#include <Python.h>

static PyObject *noargs(PyObject *m, PyObject *unused) {
  (void)m, (void)unused;
  Py_RETURN_NONE;
}

static PyObject *one(PyObject *m, PyObject *arg) {
  (void)m;
  Py_INCREF(arg);
  return arg;
}

static PyObject *varargs(PyObject *m, PyObject *args) {
  (void)m;
  long a, b;
  if (!PyArg_ParseTuple(args, "ll", &a, &b)) return NULL;
  return PyLong_FromLong(a + b);
}

static PyObject *keywords(PyObject *m, PyObject *args, PyObject *kwargs) {
  (void)m;
  static char *names[] = {"a", "b", NULL};
  long a, b = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "l|l", names, &a, &b)) return NULL;
  return PyLong_FromLong(a + b);
}

static PyObject *fastcall(PyObject *m, PyObject *const *args, Py_ssize_t n) {
  (void)m;
  if (n != 2) {
    PyErr_SetString(PyExc_TypeError, "two arguments");
    return NULL;
  }
  Py_INCREF(args[1]);
  return args[1];
}

static PyObject *fastkeywords(PyObject *m, PyObject *const *args, Py_ssize_t n, PyObject *names) {
  (void)m;
  Py_ssize_t total = n + (names == NULL ? 0 : PyTuple_Size(names));
  if (total < 1) Py_RETURN_NONE;
  Py_INCREF(args[total - 1]);
  return args[total - 1];
}

/* n round trips of an int through its object. */
static PyObject *long_round_trip(PyObject *m, PyObject *arg) {
  (void)m;
  long n = PyLong_AsLong(arg), sum = 0;
  if (n == -1 && PyErr_Occurred()) return NULL;
  for (long i = 0; i < n; i++) {
    PyObject *o = PyLong_FromLong(i + 100000);
    if (o == NULL) return NULL;
    sum += PyLong_AsLong(o);
    Py_DECREF(o);
  }
  return PyLong_FromLong(sum);
}

static PyObject *list_walk(PyObject *m, PyObject *list) {
  (void)m;
  Py_ssize_t n = PyList_Size(list);
  if (n < 0) return NULL;
  long sum = 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    long v = PyLong_AsLong(PyList_GetItem(list, i));
    if (v == -1 && PyErr_Occurred()) return NULL;
    sum += v;
  }
  return PyLong_FromLong(sum);
}

/* Calls f(i) n times. */
static PyObject *callback(PyObject *m, PyObject *args) {
  (void)m;
  PyObject *f;
  long n;
  if (!PyArg_ParseTuple(args, "Ol", &f, &n)) return NULL;
  for (long i = 0; i < n; i++) {
    PyObject *r = PyObject_CallFunction(f, "l", i);
    if (r == NULL) return NULL;
    Py_DECREF(r);
  }
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"noargs", noargs, METH_NOARGS, NULL},
    {"one", one, METH_O, NULL},
    {"varargs", varargs, METH_VARARGS, NULL},
    {"keywords", (PyCFunction)(void (*)(void))keywords, METH_VARARGS | METH_KEYWORDS, NULL},
    {"fastcall", (PyCFunction)(void (*)(void))fastcall, METH_FASTCALL, NULL},
    {"fastkeywords", (PyCFunction)(void (*)(void))fastkeywords, METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"long_round_trip", long_round_trip, METH_O, NULL},
    {"list_walk", list_walk, METH_O, NULL},
    {"callback", callback, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot slots[] = {{0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, "crossing", NULL, 0, methods, slots,
                             NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_crossing(void) { return PyModuleDef_Init(&module); }

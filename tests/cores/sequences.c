/* The inline sequences of the contract, one for each generation of headers, written by hand so that
 * no header need be at hand: counting up and down through memory, tests of the type, singletons. */
#define Py_LIMITED_API 0x03020000
#include <Python.h>
#include <stdint.h>

#define TO_ZERO(o) _Py_Dealloc(o)

/* Up to 3.11: 64 bits, no test for immortality. */
static void up_311(PyObject* o) { ++*(int64_t*)o; }
static void down_311(PyObject* o) {
  if (--*(int64_t*)o == 0) TO_ZERO(o);
}
/* 3.12 and 3.13: 32 bits up unless that wraps, 64 bits down unless bit 31 is set. */
static void up_312(PyObject* o) {
  uint32_t next = *(uint32_t*)o + 1;
  if (next != 0) *(uint32_t*)o = next;
}
static void down_312(PyObject* o) {
  if ((int32_t) * (int64_t*)o < 0) return;
  if (--*(int64_t*)o == 0) TO_ZERO(o);
}
/* 3.14 and 3.15: 32 bits; up unless 3 << 30 is reached, down unless bit 31 is set. */
static void up_314(PyObject* o) {
  uint32_t now = *(uint32_t*)o;
  if (now < 0xC0000000u) *(uint32_t*)o = now + 1;
}
static void down_314(PyObject* o) {
  if ((int32_t) * (uint32_t*)o < 0) return;
  if (--*(uint32_t*)o == 0) TO_ZERO(o);
}

typedef void (*count)(PyObject*);
static const count ups[] = {up_311, up_312, up_314}, downs[] = {down_311, down_312, down_314};

/* run(which, object, ups, downs): all of the first, then all of the second. */
static PyObject* run(PyObject* module, PyObject* args) {
  int which, n, m;
  PyObject* o;
  (void)module;
  if (!PyArg_ParseTuple(args, "iOii", &which, &o, &n, &m)) return NULL;
  while (n-- > 0) ups[which](o);
  while (m-- > 0) downs[which](o);
  up_314(Py_None);
  return Py_None;
}

/* fresh(which, n): makes n objects and lets each go by the sequence's own last step. */
static PyObject* fresh(PyObject* module, PyObject* args) {
  int which, n;
  (void)module;
  if (!PyArg_ParseTuple(args, "ii", &which, &n)) return NULL;
  while (n-- > 0) {
    PyObject* o = PyLong_FromString("1180591620717411303424", NULL, 10);
    PyObject* s = PyUnicode_FromString("gone at once");
    if (o == NULL || s == NULL) return NULL;
    ups[which](o);
    downs[which](o);
    downs[which](o);
    downs[which](s);
  }
  up_312(Py_None);
  return Py_None;
}

/* The count and the type, read from memory as Py_REFCNT and Py_TYPE did. */
static PyObject* look(PyObject* module, PyObject* o) {
  (void)module;
  PyTypeObject* type = *(PyTypeObject**)((char*)o + 8);
  const char* name = type == &PyLong_Type      ? "int"
                     : type == &PyUnicode_Type ? "str"
                     : type == &PyList_Type    ? "list"
                     : type == &PyTuple_Type   ? "tuple"
                     : type == &PyBytes_Type   ? "bytes"
                                               : "other";
  long long size = type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type
                       ? *(long long*)((char*)o + 16)
                       : -1;
  return Py_BuildValue("(LsL)", *(long long*)o, name, size);
}

static PyMethodDef methods[] = {
    {"run", run, METH_VARARGS, NULL},
    {"fresh", fresh, METH_VARARGS, NULL},
    {"look", look, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef def = {
    PyModuleDef_HEAD_INIT, "sequences", NULL, -1, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_sequences(void) { return PyModule_Create(&def); }

/* Helpers of the stand-in that hand their arguments to one function of the API. None stands for
 * NULL, as the tests write it. */
#include "standin.h"

/* ---- numbers, sequences, attributes, items ---- */

#define UNARY(name, function)                          \
  static PyObject* name(PyObject* self, PyObject* o) { \
    NULLABLE(o);                                       \
    return function(o);                                \
  }
#define BINARY(name, function)                              \
  static PyObject* name(PyObject* self, PyObject* args) {   \
    PyObject *a, *b;                                        \
    if (!PyArg_ParseTuple(args, "OO", &a, &b)) return NULL; \
    NULLABLE(a);                                            \
    NULLABLE(b);                                            \
    return function(a, b);                                  \
  }
#include "functions.h"
#undef UNARY
#undef BINARY

#define TERNARY(name, function)                                   \
  static PyObject* name(PyObject* self, PyObject* args) {         \
    PyObject *a, *b, *c = Py_None;                                \
    if (!PyArg_ParseTuple(args, "OO|O", &a, &b, &c)) return NULL; \
    NULLABLE(a);                                                  \
    NULLABLE(b);                                                  \
    return function(a, b, c);                                     \
  }
TERNARY(number_power, PyNumber_Power)
TERNARY(number_inplacepower, PyNumber_InPlacePower)

static PyObject* number_check(PyObject* self, PyObject* o) {
  NULLABLE(o);
  return PyBool_FromLong(PyNumber_Check(o));
}
static PyObject* number_tobase(PyObject* self, PyObject* args) {
  PyObject* n;
  int base;
  if (!PyArg_ParseTuple(args, "Oi", &n, &base)) return NULL;
  NULLABLE(n);
  return PyNumber_ToBase(n, base);
}
static PyObject* number_asssizet(PyObject* self, PyObject* args) {
  PyObject *n, *exc;
  if (!PyArg_ParseTuple(args, "OO", &n, &exc)) return NULL;
  NULLABLE(n);
  NULLABLE(exc);
  return number_or_error(PyNumber_AsSsize_t(n, exc));
}

/* The value found, the class AttributeError or KeyError for none; the out argument must be set. */
static PyObject* found(int r, PyObject* value, PyObject* absent) {
  if (value == MARKER) {
    PyErr_SetString(PyExc_AssertionError, "the result was not written");
    return NULL;
  }
  if (r < 0) return NULL;
  return r ? value : Py_NewRef(absent);
}
#define OPTIONAL(name, function, absent)                          \
  static PyObject* name(PyObject* self, PyObject* args) {         \
    PyObject *o, *k, *v = MARKER;                                 \
    if (!PyArg_ParseTuple(args, "OO", &o, &k)) return NULL;       \
    NULLABLE(o);                                                  \
    NULLABLE(k);                                                  \
    int r = function(o, k, &v);                                   \
    return found(r, v, absent);                                   \
  }                                                               \
  static PyObject* name##string(PyObject* self, PyObject* args) { \
    PyObject *o, *v = MARKER;                                     \
    const char* k;                                                \
    Py_ssize_t n;                                                 \
    if (!PyArg_ParseTuple(args, "Oz#", &o, &k, &n)) return NULL;  \
    NULLABLE(o);                                                  \
    int r = function##String(o, k, &v);                           \
    return found(r, v, absent);                                   \
  }
OPTIONAL(object_getoptionalattr, PyObject_GetOptionalAttr, PyExc_AttributeError)
OPTIONAL(mapping_getoptionalitem, PyMapping_GetOptionalItem, PyExc_KeyError)

static PyObject* object_hasattrwitherror(PyObject* self, PyObject* args) {
  PyObject *o, *k;
  if (!PyArg_ParseTuple(args, "OO", &o, &k)) return NULL;
  NULLABLE(o);
  NULLABLE(k);
  return number_or_error(PyObject_HasAttrWithError(o, k));
}
static PyObject* object_hasattrstringwitherror(PyObject* self, PyObject* args) {
  PyObject* o;
  const char* k;
  Py_ssize_t n;
  if (!PyArg_ParseTuple(args, "Oz#", &o, &k, &n)) return NULL;
  NULLABLE(o);
  return number_or_error(PyObject_HasAttrStringWithError(o, k));
}

static PyObject* dict_getitemref(PyObject* self, PyObject* args) {
  PyObject *d, *k, *v = MARKER;
  if (!PyArg_ParseTuple(args, "OO", &d, &k)) return NULL;
  NULLABLE(d);
  NULLABLE(k);
  int r = PyDict_GetItemRef(d, k, &v);
  return found(r, v, PyExc_KeyError);
}
static PyObject* dict_getitemstringref(PyObject* self, PyObject* args) {
  PyObject *d, *v = MARKER;
  const char* k;
  Py_ssize_t n;
  if (!PyArg_ParseTuple(args, "Oz#", &d, &k, &n)) return NULL;
  NULLABLE(d);
  int r = PyDict_GetItemStringRef(d, k, &v);
  return found(r, v, PyExc_KeyError);
}

/* ---- iterators, weak references ---- */

static PyObject* iter_next(PyObject* self, PyObject* it) {
  PyObject* item = PyIter_Next(it);
  return item || PyErr_Occurred() ? item : Py_NewRef(Py_None);
}
static PyObject* iter_nextitem(PyObject* self, PyObject* it) {
  PyObject* item = MARKER;
  int r = PyIter_NextItem(it, &item);
  return found(r, item, Py_None);
}
/* The API's answer, with the object where there is one. */
static PyObject* pyweakref_getref(PyObject* self, PyObject* ref) {
  PyObject* o = MARKER;
  NULLABLE(ref);
  int r = PyWeakref_GetRef(ref, &o);
  if (r <= 0) return o == NULL ? number_or_error(r) : found(r, MARKER, Py_None);
  return Py_BuildValue("iN", r, o);
}

/* ---- code ---- */

static PyObject* eval_code_ex(PyObject* self, PyObject* args) {
  PyObject *code, *globals, *locals = NULL, *list = NULL, *named = NULL, *defaults = NULL;
  PyObject *kwdefaults = NULL, *closure = NULL;
  if (!PyArg_ParseTuple(args, "OO|OO!O!O!OO", &code, &globals, &locals, &PyTuple_Type, &list,
                        &PyDict_Type, &named, &PyTuple_Type, &defaults, &kwdefaults, &closure))
    return NULL;
  NULLABLE(code);
  NULLABLE(globals);
  NULLABLE(locals);
  NULLABLE(kwdefaults);
  NULLABLE(closure);
  PyObject* vectors[3][16] = {{0}};
  Py_ssize_t n[3] = {list ? PyTuple_Size(list) : 0, 0, defaults ? PyTuple_Size(defaults) : 0};
  for (Py_ssize_t i = 0; i < n[0]; i++) vectors[0][i] = PyTuple_GetItem(list, i);
  for (Py_ssize_t i = 0; i < n[2]; i++) vectors[2][i] = PyTuple_GetItem(defaults, i);
  Py_ssize_t at = 0;
  PyObject *k, *v;
  while (named && PyDict_Next(named, &at, &k, &v)) {
    vectors[1][2 * n[1]] = k;
    vectors[1][2 * n[1]++ + 1] = v;
  }
  return PyEval_EvalCodeEx(code, globals, locals, vectors[0], (int)n[0], vectors[1], (int)n[1],
                           vectors[2], (int)n[2], kwdefaults, closure);
}

static PyObject* import_attr(PyObject* module, PyObject* attr) {
  PyObject* m = module && attr ? PyImport_Import(module) : NULL;
  PyObject* r = m ? PyObject_GetAttr(m, attr) : NULL;
  Py_XDECREF(m);
  return r;
}
static PyObject* import_module_attr(PyObject* self, PyObject* args) {
  PyObject *module, *attr;
  return PyArg_ParseTuple(args, "OO", &module, &attr) ? import_attr(module, attr) : NULL;
}

PyMethodDef object_helpers[] = {
#define UNARY(name, function) {#name, name, METH_O, NULL},
#define BINARY(name, function) {#name, name, METH_VARARGS, NULL},
#include "functions.h"
#undef UNARY
#undef BINARY
#define VARARGS(name)               \
  {                                 \
#name, name, METH_VARARGS, NULL \
  }
    VARARGS(number_power),
    VARARGS(number_inplacepower),
    {"number_check", number_check, METH_O, NULL},
    VARARGS(number_tobase),
    VARARGS(number_asssizet),
    VARARGS(object_getoptionalattr),
    VARARGS(object_getoptionalattrstring),
    VARARGS(object_hasattrwitherror),
    VARARGS(object_hasattrstringwitherror),
    VARARGS(mapping_getoptionalitem),
    VARARGS(mapping_getoptionalitemstring),
    VARARGS(dict_getitemref),
    VARARGS(dict_getitemstringref),
    {"PyIter_Next", iter_next, METH_O, NULL},
    {"PyIter_NextItem", iter_nextitem, METH_O, NULL},
    {"pyweakref_getref", pyweakref_getref, METH_O, NULL},
    VARARGS(eval_code_ex),
    {"PyImport_ImportModuleAttr", import_module_attr, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

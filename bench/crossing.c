/* What `npm run bench -- abi` calls from Python: a function for each calling convention, and a
 * heap type with a slot of each common kind. */
#define Py_LIMITED_API 0x030b0000
#include <Python.h>

static PyObject* noargs(PyObject* m, PyObject* unused) {
  (void)m, (void)unused;
  Py_RETURN_NONE;
}

static PyObject* one(PyObject* m, PyObject* arg) {
  (void)m;
  Py_INCREF(arg);
  return arg;
}

static PyObject* varargs(PyObject* m, PyObject* args) {
  (void)m;
  long a, b;
  if (!PyArg_ParseTuple(args, "ll", &a, &b)) return NULL;
  return PyLong_FromLong(a + b);
}

static PyObject* keywords(PyObject* m, PyObject* args, PyObject* kwargs) {
  (void)m;
  static char* names[] = {"a", "b", NULL};
  long a, b = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "l|l", names, &a, &b)) return NULL;
  return PyLong_FromLong(a + b);
}

static PyObject* fastcall(PyObject* m, PyObject* const* args, Py_ssize_t n) {
  (void)m;
  if (n != 2) {
    PyErr_SetString(PyExc_TypeError, "two arguments");
    return NULL;
  }
  Py_INCREF(args[1]);
  return args[1];
}

static PyObject* fastkeywords(PyObject* m, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  (void)m;
  Py_ssize_t total = n + (names == NULL ? 0 : PyTuple_Size(names));
  if (total < 1) Py_RETURN_NONE;
  Py_INCREF(args[total - 1]);
  return args[total - 1];
}

/* ---- a heap type ---- */

typedef struct {
  PyObject_HEAD long value;
} Cell;
static PyObject* cell_type;

static PyObject* new_cell(long value) {
  Cell* c = PyObject_New(Cell, (PyTypeObject*)cell_type);
  if (c == NULL) return NULL;
  c->value = value;
  return (PyObject*)c;
}
static int cell_init(PyObject* self, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"value", NULL};
  return PyArg_ParseTupleAndKeywords(args, kwargs, "l", names, &((Cell*)self)->value) ? 0 : -1;
}
static void cell_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF(type);
}
static PyObject* cell_get(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromLong(((Cell*)self)->value);
}
static int cell_set(PyObject* self, PyObject* v, void* unused) {
  (void)unused;
  ((Cell*)self)->value = PyLong_AsLong(v);
  return PyErr_Occurred() ? -1 : 0;
}
static PyObject* cell_touch(PyObject* self, PyObject* unused) {
  (void)self, (void)unused;
  Py_RETURN_NONE;
}
static PyObject* cell_plus(PyObject* self, PyObject* arg) {
  return PyLong_FromLong(((Cell*)self)->value + PyLong_AsLong(arg));
}
static PyObject* cell_add(PyObject* a, PyObject* b) {
  if (Py_TYPE(a) != Py_TYPE(b)) Py_RETURN_NOTIMPLEMENTED;
  return new_cell(((Cell*)a)->value + ((Cell*)b)->value);
}
static Py_ssize_t cell_length(PyObject* self) { return ((Cell*)self)->value; }
static PyObject* cell_item(PyObject* self, PyObject* key) {
  (void)self;
  Py_INCREF(key);
  return key;
}
static PyObject* cell_compare(PyObject* a, PyObject* b, int op) {
  if (Py_TYPE(a) != Py_TYPE(b) || op != Py_EQ) Py_RETURN_NOTIMPLEMENTED;
  return PyBool_FromLong(((Cell*)a)->value == ((Cell*)b)->value);
}
static PyObject* cell_call(PyObject* self, PyObject* args, PyObject* kwargs) {
  (void)args, (void)kwargs;
  Py_INCREF(self);
  return self;
}
/* Counts down to zero as an iterator. */
static PyObject* cell_iter(PyObject* self) {
  Py_INCREF(self);
  return self;
}
static PyObject* cell_next(PyObject* self) {
  Cell* c = (Cell*)self;
  return c->value > 0 ? PyLong_FromLong(--c->value) : NULL;
}

static PyGetSetDef cell_getset[] = {{"value", cell_get, cell_set, NULL, NULL},
                                    {NULL, NULL, NULL, NULL, NULL}};
static PyMethodDef cell_methods[] = {{"touch", cell_touch, METH_NOARGS, NULL},
                                     {"plus", cell_plus, METH_O, NULL},
                                     {NULL, NULL, 0, NULL}};
static PyType_Slot cell_slots[] = {{Py_tp_init, cell_init},      {Py_tp_dealloc, cell_dealloc},
                                   {Py_tp_getset, cell_getset},  {Py_tp_methods, cell_methods},
                                   {Py_nb_add, cell_add},        {Py_mp_length, cell_length},
                                   {Py_mp_subscript, cell_item}, {Py_tp_richcompare, cell_compare},
                                   {Py_tp_call, cell_call},      {Py_tp_iter, cell_iter},
                                   {Py_tp_iternext, cell_next},  {0, NULL}};
static PyType_Spec cell_spec = {"crossing.Cell", sizeof(Cell), 0, Py_TPFLAGS_DEFAULT, cell_slots};

/* Makes n instances and drops them: construction from C. */
static PyObject* make_cells(PyObject* m, PyObject* arg) {
  (void)m;
  for (long n = PyLong_AsLong(arg); n > 0; n--) {
    PyObject* c = new_cell(n);
    if (c == NULL) return NULL;
    Py_DECREF(c);
  }
  Py_RETURN_NONE;
}
static PyObject* give_cell(PyObject* m, PyObject* unused) {
  (void)m, (void)unused;
  return new_cell(1);
}
static PyObject* give_tuple(PyObject* m, PyObject* arg) {
  (void)m;
  return PyTuple_Pack(2, arg, arg);
}
static PyObject* give_str(PyObject* m, PyObject* arg) {
  (void)m;
  const char* text = PyUnicode_AsUTF8AndSize(arg, NULL);
  return text == NULL ? NULL : PyUnicode_FromString(text);
}

static PyMethodDef methods[] = {
    {"noargs", noargs, METH_NOARGS, NULL},
    {"one", one, METH_O, NULL},
    {"varargs", varargs, METH_VARARGS, NULL},
    {"keywords", (PyCFunction)(void (*)(void))keywords, METH_VARARGS | METH_KEYWORDS, NULL},
    {"fastcall", (PyCFunction)(void (*)(void))fastcall, METH_FASTCALL, NULL},
    {"fastkeywords", (PyCFunction)(void (*)(void))fastkeywords, METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"make_cells", make_cells, METH_O, NULL},
    {"give_cell", give_cell, METH_NOARGS, NULL},
    {"give_tuple", give_tuple, METH_O, NULL},
    {"give_str", give_str, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static int fill(PyObject* m) {
  cell_type = PyType_FromModuleAndSpec(m, &cell_spec, NULL);
  return cell_type == NULL ? -1 : PyModule_AddType(m, (PyTypeObject*)cell_type);
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, fill}, {0, NULL}};
static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "crossing", NULL, 0, methods, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_crossing(void) { return PyModuleDef_Init(&module); }

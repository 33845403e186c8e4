/* As extensions were written for Python 3.2: initialised in one go, state in C globals. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x03020000
#endif
#include "target.h"

/* What other extensions reach through the capsule. */
typedef struct {
  int version;
  int (*add)(int, int);
} LegacyApi;

static int calls;
static PyObject *LegacyError, *table;
static int capsules_alive;

static int add(int a, int b) {
  calls++;
  return a + b;
}

static LegacyApi api = {1, add};

static PyObject* legacy_add(PyObject* self, PyObject* args) {
  int a, b;
  (void)self;
  if (!PyArg_ParseTuple(args, "ii:add", &a, &b)) return NULL;
  return PyLong_FromLong(add(a, b));
}

/* Through the capsule that this very module put into itself. */
static PyObject* legacy_add_by_capsule(PyObject* self, PyObject* args) {
  int a, b;
  LegacyApi* imported;
  (void)self;
  if (!PyArg_ParseTuple(args, "ii:add_by_capsule", &a, &b)) return NULL;
  imported = PyCapsule_Import("legacy._C_API", 0);
  if (imported == NULL) return NULL;
  return Py_BuildValue("ii", imported->version, imported->add(a, b));
}

static PyObject* legacy_calls(PyObject* self, PyObject* ignored) {
  (void)self;
  (void)ignored;
  return PyLong_FromLong(calls);
}

static PyObject* legacy_fail(PyObject* self, PyObject* ignored) {
  (void)self;
  (void)ignored;
  PyErr_SetString(LegacyError, "as always");
  return NULL;
}

static void capsule_destructor(PyObject* capsule) {
  int* number = PyCapsule_GetPointer(capsule, "legacy.number");
  capsules_alive--;
  PyMem_Free(number);
}

static PyObject* legacy_wrap(PyObject* self, PyObject* arg) {
  PyObject* capsule;
  int* number;
  long value = PyLong_AsLong(arg);
  (void)self;
  if (value == -1 && PyErr_Occurred()) return NULL;
  number = PyMem_Malloc(sizeof(int));
  if (number == NULL) return PyErr_NoMemory();
  *number = (int)value;
  capsule = PyCapsule_New(number, "legacy.number", capsule_destructor);
  if (capsule == NULL)
    PyMem_Free(number);
  else
    capsules_alive++;
  return capsule;
}

static PyObject* legacy_unwrap(PyObject* self, PyObject* capsule) {
  int* number;
  (void)self;
  number = PyCapsule_GetPointer(capsule, "legacy.number");
  if (number == NULL) return NULL;
  return PyLong_FromLong(*number);
}

static PyObject* legacy_describe(PyObject* self, PyObject* capsule) {
  (void)self;
  if (!PyCapsule_CheckExact(capsule)) {
    PyErr_SetString(PyExc_TypeError, "not a capsule");
    return NULL;
  }
  return Py_BuildValue("sii", PyCapsule_GetName(capsule),
                       PyCapsule_IsValid(capsule, "legacy.number"),
                       PyCapsule_IsValid(capsule, "something.else"));
}

/* Functions of a module with m_size -1 find it by its definition. As abi3t there is none. */
#ifdef Py_TARGET_ABI3T
static PyObject* the_module;
#define FIND_MODULE() the_module
#else
static struct PyModuleDef legacymodule;
#define FIND_MODULE() PyState_FindModule(&legacymodule)
#endif

static PyObject* legacy_find(PyObject* self, PyObject* ignored) {
  PyObject* found = FIND_MODULE();
  (void)ignored;
  return PyBool_FromLong(found != NULL && found == self);
}

static PyObject* legacy_live(PyObject* self, PyObject* ignored) {
  (void)self;
  (void)ignored;
  return PyLong_FromLong(capsules_alive);
}

static PyMethodDef methods[] = {
    {"add", legacy_add, METH_VARARGS, "add(a, b): the sum."},
    {"add_by_capsule", legacy_add_by_capsule, METH_VARARGS, "The same through the capsule."},
    {"calls", legacy_calls, METH_NOARGS, "How often add was called."},
    {"fail", legacy_fail, METH_NOARGS, "Raise the module's own exception."},
    {"wrap", legacy_wrap, METH_O, "Put an int into a capsule."},
    {"unwrap", legacy_unwrap, METH_O, "Take it out."},
    {"describe", legacy_describe, METH_O, "A capsule's name and whether it is ours."},
    {"find", legacy_find, METH_NOARGS, "Whether the module finds itself."},
    {"_live", legacy_live, METH_NOARGS, "How many capsules there are."},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject* module) {
  PyObject* capsule = PyCapsule_New(&api, "legacy._C_API", NULL);
  if (LegacyError == NULL) {
    LegacyError = PyErr_NewException("legacy.Error", NULL, NULL);
    table = Py_BuildValue("[i,(s,d),{s:O}]", 1, "two", 3.0, "four", Py_None);
  }
  if (LegacyError == NULL || capsule == NULL || table == NULL) return -1;
  /* PyModule_AddObject takes the reference over, and the globals keep one too. */
  Py_INCREF(LegacyError);
  Py_INCREF(table);
  if (PyModule_AddObject(module, "Error", LegacyError) < 0 ||
      PyModule_AddObject(module, "_C_API", capsule) < 0 ||
      PyModule_AddIntConstant(module, "ANSWER", 42) < 0 ||
      PyModule_AddStringConstant(module, "NAME", "legacy") < 0 ||
      PyModule_AddObject(module, "TABLE", table) < 0)
    return -1;
  return 0;
}

#ifdef Py_TARGET_ABI3T

static int exec(PyObject* module) {
  the_module = module;
  return fill(module);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
MODULE(legacy, "An old-fashioned module.", methods, slots)

#else

static struct PyModuleDef legacymodule = {
    PyModuleDef_HEAD_INIT,
    "legacy",
    "An old-fashioned module.",
    -1,
    methods,
    NULL,
    NULL,
    NULL,
    NULL,
};

PyMODINIT_FUNC PyInit_legacy(void) {
  PyObject* module = PyModule_Create(&legacymodule);
  if (module != NULL && fill(module) < 0) {
    Py_DECREF(module);
    return NULL;
  }
  return module;
}

#endif

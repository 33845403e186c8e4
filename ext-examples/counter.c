/* A module without C globals: what it needs to keep is in its state, one for each import. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"

typedef struct {
  PyTypeObject* counter_type;
  PyObject* error;
  long made;
} State;

typedef struct {
  INSTANCE_HEAD
  long value;
  PyObject* step;
} Counter;

static Py_ssize_t live_counters;
static Py_ssize_t live_states;

#ifdef Py_TARGET_ABI3T
/* The token names the module, and the class among the bases of what is given. */
static char token;
static Counter* counter_of(PyObject* op) {
  PyTypeObject* type;
  PyType_GetBaseByToken_DuringGC(Py_TYPE(op), &token, &type);
  return PyObject_GetTypeData_DuringGC(op, type);
}
#define COUNTER(o) counter_of((PyObject*)(o))
#else
static struct PyModuleDef definition;
#define COUNTER(o) ((Counter*)(o))
#endif
#define CAST(func) ((PyCFunction)(void (*)(void))(func))

/* ---- the type ---- */

static PyObject* counter_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"start", "step", NULL};
  long start = 0;
  PyObject* step = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|lO:Counter", names, &start, &step)) return NULL;
  PyObject* self = PyType_GenericAlloc(type, 0);
  if (self == NULL) return NULL;
  live_counters++;
  COUNTER(self)->value = start;
  COUNTER(self)->step = step != NULL ? Py_NewRef(step) : PyLong_FromLong(1);
  return self;
}

static int counter_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(COUNTER(self)->step);
  return 0;
}

static int counter_clear(PyObject* self) {
  Py_CLEAR(COUNTER(self)->step);
  return 0;
}

static void counter_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  counter_clear(self);
  live_counters--;
  PyObject_GC_Del(self);
  Py_DECREF(type);
}

/* The class that defines the method knows its module, also when a subclass is being used. */
static PyObject* counter_next(PyObject* self, PyTypeObject* defining_class, PyObject* const* args,
                              Py_ssize_t nargs, PyObject* kwnames) {
  State* state = PyType_GetModuleState(defining_class);
  (void)args;
  if (state == NULL) return NULL;
  if (nargs != 0 || (kwnames != NULL && PyTuple_Size(kwnames) != 0))
    return PyErr_Format(PyExc_TypeError, "next() takes no arguments");
  long step = PyLong_AsLong(COUNTER(self)->step);
  if (step == -1 && PyErr_Occurred()) return NULL;
  if (COUNTER(self)->value > 1000000 - step)
    return PyErr_Format(state->error, "%ld is the end", COUNTER(self)->value);
  COUNTER(self)->value += step;
  return PyLong_FromLong(COUNTER(self)->value);
}

static PyObject* counter_module(PyObject* self, PyTypeObject* defining_class, PyObject* const* args,
                                Py_ssize_t nargs, PyObject* kwnames) {
  (void)self, (void)args, (void)nargs, (void)kwnames;
  return Py_XNewRef(PyType_GetModule(defining_class));
}

static PyMethodDef counter_methods[] = {
    {"next", CAST(counter_next), METH_METHOD | METH_FASTCALL | METH_KEYWORDS, "Count on."},
    {"module", CAST(counter_module), METH_METHOD | METH_FASTCALL | METH_KEYWORDS, "The module."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot counter_slots[] = {
    {Py_tp_new, counter_new},
    {Py_tp_traverse, counter_traverse},
    {Py_tp_clear, counter_clear},
    {Py_tp_dealloc, counter_dealloc},
    {Py_tp_methods, counter_methods},
#ifdef Py_TARGET_ABI3T
    {Py_tp_token, &token},
#endif
    {0, NULL},
};

static PyType_Spec counter_spec = {
    "counter.Counter",
    INSTANCE_SIZE(Counter),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    counter_slots,
};

/* ---- functions: they get the module, and find the state in it ---- */

static PyObject* make(PyObject* module, PyObject* args) {
  State* state = PyModule_GetState(module);
  if (state == NULL) return NULL;
  state->made++;
  return PyObject_CallObject((PyObject*)state->counter_type, args);
}

static PyObject* made(PyObject* module, PyObject* ignored) {
  State* state = PyModule_GetState(module);
  (void)ignored;
  return state != NULL ? PyLong_FromLong(state->made) : NULL;
}

static PyObject* is_ours(PyObject* module, PyObject* type) {
  (void)type;
#ifdef Py_TARGET_ABI3T
  void* found;
  if (PyModule_GetToken(module, &found) < 0) return NULL;
  return PyBool_FromLong(found == &token);
#else
  return PyBool_FromLong(PyModule_GetDef(module) == &definition);
#endif
}

static PyObject* live(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return Py_BuildValue("nn", live_counters, live_states);
}

static PyMethodDef methods[] = {
    {"make", make, METH_VARARGS, "A counter, counted."},
    {"made", made, METH_NOARGS, "How many this module made."},
    {"is_ours", is_ours, METH_O, "Whether the module's definition is this one."},
    {"_live", live, METH_NOARGS, "Counters and module states that exist."},
    {NULL, NULL, 0, NULL},
};

/* ---- the module's life ---- */

static int exec_types(PyObject* module) {
  State* state = PyModule_GetState(module);
  live_states++;
  state->counter_type = (PyTypeObject*)PyType_FromModuleAndSpec(module, &counter_spec, NULL);
  if (state->counter_type == NULL) return -1;
  return PyModule_AddType(module, state->counter_type);
}

static int exec_error(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->error = PyErr_NewException("counter.TheEnd", PyExc_ArithmeticError, NULL);
  if (state->error == NULL) return -1;
  return PyModule_AddObjectRef(module, "TheEnd", state->error);
}

static int module_traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  Py_VISIT(state->counter_type);
  Py_VISIT(state->error);
  return 0;
}

static int module_clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  Py_CLEAR(state->counter_type);
  Py_CLEAR(state->error);
  return 0;
}

static void module_free(void* module) {
  live_states--;
  module_clear(module);
}

#ifdef Py_TARGET_ABI3T

static int exec(PyObject* module) {
  return exec_types(module) < 0 || exec_error(module) < 0 ? -1 : 0;
}

PyABIInfo_VAR(abi_info);
static PySlot definition[] = {
    PySlot_DATA(Py_mod_abi, &abi_info),
    PySlot_DATA(Py_mod_name, "counter"),
    PySlot_DATA(Py_mod_token, &token),
    PySlot_DATA(Py_mod_doc, "State that belongs to the module."),
    PySlot_SIZE(Py_mod_state_size, sizeof(State)),
    PySlot_STATIC_DATA(Py_mod_methods, methods),
    PySlot_FUNC(Py_mod_exec, exec),
    PySlot_FUNC(Py_mod_state_traverse, module_traverse),
    PySlot_FUNC(Py_mod_state_clear, module_clear),
    PySlot_FUNC(Py_mod_state_free, module_free),
    PySlot_END,
};
PyMODEXPORT_FUNC PyModExport_counter(void) { return definition; }

#else

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, exec_types},
    {Py_mod_exec, exec_error},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "counter",    "State that belongs to the module.",
    sizeof(State),         methods,      slots,
    module_traverse,       module_clear, module_free,
};

PyMODINIT_FUNC PyInit_counter(void) { return PyModuleDef_Init(&definition); }

#endif

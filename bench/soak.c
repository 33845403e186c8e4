/* What `npm run soak` drives: a heap type that counts its instances, calls into Python that may
 * raise, hand-over of containers, and threads that C makes. */
#define Py_LIMITED_API 0x030b0000
#include <Python.h>

#include <pthread.h>

static Py_ssize_t live_things;

typedef struct {
  PyObject_HEAD PyObject* ref;
} Thing;
#define THING(o) ((Thing*)(o))

static PyObject* thing_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  PyObject* ref = NULL;
  (void)kwargs;
  if (!PyArg_ParseTuple(args, "|O:Thing", &ref)) return NULL;
  PyObject* self = PyType_GenericAlloc(type, 0);
  if (self == NULL) return NULL;
  live_things++;
  THING(self)->ref = Py_XNewRef(ref);
  return self;
}
static int thing_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(THING(self)->ref);
  return 0;
}
static int thing_clear(PyObject* self) {
  Py_CLEAR(THING(self)->ref);
  return 0;
}
static void thing_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  thing_clear(self);
  live_things--;
  PyObject_GC_Del(self);
  Py_DECREF(type);
}
static PyObject* thing_get(PyObject* self, void* unused) {
  (void)unused;
  return Py_NewRef(THING(self)->ref != NULL ? THING(self)->ref : Py_None);
}
static int thing_set(PyObject* self, PyObject* value, void* unused) {
  (void)unused;
  PyObject* old = THING(self)->ref;
  THING(self)->ref = Py_XNewRef(value);
  Py_XDECREF(old);
  return 0;
}
static PyGetSetDef thing_getset[] = {{"ref", thing_get, thing_set, NULL, NULL},
                                     {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot thing_slots[] = {
    {Py_tp_new, thing_new},         {Py_tp_traverse, thing_traverse}, {Py_tp_clear, thing_clear},
    {Py_tp_dealloc, thing_dealloc}, {Py_tp_getset, thing_getset},     {0, NULL},
};
static PyType_Spec thing_spec = {"soak.Thing", sizeof(Thing), 0,
                                 Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
                                 thing_slots};

typedef struct {
  PyObject* thing;
} State;

/* n instances, made and dropped without Python seeing them. */
static PyObject* churn(PyObject* m, PyObject* arg) {
  State* state = PyModule_GetState(m);
  long n = PyLong_AsLong(arg);
  if (n == -1 && PyErr_Occurred()) return NULL;
  for (long i = 0; i < n; i++) {
    PyObject* o = PyObject_CallNoArgs(state->thing);
    if (o == NULL) return NULL;
    Py_DECREF(o);
  }
  Py_RETURN_NONE;
}

/* f(x), with what it raises passed on. */
static PyObject* through(PyObject* m, PyObject* args) {
  PyObject *f, *x;
  (void)m;
  if (!PyArg_ParseTuple(args, "OO", &f, &x)) return NULL;
  return PyObject_CallFunctionObjArgs(f, x, NULL);
}

/* f(x) n times; how often it raised. */
static PyObject* failures(PyObject* m, PyObject* args) {
  PyObject *f, *x;
  long n, failed = 0;
  (void)m;
  if (!PyArg_ParseTuple(args, "OOl", &f, &x, &n)) return NULL;
  for (long i = 0; i < n; i++) {
    PyObject* r = PyObject_CallFunctionObjArgs(f, x, NULL);
    if (r == NULL) {
      failed++;
      PyErr_Clear();
    }
    Py_XDECREF(r);
  }
  return PyLong_FromLong(failed);
}

static PyObject* list_of(PyObject* m, PyObject* arg) {
  (void)m;
  Py_ssize_t n = PyLong_AsSsize_t(arg);
  PyObject* list = n < 0 ? NULL : PyList_New(n);
  for (Py_ssize_t i = 0; list != NULL && i < n; i++)
    PyList_SetItem(list, i, Py_BuildValue("(ns)", i, "item"));
  return list;
}

static PyObject* dict_of(PyObject* m, PyObject* arg) {
  (void)m;
  Py_ssize_t n = PyLong_AsSsize_t(arg);
  PyObject* dict = n < 0 ? NULL : PyDict_New();
  for (Py_ssize_t i = 0; dict != NULL && i < n; i++) {
    PyObject *key = PyUnicode_FromFormat("key %zd", i), *value = PyFloat_FromDouble((double)i);
    if (key == NULL || value == NULL || PyDict_SetItem(dict, key, value) < 0) Py_CLEAR(dict);
    Py_XDECREF(key);
    Py_XDECREF(value);
  }
  return dict;
}

/* The number of items that are found in a list or dict by all of its ways. */
static PyObject* walk(PyObject* m, PyObject* o) {
  (void)m;
  Py_ssize_t found = 0;
  if (PyList_Check(o)) {
    Py_ssize_t n = PyList_Size(o);
    for (Py_ssize_t i = 0; i < n; i++) found += PyList_GetItem(o, i) != NULL;
  } else {
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(o, &at, &key, &value)) found += PyDict_GetItem(o, key) == value;
  }
  if (PyErr_Occurred()) return NULL;
  return PyLong_FromSsize_t(found);
}

/* n rounds of arithmetic without the GIL. */
static PyObject* work(PyObject* m, PyObject* arg) {
  (void)m;
  long n = PyLong_AsLong(arg);
  unsigned long x = 1;
  Py_BEGIN_ALLOW_THREADS for (long i = 0; i < n; i++) x = x * 6364136223846793005UL + 1;
  Py_END_ALLOW_THREADS return PyLong_FromUnsignedLong(x >> 33);
}

typedef struct {
  PyObject* f;
  long n, failed;
} Job;
static void* run_job(void* p) {
  Job* job = p;
  for (long i = 0; i < job->n; i++) {
    PyGILState_STATE held = PyGILState_Ensure();
    PyObject* r = PyObject_CallNoArgs(job->f);
    if (r == NULL) {
      job->failed++;
      PyErr_Clear();
    }
    Py_XDECREF(r);
    PyGILState_Release(held);
  }
  return NULL;
}
/* f() n times on each of some threads that C makes; how often it raised. */
static PyObject* on_threads(PyObject* m, PyObject* args) {
  PyObject* f;
  int threads;
  long n, failed = 0;
  (void)m;
  if (!PyArg_ParseTuple(args, "Oil", &f, &threads, &n)) return NULL;
  if (threads > 64) threads = 64;
  pthread_t id[64];
  Job jobs[64];
  Py_BEGIN_ALLOW_THREADS int made = 0;
  for (; made < threads; made++) {
    jobs[made] = (Job){f, n, 0};
    if (pthread_create(&id[made], NULL, run_job, &jobs[made]) != 0) break;
  }
  for (int i = 0; i < made; i++) {
    pthread_join(id[i], NULL);
    failed += jobs[i].failed;
  }
  Py_END_ALLOW_THREADS return PyLong_FromLong(failed);
}

static PyObject* live(PyObject* m, PyObject* unused) {
  (void)m, (void)unused;
  return PyLong_FromSsize_t(live_things);
}

static PyMethodDef methods[] = {{"churn", churn, METH_O, NULL},
                                {"through", through, METH_VARARGS, NULL},
                                {"failures", failures, METH_VARARGS, NULL},
                                {"list_of", list_of, METH_O, NULL},
                                {"dict_of", dict_of, METH_O, NULL},
                                {"walk", walk, METH_O, NULL},
                                {"work", work, METH_O, NULL},
                                {"on_threads", on_threads, METH_VARARGS, NULL},
                                {"_live", live, METH_NOARGS, NULL},
                                {NULL, NULL, 0, NULL}};

static int exec(PyObject* m) {
  State* state = PyModule_GetState(m);
  state->thing = PyType_FromModuleAndSpec(m, &thing_spec, NULL);
  return state->thing == NULL ? -1 : PyModule_AddType(m, (PyTypeObject*)state->thing);
}
static int module_traverse(PyObject* m, visitproc visit, void* arg) {
  State* state = PyModule_GetState(m);
  Py_VISIT(state->thing);
  return 0;
}
static int module_clear(PyObject* m) {
  State* state = PyModule_GetState(m);
  Py_CLEAR(state->thing);
  return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, "soak",       NULL,
                             sizeof(State),         methods,      slots,
                             module_traverse,       module_clear, NULL};

PyMODINIT_FUNC PyInit_soak(void) { return PyModuleDef_Init(&module); }

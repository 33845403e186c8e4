/* One function for each way in which Python can call C, and for each way back. */
#define PY_SSIZE_T_CLEAN
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"

#include <string.h>

/* A method table has one function type; the flags beside the entry say what it really is. */
#define CAST(func) ((PyCFunction)(void (*)(void))(func))

static Py_ssize_t live_callers;
static PyTypeObject* caller_type;

/* ---- the conventions of module functions ---- */

static PyObject* no_args(PyObject* module, PyObject* ignored) {
  (void)module;
  return Py_BuildValue("sO", "no_args", ignored == NULL ? Py_True : Py_False);
}

static PyObject* one_arg(PyObject* module, PyObject* arg) {
  (void)module;
  return Py_BuildValue("sO", "one_arg", arg);
}

static PyObject* var_args(PyObject* module, PyObject* args) {
  (void)module;
  return Py_BuildValue("snO", "var_args", PyTuple_Size(args), args);
}

static PyObject* keywords(PyObject* module, PyObject* args, PyObject* kwargs) {
  (void)module;
  return Py_BuildValue("sOO", "keywords", args, kwargs != NULL ? kwargs : Py_None);
}

static PyObject* tuple_of(PyObject* const* items, Py_ssize_t count) {
  PyObject* tuple = PyTuple_New(count);
  if (tuple == NULL) return NULL;
  for (Py_ssize_t i = 0; i < count; i++) PyTuple_SetItem(tuple, i, Py_NewRef(items[i]));
  return tuple;
}

static PyObject* fast(PyObject* module, PyObject* const* args, Py_ssize_t nargs) {
  (void)module;
  return Py_BuildValue("sN", "fast", tuple_of(args, nargs));
}

/* The values of keyword arguments stand behind the positional ones, their names in a tuple. */
static PyObject* keyword_dict(PyObject* const* values, PyObject* kwnames) {
  PyObject* dict = PyDict_New();
  if (dict == NULL || kwnames == NULL) return dict;
  for (Py_ssize_t i = 0; i < PyTuple_Size(kwnames); i++) {
    if (PyDict_SetItem(dict, PyTuple_GetItem(kwnames, i), values[i]) < 0) {
      Py_DECREF(dict);
      return NULL;
    }
  }
  return dict;
}

static PyObject* fast_keywords(PyObject* module, PyObject* const* args, Py_ssize_t nargs,
                               PyObject* kwnames) {
  (void)module;
  return Py_BuildValue("sNN", "fast_keywords", tuple_of(args, nargs),
                       keyword_dict(args + nargs, kwnames));
}

/* ---- taking arguments apart ---- */

static PyObject* integers(PyObject* module, PyObject* args) {
  unsigned char b, B;
  short h;
  unsigned short H;
  int i;
  unsigned int I;
  long l;
  unsigned long k;
  long long L;
  unsigned long long K;
  Py_ssize_t n;
  (void)module;
  if (!PyArg_ParseTuple(args, "bBhHiIlkLKn:integers", &b, &B, &h, &H, &i, &I, &l, &k, &L, &K, &n))
    return NULL;
  return Py_BuildValue("bBhHiIlkLKn", (char)b, B, h, H, i, I, l, k, L, K, n);
}

static PyObject* reals(PyObject* module, PyObject* args) {
  float f;
  double d;
  (void)module;
  if (!PyArg_ParseTuple(args, "fd:reals", &f, &d)) return NULL;
  return Py_BuildValue("fd", f, d);
}

static PyObject* characters(PyObject* module, PyObject* args) {
  char c;
  int C, p;
  (void)module;
  if (!PyArg_ParseTuple(args, "cCp:characters", &c, &C, &p)) return NULL;
  return Py_BuildValue("cCi", c, C, p);
}

static PyObject* texts(PyObject* module, PyObject* args) {
  const char *s, *z, *y, *s_sized, *z_sized, *y_sized;
  Py_ssize_t s_size, z_size, y_size;
  (void)module;
  if (!PyArg_ParseTuple(args, "szys#z#y#:texts", &s, &z, &y, &s_sized, &s_size, &z_sized, &z_size,
                        &y_sized, &y_size))
    return NULL;
  return Py_BuildValue("szys#z#y#", s, z, y, s_sized, s_size, z_sized, z_size, y_sized, y_size);
}

static PyObject* encoded(PyObject* module, PyObject* args) {
  char *latin = NULL, *utf16 = NULL;
  Py_ssize_t size = 0;
  PyObject* result = NULL;
  (void)module;
  if (PyArg_ParseTuple(args, "eset#:encoded", "latin-1", &latin, "utf-16-le", &utf16, &size))
    result = Py_BuildValue("yy#", latin, utf16, size);
  PyMem_Free(latin);
  PyMem_Free(utf16);
  return result;
}

static PyObject* buffers(PyObject* module, PyObject* args) {
  Py_buffer text, bytes, writable;
  PyObject* result;
  (void)module;
  if (!PyArg_ParseTuple(args, "s*y*w*:buffers", &text, &bytes, &writable)) return NULL;
  if (writable.len > 0) memset(writable.buf, '!', (size_t)writable.len);
  result = Py_BuildValue("y#y#n", text.buf, text.len, bytes.buf, bytes.len, writable.len);
  PyBuffer_Release(&text);
  PyBuffer_Release(&bytes);
  PyBuffer_Release(&writable);
  return result;
}

static PyObject* typed(PyObject* module, PyObject* args) {
  PyObject *any, *list, *bytes, *bytearray, *str;
  (void)module;
  if (!PyArg_ParseTuple(args, "OO!SYU:typed", &any, &PyList_Type, &list, &bytes, &bytearray, &str))
    return NULL;
  return Py_BuildValue("OOOOO", any, list, bytes, bytearray, str);
}

/* Called with an object to convert it; called again with NULL when a later argument was wrong. */
static int cleanups;

static int to_buffer_of_zeros(PyObject* obj, void* address) {
  char** buffer = address;
  if (obj == NULL) {
    cleanups++;
    PyMem_Free(*buffer);
    *buffer = NULL;
    return 1;
  }
  Py_ssize_t size = PyNumber_AsSsize_t(obj, PyExc_OverflowError);
  if (size == -1 && PyErr_Occurred()) return 0;
  *buffer = PyMem_Calloc((size_t)size + 1, 1);
  if (*buffer == NULL) {
    PyErr_NoMemory();
    return 0;
  }
  memset(*buffer, '0', (size_t)size);
  return Py_CLEANUP_SUPPORTED;
}

static PyObject* converted(PyObject* module, PyObject* args) {
  char* zeros = NULL;
  int number;
  PyObject* result;
  (void)module;
  if (!PyArg_ParseTuple(args, "O&i:converted", to_buffer_of_zeros, &zeros, &number)) return NULL;
  result = Py_BuildValue("si", zeros, number);
  PyMem_Free(zeros);
  return result;
}

static PyObject* count_cleanups(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyLong_FromLong(cleanups);
}

static PyObject* nested(PyObject* module, PyObject* args) {
  int a, b, c;
  const char* name;
  double weight;
  (void)module;
  if (!PyArg_ParseTuple(args, "i(ii)(s(d)):nested", &a, &b, &c, &name, &weight)) return NULL;
  return Py_BuildValue("i(ii)(s(d))", a, b, c, name, weight);
}

static PyObject* optional(PyObject* module, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"", "second", "third", "only", NULL};
  int first, second = 20;
  PyObject* third = Py_None;
  const char* only = "default";
  (void)module;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i|iO$s:optional", names, &first, &second, &third,
                                   &only))
    return NULL;
  return Py_BuildValue("iiOs", first, second, third, only);
}

static PyObject* unpacked(PyObject* module, PyObject* args) {
  PyObject *first = NULL, *second = Py_None;
  (void)module;
  if (!PyArg_UnpackTuple(args, "unpacked", 1, 2, &first, &second)) return NULL;
  return PyTuple_Pack(2, second, first);
}

/* ---- building values ---- */

static PyObject* as_hex(void* number) { return PyUnicode_FromFormat("0x%x", *(int*)number); }

static PyObject* build(PyObject* module, PyObject* ignored) {
  int number = 255;
  PyObject* shared = PyList_New(0);
  (void)module, (void)ignored;
  if (shared == NULL) return NULL;
  PyObject* result =
      Py_BuildValue("[N,N,N,N,N,N,N]", Py_BuildValue(""), Py_BuildValue("i", 1),
                    Py_BuildValue("(i)", 2), Py_BuildValue("[ii](dd)", 3, 4, 0.5, -2.0),
                    Py_BuildValue("{s:i,s:{},s:(),s:[]}", "a", 1, "b", "c", "d"),
                    Py_BuildValue("y#s#zO&", "a\0b", (Py_ssize_t)3, "c\0d", (Py_ssize_t)3,
                                  (char*)NULL, as_hex, &number),
                    Py_BuildValue("OS", shared, shared));
  Py_DECREF(shared);
  return result;
}

/* ---- calling Python ---- */

static int append_new(PyObject* list, PyObject* item) {
  if (item == NULL) return -1;
  int status = PyList_Append(list, item);
  Py_DECREF(item);
  return status;
}

static PyObject* call_back(PyObject* module, PyObject* func) {
  PyObject* results = PyList_New(0);
  PyObject* args = Py_BuildValue("(ss)", "from", "tuple");
  PyObject* kwargs = Py_BuildValue("{s:i}", "key", 7);
  PyObject* name = PyUnicode_FromString("upper");
  PyObject* text = PyUnicode_FromString("shout");
  (void)module;
  if (results == NULL || args == NULL || kwargs == NULL || name == NULL || text == NULL ||
      append_new(results, PyObject_CallNoArgs(func)) < 0 ||
      append_new(results, PyObject_CallObject(func, NULL)) < 0 ||
      append_new(results, PyObject_CallObject(func, args)) < 0 ||
      append_new(results, PyObject_Call(func, args, kwargs)) < 0 ||
      append_new(results, PyObject_CallFunction(func, NULL)) < 0 ||
      append_new(results, PyObject_CallFunction(func, "i", 1)) < 0 ||
      append_new(results, PyObject_CallFunction(func, "is", 1, "two")) < 0 ||
      append_new(results, PyObject_CallFunction(func, "(is)", 1, "two")) < 0 ||
      append_new(results, PyObject_CallFunction(func, "O", args)) < 0 ||
      append_new(results, PyObject_CallFunctionObjArgs(func, text, name, NULL)) < 0 ||
      append_new(results, PyObject_CallMethod(text, "replace", "ss", "s", "S")) < 0 ||
      append_new(results, PyObject_CallMethodObjArgs(text, name, NULL)) < 0)
    Py_CLEAR(results);
  Py_XDECREF(args);
  Py_XDECREF(kwargs);
  Py_XDECREF(name);
  Py_XDECREF(text);
  return results;
}

/* ---- the conventions of methods ---- */

typedef struct {
  INSTANCE_HEAD
  int number;
} Caller;

#define CALLER(o) INSTANCE(Caller, (o), caller_type)

static PyObject* caller_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"number", NULL};
  int number = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|i:Caller", names, &number)) return NULL;
  allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
  PyObject* self = alloc(type, 0);
  if (self == NULL) return NULL;
  live_callers++;
  CALLER(self)->number = number;
  return self;
}

static void caller_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  live_callers--;
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(self);
  Py_DECREF(type);
}

static PyObject* caller_plain(PyObject* self, PyObject* ignored) {
  (void)ignored;
  return PyLong_FromLong(CALLER(self)->number);
}

static PyObject* caller_where(PyObject* self, PyTypeObject* defining_class, PyObject* const* args,
                              Py_ssize_t nargs, PyObject* kwnames) {
  return Py_BuildValue("iNNN", CALLER(self)->number, PyType_GetName(defining_class),
                       tuple_of(args, nargs), keyword_dict(args + nargs, kwnames));
}

static PyObject* caller_create(PyObject* cls, PyObject* number) {
  return PyObject_CallFunctionObjArgs(cls, number, NULL);
}

static PyObject* caller_lonely(PyObject* self, PyObject* args) {
  return Py_BuildValue("OO", self == NULL ? Py_True : Py_False, args);
}

static PyObject* caller_fast(PyObject* self, PyObject* const* args, Py_ssize_t nargs) {
  return Py_BuildValue("iN", CALLER(self)->number, tuple_of(args, nargs));
}

static PyMethodDef caller_methods[] = {
    {"plain", caller_plain, METH_NOARGS, "plain($self, /)\n--\n\nThe number."},
    {"where", CAST(caller_where), METH_METHOD | METH_FASTCALL | METH_KEYWORDS,
     "Who defines this method."},
    {"create", caller_create, METH_O | METH_CLASS, "A new one."},
    {"lonely", caller_lonely, METH_VARARGS | METH_STATIC, "Without self."},
    {"fast", CAST(caller_fast), METH_FASTCALL, "An array of arguments."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot caller_slots[] = {
    {Py_tp_new, caller_new},
    {Py_tp_dealloc, caller_dealloc},
    {Py_tp_methods, caller_methods},
    {Py_tp_doc, "Something to call methods of."},
    {0, NULL},
};

static PyType_Spec caller_spec = {
    "calls.Caller", INSTANCE_SIZE(Caller), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    caller_slots,
};

static PyObject* live(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyLong_FromSsize_t(live_callers);
}

/* ---- the module ---- */

static PyMethodDef methods[] = {
    {"no_args", no_args, METH_NOARGS, "no_args($module, /)\n--\n\nTake nothing."},
    {"one_arg", one_arg, METH_O, "one_arg($module, arg, /)\n--\n\nTake one object."},
    {"var_args", var_args, METH_VARARGS, "Take a tuple."},
    {"keywords", CAST(keywords), METH_VARARGS | METH_KEYWORDS, "Take a tuple and a dict."},
    {"fast", CAST(fast), METH_FASTCALL, "Take an array."},
    {"fast_keywords", CAST(fast_keywords), METH_FASTCALL | METH_KEYWORDS,
     "Take an array and names."},
    {"integers", integers, METH_VARARGS, NULL},
    {"reals", reals, METH_VARARGS, NULL},
    {"characters", characters, METH_VARARGS, NULL},
    {"texts", texts, METH_VARARGS, NULL},
    {"encoded", encoded, METH_VARARGS, NULL},
    {"buffers", buffers, METH_VARARGS, NULL},
    {"typed", typed, METH_VARARGS, NULL},
    {"converted", converted, METH_VARARGS, NULL},
    {"count_cleanups", count_cleanups, METH_NOARGS, NULL},
    {"nested", nested, METH_VARARGS, NULL},
    {"optional", CAST(optional), METH_VARARGS | METH_KEYWORDS, NULL},
    {"unpacked", unpacked, METH_VARARGS, NULL},
    {"build", build, METH_NOARGS, NULL},
    {"call_back", call_back, METH_O, NULL},
    {"_live", live, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject* module) {
  if (caller_type == NULL)
    caller_type = (PyTypeObject*)PyType_FromModuleAndSpec(module, &caller_spec, NULL);
  return caller_type != NULL ? PyModule_AddType(module, caller_type) : -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};

MODULE(calls, "Ways to call.", methods, slots)

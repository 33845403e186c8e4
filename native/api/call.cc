// The call protocol.
#include <pthread.h>
#include <stdlib.h>
#include "../calls.h"
#include "../containers.h"
#include "../faces.h"
#include "../types.h"
#include "api.h"

namespace moult {

// What an extension has put into its instance.
static vectorcallfunc stored_call(PyObject* f) {
  vectorcallfunc v = *(vectorcallfunc*)((char*)f + f->ob_type->vectorcalloffset);
  if (UNLIKELY(g->core->faces)) v = (vectorcallfunc)face_entry((void*)v, "oVrk>O");
  return v;
}

static vectorcallfunc vectorcall_of(PyObject* f) {
  MType* t = f->ob_type;
  if (!t->native || !t->has(Py_TPFLAGS_HAVE_VECTORCALL) || t->vectorcalloffset <= 0) return nullptr;
  return stored_call(f);
}

// A null where an object is due: the error that made it stays.
static PyObject* null_argument() {
  if (!error_set()) PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
  return nullptr;
}

static PyObject* not_callable(PyObject* f) {
  return type_error("'%.200s' object is not callable", type_name(f));
}

static PyObject* describe_result(PyObject* f, PyObject* r) {
  if (LIKELY((r != nullptr) != error_set())) return r;
  SavedError keep;
  Ref text(PyObject_Repr(f));
  const char* s = text ? str_utf8(text, nullptr) : nullptr;
  PyErr_Clear();
  g->ts->exc_type = keep.type;
  g->ts->exc_value = keep.value;
  g->ts->exc_tb = keep.tb;
  r = check_result(r, s ? s : "a call");
  keep.type = g->ts->exc_type;
  keep.value = g->ts->exc_value;
  keep.tb = g->ts->exc_tb;
  g->ts->exc_type = nullptr;
  g->ts->exc_value = g->ts->exc_tb = nullptr;
  return r;
}

PyObject* call_any(PyObject* f, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  Py_ssize_t nkw = names ? PyTuple_Size(names) : 0;
  if (f->ob_type->native) {
    vectorcallfunc vc = vectorcall_of(f);
    if (vc) return describe_result(f, vc(f, args, (size_t)n, nkw ? names : nullptr));
    ternaryfunc call = slot_of<ternaryfunc>(f, Py_tp_call);
    if (!call) return not_callable(f);
    Ref tuple(PyTuple_New(n)), kw;
    if (!tuple) return nullptr;
    for (Py_ssize_t i = 0; i < n; i++) tuple_items(tuple)[i] = incref(args[i]);
    if (nkw) {
      kw = PyDict_New();
      if (!kw) return nullptr;
      for (Py_ssize_t i = 0; i < nkw; i++)
        if (PyDict_SetItem(kw, PyTuple_GetItem(names, i), args[n + i]) < 0) return nullptr;
    }
    return describe_result(f, call(f, tuple, kw));
  }
  if (n + nkw + 2 > (Py_ssize_t)WIRE_SLOTS) {
    Ref tuple(PyTuple_New(n)), kw(nkw ? PyDict_New() : nullptr);
    if (!tuple || (nkw && !kw)) return nullptr;
    for (Py_ssize_t i = 0; i < n; i++) tuple_items(tuple)[i] = incref(args[i]);
    for (Py_ssize_t i = 0; i < nkw; i++)
      if (PyDict_SetItem(kw, PyTuple_GetItem(names, i), args[n + i]) < 0) return nullptr;
    return up_obj(OP_call_tuple, f, tuple.p, kw.p);
  }
  PyObject** nm = nkw ? tuple_ready(names) : nullptr;
  if (nkw && !nm) return nullptr;
  WireSlot* s = g->wire->slots;
  put(&s[0], f);
  for (Py_ssize_t i = 0; i < n + nkw; i++) put(&s[1 + i], args[i]);
  if (nkw) put(&s[1 + n + nkw], names);
  g->wire->ctl[CTL_EXTRA] = 0;
  if (!upcall(nkw ? OP_call_kw : OP_call, (int)(1 + n + nkw + (nkw ? 1 : 0)))) return nullptr;
  return take(&g->wire->slots[0]);
}

// A method of what JavaScript owns is called where it is looked up: no bound method is made for C.
static PyObject* call_method_of(PyObject* o, PyObject* name, PyObject* const* args, Py_ssize_t n) {
  if (o->ob_type->native || !is_str(name) || n + 2 > (Py_ssize_t)WIRE_SLOTS) {
    Ref f(PyObject_GetAttr(o, name));
    return f ? call_any(f, args, n, nullptr) : nullptr;
  }
  WireSlot* s = g->wire->slots;
  put(&s[0], o);
  put(&s[1], name);
  for (Py_ssize_t i = 0; i < n; i++) put(&s[2 + i], args[i]);
  g->wire->ctl[CTL_EXTRA] = 0;
  return upcall(OP_call_method, (int)(2 + n)) ? take(&s[0]) : nullptr;
}

}  // namespace moult

using namespace moult;

// Every function here returns a new reference and steals nothing.
MOULT_EXPORT Py_ssize_t PyVectorcall_NARGS(size_t n) {
  return (Py_ssize_t)(n & ~PY_VECTORCALL_ARGUMENTS_OFFSET);
}
MOULT_EXPORT PyObject* PyObject_Vectorcall(PyObject* f, PyObject* const* args, size_t nargsf,
                                           PyObject* names) {
  vectorcallfunc vc = vectorcall_of(f);
  if (vc) return describe_result(f, vc(f, args, nargsf, names));
  return call_any(f, args, PyVectorcall_NARGS(nargsf), names);
}
MOULT_EXPORT PyObject* PyObject_VectorcallMethod(PyObject* name, PyObject* const* args,
                                                 size_t nargsf, PyObject* names) {
  Py_ssize_t n = PyVectorcall_NARGS(nargsf) - 1;
  if (!names) return call_method_of(args[0], name, args + 1, n);
  Ref f(PyObject_GetAttr(args[0], name));
  return f ? PyObject_Vectorcall(f, args + 1, (size_t)n, names) : nullptr;
}

MOULT_EXPORT PyObject* PyObject_Call(PyObject* f, PyObject* args, PyObject* kw) {
  if (!is_tuple(args)) return bad_call();
  if (kw && !is_dict(kw)) return bad_call();
  if (f->ob_type->native) {
    ternaryfunc call = slot_of<ternaryfunc>(f, Py_tp_call);
    if (!call) return not_callable(f);
    return describe_result(f, call(f, args, kw));
  }
  if (!kw) {
    PyObject** p = tuple_ready(args);
    return p ? call_any(f, p, ob_size(args), nullptr) : nullptr;
  }
  return up_obj(OP_call_tuple, f, args, kw);
}
MOULT_EXPORT PyObject* PyObject_CallObject(PyObject* f, PyObject* args) {
  if (!f) return bad_call();
  if (!args) return call_any(f, nullptr, 0, nullptr);
  if (!is_tuple(args)) return type_error("argument list must be a tuple");
  return PyObject_Call(f, args, nullptr);
}
MOULT_EXPORT PyObject* PyObject_CallNoArgs(PyObject* f) { return call_any(f, nullptr, 0, nullptr); }
MOULT_EXPORT PyObject* PyEval_CallObjectWithKeywords(PyObject* f, PyObject* args, PyObject* kw) {
  if (args && !is_tuple(args)) return type_error("argument list must be a tuple");
  if (kw && !is_dict(kw)) return type_error("keyword list must be a dictionary");
  return args ? PyObject_Call(f, args, kw) : PyObject_Call(f, g->interp->empty_tuple, kw);
}
MOULT_EXPORT PyObject* PyCFunction_Call(PyObject* f, PyObject* args, PyObject* kw) {
  return PyObject_Call(f, args, kw);
}

// tp_call for types whose instances have a vectorcall pointer.
MOULT_EXPORT PyObject* PyVectorcall_Call(PyObject* f, PyObject* args, PyObject* kw) {
  MType* t = f->ob_type;
  // What JavaScript owns has no pointer in memory, and is called the same in any way.
  if (!t->native && (is_type(f) || t->has(Py_TPFLAGS_HAVE_VECTORCALL)))
    return PyObject_Call(f, args, kw);
  if (t->vectorcalloffset <= 0)
    return type_error("'%.200s' object does not support vectorcall", t->name);
  vectorcallfunc vc = stored_call(f);
  if (!vc) return type_error("'%.200s' object does not support vectorcall", t->name);
  PyObject** p = tuple_ready(args);
  if (!p) return nullptr;
  Py_ssize_t n = ob_size(args), nkw = kw ? PyDict_Size(kw) : 0;
  if (nkw < 0) return nullptr;
  if (nkw == 0) return describe_result(f, vc(f, p, (size_t)n, nullptr));
  PyObject** v = (PyObject**)malloc((size_t)(n + nkw) * sizeof(PyObject*));
  Ref names(PyTuple_New(nkw));
  if (!v || !names) {
    free(v);
    return PyErr_NoMemory();
  }
  memcpy(v, p, (size_t)n * sizeof(PyObject*));
  Py_ssize_t pos = 0, i = 0;
  PyObject *key, *value;
  while (i < nkw && PyDict_Next(kw, &pos, &key, &value)) {
    tuple_items(names)[i] = incref(key);
    v[n + i++] = incref(value);
  }
  PyObject* r = describe_result(f, vc(f, v, (size_t)n, names));
  while (i-- > 0) decref(v[n + i]);
  free(v);
  return r;
}

// ---- with a format ----

static PyObject* call_built(PyObject* f, const char* format, va_list va) {
  if (!format || !*format) return call_any(f, nullptr, 0, nullptr);
  Ref v(Py_VaBuildValue(format, va));
  if (!v) return nullptr;
  if (is_tuple(v)) {
    // "O" with a tuple spreads it, as "(O)" does with its one item.
    PyObject** p = tuple_ready(v);
    return p ? call_any(f, p, ob_size(v), nullptr) : nullptr;
  }
  return call_any(f, &v.p, 1, nullptr);
}

MOULT_EXPORT PyObject* PyObject_CallFunction(PyObject* f, const char* format, ...) {
  if (!f) return null_argument();
  va_list va;
  va_start(va, format);
  PyObject* r = call_built(f, format, va);
  va_end(va);
  return r;
}
MOULT_EXPORT PyObject* _PyObject_CallFunction_SizeT(PyObject* f, const char* format, ...) {
  if (!f) return null_argument();
  va_list va;
  va_start(va, format);
  PyObject* r = call_built(f, format, va);
  va_end(va);
  return r;
}
MOULT_EXPORT PyObject* PyEval_CallFunction(PyObject* f, const char* format, ...) {
  if (!f) return null_argument();
  va_list va;
  va_start(va, format);
  PyObject* r = call_built(f, format, va);
  va_end(va);
  return r;
}
static PyObject* call_method(PyObject* o, const char* name, const char* format, va_list va) {
  if (!o || !name) return null_argument();
  if (!o->ob_type->native && (!format || !*format)) return up_obj(OP_call_bare, o, name);
  Ref f(PyObject_GetAttrString(o, name));
  if (!f) return nullptr;
  if (!PyCallable_Check(f))
    return type_error("attribute of type '%.200s' is not callable", type_name(f));
  return call_built(f, format, va);
}
MOULT_EXPORT PyObject* PyObject_CallMethod(PyObject* o, const char* name, const char* format, ...) {
  va_list va;
  va_start(va, format);
  PyObject* r = call_method(o, name, format, va);
  va_end(va);
  return r;
}
MOULT_EXPORT PyObject* _PyObject_CallMethod_SizeT(PyObject* o, const char* name, const char* format,
                                                  ...) {
  va_list va;
  va_start(va, format);
  PyObject* r = call_method(o, name, format, va);
  va_end(va);
  return r;
}
MOULT_EXPORT PyObject* PyEval_CallMethod(PyObject* o, const char* name, const char* format, ...) {
  va_list va;
  va_start(va, format);
  PyObject* r = call_method(o, name, format, va);
  va_end(va);
  return r;
}

// ---- lists that end with NULL ----

// Of a method when there is a name, which is then f's.
static PyObject* call_objects(PyObject* f, PyObject* name, va_list va) {
  va_list count;
  va_copy(count, va);
  Py_ssize_t n = 0;
  while (va_arg(count, PyObject*)) n++;
  va_end(count);
  PyObject* small[8];
  PyObject** v = n <= 8 ? small : (PyObject**)malloc((size_t)n * sizeof(PyObject*));
  if (!v) return PyErr_NoMemory();
  for (Py_ssize_t i = 0; i < n; i++) v[i] = va_arg(va, PyObject*);
  PyObject* r = name ? call_method_of(f, name, v, n) : call_any(f, v, n, nullptr);
  if (v != small) free(v);
  return r;
}
MOULT_EXPORT PyObject* PyObject_CallFunctionObjArgs(PyObject* f, ...) {
  if (!f) return null_argument();
  va_list va;
  va_start(va, f);
  PyObject* r = call_objects(f, nullptr, va);
  va_end(va);
  return r;
}
MOULT_EXPORT PyObject* PyObject_CallMethodObjArgs(PyObject* o, PyObject* name, ...) {
  if (!o || !name) return null_argument();
  va_list va;
  va_start(va, name);
  PyObject* r = call_objects(o, name, va);
  va_end(va);
  return r;
}

// ---- recursion ----

MOULT_EXPORT int _Py_CheckRecursiveCall(const char* where) {
  PyErr_Format(PyExc_RecursionError, "maximum recursion depth exceeded%s", where ? where : "");
  return -1;
}
// Where the thread's stack must not grow beyond, and where it began.
struct StackBounds {
  char *low = nullptr, *high = nullptr;
  StackBounds() {
    pthread_attr_t a;
    if (pthread_getattr_np(pthread_self(), &a) != 0) return;
    void* base;
    size_t size;
    if (pthread_attr_getstack(&a, &base, &size) == 0) {
      low = (char*)base + STACK_MARGIN;
      high = (char*)base + size;
    }
    pthread_attr_destroy(&a);
  }
  // Room for the interpreter to make and handle the error.
  static constexpr size_t STACK_MARGIN = 256 * 1024;
};
// What counts is the stack, not the number of calls.
MOULT_EXPORT int Py_EnterRecursiveCall(const char* where) {
  static thread_local StackBounds bounds;
  char* here = (char*)__builtin_frame_address(0);
  if (LIKELY(here > bounds.low)) return 0;
  PyErr_Format(PyExc_RecursionError, "Stack overflow (used %zd kB)%s",
               (Py_ssize_t)(bounds.high - here) / 1024, where ? where : "");
  return -1;
}
MOULT_EXPORT void Py_LeaveRecursiveCall(void) {}
MOULT_EXPORT int Py_GetRecursionLimit(void) { return (int)up_num(OP_recursion_limit, 0); }
MOULT_EXPORT void Py_SetRecursionLimit(int n) { up_num(OP_recursion_limit, n); }

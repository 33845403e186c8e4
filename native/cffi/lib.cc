// `lib` objects, the table of functions that extensions call back, functions written in Python
// that C calls, and the module itself.
#include <errno.h>
#include <stdio.h>
#include "cffi.h"

namespace moult {
// The address of the characters of bytes was given to a C function, which may keep it as long as
// Python keeps them.
void keep_place(void* bytes);
}  // namespace moult

namespace cffi {

PyTypeObject* Lib_Type;

int find_global(const Context* c, const char* name) {
  int lo = 0, hi = c->num_globals;
  while (lo < hi) {
    int mid = (lo + hi) / 2, r = strcmp(c->globals[mid].name, name);
    if (r == 0) return mid;
    if (r < 0)
      lo = mid + 1;
    else
      hi = mid;
  }
  return -1;
}

PyObject* constant(const Context* c, int n) {
  const Global& v = c->globals[n];
  switch (op_of(v.type)) {
    case OP_CONSTANT_INT:
    case OP_ENUM: {
      Constant k{0, c, n};
      int negative = ((int (*)(Constant*))v.address)(&k);
      switch (negative) {
        case 0:
          return PyLong_FromUnsignedLongLong(k.value);
        case 1:
          return PyLong_FromLongLong((long long)k.value);
        default:
          PyErr_Format(error, "the C compiler says '%s' is not the value that the cdef declares",
                       v.name);
          return nullptr;
      }
    }
    case OP_CONSTANT: {
      CType* t = type_at(c, arg_of(v.type));
      if (!t || t->size < 0) return nullptr;
      // The value may outlive the call: a struct is seen where it lies.
      char* memory = (char*)calloc(1, (size_t)t->size + 8);
      ((void (*)(char*))v.address)(memory);
      PyObject* r = to_object(memory, t);
      if (!is_record(t) && t->kind != ARRAY) free(memory);
      return r;
    }
    default:
      return nullptr;
  }
}

static char* variable(const Global& v) {
  return op_of(v.type) == OP_GLOBAL_VAR_BY_FUNCTION ? ((char* (*)(void))v.address)()
                                                    : (char*)v.address;
}
static CType* variable_type(const Context* c, const Global& v) {
  CType* t = type_at(c, arg_of(v.type));
  // Of an array that the cdef left open the compiler knows the size.
  if (t && t->kind == ARRAY && t->length < 0 && v.size_or_direct && t->item->size > 0)
    t = array_of(t->item, (Py_ssize_t)v.size_or_direct / t->item->size);
  return t;
}

// New reference. *keep: it is always the same.
static PyObject* global_value(Lib* lib, int n, bool* keep) {
  const Context* c = lib->context;
  const Global& v = c->globals[n];
  *keep = true;
  int flags = 0;
  switch (op_of(v.type)) {
    case OP_FUNCTION_VARARGS:
      flags = METH_VARARGS;
      break;
    case OP_FUNCTION_NOARGS:
      flags = METH_NOARGS;
      break;
    case OP_FUNCTION_ONE:
      flags = METH_O;
      break;
    case OP_CONSTANT_INT:
    case OP_ENUM:
    case OP_CONSTANT:
      return constant(c, n);
    case OP_GLOBAL_VAR:
    case OP_GLOBAL_VAR_BY_FUNCTION: {
      *keep = false;
      CType* t = variable_type(c, v);
      return t ? to_object(variable(v), t) : nullptr;
    }
    case OP_EXTERN_PYTHON:
      return address_of_global(lib, v.name);
    default:
      PyErr_Format(PyExc_NotImplementedError, "global operation %d of cffi for '%s'", op_of(v.type),
                   v.name);
      return nullptr;
  }
  // The wrapper reads its parameters' types from the table.
  if (!function_at(c, arg_of(v.type))) return nullptr;
  PyMethodDef* d = (PyMethodDef*)calloc(1, sizeof *d);
  if (!d) return PyErr_NoMemory();
  d->ml_name = v.name;
  d->ml_meth = (PyCFunction)v.address;
  d->ml_flags = flags;
  return PyCFunction_NewEx(d, (PyObject*)lib, lib->name);
}

PyObject* address_of_global(Lib* lib, const char* name) {
  int n = find_global(lib->context, name);
  if (n < 0) {
    PyErr_Format(PyExc_AttributeError,
                 "cffi library '%U' has no function or global variable named '%s'", lib->name,
                 name);
    return nullptr;
  }
  const Context* c = lib->context;
  const Global& v = c->globals[n];
  switch (op_of(v.type)) {
    case OP_GLOBAL_VAR:
    case OP_GLOBAL_VAR_BY_FUNCTION: {
      CType* t = pointer_to(variable_type(c, v));
      return t ? new_cdata(t, variable(v)) : nullptr;
    }
    case OP_FUNCTION_VARARGS:
    case OP_FUNCTION_NOARGS:
    case OP_FUNCTION_ONE: {
      CType* t = function_at(c, arg_of(v.type));
      return t ? new_cdata(t, (char*)v.size_or_direct) : nullptr;
    }
    case OP_EXTERN_PYTHON: {
      CType* t = type_at(c, arg_of(v.type));
      return t ? new_cdata(t, (char*)v.size_or_direct) : nullptr;
    }
    default:
      PyErr_Format(PyExc_AttributeError, "cannot take the address of the constant '%s'", name);
      return nullptr;
  }
}

static PyObject* lib_getattr(PyObject* o, PyObject* name) {
  Lib* lib = (Lib*)o;
  PyObject* known = PyDict_GetItemWithError(lib->cache, name);
  if (known || PyErr_Occurred()) return Py_XNewRef(known);
  const char* s = PyUnicode_AsUTF8AndSize(name, nullptr);
  if (!s) return nullptr;
  int n = find_global(lib->context, s);
  if (n >= 0) {
    bool keep;
    PyObject* r = global_value(lib, n, &keep);
    if (r && keep && PyDict_SetItem(lib->cache, name, r) < 0) Py_CLEAR(r);
    return r;
  }
  if (strcmp(s, "__name__") == 0) return PyUnicode_FromFormat("%U.lib", lib->name);
  PyObject* r = PyObject_GenericGetAttr(o, name);
  if (r || !PyErr_ExceptionMatches(PyExc_AttributeError)) return r;
  PyErr_Clear();
  PyErr_Format(PyExc_AttributeError,
               "cffi library '%U' has no function, constant or global variable named '%U'",
               lib->name, name);
  return nullptr;
}
static int lib_setattr(PyObject* o, PyObject* name, PyObject* value) {
  Lib* lib = (Lib*)o;
  const char* s = PyUnicode_AsUTF8AndSize(name, nullptr);
  if (!s) return -1;
  int n = find_global(lib->context, s);
  if (n >= 0 && value) {
    const Global& v = lib->context->globals[n];
    int op = op_of(v.type);
    if (op == OP_GLOBAL_VAR || op == OP_GLOBAL_VAR_BY_FUNCTION) {
      CType* t = variable_type(lib->context, v);
      return t ? from_object(variable(v), t, value) : -1;
    }
    PyErr_Format(PyExc_AttributeError, "cannot write to function or constant '%U'", name);
    return -1;
  }
  PyErr_Format(PyExc_AttributeError,
               "cffi library '%U' has no function, constant or global variable named '%U'",
               lib->name, name);
  return -1;
}
static PyObject* lib_dir(PyObject* o, PyObject*) {
  const Context* c = ((Lib*)o)->context;
  PyObject* r = PyList_New(0);
  for (int i = 0; r && i < c->num_globals; i++) {
    PyObject* n = PyUnicode_FromString(c->globals[i].name);
    if (n) PyList_Append(r, n);
    Py_XDECREF(n);
  }
  return r;
}
static PyObject* lib_repr(PyObject* o) {
  return PyUnicode_FromFormat("<Lib object for '%U'>", ((Lib*)o)->name);
}
static PyMethodDef lib_methods[] = {{"__dir__", lib_dir, METH_NOARGS, nullptr},
                                    {nullptr, nullptr, 0, nullptr}};
static PyType_Slot lib_slots[] = {
    {Py_tp_getattro, (void*)lib_getattr},
    {Py_tp_setattro, (void*)lib_setattr},
    {Py_tp_repr, (void*)lib_repr},
    {Py_tp_methods, (void*)lib_methods},
    {0, nullptr},
};
static PyType_Spec lib_spec = {"_cffi_backend.Lib", sizeof(Lib), 0,
                               Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, lib_slots};
bool init_lib() {
  Lib_Type = (PyTypeObject*)PyType_FromSpec(&lib_spec);
  return Lib_Type != nullptr;
}

// ---- functions that C calls and Python has: extern "Python" ----

namespace {
// What ExternPython::attached points to.
struct Attached {
  CType* type;
  PyObject* function;
  PyObject* on_error;
  char* result;  // when it raises
};
}  // namespace

static PyObject* attach(PyObject* bound, PyObject* function) {
  FFI* ffi = (FFI*)PyTuple_GetItem(bound, 0);
  PyObject *name = PyTuple_GetItem(bound, 1), *value = PyTuple_GetItem(bound, 2),
           *on_error = PyTuple_GetItem(bound, 3);
  PyObject* own = name == Py_None ? PyObject_GetAttrString(function, "__name__") : Py_NewRef(name);
  const char* s = own ? PyUnicode_AsUTF8AndSize(own, nullptr) : nullptr;
  int n = s ? find_global(ffi->context, s) : -1;
  if (n < 0 || op_of(ffi->context->globals[n].type) != OP_EXTERN_PYTHON) {
    if (!PyErr_Occurred())
      PyErr_Format(error, "ffi.def_extern('%s'): no 'extern \"Python\"' function with this name",
                   s);
    Py_XDECREF(own);
    return nullptr;
  }
  Py_DECREF(own);
  const Global& v = ffi->context->globals[n];
  // The table has the function itself, or a pointer to it.
  CType* t = type_at(ffi->context, arg_of(v.type));
  if (!t) return nullptr;
  Attached* a = (Attached*)calloc(1, sizeof *a);
  a->type = t;
  a->function = Py_NewRef(function);
  a->on_error = on_error == Py_None ? nullptr : Py_NewRef(on_error);
  CType* result = t->item;
  a->result = (char*)calloc(1, result->size > 0 ? (size_t)result->size + 8 : 8);
  if (value != Py_None && result->kind != VOID && from_object(a->result, result, value) < 0)
    return nullptr;
  // The old one may be running: it stays.
  ((ExternPython*)v.address)->attached = a;
  return Py_NewRef(function);
}
static PyMethodDef attach_def = {"def_extern", attach, METH_O, nullptr};

PyObject* def_extern(PyObject* self, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"name", "error", "onerror", nullptr};
  PyObject *name = Py_None, *value = Py_None, *on_error = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "|OOO:def_extern", (char**)names, &name, &value,
                                   &on_error))
    return nullptr;
  if (on_error != Py_None && !PyCallable_Check(on_error)) {
    PyErr_Format(PyExc_TypeError, "expected a callable object for 'onerror', not %T", on_error);
    return nullptr;
  }
  PyObject* bound = PyTuple_Pack(4, self, name, value, on_error);
  PyObject* f = bound ? PyCFunction_New(&attach_def, bound) : nullptr;
  Py_XDECREF(bound);
  return f;
}

// Arguments lie in 8 bytes each, larger ones by address; the result goes to where they start.
static void run_attached(Attached* a, char* slots) {
  CType *t = a->type, *result = t->item;
  PyObject* args = PyTuple_New(t->nparameters);
  bool ok = args != nullptr;
  for (int i = 0; ok && i < t->nparameters; i++) {
    CType* p = t->parameters[i];
    char* at = slots + 8 * i;
    if (is_record(p) || p->kind == LONGDOUBLE) memcpy(&at, at, sizeof at);
    PyObject* v = to_object(at, p);
    if (v && is_record(p)) {
      // The caller's copy goes with the call.
      CData* own = new_owner(p, p->size);
      if (own) memcpy(own->data, at, (size_t)p->size);
      Py_DECREF(v);
      v = (PyObject*)own;
    }
    ok = v && PyTuple_SetItem(args, i, v) == 0;
  }
  PyObject* r = ok ? PyObject_CallObject(a->function, args) : nullptr;
  Py_XDECREF(args);
  if (r && result->kind == VOID && r != Py_None) {
    PyErr_SetString(PyExc_TypeError, "callback with the return type 'void' must return None");
    Py_CLEAR(r);
  }
  if (r && result->kind != VOID && from_object(slots, result, r) < 0) Py_CLEAR(r);
  if (r) {
    Py_DECREF(r);
    return;
  }
  if (result->size > 0) memcpy(slots, a->result, (size_t)result->size);
  if (a->on_error) {
    PyObject* e = PyErr_GetRaisedException();
    PyObject* tb = e ? PyException_GetTraceback(e) : nullptr;
    PyObject* handled =
        PyObject_CallFunctionObjArgs(a->on_error, e ? (PyObject*)Py_TYPE(e) : Py_None,
                                     e ? e : Py_None, tb ? tb : Py_None, nullptr);
    Py_XDECREF(tb);
    Py_XDECREF(e);
    if (handled && handled != Py_None && result->kind != VOID) from_object(slots, result, handled);
    Py_XDECREF(handled);
  }
  if (PyErr_Occurred()) PyErr_WriteUnraisable(a->function);
}

static void call_python(ExternPython* e, char* slots) {
  int err = errno;
  PyGILState_STATE state = PyGILState_Ensure();
  saved_errno = err;
  if (e->attached) {
    PyObject *t, *v, *tb;
    PyErr_Fetch(&t, &v, &tb);
    run_attached((Attached*)e->attached, slots);
    PyErr_Restore(t, v, tb);
  } else {
    fprintf(stderr,
            "extern \"Python\": function %s() called, but no code was attached to it yet with "
            "@ffi.def_extern().  Returning 0.\n",
            e->name);
    memset(slots, 0, e->result_size);
  }
  err = saved_errno;
  PyGILState_Release(state);
  errno = err;
}

// ---- what extensions call ----

template <class T>
static T integer_argument(PyObject* o, bool is_signed, const char* what, int bits) {
  int64_t v;
  return integer_of(o, is_signed, &v, what, bits) ? (T)v : (T)-1;
}
static int to_i8(PyObject* o) { return integer_argument<int>(o, true, "8-bit int", 8); }
static int to_u8(PyObject* o) { return integer_argument<int>(o, false, "8-bit unsigned int", 8); }
static int to_i16(PyObject* o) { return integer_argument<int>(o, true, "16-bit int", 16); }
static int to_u16(PyObject* o) {
  return integer_argument<int>(o, false, "16-bit unsigned int", 16);
}
static int to_i32(PyObject* o) { return integer_argument<int>(o, true, "32-bit int", 32); }
static unsigned to_u32(PyObject* o) {
  return integer_argument<unsigned>(o, false, "32-bit unsigned int", 32);
}
static long long to_i64(PyObject* o) {
  return integer_argument<long long>(o, true, "64-bit int", 64);
}
static unsigned long long to_u64(PyObject* o) {
  if (PyLong_Check(o)) {
    int over;
    if (PyLong_AsLongLongAndOverflow(o, &over) < 0 && over <= 0) {
      PyErr_SetString(PyExc_OverflowError, "can't convert negative number to unsigned");
      return (unsigned long long)-1;
    }
  }
  return integer_argument<unsigned long long>(o, false, "64-bit unsigned int", 64);
}
static int to_char(PyObject* o) {
  char c;
  return from_object(&c, primitive(2), o) < 0 ? -1 : (unsigned char)c;
}
static PyObject* from_pointer(char* p, CType* t) { return new_cdata(t, p); }
static char* to_pointer(PyObject* o, CType* t) {
  char* p;
  if (from_object((char*)&p, t, o) == 0) return p;
  return nullptr;
}
static void restore_errno() { errno = saved_errno; }
static void save_errno() { saved_errno = errno; }
static PyObject* from_char(char c) { return PyBytes_FromStringAndSize(&c, 1); }
static PyObject* from_struct(char* p, CType* t) {
  CData* d = new_owner(t, t->size);
  if (d) memcpy(d->data, p, (size_t)t->size);
  return (PyObject*)d;
}
static wchar_t to_wide(PyObject* o) {
  wchar_t w;
  return from_object((char*)&w, primitive(16), o) < 0 ? (wchar_t)-1 : w;
}
static PyObject* from_wide(wchar_t w) { return PyUnicode_FromWideChar(&w, 1); }
static long double to_long_double(PyObject* o) {
  long double v;
  return from_object((char*)&v, primitive(15), o) < 0 ? -1 : v;
}
static bool to_bool(PyObject* o) {
  int64_t v = 0;
  integer_of(o, false, &v, "_Bool", 1);
  return v != 0;
}
static int to_wide16(PyObject* o) {
  uint16_t w;
  return from_object((char*)&w, primitive(50), o) < 0 ? -1 : w;
}
static PyObject* from_wide16(int w) { return from_wide((wchar_t)w); }

// For a pointer parameter: 0 and *out set, or the bytes of memory that the caller provides and has
// filled by array_argument; -1 with an error set.
static Py_ssize_t pointer_argument(CType* t, PyObject* o, char** out) {
  CType* item = t->item;
  bool bytes = item->kind == VOID || item->kind == CHAR || (is_integer(item) && item->size == 1);
  if (PyBytes_Check(o) && bytes) {
    *out = PyBytes_AsString(o);
    moult::keep_place(o);
    return 0;
  }
  if ((PyList_Check(o) || PyTuple_Check(o)) && item->size > 0) {
    Py_ssize_t n = PySequence_Size(o) * item->size;
    return n > 0 ? n : 1;
  }
  if (PyUnicode_Check(o) && item->kind == WIDE) return (PyUnicode_GetLength(o) + 1) * item->size;
  return from_object((char*)out, t, o) < 0 ? -1 : 0;
}
static int array_argument(char* data, CType* t, PyObject* o) {
  CType* open = array_of(t->item, -1);
  return open ? array_from_object(data, open, o) : -1;
}

void* const exports[NUM_EXPORTS] = {
    nullptr,
    (void*)to_i8,
    (void*)to_u8,
    (void*)to_i16,
    (void*)to_u16,
    (void*)to_i32,
    (void*)to_u32,
    (void*)to_i64,
    (void*)to_u64,
    (void*)to_char,
    (void*)from_pointer,
    (void*)to_pointer,
    nullptr,
    (void*)restore_errno,
    (void*)save_errno,
    (void*)from_char,
    (void*)to_object,
    (void*)from_object,
    (void*)from_struct,
    (void*)to_wide,
    (void*)from_wide,
    (void*)to_long_double,
    (void*)to_bool,
    (void*)pointer_argument,
    (void*)array_argument,
    (void*)call_python,
    (void*)to_wide16,
    (void*)from_wide16,
};

// ---- the module ----

// The argument is the address of four words: the module's name, the version of its tables, where
// the exports go, the tables.
PyObject* init_external(PyObject*, PyObject* address) {
  void** raw = (void**)PyLong_AsVoidPtr(address);
  if (!raw) return nullptr;
  const char* name = (const char*)raw[0];
  Py_ssize_t version = (Py_ssize_t)raw[1];
  if (version < 0x2601 || version > 0x28ff) {
    PyErr_Format(
        PyExc_ImportError,
        "cffi extension module '%s' uses an unknown version tag %p. This module might need "
        "a more recent version of cffi",
        name, (void*)version);
    return nullptr;
  }
  memcpy(raw[2], exports, sizeof exports);
  PyModuleDef* def = (PyModuleDef*)calloc(1, sizeof *def);
  PyModuleDef head = {
      PyModuleDef_HEAD_INIT, name, nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};
  if (!def) return PyErr_NoMemory();
  *def = head;
  PyObject* m = PyModule_Create(def);
  FFI* ffi = (FFI*)PyObject_CallNoArgs((PyObject*)FFI_Type);
  Lib* lib = (Lib*)PyType_GenericAlloc(Lib_Type, 0);
  if (!m || !ffi || !lib) return nullptr;
  ffi->context = lib->context = (const Context*)raw[3];
  lib->ffi = Py_NewRef((PyObject*)ffi);
  lib->name = PyUnicode_FromString(name);
  lib->cache = PyDict_New();
  if (PyModule_AddObjectRef(m, "ffi", (PyObject*)ffi) < 0 ||
      PyModule_AddObjectRef(m, "lib", (PyObject*)lib) < 0)
    return nullptr;
  // So that `import x.lib` finds it.
  PyObject* full = PyUnicode_FromFormat("%s.lib", name);
  PyObject* modules = PyImport_GetModuleDict();
  if (!full || PyDict_SetItem(modules, full, (PyObject*)lib) < 0) return nullptr;
  Py_DECREF(full);
  return m;
}

static PyMethodDef methods[] = {
    {"_init_cffi_1_0_external_module", init_external, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
static PyModuleDef def = {PyModuleDef_HEAD_INIT,
                          "_cffi_backend",
                          nullptr,
                          -1,
                          methods,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr};

}  // namespace cffi

extern "C" PyObject* moult_init_cffi_backend() {
  using namespace cffi;
  PyObject* m = PyModule_Create(&def);
  if (!m || !init_types() || !init_cdata() || !init_buffer() || !init_ffi(m) || !init_lib() ||
      PyModule_AddObjectRef(m, "Lib", (PyObject*)Lib_Type) < 0 ||
      PyModule_AddStringConstant(m, "__version__", "1.17.1") < 0)
    return nullptr;
  return m;
}

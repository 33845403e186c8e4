// The object protocol. Objects with C slots are asked through them; the others in JavaScript.
#include <stdlib.h>
#include "../answers.h"
#include "../containers.h"
#include "../types.h"
#include "api.h"

MOULT_EXPORT PyObject* PyBytes_FromObject(PyObject* o);

using namespace moult;

// ---- counts and types ----

MOULT_EXPORT void Py_IncRef(PyObject* o) { xincref(o); }
static inline void let_go(PyObject* o) {
  if (!immortal(o) && --o->ob_refcnt == 0) _Py_Dealloc(o);
}
MOULT_EXPORT void Py_DecRef(PyObject* o) {
  if (o) let_go(o);
}
MOULT_EXPORT void _Py_IncRef(PyObject* o) { incref(o); }
MOULT_EXPORT void _Py_DecRef(PyObject* o) { let_go(o); }
MOULT_EXPORT void _Py_SetRefcnt(PyObject* o, Py_ssize_t n) {
  if (!immortal(o)) o->ob_refcnt = n;
}
MOULT_EXPORT void _Py_NegativeRefcount(const char* file, int line, PyObject*) {
  fprintf(stderr, "%s:%d: ", file, line);
  fatal("object has negative ref count");
}
// New reference.
MOULT_EXPORT PyObject* Py_NewRef(PyObject* o) { return incref(o); }
MOULT_EXPORT PyObject* Py_XNewRef(PyObject* o) { return xincref(o); }
MOULT_EXPORT Py_ssize_t Py_REFCNT(PyObject* o) {
  return immortal(o) ? (Py_ssize_t)(uint32_t)o->ob_refcnt : count_of(o);
}
// Borrowed reference.
MOULT_EXPORT PyTypeObject* Py_TYPE(PyObject* o) { return o->ob_type; }
MOULT_EXPORT int Py_IS_TYPE(PyObject* o, PyTypeObject* t) { return o->ob_type == t; }
MOULT_EXPORT Py_ssize_t Py_SIZE(PyObject* o) { return ob_size(o); }
MOULT_EXPORT void Py_SET_SIZE(PyVarObject* o, Py_ssize_t n) { o->ob_size = n; }
MOULT_EXPORT int Py_Is(PyObject* a, PyObject* b) { return a == b; }
MOULT_EXPORT int Py_IsNone(PyObject* o) { return o == Py_None; }
MOULT_EXPORT int Py_IsTrue(PyObject* o) { return o == Py_True; }
MOULT_EXPORT int Py_IsFalse(PyObject* o) { return o == Py_False; }
// New reference.
MOULT_EXPORT PyObject* PyObject_Type(PyObject* o) {
  REQUIRE(o);
  return o ? (PyObject*)incref(o->ob_type) : bad_call();
}

static PyObject* constant(unsigned id) {
  switch (id) {
    case 0:
      return Py_None;
    case 1:
      return Py_False;
    case 2:
      return Py_True;
    case 3:
      return Py_Ellipsis;
    case 4:
      return Py_NotImplemented;
    case 5:
      return g->interp->small[-SMALL_MIN];
    case 6:
      return g->interp->small[1 - SMALL_MIN];
    case 7:
      return g->interp->empty_str;
    case 8:
      return g->interp->empty_bytes;
    case 9:
      return g->interp->empty_tuple;
    default:
      return bad_call();
  }
}
// New reference.
MOULT_EXPORT PyObject* Py_GetConstant(unsigned id) { return xincref(constant(id)); }
// Borrowed reference.
MOULT_EXPORT PyObject* Py_GetConstantBorrowed(unsigned id) { return constant(id); }

// ---- attributes ----

// New reference.
MOULT_EXPORT PyObject* PyObject_GetAttr(PyObject* o, PyObject* name) {
  REQUIRE(o, name);
  if (UNLIKELY(!is_str(name)))
    return type_error("attribute name must be string, not '%.200s'", type_name(name));
  if (o->ob_type->native) {
    binaryfunc f = slot_of<binaryfunc>(o, Py_tp_getattro);
    if (f && f != PyObject_GenericGetAttr) return f(o, name);
  }
  return get_attr(o, name, false);
}
MOULT_EXPORT PyObject* PyObject_GetAttrString(PyObject* o, const char* name) {
  REQUIRE(o, name);
  PyObject* n = intern_cstr(name);
  return n ? PyObject_GetAttr(o, n) : nullptr;
}
// *out: new reference or NULL. 1 found, 0 missing, -1 error.
MOULT_EXPORT int PyObject_GetOptionalAttr(PyObject* o, PyObject* name, PyObject** out) {
  REQUIRE(o, name);
  *out = nullptr;
  if (!is_str(name)) {
    type_error("attribute name must be string, not '%.200s'", type_name(name));
    return -1;
  }
  *out = get_attr(o, name, true);
  return *out ? 1 : error_set() ? -1 : 0;
}
MOULT_EXPORT int PyObject_GetOptionalAttrString(PyObject* o, const char* name, PyObject** out) {
  *out = nullptr;
  PyObject* n = intern_cstr(name);
  return n ? PyObject_GetOptionalAttr(o, n, out) : -1;
}
MOULT_EXPORT int PyObject_HasAttrWithError(PyObject* o, PyObject* name) {
  REQUIRE(o, name);
  PyObject* v;
  int r = PyObject_GetOptionalAttr(o, name, &v);
  xdecref(v);
  return r;
}
MOULT_EXPORT int PyObject_HasAttrStringWithError(PyObject* o, const char* name) {
  PyObject* v = nullptr;
  int r = PyObject_GetOptionalAttrString(o, name, &v);
  xdecref(v);
  return r;
}
// Errors are reported as unraisable.
MOULT_EXPORT int PyObject_HasAttr(PyObject* o, PyObject* name) {
  int r = PyObject_HasAttrWithError(o, name);
  if (r >= 0) return r;
  report_ignored(
      "Exception ignored in PyObject_HasAttr(); consider using PyObject_HasAttrWithError(), "
      "PyObject_GetOptionalAttr() or PyObject_GetAttr()");
  return 0;
}
MOULT_EXPORT int PyObject_HasAttrString(PyObject* o, const char* name) {
  int r = PyObject_HasAttrStringWithError(o, name);
  if (r >= 0) return r;
  report_ignored(
      "Exception ignored in PyObject_HasAttrString(); consider using "
      "PyObject_HasAttrStringWithError(), PyObject_GetOptionalAttrString() or "
      "PyObject_GetAttrString()");
  return 0;
}
// v is not stolen; NULL deletes.
MOULT_EXPORT int PyObject_SetAttr(PyObject* o, PyObject* name, PyObject* v) {
  REQUIRE(o, name);
  if (UNLIKELY(!is_str(name))) {
    type_error("attribute name must be string, not '%.200s'", type_name(name));
    return -1;
  }
  if (o->ob_type->native) {
    objobjargproc f = slot_of<objobjargproc>(o, Py_tp_setattro);
    if (f && f != PyObject_GenericSetAttr) return f(o, name, v);
  }
  return (v ? set_attr(o, name, v) : up_void(OP_delattr, o, name)) ? 0 : -1;
}
MOULT_EXPORT int PyObject_SetAttrString(PyObject* o, const char* name, PyObject* v) {
  REQUIRE(o, name);
  PyObject* n = intern_cstr(name);
  return n ? PyObject_SetAttr(o, n, v) : -1;
}
MOULT_EXPORT int PyObject_DelAttr(PyObject* o, PyObject* name) {
  REQUIRE(o, name);
  return PyObject_SetAttr(o, name, nullptr);
}
MOULT_EXPORT int PyObject_DelAttrString(PyObject* o, const char* name) {
  REQUIRE(o, name);
  return PyObject_SetAttrString(o, name, nullptr);
}
// New reference: the look-up of object itself, past any __getattribute__.
MOULT_EXPORT PyObject* PyObject_GenericGetAttr(PyObject* o, PyObject* name) {
  return up_obj(OP_generic_getattr, o, name);
}
MOULT_EXPORT int PyObject_GenericSetAttr(PyObject* o, PyObject* name, PyObject* v) {
  return (v ? up_void(OP_generic_setattr, o, name, v) : up_void(OP_generic_delattr, o, name)) ? 0
                                                                                              : -1;
}
// New reference.
MOULT_EXPORT PyObject* PyObject_GenericGetDict(PyObject* o, void*) {
  return up_obj(OP_get_dict, o);
}
MOULT_EXPORT int PyObject_GenericSetDict(PyObject* o, PyObject* v, void*) {
  if (!v) {
    type_error("cannot delete __dict__");
    return -1;
  }
  return up_void(OP_set_dict, o, v) ? 0 : -1;
}
MOULT_EXPORT PyObject* PyObject_Dir(PyObject* o) { return up_obj(OP_dir, o); }

// ---- text ----

static PyObject* need_str(PyObject* r, const char* what) {
  if (r && !is_str(r)) {
    type_error("%s returned non-string (type %.200s)", what, type_name(r));
    decref(r);
    return nullptr;
  }
  return r;
}
// New references; NULL gives "<NULL>".
MOULT_EXPORT PyObject* PyObject_Repr(PyObject* o) {
  if (!o) return PyUnicode_FromString("<NULL>");
  if (o->ob_type->native) {
    unaryfunc f = slot_of<unaryfunc>(o, Py_tp_repr);
    if (f) return need_str(f(o), "__repr__");
  }
  return up_obj(OP_repr, o);
}
MOULT_EXPORT PyObject* PyObject_Str(PyObject* o) {
  if (!o) return PyUnicode_FromString("<NULL>");
  if (o->ob_type == &PyUnicode_Type) return incref(o);
  if (o->ob_type->native) {
    unaryfunc f = slot_of<unaryfunc>(o, Py_tp_str);
    if (f) return need_str(f(o), "__str__");
    return PyObject_Repr(o);
  }
  return up_obj(OP_str, o);
}
MOULT_EXPORT PyObject* PyObject_ASCII(PyObject* o) {
  return o ? up_obj(OP_ascii, o) : PyUnicode_FromString("<NULL>");
}
MOULT_EXPORT PyObject* PyObject_Bytes(PyObject* o) {
  if (!o) return PyBytes_FromString("<NULL>");
  if (o->ob_type == &PyBytes_Type) return incref(o);
  if (o->ob_type == &PyUnicode_Type || is_int(o)) return PyBytes_FromObject(o);
  return up_obj(OP_bytes, o);
}
MOULT_EXPORT PyObject* PyObject_Format(PyObject* o, PyObject* spec) {
  REQUIRE(o);
  if (spec && !is_str(spec))
    return PyErr_Format(PyExc_SystemError, "Format specifier must be a string, not %.200s",
                        type_name(spec));
  return up_obj(OP_format, o, spec ? spec : g->interp->empty_str);
}

// ---- truth, hash, comparison ----

MOULT_EXPORT int PyObject_IsTrue(PyObject* o) {
  if (o == Py_True) return 1;
  if (o == Py_False || o == Py_None) return 0;
  if (o->ob_type == &PyLong_Type) return int_sign(o) != 0;
  if (o->ob_type == &PyUnicode_Type) return str_length(o) != 0;
  if (o->ob_type == &PyTuple_Type || o->ob_type == &PyBytes_Type) return ob_size(o) != 0;
  if (o->ob_type == &PyFloat_Type) return float_value(o) != 0;
  return (int)up_num(OP_is_true, o);
}
MOULT_EXPORT int PyObject_Not(PyObject* o) {
  int r = PyObject_IsTrue(o);
  return r < 0 ? r : !r;
}
MOULT_EXPORT Py_hash_t PyObject_HashNotImplemented(PyObject* o) {
  type_error("unhashable type: '%.200s'", type_name(o));
  return -1;
}
static Py_hash_t wide_result(bool ok) {
  if (!ok) return -1;
  Ref r(take(&g->wire->slots[0]));
  int64_t v = 0;
  if (r) int_i64(r, &v);
  return v;
}
MOULT_EXPORT Py_hash_t PyObject_Hash(PyObject* o) {
  if (o->ob_type->native) {
    hashfunc f = slot_of<hashfunc>(o, Py_tp_hash);
    if (f) return f(o);
  }
  return wide_result(up_void(OP_hash, o));
}
// New reference.
MOULT_EXPORT PyObject* PyObject_RichCompare(PyObject* a, PyObject* b, int op) {
  if (!a || !b) {
    if (!error_set()) bad_call();
    return nullptr;
  }
  if (a->ob_type == &PyLong_Type && b->ob_type == &PyLong_Type) {
    int64_t x, y;
    if (int_i64(a, &x) && int_i64(b, &y)) {
      bool r = op == Py_LT   ? x < y
               : op == Py_LE ? x <= y
               : op == Py_EQ ? x == y
               : op == Py_NE ? x != y
               : op == Py_GT ? x > y
                             : x >= y;
      return incref(r ? Py_True : Py_False);
    }
  } else if (a->ob_type == &PyUnicode_Type && b->ob_type == &PyUnicode_Type) {
    int c = op == Py_EQ || op == Py_NE ? !str_equal(a, b) : str_compare(a, b);
    bool r = op == Py_LT   ? c < 0
             : op == Py_LE ? c <= 0
             : op == Py_EQ ? c == 0
             : op == Py_NE ? c != 0
             : op == Py_GT ? c > 0
                           : c >= 0;
    return incref(r ? Py_True : Py_False);
  }
  return up_obj(OP_richcompare, a, b, op);
}
MOULT_EXPORT int PyObject_RichCompareBool(PyObject* a, PyObject* b, int op) {
  if (a == b) {
    if (op == Py_EQ) return 1;
    if (op == Py_NE) return 0;
  }
  Ref r(PyObject_RichCompare(a, b, op));
  return r ? PyObject_IsTrue(r) : -1;
}
MOULT_EXPORT int PyObject_IsInstance(PyObject* o, PyObject* c) {
  REQUIRE(o, c);
  if ((PyObject*)o->ob_type == c) return 1;
  if (is_type(c) && c->ob_type == &PyType_Type && subtype(o->ob_type, as_type(c))) return 1;
  return (int)up_num(OP_isinstance, o, c);
}
MOULT_EXPORT int PyObject_IsSubclass(PyObject* o, PyObject* c) {
  REQUIRE(o, c);
  if (is_type(o) && is_type(c) && c->ob_type == &PyType_Type && subtype(as_type(o), as_type(c)))
    return 1;
  return (int)up_num(OP_issubclass, o, c);
}
MOULT_EXPORT int PyCallable_Check(PyObject* o) {
  if (!o) return 0;
  MType* t = o->ob_type;
  if (t->native) return slot_of<void*>(o, Py_tp_call) != nullptr;
  // The class says it, and no built-in one changes.
  bool fixed = !t->has(Py_TPFLAGS_HEAPTYPE);
  if (t->callable_known && (fixed || t->callable_epoch == g->epoch)) return t->callable;
  t->callable = up_num(OP_callable, o) > 0;
  t->callable_epoch = g->epoch;
  t->callable_known = 1;
  return t->callable;
}
MOULT_EXPORT int PyObject_AsFileDescriptor(PyObject* o) {
  int fd;
  if (o->ob_type == &PyBool_Type &&
      PyErr_WarnEx(PyExc_RuntimeWarning, "bool is used as a file descriptor", 1))
    return -1;
  if (is_int(o)) {
    fd = PyLong_AsInt(o);
  } else {
    PyObject* f;
    int r = PyObject_GetOptionalAttrString(o, "fileno", &f);
    if (r < 0) return -1;
    if (!f) {
      type_error("argument must be an int, or have a fileno() method.");
      return -1;
    }
    Ref v(PyObject_CallNoArgs(f));
    decref(f);
    if (!v) return -1;
    if (!is_int(v)) {
      type_error("fileno() returned a non-integer");
      return -1;
    }
    fd = PyLong_AsInt(v);
  }
  if (fd == -1 && error_set()) return -1;
  if (fd < 0) {
    PyErr_Format(PyExc_ValueError, "file descriptor cannot be a negative integer (%i)", fd);
    return -1;
  }
  return fd;
}

// ---- repr of containers that hold themselves ----

// Objects whose repr is being made, innermost last.
static PyObject** in_repr;
static size_t in_repr_n, in_repr_cap;
static ThreadState** in_repr_of;

// 0 when it was not under way in this thread, and is now; 1 when it is; -1 with an error set.
MOULT_EXPORT int Py_ReprEnter(PyObject* o) {
  for (size_t i = 0; i < in_repr_n; i++)
    if (in_repr[i] == o && in_repr_of[i] == g->ts) return 1;
  if (in_repr_n == in_repr_cap) {
    size_t cap = in_repr_cap ? in_repr_cap * 2 : 16;
    PyObject** p = (PyObject**)realloc(in_repr, cap * sizeof *p);
    if (p) in_repr = p;
    ThreadState** q = p ? (ThreadState**)realloc(in_repr_of, cap * sizeof *q) : nullptr;
    if (!q) {
      PyErr_NoMemory();
      return -1;
    }
    in_repr_of = q;
    in_repr_cap = cap;
  }
  in_repr[in_repr_n] = incref(o);
  in_repr_of[in_repr_n++] = g->ts;
  return 0;
}
MOULT_EXPORT void Py_ReprLeave(PyObject* o) {
  for (size_t i = in_repr_n; i-- > 0;) {
    if (in_repr[i] != o || in_repr_of[i] != g->ts) continue;
    in_repr_n--;
    for (size_t k = i; k < in_repr_n; k++) {
      in_repr[k] = in_repr[k + 1];
      in_repr_of[k] = in_repr_of[k + 1];
    }
    decref(o);
    return;
  }
}

// CData: memory seen through a type.
#include <stdio.h>
#include "cffi.h"

namespace cffi {

PyTypeObject* CData_Type;

PyObject* new_cdata(CType* t, char* data, Py_ssize_t length) {
  CData* d = (CData*)PyType_GenericAlloc(CData_Type, 0);
  if (!d) return nullptr;
  d->type = t;
  Py_INCREF((PyObject*)t);
  d->data = data;
  d->length = length;
  return (PyObject*)d;
}

CData* new_owner(CType* t, Py_ssize_t size, Py_ssize_t length) {
  void* memory = calloc(1, size > 0 ? (size_t)size : 1);
  if (!memory) {
    PyErr_NoMemory();
    return nullptr;
  }
  CData* d = (CData*)new_cdata(t, (char*)memory, length);
  if (!d) {
    free(memory);
    return nullptr;
  }
  d->owned = memory;
  return d;
}

CData* null_pointer() { return (CData*)new_cdata(pointer_to(primitive(0)), nullptr); }

Py_ssize_t length_of(CData* d) {
  if (d->type->kind == ARRAY) return d->type->length >= 0 ? d->type->length : d->length;
  PyErr_Format(PyExc_TypeError, "cdata of type '%s' has no len()", d->type->name);
  return -1;
}

Py_ssize_t byte_size(CData* d) {
  CType* t = d->type;
  if (t->kind == ARRAY) return length_of(d) * t->item->size;
  if (t->size < 0 && is_record(t) && !fields_of(t)) return -1;
  if (t->size >= 0) return t->size;
  PyErr_Format(PyExc_ValueError, "ctype '%s' is of unknown size", t->name);
  return -1;
}

static void release(CData* d) {
  PyObject *destroy = d->destroy, *origin = d->origin;
  d->destroy = d->origin = nullptr;
  if (destroy) {
    PyObject *type, *value, *tb;
    PyErr_Fetch(&type, &value, &tb);
    PyObject* r = PyObject_CallFunctionObjArgs(destroy, origin, nullptr);
    if (!r) PyErr_WriteUnraisable(destroy);
    Py_XDECREF(r);
    Py_DECREF(destroy);
    PyErr_Restore(type, value, tb);
  }
  Py_XDECREF(origin);
  Py_CLEAR(d->handle);
  if (d->view) {
    PyBuffer_Release(d->view);
    free(d->view);
    d->view = nullptr;
  }
}

static void cdata_dealloc(PyObject* o) {
  CData* d = (CData*)o;
  PyTypeObject* type = Py_TYPE(o);
  if (d->weakrefs) PyObject_ClearWeakRefs(o);
  release(d);
  free(d->owned);
  Py_XDECREF((PyObject*)d->type);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(o);
  Py_DECREF((PyObject*)type);
}

static const char* enum_name(CData* d, PyObject** keep) {
  *keep = nullptr;
  if (!d->type->is_enum) return nullptr;
  PyObject* v = to_object(d->data, d->type);
  PyObject *k, *x;
  for (Py_ssize_t i = 0; v && PyDict_Next(d->type->enumerators, &i, &k, &x);)
    if (PyObject_RichCompareBool(v, x, Py_EQ) == 1) {
      Py_DECREF(v);
      return PyUnicode_AsUTF8AndSize(k, nullptr);
    }
  *keep = v;
  return nullptr;
}

static PyObject* cdata_repr(PyObject* o) {
  CData* d = (CData*)o;
  CType* t = d->type;
  if (is_primitive(t)) {
    PyObject* v;
    const char* name = enum_name(d, &v);
    if (name) {
      PyObject* n = to_object(d->data, t);
      PyObject* r = n ? PyUnicode_FromFormat("<cdata '%s' %S: %s>", t->name, n, name) : nullptr;
      Py_XDECREF(n);
      return r;
    }
    Py_XDECREF(v);
    if (t->kind == LONGDOUBLE) {
      long double x;
      memcpy(&x, d->data, sizeof x);
      char text[64];
      snprintf(text, sizeof text, "%LE", x);
      return PyUnicode_FromFormat("<cdata '%s' %s>", t->name, text);
    }
    v = to_object(d->data, t);
    PyObject* r = v ? PyUnicode_FromFormat("<cdata '%s' %R>", t->name, v) : nullptr;
    Py_XDECREF(v);
    return r;
  }
  if (d->handle) return PyUnicode_FromFormat("<cdata '%s' handle to %R>", t->name, d->handle);
  if (d->view && t->kind == ARRAY) {
    PyObject* from = d->view->obj ? d->view->obj : Py_None;
    return PyUnicode_FromFormat("<cdata '%s' buffer len %zd from '%s' object>", t->name,
                                length_of(d), PyExceptionClass_Name((PyObject*)Py_TYPE(from)));
  }
  if (d->destroy) {
    PyObject* what = PyUnicode_FromFormat("<cdata '%s' owning %zd bytes>", t->name, (Py_ssize_t)0);
    Py_XDECREF(what);
    return PyUnicode_FromFormat("<cdata '%s' %p>", t->name, (void*)d->data);
  }
  const char* ref = is_record(t) ? " &" : "";
  if (d->owned) {
    Py_ssize_t n = t->kind == POINTER ? t->item->size : byte_size(d);
    return PyUnicode_FromFormat("<cdata '%s%s' owning %zd bytes>", t->name, ref, n);
  }
  if (d->origin && has_items(t) && t->kind == POINTER && is_record(t->item) && is_cdata(d->origin))
    return PyUnicode_FromFormat("<cdata '%s' owning %zd bytes>", t->name, t->item->size);
  if (!d->data && (t->kind == POINTER || t->kind == FUNCTION))
    return PyUnicode_FromFormat("<cdata '%s' NULL>", t->name);
  if (t->kind == ARRAY && t->length < 0)
    return PyUnicode_FromFormat("<cdata '%s' sliced length %zd>", t->name, d->length);
  return PyUnicode_FromFormat("<cdata '%s%s' %p>", t->name, ref, (void*)d->data);
}

static int cdata_bool(PyObject* o) {
  CData* d = (CData*)o;
  if (!is_primitive(d->type)) return d->data != nullptr;
  for (Py_ssize_t i = 0; i < d->type->size; i++)
    if (d->data[i]) {
      if (d->type->kind != FLOAT) return 1;
      PyObject* v = to_object(d->data, d->type);
      int r = v ? PyObject_IsTrue(v) : -1;
      Py_XDECREF(v);
      return r;
    }
  return 0;
}

static PyObject* cdata_int(PyObject* o) {
  CData* d = (CData*)o;
  CType* t = d->type;
  if (t->kind == CHAR) return PyLong_FromLong(*(unsigned char*)d->data);
  if (t->kind == WIDE) return PyLong_FromUnsignedLongLong(read_unsigned(d->data, t->size));
  if (is_primitive(t)) {
    PyObject* v = to_object(d->data, t);
    PyObject* r = v ? PyNumber_Long(v) : nullptr;
    Py_XDECREF(v);
    return r;
  }
  PyErr_Format(PyExc_TypeError, "int() not supported on cdata '%s'", t->name);
  return nullptr;
}
static PyObject* cdata_float(PyObject* o) {
  CData* d = (CData*)o;
  CType* t = d->type;
  if (t->kind == LONGDOUBLE) {
    long double v;
    memcpy(&v, d->data, sizeof v);
    return PyFloat_FromDouble((double)v);
  }
  if (is_primitive(t)) {
    PyObject* v = to_object(d->data, t);
    PyObject* r = v ? PyNumber_Float(v) : nullptr;
    Py_XDECREF(v);
    return r;
  }
  PyErr_Format(PyExc_TypeError, "float() not supported on cdata '%s'", t->name);
  return nullptr;
}

static Py_ssize_t cdata_length(PyObject* o) { return length_of((CData*)o); }

static Py_hash_t cdata_hash(PyObject* o) {
  CData* d = (CData*)o;
  if (is_primitive(d->type)) {
    PyObject* v = to_object(d->data, d->type);
    if (!v) return -1;
    if (!is_cdata(v)) {
      Py_hash_t h = PyObject_Hash(v);
      Py_DECREF(v);
      return h;
    }
    Py_DECREF(v);
  }
  uintptr_t p = (uintptr_t)d->data;
  Py_hash_t h = (Py_hash_t)(p >> 4 | p << 60);
  return h == -1 ? -2 : h;
}

static PyObject* cdata_compare(PyObject* a, PyObject* b, int op) {
  auto plain = [](PyObject* o) -> PyObject* {
    if (!is_cdata(o)) return Py_NewRef(o);
    CData* d = (CData*)o;
    if (is_primitive(d->type) && d->type->kind != LONGDOUBLE) return to_object(d->data, d->type);
    return Py_NewRef(o);
  };
  bool pa = is_cdata(a) && !is_primitive(((CData*)a)->type);
  bool pb = is_cdata(b) && !is_primitive(((CData*)b)->type);
  if (pa && pb) {
    char *x = ((CData*)a)->data, *y = ((CData*)b)->data;
    bool r = op == Py_EQ   ? x == y
             : op == Py_NE ? x != y
             : op == Py_LT ? x < y
             : op == Py_LE ? x <= y
             : op == Py_GT ? x > y
                           : x >= y;
    return PyBool_FromLong(r);
  }
  if (pa || pb) return Py_NewRef(Py_NotImplemented);
  PyObject *x = plain(a), *y = plain(b);
  PyObject* r = x && y ? PyObject_RichCompare(x, y, op) : nullptr;
  Py_XDECREF(x);
  Py_XDECREF(y);
  return r;
}

// ---- items ----

static char* item_at(CData* d, PyObject* key) {
  Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
  if (i == -1 && PyErr_Occurred()) return nullptr;
  CType* t = d->type;
  if (t->kind == POINTER) {
    if (d->owned || (d->origin && is_record(t->item))) {
      if (i != 0) {
        PyErr_Format(PyExc_IndexError, "cdata '%s' can only be indexed by 0", t->name);
        return nullptr;
      }
    } else if (!d->data) {
      PyErr_Format(PyExc_RuntimeError, "cannot dereference null pointer from cdata '%s'", t->name);
      return nullptr;
    }
    if (t->item->size < 0 && (!is_record(t->item) || !fields_of(t->item) || t->item->size < 0)) {
      if (!PyErr_Occurred())
        PyErr_Format(PyExc_TypeError, "cdata of type '%s' cannot be indexed", t->name);
      return nullptr;
    }
  } else if (t->kind == ARRAY) {
    Py_ssize_t n = length_of(d);
    if (i < 0) {
      PyErr_SetString(PyExc_IndexError, "negative index");
      return nullptr;
    }
    if (i >= n) {
      PyErr_Format(PyExc_IndexError, "index too large for cdata '%s' (expected %zd < %zd)", t->name,
                   i, n);
      return nullptr;
    }
  } else {
    PyErr_Format(PyExc_TypeError, "cdata of type '%s' cannot be indexed", t->name);
    return nullptr;
  }
  return d->data + i * t->item->size;
}

// The range of a slice, which must have both ends and no step.
static bool slice_of(CData* d, PyObject* key, Py_ssize_t* start, Py_ssize_t* n) {
  PyObject *a = PyObject_GetAttrString(key, "start"), *b = PyObject_GetAttrString(key, "stop"),
           *c = PyObject_GetAttrString(key, "step");
  const char* bad = nullptr;
  if (a == Py_None)
    bad = "slice start must be specified";
  else if (b == Py_None)
    bad = "slice stop must be specified";
  else if (c != Py_None)
    bad = "slice with step not supported";
  Py_ssize_t lo = 0, hi = 0;
  if (!bad) {
    lo = PyLong_AsSsize_t(a);
    hi = PyLong_AsSsize_t(b);
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  if (bad) {
    PyErr_SetString(PyExc_IndexError, bad);
    return false;
  }
  if (PyErr_Occurred()) return false;
  if (lo > hi) {
    PyErr_SetString(PyExc_IndexError, "slice start > stop");
    return false;
  }
  if (d->type->kind == ARRAY) {
    if (lo < 0) {
      PyErr_SetString(PyExc_IndexError, "negative index");
      return false;
    }
    if (hi > length_of(d)) {
      PyErr_Format(PyExc_IndexError, "index too large (expected %zd <= %zd)", hi, length_of(d));
      return false;
    }
  } else if (d->type->kind != POINTER) {
    PyErr_Format(PyExc_TypeError, "cdata of type '%s' cannot be indexed", d->type->name);
    return false;
  }
  *start = lo;
  *n = hi - lo;
  return true;
}

static PyObject* cdata_get(PyObject* o, PyObject* key) {
  CData* d = (CData*)o;
  if (PySlice_Check(key)) {
    Py_ssize_t start, n;
    if (!slice_of(d, key, &start, &n)) return nullptr;
    CType* t = array_of(d->type->item, -1);
    return t ? new_cdata(t, d->data + start * t->item->size, n) : nullptr;
  }
  char* p = item_at(d, key);
  if (!p) return nullptr;
  // A struct that `new` made is one object with the pointer to it.
  if (d->type->kind == POINTER && d->origin && is_record(d->type->item) && is_cdata(d->origin))
    return Py_NewRef(d->origin);
  return to_object(p, d->type->item);
}

static int cdata_set(PyObject* o, PyObject* key, PyObject* v) {
  CData* d = (CData*)o;
  if (!v) {
    PyErr_SetString(PyExc_TypeError, "'del x[n]' not supported for cdata objects");
    return -1;
  }
  if (!PySlice_Check(key)) {
    char* p = item_at(d, key);
    return p ? from_object(p, d->type->item, v) : -1;
  }
  Py_ssize_t start, n;
  if (!slice_of(d, key, &start, &n)) return -1;
  CType* item = d->type->item;
  char* p = d->data + start * item->size;
  if (PyBytes_Check(v) && item->size == 1) {
    if (PyBytes_Size(v) != n) {
      PyErr_Format(PyExc_ValueError, "need a string of length %zd, got %zd", n, PyBytes_Size(v));
      return -1;
    }
    memcpy(p, PyBytes_AsString(v), (size_t)n);
    return 0;
  }
  if (is_cdata(v) && ((CData*)v)->type->kind == ARRAY && ((CData*)v)->type->item == item) {
    if (length_of((CData*)v) != n) {
      PyErr_Format(PyExc_ValueError, "need %zd values to unpack, got %zd", n, length_of((CData*)v));
      return -1;
    }
    memmove(p, ((CData*)v)->data, (size_t)(n * item->size));
    return 0;
  }
  PyObject* it = PyObject_GetIter(v);
  if (!it) return -1;
  int r = 0;
  for (Py_ssize_t i = 0; i < n && r == 0; i++) {
    PyObject* x = PyIter_Next(it);
    if (!x && !PyErr_Occurred())
      PyErr_Format(PyExc_ValueError, "need %zd values to unpack, got %zd", n, i);
    r = x ? from_object(p + i * item->size, item, x) : -1;
    Py_XDECREF(x);
  }
  Py_DECREF(it);
  return r;
}

static PyObject* cdata_iter(PyObject* o) {
  CData* d = (CData*)o;
  if (d->type->kind != ARRAY) {
    PyErr_Format(PyExc_TypeError, "cdata of type '%s' does not support iteration", d->type->name);
    return nullptr;
  }
  Py_ssize_t n = length_of(d);
  PyObject* list = PyList_New(n);
  for (Py_ssize_t i = 0; list && i < n; i++) {
    PyObject* v = to_object(d->data + i * d->type->item->size, d->type->item);
    if (!v) {
      Py_DECREF(list);
      return nullptr;
    }
    PyList_SetItem(list, i, v);
  }
  PyObject* it = list ? PyObject_GetIter(list) : nullptr;
  Py_XDECREF(list);
  return it;
}

// ---- fields ----

// The struct that attributes mean, and where it lies.
static CType* record_of(CData* d, char** data) {
  CType* t = d->type;
  *data = d->data;
  if (t->kind == POINTER && is_record(t->item)) t = t->item;
  return is_record(t) ? t : nullptr;
}
static PyObject* cdata_getattr(PyObject* o, PyObject* name) {
  CData* d = (CData*)o;
  char* p;
  CType* t = record_of(d, &p);
  Field* f = t ? field_named(t, name) : nullptr;
  if (f) {
    if (!p) {
      PyErr_Format(PyExc_RuntimeError, "cannot dereference null pointer from cdata '%s'",
                   d->type->name);
      return nullptr;
    }
    return field_to_object(p, *f);
  }
  if (PyErr_Occurred()) return nullptr;
  PyObject* r = PyObject_GenericGetAttr(o, name);
  if (r || !PyErr_ExceptionMatches(PyExc_AttributeError)) return r;
  PyErr_Clear();
  const char* why = t && t->opaque ? "cdata '%s' points to an opaque type: cannot read fields"
                    : t            ? "cdata '%s' has no field '%U'"
                                   : "cdata of type '%s' has no attribute '%U'";
  PyErr_Format(PyExc_AttributeError, why, d->type->name, name);
  return nullptr;
}
static int cdata_setattr(PyObject* o, PyObject* name, PyObject* v) {
  CData* d = (CData*)o;
  char* p;
  CType* t = record_of(d, &p);
  Field* f = t ? field_named(t, name) : nullptr;
  if (f && v) {
    if (!p) {
      PyErr_Format(PyExc_RuntimeError, "cannot dereference null pointer from cdata '%s'",
                   d->type->name);
      return -1;
    }
    return field_from_object(p, *f, v);
  }
  if (PyErr_Occurred()) return -1;
  PyErr_Format(PyExc_AttributeError,
               t ? "cdata '%s' has no field '%U'" : "cdata of type '%s' has no attribute '%U'",
               d->type->name, name);
  return -1;
}

// ---- arithmetic of pointers, calls ----

static PyObject* moved(CData* d, PyObject* by, int sign) {
  Py_ssize_t i = PyNumber_AsSsize_t(by, PyExc_OverflowError);
  if (i == -1 && PyErr_Occurred()) return nullptr;
  CType* t = d->type->kind == ARRAY ? pointer_to(d->type->item) : d->type;
  Py_ssize_t size = has_items(t) ? t->item->size : -1;
  if (has_items(t) && t->item->kind == VOID) size = 1;
  if (size < 0) {
    PyErr_Format(PyExc_TypeError, "cannot add a cdata '%s' and a number", d->type->name);
    return nullptr;
  }
  return new_cdata(t, d->data + sign * i * size);
}
static PyObject* cdata_add(PyObject* a, PyObject* b) {
  if (!is_cdata(a)) {
    PyObject* x = a;
    a = b;
    b = x;
  }
  if (is_cdata(b) && !is_primitive(((CData*)b)->type)) return Py_NewRef(Py_NotImplemented);
  if (is_primitive(((CData*)a)->type)) return Py_NewRef(Py_NotImplemented);
  return moved((CData*)a, b, 1);
}
static PyObject* cdata_sub(PyObject* a, PyObject* b) {
  if (!is_cdata(a)) return Py_NewRef(Py_NotImplemented);
  CData* x = (CData*)a;
  if (is_cdata(b) && has_items(((CData*)b)->type)) {
    CData* y = (CData*)b;
    Py_ssize_t size = has_items(x->type) ? x->type->item->size : -1;
    if (!has_items(x->type) || x->type->item != y->type->item || size <= 0) {
      PyErr_Format(PyExc_TypeError, "cannot subtract cdata '%s' and cdata '%s'", x->type->name,
                   y->type->name);
      return nullptr;
    }
    return PyLong_FromSsize_t((x->data - y->data) / size);
  }
  return moved(x, b, -1);
}

static PyObject* cdata_call(PyObject* o, PyObject*, PyObject*) {
  CData* d = (CData*)o;
  if (d->type->kind == FUNCTION)
    PyErr_Format(PyExc_NotImplementedError,
                 "calling '%s' by its address needs libffi, which is not here", d->type->name);
  else
    PyErr_Format(PyExc_TypeError, "cdata of type '%s' is not callable", d->type->name);
  return nullptr;
}

static PyObject* cdata_enter(PyObject* o, PyObject*) { return Py_NewRef(o); }
PyObject* release_cdata(PyObject*, PyObject* o) {
  if (!is_cdata(o)) {
    PyErr_Format(PyExc_TypeError, "expected a cdata, got %T", o);
    return nullptr;
  }
  CData* d = (CData*)o;
  if (!d->owned && !d->destroy && !d->view && !d->origin) {
    PyErr_SetString(PyExc_ValueError,
                    "only 'cdata' object from ffi.new(), ffi.gc(), ffi.from_buffer() or "
                    "ffi.new_allocator()() can be used with the 'with' keyword or ffi.release()");
    return nullptr;
  }
  release(d);
  return Py_NewRef(Py_None);
}
static PyObject* cdata_exit(PyObject* o, PyObject*) { return release_cdata(nullptr, o); }
static PyObject* cdata_dir(PyObject* o, PyObject*) {
  char* p;
  CType* t = record_of((CData*)o, &p);
  PyObject* r = PyList_New(0);
  if (!t || t->opaque) return r;
  if (!fields_of(t)) return nullptr;
  for (int i = 0; r && i < t->nfields; i++) {
    PyObject* n = PyUnicode_FromString(t->fields[i].name);
    if (n) PyList_Append(r, n);
    Py_XDECREF(n);
  }
  return r;
}
static PyMethodDef methods[] = {
    {"__enter__", cdata_enter, METH_NOARGS, nullptr},
    {"__exit__", cdata_exit, METH_VARARGS, nullptr},
    {"__dir__", cdata_dir, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
static PyMemberDef members[] = {
    {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(CData, weakrefs), Py_READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyType_Slot slots[] = {
    {Py_tp_dealloc, (void*)cdata_dealloc},
    {Py_tp_repr, (void*)cdata_repr},
    {Py_tp_hash, (void*)cdata_hash},
    {Py_tp_richcompare, (void*)cdata_compare},
    {Py_tp_getattro, (void*)cdata_getattr},
    {Py_tp_setattro, (void*)cdata_setattr},
    {Py_tp_iter, (void*)cdata_iter},
    {Py_tp_call, (void*)cdata_call},
    {Py_mp_length, (void*)cdata_length},
    {Py_mp_subscript, (void*)cdata_get},
    {Py_mp_ass_subscript, (void*)cdata_set},
    {Py_nb_bool, (void*)cdata_bool},
    {Py_nb_int, (void*)cdata_int},
    {Py_nb_float, (void*)cdata_float},
    {Py_nb_add, (void*)cdata_add},
    {Py_nb_subtract, (void*)cdata_sub},
    {Py_tp_methods, (void*)methods},
    {Py_tp_members, (void*)members},
    {0, nullptr},
};
static PyType_Spec spec = {"_cffi_backend._CDataBase", sizeof(CData), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
bool init_cdata() {
  CData_Type = (PyTypeObject*)PyType_FromSpec(&spec);
  return CData_Type != nullptr;
}

}  // namespace cffi

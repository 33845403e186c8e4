// The type FFI: what `from module import ffi` gives.
#include <stdio.h>
#include "cffi.h"

namespace cffi {

PyTypeObject* FFI_Type;
PyObject* error;
int saved_errno;

PyObject* release_cdata(PyObject*, PyObject* o);

// A type by its text or itself; where cdata_too, also the type of a cdata.
CType* type_argument(FFI* ffi, PyObject* o, bool cdata_too) {
  if (is_ctype(o)) return (CType*)o;
  if (cdata_too && is_cdata(o)) return ((CData*)o)->type;
  if (!PyUnicode_Check(o)) {
    PyErr_Format(PyExc_TypeError, "expected a %s%s, got '%T'",
                 cdata_too ? "string, ctype or cdata object" : "string or ctype object", "", o);
    return nullptr;
  }
  PyObject* known = PyDict_GetItemWithError(ffi->types, o);
  if (known || PyErr_Occurred()) return (CType*)known;
  const char* text = PyUnicode_AsUTF8AndSize(o, nullptr);
  CType* t = text ? parse_type(ffi->context, text) : nullptr;
  if (t && PyDict_SetItem(ffi->types, o, (PyObject*)t) < 0) return nullptr;
  return t;
}

static bool sized(CType* t) {
  if (t->size < 0 && is_record(t) && !fields_of(t)) return false;
  if (t->size >= 0) return true;
  PyErr_Format(PyExc_ValueError, "ctype '%s' is of unknown size", t->name);
  return false;
}

// ---- memory ----

// Zeroed memory for a pointer's item or an array; `alloc` makes it when there is one.
static PyObject* make(CType* t, PyObject* init, PyObject* alloc, PyObject* free_) {
  CType* item = t->item;
  if (t->kind != POINTER && t->kind != ARRAY) {
    PyErr_Format(PyExc_TypeError, "expected a pointer or array ctype, got '%s'", t->name);
    return nullptr;
  }
  Py_ssize_t size, length = -1;
  if (t->kind == POINTER) {
    if (item->kind == VOID || (item->size < 0 && (!is_record(item) || !fields_of(item))) ||
        item->size < 0) {
      if (!PyErr_Occurred())
        PyErr_Format(PyExc_TypeError, "cannot instantiate ctype '%s' of unknown size", item->name);
      return nullptr;
    }
    size = item->size;
    // A char pointer has room for a NUL, so that it can be given to C as text.
    if (item->kind == CHAR) size++;
  } else if (t->length < 0) {
    length = init == Py_None ? -1 : length_from(item, &init);
    if (init == Py_None && length < 0 && !PyErr_Occurred())
      PyErr_SetString(PyExc_TypeError, "an integer is required");
    if (length < 0) return nullptr;
    if (item->size > 0 && length > PY_SSIZE_T_MAX / item->size) {
      PyErr_SetString(PyExc_OverflowError, "array size would overflow a Py_ssize_t");
      return nullptr;
    }
    size = length * item->size;
  } else {
    size = t->size;
  }
  bool record = t->kind == POINTER && is_record(item);
  CType* owner_type = record ? item : t;
  CData* d;
  if (alloc) {
    PyObject* from = PyObject_CallFunction(alloc, "n", size);
    if (!from) return nullptr;
    if (!is_cdata(from) || !has_items(((CData*)from)->type)) {
      PyErr_Format(PyExc_TypeError, "alloc() must return a cdata pointer, not %T", from);
      Py_DECREF(from);
      return nullptr;
    }
    if (!((CData*)from)->data) {
      PyErr_SetString(PyExc_MemoryError, "alloc() returned NULL");
      Py_DECREF(from);
      return nullptr;
    }
    d = (CData*)new_cdata(owner_type, ((CData*)from)->data, length);
    if (!d) return nullptr;
    d->origin = from;
    d->destroy = free_ == Py_None ? nullptr : Py_NewRef(free_);
    memset(d->data, 0, (size_t)size);
  } else {
    d = new_owner(owner_type, size, length);
    if (!d) return nullptr;
  }
  if (init != Py_None) {
    if (from_object(d->data, t->kind == POINTER ? item : t, init) < 0) {
      Py_DECREF((PyObject*)d);
      return nullptr;
    }
  }
  if (!record) return (PyObject*)d;
  CData* p = (CData*)new_cdata(t, d->data);
  if (p) p->origin = (PyObject*)d;
  return (PyObject*)p;
}

static PyObject* ffi_new(PyObject* self, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdecl", "init", nullptr};
  PyObject *type, *init = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "O|O:new", (char**)names, &type, &init))
    return nullptr;
  CType* t = type_argument((FFI*)self, type, false);
  return t ? make(t, init, nullptr, nullptr) : nullptr;
}

// A function that makes cdata with the user's alloc and free; a tuple is what it is bound to.
static PyObject* allocate(PyObject* bound, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdecl", "init", nullptr};
  PyObject *type, *init = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "O|O:new", (char**)names, &type, &init))
    return nullptr;
  CType* t = type_argument((FFI*)PyTuple_GetItem(bound, 0), type, false);
  PyObject* alloc = PyTuple_GetItem(bound, 1);
  return t ? make(t, init, alloc == Py_None ? nullptr : alloc, PyTuple_GetItem(bound, 2)) : nullptr;
}
static PyMethodDef allocate_def = {"new", (PyCFunction)(void (*)(void))allocate,
                                   METH_VARARGS | METH_KEYWORDS, nullptr};
static PyObject* new_allocator(PyObject* self, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"alloc", "free", "should_clear_after_alloc", nullptr};
  PyObject *alloc = Py_None, *free_ = Py_None;
  int clear = 1;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "|OOi:new_allocator", (char**)names, &alloc, &free_,
                                   &clear))
    return nullptr;
  if (alloc == Py_None && free_ != Py_None) {
    PyErr_SetString(PyExc_TypeError, "cannot pass 'free' without 'alloc'");
    return nullptr;
  }
  PyObject* bound = PyTuple_Pack(3, self, alloc, free_);
  PyObject* f = bound ? PyCFunction_New(&allocate_def, bound) : nullptr;
  Py_XDECREF(bound);
  return f;
}

static PyObject* from_buffer(PyObject* self, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdecl", "python_buffer", "require_writable", nullptr};
  PyObject *first, *second = nullptr;
  int writable = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "O|Oi:from_buffer", (char**)names, &first, &second,
                                   &writable))
    return nullptr;
  CType* t = second ? type_argument((FFI*)self, first, false) : array_of(primitive(2), -1);
  PyObject* o = second ? second : first;
  if (!t) return nullptr;
  if (PyUnicode_Check(o)) {
    PyErr_SetString(PyExc_TypeError, "from_buffer() cannot return the address of a unicode object");
    return nullptr;
  }
  if (t->kind != ARRAY && t->kind != POINTER) {
    PyErr_Format(PyExc_TypeError, "expected a pointer or array ctype, got '%s'", t->name);
    return nullptr;
  }
  Py_buffer* view = (Py_buffer*)calloc(1, sizeof *view);
  if (PyObject_GetBuffer(o, view, writable ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) {
    free(view);
    return nullptr;
  }
  Py_ssize_t length = -1;
  bool ok = true;
  if (t->kind == ARRAY && t->length < 0) {
    Py_ssize_t size = t->item->size;
    ok = size > 0 && view->len % size == 0;
    if (!ok)
      PyErr_Format(PyExc_ValueError,
                   "buffer is %zd bytes, which is no multiple of the size of '%s'", view->len,
                   t->item->name);
    else
      length = view->len / size;
  } else if (t->kind == ARRAY && view->len < t->size) {
    ok = false;
    PyErr_Format(PyExc_ValueError, "buffer is too small (%zd bytes) for '%s' (%zd bytes)",
                 view->len, t->name, t->size);
  }
  CData* d = ok ? (CData*)new_cdata(t, (char*)view->buf, length) : nullptr;
  if (!d) {
    PyBuffer_Release(view);
    free(view);
    return nullptr;
  }
  d->view = view;
  return (PyObject*)d;
}

static bool memory_of(PyObject* o, bool writable, Py_buffer* view, char** p) {
  if (is_cdata(o)) {
    CData* d = (CData*)o;
    view->obj = nullptr;
    *p = d->data;
    if (has_items(d->type)) return true;
    PyErr_Format(PyExc_TypeError, "expected a pointer or array ctype, got '%s'", d->type->name);
    return false;
  }
  if (PyObject_GetBuffer(o, view, writable ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) return false;
  *p = (char*)view->buf;
  return true;
}
static PyObject* ffi_memmove(PyObject*, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"dest", "src", "n", nullptr};
  PyObject *to, *from;
  Py_ssize_t n;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "OOn:memmove", (char**)names, &to, &from, &n))
    return nullptr;
  if (n < 0) {
    PyErr_SetString(PyExc_ValueError, "negative size");
    return nullptr;
  }
  Py_buffer a{}, b{};
  char *x, *y;
  if (!memory_of(from, false, &b, &y)) return nullptr;
  bool ok = memory_of(to, true, &a, &x);
  if (ok) memmove(x, y, (size_t)n);
  if (ok && a.obj) PyBuffer_Release(&a);
  if (b.obj) PyBuffer_Release(&b);
  return ok ? Py_NewRef(Py_None) : nullptr;
}

static PyObject* ffi_gc(PyObject*, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdata", "destructor", "size", nullptr};
  PyObject *o, *destroy;
  Py_ssize_t size = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "OO|n:gc", (char**)names, &o, &destroy, &size))
    return nullptr;
  if (!is_cdata(o)) {
    PyErr_Format(PyExc_TypeError, "gc() argument 1 must be a cdata, not %T", o);
    return nullptr;
  }
  CData* d = (CData*)o;
  if (destroy == Py_None) {
    if (!d->destroy) {
      PyErr_SetString(PyExc_TypeError,
                      "Can remove destructor only on a object previously returned by ffi.gc()");
      return nullptr;
    }
    Py_CLEAR(d->destroy);
    return Py_NewRef(Py_None);
  }
  CData* r = (CData*)new_cdata(d->type, d->data, d->length);
  if (!r) return nullptr;
  r->origin = Py_NewRef(o);
  r->destroy = Py_NewRef(destroy);
  return (PyObject*)r;
}

// ---- reading ----

static PyObject* ffi_string(PyObject*, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdata", "maxlen", nullptr};
  PyObject* o;
  Py_ssize_t max = -1;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "O|n:string", (char**)names, &o, &max)) return nullptr;
  if (!is_cdata(o)) {
    PyErr_Format(PyExc_TypeError, "string() argument 1 must be a cdata, not %T", o);
    return nullptr;
  }
  CData* d = (CData*)o;
  CType* t = d->type;
  if (has_items(t) && is_primitive(t->item) && t->item->kind != BOOL) {
    if (!d->data) {
      PyErr_Format(PyExc_RuntimeError, "cannot use string() on %R", o);
      return nullptr;
    }
    if (t->kind == ARRAY && (max < 0 || max > length_of(d))) max = length_of(d);
    if (t->item->size == 1) {
      size_t n = max < 0 ? strlen(d->data) : strnlen(d->data, (size_t)max);
      return PyBytes_FromStringAndSize(d->data, (Py_ssize_t)n);
    }
    if (t->item->kind == WIDE) {
      Py_ssize_t n = 0;
      while ((max < 0 || n < max) && read_unsigned(d->data + n * t->item->size, t->item->size)) n++;
      int order = -1;
      (void)order;
      if (t->item->size == 4) return PyUnicode_FromWideChar((wchar_t*)d->data, n);
      wchar_t* w = (wchar_t*)malloc(sizeof(wchar_t) * (size_t)(n + 1));
      for (Py_ssize_t i = 0; i < n; i++) w[i] = (wchar_t)read_unsigned(d->data + 2 * i, 2);
      PyObject* r = PyUnicode_FromWideChar(w, n);
      free(w);
      return r;
    }
  } else if (t->is_enum) {
    PyObject* v = to_object(d->data, t);
    PyObject *k, *x;
    for (Py_ssize_t i = 0; v && PyDict_Next(t->enumerators, &i, &k, &x);)
      if (PyObject_RichCompareBool(v, x, Py_EQ) == 1) {
        Py_DECREF(v);
        return Py_NewRef(k);
      }
    PyObject* r = v ? PyObject_Str(v) : nullptr;
    Py_XDECREF(v);
    return r;
  } else if (t->kind == CHAR || t->kind == WIDE) {
    return to_object(d->data, t);
  }
  PyErr_Format(PyExc_TypeError, "string(): unexpected cdata type '%s'", t->name);
  return nullptr;
}

static PyObject* ffi_unpack(PyObject*, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdata", "length", nullptr};
  PyObject* o;
  Py_ssize_t n;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "On:unpack", (char**)names, &o, &n)) return nullptr;
  if (!is_cdata(o) || !has_items(((CData*)o)->type)) {
    PyErr_Format(PyExc_TypeError, "expected a pointer or array, got '%T'", o);
    return nullptr;
  }
  if (n < 0) {
    PyErr_SetString(PyExc_ValueError, "'length' cannot be negative");
    return nullptr;
  }
  CData* d = (CData*)o;
  CType* item = d->type->item;
  if (!d->data) {
    PyErr_Format(PyExc_RuntimeError, "cannot use unpack() on %R", o);
    return nullptr;
  }
  if (!sized(item)) return nullptr;
  if (item->kind == CHAR) return PyBytes_FromStringAndSize(d->data, n);
  if (item->kind == WIDE && item->size == 4) return PyUnicode_FromWideChar((wchar_t*)d->data, n);
  PyObject* list = PyList_New(n);
  for (Py_ssize_t i = 0; list && i < n; i++) {
    PyObject* v = to_object(d->data + i * item->size, item);
    if (!v) {
      Py_DECREF(list);
      return nullptr;
    }
    PyList_SetItem(list, i, v);
  }
  return list;
}

// ---- types ----

static PyObject* ffi_typeof(PyObject* self, PyObject* o) {
  CType* t = type_argument((FFI*)self, o, true);
  return t ? Py_NewRef((PyObject*)t) : nullptr;
}
static PyObject* ffi_sizeof(PyObject* self, PyObject* o) {
  if (is_cdata(o)) {
    Py_ssize_t n = byte_size((CData*)o);
    return n < 0 ? nullptr : PyLong_FromSsize_t(n);
  }
  CType* t = type_argument((FFI*)self, o, false);
  return t && sized(t) ? PyLong_FromSsize_t(t->size) : nullptr;
}
static PyObject* ffi_alignof(PyObject* self, PyObject* o) {
  CType* t = type_argument((FFI*)self, o, true);
  return t && sized(t) ? PyLong_FromSsize_t(t->align) : nullptr;
}

// Follows fields and indices from a type: where that lies, and its type.
static CType* follow(CType* t, PyObject* args, Py_ssize_t from, Py_ssize_t* offset) {
  *offset = 0;
  for (Py_ssize_t i = from; t && i < PyTuple_Size(args); i++) {
    PyObject* step = PyTuple_GetItem(args, i);
    if (PyUnicode_Check(step)) {
      Field* f = is_record(t) ? field_named(t, step) : nullptr;
      if (!f) {
        if (PyErr_Occurred()) return nullptr;
        if (is_record(t))
          PyErr_SetObject(PyExc_KeyError, step);
        else
          PyErr_SetString(PyExc_TypeError,
                          "with a field name argument, expected a struct or union ctype");
        return nullptr;
      }
      *offset += f->offset;
      t = f->type;
    } else {
      Py_ssize_t n = PyLong_AsSsize_t(step);
      if (n == -1 && PyErr_Occurred()) return nullptr;
      if (!has_items(t) || t->item->size < 0) {
        PyErr_SetString(
            PyExc_TypeError,
            "with an integer argument, expected an array ctype or a pointer to non-opaque");
        return nullptr;
      }
      *offset += n * t->item->size;
      t = t->item;
    }
  }
  return t;
}
static PyObject* ffi_offsetof(PyObject* self, PyObject* args) {
  if (PyTuple_Size(args) < 2) {
    PyErr_SetString(PyExc_TypeError, "offsetof() expects at least 2 arguments");
    return nullptr;
  }
  CType* t = type_argument((FFI*)self, PyTuple_GetItem(args, 0), false);
  Py_ssize_t n;
  return t && follow(t, args, 1, &n) ? PyLong_FromSsize_t(n) : nullptr;
}
static PyObject* ffi_addressof(PyObject*, PyObject* args) {
  if (PyTuple_Size(args) < 1) {
    PyErr_SetString(PyExc_TypeError, "addressof() expects at least 1 argument");
    return nullptr;
  }
  PyObject* o = PyTuple_GetItem(args, 0);
  if (Py_TYPE(o) == Lib_Type) {
    PyObject* name = PyTuple_GetItem(args, 1);
    const char* s = name ? PyUnicode_AsUTF8AndSize(name, nullptr) : nullptr;
    return s ? address_of_global((Lib*)o, s) : nullptr;
  }
  if (!is_cdata(o)) {
    PyErr_Format(PyExc_TypeError, "addressof() first argument must be a cdata or lib, not '%T'", o);
    return nullptr;
  }
  CData* d = (CData*)o;
  CType* t = d->type;
  Py_ssize_t n = 0;
  bool alone = PyTuple_Size(args) == 1;
  if (alone && !is_record(t) && t->kind != ARRAY) {
    PyErr_SetString(PyExc_TypeError, "expected a cdata struct/union/array object");
    return nullptr;
  }
  if (!alone) {
    if (t->kind == POINTER && PyUnicode_Check(PyTuple_GetItem(args, 1))) t = t->item;
    t = follow(t, args, 1, &n);
  }
  t = pointer_to(t);
  CData* r = t ? (CData*)new_cdata(t, d->data + n) : nullptr;
  return (PyObject*)r;
}

static PyObject* ffi_getctype(PyObject* self, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdecl", "replace_with", nullptr};
  PyObject* o;
  const char* with = "";
  if (!PyArg_ParseTupleAndKeywords(args, kw, "O|s:getctype", (char**)names, &o, &with))
    return nullptr;
  CType* t = type_argument((FFI*)self, o, false);
  if (!t) return nullptr;
  while (*with == ' ') with++;
  bool star = *with == '*' && t->kind == ARRAY;
  bool space = *with && !star && *with != '[' && *with != '(';
  return PyUnicode_FromFormat("%.*s%s%s%s%s", t->at, t->name,
                              star    ? "("
                              : space ? " "
                                      : "",
                              with, star ? ")" : "", t->name + t->at);
}

static PyObject* ffi_cast(PyObject* self, PyObject* args) {
  PyObject *type, *o;
  if (!PyArg_ParseTuple(args, "OO:cast", &type, &o)) return nullptr;
  CType* t = type_argument((FFI*)self, type, false);
  if (!t) return nullptr;
  if (t->kind == POINTER || t->kind == FUNCTION || (t->kind == ARRAY && t->size < 0)) {
    if (is_cdata(o) && !is_primitive(((CData*)o)->type)) {
      if (is_record(((CData*)o)->type)) {
        PyErr_Format(PyExc_TypeError, "cannot cast ctype '%s' to ctype '%s'",
                     ((CData*)o)->type->name, t->name);
        return nullptr;
      }
      return new_cdata(t, ((CData*)o)->data);
    }
    PyObject* n = PyNumber_Long(o);
    if (!n) return nullptr;
    uintptr_t v = (uintptr_t)PyLong_AsUnsignedLongLongMask(n);
    Py_DECREF(n);
    return PyErr_Occurred() ? nullptr : new_cdata(t, (char*)v);
  }
  if (!is_primitive(t)) {
    PyErr_Format(PyExc_TypeError, "cannot cast to ctype '%s'", t->name);
    return nullptr;
  }
  CData* d = new_owner(t, t->size);
  if (!d) return nullptr;
  d->owned = nullptr;
  d->owned = d->data;
  PyObject* n = nullptr;
  if (is_cdata(o) && !is_primitive(((CData*)o)->type))
    n = PyLong_FromVoidPtr(((CData*)o)->data);
  else if (PyBytes_Check(o) && PyBytes_Size(o) == 1)
    n = PyLong_FromLong(*(unsigned char*)PyBytes_AsString(o));
  else if (PyUnicode_Check(o) && PyUnicode_GetLength(o) == 1)
    n = PyLong_FromUnsignedLong(PyUnicode_ReadChar(o, 0));
  else if (t->kind == FLOAT || t->kind == LONGDOUBLE)
    n = PyNumber_Float(o);
  else if (t->kind == BOOL)
    n = PyBool_FromLong(PyObject_IsTrue(o));
  else
    n = PyNumber_Long(o);
  if (n && (t->kind == FLOAT || t->kind == LONGDOUBLE)) {
    if (from_object(d->data, t, n) < 0) Py_CLEAR(n);
  } else if (n) {
    write_integer(d->data, PyLong_AsUnsignedLongLongMask(n), t->size > 8 ? 8 : t->size);
  }
  if (!n || PyErr_Occurred()) {
    Py_XDECREF(n);
    Py_DECREF((PyObject*)d);
    return nullptr;
  }
  Py_DECREF(n);
  return (PyObject*)d;
}

// ---- handles, once, errno ----

static PyObject* new_handle(PyObject*, PyObject* o) {
  CData* d = (CData*)new_cdata(pointer_to(primitive(0)), nullptr);
  if (!d) return nullptr;
  d->data = (char*)d;
  d->handle = Py_NewRef(o);
  return (PyObject*)d;
}
static PyObject* from_handle(PyObject*, PyObject* o) {
  if (!is_cdata(o) || ((CData*)o)->type->kind != POINTER) {
    PyErr_Format(PyExc_TypeError,
                 "expected a 'cdata' object with a 'void *' out of new_handle(), got '%T'", o);
    return nullptr;
  }
  CData* d = (CData*)((CData*)o)->data;
  if (!d) {
    PyErr_SetString(PyExc_RuntimeError, "cannot use from_handle() on NULL pointer");
    return nullptr;
  }
  if (!is_cdata((PyObject*)d) || !d->handle) {
    PyErr_SetString(PyExc_SystemError,
                    "ffi.from_handle(): dead or bogus handle (already-freed handle?)");
    return nullptr;
  }
  return Py_NewRef(d->handle);
}
static PyObject* init_once(PyObject* self, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"func", "tag", nullptr};
  PyObject *f, *tag;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "OO:init_once", (char**)names, &f, &tag))
    return nullptr;
  PyObject* once = ((FFI*)self)->once;
  PyObject* known = PyDict_GetItemWithError(once, tag);
  if (known || PyErr_Occurred()) return Py_XNewRef(known);
  PyObject* r = PyObject_CallNoArgs(f);
  if (r && PyDict_SetItem(once, tag, r) < 0) Py_CLEAR(r);
  return r;
}
static PyObject* list_types(PyObject* self, PyObject*) {
  const Context* c = ((FFI*)self)->context;
  PyObject *names = PyList_New(0), *structs = PyList_New(0), *unions = PyList_New(0);
  auto add = [](PyObject* list, const char* s) {
    PyObject* n = PyUnicode_FromString(s);
    if (n) PyList_Append(list, n);
    Py_XDECREF(n);
  };
  for (int i = 0; c && i < c->num_typenames; i++) add(names, c->typenames[i].name);
  for (int i = 0; c && i < c->num_struct_unions; i++)
    if (c->struct_unions[i].name[0] != '$')
      add(c->struct_unions[i].flags & F_UNION ? unions : structs, c->struct_unions[i].name);
  return Py_BuildValue("(NNN)", names, structs, unions);
}
static PyObject* needs_libffi(PyObject*, PyObject*) {
  PyErr_SetString(PyExc_NotImplementedError,
                  "callbacks and libraries opened at run time need libffi, which is not here");
  return nullptr;
}
static PyObject* get_errno(PyObject*, void*) { return PyLong_FromLong(saved_errno); }
static int set_errno(PyObject*, PyObject* v, void*) {
  if (!v) {
    PyErr_SetString(PyExc_AttributeError, "cannot delete errno");
    return -1;
  }
  long n = PyLong_AsLong(v);
  if (n == -1 && PyErr_Occurred()) return -1;
  saved_errno = (int)n;
  return 0;
}

static PyObject* ffi_make(PyTypeObject* t, PyObject*, PyObject*) {
  FFI* f = (FFI*)PyType_GenericAlloc(t, 0);
  if (!f) return nullptr;
  f->types = PyDict_New();
  f->once = PyDict_New();
  return (PyObject*)f;
}
static void ffi_dealloc(PyObject* o) {
  PyTypeObject* t = Py_TYPE(o);
  Py_XDECREF(((FFI*)o)->types);
  Py_XDECREF(((FFI*)o)->once);
  ((freefunc)PyType_GetSlot(t, Py_tp_free))(o);
  Py_DECREF((PyObject*)t);
}

#define KW(f) (PyCFunction)(void (*)(void)) f, METH_VARARGS | METH_KEYWORDS
static PyMethodDef methods[] = {
    {"new", KW(ffi_new), nullptr},
    {"new_allocator", KW(new_allocator), nullptr},
    {"from_buffer", KW(from_buffer), nullptr},
    {"memmove", KW(ffi_memmove), nullptr},
    {"gc", KW(ffi_gc), nullptr},
    {"string", KW(ffi_string), nullptr},
    {"unpack", KW(ffi_unpack), nullptr},
    {"typeof", ffi_typeof, METH_O, nullptr},
    {"sizeof", ffi_sizeof, METH_O, nullptr},
    {"alignof", ffi_alignof, METH_O, nullptr},
    {"offsetof", ffi_offsetof, METH_VARARGS, nullptr},
    {"addressof", ffi_addressof, METH_VARARGS, nullptr},
    {"getctype", KW(ffi_getctype), nullptr},
    {"cast", ffi_cast, METH_VARARGS, nullptr},
    {"new_handle", new_handle, METH_O, nullptr},
    {"from_handle", from_handle, METH_O, nullptr},
    {"init_once", KW(init_once), nullptr},
    {"release", release_cdata, METH_O, nullptr},
    {"list_types", list_types, METH_NOARGS, nullptr},
    {"def_extern", KW(def_extern), nullptr},
    {"callback", needs_libffi, METH_VARARGS, nullptr},
    {"dlopen", needs_libffi, METH_VARARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
static PyGetSetDef getset[] = {
    {"errno", get_errno, set_errno, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
static PyType_Slot slots[] = {
    {Py_tp_new, (void*)ffi_make},
    {Py_tp_dealloc, (void*)ffi_dealloc},
    {Py_tp_methods, (void*)methods},
    {Py_tp_getset, (void*)getset},
    {0, nullptr},
};
static PyType_Spec spec = {"_cffi_backend.FFI", sizeof(FFI), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};

bool init_ffi(PyObject* module) {
  FFI_Type = (PyTypeObject*)PyType_FromSpec(&spec);
  if (!FFI_Type) return false;
  error = PyErr_NewException("ffi.error", nullptr, nullptr);
  PyObject* null = (PyObject*)null_pointer();
  const struct {
    const char* name;
    PyObject* value;
  } values[] = {
      {"NULL", null},
      {"error", error},
      {"CData", (PyObject*)CData_Type},
      {"CType", (PyObject*)CType_Type},
      {"buffer", (PyObject*)Buffer_Type},
  };
  for (auto& v : values)
    if (!v.value || PyObject_SetAttrString((PyObject*)FFI_Type, v.name, v.value) < 0) return false;
  return PyModule_AddObjectRef(module, "FFI", (PyObject*)FFI_Type) == 0 &&
         PyModule_AddObjectRef(module, "CData", (PyObject*)CData_Type) == 0 &&
         PyModule_AddObjectRef(module, "_CDataBase", (PyObject*)CData_Type) == 0 &&
         PyModule_AddObjectRef(module, "CType", (PyObject*)CType_Type) == 0 &&
         PyModule_AddObjectRef(module, "buffer", (PyObject*)Buffer_Type) == 0;
}

}  // namespace cffi

// ffi.buffer: the memory of a cdata as bytes that can be read and written.
#include "cffi.h"

namespace cffi {

PyTypeObject* Buffer_Type;

namespace {

struct Buffer {
  PyObject head;
  char* data;
  Py_ssize_t size;
  PyObject* keep;
  PyObject* weakrefs;
};

void dealloc(PyObject* o) {
  Buffer* b = (Buffer*)o;
  PyTypeObject* t = Py_TYPE(o);
  if (b->weakrefs) PyObject_ClearWeakRefs(o);
  Py_XDECREF(b->keep);
  ((freefunc)PyType_GetSlot(t, Py_tp_free))(o);
  Py_DECREF((PyObject*)t);
}

Py_ssize_t length(PyObject* o) { return ((Buffer*)o)->size; }

bool index_of(Buffer* b, PyObject* key, Py_ssize_t* i) {
  *i = PyNumber_AsSsize_t(key, PyExc_IndexError);
  if (*i == -1 && PyErr_Occurred()) return false;
  if (*i < 0) *i += b->size;
  if (*i >= 0 && *i < b->size) return true;
  PyErr_SetString(PyExc_IndexError, "buffer index out of range");
  return false;
}

// Whole slices only: cffi has no steps.
bool range_of(Buffer* b, PyObject* key, Py_ssize_t* start, Py_ssize_t* n) {
  Py_ssize_t stop, step;
  if (PySlice_Unpack(key, start, &stop, &step) < 0) return false;
  *n = PySlice_AdjustIndices(b->size, start, &stop, step);
  if (step == 1) return true;
  PyErr_SetString(PyExc_TypeError, "buffer doesn't support slicing with a step");
  return false;
}

PyObject* get(PyObject* o, PyObject* key) {
  Buffer* b = (Buffer*)o;
  Py_ssize_t i, n;
  if (PySlice_Check(key))
    return range_of(b, key, &i, &n) ? PyBytes_FromStringAndSize(b->data + i, n) : nullptr;
  return index_of(b, key, &i) ? PyBytes_FromStringAndSize(b->data + i, 1) : nullptr;
}

int set(PyObject* o, PyObject* key, PyObject* v) {
  Buffer* b = (Buffer*)o;
  Py_ssize_t i, n = 1;
  bool slice = PySlice_Check(key);
  if (slice ? !range_of(b, key, &i, &n) : !index_of(b, key, &i)) return -1;
  if (!v) {
    PyErr_SetString(PyExc_TypeError, "cannot delete parts of a buffer");
    return -1;
  }
  Py_buffer view;
  if (PyObject_GetBuffer(v, &view, PyBUF_SIMPLE) < 0) return -1;
  int r = -1;
  if (view.len == n) {
    memmove(b->data + i, view.buf, (size_t)n);
    r = 0;
  } else {
    PyErr_SetString(PyExc_ValueError, "right operand length must match slice length");
  }
  PyBuffer_Release(&view);
  return r;
}

int getbuffer(PyObject* o, Py_buffer* view, int flags) {
  Buffer* b = (Buffer*)o;
  return PyBuffer_FillInfo(view, o, b->data, b->size, 0, flags);
}

PyObject* compare(PyObject* a, PyObject* c, int op) {
  if (Py_TYPE(a) != Buffer_Type) return Py_NewRef(Py_NotImplemented);
  Py_buffer x, y;
  if (PyObject_GetBuffer(c, &y, PyBUF_SIMPLE) < 0) {
    PyErr_Clear();
    return Py_NewRef(Py_NotImplemented);
  }
  PyObject_GetBuffer(a, &x, PyBUF_SIMPLE);
  int r = memcmp(x.buf, y.buf, (size_t)(x.len < y.len ? x.len : y.len));
  if (r == 0) r = x.len < y.len ? -1 : x.len > y.len;
  PyBuffer_Release(&x);
  PyBuffer_Release(&y);
  bool v = op == Py_EQ   ? r == 0
           : op == Py_NE ? r != 0
           : op == Py_LT ? r < 0
           : op == Py_LE ? r <= 0
           : op == Py_GT ? r > 0
                         : r >= 0;
  return PyBool_FromLong(v);
}

PyObject* make(PyTypeObject*, PyObject* args, PyObject* kw) {
  static const char* const names[] = {"cdata", "size", nullptr};
  PyObject* o;
  Py_ssize_t size = -1;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "O|n:buffer", (char**)names, &o, &size))
    return nullptr;
  if (!is_cdata(o)) {
    PyErr_Format(PyExc_TypeError, "expected a pointer or array cdata, got '%T'", o);
    return nullptr;
  }
  return new_buffer((CData*)o, size);
}

PyMemberDef members[] = {
    {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(Buffer, weakrefs), Py_READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyType_Slot slots[] = {
    {Py_tp_dealloc, (void*)dealloc},
    {Py_tp_new, (void*)make},
    {Py_tp_richcompare, (void*)compare},
    {Py_tp_members, (void*)members},
    {Py_mp_length, (void*)length},
    {Py_mp_subscript, (void*)get},
    {Py_mp_ass_subscript, (void*)set},
    {Py_bf_getbuffer, (void*)getbuffer},
    {0, nullptr},
};
PyType_Spec spec = {"_cffi_backend.buffer", sizeof(Buffer), 0, Py_TPFLAGS_DEFAULT, slots};

}  // namespace

PyObject* new_buffer(CData* d, Py_ssize_t size) {
  CType* t = d->type;
  if (size < 0) {
    if (t->kind == POINTER)
      size = t->item->size < 0 && is_record(t->item) && !fields_of(t->item) ? -1 : t->item->size;
    else if (t->kind == ARRAY)
      size = byte_size(d);
    if (PyErr_Occurred()) return nullptr;
  }
  if (t->kind != POINTER && t->kind != ARRAY) {
    PyErr_Format(PyExc_TypeError, "expected a pointer or array cdata, got '%s'", t->name);
    return nullptr;
  }
  if (size < 0) {
    PyErr_Format(PyExc_TypeError, "don't know the size pointed to by '%s'", t->name);
    return nullptr;
  }
  Buffer* b = (Buffer*)PyType_GenericAlloc(Buffer_Type, 0);
  if (!b) return nullptr;
  b->data = d->data;
  b->size = size;
  b->keep = Py_NewRef((PyObject*)d);
  return (PyObject*)b;
}

bool init_buffer() {
  Buffer_Type = (PyTypeObject*)PyType_FromSpec(&spec);
  return Buffer_Type != nullptr;
}

}  // namespace cffi

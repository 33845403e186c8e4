// The buffer protocol.
#include <stdlib.h>
#include "../stores.h"
#include "../types.h"
#include "api.h"

namespace moult {

// Of the interpreter's own exporters bytes alone hands out memory that needs no release.
bool slot_releases(PyObject* o) {
  if (is_bytes(o)) return false;
  if (o->ob_type->native) return slot_of<void*>(o, Py_bf_releasebuffer) != nullptr;
  return PyObject_CheckBuffer(o);
}

// The bytearray's memory, moved to where C can point at it (it stays there until a resize).
static char* bytearray_memory(PyObject* o, Py_ssize_t* n) {
  MirrorExt* x = o->ob_type == &PyByteArray_Type ? mirror_ext(o) : nullptr;
  if (!x || x->epoch != g->epoch) {
    if (!up_void(OP_bytearray_fetch, o)) return nullptr;
    WireSlot* w = g->wire->slots;
    *n = (Py_ssize_t)w[1].f;
    if (!x) return (char*)(uintptr_t)w[0].f;
    x->address = (char*)(uintptr_t)w[0].f;
    x->size = *n;
    x->epoch = g->epoch;
  }
  *n = x->size;
  return x->address;
}

// One exported buffer more or less, which JavaScript need not know before it runs.
static bool count_export(PyObject* o, int by) {
  if (o->ob_type == &PyByteArray_Type) return step_later(OP_bytearray_exports, o, by);
  return store_later(OP_bytearray_exports, o, nullptr, Py_None, by);
}

}  // namespace moult

using namespace moult;

MOULT_EXPORT char* PyByteArray_AsString(PyObject* o) {
  Py_ssize_t n;
  if (!o || !isinstance(o, PyByteArray_Type)) return (char*)bad_call();
  return bytearray_memory(o, &n);
}
MOULT_EXPORT Py_ssize_t PyByteArray_Size(PyObject* o) {
  if (!o || !isinstance(o, PyByteArray_Type)) return bad_call_int();
  return up_num(OP_length, o);
}
MOULT_EXPORT int PyByteArray_Resize(PyObject* o, Py_ssize_t n) {
  if (n < 0) {
    PyErr_Format(PyExc_ValueError, "Can only resize to positive sizes, got %zd", n);
    return -1;
  }
  return up_void(OP_bytearray_resize, o, n) ? 0 : -1;
}

MOULT_EXPORT int PyObject_CheckBuffer(PyObject* o) {
  if (is_bytes(o) || isinstance(o, PyByteArray_Type)) return 1;
  if (o->ob_type->native) return slot_of<void*>(o, Py_bf_getbuffer) != nullptr;
  return (int)up_num(OP_buffer_exported, o);
}

// Fills in a view of plain bytes. view->obj becomes a new reference to o.
MOULT_EXPORT int PyBuffer_FillInfo(Py_buffer* v, PyObject* o, void* buf, Py_ssize_t n, int readonly,
                                   int flags) {
  if (!v) {
    PyErr_SetString(PyExc_BufferError, "PyBuffer_FillInfo: view==NULL argument is obsolete");
    return -1;
  }
  if (flags != PyBUF_SIMPLE) {
    if (flags == PyBUF_READ || flags == PyBUF_WRITE) return bad_call_int();
    if ((flags & PyBUF_WRITABLE) && readonly) {
      PyErr_SetString(PyExc_BufferError, "Object is not writable.");
      return -1;
    }
  }
  v->obj = xincref(o);
  v->buf = buf;
  v->len = n;
  v->readonly = readonly;
  v->itemsize = 1;
  v->format = flags & PyBUF_FORMAT ? (char*)"B" : nullptr;
  v->ndim = 1;
  v->shape = flags & PyBUF_ND ? &v->len : nullptr;
  v->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &v->itemsize : nullptr;
  v->suboffsets = nullptr;
  v->internal = nullptr;
  return 0;
}

// A view of an exporter in JavaScript; `internal` keeps what the view points at.
namespace {
struct JsView {
  double id;
  char format[16];
  Py_ssize_t geometry[1];
};
}  // namespace
static int javascript_buffer(PyObject* o, Py_buffer* v, int flags) {
  v->obj = nullptr;
  if (!up_void(OP_memoryview_info, o, flags & PyBUF_WRITABLE)) return -1;
  WireSlot* w = g->wire->slots;
  Py_ssize_t ndim = (Py_ssize_t)w[5].f;
  Ref format(take(&w[6]));
  const char* f = format ? str_utf8(format, nullptr) : nullptr;
  JsView* keep = (JsView*)calloc(1, sizeof(JsView) + (size_t)ndim * 2 * sizeof(Py_ssize_t));
  if (!keep) {
    PyErr_NoMemory();
    return -1;
  }
  keep->id = w[4].f;
  snprintf(keep->format, sizeof keep->format, "%s", f ? f : "B");
  for (Py_ssize_t i = 0; i < 2 * ndim; i++) keep->geometry[i] = (Py_ssize_t)w[7 + i].f;
  v->buf = (void*)(uintptr_t)w[0].f;
  v->len = (Py_ssize_t)w[1].f;
  v->itemsize = (Py_ssize_t)w[2].f;
  v->readonly = w[3].f != 0;
  v->ndim = (int)ndim;
  v->shape = keep->geometry;
  v->strides = keep->geometry + ndim;
  v->suboffsets = nullptr;
  v->format = keep->format;
  v->internal = keep;
  v->obj = incref(o);
  const char* why = nullptr;
  if ((flags & PyBUF_WRITABLE) && v->readonly)
    why = "memoryview: underlying buffer is not writable";
  else if ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !PyBuffer_IsContiguous(v, 'C'))
    why = "memoryview: underlying buffer is not C-contiguous";
  else if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !PyBuffer_IsContiguous(v, 'F'))
    why = "memoryview: underlying buffer is not Fortran contiguous";
  else if ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !PyBuffer_IsContiguous(v, 'A'))
    why = "memoryview: underlying buffer is not contiguous";
  else if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES && !PyBuffer_IsContiguous(v, 'C'))
    why = "memoryview: underlying buffer is not C-contiguous";
  if (why) {
    PyBuffer_Release(v);
    PyErr_SetString(PyExc_BufferError, why);
    return -1;
  }
  if (!(flags & PyBUF_FORMAT)) v->format = nullptr;
  if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES) v->strides = nullptr;
  if (!(flags & PyBUF_ND)) {
    v->shape = nullptr;
    v->ndim = 1;
  }
  return 0;
}

MOULT_EXPORT int PyObject_GetBuffer(PyObject* o, Py_buffer* v, int flags) {
  if (flags != PyBUF_SIMPLE && (flags == PyBUF_READ || flags == PyBUF_WRITE)) return bad_call_int();
  if (is_bytes(o)) return PyBuffer_FillInfo(v, o, PyBytes_AsString(o), PyBytes_Size(o), 1, flags);
  if (isinstance(o, PyByteArray_Type)) {
    Py_ssize_t n;
    char* p = bytearray_memory(o, &n);
    if (!p || PyBuffer_FillInfo(v, o, p, n, 0, flags) < 0) return -1;
    return count_export(o, 1) ? 0 : -1;
  }
  if (o->ob_type->native) {
    getbufferproc f = slot_of<getbufferproc>(o, Py_bf_getbuffer);
    if (f) {
      int r = f(o, v, flags);
      return r;
    }
  } else if (up_num(OP_buffer_exported, o) > 0) {
    return javascript_buffer(o, v, flags);
  }
  type_error("a bytes-like object is required, not '%.100s'", short_name(o->ob_type));
  return -1;
}

// Drops view->obj; a second release does nothing.
MOULT_EXPORT void PyBuffer_Release(Py_buffer* v) {
  PyObject* o = v->obj;
  if (!o) return;
  if (isinstance(o, PyByteArray_Type)) {
    SavedError keep;
    count_export(o, -1);
    PyErr_Clear();
  } else if (o->ob_type->native) {
    releasebufferproc f = slot_of<releasebufferproc>(o, Py_bf_releasebuffer);
    if (f) f(o, v);
  } else if (!is_bytes(o)) {
    SavedError keep;
    JsView* view = (JsView*)v->internal;
    v->internal = nullptr;
    if (view) up_void(OP_buffer_release, view->id);
    PyErr_Clear();
    free(view);
  }
  v->obj = nullptr;
  decref(o);
}

// ---- geometry ----

static bool c_contiguous(const Py_buffer* v) {
  if (v->len == 0 || !v->strides) return true;
  Py_ssize_t size = v->itemsize;
  for (int i = v->ndim - 1; i >= 0; i--) {
    Py_ssize_t dim = v->shape[i];
    if (dim > 1 && v->strides[i] != size) return false;
    size *= dim;
  }
  return true;
}
static bool f_contiguous(const Py_buffer* v) {
  if (v->len == 0) return true;
  if (!v->strides) {
    if (v->ndim <= 1) return true;
    int wide = 0;
    for (int i = 0; i < v->ndim; i++) wide += v->shape[i] > 1;
    return wide <= 1;
  }
  Py_ssize_t size = v->itemsize;
  for (int i = 0; i < v->ndim; i++) {
    Py_ssize_t dim = v->shape[i];
    if (dim > 1 && v->strides[i] != size) return false;
    size *= dim;
  }
  return true;
}
MOULT_EXPORT int PyBuffer_IsContiguous(const Py_buffer* v, char order) {
  if (v->suboffsets) return 0;
  if (order == 'C') return c_contiguous(v);
  if (order == 'F') return f_contiguous(v);
  if (order == 'A') return c_contiguous(v) || f_contiguous(v);
  return 0;
}
MOULT_EXPORT void* PyBuffer_GetPointer(const Py_buffer* v, const Py_ssize_t* indices) {
  char* p = (char*)v->buf;
  for (int i = 0; i < v->ndim; i++) {
    p += v->strides[i] * indices[i];
    if (v->suboffsets && v->suboffsets[i] >= 0) p = *(char**)p + v->suboffsets[i];
  }
  return p;
}
MOULT_EXPORT void PyBuffer_FillContiguousStrides(int ndim, Py_ssize_t* shape, Py_ssize_t* strides,
                                                 int itemsize, char order) {
  Py_ssize_t size = itemsize;
  for (int k = 0; k < ndim; k++) {
    int i = order == 'F' ? k : ndim - 1 - k;
    strides[i] = size;
    size *= shape[i];
  }
}

// Walks all items in C or Fortran order of the other side.
static bool step(Py_ssize_t* index, const Py_buffer* v, bool fortran) {
  for (int k = 0; k < v->ndim; k++) {
    int i = fortran ? k : v->ndim - 1 - k;
    if (++index[i] < v->shape[i]) return true;
    index[i] = 0;
  }
  return false;
}
static int copy_items(const Py_buffer* v, char* flat, Py_ssize_t len, char order, bool out) {
  if (len > v->len) len = v->len;
  if (PyBuffer_IsContiguous(v, order)) {
    if (out)
      memcpy(flat, v->buf, (size_t)len);
    else
      memcpy(v->buf, flat, (size_t)len);
    return 0;
  }
  Py_ssize_t* index = (Py_ssize_t*)calloc((size_t)v->ndim + 1, sizeof *index);
  if (!index) {
    PyErr_NoMemory();
    return -1;
  }
  for (Py_ssize_t at = 0; at + v->itemsize <= len; at += v->itemsize) {
    void* p = PyBuffer_GetPointer(v, index);
    if (out)
      memcpy(flat + at, p, (size_t)v->itemsize);
    else
      memcpy(p, flat + at, (size_t)v->itemsize);
    step(index, v, order == 'F');
  }
  free(index);
  return 0;
}
MOULT_EXPORT int PyBuffer_ToContiguous(void* buf, const Py_buffer* v, Py_ssize_t len, char order) {
  if (len != v->len) {
    PyErr_SetString(PyExc_ValueError, "PyBuffer_ToContiguous: len != view->len");
    return -1;
  }
  return copy_items(v, (char*)buf, len, order == 'F' ? 'F' : 'C', true);
}
MOULT_EXPORT int PyBuffer_FromContiguous(const Py_buffer* v, const void* buf, Py_ssize_t len,
                                         char order) {
  return copy_items(v, (char*)buf, len, order == 'F' ? 'F' : 'C', false);
}
MOULT_EXPORT int PyObject_CopyData(PyObject* dest, PyObject* src) {
  if (!PyObject_CheckBuffer(dest) || !PyObject_CheckBuffer(src)) {
    type_error("both destination and source must be bytes-like objects");
    return -1;
  }
  Py_buffer d, s;
  if (PyObject_GetBuffer(dest, &d, PyBUF_FULL_RO | PyBUF_WRITABLE) != 0) return -1;
  if (PyObject_GetBuffer(src, &s, PyBUF_FULL_RO) != 0) {
    PyBuffer_Release(&d);
    return -1;
  }
  int r = -1;
  if (d.len < s.len) {
    PyErr_SetString(PyExc_BufferError, "destination is too small to receive data from source");
  } else {
    char* tmp = (char*)malloc((size_t)s.len + 1);
    if (!tmp)
      PyErr_NoMemory();
    else
      r = copy_items(&s, tmp, s.len, 'C', true) < 0 ? -1 : copy_items(&d, tmp, s.len, 'C', false);
    free(tmp);
  }
  PyBuffer_Release(&d);
  PyBuffer_Release(&s);
  return r;
}
MOULT_EXPORT Py_ssize_t PyBuffer_SizeFromFormat(const char* format) {
  Ref st(PyImport_ImportModule("struct"));
  Ref r(st ? PyObject_CallMethod(st, "calcsize", "s", format) : nullptr);
  return r ? PyLong_AsSsize_t(r) : -1;
}

// ---- the protocol before Py_buffer ----

static int old_buffer(PyObject* o, const void** p, Py_ssize_t* n, int flags) {
  Py_buffer v;
  if (!o || !p || !n) {
    if (!error_set()) PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
    return -1;
  }
  if (PyObject_GetBuffer(o, &v, flags) != 0) return -1;
  *p = v.buf;
  *n = v.len;
  PyBuffer_Release(&v);
  return 0;
}
MOULT_EXPORT int PyObject_AsCharBuffer(PyObject* o, const char** p, Py_ssize_t* n) {
  return old_buffer(o, (const void**)p, n, PyBUF_SIMPLE);
}
MOULT_EXPORT int PyObject_AsReadBuffer(PyObject* o, const void** p, Py_ssize_t* n) {
  return old_buffer(o, p, n, PyBUF_SIMPLE);
}
MOULT_EXPORT int PyObject_AsWriteBuffer(PyObject* o, void** p, Py_ssize_t* n) {
  int r = old_buffer(o, (const void**)p, n, PyBUF_WRITABLE);
  if (r < 0 && o) PyErr_SetString(PyExc_TypeError, "expected a writable bytes-like object");
  return r;
}
MOULT_EXPORT int PyObject_CheckReadBuffer(PyObject* o) { return PyObject_CheckBuffer(o); }

// ---- memoryview: made in JavaScript over the exporter's memory ----

// New references.
MOULT_EXPORT PyObject* PyMemoryView_FromObject(PyObject* o) {
  return PyObject_CallFunction((PyObject*)&PyMemoryView_Type, "(O)", o);
}
// Over memory that stays the caller's. `copy` != 0: JavaScript takes a copy, in that order.
static PyObject* raw_view(const Py_buffer* v, void* data, Py_ssize_t len, int copy) {
  WireSlot* w = g->wire->slots;
  put_all(w, (double)(uintptr_t)data, len, v->readonly || copy, v->itemsize, v->ndim, copy,
          v->format ? v->format : "B");
  // Without strides the items lie in C's order.
  Py_ssize_t step = v->itemsize;
  for (int i = v->ndim - 1; i >= 0; i--) {
    Py_ssize_t length = v->shape ? v->shape[i] : v->len / v->itemsize;
    put(&w[7 + i], length);
    put(&w[7 + v->ndim + i], v->strides ? v->strides[i] : step);
    step *= length;
  }
  if (!upcall(OP_memoryview_raw, 7 + 2 * v->ndim)) return nullptr;
  return take(&g->wire->slots[0]);
}
MOULT_EXPORT PyObject* PyMemoryView_FromBuffer(const Py_buffer* v) {
  if (!v->buf) {
    PyErr_SetString(PyExc_ValueError, "PyMemoryView_FromBuffer(): info->buf must not be NULL");
    return nullptr;
  }
  return raw_view(v, v->buf, v->len, 0);
}
MOULT_EXPORT PyObject* PyMemoryView_GetContiguous(PyObject* o, int type, char order) {
  if (order != 'C' && order != 'F' && order != 'A') return bad_call();
  if (type != PyBUF_READ && type != PyBUF_WRITE) return bad_call();
  Ref mv(PyMemoryView_FromObject(o));
  if (!mv) return nullptr;
  Py_buffer v;
  if (PyObject_GetBuffer(mv, &v, PyBUF_FULL_RO) < 0) return nullptr;
  PyObject* r = nullptr;
  if (type == PyBUF_WRITE && v.readonly) {
    PyErr_SetString(PyExc_BufferError, "underlying buffer is not writable");
  } else if (PyBuffer_IsContiguous(&v, order)) {
    r = incref(mv.p);
  } else if (type == PyBUF_WRITE) {
    PyErr_SetString(PyExc_BufferError,
                    "writable contiguous buffer requested for a non-contiguous object.");
  } else {
    char* flat = (char*)malloc((size_t)v.len + 1);
    if (!flat) {
      PyErr_NoMemory();
    } else if (copy_items(&v, flat, v.len, order == 'F' ? 'F' : 'C', true) == 0) {
      Py_buffer c = v;
      Py_ssize_t strides[64];
      PyBuffer_FillContiguousStrides(v.ndim, v.shape, strides, (int)v.itemsize,
                                     order == 'F' ? 'F' : 'C');
      c.strides = strides;
      r = raw_view(&c, flat, v.len, 1);
    }
    free(flat);
  }
  PyBuffer_Release(&v);
  return r;
}
MOULT_EXPORT PyObject* PyMemoryView_FromMemory(char* p, Py_ssize_t n, int flags) {
  return up_obj(OP_memoryview_new, (double)(uintptr_t)p, n, flags == PyBUF_WRITE ? 1 : 0);
}

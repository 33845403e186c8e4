// Memory management.
#include <stdlib.h>
#include "../containers.h"
#include "../types.h"
#include "api.h"

using namespace moult;

static const size_t TOO_MUCH = (size_t)PY_SSIZE_T_MAX_;

// Size 0 gives a pointer that is not NULL and can be freed.
MOULT_EXPORT void* PyMem_RawMalloc(size_t n) { return n > TOO_MUCH ? nullptr : malloc(n ? n : 1); }
MOULT_EXPORT void* PyMem_RawCalloc(size_t n, size_t size) {
  if (size && n > TOO_MUCH / size) return nullptr;
  return n && size ? calloc(n, size) : calloc(1, 1);
}
MOULT_EXPORT void* PyMem_RawRealloc(void* p, size_t n) {
  return n > TOO_MUCH ? nullptr : realloc(p, n ? n : 1);
}
MOULT_EXPORT void PyMem_RawFree(void* p) { free(p); }
MOULT_EXPORT void* PyMem_Malloc(size_t n) { return PyMem_RawMalloc(n); }
MOULT_EXPORT void* PyMem_Calloc(size_t n, size_t size) { return PyMem_RawCalloc(n, size); }
MOULT_EXPORT void* PyMem_Realloc(void* p, size_t n) { return PyMem_RawRealloc(p, n); }
MOULT_EXPORT void PyMem_Free(void* p) { free(p); }

MOULT_EXPORT void* PyObject_Malloc(size_t n) {
  return n > TOO_MUCH ? nullptr : heap_alloc(n, K_RAW | F_NOPREFIX);
}
MOULT_EXPORT void* PyObject_Calloc(size_t n, size_t size) {
  if (size && n > TOO_MUCH / size) return nullptr;
  void* p = PyObject_Malloc(n * size);
  if (p) memset(p, 0, n * size);
  return p;
}
MOULT_EXPORT void* PyObject_Realloc(void* p, size_t n) {
  return n > TOO_MUCH ? nullptr : heap_realloc(p, n);
}
MOULT_EXPORT void PyObject_Free(void* p) {
  if (UNLIKELY(g->native_ext != nullptr)) drop_native_ext((PyObject*)p);
  heap_free(p);
}

namespace moult {
Py_ssize_t instance_size(MType* t, Py_ssize_t n) {
  // One item more than asked for, as CPython has it for its sentinel.
  Py_ssize_t size = t->basicsize + (t->itemsize ? (n + 1) * t->itemsize : 0);
  return size < 16 ? 16 : (size + 7) & ~(Py_ssize_t)7;
}
}  // namespace moult

static void start(PyObject* o, MType* t) {
  o->ob_type = t;
  o->ob_refcnt = 1;
  if (t->has(Py_TPFLAGS_HEAPTYPE)) incref(t);
  Meta* m = meta(o);
  if (kind(m) == K_RAW) m->flags = (m->flags & ~K_MASK) | K_NATIVE;
  g->natives_made++;
}

// Borrowed result (the argument); the object takes a reference to a heap type.
MOULT_EXPORT PyObject* PyObject_Init(PyObject* o, PyTypeObject* t) {
  if (!o) return PyErr_NoMemory();
  start(o, t);
  return o;
}
MOULT_EXPORT PyVarObject* PyObject_InitVar(PyVarObject* o, PyTypeObject* t, Py_ssize_t n) {
  if (!o) return (PyVarObject*)PyErr_NoMemory();
  start((PyObject*)o, t);
  o->ob_size = n;
  return o;
}

static PyObject* alloc(MType* t, Py_ssize_t n, bool zero, bool tracked) {
  if (n < 0 || (t->itemsize && n > (Py_ssize_t)(((size_t)1 << 46) / (size_t)t->itemsize)))
    return PyErr_NoMemory();
  size_t size = (size_t)instance_size(t, n);
  if (UNLIKELY(g->heap->live > g->heap->collect_at) && t->has(Py_TPFLAGS_HAVE_GC)) {
    g->heap->collect_at *= 2;  // for when collecting is switched off
    ask_to_collect();
  }
  g->natives_made++;
  PyObject* o = (PyObject*)heap_alloc(size, K_NATIVE | (tracked ? (uint32_t)F_TRACKED : 0u));
  if (!o) return PyErr_NoMemory();
  if (zero) memset((void*)(o + 1), 0, size - sizeof(PyObject));
  o->ob_type = t;
  o->ob_refcnt = 1;
  if (t->has(Py_TPFLAGS_HEAPTYPE)) incref(t);
  if (t->itemsize) ob_size(o) = n;
  return o;
}

// An instance of a type whose memory is JavaScript's: empty, and not told of any __new__ of Python.
static PyObject* alloc_plain(MType* t) {
  MType* base = t;
  while (base->has(Py_TPFLAGS_HEAPTYPE) && base->base) base = base->base;
  return up_obj(OP_object_new, t, (PyObject*)nullptr, (PyObject*)nullptr, base);
}

// All return new references. Only GenericAlloc zeroes and tracks.
MOULT_EXPORT PyObject* PyType_GenericAlloc(PyTypeObject* t, Py_ssize_t n) {
  if (UNLIKELY(!t->native)) return alloc_plain(t);
  return alloc(t, n, true, t->has(Py_TPFLAGS_HAVE_GC));
}
MOULT_EXPORT PyObject* _PyObject_New(PyTypeObject* t) { return alloc(t, 0, false, false); }
MOULT_EXPORT PyObject* _PyObject_NewVar(PyTypeObject* t, Py_ssize_t n) {
  return alloc(t, n, false, false);
}
MOULT_EXPORT PyObject* _PyObject_GC_New(PyTypeObject* t) { return alloc(t, 0, false, false); }
MOULT_EXPORT PyObject* _PyObject_GC_NewVar(PyTypeObject* t, Py_ssize_t n) {
  return alloc(t, n, false, false);
}
MOULT_EXPORT PyVarObject* _PyObject_GC_Resize(PyVarObject* o, Py_ssize_t n) {
  MType* t = o->ob_base.ob_type;
  PyVarObject* p = (PyVarObject*)heap_realloc(o, (size_t)instance_size(t, n));
  if (!p) return (PyVarObject*)PyErr_NoMemory();
  p->ob_size = n;
  return p;
}
MOULT_EXPORT void PyObject_GC_Del(void* p) { PyObject_Free(p); }
MOULT_EXPORT void PyObject_GC_Track(void* o) { meta((PyObject*)o)->flags |= F_TRACKED; }
MOULT_EXPORT void PyObject_GC_UnTrack(void* o) { meta((PyObject*)o)->flags &= ~F_TRACKED; }
MOULT_EXPORT int PyObject_GC_IsTracked(PyObject* o) {
  uint32_t f = meta(o)->flags;
  if ((f & K_MASK) == K_NATIVE) return (f & F_TRACKED) != 0;
  // Of types, CPython tracks those on the heap.
  if (is_type(o) && !((MType*)o)->has(Py_TPFLAGS_HEAPTYPE)) return 0;
  return o->ob_type->has(Py_TPFLAGS_HAVE_GC);
}
MOULT_EXPORT int PyObject_GC_IsFinalized(PyObject* o) {
  return (meta(o)->flags & F_FINALIZED) != 0;
}
MOULT_EXPORT Py_ssize_t PyGC_Collect(void) {
  drop_lingering(0);
  SavedError keep;
  Py_ssize_t n = up_num(OP_gc_collect);
  if (n < 0) PyErr_Clear();
  return n < 0 ? 0 : n;
}
MOULT_EXPORT int PyGC_Enable(void) { return (int)up_num(OP_gc_enable, 1); }
MOULT_EXPORT int PyGC_Disable(void) { return (int)up_num(OP_gc_enable, 0); }
MOULT_EXPORT int PyGC_IsEnabled(void) { return (int)up_num(OP_gc_enable, 2); }

// Tuple objects. A tuple that C made is a block with its items; one that came from JavaScript has
// its items fetched when they are first wanted.
#include "../containers.h"
#include "api.h"

namespace moult {

PyObject* tuple_alloc(Py_ssize_t n) {
  if (n >= 1 && n <= 3) {
    PyObject* t = take_spare((Spare)(SP_TUPLE1 + n - 1));
    if (LIKELY(t != nullptr)) {
      meta(t)->flags = K_VALUE | F_FILLED | g->tag;
      memset((void*)tuple_items(t), 0, (size_t)n * 8);
      return t;
    }
  }
  PyObject* o = with_layout([&](auto l) -> PyObject* {
    PyObject* r = (PyObject*)heap_alloc(l.tuple_items() + (size_t)n * 8, K_VALUE | F_FILLED);
    if (LIKELY(r != nullptr)) memset(&at<PyObject*>(r, l.tuple_items()), 0, (size_t)n * 8);
    return r;
  });
  if (UNLIKELY(!o)) return PyErr_NoMemory();
  o->ob_refcnt = 1;
  o->ob_type = &PyTuple_Type;
  ob_size(o) = n;
  return o;
}

static bool tuple_fill(PyObject* o) {
  Py_ssize_t n = ob_size(o);
  for (Py_ssize_t start = 0; start < n;) {
    if (!up_void(OP_tuple_fetch, o, start)) return false;
    Py_ssize_t got = g->wire->ctl[CTL_NRES];
    PyObject** p = tuple_items(o) + start;
    for (Py_ssize_t i = 0; i < got; i++) {
      PyObject* v = take(&g->wire->slots[i]);
      if (UNLIKELY(!v)) {
        pass_over(i + 1, got);
        return false;
      }
      if (p[i])
        decref(v);
      else
        p[i] = v;
    }
    start += got;
  }
  meta(o)->flags |= F_FILLED;
  return true;
}

PyObject** tuple_ready(PyObject* o) {
  if (UNLIKELY(!(meta(o)->flags & F_FILLED)) && !tuple_fill(o) &&
      !(second_chance() && tuple_fill(o)))
    return nullptr;
  return tuple_items(o);
}

}  // namespace moult

using namespace moult;

// New reference; the items are NULL until PyTuple_SetItem.
MOULT_EXPORT PyObject* PyTuple_New(Py_ssize_t n) {
  if (UNLIKELY(n < 0)) return bad_call();
  if (n == 0) return incref(g->interp->empty_tuple);
  if ((size_t)n > ((size_t)1 << 40)) return PyErr_NoMemory();
  return tuple_alloc(n);
}

MOULT_EXPORT Py_ssize_t PyTuple_Size(PyObject* o) {
  if (UNLIKELY(!o || !is_tuple(o))) return bad_call_int();
  return ob_size(o);
}

// Borrowed reference.
MOULT_EXPORT PyObject* PyTuple_GetItem(PyObject* o, Py_ssize_t i) {
  if (UNLIKELY(!o || !is_tuple(o))) return bad_call();
  if (UNLIKELY((size_t)i >= (size_t)ob_size(o))) {
    PyErr_SetString(PyExc_IndexError, "tuple index out of range");
    return nullptr;
  }
  PyObject** p = tuple_ready(o);
  return p ? p[i] : nullptr;
}

// Steals the reference to v, also on failure. Only for a tuple that nobody else has seen.
MOULT_EXPORT int PyTuple_SetItem(PyObject* o, Py_ssize_t i, PyObject* v) {
  if (!o || !is_tuple(o) || count_of(o) != 1) {
    xdecref(v);
    return bad_call_int();
  }
  if ((size_t)i >= (size_t)ob_size(o)) {
    xdecref(v);
    PyErr_SetString(PyExc_IndexError, "tuple assignment index out of range");
    return -1;
  }
  PyObject** p = tuple_ready(o);
  if (!p) {
    xdecref(v);
    return -1;
  }
  PyObject* old = p[i];
  p[i] = v;
  xdecref(old);
  return 0;
}

// New reference; takes its own references to the arguments.
MOULT_EXPORT PyObject* PyTuple_Pack(Py_ssize_t n, ...) {
  if (n == 0) return incref(g->interp->empty_tuple);
  PyObject* t = PyTuple_New(n);
  if (!t) return nullptr;
  va_list va;
  va_start(va, n);
  for (Py_ssize_t i = 0; i < n; i++) tuple_items(t)[i] = incref(va_arg(va, PyObject*));
  va_end(va);
  return t;
}

// New reference; indices are clipped.
MOULT_EXPORT PyObject* PyTuple_GetSlice(PyObject* o, Py_ssize_t lo, Py_ssize_t hi) {
  if (!o || !is_tuple(o)) return bad_call();
  Py_ssize_t n = ob_size(o);
  if (lo < 0) lo = 0;
  if (hi > n) hi = n;
  if (hi < lo) hi = lo;
  if (lo == 0 && hi == n && o->ob_type == &PyTuple_Type) return incref(o);
  PyObject** p = tuple_ready(o);
  PyObject* t = p ? PyTuple_New(hi - lo) : nullptr;
  if (!t) return nullptr;
  for (Py_ssize_t i = lo; i < hi; i++) tuple_items(t)[i - lo] = incref(p[i]);
  return t;
}

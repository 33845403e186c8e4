// Iteration.
#include "../containers.h"
#include "../stores.h"
#include "../types.h"
#include "api.h"

using namespace moult;

// New reference.
MOULT_EXPORT PyObject* PyObject_GetIter(PyObject* o) {
  REQUIRE(o);
  if (o->ob_type->native) {
    unaryfunc f = slot_of<unaryfunc>(o, Py_tp_iter);
    if (f) {
      PyObject* r = f(o);
      if (r && r->ob_type->native && !slot_of<void*>(r, Py_tp_iternext)) {
        type_error("iter() returned non-iterator of type '%.100s'", type_name(r));
        decref(r);
        return nullptr;
      }
      return r;
    }
  }
  return up_obj(OP_iter, o);
}
MOULT_EXPORT PyObject* PyObject_GetAIter(PyObject* o) {
  REQUIRE(o);
  return up_obj(OP_aiter, o);
}
MOULT_EXPORT PyObject* PyObject_SelfIter(PyObject* o) {
  REQUIRE(o);
  return incref(o);
}

// The built-in iterators over lists, tuples and ranges show more than the next item, so that many
// items cross at once. JavaScript's iterator is told later how many of them C has taken; what C has
// not taken when the epoch ends is asked for anew.
static const uint32_t PEEK_MAX = 512;

MOULT_EXPORT int PyIter_Check(PyObject* o);

static bool peeked(const MirrorExt* x) {
  return x && x->lo < x->hi && x->epoch == g->epoch &&
         (x->whole || x->list_stores == g->list_stores);
}
static PyObject* take_peeked(PyObject* o, MirrorExt* x) {
  if (UNLIKELY(!step_later(OP_iter_skips, o))) return nullptr;
  PyObject* v = x->items[x->lo];
  x->items[x->lo++] = nullptr;
  return v;
}

static PyObject* next_items(PyObject* o) {
  MirrorExt* x = mirror_ext(o);
  if (!x->chunk || x->epoch != g->epoch)
    x->chunk = 1;
  else if (x->chunk < PEEK_MAX)
    x->chunk *= 4;
  if (x->chunk > PEEK_MAX) x->chunk = PEEK_MAX;
  bool ok = up_void(OP_next_items, o, x->chunk);
  Wire* w = g->wire;
  Py_ssize_t n = ok ? w->ctl[CTL_NRES] : 0;
  bool of_list = w->ctl[CTL_HOW] != 0;
  x->more = w->ctl[CTL_HOW] == 2;
  w->ctl[CTL_HOW] = 0;
  x->epoch = g->epoch;
  if (!ok || !n) return ok ? take(&w->slots[0]) : nullptr;
  if (n > x->cap) {
    x->items = (PyObject**)grow(x->items, (size_t)n * sizeof(PyObject*));
    x->cap = n;
    for (Py_ssize_t i = x->nitems; i < n; i++) x->items[i] = nullptr;
    x->nitems = n;
  }
  PyObject* old[PEEK_MAX];
  Py_ssize_t nold = 0;
  for (Py_ssize_t i = x->lo; i < x->hi; i++) {
    if (x->items[i]) old[nold++] = x->items[i];
    x->items[i] = nullptr;
  }
  for (Py_ssize_t i = 0; i < n; i++) {
    WireSlot* s = &w->slots[i];
    x->items[i] = LIKELY(s->tag == T_INT) ? int_from_i64((int64_t)s->f) : take(s);
    if (LIKELY(x->items[i] != nullptr)) continue;
    pass_over(i + 1, n);
    n = i;
    break;
  }
  x->lo = 0;
  x->hi = n;
  x->whole = !of_list;
  x->list_stores = g->list_stores;
  PyObject* v = n ? take_peeked(o, x) : nullptr;
  if (n && error_set()) PyErr_Clear();  // of a later item, which is asked for again
  while (nold) decref(old[--nold]);
  return v;
}

static PyObject* next(PyObject* o) {
  if (o->ob_type->native) {
    unaryfunc f = slot_of<unaryfunc>(o, Py_tp_iternext);
    if (f) {
      PyObject* r = f(o);
      if (!r && error_set() && PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
      return r;
    }
  }
  if (LIKELY(o->ob_type->shape == SH_GENERIC && kind(o) == K_MIRROR)) {
    MirrorExt* x = instance_ext(o);
    if (LIKELY(peeked(x))) return take_peeked(o, x);
    if (!x || !x->more) return next_items(o);
  }
  return up_obj(OP_next, o);
}
// New reference; NULL without an error at the end.
MOULT_EXPORT PyObject* PyIter_Next(PyObject* o) {
  REQUIRE(o);
  return next(o);
}
// *out: new reference. 1 item, 0 end, -1 error.
MOULT_EXPORT int PyIter_NextItem(PyObject* o, PyObject** out) {
  REQUIRE(o);
  *out = nullptr;
  if (!peeked(known_ext(o)) && !PyIter_Check(o)) {
    type_error("expected an iterator, got '%T'", o);
    return -1;
  }
  *out = next(o);
  return *out ? 1 : error_set() ? -1 : 0;
}
MOULT_EXPORT int PyIter_Check(PyObject* o) {
  if (o->ob_type->native) {
    void* f = slot_of<void*>(o, Py_tp_iternext);
    return f != nullptr;
  }
  return (int)up_num(OP_iter_check, o);
}
MOULT_EXPORT int PyAIter_Check(PyObject* o) { return (int)up_num(OP_aiter_check, o); }
// *out: new reference. 1 yielded, 0 returned, -1 error.
MOULT_EXPORT int PyIter_Send(PyObject* o, PyObject* v, PyObject** out) {
  REQUIRE(o, v);
  *out = nullptr;
  if (o->ob_type->native) {
    sendfunc f = slot_of<sendfunc>(o, Py_am_send);
    if (f) return f(o, v, out);
  }
  Ref pair(up_obj(OP_send, o, v));
  if (!pair) return -1;
  *out = incref(PyTuple_GetItem(pair, 1));
  return PyTuple_GetItem(pair, 0) == Py_True;
}
// New references.
MOULT_EXPORT PyObject* PySeqIter_New(PyObject* s) {
  REQUIRE(s);
  return up_obj(OP_seqiter_new, s);
}
MOULT_EXPORT PyObject* PyCallIter_New(PyObject* f, PyObject* sentinel) {
  REQUIRE(f, sentinel);
  return up_obj(OP_calliter_new, f, sentinel);
}

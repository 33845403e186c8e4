// List objects. A list that C builds stays native until JavaScript first sees it; from then on
// the JavaScript list is the truth and the mirror keeps the items that C looked at.
#include <stdlib.h>
#include "../containers.h"
#include "../stores.h"
#include "api.h"

namespace moult {

bool list_is_native(PyObject* o) { return kind(meta(o)) == K_VALUE; }

PyObject* list_alloc_native(Py_ssize_t n, Py_ssize_t room) {
  PyObject** items = nullptr;
  if (room) {
    items = (PyObject**)calloc((size_t)room, sizeof(PyObject*));
    if (!items) return PyErr_NoMemory();
  }
  PyObject* o = (PyObject*)heap_alloc(mirror_size(&PyList_Type), K_VALUE);
  if (!o) {
    free(items);
    return PyErr_NoMemory();
  }
  o->ob_refcnt = 1;
  o->ob_type = &PyList_Type;
  ob_size(o) = n;
  list_items(o) = items;
  list_alloc(o) = room;
  list_ext(o) = nullptr;
  return o;
}

bool list_push_native(PyObject* o, PyObject* item) {
  Py_ssize_t n = ob_size(o);
  if (n == list_alloc(o)) {
    Py_ssize_t cap = n + (n >> 1) + 6;
    PyObject** p = (PyObject**)realloc(list_items(o), (size_t)cap * sizeof(PyObject*));
    if (!p) {
      decref(item);
      PyErr_NoMemory();
      return false;
    }
    list_items(o) = p;
    list_alloc(o) = cap;
  }
  list_items(o)[n] = item;
  ob_size(o) = n + 1;
  return true;
}

void list_forget(PyObject* o) {
  MirrorExt* x = mirror_ext(o);
  x->lo = x->hi = 0;
  x->epoch = g->epoch - 1;
}

// Instances of C types have no place of ours for them.
static void show_items(PyObject* o, MirrorExt* x) {
  if (o->ob_type->native) return;
  list_items(o) = x->items;
  list_alloc(o) = x->cap;
}

// Asks which of the items that JavaScript showed are others by now. False: all must be asked for.
static bool list_same(PyObject* o, MirrorExt* x) {
  x->shown = x->plain = 0;
  bool answered = up_void(OP_list_same, o, x->nitems);
  // Read before anything is let go: that may run code, and begin another epoch.
  Py_ssize_t hi = g->wire->ctl[CTL_LEN];
  auto epoch = g->epoch;
  if (!take_changes(x->items, 1, answered)) return false;
  x->lo = 0;
  x->hi = hi;
  x->epoch = epoch;
  x->shown = 1;
  ob_size(o) = x->nitems;
  return true;
}

static bool list_fetch_once(PyObject* o, MirrorExt* x, Py_ssize_t start, Py_ssize_t count) {
  if (x->shown && x->epoch != g->epoch && list_same(o, x) && start < x->hi) return true;
  if (!up_void(OP_list_fetch, o, start, count)) return false;
  Wire* w = g->wire;
  // What JavaScript remembers of the items before counts only when it did so all along.
  x->shown = w->ctl[CTL_HOW] != 0 && (start == 0 || x->shown);
  x->plain = 0;
  w->ctl[CTL_HOW] = 0;
  Py_ssize_t got = w->ctl[CTL_NRES], len = w->ctl[CTL_LEN];
  if (len > x->cap) {
    PyObject** p = (PyObject**)realloc(x->items, (size_t)len * sizeof(PyObject*));
    if (!p) {
      pass_over(0, got);
      PyErr_NoMemory();
      return false;
    }
    x->items = p;
    x->cap = len;
  }
  // Old items are let go after everything was read: that may run code.
  PyObject* old[WIRE_FETCH];
  Py_ssize_t nold = 0;
  for (Py_ssize_t i = x->nitems; i < len; i++) x->items[i] = nullptr;
  PyObject** gone = nullptr;
  Py_ssize_t ngone = x->nitems > len ? x->nitems - len : 0;
  if (ngone) {
    gone = (PyObject**)grow(nullptr, (size_t)ngone * sizeof(PyObject*));
    memcpy(gone, x->items + len, (size_t)ngone * sizeof(PyObject*));
  }
  x->nitems = len;
  bool whole = true;  // false: memory ran out on the way, and an error is set
  for (Py_ssize_t i = 0; i < got; i++) {
    WireSlot* s = &w->slots[i];
    PyObject* v = LIKELY(s->tag == T_INT) ? int_from_i64((int64_t)s->f) : take(s);
    if (UNLIKELY(!v)) {
      pass_over(i + 1, got);
      got = i;
      whole = false;
      break;
    }
    PyObject*& at = x->items[start + i];
    if (at && same_value(at, v)) {
      old[nold++] = v;
    } else {
      if (at) old[nold++] = at;
      at = v;
    }
  }
  if (x->epoch != g->epoch || start != x->hi) x->lo = start;
  x->hi = start + got;
  x->epoch = g->epoch;
  ob_size(o) = len;
  show_items(o, x);
  for (Py_ssize_t i = 0; i < nold; i++) decref(old[i]);
  for (Py_ssize_t i = 0; i < ngone; i++) xdecref(gone[i]);
  free(gone);
  return whole;
}

// Fetches items from `start` on into the mirror and learns the list's length. In CPython that
// cannot fail, so that few callers look.
static bool list_fetch(PyObject* o, MirrorExt* x, Py_ssize_t start, Py_ssize_t count) {
  return LIKELY(list_fetch_once(o, x, start, count)) ||
         (second_chance() && list_fetch_once(o, x, start, count));
}

// C stored v: whoever reads the item gets this block again, for as long as the value stands.
static void list_remember(PyObject* o, Py_ssize_t i, PyObject* v) {
  g->list_stores++;
  MirrorExt* x = mirror_ext(o);
  if (immortal(v) && i >= x->nitems) return;
  if (i >= x->cap) {
    Py_ssize_t cap = i + (i >> 1) + 8;
    PyObject** p = (PyObject**)realloc(x->items, (size_t)cap * sizeof(PyObject*));
    if (!p) {
      list_forget(o);
      return;
    }
    x->items = p;
    x->cap = cap;
    show_items(o, x);
  }
  while (x->nitems <= i) x->items[x->nitems++] = nullptr;
  PyObject* old = x->items[i];
  x->plain = 0;
  x->items[i] = incref(v);
  xdecref(old);
}

Py_ssize_t list_length(PyObject* o) {
  if (list_is_native(o)) return ob_size(o);
  MirrorExt* x = mirror_ext(o);
  if (x->epoch == g->epoch) return ob_size(o);
  x->chunk = 4;
  return list_fetch(o, x, 0, x->chunk) ? ob_size(o) : -1;
}

PyObject* list_item(PyObject* o, Py_ssize_t i) {
  if (list_is_native(o)) return list_items(o)[i];
  MirrorExt* x = mirror_ext(o);
  // When JavaScript ran since, begin anew with a small look, which grows while C keeps reading.
  if (x->epoch != g->epoch)
    x->chunk = 4;
  else if (i >= x->lo && i < x->hi)
    return x->items[i];
  else if (x->chunk < WIRE_FETCH)
    x->chunk *= 2;
  if (!list_fetch(o, x, i, x->chunk)) return nullptr;
  return i < ob_size(o) ? x->items[i] : nullptr;
}

bool list_store(PyObject* o, Py_ssize_t i, PyObject* v) {
  Py_ssize_t n = list_length(o);
  if (UNLIKELY(n < 0)) return false;
  if (UNLIKELY((size_t)i >= (size_t)n)) {
    PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
    return false;
  }
  if (UNLIKELY(!store_later(OP_list_stores, o, nullptr, v, i))) return false;
  list_remember(o, i, v);
  return true;
}

}  // namespace moult

using namespace moult;

// New reference; the items are NULL until PyList_SetItem.
MOULT_EXPORT PyObject* PyList_New(Py_ssize_t n) {
  if (n < 0) return bad_call();
  return list_alloc_native(n, n);
}

MOULT_EXPORT Py_ssize_t PyList_Size(PyObject* o) {
  if (UNLIKELY(!o || !is_list(o))) return bad_call_int();
  return list_length(o);
}

// Borrowed reference.
MOULT_EXPORT PyObject* PyList_GetItem(PyObject* o, Py_ssize_t i) {
  if (UNLIKELY(!o || !is_list(o))) return bad_call();
  MirrorExt* x = LIKELY(!o->ob_type->native) ? list_ext(o) : nullptr;
  if (LIKELY(x && x->epoch == g->epoch && i >= x->lo && i < x->hi)) return x->items[i];
  if (!list_is_native(o) && i >= 0 && (x = mirror_ext(o))->epoch != g->epoch) {
    // One look tells the length, too.
    x->chunk = 4;
    if (!list_fetch(o, x, i, x->chunk)) return nullptr;
    if (i < x->hi) return x->items[i];
  }
  Py_ssize_t n = list_length(o);
  if (n < 0) return nullptr;
  if (UNLIKELY((size_t)i >= (size_t)n)) {
    PyErr_SetString(PyExc_IndexError, "list index out of range");
    return nullptr;
  }
  return list_item(o, i);
}
// New reference.
MOULT_EXPORT PyObject* PyList_GetItemRef(PyObject* o, Py_ssize_t i) {
  if (UNLIKELY(!o || !is_list(o))) {
    PyErr_SetString(PyExc_TypeError, "expected a list");
    return nullptr;
  }
  return xincref(PyList_GetItem(o, i));
}

// Steals the reference to v, also on failure.
MOULT_EXPORT int PyList_SetItem(PyObject* o, Py_ssize_t i, PyObject* v) {
  if (!o || !is_list(o)) {
    xdecref(v);
    return bad_call_int();
  }
  if (list_is_native(o)) {
    if (UNLIKELY((size_t)i >= (size_t)ob_size(o))) {
      xdecref(v);
      PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
      return -1;
    }
    PyObject* old = list_items(o)[i];
    list_items(o)[i] = v;
    xdecref(old);
    return 0;
  }
  Ref item(v);
  return list_store(o, i, v) ? 0 : -1;
}

// Takes its own reference to v.
MOULT_EXPORT int PyList_Append(PyObject* o, PyObject* v) {
  if (!o || !is_list(o) || !v) return bad_call_int();
  if (list_is_native(o)) return list_push_native(o, incref(v)) ? 0 : -1;
  Py_ssize_t n = list_length(o);
  if (n < 0 || !store_later(OP_list_stores, o, nullptr, v, n)) return -1;
  ob_size(o) = n + 1;
  list_remember(o, n, v);
  return 0;
}
MOULT_EXPORT int PyList_Insert(PyObject* o, Py_ssize_t i, PyObject* v) {
  if (!o || !is_list(o) || !v) return bad_call_int();
  if (!list_is_native(o)) return up_void(OP_list_insert, o, i, v) ? 0 : -1;
  Py_ssize_t n = ob_size(o);
  if (i < 0 && (i += n) < 0) i = 0;
  if (i > n) i = n;
  if (!list_push_native(o, incref(v))) return -1;
  PyObject** p = list_items(o);
  memmove(p + i + 1, p + i, (size_t)(n - i) * sizeof *p);
  p[i] = v;
  return 0;
}

// New reference; indices are clipped.
MOULT_EXPORT PyObject* PyList_GetSlice(PyObject* o, Py_ssize_t lo, Py_ssize_t hi) {
  if (!o || !is_list(o)) return bad_call();
  Py_ssize_t n = list_length(o);
  if (n < 0) return nullptr;
  if (lo < 0) lo = 0;
  if (hi > n) hi = n;
  if (hi < lo) hi = lo;
  PyObject* r = PyList_New(hi - lo);
  if (!r) return nullptr;
  for (Py_ssize_t i = lo; i < hi; i++) {
    PyObject* v = list_item(o, i);
    if (!v && error_set()) {
      decref(r);
      return nullptr;
    }
    list_items(r)[i - lo] = xincref(v);
  }
  return r;
}
MOULT_EXPORT int PyList_SetSlice(PyObject* o, Py_ssize_t lo, Py_ssize_t hi, PyObject* v) {
  if (!o || !is_list(o)) return bad_call_int();
  return up_void(OP_list_setslice, o, lo, hi, v) ? 0 : -1;
}
MOULT_EXPORT int PyList_Sort(PyObject* o) {
  if (!o || !is_list(o)) return bad_call_int();
  return up_void(OP_list_sort, o) ? 0 : -1;
}
MOULT_EXPORT int PyList_Reverse(PyObject* o) {
  if (!o || !is_list(o)) return bad_call_int();
  if (!list_is_native(o)) return up_void(OP_list_reverse, o) ? 0 : -1;
  PyObject** p = list_items(o);
  for (Py_ssize_t i = 0, j = ob_size(o) - 1; i < j; i++, j--) {
    PyObject* t = p[i];
    p[i] = p[j];
    p[j] = t;
  }
  return 0;
}
// New reference: a tuple.
MOULT_EXPORT PyObject* PyList_AsTuple(PyObject* o) {
  if (!o || !is_list(o)) return bad_call();
  Py_ssize_t n = list_length(o);
  if (n < 0) return nullptr;
  PyObject* t = PyTuple_New(n);
  if (!t) return nullptr;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject* v = list_item(o, i);
    if (!v && error_set()) {
      decref(t);
      return nullptr;
    }
    tuple_items(t)[i] = xincref(v);
  }
  return t;
}

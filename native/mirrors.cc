// Making and freeing blocks; the memory that mirrors keep; filling them from JavaScript.
#include <stdlib.h>
#include "answers.h"
#include "containers.h"
#include "errors.h"
#include "modules.h"
#include "types.h"
#include "values.h"

namespace moult {

__thread State* g = nullptr;

uint32_t mirror_size(const MType* t) {
  const Core* c = g->core;
  int32_t last = c->instance_ext;
  if (t->shape == SH_LIST) {
    last = c->list_ext;
    if (last < c->list_alloc) last = c->list_alloc;
    if (last < c->list_items) last = c->list_items;
  }
  return last < 24 ? 32 : (uint32_t)last + 8;
}

PyObject* new_mirror(MType* type, uint32_t handle, uint32_t n) {
  PyObject* o;
  if (type->shape == SH_TUPLE) {
    o = (PyObject*)heap_alloc(g->core->tuple_items + (size_t)n * 8, K_MIRROR);
    if (!o) return nullptr;
    memset(&at<PyObject*>(o, g->core->tuple_items), 0, (size_t)n * 8);
    ob_size(o) = n;
  } else {
    uint32_t size = mirror_size(type);
    o = (PyObject*)heap_alloc(size, K_MIRROR);
    if (!o) return nullptr;
    memset((char*)o + 16, 0, size - 16);
    if (type->shape == SH_LIST) ob_size(o) = n;
  }
  o->ob_refcnt = 1;
  o->ob_type = type;
  if (type->has(Py_TPFLAGS_HEAPTYPE)) incref(type);
  link_handle(o, handle);
  return o;
}

void link_handle(PyObject* o, uint32_t h) {
  if (h >= g->nhandles) {
    uint32_t n = g->nhandles ? g->nhandles : 4096;
    while (n <= h) n *= 2;
    g->handles = (PyObject**)grow(g->handles, n * sizeof(PyObject*));
    memset(g->handles + g->nhandles, 0, (n - g->nhandles) * sizeof(PyObject*));
    g->nhandles = n;
  }
  g->handles[h] = o;
  meta(o)->handle = h;
}

// The handle goes back to JavaScript, which forgets the object.
void release_handle(Meta* m) {
  uint32_t h = m->handle;
  m->handle = 0;
  g->handles[h] = nullptr;
  give_back_handle(h);
}

void give_back_handle(uint32_t h) {
  Wire* w = g->wire;
  if (LIKELY(w->ctl[CTL_FREED] < WIRE_FREED)) {
    w->freed[w->ctl[CTL_FREED]++] = h;
    return;
  }
  if (g->freed_n == g->freed_cap) {
    g->freed_cap = g->freed_cap ? g->freed_cap * 2 : 4096;
    g->freed_more = (uint32_t*)grow(g->freed_more, g->freed_cap * 4);
  }
  g->freed_more[g->freed_n++] = h;
}

// ---- what mirrors keep ----

static MirrorExt* new_ext() {
  MirrorExt* x = g->spare_ext;
  if (!x) return (MirrorExt*)memset(grow(nullptr, sizeof(MirrorExt)), 0, sizeof(MirrorExt));
  g->spare_ext = *(MirrorExt**)x;
  g->spare_ext_n--;
  memset((void*)x, 0, sizeof *x);
  return x;
}

static MirrorExt*& ext_place(PyObject* o) {
  MType* t = o->ob_type;
  if (LIKELY(!t->native)) return t->shape == SH_LIST ? list_ext(o) : instance_ext(o);
  if (!g->native_ext) g->native_ext = new std::unordered_map<PyObject*, MirrorExt*>();
  return (*g->native_ext)[o];
}

MirrorExt* known_ext(PyObject* o) {
  if (o->ob_type->native && !(g->native_ext && g->native_ext->count(o))) return nullptr;
  return ext_place(o);
}

MirrorExt* mirror_ext(PyObject* o) {
  MirrorExt*& x = ext_place(o);
  if (!x) {
    x = new_ext();
    x->epoch = x->pair_epoch = x->store_epoch = x->size_epoch = g->epoch - 1;
  }
  return x;
}

static void free_ext(MirrorExt* x) {
  if (!x) return;
  xdecref(x->value);
  kept_free(x->kept);
  for (Py_ssize_t i = 0; i < x->nitems; i++) xdecref(x->items[i]);
  free(x->items);
  for (Py_ssize_t i = 0; i < x->pair_n * 2; i++) xdecref(x->pairs[i]);
  free(x->pairs);
  free(x->buffer);
  if (x->module) module_free(x->module);
  if (g->spare_ext_n >= 64 || g->malloc_mode) {
    free(x);
    return;
  }
  *(MirrorExt**)x = g->spare_ext;
  g->spare_ext = x;
  g->spare_ext_n++;
}

void drop_native_ext(PyObject* o) {
  auto at = g->native_ext->find(o);
  if (at == g->native_ext->end()) return;
  MirrorExt* x = at->second;
  g->native_ext->erase(at);
  free_ext(x);
}

void forget_cached(PyObject* o) {
  MirrorExt* x = known_ext(o);
  if (!x) return;
  x->shown = x->pairs_shown = x->plain = 0;
  KeptItems* kept = x->kept;
  x->kept = nullptr;
  PyObject **items = x->items, **pairs = x->pairs;
  Py_ssize_t n = x->nitems, np = x->pair_n * 2;
  x->items = x->pairs = nullptr;
  x->nitems = x->cap = x->lo = x->hi = x->pair_lo = x->pair_n = x->pair_cap = x->pair_known = 0;
  x->epoch = x->pair_epoch = x->store_epoch = x->size_epoch = g->epoch - 1;
  if (o->ob_type->shape == SH_LIST && !o->ob_type->native) list_items(o) = nullptr;
  kept_free(kept);
  for (Py_ssize_t i = 0; i < n; i++) xdecref(items[i]);
  free(items);
  for (Py_ssize_t i = 0; i < np; i++) xdecref(pairs[i]);
  free(pairs);
}

PyObject* new_dict() {
  PyObject* o = (PyObject*)heap_alloc(mirror_size(&PyDict_Type), K_VALUE);
  if (!o) return PyErr_NoMemory();
  memset((void*)(o + 1), 0, mirror_size(&PyDict_Type) - sizeof *o);
  o->ob_refcnt = 1;
  o->ob_type = &PyDict_Type;
  return o;
}

PyObject* plain_value(PyObject* o) {
  MType* t = o->ob_type;
  if (t == &PyLong_Type || t == &PyUnicode_Type || t == &PyFloat_Type || t == &PyBytes_Type)
    return o;
  if (t == &PyBool_Type) return g->interp->small[(o == Py_True) - SMALL_MIN];
  MirrorExt* x = mirror_ext(o);
  if (!x->value) {
    PyObject* v = up_obj(OP_plain_value, o);
    if (!v) {
      // Only a broken bridge comes here; an int 0 or an empty str keeps C alive.
      PyErr_Clear();
      v = is_str(o) ? incref(g->interp->empty_str) : incref(g->interp->small[-SMALL_MIN]);
    }
    x->value = v;
  }
  return x->value;
}

// ---- freeing ----

static void free_contents(PyObject* o, Meta* m) {
  MType* t = o->ob_type;
  switch (t->shape) {
    case SH_INT:
    case SH_FLOAT:
    case SH_BYTES:
    case SH_SINGLETON:
      break;
    case SH_STR:
      if (t == &PyUnicode_Type)
        str_release(o);
      else
        free_ext(instance_ext(o));
      break;
    case SH_TUPLE: {
      PyObject** p = tuple_items(o);
      for (Py_ssize_t i = 0, n = ob_size(o); i < n; i++) xdecref(p[i]);
      if (KeptItems* kept = tuple_kept(o)) {
        g->tuple_kept->erase(o);
        kept_free(kept);
      }
      break;
    }
    case SH_LIST: {
      PyObject** p = list_items(o);
      if ((m->flags & K_MASK) == K_VALUE || !list_ext(o)) {
        for (Py_ssize_t i = 0, n = p ? ob_size(o) : 0; i < n; i++) xdecref(p[i]);
        free(p);
      } else {
        MirrorExt* x = list_ext(o);
        free_ext(x);
      }
      break;
    }
    default:
      if ((m->flags & K_MASK) == K_MIRROR || t->shape == SH_DICT) free_ext(instance_ext(o));
  }
}

// A dict of keyword arguments that C has used and JavaScript never seen.
static bool keep_keywords(PyObject* o, Meta* m) {
  MirrorExt* x = instance_ext(o);
  if ((m->flags & K_MASK) != K_VALUE || m->handle || !x || x->pair_cap != KEYWORDS_KEPT)
    return false;
  if (x->value || x->kept || x->items || x->module || x->buffer || !g->spares_on) return false;
  Py_ssize_t n = x->pair_n * 2;
  PyObject* pairs[2 * KEYWORDS_KEPT];
  memcpy(pairs, x->pairs, (size_t)n * sizeof(PyObject*));
  x->pair_n = x->pair_known = 0;
  for (Py_ssize_t i = 0; i < n; i++) xdecref(pairs[i]);
  return keep_spare(SP_KEYWORDS, o);
}

void drop_spares() {
  drop_retired();
  for (Spares& s : g->spare)
    while (s.n) {
      PyObject* o = s.block[--s.n];
      if (o->ob_type == &PyDict_Type) free_ext(instance_ext(o));
      heap_free(o);
    }
}

static void free_block(PyObject* o) {
  Meta* m = meta(o);
  MType* t = o->ob_type;
  if (t == &PyDict_Type && keep_keywords(o, m)) return;
  if (UNLIKELY((m->flags & (K_MASK | F_ASKED)) == (K_MIRROR | F_ASKED)) && !is_str(o))
    forget_answers(o);
  free_contents(o, m);
  if (t == &PyTuple_Type) {
    Py_ssize_t n = ob_size(o);
    if (n >= 1 && n <= 3 && (m->flags & K_MASK) == K_VALUE && !m->handle &&
        keep_spare((Spare)(SP_TUPLE1 + n - 1), o))
      return;
  }
  heap_free(o);
  if (t->has(Py_TPFLAGS_HEAPTYPE)) decref(t);
}

bool take_changes(PyObject** first, Py_ssize_t step, bool answered) {
  Wire* w = g->wire;
  if (!answered) PyErr_Clear();
  bool known = answered && w->ctl[CTL_HOW] != 0;
  w->ctl[CTL_HOW] = 0;
  if (!known) return false;
  uint32_t n = w->ctl[CTL_NRES];
  // Old ones are let go after everything was read: that may run code.
  PyObject* old[WIRE_FETCH];
  bool whole = true;
  for (uint32_t i = 0; i < n; i++) {
    PyObject*& at = first[step * (Py_ssize_t)w->slots[2 * i].f];
    PyObject* v = take(&w->slots[2 * i + 1]);
    old[i] = v ? at : nullptr;
    if (v) at = v;
    whole &= v != nullptr;
  }
  for (uint32_t i = 0; i < n; i++) xdecref(old[i]);
  if (!whole) PyErr_Clear();
  return whole;
}

static void free_deep(PyObject* o);

// ---- retired mirrors ----
// A program often gives C the same large list, dict or tuple again. The mirrors of the last few
// stay, with a count of 0, and C's next use only asks what changed. Those with other items than
// numbers, text and None go at once, so that nothing that can tell lives longer.

static const Py_ssize_t RETIRE_MIN = 32;

static bool plain_items(PyObject** p, Py_ssize_t n) {
  for (Py_ssize_t i = 0; i < n; i++)
    if (p[i] && !immortal(p[i]) && kind(p[i]) != K_VALUE) return false;
  return true;
}

static bool worth_keeping(PyObject* o, Meta* m) {
  MType* t = o->ob_type;
  if (t == &PyTuple_Type)
    return m->flags & F_FILLED && ob_size(o) >= RETIRE_MIN &&
           (m->flags & F_RETIRED || plain_items(tuple_items(o), ob_size(o)));
  MirrorExt* x = t == &PyList_Type ? list_ext(o) : t == &PyDict_Type ? instance_ext(o) : nullptr;
  if (!x || x->value || x->module) return false;
  if (t == &PyList_Type) {
    if (!x->shown || x->nitems < RETIRE_MIN) return false;
    return x->plain || (x->plain = plain_items(x->items, x->nitems));
  }
  if (!x->pairs_shown || x->pair_n < RETIRE_MIN) return false;
  return x->plain || (x->plain = plain_items(x->pairs, x->pair_n * 2));
}

static bool retire(PyObject* o, Meta* m) {
  State* s = g;
  bool was = m->flags & F_RETIRED;
  if (!s->retire_on || !worth_keeping(o, m)) {
    if (was)
      for (PyObject*& at : s->retired)
        if (at == o) at = nullptr;
    m->flags &= ~F_RETIRED;
    return false;
  }
  if (MirrorExt* x = o->ob_type == &PyDict_Type ? instance_ext(o) : nullptr) {
    KeptItems* kept = x->kept;
    x->kept = nullptr;
    x->pair_known = 0;
    o->ob_refcnt = 1;
    kept_free(kept);
    // What died may have asked for the dict, and kept it.
    if (--o->ob_refcnt != 0) return true;
  }
  if (was) return true;
  PyObject*& at = s->retired[s->retired_at++ % 4];
  PyObject* old = at;
  at = o;
  m->flags |= F_RETIRED;
  if (old) {
    meta(old)->flags &= ~F_RETIRED;
    if (old->ob_refcnt == 0) free_deep(old);
  }
  return true;
}

void drop_retired() {
  for (PyObject*& at : g->retired) {
    PyObject* o = at;
    at = nullptr;
    if (!o) continue;
    meta(o)->flags &= ~F_RETIRED;
    if (o->ob_refcnt == 0) free_deep(o);
  }
}

static void free_deep(PyObject* o) {
  State* s = g;
  if (s->dealloc_depth > 100) {
    if (s->postponed_n == s->postponed_cap) {
      s->postponed_cap = s->postponed_cap ? s->postponed_cap * 2 : 256;
      s->postponed = (PyObject**)grow(s->postponed, s->postponed_cap * sizeof(PyObject*));
    }
    s->postponed[s->postponed_n++] = o;
    return;
  }
  s->dealloc_depth++;
  free_block(o);
  s->dealloc_depth--;
  if (s->dealloc_depth == 0)
    while (s->postponed_n) {
      s->dealloc_depth++;
      free_block(s->postponed[--s->postponed_n]);
      s->dealloc_depth--;
    }
}

void free_plain_block(PyObject* o) { free_deep(o); }

// An extension may go on using an object that it has let go of, as long as another keeps it: it
// asked for an attribute and gave the reference back (SWIG does). The other is JavaScript's, and
// cannot be asked. So mirrors stay until the call has ended, or many others were let go after them.
static bool linger(PyObject* o) {
  State* s = g;
  if (s->core->faces) return false;
  constexpr uint32_t all = sizeof s->lingering / sizeof *s->lingering, half = all / 2;
  PyObject* oldest[half];
  uint32_t n = 0;
  if (UNLIKELY(s->lingering_n == all)) {
    n = half;
    memcpy((void*)oldest, s->lingering, sizeof oldest);
    memmove((void*)s->lingering, s->lingering + half, (all - half) * sizeof *s->lingering);
    s->lingering_n -= half;
  }
  o->ob_refcnt = 1;
  s->lingering[s->lingering_n++] = o;
  while (n > 0) decref(oldest[--n]);
  return true;
}
// Extensions keep the addresses of objects that the program keeps alive, without a count of their
// own: the self of a SWIG director, the user data of a callback. So the block of a Python class's
// instance stays when C has let go of it: it is weakly JavaScript's from then on, as the wrapper of
// a C type's instance is, which also has one count.
// So does that of bytes which are more than a name or number and were given to a call that made an
// instance of a C type: a document that is read bit by bit.
static const Py_ssize_t BYTES_DOZE = 512;
static bool doze(PyObject* o, Meta* m) {
  MType* t = o->ob_type;
  if (!m->handle || m->flags & F_WRAPPED) return false;
  if (t->shape == SH_GENERIC) {
    if (!t->has(Py_TPFLAGS_HEAPTYPE)) return false;
  } else if (t != &PyBytes_Type) {
    return false;
  } else if (!(m->flags & F_PLACED)) {
    if (ob_size(o) < BYTES_DOZE || g->natives_made == g->natives_before) return false;
  }
  if (g->core->faces) return false;
  o->ob_refcnt = 1;
  m->flags |= F_WRAPPED | F_STATEFUL;
  give_back_handle(m->handle | DOZES);
  return true;
}
void keep_place(void* block) {
  PyObject* o = (PyObject*)block;
  if (!immortal(o)) meta(o)->flags |= F_PLACED;
}
void drop_lingering(uint32_t from) {
  State* s = g;
  while (s->lingering_n > from) decref(s->lingering[--s->lingering_n]);
}

}  // namespace moult

using namespace moult;

static void free_number(PyObject* o) {
  if (UNLIKELY(meta(o)->flags & F_SPLIT) && merge_counts(o)) return;
  heap_free(o);
}

MOULT_EXPORT void _Py_Dealloc(PyObject* o) {
  if (kind(meta(o)) == K_MIRROR && linger(o)) return;
  dealloc(o);
}
void moult::dealloc(PyObject* o) {
  MType* t = o->ob_type;
  if (t == &PyLong_Type) {
    if (!int_is_small_block(o) || !keep_spare(SP_INT, o)) free_number(o);
    return;
  }
  if (t == &PyFloat_Type) {
    if (!keep_spare(SP_FLOAT, o)) free_number(o);
    return;
  }
  Meta* m = meta(o);
  if (UNLIKELY(m->flags & F_SPLIT) && merge_counts(o)) return;
  switch (m->flags & K_MASK) {
    case K_MIRROR:
      if (retire(o, m) || doze(o, m)) return;
      free_deep(o);
      return;
    case K_VALUE:
      free_deep(o);
      return;
    case K_NATIVE:
      native_dealloc(o, m);
      return;
    case K_TYPE:
      if (m->flags & F_ENDED) {
        free_type((MType*)o);
        return;
      }
      // Somebody gave back what JavaScript's class has: it stays for good.
      [[fallthrough]];
    case K_STATIC:
      o->ob_refcnt = is_static(o) && !g->core->immortal ? COUNTED_STATIC : immortal_count(g->core);
      return;
    default:
      fatal("_Py_Dealloc of something that is no live object");
  }
}

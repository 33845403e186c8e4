// Dictionary objects: JavaScript's, asked from here. What look-ups hand out as borrowed stays with
// the mirror, by key.
#include <stdlib.h>
#include "../containers.h"
#include "../known.h"
#include "../stores.h"
#include "api.h"

namespace moult {

bool same_value(PyObject* a, PyObject* b) {
  if (a == b) return true;
  if (a->ob_type != b->ob_type) return false;
  if (a->ob_type == &PyLong_Type) {
    int64_t x, y;
    bool fits = int_i64(a, &x);
    if (fits != int_i64(b, &y)) return false;
    if (fits) return x == y;
    Limbs l, m;
    return int_limbs(a, &l) && int_limbs(b, &m) && l.negative == m.negative && l.n == m.n &&
           memcmp(l.p, m.p, l.n * 8) == 0;
  }
  if (a->ob_type == &PyFloat_Type) return memcmp(&float_value(a), &float_value(b), 8) == 0;
  if (a->ob_type == &PyUnicode_Type) return str_equal(a, b);
  if (a->ob_type == &PyBytes_Type)
    return ob_size(a) == ob_size(b) &&
           memcmp(bytes_data(a), bytes_data(b), (size_t)ob_size(a)) == 0;
  return false;
}

// What PyDict_Next handed out: a look-up is to give the same blocks.
static void know_pairs(PyObject* d, MirrorExt* x) {
  if (LIKELY(x->pair_known >= x->pair_n)) return;
  KeptItems* kept = know(d);
  for (; x->pair_known < x->pair_n; x->pair_known++) {
    PyObject** p = &x->pairs[x->pair_known * 2];
    if (immortal(p[1])) continue;
    KnownItem* e = kept->place(KnownKey(p[0]));
    if (e->value && same_value(e->value, p[1])) continue;
    PyObject* old = e->value;
    e->value = incref(p[1]);
    xdecref(old);
  }
}

// The block under which a look-up gave the value, in the place of another (stolen).
static PyObject* as_kept(MirrorExt* x, PyObject* key, PyObject* value) {
  if (!x->kept || immortal(value)) return value;
  KnownItem* e = x->kept->find(KnownKey(key));
  if (!e || !e->value || !same_value(e->value, value)) return value;
  incref(e->value);
  decref(value);
  return e->value;
}

// Its hash and comparison are the runtime's own.
static bool plain_key(PyObject* k) {
  return k->ob_type == &PyUnicode_Type || k->ob_type == &PyLong_Type;
}

// The answer for a plain key, kept with the mirror: borrowed.
static PyObject* answer(PyObject* d, MirrorExt* x, const KnownKey& key, PyObject* v) {
  know_pairs(d, x);
  KnownItem* e = know(d)->place(key);
  PyObject* old = e->value;
  if (old && v && same_value(old, v)) {
    decref(v);
    v = old;
    old = nullptr;
  }
  e->value = v;
  if (!v || may_keep(v)) e->epoch = g->epoch;
  xdecref(old);
  return v;
}

// What is known without asking JavaScript.
static bool known_value(PyObject* d, MirrorExt* x, const KnownKey& key, PyObject** out) {
  KnownItem* e = x->kept ? x->kept->find(key) : nullptr;
  if (e && e->epoch == g->epoch) {
    *out = e->value;
    return true;
  }
  if (!unseen(d) || x->more) return false;
  *out = nullptr;
  for (Py_ssize_t i = 0; i < x->pair_n && !*out; i++) {
    KnownKey other(x->pairs[2 * i]);
    if (key.is(other.kind, other.hash, other.number, other.text)) *out = x->pairs[2 * i + 1];
  }
  return true;
}

PyObject* dict_find(PyObject* d, PyObject* k) {
  if (!plain_key(k)) {
    know_pairs(d, mirror_ext(d));
    return keep_item(d, k, up_obj(OP_dict_get, d, k));
  }
  KnownKey key(k);
  MirrorExt* x = mirror_ext(d);
  PyObject* v;
  if (known_value(d, x, key, &v)) return v;
  v = up_obj(OP_dict_find, d, k);
  if (UNLIKELY(!v && error_set())) return nullptr;
  return answer(d, x, key, v);
}

static PyObject* dict_find_text(PyObject* d, const char* s) {
  KnownKey key(s, (Py_ssize_t)strlen(s));
  MirrorExt* x = mirror_ext(d);
  PyObject* v;
  if (known_value(d, x, key, &v)) return v;
  Ref k(PyUnicode_FromString(s));
  return k ? dict_find(d, k) : nullptr;
}

bool dict_store(PyObject* d, PyObject* k, PyObject* v) {
  MirrorExt* x = mirror_ext(d);
  bool plain = plain_key(k), keep = may_keep(v);
  if (UNLIKELY(d == g->kw_dict)) g->kw_epoch = g->epoch - 1;
  if (plain && keep && (x->store_epoch == g->epoch || unseen(d))) {
    if (UNLIKELY(!store_later(OP_dict_stores, d, k, v))) return false;
    x->store_epoch = g->epoch;
  } else {
    Py_ssize_t r = up_num(plain ? OP_dict_put : OP_dict_set, d, k, v);
    if (UNLIKELY(r < 0)) return false;
    if (plain && r == 1) x->store_epoch = g->epoch;
  }
  x->pair_epoch = x->size_epoch = g->epoch - 1;
  if (immortal(v) && !x->kept && x->pair_known == x->pair_n) {
    x->more = 1;
    return true;
  }
  // JavaScript keeps the value, not this block; whoever looks it up is to get the same block.
  // C may also use it after it gave its own count back.
  KnownKey key(k);
  know_pairs(d, x);
  KnownItem* e = keep ? know(d)->place(key) : x->kept ? x->kept->find(key) : nullptr;
  if (!e) return true;
  PyObject* old = e->value;
  e->value = keep ? incref(v) : nullptr;
  e->epoch = keep && plain ? g->epoch : g->epoch - 1;
  xdecref(old);
  return true;
}

// C took an item out: nobody is to find its block any more.
static void drop_item(PyObject* container, PyObject* key) {
  MirrorExt* x = mirror_ext(container);
  know_pairs(container, x);
  KnownItem* e = x->kept ? x->kept->find(KnownKey(key)) : nullptr;
  if (!e) return;
  PyObject* old = e->value;
  e->value = nullptr;
  e->epoch = g->epoch - 1;
  xdecref(old);
}

Py_ssize_t dict_size(PyObject* d) {
  MirrorExt* x = mirror_ext(d);
  if (x->size_epoch == g->epoch) return x->size;
  Py_ssize_t n = up_num(OP_dict_size, d);
  if (n < 0) return -1;
  x->size = n;
  x->size_epoch = g->epoch;
  return n;
}

}  // namespace moult

using namespace moult;

static bool check(PyObject* d) {
  if (LIKELY(d && is_dict(d))) return true;
  bad_call();
  return false;
}

// New reference.
MOULT_EXPORT PyObject* PyDict_New(void) { return new_dict(); }
// New reference.
MOULT_EXPORT PyObject* PyDict_Copy(PyObject* d) {
  return check(d) ? up_obj(OP_dict_copy, d) : nullptr;
}
MOULT_EXPORT Py_ssize_t PyDict_Size(PyObject* d) { return check(d) ? dict_size(d) : -1; }
MOULT_EXPORT void PyDict_Clear(PyObject* d) {
  if (!d || !is_dict(d)) return;
  up_void(OP_dict_clear, d);
  MirrorExt* x = mirror_ext(d);
  x->pair_epoch = x->size_epoch = g->epoch - 1;
  KeptItems* kept = x->kept;
  x->kept = nullptr;
  kept_free(kept);
}
// Key and value are not stolen.
MOULT_EXPORT int PyDict_SetItem(PyObject* d, PyObject* k, PyObject* v) {
  if (!check(d)) return -1;
  if (!k || !v) return bad_call_int();
  return dict_store(d, k, v) ? 0 : -1;
}
MOULT_EXPORT int PyDict_SetItemString(PyObject* d, const char* k, PyObject* v) {
  Ref key(PyUnicode_FromString(k));
  return key ? PyDict_SetItem(d, key, v) : -1;
}
MOULT_EXPORT int PyDict_DelItem(PyObject* d, PyObject* k) {
  if (!check(d)) return -1;
  if (!up_void(OP_dict_del, d, k)) return -1;
  drop_item(d, k);
  return 0;
}
MOULT_EXPORT int PyDict_DelItemString(PyObject* d, const char* k) {
  Ref key(PyUnicode_FromString(k));
  return key ? PyDict_DelItem(d, key) : -1;
}
// Borrowed reference; NULL without an error when missing.
MOULT_EXPORT PyObject* PyDict_GetItemWithError(PyObject* d, PyObject* k) {
  if (!check(d) || !k) return nullptr;
  return dict_find(d, k);
}
// Borrowed reference; errors are dropped.
MOULT_EXPORT PyObject* PyDict_GetItem(PyObject* d, PyObject* k) {
  if (!d || !is_dict(d)) return nullptr;
  SavedError keep;
  PyObject* r = dict_find(d, k);
  if (!r && error_set()) {
    // This one asks for the hash before it looks at the dict, and says what that said.
    Ref e(take_error());
    if (PyObject_Hash(k) != -1 || !error_set()) set_error(e.release());
    report_ignored(
        "Exception ignored in PyDict_GetItem(); consider using PyDict_GetItemRef() or "
        "PyDict_GetItemWithError()");
  }
  return r;
}
MOULT_EXPORT PyObject* PyDict_GetItemString(PyObject* d, const char* k) {
  SavedError keep;
  PyObject* r = d && is_dict(d) ? dict_find_text(d, k) : nullptr;
  if (!r && error_set())
    report_ignored(
        "Exception ignored in PyDict_GetItemString(); consider using PyDict_GetItemStringRef()");
  return r;
}
// *out: new reference or NULL. 1 found, 0 missing, -1 error.
MOULT_EXPORT int PyDict_GetItemRef(PyObject* d, PyObject* k, PyObject** out) {
  *out = nullptr;
  if (!check(d)) return -1;
  *out = xincref(dict_find(d, k));
  return *out ? 1 : error_set() ? -1 : 0;
}
MOULT_EXPORT int PyDict_GetItemStringRef(PyObject* d, const char* k, PyObject** out) {
  *out = nullptr;
  Ref key(PyUnicode_FromString(k));
  return key ? PyDict_GetItemRef(d, key, out) : -1;
}
// *out (may be null): new reference. 1 was there, 0 inserted, -1 error.
MOULT_EXPORT int PyDict_SetDefaultRef(PyObject* d, PyObject* k, PyObject* v, PyObject** out) {
  if (out) *out = nullptr;
  if (!check(d)) return -1;
  PyObject* r = xincref(dict_find(d, k));
  int had = 1;
  if (!r) {
    if (error_set() || PyDict_SetItem(d, k, v) < 0) return -1;
    had = 0;
    r = incref(v);
  }
  if (out)
    *out = r;
  else
    decref(r);
  return had;
}
MOULT_EXPORT int PyDict_Contains(PyObject* d, PyObject* k) {
  if (!check(d)) return -1;
  PyObject* r = dict_find(d, k);
  return r ? 1 : error_set() ? -1 : 0;
}
// Each a new reference to a list.
MOULT_EXPORT PyObject* PyDict_Keys(PyObject* d) {
  return check(d) ? up_obj(OP_dict_keys, d) : nullptr;
}
MOULT_EXPORT PyObject* PyDict_Values(PyObject* d) {
  return check(d) ? up_obj(OP_dict_values, d) : nullptr;
}
MOULT_EXPORT PyObject* PyDict_Items(PyObject* d) {
  return check(d) ? up_obj(OP_dict_items, d) : nullptr;
}
MOULT_EXPORT int PyDict_Merge(PyObject* d, PyObject* o, int override_) {
  if (!check(d) || !o) return d ? (error_set() ? -1 : bad_call_int()) : -1;
  return up_void(OP_dict_merge, d, o, override_) ? 0 : -1;
}
MOULT_EXPORT int PyDict_Update(PyObject* d, PyObject* o) { return PyDict_Merge(d, o, 1); }
MOULT_EXPORT int PyDict_MergeFromSeq2(PyObject* d, PyObject* o, int override_) {
  if (!check(d)) return -1;
  return up_void(OP_dict_merge2, d, o, override_) ? 0 : -1;
}

// Asks which values of the pairs that JavaScript showed are others by now; where it cannot say, the
// epoch of the pairs stays an old one.
static void pairs_same(PyObject* d, MirrorExt* x) {
  x->pairs_shown = x->plain = 0;
  bool answered = up_void(OP_dict_same, d, x->pair_n);
  auto epoch = g->epoch;
  if (!take_changes(x->pairs + 1, 2, answered)) return;
  x->pair_epoch = epoch;
  x->pairs_end = x->pairs_shown = 1;
}

// Pairs from position i on, as new references, and how many; null when JavaScript has none to give.
static PyObject** fetch_pairs_once(PyObject* d, Py_ssize_t i, Py_ssize_t* got) {
  if (!up_void(OP_dict_pairs, d, i)) {
    *got = 0;
    return nullptr;
  }
  Py_ssize_t n = g->wire->ctl[CTL_NRES];
  MirrorExt* x = mirror_ext(d);
  x->pairs_shown = g->wire->ctl[CTL_HOW] != 0;
  x->pairs_end = n < (Py_ssize_t)WIRE_FETCH / 2 * 2;
  x->plain = 0;
  g->wire->ctl[CTL_HOW] = 0;
  *got = n / 2;
  PyObject** fresh = (PyObject**)grow(nullptr, (size_t)(n + 2) * sizeof(PyObject*));
  for (Py_ssize_t j = 0; j < n; j++) {
    if ((fresh[j] = take(&g->wire->slots[j]))) continue;
    pass_over(j + 1, n);
    while (j > 0) decref(fresh[--j]);
    free(fresh);
    return nullptr;
  }
  return fresh;
}
// PyDict_Next cannot fail: when memory has run out, the reserve must do.
static PyObject** fetch_pairs(PyObject* d, Py_ssize_t i, Py_ssize_t* got) {
  PyObject** fresh = fetch_pairs_once(d, i, got);
  if (!fresh && *got > 0) {
    give_reserve();
    PyErr_Clear();
    fresh = fetch_pairs_once(d, i, got);
    if (!fresh && *got > 0) fatal("out of memory for the pairs of a dict");
  }
  PyErr_Clear();
  return fresh;
}

// Borrowed references, from pairs that the mirror keeps; values of existing keys may be replaced
// while walking.
MOULT_EXPORT int PyDict_Next(PyObject* d, Py_ssize_t* pos, PyObject** k, PyObject** v) {
  if (!d || !is_dict(d) || *pos < 0) return 0;
  MirrorExt* x = LIKELY(d->ob_type == &PyDict_Type) ? instance_ext(d) : nullptr;
  if (UNLIKELY(!x)) x = mirror_ext(d);
  Py_ssize_t i = *pos;
  if (i == 0 && x->pair_epoch != g->epoch) {
    SavedError keep;
    // Keyword arguments that nobody but C has seen.
    if (unseen(d) && x->store_epoch != g->epoch && !x->more) {
      x->pair_epoch = g->epoch;
      x->pairs_end = 1;
    } else if (x->pairs_shown && x->pair_lo == 0)
      pairs_same(d, x);
  }
  if (UNLIKELY(i >= x->pair_lo + x->pair_n && x->pairs_end && x->pair_epoch == g->epoch)) return 0;
  if (i < x->pair_lo || i >= x->pair_lo + x->pair_n || (i == 0 && x->pair_epoch != g->epoch)) {
    SavedError keep;
    Py_ssize_t got;
    PyObject** fresh = fetch_pairs(d, i, &got);
    if (!fresh) return 0;
    for (Py_ssize_t j = 0; j < got * 2; j += 2) fresh[j + 1] = as_kept(x, fresh[j], fresh[j + 1]);
    PyObject** old = x->pairs;
    Py_ssize_t n = x->pair_n;
    // The pairs of the first block stay for as long as the mirror does: C may keep them.
    if (old && i > 0 && x->pair_lo + n == i) {
      PyObject** both = (PyObject**)grow(old, (size_t)(n + got + 1) * 2 * sizeof(PyObject*));
      memcpy(both + n * 2, fresh, (size_t)got * 2 * sizeof(PyObject*));
      free(fresh);
      x->pairs = both;
      x->pair_n = n + got;
    } else {
      x->pairs = fresh;
      x->pair_n = got;
      x->pair_known = 0;
      x->pair_lo = i;
      // Blocks for the same values stay the same.
      for (Py_ssize_t j = 0; j < n * 2; j++) {
        if (old && j < got * 2 && i == 0 && same_value(old[j], fresh[j])) {
          PyObject* t = fresh[j];
          fresh[j] = old[j];
          old[j] = t;
        }
      }
      for (Py_ssize_t j = 0; j < n * 2; j++) decref(old[j]);
      free(old);
    }
    x->pair_epoch = g->epoch;
    if (i >= x->pair_lo + x->pair_n) return 0;
  }
  PyObject** p = &x->pairs[(i - x->pair_lo) * 2];
  if (k) *k = p[0];
  if (v) *v = p[1];
  *pos = i + 1;
  return 1;
}

// New reference.
MOULT_EXPORT PyObject* PyDictProxy_New(PyObject* d) { return up_obj(OP_dictproxy_new, d); }

// Dictionary objects: JavaScript's, asked from here. What look-ups hand out as borrowed stays with
// the mirror, by key.
#include <stdlib.h>
#include <string>
#include <unordered_map>
#include "../containers.h"
#include "api.h"

namespace moult {

struct KeptItems {
  std::unordered_map<std::string, PyObject*> map;
};

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

static std::string kept_key(PyObject* key) {
  std::string k;
  int64_t v;
  if (key->ob_type == &PyUnicode_Type) {
    Py_ssize_t n;
    const char* s = str_wtf8(key, &n);
    k = "s";
    if (s) k.append(s, (size_t)n);
  } else if (key->ob_type == &PyLong_Type && int_i64(key, &v)) {
    k = "i" + std::to_string(v);
  } else {
    k = "p" + std::to_string((uintptr_t)key);
  }
  return k;
}

// What PyDict_Next handed out: a look-up is to give the same blocks.
static void know_pairs(MirrorExt* x) {
  for (; x->pair_known < x->pair_n; x->pair_known++) {
    PyObject** p = &x->pairs[x->pair_known * 2];
    if (immortal(p[1])) continue;
    PyObject*& at = x->kept->map[kept_key(p[0])];
    if (at && same_value(at, p[1])) continue;
    PyObject* old = at;
    at = incref(p[1]);
    xdecref(old);
  }
}

// The block under which a look-up gave the value, in the place of another (stolen).
static PyObject* as_kept(MirrorExt* x, PyObject* key, PyObject* value) {
  if (!x->kept || immortal(value)) return value;
  auto at = x->kept->map.find(kept_key(key));
  if (at == x->kept->map.end() || !at->second || !same_value(at->second, value)) return value;
  incref(at->second);
  decref(value);
  return at->second;
}

PyObject* keep_item(PyObject* container, PyObject* key, PyObject* item) {
  if (!item) return nullptr;
  if (immortal(item)) return item;
  KeptItems** kept;
  if (container->ob_type->shape == SH_TUPLE) {
    if (!g->tuple_kept) g->tuple_kept = new std::unordered_map<PyObject*, KeptItems*>();
    kept = &(*g->tuple_kept)[container];
    if (!*kept) *kept = new KeptItems();
  } else {
    MirrorExt* x = mirror_ext(container);
    kept = &x->kept;
    if (!*kept) *kept = new KeptItems();
    know_pairs(x);
  }
  PyObject*& at = (*kept)->map[kept_key(key)];
  if (at && same_value(at, item)) {
    decref(item);
    return at;
  }
  PyObject* old = at;
  at = item;
  xdecref(old);
  return item;
}

// C took an item out: nobody is to find its block any more.
static void drop_item(PyObject* container, PyObject* key) {
  MirrorExt* x = mirror_ext(container);
  auto at = x->kept ? x->kept->map.find(kept_key(key))
                    : std::unordered_map<std::string, PyObject*>::iterator();
  if (!x->kept || at == x->kept->map.end()) return;
  PyObject* old = at->second;
  x->kept->map.erase(at);
  xdecref(old);
}

KeptItems* tuple_kept(PyObject* o) {
  if (!g->tuple_kept) return nullptr;
  auto at = g->tuple_kept->find(o);
  return at == g->tuple_kept->end() ? nullptr : at->second;
}

void kept_visit(KeptItems* k, visitproc visit) {
  if (!k) return;
  for (auto& e : k->map)
    if (e.second) visit(e.second, nullptr);
}

void kept_free(KeptItems* k) {
  if (!k) return;
  for (auto& e : k->map) xdecref(e.second);
  delete k;
}

}  // namespace moult

using namespace moult;

static bool check(PyObject* d) {
  if (LIKELY(d && is_dict(d))) return true;
  bad_call();
  return false;
}

// Its hash and comparison are the runtime's own.
static bool plain_key(PyObject* k) {
  return k->ob_type == &PyUnicode_Type || k->ob_type == &PyLong_Type;
}

// New reference.
MOULT_EXPORT PyObject* PyDict_New(void) { return up_obj(OP_dict_new); }
// New reference.
MOULT_EXPORT PyObject* PyDict_Copy(PyObject* d) {
  return check(d) ? up_obj(OP_dict_copy, d) : nullptr;
}
MOULT_EXPORT Py_ssize_t PyDict_Size(PyObject* d) { return check(d) ? up_num(OP_dict_size, d) : -1; }
MOULT_EXPORT void PyDict_Clear(PyObject* d) {
  if (!d || !is_dict(d)) return;
  up_void(OP_dict_clear, d);
  MirrorExt* x = mirror_ext(d);
  KeptItems* kept = x->kept;
  x->kept = nullptr;
  kept_free(kept);
}
// Key and value are not stolen.
MOULT_EXPORT int PyDict_SetItem(PyObject* d, PyObject* k, PyObject* v) {
  if (!check(d)) return -1;
  if (!k || !v) return bad_call_int();
  if (!up_void(plain_key(k) ? OP_dict_put : OP_dict_set, d, k, v)) return -1;
  mirror_ext(d)->pair_epoch = g->epoch - 1;
  // JavaScript keeps the value, not this block; whoever looks it up is to get the same block.
  // C may also use it after it gave its own count back. Wrappers keep native objects by themselves.
  if (!immortal(v) && kind(v) != K_NATIVE) keep_item(d, k, incref(v));
  return 0;
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
  return keep_item(d, k, up_obj(OP_dict_get, d, k));
}
// Borrowed reference; errors are dropped.
MOULT_EXPORT PyObject* PyDict_GetItem(PyObject* d, PyObject* k) {
  if (!d || !is_dict(d)) return nullptr;
  SavedError keep;
  PyObject* r = keep_item(d, k, up_obj(OP_dict_get, d, k));
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
  Ref key(PyUnicode_FromString(k));
  PyObject* r = nullptr;
  if (key && d && is_dict(d)) r = keep_item(d, key, up_obj(OP_dict_get, d, key.p));
  if (!r && error_set())
    report_ignored(
        "Exception ignored in PyDict_GetItemString(); consider using PyDict_GetItemStringRef()");
  return r;
}
// *out: new reference or NULL. 1 found, 0 missing, -1 error.
MOULT_EXPORT int PyDict_GetItemRef(PyObject* d, PyObject* k, PyObject** out) {
  *out = nullptr;
  if (!check(d)) return -1;
  *out = up_obj(OP_dict_get, d, k);
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
  PyObject* r = up_obj(OP_dict_get, d, k);
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
  Ref r(up_obj(OP_dict_get, d, k));
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

// Pairs from position i on, as new references, and how many; null when JavaScript has none to give.
static PyObject** fetch_pairs_once(PyObject* d, Py_ssize_t i, Py_ssize_t* got) {
  if (!up_void(OP_dict_pairs, d, i)) {
    *got = 0;
    return nullptr;
  }
  Py_ssize_t n = g->wire->ctl[CTL_NRES];
  *got = n / 2;
  PyObject** fresh = (PyObject**)grow(nullptr, (size_t)(n + 2) * sizeof(PyObject*));
  for (Py_ssize_t j = 0; j < n; j++) {
    if ((fresh[j] = take(&g->wire->slots[j]))) continue;
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
  MirrorExt* x = mirror_ext(d);
  Py_ssize_t i = *pos;
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

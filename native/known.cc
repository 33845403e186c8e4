#include "known.h"
#include <stdlib.h>
#include "containers.h"
#include "values.h"

namespace moult {

static uint64_t mix(uint64_t h) {
  h *= 0x9e3779b97f4a7c15u;
  return h ^ h >> 32;
}
static uint64_t hash_text(const char* s, int64_t n) {
  uint64_t h = (uint64_t)n, w;
  for (; n >= 8; s += 8, n -= 8) {
    memcpy(&w, s, 8);
    h = mix(h ^ w);
  }
  w = 0;
  memcpy(&w, s, (size_t)n);
  return mix(h ^ w);
}

KnownKey::KnownKey(PyObject* key) {
  Py_ssize_t n;
  if (key->ob_type == &PyUnicode_Type && (text = str_wtf8(key, &n))) {
    kind = TEXT;
    number = n;
    hash = hash_text(text, n);
    return;
  }
  kind = NUMBER;
  if (key->ob_type != &PyLong_Type || !int_i64(key, &number)) {
    kind = ADDRESS;
    number = (int64_t)(uintptr_t)key;
  }
  hash = mix((uint64_t)number + kind);
}

KnownKey::KnownKey(const char* s, Py_ssize_t n)
    : kind(TEXT), hash(hash_text(s, n)), number(n), text(s) {}

KnownItem* KeptItems::slot(const KnownKey& k) const {
  uint32_t i = (uint32_t)k.hash & (cap - 1);
  while (items[i].kind != KnownKey::FREE) {
    KnownItem& e = items[i];
    if (k.is(e.kind, e.hash, e.number, e.text())) break;
    i = (i + 1) & (cap - 1);
  }
  return &items[i];
}

KnownItem* KeptItems::find(const KnownKey& k) const {
  if (!cap) return nullptr;
  KnownItem* e = slot(k);
  return e->kind == KnownKey::FREE ? nullptr : e;
}

static void drop_text(KnownItem& e) {
  if (e.kind == KnownKey::TEXT && e.number > (int64_t)sizeof e.near) free(e.far);
}

void KeptItems::enlarge() {
  KnownItem* old = items;
  uint32_t room = cap, alive = 0;
  // Old answers that named nothing are of no use.
  auto stale = [](const KnownItem& e) { return !e.value && e.epoch != g->epoch; };
  for (uint32_t i = 0; i < room; i++)
    if (old[i].kind != KnownKey::FREE && !stale(old[i])) alive++;
  cap = 8;
  while (cap < alive * 2 + 2) cap *= 2;
  items = (KnownItem*)grow(nullptr, cap * sizeof(KnownItem));
  memset((void*)items, 0, cap * sizeof(KnownItem));
  n = alive;
  for (uint32_t i = 0; i < room; i++) {
    KnownItem& e = old[i];
    if (e.kind == KnownKey::FREE) continue;
    if (stale(e)) {
      drop_text(e);
      continue;
    }
    uint32_t at = (uint32_t)e.hash & (cap - 1);
    while (items[at].kind != KnownKey::FREE) at = (at + 1) & (cap - 1);
    items[at] = e;
  }
  free(old);
}

KnownItem* KeptItems::place(const KnownKey& k) {
  if (cap) {
    KnownItem* e = slot(k);
    if (e->kind != KnownKey::FREE) return e;
  }
  if (n + 1 > cap - cap / 4 || !cap) enlarge();
  KnownItem* e = slot(k);
  e->kind = k.kind;
  e->hash = k.hash;
  e->number = k.number;
  e->value = nullptr;
  e->epoch = g->epoch - 1;
  if (k.kind == KnownKey::TEXT) {
    if (k.number > (int64_t)sizeof e->near) e->far = (char*)grow(nullptr, (size_t)k.number);
    memcpy((char*)e->text(), k.text, (size_t)k.number);
  }
  n++;
  return e;
}

KeptItems::~KeptItems() {
  for (uint32_t i = 0; i < cap; i++) {
    if (items[i].kind == KnownKey::FREE) continue;
    drop_text(items[i]);
    xdecref(items[i].value);
  }
  free(items);
}

KeptItems* known_of(PyObject* container) {
  if (container->ob_type->shape == SH_TUPLE) return tuple_kept(container);
  if (container->ob_type->shape == SH_TYPE) return ((MType*)container)->kept;
  MirrorExt* x = known_ext(container);
  return x ? x->kept : nullptr;
}

KeptItems* know(PyObject* container) {
  KeptItems** at;
  if (container->ob_type->shape == SH_TUPLE) {
    if (!g->tuple_kept) g->tuple_kept = new std::unordered_map<PyObject*, KeptItems*>();
    at = &(*g->tuple_kept)[container];
  } else if (container->ob_type->shape == SH_TYPE) {
    at = &((MType*)container)->kept;
  } else {
    at = &mirror_ext(container)->kept;
  }
  if (!*at) *at = new KeptItems();
  return *at;
}

KeptItems* tuple_kept(PyObject* o) {
  if (!g->tuple_kept) return nullptr;
  auto at = g->tuple_kept->find(o);
  return at == g->tuple_kept->end() ? nullptr : at->second;
}

PyObject* keep_item(PyObject* container, PyObject* key, PyObject* item) {
  if (!item || immortal(item)) return item;
  KnownItem* e = know(container)->place(KnownKey(key));
  if (e->value && same_value(e->value, item)) {
    PyObject* kept = e->value;
    decref(item);
    return kept;
  }
  PyObject* old = e->value;
  e->value = item;
  e->epoch = g->epoch - 1;
  xdecref(old);
  return item;
}

void kept_visit(KeptItems* k, visitproc visit) {
  if (!k) return;
  k->each([visit](KnownItem& e) {
    if (e.value) visit(e.value, nullptr);
  });
}

void kept_free(KeptItems* k) { delete k; }

}  // namespace moult

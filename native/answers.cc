#include "answers.h"
#include "api/api.h"
#include "calls.h"
#include "containers.h"
#include "errors.h"
#include "stores.h"
#include "types.h"
#include "values.h"

namespace moult {

static const uint32_t ANSWERS = 64;
struct Answers {
  Answer at[ANSWERS];
};

static Answer* place(PyObject* about, const KnownKey& k) {
  if (UNLIKELY(!g->answers)) {
    g->answers = (Answers*)grow(nullptr, sizeof(Answers));
    memset((void*)g->answers, 0, sizeof(Answers));
  }
  uint64_t h = k.hash ^ (uintptr_t)about >> 4;
  return &g->answers->at[(h ^ h >> 17) & (ANSWERS - 1)];
}

static Answer* find(PyObject* about, const KnownKey& k) {
  if (!g->answers_used) return nullptr;
  Answer* a = place(about, k);
  bool same =
      a->about == about && a->epoch == g->epoch && k.is(KnownKey::TEXT, a->hash, a->n, a->text);
  return same ? a : nullptr;
}

// An answer to be filled in; null: the name is too long to keep.
static Answer* learn(PyObject* about, const KnownKey& k) {
  if (k.kind != KnownKey::TEXT || k.number > (int64_t)sizeof Answer::text) return nullptr;
  Answer* a = find(about, k);
  if (a) return a;
  a = place(about, k);
  PyObject* old = a->value;
  g->answers_used |= 1ull << (a - g->answers->at);
  *a = {about, k.hash, g->epoch, (uint32_t)k.number, {}, nullptr, nullptr, nullptr, false};
  memcpy(a->text, k.text, (size_t)k.number);
  // Nobody frees what is asked about without telling: see forget_answers.
  Meta* m = meta(about);
  if (kind(m) == K_MIRROR && !is_str(about)) m->flags |= F_ASKED;
  xdecref(old);
  // That may have run code.
  return a->about == about && a->epoch == g->epoch ? a : nullptr;
}

void drop_answers() {
  PyObject* dead[ANSWERS];
  uint32_t n = 0;
  for (uint64_t used = g->answers_used; used; used &= used - 1) {
    Answer& a = g->answers->at[__builtin_ctzll(used)];
    if (a.value) dead[n++] = a.value;
    a.about = nullptr;
    a.value = nullptr;
  }
  g->answers_used = 0;
  while (n) decref(dead[--n]);
}

void forget_answers(PyObject* o) {
  PyObject* dead[ANSWERS];
  uint32_t n = 0;
  for (uint64_t used = g->answers_used; used; used &= used - 1) {
    int i = __builtin_ctzll(used);
    Answer& a = g->answers->at[i];
    if (a.about != o) continue;
    if (a.value) dead[n++] = a.value;
    a.about = nullptr;
    a.value = nullptr;
    g->answers_used &= ~(1ull << i);
  }
  while (n) decref(dead[--n]);
}

// Answers about instances of Python's classes are kept by object; about those of C types, whose
// attributes are C functions, by type.
static bool by_object(PyObject* o) { return kind(meta(o)) == K_MIRROR && !is_str(o); }
static PyObject* self_first(Site* s, PyObject* o, PyObject* v) {
  PyObject* args[2] = {o, v};
  return call_slot(s, args, v ? 2 : 1, nullptr);
}

// What the getter gives; an optional attribute may be missing.
static PyObject* got(Site* s, PyObject* o, bool optional) {
  PyObject* v = self_first(s, o, nullptr);
  if (!v && optional && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
  return v;
}

PyObject* get_attr(PyObject* o, PyObject* name, bool optional) {
  KnownKey key(name);
  PyObject* type = (PyObject*)o->ob_type;
  if (key.kind == KnownKey::TEXT) {
    Answer* a = find(o, key);
    if (a && a->value) return incref(a->value);
    a = find(type, key);
    if (a && a->get) return got(a->get, o, optional);
  }
  Wire* w = g->wire;
  PyObject* v = up_obj(optional ? OP_getattr_opt : OP_getattr, o, name);
  uint32_t how = w->ctl[CTL_HOW];
  w->ctl[CTL_HOW] = HOW_ASKED;
  if (LIKELY(how == HOW_ASKED)) return v;
  if (how == HOW_SITE) {
    xdecref(v);
    Site* s = g->sites[w->ctl[CTL_NRES]];
    Answer* a = learn(type, key);
    if (a) a->get = s;
    return got(s, o, optional);
  }
  if (v && by_object(o) && may_keep(v)) {
    Answer* a = learn(o, key);
    if (a && a->value != v) {
      PyObject* old = a->value;
      a->value = incref(v);
      xdecref(old);
    }
  }
  return v;
}

// Extensions give their reference to what they put into a class away, and go on using its address,
// because the class keeps it (nanobind's enumerations). So the block stays with the class, until C
// stores something else there.
static void keep_stored(PyObject* o, PyObject* name, PyObject* v) {
  if (o->ob_type->shape != SH_TYPE || !((MType*)o)->has(Py_TPFLAGS_HEAPTYPE)) return;
  if (kind(meta(v)) == K_MIRROR && !is_str(v)) keep_item(o, name, incref(v));
}
void drop_stored(MType* t) {
  KeptItems* kept = t->kept;
  t->kept = nullptr;
  kept_free(kept);
}

bool set_attr(PyObject* o, PyObject* name, PyObject* v) {
  KnownKey key(name);
  PyObject* type = (PyObject*)o->ob_type;
  Answer* a = nullptr;
  if (key.kind == KnownKey::TEXT) {
    a = find(type, key);
    if (a && a->set) {
      Ref r(self_first(a->set, o, v));
      return r.p != nullptr;
    }
    a = find(o, key);
  }
  bool keep = may_keep(v);
  if (a && a->storable && keep) {
    if (UNLIKELY(!store_later(OP_attr_stores, o, name, v))) return false;
    PyObject* old = a->value;
    a->value = incref(v);
    xdecref(old);
    return true;
  }
  Wire* w = g->wire;
  bool ok = up_void(OP_setattr, o, name, v);
  uint32_t how = w->ctl[CTL_HOW];
  w->ctl[CTL_HOW] = HOW_ASKED;
  if (!ok) return false;
  if (how == HOW_SITE) {
    Site* s = g->sites[w->ctl[CTL_NRES]];
    a = learn(type, key);
    if (a) a->set = s;
    Ref r(self_first(s, o, v));
    return r.p != nullptr;
  }
  keep_stored(o, name, v);
  if (how == HOW_PLAIN && by_object(o)) {
    a = learn(o, key);
    if (!a) return true;
    PyObject* old = a->value;
    a->value = keep ? incref(v) : nullptr;
    a->storable = true;
    xdecref(old);
  }
  return true;
}

}  // namespace moult

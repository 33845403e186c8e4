// Objects and their faces (faces.h).
#include "faces.h"
#include <unistd.h>
#include <unordered_map>
#include <vector>
#include "moult.h"
#include "values.h"
#include "api/api.h"

namespace moult {

bool faces_on() { return g && g->core && g->core->faces != NO_FACES; }

static bool handles() { return g->core->faces == FACE_HANDLES; }

// ---- handles ----

enum : uintptr_t { TAG_ADDRESS, TAG_INT, TAG_FLOAT, TAG_INDEX, TAG_MASK = 3 };
static const int64_t INT_LIMIT = (int64_t)1 << 61;
static const uint32_t TURN_MASK = (1u << 30) - 1;

struct Entry {
  PyObject* o;
  uint32_t turn;  // changes when the entry is used for another object
};
static std::vector<Entry> entries;
static std::vector<uint32_t> unused;
static std::unordered_map<void*, uint32_t> index_of;

static void* index_face(uint32_t i) {
  return (void*)((uintptr_t)i << 32 | (uintptr_t)entries[i].turn << 2 | TAG_INDEX);
}

static void* make_face(PyObject* o) {
  auto known = index_of.find(o);
  if (known != index_of.end()) return index_face(known->second);
  uint32_t i;
  if (unused.empty()) {
    i = (uint32_t)entries.size();
    entries.push_back({o, 1});
  } else {
    i = unused.back();
    unused.pop_back();
    entries[i].o = o;
  }
  index_of[o] = i;
  meta(o)->flags |= F_FACE;
  return index_face(i);
}

void face_forget(void* o) {
  auto known = index_of.find(o);
  if (known == index_of.end()) return;
  Entry& e = entries[known->second];
  e.o = nullptr;
  e.turn = (e.turn + 1) & TURN_MASK;
  unused.push_back(known->second);
  index_of.erase(known);
}

static PyObject* behind(uintptr_t f) {
  uint32_t i = (uint32_t)(f >> 32);
  if (i >= entries.size()) return nullptr;
  const Entry& e = entries[i];
  return e.turn == ((uint32_t)f >> 2 & TURN_MASK) ? e.o : nullptr;
}

// A float whose exponent has 011 or 100 on top: the third of these bits tells the others. The
// pattern of the smallest of them stands for 0.0.
static const uint64_t ZERO_STANDS = 0x3000000000000000;

static bool float_face(double d, void** out) {
  uint64_t b;
  memcpy(&b, &d, sizeof b);
  if (b == ZERO_STANDS) return false;
  if (b == 0) b = ZERO_STANDS;
  uint64_t top = b >> 60 & 7;
  if (top != 3 && top != 4) return false;
  *out = (void*)(b << 4 | (b >> 63) << 3 | (top >> 2) << 2 | TAG_FLOAT);
  return true;
}
static double float_of(uintptr_t f) {
  uint64_t top = f >> 2 & 1 ? 4 : 3;
  uint64_t b = f >> 4 | top << 60 | (uint64_t)(f >> 3 & 1) << 63;
  if (b == ZERO_STANDS) b = 0;
  double d;
  memcpy(&d, &b, sizeof d);
  return d;
}

bool face_is_value(void* f) {
  uintptr_t tag = (uintptr_t)f & TAG_MASK;
  return handles() && (tag == TAG_INT || tag == TAG_FLOAT);
}

// ---- split headers ----

struct Split {
  uint64_t ob_tid;
  uint16_t ob_flags;
  uint8_t ob_mutex, ob_gc_bits;
  uint32_t ob_ref_local;
};
static_assert(sizeof(Split) == 16, "with ob_refcnt and ob_type the 32 bytes of PEP 703");
enum { GC_TRACKED = 1, GC_FINALIZED = 2 };

static Split* split_of(PyObject* o) { return (Split*)o - 1; }
static bool has_split(PyObject* o) {
  return !is_static(o) && !(meta(o)->flags & F_NOPREFIX) &&
         (uintptr_t)o - g->heap->base < g->heap->size;
}

static void* split_face(PyObject* o) {
  if (!has_split(o)) return o;
  Split* s = split_of(o);
  uint32_t flags = meta(o)->flags;
  if (!s->ob_tid) s->ob_tid = (uint64_t)gettid();
  s->ob_gc_bits =
      (uint8_t)((flags & F_TRACKED ? GC_TRACKED : 0) | (flags & F_FINALIZED ? GC_FINALIZED : 0));
  return s;
}
static PyObject* split_object(void* f) {
  PyObject* o = (PyObject*)f;
  if ((uintptr_t)f - g->heap->base >= g->heap->size) return o;
  return meta(o)->flags & F_NOPREFIX ? o : (PyObject*)((Split*)f + 1);
}

// ---- both ----

void* face_in(void* face) {
  if (!face) return nullptr;
  if (!handles()) return split_object(face);
  uintptr_t f = (uintptr_t)face;
  PyObject* o = nullptr;
  switch (f & TAG_MASK) {
    case TAG_ADDRESS:
      if (is_static((PyObject*)face)) return face;
      fatal("core opaque: an address was passed as an object");
    case TAG_INT:
      o = int_from_i64((int64_t)f >> 2);
      break;
    case TAG_FLOAT:
      o = PyFloat_FromDouble(float_of(f));
      break;
    default:
      o = behind(f);
      if (!o) fatal("core opaque: a handle was used after its object was freed");
  }
  if (!o) fatal("out of memory for a value at the border");
  return o;
}

void* face_in_soft(void* face, void* unknown) {
  if (!face) return nullptr;
  uintptr_t f = (uintptr_t)face;
  if (is_static((PyObject*)face)) return face;
  if (handles()) {
    if ((f & TAG_MASK) == TAG_ADDRESS) return unknown;
    if ((f & TAG_MASK) != TAG_INDEX) return face_in(face);
    PyObject* o = behind(f);
    return o ? o : unknown;
  }
  if (f - g->heap->base >= g->heap->size || f % 16) return unknown;
  Slab* s = slab_of(face);
  if (!s->size || f < (uintptr_t)s + s->first) return unknown;
  uint32_t k = kind((PyObject*)face);
  return k == K_FREE || k == K_RAW ? unknown : split_object(face);
}

void* face_out(void* object, bool owned) {
  PyObject* o = (PyObject*)object;
  if (!o || is_static(o)) return o;
  if (!handles()) return split_face(o);
  void* f;
  int64_t v;
  bool value = false;
  if (o->ob_type == &PyLong_Type && int_i64(o, &v) && v >= -INT_LIMIT && v < INT_LIMIT) {
    f = (void*)((uint64_t)v << 2 | TAG_INT);
    value = true;
  } else if (o->ob_type == &PyFloat_Type && float_face(float_value(o), &f)) {
    value = true;
  }
  if (!value) return make_face(o);
  if (owned) decref(o);
  return f;
}

void face_drop(void* o) { xdecref(o); }
ptrdiff_t face_tuple_size(void* o) { return ob_size(o); }

// Counts of the extension's own go to the thread's half; the runtime's are the shared ones, of
// which there is at least one while the object lives (_Py_Dealloc merges).
void face_incref(void* face) {
  if (face_is_value(face)) return;
  PyObject* o = (PyObject*)face_in(face);
  if (handles() || immortal(o) || !has_split(o) || split_of(o)->ob_tid != (uint64_t)gettid()) {
    incref(o);
    return;
  }
  split_of(o)->ob_ref_local++;
  meta(o)->flags |= F_SPLIT;
}
void face_decref(void* face) {
  if (face_is_value(face)) return;
  PyObject* o = (PyObject*)face_in(face);
  if (!handles() && meta(o)->flags & F_SPLIT && split_of(o)->ob_ref_local) {
    if (--split_of(o)->ob_ref_local == 0) meta(o)->flags &= ~(uint32_t)F_SPLIT;
    return;
  }
  decref(o);
}
int64_t face_count(void* face) {
  if (face_is_value(face)) return 1;
  return count_of((PyObject*)face_in(face));
}
void face_lock(void* face, bool on) {
  if (!face || handles()) return;
  PyObject* o = (PyObject*)face_in(face);
  if (has_split(o)) split_of(o)->ob_mutex = on;
}

int64_t local_count(PyObject* o) { return split_of(o)->ob_ref_local; }
bool merge_counts(PyObject* o) {
  Split* s = split_of(o);
  o->ob_refcnt = s->ob_ref_local;
  s->ob_ref_local = 0;
  meta(o)->flags &= ~(uint32_t)F_SPLIT;
  return o->ob_refcnt != 0;
}

}  // namespace moult

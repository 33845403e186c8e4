// Where a core keeps what. A Core is the description that src/cores/*.ts hands over; accessors
// are templates over a layout policy: CompactLayout has the default core's numbers as constants,
// DynLayout reads them from the description. `with_layout` branches once.
//
//   int   DIGITS30  int_count is sign * number of 30-bit digits, digits from int_digits on
//         WORD64    the value at int_word; int_count is 0, or for a value that does not fit,
//                   sign * number of 64-bit limbs, which start at int_digits
//         TAGGED30  number of 30-bit digits << 3 | (0 positive, 1 zero, 2 negative) at int_count
//   str   PEP393    length, hash, state (kind | ascii << 8), cached UTF-8, then 1, 2 or 4 bytes a
//                   character; ascii text starts at str_data, other text at str_data_wide
//         UTF8      byte length, character count, then UTF-8 (surrogates encoded singly)
//   list, tuple, bytes  ob_size at 16, as the contract wants; the rest is the core's
#ifndef MOULT_LAYOUT_H
#define MOULT_LAYOUT_H

namespace moult {

enum IntRepr : uint32_t { DIGITS30 = 0, WORD64 = 1, TAGGED30 = 2 };
enum StrRepr : uint32_t { PEP393 = 0, UTF8 = 1 };

#define LAYOUT_FIELDS(F) \
  F(prefix)              \
  F(int_repr)            \
  F(int_word)            \
  F(int_count)           \
  F(int_digits)          \
  F(float_value)         \
  F(str_repr)            \
  F(str_length)          \
  F(str_bytes)           \
  F(str_state)           \
  F(str_utf8)            \
  F(str_data)            \
  F(str_data_wide)       \
  F(bytes_data)          \
  F(tuple_items)         \
  F(list_items)          \
  F(list_alloc)          \
  F(list_ext)            \
  F(instance_ext)        \
  F(hunt)
// What is no matter of layout; `abi` is the minor version of the level that C sees, or 0 for all.
#define CORE_RULES(F) \
  F(immortal)         \
  F(seed)             \
  F(quarantine)       \
  F(faces)            \
  F(abi)

// Offsets count from the object's address; only instance_ext may be negative (in the prefix).
struct Core {
  char name[32];
#define F(n) int32_t n;
  LAYOUT_FIELDS(F)
  CORE_RULES(F)
#undef F
};

struct CompactLayout {
#define C(n, v) \
  static constexpr int32_t n() { return v; }
  C(prefix, 0)
  C(int_repr, WORD64)
  C(int_word, 16)
  C(int_count, 24)
  C(int_digits, 32)
  C(float_value, 16)
  C(str_repr, UTF8)
  C(str_length, 24)
  C(str_bytes, 16)
  C(str_state, 0)
  C(str_utf8, 0)
  C(str_data, 32)
  C(str_data_wide, 32)
  C(bytes_data, 24)
  C(tuple_items, 32)
  C(list_items, 32)
  C(list_alloc, 24)
  C(list_ext, 40)
  C(instance_ext, 16)
  C(hunt, 0)
#undef C
};

struct DynLayout {
  const Core* c;
#define F(n) \
  int32_t n() const { return c->n; }
  LAYOUT_FIELDS(F)
#undef F
};

// To be done when s->core was set.
inline void use_core(State* s) {
  s->fast = strcmp(s->core->name, "compact") == 0;
  s->odd_heap = s->malloc_mode || s->core->hunt;
  s->split = s->core->faces == 2;
  s->tag = core_tag(s->core);
}

template <class Fn>
inline auto with_layout(Fn f) {
  if (LIKELY(g->fast)) return f(CompactLayout{});
  return f(DynLayout{g->core});
}

template <class T>
inline T& at(void* o, int32_t offset) {
  return *(T*)((char*)o + offset);
}
inline Py_ssize_t& ob_size(void* o) { return ((PyVarObject*)o)->ob_size; }

// ---- tuple, list, bytes, float ----
// What C may get a pointer into is reached through a second view of the memory on cores that
// lock the first (hunt.h).
template <class L>
inline ptrdiff_t open_view(L l) {
  return l.hunt() ? hunt_view : 0;
}
inline PyObject** tuple_items(PyObject* o) {
  return with_layout(
      [&](auto L) { return (PyObject**)(&at<char>(o, L.tuple_items()) + open_view(L)); });
}
inline PyObject**& list_items(PyObject* o) {
  return *with_layout([&](auto L) { return &at<PyObject**>(o, L.list_items()); });
}
inline Py_ssize_t& list_alloc(PyObject* o) {
  return *with_layout([&](auto L) { return &at<Py_ssize_t>(o, L.list_alloc()); });
}
inline MirrorExt*& list_ext(PyObject* o) {
  return *with_layout([&](auto L) { return &at<MirrorExt*>(o, L.list_ext()); });
}
inline MirrorExt*& instance_ext(PyObject* o) {
  return *with_layout([&](auto L) { return &at<MirrorExt*>(o, L.instance_ext()); });
}
inline char* bytes_data(PyObject* o) {
  return with_layout([&](auto L) { return &at<char>(o, L.bytes_data()) + open_view(L); });
}
inline double& float_value(PyObject* o) {
  return *with_layout([&](auto L) { return &at<double>(o, L.float_value()); });
}

// The count of what lives for ever: Moult's own, 3.12's and 3.14's pattern.
inline int64_t immortal_count(const Core* c) {
  return c->immortal == 2 ? 0xFFFFFFFFLL : c->immortal == 3 ? IMMORTAL | 5LL << 48 : IMMORTAL;
}

// Sizes of fresh blocks, in bytes.
uint32_t mirror_size(const MType* t);

}  // namespace moult

#endif

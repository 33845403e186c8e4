// The shared memory through which the two sides exchange arguments and results. src/bridge/wire.ts
// knows the same numbers. See moult.h for the rule that makes reuse safe.
#ifndef MOULT_WIRE_H
#define MOULT_WIRE_H

namespace moult {

enum Tag : uint32_t {
  T_NULL = 0,
  T_NONE = 1,
  T_FALSE = 2,
  T_TRUE = 3,
  T_INT = 4,     // f: a safe integer
  T_FLOAT = 5,   // f
  T_HANDLE = 6,  // h: an object or string known to both sides
  T_NEW = 7,     // to C: JavaScript's object h, of type w[0], with w[1] items, not yet known to C
  T_PTR = 8,     // to C: p is an owned reference
  // To JS: p; fetch the text with strOf. h & 1: keep it under a handle; h >> 8: that many
  // characters of ASCII are in Wire::text at the slot's place, which JavaScript may know.
  T_STR = 9,
  T_BYTES = 10,         // to JS: p; fetch with bytesOf; h: see LINK in border.cc
  T_BIG = 11,           // to JS: p; fetch with bigOf
  T_TUPLE = 12,         // to JS: p, h = size | LINK; fetch with items
  T_LIST = 13,          // to JS: as T_TUPLE, a list that C built
  T_NATIVE = 14,        // to JS: h (and p), a native object with a live wrapper
  T_NATIVE_NEW = 15,    // to JS: p, h = handle of its type; make a wrapper and bind it
  T_EXC = 16,           // an exception is in slot 1
  T_DICT,               // C's dict of keyword arguments, which JavaScript has not seen (h: size)
  T_NATIVE_FRESH = 19,  // to JS: as T_NATIVE_NEW, and it stands in no other slot
  T_TEXT = 18,          // to C: h characters up to U+00FF, in Wire::text at the slot's place
};

struct WireSlot {
  uint32_t tag;
  uint32_t h;
  union {
    double f;
    void* p;
    int64_t i;
    uint32_t w[2];
  };
};
static_assert(sizeof(WireSlot) == 16, "wire");

enum Control {
  CTL_FREED = 0,  // number of entries in Wire::freed
  CTL_DEAD = 1,   // wrappers that V8 dropped
  CTL_SITE = 2,   // arguments of the trampolines
  CTL_NARGS = 3,
  CTL_KW = 4,
  CTL_EXTRA = 5,
  CTL_NRES = 6,
  CTL_OP = 7,
  CTL_LEN = 9,
  CTL_STRONG = 8,   // stateful wrappers to be looked at
  CTL_INTERP = 10,  // the interpreter that C works for
  CTL_HOW = 12,     // see answers.h
  CTL_RAN = 11,     // an UPCALL_PURE turned out to run code of Python's
  CTL_READY = 13,   // a wrapper made ready for a result: its handle, and that of its type
  CTL_READY_TYPE = 14,
  CTL_WORDS = 64,
};

static const uint32_t WIRE_SLOTS = 4096, WIRE_FREED = 4096, WIRE_FETCH = 1024, WIRE_TEXT = 16;

struct Wire {
  uint32_t ctl[CTL_WORDS];
  WireSlot slots[WIRE_SLOTS];
  uint32_t freed[WIRE_FREED];
  uint8_t text[WIRE_SLOTS][WIRE_TEXT];  // of T_TEXT, by the number of the slot
};

enum Op : int {
#define UPCALL(name) OP_##name,
#define UPCALL_PURE(name) OP_##name,
#include "upcalls.def"
#undef UPCALL
#undef UPCALL_PURE
  NUM_OPS
};

// Writes a borrowed reference (or null) into a slot, for JavaScript to read.
void put(WireSlot* s, PyObject* o);
// Reads what JavaScript wrote; a new reference, or null for T_NULL.
PyObject* take(WireSlot* s);
// Lets go of what stands in slots that nobody will read, as memory has run out.
void pass_over(Py_ssize_t first, Py_ssize_t end);

inline void put(WireSlot* s, double v) {
  s->tag = T_INT;
  s->f = v;
}
inline void put(WireSlot* s, int v) { put(s, (double)v); }
inline void put(WireSlot* s, long v) { put(s, (double)v); }
inline void put(WireSlot* s, unsigned v) { put(s, (double)v); }
inline void put(WireSlot* s, unsigned long v) { put(s, (double)v); }
inline void put(WireSlot* s, MType* t) { put(s, (PyObject*)t); }
// A C string: it is interned, so that its JavaScript string is made once.
void put(WireSlot* s, const char* v);

// Calls JavaScript; the arguments are in the first n slots. False: an error is set.
bool upcall(Op op, int n);

inline void put_all(WireSlot*) {}
template <class A, class... R>
inline void put_all(WireSlot* s, A a, R... r) {
  put(s, a);
  put_all(s + 1, r...);
}
// Object result: a new reference; null with an error set, or without for JavaScript's undefined.
template <class... A>
PyObject* up_obj(Op op, A... a) {
  put_all(g->wire->slots, a...);
  if (!upcall(op, (int)sizeof...(A))) return nullptr;
  return take(&g->wire->slots[0]);
}
// Number result; -1 with an error set.
template <class... A>
Py_ssize_t up_num(Op op, A... a) {
  put_all(g->wire->slots, a...);
  if (!upcall(op, (int)sizeof...(A))) return -1;
  WireSlot* r = &g->wire->slots[0];
  if (r->tag == T_INT) return (Py_ssize_t)r->f;
  return r->tag == T_TRUE;
}
template <class... A>
bool up_void(Op op, A... a) {
  put_all(g->wire->slots, a...);
  return upcall(op, (int)sizeof...(A));
}

// Takes back counts of dropped wrappers and tells V8 about memory. Any point where C may run.
void drain();
void drain_slow();

}  // namespace moult

#endif

// The object allocator: 64 KiB slabs of one size class each, cut from a reserved region. The
// slab's header holds a Meta for each of its blocks, so the handle and the kind of any object are
// found from its address alone. Objects above 21 KiB take a run of slabs of their own.
// With MOULT_MALLOC=1 each object is malloc'ed singly (valgrind and ASan then see overflows and
// uses after free) and its Meta is found in a hash table, as it is for memory not ours.
// The region has three parts: `plain` for all cores but those that hunt for broken binaries, whose
// blocks lie in `locked` (the runtime's own) and `edges` (what extensions may use): see hunt.cc.
#ifndef MOULT_HEAP_H
#define MOULT_HEAP_H

namespace moult {

static const size_t SLAB = 65536;

struct Slab {
  Slab* next;  // in the list of slabs with room, or of free slabs
  void* free;
  uint32_t size;  // of a block
  uint32_t nblocks, used;
  uint32_t first;  // offset of block 0
  uint64_t recip;  // 2^32 / (size / 16), rounded up
  uint32_t fresh;  // blocks from here on were never handed out
  uint16_t cls;
  uint8_t listed;
  uint8_t large;  // LARGE: one block over `span` slabs; EDGE: one block of `span` bytes
  uint64_t span;
  Meta meta[1];
};

enum : uint8_t { LARGE = 1, EDGE = 2 };

struct Arena {
  uintptr_t base, size;
  uintptr_t next;  // offset of the first slab never used
  Slab* free_slabs;
  Slab* room[64];  // by size class: slabs with a free block
  struct Span* free_spans;
};

struct Heap {
  uintptr_t base, size;  // the region
  Arena plain, locked, edges;
  struct MetaTable* others;  // Meta of objects outside the region
  int64_t bytes;             // memory held, for V8's accounting
  int64_t reported;
  uint64_t live;  // blocks handed out and not freed
  uint64_t collect_at;
  uint64_t types;  // heap types made since the last collection
};

Heap* new_heap(bool malloc_mode);
// Gives back the address space that no object has lain in; nobody will ask for memory again.
void abandon_heap(Heap* h);
// Memory for an object of `size` bytes with its Meta set to (0, flags); null when out of memory.
// The header is not filled in. A core's prefix is put before it unless flags has F_NOPREFIX.
void* heap_alloc(size_t size, uint32_t flags);
// The same for 32 bytes, a number of the compact core; other cores may call it too.
void* heap_alloc_number(uint32_t flags);
// Frees an object's memory and puts its handle on the freed list.
void heap_free(void* p);
void* heap_realloc(void* p, size_t size);
// The same in one part of the region, for hunt.cc.
void* arena_alloc(Heap* h, Arena& a, size_t size, uint32_t flags, size_t prefix);
void arena_free(Heap* h, Arena& a, void* p);
Slab* take_slab(Heap* h, Arena& a);
void set_up_edge(Slab* s, size_t first, size_t end, size_t size, uint32_t flags);
inline Slab* slab_of(const void* p) { return (Slab*)((uintptr_t)p & ~(SLAB - 1)); }
inline bool in_arena(const Arena& a, const void* p) { return (uintptr_t)p - a.base < a.size; }
inline uint32_t block_index(const Slab* s, const void* p) {
  uint64_t off = (uint32_t)((uintptr_t)p & (SLAB - 1)) - s->first;
  return (uint32_t)(((off >> 4) * s->recip) >> 32);
}
// Which core made a block, by its flags; other cores know nothing of it.
uint32_t core_tag(const Core* c);
const Core* core_of(const Meta* m);
bool of_this_core(const Meta* m);
// Bytes from p to the end of its block; *before those in front of p. 0: not a block of a slab.
size_t heap_usable(void* p, size_t* before = nullptr);
Meta* other_meta(PyObject* o);
extern "C++" Heap* heap_of(State* s);
// Calls f for each block that is an object.
void heap_each(void (*f)(PyObject*, Meta*, void*), void* arg);
// Collections start by themselves: when so many blocks are alive, one is asked for (once).
static const uint64_t COLLECT_MIN = 250000;
// Or when so many types were made: only a collection lets them go.
static const uint64_t COLLECT_TYPES = 2000;
void ask_to_collect();  // gil.cc
void collected();       // sets the next number, by what is alive now
// Live blocks, for tests and for `moult demo`.
uint64_t heap_live();
// A core was chosen: spare blocks are of one core, or there are none.
void spares_for(const struct Core* core);
void drop_spares();  // mirrors.cc

inline Meta* meta(PyObject* o) {
  uintptr_t a = (uintptr_t)o;
  Heap* h = g->heap;
  if (LIKELY(a - h->base < h->size)) {
    Slab* s = (Slab*)(a & ~(SLAB - 1));
    uint64_t off = (uint32_t)(a & (SLAB - 1)) - s->first;
    return &s->meta[((off >> 4) * s->recip) >> 32];
  }
  return other_meta(o);
}
inline uint32_t kind(Meta* m) { return m->flags & K_MASK; }
inline uint32_t kind(PyObject* o) { return meta(o)->flags & K_MASK; }

// What an extension counts by itself on a core that keeps it apart (faces.cc).
int64_t local_count(PyObject* o);
// Makes it the object's count, which has come to zero. False: it is zero, too.
bool merge_counts(PyObject* o);
inline int64_t count_of(PyObject* o) {
  if (UNLIKELY(g->split) && meta(o)->flags & F_SPLIT) return o->ob_refcnt + local_count(o);
  return o->ob_refcnt;
}

}  // namespace moult

#endif

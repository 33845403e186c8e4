#include <stdlib.h>
#include <sys/mman.h>
#include <new>
#include <unordered_map>
#include <vector>
#include "faces.h"
#include "hunt.h"
#include "moult.h"

namespace moult {

struct Span {
  Span* next;
  size_t slabs;
};
struct MetaTable {
  std::unordered_map<void*, Meta*> map;
};

#ifndef MOULT_REGION
#define MOULT_REGION ((size_t)16 << 30)
#endif
static const size_t REGION = MOULT_REGION;
static const uint32_t MAX_SMALL = 21504;
static uint32_t class_sizes[64];
static uint8_t class_of[MAX_SMALL / 16 + 1];
static int num_classes;

static void init_classes() {
  if (num_classes) return;
  uint32_t n = 0, size = 0;
  while (size < 512) class_sizes[n++] = size += 16;
  for (uint32_t step = 128; size < 16384; step *= 2)
    for (int i = 0; i < 4 && size < 16384; i++) class_sizes[n++] = size += step;
  class_sizes[n++] = MAX_SMALL;
  num_classes = (int)n;
  uint32_t c = 0;
  for (uint32_t i = 0; i <= MAX_SMALL / 16; i++) {
    while (class_sizes[c] < i * 16) c++;
    class_of[i] = (uint8_t)c;
  }
}

thread_local AllocationTest allocations;
__attribute__((noinline)) bool fail_now() { return true; }

static void* reserve;
static const size_t RESERVE = (size_t)1 << 20;

bool give_reserve() {
  void* p = __atomic_exchange_n(&reserve, nullptr, __ATOMIC_ACQ_REL);
  free(p);
  return p != nullptr;
}

void* grow(void* p, size_t n) {
  void* q = realloc(p, n);
  // A test's failure is for once; the reserve is then still there.
  if (!q && (give_reserve() || allocations.fail_at == allocations.made)) q = realloc(p, n);
  if (!q) fatal("out of memory for the tables of the border");
  if (!reserve) reserve = (malloc)(RESERVE);
  return q;
}

// C++'s containers cannot fail either: without exceptions there is no way to say it.
static void for_containers() {
  if (!give_reserve()) fatal("out of memory for the tables of the border");
}

Heap* new_heap(bool malloc_mode) {
  init_classes();
  std::set_new_handler(for_containers);
  Heap* h = new Heap();
  h->others = new MetaTable();
  h->collect_at = COLLECT_MIN;
  if (malloc_mode) return h;
  for (size_t want = REGION; want >= ((size_t)64 << 20); want >>= 1) {
    void* p =
        mmap(nullptr, want + SLAB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) continue;
    h->base = ((uintptr_t)p + SLAB - 1) & ~(SLAB - 1);
    h->size = want;
    h->plain.base = h->base;
    h->plain.size = want / 2;
    h->locked.base = h->base + want / 2;
    h->edges.base = h->base + want / 2 + want / 4;
    h->locked.size = h->edges.size = want / 4;
    break;
  }
  return h;
}

void abandon_heap(Heap* h) {
  // The hunting core has mapped parts of the region anew.
  if (!h->size || h->locked.next || h->edges.next) return;
  uintptr_t first = h->plain.base + h->plain.next;
  munmap((void*)first, h->base + h->size - first);
}

static void* take_slabs(Arena& a, size_t n) {
  if (n == 1 && a.free_slabs) {
    Slab* s = a.free_slabs;
    a.free_slabs = s->next;
    return s;
  }
  for (Span** at = &a.free_spans; *at; at = &(*at)->next) {
    Span* s = *at;
    if (s->slabs < n) continue;
    if (s->slabs > n) {
      Span* rest = (Span*)((char*)s + n * SLAB);
      rest->slabs = s->slabs - n;
      rest->next = s->next;
      *at = rest;
    } else {
      *at = s->next;
    }
    return s;
  }
  if (a.size - a.next < n * SLAB) return nullptr;
  void* p = (void*)(a.base + a.next);
  if (&a == &g->heap->plain && mprotect(p, n * SLAB, PROT_READ | PROT_WRITE) != 0) return nullptr;
  a.next += n * SLAB;
  return p;
}

static void set_up(Slab* s, uint32_t size, uint32_t nblocks) {
  s->size = size;
  s->nblocks = nblocks;
  s->used = s->fresh = 0;
  s->free = nullptr;
  s->next = nullptr;
  s->recip = size >= SLAB ? 0 : (((uint64_t)1 << 32) + size / 16 - 1) / (size / 16);
  s->first = (uint32_t)((sizeof(Slab) + nblocks * sizeof(Meta) + 15) & ~(size_t)15);
}

static Slab* new_slab(Heap* h, Arena& a, uint32_t cls) {
  Slab* s = (Slab*)take_slabs(a, 1);
  if (!s) return nullptr;
  uint32_t size = class_sizes[cls];
  set_up(s, size, (uint32_t)((SLAB - sizeof(Slab) - 16) / (size + sizeof(Meta))));
  s->cls = (uint16_t)cls;
  s->large = 0;
  s->listed = 1;
  s->next = a.room[cls];
  a.room[cls] = s;
  h->bytes += SLAB;
  return s;
}

static void* alloc_large(Heap* h, Arena& a, size_t size, uint32_t flags) {
  size_t n = (size + sizeof(Slab) + 64 + SLAB - 1) / SLAB;
  if (size > ((size_t)1 << 46)) return nullptr;
  Slab* s = (Slab*)take_slabs(a, n);
  if (!s) return nullptr;
  set_up(s, (uint32_t)SLAB, 1);
  s->large = LARGE;
  s->span = n;
  s->used = 1;
  h->bytes += (int64_t)(n * SLAB);
  s->meta[0] = {0, flags};
  return (char*)s + s->first;
}

static const uint32_t TAG_SHIFT = 20, TAGS = 255;
static const Core* tagged[TAGS + 1];

uint32_t core_tag(const Core* c) {
  if (strcmp(c->name, "compact") == 0) return 0;
  for (uint32_t i = 1; i <= TAGS; i++) {
    if (!tagged[i]) tagged[i] = c;
    if (memcmp(tagged[i], c, sizeof *c) == 0) return i << TAG_SHIFT;
  }
  fatal("too many cores in one process");
}
const Core* core_of(const Meta* m) { return tagged[m->flags >> TAG_SHIFT]; }
bool of_this_core(const Meta* m) { return m->flags >> TAG_SHIFT == g->tag >> TAG_SHIFT; }
static size_t prefix_of(const Meta* m) {
  const Core* c = core_of(m);
  return c && !(m->flags & F_NOPREFIX) ? (size_t)c->prefix : 0;
}

static inline void* alloc_in(Heap* h, Arena& a, size_t size, uint32_t flags, size_t prefix) {
  if (UNLIKELY(size > MAX_SMALL)) {
    char* p = (char*)alloc_large(h, a, size, flags);
    if (!p) return nullptr;
    memset(p, 0, prefix);
    return p + prefix;
  }
  uint32_t cls = class_of[(size + 15) >> 4];
  Slab* s = a.room[cls];
  if (UNLIKELY(!s) && !(s = new_slab(h, a, cls))) return nullptr;
  char* p = (char*)s->free;
  uint32_t idx;
  if (p) {
    s->free = *(void**)p;
    // The next one may have been freed long ago; reading its link would be waited for.
    __builtin_prefetch(s->free, 1);
    idx = block_index(s, p);
  } else {
    idx = s->fresh++;
    p = (char*)s + s->first + (size_t)idx * s->size;
  }
  if (++s->used == s->nblocks) {
    a.room[cls] = s->next;
    s->listed = 0;
  }
  s->meta[idx] = {0, flags};
  if (prefix) memset(p, 0, prefix);
  return p + prefix;
}

void* heap_alloc(size_t size, uint32_t flags) {
  if (allocation_fails()) return nullptr;
  Heap* h = g->heap;
  size_t prefix = flags & F_NOPREFIX ? 0 : (size_t)g->core->prefix;
  size += prefix;
  if (size < 32) size = 32;
  h->live++;
  flags |= g->tag;
  if (UNLIKELY(g->odd_heap)) {
    if (!g->malloc_mode) return hunt_alloc(h, size, flags, prefix);
    char* p = (char*)(malloc)(size);
    if (!p) return nullptr;
    memset(p, 0xAB, size < 32 ? size : 32);
    memset(p, 0, prefix);
    h->others->map[p + prefix] = new Meta{0, flags};
    h->bytes += (int64_t)size;
    return p + prefix;
  }
  return alloc_in(h, h->plain, size, flags, prefix);
}

// The class of 32 bytes: ints and floats of the compact core.
static const size_t NUMBER_SIZE = 32;
void* heap_alloc_number(uint32_t flags) {
  if (LIKELY(g->fast && g->spares_on)) {
    Heap* h = g->heap;
    h->live++;
    return alloc_in(h, h->plain, NUMBER_SIZE, flags, 0);
  }
  return heap_alloc(NUMBER_SIZE, flags);
}

void* arena_alloc(Heap* h, Arena& a, size_t size, uint32_t flags, size_t prefix) {
  return alloc_in(h, a, size, flags, prefix);
}
Slab* take_slab(Heap* h, Arena& a) {
  Slab* s = (Slab*)take_slabs(a, 1);
  if (s) h->bytes += SLAB;
  return s;
}
void set_up_edge(Slab* s, size_t first, size_t end, size_t size, uint32_t flags) {
  set_up(s, (uint32_t)SLAB, 1);
  s->first = (uint32_t)first;
  s->fresh = (uint32_t)end;
  s->used = 1;
  s->large = EDGE;
  s->span = size;
  s->meta[0] = {0, flags};
}

static void free_slab(Heap* h, Arena& a, Slab* s) {
  Slab** at = &a.room[s->cls];
  while (*at != s) at = &(*at)->next;
  *at = s->next;
  h->bytes -= SLAB;
  s->next = a.free_slabs;
  a.free_slabs = s;
}

static inline void free_in(Heap* h, Arena& arena, void* p) {
  uintptr_t a = (uintptr_t)p;
  Slab* s = (Slab*)(a & ~(SLAB - 1));
  if (UNLIKELY(s->large)) {
    if (s->meta[0].handle) release_handle(&s->meta[0]);
    if (s->meta[0].flags & F_FACE) face_forget(p);
    size_t n = s->span;
    h->bytes -= (int64_t)(n * SLAB);
    madvise(s, n * SLAB, &arena == &h->plain ? MADV_DONTNEED : MADV_REMOVE);
    Span* span = (Span*)s;
    span->slabs = n;
    span->next = arena.free_spans;
    arena.free_spans = span;
    return;
  }
  uint32_t idx = block_index(s, p);
  Meta* m = &s->meta[idx];
  if (m->handle) release_handle(m);
  if (UNLIKELY(m->flags & F_FACE)) face_forget(p);
  m->handle = 0;
  m->flags = K_FREE;
  void** block = (void**)((char*)s + s->first + (size_t)idx * s->size);
  *block = s->free;
  s->free = block;
  s->used--;
  if (UNLIKELY(!s->listed)) {
    s->next = arena.room[s->cls];
    arena.room[s->cls] = s;
    s->listed = 1;
  } else if (UNLIKELY(s->used == 0) && arena.room[s->cls] != s) {
    free_slab(h, arena, s);
  }
}

void arena_free(Heap* h, Arena& a, void* p) { free_in(h, a, p); }

static void free_other(Heap* h, void* p) {
  auto it = h->others->map.find(p);
  if (it == h->others->map.end()) fatal("free of memory that the object allocator does not know");
  Meta* m = it->second;
  if (m->handle) release_handle(m);
  bool foreign = m->flags & F_FOREIGN;
  char* block = (char*)p - prefix_of(m);
  delete m;
  h->others->map.erase(it);
  if (!foreign) free(block);
}

void heap_free(void* p) {
  if (!p) return;
  Heap* h = g->heap;
  h->live--;
  if (LIKELY(in_arena(h->plain, p)))
    free_in(h, h->plain, p);
  else if ((uintptr_t)p - h->base < h->size)
    hunt_free(h, p);
  else
    free_other(h, p);
}

size_t heap_usable(void* p, size_t* before) {
  Heap* h = g->heap;
  uintptr_t a = (uintptr_t)p;
  if (a - h->base >= h->size) return 0;
  Slab* s = (Slab*)(a & ~(SLAB - 1));
  uint32_t off = (uint32_t)(a & (SLAB - 1)) - s->first;
  if (before) *before = s->large ? off : off % s->size;
  if (s->large == EDGE) return s->fresh - (a & (SLAB - 1));
  if (s->large) return s->span * SLAB - (a - (uintptr_t)s);
  return s->size - off % s->size;
}

void* heap_realloc(void* p, size_t size) {
  if (!p) return heap_alloc(size, K_RAW | F_NOPREFIX);
  Heap* h = g->heap;
  if ((uintptr_t)p - h->base >= h->size) {
    auto it = h->others->map.find(p);
    if (it == h->others->map.end())
      fatal("realloc of memory that the object allocator does not know");
    Meta* m = it->second;
    size_t prefix = prefix_of(m);
    char* q = (char*)realloc((char*)p - prefix, size + prefix < 32 ? 32 : size + prefix);
    if (!q) return nullptr;
    h->others->map.erase(it);
    h->others->map[q + prefix] = m;
    return q + prefix;
  }
  size_t old = heap_usable(p);
  if (size <= old && size * 2 > old && in_arena(h->plain, p)) return p;
  Meta m = *meta((PyObject*)p);
  void* q = heap_alloc(size, m.flags);
  if (!q) return nullptr;
  memcpy(q, p, old < size ? old : size);
  Meta* mq = meta((PyObject*)q);
  mq->handle = m.handle;
  if (m.handle) g->handles[m.handle] = (PyObject*)q;
  meta((PyObject*)p)->handle = 0;
  heap_free(p);
  return q;
}

Meta* other_meta(PyObject* o) {
  if (is_static(o)) return static_meta(o);
  auto& map = g->heap->others->map;
  auto it = map.find(o);
  if (it != map.end()) return it->second;
  // An object in memory that the extension owns (a static instance, say).
  Meta* m = new Meta{0, K_NATIVE | F_FOREIGN | F_NOPREFIX};
  map[o] = m;
  return m;
}

static void find_objects(const Arena& a, std::vector<PyObject*>* found) {
  for (size_t at = 0; at < a.next;) {
    Slab* s = (Slab*)(a.base + at);
    if (s->size == 0) {  // a free span
      at += ((Span*)s)->slabs * SLAB;
      continue;
    }
    uint32_t n = s->large ? 1 : s->used ? s->fresh : 0;
    for (uint32_t i = 0; i < n; i++) {
      Meta* m = &s->meta[i];
      if ((m->flags & K_MASK) <= K_RAW) continue;
      if (!of_this_core(m) && !(m->flags & F_NOPREFIX)) continue;
      found->push_back((PyObject*)((char*)s + s->first + (size_t)i * s->size + prefix_of(m)));
    }
    at += s->large == LARGE ? s->span * SLAB : SLAB;
  }
}

void heap_each(void (*f)(PyObject*, Meta*, void*), void* arg) {
  if (!g->core) return;  // no interpreter has met an extension yet
  Heap* h = g->heap;
  std::vector<PyObject*> found;
  for (auto& e : h->others->map) found.push_back((PyObject*)e.first);
  find_objects(h->plain, &found);
  find_objects(h->locked, &found);
  find_objects(h->edges, &found);
  for (PyObject* o : found) {
    Meta* m = meta(o);
    bool spare = kind(m) == K_VALUE && o->ob_refcnt == 0;
    if (kind(m) > K_RAW && !spare) f(o, m, arg);
  }
}

Heap* heap_of(State* s) { return s->heap; }
void collected() {
  Heap* h = g->heap;
  h->types = 0;
  h->collect_at = h->live * 2 > COLLECT_MIN ? h->live * 2 : COLLECT_MIN;
}

uint64_t heap_live() {
  uint64_t n = g->heap->live;
  for (const Spares& s : g->spare) n -= s.n;
  return n;
}

void spares_for(const Core* core) {
  if (!g->core) {
    g->retire_on = !core->hunt && !core->faces;
    g->spares_on = g->retire_on && !g->malloc_mode;
  } else if (g->core != core && strcmp(g->core->name, core->name) != 0) {
    g->spares_on = g->retire_on = false;
    drop_spares();
  }
}

}  // namespace moult

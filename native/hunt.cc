// The memory of cores that hunt (hunt.h).
#include "hunt.h"
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <deque>
#include "moult.h"

namespace moult {

ptrdiff_t hunt_view, hunt_text_view;

static const size_t PAGE = 4096;
// An edge takes a slab and two mappings, of which a process may have 65530.
static const size_t MAX_EDGES = 8000, MAX_EDGE_SIZE = 8 * PAGE, CLOSED_EDGES = 2000;
static const int UNUSED = 0xDB, FREED = 0xDD;

struct Waiting {
  char* p;
  size_t size;
  const char* type;
};
static std::deque<Waiting> waiting, closed;
static size_t waiting_bytes, edges_live;

bool hunt_start(Heap* h) {
  static bool started, able;
  if (started) return able;
  started = true;
  size_t size = h->locked.size;
  if (!size) return false;
  int fd = memfd_create("moult-hunt", MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, (off_t)size) != 0) return false;
  void* base = (void*)h->locked.base;
  auto map = [&](void* at, int prot, int more) {
    return mmap(at, size, prot, MAP_SHARED | MAP_NORESERVE | more, fd, 0);
  };
  char* open = (char*)map(nullptr, PROT_READ | PROT_WRITE, 0);
  char* text = (char*)map(nullptr, PROT_READ, 0);
  if (open == MAP_FAILED || text == MAP_FAILED) return false;
  if (map(base, PROT_READ | PROT_WRITE, MAP_FIXED) == MAP_FAILED) return false;
  close(fd);
  hunt_view = open - (char*)base;
  hunt_text_view = text - (char*)base;
  return able = watch_start(h);
}

static void* edge_alloc(Heap* h, size_t size, uint32_t flags, size_t prefix) {
  Slab* s = take_slab(h, h->edges);
  if (!s) return nullptr;
  size_t pages = (size + PAGE - 1) / PAGE;
  if (mprotect(s, (1 + pages) * PAGE, PROT_READ | PROT_WRITE) != 0) return nullptr;
  // What extensions ask for as plain memory is aligned as malloc does it.
  size_t used = (flags & K_MASK) == K_RAW ? (size + 15) & ~(size_t)15 : size;
  size_t end = (1 + pages) * PAGE;
  memset((char*)s + PAGE, UNUSED, pages * PAGE);
  set_up_edge(s, end - used, end, size, flags);
  edges_live++;
  return (char*)s + end - used + prefix;
}

void* hunt_alloc(Heap* h, size_t size, uint32_t flags, size_t prefix) {
  uint32_t k = flags & K_MASK;
  if (k == K_RAW || (k == K_NATIVE && !(flags & F_OURS))) {
    if (edges_live < MAX_EDGES && size <= MAX_EDGE_SIZE) return edge_alloc(h, size, flags, prefix);
    return arena_alloc(h, h->plain, size, flags, prefix);
  }
  char* p = (char*)arena_alloc(h, h->locked, size, flags, prefix);
  if (p) memset(p - prefix, UNUSED, size);
  return p;
}

static const char* type_of(void* p, const Meta* m) {
  if ((m->flags & K_MASK) <= K_RAW) return "block of PyObject_Malloc";
  MType* t = ((PyObject*)p)->ob_type;
  return t && t->name ? t->name : "object";
}

static void close_edge(Heap* h, Slab* s, void* p) {
  Meta* m = &s->meta[0];
  size_t prefix = (size_t)((char*)p - (char*)s) - s->first;
  for (size_t i = 0; i < prefix; i++)
    if (((uint8_t*)p)[-1 - (ptrdiff_t)i] != UNUSED)
      hunt_report(
          "something wrote offset %td of a '%s' object, where CPython keeps what its "
          "collector needs",
          -8 * ((ptrdiff_t)i / 8 + 1), type_of(p, m));
  closed.push_back({(char*)p, 0, type_of(p, m)});
  if (m->handle) release_handle(m);
  m->handle = 0;
  m->flags = K_FREE;
  mprotect((char*)s + PAGE, s->fresh - PAGE, PROT_NONE);
  edges_live--;
  if (closed.size() <= CLOSED_EDGES) return;
  Slab* old = slab_of(closed.front().p);
  closed.pop_front();
  old->next = h->edges.free_slabs;
  h->edges.free_slabs = old;
  h->bytes -= (int64_t)SLAB;
}

void hunt_free(Heap* h, void* p) {
  Slab* s = slab_of(p);
  Meta* m = meta((PyObject*)p);
  if (kind(m) == K_FREE)
    hunt_report("a '%s' object was freed twice", hunt_freed(h, p) ? hunt_freed(h, p) : "block");
  if (s->large == EDGE) {
    close_edge(h, s, p);
    return;
  }
  if (s->large) {
    arena_free(h, h->locked, p);
    return;
  }
  size_t size = s->size - ((size_t)((char*)p - (char*)s) - s->first) % s->size;
  waiting.push_back({(char*)p, size, type_of(p, m)});
  waiting_bytes += size;
  if (m->handle) release_handle(m);
  m->handle = 0;
  m->flags = K_FREE;
  memset(p, FREED, size);
  while (waiting_bytes > (size_t)g->core->quarantine) {
    Waiting w = waiting.front();
    waiting.pop_front();
    waiting_bytes -= w.size;
    for (size_t i = 0; i < w.size; i++)
      if ((uint8_t)w.p[i] != FREED)
        hunt_report("something wrote offset %zu of a '%s' object after it was freed", i, w.type);
    arena_free(h, h->locked, w.p);
  }
}

const char* hunt_freed(const Heap*, const void* p) {
  for (const auto* list : {&waiting, &closed})
    for (size_t i = list->size(); i-- > 0;)
      if ((*list)[i].p == p) return (*list)[i].type;
  return nullptr;
}

void hunt_report(const char* format, ...) {
  char text[1000];
  va_list ap;
  va_start(ap, format);
  vsnprintf(text, sizeof text, format, ap);
  va_end(ap);
  char all[1200];
  int seed = g && g->core ? g->core->seed : 0;
  int n = snprintf(all, sizeof all, "Fatal Python error: core shuffled:%d: %s\n", seed, text);
  if (write(2, all, (size_t)n) < 0) _exit(134);
  signal(SIGABRT, SIG_DFL);
  abort();
}

}  // namespace moult

// What a thread of Node.js (a worker) gives back at its end. JavaScript is gone before: its weak
// callbacks and everything else of V8's have ended with the environment (close_vm, close_gil). The
// objects' memory stays, for an extension's own threads and destructors may still look at it; the
// tables about it, and the address space that no object has lain in, do not.
#include <stdlib.h>
#include "border.h"
#include "calls.h"
#include "gil.h"
#include "heap.h"
#include "values.h"

namespace moult {

static void free_tables(State* s) {
  for (uint32_t i = 1; i < s->sites_n; i++) {
    if (!s->sites[i]) continue;
    free((void*)s->sites[i]->what);
    delete s->sites[i];
  }
  for (uint32_t i = 0; i < s->ninterps; i++) {
    free_interned(s->interps[i]);
    free((void*)s->interps[i]->core);
    free(s->interps[i]);
  }
  free(s->interps);
  free(s->sites);
  free(s->free_sites);
  free(s->handles);
  free(s->dead);
  free(s->freed_more);
  free(s->strong);
  free(s->late);
  free(s->postponed);
  free(s->kwnames);
  free(s->stores);
  free(s->spare_stores);
  free(s->answers);
  free(s->wire);
  delete_vm(s);
  abandon_heap(s->heap);
  free(s);
}

namespace {
struct AtThreadEnd {
  State* state = nullptr;
  ~AtThreadEnd() {
    if (!state || !alone_and_closed(state->gil)) return;
    g = nullptr;
    free_tables(state);
  }
};
}  // namespace
// Made before any of an extension's thread-local objects, so that it ends after them.
static thread_local AtThreadEnd at_end;

void free_at_thread_end(State* s) {
  // What the process itself ends with goes anyway.
  if (!on_first_thread()) at_end.state = s;
}

}  // namespace moult

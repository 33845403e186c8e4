// The lock, the tables of handles and the allocator by themselves, without JavaScript: many threads
// that come, go, and call what may be called with the lock and without. For ThreadSanitizer
// (tools/tsan.mjs).
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <atomic>
#include <vector>
#include "../../native/api/api.h"
#include "../../native/attention.h"
#include "../../native/gil.h"

using namespace moult;

MOULT_EXPORT int PyGILState_Ensure(void);
MOULT_EXPORT void PyGILState_Release(int);
MOULT_EXPORT ThreadState* PyGILState_GetThisThreadState(void);
MOULT_EXPORT ThreadState* PyEval_SaveThread(void);
MOULT_EXPORT void PyEval_RestoreThread(ThreadState*);
MOULT_EXPORT int Py_AddPendingCall(int (*)(void*), void*);
MOULT_EXPORT int Py_MakePendingCalls(void);
MOULT_EXPORT int Py_IsInitialized(void);
MOULT_EXPORT void* PyThread_allocate_lock(void);
MOULT_EXPORT void PyThread_free_lock(void*);
MOULT_EXPORT int PyThread_acquire_lock_timed(void*, long long, int);
MOULT_EXPORT void PyThread_release_lock(void*);
MOULT_EXPORT void* PyThread_tss_alloc(void);
MOULT_EXPORT int PyThread_tss_create(void*);
MOULT_EXPORT int PyThread_tss_set(void*, void*);
MOULT_EXPORT void* PyThread_tss_get(void*);
MOULT_EXPORT int PyThreadState_SetAsyncExc(unsigned long, PyObject*);

// ---- what the rest of the runtime would do ----

static void (*at_close)(void*);
static void* at_close_arg;
extern "C" int napi_add_env_cleanup_hook(napi_env__*, void (*f)(void*), void* arg) {
  at_close = f;
  at_close_arg = arg;
  return 0;
}
namespace moult {
void end_vm(State*) {}
void settle_stores() {}
void fatal(const char* what) {
  fprintf(stderr, "fatal: %s\n", what);
  _exit(3);
}
}  // namespace moult

// ---- what is shared, by plain variables ----

static const int WORKERS = 6, BLOCKS = 8;
static int rounds;
static bool broken;  // one access without the lock, which must be found
static std::atomic<bool> ended;
static long counter, pending_runs, guarded, by_other_means;
static uint32_t last_handle;
static std::vector<uint32_t> free_handles;
static std::vector<PyObject*> parked;  // made by one thread, freed by another
static void *mutex, *key;

#define CHECK(what)                                                      \
  do {                                                                   \
    if (!(what)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what); \
      _exit(4);                                                          \
    }                                                                    \
  } while (0)

static int pending(void* arg) {
  pending_runs++;
  CHECK(me->main && arg == &counter);
  return 0;
}

static void drain_freed() {
  for (uint32_t i = 0; i < g->wire->ctl[CTL_FREED]; i++) free_handles.push_back(g->wire->freed[i]);
  g->wire->ctl[CTL_FREED] = 0;
}

// Needs the lock.
static void use_heap(unsigned seed) {
  for (int i = 0; i < BLOCKS; i++) {
    size_t size = 32 + (seed + (unsigned)i * 48) % 30000;
    PyObject* o = (PyObject*)heap_alloc(size, K_MIRROR);
    CHECK(o);
    o->ob_refcnt = 1;
    o->ob_type = &PyBaseObject_Type;
    if (free_handles.empty()) drain_freed();
    uint32_t h = free_handles.empty() ? ++last_handle : free_handles.back();
    if (!free_handles.empty()) free_handles.pop_back();
    link_handle(o, h);
    CHECK(g->handles[h] == o && meta(o)->handle == h);
    parked.push_back(o);
  }
  while (parked.size() > 64) {
    size_t at = (seed * 2654435761u) % parked.size();
    PyObject* o = parked[at];
    parked[at] = parked.back();
    parked.pop_back();
    CHECK(g->handles[meta(o)->handle] == o);
    heap_free(o);
  }
}

static void without_lock(unsigned seed) {
  Py_AddPendingCall(pending, &counter);
  CHECK(Py_IsInitialized() || ended);
  if (PyThread_acquire_lock_timed(mutex, seed % 3 ? 2000 : -1, 0) == 1) {
    guarded++;
    PyThread_release_lock(mutex);
  }
  PyThread_tss_set(key, (void*)(uintptr_t)(seed | 1));
  CHECK(PyThread_tss_get(key) == (void*)(uintptr_t)(seed | 1));
}

static void with_lock(unsigned seed, unsigned long other) {
  counter++;
  use_heap(seed);
  if (seed % 5 == 0) {
    ThreadState* mine = PyEval_SaveThread();
    CHECK(PyGILState_GetThisThreadState() == mine);
    without_lock(seed);
    PyEval_RestoreThread(mine);
  }
  if (seed % 7 == 0) {
    int s = PyGILState_Ensure();
    CHECK(s == 0);
    counter++;
    PyGILState_Release(s);
    counter--;
  }
  if (seed % 11 == 0) PyThreadState_SetAsyncExc(other, &_Py_NoneStruct);
  take_sent();
}

static unsigned long idents[WORKERS];

// A thread that C makes: known only while it is inside.
static void* stranger(void* p) {
  unsigned n = (unsigned)(uintptr_t)p;
  for (int i = 0; i < rounds; i++) {
    unsigned seed = n * 7919 + (unsigned)i * 31;
    without_lock(seed);
    if (broken) (void)*(volatile long*)&counter;
    int s = PyGILState_Ensure();
    idents[n] = thread_ident();
    with_lock(seed, idents[seed % WORKERS]);
    PyGILState_Release(s);
  }
  return nullptr;
}

static void short_lived(void* done) {
  int s = PyGILState_Ensure();
  use_heap(7);
  by_other_means++;
  PyGILState_Release(s);
  PyThread_release_lock(done);
}

int main(int argc, char** argv) {
  rounds = argc > 1 ? atoi(argv[1]) : 300;
  broken = argc > 2;
  State* s = g = (State*)calloc(1, sizeof(State));
  s->heap = new_heap(false);
  s->wire = (Wire*)calloc(1, sizeof(Wire));
  Core core = {};
  snprintf(core.name, sizeof core.name, "compact");
  Interp interp = {};
  Interp* interps[] = {&interp};
  interp.core = s->core = &core;
  interp.main.interp = &interp;
  s->interp = &interp;
  s->interps = interps;
  s->ninterps = 1;
  use_core(s);
  init_statics();
  init_gil(s, nullptr);
  s->ts = me->ts = &interp.main;
  me->interp = &interp;
  mutex = PyThread_allocate_lock();
  key = PyThread_tss_alloc();
  PyThread_tss_create(key);

  pthread_t workers[WORKERS];
  for (long i = 0; i < WORKERS; i++) pthread_create(&workers[i], nullptr, stranger, (void*)i);
  void* done = PyThread_allocate_lock();
  PyThread_acquire_lock_timed(done, -1, 0);
  for (int i = 0; i < rounds; i++) {
    with_lock((unsigned)i * 13, idents[i % WORKERS]);
    CHECK(Py_MakePendingCalls() == 0);
    if (i % 20 == 0) {
      unsigned long ident;
      CHECK(start_thread(short_lived, done, 0, &ident));
    }
    ThreadState* mine = PyEval_SaveThread();
    if (i % 20 == 0) PyThread_acquire_lock_timed(done, -1, 0);
    PyEval_RestoreThread(mine);
  }
  ThreadState* mine = PyEval_SaveThread();
  for (pthread_t t : workers) pthread_join(t, nullptr);
  PyEval_RestoreThread(mine);
  CHECK(Py_MakePendingCalls() == 0);
  CHECK(counter == (long)rounds * (WORKERS + 1));
  CHECK(guarded > 0 && pending_runs > 0 && by_other_means == (rounds + 19) / 20);

  printf("%ld rounds, %ld pending calls, %ld under a lock, %zu blocks parked\n", counter,
         pending_runs, guarded, parked.size());
  fflush(stdout);

  // The end comes while others would still like the lock: they wait for ever.
  rounds = 1 << 30;
  for (long i = 0; i < WORKERS; i++) {
    pthread_create(&workers[i], nullptr, stranger, (void*)i);
    pthread_detach(workers[i]);
  }
  mine = PyEval_SaveThread();
  usleep(20000);
  PyEval_RestoreThread(mine);
  ended = true;
  at_close(at_close_arg);
  usleep(20000);
  _exit(0);
}

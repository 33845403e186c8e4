// Threads, the GIL and interpreter states; how the lock works is in ../gil.cc.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <errno.h>
#include "../attention.h"
#include "../calls.h"
#include "../gil.h"
#include "api.h"

using namespace moult;
typedef ThreadState PyThreadState;
typedef Interp PyInterpreterState;

namespace moult {
[[noreturn]] void no_state(const char* function) {
  char text[256];
  snprintf(text, sizeof text,
           "%s: the function must be called with the GIL held, after Python initialization and "
           "before Python finalization, but the GIL is released (the current Python thread state "
           "is NULL)",
           function);
  fatal(text);
}
void need_lock(const char* function) {
  if (!me || !me->holds) no_state(function);
}
}  // namespace moult

static ThreadState* current(const char* function) {
  need_lock(function);
  return g->ts;
}

// Any thread may call it at any time; the thread then holds the GIL.
MOULT_EXPORT int PyGILState_Ensure(void) {
  if (!me) attach();
  bool held = me->holds;
  if (!held) take_lock();
  me->ts->gil_depth++;
  return held ? 0 : 1;  // PyGILState_LOCKED, PyGILState_UNLOCKED
}
// Whoever C made is gone with the last of its Ensure calls, whatever this one is told.
MOULT_EXPORT void PyGILState_Release(int state) {
  if (!me)
    fatal("PyGILState_Release: auto-releasing thread-state, but no thread-state for this thread");
  if (!me->holds) {
    char text[128];
    snprintf(text, sizeof text,
             "PyGILState_Release: thread state %p must be current when releasing", (void*)me->ts);
    fatal(text);
  }
  int depth = --me->ts->gil_depth;
  if (me->stranger && depth <= 0) {
    xdecref(me->own.dict);
    me->own.dict = nullptr;
    detach();
  } else if (state == 1) {
    drop_lock();
  }
}
MOULT_EXPORT PyThreadState* PyGILState_GetThisThreadState(void) { return me ? me->ts : nullptr; }
MOULT_EXPORT PyThreadState* PyEval_SaveThread(void) {
  ThreadState* ts = current("PyEval_SaveThread");
  me->ts = ts;
  drop_lock();
  return ts;
}
MOULT_EXPORT void PyEval_RestoreThread(PyThreadState* ts) {
  if (!ts) no_state("PyEval_RestoreThread");
  if (!me) {
    attach();
    me->stranger = false;
  }
  me->ts = ts;
  take_lock();
}
MOULT_EXPORT void PyEval_AcquireThread(PyThreadState* ts) {
  if (!ts) no_state("PyEval_AcquireThread");
  PyEval_RestoreThread(ts);
}
MOULT_EXPORT void PyEval_ReleaseThread(PyThreadState* ts) {
  if (!ts) fatal("PyEval_ReleaseThread: NULL thread state");
  if (!me || !me->holds) fatal("drop_gil: drop_gil: GIL is not locked");
  if (g->ts != ts) fatal("PyEval_ReleaseThread: wrong thread state");
  PyEval_SaveThread();
}
MOULT_EXPORT void PyEval_AcquireLock(void) {}
MOULT_EXPORT void PyEval_ReleaseLock(void) {}
MOULT_EXPORT void PyEval_InitThreads(void) {}
MOULT_EXPORT int PyEval_ThreadsInitialized(void) { return 1; }

// Borrowed pointers all.
MOULT_EXPORT PyThreadState* PyThreadState_Get(void) { return current("PyThreadState_Get"); }
// Null leaves the thread without a state, and so without the GIL.
MOULT_EXPORT PyThreadState* PyThreadState_Swap(PyThreadState* ts) {
  ThreadState* old = me && me->holds ? g->ts : nullptr;
  if (old == ts) return old;
  if (!ts) {
    PyEval_SaveThread();
  } else if (!old) {
    PyEval_RestoreThread(ts);
  } else {
    me->ts = g->ts = ts;
  }
  return old;
}
MOULT_EXPORT PyInterpreterState* PyThreadState_GetInterpreter(PyThreadState* ts) {
  return ts->interp;
}
MOULT_EXPORT uint64_t PyThreadState_GetID(PyThreadState* ts) { return ts->id; }
MOULT_EXPORT PyInterpreterState* PyInterpreterState_Get(void) {
  return current("PyInterpreterState_Get")->interp;
}
MOULT_EXPORT int64_t PyInterpreterState_GetID(PyInterpreterState* in) { return in->number; }
// Borrowed references.
MOULT_EXPORT PyObject* PyInterpreterState_GetDict(PyInterpreterState* in) {
  if (!in->dict) in->dict = PyDict_New();
  return in->dict;
}
MOULT_EXPORT PyObject* PyThreadState_GetDict(void) {
  if (!me || !me->holds) return nullptr;
  if (!g->ts->dict) g->ts->dict = PyDict_New();
  return g->ts->dict;
}

// Of the process: threads that know no interpreter yet ask too.
MOULT_EXPORT int Py_IsInitialized(void) { return running(); }
MOULT_EXPORT int Py_IsFinalizing(void) { return 0; }
MOULT_EXPORT void Py_Initialize(void) {}
MOULT_EXPORT void Py_InitializeEx(int) {}

static int (*pending_fn[32])(void*);
static void* pending_arg[32];
static int pending_n;
static pthread_mutex_t pending_lock = PTHREAD_MUTEX_INITIALIZER;
MOULT_EXPORT int Py_AddPendingCall(int (*f)(void*), void* arg) {
  pthread_mutex_lock(&pending_lock);
  int ok = pending_n < 32;
  if (ok) {
    pending_fn[pending_n] = f;
    pending_arg[pending_n++] = arg;
    attention = true;
  }
  pthread_mutex_unlock(&pending_lock);
  if (ok) note_pending();
  return ok ? 0 : -1;
}
// Runs them in the main thread, but not while one runs; elsewhere they stay.
MOULT_EXPORT int Py_MakePendingCalls(void) {
  static bool busy;
  if (!me || !me->main || busy) return 0;
  need_lock("Py_MakePendingCalls");
  for (;;) {
    pthread_mutex_lock(&pending_lock);
    if (!pending_n) {
      pthread_mutex_unlock(&pending_lock);
      return 0;
    }
    int (*f)(void*) = pending_fn[0];
    void* arg = pending_arg[0];
    pending_n--;
    for (int i = 0; i < pending_n; i++) {
      pending_fn[i] = pending_fn[i + 1];
      pending_arg[i] = pending_arg[i + 1];
    }
    pthread_mutex_unlock(&pending_lock);
    busy = true;
    int r = f(arg);
    busy = false;
    if (r < 0) return -1;
  }
}

// ---- locks ----

// A semaphore, as in CPython: one release too many lets one more in.
MOULT_EXPORT void PyThread_init_thread(void) {}
MOULT_EXPORT void* PyThread_allocate_lock(void) {
  sem_t* l = (sem_t*)malloc(sizeof(sem_t));
  if (l && sem_init(l, 0, 1) != 0) {
    free(l);
    return nullptr;
  }
  return l;
}
MOULT_EXPORT void PyThread_free_lock(void* l) {
  if (!l) return;
  sem_destroy((sem_t*)l);
  free(l);
}
// ThreadSanitizer does not know sem_clockwait.
#if __GLIBC_PREREQ(2, 30) && !defined(__SANITIZE_THREAD__)
static const clockid_t LOCK_CLOCK = CLOCK_MONOTONIC;
static int wait_until(sem_t* l, const timespec* until) {
  return sem_clockwait(l, LOCK_CLOCK, until);
}
#else
static const clockid_t LOCK_CLOCK = CLOCK_REALTIME;
static int wait_until(sem_t* l, const timespec* until) { return sem_timedwait(l, until); }
#endif
// 0 failure, 1 acquired, 2 a signal came and `interruptible`. microseconds < 0 waits for ever.
MOULT_EXPORT int PyThread_acquire_lock_timed(void* p, long long microseconds, int interruptible) {
  sem_t* l = (sem_t*)p;
  timespec until;
  clock_gettime(LOCK_CLOCK, &until);
  if (microseconds > 0) {
    until.tv_sec += (time_t)(microseconds / 1000000);
    until.tv_nsec += (long)(microseconds % 1000000) * 1000;
    if (until.tv_nsec >= 1000000000) {
      until.tv_sec++;
      until.tv_nsec -= 1000000000;
    }
  }
  int r;
  do {
    r = microseconds == 0 ? sem_trywait(l) : microseconds < 0 ? sem_wait(l) : wait_until(l, &until);
  } while (r != 0 && errno == EINTR && !interruptible);
  return r == 0 ? 1 : errno == EINTR ? 2 : 0;
}
MOULT_EXPORT int PyThread_acquire_lock(void* p, int wait) {
  return PyThread_acquire_lock_timed(p, wait ? -1 : 0, 0);
}
MOULT_EXPORT void PyThread_release_lock(void* p) { sem_post((sem_t*)p); }
MOULT_EXPORT unsigned long PyThread_get_thread_ident(void) { return thread_ident(); }
MOULT_EXPORT unsigned long PyThread_get_thread_native_id(void) {
  return (unsigned long)syscall(SYS_gettid);
}
static size_t thread_stack_size;
MOULT_EXPORT size_t PyThread_get_stacksize(void) { return thread_stack_size; }
// 0: what the system gives. -1: too little for any thread.
MOULT_EXPORT int PyThread_set_stacksize(size_t size) {
  if (size != 0 && size < 32768) return -1;
  thread_stack_size = size;
  return 0;
}

// ---- thread-local storage ----

namespace {
struct Tss {
  int created;
  pthread_key_t key;
};
}  // namespace
MOULT_EXPORT void* PyThread_tss_alloc(void) { return calloc(1, sizeof(Tss)); }
MOULT_EXPORT int PyThread_tss_is_created(void* p) { return ((Tss*)p)->created; }
MOULT_EXPORT int PyThread_tss_create(void* p) {
  Tss* t = (Tss*)p;
  if (t->created) return 0;
  if (pthread_key_create(&t->key, nullptr)) return -1;
  t->created = 1;
  return 0;
}
MOULT_EXPORT void PyThread_tss_delete(void* p) {
  Tss* t = (Tss*)p;
  if (!t->created) return;
  pthread_key_delete(t->key);
  t->created = 0;
}
MOULT_EXPORT void PyThread_tss_free(void* p) {
  if (!p) return;
  PyThread_tss_delete(p);
  free(p);
}
MOULT_EXPORT int PyThread_tss_set(void* p, void* v) {
  return pthread_setspecific(((Tss*)p)->key, v) ? -1 : 0;
}
MOULT_EXPORT void* PyThread_tss_get(void* p) { return pthread_getspecific(((Tss*)p)->key); }
MOULT_EXPORT int PyThread_create_key(void) {
  pthread_key_t k;
  return pthread_key_create(&k, nullptr) ? -1 : (int)k;
}
MOULT_EXPORT void PyThread_delete_key(int k) { pthread_key_delete((pthread_key_t)k); }
MOULT_EXPORT int PyThread_set_key_value(int k, void* v) {
  return pthread_setspecific((pthread_key_t)k, v) ? -1 : 0;
}
MOULT_EXPORT void* PyThread_get_key_value(int k) { return pthread_getspecific((pthread_key_t)k); }
MOULT_EXPORT void PyThread_delete_key_value(int k) {
  pthread_setspecific((pthread_key_t)k, nullptr);
}
MOULT_EXPORT void PyThread_ReInitTLS(void) {}

// ---- critical sections: the GIL is enough ----

MOULT_EXPORT void PyCriticalSection_Begin(void*, PyObject*) {}
MOULT_EXPORT void PyCriticalSection_End(void*) {}
MOULT_EXPORT void PyCriticalSection2_Begin(void*, PyObject*, PyObject*) {}
MOULT_EXPORT void PyCriticalSection2_End(void*) {}

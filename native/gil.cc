// See gil.h. Who has the lock runs JavaScript; src/runtime/threads.ts keeps what belongs to a
// thread on that side and is told (`on_switch`) when another thread has come.
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <atomic>
#include "api/api.h"
#include "attention.h"
#include "border.h"
#include "gil.h"
#include "stores.h"
#include "vm.h"

namespace moult {

__thread Thread* me __attribute__((tls_model("initial-exec")));

struct Gil {
  State* state;
  pthread_mutex_t m;
  pthread_cond_t free;      // the lock became free
  pthread_cond_t switched;  // another thread has taken it
  Thread* holder;
  // Who had it last, by number: the thread itself may be gone.
  uint64_t last;
  uint64_t turns;
  int waiting;
  int threads;  // that were made known and have not ended
  Thread* first;
  int sent;  // threads that have an exception to raise
  bool drop_request;
  std::atomic<bool> closed;  // the isolate is going: nobody may take it any more
  long interval_ns;
  uint8_t* flags;  // src/runtime/breaker.ts
#ifndef MOULT_NAPI_ONLY
  v8::Isolate* iso;
  v8::Global<v8::Context> context;
  v8::Global<v8::Function> on_switch, on_gone;
#endif
};

static const int FLAG_ANY = 0, FLAG_DROP = 100, FLAG_PENDING = 101, FLAG_COLLECT = 102,
                 FLAG_SENT = 103;

// The isolate that threads made by C belong to.
static std::atomic<Gil*> primary;
static pthread_mutex_t primary_lock = PTHREAD_MUTEX_INITIALIZER;

[[noreturn]] static void hang() {
  // As CPython: a thread that wants to go on after the end does not.
  for (;;) pause();
}

static void note(Gil* gil, int flag) {
  if (!gil->flags) return;
  __atomic_store_n(gil->flags + flag, 1, __ATOMIC_RELAXED);
  __atomic_store_n(gil->flags + FLAG_ANY, 1, __ATOMIC_RELEASE);
}
void ask_to_collect() {
  if (g->gil) note(g->gil, FLAG_COLLECT);
}
void note_pending() {
  Gil* gil = g ? g->gil : primary.load();
  if (gil) note(gil, FLAG_PENDING);
}

static void after(timespec* t, long ns) {
  clock_gettime(CLOCK_MONOTONIC, t);
  t->tv_nsec += ns % 1000000000;
  t->tv_sec += ns / 1000000000;
  if (t->tv_nsec >= 1000000000) {
    t->tv_sec++;
    t->tv_nsec -= 1000000000;
  }
}

bool running() {
  Gil* gil = primary;
  return gil && !gil->closed;
}

bool may_run() { return me && me->holds && !me->state->gil->closed; }

static uint64_t number_of(Thread* t) { return t->own.id; }

static void queue(Gil* gil, Thread* t) {
  pthread_mutex_lock(&gil->m);
  if (gil->closed) {
    pthread_mutex_unlock(&gil->m);
    hang();
  }
  gil->waiting++;
  while (gil->holder) {
    uint64_t turn = gil->turns;
    timespec until;
    after(&until, gil->interval_ns);
    int r = pthread_cond_timedwait(&gil->free, &gil->m, &until);
    if (gil->closed) {
      pthread_mutex_unlock(&gil->m);
      hang();
    }
    if (r == ETIMEDOUT && gil->holder && gil->turns == turn) {
      gil->drop_request = true;
      note(gil, FLAG_DROP);
    }
  }
  gil->waiting--;
  gil->holder = t;
  gil->turns++;
  gil->drop_request = false;
  pthread_cond_broadcast(&gil->switched);
  pthread_mutex_unlock(&gil->m);
}

// Leaves the lock to others. When one has asked for it, waits until it has got it.
static void leave(Gil* gil) {
  pthread_mutex_lock(&gil->m);
  bool asked = gil->drop_request;
  uint64_t turn = gil->turns;
  gil->holder = nullptr;
  pthread_cond_signal(&gil->free);
  if (asked)
    while (gil->turns == turn && gil->waiting > 0 && !gil->closed)
      pthread_cond_wait(&gil->switched, &gil->m);
  pthread_mutex_unlock(&gil->m);
}

static size_t stack_of_thread(char** low) {
  pthread_attr_t attr;
  if (pthread_getattr_np(pthread_self(), &attr) != 0) return 0;
  void* addr = nullptr;
  size_t size = 0;
  pthread_attr_getstack(&attr, &addr, &size);
  pthread_attr_destroy(&attr);
  *low = (char*)addr;
  return size;
}

#ifndef MOULT_NAPI_ONLY
static void tell(Gil* gil, v8::Global<v8::Function>& f, double a, double b) {
  if (f.IsEmpty()) return;
  v8::HandleScope scope(gil->iso);
  v8::Local<v8::Context> cx = gil->context.Get(gil->iso);
  v8::Context::Scope in(cx);
  v8::TryCatch caught(gil->iso);
  v8::Local<v8::Value> argv[2] = {v8::Number::New(gil->iso, a), v8::Number::New(gil->iso, b)};
  // Neither function throws.
  v8::MaybeLocal<v8::Value> ignored = f.Get(gil->iso)->Call(cx, v8::Undefined(gil->iso), 2, argv);
  (void)ignored;
}
#endif

void take_lock() {
  int saved = errno;
  Thread* t = me;
  State* s = t->state;
  Gil* gil = s->gil;
  if (t->holds) fatal("_PyThreadState_Attach: non-NULL old thread state");
  queue(gil, t);
#ifndef MOULT_NAPI_ONLY
  if (t->unlocker) {
    delete (v8::Unlocker*)t->unlocker;
    t->unlocker = nullptr;
    gil->iso->Enter();
  } else {
    t->locker = new v8::Locker(gil->iso);
    gil->iso->Enter();
    char* low = nullptr;
    size_t size = stack_of_thread(&low);
    if (size) {
      size_t reserve = size / 4 < 262144 ? size / 4 : 262144;
      gil->iso->SetStackLimit((uintptr_t)(low + reserve));
    }
  }
#endif
  t->holds = true;
  s->epoch++;
  s->ts = t->ts;
  if (t->interp && s->interp != t->interp) {
    s->interp = t->interp;
    s->wire->ctl[CTL_INTERP] = (uint32_t)t->interp->id;
    spares_for(t->interp->core);
    s->core = t->interp->core;
    use_core(s);
  }
  uint64_t self = number_of(t);
  if (gil->last != self) {
    gil->last = self;
#ifndef MOULT_NAPI_ONLY
    tell(gil, gil->on_switch, (double)t->ident, (double)syscall(SYS_gettid));
#endif
  }
  errno = saved;
}

void drop_lock() {
  int saved = errno;
  Thread* t = me;
  State* s = t->state;
  settle_stores();
  t->holds = false;
  t->interp = s->interp;
  s->ts = nullptr;
#ifndef MOULT_NAPI_ONLY
  s->gil->iso->Exit();
  t->unlocker = new v8::Unlocker(s->gil->iso);
#endif
  leave(s->gil);
  errno = saved;
}

static uint64_t thread_numbers = 1;

uint64_t new_state_id() { return __atomic_add_fetch(&thread_numbers, 1, __ATOMIC_RELAXED); }

static Thread* new_thread(State* s) {
  Thread* t = (Thread*)calloc(1, sizeof(Thread));
  t->state = s;
  __atomic_add_fetch(&s->gil->threads, 1, __ATOMIC_RELAXED);
  t->own.id = new_state_id();
  t->ts = &t->own;
  t->ident = (unsigned long)pthread_self();
  pthread_mutex_lock(&s->gil->m);
  t->next = s->gil->first;
  if (t->next) t->next->prev = t;
  s->gil->first = t;
  pthread_mutex_unlock(&s->gil->m);
  return t;
}

// To be done while the thread holds the lock.
static void forget_thread(Thread* t) {
  Gil* gil = t->state->gil;
  if (t->sent) {
    gil->sent--;
    decref(t->sent);
  }
  pthread_mutex_lock(&gil->m);
  if (t->next) t->next->prev = t->prev;
  if (t->prev)
    t->prev->next = t->next;
  else
    gil->first = t->next;
  pthread_mutex_unlock(&gil->m);
}

bool take_flag(int signal) {
  uint8_t* flags = g->gil->flags;
  return flags && __atomic_exchange_n(flags + signal, 0, __ATOMIC_ACQ_REL);
}

bool send_exception(unsigned long ident, PyObject* e) {
  Gil* gil = g->gil;
  pthread_mutex_lock(&gil->m);
  Thread* t = gil->first;
  while (t && t->ident != ident) t = t->next;
  pthread_mutex_unlock(&gil->m);
  if (!t) return false;
  PyObject* old = t->sent;
  t->sent = e;
  gil->sent += (e != nullptr) - (old != nullptr);
  xdecref(old);
  if (e) note(gil, FLAG_SENT);
  if (e && t == me) attention = true;
  return true;
}

PyObject* take_sent() {
  Gil* gil = g->gil;
  PyObject* e = me->sent;
  me->sent = nullptr;
  if (e) gil->sent--;
  // Others look again when they get the lock.
  if (!gil->sent && gil->flags) gil->flags[FLAG_SENT] = 0;
  return e;
}

void attach() {
  pthread_mutex_lock(&primary_lock);
  Gil* gil = primary;
  pthread_mutex_unlock(&primary_lock);
  if (!gil) hang();
  Thread* t = new_thread(gil->state);
  t->interp = gil->state->ninterps ? gil->state->interps[0] : nullptr;
  t->own.interp = t->interp;
  t->stranger = true;
  me = t;
  g = gil->state;
}

void detach() {
  Thread* t = me;
  State* s = t->state;
  Gil* gil = s->gil;
  settle_stores();
  forget_thread(t);
#ifndef MOULT_NAPI_ONLY
  tell(gil, gil->on_gone, (double)t->ident, 0);
  t->holds = false;
  s->ts = nullptr;
  gil->iso->Exit();
  delete (v8::Locker*)t->locker;
  // V8 keeps some hundred bytes for each thread that it has seen, else.
  gil->iso->DiscardThreadSpecificMetadata();
#endif
  leave(gil);
  me = nullptr;
  g = nullptr;
  free(t);
  __atomic_sub_fetch(&gil->threads, 1, __ATOMIC_RELEASE);
}

bool on_first_thread() { return getpid() == (pid_t)syscall(SYS_gettid); }

bool alone_and_closed(Gil* gil) {
  return gil->closed && __atomic_load_n(&gil->threads, __ATOMIC_ACQUIRE) == 1;
}

ThreadState* state_for(Interp* in) {
  if (!me || me->main) {
    if (me) me->ts = &in->main;
    return &in->main;
  }
  me->own.interp = in;
  return me->ts = &me->own;
}

unsigned long thread_ident() { return me ? me->ident : (unsigned long)pthread_self(); }

// ---- threads that Python or PyThread_start_new_thread start ----

namespace {
struct Begin {
  State* state;
  Interp* interp;
  void (*f)(void*);
  void* arg;
#ifndef MOULT_NAPI_ONLY
  v8::Global<v8::Function> run;
#endif
};
}  // namespace

static void* thread_main(void* p) {
  Begin* b = (Begin*)p;
  if (b->f) {
    void (*f)(void*) = b->f;
    void* arg = b->arg;
    delete b;
    f(arg);
    return nullptr;
  }
#ifndef MOULT_NAPI_ONLY
  g = b->state;
  Thread* t = me = new_thread(b->state);
  t->interp = t->own.interp = b->interp;
  Gil* gil = b->state->gil;
  take_lock();
  {
    v8::HandleScope scope(gil->iso);
    v8::Local<v8::Context> cx = gil->context.Get(gil->iso);
    v8::Context::Scope in(cx);
    v8::TryCatch caught(gil->iso);
    caught.SetCaptureMessage(false);
    v8::Local<v8::Function> f = b->run.Get(gil->iso);
    b->run.Reset();
    delete b;
    v8::MaybeLocal<v8::Value> ignored = f->Call(cx, v8::Undefined(gil->iso), 0, nullptr);
    (void)ignored;
  }
  detach();
#endif
  return nullptr;
}

static bool create(Begin* b, size_t stack, unsigned long* ident) {
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attr, stack ? stack : (size_t)8 << 20);
  pthread_t id;
  int r = pthread_create(&id, &attr, thread_main, b);
  pthread_attr_destroy(&attr);
  if (r != 0) return false;
  *ident = (unsigned long)id;
  return true;
}

bool start_thread(void (*f)(void*), void* arg, size_t stack, unsigned long* ident) {
  Begin* b = new Begin();
  b->f = f;
  b->arg = arg;
  if (create(b, stack, ident)) return true;
  delete b;
  return false;
}

// ---- what JavaScript calls ----

#ifndef MOULT_NAPI_ONLY

using Info = v8::FunctionCallbackInfo<v8::Value>;

static int32_t* word(Gil* gil, const Info& info, int i) {
  return (int32_t*)gil->flags + (size_t)info[i].As<v8::Number>()->Value();
}

// (flags: Uint8Array, onSwitch, onGone)
static void gil_init(const Info& info) {
  Gil* gil = g->gil;
  v8::Local<v8::Uint8Array> a = info[0].As<v8::Uint8Array>();
  gil->flags = (uint8_t*)a->Buffer()->Data() + a->ByteOffset();
  gil->on_switch.Reset(gil->iso, info[1].As<v8::Function>());
  gil->on_gone.Reset(gil->iso, info[2].As<v8::Function>());
}

// (f, stack size) -> ident; undefined when the system refuses
static void gil_start(const Info& info) {
  Begin* b = new Begin();
  b->state = g;
  b->interp = g->interp;
  b->run.Reset(g->gil->iso, info[0].As<v8::Function>());
  unsigned long ident;
  if (!create(b, (size_t)info[1].As<v8::Number>()->Value(), &ident)) {
    b->run.Reset();
    delete b;
    return;
  }
  info.GetReturnValue().Set((double)ident);
}

// (word, expected, ms) -> 0 changed or spurious, 1 time is up, 2 a signal
static void gil_wait(const Info& info) {
  int32_t* w = word(g->gil, info, 0);
  int32_t expected = (int32_t)info[1].As<v8::Number>()->Value();
  double ms = info[2].As<v8::Number>()->Value();
  timespec t, *limit = nullptr;
  if (ms < 9e15) {
    t.tv_sec = (time_t)(ms / 1000);
    t.tv_nsec = (long)((ms - (double)t.tv_sec * 1000) * 1e6);
    if (t.tv_nsec > 999999999) t.tv_nsec = 999999999;
    limit = &t;
  }
  int r;
  {
    Released no_lock;
    r = syscall(SYS_futex, w, FUTEX_WAIT_PRIVATE, expected, limit, nullptr, 0) == 0 ? 0 : errno;
  }
  info.GetReturnValue().Set(r == ETIMEDOUT ? 1 : r == EINTR ? 2 : 0);
}
// (word, n)
static void gil_wake(const Info& info) {
  syscall(SYS_futex, word(g->gil, info, 0), FUTEX_WAKE_PRIVATE,
          (int)info[1].As<v8::Number>()->Value(), nullptr, nullptr, 0);
}

// (address, result: 0 int, 1 long, 2 unsigned long, ...arguments). errno is the call's afterwards.
static void gil_call(const Info& info) {
  typedef uint64_t (*F)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
  F f = (F)(uintptr_t)info[0].As<v8::Number>()->Value();
  int kind = (int)info[1].As<v8::Number>()->Value();
  v8::Isolate* iso = info.GetIsolate();
  uint64_t a[6] = {};
  char* texts[6] = {};
  for (int i = 0; i < 6 && i + 2 < info.Length(); i++) {
    v8::Local<v8::Value> v = info[i + 2];
    if (v->IsNumber()) {
      a[i] = (uint64_t)(int64_t)v.As<v8::Number>()->Value();
    } else if (v->IsBigInt()) {
      a[i] = v.As<v8::BigInt>()->Uint64Value();
    } else if (v->IsArrayBufferView()) {
      // Asking for the buffer moves small arrays off the JavaScript heap for good.
      v8::Local<v8::ArrayBufferView> view = v.As<v8::ArrayBufferView>();
      a[i] = (uint64_t)(uintptr_t)view->Buffer()->Data() + view->ByteOffset();
    } else if (v->IsString()) {
      v8::String::Utf8Value u(iso, v);
      texts[i] = strdup(*u ? *u : "");
      a[i] = (uint64_t)(uintptr_t)texts[i];
    }
  }
  uint64_t r;
  int e;
  {
    Released no_lock;
    errno = 0;
    r = f(a[0], a[1], a[2], a[3], a[4], a[5]);
    e = errno;
  }
  for (char* t : texts) free(t);
  if (kind == 0) {
    info.GetReturnValue().Set((double)(int32_t)r);
  } else {
    double d = kind == 1 ? (double)(int64_t)r : (double)r;
    if (d >= -9007199254740992.0 && d <= 9007199254740992.0)
      info.GetReturnValue().Set(d);
    else if (kind == 1)
      info.GetReturnValue().Set(v8::BigInt::New(iso, (int64_t)r));
    else
      info.GetReturnValue().Set(v8::BigInt::NewFromUnsigned(iso, r));
  }
  errno = e;
}

static void gil_yield(const Info&) {
  Gil* gil = g->gil;
  if (gil->flags) gil->flags[FLAG_DROP] = 0;
  if (!gil->drop_request) return;
  drop_lock();
  take_lock();
}
static void gil_interval(const Info& info) {
  double s = info[0].As<v8::Number>()->Value();
  g->gil->interval_ns = s < 1e-6 ? 1000 : s > 1e6 ? (long)1e15 : (long)(s * 1e9);
}
// ---- signals: noted here, handled by the main thread's next safe point (src/modules/signals.ts)
// ----

static uint8_t* signal_flags;
static void on_signal(int n) {
  signal_flags[n] = 1;
  __atomic_store_n(signal_flags, 1, __ATOMIC_RELEASE);
}
// () -> address of the handler
static void gil_handler(const Info& info) {
  signal_flags = g->gil->flags;
  info.GetReturnValue().Set((double)(uintptr_t)&on_signal);
}
// (n) -> whether it is caught now; false when it was being ignored. (Node has a handler of its own
// for SIGINT, which only puts the terminal in order and dies.)
static void gil_catch(const Info& info) {
  int n = (int)info[0].As<v8::Number>()->Value();
  struct sigaction now = {};
  bool ok = sigaction(n, nullptr, &now) == 0 && now.sa_handler != SIG_IGN;
  if (ok) {
    signal_flags = g->gil->flags;
    now = {};
    now.sa_handler = on_signal;
    now.sa_flags = SA_ONSTACK;
    ok = sigaction(n, &now, nullptr) == 0;
  }
  info.GetReturnValue().Set(ok);
}

// (bytes): how deep the main thread may go. Linux lets its stack grow into a gap of 128 MB at
// least, as far as RLIMIT_STACK allows at that moment. Returns the bytes granted.
static void gil_stack(const Info& info) {
  if (!me->main || getpid() != (pid_t)syscall(SYS_gettid)) return;
  double wanted = info[0].As<v8::Number>()->Value();
  const size_t most = (size_t)100 << 20, reserve = 262144;
  size_t bytes = wanted > (double)most ? most : (size_t)wanted;
  rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return;
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < bytes + 2 * reserve) {
    rlim_t more = bytes + 2 * reserve;
    if (limit.rlim_max != RLIM_INFINITY && more > limit.rlim_max) more = limit.rlim_max;
    limit.rlim_cur = more;
    if (setrlimit(RLIMIT_STACK, &limit) != 0) getrlimit(RLIMIT_STACK, &limit);
    if (limit.rlim_cur < bytes + 2 * reserve) bytes = (size_t)limit.rlim_cur - 2 * reserve;
  }
  char* low = nullptr;
  size_t size = stack_of_thread(&low);
  if (!size) return;
  // The top stays where it is, whatever the limit.
  g->gil->iso->SetStackLimit((uintptr_t)(low + size - bytes));
  info.GetReturnValue().Set((double)bytes);
}

// (f): calls it. Around a TryCatch that wants no message V8 makes none for what is thrown inside,
// which halves the cost of a throw.
static void gil_run(const Info& info) {
  v8::Isolate* iso = info.GetIsolate();
  v8::TryCatch caught(iso);
  caught.SetCaptureMessage(false);
  v8::Local<v8::Value> r;
  if (info[0]
          .As<v8::Function>()
          ->Call(iso->GetCurrentContext(), v8::Undefined(iso), 0, nullptr)
          .ToLocal(&r))
    info.GetReturnValue().Set(r);
  else
    caught.ReThrow();
}

static const struct {
  const char* name;
  v8::FunctionCallback f;
} gil_exports[] = {
    {"gilInit", gil_init},         {"gilStart", gil_start},     {"gilWait", gil_wait},
    {"gilWake", gil_wake},         {"gilCall", gil_call},       {"gilYield", gil_yield},
    {"gilInterval", gil_interval}, {"gilHandler", gil_handler}, {"gilRun", gil_run},
    {"gilStack", gil_stack},       {"gilCatch", gil_catch},
};

void export_gil(Napi::Env env, Napi::Object exports) {
  v8::Isolate* iso = v8::Isolate::GetCurrent();
  v8::Local<v8::Context> cx = iso->GetCurrentContext();
  for (auto& e : gil_exports) {
    v8::Local<v8::Function> fn =
        v8::FunctionTemplate::New(iso, e.f)->GetFunction(cx).ToLocalChecked();
    napi_value f;
    memcpy(&f, (void*)&fn, sizeof f);
    exports.Set(e.name, Napi::Value(env, f));
  }
}
#else
void export_gil(Napi::Env, Napi::Object) {}
#endif

static void close_gil(void* p) {
  Gil* gil = (Gil*)p;
  pthread_mutex_lock(&primary_lock);
  if (primary == gil) primary = nullptr;
  pthread_mutex_unlock(&primary_lock);
  // Threads that wait, now or later, hang: what they would work on is gone.
  pthread_mutex_lock(&gil->m);
  gil->closed = true;
  pthread_cond_broadcast(&gil->free);
  pthread_cond_broadcast(&gil->switched);
  pthread_mutex_unlock(&gil->m);
#ifndef MOULT_NAPI_ONLY
  gil->on_switch.Reset();
  gil->on_gone.Reset();
  gil->context.Reset();
#endif
  if (!on_first_thread()) end_vm(gil->state);
}

void init_gil(State* s, napi_env__* env) {
  Gil* gil = new Gil();
  s->gil = gil;
  gil->state = s;
  pthread_mutex_init(&gil->m, nullptr);
  pthread_condattr_t attr;
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  pthread_cond_init(&gil->free, &attr);
  pthread_cond_init(&gil->switched, &attr);
  pthread_condattr_destroy(&attr);
  gil->interval_ns = 5000000;
#ifndef MOULT_NAPI_ONLY
  gil->iso = v8::Isolate::GetCurrent();
  gil->context.Reset(gil->iso, gil->iso->GetCurrentContext());
#endif
  Thread* t = new_thread(s);
  t->main = true;
  t->ident = 1;
  t->holds = true;
  me = t;
  s->ts = t->ts;
  gil->holder = t;
  gil->last = number_of(t);
  napi_add_env_cleanup_hook(env, close_gil, gil);
  pthread_mutex_lock(&primary_lock);
  if (!primary) primary = gil;
  pthread_mutex_unlock(&primary_lock);
}

}  // namespace moult

// Crossing: slots to objects and back, the call of JavaScript's dispatcher, text, the lifetime of
// wrappers, and the trampolines through which JavaScript calls C functions.
#include <utility>
#include <stdlib.h>
#include "answers.h"
#include "attention.h"
#include "calls.h"
#include "api/api.h"
#include "containers.h"
#include "errors.h"
#include "modules.h"
#include "types.h"
#include "stores.h"
#include "values.h"
#include "vm.h"
#include "border.h"

namespace moult {

// The same bits as another type.
template <class To, class From>
static To bits_of(From v) {
  To r;
  static_assert(sizeof r == sizeof v, "of one size");
  memcpy(&r, &v, sizeof r);
  return r;
}

// ---- slots ----

// In the h of a value that goes to JavaScript: make the block the mirror of what comes of it. Not
// for a result that nobody else holds: its block is about to go.
static const uint32_t LINK = 0x80000000u;
// In the h of a tuple or list in slot 0: its items are in the slots from 4 on.
static const uint32_t FILLED = 0x40000000u;
static const int64_t SAFE = ((int64_t)1 << 53) - 1;

void put(WireSlot* s, PyObject* o) {
  if (!o) {
    s->tag = T_NULL;
    return;
  }
  MType* t = o->ob_type;
  if (t == &PyLong_Type) {
    int64_t v;
    if (LIKELY(int_i64(o, &v)) && v <= SAFE && v >= -SAFE) {
      s->tag = T_INT;
      s->f = (double)v;
    } else {
      s->tag = T_BIG;
      s->f = (double)(uintptr_t)o;
    }
    return;
  }
  if (o == Py_None) {
    s->tag = T_NONE;
    return;
  }
  if (t == &PyBool_Type) {
    s->tag = o == Py_True ? T_TRUE : T_FALSE;
    return;
  }
  if (t == &PyFloat_Type) {
    s->tag = T_FLOAT;
    s->f = float_value(o);
    return;
  }
  Meta* m = meta(o);
  uint32_t k = m->flags & K_MASK;
  if (k == K_NATIVE) {
    if (m->handle && m->flags & F_WRAPPED) {
      s->tag = T_NATIVE;
      s->h = m->handle;
      s->f = (double)(uintptr_t)o;
    } else {
      s->tag = T_NATIVE_NEW;
      s->h = meta((PyObject*)t)->handle;
      s->f = (double)(uintptr_t)o;
    }
    return;
  }
  if (m->handle) {
    s->tag = T_HANDLE;
    s->h = m->handle;
    return;
  }
  s->f = (double)(uintptr_t)o;
  switch (t->shape) {
    case SH_STR:
      s->tag = T_STR;
      s->h = (m->flags & (F_INTERNED | F_PLAINSTR)) != 0;
      m->flags |= F_PLAINSTR;
      if (Py_ssize_t n; str_max(o) == 0x7f) {
        const char* text = str_wtf8(o, &n);
        if (n <= (Py_ssize_t)WIRE_TEXT) {
          memcpy(g->wire->text[s - g->wire->slots], text, (size_t)n);
          s->h |= (uint32_t)n << 8;
        }
      }
      return;
    case SH_BYTES:
      s->tag = T_BYTES;
      s->h = LINK;
      return;
    case SH_TUPLE:
      s->tag = T_TUPLE;
      s->h = (uint32_t)ob_size(o) | LINK;
      return;
    case SH_LIST:
      s->tag = T_LIST;
      s->h = (uint32_t)ob_size(o) | LINK;
      return;
    case SH_DICT:
      s->tag = T_DICT;
      s->h = instance_ext(o) ? (uint32_t)instance_ext(o)->pair_n : 0;
      return;
    default:
      fatal("an object without a JavaScript side was handed to JavaScript");
  }
}

void put(WireSlot* s, const char* v) {
  put(s, v ? intern(v, (Py_ssize_t)strlen(v), "replace") : nullptr);
}

PyObject* take(WireSlot* s) {
  switch (s->tag) {
    case T_NULL:
      return nullptr;
    case T_NONE:
      return incref(Py_None);
    case T_FALSE:
      return incref(Py_False);
    case T_TRUE:
      return incref(Py_True);
    case T_INT:
      return int_from_i64((int64_t)s->f);
    case T_FLOAT:
      return new_float(s->f);
    case T_HANDLE: {
      PyObject* o = s->h < g->nhandles ? g->handles[s->h] : nullptr;
      if (UNLIKELY(!o)) {
        // It stands in an earlier slot, too, for which there was no memory.
        if ((PyObject*)g->ts->exc_type == PyExc_MemoryError) return nullptr;
        fatal("JavaScript sent a handle that names nothing");
      }
      if (UNLIKELY(immortal(o))) return o;
      o->ob_refcnt++;
      Meta* m = meta(o);
      if (UNLIKELY((m->flags & (F_STATEFUL | F_STRONG)) == F_STATEFUL)) hold_wrapper(o, m);
      return o;
    }
    case T_NEW:
      if (PyObject* o = new_mirror((MType*)g->handles[s->w[0]], s->h, s->w[1])) return o;
      give_back_handle(s->h);
      return PyErr_NoMemory();
    case T_TEXT:
      return str_from_latin1(g->wire->text[s - g->wire->slots], s->h);
    case T_PTR:
      // JavaScript asked for a block, and memory had run out.
      if (UNLIKELY(s->f == 0)) return PyErr_NoMemory();
      return (PyObject*)(uintptr_t)s->f;
    default:
      fatal("JavaScript wrote a slot that C cannot read");
  }
}

void pass_over(Py_ssize_t first, Py_ssize_t end) {
  for (Py_ssize_t i = first; i < end; i++) {
    WireSlot* s = &g->wire->slots[i];
    if (s->tag == T_NEW) give_back_handle(s->h);
    if (s->tag == T_PTR) xdecref((PyObject*)(uintptr_t)s->f);
  }
}

// ---- C to JavaScript ----

#ifndef MOULT_NAPI_ONLY
struct Vm {
  v8::Isolate* iso;
  napi_env env;
  v8::Global<v8::Context> context;
  // Wrappers of native objects, by handle.
  v8::Global<v8::Object>* wrappers;
  uint32_t nwrappers;
};

static bool enter_js() {
  Vm* vm = g->vm;
  v8::HandleScope scope(vm->iso);
  v8::Local<v8::Context> context = vm->context.Get(vm->iso);
  v8::Local<v8::Function> f = ((v8::Global<v8::Function>*)g->interp->dispatch)->Get(vm->iso);
  v8::TryCatch caught(vm->iso);
  caught.SetCaptureMessage(false);
  return !f->Call(context, v8::Undefined(vm->iso), 0, nullptr).IsEmpty();
}
#else
struct Vm {
  napi_env env;
  napi_ref* wrappers;
  uint32_t nwrappers;
};

static bool enter_js() {
  napi_env env = g->vm->env;
  napi_handle_scope scope;
  napi_open_handle_scope(env, &scope);
  napi_value f, undef, r;
  napi_get_reference_value(env, (napi_ref)g->interp->dispatch, &f);
  napi_get_undefined(env, &undef);
  napi_status st = napi_call_function(env, undef, f, 0, nullptr, &r);
  if (st == napi_pending_exception) napi_get_and_clear_last_exception(env, &r);
  napi_close_handle_scope(env, scope);
  return st == napi_ok;
}
#endif

static const bool pure[] = {
#define UPCALL(name) false,
#define UPCALL_PURE(name) true,
#include "upcalls.def"
#undef UPCALL
#undef UPCALL_PURE
};

// The arguments of an operation make room for what comes before it.
static __attribute__((noinline)) bool tidy_first(int n, bool is_pure) {
  WireSlot small[8];
  size_t size = (size_t)n * sizeof(WireSlot);
  WireSlot* saved = n <= 8 ? small : (WireSlot*)grow(nullptr, size);
  memcpy(saved, g->wire->slots, size);
  bool ok = flush_stores();
  if (ok && !is_pure && g->answers_used) {
    SavedError keep;
    drop_answers();
    ok = flush_stores();
  }
  memcpy(g->wire->slots, saved, size);
  // Their characters are written over.
  for (int i = 0; i < n; i++)
    if (g->wire->slots[i].tag == T_STR) g->wire->slots[i].h &= 1;
  if (saved != small) free(saved);
  return ok;
}

bool upcall(Op op, int n) {
  State* s = g;
  if (UNLIKELY(s->stores_n || (s->answers_used && !pure[op])) && !tidy_first(n, pure[op]))
    return false;
  if (!pure[op]) s->epoch++;
  Wire* w = s->wire;
  w->ctl[CTL_OP] = (uint32_t)op;
  w->ctl[CTL_NARGS] = (uint32_t)n;
  if (UNLIKELY(!enter_js())) {
    s->epoch++;
    PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded");
    return false;
  }
  // Once more than before it: a list that C built became a mirror when JavaScript read the
  // arguments, and the operation may have changed it.
  if (UNLIKELY(w->ctl[CTL_RAN]) || !pure[op]) {
    w->ctl[CTL_RAN] = 0;
    s->epoch++;
  }
  if (UNLIKELY(w->slots[0].tag == T_EXC)) {
    PyObject* e = take(&w->slots[1]);
    if (e) set_error(e);
    return false;
  }
  return true;
}

// ---- text ----

#ifndef MOULT_NAPI_ONLY
PyObject* from_js_string(JsValue v) {
  v8::Local<v8::String> s = v.As<v8::String>();
  v8::Isolate* iso = g->vm->iso;
  int n = s->Length();
  union {
    uint8_t small8[256];
    uint16_t small16[256];
  } u;
  if (s->IsOneByte()) {
    uint8_t* buf = n <= 256 ? u.small8 : (uint8_t*)malloc((size_t)n);
    if (!buf) return PyErr_NoMemory();
#if V8_MAJOR_VERSION >= 13
    s->WriteOneByteV2(iso, 0, (uint32_t)n, buf);
#else
    s->WriteOneByte(iso, buf, 0, n, v8::String::NO_NULL_TERMINATION);
#endif
    PyObject* o = str_from_latin1(buf, n);
    if (buf != u.small8) free(buf);
    return o;
  }
  uint16_t* buf = n <= 256 ? u.small16 : (uint16_t*)malloc((size_t)n * 2);
  if (!buf) return PyErr_NoMemory();
#if V8_MAJOR_VERSION >= 13
  s->WriteV2(iso, 0, (uint32_t)n, buf);
#else
  s->Write(iso, buf, 0, n, v8::String::NO_NULL_TERMINATION);
#endif
  PyObject* o = str_from_ucs2(buf, n);
  if (buf != u.small16) free(buf);
  return o;
}

JsValue to_js_string(PyObject* o) {
  v8::Isolate* iso = g->vm->iso;
  auto type =
      meta(o)->flags & F_INTERNED ? v8::NewStringType::kInternalized : v8::NewStringType::kNormal;
  Py_UCS4 max = str_max(o);
  if (max == 0x7f) {
    Py_ssize_t n;
    const char* p = str_wtf8(o, &n);
    v8::Local<v8::String> r;
    if (!v8::String::NewFromOneByte(iso, (const uint8_t*)p, type, (int)n).ToLocal(&r))
      return v8::Undefined(iso);
    return r;
  }
  if (max > 0xffff) return v8::Undefined(iso);
  Py_ssize_t n = str_length(o);
  Py_UCS4* tmp = (Py_UCS4*)grow(nullptr, (size_t)n * 4 + 4);
  str_copy_ucs4(o, tmp, 0, n);
  uint16_t* units = (uint16_t*)tmp;
  for (Py_ssize_t i = 0; i < n; i++) units[i] = (uint16_t)tmp[i];
  v8::Local<v8::String> r;
  bool ok = v8::String::NewFromTwoByte(iso, units, type, (int)n).ToLocal(&r);
  free(tmp);
  if (!ok) return v8::Undefined(iso);
  return r;
}
#else
PyObject* from_js_string(JsValue v) {
  napi_env env = g->vm->env;
  size_t n = 0;
  napi_get_value_string_utf16(env, v, nullptr, 0, &n);
  uint16_t* buf = (uint16_t*)malloc((n + 1) * 2);
  if (!buf) return PyErr_NoMemory();
  napi_get_value_string_utf16(env, v, (char16_t*)buf, n + 1, &n);
  PyObject* o = str_from_ucs2(buf, (Py_ssize_t)n);
  free(buf);
  return o;
}

JsValue to_js_string(PyObject* o) {
  napi_env env = g->vm->env;
  napi_value r;
  napi_get_undefined(env, &r);
  if (str_max(o) > 0xffff) return r;
  Py_ssize_t n = str_length(o);
  Py_UCS4* tmp = (Py_UCS4*)grow(nullptr, (size_t)n * 4 + 4);
  str_copy_ucs4(o, tmp, 0, n);
  uint16_t* units = (uint16_t*)tmp;
  for (Py_ssize_t i = 0; i < n; i++) units[i] = (uint16_t)tmp[i];
  napi_create_string_utf16(env, (char16_t*)units, (size_t)n, &r);
  free(tmp);
  return r;
}
#endif

// ---- wrappers of native objects ----
// A wrapper owns one count. It is held weakly; V8 tells us inside the collection when it is gone,
// and the count is given back at the next safe point. A stateful wrapper (an instance of a Python
// subclass: it has attributes) must outlive JavaScript's interest while C holds the object, so it
// is held strongly from each crossing into C until its count is seen to be 1.

static void push(uint32_t** p, uint32_t* n, uint32_t* cap, uint32_t v) {
  if (*n == *cap) {
    *cap = *cap ? *cap * 2 : 1024;
    *p = (uint32_t*)grow(*p, *cap * 4);
  }
  (*p)[(*n)++] = v;
}

static void wrapper_gone(uint32_t h) {
  PyObject* o = g->handles[h];
  if (!o) return;
  meta(o)->flags &= ~(F_WRAPPED | F_STRONG);
  if (g->dead_n == g->dead_cap) {
    g->dead_cap = g->dead_cap ? g->dead_cap * 2 : 1024;
    g->dead = (DeadWrapper*)grow(g->dead, g->dead_cap * sizeof(DeadWrapper));
  }
  g->dead[g->dead_n++] = {o, h};
  g->wire->ctl[CTL_DEAD] = g->dead_n;
}

#ifndef MOULT_NAPI_ONLY
static void on_wrapper_gone(const v8::WeakCallbackInfo<void>& info) {
  uint32_t h = (uint32_t)(uintptr_t)info.GetParameter();
  g->vm->wrappers[h].Reset();
  wrapper_gone(h);
}

static void make_weak(uint32_t h) {
  g->vm->wrappers[h].SetWeak((void*)(uintptr_t)h, on_wrapper_gone,
                             v8::WeakCallbackType::kParameter);
}
static void make_strong(uint32_t h) { g->vm->wrappers[h].ClearWeak(); }
static bool has_wrapper(uint32_t h) {
  return h < g->vm->nwrappers && !g->vm->wrappers[h].IsEmpty();
}
static void set_wrapper(uint32_t h, JsValue w) {
  Vm* vm = g->vm;
  if (h >= vm->nwrappers) {
    uint32_t n = vm->nwrappers ? vm->nwrappers : 1024;
    while (n <= h) n *= 2;
    auto* p = new v8::Global<v8::Object>[n];
    for (uint32_t i = 0; i < vm->nwrappers; i++) p[i] = std::move(vm->wrappers[i]);
    delete[] vm->wrappers;
    vm->wrappers = p;
    vm->nwrappers = n;
  }
  vm->wrappers[h].Reset(vm->iso, w.As<v8::Object>());
  make_weak(h);
}
static JsValue get_wrapper(uint32_t h) {
  Vm* vm = g->vm;
  if (h >= vm->nwrappers || vm->wrappers[h].IsEmpty()) return v8::Undefined(vm->iso);
  return vm->wrappers[h].Get(vm->iso);
}
static void drop_wrapper(uint32_t h) {
  if (h < g->vm->nwrappers) g->vm->wrappers[h].Reset();
}
#else
// Node-API's finalizers run late (they wait for the event loop), the rest is the same.
static void on_wrapper_gone(napi_env, void* data, void*) {
  wrapper_gone((uint32_t)(uintptr_t)data);
}
static void make_weak(uint32_t h) {
  uint32_t n;
  napi_reference_unref(g->vm->env, g->vm->wrappers[h], &n);
}
static void make_strong(uint32_t h) {
  uint32_t n;
  napi_reference_ref(g->vm->env, g->vm->wrappers[h], &n);
}
static bool has_wrapper(uint32_t h) { return h < g->vm->nwrappers && g->vm->wrappers[h]; }
static void set_wrapper(uint32_t h, JsValue w) {
  Vm* vm = g->vm;
  if (h >= vm->nwrappers) {
    uint32_t n = vm->nwrappers ? vm->nwrappers : 1024;
    while (n <= h) n *= 2;
    vm->wrappers = (napi_ref*)realloc(vm->wrappers, n * sizeof(napi_ref));
    memset(vm->wrappers + vm->nwrappers, 0, (n - vm->nwrappers) * sizeof(napi_ref));
    vm->nwrappers = n;
  }
  napi_create_reference(vm->env, w, 0, &vm->wrappers[h]);
  napi_add_finalizer(vm->env, w, (void*)(uintptr_t)h, on_wrapper_gone, nullptr, nullptr);
}
static JsValue get_wrapper(uint32_t h) {
  napi_value v = nullptr;
  if (h < g->vm->nwrappers && g->vm->wrappers[h])
    napi_get_reference_value(g->vm->env, g->vm->wrappers[h], &v);
  if (!v) napi_get_undefined(g->vm->env, &v);
  return v;
}
static void drop_wrapper(uint32_t h) {
  if (h >= g->vm->nwrappers || !g->vm->wrappers[h]) return;
  napi_delete_reference(g->vm->env, g->vm->wrappers[h]);
  g->vm->wrappers[h] = nullptr;
}
#endif

// What dozes has no wrapper until JavaScript was told; then it is strong already.
void hold_wrapper(PyObject*, Meta* m) {
  if (LIKELY(has_wrapper(m->handle))) make_strong(m->handle);
  m->flags |= F_STRONG;
  push(&g->strong, &g->strong_n, &g->strong_cap, m->handle);
  g->wire->ctl[CTL_STRONG] = g->strong_n;
}

void weaken_wrapper(uint32_t h) { make_weak(h); }
void strengthen_wrapper(uint32_t h) { make_strong(h); }

// Strong wrappers whose object C does not hold any more become weak again.
static void sweep_strong() {
  uint32_t n = 0;
  for (uint32_t i = 0; i < g->strong_n; i++) {
    uint32_t h = g->strong[i];
    PyObject* o = g->handles[h];
    if (!o) continue;
    Meta* m = meta(o);
    if (!(m->flags & F_STRONG)) continue;
    if (count_of(o) == 1) {
      m->flags &= ~F_STRONG;
      if (has_wrapper(h)) make_weak(h);
    } else {
      g->strong[n++] = h;
    }
  }
  g->strong_n = n;
  g->wire->ctl[CTL_STRONG] = n;
}

static uint32_t strong_limit = 64;

// What V8 collected at once is more than the processor's caches hold: it is fetched ahead.
static void release_dead(State* s) {
  static const uint32_t AHEAD = 8;
  SavedError keep;
  while (s->dead_n) {
    DeadWrapper d = s->dead[--s->dead_n];
    if (LIKELY(s->dead_n >= AHEAD)) {
      PyObject* later = s->dead[s->dead_n - AHEAD].object;
      __builtin_prefetch(later, 1);
      if (LIKELY((uintptr_t)later - s->heap->base < s->heap->size))
        __builtin_prefetch(meta(later), 1);
    }
    Meta* m = meta(d.object);
    if (m->handle == d.handle) release_handle(m);
    decref(d.object);
    if (UNLIKELY(error_set())) PyErr_Clear();
  }
}

void drain_slow() {
  State* s = g;
  if (s->dead_n) release_dead(s);
  s->wire->ctl[CTL_DEAD] = 0;
  if (s->strong_n > strong_limit) {
    sweep_strong();
    strong_limit = s->strong_n < 32 ? 64 : s->strong_n * 2;
  }
  Heap* h = s->heap;
  if (h->bytes - h->reported > (1 << 20) || h->reported - h->bytes > (1 << 20)) {
    int64_t out;
    napi_adjust_external_memory(s->vm->env, h->bytes - h->reported, &out);
    h->reported = h->bytes;
  }
}

void sweep_wrappers() {
  sweep_strong();
  drain_slow();
}

void drain() {
  State* s = g;
  if (UNLIKELY(s->dead_n | (s->strong_n > strong_limit)) ||
      UNLIKELY((uint64_t)(s->heap->bytes - s->heap->reported + (1 << 20)) > (2u << 20)))
    drain_slow();
}

// ---- trampolines ----

static void push_late(PyObject* o) {
  State* s = g;
  if (s->late_n == s->late_cap) {
    s->late_cap = s->late_cap ? s->late_cap * 2 : 64;
    s->late = (PyObject**)grow(s->late, s->late_cap * sizeof(PyObject*));
  }
  s->late[s->late_n++] = o;
}

static void release_results() {
  g->wire->ctl[CTL_EXTRA] = 0;
  PyObject* held[4];
  memcpy(held, g->held, sizeof held);
  memset(g->held, 0, sizeof held);
  for (PyObject* o : held) xdecref(o);
  while (g->late_n) decref(g->late[--g->late_n]);
}
void settle_results() {
  if (g->wire->ctl[CTL_EXTRA]) release_results();
}
// The wire was read: what was held for the last result can go.
static inline void settle() {
  if (g->wire->ctl[CTL_EXTRA]) release_results();
  drain();
}

// Writes an owned object for JavaScript to read. What is named by address, or would die with our
// count, is held until JavaScript calls again.
static void hand_over(int slot, PyObject* o) {
  WireSlot* s = &g->wire->slots[slot];
  put(s, o);
  if (!o) return;
  if (s->tag == T_NATIVE_NEW && slot == 0 && !meta(o)->handle) s->tag = T_NATIVE_FRESH;
  // What dozes is held until JavaScript has read it: no one else may hold it.
  bool named =
      s->tag >= T_STR || (s->tag == T_HANDLE && (count_of(o) == 1 || meta(o)->flags & F_WRAPPED));
  if (!named) {
    decref(o);  // does not reach zero, or frees an int or float
    return;
  }
  if ((s->tag == T_BYTES || s->tag == T_TUPLE || s->tag == T_LIST) && count_of(o) == 1) {
    s->h &= ~LINK;
    if (slot == 0 && s->tag != T_BYTES && ob_size(o) <= 16) {
      // Short ones go with their items, which saves asking for them.
      s->h |= FILLED;
      PyObject** p = s->tag == T_TUPLE ? tuple_items(o) : list_items(o);
      for (Py_ssize_t i = 0, n = ob_size(o); i < n; i++) put(s + 4 + i, p[i]);
    }
  }
  PyObject* old = g->held[slot];
  g->held[slot] = o;
  if (UNLIKELY(old != nullptr)) push_late(old);
  g->wire->ctl[CTL_EXTRA] = 1;
}

// A wrapper that JavaScript has made in case the result is a fresh instance of a type: the first
// argument of a call. It has its handle already, which names nothing yet.
struct Ready {
  uint32_t handle = 0, type = 0;
  Ready() {}
  explicit Ready(const Args& a) {
    if (a.count() == 0) return;
    handle = g->wire->ctl[CTL_READY];
    type = g->wire->ctl[CTL_READY_TYPE];
  }
  // The wrapper may have been taken by a call inside this one.
  bool fits(PyObject* o) const {
    return handle && g->handles[type] == (PyObject*)o->ob_type &&
           (handle >= g->nhandles || !g->handles[handle]);
  }
};

// The wrapper takes the count over. It has no state of Python's.
static inline void adopt(PyObject* o, Meta* m, uint32_t handle, JsValue wrapper) {
  link_handle(o, handle);
  m->flags |= F_WRAPPED;
  set_wrapper(handle, wrapper);
}

// C's part of a call is over.
static inline void leave() {
  if (UNLIKELY(g->answers_used)) {
    SavedError keep;
    drop_answers();
  }
  settle_stores();
  g->epoch++;
}

// Hands a result (a new reference) to JavaScript: as the return value where that is quick, else
// in slot 0, with undefined returned.
static inline void give(Args& a, PyObject* r, Ready ready = Ready()) {
  Wire* w = g->wire;
  leave();
  if (UNLIKELY(!r)) {
    if (!error_set()) {
      w->slots[0].tag = T_NULL;
      return;
    }
    ThreadState* ts = g->ts;
    PyObject *t = (PyObject*)ts->exc_type, *v = ts->exc_value, *tb = ts->exc_tb;
    ts->exc_type = nullptr;
    ts->exc_value = ts->exc_tb = nullptr;
    w->slots[0].tag = T_EXC;
    hand_over(1, t);
    hand_over(2, v);
    hand_over(3, tb);
    return;
  }
  MType* t = r->ob_type;
  if (r == Py_None) {
    decref(r);
    a.ret_null();
    return;
  }
  if (t == &PyLong_Type) {
    int64_t v;
    if (LIKELY(int_i64(r, &v)) && v <= SAFE && v >= -SAFE) {
      decref(r);
      if (v == (int32_t)v)
        a.ret((int32_t)v);
      else
        a.ret((double)v);
      return;
    }
  } else if (t == &PyBool_Type) {
    a.ret(r == Py_True);
    decref(r);
    return;
  } else {
    Meta* m = meta(r);
    if (t == &PyUnicode_Type && !m->handle) {
      if (str_max(r) <= 0xffff) {
        a.ret(to_js_string(r));
        decref(r);
        return;
      }
    } else if ((m->flags & (K_MASK | F_WRAPPED)) == (K_NATIVE | F_WRAPPED) && count_of(r) > 1) {
      a.ret(get_wrapper(m->handle));
      decref(r);
      return;
    } else if ((m->flags & K_MASK) == K_NATIVE && !m->handle && ready.fits(r)) {
      adopt(r, m, ready.handle, a.raw(0));
      a.ret(a.raw(0));
      return;
    }
  }
  hand_over(0, r);
}

HOT(release_held) {
  (void)a;
  release_results();
  settle_stores();
}

// As take, with the commonest case here.
static inline PyObject* take_arg(WireSlot* s) {
  if (LIKELY(s->tag == T_INT)) return int_from_i64((int64_t)s->f);
  return take(s);
}
// False with MemoryError set when an argument's block could not be made.
static inline bool read_args(PyObject** out, Wire* w, uint32_t n) {
  bool ok = true;
  for (uint32_t i = 0; i < n; i++) {
    out[i] = take_arg(&w->slots[i]);
    if (UNLIKELY(!out[i]) && w->slots[i].tag != T_NULL) ok = false;
  }
  if (UNLIKELY(!ok) && !error_set()) PyErr_NoMemory();
  return ok;
}

// Around a call into an extension.
struct Lingering {
  uint32_t before = g->lingering_n, natives = g->natives_before;
  Lingering() { g->natives_before = g->natives_made; }
  ~Lingering() {
    if (UNLIKELY(g->lingering_n > before)) drop_lingering(before);
    g->natives_before = natives;
  }
};
struct ArgStack {
  Lingering lingering;
  PyObject* small[10];
  PyObject** p;
  uint32_t n;
  explicit ArgStack(uint32_t count) : n(count) {
    // One word is kept free before the arguments (PY_VECTORCALL_ARGUMENTS_OFFSET).
    p = small + 1;
    if (UNLIKELY(count + 1 > 10)) {
      p = (PyObject**)grow(nullptr, (count + 1) * sizeof(PyObject*)) + 1;
    }
    p[-1] = nullptr;
  }
  ~ArgStack() {
    for (uint32_t i = 0; i < n; i++) xdecref(p[i]);
    if (UNLIKELY(p != small + 1)) free(p - 1);
  }
};

static const int CONVENTION =
    METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD;

// Calls the PyMethodDef of a site: ctl has site, number of arguments (self first when the site
// has none of its own, keyword values last) and the index of the tuple of keyword names.
HOT(call) {
  Wire* w = g->wire;
  Site* s = g->sites[w->ctl[CTL_SITE]];
  uint32_t n = w->ctl[CTL_NARGS], kw = w->ctl[CTL_KW];
  Ready ready(a);
  ArgStack args(n);
  if (UNLIKELY(!read_args(args.p, w, n))) {
    give(a, nullptr);
    return;
  }
  g->epoch++;
  settle();
  PyObject* self = s->self;
  PyObject** v = args.p;
  if (!self && !(s->flags & METH_STATIC)) {
    self = *v++;
    n--;
  }
  PyObject* names = kw ? g->kwnames[kw] : nullptr;
  uint32_t npos = n - (names ? (uint32_t)ob_size(names) : 0);
  PyObject* r;
  switch (s->flags & CONVENTION) {
    case METH_NOARGS:
      r = ((PyCFunction)s->fn)(self, nullptr);
      break;
    case METH_O:
      r = ((PyCFunction)s->fn)(self, v[0]);
      break;
    case METH_FASTCALL:
      r = ((PyCFunctionFast)s->fn)(self, v, n);
      break;
    case METH_FASTCALL | METH_KEYWORDS:
      r = ((PyCFunctionFastWithKeywords)s->fn)(self, v, npos, names);
      break;
    case METH_VARARGS:
    case METH_VARARGS | METH_KEYWORDS:
      if (LIKELY(!kw)) {
        // The tuple takes the references over.
        PyObject* tuple = n ? tuple_alloc(n) : g->interp->empty_tuple;
        if (UNLIKELY(!tuple)) {
          r = nullptr;
          break;
        }
        if (n) memcpy((void*)tuple_items(tuple), v, n * sizeof(PyObject*));
        args.n -= n;
        r = ((PyCFunctionWithKeywords)s->fn)(self, tuple, nullptr);
        if (n) decref(tuple);
        break;
      }
      [[fallthrough]];
    default:
      r = call_method_def(s->def, self, s->cls, v, npos, names);
  }
  if (UNLIKELY((r == nullptr) != error_set())) r = check_result(r, s->what);
  if (UNLIKELY(attention)) r = attend(r);
  give(a, r, ready);
}

HOT(slot) {
  Wire* w = g->wire;
  Site* s = g->sites[w->ctl[CTL_SITE]];
  uint32_t n = w->ctl[CTL_NARGS], kw = w->ctl[CTL_KW];
  Ready ready(a);
  ArgStack args(n);
  if (UNLIKELY(!read_args(args.p, w, n))) {
    give(a, nullptr);
    return;
  }
  g->epoch++;
  settle();
  give(a, call_slot(s, args.p, n, kw ? g->kwnames[kw] : nullptr), ready);
}

// construct(wrapper): type.__call__ of a C type, with the wrapper of what comes of it. SITE is that
// of tp_init, EXTRA that of tp_new; 0: object's own. CTL_READY is 0 afterwards when the wrapper was
// used.
HOT(construct) {
  Wire* w = g->wire;
  Site* init = g->sites[w->ctl[CTL_SITE]];
  Site* make = g->sites[w->ctl[CTL_KW]];
  uint32_t n = w->ctl[CTL_NARGS];
  Ready ready(a);
  MType* type = (MType*)g->handles[ready.type];
  Lingering lingering;
  Ref args(n ? tuple_alloc(n) : incref(g->interp->empty_tuple));
  if (LIKELY(args.p) && n && !read_args(tuple_items(args), w, n)) args = nullptr;
  bool used = false;
  PyObject* o = nullptr;
  if (LIKELY(args.p)) {
    g->epoch++;
    settle();
    if (make) {
      o = ((newfunc)make->fn)(type, args, nullptr);
      if (UNLIKELY((o == nullptr) != error_set())) o = check_result(o, make->what);
    } else {
      allocfunc f = type->slot<allocfunc>(Py_tp_alloc);
      o = (f ? f : PyType_GenericAlloc)(type, 0);
    }
  }
  if (LIKELY(o)) {
    Meta* m = meta(o);
    if (LIKELY((m->flags & K_MASK) == K_NATIVE && !m->handle && ready.fits(o))) {
      adopt(o, m, ready.handle, a.raw(0));
      used = true;
    }
    initproc f = init && used                        ? (initproc)init->fn
                 : init && subtype(o->ob_type, type) ? slot_of<initproc>(o, Py_tp_init)
                                                     : nullptr;
    int failed = f ? f(o, args, nullptr) : 0;
    if (UNLIKELY((failed < 0) != error_set())) {
      Ref r(check_result(failed < 0 ? nullptr : incref(Py_None), init->what));
      failed = -1;
    }
    if (UNLIKELY(failed < 0)) {
      if (!used) decref(o);
      o = nullptr;
    }
  }
  if (used && o) {
    leave();
    a.ret(a.raw(0));
  } else {
    give(a, o);
  }
  w->ctl[CTL_READY] = used ? 0 : ready.handle;
}

// Makes a permanent tuple of the n strings in the slots: the names of keyword arguments.
HOT(new_kwnames) {
  Wire* w = g->wire;
  uint32_t n = w->ctl[CTL_NARGS];
  PyObject* t = tuple_alloc(n);
  for (uint32_t i = 0; i < n; i++) {
    PyObject* s = take(&w->slots[i]);
    intern_in_place(&s);
    tuple_items(t)[i] = s;
  }
  t->ob_refcnt = IMMORTAL;
  if (g->kwnames_n == g->kwnames_cap) {
    g->kwnames_cap = g->kwnames_cap ? g->kwnames_cap * 2 : 64;
    g->kwnames = (PyObject**)grow(g->kwnames, g->kwnames_cap * sizeof(PyObject*));
    if (!g->kwnames_n) g->kwnames_n = 1;
  }
  g->kwnames[g->kwnames_n] = t;
  a.ret(g->kwnames_n++);
}

// newStr(string): a fresh str, as an address.
HOT(new_str) { a.ret((double)(uintptr_t)from_js_string(a.raw(0))); }

// strOf(address): a JavaScript string, or undefined for text above U+FFFF.
HOT(str_of) { a.ret(to_js_string((PyObject*)a.ptr(0))); }

// letGo(handle): JavaScript's own count of a str that it kept.
HOT(let_go) {
  PyObject* o = g->handles[(uint32_t)a.num(0)];
  if (o) decref(o);
}

HOT(length_of) { a.ret((double)str_length((PyObject*)a.ptr(0))); }

// items(address, start, base, n): writes items of a tuple or native list into slots from base on.
HOT(items) {
  PyObject* o = (PyObject*)a.ptr(0);
  uint32_t start = (uint32_t)a.num(1), base = (uint32_t)a.num(2), n = (uint32_t)a.num(3);
  Shape shape = o->ob_type->shape;
  PyObject** p = shape == SH_TUPLE  ? tuple_items(o)
                 : shape == SH_DICT ? instance_ext(o)->pairs
                                    : list_items(o);
  for (uint32_t i = 0; i < n; i++) put(&g->wire->slots[base + i], p[start + i]);
}

// link(address, handle): from now on the block is the mirror of JavaScript's object `handle`.
HOT(link) {
  PyObject* o = (PyObject*)a.ptr(0);
  uint32_t h = (uint32_t)a.num(1);
  link_handle(o, h);
  Meta* m = meta(o);
  if ((m->flags & K_MASK) == K_VALUE) {
    if (o->ob_type->shape == SH_LIST) {
      MirrorExt* x = (MirrorExt*)memset(grow(nullptr, sizeof(MirrorExt)), 0, sizeof(MirrorExt));
      x->items = list_items(o);
      x->nitems = x->hi = ob_size(o);
      x->cap = list_alloc(o);
      x->epoch = g->epoch;
      list_ext(o) = x;
    }
    m->flags = (m->flags & ~K_MASK) | K_MIRROR | F_FILLED;
  }
}

// keep(address, handle): a str block whose text JavaScript keeps under a handle.
HOT(keep) {
  PyObject* o = (PyObject*)a.ptr(0);
  uint32_t h = (uint32_t)a.num(1);
  // It stood in several slots, and the first has given it a handle.
  if (UNLIKELY(meta(o)->handle != 0))
    give_back_handle(h);
  else
    link_handle(o, h);
}

// A fresh instance of the type in slot 0, as object.__new__ makes it; its count is held for
// JavaScript.
static PyObject* make_instance() {
  Ref t(take(&g->wire->slots[0]));
  MType* type = ready(as_type(t));
  allocfunc f = type->slot<allocfunc>(Py_tp_alloc);
  PyObject* o = (f ? f : PyType_GenericAlloc)(type, 0);
  if (!o) return nullptr;
  settle_stores();
  g->epoch++;
  if (g->held[0]) push_late(g->held[0]);
  g->held[0] = o;
  g->wire->ctl[CTL_EXTRA] = 1;
  return o;
}

// bind(handle, address, wrapper, stateful): the wrapper of an object; of a fresh one of the type in
// slot 0 when the address is 0. True, or undefined for an error.
HOT(bind) {
  uint32_t h = (uint32_t)a.num(0);
  PyObject* o = (PyObject*)a.ptr(1);
  if (!o && !(o = make_instance())) {
    give(a, nullptr);
    return;
  }
  a.ret(true);
  Meta* m = meta(o);
  if (m->handle) release_handle(m);  // of a wrapper that died; its count is still to come back
  link_handle(o, h);
  m->flags |= F_WRAPPED;
  if (a.num(3) != 0) m->flags |= F_STATEFUL;
  set_wrapper(h, a.raw(2));
  if (g->held[0] == o) {
    g->held[0] = nullptr;  // the wrapper takes the count over
    if (!g->held[1] && !g->late_n) g->wire->ctl[CTL_EXTRA] = 0;
  } else {
    incref(o);
  }
  if (m->flags & F_STATEFUL && count_of(o) > 1) hold_wrapper(o, m);
}

// handleOf(address): 0 when it has none. A value that stands in several slots gets its handle when
// the first is read; the others must find it.
// doze(handle, object): JavaScript does not hold the object for C any more.
HOT(doze) {
  uint32_t h = (uint32_t)a.num(0);
  set_wrapper(h, a.raw(1));
  if (meta(g->handles[h])->flags & F_STRONG) make_strong(h);
}
HOT(handle_of) { a.ret(meta((PyObject*)a.ptr(0))->handle); }

HOT(type_of) { a.ret(meta((PyObject*)((PyObject*)a.ptr(0))->ob_type)->handle); }

HOT(wrapper_of) { a.ret(get_wrapper((uint32_t)a.num(0))); }

// runInit(address of PyInit_x, [full name]): slot 0 holds the module spec. The result is the
// module. NRES: 1 single-phase and dict to be copied (m_size -1), 2 single-phase, 3 multi-phase.
HOT(run_init) {
  Lingering here;
  typedef PyObject* (*init_fn)(void);
  Wire* w = g->wire;
  init_fn init = (init_fn)a.ptr(0);
  Ref spec(take(&w->slots[0])), name(from_js_string(a.raw(1)));
  const char* full = name ? str_utf8(name, nullptr) : nullptr;
  if (!full || !spec) {
    give(a, nullptr);
    return;
  }
  const char* old = package_context;
  package_context = full;
  PyObject* m = init();
  package_context = old;
  const char* dot = strrchr(full, '.');
  const char* last = dot ? dot + 1 : full;
  uint32_t how = 0;
  if (!m) {
    if (!error_set())
      PyErr_Format(PyExc_SystemError, "initialization of %s failed without raising an exception",
                   last);
  } else if (error_set()) {
    Ref cause(take_error());
    m = nullptr;
    PyErr_Format(PyExc_SystemError, "initialization of %s raised unreported exception", last);
    Ref e(take_error());
    if (e && cause) up_void(OP_err_system_cause, e.p, cause.p);
    if (e) set_error(e.release());
  } else if (!m->ob_type) {
    m = nullptr;
    PyErr_Format(PyExc_SystemError, "init function of %s returned uninitialized object", last);
  } else if (m->ob_type == &PyModuleDef_Type) {
    m = PyModule_FromDefAndSpec2((PyModuleDef*)m, spec, 3);
    how = 3;
  } else if (!isinstance(m, PyModule_Type) || !module_rec(m)->def) {
    m = nullptr;
    PyErr_Format(PyExc_SystemError, "initialization of %s did not return an extension module",
                 last);
  } else {
    PyModuleDef* def = module_rec(m)->def;
    if (PyState_AddModule(m, def) < 0) m = nullptr;
    how = def->m_size == -1 ? 1 : 2;
  }
  give(a, m);
  w->ctl[CTL_NRES] = how;
}

// runExport(address of PyModExport_x, full name): slot 0 holds the module spec.
HOT(run_export) {
  Lingering here;
  typedef const PySlot* (*export_fn)(void);
  Ref spec(take(&g->wire->slots[0])), name(from_js_string(a.raw(1)));
  const PySlot* slots = ((export_fn)a.ptr(0))();
  const char* full = name ? str_utf8(name, nullptr) : nullptr;
  if (!full || !spec) {
    give(a, nullptr);
    return;
  }
  if (!slots && !error_set())
    PyErr_Format(PyExc_SystemError,
                 "slot export function for module %s failed without setting an exception", full);
  if (slots && error_set()) {
    Ref cause(take_error());
    PyErr_Format(PyExc_SystemError,
                 "slot export function for module %s raised unreported exception", full);
    Ref e(take_error());
    if (e && cause) up_void(OP_err_system_cause, e.p, cause.p);
    if (e) set_error(e.release());
  }
  give(a, error_set() ? nullptr : PyModule_FromSlotsAndSpec(slots, spec));
}

// execModule(): slot 0 holds a module that runInit made in the first phase.
HOT(run_pending) { give(a, Py_MakePendingCalls() < 0 ? nullptr : incref(Py_None)); }
HOT(run_sent) { give(a, raise_sent() ? incref(Py_None) : nullptr); }
HOT(exec_module) {
  Lingering here;
  Ref m(take(&g->wire->slots[0]));
  if (m && isinstance(m, PyModule_Type)) {
    ModuleRec* r = module_rec(m);
    if ((r->def || r->exec) && !r->executed) {
      r->executed = true;
      if (PyModule_Exec(m) < 0) {
        give(a, nullptr);
        return;
      }
    }
  }
  give(a, incref(Py_None));
}

// getBuffer(flags): a view of the object in slot 0. The format is returned; the slots get id,
// address, length, readonly, itemsize, ndim, shape, strides.
HOT(get_buffer) {
  Lingering here;
  Ref o(take(&g->wire->slots[0]));
  Py_buffer* v = o ? (Py_buffer*)calloc(1, sizeof(Py_buffer)) : nullptr;
  if (o && !v) PyErr_NoMemory();
  if (!v || PyObject_GetBuffer(o, v, (int)a.num(0)) < 0) {
    free(v);
    give(a, nullptr);
    return;
  }
  Ref format(PyUnicode_FromString(v->format ? v->format : "B"));
  if (!format) {
    PyBuffer_Release(v);
    free(v);
    give(a, nullptr);
    return;
  }
  settle_stores();
  g->epoch++;
  WireSlot* w = g->wire->slots;
  double head[] = {(double)(uintptr_t)v, (double)(uintptr_t)v->buf, (double)v->len,
                   (double)v->readonly,  (double)v->itemsize,       (double)v->ndim};
  for (int i = 0; i < 6; i++) put(&w[i], head[i]);
  for (int i = 0; i < v->ndim; i++) {
    put(&w[6 + i], v->shape ? v->shape[i] : v->len / v->itemsize);
    put(&w[6 + v->ndim + i], v->strides ? v->strides[i] : v->itemsize);
  }
  a.ret(to_js_string(format));
}

// releaseBuffer(id)
HOT(release_buffer) {
  Lingering here;
  Py_buffer* v = (Py_buffer*)a.ptr(0);
  PyBuffer_Release(v);
  free(v);
  settle_stores();
  g->epoch++;
}

// apiCall(address): a function of the API by its address (ctypes.pythonapi), on this very stack, as
// it may call JavaScript. EXTRA says whether it returns a double. The slots have what goes by
// integer registers, then by the stack, then by floating registers: all of them, as the prototype
// is unknown here and an argument that nobody asks for does no harm. The result is the bits of slot
// 0's payload.
#ifdef __aarch64__
enum { BY_REGISTER = 8, BY_STACK = 8, BY_FLOAT = 8 };
#else
enum { BY_REGISTER = 6, BY_STACK = 8, BY_FLOAT = 8 };
#endif
template <class R, size_t... I, size_t... F, size_t... S>
static R call_raw(void* f, const WireSlot* w, std::index_sequence<I...>, std::index_sequence<F...>,
                  std::index_sequence<S...>) {
  auto word = [&](size_t i) { return bits_of<uint64_t>(w[i].f); };
  return ((R(*)(uint64_t, ...))f)(word(I)..., w[BY_REGISTER + BY_STACK + F].f...,
                                  word(BY_REGISTER + S)...);
}
HOT(api_call) {
  bool gives_float = g->wire->ctl[CTL_EXTRA] != 0;
  g->epoch++;
  settle();
  WireSlot slots[BY_REGISTER + BY_STACK + BY_FLOAT];
  memcpy(slots, g->wire->slots, sizeof slots);
  auto call = [&](auto r) {
    return call_raw<decltype(r)>((void*)a.ptr(0), slots, std::make_index_sequence<BY_REGISTER>(),
                                 std::make_index_sequence<BY_FLOAT>(),
                                 std::make_index_sequence<BY_STACK>());
  };
  double r = gives_float ? call(0.0) : bits_of<double>(call((uint64_t)0));
  g->wire->slots[0].f = r;
}
// apiEnd(address): the error that is set; else the object, whose reference it takes over, or None
// without one.
HOT(api_end) {
  PyObject* r = (PyObject*)a.ptr(0);
  if (!error_set()) {
    give(a, r ? r : incref(Py_None));
    return;
  }
  xdecref(r);
  give(a, nullptr);
}

// addressOfWrapper(handle): of the native object; markWeak(handle): JavaScript made a weak
// reference to it; refcountOf(handle).
HOT(native_of) { a.ret((double)(uintptr_t)g->handles[(uint32_t)a.num(0)]); }
HOT(concat) {
  Ref x(take(&g->wire->slots[0])), y(take(&g->wire->slots[1]));
  give(a, (a.num(0) != 0 ? PySequence_InPlaceConcat : PySequence_Concat)(x, y));
}
// forgetModule(handle): its interpreter is closed; what C looked up in it is let go.
HOT(forget_module) {
  PyObject* o = g->handles[(uint32_t)a.num(0)];
  if (!o) return;
  forget_cached(o);
  ModuleRec* r = module_rec(o);
  PyObject* dict = r->dict;
  r->dict = nullptr;
  xdecref(dict);
  settle_stores();
}
HOT(mark_weak) { mark_weakrefs(g->handles[(uint32_t)a.num(0)]); }
HOT(refcount_of) {
  PyObject* o = g->handles[(uint32_t)a.num(0)];
  a.ret((double)(immortal(o) ? (uint32_t)o->ob_refcnt : o->ob_refcnt));
}

HOT(drain_now) {
  (void)a;
  release_results();
  drop_retired();
  drain_slow();
  sweep_strong();
  settle_stores();
}

struct Export {
  const char* name;
#ifndef MOULT_NAPI_ONLY
  v8::FunctionCallback fn;
#else
  napi_callback fn;
#endif
};
static const Export hot_exports[] = {
    {"call", call},
    {"slot", slot},
    {"construct", construct},
    {"kwnames", new_kwnames},
    {"newStr", new_str},
    {"strOf", str_of},
    {"letGo", let_go},
    {"doze", doze},
    {"lengthOf", length_of},
    {"items", items},
    {"link", link},
    {"keep", keep},
    {"bind", bind},
    {"wrapperOf", wrapper_of},
    {"typeOf", type_of},
    {"handleOf", handle_of},
    {"releaseHeld", release_held},
    {"drain", drain_now},
    {"runInit", run_init},
    {"runExport", run_export},
    {"execModule", exec_module},
    {"runPending", run_pending},
    {"runSent", run_sent},
    {"nativeOf", native_of},
    {"markWeak", mark_weak},
    {"forgetModule", forget_module},
    {"concat", concat},
    {"refcountOf", refcount_of},
    {"apiCall", api_call},
    {"apiEnd", api_end},
    {"getBuffer", get_buffer},
    {"releaseBuffer", release_buffer},
};

void export_hot(Napi::Env env, Napi::Object exports) {
  for (const Export& e : hot_exports) {
    napi_value f;
#ifndef MOULT_NAPI_ONLY
    v8::Isolate* iso = v8::Isolate::GetCurrent();
    v8::Local<v8::Context> cx = iso->GetCurrentContext();
    v8::Local<v8::Function> fn =
        v8::FunctionTemplate::New(iso, e.fn)->GetFunction(cx).ToLocalChecked();
    static_assert(sizeof fn == sizeof f, "a napi_value is a v8::Local");
    memcpy(&f, (void*)&fn, sizeof f);
#else
    napi_create_function(env, e.name, NAPI_AUTO_LENGTH, e.fn, nullptr, &f);
#endif
    exports.Set(e.name, Napi::Value(env, f));
  }
}

void init_vm(State* s, napi_env env) {
  s->vm = new Vm();
  s->vm->env = env;
#ifndef MOULT_NAPI_ONLY
  s->vm->iso = v8::Isolate::GetCurrent();
  s->vm->context.Reset(s->vm->iso, s->vm->iso->GetCurrentContext());
  // V8 keeps whatever a WeakRef was made of or asked for until the job ends, and a Python program
  // is one job. No code here asks a WeakRef twice and counts on the same answer.
  // Nor may what C has let go of be strong still.
  s->vm->iso->AddGCPrologueCallback(
      [](v8::Isolate* iso, v8::GCType, v8::GCCallbackFlags) {
        iso->ClearKeptObjects();
        if (g && g->vm && g->vm->iso == iso && g->strong_n) sweep_strong();
      },
      (v8::GCType)(v8::kGCTypeScavenge | v8::kGCTypeMarkSweepCompact));
#endif
}

void end_vm(State* s) {
#ifndef MOULT_NAPI_ONLY
  Vm* vm = s->vm;
  delete[] vm->wrappers;
  vm->wrappers = nullptr;
  vm->nwrappers = 0;
  vm->context.Reset();
  for (uint32_t i = 0; i < s->ninterps; i++) {
    delete (v8::Global<v8::Function>*)s->interps[i]->dispatch;
    s->interps[i]->dispatch = nullptr;
  }
#endif
}

void delete_vm(State* s) { delete s->vm; }

void clear_kept() {
#ifndef MOULT_NAPI_ONLY
  g->vm->iso->ClearKeptObjects();
#endif
}

void* hold_function(Napi::Function f) {
#ifndef MOULT_NAPI_ONLY
  napi_value v = f;
  v8::Local<v8::Function> fn;
  memcpy((void*)&fn, &v, sizeof v);
  return new v8::Global<v8::Function>(g->vm->iso, fn);
#else
  napi_ref r;
  napi_create_reference(g->vm->env, f, 1, &r);
  return r;
#endif
}

void wrapper_died(PyObject* o) {
  Meta* m = meta(o);
  if (m->handle && m->flags & F_WRAPPED) drop_wrapper(m->handle);
}

}  // namespace moult

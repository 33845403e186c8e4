// The addon: its state per isolate, what it exports to src/bridge, interpreters, opening libraries.
#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#ifndef MOULT_NAPI_ONLY
#include <v8-profiler.h>
#endif
#include <vector>
#include "vm.h"
#include "border.h"
#include "calls.h"
#include "containers.h"
#include "errors.h"
#include "faces.h"
#include "gil.h"
#include "modules.h"
#include "stores.h"
#include "slots.h"
#include "stress.h"
#include "types.h"
#include "values.h"
#include "api/api.h"

extern "C" PyObject* moult_init_cffi_backend();

namespace moult {

PyObject* make_small_int(int64_t v);
PyObject* make_latin1_char(uint8_t c, bool empty);
PyObject* make_bytes(const void* s, Py_ssize_t n);
void init_capsule_type();
void run_at_exit();

static const char* const op_names[] = {
#define UPCALL(name) #name,
#define UPCALL_PURE(name) #name,
#include "upcalls.def"
#undef UPCALL
#undef UPCALL_PURE
};
static const char* const sig_names[] = {
#define S(n) #n,
    SLOT_SIGNATURES(S)
#undef S
};

// Extensions find the API's symbols only if this library is in the global scope.
static void make_global() {
  Dl_info info;
  if (dladdr((void*)&make_global, &info) && info.dli_fname)
    dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
}

static void set_numbers(Napi::Object o,
                        std::initializer_list<std::pair<const char*, double>> list) {
  for (auto& e : list) o.Set(e.first, e.second);
}

// ---- interpreters ----

static PyObject* permanent(PyObject* o) {
  if (g->core->immortal) o->ob_refcnt = immortal_count(g->core);
  return o;
}

static int immortal_cores = 0;

void enter_interp(Interp* in) {
  settle_stores();
  drop_retired();
  g->interp = in;
  g->wire->ctl[CTL_INTERP] = (uint32_t)in->id;
  spares_for(in->core);
  g->core = in->core;
  g->ts = state_for(in);
  use_core(g);
}

static void make_constants(Interp* in) {
  for (int v = SMALL_MIN; v <= SMALL_MAX; v++)
    in->small[v - SMALL_MIN] = permanent(make_small_int(v));
  in->empty_str = permanent(make_latin1_char(0, true));
  for (int c = 0; c < 256; c++) in->latin1[c] = permanent(make_latin1_char((uint8_t)c, false));
  in->empty_bytes = permanent(make_bytes("", 0));
  in->empty_tuple = permanent(tuple_alloc(0));
}

// The specialised core must be what its description says.
static bool compact_as_described(const Core* c) {
#define F(n) \
  if (c->n != CompactLayout::n()) return false;
  LAYOUT_FIELDS(F)
#undef F
  return true;
}

// One that has ended and had such a core, or null. Its constants and interned texts stay: most of
// what an interpreter costs, and extensions may still hold some.
static Interp* closed_interp(const Core* core) {
  for (uint32_t i = 0; i < g->ninterps; i++)
    if (g->interps[i]->closed && memcmp(g->interps[i]->core, core, sizeof *core) == 0)
      return g->interps[i];
  return nullptr;
}

static Napi::Value CloseInterp(const Napi::CallbackInfo& info) {
  Interp* in = g->interps[info[0].As<Napi::Number>().Uint32Value()];
  PyObject *dict = in->dict, *modules = in->modules_dict;
  in->dict = in->modules_dict = nullptr;
  xdecref(dict);
  xdecref(modules);
  in->closed = true;
  return info.Env().Undefined();
}

static Napi::Value CreateInterp(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Napi::Object d = info[0].As<Napi::Object>();
  Core* core = (Core*)calloc(1, sizeof(Core));
  std::string name = d.Get("name").ToString();
  strncpy(core->name, name.c_str(), sizeof core->name - 1);
#define F(n)                                                           \
  {                                                                    \
    Napi::Value v = d.Get(#n);                                         \
    if (!v.IsNumber()) {                                               \
      Napi::Error::New(env, std::string("core description lacks " #n)) \
          .ThrowAsJavaScriptException();                               \
      return env.Undefined();                                          \
    }                                                                  \
    core->n = v.As<Napi::Number>().Int32Value();                       \
  }
  LAYOUT_FIELDS(F)
  CORE_RULES(F)
#undef F
  if (name == "compact" && !compact_as_described(core)) {
    Napi::Error::New(env,
                     "the description of core 'compact' differs from the compiled one (layout.h)")
        .ThrowAsJavaScriptException();
    return env.Undefined();
  }
  static int64_t made;
  int64_t number = __atomic_fetch_add(&made, 1, __ATOMIC_RELAXED);
  if (Interp* again = closed_interp(core)) {
    free(core);
    again->closed = false;
    again->number = number;
    set_visible_version(again->core->abi);
    settle_results();
    enter_interp(again);
    return Napi::Number::New(env, again->id);
  }
  Interp* in = (Interp*)calloc(1, sizeof(Interp));
  in->id = (int)g->ninterps++;
  in->number = number;
  in->core = core;
  in->main.interp = in;
  in->main.id = 1;
  in->dispatch = hold_function(info[1].As<Napi::Function>());
  if (core->immortal) immortal_cores++;
  mark_statics(core, immortal_cores == 0);
  set_visible_version(core->abi);
  if (core->hunt && (g->malloc_mode || !hunt_start(g->heap))) core->hunt = 0;
  if (g->interp) settle_results();
  enter_interp(in);
  make_constants(in);
  g->interps = (Interp**)realloc(g->interps, g->ninterps * sizeof(Interp*));
  g->interps[in->id] = in;
  return Napi::Number::New(env, in->id);
}

static Napi::Value UseInterp(const Napi::CallbackInfo& info) {
  Interp* in = g->interps[info[0].As<Napi::Number>().Uint32Value()];
  if (in != g->interp) settle_results();
  enter_interp(in);
  return info.Env().Undefined();
}

// ---- types that JavaScript made ----

static Napi::Value NewType(const Napi::CallbackInfo& info) {
  Napi::Object d = info[0].As<Napi::Object>();
  auto num = [&](const char* n) { return d.Get(n).As<Napi::Number>().DoubleValue(); };
  auto type = [&](const char* n) {
    uint32_t h = (uint32_t)num(n);
    return h ? (MType*)g->handles[h] : nullptr;
  };
  std::string name = d.Get("name").ToString();
  Napi::Array m = d.Get("mro").As<Napi::Array>();
  TypeInfo t{};
  t.handle = (uint32_t)num("handle");
  t.name = name.c_str();
  t.flags = (uint64_t)num("flags");
  t.meta = type("meta");
  t.base = type("base");
  t.basicsize = (Py_ssize_t)num("basicsize");
  t.itemsize = (Py_ssize_t)num("itemsize");
  t.dictoffset = (Py_ssize_t)num("dictoffset");
  t.weaklistoffset = (Py_ssize_t)num("weaklistoffset");
  std::vector<MType*> mro;
  for (uint32_t i = 0; i < m.Length(); i++) {
    uint32_t h = m.Get(i).As<Napi::Number>().Uint32Value();
    mro.push_back(h == t.handle ? nullptr : (MType*)g->handles[h]);
  }
  t.mro = mro.data();
  t.nmro = (uint32_t)mro.size();
  adopt_type(t);
  return info.Env().Undefined();
}

static Napi::Value Untouch(const Napi::CallbackInfo& info) {
  // A class attribute changed: the slots are to be asked for again.
  MType* t = (MType*)g->handles[info[0].As<Napi::Number>().Uint32Value()];
  if (t && !t->from_c && t != &PyBaseObject_Type && t != &PyCapsule_Type) t->touched = 0;
  return info.Env().Undefined();
}

static Napi::Value IsNativeType(const Napi::CallbackInfo& info) {
  MType* t = (MType*)g->handles[info[0].As<Napi::Number>().Uint32Value()];
  return Napi::Boolean::New(info.Env(), t && t->native);
}

// ---- values that are not made through slots ----

static PyObject* ptr(Napi::Value v) {
  return (PyObject*)(uintptr_t)v.As<Napi::Number>().DoubleValue();
}
static Napi::Value address(Napi::Env env, const void* p) {
  return Napi::Number::New(env, (double)(uintptr_t)p);
}

static Napi::Value NewBytes(const Napi::CallbackInfo& info) {
  Napi::Uint8Array a = info[0].As<Napi::Uint8Array>();
  PyObject* o = make_bytes(a.Data(), (Py_ssize_t)a.ByteLength());
  uint32_t h = info[1].As<Napi::Number>().Uint32Value();
  if (h && !o) {
    give_back_handle(h);
  } else if (h) {
    link_handle(o, h);
    Meta* m = meta(o);
    m->flags = (m->flags & ~K_MASK) | K_MIRROR;
  }
  return address(info.Env(), o);
}
static Napi::Value BytesOf(const Napi::CallbackInfo& info) {
  PyObject* o = ptr(info[0]);
  size_t n = (size_t)ob_size(o);
  Napi::Uint8Array a = Napi::Uint8Array::New(info.Env(), n);
  if (n) memcpy(a.Data(), bytes_data(o), n);
  return a;
}
static Napi::Value NewBig(const Napi::CallbackInfo& info) {
  Napi::BigInt b = info[0].As<Napi::BigInt>();
  size_t n = b.WordCount();
  std::vector<uint64_t> words(n + 1);
  int sign = 0;
  b.ToWords(&sign, &n, words.data());
  return address(info.Env(), int_from_limbs(sign != 0, words.data(), n));
}
static Napi::Value BigOf(const Napi::CallbackInfo& info) {
  Limbs l;
  if (!int_limbs(ptr(info[0]), &l)) return info.Env().Undefined();
  return Napi::BigInt::New(info.Env(), l.negative, l.n, l.p);
}
static Napi::Value NewWide(const Napi::CallbackInfo& info) {
  Napi::Uint32Array a = info[0].As<Napi::Uint32Array>();
  return address(info.Env(), str_from_ucs4(a.Data(), (Py_ssize_t)a.ElementLength()));
}
static Napi::Value WideOf(const Napi::CallbackInfo& info) {
  PyObject* o = ptr(info[0]);
  Py_ssize_t n = str_length(o);
  Napi::Uint32Array a = Napi::Uint32Array::New(info.Env(), (size_t)n);
  str_copy_ucs4(o, a.Data(), 0, n);
  return a;
}
// Memory that C can point at and JavaScript sees as a Uint8Array: [address, array].
static Napi::Value NewBuffer(const Napi::CallbackInfo& info) {
  size_t n = (size_t)info[0].As<Napi::Number>().DoubleValue();
  void* p = calloc(1, n + 1);
  Napi::ArrayBuffer b =
      Napi::ArrayBuffer::New(info.Env(), p, n, [](Napi::Env, void* data) { free(data); });
  Napi::Array r = Napi::Array::New(info.Env(), 2);
  r.Set(0u, address(info.Env(), p));
  r.Set(1u, Napi::Uint8Array::New(info.Env(), n, b, 0));
  return r;
}
static Napi::Value DataOf(const Napi::CallbackInfo& info) {
  return address(info.Env(), info[0].As<Napi::Uint8Array>().Data());
}
static Napi::Value Detach(const Napi::CallbackInfo& info) {
  info[0].As<Napi::ArrayBuffer>().Detach();
  return info.Env().Undefined();
}
// JavaScript's view of memory that C owns.
static Napi::Value ViewMemory(const Napi::CallbackInfo& info) {
  void* p = (void*)(uintptr_t)info[0].As<Napi::Number>().DoubleValue();
  size_t n = (size_t)info[1].As<Napi::Number>().DoubleValue();
  static char nothing[1];
  return Napi::ArrayBuffer::New(info.Env(), n ? p : nothing, n);
}

// ---- libraries ----

static Napi::Value OpenLibrary(const Napi::CallbackInfo& info) {
  std::string path = info[0].As<Napi::String>();
  // The sanitizers cannot bear RTLD_DEEPBIND.
  int deep = g->malloc_mode ? 0 : RTLD_DEEPBIND;
  void* lib = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | deep);
  if (!lib) {
    const char* e = dlerror();
    return Napi::String::New(info.Env(), e ? e : "dlopen failed");
  }
  if (g->core->hunt) watch_library(lib);
  if (g->core->faces) face_library(lib);
  if (stress_period()) stress_library(lib);
  return address(info.Env(), lib);
}
// watchFunction(name, number of arguments): extensions will call it through a stub.
static Napi::Value WatchFunction(const Napi::CallbackInfo& info) {
  std::string name = info[0].As<Napi::String>();
  watch_function(name.c_str(), info[1].As<Napi::Number>().Int32Value());
  return info.Env().Undefined();
}
static Napi::Value FindSymbol(const Napi::CallbackInfo& info) {
  std::string name = info[1].As<Napi::String>();
  return address(info.Env(), dlsym((void*)ptr(info[0]), name.c_str()));
}

// The objects under the data symbols: [symbol, Python name] in the order of their handles.
static Napi::Array statics_list(Napi::Env env) {
  Napi::Array list = Napi::Array::New(env, (size_t)num_statics);
  for (int i = 0; i < num_statics; i++) {
    Napi::Array e = Napi::Array::New(env, 2);
    e.Set(0u, static_symbol(i));
    e.Set(1u, static_name(i));
    list.Set((uint32_t)i, e);
  }
  return list;
}

static Napi::Value Stats(const Napi::CallbackInfo& info) {
  Napi::Object o = Napi::Object::New(info.Env());
  set_numbers(o, {{"live", (double)heap_live()},
                  {"bytes", (double)g->heap->bytes},
                  {"dead", (double)g->dead_n},
                  {"strong", (double)g->strong_n}});
  return o;
}

// Handles that did not fit into the wire.
static Napi::Value MoreFreed(const Napi::CallbackInfo& info) {
  Napi::Uint32Array a = Napi::Uint32Array::New(info.Env(), g->freed_n);
  if (g->freed_n) memcpy(a.Data(), g->freed_more, g->freed_n * 4);
  g->freed_n = 0;
  return a;
}

// Bytes of this process's memory, for describing layouts from what is found there; undefined when
// the address is not readable.
static Napi::Value Peek(const Napi::CallbackInfo& info) {
  size_t n = info[1].As<Napi::Number>().Uint32Value();
  Napi::Uint8Array a = Napi::Uint8Array::New(info.Env(), n);
  watch_open();
  iovec to{a.Data(), n}, from{ptr(info[0]), n};
  if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != (ssize_t)n) return info.Env().Undefined();
  return a;
}
// Where the object of slot 0 lies; with an argument n, a list that C builds of the first n slots.
// The caller gives the reference back with dropAddress.
static Napi::Value AddressOf(const Napi::CallbackInfo& info) {
  PyObject* o;
  if (info.Length() > 0) {
    uint32_t n = info[0].As<Napi::Number>().Uint32Value();
    o = PyList_New(n);
    for (uint32_t i = 0; i < n; i++) PyList_SetItem(o, i, take(&g->wire->slots[i]));
  } else {
    o = take(&g->wire->slots[0]);
  }
  Napi::Object r = Napi::Object::New(info.Env());
  size_t before = 0;
  set_numbers(r, {{"address", (double)(uintptr_t)o},
                  {"room", (double)heap_usable(o, &before)},
                  {"before", (double)before},
                  {"refcnt",
                   (double)(immortal(o) ? (double)(uint32_t)o->ob_refcnt : (double)o->ob_refcnt)}});
  return r;
}
static Napi::Value FaceOf(const Napi::CallbackInfo& info) {
  PyObject* o = ptr(info[0]);
  char text[20];
  snprintf(text, sizeof text, "%016lx", (unsigned long)(faces_on() ? face_out(o, false) : o));
  return Napi::String::New(info.Env(), text);
}
// Where a mirror keeps what C looked at, made if there is none yet; 0 for what has no such place.
static Napi::Value ExtOf(const Napi::CallbackInfo& info) {
  PyObject* o = ptr(info[0]);
  bool has = kind(o) == K_MIRROR && o->ob_type->shape != SH_TUPLE && o->ob_type->shape != SH_BYTES;
  return address(info.Env(), has ? mirror_ext(o) : nullptr);
}
static Napi::Value DropAddress(const Napi::CallbackInfo& info) {
  decref(ptr(info[0]));
  return info.Env().Undefined();
}

// ---- collecting (collect.cc) ----

static Napi::Value words(Napi::Env env, const std::vector<uint32_t>& v) {
  Napi::Uint32Array a = Napi::Uint32Array::New(env, v.size());
  if (!v.empty()) memcpy(a.Data(), v.data(), v.size() * 4);
  return a;
}
// [edges, weak]: for each wrapped candidate its handle, a count, and what it refers to (handles,
// bit 31 marks wrappers); the handles of candidate mirrors.
static Napi::Value GcPrepare(const Napi::CallbackInfo& info) {
  std::vector<uint32_t> edges, weak;
  gc_prepare(&edges, &weak);
  clear_kept();
  Napi::Array r = Napi::Array::New(info.Env(), 2);
  r.Set(0u, words(info.Env(), edges));
  r.Set(1u, words(info.Env(), weak));
  return r;
}
// [number of garbage objects, whether finalizers ran]
static Napi::Value GcFinish(const Napi::CallbackInfo& info) {
  bool again = false;
  uint32_t n = gc_finish(&again);
  Napi::Array r = Napi::Array::New(info.Env(), 2);
  r.Set(0u, n);
  r.Set(1u, again);
  return r;
}
static Napi::Value GcLost(const Napi::CallbackInfo& info) {
  gc_lost(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}
static Napi::Value GcEnd(const Napi::CallbackInfo& info) {
  gc_end(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}
// Gives back the holes in malloc's heap. V8's compilers leave some half a megabyte an interpreter.
static Napi::Value Trim(const Napi::CallbackInfo& info) {
  malloc_trim(0);
  return info.Env().Undefined();
}
static Napi::Value EndModules(const Napi::CallbackInfo& info) {
  drop_retired();
  modules_end(g->interp);
  malloc_trim(0);
  return info.Env().Undefined();
}
// failAllocation(n): the nth allocation from now on fails, once. Gives how many were made before.
static Napi::Value FailAllocation(const Napi::CallbackInfo& info) {
  double made = (double)allocations.made;
  double n = info[0].As<Napi::Number>().DoubleValue();
  // Spare blocks would hide allocations, and the quick path for numbers counts none.
  g->spares_on = g->retire_on = false;
  drop_spares();
  allocations = {0, (uint64_t)n};
  return Napi::Number::New(info.Env(), made);
}
static Napi::Value Collected(const Napi::CallbackInfo& info) {
  collected();
  return info.Env().Undefined();
}
static thread_local std::vector<napi_ref> weakened;
// Objects as weak references that may die within this job, which a WeakRef's may not.
static Napi::Value GcWeaken(const Napi::CallbackInfo& info) {
  napi_ref r = nullptr;
  napi_create_reference(info.Env(), info[0], 0, &r);
  weakened.push_back(r);
  return info.Env().Undefined();
}
static Napi::Value GcWeakened(const Napi::CallbackInfo& info) {
  Napi::Array out = Napi::Array::New(info.Env(), weakened.size());
  for (size_t i = 0; i < weakened.size(); i++) {
    napi_value v = nullptr;
    napi_get_reference_value(info.Env(), weakened[i], &v);
    if (v) out.Set((uint32_t)i, Napi::Value(info.Env(), v));
    napi_delete_reference(info.Env(), weakened[i]);
  }
  weakened.clear();
  return out;
}
static Napi::Value ClearKept(const Napi::CallbackInfo& info) {
  clear_kept();
  return info.Env().Undefined();
}

// All objects with this prototype; nothing where only Node-API is there.
static Napi::Value InstancesOf(const Napi::CallbackInfo& info) {
  Napi::Array out = Napi::Array::New(info.Env());
#ifndef MOULT_NAPI_ONLY
  struct Same : v8::QueryObjectPredicate {
    v8::Local<v8::Value> proto;
    bool Filter(v8::Local<v8::Object> o) override { return o->GetPrototype() == proto; }
  } same;
  napi_value p = info[0];
  memcpy((void*)&same.proto, &p, sizeof p);
  v8::Isolate* iso = v8::Isolate::GetCurrent();
  std::vector<v8::Global<v8::Object>> found;
  iso->GetHeapProfiler()->QueryObjects(iso->GetCurrentContext(), &same, &found);
  uint32_t n = 0;
  for (auto& o : found) {
    v8::HandleScope scope(iso);
    v8::Local<v8::Object> local = o.Get(iso);
    napi_value v;
    memcpy(&v, (void*)&local, sizeof v);
    out.Set(n++, Napi::Value(info.Env(), v));
  }
#endif
  return out;
}

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  init_statics();
  State* s = (State*)calloc(1, sizeof(State));
  g = s;
  s->malloc_mode = getenv("MOULT_MALLOC") && strcmp(getenv("MOULT_MALLOC"), "0") != 0;
  s->heap = new_heap(s->malloc_mode);
  s->wire = (Wire*)calloc(1, sizeof(Wire));
  init_vm(s, env);
  init_gil(s, env);
  free_at_thread_end(s);
  for (int i = 0; i < num_statics; i++) link_handle(static_object(i), (uint32_t)i + 1);
  init_type_slots();
  init_capsule_type();
  make_global();

  export_hot(env, exports);
  export_gil(env, exports);
  Napi::ArrayBuffer wire = Napi::ArrayBuffer::New(env, s->wire, sizeof(Wire));
  exports.Set("wire", wire);
  Napi::Object layout = Napi::Object::New(env);
  set_numbers(layout, {{"slots", (double)offsetof(Wire, slots)},
                       {"freed", (double)offsetof(Wire, freed)},
                       {"text", (double)offsetof(Wire, text)},
                       {"ntext", WIRE_TEXT},
                       {"nslots", WIRE_SLOTS},
                       {"nfetch", WIRE_FETCH},
                       {"FREED", CTL_FREED},
                       {"DEAD", CTL_DEAD},
                       {"SITE", CTL_SITE},
                       {"NARGS", CTL_NARGS},
                       {"KW", CTL_KW},
                       {"EXTRA", CTL_EXTRA},
                       {"NRES", CTL_NRES},
                       {"OP", CTL_OP},
                       {"LEN", CTL_LEN},
                       {"INTERP", CTL_INTERP},
                       {"RAN", CTL_RAN},
                       {"HOW", CTL_HOW},
                       {"READY", CTL_READY},
                       {"READY_TYPE", CTL_READY_TYPE},
                       {"STRONG", CTL_STRONG}});
  exports.Set("layout", layout);
  exports.Set("cffiBackend", address(env, (void*)moult_init_cffi_backend));
  auto strings = [&](const char* const* p, size_t n) {
    Napi::Array a = Napi::Array::New(env, n);
    for (uint32_t i = 0; i < n; i++) a.Set(i, p[i]);
    return a;
  };
  exports.Set("ops", strings(op_names, sizeof op_names / sizeof *op_names));
  exports.Set("sigs", strings(sig_names, sizeof sig_names / sizeof *sig_names));
  Napi::Array slots = Napi::Array::New(env, (size_t)num_slot_defs);
  for (int i = 0; i < num_slot_defs; i++) {
    Napi::Array e = Napi::Array::New(env, 4);
    e.Set(0u, slot_defs[i].slot);
    e.Set(1u, slot_defs[i].name);
    e.Set(2u, sig_names[slot_defs[i].sig]);
    e.Set(3u, slot_defs[i].op);
    slots.Set((uint32_t)i, e);
  }
  exports.Set("slots", slots);
  exports.Set("statics", statics_list(env));

#define FN(js, f) exports.Set(js, Napi::Function::New<f>(env, js))
  FN("createInterp", CreateInterp);
  FN("closeInterp", CloseInterp);
  FN("useInterp", UseInterp);
  FN("newType", NewType);
  FN("untouch", Untouch);
  FN("isNativeType", IsNativeType);
  FN("newBytes", NewBytes);
  FN("bytesOf", BytesOf);
  FN("newBig", NewBig);
  FN("bigOf", BigOf);
  FN("newWide", NewWide);
  FN("wideOf", WideOf);
  FN("newBuffer", NewBuffer);
  FN("viewMemory", ViewMemory);
  FN("dataOf", DataOf);
  FN("detach", Detach);
  FN("openLibrary", OpenLibrary);
  FN("findSymbol", FindSymbol);
  FN("watchFunction", WatchFunction);
  FN("stats", Stats);
  FN("moreFreed", MoreFreed);
  FN("peek", Peek);
  FN("addressOf", AddressOf);
  FN("faceOf", FaceOf);
  FN("extOf", ExtOf);
  FN("dropAddress", DropAddress);
  FN("gcPrepare", GcPrepare);
  FN("gcLost", GcLost);
  FN("gcFinish", GcFinish);
  FN("gcEnd", GcEnd);
  FN("trim", Trim);
  FN("endModules", EndModules);
  FN("collected", Collected);
  FN("failAllocation", FailAllocation);
  FN("gcWeaken", GcWeaken);
  FN("gcWeakened", GcWeakened);
  FN("clearKept", ClearKept);
  FN("instancesOf", InstancesOf);
#undef FN
  return exports;
}

NODE_API_MODULE(moult, Init)

}  // namespace moult

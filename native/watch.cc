// Closing the runtime's memory while extensions run, and what happens when they touch it (hunt.h).
//
// Stubs stand between extensions and the functions they import: a call opens the memory, its return
// closes it. Functions of extensions that JavaScript calls go through a stub that closes it, too.
// Nothing opens it when control comes back in another way: the first access from the runtime's own
// code traps and opens it.
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <string>
#include <unordered_map>
#include <vector>
#include "hunt.h"
#include "imports.h"
#include "moult.h"
#include "stub_registers.h"

extern "C" __attribute__((visibility("hidden"))) char __start_moult_statics[],
    __stop_moult_statics[];

namespace moult {

#ifndef __x86_64__

bool watch_start(Heap*) { return true; }
void watch_function(const char*, int) {}
void watch_library(void*) {}
void* watch_entry(void* f) { return f; }
void watch_open() {}

#else

static const size_t PAGE = 4096;
static const uint64_t TRAP_FLAG = 1 << 8;

static Heap* heap;
static bool closed_now;
static __thread bool stepping;
// Pages that are open for the instruction under way alone; none: all is.
static __thread void* stepped[4];
static __thread int nstepped;
static uintptr_t statics_from, statics_to;
static uintptr_t own_from, own_to;  // this library's code

struct Function {
  std::string name;
  void* real;
  int arity;
  void* stub;
};
static std::vector<Function> functions;
static std::unordered_map<std::string, size_t> by_name;

static void protect(int prot) {
  int keep = errno;
  if (heap->locked.next) mprotect((void*)heap->locked.base, heap->locked.next, prot);
  mprotect((void*)statics_from, statics_to - statics_from, prot);
  errno = keep;
}
void watch_open() {
  if (!closed_now) return;
  closed_now = false;
  protect(PROT_READ | PROT_WRITE);
}
static void watch_close() {
  if (closed_now) return;
  closed_now = true;
  protect(PROT_NONE);
}

// ---- naming what was done ----

struct KnownField {
  MType* type;
  int offset;
  const char* name;
};
// Where headers of CPython 3.8 to 3.14 have the fields that are read most.
static const KnownField known_fields[] = {
    {&PyLong_Type, 16, "ob_size or lv_tag"}, {&PyLong_Type, 24, "ob_digit"},
    {&PyFloat_Type, 16, "ob_fval"},          {&PyList_Type, 24, "ob_item"},
    {&PyList_Type, 32, "allocated"},         {&PyTuple_Type, 24, "ob_item or ob_hash"},
    {&PyTuple_Type, 32, "ob_item"},          {&PyBytes_Type, 24, "ob_shash"},
    {&PyBytes_Type, 32, "ob_sval"},          {&PyUnicode_Type, 16, "length"},
    {&PyUnicode_Type, 24, "hash"},           {&PyUnicode_Type, 32, "state"},
    {&PyUnicode_Type, 40, "the characters"}, {&PyUnicode_Type, 48, "the characters"},
    {&PyDict_Type, 16, "ma_used"},           {&PyDict_Type, 32, "ma_keys"},
    {&PyDict_Type, 40, "ma_values"},         {&PyType_Type, 24, "tp_name"},
    {&PyType_Type, 32, "tp_basicsize"},      {&PyType_Type, 40, "tp_itemsize"},
    {&PyType_Type, 48, "tp_dealloc"},        {&PyType_Type, 96, "tp_as_number"},
    {&PyType_Type, 104, "tp_as_sequence"},   {&PyType_Type, 112, "tp_as_mapping"},
    {&PyType_Type, 168, "tp_flags"},         {&PyType_Type, 176, "tp_doc"},
    {&PyType_Type, 256, "tp_base"},          {&PyType_Type, 264, "tp_dict"},
    {&PyType_Type, 288, "tp_dictoffset"},    {&PyType_Type, 304, "tp_alloc"},
    {&PyType_Type, 312, "tp_new"},           {&PyType_Type, 320, "tp_free"},
    {&PyType_Type, 344, "tp_mro"},
};

// "of a list, where CPython keeps ob_item": for what lies behind the header.
static std::string place(MType* t, ptrdiff_t offset) {
  char text[300];
  const char* name = offset < 0 ? "what its collector needs" : nullptr;
  for (const KnownField& f : known_fields)
    if (subtype(t, f.type) && f.offset <= offset && offset < f.offset + 8) name = f.name;
  bool type = t->has(Py_TPFLAGS_TYPE_SUBCLASS);
  snprintf(text, sizeof text, type ? "offset %td of a type" : "offset %td of a '%s' object", offset,
           t->name);
  std::string s = text;
  if (name) s += std::string(", where CPython keeps ") + name;
  return s;
}

static std::string caller(void* pc) {
  Dl_info info;
  if (!dladdr(pc, &info) || !info.dli_fname) return "something";
  const char* slash = strrchr(info.dli_fname, '/');
  std::string s = slash ? slash + 1 : info.dli_fname;
  if (info.dli_sname) s += std::string(" (") + info.dli_sname + ")";
  return s;
}

static bool has_size(MType* t) {
  return t->has(Py_TPFLAGS_TUPLE_SUBCLASS | Py_TPFLAGS_LIST_SUBCLASS | Py_TPFLAGS_BYTES_SUBCLASS |
                Py_TPFLAGS_TYPE_SUBCLASS);
}

struct Block {
  PyObject* o;
  Meta* m;
  ptrdiff_t offset;
};
// The block around an address in locked memory; o is null in a slab's head.
static Block block_at(char* a) {
  Slab* s = slab_of(a);
  if (s->size == 0 || a < (char*)s + s->first) return {nullptr, nullptr, 0};
  uint32_t i = s->large ? 0 : (uint32_t)((size_t)(a - (char*)s) - s->first) / s->size;
  Meta* m = &s->meta[i];
  const Core* c = core_of(m);
  size_t prefix = c && !(m->flags & F_NOPREFIX) ? (size_t)c->prefix : 0;
  if (kind(m) == K_FREE) prefix = (size_t)g->core->prefix;
  char* o = (char*)s + s->first + (size_t)i * s->size + prefix;
  return {(PyObject*)o, m, a - o};
}

// Ends the process unless the contract allows the access.
static void judge(char* a, bool write, void* pc) {
  const char* did = write ? "wrote" : "read";
  if (a >= __start_moult_statics && a < __stop_moult_statics) {
    for (int i = 0; i < num_statics; i++) {
      char* o = (char*)static_object(i);
      bool type = is_type((PyObject*)o);
      ptrdiff_t size = type ? (ptrdiff_t)sizeof(MType) : (ptrdiff_t)sizeof(PyObject);
      if (a < o || a >= o + size) continue;
      if (a - o < (type ? 24 : 16)) return;
      hunt_report(
          "%s %s %s (the type '%s'); types are opaque: PyType_GetSlot, PyType_GetFlags and "
          "attributes tell what they have",
          caller(pc).c_str(), did, place(&PyType_Type, a - o).c_str(), ((MType*)o)->name);
    }
    return;
  }
  if (!in_arena(heap->locked, a)) return;  // shares a page with the statics
  Block b = block_at(a);
  if (!b.o) hunt_report("%s %s memory that belongs to no object", caller(pc).c_str(), did);
  if (kind(b.m) == K_FREE) {
    const char* type = hunt_freed(heap, b.o);
    hunt_report(
        "%s %s a '%s' object after it was freed: a borrowed reference was kept, or a "
        "reference given back too early",
        caller(pc).c_str(), did, type ? type : "(forgotten)");
  }
  MType* t = b.o->ob_type;
  bool type = kind(b.m) == K_TYPE;
  if (b.offset >= 0 && b.offset < (has_size(t) ? 24 : 16)) return;
  // `type.__dictoffset__` tells of its dict; data of a metaclass lies behind the type.
  if (type && (size_t)(b.offset - offsetof(MType, dict)) < sizeof(PyObject*)) return;
  if (type && b.offset >= (ptrdiff_t)sizeof(MType)) return;
  hunt_report("%s %s %s; the limited API lets binaries see ob_refcnt, ob_type%s only",
              caller(pc).c_str(), did, place(t, b.offset).c_str(), has_size(t) ? ", ob_size" : "");
}

// Whether an access goes to a header for certain. Looks at nothing that is closed.
static bool to_header(char* a) {
  if (a >= __start_moult_statics && a < __stop_moult_statics) {
    for (int i = 0; i < num_statics; i++)
      if ((size_t)(a - (char*)static_object(i)) < sizeof(PyObject)) return true;
    return false;
  }
  if (!in_arena(heap->locked, a)) return false;
  const Slab* s = (const Slab*)((char*)slab_of(a) + hunt_view);
  size_t at = (size_t)a & (SLAB - 1);
  if (s->size == 0 || s->large || at < s->first) return false;
  uint32_t i = (uint32_t)(at - s->first) / s->size;
  const Meta* m = &s->meta[i];
  const Core* c = core_of(m);
  if ((m->flags & K_MASK) == K_FREE || !c) return false;
  size_t prefix = m->flags & F_NOPREFIX ? 0 : (size_t)c->prefix;
  return at - s->first - (size_t)i * s->size - prefix < sizeof(PyObject);
}

// Beyond the end of an extension's instance, or in one that was freed.
static void judge_edge(char* a, bool write, void* pc) {
  Slab* s = slab_of(a);
  const char* did = write ? "wrote" : "read";
  if (s->size == 0) return;
  Meta* m = &s->meta[0];
  const Core* c = core_of(m);
  size_t prefix = m->flags & F_NOPREFIX ? 0 : (size_t)(c ? c->prefix : g->core->prefix);
  PyObject* o = (PyObject*)((char*)s + s->first + prefix);
  if (kind(m) == K_FREE) {
    const char* type = nullptr;
    for (size_t p = 0; p <= 64 && !type; p += 16) type = hunt_freed(heap, (char*)s + s->first + p);
    hunt_report("%s %s a '%s' object after it was freed", caller(pc).c_str(), did,
                type ? type : "block");
  }
  size_t size = s->fresh - s->first - prefix;
  if (kind(m) == K_RAW)
    hunt_report("%s %s offset %td of %zu bytes from PyObject_Malloc", caller(pc).c_str(), did,
                a - (char*)o, size);
  hunt_report("%s %s offset %td of a '%s' object, past its basicsize of %zu", caller(pc).c_str(),
              did, a - (char*)o, type_name(o), size);
}

// ---- traps ----

static struct sigaction old_segv, old_trap;

static bool in_own(void* pc) { return (uintptr_t)pc - own_from < own_to - own_from; }

// Whether the runtime did it: by its own code, or by the C library on its behalf.
static bool runtime_did(void* pc) {
  if (in_own(pc)) return true;
  static const char* const neutral[] = {"/libc.so",   "/libc-",    "/libm.so",  "/libm-",
                                        "/libstdc++", "/libgcc_s", "/ld-linux", "/libpthread"};
  auto whose = [&](void* p) {
    Dl_info info;
    if (in_own(p)) return 1;
    if (!dladdr(p, &info) || !info.dli_fname) return 1;  // code that V8 made
    for (const char* n : neutral)
      if (strstr(info.dli_fname, n)) return 0;
    return info.dli_sname && strcmp(info.dli_fname, program_invocation_name) == 0 ? 1 : 2;
  };
  int w = whose(pc);
  if (w) return w == 1;
  void* frames[32];
  int n = backtrace(frames, 32);
  bool below = false;
  for (int i = 0; i < n; i++) {
    if (frames[i] == pc) {
      below = true;
      continue;
    }
    if (below && (w = whose(frames[i]))) return w == 1;
  }
  return true;
}

static void pass_on(const struct sigaction& old, int sig, siginfo_t* info, void* uc) {
  if (old.sa_flags & SA_SIGINFO && old.sa_sigaction) {
    old.sa_sigaction(sig, info, uc);
    return;
  }
  if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN) {
    old.sa_handler(sig);
    return;
  }
  signal(sig, SIG_DFL);  // the access is made again
}

static void on_segv(int sig, siginfo_t* info, void* context) {
  ucontext_t* uc = (ucontext_t*)context;
  char* a = (char*)info->si_addr;
  void* pc = (void*)uc->uc_mcontext.gregs[REG_RIP];
  bool write = uc->uc_mcontext.gregs[REG_ERR] & 2;
  bool locked =
      in_arena(heap->locked, a) || ((uintptr_t)a >= statics_from && (uintptr_t)a < statics_to);
  if (locked) {
    if (closed_now && nstepped < 4 && to_header(a) && !runtime_did(pc)) {
      void* page = (void*)((uintptr_t)a & ~(PAGE - 1));
      mprotect(page, PAGE, PROT_READ | PROT_WRITE);
      stepped[nstepped++] = page;
      stepping = true;
      uc->uc_mcontext.gregs[REG_EFL] |= (greg_t)TRAP_FLAG;
      return;
    }
    bool was = closed_now;
    closed_now = true;  // another thread may have opened and closed it meanwhile
    watch_open();
    if (runtime_did(pc)) return;
    judge(a, write, pc);
    if (was) {
      stepping = true;
      uc->uc_mcontext.gregs[REG_EFL] |= (greg_t)TRAP_FLAG;
    }
    return;
  }
  if (in_arena(heap->edges, a)) {
    watch_open();
    judge_edge(a, write, pc);
  }
  char* text = a - hunt_text_view;
  if (in_arena(heap->locked, text)) {
    watch_open();
    Block b = block_at(text);
    if (b.o && write)
      hunt_report("%s wrote to the text of a 'str' object that was published: others share it",
                  caller(pc).c_str());
  }
  pass_on(old_segv, sig, info, context);
}

static void on_trap(int sig, siginfo_t* info, void* context) {
  if (!stepping) {
    pass_on(old_trap, sig, info, context);
    return;
  }
  stepping = false;
  ((ucontext_t*)context)->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
  if (closed_now)
    for (int i = 0; i < nstepped; i++) mprotect(stepped[i], PAGE, PROT_NONE);
  else
    watch_close();
  nstepped = 0;
}

// ---- stubs ----

struct Return {
  void* to;
  uintptr_t sp;
};
static thread_local std::vector<Return> returns;

extern "C" {
void moult_watch_api();
void moult_watch_back();
void moult_watch_in();

// A call of the API: gives the function; its return will go to moult_watch_back.
__attribute__((visibility("hidden"), used)) void* moult_watch_enter(size_t index, void** ret,
                                                                    void** args) {
  uintptr_t sp = (uintptr_t)(ret + 1);
  while (!returns.empty() && returns.back().sp < sp) returns.pop_back();
  // Of a function that a call of the API has jumped to, and that ends in a jump itself: its return
  // is already led to where it must go.
  bool led = *ret == (void*)moult_watch_back && !returns.empty() && returns.back().sp == sp;
  if (!led) {
    if (!returns.empty() && returns.back().sp == sp) returns.pop_back();
    returns.push_back({*ret, sp});
    *ret = (void*)moult_watch_back;
  }
  void* from = returns.back().to;
  watch_open();
  const Function& f = functions[index];
  for (int i = 0; i < f.arity && i < 6; i++) {
    char* p = (char*)args[i];
    if (!in_arena(heap->locked, p) && !in_arena(heap->edges, p)) continue;
    if (slab_of(p)->size == 0 || kind((PyObject*)p) != K_FREE) continue;
    const char* type = hunt_freed(heap, p);
    if (type)
      hunt_report(
          "%s passed a '%s' object to %s after it was freed: a borrowed reference was kept, "
          "or a reference given back too early",
          caller(from).c_str(), type, f.name.c_str());
  }
  return f.real;
}
__attribute__((visibility("hidden"), used)) void* moult_watch_leave(uintptr_t sp) {
  while (returns.back().sp != sp) returns.pop_back();
  void* to = returns.back().to;
  returns.pop_back();
  watch_close();
  return to;
}
__attribute__((visibility("hidden"), used)) void moult_watch_arm() { watch_close(); }
}

// r11: the function's index, or the function. Arguments in registers are kept over the call.
asm(".text\n"
    ".hidden moult_watch_api\n .globl moult_watch_api\n moult_watch_api:\n"
    "subq $200,%rsp\n" SAVE_ARGUMENTS
    "movq %r11,%rdi\n leaq 200(%rsp),%rsi\n movq %rsp,%rdx\n call moult_watch_enter\n"
    "movq %rax,%r11\n" LOAD_ARGUMENTS
    "addq $200,%rsp\n jmp *%r11\n"
    ".hidden moult_watch_back\n .globl moult_watch_back\n moult_watch_back:\n"
    "subq $64,%rsp\n movq %rax,0(%rsp)\n movq %rdx,8(%rsp)\n"
    "movups %xmm0,16(%rsp)\n movups %xmm1,32(%rsp)\n"
    "leaq 64(%rsp),%rdi\n call moult_watch_leave\n movq %rax,56(%rsp)\n"
    "movq 0(%rsp),%rax\n movq 8(%rsp),%rdx\n movups 16(%rsp),%xmm0\n movups 32(%rsp),%xmm1\n"
    "addq $56,%rsp\n ret\n"
    ".hidden moult_watch_in\n .globl moult_watch_in\n moult_watch_in:\n"
    "subq $200,%rsp\n" SAVE_ARGUMENTS "call moult_watch_arm\n" LOAD_ARGUMENTS
    "movq 192(%rsp),%r11\n addq $200,%rsp\n jmp *%r11\n");

void watch_function(const char* name, int arity) {
  // Its address is compared with what slots hold.
  if (strcmp(name, "PyObject_HashNotImplemented") == 0) return;
  Dl_info info;
  if (!dladdr((void*)&watch_function, &info)) return;
  static void* self = dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD);
  void* real = self ? dlsym(self, name) : nullptr;
  if (!real || by_name.count(name)) return;
  void* stub = new_stub((void*)functions.size(), (void*)moult_watch_api, false);
  if (!stub) return;
  by_name[name] = functions.size();
  functions.push_back({name, real, arity, stub});
}

void* watch_entry(void* f) {
  Dl_info info;
  if (!f || !g->core->hunt || !hunt_view || in_own(f) || !dladdr(f, &info)) return f;
  void* stub = new_stub(f, (void*)moult_watch_in, false);
  return stub ? stub : f;
}

void watch_library(void* lib) {
  each_import(lib, false, [](const char* name, void* address) {
    auto it = by_name.find(name);
    if (it == by_name.end() || address != functions[it->second].real) return address;
    return functions[it->second].stub;
  });
}

bool watch_start(Heap* h) {
  heap = h;
  statics_from = (uintptr_t)__start_moult_statics & ~(PAGE - 1);
  statics_to = ((uintptr_t)__stop_moult_statics + PAGE - 1) & ~(PAGE - 1);
  dl_iterate_phdr(
      [](struct dl_phdr_info* info, size_t, void*) {
        for (int i = 0; i < info->dlpi_phnum; i++) {
          const ElfW(Phdr)& p = info->dlpi_phdr[i];
          uintptr_t from = info->dlpi_addr + p.p_vaddr;
          if (p.p_type != PT_LOAD || !(p.p_flags & PF_X)) continue;
          if ((uintptr_t)&watch_open - from >= p.p_memsz) continue;
          own_from = from;
          own_to = from + p.p_memsz;
          return 1;
        }
        return 0;
      },
      nullptr);
  void* warm[2];
  backtrace(warm, 2);  // loads what it needs, which a handler could not
  struct sigaction sa;
  memset(&sa, 0, sizeof sa);
  sa.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
  sa.sa_sigaction = on_segv;
  sigaction(SIGSEGV, &sa, &old_segv);
  sa.sa_sigaction = on_trap;
  sigaction(SIGTRAP, &sa, &old_trap);
  return true;
}

#endif

}  // namespace moult

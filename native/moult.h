// The object model on the C++ side. Read this first.
//
// Header. Whatever the core, a PyObject* points at 16 bytes that compiled extensions read and
// write inline: ob_refcnt and ob_type; objects with a length keep it at offset 16. Everything
// else of an object is laid out by the core (layout.h) and is nobody else's business.
//   mortal object    low word of the count < 2^31, high word 0
//   immortal object  low word near 0xC0000000 (bit 31 set); drifts, is never freed
//
// Meta. Each object has 8 bytes that lie outside it: its handle and its flags. `meta(o)` finds
// them without a table look-up: in the header of the 64 KiB slab (heap.h), in the static type
// structures, or, for foreign memory and under MOULT_MALLOC=1, in a hash table.
//
// Kinds. What a block is, is in its flags:
//   VALUE   a value with no JavaScript object behind it (int, float, str, bytes, tuple, or a
//           list that C built and JavaScript has not seen). Freed at count zero.
//   MIRROR  the C face of an object that JavaScript owns. handle != 0, objs[handle] keeps the
//           object alive while C holds a count. At zero the block goes, and its handle is put on
//           the freed list that JavaScript empties at its next entry or exit.
//   NATIVE  an instance of a C type, in the memory that the extension laid out. Freed by
//           tp_dealloc. A JavaScript wrapper (found by handle, held weakly) owns one count.
//   TYPE    an MType, objs[handle] is its PyType. One count of a heap type belongs to that, which
//           gc.collect() lets go when nothing else has one (collect.cc); static types are immortal.
//
// Handles are indices into one table per isolate: `handles[h]` here, `objs[h]` in JavaScript.
// JavaScript hands them out. The first ones are reserved for the objects that the API exports as
// data symbols, in the order of statics.def; those are shared by all interpreters of the process.
//
// The wire (wire.h) is one shared memory area through which arguments and results pass. Each side
// copies everything out before it does anything else, so nested calls may reuse it.
//
// Borrowed references live as long as their container's block: a mirror keeps the item blocks
// that it handed out (MirrorExt), replacing them when JavaScript's container changed. Cached
// items are trusted while `epoch` stands still, that is until control next goes to JavaScript.
#ifndef MOULT_MOULT_H
#define MOULT_MOULT_H

#include <unordered_map>
#include "abi.h"
#include "alloc.h"

namespace moult {

struct Meta {
  uint32_t handle;
  uint32_t flags;
};

enum Flags : uint32_t {
  K_FREE = 0,
  K_RAW = 1,  // PyObject_Malloc'ed memory that is no object yet
  K_VALUE = 2,
  K_MIRROR = 3,
  K_NATIVE = 4,
  K_TYPE = 5,
  K_STATIC = 6,
  K_MASK = 7,
  F_NOPREFIX = 1 << 3,   // the block starts at the object, whatever the core
  F_TRACKED = 1 << 4,    // PyObject_GC_Track
  F_PLACED = F_TRACKED,  // of bytes: C may have kept the address of the characters
  F_FINALIZED = 1 << 5,  // tp_finalize has run
  F_INTERNED = 1 << 6,
  F_FILLED = 1 << 7,    // tuple mirror: items are present; frozenset: C made it
  F_STATEFUL = 1 << 8,  // the wrapper has Python state of its own (a Python subclass)
  F_STRONG = 1 << 9,    // the wrapper is held strongly just now
  F_WRAPPED = 1 << 10,  // a wrapper exists and owns one count
  F_PLAINSTR = 1 << 11,
  F_ASKED = F_PLAINSTR,  // of a mirror that is no str: answers.h may know it
  F_DYING = 1 << 12,     // inside tp_dealloc
  F_RETIRED = F_DYING,   // of a mirror: see mirrors.cc
  F_FOREIGN = 1 << 13,
  F_WEAKREFS = 1 << 14,  // JavaScript knows weak references to it
  F_OURS = 1 << 15,      // K_NATIVE, but laid out by this side
  F_FACE = 1 << 16,      // extensions hold a handle of it (faces.h)
  F_SPLIT = 1 << 17,     // an extension's counts are in the header's local half
  F_LOST = 1 << 18,      // a module or type whose JavaScript object V8 has just collected
  F_ENDED = 1 << 19,     // a type whose JavaScript object is gone
  // From bit 20 on: which core made it (heap.cc).
};

// What the memory after the header is, for objects that this side laid out.
enum Shape : uint8_t {
  SH_GENERIC,
  SH_INT,
  SH_FLOAT,
  SH_STR,
  SH_BYTES,
  SH_TUPLE,
  SH_LIST,
  SH_DICT,
  SH_TYPE,
  SH_MODULE,
  SH_SINGLETON,
};

struct ModuleRec;
struct Site;
struct Interp;
struct MirrorExt;
class KeptItems;
struct Core;
struct Interp;
struct State;

}  // namespace moult

// A type object. Opaque to extensions; one structure for all cores.
struct MType {
  PyVarObject head;
  moult::Meta meta_;  // used when the type is a static
  // `type.__dictoffset__` leads here (src/objects/types.ts): what Cython makes for the limited API
  // puts special methods into its types' dicts that way. Only types made from specs have it.
  PyObject* dict;
  const char* name;  // tp_name, with the module for extension types
  uint64_t flags;
  Py_ssize_t basicsize, itemsize, dictoffset, weaklistoffset, vectorcalloffset;
  MType* base;
  MType** mro;  // nmro entries, this type first; null for statics: the chain of bases is it
  uint32_t nmro;
  moult::Shape shape;
  uint8_t native;   // instances are native blocks (K_NATIVE)
  uint8_t from_c;   // made by PyType_FromSpec and friends
  uint8_t touched;  // slots were filled in (types that JavaScript made: at first need)
  uint8_t callable, callable_known;  // what PyCallable_Check was told of an instance
  uint32_t callable_epoch;
  PyObject* module;
  void* token;
  PyMemberDef* members;
  // What C stored in attributes of this class: see keep_stored (answers.cc).
  class moult::KeptItems* kept;
  const char* doc;
  char* owned_name;
  moult::Interp* interp;  // that made it; null for statics
  moult::Site* sites;     // of its methods and slots
  void* slots[NUM_SLOTS];

  template <class F>
  F slot(Slot n) const {
    return reinterpret_cast<F>(slots[n]);
  }
  bool has(uint64_t f) const { return (flags & f) != 0; }
};
static_assert(offsetof(MType, dict) == 32, "type.__dictoffset__");
static_assert(sizeof(MType) <= 928, "data of metaclasses begins at type.__basicsize__");

namespace moult {

// The per-thread part of the interpreter's state.
struct ThreadState {
  // The error indicator. `value` may be the plain argument of an exception yet to be made
  // (lazy), or the exception itself.
  MType* exc_type;
  PyObject* exc_value;
  PyObject* exc_tb;
  int gil_depth;
  int recursion;
  uint64_t id;
  Interp* interp;
  PyObject* dict;  // PyThreadState_GetDict
};

struct Site;
struct Wire;

struct DeadWrapper {
  PyObject* object;
  uint32_t handle;
};

static const int SMALL_MIN = -5, SMALL_MAX = 1024;

// Freed blocks of the commonest sizes, which keep their type, their Meta and a count of 0. The
// next object of the kind takes one without a look at the heap.
enum Spare { SP_INT, SP_FLOAT, SP_TUPLE1, SP_TUPLE2, SP_TUPLE3, SP_KEYWORDS, SPARE_KINDS };
static const uint32_t SPARE_MAX = 256;
struct Spares {
  uint32_t n;
  PyObject* block[SPARE_MAX];
};

struct Interp {
  int id;  // within the isolate
  // Within the process: extensions that cannot bear a second interpreter tell them apart by it.
  int64_t number;
  const Core* core;
  PyObject* small[SMALL_MAX - SMALL_MIN + 1];
  PyObject* empty_tuple;
  PyObject* empty_str;
  PyObject* empty_bytes;
  PyObject* latin1[256];
  void* dispatch;  // v8::Global<v8::Function>*, or napi_ref
  struct InternTable* interned;
  PyObject* dict;  // PyInterpreterState_GetDict
  PyObject* modules_dict;
  // Modules by PyModuleDef (PyState_FindModule) and in order of creation.
  struct ModuleIndex* modules;
  ModuleRec *first_module, *last_module;
  ThreadState main;
  bool closed;
};

struct State {
  struct Gil* gil;
  Wire* wire;
  const Core* core;
  Interp* interp;
  ThreadState* ts;
  uint32_t epoch;
  uint32_t nhandles;
  PyObject** handles;
  bool fast;   // the core is the one specialised at compile time
  bool split;  // counts of extensions are kept apart (faces.h)
  bool malloc_mode;
  bool spares_on;  // never with blocks of two cores, whose layouts differ, in one state
  Spares spare[SPARE_KINDS];
  // Freed MirrorExts, linked by their first word: keyword arguments need one a call.
  // What tuples keep besides their items: their mirrors have no place for it. NULL until needed.
  std::unordered_map<PyObject*, class KeptItems*>* tuple_kept;
  // Likewise what instances of C types with a built-in base keep: their memory is the extension's.
  std::unordered_map<PyObject*, struct MirrorExt*>* native_ext;
  struct MirrorExt* spare_ext;
  int spare_ext_n;
  // Deallocations that wait because too many are nested.
  int dealloc_depth;
  // Mirrors that an extension has let go of during a call, see linger (mirrors.cc).
  PyObject* lingering[32];
  uint32_t lingering_n;
  // Instances of C types: how many were made, and how many before the extension's call under way.
  uint32_t natives_made, natives_before;
  PyObject** postponed;
  size_t postponed_n, postponed_cap;
  // Counts of results that JavaScript was still reading when another result was handed over.
  PyObject** late;
  uint32_t late_n, late_cap;
  bool odd_heap;  // blocks do not come from the plain part of the heap
  uint32_t tag;   // of the core, in the flags of blocks
  uint32_t sites_n;
  // Numbers of sites whose type or module is gone.
  uint32_t* free_sites;
  uint32_t free_sites_n, free_sites_cap;
  Site** sites;
  struct Vm* vm;
  struct Heap* heap;
  // Handles whose wrapper V8 has dropped; their counts are given back at the next safe point.
  struct DeadWrapper* dead;
  uint32_t dead_n, dead_cap;
  uint32_t* freed_more;  // freed handles that did not fit into the wire
  uint32_t freed_n, freed_cap;
  // Stateful wrappers made strong while C may hold them (lifetime.cc).
  uint32_t* strong;
  uint32_t strong_n, strong_cap;
  Interp** interps;
  uint32_t ninterps;
  // Results handed to JavaScript by address: it calls releaseHeld when it has read them.
  PyObject* held[4];
  // Permanent tuples of keyword names, by the index that JavaScript knows them by.
  PyObject** kwnames;
  uint32_t kwnames_n, kwnames_cap;
  // The keyword arguments of the call in progress, so that parsing need not ask the dict.
  PyObject* kw_dict;
  PyObject* kw_names;
  PyObject* const* kw_values;
  uint32_t kw_epoch;
  // What C stored and JavaScript has not been told yet (stores.h).
  struct Store* stores;
  struct Store* spare_stores;
  uint32_t stores_n;
  uint32_t list_stores;  // so many were made into lists
  // Mirrors of large containers that C has let go of, and their next place.
  PyObject* retired[4];
  bool retire_on;
  uint32_t retired_at;
  uint64_t answers_used;  // a bit for each of these that is kept (answers.h)
  struct Answers* answers;
};

extern __thread State* g __attribute__((tls_model("initial-exec")));

// ---- counting ----

static const int64_t IMMORTAL = 0xC0000000LL;
static const int64_t COUNTED_STATIC = 0x20000000LL;

inline bool immortal(PyObject* o) { return (int32_t)o->ob_refcnt < 0; }

}  // namespace moult

// What extensions call at count zero, and what this library does.
MOULT_EXPORT void _Py_Dealloc(PyObject* o);
namespace moult {
void dealloc(PyObject* o);
void drop_lingering(uint32_t from);
}  // namespace moult

namespace moult {

template <class T>
inline T* incref(T* p) {
  PyObject* o = (PyObject*)p;
  if (LIKELY(!immortal(o))) o->ob_refcnt++;
  return p;
}
template <class T>
inline T* xincref(T* p) {
  return p ? incref(p) : p;
}
inline void decref(void* p) {
  PyObject* o = (PyObject*)p;
  if (UNLIKELY(immortal(o))) return;
  if (--o->ob_refcnt == 0) moult::dealloc(o);
}
// A freed block of the kind, with a count of 1 again; null when there is none.
inline PyObject* take_spare(Spare kind) {
  Spares& s = g->spare[kind];
  if (UNLIKELY(s.n == 0)) return nullptr;
  PyObject* o = s.block[--s.n];
  o->ob_refcnt = 1;
  return o;
}
// Keeps a block whose count is 0. False: it is to be freed.
inline bool keep_spare(Spare kind, PyObject* o) {
  Spares& s = g->spare[kind];
  if (UNLIKELY(s.n == SPARE_MAX || !g->spares_on)) return false;
  s.block[s.n++] = o;
  return true;
}
inline void xdecref(void* p) {
  if (p) decref(p);
}
// Owns one reference; for results that are used and dropped.
struct Ref {
  PyObject* p;
  explicit Ref(PyObject* o = nullptr) : p(o) {}
  Ref(const Ref&) = delete;
  Ref& operator=(const Ref&) = delete;
  Ref& operator=(PyObject* o) {
    PyObject* old = p;
    p = o;
    xdecref(old);
    return *this;
  }
  ~Ref() { xdecref(p); }
  operator PyObject*() const { return p; }
  PyObject* operator->() const { return p; }
  PyObject* release() {
    PyObject* o = p;
    p = nullptr;
    return o;
  }
};

}  // namespace moult

// ---- the exported data (statics.cc) ----

#define DECLARE_TYPE(sym) extern "C" __attribute__((visibility("default"))) PyTypeObject sym
#define T_TYPE(sym, ...) DECLARE_TYPE(sym);
#define T_EXC(sym, ...) extern "C" __attribute__((visibility("default"))) PyObject* PyExc_##sym;
#define T_EXC_ALIAS(sym, of) T_EXC(sym)
#define T_OBJ(sym, ...) extern "C" __attribute__((visibility("default"))) PyObject sym;
#include "statics.def"
#undef T_TYPE
#undef T_EXC
#undef T_EXC_ALIAS
#undef T_OBJ

#define Py_None (&_Py_NoneStruct)
#define Py_True (&_Py_TrueStruct)
#define Py_False (&_Py_FalseStruct)
#define Py_Ellipsis (&_Py_EllipsisObject)
#define Py_NotImplemented (&_Py_NotImplementedStruct)

namespace moult {

inline bool is_type(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_TYPE_SUBCLASS); }
inline bool is_exact(PyObject* o, const MType& t) { return o->ob_type == &t; }
inline bool is_int(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_LONG_SUBCLASS); }
inline bool is_str(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_UNICODE_SUBCLASS); }
inline bool is_bytes(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_BYTES_SUBCLASS); }
inline bool is_tuple(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_TUPLE_SUBCLASS); }
inline bool is_list(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_LIST_SUBCLASS); }
inline bool is_dict(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_DICT_SUBCLASS); }
inline bool is_exc(PyObject* o) { return o->ob_type->has(Py_TPFLAGS_BASE_EXC_SUBCLASS); }
inline MType* as_type(PyObject* o) { return (MType*)o; }

inline bool subtype(const MType* a, const MType* b) {
  if (a == b) return true;
  if (a->mro) {
    for (uint32_t i = 0; i < a->nmro; i++)
      if (a->mro[i] == b) return true;
    return false;
  }
  for (a = a->base; a; a = a->base)
    if (a == b) return true;
  return false;
}
inline bool isinstance(PyObject* o, const MType& t) { return subtype(o->ob_type, &t); }
inline const char* type_name(PyObject* o) { return o->ob_type->name; }
// The part of tp_name after the last dot.
inline const char* short_name(const MType* t) {
  const char* dot = strrchr(t->name, '.');
  return dot && t->has(Py_TPFLAGS_HEAPTYPE) ? dot + 1 : t->name;
}

// Makes C work for that interpreter, with its core (addon.cc).
void enter_interp(Interp* in);
// A dead object is given back whichever interpreter runs: its own has to, while its functions do.
struct InInterp {
  Interp* was = g->interp;
  explicit InInterp(Interp* in) {
    if (UNLIKELY(in != was)) enter_interp(in);
  }
  ~InInterp() {
    if (UNLIKELY(g->interp != was)) enter_interp(was);
  }
};

// ---- statics.cc ----
extern const int num_statics;
PyObject* static_object(int i);
const char* static_symbol(int i);
const char* static_name(int i);
bool is_static(PyObject* o);
Meta* static_meta(PyObject* o);
void init_statics();
// The counts of the exported objects as this core has them.
void mark_statics(const Core* c, bool may_count);

void set_visible_version(int minor);

[[noreturn]] void fatal(const char* what);

// ---- mirrors.cc ----
// Things that a mirror keeps beside its header, made at first need.
struct MirrorExt {
  PyObject* value;  // int, float, str, bytes, tuple subclasses: the plain value
  // Blocks of items that were handed out as borrowed references, by key or position.
  class KeptItems* kept;
  // list and dict: what was fetched, valid while epoch is the state's.
  PyObject** items;
  Py_ssize_t nitems, cap;
  Py_ssize_t lo, hi;  // the fetched range
  uint32_t epoch;
  uint32_t chunk;
  uint32_t list_stores;  // peeked items of an iterator: see iter.cc
  uint8_t whole;
  // JavaScript remembers which items, or pairs, it showed; `plain`: they were found to be plain
  // values.
  uint8_t shown, pairs_shown, plain;
  uint8_t pairs_end;  // the last pair is there
  // A dict that JavaScript has not seen has items that `kept` does not know; an iterator does not
  // show more than one item.
  uint8_t more;
  PyObject** pairs;
  Py_ssize_t pair_lo, pair_n, pair_cap;
  Py_ssize_t pair_known;  // so many of them are among `kept` too
  uint32_t pair_epoch;
  uint32_t store_epoch;  // in that epoch stores may wait (stores.h)
  uint32_t size_epoch;   // and `size` is the number of a dict's items
  Py_ssize_t size;
  ModuleRec* module;
  char* address;  // of a bytearray's memory, of `size` bytes, while the epoch stands
  void* buffer;
  Py_ssize_t buffer_len;
};

MirrorExt* mirror_ext(PyObject* o);
// The plain value under an instance of a subclass of int, float, str or bytes (borrowed).
PyObject* plain_value(PyObject* o);
PyObject* new_mirror(MType* type, uint32_t handle, uint32_t size);
void link_handle(PyObject* o, uint32_t handle);
void release_handle(Meta* m);
static const uint32_t DOZES = 0x80000000u;  // the handle stays, and is weak from now on
void give_back_handle(uint32_t h);          // one that names no block

}  // namespace moult

#include "heap.h"
#include "hunt.h"
#include "layout.h"
#include "wire.h"

#endif

// The objects behind the exported data symbols. They are shared by all interpreters of the
// process and are set up before any extension is opened.
#include <mutex>
#include "moult.h"

#define SECTION __attribute__((section("moult_statics")))

// Types that no symbol names but that None and NotImplemented need.
static MType NoneType_Type SECTION, NotImplementedType_Type SECTION;

extern "C" {
#define VIS __attribute__((visibility("default")))
#define T_TYPE(sym, ...) VIS SECTION PyTypeObject sym;
#define T_EXC(sym, ...)           \
  static MType exc_##sym SECTION; \
  VIS PyObject* PyExc_##sym;
#define T_EXC_ALIAS(sym, of) VIS PyObject* PyExc_##sym;
#define T_OBJ(sym, ...) VIS SECTION PyObject sym;
#include "statics.def"
#undef T_TYPE
#undef T_EXC
#undef T_EXC_ALIAS
#undef T_OBJ
}
extern "C" __attribute__((visibility("hidden"))) char __start_moult_statics[],
    __stop_moult_statics[];

namespace moult {

struct StaticInfo {
  PyObject* o;
  const char* symbol;
  const char* name;
};

static const StaticInfo infos[] = {
#define T_TYPE(sym, name, ...) {(PyObject*)&sym, #sym, name},
#define T_EXC(sym, ...) {(PyObject*)&exc_##sym, "PyExc_" #sym, #sym},
#define T_EXC_ALIAS(sym, of)
#define T_OBJ(sym, type, name) {&sym, #sym, name},
#include "statics.def"
#undef T_TYPE
#undef T_EXC
#undef T_EXC_ALIAS
#undef T_OBJ
    {(PyObject*)&NoneType_Type, "NoneType_Type", "NoneType"},
    {(PyObject*)&NotImplementedType_Type, "NotImplementedType_Type", "NotImplementedType"},
};
const int num_statics = sizeof infos / sizeof *infos;
PyObject* static_object(int i) { return infos[i].o; }
const char* static_symbol(int i) { return infos[i].symbol; }
const char* static_name(int i) { return infos[i].name; }

bool is_static(PyObject* o) {
  return (char*)o >= __start_moult_statics && (char*)o < __stop_moult_statics;
}

static PyObject* const singletons[] = {Py_None, Py_True, Py_False, Py_Ellipsis, Py_NotImplemented};
static Meta singleton_meta[5];

Meta* static_meta(PyObject* o) {
  for (int i = 0; i < 5; i++)
    if (singletons[i] == o) return &singleton_meta[i];
  return &((MType*)o)->meta_;
}

static void set_type(MType* t, const char* name, MType* base, uint64_t flags, Shape shape,
                     Py_ssize_t basicsize, Py_ssize_t itemsize) {
  t->head.ob_base.ob_refcnt = IMMORTAL;
  t->head.ob_base.ob_type = &PyType_Type;
  t->name = name;
  t->base = base;
  t->flags = flags | Py_TPFLAGS_READY | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_STATIC_BUILTIN;
  t->shape = shape;
  t->basicsize = basicsize;
  t->itemsize = itemsize;
}

static MType* exc_named(const char* n) {
  for (const StaticInfo& i : infos)
    if (strncmp(i.symbol, "PyExc_", 6) == 0 && strcmp(i.name, n) == 0) return (MType*)i.o;
  return &PyBaseObject_Type;
}

static void set_up() {
  static const uint64_t B = Py_TPFLAGS_BASETYPE, G = Py_TPFLAGS_HAVE_GC;
#define T_TYPE(sym, name, base, flags, shape, size, item) \
  set_type(&sym, name, base, flags, shape, size, item);
#define T_EXC(sym, base, size)                                                                   \
  set_type(&exc_##sym, #sym, exc_named(#base), B | G | Py_TPFLAGS_BASE_EXC_SUBCLASS, SH_GENERIC, \
           size, 0);                                                                             \
  PyExc_##sym = (PyObject*)&exc_##sym;
#define T_EXC_ALIAS(sym, of) PyExc_##sym = (PyObject*)&exc_##of;
#define T_OBJ(sym, type, name) \
  sym.ob_refcnt = IMMORTAL;    \
  sym.ob_type = &type;
#include "statics.def"
#undef T_TYPE
#undef T_EXC
#undef T_EXC_ALIAS
#undef T_OBJ
  set_type(&NoneType_Type, "NoneType", &PyBaseObject_Type, 0, SH_SINGLETON, 16, 0);
  set_type(&NotImplementedType_Type, "NotImplementedType", &PyBaseObject_Type, 0, SH_SINGLETON, 16,
           0);
  for (int i = 0; i < num_statics; i++) {
    Meta* m = static_meta(infos[i].o);
    m->handle = (uint32_t)i + 1;
    m->flags = K_STATIC;
  }
}

void init_statics() {
  static std::once_flag once;
  std::call_once(once, set_up);
}

void mark_statics(const Core* c, bool may_count) {
  for (int i = 0; i < num_statics; i++) infos[i].o->ob_refcnt = immortal_count(c);
  if (c->immortal || !may_count) return;
  for (PyObject* o : singletons) o->ob_refcnt = COUNTED_STATIC;
}

}  // namespace moult

// Constant for extensions; `--abi` sets it before the first of them is opened.
MOULT_EXPORT unsigned long Py_Version;
unsigned long Py_Version = 0x030e00f0;
void moult::set_visible_version(int minor) {
  Py_Version = 0x030000f0ul | (unsigned long)(minor ? minor : 14) << 16;
}
MOULT_EXPORT int _Py_SwappedOp[6];
int _Py_SwappedOp[6] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};
MOULT_EXPORT int (*PyOS_InputHook)(void);
int (*PyOS_InputHook)(void) = nullptr;
MOULT_EXPORT const char* Py_FileSystemDefaultEncoding;
const char* Py_FileSystemDefaultEncoding = "utf-8";
MOULT_EXPORT const char* Py_FileSystemDefaultEncodeErrors;
const char* Py_FileSystemDefaultEncodeErrors = "surrogateescape";
MOULT_EXPORT int Py_HasFileSystemDefaultEncoding;
int Py_HasFileSystemDefaultEncoding = 1;
MOULT_EXPORT int Py_UTF8Mode;
int Py_UTF8Mode = 1;
MOULT_EXPORT const char* const PyStructSequence_UnnamedField;
const char* const PyStructSequence_UnnamedField = "unnamed field";

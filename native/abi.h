// What compiled extensions see: the structures and constants of the stable ABI, declared once for
// the C++ side. Layouts are checked against CPython's headers by tests (sizes: see static_asserts).
#ifndef MOULT_ABI_H
#define MOULT_ABI_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <wchar.h>

#define MOULT_EXPORT extern "C" __attribute__((visibility("default")))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

typedef ssize_t Py_ssize_t;
typedef ssize_t Py_hash_t;
typedef uint32_t Py_UCS4;

struct MType;
typedef MType PyTypeObject;

struct PyObject {
  int64_t ob_refcnt;
  PyTypeObject* ob_type;
};
struct PyVarObject {
  PyObject ob_base;
  Py_ssize_t ob_size;
};
static_assert(sizeof(PyObject) == 16 && sizeof(PyVarObject) == 24, "object header");

typedef PyObject* (*unaryfunc)(PyObject*);
typedef PyObject* (*binaryfunc)(PyObject*, PyObject*);
typedef PyObject* (*ternaryfunc)(PyObject*, PyObject*, PyObject*);
typedef int (*inquiry)(PyObject*);
typedef Py_ssize_t (*lenfunc)(PyObject*);
typedef PyObject* (*ssizeargfunc)(PyObject*, Py_ssize_t);
typedef int (*ssizeobjargproc)(PyObject*, Py_ssize_t, PyObject*);
typedef int (*objobjargproc)(PyObject*, PyObject*, PyObject*);
typedef int (*objobjproc)(PyObject*, PyObject*);
typedef int (*visitproc)(PyObject*, void*);
typedef int (*traverseproc)(PyObject*, visitproc, void*);
typedef void (*freefunc)(void*);
typedef void (*destructor)(PyObject*);
typedef PyObject* (*getattrfunc)(PyObject*, char*);
typedef int (*setattrfunc)(PyObject*, char*, PyObject*);
typedef Py_hash_t (*hashfunc)(PyObject*);
typedef PyObject* (*richcmpfunc)(PyObject*, PyObject*, int);
typedef PyObject* (*descrgetfunc)(PyObject*, PyObject*, PyObject*);
typedef int (*descrsetfunc)(PyObject*, PyObject*, PyObject*);
typedef int (*initproc)(PyObject*, PyObject*, PyObject*);
typedef PyObject* (*newfunc)(PyTypeObject*, PyObject*, PyObject*);
typedef PyObject* (*allocfunc)(PyTypeObject*, Py_ssize_t);
typedef int (*sendfunc)(PyObject*, PyObject*, PyObject**);
typedef PyObject* (*vectorcallfunc)(PyObject*, PyObject* const*, size_t, PyObject*);

typedef PyObject* (*PyCFunction)(PyObject*, PyObject*);
typedef PyObject* (*PyCFunctionFast)(PyObject*, PyObject* const*, Py_ssize_t);
typedef PyObject* (*PyCFunctionWithKeywords)(PyObject*, PyObject*, PyObject*);
typedef PyObject* (*PyCFunctionFastWithKeywords)(PyObject*, PyObject* const*, Py_ssize_t,
                                                 PyObject*);
typedef PyObject* (*PyCMethod)(PyObject*, PyTypeObject*, PyObject* const*, size_t, PyObject*);

struct PyMethodDef {
  const char* ml_name;
  PyCFunction ml_meth;
  int ml_flags;
  const char* ml_doc;
};
typedef PyObject* (*getter)(PyObject*, void*);
typedef int (*setter)(PyObject*, PyObject*, void*);
struct PyGetSetDef {
  const char* name;
  getter get;
  setter set;
  const char* doc;
  void* closure;
};
struct PyMemberDef {
  const char* name;
  int type;
  Py_ssize_t offset;
  int flags;
  const char* doc;
};
struct PyModuleDef_Slot {
  int slot;
  void* value;
};
struct PyModuleDef_Base {
  PyObject ob_base;
  PyObject* (*m_init)(void);
  Py_ssize_t m_index;
  PyObject* m_copy;
};
struct PyModuleDef {
  PyModuleDef_Base m_base;
  const char* m_name;
  const char* m_doc;
  Py_ssize_t m_size;
  PyMethodDef* m_methods;
  PyModuleDef_Slot* m_slots;
  traverseproc m_traverse;
  inquiry m_clear;
  freefunc m_free;
};
struct PyType_Slot {
  int slot;
  void* pfunc;
};
struct PyType_Spec {
  const char* name;
  int basicsize;
  int itemsize;
  unsigned int flags;
  PyType_Slot* slots;
};
struct Py_buffer {
  void* buf;
  PyObject* obj;
  Py_ssize_t len;
  Py_ssize_t itemsize;
  int readonly;
  int ndim;
  char* format;
  Py_ssize_t* shape;
  Py_ssize_t* strides;
  Py_ssize_t* suboffsets;
  void* internal;
};
typedef int (*getbufferproc)(PyObject*, Py_buffer*, int);
typedef void (*releasebufferproc)(PyObject*, Py_buffer*);
typedef void (*PyCapsule_Destructor)(PyObject*);
struct PyStructSequence_Field {
  const char* name;
  const char* doc;
};
struct PyStructSequence_Desc {
  const char* name;
  const char* doc;
  PyStructSequence_Field* fields;
  int n_in_sequence;
};
static_assert(sizeof(PyMethodDef) == 32 && sizeof(PyGetSetDef) == 40, "contract");
static_assert(sizeof(PyMemberDef) == 40 && sizeof(PyModuleDef) == 104, "contract");
static_assert(sizeof(PyType_Spec) == 32 && sizeof(Py_buffer) == 80, "contract");

enum {
  METH_VARARGS = 1,
  METH_KEYWORDS = 2,
  METH_NOARGS = 4,
  METH_O = 8,
  METH_CLASS = 0x10,
  METH_STATIC = 0x20,
  METH_COEXIST = 0x40,
  METH_FASTCALL = 0x80,
  METH_METHOD = 0x200,
};

enum { Py_LT, Py_LE, Py_EQ, Py_NE, Py_GT, Py_GE };

enum : uint64_t {
  Py_TPFLAGS_STATIC_BUILTIN = 1u << 1,
  Py_TPFLAGS_DISALLOW_INSTANTIATION = 1u << 7,
  Py_TPFLAGS_IMMUTABLETYPE = 1u << 8,
  Py_TPFLAGS_HEAPTYPE = 1u << 9,
  Py_TPFLAGS_BASETYPE = 1u << 10,
  Py_TPFLAGS_HAVE_VECTORCALL = 1u << 11,
  Py_TPFLAGS_READY = 1u << 12,
  Py_TPFLAGS_HAVE_GC = 1u << 14,
  Py_TPFLAGS_METHOD_DESCRIPTOR = 1u << 17,
  Py_TPFLAGS_ITEMS_AT_END = 1u << 23,
  Py_TPFLAGS_LONG_SUBCLASS = 1u << 24,
  Py_TPFLAGS_LIST_SUBCLASS = 1u << 25,
  Py_TPFLAGS_TUPLE_SUBCLASS = 1u << 26,
  Py_TPFLAGS_BYTES_SUBCLASS = 1u << 27,
  Py_TPFLAGS_UNICODE_SUBCLASS = 1u << 28,
  Py_TPFLAGS_DICT_SUBCLASS = 1u << 29,
  Py_TPFLAGS_BASE_EXC_SUBCLASS = 1u << 30,
  Py_TPFLAGS_TYPE_SUBCLASS = 1u << 31,
};

// Numbers of the type slots (Include/typeslots.h); NUM_SLOTS bounds the table in a type.
enum Slot {
  Py_bf_getbuffer = 1,
  Py_bf_releasebuffer = 2,
  Py_mp_ass_subscript = 3,
  Py_mp_length = 4,
  Py_mp_subscript = 5,
  Py_nb_absolute = 6,
  Py_nb_add,
  Py_nb_and,
  Py_nb_bool,
  Py_nb_divmod,
  Py_nb_float,
  Py_nb_floor_divide,
  Py_nb_index,
  Py_nb_inplace_add,
  Py_nb_inplace_and,
  Py_nb_inplace_floor_divide,
  Py_nb_inplace_lshift,
  Py_nb_inplace_multiply,
  Py_nb_inplace_or,
  Py_nb_inplace_power,
  Py_nb_inplace_remainder,
  Py_nb_inplace_rshift,
  Py_nb_inplace_subtract,
  Py_nb_inplace_true_divide,
  Py_nb_inplace_xor,
  Py_nb_int,
  Py_nb_invert,
  Py_nb_lshift,
  Py_nb_multiply,
  Py_nb_negative,
  Py_nb_or,
  Py_nb_positive,
  Py_nb_power,
  Py_nb_remainder,
  Py_nb_rshift,
  Py_nb_subtract,
  Py_nb_true_divide,
  Py_nb_xor,
  Py_sq_ass_item,
  Py_sq_concat,
  Py_sq_contains,
  Py_sq_inplace_concat,
  Py_sq_inplace_repeat,
  Py_sq_item,
  Py_sq_length,
  Py_sq_repeat,
  Py_tp_alloc,
  Py_tp_base,
  Py_tp_bases,
  Py_tp_call,
  Py_tp_clear,
  Py_tp_dealloc,
  Py_tp_del,
  Py_tp_descr_get,
  Py_tp_descr_set,
  Py_tp_doc,
  Py_tp_getattr,
  Py_tp_getattro,
  Py_tp_hash,
  Py_tp_init,
  Py_tp_is_gc,
  Py_tp_iter,
  Py_tp_iternext,
  Py_tp_methods,
  Py_tp_new,
  Py_tp_repr,
  Py_tp_richcompare,
  Py_tp_setattr,
  Py_tp_setattro,
  Py_tp_str,
  Py_tp_traverse,
  Py_tp_members,
  Py_tp_getset,
  Py_tp_free,
  Py_nb_matrix_multiply = 75,
  Py_nb_inplace_matrix_multiply = 76,
  Py_am_await = 77,
  Py_am_aiter = 78,
  Py_am_anext = 79,
  Py_tp_finalize = 80,
  Py_am_send = 81,
  Py_tp_vectorcall = 82,
  Py_tp_token = 83,
  NUM_SLOTS = 84,
};
static_assert(Py_tp_free == 74 && Py_sq_repeat == 46 && Py_tp_hash == 59, "slot numbers");

enum {
  PyBUF_SIMPLE = 0,
  PyBUF_WRITABLE = 1,
  PyBUF_FORMAT = 4,
  PyBUF_ND = 8,
  PyBUF_STRIDES = 0x10 | 8,
  PyBUF_C_CONTIGUOUS = 0x20 | 0x18,
  PyBUF_F_CONTIGUOUS = 0x40 | 0x18,
  PyBUF_ANY_CONTIGUOUS = 0x80 | 0x18,
  PyBUF_INDIRECT = 0x100 | 0x18,
  PyBUF_FULL_RO = 0x100 | 0x18 | 4,
  PyBUF_READ = 0x100,
  PyBUF_WRITE = 0x200,
};

static const size_t PY_VECTORCALL_ARGUMENTS_OFFSET = (size_t)1 << 63;
static const Py_ssize_t PY_SSIZE_T_MAX_ = (Py_ssize_t)(~(size_t)0 >> 1);

#endif

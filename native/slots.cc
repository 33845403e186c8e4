// Slot tables: which special method is behind which slot, the C functions that stand in a slot
// when the method is Python's (thunks), and the filling of tables.
#include "answers.h"
#include "slots.h"
#include "api/api.h"
#include "border.h"
#include "containers.h"
#include "types.h"

namespace moult {

const SlotDef slot_defs[] = {
#define SLOTDEF(slot, name, sig, op) {slot, name, SIG_##sig, op},
#include "slots.def"
#undef SLOTDEF
};
const int num_slot_defs = sizeof slot_defs / sizeof *slot_defs;

const char* slot_dunder(int slot) {
  for (const SlotDef& d : slot_defs)
    if (d.slot == slot) return d.name;
  return nullptr;
}

// ---- thunks ----

// The type whose slots an instance has beneath all that extensions and Python classes made.
static MType* builtin_base(MType* t) {
  while (t->base && t->has(Py_TPFLAGS_HEAPTYPE)) t = t->base;
  return t;
}

// Each thunk is there twice. With B it stands in a slot of a built-in type and is that type's own
// method: an extension that overrides a slot calls its base's from there, and must not come back to
// itself.
template <bool B, class... A>
static PyObject* method(const char* name, PyObject* o, A... args) {
  MType* t = B ? builtin_base(o->ob_type) : o->ob_type;
  if (t != o->ob_type) return up_obj(OP_slot_call_of, name, t, o, args...);
  return up_obj(OP_slot_call, name, o, args...);
}
template <bool B>
static bool overridden(PyObject* o) {
  return B && builtin_base(o->ob_type) != o->ob_type;
}
// Whether this thunk is what stands for `o` in the slot.
template <bool B>
static bool stands(PyObject* o, int slot, void* thunk) {
  MType* t = ready(B ? builtin_base(o->ob_type) : o->ob_type);
  return t->slots[slot] == thunk;
}
static int truth_of(PyObject* r) {
  Ref v(r);
  return v ? PyObject_IsTrue(v) : -1;
}
#define CALL method<B>

#define UNARY(slot, name)                  \
  template <bool B>                        \
  static PyObject* t_##slot(PyObject* o) { \
    return CALL(name, o);                  \
  }
#define INT_RESULT(r)                                        \
  Ref v(r);                                                  \
  if (!v) return -1;                                         \
  Py_ssize_t n = PyNumber_AsSsize_t(v, PyExc_OverflowError); \
  return n
#define BINARY(slot, name, rname)                                       \
  template <bool B>                                                     \
  static PyObject* t_##slot(PyObject* a, PyObject* b) {                 \
    if (stands<B>(a, Py_##slot, (void*)t_##slot<B>)) {                  \
      PyObject* r = CALL(name, a, b);                                   \
      if (r != Py_NotImplemented || a->ob_type == b->ob_type) return r; \
      if (!stands<B>(b, Py_##slot, (void*)t_##slot<B>)) return r;       \
      decref(r);                                                        \
    }                                                                   \
    return CALL(rname, b, a);                                           \
  }
#define INPLACE(slot, name)                             \
  template <bool B>                                     \
  static PyObject* t_##slot(PyObject* a, PyObject* b) { \
    return CALL(name, a, b);                            \
  }

UNARY(tp_repr, "__repr__")
UNARY(tp_str, "__str__")
UNARY(tp_iter, "__iter__")
UNARY(am_await, "__await__")
UNARY(am_aiter, "__aiter__")
UNARY(am_anext, "__anext__")
UNARY(nb_negative, "__neg__")
UNARY(nb_positive, "__pos__")
UNARY(nb_absolute, "__abs__")
UNARY(nb_invert, "__invert__")
UNARY(nb_int, "__int__")
UNARY(nb_float, "__float__")
UNARY(nb_index, "__index__")
BINARY(nb_add, "__add__", "__radd__")
BINARY(nb_subtract, "__sub__", "__rsub__")
BINARY(nb_multiply, "__mul__", "__rmul__")
BINARY(nb_remainder, "__mod__", "__rmod__")
BINARY(nb_divmod, "__divmod__", "__rdivmod__")
BINARY(nb_lshift, "__lshift__", "__rlshift__")
BINARY(nb_rshift, "__rshift__", "__rrshift__")
BINARY(nb_and, "__and__", "__rand__")
BINARY(nb_xor, "__xor__", "__rxor__")
BINARY(nb_or, "__or__", "__ror__")
BINARY(nb_floor_divide, "__floordiv__", "__rfloordiv__")
BINARY(nb_true_divide, "__truediv__", "__rtruediv__")
BINARY(nb_matrix_multiply, "__matmul__", "__rmatmul__")
INPLACE(nb_inplace_add, "__iadd__")
INPLACE(nb_inplace_subtract, "__isub__")
INPLACE(nb_inplace_multiply, "__imul__")
INPLACE(nb_inplace_remainder, "__imod__")
INPLACE(nb_inplace_lshift, "__ilshift__")
INPLACE(nb_inplace_rshift, "__irshift__")
INPLACE(nb_inplace_and, "__iand__")
INPLACE(nb_inplace_xor, "__ixor__")
INPLACE(nb_inplace_or, "__ior__")
INPLACE(nb_inplace_floor_divide, "__ifloordiv__")
INPLACE(nb_inplace_true_divide, "__itruediv__")
INPLACE(nb_inplace_matrix_multiply, "__imatmul__")
INPLACE(mp_subscript, "__getitem__")

template <bool B>
static PyObject* t_nb_power(PyObject* a, PyObject* b, PyObject* m) {
  if (stands<B>(a, Py_nb_power, (void*)t_nb_power<B>))
    return m == Py_None ? CALL("__pow__", a, b) : CALL("__pow__", a, b, m);
  return CALL("__rpow__", b, a);
}
template <bool B>
static PyObject* t_nb_inplace_power(PyObject* a, PyObject* b, PyObject*) {
  return CALL("__ipow__", a, b);
}
template <bool B>
static int t_nb_bool(PyObject* o) {
  if (overridden<B>(o)) return truth_of(CALL("__bool__", o));
  return (int)up_num(OP_is_true, o);
}
template <bool B>
static Py_ssize_t t_length(PyObject* o) {
  if (!overridden<B>(o)) return up_num(OP_length, o);
  INT_RESULT(CALL("__len__", o));
}
template <bool B>
static PyObject* t_sq_item(PyObject* o, Py_ssize_t i) {
  return CALL("__getitem__", o, i);
}
template <bool B>
static int t_sq_ass_item(PyObject* o, Py_ssize_t i, PyObject* v) {
  Ref r(v ? CALL("__setitem__", o, i, v) : CALL("__delitem__", o, i));
  return r ? 0 : -1;
}
template <bool B>
static int t_mp_ass_subscript(PyObject* o, PyObject* k, PyObject* v) {
  Ref r(v ? CALL("__setitem__", o, k, v) : CALL("__delitem__", o, k));
  return r ? 0 : -1;
}
template <bool B>
static int t_sq_contains(PyObject* o, PyObject* v) {
  if (overridden<B>(o)) return truth_of(CALL("__contains__", o, v));
  return (int)up_num(OP_contains, o, v);
}
template <bool B>
static PyObject* t_sq_concat(PyObject* a, PyObject* b) {
  return CALL("__add__", a, b);
}
template <bool B>
static PyObject* t_sq_inplace_concat(PyObject* a, PyObject* b) {
  return CALL("__iadd__", a, b);
}
template <bool B>
static PyObject* t_sq_repeat(PyObject* a, Py_ssize_t n) {
  return CALL("__mul__", a, n);
}
template <bool B>
static PyObject* t_sq_inplace_repeat(PyObject* a, Py_ssize_t n) {
  return CALL("__imul__", a, n);
}
template <bool B>
static Py_hash_t t_hash(PyObject* o) {
  if (overridden<B>(o)) {
    INT_RESULT(CALL("__hash__", o));
  }
  if (!up_void(OP_hash, o)) return -1;
  Ref r(take(&g->wire->slots[0]));
  int64_t v = -1;
  if (r) int_i64(r, &v);
  return v;
}
template <bool B>
static PyObject* t_richcompare(PyObject* a, PyObject* b, int op) {
  static const char* const names[] = {"__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"};
  return CALL(names[op], a, b);
}
template <bool B>
static PyObject* t_call(PyObject* o, PyObject* args, PyObject* kw) {
  if (overridden<B>(o)) return up_obj(OP_slot_call_tuple, builtin_base(o->ob_type), o, args, kw);
  return up_obj(OP_call_tuple, o, args, kw);
}
template <bool B>
static PyObject* t_iternext(PyObject* o) {
  if (!overridden<B>(o)) return up_obj(OP_next, o);
  PyObject* r = CALL("__next__", o);
  if (!r && PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
  return r;
}
template <bool B>
static PyObject* t_getattro(PyObject* o, PyObject* n) {
  if (overridden<B>(o)) return CALL("__getattribute__", o, n);
  return get_attr(o, n, false);
}
template <bool B>
static int t_setattro(PyObject* o, PyObject* n, PyObject* v) {
  if (overridden<B>(o)) {
    Ref r(v ? CALL("__setattr__", o, n, v) : CALL("__delattr__", o, n));
    return r ? 0 : -1;
  }
  return (v ? set_attr(o, n, v) : up_void(OP_delattr, o, n)) ? 0 : -1;
}
template <bool B>
static PyObject* t_descr_get(PyObject* o, PyObject* obj, PyObject* type) {
  return CALL("__get__", o, obj ? obj : Py_None, type ? type : Py_None);
}
template <bool B>
static int t_descr_set(PyObject* o, PyObject* obj, PyObject* v) {
  Ref r(v ? CALL("__set__", o, obj, v) : CALL("__delete__", o, obj));
  return r ? 0 : -1;
}
static int t_init(PyObject* o, PyObject* args, PyObject* kw) {
  return up_void(OP_object_init, o, args, kw) ? 0 : -1;
}
static PyObject* t_new(PyTypeObject* t, PyObject* args, PyObject* kw) {
  return up_obj(OP_object_new, t, args, kw);
}
static int b_init(PyObject* o, PyObject* args, PyObject* kw) {
  return up_void(OP_object_init, o, args, kw, builtin_base(o->ob_type)) ? 0 : -1;
}
static PyObject* b_new(PyTypeObject* t, PyObject* args, PyObject* kw) {
  return up_obj(OP_object_new, t, args, kw, builtin_base(t));
}
static void t_finalize(PyObject* o) {
  SavedError keep;
  Ref r(method<false>("__del__", o));
  if (!r) {
    Ref e(take_error());
    up_void(OP_err_unraisable, e.p, o);
    PyErr_Clear();
  }
}

template <bool B>
static void* thunk_for(int slot) {
  switch (slot) {
#define T(slot)   \
  case Py_##slot: \
    return (void*)t_##slot<B>;
    T(tp_repr)
    T(tp_str)
    T(tp_iter)
    T(am_await)
    T(am_aiter)
    T(am_anext)
    T(nb_negative)
    T(nb_positive)
    T(nb_absolute)
    T(nb_invert)
    T(nb_int)
    T(nb_float)
    T(nb_index)
  T(nb_add)
  T(nb_subtract) T(nb_multiply) T(nb_remainder) T(nb_divmod) T(nb_lshift) T(nb_rshift) T(nb_and)
      T(nb_xor) T(nb_or) T(nb_floor_divide) T(nb_true_divide) T(nb_matrix_multiply)
          T(nb_inplace_add) T(nb_inplace_subtract) T(nb_inplace_multiply) T(nb_inplace_remainder)
              T(nb_inplace_lshift) T(nb_inplace_rshift) T(nb_inplace_and) T(nb_inplace_xor)
                  T(nb_inplace_or) T(nb_inplace_floor_divide) T(nb_inplace_true_divide)
                      T(nb_inplace_matrix_multiply) T(mp_subscript) T(nb_power) T(nb_inplace_power)
                          T(nb_bool) T(sq_item) T(sq_ass_item) T(mp_ass_subscript) T(sq_contains)
                              T(sq_concat) T(sq_inplace_concat) T(sq_repeat) T(sq_inplace_repeat)
#undef T
                                  case Py_mp_length:
  case Py_sq_length:
    return (void*)t_length<B>;
  case Py_tp_hash:
    return (void*)t_hash<B>;
  case Py_tp_richcompare:
    return (void*)t_richcompare<B>;
  case Py_tp_call:
    return (void*)t_call<B>;
  case Py_tp_iternext:
    return (void*)t_iternext<B>;
  case Py_tp_getattro:
    return (void*)t_getattro<B>;
  case Py_tp_setattro:
    return (void*)t_setattro<B>;
  case Py_tp_descr_get:
    return (void*)t_descr_get<B>;
  case Py_tp_descr_set:
    return (void*)t_descr_set<B>;
  case Py_tp_init:
    return B ? (void*)b_init : (void*)t_init;
  case Py_tp_new:
    return B ? (void*)b_new : (void*)t_new;
  case Py_tp_finalize:
    return (void*)t_finalize;
    default: return nullptr;
  }
}
static void* thunk(MType* t, int slot) {
  bool builtin = !t->has(Py_TPFLAGS_HEAPTYPE) && t != &PyBaseObject_Type;
  return builtin ? thunk_for<true>(slot) : thunk_for<false>(slot);
}

// ---- object's own slots: what an extension calls for "super" behaviour ----

static PyObject* object_repr(PyObject* o) { return up_obj(OP_object_repr, o); }
static PyObject* object_str(PyObject* o) { return PyObject_Repr(o); }
static Py_hash_t object_hash(PyObject* o) {
  uintptr_t p = (uintptr_t)o;
  return (Py_hash_t)(p >> 4 | p << 60);
}
static PyObject* object_richcompare(PyObject* a, PyObject* b, int op) {
  if (op == Py_EQ) return incref(a == b ? Py_True : Py_NotImplemented);
  if (op == Py_NE) {
    richcmpfunc f = slot_of<richcmpfunc>(a, Py_tp_richcompare);
    if (!f) return incref(Py_NotImplemented);
    PyObject* r = f(a, b, Py_EQ);
    if (!r || r == Py_NotImplemented) return r;
    int yes = PyObject_IsTrue(r);
    decref(r);
    return yes < 0 ? nullptr : incref(yes ? Py_False : Py_True);
  }
  return incref(Py_NotImplemented);
}
static void object_dealloc(PyObject* o) {
  freefunc f = o->ob_type->slot<freefunc>(Py_tp_free);
  (f ? f : PyObject_Free)(o);
}
static PyObject* object_new(PyTypeObject* t, PyObject* args, PyObject* kw) {
  if (!t->native) return up_obj(OP_object_new, t, args, kw);
  bool excess = ob_size(args) || (kw && PyDict_Size(kw) > 0);
  if (excess) {
    // As CPython: excess arguments are for __init__, unless nobody overrides it.
    ready(t);
    if (t->slots[Py_tp_new] != (void*)object_new)
      return type_error("object.__new__() takes exactly one argument (the type to instantiate)");
    if (t->slots[Py_tp_init] == PyBaseObject_Type.slots[Py_tp_init])
      return type_error("%.200s() takes no arguments", short_name(t));
  }
  allocfunc a = t->slot<allocfunc>(Py_tp_alloc);
  return (a ? a : PyType_GenericAlloc)(t, 0);
}
static int object_init(PyObject* o, PyObject* args, PyObject* kw) {
  if (!ob_size(args) && !(kw && PyDict_Size(kw) > 0)) return 0;
  MType* t = ready(o->ob_type);
  if (t->slots[Py_tp_init] != (void*)object_init) {
    type_error("object.__init__() takes exactly one argument (the instance to initialize)");
    return -1;
  }
  if (t->slots[Py_tp_new] == (void*)object_new) {
    type_error("%.200s() takes no arguments", short_name(t));
    return -1;
  }
  return 0;
}
void* object_new_slot() { return (void*)object_new; }

static void type_dealloc(PyObject* o) { o->ob_refcnt = IMMORTAL; }
void plain_dealloc(PyObject* o) {
  if (kind(o) != K_NATIVE) {
    free_plain_block(o);
    return;
  }
  // A built-in base's part of an instance of a C type, whose memory is as that type says.
  freefunc f = o->ob_type->slot<freefunc>(Py_tp_free);
  (f ? f : PyObject_Free)(o);
}

void init_type_slots() {
  MType& t = PyBaseObject_Type;
  if (t.touched) return;
  t.touched = 1;
  t.slots[Py_tp_repr] = (void*)object_repr;
  t.slots[Py_tp_str] = (void*)object_str;
  t.slots[Py_tp_hash] = (void*)object_hash;
  t.slots[Py_tp_richcompare] = (void*)object_richcompare;
  t.slots[Py_tp_getattro] = (void*)PyObject_GenericGetAttr;
  t.slots[Py_tp_setattro] = (void*)PyObject_GenericSetAttr;
  t.slots[Py_tp_dealloc] = (void*)object_dealloc;
  t.slots[Py_tp_alloc] = (void*)PyType_GenericAlloc;
  t.slots[Py_tp_free] = (void*)PyObject_Free;
  t.slots[Py_tp_new] = (void*)object_new;
  t.slots[Py_tp_init] = (void*)object_init;
}

// Slots whose function does not come from a special method, taken from the base.
static void inherit_plain(MType* t, MType* b) {
  static const int plain[] = {
      Py_tp_alloc,         Py_tp_traverse, Py_tp_clear,   Py_tp_is_gc,   Py_bf_getbuffer,
      Py_bf_releasebuffer, Py_am_send,     Py_tp_getattr, Py_tp_setattr, Py_tp_del};
  for (int s : plain)
    if (!t->slots[s]) t->slots[s] = b->slots[s];
}

// For extensions that call the slots of a built-in base.
static int no_traverse(PyObject*, visitproc, void*) { return 0; }
static int no_clear(PyObject*) { return 0; }

// A type that JavaScript made: JavaScript tells for each slot whether Python code is behind it,
// or the slot of which C type.
void touch_type(MType* t) {
  t->touched = 1;
  if (t->base) ready(t->base);
  if (!up_void(OP_type_slots, t)) {
    PyErr_Clear();
    return;
  }
  WireSlot* w = g->wire->slots;
  int32_t how[NUM_SLOTS];
  for (int i = 0; i < NUM_SLOTS; i++) how[i] = (int32_t)w[i].h;
  for (int i = 1; i < NUM_SLOTS; i++) {
    if (how[i] == 1) {
      t->slots[i] = thunk(t, i);
    } else if (how[i] > 1) {
      MType* owner = (MType*)g->handles[how[i]];
      t->slots[i] = owner == t ? thunk(t, i) : ready(owner)->slots[i];
      if (!t->slots[i]) t->slots[i] = thunk(t, i);
    } else {
      t->slots[i] = nullptr;
    }
  }
  MType* b = t->base ? t->base : &PyBaseObject_Type;
  inherit_plain(t, b);
  t->slots[Py_tp_alloc] = (void*)PyType_GenericAlloc;
  t->slots[Py_tp_free] = b->slots[Py_tp_free] ? b->slots[Py_tp_free] : (void*)PyObject_Free;
  t->slots[Py_tp_dealloc] = t->native ? (void*)subtype_dealloc : (void*)plain_dealloc;
  if (!t->slots[Py_tp_init]) t->slots[Py_tp_init] = b->slots[Py_tp_init];
  if (!t->slots[Py_tp_new] && !t->has(Py_TPFLAGS_DISALLOW_INSTANTIATION))
    t->slots[Py_tp_new] = b->slots[Py_tp_new];
  if (t->has(Py_TPFLAGS_HAVE_GC) && !t->slots[Py_tp_traverse])
    t->slots[Py_tp_traverse] = (void*)no_traverse;
  if (t->has(Py_TPFLAGS_HAVE_GC) && !t->slots[Py_tp_clear]) t->slots[Py_tp_clear] = (void*)no_clear;
  if (t == &PyType_Type) t->slots[Py_tp_dealloc] = (void*)type_dealloc;
}

}  // namespace moult

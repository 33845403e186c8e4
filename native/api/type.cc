// Type objects: made from specs, asked for slots, modules and names.
#include <stdlib.h>
#include "../calls.h"
#include "../answers.h"
#include "../containers.h"
#include "../modules.h"
#include "../slots.h"
#include "../types.h"
#include "../faces.h"
#include "api.h"

namespace moult {

enum { T_PYSSIZET_ = 19, READONLY_ = 1, RELATIVE_OFFSET_ = 8 };

static Py_ssize_t align16(Py_ssize_t n) { return (n + 15) & ~(Py_ssize_t)15; }

static MType* new_type_block(Py_ssize_t size) {
  if (size < (Py_ssize_t)sizeof(MType)) size = sizeof(MType);
  MType* t = (MType*)heap_alloc((size_t)size, K_TYPE | F_NOPREFIX);
  if (!t) return nullptr;
  memset((void*)t, 0, (size_t)size);
  t->head.ob_base.ob_refcnt = IMMORTAL;
  t->interp = g->interp;
  if (++g->heap->types == COLLECT_TYPES) ask_to_collect();
  return t;
}

// A type made in JavaScript becomes known to C.
MType* adopt_type(const TypeInfo& i) {
  Py_ssize_t size = i.meta ? i.meta->basicsize : 0;
  MType* t = new_type_block(size);
  if (!t && give_reserve()) t = new_type_block(size);
  if (!t) fatal("out of memory for a type");
  t->head.ob_base.ob_type = i.meta ? i.meta : &PyType_Type;
  if (i.meta && i.meta->has(Py_TPFLAGS_HEAPTYPE)) incref(i.meta);
  if (i.flags & Py_TPFLAGS_HEAPTYPE) t->head.ob_base.ob_refcnt = 1;
  t->owned_name = strdup(i.name);
  t->name = t->owned_name;
  t->flags = i.flags | Py_TPFLAGS_READY;
  t->base = i.base;
  t->basicsize = i.basicsize;
  t->itemsize = i.itemsize;
  t->dictoffset = i.dictoffset;
  t->weaklistoffset = i.weaklistoffset;
  if (i.base) {
    t->native = i.base->native;
    if (t->native) {
      t->basicsize = i.base->basicsize;
      t->itemsize = i.base->itemsize;
      t->dictoffset = i.base->dictoffset;
      t->weaklistoffset = i.base->weaklistoffset;
      t->flags |= i.base->flags & (Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_ITEMS_AT_END);
    }
    t->vectorcalloffset = i.base->vectorcalloffset;
    t->shape = i.base->shape == SH_TUPLE || i.base->shape == SH_LIST || i.base->shape == SH_TYPE ||
                       i.base->shape == SH_DICT || i.base->shape == SH_MODULE
                   ? i.base->shape
                   : SH_GENERIC;
  }
  link_handle((PyObject*)t, i.handle);
  set_mro(t, i.mro, i.nmro);
  return t;
}

void set_mro(MType* t, MType* const* mro, uint32_t n) {
  MType** copy = (MType**)grow(nullptr, n * sizeof(MType*) + 1);
  for (uint32_t i = 0; i < n; i++) {
    copy[i] = mro[i] ? mro[i] : t;
    if (copy[i] != t) incref(copy[i]);
  }
  for (uint32_t i = 0; i < t->nmro; i++)
    if (t->mro[i] != t) decref(t->mro[i]);
  // The old array may be walked by a caller up the stack: it is left alone.
  t->mro = copy;
  t->nmro = n;
}

static bool add_methods(MType* t, PyMethodDef* defs) {
  for (PyMethodDef* d = defs; d && d->ml_name; d++) {
    Site s{};
    s.fn = (void*)d->ml_meth;
    s.def = d;
    s.cls = t;
    s.flags = d->ml_flags & ~METH_COEXIST & ~METH_CLASS;
    char what[400];
    if (d->ml_flags & METH_STATIC)
      snprintf(what, sizeof what, "<built-in function %.180s>", d->ml_name);
    else
      snprintf(what, sizeof what, "<method '%.180s' of '%.180s' objects>", d->ml_name, t->name);
    s.what = what;
    int site = add_site(s, &t->sites);
    if (!up_void(OP_type_add_method, t, d->ml_name, site, d->ml_flags, d->ml_doc)) return false;
  }
  return true;
}

static bool add_getset(MType* t, PyGetSetDef* defs) {
  for (PyGetSetDef* d = defs; d && d->name; d++) {
    Site s{};
    char what[400];
    snprintf(what, sizeof what, "<attribute '%.180s' of '%.180s' objects>", d->name, t->name);
    s.what = what;
    s.extra = d->closure;
    int sites[3] = {0, 0, 0};
    if (d->get) {
      s.fn = (void*)d->get;
      s.sig = SIG_getset_get;
      sites[0] = add_site(s, &t->sites);
    }
    if (d->set) {
      s.fn = (void*)d->set;
      s.sig = SIG_getset_set;
      sites[1] = add_site(s, &t->sites);
      s.sig = SIG_getset_del;
      sites[2] = add_site(s, &t->sites);
    }
    if (!up_void(OP_type_add_getset, t, d->name, sites[0], sites[1], sites[2], d->doc))
      return false;
  }
  return true;
}

// The fields of a built-in type lie in JavaScript. Extensions that copy their definitions into a
// type of their own (nanobind does) get this in place of a C type and an offset.
enum { M_BUILTIN = 200 };

static PyMemberDef* builtin_members(MType* t) {
  Ref names(up_obj(OP_type_members, t));
  if (!names) return nullptr;
  Py_ssize_t n = ob_size(names);
  PyMemberDef* all = n ? (PyMemberDef*)calloc((size_t)n + 1, sizeof *all) : nullptr;
  for (Py_ssize_t i = 0; all && i < n; i++) {
    const char* name = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(names, i), nullptr);
    all[i].name = name ? strdup(name) : nullptr;
    all[i].type = M_BUILTIN;
    all[i].flags = READONLY_;
  }
  return all;
}

static bool add_members(MType* t) {
  for (PyMemberDef* d = t->members; d && d->name; d++) {
    if (strcmp(d->name, "__dictoffset__") == 0 || strcmp(d->name, "__weaklistoffset__") == 0 ||
        strcmp(d->name, "__vectorcalloffset__") == 0)
      continue;
    if (d->type == M_BUILTIN) {
      if (!up_void(OP_type_take_member, t, d->name)) return false;
      continue;
    }
    Site s{};
    char what[400];
    snprintf(what, sizeof what, "<member '%.180s' of '%.180s' objects>", d->name, t->name);
    s.what = what;
    s.extra = d;
    int sites[3] = {0, 0, 0};
    for (int k = 0; k < (d->flags & READONLY_ ? 1 : 3); k++) {
      s.sig = SIG_member_get + k;
      sites[k] = add_site(s, &t->sites);
    }
    if (!up_void(OP_type_add_member, t, d->name, sites[0], sites[1], sites[2], d->doc))
      return false;
  }
  return true;
}

static bool add_slots(MType* t, const bool* own) {
  char seen[2048] = "";
  (void)seen;
  for (int i = 0; i < num_slot_defs; i++) {
    const SlotDef& d = slot_defs[i];
    if (!own[d.slot]) continue;
    Site s{};
    s.fn = t->slots[d.slot];
    if (s.fn == (void*)PyObject_HashNotImplemented) {
      if (!up_void(OP_type_set, t, "__hash__", Py_None)) return false;
      continue;
    }
    s.sig = d.sig;
    s.flags = d.op;
    char what[400];
    snprintf(what, sizeof what, "<slot wrapper '%s' of '%.180s' objects>", d.name, t->name);
    s.what = what;
    if (!up_void(OP_type_add_slot, t, d.name, add_site(s, &t->sites), (int)d.sig)) return false;
  }
  if (own[Py_tp_new]) {
    Site s{};
    s.fn = t->slots[Py_tp_new];
    s.sig = SIG_new_;
    s.what = "<built-in method __new__ of type object>";
    if (!up_void(OP_type_add_slot, t, "__new__", add_site(s, &t->sites), (int)SIG_new_))
      return false;
  }
  return true;
}

// What a type that has not all slots of its own takes over from its bases.
static void inherit_slots(MType* t, MType* b) {
  ready(b);
  bool both = !t->slots[Py_tp_richcompare] && !t->slots[Py_tp_hash];
  if (!t->slots[Py_tp_getattro] && !t->slots[Py_tp_getattr]) {
    t->slots[Py_tp_getattro] = b->slots[Py_tp_getattro];
    t->slots[Py_tp_getattr] = b->slots[Py_tp_getattr];
  }
  if (!t->slots[Py_tp_setattro] && !t->slots[Py_tp_setattr]) {
    t->slots[Py_tp_setattro] = b->slots[Py_tp_setattro];
    t->slots[Py_tp_setattr] = b->slots[Py_tp_setattr];
  }
  if (both) {
    t->slots[Py_tp_richcompare] = b->slots[Py_tp_richcompare];
    t->slots[Py_tp_hash] = b->slots[Py_tp_hash];
  }
  bool gc = (t->flags & Py_TPFLAGS_HAVE_GC) != 0;
  if (!gc && b->has(Py_TPFLAGS_HAVE_GC) && !t->slots[Py_tp_traverse] && !t->slots[Py_tp_clear]) {
    t->flags |= Py_TPFLAGS_HAVE_GC;
    t->slots[Py_tp_traverse] = b->slots[Py_tp_traverse];
    t->slots[Py_tp_clear] = b->slots[Py_tp_clear];
  }
  for (int i = 1; i < NUM_SLOTS; i++) {
    switch (i) {
      case Py_tp_base:
      case Py_tp_bases:
      case Py_tp_doc:
      case Py_tp_methods:
      case Py_tp_members:
      case Py_tp_getset:
      case Py_tp_token:
      case Py_tp_vectorcall:
      case Py_tp_getattr:
      case Py_tp_getattro:
      case Py_tp_setattr:
      case Py_tp_setattro:
      case Py_tp_richcompare:
      case Py_tp_hash:
      case Py_tp_traverse:
      case Py_tp_clear:
      case Py_tp_dealloc:
      case Py_tp_alloc:
      case Py_tp_free:
        break;
      case Py_tp_new:
        if (!t->slots[i] && !t->has(Py_TPFLAGS_DISALLOW_INSTANTIATION)) t->slots[i] = b->slots[i];
        break;
      default:
        if (!t->slots[i]) t->slots[i] = b->slots[i];
    }
  }
}

// The base whose instances the new type extends.
static MType* best_base(PyObject* bases) {
  MType* best = nullptr;
  for (Py_ssize_t i = 0, n = ob_size(bases); i < n; i++) {
    PyObject* o = PyTuple_GetItem(bases, i);
    if (!o) return nullptr;
    if (!is_type(o)) {
      type_error(
          "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of "
          "the metaclasses of all its bases");
      return nullptr;
    }
    MType* b = as_type(o);
    if (!b->has(Py_TPFLAGS_BASETYPE)) {
      type_error("type '%.100s' is not an acceptable base type", b->name);
      return nullptr;
    }
    if (!best || (b->basicsize > best->basicsize && !subtype(best, b))) best = b;
  }
  return best;
}

struct SpecInfo {
  PyObject* bases = nullptr;  // owned
  MType* base = nullptr;
  const char* doc = nullptr;
  PyMemberDef* members = nullptr;
  int nmembers = 0;
  bool has_doc = false, has_members = false;
};

// An object in an array of slots.
static PyObject* given(void* p) {
  return UNLIKELY(g->core->faces) ? (PyObject*)face_in_soft(p, p) : (PyObject*)p;
}

static bool read_slots(PyType_Spec* spec, SpecInfo* in) {
  for (PyType_Slot* s = spec->slots; s && s->slot; s++) {
    int n = type_slot_number(s->slot);
    if (n <= 0 || n >= NUM_SLOTS) {
      PyErr_SetString(PyExc_RuntimeError, "invalid slot offset");
      return false;
    }
    if (n == Py_tp_doc) {
      if (in->has_doc) {
        PyErr_SetString(PyExc_SystemError, "Multiple Py_tp_doc slots are not supported.");
        return false;
      }
      in->has_doc = true;
      in->doc = (const char*)s->pfunc;
    } else if (n == Py_tp_members) {
      if (in->has_members) {
        PyErr_SetString(PyExc_SystemError, "Multiple Py_tp_members slots are not supported.");
        return false;
      }
      in->has_members = true;
      in->members = (PyMemberDef*)s->pfunc;
      for (PyMemberDef* m = in->members; m && m->name; m++) in->nmembers++;
    } else if (n == Py_tp_bases && s->pfunc && !in->bases) {
      PyObject* b = given(s->pfunc);
      in->bases = is_tuple(b) ? incref(b) : PyTuple_Pack(1, b);
    }
  }
  if (!in->bases)
    for (PyType_Slot* s = spec->slots; s && s->slot; s++)
      if (s->slot == Py_tp_base && s->pfunc) {
        xdecref(in->bases);
        in->bases = PyTuple_Pack(1, given(s->pfunc));
      }
  if (!in->bases) in->bases = PyTuple_Pack(1, (PyObject*)&PyBaseObject_Type);
  return in->bases != nullptr;
}

static bool set_members(MType* t, PyType_Spec* spec, const SpecInfo& in, Py_ssize_t type_data) {
  if (!in.nmembers) return true;
  PyMemberDef* copy = (PyMemberDef*)calloc((size_t)in.nmembers + 1, sizeof *copy);
  if (!copy) {
    PyErr_NoMemory();
    return false;
  }
  t->members = copy;
  for (int i = 0; i < in.nmembers; i++) {
    PyMemberDef& m = copy[i] = in.members[i];
    m.name = strdup(m.name);
    if (m.doc) m.doc = strdup(m.doc);
    if (m.flags & RELATIVE_OFFSET_) {
      if (spec->basicsize > 0) {
        PyErr_SetString(PyExc_SystemError, "With Py_RELATIVE_OFFSET, basicsize must be negative.");
        return false;
      }
      if (m.offset < 0 || m.offset >= -(Py_ssize_t)spec->basicsize) {
        PyErr_SetString(PyExc_SystemError, "Member offset out of range (0..-basicsize)");
        return false;
      }
      m.offset += type_data;
      m.flags &= ~RELATIVE_OFFSET_;
    } else if (spec->basicsize < 0) {
      PyErr_SetString(PyExc_SystemError, "With negative basicsize, Py_RELATIVE_OFFSET is required");
      return false;
    }
    Py_ssize_t* field = strcmp(m.name, "__dictoffset__") == 0         ? &t->dictoffset
                        : strcmp(m.name, "__weaklistoffset__") == 0   ? &t->weaklistoffset
                        : strcmp(m.name, "__vectorcalloffset__") == 0 ? &t->vectorcalloffset
                                                                      : nullptr;
    if (field) *field = m.offset;
  }
  return true;
}

// Whether instances can be native memory beside the built-in state, which their wrapper has then.
// Types and modules are blocks of ours with room for more; a tuple's items lie where fields would.
static bool keeps_state_apart(MType* root) {
  return root->shape != SH_TYPE && root->shape != SH_MODULE && root->shape != SH_TUPLE;
}

// Whether a metaclass has a __new__ of its own, which a type made from a spec would pass by.
static bool makes_itself(MType* metaclass) {
  Ref own(PyObject_GetAttrString((PyObject*)metaclass, "__new__"));
  Ref usual(PyObject_GetAttrString((PyObject*)&PyType_Type, "__new__"));
  PyErr_Clear();
  return own && usual && own.p != usual.p;
}

PyObject* type_from_spec(MType* metaclass, PyObject* module, PyType_Spec* spec,
                         PyObject* bases_arg) {
  SpecInfo in;
  if (!spec->name) {
    PyErr_SetString(PyExc_SystemError, "Type spec does not define the name field.");
    return nullptr;
  }
  if (bases_arg) in.bases = is_tuple(bases_arg) ? incref(bases_arg) : PyTuple_Pack(1, bases_arg);
  bool given = in.bases != nullptr;
  if (!read_slots(spec, &in)) {
    xdecref(in.bases);
    return nullptr;
  }
  (void)given;
  Ref bases(in.bases);
  MType* base = best_base(bases);
  if (!base) return nullptr;
  if (!metaclass) metaclass = &PyType_Type;
  for (Py_ssize_t i = 0; i < ob_size(bases); i++) {
    MType* m = PyTuple_GetItem(bases, i)->ob_type;
    if (subtype(metaclass, m)) continue;
    if (!subtype(m, metaclass))
      return type_error(
          "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of "
          "the metaclasses of all its bases");
    metaclass = m;
  }
  if (metaclass != &PyType_Type && makes_itself(metaclass))
    return type_error("Metaclasses with custom tp_new are not supported.");

  Py_ssize_t basicsize = spec->basicsize, data_offset = 0;
  if (basicsize == 0) {
    basicsize = base->basicsize;
  } else if (basicsize < 0) {
    data_offset = align16(base->basicsize);
    basicsize = data_offset + align16(-basicsize);
  }
  Py_ssize_t itemsize = spec->itemsize ? spec->itemsize : base->itemsize;
  if (spec->basicsize < 0 && base->itemsize && base->shape != SH_TYPE &&
      !base->has(Py_TPFLAGS_ITEMS_AT_END)) {
    PyErr_SetString(PyExc_SystemError,
                    "Cannot extend variable-size class without Py_TPFLAGS_ITEMS_AT_END.");
    return nullptr;
  }
  if (basicsize < base->basicsize)
    return type_error("tp_basicsize for type '%s' (%zd) is too small for base '%s' (%zd)",
                      spec->name, basicsize, base->name, base->basicsize);

  MType* t = new_type_block(metaclass->basicsize);
  if (!t) return PyErr_NoMemory();
  t->head.ob_base.ob_refcnt = 1;
  t->head.ob_base.ob_type = metaclass;
  if (metaclass->has(Py_TPFLAGS_HEAPTYPE)) incref(metaclass);
  t->owned_name = strdup(spec->name);
  t->name = t->owned_name;
  t->flags = (spec->flags & ~(1u | 1u << 18)) | Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_READY;
  t->flags |= base->flags & (0xFFull << 24);
  t->base = base;
  t->basicsize = basicsize;
  t->itemsize = itemsize;
  t->dictoffset = base->dictoffset;
  t->weaklistoffset = base->weaklistoffset;
  t->vectorcalloffset = base->vectorcalloffset;
  t->from_c = 1;
  t->touched = 1;
  t->module = xincref(module);
  t->token = nullptr;
  t->shape = base->shape == SH_INT || base->shape == SH_FLOAT || base->shape == SH_STR ||
                     base->shape == SH_BYTES
                 ? SH_GENERIC
                 : base->shape;
  MType* root = base;
  while (root->from_c && root->base) root = root->base;
  // Instances are native memory, unless JavaScript keeps the state of a built-in base in them.
  // With fields beside that state they are both.
  bool more = basicsize > base->basicsize;
  t->native = base->native || root == &PyBaseObject_Type || (more && keeps_state_apart(root));
  if (!t->native && more && root->shape != SH_TYPE)
    return PyErr_Format(PyExc_SystemError,
                        "type '%s': fields added to the built-in type '%s' are not supported yet",
                        spec->name, base->name);
  if (!set_members(t, spec, in, data_offset)) return nullptr;

  bool own[NUM_SLOTS] = {false};
  PyMethodDef* methods = nullptr;
  PyGetSetDef* getset = nullptr;
  for (PyType_Slot* s = spec->slots; s && s->slot; s++) {
    int n = type_slot_number(s->slot);
    switch (n) {
      case Py_tp_base:
      case Py_tp_bases:
      case Py_tp_doc:
      case Py_tp_members:
        break;
      case Py_tp_methods:
        methods = (PyMethodDef*)s->pfunc;
        t->slots[n] = s->pfunc;
        break;
      case Py_tp_getset:
        getset = (PyGetSetDef*)s->pfunc;
        t->slots[n] = s->pfunc;
        break;
      case Py_tp_token:
        t->token = s->pfunc ? s->pfunc : spec;
        break;
      default:
        t->slots[n] = s->pfunc;
        if (UNLIKELY(g->core->faces)) t->slots[n] = face_entry(s->pfunc, face_slot_signature(n));
        own[n] = s->pfunc != nullptr;
    }
  }
  t->slots[Py_tp_members] = t->members;
  t->slots[Py_tp_base] = base;
  if (in.doc) t->doc = strdup(in.doc);
  t->slots[Py_tp_doc] = (void*)t->doc;
  inherit_slots(t, base);
  if (t->has(Py_TPFLAGS_HAVE_GC) && !t->slots[Py_tp_traverse] && !base->has(Py_TPFLAGS_HAVE_GC))
    return PyErr_Format(PyExc_SystemError,
                        "type %s has the Py_TPFLAGS_HAVE_GC flag but has no traverse function",
                        spec->name);
  if (!t->slots[Py_tp_dealloc])
    t->slots[Py_tp_dealloc] = t->native ? (void*)subtype_dealloc : (void*)plain_dealloc;
  if (!t->slots[Py_tp_alloc]) t->slots[Py_tp_alloc] = (void*)PyType_GenericAlloc;
  if (!t->slots[Py_tp_free])
    t->slots[Py_tp_free] =
        t->has(Py_TPFLAGS_HAVE_GC) ? (void*)PyObject_GC_Del : (void*)PyObject_Free;
  bool no_hash = !t->slots[Py_tp_hash];
  if (no_hash) t->slots[Py_tp_hash] = (void*)PyObject_HashNotImplemented;

  // The class object. JavaScript answers with its handle and those of its MRO.
  const char* dot = strrchr(spec->name, '.');
  Ref mod(dot ? PyUnicode_FromStringAndSize(spec->name, dot - spec->name) : nullptr);
  if (dot && !mod) return nullptr;
  WireSlot* w = g->wire->slots;
  if (!up_void(OP_type_new, dot ? dot + 1 : spec->name, mod.p, bases.p, (double)t->flags,
               (PyObject*)metaclass, t->doc, t->native, basicsize, itemsize, t->dictoffset,
               t->weaklistoffset)) {
    heap_free(t);
    return nullptr;
  }
  w = g->wire->slots;
  uint32_t handle = (uint32_t)w[0].f, n = g->wire->ctl[CTL_NRES] - 1;
  link_handle((PyObject*)t, handle);
  MType** mro = (MType**)malloc((n + 1) * sizeof(MType*));
  if (!mro) return PyErr_NoMemory();
  for (uint32_t i = 0; i < n; i++) {
    uint32_t h = (uint32_t)w[i + 1].f;
    mro[i] = h == handle ? t : (MType*)g->handles[h];
  }
  set_mro(t, mro, n);
  free(mro);
  if (no_hash && own[Py_tp_richcompare] && !up_void(OP_type_set, t, "__hash__", Py_None))
    return nullptr;
  if (!add_slots(t, own) || !add_methods(t, methods) || !add_members(t) || !add_getset(t, getset) ||
      !up_void(OP_type_finish, t) || !(t->dict = up_obj(OP_type_dict, t)))
    return nullptr;
  return incref((PyObject*)t);
}

void free_type(MType* t) {
  forget_answers((PyObject*)t);
  MType* meta_ = t->head.ob_base.ob_type;
  for (uint32_t i = 0; i < t->nmro; i++)
    if (t->mro[i] != t) decref(t->mro[i]);
  free(t->mro);
  drop_stored(t);
  for (PyMemberDef* d = t->members; d && d->name; d++) {
    free((void*)d->name);
    free((void*)d->doc);
  }
  free(t->members);
  free((void*)t->doc);
  free(t->owned_name);
  free_sites(&t->sites);
  PyObject* held[] = {t->module, t->dict, (PyObject*)t->slots[Py_tp_bases]};
  heap_free(t);
  for (PyObject* o : held) xdecref(o);
  if (meta_->has(Py_TPFLAGS_HEAPTYPE)) decref(meta_);
}

int type_slot_number(int n) {
  // Numbers of headers from 3.15 on (PEP 820).
  switch (n) {
    case 88:
      return Py_bf_getbuffer;
    case 89:
      return Py_bf_releasebuffer;
    case 90:
      return Py_mp_ass_subscript;
    case 91:
      return Py_mp_length;
    default:
      return n;
  }
}

// ---- freeing instances ----

// True: the object was brought back to life.
bool finalize(PyObject* o) {
  destructor f = o->ob_type->slot<destructor>(Py_tp_finalize);
  Meta* m = meta(o);
  if (f && !(m->flags & F_FINALIZED)) {
    m->flags |= F_FINALIZED;
    o->ob_refcnt = 1;
    f(o);
    --o->ob_refcnt;
    if (count_of(o) > 0) return true;
  }
  return false;
}

void subtype_dealloc(PyObject* o) {
  MType* t = o->ob_type;
  {
    SavedError keep;
    if (finalize(o)) return;
    if (meta(o)->flags & F_WEAKREFS) {
      o->ob_refcnt = 1;
      clear_weakrefs(o);
      --o->ob_refcnt;
      if (count_of(o) > 0) return;
    }
    for (MType* b = t; b && b->from_c && b->slot<void*>(Py_tp_dealloc) == (void*)subtype_dealloc;
         b = b->base)
      for (PyMemberDef* d = b->members; d && d->name; d++)
        if ((d->type == 6 || d->type == 16) && !(d->flags & READONLY_)) {
          PyObject*& v = *(PyObject**)((char*)o + d->offset);
          PyObject* old = v;
          v = nullptr;
          xdecref(old);
        }
  }
  MType* b = t;
  while (b && ready(b)->slots[Py_tp_dealloc] == (void*)subtype_dealloc) b = b->base;
  if (!b) b = &PyBaseObject_Type;
  bool decref_type = t->has(Py_TPFLAGS_HEAPTYPE) && !b->has(Py_TPFLAGS_HEAPTYPE);
  if (b == &PyBaseObject_Type) {
    freefunc f = t->slot<freefunc>(Py_tp_free);
    (f ? f : PyObject_Free)(o);
  } else {
    b->slot<destructor>(Py_tp_dealloc)(o);
  }
  if (decref_type) decref(t);
}

void native_dealloc(PyObject* o, Meta* m) {
  MType* t = ready(o->ob_type);
  m->flags |= F_DYING;
  // Wrappers die whichever interpreter runs.
  InInterp in(t->interp ? t->interp : g->interp);
  destructor d = t->slot<destructor>(Py_tp_dealloc);
  if (!d) fatal("a type without tp_dealloc");
  d(o);
}

}  // namespace moult

using namespace moult;

// Each returns a new reference.
MOULT_EXPORT PyObject* PyType_FromMetaclass(PyTypeObject* metaclass, PyObject* module,
                                            PyType_Spec* spec, PyObject* bases) {
  return type_from_spec(metaclass, module, spec, bases);
}
MOULT_EXPORT PyObject* PyType_FromModuleAndSpec(PyObject* module, PyType_Spec* spec,
                                                PyObject* bases) {
  return type_from_spec(nullptr, module, spec, bases);
}
MOULT_EXPORT PyObject* PyType_FromSpecWithBases(PyType_Spec* spec, PyObject* bases) {
  return type_from_spec(nullptr, nullptr, spec, bases);
}
MOULT_EXPORT PyObject* PyType_FromSpec(PyType_Spec* spec) {
  return type_from_spec(nullptr, nullptr, spec, nullptr);
}

MOULT_EXPORT unsigned long PyType_GetFlags(PyTypeObject* t) { return t->flags; }
MOULT_EXPORT int PyType_IsSubtype(PyTypeObject* a, PyTypeObject* b) { return subtype(a, b); }
MOULT_EXPORT int PyType_Ready(PyTypeObject* t) {
  (void)t;
  return 0;
}
MOULT_EXPORT void PyType_Modified(PyTypeObject* t) { up_void(OP_type_modified, t); }
MOULT_EXPORT unsigned int PyType_ClearCache(void) { return 0; }
MOULT_EXPORT int PyType_Freeze(PyTypeObject* t) { return up_void(OP_type_freeze, t) ? 0 : -1; }

// A C function of the type or of a base; NULL without an error when there is none.
MOULT_EXPORT void* PyType_GetSlot(PyTypeObject* t, int slot) {
  slot = type_slot_number(slot);
  if (slot <= 0 || slot >= NUM_SLOTS) {
    bad_call();
    return nullptr;
  }
  ready(t);
  if (slot == Py_tp_base) return t->base;
  if (slot == Py_tp_doc) return (void*)t->doc;
  if (slot == Py_tp_token) return t->token;
  // Borrowed, as a type's fields are: the tuple stays with the type.
  if (slot == Py_tp_bases && !t->slots[slot])
    t->slots[slot] = PyObject_GetAttrString((PyObject*)t, "__bases__");
  if (slot == Py_tp_members && !t->slots[slot] && !t->has(Py_TPFLAGS_HEAPTYPE))
    t->slots[slot] = builtin_members(t);
  return t->slots[slot];
}
MOULT_EXPORT PyObject* PyType_GenericNew(PyTypeObject* t, PyObject* args, PyObject* kw) {
  if (!t->native) return up_obj(OP_object_new, t, args, kw);
  allocfunc a = ready(t)->slot<allocfunc>(Py_tp_alloc);
  return (a ? a : PyType_GenericAlloc)(t, 0);
}

// New references.
MOULT_EXPORT PyObject* PyType_GetName(PyTypeObject* t) { return up_obj(OP_type_name, t, 0); }
MOULT_EXPORT PyObject* PyType_GetQualName(PyTypeObject* t) { return up_obj(OP_type_name, t, 1); }
MOULT_EXPORT PyObject* PyType_GetModuleName(PyTypeObject* t) { return up_obj(OP_type_name, t, 2); }
MOULT_EXPORT PyObject* PyType_GetFullyQualifiedName(PyTypeObject* t) {
  return up_obj(OP_type_name, t, 3);
}

// ---- modules of types ----

// Borrowed reference.
MOULT_EXPORT PyObject* PyType_GetModule(PyTypeObject* t) {
  if (!t->has(Py_TPFLAGS_HEAPTYPE))
    return type_error("PyType_GetModule: Type '%s' is not a heap type", t->name);
  if (!t->module)
    return type_error("PyType_GetModule: Type '%s' has no associated module", t->name);
  return t->module;
}
MOULT_EXPORT void* PyType_GetModuleState(PyTypeObject* t) {
  PyObject* m = PyType_GetModule(t);
  if (!m) return nullptr;
  ModuleRec* r = module_rec(m);
  return r ? r->state : nullptr;
}
static PyObject* module_by_token(MType* t, const void* token) {
  for (uint32_t i = 0; t->mro && i < t->nmro; i++) {
    PyObject* m = t->mro[i]->module;
    if (!m || !isinstance(m, PyModule_Type)) continue;
    ModuleRec* r = module_rec(m);
    if (r && r->token == token) return m;
  }
  return nullptr;
}
// Borrowed reference.
MOULT_EXPORT PyObject* PyType_GetModuleByDef(PyTypeObject* t, PyModuleDef* def) {
  PyObject* m = module_by_token(t, def);
  if (m) return m;
  return type_error("PyType_GetModuleByDef: No superclass of '%s' has the given module", t->name);
}
// New reference.
MOULT_EXPORT PyObject* PyType_GetModuleByToken(PyTypeObject* t, const void* token) {
  PyObject* m = module_by_token(t, token);
  if (m) return incref(m);
  return type_error("PyType_GetModuleByDef: No superclass of '%s' has the given module", t->name);
}
// *out (may be null): new reference. 1 found, 0 not, -1 error.
MOULT_EXPORT int PyType_GetBaseByToken(PyTypeObject* t, void* token, PyTypeObject** out) {
  if (out) *out = nullptr;
  if (!token) {
    PyErr_SetString(PyExc_SystemError, "PyType_GetBaseByToken called with token=NULL");
    return -1;
  }
  if (!is_type((PyObject*)t)) {
    type_error("expected a type, got a '%T' object", t);
    return -1;
  }
  for (uint32_t i = 0; t->mro && i < t->nmro; i++)
    if (t->mro[i]->token == token) {
      if (out) *out = incref(t->mro[i]);
      return 1;
    }
  return 0;
}

// ---- while the collector visits: borrowed results, no error is set, nothing is allocated ----

MOULT_EXPORT PyObject* PyType_GetModule_DuringGC(PyTypeObject* t) {
  return t->has(Py_TPFLAGS_HEAPTYPE) ? t->module : nullptr;
}
MOULT_EXPORT void* PyType_GetModuleState_DuringGC(PyTypeObject* t) {
  PyObject* m = PyType_GetModule_DuringGC(t);
  return m ? module_rec(m)->state : nullptr;
}
MOULT_EXPORT PyObject* PyType_GetModuleByToken_DuringGC(PyTypeObject* t, const void* token) {
  return module_by_token(t, token);
}
MOULT_EXPORT int PyType_GetBaseByToken_DuringGC(PyTypeObject* t, void* token, PyTypeObject** out) {
  if (out) *out = nullptr;
  for (uint32_t i = 0; token && t->mro && i < t->nmro; i++)
    if (t->mro[i]->token == token) {
      if (out) *out = t->mro[i];
      return 1;
    }
  return 0;
}

// ---- data behind a base of unknown size ----

MOULT_EXPORT void* PyObject_GetTypeData(PyObject* o, PyTypeObject* cls) {
  return (char*)o + align16(cls->base->basicsize);
}
MOULT_EXPORT Py_ssize_t PyType_GetTypeDataSize(PyTypeObject* cls) {
  Py_ssize_t n = cls->basicsize - align16(cls->base->basicsize);
  return n < 0 ? 0 : n;
}
MOULT_EXPORT void* PyObject_GetTypeData_DuringGC(PyObject* o, PyTypeObject* cls) {
  return PyObject_GetTypeData(o, cls);
}

// For tp_dealloc: 0, or -1 when tp_finalize has brought the object back to life.
MOULT_EXPORT int PyObject_CallFinalizerFromDealloc(PyObject* o) {
  SavedError keep;
  return finalize(o) ? -1 : 0;
}

// Slot functions called from JavaScript (the slot wrappers `__add__`, `__len__`...), descriptors,
// and the calling of PyMethodDef functions by any convention.
#include <stdlib.h>
#include "calls.h"
#include "containers.h"
#include "errors.h"
#include "faces.h"
#include "types.h"
#include "values.h"
#include "api/api.h"

namespace moult {

// On a core with faces: the extension's function behind a stub, also in a copy of its definition.
static void face_site(Site* s) {
  if (s->def) {
    PyMethodDef* def = new PyMethodDef(*s->def);
    s->fn = face_entry(s->fn, face_method_signature(def->ml_flags));
    def->ml_meth = (PyCFunction)s->fn;
    s->def = def;
  } else if (s->sig == SIG_getset_get) {
    s->fn = face_entry(s->fn, "or>O");
  } else if (s->sig == SIG_getset_set || s->sig == SIG_getset_del) {
    s->fn = face_entry(s->fn, "oor>r");
  }
}

static uint32_t new_site_number() {
  if (g->free_sites_n) return g->free_sites[--g->free_sites_n];
  if ((g->sites_n & (g->sites_n - 1)) == 0) {
    uint32_t cap = g->sites_n ? g->sites_n * 2 : 64;
    g->sites = (Site**)grow(g->sites, cap * sizeof(Site*));
    if (!g->sites_n) {
      g->sites[0] = nullptr;
      g->sites_n = 1;
    }
  }
  return g->sites_n++;
}

int add_site(const Site& s, Site** list) {
  Site* n = new Site(s);
  n->interp = g->interp;
  n->what = strdup(s.what);
  n->number = new_site_number();
  if (list) {
    n->next = *list;
    *list = n;
  }
  if (UNLIKELY(g->core->hunt)) n->fn = watch_entry(n->fn);
  if (UNLIKELY(g->core->faces)) face_site(n);
  g->sites[n->number] = n;
  return (int)n->number;
}

void free_sites(Site** list) {
  while (Site* s = *list) {
    *list = s->next;
    if (g->free_sites_n == g->free_sites_cap) {
      g->free_sites_cap = g->free_sites_cap ? g->free_sites_cap * 2 : 64;
      g->free_sites = (uint32_t*)grow(g->free_sites, g->free_sites_cap * sizeof(uint32_t));
    }
    g->free_sites[g->free_sites_n++] = s->number;
    g->sites[s->number] = nullptr;
    free((void*)s->what);
    delete s;
  }
}

PyObject* check_result(PyObject* r, const char* what) {
  if (!r) {
    if (!error_set())
      PyErr_Format(PyExc_SystemError, "%s returned NULL without setting an exception", what);
    return nullptr;
  }
  if (error_set()) {
    decref(r);
    Ref cause(take_error());
    PyErr_Format(PyExc_SystemError, "%s returned a result with an exception set", what);
    Ref e(take_error());
    if (e && cause) up_void(OP_err_system_cause, e.p, cause.p);
    if (e) set_error(e.release());
  }
  return error_set() ? nullptr : r;
}

// Most functions only parse their keywords: the dict becomes JavaScript's when somebody asks it.
static PyObject* keyword_dict(PyObject* const* values, PyObject* names) {
  Py_ssize_t size = ob_size(names);
  if (size <= KEYWORDS_KEPT) {
    PyObject* o = take_spare(SP_KEYWORDS);
    if (o) {
      meta(o)->flags = K_VALUE | g->tag;
      MirrorExt* x = instance_ext(o);
      x->epoch = x->pair_epoch = x->store_epoch = x->size_epoch = g->epoch - 1;
      x->pair_n = size;
      for (Py_ssize_t i = 0; i < size; i++) {
        x->pairs[2 * i] = incref(tuple_items(names)[i]);
        x->pairs[2 * i + 1] = incref(values[i]);
      }
      return o;
    }
  }
  if (size <= 32) {
    PyObject* o = new_dict();
    if (!o) return nullptr;
    MirrorExt* x = mirror_ext(o);
    Py_ssize_t room = size < KEYWORDS_KEPT ? KEYWORDS_KEPT : size;
    x->pairs = (PyObject**)malloc((size_t)room * 2 * sizeof(PyObject*));
    if (!x->pairs) {
      heap_free(o);
      return PyErr_NoMemory();
    }
    x->pair_n = size;
    x->pair_cap = room;
    for (Py_ssize_t i = 0; i < size; i++) {
      x->pairs[2 * i] = incref(tuple_items(names)[i]);
      x->pairs[2 * i + 1] = incref(values[i]);
    }
    return o;
  }
  PyObject* d = PyDict_New();
  if (!d) return nullptr;
  for (Py_ssize_t i = 0, n = ob_size(names); i < n; i++)
    if (PyDict_SetItem(d, tuple_items(names)[i], values[i]) < 0) {
      decref(d);
      return nullptr;
    }
  return d;
}

static PyObject* tuple_of(PyObject* const* v, Py_ssize_t n) {
  if (n == 0) return incref(g->interp->empty_tuple);
  PyObject* t = tuple_alloc(n);
  if (!t) return nullptr;
  for (Py_ssize_t i = 0; i < n; i++) tuple_items(t)[i] = incref(v[i]);
  return t;
}

// Positional arguments as a tuple, keywords as a dict, for the functions that want them so.
struct Packed {
  PyObject* args = nullptr;
  PyObject* kw = nullptr;
  PyObject *old_dict, *old_names;
  PyObject* const* old_values;
  uint32_t old_epoch;
  bool ok;
  Packed(PyObject* const* v, Py_ssize_t n, PyObject* names) {
    old_dict = g->kw_dict;
    old_names = g->kw_names;
    old_values = g->kw_values;
    old_epoch = g->kw_epoch;
    args = tuple_of(v, n);
    ok = args != nullptr;
    if (ok && names && ob_size(names)) {
      kw = keyword_dict(v + n, names);
      ok = kw != nullptr;
      // While nobody else has seen the dict, parsing may look at these instead.
      g->kw_dict = kw;
      g->kw_names = names;
      g->kw_values = v + n;
      g->kw_epoch = g->epoch;
    }
  }
  ~Packed() {
    g->kw_dict = old_dict;
    g->kw_names = old_names;
    g->kw_values = old_values;
    g->kw_epoch = old_epoch;
    xdecref(args);
    xdecref(kw);
  }
};

PyObject* call_method_def(PyMethodDef* def, PyObject* self, MType* cls, PyObject* const* v,
                          Py_ssize_t n, PyObject* names) {
  Py_ssize_t nkw = names ? ob_size(names) : 0;
  int flags = def->ml_flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST);
  if (nkw && !(flags & METH_KEYWORDS))
    return type_error("%s() takes no keyword arguments", def->ml_name);
  void* fn = (void*)def->ml_meth;
  switch (flags) {
    case METH_NOARGS:
      if (n != 0) return type_error("%s() takes no arguments (%zd given)", def->ml_name, n);
      return ((PyCFunction)fn)(self, nullptr);
    case METH_O:
      if (n != 1) return type_error("%s() takes exactly one argument (%zd given)", def->ml_name, n);
      return ((PyCFunction)fn)(self, v[0]);
    case METH_VARARGS: {
      Packed p(v, n, nullptr);
      return p.ok ? ((PyCFunction)fn)(self, p.args) : nullptr;
    }
    case METH_VARARGS | METH_KEYWORDS: {
      Packed p(v, n, names);
      return p.ok ? ((PyCFunctionWithKeywords)fn)(self, p.args, p.kw) : nullptr;
    }
    case METH_FASTCALL:
      return ((PyCFunctionFast)fn)(self, v, n);
    case METH_FASTCALL | METH_KEYWORDS:
      return ((PyCFunctionFastWithKeywords)fn)(self, v, n, nkw ? names : nullptr);
    case METH_METHOD | METH_FASTCALL | METH_KEYWORDS:
      return ((PyCMethod)fn)(self, cls, v, (size_t)n, nkw ? names : nullptr);
    default:
      PyErr_Format(PyExc_SystemError, "%s() method: bad call flags", def->ml_name);
      return nullptr;
  }
}

static PyObject* none_or_null(int r) { return r < 0 ? nullptr : incref(Py_None); }

static bool item_index(PyObject* self, PyObject* arg, Py_ssize_t* out) {
  if (!PyIndex_Check(arg))
    return type_error("sequence index must be integer, not '%.200s'", type_name(arg)) != nullptr;
  Py_ssize_t i = PyNumber_AsSsize_t(arg, PyExc_OverflowError);
  if (i == -1 && error_set()) return false;
  if (i < 0) {
    lenfunc len = slot_of<lenfunc>(self, Py_sq_length);
    if (len) {
      Py_ssize_t n = len(self);
      if (n < 0) return false;
      i += n;
    }
  }
  *out = i;
  return true;
}

static PyObject* none_is_null(PyObject* o) { return o == Py_None ? nullptr : o; }

static PyObject* call_slot_raw(Site* s, PyObject** v, uint32_t n, PyObject* names) {
  void* f = s->fn;
  PyObject* self = n ? v[0] : nullptr;
  switch ((Sig)s->sig) {
    case SIG_unary:
      return ((unaryfunc)f)(self);
    case SIG_binary:
      return ((binaryfunc)f)(self, v[1]);
    case SIG_binary_r:
      return ((binaryfunc)f)(v[1], self);
    case SIG_ternary:
      return ((ternaryfunc)f)(self, v[1], n > 2 ? v[2] : Py_None);
    case SIG_ternary_r:
      return ((ternaryfunc)f)(v[1], self, n > 2 ? v[2] : Py_None);
    case SIG_inquiry: {
      int r = ((inquiry)f)(self);
      return r < 0 ? nullptr : incref(r ? Py_True : Py_False);
    }
    case SIG_len: {
      Py_ssize_t r = ((lenfunc)f)(self);
      if (r >= 0) return int_from_i64(r);
      return error_set() ? nullptr : check_result(nullptr, "<built-in function len>");
    }
    case SIG_ssizearg: {
      Py_ssize_t i = PyNumber_AsSsize_t(v[1], PyExc_OverflowError);
      if (i == -1 && error_set()) return nullptr;
      return ((ssizeargfunc)f)(self, i);
    }
    case SIG_sq_item: {
      Py_ssize_t i;
      return item_index(self, v[1], &i) ? ((ssizeargfunc)f)(self, i) : nullptr;
    }
    case SIG_sq_ass_item:
    case SIG_sq_del_item: {
      Py_ssize_t i;
      if (!item_index(self, v[1], &i)) return nullptr;
      return none_or_null(
          ((ssizeobjargproc)f)(self, i, s->sig == SIG_sq_ass_item ? v[2] : nullptr));
    }
    case SIG_objobj: {
      int r = ((objobjproc)f)(self, v[1]);
      return r < 0 ? nullptr : incref(r ? Py_True : Py_False);
    }
    case SIG_ass_subscript:
      return none_or_null(((objobjargproc)f)(self, v[1], v[2]));
    case SIG_del_subscript:
      return none_or_null(((objobjargproc)f)(self, v[1], nullptr));
    case SIG_hash: {
      Py_hash_t r = ((hashfunc)f)(self);
      return r == -1 && error_set() ? nullptr : int_from_i64(r == -1 ? -2 : r);
    }
    case SIG_richcmp:
      return ((richcmpfunc)f)(self, v[1], s->flags);
    case SIG_init:
    case SIG_call:
    case SIG_new_: {
      Py_ssize_t nkw = names ? ob_size(names) : 0;
      Packed p(v + 1, (Py_ssize_t)n - 1 - nkw, names);
      if (!p.ok) return nullptr;
      if (s->sig == SIG_init) return none_or_null(((initproc)f)(self, p.args, p.kw));
      return ((ternaryfunc)f)(self, p.args, p.kw);
    }
    case SIG_vectorcall: {
      Py_ssize_t nkw = names ? ob_size(names) : 0;
      return ((vectorcallfunc)f)(self, v + 1, (size_t)((Py_ssize_t)n - 1 - nkw), names);
    }
    case SIG_next:
      return ((unaryfunc)f)(self);
    case SIG_descr_get:
      return ((descrgetfunc)f)(self, none_is_null(v[1]), n > 2 ? none_is_null(v[2]) : nullptr);
    case SIG_descr_set:
      return none_or_null(((descrsetfunc)f)(self, v[1], v[2]));
    case SIG_descr_del:
      return none_or_null(((descrsetfunc)f)(self, v[1], nullptr));
    case SIG_getattro:
      return ((binaryfunc)f)(self, v[1]);
    case SIG_setattro:
      return none_or_null(((objobjargproc)f)(self, v[1], v[2]));
    case SIG_delattro:
      return none_or_null(((objobjargproc)f)(self, v[1], nullptr));
    case SIG_getattr:
    case SIG_setattr:
    case SIG_delattr: {
      const char* name = str_utf8(v[1], nullptr);
      if (!name) return nullptr;
      if (s->sig == SIG_getattr) return ((getattrfunc)f)(self, (char*)name);
      return none_or_null(
          ((setattrfunc)f)(self, (char*)name, s->sig == SIG_setattr ? v[2] : nullptr));
    }
    case SIG_del:
      ((destructor)f)(self);
      return incref(Py_None);
    case SIG_getset_get:
      return ((getter)f)(self, s->extra);
    case SIG_getset_set:
      return none_or_null(((setter)f)(self, v[1], s->extra));
    case SIG_getset_del:
      return none_or_null(((setter)f)(self, nullptr, s->extra));
    case SIG_member_get:
      return PyMember_GetOne((const char*)self, (PyMemberDef*)s->extra);
    case SIG_member_set:
      return none_or_null(PyMember_SetOne((char*)self, (PyMemberDef*)s->extra, v[1]));
    case SIG_member_del:
      return none_or_null(PyMember_SetOne((char*)self, (PyMemberDef*)s->extra, nullptr));
    case SIG_getbuffer:
      return PyMemoryView_FromObject(self);
    case NUM_SIGS:
      break;
  }
  fatal("unknown slot signature");
}

PyObject* call_slot(Site* s, PyObject** v, uint32_t n, PyObject* names) {
  PyObject* r = call_slot_raw(s, v, n, names);
  if (LIKELY((r != nullptr) != error_set())) return r;
  // Nothing and no error is the end of an iterator, and an attribute that is missing where that is
  // no error.
  if (!r && (s->sig == SIG_next || s->sig == SIG_getset_get)) return nullptr;
  return check_result(r, s->what);
}

}  // namespace moult

// Module objects: made from definitions, in one phase or in two; their state and functions.
#include <stdlib.h>
#include "../calls.h"
#include "../containers.h"
#include "../faces.h"
#include "../modules.h"
#include "../types.h"
#include "api.h"

namespace moult {

__thread const char* package_context = nullptr;

struct ModuleIndex {
  // Single-phase modules by definition (PyState_FindModule).
  struct Entry {
    PyModuleDef* def;
    PyObject* module;
  };
  Entry* e;
  size_t n, cap;
};

static void enlist(ModuleRec* r) {
  Interp* i = r->interp = g->interp;
  r->before = i->last_module;
  (r->before ? r->before->after : i->first_module) = r;
  i->last_module = r;
}
static void delist(ModuleRec* r) {
  (r->before ? r->before->after : r->interp->first_module) = r->after;
  (r->after ? r->after->before : r->interp->last_module) = r->before;
}

ModuleRec* module_rec(PyObject* m) {
  MirrorExt* x = mirror_ext(m);
  if (!x->module) {
    x->module = (ModuleRec*)memset(grow(nullptr, sizeof(ModuleRec)), 0, sizeof(ModuleRec));
    x->module->module = m;
    incref(m);
    enlist(x->module);
  }
  return x->module;
}

static void set_hooks(ModuleRec* r, const StateHooks& h) {
  r->hooks = h;
  if (LIKELY(!g->core->faces)) return;
  r->hooks.traverse =
      (traverseproc)face_entry((void*)h.traverse, face_slot_signature(Py_tp_traverse));
  r->hooks.clear = (inquiry)face_entry((void*)h.clear, face_slot_signature(Py_tp_clear));
  r->hooks.free = (freefunc)face_entry((void*)h.free, face_slot_signature(Py_tp_dealloc));
}

void module_end(ModuleRec* r) {
  if (r->ended) return;
  r->ended = true;
  delist(r);
  InInterp in(r->interp);
  Ref m(incref(r->module));
  SavedError keep;
  if (has_state(r) && r->hooks.clear) r->hooks.clear(m);
  if (has_state(r) && r->hooks.free) r->hooks.free(m);
  PyErr_Clear();
  free(r->state);
  r->state = nullptr;
  decref(r->module);
}

void modules_end(Interp* i) {
  if (ModuleIndex* x = i->modules)
    while (x->n) xdecref(x->e[--x->n].module);
  while (i->first_module) module_end(i->first_module);
}

void module_free(ModuleRec* m) {
  if (!m->ended) delist(m);
  xdecref(m->dict);
  free(m->state);
  free(m->name);
  free(m);
}

static PyObject* new_module(const char* name) {
  Ref n(PyUnicode_FromString(name));
  return n ? up_obj(OP_module_new, n.p) : nullptr;
}

PyObject* new_cfunction(PyMethodDef* def, PyObject* self, PyObject* module_name, MType* cls) {
  switch (def->ml_flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST)) {
    case METH_VARARGS:
    case METH_VARARGS | METH_KEYWORDS:
    case METH_FASTCALL:
    case METH_FASTCALL | METH_KEYWORDS:
    case METH_NOARGS:
    case METH_O:
    case METH_METHOD | METH_FASTCALL | METH_KEYWORDS:
      break;
    default:
      return PyErr_Format(PyExc_SystemError, "%s() method: bad call flags", def->ml_name);
  }
  Site s{};
  s.fn = (void*)def->ml_meth;
  s.def = def;
  s.cls = cls;
  s.flags = def->ml_flags & ~(METH_CLASS | METH_COEXIST);
  bool is_module = self && isinstance(self, PyModule_Type) && kind(self) == K_MIRROR;
  // A module outlives its functions; any other self is passed by the function object.
  if (is_module) s.self = module_rec(self)->module;
  char what[400];
  if (!self || is_module)
    snprintf(what, sizeof what, "<built-in function %.200s>", def->ml_name);
  else
    snprintf(what, sizeof what, "<built-in method %.200s of %.80s object at %p>", def->ml_name,
             short_name(self->ob_type), (void*)self);
  s.what = what;
  if (!self) s.flags |= METH_STATIC;
  int site = add_site(s, is_module ? &module_rec(self)->sites : nullptr);
  return up_obj(OP_cfunction_new, site, def->ml_flags, def->ml_name, def->ml_doc, self, module_name,
                cls);
}

static bool bad_version(const char* name, int version) {
  if (version == 1013 || version == 3) return false;
  return PyErr_WarnFormat(PyExc_RuntimeWarning, 1,
                          "Python C API version mismatch for module %.100s: This Python has API "
                          "version 1013, module %.100s has version %d.",
                          name, name, version) != 0;
}

}  // namespace moult

using namespace moult;

static Py_ssize_t next_index = 1;

// Returns the definition itself (borrowed); idempotent.
MOULT_EXPORT PyObject* PyModuleDef_Init(PyModuleDef* d) {
  if (d->m_base.m_index == 0) {
    d->m_base.ob_base.ob_refcnt = IMMORTAL;
    d->m_base.ob_base.ob_type = &PyModuleDef_Type;
    d->m_base.m_index = next_index++;
  }
  return (PyObject*)d;
}

// New references.
MOULT_EXPORT PyObject* PyModule_NewObject(PyObject* name) { return up_obj(OP_module_new, name); }
MOULT_EXPORT PyObject* PyModule_New(const char* name) { return new_module(name); }

MOULT_EXPORT int PyModule_AddFunctions(PyObject* m, PyMethodDef* defs) {
  if (!subtype(m->ob_type, &PyModule_Type)) {
    type_error("bad argument type for built-in operation");
    return -1;
  }
  Ref name(up_obj(OP_module_name, m));
  if (!name) return -1;
  for (PyMethodDef* d = defs; d->ml_name; d++) {
    if (d->ml_flags & (METH_CLASS | METH_STATIC)) {
      PyErr_SetString(PyExc_ValueError, "module functions cannot set METH_CLASS or METH_STATIC");
      return -1;
    }
    Ref f(new_cfunction(d, m, name, nullptr));
    if (!f || PyObject_SetAttrString(m, d->ml_name, f) < 0) return -1;
  }
  return 0;
}
MOULT_EXPORT int PyModule_SetDocString(PyObject* m, const char* doc) {
  Ref s(PyUnicode_FromString(doc));
  return s ? PyObject_SetAttrString(m, "__doc__", s) : -1;
}

// New reference. Single phase.
MOULT_EXPORT PyObject* PyModule_Create2(PyModuleDef* d, int version) {
  PyModuleDef_Init(d);
  const char* name = d->m_name;
  if (bad_version(name, version)) return nullptr;
  if (d->m_slots) {
    PyErr_Format(PyExc_SystemError, "module %s: PyModule_Create is incompatible with m_slots",
                 name);
    return nullptr;
  }
  // Inside a package the module is known by its full name.
  if (package_context) {
    const char* dot = strrchr(package_context, '.');
    if (dot && strcmp(name, dot + 1) == 0) {
      name = package_context;
      package_context = nullptr;
    }
  }
  PyObject* m = new_module(name);
  if (!m) return nullptr;
  ModuleRec* r = module_rec(m);
  r->def = d;
  r->token = d;
  set_hooks(r, {d->m_traverse, d->m_clear, d->m_free});
  if (!module_state(m, d->m_size)) {
    decref(m);
    return nullptr;
  }
  if ((d->m_methods && PyModule_AddFunctions(m, d->m_methods) < 0) ||
      (d->m_doc && PyModule_SetDocString(m, d->m_doc) < 0)) {
    decref(m);
    return nullptr;
  }
  return m;
}

// ---- multi-phase ----

enum { MOD_CREATE = 1, MOD_EXEC, MOD_INTERPRETERS, MOD_GIL };
static int module_slot(int n) { return n >= 84 && n <= 87 ? n - 83 : n; }

namespace moult {

// The error of a callback that has failed, or has not but left an error behind.
static bool callback_failed(bool failed, const char* silent, const char* unreported,
                            const char* name) {
  if (failed) {
    if (!error_set()) PyErr_Format(PyExc_SystemError, silent, name);
    return true;
  }
  if (!error_set()) return false;
  Ref cause(take_error());
  PyErr_Format(PyExc_SystemError, unreported, name);
  Ref e(take_error());
  up_void(OP_err_system_cause, e.p, cause.p);
  set_error(e.release());
  return true;
}

PyObject* make_module(const ModuleParts& d, PyObject* nameobj, const char* name, PyObject* spec) {
  PyObject* m;
  if (d.create) {
    m = ((PyObject * (*)(PyObject*, PyModuleDef*)) d.create)(spec, d.def);
    if (callback_failed(!m, "creation of module %s failed without setting an exception",
                        "creation of module %s raised unreported exception", name)) {
      xdecref(m);
      return nullptr;
    }
  } else {
    m = PyModule_NewObject(nameobj);
    if (!m) return nullptr;
  }
  if (isinstance(m, PyModule_Type)) {
    ModuleRec* r = module_rec(m);
    r->def = d.def;
    r->token = d.token;
    r->state_size = d.state_size;
    set_hooks(r, d.hooks);
  } else {
    const char* why = d.stateful   ? "module %s is not a module object, but requests module state"
                      : d.executed ? "module %s specifies execution slots, but did not create a "
                                     "ModuleType instance"
                                   : nullptr;
    if (why) {
      PyErr_Format(PyExc_SystemError, why, name);
      decref(m);
      return nullptr;
    }
  }
  if ((d.methods && PyModule_AddFunctions(m, d.methods) < 0) ||
      (d.doc && PyModule_SetDocString(m, d.doc) < 0)) {
    decref(m);
    return nullptr;
  }
  return m;
}

bool module_state(PyObject* m, Py_ssize_t size) {
  ModuleRec* r = module_rec(m);
  r->state_size = size;
  if (r->state || size <= 0) return true;
  r->state = calloc(1, (size_t)size);
  if (!r->state) PyErr_NoMemory();
  return r->state != nullptr;
}

bool run_exec_slot(PyObject* m, void* f, const char* name) {
  int r = ((int (*)(PyObject*))f)(m);
  return !callback_failed(r != 0, "execution of module %s failed without setting an exception",
                          "execution of module %s raised unreported exception", name);
}

}  // namespace moult

// New reference: whatever the create slot makes, or a module.
MOULT_EXPORT PyObject* PyModule_FromDefAndSpec2(PyModuleDef* d, PyObject* spec, int version) {
  PyModuleDef_Init(d);
  Ref nameobj(PyObject_GetAttrString(spec, "name"));
  if (!nameobj) return nullptr;
  const char* name = PyUnicode_AsUTF8AndSize(nameobj, nullptr);
  if (!name || bad_version(name, version)) return nullptr;
  if (d->m_size < 0)
    return PyErr_Format(PyExc_SystemError,
                        "module %s: m_size may not be negative for multi-phase initialization",
                        name);
  ModuleParts parts{};
  bool interpreters = false, gil = false;
  for (PyModuleDef_Slot* s = d->m_slots; s && s->slot; s++) {
    switch (module_slot(s->slot)) {
      case MOD_CREATE:
        if (parts.create)
          return PyErr_Format(PyExc_SystemError, "module %s has multiple create slots", name);
        parts.create = s->value;
        break;
      case MOD_EXEC:
        parts.executed = true;
        break;
      case MOD_INTERPRETERS:
        if (interpreters)
          return PyErr_Format(PyExc_SystemError,
                              "module %s has more than one 'multiple interpreters' slots", name);
        interpreters = true;
        break;
      case MOD_GIL:
        if (gil)
          return PyErr_Format(PyExc_SystemError, "module %s has more than one 'gil' slot", name);
        gil = true;
        break;
      case 5:  // Py_mod_abi in 3.15's early headers
      case 109:
        if (PyABIInfo_Check((PyABIInfo*)s->value, name) < 0) return nullptr;
        break;
      default:
        return PyErr_Format(PyExc_SystemError, "module %s uses unknown slot ID %i", name, s->slot);
    }
  }
  parts.def = d;
  parts.token = d;
  parts.methods = d->m_methods;
  parts.doc = d->m_doc;
  parts.state_size = d->m_size;
  parts.hooks = {d->m_traverse, d->m_clear, d->m_free};
  parts.stateful = d->m_size > 0 || d->m_traverse || d->m_clear || d->m_free;
  return make_module(parts, nameobj, name, spec);
}

MOULT_EXPORT int PyModule_ExecDef(PyObject* m, PyModuleDef* d) {
  Ref nameobj(up_obj(OP_module_name, m));
  if (!nameobj) return -1;
  const char* name = PyUnicode_AsUTF8AndSize(nameobj, nullptr);
  if (!name) return -1;
  if (d->m_size >= 0 && isinstance(m, PyModule_Type) && !module_state(m, d->m_size)) return -1;
  for (PyModuleDef_Slot* s = d->m_slots; s && s->slot; s++)
    if (module_slot(s->slot) == MOD_EXEC && !run_exec_slot(m, s->value, name)) return -1;
  return 0;
}

// ---- asking a module ----

static bool check(PyObject* m) {
  if (LIKELY(m && isinstance(m, PyModule_Type))) return true;
  PyErr_BadArgument();
  return false;
}
// NULL when there is none (yet).
MOULT_EXPORT void* PyModule_GetState(PyObject* m) {
  return check(m) ? module_rec(m)->state : nullptr;
}
MOULT_EXPORT PyModuleDef* PyModule_GetDef(PyObject* m) {
  return check(m) ? module_rec(m)->def : nullptr;
}
// Borrowed reference.
MOULT_EXPORT PyObject* PyModule_GetDict(PyObject* m) {
  if (!m || !isinstance(m, PyModule_Type)) return bad_call();
  ModuleRec* r = module_rec(m);
  if (!r->dict) r->dict = up_obj(OP_module_dict, m);
  return r->dict;
}
// New reference.
MOULT_EXPORT PyObject* PyModule_GetNameObject(PyObject* m) {
  return check(m) ? up_obj(OP_module_name, m) : nullptr;
}
MOULT_EXPORT PyObject* PyModule_GetFilenameObject(PyObject* m) {
  return check(m) ? up_obj(OP_module_filename, m) : nullptr;
}
// Text kept with the module.
static const char* keep_text(PyObject* m, PyObject* s) {
  Ref o(s);
  const char* p = o ? PyUnicode_AsUTF8AndSize(o, nullptr) : nullptr;
  return p ? str_wtf8(keep_item(m, o, incref(o.p)), nullptr) : nullptr;
}
MOULT_EXPORT const char* PyModule_GetName(PyObject* m) {
  return keep_text(m, PyModule_GetNameObject(m));
}
MOULT_EXPORT const char* PyModule_GetFilename(PyObject* m) {
  return keep_text(m, PyModule_GetFilenameObject(m));
}

// ---- adding to a module ----

// Does not steal.
MOULT_EXPORT int PyModule_AddObjectRef(PyObject* m, const char* name, PyObject* v) {
  if (!m || !isinstance(m, PyModule_Type)) {
    type_error("PyModule_AddObjectRef() first argument must be a module");
    return -1;
  }
  if (!v) {
    if (!error_set())
      PyErr_SetString(PyExc_SystemError,
                      "PyModule_AddObjectRef() must be called with an exception raised if value is "
                      "NULL");
    return -1;
  }
  PyObject* d = PyModule_GetDict(m);
  return d ? PyDict_SetItemString(d, name, v) : -1;
}
// Steals always.
MOULT_EXPORT int PyModule_Add(PyObject* m, const char* name, PyObject* v) {
  int r = PyModule_AddObjectRef(m, name, v);
  xdecref(v);
  return r;
}
// Steals on success.
MOULT_EXPORT int PyModule_AddObject(PyObject* m, const char* name, PyObject* v) {
  int r = PyModule_AddObjectRef(m, name, v);
  if (r == 0) decref(v);
  return r;
}
MOULT_EXPORT int PyModule_AddIntConstant(PyObject* m, const char* name, long v) {
  return PyModule_Add(m, name, PyLong_FromLong(v));
}
MOULT_EXPORT int PyModule_AddStringConstant(PyObject* m, const char* name, const char* v) {
  return PyModule_Add(m, name, PyUnicode_FromString(v));
}
MOULT_EXPORT int PyModule_AddType(PyObject* m, PyTypeObject* t) {
  const char* dot = strrchr(t->name, '.');
  return PyModule_AddObjectRef(m, dot ? dot + 1 : t->name, (PyObject*)t);
}

// ---- single-phase modules by definition ----

static ModuleIndex* index_of(void) {
  if (!g->interp->modules) g->interp->modules = (ModuleIndex*)calloc(1, sizeof(ModuleIndex));
  return g->interp->modules;
}
// Borrowed reference; NULL without an error.
MOULT_EXPORT PyObject* PyState_FindModule(PyModuleDef* d) {
  if (d->m_slots) return nullptr;
  ModuleIndex* x = index_of();
  for (size_t i = 0; i < x->n; i++)
    if (x->e[i].def == d) return x->e[i].module;
  return nullptr;
}
// Does not steal.
MOULT_EXPORT int PyState_AddModule(PyObject* m, PyModuleDef* d) {
  if (!d) fatal("PyState_AddModule: module definition is NULL");
  if (d->m_slots) {
    PyErr_SetString(PyExc_SystemError, "PyState_AddModule called on module with slots");
    return -1;
  }
  ModuleIndex* x = index_of();
  PyModuleDef_Init(d);
  for (size_t i = 0; i < x->n; i++)
    if (x->e[i].def == d) {
      PyObject* old = x->e[i].module;
      if (old == m) {
        char text[80];
        snprintf(text, sizeof text, "PyState_AddModule: module %p already added", (void*)m);
        fatal(text);
      }
      x->e[i].module = incref(m);
      xdecref(old);
      return 0;
    }
  if (x->n == x->cap) {
    x->cap = x->cap ? x->cap * 2 : 16;
    x->e = (ModuleIndex::Entry*)grow(x->e, x->cap * sizeof *x->e);
  }
  x->e[x->n++] = {d, incref(m)};
  return 0;
}
MOULT_EXPORT int _PyState_AddModule(PyObject* m, PyModuleDef* d) { return PyState_AddModule(m, d); }
MOULT_EXPORT int PyState_RemoveModule(PyModuleDef* d) {
  if (d->m_slots) {
    PyErr_SetString(PyExc_SystemError, "PyState_RemoveModule called on module with slots");
    return -1;
  }
  ModuleIndex* x = index_of();
  for (size_t i = 0; i < x->n; i++)
    if (x->e[i].def == d) {
      PyObject* old = x->e[i].module;
      x->e[i].module = nullptr;
      xdecref(old);
    }
  return 0;
}

// ---- built-in functions ----

// New reference; self is not stolen, module is what __module__ shows.
MOULT_EXPORT PyObject* PyCMethod_New(PyMethodDef* d, PyObject* self, PyObject* module,
                                     PyTypeObject* cls) {
  if (d->ml_flags & METH_METHOD) {
    if (!cls) {
      PyErr_SetString(PyExc_SystemError,
                      "attempting to create PyCMethod with a METH_METHOD flag but no class");
      return nullptr;
    }
  } else if (cls) {
    PyErr_SetString(PyExc_SystemError,
                    "attempting to create PyCFunction with class but no METH_METHOD flag");
    return nullptr;
  }
  return new_cfunction(d, self, module, cls);
}
MOULT_EXPORT PyObject* PyCFunction_NewEx(PyMethodDef* d, PyObject* self, PyObject* module) {
  return PyCMethod_New(d, self, module, nullptr);
}
MOULT_EXPORT PyObject* PyCFunction_New(PyMethodDef* d, PyObject* self) {
  return PyCMethod_New(d, self, nullptr, nullptr);
}
static Site* site_of(PyObject* f) {
  if (!isinstance(f, PyCFunction_Type)) {
    bad_call();
    return nullptr;
  }
  Py_ssize_t n = up_num(OP_cfunction_site, f);
  return n > 0 ? g->sites[n] : nullptr;
}
MOULT_EXPORT PyCFunction PyCFunction_GetFunction(PyObject* f) {
  Site* s = site_of(f);
  return s ? s->def->ml_meth : nullptr;
}
// Borrowed reference.
MOULT_EXPORT PyObject* PyCFunction_GetSelf(PyObject* f) {
  Site* s = site_of(f);
  if (!s) return nullptr;
  if (s->self) return s->self;
  if (s->flags & METH_STATIC) return nullptr;
  PyObject* self = up_obj(OP_cfunction_self, f);
  return self ? keep_item(f, g->interp->empty_str, self) : nullptr;
}
MOULT_EXPORT int PyCFunction_GetFlags(PyObject* f) {
  Site* s = site_of(f);
  return s ? s->def->ml_flags : -1;
}

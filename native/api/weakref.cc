// Weak references: JavaScript's objects.
#include "../border.h"
#include "../containers.h"
#include "../types.h"
#include "api.h"

namespace moult {

static PyObject** weaklist(PyObject* o) {
  Py_ssize_t n = o->ob_type->weaklistoffset;
  return n > 0 ? (PyObject**)((char*)o + n) : nullptr;
}

// Extensions test the field of the list for null, so it gets something else.
void mark_weakrefs(PyObject* o) {
  Meta* m = meta(o);
  m->flags |= F_WEAKREFS | F_STATEFUL;
  if (PyObject** list = weaklist(o)) *list = Py_None;
  if (m->flags & F_WRAPPED && !(m->flags & F_STRONG) && count_of(o) > 1) hold_wrapper(o, m);
}

void clear_weakrefs(PyObject* o) {
  Meta* m = meta(o);
  if (!(m->flags & F_WEAKREFS)) return;
  m->flags &= ~F_WEAKREFS;
  if (PyObject** list = weaklist(o)) *list = nullptr;
  SavedError keep;
  up_void(OP_weakrefs_clear, (double)(uintptr_t)o);
  PyErr_Clear();
}

}  // namespace moult

using namespace moult;

// New references; callback may be NULL or None.
MOULT_EXPORT PyObject* PyWeakref_NewRef(PyObject* o, PyObject* callback) {
  return up_obj(OP_weakref_new, o, callback ? callback : Py_None);
}
MOULT_EXPORT PyObject* PyWeakref_NewProxy(PyObject* o, PyObject* callback) {
  return up_obj(OP_weakref_proxy, o, callback ? callback : Py_None);
}
static bool is_ref(PyObject* r) {
  return isinstance(r, _PyWeakref_RefType) || isinstance(r, _PyWeakref_ProxyType) ||
         isinstance(r, _PyWeakref_CallableProxyType);
}
// *out: new reference or NULL. 1 alive, 0 dead, -1 error.
MOULT_EXPORT int PyWeakref_GetRef(PyObject* r, PyObject** out) {
  drop_lingering(0);
  *out = nullptr;
  if (!r) return bad_call_int();
  if (!is_ref(r)) {
    type_error("expected a weakref");
    return -1;
  }
  *out = up_obj(OP_weakref_get, r);
  if (!*out) return error_set() ? -1 : 0;
  if (*out == Py_None) {
    *out = nullptr;
    return 0;
  }
  return 1;
}
// Borrowed reference; None when dead.
MOULT_EXPORT PyObject* PyWeakref_GetObject(PyObject* r) {
  drop_lingering(0);
  PyObject* o;
  if (!r || !is_ref(r)) return bad_call();
  int n = PyWeakref_GetRef(r, &o);
  if (n < 0) return nullptr;
  if (!o) return Py_None;
  return keep_item(r, g->interp->empty_str, o);
}
MOULT_EXPORT void PyObject_ClearWeakRefs(PyObject* o) {
  // For a dying object only.
  if (!o || o->ob_refcnt != 0) {
    bad_call();
    return;
  }
  clear_weakrefs(o);
}

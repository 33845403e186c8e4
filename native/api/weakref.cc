// Weak references: JavaScript's objects.
#include "../containers.h"
#include "api.h"

using namespace moult;

// New references; callback may be NULL or None.
MOULT_EXPORT PyObject* PyWeakref_NewRef(PyObject* o, PyObject* callback) {
  if (kind(o) == K_NATIVE) meta(o)->flags |= F_WEAKREFS;
  return up_obj(OP_weakref_new, o, callback ? callback : Py_None);
}
MOULT_EXPORT PyObject* PyWeakref_NewProxy(PyObject* o, PyObject* callback) {
  if (kind(o) == K_NATIVE) meta(o)->flags |= F_WEAKREFS;
  return up_obj(OP_weakref_proxy, o, callback ? callback : Py_None);
}
static bool is_ref(PyObject* r) {
  return isinstance(r, _PyWeakref_RefType) || isinstance(r, _PyWeakref_ProxyType) ||
         isinstance(r, _PyWeakref_CallableProxyType);
}
// *out: new reference or NULL. 1 alive, 0 dead, -1 error.
MOULT_EXPORT int PyWeakref_GetRef(PyObject* r, PyObject** out) {
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
  PyObject* o;
  if (!r || !is_ref(r)) return bad_call();
  int n = PyWeakref_GetRef(r, &o);
  if (n < 0) return nullptr;
  if (!o) return Py_None;
  return keep_item(r, g->interp->empty_str, o);
}
MOULT_EXPORT void PyObject_ClearWeakRefs(PyObject* o) {
  if (!(meta(o)->flags & F_WEAKREFS)) return;
  SavedError keep;
  up_void(OP_weakrefs_clear, o);
  PyErr_Clear();
}

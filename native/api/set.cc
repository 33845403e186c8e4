// Set and frozenset objects.
#include "api.h"

using namespace moult;

static bool any_set(PyObject* o) {
  return o && (isinstance(o, PySet_Type) || isinstance(o, PyFrozenSet_Type));
}

// New reference; iterable may be NULL.
MOULT_EXPORT PyObject* PySet_New(PyObject* it) { return up_obj(OP_set_new, it, 0); }
MOULT_EXPORT PyObject* PyFrozenSet_New(PyObject* it) {
  PyObject* o = up_obj(OP_set_new, it, 1);
  if (o && count_of(o) == 1) meta(o)->flags |= F_FILLED;
  return o;
}
// A frozenset that C has made, and of which nobody else has a reference.
static bool is_fresh(PyObject* o) {
  return isinstance(o, PyFrozenSet_Type) && count_of(o) == 1 && (meta(o)->flags & F_FILLED);
}
MOULT_EXPORT Py_ssize_t PySet_Size(PyObject* o) {
  return any_set(o) ? up_num(OP_set_size, o) : bad_call_int();
}
// Does not steal; a fresh frozenset may be filled.
MOULT_EXPORT int PySet_Add(PyObject* o, PyObject* k) {
  if (!o || !(isinstance(o, PySet_Type) || is_fresh(o))) return bad_call_int();
  return up_void(OP_set_add, o, k) ? 0 : -1;
}
MOULT_EXPORT int PySet_Contains(PyObject* o, PyObject* k) {
  return any_set(o) ? (int)up_num(OP_set_contains, o, k) : bad_call_int();
}
MOULT_EXPORT int PySet_Discard(PyObject* o, PyObject* k) {
  if (!o || !isinstance(o, PySet_Type)) return bad_call_int();
  return (int)up_num(OP_set_discard, o, k);
}
// New reference.
MOULT_EXPORT PyObject* PySet_Pop(PyObject* o) {
  if (!o || !isinstance(o, PySet_Type)) return bad_call();
  return up_obj(OP_set_pop, o);
}
MOULT_EXPORT int PySet_Clear(PyObject* o) {
  if (!o || !isinstance(o, PySet_Type)) return bad_call_int();
  return up_void(OP_set_clear, o) ? 0 : -1;
}

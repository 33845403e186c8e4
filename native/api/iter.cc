// Iteration.
#include "../types.h"
#include "api.h"

using namespace moult;

// New reference.
MOULT_EXPORT PyObject* PyObject_GetIter(PyObject* o) {
  REQUIRE(o);
  if (o->ob_type->native) {
    unaryfunc f = slot_of<unaryfunc>(o, Py_tp_iter);
    if (f) {
      PyObject* r = f(o);
      if (r && r->ob_type->native && !slot_of<void*>(r, Py_tp_iternext)) {
        type_error("iter() returned non-iterator of type '%.100s'", type_name(r));
        decref(r);
        return nullptr;
      }
      return r;
    }
  }
  return up_obj(OP_iter, o);
}
MOULT_EXPORT PyObject* PyObject_GetAIter(PyObject* o) {
  REQUIRE(o);
  return up_obj(OP_aiter, o);
}
MOULT_EXPORT PyObject* PyObject_SelfIter(PyObject* o) {
  REQUIRE(o);
  return incref(o);
}

static PyObject* next(PyObject* o) {
  if (o->ob_type->native) {
    unaryfunc f = slot_of<unaryfunc>(o, Py_tp_iternext);
    if (f) {
      PyObject* r = f(o);
      if (!r && error_set() && PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
      return r;
    }
  }
  return up_obj(OP_next, o);
}
// New reference; NULL without an error at the end.
MOULT_EXPORT PyObject* PyIter_Next(PyObject* o) {
  REQUIRE(o);
  return next(o);
}
// *out: new reference. 1 item, 0 end, -1 error.
MOULT_EXPORT int PyIter_NextItem(PyObject* o, PyObject** out) {
  REQUIRE(o);
  *out = nullptr;
  if (!(int)up_num(OP_iter_check, o)) {
    type_error("expected an iterator, got '%T'", o);
    return -1;
  }
  *out = next(o);
  return *out ? 1 : error_set() ? -1 : 0;
}
MOULT_EXPORT int PyIter_Check(PyObject* o) {
  if (o->ob_type->native) {
    void* f = slot_of<void*>(o, Py_tp_iternext);
    return f != nullptr;
  }
  return (int)up_num(OP_iter_check, o);
}
MOULT_EXPORT int PyAIter_Check(PyObject* o) { return (int)up_num(OP_aiter_check, o); }
// *out: new reference. 1 yielded, 0 returned, -1 error.
MOULT_EXPORT int PyIter_Send(PyObject* o, PyObject* v, PyObject** out) {
  REQUIRE(o, v);
  *out = nullptr;
  if (o->ob_type->native) {
    sendfunc f = slot_of<sendfunc>(o, Py_am_send);
    if (f) return f(o, v, out);
  }
  Ref pair(up_obj(OP_send, o, v));
  if (!pair) return -1;
  *out = incref(PyTuple_GetItem(pair, 1));
  return PyTuple_GetItem(pair, 0) == Py_True;
}
// New references.
MOULT_EXPORT PyObject* PySeqIter_New(PyObject* s) {
  REQUIRE(s);
  return up_obj(OP_seqiter_new, s);
}
MOULT_EXPORT PyObject* PyCallIter_New(PyObject* f, PyObject* sentinel) {
  REQUIRE(f, sentinel);
  return up_obj(OP_calliter_new, f, sentinel);
}

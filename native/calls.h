// Call sites: what JavaScript calls in C, by the convention it is called with.
#ifndef MOULT_CALLS_H
#define MOULT_CALLS_H

#include "moult.h"

namespace moult {

// The C signatures that slot wrappers use. src/bridge/slots.ts knows them by these names.
#define SLOT_SIGNATURES(S) \
  S(unary)                 \
  S(binary)                \
  S(binary_r)              \
  S(ternary)               \
  S(ternary_r)             \
  S(inquiry)               \
  S(len)                   \
  S(ssizearg)              \
  S(sq_item)               \
  S(sq_ass_item)           \
  S(sq_del_item)           \
  S(objobj)                \
  S(ass_subscript)         \
  S(del_subscript)         \
  S(hash)                  \
  S(richcmp)               \
  S(init)                  \
  S(new_)                  \
  S(call)                  \
  S(next)                  \
  S(descr_get)             \
  S(descr_set)             \
  S(descr_del)             \
  S(getattro)              \
  S(getattr)               \
  S(setattro)              \
  S(delattro)              \
  S(setattr)               \
  S(delattr)               \
  S(del)                   \
  S(getset_get)            \
  S(getset_set)            \
  S(getset_del)            \
  S(member_get)            \
  S(member_set)            \
  S(member_del)            \
  S(getbuffer)             \
  S(vectorcall)

enum Sig {
#define S(n) SIG_##n,
  SLOT_SIGNATURES(S)
#undef S
      NUM_SIGS
};

struct Site {
  void* fn;
  PyObject* self;    // of module functions; null: the first argument is self
  PyMethodDef* def;  // of methods
  MType* cls;        // defining class, for METH_METHOD
  void* extra;       // closure of a getset, PyMemberDef of a member
  Interp* interp;
  const char* what;  // how messages name it; a copy is kept
  int sig;
  int flags;  // METH_* of a method, op of a rich comparison
  uint32_t number;
  Site* next;  // of the same type or module
};

// The number by which JavaScript calls it. It goes with the list that it is put on.
int add_site(const Site& s, Site** list = nullptr);
void free_sites(Site** list);
PyObject* call_slot(Site* s, PyObject** v, uint32_t n, PyObject* kwnames);
// Checks CPython's contract: null with an error, or a result without. Returns what stands.
PyObject* check_result(PyObject* r, const char* what);
PyObject* call_method_def(PyMethodDef* def, PyObject* self, MType* cls, PyObject* const* args,
                          Py_ssize_t nargs, PyObject* kwnames);
// A call by vectorcall rules with args in C; the general way to call anything.
PyObject* call_any(PyObject* callable, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames);

}  // namespace moult

#endif

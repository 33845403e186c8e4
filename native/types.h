// Types and the instances of C types.
#ifndef MOULT_TYPES_H
#define MOULT_TYPES_H

#include "moult.h"

namespace moult {

void native_dealloc(PyObject* o, Meta* m);
// Gives back the count of a wrapper and its handle (lifetime.cc).
void wrapper_died(PyObject* o);
// Slots of types that JavaScript made are filled in when C first needs them.
void touch_type(MType* t);
inline MType* ready(MType* t) {
  if (UNLIKELY(!t->touched)) touch_type(t);
  return t;
}
template <class F>
inline F slot_of(PyObject* o, Slot n) {
  return ready(o->ob_type)->slot<F>(n);
}
// Weak references to instances of C types are kept in JavaScript, by address.
void clear_weakrefs(PyObject* o);
void mark_weakrefs(PyObject* o);
inline bool is_native(PyObject* o) { return o->ob_type->native; }
// The name of the special method behind a slot, or null.
const char* slot_dunder(int slot);
struct TypeInfo {
  uint32_t handle;
  const char* name;
  uint64_t flags;
  MType *meta, *base;
  Py_ssize_t basicsize, itemsize, dictoffset, weaklistoffset;
  MType* const* mro;
  uint32_t nmro;
};
// A class by its description (type.cc): new reference. `spec` may go afterwards.
PyObject* type_from_spec(MType* metaclass, PyObject* module, PyType_Spec* spec, PyObject* bases);
MType* adopt_type(const TypeInfo& i);
// Its count is zero, and JavaScript's class is gone.
void free_type(MType* t);
// Lets go what C stored in attributes of a class.
void drop_stored(MType* t);
// A null entry stands for the type itself.
void set_mro(MType* t, MType* const* mro, uint32_t n);
// The classic number of a slot, whichever header version the number comes from.
int type_slot_number(int n);
// A buffer of this object must be given back (it has a releasebuffer slot).
bool slot_releases(PyObject* o);
void init_type_slots();  // of the static types
Py_ssize_t instance_size(MType* t, Py_ssize_t nitems);

}  // namespace moult

#endif

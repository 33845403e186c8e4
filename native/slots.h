// The table that relates slots to special methods.
#ifndef MOULT_SLOTS_H
#define MOULT_SLOTS_H

#include "calls.h"

namespace moult {

struct SlotDef {
  int slot;
  const char* name;
  Sig sig;
  int op;
};
extern const SlotDef slot_defs[];
extern const int num_slot_defs;

void subtype_dealloc(PyObject* o);
void plain_dealloc(PyObject* o);
void* object_new_slot();

}  // namespace moult

#endif

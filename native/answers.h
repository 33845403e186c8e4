// What JavaScript said about attributes, while the epoch stands: a value that it read without
// running any code, the C function behind a getset or member, or that a store runs no code.
#ifndef MOULT_ANSWERS_H
#define MOULT_ANSWERS_H

#include "known.h"

namespace moult {

// In CTL_HOW, after `getattr` and `setattr`.
enum How : uint32_t {
  HOW_ASKED = 0,
  HOW_PLAIN = 1,  // a value of the object's own dict or of its class's
  HOW_SITE = 2,   // CTL_NRES has the site of the getter or setter to be called
};

struct Answer {
  PyObject* about;  // an object, or the type of objects for a site; null: free
  uint64_t hash;
  uint32_t epoch, n;
  char text[32];
  PyObject* value;  // owned
  Site *get, *set;
  bool storable;
};

// New reference; null without an error when there is no such attribute and `optional`.
PyObject* get_attr(PyObject* o, PyObject* name, bool optional);
bool set_attr(PyObject* o, PyObject* name, PyObject* v);

// Lets go of all answers; runs what their deaths run.
void drop_answers();
// The object goes.
void forget_answers(PyObject* o);

}  // namespace moult

#endif

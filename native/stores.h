// What C stores in JavaScript's containers waits here, and many stores cross at once: before
// anything else crosses, before C returns, before another thread runs. Only stores that cannot fail
// and run no code of Python's may wait; who makes one keeps what C reads afterwards up to date.
#ifndef MOULT_STORES_H
#define MOULT_STORES_H

#include "moult.h"

namespace moult {

struct Store {
  Op op;  // takes any number of (object or NULL for that of the store before, key, value)
  PyObject *object, *key, *value;
  Py_ssize_t index;  // where key is null
};

// Takes references of its own. False with an error set: nothing was stored.
bool store_later(Op op, PyObject* object, PyObject* key, PyObject* value, Py_ssize_t index = 0);
// A step of a counter: the store is the last one's when that is of the same object.
bool step_later(Op op, PyObject* object, int by = 1);
// False with an error set: they still wait.
bool flush_stores();
// As flush_stores; an error that is set stays, and a new one is dropped: what waits crosses later.
void settle_waiting();
inline void settle_stores() {
  if (UNLIKELY(g->stores_n)) settle_waiting();
}

}  // namespace moult

#endif

// Tuples, lists and dicts seen from C: native contents, or JavaScript's fetched into the mirror.
#ifndef MOULT_CONTAINERS_H
#define MOULT_CONTAINERS_H

#include "moult.h"

namespace moult {

// Items of a tuple, filled in from JavaScript when the mirror has not seen them yet.
// Null with an error set when that fails.
PyObject** tuple_ready(PyObject* o);
PyObject* tuple_alloc(Py_ssize_t n);  // items are null

bool list_is_native(PyObject* o);
PyObject* list_alloc_native(Py_ssize_t n, Py_ssize_t room);
bool list_push_native(PyObject* o, PyObject* item);  // steals
// Item i of a list whose length is known to exceed i (borrowed); null with an error set.
PyObject* list_item(PyObject* o, Py_ssize_t i);
Py_ssize_t list_length(PyObject* o);  // -1 with an error set
// Stores into a list that JavaScript has; IndexError when it has no such place.
bool list_store(PyObject* o, Py_ssize_t i, PyObject* v);
void list_forget(PyObject* o);  // the cached items are stale

// JavaScript's answer to list_same and dict_same: replaces what is another by now, where `first` is
// the first value and the next stand `step` apart. False: all must be asked for; no error is set.
bool take_changes(PyObject** first, Py_ssize_t step, bool answered);

// Frees the large containers that are kept in case C soon asks for them again.
void drop_retired();

// A dict that JavaScript sees when it is handed over, or when it is asked about it.
PyObject* new_dict();
inline bool unseen(PyObject* o) {
  Meta* m = meta(o);
  return (m->flags & K_MASK) == K_VALUE && !m->handle;
}

// The value of a dict's key: borrowed; null without an error when it has none.
PyObject* dict_find(PyObject* d, PyObject* k);
bool dict_store(PyObject* d, PyObject* k, PyObject* v);
Py_ssize_t dict_size(PyObject* d);  // -1 with an error set

// Keeps `item` (a new reference) for the container under a key, and returns it as borrowed.
PyObject* keep_item(PyObject* container, PyObject* key, PyObject* item);
// What the mirror of a list or dict keeps, or an instance of a C type that extends one; NULL:
// nothing.
MirrorExt* known_ext(PyObject* o);
void drop_native_ext(PyObject* o);
// What a tuple keeps besides its items (a struct sequence's hidden fields); NULL for nearly all.
class KeptItems* tuple_kept(PyObject* o);
void kept_free(class KeptItems* k);
void kept_visit(class KeptItems* k, visitproc visit);
// Drops what a mirror keeps of its container's contents.
void forget_cached(PyObject* o);
// The same value: identical, or equal plain values, so that one block may stand for the other.
bool same_value(PyObject* a, PyObject* b);

void free_plain_block(PyObject* o);

// Dicts of so many keyword arguments are used again (SP_KEYWORDS): their memory is that large.
static const Py_ssize_t KEYWORDS_KEPT = 8;

}  // namespace moult

#endif

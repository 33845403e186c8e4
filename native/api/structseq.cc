// Struct sequences: JavaScript's objects (src/objects/structseq.ts). The visible fields are a
// tuple's items, so they are read where a tuple's are; the others are kept with the mirror.
#include "../containers.h"
#include "api.h"

extern "C" __attribute__((visibility("default"))) const char* const PyStructSequence_UnnamedField;

using namespace moult;

// New reference.
MOULT_EXPORT PyTypeObject* PyStructSequence_NewType(PyStructSequence_Desc* d) {
  Py_ssize_t n = 0, unnamed = 0;
  for (PyStructSequence_Field* f = d->fields; f->name; f++, n++)
    unnamed += f->name == PyStructSequence_UnnamedField;
  if (d->n_in_sequence > n) {
    PyErr_Format(PyExc_SystemError, "n_in_sequence of %s exceeds the number of its fields",
                 d->name);
    return nullptr;
  }
  Ref names(PyTuple_New(n)), docs(PyTuple_New(n));
  if (!names || !docs) return nullptr;
  for (Py_ssize_t i = 0; i < n; i++) {
    const PyStructSequence_Field& f = d->fields[i];
    PyObject* name =
        f.name == PyStructSequence_UnnamedField ? incref(Py_None) : PyUnicode_FromString(f.name);
    PyObject* doc = f.doc ? PyUnicode_FromString(f.doc) : incref(Py_None);
    if (PyTuple_SetItem(names, i, name) < 0 || PyTuple_SetItem(docs, i, doc) < 0 || !name || !doc)
      return nullptr;
  }
  return (PyTypeObject*)up_obj(OP_structseq_type, d->name, d->doc, names.p, docs.p,
                               (Py_ssize_t)d->n_in_sequence);
}

// New reference; the fields are NULL until PyStructSequence_SetItem.
MOULT_EXPORT PyObject* PyStructSequence_New(PyTypeObject* t) { return up_obj(OP_structseq_new, t); }

// Steals. Only for a sequence that nobody else has seen.
MOULT_EXPORT void PyStructSequence_SetItem(PyObject* o, Py_ssize_t i, PyObject* v) {
  up_void(OP_structseq_set, o, i, v);
  if (i >= 0 && i < ob_size(o)) {
    PyObject*& at = tuple_items(o)[i];
    PyObject* old = at;
    at = v;
    xdecref(old);
  } else {
    PyObject* key = PyLong_FromSsize_t(i);
    keep_item(o, key, v);
    decref(key);
  }
}
// Borrowed reference.
MOULT_EXPORT PyObject* PyStructSequence_GetItem(PyObject* o, Py_ssize_t i) {
  if (i >= 0 && i < ob_size(o)) return PyTuple_GetItem(o, i);
  Ref key(PyLong_FromSsize_t(i));
  PyObject* v = key ? up_obj(OP_structseq_get, o, i) : nullptr;
  return v ? keep_item(o, key, v) : nullptr;
}

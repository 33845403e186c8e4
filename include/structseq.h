/* Tuples whose items have names. */
#ifndef MOULT_STRUCTSEQ_H
#define MOULT_STRUCTSEQ_H

MOULT_BEGIN_C

typedef struct PyStructSequence_Field {
  const char* name;
  const char* doc;
} PyStructSequence_Field;

typedef struct PyStructSequence_Desc {
  const char* name;
  const char* doc;
  PyStructSequence_Field* fields;
  int n_in_sequence;
} PyStructSequence_Desc;

#if MOULT_API >= 0x030b0000
PyAPI_DATA(const char* const) PyStructSequence_UnnamedField;
#endif

PyAPI_FUNC(PyTypeObject*) PyStructSequence_NewType(PyStructSequence_Desc*);
PyAPI_FUNC(PyObject*) PyStructSequence_New(PyTypeObject*);
PyAPI_FUNC(void) PyStructSequence_SetItem(PyObject*, Py_ssize_t index, PyObject* item);
PyAPI_FUNC(PyObject*) PyStructSequence_GetItem(PyObject*, Py_ssize_t index);

MOULT_END_C

#endif

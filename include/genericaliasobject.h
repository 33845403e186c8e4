/* list[int] and its like. */
#ifndef MOULT_GENERICALIASOBJECT_H
#define MOULT_GENERICALIASOBJECT_H

#if MOULT_API >= 0x03090000

MOULT_BEGIN_C

PyAPI_FUNC(PyObject*) Py_GenericAlias(PyObject* origin, PyObject* args);
PyAPI_DATA(PyTypeObject) Py_GenericAliasType;

MOULT_END_C

#endif

#endif

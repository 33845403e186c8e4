/* enumerate() and reversed(). */
#ifndef MOULT_ENUMOBJECT_H
#define MOULT_ENUMOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyEnum_Type;
PyAPI_DATA(PyTypeObject) PyReversed_Type;

MOULT_END_C

#endif

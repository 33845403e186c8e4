/* range() and its iterators. */
#ifndef MOULT_RANGEOBJECT_H
#define MOULT_RANGEOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyRange_Type;
PyAPI_DATA(PyTypeObject) PyRangeIter_Type;
PyAPI_DATA(PyTypeObject) PyLongRangeIter_Type;
#define PyRange_Check(op) _MOULT_IS_EXACTLY((op), &PyRange_Type)

MOULT_END_C

#endif

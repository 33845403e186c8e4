/* filter(), map() and zip(). */
#ifndef MOULT_BLTINMODULE_H
#define MOULT_BLTINMODULE_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyFilter_Type;
PyAPI_DATA(PyTypeObject) PyMap_Type;
PyAPI_DATA(PyTypeObject) PyZip_Type;

MOULT_END_C

#endif

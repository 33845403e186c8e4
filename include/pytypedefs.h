/* Names of structures that several chapters mention. All but PyMethodDef and its like are opaque.
 */
#ifndef MOULT_PYTYPEDEFS_H
#define MOULT_PYTYPEDEFS_H

MOULT_BEGIN_C

typedef struct _object PyObject;
typedef struct _typeobject PyTypeObject;
typedef struct _longobject PyLongObject;
typedef struct PyModuleDef PyModuleDef;
typedef struct PyModuleDef_Slot PyModuleDef_Slot;
typedef struct PyMethodDef PyMethodDef;
typedef struct PyGetSetDef PyGetSetDef;
typedef struct PyMemberDef PyMemberDef;
typedef struct PyCodeObject PyCodeObject;
typedef struct _frame PyFrameObject;
typedef struct _ts PyThreadState;
typedef struct _is PyInterpreterState;
typedef struct PySlot PySlot;

MOULT_END_C

#endif

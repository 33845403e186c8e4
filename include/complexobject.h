/* Complex numbers. */
#ifndef MOULT_COMPLEXOBJECT_H
#define MOULT_COMPLEXOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyComplex_Type;
#define PyComplex_Check(op) PyObject_TypeCheck((op), &PyComplex_Type)
#define PyComplex_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyComplex_Type)

PyAPI_FUNC(PyObject*) PyComplex_FromDoubles(double real, double imag);
PyAPI_FUNC(double) PyComplex_RealAsDouble(PyObject*);
PyAPI_FUNC(double) PyComplex_ImagAsDouble(PyObject*);

MOULT_END_C

#endif

/* Between text and double. */
#ifndef MOULT_PYSTRTOD_H
#define MOULT_PYSTRTOD_H

MOULT_BEGIN_C

PyAPI_FUNC(double) PyOS_string_to_double(const char*, char** end, PyObject* overflow_exception);
PyAPI_FUNC(char*) PyOS_double_to_string(double, char format, int precision, int flags, int* type);

#define Py_DTSF_SIGN 0x01
#define Py_DTSF_ADD_DOT_0 0x02
#define Py_DTSF_ALT 0x04
#define Py_DTSF_NO_NEG_0 0x08
#define Py_DTST_FINITE 0
#define Py_DTST_INFINITE 1
#define Py_DTST_NAN 2

MOULT_END_C

#endif

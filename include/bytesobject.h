/* Byte strings. */
#ifndef MOULT_BYTESOBJECT_H
#define MOULT_BYTESOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyBytes_Type;
PyAPI_DATA(PyTypeObject) PyBytesIter_Type;
#define PyBytes_Check(op) _MOULT_HAS_FLAG((op), Py_TPFLAGS_BYTES_SUBCLASS)
#define PyBytes_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyBytes_Type)

PyAPI_FUNC(PyObject*) PyBytes_FromStringAndSize(const char*, Py_ssize_t);
PyAPI_FUNC(PyObject*) PyBytes_FromString(const char*);
PyAPI_FUNC(PyObject*) PyBytes_FromObject(PyObject*);
PyAPI_FUNC(PyObject*) PyBytes_FromFormatV(const char* format, va_list args);
PyAPI_FUNC(PyObject*) PyBytes_FromFormat(const char* format, ...);
PyAPI_FUNC(Py_ssize_t) PyBytes_Size(PyObject*);
PyAPI_FUNC(char*) PyBytes_AsString(PyObject*);
PyAPI_FUNC(int) PyBytes_AsStringAndSize(PyObject*, char** bytes, Py_ssize_t* size);
PyAPI_FUNC(PyObject*) PyBytes_Repr(PyObject*, int smartquotes);
PyAPI_FUNC(void) PyBytes_Concat(PyObject** left, PyObject* right);
PyAPI_FUNC(void) PyBytes_ConcatAndDel(PyObject** left, PyObject* right);
PyAPI_FUNC(PyObject*) PyBytes_DecodeEscape(const char*, Py_ssize_t, const char* errors,
                                           Py_ssize_t unicode, const char* recode_encoding);

MOULT_END_C

#endif

/* Integers. */
#ifndef MOULT_LONGOBJECT_H
#define MOULT_LONGOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyLong_Type;
#define PyLong_Check(op) _MOULT_HAS_FLAG((op), Py_TPFLAGS_LONG_SUBCLASS)
#define PyLong_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyLong_Type)

PyAPI_FUNC(PyObject*) PyLong_FromLong(long);
PyAPI_FUNC(PyObject*) PyLong_FromUnsignedLong(unsigned long);
PyAPI_FUNC(PyObject*) PyLong_FromSize_t(size_t);
PyAPI_FUNC(PyObject*) PyLong_FromSsize_t(Py_ssize_t);
PyAPI_FUNC(PyObject*) PyLong_FromDouble(double);
PyAPI_FUNC(PyObject*) PyLong_FromLongLong(long long);
PyAPI_FUNC(PyObject*) PyLong_FromUnsignedLongLong(unsigned long long);
PyAPI_FUNC(PyObject*) PyLong_FromVoidPtr(void*);
PyAPI_FUNC(PyObject*) PyLong_FromString(const char* text, char** end, int base);

PyAPI_FUNC(long) PyLong_AsLong(PyObject*);
PyAPI_FUNC(long) PyLong_AsLongAndOverflow(PyObject*, int* overflow);
PyAPI_FUNC(Py_ssize_t) PyLong_AsSsize_t(PyObject*);
PyAPI_FUNC(size_t) PyLong_AsSize_t(PyObject*);
PyAPI_FUNC(unsigned long) PyLong_AsUnsignedLong(PyObject*);
PyAPI_FUNC(unsigned long) PyLong_AsUnsignedLongMask(PyObject*);
PyAPI_FUNC(long long) PyLong_AsLongLong(PyObject*);
PyAPI_FUNC(long long) PyLong_AsLongLongAndOverflow(PyObject*, int* overflow);
PyAPI_FUNC(unsigned long long) PyLong_AsUnsignedLongLong(PyObject*);
PyAPI_FUNC(unsigned long long) PyLong_AsUnsignedLongLongMask(PyObject*);
PyAPI_FUNC(double) PyLong_AsDouble(PyObject*);
PyAPI_FUNC(void*) PyLong_AsVoidPtr(PyObject*);
PyAPI_FUNC(PyObject*) PyLong_GetInfo(void);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PyLong_AsInt(PyObject*);
#endif

#if MOULT_API >= 0x030e0000
PyAPI_FUNC(PyObject*) PyLong_FromInt32(int32_t);
PyAPI_FUNC(PyObject*) PyLong_FromUInt32(uint32_t);
PyAPI_FUNC(PyObject*) PyLong_FromInt64(int64_t);
PyAPI_FUNC(PyObject*) PyLong_FromUInt64(uint64_t);
PyAPI_FUNC(int) PyLong_AsInt32(PyObject*, int32_t* value);
PyAPI_FUNC(int) PyLong_AsUInt32(PyObject*, uint32_t* value);
PyAPI_FUNC(int) PyLong_AsInt64(PyObject*, int64_t* value);
PyAPI_FUNC(int) PyLong_AsUInt64(PyObject*, uint64_t* value);

#define Py_ASNATIVEBYTES_DEFAULTS -1
#define Py_ASNATIVEBYTES_BIG_ENDIAN 0
#define Py_ASNATIVEBYTES_LITTLE_ENDIAN 1
#define Py_ASNATIVEBYTES_NATIVE_ENDIAN 3
#define Py_ASNATIVEBYTES_UNSIGNED_BUFFER 4
#define Py_ASNATIVEBYTES_REJECT_NEGATIVE 8
#define Py_ASNATIVEBYTES_ALLOW_INDEX 16
PyAPI_FUNC(Py_ssize_t) PyLong_AsNativeBytes(PyObject*, void* buffer, Py_ssize_t size, int flags);
PyAPI_FUNC(PyObject*) PyLong_FromNativeBytes(const void* buffer, size_t size, int flags);
PyAPI_FUNC(PyObject*) PyLong_FromUnsignedNativeBytes(const void* buffer, size_t size, int flags);
#endif

#if MOULT_API >= 0x030f0000
typedef struct PyLongLayout {
  uint8_t bits_per_digit;
  uint8_t digit_size;
  int8_t digits_order;
  int8_t digit_endianness;
} PyLongLayout;

typedef struct PyLongExport {
  int64_t value;
  uint8_t negative;
  Py_ssize_t ndigits;
  const void* digits; /* NULL: the number is in value */
  Py_uintptr_t _reserved;
} PyLongExport;

typedef struct PyLongWriter PyLongWriter;

PyAPI_FUNC(const PyLongLayout*) PyLong_GetNativeLayout(void);
PyAPI_FUNC(int) PyLong_Export(PyObject*, PyLongExport*);
PyAPI_FUNC(void) PyLong_FreeExport(PyLongExport*);
PyAPI_FUNC(PyLongWriter*) PyLongWriter_Create(int negative, Py_ssize_t ndigits, void** digits);
PyAPI_FUNC(PyObject*) PyLongWriter_Finish(PyLongWriter*);
PyAPI_FUNC(void) PyLongWriter_Discard(PyLongWriter*);
#endif

#define PyLong_AS_LONG(op) PyLong_AsLong(op)

PyAPI_FUNC(unsigned long) PyOS_strtoul(const char* text, char** end, int base);
PyAPI_FUNC(long) PyOS_strtol(const char* text, char** end, int base);

/* Process ids, and other C integers whose size varies between platforms. */
#define PyLong_FromPid PyLong_FromLong
#define PyLong_AsPid PyLong_AsLong
#define _Py_PARSE_PID "i"
#define _Py_PARSE_INTPTR "n"

MOULT_END_C

#endif

/* Strings. Lengths and positions count characters; text from C is UTF-8 unless a name says else. */
#ifndef MOULT_UNICODEOBJECT_H
#define MOULT_UNICODEOBJECT_H

#include <wchar.h>

MOULT_BEGIN_C

#define Py_UNICODE_SIZE SIZEOF_WCHAR_T
typedef uint32_t Py_UCS4;
typedef uint16_t Py_UCS2;
typedef uint8_t Py_UCS1;

#define Py_UNICODE_REPLACEMENT_CHARACTER ((Py_UCS4)0xFFFD)

PyAPI_DATA(PyTypeObject) PyUnicode_Type;
PyAPI_DATA(PyTypeObject) PyUnicodeIter_Type;
#define PyUnicode_Check(op) _MOULT_HAS_FLAG((op), Py_TPFLAGS_UNICODE_SUBCLASS)
#define PyUnicode_CheckExact(op) _MOULT_IS_EXACTLY((op), &PyUnicode_Type)

/* making them */
PyAPI_FUNC(PyObject*) PyUnicode_FromStringAndSize(const char*, Py_ssize_t size);
PyAPI_FUNC(PyObject*) PyUnicode_FromString(const char*);
PyAPI_FUNC(PyObject*)
    PyUnicode_FromEncodedObject(PyObject*, const char* encoding, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_FromObject(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicode_FromFormatV(const char* format, va_list args);
PyAPI_FUNC(PyObject*) PyUnicode_FromFormat(const char* format, ...);
PyAPI_FUNC(PyObject*) PyUnicode_FromOrdinal(int ordinal);
PyAPI_FUNC(PyObject*) PyUnicode_FromWideChar(const wchar_t*, Py_ssize_t size);
PyAPI_FUNC(void) PyUnicode_InternInPlace(PyObject**);
PyAPI_FUNC(PyObject*) PyUnicode_InternFromString(const char*);

/* looking inside */
#if MOULT_API >= 0x03030000
PyAPI_FUNC(Py_ssize_t) PyUnicode_GetLength(PyObject*);
PyAPI_FUNC(Py_UCS4) PyUnicode_ReadChar(PyObject*, Py_ssize_t index);
PyAPI_FUNC(int) PyUnicode_WriteChar(PyObject*, Py_ssize_t index, Py_UCS4 character);
PyAPI_FUNC(PyObject*) PyUnicode_Substring(PyObject*, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(Py_UCS4*) PyUnicode_AsUCS4(PyObject*, Py_UCS4* buffer, Py_ssize_t size, int copy_null);
PyAPI_FUNC(Py_UCS4*) PyUnicode_AsUCS4Copy(PyObject*);
PyAPI_FUNC(wchar_t*) PyUnicode_AsWideCharString(PyObject*, Py_ssize_t* size);
#endif
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(const char*) PyUnicode_AsUTF8AndSize(PyObject*, Py_ssize_t* size);
#endif
PyAPI_FUNC(Py_ssize_t) PyUnicode_AsWideChar(PyObject*, wchar_t*, Py_ssize_t size);
PyAPI_FUNC(const char*) PyUnicode_GetDefaultEncoding(void);
PyAPI_FUNC(int) PyUnicode_Resize(PyObject**, Py_ssize_t length);

/* codecs */
PyAPI_FUNC(PyObject*)
    PyUnicode_Decode(const char*, Py_ssize_t, const char* encoding, const char* errors);
PyAPI_FUNC(PyObject*)
    PyUnicode_AsEncodedString(PyObject*, const char* encoding, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_BuildEncodingMap(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeUTF7(const char*, Py_ssize_t, const char* errors);
PyAPI_FUNC(PyObject*)
    PyUnicode_DecodeUTF7Stateful(const char*, Py_ssize_t, const char* errors, Py_ssize_t* consumed);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeUTF8(const char*, Py_ssize_t, const char* errors);
PyAPI_FUNC(PyObject*)
    PyUnicode_DecodeUTF8Stateful(const char*, Py_ssize_t, const char* errors, Py_ssize_t* consumed);
PyAPI_FUNC(PyObject*) PyUnicode_AsUTF8String(PyObject*);
PyAPI_FUNC(PyObject*)
    PyUnicode_DecodeUTF32(const char*, Py_ssize_t, const char* errors, int* byteorder);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeUTF32Stateful(const char*, Py_ssize_t, const char* errors,
                                                    int* byteorder, Py_ssize_t* consumed);
PyAPI_FUNC(PyObject*) PyUnicode_AsUTF32String(PyObject*);
PyAPI_FUNC(PyObject*)
    PyUnicode_DecodeUTF16(const char*, Py_ssize_t, const char* errors, int* byteorder);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeUTF16Stateful(const char*, Py_ssize_t, const char* errors,
                                                    int* byteorder, Py_ssize_t* consumed);
PyAPI_FUNC(PyObject*) PyUnicode_AsUTF16String(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeUnicodeEscape(const char*, Py_ssize_t, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_AsUnicodeEscapeString(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeRawUnicodeEscape(const char*, Py_ssize_t, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_AsRawUnicodeEscapeString(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeLatin1(const char*, Py_ssize_t, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_AsLatin1String(PyObject*);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeASCII(const char*, Py_ssize_t, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_AsASCIIString(PyObject*);
PyAPI_FUNC(PyObject*)
    PyUnicode_DecodeCharmap(const char*, Py_ssize_t, PyObject* mapping, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_AsCharmapString(PyObject*, PyObject* mapping);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*) PyUnicode_DecodeLocaleAndSize(const char*, Py_ssize_t, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeLocale(const char*, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_EncodeLocale(PyObject*, const char* errors);
#endif
PyAPI_FUNC(int) PyUnicode_FSConverter(PyObject*, void* result);
PyAPI_FUNC(int) PyUnicode_FSDecoder(PyObject*, void* result);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeFSDefault(const char*);
PyAPI_FUNC(PyObject*) PyUnicode_DecodeFSDefaultAndSize(const char*, Py_ssize_t);
PyAPI_FUNC(PyObject*) PyUnicode_EncodeFSDefault(PyObject*);

/* methods */
PyAPI_FUNC(PyObject*) PyUnicode_Concat(PyObject*, PyObject*);
PyAPI_FUNC(void) PyUnicode_Append(PyObject** left, PyObject* right);
PyAPI_FUNC(void) PyUnicode_AppendAndDel(PyObject** left, PyObject* right);
PyAPI_FUNC(PyObject*) PyUnicode_Split(PyObject*, PyObject* sep, Py_ssize_t maxsplit);
PyAPI_FUNC(PyObject*) PyUnicode_Splitlines(PyObject*, int keepends);
PyAPI_FUNC(PyObject*) PyUnicode_Partition(PyObject*, PyObject* sep);
PyAPI_FUNC(PyObject*) PyUnicode_RPartition(PyObject*, PyObject* sep);
PyAPI_FUNC(PyObject*) PyUnicode_RSplit(PyObject*, PyObject* sep, Py_ssize_t maxsplit);
PyAPI_FUNC(PyObject*) PyUnicode_Translate(PyObject*, PyObject* table, const char* errors);
PyAPI_FUNC(PyObject*) PyUnicode_Join(PyObject* separator, PyObject* sequence);
PyAPI_FUNC(Py_ssize_t) PyUnicode_Tailmatch(PyObject*, PyObject* substr, Py_ssize_t start,
                                           Py_ssize_t end, int direction);
PyAPI_FUNC(Py_ssize_t)
    PyUnicode_Find(PyObject*, PyObject* substr, Py_ssize_t start, Py_ssize_t end, int direction);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(Py_ssize_t) PyUnicode_FindChar(PyObject*, Py_UCS4 character, Py_ssize_t start,
                                          Py_ssize_t end, int direction);
#endif
PyAPI_FUNC(Py_ssize_t)
    PyUnicode_Count(PyObject*, PyObject* substr, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(PyObject*)
    PyUnicode_Replace(PyObject*, PyObject* substr, PyObject* replacement, Py_ssize_t maxcount);
PyAPI_FUNC(int) PyUnicode_Compare(PyObject*, PyObject*);
PyAPI_FUNC(int) PyUnicode_CompareWithASCIIString(PyObject*, const char*);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PyUnicode_EqualToUTF8(PyObject*, const char*);
PyAPI_FUNC(int) PyUnicode_EqualToUTF8AndSize(PyObject*, const char*, Py_ssize_t);
#endif
#if MOULT_API >= 0x030e0000
PyAPI_FUNC(int) PyUnicode_Equal(PyObject*, PyObject*);
#endif
PyAPI_FUNC(PyObject*) PyUnicode_RichCompare(PyObject*, PyObject*, int op);
PyAPI_FUNC(PyObject*) PyUnicode_Format(PyObject* format, PyObject* args);
PyAPI_FUNC(int) PyUnicode_Contains(PyObject* container, PyObject* element);
PyAPI_FUNC(int) PyUnicode_IsIdentifier(PyObject*);

MOULT_END_C

#endif

/* The registry of codecs and of error handlers. */
#ifndef MOULT_CODECS_H
#define MOULT_CODECS_H

MOULT_BEGIN_C

PyAPI_FUNC(int) PyCodec_Register(PyObject* search_function);
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(int) PyCodec_Unregister(PyObject* search_function);
#endif
PyAPI_FUNC(int) PyCodec_KnownEncoding(const char* encoding);
PyAPI_FUNC(PyObject*) PyCodec_Encode(PyObject*, const char* encoding, const char* errors);
PyAPI_FUNC(PyObject*) PyCodec_Decode(PyObject*, const char* encoding, const char* errors);
PyAPI_FUNC(PyObject*) PyCodec_Encoder(const char* encoding);
PyAPI_FUNC(PyObject*) PyCodec_Decoder(const char* encoding);
PyAPI_FUNC(PyObject*) PyCodec_IncrementalEncoder(const char* encoding, const char* errors);
PyAPI_FUNC(PyObject*) PyCodec_IncrementalDecoder(const char* encoding, const char* errors);
PyAPI_FUNC(PyObject*)
    PyCodec_StreamReader(const char* encoding, PyObject* stream, const char* errors);
PyAPI_FUNC(PyObject*)
    PyCodec_StreamWriter(const char* encoding, PyObject* stream, const char* errors);

PyAPI_FUNC(int) PyCodec_RegisterError(const char* name, PyObject* handler);
PyAPI_FUNC(PyObject*) PyCodec_LookupError(const char* name);
PyAPI_FUNC(PyObject*) PyCodec_StrictErrors(PyObject* exception);
PyAPI_FUNC(PyObject*) PyCodec_IgnoreErrors(PyObject* exception);
PyAPI_FUNC(PyObject*) PyCodec_ReplaceErrors(PyObject* exception);
PyAPI_FUNC(PyObject*) PyCodec_XMLCharRefReplaceErrors(PyObject* exception);
PyAPI_FUNC(PyObject*) PyCodec_BackslashReplaceErrors(PyObject* exception);
#if MOULT_API >= 0x03050000
PyAPI_FUNC(PyObject*) PyCodec_NameReplaceErrors(PyObject* exception);
#endif

MOULT_END_C

#endif

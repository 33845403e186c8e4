/* Helpers of the stand-in for codecs and their error handlers. */
#include "standin.h"

/* A function of two texts, or of an object and two texts. */
#define OF_TEXTS(name, function)                                         \
  static PyObject* name(PyObject* self, PyObject* args) {                \
    const char *a, *b;                                                   \
    return PyArg_ParseTuple(args, "zz", &a, &b) ? function(a, b) : NULL; \
  }
#define OF_TEXT(name, function)                                  \
  static PyObject* name(PyObject* self, PyObject* args) {        \
    const char* a;                                               \
    return PyArg_ParseTuple(args, "z", &a) ? function(a) : NULL; \
  }
#define OF_STREAM(name, function)                                                          \
  static PyObject* name(PyObject* self, PyObject* args) {                                  \
    const char *a, *b;                                                                     \
    PyObject* stream;                                                                      \
    return PyArg_ParseTuple(args, "zOz", &a, &stream, &b) ? function(a, stream, b) : NULL; \
  }
#define OF_OBJECT(name, function)                                \
  static PyObject* name(PyObject* self, PyObject* args) {        \
    const char *a, *b;                                           \
    PyObject* o;                                                 \
    if (!PyArg_ParseTuple(args, "Ozz", &o, &a, &b)) return NULL; \
    return function(o, a, b);                                    \
  }
#define HANDLER(name, function) \
  static PyObject* name(PyObject* self, PyObject* e) { return function(e); }

OF_OBJECT(codec_encode, PyCodec_Encode)
OF_OBJECT(codec_decode, PyCodec_Decode)
OF_TEXT(codec_encoder, PyCodec_Encoder)
OF_TEXT(codec_decoder, PyCodec_Decoder)
OF_TEXT(codec_lookup_error, PyCodec_LookupError)
OF_TEXTS(codec_incremental_encoder, PyCodec_IncrementalEncoder)
OF_TEXTS(codec_incremental_decoder, PyCodec_IncrementalDecoder)
OF_STREAM(codec_stream_reader, PyCodec_StreamReader)
OF_STREAM(codec_stream_writer, PyCodec_StreamWriter)
HANDLER(codec_strict_errors, PyCodec_StrictErrors)
HANDLER(codec_ignore_errors, PyCodec_IgnoreErrors)
HANDLER(codec_replace_errors, PyCodec_ReplaceErrors)
HANDLER(codec_xmlcharrefreplace_errors, PyCodec_XMLCharRefReplaceErrors)
HANDLER(codec_backslashreplace_errors, PyCodec_BackslashReplaceErrors)
HANDLER(codec_namereplace_errors, PyCodec_NameReplaceErrors)

static PyObject* none_or_error(int r) { return r < 0 ? NULL : Py_NewRef(Py_None); }
static PyObject* codec_register(PyObject* self, PyObject* f) {
  return none_or_error(PyCodec_Register(f));
}
static PyObject* codec_unregister(PyObject* self, PyObject* f) {
  return none_or_error(PyCodec_Unregister(f));
}
static PyObject* codec_register_error(PyObject* self, PyObject* args) {
  const char* name;
  PyObject* f;
  if (!PyArg_ParseTuple(args, "zO", &name, &f)) return NULL;
  return none_or_error(PyCodec_RegisterError(name, f));
}
static PyObject* codec_known_encoding(PyObject* self, PyObject* args) {
  const char* name;
  if (!PyArg_ParseTuple(args, "z", &name)) return NULL;
  return PyBool_FromLong(PyCodec_KnownEncoding(name));
}

PyMethodDef codec_helpers[] = {
#define VARARGS(name)               \
  {                                 \
#name, name, METH_VARARGS, NULL \
  }
#define ONE(name)             \
  {                           \
#name, name, METH_O, NULL \
  }
    VARARGS(codec_encode),
    VARARGS(codec_decode),
    VARARGS(codec_encoder),
    VARARGS(codec_decoder),
    VARARGS(codec_lookup_error),
    VARARGS(codec_incremental_encoder),
    VARARGS(codec_incremental_decoder),
    VARARGS(codec_stream_reader),
    VARARGS(codec_stream_writer),
    VARARGS(codec_register_error),
    VARARGS(codec_known_encoding),
    ONE(codec_register),
    ONE(codec_unregister),
    ONE(codec_strict_errors),
    ONE(codec_ignore_errors),
    ONE(codec_replace_errors),
    ONE(codec_xmlcharrefreplace_errors),
    ONE(codec_backslashreplace_errors),
    ONE(codec_namereplace_errors),
    {NULL, NULL, 0, NULL},
};

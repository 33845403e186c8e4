// The registry of codecs and error handlers. It is Python's: these functions ask _codecs.
#include "api.h"

using namespace moult;

// The CodecInfo of an encoding (new reference).
static PyObject* lookup(const char* encoding) {
  if (!encoding) {
    PyErr_BadArgument();
    return nullptr;
  }
  return call_module("_codecs", "lookup", "(s)", encoding);
}

// 0, or -1 with an error set.
static int done(PyObject* r) {
  xdecref(r);
  return r ? 0 : -1;
}
MOULT_EXPORT int PyCodec_Register(PyObject* search) {
  if (!search) return PyErr_BadArgument(), -1;
  return done(call_module("_codecs", "register", "(O)", search));
}
MOULT_EXPORT int PyCodec_Unregister(PyObject* search) {
  return done(call_module("_codecs", "unregister", "(O)", search));
}
MOULT_EXPORT int PyCodec_KnownEncoding(const char* encoding) {
  Ref c(lookup(encoding));
  if (!c) PyErr_Clear();
  return c.p != nullptr;
}

// Each returns a new reference.
static PyObject* recode(const char* how, PyObject* o, const char* encoding, const char* errors) {
  if (!encoding) {
    PyErr_BadArgument();
    return nullptr;
  }
  return errors ? call_module("_codecs", how, "(Oss)", o, encoding, errors)
                : call_module("_codecs", how, "(Os)", o, encoding);
}
MOULT_EXPORT PyObject* PyCodec_Encode(PyObject* o, const char* encoding, const char* errors) {
  return recode("encode", o, encoding, errors);
}
MOULT_EXPORT PyObject* PyCodec_Decode(PyObject* o, const char* encoding, const char* errors) {
  return recode("decode", o, encoding, errors);
}
MOULT_EXPORT PyObject* PyCodec_Encoder(const char* encoding) {
  return part_of(lookup(encoding), 0);
}
MOULT_EXPORT PyObject* PyCodec_Decoder(const char* encoding) {
  return part_of(lookup(encoding), 1);
}

static PyObject* incremental(const char* attribute, const char* encoding, const char* errors) {
  Ref c(lookup(encoding));
  Ref f(c ? PyObject_GetAttrString(c, attribute) : nullptr);
  if (!f) return nullptr;
  return errors ? PyObject_CallFunction(f, "s", errors) : PyObject_CallNoArgs(f);
}
MOULT_EXPORT PyObject* PyCodec_IncrementalEncoder(const char* encoding, const char* errors) {
  return incremental("incrementalencoder", encoding, errors);
}
MOULT_EXPORT PyObject* PyCodec_IncrementalDecoder(const char* encoding, const char* errors) {
  return incremental("incrementaldecoder", encoding, errors);
}

static PyObject* stream(Py_ssize_t part, const char* encoding, PyObject* file, const char* errors) {
  Ref f(part_of(lookup(encoding), part));
  if (!f) return nullptr;
  Ref args(errors && *errors ? Py_BuildValue("(Os)", file, errors) : Py_BuildValue("(O)", file));
  return args ? PyObject_CallObject(f, args) : nullptr;
}
MOULT_EXPORT PyObject* PyCodec_StreamReader(const char* encoding, PyObject* file,
                                            const char* errors) {
  return stream(2, encoding, file, errors);
}
MOULT_EXPORT PyObject* PyCodec_StreamWriter(const char* encoding, PyObject* file,
                                            const char* errors) {
  return stream(3, encoding, file, errors);
}

// ---- error handlers ----

MOULT_EXPORT int PyCodec_RegisterError(const char* name, PyObject* handler) {
  return done(call_module("_codecs", "register_error", "(sO)", name, handler));
}
// New references.
MOULT_EXPORT PyObject* PyCodec_LookupError(const char* name) {
  return call_module("_codecs", "lookup_error", "(s)", name ? name : "strict");
}
static PyObject* handle(const char* name, PyObject* exception) {
  Ref f(PyCodec_LookupError(name));
  return f ? PyObject_CallFunction(f, "(O)", exception) : nullptr;
}
// Raises what it is given.
MOULT_EXPORT PyObject* PyCodec_StrictErrors(PyObject* exception) {
  if (is_exc(exception))
    PyErr_SetObject((PyObject*)exception->ob_type, exception);
  else
    PyErr_SetString(PyExc_TypeError, "codec must pass exception instance");
  return nullptr;
}
MOULT_EXPORT PyObject* PyCodec_IgnoreErrors(PyObject* e) { return handle("ignore", e); }
MOULT_EXPORT PyObject* PyCodec_ReplaceErrors(PyObject* e) { return handle("replace", e); }
MOULT_EXPORT PyObject* PyCodec_XMLCharRefReplaceErrors(PyObject* e) {
  return handle("xmlcharrefreplace", e);
}
MOULT_EXPORT PyObject* PyCodec_BackslashReplaceErrors(PyObject* e) {
  return handle("backslashreplace", e);
}
MOULT_EXPORT PyObject* PyCodec_NameReplaceErrors(PyObject* e) { return handle("namereplace", e); }

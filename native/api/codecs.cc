// Encoding and decoding text.
#include <stdlib.h>
#include "api.h"

using namespace moult;

static bool is_utf8(const char* e) {
  return !e || strcmp(e, "utf-8") == 0 || strcmp(e, "utf8") == 0 || strcmp(e, "UTF-8") == 0;
}

// Every function returns a new reference, unless it says so.
MOULT_EXPORT PyObject* PyUnicode_AsUTF8String(PyObject* o) {
  if (!is_str(o)) {
    PyErr_BadArgument();
    return nullptr;
  }
  Py_ssize_t n;
  const char* s = str_utf8(o, &n);
  return s ? PyBytes_FromStringAndSize(s, n) : nullptr;
}
MOULT_EXPORT PyObject* PyUnicode_AsEncodedString(PyObject* o, const char* enc, const char* err) {
  if (!is_str(o)) {
    PyErr_BadArgument();
    return nullptr;
  }
  if (is_utf8(enc) && (!err || strcmp(err, "strict") == 0)) return PyUnicode_AsUTF8String(o);
  return up_obj(OP_str_encode, o, enc ? enc : "utf-8", err ? err : "strict");
}
MOULT_EXPORT PyObject* PyUnicode_Decode(const char* s, Py_ssize_t n, const char* enc,
                                        const char* err) {
  if (is_utf8(enc)) return str_decode_utf8(s, n, err, nullptr);
  if (strcmp(enc, "latin-1") == 0 || strcmp(enc, "iso-8859-1") == 0)
    return str_from_latin1((const uint8_t*)s, n);
  Ref b(PyBytes_FromStringAndSize(s, n));
  return b ? up_obj(OP_str_decode, b.p, enc, err ? err : "strict") : nullptr;
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF8(const char* s, Py_ssize_t n, const char* err) {
  return str_decode_utf8(s, n, err, nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF8Stateful(const char* s, Py_ssize_t n, const char* err,
                                                    Py_ssize_t* used) {
  return str_decode_utf8(s, n, err, used);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeLatin1(const char* s, Py_ssize_t n, const char*) {
  return str_from_latin1((const uint8_t*)s, n);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeASCII(const char* s, Py_ssize_t n, const char* err) {
  Py_ssize_t i = 0;
  while (i < n && !(s[i] & 0x80)) i++;
  if (i == n) return str_from_latin1((const uint8_t*)s, n);
  Ref b(PyBytes_FromStringAndSize(s, n));
  return b ? up_obj(OP_str_decode, b.p, "ascii", err ? err : "strict") : nullptr;
}
static PyObject* encode(PyObject* o, const char* codec, const char* err) {
  if (!is_str(o)) {
    PyErr_BadArgument();
    return nullptr;
  }
  return up_obj(OP_str_encode, o, codec, err ? err : "strict");
}
MOULT_EXPORT PyObject* PyUnicode_AsASCIIString(PyObject* o) {
  if (is_str(o) && str_ascii(o)) return PyUnicode_AsUTF8String(o);
  return encode(o, "ascii", nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_AsLatin1String(PyObject* o) {
  return encode(o, "latin-1", nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_AsUTF16String(PyObject* o) { return encode(o, "utf-16", nullptr); }
MOULT_EXPORT PyObject* PyUnicode_AsUTF32String(PyObject* o) { return encode(o, "utf-32", nullptr); }
MOULT_EXPORT PyObject* PyUnicode_AsUnicodeEscapeString(PyObject* o) {
  return encode(o, "unicode_escape", nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_AsRawUnicodeEscapeString(PyObject* o) {
  return encode(o, "raw_unicode_escape", nullptr);
}
static PyObject* decode(const char* s, Py_ssize_t n, const char* codec, const char* err) {
  Ref b(PyBytes_FromStringAndSize(s, n));
  return b ? up_obj(OP_str_decode, b.p, codec, err ? err : "strict") : nullptr;
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUnicodeEscape(const char* s, Py_ssize_t n, const char* err) {
  return decode(s, n, "unicode_escape", err);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeRawUnicodeEscape(const char* s, Py_ssize_t n,
                                                        const char* err) {
  return decode(s, n, "raw_unicode_escape", err);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF7(const char* s, Py_ssize_t n, const char* err) {
  return decode(s, n, "utf-7", err);
}
MOULT_EXPORT const char* PyUnicode_GetDefaultEncoding(void) { return "utf-8"; }

MOULT_EXPORT PyObject* PyUnicode_FromEncodedObject(PyObject* o, const char* enc, const char* err) {
  if (!o) return bad_call();
  if (is_bytes(o)) return PyUnicode_Decode(PyBytes_AsString(o), PyBytes_Size(o), enc, err);
  if (is_str(o)) return type_error("decoding str is not supported");
  Py_buffer v;
  if (PyObject_GetBuffer(o, &v, PyBUF_SIMPLE) < 0) {
    PyErr_Clear();
    return type_error("decoding to str: need a bytes-like object, %.80s found", type_name(o));
  }
  PyObject* r = PyUnicode_Decode((const char*)v.buf, v.len, enc, err);
  PyBuffer_Release(&v);
  return r;
}

// ---- the file system's encoding: UTF-8 with surrogateescape ----

MOULT_EXPORT PyObject* PyUnicode_DecodeFSDefaultAndSize(const char* s, Py_ssize_t n) {
  return str_decode_utf8(s, n, "surrogateescape", nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeFSDefault(const char* s) {
  return PyUnicode_DecodeFSDefaultAndSize(s, (Py_ssize_t)strlen(s));
}
MOULT_EXPORT PyObject* PyUnicode_EncodeFSDefault(PyObject* o) {
  return encode(o, "utf-8", "surrogateescape");
}
MOULT_EXPORT PyObject* PyErr_GetRaisedException(void);
MOULT_EXPORT int PyUnicodeDecodeError_GetStart(PyObject* e, Py_ssize_t* out);
MOULT_EXPORT PyObject* PyUnicodeDecodeError_Create(const char* encoding, const char* object,
                                                   Py_ssize_t n, Py_ssize_t start, Py_ssize_t end,
                                                   const char* reason);
MOULT_EXPORT PyObject* PyUnicode_DecodeLocaleAndSize(const char* s, Py_ssize_t n, const char* err) {
  bool strict = !err || strcmp(err, "strict") == 0;
  if (!strict && strcmp(err, "surrogateescape") != 0 && strcmp(err, "surrogatepass") != 0) {
    PyErr_SetString(PyExc_ValueError, "unsupported error handler");
    return nullptr;
  }
  PyObject* r = str_decode_utf8(s, n, err ? err : "strict", nullptr);
  if (r || !strict || !PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) return r;
  // The locale's decoder tells where, and no more.
  Py_ssize_t at = 0;
  Ref e(PyErr_GetRaisedException());
  PyUnicodeDecodeError_GetStart(e, &at);
  Ref told(PyUnicodeDecodeError_Create("locale", s, n, at, at + 1, "decoding error"));
  if (told) PyErr_SetObject(PyExc_UnicodeDecodeError, told);
  return nullptr;
}
MOULT_EXPORT PyObject* PyUnicode_DecodeLocale(const char* s, const char* err) {
  return PyUnicode_DecodeLocaleAndSize(s, (Py_ssize_t)strlen(s), err);
}
MOULT_EXPORT PyObject* PyUnicode_EncodeLocale(PyObject* o, const char* err) {
  for (Py_ssize_t i = 0, n = is_str(o) ? str_length(o) : 0; i < n; i++)
    if (str_char(o, i) == 0) {
      PyErr_SetString(PyExc_ValueError, "embedded null character");
      return nullptr;
    }
  return encode(o, "utf-8", err);
}

MOULT_EXPORT PyObject* PyOS_FSPath(PyObject* p);
// For "O&": *out gets a new reference to bytes; called again with NULL it drops it.
MOULT_EXPORT int PyUnicode_FSConverter(PyObject* arg, void* out) {
  PyObject** p = (PyObject**)out;
  if (!arg) {
    PyObject* o = *p;
    *p = nullptr;
    xdecref(o);
    return 1;
  }
  Ref path(PyOS_FSPath(arg));
  if (!path) return 0;
  PyObject* b = is_bytes(path) ? path.release() : PyUnicode_EncodeFSDefault(path);
  if (!b) return 0;
  if ((Py_ssize_t)strlen(PyBytes_AsString(b)) != PyBytes_Size(b)) {
    decref(b);
    PyErr_SetString(PyExc_ValueError, "embedded null byte");
    return 0;
  }
  *p = b;
  return 0x20000;
}
MOULT_EXPORT int PyUnicode_FSDecoder(PyObject* arg, void* out) {
  PyObject** p = (PyObject**)out;
  if (!arg) {
    PyObject* o = *p;
    *p = nullptr;
    xdecref(o);
    return 1;
  }
  Ref path(PyOS_FSPath(arg));
  if (!path) return 0;
  PyObject* s = is_str(path)
                    ? path.release()
                    : PyUnicode_DecodeFSDefaultAndSize(PyBytes_AsString(path), PyBytes_Size(path));
  if (!s) return 0;
  for (Py_ssize_t i = 0, n = str_length(s); i < n; i++)
    if (str_char(s, i) == 0) {
      decref(s);
      PyErr_SetString(PyExc_ValueError, "embedded null character");
      return 0;
    }
  *p = s;
  return 0x20000;
}

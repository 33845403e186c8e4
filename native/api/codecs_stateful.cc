// UTF-7, UTF-16, UTF-32 and character maps, by the functions of _codecs; and what is left of the
// old ways to go from str to anything.
#include "api.h"

using namespace moult;

static const char* strict(const char* errors) { return errors ? errors : "strict"; }

// Takes (text, bytes used, ...) apart: the text is returned (new reference).
static PyObject* text_and_used(PyObject* result, Py_ssize_t* used) {
  if (!result) return nullptr;
  if (used) {
    *used = PyLong_AsSsize_t(PyTuple_GetItem(result, 1));
    if (*used < 0 && error_set()) {
      decref(result);
      return nullptr;
    }
  }
  return part_of(result, 0);
}

// The functions return new references. `used` NULL: the input must be complete.
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF7Stateful(const char* s, Py_ssize_t n, const char* errors,
                                                    Py_ssize_t* used) {
  return text_and_used(
      call_module("_codecs", "utf_7_decode", "(y#si)", s, n, strict(errors), used == nullptr),
      used);
}

// *order: -1 little endian, 1 big endian, 0 (or NULL) as a mark at the start says, which is then
// told in *order.
static PyObject* decode_wide(const char* function, const char* s, Py_ssize_t n, const char* errors,
                             int* order, Py_ssize_t* used) {
  Ref r(call_module("_codecs", function, "(y#sii)", s, n, strict(errors), order ? *order : 0,
                    used == nullptr));
  if (!r) return nullptr;
  if (order) *order = (int)PyLong_AsLong(PyTuple_GetItem(r, 2));
  return text_and_used(r.release(), used);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF16Stateful(const char* s, Py_ssize_t n,
                                                     const char* errors, int* order,
                                                     Py_ssize_t* used) {
  return decode_wide("utf_16_ex_decode", s, n, errors, order, used);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF16(const char* s, Py_ssize_t n, const char* errors,
                                             int* order) {
  return decode_wide("utf_16_ex_decode", s, n, errors, order, nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF32Stateful(const char* s, Py_ssize_t n,
                                                     const char* errors, int* order,
                                                     Py_ssize_t* used) {
  return decode_wide("utf_32_ex_decode", s, n, errors, order, used);
}
MOULT_EXPORT PyObject* PyUnicode_DecodeUTF32(const char* s, Py_ssize_t n, const char* errors,
                                             int* order) {
  return decode_wide("utf_32_ex_decode", s, n, errors, order, nullptr);
}

// ---- character maps ----

// Without a mapping: Latin-1.
MOULT_EXPORT PyObject* PyUnicode_DecodeCharmap(const char* s, Py_ssize_t n, PyObject* mapping,
                                               const char* errors) {
  if (!mapping) return str_from_latin1((const uint8_t*)s, n);
  return part_of(call_module("_codecs", "charmap_decode", "(y#sO)", s, n, strict(errors), mapping),
                 0);
}
MOULT_EXPORT PyObject* PyUnicode_AsCharmapString(PyObject* o, PyObject* mapping) {
  if (!o || !is_str(o) || !mapping) {
    PyErr_BadArgument();
    return nullptr;
  }
  return part_of(call_module("_codecs", "charmap_encode", "(OsO)", o, "strict", mapping), 0);
}
MOULT_EXPORT PyObject* PyUnicode_BuildEncodingMap(PyObject* o) {
  if (!o || !is_str(o) || str_length(o) == 0) {
    PyErr_BadArgument();
    return nullptr;
  }
  return call_module("_codecs", "charmap_build", "(O)", o);
}

// ---- deprecated since 3.6 ----

namespace {
struct OldWay {
  const char *name, *instead, *recode, *noun;
  bool want_str;
};
const OldWay ways[] = {
    {"PyUnicode_AsDecodedObject", "use PyCodec_Decode() to decode from str", "decode", "", false},
    {"PyUnicode_AsDecodedUnicode", "use PyCodec_Decode() to decode from str to str", "decode",
     "decoder", true},
    {"PyUnicode_AsEncodedObject",
     "use PyUnicode_AsEncodedString() to encode from str to bytes or PyCodec_Encode() for generic "
     "encoding",
     "encode", "", false},
    {"PyUnicode_AsEncodedUnicode", "use PyCodec_Encode() to encode from str to str", "encode",
     "encoder", true},
};
}  // namespace

static PyObject* old_way(const OldWay& w, PyObject* o, const char* encoding, const char* errors) {
  if (!o || !is_str(o)) {
    PyErr_BadArgument();
    return nullptr;
  }
  if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                       "%s() is deprecated and will be removed in 3.15; %s", w.name, w.instead) < 0)
    return nullptr;
  if (!encoding) encoding = "utf-8";
  Ref r(errors ? call_module("_codecs", w.recode, "(Oss)", o, encoding, errors)
               : call_module("_codecs", w.recode, "(Os)", o, encoding));
  if (r && w.want_str && !is_str(r))
    return type_error(
        "'%.400s' %s returned '%.400s' instead of 'str'; use codecs.%s() to %s to arbitrary types",
        encoding, w.noun, type_name(r), w.recode, w.recode);
  return r.release();
}
MOULT_EXPORT PyObject* PyUnicode_AsDecodedObject(PyObject* o, const char* enc, const char* err) {
  return old_way(ways[0], o, enc, err);
}
MOULT_EXPORT PyObject* PyUnicode_AsDecodedUnicode(PyObject* o, const char* enc, const char* err) {
  return old_way(ways[1], o, enc, err);
}
MOULT_EXPORT PyObject* PyUnicode_AsEncodedObject(PyObject* o, const char* enc, const char* err) {
  return old_way(ways[2], o, enc, err);
}
MOULT_EXPORT PyObject* PyUnicode_AsEncodedUnicode(PyObject* o, const char* enc, const char* err) {
  return old_way(ways[3], o, enc, err);
}

// Unicode objects: making, measuring, comparing, editing. Codecs are in codecs.cc.
#include <stdlib.h>
#include "../containers.h"
#include "api.h"

namespace moult {

// Length of the well-formed sequence at p; 0: bad or cut off. *bad gets the length of the part
// that one error covers, *cut whether more input could complete it.
static int utf8_check(const uint8_t* p, const uint8_t* end, int* bad, bool* cut) {
  uint8_t c = p[0];
  *cut = false;
  *bad = 1;
  if (c < 0x80) return 1;
  int need;
  uint8_t lo = 0x80, hi = 0xBF;
  if (c >= 0xC2 && c <= 0xDF)
    need = 1;
  else if (c >= 0xE0 && c <= 0xEF) {
    need = 2;
    if (c == 0xE0) lo = 0xA0;
    if (c == 0xED) hi = 0x9F;
  } else if (c >= 0xF0 && c <= 0xF4) {
    need = 3;
    if (c == 0xF0) lo = 0x90;
    if (c == 0xF4) hi = 0x8F;
  } else {
    return 0;
  }
  for (int i = 1; i <= need; i++) {
    if (p + i >= end) {
      *bad = i;
      *cut = true;
      return 0;
    }
    if (p[i] < lo || p[i] > hi) {
      *bad = i;
      return 0;
    }
    lo = 0x80;
    hi = 0xBF;
  }
  return need + 1;
}

PyObject* str_decode_utf8(const char* s, Py_ssize_t n, const char* errors, Py_ssize_t* consumed) {
  const uint8_t *p = (const uint8_t*)s, *end = p + n;
  int bad;
  bool cut;
  while (p < end) {
    if (*p < 0x80) {
      p++;
      continue;
    }
    int k = utf8_check(p, end, &bad, &cut);
    if (!k) break;
    p += k;
  }
  if (p == end) {
    if (consumed) *consumed = n;
    return str_from_valid_utf8(s, n);
  }
  if (consumed && cut && p + bad == end) {
    *consumed = p - (const uint8_t*)s;
    return str_from_valid_utf8(s, *consumed);
  }
  bool replace = errors && strcmp(errors, "replace") == 0;
  if (replace || (errors && strcmp(errors, "ignore") == 0)) {
    Buf b;
    p = (const uint8_t*)s;
    while (p < end) {
      int k = utf8_check(p, end, &bad, &cut);
      if (k) {
        b.add((const char*)p, (size_t)k);
        p += k;
        continue;
      }
      if (consumed && cut && p + bad == end) break;
      if (replace) b.add("\xEF\xBF\xBD", 3);
      p += bad;
    }
    if (consumed) *consumed = p - (const uint8_t*)s;
    if (b.bad) return PyErr_NoMemory();
    return str_from_valid_utf8(b.p ? b.p : "", (Py_ssize_t)b.n);
  }
  Ref bytes(PyBytes_FromStringAndSize(s, n));
  if (!bytes) return nullptr;
  if (!consumed) return up_obj(OP_str_decode, bytes.p, "utf-8", errors ? errors : "strict");
  Ref pair(up_obj(OP_codec, "utf-8", bytes.p, errors ? errors : "strict", 0));
  if (!pair) return nullptr;
  *consumed = PyLong_AsSsize_t(PyTuple_GetItem(pair, 1));
  return incref(PyTuple_GetItem(pair, 0));
}

}  // namespace moult

using namespace moult;

static bool check(PyObject* o) {
  if (LIKELY(o && is_str(o))) return true;
  PyErr_BadArgument();
  return false;
}
static bool must_be_str(PyObject* o) {
  if (LIKELY(is_str(o))) return true;
  type_error("must be str, not %.100s", type_name(o));
  return false;
}

// ---- making: new references ----

MOULT_EXPORT PyObject* PyUnicode_FromStringAndSize(const char* s, Py_ssize_t n) {
  if (n < 0) {
    PyErr_SetString(PyExc_SystemError, "Negative size passed to PyUnicode_FromStringAndSize");
    return nullptr;
  }
  if ((size_t)n > ((size_t)1 << 46) && s) return PyErr_NoMemory();
  if (!s) {
    if (n == 0) return incref(g->interp->empty_str);
    PyErr_SetString(
        PyExc_SystemError,
        "NULL string with positive size with NULL passed to PyUnicode_FromStringAndSize");
    return nullptr;
  }
  return str_decode_utf8(s, n, nullptr, nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_FromString(const char* s) {
  return str_decode_utf8(s, (Py_ssize_t)strlen(s), nullptr, nullptr);
}
MOULT_EXPORT PyObject* PyUnicode_FromOrdinal(int c) {
  if (c < 0 || c > 0x10ffff) {
    PyErr_SetString(PyExc_ValueError, "chr() arg not in range(0x110000)");
    return nullptr;
  }
  Py_UCS4 u = (Py_UCS4)c;
  return str_from_ucs4(&u, 1);
}
MOULT_EXPORT PyObject* PyUnicode_FromWideChar(const wchar_t* w, Py_ssize_t n) {
  if (!w && n != 0) return bad_call();
  if (n < -1) return bad_call();
  if (n == -1) n = (Py_ssize_t)wcslen(w);
  for (Py_ssize_t i = 0; i < n; i++)
    if ((uint32_t)w[i] > 0x10ffff)
      return PyErr_Format(PyExc_ValueError, "character U+%x is not in range [U+0000; U+10ffff]",
                          (unsigned)w[i]);
  return str_from_ucs4((const Py_UCS4*)w, n);
}
MOULT_EXPORT PyObject* PyUnicode_FromObject(PyObject* o) {
  if (o->ob_type == &PyUnicode_Type) return incref(o);
  if (is_str(o)) return incref(plain_value(o));
  return type_error("Can't convert '%.100s' object to str implicitly", type_name(o));
}
MOULT_EXPORT PyObject* PyUnicode_InternFromString(const char* s) {
  PyObject* o = PyUnicode_FromString(s);
  if (o) intern_in_place(&o);
  return o;
}
// *o is replaced by the interned str; a reference is swapped for another.
MOULT_EXPORT void PyUnicode_InternInPlace(PyObject** o) { intern_in_place(o); }
MOULT_EXPORT void PyUnicode_InternImmortal(PyObject** o) { intern_in_place(o); }

// ---- looking inside ----

MOULT_EXPORT Py_ssize_t PyUnicode_GetLength(PyObject* o) { return check(o) ? str_length(o) : -1; }
MOULT_EXPORT Py_ssize_t PyUnicode_GetSize(PyObject* o) {
  PyErr_SetString(PyExc_RuntimeError, "PyUnicode_GetSize has been removed.");
  (void)o;
  return -1;
}
MOULT_EXPORT Py_UCS4 PyUnicode_ReadChar(PyObject* o, Py_ssize_t i) {
  if (!check(o)) return (Py_UCS4)-1;
  if ((size_t)i >= (size_t)str_length(o)) {
    PyErr_SetString(PyExc_IndexError, "string index out of range");
    return (Py_UCS4)-1;
  }
  return str_char(o, i);
}
// Borrowed text, valid while the str lives.
MOULT_EXPORT const char* PyUnicode_AsUTF8AndSize(PyObject* o, Py_ssize_t* n) {
  if (UNLIKELY(!o || !is_str(o))) {
    PyErr_BadArgument();
    if (n) *n = -1;
    return nullptr;
  }
  const char* s = str_utf8(o, n);
  if (!s && n) *n = -1;
  return s;
}
MOULT_EXPORT PyObject* PyUnicode_Substring(PyObject* o, Py_ssize_t a, Py_ssize_t b) {
  if (!check(o)) return nullptr;
  Py_ssize_t n = str_length(o);
  if (b > n) b = n;
  if (a < 0 || b < 0) {
    PyErr_SetString(PyExc_IndexError, "string index out of range");
    return nullptr;
  }
  if (a == 0 && b == n) return PyUnicode_FromObject(o);
  if (a >= n || b <= a) return incref(g->interp->empty_str);
  Py_UCS4* tmp = (Py_UCS4*)malloc((size_t)(b - a) * 4);
  if (!tmp) return PyErr_NoMemory();
  str_copy_ucs4(o, tmp, a, b - a);
  PyObject* r = str_from_ucs4(tmp, b - a);
  free(tmp);
  return r;
}
// The caller's buffer; with copy_null it needs one more place.
MOULT_EXPORT Py_UCS4* PyUnicode_AsUCS4(PyObject* o, Py_UCS4* buf, Py_ssize_t size, int copy_null) {
  if (!buf || size < 0) return (Py_UCS4*)bad_call();
  if (!check(o)) return nullptr;
  Py_ssize_t n = str_length(o);
  if (n + (copy_null ? 1 : 0) > size) {
    if (copy_null && 0 < size) buf[0] = 0;
    PyErr_SetString(PyExc_SystemError, "string is longer than the buffer");
    return nullptr;
  }
  str_copy_ucs4(o, buf, 0, n);
  if (copy_null) buf[n] = 0;
  return buf;
}
// The caller frees with PyMem_Free.
MOULT_EXPORT Py_UCS4* PyUnicode_AsUCS4Copy(PyObject* o) {
  if (!check(o)) return nullptr;
  Py_ssize_t n = str_length(o);
  Py_UCS4* p = (Py_UCS4*)PyMem_Malloc((size_t)(n + 1) * 4);
  if (!p) {
    PyErr_NoMemory();
    return nullptr;
  }
  str_copy_ucs4(o, p, 0, n);
  p[n] = 0;
  return p;
}
MOULT_EXPORT wchar_t* PyUnicode_AsWideCharString(PyObject* o, Py_ssize_t* n) {
  if (!o) return (wchar_t*)bad_call();
  wchar_t* p = (wchar_t*)PyUnicode_AsUCS4Copy(o);
  if (!p) return nullptr;
  Py_ssize_t len = str_length(o);
  if (n) {
    *n = len;
  } else if ((Py_ssize_t)wcslen(p) != len) {
    PyMem_Free(p);
    PyErr_SetString(PyExc_ValueError, "embedded null character");
    return nullptr;
  }
  return p;
}
MOULT_EXPORT Py_ssize_t PyUnicode_AsWideChar(PyObject* o, wchar_t* w, Py_ssize_t size) {
  if (!o) return bad_call_int();
  if (!check(o)) return -1;
  Py_ssize_t n = str_length(o);
  if (!w) return n + 1;
  if (size > n) {
    str_copy_ucs4(o, (Py_UCS4*)w, 0, n);
    w[n] = 0;
    return n;
  }
  str_copy_ucs4(o, (Py_UCS4*)w, 0, size);
  return size;
}

// ---- changing a str that nobody else has seen ----

MOULT_EXPORT int PyUnicode_WriteChar(PyObject* o, Py_ssize_t i, Py_UCS4 c) {
  if (!check(o)) return -1;
  Py_ssize_t n = str_length(o);
  if ((size_t)i >= (size_t)n) {
    PyErr_SetString(PyExc_IndexError, "string index out of range");
    return -1;
  }
  if (count_of(o) != 1 || o->ob_type != &PyUnicode_Type || meta(o)->handle) {
    PyErr_SetString(PyExc_SystemError, "Cannot modify a string currently used");
    return -1;
  }
  if (c > str_max(o)) {
    PyErr_SetString(PyExc_ValueError, "character out of range");
    return -1;
  }
  return str_write_char(o, i, c);
}

// *left is replaced (its reference is taken over), NULL on failure; right is not stolen.
MOULT_EXPORT PyObject* PyUnicode_Concat(PyObject* a, PyObject* b) {
  if (!must_be_str(a)) return nullptr;
  if (!is_str(b))
    return type_error("can only concatenate str (not \"%.200s\") to str", type_name(b));
  Py_ssize_t na = str_length(a), nb = str_length(b);
  if (na == 0) return PyUnicode_FromObject(b);
  if (nb == 0) return PyUnicode_FromObject(a);
  Py_UCS4* tmp = (Py_UCS4*)malloc((size_t)(na + nb) * 4);
  if (!tmp) return PyErr_NoMemory();
  str_copy_ucs4(a, tmp, 0, na);
  str_copy_ucs4(b, tmp + na, 0, nb);
  PyObject* r = str_from_ucs4(tmp, na + nb);
  free(tmp);
  return r;
}
MOULT_EXPORT void PyUnicode_Append(PyObject** left, PyObject* right) {
  if (!left) {
    if (!error_set()) bad_call();
    return;
  }
  PyObject* a = *left;
  *left = nullptr;
  if (!a || !right || !is_str(a) || !is_str(right)) {
    if (!error_set()) bad_call();
    xdecref(a);
    return;
  }
  *left = PyUnicode_Concat(a, right);
  decref(a);
}
MOULT_EXPORT void PyUnicode_AppendAndDel(PyObject** left, PyObject* right) {
  PyUnicode_Append(left, right);
  xdecref(right);
}
MOULT_EXPORT int PyUnicode_Resize(PyObject** o, Py_ssize_t n) {
  if (!o || !*o || !is_str(*o) || n < 0) return bad_call_int();
  Py_ssize_t have = str_length(*o);
  if (n == have) return 0;
  Py_UCS4* tmp = (Py_UCS4*)calloc((size_t)n + 1, 4);
  if (!tmp) {
    PyErr_NoMemory();
    return -1;
  }
  str_copy_ucs4(*o, tmp, 0, n < have ? n : have);
  PyObject* r = str_from_ucs4(tmp, n);
  free(tmp);
  if (!r) return -1;
  decref(*o);
  *o = r;
  return 0;
}

// ---- comparing ----

// -1, 0 or 1; -1 with an error for what is no str.
MOULT_EXPORT int PyUnicode_Compare(PyObject* a, PyObject* b) {
  if (is_str(a) && is_str(b)) return a == b ? 0 : str_compare(a, b);
  type_error("Can't compare %.100s and %.100s", type_name(a), type_name(b));
  return -1;
}
MOULT_EXPORT int PyUnicode_CompareWithASCIIString(PyObject* o, const char* s) {
  Py_ssize_t n = str_length(o), m = (Py_ssize_t)strlen(s);
  if (str_ascii(o)) {
    Py_ssize_t len;
    const char* p = str_wtf8(o, &len);
    int r = memcmp(p, s, (size_t)(n < m ? n : m));
    return r ? (r < 0 ? -1 : 1) : n < m ? -1 : n > m;
  }
  for (Py_ssize_t i = 0; i < n && i < m; i++) {
    Py_UCS4 c = str_char(o, i);
    if (c != (uint8_t)s[i]) return c < (uint8_t)s[i] ? -1 : 1;
  }
  return n < m ? -1 : n > m;
}
MOULT_EXPORT int PyUnicode_Equal(PyObject* a, PyObject* b) {
  PyObject* bad = !is_str(a) ? a : !is_str(b) ? b : nullptr;
  if (bad) {
    type_error("%s argument must be str, not %T", bad == a ? "first" : "second", bad);
    return -1;
  }
  return str_equal(a, b);
}
// Never fails.
MOULT_EXPORT int PyUnicode_EqualToUTF8AndSize(PyObject* o, const char* s, Py_ssize_t n) {
  Py_ssize_t len;
  const char* p = str_wtf8(o, &len);
  if (!p) {
    PyErr_Clear();
    return 0;
  }
  if (len != n || memcmp(p, s, (size_t)n) != 0) return 0;
  // Lone surrogates have no UTF-8: they start with 0xED and a byte from 0xA0 on.
  for (Py_ssize_t i = 0; i + 1 < n; i++)
    if ((uint8_t)p[i] == 0xed && (uint8_t)p[i + 1] >= 0xa0) return 0;
  return 1;
}
MOULT_EXPORT int PyUnicode_EqualToUTF8(PyObject* o, const char* s) {
  return PyUnicode_EqualToUTF8AndSize(o, s, (Py_ssize_t)strlen(s));
}
// New reference.
MOULT_EXPORT PyObject* PyUnicode_RichCompare(PyObject* a, PyObject* b, int op) {
  if (!is_str(a) || !is_str(b)) return incref(Py_NotImplemented);
  return PyObject_RichCompare(plain_value(a), plain_value(b), op);
}

// ---- str's methods; new references ----

MOULT_EXPORT PyObject* PyUnicode_Join(PyObject* sep, PyObject* seq) {
  if (sep && !is_str(sep))
    return type_error("separator: expected str instance, %.80s found", type_name(sep));
  return up_obj(OP_str_join, sep ? sep : g->interp->latin1[' '], seq);
}
MOULT_EXPORT PyObject* PyUnicode_Split(PyObject* o, PyObject* sep, Py_ssize_t max) {
  if (!must_be_str(o)) return nullptr;
  return up_obj(OP_call_method, o, "split", sep ? sep : Py_None, max);
}
MOULT_EXPORT PyObject* PyUnicode_RSplit(PyObject* o, PyObject* sep, Py_ssize_t max) {
  if (!must_be_str(o)) return nullptr;
  return up_obj(OP_call_method, o, "rsplit", sep ? sep : Py_None, max);
}
MOULT_EXPORT PyObject* PyUnicode_Splitlines(PyObject* o, int keep) {
  if (!must_be_str(o)) return nullptr;
  return up_obj(OP_call_method, o, "splitlines", keep ? Py_True : Py_False);
}
MOULT_EXPORT PyObject* PyUnicode_Partition(PyObject* o, PyObject* sep) {
  if (!must_be_str(o) || !must_be_str(sep)) return nullptr;
  return up_obj(OP_call_method, o, "partition", sep);
}
MOULT_EXPORT PyObject* PyUnicode_RPartition(PyObject* o, PyObject* sep) {
  if (!must_be_str(o) || !must_be_str(sep)) return nullptr;
  return up_obj(OP_call_method, o, "rpartition", sep);
}
MOULT_EXPORT PyObject* PyUnicode_Replace(PyObject* o, PyObject* a, PyObject* b, Py_ssize_t max) {
  if (!must_be_str(o) || !must_be_str(a) || !must_be_str(b)) return nullptr;
  return up_obj(OP_call_method, o, "replace", a, b, max);
}
MOULT_EXPORT PyObject* PyUnicode_Translate(PyObject* o, PyObject* table, const char* errors) {
  if (!must_be_str(o)) return nullptr;
  if (!table) return type_error("'NoneType' object is not subscriptable");
  return up_obj(OP_str_translate, o, table, errors ? errors : "strict");
}
MOULT_EXPORT PyObject* PyUnicode_Format(PyObject* f, PyObject* args) {
  if (!f || !args) return bad_call();
  if (!must_be_str(f)) return nullptr;
  return up_obj(OP_binop, "%", f, args);
}
MOULT_EXPORT int PyUnicode_Contains(PyObject* o, PyObject* sub) {
  if (!is_str(sub)) {
    type_error("'in <string>' requires string as left operand, not %.100s", type_name(sub));
    return -1;
  }
  return must_be_str(o) ? (int)up_num(OP_contains, o, sub) : -1;
}
MOULT_EXPORT int PyUnicode_IsIdentifier(PyObject* o) { return (int)up_num(OP_str_isidentifier, o); }
MOULT_EXPORT Py_ssize_t PyUnicode_Count(PyObject* o, PyObject* sub, Py_ssize_t a, Py_ssize_t b) {
  if (!must_be_str(o) || !must_be_str(sub)) return -1;
  return up_num(OP_call_method, o, "count", sub, a, b);
}
// -1 not found, -2 error.
MOULT_EXPORT Py_ssize_t PyUnicode_Find(PyObject* o, PyObject* sub, Py_ssize_t a, Py_ssize_t b,
                                       int direction) {
  if (!must_be_str(o) || !must_be_str(sub)) return -2;
  Py_ssize_t r = up_num(OP_call_method, o, direction > 0 ? "find" : "rfind", sub, a, b);
  return r == -1 && error_set() ? -2 : r;
}
MOULT_EXPORT Py_ssize_t PyUnicode_FindChar(PyObject* o, Py_UCS4 c, Py_ssize_t a, Py_ssize_t b,
                                           int direction) {
  if (!check(o)) return -2;
  Py_ssize_t n = str_length(o);
  PySlice_AdjustIndices(n, &a, &b, 1);
  if (direction > 0) {
    for (Py_ssize_t i = a; i < b; i++)
      if (str_char(o, i) == c) return i;
  } else {
    for (Py_ssize_t i = b; i-- > a;)
      if (str_char(o, i) == c) return i;
  }
  return -1;
}
MOULT_EXPORT Py_ssize_t PyUnicode_Tailmatch(PyObject* o, PyObject* sub, Py_ssize_t a, Py_ssize_t b,
                                            int direction) {
  if (!must_be_str(o) || !must_be_str(sub)) return -1;
  return up_num(OP_call_method, o, direction > 0 ? "endswith" : "startswith", sub, a, b);
}

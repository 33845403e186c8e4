// Integer objects.
#include <errno.h>
#include <stdlib.h>
#include "api.h"

using namespace moult;

// The int to convert: itself, or what __index__ gives (a new reference).
static PyObject* index_of(PyObject* o) {
  if (LIKELY(is_int(o))) return incref(o);
  return PyNumber_Index(o);
}
static PyObject* overflow(const char* ctype) {
  return PyErr_Format(PyExc_OverflowError, "Python int too large to convert to C %s", ctype);
}
static bool require_int(PyObject* o) {
  if (UNLIKELY(!o)) {
    bad_call();
    return false;
  }
  if (LIKELY(is_int(o))) return true;
  PyErr_SetString(PyExc_TypeError, "an integer is required");
  return false;
}

// Each returns a new reference.
MOULT_EXPORT PyObject* PyLong_FromLong(long v) { return int_from_i64(v); }
MOULT_EXPORT PyObject* PyLong_FromLongLong(long long v) { return int_from_i64(v); }
MOULT_EXPORT PyObject* PyLong_FromSsize_t(Py_ssize_t v) { return int_from_i64(v); }
MOULT_EXPORT PyObject* PyLong_FromInt32(int32_t v) { return int_from_i64(v); }
MOULT_EXPORT PyObject* PyLong_FromInt64(int64_t v) { return int_from_i64(v); }
MOULT_EXPORT PyObject* PyLong_FromUnsignedLong(unsigned long v) { return int_from_u64(v); }
MOULT_EXPORT PyObject* PyLong_FromUnsignedLongLong(unsigned long long v) { return int_from_u64(v); }
MOULT_EXPORT PyObject* PyLong_FromSize_t(size_t v) { return int_from_u64(v); }
MOULT_EXPORT PyObject* PyLong_FromUInt32(uint32_t v) { return int_from_u64(v); }
MOULT_EXPORT PyObject* PyLong_FromUInt64(uint64_t v) { return int_from_u64(v); }
MOULT_EXPORT PyObject* PyLong_FromVoidPtr(void* p) { return int_from_u64((uint64_t)(uintptr_t)p); }
MOULT_EXPORT PyObject* PyLong_FromDouble(double v) {
  if (v != v) {
    PyErr_SetString(PyExc_ValueError, "cannot convert float NaN to integer");
    return nullptr;
  }
  if (v - v != 0) {
    PyErr_SetString(PyExc_OverflowError, "cannot convert float infinity to integer");
    return nullptr;
  }
  return int_from_double(v);
}

// New reference. The digits' rules are int()'s; the text ends at *end, or must end at NUL.
MOULT_EXPORT PyObject* PyLong_FromString(const char* str, char** end, int base) {
  if (base != 0 && (base < 2 || base > 36)) {
    PyErr_SetString(PyExc_ValueError, "int() arg 2 must be >= 2 and <= 36");
    return nullptr;
  }
  const char* s = str;
  int want = base;
  while (*s == ' ' || (*s >= 9 && *s <= 13)) s++;
  bool neg = *s == '-';
  if (*s == '+' || *s == '-') s++;
  bool zero_only = false;
  if (base == 0) {
    if (*s != '0')
      base = 10;
    else if ((s[1] | 32) == 'x')
      base = 16;
    else if ((s[1] | 32) == 'o')
      base = 8;
    else if ((s[1] | 32) == 'b')
      base = 2;
    else {
      base = 10;
      zero_only = true;  // "0777" is no literal, "000" is
    }
  }
  if (*s == '0' && ((base == 16 && (s[1] | 32) == 'x') || (base == 8 && (s[1] | 32) == 'o') ||
                    (base == 2 && (s[1] | 32) == 'b'))) {
    s += 2;
    if (*s == '_') s++;
  }
  const char* start = s;
  bool digit = false, nonzero = false, bad = *s == '_';
  char last = 0;
  for (;; last = *s++) {
    char c = *s;
    if (c == '_') {
      if (last == '_') bad = true;
      continue;
    }
    int v = c >= '0' && c <= '9'                 ? c - '0'
            : (c | 32) >= 'a' && (c | 32) <= 'z' ? (c | 32) - 'a' + 10
                                                 : 99;
    if (v >= base) break;
    digit = true;
    nonzero |= v != 0;
  }
  if (last == '_') bad = true;
  const char* stop = s;
  while (*s == ' ' || (*s >= 9 && *s <= 13)) s++;
  if (end) *end = (char*)s;
  if (!digit || bad || (zero_only && nonzero) || *s) {
    if (end && !*s) *end = (char*)str;
    Py_ssize_t n = (Py_ssize_t)strlen(str);
    Ref text(PyUnicode_FromStringAndSize(str, n > 200 ? 200 : n));
    if (!text) return nullptr;
    return PyErr_Format(PyExc_ValueError, "invalid literal for int() with base %d: %.200R", want,
                        text.p);
  }
  if (stop - start > 4300 && (base & (base - 1)) != 0) {
    size_t digits = 0;
    for (const char* p = start; p < stop; p++) digits += *p != '_';
    if (digits > 4300)
      return PyErr_Format(PyExc_ValueError,
                          "Exceeds the limit (%d digits) for integer string conversion: value has "
                          "%zd digits; use sys.set_int_max_str_digits() to increase the limit",
                          4300, (Py_ssize_t)digits);
  }
  return int_from_digits(neg, start, (size_t)(stop - start), base);
}

// ---- to C ----

MOULT_EXPORT long PyLong_AsLongAndOverflow(PyObject* o, int* over) {
  *over = 0;
  if (UNLIKELY(!o)) return bad_call_int();
  int64_t v = 0;
  if (LIKELY(is_int(o))) {
    if (LIKELY(int_i64(o, &v))) return v;
    *over = int_sign(o);
    return -1;
  }
  Ref i(PyNumber_Index(o));
  if (!i) return -1;
  if (int_i64(i, &v)) return v;
  *over = int_sign(i);
  return -1;
}
MOULT_EXPORT long long PyLong_AsLongLongAndOverflow(PyObject* o, int* over) {
  return PyLong_AsLongAndOverflow(o, over);
}
MOULT_EXPORT long PyLong_AsLong(PyObject* o) {
  int over;
  long v = PyLong_AsLongAndOverflow(o, &over);
  if (UNLIKELY(over)) overflow("long");
  return v;
}
MOULT_EXPORT long long PyLong_AsLongLong(PyObject* o) {
  int over;
  long v = PyLong_AsLongAndOverflow(o, &over);
  if (UNLIKELY(over)) PyErr_SetString(PyExc_OverflowError, "int too big to convert");
  return v;
}
static int as_int(PyObject* o, const char* ctype) {
  int over;
  long v = PyLong_AsLongAndOverflow(o, &over);
  if (UNLIKELY(over || v != (int)v)) {
    overflow(ctype);
    return -1;
  }
  return (int)v;
}
MOULT_EXPORT int PyLong_AsInt(PyObject* o) { return as_int(o, "int"); }
MOULT_EXPORT int PyLong_AsInt32(PyObject* o, int32_t* out) {
  int v = as_int(o, "int32_t");
  if (v == -1 && error_set()) return -1;
  *out = v;
  return 0;
}
MOULT_EXPORT int PyLong_AsInt64(PyObject* o, int64_t* out) {
  int over;
  long v = PyLong_AsLongAndOverflow(o, &over);
  if (over) overflow("int64_t");
  if (v == -1 && error_set()) return -1;
  *out = v;
  return 0;
}
static int as_unsigned(PyObject* o, uint64_t max, const char* ctype, uint64_t* out) {
  if (!o) return bad_call_int();
  Ref i(index_of(o));
  if (!i) return -1;
  if (int_sign(i) < 0) {
    PyErr_SetString(PyExc_ValueError, "Cannot convert negative int");
    return -1;
  }
  Limbs l;
  if (!int_limbs(i, &l)) return -1;
  if (l.n > 1 || (l.n == 1 && l.p[0] > max)) {
    overflow(ctype);
    return -1;
  }
  *out = l.n ? l.p[0] : 0;
  return 0;
}
MOULT_EXPORT int PyLong_AsUInt32(PyObject* o, uint32_t* out) {
  uint64_t v = 0;
  if (as_unsigned(o, UINT32_MAX, "uint32_t", &v) < 0) return -1;
  *out = (uint32_t)v;
  return 0;
}
MOULT_EXPORT int PyLong_AsUInt64(PyObject* o, uint64_t* out) {
  return as_unsigned(o, UINT64_MAX, "uint64_t", out);
}
MOULT_EXPORT Py_ssize_t PyLong_AsSsize_t(PyObject* o) {
  int64_t v = 0;
  if (!require_int(o)) return -1;
  if (LIKELY(int_i64(o, &v))) return v;
  overflow("ssize_t");
  return -1;
}
static uint64_t unsigned_of(PyObject* o, const char* negative, const char* ctype) {
  if (!require_int(o)) return (uint64_t)-1;
  int64_t v = 0;
  if (LIKELY(int_i64(o, &v)) && LIKELY(v >= 0)) return (uint64_t)v;
  if (int_sign(o) < 0) {
    PyErr_SetString(PyExc_OverflowError, negative);
    return (uint64_t)-1;
  }
  Limbs l;
  if (!int_limbs(o, &l)) return (uint64_t)-1;
  if (l.n == 1) return l.p[0];
  if (ctype)
    overflow(ctype);
  else
    PyErr_SetString(PyExc_OverflowError, "int too big to convert");
  return (uint64_t)-1;
}
MOULT_EXPORT unsigned long PyLong_AsUnsignedLong(PyObject* o) {
  return unsigned_of(o, "can't convert negative value to unsigned int", "unsigned long");
}
MOULT_EXPORT size_t PyLong_AsSize_t(PyObject* o) {
  return unsigned_of(o, "can't convert negative value to size_t", "size_t");
}
MOULT_EXPORT unsigned long long PyLong_AsUnsignedLongLong(PyObject* o) {
  return unsigned_of(o, "can't convert negative int to unsigned", nullptr);
}
MOULT_EXPORT unsigned long PyLong_AsUnsignedLongMask(PyObject* o) {
  if (!o) return (unsigned long)bad_call_int();
  Ref i(index_of(o));
  if (!i) return (unsigned long)-1;
  int64_t v = 0;
  if (int_i64(i, &v)) return (unsigned long)v;
  Limbs l;
  if (!int_limbs(i, &l)) return (unsigned long)-1;
  return l.negative ? 0 - l.p[0] : l.p[0];
}
MOULT_EXPORT unsigned long long PyLong_AsUnsignedLongLongMask(PyObject* o) {
  return PyLong_AsUnsignedLongMask(o);
}
MOULT_EXPORT double PyLong_AsDouble(PyObject* o) {
  if (!o) return bad_call_int();
  if (!require_int(o)) return -1;
  double d;
  if (int_to_double(o, &d)) return d;
  if (!error_set()) PyErr_SetString(PyExc_OverflowError, "int too large to convert to float");
  return -1;
}
MOULT_EXPORT void* PyLong_AsVoidPtr(PyObject* o) {
  if (!require_int(o)) return nullptr;
  uint64_t v = int_sign(o) < 0 ? (uint64_t)PyLong_AsLong(o) : PyLong_AsUnsignedLong(o);
  return v == (uint64_t)-1 && error_set() ? nullptr : (void*)v;
}

// ---- bytes (two's complement) ----

enum { NB_LITTLE = 1, NB_NATIVE = 3, NB_UNSIGNED = 4, NB_REJECT = 8, NB_INDEX = 16 };

// The size needed (also when it does not fit), or -1.
MOULT_EXPORT Py_ssize_t PyLong_AsNativeBytes(PyObject* o, void* buf, Py_ssize_t n, int flags) {
  if (!o || n < 0 || (n && !buf)) return bad_call_int();
  if (flags == -1) flags = NB_NATIVE | NB_UNSIGNED;
  Ref i;
  if (is_int(o))
    i = incref(o);
  else if (flags & NB_INDEX)
    i = PyNumber_Index(o);
  else {
    PyErr_Format(PyExc_TypeError, "expect int, got %T", o);
    return -1;
  }
  if (!i) return -1;
  Limbs l;
  if (!int_limbs(i, &l)) return -1;
  if (l.negative && (flags & NB_REJECT)) {
    PyErr_SetString(PyExc_ValueError, "Cannot convert negative int");
    return -1;
  }
  bool little = (flags & NB_NATIVE) == NB_NATIVE || (flags & 3) == NB_LITTLE;
  unsigned carry = 1;
  uint8_t* out = (uint8_t*)buf;
  for (Py_ssize_t k = 0; k < n; k++) {
    unsigned b = (size_t)k / 8 < l.n ? (unsigned)(l.p[k / 8] >> (k % 8 * 8)) & 255 : 0;
    if (l.negative) {
      b = (~b & 255) + carry;
      carry = b >> 8;
    }
    out[little ? k : n - 1 - k] = (uint8_t)b;
  }
  size_t bits = int_bits(l);
  // A power of two needs one bit less below zero.
  if (l.negative) {
    bool power = (l.p[l.n - 1] & (l.p[l.n - 1] - 1)) == 0;
    for (size_t k = 0; k + 1 < l.n && power; k++) power = l.p[k] == 0;
    if (power) bits--;
  }
  Py_ssize_t need = (Py_ssize_t)(bits / 8 + 1);
  if (flags & NB_UNSIGNED && !l.negative && bits % 8 == 0 && n > 0 && n == (Py_ssize_t)(bits / 8))
    need = n;
  // CPython does not measure what fits one digit.
  const Py_ssize_t word = (Py_ssize_t)sizeof(size_t);
  if (bits <= 30) return need <= n && n < word ? n : word;
  return need;
}

static PyObject* from_bytes(const void* buf, size_t n, int flags, bool is_unsigned) {
  if (!buf) return bad_call();
  if (flags == -1) flags = NB_NATIVE;
  bool little = (flags & NB_NATIVE) == NB_NATIVE || (flags & 3) == NB_LITTLE;
  const uint8_t* b = (const uint8_t*)buf;
  if (n == 0) return int_from_i64(0);
  bool neg = !is_unsigned && !(flags & NB_UNSIGNED) && b[little ? n - 1 : 0] & 0x80;
  size_t nl = (n + 7) / 8;
  uint64_t* limbs = (uint64_t*)calloc(nl, 8);
  if (!limbs) return PyErr_NoMemory();
  unsigned carry = 1;
  for (size_t k = 0; k < n; k++) {
    unsigned v = b[little ? k : n - 1 - k];
    if (neg) {
      v = (~v & 255) + carry;
      carry = v >> 8;
      v &= 255;
    }
    limbs[k / 8] |= (uint64_t)v << (k % 8 * 8);
  }
  if (neg && carry) {  // the magnitude is exactly 2^(8n): cannot be, but for all-zero input
    free(limbs);
    return int_from_i64(0);
  }
  PyObject* r = int_from_limbs(neg, limbs, nl);
  free(limbs);
  return r;
}
MOULT_EXPORT PyObject* PyLong_FromNativeBytes(const void* b, size_t n, int flags) {
  return from_bytes(b, n, flags, false);
}
MOULT_EXPORT PyObject* PyLong_FromUnsignedNativeBytes(const void* b, size_t n, int flags) {
  return from_bytes(b, n, flags, true);
}

// New reference to a dict that describes the digits.
MOULT_EXPORT PyObject* PyLong_GetInfo(void) {
  Ref sys(PyImport_ImportModule("sys"));
  return sys ? PyObject_GetAttrString(sys, "int_info") : nullptr;
}

// ---- bool ----

MOULT_EXPORT PyObject* PyBool_FromLong(long v) { return incref(v ? Py_True : Py_False); }

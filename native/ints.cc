// int blocks in all representations (layout.h): 30-bit digits with the sign in their count or in a
// tag, or one 64-bit word with limbs only beyond it.
#include <math.h>
#include <stdlib.h>
#include "errors.h"
#include "values.h"

namespace moult {

static const uint32_t MASK30 = (1u << 30) - 1;

Limbs::~Limbs() {
  if (p != small) free(p);
}
bool Limbs::room(size_t want) {
  if (want <= 8) return true;
  uint64_t* q = (uint64_t*)malloc(want * 8);
  if (!q) return false;
  p = q;
  return true;
}

// The signed count of 30-bit digits.
template <class L>
static Py_ssize_t digit_count(L l, PyObject* o) {
  int64_t w = at<int64_t>(o, l.int_count());
  if (l.int_repr() == DIGITS30) return w;
  return (w & 3) == 2 ? -(w >> 3) : w >> 3;
}
template <class L>
static void set_digit_count(L l, PyObject* o, bool negative, Py_ssize_t n) {
  at<int64_t>(o, l.int_count()) = l.int_repr() == DIGITS30 ? (negative ? -n : n)
                                                           : n << 3 | (n == 0     ? 1
                                                                       : negative ? 2
                                                                                  : 0);
}

template <class L>
static PyObject* make_i64(L l, int64_t v) {
  if (l.int_repr() == WORD64) {
    PyObject* o = take_spare(SP_INT);
    if (UNLIKELY(!o)) {
      o = (PyObject*)(l.int_digits() == 32 ? heap_alloc_number(K_VALUE)
                                           : heap_alloc(l.int_digits(), K_VALUE));
      if (UNLIKELY(!o)) return nullptr;
      o->ob_refcnt = 1;
      o->ob_type = &PyLong_Type;
      at<int64_t>(o, l.int_count()) = 0;
    }
    at<int64_t>(o, l.int_word()) = v;
    return o;
  }
  uint64_t m = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
  int n = m == 0 ? 0 : m <= MASK30 ? 1 : m >> 60 ? 3 : 2;
  PyObject* o = n <= 2 ? take_spare(SP_INT) : nullptr;
  if (!o) {
    o = (PyObject*)heap_alloc(l.int_digits() + 4 * (n < 2 ? 2 : n), K_VALUE);
    if (UNLIKELY(!o)) return nullptr;
    o->ob_refcnt = 1;
    o->ob_type = &PyLong_Type;
  }
  set_digit_count(l, o, v < 0, n);
  uint32_t* d = &at<uint32_t>(o, l.int_digits());
  for (int i = 0; i < n; i++, m >>= 30) d[i] = (uint32_t)m & MASK30;
  return o;
}

static PyObject* make_raw(int64_t v) {
  return with_layout([&](auto l) { return make_i64(l, v); });
}

PyObject* make_small_int(int64_t v) { return make_raw(v); }

PyObject* int_from_i64(int64_t v) {
  if (v >= SMALL_MIN && v <= SMALL_MAX) return incref(g->interp->small[v - SMALL_MIN]);
  PyObject* o = make_raw(v);
  return LIKELY(o != nullptr) ? o : PyErr_NoMemory();
}

PyObject* int_from_u64(uint64_t v) {
  if ((int64_t)v >= 0) return int_from_i64((int64_t)v);
  return int_from_limbs(false, &v, 1);
}

PyObject* int_from_limbs(bool negative, const uint64_t* p, size_t n) {
  while (n && p[n - 1] == 0) n--;
  if (n == 0) return int_from_i64(0);
  if (n == 1 && p[0] <= (uint64_t)INT64_MAX)
    return int_from_i64(negative ? -(int64_t)p[0] : (int64_t)p[0]);
  if (n == 1 && negative && p[0] == (uint64_t)1 << 63) return int_from_i64(INT64_MIN);
  PyObject* o = with_layout([&](auto l) -> PyObject* {
    if (l.int_repr() == WORD64) {
      PyObject* r = (PyObject*)heap_alloc(l.int_digits() + 8 * n, K_VALUE);
      if (!r) return nullptr;
      at<int64_t>(r, l.int_word()) = (int64_t)p[0];
      at<int64_t>(r, l.int_count()) = negative ? -(int64_t)n : (int64_t)n;
      memcpy(&at<char>(r, l.int_digits()), p, 8 * n);
      return r;
    }
    size_t bits = 64 * n - (size_t)__builtin_clzll(p[n - 1]);
    size_t nd = (bits + 29) / 30;
    PyObject* r = (PyObject*)heap_alloc(l.int_digits() + 4 * nd, K_VALUE);
    if (!r) return nullptr;
    set_digit_count(l, r, negative, (Py_ssize_t)nd);
    uint32_t* d = &at<uint32_t>(r, l.int_digits());
    for (size_t i = 0; i < nd; i++) {
      size_t b = i * 30;
      uint64_t v = p[b / 64] >> (b % 64);
      if (b % 64 > 34 && b / 64 + 1 < n) v |= p[b / 64 + 1] << (64 - b % 64);
      d[i] = (uint32_t)v & MASK30;
    }
    return r;
  });
  if (!o) return PyErr_NoMemory();
  o->ob_refcnt = 1;
  o->ob_type = &PyLong_Type;
  return o;
}

// The block that holds the digits; *bit is set for True and False, which have none.
static PyObject* digits_of(PyObject* o, int64_t* bit) {
  if (LIKELY(o->ob_type == &PyLong_Type)) return o;
  if (o == Py_True || o == Py_False) {
    *bit = o == Py_True;
    return nullptr;
  }
  return plain_value(o);
}

bool int_i64(PyObject* o, int64_t* out) {
  o = digits_of(o, out);
  if (!o) return true;
  return with_layout([&](auto l) {
    if (l.int_repr() == WORD64) {
      *out = at<int64_t>(o, l.int_word());
      return at<int64_t>(o, l.int_count()) == 0;
    }
    Py_ssize_t n = digit_count(l, o);
    const uint32_t* d = &at<uint32_t>(o, l.int_digits());
    bool neg = n < 0;
    if (neg) n = -n;
    if (n > 3) return false;
    unsigned __int128 m = 0;
    for (Py_ssize_t i = n; i-- > 0;) m = m << 30 | d[i];
    if (m > (unsigned __int128)INT64_MAX + (neg ? 1 : 0)) return false;
    *out = neg ? (int64_t)(0 - (uint64_t)m) : (int64_t)m;
    return true;
  });
}

int int_sign(PyObject* o) {
  int64_t v = 0;
  o = digits_of(o, &v);
  if (!o) return (int)v;
  return with_layout([&](auto l) {
    int64_t n = 0;
    if (l.int_repr() == WORD64) {
      n = at<int64_t>(o, l.int_count());
      if (n == 0) n = at<int64_t>(o, l.int_word());
    } else {
      n = digit_count(l, o);
    }
    return n > 0 ? 1 : n < 0 ? -1 : 0;
  });
}

bool int_limbs(PyObject* o, Limbs* out) {
  int64_t v = 0;
  if (int_i64(o, &v)) {
    out->negative = v < 0;
    out->p[0] = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    out->n = v != 0;
    return true;
  }
  o = digits_of(o, &v);
  bool ok = with_layout([&](auto l) {
    if (l.int_repr() == WORD64) {
      int64_t n = at<int64_t>(o, l.int_count());
      out->negative = n < 0;
      out->n = (size_t)(n < 0 ? -n : n);
      if (!out->room(out->n)) return false;
      memcpy(out->p, &at<char>(o, l.int_digits()), 8 * out->n);
      return true;
    }
    Py_ssize_t nd = digit_count(l, o);
    out->negative = nd < 0;
    if (nd < 0) nd = -nd;
    size_t n = ((size_t)nd * 30 + 63) / 64;
    if (!out->room(n)) return false;
    memset(out->p, 0, 8 * n);
    const uint32_t* d = &at<uint32_t>(o, l.int_digits());
    for (Py_ssize_t i = 0; i < nd; i++) {
      size_t b = (size_t)i * 30;
      out->p[b / 64] |= (uint64_t)d[i] << (b % 64);
      if (b % 64 > 34) out->p[b / 64 + 1] |= (uint64_t)d[i] >> (64 - b % 64);
    }
    while (n && out->p[n - 1] == 0) n--;
    out->n = n;
    return true;
  });
  if (!ok) PyErr_NoMemory();
  return ok;
}

size_t int_bits(const Limbs& l) {
  return l.n ? 64 * l.n - (size_t)__builtin_clzll(l.p[l.n - 1]) : 0;
}

PyObject* int_from_digits(bool negative, const char* s, size_t n, int base) {
  size_t cap = n / 8 + 2;  // 36^12 < 2^64: at least 12 digits a limb; /8 leaves room for 2^k bases
  if (cap > ((size_t)1 << 40)) return PyErr_NoMemory();
  uint64_t* limbs = (uint64_t*)calloc(cap, 8);
  if (!limbs) return PyErr_NoMemory();
  size_t used = 0;
  // Digits go in by chunks that fit a word.
  uint64_t chunk = 0, scale = 1;
  auto flush = [&] {
    unsigned __int128 carry = chunk;
    for (size_t i = 0; i < used; i++) {
      carry += (unsigned __int128)limbs[i] * scale;
      limbs[i] = (uint64_t)carry;
      carry >>= 64;
    }
    if (carry) limbs[used++] = (uint64_t)carry;
    chunk = 0;
    scale = 1;
  };
  for (size_t i = 0; i < n; i++) {
    char c = s[i];
    if (c == '_') continue;
    int v = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
    chunk = chunk * (uint64_t)base + (uint64_t)v;
    scale *= (uint64_t)base;
    if (scale > UINT64_MAX / 36 / 36) flush();
  }
  flush();
  PyObject* r = int_from_limbs(negative, limbs, used);
  free(limbs);
  return r;
}

bool int_to_double(PyObject* o, double* out) {
  int64_t v = 0;
  if (int_i64(o, &v)) {
    *out = (double)v;
    return true;
  }
  Limbs l;
  if (!int_limbs(o, &l)) return false;
  size_t bits = int_bits(l);
  if (bits > 1024) return false;
  // The top 64 bits, with a sticky bit for what is below: the conversion rounds once.
  uint64_t top;
  if (bits <= 64) {
    top = l.p[0];
    *out = (double)top;
  } else {
    size_t shift = bits - 64;
    size_t w = shift / 64, b = shift % 64;
    top = l.p[w] >> b;
    if (b) top |= l.p[w + 1] << (64 - b);
    bool sticky = b && (l.p[w] & (((uint64_t)1 << b) - 1));
    for (size_t i = 0; i < w && !sticky; i++) sticky = l.p[i] != 0;
    if (sticky) top |= 1;
    *out = ldexp((double)top, (int)shift);
  }
  if (isinf(*out)) return false;
  if (l.negative) *out = -*out;
  return true;
}

PyObject* int_from_double(double v) {
  if (v > -9.2e18 && v < 9.2e18) return int_from_i64((int64_t)v);
  int exp;
  double f = frexp(fabs(v), &exp);  // v = f * 2^exp, 0.5 <= f < 1
  uint64_t m = (uint64_t)ldexp(f, 53);
  int shift = exp - 53;
  uint64_t limbs[18] = {0};
  limbs[shift / 64] = m << (shift % 64);
  if (shift % 64) limbs[shift / 64 + 1] = m >> (64 - shift % 64);
  return int_from_limbs(v < 0, limbs, 18);
}

}  // namespace moult

// Ints and strings as values, whatever the core's representation.
#ifndef MOULT_VALUES_H
#define MOULT_VALUES_H

#include "moult.h"

namespace moult {

// ---- int (ints.cc). `o` may be any int: exact, bool, or an instance of a subclass. ----

PyObject* int_from_i64(int64_t v);
PyObject* int_from_u64(uint64_t v);
// From a magnitude of 64-bit limbs, least significant first. Leading zero limbs are dropped.
PyObject* int_from_limbs(bool negative, const uint64_t* limbs, size_t n);
// False when the value does not fit.
bool int_i64(PyObject* o, int64_t* out);
// An exact int in a block of the size that the commonest ints have.
inline bool int_is_small_block(PyObject* o) {
  return with_layout([&](auto l) {
    if (l.int_repr() == WORD64) return at<int64_t>(o, l.int_count()) == 0;
    return (size_t)(ob_size(o) + 2) <= 4;
  });
}
int int_sign(PyObject* o);

// A magnitude as limbs, copied out of an int.
struct Limbs {
  bool negative = false;
  size_t n = 0;
  uint64_t* p = small;
  uint64_t small[8];
  Limbs() {}
  Limbs(const Limbs&) = delete;
  ~Limbs();
  bool room(size_t want);
};
bool int_limbs(PyObject* o, Limbs* out);
size_t int_bits(const Limbs& l);
// Parses digits of a base (2..36) that were checked already; underscores are skipped.
PyObject* int_from_digits(bool negative, const char* s, size_t n, int base);
// The double nearest to the value (ties to even); false on overflow.
bool int_to_double(PyObject* o, double* out);
PyObject* int_from_double(double v);

// ---- str (text.cc). `o` may be any str. ----

PyObject* str_from_latin1(const uint8_t* s, Py_ssize_t n);
PyObject* str_from_ucs2(const uint16_t* s, Py_ssize_t n);  // units as they are, pairs not joined
PyObject* str_from_ucs4(const Py_UCS4* s, Py_ssize_t n);
// Well-formed UTF-8 (checked by the caller), or ASCII.
PyObject* str_from_valid_utf8(const char* s, Py_ssize_t n);
// Decodes; on bad input the error handler decides (null: strict).
PyObject* str_decode_utf8(const char* s, Py_ssize_t n, const char* errors, Py_ssize_t* consumed);
Py_ssize_t str_length(PyObject* o);
Py_UCS4 str_max(PyObject* o);  // an upper bound by class: 0x7f, 0xff, 0xffff or 0x10ffff
bool str_ascii(PyObject* o);
Py_UCS4 str_char(PyObject* o, Py_ssize_t i);
// The cached, NUL-terminated UTF-8; null with UnicodeEncodeError set for lone surrogates.
const char* str_utf8(PyObject* o, Py_ssize_t* n);
// As above, but lone surrogates come as three bytes each: for comparing, hashing, interning.
const char* str_wtf8(PyObject* o, Py_ssize_t* n);
void str_copy_ucs4(PyObject* o, Py_UCS4* out, Py_ssize_t start, Py_ssize_t n);
bool str_equal(PyObject* a, PyObject* b);
int str_compare(PyObject* a, PyObject* b);
// Replaces a character by one of no wider class, in a str that only C has seen. 0, or -1.
int str_write_char(PyObject* o, Py_ssize_t i, Py_UCS4 c);
void str_release(PyObject* o);  // frees what a str block owns beside itself
// A borrowed, permanent str; null with an error set when the bytes are no UTF-8 (errors: as
// codecs).
PyObject* intern(const char* s, Py_ssize_t n, const char* errors = nullptr);
PyObject* intern_cstr(const char* s);
void intern_in_place(PyObject** o);
void free_interned(Interp* in);

// A growing buffer of UTF-8 or other bytes.
struct Buf {
  char* p = nullptr;
  size_t n = 0, cap = 0;
  bool bad = false;  // out of memory
  Buf() {}
  Buf(const Buf&) = delete;
  ~Buf();
  void add(const char* s, size_t len);
  void add(const char* s) { add(s, strlen(s)); }
  void add(char c) { add(&c, 1); }
  void fill(char c, size_t len);
  void cp(Py_UCS4 c);  // UTF-8, surrogates singly
  char* grow(size_t len);
};
size_t utf8_put(char* out, Py_UCS4 c);

}  // namespace moult

#endif

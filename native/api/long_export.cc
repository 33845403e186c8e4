// Digits of an int, for libraries of big numbers (PEP 757). The layout told is 30-bit digits in
// 32-bit words, least significant first, whatever the core keeps.
#include <stdlib.h>
#include "api.h"

using namespace moult;

namespace {

const unsigned DIGIT_BITS = 30;
const uint32_t DIGIT_MASK = (1u << DIGIT_BITS) - 1;

struct PyLongLayout {
  uint8_t bits_per_digit, digit_size;
  int8_t digits_order, digit_endianness;
};
struct PyLongExport {
  int64_t value;
  uint8_t negative;
  Py_ssize_t ndigits;
  const void* digits;
  uintptr_t reserved;  // the memory of the digits
};
struct PyLongWriter {
  bool negative;
  Py_ssize_t ndigits;
  uint32_t digits[1];
};

}  // namespace

MOULT_EXPORT const PyLongLayout* PyLong_GetNativeLayout(void) {
  static const PyLongLayout layout = {DIGIT_BITS, sizeof(uint32_t), -1, -1};
  return &layout;
}

MOULT_EXPORT int PyLong_Export(PyObject* o, PyLongExport* out) {
  if (!is_int(o)) {
    memset(out, 0, sizeof *out);
    type_error("expect int, got %T", o);
    return -1;
  }
  memset(out, 0, sizeof *out);
  if (int_i64(o, &out->value)) return 0;
  out->value = 0;
  Limbs l;
  if (!int_limbs(o, &l)) return -1;
  size_t n = (int_bits(l) + DIGIT_BITS - 1) / DIGIT_BITS;
  uint32_t* d = (uint32_t*)malloc(n * sizeof *d);
  if (!d) {
    PyErr_NoMemory();
    return -1;
  }
  for (size_t i = 0; i < n; i++) {
    size_t bit = i * DIGIT_BITS, limb = bit / 64, shift = bit % 64;
    uint64_t v = l.p[limb] >> shift;
    if (shift + DIGIT_BITS > 64 && limb + 1 < l.n) v |= l.p[limb + 1] << (64 - shift);
    d[i] = (uint32_t)v & DIGIT_MASK;
  }
  out->negative = l.negative;
  out->ndigits = (Py_ssize_t)n;
  out->digits = d;
  out->reserved = (uintptr_t)d;
  return 0;
}
MOULT_EXPORT void PyLong_FreeExport(PyLongExport* e) {
  free((void*)e->reserved);
  e->reserved = 0;
}

// The caller writes all digits, then finishes or discards the writer.
MOULT_EXPORT PyLongWriter* PyLongWriter_Create(int negative, Py_ssize_t ndigits, void** digits) {
  if (ndigits <= 0) {
    PyErr_SetString(PyExc_ValueError, "ndigits must be positive");
    *digits = nullptr;
    return nullptr;
  }
  PyLongWriter* w =
      (size_t)ndigits > ((size_t)1 << 56)
          ? nullptr
          : (PyLongWriter*)malloc(offsetof(PyLongWriter, digits) + (size_t)ndigits * 4);
  *digits = w ? w->digits : nullptr;
  if (!w) {
    PyErr_NoMemory();
    return nullptr;
  }
  w->negative = negative != 0;
  w->ndigits = ndigits;
  return w;
}
// New reference.
MOULT_EXPORT PyObject* PyLongWriter_Finish(PyLongWriter* w) {
  size_t n = ((size_t)w->ndigits * DIGIT_BITS + 63) / 64;
  uint64_t* limbs = (uint64_t*)calloc(n + 1, sizeof *limbs);
  PyObject* r = nullptr;
  if (limbs) {
    for (Py_ssize_t i = 0; i < w->ndigits; i++) {
      size_t bit = (size_t)i * DIGIT_BITS, limb = bit / 64, shift = bit % 64;
      uint64_t v = w->digits[i] & DIGIT_MASK;
      limbs[limb] |= v << shift;
      if (shift + DIGIT_BITS > 64) limbs[limb + 1] |= v >> (64 - shift);
    }
    r = int_from_limbs(w->negative, limbs, n);
    free(limbs);
  } else {
    PyErr_NoMemory();
  }
  free(w);
  return r;
}
MOULT_EXPORT void PyLongWriter_Discard(PyLongWriter* w) { free(w); }

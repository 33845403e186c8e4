// PyUnicode_FromFormat and PyBytes_FromFormat.
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include "api.h"

using namespace moult;

namespace {

struct Spec {
  bool left = false, zero = false, alt = false;
  Py_ssize_t width = -1, precision = -1;
  char length = 0;  // l, q (ll), j, z, t
};

Py_ssize_t utf8_count(const char* s, size_t n) {
  Py_ssize_t count = 0;
  for (size_t i = 0; i < n; i++) count += (s[i] & 0xC0) != 0x80;
  return count;
}

// Text of n bytes of valid UTF-8 with width and precision in characters.
void write_text(Buf* out, const char* s, size_t n, const Spec& sp) {
  Py_ssize_t count = utf8_count(s, n);
  if (sp.precision >= 0 && count > sp.precision) {
    size_t i = 0;
    for (Py_ssize_t k = 0; k < sp.precision; k++) do
        i++;
      while (i < n && (s[i] & 0xC0) == 0x80);
    n = i;
    count = sp.precision;
  }
  size_t pad = sp.width > count ? (size_t)(sp.width - count) : 0;
  if (!sp.left) out->fill(' ', pad);
  out->add(s, n);
  if (sp.left) out->fill(' ', pad);
}

bool write_object(Buf* out, PyObject* o, const Spec& sp) {
  Py_ssize_t n;
  const char* s = str_wtf8(o, &n);
  if (!s) return false;
  write_text(out, s, (size_t)n, sp);
  return true;
}
bool write_owned(Buf* out, PyObject* o, const Spec& sp) {
  Ref r(o);
  return r && write_object(out, r, sp);
}

bool write_chars(Buf* out, const char* s, const Spec& sp) {
  Py_ssize_t n;
  Spec rest = sp;
  PyObject* o;
  if (sp.precision < 0) {
    n = (Py_ssize_t)strlen(s);
    o = str_decode_utf8(s, n, "replace", nullptr);
  } else {
    // The precision counts bytes; a character that it cuts in two is left out.
    n = (Py_ssize_t)strnlen(s, (size_t)sp.precision);
    Py_ssize_t used;
    o = str_decode_utf8(s, n, "replace", n < sp.precision ? nullptr : &used);
    rest.precision = -1;
  }
  return write_owned(out, o, rest);
}

bool write_wide(Buf* out, const wchar_t* w, const Spec& sp) {
  Py_ssize_t n = 0;
  while ((sp.precision < 0 || n < sp.precision) && w[n]) n++;
  Spec rest = sp;
  rest.precision = -1;
  return write_owned(out, PyUnicode_FromWideChar(w, n), rest);
}

bool write_number(Buf* out, char conv, const Spec& sp, va_list* va) {
  char digits[80];
  char format[8] = {'%', 0};
  bool is_signed = conv == 'd' || conv == 'i';
  long long v;
  if (is_signed) {
    v = sp.length == 'l' || sp.length == 'q' || sp.length == 'j' || sp.length == 'z' ||
                sp.length == 't'
            ? va_arg(*va, long long)
            : va_arg(*va, int);
  } else {
    v = sp.length ? va_arg(*va, long long) : (long long)va_arg(*va, unsigned);
  }
  format[1] = 'l';
  format[2] = 'l';
  format[3] = conv == 'i' ? 'd' : conv;
  int len = snprintf(digits, sizeof digits, format, v);
  char* p = digits;
  Py_ssize_t sign = *p == '-';
  p += sign;
  Py_ssize_t n = len - sign;
  Py_ssize_t precision = sp.precision > n ? sp.precision : n;
  Py_ssize_t width = sp.width > precision + sign ? sp.width : precision + sign;
  if (sp.zero && !sp.left) precision = width - sign;
  size_t space = (size_t)(width - precision - sign);
  if (!sp.left) out->fill(' ', space);
  if (sign) out->add('-');
  out->fill('0', (size_t)(precision - n));
  out->add(p, (size_t)n);
  if (sp.left) out->fill(' ', space);
  return true;
}

bool parse_count(const char** pf, va_list* va, Py_ssize_t* out, const char* what, bool negative_ok,
                 bool* left) {
  const char* f = *pf;
  if (*f == '*') {
    int v = va_arg(*va, int);
    if (v < 0) {
      if (negative_ok) {
        *left = true;
        *out = v == INT_MIN ? (Py_ssize_t)INT_MAX + 1 : -v;
      } else {
        *out = -2;
      }
    } else {
      *out = v;
    }
    *pf = f + 1;
    return true;
  }
  if (isdigit((unsigned char)*f)) {
    Py_ssize_t v = 0;
    while (isdigit((unsigned char)*f)) {
      if (v > (PY_SSIZE_T_MAX_ - (*f - '0')) / 10) {
        PyErr_Format(PyExc_ValueError, "%s too big", what);
        return false;
      }
      v = v * 10 + (*f++ - '0');
    }
    *out = v;
  }
  *pf = f;
  return true;
}

bool not_ascii(unsigned char byte) {
  PyErr_Format(PyExc_ValueError,
               "PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII "
               "byte: 0x%02x",
               byte);
  return false;
}

// The directive at *pf (after the '%'). False: an error is set.
bool directive(Buf* out, const char** pf, va_list* va) {
  const char* start = *pf - 1;
  const char* f = *pf;
  Spec sp;
  for (;; f++) {
    if (*f == '-')
      sp.left = true;
    else if (*f == '0')
      sp.zero = true;
    else if (*f == '#')
      sp.alt = true;
    else
      break;
  }
  if (!parse_count(&f, va, &sp.width, "width", true, &sp.left)) return false;
  if (*f == '.') {
    f++;
    sp.precision = -2;
    if (!parse_count(&f, va, &sp.precision, "precision", false, &sp.left)) return false;
  }
  if (*f == 'l') {
    f++;
    sp.length = 'l';
    if (*f == 'l') {
      f++;
      sp.length = 'q';
    }
  } else if (*f == 'j' || *f == 'z' || *f == 't') {
    sp.length = *f++;
  }
  char conv = *f;
  bool integer = conv && strchr("diuoxX", conv);
  bool fits = sp.length == 0 || integer ||
              (sp.length == 'l' && (conv == 's' || conv == 'V' || conv == 'c'));
  if (!conv || !strchr("cdiuoxXspAUVSRTN%", conv) || !fits ||
      ((conv == 'c' || conv == 'p' || conv == '%') && (sp.width >= 0 || sp.precision != -1))) {
    if ((unsigned char)conv > 127) return not_ascii((unsigned char)conv);
    PyErr_Format(PyExc_SystemError, "invalid format string: %s", start);
    return false;
  }
  *pf = f + 1;
  if (sp.precision == -2) sp.precision = integer ? -1 : -1;
  switch (conv) {
    case '%':
      out->add('%');
      return true;
    case 'c': {
      int c = va_arg(*va, int);
      if (c < 0 || c > 0x10ffff) {
        PyErr_SetString(PyExc_OverflowError, "character argument not in range(0x110000)");
        return false;
      }
      char tmp[4];
      Spec one = sp;
      one.precision = -1;
      write_text(out, tmp, utf8_put(tmp, (Py_UCS4)c), one);
      return true;
    }
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return write_number(out, conv, sp, va);
    case 'p': {
      char tmp[32];
      int n = snprintf(tmp, sizeof tmp, "%p", va_arg(*va, void*));
      if (tmp[1] == 'X') tmp[1] = 'x';
      if (tmp[1] != 'x') {
        memmove(tmp + 2, tmp, (size_t)n + 1);
        tmp[0] = '0';
        tmp[1] = 'x';
        n += 2;
      }
      write_text(out, tmp, (size_t)n, sp);
      return true;
    }
    case 's':
      if (sp.length == 'l') return write_wide(out, va_arg(*va, const wchar_t*), sp);
      return write_chars(out, va_arg(*va, const char*), sp);
    case 'U':
      return write_object(out, va_arg(*va, PyObject*), sp);
    case 'V': {
      PyObject* o = va_arg(*va, PyObject*);
      if (sp.length == 'l') {
        const wchar_t* w = va_arg(*va, const wchar_t*);
        return o ? write_object(out, o, sp) : write_wide(out, w, sp);
      }
      const char* s = va_arg(*va, const char*);
      return o ? write_object(out, o, sp) : write_chars(out, s, sp);
    }
    case 'S':
      return write_owned(out, PyObject_Str(va_arg(*va, PyObject*)), sp);
    case 'R':
      return write_owned(out, PyObject_Repr(va_arg(*va, PyObject*)), sp);
    case 'A':
      return write_owned(out, PyObject_ASCII(va_arg(*va, PyObject*)), sp);
    case 'T':
    case 'N': {
      PyObject* o = va_arg(*va, PyObject*);
      if (conv == 'T') o = (PyObject*)o->ob_type;
      if (!is_type(o)) {
        PyErr_SetString(PyExc_TypeError, "%N argument must be a type");
        return false;
      }
      // A static type's name is as it was written, whatever the separator.
      bool colon = sp.alt && ((MType*)o)->has(Py_TPFLAGS_HEAPTYPE);
      return write_owned(out, up_obj(OP_type_name, o, colon ? 4 : 3), sp);
    }
  }
  return false;
}

PyObject* format_unicode(const char* f, va_list list) {
  Buf out;
  va_list va;
  va_copy(va, list);
  bool ok = true;
  while (*f && ok) {
    const char* p = f;
    while (*p && *p != '%') {
      if ((unsigned char)*p > 127) {
        ok = not_ascii((unsigned char)*p);
        break;
      }
      p++;
    }
    if (!ok) break;
    out.add(f, (size_t)(p - f));
    f = p;
    if (*f == '%') {
      f++;
      ok = directive(&out, &f, &va);
    }
  }
  va_end(va);
  if (!ok) return nullptr;
  if (out.bad) return PyErr_NoMemory();
  return str_from_valid_utf8(out.p ? out.p : "", (Py_ssize_t)out.n);
}

}  // namespace

// New references.
MOULT_EXPORT PyObject* PyUnicode_FromFormatV(const char* f, va_list va) {
  return format_unicode(f, va);
}
MOULT_EXPORT PyObject* PyUnicode_FromFormat(const char* f, ...) {
  va_list va;
  va_start(va, f);
  PyObject* r = format_unicode(f, va);
  va_end(va);
  return r;
}

// ---- bytes ----

MOULT_EXPORT PyObject* PyBytes_FromFormatV(const char* f, va_list list) {
  Buf out;
  va_list va;
  va_copy(va, list);
  bool ok = true;
  for (; *f && ok; f++) {
    if (*f != '%') {
      out.add(*f);
      continue;
    }
    const char* start = f++;
    Py_ssize_t precision = -1;
    while (isdigit((unsigned char)*f)) f++;  // a width is read and ignored
    if (*f == '.') {
      f++;
      for (precision = 0; isdigit((unsigned char)*f); f++) precision = precision * 10 + (*f - '0');
    }
    while (*f && *f != '%' && !isalpha((unsigned char)*f)) f++;
    char length = 0;
    if (*f == 'l' && (f[1] == 'd' || f[1] == 'u'))
      length = *f++;
    else if (*f == 'z' && (f[1] == 'd' || f[1] == 'u'))
      length = *f++;
    char tmp[40];
    switch (*f) {
      case 'c': {
        int c = va_arg(va, int);
        if (c < 0 || c > 255) {
          PyErr_SetString(PyExc_OverflowError,
                          "PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]");
          ok = false;
          break;
        }
        out.add((char)c);
        break;
      }
      case 'd':
        if (length)
          snprintf(tmp, sizeof tmp, "%ld", va_arg(va, long));
        else
          snprintf(tmp, sizeof tmp, "%d", va_arg(va, int));
        out.add(tmp);
        break;
      case 'u':
        if (length)
          snprintf(tmp, sizeof tmp, "%lu", va_arg(va, unsigned long));
        else
          snprintf(tmp, sizeof tmp, "%u", va_arg(va, unsigned));
        out.add(tmp);
        break;
      case 'i':
        snprintf(tmp, sizeof tmp, "%i", va_arg(va, int));
        out.add(tmp);
        break;
      case 'x':
        snprintf(tmp, sizeof tmp, "%x", va_arg(va, unsigned));
        out.add(tmp);
        break;
      case 's': {
        const char* s = va_arg(va, const char*);
        out.add(s, precision <= 0 ? strlen(s) : strnlen(s, (size_t)precision));
        break;
      }
      case 'p':
        snprintf(tmp, sizeof tmp, "%p", va_arg(va, void*));
        out.add(tmp[1] == 'x' ? "" : "0x");
        out.add(tmp);
        break;
      case '%':
        out.add('%');
        break;
      default:
        // Not understood: the rest is copied as it is.
        out.add(start);
        f = start + strlen(start) - 1;
    }
  }
  va_end(va);
  if (!ok) return nullptr;
  if (out.bad) return PyErr_NoMemory();
  return PyBytes_FromStringAndSize(out.p ? out.p : "", (Py_ssize_t)out.n);
}
MOULT_EXPORT PyObject* PyBytes_FromFormat(const char* f, ...) {
  va_list va;
  va_start(va, f);
  PyObject* r = PyBytes_FromFormatV(f, va);
  va_end(va);
  return r;
}

// ---- plain C ----

MOULT_EXPORT int PyOS_vsnprintf(char* b, size_t n, const char* f, va_list va) {
  int r = vsnprintf(b, n, f, va);
  if (n) b[n - 1] = 0;
  return r;
}
MOULT_EXPORT int PyOS_snprintf(char* b, size_t n, const char* f, ...) {
  va_list va;
  va_start(va, f);
  int r = PyOS_vsnprintf(b, n, f, va);
  va_end(va);
  return r;
}

// The operating system's side: numbers as text, signals, forks, text of the locale.
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <strings.h>
#include <initializer_list>
#include "../attention.h"
#include "../gil.h"
#include "api.h"

using namespace moult;

// ---- numbers as text ----

// Digits, a point, an exponent; "inf", "infinity", "nan". The end, or null when there is none.
static const char* float_end(const char* s) {
  const char* p = s;
  if (*p == '+' || *p == '-') p++;
  for (const char* word : {"infinity", "inf", "nan"}) {
    size_t n = strlen(word);
    if (strncasecmp(p, word, n) == 0) return p + n;
  }
  const char* start = p;
  size_t digits = 0;
  for (; *p >= '0' && *p <= '9'; p++) digits++;
  if (*p == '.')
    for (p++; *p >= '0' && *p <= '9'; p++) digits++;
  if (!digits || p == start) return nullptr;
  if (*p == 'e' || *p == 'E') {
    const char* e = p + 1;
    if (*e == '+' || *e == '-') e++;
    if (*e >= '0' && *e <= '9') {
      while (*e >= '0' && *e <= '9') e++;
      p = e;
    }
  }
  return p;
}

// The whole text must be a number, unless `end` is given. Too large: an infinity, or
// `overflow_exception` when there is one. -1.0 with an error set.
MOULT_EXPORT double PyOS_string_to_double(const char* s, char** end, PyObject* overflow_exception) {
  const char* stop = float_end(s);
  if (end) *end = (char*)(stop ? stop : s);
  if (!stop || (!end && *stop)) {
    PyErr_Format(PyExc_ValueError, "could not convert string to float: '%.200s'", s);
    return -1.0;
  }
  Ref text(PyBytes_FromStringAndSize(s, stop - s));
  if (!text) return -1.0;
  double v = strtod(PyBytes_AsString(text), nullptr);
  bool word = (stop[-1] | 32) >= 'a' && (stop[-1] | 32) <= 'z';
  if (overflow_exception && !word && isinf(v)) {
    PyErr_Format(overflow_exception, "value too large to convert to float: '%.200s'", s);
    return -1.0;
  }
  return v;
}

enum { DTSF_SIGN = 1, DTSF_ADD_DOT_0 = 2, DTSF_ALT = 4, DTSF_NO_NEG_0 = 8 };
enum { DTST_FINITE, DTST_INFINITE, DTST_NAN };

// The shortest text that reads back as v, as repr() has it.
static void shortest(double v, Buf* out) {
  char digits[40];
  int precision = 0;
  for (; precision < 17; precision++) {
    snprintf(digits, sizeof digits, "%.*e", precision, v);
    if (strtod(digits, nullptr) == v) break;
  }
  int exponent = atoi(strchr(digits, 'e') + 1);
  if (exponent >= 16 || exponent < -4) {
    out->add(digits);
    return;
  }
  char text[64];
  snprintf(text, sizeof text, "%.*f", precision > exponent ? precision - exponent : 0, v);
  out->add(text);
}

// Memory to be freed with PyMem_Free; NULL with an error set.
MOULT_EXPORT char* PyOS_double_to_string(double v, char format, int precision, int flags,
                                         int* type) {
  if (!strchr("eEfFgGr", format) || !format || (format == 'r' && precision != 0)) {
    bad_call();
    return nullptr;
  }
  bool upper = format == 'E' || format == 'F' || format == 'G';
  Buf b;
  int kind = DTST_FINITE;
  if (v != v) {
    kind = DTST_NAN;
    b.add(upper ? "NAN" : "nan");
  } else if (isinf(v)) {
    kind = DTST_INFINITE;
    b.add(v < 0 ? (upper ? "-INF" : "-inf") : (upper ? "INF" : "inf"));
  } else if (format == 'r') {
    shortest(v, &b);
  } else {
    char f[16];
    snprintf(f, sizeof f, "%%%s.*%c", flags & DTSF_ALT ? "#" : "", format);
    int n = snprintf(nullptr, 0, f, precision, v);
    char* p = b.grow((size_t)n + 1);
    if (p) {
      snprintf(p, (size_t)n + 1, f, precision, v);
      b.n -= 1;
    }
  }
  if (b.bad) {
    PyErr_NoMemory();
    return nullptr;
  }
  b.add('\0');
  if (kind == DTST_FINITE && (flags & DTSF_NO_NEG_0) && b.p[0] == '-' &&
      !b.p[1 + strspn(b.p + 1, "0.")])
    memmove(b.p, b.p + 1, --b.n);
  b.n--;
  if (kind == DTST_FINITE && (flags & DTSF_ADD_DOT_0) && !b.p[strspn(b.p, "-0123456789")])
    b.add(".0");
  bool sign = (flags & DTSF_SIGN) && b.p[0] != '-';
  char* r = (char*)PyMem_Malloc(b.n + 2);
  if (!r) {
    PyErr_NoMemory();
    return nullptr;
  }
  if (sign) r[0] = '+';
  memcpy(r + sign, b.p, b.n);
  r[sign + b.n] = 0;
  if (type) *type = kind;
  return r;
}

// ---- signals ----

typedef void (*PyOS_sighandler_t)(int);

MOULT_EXPORT PyOS_sighandler_t PyOS_getsig(int n) {
  struct sigaction a;
  return sigaction(n, nullptr, &a) == -1 ? SIG_ERR : a.sa_handler;
}
MOULT_EXPORT PyOS_sighandler_t PyOS_setsig(int n, PyOS_sighandler_t handler) {
  struct sigaction a = {}, old;
  a.sa_handler = handler;
  a.sa_flags = SA_ONSTACK;
  sigemptyset(&a.sa_mask);
  return sigaction(n, &a, &old) == -1 ? SIG_ERR : old.sa_handler;
}

// As if the signal had come; its handler runs when signals are next looked at. May be called from
// any thread, without the lock.
MOULT_EXPORT int PyErr_SetInterruptEx(int n) {
  if (n < 1 || n >= NSIG) return -1;
  note_signal(n);
  return 0;
}
MOULT_EXPORT void PyErr_SetInterrupt(void) { PyErr_SetInterruptEx(SIGINT); }
// True when an interrupt waits, which is then taken as dealt with.
MOULT_EXPORT int PyOS_InterruptOccurred(void) {
  if (!me || !me->main) return 0;
  bool noted = take_signal(SIGINT);
  return take_flag(SIGINT) || noted;
}

// ---- forks: the hooks of os.register_at_fork ----

static void at_fork(const char* when) {
  SavedError keep;
  up_void(OP_at_fork, when);
  PyErr_Clear();
}
MOULT_EXPORT void PyOS_BeforeFork(void) { at_fork("before"); }
MOULT_EXPORT void PyOS_AfterFork_Parent(void) { at_fork("after_in_parent"); }
MOULT_EXPORT void PyOS_AfterFork_Child(void) { at_fork("after_in_child"); }
MOULT_EXPORT void PyOS_AfterFork(void) { PyOS_AfterFork_Child(); }

// ---- text of the locale, which is UTF-8; bytes that are not become lone surrogates ----

// Memory to be freed with PyMem_RawFree; NULL when out of memory.
MOULT_EXPORT wchar_t* Py_DecodeLocale(const char* s, size_t* size) {
  size_t n = strlen(s), k = 0;
  wchar_t* out = (wchar_t*)PyMem_RawMalloc((n + 1) * sizeof *out);
  if (!out) {
    if (size) *size = (size_t)-1;
    return nullptr;
  }
  for (const uint8_t* p = (const uint8_t*)s; *p;) {
    int more = *p < 0x80                 ? 0
               : *p >= 0xc2 && *p < 0xe0 ? 1
               : *p >= 0xe0 && *p < 0xf0 ? 2
               : *p >= 0xf0 && *p < 0xf5 ? 3
                                         : -1;
    uint32_t c = more <= 0 ? *p : *p & (0x3f >> more);
    bool ok = more >= 0;
    for (int i = 1; ok && i <= more; i++) {
      ok = (p[i] & 0xc0) == 0x80;
      c = c << 6 | (p[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (ok && (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))) ok = false;
    out[k++] = (wchar_t)(ok ? c : 0xdc00 + *p);
    p += ok ? more + 1 : 1;
  }
  out[k] = 0;
  if (size) *size = k;
  return out;
}
// Memory to be freed with PyMem_Free. NULL: *where is the character that has no bytes, or -1.
MOULT_EXPORT char* Py_EncodeLocale(const wchar_t* s, size_t* where) {
  Buf b;
  for (size_t i = 0; s[i]; i++) {
    uint32_t c = (uint32_t)s[i];
    if (c >= 0xdc80 && c <= 0xdcff) {
      b.add((char)(c - 0xdc00));
    } else if ((c >= 0xd800 && c < 0xe000) || c > 0x10ffff) {
      if (where) *where = i;
      return nullptr;
    } else {
      b.cp(c);
    }
  }
  if (where) *where = (size_t)-1;
  char* r = (char*)PyMem_Malloc(b.n + 1);
  if (!r || b.bad) return nullptr;
  if (b.n) memcpy(r, b.p, b.n);
  r[b.n] = 0;
  return r;
}

// Parsing of arguments by format (PyArg_*), with CPython 3.14's messages.
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include "../containers.h"
#include "../types.h"
#include "api.h"

MOULT_EXPORT int PyUnicode_EqualToUTF8(PyObject* o, const char* s);

using namespace moult;

typedef int (*converter)(PyObject*, void*);
static const int CLEANUP_SUPPORTED = 0x20000;
// Parameters of type va_list decay to pointers; a struct keeps the address of one passable.
struct Va {
  va_list va;
};

// What must be undone when a later argument fails.
struct Undo {
  enum Kind { MEMORY, BUFFER, CONVERTED } kind;
  void* p;
  converter convert;
};
struct Cleanup {
  Undo small[8];
  Undo* list = small;
  int n = 0, cap = 8;
  ~Cleanup() {
    if (list != small) free(list);
  }
  bool add(Undo::Kind kind, void* p, converter c = nullptr) {
    if (n == cap) {
      Undo* bigger = (Undo*)malloc((size_t)cap * 2 * sizeof(Undo));
      if (!bigger) {
        PyErr_NoMemory();
        return false;
      }
      memcpy(bigger, list, (size_t)n * sizeof(Undo));
      if (list != small) free(list);
      list = bigger;
      cap *= 2;
    }
    list[n++] = Undo{kind, p, c};
    return true;
  }
  // Passes ok through, undoing everything when it is 0.
  int finish(int ok) {
    if (!ok)
      for (int i = n; i-- > 0;) {
        if (list[i].kind == Undo::MEMORY) {
          PyMem_Free(*(void**)list[i].p);
          *(void**)list[i].p = nullptr;
        } else if (list[i].kind == Undo::BUFFER) {
          PyBuffer_Release((Py_buffer*)list[i].p);
        } else {
          list[i].convert(nullptr, list[i].p);
        }
      }
    return ok;
  }
};

struct Message {
  char text[256];
};
static const char* OK = nullptr;

static const char* must_be(Message* m, const char* expected, PyObject* arg) {
  if (expected[0] == '(') {
    snprintf(m->text, sizeof m->text, "%.100s", expected);
  } else {
    snprintf(m->text, sizeof m->text, "must be %.50s, not %.50s", expected,
             arg == Py_None ? "None" : short_name(arg->ob_type));
  }
  return m->text;
}
static const char* pending(Message* m) {
  m->text[0] = 0;
  return m->text;
}

static void report(int iarg, const char* msg, const int* levels, const char* fname,
                   const char* message) {
  if (error_set()) return;
  char buf[512];
  if (!message) {
    char* p = buf;
    if (fname) p += snprintf(p, 260, "%.200s() ", fname);
    if (iarg) {
      p += snprintf(p, 30, "argument %d", iarg);
      for (int i = 0; i < 32 && levels[i] > 0 && p - buf < 220; i++)
        p += snprintf(p, 30, ", item %d", levels[i] - 1);
    } else {
      p += snprintf(p, 30, "argument");
    }
    snprintf(p, (size_t)(buf + sizeof buf - p), " %.256s", msg);
    message = buf;
  }
  PyErr_SetString(msg[0] == '(' ? PyExc_SystemError : PyExc_TypeError, message);
}

// ---- single codes ----

static bool range(long v, long lo, long hi, const char* what) {
  if (v >= lo && v <= hi) return true;
  PyErr_Format(PyExc_OverflowError, "%s is %s", what,
               v < lo ? "less than minimum" : "greater than maximum");
  return false;
}

static Py_ssize_t buffer_of(PyObject* arg, const void** p, const char** error) {
  *p = nullptr;
  *error = nullptr;
  // Memory that goes away with the view cannot be handed out.
  if (slot_releases(arg)) {
    *error = "read-only bytes-like object";
    return -1;
  }
  // The exception the exporter left stands: report() does not replace it.
  Py_buffer view;
  if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0) {
    *error = "bytes-like object";
    return -1;
  }
  Py_ssize_t n = view.len;
  *p = view.buf;
  PyBuffer_Release(&view);
  return n;
}

static int whole_buffer(PyObject* arg, Py_buffer* view, const char** error) {
  if (PyObject_GetBuffer(arg, view, PyBUF_SIMPLE) != 0) {
    *error = "bytes-like object";
    return -1;
  }
  if (!PyBuffer_IsContiguous(view, 'C')) {
    PyBuffer_Release(view);
    *error = "contiguous buffer";
    return -1;
  }
  return 0;
}

static const char* encoded(PyObject* arg, const char** pf, Va* va, Cleanup* undo, Message* m) {
  const char* f = *pf;
  const char* encoding = va_arg(va->va, const char*);
  if (!encoding) encoding = "utf-8";
  bool accept_bytes = *f == 't';
  if (*f != 's' && *f != 't') return must_be(m, "(unknown parser marker combination)", arg);
  f++;
  char** out = va_arg(va->va, char**);
  Py_ssize_t* size = nullptr;
  if (*f == '#') {
    size = va_arg(va->va, Py_ssize_t*);
    f++;
  }
  *pf = f;
  if (!out) return must_be(m, "(buffer is NULL)", arg);
  Ref text;
  const char* p;
  Py_ssize_t n;
  if (accept_bytes && (is_bytes(arg) || isinstance(arg, PyByteArray_Type))) {
    text = incref(arg);
    if (is_bytes(arg)) {
      p = PyBytes_AsString(arg);
      n = PyBytes_Size(arg);
    } else {
      p = PyByteArray_AsString(arg);
      n = PyByteArray_Size(arg);
    }
  } else if (is_str(arg)) {
    text = PyUnicode_AsEncodedString(arg, encoding, nullptr);
    if (!text) return must_be(m, "(encoding failed)", arg);
    p = PyBytes_AsString(text);
    n = PyBytes_Size(text);
  } else {
    return must_be(m, accept_bytes ? "str, bytes or bytearray" : "str", arg);
  }
  if (!p) return pending(m);
  if (size) {
    if (!*out) {
      *out = (char*)PyMem_Malloc((size_t)n + 1);
      if (!*out) {
        PyErr_NoMemory();
        return pending(m);
      }
      if (!undo->add(Undo::MEMORY, out)) return pending(m);
    } else if (n + 1 > *size) {
      PyErr_Format(PyExc_ValueError, "encoded string too long (%zd, maximum length %zd)", n,
                   *size - 1);
      return pending(m);
    }
    memcpy(*out, p, (size_t)n + 1);
    *size = n;
    return OK;
  }
  if ((Py_ssize_t)strlen(p) != n) return must_be(m, "encoded string without null bytes", arg);
  *out = (char*)PyMem_Malloc((size_t)n + 1);
  if (!*out) {
    PyErr_NoMemory();
    return pending(m);
  }
  if (!undo->add(Undo::MEMORY, out)) return pending(m);
  memcpy(*out, p, (size_t)n + 1);
  return OK;
}

static const char* text_code(char c, PyObject* arg, const char** pf, Va* va, Cleanup* undo,
                             Message* m) {
  const char* error;
  bool none_ok = c == 'z', want_bytes = c == 'y';
  if (**pf == '*') {
    ++*pf;
    Py_buffer* view = va_arg(va->va, Py_buffer*);
    if (none_ok && arg == Py_None) {
      PyBuffer_FillInfo(view, nullptr, nullptr, 0, 1, 0);
    } else if (!want_bytes && is_str(arg)) {
      Py_ssize_t n;
      const char* s = str_utf8(arg, &n);
      if (!s) return must_be(m, "(unicode conversion error)", arg);
      PyBuffer_FillInfo(view, arg, (void*)s, n, 1, 0);
    } else if (whole_buffer(arg, view, &error) < 0) {
      return must_be(m, error, arg);
    }
    return undo->add(Undo::BUFFER, view) ? OK : pending(m);
  }
  if (**pf == '#') {
    ++*pf;
    const void** p = va_arg(va->va, const void**);
    Py_ssize_t* n = va_arg(va->va, Py_ssize_t*);
    if (none_ok && arg == Py_None) {
      *p = nullptr;
      *n = 0;
    } else if (!want_bytes && is_str(arg)) {
      const char* s = str_utf8(arg, n);
      if (!s) return must_be(m, "(unicode conversion error)", arg);
      *p = s;
    } else {
      Py_ssize_t count = buffer_of(arg, p, &error);
      if (count < 0) return must_be(m, error, arg);
      *n = count;
    }
    return OK;
  }
  const char** p = va_arg(va->va, const char**);
  if (want_bytes) {
    const void* data;
    Py_ssize_t count = buffer_of(arg, &data, &error);
    if (count < 0) return must_be(m, error, arg);
    if ((Py_ssize_t)strlen((const char*)data) != count) {
      PyErr_SetString(PyExc_ValueError, "embedded null byte");
      return pending(m);
    }
    *p = (const char*)data;
    return OK;
  }
  if (none_ok && arg == Py_None) {
    *p = nullptr;
    return OK;
  }
  if (!is_str(arg)) return must_be(m, none_ok ? "str or None" : "str", arg);
  Py_ssize_t n;
  const char* s = str_utf8(arg, &n);
  if (!s) return must_be(m, "(unicode conversion error)", arg);
  if ((Py_ssize_t)strlen(s) != n) {
    PyErr_SetString(PyExc_ValueError, "embedded null character");
    return pending(m);
  }
  *p = s;
  return OK;
}

// Converts one argument by the code at *pf. OK, or a message (empty: an error is set).
static const char* convert_simple(PyObject* arg, const char** pf, Va* va, Cleanup* undo,
                                  Message* m) {
  char c = *(*pf)++;
  switch (c) {
    case 'b': {
      unsigned char* p = va_arg(va->va, unsigned char*);
      long v = PyLong_AsLong(arg);
      if ((v == -1 && error_set()) || !range(v, 0, UCHAR_MAX, "unsigned byte integer"))
        return pending(m);
      *p = (unsigned char)v;
      return OK;
    }
    case 'B': {
      unsigned char* p = va_arg(va->va, unsigned char*);
      unsigned long v = PyLong_AsUnsignedLongMask(arg);
      if (v == (unsigned long)-1 && error_set()) return pending(m);
      *p = (unsigned char)v;
      return OK;
    }
    case 'h': {
      short* p = va_arg(va->va, short*);
      long v = PyLong_AsLong(arg);
      if ((v == -1 && error_set()) || !range(v, SHRT_MIN, SHRT_MAX, "signed short integer"))
        return pending(m);
      *p = (short)v;
      return OK;
    }
    case 'H': {
      unsigned short* p = va_arg(va->va, unsigned short*);
      unsigned long v = PyLong_AsUnsignedLongMask(arg);
      if (v == (unsigned long)-1 && error_set()) return pending(m);
      *p = (unsigned short)v;
      return OK;
    }
    case 'i': {
      int* p = va_arg(va->va, int*);
      long v = PyLong_AsLong(arg);
      if ((v == -1 && error_set()) || !range(v, INT_MIN, INT_MAX, "signed integer"))
        return pending(m);
      *p = (int)v;
      return OK;
    }
    case 'I': {
      unsigned* p = va_arg(va->va, unsigned*);
      unsigned long v = PyLong_AsUnsignedLongMask(arg);
      if (v == (unsigned long)-1 && error_set()) return pending(m);
      *p = (unsigned)v;
      return OK;
    }
    case 'n': {
      Py_ssize_t* p = va_arg(va->va, Py_ssize_t*);
      Ref i(PyNumber_Index(arg));
      Py_ssize_t v = i ? PyLong_AsSsize_t(i) : -1;
      if (v == -1 && error_set()) return pending(m);
      *p = v;
      return OK;
    }
    case 'l':
    case 'L': {
      long* p = va_arg(va->va, long*);
      long v = c == 'l' ? PyLong_AsLong(arg) : PyLong_AsLongLong(arg);
      if (v == -1 && error_set()) return pending(m);
      *p = v;
      return OK;
    }
    case 'k':
    case 'K': {
      unsigned long* p = va_arg(va->va, unsigned long*);
      if (!PyIndex_Check(arg)) return must_be(m, "int", arg);
      unsigned long v = PyLong_AsUnsignedLongMask(arg);
      if (v == (unsigned long)-1 && error_set()) return pending(m);
      *p = v;
      return OK;
    }
    case 'f':
    case 'd': {
      void* p = va_arg(va->va, void*);
      double v = PyFloat_AsDouble(arg);
      if (v == -1 && error_set()) return pending(m);
      if (c == 'f')
        *(float*)p = (float)v;
      else
        *(double*)p = v;
      return OK;
    }
    case 'D': {
      double* p = va_arg(va->va, double*);
      double re = PyComplex_RealAsDouble(arg);
      if (re == -1 && error_set()) return pending(m);
      double im = PyComplex_ImagAsDouble(arg);
      if (im == -1 && error_set()) return pending(m);
      p[0] = re;
      p[1] = im;
      return OK;
    }
    case 'c': {
      char* p = va_arg(va->va, char*);
      bool bytes = is_bytes(arg), array = !bytes && isinstance(arg, PyByteArray_Type);
      if (!bytes && !array) return must_be(m, "a byte string of length 1", arg);
      Py_ssize_t n = bytes ? PyBytes_Size(arg) : PyByteArray_Size(arg);
      if (n != 1) {
        snprintf(m->text, sizeof m->text,
                 "must be a byte string of length 1, not a %s object of length %zd",
                 bytes ? "bytes" : "bytearray", n);
        return m->text;
      }
      *p = bytes ? PyBytes_AsString(arg)[0] : PyByteArray_AsString(arg)[0];
      return OK;
    }
    case 'C': {
      int* p = va_arg(va->va, int*);
      if (!is_str(arg)) return must_be(m, "a unicode character", arg);
      if (str_length(arg) != 1) {
        snprintf(m->text, sizeof m->text, "must be a unicode character, not a string of length %zd",
                 str_length(arg));
        return m->text;
      }
      *p = (int)str_char(arg, 0);
      return OK;
    }
    case 'p': {
      int* p = va_arg(va->va, int*);
      int v = PyObject_IsTrue(arg);
      if (v < 0) return pending(m);
      *p = v;
      return OK;
    }
    case 's':
    case 'z':
    case 'y':
      return text_code(c, arg, pf, va, undo, m);
    case 'e':
      return encoded(arg, pf, va, undo, m);
    case 'S': {
      PyObject** p = va_arg(va->va, PyObject**);
      if (!is_bytes(arg)) return must_be(m, "bytes", arg);
      *p = arg;
      return OK;
    }
    case 'Y': {
      PyObject** p = va_arg(va->va, PyObject**);
      if (!isinstance(arg, PyByteArray_Type)) return must_be(m, "bytearray", arg);
      *p = arg;
      return OK;
    }
    case 'U': {
      PyObject** p = va_arg(va->va, PyObject**);
      if (!is_str(arg)) return must_be(m, "str", arg);
      *p = arg;
      return OK;
    }
    case 'O': {
      if (**pf == '!') {
        ++*pf;
        MType* t = va_arg(va->va, MType*);
        PyObject** p = va_arg(va->va, PyObject**);
        if (!subtype(arg->ob_type, t)) return must_be(m, t->name, arg);
        *p = arg;
      } else if (**pf == '&') {
        ++*pf;
        converter convert = va_arg(va->va, converter);
        void* p = va_arg(va->va, void*);
        int r = convert(arg, p);
        if (!r) return must_be(m, "(unspecified)", arg);
        if (r == CLEANUP_SUPPORTED && !undo->add(Undo::CONVERTED, p, convert)) return pending(m);
      } else {
        PyObject** p = va_arg(va->va, PyObject**);
        *p = arg;
      }
      return OK;
    }
    case 'w': {
      if (**pf != '*') return must_be(m, "(invalid use of 'w' format character)", arg);
      ++*pf;
      Py_buffer* view = va_arg(va->va, Py_buffer*);
      if (PyObject_GetBuffer(arg, view, PyBUF_WRITABLE) < 0) {
        PyErr_Clear();
        return must_be(m, "read-write bytes-like object", arg);
      }
      if (!PyBuffer_IsContiguous(view, 'C')) {
        PyBuffer_Release(view);
        return must_be(m, "contiguous buffer", arg);
      }
      return undo->add(Undo::BUFFER, view) ? OK : pending(m);
    }
    default:
      return must_be(m, "(impossible<bad format char>)", arg);
  }
}

static const char* convert_item(PyObject* arg, const char** pf, Va* va, int* levels, Cleanup* undo,
                                Message* m);

static const char* convert_tuple(PyObject* arg, const char** pf, Va* va, int* levels, Cleanup* undo,
                                 Message* m) {
  int level = 0, n = 0;
  const char* f = *pf;
  for (;;) {
    char c = *f++;
    if (c == '(') {
      if (level == 0) n++;
      level++;
    } else if (c == ')') {
      if (level == 0) break;
      level--;
    } else if (c == ':' || c == ';' || c == 0) {
      break;
    } else if (level == 0 && isalpha((unsigned char)c) && c != 'e') {
      n++;
    }
  }
  if (!PySequence_Check(arg) || is_str(arg) || is_bytes(arg) ||
      PyType_IsSubtype((PyTypeObject*)arg->ob_type, (PyTypeObject*)&PyByteArray_Type)) {
    levels[0] = 0;
    snprintf(m->text, sizeof m->text, "must be %d-item tuple, not %.50s", n,
             arg == Py_None ? "None" : short_name(arg->ob_type));
    return m->text;
  }
  Py_ssize_t len = PySequence_Size(arg);
  if (len < 0) return pending(m);
  if (len != n) {
    levels[0] = 0;
    snprintf(m->text, sizeof m->text, "must be %s of length %d, not %zd",
             is_tuple(arg) ? "tuple" : "sequence", n, len);
    return m->text;
  }
  f = *pf;
  for (int i = 0; i < n; i++) {
    PyObject* item = PySequence_GetItem(arg, i);
    if (!item) return pending(m);
    const char* msg = convert_item(item, &f, va, levels + 1, undo, m);
    // The tuple or list keeps what was handed out as borrowed.
    decref(item);
    if (msg) {
      levels[0] = i + 1;
      return msg;
    }
  }
  *pf = f;
  return OK;
}

static const char* convert_item(PyObject* arg, const char** pf, Va* va, int* levels, Cleanup* undo,
                                Message* m) {
  if (**pf == '(') {
    ++*pf;
    const char* msg = convert_tuple(arg, pf, va, levels, undo, m);
    if (!msg) ++*pf;
    return msg;
  }
  const char* msg = convert_simple(arg, pf, va, undo, m);
  if (msg) levels[0] = 0;
  return msg;
}

// ---- tuples of arguments ----

static const char* plural(Py_ssize_t n) { return n == 1 ? "" : "s"; }

// `stack` of n arguments, or one object when `single`.
static int parse(PyObject* const* stack, Py_ssize_t n, bool single, PyObject* one,
                 const char* format, Va* va) {
  const char *fname = nullptr, *message = nullptr, *f = format;
  int min = -1, max = 0, level = 0;
  for (bool end = false; !end;) {
    char c = *f++;
    switch (c) {
      case '(':
        if (level == 0) max++;
        if (++level >= 30) fatal("too many tuple nesting levels in argument format string");
        break;
      case ')':
        if (level == 0) fatal("vgetargs1_impl: excess ')' in getargs format");
        level--;
        break;
      case 0:
        end = true;
        break;
      case ':':
        fname = f;
        end = true;
        break;
      case ';':
        message = f;
        end = true;
        break;
      case '|':
        if (level == 0) min = max;
        break;
      default:
        if (level == 0 && isalpha((unsigned char)c)) max++;
    }
    if (c == 'e' && *f) f++;  // the next letter belongs to it
  }
  if (level != 0) fatal("vgetargs1_impl: missing ')' in getargs format");
  if (min < 0) min = max;
  int levels[32] = {0};
  Message m;
  Cleanup undo;
  f = format;
  if (single) {
    if (max == 0) {
      if (!one) return 1;
      PyErr_Format(PyExc_TypeError, "%.200s%s takes no arguments", fname ? fname : "function",
                   fname ? "()" : "");
      return 0;
    }
    if (min == 1 && max == 1) {
      if (!one) {
        PyErr_Format(PyExc_TypeError, "%.200s%s takes at least one argument",
                     fname ? fname : "function", fname ? "()" : "");
        return 0;
      }
      const char* msg = convert_item(one, &f, va, levels, &undo, &m);
      if (!msg) return undo.finish(1);
      report(levels[0], msg, levels + 1, fname, message);
      return undo.finish(0);
    }
    PyErr_SetString(PyExc_SystemError, "old style getargs format uses new features");
    return 0;
  }
  if (n < min || max < n) {
    if (message) {
      PyErr_SetString(PyExc_TypeError, message);
    } else {
      int bound = n < min ? min : max;
      PyErr_Format(PyExc_TypeError, "%.150s%s takes %s %d argument%s (%zd given)",
                   fname ? fname : "function", fname ? "()" : "",
                   min == max ? "exactly"
                   : n < min  ? "at least"
                              : "at most",
                   bound, plural(bound), n);
    }
    return 0;
  }
  for (Py_ssize_t i = 0; i < n; i++) {
    if (*f == '|') f++;
    const char* msg = convert_item(stack[i], &f, va, levels, &undo, &m);
    if (msg) {
      report((int)i + 1, msg, levels, fname, message);
      return undo.finish(0);
    }
  }
  if (*f && !isalpha((unsigned char)*f) && *f != '(' && *f != '|' && *f != ':' && *f != ';') {
    PyErr_Format(PyExc_SystemError, "bad format string: %.200s", format);
    return undo.finish(0);
  }
  return undo.finish(1);
}

static int parse_tuple(PyObject* args, const char* format, Va* va) {
  if (!args || !is_tuple(args)) {
    PyErr_SetString(PyExc_SystemError, "new style getargs format but argument is not a tuple");
    return 0;
  }
  PyObject** p = tuple_ready(args);
  return p ? parse(p, ob_size(args), false, nullptr, format, va) : 0;
}

// Objects written through O, S, U... are borrowed from the arguments.
#define VARIADIC(call)     \
  Va va;                   \
  va_start(va.va, format); \
  int ok = call;           \
  va_end(va.va);           \
  return ok;
MOULT_EXPORT int PyArg_Parse(PyObject* arg, const char* format,
                             ...){VARIADIC(parse(nullptr, 0, true, arg, format, &va))} MOULT_EXPORT
    int _PyArg_Parse_SizeT(PyObject* arg, const char* format,
                           ...){VARIADIC(parse(nullptr, 0, true, arg, format, &va))} MOULT_EXPORT
    int PyArg_ParseTuple(PyObject* args, const char* format,
                         ...){VARIADIC(parse_tuple(args, format, &va))} MOULT_EXPORT
    int _PyArg_ParseTuple_SizeT(PyObject* args, const char* format, ...) {
  VARIADIC(parse_tuple(args, format, &va))
}
static int va_parse(PyObject* args, const char* format, va_list list) {
  Va va;
  va_copy(va.va, list);
  int ok = parse_tuple(args, format, &va);
  va_end(va.va);
  return ok;
}
MOULT_EXPORT int PyArg_VaParse(PyObject* args, const char* format, va_list list) {
  return va_parse(args, format, list);
}
MOULT_EXPORT int _PyArg_VaParse_SizeT(PyObject* args, const char* format, va_list list) {
  return va_parse(args, format, list);
}

// PyArg_Parse with a list (face_api.cc).
extern "C" int moult_parse_one(PyObject* arg, const char* format, va_list list) {
  Va va;
  va_copy(va.va, list);
  int ok = parse(nullptr, 0, true, arg, format, &va);
  va_end(va.va);
  return ok;
}

// ---- with keywords ----

// Steps over the code at *pf and its C arguments.
static const char* skip_item(const char** pf, Va* va) {
  const char* f = *pf;
  char c = *f++;
  switch (c) {
    case 'b':
    case 'B':
    case 'h':
    case 'H':
    case 'i':
    case 'I':
    case 'l':
    case 'k':
    case 'L':
    case 'K':
    case 'n':
    case 'f':
    case 'd':
    case 'D':
    case 'c':
    case 'p':
    case 'S':
    case 'Y':
    case 'U':
    case 'C':
      (void)va_arg(va->va, void*);
      break;
    case 'e':
      (void)va_arg(va->va, void*);
      if (*f != 's' && *f != 't') return "impossible<bad format char>";
      f++;
      [[fallthrough]];
    case 's':
    case 'z':
    case 'y':
      (void)va_arg(va->va, void*);
      if (*f == '#') {
        (void)va_arg(va->va, void*);
        f++;
      } else if (c != 'e' && *f == '*') {
        f++;
      }
      break;
    case 'w':
      if (*f != '*') return "impossible<bad format char>";
      f++;
      (void)va_arg(va->va, void*);
      break;
    case 'O':
      if (*f == '!' || *f == '&') {
        f++;
        (void)va_arg(va->va, void*);
      }
      (void)va_arg(va->va, void*);
      break;
    case '(':
      for (;;) {
        if (*f == ')') break;
        if (*f == 0 || *f == ':' || *f == ';') return "unmatched left paren in format";
        const char* msg = skip_item(&f, va);
        if (msg) return msg;
      }
      f++;
      break;
    case ')':
      return "unmatched right paren in format";
    default:
      return "impossible<bad format char>";
  }
  *pf = f;
  return nullptr;
}

// The value of a keyword argument: borrowed; null when absent or (with an error) on failure.
static PyObject* find_keyword(PyObject* kw, const char* name) {
  if (kw == g->kw_dict && g->kw_epoch == g->epoch) {
    PyObject** names = tuple_items(g->kw_names);
    for (Py_ssize_t i = 0, n = ob_size(g->kw_names); i < n; i++) {
      Py_ssize_t len;
      const char* s = str_wtf8(names[i], &len);
      if (s && strcmp(s, name) == 0) return g->kw_values[i];
    }
    return nullptr;
  }
  Ref key(PyUnicode_FromString(name));
  return key ? PyDict_GetItemWithError(kw, key) : nullptr;
}

static bool known_keyword(PyObject* key, const char* const* kwlist, int from) {
  for (int i = from; kwlist[i]; i++)
    if (PyUnicode_EqualToUTF8(key, kwlist[i])) return true;
  return false;
}

static void unexpected_keyword(const char* fname, PyObject* key, const char* const* names) {
  Py_ssize_t n = 0;
  while (names[n]) n++;
  Ref all(PyTuple_New(n));
  for (Py_ssize_t i = 0; all && i < n; i++) {
    PyObject* name = PyUnicode_FromString(names[i]);
    if (!name) return;
    tuple_items(all)[i] = name;
  }
  Ref near(all ? up_obj(OP_closest_name, key, all.p) : nullptr);
  if (!near) return;
  const char* who = fname ? fname : "this function";
  const char* call = fname ? "()" : "";
  if (near.p == Py_None)
    PyErr_Format(PyExc_TypeError, "%.200s%s got an unexpected keyword argument '%S'", who, call,
                 key);
  else
    PyErr_Format(PyExc_TypeError,
                 "%.200s%s got an unexpected keyword argument '%S'. Did you mean '%S'?", who, call,
                 key, near.p);
}

static int parse_keywords(PyObject* args, PyObject* kw, const char* format,
                          const char* const* kwlist, Va* va) {
  if (!args || !is_tuple(args) || (kw && !is_dict(kw)) || !format || !kwlist) {
    bad_call();
    return 0;
  }
  const char* fname = strchr(format, ':');
  const char* custom = nullptr;
  if (fname)
    fname++;
  else if ((custom = strchr(format, ';')))
    custom++;
  const char* shown = fname ? fname : "function";
  const char* call = fname ? "()" : "";
  int pos = 0, len;
  while (kwlist[pos] && !*kwlist[pos]) pos++;  // positional-only names are empty
  for (len = pos; kwlist[len]; len++)
    if (!*kwlist[len]) {
      PyErr_SetString(PyExc_SystemError, "Empty keyword parameter name");
      return 0;
    }
  PyObject** stack = tuple_ready(args);
  if (!stack) return 0;
  Py_ssize_t nargs = ob_size(args);
  Py_ssize_t nkw = !kw                                           ? 0
                   : kw == g->kw_dict && g->kw_epoch == g->epoch ? ob_size(g->kw_names)
                                                                 : PyDict_Size(kw);
  if (nkw < 0) return 0;
  if (nargs + nkw > len) {
    PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d %sargument%s (%zd given)", shown, call,
                 "at most", len, nargs == 0 ? "keyword " : "", plural(len), nargs + nkw);
    return 0;
  }
  int min = INT_MAX, max = INT_MAX;
  bool skipping = false;
  int levels[32] = {0};
  Message m;
  Cleanup undo;
  const char* f = format;
  Py_ssize_t left = nkw;
  int i;
  for (i = 0; i < len; i++) {
    if (*f == '|') {
      if (min != INT_MAX) {
        PyErr_SetString(PyExc_SystemError, "Invalid format string (| specified twice)");
        return undo.finish(0);
      }
      min = i;
      f++;
      if (max != INT_MAX) {
        PyErr_SetString(PyExc_SystemError, "Invalid format string ($ before |)");
        return undo.finish(0);
      }
    }
    if (*f == '$') {
      if (max != INT_MAX) {
        PyErr_SetString(PyExc_SystemError, "Invalid format string ($ specified twice)");
        return undo.finish(0);
      }
      max = i;
      f++;
      if (max < pos) {
        PyErr_SetString(PyExc_SystemError, "Empty parameter name after $");
        return undo.finish(0);
      }
      if (skipping) break;
      if (max < nargs && !skipping) {
        if (max == 0)
          PyErr_Format(PyExc_TypeError, "%.200s%s takes no positional arguments", shown, call);
        else
          PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)",
                       shown, call, min != INT_MAX ? "at most" : "exactly", max, plural(max),
                       nargs);
        return undo.finish(0);
      }
    }
    if (!*f || *f == ';' || *f == ':') {
      PyErr_Format(PyExc_SystemError, "More keyword list entries (%d) than format specifiers (%d)",
                   len, i);
      return undo.finish(0);
    }
    if (!skipping) {
      PyObject* arg = nullptr;
      if (i < nargs) {
        arg = stack[i];
      } else if (left && i >= pos) {
        arg = find_keyword(kw, kwlist[i]);
        if (arg)
          left--;
        else if (error_set())
          return undo.finish(0);
      }
      if (arg) {
        const char* msg = convert_item(arg, &f, va, levels, &undo, &m);
        if (msg) {
          report(i + 1, msg, levels, fname, custom);
          return undo.finish(0);
        }
        continue;
      }
      if (i < min) {
        if (i < pos) {
          skipping = true;  // to learn how many there are
        } else {
          PyErr_Format(PyExc_TypeError, "%.200s%s missing required argument '%s' (pos %i)", shown,
                       call, kwlist[i], i + 1);
          return undo.finish(0);
        }
      }
      if (!left && !skipping) return undo.finish(1);
    }
    const char* msg = skip_item(&f, va);
    if (msg) {
      PyErr_Format(PyExc_SystemError, "%s: '%s'", msg, f);
      return undo.finish(0);
    }
  }
  if (skipping) {
    int bound = pos < min ? pos : min;
    PyErr_Format(PyExc_TypeError, "%.200s%s takes %s %d positional argument%s (%zd given)", shown,
                 call, bound < i ? "at least" : "exactly", bound, plural(bound), nargs);
    return undo.finish(0);
  }
  if (*f && *f != ';' && *f != ':' && *f != '|' && *f != '$') {
    PyErr_Format(PyExc_SystemError,
                 "more argument specifiers than keyword list entries (remaining format:'%s')", f);
    return undo.finish(0);
  }
  if (left > 0) {
    for (int k = pos; k < nargs; k++) {
      PyObject* arg = find_keyword(kw, kwlist[k]);
      if (arg) {
        PyErr_Format(PyExc_TypeError,
                     "argument for %.200s%s given by name ('%s') and position (%d)", shown, call,
                     kwlist[k], k + 1);
        return undo.finish(0);
      }
      if (error_set()) return undo.finish(0);
    }
    Py_ssize_t at = 0;
    PyObject *key, *value;
    while (PyDict_Next(kw, &at, &key, &value)) {
      if (!is_str(key)) {
        PyErr_SetString(PyExc_TypeError, "keywords must be strings");
        return undo.finish(0);
      }
      if (!known_keyword(key, kwlist, pos)) {
        unexpected_keyword(fname, key, kwlist + pos);
        return undo.finish(0);
      }
    }
    // Each looks like one that is known, and yet was not found under its name.
    PyErr_Format(PyExc_TypeError, "invalid keyword argument for %.200s%s",
                 fname ? fname : "this function", call);
    return undo.finish(0);
  }
  return undo.finish(1);
}

#define KEYWORDS_VARIADIC                                 \
  Va va;                                                  \
  va_start(va.va, kwlist);                                \
  int ok = parse_keywords(args, kw, format, kwlist, &va); \
  va_end(va.va);                                          \
  return ok;
#define KEYWORDS_VA                                       \
  Va va;                                                  \
  va_copy(va.va, list);                                   \
  int ok = parse_keywords(args, kw, format, kwlist, &va); \
  va_end(va.va);                                          \
  return ok;
MOULT_EXPORT int PyArg_ParseTupleAndKeywords(PyObject* args, PyObject* kw, const char* format,
                                             const char* const* kwlist,
                                             ...){KEYWORDS_VARIADIC} MOULT_EXPORT
    int _PyArg_ParseTupleAndKeywords_SizeT(PyObject* args, PyObject* kw, const char* format,
                                           const char* const* kwlist,
                                           ...){KEYWORDS_VARIADIC} MOULT_EXPORT
    int PyArg_VaParseTupleAndKeywords(PyObject* args, PyObject* kw, const char* format,
                                      const char* const* kwlist,
                                      va_list list){KEYWORDS_VA} MOULT_EXPORT
    int _PyArg_VaParseTupleAndKeywords_SizeT(PyObject* args, PyObject* kw, const char* format,
                                             const char* const* kwlist, va_list list){KEYWORDS_VA}

MOULT_EXPORT int PyArg_ValidateKeywordArguments(PyObject* kw) {
  if (!is_dict(kw)) {
    bad_call();
    return 0;
  }
  Py_ssize_t at = 0;
  PyObject *key, *value;
  while (PyDict_Next(kw, &at, &key, &value))
    if (!is_str(key)) {
      PyErr_SetString(PyExc_TypeError, "keywords must be strings");
      return 0;
    }
  return 1;
}

// Borrowed results.
MOULT_EXPORT int PyArg_UnpackTuple(PyObject* args, const char* name, Py_ssize_t min, Py_ssize_t max,
                                   ...) {
  if (!is_tuple(args)) {
    PyErr_SetString(PyExc_SystemError, "PyArg_UnpackTuple() argument list is not a tuple");
    return 0;
  }
  PyObject** p = tuple_ready(args);
  if (!p) return 0;
  Py_ssize_t n = ob_size(args);
  if (n < min || n > max) {
    Py_ssize_t bound = n < min ? min : max;
    const char* how = min == max ? "" : n < min ? "at least " : "at most ";
    if (name)
      PyErr_Format(PyExc_TypeError, "%.200s expected %s%zd argument%s, got %zd", name, how, bound,
                   plural(bound), n);
    else
      PyErr_Format(PyExc_TypeError, "unpacked tuple should have %s%zd element%s, but has %zd", how,
                   bound, plural(bound), n);
    return 0;
  }
  va_list va;
  va_start(va, max);
  for (Py_ssize_t i = 0; i < n; i++) *va_arg(va, PyObject**) = p[i];
  va_end(va);
  return 1;
}

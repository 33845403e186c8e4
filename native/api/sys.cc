// The system: version, sys attributes, printing, files, ends.
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <strings.h>
#include "../calls.h"
#include "../containers.h"
#include "api.h"

namespace moult {
[[noreturn]] void fatal(const char* what) {
  fprintf(stderr, "Fatal Python error: %s\n", what);
  fflush(stderr);
  abort();
}
}  // namespace moult

using namespace moult;

// Text of sys that stays, or what to say while there is no sys.
static const char* sys_text(const char* name, const char* otherwise) {
  PyObject* v = g && g->ts ? PySys_GetObject(name) : nullptr;
  const char* s = v && is_str(v) ? str_utf8(v, nullptr) : nullptr;
  return s ? str_utf8(intern_cstr(s), nullptr) : otherwise;
}
MOULT_EXPORT const char* Py_GetVersion(void) {
  if (g && g->core && g->core->abi) {
    static char text[32];
    snprintf(text, sizeof text, "3.%d.0 (moult)", g->core->abi);
    return text;
  }
  return sys_text("version", "3.14.0 (moult)");
}
MOULT_EXPORT const char* Py_GetPlatform(void) { return sys_text("platform", "linux"); }
MOULT_EXPORT const char* Py_GetCopyright(void) { return sys_text("copyright", ""); }
MOULT_EXPORT const char* Py_GetCompiler(void) { return "[" __VERSION__ "]"; }
MOULT_EXPORT const char* Py_GetBuildInfo(void) { return "moult"; }
MOULT_EXPORT uint32_t Py_PACK_FULL_VERSION(int x, int y, int z, int level, int serial) {
  return (uint32_t)((x & 255) << 24 | (y & 255) << 16 | (z & 255) << 8 | (level & 15) << 4 |
                    (serial & 15));
}
MOULT_EXPORT uint32_t Py_PACK_VERSION(int x, int y) { return Py_PACK_FULL_VERSION(x, y, 0, 0, 0); }

MOULT_EXPORT void Py_FatalError(const char* message) { fatal(message); }
MOULT_EXPORT int Py_FinalizeEx(void);
MOULT_EXPORT void Py_Exit(int status) {
  Py_FinalizeEx();
  exit(status);
}
static void (*at_exit[32])(void);
static int at_exit_n;
namespace moult {
void run_at_exit();
}
MOULT_EXPORT int Py_AtExit(void (*f)(void)) {
  if (at_exit_n >= 32) return -1;
  // They see the interpreter gone, so the process's own end is early enough.
  static const bool registered = atexit(run_at_exit) == 0;
  if (!registered) return -1;
  at_exit[at_exit_n++] = f;
  return 0;
}
namespace moult {
void run_at_exit() {
  while (at_exit_n > 0) at_exit[--at_exit_n]();
}
}  // namespace moult

// ---- sys ----

// Borrowed reference; NULL without an error when missing.
MOULT_EXPORT PyObject* PySys_GetObject(const char* name) {
  SavedError keep;
  PyObject* n = intern_cstr(name);
  PyObject* d = PyImport_GetModuleDict();
  PyObject* r = n && d ? keep_item(d, n, up_obj(OP_sys_get, n)) : nullptr;
  if (!r) PyErr_Clear();
  return r;
}
// Does not steal; NULL deletes.
MOULT_EXPORT int PySys_SetObject(const char* name, PyObject* v) {
  return up_void(OP_sys_set, name, v) ? 0 : -1;
}
static void write_std(int which, PyObject* s) {
  SavedError keep;
  if (s) up_void(OP_sys_write, which, s);
  PyErr_Clear();
  xdecref(s);
}
static void write_format(int which, const char* f, va_list va) {
  char buf[1001];
  int n = vsnprintf(buf, sizeof buf, f, va);
  write_std(which, str_decode_utf8(buf, (Py_ssize_t)strlen(buf), "replace", nullptr));
  if (n >= (int)sizeof buf) write_std(which, PyUnicode_FromString("... truncated"));
}
MOULT_EXPORT void PySys_WriteStdout(const char* f, ...) {
  va_list va;
  va_start(va, f);
  write_format(1, f, va);
  va_end(va);
}
MOULT_EXPORT void PySys_WriteStderr(const char* f, ...) {
  va_list va;
  va_start(va, f);
  write_format(2, f, va);
  va_end(va);
}
MOULT_EXPORT void PySys_FormatStdout(const char* f, ...) {
  va_list va;
  va_start(va, f);
  write_std(1, PyUnicode_FromFormatV(f, va));
  va_end(va);
}
MOULT_EXPORT void PySys_FormatStderr(const char* f, ...) {
  va_list va;
  va_start(va, f);
  write_std(2, PyUnicode_FromFormatV(f, va));
  va_end(va);
}
// Whether anybody listens; -1 with an error. Hidden: for face_api.cc, too.
extern "C" int moult_audited(void) { return up_num(OP_sys_audited) ? 1 : error_set() ? -1 : 0; }
MOULT_EXPORT int PySys_Audit(const char* event, const char* format, ...) {
  Ref args;
  // Nobody listens: the arguments are not looked at.
  if (int heard = moult_audited(); heard <= 0) return heard;
  if (format && *format) {
    va_list va;
    va_start(va, format);
    args = Py_VaBuildValue(format, va);
    va_end(va);
    if (!args) return -1;
    if (!is_tuple(args)) args = PyTuple_Pack(1, args.p);
  } else {
    args = incref(g->interp->empty_tuple);
  }
  return up_void(OP_sys_audit, event, args.p) ? 0 : -1;
}
MOULT_EXPORT int PySys_AuditTuple(const char* event, PyObject* args) {
  if (args && !is_tuple(args)) {
    type_error("args must be tuple, got %s", type_name(args));
    return -1;
  }
  return up_void(OP_sys_audit, event, args ? args : g->interp->empty_tuple) ? 0 : -1;
}

// New reference: str or bytes.
MOULT_EXPORT PyObject* PyOS_FSPath(PyObject* p) {
  if (is_str(p) || is_bytes(p)) return incref(p);
  return up_obj(OP_fspath, p);
}

// ---- plain C helpers ----

MOULT_EXPORT int PyOS_mystricmp(const char* a, const char* b) { return strcasecmp(a, b); }
MOULT_EXPORT int PyOS_mystrnicmp(const char* a, const char* b, Py_ssize_t n) {
  return n == 0 ? 0 : strncasecmp(a, b, (size_t)n);
}
static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  int lower = c | 32;
  return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 37;
}
static int prefix_base(char c) {
  int lower = c | 32;
  return lower == 'x' ? 16 : lower == 'o' ? 8 : lower == 'b' ? 2 : 0;
}
// Python's prefixes rather than C's, and no sign.
MOULT_EXPORT unsigned long PyOS_strtoul(const char* s, char** end, int base) {
  while (isspace((unsigned char)*s)) s++;
  if (*s == '0') {
    int named = prefix_base(s[1]);
    if (named && (base == 0 || base == named)) {
      if (digit_of(s[2]) >= named) {
        if (end) *end = (char*)s + 1;
        return 0;
      }
      s += 2;
      base = named;
    } else if (base == 0) {
      while (*s == '0') s++;
      while (isspace((unsigned char)*s)) s++;
      if (end) *end = (char*)s;
      return 0;
    }
  }
  if (base == 0) base = 10;
  unsigned long v = 0;
  bool over = false;
  for (; digit_of(*s) < base; s++)
    over |= __builtin_mul_overflow(v, (unsigned long)base, &v) ||
            __builtin_add_overflow(v, (unsigned long)digit_of(*s), &v);
  if (end) *end = (char*)s;
  if (!over) return v;
  errno = ERANGE;
  return ULONG_MAX;
}
MOULT_EXPORT long PyOS_strtol(const char* s, char** end, int base) {
  while (isspace((unsigned char)*s)) s++;
  char sign = *s;
  if (sign == '+' || sign == '-') s++;
  unsigned long v = PyOS_strtoul(s, end, base);
  if (v <= (unsigned long)LONG_MAX) return sign == '-' ? -(long)v : (long)v;
  if (sign == '-' && v == (unsigned long)LONG_MAX + 1) return LONG_MIN;
  errno = ERANGE;
  return LONG_MAX;
}

// ---- eval ----

// Borrowed references; NULL without an error when no Python frame is active.
static PyObject* kept(Op op, const char* key) {
  PyObject* r = up_obj(op);
  if (!r || r == Py_None) {
    xdecref(r);
    return nullptr;
  }
  return keep_item(PyImport_GetModuleDict(), intern_cstr(key), r);
}
MOULT_EXPORT PyObject* PyEval_GetBuiltins(void) { return kept(OP_eval_builtins, "\1builtins"); }
MOULT_EXPORT PyObject* PyEval_GetGlobals(void) { return kept(OP_eval_globals, "\1globals"); }
MOULT_EXPORT PyObject* PyEval_GetLocals(void) { return kept(OP_eval_locals, "\1locals"); }
// New references.
MOULT_EXPORT PyObject* PyEval_GetFrameBuiltins(void) { return up_obj(OP_eval_builtins); }
MOULT_EXPORT PyObject* PyEval_EvalCode(PyObject* code, PyObject* globals, PyObject* locals) {
  return up_obj(OP_eval_code, code, globals, locals);
}
MOULT_EXPORT PyObject* Py_CompileString(const char* text, const char* file, int start) {
  Ref t(PyUnicode_FromString(text)), f(PyUnicode_FromString(file));
  return t && f ? up_obj(OP_compile, t.p, f.p, start) : nullptr;
}
static bool is_function(PyObject* f) {
  return isinstance(f, PyCFunction_Type) || strcmp(type_name(f), "function") == 0 ||
         strcmp(type_name(f), "method") == 0;
}
// Borrowed text.
MOULT_EXPORT const char* PyEval_GetFuncName(PyObject* f) {
  if (!is_function(f)) return type_name(f);
  Ref r(up_obj(OP_function_name, f));
  const char* s = r ? str_utf8(r, nullptr) : nullptr;
  return s ? str_utf8(intern_cstr(s), nullptr) : type_name(f);
}
MOULT_EXPORT const char* PyEval_GetFuncDesc(PyObject* f) {
  return is_function(f) ? "()" : " object";
}

// Outside the stable ABI, but CPython's own tests of the limited API link to it.
MOULT_EXPORT int _Py_GetBuiltWithAssert(void) { return 0; }

// sys from C: attributes, options, arguments; paths of the configuration; running a main program.
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>
#include <initializer_list>
#include "../containers.h"
#include "api.h"

using namespace moult;

namespace moult {
void run_at_exit();
}

// ---- attributes ----

// *out: new reference or NULL. 1 found, 0 not, -1 error.
MOULT_EXPORT int PySys_GetOptionalAttr(PyObject* name, PyObject** out) {
  *out = nullptr;
  if (!is_str(name)) {
    type_error("attribute name must be string, not '%T'", name);
    return -1;
  }
  *out = up_obj(OP_sys_get, name);
  return *out ? 1 : error_set() ? -1 : 0;
}
MOULT_EXPORT int PySys_GetOptionalAttrString(const char* name, PyObject** out) {
  *out = nullptr;
  Ref n(PyUnicode_FromString(name));
  return n ? PySys_GetOptionalAttr(n, out) : -1;
}
// New references; a missing attribute is a RuntimeError.
MOULT_EXPORT PyObject* PySys_GetAttr(PyObject* name) {
  PyObject* r;
  if (PySys_GetOptionalAttr(name, &r) == 0) PyErr_Format(PyExc_RuntimeError, "lost sys.%U", name);
  return r;
}
MOULT_EXPORT PyObject* PySys_GetAttrString(const char* name) {
  Ref n(PyUnicode_FromString(name));
  return n ? PySys_GetAttr(n) : nullptr;
}

// ---- options ----

// Borrowed reference to a list or dict of sys, made when it is missing.
static PyObject* option_store(const char* name, PyObject* (*make)()) {
  PyObject* r = PySys_GetObject(name);
  if (r) return r;
  Ref fresh(make());
  if (!fresh || PySys_SetObject(name, fresh) < 0) return nullptr;
  return PySys_GetObject(name);
}
static PyObject* new_list() { return PyList_New(0); }

MOULT_EXPORT void PySys_AddWarnOptionUnicode(PyObject* option) {
  PyObject* list = option_store("warnoptions", new_list);
  if (!list || PyList_Append(list, option) < 0) PyErr_Clear();
}
MOULT_EXPORT void PySys_AddWarnOption(const wchar_t* option) {
  Ref s(PyUnicode_FromWideChar(option, -1));
  if (s) PySys_AddWarnOptionUnicode(s);
}
MOULT_EXPORT void PySys_ResetWarnOptions(void) {
  PyObject* list = PySys_GetObject("warnoptions");
  if (!list || !is_list(list)) return;
  Ref r(PyObject_CallMethod(list, "clear", nullptr));
  if (!r) PyErr_Clear();
}
MOULT_EXPORT int PySys_HasWarnOptions(void) {
  PyObject* list = PySys_GetObject("warnoptions");
  return list && is_list(list) && PyList_Size(list) > 0;
}
// Borrowed reference.
MOULT_EXPORT PyObject* PySys_GetXOptions(void) { return option_store("_xoptions", PyDict_New); }
MOULT_EXPORT void PySys_AddXOption(const wchar_t* option) {
  PyObject* d = PySys_GetXOptions();
  const wchar_t* eq = wcschr(option, '=');
  Ref name(PyUnicode_FromWideChar(option, eq ? eq - option : -1));
  Ref value(eq ? PyUnicode_FromWideChar(eq + 1, -1) : incref(Py_True));
  if (!d || !name || !value || PyDict_SetItem(d, name, value) < 0) PyErr_Clear();
}

// ---- arguments ----

MOULT_EXPORT void PySys_SetPath(const wchar_t* path) {
  Ref list(PyList_New(0));
  for (const wchar_t* p = path; list && p;) {
    const wchar_t* end = wcschr(p, ':');
    Ref s(PyUnicode_FromWideChar(p, end ? end - p : -1));
    if (!s || PyList_Append(list, s) < 0) break;
    p = end ? end + 1 : nullptr;
  }
  if (!list || PySys_SetObject("path", list) < 0) fatal("can't assign sys.path");
}

// `update`: the script's folder, or the current one, goes before the rest of sys.path.
MOULT_EXPORT void PySys_SetArgvEx(int argc, wchar_t** argv, int update) {
  Ref list(PyList_New(0));
  for (int i = 0; list && i < (argc > 0 ? argc : 1); i++) {
    Ref s(PyUnicode_FromWideChar(argc > 0 ? argv[i] : L"", -1));
    if (!s || PyList_Append(list, s) < 0) break;
  }
  if (!list || PySys_SetObject("argv", list) < 0) fatal("can't assign sys.argv");
  PyObject* path = update ? PySys_GetObject("path") : nullptr;
  if (!path) return;
  Ref folder;
  PyObject* script = PyList_GetItem(list, 0);
  bool option = str_length(script) > 0 && str_char(script, 0) == '-';
  if (argc > 0 && !option && str_length(script) > 0) {
    Ref real(call_module("os.path", "realpath", "(O)", script));
    folder = real ? call_module("os.path", "dirname", "(O)", real.p) : nullptr;
  } else {
    folder = PyUnicode_FromString("");
  }
  Ref r(folder ? PyObject_CallMethod(path, "insert", "iO", 0, folder.p) : nullptr);
  if (!r) PyErr_Clear();
}
MOULT_EXPORT void PySys_SetArgv(int argc, wchar_t** argv) { PySys_SetArgvEx(argc, argv, 1); }

// ---- what the program is called and where it lies ----

namespace {

enum Setting { PROGRAM_NAME, PYTHON_HOME, MODULE_PATH, FULL_PATH, PREFIX, EXEC_PREFIX, SETTINGS };
wchar_t* settings[SETTINGS];
// Where sys has a setting that nobody set.
const char* const sys_names[SETTINGS] = {"executable", nullptr,       "path",
                                         "executable", "base_prefix", "base_exec_prefix"};

void keep(Setting n, const wchar_t* v) {
  free(settings[n]);
  settings[n] = v && *v ? wcsdup(v) : nullptr;
}

// Text that stays; NULL when it cannot be told.
wchar_t* setting(Setting n) {
  if (settings[n]) return settings[n];
  if (!g || !g->ts || !sys_names[n]) return nullptr;
  SavedError saved;
  PyObject* v = PySys_GetObject(sys_names[n]);
  Ref text;
  if (v && is_list(v)) {
    Ref sep(PyUnicode_FromString(":"));
    text = sep ? PyObject_CallMethod(sep, "join", "O", v) : nullptr;
  } else {
    text = xincref(v);
  }
  wchar_t* w = text && is_str(text) ? PyUnicode_AsWideCharString(text, nullptr) : nullptr;
  PyErr_Clear();
  if (!w) return nullptr;
  settings[n] = wcsdup(w);
  PyMem_Free(w);
  return settings[n];
}

}  // namespace

MOULT_EXPORT void Py_SetProgramName(const wchar_t* v) { keep(PROGRAM_NAME, v); }
MOULT_EXPORT void Py_SetPythonHome(const wchar_t* v) { keep(PYTHON_HOME, v); }
MOULT_EXPORT void Py_SetPath(const wchar_t* v) { keep(MODULE_PATH, v); }
MOULT_EXPORT wchar_t* Py_GetProgramName(void) { return setting(PROGRAM_NAME); }
MOULT_EXPORT wchar_t* Py_GetPythonHome(void) { return setting(PYTHON_HOME); }
MOULT_EXPORT wchar_t* Py_GetPath(void) { return setting(MODULE_PATH); }
MOULT_EXPORT wchar_t* Py_GetProgramFullPath(void) { return setting(FULL_PATH); }
MOULT_EXPORT wchar_t* Py_GetPrefix(void) { return setting(PREFIX); }
MOULT_EXPORT wchar_t* Py_GetExecPrefix(void) { return setting(EXEC_PREFIX); }

// The command line as it was (sys.orig_argv); the memory stays.
MOULT_EXPORT void Py_GetArgcArgv(int* argc, wchar_t*** argv) {
  static wchar_t** kept;
  static int n;
  PyObject* list = kept ? nullptr : PySys_GetObject("orig_argv");
  if (list && is_list(list)) {
    n = (int)PyList_Size(list);
    kept = (wchar_t**)calloc((size_t)n + 1, sizeof *kept);
    for (int i = 0; kept && i < n; i++)
      kept[i] = PyUnicode_AsWideCharString(PyList_GetItem(list, i), nullptr);
  }
  *argc = kept ? n : 0;
  *argv = kept;
}

// ---- main programs and the end ----

// Runs `-c text`, `-m module` or a file as __main__ of the interpreter that is there, which stays.
// The exit status.
MOULT_EXPORT int Py_Main(int argc, wchar_t** argv) {
  bool command = argc > 2 && wcscmp(argv[1], L"-c") == 0;
  bool module = argc > 2 && wcscmp(argv[1], L"-m") == 0;
  if (argc < 2) return 0;
  int skip = command || module ? 2 : 1;
  Ref what(PyUnicode_FromWideChar(argv[skip], -1));
  if (!what) return 1;
  PySys_SetArgvEx(argc - skip, argv + skip, !command && !module);
  Ref r;
  if (command) {
    Ref main(PyImport_ImportModule("__main__"));
    r = main ? call_module("builtins", "exec", "(OO)", what.p, PyModule_GetDict(main)) : nullptr;
  } else if (module) {
    r = call_module("runpy", "run_module", "(OOsO)", what.p, Py_None, "__main__", Py_True);
  } else {
    r = call_module("runpy", "run_path", "(OOs)", what.p, Py_None, "__main__");
  }
  if (r) return 0;
  if (PyErr_ExceptionMatches(PyExc_SystemExit)) {
    Ref e(take_error());
    Ref code(PyObject_GetAttrString(e, "code"));
    if (!code || code.p == Py_None) return 0;
    if (is_int(code)) return (int)PyLong_AsLong(code);
    Ref text(PyObject_Str(code));
    const char* s = text ? PyUnicode_AsUTF8AndSize(text, nullptr) : nullptr;
    if (s) fprintf(stderr, "%s\n", s);
    return 1;
  }
  Ref e(take_error());
  up_void(OP_err_print, e.p, 0);
  PyErr_Clear();
  return 1;
}
MOULT_EXPORT wchar_t* Py_DecodeLocale(const char* s, size_t* size);
MOULT_EXPORT int Py_BytesMain(int argc, char** argv) {
  wchar_t** wide = (wchar_t**)calloc((size_t)argc + 1, sizeof *wide);
  if (!wide) return 1;
  for (int i = 0; i < argc; i++) wide[i] = Py_DecodeLocale(argv[i], nullptr);
  int r = Py_Main(argc, wide);
  for (int i = 0; i < argc; i++) PyMem_RawFree(wide[i]);
  free(wide);
  return r;
}

// The interpreter is Node's: it ends with the process. What is asked for before that happens:
// functions of Py_AtExit run, buffered output is written. 0, or -1 when that failed.
MOULT_EXPORT int Py_FinalizeEx(void) {
  if (!g || !g->ts) return 0;
  Ref done(call_module("atexit", "_run_exitfuncs", "()"));
  PyErr_Clear();
  run_at_exit();
  bool ok = true;
  for (const char* name : {"stdout", "stderr"}) {
    PyObject* f = PySys_GetObject(name);
    Ref r(f && f != Py_None ? PyObject_CallMethod(f, "flush", nullptr) : incref(Py_None));
    if (r) continue;
    PyErr_Clear();
    ok = false;
  }
  return ok ? 0 : -1;
}
MOULT_EXPORT void Py_Finalize(void) { Py_FinalizeEx(); }

// Frames and code. While Python code runs it has no frame object: one is made when asked for
// (src/runtime/frames.ts), so two calls may give different objects for the same activation.
#include "../containers.h"
#include "api.h"

using namespace moult;

// New reference; NULL without an error when no Python code runs.
static PyObject* current_frame() {
  SavedError keep;
  return up_obj(OP_eval_frame);
}
// Borrowed reference, valid until the frame is asked for again.
MOULT_EXPORT PyObject* PyEval_GetFrame(void) {
  PyObject* f = current_frame();
  return f ? keep_item(PyImport_GetModuleDict(), intern_cstr("\1frame"), f) : nullptr;
}
// New reference.
MOULT_EXPORT PyObject* PyThreadState_GetFrame(ThreadState* ts) {
  return ts == g->ts ? current_frame() : nullptr;
}
// New references.
MOULT_EXPORT PyObject* PyEval_GetFrameGlobals(void) {
  Ref f(current_frame());
  return f ? PyObject_GetAttrString(f, "f_globals") : nullptr;
}
MOULT_EXPORT PyObject* PyEval_GetFrameLocals(void) {
  Ref f(current_frame());
  if (!f) {
    PyErr_SetString(PyExc_SystemError, "frame does not exist");
    return nullptr;
  }
  return up_obj(OP_eval_locals);
}
MOULT_EXPORT PyObject* PyFrame_GetCode(PyObject* f) { return PyObject_GetAttrString(f, "f_code"); }
MOULT_EXPORT int PyFrame_GetLineNumber(PyObject* f) {
  Ref n(PyObject_GetAttrString(f, "f_lineno"));
  return n && n.p != Py_None ? (int)PyLong_AsLong(n) : 0;
}

// Adds an entry for the frame to the pending error's traceback.
MOULT_EXPORT int PyTraceBack_Here(PyObject* frame) {
  Ref e(take_error());
  if (!e) return 0;
  Ref next(PyException_GetTraceback(e));
  Ref tb(call_module("types", "TracebackType", "(ONNN)", next ? next.p : Py_None, incref(frame),
                     PyObject_GetAttrString(frame, "f_lasti"),
                     PyLong_FromLong(PyFrame_GetLineNumber(frame))));
  if (!tb || PyObject_SetAttrString(e, "__traceback__", tb) < 0) return -1;
  set_error(e.release());
  return 0;
}

// ---- running code ----

static PyObject* tuple_from(PyObject* const* p, int n) {
  PyObject* t = PyTuple_New(n);
  for (int i = 0; t && i < n; i++) PyTuple_SetItem(t, i, incref(p[i]));
  return t;
}

// New reference: what a call of the code with these arguments and defaults returns. Code that is
// no function's runs in the namespaces given.
MOULT_EXPORT PyObject* PyEval_EvalCodeEx(PyObject* code, PyObject* globals, PyObject* locals,
                                         PyObject* const* args, int argc, PyObject* const* kws,
                                         int kwc, PyObject* const* defs, int defc, PyObject* kwdefs,
                                         PyObject* closure) {
  enum { CO_OPTIMIZED = 1 };
  if (!globals || !is_dict(globals) || (kwdefs && !is_dict(kwdefs))) return bad_call();
  Ref flags(PyObject_GetAttrString(code, "co_flags"));
  if (!flags) return nullptr;
  if (!(PyLong_AsLong(flags) & CO_OPTIMIZED))
    return PyEval_EvalCode(code, globals, locals ? locals : globals);
  Ref positional(tuple_from(args, argc)), defaults(tuple_from(defs, defc)), kw(PyDict_New());
  if (!positional || !defaults || !kw) return nullptr;
  for (int i = 0; i < kwc; i++)
    if (PyDict_SetItem(kw, kws[2 * i], kws[2 * i + 1]) < 0) return nullptr;
  Ref f(call_module("types", "FunctionType", "(OOOOO)", code, globals, Py_None,
                    defc ? defaults.p : Py_None, closure ? closure : Py_None));
  if (!f || (kwdefs && PyObject_SetAttrString(f, "__kwdefaults__", kwdefs) < 0)) return nullptr;
  return PyObject_Call(f, positional, kw);
}

// A frame cannot be resumed here: its code runs anew, in the frame's namespaces.
MOULT_EXPORT PyObject* PyEval_EvalFrameEx(PyObject* frame, int throwing) {
  if (throwing && error_set()) return nullptr;
  Ref code(PyFrame_GetCode(frame)), globals(PyObject_GetAttrString(frame, "f_globals"));
  Ref locals(PyObject_GetAttrString(frame, "f_locals"));
  return code && globals && locals ? PyEval_EvalCode(code, globals, locals) : nullptr;
}
MOULT_EXPORT PyObject* PyEval_EvalFrame(PyObject* frame) { return PyEval_EvalFrameEx(frame, 0); }

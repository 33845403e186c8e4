// Interpreters and thread states as things that C makes, guards and views of them (PEP 788), and
// threads that C starts. What runs Python code, and on which thread, is gil.cc's affair.
#include <pthread.h>
#include <stdlib.h>
#include "../calls.h"
#include "../gil.h"
#include "api.h"

using namespace moult;
typedef ThreadState PyThreadState;
typedef Interp PyInterpreterState;

// ---- states ----

// A state with a number of its own and a dict; it cannot run code, for the modules and types of an
// interpreter are made in JavaScript (createMoult). NULL when out of memory.
MOULT_EXPORT PyInterpreterState* PyInterpreterState_New(void) {
  static int next_id = 1 << 20;  // beyond those of interpreters that JavaScript makes
  Interp* in = (Interp*)calloc(1, sizeof(Interp));
  if (!in) return nullptr;
  in->number = in->id = next_id++;
  in->core = g->core;
  in->main.interp = in;
  return in;
}
MOULT_EXPORT void PyInterpreterState_Clear(PyInterpreterState* in) {
  PyObject* d = in->dict;
  in->dict = nullptr;
  xdecref(d);
}
MOULT_EXPORT void PyInterpreterState_Delete(PyInterpreterState* in) {
  for (uint32_t i = 0; i < g->ninterps; i++)
    if (g->interps[i] == in)
      fatal("PyInterpreterState_Delete: the interpreter was not made by PyInterpreterState_New");
  free(in);
}

MOULT_EXPORT PyThreadState* PyThreadState_New(PyInterpreterState* in) {
  ThreadState* ts = (ThreadState*)calloc(1, sizeof(ThreadState));
  if (!ts) return nullptr;
  ts->interp = in;
  ts->id = new_state_id();
  return ts;
}
MOULT_EXPORT PyThreadState* _PyThreadState_Prealloc(PyInterpreterState* in) {
  return PyThreadState_New(in);
}
MOULT_EXPORT void _PyThreadState_Init(PyThreadState*) {
  fatal("_PyThreadState_Init: _PyThreadState_Init() is for internal use only");
}
MOULT_EXPORT void PyThreadState_Clear(PyThreadState* ts) {
  MType* t = ts->exc_type;
  PyObject *v = ts->exc_value, *tb = ts->exc_tb;
  ts->exc_type = nullptr;
  ts->exc_value = ts->exc_tb = nullptr;
  xdecref(t);
  xdecref(v);
  xdecref(tb);
  PyObject* d = ts->dict;
  ts->dict = nullptr;
  xdecref(d);
}
static void free_state(PyThreadState* ts) {
  // Those of interpreters and of OS threads are part of them.
  if (ts != &ts->interp->main && !(me && ts == &me->own)) free(ts);
}
MOULT_EXPORT void PyThreadState_Delete(PyThreadState* ts) {
  if (!ts) no_state("PyThreadState_Delete");
  if (me && me->holds && ts == g->ts) {
    char text[96];
    snprintf(text, sizeof text, "PyThreadState_Delete: tstate %p is still current", (void*)ts);
    fatal(text);
  }
  free_state(ts);
}
MOULT_EXPORT void PyThreadState_DeleteCurrent(void) {
  need_lock("_PyThreadState_DeleteCurrent");
  ThreadState* ts = g->ts;
  me->ts = &me->own;
  free_state(ts);
  if (me->stranger)
    detach();
  else
    drop_lock();
}

// A whole interpreter cannot be made from C: see PyInterpreterState_New. NULL says that it failed.
MOULT_EXPORT PyThreadState* Py_NewInterpreter(void) { return nullptr; }
MOULT_EXPORT void Py_EndInterpreter(PyThreadState* ts) {
  if (ts != g->ts) fatal("Py_EndInterpreter: thread is not current");
  fatal("Py_EndInterpreter: the interpreter was not made by Py_NewInterpreter");
}

// ---- guards, views, and threads that attach by them ----

namespace {
struct PyInterpreterView {
  int64_t id;
};
// While one exists the interpreter is not to end: JavaScript ends it, after all C code has run.
struct PyInterpreterGuard {
  int64_t id;
};
struct PyThreadStateToken {
  int gil;
};

template <class T>
T* made(int64_t id) {
  T* t = (T*)malloc(sizeof(T));
  if (t) t->id = id;
  return t;
}
}  // namespace

// Owned pointers; NULL with MemoryError.
MOULT_EXPORT PyInterpreterGuard* PyInterpreterGuard_FromCurrent(void) {
  PyInterpreterGuard* r = made<PyInterpreterGuard>(g->interp->number);
  if (!r) PyErr_NoMemory();
  return r;
}
// NULL without an error: the interpreter is gone, or out of memory. Needs no thread state.
MOULT_EXPORT PyInterpreterGuard* PyInterpreterGuard_FromView(PyInterpreterView* v) {
  return made<PyInterpreterGuard>(v->id);
}
MOULT_EXPORT void PyInterpreterGuard_Close(PyInterpreterGuard* p) { free(p); }
MOULT_EXPORT PyInterpreterView* PyInterpreterView_FromCurrent(void) {
  PyInterpreterView* r = made<PyInterpreterView>(g->interp->number);
  if (!r) PyErr_NoMemory();
  return r;
}
MOULT_EXPORT PyInterpreterView* PyInterpreterView_FromMain(void) {
  return made<PyInterpreterView>(0);
}
MOULT_EXPORT void PyInterpreterView_Close(PyInterpreterView* p) { free(p); }

// Attaches the calling thread; the token goes to PyThreadState_Release. NULL: out of memory.
MOULT_EXPORT PyThreadStateToken* PyThreadState_Ensure(PyInterpreterGuard*) {
  PyThreadStateToken* t = (PyThreadStateToken*)malloc(sizeof *t);
  if (t) t->gil = PyGILState_Ensure();
  return t;
}
MOULT_EXPORT PyThreadStateToken* PyThreadState_EnsureFromView(PyInterpreterView*) {
  return PyThreadState_Ensure(nullptr);
}
MOULT_EXPORT void PyThreadState_Release(PyThreadStateToken* t) {
  PyGILState_Release(t->gil);
  free(t);
}

// ---- threads of C's own ----

// The thread's ident, or -1. It holds no lock: it may call Python after PyGILState_Ensure.
MOULT_EXPORT unsigned long PyThread_start_new_thread(void (*f)(void*), void* arg) {
  unsigned long ident;
  return start_thread(f, arg, 0, &ident) ? ident : (unsigned long)-1;
}
MOULT_EXPORT void PyThread_exit_thread(void) { pthread_exit(nullptr); }
// New reference.
MOULT_EXPORT PyObject* PyThread_GetInfo(void) { return from_module("sys", "thread_info"); }

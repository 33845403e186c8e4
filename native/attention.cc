#include "attention.h"
#include <signal.h>
#include <atomic>
#include "api/api.h"
#include "gil.h"

MOULT_EXPORT int Py_MakePendingCalls(void);

namespace moult {

std::atomic<bool> attention;

static std::atomic<bool> noted[NSIG];
static std::atomic<bool> any_noted;

void note_signal(int n) {
  noted[n] = true;
  any_noted = true;
  attention = true;
}

bool take_signal(int n) { return noted[n].exchange(false); }

bool run_signals() {
  if (any_noted.exchange(false))
    for (int n = 1; n < NSIG; n++)
      if (take_signal(n) && !up_void(OP_err_check_signals, n)) return false;
  return up_void(OP_err_check_signals, 0);
}

bool raise_sent() {
  Ref e(take_sent());
  if (e) PyErr_SetNone(e);
  return !e;
}

PyObject* attend(PyObject* result) {
  attention = false;
  SavedError keep;
  bool ok = run_signals() && Py_MakePendingCalls() == 0;
  if (ok && raise_sent()) return result;
  // What was raised now stands instead of the call's own outcome.
  xdecref(result);
  xdecref(keep.type);
  xdecref(keep.value);
  xdecref(keep.tb);
  keep.type = g->ts->exc_type;
  keep.value = g->ts->exc_value;
  keep.tb = g->ts->exc_tb;
  g->ts->exc_type = nullptr;
  g->ts->exc_value = g->ts->exc_tb = nullptr;
  return nullptr;
}

}  // namespace moult

using namespace moult;

// The number of threads that it was thrown into: 1, or 0 when the id names none. NULL takes an
// exception back that was not raised yet.
MOULT_EXPORT int PyThreadState_SetAsyncExc(unsigned long id, PyObject* exception) {
  need_lock("PyThreadState_SetAsyncExc");
  if (send_exception(id, xincref(exception))) return 1;
  xdecref(exception);
  return 0;
}

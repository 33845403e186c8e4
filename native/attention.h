// What waits for the interpreter to look at it: signals noted from C, pending calls, exceptions
// thrown into the thread. Looked at when a call from JavaScript returns, and by the API's checks.
#ifndef MOULT_ATTENTION_H
#define MOULT_ATTENTION_H

#include <atomic>
#include "moult.h"

namespace moult {

extern std::atomic<bool> attention;

// From any thread, also from a signal handler.
void note_signal(int n);
// True when the signal was noted; it is forgotten then.
bool take_signal(int n);
// Runs Python's handlers of noted signals. False with an error set.
bool run_signals();
// Raises what another thread sent to this one. False with an error set.
bool raise_sent();
// Runs all that waits; gives the result back, or drops it when something raised.
PyObject* attend(PyObject* result);

}  // namespace moult

#endif

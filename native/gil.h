// The interpreter's lock and the threads that take it. The GIL is V8's isolate lock with a queue
// of our own in front of it (V8's is a plain mutex, which a busy thread would always win back).
#ifndef MOULT_GIL_H
#define MOULT_GIL_H

#include "moult.h"

namespace Napi {
class Env;
class Object;
}  // namespace Napi
struct napi_env__;

namespace moult {

// What an OS thread is to one isolate. Threads are strangers until they first take the lock.
struct Thread {
  State* state;
  ThreadState own;  // its thread state unless PyThreadState_Swap and friends chose another
  ThreadState* ts;  // current while it holds the lock
  Interp* interp;   // to be restored when it takes the lock again
  bool main;        // owns Node's event loop
  bool holds;       // has the lock
  bool stranger;    // made by C; forgotten when its PyGILState_Ensure calls are undone
  unsigned long ident;
  void* locker;    // v8::Locker of a thread that Node did not make
  void* unlocker;  // v8::Unlocker while the lock is released
  PyObject* sent;  // an exception that its next safe point raises (owned)
  Thread *next, *prev;
};

// The thread that runs this; null for strangers.
extern __thread Thread* me __attribute__((tls_model("initial-exec")));

// Gives back what belongs to the calling thread's state when the thread has ended (state_end.cc).
void free_at_thread_end(State* s);
void init_gil(State* s, napi_env__* env);
void export_gil(Napi::Env env, Napi::Object exports);
// Makes a stranger known; the lock is not taken. Ends the thread's course when there is no
// interpreter (any more).
void attach();
// Gives up everything of a stranger that holds the lock.
void detach();
// Whether the thread that made the lock is the only one left of those that it knew, and
// JavaScript's end has come.
bool alone_and_closed(Gil* gil);
// Ends the process when the calling thread has no lock, in the name of that function.
void need_lock(const char* function);
[[noreturn]] void no_state(const char* function);
// The calling thread may touch objects: it has the lock, and JavaScript has not ended.
bool may_run();
// The process's, which its end waits for; not a worker's.
bool on_first_thread();
void take_lock();
void drop_lock();
// The thread state to be used with an interpreter by the running thread.
ThreadState* state_for(Interp* in);

// Code in this scope may not touch objects.
struct Released {
  Released() { drop_lock(); }
  ~Released() { take_lock(); }
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;
};

// There is an interpreter in this process.
bool running();
unsigned long thread_ident();
uint64_t new_state_id();
bool start_thread(void (*f)(void*), void* arg, size_t stack, unsigned long* ident);
// Tells safe points that a pending call waits.
void note_pending();
// Takes over a reference to what the thread of that ident is to raise; null takes it back. False:
// there is no such thread.
// Whether the system has reported that signal and nobody has looked yet; it is forgotten then.
bool take_flag(int signal);
bool send_exception(unsigned long ident, PyObject* e);
// What was sent to the calling thread (owned), or null.
PyObject* take_sent();

}  // namespace moult

#endif

// Between border.cc and the rest.
#ifndef MOULT_BORDER_H
#define MOULT_BORDER_H

#include <vector>
#include "moult.h"

namespace Napi {
class Env;
class Object;
class Function;
}  // namespace Napi
struct napi_env__;

namespace moult {

// Frees what was held for JavaScript to read; to be done before another core lays things out.
void settle_results();
PyObject* new_float(double v);
void hold_wrapper(PyObject* o, Meta* m);
void weaken_wrapper(uint32_t h);
void strengthen_wrapper(uint32_t h);
// All that V8 has dropped so far is given back, without waiting for more of it.
void sweep_wrappers();
void export_hot(Napi::Env env, Napi::Object exports);
void init_vm(State* s, napi_env__* env);
// Lets go of all that V8 holds for the border. Nothing may cross it any more.
void end_vm(State* s);
void delete_vm(State* s);
void* hold_function(Napi::Function f);

// Targets of WeakRefs made or read in this job may die from now on.
void clear_kept();

// ---- collect.cc ----
static const uint32_t GC_WRAPPER = 0x80000000u;
void gc_prepare(std::vector<uint32_t>* edges, std::vector<uint32_t>* weak);
uint32_t gc_finish(bool* again);
// Objects are being asked what they refer to: nothing may change now.
bool gc_traversing();
// JavaScript's module or class of this handle did not survive; after gc_finish, it ends.
void gc_lost(uint32_t handle);
void gc_end(uint32_t handle);

}  // namespace moult

#endif

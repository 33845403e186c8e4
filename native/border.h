// Between border.cc and the rest.
#ifndef MOULT_BORDER_H
#define MOULT_BORDER_H

#include "moult.h"

namespace Napi {
class Env;
class Object;
class Function;
}  // namespace Napi
struct napi_env__;

namespace moult {

PyObject* new_float(double v);
void hold_wrapper(PyObject* o, Meta* m);
void export_hot(Napi::Env env, Napi::Object exports);
void init_vm(State* s, napi_env__* env);
void* hold_function(Napi::Function f);

}  // namespace moult

#endif

// The hot crossings, on V8's own API; with MOULT_NAPI_ONLY the same on Node-API alone. Nothing
// outside border.cc and this file knows which it is.
#ifndef MOULT_VM_H
#define MOULT_VM_H

#include <napi.h>
#ifndef MOULT_NAPI_ONLY
#include <v8.h>
#endif
#include "moult.h"

namespace moult {

#ifndef MOULT_NAPI_ONLY

using JsValue = v8::Local<v8::Value>;

struct Args {
  const v8::FunctionCallbackInfo<v8::Value>& info;
  v8::Isolate* iso() const { return info.GetIsolate(); }
  double num(int i) const { return info[i].As<v8::Number>()->Value(); }
  void* ptr(int i) const { return (void*)(uintptr_t)num(i); }
  JsValue raw(int i) const { return info[i]; }
  int count() const { return info.Length(); }
  void ret(double v) { info.GetReturnValue().Set(v); }
  void ret(int32_t v) { info.GetReturnValue().Set(v); }
  void ret(uint32_t v) { info.GetReturnValue().Set(v); }
  void ret(bool v) { info.GetReturnValue().Set(v); }
  void ret_null() { info.GetReturnValue().SetNull(); }
  void ret(JsValue v) { info.GetReturnValue().Set(v); }
};
#define HOT(name)                                                     \
  static void name##_(Args& a);                                       \
  static void name(const v8::FunctionCallbackInfo<v8::Value>& info) { \
    Args a{info};                                                     \
    name##_(a);                                                       \
  }                                                                   \
  static void name##_(Args& a)

#else

using JsValue = napi_value;

struct Args {
  napi_env env;
  napi_value argv[4];
  size_t argc;
  napi_value result = nullptr;
  double num(int i) const {
    double d = 0;
    napi_get_value_double(env, argv[i], &d);
    return d;
  }
  void* ptr(int i) const { return (void*)(uintptr_t)num(i); }
  JsValue raw(int i) const { return argv[i]; }
  int count() const { return (int)argc; }
  void ret(double v) { napi_create_double(env, v, &result); }
  void ret(int32_t v) { napi_create_int32(env, v, &result); }
  void ret(uint32_t v) { napi_create_uint32(env, v, &result); }
  void ret(bool v) { napi_get_boolean(env, v, &result); }
  void ret_null() { napi_get_null(env, &result); }
  void ret(JsValue v) { result = v; }
};
#define HOT(name)                                                   \
  static void name##_(Args& a);                                     \
  static napi_value name(napi_env env, napi_callback_info info) {   \
    Args a{env, {}, 4};                                             \
    napi_get_cb_info(env, info, &a.argc, a.argv, nullptr, nullptr); \
    name##_(a);                                                     \
    return a.result;                                                \
  }                                                                 \
  static void name##_(Args& a)

#endif

// Text and bytes across the border. `mark` tells which overload made a PyWStr of it.
JsValue to_js_string(PyObject* o);
PyObject* from_js_string(JsValue v);

}  // namespace moult

#endif

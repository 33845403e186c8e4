// The C library's functions of mathematics, whose last bits CPython shows: V8 has its own. An addon
// of its own, so that arithmetic needs nothing of the border.
#include <math.h>
#include <node.h>

namespace {

using Call = v8::FunctionCallbackInfo<v8::Value>;
double number(const Call& c, int i) { return c[i].As<v8::Number>()->Value(); }

template <double (*F)(double)>
void one(const Call& c) {
  c.GetReturnValue().Set(F(number(c, 0)));
}
template <double (*F)(double, double)>
void two(const Call& c) {
  c.GetReturnValue().Set(F(number(c, 0), number(c, 1)));
}

const struct {
  const char* name;
  v8::FunctionCallback call;
} functions[] = {
    {"acos", one<acos>},   {"acosh", one<acosh>}, {"asin", one<asin>},   {"asinh", one<asinh>},
    {"atan", one<atan>},   {"atanh", one<atanh>}, {"cbrt", one<cbrt>},   {"cos", one<cos>},
    {"cosh", one<cosh>},   {"erf", one<erf>},     {"erfc", one<erfc>},   {"exp", one<exp>},
    {"exp2", one<exp2>},   {"expm1", one<expm1>}, {"log", one<log>},     {"log10", one<log10>},
    {"log1p", one<log1p>}, {"log2", one<log2>},   {"sin", one<sin>},     {"sinh", one<sinh>},
    {"tan", one<tan>},     {"tanh", one<tanh>},   {"atan2", two<atan2>}, {"hypot", two<hypot>},
    {"pow", two<pow>},
};

}  // namespace

NODE_MODULE_INIT() {
  v8::Isolate* iso = context->GetIsolate();
  for (const auto& f : functions) {
    v8::Local<v8::String> name = v8::String::NewFromUtf8(iso, f.name).ToLocalChecked();
    v8::Local<v8::Function> call =
        v8::FunctionTemplate::New(iso, f.call)->GetFunction(context).ToLocalChecked();
    exports->Set(context, name, call).Check();
  }
  (void)module;
}

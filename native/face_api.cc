// What extensions get in place of the functions they import, on cores with faces (faces.h). Seen
// from here objects are what extensions see; functions whose signature says it all are wrapped by
// it.
#define Py_TARGET_ABI3T 0x030f0000
#include <Python.h>

#include <stdlib.h>
#include <string.h>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>
#include "faces.h"
#include "imports.h"

#define OFFSET_BIT ((size_t)1 << 63)

extern "C" int moult_audited(void);
extern "C" int moult_parse_one(PyObject* arg, const char* format, va_list list);

namespace moult {
namespace {

template <class T>
constexpr bool is_object = std::is_same_v<T, PyObject*> || std::is_same_v<T, PyTypeObject*> ||
                           std::is_same_v<T, PyVarObject*> || std::is_same_v<T, PyFrameObject*> ||
                           std::is_same_v<T, PyCodeObject*>;
template <class T>
constexpr bool is_place = std::is_same_v<T, PyObject**> || std::is_same_v<T, PyTypeObject**>;
// Stands in a place whose contents are no face: whoever finds it gone has written there.
void* const UNKNOWN = (void*)~(uintptr_t)7;

// An argument on its way in.
template <class T, bool = is_object<T>, bool = is_place<T>>
struct In {
  T v;
  In(T x) : v(x) {}
  T get() { return v; }
  void done(bool, bool) {}
};
template <class T>
struct In<T, true, false> {
  void* face;
  void* o;
  In(T x) : face((void*)x), o(face_in((void*)x)) {}
  T get() { return (T)o; }
  void done(bool taken, bool) {
    if (!taken && face_is_value(face)) face_drop(o);
  }
};
template <class T>
struct In<T, false, true> {
  using Item = std::remove_pointer_t<T>;
  T place;
  Item was, now;
  bool value = false;
  In(T p) : place(p), was(nullptr) {
    if (!p) return;
    value = face_is_value(*p);
    now = was = (Item)face_in_soft((void*)*p, UNKNOWN);
  }
  T get() { return place ? &now : nullptr; }
  void done(bool, bool borrowed) {
    if (!place) return;
    if (now != was)
      *place = (Item)face_out((void*)now, !borrowed);
    else if (value)
      face_drop((void*)was);
  }
};

template <auto F, unsigned Taken, bool Borrowed, class Type = decltype(F)>
struct Wrapper;
template <auto F, unsigned Taken, bool Borrowed, class R, class... A>
struct Wrapper<F, Taken, Borrowed, R (*)(A...)> {
  static constexpr bool needed = is_object<R> || ((is_object<A> || is_place<A>) || ... || false);
  template <size_t... I>
  static R with(std::index_sequence<I...>, A... a) {
    std::tuple<In<A>...> in{In<A>(a)...};
    if constexpr (std::is_void_v<R>) {
      F(std::get<I>(in).get()...);
      (std::get<I>(in).done(Taken >> I & 1, Borrowed), ...);
    } else {
      R r = F(std::get<I>(in).get()...);
      if constexpr (is_object<R>) r = (R)face_out((void*)r, !Borrowed);
      (std::get<I>(in).done(Taken >> I & 1, Borrowed), ...);
      return r;
    }
  }
  static R call(A... a) {
    if (!faces_on()) return F(a...);
    return with(std::index_sequence_for<A...>{}, a...);
  }
};

// The object behind an argument of a function that is written out.
struct Value {
  void* face;
  PyObject* o;
  template <class T>
  explicit Value(T* f) : face((void*)f), o((PyObject*)face_in((void*)f)) {}
  Value(const Value&) = delete;
  ~Value() {
    if (face_is_value(face)) face_drop(o);
  }
  operator PyObject*() const { return o; }
};
PyObject* out_new(PyObject* o) { return (PyObject*)face_out(o, true); }
PyObject* out_borrowed(PyObject* o) { return (PyObject*)face_out(o, false); }

// ---- arguments without a signature ----

// Arguments read from one list and written to another.
struct Arguments {
  std::vector<uint64_t> words;
  std::vector<void*> values;  // made on the way, to be dropped
  ~Arguments() {
    for (void* o : values) face_drop(o);
  }
  void word(uint64_t w) { words.push_back(w); }
  void pointer(const void* p) { words.push_back((uint64_t)p); }
  void number(double d) {
    uint64_t w;
    memcpy(&w, &d, sizeof w);
    words.push_back(w);
  }
  void object(void* face, bool taken = false) {
    void* o = face_in(face);
    if (!taken && face_is_value(face)) values.push_back(o);
    pointer(o);
  }
  // A list whose registers are used up: everything is read from `words`.
  void list(va_list out) {
    words.push_back(0);
    struct Tag {
      unsigned gp_offset, fp_offset;
      void *overflow_arg_area, *reg_save_area;
    } tag = {48, 304, words.data(), nullptr};
    static_assert(sizeof tag == sizeof(va_list), "System V");
    memcpy((void*)out, &tag, sizeof tag);
  }
};

// What PyUnicode_FromFormat takes.
void read_text_format(const char* f, va_list va, Arguments* to) {
  while ((f = strchr(f, '%'))) {
    f++;
    while (*f && strchr("-0#", *f)) f++;
    for (int part = 0; part < 2; part++) {
      if (part && *f != '.') break;
      if (part) f++;
      if (*f == '*') {
        to->word((uint64_t)va_arg(va, int));
        f++;
      }
      while (*f >= '0' && *f <= '9') f++;
    }
    int longs = 0;
    while (*f && strchr("lhjzt", *f)) {
      if (*f != 'h') longs++;
      f++;
    }
    if (!*f) return;
    switch (*f++) {
      case '%':
        break;
      case 'A':
      case 'U':
      case 'S':
      case 'R':
      case 'T':
      case 'N':
        to->object(va_arg(va, void*));
        break;
      case 'V':
        to->object(va_arg(va, void*));
        to->pointer(va_arg(va, void*));
        break;
      case 's':
      case 'p':
        to->pointer(va_arg(va, void*));
        break;
      case 'c':
        to->word((uint64_t)va_arg(va, int));
        break;
      default:
        to->word(longs ? va_arg(va, uint64_t) : (uint64_t)va_arg(va, unsigned));
    }
  }
}

// What Py_BuildValue takes.
void read_build_format(const char* f, va_list va, Arguments* to) {
  for (; f && *f; f++) switch (*f) {
      case 'O':
      case 'S':
      case 'N':
        if (f[1] == '&') {
          f++;
          to->pointer(face_stub(va_arg(va, void*), "r>O"));
          to->pointer(va_arg(va, void*));
        } else {
          to->object(va_arg(va, void*), *f == 'N');
        }
        break;
      case 's':
      case 'z':
      case 'U':
      case 'y':
      case 'u':
        to->pointer(va_arg(va, void*));
        if (f[1] == '#') {
          f++;
          to->word(va_arg(va, uint64_t));
        }
        break;
      case 'd':
      case 'f':
        to->number(va_arg(va, double));
        break;
      case 'n':
      case 'l':
      case 'k':
      case 'L':
      case 'K':
        to->word(va_arg(va, uint64_t));
        break;
      case 'D':
        to->pointer(va_arg(va, void*));
        break;
      case 'b':
      case 'B':
      case 'h':
      case 'H':
      case 'i':
      case 'I':
      case 'c':
      case 'C':
      case 'p':
        to->word((uint64_t)va_arg(va, int));
        break;
    }
}

// Converters of the API, which fill in an object.
template <auto F>
int convert(PyObject* o, void* to) {
  if (!faces_on()) return F(o, to);
  void* face = o;
  void* real = face_in(face);
  PyObject* made = o ? nullptr : (PyObject*)face_in(*(void**)to);
  int r = F((PyObject*)real, &made);
  if (r && o) *(void**)to = face_out(made, true);
  if (!o) *(void**)to = nullptr;
  if (face_is_value(face)) face_drop(real);
  return r;
}
void* converter(void* f) {
  static void* const own[] = {(void*)convert<PyUnicode_FSConverter>,
                              (void*)convert<PyUnicode_FSDecoder>};
  return f == own[0] || f == own[1] ? face_stub(f, "or>r") : face_entry(f, "or>r");
}

// What PyArg_ParseTuple takes: addresses. Objects are taken in places of our own.
struct Places {
  struct Object {
    void** to;
    void* o;
  };
  std::vector<Object*> objects;
  std::vector<Py_buffer*> buffers;
  ~Places() {
    for (Object* p : objects) delete p;
  }
  void* object(void** to) {
    objects.push_back(new Object{to, UNKNOWN});
    return &objects.back()->o;
  }
  int done(int ok) {
    for (Object* p : objects)
      if (p->o != UNKNOWN) *p->to = face_out(p->o, false);
    if (ok)
      for (Py_buffer* b : buffers) b->obj = out_borrowed(b->obj);
    return ok;
  }
};
void read_parse_format(const char* f, va_list va, Arguments* to, Places* places) {
  for (; *f && *f != ':' && *f != ';'; f++) switch (*f) {
      case '(':
      case ')':
      case '|':
      case '$':
      case ' ':
      case ',':
        break;
      case 'O':
        if (f[1] == '&') {
          f++;
          to->pointer(converter(va_arg(va, void*)));
          to->pointer(va_arg(va, void*));
          break;
        }
        if (f[1] == '!') {
          f++;
          to->object(va_arg(va, void*));
        }
        to->pointer(places->object(va_arg(va, void**)));
        break;
      case 'S':
      case 'Y':
      case 'U':
        to->pointer(places->object(va_arg(va, void**)));
        break;
      case 'e':
        f++;  // s or t
        to->pointer(va_arg(va, void*));
        to->pointer(va_arg(va, void*));
        if (f[1] == '#') {
          f++;
          to->pointer(va_arg(va, void*));
        }
        break;
      case 's':
      case 'z':
      case 'y':
      case 'w': {
        void* p = va_arg(va, void*);
        to->pointer(p);
        if (f[1] == '*') {
          f++;
          places->buffers.push_back((Py_buffer*)p);
        } else if (f[1] == '#') {
          f++;
          to->pointer(va_arg(va, void*));
        }
        break;
      }
      default:
        to->pointer(va_arg(va, void*));
    }
}

// ---- functions that are written out. A library stays led here when another core runs it ----

#define VA(last) \
  va_list va;    \
  va_start(va, last)

int parse_va(PyObject* args, const char* f, va_list va) {
  Arguments to;
  Places places;
  Value a(args);
  read_parse_format(f, va, &to, &places);
  va_list list;
  to.list(list);
  return places.done(PyArg_VaParse(a, f, list));
}
int f_PyArg_VaParse(PyObject* args, const char* f, va_list va) {
  return faces_on() ? parse_va(args, f, va) : PyArg_VaParse(args, f, va);
}
int f_PyArg_ParseTuple(PyObject* args, const char* f, ...) {
  VA(f);
  int r = f_PyArg_VaParse(args, f, va);
  va_end(va);
  return r;
}
int f_PyArg_Parse(PyObject* arg, const char* f, ...) {
  VA(f);
  int r;
  if (faces_on()) {
    Arguments to;
    Places places;
    Value o(arg);
    read_parse_format(f, va, &to, &places);
    va_list list;
    to.list(list);
    r = places.done(moult_parse_one(o, f, list));
  } else {
    r = moult_parse_one(arg, f, va);
  }
  va_end(va);
  return r;
}
int f_PyArg_VaParseTupleAndKeywords(PyObject* args, PyObject* kw, const char* f,
                                    char* PY_CXX_CONST* names, va_list va) {
  if (!faces_on()) return PyArg_VaParseTupleAndKeywords(args, kw, f, names, va);
  Arguments to;
  Places places;
  Value a(args), k(kw);
  read_parse_format(f, va, &to, &places);
  va_list list;
  to.list(list);
  return places.done(PyArg_VaParseTupleAndKeywords(a, k, f, names, list));
}
int f_PyArg_ParseTupleAndKeywords(PyObject* args, PyObject* kw, const char* f,
                                  char* PY_CXX_CONST* names, ...) {
  VA(names);
  int r = f_PyArg_VaParseTupleAndKeywords(args, kw, f, names, va);
  va_end(va);
  return r;
}
int f_PyArg_UnpackTuple(PyObject* args, const char* name, Py_ssize_t min, Py_ssize_t max, ...) {
  VA(max);
  static const Py_ssize_t MOST = 16;
  void* found[MOST];
  void** to[MOST];
  if (max > MOST) Py_FatalError("PyArg_UnpackTuple: too many places for a core with faces");
  bool on = faces_on();
  for (Py_ssize_t i = 0; i < MOST; i++) {
    found[i] = UNKNOWN;
    to[i] = i < max ? va_arg(va, void**) : nullptr;
  }
  va_end(va);
  PyObject* a = on ? (PyObject*)face_in(args) : args;
  int r = PyArg_UnpackTuple(a, name, min, max, &found[0], &found[1], &found[2], &found[3],
                            &found[4], &found[5], &found[6], &found[7], &found[8], &found[9],
                            &found[10], &found[11], &found[12], &found[13], &found[14], &found[15]);
  for (Py_ssize_t i = 0; i < max; i++)
    if (found[i] != UNKNOWN) *to[i] = on ? face_out(found[i], false) : found[i];
  if (on && face_is_value(args)) face_drop(a);
  return r;
}

PyObject* build_va(const char* f, va_list va) {
  Arguments to;
  read_build_format(f, va, &to);
  va_list list;
  to.list(list);
  return Py_VaBuildValue(f, list);
}
// In objects, not faces.
PyObject* build(const char* f, va_list va) {
  return faces_on() ? build_va(f, va) : Py_VaBuildValue(f, va);
}
PyObject* shown(PyObject* o) { return faces_on() ? out_new(o) : o; }
PyObject* f_Py_VaBuildValue(const char* f, va_list va) { return shown(build(f, va)); }
PyObject* f_Py_BuildValue(const char* f, ...) {
  VA(f);
  PyObject* r = f_Py_VaBuildValue(f, va);
  va_end(va);
  return r;
}

PyObject* text_va(const char* f, va_list va) {
  if (!faces_on()) return PyUnicode_FromFormatV(f, va);
  Arguments to;
  read_text_format(f, va, &to);
  va_list list;
  to.list(list);
  return PyUnicode_FromFormatV(f, list);
}
PyObject* f_PyUnicode_FromFormatV(const char* f, va_list va) { return shown(text_va(f, va)); }
PyObject* f_PyUnicode_FromFormat(const char* f, ...) {
  VA(f);
  PyObject* r = f_PyUnicode_FromFormatV(f, va);
  va_end(va);
  return r;
}
PyObject* f_PyBytes_FromFormatV(const char* f, va_list va) {
  return shown(PyBytes_FromFormatV(f, va));
}
PyObject* f_PyBytes_FromFormat(const char* f, ...) {
  VA(f);
  PyObject* r = f_PyBytes_FromFormatV(f, va);
  va_end(va);
  return r;
}
PyObject* f_PyErr_FormatV(PyObject* type, const char* f, va_list va) {
  PyObject* text = text_va(f, va);
  if (text) PyErr_SetObject(faces_on() ? (PyObject*)face_in(type) : type, text);
  Py_XDECREF(text);
  return nullptr;
}
PyObject* f_PyErr_Format(PyObject* type, const char* f, ...) {
  VA(f);
  f_PyErr_FormatV(type, f, va);
  va_end(va);
  return nullptr;
}
int f_PyErr_WarnFormat(PyObject* category, Py_ssize_t level, const char* f, ...) {
  VA(f);
  PyObject* text = text_va(f, va);
  va_end(va);
  PyObject* c = faces_on() ? (PyObject*)face_in(category) : category;
  int r = text ? PyErr_WarnFormat(c, level, "%U", text) : -1;
  Py_XDECREF(text);
  return r;
}
int f_PyErr_ResourceWarning(PyObject* source, Py_ssize_t level, const char* f, ...) {
  VA(f);
  PyObject* text = text_va(f, va);
  va_end(va);
  PyObject* s = faces_on() ? (PyObject*)face_in(source) : source;
  int r = text ? PyErr_ResourceWarning(s, level, "%U", text) : -1;
  Py_XDECREF(text);
  if (faces_on() && face_is_value(source)) face_drop(s);
  return r;
}
void f_PySys_FormatStdout(const char* f, ...) {
  VA(f);
  PyObject* text = text_va(f, va);
  va_end(va);
  if (text) PySys_FormatStdout("%U", text);
  Py_XDECREF(text);
}
void f_PySys_FormatStderr(const char* f, ...) {
  VA(f);
  PyObject* text = text_va(f, va);
  va_end(va);
  if (text) PySys_FormatStderr("%U", text);
  Py_XDECREF(text);
}

// Takes over the arguments: a tuple, or the only one.
PyObject* call_with(PyObject* f, PyObject* args) {
  if (!args) return nullptr;
  PyObject* r = PyTuple_Check(args) ? PyObject_CallObject(f, args)
                                    : PyObject_CallFunctionObjArgs(f, args, (void*)nullptr);
  Py_DECREF(args);
  return r;
}
PyObject* null_argument() {
  if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
  return nullptr;
}
PyObject* f_PyObject_CallFunction(PyObject* callable, const char* f, ...) {
  if (!callable) return null_argument();
  VA(f);
  PyObject* args = f && *f ? build(f, va) : PyTuple_New(0);
  va_end(va);
  return shown(call_with(faces_on() ? (PyObject*)face_in(callable) : callable, args));
}
PyObject* f_PyObject_CallMethod(PyObject* obj, const char* name, const char* f, ...) {
  if (!obj || !name) return null_argument();
  VA(f);
  bool on = faces_on();
  PyObject* o = on ? (PyObject*)face_in(obj) : obj;
  PyObject* method = PyObject_GetAttrString(o, name);
  if (method && !PyCallable_Check(method)) {
    PyErr_Format(PyExc_TypeError, "attribute of type '%N' is not callable", Py_TYPE(method));
    Py_CLEAR(method);
  }
  PyObject* args = method ? (f && *f ? build(f, va) : PyTuple_New(0)) : nullptr;
  va_end(va);
  PyObject* r = call_with(method, args);
  Py_XDECREF(method);
  if (on && face_is_value(obj)) face_drop(o);
  return shown(r);
}
int f_PySys_Audit(const char* event, const char* f, ...) {
  // Nobody listens: the arguments are not looked at.
  if (int heard = moult_audited(); heard <= 0) return heard;
  VA(f);
  PyObject* args = f && *f ? build(f, va) : nullptr;
  va_end(va);
  if (f && *f && !args) return -1;
  int r = args ? PySys_Audit(event, "O", args) : PySys_Audit(event, nullptr);
  Py_XDECREF(args);
  return r;
}

// Objects up to a null, in an array that may be written before.
struct Objects {
  std::vector<PyObject*> items{nullptr};
  std::vector<void*> values;
  ~Objects() {
    for (void* o : values) face_drop(o);
  }
  void add(void* f) {
    bool on = faces_on();
    PyObject* o = on ? (PyObject*)face_in(f) : (PyObject*)f;
    if (on && face_is_value(f)) values.push_back(o);
    items.push_back(o);
  }
  size_t size() const { return items.size() - 1; }
  PyObject** data() { return items.data() + 1; }
};
#define ADD_ALL(to, last)                          \
  {                                                \
    VA(last);                                      \
    while (void* f = va_arg(va, void*)) to.add(f); \
    va_end(va);                                    \
  }
PyObject* f_PyObject_CallFunctionObjArgs(PyObject* callable, ...) {
  if (!callable) return null_argument();
  Objects args, f;
  f.add(callable);
  ADD_ALL(args, callable)
  return shown(PyObject_Vectorcall(f.data()[0], args.data(), args.size(), nullptr));
}
PyObject* f_PyObject_CallMethodObjArgs(PyObject* obj, PyObject* name, ...) {
  if (!obj || !name) return null_argument();
  Objects args, n;
  n.add(name);
  args.add(obj);
  ADD_ALL(args, name)
  return shown(PyObject_VectorcallMethod(n.data()[0], args.data(), args.size(), nullptr));
}
PyObject* f_PyTuple_Pack(Py_ssize_t n, ...) {
  VA(n);
  Objects items;
  for (Py_ssize_t i = 0; i < n; i++) items.add(va_arg(va, void*));
  va_end(va);
  PyObject* t = PyTuple_New(n);
  for (Py_ssize_t i = 0; t && i < n; i++) PyTuple_SetItem(t, i, Py_NewRef(items.data()[i]));
  return shown(t);
}

// How many objects a call has behind its positional arguments.
void add_call(Objects* to, PyObject* const* args, size_t n, PyObject* names) {
  n &= ~OFFSET_BIT;
  if (names) n += (size_t)face_tuple_size(face_in(names));
  for (size_t i = 0; i < n; i++) to->add(args[i]);
}
PyObject* f_PyObject_Vectorcall(PyObject* f, PyObject* const* args, size_t n, PyObject* names) {
  if (!faces_on()) return PyObject_Vectorcall(f, args, n, names);
  Objects to;
  Value callable(f);
  add_call(&to, args, n, names);
  return out_new(
      PyObject_Vectorcall(callable, to.data(), n & ~OFFSET_BIT, (PyObject*)face_in(names)));
}
PyObject* f_PyObject_VectorcallMethod(PyObject* name, PyObject* const* args, size_t n,
                                      PyObject* names) {
  if (!faces_on()) return PyObject_VectorcallMethod(name, args, n, names);
  Objects to;
  add_call(&to, args, n, names);
  return out_new(PyObject_VectorcallMethod((PyObject*)face_in(name), to.data(), n & ~OFFSET_BIT,
                                           (PyObject*)face_in(names)));
}
PyObject* f_PyEval_EvalCodeEx(PyObject* code, PyObject* globals, PyObject* locals,
                              PyObject* const* args, int argc, PyObject* const* kw, int kwc,
                              PyObject* const* defaults, int defc, PyObject* kwdefaults,
                              PyObject* closure) {
  if (!faces_on())
    return PyEval_EvalCodeEx(code, globals, locals, args, argc, kw, kwc, defaults, defc, kwdefaults,
                             closure);
  Objects a, k, d;
  for (int i = 0; i < argc; i++) a.add(args[i]);
  for (int i = 0; i < 2 * kwc; i++) k.add(kw[i]);
  for (int i = 0; i < defc; i++) d.add(defaults[i]);
  return out_new(PyEval_EvalCodeEx((PyObject*)face_in(code), (PyObject*)face_in(globals),
                                   (PyObject*)face_in(locals), a.data(), argc, k.data(), kwc,
                                   d.data(), defc, (PyObject*)face_in(kwdefaults),
                                   (PyObject*)face_in(closure)));
}

// ---- buffers: the struct is the caller's, and may point into itself ----

int f_PyObject_GetBuffer(PyObject* o, Py_buffer* b, int flags) {
  if (!faces_on()) return PyObject_GetBuffer(o, b, flags);
  int r = PyObject_GetBuffer(Value(o), b, flags);
  if (r == 0) b->obj = out_borrowed(b->obj);
  return r;
}
void f_PyBuffer_Release(Py_buffer* b) {
  if (faces_on()) b->obj = (PyObject*)face_in(b->obj);
  PyBuffer_Release(b);
}
int f_PyBuffer_FillInfo(Py_buffer* b, PyObject* o, void* p, Py_ssize_t n, int readonly, int flags) {
  if (!faces_on()) return PyBuffer_FillInfo(b, o, p, n, readonly, flags);
  int r = PyBuffer_FillInfo(b, Value(o), p, n, readonly, flags);
  if (b) b->obj = out_borrowed(b->obj);
  return r;
}
PyObject* f_PyMemoryView_FromBuffer(const Py_buffer* b) {
  if (!faces_on()) return PyMemoryView_FromBuffer(b);
  PyObject* face = b->obj;
  ((Py_buffer*)b)->obj = (PyObject*)face_in(face);
  PyObject* r = PyMemoryView_FromBuffer(b);
  ((Py_buffer*)b)->obj = face;
  return out_new(r);
}

// ---- functions of extensions, and memory ----

const char* const DESTRUCTOR = "o>r";
PyObject* f_PyCapsule_New(void* p, const char* name, PyCapsule_Destructor d) {
  if (!faces_on()) return PyCapsule_New(p, name, d);
  return out_new(PyCapsule_New(p, name, (PyCapsule_Destructor)face_entry((void*)d, DESTRUCTOR)));
}
int f_PyCapsule_SetDestructor(PyObject* o, PyCapsule_Destructor d) {
  if (!faces_on()) return PyCapsule_SetDestructor(o, d);
  return PyCapsule_SetDestructor(Value(o), (PyCapsule_Destructor)face_entry((void*)d, DESTRUCTOR));
}
PyCapsule_Destructor f_PyCapsule_GetDestructor(PyObject* o) {
  if (!faces_on()) return PyCapsule_GetDestructor(o);
  return (PyCapsule_Destructor)face_original((void*)PyCapsule_GetDestructor(Value(o)));
}
PyCFunction f_PyCFunction_GetFunction(PyObject* o) {
  if (!faces_on()) return PyCFunction_GetFunction(o);
  return (PyCFunction)face_original((void*)PyCFunction_GetFunction(Value(o)));
}
void* f_PyType_GetSlot(PyTypeObject* t, int slot) {
  if (!faces_on()) return PyType_GetSlot(t, slot);
  void* p = PyType_GetSlot((PyTypeObject*)face_in(t), slot);
  if (slot == Py_tp_base || slot == Py_tp_bases) return face_out(p, false);
  // Numbers that level 3.15 gave anew (typeslots.h).
  int known = slot == Py_bf_getbuffer       ? 1
              : slot == Py_bf_releasebuffer ? 2
              : slot == Py_mp_ass_subscript ? 3
              : slot == Py_mp_length        ? 4
                                            : slot;
  return face_exit(p, face_slot_signature(known));
}
int f_PyImport_AppendInittab(const char* name, PyObject* (*init)(void)) {
  if (faces_on()) init = (PyObject * (*)(void)) face_entry((void*)init, ">O");
  return PyImport_AppendInittab(name, init);
}
void* memory_of(void* p) { return faces_on() ? face_in_soft(p, p) : p; }
void f_PyObject_Free(void* p) { PyObject_Free(memory_of(p)); }
void f_PyObject_GC_Del(void* p) { PyObject_GC_Del(memory_of(p)); }
void f_PyObject_GC_Track(void* p) { PyObject_GC_Track(memory_of(p)); }
void f_PyObject_GC_UnTrack(void* p) { PyObject_GC_UnTrack(memory_of(p)); }
PyObject* f_PyMember_GetOne(const char* o, PyMemberDef* m) {
  return shown(PyMember_GetOne((const char*)memory_of((void*)o), m));
}
int f_PyMember_SetOne(char* o, PyMemberDef* m, PyObject* v) {
  if (!faces_on()) return PyMember_SetOne(o, m, v);
  return PyMember_SetOne((char*)memory_of(o), m, Value(v));
}

// ---- counts, locks ----

void f_Py_IncRef(PyObject* o) {
  if (!faces_on())
    Py_IncRef(o);
  else if (o)
    face_incref(o);
}
void f_Py_DecRef(PyObject* o) {
  if (!faces_on())
    Py_DecRef(o);
  else if (o)
    face_decref(o);
}
Py_ssize_t f_Py_REFCNT(PyObject* o) { return faces_on() ? face_count(o) : Py_REFCNT(o); }
int f_PyModule_AddObject(PyObject* m, const char* name, PyObject* v) {
  if (!faces_on()) return PyModule_AddObject(m, name, v);
  PyObject* o = (PyObject*)face_in(v);
  int r = PyModule_AddObject(Value(m), name, o);
  if (r < 0 && face_is_value(v)) face_drop(o);
  return r;
}
void f_PyCriticalSection_Begin(PyCriticalSection* s, PyObject* o) {
  s->_cs_mutex = o;
  if (faces_on()) face_lock(o, true);
}
void f_PyCriticalSection_End(PyCriticalSection* s) {
  if (faces_on()) face_lock(s->_cs_mutex, false);
}
void f_PyCriticalSection2_Begin(PyCriticalSection2* s, PyObject* a, PyObject* b) {
  f_PyCriticalSection_Begin(&s->_cs_base, a);
  s->_cs_mutex2 = b;
  if (faces_on()) face_lock(b, true);
}
void f_PyCriticalSection2_End(PyCriticalSection2* s) {
  if (faces_on()) face_lock(s->_cs_mutex2, false);
  f_PyCriticalSection_End(&s->_cs_base);
}

// ---- the table ----

struct Table {
  std::unordered_map<std::string, std::pair<void*, void*>> by_name;  // real, wrapper
  std::unordered_map<void*, void*> by_real, by_wrapper;
  void add(const char* name, void* real, void* wrapper) {
    by_name[name] = {real, wrapper};
    by_real[real] = wrapper;
    by_wrapper[wrapper] = real;
  }
  template <auto F, unsigned Taken, bool Borrowed>
  void wrap(const char* name) {
    using W = Wrapper<F, Taken, Borrowed>;
    if constexpr (W::needed) add(name, (void*)F, (void*)W::call);
  }
  Table();
};

#undef Py_IncRef
#undef Py_DecRef
extern "C" {
void _Py_IncRef(PyObject*);
void _Py_DecRef(PyObject*);
}

Table::Table() {
#define W(f) wrap<&::f, 0, false>(#f);
#define S(f, taken) wrap<&::f, taken, false>(#f);
#define B(f) wrap<&::f, 0, true>(#f);
#include "face_functions.def"
#undef W
#undef S
#undef B
#define F(f) add(#f, (void*)&::f, (void*)f_##f);
  F(PyArg_Parse)
  F(PyArg_ParseTuple)
  F(PyArg_ParseTupleAndKeywords)
  F(PyArg_UnpackTuple)
  F(PyArg_VaParse)
  F(PyArg_VaParseTupleAndKeywords)
  F(Py_BuildValue)
  F(Py_VaBuildValue)
  F(PyErr_Format)
  F(PyErr_FormatV)
  F(PyErr_WarnFormat)
  F(PyErr_ResourceWarning)
  F(PyUnicode_FromFormat)
  F(PyUnicode_FromFormatV)
  F(PyBytes_FromFormat)
  F(PyBytes_FromFormatV)
  F(PyObject_CallFunction)
  F(PyObject_CallMethod)
  F(PyObject_CallFunctionObjArgs)
  F(PyObject_CallMethodObjArgs)
  F(PyTuple_Pack)
  F(PySys_FormatStdout)
  F(PySys_FormatStderr)
  F(PySys_Audit)
  F(PyObject_Vectorcall)
  F(PyObject_VectorcallMethod)
  F(PyEval_EvalCodeEx)
  F(PyObject_GetBuffer)
  F(PyBuffer_Release)
  F(PyBuffer_FillInfo)
  F(PyMemoryView_FromBuffer)
  F(PyCapsule_New)
  F(PyCapsule_SetDestructor)
  F(PyCapsule_GetDestructor)
  F(PyCFunction_GetFunction)
  F(PyMember_GetOne)
  F(PyMember_SetOne)
  F(PyObject_Free)
  F(PyObject_GC_Del)
  F(PyObject_GC_Track)
  F(PyObject_GC_UnTrack)
  F(PyType_GetSlot)
  F(PyImport_AppendInittab)
  F(PyCriticalSection_Begin)
  F(PyCriticalSection_End)
  F(PyCriticalSection2_Begin)
  F(PyCriticalSection2_End)
  F(Py_IncRef)
  F(Py_DecRef)
  F(Py_REFCNT)
  F(PyModule_AddObject)
#undef F
  add("PyUnicode_FSConverter", (void*)&::PyUnicode_FSConverter,
      (void*)convert<::PyUnicode_FSConverter>);
  add("PyUnicode_FSDecoder", (void*)&::PyUnicode_FSDecoder, (void*)convert<::PyUnicode_FSDecoder>);
  add("_Py_IncRef", (void*)&::_Py_IncRef, (void*)f_Py_IncRef);
  add("_Py_DecRef", (void*)&::_Py_DecRef, (void*)f_Py_DecRef);
}

const Table& table() {
  static const Table t;
  return t;
}

}  // namespace

void* face_wrapper_of(void* real) {
  auto it = table().by_real.find(real);
  return it == table().by_real.end() ? nullptr : it->second;
}
void* face_wrapped(void* wrapper) {
  auto it = table().by_wrapper.find(wrapper);
  return it == table().by_wrapper.end() ? nullptr : it->second;
}

void face_library(void* lib) {
  each_import(lib, true, [](const char* name, void* address) {
    auto it = table().by_name.find(name);
    return it == table().by_name.end() || it->second.first != address ? address : it->second.second;
  });
}

}  // namespace moult

// Stubs between the runtime and extensions that hold faces (faces.h).
#include <dlfcn.h>
#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>
#include "abi.h"
#include "faces.h"
#include "imports.h"
#include "moult.h"

namespace moult {

namespace {

using Word = uintptr_t;
typedef Word (*AnyFunction)(Word, Word, Word, Word, Word);
static const int ARGS = 5;

struct Call {
  void* f;
  const char* signature;
  Interp* interp;  // that the function's types and modules belong to
};

// Of a traversal whose visitor is on the other side.
struct Visit {
  visitproc f;
  void* arg;
};
int visit_face(PyObject* face, void* v) {
  PyObject* o = (PyObject*)face_in(face);
  int r = ((Visit*)v)->f(o, ((Visit*)v)->arg);
  if (face_is_value(face)) decref(o);
  return r;
}
int visit_object(PyObject* o, void* v) {
  return ((Visit*)v)->f((PyObject*)face_out(o, false), ((Visit*)v)->arg);
}

const char* result_of(const char* signature) { return strchr(signature, '>') + 1; }

// The runtime calls an extension.
Word enter(Word a0, Word a1, Word a2, Word a3, Word a4, const Call* c) {
  InInterp in(c->interp);
  Word a[ARGS] = {a0, a1, a2, a3, a4};
  Visit v;
  std::vector<void*> items;
  Py_buffer *filled = nullptr, *released = nullptr;
  PyObject* exporter = nullptr;
  void** sent = nullptr;
  void* sent_face = nullptr;
  const char* s = c->signature;
  for (int i = 0; s[i] != '>'; i++) switch (s[i]) {
      case 'o':
      case 'k':
      case 'f':
        a[i] = (Word)face_out((void*)a[i], false);
        break;
      case 'v':
        v = {(visitproc)a[i], (void*)a[i + 1]};
        a[i] = (Word)visit_face;
        a[i + 1] = (Word)&v;
        break;
      case 'V': {
        size_t n = a[i + 1] & ~PY_VECTORCALL_ARGUMENTS_OFFSET;
        if (s[i + 2] == 'k' && a[i + 2]) n += (size_t)ob_size((void*)a[i + 2]);
        items.resize(n + 1);
        for (size_t k = 0; k < n; k++) items[k + 1] = face_out(((void**)a[i])[k], false);
        a[i] = (Word)&items[1];
        break;
      }
      case 'B':
        filled = (Py_buffer*)a[i];
        break;
      case 'b':
        released = (Py_buffer*)a[i];
        exporter = released->obj;
        released->obj = (PyObject*)face_out(exporter, false);
        break;
      case 'P':
        sent = (void**)a[i];
        a[i] = (Word)&sent_face;
        break;
    }
  Word r = ((AnyFunction)c->f)(a[0], a[1], a[2], a[3], a[4]);
  if (filled && (int)r == 0) filled->obj = (PyObject*)face_in(filled->obj);
  if (released) released->obj = exporter;
  if (sent) *sent = face_in(sent_face);
  return *result_of(s) == 'O' ? (Word)face_in((void*)r) : r;
}

// An extension calls the runtime, through a function that a slot gave it.
Word leave(Word a0, Word a1, Word a2, Word a3, Word a4, const Call* c) {
  Word a[ARGS] = {a0, a1, a2, a3, a4};
  Visit v;
  std::vector<void*> items, values;
  Py_buffer* buffer = nullptr;
  bool released = false;
  void** sent = nullptr;
  void* sent_object = nullptr;
  auto in = [&](Word w) {
    void* o = face_in((void*)w);
    if (face_is_value((void*)w)) values.push_back(o);
    return o;
  };
  const char* s = c->signature;
  for (int i = 0; s[i] != '>'; i++) switch (s[i]) {
      case 'o':
      case 'k':
        a[i] = (Word)in(a[i]);
        break;
      case 'f':
        a[i] = (Word)face_in_soft((void*)a[i], (void*)a[i]);
        break;
      case 'v':
        v = {(visitproc)a[i], (void*)a[i + 1]};
        a[i] = (Word)visit_object;
        a[i + 1] = (Word)&v;
        break;
      case 'V': {
        size_t n = a[i + 1] & ~PY_VECTORCALL_ARGUMENTS_OFFSET;
        void* names = s[i + 2] == 'k' ? face_in((void*)a[i + 2]) : nullptr;
        if (names) n += (size_t)ob_size(names);
        items.resize(n + 1);
        for (size_t k = 0; k < n; k++) items[k + 1] = in(((Word*)a[i])[k]);
        a[i] = (Word)&items[1];
        break;
      }
      case 'B':
      case 'b':
        buffer = (Py_buffer*)a[i];
        released = s[i] == 'b';
        if (released) buffer->obj = (PyObject*)face_in(buffer->obj);
        break;
      case 'P':
        sent = (void**)a[i];
        a[i] = (Word)&sent_object;
        break;
    }
  Word r = ((AnyFunction)c->f)(a[0], a[1], a[2], a[3], a[4]);
  if (*result_of(s) == 'O') r = (Word)face_out((void*)r, true);
  if (buffer && (released || (int)r == 0)) buffer->obj = (PyObject*)face_out(buffer->obj, false);
  if (sent) *sent = face_out(sent_object, true);
  for (void* o : values) face_drop(o);
  return r;
}

using Stubs = std::map<std::tuple<void*, const char*, Interp*>, void*>;
Stubs entries, exits;
std::unordered_map<void*, void*> originals;

bool own_code(void* f) {
  static Dl_info self;
  static bool known = dladdr((void*)&own_code, &self) != 0;
  Dl_info info;
  return known && dladdr(f, &info) && info.dli_fbase == self.dli_fbase;
}

void* stub_for(Stubs& known, void* f, const char* signature, void* handler) {
  void*& stub = known[{f, signature, g->interp}];
  if (!stub) {
    stub = new_stub(new Call{f, signature, g->interp}, handler, true);
    if (!stub) fatal("out of memory for stubs");
    originals[stub] = f;
  }
  return stub;
}

}  // namespace

void* face_entry(void* f, const char* signature) {
  if (!f || !signature) return f;
  if (void* real = face_wrapped(f)) return real;
  if (own_code(f) || originals.count(f)) return f;
  return stub_for(entries, f, signature, (void*)enter);
}

void* face_stub(void* f, const char* signature) {
  return stub_for(entries, f, signature, (void*)enter);
}

void* face_exit(void* f, const char* signature) {
  if (!f || !signature) return f;
  auto known = originals.find(f);
  if (known != originals.end()) return known->second;
  if (void* wrapper = face_wrapper_of(f)) return wrapper;
  return stub_for(exits, f, signature, (void*)leave);
}

void* face_original(void* f) {
  auto known = originals.find(f);
  return known == originals.end() ? f : known->second;
}

const char* face_method_signature(int flags) {
  switch (flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST)) {
    case METH_NOARGS:
      return "or>O";
    case METH_O:
    case METH_VARARGS:
      return "oo>O";
    case METH_VARARGS | METH_KEYWORDS:
      return "ooo>O";
    case METH_FASTCALL:
      return "oVr>O";
    case METH_FASTCALL | METH_KEYWORDS:
      return "oVrk>O";
    case METH_METHOD | METH_FASTCALL | METH_KEYWORDS:
      return "ooVrk>O";
    default:
      return nullptr;
  }
}

// What is not of the commonest form, one object in and one out, or two.
const char* face_slot_signature(int slot) {
  switch (slot) {
    case Py_tp_methods:
    case Py_tp_members:
    case Py_tp_getset:
    case Py_tp_doc:
    case Py_tp_base:
    case Py_tp_bases:
    case Py_tp_token:
      return nullptr;
    case Py_bf_getbuffer:
      return "oBr>r";
    case Py_bf_releasebuffer:
      return "ob>r";
    case Py_mp_ass_subscript:
    case Py_tp_setattro:
    case Py_tp_init:
    case Py_tp_descr_set:
      return "ooo>r";
    case Py_mp_length:
    case Py_sq_length:
    case Py_nb_bool:
    case Py_tp_clear:
    case Py_tp_dealloc:
    case Py_tp_del:
    case Py_tp_finalize:
    case Py_tp_hash:
    case Py_tp_is_gc:
      return "o>r";
    case Py_nb_power:
    case Py_nb_inplace_power:
    case Py_tp_call:
    case Py_tp_new:
    case Py_tp_descr_get:
      return "ooo>O";
    case Py_sq_item:
    case Py_sq_repeat:
    case Py_sq_inplace_repeat:
    case Py_tp_getattr:
    case Py_tp_alloc:
      return "or>O";
    case Py_sq_ass_item:
    case Py_tp_setattr:
      return "oro>r";
    case Py_sq_contains:
      return "oo>r";
    case Py_tp_richcompare:
      return "oor>O";
    case Py_tp_traverse:
      return "ov>r";
    case Py_tp_free:
      return "f>r";
    case Py_am_send:
      return "ooP>r";
    case Py_tp_vectorcall:
      return "oVrk>O";
    case Py_nb_negative:
    case Py_nb_positive:
    case Py_nb_absolute:
    case Py_nb_invert:
    case Py_nb_int:
    case Py_nb_float:
    case Py_nb_index:
    case Py_tp_repr:
    case Py_tp_str:
    case Py_tp_iter:
    case Py_tp_iternext:
    case Py_am_await:
    case Py_am_aiter:
    case Py_am_anext:
      return "o>O";
    default:
      return "oo>O";
  }
}

}  // namespace moult

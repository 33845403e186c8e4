// Capsules: a native object of a type of our own, seen by JavaScript as an opaque wrapper.
#include "../types.h"
#include "api.h"

using namespace moult;

namespace {
struct Capsule {
  PyObject head;
  void* pointer;
  const char* name;
  void* context;
  PyCapsule_Destructor destroy;
};
static_assert(sizeof(Capsule) == 48, "PyCapsule_Type.tp_basicsize");

bool same(const char* a, const char* b) { return a == b || (a && b && strcmp(a, b) == 0); }

Capsule* legal(PyObject* o, const char* who) {
  if (!o || o->ob_type != &PyCapsule_Type || !((Capsule*)o)->pointer) {
    PyErr_Format(PyExc_ValueError, "%s called with invalid PyCapsule object", who);
    return nullptr;
  }
  return (Capsule*)o;
}

void capsule_dealloc(PyObject* o) {
  Capsule* c = (Capsule*)o;
  if (c->destroy) {
    o->ob_refcnt = 1;
    c->destroy(o);
    --o->ob_refcnt;
    if (count_of(o) > 0) return;
  }
  heap_free(o);
}
PyObject* capsule_repr(PyObject* o) {
  Capsule* c = (Capsule*)o;
  const char* q = c->name ? "\"" : "";
  return PyUnicode_FromFormat("<capsule object %s%s%s at %p>", q, c->name ? c->name : "NULL", q, o);
}
}  // namespace

namespace moult {
void init_capsule_type() {
  PyCapsule_Type.native = 1;
  PyCapsule_Type.touched = 1;
  for (int i = 0; i < NUM_SLOTS; i++) PyCapsule_Type.slots[i] = PyBaseObject_Type.slots[i];
  PyCapsule_Type.slots[Py_tp_dealloc] = (void*)capsule_dealloc;
  PyCapsule_Type.slots[Py_tp_repr] = (void*)capsule_repr;
  PyCapsule_Type.slots[Py_tp_new] = nullptr;
}
}  // namespace moult

// New reference; the name is not copied.
MOULT_EXPORT PyObject* PyCapsule_New(void* p, const char* name, PyCapsule_Destructor destroy) {
  if (!p) {
    PyErr_SetString(PyExc_ValueError, "PyCapsule_New called with null pointer");
    return nullptr;
  }
  g->natives_made++;
  Capsule* c = (Capsule*)heap_alloc(sizeof(Capsule), K_NATIVE | F_OURS);
  if (!c) return PyErr_NoMemory();
  c->head = {1, &PyCapsule_Type};
  c->pointer = p;
  c->name = name;
  c->context = nullptr;
  c->destroy = destroy;
  return (PyObject*)c;
}
MOULT_EXPORT int PyCapsule_IsValid(PyObject* o, const char* name) {
  return o && o->ob_type == &PyCapsule_Type && ((Capsule*)o)->pointer &&
         same(((Capsule*)o)->name, name);
}
MOULT_EXPORT void* PyCapsule_GetPointer(PyObject* o, const char* name) {
  Capsule* c = legal(o, "PyCapsule_GetPointer");
  if (!c) return nullptr;
  if (!same(name, c->name)) {
    PyErr_SetString(PyExc_ValueError, "PyCapsule_GetPointer called with incorrect name");
    return nullptr;
  }
  return c->pointer;
}
MOULT_EXPORT const char* PyCapsule_GetName(PyObject* o) {
  Capsule* c = legal(o, "PyCapsule_GetName");
  return c ? c->name : nullptr;
}
MOULT_EXPORT PyCapsule_Destructor PyCapsule_GetDestructor(PyObject* o) {
  Capsule* c = legal(o, "PyCapsule_GetDestructor");
  return c ? c->destroy : nullptr;
}
MOULT_EXPORT void* PyCapsule_GetContext(PyObject* o) {
  Capsule* c = legal(o, "PyCapsule_GetContext");
  return c ? c->context : nullptr;
}
MOULT_EXPORT int PyCapsule_SetPointer(PyObject* o, void* p) {
  Capsule* c = legal(o, "PyCapsule_SetPointer");
  if (!c) return -1;
  if (!p) {
    PyErr_SetString(PyExc_ValueError, "PyCapsule_SetPointer called with null pointer");
    return -1;
  }
  c->pointer = p;
  return 0;
}
MOULT_EXPORT int PyCapsule_SetName(PyObject* o, const char* name) {
  Capsule* c = legal(o, "PyCapsule_SetName");
  if (!c) return -1;
  c->name = name;
  return 0;
}
MOULT_EXPORT int PyCapsule_SetDestructor(PyObject* o, PyCapsule_Destructor d) {
  Capsule* c = legal(o, "PyCapsule_SetDestructor");
  if (!c) return -1;
  c->destroy = d;
  return 0;
}
MOULT_EXPORT int PyCapsule_SetContext(PyObject* o, void* p) {
  Capsule* c = legal(o, "PyCapsule_SetContext");
  if (!c) return -1;
  c->context = p;
  return 0;
}
// "a.b.c": imports a, then walks attributes.
MOULT_EXPORT void* PyCapsule_Import(const char* name, int) {
  const char* dot = strchr(name, '.');
  Ref first(PyUnicode_FromStringAndSize(name, dot ? dot - name : (Py_ssize_t)strlen(name)));
  Ref o(first ? PyImport_Import(first) : nullptr);
  if (!o) {
    PyErr_Format(PyExc_ImportError, "PyCapsule_Import could not import module \"%.*s\"",
                 dot ? (int)(dot - name) : (int)strlen(name), name);
    return nullptr;
  }
  while (dot) {
    const char* start = dot + 1;
    dot = strchr(start, '.');
    Ref part(PyUnicode_FromStringAndSize(start, dot ? dot - start : (Py_ssize_t)strlen(start)));
    o = part ? PyObject_GetAttr(o, part) : nullptr;
    if (!o) return nullptr;
  }
  if (!PyCapsule_IsValid(o, name)) {
    PyErr_Format(PyExc_AttributeError, "PyCapsule_Import \"%s\" is not valid", name);
    return nullptr;
  }
  return ((Capsule*)o.p)->pointer;
}

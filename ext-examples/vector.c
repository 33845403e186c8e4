/* A type with nearly every slot: a growable vector of doubles that Python code can subclass. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"
#include <structmember.h>

#include <math.h>
#include <stddef.h>

typedef struct {
  INSTANCE_HEAD
  Py_ssize_t size;
  double* items;
  PyObject* label; /* any object, so the collector must know of it */
  PyObject* weakrefs;
} Vector;

static PyTypeObject* vector_type;
static Py_ssize_t live_vectors;

#define VECTOR(o) INSTANCE(Vector, (o), vector_type)

static int is_vector(PyObject* o) { return PyObject_TypeCheck(o, vector_type); }

static PyObject* vector_alloc(PyTypeObject* type, Py_ssize_t size) {
  allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
  PyObject* op = alloc(type, 0);
  if (op == NULL) return NULL;
  Vector* self = VECTOR(op);
  live_vectors++;
  self->items = PyMem_New(double, size > 0 ? size : 1);
  if (self->items == NULL) {
    Py_DECREF(op);
    PyErr_NoMemory();
    return NULL;
  }
  for (Py_ssize_t i = 0; i < size; i++) self->items[i] = 0.0;
  self->size = size;
  return op;
}

static int vector_append_double(Vector* self, double value) {
  double* grown = PyMem_Realloc(self->items, (size_t)(self->size + 1) * sizeof(double));
  if (grown == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  self->items = grown;
  self->items[self->size++] = value;
  return 0;
}

/* ---- life and death ---- */

static PyObject* vector_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  (void)args, (void)kwargs;
  return vector_alloc(type, 0);
}

static int vector_init(PyObject* op, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"items", "label", NULL};
  Vector* self = VECTOR(op);
  PyObject *items = NULL, *label = NULL, *item;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO:Vector", names, &items, &label)) return -1;
  self->size = 0;
  if (items != NULL) {
    PyObject* iterator = PyObject_GetIter(items);
    if (iterator == NULL) return -1;
    while ((item = PyIter_Next(iterator)) != NULL) {
      double value = PyFloat_AsDouble(item);
      Py_DECREF(item);
      if ((value == -1.0 && PyErr_Occurred()) || vector_append_double(self, value) < 0) {
        Py_DECREF(iterator);
        return -1;
      }
    }
    Py_DECREF(iterator);
    if (PyErr_Occurred()) return -1;
  }
  if (label != NULL) {
    PyObject* old = self->label;
    self->label = Py_NewRef(label);
    Py_XDECREF(old);
  }
  return 0;
}

static int vector_traverse(PyObject* op, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(op));
  Py_VISIT(VECTOR(op)->label);
  return 0;
}

static int vector_clear(PyObject* op) {
  Py_CLEAR(VECTOR(op)->label);
  return 0;
}

static void vector_dealloc(PyObject* op) {
  PyTypeObject* type = Py_TYPE(op);
  PyObject_GC_UnTrack(op);
  if (VECTOR(op)->weakrefs != NULL) PyObject_ClearWeakRefs(op);
  vector_clear(op);
  PyMem_Free(VECTOR(op)->items);
  live_vectors--;
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(op);
  Py_DECREF(type);
}

/* ---- text, comparison, hash, call ---- */

static PyObject* vector_tolist(PyObject* op, PyObject* ignored) {
  Vector* self = VECTOR(op);
  (void)ignored;
  PyObject* list = PyList_New(self->size);
  if (list == NULL) return NULL;
  for (Py_ssize_t i = 0; i < self->size; i++) {
    PyObject* item = PyFloat_FromDouble(self->items[i]);
    if (item == NULL) {
      Py_DECREF(list);
      return NULL;
    }
    PyList_SetItem(list, i, item);
  }
  return list;
}

static PyObject* vector_repr(PyObject* op) {
  PyObject* list = vector_tolist(op, NULL);
  PyObject* name = PyType_GetName(Py_TYPE(op));
  PyObject* text = NULL;
  if (list != NULL && name != NULL) text = PyUnicode_FromFormat("%U(%R)", name, list);
  Py_XDECREF(list);
  Py_XDECREF(name);
  return text;
}

static PyObject* vector_str(PyObject* op) {
  PyObject* list = vector_tolist(op, NULL);
  PyObject* text = list != NULL ? PyUnicode_FromFormat("<%zd: %S>", VECTOR(op)->size, list) : NULL;
  Py_XDECREF(list);
  return text;
}

static int compare(Vector* a, Vector* b) {
  for (Py_ssize_t i = 0; i < a->size && i < b->size; i++) {
    if (a->items[i] != b->items[i]) return a->items[i] < b->items[i] ? -1 : 1;
  }
  return (a->size > b->size) - (a->size < b->size);
}

static PyObject* vector_richcompare(PyObject* a, PyObject* b, int op) {
  if (!is_vector(a) || !is_vector(b)) Py_RETURN_NOTIMPLEMENTED;
  int order = compare(VECTOR(a), VECTOR(b));
  Py_RETURN_RICHCOMPARE(order, 0, op);
}

static Py_hash_t vector_hash(PyObject* op) {
  Py_uhash_t hash = 17;
  for (Py_ssize_t i = 0; i < VECTOR(op)->size; i++)
    hash = hash * 1000003u + (Py_uhash_t)(Py_hash_t)(VECTOR(op)->items[i] * 64);
  return (Py_hash_t)(hash & 0x7fffffff);
}

/* The polynomial whose coefficients the items are. */
static PyObject* vector_call(PyObject* op, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"x", NULL};
  double x, sum = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "d:Vector.__call__", names, &x)) return NULL;
  for (Py_ssize_t i = VECTOR(op)->size; i-- > 0;) sum = sum * x + VECTOR(op)->items[i];
  return PyFloat_FromDouble(sum);
}

/* ---- numbers: the slot is called for either order of operands ---- */

typedef double (*arithmetic)(double, double);

static double plus(double a, double b) { return a + b; }
static double minus(double a, double b) { return a - b; }
static double times(double a, double b) { return a * b; }
static double over(double a, double b) { return a / b; }

/* Vector with vector of the same size, or vector with number. */
static PyObject* combine(PyObject* a, PyObject* b, arithmetic apply) {
  PyObject* vector = is_vector(a) ? a : b;
  PyObject* other = vector == a ? b : a;
  double number = 0;
  if (!is_vector(other)) {
    if (!PyFloat_Check(other) && !PyLong_Check(other)) Py_RETURN_NOTIMPLEMENTED;
    number = PyFloat_AsDouble(other);
    if (number == -1.0 && PyErr_Occurred()) return NULL;
  } else if (VECTOR(a)->size != VECTOR(b)->size) {
    return PyErr_Format(PyExc_ValueError, "sizes differ: %zd and %zd", VECTOR(a)->size,
                        VECTOR(b)->size);
  }
  PyObject* result = vector_alloc(vector_type, VECTOR(vector)->size);
  if (result == NULL) return NULL;
  for (Py_ssize_t i = 0; i < VECTOR(result)->size; i++) {
    double left = is_vector(a) ? VECTOR(a)->items[i] : number;
    double right = is_vector(b) ? VECTOR(b)->items[i] : number;
    VECTOR(result)->items[i] = apply(left, right);
  }
  return result;
}

static PyObject* vector_add(PyObject* a, PyObject* b) { return combine(a, b, plus); }
static PyObject* vector_subtract(PyObject* a, PyObject* b) { return combine(a, b, minus); }
static PyObject* vector_multiply(PyObject* a, PyObject* b) { return combine(a, b, times); }
static PyObject* vector_divide(PyObject* a, PyObject* b) { return combine(a, b, over); }

static PyObject* vector_power(PyObject* a, PyObject* b, PyObject* modulo) {
  if (modulo != Py_None || !is_vector(a)) Py_RETURN_NOTIMPLEMENTED;
  return combine(a, b, pow);
}

static PyObject* vector_dot(PyObject* a, PyObject* b) {
  double sum = 0;
  if (!is_vector(a) || !is_vector(b)) Py_RETURN_NOTIMPLEMENTED;
  for (Py_ssize_t i = 0; i < VECTOR(a)->size && i < VECTOR(b)->size; i++)
    sum += VECTOR(a)->items[i] * VECTOR(b)->items[i];
  return PyFloat_FromDouble(sum);
}

static PyObject* vector_inplace_add(PyObject* a, PyObject* b) {
  if (!is_vector(b) || VECTOR(a)->size != VECTOR(b)->size) Py_RETURN_NOTIMPLEMENTED;
  for (Py_ssize_t i = 0; i < VECTOR(a)->size; i++) VECTOR(a)->items[i] += VECTOR(b)->items[i];
  return Py_NewRef(a);
}

static PyObject* vector_negative(PyObject* op) {
  PyObject* zero = PyLong_FromLong(0);
  PyObject* result = zero != NULL ? combine(zero, op, minus) : NULL;
  Py_XDECREF(zero);
  return result;
}

static double norm(Vector* self) {
  double sum = 0;
  for (Py_ssize_t i = 0; i < self->size; i++) sum += self->items[i] * self->items[i];
  return sqrt(sum);
}

static PyObject* vector_absolute(PyObject* op) { return PyFloat_FromDouble(norm(VECTOR(op))); }
static int vector_bool(PyObject* op) { return norm(VECTOR(op)) != 0; }
static PyObject* vector_float(PyObject* op) { return PyFloat_FromDouble(norm(VECTOR(op))); }
static PyObject* vector_int(PyObject* op) { return PyLong_FromDouble(norm(VECTOR(op))); }
static PyObject* vector_index(PyObject* op) { return PyLong_FromSsize_t(VECTOR(op)->size); }

/* ---- sequence and mapping ---- */

static Py_ssize_t vector_length(PyObject* op) { return VECTOR(op)->size; }

static PyObject* vector_item(PyObject* op, Py_ssize_t index) {
  if (index < 0 || index >= VECTOR(op)->size) {
    PyErr_SetString(PyExc_IndexError, "no such item");
    return NULL;
  }
  return PyFloat_FromDouble(VECTOR(op)->items[index]);
}

static int vector_set_item(PyObject* op, Py_ssize_t index, PyObject* value) {
  Vector* self = VECTOR(op);
  if (index < 0 || index >= self->size) {
    PyErr_SetString(PyExc_IndexError, "no such item");
    return -1;
  }
  if (value == NULL) { /* deletion */
    for (self->size--; index < self->size; index++) self->items[index] = self->items[index + 1];
    return 0;
  }
  double number = PyFloat_AsDouble(value);
  if (number == -1.0 && PyErr_Occurred()) return -1;
  self->items[index] = number;
  return 0;
}

static int vector_contains(PyObject* op, PyObject* value) {
  double number = PyFloat_AsDouble(value);
  if (number == -1.0 && PyErr_Occurred()) return -1;
  for (Py_ssize_t i = 0; i < VECTOR(op)->size; i++) {
    if (VECTOR(op)->items[i] == number) return 1;
  }
  return 0;
}

static PyObject* vector_concat(PyObject* a, PyObject* b) {
  if (!is_vector(b)) return PyErr_Format(PyExc_TypeError, "only a vector can follow a vector");
  Vector *left = VECTOR(a), *right = VECTOR(b);
  PyObject* result = vector_alloc(vector_type, left->size + right->size);
  if (result == NULL) return NULL;
  for (Py_ssize_t i = 0; i < VECTOR(result)->size; i++)
    VECTOR(result)->items[i] = i < left->size ? left->items[i] : right->items[i - left->size];
  return result;
}

static PyObject* vector_subscript(PyObject* op, PyObject* key) {
  Vector* self = VECTOR(op);
  if (PySlice_Check(key)) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(key, &start, &stop, &step) < 0) return NULL;
    Py_ssize_t size = PySlice_AdjustIndices(self->size, &start, &stop, step);
    PyObject* result = vector_alloc(vector_type, size);
    if (result == NULL) return NULL;
    for (Py_ssize_t i = 0; i < size; i++) VECTOR(result)->items[i] = self->items[start + i * step];
    return result;
  }
  Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
  if (index == -1 && PyErr_Occurred()) return NULL;
  return vector_item(op, index < 0 ? index + self->size : index);
}

static int vector_set_subscript(PyObject* op, PyObject* key, PyObject* value) {
  Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
  if (index == -1 && PyErr_Occurred()) return -1;
  return vector_set_item(op, index < 0 ? index + VECTOR(op)->size : index, value);
}

/* ---- attributes ---- */

static PyObject* vector_append(PyObject* op, PyObject* value) {
  double number = PyFloat_AsDouble(value);
  if (number == -1.0 && PyErr_Occurred()) return NULL;
  if (vector_append_double(VECTOR(op), number) < 0) return NULL;
  Py_RETURN_NONE;
}

static PyObject* vector_zeros(PyObject* cls, PyObject* args) {
  Py_ssize_t size;
  if (!PyArg_ParseTuple(args, "n:zeros", &size)) return NULL;
  PyObject* self = PyObject_CallNoArgs(cls);
  while (self != NULL && VECTOR(self)->size < size) {
    if (vector_append_double(VECTOR(self), 0.0) < 0) Py_CLEAR(self);
  }
  return self;
}

static PyObject* get_first(PyObject* op, void* closure) {
  (void)closure;
  return vector_item(op, 0);
}

static int set_first(PyObject* op, PyObject* value, void* closure) {
  (void)closure;
  if (value == NULL) {
    PyErr_SetString(PyExc_AttributeError, "first cannot be deleted");
    return -1;
  }
  return vector_set_item(op, 0, value);
}

static PyObject* get_constant(PyObject* op, void* closure) {
  (void)op;
  return PyUnicode_FromString(closure);
}

static PyGetSetDef vector_getset[] = {
    {"first", get_first, set_first, "The first item.", NULL},
    {"kind", get_constant, NULL, "What it is.", "doubles"},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef vector_members[] = {
    {"size", T_PYSSIZET, offsetof(Vector, size), READONLY | MEMBER_OFFSET, "How many."},
    {"label", T_OBJECT_EX, offsetof(Vector, label), MEMBER_OFFSET, "Anything."},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Vector, weakrefs), READONLY | MEMBER_OFFSET, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef vector_methods[] = {
    {"append", vector_append, METH_O, "append($self, value, /)\n--\n\nAdd one at the end."},
    {"tolist", vector_tolist, METH_NOARGS, "The items as a list."},
    {"zeros", vector_zeros, METH_VARARGS | METH_CLASS, "A vector of zeros."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot vector_slots[] = {
    {Py_tp_doc, "Vector(items=(), label=None)\n--\n\nDoubles in a row."},
    {Py_tp_new, vector_new},
    {Py_tp_init, vector_init},
    {Py_tp_dealloc, vector_dealloc},
    {Py_tp_traverse, vector_traverse},
    {Py_tp_clear, vector_clear},
    {Py_tp_repr, vector_repr},
    {Py_tp_str, vector_str},
    {Py_tp_hash, vector_hash},
    {Py_tp_call, vector_call},
    {Py_tp_richcompare, vector_richcompare},
    {Py_tp_methods, vector_methods},
    {Py_tp_members, vector_members},
    {Py_tp_getset, vector_getset},
    {Py_nb_add, vector_add},
    {Py_nb_subtract, vector_subtract},
    {Py_nb_multiply, vector_multiply},
    {Py_nb_true_divide, vector_divide},
    {Py_nb_power, vector_power},
    {Py_nb_matrix_multiply, vector_dot},
    {Py_nb_inplace_add, vector_inplace_add},
    {Py_nb_negative, vector_negative},
    {Py_nb_absolute, vector_absolute},
    {Py_nb_bool, vector_bool},
    {Py_nb_float, vector_float},
    {Py_nb_int, vector_int},
    {Py_nb_index, vector_index},
    {Py_sq_length, vector_length},
    {Py_sq_item, vector_item},
    {Py_sq_ass_item, vector_set_item},
    {Py_sq_contains, vector_contains},
    {Py_sq_concat, vector_concat},
    {Py_mp_length, vector_length},
    {Py_mp_subscript, vector_subscript},
    {Py_mp_ass_subscript, vector_set_subscript},
    {0, NULL},
};

static PyType_Spec vector_spec = {
    "vector.Vector",
    INSTANCE_SIZE(Vector),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    vector_slots,
};

static PyObject* live(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyLong_FromSsize_t(live_vectors);
}

static PyMethodDef methods[] = {
    {"_live", live, METH_NOARGS, "How many vectors there are."},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject* module) {
  if (vector_type == NULL) {
    vector_type = (PyTypeObject*)PyType_FromSpec(&vector_spec);
    if (vector_type == NULL) return -1;
  }
  return PyModule_AddType(module, vector_type);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};

MODULE(vector, "A type of its own.", methods, slots)

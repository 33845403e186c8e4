// Values: from C memory to Python objects and back.
#include <stdio.h>
#include "cffi.h"

namespace cffi {

int64_t read_signed(const char* p, Py_ssize_t size) {
  switch (size) {
    case 1:
      return *(const int8_t*)p;
    case 2: {
      int16_t v;
      memcpy(&v, p, 2);
      return v;
    }
    case 4: {
      int32_t v;
      memcpy(&v, p, 4);
      return v;
    }
    default: {
      int64_t v;
      memcpy(&v, p, 8);
      return v;
    }
  }
}
uint64_t read_unsigned(const char* p, Py_ssize_t size) {
  uint64_t v = 0;
  memcpy(&v, p, (size_t)size);
  return v;
}
void write_integer(char* p, uint64_t v, Py_ssize_t size) { memcpy(p, &v, (size_t)size); }

static bool does_not_fit(PyObject* o, const char* what) {
  PyObject* s = PyObject_Str(o);
  if (s) PyErr_Format(PyExc_OverflowError, "integer %S does not fit '%s'", s, what);
  Py_XDECREF(s);
  return false;
}

// The integer in o, which must fit `bits`; floats are none.
bool integer_of(PyObject* o, bool is_signed, int64_t* out, const char* what, int bits) {
  PyObject* n = nullptr;
  if (PyLong_Check(o)) {
    n = Py_NewRef(o);
  } else if (is_cdata(o)) {
    CType* t = ((CData*)o)->type;
    if (is_integer(t) || t->kind == CHAR) n = PyNumber_Long(o);
  } else if (!PyFloat_Check(o)) {
    n = PyNumber_Index(o);
    if (!n) PyErr_Clear();
  }
  if (!n) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "an integer is required");
    return false;
  }
  bool ok;
  if (is_signed) {
    int over;
    long long v = PyLong_AsLongLongAndOverflow(n, &over);
    ok = !over && (bits == 64 || (v >= -(1LL << (bits - 1)) && v < (1LL << (bits - 1))));
    *out = v;
  } else {
    unsigned long long v = PyLong_AsUnsignedLongLong(n);
    ok = !PyErr_Occurred() && (bits == 64 || v >> bits == 0);
    PyErr_Clear();
    *out = (int64_t)v;
  }
  if (!ok) does_not_fit(n, what);
  Py_DECREF(n);
  return ok;
}

// ---- to Python ----

PyObject* to_object(char* data, CType* t) {
  switch (t->kind) {
    case VOID:
      return Py_NewRef(Py_None);
    case BOOL:
      if (*(uint8_t*)data > 1) {
        PyErr_Format(PyExc_ValueError, "got a _Bool of value %d, expected 0 or 1", *(uint8_t*)data);
        return nullptr;
      }
      return PyBool_FromLong(*(uint8_t*)data);
    case CHAR:
      return PyBytes_FromStringAndSize(data, 1);
    case INT:
      return PyLong_FromLongLong(read_signed(data, t->size));
    case UINT:
      return PyLong_FromUnsignedLongLong(read_unsigned(data, t->size));
    case FLOAT: {
      if (t->size == 4) {
        float f;
        memcpy(&f, data, 4);
        return PyFloat_FromDouble(f);
      }
      double d;
      memcpy(&d, data, 8);
      return PyFloat_FromDouble(d);
    }
    case LONGDOUBLE: {
      CData* d = new_owner(t, t->size);
      if (d) memcpy(d->data, data, (size_t)t->size);
      return (PyObject*)d;
    }
    case WIDE: {
      wchar_t w = (wchar_t)read_unsigned(data, t->size);
      return PyUnicode_FromWideChar(&w, 1);
    }
    case POINTER:
    case FUNCTION: {
      char* p;
      memcpy(&p, data, sizeof p);
      return new_cdata(t, p);
    }
    case ARRAY:
      return new_cdata(t, data, t->length);
    case STRUCT:
    case UNION:
      return new_cdata(t, data);
  }
  return nullptr;
}

PyObject* field_to_object(char* data, const Field& f) {
  char* p = data + f.offset;
  if (f.bits < 0) return to_object(p, f.type);
  uint64_t v = read_unsigned(p, f.type->size) >> f.bit;
  if (f.bits < 64) v &= (1ULL << f.bits) - 1;
  if (f.type->kind == INT && f.bits < 64 && v >> (f.bits - 1)) v |= ~0ULL << f.bits;
  return f.type->kind == INT ? PyLong_FromLongLong((int64_t)v) : PyLong_FromUnsignedLongLong(v);
}

// ---- from Python ----

static int wrong(CType* t, const char* expected, PyObject* o) {
  if (is_cdata(o))
    PyErr_Format(PyExc_TypeError, "initializer for ctype '%s' must be a %s, not cdata '%s'",
                 t->name, expected, ((CData*)o)->type->name);
  else
    PyErr_Format(PyExc_TypeError, "initializer for ctype '%s' must be a %s, not %T", t->name,
                 expected, o);
  return -1;
}

static bool byte_sized(const CType* t) {
  return t->kind == CHAR || (is_integer(t) && t->size == 1);
}
// A pointer of type `from` may stand where one of type `to` is wanted.
static bool assignable(CType* to, CType* from) {
  if (to == from) return true;
  if (!has_items(from))
    return from->kind == FUNCTION && to->kind == POINTER && to->item->kind == VOID;
  if (to->kind == FUNCTION) return from->item->kind == VOID;
  if (to->item == from->item || to->item->kind == VOID || from->item->kind == VOID) return true;
  // char pointers of any sign are taken for each other, as cffi does with a warning.
  return byte_sized(to->item) && byte_sized(from->item);
}

static int pointer_from(char* data, CType* t, PyObject* o) {
  if (!is_cdata(o)) return wrong(t, "cdata pointer", o);
  CData* d = (CData*)o;
  if (!has_items(d->type) && d->type->kind != FUNCTION) return wrong(t, "cdata pointer", o);
  if (!assignable(t, d->type)) return wrong(t, "pointer to same type", o);
  memcpy(data, &d->data, sizeof d->data);
  return 0;
}

static int record_from(char* data, CType* t, PyObject* o) {
  if (is_cdata(o)) {
    if (((CData*)o)->type != t) return wrong(t, "list or tuple or dict or struct-cdata", o);
    memcpy(data, ((CData*)o)->data, (size_t)t->size);
    return 0;
  }
  if (!fields_of(t)) return -1;
  if (PyList_Check(o) || PyTuple_Check(o)) {
    Py_ssize_t n = PySequence_Size(o);
    if (n > (t->kind == UNION && t->nfields > 1 ? 1 : t->nfields)) {
      PyErr_Format(PyExc_ValueError, "too many initializers for '%s' (got %zd)", t->name, n);
      return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
      PyObject* v = PySequence_GetItem(o, i);
      int r = v ? field_from_object(data, t->fields[i], v) : -1;
      Py_XDECREF(v);
      if (r < 0) return -1;
    }
    return 0;
  }
  if (PyDict_Check(o)) {
    PyObject *k, *v;
    for (Py_ssize_t i = 0; PyDict_Next(o, &i, &k, &v);) {
      Field* f = field_named(t, k);
      if (!f) {
        if (!PyErr_Occurred()) PyErr_SetObject(PyExc_KeyError, k);
        return -1;
      }
      if (field_from_object(data, *f, v) < 0) return -1;
    }
    return 0;
  }
  return wrong(t, "list or tuple or dict or struct-cdata", o);
}

int from_object(char* data, CType* t, PyObject* o) {
  switch (t->kind) {
    case BOOL:
    case INT:
    case UINT: {
      int64_t v;
      if (!integer_of(o, t->kind == INT, &v, t->name, t->kind == BOOL ? 1 : (int)t->size * 8))
        return -1;
      write_integer(data, (uint64_t)v, t->size);
      return 0;
    }
    case CHAR:
      if (PyBytes_Check(o) && PyBytes_Size(o) == 1) {
        *data = *PyBytes_AsString(o);
        return 0;
      }
      if (is_cdata(o) && ((CData*)o)->type->kind == CHAR) {
        *data = *((CData*)o)->data;
        return 0;
      }
      return wrong(t, "bytes of length 1", o);
    case FLOAT: {
      double d = PyFloat_AsDouble(o);
      if (d == -1.0 && PyErr_Occurred()) return -1;
      if (t->size == 4) {
        float f = (float)d;
        memcpy(data, &f, 4);
      } else {
        memcpy(data, &d, 8);
      }
      return 0;
    }
    case LONGDOUBLE: {
      long double v;
      if (is_cdata(o) && ((CData*)o)->type->kind == LONGDOUBLE) {
        memcpy(&v, ((CData*)o)->data, sizeof v);
      } else {
        double d = PyFloat_AsDouble(o);
        if (d == -1.0 && PyErr_Occurred()) return -1;
        v = d;
      }
      memcpy(data, &v, sizeof v);
      return 0;
    }
    case WIDE:
      if (PyUnicode_Check(o) && PyUnicode_GetLength(o) == 1) {
        Py_UCS4 c = PyUnicode_ReadChar(o, 0);
        if (t->size == 4 || c <= 0xffff) {
          write_integer(data, c, t->size);
          return 0;
        }
      }
      return wrong(t, "unicode string of length 1", o);
    case POINTER:
    case FUNCTION:
      return pointer_from(data, t, o);
    case ARRAY:
      return array_from_object(data, t, o);
    case STRUCT:
    case UNION:
      if (t->size < 0 && !fields_of(t)) return -1;
      if (t->size >= 0) return record_from(data, t, o);
      [[fallthrough]];
    default:
      PyErr_Format(PyExc_TypeError, "initializer for ctype '%s' of unknown size", t->name);
      return -1;
  }
}

int field_from_object(char* data, const Field& f, PyObject* o) {
  char* p = data + f.offset;
  if (f.bits < 0) return from_object(p, f.type, o);
  int64_t v;
  if (!integer_of(o, f.type->kind == INT, &v, f.type->name, f.bits)) return -1;
  uint64_t mask = f.bits == 64 ? ~0ULL : (1ULL << f.bits) - 1;
  uint64_t all = read_unsigned(p, f.type->size);
  all = (all & ~(mask << f.bit)) | (((uint64_t)v & mask) << f.bit);
  write_integer(p, all, f.type->size);
  return 0;
}

int array_from_object(char* data, CType* t, PyObject* o) {
  CType* item = t->item;
  if (PyList_Check(o) || PyTuple_Check(o)) {
    Py_ssize_t n = PySequence_Size(o);
    if (t->length >= 0 && n > t->length) {
      PyErr_Format(PyExc_IndexError, "too many initializers for '%s' (got %zd)", t->name, n);
      return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++, data += item->size) {
      PyObject* v = PySequence_GetItem(o, i);
      int r = v ? from_object(data, item, v) : -1;
      Py_XDECREF(v);
      if (r < 0) return -1;
    }
    return 0;
  }
  if (byte_sized(item)) {
    if (PyBytes_Check(o)) {
      Py_ssize_t n = PyBytes_Size(o);
      if (t->length >= 0 && n > t->length) {
        PyErr_Format(PyExc_IndexError,
                     "initializer bytes is too long for '%s' (got %zd characters)", t->name, n);
        return -1;
      }
      // With its NUL where there is room for it.
      memcpy(data, PyBytes_AsString(o), (size_t)(n != t->length ? n + 1 : n));
      return 0;
    }
    if (!is_cdata(o)) return wrong(t, "bytes or list or tuple", o);
  }
  if (item->kind == WIDE && PyUnicode_Check(o)) {
    Py_ssize_t n = PyUnicode_GetLength(o);
    if (t->length >= 0 && n > t->length) {
      PyErr_Format(PyExc_IndexError,
                   "initializer unicode is too long for '%s' (got %zd characters)", t->name, n);
      return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++)
      write_integer(data + i * item->size, PyUnicode_ReadChar(o, i), item->size);
    if (n != t->length) write_integer(data + n * item->size, 0, item->size);
    return 0;
  }
  if (is_cdata(o) && ((CData*)o)->type->kind == ARRAY && ((CData*)o)->type->item == item &&
      (((CData*)o)->type == t || t->length < 0)) {
    memcpy(data, ((CData*)o)->data, (size_t)(length_of((CData*)o) * item->size));
    return 0;
  }
  return wrong(t, "list or tuple", o);
}

Py_ssize_t length_from(CType* item, PyObject** init) {
  PyObject* o = *init;
  if (PyList_Check(o) || PyTuple_Check(o)) return PySequence_Size(o);
  if (PyBytes_Check(o)) return PyBytes_Size(o) + 1;
  if (PyUnicode_Check(o)) {
    Py_ssize_t n = PyUnicode_GetLength(o) + 1;
    if (item->size == 2)
      for (Py_ssize_t i = 0; i + 1 < n; i++) (void)i;
    return n;
  }
  if (is_cdata(o) && ((CData*)o)->type->kind == ARRAY && ((CData*)o)->type->item == item)
    return length_of((CData*)o);
  Py_ssize_t n = PyNumber_AsSsize_t(o, PyExc_OverflowError);
  if (n < 0) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "negative array length");
    return -1;
  }
  *init = Py_None;
  return n;
}

}  // namespace cffi

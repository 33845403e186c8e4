// The number protocol. Small ints and floats are added here; the rest goes by Python's rules in
// JavaScript, which calls back the slots of C types.
#include "../border.h"
#include "../types.h"
#include "api.h"

using namespace moult;

#define BINARY(Name, op) \
  MOULT_EXPORT PyObject* PyNumber_##Name(PyObject* a, PyObject* b) { return binary(op, a, b); }
#define INPLACE(Name, op)                                                   \
  MOULT_EXPORT PyObject* PyNumber_InPlace##Name(PyObject* a, PyObject* b) { \
    return inplace(op, a, b);                                               \
  }

// What needs no crossing; NULL without an error for everything else.
static PyObject* quick(const char* op, PyObject* a, PyObject* b) {
  if (a->ob_type == &PyLong_Type && b->ob_type == &PyLong_Type && !op[1]) {
    int64_t x, y, r;
    if (int_i64(a, &x) && int_i64(b, &y)) switch (op[0]) {
        case '+':
          if (!__builtin_add_overflow(x, y, &r)) return int_from_i64(r);
          break;
        case '-':
          if (!__builtin_sub_overflow(x, y, &r)) return int_from_i64(r);
          break;
        case '*':
          if (!__builtin_mul_overflow(x, y, &r)) return int_from_i64(r);
          break;
        case '&':
          return int_from_i64(x & y);
        case '|':
          return int_from_i64(x | y);
        case '^':
          return int_from_i64(x ^ y);
        case '%':
          if (y == 0 || y == -1) break;
          r = x % y;
          return int_from_i64(r != 0 && (r < 0) != (y < 0) ? r + y : r);
      }
  } else if (a->ob_type == &PyFloat_Type && b->ob_type == &PyFloat_Type && !op[1]) {
    double x = float_value(a), y = float_value(b);
    switch (op[0]) {
      case '+':
        return new_float(x + y);
      case '-':
        return new_float(x - y);
      case '*':
        return new_float(x * y);
      case '/':
        if (y != 0) return new_float(x / y);
    }
  }
  return nullptr;
}
static PyObject* binary(const char* op, PyObject* a, PyObject* b) {
  if (!a || !b) return null_error();
  PyObject* r = quick(op, a, b);
  return r || error_set() ? r : up_obj(OP_binop, op, a, b);
}
static PyObject* inplace(const char* op, PyObject* a, PyObject* b) {
  if (!a || !b) return null_error();
  PyObject* r = quick(op, a, b);
  return r || error_set() ? r : up_obj(OP_inplace, op, a, b);
}

// All return new references.
BINARY(Add, "+")
BINARY(Subtract, "-")
BINARY(Multiply, "*")
BINARY(TrueDivide, "/")
BINARY(FloorDivide, "//")
BINARY(Remainder, "%")
BINARY(Divmod, "divmod")
BINARY(MatrixMultiply, "@")
BINARY(Lshift, "<<")
BINARY(Rshift, ">>")
BINARY(And, "&")
BINARY(Or, "|")
BINARY(Xor, "^")
INPLACE(Add, "+")
INPLACE(Subtract, "-")
INPLACE(Multiply, "*")
INPLACE(TrueDivide, "/")
INPLACE(FloorDivide, "//")
INPLACE(Remainder, "%")
INPLACE(MatrixMultiply, "@")
INPLACE(Lshift, "<<")
INPLACE(Rshift, ">>")
INPLACE(And, "&")
INPLACE(Or, "|")
INPLACE(Xor, "^")
MOULT_EXPORT PyObject* PyNumber_Power(PyObject* a, PyObject* b, PyObject* m) {
  return a && b ? up_obj(OP_power, a, b, m ? m : Py_None, 0) : (PyObject*)null_error();
}
MOULT_EXPORT PyObject* PyNumber_InPlacePower(PyObject* a, PyObject* b, PyObject* m) {
  return a && b ? up_obj(OP_power, a, b, m ? m : Py_None, 1) : (PyObject*)null_error();
}

static PyObject* unary(const char* op, Slot slot, PyObject* o) {
  if (!o) return null_error();
  if (o->ob_type->native) {
    unaryfunc f = slot_of<unaryfunc>(o, slot);
    if (f) return f(o);
  }
  return up_obj(OP_unary, op, o);
}
MOULT_EXPORT PyObject* PyNumber_Negative(PyObject* o) {
  REQUIRE(o);
  return unary("neg", Py_nb_negative, o);
}
MOULT_EXPORT PyObject* PyNumber_Positive(PyObject* o) {
  REQUIRE(o);
  return unary("pos", Py_nb_positive, o);
}
MOULT_EXPORT PyObject* PyNumber_Absolute(PyObject* o) {
  REQUIRE(o);
  return unary("abs", Py_nb_absolute, o);
}
MOULT_EXPORT PyObject* PyNumber_Invert(PyObject* o) {
  REQUIRE(o);
  return unary("invert", Py_nb_invert, o);
}

// ---- conversions ----

MOULT_EXPORT int PyIndex_Check(PyObject* o) {
  return o && (is_int(o) || slot_of<void*>(o, Py_nb_index) != nullptr);
}
MOULT_EXPORT int PyNumber_Check(PyObject* o) {
  if (!o) return 0;
  if (is_int(o) || isinstance(o, PyFloat_Type) || isinstance(o, PyComplex_Type)) return 1;
  return slot_of<void*>(o, Py_nb_index) || slot_of<void*>(o, Py_nb_int) ||
         slot_of<void*>(o, Py_nb_float);
}
MOULT_EXPORT PyObject* PyNumber_Index(PyObject* o) {
  if (!o) return null_error();
  if (o->ob_type == &PyLong_Type) return incref(o);
  if (is_int(o)) return incref(plain_value(o));
  return up_obj(OP_to_index, o);
}
MOULT_EXPORT PyObject* PyNumber_Long(PyObject* o) {
  if (!o) return null_error();
  if (o->ob_type == &PyLong_Type) return incref(o);
  if (o->ob_type == &PyFloat_Type) {
    double v = float_value(o);
    if (v - v == 0) return int_from_double(v);
  }
  return up_obj(OP_to_int, o);
}
MOULT_EXPORT PyObject* PyNumber_Float(PyObject* o) {
  if (!o) return null_error();
  if (o->ob_type == &PyFloat_Type) return incref(o);
  if (o->ob_type == &PyLong_Type) {
    double d = PyFloat_AsDouble(o);
    return d == -1 && error_set() ? nullptr : new_float(d);
  }
  return up_obj(OP_to_float, o);
}
MOULT_EXPORT PyObject* PyNumber_ToBase(PyObject* o, int base) {
  REQUIRE(o);
  if (base != 2 && base != 8 && base != 10 && base != 16) {
    PyErr_SetString(PyExc_SystemError, "PyNumber_ToBase: base must be 2, 8, 10 or 16");
    return nullptr;
  }
  return up_obj(OP_to_base, o, base);
}
MOULT_EXPORT Py_ssize_t PyNumber_AsSsize_t(PyObject* o, PyObject* exc) {
  REQUIRE(o);
  Ref i(PyNumber_Index(o));
  if (!i) return -1;
  int64_t v;
  if (LIKELY(int_i64(i, &v))) return v;
  if (!exc) return int_sign(i) < 0 ? -PY_SSIZE_T_MAX_ - 1 : PY_SSIZE_T_MAX_;
  PyErr_Format(exc, "cannot fit '%.200s' into an index-sized integer", type_name(o));
  return -1;
}

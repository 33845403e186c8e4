// The sequence and mapping protocols.
#include "../containers.h"
#include "../types.h"
#include "api.h"

using namespace moult;

MOULT_EXPORT Py_ssize_t PyObject_Size(PyObject* o) {
  if (!o) return null_error();
  MType* t = o->ob_type;
  if (t == &PyTuple_Type || t == &PyBytes_Type) return ob_size(o);
  if (t == &PyUnicode_Type) return str_length(o);
  if (t == &PyList_Type) return list_length(o);
  if (t == &PyDict_Type) return dict_size(o);
  if (t->native) {
    lenfunc f = slot_of<lenfunc>(o, Py_sq_length);
    if (!f) f = slot_of<lenfunc>(o, Py_mp_length);
    if (f) return f(o);
  }
  return up_num(OP_length, o);
}
MOULT_EXPORT Py_ssize_t PyObject_Length(PyObject* o) {
  REQUIRE(o);
  return PyObject_Size(o);
}
MOULT_EXPORT Py_ssize_t PySequence_Size(PyObject* o) {
  REQUIRE(o);
  if (o && is_dict(o)) {
    type_error("%.200s is not a sequence", type_name(o));
    return -1;
  }
  return PyObject_Size(o);
}
MOULT_EXPORT Py_ssize_t PySequence_Length(PyObject* o) {
  REQUIRE(o);
  return PySequence_Size(o);
}
MOULT_EXPORT Py_ssize_t PyMapping_Size(PyObject* o) {
  REQUIRE(o);
  if (subtype(o->ob_type, &PySet_Type) || subtype(o->ob_type, &PyFrozenSet_Type)) {
    type_error("%.200s is not a mapping", type_name(o));
    return -1;
  }
  return PyObject_Size(o);
}
MOULT_EXPORT Py_ssize_t PyMapping_Length(PyObject* o) { return PyMapping_Size(o); }

// The index of an item that a list or tuple has.
static bool place_in(PyObject* o, PyObject* k, Py_ssize_t* i) {
  MType* t = o->ob_type;
  int64_t at;
  if ((t != &PyList_Type && t != &PyTuple_Type) || k->ob_type != &PyLong_Type || !int_i64(k, &at))
    return false;
  Py_ssize_t n = t == &PyTuple_Type ? ob_size(o) : list_length(o);
  if (at < 0) at += n;
  *i = at;
  return at >= 0 && at < n;
}

// New reference.
MOULT_EXPORT PyObject* PyObject_GetItem(PyObject* o, PyObject* k) {
  if (!o || !k) return null_error();
  if (o->ob_type->native) {
    binaryfunc f = slot_of<binaryfunc>(o, Py_mp_subscript);
    if (f) return f(o, k);
  } else if (o->ob_type == &PyDict_Type) {
    PyObject* r = dict_find(o, k);
    if (r || error_set()) return xincref(r);
  } else if (Py_ssize_t i; place_in(o, k, &i)) {
    PyObject* r = o->ob_type == &PyTuple_Type ? PyTuple_GetItem(o, i) : PyList_GetItem(o, i);
    return xincref(r);
  }
  // This also makes the error.
  return up_obj(OP_getitem, o, k);
}
MOULT_EXPORT int PyObject_SetItem(PyObject* o, PyObject* k, PyObject* v) {
  if (!o || !k || !v) return null_error();
  if (o->ob_type->native) {
    objobjargproc f = slot_of<objobjargproc>(o, Py_mp_ass_subscript);
    if (f) return f(o, k, v);
  }
  if (o->ob_type == &PyDict_Type) return dict_store(o, k, v) ? 0 : -1;
  Py_ssize_t i;
  if (o->ob_type == &PyList_Type && !list_is_native(o) && place_in(o, k, &i))
    return list_store(o, i, v) ? 0 : -1;
  return up_void(OP_setitem, o, k, v) ? 0 : -1;
}
MOULT_EXPORT int PyObject_DelItem(PyObject* o, PyObject* k) {
  if (!o || !k) return null_error();
  if (o->ob_type->native) {
    objobjargproc f = slot_of<objobjargproc>(o, Py_mp_ass_subscript);
    if (f) return f(o, k, nullptr);
  }
  return up_void(OP_delitem, o, k) ? 0 : -1;
}
MOULT_EXPORT int PyObject_DelItemString(PyObject* o, const char* k) {
  REQUIRE(o, k);
  Ref key(PyUnicode_FromString(k));
  return key ? PyObject_DelItem(o, key) : -1;
}

// ---- sequence ----

static bool native_index(PyObject* o, Py_ssize_t* i) {
  if (*i >= 0) return true;
  lenfunc f = slot_of<lenfunc>(o, Py_sq_length);
  if (!f) return true;
  Py_ssize_t n = f(o);
  if (n < 0) return false;
  *i += n;
  return true;
}
MOULT_EXPORT int PySequence_Check(PyObject* o) {
  if (!o || is_dict(o)) return 0;
  if (o->ob_type->native) return slot_of<void*>(o, Py_sq_item) != nullptr;
  return (int)up_num(OP_seq_check, o);
}
// New reference; a negative index counts from the end when the type has a length.
MOULT_EXPORT PyObject* PySequence_GetItem(PyObject* o, Py_ssize_t i) {
  if (!o) return null_error();
  if (o->ob_type == &PyTuple_Type || o->ob_type == &PyList_Type) {
    Py_ssize_t n = PyObject_Size(o);
    if (n < 0) return nullptr;
    if (i < 0) i += n;
    return xincref(o->ob_type == &PyTuple_Type ? PyTuple_GetItem(o, i) : PyList_GetItem(o, i));
  }
  if (o->ob_type->native) {
    ssizeargfunc f = slot_of<ssizeargfunc>(o, Py_sq_item);
    if (f) return native_index(o, &i) ? f(o, i) : nullptr;
  }
  return up_obj(OP_seq_getitem, o, i);
}
MOULT_EXPORT int PySequence_SetItem(PyObject* o, Py_ssize_t i, PyObject* v) {
  if (!o) return null_error();
  if (o->ob_type->native) {
    ssizeobjargproc f = slot_of<ssizeobjargproc>(o, Py_sq_ass_item);
    if (f) return native_index(o, &i) ? f(o, i, v) : -1;
  }
  return (v ? up_void(OP_seq_setitem, o, i, v) : up_void(OP_seq_delitem, o, i)) ? 0 : -1;
}
MOULT_EXPORT int PySequence_DelItem(PyObject* o, Py_ssize_t i) {
  REQUIRE(o);
  return PySequence_SetItem(o, i, nullptr);
}
MOULT_EXPORT PyObject* PySequence_GetSlice(PyObject* o, Py_ssize_t a, Py_ssize_t b) {
  return o ? up_obj(OP_getslice, o, a, b) : (PyObject*)null_error();
}
MOULT_EXPORT int PySequence_SetSlice(PyObject* o, Py_ssize_t a, Py_ssize_t b, PyObject* v) {
  REQUIRE(o);
  return (v ? up_void(OP_setslice, o, a, b, v) : up_void(OP_delslice, o, a, b)) ? 0 : -1;
}
MOULT_EXPORT int PySequence_DelSlice(PyObject* o, Py_ssize_t a, Py_ssize_t b) {
  REQUIRE(o);
  return up_void(OP_delslice, o, a, b) ? 0 : -1;
}
MOULT_EXPORT int PySequence_Contains(PyObject* o, PyObject* v) {
  REQUIRE(o);
  // Nothing is looked for where nothing is.
  if (!v && is_list(o)) return list_length(o) == 0 ? 0 : (int)null_error();
  REQUIRE(v);
  if (o->ob_type->native) {
    objobjproc f = slot_of<objobjproc>(o, Py_sq_contains);
    if (f) return f(o, v);
  }
  return (int)up_num(OP_contains, o, v);
}
MOULT_EXPORT int PySequence_In(PyObject* o, PyObject* v) {
  REQUIRE(o, v);
  return PySequence_Contains(o, v);
}
MOULT_EXPORT Py_ssize_t PySequence_Count(PyObject* o, PyObject* v) {
  REQUIRE(o, v);
  return up_num(OP_seq_count, o, v);
}
MOULT_EXPORT Py_ssize_t PySequence_Index(PyObject* o, PyObject* v) {
  REQUIRE(o, v);
  return up_num(OP_seq_index, o, v);
}
// New references from here on.
MOULT_EXPORT PyObject* PySequence_Concat(PyObject* a, PyObject* b) {
  if (!a || !b) return null_error();
  if (a->ob_type->native) {
    binaryfunc f = slot_of<binaryfunc>(a, Py_sq_concat);
    if (f) return f(a, b);
  }
  return up_obj(OP_seq_concat, a, b, 0);
}
MOULT_EXPORT PyObject* PySequence_InPlaceConcat(PyObject* a, PyObject* b) {
  if (!a || !b) return null_error();
  if (a->ob_type->native) {
    binaryfunc f = slot_of<binaryfunc>(a, Py_sq_inplace_concat);
    if (f) return f(a, b);
  }
  return up_obj(OP_seq_concat, a, b, 1);
}
MOULT_EXPORT PyObject* PySequence_Repeat(PyObject* o, Py_ssize_t n) {
  if (!o) return null_error();
  if (o->ob_type->native) {
    ssizeargfunc f = slot_of<ssizeargfunc>(o, Py_sq_repeat);
    if (f) return f(o, n);
  }
  return up_obj(OP_seq_repeat, o, n, 0);
}
MOULT_EXPORT PyObject* PySequence_InPlaceRepeat(PyObject* o, Py_ssize_t n) {
  if (!o) return null_error();
  if (o->ob_type->native) {
    ssizeargfunc f = slot_of<ssizeargfunc>(o, Py_sq_inplace_repeat);
    if (f) return f(o, n);
  }
  return up_obj(OP_seq_repeat, o, n, 1);
}
MOULT_EXPORT PyObject* PySequence_List(PyObject* o) {
  return o ? up_obj(OP_to_list, o) : (PyObject*)null_error();
}
MOULT_EXPORT PyObject* PySequence_Tuple(PyObject* o) {
  if (!o) return null_error();
  if (o->ob_type == &PyTuple_Type) return incref(o);
  if (o->ob_type == &PyList_Type) {
    Py_ssize_t n = list_length(o);
    PyObject* t = n < 0 ? nullptr : PyTuple_New(n);
    for (Py_ssize_t i = 0; t && i < n; i++) {
      PyObject* v = list_item(o, i);
      if (!v && error_set()) {
        decref(t);
        return nullptr;
      }
      tuple_items(t)[i] = xincref(v);
    }
    return t;
  }
  return up_obj(OP_to_tuple, o);
}
// A list or tuple itself, else a new list; TypeError with the message m when not iterable.
MOULT_EXPORT PyObject* PySequence_Fast(PyObject* o, const char* m) {
  if (!o) return null_error();
  if (o->ob_type == &PyList_Type || o->ob_type == &PyTuple_Type) return incref(o);
  Ref it(PyObject_GetIter(o));
  if (!it) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) PyErr_SetString(PyExc_TypeError, m);
    return nullptr;
  }
  return PySequence_List(it);
}

// ---- mapping ----

MOULT_EXPORT int PyMapping_Check(PyObject* o) {
  if (!o) return 0;
  if (o->ob_type->native) return slot_of<void*>(o, Py_mp_subscript) != nullptr;
  return (int)up_num(OP_mapping_check, o);
}
MOULT_EXPORT PyObject* PyMapping_GetItemString(PyObject* o, const char* k) {
  REQUIRE(o, k);
  Ref key(PyUnicode_FromString(k));
  return key ? PyObject_GetItem(o, key) : nullptr;
}
MOULT_EXPORT int PyMapping_SetItemString(PyObject* o, const char* k, PyObject* v) {
  REQUIRE(o, v, k);
  Ref key(PyUnicode_FromString(k));
  return key ? PyObject_SetItem(o, key, v) : -1;
}
// *out: new reference or NULL. 1 found, 0 missing (KeyError), -1 error.
MOULT_EXPORT int PyMapping_GetOptionalItem(PyObject* o, PyObject* k, PyObject** out) {
  *out = PyObject_GetItem(o, k);
  if (*out) return 1;
  if (!o || !k) return -1;
  if (!PyErr_ExceptionMatches(PyExc_KeyError)) return -1;
  PyErr_Clear();
  return 0;
}
MOULT_EXPORT int PyMapping_GetOptionalItemString(PyObject* o, const char* k, PyObject** out) {
  *out = nullptr;
  REQUIRE(k);
  Ref key(PyUnicode_FromString(k));
  return key ? PyMapping_GetOptionalItem(o, key, out) : -1;
}
MOULT_EXPORT int PyMapping_HasKeyWithError(PyObject* o, PyObject* k) {
  REQUIRE(o, k);
  PyObject* v;
  int r = PyMapping_GetOptionalItem(o, k, &v);
  xdecref(v);
  return r;
}
MOULT_EXPORT int PyMapping_HasKeyStringWithError(PyObject* o, const char* k) {
  REQUIRE(o, k);
  PyObject* v;
  int r = PyMapping_GetOptionalItemString(o, k, &v);
  xdecref(v);
  return r;
}
static int silent(int r, const char* message) {
  if (r >= 0) return r;
  report_ignored(message);
  return 0;
}
static bool missing(const void* o, const void* k, const char* message) {
  if (o && k) return false;
  null_error();
  report_ignored(message);
  return true;
}
MOULT_EXPORT int PyMapping_HasKey(PyObject* o, PyObject* k) {
  static const char message[] =
      "Exception ignored in PyMapping_HasKey(); consider using PyMapping_HasKeyWithError(), "
      "PyMapping_GetOptionalItem() or PyObject_GetItem()";
  return missing(o, k, message) ? 0 : silent(PyMapping_HasKeyWithError(o, k), message);
}
MOULT_EXPORT int PyMapping_HasKeyString(PyObject* o, const char* k) {
  static const char message[] =
      "Exception ignored in PyMapping_HasKeyString(); consider using "
      "PyMapping_HasKeyStringWithError(), PyMapping_GetOptionalItemString() or "
      "PyMapping_GetItemString()";
  return missing(o, k, message) ? 0 : silent(PyMapping_HasKeyStringWithError(o, k), message);
}
MOULT_EXPORT PyObject* PyMapping_Keys(PyObject* o) {
  return o ? (o->ob_type == &PyDict_Type ? up_obj(OP_dict_keys, o) : up_obj(OP_mapping_keys, o))
           : (PyObject*)null_error();
}
MOULT_EXPORT PyObject* PyMapping_Values(PyObject* o) {
  return o ? up_obj(OP_mapping_values, o) : (PyObject*)null_error();
}
MOULT_EXPORT PyObject* PyMapping_Items(PyObject* o) {
  return o ? up_obj(OP_mapping_items, o) : (PyObject*)null_error();
}

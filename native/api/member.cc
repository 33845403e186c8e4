// Members of C structs (PyMemberDef) and descriptors made from C.
#include <float.h>
#include <limits.h>
#include "../calls.h"
#include "../faces.h"
#include "../types.h"
#include "api.h"

using namespace moult;

enum {
  M_SHORT,
  M_INT,
  M_LONG,
  M_FLOAT,
  M_DOUBLE,
  M_STRING,
  M_OBJECT,
  M_CHAR,
  M_BYTE,
  M_UBYTE,
  M_USHORT,
  M_UINT,
  M_ULONG,
  M_STRING_INPLACE,
  M_BOOL,
  M_OBJECT_EX = 16,
  M_LONGLONG,
  M_ULONGLONG,
  M_PYSSIZET,
  M_NONE
};

// The object in a field of an extension's instance: new reference, or null.
static PyObject* stored(const char* p) {
  PyObject* v = *(PyObject* const*)p;
  if (LIKELY(!g->core->faces)) return xincref(v);
  PyObject* o = (PyObject*)face_in(v);
  return face_is_value(v) ? o : xincref(o);
}

// New reference.
MOULT_EXPORT PyObject* PyMember_GetOne(const char* base, PyMemberDef* m) {
  const char* p = base + m->offset;
  switch (m->type) {
    case M_BOOL:
      return PyBool_FromLong(*(const char*)p);
    case M_BYTE:
      return PyLong_FromLong(*(const signed char*)p);
    case M_UBYTE:
      return PyLong_FromLong(*(const unsigned char*)p);
    case M_SHORT:
      return PyLong_FromLong(*(const short*)p);
    case M_USHORT:
      return PyLong_FromLong(*(const unsigned short*)p);
    case M_INT:
      return PyLong_FromLong(*(const int*)p);
    case M_UINT:
      return PyLong_FromUnsignedLong(*(const unsigned*)p);
    case M_LONG:
    case M_LONGLONG:
    case M_PYSSIZET:
      return PyLong_FromLong(*(const long*)p);
    case M_ULONG:
    case M_ULONGLONG:
      return PyLong_FromUnsignedLong(*(const unsigned long*)p);
    case M_FLOAT:
      return PyFloat_FromDouble((double)*(const float*)p);
    case M_DOUBLE:
      return PyFloat_FromDouble(*(const double*)p);
    case M_STRING: {
      const char* s = *(const char* const*)p;
      return s ? PyUnicode_FromString(s) : incref(Py_None);
    }
    case M_STRING_INPLACE:
      return PyUnicode_FromString(p);
    case M_CHAR:
      return PyUnicode_FromStringAndSize(p, 1);
    case M_OBJECT: {
      PyObject* v = stored(p);
      return v ? v : incref(Py_None);
    }
    case M_OBJECT_EX: {
      PyObject* v = stored(p);
      if (v) return v;
      PyObject* o = (PyObject*)base;
      return PyErr_Format(PyExc_AttributeError, "'%.200s' object has no attribute '%s'",
                          type_name(o), m->name);
    }
    case M_NONE:
      return incref(Py_None);
    default:
      PyErr_SetString(PyExc_SystemError, "bad memberdescr type");
      return nullptr;
  }
}

static bool number(PyObject* v, long* out) {
  *out = PyLong_AsLong(v);
  return !(*out == -1 && error_set());
}
static int warn_if(bool truncated, const char* what) {
  return truncated ? PyErr_WarnEx(PyExc_RuntimeWarning, what, 1) : 0;
}

// v is not stolen; NULL deletes. 0, or -1 with an error.
MOULT_EXPORT int PyMember_SetOne(char* base, PyMemberDef* m, PyObject* v) {
  char* p = base + m->offset;
  if (m->flags & 1) {
    PyErr_SetString(PyExc_AttributeError, "readonly attribute");
    return -1;
  }
  if (!v) {
    if (m->type == M_OBJECT_EX) {
      if (!*(PyObject**)p) {
        PyErr_SetString(PyExc_AttributeError, m->name);
        return -1;
      }
    } else if (m->type != M_OBJECT) {
      type_error("can't delete numeric/char attribute");
      return -1;
    }
  }
  long n;
  switch (m->type) {
    case M_BOOL:
      if (v->ob_type != &PyBool_Type) {
        type_error("attribute value type must be bool");
        return -1;
      }
      *(char*)p = v == Py_True;
      return 0;
    case M_BYTE:
      if (!number(v, &n)) return -1;
      *(signed char*)p = (signed char)n;
      return warn_if(n > CHAR_MAX || n < CHAR_MIN, "Truncation of value to char");
    case M_UBYTE:
      if (!number(v, &n)) return -1;
      *(unsigned char*)p = (unsigned char)n;
      return warn_if(n > UCHAR_MAX || n < 0, "Truncation of value to unsigned char");
    case M_SHORT:
      if (!number(v, &n)) return -1;
      *(short*)p = (short)n;
      return warn_if(n > SHRT_MAX || n < SHRT_MIN, "Truncation of value to short");
    case M_USHORT:
      if (!number(v, &n)) return -1;
      *(unsigned short*)p = (unsigned short)n;
      return warn_if(n > USHRT_MAX || n < 0, "Truncation of value to unsigned short");
    case M_INT:
      if (!number(v, &n)) return -1;
      *(int*)p = (int)n;
      return warn_if(n > INT_MAX || n < INT_MIN, "Truncation of value to int");
    case M_UINT:
    case M_ULONG:
    case M_ULONGLONG: {
      // Negative values are taken with a warning, as ever.
      Ref i(PyNumber_Index(v));
      if (!i) return -1;
      unsigned long u;
      bool negative = int_sign(i) < 0;
      if (negative) {
        if (!number(i, &n)) return -1;
        u = (unsigned long)n;
      } else {
        u = PyLong_AsUnsignedLong(i);
        if (u == (unsigned long)-1 && error_set()) return -1;
      }
      if (m->type == M_UINT) {
        *(unsigned*)p = (unsigned)u;
        if (negative) return warn_if(true, "Writing negative value into unsigned field");
        return warn_if(u > UINT_MAX, "Truncation of value to unsigned int");
      }
      *(unsigned long*)p = u;
      return warn_if(negative, "Writing negative value into unsigned field");
    }
    case M_LONG:
    case M_LONGLONG:
      if (!number(v, &n)) return -1;
      *(long*)p = n;
      return 0;
    case M_PYSSIZET:
      n = PyLong_AsSsize_t(v);
      if (n == -1 && error_set()) return -1;
      *(Py_ssize_t*)p = n;
      return 0;
    case M_FLOAT:
    case M_DOUBLE: {
      double d = PyFloat_AsDouble(v);
      if (d == -1 && error_set()) return -1;
      if (m->type == M_FLOAT)
        *(float*)p = (float)d;
      else
        *(double*)p = d;
      return 0;
    }
    case M_OBJECT:
    case M_OBJECT_EX: {
      PyObject* old = *(PyObject**)p;
      xincref(v);
      if (UNLIKELY(g->core->faces)) {
        *(void**)p = face_out(v, true);
        if (old) face_decref(old);
        return 0;
      }
      *(PyObject**)p = v;
      xdecref(old);
      return 0;
    }
    case M_CHAR: {
      Py_ssize_t len;
      const char* s = PyUnicode_AsUTF8AndSize(v, &len);
      if (!s || len != 1) {
        PyErr_BadArgument();
        return -1;
      }
      *p = s[0];
      return 0;
    }
    case M_STRING:
    case M_STRING_INPLACE:
      type_error("readonly attribute");
      return -1;
    default:
      PyErr_Format(PyExc_SystemError, "bad memberdescr type for %s", m->name);
      return -1;
  }
}

// ---- descriptors made by hand; new references ----

MOULT_EXPORT PyObject* PyDescr_NewMethod(PyTypeObject* t, PyMethodDef* d) {
  Site s{};
  s.fn = (void*)d->ml_meth;
  s.def = d;
  s.cls = t;
  s.flags = d->ml_flags;
  s.what = d->ml_name;
  return up_obj(OP_descr_new, 0, t, d->ml_name, add_site(s), d->ml_flags, d->ml_doc);
}
MOULT_EXPORT PyObject* PyDescr_NewClassMethod(PyTypeObject* t, PyMethodDef* d) {
  Site s{};
  s.fn = (void*)d->ml_meth;
  s.def = d;
  s.cls = t;
  s.flags = d->ml_flags & ~METH_CLASS;
  s.what = d->ml_name;
  return up_obj(OP_descr_new, 1, t, d->ml_name, add_site(s), d->ml_flags, d->ml_doc);
}
static PyObject* getset_descr(int kind, PyTypeObject* t, const char* name, Site s, int sig,
                              bool get, bool set, void* getfn, void* setfn, const char* doc) {
  int sites[3] = {0, 0, 0};
  s.what = name;
  for (int k = 0; k < 3; k++) {
    if (k == 0 ? !get : !set) continue;
    s.fn = k == 0 ? getfn : setfn;
    s.sig = sig + k;
    sites[k] = add_site(s);
  }
  return up_obj(OP_descr_new, kind, t, name, sites[0], sites[1], sites[2], doc);
}
MOULT_EXPORT PyObject* PyDescr_NewGetSet(PyTypeObject* t, PyGetSetDef* d) {
  Site s{};
  s.extra = d->closure;
  return getset_descr(2, t, d->name, s, SIG_getset_get, d->get, d->set, (void*)d->get,
                      (void*)d->set, d->doc);
}
MOULT_EXPORT PyObject* PyDescr_NewMember(PyTypeObject* t, PyMemberDef* d) {
  Site s{};
  s.extra = d;
  return getset_descr(3, t, d->name, s, SIG_member_get, true, !(d->flags & 1), nullptr, nullptr,
                      d->doc);
}
// New reference.
MOULT_EXPORT PyObject* Py_GenericAlias(PyObject* origin, PyObject* args) {
  return up_obj(OP_genericalias, origin, args);
}
// New reference: a slot wrapper bound to self.
MOULT_EXPORT PyObject* PyWrapper_New(PyObject* descr, PyObject* self) {
  return PyObject_CallMethod(descr, "__get__", "OO", self, (PyObject*)self->ob_type);
}

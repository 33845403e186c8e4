/* Helpers of the stand-in for PyArg_ParseTuple and its kin: each gives what C was given. */
#include "standin.h"
#include <string.h>

/* One unit into a C variable, and the variable back as an object. */
#define NUMBER(name, unit, type, initial, back)                     \
  static PyObject* getargs_##name(PyObject* self, PyObject* args) { \
    type v = initial;                                               \
    return PyArg_ParseTuple(args, unit, &v) ? back(v) : NULL;       \
  }
#define NUMBERS(X)                                              \
  X(b, "b", unsigned char, 0, PyLong_FromUnsignedLong)          \
  X(B, "B", unsigned char, 0, PyLong_FromUnsignedLong)          \
  X(h, "h", short, 0, PyLong_FromLong)                          \
  X(H, "H", unsigned short, 0, PyLong_FromUnsignedLong)         \
  X(i, "i", int, 0, PyLong_FromLong)                            \
  X(I, "I", unsigned int, 0, PyLong_FromUnsignedLong)           \
  X(l, "l", long, 0, PyLong_FromLong)                           \
  X(k, "k", unsigned long, 0, PyLong_FromUnsignedLong)          \
  X(L, "L", long long, 0, PyLong_FromLongLong)                  \
  X(K, "K", unsigned long long, 0, PyLong_FromUnsignedLongLong) \
  X(n, "n", Py_ssize_t, 0, PyLong_FromSsize_t)                  \
  X(f, "f", float, 0, PyFloat_FromDouble)                       \
  X(d, "d", double, 0, PyFloat_FromDouble)                      \
  X(p, "p", int, 0, PyLong_FromLong)                            \
  X(c, "c", char, 0, from_char)                                 \
  X(C, "C", int, 0, PyLong_FromLong)                            \
  X(S, "S", PyObject*, NULL, Py_NewRef)                         \
  X(U, "U", PyObject*, NULL, Py_NewRef)                         \
  X(Y, "Y", PyObject*, NULL, Py_NewRef)                         \
  X(s, "s", const char*, NULL, from_text)                       \
  X(y, "y", const char*, NULL, from_text)                       \
  X(z, "z", const char*, NULL, from_text)

static PyObject* from_char(char c) { return PyLong_FromLong((unsigned char)c); }
static PyObject* from_text(const char* s) { return s ? PyBytes_FromString(s) : Py_NewRef(Py_None); }
NUMBERS(NUMBER)

#define SIZED(name, unit)                                            \
  static PyObject* getargs_##name(PyObject* self, PyObject* args) {  \
    const char* s;                                                   \
    Py_ssize_t n;                                                    \
    if (!PyArg_ParseTuple(args, unit, &s, &n)) return NULL;          \
    return s ? PyBytes_FromStringAndSize(s, n) : Py_NewRef(Py_None); \
  }
SIZED(s_hash, "s#")
SIZED(y_hash, "y#")
SIZED(z_hash, "z#")

static PyObject* of_view(Py_buffer* v) {
  PyObject* r = v->buf ? PyBytes_FromStringAndSize(v->buf, v->len) : Py_NewRef(Py_None);
  PyBuffer_Release(v);
  return r;
}
#define VIEW(name, unit)                                            \
  static PyObject* getargs_##name(PyObject* self, PyObject* args) { \
    Py_buffer v;                                                    \
    return PyArg_ParseTuple(args, unit, &v) ? of_view(&v) : NULL;   \
  }
VIEW(s_star, "s*")
VIEW(y_star, "y*")
VIEW(z_star, "z*")

/* Brackets are put over the first and the last byte. */
static PyObject* bracketed(Py_buffer* v) {
  char* p = v->buf;
  if (v->len >= 2) {
    p[0] = '[';
    p[v->len - 1] = ']';
  }
  return of_view(v);
}
static PyObject* getargs_w_star(PyObject* self, PyObject* args) {
  Py_buffer v;
  return PyArg_ParseTuple(args, "w*", &v) ? bracketed(&v) : NULL;
}
static PyObject* getargs_w_star_opt(PyObject* self, PyObject* args) {
  Py_buffer v, rest[2];
  int n = 0;
  return PyArg_ParseTuple(args, "w*|w*w*i", &v, &rest[0], &rest[1], &n) ? bracketed(&v) : NULL;
}

/* (text, encoding, buffer): text by an encoding, into new memory or into the buffer's. */
static PyObject* encoded(PyObject* args, const char* unit, int sized) {
  PyObject *text, *one, *r = NULL;
  const char* encoding = NULL;
  Py_buffer into = {NULL};
  if (!PyArg_ParseTuple(args, "O|sw*", &text, &encoding, &into)) return NULL;
  char *s = into.buf, *start = s;
  Py_ssize_t n = into.len;
  one = PyTuple_Pack(1, text);
  if (!one) return NULL;
  if (sized ? PyArg_ParseTuple(one, unit, encoding, &s, &n)
            : PyArg_ParseTuple(one, unit, encoding, &s)) {
    r = PyBytes_FromStringAndSize(s, sized ? n : (Py_ssize_t)strlen(s));
    if (s != start) PyMem_Free(s);
  }
  Py_DECREF(one);
  if (into.obj) PyBuffer_Release(&into);
  return r;
}
static PyObject* getargs_es(PyObject* self, PyObject* a) { return encoded(a, "es", 0); }
static PyObject* getargs_et(PyObject* self, PyObject* a) { return encoded(a, "et", 0); }
static PyObject* getargs_es_hash(PyObject* self, PyObject* a) { return encoded(a, "es#", 1); }
static PyObject* getargs_et_hash(PyObject* self, PyObject* a) { return encoded(a, "et#", 1); }

static PyObject* getargs_D(PyObject* self, PyObject* args) {
  double v[2];
  return PyArg_ParseTuple(args, "D", v) ? PyComplex_FromDoubles(v[0], v[1]) : NULL;
}
/* Text that a later failure must free. */
static PyObject* gh_99240_clear_args(PyObject* self, PyObject* args) {
  char *a = NULL, *b = NULL;
  if (!PyArg_ParseTuple(args, "eses", "idna", &a, "idna", &b)) {
    if (!a && !b) return NULL;
    PyErr_Format(PyExc_AssertionError, "arguments are not cleared");
    return NULL;
  }
  PyMem_Free(a);
  PyMem_Free(b);
  return Py_NewRef(Py_None);
}
static PyObject* getargs_tuple(PyObject* self, PyObject* args) {
  int a, b, c;
  return PyArg_ParseTuple(args, "i(ii)", &a, &b, &c) ? Py_BuildValue("iii", a, b, c) : NULL;
}
static PyObject* get_args(PyObject* self, PyObject* args) { return Py_NewRef(args); }
static PyObject* get_kwargs(PyObject* self, PyObject* args, PyObject* kw) {
  return Py_NewRef(kw ? kw : Py_None);
}
static PyObject* getargs_empty(PyObject* self, PyObject* args, PyObject* kw) {
  static char* names[] = {NULL};
  return PyArg_ParseTupleAndKeywords(args, kw, "", names) ? PyLong_FromLong(1) : NULL;
}
static PyObject* getargs_keywords(PyObject* self, PyObject* args, PyObject* kw) {
  static char* names[] = {"arg1", "arg2", "arg3", "arg4", "arg5", NULL};
  int v[10];
  for (int i = 0; i < 10; i++) v[i] = -1;
  if (!PyArg_ParseTupleAndKeywords(args, kw, "(ii)i|(i(ii))(iii)i", names, v, v + 1, v + 2, v + 3,
                                   v + 4, v + 5, v + 6, v + 7, v + 8, v + 9))
    return NULL;
  return Py_BuildValue("iiiiiiiiii", v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);
}
static PyObject* three(PyObject* args, PyObject* kw, const char* format, char** names) {
  int v[3] = {-1, -1, -1};
  if (!PyArg_ParseTupleAndKeywords(args, kw, format, names, v, v + 1, v + 2)) return NULL;
  return Py_BuildValue("iii", v[0], v[1], v[2]);
}
static PyObject* getargs_keyword_only(PyObject* self, PyObject* args, PyObject* kw) {
  static char* names[] = {"required", "optional", "keyword_only", NULL};
  return three(args, kw, "i|i$i", names);
}
static PyObject* getargs_positional_only_and_keywords(PyObject* self, PyObject* args,
                                                      PyObject* kw) {
  static char* names[] = {"", "", "keyword", NULL};
  return three(args, kw, "i|ii", names);
}
static PyObject* argparsing(PyObject* self, PyObject* args) {
  PyObject *a, *b;
  if (!PyArg_UnpackTuple(args, "argparsing", 1, 2, &a, &b)) return NULL;
  return PyLong_FromLong(PyTuple_Size(args) == 2);
}

static PyObject* objects_in(double room[][4], const char* format) {
  Py_ssize_t n = 0;
  for (; *format; format++) n += *format == 'O';
  PyObject *r = PyTuple_New(n), *o;
  for (Py_ssize_t i = 0; r && i < n; i++) {
    memcpy(&o, room[i], sizeof o);
    PyTuple_SetItem(r, i, Py_NewRef(o ? o : Py_None));
  }
  return r;
}

/* (args, kwargs, format, names) of Python code, for up to eight names. */
static PyObject* parse_tuple_and_keywords(PyObject* self, PyObject* args) {
  enum { MOST = 8 };
  PyObject *a, *kw, *given;
  const char* format;
  char* names[MOST + 1] = {NULL};
  PyObject* kept[MOST] = {NULL};
  /* Some units write two words and more for each name. */
  double room[4 * MOST][4] = {{0}};
  PyObject* r = NULL;
  if (!PyArg_ParseTuple(args, "OOsO:parse_tuple_and_keywords", &a, &kw, &format, &given))
    return NULL;
  if (!PyList_Check(given) && !PyTuple_Check(given)) {
    PyErr_SetString(PyExc_ValueError, "names must be a list or a tuple");
    return NULL;
  }
  Py_ssize_t n = PySequence_Size(given);
  if (n > MOST) {
    PyErr_SetString(PyExc_ValueError, "too many names");
    return NULL;
  }
  for (Py_ssize_t i = 0; i < n; i++) {
    PyObject* name = PySequence_GetItem(given, i);
    kept[i] = PyUnicode_Check(name) ? PyUnicode_AsUTF8String(name) : Py_NewRef(name);
    Py_DECREF(name);
    if (!kept[i]) goto done;
    if (!PyBytes_Check(kept[i])) {
      PyErr_SetString(PyExc_ValueError, "names must be str or bytes");
      goto done;
    }
    names[i] = PyBytes_AsString(kept[i]);
  }
#define R(i) room[i], room[i + 1], room[i + 2], room[i + 3]
  if (PyArg_ParseTupleAndKeywords(a, kw, format, names, R(0), R(4), R(8), R(12))) {
    /* Objects are given back, where the format asks for nothing else. */
    if (strspn(format, "O|$()") == strlen(format))
      r = objects_in(room, format);
    else
      r = Py_NewRef(Py_None);
  }
done:
  for (int i = 0; i < MOST; i++) Py_XDECREF(kept[i]);
  return r;
}

PyMethodDef parse_helpers[] = {
#define VARARGS(name)               \
  {                                 \
#name, name, METH_VARARGS, NULL \
  }
#define KEYWORDS(name)                                                           \
  {                                                                              \
#name, (PyCFunction)(void (*)(void))name, METH_VARARGS | METH_KEYWORDS, NULL \
  }
#define ROW(name, ...) VARARGS(getargs_##name),
    NUMBERS(ROW) VARARGS(getargs_s_hash),
    VARARGS(getargs_y_hash),
    VARARGS(getargs_z_hash),
    VARARGS(getargs_s_star),
    VARARGS(getargs_y_star),
    VARARGS(getargs_z_star),
    VARARGS(getargs_w_star),
    VARARGS(getargs_w_star_opt),
    VARARGS(getargs_es),
    VARARGS(getargs_et),
    VARARGS(getargs_es_hash),
    VARARGS(getargs_et_hash),
    VARARGS(getargs_D),
    VARARGS(gh_99240_clear_args),
    VARARGS(getargs_tuple),
    VARARGS(get_args),
    VARARGS(argparsing),
    VARARGS(parse_tuple_and_keywords),
    KEYWORDS(get_kwargs),
    KEYWORDS(getargs_empty),
    KEYWORDS(getargs_keywords),
    KEYWORDS(getargs_keyword_only),
    KEYWORDS(getargs_positional_only_and_keywords),
    {NULL, NULL, 0, NULL},
};

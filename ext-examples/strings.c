/* str and bytes: between characters, code points and bytes in memory. */
#define PY_SSIZE_T_CLEAN
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"

#include <string.h>
#include <wchar.h>

/* ---- making strings ---- */

static PyObject* make(PyObject* module, PyObject* ignored) {
  static const char latin[] = "gr\xc3\xbcn";
  (void)module, (void)ignored;
  return Py_BuildValue(
      "[N,N,N,N,N,N,N,N]", PyUnicode_FromString("plain"), PyUnicode_FromString(latin),
      PyUnicode_FromStringAndSize("a\0b", 3), PyUnicode_FromStringAndSize("cut here", 3),
      PyUnicode_FromOrdinal(0x1F40D), PyUnicode_FromWideChar(L"w\u00efde \u20ac", -1),
      PyUnicode_FromWideChar(L"w\0de", 4), PyUnicode_DecodeLatin1("gr\xfcn", 4, NULL));
}

static PyObject* format(PyObject* module, PyObject* obj) {
  PyObject* text = PyUnicode_FromString("t\xc3\xa9xt");
  (void)module;
  if (text == NULL) return NULL;
  PyObject* result = PyUnicode_FromFormat(
      "%% %c|%d|%5d|%05d|%i|%u|%x|%ld|%lu|%lld|%llu|%zd|%zu|%s|%.3s|%10s|%U|%V|%V|%S|%R|%A", 0x20AC,
      -12, 34, 56, -78, 90u, 0xabcu, -1L, 2UL, -3LL, 4ULL, (Py_ssize_t)-5, (size_t)6, "seven",
      "eight", "nine", text, text, "no", NULL, "ten", obj, obj, text);
  Py_DECREF(text);
  return result;
}

static PyObject* format_pointer(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyUnicode_FromFormat("%p", (void*)0xabc123);
}

static PyObject* format_bytes(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyBytes_FromFormat("%% %c|%d|%i|%u|%x|%ld|%lu|%zd|%zu|%s|%.3s", 'c', -1, -2, 3u, 0xffu,
                            -4L, 5UL, (Py_ssize_t)-6, (size_t)7, "eight", "nine");
}

/* ---- looking inside ---- */

/* The UTF-8 form lives as long as the string, and asking twice gives the same memory. */
static PyObject* utf8(PyObject* module, PyObject* text) {
  Py_ssize_t size;
  (void)module;
  const char* bytes = PyUnicode_AsUTF8AndSize(text, &size);
  if (bytes == NULL) return NULL;
  return Py_BuildValue(
      "y#nO", bytes, size, PyUnicode_GetLength(text),
      bytes == PyUnicode_AsUTF8AndSize(text, NULL) && bytes[size] == 0 ? Py_True : Py_False);
}

static PyObject* code_points(PyObject* module, PyObject* text) {
  (void)module;
  Py_ssize_t length = PyUnicode_GetLength(text);
  if (length < 0) return NULL;
  Py_UCS4* copy = PyUnicode_AsUCS4Copy(text);
  PyObject* list = copy != NULL ? PyList_New(length) : NULL;
  for (Py_ssize_t i = 0; list != NULL && i < length; i++) {
    if (copy[i] != PyUnicode_ReadChar(text, i))
      Py_CLEAR(list);
    else
      PyList_SetItem(list, i, PyLong_FromUnsignedLong(copy[i]));
  }
  PyMem_Free(copy);
  return list;
}

static PyObject* wide(PyObject* module, PyObject* text) {
  Py_ssize_t size;
  wchar_t buffer[8];
  (void)module;
  wchar_t* copy = PyUnicode_AsWideCharString(text, &size);
  if (copy == NULL) return NULL;
  Py_ssize_t copied = PyUnicode_AsWideChar(text, buffer, 8);
  PyObject* result = Py_BuildValue("nnnN", size, (Py_ssize_t)wcslen(copy), copied,
                                   PyUnicode_FromWideChar(copy, size));
  PyMem_Free(copy);
  return result;
}

static PyObject* read_char(PyObject* module, PyObject* args) {
  PyObject* text;
  Py_ssize_t index;
  (void)module;
  if (!PyArg_ParseTuple(args, "Un:read_char", &text, &index)) return NULL;
  Py_UCS4 character = PyUnicode_ReadChar(text, index);
  if (character == (Py_UCS4)-1 && PyErr_Occurred()) return NULL;
  return PyLong_FromUnsignedLong(character);
}

/* ---- codecs ---- */

static PyObject* encode(PyObject* module, PyObject* args) {
  PyObject* text;
  const char *encoding, *errors = NULL;
  (void)module;
  if (!PyArg_ParseTuple(args, "Us|z:encode", &text, &encoding, &errors)) return NULL;
  return PyUnicode_AsEncodedString(text, encoding, errors);
}

static PyObject* decode(PyObject* module, PyObject* args) {
  const char *bytes, *encoding, *errors = NULL;
  Py_ssize_t size;
  (void)module;
  if (!PyArg_ParseTuple(args, "y#s|z:decode", &bytes, &size, &encoding, &errors)) return NULL;
  return PyUnicode_Decode(bytes, size, encoding, errors);
}

static PyObject* encode_all(PyObject* module, PyObject* text) {
  (void)module;
  return Py_BuildValue("[N,N,N,N,N]", PyUnicode_AsUTF8String(text), PyUnicode_AsUTF16String(text),
                       PyUnicode_AsUTF32String(text), PyUnicode_AsUnicodeEscapeString(text),
                       PyUnicode_EncodeFSDefault(text));
}

static PyObject* decode_partial(PyObject* module, PyObject* args) {
  const char* bytes;
  Py_ssize_t size, consumed;
  (void)module;
  if (!PyArg_ParseTuple(args, "y#:decode_partial", &bytes, &size)) return NULL;
  PyObject* text = PyUnicode_DecodeUTF8Stateful(bytes, size, NULL, &consumed);
  return text != NULL ? Py_BuildValue("Nn", text, consumed) : NULL;
}

/* ---- methods of str from C ---- */

static PyObject* methods_of(PyObject* module, PyObject* args) {
  PyObject *text, *part, *other;
  (void)module;
  if (!PyArg_ParseTuple(args, "UUU:methods_of", &text, &part, &other)) return NULL;
  PyObject* pair = PyTuple_Pack(2, part, other);
  if (pair == NULL) return NULL;
  PyObject* result = Py_BuildValue(
      "[N,N,N,N,N,N,N,N,n,n,n,n,i,N]", PyUnicode_Concat(text, part), PyUnicode_Join(part, pair),
      PyUnicode_Split(text, part, -1), PyUnicode_Split(text, NULL, 1),
      PyUnicode_Partition(text, part), PyUnicode_RPartition(text, part),
      PyUnicode_Replace(text, part, other, -1), PyUnicode_Substring(text, 1, 4),
      PyUnicode_Find(text, part, 0, 1000, 1), PyUnicode_FindChar(text, 'e', 0, 1000, -1),
      PyUnicode_Count(text, part, 0, 1000), PyUnicode_Tailmatch(text, part, 0, 1000, -1),
      PyUnicode_Contains(text, part), PyUnicode_RichCompare(text, part, Py_LT));
  Py_DECREF(pair);
  return result;
}

static PyObject* percent(PyObject* module, PyObject* args) {
  PyObject *text, *values;
  (void)module;
  if (!PyArg_ParseTuple(args, "UO:percent", &text, &values)) return NULL;
  return PyUnicode_Format(text, values);
}

static PyObject* compare(PyObject* module, PyObject* args) {
  PyObject *a, *b;
  (void)module;
  if (!PyArg_ParseTuple(args, "UU:compare", &a, &b)) return NULL;
  int order = PyUnicode_Compare(a, b);
  if (order == -1 && PyErr_Occurred()) return NULL;
  return Py_BuildValue("ii", order, PyUnicode_CompareWithASCIIString(a, "middle"));
}

static PyObject* grow(PyObject* module, PyObject* pieces) {
  (void)module;
  PyObject* text = PyUnicode_FromString("");
  Py_ssize_t count = PySequence_Size(pieces);
  if (count < 0) Py_CLEAR(text);
  for (Py_ssize_t i = 0; text != NULL && i < count; i++) {
    PyObject* piece = PySequence_GetItem(pieces, i);
    if (piece == NULL) {
      Py_CLEAR(text);
    } else if (i % 2 == 0) {
      PyUnicode_Append(&text, piece);
      Py_DECREF(piece);
    } else {
      PyUnicode_AppendAndDel(&text, piece);
    }
  }
  return text;
}

/* Equal strings become one object. */
static PyObject* interned(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  PyObject* a = PyUnicode_InternFromString("interned by C");
  PyObject* b = PyUnicode_FromString("interned by C");
  if (a == NULL || b == NULL) return NULL;
  int different_before = a != b;
  PyUnicode_InternInPlace(&b);
  int same_after = a == b;
  Py_DECREF(b);
  return Py_BuildValue("Nii", a, different_before, same_after);
}

static PyObject* fs_path(PyObject* module, PyObject* args) {
  PyObject *bytes, *text;
  (void)module;
  if (!PyArg_ParseTuple(args, "O&O&:fs_path", PyUnicode_FSConverter, &bytes, PyUnicode_FSDecoder,
                        &text))
    return NULL;
  return Py_BuildValue("NN", bytes, text);
}

/* ---- bytes and bytearray ---- */

static PyObject* fill_bytes(PyObject* module, PyObject* args) {
  Py_ssize_t size;
  (void)module;
  if (!PyArg_ParseTuple(args, "n:fill_bytes", &size)) return NULL;
  PyObject* bytes = PyBytes_FromStringAndSize(NULL, size);
  if (bytes == NULL) return NULL;
  char* memory = PyBytes_AsString(bytes);
  for (Py_ssize_t i = 0; i < size; i++) memory[i] = (char)('a' + i % 26);
  return bytes;
}

static PyObject* bytes_parts(PyObject* module, PyObject* obj) {
  char* memory;
  Py_ssize_t size;
  (void)module;
  if (PyBytes_AsStringAndSize(obj, &memory, &size) < 0) return NULL;
  PyObject* joined = PyBytes_FromString("<");
  PyBytes_Concat(&joined, obj);
  PyBytes_ConcatAndDel(&joined, PyBytes_FromString(">"));
  return Py_BuildValue("nNN", size, joined, PyBytes_Repr(obj, 1));
}

static PyObject* without_nul(PyObject* module, PyObject* obj) {
  char* memory;
  (void)module;
  if (PyBytes_AsStringAndSize(obj, &memory, NULL) < 0) return NULL;
  return PyLong_FromSize_t(strlen(memory));
}

static PyObject* bytearray_play(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  PyObject* array = PyByteArray_FromStringAndSize("bytearray", 9);
  if (array == NULL || PyByteArray_Resize(array, 4) < 0) return NULL;
  PyByteArray_AsString(array)[0] = 'B';
  PyObject* bytes = PyBytes_FromObject(array);
  PyObject* both = bytes != NULL ? PyByteArray_Concat(array, bytes) : NULL;
  return Py_BuildValue("nNNN", PyByteArray_Size(array), array, bytes, both);
}

static PyMethodDef methods[] = {
    {"make", make, METH_NOARGS, NULL},
    {"format", format, METH_O, NULL},
    {"format_pointer", format_pointer, METH_NOARGS, NULL},
    {"format_bytes", format_bytes, METH_NOARGS, NULL},
    {"utf8", utf8, METH_O, NULL},
    {"code_points", code_points, METH_O, NULL},
    {"wide", wide, METH_O, NULL},
    {"read_char", read_char, METH_VARARGS, NULL},
    {"encode", encode, METH_VARARGS, NULL},
    {"decode", decode, METH_VARARGS, NULL},
    {"encode_all", encode_all, METH_O, NULL},
    {"decode_partial", decode_partial, METH_VARARGS, NULL},
    {"methods_of", methods_of, METH_VARARGS, NULL},
    {"percent", percent, METH_VARARGS, NULL},
    {"compare", compare, METH_VARARGS, NULL},
    {"grow", grow, METH_O, NULL},
    {"interned", interned, METH_NOARGS, NULL},
    {"fs_path", fs_path, METH_VARARGS, NULL},
    {"fill_bytes", fill_bytes, METH_VARARGS, NULL},
    {"bytes_parts", bytes_parts, METH_O, NULL},
    {"without_nul", without_nul, METH_O, NULL},
    {"bytearray_play", bytearray_play, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

MODULE(strings, "Text and bytes.", methods, slots)

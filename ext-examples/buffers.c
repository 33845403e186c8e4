/* The buffer protocol from both sides: a type that lends its memory, functions that borrow some. */
#ifndef Py_TARGET_ABI3T
#define Py_LIMITED_API 0x030b0000
#endif
#include "target.h"

#include <string.h>

static Py_ssize_t live_grids;
static PyTypeObject* grid_type;

/* ---- an exporter: a grid of C ints ---- */

typedef struct {
  INSTANCE_HEAD
  int* cells;
  Py_ssize_t shape[2];
  Py_ssize_t strides[2];
  Py_ssize_t exports; /* while it is not zero the memory must stay where it is */
} Grid;

#define GRID(o) INSTANCE(Grid, (o), grid_type)

static int grid_resize_to(Grid* self, Py_ssize_t rows, Py_ssize_t columns) {
  if (rows < 0 || columns < 0) {
    PyErr_SetString(PyExc_ValueError, "sizes cannot be negative");
    return -1;
  }
  int* cells = PyMem_Calloc((size_t)(rows * columns) + 1, sizeof(int));
  if (cells == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  PyMem_Free(self->cells);
  self->cells = cells;
  self->shape[0] = rows;
  self->shape[1] = columns;
  self->strides[0] = columns * (Py_ssize_t)sizeof(int);
  self->strides[1] = sizeof(int);
  return 0;
}

static PyObject* grid_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  static char* names[] = {"rows", "columns", NULL};
  Py_ssize_t rows, columns;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "nn:Grid", names, &rows, &columns)) return NULL;
  PyObject* self = PyType_GenericAlloc(type, 0);
  if (self == NULL) return NULL;
  live_grids++;
  if (grid_resize_to(GRID(self), rows, columns) < 0) {
    Py_DECREF(self);
    return NULL;
  }
  return self;
}

static void grid_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyMem_Free(GRID(self)->cells);
  live_grids--;
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(self);
  Py_DECREF(type);
}

/* Whoever asks for less than shape and strides gets the same memory as plain bytes. */
static int grid_getbuffer(PyObject* op, Py_buffer* view, int flags) {
  Grid* self = GRID(op);
  if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS) {
    PyErr_SetString(PyExc_BufferError, "a grid is stored by rows");
    view->obj = NULL;
    return -1;
  }
  view->buf = self->cells;
  view->len = self->shape[0] * self->shape[1] * (Py_ssize_t)sizeof(int);
  view->readonly = 0;
  view->itemsize = sizeof(int);
  view->format = (flags & PyBUF_FORMAT) ? "i" : NULL;
  view->ndim = (flags & PyBUF_ND) ? 2 : 1;
  view->shape = (flags & PyBUF_ND) ? self->shape : NULL;
  view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? self->strides : NULL;
  view->suboffsets = NULL;
  view->internal = NULL;
  view->obj = Py_NewRef(op);
  self->exports++;
  return 0;
}

static void grid_releasebuffer(PyObject* op, Py_buffer* view) {
  (void)view;
  GRID(op)->exports--;
}

static PyObject* grid_resize(PyObject* op, PyObject* args) {
  Py_ssize_t rows, columns;
  if (!PyArg_ParseTuple(args, "nn:resize", &rows, &columns)) return NULL;
  if (GRID(op)->exports != 0)
    return PyErr_Format(PyExc_BufferError, "%zd borrowers", GRID(op)->exports);
  if (grid_resize_to(GRID(op), rows, columns) < 0) return NULL;
  Py_RETURN_NONE;
}

static PyObject* grid_exports(PyObject* op, void* closure) {
  (void)closure;
  return PyLong_FromSsize_t(GRID(op)->exports);
}

static PyMethodDef grid_methods[] = {
    {"resize", grid_resize, METH_VARARGS, "Throw the cells away and start again."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef grid_getset[] = {
    {"exports", grid_exports, NULL, "How many borrow the memory.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot grid_slots[] = {
    {Py_tp_new, grid_new},
    {Py_tp_dealloc, grid_dealloc},
    {Py_tp_methods, grid_methods},
    {Py_tp_getset, grid_getset},
    {Py_bf_getbuffer, grid_getbuffer},
    {Py_bf_releasebuffer, grid_releasebuffer},
    {0, NULL},
};

static PyType_Spec grid_spec = {
    "buffers.Grid", INSTANCE_SIZE(Grid), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, grid_slots,
};

/* ---- consumers ---- */

static PyObject* total(PyObject* module, PyObject* obj) {
  Py_buffer view;
  unsigned long sum = 0;
  (void)module;
  if (PyObject_GetBuffer(obj, &view, PyBUF_SIMPLE) < 0) return NULL;
  for (Py_ssize_t i = 0; i < view.len; i++) sum += ((unsigned char*)view.buf)[i];
  PyBuffer_Release(&view);
  return PyLong_FromUnsignedLong(sum);
}

static PyObject* ssizes(const Py_ssize_t* numbers, int count) {
  if (numbers == NULL) return Py_NewRef(Py_None);
  PyObject* list = PyList_New(count);
  for (int i = 0; list != NULL && i < count; i++)
    PyList_SetItem(list, i, PyLong_FromSsize_t(numbers[i]));
  return list;
}

static PyObject* describe(PyObject* module, PyObject* args) {
  PyObject* obj;
  int flags = PyBUF_FULL_RO;
  Py_buffer view;
  (void)module;
  if (!PyArg_ParseTuple(args, "O|i:describe", &obj, &flags)) return NULL;
  if (PyObject_GetBuffer(obj, &view, flags) < 0) return NULL;
  PyObject* result = Py_BuildValue(
      "{s:n,s:n,s:i,s:i,s:z,s:N,s:N,s:N,s:(iii)}", "len", view.len, "itemsize", view.itemsize,
      "readonly", view.readonly, "ndim", view.ndim, "format", view.format, "shape",
      ssizes(view.shape, view.ndim), "strides", ssizes(view.strides, view.ndim), "suboffsets",
      ssizes(view.suboffsets, view.ndim), "contiguous", PyBuffer_IsContiguous(&view, 'C'),
      PyBuffer_IsContiguous(&view, 'F'), PyBuffer_IsContiguous(&view, 'A'));
  PyBuffer_Release(&view);
  PyBuffer_Release(&view); /* the second time does nothing */
  return result;
}

static PyObject* fill(PyObject* module, PyObject* args) {
  PyObject* obj;
  int byte;
  Py_buffer view;
  (void)module;
  if (!PyArg_ParseTuple(args, "Oi:fill", &obj, &byte)) return NULL;
  if (PyObject_GetBuffer(obj, &view, PyBUF_WRITABLE) < 0) return NULL;
  memset(view.buf, byte, (size_t)view.len);
  PyBuffer_Release(&view);
  Py_RETURN_NONE;
}

/* Any layout in, bytes in the order of rows out. */
static PyObject* flatten(PyObject* module, PyObject* obj) {
  Py_buffer view;
  (void)module;
  if (PyObject_GetBuffer(obj, &view, PyBUF_FULL_RO) < 0) return NULL;
  PyObject* bytes = PyBytes_FromStringAndSize(NULL, view.len);
  if (bytes != NULL && PyBuffer_ToContiguous(PyBytes_AsString(bytes), &view, view.len, 'C') < 0)
    Py_CLEAR(bytes);
  PyBuffer_Release(&view);
  return bytes;
}

static PyObject* copy_data(PyObject* module, PyObject* args) {
  PyObject *to, *from;
  (void)module;
  if (!PyArg_ParseTuple(args, "OO:copy_data", &to, &from)) return NULL;
  if (PyObject_CopyData(to, from) < 0) return NULL;
  Py_RETURN_NONE;
}

static PyObject* pick(PyObject* module, PyObject* args) {
  PyObject* obj;
  Py_ssize_t indices[2];
  Py_buffer view;
  (void)module;
  if (!PyArg_ParseTuple(args, "O(nn):pick", &obj, &indices[0], &indices[1])) return NULL;
  if (PyObject_GetBuffer(obj, &view, PyBUF_FULL_RO) < 0) return NULL;
  int cell = *(int*)PyBuffer_GetPointer(&view, indices);
  PyBuffer_Release(&view);
  return PyLong_FromLong(cell);
}

static PyObject* has_buffer(PyObject* module, PyObject* obj) {
  (void)module;
  return PyBool_FromLong(PyObject_CheckBuffer(obj));
}

static PyObject* size_of(PyObject* module, PyObject* args) {
  const char* format;
  (void)module;
  if (!PyArg_ParseTuple(args, "s:size_of", &format)) return NULL;
  Py_ssize_t size = PyBuffer_SizeFromFormat(format);
  return size == -1 && PyErr_Occurred() ? NULL : PyLong_FromSsize_t(size);
}

static PyObject* strides_for(PyObject* module, PyObject* args) {
  Py_ssize_t shape[3], strides[3];
  int order;
  (void)module;
  if (!PyArg_ParseTuple(args, "(nnn)C:strides_for", &shape[0], &shape[1], &shape[2], &order))
    return NULL;
  PyBuffer_FillContiguousStrides(3, shape, strides, 8, (char)order);
  return ssizes(strides, 3);
}

/* ---- memoryviews from C ---- */

static char static_memory[] = "static memory";

static PyObject* view_of_memory(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyMemoryView_FromMemory(static_memory, (Py_ssize_t)strlen(static_memory), PyBUF_WRITE);
}

static PyObject* view_of_object(PyObject* module, PyObject* obj) {
  (void)module;
  return PyMemoryView_FromObject(obj);
}

static PyObject* view_of_buffer(PyObject* module, PyObject* ignored) {
  Py_buffer view;
  (void)module, (void)ignored;
  if (PyBuffer_FillInfo(&view, NULL, static_memory, 6, 1, PyBUF_FULL_RO) < 0) return NULL;
  return PyMemoryView_FromBuffer(&view);
}

static PyObject* contiguous(PyObject* module, PyObject* obj) {
  (void)module;
  return PyMemoryView_GetContiguous(obj, PyBUF_READ, 'C');
}

static PyObject* live(PyObject* module, PyObject* ignored) {
  (void)module, (void)ignored;
  return PyLong_FromSsize_t(live_grids);
}

static PyMethodDef methods[] = {
    {"total", total, METH_O, "The sum of all bytes."},
    {"describe", describe, METH_VARARGS, "What a buffer says of itself."},
    {"fill", fill, METH_VARARGS, "Write one byte everywhere."},
    {"flatten", flatten, METH_O, "The contents as bytes."},
    {"copy_data", copy_data, METH_VARARGS, "Copy from the second to the first."},
    {"pick", pick, METH_VARARGS, "One cell of two dimensions."},
    {"has_buffer", has_buffer, METH_O, "Whether the object lends its memory."},
    {"size_of", size_of, METH_VARARGS, "The size of a format."},
    {"strides_for", strides_for, METH_VARARGS, "Strides of a contiguous array."},
    {"view_of_memory", view_of_memory, METH_NOARGS, "A view of C memory."},
    {"view_of_object", view_of_object, METH_O, "A view of an object."},
    {"view_of_buffer", view_of_buffer, METH_NOARGS, "A view of a buffer."},
    {"contiguous", contiguous, METH_O, "A view in the order of rows."},
    {"_live", live, METH_NOARGS, "How many grids there are."},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject* module) {
  if (grid_type == NULL) grid_type = (PyTypeObject*)PyType_FromSpec(&grid_spec);
  if (grid_type == NULL || PyModule_AddType(module, grid_type) < 0) return -1;
  if (PyModule_AddIntMacro(module, PyBUF_SIMPLE) < 0 ||
      PyModule_AddIntMacro(module, PyBUF_ND) < 0 ||
      PyModule_AddIntMacro(module, PyBUF_STRIDES) < 0 ||
      PyModule_AddIntMacro(module, PyBUF_FORMAT) < 0 ||
      PyModule_AddIntMacro(module, PyBUF_WRITABLE) < 0 ||
      PyModule_AddIntMacro(module, PyBUF_F_CONTIGUOUS) < 0)
    return -1;
  return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec}, {0, NULL}};

MODULE(buffers, "Lending and borrowing.", methods, slots)

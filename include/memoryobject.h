/* memoryview. */
#ifndef MOULT_MEMORYOBJECT_H
#define MOULT_MEMORYOBJECT_H

MOULT_BEGIN_C

PyAPI_DATA(PyTypeObject) PyMemoryView_Type;
#define PyMemoryView_Check(op) _MOULT_IS_EXACTLY((op), &PyMemoryView_Type)

PyAPI_FUNC(PyObject*) PyMemoryView_FromObject(PyObject*);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*) PyMemoryView_FromMemory(char* memory, Py_ssize_t size, int flags);
#endif
#if MOULT_API >= 0x030b0000
PyAPI_FUNC(PyObject*) PyMemoryView_FromBuffer(const Py_buffer* view);
#endif
PyAPI_FUNC(PyObject*) PyMemoryView_GetContiguous(PyObject*, int buffertype, char order);

MOULT_END_C

#endif

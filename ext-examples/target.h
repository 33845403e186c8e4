/* One source for both ABIs. As abi3 an instance is a struct that begins with PyObject_HEAD; as
   abi3t
   (-DPy_TARGET_ABI3T=0x030f0000) no object has a layout that C may know: the type adds its fields
   to those of its base and asks where they lie. Include this instead of Python.h. */
#ifndef EXAMPLES_TARGET_H
#define EXAMPLES_TARGET_H

#include <Python.h>

#ifdef Py_TARGET_ABI3T

#define INSTANCE_HEAD
#define INSTANCE_SIZE(T) (-(int)sizeof(T))
#define INSTANCE(T, op, type) ((T*)PyObject_GetTypeData((PyObject*)(op), (type)))
#define MEMBER_OFFSET Py_RELATIVE_OFFSET

/* A module is an array of slots that the loader fetches; there is no PyModuleDef. */
#define MODULE(name, doc, methods, slots)                                                 \
  PyABIInfo_VAR(abi_info);                                                                \
  static PySlot definition[] = {                                                          \
      PySlot_DATA(Py_mod_abi, &abi_info),    PySlot_DATA(Py_mod_name, #name),             \
      PySlot_DATA(Py_mod_doc, (void*)(doc)), PySlot_STATIC_DATA(Py_mod_methods, methods), \
      PySlot_DATA(Py_mod_slots, slots),      PySlot_END,                                  \
  };                                                                                      \
  PyMODEXPORT_FUNC PyModExport_##name(void) { return definition; }

#else

#define INSTANCE_HEAD PyObject_HEAD
#define INSTANCE_SIZE(T) ((int)sizeof(T))
#define INSTANCE(T, op, type) ((T*)(op))
#define MEMBER_OFFSET 0

#define MODULE(name, doc, methods, slots)                                     \
  static PyModuleDef definition = {                                           \
      PyModuleDef_HEAD_INIT, #name, doc, 0, methods, slots, NULL, NULL, NULL, \
  };                                                                          \
  PyMODINIT_FUNC PyInit_##name(void) { return PyModuleDef_Init(&definition); }

#endif

#endif

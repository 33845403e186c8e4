/* Critical sections: locks on one or two objects, for builds without the GIL. */
#ifndef MOULT_CRITICAL_SECTION_H
#define MOULT_CRITICAL_SECTION_H

#if MOULT_API >= 0x030f0000

MOULT_BEGIN_C

typedef struct PyCriticalSection {
  uintptr_t _cs_prev;
  void* _cs_mutex;
} PyCriticalSection;

typedef struct PyCriticalSection2 {
  PyCriticalSection _cs_base;
  void* _cs_mutex2;
} PyCriticalSection2;

PyAPI_FUNC(void) PyCriticalSection_Begin(PyCriticalSection*, PyObject*);
PyAPI_FUNC(void) PyCriticalSection_End(PyCriticalSection*);
PyAPI_FUNC(void) PyCriticalSection2_Begin(PyCriticalSection2*, PyObject*, PyObject*);
PyAPI_FUNC(void) PyCriticalSection2_End(PyCriticalSection2*);

/* With a GIL every section holds already, and nothing needs to be done. */
#ifdef Py_GIL_DISABLED
#define Py_BEGIN_CRITICAL_SECTION(op) \
  {                                   \
    PyCriticalSection _moult_section; \
    PyCriticalSection_Begin(&_moult_section, _PyObject_CAST(op))
#define Py_END_CRITICAL_SECTION()         \
  PyCriticalSection_End(&_moult_section); \
  }
#define Py_BEGIN_CRITICAL_SECTION2(a, b) \
  {                                      \
    PyCriticalSection2 _moult_section;   \
    PyCriticalSection2_Begin(&_moult_section, _PyObject_CAST(a), _PyObject_CAST(b))
#define Py_END_CRITICAL_SECTION2()         \
  PyCriticalSection2_End(&_moult_section); \
  }
#else
#define Py_BEGIN_CRITICAL_SECTION(op) {
#define Py_END_CRITICAL_SECTION() }
#define Py_BEGIN_CRITICAL_SECTION2(a, b) {
#define Py_END_CRITICAL_SECTION2() }
#endif

MOULT_END_C

#endif

#endif

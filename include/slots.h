/* Level 3.15's description of types and modules (PEP 820): an array of numbered, typed values. */
#ifndef MOULT_SLOTS_H
#define MOULT_SLOTS_H

#if MOULT_API >= 0x030f0000

MOULT_BEGIN_C

typedef void (*_MOULT_any_function)(void);

struct PySlot {
  uint16_t sl_id;
  uint16_t sl_flags;
  __extension__ union {
    uint32_t sl_reserved;
  };
  __extension__ union {
    void* sl_ptr;
    _MOULT_any_function sl_func;
    Py_ssize_t sl_size;
    int64_t sl_int64;
    uint64_t sl_uint64;
  };
};

#define PySlot_OPTIONAL 0x0001 /* a host that does not know the number may skip it */
#define PySlot_STATIC 0x0002   /* what it points to stays as it is for ever */
#define PySlot_INTPTR 0x0004   /* the value stands in sl_ptr, whatever its type */

/* Each value goes to the member of its own type. The last two do without designated initialisers,
   which C++ has only since 2020. */
#define _MOULT_SLOT(id, flags, member, value) \
  { .sl_id = (id), .sl_flags = (flags), .member = (value) }
#define PySlot_DATA(name, value) _MOULT_SLOT(name, PySlot_INTPTR, sl_ptr, (void*)(value))
#define PySlot_FUNC(name, value) _MOULT_SLOT(name, 0, sl_func, (_MOULT_any_function)(value))
#define PySlot_SIZE(name, value) _MOULT_SLOT(name, 0, sl_size, (Py_ssize_t)(value))
#define PySlot_INT64(name, value) _MOULT_SLOT(name, 0, sl_int64, (int64_t)(value))
#define PySlot_UINT64(name, value) _MOULT_SLOT(name, 0, sl_uint64, (uint64_t)(value))
#define PySlot_STATIC_DATA(name, value) _MOULT_SLOT(name, PySlot_STATIC, sl_ptr, (void*)(value))
#define PySlot_PTR(name, value)                    \
  {                                                \
    (name), PySlot_INTPTR, {0}, { (void*)(value) } \
  }
#define PySlot_PTR_STATIC(name, value)                             \
  {                                                                \
    (name), PySlot_INTPTR | PySlot_STATIC, {0}, { (void*)(value) } \
  }
#define PySlot_END          \
  {                         \
    0, 0, {0}, { _Py_NULL } \
  }

#ifdef __cplusplus
#define PyMODEXPORT_FUNC extern "C" Py_EXPORTED_SYMBOL PySlot*
#else
#define PyMODEXPORT_FUNC Py_EXPORTED_SYMBOL PySlot*
#endif

/* What a binary says about its own making, for the host to check before it uses anything. */
typedef struct PyABIInfo {
  uint8_t abiinfo_major_version;
  uint8_t abiinfo_minor_version;
  uint16_t flags;
  uint32_t build_version;
  uint32_t abi_version;
} PyABIInfo;

#define PyABIInfo_STABLE 0x0001
#define PyABIInfo_GIL 0x0002
#define PyABIInfo_FREETHREADED 0x0004
#define PyABIInfo_INTERNAL 0x0008
#define PyABIInfo_FREETHREADING_AGNOSTIC (PyABIInfo_GIL | PyABIInfo_FREETHREADED)

#define PyABIInfo_DEFAULT_ABI_VERSION MOULT_API
#ifdef Py_GIL_DISABLED
#define PyABIInfo_DEFAULT_FLAGS (PyABIInfo_STABLE | PyABIInfo_FREETHREADING_AGNOSTIC)
#else
#define PyABIInfo_DEFAULT_FLAGS (PyABIInfo_STABLE | PyABIInfo_GIL)
#endif
#define PyABIInfo_VAR(name)                                               \
  static PyABIInfo name = {1, 0, PyABIInfo_DEFAULT_FLAGS, PY_VERSION_HEX, \
                           PyABIInfo_DEFAULT_ABI_VERSION}

PyAPI_FUNC(int) PyABIInfo_Check(PyABIInfo* info, const char* module_name);

MOULT_END_C

#endif

#endif

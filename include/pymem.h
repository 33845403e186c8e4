/* Memory that is not an object. */
#ifndef MOULT_PYMEM_H
#define MOULT_PYMEM_H

MOULT_BEGIN_C

PyAPI_FUNC(void*) PyMem_Malloc(size_t size);
#if MOULT_API >= 0x03050000
PyAPI_FUNC(void*) PyMem_Calloc(size_t count, size_t size);
#endif
PyAPI_FUNC(void*) PyMem_Realloc(void*, size_t size);
PyAPI_FUNC(void) PyMem_Free(void*);

/* These need no GIL. */
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(void*) PyMem_RawMalloc(size_t size);
PyAPI_FUNC(void*) PyMem_RawCalloc(size_t count, size_t size);
PyAPI_FUNC(void*) PyMem_RawRealloc(void*, size_t size);
PyAPI_FUNC(void) PyMem_RawFree(void*);
#endif

#define _MOULT_FITS(n, type) ((size_t)(n) <= (size_t)PY_SSIZE_T_MAX / sizeof(type))
#define PyMem_New(type, n) \
  (_MOULT_FITS((n), type) ? (type*)PyMem_Malloc((size_t)(n) * sizeof(type)) : (type*)NULL)
#define PyMem_Resize(p, type, n)                                                        \
  ((p) = _MOULT_FITS((n), type) ? (type*)PyMem_Realloc((p), (size_t)(n) * sizeof(type)) \
                                : (type*)NULL)

#define PyMem_MALLOC(n) PyMem_Malloc((n))
#define PyMem_NEW(type, n) PyMem_New(type, (n))
#define PyMem_REALLOC(p, n) PyMem_Realloc((p), (n))
#define PyMem_RESIZE(p, type, n) PyMem_Resize((p), type, (n))
#define PyMem_FREE(p) PyMem_Free((p))
#define PyMem_Del(p) PyMem_Free((p))
#define PyMem_DEL(p) PyMem_Free((p))

MOULT_END_C

#endif

/* Basic types and compiler differences, and the one place where the API level is worked out. */
#ifndef MOULT_PYPORT_H
#define MOULT_PYPORT_H

#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

/* MOULT_API is the level that every declaration below is gated by. These headers know nothing but
   the limited API, so a source that asks for no level gets that of the version they describe. */
#if defined(Py_TARGET_ABI3T)
#if (Py_TARGET_ABI3T + 0) < 0x030f0000
#error "Py_TARGET_ABI3T starts at 3.15 (0x030f0000)"
#endif
#if !defined(Py_LIMITED_API) || (Py_LIMITED_API + 0) > (Py_TARGET_ABI3T + 0)
#undef Py_LIMITED_API
#define Py_LIMITED_API Py_TARGET_ABI3T
#endif
#ifndef Py_GIL_DISABLED
#define Py_GIL_DISABLED 1
#endif
#endif

#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030e0000
#endif

#if (Py_LIMITED_API + 0) < 0x03020000
#define MOULT_API 0x03020000
#else
#define MOULT_API (Py_LIMITED_API + 0)
#endif

/* Under abi3t (PEP 803) no object has a visible layout. */
#ifdef Py_GIL_DISABLED
#if MOULT_API < 0x030f0000
#error "a limited API without the GIL (abi3t) starts at 3.15"
#endif
#define MOULT_OPAQUE_OBJECTS 1
#endif

#ifdef __cplusplus
#define MOULT_BEGIN_C extern "C" {
#define MOULT_END_C }
#else
#define MOULT_BEGIN_C
#define MOULT_END_C
#endif

#define Py_EXPORTED_SYMBOL __attribute__((visibility("default")))
#define Py_IMPORTED_SYMBOL __attribute__((visibility("default")))
#define Py_LOCAL_SYMBOL __attribute__((visibility("hidden")))

#define PyAPI_FUNC(RTYPE) Py_IMPORTED_SYMBOL RTYPE
#define PyAPI_DATA(RTYPE) extern Py_IMPORTED_SYMBOL RTYPE
#ifdef __cplusplus
#define PyMODINIT_FUNC extern "C" Py_EXPORTED_SYMBOL PyObject*
#else
#define PyMODINIT_FUNC Py_EXPORTED_SYMBOL PyObject*
#endif

#define Py_DEPRECATED(VERSION) __attribute__((__deprecated__))
#define Py_GCC_ATTRIBUTE(x) __attribute__(x)
#define Py_ALIGNED(n) __attribute__((aligned(n)))
#define Py_NO_RETURN __attribute__((__noreturn__))
#define _Py_NO_RETURN Py_NO_RETURN
#define Py_NO_INLINE __attribute__((noinline))
#define Py_ALWAYS_INLINE __attribute__((always_inline))
#define Py_LOCAL(type) static type
#define Py_LOCAL_INLINE(type) static inline type
#define Py_UNUSED(name) _unused_##name __attribute__((unused))
#define Py_VA_COPY va_copy
#define Py_FORMAT_PARSETUPLE(func, p1, p2)

#if defined(__cplusplus) && __cplusplus >= 201103L
#define _Py_NULL nullptr
#else
#define _Py_NULL NULL
#endif
#ifdef __cplusplus
#define _Py_STATIC_CAST(type, expr) static_cast<type>(expr)
#else
#define _Py_STATIC_CAST(type, expr) ((type)(expr))
#endif
#define _Py_CAST(type, expr) ((type)(expr))

typedef ssize_t Py_ssize_t;
typedef Py_ssize_t Py_hash_t;
typedef size_t Py_uhash_t;
typedef uintptr_t Py_uintptr_t;
typedef intptr_t Py_intptr_t;
typedef Py_ssize_t Py_ssize_clean_t;

#define PY_LONG_LONG long long
#define PY_LLONG_MIN LLONG_MIN
#define PY_LLONG_MAX LLONG_MAX
#define PY_ULLONG_MAX ULLONG_MAX
#define PY_UINT32_T uint32_t
#define PY_INT32_T int32_t
#define PY_UINT64_T uint64_t
#define PY_INT64_T int64_t
#define Py_LL(x) x##LL
#define Py_ULL(x) Py_LL(x##U)
#define PY_SIZE_MAX SIZE_MAX
#define PY_SSIZE_T_MAX ((Py_ssize_t)(((size_t)-1) >> 1))
#define PY_SSIZE_T_MIN (-PY_SSIZE_T_MAX - 1)
#define PY_FORMAT_SIZE_T "z"

#define PY_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define PY_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

#define Py_SAFE_DOWNCAST(VALUE, WIDE, NARROW) _Py_STATIC_CAST(NARROW, (VALUE))
#define Py_ARITHMETIC_RIGHT_SHIFT(TYPE, I, J) ((I) >> (J))

#endif

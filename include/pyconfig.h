/* What a configure script would have found out, for the only platform Moult loads extensions on:
   Linux with a 64-bit GNU or musl C library. */
#ifndef MOULT_PYCONFIG_H
#define MOULT_PYCONFIG_H

#if !defined(__linux__) || !defined(__LP64__)
#error "Moult's headers describe 64-bit Linux only"
#endif

#define SIZEOF_SHORT 2
#define SIZEOF_INT 4
#define SIZEOF_LONG 8
#define SIZEOF_LONG_LONG 8
#define SIZEOF_FLOAT 4
#define SIZEOF_DOUBLE 8
#define SIZEOF_SIZE_T 8
#define SIZEOF_VOID_P 8
#define SIZEOF_UINTPTR_T 8
#define SIZEOF_TIME_T 8
#define SIZEOF_OFF_T 8
#define SIZEOF_WCHAR_T 4
#define SIZEOF_PID_T 4
#define ALIGNOF_LONG 8
#define ALIGNOF_SIZE_T 8
#define ALIGNOF_MAX_ALIGN_T 16

#define HAVE_FORK 1
#define HAVE_SSIZE_T 1
#define HAVE_LONG_LONG 1
#define HAVE_WCHAR_H 1
#define HAVE_UINTPTR_T 1
#define HAVE_DYNAMIC_LOADING 1
#define WITH_THREAD 1

#endif

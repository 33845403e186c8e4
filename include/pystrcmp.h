/* Comparing text without regard to case. */
#ifndef MOULT_PYSTRCMP_H
#define MOULT_PYSTRCMP_H

MOULT_BEGIN_C

PyAPI_FUNC(int) PyOS_mystrnicmp(const char*, const char*, Py_ssize_t);
PyAPI_FUNC(int) PyOS_mystricmp(const char*, const char*);
#define PyOS_strnicmp PyOS_mystrnicmp
#define PyOS_stricmp PyOS_mystricmp

MOULT_END_C

#endif

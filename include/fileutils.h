/* Between the locale's bytes and wide characters. */
#ifndef MOULT_FILEUTILS_H
#define MOULT_FILEUTILS_H

#if MOULT_API >= 0x03050000

MOULT_BEGIN_C

PyAPI_FUNC(wchar_t*) Py_DecodeLocale(const char*, size_t* size);
PyAPI_FUNC(char*) Py_EncodeLocale(const wchar_t*, size_t* error_pos);

MOULT_END_C

#endif

#endif

/* Small macros that need no declarations. */
#ifndef MOULT_PYMACRO_H
#define MOULT_PYMACRO_H

#define Py_MIN(x, y) (((x) > (y)) ? (y) : (x))
#define Py_MAX(x, y) (((x) > (y)) ? (x) : (y))
#define Py_ABS(x) ((x) < 0 ? -(x) : (x))

#define _Py_XSTRINGIFY(x) #x
#define Py_STRINGIFY(x) _Py_XSTRINGIFY(x)

#define Py_CHARMASK(c) ((unsigned char)((c)&0xff))
#define Py_MEMBER_SIZE(type, member) sizeof(((type*)0)->member)
#define Py_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#ifdef __cplusplus
#define Py_BUILD_ASSERT(cond) static_assert((cond), #cond)
#else
#define Py_BUILD_ASSERT(cond) _Static_assert((cond), #cond)
#endif
#define Py_BUILD_ASSERT_EXPR(cond) (sizeof(char[1 - 2 * !(cond)]) - 1)

#define PyDoc_VAR(name) static const char name[]
#define PyDoc_STR(text) text
#define PyDoc_STRVAR(name, text) PyDoc_VAR(name) = PyDoc_STR(text)

#ifdef NDEBUG
#define Py_UNREACHABLE() __builtin_unreachable()
#else
#define Py_UNREACHABLE() Py_FatalError("reached what was declared unreachable")
#endif

#endif

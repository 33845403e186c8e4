/* os.fspath(). */
#ifndef MOULT_OSMODULE_H
#define MOULT_OSMODULE_H

MOULT_BEGIN_C

#if MOULT_API >= 0x03060000
PyAPI_FUNC(PyObject*) PyOS_FSPath(PyObject* path);
#endif

MOULT_END_C

#endif

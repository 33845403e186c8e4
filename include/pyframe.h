/* The little that the limited API tells of frames. */
#ifndef MOULT_PYFRAME_H
#define MOULT_PYFRAME_H

MOULT_BEGIN_C

#if MOULT_API >= 0x030a0000
PyAPI_FUNC(int) PyFrame_GetLineNumber(PyFrameObject*);
#endif
#if MOULT_API >= 0x03090000
PyAPI_FUNC(PyCodeObject*) PyFrame_GetCode(PyFrameObject*);
#endif

MOULT_END_C

#endif

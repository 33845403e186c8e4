/* Signals, and what has to be done around fork(). */
#ifndef MOULT_INTRCHECK_H
#define MOULT_INTRCHECK_H

MOULT_BEGIN_C

PyAPI_FUNC(int) PyOS_InterruptOccurred(void);
#if MOULT_API >= 0x03070000
PyAPI_FUNC(void) PyOS_BeforeFork(void);
PyAPI_FUNC(void) PyOS_AfterFork_Parent(void);
PyAPI_FUNC(void) PyOS_AfterFork_Child(void);
#endif
PyAPI_FUNC(void) PyOS_AfterFork(void);

MOULT_END_C

#endif

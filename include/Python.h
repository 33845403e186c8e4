/* Moult's own headers for the limited C API of Python.

   An extension defines Py_LIMITED_API to the oldest version it wants to run on, includes this file
   before anything else, and gets what that version's manual lists under "Limited API", inlined as
   the headers of 3.14 inline it. The binary it becomes runs on CPython too. There is nothing here
   outside the limited API. A chapter of the C API manual is a file beside this one. */
#ifndef Py_PYTHON_H
#define Py_PYTHON_H

#include "patchlevel.h"
#include "pyconfig.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <wchar.h>

#include "pyport.h"

/* Sources for older levels count on Python.h to bring these. */
#if MOULT_API < 0x030b0000
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#endif
#if MOULT_API < 0x030d0000
#include <ctype.h>
#include <unistd.h>
#endif

#include "pymacro.h"
#include "pymath.h"
#include "pytypedefs.h"
#include "pymem.h"
#include "object.h"
#include "typeslots.h"
#include "slots.h"
#include "objimpl.h"
#include "pyerrors.h"
#include "pybuffer.h"
#include "longobject.h"
#include "boolobject.h"
#include "floatobject.h"
#include "complexobject.h"
#include "unicodeobject.h"
#include "bytesobject.h"
#include "bytearrayobject.h"
#include "rangeobject.h"
#include "memoryobject.h"
#include "tupleobject.h"
#include "listobject.h"
#include "dictobject.h"
#include "setobject.h"
#include "enumobject.h"
#include "methodobject.h"
#include "moduleobject.h"
#include "descrobject.h"
#include "sliceobject.h"
#include "iterobject.h"
#include "genericaliasobject.h"
#include "weakrefobject.h"
#include "structseq.h"
#include "pycapsule.h"
#include "pyframe.h"
#include "traceback.h"
#include "codecs.h"
#include "pythread.h"
#include "pystate.h"
#include "critical_section.h"
#include "warnings.h"
#include "modsupport.h"
#include "abstract.h"
#include "bltinmodule.h"
#include "import.h"
#include "ceval.h"
#include "pythonrun.h"
#include "pylifecycle.h"
#include "sysmodule.h"
#include "osmodule.h"
#include "intrcheck.h"
#include "fileobject.h"
#include "fileutils.h"
#include "pystrtod.h"
#include "pystrcmp.h"

#endif

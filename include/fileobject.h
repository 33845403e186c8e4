/* File objects, by their Python methods. */
#ifndef MOULT_FILEOBJECT_H
#define MOULT_FILEOBJECT_H

MOULT_BEGIN_C

PyAPI_FUNC(PyObject*)
    PyFile_FromFd(int fd, const char* name, const char* mode, int buffering, const char* encoding,
                  const char* errors, const char* newline, int closefd);
PyAPI_FUNC(PyObject*) PyFile_GetLine(PyObject*, int n);
PyAPI_FUNC(int) PyFile_WriteObject(PyObject*, PyObject* file, int flags);
PyAPI_FUNC(int) PyFile_WriteString(const char*, PyObject* file);

PyAPI_DATA(const char*) Py_FileSystemDefaultEncoding;
#if MOULT_API >= 0x03060000
PyAPI_DATA(const char*) Py_FileSystemDefaultEncodeErrors;
#endif
PyAPI_DATA(int) Py_HasFileSystemDefaultEncoding;
#if MOULT_API >= 0x03070000
PyAPI_DATA(int) Py_UTF8Mode;
#endif

MOULT_END_C

#endif

/* Importing from C. */
#ifndef MOULT_IMPORT_H
#define MOULT_IMPORT_H

MOULT_BEGIN_C

PyAPI_FUNC(long) PyImport_GetMagicNumber(void);
PyAPI_FUNC(const char*) PyImport_GetMagicTag(void);
PyAPI_FUNC(PyObject*) PyImport_ExecCodeModule(const char* name, PyObject* code);
PyAPI_FUNC(PyObject*)
    PyImport_ExecCodeModuleEx(const char* name, PyObject* code, const char* pathname);
PyAPI_FUNC(PyObject*)
    PyImport_ExecCodeModuleWithPathnames(const char* name, PyObject* code, const char* pathname,
                                         const char* cached_pathname);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*) PyImport_ExecCodeModuleObject(PyObject* name, PyObject* code,
                                                    PyObject* pathname, PyObject* cached_pathname);
#endif
PyAPI_FUNC(PyObject*) PyImport_GetModuleDict(void);
#if MOULT_API >= 0x03070000
PyAPI_FUNC(PyObject*) PyImport_GetModule(PyObject* name);
#endif
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*) PyImport_AddModuleObject(PyObject* name);
#endif
PyAPI_FUNC(PyObject*) PyImport_AddModule(const char* name);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(PyObject*) PyImport_AddModuleRef(const char* name);
#endif
PyAPI_FUNC(PyObject*) PyImport_ImportModule(const char* name);
PyAPI_FUNC(PyObject*) PyImport_ImportModuleNoBlock(const char* name);
PyAPI_FUNC(PyObject*) PyImport_ImportModuleLevel(const char* name, PyObject* globals,
                                                 PyObject* locals, PyObject* fromlist, int level);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(PyObject*)
    PyImport_ImportModuleLevelObject(PyObject* name, PyObject* globals, PyObject* locals,
                                     PyObject* fromlist, int level);
#endif
#define PyImport_ImportModuleEx(name, globals, locals, fromlist) \
  PyImport_ImportModuleLevel((name), (globals), (locals), (fromlist), 0)
PyAPI_FUNC(PyObject*) PyImport_GetImporter(PyObject* path);
PyAPI_FUNC(PyObject*) PyImport_Import(PyObject* name);
PyAPI_FUNC(PyObject*) PyImport_ReloadModule(PyObject* module);
#if MOULT_API >= 0x03030000
PyAPI_FUNC(int) PyImport_ImportFrozenModuleObject(PyObject* name);
#endif
PyAPI_FUNC(int) PyImport_ImportFrozenModule(const char* name);
PyAPI_FUNC(int) PyImport_AppendInittab(const char* name, PyObject* (*initfunc)(void));

MOULT_END_C

#endif

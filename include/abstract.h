/* What objects of several kinds have in common: calling, numbers, sequences, mappings, iteration.
 */
#ifndef MOULT_ABSTRACT_H
#define MOULT_ABSTRACT_H

MOULT_BEGIN_C

/* calling */
#if MOULT_API >= 0x03090000
PyAPI_FUNC(PyObject*) PyObject_CallNoArgs(PyObject* callable);
#endif
PyAPI_FUNC(PyObject*) PyObject_Call(PyObject* callable, PyObject* args, PyObject* kwargs);
PyAPI_FUNC(PyObject*) PyObject_CallObject(PyObject* callable, PyObject* args);
PyAPI_FUNC(PyObject*) PyObject_CallFunction(PyObject* callable, const char* format, ...);
PyAPI_FUNC(PyObject*) PyObject_CallMethod(PyObject* obj, const char* name, const char* format, ...);
PyAPI_FUNC(PyObject*) PyObject_CallFunctionObjArgs(PyObject* callable, ...);
PyAPI_FUNC(PyObject*) PyObject_CallMethodObjArgs(PyObject* obj, PyObject* name, ...);
PyAPI_FUNC(Py_ssize_t) PyVectorcall_NARGS(size_t nargsf);
#if MOULT_API >= 0x030c0000
#define PY_VECTORCALL_ARGUMENTS_OFFSET (_Py_STATIC_CAST(size_t, 1) << (8 * sizeof(size_t) - 1))
PyAPI_FUNC(PyObject*) PyVectorcall_Call(PyObject* callable, PyObject* tuple, PyObject* dict);
PyAPI_FUNC(PyObject*) PyObject_Vectorcall(PyObject* callable, PyObject* const* args, size_t nargsf,
                                          PyObject* kwnames);
PyAPI_FUNC(PyObject*) PyObject_VectorcallMethod(PyObject* name, PyObject* const* args,
                                                size_t nargsf, PyObject* kwnames);
#endif

/* any object */
PyAPI_FUNC(PyObject*) PyObject_Type(PyObject*);
PyAPI_FUNC(Py_ssize_t) PyObject_Size(PyObject*);
PyAPI_FUNC(Py_ssize_t) PyObject_Length(PyObject*);
#define PyObject_Length PyObject_Size
PyAPI_FUNC(PyObject*) PyObject_GetItem(PyObject*, PyObject* key);
PyAPI_FUNC(int) PyObject_SetItem(PyObject*, PyObject* key, PyObject* value);
PyAPI_FUNC(int) PyObject_DelItemString(PyObject*, const char* key);
PyAPI_FUNC(int) PyObject_DelItem(PyObject*, PyObject* key);
PyAPI_FUNC(PyObject*) PyObject_Format(PyObject*, PyObject* format_spec);
PyAPI_FUNC(int) PyObject_IsInstance(PyObject*, PyObject* cls);
PyAPI_FUNC(int) PyObject_IsSubclass(PyObject*, PyObject* cls);
PyAPI_FUNC(int) PyObject_AsFileDescriptor(PyObject*);

/* iteration */
PyAPI_FUNC(PyObject*) PyObject_GetIter(PyObject*);
PyAPI_FUNC(int) PyIter_Check(PyObject*);
PyAPI_FUNC(PyObject*) PyIter_Next(PyObject*);
#if MOULT_API >= 0x030a0000
PyAPI_FUNC(PyObject*) PyObject_GetAIter(PyObject*);
PyAPI_FUNC(int) PyAIter_Check(PyObject*);

typedef enum { PYGEN_RETURN = 0, PYGEN_ERROR = -1, PYGEN_NEXT = 1 } PySendResult;
PyAPI_FUNC(PySendResult) PyIter_Send(PyObject* iter, PyObject* arg, PyObject** result);
#endif
#if MOULT_API >= 0x030e0000
PyAPI_FUNC(int) PyIter_NextItem(PyObject* iter, PyObject** item);
#endif

/* numbers */
PyAPI_FUNC(int) PyNumber_Check(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Add(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Subtract(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Multiply(PyObject*, PyObject*);
#if MOULT_API >= 0x03050000
PyAPI_FUNC(PyObject*) PyNumber_MatrixMultiply(PyObject*, PyObject*);
#endif
PyAPI_FUNC(PyObject*) PyNumber_FloorDivide(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_TrueDivide(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Remainder(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Divmod(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Power(PyObject*, PyObject*, PyObject* modulo);
PyAPI_FUNC(PyObject*) PyNumber_Negative(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Positive(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Absolute(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Invert(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Lshift(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Rshift(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_And(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Xor(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Or(PyObject*, PyObject*);
PyAPI_FUNC(int) PyIndex_Check(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Index(PyObject*);
PyAPI_FUNC(Py_ssize_t) PyNumber_AsSsize_t(PyObject*, PyObject* overflow);
PyAPI_FUNC(PyObject*) PyNumber_Long(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_Float(PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceAdd(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceSubtract(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceMultiply(PyObject*, PyObject*);
#if MOULT_API >= 0x03050000
PyAPI_FUNC(PyObject*) PyNumber_InPlaceMatrixMultiply(PyObject*, PyObject*);
#endif
PyAPI_FUNC(PyObject*) PyNumber_InPlaceFloorDivide(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceTrueDivide(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceRemainder(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlacePower(PyObject*, PyObject*, PyObject* modulo);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceLshift(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceRshift(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceAnd(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceXor(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_InPlaceOr(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyNumber_ToBase(PyObject*, int base);

/* sequences */
PyAPI_FUNC(int) PySequence_Check(PyObject*);
PyAPI_FUNC(Py_ssize_t) PySequence_Size(PyObject*);
PyAPI_FUNC(Py_ssize_t) PySequence_Length(PyObject*);
#define PySequence_Length PySequence_Size
PyAPI_FUNC(PyObject*) PySequence_Concat(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PySequence_Repeat(PyObject*, Py_ssize_t count);
PyAPI_FUNC(PyObject*) PySequence_GetItem(PyObject*, Py_ssize_t index);
PyAPI_FUNC(PyObject*) PySequence_GetSlice(PyObject*, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(int) PySequence_SetItem(PyObject*, Py_ssize_t index, PyObject* value);
PyAPI_FUNC(int) PySequence_DelItem(PyObject*, Py_ssize_t index);
PyAPI_FUNC(int) PySequence_SetSlice(PyObject*, Py_ssize_t start, Py_ssize_t end, PyObject* items);
PyAPI_FUNC(int) PySequence_DelSlice(PyObject*, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(PyObject*) PySequence_Tuple(PyObject*);
PyAPI_FUNC(PyObject*) PySequence_List(PyObject*);
PyAPI_FUNC(PyObject*) PySequence_Fast(PyObject*, const char* message);
PyAPI_FUNC(Py_ssize_t) PySequence_Count(PyObject*, PyObject* value);
PyAPI_FUNC(int) PySequence_Contains(PyObject*, PyObject* value);
PyAPI_FUNC(int) PySequence_In(PyObject*, PyObject* value);
#define PySequence_In PySequence_Contains
PyAPI_FUNC(Py_ssize_t) PySequence_Index(PyObject*, PyObject* value);
PyAPI_FUNC(PyObject*) PySequence_InPlaceConcat(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PySequence_InPlaceRepeat(PyObject*, Py_ssize_t count);

/* mappings */
PyAPI_FUNC(int) PyMapping_Check(PyObject*);
PyAPI_FUNC(Py_ssize_t) PyMapping_Size(PyObject*);
PyAPI_FUNC(Py_ssize_t) PyMapping_Length(PyObject*);
#define PyMapping_Length PyMapping_Size
#define PyMapping_DelItemString(o, key) PyObject_DelItemString((o), (key))
#define PyMapping_DelItem(o, key) PyObject_DelItem((o), (key))
PyAPI_FUNC(int) PyMapping_HasKeyString(PyObject*, const char* key);
PyAPI_FUNC(int) PyMapping_HasKey(PyObject*, PyObject* key);
#if MOULT_API >= 0x030d0000
PyAPI_FUNC(int) PyMapping_HasKeyWithError(PyObject*, PyObject* key);
PyAPI_FUNC(int) PyMapping_HasKeyStringWithError(PyObject*, const char* key);
PyAPI_FUNC(int) PyMapping_GetOptionalItem(PyObject*, PyObject* key, PyObject** result);
PyAPI_FUNC(int) PyMapping_GetOptionalItemString(PyObject*, const char* key, PyObject** result);
#endif
PyAPI_FUNC(PyObject*) PyMapping_Keys(PyObject*);
PyAPI_FUNC(PyObject*) PyMapping_Values(PyObject*);
PyAPI_FUNC(PyObject*) PyMapping_Items(PyObject*);
PyAPI_FUNC(PyObject*) PyMapping_GetItemString(PyObject*, const char* key);
PyAPI_FUNC(int) PyMapping_SetItemString(PyObject*, const char* key, PyObject* value);

MOULT_END_C

#endif

// The module _cffi_backend: what extensions made with cffi's API mode are linked to at run time.
// It is written against the limited API of include/, like any extension, and is built into the
// addon. Calls of C functions go through wrappers that the extensions bring with them; calls by
// pointer, which need libffi, are refused.
//
// A CType describes a C type, a CData is memory seen through one. Types come from the tables that
// cffi generates (context.h has their layout) or are parsed from text (parse.cc), and are unique:
// the same type is the same object.
#ifndef MOULT_CFFI_H
#define MOULT_CFFI_H

#define Py_LIMITED_API 0x030e0000
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "context.h"

namespace cffi {

enum Kind : uint8_t {
  VOID,
  BOOL,
  CHAR,  // char: bytes of length 1
  INT,
  UINT,
  FLOAT,
  LONGDOUBLE,
  WIDE,  // wchar_t, char16_t, char32_t: str of length 1
  POINTER,
  ARRAY,
  STRUCT,
  UNION,
  FUNCTION,  // pointer to one, as cffi has it
};

struct CType;

struct Field {
  const char* name;
  CType* type;
  Py_ssize_t offset;
  int bit, bits;  // bits < 0: no bit field
};

struct CType {
  PyObject head;
  Kind kind;
  bool is_enum, opaque, file;
  char* name;
  int at;           // where the name of a variable would stand
  Py_ssize_t size;  // -1: not known
  Py_ssize_t align;
  CType* item;            // of pointers, arrays and functions (the result)
  Py_ssize_t length;      // of arrays, -1: open
  CType* pointer;         // to this type, once made
  PyObject* arrays;       // dict: length -> array of this type
  PyObject* enumerators;  // dict name -> value
  // structs and unions
  const Context* context;
  int number;  // in context->struct_unions, -1: none
  Field* fields;
  int nfields;  // -1: not looked at yet
  // functions
  CType** parameters;
  int nparameters;
  bool variadic;
};

struct CData {
  PyObject head;
  CType* type;
  char* data;
  PyObject* weakrefs;
  void* owned;        // memory freed with the object
  PyObject* origin;   // what must live as long
  PyObject* destroy;  // called with origin
  PyObject* handle;   // of new_handle
  Py_buffer* view;    // of from_buffer
  Py_ssize_t length;  // of open arrays, else -1
};

struct FFI {
  PyObject head;
  const Context* context;
  PyObject* types;  // dict: text -> CType
  PyObject* once;   // dict of init_once
};

struct Lib {
  PyObject head;
  const Context* context;
  PyObject* ffi;
  PyObject* name;
  PyObject* cache;  // dict
};

extern PyTypeObject *CType_Type, *CData_Type, *Buffer_Type, *FFI_Type, *Lib_Type;
extern PyObject* error;  // ffi.error
extern int saved_errno;

inline bool is_cdata(PyObject* o) { return Py_TYPE(o) == CData_Type; }
inline bool is_ctype(PyObject* o) { return Py_TYPE(o) == CType_Type; }
inline bool has_items(const CType* t) { return t->kind == POINTER || t->kind == ARRAY; }
inline bool is_record(const CType* t) { return t->kind == STRUCT || t->kind == UNION; }
inline bool is_integer(const CType* t) {
  return t->kind == INT || t->kind == UINT || t->kind == BOOL;
}
inline bool is_primitive(const CType* t) { return t->kind >= BOOL && t->kind <= WIDE; }

// ---- types (ctypes.cc, parse.cc); borrowed references, which stay ----
CType* primitive(int number);
CType* primitive_named(const char* name, size_t n);
CType* pointer_to(CType* t);
CType* array_of(CType* t, Py_ssize_t length);
CType* function_type(CType* result, CType** parameters, int n, bool variadic);
CType* type_at(const Context* c, int index);
CType* function_at(const Context* c, int index);
CType* struct_at(const Context* c, int number);
CType* enum_at(const Context* c, int number);
bool fields_of(CType* t);  // reads the fields; false with an error set
Field* field_named(CType* t, PyObject* name);
CType* parse_type(const Context* c, const char* text);
CType* type_argument(FFI* ffi, PyObject* o, bool cdata_too);
bool init_types();
bool init_cdata();
bool init_buffer();
bool init_ffi(PyObject* module);
bool init_lib();

// ---- values (convert.cc) ----
PyObject* to_object(char* data, CType* t);           // new reference
int from_object(char* data, CType* t, PyObject* o);  // 0, or -1
int array_from_object(char* data, CType* t, PyObject* o);
PyObject* field_to_object(char* data, const Field& f);
int field_from_object(char* data, const Field& f, PyObject* o);
bool integer_of(PyObject* o, bool is_signed, int64_t* out, const char* what, int bits);
int64_t read_signed(const char* p, Py_ssize_t size);
uint64_t read_unsigned(const char* p, Py_ssize_t size);
void write_integer(char* p, uint64_t v, Py_ssize_t size);
// For `new`: how many items the initializer asks for; an int is dropped (*init becomes None).
Py_ssize_t length_from(CType* item, PyObject** init);

// ---- objects (cdata.cc, buffer.cc) ----
PyObject* new_cdata(CType* t, char* data, Py_ssize_t length = -1);
// Zeroed memory of its own.
CData* new_owner(CType* t, Py_ssize_t size, Py_ssize_t length = -1);
Py_ssize_t byte_size(CData* d);  // -1 with an error set when not known
Py_ssize_t length_of(CData* d);
PyObject* new_buffer(CData* d, Py_ssize_t size);
CData* null_pointer();

extern void* const exports[NUM_EXPORTS];
PyObject* init_external(PyObject* self, PyObject* raw);
PyObject* address_of_global(Lib* lib, const char* name);
PyObject* constant(const Context* c, int n);
int find_global(const Context* c, const char* name);
PyObject* def_extern(PyObject* self, PyObject* args, PyObject* kw);

}  // namespace cffi

#endif

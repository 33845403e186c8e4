// The tables in extensions that cffi generated, version 0x2601 to 0x28ff: facts of their ABI.
#ifndef MOULT_CFFI_CONTEXT_H
#define MOULT_CFFI_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

namespace cffi {

// A type table is an array of words: an odd operation in the low byte with an argument above, or,
// once the type was wanted, the address of its CType.
typedef uintptr_t Op;
inline int op_of(Op o) { return (int)(o & 255); }
inline int arg_of(Op o) { return (int)((intptr_t)o >> 8); }

enum {
  OP_PRIMITIVE = 1,
  OP_POINTER = 3,
  OP_ARRAY = 5,
  OP_OPEN_ARRAY = 7,
  OP_STRUCT_UNION = 9,
  OP_ENUM = 11,
  OP_FUNCTION = 13,
  OP_FUNCTION_END = 15,
  OP_NOOP = 17,
  OP_BITFIELD = 19,
  OP_TYPENAME = 21,
  OP_FUNCTION_VARARGS = 23,
  OP_FUNCTION_NOARGS = 25,
  OP_FUNCTION_ONE = 27,
  OP_CONSTANT = 29,
  OP_CONSTANT_INT = 31,
  OP_GLOBAL_VAR = 33,
  OP_DLOPEN_FUNCTION = 35,
  OP_DLOPEN_CONSTANT = 37,
  OP_GLOBAL_VAR_BY_FUNCTION = 39,
  OP_EXTERN_PYTHON = 41,
};
enum { NUM_PRIMITIVES = 52, FILE_STRUCT = -1, NUM_EXPORTS = 28 };
enum { F_UNION = 1, F_CHECK_FIELDS = 2, F_PACKED = 4, F_EXTERNAL = 8, F_OPAQUE = 16 };

struct Context;
struct Global {
  const char* name;
  void* address;
  Op type;
  void* size_or_direct;
};
struct Constant {
  unsigned long long value;
  const Context* context;
  int index;
};
struct StructUnion {
  const char* name;
  int type, flags;
  size_t size;
  int alignment, first_field, num_fields;
};
struct FieldEntry {
  const char* name;
  size_t offset, size;
  Op type;
};
struct EnumEntry {
  const char* name;
  int type, primitive;
  const char* enumerators;
};
struct Typename {
  const char* name;
  int type;
};
struct Context {
  Op* types;
  const Global* globals;
  const FieldEntry* fields;
  const StructUnion* struct_unions;
  const EnumEntry* enums;
  const Typename* typenames;
  int num_globals, num_struct_unions, num_enums, num_typenames;
  const char* const* includes;
  int num_types, flags;
};
struct ExternPython {
  const char* name;
  size_t result_size;
  void *attached, *reserved;
};

}  // namespace cffi

#endif

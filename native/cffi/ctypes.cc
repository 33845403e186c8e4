// Types: making them, by hand and from the tables of an extension.
#include <stdio.h>
#include "cffi.h"

namespace cffi {

PyTypeObject* CType_Type;

namespace {

struct Primitive {
  const char* name;
  Kind kind;
  uint8_t size;
};
const Primitive primitives[NUM_PRIMITIVES] = {
    {"void", VOID, 1},
    {"_Bool", BOOL, 1},
    {"char", CHAR, 1},
    {"signed char", INT, 1},
    {"unsigned char", UINT, 1},
    {"short", INT, 2},
    {"unsigned short", UINT, 2},
    {"int", INT, 4},
    {"unsigned int", UINT, 4},
    {"long", INT, 8},
    {"unsigned long", UINT, 8},
    {"long long", INT, 8},
    {"unsigned long long", UINT, 8},
    {"float", FLOAT, 4},
    {"double", FLOAT, 8},
    {"long double", LONGDOUBLE, 16},
    {"wchar_t", WIDE, 4},
    {"int8_t", INT, 1},
    {"uint8_t", UINT, 1},
    {"int16_t", INT, 2},
    {"uint16_t", UINT, 2},
    {"int32_t", INT, 4},
    {"uint32_t", UINT, 4},
    {"int64_t", INT, 8},
    {"uint64_t", UINT, 8},
    {"intptr_t", INT, 8},
    {"uintptr_t", UINT, 8},
    {"ptrdiff_t", INT, 8},
    {"size_t", UINT, 8},
    {"ssize_t", INT, 8},
    {"int_least8_t", INT, 1},
    {"uint_least8_t", UINT, 1},
    {"int_least16_t", INT, 2},
    {"uint_least16_t", UINT, 2},
    {"int_least32_t", INT, 4},
    {"uint_least32_t", UINT, 4},
    {"int_least64_t", INT, 8},
    {"uint_least64_t", UINT, 8},
    {"int_fast8_t", INT, 1},
    {"uint_fast8_t", UINT, 1},
    {"int_fast16_t", INT, 8},
    {"uint_fast16_t", UINT, 8},
    {"int_fast32_t", INT, 8},
    {"uint_fast32_t", UINT, 8},
    {"int_fast64_t", INT, 8},
    {"uint_fast64_t", UINT, 8},
    {"intmax_t", INT, 8},
    {"uintmax_t", UINT, 8},
    {nullptr, VOID, 0},
    {nullptr, VOID, 0},
    {"char16_t", WIDE, 2},
    {"char32_t", WIDE, 4},
};
CType* made[NUM_PRIMITIVES];
PyObject* functions;  // dict: name -> list of function types

char* copied(const char* s, size_t n) {
  char* p = (char*)malloc(n + 1);
  memcpy(p, s, n);
  p[n] = 0;
  return p;
}

CType* new_type(Kind kind, const char* name, int at) {
  CType* t = (CType*)PyType_GenericAlloc(CType_Type, 0);
  if (!t) return nullptr;
  t->kind = kind;
  t->name = copied(name, strlen(name));
  t->at = at < 0 ? (int)strlen(name) : at;
  t->length = -1;
  t->number = -1;
  t->size = t->align = -1;
  return t;
}

// A type around another: text goes to where a variable's name would stand in the other's.
CType* on_top(Kind kind, CType* base, const char* text, int at) {
  size_t n = strlen(base->name), k = strlen(text);
  char* name = (char*)malloc(n + k + 1);
  memcpy(name, base->name, (size_t)base->at);
  memcpy(name + base->at, text, k);
  strcpy(name + base->at + k, base->name + base->at);
  CType* t = new_type(kind, name, base->at + at);
  free(name);
  if (!t) return nullptr;
  t->item = base;
  Py_INCREF((PyObject*)base);
  return t;
}

}  // namespace

CType* primitive(int n) {
  if (n == FILE_STRUCT) {
    static CType* file;
    if (!file) {
      file = new_type(STRUCT, "FILE", -1);
      if (file) file->opaque = file->file = true;
    }
    return file;
  }
  if (n < 0 || n >= NUM_PRIMITIVES || !primitives[n].name) {
    PyErr_Format(PyExc_NotImplementedError, "primitive type number %d of cffi", n);
    return nullptr;
  }
  if (!made[n]) {
    CType* t = made[n] = new_type(primitives[n].kind, primitives[n].name, -1);
    if (!t) return nullptr;
    t->size = t->align = primitives[n].size;
    if (t->kind == VOID) t->size = -1;
  }
  return made[n];
}

CType* primitive_named(const char* name, size_t n) {
  for (int i = 0; i < NUM_PRIMITIVES; i++)
    if (primitives[i].name && strlen(primitives[i].name) == n &&
        memcmp(primitives[i].name, name, n) == 0)
      return primitive(i);
  if (n == 4 && memcmp(name, "bool", 4) == 0) return primitive(1);
  if (n == 4 && memcmp(name, "FILE", 4) == 0) return primitive(FILE_STRUCT);
  return nullptr;
}

CType* pointer_to(CType* t) {
  if (!t) return nullptr;
  if (!t->pointer) {
    bool inside = t->kind == ARRAY;
    CType* p = on_top(POINTER, t, inside ? "(*)" : " *", 2);
    if (!p) return nullptr;
    p->size = p->align = sizeof(void*);
    t->pointer = p;
  }
  return t->pointer;
}

CType* array_of(CType* t, Py_ssize_t length) {
  if (!t) return nullptr;
  if (t->size < 0) {
    PyErr_Format(PyExc_ValueError, "array item of unknown size: '%s'", t->name);
    return nullptr;
  }
  if (!t->arrays && !(t->arrays = PyDict_New())) return nullptr;
  PyObject* key = PyLong_FromSsize_t(length);
  if (!key) return nullptr;
  PyObject* known = PyDict_GetItemWithError(t->arrays, key);
  if (!known && !PyErr_Occurred()) {
    if (length >= 0 && t->size > 0 && length > PY_SSIZE_T_MAX / t->size) {
      PyErr_SetString(PyExc_OverflowError, "array size would overflow a Py_ssize_t");
    } else {
      char text[32];
      snprintf(text, sizeof text, length < 0 ? "[]" : "[%zd]", (size_t)length);
      CType* a = on_top(ARRAY, t, text, 0);
      if (a) {
        a->length = length;
        a->size = length < 0 ? -1 : length * t->size;
        a->align = t->align;
        if (PyDict_SetItem(t->arrays, key, (PyObject*)a) == 0) known = (PyObject*)a;
      }
    }
  }
  Py_DECREF(key);
  return (CType*)known;
}

CType* function_type(CType* result, CType** parameters, int n, bool variadic) {
  if (!result) return nullptr;
  size_t room = 16;
  for (int i = 0; i < n; i++) {
    if (!parameters[i]) return nullptr;
    room += strlen(parameters[i]->name) + 2;
  }
  char* text = (char*)malloc(room + 8);
  strcpy(text, "(*)(");
  for (int i = 0; i < n; i++) {
    if (i) strcat(text, ", ");
    strcat(text, parameters[i]->name);
  }
  if (variadic) strcat(text, n ? ", ..." : "...");
  strcat(text, ")");
  CType* t = on_top(FUNCTION, result, text, 2);
  free(text);
  if (!t) return nullptr;
  // Function types that read the same are the same, when their parts are.
  if (!functions && !(functions = PyDict_New())) return nullptr;
  PyObject* list = PyDict_GetItemString(functions, t->name);
  for (Py_ssize_t i = 0; list && i < PyList_Size(list); i++) {
    CType* old = (CType*)PyList_GetItem(list, i);
    bool same = old->item == result && old->nparameters == n;
    for (int k = 0; same && k < n; k++) same = old->parameters[k] == parameters[k];
    if (same) return old;
  }
  t->size = t->align = sizeof(void*);
  t->nparameters = n;
  t->variadic = variadic;
  t->parameters = (CType**)malloc(sizeof(CType*) * (size_t)(n + 1));
  for (int i = 0; i < n; i++) {
    // Arrays are passed as pointers.
    t->parameters[i] =
        parameters[i]->kind == ARRAY ? pointer_to(parameters[i]->item) : parameters[i];
  }
  if (!list) {
    list = PyList_New(0);
    if (!list || PyDict_SetItemString(functions, t->name, list) < 0) return nullptr;
    Py_DECREF(list);
  }
  return PyList_Append(list, (PyObject*)t) < 0 ? nullptr : t;
}

// ---- from the tables ----

static CType* remember(const Context* c, int index, CType* t) {
  if (t && index >= 0) {
    Py_INCREF((PyObject*)t);
    c->types[index] = (Op)t;
  }
  return t;
}

CType* struct_at(const Context* c, int number) {
  const StructUnion& s = c->struct_unions[number];
  Op known = c->types[s.type];
  if (!(known & 1)) return (CType*)known;
  bool is_union = s.flags & F_UNION;
  // A name that starts with $ is a typedef's of a struct without one.
  char name[512];
  const char* shown = s.name;
  const char* word = is_union ? "union " : "struct ";
  if (s.name[0] == '$') {
    shown++;
    if (s.name[1] != '$' && (s.name[1] < '0' || s.name[1] > '9')) word = "";
  }
  snprintf(name, sizeof name, "%s%s", word, shown);
  if (strcmp(s.name, "_IO_FILE") == 0) return remember(c, s.type, primitive(FILE_STRUCT));
  CType* t = new_type(is_union ? UNION : STRUCT, name, -1);
  if (!t) return nullptr;
  t->context = c;
  t->number = number;
  t->nfields = -1;
  t->opaque = (s.flags & F_OPAQUE) || s.size == (size_t)-1;
  t->size = t->opaque ? -1 : (Py_ssize_t)s.size;
  t->align = s.alignment;
  if (s.flags & F_OPAQUE) t->nfields = 0;
  // The size is not known before the fields are (cffi says -2).
  if (!t->opaque && s.size == (size_t)-2) t->size = -1;
  return remember(c, s.type, t);
}

CType* enum_at(const Context* c, int number) {
  const EnumEntry& e = c->enums[number];
  Op known = c->types[e.type];
  if (!(known & 1)) return (CType*)known;
  CType* base = primitive(e.primitive);
  if (!base) return nullptr;
  char name[512];
  snprintf(name, sizeof name, "%s%s", e.name[0] == '$' ? "" : "enum ", e.name + (e.name[0] == '$'));
  CType* t = new_type(base->kind, name, -1);
  if (!t || !(t->enumerators = PyDict_New())) return nullptr;
  t->is_enum = true;
  t->size = base->size;
  t->align = base->align;
  for (const char* p = e.enumerators; p && *p;) {
    const char* end = strchr(p, ',');
    size_t n = end ? (size_t)(end - p) : strlen(p);
    char* one = copied(p, n);
    int at = find_global(c, one);
    PyObject* v = at >= 0 ? constant(c, at) : nullptr;
    if (v) PyDict_SetItemString(t->enumerators, one, v);
    Py_XDECREF(v);
    free(one);
    if (PyErr_Occurred()) return nullptr;
    p = end ? end + 1 : nullptr;
  }
  return remember(c, e.type, t);
}

CType* function_at(const Context* c, int index) {
  Op op = c->types[index];
  CType* parameters[64];
  int n = 0;
  CType* result = type_at(c, arg_of(op));
  int i = index + 1;
  for (; op_of(c->types[i]) != OP_FUNCTION_END || !(c->types[i] & 1); i++) {
    if (n == 64) {
      PyErr_SetString(PyExc_NotImplementedError, "a C function with more than 64 parameters");
      return nullptr;
    }
    parameters[n] = type_at(c, i);
    if (!parameters[n++]) return nullptr;
  }
  return function_type(result, parameters, n, arg_of(c->types[i]) & 1);
}

CType* type_at(const Context* c, int index) {
  Op op = c->types[index];
  if (!(op & 1)) return (CType*)op;
  int arg = arg_of(op);
  switch (op_of(op)) {
    case OP_PRIMITIVE:
      return remember(c, index, primitive(arg));
    case OP_POINTER: {
      // Where a function follows, its type is the pointer already.
      Op to = c->types[arg];
      if ((to & 1) && op_of(to) == OP_FUNCTION) return remember(c, index, function_at(c, arg));
      return remember(c, index, pointer_to(type_at(c, arg)));
    }
    case OP_ARRAY:
      return remember(c, index, array_of(type_at(c, arg), (Py_ssize_t)c->types[index + 1]));
    case OP_OPEN_ARRAY:
      return remember(c, index, array_of(type_at(c, arg), -1));
    case OP_STRUCT_UNION:
      return remember(c, index, struct_at(c, arg));
    case OP_ENUM:
      return remember(c, index, enum_at(c, arg));
    case OP_FUNCTION:
      return function_at(c, index);
    case OP_NOOP:
      return remember(c, index, type_at(c, arg));
    case OP_TYPENAME:
      return remember(c, index, type_at(c, c->typenames[arg].type));
    default:
      PyErr_Format(PyExc_NotImplementedError, "type operation %d of cffi", op_of(op));
      return nullptr;
  }
}

bool fields_of(CType* t) {
  if (t->nfields >= 0) return true;
  const Context* c = t->context;
  const StructUnion& s = c->struct_unions[t->number];
  t->fields = (Field*)calloc((size_t)s.num_fields + 1, sizeof(Field));
  Py_ssize_t end = 0, align = 1;
  for (int i = 0; i < s.num_fields; i++) {
    const FieldEntry& e = c->fields[s.first_field + i];
    Field& f = t->fields[i];
    f.name = e.name;
    f.bits = -1;
    Op op = e.type;
    f.type = type_at(c, arg_of(op));
    if (!f.type) return false;
    if (op_of(op) == OP_BITFIELD) f.bits = (int)e.size;
    f.offset = (Py_ssize_t)e.offset;
    if (e.offset == (size_t)-1) {
      // Only the layout rules tell where it lies.
      Py_ssize_t a = f.type->align > 0 ? f.type->align : 1;
      f.offset = t->kind == UNION ? 0 : (end + a - 1) / a * a;
    }
    if (f.type->kind == ARRAY && f.type->length < 0 && e.size != (size_t)-1 && f.type->item->size)
      f.type = array_of(f.type->item, (Py_ssize_t)e.size / f.type->item->size);
    if (f.type->align > align) align = f.type->align;
    if (f.type->size > 0 && f.offset + f.type->size > end) end = f.offset + f.type->size;
  }
  if (t->size < 0 && !t->opaque) {
    t->size = (end + align - 1) / align * align;
    t->align = align;
  }
  t->nfields = s.num_fields;
  return true;
}

Field* field_named(CType* t, PyObject* name) {
  if (!fields_of(t)) return nullptr;
  for (int i = 0; i < t->nfields; i++)
    if (PyUnicode_EqualToUTF8(name, t->fields[i].name)) return &t->fields[i];
  return nullptr;
}

// ---- the Python type ----

static PyObject* ctype_repr(PyObject* o) {
  return PyUnicode_FromFormat("<ctype '%s'>", ((CType*)o)->name);
}
static PyObject* get_cname(PyObject* o, void*) { return PyUnicode_FromString(((CType*)o)->name); }
static PyObject* get_kind(PyObject* o, void*) {
  CType* t = (CType*)o;
  static const char* const names[] = {
      "void",      "primitive", "primitive", "primitive", "primitive", "primitive", "primitive",
      "primitive", "pointer",   "array",     "struct",    "union",     "function"};
  return PyUnicode_FromString(t->is_enum ? "enum" : names[t->kind]);
}
static PyObject* get_item(PyObject* o, void*) {
  CType* t = (CType*)o;
  if (has_items(t)) return Py_NewRef((PyObject*)t->item);
  PyErr_SetString(PyExc_AttributeError, "item");
  return nullptr;
}
static PyObject* get_length(PyObject* o, void*) {
  CType* t = (CType*)o;
  if (t->kind == ARRAY) return t->length < 0 ? Py_NewRef(Py_None) : PyLong_FromSsize_t(t->length);
  PyErr_SetString(PyExc_AttributeError, "length");
  return nullptr;
}
static PyObject* get_result(PyObject* o, void*) {
  CType* t = (CType*)o;
  if (t->kind == FUNCTION) return Py_NewRef((PyObject*)t->item);
  PyErr_SetString(PyExc_AttributeError, "result");
  return nullptr;
}
static PyObject* get_args(PyObject* o, void*) {
  CType* t = (CType*)o;
  if (t->kind != FUNCTION) {
    PyErr_SetString(PyExc_AttributeError, "args");
    return nullptr;
  }
  PyObject* r = PyTuple_New(t->nparameters);
  for (int i = 0; r && i < t->nparameters; i++)
    PyTuple_SetItem(r, i, Py_NewRef((PyObject*)t->parameters[i]));
  return r;
}
static PyObject* get_relements(PyObject* o, void*) {
  CType* t = (CType*)o;
  if (t->is_enum) return PyDict_Copy(t->enumerators);
  PyErr_SetString(PyExc_AttributeError, "relements");
  return nullptr;
}
static PyObject* get_elements(PyObject* o, void*) {
  CType* t = (CType*)o;
  if (!t->is_enum) {
    PyErr_SetString(PyExc_AttributeError, "elements");
    return nullptr;
  }
  PyObject* r = PyDict_New();
  PyObject *k, *v;
  for (Py_ssize_t i = 0; r && PyDict_Next(t->enumerators, &i, &k, &v);)
    if (PyDict_SetItem(r, v, k) < 0) return nullptr;
  return r;
}
static PyGetSetDef getset[] = {
    {"cname", get_cname, nullptr, nullptr, nullptr},
    {"kind", get_kind, nullptr, nullptr, nullptr},
    {"item", get_item, nullptr, nullptr, nullptr},
    {"length", get_length, nullptr, nullptr, nullptr},
    {"result", get_result, nullptr, nullptr, nullptr},
    {"args", get_args, nullptr, nullptr, nullptr},
    {"elements", get_elements, nullptr, nullptr, nullptr},
    {"relements", get_relements, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
static PyType_Slot slots[] = {
    {Py_tp_repr, (void*)ctype_repr},
    {Py_tp_getset, (void*)getset},
    {0, nullptr},
};
static PyType_Spec spec = {"_cffi_backend.CType", sizeof(CType), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
bool init_types() {
  CType_Type = (PyTypeObject*)PyType_FromSpec(&spec);
  return CType_Type != nullptr;
}

}  // namespace cffi

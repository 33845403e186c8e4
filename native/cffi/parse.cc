// C declarations without a name, as in ffi.new("char *[]"): a specifier, then what a declarator
// puts around it.
#include <ctype.h>
#include <stdio.h>
#include "cffi.h"

namespace cffi {

namespace {

struct Parser {
  const Context* c;
  const char* text;
  const char* p;
  const char* word = nullptr;  // the current token
  size_t n = 0;

  void next() {
    while (isspace((unsigned char)*p)) p++;
    word = p;
    if (isalpha((unsigned char)*p) || *p == '_' || *p == '$') {
      while (isalnum((unsigned char)*p) || *p == '_' || *p == '$') p++;
    } else if (isdigit((unsigned char)*p)) {
      while (isalnum((unsigned char)*p)) p++;
    } else if (strncmp(p, "...", 3) == 0) {
      p += 3;
    } else if (*p) {
      p++;
    }
    n = (size_t)(p - word);
  }
  bool is(const char* s) const { return strlen(s) == n && memcmp(s, word, n) == 0; }
  bool take(const char* s) {
    if (!is(s)) return false;
    next();
    return true;
  }
  bool identifier() const {
    return n > 0 && (isalpha((unsigned char)*word) || *word == '_' || *word == '$');
  }

  CType* fail(const char* why) {
    if (!PyErr_Occurred()) PyErr_Format(error, "%s\n%s\n%*s^", why, text, (int)(word - text), "");
    return nullptr;
  }
  void qualifiers() {
    while (is("const") || is("volatile") || is("restrict")) next();
  }

  CType* specifier() {
    qualifiers();
    if (!identifier()) return fail("identifier expected");
    if (is("struct") || is("union")) {
      bool is_union = is("union");
      next();
      if (!identifier()) return fail("struct or union name expected");
      for (int i = 0; c && i < c->num_struct_unions; i++) {
        const StructUnion& s = c->struct_unions[i];
        if (strlen(s.name) == n && memcmp(s.name, word, n) == 0) {
          if (((s.flags & F_UNION) != 0) != is_union)
            return fail("wrong kind of tag: struct vs union");
          next();
          return struct_at(c, i);
        }
      }
      if (is("_IO_FILE")) {
        next();
        return primitive(FILE_STRUCT);
      }
      return fail("undefined struct/union name");
    }
    if (take("enum")) {
      for (int i = 0; c && i < c->num_enums; i++) {
        const EnumEntry& e = c->enums[i];
        if (strlen(e.name) == n && memcmp(e.name, word, n) == 0) {
          next();
          return enum_at(c, i);
        }
      }
      return fail("undefined enum name");
    }
    int longs = 0, shorts = 0, chars = 0, ints = 0, is_signed = 0, is_unsigned = 0, any = 0;
    int doubles = 0;
    for (;; any++) {
      qualifiers();
      if (is("long"))
        longs++;
      else if (is("short"))
        shorts++;
      else if (is("char"))
        chars++;
      else if (is("int"))
        ints++;
      else if (is("signed"))
        is_signed++;
      else if (is("unsigned"))
        is_unsigned++;
      else if (is("double"))
        doubles++;
      else
        break;
      next();
    }
    if (any) {
      if (doubles) return primitive(longs ? 15 : 14);
      if (chars) return primitive(is_unsigned ? 4 : is_signed ? 3 : 2);
      return primitive((shorts ? 5 : longs > 1 ? 11 : longs ? 9 : 7) + is_unsigned);
    }
    for (int i = 0; c && i < c->num_typenames; i++) {
      const Typename& t = c->typenames[i];
      if (strlen(t.name) == n && memcmp(t.name, word, n) == 0) {
        next();
        return type_at(c, t.type);
      }
    }
    CType* t = primitive_named(word, n);
    if (!t) return fail("undefined type name");
    next();
    return t;
  }

  // What stands after the innermost place: arrays and parameters.
  CType* suffix(CType* t) {
    if (!t) return nullptr;
    if (is("[")) {
      next();
      Py_ssize_t length = -1;
      if (!is("]")) {
        if (!isdigit((unsigned char)*word)) {
          char name[256];
          snprintf(name, sizeof name, "%.*s", (int)n, word);
          int at = identifier() && c ? find_global(c, name) : -1;
          PyObject* v = at >= 0 ? constant(c, at) : nullptr;
          if (!v) return fail("expected a positive integer constant");
          length = PyLong_AsSsize_t(v);
          Py_DECREF(v);
        } else {
          length = (Py_ssize_t)strtoll(word, nullptr, 0);
        }
        next();
      }
      if (!take("]")) return fail("expected ']'");
      return array_of(suffix(t), length);
    }
    if (is("(")) {
      next();
      CType* parameters[64];
      int count = 0;
      bool variadic = false;
      if (is("void")) {
        Parser ahead = *this;
        ahead.next();
        if (ahead.is(")")) next();
      }
      while (!is(")")) {
        if (take("...")) {
          variadic = true;
          break;
        }
        if (count == 64) return fail("too many parameters");
        CType* one = declaration();
        if (!one) return nullptr;
        parameters[count++] = one->kind == ARRAY ? pointer_to(one->item) : one;
        if (!take(",")) break;
      }
      if (!take(")")) return fail("expected ')'");
      return function_type(t, parameters, count, variadic);
    }
    return t;
  }

  CType* declarator(CType* t) {
    while (t && is("*")) {
      next();
      qualifiers();
      t = pointer_to(t);
    }
    if (!t) return nullptr;
    if (is("(")) {
      Parser ahead = *this;
      ahead.next();
      if (ahead.is("*") || ahead.is("(") || ahead.is("[")) {
        // What is inside applies to what the rest makes of t.
        next();
        Parser inner = *this;
        int depth = 1;
        while (n && depth) {
          if (is("(")) depth++;
          if (is(")")) depth--;
          next();
        }
        bool function = is("(");
        CType* outer = suffix(t);
        if (!outer) return nullptr;
        // A function type is a pointer already: the first star says no more.
        if (function && inner.is("*")) inner.next();
        return inner.declarator(outer);
      }
    }
    if (identifier()) next();  // a parameter's name
    return suffix(t);
  }

  CType* declaration() { return declarator(specifier()); }
};

}  // namespace

CType* parse_type(const Context* c, const char* text) {
  Parser p{c, text, text};
  p.next();
  CType* t = p.declaration();
  if (t && p.n) return p.fail("unexpected symbol");
  return t;
}

}  // namespace cffi

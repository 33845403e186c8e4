// str blocks in both representations (layout.h), interning, and the byte buffer.
#include <stdlib.h>
#include "values.h"

#include "errors.h"

namespace moult {

// UTF8 layout: the count of characters shares its word with two facts about the text.
static const uint64_t HAS_SURROGATE = (uint64_t)1 << 63, HAS_ASTRAL = (uint64_t)1 << 62,
                      HAS_WIDE = (uint64_t)1 << 61, COUNT = ((uint64_t)1 << 60) - 1;
// PEP393 layout: the state word.
static const uint32_t ST_ASCII = 1 << 8, ST_SURROGATE = 1 << 9;

// ---- UTF-8 ----

size_t utf8_put(char* out, Py_UCS4 c) {
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    out[0] = (char)(0xC0 | c >> 6);
    out[1] = (char)(0x80 | (c & 63));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 63));
    out[2] = (char)(0x80 | (c & 63));
    return 3;
  }
  out[0] = (char)(0xF0 | c >> 18);
  out[1] = (char)(0x80 | (c >> 12 & 63));
  out[2] = (char)(0x80 | (c >> 6 & 63));
  out[3] = (char)(0x80 | (c & 63));
  return 4;
}
static inline size_t utf8_len(Py_UCS4 c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

// Reads one character of well-formed UTF-8 (surrogates allowed).
static inline Py_UCS4 utf8_get(const uint8_t*& p) {
  Py_UCS4 c = *p++;
  if (c < 0x80) return c;
  if (c < 0xE0) return (c & 31) << 6 | (*p++ & 63);
  if (c < 0xF0) {
    c = (c & 15) << 12 | (p[0] & 63u) << 6 | (p[1] & 63u);
    p += 2;
    return c;
  }
  c = (c & 7) << 18 | (p[0] & 63u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
  p += 3;
  return c;
}

// ---- making ----

static PyObject* header(PyObject* o) {
  if (UNLIKELY(!o)) return PyErr_NoMemory();
  o->ob_refcnt = 1;
  o->ob_type = &PyUnicode_Type;
  return o;
}

// Wide text for PEP393.
template <class L, class Ch>
static PyObject* make_393(L l, const Ch* s, Py_ssize_t n, Py_UCS4 max) {
  uint32_t kind = max < 0x100 ? 1 : max < 0x10000 ? 2 : 4;
  bool ascii = max < 0x80;
  uint32_t data = ascii ? l.str_data() : l.str_data_wide();
  PyObject* o = (PyObject*)heap_alloc(data + ((size_t)n + 1) * kind, K_VALUE);
  if (!header(o)) return nullptr;
  at<Py_ssize_t>(o, l.str_length()) = n;
  uint32_t state = kind | (ascii ? ST_ASCII : 0);
  if (!ascii) {
    at<Py_ssize_t>(o, l.str_bytes()) = 0;
    at<char*>(o, l.str_utf8()) = nullptr;
  }
  if (kind == 1) {
    uint8_t* d = &at<uint8_t>(o, data);
    for (Py_ssize_t i = 0; i < n; i++) d[i] = (uint8_t)s[i];
    d[n] = 0;
  } else if (kind == 2) {
    uint16_t* d = &at<uint16_t>(o, data);
    for (Py_ssize_t i = 0; i < n; i++) {
      d[i] = (uint16_t)s[i];
      if ((s[i] & ~(Ch)0x7ff) == 0xd800) state |= ST_SURROGATE;
    }
    d[n] = 0;
  } else {
    Py_UCS4* d = &at<Py_UCS4>(o, data);
    for (Py_ssize_t i = 0; i < n; i++) {
      d[i] = s[i];
      if ((d[i] & ~0x7ffu) == 0xd800) state |= ST_SURROGATE;
    }
    d[n] = 0;
  }
  at<uint32_t>(o, l.str_state()) = state;
  return o;
}

template <class Ch>
static PyObject* make(const Ch* s, Py_ssize_t n) {
  Py_UCS4 max = 0;
  if (n == 0) return incref(g->interp->empty_str);
  for (Py_ssize_t i = 0; i < n; i++) max |= s[i];
  if (n == 1 && max < 0x100) return incref(g->interp->latin1[max]);
  return with_layout([&](auto l) -> PyObject* {
    if (l.str_repr() == PEP393) return make_393(l, s, n, max);
    size_t bytes = (size_t)n;
    uint64_t flags = 0;
    if (max >= 0x80)
      for (Py_ssize_t i = 0; i < n; i++) {
        bytes += utf8_len(s[i]) - 1;
        if (s[i] > 0xff) {
          flags |= HAS_WIDE;
          if ((Py_UCS4)s[i] > 0xffff)
            flags |= HAS_ASTRAL;
          else if (((Py_UCS4)s[i] & ~0x7ffu) == 0xd800)
            flags |= HAS_SURROGATE;
        }
      }
    PyObject* o = (PyObject*)heap_alloc(l.str_data() + bytes + 1, K_VALUE);
    if (!header(o)) return nullptr;
    at<uint64_t>(o, l.str_bytes()) = bytes;
    at<uint64_t>(o, l.str_length()) = (uint64_t)n | flags;
    char* d = &at<char>(o, l.str_data());
    if (max < 0x80) {
      if (sizeof(Ch) == 1)
        memcpy(d, s, (size_t)n);
      else
        for (Py_ssize_t i = 0; i < n; i++) d[i] = (char)s[i];
    } else {
      char* q = d;
      for (Py_ssize_t i = 0; i < n; i++) q += utf8_put(q, s[i]);
    }
    d[bytes] = 0;
    return o;
  });
}

PyObject* str_from_latin1(const uint8_t* s, Py_ssize_t n) { return make(s, n); }
PyObject* str_from_ucs2(const uint16_t* s, Py_ssize_t n) { return make(s, n); }
PyObject* str_from_ucs4(const Py_UCS4* s, Py_ssize_t n) { return make(s, n); }

PyObject* make_latin1_char(uint8_t c, bool empty) {
  return with_layout([&](auto l) -> PyObject* {
    Py_ssize_t n = empty ? 0 : 1;
    if (l.str_repr() == PEP393) return make_393(l, &c, n, empty ? 0 : c);
    PyObject* o = (PyObject*)heap_alloc(l.str_data() + 3, K_VALUE);
    if (!header(o)) return nullptr;
    char* d = &at<char>(o, l.str_data());
    size_t bytes = empty ? 0 : utf8_put(d, c);
    d[bytes] = 0;
    at<uint64_t>(o, l.str_bytes()) = bytes;
    at<uint64_t>(o, l.str_length()) = (uint64_t)n;
    return o;
  });
}

PyObject* str_from_valid_utf8(const char* s, Py_ssize_t n) {
  const uint8_t* p = (const uint8_t*)s;
  const uint8_t* end = p + n;
  bool ascii = true;
  for (const uint8_t* q = p; q < end; q++)
    if (*q >= 0x80) {
      ascii = false;
      break;
    }
  if (ascii) return make(p, n);
  if (!g->fast && g->core->str_repr == PEP393) {
    Py_UCS4* tmp = (Py_UCS4*)malloc((size_t)n * 4);
    if (!tmp) return PyErr_NoMemory();
    Py_ssize_t count = 0;
    while (p < end) tmp[count++] = utf8_get(p);
    PyObject* o = make(tmp, count);
    free(tmp);
    return o;
  }
  uint64_t count = 0, flags = 0;
  for (const uint8_t* q = p; q < end; q++) {
    if ((*q & 0xC0) != 0x80) count++;
    if (*q >= 0xC4) {
      flags |= HAS_WIDE;
      if (*q >= 0xF0)
        flags |= HAS_ASTRAL;
      else if (*q == 0xED && q[1] >= 0xA0)
        flags |= HAS_SURROGATE;
    }
  }
  if (count == 1 && !(flags & HAS_WIDE)) {
    Py_UCS4 c = utf8_get(p);
    return incref(g->interp->latin1[c]);
  }
  return with_layout([&](auto l) -> PyObject* {
    PyObject* o = (PyObject*)heap_alloc(l.str_data() + (size_t)n + 1, K_VALUE);
    if (!header(o)) return nullptr;
    at<uint64_t>(o, l.str_bytes()) = (uint64_t)n;
    at<uint64_t>(o, l.str_length()) = count | flags;
    char* d = &at<char>(o, l.str_data());
    memcpy(d, s, (size_t)n);
    d[n] = 0;
    return o;
  });
}

// ---- reading ----

static PyObject* plain(PyObject* o) {
  return LIKELY(o->ob_type->shape == SH_STR && o->ob_type == &PyUnicode_Type) ? o : plain_value(o);
}

Py_ssize_t str_length(PyObject* o) {
  o = plain(o);
  return with_layout([&](auto l) -> Py_ssize_t {
    return (Py_ssize_t)(at<uint64_t>(o, l.str_length()) &
                        (l.str_repr() == UTF8 ? COUNT : ~(uint64_t)0));
  });
}

Py_UCS4 str_max(PyObject* o) {
  o = plain(o);
  return with_layout([&](auto l) -> Py_UCS4 {
    if (l.str_repr() == UTF8) {
      uint64_t w = at<uint64_t>(o, l.str_length());
      if ((w & COUNT) == at<uint64_t>(o, l.str_bytes())) return 0x7f;
      return w & HAS_ASTRAL ? 0x10ffff : w & HAS_WIDE ? 0xffff : 0xff;
    }
    uint32_t st = at<uint32_t>(o, l.str_state());
    uint32_t k = st & 7;
    return st & ST_ASCII ? 0x7f : k == 1 ? 0xff : k == 2 ? 0xffff : 0x10ffff;
  });
}
bool str_ascii(PyObject* o) { return str_max(o) == 0x7f; }

template <class L>
static void* data_393(L l, PyObject* o) {
  return &at<char>(o, at<uint32_t>(o, l.str_state()) & ST_ASCII ? l.str_data() : l.str_data_wide());
}

Py_UCS4 str_char(PyObject* o, Py_ssize_t i) {
  o = plain(o);
  return with_layout([&](auto l) -> Py_UCS4 {
    if (l.str_repr() == UTF8) {
      const uint8_t* p = &at<uint8_t>(o, l.str_data());
      uint64_t bytes = at<uint64_t>(o, l.str_bytes());
      uint64_t count = at<uint64_t>(o, l.str_length()) & COUNT;
      if (count == bytes) return p[i];
      if ((uint64_t)i * 2 > count) {
        const uint8_t* q = p + bytes;
        for (uint64_t k = count; k > (uint64_t)i; k--) do
            q--;
          while ((*q & 0xC0) == 0x80);
        return utf8_get(q);
      }
      while (i-- > 0) utf8_get(p);
      return utf8_get(p);
    }
    void* d = data_393(l, o);
    switch (at<uint32_t>(o, l.str_state()) & 7) {
      case 1:
        return ((uint8_t*)d)[i];
      case 2:
        return ((uint16_t*)d)[i];
      default:
        return ((Py_UCS4*)d)[i];
    }
  });
}

void str_copy_ucs4(PyObject* o, Py_UCS4* out, Py_ssize_t start, Py_ssize_t n) {
  o = plain(o);
  with_layout([&](auto l) {
    if (l.str_repr() == UTF8) {
      const uint8_t* p = &at<uint8_t>(o, l.str_data());
      if ((at<uint64_t>(o, l.str_length()) & COUNT) == at<uint64_t>(o, l.str_bytes()))
        p += start;
      else
        while (start-- > 0) utf8_get(p);
      while (n-- > 0) *out++ = utf8_get(p);
      return;
    }
    void* d = data_393(l, o);
    uint32_t k = at<uint32_t>(o, l.str_state()) & 7;
    for (Py_ssize_t i = start; i < start + n; i++)
      *out++ = k == 1 ? ((uint8_t*)d)[i] : k == 2 ? ((uint16_t*)d)[i] : ((Py_UCS4*)d)[i];
  });
}

const char* str_wtf8(PyObject* o, Py_ssize_t* n) {
  o = plain(o);
  return with_layout([&](auto l) -> const char* {
    if (l.str_repr() == UTF8) {
      if (n) *n = (Py_ssize_t)at<uint64_t>(o, l.str_bytes());
      return &at<char>(o, l.str_data()) + (l.hunt() ? hunt_text_view : 0);
    }
    Py_ssize_t len = at<Py_ssize_t>(o, l.str_length());
    uint32_t st = at<uint32_t>(o, l.str_state());
    char* d = (char*)data_393(l, o);
    if (st & ST_ASCII) {
      if (n) *n = len;
      return d;
    }
    char*& cache = at<char*>(o, l.str_utf8());
    Py_ssize_t& size = at<Py_ssize_t>(o, l.str_bytes());
    if (!cache) {
      Buf b;
      uint32_t k = st & 7;
      for (Py_ssize_t i = 0; i < len; i++)
        b.cp(k == 1 ? ((uint8_t*)d)[i] : k == 2 ? ((uint16_t*)d)[i] : ((Py_UCS4*)d)[i]);
      b.add('\0');
      if (b.bad) {
        PyErr_NoMemory();
        return nullptr;
      }
      cache = b.p;
      size = (Py_ssize_t)b.n - 1;
      b.p = nullptr;
    }
    if (n) *n = size;
    return cache;
  });
}

static bool has_surrogate(PyObject* o) {
  return with_layout([&](auto l) -> bool {
    if (l.str_repr() == UTF8) return at<uint64_t>(o, l.str_length()) & HAS_SURROGATE;
    return at<uint32_t>(o, l.str_state()) & ST_SURROGATE;
  });
}

const char* str_utf8(PyObject* o, Py_ssize_t* n) {
  o = plain(o);
  if (UNLIKELY(has_surrogate(o))) {
    // The codec makes the error.
    PyObject* r = up_obj(OP_str_encode, o, "utf-8", "strict");
    xdecref(r);
    return nullptr;
  }
  return str_wtf8(o, n);
}

int str_write_char(PyObject* o, Py_ssize_t i, Py_UCS4 c) {
  return with_layout([&](auto l) -> int {
    if (l.str_repr() == PEP393) {
      void* d = data_393(l, o);
      uint32_t k = at<uint32_t>(o, l.str_state()) & 7;
      if (k == 1)
        ((uint8_t*)d)[i] = (uint8_t)c;
      else if (k == 2)
        ((uint16_t*)d)[i] = (uint16_t)c;
      else
        ((Py_UCS4*)d)[i] = c;
      if (!(at<uint32_t>(o, l.str_state()) & ST_ASCII)) {
        free(at<char*>(o, l.str_utf8()));
        at<char*>(o, l.str_utf8()) = nullptr;
      }
      if ((c & ~0x7ffu) == 0xd800) at<uint32_t>(o, l.str_state()) |= ST_SURROGATE;
      return 0;
    }
    const uint8_t* p = &at<uint8_t>(o, l.str_data());
    const uint8_t* end = p + at<uint64_t>(o, l.str_bytes());
    for (Py_ssize_t k = 0; k < i; k++) utf8_get(p);
    const uint8_t* q = p;
    utf8_get(q);
    size_t was = (size_t)(q - p), is = utf8_len(c);
    // The block was cut to its text: a longer encoding may not fit.
    if (is > was && (size_t)(end - (const uint8_t*)o) + 1 + is - was > heap_usable(o)) {
      PyErr_SetString(PyExc_SystemError, "Cannot modify a string currently used");
      return -1;
    }
    memmove((char*)p + is, q, (size_t)(end - q) + 1);
    utf8_put((char*)p, c);
    at<uint64_t>(o, l.str_bytes()) += is - was;
    if ((c & ~0x7ffu) == 0xd800) at<uint64_t>(o, l.str_length()) |= HAS_SURROGATE;
    return 0;
  });
}

void str_release(PyObject* o) {
  if (!g->fast && g->core->str_repr == PEP393) {
    DynLayout l{g->core};
    if (!(at<uint32_t>(o, l.str_state()) & ST_ASCII)) free(at<char*>(o, l.str_utf8()));
  }
}

bool str_equal(PyObject* a, PyObject* b) {
  if (a == b) return true;
  if (str_length(a) != str_length(b)) return false;
  Py_ssize_t na = 0, nb = 0;
  const char* pa = str_wtf8(a, &na);
  const char* pb = str_wtf8(b, &nb);
  return pa && pb && na == nb && memcmp(pa, pb, (size_t)na) == 0;
}

int str_compare(PyObject* a, PyObject* b) {
  Py_ssize_t na = 0, nb = 0;
  const char* pa = str_wtf8(a, &na);
  const char* pb = str_wtf8(b, &nb);
  if (!pa || !pb) return -1;
  // UTF-8 order is code point order.
  int r = memcmp(pa, pb, (size_t)(na < nb ? na : nb));
  return r ? (r < 0 ? -1 : 1) : na < nb ? -1 : na > nb;
}

// ---- interning ----

struct InternTable {
  PyObject** slots;
  size_t cap, used;
};

static uint64_t text_hash(const char* s, size_t n) {
  uint64_t h = 0xcbf29ce484222325u ^ n;
  for (size_t i = 0; i < n; i++) h = (h ^ (uint8_t)s[i]) * 0x100000001b3u;
  return h ^ h >> 29;
}

static PyObject** intern_find(InternTable* t, const char* s, Py_ssize_t n) {
  size_t i = text_hash(s, (size_t)n) & (t->cap - 1);
  while (t->slots[i]) {
    Py_ssize_t len = 0;
    const char* p = str_wtf8(t->slots[i], &len);
    if (len == n && memcmp(p, s, (size_t)n) == 0) break;
    i = (i + 1) & (t->cap - 1);
  }
  return &t->slots[i];
}

static InternTable* intern_table() {
  InternTable*& t = g->interp->interned;
  if (!t) {
    t = new InternTable();
    t->cap = 1024;
    t->slots = (PyObject**)calloc(t->cap, sizeof(PyObject*));
  } else if (t->used * 2 > t->cap) {
    InternTable bigger{(PyObject**)calloc(t->cap * 2, sizeof(PyObject*)), t->cap * 2, t->used};
    for (size_t i = 0; i < t->cap; i++)
      if (t->slots[i]) {
        Py_ssize_t n = 0;
        const char* s = str_wtf8(t->slots[i], &n);
        *intern_find(&bigger, s, n) = t->slots[i];
      }
    free(t->slots);
    *t = bigger;
  }
  return t;
}

static void intern_add(InternTable* t, PyObject** slot, PyObject* o) {
  *slot = o;
  t->used++;
  o->ob_refcnt = IMMORTAL;
  meta(o)->flags |= F_INTERNED;
}

PyObject* intern(const char* s, Py_ssize_t n, const char* errors) {
  InternTable* t = intern_table();
  PyObject** slot = intern_find(t, s, n);
  if (!*slot) {
    PyObject* o = str_decode_utf8(s, n, errors, nullptr);
    if (!o) return nullptr;
    intern_add(t, slot, o);
  }
  return *slot;
}

PyObject* intern_cstr(const char* s) { return intern(s, (Py_ssize_t)strlen(s)); }

void intern_in_place(PyObject** po) {
  PyObject* o = *po;
  if (!o || o->ob_type != &PyUnicode_Type || meta(o)->flags & F_INTERNED) return;
  InternTable* t = intern_table();
  Py_ssize_t n = 0;
  const char* s = str_wtf8(o, &n);
  PyObject** slot = intern_find(t, s, n);
  if (*slot) {
    *po = incref(*slot);
    decref(o);
  } else {
    intern_add(t, slot, o);
  }
}

void free_interned(Interp* in) {
  if (!in->interned) return;
  free(in->interned->slots);
  delete in->interned;
  in->interned = nullptr;
}

// ---- Buf ----

Buf::~Buf() { free(p); }
char* Buf::grow(size_t len) {
  if (n + len > cap) {
    size_t want = cap ? cap * 2 : 64;
    while (want < n + len) want *= 2;
    char* q = (char*)realloc(p, want);
    if (!q) {
      bad = true;
      return nullptr;
    }
    p = q;
    cap = want;
  }
  char* at = p + n;
  n += len;
  return at;
}
void Buf::add(const char* s, size_t len) {
  char* d = grow(len);
  if (d && len) memcpy(d, s, len);
}
void Buf::fill(char c, size_t len) {
  char* d = grow(len);
  if (d) memset(d, c, len);
}
void Buf::cp(Py_UCS4 c) {
  char tmp[4];
  add(tmp, utf8_put(tmp, c));
}

}  // namespace moult

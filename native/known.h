// What C knows of a dict or an object by key: the blocks that were handed out as borrowed
// references, which live as long as their container's mirror, and, while the epoch stands, the
// answers.
#ifndef MOULT_KNOWN_H
#define MOULT_KNOWN_H

#include "moult.h"

namespace moult {

// A str and an int are known by their value, any other key by its address. The key's text must
// outlive this.
struct KnownKey {
  enum Kind : uint8_t { FREE, TEXT, NUMBER, ADDRESS } kind;
  uint64_t hash;
  int64_t number;  // an int's value, an address, the length of a text
  const char* text = nullptr;
  explicit KnownKey(PyObject* key);
  KnownKey(const char* text, Py_ssize_t n);
  bool is(Kind k, uint64_t h, int64_t n, const char* s) const {
    return hash == h && kind == k && number == n &&
           (kind != TEXT || memcmp(text, s, (size_t)number) == 0);
  }
};

// Wrappers keep native objects by themselves; one that was taken out must not live on here.
inline bool may_keep(PyObject* v) { return immortal(v) || kind(v) != K_NATIVE; }

struct KnownItem {
  uint64_t hash;
  int64_t number;
  union {
    char near[16];
    char* far;  // a longer text
  };
  PyObject* value;  // owned; null with a valid epoch: the key is not there
  uint32_t epoch;   // that of the answer
  KnownKey::Kind kind;
  const char* text() const { return number > (int64_t)sizeof near ? far : near; }
};

class KeptItems {
 public:
  KeptItems() = default;
  KeptItems(const KeptItems&) = delete;
  KeptItems& operator=(const KeptItems&) = delete;
  ~KeptItems();
  // Null when nothing is known.
  KnownItem* find(const KnownKey& k) const;
  // The item of the key, made when it is new. Good until the next call.
  KnownItem* place(const KnownKey& k);
  template <class F>
  void each(F f) const {
    for (uint32_t i = 0; i < cap; i++)
      if (items[i].kind != KnownKey::FREE) f(items[i]);
  }

 private:
  KnownItem* items = nullptr;
  uint32_t n = 0, cap = 0;
  KnownItem* slot(const KnownKey& k) const;
  void enlarge();
};

// Items of the container's mirror; null: none yet.
KeptItems* known_of(PyObject* container);
KeptItems* know(PyObject* container);

}  // namespace moult

#endif

#include "stores.h"
#include <stdlib.h>
#include "errors.h"
#include "values.h"

namespace moult {

static const uint32_t STORES = 1024;
static_assert(STORES * 3 + WIRE_FETCH <= WIRE_SLOTS, "room for items of tuples behind them");

bool store_later(Op op, PyObject* object, PyObject* key, PyObject* value, Py_ssize_t index) {
  State* s = g;
  if (s->stores_n && key) {
    // Once more to the same place, as counters do it.
    Store& last = s->stores[s->stores_n - 1];
    if (last.op == op && last.object == object && last.key == key) {
      PyObject* old = last.value;
      last.value = incref(value);
      decref(old);
      return true;
    }
  }
  if (UNLIKELY(s->stores_n == STORES) && !flush_stores()) return false;
  if (UNLIKELY(!s->stores)) s->stores = (Store*)grow(nullptr, STORES * sizeof(Store));
  s->stores[s->stores_n++] = {op, incref(object), xincref(key), incref(value), index};
  return true;
}

bool step_later(Op op, PyObject* object, int by) {
  State* s = g;
  if (LIKELY(s->stores_n)) {
    Store& last = s->stores[s->stores_n - 1];
    if (LIKELY(last.op == op && last.object == object)) {
      last.index += by;
      return true;
    }
  }
  return store_later(op, object, nullptr, Py_None, by);
}

// The stores from `i` on that one operation takes; where the next ones begin, 0 for an error.
static uint32_t send(const Store* all, uint32_t i, uint32_t n) {
  WireSlot* w = g->wire->slots;
  Op op = all[i].op;
  PyObject* last = nullptr;
  uint32_t at = 0;
  for (; i < n && all[i].op == op; i++, at += 3) {
    put(&w[at], all[i].object == last ? nullptr : all[i].object);
    last = all[i].object;
    if (all[i].key)
      put(&w[at + 1], all[i].key);
    else
      put(&w[at + 1], (double)all[i].index);
    put(&w[at + 2], all[i].value);
  }
  return upcall(op, (int)at) ? i : 0;
}

bool flush_stores() {
  State* s = g;
  uint32_t n = s->stores_n;
  if (!n) return true;
  // upcall() is not to come here again.
  s->stores_n = 0;
  Store* all = s->stores;
  s->stores = nullptr;
  bool ok = true;
  for (uint32_t i = 0; ok && i < n;) {
    uint32_t next = send(all, i, n);
    ok = next != 0;
    i = next;
  }
  if (!ok) {
    // To store once more what did cross does no harm.
    s->stores = all;
    s->stores_n = n;
    return false;
  }
  s->stores = s->spare_stores;
  s->spare_stores = nullptr;
  for (uint32_t i = 0; i < n; i++) {
    decref(all[i].object);
    xdecref(all[i].key);
    decref(all[i].value);
  }
  if (s->spare_stores)
    free(all);
  else
    s->spare_stores = all;
  return true;
}

void settle_waiting() {
  SavedError keep;
  if (!flush_stores()) PyErr_Clear();
}

}  // namespace moult

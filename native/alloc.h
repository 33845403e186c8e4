// Plain memory for native/: malloc and its kin, which tests can make fail (native.failAllocation),
// and `grow`, for tables whose failure could be told to nobody.
#ifndef MOULT_ALLOC_H
#define MOULT_ALLOC_H

#include <stdlib.h>

namespace moult {

// The allocation that is to fail, counted from 1; 0: none. `made` counts all.
struct AllocationTest {
  uint64_t made, fail_at;
};
extern thread_local AllocationTest allocations;

bool fail_now();  // true; by itself, for a debugger to stop at
inline bool allocation_fails() {
  return UNLIKELY(++allocations.made == allocations.fail_at) && fail_now();
}
inline void* plain_malloc(size_t n) { return allocation_fails() ? nullptr : malloc(n); }
inline void* plain_calloc(size_t n, size_t size) {
  return allocation_fails() ? nullptr : calloc(n, size);
}
inline void* plain_realloc(void* p, size_t n) {
  return allocation_fails() ? nullptr : realloc(p, n);
}

// realloc for tables of the border (handles, sites...). When memory has run out it gives back a
// reserve and tries again, as `new` does; only when that is gone too does the process end.
void* grow(void* p, size_t n);
bool give_reserve();  // false: it is gone already

}  // namespace moult

#define malloc(n) moult::plain_malloc(n)
#define calloc(n, size) moult::plain_calloc(n, size)
#define realloc(p, n) moult::plain_realloc(p, n)

#endif

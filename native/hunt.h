// Cores that hunt for binaries which reach outside of the contract (src/cores/shuffled.ts).
//
//   locked  what the runtime lays out lies in memory that is closed while an extension runs. Its
//           accesses trap: those to the header are let through one by one, any other ends the
//           process with a message that names object and field. Freed blocks stay closed for long.
//   edges   an extension's own instances end where a page ends, and the next one is closed; freed
//           ones are closed as a whole.
//   views   text, bytes and items of tuples are handed out as addresses in a second mapping of the
//           locked memory, which for text cannot be written.
//
// The closing is done by stubs around each function that extensions import (watch.cc).
#ifndef MOULT_HUNT_H
#define MOULT_HUNT_H

#include <stddef.h>
#include <stdint.h>

namespace moult {

struct Heap;

// What to add to an address in locked memory for its other views; 0 while nothing hunts.
extern ptrdiff_t hunt_view, hunt_text_view;

// Maps the memory. False: this machine cannot.
bool hunt_start(Heap* h);
void* hunt_alloc(Heap* h, size_t size, uint32_t flags, size_t prefix);
void hunt_free(Heap* h, void* p);
// The name of the type that a block of the heap had before it was freed; null: it was not.
const char* hunt_freed(const Heap* h, const void* p);
[[noreturn]] void hunt_report(const char* format, ...) __attribute__((format(printf, 1, 2)));

// ---- watch.cc ----
bool watch_start(Heap* h);
// The functions of the API, and how many arguments each has.
void watch_function(const char* name, int arity);
// Leads what an opened library imports through stubs.
void watch_library(void* lib);
// A stub that closes the memory and goes on to an extension's function; f itself otherwise.
void* watch_entry(void* f);
void watch_open();

}  // namespace moult

#endif

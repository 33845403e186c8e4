// The places in an opened library that hold addresses of what it imports.
#ifndef MOULT_IMPORTS_H
#define MOULT_IMPORTS_H

namespace moult {

// Calls `put` with each symbol that the library imports and the address stored for it; what it
// returns is stored instead. `data`: also where the address stands among initialised data.
void each_import(void* lib, bool data, void* (*put)(const char* name, void* address));
// A stub of 24 bytes: the value in r11 (in r9 when `argument`), then on to `to`. Null: no memory.
void* new_stub(const void* value, const void* to, bool argument);

}  // namespace moult

#endif

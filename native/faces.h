// Cores whose PyObject* is not the address of an object's ob_refcnt (src/cores/opaque.ts,
// src/cores/freethreaded.ts). What an extension holds is the object's face:
//
//   HANDLES  no address at all. The low two bits say what it is:
//              00  the address of exported data (PyLong_Type), which the linker has put there
//              01  an int of 62 bits
//              10  a float, when its exponent is one of the commonest half
//              11  an index into a table, with a number that tells a stale one
//   SPLIT    the address of PEP 703's header, 16 bytes before ob_refcnt: thread, flags, mutex,
//            collector bits, local count; ob_refcnt is its shared count.
//
// Only binaries built for abi3t can bear that. They are led through wrappers where they import a
// function (face_api.cc) and through stubs where the runtime calls theirs (face_calls.cc): objects
// are translated there, and nothing behind the border knows of faces.
#ifndef MOULT_FACES_H
#define MOULT_FACES_H

#include <stddef.h>
#include <stdint.h>

namespace moult {

enum Faces { NO_FACES, FACE_HANDLES, FACE_SPLIT };

// void* is PyObject* here: face_api.cc sees extensions' declaration of it, not ours.
bool faces_on();
// The object behind a face: borrowed, but a new reference when the face is the value itself.
void* face_in(void* face);
bool face_is_value(void* face);
// As face_in, for memory that may hold anything; `unknown` when it is no face.
void* face_in_soft(void* face, void* unknown);
// The face of an object. `owned`: the caller's count goes with it.
void* face_out(void* object, bool owned);
void face_drop(void* object);  // decref
void face_forget(void* object);
// The extension's own counts, on cores that split them.
void face_incref(void* face);
void face_decref(void* face);
int64_t face_count(void* face);
void face_lock(void* face, bool on);
ptrdiff_t face_tuple_size(void* object);

// ---- face_calls.cc ----
// What the runtime calls in place of an extension's function, and what an extension gets in place
// of a function of the runtime. A signature has a letter an argument and one for the result:
//   o  object          r  anything else       v  visitproc and its argument
//   V  array of objects, followed by r (how many) and perhaps k (the tuple of keyword names)
//   B  buffer to be filled   b  buffer given back   P  object to be filled in   f  object or memory
//   >O new reference   >r anything else
void* face_entry(void* f, const char* signature);
void* face_stub(void* f, const char* signature);  // whoever's it is
void* face_exit(void* f, const char* signature);
const char* face_slot_signature(int slot);
const char* face_method_signature(int flags);
// The extension's function behind a stub; otherwise f.
void* face_original(void* f);

// ---- face_api.cc ----
void face_library(void* lib);
// The wrapper of an exported function and the other way round; null: none.
void* face_wrapper_of(void* real);
void* face_wrapped(void* wrapper);

}  // namespace moult

#endif

// See stress.h.
#include "stress.h"
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include "border.h"
#include "containers.h"
#include "errors.h"
#include "gil.h"
#include "imports.h"
#include "moult.h"
#include "stub_registers.h"
#include "values.h"

namespace moult {

// Calls until the next collection.
static unsigned left;

unsigned stress_period() {
  static const unsigned period = [] {
    const char* text = getenv("MOULT_STRESS");
    char* end = nullptr;
    unsigned n = text ? (unsigned)strtoul(text, &end, 10) : 0;
    left = n && *end == '+' ? (unsigned)strtoul(end + 1, nullptr, 10) % n : n;
    return n;
  }();
  return period;
}

#ifndef __x86_64__

void stress_library(void*) {}

#else

static void step(bool full) {
  SavedError keep;
  drop_spares();
  sweep_wrappers();
  if (!up_void(OP_gc_stress, full ? 1 : 0)) PyErr_Clear();
  sweep_wrappers();
}

extern "C" {
void moult_stress_api();

// What a library called is about to run. Not within a collection or the functions it calls.
__attribute__((visibility("hidden"), used)) void moult_stress_enter() {
  static __thread bool within;
  if (within || !may_run() || !g->interp || gc_traversing()) return;
  int saved = errno;
  within = true;
  bool full = left <= 1;
  left = full ? stress_period() : left - 1;
  step(full);
  within = false;
  errno = saved;
}
}

// r11: the function.
asm(".text\n"
    ".hidden moult_stress_api\n .globl moult_stress_api\n moult_stress_api:\n"
    "subq $200,%rsp\n" SAVE_ARGUMENTS "call moult_stress_enter\n" LOAD_ARGUMENTS
    "movq 192(%rsp),%r11\n addq $200,%rsp\n jmp *%r11\n");

void stress_library(void* lib) {
  each_import(lib, false, [](const char* name, void* address) {
    // An object without references is in nobody's hands until it is gone; and this one's address
    // is compared with what slots hold.
    if (strncmp(name, "Py", 2) != 0 || strcmp(name, "PyObject_HashNotImplemented") == 0)
      return address;
    Dl_info info, own;
    const ElfW(Sym)* symbol = nullptr;
    if (!dladdr1(dlsym(RTLD_DEFAULT, name), &info, (void**)&symbol, RTLD_DL_SYMENT) ||
        !dladdr((void*)&stress_library, &own) || info.dli_fbase != own.dli_fbase || !symbol ||
        ELF64_ST_TYPE(symbol->st_info) != STT_FUNC)
      return address;
    void* stub = new_stub(address, (void*)&moult_stress_api, false);
    return stub ? stub : address;
  });
}

#endif

}  // namespace moult

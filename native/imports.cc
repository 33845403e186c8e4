#include "imports.h"
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

namespace moult {

#ifndef __x86_64__

void each_import(void*, bool, void* (*)(const char*, void*)) {}
void* new_stub(const void*, const void*, bool) { return nullptr; }

#else

static const size_t PAGE = 4096;

void each_import(void* lib, bool data, void* (*put)(const char*, void*)) {
  struct link_map* map = nullptr;
  if (dlinfo(lib, RTLD_DI_LINKMAP, &map) != 0) return;
  const ElfW(Sym)* symbols = nullptr;
  const char* strings = nullptr;
  const ElfW(Rela) * tables[2] = {nullptr, nullptr};
  size_t sizes[2] = {0, 0};
  for (const ElfW(Dyn)* d = map->l_ld; d->d_tag != DT_NULL; d++) switch (d->d_tag) {
      case DT_SYMTAB:
        symbols = (const ElfW(Sym)*)d->d_un.d_ptr;
        break;
      case DT_STRTAB:
        strings = (const char*)d->d_un.d_ptr;
        break;
      case DT_RELA:
        tables[0] = (const ElfW(Rela)*)d->d_un.d_ptr;
        break;
      case DT_RELASZ:
        sizes[0] = d->d_un.d_val;
        break;
      case DT_JMPREL:
        tables[1] = (const ElfW(Rela)*)d->d_un.d_ptr;
        break;
      case DT_PLTRELSZ:
        sizes[1] = d->d_un.d_val;
        break;
    }
  for (int k = 0; k < 2; k++)
    for (size_t i = 0; symbols && strings && i < sizes[k] / sizeof(ElfW(Rela)); i++) {
      const ElfW(Rela)& r = tables[k][i];
      uint32_t type = (uint32_t)ELF64_R_TYPE(r.r_info);
      bool code = type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT;
      if (!code && !(data && type == R_X86_64_64 && r.r_addend == 0)) continue;
      void** slot = (void**)(map->l_addr + r.r_offset);
      void* now = *slot;
      void* then = put(strings + symbols[ELF64_R_SYM(r.r_info)].st_name, now);
      if (then == now) continue;
      mprotect((void*)((uintptr_t)slot & ~(PAGE - 1)), PAGE, PROT_READ | PROT_WRITE);
      *slot = then;
    }
}

// movabs $value,%r11 (or %r9); jmp *0(%rip); .quad to
void* new_stub(const void* value, const void* to, bool argument) {
  static uint8_t* at;
  static size_t left;
  static const size_t SIZE = 24, CHUNK = 64 * PAGE;
  if (left < SIZE) {
    void* p = mmap(nullptr, CHUNK, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                   -1, 0);
    if (p == MAP_FAILED) return nullptr;
    at = (uint8_t*)p;
    left = CHUNK;
  }
  uint8_t* stub = at;
  const uint8_t load[] = {0x49, (uint8_t)(argument ? 0xB9 : 0xBB)};
  static const uint8_t jump[] = {0xFF, 0x25, 0, 0, 0, 0};
  memcpy(stub, load, 2);
  memcpy(stub + 2, &value, 8);
  memcpy(stub + 10, jump, 6);
  memcpy(stub + 16, &to, 8);
  at += SIZE;
  left -= SIZE;
  return stub;
}

#endif

}  // namespace moult

/** Shared libraries for ctypes: dlopen and its family. */
import { E, err } from "../objects/errors.js";
import type { PyType } from "../objects/object.js";
import { c, viewOf } from "./libc.js";

function dlerror(): string {
  const p = BigInt(c("intptr_t dlerror()")());
  if (p === 0n) return "unknown error";
  const n = Number(c("size_t strlen(intptr_t s)")(p));
  return Buffer.from(viewOf(p, n)).toString();
}
export function dlopen(name: string | null, mode: number): bigint {
  // RTLD_NOW is always added.
  const h = BigInt(c("intptr_t dlopen(const char *name, int mode)")(name, mode | 2));
  if (h === 0n) throw err(E.OSError, dlerror());
  return h;
}
export function dlclose(h: bigint): void {
  if (Number(c("int dlclose(intptr_t h)")(h)) !== 0) throw err(E.OSError, dlerror());
}
export function symbolAddress(h: bigint, name: string, error: PyType): bigint {
  c("intptr_t dlerror()")();
  const p = BigInt(c("intptr_t dlsym(intptr_t h, const char *name)")(h, name));
  if (p === 0n) throw err(error, dlerror());
  return p;
}

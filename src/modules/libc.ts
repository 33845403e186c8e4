/**
 * Functions of the C library that Node.js does not offer, through koffi. It is loaded at the
 * first call, since loading takes longer than most programs need for everything else.
 */
import { createRequire } from "node:module";
import type { PyObj } from "../objects/object.js";
import { shared, threadSystem } from "../runtime/threads.js";
import { EINTR, sysError } from "./os-errors.js";

/** Numbers, bigints and Buffers (for pointers) in; results as numbers where they fit. */
export type CValue = number | bigint | string | null | Uint8Array;
type CFunction = (...args: CValue[]) => number | bigint;

interface Koffi {
  load(path: string | null): { func(prototype: string): CFunction };
  errno(value?: number): number;
  address(value: unknown): bigint;
  view(ptr: bigint, size: number): ArrayBuffer;
}

let koffi: Koffi | null = null;
let library: { func(prototype: string): CFunction } | null = null;
const functions = new Map<string, CFunction>();

export function loaded(): boolean {
  return koffi !== null;
}
function need(): Koffi {
  if (koffi === null) {
    koffi = createRequire(import.meta.url)("koffi") as Koffi;
    library = koffi.load(null);
    // Node marked the standard streams as its own; programs started from here inherit them.
    const fcntl = library.func("int fcntl(int fd, int cmd, int arg)");
    for (const fd of [0, 1, 2]) fcntl(fd, 2, 0);
  }
  return koffi;
}

/** Functions that may wait long: other threads run meanwhile, if there may be any. */
const BLOCKING = new Set(
  (
    "accept4 connect epoll_wait fcntl fdatasync flock fsync getaddrinfo gethostbyaddr gethostbyname " +
    "getnameinfo getrandom lockf msync nanosleep open pause poll read readv recv recvfrom recvmsg " +
    "select send sendfile sendmsg sendto sigtimedwait sigwait sigwaitinfo splice system tcdrain wait " +
    "wait4 waitid waitpid write writev"
  ).split(" "),
);
const RESULT: Record<string, number> = { int: 0, int32_t: 0, pid_t: 0, uint64_t: 2, size_t: 2 };

/** The same function with the interpreter's lock released; null where that makes no difference. */
function releasing(prototype: string): CFunction | null {
  const m = /^(\w+) (\w+)\(/.exec(prototype);
  if (m === null) return null;
  const sys = threadSystem();
  const at = sys.symbol(m[2]);
  if (at === 0) return null;
  const kind = RESULT[m[1]] ?? 1;
  return (...args) => sys.call(at, kind, ...args);
}

/** A C function by its prototype. */
export function c(prototype: string): CFunction {
  let f = functions.get(prototype);
  if (f === undefined) {
    need();
    const plain = (library as { func(p: string): CFunction }).func(prototype);
    let free: CFunction | null | undefined;
    f = !BLOCKING.has(/(\w+)\(/.exec(prototype)?.[1] ?? "")
      ? plain
      : (...args) => {
          if (!shared.on) return plain(...args);
          if (free === undefined) free = releasing(prototype);
          return free === null ? plain(...args) : free(...args);
        };
    functions.set(prototype, f);
  }
  return f;
}

export function errno(): number {
  return need().errno();
}
export function setErrno(n: number): void {
  need().errno(n);
}
/** The address of a typed array's memory, which must stay referenced while C uses it. */
export function addressOf(b: Uint8Array): bigint {
  return BigInt(need().address(b));
}
export function viewOf(ptr: bigint, size: number): ArrayBuffer {
  return need().view(ptr, size);
}

/** Runs what Python handlers wait for; set by _signal. */
export const signalHook = {
  /** Runs pending handlers; may throw what they raise. */
  check: (): void => {},
  /** Called before a wait that may be long: makes handlers able to interrupt it. */
  prepare: (): void => {},
};

/** Calls until it is not interrupted; -1 raises the OSError of errno. */
export function call(prototype: string, args: CValue[], file?: PyObj, file2?: PyObj): number {
  const f = c(prototype);
  for (;;) {
    const r = Number(f(...args));
    if (r >= 0 || r !== -1) return r;
    const n = errno();
    if (n !== EINTR) throw sysError(n, file, file2);
    signalHook.check();
  }
}

/** The result, or minus errno. No retry. */
export function raw(prototype: string, args: CValue[]): number {
  const r = Number(c(prototype)(...args));
  return r === -1 ? -errno() : r;
}

/** A NUL-terminated copy for a `const char *` parameter. */
export function cstr(s: string | Uint8Array): Buffer {
  const b = typeof s === "string" ? Buffer.from(s, "utf8") : s;
  const out = Buffer.alloc(b.length + 1);
  out.set(b);
  return out;
}
/** The bytes up to the first NUL. */
export function untilNul(b: Uint8Array, from = 0): Buffer {
  let end = b.indexOf(0, from);
  if (end < 0) end = b.length;
  return Buffer.from(b.subarray(from, end));
}

/** Reads a C string at an address. */
export function stringAt(ptr: bigint): Buffer | null {
  if (ptr === 0n) return null;
  const n = Number(c("size_t strlen(uint64_t s)")(ptr));
  const out = Buffer.alloc(n);
  if (n > 0) c("uint64_t memcpy(void *dst, uint64_t src, size_t n)")(out, ptr, n);
  return out;
}
/** Copies memory at an address. */
export function memoryAt(ptr: bigint, n: number): Buffer {
  const out = Buffer.alloc(n);
  if (n > 0) c("uint64_t memcpy(void *dst, uint64_t src, size_t n)")(out, ptr, n);
  return out;
}

/** A NULL-terminated array of C strings; `keep` must live as long as it is used. */
export function cstrings(items: Uint8Array[]): { array: Buffer; keep: Buffer[] } {
  const keep = items.map((s) => cstr(s));
  const array = Buffer.alloc((items.length + 1) * 8);
  keep.forEach((k, i) => {
    array.writeBigUInt64LE(addressOf(k), i * 8);
  });
  return { array, keep };
}

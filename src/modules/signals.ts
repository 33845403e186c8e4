/**
 * Signals that Python handles.
 *
 * A handler may only run between two steps of Python code, never in the middle of one. So the
 * system calls a few bytes of machine code, made here, that note the number of the signal in a
 * page of memory and return. Whoever waits (sleep, select, read, waitpid...) is interrupted by
 * the signal, looks at the page (`check`) and runs the handlers. A signal that a process sends
 * to itself is looked at when the sending call returns.
 */
import * as A from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { builtinFunction } from "../objects/function.js";
import type { PyObj } from "../objects/object.js";
import { currentFrame } from "../runtime/frames.js";
import { addressOf, c, call, loaded, memoryAt, raw, signalHook, viewOf } from "./libc.js";
import { EAGAIN, EINTR } from "./os-errors.js";

export const NSIG = 65;
export const SIG_DFL = 0;
export const SIG_IGN = 1;

/** What `signal.signal` set: 0, 1, a callable; undefined as the process found it. */
const handlers: (PyObj | undefined)[] = new Array(NSIG).fill(undefined);
/** The function `default_int_handler`; replaced by that of _signal when it is imported. */
export const defaults = {
  intHandler: builtinFunction(
    "default_int_handler",
    "($module, signalnum, frame, /)",
    () => {
      throw err(E.KeyboardInterrupt);
    },
    "_signal",
  ) as PyObj,
};
/** Signals noted: byte 0 tells that there are any. */
let flags: Uint8Array | null = null;
let trampoline = 0n;
/** Noted from JavaScript, without the page. */
const tripped = new Set<number>();

export const wakeup = { fd: -1, warn: true };

function supported(): boolean {
  return process.arch === "x64" || process.arch === "arm64";
}

/** Machine code of `void handler(int n) { page[n] = 1; page[0] = 1; }`. */
function machineCode(page: bigint): Buffer {
  if (process.arch === "x64") {
    const b = Buffer.alloc(32);
    // movabs rax, page; movsxd rdi, edi; mov byte [rax+rdi], 1; mov byte [rax], 1; ret
    Buffer.from("48b8", "hex").copy(b, 0);
    b.writeBigUInt64LE(page, 2);
    Buffer.from("4863ffc6043801c60001c3", "hex").copy(b, 10);
    return b;
  }
  const words: number[] = [];
  // movz/movk x1, page; mov w2, #1; strb w2, [x1, w0, uxtw]; strb w2, [x1]; ret
  for (let i = 0; i < 4; i++) {
    const part = Number((page >> BigInt(16 * i)) & 0xffffn);
    words.push(((i === 0 ? 0xd2800000 : 0xf2800000) | (i << 21) | (part << 5) | 1) >>> 0);
  }
  words.push(0x52800022, 0x38204822, 0x39000022, 0xd65f03c0);
  const b = Buffer.alloc(words.length * 4);
  words.forEach((w, i) => {
    b.writeUInt32LE(w, i * 4);
  });
  return b;
}

function makeTrampoline(): bigint {
  if (trampoline !== 0n) return trampoline;
  if (!supported()) throw err(E.OSError, "signal handlers are not supported on this processor");
  const mmap = c(
    "uint64_t mmap(uint64_t at, size_t n, int prot, int flags, int fd, int64_t offset)",
  );
  const FAILED = (1n << 64n) - 1n;
  const page = BigInt(mmap(0, 4096, 3, 0x22, -1, 0));
  const code = BigInt(mmap(0, 4096, 3, 0x22, -1, 0));
  if (page === FAILED || code === FAILED) throw err(E.MemoryError);
  const bytes = machineCode(page);
  c("uint64_t memcpy(uint64_t dst, const void *src, size_t n)")(code, bytes, bytes.length);
  call("int mprotect(uint64_t at, size_t n, int prot)", [code, 4096, 5]);
  flags = new Uint8Array(viewOf(page, 128));
  return (trampoline = code);
}

const SIGACTION = "int sigaction(int n, const void *act, void *old)";
function sigaction(n: number, handler: bigint): void {
  const act = Buffer.alloc(152);
  act.writeBigUInt64LE(handler, 0);
  act.writeUInt32LE(0x08000000, 136); // SA_ONSTACK
  call(SIGACTION, [n, act, null]);
}

/** What the system does now: 0 default, 1 ignore, else there is a handler. */
function disposition(n: number): bigint {
  const old = Buffer.alloc(152);
  if (raw(SIGACTION, [n, null, old]) < 0) return 0n;
  return old.readBigUInt64LE(0);
}

/** The Python handler of a signal. */
export function handlerOf(n: number): PyObj {
  const h = handlers[n];
  if (h !== undefined) return h;
  if (n === 2) return defaults.intHandler;
  if (n === 13 || n === 25) return SIG_IGN;
  if (!loaded()) return SIG_DFL;
  return disposition(n) === 1n ? SIG_IGN : SIG_DFL;
}

export function setHandler(n: number, h: PyObj): PyObj {
  const before = handlerOf(n);
  const number = A.asInt(h);
  if (number === SIG_DFL || number === SIG_IGN) {
    sigaction(n, BigInt(number));
    handlers[n] = number;
  } else {
    sigaction(n, makeTrampoline());
    handlers[n] = h;
  }
  return before;
}

export function handlersInstalled(): boolean {
  return trampoline !== 0n;
}

/** Notes a signal as if it had come. */
export function trip(n: number): void {
  if (n < 1 || n >= NSIG) throw valueError("signal number out of range");
  const h = handlerOf(n);
  if (A.asInt(h) !== undefined) return;
  tripped.add(n);
}

function wake(n: number): void {
  if (wakeup.fd < 0) return;
  const b = Buffer.from([n]);
  for (;;) {
    const r = raw("int64_t write(int fd, const void *buf, size_t n)", [wakeup.fd, b, 1]);
    if (r === -EINTR) continue;
    if (r === -EAGAIN && wakeup.warn)
      process.stderr.write("Exception ignored when trying to write to the signal wakeup fd:\n");
    return;
  }
}

/** True when a handler waits to be run. */
export function signalsPending(): boolean {
  return (flags !== null && flags[0] !== 0) || tripped.size > 0;
}

let running = 0;
function check(): void {
  if (!signalsPending()) return;
  running++;
  try {
    if (flags !== null && flags[0] !== 0) {
      flags[0] = 0;
      for (let n = 1; n < NSIG; n++)
        if (flags[n] !== 0) {
          flags[n] = 0;
          tripped.add(n);
        }
    }
    for (const n of [...tripped].sort((a, b) => a - b)) wake(n);
    while (tripped.size > 0) {
      const n = Math.min(...tripped);
      tripped.delete(n);
      const h = handlerOf(n);
      if (h === null || A.asInt(h) !== undefined) continue;
      A.call2(h, n, currentFrame());
    }
  } finally {
    running--;
  }
}

/** Lets SIGINT become KeyboardInterrupt; done when Python code is about to wait. */
let prepared = false;
function prepare(): void {
  if (prepared) return;
  prepared = true;
  if (handlers[2] !== undefined || !supported()) return;
  try {
    if (disposition(2) === 1n) {
      handlers[2] = SIG_IGN;
      return;
    }
    sigaction(2, makeTrampoline());
    handlers[2] = defaults.intHandler;
  } catch {
    // Without it Ctrl-C ends the process.
  }
}

signalHook.check = check;
signalHook.prepare = prepare;

// ---- sleeping ----

const still = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps; handlers run when a signal comes, and the rest of the time is slept then. */
export function sleepMs(ms: number): void {
  const end = performance.now() + ms;
  if (ms >= 500) prepare();
  for (;;) {
    const left = end - performance.now();
    if (left <= 0) break;
    if (!handlersInstalled()) {
      Atomics.wait(still, 0, 0, left);
      continue;
    }
    const spec = Buffer.alloc(16);
    const part = Math.min(left, 1000);
    spec.writeBigInt64LE(BigInt(Math.floor(part / 1000)), 0);
    spec.writeBigInt64LE(BigInt(Math.min(999999999, Math.floor((part % 1000) * 1e6))), 8);
    if (signalsPending()) check();
    raw("int nanosleep(const void *t, void *rest)", [spec, null]);
    check();
  }
}

/** Sets the mask of blocked signals; gives the one before. */
export function sigmask(how: number, set: Buffer | null): Buffer {
  const old = Buffer.alloc(128);
  const r = Number(c("int pthread_sigmask(int how, const void *set, void *old)")(how, set, old));
  if (r !== 0) throw sysError(r);
  return old;
}
import { sysError } from "./os-errors.js";
export { addressOf, memoryAt, typeError };

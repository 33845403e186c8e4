/**
 * Signals that Python handles.
 *
 * A handler may only run between two steps of Python code, never in the middle of one. So what the
 * system calls (native/gil.cc) notes the number of the signal in `flags` and returns. Safe points
 * look there, and so does whoever waits (sleep, select, read, waitpid...), since the signal
 * interrupts that. A signal that a process sends to itself is looked at when the sending call
 * returns.
 */
import * as A from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { builtinFunction } from "../objects/function.js";
import type { PyObj } from "../objects/object.js";
import { atSafePoint, flags } from "../runtime/breaker.js";
import { currentFrame } from "../runtime/frames.js";
import { currentThread, mainThread, system, threadSystem, Waiters } from "../runtime/threads.js";
import { addressOf, c, call, loaded, memoryAt, raw, signalHook } from "./libc.js";
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
let trampoline = 0n;
/** A byte a signal, 1 when it has come. */
const come = flags.subarray(1, NSIG);
/** Noted from JavaScript, without the page. */
const noted = new Set<number>();
/** Seen, and not handled yet: a handler that looks runs no others unless something new has come. */
const tripped = new Set<number>();
let again = false;

export const wakeup = { fd: -1, warn: true };

function makeTrampoline(): bigint {
  if (trampoline === 0n) trampoline = BigInt(threadSystem().signalHandler());
  return trampoline;
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
  noted.add(n);
  flags[0] = 1;
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
  if (noted.size > 0 || again) return true;
  return trampoline !== 0n && come.includes(1);
}

function check(): void {
  // Only the main thread runs handlers; coming back to it is a safe point of its own.
  if (!signalsPending() || currentThread() !== mainThread) return;
  again = false;
  for (let n = 1; n < NSIG; n++) {
    const fromHere = noted.delete(n);
    if (flags[n] === 0 && !fromHere) continue;
    flags[n] = 0;
    tripped.add(n);
    wake(n);
  }
  try {
    while (tripped.size > 0) {
      const n = Math.min(...tripped);
      tripped.delete(n);
      const h = handlerOf(n);
      if (h === null || A.asInt(h) !== undefined) continue;
      A.call2(h, n, currentFrame());
    }
  } catch (e) {
    // The others' turn is at the next safe point.
    if (tripped.size > 0) {
      again = true;
      flags[0] = 1;
    }
    throw e;
  }
}

/** Lets SIGINT become KeyboardInterrupt. */
let prepared = false;
function prepare(): void {
  if (prepared) return;
  prepared = true;
  if (handlers[2] !== undefined) return;
  const sys = threadSystem();
  if (sys.catchSignal(2)) {
    makeTrampoline();
    handlers[2] = defaults.intHandler;
  } else handlers[2] = SIG_IGN;
}
atSafePoint(check);

signalHook.check = check;
signalHook.prepare = prepare;

// ---- sleeping ----

const still = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps; handlers run when a signal comes, and the rest of the time is slept then. */
export function sleepMs(ms: number): void {
  if (system.impl === null) {
    if (ms > 0) Atomics.wait(still, 0, 0, ms);
    return;
  }
  check();
  new Waiters().wait(() => false, ms, check);
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

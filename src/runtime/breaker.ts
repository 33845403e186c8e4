/**
 * Safe points: where compiled code looks whether something waits to be done between two steps of
 * Python (CPython's eval breaker). Loops look once a round and functions when they begin.
 *
 * `flags` is memory that signal handlers and other threads may write to at any moment. Byte 0:
 * something is to be done. 1-64: the signal of that number has come. Then see `Flag`.
 */

import { pair } from "../objects/abstract.js";

/** Off the JavaScript heap (it is too big for it), so it never moves. */
export const flags = new Uint8Array(new ArrayBuffer(1 << 16));

export const Flag = {
  /** Another thread waits for the interpreter's lock. */
  DROP: 100,
  /** Py_AddPendingCall. */
  PENDING: 101,
  /** Many objects of C types are alive: it is time to collect. */
  COLLECT: 102,
  /** PyThreadState_SetAsyncExc: some thread has an exception to raise. */
  SENT: 103,
} as const;

const watchers: (() => void)[] = [];
/** Registers something to be looked at when byte 0 is set; it may throw. */
export function atSafePoint(f: () => void): void {
  watchers.push(f);
}

/** Byte 0 is cleared first: what is noted meanwhile is found by the next safe point. */
export function safe(): void {
  flags[0] = 0;
  // A loop that has just been given a pair looks here before it takes it, and what runs meanwhile
  // (a signal handler, another thread) may go over pairs of its own.
  const { a, b } = pair;
  try {
    look();
  } finally {
    pair.a = a;
    pair.b = b;
  }
}
function look(): void {
  for (let i = 0; i < watchers.length; i++) {
    try {
      watchers[i]();
    } catch (e) {
      // The others have their turn at the next one.
      flags[0] = 1;
      throw e;
    }
  }
}

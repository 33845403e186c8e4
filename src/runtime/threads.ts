/**
 * Threads as the interpreter sees them. Each is an OS thread that runs JavaScript while it holds
 * V8's isolate lock, which is the GIL (native/gil.cc). Whatever the interpreter keeps in plain
 * variables "for the thread that runs" is registered here with `perThread` and changed over when
 * another thread takes the lock.
 *
 * Nothing here needs the addon until a second thread can exist: `system.impl` is null before.
 */
import { ts } from "../objects/errors.js";
import { asyncgenHooks } from "../objects/generator.js";
import type { PyObj, Str } from "../objects/object.js";
import { activeReprs } from "../objects/reprguard.js";
import { instancesHook } from "../objects/type.js";
import { flags } from "./breaker.js";
import { running } from "./frames.js";
import { enter, type Interpreter, interp } from "./interpreter.js";

/** `get_ident()` of the thread that owns Node's event loop. */
export const MAIN_IDENT = 1;

export class PyThread {
  readonly ident: number;
  saved: unknown[] = [];
  nativeId: number;
  name: Str = "";
  constructor(ident: number, nativeId: number) {
    this.ident = ident;
    this.nativeId = nativeId;
  }
}

interface Local {
  save(): unknown;
  load(v: unknown): void;
  fresh(): unknown;
}
const locals: Local[] = [];
/** Registers a part of the running thread's state. The result gives that of all other threads. */
export function perThread<T>(l: { save(): T; load(v: T): void; fresh(): T }): () => T[] {
  const i = locals.length;
  locals.push(l as Local);
  return () => [...threads.values()].filter((t) => i in t.saved).map((t) => t.saved[i] as T);
}

/** The first of `locals`: `handledByThread` reads it where it is saved. */
perThread({
  save: () => ts.handled,
  load: (v) => {
    ts.handled = v;
  },
  fresh: () => null,
});
perThread({
  save: () => ({ ...asyncgenHooks }),
  load: (v) => {
    Object.assign(asyncgenHooks, v);
  },
  fresh: () => ({ firstiter: null, finalizer: null }),
});
perThread({
  save: () => running.splice(0),
  load: (v) => {
    running.push(...v);
  },
  fresh: () => [],
});
perThread({
  save: () => [...activeReprs],
  load: (v) => {
    activeReprs.clear();
    for (const o of v) activeReprs.add(o);
  },
  fresh: () => [],
});
perThread<Interpreter>({
  save: () => interp(),
  load: (v) => {
    enter(v);
  },
  // A new thread works for the interpreter that ran when it was started.
  fresh: () => interp(),
});

export const mainThread = new PyThread(MAIN_IDENT, process.pid);
let current = mainThread;
const threads = new Map<number, PyThread>([[MAIN_IDENT, mainThread]]);

export function currentThread(): PyThread {
  return current;
}

/** The lock has been taken by another thread than the one that had it last. */
export function switchTo(ident: number, nativeId: number): void {
  if (current.ident === ident) return;
  let t = threads.get(ident);
  if (t === undefined) {
    t = new PyThread(ident, nativeId);
    threads.set(ident, t);
  }
  const old = current;
  const fresh = t.saved.length === 0;
  const next = fresh ? locals.map((l) => l.fresh()) : t.saved;
  old.saved = locals.map((l) => l.save());
  current = t;
  t.saved = [];
  locals.forEach((l, i) => {
    l.load(next[i]);
  });
  // What was noted for this thread waits for its next safe point.
  flags[0] = 1;
}

/** The exception that each thread handles, by the thread's ident. */
export function handledByThread(): [number, PyObj][] {
  return [...threads.values()].map((t) => [
    t.ident,
    t === current ? ts.handled : ((t.saved[0] ?? null) as PyObj),
  ]);
}

/** An OS thread ends (or leaves the interpreter for good). */
export function forget(ident: number): void {
  threads.delete(ident);
}

/** How a wait ended. */
export const Woken = { CHANGED: 0, TIMEOUT: 1, SIGNAL: 2 } as const;

/** What the addon gives; see native/gil.cc. */
export interface ThreadSystem {
  /** Starts a thread that runs f; gives its ident. Throws Error when there can be no more. */
  start(f: () => void, stackSize: number): number;
  /** With the lock released: waits while word `w` of `flags` is `expected`, at most ms. */
  wait(w: number, expected: number, ms: number): number;
  wake(w: number, n: number): void;
  /** With the lock released: calls the C function at an address. */
  call(f: number, kind: number, ...args: unknown[]): number | bigint;
  /** The address of a C function, 0 when there is none. */
  symbol(name: string): number;
  setInterval(seconds: number): void;
  /** Calls f so that throwing inside is cheap. */
  run<T>(f: () => T): T;
  /** Lets the main thread's stack grow to so many bytes, or as many as there are. */
  allowStack(bytes: number): number | undefined;
  /** The address of a `void (int)` that notes signals in `flags`. */
  signalHandler(): number;
  /** Has a signal noted, unless the process has already been told what to do with it. */
  catchSignal(n: number): boolean;
  /** All objects with this prototype. */
  instances(proto: object): object[];
}

/** Whether another thread may want the lock: then calls that may block release it. */
export const shared = { on: false };

export const system: { impl: ThreadSystem | null; load: () => ThreadSystem } = {
  impl: null,
  load: () => {
    throw new Error("moult: threads need the addon");
  },
};

export function threadSystem(): ThreadSystem {
  return (system.impl ??= system.load());
}
instancesHook.of = (prototype) => threadSystem().instances(prototype);

// ---- words to wait on ----

const words = new Int32Array(flags.buffer);
const FIRST_WORD = 64;
const free: number[] = [];
let nextWord = FIRST_WORD;

/** A word of `flags` for `wait`; undefined when all are in use. */
function takeWord(): number | undefined {
  const w = free.pop() ?? (nextWord < words.length ? nextWord++ : undefined);
  return w;
}
function giveWord(w: number): void {
  free.push(w);
}

/**
 * Waits for `ready`, which other threads make true and then call `notify`. The lock is released
 * meanwhile. `onSignal` runs (in the main thread) when a signal came; it may throw.
 */
export class Waiters {
  private word = -1;
  private n = 0;

  wait(ready: () => boolean, ms: number, onSignal: () => void): boolean {
    if (ready()) return true;
    if (ms <= 0) return false;
    const sys = threadSystem();
    const end = performance.now() + ms;
    if (this.n++ === 0) {
      const w = takeWord();
      if (w === undefined) {
        this.n--;
        throw new RangeError("Invalid: too many locks are waited for");
      }
      this.word = w;
    }
    try {
      for (;;) {
        const left = end - performance.now();
        if (left <= 0) return ready();
        const how = sys.wait(this.word, words[this.word], left);
        if (ready()) return true;
        if (how === Woken.SIGNAL && current === mainThread) onSignal();
      }
    } finally {
      if (--this.n === 0) {
        giveWord(this.word);
        this.word = -1;
      }
    }
  }

  notify(n: number): void {
    if (this.n === 0) return;
    words[this.word]++;
    threadSystem().wake(this.word, n);
  }
}

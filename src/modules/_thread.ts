/** _thread: OS threads (runtime/threads.ts), locks, thread-local data. */

import * as A from "../objects/abstract.js";
import { call, typeName } from "../objects/abstract.js";
import { E, err, PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, type MethodTable, methods, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import {
  PyFloat,
  type PyObj,
  PyObject,
  PyTuple,
  type PyType,
  type Str,
} from "../objects/object.js";
import { addressOf, exposeDict } from "../objects/objecttype.js";
import type { Kw } from "../objects/signature.js";
import { structSequence } from "../objects/structseq.js";
import { builtinType, mkFloat, mkTuple, newDict, object_type } from "../objects/types.js";
import { normalise } from "../runtime/frames.js";
import { enter, type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import {
  currentThread,
  MAIN_IDENT,
  mainThread,
  type PyThread,
  shared,
  threadSystem,
  Waiters,
} from "../runtime/threads.js";
import { printException } from "../runtime/traceback.js";
import { unraisable } from "../runtime/unraisable.js";
import { signalHook } from "./libc.js";
import { clinicInt, fsdecode, fsencode } from "./os-path.js";
import { trip } from "./signals.js";

const TIMEOUT_MAX = 9223372036;

/** Milliseconds to wait: Infinity for ever, 0 for a mere try. */
export function timeoutArg(blocking: PyObj | undefined, timeout: PyObj | undefined): number {
  const block = blocking === undefined || A.truth(blocking);
  let t = -1;
  if (timeout !== undefined) {
    const f = A.asFloatFast(timeout);
    if (f === undefined)
      throw typeError(`'${typeName(timeout)}' object cannot be interpreted as an integer or float`);
    if (timeout instanceof PyFloat && Number.isNaN(f))
      throw valueError("Invalid value NaN (not a number)");
    if (Math.abs(f) * 1e9 >= 2 ** 63)
      throw err(E.OverflowError, "timestamp out of range for C PyTime_t");
    t = f;
  }
  if (!block && t !== -1) throw valueError("can't specify a timeout for a non-blocking call");
  if (t < 0 && t !== -1) throw valueError("timeout value must be a non-negative number");
  if (t > TIMEOUT_MAX) throw err(E.OverflowError, "timeout value is too large");
  return !block ? 0 : t === -1 ? Number.POSITIVE_INFINITY : t * 1000;
}

const onSignal = (): void => signalHook.check();

export class PyLock extends PyObject {
  held = false;
  private readonly waiters = new Waiters();
  acquire(ms: number): boolean {
    if (this.held) {
      if (ms === 0 || !this.waiters.wait(() => !this.held, ms, onSignal)) return false;
    }
    this.held = true;
    return true;
  }
  release(): void {
    if (!this.held) throw err(E.RuntimeError, "release unlocked lock");
    this.held = false;
    this.waiters.notify(1);
  }
}
export const lock_type = builtinType("lock", {
  module: "_thread",
  subclassable: false,
  hasWeakref: true,
  ctor: PyLock,
});
newMethod(lock_type, "($type)", (t: PyType) => new t.ctor(t));
slots(lock_type, {
  __repr__: (l: PyLock) =>
    `<${l.held ? "locked" : "unlocked"} _thread.lock object at ${addressOf(l)}>`,
});
const acquire = (l: PyLock | PyRLock, b?: PyObj, t?: PyObj): PyObj => l.acquire(timeoutArg(b, t));
const release = (l: PyLock | PyRLock): null => {
  l.release();
  return null;
};
const locked = (l: PyLock): PyObj => l.held;
const ACQUIRE = "($self, /, blocking=True, timeout=-1)";
const lockMethods: MethodTable = {
  acquire: [ACQUIRE, acquire, "Lock the lock."],
  acquire_lock: [ACQUIRE, acquire],
  release: ["($self, /)", release, "Release the lock."],
  release_lock: ["($self, /)", release],
  locked: ["($self, /)", locked, "Return whether the lock is in the locked state."],
  locked_lock: ["($self, /)", locked],
  __enter__: ["($self, /)", (l: PyLock) => l.acquire(Number.POSITIVE_INFINITY)],
  __exit__: ["($self, /, *exc_info)", release],
  _at_fork_reinit: [
    "($self, /)",
    (l: PyLock) => {
      l.held = false;
      return null;
    },
  ],
};
methods(lock_type, lockMethods);

export class PyRLock extends PyObject {
  count = 0;
  owner = 0;
  private readonly waiters = new Waiters();
  acquire(ms: number): boolean {
    const me = currentThread().ident;
    if (this.count > 0) {
      if (this.owner === me) {
        this.count++;
        return true;
      }
      if (ms === 0 || !this.waiters.wait(() => this.count === 0, ms, onSignal)) return false;
    }
    this.owner = me;
    this.count = 1;
    return true;
  }
  owned(): boolean {
    return this.count > 0 && this.owner === currentThread().ident;
  }
  release(): void {
    if (!this.owned()) throw err(E.RuntimeError, "cannot release un-acquired lock");
    if (--this.count === 0) this.waiters.notify(1);
  }
  /** Gives it up whatever the count was. */
  free(): void {
    this.count = 0;
    this.waiters.notify(1);
  }
}
export const rlock_type = builtinType("RLock", {
  module: "_thread",
  hasWeakref: true,
  ctor: PyRLock,
});
newMethod(rlock_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(rlock_type, {
  __repr__: (l: PyRLock) =>
    `<${l.count > 0 ? "locked" : "unlocked"} ${l.cls.isHeap ? l.cls.name : "_thread.RLock"} object ` +
    `owner=${l.count > 0 ? l.owner : 0} count=${l.count} at ${addressOf(l)}>`,
});
methods(rlock_type, {
  acquire: [ACQUIRE, acquire, "Lock the lock."],
  release: ["($self, /)", release, "Release the lock."],
  locked: ["($self, /)", (l: PyRLock) => l.count > 0],
  _is_owned: ["($self, /)", (l: PyRLock) => l.owned()],
  _recursion_count: ["($self, /)", (l: PyRLock) => (l.owned() ? l.count : 0)],
  _acquire_restore: [
    "($self, state, /)",
    (l: PyRLock, state: PyObj) => {
      if (!(state instanceof PyTuple) || state.items.length !== 2)
        throw typeError("_acquire_restore() argument 1 must be 2-item tuple");
      const count = clinicInt(state.items[0]);
      l.acquire(Number.POSITIVE_INFINITY);
      l.count = count;
      return null;
    },
  ],
  _release_save: [
    "($self, /)",
    (l: PyRLock) => {
      if (l.count === 0) throw err(E.RuntimeError, "cannot release un-acquired lock");
      const n = l.count;
      const owner = l.owner;
      l.free();
      return mkTuple([n, owner]);
    },
  ],
  __enter__: ["($self, /)", (l: PyRLock) => l.acquire(Number.POSITIVE_INFINITY)],
  __exit__: ["($self, /, *exc_info)", release],
  _at_fork_reinit: [
    "($self, /)",
    (l: PyRLock) => {
      l.count = 0;
      return null;
    },
  ],
});

// ---- thread-local data ----

/** Its `__dict__` is that of the running thread, made at the thread's first look. */
class PyLocal extends PyObject {
  private readonly dicts = new WeakMap<PyThread, PyDict>();
  args: PyObj[] = [];
  kw: Kw | undefined = undefined;
  dict(): PyDict {
    const t = currentThread();
    let d = this.dicts.get(t);
    if (d === undefined) {
      d = newDict();
      this.dicts.set(t, d);
      const init = this.cls.lookup("__init__") as PyObj;
      if (this.kw !== undefined && init !== object_type.lookup("__init__")) {
        try {
          A.call(init, [this, ...this.args], this.kw.size > 0 ? this.kw : null);
        } catch (e) {
          this.dicts.delete(t);
          throw e;
        }
      }
    }
    return d;
  }
  /** From now on threads that come new to it run `__init__`; the one that made it has done so. */
  made(args: PyObj[], kw: Kw): void {
    this.dicts.set(currentThread(), newDict());
    this.args = args;
    this.kw = kw;
  }
}
Object.defineProperty(PyLocal.prototype, "odict", {
  get(this: PyLocal) {
    return this.dict();
  },
  set() {
    // Made by itself only.
  },
});
const local_type = builtinType("_local", {
  module: "_thread",
  hasDict: true,
  hasWeakref: true,
  ctor: PyLocal,
});
local_type.dictoffset = 16;
newMethod(local_type, "($type, *args, **kwargs)", (t: PyType, args: PyObj[], kw: Kw) => {
  if ((args.length > 0 || kw.size > 0) && t.lookup("__init__") === object_type.lookup("__init__"))
    throw typeError("Initialization arguments are not supported");
  const l = new t.ctor(t) as PyLocal;
  l.made(args, kw);
  return l;
});
exposeDict(local_type);

// ---- threads ----

class ThreadHandle extends PyObject {
  ident = 0;
  state: "new" | "starting" | "running" | "done" = "new";
  thread: PyThread | null = null;
  readonly joiners = new Waiters();
  done(): void {
    this.state = "done";
    this.joiners.notify(1 << 30);
  }
}
const handle_type = builtinType("_ThreadHandle", {
  module: "_thread",
  subclassable: false,
  hasWeakref: true,
  ctor: ThreadHandle,
});
newMethod(handle_type, "($type)", (t: PyType) => new t.ctor(t));
const started = (h: ThreadHandle): void => {
  if (h.state === "new") throw err(E.RuntimeError, "thread not started");
};
function join(h: ThreadHandle, ms: number): void {
  if (h.state === "done") return;
  if (h.ident === currentThread().ident) throw err(E.RuntimeError, "Cannot join current thread");
  h.joiners.wait(() => h.state === "done", ms, onSignal);
}
slots(handle_type, {
  __repr__: (h: ThreadHandle) => `<_ThreadHandle object: ident=${h.ident}>`,
});
methods(handle_type, {
  join: [
    "($self, timeout=None, /)",
    (h: ThreadHandle, timeout?: PyObj) => {
      let ms = Number.POSITIVE_INFINITY;
      if (timeout !== undefined && timeout !== null) {
        const t = A.asFloatFast(timeout);
        if (t === undefined)
          throw typeError(
            `'${typeName(timeout)}' object cannot be interpreted as an integer or float`,
          );
        if (t > TIMEOUT_MAX) throw err(E.OverflowError, "timeout value is too large");
        if (t >= 0) ms = t * 1000;
      }
      started(h);
      join(h, ms);
      return null;
    },
  ],
  _set_done: [
    "($self, /)",
    (h: ThreadHandle) => {
      started(h);
      h.done();
      return null;
    },
  ],
  is_done: ["($self, /)", (h: ThreadHandle) => h.state === "done"],
});
getsets(handle_type, { ident: (h: ThreadHandle) => h.ident });

/** Handles of threads that the end of the program waits for. */
const awaited = new Map<ThreadHandle, Interpreter>();
let count = 0;

/** Starts an OS thread that calls f; what is raised there goes to sys.unraisablehook. */
function start(f: PyObj, args: PyObj[], kw: Kw | null, h: ThreadHandle | null): number {
  // Another one may be current when the thread gets its first turn.
  const home = interp();
  const run = (): void => {
    enter(home);
    const t = currentThread();
    if (h !== null) {
      h.thread = t;
      h.state = "running";
    }
    try {
      A.call(f, args, kw);
    } catch (e) {
      const x = normalise(e);
      if (!x.cls.isSubtype(E.SystemExit))
        unraisable(x, "Exception ignored in thread started by", f);
    } finally {
      count--;
      if (h !== null) {
        awaited.delete(h);
        h.done();
      }
    }
  };
  try {
    shared.on = true;
    count++;
    const ident = threadSystem().start(run, stackSize);
    if (h !== null) {
      h.ident = ident;
      h.state = "starting";
    }
    return ident;
  } catch (e) {
    count--;
    if (h !== null) awaited.delete(h);
    if (e instanceof PyBaseException) throw e;
    throw err(E.RuntimeError, "can't start new thread");
  }
}
function keywords(d: PyDict): Kw {
  const out: Kw = new Map();
  for (const [k, v] of d.pairs()) {
    const name = A.asJs(k);
    if (name === undefined) throw typeError("keywords must be strings");
    out.set(name, v);
  }
  return out;
}
function startNew(f?: PyObj, args?: PyObj, kw?: PyObj): PyObj {
  if (!A.callable(f ?? null)) throw typeError("first arg must be callable");
  if (!(args instanceof PyTuple)) throw typeError("2nd arg must be a tuple");
  if (kw !== undefined && !(kw instanceof PyDict))
    throw typeError("optional 3rd arg must be a dictionary");
  return start(f as PyObj, args.items, kw === undefined ? null : keywords(kw), null);
}
function startJoinable(f: PyObj, handle?: PyObj, daemon?: PyObj): PyObj {
  if (!A.callable(f)) throw typeError("thread function must be callable");
  if (handle !== undefined && handle !== null && !(handle instanceof ThreadHandle))
    throw typeError("'handle' must be a _ThreadHandle");
  const h = (handle ?? new ThreadHandle(handle_type)) as ThreadHandle;
  if (h.state !== "new") throw err(E.RuntimeError, "thread already started");
  if (daemon !== undefined && !A.truth(daemon)) awaited.set(h, interp());
  start(f, [], null, h);
  return h;
}
/** As the system keeps it: up to a NUL, 15 bytes, which may cut a character. */
function shortName(s: Str): Str {
  const b = fsencode(s);
  const nul = b.indexOf(0);
  return fsdecode(b.subarray(0, Math.min(15, nul < 0 ? b.length : nul)));
}

/** The end of a program: waits for all threads that are not daemons. */
export function joinThreads(i: Interpreter): void {
  const threading = i.modules.getStr("threading");
  try {
    if (threading !== undefined && threading !== null) A.callMethod(threading, "_shutdown", []);
    else joinAwaited();
  } catch (e) {
    unraisable(e, "Exception ignored on threading shutdown", threading ?? null);
  }
}
function joinAwaited(): null {
  const own = interp();
  for (;;) {
    const h = [...awaited.keys()].find((k) => awaited.get(k) === own);
    if (h === undefined) return null;
    awaited.delete(h);
    join(h, Number.POSITIVE_INFINITY);
  }
}

const hook_args = structSequence("_thread", "_ExceptHookArgs", [
  "exc_type",
  "exc_value",
  "exc_traceback",
  "thread",
]);

function exceptHook(a: PyObj): PyObj {
  if (!(a instanceof PyTuple) || a.cls !== hook_args.type)
    throw typeError("_thread.excepthook argument type must be ExceptHookArgs");
  const [type, value, tb, thread] = a.items;
  if (type === E.SystemExit) return null;
  const stderr = interp().sys.dict.getStr("stderr") ?? null;
  if (stderr === null) return null;
  const name = thread === null ? undefined : A.getattrOpt(thread, "name");
  const text = name === undefined ? String(currentThread().ident) : A.strJs(name);
  A.callMethod(stderr, "write", [`Exception in thread ${text}:\n`]);
  if (value instanceof PyBaseException) {
    if (value.tb === null && tb !== null) value.tb = tb as unknown as PyBaseException["tb"];
    printException(interp(), value);
  }
  return null;
}

let stackSize = 0;

registerModule("_thread", () => {
  const f: FunctionTable = {
    allocate_lock: ["($module, /)", () => new PyLock(lock_type)],
    get_ident: ["($module, /)", () => currentThread().ident],
    get_native_id: ["($module, /)", () => currentThread().nativeId],
    _get_main_thread_ident: ["($module, /)", () => MAIN_IDENT],
    _is_main_interpreter: ["($module, /)", () => true],
    _count: ["($module, /)", () => count],
    _shutdown: ["($module, /)", () => joinAwaited()],
    daemon_threads_allowed: ["($module, /)", () => true],
    start_new_thread: ["($module, function, args, kwargs={}, /)", startNew],
    start_new: ["($module, function, args, kwargs={}, /)", startNew],
    start_joinable_thread: ["($module, /, function, handle=None, daemon=True)", startJoinable],
    _make_thread_handle: [
      "($module, ident, /)",
      (ident: PyObj) => {
        const h = new ThreadHandle(handle_type);
        h.ident = Number(A.index(ident));
        h.state = "running";
        return h;
      },
    ],
    interrupt_main: [
      "($module, signum=signal.SIGINT, /)",
      (n?: PyObj) => {
        signalHook.prepare();
        trip(n === undefined ? 2 : clinicInt(n));
        if (currentThread() === mainThread) signalHook.check();
        return null;
      },
    ],
    stack_size: [
      "($module, size=0, /)",
      (n?: PyObj) => {
        const before = stackSize;
        const size = n === undefined ? 0 : A.ssize(n);
        if (size < 0) throw valueError("size must be 0 or a positive value");
        if (size > 0 && size < 53248) throw valueError("size must be at least 53248 bytes");
        stackSize = size;
        return before;
      },
    ],
    exit: [
      "($module, /)",
      () => {
        throw err(E.SystemExit);
      },
    ],
    _excepthook: ["($module, args, /)", exceptHook],
    _get_name: ["($module, /)", () => currentThread().name],
    set_name: [
      "($module, /, name)",
      (name: PyObj) => {
        const s = A.asStr(name);
        if (s === undefined)
          throw typeError(`set_name() argument 'name' must be str, not ${typeName(name)}`);
        currentThread().name = shortName(s);
        return null;
      },
    ],
  };
  f.allocate = f.allocate_lock;
  f.exit_thread = f.exit;
  return defineModule(
    "_thread",
    "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
    f,
    {
      error: E.RuntimeError,
      LockType: lock_type,
      lock: lock_type,
      RLock: rlock_type,
      _local: local_type,
      _ThreadHandle: handle_type,
      _ExceptHookArgs: hook_args.type,
      TIMEOUT_MAX: mkFloat(TIMEOUT_MAX),
      _NAME_MAXLEN: 15,
    },
  );
});

export { call };

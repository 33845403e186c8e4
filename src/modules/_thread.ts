/** _thread: locks with real semantics where only one thread runs. */
import { call, typeName } from "../objects/abstract.js";
import * as A from "../objects/abstract.js";
import { E, err, PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, type MethodTable, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { PyFloat, PyObject, type PyObj, PyTuple, type PyType } from "../objects/object.js";
import { addressOf } from "../objects/objecttype.js";
import type { Kw } from "../objects/signature.js";
import { structSequence } from "../objects/structseq.js";
import { builtinType, mkFloat, mkTuple, object_type } from "../objects/types.js";
import { interp, registerModule } from "../runtime/interpreter.js";
import { printException } from "../runtime/traceback.js";
import { signalHook } from "./libc.js";
import { clinicInt } from "./os-path.js";
import { handlersInstalled, sleepMs, trip } from "./signals.js";

/** The only thread there is. */
export const MAIN_IDENT = 1;
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

/** Waits for something that only a signal handler can bring about. */
export function waitUntil(ready: () => boolean, ms: number): boolean {
  if (ready()) return true;
  if (ms === 0) return false;
  const end = performance.now() + ms;
  if (ms === Number.POSITIVE_INFINITY) {
    signalHook.prepare();
    if (!handlersInstalled())
      throw err(E.RuntimeError, "deadlock: the lock is held by the only thread");
  }
  for (;;) {
    const left = end - performance.now();
    if (left <= 0) return ready();
    sleepMs(Math.min(left, 200));
    if (ready()) return true;
  }
}

export class PyLock extends PyObject {
  held = false;
  acquire(ms: number): boolean {
    if (!waitUntil(() => !this.held, ms)) return false;
    this.held = true;
    return true;
  }
  release(): void {
    if (!this.held) throw err(E.RuntimeError, "release unlocked lock");
    this.held = false;
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

/** The one thread may always take it: it counts. */
export class PyRLock extends PyObject {
  count = 0;
  acquire(_ms: number): boolean {
    this.count++;
    return true;
  }
  release(): void {
    if (this.count === 0) throw err(E.RuntimeError, "cannot release un-acquired lock");
    this.count--;
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
    `owner=${l.count > 0 ? MAIN_IDENT : 0} count=${l.count} at ${addressOf(l)}>`,
});
methods(rlock_type, {
  acquire: [ACQUIRE, acquire, "Lock the lock."],
  release: ["($self, /)", release, "Release the lock."],
  locked: ["($self, /)", (l: PyRLock) => l.count > 0],
  _is_owned: ["($self, /)", (l: PyRLock) => l.count > 0],
  _recursion_count: ["($self, /)", (l: PyRLock) => l.count],
  _acquire_restore: [
    "($self, state, /)",
    (l: PyRLock, state: PyObj) => {
      if (!(state instanceof PyTuple) || state.items.length !== 2)
        throw typeError("_acquire_restore() argument 1 must be 2-item tuple");
      l.count = clinicInt(state.items[0]);
      return null;
    },
  ],
  _release_save: [
    "($self, /)",
    (l: PyRLock) => {
      if (l.count === 0) throw err(E.RuntimeError, "cannot release un-acquired lock");
      const n = l.count;
      l.count = 0;
      return mkTuple([n, MAIN_IDENT]);
    },
  ],
  __enter__: ["($self, /)", (l: PyRLock) => l.acquire(0)],
  __exit__: ["($self, /, *exc_info)", release],
  _at_fork_reinit: [
    "($self, /)",
    (l: PyRLock) => {
      l.count = 0;
      return null;
    },
  ],
});

// ---- thread-local data: with one thread, plain attributes ----

const local_type = builtinType("_local", { module: "_thread", hasDict: true, hasWeakref: true });
local_type.dictoffset = 16;
newMethod(local_type, "($type, *args, **kwargs)", (t: PyType, args: PyObj[], kw: Kw) => {
  if ((args.length > 0 || kw.size > 0) && t.lookup("__init__") === object_type.lookup("__init__"))
    throw typeError("Initialization arguments are not supported");
  return new t.ctor(t);
});
exposeDict(local_type);
import { exposeDict } from "../objects/objecttype.js";

// ---- handles ----

class ThreadHandle extends PyObject {
  ident = 0;
  state: "new" | "running" | "done" = "new";
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
slots(handle_type, {
  __repr__: (h: ThreadHandle) => `<_thread._ThreadHandle object: ident=${h.ident}>`,
});
methods(handle_type, {
  join: [
    "($self, timeout=None, /)",
    (h: ThreadHandle, timeout?: PyObj) => {
      if (timeout !== undefined && timeout !== null && A.asFloatFast(timeout) === undefined)
        throw typeError(
          `'${typeName(timeout)}' object cannot be interpreted as an integer or float`,
        );
      started(h);
      if (h.state === "running" && h.ident === MAIN_IDENT)
        throw err(E.RuntimeError, "Cannot join current thread");
      return null;
    },
  ],
  _set_done: [
    "($self, /)",
    (h: ThreadHandle) => {
      started(h);
      h.state = "done";
      return null;
    },
  ],
  is_done: ["($self, /)", (h: ThreadHandle) => h.state === "done"],
});
getsets(handle_type, { ident: (h: ThreadHandle) => h.ident });

function cannotStart(): never {
  throw err(E.RuntimeError, "can't start new thread");
}
function startNew(f?: PyObj, args?: PyObj, kw?: PyObj): PyObj {
  if (!A.callable(f ?? null)) throw typeError("first arg must be callable");
  if (!(args instanceof PyTuple)) throw typeError("2nd arg must be a tuple");
  if (kw !== undefined && !(kw instanceof PyDict))
    throw typeError("optional 3rd arg must be a dictionary");
  return cannotStart();
}
function startJoinable(f: PyObj, handle?: PyObj): PyObj {
  if (!A.callable(f)) throw typeError("thread function must be callable");
  if (handle !== undefined && handle !== null && !(handle instanceof ThreadHandle))
    throw typeError("'handle' must be a _ThreadHandle");
  return cannotStart();
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
  const text = name === undefined ? String(MAIN_IDENT) : A.strJs(name);
  A.callMethod(stderr, "write", [`Exception in thread ${text}:\n`]);
  if (value instanceof PyBaseException) {
    if (value.tb === null && tb !== null) value.tb = tb as unknown as PyBaseException["tb"];
    printException(interp(), value);
  }
  return null;
}

let threadName = "";
let stackSize = 0;

registerModule("_thread", () => {
  const f: FunctionTable = {
    allocate_lock: ["($module, /)", () => new PyLock(lock_type)],
    get_ident: ["($module, /)", () => MAIN_IDENT],
    get_native_id: ["($module, /)", () => process.pid],
    _get_main_thread_ident: ["($module, /)", () => MAIN_IDENT],
    _is_main_interpreter: ["($module, /)", () => true],
    _count: ["($module, /)", () => 0],
    _shutdown: ["($module, /)", () => null],
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
        trip(n === undefined ? 2 : clinicInt(n));
        signalHook.check();
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
    _get_name: ["($module, /)", () => threadName],
    set_name: [
      "($module, /, name)",
      (name: PyObj) => {
        const s = A.asJs(name);
        if (s === undefined)
          throw typeError(`set_name() argument 'name' must be str, not ${typeName(name)}`);
        threadName = s.slice(0, 15);
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

/** _multiprocessing and _posixshmem: named semaphores and shared memory of the C library. */
import { asInt, asJs, ssize, truth, typeName } from "../objects/abstract.js";
import { E, err, osError, typeError, valueError } from "../objects/errors.js";
import { asDouble } from "../objects/float.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType, newDict } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { c, errno } from "./libc.js";
import { sysError } from "./os-errors.js";

const RECURSIVE_MUTEX = 0;
const SEM_VALUE_MAX = 2147483647;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const EAGAIN = 11;
const EINTR = 4;
const ETIMEDOUT = 110;

class SemLock extends PyObject {
  handle = 0n;
  kind = 0;
  maxvalue = 0;
  name: PyObj = null;
  count = 0;
  owner = 0;
}
const semlock_type = builtinType("SemLock", { module: "_multiprocessing", ctor: SemLock });
const self = (): number => process.pid;
const failed = () => sysError(errno());

function openSem(name: string, flags: number, value: number): bigint {
  return BigInt(
    c("intptr_t sem_open(const char *name, int flags, unsigned int mode, unsigned int value)")(
      name,
      flags,
      0o600,
      value,
    ),
  );
}
function value(s: SemLock): number {
  const b = Buffer.alloc(4);
  if (Number(c("int sem_getvalue(intptr_t s, void *v)")(s.handle, b)) < 0) throw failed();
  return Math.max(b.readInt32LE(0), 0);
}
newMethod(
  semlock_type,
  "($type, /, kind, value, maxvalue, name, unlink)",
  (t: PyType, kind: PyObj, v: PyObj, max: PyObj, name: PyObj, unlink: PyObj) => {
    const k = ssize(kind);
    if (k !== 0 && k !== 1) throw valueError("unrecognized kind");
    const n = asJs(name);
    if (n === undefined)
      throw typeError(`SemLock() argument 'name' must be str, not ${typeName(name)}`);
    const s = new t.ctor(t) as SemLock;
    s.handle = openSem(n, O_CREAT | O_EXCL, ssize(v));
    if (s.handle === 0n) throw failed();
    s.kind = k;
    s.maxvalue = ssize(max);
    if (truth(unlink)) {
      if (Number(c("int sem_unlink(const char *name)")(n)) < 0) throw failed();
    } else s.name = n;
    return s;
  },
);
const mine = (s: SemLock): boolean => s.count > 0 && s.owner === self();
function acquire(s: SemLock, block?: PyObj, timeout?: PyObj): boolean {
  const wait = block === undefined || truth(block);
  if (s.kind === RECURSIVE_MUTEX && mine(s)) {
    s.count++;
    return true;
  }
  const limit = timeout === undefined || timeout === null ? null : Math.max(asDouble(timeout), 0);
  const done = (): boolean => {
    s.count++;
    s.owner = self();
    return true;
  };
  for (;;) {
    let r: number;
    if (!wait || limit === 0) r = Number(c("int sem_trywait(intptr_t s)")(s.handle));
    else if (limit === null) r = Number(c("int sem_wait(intptr_t s)")(s.handle));
    else {
      const at = Date.now() / 1000 + limit;
      const spec = Buffer.alloc(16);
      spec.writeBigInt64LE(BigInt(Math.floor(at)), 0);
      spec.writeBigInt64LE(BigInt(Math.floor((at % 1) * 1e9)), 8);
      r = Number(c("int sem_timedwait(intptr_t s, const void *t)")(s.handle, spec));
    }
    if (r === 0) return done();
    const e = errno();
    if (e === EAGAIN || e === ETIMEDOUT) return false;
    if (e !== EINTR) throw failed();
  }
}
function release(s: SemLock): PyObj {
  if (s.kind === RECURSIVE_MUTEX) {
    if (!mine(s))
      throw err(E.AssertionError, "attempt to release recursive lock not owned by thread");
    if (s.count > 1) {
      s.count--;
      return null;
    }
  } else if (value(s) >= s.maxvalue) throw valueError("semaphore or lock released too many times");
  if (Number(c("int sem_post(intptr_t s)")(s.handle)) < 0) throw failed();
  s.count--;
  return null;
}
methods(semlock_type, {
  acquire: ["($self, /, block=True, timeout=None)", acquire],
  release: ["($self, /)", release],
  __enter__: ["($self, /)", (s: SemLock) => acquire(s)],
  __exit__: ["($self, exc_type=None, exc_value=None, exc_tb=None, /)", (s: SemLock) => release(s)],
  _count: ["($self, /)", (s: SemLock) => s.count],
  _is_mine: ["($self, /)", mine],
  _get_value: ["($self, /)", value],
  _is_zero: ["($self, /)", (s: SemLock) => value(s) === 0],
  _after_fork: [
    "($self, /)",
    (s: SemLock) => {
      s.count = 0;
      return null;
    },
  ],
  _rebuild: [
    "($type, handle, kind, maxvalue, name, /)",
    (t: PyType, handle: PyObj, kind: PyObj, max: PyObj, name: PyObj) => {
      const s = new t.ctor(t) as SemLock;
      s.kind = ssize(kind);
      s.maxvalue = ssize(max);
      s.name = name;
      const n = asJs(name);
      s.handle = n !== undefined ? openSem(n, 0, 0) : BigInt(asInt(handle) ?? 0);
      if (s.handle === 0n) throw failed();
      return s;
    },
  ],
});
getsets(
  semlock_type,
  {
    handle: (s: SemLock) => normInt(s.handle),
    kind: (s: SemLock) => s.kind,
    maxvalue: (s: SemLock) => s.maxvalue,
    name: (s: SemLock) => s.name,
  },
  true,
);
semlock_type.set("SEM_VALUE_MAX", SEM_VALUE_MAX);

registerModule("_multiprocessing", () => {
  const flags = newDict();
  for (const k of [
    "HAVE_SEM_OPEN",
    "HAVE_SEM_TIMEDWAIT",
    "HAVE_FD_TRANSFER",
    "HAVE_BROKEN_SEM_GETVALUE",
    "HAVE_BROKEN_SEM_UNLINK",
  ])
    if (!k.includes("BROKEN")) flags.setStr(k, 1);
  return defineModule(
    "_multiprocessing",
    null,
    {
      sem_unlink: [
        "($module, name, /)",
        (name: PyObj) => {
          const n = asJs(name);
          if (n === undefined)
            throw typeError(`sem_unlink() argument must be str, not ${typeName(name)}`);
          if (Number(c("int sem_unlink(const char *name)")(n)) < 0) throw failed();
          return null;
        },
      ],
    },
    { SemLock: semlock_type, flags },
  );
});

const CLOEXEC = 0o2000000;
registerModule("_posixshmem", () => {
  const named = (o: PyObj, f: string): string => {
    const s = asJs(o);
    if (s === undefined) throw typeError(`${f}() argument 'path' must be str, not ${typeName(o)}`);
    if (s.includes("\0")) throw valueError("embedded null character");
    return s;
  };
  return defineModule("_posixshmem", "POSIX shared memory module", {
    shm_open: [
      "($module, /, path, flags, mode=511)",
      (path: PyObj, flags: PyObj, mode?: PyObj) => {
        const n = named(path, "shm_open");
        const fd = Number(
          c("int shm_open(const char *name, int flags, unsigned int mode)")(
            n,
            ssize(flags) | CLOEXEC,
            mode === undefined ? 0o777 : ssize(mode),
          ),
        );
        if (fd < 0) throw withName(n);
        return fd;
      },
    ],
    shm_unlink: [
      "($module, /, path)",
      (path: PyObj) => {
        const n = named(path, "shm_unlink");
        if (Number(c("int shm_unlink(const char *name)")(n)) < 0) throw withName(n);
        return null;
      },
    ],
  });
});
function withName(n: string) {
  const e = sysError(errno());
  return osError(Number(e.members?.errno ?? 0), String(e.members?.strerror ?? ""), n);
}

/** posix: processes, users, scheduling, limits of the system. */

import { randomBytes } from "node:crypto";
import * as os from "node:os";
import * as A from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { newMethod } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { PySet } from "../objects/hashtable.js";
import type { FunctionTable } from "../objects/module.js";
import { PyBytes, PyList, type PyObj, PyTuple, type Str } from "../objects/object.js";
import { makeStructSeq, structSequence } from "../objects/structseq.js";
import { mkBytes, mkFloat, mkList, mkSet, mkTuple } from "../objects/types.js";
import {
  addressOf,
  c,
  call,
  cstr,
  cstrings,
  errno,
  setErrno,
  signalHook,
  untilNul,
} from "./libc.js";
import { CONFSTR_NAMES, PATHCONF_NAMES, SYSCONF_NAMES } from "./os-consts.js";
import { consts, EINVAL, errnoOf, fromNode, sysError } from "./os-errors.js";
import { clinicInt, fdArg, fsdecode, fsencode, fspath, idArg, pathArg } from "./os-path.js";
import { rusage } from "./rusage.js";
import { type Action, environ, type SpawnOptions, sigset, spawn } from "./spawn.js";

export const uname_result = structSequence(
  "posix",
  "uname_result",
  ["sysname", "nodename", "release", "version", "machine"],
  [],
  "uname_result: Result from os.uname().",
);
export const times_result = structSequence(
  "posix",
  "times_result",
  ["user", "system", "children_user", "children_system", "elapsed"],
  [],
  "times_result: Result from os.times().",
);
export const waitid_result = structSequence("posix", "waitid_result", [
  "si_pid",
  "si_uid",
  "si_signo",
  "si_status",
  "si_code",
]);
export const sched_param = structSequence("posix", "sched_param", ["sched_priority"]);
newMethod(sched_param.type, "($type, /, sched_priority)", (t, p: PyObj) =>
  makeStructSeq(t, 1, [p]),
);
export const statvfs_result = structSequence(
  "os",
  "statvfs_result",
  [
    "f_bsize",
    "f_frsize",
    "f_blocks",
    "f_bfree",
    "f_bavail",
    "f_files",
    "f_ffree",
    "f_favail",
    "f_flag",
    "f_namemax",
  ],
  ["f_fsid"],
);

function statvfs(b: Buffer): PyObj {
  const at = [0, 8, 16, 24, 32, 40, 48, 56, 72, 80, 64];
  return statvfs_result.make(at.map((o) => normInt(b.readBigUInt64LE(o))));
}

// ---- names of system values ----

function confName(o: PyObj, table: string): number {
  const n = A.asIndex(o);
  if (n !== undefined) return clinicInt(n);
  const s = A.asJs(o);
  if (s === undefined) throw typeError("configuration names must be strings or integers");
  const v = consts(table)[s];
  if (v === undefined) throw valueError("unrecognized configuration name");
  return v;
}
/** -1 with errno 0 means "no limit". */
function conf(prototype: string, args: (number | Uint8Array)[], file?: PyObj): number {
  const f = c(prototype);
  setErrno(0);
  const r = Number(f(...args));
  const n = r === -1 ? errno() : 0;
  if (n !== 0) throw sysError(n, file);
  return r;
}

// ---- waiting ----

function waitpid(pid: number, options: number): [number, number] {
  const status = Buffer.alloc(4);
  if ((options & 1) === 0) signalHook.prepare();
  const r = call("int waitpid(int pid, void *status, int options)", [pid, status, options]);
  return [r, status.readInt32LE(0)];
}
function wait4(pid: number, options: number): PyObj {
  const status = Buffer.alloc(4);
  const ru = Buffer.alloc(144);
  if ((options & 1) === 0) signalHook.prepare();
  const r = call("int wait4(int pid, void *status, int options, void *ru)", [
    pid,
    status,
    options,
    ru,
  ]);
  return mkTuple([r, status.readInt32LE(0), rusage(ru)]);
}

const exited = (s: number): boolean => (s & 0x7f) === 0;
const signaled = (s: number): boolean => (s & 0x7f) !== 0 && (s & 0x7f) !== 0x7f;
const stopped = (s: number): boolean => (s & 0xff) === 0x7f;
const status = (f: (s: number) => PyObj): readonly [string, (o: PyObj) => PyObj] => [
  "($module, /, status)",
  (o: PyObj) => f(clinicInt(o)),
];

function exitcode(o: PyObj): PyObj {
  const s = clinicInt(o);
  if (exited(s)) return (s >> 8) & 0xff;
  if (signaled(s)) return -(s & 0x7f);
  if (stopped(s)) throw valueError(`process stopped by delivery of signal ${(s >> 8) & 0xff}`);
  throw valueError(`invalid wait status: ${s}`);
}

// ---- programs ----

/** A str, bytes or path-like as bytes for C. */
export function fsBytes(o: PyObj): Uint8Array {
  const p = fspath(o);
  const b = p instanceof PyBytes ? p.data : fsencode(A.asStr(p) as Str);
  if (b.includes(0)) throw valueError("embedded null byte");
  return b;
}
function argvOf(fn: string, o: PyObj): Uint8Array[] {
  if (!(o instanceof PyTuple) && !(o instanceof PyList))
    throw typeError(
      fn === "execv"
        ? `${fn}() arg 2 must be a tuple or list`
        : `${fn}: argv must be a tuple or list`,
    );
  const list = o.items.map(fsBytes);
  const exec = fn === "execv";
  if (list.length === 0)
    throw valueError(exec ? `${fn}() arg 2 must not be empty` : `${fn}: argv must not be empty`);
  if (list[0].length === 0)
    throw valueError(
      exec
        ? `${fn}() arg 2 first element cannot be empty`
        : `${fn}: argv first element cannot be empty`,
    );
  return list;
}
/** `NAME=value` strings from a mapping. */
export function envOf(fn: string, o: PyObj): Uint8Array[] {
  if (A.getattrOpt(o, "keys") === undefined || A.lenOpt(o) === undefined)
    throw typeError(`${fn}: environment must be a mapping object`);
  const keys = A.toArray(A.callMethod(o, "keys", []));
  return keys.map((k) => {
    const name = fsBytes(k);
    const value = fsBytes(A.getitem(o, k));
    if (name.length === 0 || name.indexOf(61, 1) >= 0)
      throw valueError("illegal environment variable name");
    return Buffer.concat([name, Buffer.from("="), value]);
  });
}

function exec(fn: string, path: PyObj, argv: PyObj, env: PyObj | undefined): PyObj {
  const p = pathArg(fn, path, { fd: fn === "execve" });
  const args = cstrings(argvOf(fn, argv));
  const e = env === undefined ? null : cstrings(envOf(fn, env));
  const envp = e === null ? environ() : addressOf(e.array);
  if (p.fd >= 0) c("int fexecve(int fd, void *argv, uint64_t envp)")(p.fd, args.array, envp);
  else
    c("int execve(const void *path, void *argv, uint64_t envp)")(
      cstr(Buffer.from(p.fs as string)),
      args.array,
      envp,
    );
  throw sysError(errno(), fn === "execv" ? undefined : p.obj);
}

function fileActions(o: PyObj | undefined): Action[] {
  if (o === undefined || o === null) return [];
  return A.toArray(o).map((x): Action => {
    if (!(x instanceof PyTuple) || x.items.length === 0)
      throw typeError("Each file_actions element must be a non-empty tuple");
    const v = x.items;
    const int = (i: number): number => clinicInt(v[i]);
    switch (A.asInt(v[0])) {
      case 0:
        if (v.length !== 5) throw typeError("A open file_action tuple must have 5 elements");
        return { type: "open", fd: int(1), path: fsBytes(v[2]), flags: int(3), mode: int(4) };
      case 1:
        if (v.length !== 2) throw typeError("A close file_action tuple must have 2 elements");
        return { type: "close", fd: int(1) };
      case 2:
        if (v.length !== 3) throw typeError("A dup2 file_action tuple must have 3 elements");
        return { type: "dup2", fd: int(1), to: int(2) };
      case 3:
        if (v.length !== 2) throw typeError("A closefrom file_action tuple must have 2 elements");
        return { type: "closefrom", fd: int(1) };
      default:
        throw typeError("Unknown file_actions identifier");
    }
  });
}

/** Signal numbers of an iterable. */
export function signals(o: PyObj): number[] {
  return A.toArray(o).map((s) => {
    const n = Number(A.index(s));
    if (n < 1 || n > 64) throw valueError(`signal number ${n} out of range [1; 64]`);
    return n;
  });
}

/** What may have to be on disk before another program looks; set by _io. */
export const spawnHook = { before: (): void => {} };

const spawns =
  (fn: "posix_spawn" | "posix_spawnp") =>
  (
    path: PyObj,
    argv: PyObj,
    env: PyObj,
    actions?: PyObj,
    setpgroup?: PyObj,
    resetids?: PyObj,
    setsid?: PyObj,
    setsigmask?: PyObj,
    setsigdef?: PyObj,
    scheduler?: PyObj,
  ): PyObj => {
    const p = pathArg(fn, path);
    const args = argvOf(fn, argv);
    if (env !== null && A.getattrOpt(env, "keys") === undefined)
      throw typeError(`${fn}: environment must be a mapping object or None`);
    const o: SpawnOptions = {
      path: Buffer.from(p.fs as string),
      search: fn === "posix_spawnp",
      argv: args,
      env: env === null ? null : envOf(fn, env),
      actions: fileActions(actions),
      resetIds: resetids !== undefined && A.truth(resetids),
      setsid: setsid !== undefined && A.truth(setsid),
    };
    if (setpgroup !== undefined && setpgroup !== null) o.pgroup = clinicInt(setpgroup);
    if (setsigmask !== undefined && A.toArray(setsigmask).length > 0)
      o.sigmask = signals(setsigmask);
    if (setsigdef !== undefined && A.toArray(setsigdef).length > 0)
      o.sigdefault = signals(setsigdef);
    if (scheduler !== undefined && scheduler !== null) {
      const v = A.toArray(scheduler);
      if (v.length !== 2) throw typeError("A scheduler tuple must have two elements");
      o.scheduler = {
        policy: v[0] === null ? null : clinicInt(v[0]),
        priority: clinicInt((v[1] as PyTuple).items[0]),
      };
    }
    spawnHook.before();
    const r = spawn(o);
    if (r < 0) throw sysError(-r, p.obj);
    return r;
  };

// ---- small things ----

/** A function of ints that C does; its result is not looked at. */
const ints = (sig: string, prototype: string) =>
  [
    sig,
    (...a: PyObj[]) => {
      call(prototype, a.map(clinicInt));
      return null;
    },
  ] as const;
const gives = (sig: string, prototype: string) =>
  [sig, (...a: PyObj[]) => call(prototype, a.map(clinicInt))] as const;

function priority(which: number, who: number): number {
  return conf("int getpriority(int which, unsigned int who)", [which, who >>> 0]);
}

function affinity(pid: PyObj): PyObj {
  const b = Buffer.alloc(1024);
  const n = call("int64_t syscall(int64_t n, int64_t pid, int64_t size, void *set)", [
    process.arch === "x64" ? 204 : 123,
    clinicInt(pid),
    b.length,
    b,
  ]);
  const out = mkSet();
  for (let i = 0; i < n * 8; i++) if (((b[i >> 3] >> (i & 7)) & 1) !== 0) out.add(i);
  return out;
}

function threeIds(prototype: string): PyObj {
  const b = Buffer.alloc(12);
  call(prototype, [b, b.subarray(4), b.subarray(8)]);
  return mkTuple([b.readUInt32LE(0), b.readUInt32LE(4), b.readUInt32LE(8)]);
}

function times(): PyObj {
  const b = Buffer.alloc(32);
  const hz = Number(c("int64_t sysconf(int name)")(2));
  const t = call("int64_t times(void *buf)", [b]);
  const at = (i: number): PyObj => mkFloat(Number(b.readBigInt64LE(i * 8)) / hz);
  return times_result.make([at(0), at(1), at(2), at(3), mkFloat(t / hz)]);
}

/** `getrandom` bytes. */
export function urandom(o: PyObj): PyObj {
  const n = A.ssize(o);
  if (n < 0) throw valueError("negative argument not allowed");
  return mkBytes(new Uint8Array(randomBytes(n)));
}

function kill(pid: number, sig: number): void {
  if (sig === 2 && pid === process.pid) signalHook.prepare();
  try {
    process.kill(pid, sig);
  } catch (e) {
    if (errnoOf(e) === 0) throw sysError(EINVAL);
    throw fromNode(e);
  }
  // A signal to this process is handled before the call returns.
  signalHook.check();
}

export const processFunctions: FunctionTable = {
  getpid: ["($module, /)", () => process.pid],
  getppid: ["($module, /)", () => process.ppid],
  getuid: ["($module, /)", () => process.getuid!()],
  geteuid: ["($module, /)", () => process.geteuid!()],
  getgid: ["($module, /)", () => process.getgid!()],
  getegid: ["($module, /)", () => process.getegid!()],
  getgroups: [
    "($module, /)",
    () => {
      const b = Buffer.alloc(65536 * 4);
      const n = call("int getgroups(int n, void *list)", [65536, b]);
      return mkList(Array.from({ length: n }, (_, i) => b.readUInt32LE(i * 4)));
    },
  ],
  getgrouplist: [
    "($module, user, group, /)",
    (user: PyObj, group: PyObj) => {
      const b = Buffer.alloc(65536 * 4);
      const n = Buffer.alloc(4);
      n.writeInt32LE(65536, 0);
      c("int getgrouplist(const void *user, unsigned int group, void *list, void *n)")(
        cstr(fsBytes(user)),
        idArg(group, "gid"),
        b,
        n,
      );
      return mkList(Array.from({ length: n.readInt32LE(0) }, (_, i) => b.readUInt32LE(i * 4)));
    },
  ],
  initgroups: [
    "($module, username, gid, /)",
    (user: PyObj, group: PyObj) => {
      call("int initgroups(const void *user, unsigned int group)", [
        cstr(fsBytes(user)),
        idArg(group, "gid"),
      ]);
      return null;
    },
  ],
  setgroups: [
    "($module, groups, /)",
    (groups: PyObj) => {
      const g = A.toArray(groups).map((x) => idArg(x, "gid"));
      const b = Buffer.alloc(Math.max(4, g.length * 4));
      g.forEach((x, i) => {
        b.writeUInt32LE(x, i * 4);
      });
      call("int setgroups(size_t n, void *list)", [g.length, b]);
      return null;
    },
  ],
  setuid: [
    "($module, uid, /)",
    (u: PyObj) => (call("int setuid(unsigned int u)", [idArg(u, "uid")]), null),
  ],
  seteuid: [
    "($module, euid, /)",
    (u: PyObj) => (call("int seteuid(unsigned int u)", [idArg(u, "uid")]), null),
  ],
  setgid: [
    "($module, gid, /)",
    (u: PyObj) => (call("int setgid(unsigned int u)", [idArg(u, "gid")]), null),
  ],
  setegid: [
    "($module, egid, /)",
    (u: PyObj) => (call("int setegid(unsigned int u)", [idArg(u, "gid")]), null),
  ],
  setreuid: [
    "($module, ruid, euid, /)",
    (r: PyObj, e: PyObj) => (
      call("int setreuid(unsigned int r, unsigned int e)", [idArg(r, "uid"), idArg(e, "uid")]), null
    ),
  ],
  setregid: [
    "($module, rgid, egid, /)",
    (r: PyObj, e: PyObj) => (
      call("int setregid(unsigned int r, unsigned int e)", [idArg(r, "gid"), idArg(e, "gid")]), null
    ),
  ],
  setresuid: [
    "($module, ruid, euid, suid, /)",
    (...a: PyObj[]) => (
      call(
        "int setresuid(unsigned int r, unsigned int e, unsigned int s)",
        a.map((x) => idArg(x, "uid")),
      ),
      null
    ),
  ],
  setresgid: [
    "($module, rgid, egid, sgid, /)",
    (...a: PyObj[]) => (
      call(
        "int setresgid(unsigned int r, unsigned int e, unsigned int s)",
        a.map((x) => idArg(x, "gid")),
      ),
      null
    ),
  ],
  getresuid: ["($module, /)", () => threeIds("int getresuid(void *r, void *e, void *s)")],
  getresgid: ["($module, /)", () => threeIds("int getresgid(void *r, void *e, void *s)")],
  getpgid: gives("($module, /, pid)", "int getpgid(int pid)"),
  getpgrp: ["($module, /)", () => call("int getpgrp()", [])],
  getsid: gives("($module, pid, /)", "int getsid(int pid)"),
  setsid: ["($module, /)", () => (call("int setsid()", []), null)],
  setpgid: ints("($module, pid, pgrp, /)", "int setpgid(int pid, int pgrp)"),
  setpgrp: ["($module, /)", () => (call("int setpgid(int pid, int pgrp)", [0, 0]), null)],
  tcgetpgrp: gives("($module, fd, /)", "int tcgetpgrp(int fd)"),
  tcsetpgrp: ints("($module, fd, pgid, /)", "int tcsetpgrp(int fd, int pgid)"),
  getlogin: [
    "($module, /)",
    () => {
      const b = Buffer.alloc(256);
      const r = Number(c("int getlogin_r(void *buf, size_t n)")(b, 256));
      if (r !== 0) throw sysError(r);
      return fsdecode(untilNul(b));
    },
  ],
  getpriority: [
    "($module, /, which, who)",
    (w: PyObj, who: PyObj) => priority(clinicInt(w), clinicInt(who)),
  ],
  setpriority: [
    "($module, /, which, who, priority)",
    (w: PyObj, who: PyObj, p: PyObj) => {
      call("int setpriority(int which, unsigned int who, int p)", [
        clinicInt(w),
        clinicInt(who) >>> 0,
        clinicInt(p),
      ]);
      return null;
    },
  ],
  nice: ["($module, increment, /)", (n: PyObj) => conf("int nice(int n)", [clinicInt(n)])],
  getloadavg: ["($module, /)", () => mkTuple(os.loadavg().map(mkFloat))],
  cpu_count: ["($module, /)", () => os.cpus().length || null],
  times: ["($module, /)", times, "Return a collection containing process timing information."],
  uname: [
    "($module, /)",
    () => uname_result.make([os.type(), os.hostname(), os.release(), os.version(), os.machine()]),
  ],
  ctermid: ["($module, /)", () => "/dev/tty"],
  urandom: [
    "($module, size, /)",
    urandom,
    "Return a bytes object containing random bytes suitable for cryptographic use.",
  ],
  getrandom: [
    "($module, /, size, flags=0)",
    (n: PyObj, f?: PyObj) => {
      const size = A.ssize(n);
      if (size < 0) throw sysError(EINVAL);
      const b = Buffer.alloc(size);
      const got = call("int64_t getrandom(void *buf, size_t n, unsigned int flags)", [
        b,
        size,
        f === undefined ? 0 : clinicInt(f),
      ]);
      return mkBytes(new Uint8Array(b.subarray(0, got)));
    },
  ],

  kill: [
    "($module, pid, signal, /)",
    (pid: PyObj, sig: PyObj) => (kill(clinicInt(pid), clinicInt(sig)), null),
    "Kill a process with a signal.",
  ],
  killpg: [
    "($module, pgid, signal, /)",
    (pg: PyObj, sig: PyObj) => {
      call("int killpg(int pg, int sig)", [clinicInt(pg), clinicInt(sig)]);
      signalHook.check();
      return null;
    },
  ],
  waitpid: [
    "($module, pid, options, /)",
    (pid: PyObj, o: PyObj) => mkTuple(waitpid(clinicInt(pid), clinicInt(o))),
  ],
  wait: ["($module, /)", () => mkTuple(waitpid(-1, 0))],
  wait3: ["($module, /, options)", (o: PyObj) => wait4(-1, clinicInt(o))],
  wait4: [
    "($module, /, pid, options)",
    (pid: PyObj, o: PyObj) => wait4(clinicInt(pid), clinicInt(o)),
  ],
  waitid: [
    "($module, idtype, id, options, /)",
    (t: PyObj, id: PyObj, o: PyObj) => {
      const b = Buffer.alloc(128);
      signalHook.prepare();
      call("int waitid(int type, unsigned int id, void *info, int options)", [
        clinicInt(t),
        Number(A.index(id)) >>> 0,
        b,
        clinicInt(o),
      ]);
      if (b.readInt32LE(16) === 0) return null;
      return waitid_result.make([16, 20, 0, 24, 8].map((at) => b.readInt32LE(at)));
    },
  ],
  waitstatus_to_exitcode: ["($module, /, status)", exitcode],
  WCOREDUMP: ["($module, status, /)", (o: PyObj) => (clinicInt(o) & 0x80) !== 0],
  WIFCONTINUED: status((s) => s === 0xffff),
  WIFSTOPPED: status(stopped),
  WIFSIGNALED: status(signaled),
  WIFEXITED: status(exited),
  WEXITSTATUS: status((s) => (s >> 8) & 0xff),
  WTERMSIG: status((s) => s & 0x7f),
  WSTOPSIG: status((s) => (s >> 8) & 0xff),

  _exit: [
    "($module, /, status)",
    (s: PyObj) => {
      (process as unknown as { reallyExit(code: number): never }).reallyExit(clinicInt(s) & 0xff);
    },
    "Exit to the system with specified status, without normal exit processing.",
  ],
  abort: ["($module, /)", () => process.abort()],
  system: [
    "($module, /, command)",
    (o: PyObj) => {
      const command = cstr(fsBytes(o));
      spawnHook.before();
      return Number(c("int system(const void *command)")(command));
    },
    "Execute the command in a subshell.",
  ],
  execv: ["($module, path, argv, /)", (p: PyObj, a: PyObj) => exec("execv", p, a, undefined)],
  execve: [
    "($module, /, path, argv, env)",
    (p: PyObj, a: PyObj, e: PyObj) => exec("execve", p, a, e),
  ],
  posix_spawn: [
    "($module, path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
    spawns("posix_spawn"),
  ],
  posix_spawnp: [
    "($module, path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
    spawns("posix_spawnp"),
  ],

  sched_yield: ["($module, /)", () => (call("int sched_yield()", []), null)],
  sched_get_priority_max: gives("($module, /, policy)", "int sched_get_priority_max(int policy)"),
  sched_get_priority_min: gives("($module, /, policy)", "int sched_get_priority_min(int policy)"),
  sched_getscheduler: gives("($module, pid, /)", "int sched_getscheduler(int pid)"),
  sched_getparam: [
    "($module, pid, /)",
    (pid: PyObj) => {
      const b = Buffer.alloc(4);
      call("int sched_getparam(int pid, void *param)", [clinicInt(pid), b]);
      return sched_param.make([b.readInt32LE(0)]);
    },
  ],
  sched_setparam: [
    "($module, pid, param, /)",
    (pid: PyObj, p: PyObj) => {
      call("int sched_setparam(int pid, void *param)", [clinicInt(pid), paramOf(p)]);
      return null;
    },
  ],
  sched_setscheduler: [
    "($module, pid, policy, param, /)",
    (pid: PyObj, policy: PyObj, p: PyObj) => {
      call("int sched_setscheduler(int pid, int policy, void *param)", [
        clinicInt(pid),
        clinicInt(policy),
        paramOf(p),
      ]);
      return null;
    },
  ],
  sched_rr_get_interval: [
    "($module, pid, /)",
    (pid: PyObj) => {
      const b = Buffer.alloc(16);
      call("int sched_rr_get_interval(int pid, void *ts)", [clinicInt(pid), b]);
      return mkFloat(Number(b.readBigInt64LE(0)) + Number(b.readBigInt64LE(8)) * 1e-9);
    },
  ],
  sched_getaffinity: ["($module, pid, /)", affinity],
  sched_setaffinity: [
    "($module, pid, mask, /)",
    (pid: PyObj, mask: PyObj) => {
      const b = Buffer.alloc(1024);
      for (const x of A.items(mask)) {
        const n = clinicInt(x);
        if (n < 0) throw valueError("negative CPU number");
        if (n < 8192) b[n >> 3] |= 1 << (n & 7);
      }
      call("int sched_setaffinity(int pid, size_t n, void *set)", [clinicInt(pid), b.length, b]);
      return null;
    },
  ],

  sysconf: [
    "($module, name, /)",
    (n: PyObj) => conf("int64_t sysconf(int name)", [confName(n, SYSCONF_NAMES)]),
  ],
  confstr: [
    "($module, name, /)",
    (o: PyObj) => {
      const n = confName(o, CONFSTR_NAMES);
      const b = Buffer.alloc(4096);
      setErrno(0);
      const len = Number(c("size_t confstr(int name, void *buf, size_t n)")(n, b, b.length));
      if (len === 0) {
        if (errno() !== 0) throw sysError(errno());
        return null;
      }
      return fsdecode(b.subarray(0, len - 1));
    },
  ],
  pathconf: [
    "($module, /, path, name)",
    (o: PyObj, name: PyObj) => {
      const p = pathArg("pathconf", o, { fd: true });
      const n = confName(name, PATHCONF_NAMES);
      return p.fd >= 0
        ? conf("int64_t fpathconf(int fd, int name)", [p.fd, n], p.obj)
        : conf(
            "int64_t pathconf(const void *path, int name)",
            [cstr(Buffer.from(p.fs as string)), n],
            p.obj,
          );
    },
  ],
  fpathconf: [
    "($module, fd, name, /)",
    (fd: PyObj, name: PyObj) =>
      conf("int64_t fpathconf(int fd, int name)", [fdArg(fd), confName(name, PATHCONF_NAMES)]),
  ],
  statvfs: [
    "($module, /, path)",
    (o: PyObj) => {
      const p = pathArg("statvfs", o, { fd: true });
      const b = Buffer.alloc(112);
      if (p.fd >= 0) call("int fstatvfs(int fd, void *buf)", [p.fd, b], p.obj);
      else
        call(
          "int statvfs(const void *path, void *buf)",
          [cstr(Buffer.from(p.fs as string)), b],
          p.obj,
        );
      return statvfs(b);
    },
  ],
  fstatvfs: [
    "($module, fd, /)",
    (fd: PyObj) => {
      const b = Buffer.alloc(112);
      call("int fstatvfs(int fd, void *buf)", [clinicInt(fd), b]);
      return statvfs(b);
    },
  ],
};

function paramOf(p: PyObj): Buffer {
  if (!(p instanceof PyTuple) || p.cls !== sched_param.type)
    throw typeError("must have a sched_param object");
  const b = Buffer.alloc(4);
  b.writeInt32LE(clinicInt(p.items[0]), 0);
  return b;
}

export { E, err, PySet, sigset };

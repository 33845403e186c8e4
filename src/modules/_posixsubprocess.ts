/**
 * _posixsubprocess.fork_exec, by way of posix_spawn: this process cannot be copied by fork, since
 * V8's other threads would be missing in the copy. What the child does before the program starts
 * becomes file actions and attributes; only preexec_fn, which would be Python code, is impossible.
 */
import { statSync } from "node:fs";
import * as A from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import { PyBytes, type PyObj, PyTuple } from "../objects/object.js";
import { registerModule } from "../runtime/interpreter.js";
import { raw } from "./libc.js";
import { ENOENT, ENOTDIR, errnoOf } from "./os-errors.js";
import { clinicInt } from "./os-path.js";
import { fsBytes, spawnHook } from "./posix-process.js";
import { type Action, openFds, spawn } from "./spawn.js";

/** No process has it: what is returned when none was started. */
const NO_PID = 0x7fffffff;

/** Tells the parent why the program did not start, as the child would through its pipe. */
function fail(pipe: number, errno: number, note: string): PyObj {
  const text = Buffer.from(`OSError:${errno.toString(16).toUpperCase()}:${note}`);
  raw("int64_t write(int fd, const void *buf, size_t n)", [pipe, text, text.length]);
  return NO_PID;
}

/** Credentials of this thread alone, as the kernel keeps them; restored after the start. */
function withIds<T>(
  uid: number | null,
  gid: number | null,
  groups: number[] | null,
  f: () => T,
  refused: (errno: number) => T,
): T {
  if (uid === null && gid === null && groups === null) return f();
  const n =
    process.arch === "x64"
      ? { uid: 117, gid: 119, groups: 116 }
      : { uid: 147, gid: 149, groups: 159 };
  const sys3 = (nr: number, a: number, b: number, c: number): number =>
    raw("int64_t syscall(int64_t n, int64_t a, int64_t b, int64_t c)", [nr, a, b, c]);
  const setGroups = (list: number[]): number => {
    const b = Buffer.alloc(Math.max(4, list.length * 4));
    list.forEach((g, i) => {
      b.writeUInt32LE(g, i * 4);
    });
    return raw("int64_t syscall(int64_t n, int64_t size, const void *list)", [
      n.groups,
      list.length,
      b,
    ]);
  };
  const oldUid = process.getuid!();
  const oldEuid = process.geteuid!();
  const oldGid = process.getgid!();
  const oldEgid = process.getegid!();
  const oldGroups = process.getgroups!();
  const undo: (() => void)[] = [];
  try {
    if (groups !== null) {
      const r = setGroups(groups);
      if (r < 0) return refused(-r);
      undo.push(() => setGroups(oldGroups));
    }
    if (gid !== null) {
      const r = sys3(n.gid, gid, gid, -1);
      if (r < 0) return refused(-r);
      undo.push(() => sys3(n.gid, oldGid, oldEgid, -1));
    }
    if (uid !== null) {
      // The saved id stays: the way back. The program does not keep it.
      const r = sys3(n.uid, uid, uid, -1);
      if (r < 0) return refused(-r);
      undo.push(() => sys3(n.uid, oldUid, oldEuid, -1));
    }
    return f();
  } finally {
    for (const u of undo.reverse()) u();
  }
}

function strings(o: PyObj): Uint8Array[] {
  return A.toArray(o).map((x) => {
    if (!(x instanceof PyBytes)) return fsBytes(x);
    if (x.data.includes(0)) throw valueError("embedded null byte");
    return x.data;
  });
}
const idOf = (o: PyObj): number | null => (o === null ? null : Number(A.index(o)));

function forkExec(
  args: PyObj,
  executables: PyObj,
  closeFds: PyObj,
  passFds: PyObj,
  cwd: PyObj,
  env: PyObj,
  p2cread: PyObj,
  p2cwrite: PyObj,
  c2pread: PyObj,
  c2pwrite: PyObj,
  errread: PyObj,
  errwrite: PyObj,
  errpipeRead: PyObj,
  errpipeWrite: PyObj,
  restoreSignals: PyObj,
  callSetsid: PyObj,
  pgid: PyObj,
  gidO: PyObj,
  groupsO: PyObj,
  uidO: PyObj,
  umaskO: PyObj,
  preexec: PyObj,
): PyObj {
  if (preexec !== null)
    throw err(E.RuntimeError, "preexec_fn is not supported: the interpreter cannot fork");
  if (!(passFds instanceof PyTuple)) throw typeError("pass_fds must be a tuple");
  const close = A.truth(closeFds);
  const given = passFds.items.map(clinicInt);
  const errpipe = clinicInt(errpipeWrite);
  if (close && errpipe < 3) throw valueError("errpipe_write must be >= 3");
  for (let i = 0; i < given.length; i++)
    if (given[i] < 0 || (i > 0 && given[i] <= given[i - 1]))
      throw valueError("bad value(s) in fds_to_keep");
  // The pipe for errors is among them, but nobody writes to it after the start.
  const pass = given.filter((fd) => fd !== errpipe);
  const argv = args === null ? [] : strings(args);
  const paths = strings(executables);
  const envp = env === null ? null : strings(env);
  const actions: Action[] = [];

  // The standard streams: first the sources out of the way of the targets.
  const wanted = [clinicInt(p2cread), clinicInt(c2pwrite), clinicInt(errwrite)];
  const sources = wanted.slice();
  let spare = Math.max(64, ...openFds()) + 1;
  for (let i = 0; i < 3; i++) {
    const s = sources[i];
    // A source that another stream overwrites before its turn is copied first.
    if (s >= 0 && s < 3 && s !== i && s < i && wanted[s] >= 0 && wanted[s] !== s) {
      actions.push({ type: "dup2", fd: s, to: spare });
      sources[i] = spare++;
    }
  }
  const copies = sources.filter((s, i) => s !== wanted[i]);
  sources.forEach((s, i) => {
    if (s >= 0) actions.push({ type: "dup2", fd: s, to: i });
  });
  for (const s of copies) actions.push({ type: "close", fd: s });
  for (const fd of pass) actions.push({ type: "dup2", fd, to: fd });
  if (close) {
    const keep = new Set(pass);
    for (const fd of openFds()) if (fd > 2 && !keep.has(fd)) actions.push({ type: "close", fd });
  } else {
    // The other ends of the pipes must not stay open in the child.
    for (const o of [p2cwrite, c2pread, errread, errpipeRead]) {
      const fd = clinicInt(o);
      if (fd > 2 && !pass.includes(fd)) actions.push({ type: "close", fd });
    }
  }
  if (cwd !== null) {
    const path = fsBytes(cwd);
    try {
      if (!statSync(Buffer.from(path)).isDirectory()) return fail(errpipe, ENOTDIR, "noexec:chdir");
    } catch (e) {
      return fail(errpipe, errnoOf(e), "noexec:chdir");
    }
    actions.push({ type: "chdir", path });
  }
  const group = clinicInt(pgid);
  const umask = clinicInt(umaskO);
  spawnHook.before();
  const before = umask >= 0 ? process.umask(umask & 0o777) : 0;
  try {
    return withIds(
      idOf(uidO),
      idOf(gidO),
      groupsO === null ? null : A.toArray(groupsO).map((g) => Number(A.index(g))),
      () => {
        let saved = 0;
        let last = ENOENT;
        for (const path of paths) {
          const r = spawn({
            path,
            argv,
            env: envp,
            actions,
            setsid: A.truth(callSetsid),
            pgroup: group >= 0 ? group : undefined,
            sigdefault: A.truth(restoreSignals) ? [13, 25] : undefined,
          });
          if (r > 0) return r;
          last = -r;
          if (last !== ENOENT && last !== ENOTDIR && saved === 0) saved = last;
        }
        return fail(errpipe, saved !== 0 ? saved : last, "");
      },
      (errno) => fail(errpipe, errno, "noexec"),
    );
  } finally {
    if (umask >= 0) process.umask(before);
  }
}

registerModule("_posixsubprocess", () =>
  defineModule("_posixsubprocess", "A POSIX helper for the subprocess module.", {
    fork_exec: [
      "($module, args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, /)",
      forkExec,
    ],
  }),
);

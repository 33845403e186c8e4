/** Starting programs through the C library's posix_spawn. */
import { readdirSync } from "node:fs";
import { addressOf, c, cstr, cstrings, memoryAt } from "./libc.js";

/** What the new process does before it becomes the program. */
export type Action =
  | { type: "open"; fd: number; path: Uint8Array; flags: number; mode: number }
  | { type: "close"; fd: number }
  | { type: "closefrom"; fd: number }
  | { type: "dup2"; fd: number; to: number }
  | { type: "chdir"; path: Uint8Array };

export interface SpawnOptions {
  path: Uint8Array;
  /** Look for the path along PATH. */
  search?: boolean;
  argv: Uint8Array[];
  /** `NAME=value` strings; null for the environment of this process. */
  env: Uint8Array[] | null;
  actions?: Action[];
  pgroup?: number;
  resetIds?: boolean;
  setsid?: boolean;
  /** Signals blocked in the new process. */
  sigmask?: number[];
  /** Signals set back to their default action. */
  sigdefault?: number[];
  scheduler?: { policy: number | null; priority: number };
}

const RESETIDS = 1;
const SETPGROUP = 2;
const SETSIGDEF = 4;
const SETSIGMASK = 8;
const SETSCHEDPARAM = 16;
const SETSCHEDULER = 32;
const SETSID = 128;

export function sigset(signals: Iterable<number>): Buffer {
  const b = Buffer.alloc(128);
  for (const s of signals) b[(s - 1) >> 3] |= 1 << ((s - 1) & 7);
  return b;
}

/** The address of the array of environment strings. */
export function environ(): bigint {
  const at = BigInt(c("uint64_t dlsym(uint64_t handle, const char *name)")(0, "environ"));
  return memoryAt(at, 8).readBigUInt64LE(0);
}

/** Starts a program: its process id, or minus errno. */
export function spawn(o: SpawnOptions): number {
  const argv = cstrings(o.argv);
  const env = o.env === null ? null : cstrings(o.env);
  const actions = Buffer.alloc(256);
  const attr = Buffer.alloc(512);
  const keep: Buffer[] = [];
  c("int posix_spawn_file_actions_init(void *fa)")(actions);
  c("int posix_spawnattr_init(void *attr)")(attr);
  try {
    for (const a of o.actions ?? []) addAction(actions, a, keep);
    setAttributes(attr, o);
    const pid = Buffer.alloc(4);
    const r = Number(
      c(
        `int posix_spawn${o.search === true ? "p" : ""}(void *pid, const void *path, void *fa, void *attr, void *argv, uint64_t env)`,
      )(
        pid,
        cstr(o.path),
        actions,
        attr,
        argv.array,
        env === null ? environ() : addressOf(env.array),
      ),
    );
    return r === 0 ? pid.readInt32LE(0) : -r;
  } finally {
    c("int posix_spawn_file_actions_destroy(void *fa)")(actions);
    c("int posix_spawnattr_destroy(void *attr)")(attr);
  }
}

function addAction(fa: Buffer, a: Action, keep: Buffer[]): void {
  switch (a.type) {
    case "open": {
      const p = cstr(a.path);
      keep.push(p);
      c(
        "int posix_spawn_file_actions_addopen(void *fa, int fd, const void *path, int flags, unsigned int mode)",
      )(fa, a.fd, p, a.flags, a.mode);
      return;
    }
    case "close":
      c("int posix_spawn_file_actions_addclose(void *fa, int fd)")(fa, a.fd);
      return;
    case "closefrom":
      c("int posix_spawn_file_actions_addclosefrom_np(void *fa, int fd)")(fa, a.fd);
      return;
    case "dup2":
      c("int posix_spawn_file_actions_adddup2(void *fa, int fd, int to)")(fa, a.fd, a.to);
      return;
    case "chdir": {
      const p = cstr(a.path);
      keep.push(p);
      c("int posix_spawn_file_actions_addchdir_np(void *fa, const void *path)")(fa, p);
      return;
    }
  }
}

function setAttributes(attr: Buffer, o: SpawnOptions): void {
  let flags = 0;
  if (o.resetIds === true) flags |= RESETIDS;
  if (o.setsid === true) flags |= SETSID;
  if (o.pgroup !== undefined) {
    flags |= SETPGROUP;
    c("int posix_spawnattr_setpgroup(void *attr, int group)")(attr, o.pgroup);
  }
  if (o.sigmask !== undefined) {
    flags |= SETSIGMASK;
    c("int posix_spawnattr_setsigmask(void *attr, void *set)")(attr, sigset(o.sigmask));
  }
  if (o.sigdefault !== undefined) {
    flags |= SETSIGDEF;
    c("int posix_spawnattr_setsigdefault(void *attr, void *set)")(attr, sigset(o.sigdefault));
  }
  if (o.scheduler !== undefined) {
    const p = Buffer.alloc(4);
    p.writeInt32LE(o.scheduler.priority, 0);
    c("int posix_spawnattr_setschedparam(void *attr, void *param)")(attr, p);
    if (o.scheduler.policy !== null) {
      flags |= SETSCHEDULER;
      c("int posix_spawnattr_setschedpolicy(void *attr, int policy)")(attr, o.scheduler.policy);
    } else flags |= SETSCHEDPARAM;
  }
  c("int posix_spawnattr_setflags(void *attr, short flags)")(attr, flags);
}

/** Descriptors that are open now. */
export function openFds(): number[] {
  return readdirSync("/proc/self/fd").map(Number);
}

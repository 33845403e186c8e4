/** The posix module: what os.py builds on. */

import { constants, readFileSync } from "node:fs";
import { isatty } from "node:tty";
import * as A from "../objects/abstract.js";
import { E, typeError, valueError } from "../objects/errors.js";
import type { PyDict } from "../objects/hashtable.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { PyBytes, type PyObj, type Str } from "../objects/object.js";
import { codeAt, fromUtf16, substring } from "../objects/text.js";
import { mkBytes, mkList, mkTuple, newDict } from "../objects/types.js";
import { audited, OS_EVENTS } from "../runtime/audit.js";
import { registerModule } from "../runtime/interpreter.js";
import { c, call, cstr } from "./libc.js";
import { CONFSTR_NAMES, PATHCONF_NAMES, POSIX, SYSCONF_NAMES } from "./os-consts.js";
import { consts, EBADF, EINVAL, fromNode, strerror, sys, sysError } from "./os-errors.js";
import { clinicInt, fdArg, fdPath, fsdecode, fspath, pathArg } from "./os-path.js";
import { fileFunctions, terminal_size } from "./posix-files.js";
import { moreFunctions } from "./posix-more.js";
import {
  fsBytes,
  processFunctions,
  sched_param,
  statvfs_result,
  times_result,
  uname_result,
  waitid_result,
} from "./posix-process.js";
import { entry_type, stat_result, statFd, statFunctions } from "./posix-stat.js";

// ---- text of paths ----

/** str and bytes alike as a str with one character a byte or character, and the way back. */
function pathText(fn: string, o: PyObj): { s: Str; back: (s: Str) => PyObj } {
  const p = A.asStr(o) !== undefined || o instanceof PyBytes ? o : fspathOr(fn, o);
  if (p instanceof PyBytes)
    return {
      s: Buffer.from(p.data).toString("latin1"),
      back: (s) => mkBytes(new Uint8Array(Buffer.from(s as string, "latin1"))),
    };
  return { s: A.asStr(p) as Str, back: (s) => s };
}
function fspathOr(fn: string, o: PyObj): PyObj {
  if (A.getattrOpt(o, "__fspath__") === undefined)
    throw typeError(`${fn}: path should be string, bytes or os.PathLike, not ${A.typeName(o)}`);
  return fspath(o);
}

function splitRoot(o: PyObj): PyObj {
  const { s, back } = pathText("_path_splitroot_ex", o);
  const at = (i: number): number => (i < s.length ? codeAt(s, i) : 0);
  const n = at(0) !== 47 ? 0 : at(1) === 47 && at(2) !== 47 ? 2 : 1;
  return mkTuple([back(""), back(substring(s, 0, n)), back(substring(s, n, s.length))]);
}

function normPath(o: PyObj): PyObj {
  const { s, back } = pathText("_path_normpath", o);
  if (s.length === 0) return back(".");
  const at = (i: number): number => (i < s.length ? codeAt(s, i) : 0);
  const slashes = at(0) !== 47 ? 0 : at(1) === 47 && at(2) !== 47 ? 2 : 1;
  // Split by hand: a wide str has no split of its own here.
  const parts: Str[] = [];
  let start = 0;
  for (let i = 0; i <= s.length; i++) {
    if (i < s.length && codeAt(s, i) !== 47) continue;
    const part = substring(s, start, i);
    start = i + 1;
    if (part === "" || part === ".") continue;
    if (part !== ".." || (slashes === 0 && parts.length === 0) || parts.at(-1) === "..")
      parts.push(part);
    else if (parts.length > 0) parts.pop();
  }
  const out: Str[] = ["/".repeat(slashes)];
  parts.forEach((p, i) => {
    if (i > 0) out.push("/");
    out.push(p);
  });
  const r = concat(out);
  return back(r.length === 0 ? "." : r);
}

import { concat } from "../objects/text.js";

// ---- the environment ----

function environ(): PyDict {
  const d = newDict();
  const env = process.env;
  const put = (k: Uint8Array, v: Uint8Array): void => {
    d.set(mkBytes(new Uint8Array(k)), mkBytes(new Uint8Array(v)));
  };
  if (Object.keys(env).some((k) => k.includes("\ufffd") || env[k]!.includes("\ufffd"))) {
    // Not all of it is UTF-8: the bytes as the process got them.
    let all = Buffer.alloc(0);
    try {
      all = readFileSync("/proc/self/environ");
    } catch {
      // Then what Node has must do.
    }
    if (all.length > 0) {
      for (let from = 0; from < all.length; ) {
        let end = all.indexOf(0, from);
        if (end < 0) end = all.length;
        const eq = all.indexOf(61, from + 1);
        if (eq > 0 && eq < end) put(all.subarray(from, eq), all.subarray(eq + 1, end));
        from = end + 1;
      }
      return d;
    }
  }
  for (const k of Object.keys(env)) put(Buffer.from(k), Buffer.from(env[k]!));
  return d;
}

function putenv(name: PyObj, value: PyObj): PyObj {
  const [k, v] = [fsBytes(name), fsBytes(value)];
  if (k.includes(61)) throw valueError("illegal environment variable name");
  const [ks, vs] = [Buffer.from(k).toString(), Buffer.from(v).toString()];
  if (k.length === 0) throw sysError(EINVAL);
  if (ks.includes("\ufffd") || vs.includes("\ufffd"))
    call("int setenv(const void *name, const void *value, int over)", [cstr(k), cstr(v), 1]);
  else process.env[ks] = vs;
  return null;
}
function unsetenv(name: PyObj): PyObj {
  const k = fsBytes(name);
  if (k.length === 0 || k.includes(61)) throw sysError(EINVAL);
  const ks = Buffer.from(k).toString();
  if (ks.includes("\ufffd")) call("int unsetenv(const void *name)", [cstr(k)]);
  else delete process.env[ks];
  return null;
}

// ---- the working directory ----

function getcwd(): string {
  return sys(() => process.cwd());
}
function chdir(o: PyObj): PyObj {
  const p = pathArg("chdir", o, { fd: true });
  if (p.fd >= 0) {
    statFd(p.fd, p.obj);
    sys(() => process.chdir(fdPath(p.fd)), p.obj);
    return null;
  }
  if (p.fs === "" || p.fs.length === 0) throw sysError(2, p.obj);
  if (typeof p.fs === "string") sys(() => process.chdir(p.fs as string), p.obj);
  else {
    const text = p.fs.toString();
    if (!text.includes("\ufffd")) sys(() => process.chdir(text), p.obj);
    else {
      call("int chdir(const void *path)", [cstr(p.fs)], p.obj);
      // Node keeps the folder's name: tell it that it changed.
      sys(() => process.chdir("."), p.obj);
    }
  }
  return null;
}

export type AtFork = "before" | "after_in_child" | "after_in_parent";
/** What `register_at_fork` was given. Only C extensions that fork by themselves have it called. */
const atFork: Record<AtFork, PyObj[]> = { before: [], after_in_child: [], after_in_parent: [] };

/** Hooks that run before a fork run in the opposite order of their registration. */
export function runAtFork(when: AtFork): void {
  const hooks = atFork[when].slice();
  for (const f of when === "before" ? hooks.reverse() : hooks) A.call(f, []);
}

/** What the C library has, as os.py asks to know which functions take which arguments. */
const HAVE =
  "EVENTFD TIMERFD_CREATE FACCESSAT FCHDIR FCHMOD FCHMODAT FCHOWN FCHOWNAT FEXECVE FDOPENDIR " +
  "FPATHCONF FSTATAT FSTATVFS FTRUNCATE FUTIMENS FUTIMES FUTIMESAT LINKAT LCHOWN LSTAT LUTIMES " +
  "MEMFD_CREATE MKDIRAT MKFIFOAT MKNODAT OPENAT READLINKAT RENAMEAT SYMLINKAT UNLINKAT " +
  "UTIMENSAT PTSNAME_R";

const ownFunctions: FunctionTable = {
  fspath: [
    "($module, /, path)",
    fspath,
    "Return the file system path representation of the object.",
  ],
  _path_splitroot_ex: ["($module, /, p)", splitRoot],
  _path_normpath: ["($module, /, path)", normPath],
  getcwd: ["($module, /)", () => fromUtf16(getcwd()), "The current working directory."],
  getcwdb: ["($module, /)", () => mkBytes(new Uint8Array(Buffer.from(getcwd())))],
  chdir: ["($module, /, path)", chdir],
  fchdir: ["($module, /, fd)", (fd: PyObj) => chdir(fdArg(fd))],
  strerror: ["($module, code, /)", (n: PyObj) => strerror(clinicInt(n))],
  putenv: ["($module, name, value, /)", putenv],
  unsetenv: ["($module, name, /)", unsetenv],
  _create_environ: ["($module, /)", environ],
  device_encoding: [
    "($module, /, fd)",
    (fd: PyObj) => {
      const n = clinicInt(fd);
      return n >= 0 && isatty(n) ? "utf-8" : null;
    },
  ],
  register_at_fork: [
    "($module, /, *, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)",
    (before?: PyObj, child?: PyObj, parent?: PyObj) => {
      const given = { before, after_in_child: child, after_in_parent: parent };
      if (Object.values(given).every((x) => x === undefined))
        throw typeError("At least one argument is required.");
      for (const [k, v] of Object.entries(given))
        if (v !== undefined && !A.callable(v))
          throw typeError(`'${k}' must be callable, not ${A.typeName(v)}`);
      for (const [k, v] of Object.entries(given)) if (v !== undefined) atFork[k as AtFork].push(v);
      return null;
    },
  ],
  _inputhook: ["($module, /)", () => 0],
  _is_inputhook_installed: ["($module, /)", () => false],
};

function names(table: string): PyDict {
  const d = newDict();
  const t = consts(table);
  for (const k of Object.keys(t)) d.setStr(k, t[k]);
  return d;
}

registerModule("posix", () => {
  const numbers = consts(POSIX);
  // Open flags differ between processors: Node knows those of this one.
  const own = constants as unknown as Record<string, number>;
  for (const k of Object.keys(numbers))
    if (k.startsWith("O_") && k !== "O_LARGEFILE" && own[k] !== undefined) numbers[k] = own[k];
  return defineModule(
    "posix",
    "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard.",
    {
      ...audited(
        {
          ...statFunctions,
          ...fileFunctions,
          ...processFunctions,
          ...moreFunctions,
          ...ownFunctions,
        },
        OS_EVENTS,
      ),
    },
    {
      ...numbers,
      environ: environ(),
      error: E.OSError,
      DirEntry: entry_type,
      stat_result: stat_result.type,
      statvfs_result: statvfs_result.type,
      terminal_size: terminal_size.type,
      times_result: times_result.type,
      uname_result: uname_result.type,
      waitid_result: waitid_result.type,
      sched_param: sched_param.type,
      sysconf_names: names(SYSCONF_NAMES),
      confstr_names: names(CONFSTR_NAMES),
      pathconf_names: names(PATHCONF_NAMES),
      _have_functions: mkList(HAVE.split(" ").map((n) => `HAVE_${n}`)),
    },
  );
});

export { c, EBADF, fromNode, fsdecode };

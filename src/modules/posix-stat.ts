/** posix: stat and its results, listdir, scandir. */
import {
  type BigIntStats,
  type Dirent,
  fstatSync,
  lstatSync,
  readdirSync,
  statSync,
} from "node:fs";
import * as A from "../objects/abstract.js";
import { aliasHook } from "../objects/abstract.js";
import { typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { PyDict } from "../objects/hashtable.js";
import type { FunctionTable } from "../objects/module.js";
import { type PyObj, PyObject, type PyType, type Str } from "../objects/object.js";
import { addressOf } from "../objects/objecttype.js";
import { iterSlots } from "../objects/sequence.js";
import { makeStructSeq, type PyStructSeq, structSequence } from "../objects/structseq.js";
import { concat, fromUtf16 } from "../objects/text.js";
import { builtinType, mkBytes, mkFloat, mkList } from "../objects/types.js";
import { EBADF, errnoOf, fromNode, sys, sysError } from "./os-errors.js";
import {
  atDir,
  cInt,
  dirFd,
  type FsPath,
  fdPath,
  joinFs,
  type PathArg,
  pathArg,
} from "./os-path.js";

const HIDDEN = [
  "st_atime",
  "st_mtime",
  "st_ctime",
  "st_atime_ns",
  "st_mtime_ns",
  "st_ctime_ns",
  "st_blksize",
  "st_blocks",
  "st_rdev",
];
const VISIBLE = ["st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size"];
export const stat_result = structSequence(
  "os",
  "stat_result",
  [...VISIBLE, null, null, null],
  HIDDEN,
  "stat_result: Result from stat, fstat, or lstat.",
);
const SHOWN = [...VISIBLE, "st_atime", "st_mtime", "st_ctime"];
slots(stat_result.type, {
  __repr__: (s: PyStructSeq) => {
    const parts: Str[] = [];
    SHOWN.forEach((f, i) => {
      if (i > 0) parts.push(", ");
      parts.push(`${f}=`, A.repr(s.items[i]));
    });
    return concat(["os.stat_result(", ...parts, ")"]);
  },
});
newMethod(stat_result.type, "($type, sequence, dict={})", (t: PyType, seq: PyObj, d?: PyObj) => {
  const v = A.toArray(seq);
  if (v.length < 10 || v.length > 19)
    throw typeError(
      `os.stat_result() takes an at ${v.length < 10 ? "least 10" : "most 19"}-sequence (${v.length}-sequence given)`,
    );
  if (d !== undefined && !(d instanceof PyDict))
    throw typeError("os.stat_result() takes a dict as second arg, if any");
  for (let i = v.length; i < 19; i++) v.push(d?.getStr(HIDDEN[i - 10]) ?? null);
  // Times that are missing are the whole seconds.
  for (let i = 10; i < 13; i++) if (v[i] === null) v[i] = v[i - 3];
  return makeStructSeq(t, 10, v);
});

const BILLION = 1000000000n;
function seconds(ns: bigint): PyObj {
  let s = ns / BILLION;
  let rest = ns % BILLION;
  if (rest < 0n) {
    s -= 1n;
    rest += BILLION;
  }
  return mkFloat(Number(s) + 1e-9 * Number(rest));
}
const whole = (ns: bigint): number =>
  Number(ns >= 0n ? ns / BILLION : -((-ns + BILLION - 1n) / BILLION));

export function statResult(s: BigIntStats): PyObj {
  return stat_result.make([
    Number(s.mode),
    normInt(s.ino),
    normInt(s.dev),
    Number(s.nlink),
    Number(s.uid),
    Number(s.gid),
    normInt(s.size),
    whole(s.atimeNs),
    whole(s.mtimeNs),
    whole(s.ctimeNs),
    seconds(s.atimeNs),
    seconds(s.mtimeNs),
    seconds(s.ctimeNs),
    normInt(s.atimeNs),
    normInt(s.mtimeNs),
    normInt(s.ctimeNs),
    Number(s.blksize),
    Number(s.blocks),
    normInt(s.rdev),
  ]);
}

const BIG = { bigint: true } as const;
const BIG_QUIET = { bigint: true, throwIfNoEntry: false } as const;

/** Stats of a path; what is missing is told by a second call, since throwing is slow. */
export function statPath(fs: FsPath, follow: boolean, obj: PyObj): BigIntStats {
  try {
    const s = follow ? statSync(fs, BIG_QUIET) : lstatSync(fs, BIG_QUIET);
    if (s !== undefined) return s;
    return follow ? statSync(fs, BIG) : lstatSync(fs, BIG);
  } catch (e) {
    throw fromNode(e, obj);
  }
}

export function statFd(fd: number, obj?: PyObj): BigIntStats {
  if (fd < 0) throw sysError(EBADF, obj);
  return sys(() => fstatSync(fd, BIG), obj);
}

export function onlyPath(fn: string, p: PathArg, dir: number | undefined, follow = true): void {
  if (p.fd < 0) return;
  if (dir !== undefined) throw valueError(`${fn}: can't specify dir_fd without matching path`);
  if (!follow) throw valueError(`${fn}: cannot use fd and follow_symlinks together`);
}

function doStat(fn: string, o: PyObj, dir: PyObj | undefined, follow: boolean, fd: boolean): PyObj {
  const p = pathArg(fn, o, { fd });
  const d = dirFd(dir);
  onlyPath(fn, p, d, follow);
  if (p.fd >= 0) return statResult(statFd(p.fd, p.obj));
  if (fd && typeof o !== "string" && p.fs === "") return statResult(statFd(p.fd, p.obj));
  return statResult(statPath(atDir(p.fs, d), follow, p.obj));
}

// ---- listdir ----

/** Names of a folder; Buffers when one is no UTF-8. */
function names(dir: FsPath): (string | Buffer)[] {
  const text = readdirSync(dir);
  return text.some((n) => n.includes("\ufffd")) ? readdirSync(dir, "buffer") : text;
}

function toName(n: string | Buffer, bytes: boolean): PyObj {
  if (bytes) return mkBytes(new Uint8Array(typeof n === "string" ? Buffer.from(n) : n));
  return typeof n === "string" ? fromUtf16(n) : fsdecode(n);
}

import { fsdecode } from "./os-path.js";

function listdir(o?: PyObj): PyObj {
  const p = pathArg("listdir", o, { fd: true, nullable: true });
  if (p.fd >= 0) {
    statFd(p.fd);
    return mkList(sys(() => names(fdPath(p.fd))).map((n) => toName(n, false)));
  }
  const found = sys(() => names(p.fs), p.none ? "." : p.obj);
  return mkList(found.map((n) => toName(n, p.bytes)));
}

// ---- scandir ----

const entry_type = builtinType("DirEntry", {
  module: "posix",
  instantiable: false,
  subclassable: false,
});

/** The kind of a folder's entry as readdir told it, or null. */
type Kind = "dir" | "file" | "link" | "other" | null;

class DirEntry extends PyObject {
  readonly name: PyObj;
  readonly path: PyObj;
  readonly fs: FsPath;
  readonly kind: Kind;
  private followed: PyObj | undefined = undefined;
  private own: PyObj | undefined = undefined;
  constructor(name: PyObj, path: PyObj, fs: FsPath, kind: Kind) {
    super(entry_type);
    this.name = name;
    this.path = path;
    this.fs = fs;
    this.kind = kind;
  }
  stat(follow: boolean): PyObj {
    if (follow && this.link())
      return (this.followed ??= statResult(statPath(this.fs, true, this.path)));
    return (this.own ??= statResult(statPath(this.fs, false, this.path)));
  }
  link(): boolean {
    if (this.kind !== null) return this.kind === "link";
    return (this.mode(false) & 0o170000) === 0o120000;
  }
  private mode(follow: boolean): number {
    return Number((this.stat(follow) as PyStructSeq).items[0]);
  }
  is(what: "dir" | "file", follow: boolean): boolean {
    if (this.kind !== null && (this.kind !== "link" || !follow)) return this.kind === what;
    try {
      return (this.mode(follow) & 0o170000) === (what === "dir" ? 0o040000 : 0o100000);
    } catch (e) {
      if (A.exceptionMatches(e as PyObj, E.FileNotFoundError)) return false;
      throw e;
    }
  }
}

import { E } from "../objects/errors.js";

const followArg = (o: PyObj | undefined): boolean => o === undefined || A.truth(o);
slots(entry_type, {
  __repr__: (e: DirEntry) => concat(["<DirEntry ", A.repr(e.name), ">"]),
});
methods(entry_type, {
  is_dir: [
    "($self, /, *, follow_symlinks=True)",
    (e: DirEntry, f?: PyObj) => e.is("dir", followArg(f)),
  ],
  is_file: [
    "($self, /, *, follow_symlinks=True)",
    (e: DirEntry, f?: PyObj) => e.is("file", followArg(f)),
  ],
  is_symlink: ["($self, /)", (e: DirEntry) => e.link()],
  is_junction: ["($self, /)", () => false],
  stat: ["($self, /, *, follow_symlinks=True)", (e: DirEntry, f?: PyObj) => e.stat(followArg(f))],
  inode: ["($self, /)", (e: DirEntry) => (e.stat(false) as PyStructSeq).items[1]],
  __fspath__: ["($self, /)", (e: DirEntry) => e.path],
  __class_getitem__: ["($cls, object, /)", (t: PyType, o: PyObj) => aliasHook.make(t, o)],
});
getsets(entry_type, { name: (e: DirEntry) => e.name, path: (e: DirEntry) => e.path }, true);

const scandir_type = builtinType("ScandirIterator", { module: "posix", instantiable: false });
class ScandirIterator extends PyObject {
  private entries: { n: string | Buffer; kind: Kind }[] | null;
  private i = 0;
  private readonly dir: PathArg;
  constructor(dir: PathArg, entries: { n: string | Buffer; kind: Kind }[]) {
    super(scandir_type);
    this.dir = dir;
    this.entries = entries;
  }
  close(): void {
    this.entries = null;
  }
  override $next(): PyObj | undefined {
    if (this.entries === null || this.i >= this.entries.length) {
      this.entries = null;
      return undefined;
    }
    const { n, kind } = this.entries[this.i++];
    const d = this.dir;
    const name = toName(n, d.bytes);
    if (d.fd >= 0) return new DirEntry(name, name, joinFs(fdPath(d.fd), n), kind);
    const fs = d.none ? joinFs(".", n) : joinFs(d.fs, n);
    let path: PyObj;
    if (d.none) path = concat(["./", name as Str]);
    else if (d.bytes) path = mkBytes(new Uint8Array(Buffer.from(fs as Buffer)));
    else {
      const base = A.asStr(d.obj) as Str;
      const slash = base.length > 0 && codeAt(base, base.length - 1) !== 47;
      path = concat(slash ? [base, "/", name as Str] : [base, name as Str]);
    }
    return new DirEntry(name, path, fs, kind);
  }
}

import { codeAt } from "../objects/text.js";

iterSlots(scandir_type);
methods(scandir_type, {
  close: ["($self, /)", (it: ScandirIterator) => (it.close(), null)],
  __enter__: ["($self, /)", (it: ScandirIterator) => it],
  __exit__: ["($self, /, *args)", (it: ScandirIterator) => (it.close(), null)],
});
slots(scandir_type, {
  __repr__: (o: ScandirIterator) => `<posix.ScandirIterator object at ${addressOf(o)}>`,
});

function kindOf(d: Dirent | Dirent<Buffer>): Kind {
  if (d.isFile()) return "file";
  if (d.isDirectory()) return "dir";
  if (d.isSymbolicLink()) return "link";
  return d.isFIFO() || d.isSocket() || d.isBlockDevice() || d.isCharacterDevice() ? "other" : null;
}

function scandir(o?: PyObj): PyObj {
  const p = pathArg("scandir", o, { fd: true, nullable: true });
  if (p.fd >= 0) statFd(p.fd);
  const dir = p.fd >= 0 ? fdPath(p.fd) : p.fs;
  let entries: { n: string | Buffer; kind: Kind }[];
  try {
    const text = readdirSync(dir, { withFileTypes: true });
    entries = text.map((d) => ({ n: d.name, kind: kindOf(d) }));
    if (entries.some((e) => e.n.includes("\ufffd")))
      entries = readdirSync(dir, { encoding: "buffer" }).map((n) => ({ n, kind: null }));
  } catch (e) {
    throw fromNode(e, p.fd >= 0 ? undefined : p.none ? "." : p.obj);
  }
  return new ScandirIterator(p, entries);
}

export const statFunctions: FunctionTable = {
  stat: [
    "($module, /, path, *, dir_fd=None, follow_symlinks=True)",
    (o: PyObj, dir?: PyObj, follow?: PyObj) =>
      doStat("stat", o, dir, follow === undefined || A.truth(follow), true),
    "Perform a stat system call on the given path.",
  ],
  lstat: [
    "($module, /, path, *, dir_fd=None)",
    (o: PyObj, dir?: PyObj) => doStat("lstat", o, dir, false, false),
    "Perform a stat system call on the given path, without following symbolic links.",
  ],
  fstat: ["($module, /, fd)", (fd: PyObj) => statResult(statFd(cInt(fd)))],
  listdir: [
    "($module, /, path=None)",
    listdir,
    "The names of the files in a directory, as a list.",
  ],
  scandir: ["($module, /, path=None)", scandir, "An iterator of DirEntry objects for a path."],
};
export { entry_type, errnoOf };

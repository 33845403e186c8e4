/**
 * Putting an opened wheel into its place, whole or not at all.
 *
 * Everything is first written to a directory beside the target. Then, in one go that no signal
 * interrupts, the files of the version before are moved out and the new ones moved in; when any of
 * those moves fails, all that were made are taken back.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { oneLine, UserError } from "./errors.js";
import type { InstalledDist } from "./installed.js";
import { formatRecordRows, type RecordRow, recordHash, unsafePath, type Wheel } from "./wheel.js";

export interface PlaceOptions {
  readonly target: string;
  /** What the first line of scripts names. */
  readonly interpreter: string;
  /** Whether the user asked for this package itself. */
  readonly requested: boolean;
  /** Where it came from, when that was an address and not an index. */
  readonly directUrl?: { readonly url: string; readonly sha256: string | undefined };
  /** What is there now of the same package. */
  readonly previous?: InstalledDist;
}

interface PlannedFile {
  readonly path: string;
  readonly contents: Uint8Array;
  readonly executable: boolean;
}

/** Throws UserError; then nothing has changed. */
export function placeWheel(wheel: Wheel, options: PlaceOptions): void {
  const target = resolve(options.target);
  const files = planFiles(wheel, options);
  let stage: string | undefined;
  try {
    mkdirSync(target, { recursive: true });
    checkInside(target, files);
    stage = makeStage(target);
    const fresh = join(stage, "new");
    for (const file of files) writeStaged(join(fresh, file.path), file);
    const moves = new Moves(target, join(stage, "old"));
    uninterrupted(() => moves.replace(options.previous, files, fresh));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${wheel.name.file}: cannot be installed: ${oneLine(error)}`);
  } finally {
    if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
  }
}

// ---- what goes where ----

function planFiles(wheel: Wheel, options: PlaceOptions): PlannedFile[] {
  const planned = new Map<string, PlannedFile>();
  const add = (path: string, contents: Uint8Array, executable = false) => {
    if (planned.has(path)) {
      throw new UserError(`${wheel.name.file}: two of its files would become ${path}`);
    }
    planned.set(path, { path, contents, executable });
  };
  for (const member of wheel.members) {
    const path = destination(wheel, member.path);
    const script = path.startsWith("bin/") && member.path.startsWith(`${wheel.data}/scripts/`);
    const contents = script
      ? withInterpreter(member.contents, options.interpreter)
      : member.contents;
    add(path, contents, script || member.executable);
  }
  for (const [name, entry] of entryPoints(wheel)) {
    const path = `bin/${name}`;
    if (!planned.has(path)) add(path, launcher(entry, options.interpreter), true);
  }
  const info = (name: string, text: string) => {
    planned.delete(`${wheel.distInfo}/${name}`);
    add(`${wheel.distInfo}/${name}`, Buffer.from(text));
  };
  info("INSTALLER", "moult\n");
  if (options.requested) info("REQUESTED", "");
  if (options.directUrl !== undefined) info("direct_url.json", directUrl(options.directUrl));

  const rows: RecordRow[] = [...planned.values()].map(({ path, contents }) => ({
    path,
    hash: recordHash(contents),
    size: String(contents.length),
  }));
  rows.push({ path: `${wheel.distInfo}/RECORD`, hash: "", size: "" });
  info("RECORD", formatRecordRows(rows));
  return [...planned.values()];
}

/** Files under *.data go by the kind of place they are for. */
function destination(wheel: Wheel, path: string): string {
  if (!path.startsWith(`${wheel.data}/`)) return path;
  const [, scheme, ...rest] = path.split("/");
  const inside = rest.join("/");
  switch (scheme) {
    case "purelib":
    case "platlib":
    case "data":
      return inside;
    case "scripts":
      return `bin/${inside}`;
    case "headers":
      return `include/${wheel.metadata.name}/${inside}`;
    default:
      throw new UserError(`${wheel.name.file}: ${path}: ${scheme} is no known kind of place`);
  }
}

function withInterpreter(contents: Uint8Array, interpreter: string): Uint8Array {
  const text = Buffer.from(contents);
  if (!text.subarray(0, 8).equals(Buffer.from("#!python"))) return contents;
  const end = text.indexOf("\n");
  return Buffer.concat([
    Buffer.from(shebang(interpreter)),
    end < 0 ? Buffer.alloc(0) : text.subarray(end + 1),
  ]);
}

function shebang(interpreter: string): string {
  // The kernel knows no quoting, and takes a bare name for a file in the current directory.
  return interpreter.startsWith("/") && !/\s/.test(interpreter)
    ? `#!${interpreter}\n`
    : `#!/usr/bin/env ${interpreter}\n`;
}

interface EntryPoint {
  readonly module: string;
  readonly attribute: string;
}

const ENTRY_POINT = /^([\w.-]+)\s*=\s*([\w.]+)\s*:\s*([\w.]+)\s*(?:\[.*\])?$/;

/** The commands that entry_points.txt names. */
function entryPoints(wheel: Wheel): Map<string, EntryPoint> {
  const commands = new Map<string, EntryPoint>();
  const file = wheel.members.find((m) => m.path === `${wheel.distInfo}/entry_points.txt`);
  let section = "";
  for (const raw of Buffer.from(file?.contents ?? [])
    .toString("utf8")
    .split(/\r?\n/)) {
    const line = raw.trim();
    const header = /^\[\s*(.*?)\s*\]$/.exec(line);
    if (header !== null) section = header[1]!;
    if (section !== "console_scripts" && section !== "gui_scripts") continue;
    const [, name, module, attribute] = ENTRY_POINT.exec(line) ?? [];
    if (name === undefined || module === undefined || attribute === undefined) continue;
    if (unsafePath(name) === undefined) commands.set(name, { module, attribute });
  }
  return commands;
}

function launcher({ module, attribute }: EntryPoint, interpreter: string): Uint8Array {
  const [first] = attribute.split(".");
  return Buffer.from(
    `${shebang(interpreter)}import sys

from ${module} import ${first}

if __name__ == "__main__":
    sys.exit(${attribute}())
`,
  );
}

function directUrl({ url, sha256 }: { url: string; sha256: string | undefined }): string {
  const archive = sha256 === undefined ? {} : { hash: `sha256=${sha256}`, hashes: { sha256 } };
  return `${JSON.stringify({ url, archive_info: archive })}\n`;
}

// ---- writing ----

/** Beside the target, or in it where the two are on different disks or only one can be written. */
function makeStage(target: string): string {
  const prefix = ".moult-install-";
  try {
    const beside = mkdtempSync(join(dirname(target), prefix));
    if (statSync(beside).dev === statSync(target).dev) return beside;
    rmdirSync(beside);
  } catch {
    // Another attempt follows.
  }
  return mkdtempSync(join(target, prefix));
}

function writeStaged(path: string, file: PlannedFile): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.contents, { flag: "wx" });
  if (file.executable) chmodSync(path, 0o755);
}

/** A symbolic link in the target could lead the files elsewhere. */
function checkInside(target: string, files: readonly PlannedFile[]): void {
  const root = realpathSync(target);
  const checked = new Set<string>();
  for (const { path } of files) {
    let directory = dirname(join(target, path));
    while (!existsSync(directory)) directory = dirname(directory);
    if (checked.has(directory)) continue;
    checked.add(directory);
    const real = realpathSync(directory);
    if (real !== root && !real.startsWith(root + sep)) {
      throw new UserError(`${join(target, path)}: a link leads this path out of ${target}`);
    }
  }
}

/** File moves that can be taken back. */
class Moves {
  readonly #target: string;
  readonly #attic: string;
  readonly #undo: (() => void)[] = [];

  constructor(target: string, attic: string) {
    this.#target = target;
    this.#attic = attic;
  }

  replace(previous: InstalledDist | undefined, files: readonly PlannedFile[], fresh: string): void {
    try {
      const emptied = previous === undefined ? new Set<string>() : this.#moveOut(previous);
      for (const { path } of files) this.#moveIn(join(fresh, path), path);
      for (const directory of emptied) removeIfEmpty(directory, this.#target);
    } catch (error) {
      for (const action of this.#undo.reverse()) {
        try {
          action();
        } catch {
          // The rest must be tried all the same.
        }
      }
      throw error;
    }
  }

  /** Returns the directories that may be empty now. */
  #moveOut(previous: InstalledDist): Set<string> {
    const directories = new Set<string>();
    const own = readdirSync(join(this.#target, previous.distInfo)).map(
      (file) => `${previous.distInfo}/${file}`,
    );
    for (const path of new Set([...(previous.files ?? []), ...own])) {
      const full = resolve(this.#target, path);
      if (!full.startsWith(this.#target + sep) || !isFile(full)) continue;
      this.#setAside(full);
      directories.add(dirname(full));
      // What Python compiled for itself is in no RECORD.
      const cache = join(dirname(full), "__pycache__");
      if (path.endsWith(".py") && existsSync(cache)) {
        const stem = `${path.slice(path.lastIndexOf("/") + 1, -3)}.`;
        for (const compiled of readdirSync(cache)) {
          if (compiled.startsWith(stem) && isFile(join(cache, compiled))) {
            this.#setAside(join(cache, compiled));
          }
        }
        directories.add(cache);
      }
    }
    return directories;
  }

  #setAside(full: string): void {
    const place = join(this.#attic, relative(this.#target, full));
    mkdirSync(dirname(place), { recursive: true });
    renameSync(full, place);
    this.#undo.push(() => renameSync(place, full));
  }

  #moveIn(from: string, path: string): void {
    const to = join(this.#target, path);
    const made = mkdirSync(dirname(to), { recursive: true });
    if (made !== undefined) {
      this.#undo.push(() => removeEmptyTree(dirname(to), made));
    }
    if (isFile(to)) this.#setAside(to);
    renameSync(from, to);
    this.#undo.push(() => rmSync(to));
  }
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function removeIfEmpty(directory: string, root: string): void {
  for (let at = directory; at !== root && at.startsWith(root + sep); at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return;
    }
  }
}

function removeEmptyTree(from: string, upTo: string): void {
  for (let at = from; at.length >= upTo.length; at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return;
    }
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

let uninterruptible = 0;

function dieLater(signal: NodeJS.Signals): void {
  for (const name of SIGNALS) process.removeListener(name, dieLater);
  process.kill(process.pid, signal);
}

/** The action is synchronous, so a signal that has a handler waits for its end. */
function uninterrupted(action: () => void): void {
  if (uninterruptible++ === 0) for (const name of SIGNALS) process.on(name, dieLater);
  try {
    action();
  } finally {
    // Signals that came meanwhile are delivered in the next turn, to handlers that are still there.
    setImmediate(() => {
      if (--uninterruptible > 0) return;
      for (const name of SIGNALS) process.removeListener(name, dieLater);
    });
  }
}

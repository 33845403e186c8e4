/**
 * What a compiled extension needs of its host, and whether it keeps to the stable ABI.
 *
 * A binary says nothing of the limited API version it was built for, but the symbols it imports do:
 * the newest of them is the oldest version it can run on. A wheel claims a version in its file
 * name, and the claim can be wrong.
 */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { UserError } from "../packages/errors.js";
import { readZip, ZipError } from "../packages/zip.js";
import { ElfError, type ElfFile, readElf } from "./elf.js";
import { STABLE_SYMBOLS } from "./generated/symbols.js";

export type PythonVersion = readonly [3, number];

export interface AuditOptions {
  /** What this build of Moult exports. Without it nothing counts as lacking. */
  readonly exported?: ReadonlySet<string>;
  /** The same question the other way round; either answers it. */
  readonly lacks?: ReadonlySet<string> | ((symbol: string) => boolean);
}

export interface BinaryAudit {
  readonly name: string;
  readonly elf: ElfFile;
  readonly usesPython: boolean;
  /** Names of the modules it can be imported as, from its init functions. */
  readonly inits: readonly string[];
  /** Imported symbols of the stable ABI. */
  readonly stable: readonly string[];
  /** The oldest version of Python that has them all. */
  readonly floor: PythonVersion;
  /** Those that only this version has. */
  readonly floorSymbols: readonly string[];
  /** Imports that look like Python's but are not in the stable ABI. */
  readonly leaks: readonly string[];
  /** Imports of the stable ABI that this build of Moult does not export. */
  readonly lacking: readonly string[];
  /** The C library's newest version asked for, such as "2.34". */
  readonly glibc?: string;
}

export interface FileAudit {
  readonly path: string;
  readonly binaries: readonly BinaryAudit[];
  /** What is wrong: with any of these the exit status is 1. */
  readonly problems: readonly string[];
  /** What is only worth knowing. */
  readonly notes: readonly string[];
}

/** The file could not be read at all. The message is one line that names it. */
export class AuditError extends UserError {
  override name = "AuditError";
}

const LOOKS_LIKE_PYTHON = /^_?Py[A-Z_]/;
const INIT = /^(?:PyInit|PyInitU|PyModExport|PyModExportU)_(.+)$/;
const CPYTHON_ONLY = /\.cpython-3(\d+)[a-z]*-[^/]*\.so$/;
const LIBRARY = /\.so(?:\.\d+)*$/;

/** Whether every version of the stable ABI up to `version` has the symbol. */
export function isStable(symbol: string, version: PythonVersion): boolean {
  const added = STABLE_SYMBOLS.get(symbol)?.added;
  return added !== undefined && added[1] <= version[1];
}

/** Throws ElfError when the bytes are not a shared object for this machine. */
export function auditBinary(
  bytes: Uint8Array,
  name: string,
  options: AuditOptions = {},
): BinaryAudit {
  const elf = readElf(bytes);
  if (elf.type !== "shared object") throw new ElfError(`not a shared object: ${elf.type}`);
  const lacks = lacking(options);
  const stable: string[] = [];
  const leaks: string[] = [];
  const missing: string[] = [];
  let floor = 2;
  for (const symbol of elf.imports) {
    // Python's symbols bear no version; one that does belongs to some other library.
    if (symbol.version !== undefined) continue;
    const known = STABLE_SYMBOLS.get(symbol.name);
    if (known !== undefined) {
      stable.push(symbol.name);
      floor = Math.max(floor, known.added[1]);
      if (symbol.binding !== "weak" && lacks(symbol.name)) missing.push(symbol.name);
    } else if (LOOKS_LIKE_PYTHON.test(symbol.name) && symbol.binding !== "weak") {
      leaks.push(symbol.name);
    }
  }
  const glibc = newestGlibc(elf);
  return {
    name,
    elf,
    usesPython: stable.length + leaks.length > 0,
    inits: elf.exports.filter((s) => s.visible && INIT.test(s.name)).map((s) => s.name),
    stable: stable.sort(),
    floor: [3, floor],
    floorSymbols: floor > 2 ? stable.filter((s) => STABLE_SYMBOLS.get(s)?.added[1] === floor) : [],
    leaks: leaks.sort(),
    lacking: missing.sort(),
    ...(glibc === undefined ? {} : { glibc }),
  };
}

function lacking({ exported, lacks }: AuditOptions): (symbol: string) => boolean {
  if (typeof lacks === "function") return lacks;
  if (lacks !== undefined) return (symbol) => lacks.has(symbol);
  if (exported !== undefined) return (symbol) => !exported.has(symbol);
  return () => false;
}

function newestGlibc(elf: ElfFile): string | undefined {
  let newest: [number, number] | undefined;
  for (const { version } of elf.imports) {
    const match = /^GLIBC_(\d+)\.(\d+)/.exec(version ?? "");
    if (match === null) continue;
    const found: [number, number] = [Number(match[1]), Number(match[2])];
    if (!newest || found[0] > newest[0] || (found[0] === newest[0] && found[1] > newest[1])) {
      newest = found;
    }
  }
  return newest?.join(".");
}

/** A shared object or a wheel. Throws AuditError when it, or a binary in it, cannot be read. */
export function auditFile(path: string, options: AuditOptions = {}): FileAudit {
  const bytes = readInput(path);
  if (!path.endsWith(".whl")) {
    const binary = named(path, () => auditBinary(bytes, basename(path), options));
    return { path, binaries: [binary], ...judge([binary], undefined, basename(path)) };
  }
  const binaries: BinaryAudit[] = [];
  const archive = named(path, () => readZip(bytes));
  for (const entry of archive) {
    if (entry.kind !== "file" || !LIBRARY.test(entry.path)) continue;
    binaries.push(
      named(`${path}: ${entry.path}`, () => auditBinary(entry.read(), entry.path, options)),
    );
  }
  return { path, binaries, ...judge(binaries, wheelTag(path), basename(path)) };
}

/** 0: nothing wrong. 1: something is. (2, for what cannot be read, is AuditError's.) */
export function auditStatus(audits: readonly FileAudit[]): 0 | 1 {
  return audits.some((audit) => audit.problems.length > 0) ? 1 : 0;
}

function readInput(path: string): Buffer {
  try {
    if (statSync(path).isDirectory()) throw new AuditError(`${path}: it is a directory`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof AuditError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const reasons: Record<string, string> = {
      ENOENT: "no such file",
      EACCES: "permission denied",
      ENOTDIR: "no such file",
    };
    throw new AuditError(`${path}: ${reasons[code ?? ""] ?? code ?? String(error)}`);
  }
}

function named<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ElfError || error instanceof ZipError) {
      throw new AuditError(`${name}: ${error.message}`);
    }
    throw error;
  }
}

/** The Python and ABI tags in a wheel's name. */
function wheelTag(path: string): { python: string; abi: string } | undefined {
  const parts = basename(path, ".whl").split("-");
  const [python, abi] = parts.slice(-3);
  return parts.length >= 5 && python !== undefined && abi !== undefined
    ? { python, abi }
    : undefined;
}

function judge(
  binaries: readonly BinaryAudit[],
  tag: { python: string; abi: string } | undefined,
  file: string,
): { problems: string[]; notes: string[] } {
  const problems: string[] = [];
  const notes: string[] = [];
  for (const binary of binaries) {
    const where = binary.name === file ? file : `${file}: ${binary.name}`;
    const only = CPYTHON_ONLY.exec(binary.name);
    if (only !== null) problems.push(`${where}: built for CPython 3.${only[1]} only, by its name`);
    if (binary.leaks.length > 0) {
      problems.push(`${where}: outside the stable ABI: ${binary.leaks.join(", ")}`);
    }
    if (binary.lacking.length > 0) {
      problems.push(`${where}: not in this build of Moult: ${binary.lacking.join(", ")}`);
    }
    if (!binary.usesPython) notes.push(`${where}: uses no symbol of Python's`);
    else if (binary.inits.length === 0) notes.push(`${where}: no init function, not a module`);
  }
  const users = binaries.filter((binary) => binary.usesPython);
  if (tag !== undefined) judgeTag(tag, users, file, problems, notes);
  return { problems, notes };
}

function judgeTag(
  tag: { python: string; abi: string },
  users: readonly BinaryAudit[],
  file: string,
  problems: string[],
  notes: string[],
): void {
  if (users.length === 0) {
    notes.push(`${file}: no binary in it uses Python's C API`);
    return;
  }
  if (!tag.abi.split(".").includes("abi3")) {
    notes.push(`${file}: tagged ${tag.python}-${tag.abi}, not abi3`);
    return;
  }
  const claims = tag.python.split(".").flatMap((python) => /^cp3(\d+)$/.exec(python)?.[1] ?? []);
  if (claims.length === 0) return;
  const claimed = Math.min(...claims.map(Number));
  for (const binary of users) {
    if (binary.floor[1] > claimed) {
      problems.push(
        `${file}: tagged cp3${claimed}-abi3, but ${binary.name} needs ${version(binary.floor)} ` +
          `for ${binary.floorSymbols.join(", ")}`,
      );
    }
  }
}

function version(floor: PythonVersion): string {
  return floor.join(".");
}

/** The report that `moult audit` prints: a paragraph for each binary, then what is wrong. */
export function formatAudit(audit: FileAudit): string {
  const lines = [audit.path];
  for (const binary of audit.binaries) {
    if (audit.binaries.length > 1 || binary.name !== basename(audit.path)) {
      lines.push(`  ${binary.name}`);
    }
    for (const [label, value] of describe(binary)) lines.push(`    ${label.padEnd(14)}${value}`);
  }
  for (const problem of audit.problems) lines.push(`  wrong: ${problem}`);
  for (const note of audit.notes) lines.push(`  note: ${note}`);
  if (audit.problems.length === 0) lines.push("  nothing wrong");
  return `${lines.join("\n")}\n`;
}

function describe(binary: BinaryAudit): [string, string][] {
  const rows: [string, string][] = [];
  if (binary.usesPython) {
    rows.push(["stable ABI", `${binary.stable.length} symbols`]);
    rows.push(["floor", `Python ${version(binary.floor)}${because(binary.floorSymbols)}`]);
  }
  if (binary.inits.length > 0) rows.push(["init", binary.inits.join(", ")]);
  if (binary.glibc !== undefined) rows.push(["glibc", binary.glibc]);
  if (binary.elf.needed.length > 0) rows.push(["needs", binary.elf.needed.join(", ")]);
  return rows;
}

function because(symbols: readonly string[]): string {
  if (symbols.length === 0) return "";
  const more = symbols.length > 3 ? ` and ${symbols.length - 3} more` : "";
  return ` (${symbols.slice(0, 3).join(", ")}${more})`;
}

/** Rows made ready to run, and what CPython said to them: for the tests and for the tools. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { driver, extensionSource, fitting, folder, moduleOf, type RowFile } from "./rows.js";

/**
 * Calls that end otherwise on Moult, each behind a line that says why. Whoever mends one takes its
 * line out: one that agrees with CPython fails the test too.
 */
const differing = new Set(
  readFileSync(join(folder, "differing"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#")),
);
/** What moves the counts of singletons, where they are counted as CPython did to 3.11. */
const COUNTED = /^references\((?:None|3)\)/;
const ALONE = /^\w+\(.*\) alone: /;

export const expectedFile = (file: RowFile): string => join(folder, `${file.name}.expected`);
export const scriptOf = (file: RowFile, directory: string): string =>
  join(directory, `drive_${moduleOf(file)}.py`);

const limited = (minor: number): string =>
  `-DPy_LIMITED_API=0x03${minor.toString(16).padStart(2, "0")}0000`;

/** Writes the driver and builds the extension against `include`, for a level of the limited API. */
export function compileRows(
  file: RowFile,
  directory: string,
  include: string,
  minor = file.level,
): void {
  build(file, directory, [`-I${include}`, limited(minor)], "abi3");
}
function build(file: RowFile, directory: string, flags: string[], abi: string): void {
  const c = join(directory, `${moduleOf(file)}.c`);
  writeFileSync(c, extensionSource(file));
  writeFileSync(scriptOf(file, directory), driver(file));
  execFileSync("cc", [
    ...["-shared", "-fPIC", "-O1", "-w", ...flags],
    ...["-o", join(directory, `${moduleOf(file)}.${abi}.so`), c],
  ]);
}

/**
 * The same for headers or a floor that lack some of what the rows use: gives what was built. Without
 * a floor it is built for abi3t.
 */
export function compileFitting(
  file: RowFile,
  directory: string,
  include: string,
  minor: number | null,
): RowFile {
  const target = minor === null ? "-DPy_TARGET_ABI3T=0x030f0000" : limited(minor);
  // Debian's pyconfig.h names its folder of the architecture beside that of the headers.
  const flags = [`-I${include}`, `-I${dirname(include)}`, target];
  const strict = ["-fsyntax-only", "-fmax-errors=0", "-Werror=implicit-function-declaration"];
  const left = fitting(
    file,
    (source) =>
      spawnSync("cc", [...strict, ...flags, "-xc", "-"], { input: source, encoding: "utf8" })
        .stderr,
  );
  if (left.rows.length > 0) build(left, directory, flags, minor === null ? "abi3t" : "abi3");
  return left;
}

/** What CPython said to those rows that are left of a file. */
export function dueOf(file: RowFile): string[] {
  const names = new Set(file.rows.map((r) => r.name));
  return dueLines(file, false).filter((line) => names.has(/^(\w+)\(.* -> /.exec(line)?.[1] ?? ""));
}

/** What CPython said; the calls that end their process only where `alone`: they are no matter of layouts. */
export function dueLines(file: RowFile, alone: boolean): string[] {
  if (!existsSync(expectedFile(file))) return [];
  const lines = readFileSync(expectedFile(file), "utf8").split("\n").slice(0, -1);
  return alone ? lines : lines.filter((line) => !ALONE.test(line));
}

/** Whether Moult says something else there, for a reason that is written down. */
export function isKnown(line: string, singletons: "counted" | "immortal"): boolean {
  const call = line.replace(/ -> .*| alone: .*/, "");
  return differing.has(call) || (singletons === "counted" && COUNTED.test(line));
}

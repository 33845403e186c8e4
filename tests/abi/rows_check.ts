/** Rows made ready to run, and what CPython said to them: for the tests and for the tools. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { driver, extensionSource, folder, moduleOf, type RowFile } from "./rows.js";

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

/** Writes the driver and builds the extension against `include`, for a level of the limited API. */
export function compileRows(
  file: RowFile,
  directory: string,
  include: string,
  minor = file.level,
): void {
  const c = join(directory, `${moduleOf(file)}.c`);
  writeFileSync(c, extensionSource(file));
  writeFileSync(scriptOf(file, directory), driver(file));
  execFileSync("cc", [
    ...["-shared", "-fPIC", "-O1", "-w", `-I${include}`],
    `-DPy_LIMITED_API=0x03${minor.toString(16).padStart(2, "0")}0000`,
    ...["-o", join(directory, `${moduleOf(file)}.abi3.so`), c],
  ]);
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

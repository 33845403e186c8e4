/**
 * Every row on every core against CPython's recorded output. `MOULT_RECORD=1` records it, from
 * MOULT_ORACLE_14 and MOULT_ORACLE_15, the paths of real interpreters; MOULT_ROWS=a,b takes only the
 * files named.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STABLE_SYMBOLS } from "../../src/abi/generated/symbols.js";
import { exportedSymbols } from "../../src/bridge/exports.js";
import { include } from "./build.js";
import {
  coverage,
  driver,
  extensionSource,
  folder,
  moduleOf,
  type RowFile,
  readRows,
} from "./rows.js";

const CORES = ["compact", "classic", "immortal", "shuffled:7"];
const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-rows-"));
const all = readRows();
const only = process.env.MOULT_ROWS?.split(",");
const files = all.filter((f) => only === undefined || only.includes(f.name));
const functions = [...STABLE_SYMBOLS].filter(([, s]) => s.kind === "function").map(([n]) => n);
const expectedFile = (file: RowFile): string => join(folder, `${file.name}.expected`);
/**
 * Calls that end otherwise on Moult, each behind a line that says why. Whoever mends one takes its
 * line out: one that agrees with CPython fails the test too.
 */
const differing = new Set(
  readFileSync(join(folder, "differing"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#")),
);
/** The call of a line of output. */
const callOf = (line: string): string => line.replace(/ -> .*| alone: .*/, "");
const script = (file: RowFile): string => join(directory, `drive_${moduleOf(file)}.py`);
const env = {
  ...process.env,
  PYTHONPATH: directory,
  PYTHONIOENCODING: "utf-8",
  PYTHONDONTWRITEBYTECODE: "1",
};

/** What one process said: its output, the first line of its errors, how it ended. */
function alone(command: readonly string[], row: number, call: number): string[] {
  const r = spawnSync(command[0], [...command.slice(1), String(row), String(call)], {
    encoding: "utf8",
    env,
    input: "",
    timeout: 20_000,
  });
  const errors = r.stderr.split("\n")[0].replaceAll(/0x[0-9a-f]{6,}/g, "0x#");
  return [
    ...r.stdout.split("\n").filter((line) => line !== ""),
    ...(errors === "" ? [] : [`stderr ${errors}`]),
    `ended ${r.signal ?? r.status}`,
  ];
}

/** Rows that end their process are as slow as starting one; the others share one. */
function output(command: readonly string[], file: RowFile, all = true): string[] {
  const r = spawnSync(command[0], command.slice(1), { encoding: "utf8", env });
  const lines = r.stdout.split("\n").slice(0, -1);
  if (r.status !== 0) lines.push(`ended ${r.signal ?? r.status}`);
  for (const [k, row] of file.rows.entries())
    if (row.alone && all)
      for (let n = 0; n < Math.max(1, row.calls.length); n++)
        lines.push(`${row.name}(${row.calls[n] ?? ""}) alone: ${alone(command, k, n).join(" | ")}`);
  return lines;
}

beforeAll(() => {
  for (const file of files) {
    const c = join(directory, `${moduleOf(file)}.c`);
    writeFileSync(c, extensionSource(file));
    writeFileSync(script(file), driver(file));
    const limited = `-DPy_LIMITED_API=0x03${file.level.toString(16).padStart(2, "0")}0000`;
    execFileSync("cc", [
      ...["-shared", "-fPIC", "-O1", "-w", limited, `-I${include}`],
      ...["-o", join(directory, `${moduleOf(file)}.abi3.so`), c],
    ]);
    const oracle = process.env[`MOULT_ORACLE_${file.level}`];
    if (process.env.MOULT_RECORD !== undefined && oracle !== undefined)
      writeFileSync(
        expectedFile(file),
        output([oracle, script(file)], file)
          .map((line) => `${line}\n`)
          .join(""),
      );
  }
}, 300_000);
afterAll(() => {
  if (process.env.MOULT_KEEP === undefined) rmSync(directory, { recursive: true, force: true });
});

test("every symbol of the stable ABI is exported", () => {
  expect([...STABLE_SYMBOLS.keys()].filter((s) => !exportedSymbols().has(s))).toEqual([]);
  expect(STABLE_SYMBOLS.size).toBe(952);
});

test("rows are named once, and those without a body after a function", () => {
  const rows = all.flatMap((f) => f.rows);
  const plain = rows.filter((r) => r.body.length === 0).map((r) => r.name);
  expect(plain.filter((n) => !functions.includes(n))).toEqual([]);
  const names = rows.map((r) => r.name);
  expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
  expect(rows.filter((r) => r.calls.length === 0 && r.parameters.length > 0)).toEqual([]);
});

test("every function of the stable ABI has a row", () => {
  const none = [...coverage(all, functions)].filter(([, n]) => n === 0).map(([name]) => name);
  expect(none).toEqual([]);
});

describe.each(files.map((f) => [f.name, f] as const))("%s", (_, file) => {
  test.each(CORES)(
    "on the core %s",
    (core) => {
      const expected = existsSync(expectedFile(file))
        ? readFileSync(expectedFile(file), "utf8")
        : "";
      const moult = [process.execPath, join(root, "bin", "moult.js"), "--core", core, script(file)];
      // A core whose singletons are counted moves their counts, as CPython's did to 3.11.
      const counted = core === "classic" ? /^references\((?:None|3)\)/ : /^$/;
      const known = (line: string): boolean => differing.has(callOf(line)) || counted.test(line);
      // What ends a process is no matter of layouts.
      const all = core === "compact";
      const said = output(moult, file, all);
      const due = expected
        .split("\n")
        .slice(0, -1)
        .filter((line) => all || !/^\w+\(.*\) alone: /.test(line));
      const rest = (lines: readonly string[]): string[] => lines.filter((line) => !known(line));
      expect(rest(said)).toEqual(rest(due));
      if (all) expect(said.filter((l) => known(l) && due.includes(l))).toEqual([]);
    },
    300_000,
  );
});

/**
 * Every row on every core against CPython's recorded output. `MOULT_RECORD=1` records it, from
 * MOULT_ORACLE_14 and MOULT_ORACLE_15, the paths of real interpreters; MOULT_ROWS=a,b takes only the
 * files named.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STABLE_SYMBOLS } from "../../src/abi/generated/symbols.js";
import { exportedSymbols } from "../../src/bridge/exports.js";
import { findCore } from "../../src/cores/index.js";
import { include } from "./build.js";
import { coverage, type RowFile, readRows } from "./rows.js";
import { compileRows, dueLines, expectedFile, isKnown, scriptOf } from "./rows_check.js";

const CORES = ["compact", "classic", "immortal", "shuffled:7"];
const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-rows-"));
const all = readRows();
const only = process.env.MOULT_ROWS?.split(",");
const files = all.filter((f) => only === undefined || only.includes(f.name));
const functions = [...STABLE_SYMBOLS].filter(([, s]) => s.kind === "function").map(([n]) => n);
const script = (file: RowFile): string => scriptOf(file, directory);
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
    compileRows(file, directory, include);
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

test("no recording was cut short by a call that ends CPython", () => {
  const cut = all.filter((f) => dueLines(f, false).some((line) => line.startsWith("ended ")));
  expect(cut.map((f) => f.name)).toEqual([]);
});

test("every function of the stable ABI has a row", () => {
  const none = [...coverage(all, functions)].filter(([, n]) => n === 0).map(([name]) => name);
  expect(none).toEqual([]);
});

describe.each(files.map((f) => [f.name, f] as const))("%s", (_, file) => {
  test.each(CORES)(
    "on the core %s",
    (core) => {
      const moult = [process.execPath, join(root, "bin", "moult.js"), "--core", core, script(file)];
      const singletons = findCore(core)?.singletons ?? "immortal";
      const all = core === "compact";
      const said = output(moult, file, all);
      const due = dueLines(file, all);
      const rest = (lines: readonly string[]): string[] =>
        lines.filter((line) => !isKnown(line, singletons));
      expect(rest(said)).toEqual(rest(due));
      if (all) expect(said.filter((l) => isKnown(l, singletons) && due.includes(l))).toEqual([]);
    },
    300_000,
  );
});

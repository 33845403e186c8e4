/**
 * Every row on every core against CPython's recorded output. `MOULT_RECORD=1` records it, from
 * MOULT_ORACLE_14 and MOULT_ORACLE_15, the paths of real interpreters.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STABLE_SYMBOLS } from "../../src/abi/generated/symbols.js";
import { exportedSymbols } from "../../src/bridge/exports.js";
import { include } from "./build.js";
import { driver, extensionSource, type Row, readRows } from "./rows.js";

const FLOOR = 338;
const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-rows-"));
const rows = readRows();
const levels = [...new Set(rows.map((r) => r.level))].sort((a, b) => a - b);
const of = (level: number): Row[] => rows.filter((r) => r.level === level);
const expectedFile = (level: number): string =>
  join(import.meta.dirname, "rows", `level-3.${level}.expected`);
const script = (level: number): string => join(directory, `drive${level}.py`);
const env = { ...process.env, PYTHONPATH: directory, PYTHONIOENCODING: "utf-8" };

beforeAll(() => {
  for (const level of levels) {
    const module = `rows_3_${level}`;
    const c = join(directory, `${module}.c`);
    writeFileSync(c, extensionSource(of(level), module));
    writeFileSync(script(level), driver(of(level), module));
    const limited = `-DPy_LIMITED_API=0x03${level.toString(16).padStart(2, "0")}0000`;
    execFileSync("cc", [
      ...["-shared", "-fPIC", "-O1", "-w", limited, `-I${include}`],
      ...["-o", join(directory, `${module}.abi3.so`), c],
    ]);
    const oracle = process.env[`MOULT_ORACLE_${level}`];
    if (process.env.MOULT_RECORD !== undefined && oracle !== undefined)
      writeFileSync(expectedFile(level), execFileSync(oracle, [script(level)], { env }));
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("every symbol of the stable ABI is exported", () => {
  expect([...STABLE_SYMBOLS.keys()].filter((s) => !exportedSymbols().has(s))).toEqual([]);
  expect(STABLE_SYMBOLS.size).toBe(952);
});

test("rows name functions of the stable ABI, once each", () => {
  const names = rows.map((r) => r.name);
  expect(names.filter((n) => STABLE_SYMBOLS.get(n)?.kind !== "function")).toEqual([]);
  expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
});

test("no function loses its rows", () => {
  const withRows = rows.filter((r) => r.calls.length > 0 || r.parameters.length === 0);
  expect(withRows.length).toBe(rows.length);
  // A floor that only goes up: functions of the stable ABI that rows call by themselves.
  expect(rows.length).toBeGreaterThanOrEqual(FLOOR);
});

describe.each(levels)("level 3.%i", (level) => {
  test.each(["compact", "classic", "immortal", "shuffled:7"])("on the core %s", (core) => {
    const r = spawnSync(
      process.execPath,
      [join(root, "bin", "moult.js"), "--core", core, script(level)],
      { encoding: "utf8", env },
    );
    expect(r.stdout.split("\n")).toEqual(readFileSync(expectedFile(level), "utf8").split("\n"));
    expect(r.stderr).toBe("");
    expect(r.status).toBe(0);
  });
});

/** The walk "Add a core" of CONTRIBUTING.md: its description runs every example. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const moult = join(root, "bin", "moult.js");
const directory = mkdtempSync(join(tmpdir(), "moult-walk-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const description = (/```json core\n([\s\S]*?)```/.exec(text) as RegExpExecArray)[1];
const file = join(directory, "roomy.json");
writeFileSync(file, description);
const examples: { name: string; script: string; expected: string }[] = JSON.parse(
  readFileSync(join(root, "ext-examples", "examples.json"), "utf8"),
);
const run = (...args: string[]) =>
  spawnSync(process.execPath, [moult, ...args], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: join(root, "build", "Release") },
  });

test("moult cores measures it", () => {
  const r = run("cores", file);
  expect(r.stderr).toBe("");
  expect(r.stdout).toContain("two words of room");
});

test.each(examples)("$name prints what CPython prints", ({ script, expected }) => {
  const r = run("--core", file, join(root, "ext-examples", script));
  expect(r.stderr).toBe("");
  expect(r.stdout).toBe(readFileSync(join(root, "ext-examples", expected), "utf8"));
});

describe("a bad description ends with one line and status 2", () => {
  const good = JSON.parse(description);
  test.each([
    [{ ...good, prefix: 7 }, "prefix must be a multiple of 16"],
    [{ ...good, list: { ...good.list, items: 16 } }, "list.items must be 24 or more"],
    [{ ...good, int: { ...good.int, repr: "roman" } }, "int.repr must be one of"],
    [{ ...good, instance: { mirror: -40 } }, "instance.mirror lies before the prefix"],
    [{ ...good, float: undefined }, 'lacks "float"'],
  ])("%j", (bad, why) => {
    const path = join(directory, "bad.json");
    writeFileSync(path, JSON.stringify(bad));
    const r = run("--core", path, "-c", "0");
    expect(r.stderr).toBe(`moult: ${r.stderr.slice(7).trim().split("\n")[0]}\n`);
    expect(r.stderr).toContain(`${path}: ${why}`);
    expect(r.status).toBe(2);
  });
});

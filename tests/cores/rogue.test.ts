/** Binaries that break the contract on purpose: the core that hunts for them says what they did. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { include, run } from "../abi/build.js";

interface Rogue {
  readonly name: string;
  readonly call: string;
  readonly caught: string;
}

const root = join(import.meta.dirname, "..", "..");
const folder = join(root, "ext-examples", "rogue");
const table: Rogue[] = JSON.parse(readFileSync(join(folder, "rogue.json"), "utf8"));
const built = mkdtempSync(join(tmpdir(), "moult-rogue-"));

beforeAll(() => {
  for (const { name } of table)
    run("cc", [
      ...["-shared", "-fPIC", "-O1", "-std=c11", "-Wall", "-Wextra", `-I${include}`],
      ...["-o", join(built, `${name}.abi3.so`), join(folder, `${name}.c`)],
    ]);
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

test("the table names what is there", () => {
  const sources = readdirSync(folder).filter((f) => f.endsWith(".c"));
  expect(table.map((r) => `${r.name}.c`).sort()).toEqual(sources.sort());
});

describe("on the core shuffled", () => {
  test.each(table.map((r, k) => ({ ...r, seed: k + 1 })))(
    "$name is caught",
    ({ name, call, caught, seed }) => {
      const program = `import ${name}\nprint("got", ${name}.${call})`;
      const r = spawnSync(
        process.execPath,
        [join(root, "bin", "moult.js"), "--core", `shuffled:${seed}`, "-c", program],
        { encoding: "utf8", env: { ...process.env, PYTHONPATH: built } },
      );
      expect(r.stderr).toMatch(
        new RegExp(`^Fatal Python error: core shuffled:${seed}: .*${caught}`),
      );
      expect(r.stdout).toBe("");
      expect(r.signal).toBe("SIGABRT");
    },
  );
});

/** The cache of compiled modules on disk: never more than an optimisation. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const moult = join(import.meta.dirname, "..", "..", "bin", "moult.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "moult-cache-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(cache: string): string {
  const r = spawnSync(process.execPath, [moult, "-c", "import string; print(string.digits)"], {
    encoding: "utf8",
    env: { ...process.env, MOULT_CACHE: cache },
  });
  expect(r.stderr).toBe("");
  return r.stdout;
}
const builds = (cache: string): string[] => readdirSync(cache).filter((n) => n.startsWith("v"));

test("folders of older builds go, the latest stay", () => {
  const cache = join(folder, "old");
  for (let day = 1; day <= 19; day++) {
    mkdirSync(join(cache, `v1-${day}`), { recursive: true });
    utimesSync(join(cache, `v1-${day}`), day * 86400, day * 86400);
  }
  expect(run(cache)).toBe("0123456789\n");
  const left = builds(cache);
  expect(left).toHaveLength(16);
  expect(left).toContain("v1-19");
  expect(left).not.toContain("v1-4");
});

test("a broken entry is made anew", () => {
  const cache = join(folder, "broken");
  run(cache);
  const [build] = builds(cache);
  const entries = readdirSync(join(cache, build));
  expect(entries.length).toBeGreaterThan(0);
  for (const e of entries) writeFileSync(join(cache, build, e), "broken");
  expect(run(cache)).toBe("0123456789\n");
});

test("without a place to write everything still works", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(run(join(file, "below"))).toBe("0123456789\n");
});

/** The short form of `npm run cores-check`: rows and examples on a seed that nobody has tried. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const tool = resolve(import.meta.dirname, "../../tools/cores-check.mjs");
const check = (...options: string[]) =>
  spawnSync(process.execPath, [tool, ...options], { encoding: "utf8", timeout: 500_000 });

test("a fresh seed passes", { timeout: 510_000 }, () => {
  const r = check("--short");
  process.stdout.write(r.stdout.split("\n")[0].concat("\n"));
  expect(r.status, r.stdout + r.stderr).toBe(0);
  expect(r.stdout).toMatch(/fresh seed: shuffled:\d+; \d+ runs/);
  expect(r.stdout).toMatch(/^shuffled:\d+ +(\d+)\/\1 +(\d+)\/\2$/m);
});

test("the seed can be told, and what runs nothing has not passed", { timeout: 510_000 }, () => {
  const one = check("--short", "--seed", "5", "--part", "examples");
  expect(one.status, one.stdout + one.stderr).toBe(0);
  expect(one.stdout).toMatch(/^shuffled:5 +(\d+)\/\1$/m);
  expect(check("--short", "--core", "nothing").status).toBe(1);
});

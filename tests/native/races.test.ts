/** The lock under ThreadSanitizer (tools/tsan.mjs): nothing is found, and what is wrong would be. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const tool = join(import.meta.dirname, "..", "..", "tools", "tsan.mjs");
const run = (...options: string[]): string =>
  spawnSync(process.execPath, [tool, "--rounds", "100", ...options], { encoding: "utf8" }).stdout;

test("no race is found, and an access without the lock is", ({ skip }) => {
  const said = run();
  if (said.startsWith("skipped")) skip();
  expect(said).toContain("no race found");
  expect(run("--broken")).toContain("ended 66");
});

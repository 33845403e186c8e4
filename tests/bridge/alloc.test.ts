import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const tool = join(import.meta.dirname, "..", "..", "tools", "alloc-check.mjs");

/** `npm run alloc-check` without --times lets every single allocation fail. */
test.each(["calls", "errors", "containers", "legacy", "iterator", "mixed"])(
  "%s lives when an allocation fails",
  (name) => {
    const r = spawnSync(process.execPath, [tool, "--times", "12", name], { encoding: "utf8" });
    expect(r.stdout).toMatch(/^\w+ +\d\d failures: [1-9]\d* told, \d+ made up for, 0 wrong\n$/);
    expect(r.status).toBe(0);
  },
  60_000,
);

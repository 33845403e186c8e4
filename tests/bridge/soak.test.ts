/** The short form of `npm run soak`: memory stays flat and no instance of the extension is left. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

test("soak", { timeout: 180_000 }, () => {
  const r = spawnSync(process.execPath, [resolve(root, "bench/soak.mjs"), "--short"], {
    encoding: "utf8",
    timeout: 170_000,
  });
  expect(r.status, r.stdout + r.stderr).toBe(0);
});

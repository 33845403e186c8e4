import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

// Builds the addon anew: minutes, so only on demand (MOULT_ASAN=1; `node tools/asan.mjs`).
test.runIf(process.env.MOULT_ASAN === "1")(
  "AddressSanitizer and UBSan have nothing to say of the examples",
  () => {
    const r = spawnSync(process.execPath, [join(root, "tools", "asan.mjs")], { encoding: "utf8" });
    expect(r.stdout).not.toContain("FAILED");
    expect(r.status).toBe(0);
  },
  1_200_000,
);

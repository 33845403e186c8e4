/**
 * Each script beside a `.expected` file runs under Moult; what it prints must be what CPython 3.14
 * printed (tools/record-python.sh writes the files).
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const moult = join(here, "..", "..", "bin", "moult.js");

for (const topic of readdirSync(here, { withFileTypes: true }).filter((e) => e.isDirectory())) {
  const dir = join(here, topic.name);
  const scripts = readdirSync(dir).filter(
    (f) => f.endsWith(".py") && existsSync(join(dir, f.replace(/\.py$/, ".expected"))),
  );
  describe(topic.name, () => {
    it.each(scripts)("%s prints what CPython 3.14 prints", (script) => {
      const r = spawnSync(process.execPath, [moult, script], {
        cwd: dir,
        encoding: "utf8",
        env: { ...process.env, PYTHONHASHSEED: "0", TZ: "UTC" },
        timeout: 100_000,
      });
      const expected = readFileSync(join(dir, script.replace(/\.py$/, ".expected")), "utf8");
      // Tracebacks of other interpreters name the script in full.
      expect(r.stdout.replaceAll(`${dir}/`, ""), r.stderr).toBe(expected);
    });
  });
}

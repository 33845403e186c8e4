/** CPython 3.15's sample modules, unmodified; where their binaries are (MOULT_ORACLE_315). */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const here = import.meta.dirname;
const binaries =
  process.env.MOULT_ORACLE_315 ?? "/tmp/oracle/3.15/root/usr/lib/python3.15/lib-dynload";
const moult = join(here, "..", "..", "bin", "moult.js");

test.skipIf(!existsSync(binaries)).each(["compact", "classic"])("on the core %s", (core) => {
  const folder = mkdtempSync(join(tmpdir(), "moult-xx-"));
  for (const name of ["xxlimited", "xxlimited_35", "xxlimited_3_13"])
    symlinkSync(
      join(binaries, `${name}.cpython-315-x86_64-linux-gnu.so`),
      join(folder, `${name}.so`),
    );
  const script = join(here, "use_xxlimited.py");
  const r = spawnSync(process.execPath, [moult, "--core", core, script], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: folder },
  });
  rmSync(folder, { recursive: true, force: true });
  expect(r.stderr).toBe("");
  expect(r.stdout).toBe(readFileSync(join(here, "use_xxlimited.expected"), "utf8"));
});

/**
 * Real wheels from the index: installed by `moult install`, run on each core, and compared with
 * CPython 3.11 and the same files. Skipped, loudly, where no index can be reached. MOULT_WHEELS=all takes the large
 * ones, too, and a wide choice (packages.json): a gigabyte, on each core in a quarter of an hour.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const moult = join(here, "..", "..", "bin", "moult.js");
const work = mkdtempSync(join(tmpdir(), "moult-wheels-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const packages: { resolved: string[]; alone: string[]; large: string[]; wide: string[] } =
  JSON.parse(readFileSync(join(here, "packages.json"), "utf8"));
const install = spawnSync(process.execPath, [moult, "install", ...packages.resolved], {
  cwd: work,
  encoding: "utf8",
  timeout: 240_000,
});
const site = join(work, "site-packages");
const offline =
  install.status !== 0 && /reach|connect|ENOTFOUND|ECONN|timed? ?out/i.test(install.stderr);
const cpython = "/usr/bin/python3";

/** Recorded from CPython 3.14 with the same wheels; cffi, which some require, is Moult's own. */
const large = process.env.MOULT_WHEELS === "all";
const used = readdirSync(here).filter((f) =>
  (large ? /^(use|large|wide)_\w+\.py$/ : /^use_\w+\.py$/).test(f),
);
const alone = large ? [...packages.alone, ...packages.large, ...packages.wide] : packages.alone;
const extra = spawnSync(process.execPath, [moult, "install", "--no-deps", ...alone], {
  cwd: work,
  encoding: "utf8",
  timeout: 240_000,
});

function output(command: string, args: string[], script: string): string {
  const r = spawnSync(command, [...args, join(here, script)], {
    cwd: work,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: "1" },
    timeout: 110_000,
  });
  expect(r.status, r.stderr).toBe(0);
  return r.stdout;
}

describe.skipIf(offline)("wheels from the index", () => {
  it("moult install puts them into site-packages", () => {
    expect(install.status, install.stderr).toBe(0);
    for (const f of ["bcrypt/_bcrypt.abi3.so", "nh3/nh3.abi3.so", "tornado/speedups.abi3.so"])
      expect(existsSync(join(site, f)), f).toBe(true);
  });

  describe.each(["immortal", "shuffled:7"])("on %s", (core) => {
    it.skipIf(extra.status !== 0).each(["nh3_wheel.py", "use_cryptography.py", "use_psutil.py"])(
      "%s",
      (script) => {
        const mine = output(process.execPath, [moult, "--core", core], script);
        expect(mine).toBe(readFileSync(join(here, script.replace(".py", ".expected")), "utf8"));
      },
    );
  });

  describe.each(["compact", "classic"])("on %s", (core) => {
    it.each(["bcrypt_wheel.py", "nh3_wheel.py", "tornado_wheel.py"])("%s", (script) => {
      const mine = output(process.execPath, [moult, "--core", core], script);
      expect(mine).toBe(readFileSync(join(here, script.replace(".py", ".expected")), "utf8"));
      if (existsSync(cpython)) expect(mine).toBe(output(cpython, ["-B"], script));
    });
    it.skipIf(extra.status !== 0).each(used)("%s", (script) => {
      const mine = output(process.execPath, [moult, "--core", core], script);
      expect(mine).toBe(readFileSync(join(here, script.replace(".py", ".expected")), "utf8"));
    });
  });
});
if (offline) process.stderr.write(`wheels: no index can be reached: ${install.stderr.trim()}\n`);

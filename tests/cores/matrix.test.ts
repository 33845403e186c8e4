/** `moult matrix`: a file, a wheel or a module by name, on what cores and levels are asked for. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWheel } from "../packages/wheels.js";

const root = join(import.meta.dirname, "..", "..");
const built = join(root, "build", "Release");
const script = join(root, "ext-examples", "try_counter.py");
const binary = join(built, "counter.abi3.so");
const sha256 = createHash("sha256").update(readFileSync(binary)).digest("hex");
const directory = mkdtempSync(join(tmpdir(), "moult-matrix-test-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A wheel of one binary, or of none. */
function wheel(name: string, ...binaries: string[]): string {
  const files = binaries.map((b) => [`${b}.abi3.so`, readFileSync(join(built, `${b}.abi3.so`))]);
  const w = buildWheel({
    ...{ name, version: "1.0", tag: "cp311-abi3-linux_x86_64" },
    files: Object.fromEntries(files),
  });
  writeFileSync(join(directory, w.file), w.bytes);
  return join(directory, w.file);
}

function matrix(args: string[], path = "") {
  return spawnSync(process.execPath, [join(root, "bin", "moult.js"), "matrix", ...args], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: path, MOULT_SITE: "" },
  });
}

beforeAll(() => {
  const site = join(directory, "site-packages", "inner");
  mkdirSync(site, { recursive: true });
  copyFileSync(binary, join(directory, "site-packages", "counter.abi3.so"));
  copyFileSync(binary, join(site, "other.abi3.so"));
  writeFileSync(join(directory, "bad.so"), "no binary");
  writeFileSync(join(directory, "bad-1.0-cp311-abi3-linux_x86_64.whl"), "no archive");
  writeFileSync(join(directory, "fails.py"), "import counter\nraise ValueError('on purpose')\n");
  writeFileSync(join(directory, "quiet.py"), "import os\nos._exit(3)\n");
});

const few = ["--script", script, "--core", "immortal", "--abi", "3.13"];
describe("what can be asked about", () => {
  test.each([
    ["a file", binary, "", "counter.abi3.so"],
    ["a wheel", wheel("counter", "counter"), "", "counter.abi3.so"],
    ["a module in site-packages", "counter", "", "counter.abi3.so"],
    ["a package in site-packages", "inner", "", "other.abi3.so"],
    ["a module on PYTHONPATH", "legacy", built, "legacy.abi3.so"],
  ])("%s", (_, what, path, name) => {
    const r = matrix([what, ...few, "--json"], path);
    expect(r.stderr).toBe("");
    const m = JSON.parse(r.stdout);
    expect(m.file).toBe(what);
    expect(m.binaries.map((b: { name: string }) => b.name)).toEqual([name]);
    if (name === "counter.abi3.so") expect(m.binaries[0].sha256).toBe(sha256);
    expect(m.rows.map((x: { core: string; abi: string }) => [x.core, x.abi])).toEqual([
      ["immortal", "all"],
      ["immortal", "3.13"],
    ]);
    for (const x of m.rows) {
      expect(x).toMatchObject({ loaded: true, equal: true, error: "" });
      expect(x.ratio).toBeGreaterThan(0.2);
      expect(x.peak).toBeGreaterThan(10);
    }
    expect(r.status).toBe(0);
  });
});

test("a table for people, a page for browsers", () => {
  const page = join(directory, "page.html");
  const r = matrix([binary, ...few]);
  expect(r.stdout).toContain(`${sha256}  counter.abi3.so`);
  expect(r.stdout).toMatch(/^core +ABI +loaded +output +time +peak MiB$/m);
  expect(r.stdout).toMatch(/^immortal +3\.13 +yes +equal +\d+\.\d\d +\d+$/m);
  expect(matrix([binary, ...few, "--html", page]).stdout).toBe("");
  const html = readFileSync(page, "utf8");
  expect(html).not.toMatch(/src=|href="(?!#)|url\(|@import/);
  for (const text of [sha256, "counter.abi3.so", "immortal", "3.13"]) expect(html).toContain(text);
});

test.each([
  ["fails.py", "ValueError: on purpose"],
  ["quiet.py", "ended with status 3"],
])("a script that fails everywhere is no success: %s", (file, why) => {
  const r = matrix(["counter", "--script", file, "--core", "compact", "--json"]);
  const m = JSON.parse(r.stdout);
  expect(m.rows.map((x: { error: string }) => x.error)).toContain(why);
  expect(r.status).toBe(1);
});

test.each([
  [[], "name a .so file, a wheel or a module"],
  [["counter", "counter", "--script", script], "one file at a time"],
  [["counter", "--script"], "--script needs a value"],
  [["counter", "--nonsense"], "unknown option --nonsense"],
  [["nothing", "--script", script], "nothing: no module of that name with a compiled part"],
  [["./bad.so", "--script", script], "bad.so: not an ELF file"],
  [[directory, "--script", script], "no such file"],
  [["nosuch-1.0-py3-none-any.whl", "--script", script], "ENOENT"],
  [["bad-1.0-cp311-abi3-linux_x86_64.whl", "--script", script], "bad-1.0-cp311"],
  [[wheel("empty"), "--script", script], "nothing in this wheel is compiled"],
  [["counter", "--script", script, "--core", "nosuch"], "no core named 'nosuch'"],
  [["counter", "--script", script, "--abi", "2.7"], "no level '2.7'"],
  [["counter", "--script", script, "--html", "/nosuch/page.html"], "/nosuch/page.html: "],
])("%j: one line, status 2", (args, text) => {
  const r = matrix(args);
  expect(r.stdout).toBe("");
  expect(r.stderr.trim().split("\n")).toHaveLength(1);
  expect(r.stderr).toContain(text);
  expect(r.status).toBe(2);
});

/**
 * The mode that collects before calls of the API (native/stress.cc): that it does, what it found, and
 * some rows and examples under it. `npm run stress` is the whole.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-stress-test-"));

beforeAll(() => {
  execFileSync(process.env.CC ?? "cc", [
    ...["-shared", "-fPIC", `-I${join(root, "include")}`],
    ...["-o", join(directory, "stress.abi3.so"), join(import.meta.dirname, "stress.c")],
  ]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(program: string, stress: string, core = "compact"): string {
  const script = join(directory, "program.py");
  writeFileSync(script, `import gc, stress\n${program}`);
  const r = spawnSync(process.execPath, [join(root, "bin", "moult.js"), "--core", core, script], {
    env: { ...process.env, PYTHONPATH: directory, MOULT_STRESS: stress },
    encoding: "utf8",
  });
  expect(`${r.signal ?? r.status} ${r.stderr}`).toBe("0 ");
  return r.stdout.trimEnd();
}

test.each(["compact", "classic", "immortal", "shuffled:5"])(
  "an instance made by C of what is JavaScript's may be looked at, on %s",
  (core) => {
    const program = `
class A:
    def __new__(cls): raise LookupError
class S: __slots__ = ("a",)
class L(list): pass
made = [stress.made(t) for t in (A, S, L, dict, int, ValueError)]
gc.collect()
print([type(o).__name__ for o in made], made[0].__dict__, made[2], made[3], made[4])
`;
    expect(run(program, "0", core)).toBe("['A', 'S', 'L', 'dict', 'int', 'ValueError'] {} [] {} 0");
  },
);

test("cycles die during the calls of C when that was asked for, and not otherwise", () => {
  expect(run("print(stress.during())", "1")).toBe("2");
  expect(run("print(stress.during())", "100+1")).toBe("0");
  expect(run("print(stress.during())", "0")).toBe("0");
});

test.each(["compact", "classic"])("rows and examples, on %s", (core) => {
  const only = ["capsules", "memory", "modules", "threads", "types", "containers", "calls"];
  const options = ["--every", "40", "--seed", String(Math.floor(Math.random() * 1e6))];
  const r = spawnSync(
    process.execPath,
    [
      ...[join(root, "tools", "stress.mjs"), "--core", core, ...options],
      ...only.flatMap((name) => ["--only", name]),
    ],
    { encoding: "utf8" },
  );
  expect(r.stdout).toContain(" 0 failed");
});

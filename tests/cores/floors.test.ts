/**
 * The examples, built for each level of the limited API that they can be built for, and the inline
 * sequences of all generations of headers: every one on several cores.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examples, include, run } from "../abi/build.js";

interface Example {
  readonly name: string;
  readonly source: string;
  readonly floor: string;
  readonly script: string;
  readonly expected: string;
}
const table: Example[] = JSON.parse(readFileSync(join(examples, "examples.json"), "utf8"));
const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-floors-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const minor = (level: string): number => (level === "abi3t" ? 15 : Number(level.split(".")[1]));

const moult = (path: string, args: string[]) =>
  spawnSync(process.execPath, [join(root, "bin", "moult.js"), ...args], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: path },
  });

/** Our headers at all levels; CPython's own where they are at hand (shared/oracle/get.sh). */
const oracles = process.env.MOULT_ORACLES ?? "/tmp/oracle";
const builds: [string, string][] = [
  ...["3.2", "3.5", "3.8", "3.11", "3.12", "3.14", "3.15", "abi3t"],
].map((level) => [level, include]);
const theirs: [string, string][] = [["3.11", "/usr/include/python3.11"]];
for (const level of ["3.13", "3.14", "3.15"])
  theirs.push([level, join(oracles, level, "root", "usr", "include", `python${level}`)]);
theirs.push(["abi3t", theirs[3][1]]);
for (const build of theirs) if (existsSync(join(build[1], "Python.h"))) builds.push(build);

const everyScript = `import runpy, sys
for script in sys.argv[1:]:
    runpy.run_path(script, run_name="__main__")
`;
/** Each level on one of two cores in turn. */
const cores = ["immortal", "shuffled:8", "shuffled:11", "immortal"];
describe.each(builds.map((b, k) => [...b, cores[k % cores.length]] as const))(
  "built for %s with %s",
  (level, headers, core) => {
    const able = table.filter((e) => minor(e.floor) <= minor(level));
    const out = join(directory, `${level}${headers.replaceAll("/", "_")}`);
    beforeAll(() => {
      mkdirSync(out);
      const limited = `Py_LIMITED_API 0x03${minor(level).toString(16).padStart(2, "0")}0000`;
      const target = level === "abi3t" ? ["-DPy_TARGET_ABI3T=0x030f0000"] : [];
      const suffix = level === "abi3t" ? "abi3t" : "abi3";
      for (const e of able) {
        const source = readFileSync(join(examples, e.source), "utf8");
        const file = join(out, e.source);
        writeFileSync(file, source.replace(/Py_LIMITED_API 0x03[0-9a-f]{6}/, limited));
        run("cc", [
          ...["-shared", "-fPIC", "-O1", "-w", ...target, `-I${headers}`],
          ...[`-I${dirname(headers)}`, `-I${examples}`],
          ...["-o", join(out, `${e.name}.${suffix}.so`), file, "-lm"],
        ]);
      }
    });
    const scripts = able.map((e) => join(examples, e.script));
    test(`on ${core}`, () => {
      const r = moult(out, [
        "--core",
        core,
        "--abi",
        `3.${minor(level)}`,
        "-c",
        everyScript,
        ...scripts,
      ]);
      expect(r.stderr).toBe("");
      expect(r.stdout).toBe(
        able.map((e) => readFileSync(join(examples, e.expected), "utf8")).join(""),
      );
    });
  },
);

describe("inline sequences of 3.11, 3.12 and 3.14", () => {
  beforeAll(() => {
    run("cc", [
      ...["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", `-I${include}`],
      ...["-o", join(directory, "sequences.abi3.so")],
      join(import.meta.dirname, "sequences.c"),
    ]);
  });
  // Each of these accesses traps twice on the core that watches for them.
  const program = (many: number) => `
import sequences as q
N = ${many}
for which in range(3):
    for o in (2**70, "a text of its own", [1, 2, 3], (4, 5), b"bytes", object()):
        # A str that comes again and again keeps its block, which is one count more.
        q.look(o), q.look(o)
        before = q.look(o)
        assert q.run(which, o, N, N) is None
        assert q.look(o) == before, (which, o, before, q.look(o))
    for o in (None, True, False, ..., NotImplemented, 7, "", ()):
        q.run(which, o, N, N)
        q.run(which, o, N, 0)
        q.run(which, o, 0, N)
        assert q.look(o)[0] > 0
    q.fresh(which, N)
print([q.look(o)[1:] for o in (2**70, "s", [1, 2, 3], (4, 5), b"bytes")])
print(None, True, False, ..., NotImplemented, 7, repr(""), ())
`;
  test.each([
    "compact",
    "classic",
    "immortal",
    "immortal --abi 3.12",
    "compact --abi 3.11",
    "shuffled:9",
  ])("on %s", (core) => {
    const times = core.startsWith("shuffled") ? 5 : 1000;
    const r = moult(directory, ["--core", ...core.split(" "), "-c", program(times)]);
    expect(r.stderr).toBe("");
    expect(r.stdout.split("\n")).toEqual([
      "[('int', -1), ('str', -1), ('list', 3), ('tuple', 2), ('bytes', 5)]",
      "None True False Ellipsis NotImplemented 7 '' ()",
      "",
    ]);
  });
});

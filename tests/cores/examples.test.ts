import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const built = join(root, "build", "Release");
const moult = join(root, "bin", "moult.js");
const cores = ["compact", "classic", "immortal"];

interface Example {
  name: string;
  script: string;
  expected: string;
}
const examples: Example[] = JSON.parse(
  readFileSync(join(root, "ext-examples", "examples.json"), "utf8"),
);

function run(command: string, args: string[]) {
  const env = { ...process.env, PYTHONPATH: built };
  return spawnSync(command, args, { env, encoding: "utf8" });
}

describe.each(cores)("on the core %s", (core) => {
  test.each(examples)("$name prints what CPython prints", ({ script, expected }) => {
    const r = run(process.execPath, [moult, "--core", core, join(root, "ext-examples", script)]);
    expect(r.stderr).toBe("");
    expect(r.stdout).toBe(readFileSync(join(root, "ext-examples", expected), "utf8"));
    expect(r.status).toBe(0);
  });
});

/** Seeds that stay, and one that nobody has tried. */
const fresh = Math.floor(Math.random() * 1e9);
process.stdout.write(`examples: fresh seed of the core shuffled: ${fresh}\n`);
const seeds = [...Array.from({ length: 20 }, (_, k) => k + 1), fresh];
const everyScript = `import runpy, sys
for script in sys.argv[1:]:
    runpy.run_path(script, run_name="__main__")
`;
test.each(seeds)("on the core shuffled:%i all print what CPython prints", (seed) => {
  const scripts = examples.map((e) => join(root, "ext-examples", e.script));
  const r = run(process.execPath, [
    ...[moult, "--core", `shuffled:${seed}`],
    ...["-c", everyScript, ...scripts],
  ]);
  const expected = examples.map((e) =>
    readFileSync(join(root, "ext-examples", e.expected), "utf8"),
  );
  expect(r.stderr).toBe("");
  expect(r.stdout).toBe(expected.join(""));
  expect(r.status).toBe(0);
});

/** Built as abi3t: binaries that look at no object's memory. */
const opaqueCores = [...cores, "freethreaded", "opaque", "shuffled:1"];
test.each(opaqueCores)("built as abi3t, on the core %s", (core) => {
  const scripts = examples.map((e) => join(root, "ext-examples", e.script));
  const r = spawnSync(process.execPath, [moult, "--core", core, "-c", everyScript, ...scripts], {
    env: { ...process.env, PYTHONPATH: join(built, "abi3t") },
    encoding: "utf8",
  });
  expect(r.stderr).toBe("");
  expect(r.stdout).toBe(
    examples.map((e) => readFileSync(join(root, "ext-examples", e.expected), "utf8")).join(""),
  );
});

test.each(["freethreaded", "opaque"])(
  "%s refuses a binary that needs headers, and says why",
  (core) => {
    const program = "import sys; sys.path_importer_cache.clear(); import crossing";
    const r = run(process.execPath, [moult, "--core", core, "-c", program]);
    expect(r.stderr).toMatch(/ImportError: .*crossing\.abi3\.so: built for abi3, .* abi3t/);
  },
);

test("an object's face: immediate values, handles, PEP 703's header", () => {
  const program = `
    import { Interpreter } from ${JSON.stringify(join(root, "dist", "index.js"))};
    import { readMemory, SPECIMENS } from ${JSON.stringify(join(root, "dist", "bridge", "memory.js"))};
    const out = {};
    for (const core of ["opaque", "freethreaded"]) {
      const py = await Interpreter.create({ core });
      py.run(SPECIMENS);
      for (const m of readMemory(py.internals, (n) => py.main.dict.getStr(n)))
        if (["int", "list"].includes(m.type))
          out[core + " " + m.type] = { face: m.face, address: m.address, fields: m.fields.map((f) => f.name) };
      py.close();
    }
    console.log(JSON.stringify(out));
  `;
  const r = run(process.execPath, ["--input-type=module", "-e", program]);
  expect(r.stderr).toBe("");
  const out = JSON.parse(r.stdout);
  expect(BigInt(`0x${out["opaque int"].face}`)).toBe(((2n ** 40n + 5n) << 2n) | 1n);
  expect(BigInt(`0x${out["opaque list"].face}`) & 3n).toBe(3n);
  const split = out["freethreaded list"];
  expect(BigInt(`0x${split.face}`)).toBe(BigInt(split.address - 16));
  expect(split.fields.slice(0, 7)).toEqual([
    ...["ob_tid", "ob_flags", "ob_mutex", "ob_gc_bits", "ob_ref_local"],
    ...["ob_ref_shared", "ob_type"],
  ]);
});

test("one process, one abi3t file, all cores", () => {
  const program = `
    import { Interpreter } from ${JSON.stringify(join(root, "dist", "index.js"))};
    const made = [];
    for (const core of ["compact", "opaque", "classic", "freethreaded", "opaque", "compact"]) {
      const py = await Interpreter.create({ core, path: [${JSON.stringify(join(built, "abi3t"))}] });
      py.run("import counter, containers, gc");
      made.push(py);
    }
    const out = [];
    for (let k = 0; k < 3; k++)
      for (const py of made)
        out.push(py.eval("str(counter.make(" + k + ").next()) + str(containers.squares(3))"));
    for (const py of made) py.close();
    console.log(JSON.stringify(out));
  `;
  const r = run(process.execPath, ["--input-type=module", "-e", program]);
  expect(r.stderr).toBe("");
  expect(JSON.parse(r.stdout)).toEqual([1, 2, 3].flatMap((n) => Array(6).fill(`${n}(0, 1, 4)`)));
});

/** The very files that Moult loads, in the interpreter that they were not built by. */
const python = "/usr/bin/python3";
describe.runIf(existsSync(python))("under CPython", () => {
  test.each(examples)("$name is the same file", ({ script, expected }) => {
    const r = run(python, ["-S", "-B", join(root, "ext-examples", script)]);
    expect(r.stderr).toBe("");
    expect(r.stdout).toBe(readFileSync(join(root, "ext-examples", expected), "utf8"));
  });
});

test("one process, one file, several cores", () => {
  const program = `
    import { Interpreter } from ${JSON.stringify(join(root, "dist", "index.js"))};
    const made = [];
    for (const core of ["compact", "classic", "shuffled:3", "immortal", "compact"]) {
      const py = await Interpreter.create({ core, path: [${JSON.stringify(built)}] });
      py.run("import vector, containers, gc");
      made.push(py);
    }
    const out = [];
    for (let k = 0; k < 3; k++)
      for (const py of made) {
        py.run("v = vector.Vector([1.5, " + k + ".0]); big = 2**80 + " + k + "; gc.collect()");
        out.push(py.eval("repr(v + v)") + py.eval("str(big)"));
      }
    for (const py of made) py.close();
    console.log(JSON.stringify(out));
  `;
  const r = run(process.execPath, ["--input-type=module", "-e", program]);
  expect(r.stderr).toBe("");
  const big = [
    "1208925819614629174706176",
    "1208925819614629174706177",
    "1208925819614629174706178",
  ];
  expect(JSON.parse(r.stdout)).toEqual(
    big.flatMap((b, k) => Array(5).fill(`Vector([3.0, ${2 * k}.0])${b}`)),
  );
});

test("objects of the two cores differ in memory", () => {
  const program = `
    import { Interpreter } from ${JSON.stringify(join(root, "dist", "index.js"))};
    import { describeLayouts } from ${JSON.stringify(join(root, "dist", "bridge", "index.js"))};
    const out = {};
    for (const core of ["compact", "classic"]) {
      const py = await Interpreter.create({ core });
      out[core] = describeLayouts(py.internals).map(({ bytes, ...rest }) => rest);
    }
    console.log(JSON.stringify(out));
  `;
  const r = run(process.execPath, ["--input-type=module", "-e", program]);
  expect(r.stderr).toBe("");
  type Found = { type: string; prefix: number; size: number; fields: Record<string, number> };
  const found: Record<string, Found[]> = JSON.parse(r.stdout);
  const types = found.compact.map((l) => l.type);
  expect(found.classic.map((l) => l.type)).toEqual(types);
  const of = (core: string, type: string) => found[core].find((l) => l.type === type) as Found;
  for (const type of ["int", "str", "list"])
    expect(of("classic", type), type).not.toEqual(of("compact", type));
  for (const l of found.compact) expect(l.prefix, l.type).toBe(0);
  for (const l of found.classic) expect(l.prefix, l.type).toBeGreaterThan(0);
});

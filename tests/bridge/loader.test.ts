import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const moult = join(root, "bin", "moult.js");
const good = join(root, "build", "Release", "counter.abi3.so");
const directory = mkdtempSync(join(tmpdir(), "moult-loader-"));
const file = (name: string) => join(directory, `${name}.abi3.so`);

const source = (name: string, call: string) => `
#include <Python.h>
extern void ${call}(void);
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "${name}", NULL, -1, NULL, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_${name}(void) { ${call}(); return PyModule_Create(&def); }
`;
function compile(name: string, text: string): void {
  const c = join(directory, `${name}.c`);
  writeFileSync(c, text);
  const cc = process.env.CC ?? "cc";
  execFileSync(cc, [
    ...["-shared", "-fPIC", `-I${join(root, "include")}`, "-DPy_LIMITED_API=0x030b0000"],
    ...["-o", file(name), c],
  ]);
}

const lengths = [0, 1, 4, 16, 63, 64, 65, 200, 1000, 4096, 9000];

beforeAll(() => {
  const bytes = readFileSync(good);
  for (const n of lengths) writeFileSync(file(`cut${n}`), bytes.subarray(0, n));
  writeFileSync(file("cutlast"), bytes.subarray(0, bytes.length - 100));
  writeFileSync(file("text"), "not a shared object at all\n".repeat(300));
  const arm = Buffer.from(bytes);
  arm.writeUInt16LE(183, 18); // e_machine: AArch64
  writeFileSync(file("arm"), arm);
  const small = Buffer.from(bytes);
  small[4] = 1; // 32-bit class
  writeFileSync(file("elf32"), small);
  const headers = Buffer.from(bytes);
  headers.fill(0xff, 64, 64 + 56 * 4);
  writeFileSync(file("headers"), headers);
  copyFileSync(good, file("othername"));
  compile("leaky", source("leaky", "PyFoo_Bar"));
  compile("foreign", source("foreign", "no_library_has_this"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Imports the modules one after the other in one process, which must outlive all of it. */
function attempts(core: string, names: string[]): Record<string, [string, string, string, string]> {
  const script = join(directory, "attempts.py");
  writeFileSync(
    script,
    `import sys
sys.path.insert(0, ${JSON.stringify(directory)})
for name in sys.argv[1:]:
    try:
        __import__(name)
        print(name, "loaded", "", "", "", sep="\\t")
    except BaseException as e:
        print(name, type(e).__name__, e, e.name, e.path, sep="\\t")
import math
print("alive", math.sqrt(4))
`,
  );
  const r = spawnSync(process.execPath, [moult, "--core", core, script, ...names], {
    encoding: "utf8",
  });
  expect(r.stderr).toBe("");
  expect(r.status).toBe(0);
  const lines = r.stdout.trimEnd().split("\n");
  expect(lines.pop()).toBe("alive 2.0");
  return Object.fromEntries(
    lines.map((line) => {
      const [name, type, message, of, path] = line.split("\t");
      return [name, [type, message, of, path]];
    }),
  );
}

describe.each(["compact", "classic"])("on the core %s", (core) => {
  test("broken files are import errors that name the file", () => {
    const names = [...lengths.map((n) => `cut${n}`), "cutlast", "text", "arm", "elf32", "headers"];
    const found = attempts(core, names);
    for (const name of names) {
      const [type, message, of, path] = found[name];
      expect(type, `${name}: ${message}`).toBe("ImportError");
      expect(message).toContain(file(name));
      expect(of).toBe(name);
      expect(path).toBe(file(name));
    }
    expect(found.arm[1]).toMatch(/aarch64|arm|machine|architecture/i);
  });

  test("missing symbols and init functions are named", () => {
    const found = attempts(core, ["leaky", "foreign", "othername"]);
    expect(found.leaky[0]).toBe("ImportError");
    expect(found.leaky[1]).toContain(file("leaky"));
    expect(found.leaky[1]).toContain("PyFoo_Bar");
    expect(found.foreign[0]).toBe("ImportError");
    expect(found.foreign[1]).toContain("no_library_has_this");
    expect(found.othername[0]).toBe("ImportError");
    expect(found.othername[1]).toContain("PyInit_othername");
  });
});

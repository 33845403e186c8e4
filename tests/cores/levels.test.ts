/** `--abi 3.X`: the runtime as that version of the limited API. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { include, run } from "../abi/build.js";

const root = join(import.meta.dirname, "..", "..");
const moult = join(root, "bin", "moult.js");
const built = mkdtempSync(join(tmpdir(), "moult-levels-"));
const env = { ...process.env, PYTHONPATH: `${join(root, "build", "Release")}:${built}` };
const python = (...args: string[]) =>
  spawnSync(process.execPath, [moult, ...args], { encoding: "utf8", env });

/** What C sees of the version; hidden from the linker, for levels that have no Py_Version. */
const SOURCE = `
#define Py_LIMITED_API 0x03020000
#include <Python.h>
static PyObject* version(PyObject* m, PyObject* unused) {
  (void)m; (void)unused;
  return PyUnicode_FromString(Py_GetVersion());
}
static PyObject* count(PyObject* m, PyObject* o) {
  (void)m;
  return PyLong_FromLongLong(*(long long*)o);
}
static PyMethodDef methods[] = {
  {"version", version, METH_NOARGS, NULL}, {"count", count, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "seen", NULL, -1, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_seen(void) { return PyModule_Create(&def); }
`;

beforeAll(() => {
  writeFileSync(join(built, "seen.c"), SOURCE);
  run("cc", [
    "-shared",
    "-fPIC",
    "-O1",
    `-I${include}`,
    "-o",
    join(built, "seen.abi3.so"),
    join(built, "seen.c"),
  ]);
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

test("a binary that needs more is refused with what it lacks and since when", () => {
  const r = python("--abi", "3.10", "-c", "import calls");
  expect(r.status).toBe(1);
  expect(r.stderr).toMatch(
    /ImportError: .*calls\.abi3\.so: undefined symbol: PyBuffer_Release \(since 3\.11\), PyType_GetName \(since 3\.11\); this is the limited API of 3\.10/,
  );
});

const IMMORTAL = 0xc0000000;
describe.each([
  ["3.2", "classic", "counted"],
  ["3.11", "compact", "counted"],
  ["3.12", "immortal", 0xffffffff],
  ["3.13", "compact", 0xffffffff],
  ["3.14", "immortal", 5 * 2 ** 48 + IMMORTAL],
  ["3.15", "compact", IMMORTAL],
])("level %s on the core %s", (level, core, count) => {
  test("is what C sees, and an older binary runs", () => {
    const legacy = JSON.stringify(join(root, "ext-examples", "try_legacy.py"));
    const r = python(
      ...["--abi", level, "--core", core, "-c"],
      `import seen; print(seen.version().split()[0], seen.count(None))
import runpy; runpy.run_path(${legacy}, run_name="__main__")`,
    );
    expect(r.stderr).toBe("");
    const [first, ...rest] = r.stdout.split("\n");
    const [version, seen] = first.split(" ");
    expect(version).toBe(`${level}.0`);
    if (count === "counted") expect(Number(seen)).toBeLessThan(0x40000000);
    else expect(Number(seen)).toBe(count);
    expect(rest.join("\n")).toBe(
      readFileSync(join(root, "ext-examples", "legacy.expected"), "utf8"),
    );
  });
});

test.each([
  [["--abi", "3.1", "-c", "0"], "no level '3.1' of the limited API (there are: 3.2 to 3.15)"],
  [["--core", "nosuch", "-c", "0"], "no core named 'nosuch'"],
  [["matrix", "nosuch.so", "--script", join(root, "package.json")], "nosuch.so: no such file"],
  [["matrix", join(root, "package.json"), "--script", "nosuch.py"], "nosuch.py: no such file"],
  [["matrix", "nosuch.so"], "matrix: --script names what to run"],
  [["cores", "--html", "/nosuch/page.html"], "/nosuch/page.html: "],
])("%j ends with one line and status 2", (args, text) => {
  const r = python(...args);
  expect(r.status).toBe(2);
  expect(r.stderr.trim().split("\n")).toHaveLength(1);
  expect(r.stderr).toContain(text);
});

test("matrix tells what each core and level does", () => {
  const r = python(
    ...["matrix", join(root, "build", "Release", "containers.abi3.so"), "--json"],
    ...["--script", join(root, "ext-examples", "try_containers.py")],
    ...["--core", "shuffled:5", "--abi", "3.7", "--abi", "3.8"],
  );
  const m = JSON.parse(r.stdout);
  expect(m.floor).toBe("3.8");
  expect(m.binaries[0].sha256).toMatch(/^[0-9a-f]{64}$/);
  const told = m.rows.map((x: Record<string, unknown>) => [x.core, x.abi, x.loaded, x.equal]);
  expect(told).toEqual(
    ["shuffled:5"].flatMap((core) => [
      [core, "all", true, true],
      [core, "3.7", false, false],
      [core, "3.8", true, true],
    ]),
  );
  expect(m.rows.every((x: { peak: number }) => x.peak > 10)).toBe(true);
  expect(r.status).toBe(1);
});

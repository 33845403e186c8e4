import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  AuditError,
  type AuditOptions,
  auditBinary,
  auditFile,
  auditStatus,
  type FileAudit,
  formatAudit,
  isStable,
} from "../../src/abi/audit.js";
import { STABLE_SYMBOLS } from "../../src/abi/generated/symbols.js";
import { examples, inTemporaryDirectory, sharedObject } from "./build.js";

const PLAIN = "-nostdlib";
const old = sharedObject(
  "extern int PyLong_AsLong(void); int PyInit_old(void) { return PyLong_AsLong(); }",
  PLAIN,
);
const newer = sharedObject(
  `extern int PyUnicode_AsUTF8AndSize(void), PyObject_GetBuffer(void);
   int PyInit_newer(void) { return PyUnicode_AsUTF8AndSize() + PyObject_GetBuffer(); }`,
  PLAIN,
);
const leaky = sharedObject(
  `extern int PyLong_AsLong(void), _PyUnicode_Ready(void), PyUnstable_Thing(void), Pyramid(void);
   extern int _Py_Maybe(void) __attribute__((weak));
   int PyInit_leaky(void) {
     return PyLong_AsLong() + _PyUnicode_Ready() + PyUnstable_Thing() + Pyramid() + (_Py_Maybe ? _Py_Maybe() : 0);
   }`,
  PLAIN,
);
const noPython = sharedObject("int f(void) { return 1; }", PLAIN);

function auditOf(name: string, contents: Uint8Array, options?: AuditOptions): FileAudit {
  return inTemporaryDirectory((directory) => {
    const path = join(directory, name);
    writeFileSync(path, contents);
    return auditFile(path, options);
  });
}

function wheel(files: Record<string, Uint8Array>): Uint8Array {
  return zipSync(files, { level: 1 });
}

describe("the table", () => {
  test("has what the stable ABI has on Linux", () => {
    expect(STABLE_SYMBOLS.size).toBe(952);
    expect([...STABLE_SYMBOLS.values()].filter((s) => s.kind === "data")).toHaveLength(141);
    expect(STABLE_SYMBOLS.get("PyObject_GetBuffer")).toEqual({
      kind: "function",
      added: [3, 11],
      abiOnly: false,
    });
    expect(STABLE_SYMBOLS.get("_Py_Dealloc")?.abiOnly).toBe(true);
    expect(STABLE_SYMBOLS.has("PyErr_SetFromWindowsErr")).toBe(false);
  });

  test("isStable", () => {
    expect(isStable("PyObject_GetBuffer", [3, 10])).toBe(false);
    expect(isStable("PyObject_GetBuffer", [3, 11])).toBe(true);
    expect(isStable("PyUnicode_AsUTF8", [3, 14])).toBe(false);
  });
});

describe("one binary", () => {
  test("the floor is that of the newest symbol", () => {
    expect(auditBinary(old, "old.abi3.so")).toMatchObject({
      usesPython: true,
      inits: ["PyInit_old"],
      floor: [3, 2],
      floorSymbols: [],
      leaks: [],
      lacking: [],
    });
    expect(auditBinary(newer, "newer.abi3.so")).toMatchObject({
      floor: [3, 11],
      floorSymbols: ["PyObject_GetBuffer"],
      stable: ["PyObject_GetBuffer", "PyUnicode_AsUTF8AndSize"],
    });
  });

  test("leaks, but not weak ones or other names that begin with Py", () => {
    expect(auditBinary(leaky, "leaky.so").leaks).toEqual(["PyUnstable_Thing", "_PyUnicode_Ready"]);
  });

  test("no Python", () => {
    expect(auditBinary(noPython, "plain.so")).toMatchObject({ usesPython: false, inits: [] });
  });

  test("three ways to say what is lacking", () => {
    const lacking = ["PyObject_GetBuffer"];
    for (const options of [
      { exported: new Set(["PyUnicode_AsUTF8AndSize"]) },
      { lacks: new Set(lacking) },
      { lacks: (symbol: string) => symbol === lacking[0] },
    ]) {
      expect(auditBinary(newer, "newer.abi3.so", options).lacking).toEqual(lacking);
    }
  });

  test("the examples keep to their floors", () => {
    const table = JSON.parse(readFileSync(join(examples, "examples.json"), "utf8"));
    for (const { name, source, floor } of table) {
      const bytes = sharedObject(readFileSync(join(examples, source), "utf8"), `-I${examples}`);
      const audit = auditBinary(bytes, `${name}.abi3.so`, {
        exported: new Set(STABLE_SYMBOLS.keys()),
      });
      expect(audit.leaks, name).toEqual([]);
      expect(audit.lacking, name).toEqual([]);
      expect(audit.inits, name).toEqual([`PyInit_${name}`]);
      expect(audit.floor[1], name).toBeLessThanOrEqual(Number(floor.split(".")[1]));
    }
  });
});

describe("files", () => {
  test("nothing wrong", () => {
    const audit = auditOf("old.abi3.so", old);
    expect(audit.problems).toEqual([]);
    expect(auditStatus([audit])).toBe(0);
    expect(formatAudit(audit)).toMatch(/floor {9}Python 3\.2\n[\s\S]*nothing wrong\n$/);
  });

  test("leaks, lacks and names for one version", () => {
    expect(auditOf("leaky.cpython-311-x86_64-linux-gnu.so", leaky).problems).toEqual([
      "leaky.cpython-311-x86_64-linux-gnu.so: built for CPython 3.11 only, by its name",
      "leaky.cpython-311-x86_64-linux-gnu.so: outside the stable ABI: PyUnstable_Thing, _PyUnicode_Ready",
    ]);
    const audit = auditOf("old.abi3.so", old, { exported: new Set() });
    expect(audit.problems).toEqual(["old.abi3.so: not in this build of Moult: PyLong_AsLong"]);
    expect(auditStatus([auditOf("old.abi3.so", old), audit])).toBe(1);
  });

  test("a wheel that promises too much", () => {
    const bytes = wheel({
      "pkg/_old.abi3.so": old,
      "pkg/_newer.abi3.so": newer,
      "pkg.libs/libplain.so.1.2": noPython,
      "pkg/readme.so.txt": Buffer.from("not a binary"),
    });
    const audit = auditOf("pkg-1.0-cp39-abi3-manylinux_2_17_x86_64.whl", bytes);
    expect(audit.binaries.map((binary) => binary.name)).toEqual([
      "pkg/_old.abi3.so",
      "pkg/_newer.abi3.so",
      "pkg.libs/libplain.so.1.2",
    ]);
    expect(audit.problems).toEqual([
      "pkg-1.0-cp39-abi3-manylinux_2_17_x86_64.whl: tagged cp39-abi3, but pkg/_newer.abi3.so needs 3.11 " +
        "for PyObject_GetBuffer",
    ]);
    expect(formatAudit(audit)).toContain("wrong: pkg-1.0");
    expect(auditOf("pkg-1.0-cp311-abi3-linux_x86_64.whl", bytes).problems).toEqual([]);
  });

  test("a wheel that promises nothing", () => {
    expect(auditOf("pkg-1.0-cp311-cp311-linux_x86_64.whl", wheel({ "a.so": old })).notes).toEqual([
      "pkg-1.0-cp311-cp311-linux_x86_64.whl: tagged cp311-cp311, not abi3",
    ]);
    expect(auditOf("pkg-1.0-py3-none-any.whl", wheel({ "a.py": Buffer.from("1") })).notes).toEqual([
      "pkg-1.0-py3-none-any.whl: no binary in it uses Python's C API",
    ]);
  });
});

describe("what cannot be read is one line that names it", () => {
  const failing = (path: string) => {
    try {
      auditFile(path);
    } catch (error) {
      expect(error).toBeInstanceOf(AuditError);
      expect((error as Error).message).not.toContain("\n");
      return (error as Error).message;
    }
    return "fine";
  };

  test("no file, a directory, not a binary, not a wheel", () => {
    inTemporaryDirectory((directory) => {
      const file = (name: string, contents: string | Uint8Array) => {
        writeFileSync(join(directory, name), contents);
        return join(directory, name);
      };
      mkdirSync(join(directory, "d.so"));
      expect(failing(join(directory, "none.so"))).toMatch(/none\.so: no such file$/);
      expect(failing(join(directory, "d.so"))).toMatch(/d\.so: it is a directory$/);
      expect(failing(file("text.so", "hello"))).toMatch(/text\.so: not an ELF file$/);
      expect(failing(file("half.so", old.subarray(0, 2000)))).toMatch(/half\.so: truncated: /);
      expect(failing(file("bad-1-cp39-abi3-any.whl", "hello"))).toMatch(/whl: not a zip file/);
      const inner = wheel({ "pkg/x.abi3.so": old.subarray(0, 2000) });
      expect(failing(file("p-1-cp39-abi3-any.whl", inner))).toMatch(
        /any\.whl: pkg\/x\.abi3\.so: truncated: /,
      );
      const cut = wheel({ "pkg/x.abi3.so": old });
      expect(failing(file("c-1-cp39-abi3-any.whl", cut.subarray(10)))).toMatch(
        /whl: (corrupt|truncated)/,
      );
    });
  });
});

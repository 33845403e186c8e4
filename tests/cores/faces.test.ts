/**
 * On the cores where a PyObject* is no address, each function that an abi3t binary can import and that has
 * objects must be led through a wrapper (native/face_api.cc): one that is not reads a face as an address.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { STABLE_SYMBOLS } from "../../src/abi/generated/symbols.js";
import { include, run } from "../abi/build.js";

const native = join(import.meta.dirname, "..", "..", "native");
/** Counts, and converters, which know both forms. */
const OTHERWISE = [
  "_Py_Dealloc",
  "_Py_DecRef",
  "_Py_IncRef",
  "PyUnicode_FSConverter",
  "PyUnicode_FSDecoder",
];
const OBJECTS = /Py(?:Type|Var)?Object|Py(?:Frame|Code)Object|PyModuleDef|visitproc|Py_buffer/;

test("every function with objects has a wrapper", () => {
  const declared = run(
    "cc",
    ["-E", "-P", "-DPy_TARGET_ABI3T=0x030f0000", `-I${include}`, "-xc", "-"],
    "#include <Python.h>\n",
  ).replaceAll(/\s+/g, " ");
  const led = new Set(OTHERWISE);
  const table = readFileSync(join(native, "face_functions.def"), "utf8");
  for (const [, name] of table.matchAll(/^[WSB]\((\w+)/gm)) led.add(name);
  const written = readFileSync(join(native, "face_api.cc"), "utf8");
  for (const [, name] of written.matchAll(/\bF\((\w+)\)/g)) led.add(name);
  const functions = [...declared.matchAll(/([^;{}]*?)\b(_?Py\w+) ?\(([^;{}]*?)\)[^;{}]*;/g)]
    .filter(([, result, name, parameters]) => {
      return STABLE_SYMBOLS.has(name) && OBJECTS.test(`${result} ${parameters}`);
    })
    .map(([, , name]) => name);
  expect(functions.length).toBeGreaterThan(500);
  expect(functions.filter((name) => !led.has(name))).toEqual([]);
});

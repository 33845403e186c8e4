import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { examples, include, inTemporaryDirectory, run } from "./build.js";

interface Example {
  readonly name: string;
  readonly source: string;
  readonly floor: string;
  readonly script: string;
  readonly expected: string;
}

const table: Example[] = JSON.parse(readFileSync(join(examples, "examples.json"), "utf8"));

/**
 * The CPython that the expected output comes from, with its own headers, where the machine has it.
 */
const python = "/usr/bin/python3";
const headers = "/usr/include/python3.11";
const hasPython = existsSync(python) && existsSync(join(headers, "Python.h"));

test("the table names what is there", () => {
  const sources = readdirSync(examples).filter((file) => file.endsWith(".c"));
  expect(table.map((example) => example.source).sort()).toEqual(sources.sort());
  for (const { source, script, expected, floor } of table) {
    for (const file of [script, expected])
      expect(existsSync(join(examples, file)), file).toBe(true);
    const minor = Number(floor.split(".")[1]).toString(16).padStart(2, "0");
    expect(readFileSync(join(examples, source), "utf8")).toContain(
      `Py_LIMITED_API 0x03${minor}0000`,
    );
  }
  const gyp = readFileSync(join(examples, "examples.gypi"), "utf8");
  for (const { name, source } of table) {
    expect(gyp).toContain(`"product_name": "${name}"`);
    expect(gyp).toContain(`"sources": ["${source}"]`);
  }
});

describe.runIf(hasPython)("on CPython, compiled unchanged", () => {
  for (const { name, source, script, expected } of table) {
    for (const [whose, path] of [
      ["our", include],
      ["its own", headers],
    ] as const) {
      test(`${name} with ${whose} headers`, () => {
        const output = inTemporaryDirectory((directory) => {
          const library = join(directory, `${name}.abi3.so`);
          const flags = [
            "-std=c11",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-O2",
            "-fPIC",
            "-shared",
            `-I${path}`,
          ];
          run("cc", [...flags, "-o", library, join(examples, source), "-lm"]);
          return execFileSync(python, ["-S", "-B", join(examples, script)], {
            encoding: "utf8",
            env: { ...process.env, PYTHONPATH: directory, PYTHONIOENCODING: "utf-8" },
          });
        });
        expect(output).toBe(readFileSync(join(examples, expected), "utf8"));
      });
    }
  }
});

/**
 * The rows once more as older and newer binaries have them: built for lower floors, with CPython's own
 * headers where they are at hand, and as abi3t. What a floor or its headers lack is left out. So each
 * way of inlining runs; the answers are those that CPython gave.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findCore } from "../../src/cores/index.js";
import { include } from "./build.js";
import { readRows } from "./rows.js";
import { compileFitting, dueOf, isKnown, scriptOf } from "./rows_check.js";

const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-floors-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const unpacked = (version: string): string => `/tmp/oracle/${version}/root/usr/include`;
const oracle = (version: string): string => `${unpacked(version)}/python${version}`;

/** [headers, floor (null: abi3t), core, rows that it has at least] */
const BUILDS: [string, number | null, string, number][] = [
  [include, 2, "compact", 500],
  [include, 8, "classic", 560],
  [include, 12, "immortal", 620],
  [include, null, "opaque", 630],
  [include, null, "freethreaded", 630],
  ["/usr/include/python3.11", 11, "compact", 590],
  [oracle("3.14"), 14, "compact", 670],
  [oracle("3.15"), null, "opaque", 630],
];

/** Rows that reach into objects, count numbers, ask about the GIL, or need an old function before them. */
const OF_ABI3 = new Set(["absolute", "abi_info", "fresh_count", "type_dict", "PySys_GetXOptions"]);

for (const [headers, floor, core, least] of BUILDS) {
  const name = `${floor === null ? "abi3t" : `3.${floor}`} of ${headers === include ? "include" : headers} on ${core}`;
  test.skipIf(!existsSync(join(headers, "Python.h")))(
    name,
    () => {
      const wrong: string[] = [];
      let rows = 0;
      for (const all of readRows()) {
        const whole =
          floor === null ? { ...all, rows: all.rows.filter((r) => !OF_ABI3.has(r.name)) } : all;
        const file = compileFitting(whole, directory, headers, floor);
        if (file.rows.length === 0) continue;
        rows += file.rows.length;
        const r = spawnSync(
          process.execPath,
          [join(root, "bin", "moult.js"), "--core", core, scriptOf(file, directory)],
          {
            encoding: "utf8",
            env: { ...process.env, PYTHONPATH: directory, PYTHONIOENCODING: "utf-8" },
          },
        );
        // Some calls print; only what they gave counts here.
        const said = r.stdout.split("\n").filter((line) => /^\w+\(.* -> /.test(line));
        if (r.status !== 0) said.push(`${file.name} ended ${r.signal ?? r.status}: ${r.stderr}`);
        // Headers to 3.11 count inline whatever they see: what is immortal drifts.
        const singletons = headers.endsWith("3.11")
          ? "counted"
          : (findCore(core)?.singletons ?? "immortal");
        const rest = (lines: readonly string[]): string[] =>
          lines.filter((line) => !isKnown(line, singletons));
        const [is, due] = [rest(said), rest(dueOf(file))];
        for (let i = 0; i < Math.max(is.length, due.length); i++)
          if (is[i] !== due[i]) {
            wrong.push(`${is[i]}\n    due ${due[i]}`);
            if (is.length !== due.length) break;
          }
      }
      expect(wrong).toEqual([]);
      expect(rows).toBeGreaterThanOrEqual(least);
    },
    300_000,
  );
}

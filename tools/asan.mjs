// Runs the examples with the addon and the extensions under AddressSanitizer and UBSan, on both
// cores. Each object is malloc'ed singly then (MOULT_MALLOC=1), so that overflows are seen.
// Usage: node tools/asan.mjs [EXAMPLE...]
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./compile.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "build-asan");
const r = spawnSync(process.env.CC ?? "cc", ["-print-file-name=libasan.so"], { encoding: "utf8" });
const library = r.stdout?.trim() ?? "";
const headers = join(dirname(dirname(process.execPath)), "include", "node");
if (!library.startsWith("/") || !existsSync(library) || !existsSync(join(headers, "node.h"))) {
  process.stdout.write("skipped: libasan or the headers of node are missing\n");
  process.exit(0);
}
const flags = ["-fsanitize=address,undefined", "-fno-sanitize=vptr", "-O1"];
await compile({ root, out, headers, flags, log: (text) => process.stdout.write(`${text}\n`) });

const table = JSON.parse(readFileSync(join(root, "ext-examples", "examples.json"), "utf8"));
const wanted = process.argv.slice(2);
let bad = 0;
for (const core of ["compact", "classic"])
  for (const { name, script, expected } of table) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const run = spawnSync(
      process.execPath,
      [join(root, "bin", "moult.js"), "--core", core, join(root, "ext-examples", script)],
      {
        encoding: "utf8",
        maxBuffer: 1 << 28,
        env: {
          ...process.env,
          LD_PRELOAD: library,
          MOULT_MALLOC: "1",
          MOULT_ADDON: join(out, "moult.node"),
          PYTHONPATH: out,
          ASAN_OPTIONS: "detect_leaks=0:detect_odr_violation=0",
          UBSAN_OPTIONS: "print_stacktrace=1",
        },
      },
    );
    const same = run.stdout === readFileSync(join(root, "ext-examples", expected), "utf8");
    const report = /ERROR: AddressSanitizer|runtime error:/.test(run.stderr);
    const ok = run.status === 0 && same && !report;
    if (!ok) bad++;
    process.stdout.write(`${core} ${name} ${ok ? "ok" : "FAILED"}\n`);
    if (!ok) process.stdout.write(`${run.stderr.slice(0, 4000)}\n`);
  }
process.exitCode = bad > 0 ? 1 : 0;

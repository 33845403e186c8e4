// Runs examples, scenarios of the soak, scripts over cffi wheels, and tests with the addon and the
// extensions under AddressSanitizer and UBSan, on three cores. Each object is malloc'ed singly then
// (MOULT_MALLOC=1), so that overflows are seen. Needs minutes to compile, and more to run.
// Usage: node tools/asan.mjs [NAME...]   names of examples, scenarios, wheels' scripts or test files
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./compile.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "build-asan");
const moult = join(root, "bin", "moult.js");
const print = (text) => process.stdout.write(`${text}\n`);

const CORES = ["compact", "classic", "shuffled:1"];
/** Tests that start processes of their own, which inherit the sanitizers. */
const TESTS = ["bridge/life", "bridge/collect", "capi/xxlimited", "abi/rows"];
/** Scenarios of the soak, and how often. */
const SCENARIOS = [
  ...[
    ["from_python", 3000],
    ["from_c", 3000],
    ["cycles", 2000],
    ["exceptions", 1000],
  ],
  ...[
    ["callbacks", 2000],
    ["containers", 2000],
    ["threads", 100],
    ["hammer", 100],
  ],
];
const CFFI = ["use_argon2", "use_nacl"];

const r = spawnSync(process.env.CC ?? "cc", ["-print-file-name=libasan.so"], { encoding: "utf8" });
const library = r.stdout?.trim() ?? "";
const headers = join(dirname(dirname(process.execPath)), "include", "node");
if (!library.startsWith("/") || !existsSync(library) || !existsSync(join(headers, "node.h"))) {
  print("skipped: libasan or the headers of node are missing");
  process.exit(0);
}
const sanitize = "-fsanitize=address,undefined";
const flags = [sanitize, "-fno-sanitize=vptr", "-O1"];
await compile({ root, out, headers, flags, log: print });

// What tests compile is to be watched too.
const compiler = join(out, "bin");
mkdirSync(compiler, { recursive: true });
writeFileSync(
  join(compiler, "cc"),
  `#!/bin/sh\nunset LD_PRELOAD\nexec ${process.env.CC ?? "/usr/bin/cc"} ${sanitize} -g "$@"\n`,
  { mode: 0o755 },
);
const temporary = mkdtempSync(join(tmpdir(), "moult-asan-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
const reports = join(temporary, "report");
const options = `log_path=${reports}:print_stacktrace=1:detect_leaks=0:detect_odr_violation=0:allocator_may_return_null=1`;
const environment = {
  ...process.env,
  LD_PRELOAD: library,
  MOULT_MALLOC: "1",
  MOULT_ADDON: join(out, "moult.node"),
  PATH: `${compiler}${delimiter}${process.env.PATH}`,
  ASAN_OPTIONS: options,
  UBSAN_OPTIONS: options,
};

/** The wheels' folder; undefined where no index can be reached. */
function wheels() {
  const here = join(root, "tests", "wheels", "packages.json");
  const { alone } = JSON.parse(readFileSync(here, "utf8"));
  const cffi = alone.filter((name) => /nacl|argon2/.test(name));
  const got = spawnSync(process.execPath, [moult, "install", "--no-deps", ...cffi], {
    cwd: temporary,
    encoding: "utf8",
  });
  if (got.status === 0) return join(temporary, "site-packages");
  print(`wheels: skipped, ${got.stderr.trim().split("\n").pop()}`);
  return undefined;
}

/** {name, args of node, path, what it is to print} */
function* jobs(wanted) {
  const script = (core, name, args, path, expected) => ({
    name: `${name} on ${core}`,
    args: [moult, "--core", core, ...args],
    path,
    expected,
  });
  const text = (...path) => readFileSync(join(root, ...path), "utf8");
  const cffi = CFFI.filter(wanted);
  const site = cffi.length > 0 ? wheels() : undefined;
  for (const core of CORES) {
    for (const e of JSON.parse(text("ext-examples", "examples.json")))
      if (wanted(e.name))
        yield script(
          ...[core, e.name, [join(root, "ext-examples", e.script)]],
          ...[out, text("ext-examples", e.expected)],
        );
    for (const [name, n] of SCENARIOS)
      if (wanted(name))
        yield script(core, name, [join(root, "bench", "soak_scenario.py"), name, n], out);
    for (const name of site === undefined ? [] : cffi)
      yield script(
        ...[core, name, [join(root, "tests", "wheels", `${name}.py`)]],
        ...[site, text("tests", "wheels", `${name}.expected`)],
      );
  }
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  for (const name of TESTS)
    if (wanted(name))
      yield {
        name,
        args: [
          vitest,
          "run",
          "--testTimeout=1200000",
          "--hookTimeout=600000",
          `tests/${name}.test.ts`,
        ],
      };
}

const names = process.argv.slice(2);
let bad = 0;
for (const job of jobs((name) => names.length === 0 || names.includes(name))) {
  const run = spawnSync(process.execPath, job.args.map(String), {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...environment, PYTHONPATH: job.path ?? "" },
  });
  const written = readdirSync(temporary).filter((f) => f.startsWith("report"));
  // Rows ask for absurd sizes; that these were refused is no finding.
  const found = written
    .map((f) => readFileSync(join(temporary, f), "utf8").slice(0, 8000))
    .filter((report) =>
      report
        .split("\n")
        .some(
          (line) => line !== "" && !line.includes("WARNING: AddressSanitizer failed to allocate"),
        ),
    );
  for (const f of written) rmSync(join(temporary, f));
  const same = job.expected === undefined || run.stdout === job.expected;
  const ok = run.status === 0 && same && found.length === 0;
  print(`${job.name} ${ok ? "ok" : "FAILED"}`);
  if (ok) continue;
  bad++;
  for (const report of found) print(report);
  print(`ended ${run.signal ?? run.status}${same ? "" : ", output differs"}`);
  if (found.length === 0) print(`${run.stdout.slice(-4000)}\n${run.stderr.slice(-4000)}`);
}
process.exitCode = bad > 0 ? 1 : 0;

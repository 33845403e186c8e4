// `npm run capi-tests [-- --core NAME] [files]`: CPython's own tests of the limited C API, with the
// extensions that Debian compiled for them, unmodified. They come from the folder of a real
// CPython 3.14 (MOULT_ORACLE, default /tmp/oracle/3.14/root/usr/lib/python3.14). Tests that need
// _testcapi, which is no limited API, run as far as the stand-in in tests/capi allows.
// Writes docs/capi-tests.md with --write.
import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const lib = process.env.MOULT_ORACLE ?? "/tmp/oracle/3.14/root/usr/lib/python3.14";
if (!existsSync(join(lib, "test"))) {
  process.stderr.write(
    `no CPython test suite in ${lib}; set MOULT_ORACLE to a python3.14 folder\n`,
  );
  process.exit(2);
}

const argv = process.argv.slice(2);
const option = (name) => {
  const i = argv.indexOf(name);
  return i < 0 ? undefined : argv.splice(i, 2)[1];
};
const flag = (name) => {
  const i = argv.indexOf(name);
  if (i >= 0) argv.splice(i, 1);
  return i >= 0;
};
const only = option("--core");
const write = flag("--write");
const verbose = flag("--verbose");
const cores = only ? [only] : ["compact", "classic"];

const FILES =
  "abstract build bytearray bytes capsule codecs complex dict eval eval_code_ex exceptions file " +
  "float getargs import list long number object run set slice structmembers sys tuple type unicode " +
  "weakref";
const files =
  argv.length > 0
    ? argv
    : [...FILES.split(" ").map((f) => `test_capi.test_${f}`), "test_xxlimited", "test_clinic"];

// Tests that cannot run, and those that fail, with the reason.
const REASONS = new Map(
  Object.entries(JSON.parse(readFileSync(join(root, "tests", "capi", "reasons.json"), "utf8"))),
);
const LEFT_OUT = [...REASONS].filter(([, r]) => r.runs === false).map(([name]) => name);

const EXTENSIONS = ["_testlimitedcapi", "_testclinic_limited", "xxlimited", "xxlimited_35"];
const folder = mkdtempSync(join(tmpdir(), "moult-capi-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(lib, "test"), join(folder, "test"));
for (const e of EXTENSIONS)
  symlinkSync(
    join(lib, "lib-dynload", `${e}.cpython-314-x86_64-linux-gnu.so`),
    join(folder, `${e}.so`),
  );

const standin = join(root, "tests", "capi", "standin");
execFileSync("cc", [
  ...["-shared", "-fPIC", "-O1", `-I${join(root, "include")}`],
  ...readdirSync(standin).flatMap((f) => (f.endsWith(".c") ? [join(standin, f)] : [])),
  ...["-o", join(folder, "_testcapi_c.abi3.so")],
]);

function run(core, file) {
  return new Promise((done) => {
    const script = join(root, "tests", "capi", "run.py");
    const args = [join(root, "bin", "moult.js"), "--core", core, script];
    const child = spawn(process.execPath, [...args, `test.${file}`, ...LEFT_OUT], {
      cwd: folder,
      env: { ...process.env, PYTHONPATH: `${folder}:${join(root, "tests", "capi")}` },
      timeout: 240_000,
    });
    let text = "";
    child.stdout.on("data", (d) => (text += d));
    child.stderr.on("data", (d) => (text += d));
    child.on("close", (status, signal) => done({ text, status, signal }));
  });
}

function count({ text, status, signal }) {
  const c = { ok: 0, failed: 0, skipped: 0, standin: 0, crashed: signal !== null || status > 5 };
  const bad = new Map();
  const parts = text.split(/^={70}$/m);
  for (const p of parts.slice(1)) {
    const name = /^(?:ERROR|FAIL): (.*)$/m.exec(p)?.[1] ?? "?";
    const lines =
      p
        .trim()
        .split(/^-{70}$/m)[1]
        ?.trim()
        .split("\n") ?? [];
    const last = lines.filter((l) => /^\w[\w.]*(Error|Exception|Warning)\b/.test(l)).pop() ?? "";
    if (!bad.has(name)) bad.set(name, last);
  }
  for (const line of text.split("\n")) {
    if (/ \.\.\. ok$/.test(line) || /^ok$/.test(line)) c.ok++;
    else if (/ \.\.\. skipped /.test(line) || /^skipped /.test(line)) c.skipped++;
  }
  for (const last of bad.values())
    if (
      /module '_test(internal)?capi' has no attribute|cannot import name .* from '_test/.test(last)
    )
      c.standin++;
    else c.failed++;
  c.bad = bad;
  return c;
}

const rows = [];
for (const file of files) {
  const row = { file };
  for (const core of cores) {
    const result = await run(core, file);
    const c = count(result);
    row[core] = c;
    process.stdout.write(
      `${file} ${core}: ${c.ok} ok, ${c.failed} failed, ${c.standin} need _testcapi, ${c.skipped} skipped` +
        `${c.crashed ? `, CRASHED (${result.signal ?? result.status})` : ""}\n`,
    );
    for (const [name, last] of c.bad)
      if (verbose || !/'_test(internal)?capi'/.test(last))
        process.stdout.write(`    ${name}: ${last}\n`);
    if (c.crashed) process.stdout.write(`    ...${result.text.slice(-600)}\n`);
  }
  rows.push(row);
}

if (write) {
  const cell = (c) =>
    c === undefined
      ? ""
      : `${c.ok} / ${c.failed} / ${c.standin} / ${c.skipped}${c.crashed ? " crashed" : ""}`;
  const text = [
    "# CPython's tests of the limited C API",
    "",
    "By `npm run capi-tests -- --write`, with the extensions that Debian compiled for CPython 3.14.",
    "Each cell: passed / failed / need a function of `_testcapi` that is no limited API / skipped.",
    "",
    `| file | ${cores.join(" | ")} |`,
    `| --- | ${cores.map(() => "---").join(" | ")} |`,
    ...rows.map((r) => `| ${r.file} | ${cores.map((c) => cell(r[c])).join(" | ")} |`),
    "",
    "## Failing",
    "",
    ...rows.flatMap((r) =>
      [...(r[cores[0]].bad ?? [])]
        .filter(([, last]) => !/'_test(internal)?capi'/.test(last))
        .map(([name, last]) => {
          const test = name.split(" ")[0];
          const reason = REASONS.get(test)?.reason;
          return `- ${r.file} ${test}: \`${last.slice(0, 160)}\`${reason ? `: ${reason}` : ""}`;
        }),
    ),
    "",
    "## Left out",
    "",
    ...LEFT_OUT.map((name) => `- ${name}: ${REASONS.get(name).reason}`),
    "",
    "## Need a function of `_testcapi` that is no limited API",
    "",
    "The stand-in (`tests/capi/_testcapi.py` and `tests/capi/standin/`) has what the limited API can do.",
    "",
    ...rows.flatMap((r) => {
      const missing = [...(r[cores[0]].bad ?? [])].filter(([, last]) =>
        /'_test(internal)?capi'/.test(last),
      );
      const names = new Set(
        missing.map(([, last]) => /'(\w+)'(?: from |$)/.exec(last)?.[1] ?? last),
      );
      return names.size === 0
        ? []
        : [`- ${r.file} (${missing.length}): ${[...names].map((n) => `\`${n}\``).join(", ")}`];
    }),
    "",
  ];
  mkdirSync(join(root, "docs"), { recursive: true });
  writeFileSync(join(root, "docs", "capi-tests.md"), text.join("\n"));
}
process.exit(rows.some((r) => cores.some((c) => r[c].failed > 0 || r[c].crashed)) ? 1 : 0);

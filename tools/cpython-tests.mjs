// Runs modules of CPython 3.14's own test suite under Moult and writes the figures to
// docs/cpython-tests.md; a failing test's report goes to .cache/cpython-tests/MODULE.log.
//
//   npm run cpython-tests -- [--oracle DIR] [--timeout CPU-SECONDS] [--memory MB] [--jobs N]
//                            [--only TEXT] [--no-table] [MODULE ...]
//
// With names given only their rows are written anew. The suite comes from a CPython 3.14 whose
// standard library holds `test`: --oracle, else $MOULT_ORACLE, else one unpacked by
// ../shared/oracle/get.sh where that exists. Nothing but its `test` folder is put on the path.
import { spawn, spawnSync } from "node:child_process";
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
import { parseArgs } from "node:util";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const cache = join(root, ".cache", "cpython-tests");
const table = join(root, "docs", "cpython-tests.md");

/** Modules run when none are named, most of use to programs first. */
const MODULES = `
  grammar syntax exceptions int float complex long bool str bytes list tuple dict set slice range
  class descr generators coroutines asyncgen exception_group except_star patma fstring tstring
  format scope super with type_params type_annotations type_aliases builtin traceback itertools
  functools collections re json struct math cmath datetime fractions random io pickle copy enum
  dataclasses typing weakref contextlib string unicodedata codecs hashlib zlib subprocess asyncio
  array bisect heapq csv operator inspect annotationlib abc argparse ast augassign base64
  baseexception binascii binop bufio calendar call charmapcodec cmd codeccallbacks code codeop
  colorsys compare compile configparser contains context contextlib_async copyreg decorators
  defaultdict deque dictcomps dictviews difflib doctest dynamic dynamicclassattribute email
  enumerate eof exception_hierarchy exception_variations extcall file filecmp fileinput fileio
  flufl fnmatch frame funcattrs future_stmt gc generator_stop genericalias genericclass
  genericpath genexps getopt gettext glob global graphlib gzip hash hmac html htmlparser
  http_cookies index int_literal ipaddress isinstance iter iterlen keyword keywordonlyarg
  linecache listcomps logging memoryio memoryview metaclass mimetypes module named_expressions
  netrc ntpath numeric_tower opcodes optparse ordered_dict os pathlib pep646_syntax picklebuffer
  pkg pkgutil platform plistlib popen positional_only_arg posix posixpath pow pprint print
  property pwd queue quopri raise reprlib richcmp runpy sched secrets select selectors setcomps
  shelve shlex shutil signal socket sort source_encoding stat statistics strftime
  string_literals stringprep strptime strtod structseq subclassinit sundry support symtable sys
  sys_setprofile sys_settrace tabnanny tarfile tempfile textwrap time timeit tokenize tomllib
  trace typechecks types ucn unary unicode_identifiers unittest univnewlines unpack unpack_ex
  unparse urllib urlparse userdict userlist userstring utf8source uuid warnings wave weakset
  yield_from zipfile zipimport
`
  .trim()
  .split(/\s+/)
  .map((n) => `test_${n}`);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    oracle: { type: "string" },
    timeout: { type: "string", default: "120" },
    memory: { type: "string", default: "4096" },
    jobs: { type: "string", default: "2" },
    only: { type: "string" },
    "no-table": { type: "boolean", default: false },
  },
});

function suiteDir() {
  const get = join(root, "..", "shared", "oracle", "get.sh");
  const dirs = [options.oracle, process.env.MOULT_ORACLE, join(cache, "oracle", "3.14")];
  for (const dir of dirs.filter(Boolean))
    for (const lib of ["Lib", "lib/python3.14", "root/usr/lib/python3.14", ""])
      if (existsSync(join(dir, lib, "test", "support"))) return join(dir, lib, "test");
  if (!existsSync(get)) throw new Error("no CPython 3.14 test suite: name one with --oracle DIR");
  const r = spawnSync(get, [join(cache, "oracle"), "3.14"], { stdio: "inherit" });
  if (r.status !== 0) throw new Error(`${get} failed`);
  return suiteDir();
}

/** A folder for sys.path that holds the package `test` and nothing else. */
function pathEntry() {
  const dir = join(cache, "path");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  symlinkSync(suiteDir(), join(dir, "test"));
  return dir;
}

const seconds = Number(options.timeout);

function readRecord(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.flatMap((l) => {
    try {
      return [JSON.parse(l)];
    } catch {
      return []; // the line that a killed process was writing
    }
  });
}

/** Milliseconds that a process has computed: limits that do not depend on what else runs here. */
function cpuTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

/** One process over what RECORD does not name yet; how it ended. */
function start(module, record, path, ms) {
  return new Promise((done) => {
    const cwd = mkdtempSync(join(tmpdir(), "moult-test-"));
    const p = spawn(
      process.execPath,
      [
        `--max-old-space-size=${options.memory}`,
        join(root, "bin", "moult.js"),
        join(root, "tools", "cpython_tests_one.py"),
        module,
        record,
      ],
      {
        cwd,
        env: {
          ...process.env,
          PYTHONPATH: path,
          TZ: process.env.TZ ?? "UTC",
          TEST_ONLY: options.only ?? "",
        },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      },
    );
    let text = "";
    const take = (d) => {
      text = (text + d).slice(-20_000);
    };
    p.stdout.on("data", take);
    p.stderr.on("data", take);
    let late = false;
    let cpu = 0;
    const begun = Date.now();
    const timer = setInterval(() => {
      cpu = cpuTime(p.pid) ?? cpu;
      if (cpu < ms && Date.now() - begun < ms * 6) return;
      late = true;
      process.kill(-p.pid, "SIGKILL");
    }, 500);
    p.on("exit", (code, signal) => {
      clearInterval(timer);
      try {
        process.kill(-p.pid, "SIGKILL"); // children it left behind
      } catch {}
      rmSync(cwd, { recursive: true, force: true, maxRetries: 3 });
      done({ cpu, how: late ? "timeout" : "crashed", text, code: signal ?? code });
    });
  });
}

async function runModule(module, path) {
  const record = join(cache, `${module}.jsonl`);
  rmSync(record, { force: true });
  const begun = Date.now();
  const lost = new Map();
  let used = 0;
  for (let round = 0; round < 12; round++) {
    const before = readRecord(record).length;
    // One test may not eat the time of all: a round that hangs is cut at half the limit.
    const left = seconds * 1000 - used;
    const end = await start(module, record, path, Math.max(left / 2, Math.min(left, 15_000), 5000));
    used += end.cpu;
    const entries = readRecord(record);
    if (entries.some((e) => e.done)) break;
    const ended = new Set(entries.filter((e) => e.outcome).map((e) => e.id));
    const open = entries.filter((e) => e.id && !e.outcome && !ended.has(e.id) && !lost.has(e.id));
    const id = open.at(-1)?.id ?? (entries.length === before ? "(module)" : null);
    if (id !== null)
      lost.set(id, { outcome: end.how, details: [`${end.how} ${end.code}\n${end.text}`] });
    if (id === "(module)" || used > seconds * 1000) {
      if (id !== "(module)") lost.set("(rest)", { outcome: "timeout", details: ["out of time"] });
      break;
    }
  }
  const outcomes = new Map(
    readRecord(record)
      .filter((e) => e.outcome)
      .map((e) => [e.id, e]),
  );
  for (const [id, e] of lost) outcomes.set(id, e);
  const row = { module, passed: 0, failed: 0, error: 0, skipped: 0, crashed: 0, timeout: 0 };
  const log = [];
  for (const [id, { outcome, details }] of outcomes) {
    row[outcome]++;
    if (outcome === "passed") continue;
    const text = details.join("\n").trimEnd();
    log.push(`==== ${outcome.toUpperCase()} ${id}\n${text}\n`);
    if (outcome !== "skipped")
      console.log(`  ${outcome} ${id}: ${text.split("\n").at(-1).slice(0, 160)}`);
  }
  writeFileSync(join(cache, `${module}.log`), log.join("\n"));
  row.seconds = Math.round((Date.now() - begun) / 1000);
  const run = outcomes.size - row.skipped;
  console.log(`${module}: ${row.passed}/${run} passed, ${row.skipped} skipped, ${row.seconds} s`);
  return row;
}

const COLUMNS = ["passed", "failed", "error", "crashed", "timeout", "skipped"];

function readTable() {
  const rows = new Map();
  if (!existsSync(table)) return rows;
  for (const line of readFileSync(table, "utf8").split("\n")) {
    const m = /^\| (test_\w+) \|(.*)\|$/.exec(line);
    if (m === null) continue;
    const n = m[2].split("|").map(Number);
    const row = { module: m[1] };
    COLUMNS.forEach((c, i) => {
      row[c] = n[i + 1];
    });
    rows.set(m[1], row);
  }
  return rows;
}

function writeTable(rows) {
  const total = Object.fromEntries(COLUMNS.map((c) => [c, 0]));
  const lines = [];
  const order = [...rows.values()].sort(
    (a, b) => MODULES.indexOf(a.module) - MODULES.indexOf(b.module),
  );
  const line = (name, r) => {
    const run = COLUMNS.slice(0, 5).reduce((n, c) => n + r[c], 0);
    const share = run === 0 ? "–" : `${((100 * r.passed) / run).toFixed(1)}`;
    return `| ${name} | ${run} | ${COLUMNS.map((c) => r[c]).join(" | ")} | ${share} |`;
  };
  for (const r of order) {
    for (const c of COLUMNS) total[c] += r[c];
    lines.push(line(r.module, r));
  }
  mkdirSync(dirname(table), { recursive: true });
  writeFileSync(
    table,
    `# CPython's regression suite under Moult

Written by \`npm run cpython-tests\`: each module of CPython 3.14's \`Lib/test\` in a process of its own,
no optional resources. Tests that the suite itself marks as about CPython's internals count as skipped.
A test that kills the process counts as crashed, one that does not end as timeout. What the rest fails for is in
[cpython-tests-open.md](cpython-tests-open.md).

| module | run | ${COLUMNS.join(" | ")} | % passed |
|---|---:|${COLUMNS.map(() => "---:").join("|")}|---:|
${line("**all**", total)}
${lines.join("\n")}
`,
  );
}

mkdirSync(cache, { recursive: true });
const path = pathEntry();
const named = positionals.map((n) => (n.startsWith("test_") ? n : `test_${n}`));
const rows = readTable();
const queue = (named.length > 0 ? named : MODULES)[Symbol.iterator]();
await Promise.all(
  Array.from({ length: Number(options.jobs) }, async () => {
    for (const module of queue) {
      rows.set(module, await runModule(module, path));
      if (!options["no-table"] && options.only === undefined) writeTable(rows);
    }
  }),
);
for (const f of readdirSync(cache)) if (f.endsWith(".jsonl")) rmSync(join(cache, f));

// `npm run cores-check`: everything that can tell one core from another, on every core: the rows of
// tests/abi, the examples, Debian's packages and wheels from the index, on twenty fixed seeds of
// `shuffled` and a fresh one, and the examples built as abi3t on the cores for abi3t too.
// --short: rows and examples on the fresh seed alone. --seed N: that one for fresh. --core NAME, --part NAME: only
// these. --jobs N: processes side by side (2). Calls of rows that end their process are left to
// `npm test`: they are no matter of layouts.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as debian from "./debian_corpus.mjs";
import { rowsModule } from "./rows_module.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { findCore } = await import(join(root, "dist", "cores", "index.js"));
const moult = join(root, "bin", "moult.js");
const built = join(root, "build", "Release");
const LIMIT = 300_000;

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    core: { type: "string", multiple: true },
    part: { type: "string", multiple: true },
    jobs: { type: "string", default: "2" },
  },
});
const fresh = `shuffled:${options.seed}`;
const readInPlace = options.short
  ? [fresh]
  : [
      ...["compact", "classic", "immortal"],
      ...Array.from({ length: 20 }, (_, k) => `shuffled:${k + 1}`),
      fresh,
    ];
const temporary = mkdtempSync(join(tmpdir(), "moult-cores-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

/** A case is one script: {name, file, env, cwd, problem(what it said, core)}. A part is cases and cores. */
const scriptCase = (name, file, expected, env, cwd = root) => ({
  ...{ name, file, env, cwd },
  problem: (said) => debian.departure(said, expected),
});

async function rows() {
  const m = await rowsModule();
  const env = { PYTHONPATH: temporary, PYTHONIOENCODING: "utf-8" };
  return m.readRows().map((file) => {
    m.compileRows(file, temporary, join(root, "include"));
    const due = m.dueLines(file, false);
    return {
      name: file.name,
      file: m.scriptOf(file, temporary),
      env,
      cwd: root,
      problem: (said, core) => {
        const { singletons } = findCore(core);
        const told = (lines) =>
          lines.filter((line) => line !== "" && !m.isKnown(line, singletons)).join("\n");
        return debian.departure({ ...said, stdout: told(said.stdout.split("\n")) }, told(due));
      },
    };
  });
}

function examples(folder) {
  const list = JSON.parse(readFileSync(join(root, "ext-examples", "examples.json"), "utf8"));
  return list.map(({ name, script, expected }) =>
    scriptCase(
      name,
      join(root, "ext-examples", script),
      readFileSync(join(root, "ext-examples", expected), "utf8"),
      { PYTHONPATH: folder },
    ),
  );
}

function corpus() {
  return (
    debian.missing ??
    debian
      .corpusScripts()
      .map((s) => scriptCase(s.name, s.file, s.expected, debian.environment, debian.cwd))
  );
}

function wheels() {
  const here = join(root, "tests", "wheels");
  const { resolved, alone } = JSON.parse(readFileSync(join(here, "packages.json"), "utf8"));
  const r = spawnSync(process.execPath, [moult, "install", "--no-deps", ...resolved, ...alone], {
    cwd: temporary,
    encoding: "utf8",
    timeout: LIMIT,
  });
  if (r.status !== 0) return `not installed: ${r.stderr.trim().split("\n").pop()}`;
  const env = { PYTHONPATH: join(temporary, "site-packages"), PYTHONDONTWRITEBYTECODE: "1" };
  return readdirSync(here)
    .filter((f) => f.endsWith(".py") && !/^(large|wide)_/.test(f))
    .map((f) =>
      scriptCase(
        f.slice(0, -".py".length),
        join(here, f),
        readFileSync(join(here, f.replace(/py$/, "expected")), "utf8"),
        env,
        temporary,
      ),
    );
}

const parts = [
  { name: "rows", cores: readInPlace, cases: rows },
  { name: "examples", cores: readInPlace, cases: () => examples(built) },
  ...(options.short
    ? []
    : [
        {
          name: "abi3t",
          cores: [...readInPlace, "freethreaded", "opaque"],
          cases: () => examples(join(built, "abi3t")),
        },
        { name: "corpus", cores: readInPlace, cases: corpus },
        { name: "wheels", cores: readInPlace, cases: wheels },
      ]),
];

function run(core, { file, env, cwd }) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [moult, "--core", core, file], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const late = setTimeout(() => child.kill("SIGKILL"), LIMIT);
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"])
      child[stream].setEncoding("utf8").on("data", (text) => {
        said[stream] += text;
      });
    child.on("close", (status, signal) => {
      clearTimeout(late);
      done({ ...said, status, signal });
    });
  });
}

const jobs = [];
for (const part of parts.filter((p) => options.part?.includes(p.name) ?? true)) {
  const cases = await part.cases();
  if (typeof cases === "string") {
    process.stdout.write(`${part.name}: skipped, ${cases}\n`);
    continue;
  }
  for (const core of part.cores.filter((c) => options.core?.includes(c) ?? true))
    for (const one of cases) jobs.push({ part: part.name, core, ...one });
}
const columns = [...new Set(jobs.map((j) => j.part))];
const left = new Map(
  [...new Set(jobs.map((j) => j.core))].map((c) => [c, jobs.filter((j) => j.core === c)]),
);
process.stdout.write(`fresh seed: ${fresh}; ${jobs.length} runs\n`);

let failed = 0;
const passed = new Map(jobs.map((j) => [`${j.core} ${j.part}`, 0]));
/** The line of a core whose runs are all done. */
function line(core) {
  const counts = columns.map((part) => {
    const of = jobs.filter((j) => j.core === core && j.part === part).length;
    return of === 0 ? "–" : `${passed.get(`${core} ${part}`)}/${of}`;
  });
  return [core.padEnd(20), ...counts.map((c) => c.padEnd(9))].join(" ").trimEnd();
}
process.stdout.write(
  `${["core".padEnd(20), ...columns.map((c) => c.padEnd(9))].join(" ").trimEnd()}\n`,
);

const waiting = [...left.values()].flat().values();
async function worker() {
  for (const job of waiting) {
    const why = job.problem(await run(job.core, job), job.core);
    const cell = `${job.core} ${job.part}`;
    if (why === undefined) passed.set(cell, passed.get(cell) + 1);
    else {
      failed++;
      process.stdout.write(`FAIL  ${job.part} ${job.name} on ${job.core}: ${why.slice(0, 300)}\n`);
    }
    const rest = left.get(job.core).filter((j) => j !== job);
    left.set(job.core, rest);
    if (rest.length === 0) process.stdout.write(`${line(job.core)}\n`);
  }
}
const start = performance.now();
await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
process.stdout.write(
  `${jobs.length - failed} passed, ${failed} failed in ` +
    `${((performance.now() - start) / 1000).toFixed(0)} s\n`,
);
process.exitCode = failed > 0 || jobs.length === 0 ? 1 : 0;

// `npm run bench -- python [NAME...]`: the programs of bench/python on Moult and on the CPythons at
// hand (3.11 of the machine; CPYTHON314=path, PYPY=path; pyodide from its package), in one run. Each
// figure is the median of BENCH_ROUNDS (3) processes' medians. Without names it rewrites bench/RESULTS.md.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { writeBlock } from "./results.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const programs = join(root, "bench", "python");
const timer = join(root, "bench", "time_python.py");
const moult = join(root, "bin", "moult.js");
const asked = process.argv.slice(3);
const all = readdirSync(programs)
  .filter((f) => f.endsWith(".py"))
  .map((f) => f.slice(0, -3))
  .sort();
for (const a of asked)
  if (!all.includes(a)) {
    process.stderr.write(`bench: no program ${a} in bench/python\n`);
    process.exit(2);
  }
const names = asked.length > 0 ? asked : all;

const pyodideRunner = join(root, "bench", "in_pyodide.mjs");
const systems = [{ name: "Moult", command: process.execPath, args: [moult] }];
const add = (name, command, args) => {
  if (command !== undefined && existsSync(command)) systems.push({ name, command, args });
};
add("CPython 3.11", "/usr/bin/python3", ["-B"]);
add("CPython 3.14", process.env.CPYTHON314, ["-B"]);
add("PyPy", process.env.PYPY, ["-B"]);
systems.push({ name: "pyodide", command: process.execPath, args: [pyodideRunner] });

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];
function run(s, name) {
  const r = spawnSync(s.command, [...s.args, timer, programs, name], {
    encoding: "utf8",
    env: { ...process.env, PYTHONHASHSEED: "0" },
  });
  if (r.error || r.status !== 0) {
    process.stderr.write(
      `bench: ${s.name} ${name}: ${r.error?.message ?? r.stderr.trim().split("\n").pop().slice(0, 120)}\n`,
    );
    return null;
  }
  return JSON.parse(r.stdout)[name];
}

const rows = [];
for (const name of names) {
  const row = { name };
  const results = new Set();
  for (const s of systems) {
    const runs = Array.from({ length: rounds }, () => run(s, name)).filter((x) => x !== null);
    if (runs.length === 0) continue;
    row[s.name] = median(runs.map((r) => r[0]));
    results.add(runs[0][1]);
  }
  if (results.size > 1) process.stderr.write(`bench: ${name}: results differ: ${[...results]}\n`);
  rows.push(row);
  process.stdout.write(
    `${name.padEnd(18)} ${systems.map((s) => `${s.name} ${row[s.name]?.toFixed(2) ?? "-"}`).join("  ")} ms\n`,
  );
}

const others = systems.slice(1).map((s) => s.name);
const speed = (row, s) => (row[s] && row.Moult ? row[s] / row.Moult : undefined);
const mean = (s) => {
  const xs = rows.map((r) => speed(r, s)).filter((x) => x !== undefined);
  return xs.length === 0
    ? undefined
    : Math.exp(xs.reduce((a, x) => a + Math.log(x), 0) / xs.length);
};
const show = (x) => (x === undefined ? "-" : `${x.toFixed(2)}x`);

// ---- start and memory ----

function wall(command, args) {
  const times = [];
  for (let i = 0; i < 9; i++) {
    const t = performance.now();
    spawnSync(command, args, { stdio: "ignore" });
    times.push(performance.now() - t);
  }
  return median(times);
}
const imports = "import typing, dataclasses, inspect, asyncio, json, re";
const start = {
  node: wall(process.execPath, ["-e", "0"]),
  pass: wall(process.execPath, [moult, "-c", "pass"]),
  imports: wall(process.execPath, [moult, "-c", imports]),
  cpythonImports: existsSync("/usr/bin/python3") ? wall("/usr/bin/python3", ["-c", imports]) : NaN,
};

const lines = [
  "## Python programs",
  "",
  `Written by \`npm run bench -- python\`. Milliseconds a run (median of ${rounds} processes' medians), and how`,
  "many times faster Moult is than each of the others in the same run (below 1: slower).",
  "",
  `Machine: ${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.versions.node}.`,
  "",
  `| program | ${systems.map((s) => s.name).join(" | ")} | ${others.map((o) => `vs ${o}`).join(" | ")} |`,
  `|---|${systems.map(() => "--:").join("|")}|${others.map(() => "--:").join("|")}|`,
  ...rows.map(
    (r) =>
      `| ${r.name} | ${systems.map((s) => r[s.name]?.toFixed(2) ?? "-").join(" | ")} | ${others.map((o) => show(speed(r, o))).join(" | ")} |`,
  ),
  `| **geometric mean** | ${systems.map(() => "").join(" | ")} | ${others.map((o) => `**${show(mean(o))}**`).join(" | ")} |`,
  "",
  "Start: " +
    `\`node -e 0\` ${start.node.toFixed(0)} ms, \`moult -c pass\` ${start.pass.toFixed(0)} ms (${(start.pass / start.node).toFixed(2)}x); ` +
    `\`${imports}\` ${start.imports.toFixed(0)} ms, CPython 3.11 ${start.cpythonImports.toFixed(0)} ms (${(start.imports / start.cpythonImports).toFixed(2)}x).`,
];
process.stdout.write(
  `${lines.slice(-2).join("\n")}\ngeometric means: ${others.map((o) => `${show(mean(o))} ${o}`).join(", ")}\n`,
);

if (asked.length === 0) writeBlock("python", lines);

// `npm run bench -- abi`: ns per crossing on each core and on the machine's CPython 3.11, in one run.
// Each figure is the median of three processes' medians; the loop's own cost is part of it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const built = join(root, "build", "Release");
const script = join(root, "bench", "time_crossing.py");
const n = process.argv[3] ?? "200000";

function run(command, args) {
  const r = spawnSync(command, [...args, script, n], {
    env: { ...process.env, PYTHONPATH: built },
    encoding: "utf8",
  });
  if (r.error || r.status !== 0)
    throw new Error(`${command} ${args.join(" ")}: ${r.error?.message ?? r.stderr.trim()}`);
  return JSON.parse(r.stdout);
}
const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];
function measure(command, args) {
  const runs = [1, 2, 3].map(() => run(command, args));
  return Object.fromEntries(Object.keys(runs[0]).map((k) => [k, median(runs.map((r) => r[k]))]));
}

const moult = join(root, "bin", "moult.js");
const columns = {
  compact: measure(process.execPath, [moult, "--core", "compact"]),
  classic: measure(process.execPath, [moult, "--core", "classic"]),
};
const cpython = "/usr/bin/python3";
if (existsSync(cpython)) columns["CPython 3.11"] = measure(cpython, ["-S", "-B"]);
else process.stdout.write("no /usr/bin/python3 here: no ratios\n");

const base = columns["CPython 3.11"];
const names = Object.keys(columns);
const rows = [
  ["ns per operation", ...names, ...(base ? ["compact/CPython", "classic/CPython"] : [])],
];
for (const k of Object.keys(columns.compact))
  rows.push([
    k,
    ...names.map((c) => columns[c][k].toFixed(1)),
    ...(base ? ["compact", "classic"].map((c) => `${(columns[c][k] / base[k]).toFixed(2)}x`) : []),
  ]);
const width = rows[0].map((_, c) => Math.max(...rows.map((r) => r[c].length)));
for (const r of rows)
  process.stdout.write(
    `${r.map((x, c) => (c === 0 ? x.padEnd(width[c]) : x.padStart(width[c]))).join("  ")}\n`,
  );

// `npm run bench -- abi [N [ROW...]]`: ns per operation of extensions built for abi3, on each core and on the
// machine's CPython 3.11, in one run. Each figure is the median of three processes' medians; a
// run of all rows is written to RESULTS.md.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { writeBlock } from "./results.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const built = join(root, "build", "Release");
const script = join(root, "bench", "time_crossing.py");
const [n = "100000", ...wanted] = process.argv.slice(3);

/** How often a row must cross, however it is written: into C, and into JavaScript. Others: [0, 0]. */
const TO_JS = [
  ...["call_none", "call_one", "call_format", "call_method", "call_type", "iterate_generator"],
];
const crossings = (group, row) =>
  group === "calls" && row !== "empty_loop" && !row.startsWith("built_")
    ? "into C"
    : TO_JS.includes(row)
      ? "into JS"
      : "none";

function run(command, args) {
  const r = spawnSync(command, [...args, script, n, ...wanted], {
    env: { ...process.env, PYTHONPATH: built },
    encoding: "utf8",
  });
  if (r.error || r.status !== 0)
    throw new Error(`${command} ${args.join(" ")}: ${r.error?.message ?? r.stderr.trim()}`);
  return JSON.parse(r.stdout);
}
const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];
const mean = (xs) => Math.exp(xs.reduce((a, x) => a + Math.log(x), 0) / xs.length);

const moult = join(root, "bin", "moult.js");
const systems = { compact: [process.execPath, moult, "--core", "compact"] };
for (const core of ["classic", "immortal"])
  systems[core] = [process.execPath, moult, "--core", core];
const cpython = "/usr/bin/python3";
const REFERENCE = "CPython 3.11";
if (existsSync(cpython)) systems[REFERENCE] = [cpython, "-S", "-B"];
else process.stdout.write(`no ${cpython} here: no ratios\n`);
const names = Object.keys(systems);
const cores = names.filter((s) => s !== REFERENCE);

// The systems take turns, so that what else the machine does falls on all of them.
const runs = [0, 1, 2].map(() =>
  Object.fromEntries(names.map((s) => [s, run(systems[s][0], systems[s].slice(1))])),
);
const time = (s, group, row) => median(runs.map((r) => r[s][group][row]));
const groups = Object.entries(runs[0].compact).map(([group, rows]) => [group, Object.keys(rows)]);
const ratio = (s, group, row) =>
  systems[REFERENCE] ? time(s, group, row) / time(REFERENCE, group, row) : Number.NaN;

/** What a crossing costs that does nothing: below it no row of its kind can come. */
const loop = wanted.length > 0 ? Number.NaN : time("compact", "calls", "empty_loop");
const limits = {
  "into C": wanted.length > 0 ? Number.NaN : time("compact", "calls", "noargs") - loop,
  "into JS": wanted.length > 0 ? Number.NaN : time("compact", "api", "call_none"),
  none: 0,
};
const distance = (group, row) => {
  const limit = limits[crossings(group, row)];
  return limit > 0 ? `${(time("compact", group, row) / limit).toFixed(1)}x` : "-";
};

const TITLES = { calls: "From Python into C", api: "What C does with the API" };
const cell = (x) => (Number.isNaN(x) ? "-" : `${x.toFixed(2)}x`);
const table = ([group, rows]) => [
  `### ${TITLES[group]}`,
  "",
  `| ns | ${names.join(" | ")} | ${cores.map((c) => `${c} / CPython`).join(" | ")} | must cross | of that limit |`,
  `|---|${names.map(() => "--:").join("|")}|${cores.map(() => "--:").join("|")}|---|--:|`,
  ...rows.map(
    (row) =>
      `| ${row} | ${names.map((s) => time(s, group, row).toFixed(1)).join(" | ")} | ${cores.map((c) => cell(ratio(c, group, row))).join(" | ")} | ${crossings(group, row)} | ${distance(group, row)} |`,
  ),
  `| **geometric mean** | ${names.map(() => "").join(" | ")} | ${cores.map((c) => `**${cell(mean(rows.map((row) => ratio(c, group, row))))}**`).join(" | ")} | | |`,
  "",
];
const lines = groups.filter(([, rows]) => rows.length > 0).flatMap(table);
process.stdout.write(`${lines.join("\n")}\n`);
if (wanted.length === 0)
  writeBlock("abi", [
    "## The border",
    "",
    "Written by `npm run bench -- abi`: the same abi3 binaries on each core and on CPython 3.11.",
    `Machine: ${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.versions.node}; ${n} operations a row.`,
    "",
    `A crossing from JavaScript into C costs ${limits["into C"].toFixed(0)} ns here (\`noargs\` without its loop), one from C into`,
    `JavaScript ${limits["into JS"].toFixed(0)} ns (\`call_none\`). A row that must cross once cannot be quicker; the last column is`,
    "how many times that it takes. Rows without a crossing are work in C and filling of mirrors.",
    "",
    ...lines,
  ]);
